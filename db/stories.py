"""Stories: what requests are for."""

from __future__ import annotations

from datetime import datetime

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from db.errors import UnknownStory
from db.tables import Story


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


async def every(session: AsyncSession, newsroom_id: int) -> list[Story]:
    """The newsroom's stories, the newest first."""
    statement = select(Story).where(Story.newsroom_id == newsroom_id).order_by(col(Story.id).desc())
    return list((await session.exec(statement)).all())


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
    story = await find(session, newsroom_id, slug)
    new = story is None
    if story is None:
        story = Story(newsroom_id=newsroom_id, slug=slug.casefold(), created_at=now)
    if title is not None:
        story.title = title
    if publish_at is not None:
        story.publish_at = publish_at
    session.add(story)
    await session.flush()
    return story, new
