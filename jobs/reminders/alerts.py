"""An answer that a story came out without is told at once: to the reporter, the editors and the group, once each."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlmodel import col, func, select
from sqlmodel.ext.asyncio.session import AsyncSession

from db import members, queries
from db.facts import EventFacts, RequestFacts
from db.lifecycle import EventKind, Role, original_id
from db.publication import had_answered, late_answers
from db.queries import Scope
from db.tables import Alert, Event, Member, Newsroom, Outcome, Request
from jobs.reminders import planning
from jobs.reminders.notices import AlertNotice, Recipient

# While the reporter ticks which questions were answered, nobody is told that it is not known.
TICKING = timedelta(minutes=2)


async def enqueue(session: AsyncSession, request: Request, facts: RequestFacts, *, now: datetime) -> None:
    """Put an alert into the outbox for each answer in the record of a request that its story came out without and nobody was owed an
    alert for yet. Asked after every change of a record: however the answer came into it, it is told.

    The caller holds the request's lock; `facts` is what its record says now.
    """
    late = late_answers(facts)
    if facts.published_at is None or not late:
        return
    newsroom = await session.get_one(Newsroom, request.newsroom_id)
    chats = await _chats(session, newsroom, request.member_id)
    for event in late:
        if await _enqueued_chats(session, [event.id]):
            continue
        told = await _enqueued_chats(session, _said_before(facts, event, facts.published_at), sent_only=True)
        for chat_id in chats:
            if chat_id not in told:
                due_at = now + TICKING if _is_ticked_next(event) else now
                session.add(
                    Alert(newsroom_id=request.newsroom_id, event_id=event.id, chat_id=chat_id, due_at=due_at)
                )
    await session.flush()


async def notice(session: AsyncSession, alert: Alert, again: bool, *, now: datetime) -> AlertNotice | None:
    """What a claimed alert says; None where the answer was taken back, the story is not out any more, or the chat is
    not the newsroom's any more."""
    newsroom = await session.get_one(Newsroom, alert.newsroom_id)
    event = await session.get_one(Event, alert.event_id)
    request = await session.get_one(Request, event.request_id)
    to = await _recipient(session, newsroom, alert.chat_id, reporter_id=request.member_id)
    if to is None:
        return None
    scope = Scope(story_id=request.story_id)
    story = await queries.requests(session, newsroom.id or 0, scope)
    facts = next(other for other in story if other.id == request.id)
    answer = next((other for other in late_answers(facts) if other.id == event.id), None)
    if answer is None:
        return None
    return AlertNotice(
        to=to,
        newsroom_id=newsroom.id or 0,
        request=facts,
        event=answer,
        requests=tuple(story),
        due_at=alert.due_at,
        now=now,
        may_repeat=again,
    )


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


async def _chats(session: AsyncSession, newsroom: Newsroom, reporter_id: int) -> list[int]:
    """The Telegram chats that must know: the reporter's, each editor's who can be reached, the group."""
    editors = await members.reachable_editors(session, newsroom.id or 0)
    reporter = await session.get_one(Member, reporter_id)
    people = [reporter, *editors] if reporter.unreachable_since is None else editors
    chats = [person.telegram_id for person in people]
    if newsroom.group_chat_id is not None:
        chats.append(newsroom.group_chat_id)
    return list(dict.fromkeys(chats))


async def _enqueued_chats(
    session: AsyncSession, event_ids: list[int], *, sent_only: bool = False
) -> set[int]:
    statement = select(Alert.chat_id).where(col(Alert.event_id).in_(event_ids))
    if sent_only:
        statement = statement.where(Alert.outcome == Outcome.SENT)
    return set((await session.exec(statement)).all())


async def _recipient(
    session: AsyncSession, newsroom: Newsroom, chat_id: int, *, reporter_id: int
) -> Recipient | None:
    language, topic_id = members.spoken_with(None, newsroom), newsroom.group_topic_id
    if chat_id != newsroom.group_chat_id:
        member = await members.by_telegram_id(session, chat_id)
        if member is None or member.newsroom_id != newsroom.id:
            return None
        if member.role != Role.EDITOR and member.id != reporter_id:
            return None
        language, topic_id = members.spoken_with(member, newsroom), None
    return Recipient(chat_id, language, newsroom.settings.timezone, newsroom.settings.country, topic_id)


async def follow(session: AsyncSession, request: Request, *, now: datetime) -> RequestFacts:
    """Bring what is owed about a request to what its record now says: the next reminder, and the alerts of an answer
    that its story came out without. In the transaction of the change; the caller holds the request's lock.

    Returns:
        What its record says.
    """
    facts = await queries.request(session, request.newsroom_id, request.id or 0)
    await planning.replan(session, [request], now=now, facts={facts.id: facts})
    await enqueue(session, request, facts, now=now)
    return facts
