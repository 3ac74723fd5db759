"""Once the import had filled in who signed each prescription, the database was to insist on it.

Both steps read all prescriptions, and nobody could prescribe until they had.

Revision ID: 0014
Revises: 0013
Create Date: 2025-03-31 09:09:09

"""
# SAFETY: NON_DESTRUCTIVE
from typing import Sequence, Union

from alembic import op
import sqlalchemy as sa

revision: str = "0014"
down_revision: Union[str, None] = "0013"
branch_labels: Union[str, Sequence[str], None] = None
depends_on: Union[str, Sequence[str], None] = None


def upgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.alter_column("prescriptions", "prescriber_id", existing_type=sa.BigInteger(), nullable=False)
    op.create_foreign_key("prescriptions_prescriber_id_fkey", "prescriptions", "staff", ["prescriber_id"], ["id"])


def downgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.drop_constraint("prescriptions_prescriber_id_fkey", "prescriptions", type_="foreignkey")
    op.alter_column("prescriptions", "prescriber_id", existing_type=sa.BigInteger(), nullable=True)
