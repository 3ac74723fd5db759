"""The pharmacy's list, and who takes what.

Revision ID: 0003
Revises: 0002
Create Date: 2024-02-02 11:05:51

"""
# SAFETY: NON_DESTRUCTIVE
from typing import Sequence, Union

from alembic import op
import sqlalchemy as sa

revision: str = "0003"
down_revision: Union[str, None] = "0002"
branch_labels: Union[str, Sequence[str], None] = None
depends_on: Union[str, Sequence[str], None] = None


def upgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.create_table(
        "medications",
        sa.Column("id", sa.BigInteger(), sa.Identity(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="medications_pkey"),
    )
    op.create_table(
        "prescriptions",
        sa.Column("id", sa.BigInteger(), sa.Identity(), nullable=False),
        sa.Column("patient_id", sa.BigInteger(), nullable=False),
        sa.Column("medication_id", sa.BigInteger(), nullable=False),
        sa.Column("prescriber_id", sa.BigInteger(), nullable=True),
        sa.Column("dose", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="prescriptions_pkey"),
        sa.ForeignKeyConstraint(["patient_id"], ["patients.id"], name="prescriptions_patient_id_fkey"),
        sa.ForeignKeyConstraint(["medication_id"], ["medications.id"], name="prescriptions_medication_id_fkey"),
    )


def downgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.drop_table("prescriptions")
    op.drop_table("medications")
