"""Several records of one story: one truth for each body, person and question."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.claims.printable import Printable, sentences_now
from bot.claims.rules import claims
from bot.claims.sentences import sentences
from bot.i18n.catalogue import Texts
from db.facts import Linked, RequestFacts
from db.lifecycle import ClaimKind
from db.text.names import as_asked
from tests.bot.records import PUBLICATION, record, refer

LANGUAGES = {code: Texts(code, "Asia/Phnom_Penh") for code in ("en", "km")}
BUDGET, WARDS = "a question about the budget", "a question about the wards"
MINISTRY = "The Ministry of Health"
YOURS = "the sentence is yours to write, the reply is in"
TICK = "Which questions were answered is not on record: tick them in #1."
MINISTER, SPOKESMAN = "to the minister", "to spokesman Touch Sokhak"


def said(*requests: RequestFacts, language: str = "en") -> list[str]:
    """The sentences for these requests, as printed on Friday evening; the notes behind them."""
    found = claims(requests, at=PUBLICATION, publish_at=PUBLICATION)
    return [
        one.shown().replace("<i>", "").replace("</i>", "").replace("\n", " | ")
        for one in sentences(LANGUAGES[language], found, PUBLICATION)
    ]


def of(*lines: str) -> list[RequestFacts]:
    """Requests #1, #2 … of one story, as these lines tell them."""
    return [record(line, number) for number, line in enumerate(lines, start=1)]


TABLE: list[tuple[tuple[str, ...], list[str]]] = [
    # A refusal after a full answer does not swallow the answer.
    (
        ("2 09:00 ask email; 3 09:00 full; 4 09:00 reopen; 5 09:00 decline",),
        [f"{MINISTRY} responded on Tue 3 Dec; {YOURS} #1. | #1: after answering they declined to say more, on Thu 5 Dec."],
    ),
    (
        ("2 09:00 ask email; 3 09:00 full; 4 09:00 reopen; 5 09:00 decline; 5 10:00 reopen",),
        [
            f"{MINISTRY} responded on Tue 3 Dec; {YOURS} #1."
            " | #1 was reopened on Wed 4 Dec: check whether this still stands."
        ],
    ),
    (
        ("2 09:00 ask email; 3 09:00 full; 4 09:00 reopen; 5 09:00 refer",),
        [f"{MINISTRY} answered and referred further questions elsewhere. (#1)"],
    ),
    # Each question answered in part, and then declined: the answered ones are answered.
    (
        ("2 09:00 ask email; 3 09:00 part 1; 4 09:00 part 2; 5 09:00 decline; asks 2",),
        [f"{MINISTRY} responded on Wed 4 Dec; {YOURS} #1. | #1: after answering they declined to say more, on Thu 5 Dec."],
    ),
    (
        ("2 09:00 ask email; 3 09:00 part 1; 5 09:00 decline; asks 2",),
        [f"{MINISTRY} answered, but declined to comment on {WARDS}. (#1)"],
    ),
    # Nobody wrote down what was answered: what was not is not on record either.
    (
        ("2 09:00 ask email; 3 09:00 part; 5 09:00 decline; asks 2",),
        [f"{MINISTRY} answered in part, but declined to comment on other questions. (#1) | {TICK}"],
    ),
    (
        ("2 09:00 ask email; 3 09:00 part 1; 4 09:00 part; asks 2",),
        [f"{MINISTRY} answered in part. (#1) | {TICK}"],
    ),
    (
        ("2 09:00 ask email; 3 09:00 part; asks 2", "2 10:00 ask letter"),
        [f"{MINISTRY} answered in part. (#1) | {TICK}"],
    ),
    # What one reporter was refused and another was answered is answered.
    (
        ("2 09:00 ask email; 3 09:00 decline", "2 10:00 ask letter; 4 09:00 full"),
        [f"{MINISTRY} responded on Wed 4 Dec; {YOURS} #2."],
    ),
    (
        ("2 09:00 ask email; 3 09:00 decline; asks 2", "2 10:00 ask letter; 4 09:00 full"),
        [
            f"{MINISTRY} answered, but declined to comment on {WARDS}. (#1, #2)",
            f"{MINISTRY} responded on Wed 4 Dec; {YOURS} #2.",
        ],
    ),
    (
        ("2 09:00 ask email; 3 09:00 refer", "2 10:00 ask letter; 4 09:00 full"),
        [f"{MINISTRY} responded on Wed 4 Dec; {YOURS} #2."],
    ),
    (
        ("2 09:00 ask email; 3 09:00 full", "2 10:00 ask letter; 4 09:00 decline"),
        [f"{MINISTRY} responded on Tue 3 Dec; {YOURS} #1."],
    ),
    (
        ("2 09:00 ask email; 3 09:00 decline", "2 10:00 ask letter; 4 09:00 part; asks 2"),
        [f"{MINISTRY} answered in part. (#2) | {TICK.replace('#1', '#2')}"],
    ),
    # Whoever may have given the answer in part may have given all of it: it covers the same people.
    (("2 09:00 ask call: no answer; 3 09:00 part; to the minister", "2 09:00 ask email; to spokesman Touch Sokhak"), [f"{MINISTRY} answered in part. (#1) | {TICK}"]),
    (
        ("2 09:00 ask call: no answer; 3 09:00 part; 4 09:00 full; to the minister", "2 09:00 ask email; to spokesman Touch Sokhak"),
        [f"{MINISTRY} responded on Wed 4 Dec; {YOURS} #1."],
    ),
    # Within one story an answer stays one when the same is asked again.
    (("2 09:00 ask email; 3 09:00 full", "4 09:00 ask letter"), [f"{MINISTRY} responded on Tue 3 Dec; {YOURS} #1."]),
    # A refusal is not "responded", and neither is a referral nor an acknowledgement.
    (
        ("2 09:00 ask email; 3 09:00 decline", "2 09:00 ask letter; asks 2"),
        [f"{MINISTRY} declined to comment on {BUDGET} and did not answer {WARDS}. (#1, #2)"],
    ),
    (
        ("2 09:00 ask letter; asks 2", "2 09:00 ask email; 3 09:00 decline"),
        [f"{MINISTRY} declined to comment on {BUDGET} and did not answer {WARDS}. (#1, #2)"],
    ),
    (
        ("2 09:00 ask email; 3 09:00 decline", "2 09:00 ask letter; asks 2; due 9 17:00"),
        [f"{MINISTRY} declined to comment on {BUDGET} and did not immediately answer {WARDS}. (#1, #2)"],
    ),
    (
        ("2 09:00 ask email; 3 09:00 decline; to Chheang Ra", "2 09:00 ask letter; asks 2"),  # whom they answer for is open
        [f"{MINISTRY} declined to comment on {BUDGET} and did not answer {WARDS}. (#1, #2)"],
    ),
    (
        ("2 09:00 ask email; 3 09:00 part 1; 4 09:00 decline; asks 2", "2 09:00 ask letter; asks 3"),
        [
            f"{MINISTRY} answered, but declined to comment on {WARDS}. (#1)",
            f"{MINISTRY} responded to another request for comment but did not answer questions about the wards and the"
            " drugs. (#2, #1)",
        ],
    ),
    (
        ("2 09:00 ask email; 3 09:00 refer", "2 09:00 ask letter; asks 2"),
        [f"{MINISTRY} referred questions elsewhere. {MINISTRY} did not answer {WARDS}. (#1, #2)"],
    ),
    (
        ("2 09:00 ask email; 3 09:00 ack", "2 09:00 ask call; asks 2"),
        [
            f"{MINISTRY} acknowledged receiving {BUDGET} but did not answer. (#1)",
            "A call to the Ministry of Health on Mon 2 Dec went unanswered. (#2)",
        ],
    ),
    # What was declined once, and left without an answer when a colleague asked it, is one sentence.
    (
        ("2 09:00 ask email; 3 09:00 decline", "2 09:00 ask letter"),
        [f"{MINISTRY} declined to comment on {BUDGET}. (#1, #2)"],
    ),
    (
        ("2 09:00 ask email; 3 09:00 decline", "2 09:00 ask letter; 3 09:00 decline"),
        [f"{MINISTRY} declined to comment on {BUDGET}. (#1, #2)"],
    ),
    # Two refusals are one sentence, if they have one and the same reason or none, and one person gave them.
    (
        ("2 09:00 ask email; 3 09:00 decline", "2 09:00 ask letter; 4 09:00 decline; topics the wards"),
        [f"{MINISTRY} declined to comment on questions about the budget and the wards. (#1, #2)"],
    ),
    (
        (
            "2 09:00 ask email; 3 09:00 decline: citing pending litigation",
            "2 09:00 ask email; 3 09:00 decline: no comment, citing  Pending litigation; topics the wards",
        ),
        [
            f"{MINISTRY} declined to comment on questions about the budget and the wards, citing pending litigation. (#1, #2)"
        ],
    ),
    # So are two promises of one day, requests for time, and acknowledgements; not of different days.
    (
        ("2 09:00 ask email; 3 09:00 promise 5-12:00", "2 09:00 ask email; 4 09:00 promise 5-12:00; topics the wards"),
        [f"{MINISTRY} said it would answer questions about the budget and the wards by Thu 5 Dec 12:00 but had not. (#1, #2)"],
    ),
    (
        ("2 09:00 ask email; 3 09:00 time 5-12:00", "2 09:00 ask email; 4 09:00 time 5-17:00; topics the wards"),
        [
            f"{MINISTRY} asked for more time to answer {BUDGET} and had not answered by Thu 5 Dec 12:00. (#1)",
            f"{MINISTRY} asked for more time to answer {WARDS} and had not answered by Thu 5 Dec 17:00. (#2)",
        ],
    ),
    (
        ("2 09:00 ask email; 3 09:00 ack", "2 09:00 ask email; 4 09:00 ack; topics the wards"),
        [f"{MINISTRY} acknowledged receiving questions about the budget and the wards but did not answer. (#1, #2)"],
    ),
    (
        ("2 09:00 ask email; 3 09:00 decline: citing privacy", "2 09:00 ask email; 3 09:00 decline; topics the wards"),
        [
            f"{MINISTRY} declined to comment on {BUDGET}, citing privacy. (#1)",
            f"{MINISTRY} declined to comment on {WARDS}. (#2)",
        ],
    ),
    (
        (
            f"2 09:00 ask email; 3 09:00 decline; {SPOKESMAN}",
            f"2 09:00 ask email; 3 09:00 decline; topics the wards; {SPOKESMAN}",
            f"2 09:00 ask email; 3 09:00 decline; topics the wards; {MINISTER}",
        ),
        [
            f"Touch Sokhak, a spokesman for the Ministry of Health, declined to comment on questions about the budget and the wards."
            f" The minister of health declined to comment on {WARDS}. (#1, #2, #3)"
        ],
    ),
    (("2 09:00 ask email; 3 09:00 refer", "2 09:00 ask letter"), [f"{MINISTRY} referred questions elsewhere. (#1, #2)"]),
    (
        ("2 09:00 ask email; 3 09:00 decline; 4 09:00 withdraw", "2 09:00 ask letter; asks 2"),
        [f"{MINISTRY} declined to comment on {BUDGET} and did not answer {WARDS}. (#1, #2)"],
    ),
    (
        ("2 09:00 ask email; 3 09:00 decline; 4 09:00 reopen; 5 09:00 withdraw", "2 09:00 ask letter; asks 2"),
        [f"{MINISTRY} did not answer questions about the budget and the wards. (#2)"],
    ),
    # Asked twice, left without an answer twice: one sentence with all attempts.
    (
        ("2 09:00 ask email", "3 09:00 ask letter"),
        [
            f"{MINISTRY} did not respond to repeated requests for comment with {BUDGET}, made by email and by letter between"
            " Mon 2 Dec and Tue 3 Dec (2 attempts). (#1, #2)"
        ],
    ),
    (
        ("2 09:00 ask email", "3 09:00 ask email"),
        [f"{MINISTRY} did not respond to emails with {BUDGET}, sent between Mon 2 Dec and Tue 3 Dec. (#1, #2)"],
    ),
    (
        ("2 09:00 ask call!", "3 09:00 ask call!; 4 09:00 chase call!"),
        ["Calls to the Ministry of Health went unanswered (3 calls between Mon 2 Dec and Wed 4 Dec). (#1, #2)"],
    ),
    (
        ("2 09:00 ask email", "3 09:00 ask email; due 9 17:00"),
        [
            f"{MINISTRY} did not immediately respond to requests for comment with {BUDGET}, made by email between Mon 2 Dec"
            " and Tue 3 Dec. (#1, #2)"
        ],
    ),
    (
        ("2 09:00 ask email; 3 09:00 bounce", "3 09:00 ask email"),
        [f"{MINISTRY} did not respond to an email with {BUDGET}, sent on Tue 3 Dec. (#1, #2)"],
    ),
    (
        ("2 09:00 ask email; 3 09:00 bounce", "3 09:00 ask email; 4 09:00 bounce"),
        [
            f"{MINISTRY} could not be reached for comment; attempts were made by email between Mon 2 Dec and Tue 3 Dec."
            " (#1, #2)"
        ],
    ),
    (
        ("2 09:00 ask email; 3 09:00 ack", "3 09:00 ask email"),
        [f"{MINISTRY} acknowledged receiving {BUDGET} but did not answer. (#1, #2)"],
    ),
    (
        ("2 09:00 ask email; to Chheang Ra", "3 09:00 ask letter; to chheang  ra"),
        [
            f"Chheang Ra of the Ministry of Health did not respond to repeated requests for comment with {BUDGET}, made by"
            " email and by letter between Mon 2 Dec and Tue 3 Dec (2 attempts). (#1, #2)"
        ],
    ),
    # Whoever promised an answer, and then refused it, refused; and is not silent on what it was asked besides.
    (
        ("2 09:00 ask email; 3 09:00 promise", "2 10:00 ask email; 4 09:00 decline"),
        [f"{MINISTRY} declined to comment on {BUDGET}. (#1, #2)"],
    ),
    (
        ("2 09:00 ask email; 3 09:00 promise; asks 2", "2 10:00 ask email; 4 09:00 decline"),
        [
            f"{MINISTRY} promised to answer {WARDS} but had not by the time of publication. (#1)",
            f"{MINISTRY} declined to comment on {BUDGET}. (#2)",
        ],
    ),
    (
        ("2 09:00 ask email; 4 09:00 promise", "2 10:00 ask email; 3 09:00 decline"),
        [
            f"{MINISTRY} promised to answer {BUDGET} but had not by the time of publication. (#1)",
            f"{MINISTRY} declined to comment on {BUDGET}. (#2)",
        ],
    ),
    (
        ("2 09:00 ask email; 3 09:00 promise", "2 10:00 ask email"),
        [f"{MINISTRY} promised to answer {BUDGET} but had not by the time of publication. (#1, #2)"],
    ),
    (
        ("2 09:00 ask email; 3 09:00 promise; asks 2", "2 10:00 ask email"),
        [
            f"{MINISTRY} promised to answer questions about the budget and the wards but had not by the time of"
            " publication. (#1, #2)"
        ],
    ),
    (
        ("2 09:00 ask email; 3 09:00 promise", "2 10:00 ask email; asks 2"),
        [
            f"{MINISTRY} promised to answer {BUDGET} but had not by the time of publication. (#1)",
            f"{MINISTRY} did not answer {WARDS}. (#2)",
        ],
    ),
    (
        ("2 09:00 ask email; 3 09:00 promise; asks 2", "2 10:00 ask email; 4 09:00 full"),
        [
            f"{MINISTRY} promised to answer {WARDS} but had not by the time of publication. (#1)",
            f"{MINISTRY} responded on Wed 4 Dec; {YOURS} #2.",
        ],
    ),
    # Two different things, or two different people, are two sentences.
    (
        ("2 09:00 ask email", "3 09:00 ask email; asks 2"),
        [
            f"{MINISTRY} did not respond to an email with {BUDGET}, sent on Mon 2 Dec. (#1)",
            f"{MINISTRY} did not respond to an email with questions about the budget and the wards, sent on Tue 3 Dec."
            " (#2)",
        ],
    ),
    (
        (f"2 09:00 ask email; {MINISTER}", f"3 09:00 ask email; {SPOKESMAN}"),
        [
            f"The minister of health did not respond to an email with {BUDGET}, sent on Mon 2 Dec. (#1)",
            f"Touch Sokhak, a spokesman for the Ministry of Health, did not respond to an email with {BUDGET}, sent on"
            " Tue 3 Dec. (#2)",
        ],
    ),
    # The minister's silence is not covered by the spokesman's answer, and the answer is not hidden.
    (
        (f"2 09:00 ask email; {MINISTER}", f"2 10:00 ask letter; 3 09:00 full; {SPOKESMAN}"),
        [
            f"The minister of health did not respond to an email with {BUDGET}, sent on Mon 2 Dec. {MINISTRY},"
            f" asked through spokesman Touch Sokhak, answered {BUDGET}. (#1, #2)",
            f"{MINISTRY} responded on Tue 3 Dec; {YOURS} #2.",
        ],
    ),
    (
        (f"2 10:00 ask letter; 3 09:00 decline; {SPOKESMAN}", f"2 09:00 ask email; {MINISTER}"),
        [
            f"The minister of health did not respond to an email with {BUDGET}, sent on Mon 2 Dec. Touch"
            f" Sokhak, a spokesman for the Ministry of Health, declined to comment on {BUDGET}. (#2, #1)"
        ],
    ),
    (
        (f"2 09:00 ask email; 3 09:00 decline; {MINISTER}", f"2 10:00 ask letter; 3 09:00 full; {SPOKESMAN}"),
        [
            f"The minister of health declined to comment on {BUDGET}. {MINISTRY}, asked through spokesman"
            f" Touch Sokhak, answered {BUDGET}. (#1, #2)",
            f"{MINISTRY} responded on Tue 3 Dec; {YOURS} #2.",
        ],
    ),
    (
        (f"2 09:00 ask email; {MINISTER}; asks 2", f"2 10:00 ask letter; 3 09:00 part 1; {SPOKESMAN}; asks 2"),
        [
            "The minister of health did not respond to an email with questions about the budget and the"
            " wards, sent on Mon 2 Dec. Touch Sokhak, a spokesman for the Ministry of Health, answered, but did not answer"
            f" {WARDS}. (#1, #2)"
        ],
    ),
    # A title more or less, an address, or nobody by name: it may have been the same person.
    (
        ("2 09:00 ask email; to Minister Chheang Ra", "2 10:00 ask letter; 3 09:00 full; to Chheang Ra"),
        [f"{MINISTRY} responded on Tue 3 Dec; {YOURS} #2."],
    ),
    (
        (f"2 09:00 ask email; {MINISTER}", "2 10:00 ask letter; 3 09:00 full"),
        [f"{MINISTRY} responded on Tue 3 Dec; {YOURS} #2."],
    ),
    (
        (f"2 09:00 ask email; {MINISTER}", "2 10:00 ask letter; 3 09:00 full; to 012 345 678"),
        [f"{MINISTRY} responded on Tue 3 Dec; {YOURS} #2."],
    ),
    (
        ("2 09:00 ask email", f"2 10:00 ask letter; 3 09:00 full; {SPOKESMAN}"),
        [f"{MINISTRY} responded on Tue 3 Dec; {YOURS} #2."],
    ),
]  # fmt: skip


@pytest.mark.parametrize(("lines", "expected"), TABLE, ids=[" / ".join(lines) for lines, _ in TABLE])
def test_what_several_records_permit_to_say(lines: tuple[str, ...], expected: list[str]) -> None:
    assert said(*of(*lines)) == expected
    assert len(said(*of(*lines), language="km")) == len(expected)


IN_PRINT = [
    (
        ("2 09:00 ask email; 3 09:00 decline", "2 09:00 ask letter; asks 2"),
        ["The Ministry of Health declined to comment on the budget and did not answer a question about the wards."],
    ),
    (
        ("2 09:00 ask email; 3 09:00 decline; bare", "2 09:00 ask letter; asks 2; bare"),
        ["The Ministry of Health declined to comment and did not answer other questions."],
    ),
    (
        ("2 09:00 ask email; 3 09:00 decline: citing pending litigation", "2 09:00 ask letter; asks 2; due 9 17:00"),
        [
            "The Ministry of Health declined to comment on the budget, citing pending litigation. The ministry did not"
            " immediately answer a question about the wards."
        ],
    ),
    (
        (
            "2 09:00 ask email; 3 09:00 decline: citing pending litigation",
            "2 09:00 ask email; 3 09:00 decline: citing pending litigation; topics the wards",
        ),
        ["The Ministry of Health declined to comment on the budget and the wards, citing pending litigation."],
    ),
    (
        ("2 09:00 ask email; 3 09:00 part; 5 09:00 decline; asks 2",),
        ["The Ministry of Health answered some questions but declined to comment on others."],
    ),
    (
        ("2 09:00 ask email; 3 09:00 full; 4 09:00 reopen; 5 09:00 refer",),
        ["The Ministry of Health answered and referred further questions elsewhere."],
    ),
    (
        ("2 09:00 ask email; 3 09:00 full; 4 09:00 reopen; 5 09:00 decline",),
        ["The Ministry of Health responded on Tuesday."],
    ),
    (
        ("2 09:00 ask email", "3 09:00 ask letter"),
        ["The Ministry of Health did not respond to repeated requests for comment on the budget."],
    ),
    (
        ("2 09:00 ask email; to Chheang Ra", f"2 10:00 ask letter; 3 09:00 decline; {SPOKESMAN}"),
        [
            "Chheang Ra of the Ministry of Health did not respond to an emailed question about the budget. Health Ministry"
            " spokesman Touch Sokhak declined to comment on the budget."
        ],
    ),
    (
        ("2 09:00 ask email; to Chheang Ra", f"2 10:00 ask letter; 3 09:00 full; {SPOKESMAN}"),
        [
            "Chheang Ra of the Ministry of Health did not respond to an emailed question about the budget. The ministry,"
            " asked through spokesman Touch Sokhak, answered a question about the budget.",
            "The ministry responded on Tuesday.",
        ],
    ),
    (
        ("2 09:00 ask email; 3 09:00 refer", "2 09:00 ask letter; asks 2"),
        [
            "The Ministry of Health referred questions elsewhere. The ministry did not answer a question about the wards."
        ],
    ),
]  # fmt: skip


@pytest.mark.parametrize(("lines", "expected"), IN_PRINT)
def test_print_says_it_shorter_and_no_more(lines: tuple[str, ...], expected: list[str]) -> None:
    found = claims(of(*lines), at=PUBLICATION, publish_at=PUBLICATION)
    assert [one.short for one in sentences(LANGUAGES["en"], found, PUBLICATION)] == expected


POLICE = "body National Police (police); from 1"
REFUSED = "2 09:00 ask email; 3 09:00 {}; 3 09:01 {}"
DIRECTED = f"{MINISTRY} declined to comment on {BUDGET}, directing questions to the National Police"
TRAIL = [
    (
        "4 09:00 ask email",
        [f"{DIRECTED}, which did not respond to an email with {BUDGET}, sent on Wed 4 Dec. (#1, #2)"],
    ),
    (
        "4 09:00 ask email; 5 09:00 chase letter",
        [
            f"{DIRECTED}, which did not respond to repeated requests for comment with {BUDGET}, made by email and by letter"
            " between Wed 4 Dec and Thu 5 Dec (2 attempts). (#1, #2)"
        ],
    ),
    ("4 09:00 ask email; 5 09:00 decline", [f"{DIRECTED}, which declined to comment on {BUDGET}. (#1, #2)"]),
    ("4 09:00 ask email; 5 09:00 ack", [f"{DIRECTED}, which acknowledged receiving {BUDGET} but did not answer. (#1, #2)"]),
    ("4 09:00 ask call!", [f"{DIRECTED}. A call to the National Police on Wed 4 Dec went unanswered. (#1, #2)"]),
    (
        "4 09:00 ask email; to the chief",
        [f"{DIRECTED}. The chief of the National Police did not respond to an email with {BUDGET}, sent on Wed 4 Dec. (#1, #2)"],
    ),
    ("4 09:00 ask email; 5 09:00 full", [f"{DIRECTED}, which responded on Thu 5 Dec; {YOURS} #2. (#1, #2)"]),
    ("", [f"{DIRECTED}. (#1) | The National Police have not been asked yet: #2."]),
]  # fmt: skip


@pytest.mark.parametrize("words", [("decline", "refer"), ("refer", "decline")])
@pytest.mark.parametrize(("steps", "expected"), TRAIL)
def test_refused_and_referred_is_one_sentence(
    words: tuple[str, str], steps: str, expected: list[str]
) -> None:
    police = record("; ".join(filter(None, (steps, POLICE))), 2)
    first = refer(record(REFUSED.format(*words)), police)
    assert said(first, police) == expected
    assert len(said(first, police, language="km")) == 1


def test_refused_and_referred_in_khmer_is_one_sentence_too() -> None:
    police = record(f"4 09:00 ask email; {POLICE}", 2)
    [whole] = said(refer(record(REFUSED.format("decline", "refer")), police), police, language="km")
    assert "ដោយណែនាំឱ្យទៅសួរ National Police ដែល មិនបានឆ្លើយតបនឹងអ៊ីមែល" in whole
    assert whole.count("។") == 1


@pytest.mark.parametrize(
    ("steps", "sentence"),
    [
        ("3 09:00 part 1; 3 10:00 decline; 3 11:00 refer; asks 2", "answered, but declined to comment on {}, directing"),
        ("3 09:00 part; 3 10:00 decline; 3 11:00 refer; asks 2", "answered in part, but declined to comment on other"),
        ("3 09:00 full; 3 10:00 reopen; 3 10:30 decline; 3 11:00 refer", "answered and referred further questions to"),
        ("3 09:00 part 1; 3 11:00 refer; asks 2", "answered in part and referred other questions to"),
        ("3 09:00 decline; 3 10:00 reopen; 3 11:00 refer", "referred questions to"),
        ("3 09:00 refer; 3 10:00 decline; undo 3", "referred questions to"),
        ("3 09:00 decline; 3 10:00 refer; undo 3", "declined to comment on a question about the budget."),
        ("3 09:00 decline; 3 10:00 refer; 3 11:00 reopen", "declined to comment on a question about the budget, directing"),
    ],
)  # fmt: skip
def test_a_refusal_and_a_referral_are_told_as_they_stand(steps: str, sentence: str) -> None:
    police = record(POLICE, 2)
    [line] = said(refer(record(f"2 09:00 ask email; {steps}"), police), police)
    assert line.startswith(f"{MINISTRY} {sentence.format(WARDS)}")


@pytest.mark.parametrize("answer", ["full", "decline", "part 1", "refer", "ack"])
@pytest.mark.parametrize(
    "silence", ["2 09:00 ask email", "2 09:00 ask call!", "2 09:00 ask email; 4 09:00 chase letter"]
)
def test_requests_without_a_story_have_nothing_to_do_with_each_other(answer: str, silence: str) -> None:
    before = record(f"2 08:00 ask email; 2 09:00 {answer}")
    days = timedelta(days=83)
    before = replace(
        before,
        story_id=None,
        asked_at=before.asked_at and before.asked_at - days,
        events=tuple(replace(event, happened_at=event.happened_at - days) for event in before.events),
    )
    now = replace(record(silence, 2), story_id=None)
    assert said(before, now)[-1:] == said(now)
    found = sentences_now(LANGUAGES["en"], Printable([before, now], PUBLICATION), about={2})
    assert [one.shown() for one in found] == said(now)


def test_nor_are_two_bodies_joined_that_were_asked_weeks_apart() -> None:
    first, second = of("2 09:00 ask email", "4 09:00 ask email; body Embassy of India (embassy)")
    alone = [replace(one, story_id=None) for one in (first, second)]
    assert len(said(first, second)) == 1
    assert len(said(*alone)) == 2
    assert len(said(alone[0], replace(alone[1], events=first.events))) == 1


SAME = [
    ("Why are they held?", "why are they held"),
    ("Why are they held?", "Why  are they\u00a0held ?"),
    ("Why are they held?", "“Why are they held?”"),
    ("Who said ‘no’?", "who said 'no'"),
    ("How many of the 25?", "How many of the ២៥?"),
    ("Why — now?", "Why - now?!"),
    ("ហេតុអ្វីបានជាចាប់ពួកគេ?", "ហេតុអ្វី\u200bបាន\u200bជា\u200bចាប់\u200bពួកគេ"),
    ("តើមានប៉ុន្មាននាក់ក្នុងចំណោម ២៥ នាក់?", "តើមានប៉ុន្មាននាក់ក្នុងចំណោម 25នាក់"),
    ("តើអ្នកណា?", "«តើអ្នកណា»។"),
    ("Ｗｈｙ？", "why"),
]
OTHER = [
    ("Why are they held?", "Why are they not held?"),
    ("How many of the 25?", "How many of the 26?"),
    ("Is it 3.5 million?", "Is it 35 million?"),
    ("Was it 5%?", "Was it 5?"),
    ("?", "!?"),
    ("តើអ្នកណា?", "តើអ្វី?"),
]


@pytest.mark.parametrize(("one", "other"), SAME)
def test_a_question_is_the_same_however_it_is_typed(one: str, other: str) -> None:
    assert as_asked(one) == as_asked(other) != ""
    answered, silent = of("2 09:00 ask email; 3 09:00 full", "2 09:00 ask letter")
    answered = replace(answered, questions=(replace(answered.questions[0], text=one),))
    silent = replace(silent, questions=(replace(silent.questions[0], text=other),))
    assert len(said(answered, silent)) == 1


@pytest.mark.parametrize(("one", "other"), OTHER)
def test_other_words_are_another_question(one: str, other: str) -> None:
    assert as_asked(one) != as_asked(other)


def test_a_target_sent_back_and_referred_again_is_told_once() -> None:
    third = record("5 09:00 ask email; 5 10:00 refer; from 2", 3)
    second = record(f"4 09:00 ask email; 4 10:00 refer; {POLICE}", 2)
    second = replace(second, referred_to=(Linked(3, third.body, third.status),))
    first = refer(record("2 09:00 ask email; 3 09:00 refer"), second)
    [whole, again] = said(first, second, third)
    assert whole == (
        f"{MINISTRY} referred questions to the National Police. The National Police referred questions back to the Ministry"
        " of Health. (#1, #2, #3)"
    )
    assert again == f"{MINISTRY} referred questions elsewhere. (#3)"


def test_whoever_it_was_referred_to_is_told_alone_where_the_referral_is_not() -> None:
    ministry = record("2 09:00 ask email", 2)
    answered = "2 09:00 ask letter; 2 10:00 {}; body National Police (police)"
    for word in ("full", "part"):
        asked = refer(record(answered.format("refer")), ministry)
        told = said(asked, ministry, record(answered.format(word), 3))
        assert f"{MINISTRY} did not respond to an email with {BUDGET}, sent on Mon 2 Dec. (#2)" in told


def test_one_request_of_several_has_the_sentence_that_all_of_them_have() -> None:
    [both] = said(*of("2 09:00 ask email", "3 09:00 ask letter"))
    for number in (1, 2):
        record_ = of("2 09:00 ask email", "3 09:00 ask letter")
        [one] = sentences_now(LANGUAGES["en"], Printable(record_, PUBLICATION), about={number})
        assert one.shown() == both


def test_a_claim_is_there_for_every_request() -> None:
    found = claims(
        of("2 09:00 ask email; 3 09:00 decline", "2 09:00 ask letter", "3 09:00 ask fax"),
        at=PUBLICATION,
        publish_at=None,
    )
    assert [claim.number for claim in found] == [1, 2, 3]
    assert {claim.kind for claim in found} == {ClaimKind.DECLINED}


RA, VANDINE = "Chheang Ra of the Ministry of Health", "Or Vandine, a spokeswoman for the Ministry of Health,"
TO_VANDINE = "to Or Vandine, spokeswoman"
WROTE, TRIED = "an emailed question about the budget", "repeated requests for comment on the budget"
# Whom what became of the attempts is said of: in print, and exactly.
OF_WHOM = [
    # Whoever was never reached said nothing.
    ("2 09:00 ask email; 3 09:00 chase call @Chheang Ra: wrong number; 5 10:00 decline", MINISTRY, MINISTRY),
    ("2 09:00 ask email; 3 09:00 chase call @Chheang Ra: wrong number; 5 10:00 promise 9-12:00", MINISTRY, MINISTRY),
    ("2 09:00 ask email; 3 09:00 chase call @Chheang Ra: no answer; 5 10:00 ack", MINISTRY, MINISTRY),
    ("2 09:00 ask email; 3 09:00 chase call @Chheang Ra: no answer; 5 10:00 part 1; asks 2", MINISTRY, MINISTRY),
    ("2 09:00 ask email; 3 09:00 chase call @Chheang Ra: no answer; 5 10:00 decline", MINISTRY, MINISTRY),
    ("2 09:00 ask email; 3 09:00 chase email @Chheang Ra; 3 10:00 bounce; 5 10:00 time", MINISTRY, MINISTRY),
    ("2 09:00 ask call @Chheang Ra: no answer; 5 10:00 decline", MINISTRY, MINISTRY),
    # One reply has one author.
    (f"2 09:00 ask email; 3 09:00 chase email @Chheang Ra; 3 10:00 bounce; 5 10:00 decline; {TO_VANDINE}", MINISTRY, MINISTRY),
    (f"2 09:00 ask email; 3 09:00 chase email @Chheang Ra; 5 10:00 decline; {TO_VANDINE}", MINISTRY, MINISTRY),
    (f"2 09:00 ask email; 3 09:00 chase email @Chheang Ra; 5 10:00 promise; {TO_VANDINE}", MINISTRY, MINISTRY),
    (f"2 09:00 ask email; 3 09:00 chase email @Chheang Ra; 5 10:00 ack; {TO_VANDINE}", MINISTRY, MINISTRY),
    (f"2 09:00 ask email; 3 09:00 chase email @Chheang Ra; 5 10:00 back; {TO_VANDINE}", MINISTRY, MINISTRY),
    (f"2 09:00 ask email; 3 09:00 part 1; 4 09:00 chase email @Chheang Ra; asks 2; {TO_VANDINE}", MINISTRY, MINISTRY),
    ("2 09:00 ask email; 5 10:00 decline; to Chheang Ra, Or Vandine", MINISTRY, MINISTRY),
    # One person was asked and nobody else, however they were named.
    (f"2 09:00 ask email; 3 09:00 chase call; 5 10:00 decline; {TO_VANDINE}", "Health Ministry spokeswoman Or Vandine", VANDINE),
    ("2 09:00 ask email; 3 09:00 chase call @spokeswoman Or Vandine; 5 10:00 decline; to Or Vandine", "Health Ministry spokeswoman Or Vandine", VANDINE),
    (f"2 09:00 ask email; 3 09:00 chase call @Or Vandine; 5 10:00 ack; {TO_VANDINE}", "Health Ministry spokeswoman Or Vandine", VANDINE),
    ("2 09:00 ask email; 3 09:00 bounce; 3 10:00 chase message; 5 10:00 decline; to Chheang Ra", RA, RA),
    # Silence is of those to whom every attempt went.
    ("2 09:00 ask email; 3 09:00 chase message @Chheang Ra", f"{MINISTRY} did not respond to {TRIED}", MINISTRY),
    ("2 09:00 ask email; 3 09:00 chase message @Or Vandine; to Chheang Ra", f"{MINISTRY} did not respond to {TRIED}", MINISTRY),
    ("2 09:00 ask email; 3 09:00 chase message @Chheang Ra; to press@health.example", f"{MINISTRY} did not respond to {TRIED}", MINISTRY),
    ("2 09:00 ask email; 3 09:00 chase message; to Chheang Ra", f"{RA} did not respond to {TRIED}", RA),
    ("2 09:00 ask letter; 3 09:00 bounce; 3 10:00 chase email @Chheang Ra", f"{RA} did not respond to {WROTE}", RA),
    ("2 09:00 ask email; 3 09:00 chase email @Chheang Ra; 3 10:00 bounce", f"{MINISTRY} did not respond to {WROTE}", MINISTRY),
    ("2 09:00 ask email; 2 10:00 bounce; 3 09:00 chase call @Chheang Ra: wrong number", f"{MINISTRY} could not be reached", MINISTRY),
    ("2 09:00 ask call @Chheang Ra: wrong number; 3 09:00 chase call @Chheang Ra: not in service", f"{RA} could not be reached", RA),
]  # fmt: skip


@pytest.mark.parametrize(("line", "short", "exact"), OF_WHOM, ids=[line for line, *_ in OF_WHOM])
def test_a_person_is_named_only_for_what_is_true_of_them(line: str, short: str, exact: str) -> None:
    [sentence] = sentences(
        LANGUAGES["en"], claims([record(line)], at=PUBLICATION, publish_at=PUBLICATION), PUBLICATION
    )
    assert sentence.short.unescape().startswith(short)
    assert sentence.text.unescape().startswith(exact)


def test_the_role_of_whoever_was_asked_first_is_not_given_to_another() -> None:
    asked = replace(record("2 09:00 ask email; 2 10:00 bounce; 3 09:00 chase email @Chheang Ra; to Or Vandine"), contact_role="spokeswoman")  # fmt: skip
    [claim] = claims([asked], at=PUBLICATION, publish_at=PUBLICATION)
    assert (claim.contacts, claim.contact_role) == (("Chheang Ra",), "")


UNIT = f"{MINISTRY} did not respond to repeated requests for comment with {BUDGET}, made by letter and by phone between Mon 2 Dec and Tue 3 Dec (2 attempts)."  # fmt: skip
ONCE = [
    # More was asked by one call, which was logged on both.
    (("2 09:00 ask letter; 3 09:00 chase call: hung up", "3 09:00 ask call: hung up; topics the wards"), [f"{UNIT} (#1, #2)"]),
    (
        ("2 09:00 ask letter; 3 09:00 chase call: no answer", "3 09:00 ask call: no answer; topics the wards"),
        [
            f"{MINISTRY} did not respond to a request for comment with {BUDGET}, made by letter on Mon 2 Dec. A call went"
            " unanswered. (#1, #2)"
        ],
    ),
    (("3 09:00 ask call: hung up; topics the wards", "2 09:00 ask letter; 3 09:00 chase call: hung up"), [f"{UNIT} (#1, #2)"]),
    (
        ("2 09:00 ask letter; 3 09:00 chase call: left a message", "3 09:00 ask call: left a message; topics the wards"),
        [f"{UNIT} (#1, #2)"],
    ),
    (
        ("2 09:00 ask letter; 3 09:00 chase visit: spoke to a guard", "3 09:00 ask visit: spoke to a guard; topics the wards"),
        [f"{UNIT.replace('by phone', 'in person')} (#1, #2)"],
    ),
    (
        ("2 09:00 ask call: hung up; topics the wards", "2 09:00 ask call: hung up"),
        [f"{MINISTRY} did not respond to a request for comment, made by phone on Mon 2 Dec. (#1, #2)"],
    ),
    (
        ("2 09:00 ask letter; 3 09:00 chase call @Chheang Ra: hung up", "3 09:00 ask call @Chheang Ra: hung up; topics the wards"),
        [f"{UNIT} (#1, #2)"],
    ),
    (
        ("2 09:00 ask letter; 2 10:00 ack; 3 09:00 chase call: hung up", "3 09:00 ask call: hung up; topics the wards"),
        [f"{MINISTRY} acknowledged receiving {BUDGET} but did not answer. (#1, #2)"],
    ),
    # The same was asked by it, on both.
    (("2 09:00 ask call: hung up", "2 09:00 ask call: hung up"), [f"{MINISTRY} did not respond to a request for comment, made by phone on Mon 2 Dec. (#1, #2)"]),
    (("2 09:00 ask call: wrong number", "2 09:00 ask call: wrong number"), [f"{MINISTRY} could not be reached for comment; an attempt was made by phone on Mon 2 Dec. (#1, #2)"]),
    # What came of it on one of them came of it on the other, also where that needs no sentence.
    (
        ("2 09:00 ask email; 3 09:00 full; to Touch Sokhak", "2 09:00 ask call; 2 10:00 ack", "2 09:00 ask call; to the minister"),
        [f"{MINISTRY} responded on Tue 3 Dec; {YOURS} #1."],
    ),
    # Another call is another; and what was put besides is a claim of its own.
    (
        ("2 09:00 ask letter; 3 09:00 chase call: hung up", "3 10:00 ask call: hung up; topics the wards"),
        [f"{UNIT} (#1)", f"{MINISTRY} did not respond to a request for comment, made by phone on Tue 3 Dec. (#2)"],
    ),
    (
        ("2 09:00 ask letter; 3 09:00 chase email", "3 09:00 ask email; topics the wards"),
        [
            f"{UNIT.replace('by phone', 'by email')} (#1)",
            f"{MINISTRY} did not respond to an email with {WARDS}, sent on Tue 3 Dec. (#2)",
        ],
    ),
]  # fmt: skip


@pytest.mark.parametrize(("lines", "expected"), ONCE, ids=[" / ".join(lines) for lines, _ in ONCE])
def test_one_attempt_of_two_requests_is_told_once(lines: tuple[str, ...], expected: list[str]) -> None:
    assert said(*of(*lines)) == expected
    assert len(said(*of(*lines), language="km")) == len(expected)
