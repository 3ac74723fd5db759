"""The day view was slow, so its index was built at once, on a Monday morning.

For six minutes the reception could look at appointments and not book any.

Revision ID: 0006
Revises: 0005
Create Date: 2024-05-06 08:55:10

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
    op.create_index("appointments_starts_at_idx", "appointments", ["starts_at"])


def downgrade() -> None:
    with op.get_context().autocommit_block():
        op.drop_index("appointments_starts_at_idx", table_name="appointments", postgresql_concurrently=True)
