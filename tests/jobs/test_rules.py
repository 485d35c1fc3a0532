"""One table of reminders: every kind has its row, and a switch takes it out of all that follows from the table."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from db.tables import Newsroom, Outcome, ReminderKind
from jobs.deadlines.calendars import Calendar
from jobs.reminders import planning
from jobs.reminders.rules import (
    RULES,
    LadderFacts,
    PeopleRule,
    RequestRule,
    RetentionRule,
    StoryFacts,
    StoryRule,
    is_quiet,
    ladder,
    next_reminder,
    rungs,
    still_relevant,
    story_due_at,
    story_rules,
)
from jobs.settings import choose
from tests.db.world import ASKED, DAY, DEADLINE, HOUR, World
from tests.jobs.telling import Desk, connect, enqueue_own, put_story, rows

CAMBODIA = Calendar()
PUBLISH = DEADLINE + DAY
FACTS = LadderFacts(is_open=True, asked_at=ASKED, deadline_at=DEADLINE, attempts=1, deadline_set_at=ASKED)


def test_every_kind_has_its_row_and_no_row_is_for_anything_else() -> None:
    assert set(RULES) == set(ReminderKind)


@pytest.mark.parametrize("kind", list(ReminderKind))
def test_every_row_has_a_title_and_says_when_it_comes(kind: ReminderKind) -> None:
    rule = RULES[kind]
    assert rule.title == rule.title.strip() != ""
    assert rule.when == rule.when.strip() != ""
    assert "|" not in rule.when + rule.title


@pytest.mark.parametrize("kind", list(ReminderKind))
def test_every_kind_is_due_at_some_instant_or_when_the_member_says(kind: ReminderKind) -> None:
    rule = RULES[kind]
    if isinstance(rule, PeopleRule | RetentionRule):
        return  # at once, or as the newsroom's rule has it
    if isinstance(rule, StoryRule):
        due_at = rule.due(PUBLISH, ASKED)
        assert due_at is not None
        assert PUBLISH - DAY <= due_at <= PUBLISH
    elif rule.due is None:
        assert kind in {
            ReminderKind.SNOOZED, ReminderKind.OWN, ReminderKind.ASSIGNED, ReminderKind.SHOWN, ReminderKind.UNHEEDED
        }  # fmt: skip
    else:
        found = [rule.due(replace(FACTS, attempts=attempts), CAMBODIA) for attempts in (1, 5)]
        assert any(found)


@pytest.mark.parametrize("kind", list(rungs()))
def test_every_rung_is_the_next_reminder_of_some_request(kind: ReminderKind) -> None:
    when = [ASKED, DEADLINE - DAY, DEADLINE, DEADLINE + 5 * DAY, DEADLINE + 14 * DAY]
    planned = [
        next_reminder(replace(FACTS, attempts=attempts), now=now, calendar=CAMBODIA)
        for now in when
        for attempts in (1, 5)
    ]
    assert kind in {step[0] for step in planned if step is not None}


RELEVANT_WHEN_CLOSED = {ReminderKind.OWN, ReminderKind.ASSIGNED, ReminderKind.SHOWN}
RELEVANT_IN_PRINT = RELEVANT_WHEN_CLOSED | {ReminderKind.SNOOZED}


@pytest.mark.parametrize("kind", [kind for kind, rule in RULES.items() if isinstance(rule, RequestRule)])
def test_whether_a_reminder_matters_for_a_request_that_is_closed_or_went_to_print(kind: ReminderKind) -> None:
    rule = RULES[kind]
    assert isinstance(rule, RequestRule)
    assert rule.is_relevant(FACTS)
    closed, in_print = replace(FACTS, is_open=False), replace(FACTS, went_to_print=True)
    assert rule.is_relevant(closed) is (kind in RELEVANT_WHEN_CLOSED)
    assert rule.is_relevant(in_print) is (kind in RELEVANT_IN_PRINT)


@pytest.mark.parametrize("kind", list(story_rules()))
def test_a_reminder_about_a_story_is_not_due_once_it_is_out_or_while_nobody_knows_when(
    kind: ReminderKind,
) -> None:
    rule = story_rules()[kind]
    assert story_due_at(rule, PUBLISH, None, now=ASKED) is not None
    assert story_due_at(rule, PUBLISH, PUBLISH, now=ASKED) is None
    assert story_due_at(rule, None, None, now=ASKED) is None


def test_a_final_call_needs_requests_and_a_question_an_editor() -> None:
    about_nothing = StoryFacts((), to_an_editor=True)
    call, question = (story_rules()[kind] for kind in (ReminderKind.FINAL_CALL, ReminderKind.PUBLICATION))
    assert not call.is_relevant(about_nothing)
    assert question.is_relevant(about_nothing)
    assert not question.is_relevant(replace(about_nothing, to_an_editor=False))
    assert not still_relevant(ReminderKind.FINAL_CALL, FACTS, now=PUBLISH, calendar=CAMBODIA)


def test_one_at_a_time_is_owed_of_the_ladder_and_ones_own_is_none_of_them() -> None:
    assert set(rungs()) < ladder()
    assert ladder() - set(rungs()) == {ReminderKind.SNOOZED}
    assert ReminderKind.OWN not in ladder()


def test_who_is_told_in_the_place_of_one_who_cannot_be_reached() -> None:
    passed_on = {kind for kind in ReminderKind if planning.is_passed_on(kind)}
    assert set(ReminderKind) - passed_on == {
        *story_rules(),
        ReminderKind.UNHEEDED,
        ReminderKind.PEOPLE,
        ReminderKind.RETENTION,
    }


@given(
    kind=st.sampled_from(ReminderKind),
    switched=st.frozensets(st.sampled_from(ReminderKind)),
    switched_on=st.frozensets(st.sampled_from(ReminderKind)),
    hours=st.integers(0, 400),
    attempts=st.integers(1, 6),
)
def test_what_has_a_switch_is_planned_and_relevant_only_while_it_is_on(
    kind: ReminderKind,
    switched: frozenset[ReminderKind],
    switched_on: frozenset[ReminderKind],
    hours: int,
    attempts: int,
) -> None:
    now, off = ASKED + timedelta(hours=hours), switched - switched_on
    facts = replace(FACTS, attempts=attempts, switched_on=switched_on)
    undisturbed = next_reminder(facts, now=now, calendar=CAMBODIA)
    with pytest.MonkeyPatch.context() as patch:
        give_switches(patch, *switched)
        step = next_reminder(facts, now=now, calendar=CAMBODIA)
        assert step is None or step[0] not in off
        assert kind not in off or not still_relevant(kind, facts, now=now, calendar=CAMBODIA)
    if off.isdisjoint(rungs()):
        assert step == undisturbed


def test_without_a_switch_a_kind_is_on_and_with_one_the_setting_decides(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert all(planning.is_on(_newsroom(), kind) for kind, rule in RULES.items() if rule.switch is None)
    give_switches(monkeypatch, ReminderKind.BEFORE)
    assert planning.is_on(_newsroom(before=True), ReminderKind.BEFORE)
    assert not planning.is_on(_newsroom(before=False), ReminderKind.BEFORE)
    assert planning.is_on(_newsroom(before=False), ReminderKind.AT)


def _newsroom(**settings: bool) -> Newsroom:
    return SimpleNamespace(settings=SimpleNamespace(**settings))  # type: ignore[return-value]


def give_switches(monkeypatch: pytest.MonkeyPatch, *kinds: ReminderKind) -> None:
    """Let settings named as the kinds are decide about them."""
    for kind in kinds:
        monkeypatch.setitem(RULES, kind, replace(RULES[kind], switch=kind.value))


def switch_off(monkeypatch: pytest.MonkeyPatch, *kinds: ReminderKind) -> None:
    """Let only the kinds be on that have no switch, and not these."""
    always_on = {kind for kind, rule in RULES.items() if rule.switch is None}
    give_switches(monkeypatch, *kinds)
    monkeypatch.setattr(planning, "is_on", lambda newsroom, kind: kind in always_on - set(kinds))


async def test_a_rung_that_a_newsroom_does_without_is_passed_over_and_comes_back_at_once(
    world: World,
) -> None:
    await world.ask()

    async def switched(on: bool) -> list[ReminderKind]:
        async with world.write() as session:
            room = await session.merge(world.here.newsroom)
            await choose(session, room, "remind_before", on, now=ASKED + HOUR)
        return [ReminderKind(row.kind) for row in await rows(world)]

    assert await switched(False) == [ReminderKind.AT]
    assert await switched(True) == [ReminderKind.BEFORE]


@pytest.mark.wide
@pytest.mark.parametrize(
    "kind", [kind for kind in ReminderKind if kind not in {ReminderKind.PEOPLE, ReminderKind.RETENTION}]
)
async def test_what_was_planned_before_it_was_switched_off_is_dropped(
    world: World, desk: Desk, monkeypatch: pytest.MonkeyPatch, kind: ReminderKind
) -> None:
    """Whatever its kind: each is planned, switched off, and has its turn."""
    await connect(world)
    request = await world.ask(story_id=(await put_story(world, PUBLISH + 30 * DAY)).id)
    await enqueue_own(world, request, DEADLINE + 6 * HOUR)
    async with world.write() as session:
        await planning.snooze(session, await session.merge(request), DEADLINE + 7 * HOUR)
    planned = {row.kind: row for row in await rows(world)}
    if kind not in planned:  # a rung: the snooze stands in its place
        async with world.write() as session:
            row = await session.merge(planned[ReminderKind.SNOOZED])
            row.kind = kind
        planned = {row.kind: row for row in await rows(world)}
    switch_off(monkeypatch, kind)
    await desk.at(planned[kind].due_at)
    assert {row.outcome for row in await rows(world, kind)} == {Outcome.DROPPED}


async def test_what_hangs_on_publication_can_be_switched_off_alone(
    world: World, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    await connect(world)
    switch_off(monkeypatch, ReminderKind.FINAL_CALL)
    await world.ask(story_id=(await put_story(world, PUBLISH)).id)
    owed = [(row.kind, row.due_at) for row in await rows(world) if row.story_id is not None]
    assert owed == [(ReminderKind.GROUP_CALL, PUBLISH - HOUR), (ReminderKind.PUBLICATION, PUBLISH)]


@pytest.mark.parametrize(
    ("hours", "quiet", "loud"),
    [
        ("off", [], ["00:00", "12:00", "23:59"]),
        ("22:00-07:00", ["22:00", "23:59", "00:00", "06:59"], ["07:00", "12:00", "21:59"]),
        ("00:00-06:00", ["00:00", "05:59"], ["06:00", "23:59"]),
        ("13:00-14:00", ["13:00", "13:59"], ["14:00", "12:59", "01:00"]),
    ],
)
def test_quiet_hours_may_go_over_midnight(hours: str, quiet: list[str], loud: list[str]) -> None:
    def at(clock: str) -> bool:
        return is_quiet(hours, datetime.fromisoformat(f"2024-12-05T{clock}:00+07:00"))

    assert [clock for clock in quiet if not at(clock)] == []
    assert [clock for clock in loud if at(clock)] == []
