"""What the record held when a story came out, what it holds now, and the answers the story came out without."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.cards.texts import card
from bot.claims.printable import Printable, sentences_now, then_and_now
from bot.claims.rules import claims
from bot.claims.sentences import sentences
from bot.i18n.catalogue import Texts
from bot.stories.texts import alert
from bot.telegram.pages import units
from db.facts import QuestionFacts, RequestFacts
from db.lifecycle import BY_MEMBERS, ClaimKind, EventKind, Status
from db.publication import as_published, had_answered, late_answers
from db.state import lapsed_at
from jobs.reminders.notices import AlertNotice, Recipient
from tests.bot.records import PUBLICATION, at, record, refer

NOW = PUBLICATION + timedelta(days=3)
BEFORE = PUBLICATION - timedelta(minutes=1)
AFTER = PUBLICATION + timedelta(minutes=1)


def told(line: str, *late: int, number: int = 1, out: bool = True) -> RequestFacts:
    """The request that a line tells, for a story that is out. Every step was logged as it happened, but for those whose
    number is given: they were logged after publication."""
    request = record(line, number)
    events = tuple(
        replace(event, recorded_at=max(event.happened_at, AFTER) if event.id in late else event.happened_at)
        for event in request.events
    )
    lapsed = lapsed_at(events, request.status) is not None
    return replace(request, events=events, lapsed=lapsed, published_at=PUBLICATION if out else None)


TABLE = [
    # the record; the steps logged late; by publication; printed; now; late answers
    ("2 09:00 ask email", (), "waiting", "no_response_emails", "no_response_emails", []),
    ("2 09:00 ask email; 7 10:00 full", (), "waiting", "no_response_emails", "answered", [2]),
    ("2 09:00 ask email; 7 10:00 decline", (), "waiting", "no_response_emails", "declined", [2]),
    ("2 09:00 ask email; 7 10:00 ack", (), "waiting", "no_response_emails", "acknowledged_only", []),
    ("2 09:00 ask email; 7 10:00 refer", (), "waiting", "no_response_emails", "referred", [2]),
    ("2 09:00 ask email; 7 10:00 part 1; asks 2", (), "waiting", "no_response_emails", "partly_answered", [2]),
    (
        "2 09:00 ask email; 4 10:00 part 1; 7 10:00 full; asks 2",
        (),
        "partial",
        "partly_answered",
        "answered",
        [3],
    ),
    ("2 09:00 ask email; 4 10:00 full", (), None, "answered", "answered", []),
    # They had answered, and nobody had logged it: print was wrong.
    ("2 09:00 ask email; 4 10:00 full", (2,), None, "no_response_emails", "answered", [2]),
    # A letter of before publication that was logged only after it was not on record for print.
    ("2 09:00 ask email; 4 10:00 chase letter", (2,), "waiting", "no_response_emails", "no_response_repeated", []),
    ("2 09:00 ask email; 7 10:00 chase call", (), "waiting", "no_response_emails", "no_response_emails", []),
    # Logged as a whole only after publication: what had happened by then counts, and nobody is alerted.
    ("2 09:00 ask email; 4 10:00 full", (1, 2), None, "answered", "answered", []),
    ("2 09:00 ask email; 7 10:00 full", (1,), "waiting", "no_response_emails", "answered", []),
    ("7 09:00 ask email; due 9 17:00", (), None, "none", "none", []),
    ("7 09:00 ask email; 8 10:00 full; due 9 17:00", (), None, "none", "none", []),
    ("2 09:00 ask email; 3 09:00 withdraw", (), None, "none", "none", []),
    ("2 09:00 ask email; 7 09:00 withdraw", (), "waiting", "no_response_emails", "none", []),
    # Reopened after publication: it was answered when the story came out.
    ("2 09:00 ask email; 4 10:00 full; 7 09:00 reopen; 8 10:00 full", (), None, "answered", "answered", []),
    # Print said that it declined, or sent us elsewhere, and then it answered after all; a second refusal is no news.
    ("2 09:00 ask email; 4 10:00 decline; 7 09:00 reopen; 8 10:00 full", (), None, "declined", "answered", [4]),
    ("2 09:00 ask email; 4 10:00 refer; 7 09:00 reopen; 8 10:00 part 1; asks 2", (), None, "referred", "partly_answered", [4]),
    ("2 09:00 ask email; 4 10:00 decline; 7 09:00 reopen; 8 10:00 decline", (), None, "declined", "declined", []),
    ("2 09:00 ask email; 3 09:00 bounce", (), "undeliverable", "not_reached", "not_reached", []),
]  # fmt: skip


@pytest.mark.parametrize(("line", "late", "by_then", "printed", "now", "answers"), TABLE)
def test_a_record_tells_what_was_printed_and_what_may_be_printed_now(
    line: str, late: tuple[int, ...], by_then: str | None, printed: str, now: str, answers: list[int]
) -> None:
    request = told(line, *late)
    assert request.by_publication == (Status(by_then) if by_then else None)
    assert [claim.kind.value for claim in Printable([request], NOW).printed] == [printed]
    assert [claim.kind.value for claim in Printable([request], NOW).since] == [now]
    assert [event.id for event in late_answers(request)] == answers


def test_an_answer_logged_late_is_told_apart_from_one_that_came_late() -> None:
    [came_late] = late_answers(told("2 09:00 ask email; 7 10:00 full"))
    [logged_late] = late_answers(told("2 09:00 ask email; 4 10:00 full", 2))
    assert not had_answered(came_late, PUBLICATION)
    assert had_answered(logged_late, PUBLICATION)


W, Q = "The Ministry of Health", "a question about the budget"
TRIED = f"{W} could not be reached for comment; an attempt was made"
# The record; what was printed; what no longer stands of that at NOW, or "" where all of it does.
SINCE = [
    ("2 09:00 ask email; 7 10:00 bounce", "did not respond to an email", f"{TRIED} by email on Mon 2 Dec."),
    ("2 09:00 ask letter; 7 10:00 bounce", "did not respond to a request", f"{TRIED} by letter on Mon 2 Dec."),
    ("6 10:00 ask email; due 9 17:00; 7 10:00 bounce", "did not immediately", f"{W} could not immediately be reached for comment; an attempt was made by email on Fri 6 Dec."),
    ("2 09:00 ask email; 4 09:00 chase letter; 7 10:00 bounce letter", "repeated requests", f"{W} did not respond to an email with {Q}, sent on Mon 2 Dec."),
    # It took away the newest that can have bounced: one that was sent only after publication.
    ("2 09:00 ask email; 7 09:00 chase email; 7 10:00 bounce", "did not respond to an email", ""),
    ("2 09:00 ask email; 9 20:00 bounce", "did not respond to an email", ""),
    ("2 09:00 ask email; 3 09:00 time 9-12:00; due 9 12:00", "asked for more time, until Mon 9 Dec 12:00", f"{W} asked for more time to answer {Q} and had not answered by Mon 9 Dec 12:00."),
    ("2 09:00 ask email; 3 09:00 promise 8-12:00", "by Sun 8 Dec 12:00.", f"{W} said it would answer {Q} by Sun 8 Dec 12:00 but had not."),
    ("2 09:00 ask email; 3 09:00 promise 8-12:00; to Chheang Ra", "by Sun 8 Dec 12:00.", f"Chheang Ra of the Ministry of Health promised to answer {Q} by Sun 8 Dec 12:00 but had not."),
    ("2 09:00 ask email; 3 09:00 promise 10-12:00", "by Tue 10 Dec 12:00.", ""),
    ("2 09:00 ask email; 3 09:00 promise 5-12:00", "but had not.", ""),
    ("2 09:00 ask email; 3 09:00 part; 4 09:00 promise 8-12:00; asks 2", "would answer the rest by Sun 8 Dec 12:00.", f"{W} answered in part and said it would answer the rest by Sun 8 Dec 12:00 but had not."),
    ("2 09:00 ask email; 3 09:00 promise 8-12:00; 8 11:00 decline", "by Sun 8 Dec 12:00.", f"{W} declined to comment on {Q}."),
]  # fmt: skip


@pytest.mark.parametrize(("line", "printed", "now"), SINCE, ids=[line for line, *_ in SINCE])
def test_what_no_longer_stands_of_what_was_printed_is_shown_beside_it(
    line: str, printed: str, now: str
) -> None:
    # What was logged up to NOW; a bounce of tomorrow is not known yet.
    request = told(line)
    known = tuple(event for event in request.events if event.happened_at <= NOW)
    said = [
        one.text
        for one in sentences_now(
            Texts("en", "Asia/Phnom_Penh"), Printable([replace(request, events=known)], NOW)
        )
    ]
    assert printed in said[0]
    assert said[0].startswith("At publication: ") is bool(now)
    assert [text for text in said if text.startswith("Now")] == ([f"Now: {now}"] if now else [])


def corrected(line: str, **changes: object) -> RequestFacts:
    """The second step of a record was put right after publication: the third stands in its place."""
    request = told(line + "; undo 2", 3)
    events = [
        replace(event, details={**event.details, "in_place_of": 2}) if event.id == 3 else event
        for event in request.events
    ]
    later = [
        replace(event, happened_at=NOW, recorded_at=NOW) if event.corrects_event_id else event
        for event in events
    ]
    return replace(request, events=tuple(later), **changes)  # type: ignore[arg-type]


def test_a_word_put_right_in_an_answer_that_was_printed_is_no_new_answer() -> None:
    line = "2 09:00 ask email; 4 10:00 part 1; 4 11:00 part {}; asks 3"
    assert late_answers(corrected(line.format("1"))) == ()
    assert [event.id for event in late_answers(corrected(line.format("1,2")))] == [3]


def test_an_acknowledgement_that_proves_to_be_an_answer_is_one_the_story_came_out_without() -> None:
    request = corrected("2 09:00 ask email; 4 10:00 ack; 4 10:00 full")
    assert [event.id for event in late_answers(request)] == [3]
    [printed] = Printable([request], NOW).printed
    assert printed.kind is ClaimKind.ACKNOWLEDGED_ONLY


def test_an_answer_taken_back_after_publication_was_printed_all_the_same() -> None:
    request = told("2 09:00 ask email; 4 10:00 full; undo 2", 3)
    request = replace(
        request,
        events=tuple(
            replace(e, happened_at=NOW, recorded_at=NOW) if e.corrects_event_id else e for e in request.events
        ),
    )
    assert [claim.kind for claim in Printable([request], NOW).printed] == [ClaimKind.ANSWERED]
    assert [claim.kind for claim in Printable([request], NOW).since] == [ClaimKind.NO_RESPONSE_EMAILS]


def test_each_story_is_judged_by_its_own_publication() -> None:
    out = told("2 09:00 ask email; 7 10:00 full", number=2)
    ahead = told("2 09:00 ask email; 7 10:00 full; story 2", number=1, out=False)
    found = Printable([out, ahead], NOW).printed
    assert [(claim.number, claim.kind) for claim in found] == [
        (1, ClaimKind.ANSWERED),
        (2, ClaimKind.NO_RESPONSE_EMAILS),
    ]
    assert "responded" in sentences(Texts("en", "Asia/Phnom_Penh"), found, NOW)[0].text


KINDS = st.lists(st.sampled_from([kind for kind in EventKind if kind in BY_MEMBERS]), max_size=5)


def lived(kinds: list[EventKind], first_day: int) -> list[str]:
    """These events, one each day at noon."""
    return [f"{day} 12:00 {kind.value}" for day, kind in enumerate(kinds, start=first_day)]


@given(KINDS.map(lambda kinds: lived(kinds, 2)))
def test_what_was_on_record_in_time_is_the_record_itself(steps: list[str]) -> None:
    request = told("; ".join(["2 09:00 ask email", "asks 2", *steps]))
    assert as_published(request) == request
    assert Printable([request], NOW).printed == claims([request], at=PUBLICATION, publish_at=PUBLICATION)
    assert late_answers(request) == ()


@given(KINDS.map(lambda kinds: lived(kinds, 2)), KINDS.map(lambda kinds: lived(kinds, 7)))
def test_what_comes_after_publication_changes_nothing_that_was_printed(
    steps: list[str], after: list[str]
) -> None:
    before = told("; ".join(["2 09:00 ask email", "asks 2", *steps]))
    request = told("; ".join(["2 09:00 ask email", "asks 2", *steps, *after]))
    assert Printable([request], NOW).printed == Printable([before], NOW).printed
    assert request.by_publication == before.by_publication


def test_at_the_very_instant_of_publication_the_order_of_recording_decides() -> None:
    for line, by_then in (
        ("2 09:00 ask email; 6 18:00 full; 6 18:00 out", None),
        ("2 09:00 ask email; 6 18:00 out; 6 18:00 full", Status.WAITING),
    ):
        request = told(line)
        assert request.by_publication == by_then
        assert [event.id for event in late_answers(request)] == ([3] if by_then else [])


def test_to_the_minute_of_publication_belongs_what_happened_in_it() -> None:
    assert told("2 09:00 ask email; 6 18:00 full").by_publication is None
    assert at("6 18:00") == PUBLICATION


ENGLISH = Texts("en", "Asia/Phnom_Penh")
HERE = Recipient(101, "en", "Asia/Phnom_Penh", "KH")
MOST_UNITS = 4096


def notice(request: RequestFacts, *others: RequestFacts) -> AlertNotice:
    [event] = late_answers(request)
    return AlertNotice(HERE, 1, request, event, (request, *others), NOW, NOW)


def test_what_came_of_a_referral_changes_the_sentence_about_who_referred() -> None:
    police = told("4 09:00 ask email; 7 10:00 full; from 1; body National Police (police)", number=2)
    embassy = refer(told("2 09:00 ask email; 3 09:00 refer; body Embassy of Korea (embassy)"), police)
    then, now = then_and_now(ENGLISH, [embassy, police], 2, NOW)
    assert [sentence.numbers for sentence in then] == [(1, 2)]
    assert "The National Police did not respond to an email" in then[0].text
    assert "The National Police responded on Sat 7 Dec" in " ".join(sentence.text for sentence in now)
    shown = [sentence.text for sentence in sentences_now(ENGLISH, Printable([embassy, police], NOW))]
    assert [text.split(":")[0] for text in shown] == ["At publication", "Now"]


def test_where_bodies_shared_a_sentence_it_is_said_which_of_them_has_none_left() -> None:
    silent = told("2 09:00 ask email; body Embassy of China (embassy)", number=1)
    withdrawn = told("2 09:00 ask email; 7 09:00 withdraw; body Embassy of India (embassy)", number=2)
    said = [sentence.text for sentence in sentences_now(ENGLISH, Printable([silent, withdrawn], NOW))]
    assert said[0].startswith("At publication: The embassies of China and India did not respond")
    assert said[1].startswith("Now: The Embassy of China did not respond")
    assert said[2:] == ["Now the record supports no sentence about #2."]


def test_an_alert_about_a_sentence_of_many_long_questions_fits_one_message() -> None:
    asked = tuple(QuestionFacts(n, "why " + "so long " * 60 + f"{n}?", None, False) for n in range(1, 9))
    request = replace(
        told("2 09:00 ask email; 7 10:00 decline: " + "no comment " * 200, number=1), questions=asked
    )
    others = [
        replace(told(f"2 09:00 ask email; body Embassy {n} (embassy)", number=n), questions=asked)
        for n in range(2, 9)
    ]
    blocks = alert(ENGLISH, notice(request, *others))
    assert units("\n\n".join(blocks)) <= MOST_UNITS
    assert "Update the story." in blocks[0]


def test_what_they_said_is_escaped_and_its_tags_are_shown() -> None:
    request = told("2 09:00 ask email; 7 10:00 full: <b>bold</b> & “quoted”")
    assert "&lt;b&gt;bold&lt;/b&gt; &amp; “quoted”" in alert(ENGLISH, notice(request))[0]


def test_an_answer_that_lay_there_is_told_with_both_its_hours() -> None:
    request = told("2 09:00 ask email; 4 10:00 full", 2)
    head = alert(ENGLISH, notice(request))[0].splitlines()
    assert head[0] == "⚠️ <b>They had answered before publication</b>: #1 Ministry of Health"
    assert head[1].startswith("Wed 4 Dec 10:00 · they answered")
    assert head[2] == "It was logged only Fri 6 Dec 18:01; #mangopark came out Fri 6 Dec 18:00."
    assert head[3] == "<b>The story needs a correction.</b>"
    assert at("4 10:00") < NOW


@pytest.mark.parametrize("kind", ["asked", "deadline_set", "published", "filed"])
def test_a_card_shows_the_newest_event_that_says_more_than_the_rest_of_it(kind: str) -> None:
    request = record(f"2 09:00 ask email; 3 09:00 note: call back; 4 09:00 {kind}")
    assert "call back" in card(ENGLISH, request, NOW)
