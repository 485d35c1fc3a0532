"""Stories are created once, whoever is first, and changed by what is given."""

from __future__ import annotations

import asyncio

from db import stories
from tests.db.world import ASKED, DAY, HOUR, World

FRIDAY = ASKED + 4 * DAY


async def test_a_story_is_created_once_and_then_changed_by_what_is_given(world: World) -> None:
    async with world.write() as session:
        story, new = await stories.put(session, world.here.id, "MangoPark", title="Raids", now=ASKED)
        assert (new, story.slug, story.title, story.publish_at) == (True, "mangopark", "Raids", None)
    async with world.write() as session:
        story, new = await stories.put(
            session, world.here.id, "mangopark", publish_at=FRIDAY, now=ASKED + HOUR
        )
        assert (new, story.title, story.publish_at, story.created_at) == (False, "Raids", FRIDAY, ASKED)
    async with world.write() as session:
        story, _ = await stories.put(session, world.here.id, "MANGOPARK", title="The raids", now=ASKED)
        assert (story.title, story.publish_at) == ("The raids", FRIDAY)
        assert [found.slug for found in await stories.every(session, world.here.id)] == ["mangopark"]


async def test_two_who_begin_the_same_story_at_once_share_it(world: World) -> None:
    async def begin(title: str) -> tuple[int | None, bool]:
        async with world.write() as session:
            story, new = await stories.put(session, world.here.id, "mangopark", title=title, now=ASKED)
            return story.id, new

    (one, new_one), (two, new_two) = await asyncio.gather(begin("One"), begin("Two"))
    assert one == two
    assert sorted([new_one, new_two]) == [False, True]


async def test_stories_are_listed_newest_first(world: World) -> None:
    async with world.write() as session:
        for slug in ("first", "second", "ខ្មែរ"):
            await stories.put(session, world.here.id, slug, now=ASKED)
        assert [story.slug for story in await stories.every(session, world.here.id)] == [
            "ខ្មែរ",
            "second",
            "first",
        ]
