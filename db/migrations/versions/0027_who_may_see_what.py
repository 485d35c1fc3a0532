"""who may see what

Revision ID: 0027
Revises: 0026
"""

import sqlalchemy as sa
import sqlmodel.sql.sqltypes
from alembic import op

revision = '0027'
down_revision = '0026'


def upgrade() -> None:
    with op.batch_alter_table('body', recreate="never") as batch_op:
        batch_op.add_column(sa.Column('in_private', sa.Boolean(), server_default=sa.text('false'), nullable=False))

    with op.batch_alter_table('request', recreate="never") as batch_op:
        batch_op.add_column(sa.Column('private_to', sqlmodel.sql.sqltypes.AutoString(), nullable=True))
        batch_op.create_index('ix_request_private', ['newsroom_id', 'private_to', 'member_id'], unique=False, sqlite_where=sa.text('private_to IS NOT NULL'), postgresql_where=sa.text('private_to IS NOT NULL'))

    with op.batch_alter_table('story', recreate="never") as batch_op:
        batch_op.add_column(sa.Column('private_to', sqlmodel.sql.sqltypes.AutoString(), nullable=True))

