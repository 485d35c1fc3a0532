"""What it costs to record an event with its link in the chain, beside a bare row written with the same care.

    python -m benchmarks.recording [EVENTS]

Both write to SQLite files on the same disk with `synchronous=FULL`, one transaction an event, turn by turn. The bare
row is what a table without a record's promises would do: no lock, no status, no chain, no reminders.
"""

from __future__ import annotations

import asyncio
import statistics
import sys
import tempfile
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import aiosqlite

from db import bodies, members
from db.engine import Database, read_url
from db.lifecycle import BodyKind, Channel, EventKind, Role
from db.migrate import upgrade
from db.requests import Asked, NewEvent, NewRequest, by_id
from db.settings import NewsroomSettings
from jobs.records import recording

NOW = datetime(2024, 12, 2, 2, tzinfo=UTC)
SETTINGS = NewsroomSettings(timezone="Asia/Phnom_Penh", country="KH", language="en", digest_time=None)


async def measure(folder: Path, events: int) -> tuple[list[float], list[float]]:
    """Seconds for each event: recorded by the desk, and written as a bare row."""
    database = Database(read_url(f"sqlite:///{folder}/desk.sqlite"))
    await upgrade(database)
    async with database.write() as session:
        newsroom = await members.add_newsroom(session, "Bench", SETTINGS, now=NOW)
        invite = await members.invite(session, newsroom.id or 0, Role.EDITOR, now=NOW)
        member = await members.accept(session, invite.code, 1, "Dara", now=NOW)
        body = await bodies.add(session, newsroom.id or 0, "Municipal Court", kind=BodyKind.COURT, now=NOW)
        asked = NewRequest(
            body_id=body.id or 0,
            member_id=member.id or 0,
            questions=[Asked("why are they held?")],
            deadline_at=NOW + timedelta(days=3),
            deadline_told=True,
            asked_at=NOW,
            channel=Channel.EMAIL,
        )
        request = await recording.ask(session, newsroom, asked, now=NOW)
    with_chain, bare = [], []
    async with aiosqlite.connect(folder / "bare.sqlite", isolation_level=None) as plain:
        await plain.execute("PRAGMA journal_mode=WAL")
        await plain.execute("PRAGMA synchronous=FULL")
        await plain.execute("CREATE TABLE event (id INTEGER PRIMARY KEY, kind TEXT, at TEXT, text TEXT)")
        for number in range(events):
            now = NOW + timedelta(minutes=number)
            begun = time.perf_counter()
            async with database.write() as session:
                held = await by_id(session, request.newsroom_id, request.id or 0)
                note = NewEvent(EventKind.NOTE, member.id or 0, now, text=f"note {number}")
                await recording.record(session, held, note, now=now)
            with_chain.append(time.perf_counter() - begun)
            begun = time.perf_counter()
            await plain.execute(
                "INSERT INTO event (kind, at, text) VALUES ('note', ?, ?)",
                (now.isoformat(), f"note {number}"),
            )
            bare.append(time.perf_counter() - begun)
    await database.close()
    return with_chain, bare


def main() -> None:
    """Print both medians and their ratio."""
    events = int(sys.argv[1]) if len(sys.argv) > 1 else 200
    with tempfile.TemporaryDirectory() as folder:
        desk, bare = asyncio.run(measure(Path(folder), events))
    half = len(desk) // 2
    sys.stdout.write(
        f"{events} events\n"
        f"recorded, with lock, status, chain and reminders: {statistics.median(desk) * 1000:.1f} ms an event\n"
        f"a bare row: {statistics.median(bare) * 1000:.1f} ms\n"
        f"ratio {statistics.median(desk) / statistics.median(bare):.1f}\n"
        f"second half against the first (does it slow down as a request's history grows?): "
        f"{statistics.median(desk[half:]) / statistics.median(desk[:half]):.2f}\n"
    )


if __name__ == "__main__":
    main()
