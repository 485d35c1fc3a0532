"""An answer that a story came out without: told to the reporter, the editors and the group, once each."""

from __future__ import annotations

import pytest
from sqlmodel import col, select

from db import requests
from db.lifecycle import EventKind, Role
from db.people import places
from db.publication import had_answered
from db.requests import NewEvent
from db.tables import Alert, Event, Member, Outcome, Request
from jobs.reminders.alerts import follow
from jobs.reminders.notices import Gone
from tests.db.world import DAY, DEADLINE, HOUR, MINUTE, World
from tests.jobs.telling import GROUP, AskedFor, Desk, asked_for, publish, undo, unpublish

OUT = DEADLINE + DAY
ANSWERED = OUT + DAY


@pytest.fixture
async def printed(world: World) -> AskedFor:
    """A story that is out, and a request that it came out without."""
    made = await asked_for(world, OUT)
    await publish(world, made.story_id, OUT, now=OUT)
    return made


async def answer(world: World, printed: AskedFor, **fields: object) -> Event:
    options = {"kind": EventKind.REPLIED_FULL, "now": ANSWERED} | fields
    return await world.record(printed.request, **options)  # type: ignore[arg-type]


async def rows(world: World) -> list[Alert]:
    async with world.database.read() as session:
        return list((await session.exec(select(Alert).order_by(col(Alert.id)))).all())


async def test_an_answer_after_publication_is_told_to_everybody_who_must_know_once(
    world: World, desk: Desk, printed: AskedFor
) -> None:
    event = await answer(world, printed, text="we know nothing")
    assert await desk.at(ANSWERED) == 3
    told = desk.notifier.alerts()
    assert {alert.to.chat_id for alert in told} == {printed.reporter, printed.editor, GROUP}
    assert {(alert.request.number, alert.event.id) for alert in told} == {(printed.request.number, event.id)}
    assert not had_answered(told[0].event, OUT)
    assert await desk.at(ANSWERED + MINUTE) == 0


async def test_part_of_an_answer_a_refusal_and_a_referral_are_answers_and_nothing_else_is(
    world: World, desk: Desk, printed: AskedFor
) -> None:
    for kind in (EventKind.ACKNOWLEDGED, EventKind.CHASED, EventKind.NOTE, EventKind.BOUNCED):
        await answer(world, printed, kind=kind)
    assert await rows(world) == []
    told = 0
    for kind in (EventKind.REPLIED_PARTIAL, EventKind.DECLINED, EventKind.REFERRED):
        if kind is EventKind.REFERRED:
            await answer(world, printed, kind=EventKind.REOPENED)
        await answer(world, printed, kind=kind, details={"answered": [1]})
        told += 3
        assert len(await rows(world)) == told


async def test_an_answer_of_before_publication_logged_after_it_is_told_as_such(
    world: World, desk: Desk, printed: AskedFor
) -> None:
    await answer(world, printed, happened_at=OUT - HOUR)
    assert await desk.at(ANSWERED) == 3
    assert had_answered(desk.notifier.alerts()[0].event, OUT)


async def test_an_answer_in_time_or_to_a_story_not_out_alerts_nobody(
    world: World, desk: Desk, printed: AskedFor
) -> None:
    elsewhere = await world.ask()
    follow_up = await world.ask(story_id=printed.story_id, asked_at=OUT + HOUR, deadline_at=OUT + 3 * DAY)
    for request in (elsewhere, follow_up):
        await world.record(request, EventKind.REPLIED_FULL, ANSWERED)
    assert await rows(world) == []


async def test_an_answer_logged_before_the_editor_confirms_is_told_when_she_does(
    world: World, desk: Desk, printed: AskedFor
) -> None:
    await unpublish(world, printed.story_id, now=OUT)
    await answer(world, printed)
    assert await rows(world) == []
    await publish(world, printed.story_id, OUT, now=ANSWERED + HOUR)
    assert await desk.at(ANSWERED + HOUR) == 3


async def test_an_editor_who_is_the_reporter_is_told_once_and_a_blocked_one_not(
    world: World, desk: Desk, printed: AskedFor
) -> None:
    own = await world.ask(
        story_id=printed.story_id, member_id=world.here.editor.id, now=OUT + MINUTE
    )  # logged afterwards: nobody can have missed its answer
    async with world.write() as session:
        request = await session.get_one(Request, printed.request.id)
        request.member_id = world.here.editor.id or 0
        session.add(request)
    await answer(world, printed)
    assert [alert.chat_id for alert in await rows(world)] == [printed.editor, GROUP]
    await world.record(own, EventKind.REPLIED_FULL, ANSWERED)
    assert len(await rows(world)) == 2


async def test_a_reporter_who_blocked_the_desk_keeps_nobody_from_being_told(
    world: World, desk: Desk, printed: AskedFor
) -> None:
    desk.notifier.answer_always(printed.reporter, Gone("blocked"))
    await answer(world, printed)
    assert await desk.at(ANSWERED) == 2
    outcomes = {alert.chat_id: alert.outcome for alert in await rows(world)}
    assert outcomes == {
        printed.reporter: Outcome.DROPPED, printed.editor: Outcome.SENT, GROUP: Outcome.SENT,
    }  # fmt: skip
    async with world.database.read() as session:
        assert (await session.get_one(Member, world.here.reporter.id)).unreachable_since == ANSWERED
    assert await desk.at(ANSWERED + DAY) == 0


async def test_a_group_that_is_lost_is_forgotten_and_the_others_are_told(
    world: World, desk: Desk, printed: AskedFor
) -> None:
    desk.notifier.answer_always(GROUP, Gone("kicked"))
    await answer(world, printed)
    assert await desk.at(ANSWERED) == 2
    async with world.database.read() as session:
        assert not await places.of_newsroom(session, world.here.id)


async def test_an_alert_still_owed_follows_the_group_when_it_moves(
    world: World, desk: Desk, printed: AskedFor
) -> None:
    await answer(world, printed)
    async with world.write() as session:
        await places.move(session, GROUP, -1001)
    assert await desk.at(ANSWERED) == 3
    assert {notice.to.chat_id for notice in desk.notifier.alerts()} == {
        printed.reporter, printed.editor, -1001,
    }  # fmt: skip


async def test_an_answer_taken_back_before_it_was_told_is_not_told(
    world: World, desk: Desk, printed: AskedFor
) -> None:
    await answer(world, printed)
    await undo(world, hours=5 * 24)
    assert await desk.at(ANSWERED + MINUTE) == 0
    assert {alert.outcome for alert in await rows(world)} == {Outcome.DROPPED}


async def test_nobody_is_told_of_a_story_that_is_not_out_after_all(
    world: World, desk: Desk, printed: AskedFor
) -> None:
    await answer(world, printed)
    await unpublish(world, printed.story_id, now=ANSWERED)
    assert await desk.at(ANSWERED + MINUTE) == 0


async def test_an_alert_for_a_chat_that_is_not_ours_any_more_is_dropped(
    world: World, desk: Desk, printed: AskedFor
) -> None:
    await answer(world, printed)
    async with world.write() as session:
        await places.disconnect(session, GROUP)
        editor = await session.get_one(Member, world.here.editor.id)
        editor.role = Role.REPORTER
        session.add(editor)
    assert await desk.at(ANSWERED) == 1
    assert [notice.to.chat_id for notice in desk.notifier.alerts()] == [printed.reporter]


async def test_undoing_a_reopening_brings_no_second_alert(
    world: World, desk: Desk, printed: AskedFor
) -> None:
    await answer(world, printed)
    await desk.at(ANSWERED)
    await world.record(printed.request, EventKind.REOPENED, ANSWERED + HOUR)
    await undo(world, hours=6 * 24)
    await world.record(printed.request, EventKind.NOTE, ANSWERED + 2 * DAY)
    assert await desk.at(ANSWERED + 2 * DAY) == 0


async def put_in_place(world: World, printed: AskedFor, first: Event, **fields: object) -> Event:
    """The first record was wrong: another stands in its place."""
    async with world.write() as session:
        request = await requests.by_id(session, world.here.id, printed.request.id or 0)
        details = {"in_place_of": first.id, **(fields.pop("details", {}))}  # type: ignore[dict-item]
        taken = NewEvent(
            EventKind.CORRECTED,
            world.here.reporter.id or 0,
            ANSWERED + HOUR,
            details={"took_back": first.kind},
            corrects_event_id=first.id,
        )
        await requests.record(session, request, taken, now=ANSWERED + HOUR)
        again = NewEvent(
            fields.pop("kind", first.kind),  # type: ignore[arg-type]
            world.here.reporter.id or 0,
            fields.pop("happened_at", first.happened_at),  # type: ignore[arg-type]
            details=details,
        )
        event = await requests.record(session, request, again, now=ANSWERED + HOUR)
        await follow(session, request, now=ANSWERED + HOUR)
        return event


async def test_an_answer_put_right_in_its_words_is_not_told_twice(
    world: World, desk: Desk, printed: AskedFor
) -> None:
    first = await answer(world, printed)
    await desk.at(ANSWERED)
    await put_in_place(world, printed, first)
    assert await desk.at(ANSWERED + 2 * HOUR) == 0


async def test_an_answer_that_proves_to_be_of_before_publication_is_told_again(
    world: World, desk: Desk, printed: AskedFor
) -> None:
    first = await answer(world, printed)
    await desk.at(ANSWERED)
    await put_in_place(world, printed, first, happened_at=OUT - HOUR)
    assert await desk.at(ANSWERED + 2 * HOUR) == 3
    assert had_answered(desk.notifier.alerts()[-1].event, OUT)


async def test_a_correction_that_makes_an_answer_of_something_else_is_told(
    world: World, desk: Desk, printed: AskedFor
) -> None:
    first = await answer(world, printed, kind=EventKind.ACKNOWLEDGED)
    assert await desk.at(ANSWERED) == 0
    second = await put_in_place(world, printed, first, kind=EventKind.DECLINED)
    assert await desk.at(ANSWERED + 2 * HOUR) == 3
    assert {alert.event.id for alert in desk.notifier.alerts()} == {second.id}


async def test_while_the_reporter_ticks_what_was_answered_nobody_is_told_yet(
    world: World, desk: Desk, printed: AskedFor
) -> None:
    first = await answer(world, printed, kind=EventKind.REPLIED_PARTIAL)
    assert await desk.at(ANSWERED + MINUTE) == 0
    ticked = await put_in_place(world, printed, first, details={"answered": [1]})
    assert await desk.at(ANSWERED + 2 * HOUR) == 3
    assert {alert.event.id for alert in desk.notifier.alerts()} == {ticked.id}


async def test_whoever_moves_a_clock_sees_the_alert_coming(
    world: World, desk: Desk, printed: AskedFor
) -> None:
    await answer(world, printed)
    desk.clock.instant = ANSWERED
    assert await desk.outbox.next_due() == ANSWERED
    assert await desk.outbox.next_title() == f"alert, #{printed.request.number}"
