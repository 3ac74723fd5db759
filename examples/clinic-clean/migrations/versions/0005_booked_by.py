"""Who booked an appointment; only new bookings are checked for now.

Revision ID: 0005
Revises: 0004
Create Date: 2024-06-04 17:41:28

"""
# SAFETY: NON_DESTRUCTIVE
from typing import Sequence, Union

from alembic import op
import sqlalchemy as sa

revision: str = "0005"
down_revision: Union[str, None] = "0004"
branch_labels: Union[str, Sequence[str], None] = None
depends_on: Union[str, Sequence[str], None] = None


def upgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.add_column("appointments", sa.Column("booked_by", sa.BigInteger(), nullable=True))
    op.create_foreign_key(
        "appointments_booked_by_fkey", "appointments", "staff", ["booked_by"], ["id"], postgresql_not_valid=True
    )


def downgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.drop_constraint("appointments_booked_by_fkey", "appointments", type_="foreignkey")
    op.drop_column("appointments", "booked_by")
