"""A file that cannot be had now is tried again, less and less often; in the end the record says why it is not there."""

from __future__ import annotations

import logging
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from db.attachments import Trouble
from db.tables import Outcome
from jobs.files.fetching import (
    FEWEST_TRIES,
    FIRST_WAIT,
    GIVEN_UP_AFTER,
    LONGEST_WAIT,
    Refused,
    Retry,
    is_given_up,
    wait_after,
)
from jobs.files.folder import EvidenceFolder
from tests.db.world import DAY, HOUR, MINUTE, World
from tests.jobs.fetching import NOTED, FetchDesk

SECOND = timedelta(seconds=1)
DOWN = Retry("NetworkError")


@pytest.fixture(name="fetch_desk")
def a_fetch_desk(world: World, tmp_path: Path) -> FetchDesk:
    return FetchDesk(world, tmp_path / "data")


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
