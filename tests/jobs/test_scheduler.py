"""The tick: late ones are run, not dropped; it hangs on the loop's clock, whatever the time of day is set to; and a
database that refuses does not stop it."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo
from pathlib import Path
from typing import Any

import pytest

from db.engine import Database, read_url
from db.lifecycle import EventKind
from db.tables import Newsroom
from jobs.files.fetching import LEASE
from jobs.files.fetching import Retry as Refetch
from jobs.reminders.notices import Retry
from jobs.reminders.rules import rungs
from jobs.scheduler import Every, MonotonicScheduler, make_scheduler
from jobs.settings import choose
from tests.db.world import ASKED, DAY, HOUR, MINUTE, World
from tests.jobs.fetching import NOTED, FetchDesk, nothing
from tests.jobs.telling import Desk, no_digests, publish, put_story


async def test_a_late_tick_is_run_and_several_are_run_as_one(desk: Desk) -> None:
    scheduler = make_scheduler(desk.outbox, 5)
    scheduler.start(paused=True)
    try:
        jobs = {job.id: job for job in scheduler.get_jobs()}
        assert set(jobs) == {"outbox", "forget old updates"}
        for job in jobs.values():
            assert (job.misfire_grace_time, job.coalesce, job.max_instances) == (None, True, 1)
        assert jobs["outbox"].trigger.interval == timedelta(seconds=5)
    finally:
        scheduler.shutdown(wait=False)


async def test_a_job_is_run_with_nothing_said_about_being_late() -> None:
    """The library drops by itself what comes a second after its time, and it is told of a time long past."""
    ran = asyncio.Event()

    async def run() -> None:
        ran.set()

    scheduler = MonotonicScheduler()
    scheduler.add_job(run, Every(timedelta(seconds=0.01)), id="any")
    scheduler.start()
    try:
        await asyncio.wait_for(ran.wait(), 30)
    finally:
        scheduler.shutdown(wait=False)


async def test_a_desk_that_stops_before_a_tick_has_begun_says_nothing_of_it(
    caplog: pytest.LogCaptureFixture,
) -> None:
    scheduler, every = MonotonicScheduler(), Every(timedelta(hours=1))
    scheduler.add_job(asyncio.Event().wait, every, id="any")
    scheduler.start()
    every.due = 0
    scheduler.shutdown(wait=False)  # as soon as the loop comes to it
    scheduler._process_jobs()
    await asyncio.sleep(0)  # those that were cancelled end
    await asyncio.sleep(0)
    assert [line for line in caplog.records if line.levelno > logging.INFO] == []


async def test_a_tick_sends_the_outbox(world: World, desk: Desk) -> None:
    await world.ask()
    desk.clock.instant = ASKED + 30 * DAY
    scheduler = make_scheduler(desk.outbox, 5)
    for job in scheduler.get_jobs():
        await job.func()
    assert len(desk.notifier.told) == 1


async def test_a_database_that_refuses_is_logged_once_for_as_long_as_it_does_and_tried_again_at_each_tick(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    async with Database(read_url(f"sqlite:///{tmp_path}/empty.db")) as database:  # no tables in it
        outbox = Desk(database, ASKED).outbox
        ran = [outbox.run, outbox.run, outbox.ended, outbox.run]

        async def run() -> None:
            await ran.pop(0)()

        monkeypatch.setattr(outbox, "run", run)
        job = make_scheduler(outbox, 5).get_job("outbox")
        with caplog.at_level(logging.ERROR, logger="jobs.scheduler"):
            for logged in (1, 1, 1, 2):
                await job.func()
                assert len(caplog.records) == logged
    assert "trying again at each tick: no such table" in caplog.text


async def test_a_mistake_of_ours_is_not_swallowed(world: World, desk: Desk) -> None:
    await world.ask()
    desk.clock.instant = ASKED + 30 * DAY

    def mistaken(notice: object) -> None:
        raise TypeError("not a matter of the database")

    desk.notifier.before = mistaken
    job = make_scheduler(desk.outbox, 5).get_job("outbox")
    with pytest.raises(TypeError, match="not a matter"):
        await job.func()


async def test_files_are_fetched_by_a_tick_of_their_own_that_holds_no_reminder_back(
    world: World, desk: Desk, tmp_path: Path
) -> None:
    fetch_desk = FetchDesk(world, tmp_path / "data")
    await fetch_desk.note()
    scheduler = make_scheduler(desk.outbox, 5, fetch_desk.fetcher)
    scheduler.start(paused=True)
    try:
        jobs = {job.id: job for job in scheduler.get_jobs()}
        assert set(jobs) == {"outbox", "forget old updates", "fetch files", "forget unfinished files"}
        assert (jobs["fetch files"].coalesce, jobs["fetch files"].misfire_grace_time) == (True, None)
        assert jobs["fetch files"].trigger.interval == timedelta(seconds=5)
    finally:
        scheduler.shutdown(wait=False)
    await jobs["outbox"].func()
    assert fetch_desk.telegram.asked == []
    await jobs["fetch files"].func()
    await jobs["forget unfinished files"].func()
    assert len(fetch_desk.kept()) == 1


async def test_a_tick_during_a_long_download_ends_at_once(world: World, desk: Desk, tmp_path: Path) -> None:
    fetch_desk = FetchDesk(world, tmp_path / "data")
    await fetch_desk.note()
    tick = make_scheduler(desk.outbox, 5, fetch_desk.fetcher).get_job("fetch files").func
    fetching, arrived = asyncio.Event(), asyncio.Event()

    async def slowly() -> None:
        fetching.set()
        await arrived.wait()

    fetch_desk.telegram.meanwhile = slowly
    first = asyncio.create_task(tick())
    await fetching.wait()
    await tick()
    assert fetch_desk.kept() == []
    arrived.set()
    await first
    assert (len(fetch_desk.kept()), fetch_desk.telegram.asked) == (1, ["id-1"])


async def test_a_desk_that_stops_during_a_download_goes_quietly_and_fetches_it_again(
    world: World, desk: Desk, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    fetch_desk = FetchDesk(world, tmp_path / "data")
    await fetch_desk.note()
    tick = make_scheduler(desk.outbox, 5, fetch_desk.fetcher).get_job("fetch files").func
    fetching = asyncio.Event()

    async def forever() -> None:
        fetching.set()
        await asyncio.Event().wait()

    fetch_desk.telegram.meanwhile = forever
    with caplog.at_level(logging.INFO, logger="jobs.scheduler"):
        stopped = asyncio.create_task(tick())
        await fetching.wait()
        stopped.cancel()
        await stopped
    assert "stopped half-way" in caplog.text
    fetch_desk.telegram.meanwhile = nothing
    assert await fetch_desk.at(NOTED + LEASE) == 1


@dataclass
class Planned:
    """A call that waits for its time."""

    at: float
    call: Callable[[], None]
    cancelled: bool = False

    def cancel(self) -> None:
        self.cancelled = True


class HandLoop:
    """The running loop, but for its clock, which is moved by hand."""

    def __init__(self) -> None:
        self.now = 1000.0
        self.calls: list[Planned] = []
        self.began: list[asyncio.Task[None]] = []

    def time(self) -> float:
        return self.now

    def is_closed(self) -> bool:
        return False

    def call_soon_threadsafe(self, call: Callable[[], None]) -> None:
        call()

    def call_later(self, seconds: float, call: Callable[[], None]) -> Planned:
        self.calls.append(Planned(self.now + seconds, call))
        return self.calls[-1]

    def create_task(self, coroutine: Coroutine[Any, Any, None]) -> asyncio.Task[None]:
        self.began.append(asyncio.get_running_loop().create_task(coroutine))
        return self.began[-1]

    async def pass_by(self, seconds: float) -> None:
        """Let so much time pass, and what begins in it end."""
        until = self.now + seconds
        while True:
            self.calls = [planned for planned in self.calls if not planned.cancelled]
            first = min(self.calls, key=lambda planned: planned.at, default=None)
            if first is None or first.at > until:
                break
            self.calls.remove(first)
            self.now = max(self.now, first.at)
            first.call()
            await asyncio.gather(*self.began)
            self.began.clear()
        self.now = until


class WallClock(datetime):
    """The time of day of the process, as anybody asks for it."""

    instant = ASKED

    @classmethod
    def now(cls, tz: tzinfo | None = None) -> WallClock:
        return cls.fromtimestamp(cls.instant.timestamp(), tz)


HOURS = timedelta(hours=1)
JUMPS = [
    -3 * HOURS,
    -24 * HOURS,
    -270 * DAY,
    -60 * timedelta(seconds=1),
    timedelta(),
    3 * HOURS,
    270 * DAY,
    3650 * DAY,
]


@pytest.mark.parametrize("jump", JUMPS, ids=str)
async def test_the_clock_may_jump_and_the_next_tick_comes_at_its_time_and_once(
    world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, jump: timedelta
) -> None:
    monkeypatch.setattr("apscheduler.schedulers.base.datetime", WallClock)
    WallClock.instant = ASKED
    desk = Desk(world.database, ASKED)
    ticks: list[str] = []
    scheduler = make_scheduler(desk.outbox, 5, FetchDesk(world, tmp_path).fetcher)
    for job in scheduler.get_jobs():

        async def tick(name: str = job.id) -> None:
            ticks.append(name)

        job.modify(func=tick)
    loop = scheduler._eventloop = HandLoop()
    scheduler.start()
    try:
        await loop.pass_by(5)
        assert sorted(ticks) == ["fetch files", "outbox"]
        WallClock.instant = ASKED + jump
        ticks.clear()
        await loop.pass_by(4.9)
        assert ticks == []
        await loop.pass_by(0.1)
        assert sorted(ticks) == ["fetch files", "outbox"]
        await loop.pass_by(20)
        assert ticks.count("outbox") == ticks.count("fetch files") == 5
        loop.now += 6 * 3600
        await loop.pass_by(5)
        assert ticks.count("forget old updates") == ticks.count("forget unfinished files") == 1
    finally:
        scheduler.shutdown(wait=False)


async def test_a_tick_that_comes_late_is_run_once(world: World) -> None:
    scheduler = make_scheduler(Desk(world.database, ASKED).outbox, 5)
    ticks = []

    async def tick() -> None:
        ticks.append(loop.now)

    scheduler.get_job("outbox").modify(func=tick)
    loop = scheduler._eventloop = HandLoop()
    scheduler.start()
    try:
        loop.now += 3600  # something held the loop up
        await loop.pass_by(5)
        assert ticks == [4600.0, 4605.0]
    finally:
        scheduler.shutdown(wait=False)


@pytest.mark.parametrize("jump", [-3 * HOURS, -270 * DAY])
async def test_a_file_that_came_before_the_clock_was_set_back_is_fetched_all_the_same(
    world: World, tmp_path: Path, jump: timedelta
) -> None:
    fetch_desk = FetchDesk(world, tmp_path / "data")
    await fetch_desk.note()
    assert await fetch_desk.at(NOTED + jump) == 1
    assert len(fetch_desk.kept()) == 1


AHEAD = 270 * DAY


@pytest.mark.wide
async def test_what_was_told_by_a_clock_that_was_ahead_silences_nothing_when_it_is_set_back(
    world: World,
) -> None:
    desk = Desk(world.database, ASKED)
    await world.ask()
    await desk.at(ASKED + AHEAD)
    ahead = len(desk.notifier.digests()), len(desk.notifier.reminders())
    assert ahead == (1, 1)
    async with world.write() as session:
        here = await session.get_one(Newsroom, world.here.id)
        await choose(session, here, "digest_time", "09:30", now=ASKED + AHEAD)
    for hours in (1, *range(8, 4 * 24 + 1, 8)):
        await desk.at(ASKED + hours * HOUR)
    assert len(desk.notifier.digests()[1:]) == 5
    told = [f"{one.now:%d %H} {one.kind}" for one in desk.notifier.reminders()[1:] if one.kind in rungs()]
    assert told == ["04 10 before", "05 10 at", "06 02 morning"]


@pytest.mark.wide
@pytest.mark.parametrize("minutes", [2, 15, 55])
async def test_a_clock_that_is_set_right_by_a_little_reminds_of_nothing_twice(
    world: World, minutes: int
) -> None:
    desk = Desk(world.database, ASKED)
    await world.ask()
    for hours in (*range(0, 73, 8), 84):
        await desk.at(ASKED + hours * HOUR)
    told = [one.kind for one in desk.notifier.reminders()]
    assert told == ["before", "at"]
    for after in (84 * HOUR - minutes * MINUTE, 84 * HOUR):
        await desk.at(ASKED + after)
    assert [one.kind for one in desk.notifier.reminders()] == told


@pytest.mark.wide
@pytest.mark.parametrize("restarted", [False, True])
async def test_what_is_owed_at_once_or_waits_for_another_try_does_not_wait_for_the_old_time(
    world: World, tmp_path: Path, restarted: bool
) -> None:
    await no_digests(world)
    desk, fetch_desk = Desk(world.database, ASKED + AHEAD), FetchDesk(world, tmp_path / "data")
    await fetch_desk.note()
    fetch_desk.telegram.next["id-1"] = [Refetch("no line")]
    assert await fetch_desk.at(ASKED + AHEAD) == 0
    story = await put_story(world, ASKED + AHEAD)
    request = await world.ask(story_id=story.id)
    await publish(world, story.id, ASKED, now=ASKED + AHEAD)
    await world.record(request, kind=EventKind.REPLIED_FULL, now=ASKED + AHEAD)
    people = world.here.reporter.telegram_id, world.here.editor.telegram_id
    for chat_id in people:
        desk.notifier.answer(chat_id, Retry(MINUTE, "no line", unsure=False))
    await desk.at(ASKED + AHEAD)
    desk = Desk(world.database, ASKED) if restarted else desk
    await desk.at(ASKED + HOUR)
    assert {alert.to.chat_id for alert in desk.notifier.alerts()} == set(people)
    assert await fetch_desk.at(ASKED + HOUR) == 1
