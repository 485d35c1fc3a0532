"""Random records held against the promises of the fair-chance check."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from hypothesis import given
from hypothesis import strategies as st

from bot.fairness.check import Checked, FairChance, State, fair_chances
from db.facts import EventFacts
from db.lifecycle import ATTEMPTS, EventKind
from tests.bot.records import PUBLICATION, at, request
from tests.bot.test_wording_properties import lives

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
