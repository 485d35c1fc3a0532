"""settings in one column

Revision ID: 0003
Revises: 0002
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0003"
down_revision = "0002"


OBJECT = sa.JSON().with_variant(JSONB(), "postgresql")

# What became a setting.
NEWSROOM = ("timezone", "language", "country", "digest_time", "fair_hours")
MEMBER = ("language",)


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
