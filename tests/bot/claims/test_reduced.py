"""A request whose words were removed permits the same claims, in the same sentences, as before."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.claims.contacts import without_address, without_reach
from bot.claims.rules import claims
from bot.claims.sentences import sentences
from bot.i18n.catalogue import Texts
from bot.languages import COMPLETE
from bot.retention import READERS, ReadWords
from db.facts import RequestFacts, mark_of_words
from db.retention import NOTHING, READ, as_topic, kept_details
from tests.bot.claims.test_wording_properties import newsrooms
from tests.bot.records import PUBLICATION, SHOWN, ZONE, story

WORDS = ReadWords()


def reduced(request: RequestFacts) -> RequestFacts:
    """What is left of it."""
    questions = tuple(
        replace(one, text=as_topic(one.topic, one.text), mark=mark_of_words(one.text))
        for one in request.questions
    )
    events = tuple(
        replace(
            one,
            text="",
            contact=one.contact and WORDS.without_addresses(one.contact),
            details={**kept_details(one.details, [NOTHING]), READ: WORDS.read(one)},
            reduced_at=PUBLICATION,
        )
        for one in request.events
    )
    contact = request.contact and WORDS.without_addresses(request.contact)
    return replace(request, contact=contact, questions=questions, events=events)


def printed(every: Sequence[RequestFacts], language: str) -> list[tuple[str, str | None, tuple[int, ...]]]:
    """What may be printed of these."""
    found = claims(every, at=PUBLICATION, publish_at=PUBLICATION)
    said = sentences(Texts(language, str(ZONE)), found, PUBLICATION)
    return [(str(one.text), one.short and str(one.short), one.numbers) for one in said]


# Words in which something is told that no press says, in both languages.
TOLD = (
    "2 09:00 ask call: no answer; 3 09:00 chase call: left a message with the secretary",
    "2 09:00 ask call; 2 10:00 note: nobody picked up",
    "2 09:00 ask call: the secretary picked up, she will tell him; to spokesman Touch Sokhak",
    "2 09:00 ask call: his wife answered, he is abroad; to Touch Sokhak",
    "2 09:00 ask call: wrong number; 3 09:00 chase email",
    "2 09:00 ask email; 3 09:00 ack: automatic reply: we have received your message",
    "2 09:00 ask call: the clerk said the file is with the prosecutor",
    "2 09:00 ask call: he would not comment; 3 09:00 decline; to the deputy chief, 012 345 678",
    "2 09:00 ask email; 3 09:00 decline: citing pending litigation, his phone is 012 999 888",
    "2 09:00 ask call: មិនមានអ្នកលើកទូរស័ព្ទ; 3 09:00 chase call: បានទុកសារ",
    "2 09:00 ask email; 3 09:00 decline: បដិសេធ ដោយសារសំណុំរឿងកំពុងស៊ើបអង្កេត",
    "2 09:00 ask call: they promised to call back on Friday; to desk@court.gov.kh",
    "2 09:00 ask email; 3 09:00 part 1; asks 2; topics Where They Are | The Ministry's role",
)


@pytest.mark.parametrize("language", COMPLETE)
@pytest.mark.parametrize("lines", [*(lines for _, lines in SHOWN), *TOLD])
def test_the_sentences_are_the_same_when_the_words_are_gone(lines: str, language: str) -> None:
    every = story(lines)
    assert printed([reduced(one) for one in every], language) == printed(every, language)


def test_whatever_reads_words_stands_in_the_table() -> None:
    marked = re.compile(r"^@from_words\(.*\)\ndef (\w+)", re.MULTILINE)
    found = {name for file in Path("bot").rglob("*.py") for name in marked.findall(file.read_text())}
    assert found == {read.__name__ for read in READERS}


@given(newsrooms(), st.sets(st.integers(1, 4)))
def test_so_are_the_claims_of_several_requests_whichever_of_them_are_reduced(
    every: list[RequestFacts], which: set[int]
) -> None:
    left = [reduced(one) if one.number in which else one for one in every]
    before, after = (
        [
            replace(claim, questions=(), left=(), beside=()) if claim else claim
            for claim in claims(some, at=PUBLICATION, publish_at=PUBLICATION)
        ]
        for some in (every, left)
    )
    assert after == before


@given(st.text("ab 01@.+-()", max_size=30))
@example("the clerk 012 345 678")
@example("desk@court.gov.kh, Touch Sokhak (+855 12 345 678)")
def test_a_contact_without_its_addresses_names_whom_it_named(contact: str) -> None:
    assert without_address(without_reach(contact)) == without_address(contact)


@pytest.mark.parametrize(
    ("topic", "question", "left"),
    [
        ("The detainees", "where are the detainees?", "the detainees"),
        ("Minister Sar Sokha", "what does Sar Sokha say, minister?", "minister Sar Sokha"),
        ("អ្នកជាប់ឃុំ", "គេនៅឯណា?", "អ្នកជាប់ឃុំ"),
        (None, "who was paid?", NOTHING),
    ],
)
def test_of_a_question_its_topic_is_left_and_nothing_else(topic: str, question: str, left: str) -> None:
    assert as_topic(topic, question) == left
