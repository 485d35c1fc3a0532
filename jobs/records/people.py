"""Who is in a newsroom and what is theirs: a role changes, somebody leaves, requests are handed over."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from db import requests
from db.engine import LOCKED
from db.errors import DeskError
from db.facts import RequestFacts
from db.lifecycle import EventKind, Role
from db.people import members
from db.requests import NewEvent
from db.scope import all_of_it
from db.tables import Member, Newsroom, Request
from jobs.records import recording
from jobs.records.together import TOGETHER
from jobs.reminders.planning import plan_for_stories


class LastEditor(DeskError):
    """The only editor would be none."""

    message = (
        "{name} is the only editor who can act here. Make somebody else an editor first; nothing was changed."
    )


class TheirsAlready(DeskError):
    """A request is to be handed to whoever has it."""

    message = "#{number} is {name}'s already. Nothing was changed."


class NotYoursToGive(DeskError):
    """A reporter hands over a colleague's request."""

    message = "#{number} is {name}'s: only {name} or an editor can hand it over. Nothing was changed."


class NoMember(DeskError):
    """Somebody is no member, or not any more."""

    message = "That is no member of this newsroom any more. Nothing was changed; /members shows who is."


class StillTheirs(DeskError):
    """Somebody is to be forgotten who still has open requests."""

    message = "{name} still has open requests: hand them over first. Nothing was changed."


class Forgotten(DeskError):
    """Somebody is to be forgotten who is, or of whom nothing was ever known here."""

    message = "Nothing is known here of who that was. Nothing was changed."


async def member_of(session: AsyncSession, newsroom_id: int, member_id: int) -> Member:
    """The newsroom's member of this row id.

    Raises:
        NoMember: there is none, or not any more.
    """
    found = await members.of_newsroom(session, newsroom_id)
    member = next((one for one in found if one.id == member_id), None)
    if member is None:
        raise NoMember
    return member


async def set_role(
    session: AsyncSession, newsroom: Newsroom, member: Member, role: Role, *, now: datetime
) -> None:
    """Make a member an editor or a reporter.

    Raises:
        LastEditor: no editor would be left who can act.
    """
    await _keep_an_editor(session, newsroom, member, stays=role is Role.EDITOR)
    member.role = role
    session.add(member)
    if role is not Role.EDITOR:
        await members.revoke_of(session, member)
    await session.flush()
    await plan_for_stories(session, newsroom, now=now)


async def leave(session: AsyncSession, member: Member, until: datetime, to: Member | None) -> bool:
    """A (locked) member is away until then (UTC), and their reminders are another one's, or with None the editors'. Their requests
    stay theirs, and at that instant they are back by themselves. Returns whether anything is new about it."""
    to_id = to.id if to is not None else None
    is_new = (member.away_until, member.away_to_id) != (until, to_id)
    member.away_until, member.away_to_id = until, to_id
    session.add(member)
    await session.flush()
    return is_new


async def come_back(session: AsyncSession, member: Member) -> None:
    """A (locked) member is back."""
    member.away_until = member.away_to_id = None
    session.add(member)
    await session.flush()


async def remove(session: AsyncSession, newsroom: Newsroom, member: Member, *, now: datetime) -> None:
    """Make a member none any more: they are refused from now on. Their requests stay theirs, and what is reminded of goes
    to the editors, until they are handed over.

    Raises:
        LastEditor: no editor would be left who can act.
    """
    await _keep_an_editor(session, newsroom, member, stays=False)
    await members.remove(session, member, now=now)


async def to_forget(session: AsyncSession, newsroom_id: int, member_id: int) -> Member:
    """The newsroom's member, or former member, of this row id.

    Raises:
        Forgotten: there is none, or nothing is known of them any more.
    """
    found = await session.get(Member, member_id)
    if found is None or found.newsroom_id != newsroom_id or found.is_forgotten:
        raise Forgotten
    return found


async def forget(session: AsyncSession, newsroom: Newsroom, member: Member, *, now: datetime) -> None:
    """Drop who somebody is: they are no member any more, and what they recorded is that of a former member.

    Raises:
        LastEditor: no editor would be left who can act.
        StillTheirs: they have open requests.
    """
    if member.removed_at is None:
        await _keep_an_editor(session, newsroom, member, stays=False)
    if await open_requests(session, member):
        raise StillTheirs(name=member.name)
    if member.removed_at is None:
        await members.remove(session, member, now=now)
    await members.forget(session, member)


async def _keep_an_editor(session: AsyncSession, newsroom: Newsroom, member: Member, *, stays: bool) -> None:
    # Two editors who remove each other at the same moment come one after the other.
    await session.get_one(Newsroom, newsroom.id, with_for_update=LOCKED, populate_existing=True)
    if not stays:
        see_not_last(await members.of_newsroom(session, newsroom.id or 0), member)


def see_not_last(every: Collection[Member], member: Member) -> None:
    """See that without this member there is an editor who can act.

    Raises:
        LastEditor: there is none.
    """
    others = [one for one in every if one.role is Role.EDITOR and not one.is_shut_out and one.id != member.id]
    if member.role is Role.EDITOR and not others:
        raise LastEditor(name=member.name)


async def open_requests(session: AsyncSession, member: Member) -> list[Request]:
    """A member's open requests by number."""
    theirs = select(Request).where(
        Request.newsroom_id == member.newsroom_id, Request.member_id == member.id, col(Request.is_open)
    )
    return list((await session.exec(theirs.order_by(col(Request.number)))).all())


@all_of_it
async def assign(
    session: AsyncSession,
    request: Request,
    to: Member,
    by: Member,
    *,
    now: datetime,
    together: int | None = None,
) -> RequestFacts:
    """Hand a (locked) request over: it is `to`'s from here on, with all that is reminded of. Undone as any record is. A
    private one may not be for whoever gave it any more.

    Args:
        together: what was handed over at once has the same.

    Raises:
        TheirsAlready: it is.
        NotYoursToGive: it is somebody else's, and whoever does it is no editor.
    """
    if request.member_id == to.id:
        raise TheirsAlready(number=request.number, name=to.name)
    if request.member_id != by.id and by.role is not Role.EDITOR:
        owner = await session.get_one(Member, request.member_id)
        raise NotYoursToGive(number=request.number, name=owner.name)
    details = {"owner": to.id, "owner_was": request.member_id}
    if together is not None:
        details[TOGETHER] = together
    handed = NewEvent(EventKind.ASSIGNED, by.id or 0, now, details=details)
    return (await recording.record(session, request, handed, now=now)).facts


async def assign_all(
    session: AsyncSession, request_ids: Collection[int], was: Member, to: Member, by: Member, *, now: datetime
) -> list[RequestFacts]:
    """Hand over those of these requests that are open and still `was`'s; one undo takes all of it back."""
    held = await requests.lock(session, request_ids)
    theirs = [request for request in held if request.member_id == was.id and request.is_open]
    key = int(now.timestamp() * 1000) if len(theirs) > 1 else None
    return [await assign(session, request, to, by, now=now, together=key) for request in theirs]
