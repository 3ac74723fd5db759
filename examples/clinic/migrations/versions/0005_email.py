"""Every patient must have an e-mail address for the reminders.

It passed on the empty test database and stopped at the first of 40 000 patients on the real one.

Revision ID: 0005
Revises: 0004
Create Date: 2024-04-03 14:20:33

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
    op.add_column("patients", sa.Column("email", sa.Text(), nullable=False))


def downgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.drop_column("patients", "email")
