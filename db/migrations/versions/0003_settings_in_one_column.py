"""settings in one column

Revision ID: 0003
Revises: 0002
"""

from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel.sql.sqltypes import AutoString

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

# What the columns of words may hold from here on: code that does not know one of them must not open the database.
WORDS = {
    "body.kind": "court ministry department police embassy company international other",
    "digest_run.outcome": "sent dropped passed_on dead kept",
    "member.role": "reporter editor",
    "contact.channel": "email call message visit letter fax",
    "invite.role": "reporter editor",
    "letter_template.letter": "follow_up final",
    "request.channel": "email call message visit letter fax",
    "request.status": "waiting acknowledged partial answered declined referred undeliverable withdrawn",
    "event.kind": "asked chased acknowledged replied_partial replied_full declined referred bounced deadline_set extended note withdrawn reopened corrected published filed",
    "event.channel": "email call message visit letter fax",
    "reminder.outcome": "sent dropped passed_on dead kept",
    "reminder.kind": "before at morning weekly final_call own snoozed publication",
    "alert.outcome": "sent dropped passed_on dead kept",
    "attachment.outcome": "sent dropped passed_on dead kept",
}

OBJECT = sa.JSON().with_variant(JSONB(), "postgresql")

# What became a setting, with its type, and what a newsroom has that never chose it.
NEWSROOM: dict[str, tuple[Any, Any]] = {
    "timezone": (AutoString(), "Asia/Phnom_Penh"),
    "language": (AutoString(), "en"),
    "country": (AutoString(), "KH"),
    "digest_time": (AutoString(), "08:30"),
    "fair_hours": (sa.Integer(), 24),
}
MEMBER: dict[str, tuple[Any, Any]] = {"language": (AutoString(), None)}


def upgrade() -> None:
    for table, moved in (("newsroom", NEWSROOM), ("member", MEMBER)):
        # Tables that others refer to are never built anew: SQLite would count the old one's end as broken references.
        with op.batch_alter_table(table, recreate="never") as batch_op:
            batch_op.add_column(sa.Column("settings", OBJECT, nullable=False, server_default=sa.text("'{}'")))
        rows = sa.table(
            table, sa.column("id"), sa.column("settings", OBJECT), *(sa.column(name) for name in moved)
        )
        connection = op.get_bind()
        for row in connection.execute(sa.select(rows)).mappings().all():
            # A member without a language of their own has chosen none; a newsroom without a digest time, none at all.
            chosen = {name: row[name] for name in moved if table == "newsroom" or row[name] is not None}
            connection.execute(sa.update(rows).where(rows.c.id == row["id"]).values(settings=chosen))
        with op.batch_alter_table(table, recreate="never") as batch_op:
            for name in moved:
                batch_op.drop_column(name)


def downgrade() -> None:
    for table, moved in (("member", MEMBER), ("newsroom", NEWSROOM)):
        with op.batch_alter_table(table, recreate="never") as batch_op:
            for name, (kind, default) in moved.items():
                may_be_empty = default is None or name == "digest_time"
                # SQLite adds a column that may not be empty only with a default.
                filled = None if may_be_empty else sa.text(f"'{default}'")
                batch_op.add_column(sa.Column(name, kind, nullable=may_be_empty, server_default=filled))
        rows = sa.table(
            table, sa.column("id"), sa.column("settings", OBJECT), *(sa.column(name) for name in moved)
        )
        connection = op.get_bind()
        for row in connection.execute(sa.select(rows.c.id, rows.c.settings)).mappings().all():
            values = {name: row["settings"].get(name, default) for name, (_, default) in moved.items()}
            connection.execute(sa.update(rows).where(rows.c.id == row["id"]).values(**values))
        with op.batch_alter_table(table, recreate="never") as batch_op:
            batch_op.drop_column("settings")
