"""the record and its proof

Revision ID: 0002
Revises: 0001
"""

import hashlib
import json
from collections import defaultdict

import sqlalchemy as sa
from alembic import op
from sqlalchemy.engine import RowMapping
from sqlmodel.sql.sqltypes import AutoString, UTCDateTime

revision = "0002"
down_revision = "0001"

OUTCOME = sa.Enum(
    "sent", "dropped", "passed_on", "dead", "kept", name="outcome", native_enum=False, length=32
)


def upgrade() -> None:
    op.create_table(
        "letter_template",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("newsroom_id", sa.Integer(), nullable=False),
        sa.Column(
            "letter",
            sa.Enum("follow_up", "final", name="letter", native_enum=False, length=32),
            nullable=False,
        ),
        sa.Column("language", AutoString(), nullable=False),
        sa.Column("text", AutoString(), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("changed_at", UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["member_id"], ["member.id"], name=op.f("fk_letter_template_member_id_member")
        ),
        sa.ForeignKeyConstraint(
            ["newsroom_id"], ["newsroom.id"], name=op.f("fk_letter_template_newsroom_id_newsroom")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_letter_template")),
        sa.UniqueConstraint(
            "newsroom_id", "letter", "language", name=op.f("uq_letter_template_newsroom_id_letter_language")
        ),
    )
    op.create_table(
        "alert",
        sa.Column("due_at", UTCDateTime(), nullable=False),
        sa.Column("claimed_until", UTCDateTime(), nullable=True),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("unsure", sa.Boolean(), nullable=False),
        sa.Column("settled_at", UTCDateTime(), nullable=True),
        sa.Column("outcome", OUTCOME, nullable=True),
        sa.Column("trouble", AutoString(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("newsroom_id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("chat_id", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name=op.f("fk_alert_event_id_event")),
        sa.ForeignKeyConstraint(["newsroom_id"], ["newsroom.id"], name=op.f("fk_alert_newsroom_id_newsroom")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_alert")),
        sa.UniqueConstraint("event_id", "chat_id", name=op.f("uq_alert_event_id_chat_id")),
    )
    with op.batch_alter_table("alert", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_alert_newsroom_id"), ["newsroom_id"], unique=False)
        batch_op.create_index(
            "ix_alert_owed",
            ["due_at"],
            unique=False,
            sqlite_where=sa.text("settled_at IS NULL"),
            postgresql_where=sa.text("settled_at IS NULL"),
        )

    _files_owed()
    # Tables that others refer to are never built anew: SQLite would count the old one's end as broken references.
    with op.batch_alter_table("event", recreate="never") as batch_op:
        batch_op.add_column(sa.Column("position", sa.Integer(), nullable=False, server_default=sa.text("0")))
        batch_op.add_column(sa.Column("previous_hash", AutoString(), nullable=False, server_default=sa.text("''")))
        batch_op.add_column(sa.Column("hash", AutoString(), nullable=False, server_default=sa.text("''")))
    with op.batch_alter_table("newsroom", recreate="never") as batch_op:
        batch_op.add_column(sa.Column("events_chained", sa.Integer(), nullable=False, server_default=sa.text("0")))
        batch_op.add_column(sa.Column("chain_hash", AutoString(), nullable=False, server_default=sa.text("''")))
        batch_op.add_column(sa.Column("fair_hours", sa.Integer(), nullable=False, server_default=sa.text("24")))
    with op.batch_alter_table("story", recreate="never") as batch_op:
        batch_op.add_column(sa.Column("published_at", UTCDateTime(), nullable=True))
    _chain_what_is_there()
    op.create_index("uq_event_newsroom_id_position", "event", ["newsroom_id", "position"], unique=True)


def _files_owed() -> None:
    """Files known so far are only references: a copy of each is owed."""
    with op.batch_alter_table("attachment", schema=None) as batch_op:
        batch_op.add_column(sa.Column("due_at", UTCDateTime(), nullable=True))
        batch_op.add_column(sa.Column("claimed_until", UTCDateTime(), nullable=True))
        batch_op.add_column(sa.Column("tries", sa.Integer(), nullable=False, server_default=sa.text("0")))
        batch_op.add_column(sa.Column("unsure", sa.Boolean(), nullable=False, server_default=sa.false()))
        batch_op.add_column(sa.Column("settled_at", UTCDateTime(), nullable=True))
        batch_op.add_column(sa.Column("outcome", OUTCOME, nullable=True))
        batch_op.add_column(sa.Column("trouble", AutoString(), nullable=False, server_default=sa.text("''")))
        batch_op.add_column(sa.Column("origin_at", UTCDateTime(), nullable=True))
        batch_op.add_column(sa.Column("sha256", AutoString(), nullable=False, server_default=sa.text("''")))
    op.execute(
        "UPDATE attachment SET due_at = (SELECT event.recorded_at FROM event WHERE event.id = attachment.event_id)"
    )
    with op.batch_alter_table("attachment", schema=None) as batch_op:
        batch_op.alter_column("due_at", existing_type=UTCDateTime(), nullable=False)
        for name, kind in (
            ("tries", sa.Integer()),
            ("unsure", sa.Boolean()),
            ("trouble", AutoString()),
            ("sha256", AutoString()),
        ):
            batch_op.alter_column(name, existing_type=kind, existing_nullable=False, server_default=None)
        batch_op.create_index(
            "ix_attachment_owed",
            ["due_at"],
            unique=False,
            sqlite_where=sa.text("settled_at IS NULL"),
            postgresql_where=sa.text("settled_at IS NULL"),
        )


def _chain_what_is_there() -> None:
    """Events recorded before there was a chain become its first links, in the order of recording."""
    connection = op.get_bind()
    event = sa.table(
        "event",
        *(sa.column(name) for name in ("id", "newsroom_id", "request_id", "kind", "member_id", "channel")),
        *(
            sa.column(name)
            for name in ("contact", "text", "corrects_event_id", "position", "previous_hash", "hash")
        ),
        sa.column("happened_at", UTCDateTime()),
        sa.column("recorded_at", UTCDateTime()),
        sa.column("details", sa.JSON()),
    )
    request = sa.table("request", sa.column("id"), sa.column("number"))
    newsroom = sa.table("newsroom", sa.column("id"), sa.column("events_chained"), sa.column("chain_hash"))
    found = sa.select(event, request.c.number).join(request, request.c.id == event.c.request_id)
    ends: dict[int, tuple[int, str]] = defaultdict(lambda: (0, ""))
    positions: dict[int, int] = {}
    for row in connection.execute(found.order_by(event.c.id)).mappings().all():
        position, previous = ends[row["newsroom_id"]]
        position += 1
        made = _hash(row, position, positions.get(row["corrects_event_id"]), previous)
        positions[row["id"]] = position
        ends[row["newsroom_id"]] = (position, made)
        connection.execute(
            sa.update(event)
            .where(event.c.id == row["id"])
            .values(position=position, previous_hash=previous, hash=made)
        )
    for newsroom_id, (position, last) in ends.items():
        connection.execute(
            sa.update(newsroom)
            .where(newsroom.c.id == newsroom_id)
            .values(events_chained=position, chain_hash=last)
        )


def _hash(row: RowMapping, position: int, corrects: int | None, previous: str) -> str:
    """The hash of an event as docs/verifying.md promises it, whatever the code makes of it in later versions."""
    link = {
        "position": position,
        "request": row["number"],
        "kind": row["kind"],
        "happened_at": row["happened_at"].strftime("%Y-%m-%dT%H:%M:%S.%fZ"),
        "recorded_at": row["recorded_at"].strftime("%Y-%m-%dT%H:%M:%S.%fZ"),
        "member": row["member_id"],
        "channel": row["channel"],
        "contact": row["contact"],
        "text": row["text"],
        "details": row["details"],
        "corrects": corrects,
        "previous": previous,
    }
    canonical = json.dumps(link, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(canonical.encode()).hexdigest()
