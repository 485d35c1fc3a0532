"""`make migration NAME="what changed"`: writes the next migration, from what the tables and their words are now."""

from __future__ import annotations

import re
import sys
from pathlib import Path

import sqlalchemy as sa
from alembic import command
from alembic.script import ScriptDirectory

from db.migrations.upgrading import alembic_config


def write(message: str) -> Path:
    """Write the next migration: the difference between the newest one and the tables of the code, to be read and put
    right by hand, and the words that their columns may hold. The one before no longer says those."""
    engine = sa.create_engine("sqlite://")
    with engine.begin() as connection:
        config = alembic_config(connection)
        command.upgrade(config, "head")
        [head] = ScriptDirectory.from_config(config).get_revisions("head")
        made = command.revision(config, message, autogenerate=True, rev_id=f"{int(head.revision) + 1:04}")
    before, path = Path(head.path), Path(made.path)  # type: ignore[union-attr]
    before.write_text(
        re.sub(r"# What the columns.*?\n}\n+", "\n", before.read_text("utf-8"), flags=re.DOTALL), "utf-8"
    )
    # SQLite would make the table anew and drop the old one, which others refer to; it adds and drops columns as they stand.
    path.write_text(
        path.read_text("utf-8").replace("schema=None) as batch_op", 'recreate="never") as batch_op'), "utf-8"
    )
    return Path(re.sub(r".*(?=db.migrations)", "", str(path)))


if __name__ == "__main__":
    if len(sys.argv) != 2 or not sys.argv[1].strip():
        sys.exit('What changed? make migration NAME="one more outcome"')
    sys.stdout.write(f"{write(sys.argv[1])}\n")
