"""An hour before publication: one call to each member, about what is still open."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from db.lifecycle import EventKind
from jobs.reminders.notices import Retry
from tests.db.world import ASKED, DAY, DEADLINE, HOUR, MINUTE, World
from tests.jobs.telling import Desk, put_story

BEFORE = DEADLINE - DAY
PUBLISH = datetime.fromisoformat("2024-12-06T18:00:00+07:00")
SECOND = timedelta(seconds=1)


@pytest.fixture
async def story_id(world: World) -> int | None:
    return (await put_story(world, PUBLISH)).id


async def test_the_final_call_comes_once_to_each_member_with_the_requests_still_open(
    world: World, desk: Desk, story_id: int
) -> None:
    late = {"story_id": story_id, "deadline_at": PUBLISH + 9 * DAY}
    mine, answered = [await world.ask(**late) for _ in range(2)]  # type: ignore[arg-type]
    editors = await world.ask(
        story_id=story_id, deadline_at=PUBLISH + 9 * DAY, member_id=world.here.editor.id
    )
    await world.record(answered, EventKind.REPLIED_FULL, ASKED + HOUR)
    assert await desk.at(PUBLISH - HOUR - SECOND) == 0
    assert await desk.at(PUBLISH - HOUR) == 2
    assert await desk.at(PUBLISH - MINUTE) == 0
    called = {
        call.to.chat_id: [facts.number for facts in call.requests] for call in desk.notifier.final_calls()
    }
    assert called == {
        world.here.reporter.telegram_id: [mine.number],
        world.here.editor.telegram_id: [editors.number],
    }
    assert {call.publish_at for call in desk.notifier.final_calls()} == {PUBLISH}


@pytest.mark.parametrize(("wait", "told"), [(59 * MINUTE, 1), (HOUR, 0), (3 * DAY, 0)])
async def test_a_final_call_missed_until_the_story_was_out_is_dropped(
    world: World, desk: Desk, story_id: int, wait: timedelta, told: int
) -> None:
    await world.ask(story_id=story_id, deadline_at=PUBLISH + 9 * DAY)
    await desk.at(PUBLISH - HOUR + wait)
    assert len(desk.notifier.final_calls()) == told


async def test_a_final_call_to_be_retried_is_dropped_when_publication_moves(
    world: World, desk: Desk, story_id: int
) -> None:
    await world.ask(story_id=story_id, deadline_at=PUBLISH + 9 * DAY)
    desk.notifier.answer(world.here.reporter.telegram_id, Retry(MINUTE, "a timeout", unsure=True))
    await desk.at(PUBLISH - HOUR)
    await put_story(world, PUBLISH + DAY, PUBLISH - HOUR)
    await desk.through(PUBLISH + DAY + HOUR, every=30 * MINUTE)
    assert [call.now for call in desk.notifier.final_calls()] == [PUBLISH + DAY - HOUR]


async def test_a_request_for_a_published_story_brings_no_final_call(
    world: World, desk: Desk, story_id: int
) -> None:
    asked = PUBLISH + DAY
    await world.ask(story_id=story_id, asked_at=asked, deadline_at=asked + 9 * DAY)
    await desk.at(asked + MINUTE)
    assert desk.notifier.final_calls() == []
