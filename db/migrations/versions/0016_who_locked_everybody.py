"""who locked everybody

Revision ID: 0016
Revises: 0015
"""

import sqlalchemy as sa
from alembic import op


revision = '0016'
down_revision = '0015'


def upgrade() -> None:
    with op.batch_alter_table("newsroom", recreate="never") as batch_op:
        batch_op.add_column(sa.Column("locked_by_id", sa.Integer(), nullable=True))
