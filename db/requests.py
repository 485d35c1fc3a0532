"""Requests that a referral opened and nobody has asked yet."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy import bindparam, insert, update
from sqlmodel import col, delete, select
from sqlmodel.ext.asyncio.session import AsyncSession
from sqlmodel.sql.expression import SelectOfScalar

from db import attachments, lifecycle, reminders, scope
from db.attachments import File
from db.chain import links
from db.engine import changed, locked, rows
from db.errors import UnknownNumber, UnknownRequest
from db.lifecycle import Channel, EventKind, Result, Status
from db.state import named_in, state_after, text_of
from db.tables import Body, Event, Question, Request, RequestText, Story, table_of


async def waiting_to_be_asked(
    session: AsyncSession, newsroom_id: int, *, body_ids: Collection[int], story_id: int, member_id: int
) -> list[Request]:
    """The member's requests to these bodies for this story that a referral opened and nobody has asked yet, by number,
    locked until the transaction ends."""
    statement = (
        select(Request)
        .where(Request.newsroom_id == newsroom_id, col(Request.body_id).in_(body_ids))
        .where(Request.story_id == story_id, Request.member_id == member_id)
        .where(col(Request.asked_at).is_(None), Request.status == Status.WAITING)
        .order_by(col(Request.number))
        .with_for_update(key_share=True)
    )
    return list((await session.exec(statement)).all())


@dataclass(frozen=True)
class Put:
    """One question of a request, and whose that is and where it stands. `asked_at`: UTC, None where nobody has asked yet."""

    request_id: int
    number: int
    body_id: int
    member_id: int
    asked_at: datetime | None
    status: Status
    contact: str | None
    position: int
    text: str


async def put_before(
    session: AsyncSession, newsroom_id: int, *, body_ids: Collection[int], story_id: int
) -> list[Put]:
    """The questions of all requests to these bodies for this story, by number and position."""
    statement = (
        sa.select(
            col(Request.id),
            col(Request.number),
            col(Request.body_id),
            col(Request.member_id),
            col(Request.asked_at),
            col(Request.status),
            col(Request.contact),
            col(Question.position),
            col(Question.text),
        )
        .join(Question, col(Question.request_id) == col(Request.id))
        # Reckoned with, so that SQLite goes by the story, not by all of the newsroom's.
        .where(col(Request.newsroom_id) + 0 == newsroom_id, col(Request.story_id) == story_id)
        .where(col(Request.body_id).in_(body_ids))
    )
    rows = (await (await session.connection()).execute(statement)).all()
    return sorted((Put(*tuple[Any, ...](row)) for row in rows), key=lambda put: (put.number, put.position))


@dataclass(frozen=True)
class Asked:
    """A question as put to the body, and the short topic the reporter gave it."""

    text: str
    topic: str | None = None


@dataclass(frozen=True)
class NewRequest:
    """What a reporter logs. Instants are UTC; `asked_at` None: a referral opened it and nobody has asked yet."""

    body_id: int
    member_id: int
    questions: Sequence[Asked]
    deadline_at: datetime
    deadline_told: bool
    asked_at: datetime | None
    channel: Channel | None
    contact: str | None = None
    story_id: int | None = None
    referred_from_id: int | None = None
    files: tuple[File, ...] = ()  # what its asking carries: the letter, a picture of it
    text: str = ""  # what was noted of the first attempt, and what became of it
    result: Result | None = None
    private_to: str | None = None  # as `db.state.seen_by` makes it; None: everybody may see it
    noted: dict[str, Any] = field(default_factory=dict)  # what else its asking says, such as `DAY_ONLY`


@dataclass(frozen=True)
class NewEvent:
    """What a member says happened to a request at an instant (UTC)."""

    kind: EventKind
    member_id: int
    happened_at: datetime
    channel: Channel | None = None
    contact: str | None = None
    text: str = ""
    details: dict[str, Any] = field(default_factory=dict)
    corrects_event_id: int | None = None
    files: tuple[File, ...] = ()


async def next_number(session: AsyncSession, newsroom_id: int) -> int:
    """Take the newsroom's next request number: gapless, because a rollback gives it back; safe under concurrency,
    because the newsroom's row is locked until the transaction ends."""
    newsroom = await links.hold(session, newsroom_id)
    newsroom.requests_logged += 1
    session.add(newsroom)
    return newsroom.requests_logged


async def open_request(session: AsyncSession, newsroom_id: int, new: NewRequest, *, now: datetime) -> Request:
    """Log a request under the newsroom's next number, with its deadline and, if it was put already, its asking."""
    request = Request(
        newsroom_id=newsroom_id,
        number=await next_number(session, newsroom_id),
        body_id=new.body_id,
        story_id=new.story_id,
        member_id=new.member_id,
        referred_from_id=new.referred_from_id,
        channel=new.channel,
        contact=new.contact,
        asked_at=new.asked_at,
        deadline_at=new.deadline_at,
        deadline_told=new.deadline_told,
        status=Status.WAITING,
    )
    session.add(request)
    await session.flush()
    text = await _put_questions(session, request, new.questions)
    session.add(RequestText(request_id=_id(request), text=text))
    await session.flush()
    await _begin(session, request, new, now=now)
    return request


async def adopt(session: AsyncSession, request: Request, new: NewRequest, *, now: datetime) -> Request:
    """Put the questions of `new` on a request which a referral opened and nobody has asked yet.

    What was never put to the body is replaced by what is put to it now; the trail stays.
    """
    await session.exec(delete(Question).where(col(Question.request_id) == request.id))
    request.member_id = new.member_id
    request.story_id = new.story_id
    session.add(request)
    text = await _put_questions(session, request, new.questions)
    files = await attachments.of_request(session, _id(request))
    said = text_of((), await events_of(session, _id(request)), files)
    words = {"of": request.id, "words": "\n".join(filter(None, (text, said)))}
    await changed(session, _PUT_TEXT, words)
    await _begin(session, request, new, now=now)
    return request


async def by_number(session: AsyncSession, newsroom_id: int, number: int) -> Request:
    """The newsroom's request of that number; in a writing session locked until the transaction ends.

    Raises:
        UnknownNumber: there is none in this newsroom.
    """
    statement = select(Request).where(Request.newsroom_id == newsroom_id, Request.number == number)
    its = scope.HIDDEN.c.newsroom_id == newsroom_id, scope.HIDDEN.c.number == number
    return await _locked(session, statement, UnknownNumber(number=number), sa.and_(*its))


async def by_id(session: AsyncSession, newsroom_id: int, request_id: int) -> Request:
    """The same by row id, as buttons carry it.

    Raises:
        UnknownRequest: it is not of this newsroom.
    """
    statement = select(Request).where(Request.newsroom_id == newsroom_id, Request.id == request_id)
    return await _locked(session, statement, UnknownRequest(), scope.HIDDEN.c.id == request_id)


async def of_story(session: AsyncSession, story_id: int) -> list[Request]:
    """A story's requests by number, locked until the transaction ends."""
    statement = select(Request).where(Request.story_id == story_id).order_by(col(Request.number))
    fresh = statement.with_for_update(key_share=True).execution_options(populate_existing=True)
    return list((await session.exec(fresh)).all())


@scope.all_of_it
async def lock_open(session: AsyncSession, newsroom_id: int) -> list[Request]:
    """A newsroom's open requests by number, locked until the transaction ends."""
    statement = (
        select(Request)
        .where(Request.newsroom_id == newsroom_id, col(Request.status).in_(lifecycle.OPEN))
        .order_by(col(Request.number))
    )
    fresh = statement.with_for_update(key_share=True).execution_options(populate_existing=True)
    return list((await session.exec(fresh)).all())


async def record(session: AsyncSession, request: Request, what: NewEvent, *, now: datetime) -> Event:
    """Record one event and bring the request's stored state to what all its events say.

    Raises:
        NotPossibleNow: the lifecycle has no such move from where the request stands. Nothing is recorded.
    """
    lifecycle.check(request.status, what.kind)
    return await put(session, request, what, now=now)


async def put(session: AsyncSession, request: Request, what: NewEvent, *, now: datetime) -> Event:
    """The same wherever the request stands now: what is put right afterwards has to fit the time at which it happened
    (`lifecycle.fits`), and that is the caller's to see."""
    event = await _append(session, request, what, now=now)
    await session.flush()
    if what.files:
        await attachments.enqueue(session, event, what.files, now=now)
    await settle(session, request)
    return event


async def _append(session: AsyncSession, request: Request, what: NewEvent, *, now: datetime) -> Event:
    details = (
        {**what.details, "files": [file.file_unique_id for file in what.files]}
        if what.files
        else what.details
    )
    event = Event(
        newsroom_id=request.newsroom_id,
        request_id=_id(request),
        kind=what.kind,
        happened_at=what.happened_at,
        recorded_at=now,
        member_id=what.member_id,
        channel=what.channel,
        contact=what.contact,
        text=what.text,
        details=details,
        corrects_event_id=what.corrects_event_id,
        position=0,
        previous_hash="",
        hash="",
    )
    await links.append(session, event, number=request.number)
    await _add_text(session, request, event, what.files)
    return event


async def lock(session: AsyncSession, request_ids: Collection[int]) -> list[Request]:
    """These requests by number, locked until the transaction ends."""
    statement = select(Request).where(col(Request.id).in_(request_ids)).order_by(col(Request.number))
    fresh = statement.with_for_update(key_share=True).execution_options(populate_existing=True)
    return list((await session.exec(fresh)).all())


async def events_of(session: AsyncSession, request_id: int) -> list[Event]:
    """All events of a request in the order of recording, corrected ones among them."""
    statement = select(Event).where(Event.request_id == request_id).order_by(col(Event.id))
    return list((await session.exec(statement)).all())


_EVENTS_OF = (
    sa.select(*links.ROW).where(col(Event.request_id) == bindparam("request_id")).order_by(col(Event.id))
)


@scope.all_of_it
async def settle(session: AsyncSession, request: Request) -> None:
    """Bring the request's stored state to what its events say, and to when its story came out."""
    story = await session.get(Story, request.story_id) if request.story_id is not None else None
    events = [links.Row(*row) for row in await rows(session, _EVENTS_OF, {"request_id": _id(request)})]
    was = request.member_id
    state = state_after(
        events,
        published_at=story.published_at if story else None,
        by_referral=request.referred_from_id is not None,
        story_private_to=story.private_to if story else None,
    )
    state.store(request)
    session.add(request)
    await session.flush()
    if request.member_id != was:
        await reminders.hand_over(session, request, was, by=events[-1].member_id, now=events[-1].recorded_at)


_TEXT = update(table_of(RequestText)).where(col(RequestText.request_id) == bindparam("of"))
_PUT_TEXT = _TEXT.values(text=bindparam("words"))
_ADD_TEXT = _TEXT.values(text=col(RequestText.text) + bindparam("added"))


async def _add_text(session: AsyncSession, request: Request, event: Event, files: Sequence[File]) -> None:
    if added := text_of((), [event], files):
        await changed(session, _ADD_TEXT, {"of": request.id, "added": f"\n{added}"})


_PUT_QUESTION = insert(table_of(Question))


async def _put_questions(session: AsyncSession, request: Request, questions: Sequence[Asked]) -> str:
    """Write the questions of a request that has none; returns all their words as they are seen."""
    put = [
        Question(
            newsroom_id=request.newsroom_id,
            request_id=_id(request),
            position=position,
            text=question.text,
            topic=question.topic,
        )
        for position, question in enumerate(questions, start=1)
    ]
    if put:
        await changed(session, _PUT_QUESTION, [question.model_dump(exclude={"id"}) for question in put])
    return text_of(put, (), ())


async def _begin(session: AsyncSession, request: Request, new: NewRequest, *, now: datetime) -> None:
    body = await session.get_one(Body, new.body_id)
    deadline = {
        "to": new.deadline_at.isoformat(),
        "told": new.deadline_told,
        **names_of(body),
        "questions": [question.text for question in new.questions],
        **new.noted,
    }
    if new.private_to is not None:
        deadline |= {"private": True, "named": sorted(named_in(new.private_to))}
    begun = [NewEvent(EventKind.DEADLINE_SET, new.member_id, new.asked_at or now, details=deadline)]
    if new.asked_at is not None:
        became = {"result": new.result} if new.result else {}
        asked = NewEvent(
            EventKind.ASKED,
            new.member_id,
            new.asked_at,
            new.channel,
            new.contact,
            new.text,
            became | new.noted,
            files=new.files,
        )
        begun.append(asked)
    for what in begun:
        lifecycle.check(request.status, what.kind)
        event = await _append(session, request, what, now=now)
        if what.files:
            await session.flush()
            await attachments.enqueue(session, event, what.files, now=now)
    await session.flush()
    await settle(session, request)


def names_of(body: Body) -> dict[str, str]:
    """The names of a body as the event that puts something to it holds them."""
    return {"body": body.name, **({"body_km": body.name_km} if body.name_km else {})}


async def _locked(
    session: AsyncSession, statement: SelectOfScalar[Request], otherwise: UnknownNumber, hidden: Any
) -> Request:
    fresh = statement.execution_options(populate_existing=True)
    if locked(session):
        fresh = fresh.with_for_update(key_share=True)
    found = (await session.exec(fresh)).first()
    if found is None:
        await scope.refuse_hidden(session, hidden)
        raise otherwise
    return found


def _id(request: Request) -> int:
    if request.id is None:
        raise ValueError("the request has not been written yet")
    return request.id
