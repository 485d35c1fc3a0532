"""Reminders between the record and the rules: planned in the transaction of each change, and put together when they
have their turn."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from db import lifecycle, members, queries, reminders, requests, stories
from db.facts import RequestFacts
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
    there = await reminders.about(session, [request.id or 0])
    await reminders.plan(
        session,
        request,
        (ReminderKind.SNOOZED, until),
        there[request.id or 0],
        in_place_of=rules.ladder(),
        even_beside_unsure=True,
    )


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


async def replan(session: AsyncSession, its: Sequence[Request], *, now: datetime) -> None:
    """Bring the reminders owed about requests to what their record now says. The caller holds the requests' locks."""
    for start in range(0, len(its), queries.AT_ONCE):
        await _replan(session, its[start : start + queries.AT_ONCE], now=now)


async def _replan(session: AsyncSession, its: Sequence[Request], *, now: datetime) -> None:
    for request, known in await _known(session, its):
        snoozed = known.snoozed_until
        if snoozed is not None and snoozed > now and known.facts.is_open:
            continue
        planned = rules.next_reminder(known.facts, now=now, calendar=known.calendar)
        await reminders.plan(session, request, planned, known.there, in_place_of=rules.ladder())


async def notices(
    session: AsyncSession, claimed: Sequence[tuple[Reminder, bool]], *, now: datetime
) -> list[ReminderNotice | StoryNotice | None]:
    """What claimed reminders say now, in their order; None for one that is stale: asked right before telling, not only
    when planning.

    Args:
        session: a writing one.
        claimed: each with whether an interrupted try may have told it already.
        now: the moment of telling (UTC).
    """
    ids = sorted({row.request_id for row, _ in claimed if row.request_id is not None})
    # Not locked: whoever records something locks the request first, then its reminders, and these are claimed already.
    its = (await session.exec(select(Request).where(col(Request.id).in_(ids)))).all()
    known = {request.id or 0: found for request, found in await _known(session, its)}
    facts = await queries.by_ids(session, ids)
    made: list[ReminderNotice | StoryNotice | None] = []
    for reminder, again in claimed:
        rule = RULES[ReminderKind(reminder.kind)]
        if isinstance(rule, StoryRule):
            made.append(await _story_notice(session, rule, reminder, again, now))
        else:
            request_id = reminder.request_id or 0
            made.append(
                await _request_notice(session, reminder, again, known[request_id], facts[request_id], now)
            )
    return made


async def next_title(session: AsyncSession) -> str:
    """What the next reminder owed is about: "deadline reminder, #4", "final call, #mangopark"; "" when none is."""
    found = await reminders.next_about(session)
    return "" if found is None else f"{RULES[found[0]].title}, #{found[1]}"


def is_passed_on(kind: ReminderKind) -> bool:
    """Whether an editor is told in the place of a member who cannot be reached; not of what every editor is told."""
    rule = RULES[kind]
    return isinstance(rule, RequestRule) or not rule.to_editors


async def _request_notice(
    session: AsyncSession,
    reminder: Reminder,
    again: bool,
    known: _Known,
    request: RequestFacts,
    now: datetime,
) -> ReminderNotice | None:
    kind = ReminderKind(reminder.kind)
    if not rules.still_relevant(kind, known.facts, now=now, calendar=known.calendar):
        return None
    return ReminderNotice(
        to=await _recipient(session, known.newsroom, reminder),
        newsroom_id=reminder.newsroom_id,
        kind=kind,
        request=request,
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


@dataclass(frozen=True)
class _Known:
    """What is known of a request when its next reminder is planned; `there`: the reminders about it."""

    newsroom: Newsroom
    facts: LadderFacts
    there: list[Reminder]

    @property
    def calendar(self) -> Calendar:
        return calendar_of(self.newsroom)

    @property
    def snoozed_until(self) -> datetime | None:
        """The instant until which the member asked to be left alone about this request, if that is still ahead."""
        waiting = (
            row.due_at for row in self.there if row.kind is ReminderKind.SNOOZED and row.settled_at is None
        )
        return next(waiting, None)


async def _known(session: AsyncSession, its: Sequence[Request]) -> list[tuple[Request, _Known]]:
    """What is known of each of these requests, in as many queries for many as for one."""
    ids = [request.id or 0 for request in its]
    events = await requests.events_of_each(session, ids)
    there = await reminders.about(session, ids)
    of_stories = {request.story_id for request in its if request.story_id is not None}
    chosen = select(Story).where(col(Story.id).in_(of_stories))
    those = {story.id: story for story in (await session.exec(chosen)).all()} if of_stories else {}
    found = []
    for request in its:
        newsroom = await session.get_one(Newsroom, request.newsroom_id)
        counted, about = lifecycle.in_force(events[request.id or 0]), there[request.id or 0]
        facts = _ladder(newsroom, request, those.get(request.story_id), counted, about)
        found.append((request, _Known(newsroom, facts, about)))
    return found


def _ladder(
    newsroom: Newsroom,
    request: Request,
    story: Story | None,
    events: list[Event],
    there: Sequence[Reminder],
) -> LadderFacts:
    recorded = [
        event.recorded_at
        for event in events
        if event.kind is not EventKind.ASKED and event.kind in BY_MEMBERS
    ]
    publish_at = story.publish_at if story is not None else None
    published_at = story.published_at if story is not None else None
    set_at = max(event.recorded_at for event in events if event.kind in DEADLINES)
    told = reminders.told(there, rules.ladder())
    return LadderFacts(
        is_open=lifecycle.is_open(request.status),
        asked_at=request.asked_at or min(event.recorded_at for event in events),
        deadline_at=request.deadline_at,
        attempts=sum(event.kind in ATTEMPTS for event in events),
        last_reminder_at=max((at for _, at in told), default=None),
        last_recorded_at=max(recorded, default=None),
        final_call_at=rules.final_call_at(publish_at) if publish_at is not None else None,
        sent=frozenset(kind for kind, at in told if kind in rules.rungs() and at >= set_at),
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
