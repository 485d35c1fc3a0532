"""SQLite's driver, with one trip to the connection's thread for each statement, and none for a short look.

aiosqlite goes there four times: for a cursor, to run the statement, for its rows, and to close the cursor. Each trip
wakes two threads, which costs more than what most statements do there. What may wait, for the disk or for another
writer, is always done there: a transaction that writes begins and ends with a trip. Between them a small row is written
at once; and a query is tried at once, and goes there if it does not end within a moment.
"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Callable, Iterable, Sequence
from functools import partial
from time import perf_counter
from typing import Any, TypeVar

import aiosqlite

T = TypeVar("T")

FETCHED_ALONG = 1000  # rows that come with their statement; whoever wants more goes again
AT_ONCE = 0.01  # seconds for which one transaction may keep everybody else waiting before it makes a trip
LOOKED_AT_THE_CLOCK = 1000  # after so many of SQLite's own steps, some 30 microseconds
LOOKING = "BEGIN"  # it locks nothing, and nobody waits for it
SMALL = 2_000  # letters of a row that is written at once: some are indexed by each three of theirs

_WRITES_A_ROW = re.compile(
    r"INSERT INTO \w+ \([\w, ]+\) VALUES \([?, ]+\)(?: RETURNING id)?|UPDATE (\w+) SET .* WHERE \1\.id = \?",
    re.DOTALL,
)


class OneTrip(aiosqlite.Connection):
    """A connection of which each statement and its first rows are one trip; so is a transaction's beginning with its
    first statement.

    Args:
        never_waits: whether reading waits for no writer (with a write-ahead log it does not), so that a query may be
            tried at once.
    """

    never_waits = False
    _beginning = ""
    _looks = False  # whether the transaction only looks
    _until = 0.0
    _away = 0  # trips that have not ended: another may begin after a cancelled one

    def begin_with_next(self, beginning: str) -> None:
        """Begin a transaction when the next statement is run."""
        self._beginning, self._looks = beginning, beginning == LOOKING
        self._until = perf_counter() + AT_ONCE

    def begun(self) -> str:
        """What is still to be run before a statement; once only."""
        beginning, self._beginning = self._beginning, ""
        return beginning

    async def commit(self) -> None:
        """Commit, unless nothing was run, or it was kept at once."""
        if not self.begun() and not (self._is_here() and not self._conn.in_transaction):
            await super().commit()

    async def rollback(self) -> None:
        """Roll back, unless nothing was run."""
        if self.begun():
            return
        if self._is_here() and (self._looks or not self._conn.in_transaction):
            self._conn.rollback()
        else:
            await super().rollback()

    def ran_at_once(self, run: Callable[[], None], operation: str, parameters: Sequence[Any]) -> bool:
        """Run a query, or write a small row, without a trip, if there is time for it; whether it is done. What went wrong
        goes wrong on the trip too, and is said there."""
        if not self._is_here() or perf_counter() > self._until:
            return False
        looks = operation.startswith("SELECT") and self._beginning in ("", LOOKING)
        if not looks and (self._beginning or not _writes_a_small_row(operation, parameters)):
            return False
        if looks:  # to interrupt what writes would undo all of the transaction
            until = self._until
            self._conn.set_progress_handler(lambda: perf_counter() > until, LOOKED_AT_THE_CLOCK)
        try:
            run()
        except sqlite3.Error:
            return False
        finally:
            if looks:
                self._conn.set_progress_handler(None, 0)
        return True

    def _is_here(self) -> bool:
        return self.never_waits and not self._away and self._running and self._connection is not None

    async def _execute(self, fn: Callable[..., T], *args: Any, **kwargs: Any) -> T:
        def trip() -> T:
            try:
                return fn(*args, **kwargs)
            finally:
                self._away -= 1

        self._away += 1
        done: T = await super()._execute(trip)  # type: ignore[no-untyped-call]
        self._until = perf_counter() + AT_ONCE  # everybody else had their turn
        return done

    def cursor(self) -> Any:
        """A cursor; it is made in the connection's thread when its statement is run."""
        return Cursor(self)


def _writes_a_small_row(operation: str, parameters: Sequence[Any]) -> bool:
    letters = sum(len(value) for value in parameters if isinstance(value, str))
    return letters <= SMALL and _WRITES_A_ROW.fullmatch(operation) is not None


def connect(database: str, **options: Any) -> OneTrip:
    """A connection to be awaited. Its thread does not keep the process alive."""
    options["check_same_thread"] = False  # two threads use it, never both at a time
    connection = OneTrip(partial(sqlite3.connect, database, **options), iter_chunk_size=FETCHED_ALONG)
    connection._thread.daemon = True
    return connection


class Cursor:
    """What SQLAlchemy needs of a cursor: its statement's outcome, and its rows."""

    arraysize = 1

    def __init__(self, connection: OneTrip) -> None:
        self._connection = connection
        self._cursor: sqlite3.Cursor | None = None
        self._rows: list[Any] = []
        self.description: Any = None
        self.rowcount = -1
        self.lastrowid: int | None = None

    async def __aenter__(self) -> Cursor:
        return self

    async def execute(self, operation: str, parameters: Sequence[Any] = ()) -> None:
        """Run a statement, and bring its first rows along."""
        run = partial(self._run, "execute", operation, parameters)
        if not self._connection.ran_at_once(run, operation, parameters):
            await self._connection._execute(run)

    async def executemany(self, operation: str, parameters: Iterable[Sequence[Any]]) -> None:
        """Run a statement with each of several sets of values."""
        await self._connection._execute(self._run, "executemany", operation, parameters)

    async def fetchall(self) -> list[Any]:
        """The rows that nobody has taken yet."""
        if self._cursor is not None:
            self._rows += await self._connection._execute(self._fetch, -1)
        rows, self._rows = self._rows, []
        return rows

    async def fetchmany(self, size: int | None = None) -> list[Any]:
        """The next so many rows."""
        size = size or self.arraysize
        if len(self._rows) < size and self._cursor is not None:
            self._rows += await self._connection._execute(self._fetch, max(size, FETCHED_ALONG))
        rows, self._rows = self._rows[:size], self._rows[size:]
        return rows

    async def fetchone(self) -> Any:
        """The next row, None where there is none."""
        return next(iter(await self.fetchmany(1)), None)

    async def close(self) -> None:
        """Let go of the rows that nobody took."""
        self._rows = []
        if self._cursor is not None:
            await self._connection._execute(self._let_go)

    def _run(self, name: str, operation: str, parameters: Any) -> None:
        if beginning := self._connection._beginning:
            self._connection._conn.execute(beginning)
            self._connection.begun()
        cursor = self._cursor = self._connection._conn.cursor()
        getattr(cursor, name)(operation, parameters)
        self.description, self.rowcount = cursor.description, cursor.rowcount
        self.lastrowid = cursor.lastrowid
        self._rows = self._fetch(FETCHED_ALONG)

    def _fetch(self, at_most: int) -> list[Any]:
        if self._cursor is None:
            return []
        rows = self._cursor.fetchall() if at_most < 0 else self._cursor.fetchmany(at_most)
        if at_most < 0 or len(rows) < at_most:
            self._let_go()
        return rows

    def _let_go(self) -> None:
        if self._cursor is not None:
            self._cursor.close()
            self._cursor = None
