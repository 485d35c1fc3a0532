"""Putting a record right: the wrong event is taken back by another, and the right one recorded in its place. Nothing
is edited; the history shows both, and everything else goes by the right one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from db import lifecycle, requests
from db.errors import NothingToUndo
from db.lifecycle import ATTEMPTS, Channel, EventKind, Role
from db.requests import Happening
from db.tables import Event, Member, Question, Request
from jobs.correcting_errors import (
    AlreadyCorrected,
    AskedAfterDeadline,
    AskedAfterwards,
    BeforeAsking,
    DeadlineIsMoved,
    DoesNotFit,
    NothingChanged,
    NotTheirs,
    NotYet,
    OnlyTakenBack,
)
from jobs.following import follow

REPLIES = frozenset(
    {EventKind.REPLIED_FULL, EventKind.REPLIED_PARTIAL, EventKind.ACKNOWLEDGED, EventKind.DECLINED}
)
_TIME_AND_WORDS = frozenset({"time", "words"})
# What can be put right in each kind of event, beside taking it back. What is missing here no member recorded.
PARTS: dict[EventKind, frozenset[str]] = {
    **dict.fromkeys(ATTEMPTS, _TIME_AND_WORDS | {"channel"}),
    **dict.fromkeys(REPLIES, _TIME_AND_WORDS | {"kind", "questions"}),
    EventKind.BOUNCED: _TIME_AND_WORDS,
    EventKind.NOTE: _TIME_AND_WORDS,
    EventKind.WITHDRAWN: _TIME_AND_WORDS,
    EventKind.REOPENED: _TIME_AND_WORDS,
    EventKind.REFERRED: frozenset(),
    EventKind.EXTENDED: frozenset(),
}
# None of these can have happened before the body was asked. Notes can, where a referral opened the request.
_AFTER_THE_ASKING = (ATTEMPTS | REPLIES | {EventKind.BOUNCED, EventKind.REFERRED}) - {EventKind.ASKED}


@dataclass(frozen=True)
class Change:
    """What should have been recorded; None: as it was. `happened_at` is a UTC instant; `kind` is one of REPLIES;
    `answered` are positions of questions, from 1."""

    happened_at: datetime | None = None
    text: str | None = None
    channel: Channel | None = None
    kind: EventKind | None = None
    answered: tuple[int, ...] | None = None


@dataclass(frozen=True)
class Corrected:
    """The event that was wrong, the one in its place, and what differs: "time", "words", "channel", "kind",
    "questions"."""

    was: Event
    now: Event
    request: Request
    changed: tuple[str, ...]


@dataclass(frozen=True)
class TakenBack:
    """What was taken back, and the linked requests that stay although their referral was undone."""

    event: Event
    request: Request
    staying: tuple[int, ...]


async def correct(
    session: AsyncSession, request: Request, member: Member, event_id: int, change: Change, *, now: datetime
) -> Corrected:
    """Put one event of a (locked) request right: a CORRECTED event of `member` takes it back, and the right one takes
    its place, still as the record of whoever recorded it.

    Raises:
        AlreadyCorrected: it does not count any more, or it is no event of this request.
        NotTheirs: it is somebody else's record, and the member is no editor.
        DeadlineIsMoved, OnlyTakenBack: this kind of event is not put right so.
        NothingChanged: the record says so already.
        NotYet, BeforeAsking, AskedAfterwards, AskedAfterDeadline, DoesNotFit: it cannot have happened then.
    """
    events = await requests.events_of(session, request.id or 0)
    was = await correctable(session, request, member, event_id, events)
    happening = await _put_right(session, request, was, events, change)
    changed = _changed(was, happening)
    if not changed:
        raise NothingChanged
    if not set(changed) <= PARTS[was.kind]:
        raise OnlyTakenBack(number=request.number)
    _check_time(request, was, happening, events, changed, now)
    await _take_back(session, request, member, was, changed, now=now)
    right = await requests.put(session, request, happening, now=now)
    await follow(session, request, now=now)
    return Corrected(was, right, request, changed)


async def take_back(
    session: AsyncSession, request: Request, member: Member, event_id: int, *, now: datetime
) -> TakenBack:
    """Take back one event of a (locked) request, as if it had never been recorded.

    Raises:
        AlreadyCorrected, NotTheirs, DeadlineIsMoved: as `correct`.
    """
    events = await requests.events_of(session, request.id or 0)
    event = await correctable(session, request, member, event_id, events)
    await _take_back(session, request, member, event, (), now=now)
    await follow(session, request, now=now)
    staying: tuple[int, ...] = ()
    if event.kind is EventKind.REFERRED:
        linked = select(Request.number).where(Request.referred_from_id == request.id)
        staying = tuple((await session.exec(linked.order_by(col(Request.number)))).all())
    return TakenBack(event, request, staying)


async def name_channel(
    session: AsyncSession, request: Request, member: Member, channel: Channel, *, now: datetime
) -> None:
    """Say afterwards by which channel a (locked) request was asked: anybody may, where nobody has said it.

    Raises:
        NothingToUndo: nobody has asked yet.
        NotPossibleNow: the request is closed.
        AlreadyCorrected: somebody has said it by now.
    """
    events = await requests.events_of(session, request.id or 0)
    asked = next((event for event in lifecycle.standing(events) if event.kind is EventKind.ASKED), None)
    if asked is None:
        raise NothingToUndo
    lifecycle.check(request.status, EventKind.ASKED)
    happening = _again(asked, Change(channel=channel))
    if changed := _changed(asked, happening):
        await _take_back(session, request, member, asked, changed, now=now)
        await requests.put(session, request, happening, now=now)
        await follow(session, request, now=now)


async def correctable(
    session: AsyncSession, request: Request, member: Member, event_id: int, events: Sequence[Event]
) -> Event:
    """The event of that id, which still counts and which the member may take back.

    Raises:
        AlreadyCorrected, NotTheirs, DeadlineIsMoved: as `correct`.
    """
    found = next((event for event in lifecycle.standing(events) if event.id == event_id), None)
    if found is None:
        raise AlreadyCorrected(number=request.number)
    if found.kind not in PARTS:
        raise DeadlineIsMoved(number=request.number)
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
    correction = Happening(
        EventKind.CORRECTED, member.id or 0, now, details=details, corrects_event_id=event.id
    )
    await requests.record(session, request, correction, now=now)


async def _put_right(
    session: AsyncSession, request: Request, was: Event, events: Sequence[Event], change: Change
) -> Happening:
    """The right event. A reply in part that leaves no question open is an answer in full."""
    happening = _again(was, change)
    if happening.kind is not EventKind.REPLIED_PARTIAL or not change.answered:
        return happening
    positions = set(
        (await session.exec(select(Question.position).where(Question.request_id == request.id))).all()
    )
    answered = set(change.answered)
    for event in lifecycle.standing(events):
        if event.kind is EventKind.REPLIED_PARTIAL and event.id != was.id:
            answered |= set(event.details.get("answered", []))
    return _again(was, _in_full(change)) if positions <= answered else happening


def _in_full(change: Change) -> Change:
    return Change(change.happened_at, change.text, change.channel, EventKind.REPLIED_FULL, change.answered)


def _again(was: Event, change: Change) -> Happening:
    """The event once more, with what should have been recorded. Its files stay with the first of its place."""
    kind = change.kind or was.kind
    details = {name: value for name, value in was.details.items() if name != "files"}
    details["in_place_of"] = lifecycle.place(was)
    if change.answered is not None:
        details["answered"] = sorted(change.answered)
    elif change.kind not in (None, EventKind.REPLIED_PARTIAL):
        details.pop("answered", None)
    if not details.get("answered", True):
        del details["answered"]
    return Happening(
        kind,
        was.member_id,
        change.happened_at or was.happened_at,
        change.channel or was.channel,
        was.contact,
        was.text if change.text is None else change.text,
        details,
    )


def _changed(was: Event, right: Happening) -> tuple[str, ...]:
    differs = {
        "kind": was.kind != right.kind,
        "questions": was.details.get("answered", []) != right.details.get("answered", []),
        "time": was.happened_at != right.happened_at,
        "channel": was.channel != right.channel,
        "words": was.text != right.text,
    }
    return tuple(part for part, is_so in differs.items() if is_so)


def _check_time(
    request: Request,
    was: Event,
    right: Happening,
    events: Sequence[Event],
    changed: Sequence[str],
    now: datetime,
) -> None:
    """Whether it can have happened when it is said to have, given what else is on record."""
    if right.happened_at > now:
        raise NotYet
    counted = [event for event in lifecycle.standing(events) if event.id != was.id]
    if "time" in changed and was.kind is EventKind.ASKED:
        _check_asking(request, right.happened_at, counted)
    elif "time" in changed:
        asked = next((event for event in counted if event.kind is EventKind.ASKED), None)
        if asked is not None and right.happened_at < _minute(asked.happened_at):
            raise BeforeAsking(number=request.number, asked=asked.happened_at)
    if {"time", "kind"} & set(changed):
        put = _as_event(was, right)
        if not lifecycle.fits([*counted, put], put):
            raise DoesNotFit(number=request.number)


def _check_asking(request: Request, asked_at: datetime, counted: Sequence[Event]) -> None:
    for event in counted:
        if event.kind in _AFTER_THE_ASKING and event.happened_at < _minute(asked_at):
            raise AskedAfterwards(number=request.number, earliest=event.happened_at)
    if asked_at >= request.deadline_at:
        raise AskedAfterDeadline(number=request.number, deadline=request.deadline_at)


def _as_event(was: Event, right: Happening) -> Event:
    """What would be recorded, to be judged with the others; it is never written."""
    return Event(
        id=was.id,
        newsroom_id=was.newsroom_id,
        request_id=was.request_id,
        kind=right.kind,
        happened_at=right.happened_at,
        recorded_at=was.recorded_at,
        member_id=was.member_id,
        details=right.details,
    )


def _minute(instant: datetime) -> datetime:
    """Times are typed to the minute; what is recorded at once is recorded to the second."""
    return instant.replace(second=0, microsecond=0)
