"""/find sees what people see, in both languages, and shows what was typed."""

from __future__ import annotations

import re

import pytest

from bot.cards.buttons import FEW_BUTTONS
from tests.bot.desk import ASKED, DARA, MALY, Desk

WRITTEN = [
    # what is written, what is typed to find it
    ("/note 1 មន្រ្តីម្នាក់បានប្រាប់", "មន្ត្រី"),
    ("/note 1 មន្ត្រីម្នាក់បានប្រាប់", "មន្រ្តី"),
    ("/note 1 ជនជាតិខែ្មរ", "ខ្មែរ"),
    ("/note 1 ប្រទេសកម្ពុជា កេីតឡេីង", "កើតឡើង"),
    ("/chase 1 call អ្នក\u200bនាំ\u200bពាក្យ\u200bមិន\u200bទទួល", "អ្នកនាំពាក្យ"),
    ("/chase 1 call អ្នកនាំពាក្យមិនទទួល", "អ្នក\u200bនាំ\u200bពាក្យ"),
    ("/note 1 មនុស្ស ២៥ នាក់", "25 នាក់"),
    ("/note 1 25 people", "២៥"),
    ("/reply 1 ack Mr. Nguyễn Đức called back", "nguyen duc"),
    ("/reply 1 full the café’s owner said “no”", 'cafe\'s "no"'),
    ("/decline 1 they don't talk", "don’t"),
    ("/note 1 aged 10–12", "10-12"),
    ("/note 1 the raid began at nine", '"raid began"'),
    ("/note 1 ការវាយឆ្មក់ ចាប់ផ្ដើម", "“ការវាយឆ្មក់ ចាប់ផ្តើម”"),
    ("/note 1 the raid began", "the raid"),
    ("/ask Immigration: តើស្រ្តីនៅឯណា? via email to លោក ឣ៊ុក", "ស្ត្រី អ៊ុក"),
    ("/ask Immigration: who signed the “co\u00adoperation” letter? via email to José", "cooperation jose"),
]


def numbers(text: str) -> list[int]:
    return [int(number) for number in re.findall(r"^#(\d+) ", text, re.MULTILINE)]


@pytest.mark.parametrize(("written", "typed"), WRITTEN)
@pytest.mark.long
async def test_what_is_seen_is_found(desk: Desk, written: str, typed: str) -> None:
    await desk.say(DARA, ASKED)
    await desk.say(DARA, written)
    answer = await desk.say(MALY, f"/find {typed}")
    assert numbers(answer) == [2 if written.startswith("/ask") else 1]
    assert typed in answer
    assert numbers(await desk.say(MALY, f"/find {typed} zebra")) == []


SEEN = (
    "#mangopark",
    "mangopark",
    "#mango",
    "#2",
    "#២",
    "MangoPark",
    "ឧទ្យាន",
    "#mangopark immigration",
    "#2 held",
    "#2 #mangopark",
)


async def test_its_number_and_its_story_are_seen_too(desk: Desk) -> None:
    await desk.say(DARA, ASKED.replace("#mangopark", "#raids"))
    await desk.say(DARA, "/ask Immigration: are they held? via email #mangopark")
    await desk.say(DARA, "/story #mangopark ឧទ្យានស្វាយ")
    found = {typed: numbers(await desk.say(MALY, f"/find {typed}")) for typed in SEEN}
    assert list(found.values()) == [[2]] * len(SEEN)
    missing = [await desk.say(MALY, f"/find {typed}") for typed in ("#mangoes", "#99", "#1 #mangopark")]
    assert [numbers(answer) for answer in missing] == [[], [], []]


async def test_what_is_shown_stays_as_it_was_typed(desk: Desk) -> None:
    typed = "តើ\u200bមន្រ្តី “José” នៅឯណា ២៥?"
    await desk.say(DARA, f"/ask Immigration: {typed} via email")
    await desk.say(MALY, "/find មន្ត្រី jose 25")
    await desk.press(MALY, "#1")
    assert typed in desk.last(MALY)
    assert desk.rows("SELECT text FROM question") == [(typed,)]


@pytest.mark.parametrize("typed", ["sokhak", "សុខា", "TOUCH Sokhak", "press@police"])
async def test_a_body_is_found_by_its_contact(desk: Desk, typed: str) -> None:
    await desk.say(
        DARA, '/body National Police contact="Touch Sokhak (សុ\u200bខា), spokesman, email press@police.gov.kh"'
    )
    assert "🏛 National Police" in await desk.say(MALY, f"/find {typed}")
    assert "National Police" in await desk.say(MALY, f"/bodies {typed}")


async def test_a_body_is_found_by_its_name_in_either_order_of_signs(desk: Desk) -> None:
    await desk.say(DARA, '/body Zonta Club kind=other alias="សមាគមស្រ្តី ២៥"')
    await desk.say(DARA, "/ask Zonta Club: why? via email")
    for typed in ("សមាគមស្ត្រី ២៥", "សមាគម\u200bស្រ្តី 25"):
        answer = await desk.say(MALY, f"/find {typed}")
        assert numbers(answer) == [1]
        assert "🏛 Zonta Club" in answer
        assert "Zonta Club" in await desk.say(MALY, f"/body {typed}")


@pytest.mark.parametrize("typed", ['"began raid"', '"raid  began at ten"'])
async def test_what_stands_in_quotation_marks_is_looked_for_as_it_stands(desk: Desk, typed: str) -> None:
    await desk.say(DARA, ASKED)
    await desk.say(DARA, "/note 1 the raid began at nine")
    assert numbers(await desk.say(MALY, f"/find {typed}")) == []


async def test_without_words_it_is_asked_what_to_look_for(desk: Desk) -> None:
    assert await desk.say(MALY, "/find") == (
        "What should I look for? Write the words after the command: /find detainees"
    )


async def test_nothing_that_can_be_seen_finds_nothing(desk: Desk) -> None:
    await desk.say(DARA, ASKED)
    assert "Nothing contains" in await desk.say(MALY, "/find \u2060x\u2060\u2060zz")
    assert numbers(await desk.say(MALY, "/find \ufe0f why")) == [1]


async def test_no_page_has_more_buttons_than_a_phone_shows(desk: Desk) -> None:
    await desk.say(DARA, "/ask Embassy of China, Embassy of India: why? by 5 Dec 17:00 via email")
    await desk.say(DARA, "/find embassy")
    seen = set[str]()
    for _ in range(3):
        assert len(desk.choices(DARA)) <= FEW_BUTTONS
        seen |= set(desk.choices(DARA))
        await desk.press(DARA, "»")
    assert len(seen - {"«", "»"}) >= 3 * (FEW_BUTTONS - 2)
