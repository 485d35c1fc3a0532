"""Bring a database up to the schema of this code, or refuse."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy.engine import Connection
from sqlalchemy.exc import DBAPIError

from db.engine import Database, shown
from db.errors import NewerDatabase, UnreachableDatabase

_ADVISORY_LOCK = 0x5265706C79  # two processes starting at once on PostgreSQL take turns


def alembic_config(connection: Connection) -> Config:
    """Alembic's configuration, bound to an open connection; there is no ini file."""
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    return config


async def upgrade(database: Database) -> None:
    """Bring the database to this code's schema, in one transaction; an empty one gets all of it.

    Raises:
        NewerDatabase: its schema is one this code does not know. Nothing is touched.
        UnreachableDatabase: it cannot be opened.
    """
    try:
        _open_once(database)
        async with database.engine.begin() as connection:
            await connection.run_sync(_upgrade)
    except (DBAPIError, OSError, sqlite3.Error) as error:
        reason = str(getattr(error, "orig", None) or error).strip().splitlines()[0]
        raise UnreachableDatabase(where=shown(database.url), reason=reason) from error


def _open_once(database: Database) -> None:
    """Open a SQLite file plainly first: where the asynchronous driver fails to, its thread may outlive the loop."""
    if database.url.get_backend_name() == "sqlite":
        [file], options = database.engine.dialect.create_connect_args(database.url)
        with closing(sqlite3.connect(file, uri=bool(options.get("uri")))) as connection:
            connection.execute("PRAGMA schema_version")


def _upgrade(connection: Connection) -> None:
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_ADVISORY_LOCK})")
    config = alembic_config(connection)
    known = {script.revision for script in ScriptDirectory.from_config(config).walk_revisions()}
    found = MigrationContext.configure(connection).get_current_heads()
    for revision in found:
        if revision not in known:
            raise NewerDatabase(found=revision)
    command.upgrade(config, "head")
