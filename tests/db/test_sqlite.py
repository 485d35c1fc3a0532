"""One trip to SQLite's thread for each statement, however many rows it has."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from db.engine import Database, read_url
from db.sqlite import FETCHED_ALONG, OneTrip

ROWS = [0, 1, FETCHED_ALONG - 1, FETCHED_ALONG, FETCHED_ALONG + 1, 3 * FETCHED_ALONG]
NUMBERS = text(
    "WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n WHERE x < 9000)"
    " SELECT x FROM n WHERE x <= :many"
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


async def test_a_statement_is_one_trip(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    async with Database(read_url(url)) as database, database.engine.connect() as connection:
        await connection.execute(text("CREATE TABLE t (x INTEGER PRIMARY KEY)"))
        trips = []
        go = OneTrip._execute
        monkeypatch.setattr(
            OneTrip, "_execute", lambda self, work, *args: [trips.append(work), go(self, work, *args)][1]
        )
        made = await connection.execute(text("INSERT INTO t VALUES (7) RETURNING x"))
        assert (made.scalar_one(), len(trips)) == (7, 1)
        changed = await connection.execute(text("UPDATE t SET x = 8"))
        assert (changed.rowcount, len(trips)) == (1, 2)
        await connection.execute(text("INSERT INTO t VALUES (:x)"), [{"x": 1}, {"x": 2}])
        assert len(trips) == 3
        with pytest.raises(IntegrityError):
            await connection.execute(text("INSERT INTO t VALUES (8)"))
        assert list((await connection.execute(text("SELECT x FROM t ORDER BY x"))).scalars()) == [1, 2, 8]
