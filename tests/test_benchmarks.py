"""A seeded newsroom is as true as one that was written request by request, and every measure is in the table."""

from __future__ import annotations

from pathlib import Path

from benchmarks import __main__ as benchmarks
from benchmarks.measures import MEASURES
from benchmarks.now import NOW
from benchmarks.seeding import seed
from db.engine import Database, read_url
from db.lists import Scope, counts
from jobs.files.folder import EvidenceFolder
from jobs.records.verifying import verify


async def test_a_seeded_newsroom_is_intact(tmp_path: Path) -> None:
    file = tmp_path / "desk.sqlite"
    await seed(file, 300)
    async with Database(read_url(f"sqlite:///{file}")) as database:
        [verdict] = await verify(database, EvidenceFolder(tmp_path))
        async with database.read() as session:
            found = await counts(session, 1, Scope(), now=NOW)
    assert (verdict.troubles, verdict.events > 600) == ((), True)
    assert (found.open, found.all) == (200, 300)


def test_every_measure_is_in_the_table_of_the_last_run() -> None:
    written = benchmarks.README.read_text(encoding="utf-8")
    assert [measure.what for measure in MEASURES.values() if f"| {measure.what} |" not in written] == []
