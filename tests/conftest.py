"""Databases for the tests: every test that asks for one runs on a SQLite file and on PostgreSQL."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import AsyncIterator, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from sqlalchemy.engine import URL

from db.engine import Database, read_url
from db.migrate import upgrade
from tests.db import postgres
from tests.db.world import World, load_world, make_world

BACKENDS = [
    "sqlite",
    # One server: with several workers, all that need it run on the same one.
    pytest.param("postgres", marks=[pytest.mark.postgres, pytest.mark.xdist_group("postgres")]),
]


async def _prepare(url: URL, *, with_world: bool) -> None:
    database = Database(url)
    try:
        await upgrade(database)
        if with_world:
            await make_world(database)
    finally:
        await database.close()


def _prepared(url: URL, *, with_world: bool) -> URL:
    with ThreadPoolExecutor(1) as threads:  # away from the event loop of the test that comes first
        threads.submit(lambda: asyncio.run(_prepare(url, with_world=with_world))).result()
    return url


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[postgres.Server]:
    """A PostgreSQL server for the whole run."""
    with postgres.server() as server:
        yield server


@pytest.fixture(scope="session")
def postgres_databases(postgres_server: postgres.Server) -> Iterator[dict[bool, postgres.Reused]]:
    """Two migrated databases, used again and again: without rows (False), and with two small newsrooms (True)."""
    with postgres_server.database() as bare, postgres_server.database() as peopled:
        made = {
            with_world: postgres.Reused(_prepared(url, with_world=with_world))
            for with_world, url in ((False, bare), (True, peopled))
        }
        yield made
        for database in made.values():
            database.close()


@pytest.fixture(scope="session")
def sqlite_templates(tmp_path_factory: pytest.TempPathFactory) -> dict[bool, Path]:
    """The same as files to copy."""
    folder = tmp_path_factory.mktemp("templates")
    files = {False: folder / "bare.db", True: folder / "peopled.db"}
    for with_world, path in files.items():
        _prepared(read_url(f"sqlite:///{path}"), with_world=with_world)
    return files


def _migrated(request: pytest.FixtureRequest, folder: Path, *, with_world: bool) -> URL:
    if request.param == "sqlite":
        path = folder / "desk.db"
        shutil.copy(request.getfixturevalue("sqlite_templates")[with_world], path)
        return read_url(f"sqlite:///{path}")
    databases: dict[bool, postgres.Reused] = request.getfixturevalue("postgres_databases")
    return databases[with_world].refill()


@pytest.fixture(params=BACKENDS)
def empty_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[URL]:
    """The URL of a database without any table."""
    if request.param == "sqlite":
        yield read_url(f"sqlite:///{tmp_path / 'desk.db'}")
        return
    server: postgres.Server = request.getfixturevalue("postgres_server")
    with server.database() as url:
        yield url


@pytest.fixture(params=BACKENDS)
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> URL:
    """The URL of a database with this code's schema and no rows."""
    return _migrated(request, tmp_path, with_world=False)


@pytest.fixture
async def database(database_url: URL) -> AsyncIterator[Database]:
    """A database with this code's schema and no rows."""
    made = Database(database_url)
    yield made
    await made.close()


@pytest.fixture(params=BACKENDS)
def world_url(request: pytest.FixtureRequest, tmp_path: Path) -> URL:
    """The URL of a database with two small newsrooms."""
    return _migrated(request, tmp_path, with_world=True)


@pytest.fixture
async def world(world_url: URL) -> AsyncIterator[World]:
    """A newsroom with a reporter, an editor and two bodies, and another like it beside it."""
    database = Database(world_url)
    yield await load_world(database)
    await database.close()
