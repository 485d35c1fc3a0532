"""who is away

Revision ID: 0026
Revises: 0025
"""

import sqlalchemy as sa
import sqlmodel.sql.sqltypes
from alembic import op


revision = '0026'
down_revision = '0025'


def upgrade() -> None:
    with op.batch_alter_table("member", recreate="never") as batch_op:
        batch_op.add_column(sa.Column("away_until", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True))
        batch_op.add_column(sa.Column("away_to_id", sa.Integer(), nullable=True))
    with op.batch_alter_table("reminder", recreate="never") as batch_op:
        batch_op.add_column(sa.Column("stands_in", sa.Boolean(), server_default=sa.text("false"), nullable=False))
