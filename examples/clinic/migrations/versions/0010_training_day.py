"""The bookings made up on the training day had to go before the doors opened.

The WHERE was on the whiteboard, and the real bookings went with them.

Revision ID: 0010
Revises: 0009
Create Date: 2024-10-02 07:48:55

"""
from typing import Sequence, Union

from alembic import op

revision: str = "0010"
down_revision: Union[str, None] = "0009"
branch_labels: Union[str, Sequence[str], None] = None
depends_on: Union[str, Sequence[str], None] = None


def upgrade() -> None:
    op.execute("DELETE FROM appointments")
