"""The newsroom's daily summary: owed once for each scheduled time, told even when the process was down then."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from db import lists, members
from db.engine import LOCKED
from db.facts import RequestLine
from db.lists import Part
from db.queries import Scope
from db.settings import AS_THE_COUNTRY, NewsroomSettings, weekdays
from db.tables import DigestRun, Newsroom
from jobs.reminders.notices import DigestNotice
from jobs.reminders.planning import calendar, in_group, private

SOON = timedelta(hours=24)
REMEMBERED = timedelta(days=7)  # a story that came out
AROUND = 15  # days
MOST_LINES = 100  # of one sort; a message has room for fewer


def latest_scheduled(settings: NewsroomSettings, *, now: datetime) -> datetime | None:
    """The last instant (UTC) at or before `now` at which a digest was scheduled (pure); None: none was, for long."""
    return max((instant for instant in _scheduled(settings, now) if instant <= now), default=None)


def following_scheduled(settings: NewsroomSettings, *, now: datetime) -> datetime | None:
    """The first instant (UTC) after `now` at which one is scheduled (pure); None: none is, for long."""
    return min((instant for instant in _scheduled(settings, now) if instant > now), default=None)


GROUP_LOST = "group lost"


async def newsrooms_due(session: AsyncSession, *, now: datetime) -> list[int]:
    """The ids of the newsrooms whose latest scheduled digest is not on record yet."""
    due = []
    for newsroom in await members.newsrooms(session):
        due_at = _due_at(newsroom, now=now)
        if due_at is not None and not await _on_record(session, newsroom, due_at):
            due.append(newsroom.id or 0)
    return due


async def enqueue(session: AsyncSession, newsroom_id: int, *, now: datetime) -> None:
    """Put the latest scheduled digest into the outbox: for the newsroom's group, or until there is one for its editors.

    A missed window is caught up once: after three days without the process, one digest is owed, not three.
    """
    newsroom = await session.get_one(Newsroom, newsroom_id, with_for_update=LOCKED, populate_existing=True)
    due_at = _due_at(newsroom, now=now)
    if due_at is None or await _on_record(session, newsroom, due_at):
        return
    if newsroom.group_chat_id is not None:
        session.add(DigestRun(newsroom_id=newsroom_id, chat_id=newsroom.group_chat_id, due_at=due_at))
        await session.flush()
    else:
        await enqueue_for_editors(session, newsroom, due_at)


async def enqueue_for_editors(
    session: AsyncSession, newsroom: Newsroom, due_at: datetime, *, trouble: str = ""
) -> None:
    """The digest scheduled for `due_at` (UTC), for each editor who can be reached and is not owed it already; `trouble`:
    `GROUP_LOST` where they get it in the place of a group."""
    enqueued = select(DigestRun.chat_id).where(
        DigestRun.newsroom_id == newsroom.id, col(DigestRun.due_at) == due_at
    )
    there = frozenset((await session.exec(enqueued)).all())
    for editor in await members.reachable_editors(session, newsroom.id or 0):
        if editor.telegram_id in there:
            continue
        owed = DigestRun(newsroom_id=newsroom.id or 0, chat_id=editor.telegram_id, due_at=due_at)
        owed.trouble = trouble
        session.add(owed)
    await session.flush()


async def next_scheduled(session: AsyncSession, *, now: datetime) -> datetime | None:
    """The next instant (UTC) at which some newsroom's digest is owed; `now` itself when one is owed already."""
    if await newsrooms_due(session, now=now):
        return now
    found = [following_scheduled(newsroom.settings, now=now) for newsroom in await members.newsrooms(session)]
    return min((instant for instant in found if instant is not None), default=None)


async def notice(session: AsyncSession, run: DigestRun, again: bool, *, now: datetime) -> DigestNotice | None:
    """What a claimed digest says, or None: for a newsroom that has never logged a request, and for one that a later
    digest to the same chat has overtaken (after days without Telegram, one morning's is told, not three)."""
    newsroom = await session.get_one(Newsroom, run.newsroom_id)
    chat_id = run.chat_id
    if chat_id < 0 and newsroom.group_chat_id is not None:
        chat_id = (
            newsroom.group_chat_id
        )  # another may be connected since, and must not read on where it was owed
    if await _is_overtaken(session, run, chat_id, now=now):
        return None
    made = await compose(session, newsroom, chat_id, run.due_at, again, now=now)
    return None if made is None else replace(made, group_lost=run.trouble == GROUP_LOST)


async def compose(
    session: AsyncSession,
    newsroom: Newsroom,
    chat_id: int,
    due_at: datetime,
    again: bool = False,
    *,
    now: datetime,
) -> DigestNotice | None:
    """The digest of a newsroom for a Telegram chat id; None for a newsroom that has never logged a request."""
    if newsroom.requests_logged == 0:
        return None
    newsroom_id = newsroom.id or 0
    member = await members.by_telegram_id(session, chat_id, newsroom_id)
    if member is None and chat_id > 0:
        return None  # no member any more

    async def part(which: Part, span: timedelta = SOON) -> tuple[RequestLine, ...]:
        return tuple(
            await lists.of(session, newsroom_id, Scope(), which, limit=MOST_LINES, now=now, span=span)
        )

    counts = await lists.counts(session, newsroom_id, Scope(), now=now)
    remembered = await lists.how_many(session, newsroom_id, Scope(), Part.OUT, now=now, span=REMEMBERED)
    return DigestNotice(
        to=private(member, newsroom) if member is not None else in_group(newsroom, chat_id),
        newsroom_id=newsroom_id,
        newsroom=newsroom.name,
        due_at=due_at,
        counts=counts,
        late=await part(Part.LATE),
        soon=await part(Part.SOON),
        later=await part(Part.LATER),
        out=await part(Part.OUT, REMEMBERED),
        out_long_ago=counts.out - remembered,
        now=now,
        may_repeat=again,
    )


async def _is_overtaken(session: AsyncSession, run: DigestRun, chat_id: int, *, now: datetime) -> bool:
    later = select(DigestRun.id).where(
        DigestRun.newsroom_id == run.newsroom_id,
        DigestRun.chat_id == chat_id,
        DigestRun.due_at > run.due_at,
        # One beyond it was told by a clock that was ahead.
        col(DigestRun.due_at) <= now,
    )
    return (await session.exec(later)).first() is not None


def _due_at(newsroom: Newsroom, *, now: datetime) -> datetime | None:
    due_at = latest_scheduled(newsroom.settings, now=now)
    since = newsroom.digest_since
    # Set by a clock that was ahead, it would keep silent until then.
    return due_at if due_at is not None and (due_at > since or since > now) else None


async def _on_record(session: AsyncSession, newsroom: Newsroom, due_at: datetime) -> bool:
    statement = select(DigestRun.id).where(
        DigestRun.newsroom_id == newsroom.id, col(DigestRun.due_at) == due_at
    )
    if (await session.exec(statement)).first() is not None:
        return True
    # Nobody to tell: nothing is owed yet; whoever arrives first gets this day's.
    return newsroom.group_chat_id is None and not await members.reachable_editors(session, newsroom.id or 0)


def _scheduled(settings: NewsroomSettings, now: datetime) -> list[datetime]:
    """Each scheduled instant around `now`, as far as the longest holidays reach."""
    if settings.digest_time is None:
        return []
    zone, at = ZoneInfo(settings.timezone), time.fromisoformat(settings.digest_time)
    today = now.astimezone(zone).date()
    days = [today + timedelta(days=offset) for offset in range(-AROUND, AROUND + 1)]
    if settings.digest_days == AS_THE_COUNTRY:
        days = list(filter(calendar(settings).is_working_day, days))
    else:
        days = [day for day in days if day.weekday() in weekdays(settings.digest_days)]
    return [datetime.combine(day, at, zone).astimezone(now.tzinfo) for day in days]
