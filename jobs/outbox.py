"""Send the outbox, alerts first: claim, send, settle.

A reminder leaves like this: one transaction claims due rows with a lease; outside any transaction the notifier
sends; another transaction settles the row. Whether it has become stale is asked at the moment of claiming, not only
when planning.
"""

from __future__ import annotations

import logging
from dataclasses import replace
from datetime import datetime, timedelta
from typing import assert_never

from sqlmodel.ext.asyncio.session import AsyncSession

from db import drafts, members, messages, outbox, reminders, requests
from db.engine import Database
from db.tables import Alert, DigestRun, Newsroom, Outcome, Reminder, ReminderKind
from jobs.clock import Clock
from jobs.reminders import alerts, digest, planning
from jobs.reminders.notices import Arrived, Gone, Moved, Notice, Notifier, Retry

LEASE = timedelta(minutes=2)
BATCH = 10
LONGEST_WAIT = timedelta(hours=1)

Row = Alert | Reminder | DigestRun
IN_TURN: tuple[type[Row], ...] = (Alert, Reminder, DigestRun)

log = logging.getLogger(__name__)


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
        arrived = 0
        while claimed := await self._claim(model):
            for row, notice in claimed:
                if row.claimed_until is None or row.claimed_until > self._clock.now():
                    arrived += await self._tell(row, notice)
                # else: telling the others took so long that somebody may have claimed this one again
        return arrived

    async def _claim(self, model: type[Row]) -> list[tuple[Row, Notice]]:
        """Claim a batch; what has become stale is dropped at once and does not come back."""
        now = self._clock.now()
        while True:
            async with self._database.write() as session:
                rows = await outbox.claim(session, model, now=now, lease=LEASE, limit=BATCH)
                found = [(row, await _notice(session, row, again, now=now)) for row, again in rows]
            for row, notice in found:
                if notice is None:
                    async with self._database.write() as session:
                        await _settle(session, row, Outcome.DROPPED, now=now)
            claimed = [(row, notice) for row, notice in found if notice is not None]
            if claimed or not found:
                return claimed

    async def _tell(self, row: Row, notice: Notice) -> int:
        delivery = await self._notifier.tell(notice)
        if isinstance(delivery, Moved):
            async with self._database.write() as session:
                await members.move_chat(session, notice.to.chat_id, delivery.new_chat_id)
            notice = replace(notice, to=replace(notice.to, chat_id=delivery.new_chat_id))
            delivery = await self._notifier.tell(notice)
        now = self._clock.now()
        async with self._database.write() as session:
            match delivery:
                case Arrived():
                    await _settle(session, row, Outcome.SENT, now=now)
                    return 1
                case Retry(after, trouble, unsure):
                    log.warning("%s %s could not be told: %s", type(row).__name__, row.id, trouble)
                    again = now + min(after, LONGEST_WAIT)
                    await outbox.retry(
                        session, type(row), row.id or 0, not_before=again, trouble=trouble, unsure=unsure
                    )
                case Gone(trouble):
                    await _tell_somebody_else(session, row, notice, trouble, now=now)
                case Moved():
                    await outbox.retry(
                        session,
                        type(row),
                        row.id or 0,
                        not_before=now + LEASE,
                        trouble="moved twice",
                        unsure=False,
                    )
        return 0


async def _notice(session: AsyncSession, row: Row, again: bool, *, now: datetime) -> Notice | None:
    """What a claimed row says now; None where it is stale."""
    match row:
        case Alert():
            return await alerts.notice(session, row, again, now=now)
        case Reminder():
            return await planning.notice(session, row, again, now=now)
        case DigestRun():
            return await digest.notice(session, row, again, now=now)
        case _:
            assert_never(row)


async def _settle(
    session: AsyncSession, row: Row, outcome: Outcome, *, now: datetime, trouble: str = ""
) -> bool:
    """End what was owed and plan what follows; False when somebody else ended it meanwhile.

    The request is locked before its reminder, as everybody does who records something about it.
    """
    if not isinstance(row, Reminder):
        return (
            await outbox.settle(session, type(row), row.id or 0, outcome, now=now, trouble=trouble)
            is not None
        )
    request = None
    if row.request_id is not None:
        request = await requests.by_id(session, row.newsroom_id, row.request_id)
    settled = await outbox.settle(session, Reminder, row.id or 0, outcome, now=now, trouble=trouble)
    if settled is not None and request is not None and outcome is not Outcome.PASSED_ON:
        await planning.replan(session, request, now=now)
    return settled is not None


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
            await _settle(session, row, Outcome.PASSED_ON, now=now, trouble=trouble)
            await digest.enqueue_for_editors(session, newsroom, row.due_at)
            return
    member = await members.by_telegram_id(session, notice.to.chat_id)
    if member is not None:
        await members.set_reachable(session, member, False, now=now)
    if isinstance(row, Reminder) and member is not None and planning.is_passed_on(ReminderKind(row.kind)):
        editors = await members.reachable_editors(session, member.newsroom_id)
        if editors:
            if await _settle(session, row, Outcome.PASSED_ON, now=now, trouble=trouble):
                await reminders.readdress(session, row, editors[0], instead_of=row.instead_of or member.name)
            return
    ended = Outcome.DROPPED if isinstance(row, Alert) else Outcome.DEAD
    await _settle(session, row, ended, now=now, trouble=trouble)
