"""Bring a database up to the schema of this code, or refuse."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from functools import cache
from pathlib import Path

import sqlalchemy as sa
from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy.engine import Connection
from sqlalchemy.exc import DBAPIError
from sqlmodel import SQLModel

import db.tables  # noqa: F401  (fills the metadata)
from db.engine import Database, shown
from db.errors import NewerDatabase, OlderDatabase, UnreachableDatabase

_MIGRATIONS = Path(__file__).parent / "migrations"
_ADVISORY_LOCK = 0x5265706C79  # two processes starting at once on PostgreSQL take turns


def alembic_config(connection: Connection) -> Config:
    """Alembic's configuration, bound to an open connection; there is no ini file."""
    config = Config()
    config.set_main_option("script_location", str(_MIGRATIONS))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    return config


def enum_words() -> dict[str, str]:
    """What each column of words may hold: "event.kind" to the words, parted by a space.

    A new word needs a migration, even where no table changes: without one, older code would open the newer database,
    and stop at the first word that it does not know.
    """
    return {
        f"{table.name}.{column.name}": " ".join(column.type.enums)
        for table in SQLModel.metadata.sorted_tables
        for column in table.columns
        if isinstance(column.type, sa.Enum)
    }


async def upgrade(database: Database) -> None:
    """Bring the database to this code's schema, in one transaction; an empty one gets all of it.

    Raises:
        NewerDatabase: its schema is one this code does not know. Nothing is touched.
        UnreachableDatabase: it cannot be opened.
    """
    with _reached(database):
        async with database.engine.begin() as connection:
            await connection.run_sync(_upgrade)


async def check(database: Database) -> None:
    """See whether the database has this code's schema, changing nothing.

    Raises:
        OlderDatabase: it has an older one, or none.
        NewerDatabase: it has one that this code does not know.
        UnreachableDatabase: it cannot be opened.
    """
    with _reached(database):
        async with database.read() as session:
            await (await session.connection()).run_sync(_check)


@contextmanager
def _reached(database: Database) -> Iterator[None]:
    try:
        _open_once(database)
        yield
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
    if not _up_to_date(_refuse_newer(connection)):
        command.upgrade(alembic_config(connection), "head")


def _check(connection: Connection) -> None:
    found = _refuse_newer(connection)
    if not _up_to_date(found):
        raise OlderDatabase(found=", ".join(found) or "none")


@cache
def _scripts() -> ScriptDirectory:
    return ScriptDirectory(str(_MIGRATIONS))


def _up_to_date(found: tuple[str, ...]) -> bool:
    return set(found) == set(_scripts().get_heads())


def _refuse_newer(connection: Connection) -> tuple[str, ...]:
    known = {script.revision for script in _scripts().walk_revisions()}
    found = MigrationContext.configure(connection).get_current_heads()
    for revision in found:
        if revision not in known:
            raise NewerDatabase(found=revision)
    return found
