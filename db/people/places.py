"""What of a newsroom is told where in Telegram's groups: all of it or one story, in a group or in a topic of one."""

from __future__ import annotations

from collections.abc import Sequence

from sqlmodel import col, delete, select
from sqlmodel.ext.asyncio.session import AsyncSession

from db.engine import one_at_a_time
from db.errors import AnotherNewsroomsGroup, StoryIsPrivate
from db.tables import Alert, Card, DigestRun, Draft, Newsroom, Place, Reminder, ShownReport, Story

ALL = 0  # in the place of a story's row id: all of the newsroom


async def of_newsroom(session: AsyncSession, newsroom_id: int) -> Sequence[Place]:
    """The newsroom's places, the oldest first."""
    ours = select(Place).where(Place.newsroom_id == newsroom_id)
    return (await session.exec(ours.order_by(col(Place.id)))).all()


async def newsroom_of(session: AsyncSession, chat_id: int) -> Newsroom | None:
    """The newsroom whose group this Telegram chat is."""
    its = select(Newsroom).join(Place, col(Place.newsroom_id) == Newsroom.id).where(Place.chat_id == chat_id)
    return (await session.exec(its)).first()


def in_group(places: Sequence[Place], chat_id: int, story_id: int | None = None) -> Place | None:
    """Where in a group news of a story is told, or of none: in its own place, or in that for all; None where neither is."""
    here = {place.story_id: place for place in places if place.chat_id == chat_id}
    return here.get(story_id or ALL) or here.get(ALL)


async def here(session: AsyncSession, newsroom_id: int, chat_id: int, topic_id: int | None) -> Place | None:
    """What of the newsroom is told where this is said: in the topic, or else first of all in that group; None where nothing is."""
    there = [one for one in await of_newsroom(session, newsroom_id) if one.chat_id == chat_id]
    return next((one for one in there if one.topic_id == topic_id), next(iter(there), None))


async def connect(
    session: AsyncSession,
    newsroom: Newsroom,
    chat_id: int,
    topic_id: int | None = None,
    *,
    title: str = "",
    story_id: int = ALL,
    alone: bool = False,
) -> Place:
    """Tell all of the newsroom, or one story, in a Telegram group from now on: in that topic, or with None in none. Where all is
    told, no story has a place of its own in the same topic. `alone`: nothing else is told in this group.

    Raises:
        AnotherNewsroomsGroup: it belongs to another newsroom already.
        StoryIsPrivate: the story is.
    """
    if story_id != ALL and (await session.get_one(Story, story_id)).private_to is not None:
        raise StoryIsPrivate
    await one_at_a_time(session, "groups")
    other = await newsroom_of(session, chat_id)
    if other is not None and other.id != newsroom.id:
        raise AnotherNewsroomsGroup
    there = (await session.exec(select(Place).where(Place.chat_id == chat_id))).all()
    place = next((one for one in there if one.story_id == story_id), None)
    for one in there:
        if one is not place and (alone or (story_id == ALL and one.topic_id == topic_id)):
            await session.delete(one)
    if place is None:
        place = Place(newsroom_id=newsroom.id or 0, chat_id=chat_id, story_id=story_id)
    place.topic_id, place.title = topic_id, title or place.title
    session.add(place)
    await session.flush()
    return place


async def disconnect(session: AsyncSession, chat_id: int, story_id: int | None = None) -> bool:
    """Tell nothing in a group any more, or nothing of one story in a place of its own; whether anything was told there."""
    its = delete(Place).where(col(Place.chat_id) == chat_id)
    done = await session.exec(its if story_id is None else its.where(col(Place.story_id) == story_id))
    return bool(done.rowcount)


async def move(session: AsyncSession, old_chat_id: int, new_chat_id: int) -> None:
    """A group became a supergroup: everything that named the old Telegram chat id names the new one.

    What was shown before the move stays in the old chat's history; Telegram numbers messages anew.
    """
    there = (await session.exec(select(Place).where(Place.chat_id == new_chat_id))).all()
    for place in (await session.exec(select(Place).where(Place.chat_id == old_chat_id))).all():
        if any(
            one.story_id == place.story_id for one in there
        ):  # which was connected anew before this was known
            await session.delete(place)
        else:
            place.chat_id = new_chat_id
            session.add(place)
    for owed in (DigestRun, Alert, Reminder):
        unsettled = col(owed.chat_id) == old_chat_id, col(owed.settled_at).is_(None)
        for row in (await session.exec(select(owed).where(*unsettled))).all():
            row.chat_id = new_chat_id
            session.add(row)
    for shown in (Card, ShownReport):
        await session.exec(delete(shown).where(col(shown.chat_id) == old_chat_id))
    for draft in (await session.exec(select(Draft).where(Draft.chat_id == old_chat_id))).all():
        draft.chat_id = new_chat_id
        session.add(draft)
    await session.flush()
