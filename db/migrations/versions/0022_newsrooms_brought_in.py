"""newsrooms brought in

Revision ID: 0022
Revises: 0021
"""

import sqlalchemy as sa
import sqlmodel.sql.sqltypes
from alembic import op


revision = '0022'
down_revision = '0021'


def upgrade() -> None:
    with op.batch_alter_table("newsroom", recreate="never") as batch_op:
        batch_op.add_column(sa.Column("ids_from", sa.Integer(), server_default=sa.text("0"), nullable=False))
