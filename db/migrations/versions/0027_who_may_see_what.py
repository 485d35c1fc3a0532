"""who may see what

Revision ID: 0027
Revises: 0026
"""

import sqlalchemy as sa
import sqlmodel.sql.sqltypes
from alembic import op


revision = '0027'
down_revision = '0026'

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
    'event.kind': 'asked chased acknowledged auto_reply asked_time promised asked_back replied_partial replied_full declined referred bounced deadline_set extended note withdrawn reopened corrected published filed body_corrected renamed assigned privacy',
    'event.channel': 'email call message visit letter fax',
    'reminder.outcome': 'sent dropped passed_on dead kept',
    'reminder.kind': 'before at morning weekly final_call own snoozed publication group_call assigned unheeded people',
    'alert.outcome': 'sent dropped passed_on dead kept',
    'alert.kind': 'late hour report',
    'attachment.outcome': 'sent dropped passed_on dead kept',
}


def upgrade() -> None:
    with op.batch_alter_table('body', recreate="never") as batch_op:
        batch_op.add_column(sa.Column('in_private', sa.Boolean(), server_default=sa.text('false'), nullable=False))

    with op.batch_alter_table('request', recreate="never") as batch_op:
        batch_op.add_column(sa.Column('private_to', sqlmodel.sql.sqltypes.AutoString(), nullable=True))
        batch_op.create_index('ix_request_private', ['newsroom_id', 'private_to', 'member_id'], unique=False, sqlite_where=sa.text('private_to IS NOT NULL'), postgresql_where=sa.text('private_to IS NOT NULL'))

    with op.batch_alter_table('story', recreate="never") as batch_op:
        batch_op.add_column(sa.Column('private_to', sqlmodel.sql.sqltypes.AutoString(), nullable=True))

