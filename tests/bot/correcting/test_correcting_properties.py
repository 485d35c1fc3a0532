"""A record that was put right leads to the same status, answers and sentences as if it had been right at first."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from bot.claims.sentences import sentences
from db.facts import EventFacts
from db.lifecycle import ATTEMPTS, BY_MEMBERS, EVENTS, Channel, EventKind, Part, in_force
from jobs.records.corrections import Change, again
from tests.bot.claims.test_wording_properties import ENGLISH, FIRST, HOURS, claim, lives, of
from tests.bot.records import PUBLICATION

CHANGES = st.builds(
    Change,
    happened_at=st.none() | st.integers(0, HOURS).map(lambda hour: FIRST + timedelta(hours=hour)),
    text=st.none() | st.sampled_from(["", "they hung up", "the secretary will call back"]),
    channel=st.none() | st.sampled_from(Channel),
    kind=st.none() | st.sampled_from([kind for kind in EventKind if Part.KIND in EVENTS[kind].parts]),
    answered=st.none() | st.sampled_from([(), (1,), (2,)]),
)


def fitting(change: Change, kind: EventKind) -> Change:
    """As much of a change as this kind of event takes."""
    parts = EVENTS[kind].parts
    return Change(
        change.happened_at if "time" in parts else None,
        change.text if "words" in parts else None,
        change.channel if "channel" in parts else None,
        change.kind if "kind" in parts else None,
        change.answered if "kind" in parts and change.kind is EventKind.REPLIED_PARTIAL else None,
    )


@st.composite
def corrected(draw: st.DrawFn) -> tuple[list[EventFacts], list[EventFacts]]:
    """A life in which records were put right, one after the other, and the same life without any mistake."""
    told = draw(lives())
    right = list(told)
    for _ in range(draw(st.integers(1, 3))):
        known = [event for event in in_force(told) if event.kind in BY_MEMBERS]
        if not known:
            break
        was = draw(st.sampled_from(known))
        happening = again(was, fitting(draw(CHANGES), was.kind))
        newest = max(event.id for event in told)
        put = replace(
            was,
            id=newest + 2,
            kind=happening.kind,
            happened_at=happening.happened_at,
            channel=happening.channel,
            text=happening.text,
            details=happening.details,
        )
        first = happening.details["in_place_of"]
        correction = replace(
            was,
            id=newest + 1,
            kind=EventKind.CORRECTED,
            details={},
            corrects_event_id=was.id,
            happened_at=PUBLICATION,
        )
        told += [correction, put]
        plain = {name: value for name, value in put.details.items() if name != "in_place_of"}
        right = [replace(put, id=first, details=plain) if event.id == first else event for event in right]
    return told, right


@given(corrected())
def test_what_was_put_right_counts_as_if_it_had_been_right_at_first(
    lived: tuple[list[EventFacts], list[EventFacts]],
) -> None:
    told, right = lived
    one, other = of(told), of(right)
    assert (one.status, one.asked_at, one.channel) == (other.status, other.asked_at, other.channel)
    assert [question.answered for question in one.questions] == [q.answered for q in other.questions]
    assert len(one.attempts) == len(other.attempts) == sum(e.kind in ATTEMPTS for e in in_force(right))
    said = [
        [sentence.text for sentence in sentences(ENGLISH, [claim(events)], PUBLICATION)]
        for events in (told, right)
    ]
    assert said[0] == said[1]
    assert claim(told).kind is claim(right).kind


@given(corrected())
def test_nothing_is_lost_from_the_history(lived: tuple[list[EventFacts], list[EventFacts]]) -> None:
    told, right = lived
    assert {event.id for event in of(told).events} >= {event.id for event in right}
