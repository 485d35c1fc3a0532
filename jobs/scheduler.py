"""The tick. What is owed lies in rows; APScheduler only looks at them now and then."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable

from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.triggers.interval import IntervalTrigger
from sqlalchemy.exc import DBAPIError

from jobs.files.fetching import FileFetcher
from jobs.outbox import OutboxSender

log = logging.getLogger(__name__)


def make_scheduler(
    outbox: OutboxSender,
    seconds: float,
    fetcher: FileFetcher | None = None,
    let_go: Callable[[], Awaitable[object]] | None = None,
) -> AsyncIOScheduler:
    """A scheduler, not started yet, that sends the outbox every `seconds` of real time, and as often fetches files: beside it, for
    a large file on a slow line must hold no reminder back; and lets go what is held for a while (`let_go`).

    A tick that comes late is run, not dropped, and several late ones are run as one: the library's defaults drop
    jobs that are a second late.
    """
    scheduler = AsyncIOScheduler(timezone="UTC")
    options = {"misfire_grace_time": None, "coalesce": True, "max_instances": 1}
    scheduler.add_job(patiently(outbox.run), IntervalTrigger(seconds=seconds), id="outbox", **options)
    scheduler.add_job(
        patiently(outbox.forget_old_updates), IntervalTrigger(hours=6), id="forget old updates", **options
    )
    if let_go is not None:
        scheduler.add_job(patiently(let_go), IntervalTrigger(seconds=seconds), id="let go", **options)
    if fetcher is not None:
        # Two: a tick during a long download ends at once by itself; with one the library would warn of each.
        scheduler.add_job(
            patiently(fetcher.tick),
            IntervalTrigger(seconds=seconds),
            id="fetch files",
            **options | {"max_instances": 2},
        )
        scheduler.add_job(
            patiently(fetcher.forget_unfinished),
            IntervalTrigger(hours=6),
            id="forget unfinished files",
            **options,
        )
    return scheduler


def patiently(run: Callable[[], Awaitable[object]]) -> Callable[[], Awaitable[None]]:
    """A job that says in one line that the database refused, and goes on at the next tick."""

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
