"""What follows /settings and /letter, as values."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.letters.reading import LetterForm, UnknownLetter, parse_letter
from bot.reading.errors import NotUnderstood
from bot.settings.reading import (
    BadFairTime,
    SettingsForm,
    UnknownSetting,
    WhichTemplate,
    Wish,
    parse_settings,
    read_hours,
)
from db.tables import Letter

FINAL, FOLLOW_UP = Letter.FINAL, Letter.FOLLOW_UP


@pytest.mark.parametrize(
    ("text", "form"),
    [
        ("", SettingsForm(Wish.SHOW)),
        (" \n ", SettingsForm(Wish.SHOW)),
        ("language=km", SettingsForm(Wish.LANGUAGE, language="km")),
        ("Language = EN", SettingsForm(Wish.LANGUAGE, language="en")),
        ("language khmer", SettingsForm(Wish.LANGUAGE, language="km")),
        ("ភាសា=ខ្មែរ", SettingsForm(Wish.LANGUAGE, language="km")),
        ("km", SettingsForm(Wish.LANGUAGE, language="km")),
        ("language=xx", SettingsForm(Wish.LANGUAGE, language="xx")),
        ("fair=24h", SettingsForm(Wish.FAIR, hours=24)),
        ("fair 2 days", SettingsForm(Wish.FAIR, hours=48)),
        ("templates", SettingsForm(Wish.TEMPLATES)),
        ("templates final", SettingsForm(Wish.TEMPLATES, letter=FINAL)),
        ("template km final", SettingsForm(Wish.TEMPLATES, language="km", letter=FINAL)),
        ("template final en: ours", SettingsForm(Wish.OURS, language="en", letter=FINAL)),
        (
            "template follow-up en: Dear {body}: why?\n{questions}",
            SettingsForm(Wish.WRITE, "en", None, FOLLOW_UP, "Dear {body}: why?\n{questions}"),
        ),
        (
            "template final km\n{questions}\n= x",
            SettingsForm(Wish.WRITE, "km", None, FINAL, "{questions}\n= x"),
        ),
        ("template final en:", SettingsForm(Wish.WRITE, "en", None, FINAL, "")),
    ],
)
def test_a_setting_is_read(text: str, form: SettingsForm) -> None:
    assert parse_settings(text) == form


@pytest.mark.parametrize(
    ("text", "error"),
    [
        ("colour=red", UnknownSetting),
        ("=", UnknownSetting),
        ("fair", BadFairTime),
        ("fair=soon", BadFairTime),
        ("fair=0h", BadFairTime),
        ("fair=-1h", BadFairTime),
        ("fair=721h", BadFairTime),
        ("fair=5 weeks", BadFairTime),
        ("fair=1h30", BadFairTime),
        ("fair=99999999h", BadFairTime),
        ("templates love en", UnknownLetter),
        ("template final: {questions}", WhichTemplate),
        ("template en: {questions}", WhichTemplate),
        ("template final followup en: x", UnknownLetter),
    ],
)
def test_what_is_no_setting_is_refused(text: str, error: type[NotUnderstood]) -> None:
    with pytest.raises(error):
        parse_settings(text)


@pytest.mark.parametrize(
    ("text", "hours"),
    [
        ("24h", 24),
        ("48", 48),
        ("1 hour", 1),
        ("720h", 720),
        ("2 days", 48),
        ("30d", 720),
        ("1 week", 168),
        ("៤៨ ម៉ោង", 48),
        ("២ ថ្ងៃ", 48),
        ("36 HOURS", 36),
    ],
)
def test_a_length_of_time_is_read_in_hours(text: str, hours: int) -> None:
    assert read_hours(text) == hours


@pytest.mark.parametrize(
    ("text", "form"),
    [
        ("", LetterForm()),
        ("3", LetterForm(3)),
        ("#៣ final km", LetterForm(3, FINAL, "km")),
        ("3 km final", LetterForm(3, FINAL, "km")),
        ("3 Final letter in English", LetterForm(3, FINAL, "en")),
        ("followup", LetterForm(None, FOLLOW_UP)),
        ("3 follow up khmer", LetterForm(3, FOLLOW_UP, "km")),
        ("3 follow-up", LetterForm(3, FOLLOW_UP)),
        ("៣ លិខិត ចុងក្រោយ ជា ភាសាខ្មែរ", LetterForm(3, FINAL, "km")),
    ],
)
def test_which_letter_is_meant_is_read(text: str, form: LetterForm) -> None:
    assert parse_letter(text) == form


@pytest.mark.parametrize("text", ["3 love", "3 final followup", "3 en km", "3 final en please"])
def test_words_that_name_no_letter_or_two_are_refused(text: str) -> None:
    with pytest.raises(UnknownLetter):
        parse_letter(text)


@given(st.text() | st.from_regex(r"(template|fair|language)s? ?[=:]?(final|en|km|\d+h| |:|\n|.)*"))
def test_whatever_is_typed_is_a_setting_or_refused(text: str) -> None:
    try:
        form = parse_settings(text)
    except NotUnderstood:
        return
    assert (form.hours is not None) == (form.wish is Wish.FAIR)
    if form.wish in {Wish.WRITE, Wish.OURS}:
        assert None not in {form.letter, form.language}
