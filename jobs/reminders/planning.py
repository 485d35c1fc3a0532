"""Reminders between the record and the rules: planned in the transaction of each change, and put together when they
have their turn."""

from __future__ import annotations

from datetime import datetime
from functools import lru_cache

from sqlmodel.ext.asyncio.session import AsyncSession

from db import lifecycle, members, queries, reminders, requests, stories
from db.lifecycle import ATTEMPTS, BY_MEMBERS, DEADLINES, EventKind, Role
from db.tables import Event, Member, Newsroom, Reminder, ReminderKind, Request, Story
from jobs.deadlines.calendars import Calendar
from jobs.reminders import rules
from jobs.reminders.notices import Recipient, ReminderNotice, StoryNotice
from jobs.reminders.rules import RULES, LadderFacts, RequestRule, StoryFacts, StoryRule


@lru_cache(maxsize=64)
def calendar(timezone: str, country: str) -> Calendar:
    """The working calendar of a newsroom in an IANA zone and an ISO country."""
    return Calendar(zone=timezone, country=country)


def calendar_of(newsroom: Newsroom) -> Calendar:
    """The newsroom's working calendar."""
    return calendar(newsroom.settings.timezone, newsroom.settings.country)


def is_on(newsroom: Newsroom, kind: ReminderKind) -> bool:
    """Whether a newsroom wants reminders of this kind: those without a switch, and those whose setting is on."""
    switch = RULES[kind].switch
    return switch is None or bool(getattr(newsroom.settings, switch))


async def snooze(session: AsyncSession, request: Request, until: datetime) -> None:
    """No reminder about this request before `until` (UTC); then one. Kept even while another is being sent."""
    planned = (ReminderKind.SNOOZED, until)
    await reminders.plan(session, request, planned, in_place_of=rules.ladder(), even_beside_unsure=True)


async def plan_for_story(session: AsyncSession, story: Story, *, now: datetime) -> None:
    """Owe what hangs on the hour at which a story comes out to whom it concerns; where its instant has passed, at
    once. Once the story is out, nothing."""
    held = await stories.lock(session, story.id or 0)
    newsroom = await session.get_one(Newsroom, held.newsroom_id)
    for kind, rule in rules.story_rules().items():
        due_at = rules.story_due_at(rule, held.publish_at, held.published_at, now=now)
        to = await (reminders.editors if rule.to_editors else reminders.with_a_request)(session, held)
        await reminders.plan_about_story(
            session, held, kind, due_at if is_on(newsroom, kind) else None, to=to
        )


async def plan_for_editor(session: AsyncSession, newsroom: Newsroom, *, now: datetime) -> None:
    """Somebody became an editor: the stories still to come out are asked about there too."""
    for story in await stories.newest(session, newsroom.id or 0):
        if story.published_at is None and story.publish_at is not None and story.publish_at > now:
            await plan_for_story(session, story, now=now)


async def replan(session: AsyncSession, request: Request, *, now: datetime) -> None:
    """Bring the reminder owed about a request to what its record now says."""
    newsroom = await session.get_one(Newsroom, request.newsroom_id)
    facts = await _facts(session, newsroom, request)
    snoozed = await reminders.snoozed_until(session, request.id or 0)
    if snoozed is not None and snoozed > now and facts.is_open:
        return
    planned = rules.next_reminder(facts, now=now, calendar=calendar_of(newsroom))
    await reminders.plan(session, request, planned, in_place_of=rules.ladder())


async def notice(
    session: AsyncSession, reminder: Reminder, again: bool, *, now: datetime
) -> ReminderNotice | StoryNotice | None:
    """What a claimed reminder says now; None where it is stale: asked right before telling, not only when planning.

    Args:
        session: a writing one.
        reminder: what was claimed.
        again: whether an interrupted try may have told it already.
        now: the moment of telling (UTC).
    """
    rule = RULES[ReminderKind(reminder.kind)]
    if isinstance(rule, StoryRule):
        return await _story_notice(session, rule, reminder, again, now)
    return await _request_notice(session, reminder, again, now)


async def next_title(session: AsyncSession) -> str:
    """What the next reminder owed is about: "deadline reminder, #4", "final call, #mangopark"; "" when none is."""
    found = await reminders.next_about(session)
    return "" if found is None else f"{RULES[found[0]].title}, #{found[1]}"


def is_passed_on(kind: ReminderKind) -> bool:
    """Whether an editor is told in the place of a member who cannot be reached; not of what every editor is told."""
    rule = RULES[kind]
    return isinstance(rule, RequestRule) or not rule.to_editors


async def _request_notice(
    session: AsyncSession, reminder: Reminder, again: bool, now: datetime
) -> ReminderNotice | None:
    newsroom = await session.get_one(Newsroom, reminder.newsroom_id)
    request = await session.get_one(Request, reminder.request_id)
    kind = ReminderKind(reminder.kind)
    facts = await _facts(session, newsroom, request)
    if not rules.still_relevant(kind, facts, now=now, calendar=calendar_of(newsroom)):
        return None
    return ReminderNotice(
        to=await _recipient(session, newsroom, reminder),
        newsroom_id=reminder.newsroom_id,
        kind=kind,
        request=await queries.request(session, newsroom.id or 0, request.id or 0),
        text=reminder.text,
        now=now,
        may_repeat=again,
        instead_of=reminder.instead_of,
    )


async def _story_notice(
    session: AsyncSession, rule: StoryRule, reminder: Reminder, again: bool, now: datetime
) -> StoryNotice | None:
    newsroom = await session.get_one(Newsroom, reminder.newsroom_id)
    story = await session.get_one(Story, reminder.story_id)
    member = await session.get_one(Member, reminder.member_id)
    kind = ReminderKind(reminder.kind)
    due_at = rules.story_due_at(rule, story.publish_at, story.published_at, now=now)
    if story.publish_at is None or due_at != reminder.due_at or not is_on(newsroom, kind):
        return None
    whose = None if rule.to_editors or reminder.instead_of else reminder.member_id
    scope = queries.Scope(story_id=story.id, member_id=whose, open_only=True)
    named = tuple(
        request for request in await queries.requests(session, newsroom.id or 0, scope) if rule.names(request)
    )
    if not rule.is_relevant(StoryFacts(named, to_an_editor=member.role == Role.EDITOR)):
        return None
    return StoryNotice(
        to=await _recipient(session, newsroom, reminder),
        newsroom_id=reminder.newsroom_id,
        kind=kind,
        story_id=story.id or 0,
        story=story.slug,
        publish_at=story.publish_at,
        requests=named,
        now=now,
        may_repeat=again,
        instead_of=reminder.instead_of,
    )


async def _recipient(session: AsyncSession, newsroom: Newsroom, reminder: Reminder) -> Recipient:
    member = await session.get_one(Member, reminder.member_id)
    language = members.spoken_with(member, newsroom)
    return Recipient(member.telegram_id, language, newsroom.settings.timezone, newsroom.settings.country)


async def _facts(session: AsyncSession, newsroom: Newsroom, request: Request) -> LadderFacts:
    events = lifecycle.in_force(await requests.events_of(session, request.id or 0))
    recorded = [
        event.recorded_at
        for event in events
        if event.kind is not EventKind.ASKED and event.kind in BY_MEMBERS
    ]
    story = await session.get_one(Story, request.story_id) if request.story_id is not None else None
    publish_at = story.publish_at if story is not None else None
    published_at = story.published_at if story is not None else None
    set_at = max(event.recorded_at for event in events if event.kind in DEADLINES)
    return LadderFacts(
        is_open=lifecycle.is_open(request.status),
        asked_at=request.asked_at or min(event.recorded_at for event in events),
        deadline_at=request.deadline_at,
        attempts=sum(event.kind in ATTEMPTS for event in events),
        last_reminder_at=await reminders.last_told_at(session, request.id or 0, rules.ladder()),
        last_recorded_at=max(recorded, default=None),
        final_call_at=rules.final_call_at(publish_at) if publish_at is not None else None,
        sent=await reminders.told_kinds(session, request.id or 0, rules.rungs(), since=set_at),
        deadline_set_at=set_at,
        went_to_print=published_at is not None and _without_it(request, events, published_at),
        switched_on=frozenset(kind for kind in RULES if is_on(newsroom, kind)),
    )


def _without_it(request: Request, events: list[Event], published_at: datetime) -> bool:
    """Whether the story came out without the answer, and nobody has turned to the body anew since."""
    by_referral = request.referred_from_id is not None
    if lifecycle.open_at(events, published_at, by_referral=by_referral) is None:
        return False
    return not any(
        lifecycle.EVENTS[event.kind].begins_anew and event.recorded_at > published_at for event in events
    )
