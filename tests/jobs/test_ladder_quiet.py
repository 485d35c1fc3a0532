"""What holds a reminder back: one just sent, something just recorded, the final call, a request that is
closed or went to print."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
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
    ("last", "expected"),
    [
        ("5 04:59", (AT, pp("5 17:00"))),
        ("5 05:00", (AT, pp("5 17:00"))),  # exactly twelve hours apart
        ("5 05:01", (MORNING, pp("6 09:00"))),
        ("5 16:00", (MORNING, pp("6 09:00"))),
    ],
)
def test_two_reminders_are_at_least_12_hours_apart(
    last: str, expected: tuple[ReminderKind, datetime]
) -> None:
    assert owed(replace(FACTS, last_reminder_at=pp(last)), "5 16:00") == expected


def test_a_reminder_sent_late_in_the_evening_moves_the_mornings_to_the_day_after_next() -> None:
    late = replace(TOLD_AT, last_reminder_at=pp("5 22:00"))
    assert owed(late, "5 22:00") == (MORNING, pp("9 09:00"))


def test_the_reminder_moved_for_a_late_one_stays_where_it_was_told_to_be() -> None:
    facts = replace(FACTS, last_reminder_at=pp("5 10:00"))
    for now in ("5 10:00", "5 17:30", "5 22:30"):
        assert owed(facts, now) == (MORNING, pp("6 09:00"))


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
        ("5 05:00", (AT, pp("5 17:00"))),  # exactly twelve hours before
        ("5 05:01", (MORNING, pp("6 09:00"))),
        ("5 17:00", (MORNING, pp("6 09:00"))),
        ("5 23:00", (MORNING, pp("9 09:00"))),  # Friday 09:00 would be ten hours after it
        ("6 05:00", (AT, pp("5 17:00"))),
    ],
)
def test_no_ladder_reminder_within_12_hours_of_the_final_call(
    final_call: str, expected: tuple[ReminderKind, datetime]
) -> None:
    facts = replace(FACTS, last_reminder_at=pp("4 17:00"), final_call_at=pp(final_call))
    assert owed(facts, "4 18:00") == expected


def test_a_reminder_the_day_before_that_would_be_pushed_past_its_use_is_left_out() -> None:
    facts = replace(FACTS, final_call_at=pp("4 18:00"))
    assert owed(facts, "3 12:00") == (AT, pp("5 17:00"))


def test_a_reminder_missed_in_an_outage_is_not_caught_up_next_to_the_final_call() -> None:
    facts = replace(FACTS, last_reminder_at=pp("4 17:00"), final_call_at=pp("6 10:00"))
    assert owed(facts, "5 21:59") == (AT, pp("5 17:00"))
    assert owed(facts, "6 08:00") == (MORNING, pp("9 09:00"))
    assert not still_relevant(AT, facts, now=pp("6 08:00"), calendar=CAMBODIA)


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
