"""Putting a record right: the wrong event is taken back by another, and the right one recorded in its place. Nothing
is edited; the history shows both, and everything else goes by the right one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from db import lifecycle, requests
from db.errors import NothingToUndo
from db.facts import RequestFacts
from db.lifecycle import BY_MEMBERS, EVENTS, Channel, EventKind, Role
from db.requests import NewEvent
from db.tables import Event, Member, Question, Request
from jobs.records import directory
from jobs.records.corrections import (
    AlreadyCorrected,
    Change,
    DeadlineIsMoved,
    NobodysRecord,
    NothingChanged,
    NotTheirs,
    OnlyTakenBack,
    again,
    check_time,
    what_changed,
)
from jobs.reminders.alerts import follow


@dataclass(frozen=True)
class Corrected:
    """The event in the place of the one that was wrong, and what differs: "time", "words", "channel", "kind",
    "questions". `facts`: what the record of the request says then."""

    now: Event
    facts: RequestFacts
    changed: tuple[str, ...]


@dataclass(frozen=True)
class TakenBack:
    """What was taken back, what the record of its request says then, and the linked requests that stay although their
    referral was undone."""

    event: Event
    facts: RequestFacts
    staying: tuple[int, ...]


async def correct(
    session: AsyncSession, request: Request, member: Member, event_id: int, change: Change, *, now: datetime
) -> Corrected:
    """Put one event of a (locked) request right: a CORRECTED event of `member` takes it back, and the right one takes
    its place, still as the record of whoever recorded it.

    Raises:
        AlreadyCorrected: it does not count any more, or it is no event of this request.
        NotTheirs: it is somebody else's record, and the member is no editor.
        DeadlineIsMoved, NobodysRecord, OnlyTakenBack: this kind of event is not put right so.
        NothingChanged: the record says so already.
        NotYet, BeforeAsking, AskedAfterwards, AskedAfterDeadline, DoesNotFit: it cannot have happened then.
    """
    events = await requests.events_of(session, request.id or 0)
    was = await correctable(session, request, member, event_id, events)
    new_event = await _put_right(session, request, was, events, change)
    changed = what_changed(was, new_event)
    if not changed:
        raise NothingChanged
    if not set(changed) <= EVENTS[was.kind].parts:
        raise OnlyTakenBack(number=request.number)
    check_time(request, was, new_event, events, changed, now)
    await _take_back(session, request, member, was, changed, now=now)
    right = await requests.put(session, request, new_event, now=now)
    return Corrected(right, await follow(session, request, now=now), changed)


async def take_back(
    session: AsyncSession, request: Request, member: Member, event_id: int, *, now: datetime
) -> TakenBack:
    """Take back one event of a (locked) request, as if it had never been recorded.

    Raises:
        AlreadyCorrected, NotTheirs, DeadlineIsMoved, NobodysRecord: as `correct`.
    """
    events = await requests.events_of(session, request.id or 0)
    event = await correctable(session, request, member, event_id, events)
    await _take_back(session, request, member, event, (), now=now)
    if event.kind is EventKind.BODY_CORRECTED:
        await directory.readdress(session, request, event)
    facts = await follow(session, request, now=now)
    staying: tuple[int, ...] = ()
    if event.kind is EventKind.REFERRED:
        linked = select(Request.number).where(Request.referred_from_id == request.id)
        staying = tuple((await session.exec(linked.order_by(col(Request.number)))).all())
    return TakenBack(event, facts, staying)


async def name_channel(
    session: AsyncSession, request: Request, member: Member, channel: Channel, *, now: datetime
) -> None:
    """Say afterwards by which channel a (locked) request was asked. Anybody of the newsroom may: it adds what was
    left out. Nothing happens where the record says so already.

    Raises:
        NothingToUndo: nobody has asked yet.
        NotPossibleNow: the request is closed.
    """
    events = await requests.events_of(session, request.id or 0)
    asked = next((event for event in lifecycle.in_force(events) if event.kind is EventKind.ASKED), None)
    if asked is None:
        raise NothingToUndo
    lifecycle.check(request.status, EventKind.ASKED)
    new_event = again(asked, Change(channel=channel))
    if changed := what_changed(asked, new_event):
        await _take_back(session, request, member, asked, changed, now=now)
        await requests.put(session, request, new_event, now=now)
        await follow(session, request, now=now)


async def correctable(
    session: AsyncSession, request: Request, member: Member, event_id: int, events: Sequence[Event]
) -> Event:
    """The event of that id, which still counts and which the member may take back.

    Raises:
        AlreadyCorrected, NotTheirs, DeadlineIsMoved, NobodysRecord: as `correct`.
    """
    found = next((event for event in lifecycle.in_force(events) if event.id == event_id), None)
    if found is None:
        raise AlreadyCorrected(number=request.number)
    if found.kind is EventKind.DEADLINE_SET:
        raise DeadlineIsMoved(number=request.number)
    if found.kind not in BY_MEMBERS:
        raise NobodysRecord
    if found.member_id != member.id and member.role != Role.EDITOR:
        raise NotTheirs(member=(await session.get_one(Member, found.member_id)).name)
    return found


async def _take_back(
    session: AsyncSession,
    request: Request,
    member: Member,
    event: Event,
    changed: Sequence[str],
    *,
    now: datetime,
) -> None:
    details: dict[str, Any] = {"took_back": event.kind}
    if changed:
        details["changed"] = list(changed)
    correction = NewEvent(
        EventKind.CORRECTED, member.id or 0, now, details=details, corrects_event_id=event.id
    )
    await requests.record(session, request, correction, now=now)


async def _put_right(
    session: AsyncSession, request: Request, was: Event, events: Sequence[Event], change: Change
) -> NewEvent:
    """The right event. A reply in part that leaves no question open is an answer in full."""
    new_event = again(was, change)
    if new_event.kind is not EventKind.REPLIED_PARTIAL or not change.answered:
        return new_event
    positions = set(
        (await session.exec(select(Question.position).where(Question.request_id == request.id))).all()
    )
    answered = set(change.answered)
    for event in lifecycle.in_force(events):
        if event.kind is EventKind.REPLIED_PARTIAL and event.id != was.id:
            answered |= set(event.details.get("answered", []))
    return again(was, replace(change, kind=EventKind.REPLIED_FULL)) if positions <= answered else new_event
