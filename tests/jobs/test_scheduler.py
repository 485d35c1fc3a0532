"""The tick: late ones are run, not dropped, and a database that refuses does not stop it."""

from __future__ import annotations

import asyncio
import logging
from datetime import timedelta
from pathlib import Path

import pytest

from db.engine import Database, read_url
from jobs.files.fetching import LEASE
from jobs.scheduler import make_scheduler
from tests.db.world import ASKED, DAY, World
from tests.jobs.fetching import NOTED, FetchDesk, nothing
from tests.jobs.telling import Desk


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


async def test_a_tick_sends_the_outbox(world: World, desk: Desk) -> None:
    await world.ask()
    desk.clock.instant = ASKED + 30 * DAY
    scheduler = make_scheduler(desk.outbox, 5)
    for job in scheduler.get_jobs():
        await job.func()
    assert len(desk.notifier.told) == 1


async def test_a_database_that_refuses_is_logged_and_tried_again_at_the_next_tick(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    async with Database(read_url(f"sqlite:///{tmp_path}/empty.db")) as database:  # no tables in it
        job = make_scheduler(Desk(database, ASKED).outbox, 5).get_job("outbox")
        with caplog.at_level(logging.ERROR, logger="jobs.scheduler"):
            await job.func()
            await job.func()
    assert [record.levelname for record in caplog.records] == ["ERROR", "ERROR"]
    assert "trying again at the next tick: no such table" in caplog.text


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
