"""Which reminders are owed about a request and a story, kept in step with the record in the caller's transaction."""

from __future__ import annotations

from datetime import datetime
from functools import lru_cache

from sqlmodel.ext.asyncio.session import AsyncSession

from db import lifecycle, reminders, requests, stories
from db.lifecycle import ATTEMPTS, BY_MEMBERS, DEADLINES, EventKind
from db.tables import Event, Newsroom, Reminder, ReminderKind, Request, Story
from jobs.deadlines.calendars import Calendar
from jobs.reminders import ladder
from jobs.reminders.ladder import LadderFacts, Rung

_RUNGS = {
    Rung.BEFORE: ReminderKind.BEFORE,
    Rung.AT: ReminderKind.AT,
    Rung.MORNING: ReminderKind.MORNING,
    Rung.WEEKLY: ReminderKind.WEEKLY,
}
_KINDS = {kind: rung for rung, kind in _RUNGS.items()}


@lru_cache(maxsize=64)
def calendar(timezone: str, country: str) -> Calendar:
    """The working calendar of a newsroom in an IANA zone and an ISO country."""
    return Calendar(zone=timezone, country=country)


def calendar_of(newsroom: Newsroom) -> Calendar:
    """The newsroom's working calendar."""
    return calendar(newsroom.settings.timezone, newsroom.settings.country)


async def snooze(session: AsyncSession, request: Request, until: datetime) -> None:
    """No reminder about this request before `until` (UTC); then one."""
    await reminders.plan(session, request, (ReminderKind.SNOOZED, until))


async def plan_for_story(session: AsyncSession, story: Story, *, now: datetime) -> None:
    """Owe what hangs on the hour at which a story comes out. One hour before it, a final call to everybody with a
    request for it; where that hour has begun, at once. At it, the question to each editor whether the story is out.
    Once it is out, neither."""
    held = await stories.lock(session, story.id or 0)
    publish_at = held.publish_at if held.published_at is None else None
    ahead = publish_at is not None and publish_at > now
    due_at = ladder.final_call_at(publish_at) if publish_at is not None and ahead else None
    await reminders.plan_final_calls(session, held.newsroom_id, held.id or 0, due_at)
    await reminders.plan_publication(session, held.newsroom_id, held.id or 0, publish_at)


async def plan_for_editor(session: AsyncSession, newsroom: Newsroom, *, now: datetime) -> None:
    """Somebody became an editor: the stories still to come out are asked about there too."""
    for story in await stories.every(session, newsroom.id or 0):
        if story.published_at is None and story.publish_at is not None and story.publish_at > now:
            await plan_for_story(session, story, now=now)


async def replan(session: AsyncSession, request: Request, *, now: datetime) -> None:
    """Bring the reminder owed about a request to what its record now says."""
    facts = await _facts(session, request)
    snoozed = await reminders.snoozed_until(session, request.id or 0)
    if snoozed is not None and snoozed > now and facts.is_open:
        return
    newsroom = await session.get_one(Newsroom, request.newsroom_id)
    planned = ladder.next_reminder(facts, now=now, calendar=calendar_of(newsroom))
    await reminders.plan(session, request, (_RUNGS[planned[0]], planned[1]) if planned else None)


async def still_relevant(
    session: AsyncSession, newsroom: Newsroom, request: Request, reminder: Reminder, *, now: datetime
) -> bool:
    """Whether a reminder whose time has come should still be told. One of the member's own always is."""
    if reminder.kind == ReminderKind.OWN:
        return True
    facts = await _facts(session, request)
    if reminder.kind == ReminderKind.SNOOZED:
        return facts.is_open
    rung = _KINDS[ReminderKind(reminder.kind)]
    return ladder.still_relevant(rung, facts, now=now, calendar=calendar_of(newsroom))


async def _facts(session: AsyncSession, request: Request) -> LadderFacts:
    events = lifecycle.standing(await requests.events_of(session, request.id or 0))
    recorded = [
        event.recorded_at
        for event in events
        if event.kind is not EventKind.ASKED and event.kind in BY_MEMBERS
    ]
    story = await session.get_one(Story, request.story_id) if request.story_id is not None else None
    publish_at = story.publish_at if story is not None else None
    published_at = story.published_at if story is not None else None
    set_at = max(event.recorded_at for event in events if event.kind in DEADLINES)
    told = await reminders.told_kinds(session, request.id or 0, since=set_at)
    return LadderFacts(
        is_open=lifecycle.is_open(request.status),
        asked_at=request.asked_at or min(event.recorded_at for event in events),
        deadline_at=request.deadline_at,
        attempts=sum(event.kind in ATTEMPTS for event in events),
        last_reminder_at=await reminders.last_told_at(session, request),
        last_recorded_at=max(recorded, default=None),
        final_call_at=ladder.final_call_at(publish_at) if publish_at is not None else None,
        sent=frozenset(_KINDS[kind] for kind in told if kind in _KINDS),
        deadline_set_at=set_at,
        went_to_print=published_at is not None and _without_it(request, events, published_at),
    )


def _without_it(request: Request, events: list[Event], published_at: datetime) -> bool:
    """Whether the story came out without the answer, and nobody has turned to the body anew since."""
    by_referral = request.referred_from_id is not None
    if lifecycle.open_at(events, published_at, by_referral=by_referral) is None:
        return False
    return not any(
        lifecycle.EVENTS[event.kind].begins_anew and event.recorded_at > published_at for event in events
    )
