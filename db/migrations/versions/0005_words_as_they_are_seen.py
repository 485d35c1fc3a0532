"""words as they are seen

Revision ID: 0005
Revises: 0004
"""

import sqlalchemy as sa
from alembic import op
from sqlmodel.sql.sqltypes import AutoString


revision = '0005'
down_revision = '0004'
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
    # Filled when all migrations are done, with all else that is searched: see `db.migrate`.
    with op.batch_alter_table("contact", recreate="never") as batch_op:
        batch_op.add_column(sa.Column("seen", AutoString(), nullable=False, server_default=sa.text("''")))


def downgrade() -> None:
    with op.batch_alter_table("contact", recreate="never") as batch_op:
        batch_op.drop_column("seen")
