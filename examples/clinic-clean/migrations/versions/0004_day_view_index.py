"""The day view's index, built while the reception goes on booking.

Revision ID: 0004
Revises: 0003
Create Date: 2024-05-06 08:55:10

"""
# SAFETY: NON_DESTRUCTIVE
from typing import Sequence, Union

from alembic import op

revision: str = "0004"
down_revision: Union[str, None] = "0003"
branch_labels: Union[str, Sequence[str], None] = None
depends_on: Union[str, Sequence[str], None] = None


def upgrade() -> None:
    with op.get_context().autocommit_block():
        op.create_index("appointments_starts_at_idx", "appointments", ["starts_at"], postgresql_concurrently=True)


def downgrade() -> None:
    with op.get_context().autocommit_block():
        op.drop_index("appointments_starts_at_idx", table_name="appointments", postgresql_concurrently=True)
