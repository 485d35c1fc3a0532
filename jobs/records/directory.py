"""A body is renamed, merged into another, parted from it again, or was the wrong one: what its requests become. Each is
an event, so that the record shows by which name a body was asked and why it has another now."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from datetime import datetime

import sqlalchemy as sa
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from db import bodies, requests
from db.bodies import Brought
from db.errors import DeskError
from db.facts import RequestFacts
from db.lifecycle import BodyKind, EventKind, Role
from db.requests import NewEvent
from db.scope import all_of_it
from db.state import body_name_after, renamings
from db.tables import Body, BodyAlias, Contact, Event, Member, Request
from db.text.names import normalise
from jobs.records.corrections import NothingChanged
from jobs.reminders.alerts import follow


class CalledSoAlready(DeskError):
    """A body is to get the name it has."""

    message = "It is called {name} already. Nothing was changed."


class SameBody(DeskError):
    """A body is to be merged with itself."""

    message = "“{typed}” is {body} already: they are one body. Nothing was changed."


class NotMerged(DeskError):
    """Bodies are to be parted that were never merged."""

    message = "No body called “{typed}” was merged into {body}. Nothing was changed."


class NameUsedSince(DeskError):
    """Bodies cannot be parted: a name of one became the other's."""

    message = "They cannot be parted any more: since they were merged, {body} was given a name of {other}. Nothing was changed."


class NotTheirRequest(DeskError):
    """A reporter corrects the body of a colleague's request."""

    message = "#{number} is {member}'s request: only {member} or an editor can correct whom it was put to. Nothing was changed."


@dataclass(frozen=True)
class Merged:
    """What was merged into what, and what moved with it."""

    other: Body
    into: Body
    brought: Brought


@all_of_it
async def rename(
    session: AsyncSession,
    body: Body,
    member: Member,
    *,
    name: str | None = None,
    name_km: str | None = None,
    now: datetime,
) -> str:
    """Give a body another name; it goes on answering to the old one, and what was asked keeps the name it was asked by.

    Returns:
        The name it had.

    Raises:
        CalledSoAlready: it has these names already.
        AliasTaken: a name belongs to another body.
    """
    await bodies.hold(session, [body])
    was = body.name
    if name in (None, body.name) and name_km in (None, body.name_km):
        raise CalledSoAlready(name=name or name_km)
    await bodies.rename(session, body, name=name, name_km=name_km)
    if body.name != was:
        await _note(session, body, was, body, member, now=now)
    return was


async def merge(session: AsyncSession, other: Body, into: Body, member: Member, *, now: datetime) -> Merged:
    """Two bodies are one: the requests, names and contacts of `other` become those of `into`.

    Raises:
        SameBody: they are one body already.
    """
    return await _as_seen(session, await _merge(session, other, into, member, now=now))


@all_of_it
async def _merge(session: AsyncSession, other: Body, into: Body, member: Member, *, now: datetime) -> Merged:
    await bodies.hold(session, [other, into])
    if other.id == into.id or other.merged_into_id is not None or into.merged_into_id is not None:
        raise SameBody(typed=other.name, body=into.name)
    brought = await _brought(session, other, into)
    event = await _note(session, other, other.name, into, member, now=now)
    filled = {}
    if into.name_km is None and other.name_km is not None:
        filled["name_km"] = into.name_km = other.name_km
    if into.usual_deadline is None and other.usual_deadline is not None:
        filled["usual_deadline"] = into.usual_deadline = other.usual_deadline
    if into.kind is BodyKind.OTHER and other.kind is not BodyKind.OTHER:
        into.kind, filled["kind"] = other.kind, str(other.kind)
    await bodies.move(session, brought, into)
    other.merged_into_id = into.id
    other.merged = {
        "name": other.name,
        "names": [alias.id for alias in brought.names],
        "contacts": [contact.id for contact in brought.contacts],
        "requests": list(brought.numbers),
        "filled": filled,
        "event_id": event.id if event is not None else None,
        "by": member.id,
        "at": now.isoformat(),
    }
    session.add(other)
    session.add(into)
    await session.flush()
    return Merged(other, into, brought)


async def part(session: AsyncSession, other: Body, into: Body, member: Member, *, now: datetime) -> Merged:
    """Take a merger back: what `other` brought along is its own again; what was logged to `into` since stays there.

    Raises:
        NotMerged: it was not merged into that one, or is parted already.
        NameUsedSince: a name that it would get back is what the other is called by now, or was called meanwhile.
    """
    return await _as_seen(session, await _part(session, other, into, member, now=now))


@all_of_it
async def _part(session: AsyncSession, other: Body, into: Body, member: Member, *, now: datetime) -> Merged:
    await bodies.hold(session, [other, into])
    if other.merged_into_id != into.id or other.merged is None:
        raise NotMerged(typed=other.name, body=into.name)
    kept, was = other.merged, str(other.merged["name"])
    filled = kept["filled"]
    for part_of_it, empty in (("name_km", None), ("usual_deadline", None), ("kind", BodyKind.OTHER)):
        if part_of_it in filled and getattr(into, part_of_it) == filled[part_of_it]:
            setattr(into, part_of_it, empty)
    its = select(BodyAlias).where(BodyAlias.body_id == into.id, col(BodyAlias.id).in_(kept["names"]))
    names = (await session.exec(its)).all()
    called = {normalise(name) for name in (into.name, into.name_km) if name}
    if kept.get("taken") or called & {alias.normalised for alias in names}:
        raise NameUsedSince(body=into.name, other=was)
    if kept["event_id"] is not None:
        event = await session.get_one(Event, kept["event_id"])
        request = await requests.by_id(session, other.newsroom_id, event.request_id)
        details = {"was": into.name, "now": was, "body_id": into.id, "into_id": other.id}
        undone = NewEvent(EventKind.RENAMED, member.id or 0, now, details=details, corrects_event_id=event.id)
        await requests.put(session, request, undone, now=now)
    their_contacts = select(Contact).where(Contact.body_id == into.id, col(Contact.id).in_(kept["contacts"]))
    contacts = (await session.exec(their_contacts)).all()
    other.name, other.merged_into_id, other.merged = was, None, None
    session.add(other)
    session.add(into)
    numbers = await _numbers_of(session, into, was, frozenset(kept["requests"]))
    brought = Brought(numbers, tuple(names), tuple(contacts))
    await bodies.move(session, brought, other)
    return Merged(other, into, brought)


async def correct_body(
    session: AsyncSession, request: Request, body: Body, member: Member, *, now: datetime
) -> RequestFacts:
    """A (locked) request was logged to the wrong body: from here on it is to this one. Letters that were sent stay as
    they were.

    Raises:
        NothingChanged: it is to that one.
        NotTheirRequest: it is somebody else's, and the member is no editor.
    """
    if request.member_id != member.id and member.role != Role.EDITOR:
        owner = await session.get_one(Member, request.member_id)
        raise NotTheirRequest(number=request.number, member=owner.name)
    if request.body_id == body.id:
        raise NothingChanged
    was = await session.get_one(Body, request.body_id)
    details = {"was": was.name, "was_id": was.id, **requests.names_of(body), "body_id": body.id}
    _readdress(request, body.id or 0)
    right = NewEvent(EventKind.BODY_CORRECTED, member.id or 0, now, details=details)
    await requests.record(session, request, right, now=now)
    return await follow(session, request, now=now)


@all_of_it
async def readdress(session: AsyncSession, request: Request, taken_back: Event) -> None:
    """The correction of a request's body was taken back: it is to whom its other events say."""
    events = await requests.events_of(session, request.id or 0)
    name = body_name_after(events, renamings(await _renamed(session, request.newsroom_id)))
    called = select(Body.id).where(
        Body.newsroom_id == request.newsroom_id, Body.name == name, col(Body.merged_into_id).is_(None)
    )
    body_id = (await session.exec(called)).first()
    if body_id is None:  # logged before events held names
        was = await bodies.by_id(session, request.newsroom_id, int(taken_back.details["was_id"]))
        body_id = was.id if was is not None else request.body_id
    _readdress(request, body_id or 0)
    session.add(request)
    await session.flush()


@all_of_it
async def readdress_again(session: AsyncSession, request: Request, corrected: Event) -> None:
    """The correction of a request's body counts again: it is to whom that says."""
    body = await bodies.by_id(session, request.newsroom_id, int(corrected.details["body_id"]))
    if body is not None:
        _readdress(request, body.id or 0)


async def _as_seen(session: AsyncSession, done: Merged) -> Merged:
    """What moved, as far as whoever did it may see."""
    numbers = select(Request.number).where(
        Request.newsroom_id == done.into.newsroom_id, col(Request.number).in_(done.brought.numbers)
    )
    seen = tuple((await session.exec(numbers.order_by(col(Request.number)))).all())
    return replace(done, brought=replace(done.brought, numbers=seen))


def _readdress(request: Request, body_id: int) -> None:
    request.first_body_id = request.first_body_id or request.body_id
    request.body_id = body_id


async def _note(
    session: AsyncSession, body: Body, was: str, into: Body, member: Member, *, now: datetime
) -> Event | None:
    """Put the new name into the chain, once for all requests that are or were the body's; None where there is none."""
    for its in (Request.body_id == body.id, Request.first_body_id == body.id):
        newest = select(Request.id).where(Request.newsroom_id == body.newsroom_id, its)
        request_id = (await session.exec(newest.order_by(col(Request.number).desc()).limit(1))).first()
        if request_id is not None:
            request = await requests.by_id(session, body.newsroom_id, request_id)
            details = {"was": was, "now": into.name, "body_id": body.id, "into_id": into.id}
            renamed = NewEvent(EventKind.RENAMED, member.id or 0, now, details=details)
            return await requests.put(session, request, renamed, now=now)
    return None


async def _brought(session: AsyncSession, other: Body, into: Body) -> Brought:
    """What moves; a contact that the other body has as well stays behind."""
    brought = await bodies.brought_by(session, other)
    there = {_who(contact) for contact in await bodies.contacts_of(session, into.id or 0)}
    moving = tuple(contact for contact in brought.contacts if _who(contact) not in there)
    return Brought(brought.numbers, brought.names, moving)


def _who(contact: Contact) -> tuple[object, ...]:
    return contact.name, contact.function, contact.channel, contact.address


async def _renamed(session: AsyncSession, newsroom_id: int) -> list[Event]:
    # In so many words, for that is what its index knows.
    renamed = sa.text("kind = 'renamed'")
    statement = select(Event).where(Event.newsroom_id == newsroom_id, Event.position > 0, renamed)
    return list((await session.exec(statement.order_by(col(Event.position)))).all())


async def _numbers_of(
    session: AsyncSession, into: Body, name: str, brought: frozenset[int]
) -> tuple[int, ...]:
    """The requests of one body that are, as their events say, to the one of this name; those that were logged before
    events held names are as they were brought."""
    its = select(Request.id, Request.number).where(
        Request.newsroom_id == into.newsroom_id, Request.body_id == into.id
    )
    numbers = dict((await session.exec(its)).all())
    told = (
        select(Event)
        .join(Request, col(Request.id) == Event.request_id)
        .where(Request.newsroom_id == into.newsroom_id, Request.body_id == into.id)
        .where(col(Event.kind).in_({EventKind.DEADLINE_SET, EventKind.BODY_CORRECTED, EventKind.CORRECTED}))
    )
    events: dict[int, list[Event]] = defaultdict(list)
    for event in (await session.exec(told)).all():
        events[event.request_id].append(event)
    renamed = renamings(await _renamed(session, into.newsroom_id))
    found = []
    for request_id, number in numbers.items():
        called = body_name_after(events[request_id or 0], renamed)
        if called == name or (called is None and number in brought):
            found.append(number)
    return tuple(sorted(found))
