"""The chain of events as it is written: gapless, apart for each newsroom, and readable line by line."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from db.chain import links
from db.chain.links import Link
from db.lifecycle import EventKind
from tests.db.world import ASKED, HOUR, World
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
