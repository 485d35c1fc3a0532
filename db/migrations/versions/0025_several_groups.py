"""several groups

Revision ID: 0025
Revises: 0024
"""

import sqlalchemy as sa
import sqlmodel.sql.sqltypes
from alembic import op


revision = '0025'
down_revision = '0024'


UNIQUE = ", \n\tCONSTRAINT uq_newsroom_group_chat_id UNIQUE (group_chat_id)"


def upgrade() -> None:
    op.create_table(
        "place",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("newsroom_id", sa.Integer(), nullable=False),
        sa.Column("chat_id", sa.BigInteger(), nullable=False),
        sa.Column("topic_id", sa.BigInteger(), nullable=True),
        sa.Column("story_id", sa.Integer(), nullable=False),
        sa.Column("title", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.ForeignKeyConstraint(["newsroom_id"], ["newsroom.id"], name="fk_place_newsroom_id_newsroom"),
        sa.PrimaryKeyConstraint("id", name="pk_place"),
        sa.UniqueConstraint("chat_id", "story_id", name="uq_place_chat_id_story_id"),
    )
    op.create_index("ix_place_newsroom_id", "place", ["newsroom_id"])
    with op.batch_alter_table("digest_run") as batch_op:
        batch_op.add_column(sa.Column("story_id", sa.Integer(), server_default=sa.text("0"), nullable=False))
        batch_op.drop_constraint("uq_digest_run_newsroom_id_due_at_chat_id", type_="unique")
        batch_op.create_unique_constraint(
            "uq_digest_run_newsroom_id_due_at_chat_id_story_id", ["newsroom_id", "due_at", "chat_id", "story_id"]
        )
    with op.batch_alter_table("reminder", recreate="never") as batch_op:
        batch_op.add_column(sa.Column("chat_id", sa.BigInteger(), nullable=True))
    connection = op.get_bind()
    for statement in (
        "INSERT INTO place (newsroom_id, chat_id, topic_id, story_id, title)"
        " SELECT id, group_chat_id, group_topic_id, 0, name FROM newsroom WHERE group_chat_id IS NOT NULL ORDER BY id",
        # A newsroom's final call goes to its group, and each group has one of its own from here on.
        "UPDATE reminder SET chat_id = (SELECT group_chat_id FROM newsroom WHERE newsroom.id = reminder.newsroom_id)"
        " WHERE kind = 'group_call' AND settled_at IS NULL",
    ):
        connection.exec_driver_sql(statement)
    if connection.dialect.name == "postgresql":
        op.drop_constraint("uq_newsroom_group_chat_id", "newsroom", type_="unique")
    else:
        # SQLite cannot drop it: the table is made anew under its name, for others refer to its rows. They are looked at again
        # when all of it is done.
        its = "SELECT sql FROM sqlite_master WHERE type = 'table' AND name = 'newsroom'"
        table = connection.exec_driver_sql(its).scalar_one()
        if UNIQUE not in table:
            raise ValueError(f"the table of newsrooms is not as it was made: {table}")
        for statement in (
            "PRAGMA defer_foreign_keys = ON",
            "CREATE TEMPORARY TABLE kept_newsrooms AS SELECT * FROM newsroom",
            "DROP TABLE newsroom",
            table.replace(UNIQUE, ""),
            "INSERT INTO newsroom SELECT * FROM kept_newsrooms",
            "DROP TABLE kept_newsrooms",
        ):
            connection.exec_driver_sql(statement)
    with op.batch_alter_table("newsroom", recreate="never") as batch_op:
        batch_op.drop_column("group_topic_id")
        batch_op.drop_column("group_chat_id")
