"""What other processes do to the same database; importable by name, because they do not inherit it."""

from __future__ import annotations

import asyncio
import multiprocessing
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from datetime import timedelta
from threading import Barrier
from typing import Any

from sqlalchemy.engine import URL
from sqlmodel import select

from db import requests
from db.engine import Database, read_url
from db.errors import AlreadyHandled, NothingToUndo, NotPossibleNow
from db.lifecycle import EventKind
from db.migrations.upgrading import upgrade
from db.requests import Asked, NewEvent, NewRequest
from db.tables import Body, Member, Newsroom, Outcome, Reminder
from db.telegram import outbox
from jobs.clock import SystemClock
from jobs.records import recording
from jobs.records import stories as record_stories
from tests.db.world import ASKED, DAY, DEADLINE, MINUTE
from tests.jobs.telling import Desk

PATIENCE_SECONDS = 60


def together(url: URL, jobs: Sequence[tuple[Callable[..., Any], tuple[Any, ...]]]) -> list[int | None]:
    """Run each job in a process of its own, all from the same moment on, and give back their exit codes."""
    # Processes of their own that share nothing with the tests; the slow imports are done once for all of them.
    apart = multiprocessing.get_context("forkserver")
    apart.set_forkserver_preload([__name__])
    begin = apart.Barrier(len(jobs))
    text = url.render_as_string(hide_password=False)
    processes = [apart.Process(target=job, args=(text, begin, *arguments)) for job, arguments in jobs]
    for process in processes:
        process.start()
    for process in processes:
        process.join(PATIENCE_SECONDS)
        if process.is_alive():
            process.kill()
    return [process.exitcode for process in processes]


def start(url: str, begin: Barrier) -> None:
    """What every process does first: bring the database up, and make the first newsroom."""
    from bot.cli.operating import first_claim  # the others need no bot
    from bot.environment import read_settings

    settings = read_settings({"DATABASE_URL": url}, needs_token=False)

    async def work(database: Database) -> None:
        await upgrade(database)
        assert await first_claim(database, settings, SystemClock())

    _run(url, begin, work)


def log_and_note(url: str, begin: Barrier, telegram_id: int, shared_request_id: int, times: int) -> None:
    """Log requests one after another; after each, read one request that all share and write to it."""

    async def work(database: Database) -> None:
        for count in range(times):
            now = ASKED + count * MINUTE
            async with database.write() as session:
                member, newsroom, body = await _who(session, telegram_id)
                new = _new(member, body, f"{telegram_id} {count}?")
                await requests.open_request(session, newsroom.id or 0, new, now=now)
                shared = await requests.by_id(session, newsroom.id or 0, shared_request_id)
                before = len(await requests.events_of(session, shared_request_id))
                note = NewEvent(EventKind.NOTE, member.id or 0, now, text=str(before))
                await requests.record(session, shared, note, now=now)

    _run(url, begin, work)


def claim_all(url: str, begin: Barrier, name: str) -> None:
    """Claim what is due, three at a time, until nothing is left, and sign what was claimed."""

    async def work(database: Database) -> None:
        while True:
            async with database.write() as session:
                claimed = await outbox.claim(
                    session, Reminder, now=DEADLINE, lease=timedelta(minutes=2), limit=3
                )
                for row, _ in claimed:
                    row.text += name
            if not claimed:
                return
            for row, _ in claimed:
                async with database.write() as session:
                    await outbox.settle(session, Reminder, [row.id or 0], Outcome.SENT, now=DEADLINE)

    _run(url, begin, work)


def live_through(url: str, begin: Barrier, telegram_id: int, request_ids: list[int], rounds: int) -> None:
    """Ask, chase, refer, undo and move a story, as several people do at the same time about the same requests."""

    async def work(database: Database) -> None:
        for count in range(rounds):
            now = ASKED + count * MINUTE
            request_id = request_ids[(count + telegram_id) % len(request_ids)]
            async with database.write() as session:
                member, newsroom, body = await _who(session, telegram_id)
                story, _ = await record_stories.put_story(
                    session, newsroom, "mangopark", title=None, publish_at=DEADLINE + count * MINUTE, now=now
                )
            async with database.write() as session:
                new = _new(member, body, "What now?", story_id=story.id)
                await recording.ask(session, newsroom, new, now=now)
            with suppress(NotPossibleNow):
                async with database.write() as session:
                    request = await requests.by_id(session, newsroom.id or 0, request_id)
                    chase = NewEvent(EventKind.CHASED, member.id or 0, now)
                    await recording.record(session, request, chase, now=now)
                    await recording.refer(
                        session, newsroom, request, member, [body.id or 0],
                        text="", happened_at=now, deadlines=[DEADLINE], now=now,
                    )  # fmt: skip
            with suppress(NothingToUndo, AlreadyHandled):
                async with database.write() as session:
                    await recording.undo(session, member, request_id, now=now)

    _run(url, begin, work)


def send_through(url: str, begin: Barrier, rounds: int) -> None:
    """Send the outbox again and again while the clock goes on by six hours each time."""

    async def work(database: Database) -> None:
        desk = Desk(database, ASKED)
        for count in range(rounds):
            await desk.at(ASKED + count * DAY / 4)

    _run(url, begin, work)


def _new(member: Member, body: Body, question: str, story_id: int | None = None) -> NewRequest:
    return NewRequest(
        body_id=body.id or 0,
        member_id=member.id or 0,
        questions=[Asked(question)],
        deadline_at=DEADLINE,
        deadline_told=True,
        asked_at=ASKED,
        channel=None,
        story_id=story_id,
    )


async def _who(session: Any, telegram_id: int) -> tuple[Member, Newsroom, Body]:
    member = (await session.exec(select(Member).where(Member.telegram_id == telegram_id))).one()
    newsroom = await session.get_one(Newsroom, member.newsroom_id)
    body = (await session.exec(select(Body).where(Body.newsroom_id == newsroom.id))).first()
    return member, newsroom, body


def _run(url: str, begin: Barrier, work: Callable[[Database], Awaitable[None]]) -> None:
    async def run() -> None:
        async with Database(read_url(url)) as database:
            begin.wait(PATIENCE_SECONDS)
            await work(database)

    asyncio.run(run())
