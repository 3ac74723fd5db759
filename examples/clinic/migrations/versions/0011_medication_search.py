"""The pharmacy searches medications by name, and its index was to be built without blocking anyone.

PostgreSQL refused: Alembic had already begun a transaction.

Revision ID: 0011
Revises: 0010
Create Date: 2024-11-12 13:16:07

"""
# SAFETY: NON_DESTRUCTIVE
from typing import Sequence, Union

from alembic import op

revision: str = "0011"
down_revision: Union[str, None] = "0010"
branch_labels: Union[str, Sequence[str], None] = None
depends_on: Union[str, Sequence[str], None] = None


def upgrade() -> None:
    op.create_index("medications_name_idx", "medications", ["name"], postgresql_concurrently=True)


def downgrade() -> None:
    with op.get_context().autocommit_block():
        op.drop_index("medications_name_idx", table_name="medications", postgresql_concurrently=True)
