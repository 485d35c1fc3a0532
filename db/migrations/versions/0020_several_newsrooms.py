"""several newsrooms

Revision ID: 0020
Revises: 0019
"""

import sqlalchemy as sa
import sqlmodel.sql.sqltypes
from alembic import op


revision = '0020'
down_revision = '0019'

# What the columns of words may hold from here on: code that does not know one of them must not open the database.
WORDS = {
    'body.kind': 'court ministry department police embassy company international other',
    'digest_run.outcome': 'sent dropped passed_on dead kept',
    'member.role': 'reporter editor',
    'contact.channel': 'email call message visit letter fax',
    'invite.role': 'reporter editor',
    'letter_template.letter': 'follow_up final',
    'request.channel': 'email call message visit letter fax',
    'request.status': 'waiting acknowledged partial answered declined referred undeliverable withdrawn',
    'request.by_publication': 'waiting acknowledged partial answered declined referred undeliverable withdrawn',
    'event.kind': 'asked chased acknowledged auto_reply asked_time promised asked_back replied_partial replied_full declined referred bounced deadline_set extended note withdrawn reopened corrected published filed body_corrected renamed',
    'event.channel': 'email call message visit letter fax',
    'reminder.outcome': 'sent dropped passed_on dead kept',
    'reminder.kind': 'before at morning weekly final_call own snoozed publication group_call',
    'alert.outcome': 'sent dropped passed_on dead kept',
    'alert.kind': 'late hour report',
    'attachment.outcome': 'sent dropped passed_on dead kept',
}


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
