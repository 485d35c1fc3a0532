"""A story comes out: what its requests become, and what is taken back when it was not so."""

from __future__ import annotations

import asyncio
from datetime import datetime
from pathlib import Path

import pytest
from sqlmodel import col, select

from db.errors import DeskError
from db.lifecycle import EventKind, Status
from db.tables import Reminder, ReminderKind, Request, Story
from jobs.files.folder import EvidenceFolder
from jobs.records import privacy, recording
from jobs.records import stories as publishing
from jobs.records.verifying import verify
from tests.db.world import ASKED, DAY, DEADLINE, HOUR, MINUTE, World
from tests.jobs import telling
from tests.jobs.telling import connect, put_story

OUT = DEADLINE + DAY  # Friday 6 December, 17:00 in Phnom Penh
CONFIRMED = OUT + 10 * MINUTE


@pytest.fixture
async def story(world: World) -> Story:
    """A story that is to come out on Friday."""
    return await put_story(world, OUT)


async def publish(
    world: World, story: Story, at: datetime = OUT, now: datetime = CONFIRMED
) -> publishing.Published:
    return await telling.publish(world, story.id, at, now=now)


async def unpublish(world: World, story: Story, publish_at: datetime | None = None) -> Story:
    return await telling.unpublish(world, story.id, publish_at, now=CONFIRMED + HOUR)


async def history(world: World, request: Request) -> list[tuple[str, object]]:
    """The events about publication in the order of recording, with the hour they tell or what they took back."""
    facts = await world.look(request)
    told = sorted(facts.events, key=lambda event: event.id)
    return [
        (event.kind.value, event.details.get("took_back") or event.happened_at)
        for event in told
        if event.kind in {EventKind.PUBLISHED, EventKind.CORRECTED}
    ]


async def owed(world: World, request: Request) -> list[Reminder]:
    async with world.database.read() as session:
        statement = select(Reminder).where(
            Reminder.request_id == request.id, col(Reminder.settled_at).is_(None)
        )
        return list((await session.exec(statement)).all())


async def test_what_was_asked_and_open_at_publication_is_marked_and_nothing_else(
    world: World, story: Story
) -> None:
    waiting, answered, withdrawn, late, partial = [await world.ask(story_id=story.id) for _ in range(5)]
    after = await world.ask(story_id=story.id, asked_at=OUT + MINUTE, deadline_at=OUT + DAY)
    elsewhere = await world.ask()
    await world.record(answered, EventKind.REPLIED_FULL, ASKED + HOUR)
    await world.record(withdrawn, EventKind.WITHDRAWN, ASKED + HOUR)
    await world.record(partial, EventKind.REPLIED_PARTIAL, ASKED + HOUR, details={"answered": [1]})
    await world.record(late, EventKind.REPLIED_FULL, OUT + 5 * MINUTE)
    done = await publish(world, story)
    assert done.changed
    for request in (waiting, late, partial):
        assert await history(world, request) == [("published", OUT)]
    for request in (answered, withdrawn, after, elsewhere):
        assert await history(world, request) == []
    facts = [await world.look(request) for request in (waiting, partial, late)]
    assert [one.status for one in facts] == [Status.WAITING, Status.PARTIAL, Status.ANSWERED]
    assert [one.by_publication for one in facts] == [Status.WAITING, Status.PARTIAL, Status.WAITING]
    assert facts[0].overdue(CONFIRMED)
    assert (done.story.published_at, done.story.publish_at) == (OUT, OUT)


async def test_nobody_is_reminded_any_more_of_what_the_story_came_out_without(
    world: World, story: Story
) -> None:
    request = await world.ask(story_id=story.id)
    followed_up = await world.ask(story_id=story.id, asked_at=OUT + MINUTE, deadline_at=OUT + 3 * DAY)
    assert await owed(world, request) != []
    await publish(world, story)
    assert await owed(world, request) == []
    assert await owed(world, followed_up) != []
    await world.record(request, EventKind.CHASED, CONFIRMED + HOUR)
    assert await owed(world, request) == []


async def test_a_new_deadline_after_publication_brings_the_reminders_back(world: World, story: Story) -> None:
    request = await world.ask(story_id=story.id)
    await publish(world, story)
    details = {"from": DEADLINE.isoformat(), "to": (OUT + 5 * DAY).isoformat(), "told": True}
    await world.record(request, EventKind.EXTENDED, CONFIRMED + HOUR, details=details)
    [reminder] = await owed(world, request)
    assert reminder.kind == ReminderKind.BEFORE


async def test_final_calls_and_the_question_are_dropped_when_it_comes_out_early(
    world: World, story: Story
) -> None:
    await world.ask(story_id=story.id)
    await publish(world, story, DEADLINE, DEADLINE)
    async with world.database.read() as session:
        left = (await session.exec(select(Reminder).where(col(Reminder.settled_at).is_(None)))).all()
    assert left == []


async def test_the_same_hour_again_changes_nothing(world: World, story: Story) -> None:
    request = await world.ask(story_id=story.id)
    await publish(world, story)
    again = await publish(world, story, now=CONFIRMED + MINUTE)
    assert not again.changed
    assert await history(world, request) == [("published", OUT)]


async def test_another_hour_takes_the_first_back_and_judges_anew(world: World, story: Story) -> None:
    first, second = await world.ask(story_id=story.id), await world.ask(story_id=story.id)
    await world.record(second, EventKind.REPLIED_FULL, OUT - HOUR)
    await publish(world, story)
    assert await history(world, second) == []
    await publish(world, story, OUT - 2 * HOUR, CONFIRMED + MINUTE)
    assert await history(world, first) == [
        ("published", OUT), ("corrected", "published"), ("published", OUT - 2 * HOUR),
    ]  # fmt: skip
    assert await history(world, second) == [("published", OUT - 2 * HOUR)]


async def test_undo_after_publication_takes_nothing_earlier_back_and_says_how_to_take_that_back(
    world: World, story: Story
) -> None:
    request = await world.ask(story_id=story.id)
    editor = world.here.editor
    noted = await world.record(request, EventKind.NOTE, OUT - HOUR, by=editor)
    await publish(world, story)

    async def undone(request_id: int | None, now: datetime) -> int:
        async with world.write() as session:
            return (await recording.undo(session, editor, request_id, now=now)).event.id

    for request_id in (None, request.id):
        with pytest.raises(recording.OutSince, match="is out, so nothing else was taken back"):
            await undone(request_id, CONFIRMED + MINUTE)
    after = await world.record(request, EventKind.NOTE, CONFIRMED + 2 * MINUTE, by=editor)
    assert await undone(None, CONFIRMED + 3 * MINUTE) == after.id
    await unpublish(world, story)
    assert await undone(None, CONFIRMED + 2 * HOUR) == noted.id


async def test_taken_back_the_chase_goes_on_and_the_history_shows_both(world: World, story: Story) -> None:
    await connect(world)
    request = await world.ask(story_id=story.id)
    await publish(world, story)
    back = await unpublish(world, story, OUT + 2 * DAY)
    assert (back.published_at, back.publish_at) == (None, OUT + 2 * DAY)
    assert await history(world, request) == [("published", OUT), ("corrected", "published")]
    assert (await world.look(request)).by_publication is None
    assert await owed(world, request) != []
    async with world.database.read() as session:
        hanging = select(Reminder.kind, Reminder.due_at).where(Reminder.story_id == story.id)
        rows = set((await session.exec(hanging.where(col(Reminder.settled_at).is_(None)))).all())
    assert rows == {
        (ReminderKind.FINAL_CALL, OUT + 2 * DAY - HOUR),
        (ReminderKind.GROUP_CALL, OUT + 2 * DAY - HOUR),
        (ReminderKind.PUBLICATION, OUT + 2 * DAY),
    }
    with pytest.raises(publishing.NotOut):
        await unpublish(world, story)


@pytest.mark.parametrize(
    ("at", "error"),
    [
        (CONFIRMED + MINUTE, publishing.PublishedAhead),
        (ASKED - MINUTE, publishing.PublishedBeforeAsked),
        (ASKED, None),
    ],
)
async def test_an_hour_that_cannot_be_is_refused_and_changes_nothing(
    world: World, story: Story, at: datetime, error: type[DeskError] | None
) -> None:
    request = await world.ask(story_id=story.id)
    if error is None:
        await publish(world, story, at)
        assert await history(world, request) == [("published", at)]
        return
    with pytest.raises(error):
        await publish(world, story, at)
    assert await history(world, request) == []
    async with world.database.read() as session:
        assert (await session.get_one(Story, story.id)).published_at is None


async def test_a_story_that_is_out_gets_no_time_to_come_by_the_way(world: World, story: Story) -> None:
    await world.ask(story_id=story.id)
    await publish(world, story)
    with pytest.raises(publishing.OutAlready):
        await put_story(world, OUT + DAY, CONFIRMED)
    async with world.database.read() as session:
        assert (await session.get_one(Story, story.id)).publish_at == OUT


async def test_a_request_logged_afterwards_for_before_is_marked_too(world: World, story: Story) -> None:
    await world.ask(story_id=story.id)
    await publish(world, story)
    forgotten = await world.ask(story_id=story.id, now=CONFIRMED + HOUR)
    follow_up = await world.ask(story_id=story.id, asked_at=CONFIRMED + HOUR, deadline_at=OUT + 3 * DAY)
    assert await history(world, forgotten) == [("published", OUT)]
    assert await history(world, follow_up) == []


async def test_two_editors_who_confirm_at_once_mark_each_request_once(world: World, story: Story) -> None:
    request = await world.ask(story_id=story.id)
    done = await asyncio.gather(publish(world, story), publish(world, story))
    assert sorted(one.changed for one in done) == [False, True]
    assert await history(world, request) == [("published", OUT)]


async def test_publishing_while_somebody_records_keeps_the_chain_whole(
    world: World, story: Story, tmp_path: Path
) -> None:
    asked = [await world.ask(story_id=story.id) for _ in range(3)]
    await asyncio.gather(
        publish(world, story),
        *(world.record(request, EventKind.NOTE, CONFIRMED, text="on the line") for request in asked),
        world.ask(story_id=story.id, now=CONFIRMED),
    )
    assert all(verdict.intact for verdict in await verify(world.database, EvidenceFolder(tmp_path)))
    for request in asked:
        assert await history(world, request) == [("published", OUT)]


async def test_what_is_asked_while_its_story_is_made_private_is_private_too(
    world: World, story: Story, tmp_path: Path
) -> None:
    await world.ask(story_id=story.id)

    async def make_private() -> None:
        async with world.write() as session:
            here = world.here
            await privacy.show_story_to(session, here.newsroom, story.id or 0, here.editor, [], now=CONFIRMED)

    await asyncio.gather(make_private(), *(world.ask(story_id=story.id, now=CONFIRMED) for _ in range(2)))
    async with world.database.read() as session:
        its = (await session.exec(select(Request).where(Request.story_id == story.id))).all()
    assert {request.private_to is None for request in its} == {False}
    assert all(verdict.intact for verdict in await verify(world.database, EvidenceFolder(tmp_path)))
