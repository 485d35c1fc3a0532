"""The life of a request: each event in each status, and what holds for any life whatever."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from db.errors import NotPossibleNow
from db.lifecycle import (
    ATTEMPTS,
    CLOSED,
    EVENTS,
    OPEN,
    TRANSITIONS,
    Channel,
    EventKind,
    Result,
    Status,
    check,
    in_force,
    is_open,
    is_overdue,
    status_after,
)

START = datetime(2024, 12, 2, 2, 40, tzinfo=UTC)
HOUR = timedelta(hours=1)

# By hand, from the design: where each event leads from each status; "-" is refused.
EXPECTED = """
                 waiting      acknowledged partial      undeliverable answered  declined  referred  withdrawn
asked            waiting      acknowledged partial      undeliverable -         -         -         -
chased           waiting      acknowledged partial      waiting       -         -         -         -
acknowledged     acknowledged acknowledged partial      acknowledged  -         -         -         -
auto_reply       waiting      acknowledged partial      undeliverable -         -         -         -
asked_time       acknowledged acknowledged partial      acknowledged  -         -         -         -
promised         acknowledged acknowledged partial      acknowledged  -         -         -         -
asked_back       acknowledged acknowledged partial      acknowledged  -         -         -         -
replied_partial  partial      partial      partial      partial       -         -         -         -
replied_full     answered     answered     answered     answered      -         -         -         -
declined         declined     declined     declined     declined      -         -         referred  -
referred         referred     referred     referred     referred      -         declined  -         -
bounced          undeliverable acknowledged partial     undeliverable -         -         -         -
deadline_set     waiting      acknowledged partial      undeliverable -         -         -         -
extended         waiting      acknowledged partial      undeliverable -         -         -         -
note             waiting      acknowledged partial      undeliverable answered  declined  referred  withdrawn
withdrawn        withdrawn    withdrawn    withdrawn    withdrawn     -         -         -         -
reopened         -            -            -            -             waiting   waiting   waiting   waiting
corrected        waiting      acknowledged partial      undeliverable answered  declined  referred  withdrawn
published        waiting      acknowledged partial      undeliverable answered  declined  referred  withdrawn
filed            waiting      acknowledged partial      undeliverable answered  declined  referred  withdrawn
reduced          -            -            -            -             answered  declined  referred  withdrawn
body_corrected   waiting      acknowledged partial      undeliverable answered  declined  referred  withdrawn
renamed          waiting      acknowledged partial      undeliverable answered  declined  referred  withdrawn
assigned         waiting      acknowledged partial      undeliverable answered  declined  referred  withdrawn
privacy          waiting      acknowledged partial      undeliverable answered  declined  referred  withdrawn
"""


# And what else the record makes of an event: what the body said by it, whose it is, what can be put right in it, and what
# it counts as.
MADE_OF_IT = """
asked            none             member  time,words,channel,contact,result  attempt
chased           none             member  time,words,channel,contact,result  attempt,after_asking
acknowledged     acknowledgement  member  time,words,kind,questions  after_asking
auto_reply       none             member  time,words,kind,questions  after_asking
asked_time       acknowledgement  member  time,words,kind,questions,until  after_asking,sets_deadline,begins_anew
promised         acknowledgement  member  time,words,kind,questions,until  after_asking,sets_deadline
asked_back       acknowledgement  member  time,words,kind,questions  after_asking
replied_partial  answer           member  time,words,kind,questions  after_asking
replied_full     answer           member  time,words,kind,questions  after_asking
declined         answer           member  time,words,kind,questions  after_asking
referred         answer           member  time                       after_asking
bounced          none             member  time,words                 after_asking
deadline_set     none             along   -                          sets_deadline
extended         none             member  -                          sets_deadline,begins_anew
note             none             member  time,words                 -
withdrawn        none             member  time,words                 -
reopened         none             member  time,words                 begins_anew
corrected        none             along   -                          -
published        none             along   -                          -
filed            none             desk    -                          -
reduced          none             desk    -                          -
body_corrected   none             member  -                          -
renamed          none             desk    -                          -
assigned         none             member  -                          -
privacy          none             member  -                          -
"""


def expectations() -> list[tuple[Status, EventKind, Status | None]]:
    head, *rows = [line.split() for line in EXPECTED.strip().splitlines()]
    return [
        (Status(before), EventKind(kind), None if after == "-" else Status(after))
        for kind, *cells in rows
        for before, after in zip(head, cells, strict=True)
    ]


@dataclass(frozen=True)
class AnyEvent:
    """An event, as far as the lifecycle looks at it."""

    id: int
    kind: EventKind
    happened_at: datetime
    corrects_event_id: int | None = None
    details: dict[str, Any] = field(default_factory=dict)
    channel: Channel | None = None


def life(*kinds: EventKind) -> list[AnyEvent]:
    """Events one hour after another, recorded in that order."""
    return [AnyEvent(n, kind, START + n * HOUR) for n, kind in enumerate(kinds, start=1)]


def test_the_tables_by_hand_cover_every_status_and_every_event() -> None:
    pairs = [(status, kind) for status, kind, _ in expectations()]
    assert sorted(pairs) == sorted((status, kind) for status in Status for kind in EventKind)
    assert sorted(line.split()[0] for line in MADE_OF_IT.strip().splitlines()) == sorted(EventKind)


@pytest.mark.parametrize(("before", "kind", "after"), expectations())
def test_an_event_leads_where_the_design_says_or_is_refused(
    before: Status, kind: EventKind, after: Status | None
) -> None:
    assert TRANSITIONS.get((before, kind)) == after
    if after is not None:
        check(before, kind)
        return
    with pytest.raises(NotPossibleNow) as refused:
        check(before, kind)
    assert refused.value.fields == {"status": before.value, "kind": kind.value}


@pytest.mark.parametrize("line", MADE_OF_IT.strip().splitlines())
def test_the_record_makes_of_an_event_what_the_design_says(line: str) -> None:
    kind, word, by, parts, marks = line.split()
    rule = EVENTS[EventKind(kind)]
    assert (rule.word.name.lower(), rule.by.name.lower()) == (word, by)
    assert rule.parts == set(parts.split(",")) - {"-"}
    assert {name for name, value in vars(rule).items() if value is True} == set(marks.split(",")) - {"-"}


def test_open_and_closed_are_as_the_design_names_them() -> None:
    assert {"waiting", "acknowledged", "partial", "undeliverable"} == OPEN
    assert {"answered", "declined", "referred", "withdrawn"} == CLOSED
    assert all(is_open(status) == (status in OPEN) for status in Status)
    assert {"asked", "chased"} == ATTEMPTS


@pytest.mark.parametrize(("late", "overdue"), [(-HOUR, False), (0 * HOUR, True), (HOUR, True)])
def test_only_an_open_request_whose_deadline_is_reached_is_overdue(late: timedelta, overdue: bool) -> None:
    for status in Status:
        assert is_overdue(status, START, START + late) == (overdue and status in OPEN)


E = EventKind
LIVES = [
    ([], Status.WAITING),
    ([E.ASKED], Status.WAITING),
    ([E.ASKED, E.ACKNOWLEDGED], Status.ACKNOWLEDGED),
    ([E.ASKED, E.REPLIED_PARTIAL, E.ACKNOWLEDGED, E.BOUNCED], Status.PARTIAL),
    ([E.ASKED, E.BOUNCED, E.CHASED], Status.WAITING),
    ([E.ASKED, E.REPLIED_PARTIAL, E.REPLIED_FULL, E.REOPENED], Status.PARTIAL),
    ([E.ASKED, E.ACKNOWLEDGED, E.REFERRED, E.REOPENED], Status.ACKNOWLEDGED),
    ([E.ASKED, E.DECLINED, E.REOPENED, E.REPLIED_PARTIAL, E.DECLINED, E.REOPENED], Status.PARTIAL),
    ([E.ASKED, E.WITHDRAWN, E.NOTE], Status.WITHDRAWN),
]


@pytest.mark.parametrize(("kinds", "status"), LIVES)
def test_a_life_ends_where_its_events_lead(kinds: list[EventKind], status: Status) -> None:
    assert status_after(life(*kinds)) is status


REACHED = [
    ("call no_answer", Status.WAITING),
    ("call wrong_number", Status.UNDELIVERABLE),
    ("call wrong_number, call wrong_number", Status.UNDELIVERABLE),
    ("call wrong_number, email", Status.WAITING),
    ("email, call wrong_number", Status.WAITING),
    ("call no_answer, email, bounced", Status.WAITING),
    ("call wrong_number, email, bounced", Status.UNDELIVERABLE),
    ("email, letter, bounced, bounced", Status.UNDELIVERABLE),
]


@pytest.mark.parametrize(("attempts", "status"), REACHED)
def test_a_request_waits_while_one_of_its_attempts_may_have_reached_somebody(
    attempts: str, status: Status
) -> None:
    events = []
    for n, attempt in enumerate(attempts.split(", "), start=1):
        way, _, result = attempt.partition(" ")
        kind = E.BOUNCED if way == "bounced" else E.CHASED if events else E.ASKED
        details = {"result": Result(result).value} if result else {}
        channel = None if kind is E.BOUNCED else Channel(way)
        events.append(AnyEvent(n, kind, START + n * HOUR, details=details, channel=channel))
    assert status_after(events) is status


def taken_back(events: list[AnyEvent], event_id: int) -> list[AnyEvent]:
    last = max(event.happened_at for event in events)
    return [*events, AnyEvent(len(events) + 1, E.CORRECTED, last + HOUR, corrects_event_id=event_id)]


def test_a_request_whose_asking_was_taken_back_counts_as_withdrawn() -> None:
    assert status_after(taken_back(life(E.DEADLINE_SET, E.ASKED), 2)) is Status.WITHDRAWN


def test_one_that_a_referral_opened_waits_to_be_asked_again() -> None:
    assert status_after(taken_back(life(E.DEADLINE_SET, E.ASKED), 2), by_referral=True) is Status.WAITING


def test_one_that_was_asked_twice_is_still_asked_when_one_asking_is_taken_back() -> None:
    assert status_after(taken_back(life(E.ASKED, E.ASKED), 1)) is Status.WAITING


def test_one_whose_asking_was_taken_back_can_be_reopened() -> None:
    events = taken_back(life(E.DEADLINE_SET, E.ASKED), 2)
    assert status_after([*events, AnyEvent(4, E.REOPENED, START + 9 * HOUR)]) is Status.WAITING


def test_a_correction_and_what_it_corrects_do_not_stand() -> None:
    events = taken_back(life(E.ASKED, E.CHASED, E.NOTE), 2)
    assert [event.kind for event in in_force(events)] == [E.ASKED, E.NOTE]


kinds = st.sampled_from([kind for kind in EventKind if kind is not EventKind.CORRECTED])


@st.composite
def lives(draw: st.DrawFn) -> list[AnyEvent]:
    """Any events at all, at instants of their own, recorded in any order."""
    happened = draw(st.lists(st.tuples(kinds, st.integers(0, 500)), max_size=12, unique_by=lambda e: e[1]))
    ids = draw(st.permutations(range(1, len(happened) + 1)))
    return [
        AnyEvent(n, kind, START + minutes * timedelta(minutes=1))
        for n, (kind, minutes) in zip(ids, happened, strict=True)
    ]


@given(lives(), st.randoms(use_true_random=False))
def test_the_order_of_recording_does_not_matter(events: list[AnyEvent], chance: object) -> None:
    ids = [event.id for event in events]
    chance.shuffle(ids)  # type: ignore[attr-defined]
    again = [AnyEvent(n, e.kind, e.happened_at) for n, e in zip(ids, events, strict=True)]
    chance.shuffle(again)  # type: ignore[attr-defined]
    assert status_after(again) is status_after(events)


@given(lives().filter(bool), st.data())
def test_correcting_an_event_equals_never_having_recorded_it(
    events: list[AnyEvent], data: st.DataObject
) -> None:
    gone = data.draw(st.sampled_from(events))
    when = data.draw(st.integers(0, 500))
    correction = AnyEvent(99, E.CORRECTED, START + when * timedelta(minutes=1), corrects_event_id=gone.id)
    never = [event for event in events if event is not gone]
    assert status_after([*events, correction], by_referral=True) is status_after(never, by_referral=True)
    if gone.kind is not E.ASKED:
        assert status_after([*events, correction]) is status_after(never)


@given(lives())
def test_what_is_closed_stays_closed_until_it_is_reopened(events: list[AnyEvent]) -> None:
    in_order = sorted(events, key=lambda event: event.happened_at)
    for count, event in enumerate(in_order):
        before, after = status_after(in_order[:count]), status_after(in_order[: count + 1])
        if before in CLOSED and event.kind is not E.REOPENED:
            assert after is before
        if event.kind is E.REOPENED:
            assert after in OPEN


@given(lives(), st.integers(0, 500))
def test_a_note_never_moves_anything(events: list[AnyEvent], minutes: int) -> None:
    note = AnyEvent(99, E.NOTE, START + minutes * timedelta(minutes=1, seconds=1))
    assert status_after([*events, note]) is status_after(events)


@given(lives())
def test_an_acknowledgement_never_closes_and_never_takes_an_answer_away(events: list[AnyEvent]) -> None:
    later = AnyEvent(99, E.ACKNOWLEDGED, START + timedelta(days=9))
    before, after = status_after(events), status_after([*events, later])
    assert (before in OPEN) == (after in OPEN)
    if before in CLOSED | {Status.PARTIAL}:
        assert after is before
