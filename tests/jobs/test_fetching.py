"""Copies that are owed are fetched, stored by their hash, and settled once with an event in the chain; what cannot be had
now is tried again, less and less often, and in the end the record says why it is not there."""

from __future__ import annotations

import asyncio
import hashlib
import logging
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.exc import OperationalError

from db import lifecycle
from db.attachments import LARGEST_GIVEN_OUT, Trouble
from db.lifecycle import EventKind
from db.tables import Outcome
from jobs.files.fetching import (
    FEWEST_TRIES,
    FIRST_WAIT,
    GIVEN_UP_AFTER,
    LEASE,
    LONGEST_WAIT,
    Fetched,
    Refused,
    Retry,
    is_given_up,
    wait_after,
)
from jobs.files.folder import EvidenceFolder
from tests.db.world import DAY, HOUR, MINUTE, World
from tests.jobs.fetching import CONTENT, LETTER, NOTED, FetchDesk, numbered

SHA256 = hashlib.sha256(CONTENT).hexdigest()


@pytest.fixture(name="fetch_desk")
def a_fetch_desk(world: World, tmp_path: Path) -> FetchDesk:
    return FetchDesk(world, tmp_path / "data")


async def test_a_file_is_kept_under_its_hash_and_an_event_says_so(fetch_desk: FetchDesk) -> None:
    request = await fetch_desk.note()
    [before] = await fetch_desk.files(request)
    assert (before.outcome, before.sha256) == (None, "")
    assert await fetch_desk.at(NOTED + MINUTE) == 1
    [file] = await fetch_desk.files(request)
    assert (file.is_kept, file.sha256, file.size, file.trouble) == (True, SHA256, len(CONTENT), "")
    assert fetch_desk.folder.path(SHA256).read_bytes() == CONTENT
    note, filed = (await fetch_desk.events(request))[-2:]
    assert (filed.kind, filed.member_id, filed.happened_at) == (
        EventKind.FILED, note.member_id, NOTED + MINUTE,
    )  # fmt: skip
    assert filed.details == {
        "file": "answer.pdf", "of": note.position, "unique_id": "unique-1",
        "sha256": SHA256, "size": len(CONTENT), "kept": True,
    }  # fmt: skip
    assert await fetch_desk.at(NOTED + HOUR) == 0
    assert fetch_desk.telegram.asked == ["id-1"]


async def test_keeping_a_file_moves_nothing_and_overtakes_no_card(fetch_desk: FetchDesk) -> None:
    request = await fetch_desk.note()
    before = await fetch_desk.world.look(request)
    await fetch_desk.at(NOTED)
    after = await fetch_desk.world.look(request)
    assert (after.status, after.deadline_at, after.events_seen, after.by_people[-1].kind) == (
        before.status, before.deadline_at, before.events_seen, EventKind.NOTE,
    )  # fmt: skip
    assert len(after.events) == len(before.events) + 1


async def test_a_closed_request_gets_its_files_too(fetch_desk: FetchDesk) -> None:
    request = await fetch_desk.note()
    await fetch_desk.world.record(request, EventKind.DECLINED, NOTED)
    assert await fetch_desk.at(NOTED) == 1
    assert (await fetch_desk.files(request))[0].is_kept


async def test_the_same_content_twice_is_stored_once_and_recorded_twice(fetch_desk: FetchDesk) -> None:
    first, second = await fetch_desk.note(), await fetch_desk.note(room=fetch_desk.world.there)
    assert await fetch_desk.at(NOTED) == 2
    assert fetch_desk.kept() == [fetch_desk.folder.path(SHA256)]
    for request in (first, second):
        assert [event.details["sha256"] for event in await fetch_desk.filed(request)] == [SHA256]


async def test_a_file_too_large_is_never_tried_and_stays_a_reference(fetch_desk: FetchDesk) -> None:
    film = replace(LETTER, kind="video", file_name="", size=60 * 1024 * 1024)
    request = await fetch_desk.note(film)
    assert await fetch_desk.at(NOTED) == 1
    assert fetch_desk.telegram.asked == []
    [file] = await fetch_desk.files(request)
    assert (file.outcome, file.trouble, file.sha256) == (Outcome.DEAD, Trouble.TOO_LARGE, "")
    [filed] = await fetch_desk.filed(request)
    assert (filed.details["file"], filed.details["kept"], filed.details["why"]) == (
        "video", False, Trouble.TOO_LARGE,
    )  # fmt: skip
    assert await fetch_desk.at(NOTED + HOUR) == 0


@pytest.mark.parametrize("size", [None, 0, LARGEST_GIVEN_OUT])
async def test_a_file_of_unknown_size_or_just_small_enough_is_tried(
    fetch_desk: FetchDesk, size: int | None
) -> None:
    await fetch_desk.note(replace(LETTER, size=size))
    await fetch_desk.at(NOTED)
    assert fetch_desk.telegram.asked == ["id-1"]


async def test_after_a_crash_between_storing_and_settling_it_is_settled_once(
    fetch_desk: FetchDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    request = await fetch_desk.note()

    async def killed(*_: object, **__: object) -> bool:
        raise OperationalError("killed", None, Exception("the power went"))

    with monkeypatch.context() as patch:
        patch.setattr(fetch_desk.fetcher, "_settle", killed)
        with pytest.raises(OperationalError):
            await fetch_desk.at(NOTED)
    assert fetch_desk.kept() == [fetch_desk.folder.path(SHA256)]
    assert await fetch_desk.filed(request) == []
    assert await fetch_desk.at(NOTED + LEASE - MINUTE) == 0
    assert await fetch_desk.at(NOTED + LEASE) == 1
    assert len(await fetch_desk.filed(request)) == 1
    assert fetch_desk.kept() == [fetch_desk.folder.path(SHA256)]


async def test_two_processes_at_once_keep_each_file_once(fetch_desk: FetchDesk) -> None:
    request = await fetch_desk.note(*numbered(9))
    settled = await asyncio.gather(*(fetch_desk.another().run() for _ in range(2)))
    assert sum(settled) == 9
    assert sorted(fetch_desk.telegram.asked) == [f"id-{n}" for n in range(9)]
    assert len(await fetch_desk.filed(request)) == 9
    positions = [event.position for event in await fetch_desk.chain()]
    assert positions == list(range(1, len(positions) + 1))


async def test_one_that_was_claimed_again_while_it_was_fetched_is_recorded_once(
    fetch_desk: FetchDesk,
) -> None:
    """A fetch that outlives its lease: another process has kept the file by the time it is there."""
    request = await fetch_desk.note()
    faster = fetch_desk.another()

    async def meanwhile() -> None:
        if len(fetch_desk.telegram.asked) == 1:
            fetch_desk.clock.instant = NOTED + LEASE
            assert await faster.run() == 1

    fetch_desk.telegram.meanwhile = meanwhile
    assert await fetch_desk.at(NOTED) == 0
    assert fetch_desk.telegram.asked == ["id-1", "id-1"]
    assert len(await fetch_desk.filed(request)) == 1


async def test_while_a_file_is_fetched_nothing_is_locked(fetch_desk: FetchDesk) -> None:
    request = await fetch_desk.note()

    async def meanwhile() -> None:
        await fetch_desk.world.record(request, EventKind.CHASED, NOTED, channel=lifecycle.Channel.CALL)

    fetch_desk.telegram.meanwhile = meanwhile
    assert await fetch_desk.at(NOTED) == 1
    kinds = [event.kind for event in await fetch_desk.events(request)]
    assert kinds[-2:] == [EventKind.CHASED, EventKind.FILED]


async def test_one_newsrooms_files_that_fail_hold_no_other_newsrooms_back(fetch_desk: FetchDesk) -> None:
    stuck = await fetch_desk.note(*numbered(3))
    for n in range(3):
        fetch_desk.telegram.always[f"id-{n}"] = Retry("TimedOut")
    await fetch_desk.at(NOTED)
    other = await fetch_desk.note(replace(LETTER, file_id="theirs"), room=fetch_desk.world.there)
    fetch_desk.telegram.asked.clear()
    assert await fetch_desk.at(NOTED + HOUR) == 1
    assert fetch_desk.telegram.asked[0] == "theirs"
    assert (await fetch_desk.files(other))[0].is_kept
    assert [file.outcome for file in await fetch_desk.files(stuck)] == [None, None, None]


async def test_what_was_fetched_is_what_is_recorded_whatever_was_announced(fetch_desk: FetchDesk) -> None:
    request = await fetch_desk.note(replace(LETTER, size=3))
    fetch_desk.telegram.next["id-1"] = [Fetched(b"longer than it said")]
    await fetch_desk.at(NOTED)
    [file] = await fetch_desk.files(request)
    assert (file.size, file.sha256) == (19, hashlib.sha256(b"longer than it said").hexdigest())


SECOND = timedelta(seconds=1)
DOWN = Retry("NetworkError")


@pytest.mark.parametrize(
    ("tries", "wait"),
    [
        (1, 30 * SECOND), (2, MINUTE), (3, 2 * MINUTE), (4, 4 * MINUTE), (7, 32 * MINUTE), (10, 256 * MINUTE),
        (11, 6 * HOUR), (37, 6 * HOUR), (10_000_000, 6 * HOUR), (0, 30 * SECOND),
    ],
)  # fmt: skip
def test_waits_double_from_half_a_minute_to_six_hours(tries: int, wait: timedelta) -> None:
    assert wait_after(tries) == wait


@given(st.integers(min_value=1, max_value=10**6))
def test_no_wait_is_shorter_than_the_one_before_or_out_of_bounds(tries: int) -> None:
    assert FIRST_WAIT <= wait_after(tries) <= wait_after(tries + 1) <= LONGEST_WAIT


@pytest.mark.parametrize(
    ("after", "tries", "given_up"),
    [
        (7 * DAY, 37, True), (7 * DAY - SECOND, 37, False), (30 * DAY, 1, False), (30 * DAY, FEWEST_TRIES, True),
    ],
)  # fmt: skip
def test_it_is_given_up_after_seven_days_of_trying(after: timedelta, tries: int, given_up: bool) -> None:
    assert is_given_up(NOTED, tries, NOTED + after) is given_up


async def test_a_download_that_fails_is_tried_again_after_its_wait(fetch_desk: FetchDesk) -> None:
    request = await fetch_desk.note()
    fetch_desk.telegram.next["id-1"] = [DOWN, DOWN]
    assert await fetch_desk.at(NOTED) == 0
    [row] = await fetch_desk.rows()
    assert (row.trouble, row.settled_at, await fetch_desk.fetcher.next_due()) == (
        "NetworkError", None, NOTED + FIRST_WAIT,
    )  # fmt: skip
    assert await fetch_desk.at(NOTED + FIRST_WAIT - SECOND) == 0
    assert await fetch_desk.at(NOTED + FIRST_WAIT) == 0
    assert len(fetch_desk.telegram.asked) == 2
    assert await fetch_desk.at(NOTED + 3 * FIRST_WAIT) == 1
    [file] = await fetch_desk.files(request)
    assert (file.is_kept, file.trouble) == (True, "")


async def test_after_a_week_of_failing_only_the_reference_is_left_and_the_record_says_why(
    fetch_desk: FetchDesk,
) -> None:
    request = await fetch_desk.note()
    fetch_desk.telegram.always["id-1"] = DOWN
    tried: list[datetime] = []
    while (due := await fetch_desk.fetcher.next_due()) is not None:
        tried.append(due)
        await fetch_desk.at(due)
    assert tried[:4] == [NOTED, NOTED + 30 * SECOND, NOTED + 90 * SECOND, NOTED + 210 * SECOND]
    assert GIVEN_UP_AFTER <= tried[-1] - NOTED < GIVEN_UP_AFTER + LONGEST_WAIT
    assert 30 < len(tried) < 45
    [file] = await fetch_desk.files(request)
    assert (file.outcome, file.trouble) == (Outcome.DEAD, f"{Trouble.GIVEN_UP}: NetworkError")
    [filed] = await fetch_desk.filed(request)
    assert (filed.details["kept"], filed.details["why"]) == (False, file.trouble)


async def test_a_desk_that_was_down_for_a_month_still_tries(fetch_desk: FetchDesk) -> None:
    request = await fetch_desk.note()
    fetch_desk.telegram.next["id-1"] = [DOWN]
    assert await fetch_desk.at(NOTED + 30 * DAY) == 0
    assert await fetch_desk.at(NOTED + 30 * DAY + MINUTE) == 1
    assert (await fetch_desk.files(request))[0].is_kept


async def test_what_telegram_refuses_for_good_is_not_asked_for_again(fetch_desk: FetchDesk) -> None:
    request = await fetch_desk.note()
    fetch_desk.telegram.always["id-1"] = Refused(Trouble.REFUSED, "Bad Request: invalid file_id")
    assert await fetch_desk.at(NOTED) == 1
    assert await fetch_desk.at(NOTED + DAY) == 0
    [file] = await fetch_desk.files(request)
    assert (file.outcome, file.trouble) == (
        Outcome.DEAD, f"{Trouble.REFUSED}: Bad Request: invalid file_id",
    )  # fmt: skip
    assert fetch_desk.telegram.asked == ["id-1"]


async def test_a_full_disk_is_told_to_the_operator_and_never_given_up(
    fetch_desk: FetchDesk, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    request = await fetch_desk.note()

    def full(self: EvidenceFolder, content: bytes) -> str:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch, caplog.at_level(logging.ERROR, logger="jobs.files.fetching"):
        patch.setattr(EvidenceFolder, "keep", full)
        for tried in range(FEWEST_TRIES + 1):
            assert await fetch_desk.at(NOTED + tried * DAY) == 0
    assert len(fetch_desk.telegram.asked) == FEWEST_TRIES + 1
    assert fetch_desk.clock.instant - NOTED > GIVEN_UP_AFTER
    assert (
        f"evidence cannot be written below {fetch_desk.folder.root}: No space left on device" in caplog.text
    )
    [row] = await fetch_desk.rows()
    assert (row.trouble, row.settled_at) == ("the disk: No space left on device", None)
    assert await fetch_desk.at(fetch_desk.clock.instant + LONGEST_WAIT) == 1
    assert (await fetch_desk.files(request))[0].is_kept


async def test_what_a_crash_left_half_written_is_tidied_away_a_day_later(fetch_desk: FetchDesk) -> None:
    await fetch_desk.note()
    await fetch_desk.at(NOTED)
    left = fetch_desk.kept()[0].with_name("left.part")
    left.write_bytes(b"half")
    written_at = datetime.fromtimestamp(left.stat().st_mtime, tz=NOTED.tzinfo)
    fetch_desk.clock.instant = written_at + 23 * HOUR
    await fetch_desk.fetcher.forget_unfinished()
    assert left.exists()
    fetch_desk.clock.instant = written_at + 25 * HOUR
    await fetch_desk.fetcher.forget_unfinished()
    assert not left.exists()
    assert len(fetch_desk.kept()) == 1
