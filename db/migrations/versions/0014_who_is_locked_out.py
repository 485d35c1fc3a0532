"""who is locked out

Revision ID: 0014
Revises: 0013
"""

import sqlalchemy as sa
import sqlmodel.sql.sqltypes
from alembic import op


revision = '0014'
down_revision = '0013'


def upgrade() -> None:
    for table in ("member", "newsroom"):
        with op.batch_alter_table(table, recreate="never") as batch_op:
            batch_op.add_column(sa.Column("locked_since", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True))
