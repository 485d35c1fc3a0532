"""Numbers, channels and slugs, as typed."""

from __future__ import annotations

import pytest

from bot.reading.words import clean, read_channel, read_number, read_slug, take_number
from db.lifecycle import Channel

WORDS = [
    (Channel.EMAIL, "email Email EMAIL: e-mail mail mail, អ៊ីមែល"),
    (Channel.CALL, "call Call. phone tel rang telephone ទូរស័ព្ទ"),
    (Channel.MESSAGE, "message telegram WhatsApp signal SMS text messenger សារ"),
    (Channel.VISIT, "visit in\u00a0person in-person door ទៅជួប"),
    (Channel.LETTER, "letter post លិខិត"),
    (Channel.FAX, "fax ទូរសារ"),
]


@pytest.mark.parametrize(("channel", "word"), [(channel, w) for channel, ws in WORDS for w in ws.split(" ")])
def test_a_channel_is_read_by_its_usual_words(channel: Channel, word: str) -> None:
    assert read_channel(clean(word)) is channel


@pytest.mark.parametrize("channel", list(Channel))
def test_a_channel_is_read_by_its_stored_value(channel: Channel) -> None:
    assert read_channel(channel.value) is channel


@pytest.mark.parametrize("word", ["", " ", "pigeon", "emails and calls", "12", "🙏", "calling"])
def test_other_words_are_no_channel(word: str) -> None:
    assert read_channel(word) is None


@pytest.mark.parametrize(
    ("word", "number"),
    [("3", 3), ("#3", 3), ("៣", 3), ("#១២", 12), ("#໑໒", 12), (" 3 ", 3), ("3:", 3), ("3a", None), ("", None), ("#", None), ("3 4", None),
     ("-3", None), ("3.5", None), ("48h", None), ("17:00", None), ("1234567890", None)],
)  # fmt: skip
def test_a_number_is_read_in_latin_and_khmer_digits(word: str, number: int | None) -> None:
    assert read_number(word) == number


def test_the_number_is_taken_off_the_start() -> None:
    assert take_number("#3  no answer\nagain ") == (3, "no answer\nagain")
    assert take_number(" no answer ") == (None, "no answer")


@pytest.mark.parametrize(
    ("word", "slug"),
    [("#mangopark", "mangopark"), ("#MANGO_2", "mango_2"), ("#ម៉ាងហ្គោ", "ម៉ាងហ្គោ"), ("#ម៉ាង\u200bហ្គោ", "ម៉ាងហ្គោ"),
     ("#2024raids", "2024raids"), ("#៣", None), ("#__", None), ("#a-b", None), ("#", None), ("mango", None), ("##a", None),
     ("#" + "a" * 33, None)],
)  # fmt: skip
def test_a_slug_is_letters_digits_and_underscores(word: str, slug: str | None) -> None:
    assert read_slug(word) == slug


def test_cleaning_keeps_what_khmer_and_emoji_are_made_of() -> None:
    family = "👨\u200d👩\u200d👧"
    assert clean(f"ភាសា\u200bខ្មែរ {family}") == f"ភាសា\u200bខ្មែរ {family}"
    assert clean("\ufeffa\u00a0b\u202e\tc\r\nd\u2028e\x00") == "a b c\nd\ne"
