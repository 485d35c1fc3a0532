"""The read side: asking the record, with a fixed number of queries however much there is."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import cache, lru_cache
from itertools import groupby
from typing import Any

import sqlalchemy as sa
from sqlalchemy import ColumnElement, Row, and_, bindparam, or_
from sqlalchemy.orm import aliased
from sqlmodel import col, func, select
from sqlmodel.ext.asyncio.session import AsyncSession

from db import lifecycle
from db import scope as border
from db.engine import rows
from db.errors import NotOnRecord, UnknownRequest
from db.facts import (
    FIRST_MARK,
    HIDDEN_ORIGIN,
    EventFacts,
    FileFacts,
    Linked,
    QuestionFacts,
    RequestFacts,
    answered_positions,
    mark_of,
)
from db.lifecycle import BY_THE_DESK, EventKind
from db.state import named_in
from db.tables import Attachment, Body, BodyAlias, Contact, Event, Member, Question, Request, Story
from db.text.names import normalise
from db.text.spelling import as_seen, number_in


@dataclass(frozen=True)
class Scope:
    """Which requests of a newsroom are meant: those to which everything given here applies."""

    story_id: int | None = None
    body_id: int | None = None
    member_id: int | None = None
    request_ids: frozenset[int] | None = None
    story_ids: frozenset[int] | None = None
    not_story_ids: frozenset[int] | None = None
    open_only: bool = False
    active_since: datetime | None = None  # open, or with something new on record since then
    due_from: datetime | None = None  # with a deadline from then on (UTC)
    due_before: datetime | None = None

    @property
    def values(self) -> dict[str, Any]:
        """What is given, by name, as a statement takes it: see `places`."""
        given = {
            name: value for name, value in vars(self).items() if value is not None and value is not False
        }
        return {name: sorted(value) if name in _SEVERAL else value for name, value in given.items()}


_SEVERAL = ("request_ids", "story_ids", "not_story_ids")
OURS: Any = bindparam(
    "newsroom_id"
)  # the place of a newsroom's row id in a statement that is put together once


@cache
def places(names: tuple[str, ...]) -> Scope:
    """A scope that has a place for each of these values: a statement about it is put together once, which takes longer
    than to run it."""
    made: dict[str, Any] = {name: bindparam(name, expanding=name in _SEVERAL) for name in names}
    if "open_only" in made:
        made["open_only"] = True
    return Scope(**made)


# SQLite takes 32,766 values in a statement, and older ones 999.
AT_ONCE = 500

_ORIGIN, _ORIGINS_BODY = aliased(Request), aliased(Body)
# What `Standing` says of a request, under its names.
_STANDING: tuple[Any, ...] = (
    col(Request.id),
    col(Request.number),
    col(Request.status),
    col(Request.body_id),
    col(Body.name).label("body"),
    col(Body.name_km).label("body_km"),
    col(Request.story_id),
    col(Story.slug).label("story"),
    col(Story.published_at),
    col(Request.member_id),
    col(Member.name).label("member"),
    col(Request.channel),
    col(Request.asked_at),
    col(Request.deadline_at),
    col(Request.deadline_told),
)


def standing(*more: Any) -> Any:
    """A query for what `Standing` says of requests, and for more."""
    return (
        sa.select(*_STANDING, *more)
        .select_from(Request)
        .join(Body, col(Body.id) == Request.body_id)
        .join(Member, col(Member.id) == Request.member_id)
        .outerjoin(Story, col(Story.id) == Request.story_id)
    )


# What the directory says of whoever was asked, by their very name.
_ROLE: Any = (
    sa.select(sa.func.max(col(Contact.function)))
    .where(col(Contact.body_id) == Request.body_id, col(Contact.name) == Request.contact)
    .scalar_subquery()
)
_REQUESTS: Any = (
    standing(
        col(Request.waits_for_us),
        col(Request.lapsed),
        col(Member.away_until),
        col(Request.private_to),
        col(Body.kind).label("body_kind"),
        col(Story.publish_at),
        col(Request.contact),
        _ROLE.label("contact_role"),
        col(Request.referred_from_id),
        col(_ORIGIN.number).label("origin_number"),
        col(_ORIGIN.status).label("origin_status"),
        col(_ORIGIN.asked_at).label("origin_asked_at"),
        col(_ORIGINS_BODY.id).label("origin_body_id"),
        col(_ORIGINS_BODY.name).label("origin_body"),
        col(_ORIGINS_BODY.name_km).label("origin_body_km"),
    )
    .outerjoin(_ORIGIN, col(_ORIGIN.id) == Request.referred_from_id)
    .outerjoin(_ORIGINS_BODY, col(_ORIGINS_BODY.id) == _ORIGIN.body_id)
)
_EVENTS: Any = (
    sa.select(
        col(Event.request_id),
        col(Event.id),
        col(Event.kind),
        col(Event.happened_at),
        col(Event.recorded_at),
        col(Member.name).label("member"),
        col(Event.channel),
        col(Event.contact),
        col(Event.text),
        col(Event.details),
        col(Event.corrects_event_id),
        col(Event.position),
        col(Event.hash),
        col(Event.member_id),
        col(Event.reduced_at),
        col(Attachment.id).label("file_id"),
        col(Attachment.kind).label("file_kind"),
        col(Attachment.file_name),
        col(Attachment.mime_type),
        col(Attachment.size),
        col(Attachment.origin),
        col(Attachment.origin_at),
        col(Attachment.sha256),
        col(Attachment.outcome),
        col(Attachment.trouble),
    )
    .join(Request, col(Request.id) == Event.request_id)
    .join(Member, col(Member.id) == Event.member_id)
    .outerjoin(Attachment, col(Attachment.event_id) == Event.id)
    .order_by(col(Event.happened_at), col(Event.id), col(Attachment.id))
)
_QUESTIONS: Any = (
    sa.select(
        col(Question.request_id),
        col(Question.position),
        col(Question.text),
        col(Question.topic),
        col(Question.mark),
    )
    .join(Request, col(Request.id) == Question.request_id)
    .order_by(col(Question.position))
)
_TARGETS: Any = (
    sa.select(
        col(Request.referred_from_id),
        col(Request.number),
        col(Request.status),
        col(Request.asked_at),
        func.coalesce(col(Request.first_body_id), col(Request.body_id)).label("body_id"),
        col(Body.name),
        col(Body.name_km),
    )
    .join(Body, col(Body.id) == Request.body_id)
    .where(col(Request.referred_from_id).in_(bindparam("referred", expanding=True)))
    .order_by(col(Request.number))
)


async def requests(session: AsyncSession, newsroom_id: int, scope: Scope | None = None) -> list[RequestFacts]:
    """The newsroom's requests in scope, by number, in a fixed number of queries however many they are (but for a scope
    that names more than `AT_ONCE` rows)."""
    parts = _parts(scope or Scope())
    found = [
        facts
        for part in parts
        for facts in await _requests(session, {"newsroom_id": newsroom_id} | part.values)
    ]
    # Ordered here: asked for the order, SQLite goes through all the newsroom's numbers instead of what is in scope.
    return sorted(found, key=lambda facts: facts.number)


def _parts(scope: Scope) -> list[Scope]:
    """The scope in parts that each name few enough rows for one statement."""
    return [
        replace(scope, request_ids=request_ids, story_ids=story_ids)
        for request_ids in _cut(scope.request_ids)
        for story_ids in _cut(scope.story_ids)
    ]


def _cut(ids: frozenset[int] | None) -> Sequence[frozenset[int] | None]:
    if ids is None or len(ids) <= AT_ONCE:
        return [ids]
    ordered = sorted(ids)
    return [frozenset(ordered[start : start + AT_ONCE]) for start in range(0, len(ordered), AT_ONCE)]


def in_scope(newsroom_id: int, scope: Scope, of: Any = Request) -> list[ColumnElement[bool]]:
    """What is true of a newsroom's request in scope, for the database; `of`: what has its columns."""
    ours = col(of.newsroom_id) == newsroom_id
    found = [ours]
    if scope.story_id is not None:
        found.append(col(of.story_id) == scope.story_id)
    if scope.body_id is not None:
        found.append(col(of.body_id) == scope.body_id)
    if scope.member_id is not None:
        found.append(col(of.member_id) == scope.member_id)
    if scope.request_ids is not None:
        found.append(col(of.id).in_(scope.request_ids))
    if scope.story_ids is not None:
        found.append(col(of.story_id).in_(scope.story_ids))
    if scope.not_story_ids is not None:
        found.append(or_(col(of.story_id).is_(None), col(of.story_id).not_in(scope.not_story_ids)))
    if scope.open_only:
        found.append(col(of.is_open).is_(True))
    if scope.due_from is not None:
        found.append(col(of.deadline_at) >= scope.due_from)
    if scope.due_before is not None:
        found.append(col(of.deadline_at) < scope.due_before)
    if scope.active_since is not None:
        active = (col(of.is_open).is_(True), col(of.last_event_at) >= scope.active_since)
        found.append(or_(*(and_(ours, one) for one in active)))
        # Each of the two has its index, if SQLite does not take that of the whole newsroom instead.
        found[0] = col(of.newsroom_id) + 0 == newsroom_id
    return found


async def by_ids(session: AsyncSession, request_ids: Collection[int]) -> dict[int, RequestFacts]:
    """Requests by row id, of whatever newsroom: what is owed to people is told for all newsrooms at once."""
    found: dict[int, RequestFacts] = {}
    for some in _cut(frozenset(request_ids)):
        for facts in await _requests(session, Scope(request_ids=some).values):
            found[facts.id] = facts
    return found


def narrowed_for(session: AsyncSession) -> str | None:
    """The database, where a session is of somebody who may not see all of it; None where it sees all."""
    return None if border.viewer_of(session) is None else session.get_bind().dialect.name


@lru_cache(maxsize=64)
def _chosen(names: tuple[str, ...], narrowed: str | None) -> tuple[Any, Any, Any]:
    """The queries for requests, and for their events and questions, that have these values."""
    ours, *others = in_scope(OURS, places(tuple(name for name in names if name != "newsroom_id")))
    chosen = [ours, *others] if "newsroom_id" in names else others
    beside: Any = sa.false()
    if narrowed is not None:
        its = border.HIDDEN.c.story_id == Request.story_id, border.HIDDEN.c.body_id == Request.body_id
        beside = sa.exists().where(*border.is_hidden(narrowed), *its)
    of_requests = _REQUESTS.add_columns(beside.label("beside_hidden"))
    return of_requests.where(*chosen), _EVENTS.where(*chosen), _QUESTIONS.where(*chosen)


async def _requests(session: AsyncSession, values: dict[str, Any]) -> list[RequestFacts]:
    of_requests, of_events, of_questions = _chosen(tuple(values), narrowed_for(session))
    found = await rows(session, of_requests, values)
    if not found:
        return []
    border.seen(row.private_to for row in found)
    named = {row.id: sorted(named_in(row.private_to)) for row in found}
    events, names = await _with_people(session, _events(await rows(session, of_events, values)), named)
    questions: dict[int, list[Row[Any]]] = defaultdict(list)
    for row in await rows(session, of_questions, values):
        questions[row.request_id].append(row)
    targets = await _targets(session, events)
    return [
        RequestFacts(
            id=row.id,
            number=row.number,
            status=row.status,
            body_id=row.body_id,
            body=row.body,
            body_km=row.body_km,
            body_kind=row.body_kind,
            story_id=row.story_id,
            story=row.story,
            publish_at=row.publish_at,
            published_at=row.published_at,
            member_id=row.member_id,
            member=row.member,
            channel=row.channel,
            contact=row.contact,
            contact_role=row.contact_role or "",
            asked_at=row.asked_at,
            deadline_at=row.deadline_at,
            deadline_told=row.deadline_told,
            waits_for_us=row.waits_for_us,
            lapsed=row.lapsed,
            away_until=row.away_until,
            private_to=row.private_to,
            named=tuple(names[one] for one in named[row.id] if one in names),
            beside_hidden=bool(row.beside_hidden),
            questions=_with_answers(questions[row.id], events[row.id]),
            events=tuple(events[row.id]),
            referred_from=_origin(row),
            referred_to=tuple(targets[row.id]),
        )
        for row in found
    ]


async def with_their_stories(
    session: AsyncSession, newsroom_id: int, scope: Scope, found: list[RequestFacts]
) -> list[RequestFacts]:
    """What was found in a scope, with all that was asked for the same stories, by number: a body that answered a
    colleague is not silent, and a colleague's attempts are the newsroom's."""
    if scope == Scope(story_id=scope.story_id):
        return found
    story_ids = frozenset(request.story_id for request in found if request.story_id is not None)
    around = await requests(session, newsroom_id, Scope(story_ids=story_ids))
    together = {request.number: request for request in [*found, *around]}
    return [together[number] for number in sorted(together)]


async def request(session: AsyncSession, newsroom_id: int, request_id: int) -> RequestFacts:
    """One request by row id.

    Raises:
        UnknownRequest: it is not of this newsroom.
    """
    found = await requests(session, newsroom_id, Scope(request_ids=frozenset({request_id})))
    if not found:
        await border.refuse_hidden(session, border.HIDDEN.c.id == request_id)
        raise UnknownRequest
    return found[0]


async def events_seen(session: AsyncSession, request_id: int) -> int:
    """The mark of the newest event that people have recorded about a request, as `RequestFacts.events_seen` has it."""
    by_people = col(Event.kind).not_in(BY_THE_DESK)
    newest = select(Event.id, Event.hash).where(Event.request_id == request_id, by_people)
    event_id, event_hash = (await session.exec(newest.order_by(col(Event.id).desc()).limit(1))).one()
    return mark_of(event_id or 0, event_hash)


async def has_seen(session: AsyncSession, newsroom_id: int, request_id: int, events_seen: int) -> bool:
    """Whether what was shown with this mark is on record, as the history of this request of the newsroom.

    Raises:
        NotOnRecord: it is not: the record was put back as it was before, and this is another request.
        UnknownRequest: the newsroom has none of this id.
    """
    # Not by the index of the newsroom's events, who are many.
    here = col(Event.newsroom_id) + 0 == newsroom_id
    its = select(Event.id, Event.hash).where(here, Event.request_id == request_id)
    events = (await session.exec(its)).all()
    if not events:
        await border.refuse_hidden(session, border.HIDDEN.c.id == request_id)
        raise UnknownRequest
    if any(mark_of(event_id or 0, event_hash) == events_seen for event_id, event_hash in events):
        return True
    if events_seen >= FIRST_MARK:
        raise NotOnRecord
    return False  # shown by an older version, which only counted


async def referral_circle(session: AsyncSession, opened: list[Request]) -> list[Body]:
    """The bodies of a referral trail that comes back to one already in it, in order; empty where none does."""
    for newest in opened:
        trail = [newest]
        while trail[0].referred_from_id is not None:
            before = await session.get(Request, trail[0].referred_from_id)
            if before is None:
                break  # whoever looks may not see it
            trail.insert(0, before)
        if newest.body_id in {step.body_id for step in trail[:-1]}:
            return [await session.get_one(Body, step.body_id) for step in trail]
    return []


def _events(read: Sequence[Row[Any]]) -> dict[int, list[EventFacts]]:
    corrected = {row.corrects_event_id for row in read if row.corrects_event_id is not None}
    files: dict[int, list[FileFacts]] = defaultdict(list)
    for row in read:
        if row.file_id is not None:
            files[row.id].append(_file(row))
    # A record that was put right keeps its files: they are shown with the newest in its place.
    newest = {lifecycle.original_id(row): row.id for row in sorted(read, key=lambda row: row.id)}
    found: dict[int, list[EventFacts]] = defaultdict(list)
    for _, (row, *_more) in groupby(read, key=lambda row: row.id):
        original = lifecycle.original_id(row)
        found[row.request_id].append(
            EventFacts(
                id=row.id,
                kind=row.kind,
                happened_at=row.happened_at,
                recorded_at=row.recorded_at,
                member=row.member,
                channel=row.channel,
                contact=row.contact,
                text=row.text,
                details=row.details,
                corrects_event_id=row.corrects_event_id,
                corrected=row.id in corrected,
                files=tuple(files[original]) if newest[original] == row.id else (),
                position=row.position,
                hash=row.hash,
                member_id=row.member_id,
                reduced_at=row.reduced_at,
            )
        )
    return found


_OWNERS: Any = sa.select(col(Member.id), col(Member.name), col(Member.removed_at)).where(
    col(Member.id).in_(bindparam("ids", expanding=True))
)


async def _with_people(
    session: AsyncSession, events: dict[int, list[EventFacts]], named: dict[int, list[int]]
) -> tuple[dict[int, list[EventFacts]], dict[int, str]]:
    """The events that hand a request over, or show it to somebody, say to whom, by name; and the names of those who
    are still here."""
    about = {
        event.id: [
            *([event.details["owner"]] if "owner" in event.details else []),
            *event.details.get("named", ()),
        ]
        for its in events.values()
        for event in its
    }
    ids = {one for those in (*about.values(), *named.values()) for one in those}
    if not ids:
        return events, {}
    people = await rows(session, _OWNERS, {"ids": sorted(ids)})
    names = {row.id: row.name for row in people}
    told = {
        request_id: [
            replace(event, owners=tuple(names[one] for one in about[event.id] if one in names))
            for event in its
        ]
        for request_id, its in events.items()
    }
    return told, {row.id: row.name for row in people if row.removed_at is None}


def _file(row: Row[Any]) -> FileFacts:
    return FileFacts(
        id=row.file_id,
        kind=row.file_kind,
        name=row.file_name,
        mime_type=row.mime_type,
        size=row.size,
        origin=row.origin,
        origin_at=row.origin_at,
        sha256=row.sha256,
        outcome=row.outcome,
        trouble=row.trouble,
        sent_at=row.recorded_at,
    )


def _with_answers(questions: list[Row[Any]], events: list[EventFacts]) -> tuple[QuestionFacts, ...]:
    in_part, in_full = answered_positions(events)
    return tuple(
        QuestionFacts(q.position, q.text, q.topic, in_full or q.position in in_part, q.mark)
        for q in questions
    )


def _origin(row: Row[Any]) -> Linked | None:
    """Where a request was referred from; of one that whoever looks may not see, that it was."""
    if row.referred_from_id is None:
        return None
    if row.origin_number is None:
        return HIDDEN_ORIGIN
    return Linked(
        row.origin_number,
        row.origin_body,
        row.origin_status,
        asked=row.origin_asked_at is not None,
        body_km=row.origin_body_km,
        body_id=row.origin_body_id,
    )


async def _targets(session: AsyncSession, events: dict[int, list[EventFacts]]) -> dict[int, list[Linked]]:
    """Where each request was referred to: only a recorded referral leads anywhere, be it taken back since."""
    referred = [
        request_id
        for request_id, its in events.items()
        if any(event.kind is EventKind.REFERRED for event in its)
    ]
    found: dict[int, list[Linked]] = defaultdict(list)
    for start in range(0, len(referred), AT_ONCE):
        for row in await rows(session, _TARGETS, {"referred": referred[start : start + AT_ONCE]}):
            found[row.referred_from_id].append(
                Linked(
                    row.number,
                    row.name,
                    row.status,
                    asked=row.asked_at is not None,
                    body_km=row.name_km,
                    body_id=row.body_id,
                )
            )
    return found


async def bodies_with(session: AsyncSession, newsroom_id: int, words: list[str]) -> list[Body]:
    """The bodies of which one name, or one contact, contains every word, by name; none where there is no letter in
    any."""
    parts = normalise(" ".join(words)).split()
    if not parts or any(word.startswith("#") for word in words):  # that is of a request or a story
        return []
    named = and_(*(col(BodyAlias.normalised).contains(part, autoescape=True) for part in parts))
    seen = [part for word in words for part in as_seen(word).split()]
    reached = and_(*(col(Contact.seen).contains(part, autoescape=True) for part in seen))
    if number := number_in(" ".join(words)):
        reached = or_(reached, col(Contact.seen).contains(number, autoescape=True))
    statement = (
        select(Body)
        .where(
            Body.newsroom_id == newsroom_id,
            or_(
                col(Body.id).in_(
                    select(BodyAlias.body_id).where(BodyAlias.newsroom_id == newsroom_id, named)
                ),
                col(Body.id).in_(select(Contact.body_id).where(Contact.newsroom_id == newsroom_id, reached)),
            ),
        )
        .order_by(col(Body.name))
    )
    return list((await session.exec(statement)).all())


async def lengths_given(session: AsyncSession, newsroom_id: int, *, limit: int = 30) -> list[timedelta]:
    """How long the newsroom has given bodies to answer lately: from the asking to the deadline they were told."""
    statement = (
        select(Request.asked_at, Request.deadline_at, Request.deadline_told)
        .where(Request.newsroom_id == newsroom_id)
        .order_by(col(Request.number).desc())
        .limit(limit)
    )
    rows = (await session.exec(statement)).all()
    return [deadline - asked for asked, deadline, told in rows if asked is not None and told]
