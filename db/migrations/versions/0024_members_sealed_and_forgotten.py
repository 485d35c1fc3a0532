"""members sealed and forgotten

Revision ID: 0024
Revises: 0023
"""

import sqlalchemy as sa
import sqlmodel.sql.sqltypes
from alembic import op


revision = '0024'
down_revision = '0023'


def upgrade() -> None:
    with op.batch_alter_table("member", recreate="never") as batch_op:
        batch_op.add_column(sa.Column("salt", sqlmodel.sql.sqltypes.AutoString(), server_default=sa.text("''"), nullable=False))
    with op.batch_alter_table("newsroom", recreate="never") as batch_op:
        batch_op.add_column(sa.Column("named", sa.JSON(none_as_null=True), nullable=True))
