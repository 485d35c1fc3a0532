"""The newsroom's daily summary: owed once for each scheduled time, told even when the process was down then."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from db import lists
from db.engine import LOCKED
from db.facts import RequestLine
from db.lists import Part
from db.people import members, places
from db.queries import Scope
from db.settings import AS_THE_COUNTRY, NewsroomSettings, weekdays
from db.tables import DigestRun, Newsroom, Place, Story
from jobs.reminders.notices import DigestNotice, Recipient
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
    """Put the latest scheduled digest into the outbox: for each place in the newsroom's groups, and for its editors until one
    of them has all of it.

    A missed window is caught up once: after three days without the process, one digest is owed, not three.
    """
    newsroom = await session.get_one(Newsroom, newsroom_id, with_for_update=LOCKED, populate_existing=True)
    due_at = _due_at(newsroom, now=now)
    if due_at is None or await _on_record(session, newsroom, due_at):
        return
    there = await places.of_newsroom(session, newsroom_id)
    for place in there:
        owed = DigestRun(
            newsroom_id=newsroom_id, chat_id=place.chat_id, due_at=due_at, story_id=place.story_id
        )
        session.add(owed)
    await session.flush()
    if all(place.story_id != places.ALL for place in there):
        await enqueue_for_editors(session, newsroom, due_at)


async def enqueue_for_editors(
    session: AsyncSession,
    newsroom: Newsroom,
    due_at: datetime,
    *,
    story_id: int = places.ALL,
    trouble: str = "",
) -> None:
    """The digest scheduled for `due_at` (UTC), for each editor who can be reached and is not owed it already; `trouble`:
    `GROUP_LOST` where they get it in the place of a group."""
    enqueued = select(DigestRun.chat_id).where(
        DigestRun.newsroom_id == newsroom.id, col(DigestRun.due_at) == due_at, DigestRun.story_id == story_id
    )
    there = frozenset((await session.exec(enqueued)).all())
    for editor in await members.present_editors(session, newsroom.id or 0, now=due_at):
        if editor.telegram_id in there:
            continue
        owed = DigestRun(
            newsroom_id=newsroom.id or 0, chat_id=editor.telegram_id, due_at=due_at, story_id=story_id
        )
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
    to = await _recipient(session, newsroom, run)
    if to is None or await _is_overtaken(session, run, to.chat_id, now=now):
        return None
    made = await compose(session, newsroom, to, run.due_at, again, now=now, story_id=run.story_id)
    return None if made is None else replace(made, group_lost=run.trouble == GROUP_LOST)


async def _recipient(session: AsyncSession, newsroom: Newsroom, run: DigestRun) -> Recipient | None:
    """Where a digest is told; None where they are no member any more, or it is told there anyway. One that was owed to a group
    that is connected no more is for another, and must not be read where it was owed."""
    newsroom_id = newsroom.id or 0
    if run.chat_id > 0:
        member = await members.by_telegram_id(session, run.chat_id, newsroom_id)
        return None if member is None else private(member, newsroom)
    there = await places.of_newsroom(session, newsroom_id)
    told = [one for one in there if one.story_id == run.story_id]
    its = next((one for one in told if one.chat_id == run.chat_id), None)
    if its is None:
        owed = select(DigestRun.chat_id).where(
            DigestRun.newsroom_id == newsroom_id, col(DigestRun.due_at) == run.due_at
        )
        others = frozenset((await session.exec(owed)).all())
        if (there and run.story_id) or (told and all(one.chat_id in others for one in told)):
            return None
        its = next((one for one in told if one.chat_id not in others), None)
    story = await session.get(Story, run.story_id) if run.story_id else None
    if its is not None:
        return in_group(newsroom, its, story)
    # The editors get it in the place of a group that is lost.
    return replace(in_group(newsroom, Place(newsroom_id=newsroom_id, chat_id=run.chat_id)), locked=True)


async def compose(
    session: AsyncSession,
    newsroom: Newsroom,
    to: Recipient,
    due_at: datetime,
    again: bool = False,
    *,
    now: datetime,
    story_id: int = places.ALL,
) -> DigestNotice | None:
    """The digest of a newsroom, or of a story; None for a newsroom that has never logged a request, and for a story of which
    nothing is open. What has a place of its own in the same group is told there."""
    if newsroom.requests_logged == 0:
        return None
    newsroom_id = newsroom.id or 0
    story = await session.get(Story, story_id) if story_id else None
    if story_id and story is None:
        return None  # it is private
    there = await places.of_newsroom(session, newsroom_id)
    own = {one.story_id for one in there if one.chat_id == to.chat_id and one.story_id != story_id}
    apart = [] if story else [found for one in sorted(own) if (found := await session.get(Story, one))]
    told = frozenset(one.id or 0 for one in apart) or None
    scope = Scope(story_id=story_id) if story else Scope(not_story_ids=told)

    async def part(which: Part, span: timedelta = SOON) -> tuple[RequestLine, ...]:
        return tuple(await lists.of(session, newsroom_id, scope, which, limit=MOST_LINES, now=now, span=span))

    counts = await lists.counts(session, newsroom_id, scope, now=now)
    if story and not counts.open:
        return None
    elsewhere = await lists.counts_of_stories(session, newsroom_id, sorted(told or ()), now=now)
    remembered = await lists.how_many(session, newsroom_id, scope, Part.OUT, now=now, span=REMEMBERED)
    return DigestNotice(
        to=to,
        newsroom_id=newsroom_id,
        story=(story.slug, story_id) if story else None,
        elsewhere=tuple((one.slug, n.open) for one in apart if (n := elsewhere.get(one.id or 0)) and n.open),
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
        away=await _away(session, newsroom_id, now=now),
    )


async def _away(
    session: AsyncSession, newsroom_id: int, *, now: datetime
) -> tuple[tuple[str, datetime, str], ...]:
    found = []
    for one in await members.of_newsroom(session, newsroom_id):
        if one.away_until is not None and members.is_away(one, now):
            other = await members.stand_in(session, one, now=now)
            found.append((one.name, one.away_until, other.name if other is not None else ""))
    return tuple(found)


async def _is_overtaken(session: AsyncSession, run: DigestRun, chat_id: int, *, now: datetime) -> bool:
    later = select(DigestRun.id).where(
        DigestRun.newsroom_id == run.newsroom_id,
        DigestRun.story_id == run.story_id,
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
    newsroom_id = newsroom.id or 0
    return not await places.of_newsroom(session, newsroom_id) and not await members.reachable_editors(
        session, newsroom_id
    )


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
