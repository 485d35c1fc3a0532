"""stamps

Revision ID: 0018
Revises: 0017
"""

import sqlalchemy as sa
import sqlmodel.sql.sqltypes
from alembic import op


revision = '0018'
down_revision = '0017'
branch_labels = None
depends_on = None

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
        "stamp",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("newsroom_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("hash", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("answer", sa.LargeBinary(), nullable=False),
        sa.Column("stamped_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["newsroom_id"], ["newsroom.id"], name=op.f("fk_stamp_newsroom_id_newsroom")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stamp")),
        sa.UniqueConstraint("newsroom_id", "position", name=op.f("uq_stamp_newsroom_id_position")),
    )


