"""Send the outbox, alerts first: claim, send, settle.

A reminder leaves like this: one transaction claims due rows with a lease; a look at the record puts together what they
say; outside any transaction the notifier sends; another transaction settles the rows. Whether it has become stale is
asked when it is put together, not only when planning.
"""

from __future__ import annotations

import asyncio
import logging
from collections import Counter, deque
from collections.abc import Awaitable, Callable, Collection, Iterable, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial
from typing import NamedTuple, assert_never

from sqlalchemy.exc import DBAPIError
from sqlmodel.ext.asyncio.session import AsyncSession

from db import drafts, reminders, requests
from db.engine import Database, anew
from db.people import members, places
from db.tables import Alert, AlertKind, DigestRun, Member, Newsroom, Outcome, Reminder, ReminderKind
from db.telegram import inbox, messages, outbox
from db.text.clusters import utf16
from jobs.clock import Clock
from jobs.reminders import alerts, digest, planning
from jobs.reminders.notices import (
    AlertNotice,
    Arrived,
    Delivery,
    Gone,
    Moved,
    Needless,
    Notice,
    Notifier,
    NotNow,
    ReminderNotice,
    RemindersNotice,
    ReportNotice,
    Retry,
)
from jobs.reminders.rules import AHEAD, ladder, may_come_ahead

# What tells one notice gives up, or has tried often enough, before half of it is over.
LEASE = timedelta(minutes=5)
BATCH = 50
MOST_IN_FLIGHT = 100
MOST_TO_ONE_CHAT = 3  # of them: a chat takes one a second, and all others would wait for it
MOST_REMINDERS = BATCH * 4  # claimed at once, with what comes together with a batch
ENOUGH = 25  # of what is back is settled together, or fewer when `SOON` has passed
SOON = 0.25  # seconds
LONGEST_WAIT = timedelta(hours=1)
SET_BACK = timedelta(minutes=1)  # less is no jump of the clock
ROOM = 800  # units for what people wrote to themselves in one message, beside all else that is in it
HEADING = 40  # units above each

Row = Alert | Reminder | DigestRun
Claimed = tuple[tuple[Row, ...], Notice]
_Composed = tuple[Row, bool, Notice]  # a claimed row, whether it may be a repeat, and what it says
IN_TURN: tuple[type[Row], ...] = (Alert, Reminder, DigestRun)
LOCKED_FOR = timedelta(minutes=1)  # then it is looked whether the desk still is
NOT_BEGUN = NotNow(timedelta(0), "")
AWAY = "away"

log = logging.getLogger(__name__)


class Told(NamedTuple):
    """What became of telling something, and all the rows that it told."""

    rows: tuple[Row, ...]
    notice: Notice
    delivery: Delivery


class OutboxSender:
    """Finds what is due in the outbox and has it told. Any number of processes may run one against the same database."""

    def __init__(self, database: Database, notifier: Notifier, clock: Clock) -> None:
        self._all_newsrooms = database
        self._notifier = notifier
        self._clock = clock
        self._sweep = asyncio.Lock()
        self._quiet: tuple[datetime, datetime] | None = None  # from when until when Telegram wants it
        self._looked = False
        self._seen: datetime | None = None  # what the clock showed at the last sweep

    async def run(self) -> int:
        """Tell everything that is due now; nothing while Telegram wants quiet.

        Returns:
            How much of what was owed arrived; several reminders may have come in one message.
        """
        async with self._sweep:
            now = self._clock.now()
            await self._look_at_the_clock(now)
            if self._is_quiet(now):
                return 0
            async with self._all_newsrooms.read() as session:
                await self._look_for_unknown(session)
                newsroom_ids = await digest.newsrooms_due(session, now=now)
            for newsroom_id in newsroom_ids:
                async with self._all_newsrooms.of(newsroom_id).write() as session:
                    await digest.enqueue(session, newsroom_id, now=now)
            return await self._drain()

    async def ended(self) -> None:
        """Wait until the sweep that is going on, if one is, has ended and has settled what it told."""
        async with self._sweep:
            return

    async def next_due(self) -> datetime | None:
        """The next instant (UTC) at which an alert, a reminder or a digest is due, or None."""
        async with self._all_newsrooms.read() as session:
            instants = [await outbox.next_due(session, model) for model in IN_TURN]
            instants.append(await digest.next_scheduled(session, now=self._clock.now()))
        return min((instant for instant in instants if instant is not None), default=None)

    async def next_title(self) -> str:
        """What is due next, in a few words for whoever moves a clock; "" when nothing is."""
        now = self._clock.now()
        async with self._all_newsrooms.read() as session:
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
        async with self._all_newsrooms.write() as session:
            await inbox.forget_old(session, now=self._clock.now())
            await drafts.forget_old(session, now=self._clock.now())
            await messages.forget_reports(session, before=self._clock.now() - alerts.MARKED_FOR)

    async def _look_for_unknown(self, session: AsyncSession) -> None:
        if not self._looked and (unknown := await outbox.of_unknown_kinds(session, now=self._clock.now())):
            log.error(
                "%s reminders are of kinds that this version does not know: they wait for one that does",
                unknown,
            )
        self._looked = True

    async def _look_at_the_clock(self, now: datetime) -> None:
        """Leave nothing waiting for the time that the clock showed before somebody set it back."""
        seen, self._seen = self._seen, now
        if seen is None or now > seen - SET_BACK:
            return
        log.warning("the clock was set back by %s: what is owed is planned anew", seen - now)
        async with self._all_newsrooms.write() as session:
            await outbox.set_back(session, now=now)
        async with self._all_newsrooms.read() as session:
            ids = [newsroom.id or 0 for newsroom in await members.newsrooms(session)]
        for newsroom_id in ids:
            async with self._all_newsrooms.of(newsroom_id).write() as session:
                await planning.replan(session, await requests.lock_open(session, newsroom_id), now=now)

    def _is_quiet(self, now: datetime) -> bool:
        # From: a clock that was set back meanwhile must not keep us quiet until it has caught up.
        return self._quiet is not None and self._quiet[0] <= now < self._quiet[1]

    async def _drain(self) -> int:
        """Tell what is due: side by side, but to one chat one after the other. What came back together is settled
        together, and meanwhile others are on their way."""
        flight, arrived, may_be_due = _Flight(self._tell), 0, True
        try:
            while may_be_due or flight.count:
                if may_be_due and flight.count <= MOST_IN_FLIGHT - BATCH:
                    claimed, may_be_due = await self._claim(flight.full)
                    flight.add(claimed)
                else:
                    told = await flight.back()
                    arrived += await anew(partial(self._settle, told))
                    flight.settled(told)
                    may_be_due = flight.error is None and not self._is_quiet(self._clock.now())
        finally:
            await anew(partial(self._settle, await flight.stop()))
        return arrived

    async def _claim(self, besides: Collection[int]) -> tuple[list[Claimed], bool]:
        """Claim a batch of what comes first in turn, for other chats than these; what has become stale is dropped at
        once and does not come back.

        Returns:
            What is to be told, and whether more may be due.
        """
        now = self._clock.now()
        async with self._all_newsrooms.write() as session:
            rows: Sequence[tuple[Row, bool]] = []
            for model in IN_TURN:
                rows = await _claimed(session, model, besides, now=now)
                if rows:
                    break
        # They are ours now. What they say takes a while to put together, and nobody who writes waits for it.
        async with self._all_newsrooms.read() as session:
            notices, broken = await _composed(self._all_newsrooms, session, rows, now=now)
        found = list(zip(rows, notices, strict=True))
        told, wait = _together(found, now=now)
        left = {row.id for row in (*broken, *(row for row, _ in wait))}
        stale = [row for (row, _), notice in found if notice is None and row.id not in left]
        if broken or wait or stale:
            async with self._all_newsrooms.write() as session:
                await outbox.give_back(session, [one for one in wait if one[0] not in broken])
                await _end(session, broken, Outcome.DEAD, now=now, trouble=outbox.BROKEN)
                await _end(session, stale, Outcome.DROPPED, now=now)
        return told, bool(rows)

    async def _tell(self, rows: tuple[Row, ...], notice: Notice) -> Told | None:
        claimed_until = rows[0].claimed_until  # of all of them: they were claimed together
        left = LEASE if claimed_until is None else claimed_until - self._clock.now()
        if left <= timedelta(0):
            return None  # telling the others took so long that somebody may have claimed this one again
        if left < LEASE / 2:
            return Told(rows, notice, NOT_BEGUN)
        if notice.to.waits:
            return Told(rows, notice, Retry(LOCKED_FOR, outbox.HELD_BACK, unsure=notice.may_repeat))
        if notice.to.locked:
            return Told(rows, notice, Gone("locked"))
        if notice.to.away:
            return Told(rows, notice, Gone(AWAY))
        delivery = await self._notifier.tell(notice)
        if isinstance(delivery, Moved):
            async with self._all_newsrooms.write() as session:
                await places.move(session, notice.to.chat_id, delivery.new_chat_id)
            notice = replace(notice, to=replace(notice.to, chat_id=delivery.new_chat_id))
            delivery = await self._notifier.tell(notice)
        return Told(rows, notice, delivery)

    async def _settle(self, told: Sequence[Told]) -> int:
        """Write down what became of each; returns how many rows arrived."""
        now = self._clock.now()
        arrived = [one for one in told if isinstance(one.delivery, Arrived)]
        sent = [row for one in arrived for row in one.rows]
        if arrived:
            async with self._all_newsrooms.write() as session:
                await _end(session, sent, Outcome.SENT, now=now)
                for one in arrived:
                    await _remember(session, one, now=now)
        if needless := [row for one in told if isinstance(one.delivery, Needless) for row in one.rows]:
            async with self._all_newsrooms.write() as session:
                await _end(session, needless, Outcome.DROPPED, now=now)
        if again := [(one, retry) for one in told if (retry := _retry(one.delivery)) is not None]:
            await self._again(again, now)
        for rows, notice, delivery in told:
            if isinstance(delivery, Gone):
                async with self._all_newsrooms.write() as session:
                    for row in rows:
                        if isinstance(row, Reminder) and delivery.trouble == AWAY:
                            await _tell_stand_in(session, row, now=now)
                        else:
                            await _tell_somebody_else(session, row, notice, delivery.trouble, now=now)
        return len(sent)

    async def _again(self, again: Sequence[tuple[Told, Retry]], now: datetime) -> None:
        """What did not arrive is due again after a while, and may still be a repeat where it was one."""
        async with self._all_newsrooms.write() as session:
            for (rows, notice, delivery), retry in again:
                not_before = now + min(retry.after, LONGEST_WAIT)
                if isinstance(delivery, NotNow):
                    until = (
                        max(not_before, self._quiet[1]) if self._is_quiet(now) and self._quiet else not_before
                    )
                    self._quiet = now, until
                for row in rows:
                    if not isinstance(delivery, NotNow) and not notice.to.waits:
                        log.warning("%s %s could not be told: %s", type(row).__name__, row.id, retry.trouble)
                    await outbox.retry(
                        session,
                        type(row),
                        row.id or 0,
                        not_before=not_before,
                        trouble=retry.trouble,
                        unsure=retry.unsure or notice.may_repeat,
                    )


class _Flight:
    """What is being told: the chats side by side, what is for one chat in its order."""

    def __init__(self, tell: Callable[[tuple[Row, ...], Notice], Awaitable[Told | None]]) -> None:
        self._tell = tell
        self._waiting: dict[int, deque[Claimed]] = {}
        self._tasks: dict[int, asyncio.Task[None]] = {}
        self._back: list[Told] = []
        self.error: BaseException | None = None
        self._one_is_back, self._enough_are_back = asyncio.Event(), asyncio.Event()
        self._going_on = 0

    @property
    def count(self) -> int:
        """How many are not settled yet."""
        return self._going_on + len(self._back)

    @property
    def full(self) -> Collection[int]:
        """The chats for which something waits in line already."""
        return [chat_id for chat_id, waiting in self._waiting.items() if waiting]

    def add(self, claimed: Iterable[Claimed]) -> None:
        """Begin to tell these."""
        for rows, notice in claimed:
            self._going_on += 1
            chat_id = notice.to.chat_id
            self._waiting.setdefault(chat_id, deque()).append((rows, notice))
            if chat_id not in self._tasks:
                self._tasks[chat_id] = asyncio.create_task(self._serve(chat_id))

    async def back(self) -> list[Told]:
        """What became of some, once it is known of at least one: of all that come back soon after.

        Raises:
            Exception: whatever telling one raised.
        """
        self._look()
        await self._one_is_back.wait()
        with suppress(TimeoutError):
            await asyncio.wait_for(self._enough_are_back.wait(), SOON)
        if self.error is not None and not self._back:  # what arrived is settled first
            raise self.error
        return list(self._back)

    def settled(self, told: Sequence[Told]) -> None:
        """These are written down, and need not be told of again."""
        self._back = self._back[len(told) :]

    async def stop(self) -> list[Told]:
        """End what is still going on.

        Returns:
            What is not settled: what came back, and what nobody had begun to tell.
        """
        for waiting in self._waiting.values():
            self._back += [Told(rows, notice, NOT_BEGUN) for rows, notice in waiting]
            waiting.clear()
        for task in self._tasks.values():
            task.cancel()
        await asyncio.gather(*self._tasks.values(), return_exceptions=True)
        return self._back

    async def _serve(self, chat_id: int) -> None:
        waiting = self._waiting[chat_id]
        while waiting:
            try:
                told = await self._tell(*waiting.popleft())
            except BaseException as error:
                self.error = error
                self._look()
                raise
            self._going_on -= 1
            if told is not None:
                self._back.append(told)
            if not waiting:
                del self._tasks[chat_id], self._waiting[chat_id]
            self._look()

    def _look(self) -> None:
        for event, happened in (
            (self._one_is_back, bool(self._back) or not self._going_on or self.error is not None),
            (
                self._enough_are_back,
                len(self._back) >= ENOUGH or not self._going_on or self.error is not None,
            ),
        ):
            if happened:
                event.set()
            else:
                event.clear()


def _retry(delivery: Delivery) -> Retry | None:
    """When to tell again what did not arrive; None where it did, or is not to be told again in this chat."""
    match delivery:
        case Retry():
            return delivery
        case NotNow(after, trouble):
            return Retry(after, trouble, unsure=False)
        case Moved():
            return Retry(LEASE, "moved twice", unsure=False)
        case Arrived() | Gone() | Needless():
            return None
        case _:
            assert_never(delivery)


async def _claimed(
    session: AsyncSession, model: type[Row], besides: Collection[int], *, now: datetime
) -> Sequence[tuple[Row, bool]]:
    """A batch of one sort."""
    if model is not Reminder:
        return await outbox.claim_for_chats(
            session, model, now=now, lease=LEASE, limit=BATCH, to_one=MOST_TO_ONE_CHAT, besides=besides
        )
    return await outbox.claim_for_members(
        session,
        now=now,
        lease=LEASE,
        limit=BATCH,
        most=MOST_REMINDERS,
        written=MOST_TO_ONE_CHAT * ROOM,
        ahead=outbox.Ahead(may_come_ahead(), AHEAD),
        besides=besides,
    )


def _together(
    found: Sequence[tuple[tuple[Row, bool], Notice | None]], *, now: datetime
) -> tuple[list[Claimed], list[tuple[Reminder, bool]]]:
    """What was claimed as it is told: the reminders about requests for one person in one message, all else alone. What
    may be a repeat never with what is none.

    Returns:
        What is to be told, and which rows wait: for their own time, ahead of which they come only together with one that
        is due, and only where they fit; or for their turn, where much is for one chat.
    """
    groups: dict[object, list[_Composed]] = {}
    wait = []
    for (row, again), notice in found:
        if isinstance(row, Reminder) and row.due_at > now and notice is None:
            wait.append((row, again))
        elif notice is not None:
            groups.setdefault(_comes_with(row, notice), []).append((row, again, notice))
    told: list[Claimed] = []
    to_chat = Counter[int]()
    for group in groups.values():
        chat_id = group[0][2].to.chat_id
        for message in _in_messages(group):
            its_time = any(row.due_at <= now or not isinstance(row, Reminder) for row, _, _ in message)
            if not its_time or to_chat[chat_id] >= MOST_TO_ONE_CHAT:
                wait += [(row, again) for row, again, _ in message if isinstance(row, Reminder)]
            else:
                to_chat[chat_id] += 1
                told.append(_message(message))
    return told, wait


def _in_messages(group: Sequence[_Composed]) -> list[list[_Composed]]:
    """What comes together, in one message; what people wrote to themselves in as many as it needs: none of it is cut."""
    messages: list[list[_Composed]] = [[]]
    used = 0
    for one in group:
        takes = _room(one[2])
        if messages[-1] and used + takes > ROOM:
            messages.append([])
            used = 0
        messages[-1].append(one)
        used += takes
    return messages


def _message(those: Sequence[_Composed]) -> Claimed:
    rows = tuple(row for row, _, _ in those)
    its = tuple(notice for _, _, notice in those if isinstance(notice, ReminderNotice))
    if len(its) < 2:
        return rows, those[0][2]
    return rows, RemindersNotice(its[0].to, its[0].newsroom_id, its, rows[0].id or 0)


def _comes_with(row: Row, notice: Notice) -> object:
    if isinstance(notice, ReminderNotice) and _room(notice) <= ROOM:
        its = notice.instead_of, notice.stands_in, notice.to.away, notice.may_repeat
        return notice.to.chat_id, notice.newsroom_id, *its
    return type(row), row.id


def _room(notice: Notice) -> int:
    if not isinstance(notice, ReminderNotice) or notice.kind in ladder():
        return 0
    return utf16(notice.text) + HEADING


async def _composed(
    database: Database, session: AsyncSession, rows: Sequence[tuple[Row, bool]], *, now: datetime
) -> tuple[list[Notice | None], list[Row]]:
    """What claimed rows say now, None for what is stale, and those of which it cannot be put together: they must not
    stand in the way of the others."""
    try:
        return await _notices(database, session, rows, now=now), []
    except DBAPIError:
        raise
    except Exception:  # noqa: BLE001  (whatever is the matter with one of them)
        made: list[Notice | None] = []
        broken: list[Row] = []
        for row, again in rows:
            try:
                made += await _notices(database, session, [(row, again)], now=now)
            except DBAPIError:
                raise
            except Exception:
                log.exception("%s %s cannot be put together, and is set aside", type(row).__name__, row.id)
                made.append(None)
                broken.append(row)
        return made, broken


async def _notices(
    database: Database, session: AsyncSession, rows: Sequence[tuple[Row, bool]], *, now: datetime
) -> list[Notice | None]:
    """What claimed rows of one sort say now; None for what is stale."""
    if about_reminders := [(row, again) for row, again in rows if isinstance(row, Reminder)]:
        return [*await planning.notices(session, about_reminders, now=now)]
    made: list[Notice | None] = []
    for row, again in rows:
        if not isinstance(row, Alert | DigestRun):
            continue
        reader = await members.by_telegram_id(session, row.chat_id, row.newsroom_id)
        viewer = members.viewer(reader, row.chat_id)
        async with database.of(row.newsroom_id, viewer).read() as as_read:
            if isinstance(row, Alert):
                made.append(await alerts.notice(as_read, row, again, now=now))
            else:
                made.append(await digest.notice(as_read, row, again, now=now))
    return made


async def _end(
    session: AsyncSession, rows: Sequence[Row], outcome: Outcome, *, now: datetime, trouble: str = ""
) -> bool:
    """End what was owed and plan what follows; False when somebody else ended all of it meanwhile.

    Requests are locked before their reminders, as everybody does who records something about them.
    """
    about = {row.request_id for row in rows if isinstance(row, Reminder) and row.request_id is not None}
    its = await requests.lock(session, about)
    settled: list[Row] = []
    for model in IN_TURN:
        if ids := [row.id or 0 for row in rows if isinstance(row, model)]:
            settled += await outbox.settle(session, model, ids, outcome, now=now, trouble=trouble)
    if outcome is not Outcome.PASSED_ON:
        ended = {row.request_id for row in settled if isinstance(row, Reminder)}
        await planning.replan(session, [request for request in its if request.id in ended], now=now)
    return bool(settled)


async def _remember(session: AsyncSession, told: Told, *, now: datetime) -> None:
    """A reply to an alert is about its request: nothing in the message itself says so, as the buttons of a card do. A
    report is marked."""
    notice, delivery = told.notice, told.delivery
    if isinstance(notice, ReportNotice):
        await alerts.marked(session, notice)
    if not isinstance(notice, AlertNotice):
        return
    about = [notice.request] if notice.kind is AlertKind.LATE else notice.since
    if len(about) != 1:
        return  # a reply to what is about several is about none of them
    if isinstance(delivery, Arrived) and delivery.message_id is not None:
        chat_id, request_id = notice.to.chat_id, about[0].id
        await messages.remember(
            session, notice.newsroom_id, request_id, chat_id, delivery.message_id, now=now
        )


async def _tell_stand_in(session: AsyncSession, row: Reminder, *, now: datetime) -> None:
    """Whom it is for is away. Where they came back at this very moment, it is theirs after all."""
    is_covered, other = await planning.cover(session, row, now=now)
    if not is_covered:
        await outbox.retry(session, Reminder, row.id or 0, not_before=now, trouble="", unsure=False)
        return
    member = await session.get_one(Member, row.member_id)
    if await _end(session, [row], Outcome.PASSED_ON, now=now, trouble=AWAY) and other is not None:
        await reminders.readdress(
            session, row, other, instead_of=row.instead_of or member.name, stands_in=True
        )


async def _tell_somebody_else(
    session: AsyncSession, row: Row, notice: Notice, trouble: str, *, now: datetime
) -> None:
    """The chat is gone. An editor is told instead: of a digest each of them, where a group is lost. What every editor
    is owed anyway (an alert, what is told about a story) is told to nobody in this one's place."""
    await places.disconnect(session, notice.to.chat_id)
    member = await members.ever_by_telegram_id(session, notice.to.chat_id, row.newsroom_id)
    if isinstance(row, DigestRun) and member is None:
        # A group: it may have been forgotten already, when Telegram told us that we were removed.
        newsroom = await session.get_one(Newsroom, row.newsroom_id)
        await _end(session, [row], Outcome.PASSED_ON, now=now, trouble=trouble)
        await digest.enqueue_for_editors(
            session, newsroom, row.due_at, story_id=row.story_id, trouble=digest.GROUP_LOST
        )
        return
    if member is not None:
        await members.set_reachable(session, member, False, now=now)
    if isinstance(row, Reminder) and member is not None and planning.is_passed_on(ReminderKind(row.kind)):
        editors = await members.reachable_editors(session, member.newsroom_id)
        if editors:
            if await _end(session, [row], Outcome.PASSED_ON, now=now, trouble=trouble):
                await reminders.readdress(session, row, editors[0], instead_of=row.instead_of or member.name)
            return
    ended = Outcome.DROPPED if isinstance(row, Alert) else Outcome.DEAD
    await _end(session, [row], ended, now=now, trouble=trouble)
