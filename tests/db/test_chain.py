"""The chain of events as it is written: gapless, apart for each newsroom, and readable line by line."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from alembic import command
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Connection
from sqlalchemy.engine import URL

from db import queries
from db.chain import links
from db.chain.links import Link
from db.engine import Database
from db.lifecycle import EventKind, Status
from db.migrations.upgrading import alembic_config, upgrade
from jobs.files.folder import EvidenceFolder
from jobs.records.verifying import Verdict, verify
from tests.db.world import ASKED, DEADLINE, HOUR, World
from tests.jobs.telling import undo


async def lines_of(world: World, newsroom_id: int) -> list[str]:
    async with world.database.read() as session:
        return [links.canonical(stored.link) async for stored in links.walk(session, newsroom_id)]


async def test_each_line_holds_the_hash_of_the_line_before_and_the_end_is_the_hash_of_the_last(
    world: World,
) -> None:
    request = await world.ask()
    elsewhere = await world.ask(world.there)
    await world.record(request, EventKind.NOTE, ASKED + HOUR, text='ខ្មែរ "quoted"\n\u202e')
    await world.record(elsewhere, EventKind.NOTE, ASKED + HOUR, by=world.there.reporter)
    await undo(world)
    written = await lines_of(world, world.here.id)
    previous = ""
    for position, line in enumerate(written, start=1):
        fields = json.loads(line)
        assert (fields["position"], fields["previous"]) == (position, previous)
        previous = hashlib.sha256(line.encode()).hexdigest()
    kinds = [json.loads(line)["kind"] for line in written]
    assert kinds == ["deadline_set", "asked", "note", "corrected"]
    assert json.loads(written[-1])["corrects"] == 3
    async with world.database.read() as session:
        end = await links.end(session, world.here.id)
    assert end == links.End(4, previous, ASKED + 5 * HOUR)


async def test_a_newsroom_that_recorded_nothing_has_no_lines_and_no_end(world: World) -> None:
    assert await lines_of(world, world.here.id) == []
    async with world.database.read() as session:
        assert await links.end(session, world.here.id) is None


async def test_a_chain_longer_than_a_batch_is_read_whole_and_in_order(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(links, "BATCH", 3)
    request = await world.ask()
    for hours in range(1, 5):  # six events: two full batches
        await world.record(request, EventKind.NOTE, ASKED + hours * HOUR)
    positions = [json.loads(line)["position"] for line in await lines_of(world, world.here.id)]
    assert positions == [1, 2, 3, 4, 5, 6]


WORDS = st.text(st.characters(exclude_categories=["Cs"])) | st.sampled_from(
    ['"\\\n\t\x00\x7f', "\u2028ទ\u202e", ""]
)
INSTANTS = st.datetimes(timezones=st.sampled_from([UTC, timezone(timedelta(hours=-7))])).filter(
    lambda instant: instant.year < 9999  # it has to be one in UTC too
)
ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | WORDS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(WORDS, inner, max_size=3),
    max_leaves=5,
)


@given(
    st.builds(
        Link,
        position=st.integers(),
        request=st.integers(),
        kind=WORDS,
        happened_at=INSTANTS,
        recorded_at=INSTANTS,
        member=st.integers(),
        channel=st.none() | WORDS,
        contact=st.none()
        | WORDS
        | st.integers()
        | st.booleans(),  # a column holds what was put in behind our back
        text=WORDS | st.floats(allow_nan=False),
        details=st.dictionaries(WORDS, ANYTHING, max_size=4),
        corrects=st.none() | st.integers(),
        previous=WORDS,
    )
)
def test_whatever_an_event_holds_its_form_is_json_with_its_keys_in_order(link: Link) -> None:
    def written(instant: datetime) -> str:
        utc = instant.astimezone(UTC)
        if utc.year < 1000:
            return utc.strftime("%Y-%m-%dT%H:%M:%S.%fZ")
        return f"{utc.replace(tzinfo=None).isoformat(timespec='microseconds')}Z"

    told = asdict(link) | {name: written(getattr(link, name)) for name in ("happened_at", "recorded_at")}
    assert links.canonical(link) == json.dumps(
        told, sort_keys=True, separators=(",", ":"), ensure_ascii=False
    )


PEOPLE = ((1, 1, 5_000_000_001, "Sreyneang"), (2, 1, 5_000_000_002, "Dara"), (3, 2, 6_000_000_001, "Maly"))
TO = {"to": DEADLINE.isoformat(), "told": True}

# id, newsroom, request, kind, hours after the asking, member, text, details, the event it takes back
EVENTS: tuple[tuple[int, int, int, str, int, int, str, dict[str, Any], int | None], ...] = (
    (1, 1, 1, "deadline_set", 0, 1, "", TO, None),
    (2, 1, 1, "asked", 0, 1, "", {}, None),
    (3, 2, 2, "deadline_set", 0, 3, "", TO, None),
    (4, 2, 2, "asked", 0, 3, "", {}, None),
    (5, 1, 1, "declined", 2, 2, "“no comment” — ខ្មែរ", {}, None),
    (6, 2, 2, "chased", 3, 3, "", {"result": "no_answer"}, None),
    (7, 1, 1, "corrected", 4, 2, "", {"took_back": "declined"}, 5),
    (8, 1, 1, "acknowledged", 5, 1, "letter attached", {}, None),
)


def _rows() -> dict[str, list[dict[str, Any]]]:
    """What the first version wrote for two newsrooms, table by table."""
    room = {"timezone": "Asia/Phnom_Penh", "language": "en", "country": "KH", "digest_time": None,
            "digest_since": ASKED, "group_chat_id": None, "requests_logged": 1, "created_at": ASKED}  # fmt: skip
    request = {"number": 1, "story_id": None, "referred_from_id": None, "channel": "email", "contact": None,
               "asked_at": ASKED, "deadline_at": DEADLINE, "deadline_told": True}  # fmt: skip
    return {
        "newsroom": [{"id": n, "name": name, **room} for n, name in ((1, "CamboJA"), (2, "Another Newsroom"))],
        "member": [
            {"id": n, "newsroom_id": at, "telegram_id": telegram, "name": name, "role": "editor",
             "language": None, "joined_at": ASKED, "unreachable_since": None}
            for n, at, telegram, name in PEOPLE
        ],
        "body": [
            {"id": n, "newsroom_id": n, "name": "Municipal Court", "name_km": None, "kind": "court",
             "usual_deadline": None, "created_at": ASKED}
            for n in (1, 2)
        ],
        "story": [{"id": 1, "newsroom_id": 1, "slug": "mangopark", "title": "", "publish_at": None, "created_at": ASKED}],
        "request": [
            {"id": 1, "newsroom_id": 1, "body_id": 1, "member_id": 1, "status": "acknowledged", **request, "story_id": 1},
            {"id": 2, "newsroom_id": 2, "body_id": 2, "member_id": 3, "status": "waiting", **request},
        ],
        "question": [
            {"id": n, "newsroom_id": n, "request_id": n, "position": 1, "text": "Why?", "topic": None} for n in (1, 2)
        ],
        "event": [
            {"id": n, "newsroom_id": at, "request_id": on, "kind": kind, "happened_at": ASKED + hours * HOUR,
             "recorded_at": ASKED + hours * HOUR, "member_id": member,
             "channel": "email" if kind == "asked" else None, "contact": None, "text": text,
             "details": details, "corrects_event_id": corrects}
            for n, at, on, kind, hours, member, text, details, corrects in EVENTS
        ],
        "attachment": [
            {"id": 1, "newsroom_id": 1, "event_id": 8, "kind": "photo", "file_id": "f", "file_unique_id": "u",
             "file_name": "", "mime_type": "", "size": 7, "origin": ""}
        ],
    }  # fmt: skip


def _write_as_the_first_version_did(connection: Connection) -> None:
    command.upgrade(alembic_config(connection), "0001")
    known = sa.MetaData()
    known.reflect(connection)
    for name, rows in _rows().items():
        connection.execute(known.tables[name].insert(), rows)


async def test_an_old_record_keeps_every_row_and_gets_a_chain_that_verifies(
    empty_url: URL, tmp_path: Path
) -> None:
    async with Database(empty_url) as database:
        async with database.engine.begin() as connection:
            await connection.run_sync(_write_as_the_first_version_did)
        await upgrade(database)
        async with database.engine.begin() as connection:
            counts = {
                table: (await connection.execute(sa.text(f"SELECT count(*) FROM {table}"))).scalar_one()  # noqa: S608
                for table in _rows()
            }
        async with database.read() as session:
            facts = await queries.request(session, 1, 1)
        here, there = await verify(database, EvidenceFolder(tmp_path))
    assert counts == {table: len(rows) for table, rows in _rows().items()}
    assert (facts.status, facts.asked_at, facts.story) == (Status.ACKNOWLEDGED, ASKED, "mangopark")
    assert [(event.kind, event.corrected, event.position) for event in facts.events] == [
        (EventKind.DEADLINE_SET, False, 1),
        (EventKind.ASKED, False, 2),
        (EventKind.DECLINED, True, 3),
        (EventKind.CORRECTED, False, 4),
        (EventKind.ACKNOWLEDGED, False, 5),
    ]
    assert [len(event.files) for event in facts.events] == [0, 0, 0, 0, 1]
    assert (_told(here), _told(there)) == ((5, ()), (3, ()))
    assert here.last_at == datetime.fromisoformat("2024-12-02T07:40:00+00:00")


async def test_what_is_changed_after_that_is_noticed(empty_url: URL, tmp_path: Path) -> None:
    async with Database(empty_url) as database:
        async with database.engine.begin() as connection:
            await connection.run_sync(_write_as_the_first_version_did)
        await upgrade(database)
        async with database.engine.begin() as connection:
            await connection.execute(sa.text("UPDATE event SET text = 'yes' WHERE id = 5"))
        here, there = await verify(database, EvidenceFolder(tmp_path))
    assert ([trouble.position for trouble in here.troubles], there.intact) == ([3], True)


def _told(verdict: Verdict) -> tuple[int, tuple[Any, ...]]:
    return verdict.events, verdict.troubles
