"""What the benchmarks stand on: newsrooms as the product would have written them, and a table that is documented."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path

import pytest
import pytest_asyncio

from benchmarks import measures, plain
from benchmarks.__main__ import PARTS, goal, table
from benchmarks.desk import NOW
from benchmarks.measures import MEASURES, Run
from benchmarks.seeding import OPEN_REQUESTS, RARE_WORD, RARELY, seed
from db.engine import Database, read_url
from db.lifecycle import OPEN, EventKind, Status
from jobs.files.folder import EvidenceFolder
from jobs.records.verifying import verify
from tests.docs.pages import read, rows

SIZE = 900
README = "benchmarks/README.md"


@pytest_asyncio.fixture(scope="module", loop_scope="module", name="newsroom")
async def a_newsroom(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("seeded") / "desk.sqlite"
    await seed(file, SIZE)
    return file


def found(file: Path, sql: str) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(file)) as db:
        return db.execute(sql).fetchall()


@pytest.mark.wide
async def test_a_seeded_newsroom_is_one_that_the_product_finds_intact(newsroom: Path) -> None:
    async with Database(read_url(f"sqlite:///{newsroom}")) as database:
        [verdict] = await verify(database, EvidenceFolder(newsroom.parent))
    assert verdict.troubles == ()
    assert verdict.events > 4 * SIZE


def test_it_holds_every_status_and_as_many_open_requests_as_it_should(newsroom: Path) -> None:
    counts = dict(found(newsroom, "SELECT status, count(*) FROM request GROUP BY status"))
    assert set(counts) == set(Status)
    assert sum(counts.values()) == SIZE
    assert sum(counts[status] for status in OPEN) == OPEN_REQUESTS
    kinds = {kind for (kind,) in found(newsroom, "SELECT DISTINCT kind FROM event")}
    assert kinds == set(EventKind) - {
        EventKind.FILED,
        EventKind.REDUCED,
        EventKind.BODY_CORRECTED,
        EventKind.RENAMED,
        EventKind.ASSIGNED,
        EventKind.PRIVACY,
    }
    assert [RARE_WORD in str(text) for (text,) in found(newsroom, "SELECT text FROM question")].count(
        True
    ) >= RARELY


def test_what_is_owed_in_it_is_owed_later_than_any_benchmark(newsroom: Path) -> None:
    owed = found(newsroom, "SELECT due_at FROM reminder WHERE settled_at IS NULL")
    assert len(owed) >= OPEN_REQUESTS / 2
    soonest = min(datetime.fromisoformat(str(due_at)) for (due_at,) in owed)
    assert soonest >= NOW.replace(tzinfo=None) + timedelta(days=1)


def test_the_plain_walk_checks_the_same_hashes(newsroom: Path, tmp_path: Path) -> None:
    assert plain.walk(str(newsroom)) == 0
    changed = tmp_path / "changed.sqlite"
    changed.write_bytes(newsroom.read_bytes())
    with closing(sqlite3.connect(changed)) as db, db:
        db.execute("UPDATE event SET text = 'something else' WHERE position IN (5, 70)")
    assert plain.walk(str(changed)) == 2


def test_every_measure_stands_in_the_readme_with_its_goal() -> None:
    written = [(row[0], row[1]) for row in rows(read(README), "measure")]
    assert written == [(measure.what, goal(measure)) for measure in MEASURES.values()]


def test_every_part_can_be_run_and_is_named_in_the_readme() -> None:
    assert [name for name in PARTS if not callable(getattr(measures, name)) or name not in read(README)] == []


def test_the_table_says_what_was_measured_whether_it_is_met_and_what_was_not(tmp_path: Path) -> None:
    run = Run(tmp_path, [1_000, 20_000], 10, lambda *_: None, {})
    run.against("status", 1_000, 0.02, 0.01)
    run.against("status", 20_000, 0.04, 0.01)
    run.note("rate", 20_000, 0.5)
    run.growth()
    lines = {row[0]: row[1:] for row in rows(table(run), "measure")}
    assert lines[MEASURES["status"].what][:4] == ["≤ 3×", "2.0×", "4.0×", "**no**"]
    assert lines[MEASURES["status-grown"].what][2:4] == ["2.0×", "**no**"]
    assert lines[MEASURES["rate"].what][3] == "yes"
    assert lines[MEASURES["find"].what][-1] == "not measured"
