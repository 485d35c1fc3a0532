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
from tests.db.world import World, make_world

BACKENDS = [
    "sqlite",
    # One server: with several workers, all that need it run on the same one.
    pytest.param("postgres", marks=[pytest.mark.postgres, pytest.mark.xdist_group("postgres")]),
]


async def _migrate(url: URL) -> None:
    database = Database(url)
    try:
        await upgrade(database)
    finally:
        await database.close()


def _migrated(url: URL) -> URL:
    with ThreadPoolExecutor(1) as threads:  # away from the event loop of the test that comes first
        threads.submit(lambda: asyncio.run(_migrate(url))).result()
    return url


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[postgres.Server]:
    """A PostgreSQL server for the whole run."""
    with postgres.server() as server:
        yield server


@pytest.fixture(scope="session")
def postgres_template(postgres_server: postgres.Server) -> Iterator[str]:
    """The name of a migrated database to copy."""
    with postgres_server.database() as url:
        yield _migrated(url).database or ""


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated file to copy."""
    path = tmp_path_factory.mktemp("template") / "desk.db"
    _migrated(read_url(f"sqlite:///{path}"))
    return path


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
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[URL]:
    """The URL of a database with this code's schema and no rows."""
    if request.param == "sqlite":
        path = tmp_path / "desk.db"
        shutil.copy(request.getfixturevalue("sqlite_template"), path)
        yield read_url(f"sqlite:///{path}")
        return
    server: postgres.Server = request.getfixturevalue("postgres_server")
    with server.database(request.getfixturevalue("postgres_template")) as url:
        yield url


@pytest.fixture
async def database(database_url: URL) -> AsyncIterator[Database]:
    """A database with this code's schema and no rows."""
    made = Database(database_url)
    yield made
    await made.close()


@pytest.fixture
async def world(database: Database) -> World:
    """A newsroom with a reporter, an editor and two bodies, and another newsroom beside it."""
    return await make_world(database)
