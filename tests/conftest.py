"""How the tests run, and what several rooms' tests begin with: databases, a record, a founded newsroom, the case."""

from __future__ import annotations

import asyncio
import gc
import os
import shutil
import sys
from collections import Counter
from collections.abc import AsyncIterator, Coroutine, Generator, Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import lru_cache
from pathlib import Path
from typing import Any, TypeVar

import pytest
from hypothesis import HealthCheck, settings
from sqlalchemy.engine import URL
from sqlmodel import delete

from db import engine, queries
from db.engine import Database, read_url
from db.migrations.upgrading import upgrade
from db.tables import Reminder
from jobs.files.folder import EvidenceFolder
from sandbox.case import REPORT, STEPS, Step, at
from sandbox.start import open_sandbox
from sandbox.world.messages import visible_text
from tests.db import postgres
from tests.db.world import World, load_world, make_world
from tests.jobs.record import Record, write_record
from tests.stories.telling import Played, Watch

T = TypeVar("T")


ROOM = 500_000_000  # bytes
BACKENDS = ["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)]
# The same rules beside SQLite's: what PostgreSQL does otherwise has tests of its own.
RECORDS = ["sqlite", pytest.param("postgres", marks=[pytest.mark.postgres, pytest.mark.wide])]

# An ordinary run tries the same examples on every machine; a long one looks for new ones, except in CI.
_ANY = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow], print_blob=True)
settings.register_profile("ordinary", _ANY, max_examples=50, derandomize=True)
settings.register_profile("long", _ANY, max_examples=1000, derandomize="CI" in os.environ)
settings.load_profile("ordinary")

# httpcore asks for it eight times for each call of Telegram's, and each time Python looks through the whole path.
sys.modules.setdefault("sniffio", None)  # type: ignore[arg-type]


def pytest_configure() -> None:
    """What tests write goes into memory where the machine has room: a tenth of the run was waiting for a disk to have written."""
    shared = Path("/dev/shm")
    if shared.is_dir() and shutil.disk_usage(shared).free > ROOM:
        os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", str(shared))


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Generator[None, object, object]:
    """What is loaded and collected stays to the end: looking for garbage in it took a sixth of the run."""
    gc.disable()
    try:
        return (yield)
    finally:
        gc.freeze()
        gc.set_threshold(50_000)  # and looking in what tests leave behind, another tenth
        gc.enable()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The stories go first: no worker is left alone at the end with the modules that take longest."""
    items.sort(key=lambda item: "stories" not in item.path.parts)


def pytest_runtest_setup(item: pytest.Item) -> None:
    """A browser test needs Chromium."""
    if item.get_closest_marker("browser") is not None and shutil.which("chromium") is None:
        pytest.skip("there is no chromium here. On Debian: apt-get install chromium fonts-noto-core")


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say once for each reason what was skipped."""
    reasons = Counter(report.longrepr[2] for report in terminalreporter.getreports("skipped"))
    for reason, times in reasons.items():
        terminalreporter.write_line(f"Skipped {times}: {reason.removeprefix('Skipped: ')}")


def _apart(work: Coroutine[Any, Any, T]) -> T:
    """Do asynchronous work away from the event loop of the test that comes first."""
    with ThreadPoolExecutor(1) as threads:
        return threads.submit(lambda: asyncio.run(work)).result()


async def _prepare(url: URL, *, with_world: bool) -> None:
    async with Database(url) as database:
        await upgrade(database)
        if with_world:
            await make_world(database)


def _prepared(url: URL, *, with_world: bool) -> URL:
    _apart(_prepare(url, with_world=with_world))
    return url


@pytest.fixture(scope="session", autouse=True)
def kept_engines() -> Iterator[None]:
    """An engine compiles each statement once, so tests that use the same database keep its engine."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(engine, "make_engine", lru_cache(maxsize=16)(engine.make_engine))
        yield


@pytest.fixture
def new_engines(monkeypatch: pytest.MonkeyPatch) -> None:
    """For a test that changes what a statement is compiled to."""
    monkeypatch.setattr(engine, "make_engine", engine.make_engine.__wrapped__)  # type: ignore[attr-defined]


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


@pytest.fixture(params=BACKENDS)
def empty_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[URL]:
    """The URL of a database without any table."""
    if request.param == "sqlite":
        yield read_url(f"sqlite:///{tmp_path / 'desk.db'}")
        return
    server: postgres.Server = request.getfixturevalue("postgres_server")
    with server.database() as url:
        yield url


@pytest.fixture(scope="session")
def sqlite_place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where every test's SQLite file lies: the same place each time, see `kept_engines`."""
    return tmp_path_factory.mktemp("sqlite")


def _first_rows(request: pytest.FixtureRequest, *, with_world: bool) -> Database:
    if request.param == "sqlite":
        place = _emptied(request.getfixturevalue("sqlite_place"))
        file = shutil.copy(request.getfixturevalue("sqlite_templates")[with_world], place / "desk.db")
        return Database(read_url(f"sqlite:///{file}"))
    databases: dict[bool, postgres.Reused] = request.getfixturevalue("postgres_databases")
    return Database(databases[with_world].refill())


def _emptied(folder: Path) -> Path:
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    return folder


@pytest.fixture(params=RECORDS)
async def database(request: pytest.FixtureRequest) -> AsyncIterator[Database]:
    """A database with this code's schema and no rows."""
    async with _first_rows(request, with_world=False) as database:
        yield database


@pytest.fixture(params=RECORDS)
async def world(request: pytest.FixtureRequest) -> AsyncIterator[World]:
    """A newsroom with a reporter, an editor and two bodies, and another like it beside it."""
    async with _first_rows(request, with_world=True) as database:
        yield await load_world(database)


async def _write_record(data: Path) -> None:
    async with Database(read_url(f"sqlite:///{data}/desk.sqlite")) as database:
        await write_record(await load_world(database), EvidenceFolder(data))


@pytest.fixture(scope="session")
def record_template(sqlite_templates: dict[bool, Path], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The record, written once."""
    data = tmp_path_factory.mktemp("record")
    shutil.copy(sqlite_templates[True], data / "desk.sqlite")
    _apart(_write_record(data))
    return data


@pytest.fixture
def record(record_template: Path, tmp_path: Path) -> Record:
    """The record, to tamper with."""
    data = Path(shutil.copytree(record_template, tmp_path / "data"))
    return Record(data / "desk.sqlite", EvidenceFolder(data))


async def _found(folder: Path) -> None:
    async with open_sandbox(folder=folder) as sandbox:
        await sandbox.found_newsroom()
        # That they came is old news to the tests.
        async with sandbox.parts.application.bot_data["desk"].all_newsrooms.write() as session:
            await session.exec(delete(Reminder))


@pytest.fixture(scope="session")
def founded_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A newsroom founded once, to be copied."""
    folder = tmp_path_factory.mktemp("founded")
    _apart(_found(folder))
    return folder


@pytest.fixture(scope="session")
def desk_place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where every test's newsroom lies: the same place each time, see `kept_engines`."""
    return tmp_path_factory.mktemp("desk")


@pytest.fixture
def desk_folder(founded_folder: Path, desk_place: Path) -> Path:
    """A founded newsroom of the test's own, not opened."""
    return Path(shutil.copytree(founded_folder, _emptied(desk_place), dirs_exist_ok=True))


async def _play(folder: Path) -> Played:
    async with open_sandbox(folder=folder) as sandbox:
        await sandbox.found_newsroom()
        watch = Watch(sandbox)
        answers = await watch.play(STEPS)
        async with sandbox.parts.application.bot_data["desk"].all_newsrooms.read() as session:
            record = tuple(await queries.requests(session, 1))
        await watch.wait(at("9 Dec 10:00"))
        seen = list(watch.seen)
        trail = {}
        for number in (4, 9):
            await sandbox.play([Step("9 Dec 10:00", REPORT.who, f"/status {number}")])
            trail[number] = visible_text(sandbox.telegram.last(REPORT.who))
        return Played(answers, seen, trail, folder, record)


@pytest.fixture(scope="session")
def case(tmp_path_factory: pytest.TempPathFactory) -> Played:
    """The Mango Park case played once, from the first story command to the Monday after publication."""
    return _apart(_play(tmp_path_factory.mktemp("case")))
