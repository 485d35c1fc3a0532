"""What several records permit to say together: bodies joined, one body asked twice, referrals to their end."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from html import unescape

import pytest

from bot.claims.rules import claims
from bot.claims.sentences import sentences
from bot.i18n.catalogue import Texts
from db.facts import RequestFacts
from db.lifecycle import ClaimKind
from tests.bot.records import PUBLICATION, at, record, refer

ENGLISH = Texts("en", "Asia/Phnom_Penh")
SILENT = "did not respond to emails with a question about the budget, sent on Mon 2 Dec."


def said(*requests: RequestFacts, moment: datetime = PUBLICATION) -> list[str]:
    """The sentences for these requests, for print at a moment."""
    found = claims(requests, at=moment, publish_at=moment)
    return [
        sentence.shown().replace("<i>", "").replace("</i>", "")
        for sentence in sentences(ENGLISH, found, moment)
    ]


def silent(*bodies: str) -> list[str]:
    """The sentences where each of these bodies ("NAME (KIND)") left one email about the same question."""
    return said(
        *(record(f"2 09:00 ask email; body {body}", number) for number, body in enumerate(bodies, start=1))
    )


@pytest.mark.parametrize(
    ("bodies", "names"),
    [
        (
            ("Embassy of Pakistan (embassy)", "Embassy of India (embassy)"),
            "The embassies of Pakistan and India",
        ),
        (
            (
                "Embassy of China (embassy)",
                "Embassy of the Republic of Korea (embassy)",
                "Embassy of India (embassy)",
            ),
            "The embassies of China, the Republic of Korea and India",
        ),
        (("Pakistani Embassy (embassy)", "Indian Embassy (embassy)"), "The Pakistani and Indian embassies"),
        (
            ("Kandal Provincial Police (police)", "Kampot Provincial Police (police)"),
            "The Kandal and Kampot provincial police",
        ),
        (
            ("Supreme Court (court)", "Kandal Provincial Court (court)"),
            "The Supreme and Kandal Provincial courts",
        ),
        (
            ("General Department of Prisons (department)", "General Department of Taxation (department)"),
            "The general departments of Prisons and Taxation",
        ),
        (
            ("Ministry of Mines and Energy (ministry)", "Ministry of Health (ministry)"),
            "The Ministry of Mines and Energy and the Ministry of Health",
        ),
        (
            (
                "Embassy of India (embassy)",
                "Supreme Court (court)",
                "Prince Group (company)",
                "Senate (other)",
            ),
            "The Embassy of India, the Supreme Court, Prince Group and the Senate",
        ),
        (
            ("Embassy of India (embassy)", "Indonesian Embassy (embassy)"),
            "The Embassy of India and the Indonesian Embassy",
        ),
    ],
)
def test_bodies_of_which_the_same_can_be_said_share_a_sentence(bodies: tuple[str, ...], names: str) -> None:
    numbers = ", ".join(f"#{number}" for number in range(1, len(bodies) + 1))
    assert silent(*bodies) == [f"{names} {SILENT} ({numbers})"]


@pytest.mark.parametrize(
    "other",
    [
        "2 09:00 ask email; asks 2",  # other questions
        "2 09:00 ask email; 4 09:00 chase email",  # more than one
        "2 09:00 ask letter",  # another way
        "2 09:00 ask email; to Chheang Ra",  # a person
        "2 09:00 ask email; 3 09:00 ack",  # another claim
        "2 09:00 ask email; story 2",  # another story
        "2 09:00 ask email; due 9 17:00",  # still in time
    ],
)
def test_bodies_of_which_not_quite_the_same_can_be_said_do_not(other: str) -> None:
    pair = [record("2 09:00 ask email"), record(f"{other}; body Embassy of India (embassy)", 2)]
    assert len(said(*pair)) == 2


@pytest.mark.parametrize("steps", ["due 5 17:00", "due 9 17:00", "3 09:00 bounce"])
def test_bodies_that_were_asked_in_different_ways_do_not_share_a_sentence(steps: str) -> None:
    letter, fax = f"2 09:00 ask letter; {steps}", f"2 09:00 ask fax; {steps}"
    assert len(said(record(letter), record(f"{fax}; body Embassy of India (embassy)", 2))) == 2


@pytest.mark.parametrize(
    "steps",
    [
        "3 09:00 full",
        "3 09:00 refer",
        "3 09:00 promise",
        "3 09:00 time",
        "3 09:00 back",
        "3 09:00 decline; 4 09:00 reopen",
        "3 09:00 part; asks 2",  # which one they answered is not on record
    ],
)
def test_what_is_told_with_its_own_request_is_told_of_one_body_alone(steps: str) -> None:
    steps = f"2 09:00 ask email; {steps}"
    assert len(said(record(steps), record(f"{steps}; body Embassy of India (embassy)", 2))) == 2


@pytest.mark.parametrize(
    ("one", "other", "sentences"),
    [
        ("decline", "decline", 1),
        ("decline: citing privacy", "decline: citing privacy", 1),
        ("decline: citing privacy", "decline: citing the law", 2),
        ("decline: citing privacy", "decline", 2),
        ("decline", "decline: ដោយសំអាងលើរឿងក្ដី", 2),
        ("part 1; asks 2", "part 1; asks 2", 1),
        ("part 1; 4 09:00 chase email; asks 2", "part 1; asks 2", 2),  # repeated of one alone
    ],
)
def test_what_is_true_of_one_body_alone_is_not_said_of_another(one: str, other: str, sentences: int) -> None:
    for first, second in ((one, other), (other, one)):
        pair = [f"2 09:00 ask email; 3 09:00 {steps}" for steps in (first, second)]
        both = record(pair[0]), record(f"{pair[1]}; body Embassy of India (embassy)", 2)
        assert len(said(*both)) == sentences


@pytest.mark.parametrize(("word", "sentences"), [("full", 4), ("decline", 2), ("refer", 2)])
def test_bodies_that_spoke_on_other_requests_have_sentences_of_their_own(word: str, sentences: int) -> None:
    lines = [
        f"2 09:00 ask email{steps}{body}"
        for body in ("", "; body Embassy of India (embassy)")
        for steps in (f"; 3 09:00 {word}", "; asks 2")
    ]
    assert len(said(*(record(line, number) for number, line in enumerate(lines, start=1)))) == sentences


def test_repeated_requests_are_joined_only_where_the_days_are_true_of_each() -> None:
    tried = "2 09:00 ask email; {} 09:00 chase letter; body Embassy of {} (embassy)"
    same = [record(tried.format(4, "India"), 1), record(tried.format(4, "China"), 2)]
    assert [line.partition(" did")[0] for line in said(*same)] == ["The embassies of India and China"]
    assert len(said(same[0], record(tried.format(5, "China"), 2))) == 2


def test_a_long_list_of_bodies_is_told_in_several_sentences() -> None:
    lines = silent(*(f"Company{chr(64 + number) * number} (company)" for number in range(1, 21)))
    assert [line.count("#") for line in lines] == [8, 8, 4]


def test_two_requests_to_one_body_never_name_it_twice_in_a_sentence() -> None:
    twice = said(record("2 09:00 ask email"), record("3 09:00 ask email; asks 2", 2))
    assert [line.count("Ministry") for line in twice] == [1, 1]


ELSEWHERE = "The Ministry of Health responded to another request for comment but did not {soon}answer {left}. (#2, #1)"
SPOKE = {
    "full": ELSEWHERE,
    "part 1": ELSEWHERE,
    "decline": "The Ministry of Health declined to comment on a question about the budget and did not {soon}answer {left}."
    " (#1, #2)",
    "refer": "The Ministry of Health referred questions elsewhere. The Ministry of Health did not {soon}answer {left}."
    " (#1, #2)",
}


@pytest.mark.parametrize("word", SPOKE)
@pytest.mark.parametrize(
    "silence",
    [
        "2 09:00 ask email",
        "2 09:00 ask letter",
        "2 09:00 ask letter; 4 09:00 chase call",
        "2 09:00 ask email; due 9 17:00",
        "2 09:00 ask email; to Chheang Ra",  # who of them it was that spoke is not in this record
        "2 09:00 ask email; 3 09:00 ack",
    ],
)
def test_a_body_that_spoke_on_one_request_is_not_called_silent_on_another(word: str, silence: str) -> None:
    lines = said(record(f"2 08:00 ask email; 3 09:00 {word}"), record(f"{silence}; asks 2", 2))
    soon = "immediately " if "due 9" in silence else ""
    assert lines[-1] == SPOKE[word].format(soon=soon, left="a question about the wards")


@pytest.mark.parametrize("word", ["full", "part 1", "decline", "refer", "ack"])
@pytest.mark.parametrize(
    ("tried", "how"),
    [
        ("2 09:00 ask email; 3 09:00 bounce", "an attempt was made by email on Mon 2 Dec"),
        ("2 09:00 ask call: wrong number", "an attempt was made by phone on Mon 2 Dec"),
        ("2 09:00 ask call: នៅតែគ្មានអ្នកលើក", "an attempt was made by phone on Mon 2 Dec"),
        ("2 09:00 ask call", "an attempt was made by phone on Mon 2 Dec"),
        (
            "2 09:00 ask call; 3 09:00 chase call",
            "attempts were made by phone between Mon 2 Dec and Tue 3 Dec",
        ),
        (
            "2 09:00 ask call; 3 09:00 chase visit: door locked",
            "attempts were made by phone and in person between Mon 2 Dec and Tue 3 Dec",
        ),
        ("2 09:00 ask visit: door locked", "an attempt was made in person on Mon 2 Dec"),
    ],
)
def test_a_question_that_never_came_to_a_body_is_none_that_it_did_not_answer(
    word: str, tried: str, how: str
) -> None:
    first = record(f"2 08:00 ask email; 3 09:00 {word}")
    alone, *more = said(first, record(f"{tried}; asks 2", 2))
    assert alone == said(first)[0]
    if word in {"full", "part 1"}:
        assert more == [
            "The Ministry of Health responded to another request for comment but could not be reached with a question about"
            f" the wards; {how}. (#2, #1)"
        ]
    elif word != "ack":
        assert more == []


@pytest.mark.parametrize("word", ["full", "part 1", "part", "decline", "refer"])
@pytest.mark.parametrize(
    "tried",
    [
        "ask call: second try",
        "ask visit",
        "ask visit; 3 09:00 chase visit",
        "ask call; 3 09:00 chase visit",
        "ask call: she said no comment",
        "ask call: he denied it",
    ],
)
def test_beside_an_answer_nothing_is_said_of_an_attempt_of_which_nobody_knows_what_became(
    word: str, tried: str
) -> None:
    first = record(f"2 08:00 ask email; 3 09:00 {word}")
    assert said(first, record(f"2 09:00 {tried}; asks 2", 2)) == said(first)


@pytest.mark.parametrize("reopened", ["", "; 4 09:00 reopen"])
def test_what_was_answered_on_one_request_is_not_missed_on_another(reopened: str) -> None:
    answered = record(f"2 09:00 ask email; 3 09:00 full{reopened}")
    assert len(said(answered, record("2 09:00 ask call", 2))) == 1


def test_a_body_that_was_silent_on_two_requests_is_silent_on_both() -> None:
    assert said(record("2 09:00 ask email; asks 2"), record("3 09:00 ask call", 2)) == [
        "The Ministry of Health did not respond to an email with questions about the budget and the wards, sent on Mon 2 Dec."
        " (#1)",
        "A call to the Ministry of Health on Tue 3 Dec went unanswered. (#2)",
    ]


def test_an_answer_in_part_rests_on_its_own_request_alone() -> None:
    in_part = record("2 09:00 ask email; 3 09:00 part 1; asks 2")
    assert said(in_part, record("2 09:00 ask call; 3 09:00 decline", 2))[0] == (
        "The Ministry of Health answered, but did not answer a question about the wards. (#1)"
    )


def test_what_a_body_said_for_another_story_does_not_count_here() -> None:
    lines = said(record("2 09:00 ask email; 3 09:00 full; story 2"), record("2 09:00 ask email", 2))
    assert "did not respond to an email" in lines[1]


def test_a_referral_tells_what_came_of_it() -> None:
    asked = record("4 09:00 ask email; from 1; body National Police (police)", 2)
    first = refer(record("2 09:00 ask email; 3 09:00 refer"), asked)
    assert said(first, asked)[0] == (
        "The Ministry of Health referred questions to the National Police. The National Police did not respond to an email"
        " with a question about the budget, sent on Wed 4 Dec. (#1, #2)"
    )


@pytest.mark.parametrize(
    ("came", "print_"),
    [
        ("ask email", " The police did not respond to an emailed question about the budget. The police did not respond to an emailed question about the wards."),
        ("ask email; 5 09:00 full", " The police responded on Thursday."),
    ],
)  # fmt: skip
def test_two_referrals_to_one_body_are_one(came: str, print_: str) -> None:
    lines = [f"4 09:00 {came}; from {n}; body National Police (police)" for n in (1, 2)]
    third, fourth = record(lines[0], 3), record(f"{lines[1]}; topics the wards", 4)
    first = refer(record("2 09:00 ask email; 3 09:00 refer"), third)
    second = refer(record("2 09:00 ask email; 4 09:00 refer; topics the wards", 2), fourth)
    found = claims([first, second, third, fourth], at=PUBLICATION, publish_at=PUBLICATION)
    [whole] = sentences(ENGLISH, found, PUBLICATION)
    assert (
        unescape(whole.short) == f"The Ministry of Health referred questions to the National Police.{print_}"
    )
    assert whole.numbers == (1, 2, 3, 4)


def test_a_referral_that_is_not_claimed_any_more_tells_nothing_of_its_targets() -> None:
    asked = record("4 09:00 ask email; from 1; body National Police (police)", 2)
    first = refer(record("2 09:00 ask email; 3 09:00 refer; 4 09:00 reopen; 5 09:00 decline"), asked)
    assert [line.rpartition("(")[2] for line in said(first, asked)] == ["#1)", "#2)"]


def test_what_was_told_with_a_referral_is_not_told_once_more_alone() -> None:
    third = record("5 09:00 ask call!; from 2; body Senate (other)", 3)
    second = record("4 09:00 ask email; 4 10:00 refer; from 1; body National Police (police)", 2)
    second = refer(second, third)
    first = refer(record("2 09:00 ask email; 3 09:00 refer"), second)
    [whole] = said(first, second, third)
    assert whole == (
        "The Ministry of Health referred questions to the National Police. The National Police referred questions to the"
        " Senate. A call to the Senate on Thu 5 Dec went unanswered. (#1, #2, #3)"
    )
    assert said(third) == ["A call to the Senate on Thu 5 Dec went unanswered. (#3)"]


def test_what_was_told_with_a_referral_is_taken_out_of_the_sentence_of_several() -> None:
    police = record("4 09:00 ask email; from 1; body National Police (police)", 2)
    others = [
        record(f"4 09:00 ask email; body Embassy of {name} (embassy)", n)
        for n, name in ((3, "India"), (4, "China"))
    ]
    first = refer(record("2 09:00 ask email; 3 09:00 refer"), police)
    lines = said(first, police, *others)
    assert [line.rpartition("(")[2] for line in lines] == ["#1, #2)", "#3, #4)"]


def test_a_target_that_was_sent_back_keeps_its_own_sentence() -> None:
    third = record("5 09:00 ask email; due 5 12:00; from 2", 3)
    second = refer(
        record("4 09:00 ask email; 4 10:00 refer; from 1; body National Police (police)", 2), third
    )
    first = refer(record("2 09:00 ask email; 3 09:00 refer"), second)
    numbers = [line.rpartition("(")[2] for line in said(first, second, third)]
    assert numbers[0] == "#1, #2, #3)"
    assert len(numbers) == 2  # what came of asking the ministry once more


def test_a_referral_after_half_an_answer_to_two_bodies_of_which_one_was_not_asked() -> None:
    police = record("from 1; body National Police (police)", 2)
    senate = record("4 09:00 ask call; 4 10:00 full; from 1; body Senate (other)", 3)
    first = refer(record("2 09:00 ask email; 3 08:00 part 1; 3 09:00 refer; asks 2"), police, senate)
    assert said(first, police, senate)[0] == (
        "The Ministry of Health answered in part and referred other questions to the National Police and the Senate. The"
        " Senate responded on Wed 4 Dec; the sentence is yours to write, the reply is in #3. (#1, #3)\n"
        "The National Police have not been asked yet: #2."
    )


def test_a_target_that_was_asked_and_is_withdrawn_is_not_called_unasked() -> None:
    police = record("4 09:00 ask email; 5 09:00 withdraw; from 1; body National Police (police)", 2)
    assert said(refer(record("2 09:00 ask email; 3 09:00 refer"), police), police) == [
        "The Ministry of Health referred questions to the National Police. (#1)"
    ]


def test_a_circle_of_referrals_is_told_once_round() -> None:
    third = record("from 2", 3)
    second = refer(
        record("4 09:00 ask email; 5 09:00 refer; from 1; body National Police (police)", 2), third
    )
    first = refer(record("2 09:00 ask email; 3 09:00 refer"), second)
    lines = said(first, second, third)
    assert lines[0] == (
        "The Ministry of Health referred questions to the National Police. The National Police referred questions back to"
        " the Ministry of Health. (#1, #2, #3)"
    )


def test_a_referral_whose_target_is_not_looked_at_is_told_without_its_end() -> None:
    target = record("from 1; body National Police (police)", 2)
    assert said(refer(record("2 09:00 ask email; 3 09:00 refer"), target)) == [
        "The Ministry of Health referred questions to the National Police. (#1)"
    ]


def test_while_publication_lies_ahead_nothing_is_claimed_that_is_not_true_yet() -> None:
    request = record("2 09:00 ask email; due 5 17:00")
    kinds = [
        claims([request], at=at(moment), publish_at=PUBLICATION)[0].kind
        for moment in ("2 08:00", "3 09:00", "5 16:59", "5 17:00")
    ]
    assert kinds == [
        ClaimKind.NONE,
        ClaimKind.NOT_IMMEDIATELY,
        ClaimKind.NOT_IMMEDIATELY,
        ClaimKind.NO_RESPONSE_EMAILS,
    ]


@pytest.mark.parametrize(
    ("topic", "written"),
    [
        ("Why they came", "why they came"),
        ("Sok Veasna's role", "Sok Veasna's role"),
        ("ASEAN", "ASEAN"),
        ("IT staff", "IT staff"),
        ("What?", "what"),
        ("<b>Where</b>", "<b>Where</b>"),
    ],
)
def test_a_topic_begins_small_unless_it_may_be_a_name(topic: str, written: str) -> None:
    request = record("2 09:00 ask email")
    request = replace(request, questions=(replace(request.questions[0], topic=topic),))
    assert f"a question about {written}, sent" in unescape(said(request)[0])


def test_other_languages_get_the_bodys_own_name() -> None:
    request = replace(record("2 09:00 ask email"), body_km="ក្រសួងសុខាភិបាល")
    found = claims([request], at=PUBLICATION, publish_at=None)
    [sentence] = sentences(Texts("km", "Asia/Phnom_Penh"), found, PUBLICATION)
    assert "ក្រសួងសុខាភិបាល" in sentence.text
    assert "Ministry" not in sentence.text


@pytest.mark.parametrize(
    ("steps", "says"),
    [
        (
            "3 09:00 time 5-17:00",
            "asked for more time to answer a question about the budget and had not answered by",
        ),
        (
            "3 09:00 promise 5-12:00",
            "said it would answer a question about the budget by Thu 5 Dec 12:00 but had not.",
        ),
        ("3 09:00 back", "responded to a question about the budget by asking a question in return."),
    ],
)
def test_what_a_body_said_instead_of_an_answer_is_told_as_it_is_beside_other_requests(
    steps: str, says: str
) -> None:
    put_off = record(f"2 09:00 ask email; {steps}")
    # The same question of a colleague: one sentence, and no silence.
    [together] = said(put_off, record("2 10:00 ask email", 2))
    assert says in together
    assert "(#1, #2)" in together
    # Another question that was answered, refused, or left: it excuses and accuses nobody.
    for word in ("full", "decline", "refer"):
        other = record(f"2 10:00 ask email; 3 09:00 {word}; asks 2", 2)
        other = replace(other, questions=(replace(other.questions[1], position=1),))
        assert says in said(put_off, other)[0]
    silent = record("2 10:00 ask email; asks 2", 2)
    silent = replace(silent, questions=(silent.questions[1],))
    assert "did not respond to an email with a question about the wards" in said(put_off, silent)[1]
