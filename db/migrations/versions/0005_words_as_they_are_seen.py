"""words as they are seen

Revision ID: 0005
Revises: 0004
"""

import sqlalchemy as sa
from alembic import op
from sqlmodel.sql.sqltypes import AutoString


revision = '0005'
down_revision = '0004'


def upgrade() -> None:
    # Filled when all migrations are done, with all else that is searched: see `db.migrations.upgrading`.
    with op.batch_alter_table("contact", recreate="never") as batch_op:
        batch_op.add_column(sa.Column("seen", AutoString(), nullable=False, server_default=sa.text("''")))
