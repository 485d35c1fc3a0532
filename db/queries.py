"""The read side: asking the record, with a fixed number of queries however much there is."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import and_
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from db import lifecycle
from db.facts import EventFacts, FileFacts, Linked, QuestionFacts, RequestFacts, answered_positions
from db.lifecycle import Status
from db.names import normalise
from db.tables import Attachment, Body, BodyAlias, Event, Member, Outcome, Question, Request, Story


@dataclass(frozen=True)
class Scope:
    """Which requests of a newsroom are meant: those to which everything given here applies."""

    story_id: int | None = None
    body_id: int | None = None
    member_id: int | None = None
    request_ids: frozenset[int] | None = None
    story_ids: frozenset[int] | None = None
    open_only: bool = False


async def requests(session: AsyncSession, newsroom_id: int, scope: Scope | None = None) -> list[RequestFacts]:
    """The newsroom's requests in scope, by number, in a fixed number of queries however many they are."""
    chosen = scope or Scope()
    statement = (
        select(Request, Body, Member, Story)
        .join(Body, col(Body.id) == Request.body_id)
        .join(Member, col(Member.id) == Request.member_id)
        .outerjoin(Story, col(Story.id) == Request.story_id)
        .where(Request.newsroom_id == newsroom_id)
        .order_by(col(Request.number))
    )
    if chosen.story_id is not None:
        statement = statement.where(Request.story_id == chosen.story_id)
    if chosen.body_id is not None:
        statement = statement.where(Request.body_id == chosen.body_id)
    if chosen.member_id is not None:
        statement = statement.where(Request.member_id == chosen.member_id)
    if chosen.request_ids is not None:
        statement = statement.where(col(Request.id).in_(chosen.request_ids))
    if chosen.story_ids is not None:
        statement = statement.where(col(Request.story_id).in_(chosen.story_ids))
    if chosen.open_only:
        statement = statement.where(col(Request.status).in_(lifecycle.OPEN))
    rows = (await session.exec(statement)).all()
    ids = [request.id or 0 for request, *_ in rows]
    events = await _events(session, ids)
    questions = await _questions(session, ids)
    origins, targets = await _links(session, [request for request, *_ in rows])
    return [
        RequestFacts(
            id=request.id or 0,
            number=request.number,
            status=Status(request.status),
            body_id=request.body_id,
            body=body.name,
            body_km=body.name_km,
            body_kind=body.kind,
            story_id=request.story_id,
            story=story.slug if story else None,
            publish_at=story.publish_at if story else None,
            published_at=story.published_at if story else None,
            member_id=request.member_id,
            member=member.name,
            channel=request.channel,
            contact=request.contact,
            asked_at=request.asked_at,
            deadline_at=request.deadline_at,
            deadline_told=request.deadline_told,
            questions=_with_answers(questions[request.id or 0], events[request.id or 0]),
            events=tuple(events[request.id or 0]),
            referred_from=origins.get(request.referred_from_id or 0),
            referred_to=tuple(targets[request.id or 0]),
        )
        for request, body, member, story in rows
    ]


async def with_their_stories(
    session: AsyncSession, newsroom_id: int, scope: Scope, found: list[RequestFacts]
) -> list[RequestFacts]:
    """What was found in a scope, with all that was asked for the same stories, by number: a body that answered a
    colleague is not silent, and a colleague's attempts are the newsroom's."""
    if scope in (Scope(), Scope(story_id=scope.story_id)):
        return found
    story_ids = frozenset(request.story_id for request in found if request.story_id is not None)
    around = await requests(session, newsroom_id, Scope(story_ids=story_ids))
    together = {request.number: request for request in [*found, *around]}
    return [together[number] for number in sorted(together)]


async def request(session: AsyncSession, newsroom_id: int, request_id: int) -> RequestFacts:
    """One request by row id."""
    [facts] = await requests(session, newsroom_id, Scope(request_ids=frozenset({request_id})))
    return facts


async def referral_circle(session: AsyncSession, opened: list[Request]) -> list[Body]:
    """The bodies of a referral trail that comes back to one already in it, in order; empty where none does."""
    for newest in opened:
        trail = [newest]
        while trail[0].referred_from_id is not None:
            trail.insert(0, await session.get_one(Request, trail[0].referred_from_id))
        if newest.body_id in {step.body_id for step in trail[:-1]}:
            return [await session.get_one(Body, step.body_id) for step in trail]
    return []


async def _events(session: AsyncSession, request_ids: list[int]) -> dict[int, list[EventFacts]]:
    statement = (
        select(Event, Member)
        .join(Member, col(Member.id) == Event.member_id)
        .where(col(Event.request_id).in_(request_ids))
        .order_by(col(Event.happened_at), col(Event.id))
    )
    rows = (await session.exec(statement)).all()
    corrected = {event.corrects_event_id for event, _ in rows if event.corrects_event_id is not None}
    kept = select(Attachment, Event.recorded_at).join(Event, col(Event.id) == Attachment.event_id)
    files: dict[int, list[FileFacts]] = defaultdict(list)
    ordered = kept.where(col(Event.request_id).in_(request_ids)).order_by(col(Attachment.id))
    for attachment, sent_at in (await session.exec(ordered)).all():
        files[attachment.event_id].append(_file(attachment, sent_at))
    # A record that was put right keeps its files: they are shown with the newest in its place.
    newest = {
        lifecycle.original_id(event): event.id for event, _ in sorted(rows, key=lambda row: row[0].id or 0)
    }
    found: dict[int, list[EventFacts]] = defaultdict(list)
    for event, member in rows:
        event_id = event.id or 0
        found[event.request_id].append(
            EventFacts(
                id=event_id,
                kind=event.kind,
                happened_at=event.happened_at,
                recorded_at=event.recorded_at,
                member=member.name,
                channel=event.channel,
                contact=event.contact,
                text=event.text,
                details=event.details,
                corrects_event_id=event.corrects_event_id,
                corrected=event_id in corrected,
                files=tuple(files[lifecycle.original_id(event)])
                if newest[lifecycle.original_id(event)] == event_id
                else (),
                position=event.position,
                hash=event.hash,
                member_id=event.member_id,
            )
        )
    return found


def _file(attachment: Attachment, sent_at: datetime) -> FileFacts:
    return FileFacts(
        id=attachment.id or 0,
        kind=attachment.kind,
        name=attachment.file_name,
        mime_type=attachment.mime_type,
        size=attachment.size,
        origin=attachment.origin,
        origin_at=attachment.origin_at,
        sha256=attachment.sha256,
        outcome=Outcome(attachment.outcome) if attachment.outcome else None,
        trouble=attachment.trouble,
        sent_at=sent_at,
    )


async def _questions(session: AsyncSession, request_ids: list[int]) -> dict[int, list[Question]]:
    statement = (
        select(Question).where(col(Question.request_id).in_(request_ids)).order_by(col(Question.position))
    )
    found: dict[int, list[Question]] = defaultdict(list)
    for question in (await session.exec(statement)).all():
        found[question.request_id].append(question)
    return found


def _with_answers(questions: list[Question], events: list[EventFacts]) -> tuple[QuestionFacts, ...]:
    in_part, in_full = answered_positions(events)
    return tuple(
        QuestionFacts(q.position, q.text, q.topic, in_full or q.position in in_part) for q in questions
    )


async def _links(
    session: AsyncSession, found: list[Request]
) -> tuple[dict[int, Linked], dict[int, list[Linked]]]:
    """Where each request was referred from (by the origin's id), and where each was referred to (by its own)."""
    origin_ids = [request.referred_from_id for request in found if request.referred_from_id is not None]
    own_ids = [request.id for request in found]
    statement = select(Request, Body).join(Body, col(Body.id) == Request.body_id)
    origins = {
        request.id or 0: _linked(request, body)
        for request, body in (await session.exec(statement.where(col(Request.id).in_(origin_ids)))).all()
    }
    targets: dict[int, list[Linked]] = defaultdict(list)
    referred = statement.where(col(Request.referred_from_id).in_(own_ids)).order_by(col(Request.number))
    for request, body in (await session.exec(referred)).all():
        targets[request.referred_from_id or 0].append(_linked(request, body))
    return origins, targets


def _linked(request: Request, body: Body) -> Linked:
    asked = request.asked_at is not None
    return Linked(
        request.number,
        body.name,
        Status(request.status),
        asked=asked,
        body_km=body.name_km,
        body_id=request.body_id,
    )


async def bodies_with(session: AsyncSession, newsroom_id: int, words: list[str]) -> list[Body]:
    """The bodies of which one name contains every word, by name; none where there is no letter in any."""
    parts = [part for part in map(normalise, words) if part]
    if not parts:
        return []
    named = and_(*(col(BodyAlias.normalised).contains(part, autoescape=True) for part in parts))
    statement = (
        select(Body)
        .where(
            Body.newsroom_id == newsroom_id,
            col(Body.id).in_(select(BodyAlias.body_id).where(BodyAlias.newsroom_id == newsroom_id, named)),
        )
        .order_by(col(Body.name))
    )
    return list((await session.exec(statement)).all())
