"""One trip to SQLite's thread for each statement, however many rows it has, and none for a short look."""

from __future__ import annotations

import asyncio
import threading
from contextlib import suppress
from pathlib import Path
from time import perf_counter

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError, OperationalError
from sqlalchemy.ext.asyncio import AsyncSession

from db import sqlite
from db.engine import FILE_GONE, REMOVED, Database, read_url
from db.sqlite import FETCHED_ALONG, OneTrip

ROWS = [0, 1, FETCHED_ALONG - 1, FETCHED_ALONG, FETCHED_ALONG + 1, 3 * FETCHED_ALONG]
NUMBERS = text(
    "SELECT x FROM (WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n WHERE x < 9000) SELECT x FROM n)"
    " WHERE x <= :many"
)
SHORT = text("SELECT 1")
LONG = text(
    "SELECT max(x) FROM (WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n WHERE x < 300000) SELECT x FROM n)"
)


@pytest.fixture
def url(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path / 'a.db'}"


@pytest.mark.parametrize("many", ROWS)
async def test_every_row_comes_once_and_in_order_all_at_once_or_streamed(url: str, many: int) -> None:
    expected = list(range(1, many + 1))
    async with Database(read_url(url)) as database, database.engine.connect() as connection:
        assert list((await connection.execute(NUMBERS, {"many": many})).scalars()) == expected
        streamed = await connection.stream(NUMBERS, {"many": many})
        assert [row.x async for row in streamed] == expected
        half = await connection.stream(NUMBERS, {"many": many})
        assert await half.scalars().fetchmany(7) == expected[:7]
        await half.close()


@pytest.fixture
def trips(monkeypatch: pytest.MonkeyPatch) -> list[object]:
    made: list[object] = []
    go = OneTrip._execute
    monkeypatch.setattr(
        OneTrip,
        "_execute",
        lambda self, work, *args, **more: [made.append(work), go(self, work, *args, **more)][1],
    )
    return made


async def test_a_statement_is_one_trip(url: str, trips: list[object]) -> None:
    async with Database(read_url(url)) as database, database.engine.connect() as connection:
        await connection.execute(text("CREATE TABLE t (x INTEGER PRIMARY KEY)"))
        trips.clear()
        made = await connection.execute(text("INSERT INTO t VALUES (7) RETURNING x"))
        assert (made.scalar_one(), len(trips)) == (7, 1)
        changed = await connection.execute(text("UPDATE t SET x = 8"))
        assert (changed.rowcount, len(trips)) == (1, 2)
        await connection.execute(text("INSERT INTO t VALUES (:x)"), [{"x": 1}, {"x": 2}])
        assert len(trips) == 3
        with pytest.raises(IntegrityError):
            await connection.execute(text("INSERT INTO t VALUES (8)"))
        assert list((await connection.execute(text("SELECT x FROM t ORDER BY x"))).scalars()) == [1, 2, 8]


async def test_a_short_look_makes_no_trip(url: str, trips: list[object]) -> None:
    async with Database(read_url(url)) as database:
        async with database.read() as session:
            await session.connection()
            trips.clear()
            assert [(await session.exec(SHORT)).scalar_one() for _ in range(3)] == [1, 1, 1]  # type: ignore[call-overload]
        assert trips == []


async def test_a_small_row_is_written_without_a_trip_of_its_own_and_a_large_one_or_many_are_not(
    url: str, trips: list[object]
) -> None:
    async with Database(read_url(url)) as database:
        async with database.write() as session:
            connection = await session.connection()
            await connection.execute(text("CREATE TABLE t (id INTEGER PRIMARY KEY, x TEXT)"))
        trips.clear()
        async with database.write() as session:
            connection = await session.connection()
            put = text("INSERT INTO t (id, x) VALUES (:id, :x)")
            for number in range(5):
                await connection.execute(put, {"id": number, "x": "a"})
            changed = await connection.execute(
                text("UPDATE t SET x=:x WHERE t.id = :id"), {"id": 3, "x": "b"}
            )
            assert (changed.rowcount, len(trips)) == (1, 1)  # the first, which may have to wait
            await connection.execute(put, {"id": 5, "x": "a" * (sqlite.SMALL + 1)})
            await connection.execute(text("UPDATE t SET x = x || x"))
            await connection.execute(text("DELETE FROM t WHERE id = 0"))
            assert len(trips) == 4
            with pytest.raises(IntegrityError):
                await connection.execute(put, {"id": 3, "x": "a"})
            trips.clear()
        assert len(trips) == 1  # committing, which waits for the disk
        async with database.read() as session:
            read = await (await session.connection()).execute(
                text("SELECT id, substr(x, 1, 3) FROM t ORDER BY id")
            )
            assert [tuple(row) for row in read] == [(1, "aa"), (2, "aa"), (3, "bb"), (4, "aa"), (5, "aaa")]


async def test_what_was_written_at_once_is_gone_with_the_rest_when_it_is_rolled_back(url: str) -> None:
    async with Database(read_url(url)) as database:
        async with database.write() as session:
            await (await session.connection()).execute(text("CREATE TABLE t (id INTEGER PRIMARY KEY)"))
        session = AsyncSession(database.engine)
        for number in range(3):
            await (await session.connection()).execute(text("INSERT INTO t (id) VALUES (:n)"), {"n": number})
        await session.close()
        async with database.read() as session:
            assert (
                await (await session.connection()).execute(text("SELECT count(*) FROM t"))
            ).scalar_one() == 0


async def test_what_takes_longer_is_finished_elsewhere_while_others_go_on(
    url: str, trips: list[object]
) -> None:
    async with Database(read_url(url)) as database, database.read() as session:
        connection = await session.connection()
        trips.clear()
        looking = asyncio.create_task(connection.execute(LONG))
        turns = 0
        while not looking.done():
            turns += 1
            await asyncio.sleep(0)
        assert (await looking).scalar_one() == 300_000
        assert (len(trips), turns > 5) == (1, True)
        assert (await connection.execute(SHORT)).scalar_one() == 1


async def test_after_a_while_even_a_short_look_lets_others_have_their_turn(
    url: str, trips: list[object], monkeypatch: pytest.MonkeyPatch
) -> None:
    async with Database(read_url(url)) as database, database.read() as session:
        connection = await session.connection()
        trips.clear()
        begun = perf_counter()
        clock = iter(begun + number * sqlite.AT_ONCE / 4 for number in range(1_000))
        monkeypatch.setattr(sqlite, "perf_counter", lambda: next(clock))
        for _ in range(40):
            await connection.execute(SHORT)
        assert 5 < len(trips) < 30


async def test_what_goes_wrong_at_once_is_said_and_nothing_is_left_half_begun(url: str) -> None:
    async with Database(read_url(url)) as database:
        async with database.read() as session:
            connection = await session.connection()
            with pytest.raises(OperationalError, match="no such table: nowhere"):
                await connection.execute(text("SELECT * FROM nowhere"))
            assert (await connection.execute(SHORT)).scalar_one() == 1
        async with database.write() as session:
            await (await session.connection()).execute(text("CREATE TABLE t (x)"))


async def test_one_look_sees_one_moment(url: str) -> None:
    async with Database(read_url(url)) as database:
        async with database.write() as session:
            await (await session.connection()).execute(text("CREATE TABLE t (x)"))
        count = text("SELECT count(*) FROM t")
        async with database.read() as session:
            looking = await session.connection()
            assert (await looking.execute(count)).scalar_one() == 0
            async with database.write() as other:
                await (await other.connection()).execute(text("INSERT INTO t VALUES (1)"))
                seen_by_the_writer = (await (await other.connection()).execute(count)).scalar_one()
            assert (seen_by_the_writer, (await looking.execute(count)).scalar_one()) == (1, 0)
        async with database.read() as session:
            assert (await (await session.connection()).execute(count)).scalar_one() == 1


async def test_without_a_write_ahead_log_nothing_is_tried_at_once(trips: list[object]) -> None:
    """There a reader may have to wait for a writer, and must not make everybody else wait."""
    async with Database(read_url("sqlite:///:memory:")) as database, database.read() as session:
        connection = await session.connection()
        trips.clear()
        await connection.execute(SHORT)
        assert len(trips) == 1


async def test_after_a_cancelled_trip_nobody_uses_the_connection_before_it_has_ended(url: str) -> None:
    async with Database(read_url(url)) as database, database.engine.connect() as connection:
        await connection.execute(SHORT)
        driver = (await connection.get_raw_connection()).driver_connection
        assert driver._is_here()
        may_end = threading.Event()
        trip = asyncio.create_task(driver._execute(may_end.wait))
        await asyncio.sleep(0)
        trip.cancel()
        await asyncio.wait([trip])
        assert not driver._is_here()
        may_end.set()
        assert (await connection.execute(SHORT)).scalar_one() == 1
        assert driver._is_here()


async def test_a_statement_of_its_own_is_one_trip_and_waits_for_nobody_twice(
    url: str, trips: list[object]
) -> None:
    async with Database(read_url(url)) as database:
        async with database.write() as session:
            await (await session.connection()).execute(text("CREATE TABLE t (x INTEGER PRIMARY KEY)"))
        trips.clear()
        async with database.write_one() as session:
            await (await session.connection()).execute(
                text("INSERT INTO t VALUES (1) ON CONFLICT DO NOTHING")
            )
        assert len(trips) == 1
        with pytest.raises(IntegrityError):
            async with database.write_one() as session:
                await (await session.connection()).execute(text("INSERT INTO t VALUES (1)"))
        async with database.read() as session:
            assert (await (await session.connection()).execute(text("SELECT x FROM t"))).scalars().all() == [
                1
            ]


async def test_writers_of_one_process_take_turns_whatever_their_patience(url: str) -> None:
    wrote: list[str] = []
    async with Database(read_url(url)) as database, database.beside(1.0) as impatient:
        async with database.write() as session:
            await (await session.connection()).execute(text("CREATE TABLE t (x)"))

        async def write(over: Database, name: str, until: asyncio.Event | None = None) -> None:
            async with over.write() as session:
                await (await session.connection()).execute(text("INSERT INTO t VALUES (1)"))
                wrote.append(name)
                begun.set()
                if until is not None:
                    await until.wait()

        begun, done = asyncio.Event(), asyncio.Event()
        async with asyncio.TaskGroup() as group:
            group.create_task(write(database, "a long one", done))
            await begun.wait()
            for over, name in ((impatient, "what came in"), (database, "what goes out"), (impatient, "more")):
                group.create_task(write(over, name))
                await asyncio.sleep(0)
            done.set()
    assert wrote == ["a long one", "what came in", "what goes out", "more"]


async def test_nothing_is_written_to_a_file_that_was_deleted_or_replaced(url: str, tmp_path: Path) -> None:
    """SQLite would go on until its last connection is closed, and all of it would be gone with the file."""
    file, away = tmp_path / "a.db", tmp_path / "away.db"

    async def wrote(database: Database) -> bool:
        try:
            async with database.write() as session:
                await (await session.connection()).execute(text("INSERT INTO a VALUES (1)"))
        except OperationalError as error:
            return FILE_GONE not in str(error)
        return True

    async with Database(read_url(url)) as database:
        async with database.write() as session:
            await (await session.connection()).execute(text("CREATE TABLE a (x)"))
        assert await wrote(database)
        file.rename(away)
        assert database.has_lost_its_file()
        assert not await wrote(database)
        assert not await wrote(database.of(1))
        file.write_bytes(b"")
        assert not await wrote(database)
        away.replace(file)
        assert await wrote(database.of(1))


async def test_the_file_is_written_anew_only_after_words_were_removed(url: str) -> None:
    async with Database(read_url(url)) as database:

        async def run(*statements: str, undone: bool = False) -> None:
            with suppress(ZeroDivisionError):
                async with database.write() as session:
                    for statement in statements:
                        await (await session.connection()).exec_driver_sql(statement)
                    if undone:
                        raise ZeroDivisionError

        async def free() -> int:
            async with database.read() as session:
                return int(
                    (await (await session.connection()).exec_driver_sql("PRAGMA freelist_count")).scalar_one()
                )

        await run(
            "CREATE VIRTUAL TABLE request_text_index USING fts5(text, tokenize = 'trigram')",
            "CREATE TABLE words AS SELECT hex(zeroblob(100000)) AS word",
        )
        await run("DROP TABLE words")
        await run(REMOVED, undone=True)
        assert await database.overwrite_what_is_gone()
        assert await free() > 0
        await run(REMOVED)
        assert await database.overwrite_what_is_gone()
        assert await free() == 0
        await run("CREATE TABLE words AS SELECT hex(zeroblob(100000)) AS word", "DROP TABLE words")
        assert await database.overwrite_what_is_gone()
        assert await free() > 0
