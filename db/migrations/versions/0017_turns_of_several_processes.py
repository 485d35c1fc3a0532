"""turns of several processes

Revision ID: 0017
Revises: 0016
"""

import sqlalchemy as sa
import sqlmodel.sql.sqltypes
from alembic import op


revision = '0017'
down_revision = '0016'


def upgrade() -> None:
    op.create_table(
        "turn",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("bot_id", sa.BigInteger(), nullable=False),
        sa.Column("chat_id", sa.BigInteger(), nullable=False),
        sa.Column("at", sa.Double(), nullable=False),
        sa.Column("arrived", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_turn")),
    )
    op.create_index("ix_turn_when", "turn", ["bot_id", "at"])
    op.create_index("ix_turn_of_chat", "turn", ["bot_id", "chat_id"])
    with op.batch_alter_table("inbox", recreate="never") as batch_op:
        batch_op.add_column(sa.Column("whose", sa.BigInteger(), nullable=True))
        batch_op.add_column(sa.Column("begun_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True))
