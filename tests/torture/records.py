"""The record of a simulated desk, in a file or on a server, and all that a seed lets go wrong with it."""

from __future__ import annotations

import asyncio
import select
import shutil
import sqlite3
from abc import ABC, abstractmethod
from collections import deque
from collections.abc import Callable
from contextlib import closing, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import psycopg
import pytest
from psycopg import sql, waiting
from psycopg.rows import dict_row
from sqlalchemy.engine import URL

from db import sqlite
from db.sqlite import OneTrip
from db.telegram import turns
from tests.db.postgres import TABLES, Reused

if TYPE_CHECKING:
    from tests.torture.machine import Loop, Machine

Rows = list[dict[str, Any]]
AGAIN = 0.05  # seconds, until it is seen whether somebody else still holds what is waited for


class Record(ABC):
    """Where a desk's record is. `wrong`: what goes wrong with it at present, of `wrongs`."""

    url: str
    wrongs: tuple[str, ...]
    wrong = ""
    machine: Machine

    @abstractmethod
    def anew(self) -> None:
        """Make it what was `found`."""

    @abstractmethod
    def rows(self, query: str) -> Rows:
        """What is on record now."""

    @abstractmethod
    def patched(self, patch: pytest.MonkeyPatch) -> None:
        """Put the machine between the desk and its record."""

    def goes(self, wrong: str) -> None:
        """Something goes wrong from now on; "": nothing any more."""
        self.wrong = wrong

    @abstractmethod
    def left(self, desk: Loop) -> None:
        """A desk has ended, or was killed: its connections are gone, and what was not committed is rolled back."""


# When SQLite says so: where a transaction that writes begins, where it is committed, or whatever is done.
BEGIN, COMMIT, EVER = "begin", "commit", "ever"
WRONGS: dict[str, tuple[type[sqlite3.Error], str, str]] = {
    "full": (sqlite3.OperationalError, "database or disk is full", COMMIT),
    "read-only": (sqlite3.OperationalError, "attempt to write a readonly database", BEGIN),
    "locked": (sqlite3.OperationalError, "database is locked", BEGIN),
    "failing": (sqlite3.OperationalError, "disk I/O error", EVER),
    "damaged": (sqlite3.DatabaseError, "database disk image is malformed", EVER),
}


class _Waits(sqlite3.OperationalError):
    """Another program writes."""


class InAFile(Record):
    """SQLite's."""

    wrongs = tuple(WRONGS)

    def __init__(self, found: Path, folder: Path) -> None:
        self._found, self._file = found / "desk.sqlite", folder / "desk.sqlite"
        self.url = f"sqlite:///{self._file}"

    def anew(self) -> None:
        self.wrong = ""
        shutil.copy(self._found, self._file)

    def rows(self, query: str) -> Rows:
        with closing(sqlite3.connect(self._file)) as db:
            db.row_factory = sqlite3.Row
            return [dict(row) for row in db.execute(query)]

    def patched(self, patch: pytest.MonkeyPatch) -> None:
        patch.setattr(sqlite, "connect", _connect)
        patch.setattr(sqlite, "perf_counter", lambda: self.machine.now)

    def left(self, desk: Loop) -> None:
        for connection in desk.connections:
            raw, connection._connection = connection._connection, None
            if raw is not None:
                with suppress(sqlite3.ProgrammingError):  # killed while it was closing it
                    raw.rollback()  # closed in the midst of a statement it would keep its lock
                raw.close()


_CONNECT = sqlite.connect


def _connect(database: str, timeout: float, **options: Any) -> OneTrip:
    loop: Any = asyncio.get_running_loop()  # an engine outlives its machine
    record = loop.machine.record
    connection = _CONNECT(
        database, timeout=0, factory=lambda *a, **k: _Looked(record, timeout, *a, **k), **options
    )
    connection._thread = connection._tx = Disk(record.machine, loop, connection)  # type: ignore[assignment]
    loop.connections.append(connection)
    return connection


class Disk:
    """What stands for the thread of a connection to a file: what it is told is done in its order, after a while."""

    daemon = True

    def __init__(self, machine: Machine, loop: Loop, connection: OneTrip) -> None:
        self._machine, self._loop, self._connection = machine, loop, connection
        self._told: deque[tuple[asyncio.Future[Any] | None, Callable[[], Any]]] = deque()

    def start(self) -> None:
        """There is no thread."""

    def put_nowait(self, told: tuple[asyncio.Future[Any] | None, Callable[[], Any]]) -> None:
        """Do something later."""
        self._told.append(told)
        if len(self._told) == 1:
            self._soon()

    def _soon(self) -> None:
        if not self._loop.is_closed():
            self._loop.call_later(self._machine.trip(), self._do)

    def _do(self) -> None:
        future, work = self._told[0]
        try:
            done(future, work)
        except _Waits:
            self._connection._away += 1
            self._loop.call_later(AGAIN, self._do)
            return
        self._told.popleft()
        if self._told:
            self._soon()


def done(future: asyncio.Future[Any] | None, work: Callable[[], Any]) -> None:
    """Do it, and tell whoever waits for it."""
    try:
        result = work()
    except _Waits:
        raise
    except Exception as error:  # noqa: BLE001  (whoever waits for it gets it)
        if future is not None and not future.done():
            future.set_exception(error)
    else:
        if future is not None and not future.done():
            future.set_result(result)


class _Looked(sqlite3.Connection):
    """A connection of which each statement is looked at first."""

    def __init__(self, record: InAFile, patience: float, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self._record, self._patience = record, patience
        self._since: float | None = None
        self._before: int | None = None  # changes before what it writes now

    def look(self, statement: str) -> None:
        """Go wrong with it."""
        self._go(EVER)
        if statement == "BEGIN IMMEDIATE" or (
            not self.in_transaction and statement.startswith(("INSERT", "UPDATE", "DELETE"))
        ):
            self._go(BEGIN)
            self._since = None
            self._before = self.total_changes
            if not statement.startswith("BEGIN"):
                self._go(COMMIT)

    def _go(self, when: str) -> None:
        if self._record.wrong and WRONGS[self._record.wrong][2] == when:
            kind, said, _ = WRONGS[self._record.wrong]
            if self._record.wrong == "locked":
                self._wait(said)
            raise kind(said)

    def _wait(self, said: str) -> None:
        """For as long as one waits for another that writes: nobody sleeps."""
        now = self._record.machine.now
        self._since = now if self._since is None else self._since
        if now < self._since + self._patience:
            raise _Waits(said)
        self._since = None

    def cursor(self, factory: Any = None) -> Any:
        return super().cursor(factory or _LookedCursor)

    def execute(self, statement: str, *values: Any) -> Any:  # type: ignore[override]
        self.look(statement)
        try:
            return super().execute(statement, *values)
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode == sqlite3.SQLITE_BUSY:
                self._wait(str(error))
            raise

    def commit(self) -> None:
        changes = self._before not in (None, self.total_changes)
        if changes:
            self._go(EVER)
            self._go(COMMIT)
        self._before = None
        super().commit()
        if changes:
            self._record.machine.committed()

    def rollback(self) -> None:
        self._before = None
        super().rollback()


class _LookedCursor(sqlite3.Cursor):
    connection: _Looked

    def execute(self, statement: str, *values: Any) -> Any:  # type: ignore[override]
        self.connection.look(statement)
        return super().execute(statement, *values)

    def executemany(self, statement: str, values: Any) -> Any:  # type: ignore[override]
        self.connection.look(statement)
        return super().executemany(statement, values)


def plain(url: URL) -> str:
    """The address of a server, without a driver."""
    return url.set(drivername="postgresql").render_as_string(hide_password=False)


class OnAServer(Record):
    """PostgreSQL's. What is told it is done at once, after a while of the machine's time; what waits there for another
    transaction waits in the machine's."""

    # Gone for a while; restarted; restarted after a commit of which nobody hears; its disk full; another takes over that may not write.
    wrongs = ("gone", "restarted", "unheard", "full", "standby")

    def __init__(self, url: URL) -> None:
        self.url = plain(url)
        self._found = Reused(url)
        self._reading = self._found._connection.cursor(row_factory=dict_row)
        self._name = sql.Identifier(url.database or "")
        # Whoever closes a circle of those who wait for one another is the one who is given up; and nobody tidies up at some time.
        alone = sql.SQL("ALTER TABLE {} SET (autovacuum_enabled = off)")
        self._found.run(
            sql.SQL("ALTER DATABASE {} SET deadlock_timeout = '20ms'").format(self._name),
            "SET timezone = 'UTC'",
            *(alone.format(sql.Identifier(table.name)) for table in TABLES),
        )
        self.waiting: dict[int, int] = {}  # its processes, and the sockets over which we hear of them

    def anew(self) -> None:
        self.goes("")
        used = "relkind = 'r' AND relnamespace = 'public'::regnamespace AND pg_relation_size(oid) > 0"
        tables = ", ".join(row["relname"] for row in self.rows(f"SELECT relname FROM pg_class WHERE {used}"))  # noqa: S608
        kept = self.rows("SELECT version_num FROM alembic_version")
        # Not only deleted: rows lie where they lay.
        self._reading.execute(f"TRUNCATE {tables} CASCADE".encode())
        self._reading.execute("INSERT INTO alembic_version VALUES (%s)", [kept[0]["version_num"]])
        self._found.refill()

    def rows(self, query: str) -> Rows:
        found = self._reading.execute(query.encode()).fetchall()
        return [{name: _as_in_a_file(value) for name, value in row.items()} for row in found]

    def patched(self, patch: pytest.MonkeyPatch) -> None:
        record = self

        async def wait_conn_async(gen: Any, interval: float, timeout: float | None = None) -> Any:  # noqa: ASYNC109
            await asyncio.sleep(record.machine.trip())
            if record.wrong == "gone":
                raise psycopg.OperationalError("connection failed: Connection refused")
            return waiting.wait_conn(gen, interval, timeout)

        async def now(_: object) -> float:
            return record.machine.now

        class Connection(psycopg.AsyncConnection[Any]):
            """A connection that waits in the machine's time."""

            def __init__(self, *args: Any) -> None:
                super().__init__(*args)
                asyncio.get_running_loop().connections.append(self)  # type: ignore[attr-defined]

            async def wait(self, gen: Any, interval: float = 0, timeout: float | None = None) -> Any:  # noqa: ASYNC109
                await asyncio.sleep(record.machine.trip())
                return await record.told(self, gen)

        patch.setattr(psycopg, "AsyncConnection", Connection)
        patch.setattr(waiting, "wait_conn_async", wait_conn_async)
        patch.setattr(turns, "_now", now)

    async def told(self, connection: psycopg.AsyncConnection[Any], gen: Any) -> Any:
        """What the server answers."""
        commits = gen.__name__ == "_commit_gen" and connection.info.transaction_status
        if commits and self.wrong == "full":
            raise psycopg.errors.DiskFull("could not extend file: No space left on device")
        pid, socket = connection.pgconn.backend_pid, connection.pgconn.socket
        try:
            wants = next(gen)
            while True:
                while not (found := _ready(socket, wants)):
                    if self._is_held(pid):
                        self.waiting[pid] = socket
                        await asyncio.sleep(AGAIN)
                wants = gen.send(found)
        except StopIteration as answer:
            result = answer.value
        except asyncio.CancelledError:
            self._end([pid])
            connection.pgconn.finish()
            raise
        finally:
            self.waiting.pop(pid, None)
            for other, its in self.waiting.items():  # whoever waited for this goes on now, not at some time
                while not _ready(its, waiting.WAIT_R) and not self._is_held(other):
                    pass
        if commits:
            self.machine.committed()
        if commits and self.wrong == "unheard":
            self._end([pid])
            connection.pgconn.finish()
            raise psycopg.OperationalError("server closed the connection unexpectedly")
        return result

    def _is_held(self, pid: int) -> bool:
        held = self._reading.execute("SELECT pg_blocking_pids(%s) <> '{}' AS held", [pid]).fetchone()
        return bool(held["held"])

    def goes(self, wrong: str) -> None:
        if "standby" in (wrong, self.wrong):
            may = sql.SQL("on" if wrong == "standby" else "off")
            only_read = sql.SQL("ALTER DATABASE {} SET default_transaction_read_only = {}")
            self._found.run(only_read.format(self._name, may))
        if {wrong, self.wrong} & {"gone", "restarted", "standby"}:
            every = [c.pgconn for desk in self.machine.desks for c in desk.connections]
            self._end([one.backend_pid for one in every if one.status == psycopg.pq.ConnStatus.OK])
        self.wrong = wrong

    def _end(self, pids: list[int]) -> None:
        for pid in pids:
            self._reading.execute("SELECT pg_terminate_backend(%s, 10000)", [pid])

    def left(self, desk: Loop) -> None:
        for connection in desk.connections:
            if connection.pgconn.status == psycopg.pq.ConnStatus.OK:
                self._end([connection.pgconn.backend_pid])
                self.waiting.pop(connection.pgconn.backend_pid, None)
            connection.pgconn.finish()


def _ready(socket: int, wants: int) -> int:
    poll = select.poll()
    poll.register(socket, (select.POLLIN if wants & 1 else 0) | (select.POLLOUT if wants & 2 else 0))
    return sum(bool(event & ~select.POLLOUT) + 2 * bool(event & select.POLLOUT) for _, event in poll.poll(5))


def _as_in_a_file(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S.%f")
    return value
