"""what is not kept for good

Revision ID: 0028
Revises: 0027
"""

import sqlalchemy as sa
import sqlmodel.sql.sqltypes
from alembic import op

revision = '0028'
down_revision = '0027'


def upgrade() -> None:
    with op.batch_alter_table('event', recreate="never") as batch_op:
        batch_op.add_column(sa.Column('reduced_at', sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True))

    with op.batch_alter_table('question', recreate="never") as batch_op:
        batch_op.add_column(sa.Column('mark', sqlmodel.sql.sqltypes.AutoString(), server_default=sa.text("''"), nullable=False))

    with op.batch_alter_table('request', recreate="never") as batch_op:
        batch_op.add_column(sa.Column('reduced_at', sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True))

    with op.batch_alter_table('story', recreate="never") as batch_op:
        batch_op.add_column(sa.Column('kept_since', sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True))
