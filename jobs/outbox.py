"""Tell whatever is owed, alerts first: claim, send, settle.

A reminder leaves like this: one transaction claims due rows with a lease; outside any transaction the notifier
sends; another transaction settles the row. Relevance is checked at the moment of claiming, not only when planning.
"""

from __future__ import annotations

import logging
from dataclasses import replace
from datetime import datetime, timedelta

from sqlmodel.ext.asyncio.session import AsyncSession

from db import drafts, members, reminders, requests
from db import messages as updates
from db import outbox as owed
from db.engine import Database
from db.tables import Alert, DigestRun, Newsroom, Outcome, Reminder, ReminderKind
from jobs.clock import Clock
from jobs.reminders import alerts, composing, digest
from jobs.reminders import planning as reminding
from jobs.reminders.composing import Row
from jobs.reminders.notices import Arrived, Gone, Later, Moved, Notice, Notifier

LEASE = timedelta(minutes=2)
BATCH = 10
LONGEST_WAIT = timedelta(hours=1)

log = logging.getLogger(__name__)


class Sweep:
    """Finds what is owed and tells it. Any number of processes may run one against the same database."""

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
            owing = await digest.newsrooms_owing(session, now=now)
        for newsroom_id in owing:
            async with self._database.write() as session:
                await digest.owe(session, newsroom_id, now=now)
        return sum([await self._drain(model) for model in (Alert, Reminder, DigestRun)])

    async def next_due(self) -> datetime | None:
        """The next instant (UTC) at which an alert, a reminder or a digest is owed, or None."""
        async with self._database.read() as session:
            instants = [
                await owed.next_due(session, Alert),
                await owed.next_due(session, Reminder),
                await owed.next_due(session, DigestRun),
                await digest.next_scheduled(session, now=self._clock.now()),
            ]
        return min((instant for instant in instants if instant is not None), default=None)

    async def next_title(self) -> str:
        """What is owed next, in a few words for whoever moves a clock; "" when nothing is."""
        now = self._clock.now()
        async with self._database.read() as session:
            alert = await owed.next_due(session, Alert)
            reminder = await owed.next_due(session, Reminder)
            scheduled = await digest.next_scheduled(session, now=now)
            if alert is not None and alert <= min(filter(None, (reminder, scheduled)), default=alert):
                return await alerts.next_title(session)
            if reminder is None or (scheduled is not None and scheduled < reminder):
                return "digest" if scheduled is not None else ""
            return await reminders.next_title(session)

    async def forget_old_updates(self) -> None:
        """Drop the ids of updates that can no longer be delivered again, and lists nobody turns any more."""
        async with self._database.write() as session:
            await updates.forget_old(session, now=self._clock.now())
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
        """Claim a batch; what is no longer relevant is dropped at once and does not come back."""
        now = self._clock.now()
        while True:
            async with self._database.write() as session:
                rows = await owed.claim_due(session, model, now=now, lease=LEASE, limit=BATCH)
                found = [(row, await composing.notice(session, row, again, now=now)) for row, again in rows]
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
                case Later(after, trouble, unsure):
                    log.warning("%s %s could not be told: %s", type(row).__name__, row.id, trouble)
                    again = now + min(after, LONGEST_WAIT)
                    await _put_back(session, row, not_before=again, trouble=trouble, unsure=unsure)
                case Gone(trouble):
                    await _tell_somebody_else(session, row, notice, trouble, now=now)
                case Moved():
                    await _put_back(session, row, not_before=now + LEASE, trouble="moved twice", unsure=False)
        return 0


async def _settle(
    session: AsyncSession, row: Row, outcome: Outcome, *, now: datetime, trouble: str = ""
) -> bool:
    """End what was owed and plan what follows; False when somebody else ended it meanwhile.

    The request is locked before its reminder, as everybody does who records something about it.
    """
    if not isinstance(row, Reminder):
        return (
            await owed.settle(session, type(row), row.id or 0, outcome, now=now, trouble=trouble) is not None
        )
    request = None
    if row.request_id is not None:
        request = await requests.by_id(session, row.newsroom_id, row.request_id)
    settled = await owed.settle(session, Reminder, row.id or 0, outcome, now=now, trouble=trouble)
    if settled is not None and request is not None and outcome is not Outcome.PASSED_ON:
        await reminding.replan(session, request, now=now)
    return settled is not None


async def _put_back(
    session: AsyncSession, row: Row, *, not_before: datetime, trouble: str, unsure: bool
) -> None:
    await owed.put_back(
        session, type(row), row.id or 0, not_before=not_before, trouble=trouble, unsure=unsure
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
            await _settle(session, row, Outcome.PASSED_ON, now=now, trouble=trouble)
            await digest.owe_to_editors(session, newsroom, row.due_at)
            return
    member = await members.by_telegram_id(session, notice.to.chat_id)
    if member is not None:
        await members.set_reachable(session, member, False, now=now)
    if isinstance(row, Reminder) and row.kind != ReminderKind.PUBLICATION and member is not None:
        editors = await members.reachable_editors(session, member.newsroom_id)
        if editors:
            if await _settle(session, row, Outcome.PASSED_ON, now=now, trouble=trouble):
                await reminders.readdress(session, row, editors[0], instead_of=row.instead_of or member.name)
            return
    ended = Outcome.DROPPED if isinstance(row, Alert) else Outcome.DEAD
    await _settle(session, row, ended, now=now, trouble=trouble)
