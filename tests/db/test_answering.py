"""How bodies answer: what has come, the middle of times of which some have not come yet, and reading it."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from db import answering
from db.answering import Came, Put, Wait, middle
from db.lifecycle import EventKind, Status
from db.queries import Scope
from tests.db.world import ASKED, DEADLINE, HOUR, World

NOW = DEADLINE + 10 * HOUR


def put(status: Status = Status.WAITING, **values: object) -> Put:
    """A request that was asked at ASKED; times are given in hours after it."""
    at = {
        name: ASKED + hours * HOUR if isinstance(hours, int) and not isinstance(hours, bool) else hours
        for name, hours in values.items()
    }
    return Put(**{"number": 1, "body_id": 1, "body": "Court", "body_km": None, "status": status, "asked_at": ASKED,
                  "deadline_at": DEADLINE} | at)  # type: ignore[arg-type]  # fmt: skip


SORTS = [
    (put(Status.ANSWERED, first_reply_at=1, answered_at=2), Came.IN_FULL),
    (put(Status.PARTIAL, first_reply_at=1), Came.IN_PART),
    (put(Status.DECLINED, first_reply_at=1), Came.DECLINED),
    (put(Status.REFERRED, first_reply_at=1), Came.REFERRED),
    (put(Status.ACKNOWLEDGED, first_reply_at=1), Came.PUT_OFF),
    (put(first_reply_at=1, answered_at=2), Came.PUT_OFF),  # answered once, and opened again
    (put(), Came.SILENT),
    (put(deadline_at=NOW + HOUR), Came.NOT_DUE),
    (put(lapsed=True), Came.NOT_DUE),  # nobody knows since when they are silent
    (put(Status.WITHDRAWN, withdrawn_at=2), None),
    (put(Status.UNDELIVERABLE), None),
]


@pytest.mark.parametrize(("one", "came"), SORTS)
def test_what_has_come_of_a_request(one: Put, came: Came | None) -> None:
    found = answering.answering([one], NOW)
    assert found.came == (Counter([came]) if came else Counter())
    assert found.answerable == (1 if came else 0)
    assert (found.silence is not None) is (came in (Came.SILENT, Came.NOT_DUE) and not one.lapsed)
    assert found.late <= (not one.lapsed)


LASTED = NOW - ASKED
TOLD = [
    # what was put, the wait for a first word, the wait for an answer in full
    (put(Status.ANSWERED, first_reply_at=1, answered_at=2), Wait(HOUR, number=1), Wait(2 * HOUR, number=1)),
    (put(), Wait(LASTED, came=False, number=1), Wait(LASTED, came=False, number=1)),
    (put(Status.PARTIAL, first_reply_at=1), Wait(HOUR, number=1), Wait(LASTED, came=False, number=1)),
    # Nor will one come: it is no wait that goes on.
    (
        put(Status.DECLINED, first_reply_at=1),
        Wait(HOUR, number=1),
        Wait(LASTED, came=False, over=True, number=1),
    ),
    (
        put(Status.REFERRED, first_reply_at=1),
        Wait(HOUR, number=1),
        Wait(LASTED, came=False, over=True, number=1),
    ),
    # They asked back: their clock stands still while they wait for us.
    (
        put(Status.ACKNOWLEDGED, first_reply_at=3, waits_for_us=True),
        Wait(3 * HOUR, number=1),
        Wait(3 * HOUR, came=False, number=1),
    ),
    # Taken back in time it says nothing of the body; after the deadline, that it was silent until then.
    (put(Status.WITHDRAWN, withdrawn_at=2), None, None),
    (put(Status.WITHDRAWN, withdrawn_at=DEADLINE + HOUR, first_reply_at=1), None, None),
    (
        put(Status.WITHDRAWN, withdrawn_at=DEADLINE + HOUR),
        Wait(DEADLINE + HOUR - ASKED, came=False, number=1),
        Wait(DEADLINE + HOUR - ASKED, came=False, number=1),
    ),
    (put(Status.UNDELIVERABLE), None, None),
]


@pytest.mark.parametrize(("one", "first", "full"), TOLD)
def test_how_long_a_request_waits(one: Put, first: Wait | None, full: Wait | None) -> None:
    found = answering.answering([one], NOW)
    assert found.first == (() if first is None else (first,))
    assert found.full == (() if full is None else (full,))


def waits(*hours: int) -> list[Wait]:
    """Waits of so many hours; those below zero have not come yet."""
    return [Wait(abs(each) * HOUR, came=each > 0) for each in hours]


@pytest.mark.parametrize(
    ("given_waits", "half"),
    [
        ([], None),
        (waits(3), Wait(3 * HOUR)),
        (waits(1, 2, 9), Wait(2 * HOUR)),
        (waits(1, 2, 3, 9), Wait(3 * HOUR)),
        (waits(-5), Wait(5 * HOUR, came=False)),
        (waits(1, -5, -6), Wait(6 * HOUR, came=False)),
        (waits(1, 2, -7), Wait(2 * HOUR)),
        (waits(1, 2, -3, -4), Wait(4 * HOUR, came=False)),
        # What was asked a moment ago says little: it is out of the count after that moment.
        (waits(-1, 2, 3, 4), Wait(3 * HOUR)),
        # What will never come is waited for longest, however short it was.
        ([*waits(2, 3), Wait(HOUR, came=False, over=True)], Wait(3 * HOUR)),
        ([*waits(2), *[Wait(HOUR, came=False, over=True)] * 2], Wait(HOUR, came=False, over=True)),
    ],
)
def test_the_middle_of_times_of_which_some_have_not_come(given_waits: list[Wait], half: Wait | None) -> None:
    assert middle(given_waits) == half


WAITS = st.lists(
    st.integers(-400, 400).filter(bool).map(lambda hours: waits(hours)[0]), min_size=1, max_size=12
)


def later(one: Wait | None, other: Wait | None) -> bool:
    """Whether the first is no sooner than the other."""
    assert one is not None
    assert other is not None
    return not one.came or (other.came and one.span >= other.span)


@given(WAITS, st.integers(1, 400))
def test_silence_never_makes_the_middle_sooner(some: list[Wait], hours: int) -> None:
    silent = Wait(hours * HOUR, came=False)
    assert later(middle([*some, silent]), middle(some))
    longer = Wait((hours + 1) * HOUR, came=False)
    assert later(middle([*some, longer]), middle([*some, silent]))
    came = [wait for wait in some if wait.came]
    if came:
        assert later(middle(some), middle(came))
        spans = sorted(wait.span for wait in came)
        assert middle(came) == Wait(spans[len(spans) // 2])


async def test_a_bodys_record_counts_what_was_asked_and_holds_how_long_each_answer_took(world: World) -> None:
    for hours in (1, 5, 2):
        asked = await world.ask()
        await world.record(asked, EventKind.ACKNOWLEDGED, ASKED + hours * HOUR)
        if hours > 1:
            await world.record(asked, EventKind.REPLIED_FULL, ASKED + 10 * hours * HOUR)
    await world.ask()
    async with world.database.read() as session:
        of_court = await answering.puts(session, world.here.id, Scope(body_id=world.here.court.id))
        of_police = await answering.puts(session, world.here.id, Scope(body_id=world.here.police.id))
        later = await answering.puts(session, world.here.id, Scope(), since=ASKED + HOUR)
        until = await answering.puts(session, world.here.id, Scope(), since=ASKED, until=ASKED + HOUR)
        elsewhere = await answering.puts(session, world.there.id, Scope())
    found = answering.answering(of_court, DEADLINE)
    assert (found.asked, found.came[Came.IN_FULL], found.late) == (4, 2, 2)
    assert [wait.span for wait in found.first if wait.came] == [HOUR, 2 * HOUR, 5 * HOUR]
    assert [wait.span for wait in found.full if wait.came] == [20 * HOUR, 50 * HOUR]
    assert found.silence == Wait(DEADLINE - ASKED, came=False, number=4)
    assert (of_police, later, elsewhere) == ([], [], [])
    assert until == of_court
