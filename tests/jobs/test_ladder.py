"""When a reminder is owed: the rungs, outages, and what holds one back (one just sent, something just recorded, the final
call, a request that is closed or went to print)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from db.lifecycle import BY_MEMBERS, EVENTS, EventKind
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


START = datetime(2024, 12, 2, 2, 40, tzinfo=UTC)
END = START + timedelta(days=60)
HALF_A_DAY, AN_HOUR, INSTANT = timedelta(hours=12), timedelta(hours=1), timedelta(seconds=5)
# Friday and Saturday off, early hours; and one that works from noon until late, on any day but Tuesday.
CALENDARS = (
    CAMBODIA,
    Calendar("Asia/Dhaka", "BD", day_start=time(8), day_end=time(16, 30)),
    Calendar("Europe/London", "", weekend=frozenset({1}), day_start=time(12), day_end=time(23)),
)


@dataclass(frozen=True)
class Move:
    """Something a person does at an instant: an event, or, where it is none, the hour of publication that is set."""

    at: datetime
    kind: EventKind | None
    hours: int


Send = tuple[datetime, ReminderKind, LadderFacts]


def apply(facts: LadderFacts, move: Move) -> LadderFacts:
    later = move.at + timedelta(hours=move.hours)
    if move.kind is None:
        return replace(facts, final_call_at=later)
    rule = EVENTS[move.kind]
    facts = replace(facts, last_recorded_at=move.at, attempts=facts.attempts + rule.attempt)
    if rule.sets_deadline:
        facts = replace(facts, deadline_at=later, deadline_set_at=move.at, sent=frozenset())
    if rule.closes or move.kind is EventKind.REOPENED:
        facts = replace(facts, is_open=not rule.closes)
    return facts


def live(
    facts: LadderFacts,
    moves: list[Move],
    outages: list[tuple[datetime, datetime]],
    calendar: Calendar = CAMBODIA,
) -> list[Send]:
    """Run a life: people act at their instants, the desk sends what is owed whenever it is awake.

    What comes back is what was sent, each with its instant and the facts at that moment.
    """
    sends: list[Send] = []
    now, waiting = START, sorted(moves, key=lambda move: move.at)
    while now < END:
        step = next_reminder(facts, now=now, calendar=calendar)
        assert step == next_reminder(facts, now=now, calendar=calendar)
        awake_again = max((until for since, until in outages if since <= now < until), default=None)
        if step is not None and step[1] <= now and awake_again is None:
            assert still_relevant(step[0], facts, now=now, calendar=calendar)
            sends.append((now, step[0], facts))
            facts = replace(facts, last_reminder_at=now, sent=facts.sent | {step[0]})
            continue
        stops = [END, *(move.at for move in waiting[:1])]
        if step is not None:
            stops.append(awake_again if step[1] <= now and awake_again else max(step[1], now) + INSTANT)
        now = min(stops)
        if waiting and waiting[0].at == now:
            facts = apply(facts, waiting.pop(0))
    return sends


KINDS = st.none() | st.sampled_from([kind for kind in EventKind if kind in BY_MEMBERS])
MINUTES = st.integers(1, 50 * 24 * 60)
MOVES = st.lists(
    st.builds(
        lambda minute, kind, hours: Move(START + timedelta(minutes=minute), kind, hours),
        MINUTES,
        KINDS,
        st.integers(1, 300),
    ),
    max_size=14,
    unique_by=lambda move: move.at,
)
OUTAGES = st.lists(
    st.builds(
        lambda minute, hours: (
            START + timedelta(minutes=minute),
            START + timedelta(minutes=minute, hours=hours),
        ),
        MINUTES,
        st.integers(1, 120),
    ),
    max_size=3,
)
DEADLINES = st.integers(1, 12 * 24).map(lambda hours: START + timedelta(hours=hours))


def asked(deadline_at: datetime) -> LadderFacts:
    return LadderFacts(
        is_open=True, asked_at=START, deadline_at=deadline_at, attempts=1, deadline_set_at=START
    )


def _due(kind: ReminderKind) -> set[datetime]:
    """When a rung is due on a request with ten days to answer, tried once or often."""
    facts = asked(IN_TEN_DAYS)
    rule = rungs()[kind]
    assert rule.due is not None
    found = [rule.due(replace(facts, attempts=attempts), CAMBODIA) for attempts in (1, 9)]
    return {instant for instant in found if instant is not None}


IN_TEN_DAYS = START + timedelta(days=10)
BEFORE_THE_DEADLINE = {kind for kind in rungs() if max(_due(kind)) < IN_TEN_DAYS}
AFTER_THE_DEADLINE = {kind for kind in rungs() if min(_due(kind)) > IN_TEN_DAYS}


@given(
    deadline_at=DEADLINES,
    moves=MOVES,
    outages=OUTAGES,
    switched_on=st.frozensets(st.sampled_from(ReminderKind)),
    calendar=st.sampled_from(CALENDARS),
)
def test_no_life_ever_nags(
    deadline_at: datetime,
    moves: list[Move],
    outages: list[tuple[datetime, datetime]],
    switched_on: frozenset[ReminderKind],
    calendar: Calendar,
) -> None:
    """Twelve hours lie between any two, but for the two words of a deadline of its own: one within the 12 hours before
    it, and one at it. Each of the two is told once for each deadline."""
    life = live(replace(asked(deadline_at), switched_on=switched_on), moves, outages, calendar)
    for earlier, later in pairwise(life):
        sent_at, rung, facts = later
        if sent_at - earlier[0] < HALF_A_DAY:
            assert rung in BEFORE_THE_DEADLINE | {ReminderKind.AT}
            about_another_deadline = earlier[2].deadline_set_at != facts.deadline_set_at
            assert about_another_deadline or (earlier[1], rung) == (ReminderKind.BEFORE, ReminderKind.AT)
        if rung in BEFORE_THE_DEADLINE and sent_at <= facts.deadline_at - HALF_A_DAY:
            assert sent_at - earlier[0] >= HALF_A_DAY
    for sent_at, rung, facts in life:
        assert facts.is_open
        assert facts.last_recorded_at is None or sent_at - facts.last_recorded_at >= AN_HOUR
        away = HALF_A_DAY if rung in AFTER_THE_DEADLINE else AN_HOUR
        assert facts.final_call_at is None or abs(sent_at - facts.final_call_at) >= away
        assert not calendar.is_night(sent_at)
        assert (rung in BEFORE_THE_DEADLINE) == (sent_at < facts.deadline_at)
        assert rung is not ReminderKind.MORNING or facts.attempts < 5
        assert rung is not ReminderKind.WEEKLY or facts.attempts >= 5
        assert rung not in facts.sent or rung in AFTER_THE_DEADLINE


@given(deadline_at=DEADLINES, moves=MOVES, outages=OUTAGES)
def test_silence_past_the_deadline_is_never_forgotten(
    deadline_at: datetime, moves: list[Move], outages: list[tuple[datetime, datetime]]
) -> None:
    """While a request is open, overdue and tried fewer than five times, a reminder comes within two working
    mornings of any quiet moment: no record, no final call and no outage in between."""
    calm = [move for move in moves if move.kind is not None and not EVENTS[move.kind].closes]
    calm.sort(key=lambda move: move.at)
    life = live(asked(deadline_at), calm, outages)
    sends = [sent_at for sent_at, _, _ in life]
    disturbed = sorted({START, *(move.at for move in calm), *(until for _, until in outages), *sends})
    for since, until in zip(disturbed, [*disturbed[1:], END], strict=True):
        at_that_time = asked(deadline_at)
        for move in calm:
            if move.at <= since:
                at_that_time = apply(at_that_time, move)
        start = max(since + AN_HOUR, at_that_time.deadline_at)
        if at_that_time.attempts >= 5 or start >= until or any(a < until and start < b for a, b in outages):
            continue
        second = CAMBODIA.next_working_morning(CAMBODIA.next_working_morning(start))
        assert until <= second + INSTANT, f"nothing was sent between {start} and {second}"


@given(
    deadline_at=DEADLINES,
    hours_down=st.integers(1, 20 * 24),
    begins=st.integers(0, 20 * 24),
)
def test_an_outage_of_any_length_is_caught_up_with_one_reminder(
    deadline_at: datetime, hours_down: int, begins: int
) -> None:
    since = START + timedelta(hours=begins)
    until = since + timedelta(hours=hours_down)
    life = live(asked(deadline_at), [], [(since, until)])
    at_their_times = [sent_at for sent_at, _, _ in live(asked(deadline_at), [], [])]
    late = [sent_at for sent_at, _, _ in life if sent_at not in at_their_times]
    assert sum(until <= sent_at < until + HALF_A_DAY for sent_at in late) <= 1
    missed = [sent_at for sent_at in at_their_times if since <= sent_at < until]
    told = [sent_at for sent_at, _, _ in life if sent_at >= until]
    if missed and deadline_at <= until:
        morning_after_next = CAMBODIA.next_working_morning(CAMBODIA.next_working_morning(until))
        assert told[0] <= morning_after_next + INSTANT


@given(deadline_at=DEADLINES, days=st.integers(1, 20))
def test_moving_the_deadline_moves_what_is_owed(deadline_at: datetime, days: int) -> None:
    now = deadline_at + timedelta(hours=1)
    before = replace(asked(deadline_at), last_reminder_at=deadline_at, sent=frozenset({ReminderKind.AT}))
    later = deadline_at + timedelta(days=days)
    extended = replace(before, deadline_at=later, deadline_set_at=now, sent=frozenset())
    step = next_reminder(extended, now=now, calendar=CAMBODIA)
    assert step is not None
    rung, due = step
    day_before = CAMBODIA.add_working_days(CAMBODIA.last_office_time(later), -1)
    if day_before >= deadline_at + HALF_A_DAY and day_before >= now:
        assert (rung, due) == (ReminderKind.BEFORE, day_before)
    else:
        assert rung is not ReminderKind.WEEKLY
        assert due >= later - timedelta(days=1)
