"""When a reminder is owed: the rungs, outages, and what holds one back (one just sent, something just recorded, the final
call, a request that is closed or went to print)."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from db.tables import ReminderKind
from jobs.deadlines.calendars import Calendar
from jobs.reminders.rules import LadderFacts, next_reminder, rungs, still_relevant

CAMBODIA = Calendar()
BEFORE, AT, MORNING, WEEKLY = ReminderKind.BEFORE, ReminderKind.AT, ReminderKind.MORNING, ReminderKind.WEEKLY


def pp(text: str) -> datetime:
    """Phnom Penh time in December 2024: "5 17:00"."""
    day, clock = text.split()
    hour, minute = clock.split(":")
    return datetime(2024, 12, int(day), int(hour), int(minute), tzinfo=ZoneInfo("Asia/Phnom_Penh"))


def owed(facts: LadderFacts, now: str) -> tuple[ReminderKind, datetime] | None:
    return next_reminder(facts, now=pp(now), calendar=CAMBODIA)


FACTS = LadderFacts(is_open=True, asked_at=pp("2 09:40"), deadline_at=pp("5 17:00"), attempts=1)
TOLD_AT = replace(FACTS, last_reminder_at=pp("5 17:00"), sent=frozenset({BEFORE, AT}))


@pytest.mark.parametrize(
    ("asked", "first"),
    [
        ("4 05:00", (BEFORE, pp("4 17:00"))),  # exactly twelve hours
        ("4 05:01", (AT, pp("5 17:00"))),
        ("4 18:00", (AT, pp("5 17:00"))),
        ("5 11:14", (BEFORE, pp("5 16:00"))),
        ("5 14:59", (BEFORE, pp("5 16:00"))),
        ("5 15:00", (AT, pp("5 17:00"))),
        ("5 16:50", (AT, pp("5 17:00"))),
    ],
)
def test_when_it_was_asked_less_than_12_hours_earlier_only_a_deadline_of_that_day_is_reminded_of_beforehand(
    asked: str, first: tuple[ReminderKind, datetime]
) -> None:
    assert owed(replace(FACTS, asked_at=pp(asked)), asked) == first


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        ("4 17:00", (BEFORE, pp("4 17:00"))),
        ("4 21:00", (BEFORE, pp("4 17:00"))),  # a short outage
        (
            "4 23:00",
            (AT, pp("5 17:00")),
        ),  # not at night, and in the morning it is too near the deadline to be of use
        ("5 08:01", (AT, pp("5 17:00"))),
        ("5 19:00", (AT, pp("5 17:00"))),
        ("6 08:59", (AT, pp("5 17:00"))),
        ("6 09:00", (MORNING, pp("5 17:00"))),
        ("9 12:00", (MORNING, pp("5 17:00"))),
    ],
)
def test_after_an_outage_one_reminder_is_owed_on_the_rung_that_fits_the_present(
    now: str, expected: tuple[ReminderKind, datetime]
) -> None:
    assert owed(FACTS, now) == expected


def test_after_the_catching_up_the_ladder_goes_on_as_if_nothing_had_been_missed() -> None:
    caught_up = replace(FACTS, last_reminder_at=pp("9 12:00"), sent=frozenset({MORNING}))
    assert owed(caught_up, "9 12:00") == (MORNING, pp("10 09:00"))


@pytest.mark.parametrize(
    ("attempts", "expected"),
    [
        (4, (MORNING, pp("6 09:00"))),
        (5, (WEEKLY, pp("13 09:00"))),
        (9, (WEEKLY, pp("13 09:00"))),
    ],
)
def test_after_five_attempts_the_mornings_become_weeks(
    attempts: int, expected: tuple[ReminderKind, datetime]
) -> None:
    assert owed(replace(TOLD_AT, attempts=attempts), "5 18:00") == expected


def test_five_attempts_do_not_silence_the_reminder_at_the_deadline() -> None:
    assert owed(replace(FACTS, attempts=5, last_reminder_at=pp("4 17:00")), "4 18:00") == (AT, pp("5 17:00"))


def test_a_weekly_reminder_that_left_a_little_late_does_not_slip_a_day_each_week() -> None:
    told = replace(TOLD_AT, attempts=5, last_reminder_at=pp("6 09:20"))
    assert owed(told, "6 10:00") == (WEEKLY, pp("13 09:00"))


def test_a_weekly_reminder_due_on_a_holiday_waits_for_the_next_working_morning() -> None:
    told = replace(TOLD_AT, attempts=5, last_reminder_at=pp("31 09:00"))
    victory_day_was = datetime(2025, 1, 8, 9, tzinfo=CAMBODIA.tz)  # Tuesday 7 January is a holiday
    assert owed(told, "31 10:00") == (WEEKLY, victory_day_was)


def test_an_extended_deadline_starts_the_ladder_afresh() -> None:
    extended = replace(
        TOLD_AT, deadline_at=pp("10 17:00"), sent=frozenset(), deadline_set_at=pp("6 08:00"), attempts=2
    )
    assert owed(extended, "6 08:00") == (BEFORE, pp("9 17:00"))


@pytest.mark.parametrize(
    ("logged", "deadline", "expected"),
    [
        ("4 20:00", "5 17:00", (AT, pp("5 17:00"))),  # the day before had passed already
        ("5 16:30", "5 17:00", (AT, pp("5 17:00"))),
        ("6 11:00", "5 17:00", (MORNING, pp("9 09:00"))),
        ("6 11:00", "6 11:00", (AT, pp("6 11:00"))),
    ],
)
def test_what_was_due_before_the_request_was_logged_is_not_caught_up(
    logged: str, deadline: str, expected: tuple[ReminderKind, datetime]
) -> None:
    facts = replace(FACTS, deadline_at=pp(deadline), deadline_set_at=pp(logged))
    assert owed(facts, logged) == expected


def test_a_rung_is_sent_once_even_if_a_holiday_added_later_moves_it() -> None:
    told = replace(FACTS, last_reminder_at=pp("3 17:00"), sent=frozenset({BEFORE}))
    assert owed(told, "3 18:00") == (AT, pp("5 17:00"))


def test_before_a_monday_deadline_the_reminder_comes_on_friday() -> None:
    assert owed(replace(FACTS, deadline_at=pp("9 17:00")), "3 12:00") == (BEFORE, pp("6 17:00"))


def test_instants_come_back_in_utc_whatever_zone_they_were_given_in() -> None:
    utc = replace(
        FACTS, asked_at=FACTS.asked_at.astimezone(UTC), deadline_at=FACTS.deadline_at.astimezone(UTC)
    )
    now = pp("2 12:00")
    assert owed(utc, "2 12:00") == next_reminder(FACTS, now=now, calendar=CAMBODIA)
    step = owed(FACTS, "5 16:00")
    assert step is not None
    assert step[1].utcoffset() == timedelta(0)


@pytest.mark.parametrize(
    ("last", "expected"),
    [
        ("5 20:59", (MORNING, pp("6 09:00"))),
        ("5 21:00", (MORNING, pp("6 09:00"))),  # exactly twelve hours apart
        ("5 21:01", (MORNING, pp("9 09:00"))),
        ("6 08:00", (MORNING, pp("9 09:00"))),
    ],
)
def test_two_reminders_are_at_least_12_hours_apart(
    last: str, expected: tuple[ReminderKind, datetime]
) -> None:
    assert owed(replace(TOLD_AT, last_reminder_at=pp(last)), "6 08:00") == expected


@pytest.mark.parametrize("last", ["4 20:00", "5 05:00", "5 05:01", "5 14:00", "5 16:59"])
def test_the_reminder_at_the_deadline_is_held_back_by_no_other(last: str) -> None:
    """What was told about an earlier deadline, or by a snooze, does not swallow it."""
    told = replace(FACTS, last_reminder_at=pp(last), sent=frozenset({BEFORE}), deadline_set_at=pp("4 18:00"))
    assert owed(told, "5 16:59") == (AT, pp("5 17:00"))


@pytest.mark.parametrize(
    ("told", "extended", "to", "expected"),
    [
        ("5 14:00", "5 15:00", "5 17:00", [(AT, "5 17:00")]),
        ("5 14:00", "5 14:10", "5 17:00", [(BEFORE, "5 16:00"), (AT, "5 17:00")]),
        ("5 09:00", "5 10:00", "5 16:00", [(BEFORE, "5 15:00"), (AT, "5 16:00")]),
        ("5 09:00", "5 09:05", "5 09:30", [(AT, "5 09:30")]),
        ("5 14:00", "5 14:30", "6 16:00", [(AT, "6 16:00")]),  # two hours after the last is too soon
        ("6 09:00", "7 10:00", "7 16:00", [(BEFORE, "7 15:00"), (AT, "7 16:00")]),  # a Saturday
        ("5 14:00", "5 16:00", "6 10:00", [(AT, "6 10:00")]),
        ("5 14:00", "5 16:30", "5 20:00", [(AT, "5 20:00")]),  # an hour before is no office time
        ("5 14:00", "5 15:00", "9 17:00", [(BEFORE, "6 17:00"), (AT, "9 17:00")]),
    ],
)
def test_a_new_deadline_is_reminded_of_at_its_time_whatever_was_told_before(
    told: str, extended: str, to: str, expected: list[tuple[ReminderKind, str]]
) -> None:
    facts = replace(
        FACTS,
        last_reminder_at=pp(told),
        deadline_at=pp(to),
        deadline_set_at=pp(extended),
    )
    seen, now = [], extended
    while (step := owed(facts, now)) is not None and step[1] <= pp(to):
        seen.append(step)
        now = f"{step[1].astimezone(CAMBODIA.tz):%d %H:%M}"
        facts = replace(facts, last_reminder_at=step[1], sent=facts.sent | {step[0]})
    assert seen == [(kind, pp(at)) for kind, at in expected]


@pytest.mark.parametrize(
    ("deadline", "before", "at"),
    [
        ("5 03:00", "3 17:00", (MORNING, "5 09:00")),
        ("6 00:00", "4 17:00", (MORNING, "6 09:00")),
        ("5 20:00", "4 17:00", (AT, "5 20:00")),
        ("5 23:30", "4 17:00", (MORNING, "6 09:00")),
        ("5 07:00", "3 17:00", (AT, "5 07:00")),
        ("5 09:00", "4 09:00", (AT, "5 09:00")),
        ("7 14:00", "5 17:00", (AT, "7 14:00")),  # a Saturday
        ("8 03:00", "5 17:00", (MORNING, "9 09:00")),
        ("9 08:00", "5 17:00", (AT, "9 08:00")),
    ],
)
def test_the_reminder_before_a_deadline_lies_in_office_hours_and_none_leaves_at_night(
    deadline: str, before: str, at: tuple[ReminderKind, str]
) -> None:
    facts = replace(FACTS, deadline_at=pp(deadline))
    assert owed(facts, "2 10:00") == (BEFORE, pp(before))
    told = replace(facts, last_reminder_at=pp(before), sent=frozenset({BEFORE}))
    assert owed(told, before) == (at[0], pp(at[1]))


def test_what_was_recorded_in_the_evening_moves_a_reminder_into_the_morning_not_the_night() -> None:
    late = replace(FACTS, deadline_at=pp("5 21:30"), last_recorded_at=pp("5 21:10"), sent=frozenset({BEFORE}))
    assert owed(late, "5 21:10") == (MORNING, pp("6 09:00"))


def test_a_reminder_sent_late_in_the_evening_moves_the_mornings_to_the_day_after_next() -> None:
    late = replace(TOLD_AT, last_reminder_at=pp("5 22:00"))
    assert owed(late, "5 22:00") == (MORNING, pp("9 09:00"))


def test_the_reminder_moved_for_a_late_one_stays_where_it_was_told_to_be() -> None:
    facts = replace(TOLD_AT, last_reminder_at=pp("5 22:00"))
    for now in ("5 22:00", "6 09:30", "6 22:30"):
        assert owed(facts, now) == (MORNING, pp("9 09:00"))


@pytest.mark.parametrize(
    ("recorded", "expected"),
    [
        ("5 16:00", pp("5 17:00")),  # exactly an hour
        ("5 16:01", pp("5 17:01")),
        ("5 16:59", pp("5 17:59")),
        ("5 17:30", pp("5 18:30")),  # recorded while the reminder was about to leave
    ],
)
def test_nothing_is_sent_within_an_hour_of_what_somebody_just_recorded(
    recorded: str, expected: datetime
) -> None:
    facts = replace(FACTS, last_reminder_at=pp("4 17:00"), last_recorded_at=pp(recorded))
    assert owed(facts, recorded) == (AT, expected)


@pytest.mark.parametrize("now", ["2 10:00", "4 17:00", "5 17:00", "20 09:00"])
@pytest.mark.parametrize("rung", list(rungs()))
def test_a_request_that_is_closed_or_went_to_print_is_owed_nothing(now: str, rung: ReminderKind) -> None:
    for done in (replace(FACTS, is_open=False), replace(FACTS, went_to_print=True)):
        assert owed(done, now) is None
        assert not still_relevant(rung, done, now=pp(now), calendar=CAMBODIA)


@pytest.mark.parametrize(
    ("final_call", "expected"),
    [
        ("5 21:00", (MORNING, pp("6 09:00"))),  # exactly twelve hours before
        ("5 21:01", (MORNING, pp("9 09:00"))),
        ("6 09:00", (MORNING, pp("9 09:00"))),
        ("6 20:59", (MORNING, pp("9 09:00"))),
        ("6 21:00", (MORNING, pp("6 09:00"))),
    ],
)
def test_what_nags_keeps_12_hours_from_the_final_call(
    final_call: str, expected: tuple[ReminderKind, datetime]
) -> None:
    assert owed(replace(TOLD_AT, final_call_at=pp(final_call)), "5 18:00") == expected


@pytest.mark.parametrize(
    ("final_call", "expected"),
    [
        ("5 05:01", (AT, pp("5 17:00"))),
        ("5 16:00", (AT, pp("5 17:00"))),  # exactly an hour before
        ("5 16:01", (MORNING, pp("6 09:00"))),
        ("5 17:00", (MORNING, pp("6 09:00"))),
        ("5 23:00", (AT, pp("5 17:00"))),
    ],
)
def test_the_reminder_at_the_deadline_keeps_an_hour_from_the_final_call(
    final_call: str, expected: tuple[ReminderKind, datetime]
) -> None:
    facts = replace(FACTS, last_reminder_at=pp("4 17:00"), final_call_at=pp(final_call))
    assert owed(facts, "4 18:00") == expected


def test_a_reminder_the_day_before_that_would_be_pushed_past_its_use_is_left_out() -> None:
    facts = replace(FACTS, final_call_at=pp("4 18:00"))
    assert owed(facts, "3 12:00") == (AT, pp("5 17:00"))


def test_a_reminder_missed_in_an_outage_is_not_caught_up_next_to_the_final_call() -> None:
    facts = replace(FACTS, last_reminder_at=pp("4 17:00"), final_call_at=pp("6 09:30"))
    assert owed(facts, "5 21:29") == (AT, pp("5 17:00"))
    assert owed(facts, "6 09:00") == (MORNING, pp("9 09:00"))
    assert not still_relevant(AT, facts, now=pp("6 09:00"), calendar=CAMBODIA)


def test_after_publication_the_ladder_goes_on() -> None:
    facts = replace(TOLD_AT, final_call_at=pp("6 17:00"), last_reminder_at=pp("9 09:00"))
    assert owed(facts, "9 10:00") == (MORNING, pp("10 09:00"))


@pytest.mark.parametrize(
    ("rung", "now", "relevant"),
    [
        (BEFORE, "4 16:59", False),
        (BEFORE, "4 17:00", True),
        (BEFORE, "5 17:00", False),
        (AT, "5 16:59", False),
        (AT, "5 17:01", True),
        (AT, "6 09:01", False),
        (MORNING, "6 09:01", True),
        (WEEKLY, "6 09:01", False),
    ],
)
def test_relevance_is_checked_again_at_the_moment_of_sending(
    rung: ReminderKind, now: str, relevant: bool
) -> None:
    assert still_relevant(rung, FACTS, now=pp(now), calendar=CAMBODIA) is relevant


def test_a_reminder_loses_its_relevance_when_somebody_records_something_first() -> None:
    just_recorded = replace(FACTS, last_reminder_at=pp("4 17:00"), last_recorded_at=pp("5 16:59"))
    assert not still_relevant(AT, just_recorded, now=pp("5 17:00"), calendar=CAMBODIA)
    assert still_relevant(AT, just_recorded, now=pp("5 17:59"), calendar=CAMBODIA)
