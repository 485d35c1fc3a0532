"""The tick. What is owed lies in rows; APScheduler only looks at them now and then."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable

from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.triggers.interval import IntervalTrigger
from sqlalchemy.exc import DBAPIError

from jobs.files.fetching import Keeping
from jobs.outbox import Sweep

log = logging.getLogger(__name__)


def make_scheduler(sweep: Sweep, seconds: float, keeping: Keeping | None = None) -> AsyncIOScheduler:
    """A scheduler, not started yet, that sweeps every `seconds` of real time, and as often keeps files: beside it, for
    a large file on a slow line must hold no reminder back.

    A tick that comes late is run, not dropped, and several late ones are run as one: the library's defaults drop
    jobs that are a second late.
    """
    scheduler = AsyncIOScheduler(timezone="UTC")
    options = {"misfire_grace_time": None, "coalesce": True, "max_instances": 1}
    scheduler.add_job(_patiently(sweep.run), IntervalTrigger(seconds=seconds), id="sweep", **options)
    scheduler.add_job(
        _patiently(sweep.forget_old_updates), IntervalTrigger(hours=6), id="forget old updates", **options
    )
    if keeping is not None:
        # Two: a tick during a long download ends at once by itself; with one the library would warn of each.
        scheduler.add_job(
            _patiently(keeping.tick),
            IntervalTrigger(seconds=seconds),
            id="keep files",
            **options | {"max_instances": 2},
        )
        scheduler.add_job(
            _patiently(keeping.forget_unfinished),
            IntervalTrigger(hours=6),
            id="forget unfinished files",
            **options,
        )
    return scheduler


def _patiently(run: Callable[[], Awaitable[object]]) -> Callable[[], Awaitable[None]]:
    async def tick() -> None:
        try:
            await run()
        except asyncio.CancelledError:
            # The scheduler cancels only when the desk stops, and would log a trace of it.
            log.info("stopped half-way; what was claimed is claimed again when its lease has run out")
        except DBAPIError as error:
            # Nothing is lost: what was claimed is claimed again when its lease has run out.
            log.error("the database refused; trying again at the next tick: %s", error.orig)  # noqa: TRY400

    return tick
