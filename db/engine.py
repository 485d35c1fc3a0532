"""Transactions: one `Database` per process, one `write` per change of state, `read` for looking."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from contextvars import ContextVar
from copy import copy
from pathlib import Path
from typing import Any, Self, TypeVar

from sqlalchemy import CursorResult, Executable, event, text
from sqlalchemy.engine import URL, Connection, make_url
from sqlalchemy.exc import (
    ArgumentError,
    DataError,
    DBAPIError,
    IntegrityError,
    NotSupportedError,
    OperationalError,
    PendingRollbackError,
    ProgrammingError,
)
from sqlalchemy.exc import TimeoutError as PoolTimeoutError
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine
from sqlalchemy.orm import Session
from sqlmodel.ext.asyncio.session import AsyncSession

from db import scope, sqlite
from db.errors import UnreachableDatabase, UnstorableText, UnusableDatabaseUrl

SQLITE_BUSY_SECONDS = 30

# A server that is gone is noticed soon: to begin with, and by a connection that waits for it.
_POSTGRESQL = {
    "connect_timeout": 5,
    "keepalives_idle": 20,
    "keepalives_interval": 5,
    "keepalives_count": 3,
    "tcp_user_timeout": 20_000,
}

# A row lock under which others may still write rows that refer to this one (FOR NO KEY UPDATE). The plain lock would
# stop them, and two transactions that each wrote and each refer to the other's row would wait for one another.
LOCKED = {"key_share": True}

# Several queries of one look must agree: no reply in the history of a request that stands as unanswered. SQLite's
# transactions see one moment anyway; PostgreSQL's do from this level on.
_ONE_MOMENT = {"postgresql": {"isolation_level": "REPEATABLE READ"}}
_LOOKING = "looking"


FILE_GONE = "its file is not there any more, so nothing is written"


class OutOfTurn(Exception):
    """What the same person sent before is to be recorded first."""


# What is raised where the database refuses, or has no connection left, or may not be asked to write yet.
REFUSED = (DBAPIError, PoolTimeoutError, PendingRollbackError, OutOfTurn)
# Whether what is being handled may not write yet.
waits: ContextVar[Callable[[], bool] | None] = ContextVar("waits", default=None)

# Of two transactions that wait for one another, or that saw too much of one another, PostgreSQL gives one up.
_GIVEN_UP = {"40001", "40P01"}
_TOO_MUCH = "54"  # what begins so is larger than PostgreSQL can take
MOST_TRIES = 5
T = TypeVar("T")


def is_away(error: BaseException) -> bool:
    """Whether the same may be taken later: the database is gone, locked or full, not at odds with what it was told."""
    if isinstance(error, IntegrityError | DataError | ProgrammingError | NotSupportedError):
        return False
    return not (_code(error) or "").startswith(_TOO_MUCH)


def is_damaged(error: BaseException) -> bool:
    """Whether SQLite says that a file is not what it wrote: with the plain kind of its errors, and none of those below it."""
    return type(getattr(error, "orig", None) or error) is sqlite3.DatabaseError


# What PostgreSQL says where only whoever runs it can help: a server that is not there, or starts, says something else.
_NEEDS_HELP = ("authentication failed", "does not exist", "no pg_hba.conf entry", "no password supplied")


def may_come(url: URL, error: BaseException) -> bool:
    """Whether a database that cannot be opened may be there in a while: its server starts, or somebody else is at work on the
    file."""
    if url.get_backend_name() == "sqlite":
        return "locked" in str(error)
    return is_away(error) and not any(words in str(error) for words in _NEEDS_HELP)


async def anew(work: Callable[[], Awaitable[T]]) -> T:
    """Do work of whole transactions, and again where the database gave it up for the sake of another."""
    for _ in range(MOST_TRIES - 1):
        try:
            return await work()
        except DBAPIError as error:
            if _code(error) not in _GIVEN_UP:
                raise
    return await work()


def _code(error: BaseException) -> str | None:
    return getattr(getattr(error, "orig", None), "sqlstate", None)


_SECRET_OPTIONS = frozenset({"password", "sslpassword", "passfile"})


def locked(session: AsyncSession) -> dict[str, bool] | None:
    """How rows that are about to change are read in this session: locked, or plainly where it only looks."""
    return None if session.info.get(_LOOKING) else LOCKED


def read_url(text: str) -> URL:
    """The database URL with the driver this product uses filled in.

    Accepts `sqlite:///path`, `postgresql://…`, `postgres://…` and the same with their drivers named.

    Raises:
        UnusableDatabaseUrl: it is neither SQLite nor PostgreSQL, or not a URL. The text of the error names no password.
    """
    try:
        url = make_url(text)
    except (ArgumentError, ValueError):  # ValueError: a port that is no number
        raise UnusableDatabaseUrl(scheme="?") from None
    backend = url.drivername.split("+")[0]
    if backend == "sqlite":
        return url.set(drivername="sqlite+aiosqlite")
    if backend in {"postgresql", "postgres"}:
        return url.set(drivername="postgresql+psycopg")
    raise UnusableDatabaseUrl(scheme=backend)


def shown(url: URL) -> str:
    """The URL for a person to read, as they would write it, without any password."""
    kept = {name: value for name, value in url.query.items() if name not in _SECRET_OPTIONS}
    return url.set(drivername=url.get_backend_name(), query=kept).render_as_string(hide_password=True)


def reason(error: BaseException) -> str:
    """What the database said, in a line, for the log: without the values that PostgreSQL adds below."""
    return str(getattr(error, "orig", None) or error).strip().splitlines()[0]


def make_engine(url: URL, busy_seconds: float) -> AsyncEngine:
    """An engine with the settings that the promise "nothing logged is ever lost" needs. Opens no connection yet.

    On SQLite: WAL, foreign keys, `synchronous=FULL`, and `BEGIN IMMEDIATE` for writing transactions, because with
    the driver's deferred begin two processes that read and then write lose updates in silence.

    Raises:
        UnreachableDatabase: the folder of a SQLite file cannot be made.
    """
    if url.get_backend_name() != "sqlite":
        chosen = {name: value for name, value in _POSTGRESQL.items() if name not in url.query}
        engine = create_async_engine(url, pool_pre_ping=True, connect_args=chosen, hide_parameters=True)
        event.listen(engine.sync_engine, "before_cursor_execute", _check_storable)
        return engine
    # A `file:` URI is no path, and may forbid to write at all.
    if url.database and url.database != ":memory:" and not url.database.startswith("file:"):
        try:
            Path(url.database).parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise UnreachableDatabase(where=shown(url), reason=error.strerror or str(error)) from error
    engine = create_async_engine(
        url,
        connect_args={
            "timeout": busy_seconds,
            "isolation_level": None,
            "async_creator_fn": sqlite.connect,
        },
        hide_parameters=True,  # what people wrote is in no error, and so in no log
    )

    event.listen(engine.sync_engine, "before_cursor_execute", _check_storable)

    @event.listens_for(engine.sync_engine, "connect")
    def _prepare(connection: Any, _record: Any) -> None:
        try:
            cursor = connection.cursor()
            for pragma in ("synchronous=FULL", "foreign_keys=ON", "journal_mode=WAL"):
                cursor.execute(f"PRAGMA {pragma}")
            # Some disks cannot have it.
            connection.driver_connection.never_waits = cursor.fetchone() == ("wal",)
            cursor.close()
        except BaseException:
            connection.close()  # the pool has not seen it yet, and its thread would stay
            raise

    @event.listens_for(engine.sync_engine, "begin")
    def _begin(connection: Connection) -> None:
        options = connection.get_execution_options()
        driver: Any = connection.connection.driver_connection
        if not options.get("alone"):
            driver.begin_with_next(sqlite.LOOKING if options.get("reading") else "BEGIN IMMEDIATE")

    return engine


def _check_storable(_connection: Any, _cursor: Any, _statement: str, values: Any, *_: Any) -> None:
    """What PostgreSQL cannot store, SQLite must not."""
    for value in values.values() if isinstance(values, dict) else values:
        if type(value) is str:
            if "\0" in value or not (value.isascii() or _is_whole(value)):
                raise UnstorableText
        elif isinstance(value, tuple | dict):
            _check_storable(None, None, "", value)


def _is_whole(value: str) -> bool:
    try:
        value.encode()
    except UnicodeEncodeError:
        return False
    return True


async def one_at_a_time(session: AsyncSession, of: str) -> None:
    """Wait, in a writing session, until no other process is behind this with the same `of`: of several that start at once on an
    empty database, one makes what the others find. SQLite has one writer anyway."""
    if session.get_bind().dialect.name == "postgresql":
        wait = text("SELECT pg_advisory_xact_lock(hashtextextended(:of, 0))")
        await (await session.connection()).execute(wait, {"of": of})


Values = Mapping[str, Any] | Sequence[Mapping[str, Any]] | None


async def rows(session: AsyncSession, statement: Executable, values: Values = None) -> Sequence[Any]:
    """Rows without the entities that a session makes of them, which takes ten times as long. What the session has not
    written yet is written first, as before all its queries."""
    return await session.run_sync(lambda sync: _run(sync, statement, values).all())


async def changed(session: AsyncSession, statement: Executable, values: Values = None) -> int:
    """How many rows a statement changed, of which the session holds no entities."""
    return await session.run_sync(lambda sync: _run(sync, statement, values).rowcount)


def _run(session: Session, statement: Executable, values: Values) -> CursorResult[Any]:
    if session.autoflush:
        session.flush()
    return session.connection().execute(statement, values)


REMOVED = "PRAGMA user_version = 1"  # in the transaction that removes words from SQLite's file


async def overwriting(session: AsyncSession, *, anew: bool = False) -> None:
    """Have what this transaction removes written over: it would else lie readable in SQLite's file until something is. `anew`: and
    have the whole file written anew, by `Database.overwrite_what_is_gone`."""
    if session.get_bind().dialect.name == "sqlite":
        connection = await session.connection()
        await connection.exec_driver_sql("PRAGMA secure_delete = ON")
        if anew:
            await connection.exec_driver_sql(REMOVED)


class _Writers:
    """SQLite has one writer at a time. The others wait here, in their order and without a connection: where all connections
    waited for another program that writes, nobody could read."""

    def __init__(self, url: URL) -> None:
        self.turn = asyncio.Lock()
        name = url.database or ""
        self._file = Path(name) if name and not name.startswith((":", "file:")) else None
        self._number: int | None = None

    def has_lost_its_file(self) -> bool:
        """Whether somebody deleted or replaced the file since it was first written to: what is written then is lost with the
        last connection."""
        if self._file is None:
            return False
        try:
            number = self._file.stat().st_ino
        except FileNotFoundError:
            return self._number is not None
        self._number = self._number or number
        return number != self._number


class Database:
    """The record of one installation. Built once by the composition and passed to whoever needs it.

    `busy_seconds`, `patience`: how long a transaction waits for another that writes (SQLite).
    """

    def __init__(self, url: URL, *, busy_seconds: float | None = None) -> None:
        self.url = url
        self.patience = SQLITE_BUSY_SECONDS if busy_seconds is None else busy_seconds
        self.engine = make_engine(url, self.patience)
        self._writers = _Writers(url) if url.get_backend_name() == "sqlite" else None
        self.viewer: int | None = None
        self._narrowed: dict[tuple[int, int | None], Self] = {}
        self._take_options()

    def _take_options(self) -> None:
        self._alone = self.engine.execution_options(alone=True)
        self._reading = self.engine.execution_options(
            reading=True, **_ONE_MOMENT.get(self.url.get_backend_name(), {})
        )

    def beside(self, busy_seconds: float) -> Self:
        """The same record over connections of its own, for whoever has no more patience than this. Its writers take their
        turns with all others of the process."""
        other = type(self)(self.url, busy_seconds=min(busy_seconds, self.patience))
        other._writers = self._writers
        return other

    def of(self, newsroom_id: int, viewer: int | None = None) -> Self:
        """The same record as one newsroom has it, and as one `viewer` of it may see it: see `db.scope`."""
        if (newsroom_id, viewer) not in self._narrowed:
            other = copy(self)
            options = {scope.NEWSROOM: newsroom_id, scope.VIEWER: viewer}
            other.engine, other.viewer = self.engine.execution_options(**options), viewer
            scope.narrow(other.engine.sync_engine)
            other._take_options()
            self._narrowed[newsroom_id, viewer] = other
        return self._narrowed[newsroom_id, viewer]

    @property
    def _seen(self) -> dict[Any, Any]:
        return {scope.VIEWER: self.viewer}

    @asynccontextmanager
    async def write(self) -> AsyncIterator[AsyncSession]:
        """One transaction: committed when the block ends, rolled back whole when it raises.

        Raises:
            OutOfTurn: whoever asks has to wait (`waits`).
        """
        if (must_wait := waits.get()) is not None and must_wait():
            raise OutOfTurn("what the same person sent before is not recorded yet")
        async with (
            self._turn(),
            AsyncSession(self.engine, expire_on_commit=False, info=self._seen) as session,
            session.begin(),
        ):
            yield session

    @asynccontextmanager
    async def write_one(self) -> AsyncIterator[AsyncSession]:
        """The same for a single statement: where the database keeps it at once, it need not be told to twice."""
        async with (
            self._turn(),
            AsyncSession(self._alone, expire_on_commit=False, info=self._seen) as session,
            session.begin(),
        ):
            yield session

    @asynccontextmanager
    async def _turn(self) -> AsyncIterator[None]:
        """A writer's turn.

        Raises:
            OperationalError: it did not come in time, or the file is not there any more.
        """
        if self._writers is None:
            yield
            return
        try:
            async with asyncio.timeout(self.patience):
                await self._writers.turn.acquire()
        except TimeoutError:
            raise OperationalError("BEGIN", None, sqlite3.OperationalError("database is locked")) from None
        try:
            if self._writers.has_lost_its_file():
                raise OperationalError("BEGIN", None, sqlite3.OperationalError(FILE_GONE))
            yield
        finally:
            self._writers.turn.release()

    def has_lost_its_file(self) -> bool:
        """Whether SQLite's file was deleted or replaced under the running desk, so that nothing is written any more."""
        return self._writers is not None and self._writers.has_lost_its_file()

    @asynccontextmanager
    async def read(self) -> AsyncIterator[AsyncSession]:
        """A look at the record as it is at one moment; it never waits for writers, and nothing added in it is kept."""
        async with AsyncSession(
            self._reading, expire_on_commit=False, autoflush=False, info=self._seen
        ) as session:
            session.info[_LOOKING] = True
            yield session

    async def overwrite_what_is_gone(self) -> bool:
        """Leave nothing of removed words in SQLite's files, where they stay readable else until something is written over them.
        PostgreSQL does that in its own time. Does nothing where nothing was removed since it was last done:
        `REMOVED` is in the file until then.

        Returns:
            Whether it is done; not while somebody still looks at the record as it was.

        Raises:
            OperationalError: another program keeps it from doing so. Nothing was changed.
        """
        if self.url.get_backend_name() != "sqlite":
            return True
        async with self._turn(), self._alone.connect() as connection:
            [(mark,)] = await connection.exec_driver_sql("PRAGMA user_version")
            if not mark:
                return True
            await connection.exec_driver_sql(
                "INSERT INTO request_text_index(request_text_index) VALUES('optimize')"
            )
            await connection.exec_driver_sql("VACUUM")
            [(busy, *_)] = await connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
            if not busy:
                await connection.exec_driver_sql("PRAGMA user_version = 0")
            return not busy

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        """Close every connection."""
        await self.engine.dispose()
