"""News that somebody must have without asking, once each: an answer that a story came out without, and, in the hour before
it comes out, whatever changes what can be printed. A report that was shown before is marked where it was shown."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from sqlalchemy import or_
from sqlmodel import col, func, select
from sqlmodel.ext.asyncio.session import AsyncSession

from db import queries
from db.engine import LOCKED
from db.facts import EventFacts, RequestFacts, by_id
from db.lifecycle import BY_THE_DESK, EventKind, Role, original_id
from db.people import members, places
from db.publication import had_answered, late_answers
from db.queries import Scope
from db.scope import all_of_it
from db.tables import Alert, AlertKind, Event, Member, Newsroom, Outcome, Request, ShownReport, Story
from db.telegram import messages
from jobs.reminders import planning, rules
from jobs.reminders.notices import AlertNotice, Recipient, ReportNotice

# While the reporter ticks which questions were answered, nobody is told that it is not known.
TICKING = timedelta(minutes=2)
MARKED_FOR = timedelta(days=7)  # so long after a report was shown its message is still marked
ASKED_LATELY = timedelta(days=1)  # whoever asked for it is told in the hour before publication
# What is closed and had nothing new for so long when a report was shown was left out of it.
LEFT_OUT = timedelta(days=30)


@all_of_it
async def enqueue(session: AsyncSession, request: Request, facts: RequestFacts, *, now: datetime) -> None:
    """Owe the news in the record of a request to each chat that must have it and is not owed it yet. Asked after every
    change of a record: however an answer came into it, it is told.

    The caller holds the request's lock; `facts` is what its record says now.
    """
    if facts.published_at is not None:
        await _enqueue_late(session, request, facts, facts.published_at, now=now)
    else:
        await _enqueue_changed(session, request, facts, now=now)
    await session.flush()


async def _enqueue_late(
    session: AsyncSession, request: Request, facts: RequestFacts, published_at: datetime, *, now: datetime
) -> None:
    """An alert for each answer that its story came out without."""
    late = late_answers(facts)
    if not late:
        return
    chats = [person.telegram_id for person in await _people(session, request)]
    ours = await places.of_newsroom(session, request.newsroom_id)
    chats += [place.chat_id for place in ours if place.story_id in {places.ALL, request.story_id}]
    for event in late:
        if await _enqueued_chats(session, [event.id]):
            continue
        told = await _enqueued_chats(session, _said_before(facts, event, published_at), sent_only=True)
        for chat_id in dict.fromkeys(chats):
            if chat_id not in told:
                due_at = now + TICKING if _is_ticked_next(event) else now
                session.add(
                    Alert(newsroom_id=request.newsroom_id, event_id=event.id, chat_id=chat_id, due_at=due_at)
                )


async def _enqueue_changed(
    session: AsyncSession, request: Request, facts: RequestFacts, *, now: datetime
) -> None:
    """What was recorded just now, of a request whose story is not out: to be told from the final call on, and to whoever
    was shown a report that speaks of it. Whether it changes a sentence is found when its turn has come."""
    shown = await messages.reports_shown(session, request, since=now - MARKED_FOR)
    final_call = rules.final_call_at(facts.publish_at) if facts.publish_at is not None else None
    in_hour = final_call is not None and final_call <= now
    if not shown and not in_hour:
        return
    first = _first_of_the_newest(facts)
    recorder = await session.get_one(Member, first.member_id)
    chats: set[int] = set()
    if in_hour:
        chats = {person.telegram_id for person in await _people(session, request)}
    # While nobody knows when a story will be out, the hour after a report is held to be the last one.
    lately = ASKED_LATELY if in_hour else rules.FINAL_CALL_LEAD
    if in_hour or (final_call is None and request.story_id is not None):
        chats |= {one.chat_id for one in shown if now - one.shown_at <= lately}
    chats.discard(recorder.telegram_id)
    owed = {(AlertKind.HOUR, chat_id, 0) for chat_id in chats}
    owed |= {(AlertKind.REPORT, one.chat_id, one.message_id) for one in shown}
    due_at = now + TICKING if _is_ticked_next(max(facts.by_people, key=by_id)) else now
    waiting = await _waiting(session, request, first)
    for kind, chat_id, message_id in sorted(owed):
        key = kind, chat_id, message_id
        there = [one for one in waiting if (one.kind, one.chat_id, one.message_id) == key]
        free = next((one for one in there if one.settled_at is None and one.claimed_until is None), None)
        if free is not None:
            free.due_at = due_at  # it tells all that was recorded since
            session.add(free)
        elif all(one.event_id != first.id for one in there):
            session.add(
                Alert(
                    newsroom_id=request.newsroom_id,
                    event_id=first.id,
                    chat_id=chat_id,
                    kind=kind,
                    message_id=message_id,
                    due_at=due_at,
                )
            )


@all_of_it
async def show(session: AsyncSession, shown: ShownReport, *, now: datetime) -> None:
    """Note that a message shows a report. What was recorded while it was on its way marks it at once."""
    # Whoever records holds the newsroom: what is recorded from here on finds the report.
    await session.get_one(Newsroom, shown.newsroom_id, with_for_update=LOCKED, populate_existing=True)
    await messages.put_report(session, shown)
    newer = (
        select(func.min(Event.id))
        .join(Request, col(Request.id) == Event.request_id)
        .where(*queries.in_scope(shown.newsroom_id, _scope(shown)), col(Event.id) > shown.seen_event_id)
        .where(col(Event.kind).not_in(BY_THE_DESK))
    )
    event_id = (await session.exec(newer)).one()
    if event_id is not None:
        session.add(
            Alert(
                newsroom_id=shown.newsroom_id,
                event_id=event_id,
                chat_id=shown.chat_id,
                kind=AlertKind.REPORT,
                message_id=shown.message_id,
                due_at=now,
            )
        )
    await session.flush()


async def notice(
    session: AsyncSession, alert: Alert, again: bool, *, now: datetime
) -> AlertNotice | ReportNotice | None:
    """What a claimed alert says; None where it is no news any more, or the chat is not the newsroom's any more."""
    newsroom = await session.get_one(Newsroom, alert.newsroom_id)
    if alert.kind is AlertKind.REPORT:
        return await _report_notice(session, newsroom, alert, again, now)
    event = await _event(session, alert)
    if event is None:
        return None  # none of it is for whoever reads there
    request = await session.get_one(Request, event.request_id)
    to = await _recipient(session, newsroom, alert, request)
    if to is None:
        return None
    story = await _around(session, newsroom.id or 0, request)
    facts = next(other for other in story if other.id == request.id)
    late = late_answers(facts)
    if alert.kind is AlertKind.LATE:
        told = next((other for other in late if other.id == event.id), None)
    elif late:
        return None  # which is told as such
    else:
        told = next(other for other in facts.events if other.id == event.id)
    if told is None:
        return None
    reader = await members.by_telegram_id(session, alert.chat_id, alert.newsroom_id)
    return AlertNotice(
        to=to,
        newsroom_id=newsroom.id or 0,
        request=facts,
        event=told,
        requests=tuple(story),
        due_at=alert.due_at,
        now=now,
        may_repeat=again,
        kind=alert.kind,
        reader_id=None if reader is None else reader.id,
    )


async def _event(session: AsyncSession, alert: Alert) -> Event | None:
    """The first event of which an alert tells, of those that whoever reads it may see."""
    event = await session.get(Event, alert.event_id)
    if event is not None or alert.kind is AlertKind.LATE:
        return event
    later = (
        select(Event)
        .join(Request, col(Request.id) == Event.request_id)
        .where(Request.story_id == await _story_of(session, alert.event_id), col(Event.id) > alert.event_id)
        .where(col(Event.kind).not_in(BY_THE_DESK))
    )
    return (await session.exec(later.order_by(col(Event.id)).limit(1))).first()


@all_of_it
async def _story_of(session: AsyncSession, event_id: int) -> int | None:
    found = select(Request.story_id).join(Event, col(Event.request_id) == Request.id)
    return (await session.exec(found.where(Event.id == event_id))).first()


async def _around(session: AsyncSession, newsroom_id: int, request: Request) -> list[RequestFacts]:
    """A request with all that was asked for its story."""
    if request.story_id is None:
        return [await queries.request(session, newsroom_id, request.id or 0)]
    return await queries.requests(session, newsroom_id, Scope(story_id=request.story_id))


async def _report_notice(
    session: AsyncSession, newsroom: Newsroom, alert: Alert, again: bool, now: datetime
) -> ReportNotice | None:
    shown = await messages.report_shown(session, alert.chat_id, alert.message_id)
    if shown is None:
        return None
    to = await _recipient(session, newsroom, alert)
    if to is None:
        return None
    scope = _scope(shown)
    found = await queries.requests(session, newsroom.id or 0, scope)
    whole = await queries.with_their_stories(session, newsroom.id or 0, scope, found)
    newest = max((event.id for request in whole for event in request.by_people), default=0)
    if newest <= max(shown.seen_event_id, shown.told_event_id):
        return None
    return ReportNotice(
        to=to,
        newsroom_id=newsroom.id or 0,
        message_id=shown.message_id,
        view=shown.view,
        argument=shown.argument,
        numbers=frozenset(request.number for request in found),
        requests=tuple(whole),
        shown_at=shown.shown_at,
        seen_event_id=shown.seen_event_id,
        newest_event_id=newest,
        is_marked=bool(shown.told_event_id),
        due_at=alert.due_at,
        now=now,
        may_repeat=again,
    )


async def marked(session: AsyncSession, told: ReportNotice) -> None:
    """A report is marked as overtaken."""
    shown = await messages.report_shown(session, told.to.chat_id, told.message_id)
    if shown is not None and shown.seen_event_id == told.seen_event_id:
        shown.told_event_id = told.newest_event_id
        session.add(shown)
        await session.flush()


def _scope(shown: ShownReport) -> Scope:
    scope = Scope(story_id=shown.story_id, body_id=shown.body_id, member_id=shown.of_member_id)
    return scope if shown.story_id is not None else replace(scope, active_since=shown.shown_at - LEFT_OUT)


async def next_title(session: AsyncSession) -> str:
    """What the next alert owed is about: "alert, #4"; "" when none is."""
    statement = (
        select(Request.number)
        .join(Event, col(Event.request_id) == Request.id)
        .join(Alert, col(Alert.event_id) == Event.id)
        .where(col(Alert.settled_at).is_(None))
        .order_by(func.coalesce(Alert.claimed_until, Alert.due_at))
    )
    number = (await session.exec(statement)).first()
    return "" if number is None else f"alert, #{number}"


def _said_before(request: RequestFacts, event: EventFacts, published_at: datetime) -> list[int]:
    """The ids of the events in whose place this answer was put that said the same to a reader: the same kind of
    answer, on the same side of publication."""
    return [
        other.id
        for other in request.events
        if other.id != event.id
        and original_id(other) == original_id(event)
        and other.kind is event.kind
        and had_answered(other, published_at) is had_answered(event, published_at)
    ]


def _is_ticked_next(event: EventFacts) -> bool:
    return event.kind is EventKind.REPLIED_PARTIAL and not event.details.get("answered")


def _first_of_the_newest(facts: RequestFacts) -> EventFacts:
    """The first of the events that were recorded together last: where one was put in the place of another, that which
    took the other back."""
    newest = max(facts.by_people, key=by_id)
    if not newest.details.get("in_place_of"):
        return newest
    taken_back = [
        event for event in facts.by_people if event.kind is EventKind.CORRECTED and event.id < newest.id
    ]
    return max(taken_back, key=by_id, default=newest)


async def _people(session: AsyncSession, request: Request) -> list[Member]:
    """The members who must know: the reporter, each editor who can be reached."""
    editors = await members.reachable_editors(session, request.newsroom_id)
    reporter = await session.get_one(Member, request.member_id)
    return editors if reporter.unreachable_since is not None else [reporter, *editors]


async def _waiting(session: AsyncSession, request: Request, first: EventFacts) -> Sequence[Alert]:
    """What is owed of a request's story and not told yet, and what was ever owed of an event; held until the transaction
    ends."""
    around = Request.id == request.id
    if request.story_id is not None:
        around = Request.story_id == request.story_id
    of_story = (
        select(Event.id)
        .join(Request, col(Request.id) == Event.request_id)
        .where(Request.newsroom_id == request.newsroom_id, around)
    )
    statement = select(Alert).where(
        col(Alert.event_id).in_(of_story),
        col(Alert.kind) != AlertKind.LATE,
        or_(col(Alert.settled_at).is_(None), col(Alert.event_id) == first.id),
    )
    held = statement.order_by(col(Alert.id)).with_for_update().execution_options(populate_existing=True)
    return (await session.exec(held)).all()


async def _enqueued_chats(
    session: AsyncSession, event_ids: Collection[int], *, sent_only: bool = False
) -> set[int]:
    statement = select(Alert.chat_id).where(col(Alert.event_id).in_(event_ids), Alert.kind == AlertKind.LATE)
    if sent_only:
        statement = statement.where(Alert.outcome == Outcome.SENT)
    return set((await session.exec(statement)).all())


async def _recipient(
    session: AsyncSession, newsroom: Newsroom, alert: Alert, request: Request | None = None
) -> Recipient | None:
    """Whoever an alert is for; None where they are not of the newsroom any more, or do not want it. What was printed
    without an answer concerns editors and its reporter, whatever they want."""
    if alert.chat_id < 0:
        wants = alert.kind is not AlertKind.HOUR or members.wants_last_hour(None, newsroom)
        there = await places.of_newsroom(session, newsroom.id or 0)
        story = await session.get(Story, request.story_id) if request and request.story_id else None
        place = places.in_group(there, alert.chat_id, story.id if story is not None else None)
        if place is None and alert.kind is not AlertKind.LATE:  # a report was asked for there
            place = next((one for one in there if one.chat_id == alert.chat_id), None)
        return planning.in_group(newsroom, place, story) if place is not None and wants else None
    member = await members.by_telegram_id(session, alert.chat_id, alert.newsroom_id)
    if member is None:
        return None
    if (
        alert.kind is AlertKind.LATE
        and member.role != Role.EDITOR
        and member.id != (request and request.member_id)
    ):
        return None
    if alert.kind is AlertKind.HOUR and not members.wants_last_hour(member, newsroom):
        return None
    return planning.private(member, newsroom)


async def follow(session: AsyncSession, request: Request, *, now: datetime) -> RequestFacts:
    """Bring what is owed about a request to what its record now says: the next reminder, and the news in it. In the
    transaction of the change; the caller holds the request's lock.

    Returns:
        What its record says.
    """
    facts = await queries.request(session, request.newsroom_id, request.id or 0)
    await planning.replan(session, [request], now=now, facts={facts.id: facts})
    newest = max(facts.by_people, key=by_id)
    if EventKind.ASSIGNED in (newest.kind, newest.details.get("took_back")) and request.story_id is not None:
        await planning.plan_for_story_of(session, request, now=now)
    await enqueue(session, request, facts, now=now)
    return facts
