"""Who of the newsroom sees a request or a story: its reporter, whom they name, and the editors; or everybody."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlmodel.ext.asyncio.session import AsyncSession

from db import reminders, stories
from db.errors import DeskError
from db.facts import RequestFacts
from db.lifecycle import EventKind, Role
from db.people import members
from db.requests import NewEvent
from db.scope import all_of_it
from db.state import named_in, seen_by
from db.tables import Member, Newsroom, ReminderKind, Request, Story
from jobs.records import recording
from jobs.records.stories import with_requests
from jobs.records.together import TOGETHER


class NotYoursToShow(DeskError):
    """A reporter says who sees a colleague's request."""

    message = "#{number} is {name}'s: only {name} or an editor can say who sees it. Nothing was changed."


class OthersAskedToo(DeskError):
    """A reporter says who sees a story for which colleagues have requests."""

    message = "Colleagues have requests for #{slug}, or made it private: only an editor can say who sees it. Nothing was changed."


class SeenSoAlready(DeskError):
    """Nothing is to change in who sees something."""

    message = "{what} is so already. Nothing was changed."


class StoryIsPrivate(DeskError):
    """A request of a private story is to be seen by everybody."""

    message = "#{number} is for #{slug}, which is private, and so is this. Nothing was changed. To show all of it: /story #{slug} visible"


async def show_to(
    session: AsyncSession,
    request: Request,
    by: Member,
    named: Collection[int] | None,
    *,
    now: datetime,
) -> RequestFacts:
    """Keep a (locked) request to its reporter, the members `named` by their row ids, and the editors; None: to nobody. Whoever
    is named anew is told. Undone as any record is.

    Raises:
        NotYoursToShow: it is somebody else's, and whoever says it is no editor.
        SeenSoAlready: the record says so.
        StoryIsPrivate: it stays private because its story is.
    """
    if request.member_id != by.id and by.role is not Role.EDITOR:
        owner = await session.get_one(Member, request.member_id)
        raise NotYoursToShow(number=request.number, name=owner.name)
    before = named_in(request.private_to) - {request.member_id}
    named = None if named is None else {*named} - {request.member_id}
    if (request.private_to is None) == (named is None) and before == {*(named or ())}:
        raise SeenSoAlready(what=f"#{request.number}")
    slug = await _private_story(session, request) if named is None else None
    if slug is not None:
        raise StoryIsPrivate(number=request.number, slug=slug)
    what = NewEvent(EventKind.PRIVACY, by.id or 0, now, details=_details(named))
    done = (await recording.record(session, request, what, now=now)).facts
    await tell(session, done, {*(named or ())} - before - {by.id or 0}, now=now)
    return done


async def tell(session: AsyncSession, facts: RequestFacts, ids: Collection[int], *, now: datetime) -> None:
    """Owe these members the card of a request that is shown to them by name from now on."""
    if not ids:
        return
    request = await session.get_one(Request, facts.id)
    for member in await _reporters(session, request.newsroom_id, ids):
        await reminders.enqueue(session, request, member.id or 0, ReminderKind.SHOWN, due_at=now)


async def _reporters(session: AsyncSession, newsroom_id: int, ids: Collection[int]) -> list[Member]:
    """Those of these members who see what is private only if they are named."""
    every = await members.of_newsroom(session, newsroom_id)
    return [one for one in every if one.id in ids and not members.sees_all(one) and not one.is_shut_out]


def _named(private_to: str | None) -> dict[str, Any] | None:
    return None if private_to is None else {"named": sorted(named_in(private_to))}


def _details(named: Collection[int] | None) -> dict[str, Any]:
    return {"private": named is not None, "named": sorted(set(named or ()))}


@all_of_it
async def _private_story(session: AsyncSession, request: Request) -> str | None:
    story = await session.get(Story, request.story_id) if request.story_id is not None else None
    return None if story is None or story.private_to is None else story.slug


@all_of_it
async def show_story_to(
    session: AsyncSession,
    newsroom: Newsroom,
    story_id: int,
    by: Member,
    named: Collection[int] | None,
    *,
    now: datetime,
) -> tuple[Story, list[Member]]:
    """Keep a story, and all that is asked for it, to whoever says so, the members `named`, whoever has a request for it, and the
    editors; None: to nobody. Each of its requests has it on record; one undo takes all of it back.

    Returns:
        The story, and who is named anew, to be told.

    Raises:
        OthersAskedToo: a colleague has a request for it, or has made it private, and whoever says it is no editor.
        SeenSoAlready: it is so.
    """
    story, its = await with_requests(session, newsroom.id or 0, story_id)
    theirs = {request.member_id for request in its} | set(named_in(story.private_to))
    if by.role is not Role.EDITOR and (
        not theirs <= {by.id} if story.private_to is None else by.id not in theirs
    ):
        raise OthersAskedToo(slug=story.slug)
    private_to = None if named is None else seen_by({*named, by.id or 0})
    if story.private_to == private_to:
        raise SeenSoAlready(what=f"#{story.slug}")
    details = {**_details(named), "of_story": [_named(story.private_to), _named(private_to)]}
    await stories.set_private(session, story, private_to)
    if len(its) > 1:
        details[TOGETHER] = int(now.timestamp() * 1000)
    for request in its:
        what = NewEvent(EventKind.PRIVACY, by.id or 0, now, details=details)
        await recording.record(session, request, what, now=now)
    anew = named_in(private_to) - theirs - {by.id}
    return story, await _reporters(session, story.newsroom_id, anew)
