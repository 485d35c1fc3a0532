"""Opening a request, recording what happens to it, and what the record says afterwards; and the stories requests are for."""

from __future__ import annotations

import asyncio
from contextlib import nullcontext, suppress
from datetime import timedelta

import pytest
from sqlalchemy.exc import OperationalError
from sqlmodel import select

from db import requests, stories
from db.engine import anew
from db.errors import NotPossibleNow, UnknownNumber, UnstorableText
from db.lifecycle import Channel, EventKind, Status
from db.requests import NewEvent
from db.tables import Newsroom, Request
from tests.db.world import ASKED, DAY, DEADLINE, HOUR, MINUTE, QUESTIONS, World


async def test_a_request_is_kept_with_its_questions_its_deadline_and_its_asking(world: World) -> None:
    facts = await world.look(await world.ask(contact="the clerk"))
    assert (facts.number, facts.status, facts.body) == (1, Status.WAITING, "Phnom Penh Municipal Court")
    assert [(q.position, q.text, q.topic, q.answered) for q in facts.questions] == [
        (1, QUESTIONS[0].text, "the detainees", False),
        (2, QUESTIONS[1].text, None, False),
    ]
    assert [event.kind for event in facts.events] == [EventKind.DEADLINE_SET, EventKind.ASKED]
    assert (facts.asked_at, facts.deadline_at, facts.deadline_told) == (ASKED, DEADLINE, True)
    assert (facts.channel, facts.contact) == (Channel.EMAIL, "the clerk")
    assert facts.attempts[0].happened_at == ASKED
    assert facts.member == "Sreyneang"


@pytest.mark.parametrize(
    ("text", "is_stored"),
    [("e" + "\u0301" * 4095, True), ("ខ្មែរ 🙂", True), ("a\0b", False), ("a\ud83d", False), ("\udc00", False)],
    ids=["marks", "khmer", "nul", "half", "other half"],
)  # fmt: skip
async def test_both_databases_store_or_refuse_the_same_texts(
    world: World, text: str, is_stored: bool
) -> None:
    request = await world.ask()
    with nullcontext() if is_stored else pytest.raises(UnstorableText):
        await world.record(request, EventKind.NOTE, text=text, now=ASKED)
    async with world.database.read() as session:
        events = await requests.events_of(session, request.id or 0)
    assert (events[-1].text == text) == is_stored


@pytest.mark.parametrize(("sqlstate", "tries"), [("40P01", 3), ("40001", 3), ("23505", 1), (None, 1)])
async def test_work_that_was_given_up_for_another_is_done_anew(sqlstate: str | None, tries: int) -> None:
    tried = []

    async def work() -> str:
        tried.append(1)
        if len(tried) == 3:
            return "done"
        refused = Exception("deadlock detected")
        refused.sqlstate = sqlstate  # type: ignore[attr-defined]
        raise OperationalError("", None, refused)

    with nullcontext() if tries == 3 else pytest.raises(OperationalError):
        assert await anew(work) == "done"
    assert len(tried) == tries


async def test_numbers_count_up_in_each_newsroom_by_itself(world: World) -> None:
    here = [(await world.ask()).number for _ in range(3)]
    there = [(await world.ask(world.there)).number for _ in range(2)]
    assert (here, there) == ([1, 2, 3], [1, 2])


async def test_a_number_whose_request_was_given_up_is_used_by_the_next(world: World) -> None:
    with suppress(ZeroDivisionError):
        async with world.write() as session:
            given_up = await requests.open_request(session, world.here.id, world.new(), now=ASKED)
            assert given_up.number == 1
            raise ZeroDivisionError
    assert (await world.ask()).number == 1
    async with world.database.read() as session:
        assert (await session.get_one(Newsroom, world.here.id)).requests_logged == 1


async def test_a_number_or_row_of_another_newsroom_is_unknown(world: World) -> None:
    theirs = await world.ask(world.there)
    async with world.write() as session:
        with pytest.raises(UnknownNumber):
            await requests.by_number(session, world.here.id, theirs.number)
        with pytest.raises(UnknownNumber):
            await requests.by_id(session, world.here.id, theirs.id or 0)
        assert (await requests.by_number(session, world.there.id, 1)).id == theirs.id


async def test_an_event_that_the_lifecycle_refuses_is_not_recorded(world: World) -> None:
    request = await world.ask()
    await world.record(request, EventKind.REPLIED_FULL, ASKED + HOUR)
    before = await world.look(request)
    with pytest.raises(NotPossibleNow) as refused:
        await world.record(request, EventKind.CHASED, ASKED + 2 * HOUR)
    assert refused.value.fields["status"] == "answered"
    assert await world.look(request) == before


async def test_what_happened_earlier_and_is_recorded_later_counts_in_its_place(world: World) -> None:
    request = await world.ask()
    await world.record(request, EventKind.REPLIED_FULL, ASKED + DAY)
    await world.record(request, EventKind.REOPENED, ASKED + 2 * DAY)
    await world.record(request, EventKind.REPLIED_PARTIAL, ASKED + 3 * DAY, happened_at=ASKED + HOUR)
    facts = await world.look(request)
    assert facts.status is Status.PARTIAL
    assert [event.kind for event in facts.in_force][2:] == [
        EventKind.REPLIED_PARTIAL, EventKind.REPLIED_FULL, EventKind.REOPENED,
    ]  # fmt: skip
    partial = facts.in_force[2]
    assert (partial.happened_at, partial.recorded_at) == (ASKED + HOUR, ASKED + 3 * DAY)


async def test_questions_are_answered_by_the_replies_that_stand(world: World) -> None:
    request = await world.ask()

    async def answered() -> list[bool]:
        return [question.answered for question in (await world.look(request)).questions]

    await world.record(request, EventKind.REPLIED_PARTIAL, ASKED + HOUR, details={"answered": [2]})
    assert await answered() == [False, True]
    await world.record(request, EventKind.REPLIED_FULL, ASKED + 2 * HOUR)
    assert await answered() == [True, True]
    await world.record(request, EventKind.REOPENED, ASKED + 3 * HOUR)
    assert await answered() == [False, True]


async def test_a_request_is_overdue_from_its_deadline_on_unless_nobody_asked(world: World) -> None:
    asked = await world.look(await world.ask())
    unasked = await world.look(await world.ask(asked_at=None))
    assert [asked.overdue(DEADLINE + wait) for wait in (-MINUTE, timedelta(0), MINUTE)] == [False, True, True]
    assert not unasked.overdue(DEADLINE + DAY)
    assert (asked.late_by(DEADLINE - HOUR), asked.late_by(DEADLINE + HOUR)) == (timedelta(0), HOUR)


async def test_what_is_added_while_only_looking_is_not_kept(world: World) -> None:
    async with world.database.read() as session:
        await requests.open_request(session, world.here.id, world.new(), now=ASKED)
    async with world.database.read() as session:
        assert (await session.exec(select(Request))).all() == []


async def test_a_look_does_not_wait_for_a_writer_and_sees_one_moment(world: World) -> None:
    request = await world.ask()
    async with world.write() as writing, world.database.read() as looking:
        found = await requests.by_id(writing, world.here.id, request.id or 0)
        note = NewEvent(EventKind.DECLINED, world.here.reporter.id or 0, ASKED + HOUR)
        await requests.record(writing, found, note, now=ASKED + HOUR)
        async with asyncio.timeout(60):
            seen = await requests.by_number(looking, world.here.id, request.number)
        await writing.commit()
        events = await requests.events_of(looking, request.id or 0)
        again = await requests.by_number(looking, world.here.id, request.number)
    assert (seen.status, again.status) == (Status.WAITING, Status.WAITING)
    assert [event.kind for event in events] == [EventKind.DEADLINE_SET, EventKind.ASKED]
    assert (await world.look(request)).status is Status.DECLINED


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
        assert [found.slug for found in await stories.newest(session, world.here.id)] == ["mangopark"]


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
        assert [story.slug for story in await stories.newest(session, world.here.id)] == [
            "ខ្មែរ",
            "second",
            "first",
        ]
