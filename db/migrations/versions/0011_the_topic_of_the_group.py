"""the topic of the group

Revision ID: 0011
Revises: 0010
"""

import sqlalchemy as sa
from alembic import op


revision = '0011'
down_revision = '0010'


def upgrade() -> None:
    with op.batch_alter_table("newsroom", recreate="never") as batch_op:
        batch_op.add_column(sa.Column("group_topic_id", sa.BigInteger(), nullable=True))
