"""The next index was built while the laboratory went on writing.

Revision ID: 0007
Revises: 0006
Create Date: 2024-05-21 10:02:44

"""
# SAFETY: NON_DESTRUCTIVE
from typing import Sequence, Union

from alembic import op

revision: str = "0007"
down_revision: Union[str, None] = "0006"
branch_labels: Union[str, Sequence[str], None] = None
depends_on: Union[str, Sequence[str], None] = None


def upgrade() -> None:
    with op.get_context().autocommit_block():
        op.create_index("results_measured_at_idx", "results", ["measured_at"], postgresql_concurrently=True)


def downgrade() -> None:
    with op.get_context().autocommit_block():
        op.drop_index("results_measured_at_idx", table_name="results", postgresql_concurrently=True)
