"""drafts by kind

Revision ID: 0006
Revises: 0005
"""

from alembic import op


revision = '0006'
down_revision = '0005'


def upgrade() -> None:
    op.create_index("ix_draft_of_kind", "draft", ["kind", "updated_at"])
