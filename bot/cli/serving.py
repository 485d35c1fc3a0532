"""Starting and stopping the bot: database first, then the menu, the tick and Telegram."""

from __future__ import annotations

import asyncio
import logging
import os
import signal
import threading
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, nullcontext, suppress
from datetime import timedelta
from functools import partial
from itertools import count
from pathlib import Path
from typing import TypeVar

from telegram import Update
from telegram.error import BadRequest, InvalidToken, NetworkError

from bot.app import App, Parts, build, register_commands
from bot.cli.nightly import Nightly, Source
from bot.cli.operating import check_not_lost, claim_text, first_claim
from bot.cli.watching import Watch
from bot.environment import BadSetting, Settings
from db import engine
from db.engine import REFUSED, Database, is_away, is_damaged, reason
from db.errors import UnreachableDatabase
from db.migrations.upgrading import check_whole, upgrade
from db.telegram.inbox import LEASE
from jobs.clock import Clock, SystemClock
from jobs.records.stamping import Stamper, read_roots
from jobs.scheduler import Every, MonotonicScheduler, make_scheduler, patiently

log = logging.getLogger(__name__)

PAUSES = (
    1.0,
    2.0,
    5.0,
    10.0,
    30.0,
)  # seconds, while Telegram cannot be reached; then the last one again and again

# What goes on when the desk is told to stop, in seconds: a supervisor kills what has not ended in a while.
LAST_WORDS = 2.5  # for what is in hand; the rest is in the inbox
EACH_PART = 0.8  # for each other part
AT_THE_LATEST = 4.5  # for all of it

PATIENCE = 10.0  # seconds for which somebody waits until another program has written; then they hear that nothing was saved
WATCHED = timedelta(minutes=1)  # how often it is seen to that all is well
LOOKED_AT = timedelta(
    minutes=10
)  # how often it is seen to that last night's backup is there, and the chain's stamps

UPDATES, JOBS = "updates", "jobs"  # what one of several processes may do alone
PARTS = (UPDATES, JOBS)

Say = Callable[[str], object]
T = TypeVar("T")


@asynccontextmanager
async def running(
    settings: Settings, clock: Clock, *, say: Say, ticking: bool = True, only: str | None = None
) -> AsyncIterator[Parts]:
    """The whole bot, running inside the block: database up to date, commands registered, updates coming in.

    `ticking` False leaves sending and fetching to the caller (who moves the clock). `only`: what it does of `PARTS`; None:
    all of it.

    Raises:
        UnreachableDatabase, NewerDatabase: before anything is asked of Telegram. Where the database is only not there yet, or
            locked, the start waits for it.
        BadSetting: nothing can listen where the webhook should, or only a part is to be done and there is no webhook.
        UnreadableRoot: the certificates that are trusted to stamp cannot be read.
        InvalidToken: Telegram refused the token. Where it is not there, the start waits until it is.
    """
    if only and not settings.webhook_url:
        raise BadSetting(
            name="WEBHOOK_URL", trouble="is needed with --only: of those that poll, only one may run."
        )
    roots = None if settings.stamping.root is None else read_roots(settings.stamping.root)
    check_not_lost(settings)
    patience = min(PATIENCE, engine.SQLITE_BUSY_SECONDS)
    async with Database(settings.database_url, busy_seconds=patience) as database:
        await opened(database, say)
        await check_whole(database)
        parts = build(settings, database, clock, shared=_is_shared(settings, only))
        async with _bot_closed(parts.application), _reached(parts.application, say), parts.application:
            claim = await _when_it_can_be(partial(first_claim, database, settings, clock), say)
            if claim is not None:
                say(claim_text(claim.code, parts.application.bot.username))
            await parts.application.start()
            try:
                # What the process before this one received comes before anything new. Of those that poll, Telegram lets
                # one in at a time; behind a webhook there may be several.
                take_up = partial(parts.inbox.take_up, parts.application.bot)
                await _when_it_can_be(partial(take_up, alone=not settings.webhook_url), say)
                url = settings.stamping.url
                stamper = Stamper(database, clock, url, roots) if url and roots else None
                nightly = Nightly(settings, clock, partial(_make_apart, parts))
                watch = Watch(
                    settings, database, clock, parts.application.bot, nightly, parts.latency, stamper
                )
                async with (
                    watch.listening(),
                    nullcontext() if only == JOBS else _receiving(parts, settings),
                    _ticking(parts, settings, nightly, stamper, watch, jobs=only != UPDATES)
                    if ticking
                    else nullcontext(),
                ):
                    try:
                        # Last: whoever wrote meanwhile is answered before the menu is shown in every language.
                        await register_commands(parts.application)
                        yield parts
                    finally:
                        parts.inbox.stop()
                        parts.turns.stop(LAST_WORDS)
            finally:
                await _ends("the making of files", parts.application.bot_data["desk"].background.stop())
                await parts.application.stop()
                await parts.inbox.close()


async def serve(settings: Settings, *, say: Say, only: str | None = None) -> None:
    """Serve until the process is told to stop (SIGINT, SIGTERM). It ends soon then, whatever goes on: also while it starts,
    and where nothing answers any more.

    Raises:
        InvalidToken: Telegram has refused the token for a while.
    """
    serving = asyncio.create_task(_serve(settings, say, only))
    loop = asyncio.get_running_loop()

    def stop(*_: object) -> None:
        at_the_latest = threading.Timer(AT_THE_LATEST, os._exit, [0])
        at_the_latest.daemon = True
        at_the_latest.start()
        if not loop.is_closed():
            loop.call_soon_threadsafe(serving.cancel)

    for name in (signal.SIGINT, signal.SIGTERM):
        signal.signal(name, stop)  # not the loop's own: the loop may be busy
    with suppress(asyncio.CancelledError):
        await serving


async def _serve(settings: Settings, say: Say, only: str | None) -> None:
    async with running(settings, SystemClock(), say=say, only=only) as parts:
        does = "sends what is owed" if only == JOBS else "is listening"
        say(f"@{parts.application.bot.username} {does}. Stop with Ctrl-C.")
        await parts.receiving.locked_out.wait()
    raise InvalidToken


async def _ends(what: str, ending: Awaitable[object]) -> None:
    """Wait until a part has ended, but not for long: whatever it leaves is taken up at the next start."""
    try:
        async with asyncio.timeout(EACH_PART):
            await ending
    except TimeoutError:
        log.warning("stopped without waiting any longer for %s", what)


async def opened(database: Database, say: Say) -> None:
    """See to it that the database is there and up to date, as often as it takes: it may start later than we do, or be held by
    another that starts.

    Raises:
        UnreachableDatabase: it cannot be reached, and will not be.
    """
    await _when_it_can_be(partial(upgrade, database), say)


async def _when_it_can_be(work: Callable[[], Awaitable[T]], say: Say) -> T:
    """Do what needs the database, as often as it takes."""
    times = 0
    while True:
        try:
            return await work()
        except UnreachableDatabase as error:
            if not error.may_come:
                raise
            trouble = str(error)
        except REFUSED as error:
            if not is_away(error) or is_damaged(error):
                raise
            trouble = f"The record cannot be written: {reason(error)}"
        if not times:
            say(f"{trouble}. I wait until it can be.")
        await asyncio.sleep(PAUSES[min(times, len(PAUSES) - 1)])
        times += 1


def _is_shared(settings: Settings, only: str | None) -> bool:
    """Whether other processes may do the same work: of those that poll, Telegram lets one in at a time, and who takes one
    file has one process, unless it is told to do a part."""
    is_file = settings.database_url.get_backend_name() == "sqlite"
    return bool(settings.webhook_url) and (only is not None or not is_file)


@asynccontextmanager
async def _bot_closed(application: App) -> AsyncIterator[None]:
    """The library leaves its connections open where a start fails, as with a token that Telegram refuses."""
    try:
        yield
    finally:
        await application.bot.shutdown()


@asynccontextmanager
async def _reached(application: App, say: Say) -> AsyncIterator[None]:
    """Telegram was asked who the bot is, as often as it takes: a machine may start before its network does."""
    for times in count():
        try:
            await application.bot.initialize()
            break
        except (BadRequest, InvalidToken):
            raise
        except NetworkError as error:
            if not times:
                say(f"Telegram cannot be reached ({type(error).__name__}). I wait until it can be.")
            await asyncio.sleep(PAUSES[min(times, len(PAUSES) - 1)])
    yield


async def _make_apart(parts: Parts, source: Source, target: Path) -> str:
    from bot.cli import backups  # late: no start needs it

    apart = parts.application.bot_data["desk"].background.apart
    said: str = await apart.run(backups.make, source, target, told=lambda _: None)
    return said


@asynccontextmanager
async def _ticking(
    parts: Parts, settings: Settings, nightly: Nightly, stamper: Stamper | None, watch: Watch, *, jobs: bool
) -> AsyncIterator[None]:
    """`jobs` False: nothing is sent or fetched, and only what came in is held and taken up."""
    if jobs:
        scheduler = make_scheduler(
            parts.outbox, settings.sweep_seconds, parts.fetcher, parts.held.run, parts.reducer.run
        )
        scheduler.add_job(patiently(nightly.tick), Every(LOOKED_AT), id="backup")
        if stamper is not None:
            scheduler.add_job(patiently(stamper.tick), Every(LOOKED_AT), id="stamp")
        scheduler.add_job(patiently(watch.tick), Every(WATCHED), id="watch")
    else:
        scheduler = MonotonicScheduler()
    take_up = partial(parts.inbox.take_up, parts.application.bot)
    often = min(timedelta(seconds=settings.sweep_seconds), LEASE / 4)
    scheduler.add_job(patiently(take_up), Every(often), id="inbox")
    scheduler.start()
    try:
        yield
    finally:
        scheduler.shutdown(wait=False)
        await _ends("what was being sent", parts.outbox.ended())


@asynccontextmanager
async def _receiving(parts: Parts, settings: Settings) -> AsyncIterator[None]:
    if settings.webhook_url:
        async with _posted_to(parts, settings):
            yield
        return
    updater = parts.application.updater
    if updater is None:
        yield
        return
    try:
        await updater.start_polling(
            allowed_updates=Update.ALL_TYPES, bootstrap_retries=0, error_callback=parts.fetching.failed
        )
        yield
    finally:
        if updater.running:  # also where the start itself was stopped
            await _ends("Telegram", updater.stop())


@asynccontextmanager
async def _posted_to(parts: Parts, settings: Settings) -> AsyncIterator[None]:
    from bot.telegram.webhook import listening  # late: only a webhook needs it

    host, _, port = settings.webhook_listen.rpartition(":")
    try:
        server = listening(parts.inbox, host, int(port), settings.webhook_secret)
    except OSError as error:
        reason = error.strerror or str(error)
        raise BadSetting(name="WEBHOOK_LISTEN", trouble=f"cannot be listened on: {reason}.") from error
    try:
        await parts.application.bot.set_webhook(
            f"{settings.webhook_url}/telegram",
            allowed_updates=Update.ALL_TYPES,
            secret_token=settings.webhook_secret or None,
        )
        yield
    finally:
        server.stop()
        await _ends("Telegram", server.close_all_connections())
