"""turns of several processes

Revision ID: 0017
Revises: 0016
"""

import sqlalchemy as sa
import sqlmodel.sql.sqltypes
from alembic import op


revision = '0017'
down_revision = '0016'

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
