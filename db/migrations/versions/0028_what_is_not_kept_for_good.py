"""what is not kept for good

Revision ID: 0028
Revises: 0027
"""

import sqlalchemy as sa
import sqlmodel.sql.sqltypes
from alembic import op

revision = '0028'
down_revision = '0027'

# What the columns of words may hold from here on: code that does not know one of them must not open the database.
WORDS = {
    'body.kind': 'court ministry department police embassy company international other',
    'digest_run.outcome': 'sent dropped passed_on dead kept removed',
    'member.role': 'reporter editor',
    'contact.channel': 'email call message visit letter fax',
    'invite.role': 'reporter editor',
    'letter_template.letter': 'follow_up final',
    'request.channel': 'email call message visit letter fax',
    'request.status': 'waiting acknowledged partial answered declined referred undeliverable withdrawn',
    'request.by_publication': 'waiting acknowledged partial answered declined referred undeliverable withdrawn',
    'event.kind': 'asked chased acknowledged auto_reply asked_time promised asked_back replied_partial replied_full declined referred bounced deadline_set extended note withdrawn reopened corrected published filed reduced body_corrected renamed assigned privacy',
    'event.channel': 'email call message visit letter fax',
    'reminder.outcome': 'sent dropped passed_on dead kept removed',
    'reminder.kind': 'before at morning weekly final_call own snoozed publication group_call assigned unheeded people retention',
    'alert.outcome': 'sent dropped passed_on dead kept removed',
    'alert.kind': 'late hour report',
    'attachment.outcome': 'sent dropped passed_on dead kept removed',
}


def upgrade() -> None:
    with op.batch_alter_table('event', recreate="never") as batch_op:
        batch_op.add_column(sa.Column('reduced_at', sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True))

    with op.batch_alter_table('question', recreate="never") as batch_op:
        batch_op.add_column(sa.Column('mark', sqlmodel.sql.sqltypes.AutoString(), server_default=sa.text("''"), nullable=False))

    with op.batch_alter_table('request', recreate="never") as batch_op:
        batch_op.add_column(sa.Column('reduced_at', sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True))

    with op.batch_alter_table('story', recreate="never") as batch_op:
        batch_op.add_column(sa.Column('kept_since', sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True))
