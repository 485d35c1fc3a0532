"""What is recorded in the hour before a story comes out is owed to whoever must know, and marks each report that was shown."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlmodel import col, select

from db import requests
from db.lifecycle import EventKind
from db.people import places
from db.requests import NewEvent
from db.tables import Alert, AlertKind, Member, Outcome, ShownReport
from jobs.outbox import LEASE
from jobs.records import correcting, recording
from jobs.records.corrections import Change
from jobs.reminders import alerts
from jobs.reminders.notices import AlertNotice, Gone, Needless, ReportNotice, Retry
from jobs.settings import choose
from tests.db.world import DAY, DEADLINE, HOUR, MINUTE, World
from tests.jobs.telling import GROUP, AskedFor, Desk, asked_for, publish, put_story

OUT = DEADLINE + DAY
CALL = OUT - HOUR
ANSWERED = OUT - 10 * MINUTE


@pytest.fixture
async def room(world: World) -> AskedFor:
    return await asked_for(world, OUT)


async def show(
    world: World, room: AskedFor, chat: int, at: datetime, *, message: int = 7, **changes: object
) -> None:
    """A report is shown, by the editor in her own chat or by the reporter elsewhere."""
    whose = world.here.editor if chat == room.editor else world.here.reporter
    facts = await world.look(room.request)
    values = {"story_id": room.story_id, "seen_event_id": max(event.id for event in facts.events)}
    shown = ShownReport(
        newsroom_id=world.here.id, member_id=whose.id or 0, chat_id=chat, message_id=message, view="report",
        shown_at=at, **(values | changes),
    )  # fmt: skip
    async with world.write() as session:
        await alerts.show(session, shown, now=at)


def news(desk: Desk) -> list[tuple[int, EventKind]]:
    """Who was told of what before publication."""
    found = [one for one in desk.notifier.told if isinstance(one, AlertNotice)]
    return sorted((one.to.chat_id, one.event.kind) for one in found if one.kind is AlertKind.HOUR)


def marks(desk: Desk) -> list[tuple[int, int]]:
    """Which messages were marked."""
    return [(one.to.chat_id, one.message_id) for one in desk.notifier.told if isinstance(one, ReportNotice)]


FULL, NOTE = EventKind.REPLIED_FULL, EventKind.NOTE
R, E, G = "reporter", "editor", "group"
WHO = [
    # When it is recorded; by whom; where a report was shown, and when; who is told; where it is marked.
    (CALL - MINUTE, R, {}, set(), set()),
    (CALL, R, {}, {E}, set()),
    (CALL, E, {}, {R}, set()),
    (ANSWERED, R, {}, {E}, set()),
    (ANSWERED, R, {E: CALL}, {E}, {E}),
    (ANSWERED, E, {E: CALL}, {R}, {E}),
    (ANSWERED, R, {G: CALL}, {E, G}, {G}),
    (ANSWERED, R, {R: CALL, G: CALL, E: CALL}, {E, G}, {R, G, E}),
    (ANSWERED, R, {G: CALL - 5 * HOUR}, {E, G}, {G}),
    (ANSWERED, R, {G: CALL - 2 * DAY}, {E}, {G}),
    (CALL - MINUTE, R, {E: CALL - HOUR}, set(), {E}),
    # It was to come out, and nobody has said that it is.
    (OUT + HOUR, R, {E: OUT}, {E}, {E}),
]


@pytest.mark.parametrize(("at", "by", "shown", "told", "marked"), WHO)
@pytest.mark.long
async def test_whoever_must_know_is_told_at_once_but_for_whoever_recorded_it(
    world: World, desk: Desk, room: AskedFor, at: datetime, by: str, shown: dict[str, datetime], told: set[str], marked: set[str]
) -> None:  # fmt: skip
    chats = {R: room.reporter, E: room.editor, G: GROUP}
    for where, when in shown.items():
        await show(world, room, chats[where], when)
    await world.record(room.request, FULL, at, by=getattr(world.here, by))
    await desk.at(at)
    assert {chat for chat, _ in news(desk)} == {chats[whose] for whose in told}
    assert {chat for chat, _ in marks(desk)} == {chats[whose] for whose in marked}
    count = len(desk.notifier.told)
    await desk.at(at + MINUTE)
    assert (
        len([one for one in desk.notifier.told[count:] if isinstance(one, AlertNotice | ReportNotice)]) == 0
    )


WITHOUT_A_TIME = [
    # When the report was shown, before what was recorded; whether it is for a story; whether its reader is told.
    (10 * MINUTE, True, True),
    (2 * HOUR, True, False),
    (10 * MINUTE, False, False),
]


@pytest.mark.wide
@pytest.mark.parametrize(("ago", "for_story", "told"), WITHOUT_A_TIME)
async def test_while_nobody_knows_when_it_comes_out_whoever_just_read_a_report_is_told(
    world: World, desk: Desk, room: AskedFor, ago: timedelta, for_story: bool, told: bool
) -> None:
    story = await put_story(world, slug="undated")
    room.request = await world.ask(story_id=story.id if for_story else None)
    await show(world, room, room.editor, ANSWERED - ago, story_id=story.id if for_story else None)
    await world.record(room.request, FULL, ANSWERED)
    await desk.at(ANSWERED)
    assert news(desk) == ([(room.editor, FULL)] if told else [])
    assert marks(desk) == [(room.editor, 7)]


OTHERS: list[tuple[dict[str, object], bool]] = [
    ({"story_id": None}, True),
    ({"story_id": None, "body_id": "court"}, True),
    ({"story_id": None, "body_id": "police"}, False),
    ({"story_id": None, "of_member_id": "reporter"}, True),
    ({"story_id": None, "of_member_id": "editor"}, False),
]


@pytest.mark.wide
@pytest.mark.parametrize(("scope", "marked"), OTHERS)
async def test_a_report_of_anything_else_is_marked_where_it_speaks_of_the_request(
    world: World, desk: Desk, room: AskedFor, scope: dict[str, object], marked: bool
) -> None:
    found = {
        key: getattr(world.here, name).id if isinstance(name, str) else name for key, name in scope.items()
    }
    await show(world, room, room.editor, CALL, **found)
    await world.record(room.request, FULL, ANSWERED)
    await desk.at(ANSWERED)
    assert bool(marks(desk)) is marked


Change_ = Callable[[World, AskedFor], Coroutine[Any, Any, object]]


async def take_back(world: World, room: AskedFor) -> None:
    async with world.write() as session:
        await recording.undo(session, world.here.reporter, room.request.id, now=ANSWERED + MINUTE)


async def correct(world: World, room: AskedFor) -> None:
    [answer] = [event for event in (await world.look(room.request)).in_force if event.kind is FULL]
    async with world.write() as session:
        held = await requests.by_id(session, world.here.id, room.request.id or 0)
        change = Change(kind=EventKind.DECLINED)
        await correcting.correct(session, held, world.here.reporter, answer.id, change, now=ANSWERED + MINUTE)


@pytest.mark.parametrize("change", [take_back, correct])
async def test_what_takes_an_answer_back_is_told_and_before_it_was_told_the_two_are_one(
    world: World, desk: Desk, room: AskedFor, change: Change_
) -> None:
    await world.record(room.request, FULL, ANSWERED)
    await desk.at(ANSWERED)
    await change(world, room)
    await desk.at(ANSWERED + MINUTE)
    assert news(desk) == [(room.editor, EventKind.CORRECTED), (room.editor, FULL)]
    await world.record(room.request, NOTE, ANSWERED + 2 * MINUTE)
    if change is take_back:
        await world.record(room.request, FULL, ANSWERED + 2 * MINUTE)
    else:
        await world.record(room.request, EventKind.REOPENED, ANSWERED + 2 * MINUTE)
    await desk.at(ANSWERED + 2 * MINUTE)
    assert len(news(desk)) == 3


async def test_of_a_report_overtaken_twice_before_it_was_marked_the_mark_tells_both(
    world: World, desk: Desk, room: AskedFor
) -> None:
    other = await world.ask(story_id=room.story_id, body_id=world.here.police.id)
    await show(world, room, GROUP, CALL)
    for request in (room.request, other):
        await world.record(request, FULL, ANSWERED)
    await desk.at(ANSWERED)
    told = [one for one in desk.notifier.told if isinstance(one, ReportNotice)]
    assert {tuple(one.number for one in each.requests if not one.is_open) for each in told} == {(1, 2)}
    assert not any(one.is_marked for one in told)
    await world.record(other, EventKind.REOPENED, ANSWERED + MINUTE)
    await desk.at(ANSWERED + MINUTE)
    assert [one.is_marked for one in desk.notifier.told if isinstance(one, ReportNotice)][-1]


async def rows(world: World, *kinds: AlertKind) -> list[Alert]:
    async with world.database.read() as session:
        found = (await session.exec(select(Alert).order_by(col(Alert.id)))).all()
    return [row for row in found if row.kind in kinds]


async def test_what_was_recorded_while_a_report_was_on_its_way_marks_it(
    world: World, desk: Desk, room: AskedFor
) -> None:
    seen = max(event.id for event in (await world.look(room.request)).events)
    await world.record(room.request, FULL, ANSWERED)
    await show(world, room, room.editor, ANSWERED, seen_event_id=seen)
    await desk.at(ANSWERED)
    assert marks(desk) == [(room.editor, 7)]


async def test_a_report_shown_anew_in_the_same_message_is_not_marked_for_what_it_shows(
    world: World, desk: Desk, room: AskedFor
) -> None:
    await show(world, room, room.editor, CALL)
    await world.record(room.request, FULL, ANSWERED)
    await show(world, room, room.editor, ANSWERED + MINUTE)
    await desk.at(ANSWERED + MINUTE)
    assert marks(desk) == []


async def test_what_is_no_news_by_its_words_and_a_message_that_is_gone_are_dropped(
    world: World, desk: Desk, room: AskedFor
) -> None:
    await show(world, room, room.editor, CALL)
    desk.notifier.answer_always(room.editor, Needless())
    await world.record(room.request, NOTE, ANSWERED)
    await desk.at(ANSWERED)
    found = await rows(world, AlertKind.HOUR, AlertKind.REPORT)
    assert [(one.outcome, one.trouble) for one in found] == [(Outcome.DROPPED, "")] * 2
    async with world.database.read() as session:
        assert (await session.get_one(Member, world.here.editor.id)).unreachable_since is None
    count = len(desk.notifier.tried)
    await desk.at(ANSWERED + LEASE * 2)
    assert not any(isinstance(one, AlertNotice | ReportNotice) for one in desk.notifier.tried[count:])


async def test_interrupted_it_comes_again_and_says_so_and_nothing_is_lost(
    world: World, desk: Desk, room: AskedFor
) -> None:
    await show(world, room, room.editor, CALL)
    desk.notifier.answer(room.editor, *[Retry(MINUTE, "a timeout", unsure=True)] * 2)
    await world.record(room.request, FULL, ANSWERED)
    await desk.at(ANSWERED)
    assert (news(desk), marks(desk)) == ([], [])
    await desk.at(ANSWERED + MINUTE)
    assert (news(desk), marks(desk)) == ([(room.editor, FULL)], [(room.editor, 7)])
    told = [one for one in desk.notifier.told if isinstance(one, AlertNotice)]
    assert [one.may_repeat for one in told] == [True]


@pytest.mark.wide
@pytest.mark.parametrize("how", ["blocked", "switched off", "elsewhere", "newsroom off"])
async def test_who_cannot_or_will_not_hear_it_is_left_alone(
    world: World, desk: Desk, room: AskedFor, how: str
) -> None:
    await world.record(room.request, FULL, ANSWERED)
    async with world.write() as session:
        if how == "switched off":
            await choose(session, world.here.editor, "last_hour", False, now=ANSWERED)
        elif how == "newsroom off":
            await choose(session, world.here.newsroom, "last_hour", False, now=ANSWERED)
        elif how == "elsewhere":
            editor = await session.get_one(Member, world.here.editor.id)
            editor.telegram_id = 99
            session.add(editor)
    if how == "blocked":
        desk.notifier.answer_always(room.editor, Gone("blocked"))
    await desk.at(ANSWERED)
    assert news(desk) == []
    assert [one.outcome for one in await rows(world, AlertKind.HOUR)] == [Outcome.DROPPED]


async def test_an_answer_recorded_just_before_is_told_although_the_story_is_out_and_a_late_one_as_such(
    world: World, desk: Desk, room: AskedFor
) -> None:
    other = await world.ask(story_id=room.story_id, body_id=world.here.police.id)
    await world.record(room.request, FULL, ANSWERED)
    await publish(world, room.story_id, ANSWERED + MINUTE, now=ANSWERED + 2 * MINUTE)
    await world.record(other, FULL, ANSWERED + 3 * MINUTE)
    await desk.at(ANSWERED + 3 * MINUTE)
    told = [one for one in desk.notifier.told if isinstance(one, AlertNotice)]
    assert {(one.request.number, one.kind) for one in told} == {(1, AlertKind.HOUR), (2, AlertKind.LATE)}


async def test_an_answer_that_proves_to_have_missed_the_story_is_told_once_more_as_late(
    world: World, desk: Desk, room: AskedFor
) -> None:
    await world.record(room.request, FULL, ANSWERED)
    await desk.at(ANSWERED)
    await publish(world, room.story_id, ANSWERED - MINUTE, now=ANSWERED + MINUTE)
    await desk.at(ANSWERED + MINUTE)
    told = [one.kind for one in desk.notifier.told if isinstance(one, AlertNotice)]
    assert told.count(AlertKind.HOUR) == 1
    assert told.count(AlertKind.LATE) == 3


async def test_a_group_that_moved_is_told_where_it_is_and_what_it_was_shown_is_left(
    world: World, desk: Desk, room: AskedFor
) -> None:
    await show(world, room, GROUP, CALL)
    await world.record(room.request, FULL, ANSWERED)
    async with world.write() as session:
        await places.move(session, GROUP, -1001)
    await desk.at(ANSWERED)
    assert (-1001, FULL) in news(desk)
    assert marks(desk) == []


async def test_reports_of_long_ago_are_forgotten(world: World, desk: Desk, room: AskedFor) -> None:
    await show(world, room, room.editor, CALL)
    desk.clock.instant = CALL + alerts.MARKED_FOR + MINUTE
    await desk.outbox.forget_old_updates()
    async with world.database.read() as session:
        assert (await session.exec(select(ShownReport))).all() == []


async def test_an_answer_in_part_waits_for_its_ticks(world: World, desk: Desk, room: AskedFor) -> None:
    partial = await world.record(room.request, EventKind.REPLIED_PARTIAL, ANSWERED)
    await desk.at(ANSWERED)
    assert news(desk) == []
    async with world.write() as session:
        held = await requests.by_id(session, world.here.id, room.request.id or 0)
        change = Change(answered=(1,))
        await correcting.correct(session, held, world.here.reporter, partial.id or 0, change, now=ANSWERED)
    await desk.at(ANSWERED)
    assert news(desk) == [(room.editor, EventKind.REPLIED_PARTIAL)]
    await desk.at(ANSWERED + alerts.TICKING)
    assert len(news(desk)) == 1


async def test_what_is_recorded_on_several_requests_before_it_is_told_is_one_message_without_ones_own(
    world: World, desk: Desk, room: AskedFor
) -> None:
    other = await world.ask(story_id=room.story_id, body_id=world.here.police.id)
    await world.record(room.request, FULL, ANSWERED)
    await world.record(other, FULL, ANSWERED, by=world.here.editor)
    await desk.at(ANSWERED)
    told = [one for one in desk.notifier.told if isinstance(one, AlertNotice)]
    assert sorted((one.to.chat_id, *(facts.number for facts in one.since)) for one in told) == [
        (room.reporter, 2), (room.editor, 1),
    ]  # fmt: skip


async def test_an_event_recorded_by_itself_owes_nothing_twice(
    world: World, desk: Desk, room: AskedFor
) -> None:
    async with world.write() as session:
        held = await requests.by_id(session, world.here.id, room.request.id or 0)
        await requests.record(
            session, held, NewEvent(FULL, world.here.reporter.id or 0, ANSWERED), now=ANSWERED
        )
        for _ in range(2):
            await alerts.follow(session, held, now=ANSWERED)
    await desk.at(ANSWERED)
    async with world.write() as session:
        held = await requests.by_id(session, world.here.id, room.request.id or 0)
        await alerts.follow(session, held, now=ANSWERED)
    await desk.at(ANSWERED)
    assert news(desk) == [(room.editor, FULL)]
