"""bodies renamed and merged

Revision ID: 0008
Revises: 0007
"""

import sqlalchemy as sa
from alembic import op


revision = '0008'
down_revision = '0007'


def upgrade() -> None:
    with op.batch_alter_table("body", recreate="never") as batch_op:
        batch_op.add_column(sa.Column("merged_into_id", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("merged", sa.JSON(none_as_null=True), nullable=True))
    with op.batch_alter_table("request", recreate="never") as batch_op:
        batch_op.add_column(sa.Column("first_body_id", sa.Integer(), nullable=True))
