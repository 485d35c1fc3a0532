"""Stories: what requests are for."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.exc import IntegrityError
from sqlmodel import col, func, select
from sqlmodel.ext.asyncio.session import AsyncSession

from db.engine import LOCKED
from db.errors import StoryIsNotYours, UnknownStory
from db.scope import all_of_it, viewer_of
from db.tables import Story
from db.text import names

MOST_COMPARED = 500  # the newest


async def by_slug(session: AsyncSession, newsroom_id: int, slug: str) -> Story:
    """The newsroom's story of that slug (without `#`, upper and lower case alike).

    Raises:
        UnknownStory: there is none.
    """
    found = await find(session, newsroom_id, slug)
    if found is None:
        raise UnknownStory(slug=slug)
    return found


async def find(session: AsyncSession, newsroom_id: int, slug: str) -> Story | None:
    """The same, or None."""
    statement = select(Story).where(Story.newsroom_id == newsroom_id, Story.slug == slug.casefold())
    return (await session.exec(statement)).first()


@dataclass(frozen=True)
class Alike:
    """A story that may be meant by what was typed, and how alike it is: 100 for its slug or its title."""

    story: Story
    score: float


async def alike(session: AsyncSession, newsroom_id: int, typed: str) -> list[Alike]:
    """The stories that may be meant by these words, with or without `#`, the likeliest first; the newest of equals."""
    words = typed.lstrip("#")[: names.LONGEST_COMPARED]
    found = [
        Alike(story, names.slug_likeness(words, story.slug, story.title))
        for story in await newest(session, newsroom_id, limit=MOST_COMPARED)
    ]
    likely = [one for one in found if one.score >= names.THRESHOLD]
    return sorted(likely, key=lambda one: -one.score)[: names.MOST_CANDIDATES]


async def slips(session: AsyncSession, newsroom_id: int, slug: str) -> list[Story]:
    """The stories for one of whose slugs this one, which there is not, was probably typed."""
    wanted = names.normalise(slug).replace(" ", "")
    return [
        story
        for story in await newest(session, newsroom_id, limit=MOST_COMPARED)
        if names.slip(wanted, names.normalise(story.slug).replace(" ", ""))
    ][: names.MOST_CANDIDATES]


async def lock(session: AsyncSession, story_id: int) -> Story:
    """The story, as it is now and held until the transaction ends, so that its final calls are planned one at a time.

    Whoever needs requests locked too locks them first.
    """
    return await session.get_one(Story, story_id, with_for_update=LOCKED, populate_existing=True)


async def set_private(session: AsyncSession, story: Story, private_to: str | None) -> None:
    """Say who may see a (locked) story, as `Request.private_to` has it. What its requests' rows hold is the caller's to see to."""
    story.private_to = private_to
    session.add(story)
    await session.flush()


async def by_id(session: AsyncSession, newsroom_id: int, story_id: int) -> Story | None:
    """The newsroom's story of that row id."""
    statement = select(Story).where(Story.newsroom_id == newsroom_id, Story.id == story_id)
    return (await session.exec(statement)).first()


async def count(session: AsyncSession, newsroom_id: int) -> int:
    """How many stories the newsroom has."""
    return (
        await session.exec(select(func.count()).select_from(Story).where(Story.newsroom_id == newsroom_id))
    ).one()


async def newest(
    session: AsyncSession, newsroom_id: int, *, limit: int | None = None, start: int = 0
) -> list[Story]:
    """The newsroom's stories, the newest first, behind `start` others; all of them where there is no limit."""
    statement = select(Story).where(Story.newsroom_id == newsroom_id).order_by(col(Story.id).desc())
    return list((await session.exec(statement.offset(start).limit(limit))).all())


async def put(
    session: AsyncSession,
    newsroom_id: int,
    slug: str,
    *,
    title: str | None = None,
    publish_at: datetime | None = None,
    now: datetime,
) -> tuple[Story, bool]:
    """Create the story, or change what is given of one that exists.

    Returns:
        The story, and whether it is new.
    """
    await refuse_hidden(session, newsroom_id, slug)
    story = await find(session, newsroom_id, slug)
    new = False
    if story is None:
        story, new = await _create(session, newsroom_id, slug.casefold(), now=now)
    if title is not None:
        story.title = title
    if publish_at is not None:
        story.publish_at = publish_at
    session.add(story)
    await session.flush()
    return story, new


async def refuse_hidden(session: AsyncSession, newsroom_id: int, slug: str) -> None:
    """Let nobody take the name of a story that they may not see for a new one.

    Raises:
        StoryIsNotYours: it is one.
    """
    if viewer_of(session) is None or await find(session, newsroom_id, slug) is not None:
        return
    if await all_of_it(find)(session, newsroom_id, slug) is not None:
        raise StoryIsNotYours(slug=slug)


async def _create(session: AsyncSession, newsroom_id: int, slug: str, *, now: datetime) -> tuple[Story, bool]:
    story = Story(newsroom_id=newsroom_id, slug=slug, created_at=now)
    try:
        async with session.begin_nested():
            session.add(story)
    except IntegrityError:  # two began the same story at the same moment: the other was first
        return await by_slug(session, newsroom_id, slug), False
    return story, True
