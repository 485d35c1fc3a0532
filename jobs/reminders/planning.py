"""Reminders between the record and the rules: planned in the transaction of each change, and put together when they
have their turn."""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, time, timedelta
from functools import lru_cache
from typing import assert_never

from sqlmodel.ext.asyncio.session import AsyncSession

from db import lifecycle, queries, reminders, retention, stories
from db.facts import EventFacts, RequestFacts
from db.lifecycle import BY_MEMBERS, EVENTS, EventKind, Role
from db.people import members, places
from db.scope import all_of_it
from db.settings import AS_THE_COUNTRY, NewsroomSettings, weekdays
from db.state import lapsed_at, named_in
from db.tables import Member, Newsroom, Outcome, Place, Reminder, ReminderKind, Request, Story
from jobs.deadlines.calendars import Calendar
from jobs.reminders import rules
from jobs.reminders.notices import (
    PeopleNotice,
    Recipient,
    ReminderNotice,
    RetentionNotice,
    StoryNotice,
)
from jobs.reminders.rules import (
    RULES,
    LadderFacts,
    PeopleRule,
    RequestRule,
    RetentionRule,
    StoryFacts,
    StoryRule,
    To,
)


def calendar(settings: NewsroomSettings, typed_in: str = "") -> Calendar:
    """The working calendar of a newsroom with these settings, for whoever types on the clocks of a zone."""
    elsewhere = "" if typed_in == settings.timezone else typed_in
    return _calendar(
        settings.timezone, settings.country, settings.office_days, settings.office_hours, elsewhere
    )


@lru_cache(maxsize=64)
def _calendar(timezone: str, country: str, days: str, hours: str, typed_in: str) -> Calendar:
    start, end = map(time.fromisoformat, hours.split("-"))
    weekend = None if days == AS_THE_COUNTRY else frozenset(range(7)) - set(weekdays(days))
    return Calendar(timezone, country, weekend=weekend, day_start=start, day_end=end, typed_in=typed_in)


def calendar_of(newsroom: Newsroom) -> Calendar:
    """The newsroom's working calendar."""
    return calendar(newsroom.settings)


def is_on(newsroom: Newsroom, kind: ReminderKind) -> bool:
    """Whether a newsroom wants reminders of this kind: those without a switch, and those whose setting is on."""
    switch = RULES[kind].switch
    return switch is None or bool(getattr(newsroom.settings, switch))


async def snooze(session: AsyncSession, request: Request, until: datetime) -> None:
    """No reminder about this request before `until` (UTC); then one. Kept even while another is being sent."""
    there = await reminders.about(session, [request.id or 0])
    await reminders.plan(
        session,
        request,
        (ReminderKind.SNOOZED, until),
        there[request.id or 0],
        in_place_of=rules.ladder(),
        even_beside_unsure=True,
    )


@all_of_it
async def plan_for_story(session: AsyncSession, story: Story, *, now: datetime) -> None:
    """Owe what hangs on the hour at which a story comes out to whom it concerns; where its instant has passed, at
    once. Once the story is out, nothing."""
    held = await stories.lock(session, story.id or 0)
    newsroom = await session.get_one(Newsroom, held.newsroom_id)
    not_owed = []
    for kind, rule in rules.story_rules().items():
        due_at = rules.story_due_at(rule, held.publish_at, held.published_at, now=now)
        if due_at is None or not is_on(newsroom, kind):
            not_owed.append(kind)
            continue
        await reminders.plan_about_story(session, held, kind, due_at, to=await _told(session, held, rule.to))
    if not_owed:
        await reminders.drop_about_story(session, held, not_owed)


@all_of_it
async def plan_for_story_of(session: AsyncSession, request: Request, *, now: datetime) -> None:
    """The same for a request's story, where it has one."""
    if request.story_id is not None:
        await plan_for_story(session, await session.get_one(Story, request.story_id), now=now)


async def _told(session: AsyncSession, story: Story, to: To) -> list[reminders.Whom]:
    """The members who are told of a story; for each group, whoever stands for it."""
    match to:
        case To.EDITORS:
            return [(member_id, None) for member_id in await reminders.editors(session, story)]
        case To.ALL_CONCERNED:
            return [(member_id, None) for member_id in await reminders.all_concerned(session, story)]
        case To.GROUP:
            return await reminders.for_the_groups(session, story)
        case _:
            assert_never(to)


async def reached_again(session: AsyncSession, member: Member, *, now: datetime) -> None:
    """A member who could not be written to can be again: what nobody could be told meanwhile is owed, if it still matters."""
    since = member.unreachable_since
    await members.set_reachable(session, member, True, now=now)
    if since is not None:
        await reminders.owe_again(session, member, since)


async def unlock(session: AsyncSession, whom: Member | Newsroom, *, now: datetime) -> None:
    """Let a member, or everybody of a newsroom, in again; what a member could not be told meanwhile is owed, if it still
    matters."""
    await members.unlock(session, whom)
    if isinstance(whom, Member):
        await reached_again(session, whom, now=now)


@all_of_it
async def plan_for_stories(session: AsyncSession, newsroom: Newsroom, *, now: datetime) -> None:
    """Somebody became an editor, or a group was connected: the stories still to come out concern them too."""
    for story in await stories.newest(session, newsroom.id or 0):
        if story.published_at is None and story.publish_at is not None and story.publish_at > now:
            await plan_for_story(session, story, now=now)


@all_of_it
async def replan(
    session: AsyncSession,
    its: Sequence[Request],
    *,
    now: datetime,
    facts: Mapping[int, RequestFacts] | None = None,
) -> None:
    """Bring the reminders owed about requests to what their record now says. The caller holds the requests' locks.

    Args:
        facts: what it says, by row id, where it was read after the change.
    """
    for start in range(0, len(its), queries.AT_ONCE):
        some = its[start : start + queries.AT_ONCE]
        ids = [request.id or 0 for request in some]
        known = facts or await queries.by_ids(session, ids)
        there = await reminders.about(session, ids)
        for request in some:
            newsroom = await session.get_one(Newsroom, request.newsroom_id)
            about = there[request.id or 0]
            await _plan(session, newsroom, request, known[request.id or 0], about, now)


async def _plan(
    session: AsyncSession,
    newsroom: Newsroom,
    request: Request,
    facts: RequestFacts,
    there: Sequence[Reminder],
    now: datetime,
) -> None:
    snoozed = (row for row in there if row.kind is ReminderKind.SNOOZED and row.settled_at is None)
    if facts.is_open and any(row.due_at > now for row in snoozed):
        return
    planned = rules.next_reminder(
        _ladder(newsroom, facts, there, now), now=now, calendar=calendar_of(newsroom)
    )
    await reminders.plan(session, request, planned, there, in_place_of=rules.ladder())
    if facts.is_open and _is_unheeded(facts, there):
        for editor in await members.present_editors(session, request.newsroom_id, now=now):
            if editor.id != request.member_id:
                await reminders.enqueue(session, request, editor.id or 0, ReminderKind.UNHEEDED, due_at=now)


def _is_unheeded(facts: RequestFacts, there: Sequence[Reminder]) -> bool:
    """Whether so many reminders in a row were told, none of which anybody has acted on or put off, and the editors do not
    know yet."""
    acted_at = max(event.recorded_at for event in facts.by_people)
    told = 0
    for row in there:
        if row.kind is ReminderKind.SNOOZED:
            told = 0
        elif row.kind is ReminderKind.UNHEEDED and row.due_at >= acted_at:
            return False
        elif row.kind in rules.rungs() and row.outcome is Outcome.SENT and row.due_at > acted_at:
            told += 1
    return told >= rules.UNHEEDED_AFTER


async def notices(
    session: AsyncSession, claimed: Sequence[tuple[Reminder, bool]], *, now: datetime
) -> list[ReminderNotice | StoryNotice | PeopleNotice | RetentionNotice | None]:
    """What claimed reminders say now, in their order; None for one that is stale: asked right before telling, not only
    when planning.

    Args:
        claimed: each with whether an interrupted try may have told it already.
        now: the moment of telling (UTC).
    """
    ids = {row.request_id for row, _ in claimed if row.request_id is not None}
    facts, there = await queries.by_ids(session, ids), await reminders.about(session, ids)
    made: list[ReminderNotice | StoryNotice | PeopleNotice | RetentionNotice | None] = []
    for reminder, again in claimed:
        rule, request_id = RULES[ReminderKind(reminder.kind)], reminder.request_id or 0
        if isinstance(rule, PeopleRule):
            newsroom = await session.get_one(Newsroom, reminder.newsroom_id)
            to = await _recipient(session, newsroom, reminder, now)
            made.append(
                PeopleNotice(
                    to, reminder.newsroom_id, ReminderKind.PEOPLE, reminder.text, reminder.due_at, now, again
                )
            )
        elif isinstance(rule, StoryRule):
            made.append(await _story_notice(session, rule, reminder, again, now))
        elif isinstance(rule, RetentionRule):
            made.append(await _retention_notice(session, reminder, again, now))
        else:
            about = facts[request_id], there[request_id]
            made.append(await _request_notice(session, reminder, again, *about, now))
    return made


async def next_title(session: AsyncSession) -> str:
    """What the next reminder owed is about: "deadline reminder, #4", "final call, #mangopark", or "people"; "" when none is."""
    found = await reminders.next_about(session)
    if found is None:
        return ""
    kind, about = found
    return RULES[kind].title if about is None else f"{RULES[kind].title}, #{about}"


def is_passed_on(kind: ReminderKind) -> bool:
    """Whether an editor is told in the place of a member who cannot be reached; not of what every editor is told."""
    rule = RULES[kind]
    return isinstance(rule, RequestRule) and not rule.to_editors


async def _request_notice(
    session: AsyncSession,
    reminder: Reminder,
    again: bool,
    request: RequestFacts,
    there: Sequence[Reminder],
    now: datetime,
) -> ReminderNotice | None:
    newsroom = await session.get_one(Newsroom, reminder.newsroom_id)
    kind = ReminderKind(reminder.kind)
    ladder = _ladder(newsroom, request, there, now)
    working = calendar_of(newsroom)
    if not rules.still_relevant(kind, ladder, now=now, calendar=working, due_at=reminder.due_at):
        return None
    member = await session.get_one(Member, reminder.member_id)
    if member.role != Role.EDITOR and not request.is_seen_by(member.id or 0):
        return None
    if kind is ReminderKind.SHOWN and not request.is_private:
        return None
    return ReminderNotice(
        to=await _recipient(session, newsroom, reminder, now),
        newsroom_id=reminder.newsroom_id,
        kind=kind,
        request=request,
        text=reminder.text,
        due_at=reminder.due_at,
        now=now,
        may_repeat=again,
        instead_of=reminder.instead_of,
        stands_in=reminder.stands_in,
        is_theirs=reminder.member_id == request.member_id,
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
    is_editor = member.role == Role.EDITOR
    sees_all = is_editor or reminder.stands_in or rule.to is not To.ALL_CONCERNED
    whose = None if sees_all else reminder.member_id
    scope = queries.Scope(story_id=story.id, member_id=whose, open_only=True)
    named = tuple(
        request for request in await queries.requests(session, newsroom.id or 0, scope) if rule.names(request)
    )
    if reminder.stands_in:
        named = tuple(request for request in named if request.member == reminder.instead_of)
    if not is_editor and rule.to is To.ALL_CONCERNED:
        named = tuple(request for request in named if request.is_seen_by(reminder.member_id))
    if not rule.is_relevant(StoryFacts(named, to_an_editor=is_editor)):
        return None
    own = frozenset(
        request.number for request in named if reminder.stands_in or request.member_id == reminder.member_id
    )
    if rule.to is To.GROUP:
        named = tuple(request for request in named if not request.is_private)
        if not named or story.private_to is not None:
            return None
        there = await places.of_newsroom(session, newsroom.id or 0)
        place = places.in_group(there, reminder.chat_id or 0, story.id)
        to = in_group(newsroom, place, story) if place is not None else None
        own, wants = frozenset(), members.wants_last_hour(None, newsroom)
    else:
        to = await _recipient(session, newsroom, reminder, now)
        wants = rule.to is To.EDITORS or bool(own) or members.wants_last_hour(member, newsroom)
    if to is None or not wants:
        return None
    return StoryNotice(
        to=to,
        newsroom_id=reminder.newsroom_id,
        kind=kind,
        story_id=story.id or 0,
        story=story.slug,
        publish_at=story.publish_at,
        requests=named,
        own=own,
        due_at=reminder.due_at,
        now=now,
        may_repeat=again,
        instead_of=reminder.instead_of,
        stands_in=reminder.stands_in,
    )


async def _retention_notice(
    session: AsyncSession, reminder: Reminder, again: bool, now: datetime
) -> RetentionNotice | None:
    newsroom = await session.get_one(Newsroom, reminder.newsroom_id)
    story = await session.get_one(Story, reminder.story_id)
    member = await session.get_one(Member, reminder.member_id)
    on = now + rules.WARNED_BEFORE
    before = rules.reducible_before(newsroom.settings.retention, now=on)
    if before is None or story.published_at is None or member.role is not Role.EDITOR:
        return None
    concerned = await retention.concerned(session, story, before=before)
    if not concerned.requests:
        return None
    return RetentionNotice(
        to=await _recipient(session, newsroom, reminder, now),
        newsroom_id=reminder.newsroom_id,
        kind=ReminderKind.RETENTION,
        story_id=story.id or 0,
        story=story.slug,
        published_at=story.published_at,
        concerned=concerned,
        on=on,
        due_at=reminder.due_at,
        now=now,
        may_repeat=again,
    )


async def cover(session: AsyncSession, reminder: Reminder, *, now: datetime) -> tuple[bool, Member | None]:
    """Whether whom a reminder is for is away, and somebody else is told; and who has it then, None where they are told for
    themselves anyway."""
    member = await session.get_one(Member, reminder.member_id)
    kind = ReminderKind(reminder.kind)
    rule = RULES[kind]
    if not members.is_away(member, now) or isinstance(rule, PeopleRule | RetentionRule):
        return False, None
    named = await members.stand_in(session, member, now=now)
    if named is not None and named.role is not Role.EDITOR and reminder.request_id is not None:
        about = await session.get_one(Request, reminder.request_id)
        if about.private_to is not None and named.id not in {about.member_id, *named_in(about.private_to)}:
            named = None  # then it is an editor's
    editors = await members.present_editors(session, member.newsroom_id, now=now, besides=member)
    if isinstance(rule, StoryRule):
        if rule.to is To.ALL_CONCERNED and named is not None and named.role is not Role.EDITOR:
            return True, named
        return rule.to is not To.GROUP and bool(editors), None
    if kind not in rules.ladder() and kind is not ReminderKind.OWN:
        return False, None
    other = named or next(iter(editors), None)
    return other is not None, other


def in_group(newsroom: Newsroom, place: Place, story: Story | None = None) -> Recipient:
    """A place in a Telegram group; `story`: of which something is told there."""
    own = story is not None and place.story_id == story.id
    return Recipient(
        place.chat_id,
        members.spoken_with(None, newsroom),
        newsroom.settings.timezone,
        newsroom.settings.country,
        place.topic_id,
        quiet=members.quiet_hours(None, newsroom),
        waits=newsroom.locked_since is not None,
        topic_of=story.slug if story is not None and own else "",
    )


def private(member: Member, newsroom: Newsroom) -> Recipient:
    """A member's own chat."""
    return Recipient(
        member.telegram_id,
        members.spoken_with(member, newsroom),
        members.zone_of(member, newsroom),
        newsroom.settings.country,
        home=newsroom.settings.timezone,
        quiet=members.quiet_hours(member, newsroom),
        locked=member.is_shut_out,
        waits=newsroom.locked_since is not None,
        newsroom=newsroom.name if member.chosen_at is not None else "",
    )


async def _recipient(
    session: AsyncSession, newsroom: Newsroom, reminder: Reminder, now: datetime
) -> Recipient:
    to = private(await session.get_one(Member, reminder.member_id), newsroom)
    return replace(to, away=(await cover(session, reminder, now=now))[0])


SET_RIGHT = timedelta(hours=1)  # a clock that is set back by no more has told nothing too early


def _ladder(
    newsroom: Newsroom, request: RequestFacts, there: Sequence[Reminder], now: datetime
) -> LadderFacts:
    """What the rules must know. What was told or recorded by a clock that was far ahead is left out: it would silence the rest
    until that time."""
    events = request.in_force
    recorded = [
        min(event.recorded_at, now)
        for event in events
        if event.kind is not EventKind.ASKED
        and not lifecycle.sets_deadline(event)
        and event.kind in BY_MEMBERS
        and event.recorded_at <= now + SET_RIGHT
    ]
    set_at, deadline_at = _deadline_set_at(events), request.deadline_at
    set_at = min(set_at, now) if set_at <= now + SET_RIGHT else request.asked_at or now
    stands_since = lifecycle.asked_back_at(events) or lapsed_at(request.events, request.status)
    if stands_since is not None:
        # Their clock stands still, and ours runs: no deadline passes, and each working morning we are told.
        deadline_at, set_at = stands_since, stands_since + timedelta(seconds=1)
    told = [
        (kind, min(at, now)) for kind, at in reminders.told(there, rules.ladder()) if at <= now + SET_RIGHT
    ]
    return LadderFacts(
        is_open=request.is_open,
        asked_at=request.asked_at or min(event.recorded_at for event in events),
        deadline_at=deadline_at,
        attempts=request.attempt_count,
        last_reminder_at=max((at for _, at in told), default=None),
        last_recorded_at=max(recorded, default=None),
        final_call_at=rules.final_call_at(request.publish_at) if request.publish_at is not None else None,
        sent=frozenset(kind for kind, at in told if kind in rules.rungs() and at >= set_at),
        deadline_set_at=set_at,
        went_to_print=_without_it(request),
        switched_on=frozenset(kind for kind in RULES if is_on(newsroom, kind)),
    )


def _deadline_set_at(events: Sequence[EventFacts]) -> datetime:
    """When the present deadline was recorded first: that the body was told it, later, makes it no new one."""
    newest, *before = sorted(
        (event for event in events if lifecycle.sets_deadline(event)), key=lambda event: -event.id
    )
    same = itertools.takewhile(lambda event: event.details["to"] == newest.details["to"], before)
    return min(event.recorded_at for event in (newest, *same))


def _without_it(request: RequestFacts) -> bool:
    """Whether the story came out without the answer, and nobody has turned to the body anew since."""
    published_at = request.published_at
    if published_at is None or request.by_publication is None:
        return False
    return not any(
        EVENTS[event.kind].begins_anew and event.recorded_at > published_at for event in request.in_force
    )
