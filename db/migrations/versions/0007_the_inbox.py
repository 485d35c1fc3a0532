"""what telegram sent is kept until it is done

Revision ID: 0007
Revises: 0006
"""

import sqlalchemy as sa
import sqlmodel.sql.sqltypes
from alembic import op


revision = '0007'
down_revision = '0006'
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
    'event.kind': 'asked chased acknowledged replied_partial replied_full declined referred bounced deadline_set extended note withdrawn reopened corrected published filed',
    'event.channel': 'email call message visit letter fax',
    'reminder.outcome': 'sent dropped passed_on dead kept',
    'reminder.kind': 'before at morning weekly final_call own snoozed publication',
    'alert.outcome': 'sent dropped passed_on dead kept',
    'attachment.outcome': 'sent dropped passed_on dead kept',
}


def upgrade() -> None:
    op.create_table('inbox',
    sa.Column('bot_id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('update_id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('received_at', sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
    sa.Column('text', sa.Text(), nullable=True),
    sa.Column('claimed_until', sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
    sa.Column('tries', sa.Integer(), nullable=False),
    sa.Column('recorded_at', sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
    sa.Column('done_at', sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
    sa.Column('trouble', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.PrimaryKeyConstraint('bot_id', 'update_id', name=op.f('pk_inbox'))
    )
    with op.batch_alter_table('inbox', schema=None) as batch_op:
        batch_op.create_index('ix_inbox_done_at', ['done_at'], unique=False)
        batch_op.create_index('ix_inbox_waiting', ['bot_id', 'update_id'], unique=False, sqlite_where=sa.text('done_at IS NULL'), postgresql_where=sa.text('done_at IS NULL'))

    # What was handled may be delivered again for a day.
    op.execute(
        "INSERT INTO inbox (bot_id, update_id, received_at, tries, recorded_at, done_at, trouble)"
        " SELECT bot_id, update_id, handled_at, 0, handled_at, handled_at, '' FROM handled_update"
    )
    with op.batch_alter_table('handled_update', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_handled_update_handled_at'))

    op.drop_table('handled_update')


def downgrade() -> None:
    op.create_table('handled_update',
    sa.Column('bot_id', sa.BIGINT(), nullable=False),
    sa.Column('update_id', sa.BIGINT(), nullable=False),
    sa.Column('handled_at', sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
    sa.PrimaryKeyConstraint('bot_id', 'update_id', name=op.f('pk_handled_update'))
    )
    with op.batch_alter_table('handled_update', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_handled_update_handled_at'), ['handled_at'], unique=False)

    op.execute(
        "INSERT INTO handled_update (bot_id, update_id, handled_at)"
        " SELECT bot_id, update_id, recorded_at FROM inbox WHERE recorded_at IS NOT NULL"
    )
    with op.batch_alter_table('inbox', schema=None) as batch_op:
        batch_op.drop_index('ix_inbox_waiting', sqlite_where=sa.text('done_at IS NULL'), postgresql_where=sa.text('done_at IS NULL'))
        batch_op.drop_index('ix_inbox_done_at')

    op.drop_table('inbox')
