"""Tell whatever is owed: claim, send, settle.

A reminder leaves like this: one transaction claims due rows with a lease; outside any transaction the notifier
sends; another transaction settles the row. Relevance is checked at the moment of claiming, not only when planning.
"""

from __future__ import annotations

import logging
from dataclasses import replace
from datetime import datetime, timedelta

from sqlmodel.ext.asyncio.session import AsyncSession

from db import drafts, members, owed, reminders, reports, updates
from db.engine import Database
from db.tables import DigestRun, Member, Newsroom, Outcome, Reminder, ReminderKind, Request, Story
from jobs import digest, ledger
from jobs.clock import Clock
from jobs.notices import (
    Arrived,
    DigestNotice,
    FinalCallNotice,
    Gone,
    Later,
    Moved,
    Notice,
    Notifier,
    Recipient,
    ReminderNotice,
)

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
        return await self._drain(Reminder) + await self._drain(DigestRun)

    async def next_due(self) -> datetime | None:
        """The next instant (UTC) at which a reminder or a digest is owed, or None."""
        async with self._database.read() as session:
            instants = [
                await owed.next_due(session, Reminder),
                await owed.next_due(session, DigestRun),
                await digest.next_scheduled(session, now=self._clock.now()),
            ]
        return min((instant for instant in instants if instant is not None), default=None)

    async def next_title(self) -> str:
        """What is owed next, in a few words for whoever moves a clock; "" when nothing is."""
        now = self._clock.now()
        async with self._database.read() as session:
            reminder = await owed.next_due(session, Reminder)
            scheduled = await digest.next_scheduled(session, now=now)
            if reminder is None or (scheduled is not None and scheduled < reminder):
                return "digest" if scheduled is not None else ""
            return await reminders.next_title(session)

    async def forget_old_updates(self) -> None:
        """Drop the ids of updates that can no longer be delivered again, and lists nobody turns any more."""
        async with self._database.write() as session:
            await updates.forget_old(session, now=self._clock.now())
            await drafts.forget_old(session, now=self._clock.now())

    async def _drain(self, model: type[Reminder] | type[DigestRun]) -> int:
        arrived = 0
        while notices := await self._claim(model):
            for row_id, notice in notices:
                arrived += await self._tell(model, row_id, notice)
        return arrived

    async def _claim(self, model: type[Reminder] | type[DigestRun]) -> list[tuple[int, Notice]]:
        """Claim a batch; what is no longer relevant is dropped at once and does not come back."""
        now = self._clock.now()
        claimed: list[tuple[int, Notice]] = []
        while not claimed:
            async with self._database.write() as session:
                rows = await owed.claim_due(session, model, now=now, lease=LEASE, limit=BATCH)
                found = [(row, await _notice(session, row, again, now)) for row, again in rows]
                if not found:
                    break
                for row, notice in found:
                    if notice is not None:
                        claimed.append((row.id or 0, notice))
                    else:
                        await _drop(session, row, now=now)
        return claimed

    async def _tell(self, model: type[Reminder] | type[DigestRun], row_id: int, notice: Notice) -> int:
        delivery = await self._notifier.tell(notice)
        if isinstance(delivery, Moved):
            async with self._database.write() as session:
                await members.move_chat(session, notice.to.chat_id, delivery.new_chat_id)
            delivery = await self._notifier.tell(
                replace(notice, to=replace(notice.to, chat_id=delivery.new_chat_id))
            )
        now = self._clock.now()
        async with self._database.write() as session:
            match delivery:
                case Arrived():
                    row = await owed.settle(session, model, row_id, Outcome.SENT, now=now)
                    await _replan(session, row, now=now)
                    return 1
                case Later(after, trouble, unsure):
                    log.warning("%s %s could not be told: %s", model.__name__, row_id, trouble)
                    again = now + min(after, LONGEST_WAIT)
                    await owed.put_back(
                        session, model, row_id, not_before=again, trouble=trouble, unsure=unsure
                    )
                case Gone(trouble):
                    gone = await owed.settle(session, model, row_id, Outcome.DEAD, now=now, trouble=trouble)
                    await _tell_somebody_else(session, gone, notice, now=now)
                case Moved():
                    await owed.put_back(
                        session, model, row_id, not_before=now + LEASE, trouble="moved twice", unsure=False
                    )
        return 0


async def _notice(
    session: AsyncSession, row: Reminder | DigestRun, again: bool, now: datetime
) -> Notice | None:
    if isinstance(row, DigestRun):
        return await digest.notice(session, row, again, now=now)
    return await _reminder_notice(session, row, again, now)


async def _reminder_notice(
    session: AsyncSession, reminder: Reminder, again: bool, now: datetime
) -> Notice | None:
    """The notice for a claimed reminder, or None when its time has passed it by."""
    newsroom = await session.get_one(Newsroom, reminder.newsroom_id)
    member = await session.get_one(Member, reminder.member_id)
    to = Recipient(
        member.telegram_id, member.language or newsroom.language, newsroom.timezone, newsroom.country
    )
    if reminder.kind == ReminderKind.FINAL_CALL:
        story = await session.get_one(Story, reminder.story_id)
        scope = reports.Scope(story_id=story.id, member_id=reminder.member_id, open_only=True)
        if reminder.instead_of:
            scope = reports.Scope(story_id=story.id, open_only=True)
        still_open = await reports.requests(session, newsroom.id or 0, scope)
        if not still_open or story.publish_at is None:
            return None
        return FinalCallNotice(
            to=to,
            newsroom_id=reminder.newsroom_id,
            story=story.slug,
            publish_at=story.publish_at,
            requests=tuple(still_open),
            now=now,
            may_repeat=again,
            instead_of=reminder.instead_of,
        )
    request = await session.get_one(Request, reminder.request_id)
    if not await ledger.still_relevant(session, newsroom, request, reminder, now=now):
        return None
    return ReminderNotice(
        to=to,
        newsroom_id=reminder.newsroom_id,
        kind=ReminderKind(reminder.kind),
        request=await reports.request(session, newsroom.id or 0, request.id or 0),
        text=reminder.text,
        now=now,
        may_repeat=again,
        instead_of=reminder.instead_of,
    )


async def _drop(session: AsyncSession, row: Reminder | DigestRun, *, now: datetime) -> None:
    settled = await owed.settle(session, type(row), row.id or 0, Outcome.DROPPED, now=now)
    await _replan(session, settled, now=now)


async def _replan(session: AsyncSession, row: Reminder | DigestRun | None, *, now: datetime) -> None:
    if isinstance(row, Reminder) and row.request_id is not None:
        request = await session.get_one(Request, row.request_id, with_for_update=True)
        await ledger.replan(session, request, now=now)


async def _tell_somebody_else(
    session: AsyncSession, row: Reminder | DigestRun | None, notice: Notice, *, now: datetime
) -> None:
    """The chat is gone: the newsroom's other editors are told instead, a digest for a lost group among it."""
    if isinstance(row, DigestRun) and isinstance(notice, DigestNotice):
        lost = await members.lose_group(session, notice.to.chat_id)
        if lost is not None:
            await digest.owe_to_editors(session, lost, row.due_at)
            return
    member = await members.by_telegram_id(session, notice.to.chat_id)
    if member is None:
        return
    await members.set_reachable(session, member, False, now=now)
    editors = await members.reachable_editors(session, member.newsroom_id)
    if isinstance(row, Reminder) and editors:
        await reminders.readdress(session, row, editors[0], instead_of=row.instead_of or member.name)
    await _replan(session, row, now=now)
