"""The older bookings are checked as well, in a transaction of its own that lets others write.

Revision ID: 0006
Revises: 0005
Create Date: 2024-06-11 08:15:00

"""
# SAFETY: NON_DESTRUCTIVE
from typing import Sequence, Union

from alembic import op

revision: str = "0006"
down_revision: Union[str, None] = "0005"
branch_labels: Union[str, Sequence[str], None] = None
depends_on: Union[str, Sequence[str], None] = None


def upgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.execute("ALTER TABLE appointments VALIDATE CONSTRAINT appointments_booked_by_fkey")


def downgrade() -> None:
    pass  # a validated constraint does no harm to the revision before
