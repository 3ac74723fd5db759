"""Appointments move from the paper diary into the database.

Revision ID: 0002
Revises: 0001
Create Date: 2024-01-15 16:30:02

"""
# SAFETY: NON_DESTRUCTIVE
from typing import Sequence, Union

from alembic import op
import sqlalchemy as sa

revision: str = "0002"
down_revision: Union[str, None] = "0001"
branch_labels: Union[str, Sequence[str], None] = None
depends_on: Union[str, Sequence[str], None] = None


def upgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.create_table(
        "appointments",
        sa.Column("id", sa.BigInteger(), sa.Identity(), nullable=False),
        sa.Column("patient_id", sa.BigInteger(), nullable=False),
        sa.Column("staff_id", sa.BigInteger(), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("note", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("id", name="appointments_pkey"),
        sa.ForeignKeyConstraint(["patient_id"], ["patients.id"], name="appointments_patient_id_fkey"),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name="appointments_staff_id_fkey"),
    )


def downgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.drop_table("appointments")
