"""Copies that are owed are fetched, stored by their hash, and settled once with an event in the chain."""

from __future__ import annotations

import asyncio
import hashlib
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy.exc import OperationalError

from db import lifecycle
from db.attachments import LARGEST_GIVEN_OUT, Trouble
from db.chain import links as chain
from db.lifecycle import EventKind
from db.tables import Outcome
from jobs.files.fetching import LEASE, Fetched, NotNow
from tests.db.world import HOUR, MINUTE, World
from tests.jobs.keeping import CONTENT, LETTER, NOTED, Keeper, numbered

SHA256 = hashlib.sha256(CONTENT).hexdigest()


@pytest.fixture(name="keeper")
def a_keeper(world: World, tmp_path: Path) -> Keeper:
    return Keeper(world, tmp_path / "data")


async def test_a_file_is_kept_under_its_hash_and_an_event_says_so(keeper: Keeper) -> None:
    request = await keeper.note()
    [before] = await keeper.files(request)
    assert (before.outcome, before.sha256) == (None, "")
    assert await keeper.at(NOTED + MINUTE) == 1
    [file] = await keeper.files(request)
    assert (file.is_kept, file.sha256, file.size, file.trouble) == (True, SHA256, len(CONTENT), "")
    assert keeper.folder.path(SHA256).read_bytes() == CONTENT
    note, filed = (await keeper.events(request))[-2:]
    assert (filed.kind, filed.member_id, filed.happened_at) == (
        EventKind.FILED, note.member_id, NOTED + MINUTE,
    )  # fmt: skip
    assert filed.details == {
        "file": "answer.pdf", "of": note.position, "unique_id": "unique-1",
        "sha256": SHA256, "size": len(CONTENT), "kept": True,
    }  # fmt: skip
    assert await keeper.at(NOTED + HOUR) == 0
    assert keeper.telegram.asked == ["id-1"]


async def test_the_hash_of_the_content_is_part_of_the_chain(keeper: Keeper) -> None:
    request = await keeper.note()
    await keeper.at(NOTED)
    newest = (await keeper.chain())[-1]
    link = chain.link_of(newest, number=request.number, corrects=None)
    assert chain.hash_of(link) == newest.hash
    tampered = replace(link, details={**link.details, "sha256": "0" * 64})
    assert chain.hash_of(tampered) != newest.hash


async def test_keeping_a_file_moves_nothing_and_overtakes_no_card(keeper: Keeper) -> None:
    request = await keeper.note()
    before = await keeper.world.look(request)
    await keeper.at(NOTED)
    after = await keeper.world.look(request)
    assert (after.status, after.deadline_at, after.events_seen, after.by_people[-1].kind) == (
        before.status, before.deadline_at, before.events_seen, EventKind.NOTE,
    )  # fmt: skip
    assert len(after.events) == len(before.events) + 1


async def test_a_closed_request_gets_its_files_too(keeper: Keeper) -> None:
    request = await keeper.note()
    await keeper.world.record(request, EventKind.DECLINED, NOTED)
    assert await keeper.at(NOTED) == 1
    assert (await keeper.files(request))[0].is_kept


async def test_the_same_content_twice_is_stored_once_and_recorded_twice(keeper: Keeper) -> None:
    first, second = await keeper.note(), await keeper.note(room=keeper.world.there)
    assert await keeper.at(NOTED) == 2
    assert keeper.kept() == [keeper.folder.path(SHA256)]
    for request in (first, second):
        assert [event.details["sha256"] for event in await keeper.filed(request)] == [SHA256]


async def test_a_file_too_large_is_never_tried_and_stays_a_reference(keeper: Keeper) -> None:
    film = replace(LETTER, kind="video", file_name="", size=60 * 1024 * 1024)
    request = await keeper.note(film)
    assert await keeper.at(NOTED) == 1
    assert keeper.telegram.asked == []
    [file] = await keeper.files(request)
    assert (file.outcome, file.trouble, file.sha256) == (Outcome.DEAD, Trouble.TOO_LARGE, "")
    [filed] = await keeper.filed(request)
    assert (filed.details["file"], filed.details["kept"], filed.details["why"]) == (
        "video", False, Trouble.TOO_LARGE,
    )  # fmt: skip
    assert await keeper.at(NOTED + HOUR) == 0


@pytest.mark.parametrize("size", [None, 0, LARGEST_GIVEN_OUT])
async def test_a_file_of_unknown_size_or_just_small_enough_is_tried(keeper: Keeper, size: int | None) -> None:
    await keeper.note(replace(LETTER, size=size))
    await keeper.at(NOTED)
    assert keeper.telegram.asked == ["id-1"]


async def test_after_a_crash_between_storing_and_settling_it_is_settled_once(
    keeper: Keeper, monkeypatch: pytest.MonkeyPatch
) -> None:
    request = await keeper.note()

    async def killed(*_: object, **__: object) -> bool:
        raise OperationalError("killed", None, Exception("the power went"))

    with monkeypatch.context() as patch:
        patch.setattr(keeper.keeping, "_settle", killed)
        with pytest.raises(OperationalError):
            await keeper.at(NOTED)
    assert keeper.kept() == [keeper.folder.path(SHA256)]
    assert await keeper.filed(request) == []
    assert await keeper.at(NOTED + LEASE - MINUTE) == 0
    assert await keeper.at(NOTED + LEASE) == 1
    assert len(await keeper.filed(request)) == 1
    assert keeper.kept() == [keeper.folder.path(SHA256)]


async def test_two_processes_at_once_keep_each_file_once(keeper: Keeper) -> None:
    request = await keeper.note(*numbered(9))
    settled = await asyncio.gather(*(keeper.another().run() for _ in range(2)))
    assert sum(settled) == 9
    assert sorted(keeper.telegram.asked) == [f"id-{n}" for n in range(9)]
    assert len(await keeper.filed(request)) == 9
    positions = [event.position for event in await keeper.chain()]
    assert positions == list(range(1, len(positions) + 1))


async def test_one_that_was_claimed_again_while_it_was_fetched_is_recorded_once(keeper: Keeper) -> None:
    """A fetch that outlives its lease: another process has kept the file by the time it is there."""
    request = await keeper.note()
    faster = keeper.another()

    async def meanwhile() -> None:
        if len(keeper.telegram.asked) == 1:
            keeper.clock.instant = NOTED + LEASE
            assert await faster.run() == 1

    keeper.telegram.meanwhile = meanwhile
    assert await keeper.at(NOTED) == 0
    assert keeper.telegram.asked == ["id-1", "id-1"]
    assert len(await keeper.filed(request)) == 1


async def test_while_a_file_is_fetched_nothing_is_locked(keeper: Keeper) -> None:
    request = await keeper.note()

    async def meanwhile() -> None:
        await keeper.world.record(request, EventKind.CHASED, NOTED, channel=lifecycle.Channel.CALL)

    keeper.telegram.meanwhile = meanwhile
    assert await keeper.at(NOTED) == 1
    kinds = [event.kind for event in await keeper.events(request)]
    assert kinds[-2:] == [EventKind.CHASED, EventKind.FILED]


async def test_one_newsrooms_files_that_fail_hold_no_other_newsrooms_back(keeper: Keeper) -> None:
    stuck = await keeper.note(*numbered(3))
    for n in range(3):
        keeper.telegram.always[f"id-{n}"] = NotNow("TimedOut")
    await keeper.at(NOTED)
    other = await keeper.note(replace(LETTER, file_id="theirs"), room=keeper.world.there)
    keeper.telegram.asked.clear()
    assert await keeper.at(NOTED + HOUR) == 1
    assert keeper.telegram.asked[0] == "theirs"
    assert (await keeper.files(other))[0].is_kept
    assert [file.outcome for file in await keeper.files(stuck)] == [None, None, None]


async def test_what_was_fetched_is_what_is_recorded_whatever_was_announced(keeper: Keeper) -> None:
    request = await keeper.note(replace(LETTER, size=3))
    keeper.telegram.next["id-1"] = [Fetched(b"longer than it said")]
    await keeper.at(NOTED)
    [file] = await keeper.files(request)
    assert (file.size, file.sha256) == (19, hashlib.sha256(b"longer than it said").hexdigest())
