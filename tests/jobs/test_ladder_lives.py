"""Long random lives of a request, with outages, held against the promises of the ladder."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime, time, timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from db.lifecycle import BY_MEMBERS, EVENTS, EventKind
from db.tables import ReminderKind
from jobs.deadlines.calendars import Calendar
from jobs.reminders.rules import LadderFacts, next_reminder, rungs, still_relevant

START = datetime(2024, 12, 2, 2, 40, tzinfo=UTC)
END = START + timedelta(days=60)
HALF_A_DAY, AN_HOUR, INSTANT = timedelta(hours=12), timedelta(hours=1), timedelta(seconds=5)
CAMBODIA = Calendar()
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
