"""names that changed

Revision ID: 0009
Revises: 0008
"""

import sqlalchemy as sa
from alembic import op


revision = '0009'
down_revision = '0008'


def upgrade() -> None:
    renamed = sa.text("kind = 'renamed'")
    op.create_index(
        "ix_event_renamed",
        "event",
        ["newsroom_id", "position"],
        unique=False,
        sqlite_where=renamed,
        postgresql_where=renamed,
    )
