"""The words of closed requests are removed where a newsroom wants it, after a warning, and the chain goes on verifying."""

from __future__ import annotations

import re
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from sqlmodel import col, select

from bot.claims.rules import claims
from bot.export.dossier import event_lines
from bot.retention import ReadWords
from db import lists, retention, stories
from db.chain.check import LEFT_CHANGED, NOT_BY_THE_RULE, REPLACED
from db.lifecycle import Channel, EventKind
from db.tables import Event, Member, Newsroom, Outcome, Reminder, ReminderKind, Request, Story
from jobs.files.folder import EvidenceFolder
from jobs.records import people
from jobs.records import stories as publishing
from jobs.records.verifying import Verdict, verify
from jobs.reminders.notices import Gone, RetentionNotice, Retry
from jobs.retention import Reducer
from jobs.settings import choose
from tests.db.test_lists import MOVES, NUMBERS, Move, move
from tests.db.world import ASKED, DAY, HOUR, World
from tests.jobs.record import Record, said
from tests.jobs.telling import desk_of

WITHHELD = re.compile(r'{"position":\d+,"hash":"[0-9a-f]{64}"}')
OUT = ASKED + 2 * DAY
KEPT_FOR = 30  # days
DUE = OUT + KEPT_FOR * DAY
WARNED = DUE - 4 * DAY  # a Monday
SECRET = "zebra"


async def told(world: World, **changes: Any) -> Request:
    """A closed request of a story that is out, with words wherever there can be any."""
    async with world.write() as session:
        story, _ = await stories.put(session, world.here.id, "raids", now=ASKED)
    asked = {"contact": f"{SECRET}@court.gov.kh", "text": f"{SECRET} called", "story_id": story.id}
    request = await world.ask(**(asked | changes))
    await world.record(request, EventKind.CHASED, ASKED + HOUR, channel=Channel.CALL, text="no answer")
    origin = {"origin": SECRET, "origin_at": ASKED.isoformat(), "letter": {"draft": 4, "words": SECRET}}
    await world.record(
        request,
        EventKind.NOTE,
        ASKED + 2 * HOUR,
        text=f"he would not comment, citing the {SECRET}",
        details=origin,
    )
    await world.record(
        request, EventKind.DECLINED, ASKED + DAY, text=f"citing a pending case. The {SECRET} said so"
    )
    async with world.write() as session:
        rest = (session, world.here.newsroom, story.id or 0, OUT, world.here.editor)
        await publishing.publish(*rest, now=OUT)
    return request


async def wants(world: World, days: int | None, now: datetime = OUT) -> None:
    """The newsroom says for how long words are kept."""
    async with world.write() as session:
        world.here.newsroom = await choose(session, world.here.newsroom, "retention", days, now=now)


class Rule:
    """The newsroom's rule at work, beside the outbox."""

    def __init__(self, world: World, folder: Path) -> None:
        self.world, self.desk = world, desk_of(world)
        self.folder = EvidenceFolder(folder)
        self.reducer = Reducer(world.database, self.folder, self.desk.clock, ReadWords())

    async def at(self, instant: datetime) -> int:
        """How many requests are reduced at that instant."""
        self.desk.clock.instant = instant
        reduced = await self.reducer.run()
        await self.desk.outbox.run()
        return reduced

    @property
    def warnings(self) -> list[RetentionNotice]:
        return [one for one in self.desk.notifier.told if isinstance(one, RetentionNotice)]

    async def verdict(self) -> Verdict:
        return (await verify(self.world.database, self.folder))[0]


@pytest.fixture
async def rule(world: World, tmp_path: Path) -> Rule:
    async with world.write() as session:
        for newsroom in (await session.exec(select(Newsroom))).all():
            newsroom.settings = newsroom.settings.changed("digest_time", None)
    return Rule(world, tmp_path)


async def everything(world: World) -> str:
    """Every row of the record, as text."""
    async with world.database.read() as session:
        connection = await session.connection()
        found = [
            str(tuple(row))
            for name in ("event", "question", "request", "request_text", "attachment", "reminder", "draft")
            for row in await connection.execute(sa.text(f"SELECT * FROM {name}"))  # noqa: S608
        ]
    return "\n".join(found)


async def test_words_are_removed_a_week_after_a_warning_and_all_else_stays(world: World, rule: Rule) -> None:
    request = await told(world)
    await world.ask(story_id=request.story_id)  # open: it stays whole
    before = await world.look(request)
    await wants(world, KEPT_FOR)
    assert await rule.at(DUE - 8 * DAY) == 0
    assert not rule.warnings
    assert await rule.at(DUE - 6 * DAY) == await rule.at(WARNED) == 0  # between them lies a weekend
    [warning] = rule.warnings
    assert (warning.concerned.requests, warning.concerned.open, warning.story) == (1, 1, "raids")
    assert await rule.at(DUE) == 0  # it came less than a week ago
    assert await rule.at(WARNED + 7 * DAY) == 1
    assert await rule.at(DUE + 9 * DAY) == 0
    assert len(rule.warnings) == 1
    assert SECRET not in await everything(world)
    after = await world.look(request)
    assert [(one.kind, one.happened_at, one.channel, one.hash) for one in before.events] == [
        (one.kind, one.happened_at, one.channel, one.hash) for one in after.events
    ][:-1]
    assert (after.events[-1].kind, after.reduced_at) == (EventKind.REDUCED, WARNED + 7 * DAY)
    assert [question.text for question in after.questions] == ["the detainees", retention.NOTHING]
    found = [claims([one], at=OUT, publish_at=OUT)[0] for one in (before, after)]
    assert found[0].reason == found[1].reason == "a pending case"
    async with world.database.read() as session:
        row = await session.get_one(Request, request.id)
        assert row.last_event_at == ASKED + DAY  # that its words were removed is no news of it
    verdict = await rule.verdict()
    assert (said(verdict), verdict.reduced) == ([], 5)
    async with world.database.read() as session:
        assert not await lists.with_words(session, world.here.id, [SECRET], limit=9)
        assert await lists.with_words(session, world.here.id, ["detainees"], limit=9)


async def test_nothing_is_reduced_but_what_the_rule_is_for(world: World, rule: Rule) -> None:
    request = await told(world)
    story_id = request.story_id or 0
    later = WARNED + 8 * DAY

    async def change(**columns: Any) -> None:
        async with world.write() as session:
            held = await session.get_one(Story, story_id)
            for name, value in columns.items():
                setattr(held, name, value)

    async def outcome(outcome: Outcome | None, settled_at: datetime | None) -> None:
        async with world.write() as session:
            warned = sa.update(Reminder).where(col(Reminder.kind) == ReminderKind.RETENTION)
            await session.exec(warned.values(outcome=outcome, settled_at=settled_at))

    async def due(now: datetime = later) -> int:
        async with world.database.read() as session:
            before, warned = now - KEPT_FOR * DAY, now - 7 * DAY
            return len(await retention.to_reduce(session, world.here.id, before=before, warned=warned))

    await wants(world, KEPT_FOR)
    await rule.at(WARNED - HOUR)
    await rule.at(WARNED)
    assert await due() == 1
    assert await due(DUE) == 0  # warned four days ago
    for how in (Outcome.DEAD, Outcome.DROPPED, None):
        await outcome(how, None if how is None else WARNED)
        assert await due() == 0, how
    await outcome(Outcome.SENT, WARNED)
    for columns, back in (
        ({"kept_since": OUT}, {"kept_since": None}),
        ({"published_at": later - 29 * DAY}, {"published_at": OUT}),
        ({"published_at": None}, {"published_at": OUT}),
    ):
        await change(**columns)
        assert await due() == 0, columns
        await change(**back)
    assert await due() == 1
    async with world.write() as session:
        session.add(world.reminder(later + DAY, request_id=request.id))
    assert await due() == 0  # somebody wants to be reminded of it
    async with world.write() as session:
        await session.exec(sa.delete(Reminder).where(col(Reminder.kind) == ReminderKind.OWN))
    await world.record(request, EventKind.NOTE, later - DAY, text="heard of again")
    assert await due() == 0
    await world.record(request, EventKind.REOPENED, later - DAY)
    assert await due(later + 99 * DAY) == 0


async def test_a_warning_that_reached_nobody_is_none_and_a_new_rule_warns_anew(
    world: World, rule: Rule
) -> None:
    await told(world)
    editor = world.here.editor.telegram_id
    await wants(world, KEPT_FOR, now=DUE + 300 * DAY)  # the story is old by then
    old = datetime(2025, 12, 1, 3, tzinfo=DUE.tzinfo)  # a Monday
    rule.desk.notifier.answer(editor, Retry(HOUR, "locked", unsure=False), Gone("blocked"))
    assert await rule.at(old) == await rule.at(old + DAY) == await rule.at(old + DAY + 2 * HOUR) == 0
    assert not rule.warnings
    assert await rule.at(old + 9 * DAY) == await rule.at(old + 10 * DAY) == 0  # blocked; then told
    assert len(rule.warnings) == 1
    await wants(world, KEPT_FOR + 1, now=old + 11 * DAY)
    assert await rule.at(old + 17 * DAY) == await rule.at(old + 18 * DAY) == 0
    assert len(rule.warnings) == 2
    await wants(world, None)
    assert await rule.at(old + 40 * DAY) == 0
    await wants(world, KEPT_FOR)
    assert await rule.at(old + 42 * DAY) == await rule.at(old + 43 * DAY) == 0
    assert await rule.at(old + 52 * DAY) == 1


async def test_what_was_left_is_in_the_chain_and_any_change_of_it_shows(world: World, rule: Rule) -> None:
    request = await told(world)
    async with world.write() as session:
        reporter = await session.get_one(Member, world.here.reporter.id)
        await people.forget(session, world.here.newsroom, reporter, now=DUE)
    async with world.write() as session:
        held = await session.get_one(Request, request.id)
        await retention.reduce(session, held, await world.look(request), ReadWords(), now=DUE)
    assert said(await rule.verdict()) == []
    async with world.database.read() as session:
        lines = await event_lines(session, world.here.id)
        positions = dict(
            (
                await session.exec(
                    select(Event.kind, Event.position).where(Event.newsroom_id == world.here.id)
                )
            ).all()
        )
    withheld = [position for position, line in enumerate(lines, start=1) if WITHHELD.fullmatch(line)]
    assert withheld == [
        1,
        2,
        3,
        4,
        5,
    ]  # the deadline with its questions, the asking, the call, the note, the refusal
    assert SECRET not in "".join(lines)
    at = positions[EventKind.DECLINED]
    untouched = "UPDATE event SET {} WHERE newsroom_id = 1 AND position = {}"
    for change, back, what in (
        ("kind = 'replied_full'", "kind = 'declined'", LEFT_CHANGED),
        ("text = 'they agreed'", "text = ''", LEFT_CHANGED),
        ("previous_hash = 'x'", None, REPLACED),
    ):
        await tampered(world, untouched.format(change, at))
        assert (at, what) in said(await rule.verdict()), change
        if back is not None:
            await tampered(world, untouched.format(back, at))
            assert said(await rule.verdict()) == []


async def tampered(world: World, sql: str) -> None:
    async with world.write() as session:
        await (await session.connection()).execute(sa.text(sql))


async def test_words_cannot_be_removed_behind_the_desks_back(record: Record) -> None:
    record.tamper(
        "UPDATE event SET text = '', reduced_at = '2024-12-09 00:00:00.000000' WHERE newsroom_id = 1 AND position = 3"
    )
    here, _ = await record.verdicts()
    assert said(here) == [(3, NOT_BY_THE_RULE)]


@pytest.mark.long
@settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=100
)  # each reads the whole chain
@given(moves=MOVES)
async def test_whatever_happened_to_it_a_reduced_request_permits_the_same_and_verifies(
    world: World, tmp_path: Path, moves: list[Move]
) -> None:
    async with world.write() as session:
        story, _ = await stories.put(session, world.here.id, f"reduced{next(NUMBERS)}", now=ASKED)
    request = await world.ask(story_id=story.id, contact="the clerk 012 345 678", text="no answer")
    for hour, what in enumerate(moves, start=1):
        await move(world, request, what, ASKED + hour * 9 * HOUR)
    before = await world.look(request)
    if before.is_open:
        await world.record(request, EventKind.WITHDRAWN, ASKED + 9 * DAY)
        before = await world.look(request)
    async with world.write() as session:
        held = await session.get_one(Request, request.id)
        await retention.reduce(session, held, before, ReadWords(), now=DUE)
    after = await world.look(request)
    for now in (OUT, DUE):
        [was], [now_is] = (claims([one], at=now, publish_at=now) for one in (before, after))
        assert (now_is.kind, now_is.reason, now_is.attempts) == (was.kind, was.reason, was.attempts)
    here, _ = await verify(world.database, EvidenceFolder(tmp_path))
    assert said(here) == []
