"""several newsrooms

Revision ID: 0020
Revises: 0019
"""

import sqlalchemy as sa
import sqlmodel.sql.sqltypes
from alembic import op


revision = '0020'
down_revision = '0019'


ONE, SEVERAL = (
    "CONSTRAINT uq_member_telegram_id UNIQUE (telegram_id)",
    "CONSTRAINT uq_member_telegram_id_newsroom_id UNIQUE (telegram_id, newsroom_id)",
)


def upgrade() -> None:
    with op.batch_alter_table("member", recreate="never") as batch_op:
        batch_op.add_column(sa.Column("chosen_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True))
    connection = op.get_bind()
    if connection.dialect.name == "postgresql":
        op.drop_constraint("uq_member_telegram_id", "member", type_="unique")
        op.create_unique_constraint("uq_member_telegram_id_newsroom_id", "member", ["telegram_id", "newsroom_id"])
        return
    # SQLite cannot drop it: the table is made anew under its name, for others refer to its rows. They are looked at again
    # when all of it is done.
    its = "SELECT sql FROM sqlite_master WHERE tbl_name = 'member' AND sql IS NOT NULL ORDER BY type DESC"
    table, *indexes = connection.exec_driver_sql(its).scalars().all()
    if ONE not in table:
        raise ValueError(f"the table of members is not as it was made: {table}")
    for statement in (
        "PRAGMA defer_foreign_keys = ON",
        "CREATE TEMPORARY TABLE kept_members AS SELECT * FROM member",
        "DROP TABLE member",
        table.replace(ONE, SEVERAL),
        "INSERT INTO member SELECT * FROM kept_members",
        "DROP TABLE kept_members",
        *indexes,
    ):
        connection.exec_driver_sql(statement)
