"""a deadline that lapsed

Revision ID: 0019
Revises: 0018
"""

import sqlalchemy as sa
from alembic import op


revision = '0019'
down_revision = '0018'


def upgrade() -> None:
    # What it holds is derived from the events, when all migrations are done: see `db.migrations.upgrading`.
    with op.batch_alter_table("request", recreate="never") as batch_op:
        batch_op.add_column(sa.Column("lapsed", sa.Boolean(), nullable=False, server_default=sa.text("false")))
