"""A column for allergies, which takes PostgreSQL a millisecond.

It waited behind a long report for its lock, and everyone who opened a patient's page waited behind it.

Revision ID: 0012
Revises: 0011
Create Date: 2025-01-20 12:00:36

"""
# SAFETY: NON_DESTRUCTIVE
from typing import Sequence, Union

from alembic import op
import sqlalchemy as sa

revision: str = "0012"
down_revision: Union[str, None] = "0011"
branch_labels: Union[str, Sequence[str], None] = None
depends_on: Union[str, Sequence[str], None] = None


def upgrade() -> None:
    op.add_column("patients", sa.Column("allergies", sa.Text(), nullable=True))


def downgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.drop_column("patients", "allergies")
