"""From nothing to the tables, on both databases, alone and several at once."""

from __future__ import annotations

import ast
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, inspect, text
from sqlalchemy.engine import URL
from sqlmodel import SQLModel

import db.tables  # noqa: F401  (fills the metadata)
from db.engine import Database, read_url
from db.errors import BrokenInvite, NewerDatabase, UnreachableDatabase, UnusableDatabaseUrl
from db.lifecycle import Role
from db.migrations.upgrading import alembic_config, enum_words, is_declared, revisions, schema, upgrade
from db.people import members
from tests.db.writers import start, together

VERSIONS = Path(__file__).parents[2] / "db" / "migrations" / "versions"
TABLES = frozenset(SQLModel.metadata.tables)


async def at(url: URL, look: Callable[[Connection], Any]) -> Any:
    """What `look` sees of, or does to, a database."""
    async with Database(url) as database, database.engine.begin() as connection:
        return await connection.run_sync(look)


async def bring_up(url: URL) -> None:
    async with Database(url) as database:
        await upgrade(database)


def differences(connection: Connection) -> list[Any]:
    options = {
        "compare_type": True,
        "compare_server_default": True,
        "include_schemas": False,
        "include_name": is_declared,
    }
    return list(compare_metadata(MigrationContext.configure(connection, opts=options), schema()))


def tables(connection: Connection) -> set[str]:
    found = inspect(connection).get_table_names()
    return {name for name in found if is_declared(name, "table", None)}


def indexes(connection: Connection) -> set[tuple[str, str, tuple[str, ...], bool]]:
    found = inspect(connection)
    return {
        (
            table,
            index["name"] or "",
            tuple(name or "" for name in index["column_names"]),
            bool(index["unique"]),
        )
        for table in TABLES
        for index in found.get_indexes(table)
        if "duplicates_constraint" not in index and is_declared(index["name"], "index", None)
    }


def declared_indexes() -> set[tuple[str, str, tuple[str, ...], bool]]:
    return {
        (table.name, str(index.name), tuple(column.name for column in index.columns), index.unique)
        for table in SQLModel.metadata.tables.values()
        for index in table.indexes
    }


def unique_columns(connection: Connection) -> set[tuple[str, tuple[str, ...]]]:
    found = inspect(connection)
    return {
        (table, tuple(constraint["column_names"]))
        for table in TABLES
        for constraint in found.get_unique_constraints(table)
    }


def condition_of_owed(connection: Connection) -> str:
    [index] = [i for i in inspect(connection).get_indexes("reminder") if i["name"] == "ix_reminder_owed"]
    options = index["dialect_options"]
    return str(options.get("sqlite_where", options.get("postgresql_where"))).strip("()").casefold()


def defaults_in_the_database(connection: Connection) -> set[tuple[str, str]]:
    found = inspect(connection)
    return {
        (table, column["name"])
        for table in TABLES
        for column in found.get_columns(table)
        if column["default"] is not None
        and column["name"] != "id"
        # What came later has one for the rows that were there already, and the table of the code says so.
        and SQLModel.metadata.tables[table].columns[column["name"]].server_default is None
    }


async def test_migrating_an_empty_database_gives_exactly_the_tables_of_the_code(empty_url: URL) -> None:
    assert await at(empty_url, tables) == set()
    await bring_up(empty_url)
    assert await at(empty_url, tables) == TABLES | {"alembic_version"}
    assert await at(empty_url, differences) == []


async def test_migrating_gives_the_declared_indexes_uniqueness_and_no_hidden_defaults(empty_url: URL) -> None:
    await bring_up(empty_url)
    assert await at(empty_url, indexes) == declared_indexes()
    assert await at(empty_url, condition_of_owed) == "settled_at is null"
    assert ("request", ("newsroom_id", "number")) in await at(empty_url, unique_columns)
    assert ("event", ("corrects_event_id",)) in await at(empty_url, unique_columns)
    assert ("digest_run", ("newsroom_id", "due_at", "chat_id", "story_id")) in await at(
        empty_url, unique_columns
    )
    assert await at(empty_url, defaults_in_the_database) == set()


async def test_migrating_twice_changes_nothing(empty_url: URL) -> None:
    await bring_up(empty_url)
    await bring_up(empty_url)
    assert await at(empty_url, differences) == []


async def test_links_that_were_made_before_their_codes_were_hashed_go_on_working(empty_url: URL) -> None:
    made = "2024-12-01 00:00:00.000000"
    rows = {"unused-code": None, "used-code": made}

    def of_before(connection: Connection) -> None:
        command.upgrade(alembic_config(connection), "0021")
        room = (
            "INSERT INTO newsroom (id, name, settings, digest_since, requests_logged, created_at)"
            " VALUES (1, 'Desk', '{}', :at, 0, :at)"
        )
        connection.execute(text(room), {"at": made})
        link = (
            "INSERT INTO invite (code, newsroom_id, role, created_at, expires_at, used_at)"
            " VALUES (:code, 1, 'editor', :at, '2099-01-01 00:00:00.000000', :used)"
        )
        for code, used in rows.items():
            connection.execute(text(link), {"code": code, "at": made, "used": used})

    await at(empty_url, of_before)
    await bring_up(empty_url)
    assert await at(empty_url, differences) == []
    async with Database(empty_url) as database, database.write() as session:
        now = datetime(2024, 12, 2, tzinfo=UTC)
        with pytest.raises(BrokenInvite):
            await members.accept(session, "used-code", 1, "Dara", now=now)
        [link] = await members.links(session, 1, now=now)
        assert (link.people, link.came, link.created_at) == (1, 0, datetime(2024, 12, 1, tzinfo=UTC))
        assert (await members.accept(session, "unused-code", 1, "Dara", now=now)).role is Role.EDITOR
    if empty_url.get_backend_name() == "sqlite":
        assert not [code for code in rows if code.encode() in Path(empty_url.database or "").read_bytes()]


async def test_a_database_of_a_newer_version_is_refused_and_untouched(empty_url: URL) -> None:
    def of_the_future(connection: Connection) -> None:
        connection.exec_driver_sql("CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL)")
        connection.exec_driver_sql("INSERT INTO alembic_version VALUES ('9999')")

    await at(empty_url, of_the_future)
    with pytest.raises(NewerDatabase, match="schema 9999") as refused:
        await bring_up(empty_url)
    assert "nothing was touched" in str(refused.value)
    assert await at(empty_url, tables) == {"alembic_version"}
    version = await at(empty_url, lambda c: MigrationContext.configure(c).get_current_heads())
    assert version == ("9999",)


async def test_three_processes_that_start_at_once_all_succeed_and_make_one_newsroom(empty_url: URL) -> None:
    assert together(empty_url, [(start, ())] * 3) == [0, 0, 0]
    assert await at(empty_url, lambda c: c.exec_driver_sql("SELECT 1 FROM newsroom").all()) == [(1,)]
    assert await at(empty_url, differences) == []


UNREACHABLE = [
    "postgresql://desk:s3cret@127.0.0.1:1/desk?connect_timeout=2",
    "postgresql://127.0.0.1:1/desk?user=desk&password=s3cret&connect_timeout=2",
    "postgres://desk:s3cret@nowhere.invalid/desk?connect_timeout=2",
]


@pytest.mark.parametrize("text", UNREACHABLE)
async def test_an_unreachable_postgresql_is_named_without_its_password(text: str) -> None:
    with pytest.raises(UnreachableDatabase, match="cannot be reached") as refused:
        await bring_up(read_url(text))
    assert "s3cret" not in str(refused.value)
    assert "desk" in str(refused.value)


async def test_a_sqlite_path_below_a_file_is_unreachable(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("not a folder")
    with pytest.raises(UnreachableDatabase, match=r"File exists|Not a directory"):
        await bring_up(read_url(f"sqlite:///{tmp_path}/file/desk.db"))


async def test_a_sqlite_path_that_is_a_folder_is_unreachable(tmp_path: Path) -> None:
    with pytest.raises(UnreachableDatabase, match="unable to open"):
        await bring_up(read_url(f"sqlite:///{tmp_path}"))


async def test_a_file_that_is_no_database_is_unreachable_and_untouched(tmp_path: Path) -> None:
    path = tmp_path / "desk.db"
    path.write_text("a shopping list, " * 100)
    with pytest.raises(UnreachableDatabase, match="not a database"):
        await bring_up(read_url(f"sqlite:///{path}"))
    assert path.read_text() == "a shopping list, " * 100


async def test_a_sqlite_file_that_may_only_be_read_is_unreachable_and_makes_no_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "desk.db"
    await at(read_url(f"sqlite:///{path}"), lambda c: c.exec_driver_sql("CREATE TABLE t (x INTEGER)"))
    monkeypatch.chdir(tmp_path)
    with pytest.raises(UnreachableDatabase, match="readonly"):
        await bring_up(read_url(f"sqlite:///file:{path}?mode=ro&uri=true"))
    assert not any(made.is_dir() for made in tmp_path.iterdir())


async def test_the_folder_of_a_sqlite_file_is_made(tmp_path: Path) -> None:
    url = read_url(f"sqlite:///{tmp_path}/new/data/desk.db")
    await bring_up(url)
    assert await at(url, differences) == []


@pytest.mark.parametrize(
    "text",
    [
        "",
        "desk.db",
        "mysql://desk:s3cret@host/desk",
        "postgresql://desk:s3cret@host:port/desk",
        "mongodb://s3cret",
    ],
)
def test_a_url_that_names_neither_database_is_refused_without_its_password(text: str) -> None:
    with pytest.raises(UnusableDatabaseUrl) as refused:
        read_url(text)
    assert "s3cret" not in str(refused.value)


@pytest.mark.parametrize(
    ("text", "driver"),
    [
        ("sqlite:///desk.db", "sqlite+aiosqlite"),
        ("sqlite+pysqlite:///desk.db", "sqlite+aiosqlite"),
        ("postgres://host/desk", "postgresql+psycopg"),
        ("postgresql://host/desk", "postgresql+psycopg"),
        ("postgresql+asyncpg://host/desk", "postgresql+psycopg"),
    ],
)
def test_the_driver_of_this_product_is_filled_in(text: str, driver: str) -> None:
    assert read_url(text).drivername == driver


def test_a_new_word_in_a_column_has_a_migration_so_that_older_code_refuses_the_database() -> None:
    scripts = ScriptDirectory(str(VERSIONS.parent))
    newest = scripts.get_revision(scripts.get_current_head() or "")
    assert enum_words() == newest.module.WORDS, 'run: make migration NAME="what changed"'


def test_each_migrations_file_begins_with_its_revision_and_the_newest_is_last() -> None:
    scripts = ScriptDirectory(str(VERSIONS.parent))
    assert revisions() == sorted(script.revision for script in scripts.walk_revisions())
    assert revisions()[-1:] == scripts.get_heads()


def test_the_next_migration_is_told_of_which_rows_an_index_is() -> None:
    options = {
        index.name: index.dialect_options for table in schema().tables.values() for index in table.indexes
    }
    for dialect in ("sqlite", "postgresql"):
        found = {
            name: str(of[dialect]["where"])
            for name, of in options.items()
            if of[dialect]["where"] is not None
        }
        assert found == dict.fromkeys(
            ("ix_attachment_owed", "ix_reminder_owed", "ix_alert_owed", "ix_digest_run_owed"),
            "settled_at IS NULL",
        ) | {
            "ix_inbox_waiting": "done_at IS NULL",
            "ix_event_renamed": "kind = 'renamed'",
            "ix_request_private": "private_to IS NOT NULL",
        }


def test_the_migrations_stand_on_their_own_whatever_becomes_of_the_code() -> None:
    found = {
        name
        for file in VERSIONS.glob("*.py")
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(node, ast.Import | ast.ImportFrom)
        for name in (
            [node.module or ""] if isinstance(node, ast.ImportFrom) else [a.name for a in node.names]
        )
    }
    assert "alembic" in found
    assert [name for name in found if name.split(".")[0] in {"bot", "jobs", "db", "sandbox"}] == []
