"""The tick: late ones are run, not dropped, and a database that refuses does not stop it."""

from __future__ import annotations

import logging
from datetime import timedelta
from pathlib import Path

import pytest

from db.engine import Database, read_url
from jobs.scheduler import make_scheduler
from tests.db.world import ASKED, DAY, World
from tests.jobs.telling import Desk


async def test_a_late_tick_is_run_and_several_are_run_as_one(desk: Desk) -> None:
    scheduler = make_scheduler(desk.sweep, 5)
    scheduler.start(paused=True)
    try:
        jobs = {job.id: job for job in scheduler.get_jobs()}
        assert set(jobs) == {"sweep", "forget old updates"}
        for job in jobs.values():
            assert (job.misfire_grace_time, job.coalesce, job.max_instances) == (None, True, 1)
        assert jobs["sweep"].trigger.interval == timedelta(seconds=5)
    finally:
        scheduler.shutdown(wait=False)


async def test_a_tick_sweeps(world: World, desk: Desk) -> None:
    await world.ask()
    desk.clock.instant = ASKED + 30 * DAY
    scheduler = make_scheduler(desk.sweep, 5)
    for job in scheduler.get_jobs():
        await job.func()
    assert len(desk.notifier.told) == 1


async def test_a_database_that_refuses_is_logged_and_tried_again_at_the_next_tick(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    database = Database(read_url(f"sqlite:///{tmp_path}/empty.db"))  # no tables in it
    try:
        job = make_scheduler(Desk(database, ASKED).sweep, 5).get_job("sweep")
        with caplog.at_level(logging.ERROR, logger="jobs.scheduler"):
            await job.func()
            await job.func()
    finally:
        await database.close()
    assert [record.levelname for record in caplog.records] == ["ERROR", "ERROR"]
    assert "trying again at the next tick: no such table" in caplog.text


async def test_a_mistake_of_ours_is_not_swallowed(world: World, desk: Desk) -> None:
    await world.ask()
    desk.clock.instant = ASKED + 30 * DAY

    def mistaken(notice: object) -> None:
        raise TypeError("not a matter of the database")

    desk.notifier.before = mistaken
    job = make_scheduler(desk.sweep, 5).get_job("sweep")
    with pytest.raises(TypeError, match="not a matter"):
        await job.func()
