"""The fair-chance check: each point on records told in a line, the last hours before publication, and whom it is about.

A line is a record of tests/bot/records.py; the story is published on Friday 6 December at 18:00, the deadline is
Thursday 17:00, and the newsroom calls 24 hours reasonable.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.fairness.check import Checked, FairChance, Point, State, fair_chances
from db.facts import EventFacts, RequestFacts
from db.lifecycle import ATTEMPTS, EventKind
from jobs.deadlines.calendars import Calendar
from tests.bot.claims.test_wording_properties import lives
from tests.bot.records import PUBLICATION, at, record, request

MET, NOT_YET, MISSING = State.MET, State.NOT_YET, State.MISSING
FIVE_CALLS = "; ".join(f"3 {hour}:00 chase call" for hour in range(10, 15))


def of(line: str, number: int = 1, **changes: object) -> RequestFacts:
    """The request that a line tells, of a story published on Friday evening."""
    return replace(record(line, number), **({"publish_at": PUBLICATION} | changes))  # type: ignore[arg-type]


def checks(*requests: RequestFacts, now: datetime = PUBLICATION, fair_hours: int = 24) -> list[FairChance]:
    return list(fair_chances(requests, now=now, fair_hours=fair_hours))


def the_check(*requests: RequestFacts, now: datetime = PUBLICATION, fair_hours: int = 24) -> FairChance:
    [found] = checks(*requests, now=now, fair_hours=fair_hours)
    return found


def counted(chance: FairChance, point: Point) -> tuple[State, int]:
    [found] = [checked for checked in chance.points if checked.point is point]
    return found.state, found.have


@pytest.mark.parametrize(
    ("line", "attempts", "channels"),
    [
        ("2 09:00 ask email", (MISSING, 1), (MISSING, 1)),
        ("2 09:00 ask email; 3 09:00 chase email", (MISSING, 2), (MISSING, 1)),
        ("2 09:00 ask email; 3 09:00 chase call!", (MISSING, 2), (MET, 2)),
        ("2 09:00 ask unknown; 3 09:00 chase call!", (MISSING, 2), (MISSING, 1)),
        (f"2 09:00 ask call; {FIVE_CALLS}", (MET, 6), (MISSING, 1)),
        ("2 09:00 ask email; 2 10:00 bounce", (MISSING, 0), (MISSING, 0)),
        ("2 09:00 ask email; 2 10:00 bounce email; 3 09:00 chase call", (MISSING, 1), (MISSING, 1)),
        ("2 09:00 ask email; 3 09:00 chase call; undo 2", (MISSING, 1), (MISSING, 1)),
        ("2 09:00 ask email; 3 09:00 chase call; 3 10:00 bounce", (MISSING, 1), (MISSING, 1)),
        ("2 09:00 ask email; 6 19:00 chase call", (MISSING, 1), (MISSING, 1)),
        ("2 09:00 ask email; 3 09:00 ack; 4 09:00 note: still nothing", (MISSING, 1), (MISSING, 1)),
    ],
)
def test_attempts_and_channels_are_those_that_may_have_reached_the_body(
    line: str, attempts: tuple[State, int], channels: tuple[State, int]
) -> None:
    found = the_check(of(line), now=at("6 20:00"))
    assert (counted(found, Point.ATTEMPTS), counted(found, Point.CHANNELS)) == (attempts, channels)


@pytest.mark.parametrize(
    ("line", "told", "now", "expected", "over"),
    [
        ("2 09:00 ask email", True, "6 18:00", (MET, 80), "3 09:00"),
        ("4 16:30 ask email", True, "6 18:00", (MET, 24), "5 16:30"),
        ("4 17:00 ask email", True, "6 18:00", (MET, 24), "5 17:00"),
        ("4 17:01 ask email", True, "6 18:00", (MISSING, 23), "5 17:01"),
        ("4 17:01 ask email", True, "4 17:02", (MISSING, 23), "5 17:01"),  # it will not be enough
        ("4 12:00 ask email", True, "4 18:00", (NOT_YET, 6), "5 12:00"),
        ("4 12:00 ask email", True, "5 12:00", (MET, 24), "5 12:00"),
        ("5 12:00 ask email", False, "5 18:00", (NOT_YET, 6), "6 12:00"),  # our deadline takes no time away
        ("5 12:00 ask email", False, "6 18:00", (MET, 30), "6 12:00"),
        (
            "5 20:00 ask email; due 8 17:00",
            True,
            "6 18:00",
            (MISSING, 22),
            "6 20:00",
        ),  # out before the deadline
        ("2 09:00 ask email; 2 10:00 bounce; 5 09:00 chase call", True, "6 18:00", (MISSING, 8), "6 09:00"),
        ("2 09:00 ask email; 2 10:00 bounce", True, "6 18:00", (MISSING, 0), None),
    ],
)
def test_the_time_for_an_answer_runs_from_the_asking_to_the_deadline_or_publication(
    line: str, told: bool, now: str, expected: tuple[State, int], over: str | None
) -> None:
    found = the_check(of(line, deadline_told=told), now=at(now))
    assert counted(found, Point.TIME) == expected
    [checked] = [checked for checked in found.points if checked.point is Point.TIME]
    assert checked.at == (at(over) if over else None)
    assert checked.need == 24


def test_the_newsroom_says_what_a_reasonable_time_is() -> None:
    asked = of("4 12:00 ask email")
    assert counted(the_check(asked, fair_hours=29), Point.TIME) == (MET, 29)
    assert counted(the_check(asked, fair_hours=30), Point.TIME) == (MISSING, 29)


def test_without_a_publication_time_the_time_goes_on() -> None:
    asked = of("4 12:00 ask email", publish_at=None, deadline_told=False)
    assert counted(the_check(asked, now=at("5 11:00")), Point.TIME) == (NOT_YET, 23)
    assert counted(the_check(asked, now=at("5 12:00")), Point.TIME) == (MET, 24)


@pytest.mark.parametrize(
    ("line", "now", "state", "instant"),
    [
        ("2 09:00 ask email", "6 16:29", NOT_YET, "6 16:30"),
        ("2 09:00 ask email", "6 16:30", MISSING, None),
        ("2 09:00 ask email; 6 16:29 chase call!", "6 18:00", MISSING, None),
        ("2 09:00 ask email; 6 16:30 chase call!", "6 16:31", MET, "6 16:30"),
        ("2 09:00 ask email; 6 17:00 chase email", "6 20:00", MET, "6 17:00"),
        ("2 09:00 ask email; 6 17:00 chase email; 6 17:05 bounce", "6 20:00", MISSING, None),
        ("2 09:00 ask email; 6 18:00 chase call", "6 20:00", MET, "6 18:00"),
        ("6 17:00 ask email", "6 20:00", MISSING, None),  # the asking is not one more call
        ("6 17:00 ask email; 6 17:30 chase call", "6 20:00", MET, "6 17:30"),
        ("2 09:00 ask email; 2 10:00 bounce; 6 17:00 chase call", "6 20:00", MISSING, None),
        ("2 09:00 ask email; 6 18:01 chase call", "6 20:00", MISSING, None),
    ],
)
def test_the_last_call_is_an_attempt_in_the_ninety_minutes_before_publication(
    line: str, now: str, state: State, instant: str | None
) -> None:
    [checked] = [c for c in the_check(of(line), now=at(now)).points if c.point is Point.LAST_CALL]
    assert (checked.state, checked.at) == (state, at(instant) if instant else None)


def test_without_a_publication_time_no_last_call_is_missed() -> None:
    asked = of("2 09:00 ask email; 6 12:00 chase call", publish_at=None)
    assert counted(the_check(asked, now=at("6 13:00")), Point.LAST_CALL)[0] is NOT_YET


def test_the_hour_at_which_the_story_came_out_counts_before_the_hour_that_was_planned() -> None:
    asked = of("2 09:00 ask email; 6 20:15 chase call", published_at=at("6 21:00"))
    assert counted(the_check(asked, now=at("7 09:00")), Point.LAST_CALL)[0] is MET
    assert counted(the_check(asked, now=at("7 09:00")), Point.ATTEMPTS) == (MISSING, 2)


@pytest.mark.parametrize("told", [True, False])
def test_a_deadline_that_nobody_told_the_body_is_missing(told: bool) -> None:
    found = the_check(of("2 09:00 ask email", deadline_told=told))
    assert counted(found, Point.DEADLINE_TOLD) == ((MET, 1) if told else (MISSING, 0))


def test_a_request_whose_questions_are_not_on_record_is_missing_them() -> None:
    found = the_check(of("2 09:00 ask email", questions=()))
    assert counted(found, Point.QUESTIONS) == (MISSING, 0)


def test_six_of_six() -> None:
    found = the_check(of(f"2 09:00 ask email; {FIVE_CALLS}; 6 17:00 chase call"))
    assert (found.met, found.complete, found.missing) == (6, True, ())
    assert [checked.point for checked in found.points] == list(Point)


@pytest.mark.parametrize(
    "line",
    [
        "2 09:00 ask email; 3 09:00 full",
        "2 09:00 ask email; 3 09:00 decline",
        "2 09:00 ask email; 3 09:00 refer",
        "2 09:00 ask email; 3 09:00 withdraw",
        "2 09:00 ask email; undo 1",
        "6 18:01 ask email",
        "2 09:00 note: opened by a referral; from 7",
    ],
)
def test_only_bodies_that_were_asked_and_owe_an_answer_are_checked(line: str) -> None:
    assert checks(of(line), now=at("6 20:00")) == []


@pytest.mark.parametrize("word", ["full", "decline", "refer", "withdraw"])
def test_what_came_after_publication_does_not_change_the_check(word: str) -> None:
    before = of("2 09:00 ask email", published_at=PUBLICATION)
    after = of(f"2 09:00 ask email; 6 20:00 {word}", published_at=PUBLICATION)
    assert checks(after, now=at("7 09:00")) == checks(before, now=at("7 09:00")) != []


@pytest.mark.parametrize("word", ["full", "decline", "refer", "withdraw"])
def test_an_answer_after_the_planned_hour_counts_while_the_story_is_not_out(word: str) -> None:
    assert checks(of(f"2 09:00 ask email; 6 18:30 {word}"), now=at("6 19:00")) == []


@pytest.mark.parametrize("step", ["3 09:00 ack", "3 09:00 part 1", "3 09:00 full; 4 09:00 reopen"])
def test_an_acknowledgement_an_answer_in_part_and_a_reopening_leave_it_owed(step: str) -> None:
    assert len(checks(of(f"2 09:00 ask email; asks 2; {step}"))) == 1


def test_two_requests_of_a_story_are_one_check_and_the_weaker_one_decides() -> None:
    first = of("2 09:00 ask email; 3 09:00 chase email", 1)
    second = of("5 09:00 ask call; 6 17:00 chase call!", 2, deadline_told=False, deadline_at=at("5 12:00"))
    found = the_check(first, second)
    assert found.numbers == (1, 2)
    assert found.request_id == second.id  # its deadline comes first
    assert [(checked.state, checked.have) for checked in found.points] == [
        (MISSING, 4),  # reaching the body counts together
        (MET, 2),
        (MISSING, 1),  # each request has to be told a deadline
        (MET, 33),
        (MET, 2),
        (MET, 0),
    ]
    told = {checked.point: checked for checked in found.points}[Point.DEADLINE_TOLD]
    assert (told.need, told.request_id) == (2, second.id)


@pytest.mark.parametrize(
    ("first", "second", "attempts"),
    [
        ("2 09:00 ask letter; 3 09:00 chase call", "3 09:00 ask call", 2),  # one call that served both
        ("3 09:00 ask visit", "3 09:00 ask visit", 1),
        ("3 09:00 ask call; 3 09:00 chase call", "3 09:00 ask call", 2),
        ("2 09:00 ask letter; 3 09:00 chase call", "3 10:00 ask call", 3),
        ("2 09:00 ask letter; 3 09:00 chase call", "3 09:00 ask email", 3),
        ("2 09:00 ask email; 3 09:00 chase call: wrong number", "3 09:00 ask call: wrong number", 1),
    ],
)
def test_an_attempt_that_served_two_requests_is_one(first: str, second: str, attempts: int) -> None:
    chance = the_check(of(first), of(f"{second}; topics the wards", 2))
    assert counted(chance, Point.ATTEMPTS) == (MISSING, attempts)


def test_nor_is_one_that_served_two_requests_a_last_call_besides_the_first() -> None:
    chance = the_check(of("6 17:00 ask call"), of("6 17:00 ask call; topics the wards", 2))
    assert counted(chance, Point.LAST_CALL) == (MISSING, 0)


def test_attempts_at_what_was_answered_say_nothing_about_the_rest() -> None:
    answered = of("2 09:00 ask call; 2 11:00 chase call; 3 09:00 full", 1)
    silent = of("2 09:00 ask email", 2)
    found = the_check(answered, silent)
    assert (found.numbers, counted(found, Point.ATTEMPTS)) == ((2,), (MISSING, 1))


@pytest.mark.parametrize(
    "apart",
    [{"body_id": 99}, {"story_id": 2}],
)
def test_other_bodies_and_other_stories_are_checked_apart(apart: dict[str, int]) -> None:
    assert len(checks(of("2 09:00 ask email", 1), of("2 09:00 ask email", 2, **apart))) == 2


def test_requests_of_no_story_have_nothing_to_do_with_each_other() -> None:
    found = checks(*(of("2 09:00 ask email", n, story_id=None, publish_at=None) for n in (1, 2)))
    assert [chance.numbers for chance in found] == [(1,), (2,)]


@pytest.mark.parametrize(
    ("country", "asked", "now", "expected", "over"),
    [
        ("KH", "6 09:00", "8 18:00", (NOT_YET, 15), "9 09:00"),
        ("KH", "7 09:00", "8 18:00", (NOT_YET, 0), "10 00:00"),
        ("KH", "7 09:00", "10 00:00", (MET, 24), "10 00:00"),
        ("BD", "5 09:00", "7 18:00", (NOT_YET, 15), "8 09:00"),
        ("BD", "6 09:00", "9 00:00", (MET, 24), "9 00:00"),
        ("KH", "5 09:00", "6 09:00", (MET, 24), "6 09:00"),
    ],
)
def test_the_weekend_of_the_country_is_no_time_for_an_answer(
    country: str, asked: str, now: str, expected: tuple[State, int], over: str
) -> None:
    request = of(f"{asked} ask email", deadline_told=False, publish_at=None)
    [chance] = fair_chances([request], now=at(now), fair_hours=24, calendar=Calendar(country=country))
    [checked] = [point for point in chance.points if point.point is Point.TIME]
    assert ((checked.state, checked.have), checked.at) == (expected, at(over))


RANK = {State.MISSING: 0, State.NOT_YET: 1, State.MET: 2}
MOMENTS = st.sampled_from([at(text) for text in ("3 12:00", "5 12:00", "6 16:45", "6 17:59", "7 09:00")])
TIMES = st.sampled_from([None, PUBLICATION])


def check(
    events: list[EventFacts], now: datetime, publish_at: datetime | None, published_at: datetime | None = None
) -> FairChance | None:
    """The check of the one body of this record; None where there is none."""
    facts = replace(request(events, asks=2), publish_at=publish_at, published_at=published_at)
    found = fair_chances([facts], now=now, fair_hours=24)
    return found[0] if found else None


def strength(checked: Checked) -> tuple[int, int]:
    return RANK[checked.state], checked.have


@given(lives(), st.data(), MOMENTS, TIMES)
def test_an_attempt_removed_never_makes_the_check_better(
    events: list[EventFacts], data: st.DataObject, now: datetime, publish_at: datetime | None
) -> None:
    removed = data.draw(st.sampled_from([one for one in events if one.kind in ATTEMPTS]))
    left = [one for one in events if removed.id not in (one.id, one.corrects_event_id)]
    before, after = check(events, now, publish_at), check(left, now, publish_at)
    if before is not None and after is not None:
        for was, is_now in zip(before.points, after.points, strict=True):
            assert RANK[is_now.state] <= RANK[was.state]
        assert strength(after.points[0]) <= strength(before.points[0])
        assert strength(after.points[1]) <= strength(before.points[1])


@given(lives(), st.data(), MOMENTS, TIMES)
def test_the_order_of_recording_does_not_matter(
    events: list[EventFacts], data: st.DataObject, now: datetime, publish_at: datetime | None
) -> None:
    ids = data.draw(st.permutations([one.id for one in events]))
    new = dict(zip([one.id for one in events], ids, strict=True))
    again = [
        replace(
            one,
            id=new[one.id],
            corrects_event_id=None if one.corrects_event_id is None else new[one.corrects_event_id],
        )
        for one in events
    ]
    assert check(again, now, publish_at) == check(events, now, publish_at)


@given(lives(), MOMENTS, TIMES)
def test_what_was_taken_back_changes_nothing(
    events: list[EventFacts], now: datetime, publish_at: datetime | None
) -> None:
    gone = {one.corrects_event_id for one in events}
    left = [one for one in events if one.id not in gone and one.kind is not EventKind.CORRECTED]
    if any(one.kind is EventKind.ASKED for one in left):
        assert check(left, now, publish_at) == check(events, now, publish_at)
    else:
        assert check(events, now, publish_at) is None


@given(lives(), MOMENTS)
def test_what_happens_after_publication_changes_nothing(events: list[EventFacts], now: datetime) -> None:
    out = at("4 12:00")
    before = [one for one in events if one.kind is EventKind.CORRECTED or one.happened_at <= out]
    after = max(now, out)
    assert check(before, after, PUBLICATION, out) == check(events, after, PUBLICATION, out)
