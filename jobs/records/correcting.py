"""Putting a record right: the wrong event is taken back by another, and the right one recorded in its place. Nothing
is edited; the history shows both, and everything else goes by the right one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from types import MappingProxyType
from typing import Any, TypeVar

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from db import lifecycle, requests
from db.errors import NothingToUndo
from db.facts import EventFacts, RequestFacts
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
    WordsRemoved,
    again,
    check_time,
    what_changed,
)
from jobs.records.stories import follow_story
from jobs.reminders.alerts import follow

EventT = TypeVar("EventT", Event, EventFacts)


@dataclass(frozen=True)
class Corrected:
    """The event in the place of the one that was wrong, and what differs: "time", "words", "channel", "kind",
    "questions". `facts`: what the record of the request says then."""

    now: Event
    facts: RequestFacts
    changed: tuple[str, ...]


@dataclass(frozen=True)
class Staying:
    """A linked request that stays although its referral was undone."""

    id: int
    number: int


@dataclass(frozen=True)
class TakenBack:
    """What was taken back, what the record of its request says then, and the linked requests that stay open although their
    referral was undone, and nobody has asked. `again`: nothing was taken back; what a correction had taken back counts
    again. `changed`: what the correction had changed."""

    event: Event
    facts: RequestFacts
    staying: tuple[Staying, ...] = ()
    again: bool = False
    changed: tuple[str, ...] = ()


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
    session: AsyncSession,
    request: Request,
    member: Member,
    event_id: int,
    *,
    now: datetime,
    details: Mapping[str, Any] = MappingProxyType({}),
) -> TakenBack:
    """Take back one event of a (locked) request, as if it had never been recorded. `details`: more of the correction.

    Raises:
        AlreadyCorrected, NotTheirs, DeadlineIsMoved, NobodysRecord: as `correct`.
    """
    events = await requests.events_of(session, request.id or 0)
    event = await correctable(session, request, member, event_id, events)
    await _take_back(session, request, member, event, (), now=now, more=details)
    if event.kind is EventKind.BODY_CORRECTED:
        await directory.readdress(session, request, event)
    await follow_story(session, request, event.details, back=True)
    facts = await follow(session, request, now=now)
    staying: tuple[Staying, ...] = ()
    if event.kind is EventKind.REFERRED:
        linked = select(Request.id, Request.number).where(
            Request.referred_from_id == request.id, col(Request.asked_at).is_(None), col(Request.is_open)
        )
        found = (await session.exec(linked.order_by(col(Request.number)))).all()
        staying = tuple(Staying(key or 0, number) for key, number in found)
    return TakenBack(event, facts, staying)


async def undo(
    session: AsyncSession,
    request: Request,
    member: Member,
    event_id: int,
    *,
    now: datetime,
    details: Mapping[str, Any] = MappingProxyType({}),
) -> TakenBack:
    """Take back one event of a (locked) request; of a correction that means that what it took back counts again, as it
    was.

    Raises:
        AlreadyCorrected: it was taken back already, or what it took back counts again, or was corrected since.
        NotTheirs, DeadlineIsMoved, NobodysRecord: as `correct`.
        BeforeAsking, AskedAfterwards, AskedAfterDeadline, DoesNotFit: what it took back cannot have happened any more.
    """
    events = await requests.events_of(session, request.id or 0)
    found = next((event for event in events if event.id == event_id), None)
    if found is None or found.kind is not EventKind.CORRECTED:
        return await take_back(session, request, member, event_id, now=now, details=details)
    if found.member_id != member.id and member.role != Role.EDITOR:
        raise NotTheirs(member=(await session.get_one(Member, found.member_id)).name)
    was = next(event for event in events if event.id == found.corrects_event_id)
    see_words(request, was)
    if was.kind not in BY_MEMBERS:
        raise NobodysRecord
    if not is_newest_word(found, events):
        raise AlreadyCorrected(number=request.number)
    standing = in_the_place_of(was, events)
    right = again(was, Change())
    changed: tuple[str, ...] = ()
    if standing is not None:
        changed = what_changed(standing, right)
        check_time(request, standing, right, events, changed, now)
        await _take_back(session, request, member, standing, changed, now=now, undid=found.id)
    else:
        check_time(request, was, right, events, ("time",), now)
    if was.kind is EventKind.BODY_CORRECTED:
        await directory.readdress_again(session, request, was)
    await requests.put(session, request, right, now=now)
    await follow_story(session, request, was.details, back=False)
    return TakenBack(was, await follow(session, request, now=now), again=True, changed=changed)


def in_the_place_of(was: Event | EventFacts, events: Sequence[EventT]) -> EventT | None:
    """The event that counts where this one was recorded at first: itself, or what it was corrected into; None where it was
    taken back."""
    place = lifecycle.original_id(was)
    return next(
        (event for event in lifecycle.in_force(events) if lifecycle.original_id(event) == place), None
    )


def is_newest_word(correction: Event, events: Sequence[Event]) -> bool:
    """Whether a correction is the newest of what it corrects that still stands, or undid the newest one just before."""
    by_id: dict[int | None, Event] = {event.id: event for event in events}
    was = by_id[correction.corrects_event_id]
    of_it = [
        event
        for event in events
        if event.kind is EventKind.CORRECTED
        and lifecycle.original_id(by_id[event.corrects_event_id]) == lifecycle.original_id(was)
    ]
    counts = in_the_place_of(was, events) is not None
    standing: list[int] = []
    undone: dict[int, int] = {}
    for event in of_it:
        undid, event_id = event.details.get("undid"), event.id or 0
        if undid in undone:
            standing.append(undone[undid])
        elif standing and undid == standing[-1]:
            undone[event_id] = standing.pop()
        else:
            standing.append(event_id)
    # What was taken back and counts again was put back.
    while counts and standing and not by_id[standing[-1]].details.get("changed"):
        standing.pop()
    if correction.id == of_it[-1].id and correction.id in undone:
        return True
    stands = bool(standing) and standing[-1] == correction.id
    return stands and counts is bool(correction.details.get("changed"))


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
        WordsRemoved: the newsroom's rule has removed its words.
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
    see_words(request, found)
    return found


def see_words(request: Request, event: Event) -> None:
    """See that the words of an event are still there.

    Raises:
        WordsRemoved: they are not.
    """
    if event.reduced_at is not None:
        raise WordsRemoved(number=request.number, when=event.reduced_at)


async def _take_back(
    session: AsyncSession,
    request: Request,
    member: Member,
    event: Event,
    changed: Sequence[str],
    *,
    now: datetime,
    undid: int | None = None,
    more: Mapping[str, Any] = MappingProxyType({}),
) -> None:
    details: dict[str, Any] = {"took_back": event.kind, **more}
    if changed:
        details["changed"] = list(changed)
    if undid is not None:
        details["undid"] = undid
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
