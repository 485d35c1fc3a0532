"""what a body said beside answering

Revision ID: 0010
Revises: 0009
"""

import sqlalchemy as sa
from alembic import op


revision = '0010'
down_revision = '0009'


def upgrade() -> None:
    # What it holds is derived from the events, when all migrations are done: see `db.migrations.upgrading`.
    with op.batch_alter_table("request", recreate="never") as batch_op:
        batch_op.add_column(
            sa.Column("waits_for_us", sa.Boolean(), nullable=False, server_default=sa.text("false"))
        )
