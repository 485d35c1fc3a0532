"""What is told about a story: one final call to each member it concerns, and to the group, an hour before it comes out, and at its hour the question to
each editor whether it is out."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from db.lifecycle import EventKind, Role
from db.people import places
from db.tables import Member, Outcome, ReminderKind
from jobs.reminders.notices import Gone, Retry
from jobs.settings import choose
from tests.db.world import ASKED, DAY, DEADLINE, HOUR, MINUTE, World
from tests.jobs.telling import GROUP, Desk, another_editor, connect, publish, put_story, rows

OUT = DEADLINE + DAY


async def plan(world: World, publish_at: datetime = OUT, now: datetime = ASKED) -> int:
    return (await put_story(world, publish_at, now)).id or 0


async def test_each_editor_is_asked_once_at_the_hour_and_no_reporter(world: World, desk: Desk) -> None:
    bopha = await another_editor(world)
    story_id = await plan(world)
    request = await world.ask(story_id=story_id, deadline_at=OUT + 9 * DAY)
    answered = await world.ask(story_id=story_id, deadline_at=OUT + 9 * DAY)
    await world.record(answered, EventKind.REPLIED_FULL, ASKED + HOUR)
    await desk.at(OUT - MINUTE)
    assert desk.notifier.questions() == []
    await desk.at(OUT)
    await desk.at(OUT + DAY)
    asked = desk.notifier.questions()
    assert {question.to.chat_id for question in asked} == {
        world.here.editor.telegram_id, bopha.telegram_id,
    }  # fmt: skip
    assert len(asked) == 2
    assert (asked[0].story, asked[0].publish_at) == ("mangopark", OUT)
    assert [facts.number for facts in asked[0].requests] == [request.number]


async def test_a_missed_question_is_asked_late(world: World, desk: Desk) -> None:
    await plan(world)
    await desk.at(OUT + 3 * DAY)
    assert len(desk.notifier.questions()) == 1


async def test_whoever_became_an_editor_since_is_asked_too(world: World, desk: Desk) -> None:
    await plan(world)
    await another_editor(world)
    await desk.at(OUT)
    assert len(desk.notifier.questions()) == 2


async def test_a_moved_publication_is_asked_about_at_its_new_hour_alone(world: World, desk: Desk) -> None:
    await plan(world)
    await plan(world, OUT + DAY)
    await desk.at(OUT)
    assert desk.notifier.questions() == []
    await desk.at(OUT + DAY)
    assert [question.publish_at for question in desk.notifier.questions()] == [OUT + DAY]


async def test_a_question_that_could_not_be_asked_is_dropped_once_the_story_is_out(
    world: World, desk: Desk
) -> None:
    story_id = await plan(world)
    desk.notifier.answer(world.here.editor.telegram_id, Retry(MINUTE, "a timeout", unsure=True))
    await desk.at(OUT)
    await publish(world, story_id, OUT, now=OUT)
    assert await desk.at(OUT + MINUTE) == 0
    [row] = await rows(world, ReminderKind.PUBLICATION)
    assert row.outcome == Outcome.DROPPED


async def test_nobody_else_is_asked_for_an_editor_who_cannot_be_reached(world: World, desk: Desk) -> None:
    bopha = await another_editor(world)
    await plan(world)
    desk.notifier.answer_always(world.here.editor.telegram_id, Gone("blocked"))
    await desk.at(OUT)
    assert [question.to.chat_id for question in desk.notifier.questions()] == [bopha.telegram_id]


async def test_who_is_no_editor_any_more_is_not_asked(world: World, desk: Desk) -> None:
    await plan(world)
    async with world.write() as session:
        editor = await session.get_one(Member, world.here.editor.id)
        editor.role = Role.REPORTER
        session.add(editor)
    assert await desk.at(OUT) == 0


@pytest.mark.parametrize("published", [True, False])
async def test_whoever_moves_a_clock_sees_the_question_coming(
    world: World, desk: Desk, published: bool
) -> None:
    story_id = await plan(world)
    desk.clock.instant = ASKED
    if published:
        await publish(world, story_id, ASKED, now=ASKED)
    assert await desk.outbox.next_title() == ("" if published else "final call, #mangopark")


PUBLISH = datetime.fromisoformat("2024-12-06T18:00:00+07:00")
SECOND = timedelta(seconds=1)


@pytest.fixture
async def story_id(world: World) -> int | None:
    return (await put_story(world, PUBLISH)).id


async def test_the_final_call_comes_once_to_each_concerned_with_the_requests_still_open(
    world: World, desk: Desk, story_id: int
) -> None:
    late = {"story_id": story_id, "deadline_at": PUBLISH + 9 * DAY}
    mine, answered = [await world.ask(**late) for _ in range(2)]  # type: ignore[arg-type]
    editors = await world.ask(
        story_id=story_id, deadline_at=PUBLISH + 9 * DAY, member_id=world.here.editor.id
    )
    await world.record(answered, EventKind.REPLIED_FULL, ASKED + HOUR)
    bopha = await another_editor(world)
    await connect(world)
    assert await desk.at(PUBLISH - HOUR - SECOND) == 0
    assert await desk.at(PUBLISH - HOUR) == 4
    assert await desk.at(PUBLISH - MINUTE) == 0
    called = {
        call.to.chat_id: ([facts.number for facts in call.requests], sorted(call.own))
        for call in desk.notifier.final_calls()
    }
    every = [mine.number, editors.number]
    assert called == {
        world.here.reporter.telegram_id: ([mine.number], [mine.number]),
        world.here.editor.telegram_id: (every, [editors.number]),
        bopha.telegram_id: (every, []),
        GROUP: (every, []),
    }
    assert {call.publish_at for call in desk.notifier.final_calls()} == {PUBLISH}


@pytest.mark.wide
@pytest.mark.parametrize(
    ("off", "told"),
    [
        ((), {"reporter", "editor", "group"}),
        (("newsroom",), {"reporter"}),
        (("editor",), {"reporter", "group"}),
        (("newsroom", "reporter"), {"reporter"}),
    ],
)
async def test_whoever_wants_no_news_before_publication_is_called_about_their_own_alone(
    world: World, desk: Desk, story_id: int, off: tuple[str, ...], told: set[str]
) -> None:
    await world.ask(story_id=story_id, deadline_at=PUBLISH + 9 * DAY)
    await connect(world)
    for whose in off:
        async with world.write() as session:
            await choose(session, getattr(world.here, whose), "last_hour", False, now=ASKED)
    await desk.at(PUBLISH - HOUR)
    chats = {
        "reporter": world.here.reporter.telegram_id, "editor": world.here.editor.telegram_id, "group": GROUP,
    }  # fmt: skip
    assert {call.to.chat_id for call in desk.notifier.final_calls()} == {chats[whose] for whose in told}


async def test_a_group_that_is_lost_gets_no_final_call_and_the_others_do(
    world: World, desk: Desk, story_id: int
) -> None:
    await world.ask(story_id=story_id, deadline_at=PUBLISH + 9 * DAY)
    await connect(world)
    desk.notifier.answer_always(GROUP, Gone("kicked"))
    assert await desk.at(PUBLISH - HOUR) == 2
    async with world.database.read() as session:
        assert not await places.of_newsroom(session, world.here.id)


@pytest.mark.parametrize(("wait", "told"), [(59 * MINUTE, 2), (HOUR, 0), (3 * DAY, 0)])
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
    reporters = [
        call.now for call in desk.notifier.final_calls() if call.to.chat_id == world.here.reporter.telegram_id
    ]
    assert reporters == [PUBLISH + DAY - HOUR]


async def test_a_request_for_a_published_story_brings_no_final_call(
    world: World, desk: Desk, story_id: int
) -> None:
    asked = PUBLISH + DAY
    await world.ask(story_id=story_id, asked_at=asked, deadline_at=asked + 9 * DAY)
    await desk.at(asked + MINUTE)
    assert desk.notifier.final_calls() == []
