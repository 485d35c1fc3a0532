"""what lists show, in columns

Revision ID: 0004
Revises: 0003
"""

import sqlalchemy as sa
from alembic import op
from sqlmodel.sql.sqltypes import AutoString, UTCDateTime

revision = "0004"
down_revision = "0003"


STATUS = sa.Enum(
    "waiting",
    "acknowledged",
    "partial",
    "answered",
    "declined",
    "referred",
    "undeliverable",
    "withdrawn",
    name="status",
    native_enum=False,
    length=32,
)
INDEXES = {
    "ix_request_by_deadline": ["newsroom_id", "is_open", "deadline_at", "number"],
    "ix_request_of_body": ["newsroom_id", "body_id", "is_open", "deadline_at", "number"],
    "ix_request_of_member": ["newsroom_id", "member_id", "is_open", "deadline_at", "number"],
    "ix_request_of_story": ["newsroom_id", "story_id", "number"],
    "ix_request_by_activity": ["newsroom_id", "last_event_at"],
}


def upgrade() -> None:
    op.create_table(
        "request_text",
        sa.Column("request_id", sa.Integer(), nullable=False),
        sa.Column("text", AutoString(), nullable=False),
        sa.ForeignKeyConstraint(
            ["request_id"], ["request.id"], name=op.f("fk_request_text_request_id_request")
        ),
        sa.PrimaryKeyConstraint("request_id", name=op.f("pk_request_text")),
    )
    # What they hold is derived from the events, when all migrations are done: see `db.migrations.upgrading`.
    with op.batch_alter_table("request", recreate="never") as batch_op:
        batch_op.add_column(sa.Column("is_open", sa.Boolean(), nullable=False, server_default=sa.text("true")))
        for name in ("attempts", "channels_tried"):
            batch_op.add_column(sa.Column(name, sa.Integer(), nullable=False, server_default=sa.text("0")))
        batch_op.add_column(sa.Column("by_publication", STATUS, nullable=True))
        for name in ("first_reply_at", "answered_at", "last_event_at"):
            batch_op.add_column(sa.Column(name, UTCDateTime(), nullable=True))
        for of in ("body_id", "member_id"):
            batch_op.drop_index(batch_op.f(f"ix_request_{of}"))
        for name, columns in INDEXES.items():
            batch_op.create_index(name, columns, unique=False)
        batch_op.create_index(
            batch_op.f("ix_request_referred_from_id"), ["referred_from_id"], unique=False
        )
    unsettled = sa.text("settled_at IS NULL")
    op.create_index(
        "ix_digest_run_owed",
        "digest_run",
        ["due_at"],
        unique=False,
        sqlite_where=unsettled,
        postgresql_where=unsettled,
    )
    _index_texts()


def _index_texts() -> None:
    """An index of every three letters in a row that the texts contain, so that words are found wherever they stand,
    in Khmer too, which parts no words."""
    connection = op.get_bind()
    if connection.dialect.name == "sqlite":
        op.execute(
            "CREATE VIRTUAL TABLE request_text_index USING fts5("
            "text, content='request_text', content_rowid='request_id', tokenize='trigram')"
        )
        gone = (
            "INSERT INTO request_text_index(request_text_index, rowid, text)"
            " VALUES ('delete', old.request_id, old.text);"
        )
        new = "INSERT INTO request_text_index(rowid, text) VALUES (new.request_id, new.text);"
        for event, what in (("INSERT", new), ("DELETE", gone), ("UPDATE", gone + new)):
            op.execute(
                f"CREATE TRIGGER request_text_index_{event.lower()} AFTER {event} ON request_text BEGIN {what} END"
            )
        return
    # Without the extension, which only its owner or a superuser may add, words are found too, but slower.
    try:
        with connection.begin_nested():
            connection.exec_driver_sql("CREATE EXTENSION IF NOT EXISTS pg_trgm")
    except sa.exc.DBAPIError:
        return
    op.execute("CREATE INDEX request_text_index ON request_text USING gin (lower(text) gin_trgm_ops)")
