"""news before publication

Revision ID: 0013
Revises: 0012
"""

import sqlalchemy as sa
import sqlmodel.sql.sqltypes
from alembic import op


revision = '0013'
down_revision = '0012'


def upgrade() -> None:
    op.create_table('shown_report',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('newsroom_id', sa.Integer(), nullable=False),
    sa.Column('member_id', sa.Integer(), nullable=False),
    sa.Column('chat_id', sa.BigInteger(), nullable=False),
    sa.Column('message_id', sa.BigInteger(), nullable=False),
    sa.Column('view', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('argument', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('story_id', sa.Integer(), nullable=True),
    sa.Column('body_id', sa.Integer(), nullable=True),
    sa.Column('of_member_id', sa.Integer(), nullable=True),
    sa.Column('seen_event_id', sa.Integer(), nullable=False),
    sa.Column('told_event_id', sa.Integer(), nullable=False),
    sa.Column('shown_at', sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
    sa.ForeignKeyConstraint(['member_id'], ['member.id'], name=op.f('fk_shown_report_member_id_member')),
    sa.ForeignKeyConstraint(['newsroom_id'], ['newsroom.id'], name=op.f('fk_shown_report_newsroom_id_newsroom')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_shown_report')),
    sa.UniqueConstraint('chat_id', 'message_id', name=op.f('uq_shown_report_chat_id_message_id'))
    )
    with op.batch_alter_table('shown_report', schema=None) as batch_op:
        batch_op.create_index('ix_shown_report_of_newsroom', ['newsroom_id', 'shown_at'], unique=False)

    with op.batch_alter_table('alert', schema=None) as batch_op:
        batch_op.add_column(sa.Column('kind', sa.Enum('late', 'hour', 'report', name='alertkind', native_enum=False, length=32), server_default=sa.text("'late'"), nullable=False))
        batch_op.add_column(sa.Column('message_id', sa.BigInteger(), server_default=sa.text('0'), nullable=False))
        batch_op.drop_constraint(batch_op.f('uq_alert_event_id_chat_id'), type_='unique')
        batch_op.create_unique_constraint(batch_op.f('uq_alert_event_id_chat_id_kind_message_id'), ['event_id', 'chat_id', 'kind', 'message_id'])
