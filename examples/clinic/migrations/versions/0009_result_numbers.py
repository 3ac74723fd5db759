"""The analyser was about to use up the integers, so result numbers became bigint.

PostgreSQL wrote 90 million results anew while the ward waited to read one.

Revision ID: 0009
Revises: 0008
Create Date: 2024-09-17 06:30:00

"""
# SAFETY: NON_DESTRUCTIVE
from typing import Sequence, Union

from alembic import op
import sqlalchemy as sa

revision: str = "0009"
down_revision: Union[str, None] = "0008"
branch_labels: Union[str, Sequence[str], None] = None
depends_on: Union[str, Sequence[str], None] = None


def upgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.alter_column("results", "id", existing_type=sa.Integer(), type_=sa.BigInteger(), existing_nullable=False)


def downgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.alter_column("results", "id", existing_type=sa.BigInteger(), type_=sa.Integer(), existing_nullable=False)
