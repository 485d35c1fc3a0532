"""Everything that changes a request goes through here: the change, its event, and the reminders that follow from
it, in the caller's one transaction."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from types import MappingProxyType
from typing import Any

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from db import lifecycle, queries, requests
from db.attachments import File
from db.errors import AlreadyHandled, DeskError, NothingToUndo
from db.facts import RequestFacts
from db.lifecycle import EventKind
from db.requests import Asked, NewEvent, NewRequest
from db.tables import Event, Member, Newsroom, Request
from jobs.records import correcting
from jobs.records import stories as publishing
from jobs.records.correcting import TakenBack
from jobs.reminders.alerts import follow
from jobs.reminders.planning import plan_for_story_of, replan

LOOKED_BACK = 50


class OutSince(DeskError):
    """What a member recorded last is that a story is out: to take back what they recorded before is not what they want."""

    message = "The newest that you recorded is that #{slug} is out, so nothing else was taken back. If it is not out: /story #{slug} unpublished"


@dataclass(frozen=True)
class Logged:
    """A request that was logged, and what its record says."""

    request: Request
    facts: RequestFacts


@dataclass(frozen=True)
class Recorded:
    """An event that was recorded, and what the record of its request says with it."""

    event: Event
    facts: RequestFacts


async def ask(session: AsyncSession, newsroom: Newsroom, new: NewRequest, *, now: datetime) -> Request:
    """Log a request. One that a referral opened for the same member, body and story, and nobody has asked yet, is the
    one that is asked now: the trail leads to it. Without a story nothing says that the two belong together."""
    [logged] = await ask_several(session, newsroom, [new], now=now)
    return logged.request


async def _ask(
    session: AsyncSession, newsroom: Newsroom, new: NewRequest, waiting: Sequence[Request], *, now: datetime
) -> Logged:
    mine = [held for held in waiting if held.body_id == new.body_id and new.asked_at is not None]
    if mine:
        request = await requests.adopt(session, mine[0], new, now=now)
    else:
        request = await requests.open_request(session, newsroom.id or 0, new, now=now)
    await publishing.joined(session, request, now=now)
    facts = await queries.request(session, request.newsroom_id, request.id or 0)
    await replan(session, [request], now=now, facts={facts.id: facts})
    await plan_for_story_of(session, request, now=now)
    return Logged(request, facts)


async def ask_several(
    session: AsyncSession,
    newsroom: Newsroom,
    several: Sequence[NewRequest],
    *,
    now: datetime,
    may_wait: Collection[int] | None = None,
) -> list[Logged]:
    """Log a request to each of several bodies: one member's, for one story or none.

    Whatever of it referrals opened is locked first: logging the first takes the newsroom's lock, and whoever holds
    that must not wait for a request any more. `may_wait`: the bodies that may have such a request, where that is known.
    """
    waiting = await _waiting(session, newsroom, several, may_wait)
    return [await _ask(session, newsroom, new, waiting, now=now) for new in several]


async def record(session: AsyncSession, request: Request, what: NewEvent, *, now: datetime) -> Recorded:
    """Record what happened to a request. The first attempt at one that nobody has asked yet is its asking.

    Raises:
        NotPossibleNow: the lifecycle has no such move. Nothing is recorded.
    """
    if what.kind is EventKind.CHASED and request.asked_at is None and lifecycle.is_open(request.status):
        what = replace(what, kind=EventKind.ASKED)
    event = await requests.record(session, request, what, now=now)
    return Recorded(event, await follow(session, request, now=now))


async def extend(
    session: AsyncSession,
    request: Request,
    member: Member,
    deadline_at: datetime,
    why: str,
    *,
    now: datetime,
    told: bool | None = None,
    files: tuple[File, ...] = (),
    kind: EventKind = EventKind.EXTENDED,
    happened_at: datetime | None = None,
) -> Recorded:
    """Move the deadline to a UTC instant.

    Args:
        told: whether the body was told it. None: nobody says, and it is held to have been told one that is later than what it
            was told before; one that takes time from it only when somebody says so.
        kind: another than `EXTENDED`: the body named it itself.
        happened_at: when that was (UTC); None: now.

    Raises:
        NotPossibleNow: the request is closed.
    """
    held = (await queries.request(session, request.newsroom_id, request.id or 0)).told_until
    if told is None:
        told = kind is not EventKind.EXTENDED or held is None or held <= deadline_at
    details = moved(request.deadline_at, deadline_at, told=told and request.asked_at is not None)
    if kind is not EventKind.EXTENDED:
        details["until"] = deadline_at.isoformat()
    new_event = NewEvent(kind, member.id or 0, happened_at or now, text=why, details=details, files=files)
    return await record(session, request, new_event, now=now)


def moved(before: datetime, deadline_at: datetime, *, told: bool) -> dict[str, Any]:
    """What an event says of a deadline that moves, as its details hold it."""
    return {"from": before.isoformat(), "to": deadline_at.isoformat(), "told": told}


def until(before: datetime, instant: datetime) -> dict[str, Any]:
    """What an event says of the instant until which a body asked for time, or promised an answer, as its details hold
    it: the reminders hold until then, so a deadline before it moves."""
    found: dict[str, Any] = {"until": instant.isoformat()}
    return found | moved(before, instant, told=True) if instant > before else found


async def refer(
    session: AsyncSession,
    newsroom: Newsroom,
    request: Request,
    member: Member,
    body_ids: Sequence[int],
    *,
    text: str,
    happened_at: datetime,
    deadlines: Sequence[datetime],
    now: datetime,
    files: tuple[File, ...] = (),
    noted: Mapping[str, Any] = MappingProxyType({}),
) -> list[Request]:
    """The body sent us elsewhere: close the request and open a linked one, with the questions that it left open, to each
    body named. The linked ones are not asked yet; `deadlines` (UTC, one each) is when we should have an answer.
    `noted`: what else the referral notes, such as that nobody told its hour.

    Raises:
        NotPossibleNow: the request is closed already, but for a refusal.
    """
    details = {"body_ids": list(body_ids), **noted}
    new_event = NewEvent(
        EventKind.REFERRED, member.id or 0, happened_at, text=text, details=details, files=files
    )
    recorded = await record(session, request, new_event, now=now)
    questions = [Asked(q.text, q.topic) for q in recorded.facts.open_questions or recorded.facts.questions]
    opened = []
    for body_id, deadline_at in zip(body_ids, deadlines, strict=True):
        new = NewRequest(
            body_id=body_id,
            member_id=request.member_id,
            questions=questions,
            deadline_at=deadline_at,
            deadline_told=False,
            asked_at=None,
            channel=None,
            story_id=request.story_id,
            referred_from_id=request.id,
            private_to=request.private_to,
        )
        opened.append(await ask(session, newsroom, new, now=now))
    return opened


async def undo(
    session: AsyncSession, member: Member, request_id: int | None, *, now: datetime, back: bool = False
) -> TakenBack:
    """Take back what the member recorded last (on one request, where its id is given), a correction included, by a
    correcting event.

    Args:
        back: the other way round: what the member took back last counts again.

    Raises:
        NothingToUndo: the member has recorded nothing here that still counts, or taken nothing back.
        OutSince: they said since that the story is out.
        AlreadyHandled: the same record was taken back at this very moment (a button pressed twice).
    """
    event = await newest_of(session, member, request_id, back=back)
    if event is None:
        raise NothingToUndo
    request = await requests.by_id(session, member.newsroom_id, event.request_id)
    if await newest_of(session, member, request_id, back=back) is not event:
        raise AlreadyHandled
    return await correcting.undo(session, request, member, event.id or 0, now=now)


async def _waiting(
    session: AsyncSession,
    newsroom: Newsroom,
    several: Sequence[NewRequest],
    may_wait: Collection[int] | None,
) -> list[Request]:
    """What referrals opened and is asked now, by number, locked."""
    body_ids = {new.body_id for new in several if new.asked_at is not None and new.story_id is not None}
    body_ids = body_ids if may_wait is None else body_ids.intersection(may_wait)
    if not body_ids:
        return []
    return await requests.waiting_to_be_asked(
        session,
        newsroom.id or 0,
        body_ids=body_ids,
        story_id=several[0].story_id or 0,
        member_id=several[0].member_id,
    )


async def newest_of(
    session: AsyncSession, member: Member, request_id: int | None, *, back: bool = False
) -> Event | None:
    """What the member recorded last of what counts, or took back last (`back`): an event, or the correction that put one
    right or took one back.

    Raises:
        OutSince: they said since that the story is out.
    """
    kinds = {*lifecycle.BY_MEMBERS, EventKind.CORRECTED} | (set() if back else {EventKind.PUBLISHED})
    statement = (
        select(Event)
        .where(Event.member_id == member.id)
        .where(col(Event.kind).in_(kinds))
        .order_by(col(Event.id).desc())
        .limit(LOOKED_BACK)
    )
    if request_id is not None:
        statement = statement.where(Event.request_id == request_id)
    mine = (await session.exec(statement)).all()
    touched: dict[int, list[Event]] = {}
    out: Event | None = None
    for event in mine:
        # What was recorded with it was asked for a story that was out by then.
        if out is not None and event.recorded_at < out.recorded_at:
            break
        if event.request_id not in touched:
            touched[event.request_id] = await requests.events_of(session, event.request_id)
        if event.kind is EventKind.PUBLISHED:
            out = out or correcting.in_the_place_of(event, touched[event.request_id])
        elif (undoing := _to_undo(event, touched[event.request_id], back=back)) is not None:
            return undoing
    if out is not None:
        raise OutSince(slug=out.details["story"])
    return None


def _to_undo(event: Event, events: Sequence[Event], *, back: bool) -> Event | None:
    """What undoing an event means: the record that counts in its place, or itself where it is a correction that still
    stands; None where it is nothing to undo. What took the place of another is none by itself, for the correction that
    put it there is; nor is what undid a correction, unless that is wanted back."""
    if event.kind is not EventKind.CORRECTED:
        if back or "in_place_of" in event.details:
            return None
        return correcting.in_the_place_of(event, events)
    was = next(each for each in events if each.id == event.corrects_event_id)
    undone = "undid" in event.details or not event.details.get("changed")
    is_meant = was.kind in lifecycle.BY_MEMBERS and undone is back
    return event if is_meant and correcting.is_newest_word(event, events) else None
