"""Random records held against the promises of wording: silence is never claimed beyond what the record shows."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta

from hypothesis import assume, given
from hypothesis import strategies as st

from bot.claims.claim import SILENCE, Claim
from bot.claims.record import answered_questions
from bot.claims.rules import claims
from bot.claims.sentences import sentences
from bot.i18n.catalogue import Texts
from db.facts import EventFacts, Linked, RequestFacts
from db.lifecycle import ATTEMPTS, EVENTS, By, Channel, ClaimKind, EventKind, Word, in_force
from tests.bot.records import PUBLICATION, TOPICS, ZONE, at, event, request

ENGLISH = Texts("en", "Asia/Phnom_Penh")
FIRST = at("2 09:00")
HOURS = 24 * 4 + 8  # until the hour before publication

STEPS = st.sampled_from(
    [
        *(f"chase {channel}" for channel in (*Channel, "unknown")),
        *("chase call!", "chase call: no answer", "chase call: the secretary will call back"),
        *("ask email", "ack", "bounce", "bounce email", "note: still waiting", "reopen", "reopen"),
        *("part 1", "part 2"),
        *(kind.value for kind in EventKind if EVENTS[kind].by is By.MEMBER),
    ]
)
ASKED = st.sampled_from([f"ask {channel}" for channel in (*Channel, "unknown")])
# An hour of its own for each event: at one instant, the order of recording decides.
MOVES = st.lists(st.tuples(st.integers(1, HOURS), STEPS), max_size=7, unique_by=lambda move: move[0])


@st.composite
def lives(draw: st.DrawFn) -> list[EventFacts]:
    """The events of a request, some of them taken back, in the order of recording."""
    moves = draw(st.permutations([(0, draw(ASKED)), *draw(MOVES)]))
    told = [
        replace(event(f"2 09:00 {step}", number), happened_at=FIRST + timedelta(hours=hour))
        for number, (hour, step) in enumerate(moves, start=1)
    ]
    for gone in draw(st.lists(st.integers(1, len(told)), max_size=2, unique=True)):
        told.append(event(f"undo {gone}", len(told) + 1))
    return told


def of(events: list[EventFacts], number: int = 1) -> RequestFacts:
    """The request with these events, with two questions."""
    return request(events, asks=2, number=number)


def claim(events: list[EventFacts]) -> Claim:
    """What they permit to say for print on Friday evening."""
    [found] = claims([of(events)], at=PUBLICATION, publish_at=PUBLICATION)
    return found


def kinds(events: list[EventFacts]) -> set[EventKind]:
    """The kinds of event that count."""
    return {one.kind for one in in_force(events)}


@given(lives())
def test_no_silence_is_claimed_of_a_body_that_answered_in_full_declined_or_referred(
    events: list[EventFacts],
) -> None:
    if any(EVENTS[kind].word is Word.ANSWER for kind in kinds(events)):
        assert claim(events).kind not in SILENCE | {ClaimKind.NOT_REACHED}
        if claim(events).kind is ClaimKind.ACKNOWLEDGED_ONLY:
            assert EventKind.REOPENED in kinds(events)


@given(lives(), st.sampled_from(["ack", "promise", "time", "back"]))
def test_a_newer_word_of_a_reopened_request_is_not_hidden_by_an_older_refusal(
    events: list[EventFacts], word: str
) -> None:
    told = [*events, event("6 17:10 reopen", 98), event(f"6 17:20 {word}", 99)]
    assert claim(told).kind not in {ClaimKind.DECLINED, ClaimKind.REFERRED}
    if EventKind.REPLIED_FULL in kinds(events):
        assert claim(told).kind in {ClaimKind.ANSWERED, ClaimKind.NONE}


@given(lives(), lives())
def test_nor_of_its_silence_on_another_request(spoken: list[EventFacts], other: list[EventFacts]) -> None:
    found = claims([of(spoken), of(other, 2)], at=PUBLICATION, publish_at=PUBLICATION)
    if kinds(spoken) & {EventKind.REPLIED_FULL, EventKind.DECLINED}:
        assert found[1].kind not in SILENCE


PEOPLE = (None, "the minister", "spokesman Touch Sokhak", "Touch Sokhak")
STORIES = (1, 2, None)


@st.composite
def newsrooms(draw: st.DrawFn) -> list[RequestFacts]:
    """Up to four requests to one body, of two stories or none, to one person, another, or nobody by name."""
    found = []
    for number in range(1, draw(st.integers(2, 4)) + 1):
        events = [
            replace(
                one,
                id=one.id + 100 * number,
                corrects_event_id=one.corrects_event_id and one.corrects_event_id + 100 * number,
            )
            for one in draw(lives())
        ]
        facts = request(events, asks=draw(st.integers(1, 2)), number=number)
        its = {"contact": draw(st.sampled_from(PEOPLE)), "story_id": draw(st.sampled_from(STORIES))}
        found.append(replace(facts, **its))
    return found


def permitted(every: list[RequestFacts]) -> dict[int, Claim]:
    """What they permit to say for print on Friday evening, by number."""
    return {one.number: one for one in claims(every, at=PUBLICATION, publish_at=PUBLICATION)}


def counts_for(one: RequestFacts, other: RequestFacts) -> bool:
    """Whether what is answered on one cannot be missed on the other: of one story, and not to two people by name."""
    named = {one.contact, other.contact} - {None}
    two = len(named) == 2 and "the minister" in named
    return one.number == other.number or (
        one.story_id is not None and one.story_id == other.story_id and not two
    )


@given(newsrooms())
def test_what_was_answered_anywhere_in_the_story_is_never_claimed_unanswered(
    every: list[RequestFacts],
) -> None:
    found = permitted(every)
    for facts in every:
        answered = {one for other in every if counts_for(other, facts) for one in answered_questions(other)}
        if found[facts.number].kind not in {ClaimKind.ANSWERED, ClaimKind.NONE}:
            missed = {
                question.same for question in (*found[facts.number].questions, *found[facts.number].left)
            }
            its = {question.same for question in facts.questions}
            assert not missed & answered & its


@given(newsrooms(), lives())
def test_a_request_without_a_story_changes_no_other_sentence(
    every: list[RequestFacts], events: list[EventFacts]
) -> None:
    added = replace(request(events, asks=2, number=9), story_id=None)
    with_it = permitted([*every, added])
    assert {number: one for number, one in with_it.items() if number != 9} == permitted(every)
    assert with_it[9] == permitted([added])[9]


@given(newsrooms(), st.sampled_from(["full", "part 1", "part", "decline", "refer", "ack"]), st.data())
def test_a_record_of_an_answer_never_makes_a_sentence_stronger(
    every: list[RequestFacts], word: str, data: st.DataObject
) -> None:
    at_number = data.draw(st.sampled_from([facts.number for facts in every]))
    before, more = permitted(every), []
    for facts in every:
        if facts.number == at_number:
            answer = replace(event(f"6 17:00 {word}", 999), id=999)
            told = request([*facts.events, answer], asks=len(facts.questions), number=facts.number)
            facts = replace(told, contact=facts.contact, story_id=facts.story_id)
        more.append(facts)
    after = permitted(more)
    for number, one in after.items():
        assert silence(one) <= silence(before[number])
        if before[number].kind in {ClaimKind.ANSWERED, ClaimKind.NONE}:
            assert one.kind not in SILENCE


@given(newsrooms())
def test_every_request_that_permits_a_sentence_is_in_one(every: list[RequestFacts]) -> None:
    found = permitted(every)
    said = sentences(ENGLISH, list(found.values()), PUBLICATION)
    told = {number for one in said for number in one.numbers}
    assert {number for number, one in found.items() if one.kind is not ClaimKind.NONE} <= told
    if {facts.story_id for facts in every} in ({1}, {2}):
        assert len({(one.text, one.short) for one in said}) == len(said)


@st.composite
def trails(draw: st.DrawFn) -> list[RequestFacts]:
    """Requests of one story to two bodies, each of which may have sent us to any that was opened later."""
    every = [facts for facts in draw(newsrooms()) if facts.story_id]
    for place, facts in enumerate(every):
        its = (1, "Ministry of Health") if draw(st.booleans()) else (2, "National Police")
        every[place] = replace(facts, story_id=1, body_id=its[0], body=its[1])
    for place, facts in enumerate(every):
        later = [
            Linked(one.number, one.body, one.status, body_id=one.body_id)
            for one in every[place + 1 :]
            if draw(st.booleans())
        ]
        if EventKind.REFERRED in kinds(list(facts.events)):
            every[place] = replace(facts, referred_to=tuple(later))
    return every


@given(trails())
def test_whatever_way_referrals_go_each_request_is_told_and_each_sentence_is_whole(
    every: list[RequestFacts],
) -> None:
    found = permitted(every)
    said = sentences(ENGLISH, list(found.values()), PUBLICATION)
    told = {number for one in said for number in one.numbers}
    assert {number for number, one in found.items() if one.kind is not ClaimKind.NONE} <= told
    for one in said:
        assert one.text.endswith(".")
        assert one.short.endswith(".")
        assert ".." not in one.text + one.short
        assert len(set(one.numbers)) == len(one.numbers)


@given(lives())
def test_silence_rests_on_nothing_but_what_is_known_to_be_no_word_of_the_body(
    events: list[EventFacts],
) -> None:
    if claim(events).kind in SILENCE | {ClaimKind.NOT_REACHED}:
        assert {EVENTS[kind].word for kind in kinds(events)} == {Word.NONE}
        assert of(events).is_open


@given(lives())
def test_an_acknowledgement_is_never_silence(events: list[EventFacts]) -> None:
    if EventKind.ACKNOWLEDGED in kinds(events):
        assert claim(events).kind not in SILENCE


@given(lives())
def test_no_calls_are_spoken_of_where_no_call_was_logged(events: list[EventFacts]) -> None:
    found = claim(events)
    called = any(one.channel is Channel.CALL for one in in_force(events) if one.kind in ATTEMPTS)
    said = " ".join(one.text for one in sentences(ENGLISH, [found], PUBLICATION)).casefold()
    if not called:
        assert found.kind is not ClaimKind.CALLS_UNANSWERED
        assert "by phone" not in said
        assert "call" not in said


@given(lives())
def test_a_call_that_somebody_may_have_answered_is_not_one_that_went_unanswered(
    events: list[EventFacts],
) -> None:
    found = claim(events)
    answered = [one for one in in_force(events) if "secretary" in one.text]
    if answered and found.kind is ClaimKind.CALLS_UNANSWERED:
        assert EventKind.BOUNCED in kinds(events)  # only then may that very call be left out


@given(lives())
def test_nothing_is_repeated_below_two_attempts(events: list[EventFacts]) -> None:
    attempts = [one for one in in_force(events) if one.kind in ATTEMPTS]
    found = claim(events)
    assert found.attempts <= len(attempts)
    said = " ".join(one.text for one in sentences(ENGLISH, [found], PUBLICATION))
    if found.attempts < 2:
        assert found.kind is not ClaimKind.NO_RESPONSE_REPEATED
        assert "repeated" not in said
        assert "emails" not in said
        assert "Calls" not in said


@given(lives(), st.data())
def test_an_attempt_removed_never_makes_silence_stronger(
    events: list[EventFacts], data: st.DataObject
) -> None:
    # One that may have come to somebody who spoke is what keeps the rest from being silence.
    attempts = [one for one in events if one.kind in ATTEMPTS and "secretary" not in one.text]
    assume(attempts)
    removed = data.draw(st.sampled_from(attempts))
    left = [one for one in events if removed.id not in (one.id, one.corrects_event_id)]
    assert silence(claim(left)) <= silence(claim(events))


def silence(found: Claim) -> int:
    """How strongly a claim says that nothing came back: not at all, not immediately or only to calls, to one attempt, to several."""
    if found.kind not in SILENCE:
        return 0
    if found.kind in {ClaimKind.NOT_IMMEDIATELY, ClaimKind.CALLS_UNANSWERED, ClaimKind.NO_COMMENT}:
        return 1
    return 2 if found.attempts < 2 else 3


@given(lives())
def test_what_was_taken_back_never_counts(events: list[EventFacts]) -> None:
    gone = {one.corrects_event_id for one in events}
    asked = any(one.kind is EventKind.ASKED for one in in_force(events))
    if asked:  # where the asking was taken back there is no claim at all
        left = [one for one in events if one.id not in gone and one.kind is not EventKind.CORRECTED]
        assert claim(left) == claim(events)
    else:
        assert claim(events).kind is ClaimKind.NONE


@given(lives(), st.data())
def test_the_order_of_recording_does_not_matter(events: list[EventFacts], data: st.DataObject) -> None:
    ids = data.draw(st.permutations([one.id for one in events]))
    new = dict(zip([one.id for one in events], ids, strict=True))
    again = [
        replace(
            one,
            id=new[one.id],
            corrects_event_id=new[one.corrects_event_id] if one.corrects_event_id is not None else None,
        )
        for one in events
    ]
    assert claim(again) == claim(events)


def test_the_order_of_happening_does() -> None:
    bounced_last = [
        event("2 09:00 ask email", 1),
        event("3 09:00 chase email", 2),
        event("4 09:00 bounce", 3),
        event("4 10:00 bounce", 4),
    ]
    bounced_first = [
        event("2 09:00 ask email", 1),
        event("3 09:00 chase email", 2),
        event("2 10:00 bounce", 3),
        event("2 11:00 bounce", 4),
    ]
    assert claim(bounced_last).kind is ClaimKind.NOT_REACHED
    assert claim(bounced_first).kind is ClaimKind.NO_RESPONSE_EMAILS


@given(lives(), st.integers(0, 24 * 12))
def test_what_happens_after_publication_adds_no_attempt(events: list[EventFacts], hours: int) -> None:
    publish_at = FIRST + timedelta(hours=hours)
    [found] = claims([of(events)], at=at("20 09:00"), publish_at=publish_at)
    assert found.last_at is None or found.last_at <= publish_at


@given(lives(), st.integers(0, 24 * 12), st.integers(0, 24 * 12))
def test_a_sentence_is_there_for_every_claim_and_carries_its_number(
    events: list[EventFacts], hours: int, more: int
) -> None:
    moment = FIRST + timedelta(hours=hours)
    found = claims([of(events, 7)], at=moment, publish_at=moment + timedelta(hours=more))
    said = sentences(ENGLISH, found, moment)
    assert len(said) == (0 if found[0].kind is ClaimKind.NONE else 1)
    for one in said:
        assert "#7" in one.shown()
        assert one.text.endswith(".")


DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


@given(lives(), st.integers(0, 24 * 12))
def test_the_sentence_of_print_says_nothing_that_the_claim_does_not(
    events: list[EventFacts], hours: int
) -> None:
    moment = FIRST + timedelta(hours=hours)
    [found] = claims([of(events)], at=moment, publish_at=moment)
    short = " ".join(one.short for one in sentences(ENGLISH, [found], moment))
    instants = (found.first_at, found.last_at, found.responded_at, found.until)
    known = {DAYS[instant.astimezone(ZONE).weekday()] for instant in instants if instant is not None}
    assert {day for day in DAYS if day in short} <= known
    assert {topic for topic in TOPICS if topic in short} <= {one.topic for one in found.questions}
    if "repeated" in short:
        assert found.attempts > 1
    if "repeated questions" in short:
        assert found.asked_again
    if "later call" in short:
        assert found.called_again
    elif re.search("[Cc]alls? ", re.sub(r"[^.]*also went unanswered[.]", "", short)):
        assert set(found.channels) == {Channel.CALL}
    if "email" in short:
        assert set(found.channels) == {Channel.EMAIL}
    if "deadline given" in short:
        assert found.deadline_told
    assert ("immediately" in short) <= found.too_soon
    assert ("citing" in short or "saying" in short) == bool(found.reason)
    assert not re.search(r"[(\d]", re.sub(r"December \d+", "", short))


@given(lives())
def test_a_claim_that_comes_too_soon_is_never_printed_as_plain_silence(events: list[EventFacts]) -> None:
    found = replace(claim(events), too_soon=True)
    if found.kind in SILENCE - {ClaimKind.NOT_IMMEDIATELY}:
        return  # such a claim is never too soon
    for one in sentences(ENGLISH, [found], PUBLICATION):
        assert "did not" not in one.short or "immediately" in one.short


@given(lives())
def test_questions_are_only_called_repeated_where_they_were_put_again(events: list[EventFacts]) -> None:
    found = claim(events)
    if found.asked_again:
        replies = [one for one in in_force(events) if one.kind is EventKind.REPLIED_PARTIAL]
        tried = [one for one in in_force(events) if one.kind in ATTEMPTS]
        after = [one for one in tried if one.happened_at > replies[-1].happened_at]
        assert any(one.details.get("result") != "no_answer" for one in after)


NAMES = (None, "press@health.example", "Chheang Ra", "Or Vandine", "Or Vandine, spokeswoman")


@given(lives(), st.data())
def test_a_person_is_named_only_where_every_attempt_that_is_told_was_theirs(
    events: list[EventFacts], data: st.DataObject
) -> None:
    sent = [
        replace(one, contact=data.draw(st.sampled_from(NAMES))) if one.kind in ATTEMPTS else one
        for one in events
    ]
    told = of(sent)
    first = next((one.contact for one in told.in_force if one.kind is EventKind.ASKED), None)
    told = replace(told, contact=first)
    [found] = claims([told], at=PUBLICATION, publish_at=PUBLICATION)
    if found.contacts and found.kind is not ClaimKind.ANSWERED:
        [name] = (contact.split(",")[0] for contact in found.contacts)
        tried = [one for one in told.attempts if name in (one.contact or first or "")]
        assert len(tried) >= found.attempts
        if found.kind not in SILENCE | {ClaimKind.NOT_REACHED}:
            assert tried == [one for one in told.attempts if one.happened_at <= PUBLICATION]
