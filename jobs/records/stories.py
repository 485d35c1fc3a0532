"""A story is created, changed, and comes out, as an editor confirms: what its requests become, and what is told about
answers after it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlmodel.ext.asyncio.session import AsyncSession

from db import lifecycle, queries, requests, stories
from db.engine import LOCKED
from db.errors import DeskError
from db.facts import RequestFacts
from db.lifecycle import EventKind
from db.publication import late_answers
from db.queries import Scope
from db.requests import NewEvent
from db.retention import forget_warnings
from db.scope import all_of_it
from db.state import seen_by
from db.tables import Member, Newsroom, Request, Story
from jobs.reminders import alerts
from jobs.reminders.planning import plan_for_story, replan


class PublishedAhead(DeskError):
    """A story is said to be out at a time still to come."""

    message = "#{slug} cannot be out already: {when} is still to come. Nothing was changed. For a time to come: /story #{slug} publish TIME"


class PublishedBeforeAsked(DeskError):
    """A story is said to have come out before anybody was asked for it."""

    message = "#{slug} cannot have come out {when}: the first request for it was asked only {asked}. Nothing was changed."


class OutAlready(DeskError):
    """A story that is out is said to be out."""

    message = "#{slug} came out {when}. Nothing was changed. An editor can take that back: /story #{slug} unpublished"


class NotOut(DeskError):
    """A story that is not out is to be taken back."""

    message = "#{slug} is not marked as published, so there is nothing to take back."


@dataclass(frozen=True)
class Published:
    """A story that is out. `changed`: False where it stood as published at that very instant already."""

    story: Story
    changed: bool


@all_of_it
async def publish(
    session: AsyncSession,
    newsroom: Newsroom,
    story_id: int,
    published_at: datetime,
    member: Member,
    *,
    now: datetime,
) -> Published:
    """The story came out at `published_at` (UTC), says a member, who must be an editor.

    Each request that was asked by then, and was still open by the order of happening, gets an event that says so. Said
    again with another hour, the earlier events are taken back by corrections. Nobody is reminded of these requests
    any more; answers that are on record but were not in print are told.

    Raises:
        PublishedAhead: that instant is still to come.
        PublishedBeforeAsked: nobody had been asked anything for it then.
    """
    held = await _hold(session, newsroom, story_id)
    story = held.story
    if published_at > now:
        raise PublishedAhead(slug=story.slug, when=published_at)
    asked = min((r.asked_at for r in held.requests if r.asked_at is not None), default=None)
    # Hours are typed to the minute; the asking is recorded to the second.
    if asked is not None and published_at < asked.replace(second=0, microsecond=0):
        raise PublishedBeforeAsked(slug=story.slug, when=published_at, asked=asked)
    changed = story.published_at != published_at
    if changed:
        await _take_back(session, held.requests, member, now=now)
        story.published_at = story.publish_at = published_at
        session.add(story)
        await forget_warnings(session, story.newsroom_id, story_id=story_id)
        facts = await queries.requests(session, story.newsroom_id, Scope(story_id=story_id))
        without = {request.number for request in facts if request.by_publication is not None}
        new_event = _came_out(story, member.id or 0, published_at)
        for request in held.requests:
            if request.number in without:
                await requests.record(session, request, new_event, now=now)
        known = await _replan(session, held, now=now)
        late = {request.id for request in facts if late_answers(request)}
        for request in held.requests:
            if request.id in late:
                await alerts.enqueue(session, request, known[request.id or 0], now=now)
    return Published(story, changed)


@all_of_it
async def unpublish(
    session: AsyncSession,
    newsroom: Newsroom,
    story_id: int,
    member: Member,
    *,
    publish_at: datetime | None,
    now: datetime,
) -> Story:
    """The story is not out after all, says a member, who must be an editor: what its publication brought to its
    requests is taken back by corrections, and the desk chases their answers again.

    Args:
        publish_at: when it is to come out (UTC), None where nobody knows.

    Raises:
        NotOut: it is not.
    """
    held = await _hold(session, newsroom, story_id)
    if held.story.published_at is None:
        raise NotOut(slug=held.story.slug)
    await _take_back(session, held.requests, member, now=now)
    held.story.published_at, held.story.publish_at = None, publish_at
    session.add(held.story)
    await forget_warnings(session, held.story.newsroom_id, story_id=story_id)
    await _replan(session, held, now=now)
    return held.story


@all_of_it
async def joined(session: AsyncSession, request: Request, *, now: datetime) -> None:
    """A request was logged for a story that may be out: if it had been asked by then, the story came out without its
    answer, and its record says so. The caller holds the request's lock."""
    story = await session.get_one(Story, request.story_id) if request.story_id is not None else None
    if story is None or story.published_at is None:
        return
    facts = await queries.request(session, request.newsroom_id, request.id or 0)
    if facts.by_publication is not None:
        new_event = _came_out(story, request.member_id, story.published_at)
        await requests.record(session, request, new_event, now=now)


@all_of_it
async def hold(session: AsyncSession, newsroom: Newsroom, story_id: int) -> Story:
    """The story as it is now, held until the transaction ends, with its requests: nothing about its publication
    changes between looking at it and changing it."""
    return (await _hold(session, newsroom, story_id)).story


@dataclass(frozen=True)
class _Held:
    story: Story
    requests: Sequence[Request]


async def with_requests(
    session: AsyncSession, newsroom_id: int, story_id: int
) -> tuple[Story, list[Request]]:
    """The story and all its requests, locked in the order in which everybody locks. Nothing more is asked for it until the
    transaction ends."""
    await requests.of_story(session, story_id)
    await session.get_one(Newsroom, newsroom_id, with_for_update=LOCKED, populate_existing=True)
    story = await stories.lock(session, story_id)
    # What was asked for it while these locks were waited for belongs to it as well.
    return story, await requests.of_story(session, story_id)


async def _hold(session: AsyncSession, newsroom: Newsroom, story_id: int) -> _Held:
    return _Held(*await with_requests(session, newsroom.id or 0, story_id))


def _came_out(story: Story, member_id: int, published_at: datetime) -> NewEvent:
    return NewEvent(EventKind.PUBLISHED, member_id, published_at, details={"story": story.slug})


async def _take_back(session: AsyncSession, its: Sequence[Request], member: Member, *, now: datetime) -> None:
    for request in its:
        events = lifecycle.in_force(await requests.events_of(session, request.id or 0))
        for event in [event for event in events if event.kind is EventKind.PUBLISHED]:
            correction = NewEvent(
                EventKind.CORRECTED,
                member.id or 0,
                now,
                details={"took_back": EventKind.PUBLISHED},
                corrects_event_id=event.id,
            )
            await requests.record(session, request, correction, now=now)


async def _replan(session: AsyncSession, held: _Held, *, now: datetime) -> dict[int, RequestFacts]:
    """Plan again what hangs on the story, and return what the records of its requests say."""
    await plan_for_story(session, held.story, now=now)
    for request in held.requests:
        await requests.settle(session, request)
    scope = Scope(story_id=held.story.id)
    known = {facts.id: facts for facts in await queries.requests(session, held.story.newsroom_id, scope)}
    await replan(session, held.requests, now=now, facts=known)
    return known


async def put_story(
    session: AsyncSession,
    newsroom: Newsroom,
    slug: str,
    *,
    title: str | None,
    publish_at: datetime | None,
    now: datetime,
) -> tuple[Story, bool]:
    """Create or change a story; a new publication time moves its final calls and all else that hangs on it.

    Its requests are locked before the story itself, as everybody does who takes both.

    Returns:
        The story, and whether it is new.

    Raises:
        StoryIsNotYours: there is one of that name that whoever names it may not see.
        OutAlready: it is out, so it has no publication to come. `unpublish` takes that back.
    """
    await stories.refuse_hidden(session, newsroom.id or 0, slug)
    return await _put_story(session, newsroom, slug, title=title, publish_at=publish_at, now=now)


@all_of_it
async def _put_story(
    session: AsyncSession,
    newsroom: Newsroom,
    slug: str,
    *,
    title: str | None,
    publish_at: datetime | None,
    now: datetime,
) -> tuple[Story, bool]:
    there = await stories.find(session, newsroom.id or 0, slug)
    moved = list[Request]()
    if there is not None and publish_at is not None:
        _, moved = await with_requests(session, newsroom.id or 0, there.id or 0)
    story, new = await stories.put(
        session, newsroom.id or 0, slug, title=title, publish_at=publish_at, now=now
    )
    if publish_at is not None:
        await plan_for_story(session, story, now=now)
        if story.published_at is not None:
            raise OutAlready(slug=story.slug, when=story.published_at)
        await replan(session, moved, now=now)
    return story, new


@all_of_it
async def follow_story(session: AsyncSession, request: Request, what: dict[str, Any], *, back: bool) -> None:
    """A record that a story was made private, or visible, was taken back (`back`), or counts again: the story goes with it."""
    if "of_story" not in what or request.story_id is None:
        return
    story, seen = await stories.lock(session, request.story_id), what["of_story"][0 if back else 1]
    await stories.set_private(session, story, None if seen is None else seen_by(seen["named"]))
    for each in await requests.of_story(session, request.story_id):
        await requests.settle(session, each)
