"""What may be said of a request that was closed, reopened, and closed otherwise; and of what nobody knows."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.claims.rules import claims
from bot.claims.sentences import sentences
from bot.i18n.catalogue import Texts
from db.lifecycle import ANSWERS, EVENTS, Channel, ClaimKind, EventKind
from tests.bot.records import PUBLICATION, at, record

ENGLISH = Texts("en", "Asia/Phnom_Penh")

# What happened after an email of Monday; the claim; whether the sentence comes with a word about the reopening.
TABLE = """
full => answered
decline => declined
refer => referred
withdraw => none
full, reopen => answered, reopened
decline, reopen => declined, reopened
refer, reopen => referred, reopened
withdraw, reopen => no_response_emails
full, reopen, decline => answered
full, reopen, refer => referred
full, reopen, withdraw => none
decline, reopen, full => answered
decline, reopen, refer => referred
decline, reopen, withdraw => none
refer, reopen, full => answered
refer, reopen, decline => declined
refer, reopen, withdraw => none
withdraw, reopen, full => answered
withdraw, reopen, decline => declined
withdraw, reopen, refer => referred
decline, reopen, part => partly_answered
decline, reopen, ack => acknowledged_only
decline, reopen, promise => promised
decline, reopen, time => asked_time
decline, reopen, back => asked_back
refer, reopen, promise => promised
promise, decline, reopen, ack => acknowledged_only
decline, refer, reopen, time => asked_time
decline, reopen, promise, decline, reopen => declined, reopened
decline, reopen, promise, reopen, decline => declined
decline, reopen, auto => declined, reopened
decline, reopen, note => declined, reopened
ack, promise, decline, reopen => declined, reopened
part, decline, reopen, ack => partly_answered
full, reopen, promise => answered, reopened
part, withdraw, reopen => partly_answered
full, reopen, ack => answered, reopened
refer, reopen, decline, reopen => declined, reopened
decline, reopen, full, reopen => answered, reopened
full, reopen, decline, reopen => answered, reopened
withdraw, reopen, decline, reopen, withdraw, reopen => declined, reopened
"""
ROWS = [tuple(line.split(" => ")) for line in TABLE.strip().split("\n")]


@pytest.mark.parametrize(("steps", "expected"), ROWS)
def test_what_closed_a_request_last_is_what_is_said_of_it(steps: str, expected: str) -> None:
    moves = [f"{day} 09:00 {step}" for day, step in enumerate(steps.split(", "), start=3)]
    request = record("; ".join(["2 09:00 ask email", *moves]))
    found = claims([request], at=at("12 18:00"), publish_at=None)
    said = sentences(ENGLISH, found, PUBLICATION)
    reopened = ", reopened" if any("was reopened" in one.shown() for one in said) else ""
    assert found[0].kind.value + reopened == expected
    assert len(said) == (0 if found[0].kind is ClaimKind.NONE else 1)


def test_each_way_to_close_a_request_is_in_the_table() -> None:
    closing = {"full": EventKind.REPLIED_FULL, "decline": EventKind.DECLINED, "refer": EventKind.REFERRED}
    closing["withdraw"] = EventKind.WITHDRAWN
    assert {kind for kind, rule in EVENTS.items() if rule.closes} == set(closing.values())


# What was asked, and answered in part, stands in the other requests too; what is taken back never counts.
@pytest.mark.parametrize(
    "kind", [kind for kind in EventKind if kind not in {EventKind.ASKED, EventKind.CORRECTED}]
)
def test_a_record_with_something_that_the_rules_do_not_know_permits_no_sentence(
    kind: EventKind, monkeypatch: pytest.MonkeyPatch
) -> None:
    unknown = record(f"2 09:00 ask email; 3 09:00 {kind.value}")
    others = [
        record(f"2 09:00 ask email{said}", number)
        for number, said in ((2, ""), (3, "; 3 09:00 part; asks 2"))
    ]
    monkeypatch.delitem(EVENTS, kind)
    monkeypatch.setattr("bot.claims.record.ANSWERS", ANSWERS - {kind})
    found = claims([unknown, *others], at=PUBLICATION, publish_at=None)
    assert [claim.kind for claim in found] == [ClaimKind.NONE] * 3
    assert sentences(ENGLISH, found, PUBLICATION) == []


@pytest.mark.parametrize("kind", list(ClaimKind))
@pytest.mark.parametrize("channel", list(Channel))
def test_each_claim_has_a_sentence_or_none_at_all(kind: ClaimKind, channel: Channel) -> None:
    [found] = claims([record(f"2 09:00 ask {channel}")], at=PUBLICATION, publish_at=None)
    said = sentences(ENGLISH, [replace(found, kind=kind)], PUBLICATION)
    assert [one.numbers for one in said] == ([] if kind is ClaimKind.NONE else [(1,)])
