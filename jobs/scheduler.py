"""The tick. What is owed lies in rows; APScheduler only looks at them now and then."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta

from apscheduler.executors.asyncio import AsyncIOExecutor
from apscheduler.executors.base import MaxInstancesReachedError
from apscheduler.job import Job
from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.schedulers.base import STATE_PAUSED
from apscheduler.triggers.base import BaseTrigger

from db.engine import REFUSED, reason
from jobs.files.fetching import FileFetcher
from jobs.outbox import OutboxSender

log = logging.getLogger(__name__)

_WHENEVER = datetime(1970, 1, 1, tzinfo=UTC)  # what the library is told of a time: nobody looks at it

_EARLY = 0.001  # seconds that a loop may wake before the time it was told


class Every(BaseTrigger):  # type: ignore[misc]  # the library has no types
    """Every so often, by the loop's clock: whatever the time of day is set to, and without a list of what was missed."""

    def __init__(self, interval: timedelta) -> None:
        self.interval = interval
        self.due: float | None = None  # on the loop's clock; None: the scheduler has not run yet

    def get_next_fire_time(self, previous_fire_time: datetime | None, now: datetime) -> datetime:
        """Some time: only one without any would count as over."""
        return _WHENEVER


class _Executor(AsyncIOExecutor):  # type: ignore[misc]
    def _run_job_error(self, job_id: str, error: BaseException, traceback: object = None) -> None:
        if isinstance(
            error, asyncio.CancelledError
        ):  # before it had begun: nothing went wrong, the desk stops
            self._run_job_success(job_id, [])
        else:
            super()._run_job_error(job_id, error, traceback)


class MonotonicScheduler(AsyncIOScheduler):  # type: ignore[misc]
    """A scheduler whose jobs hang on the loop's clock, which nobody sets.

    The library's own goes by the time of day: set back three hours, it would run nothing for three hours; set forward nine
    months, it would first list every run that was missed. A job that comes late is run, not dropped, and several late ones are
    run as one.
    """

    def __init__(self) -> None:
        late = {"misfire_grace_time": None, "coalesce": True, "max_instances": 1}
        super().__init__(timezone="UTC", job_defaults=late)

    def _create_default_executor(self) -> AsyncIOExecutor:
        return _Executor()

    def _process_jobs(self) -> float | None:
        if self.state == STATE_PAUSED:
            return None
        now, waits = self._eventloop.time(), []
        for job in self.get_jobs():
            trigger = job.trigger
            is_due = trigger.due is not None and trigger.due <= now + _EARLY
            if is_due:
                self._start(job)
            if is_due or trigger.due is None:
                trigger.due = now + trigger.interval.total_seconds()
            waits.append(trigger.due - now)
        return min(waits, default=None)

    def _start(self, job: Job) -> None:
        try:
            self._lookup_executor(job.executor).submit_job(job, [_WHENEVER])
        except MaxInstancesReachedError:
            log.debug("%s is still at it; it is run again at a later tick", job.id)


def make_scheduler(
    outbox: OutboxSender,
    seconds: float,
    fetcher: FileFetcher | None = None,
    let_go: Callable[[], Awaitable[object]] | None = None,
    reduce: Callable[[], Awaitable[object]] | None = None,
) -> AsyncIOScheduler:
    """A scheduler, not started yet, that sends the outbox every `seconds` of the loop's clock, and as often fetches files: beside
    it, for a large file on a slow line must hold no reminder back; lets go what is held for a while (`let_go`); and looks each hour
    whether words are to be removed (`reduce`).
    """
    scheduler = MonotonicScheduler()
    scheduler.add_job(patiently(outbox.run), Every(timedelta(seconds=seconds)), id="outbox")
    scheduler.add_job(
        patiently(outbox.forget_old_updates), Every(timedelta(hours=6)), id="forget old updates"
    )
    if let_go is not None:
        scheduler.add_job(patiently(let_go), Every(timedelta(seconds=seconds)), id="let go")
    if reduce is not None:
        scheduler.add_job(patiently(reduce), Every(timedelta(hours=1)), id="remove words")
    if fetcher is not None:
        # Two: a tick during a long download ends at once by itself; with one the library would warn of each.
        scheduler.add_job(
            patiently(fetcher.tick),
            Every(timedelta(seconds=seconds)),
            id="fetch files",
            max_instances=2,
        )
        scheduler.add_job(
            patiently(fetcher.forget_unfinished),
            Every(timedelta(hours=6)),
            id="forget unfinished files",
        )
    return scheduler


def patiently(run: Callable[[], Awaitable[object]]) -> Callable[[], Awaitable[None]]:
    """A job that goes on at the next tick where the database refused, and says so in one line, once for as long as it does."""
    said = ""

    async def tick() -> None:
        nonlocal said
        try:
            await run()
            said = ""
        except asyncio.CancelledError:
            # The scheduler cancels only when the desk stops, and would log a trace of it.
            log.info("stopped half-way; what was claimed is claimed again when its lease has run out")
        except REFUSED as error:
            # Nothing is lost: what was claimed is claimed again when its lease has run out.
            if reason(error) != said:
                said = reason(error)
                log.error("the database refused; trying again at each tick: %s", said)  # noqa: TRY400

    return tick
