"""Send the outbox, alerts first: claim, send, settle.

A reminder leaves like this: one transaction claims due rows with a lease; outside any transaction the notifier
sends; another transaction settles the rows. Whether it has become stale is asked at the moment of claiming, not only
when planning.
"""

from __future__ import annotations

import asyncio
import logging
from collections import deque
from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import NamedTuple

from sqlmodel.ext.asyncio.session import AsyncSession

from db import drafts, members, messages, outbox, reminders, requests
from db.engine import Database
from db.tables import Alert, DigestRun, Newsroom, Outcome, Reminder, ReminderKind
from jobs.clock import Clock
from jobs.reminders import alerts, digest, planning
from jobs.reminders.notices import AlertNotice, Arrived, Delivery, Gone, Moved, Notice, Notifier, Retry

LEASE = timedelta(
    minutes=5
)  # longer than what is in flight takes at one message a second, all of it to one chat
BATCH = 50
MOST_IN_FLIGHT = 100
LONGEST_WAIT = timedelta(hours=1)

Row = Alert | Reminder | DigestRun
Claimed = tuple[Row, Notice]
IN_TURN: tuple[type[Row], ...] = (Alert, Reminder, DigestRun)

log = logging.getLogger(__name__)


class Told(NamedTuple):
    """What became of telling something."""

    row: Row
    notice: Notice
    delivery: Delivery


class OutboxSender:
    """Finds what is due in the outbox and has it told. Any number of processes may run one against the same database."""

    def __init__(self, database: Database, notifier: Notifier, clock: Clock) -> None:
        self._database = database
        self._notifier = notifier
        self._clock = clock

    async def run(self) -> int:
        """Tell everything that is due now.

        Returns:
            How many messages arrived.
        """
        now = self._clock.now()
        async with self._database.read() as session:
            newsroom_ids = await digest.newsrooms_due(session, now=now)
        for newsroom_id in newsroom_ids:
            async with self._database.write() as session:
                await digest.enqueue(session, newsroom_id, now=now)
        return sum([await self._drain(model) for model in IN_TURN])

    async def next_due(self) -> datetime | None:
        """The next instant (UTC) at which an alert, a reminder or a digest is due, or None."""
        async with self._database.read() as session:
            instants = [await outbox.next_due(session, model) for model in IN_TURN]
            instants.append(await digest.next_scheduled(session, now=self._clock.now()))
        return min((instant for instant in instants if instant is not None), default=None)

    async def next_title(self) -> str:
        """What is due next, in a few words for whoever moves a clock; "" when nothing is."""
        now = self._clock.now()
        async with self._database.read() as session:
            alert = await outbox.next_due(session, Alert)
            reminder = await outbox.next_due(session, Reminder)
            scheduled = await digest.next_scheduled(session, now=now)
            if alert is not None and alert <= min(filter(None, (reminder, scheduled)), default=alert):
                return await alerts.next_title(session)
            if reminder is None or (scheduled is not None and scheduled < reminder):
                return "digest" if scheduled is not None else ""
            return await planning.next_title(session)

    async def forget_old_updates(self) -> None:
        """Drop the ids of updates that can no longer be delivered again, and lists nobody turns any more."""
        async with self._database.write() as session:
            await messages.forget_old(session, now=self._clock.now())
            await drafts.forget_old(session, now=self._clock.now())

    async def _drain(self, model: type[Row]) -> int:
        """Tell what is due of one sort: side by side, but to one chat one after the other. What came back together is
        settled together, and meanwhile others are on their way."""
        flight, arrived, there_is_more = _Flight(self._tell), 0, True
        try:
            while there_is_more or flight.count:
                if there_is_more and flight.count <= MOST_IN_FLIGHT - BATCH:
                    claimed, there_is_more = await self._claim(model)
                    flight.add(claimed)
                if flight.count:
                    arrived += await self._settle(model, await flight.back())
                    there_is_more = there_is_more or not flight.count
        finally:
            await flight.stop()
        return arrived

    async def _claim(self, model: type[Row]) -> tuple[list[Claimed], bool]:
        """Claim a batch; what has become stale is dropped at once and does not come back.

        Returns:
            What is to be told, and whether more may be due.
        """
        now = self._clock.now()
        async with self._database.write() as session:
            rows = await outbox.claim(session, model, now=now, lease=LEASE, limit=BATCH)
            found = list(zip(rows, await _notices(session, rows, now=now), strict=True))
        stale = [row for (row, _), notice in found if notice is None]
        if stale:
            async with self._database.write() as session:
                await _end(session, model, stale, Outcome.DROPPED, now=now)
        return [(row, notice) for (row, _), notice in found if notice is not None], bool(stale) or len(
            rows
        ) == BATCH

    async def _tell(self, row: Row, notice: Notice) -> Told | None:
        if row.claimed_until is not None and row.claimed_until <= self._clock.now():
            return None  # telling the others took so long that somebody may have claimed this one again
        delivery = await self._notifier.tell(notice)
        if isinstance(delivery, Moved):
            async with self._database.write() as session:
                await members.move_chat(session, notice.to.chat_id, delivery.new_chat_id)
            notice = replace(notice, to=replace(notice.to, chat_id=delivery.new_chat_id))
            delivery = await self._notifier.tell(notice)
        return Told(row, notice, delivery)

    async def _settle(self, model: type[Row], told: Sequence[Told]) -> int:
        """Write down what became of each; returns how many arrived."""
        now = self._clock.now()
        arrived = [one for one in told if isinstance(one.delivery, Arrived)]
        if arrived:
            async with self._database.write() as session:
                await _end(session, model, [one.row for one in arrived], Outcome.SENT, now=now)
                for one in arrived:
                    await _remember(session, one, now=now)
        for row, notice, delivery in told:
            match delivery:
                case Arrived():
                    continue
                case Retry(after, trouble, unsure):
                    log.warning("%s %s could not be told: %s", model.__name__, row.id, trouble)
                    await self._again(row, now + min(after, LONGEST_WAIT), trouble, unsure=unsure)
                case Gone(trouble):
                    async with self._database.write() as session:
                        await _tell_somebody_else(session, row, notice, trouble, now=now)
                case Moved():
                    await self._again(row, now + LEASE, "moved twice", unsure=False)
        return len(arrived)

    async def _again(self, row: Row, not_before: datetime, trouble: str, *, unsure: bool) -> None:
        async with self._database.write() as session:
            await outbox.retry(
                session, type(row), row.id or 0, not_before=not_before, trouble=trouble, unsure=unsure
            )


class _Flight:
    """What is being told: the chats side by side, what is for one chat in its order."""

    def __init__(self, tell: Callable[[Row, Notice], Awaitable[Told | None]]) -> None:
        self._tell = tell
        self._waiting: dict[int, deque[Claimed]] = {}
        self._tasks: dict[int, asyncio.Task[None]] = {}
        self._back: asyncio.Queue[Told | BaseException | None] = asyncio.Queue()
        self.count = 0  # not back yet

    def add(self, claimed: Iterable[Claimed]) -> None:
        """Begin to tell these."""
        for row, notice in claimed:
            self.count += 1
            chat_id = notice.to.chat_id
            self._waiting.setdefault(chat_id, deque()).append((row, notice))
            if chat_id not in self._tasks:
                self._tasks[chat_id] = asyncio.create_task(self._serve(chat_id))

    async def back(self) -> list[Told]:
        """What became of at least one, and of as many more as are known by now.

        Raises:
            Exception: whatever telling one raised.
        """
        found = [await self._back.get()]
        while not self._back.empty():
            found.append(self._back.get_nowait())
        errors = [one for one in found if isinstance(one, BaseException)]
        told = [one for one in found if isinstance(one, Told)]
        if errors and not told:
            raise errors[0]
        for error in errors:  # what arrived is settled first
            self._back.put_nowait(error)
        self.count -= len(found) - len(errors)
        return told

    async def stop(self) -> None:
        """End what is still going on."""
        for task in self._tasks.values():
            task.cancel()
        await asyncio.gather(*self._tasks.values(), return_exceptions=True)

    async def _serve(self, chat_id: int) -> None:
        waiting = self._waiting[chat_id]
        while waiting:
            try:
                self._back.put_nowait(await self._tell(*waiting.popleft()))
            except BaseException as error:
                self._back.put_nowait(error)
                raise
        del self._tasks[chat_id], self._waiting[chat_id]


async def _notices(
    session: AsyncSession, rows: Sequence[tuple[Row, bool]], *, now: datetime
) -> list[Notice | None]:
    """What claimed rows of one sort say now; None for what is stale."""
    if about_reminders := [(row, again) for row, again in rows if isinstance(row, Reminder)]:
        return [*await planning.notices(session, about_reminders, now=now)]
    made: list[Notice | None] = []
    for row, again in rows:
        if isinstance(row, Alert):
            made.append(await alerts.notice(session, row, again, now=now))
        elif isinstance(row, DigestRun):
            made.append(await digest.notice(session, row, again, now=now))
    return made


async def _end(
    session: AsyncSession,
    model: type[Row],
    rows: Sequence[Row],
    outcome: Outcome,
    *,
    now: datetime,
    trouble: str = "",
) -> bool:
    """End what was owed and plan what follows; False when somebody else ended all of it meanwhile.

    Requests are locked before their reminders, as everybody does who records something about them.
    """
    about = {row.request_id for row in rows if isinstance(row, Reminder) and row.request_id is not None}
    its = await requests.lock(session, about)
    settled = await outbox.settle(
        session, model, [row.id or 0 for row in rows], outcome, now=now, trouble=trouble
    )
    if outcome is not Outcome.PASSED_ON:
        ended = {row.request_id for row in settled if isinstance(row, Reminder)}
        await planning.replan(session, [request for request in its if request.id in ended], now=now)
    return bool(settled)


async def _remember(session: AsyncSession, told: Told, *, now: datetime) -> None:
    """A reply to an alert is about its request: nothing in the message itself says so, as the buttons of a card do."""
    notice, delivery = told.notice, told.delivery
    if isinstance(notice, AlertNotice) and isinstance(delivery, Arrived) and delivery.message_id is not None:
        chat_id, request_id = notice.to.chat_id, notice.request.id
        await messages.remember(
            session, notice.newsroom_id, request_id, chat_id, delivery.message_id, now=now
        )


async def _tell_somebody_else(
    session: AsyncSession, row: Row, notice: Notice, trouble: str, *, now: datetime
) -> None:
    """The chat is gone. An editor is told instead: of a digest each of them, where a group is lost. What every editor
    is owed anyway (an alert, the question whether a story is out) is told to nobody in this one's place."""
    if not isinstance(row, Reminder):
        await members.lose_group(session, notice.to.chat_id)
        if isinstance(row, DigestRun) and await members.by_telegram_id(session, notice.to.chat_id) is None:
            # A group: it may have been forgotten already, when Telegram told us that we were removed.
            newsroom = await session.get_one(Newsroom, row.newsroom_id)
            await _end(session, type(row), [row], Outcome.PASSED_ON, now=now, trouble=trouble)
            await digest.enqueue_for_editors(session, newsroom, row.due_at)
            return
    member = await members.by_telegram_id(session, notice.to.chat_id)
    if member is not None:
        await members.set_reachable(session, member, False, now=now)
    if isinstance(row, Reminder) and member is not None and planning.is_passed_on(ReminderKind(row.kind)):
        editors = await members.reachable_editors(session, member.newsroom_id)
        if editors:
            if await _end(session, type(row), [row], Outcome.PASSED_ON, now=now, trouble=trouble):
                await reminders.readdress(session, row, editors[0], instead_of=row.instead_of or member.name)
            return
    ended = Outcome.DROPPED if isinstance(row, Alert) else Outcome.DEAD
    await _end(session, type(row), [row], ended, now=now, trouble=trouble)
