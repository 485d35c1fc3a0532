"""What follows /settings and /letter, as values."""

from __future__ import annotations

from zoneinfo import available_timezones

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.letters.reading import (
    LetterForm,
    UnknownLetter,
    WhichTemplate,
    WordingForm,
    parse_letter,
    parse_wording,
)
from bot.reading.errors import BadTimeOfDay, NotUnderstood
from bot.settings.table import (
    BadFairTime,
    UnknownLanguage,
    UnknownSetting,
    parse_setting,
    read_hours,
    read_time_of_day,
    read_zone,
)
from db.errors import DeskError
from db.tables import Letter
from jobs.deadlines.calendars import UnknownCountry, UnknownTimeZone

FINAL, FOLLOW_UP = Letter.FINAL, Letter.FOLLOW_UP


@pytest.mark.parametrize(
    ("text", "word", "value"),
    [
        ("language=km", "language", "km"),
        ("Language = EN", "language", "en"),
        ("language khmer", "language", "km"),
        ("ភាសា=ខ្មែរ", "language", "km"),
        ("km", "language", "km"),
        ("group-language=km", "group-language", "km"),
        ("fair=24h", "fair", 24),
        ("fair 2 days", "fair", 48),
        ("zone=europe/berlin", "timezone", "Europe/Berlin"),
        ("timezone: Asia/Phnom Penh", "timezone", "Asia/Phnom_Penh"),
        ("country=de-be", "country", "DE-BE"),
        ("digest 8.05", "digest", "08:05"),
        ("digest=off", "digest", None),
    ],
)
def test_a_setting_is_read(text: str, word: str, value: object) -> None:
    setting, read = parse_setting(text)
    assert (setting.word, read) == (word, value)


@pytest.mark.parametrize(
    ("text", "error"),
    [
        ("colour=red", UnknownSetting),
        ("=", UnknownSetting),
        ("language=xx", UnknownLanguage),
        ("fair", BadFairTime),
        ("fair=soon", BadFairTime),
        ("fair=0h", BadFairTime),
        ("fair=-1h", BadFairTime),
        ("fair=721h", BadFairTime),
        ("fair=5 weeks", BadFairTime),
        ("fair=1h30", BadFairTime),
        ("fair=99999999h", BadFairTime),
        ("zone=Asia/Atlantis", UnknownTimeZone),
        ("zone=../../etc/passwd", UnknownTimeZone),
        ("country=", UnknownCountry),
        ("country=Cambodia", UnknownCountry),
        ("digest=now", BadTimeOfDay),
    ],
)
def test_what_is_no_setting_is_refused(text: str, error: type[DeskError]) -> None:
    with pytest.raises(error):
        parse_setting(text)


@pytest.mark.parametrize(
    ("text", "form"),
    [
        ("", WordingForm()),
        ("final", WordingForm(FINAL)),
        ("km final", WordingForm(FINAL, "km")),
        ("final en: ours", WordingForm(FINAL, "en", ours=True)),
        (
            "follow-up en: Dear {body}: why?\n{questions}",
            WordingForm(FOLLOW_UP, "en", "Dear {body}: why?\n{questions}"),
        ),
        ("final km\n{questions}\n= x", WordingForm(FINAL, "km", "{questions}\n= x")),
        ("final en:", WordingForm(FINAL, "en", "")),
    ],
)
def test_a_wording_is_read(text: str, form: WordingForm) -> None:
    assert parse_wording(text) == form


@pytest.mark.parametrize(
    ("text", "error"),
    [
        ("love en", UnknownLetter),
        ("final: {questions}", WhichTemplate),
        ("en: {questions}", WhichTemplate),
        ("final followup en: x", UnknownLetter),
    ],
)
def test_a_wording_of_no_letter_is_refused(text: str, error: type[NotUnderstood]) -> None:
    with pytest.raises(error):
        parse_wording(text)


@pytest.mark.parametrize(
    ("text", "time"),
    [
        ("OFF", None),
        (" off ", None),
        ("បិទ", None),
        ("08:30", "08:30"),
        ("8:05", "08:05"),
        ("8.30", "08:30"),
        ("០៨:៣០", "08:30"),
        ("23:59", "23:59"),
    ],
)
def test_a_time_of_day_is_read(text: str, time: str | None) -> None:
    assert read_time_of_day(text) == time


@pytest.mark.parametrize("text", ["24:00", "8:60", "8", "0830", "8:30 9:30", "never"])
def test_what_is_no_time_of_day_is_refused(text: str) -> None:
    with pytest.raises(BadTimeOfDay, match=text):
        read_time_of_day(text)


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


@given(st.text() | st.from_regex(r"(fair|language|digest|zone|country) ?[=:]?(km|\d+h|off|:|\n|.)*"))
def test_whatever_is_typed_is_a_setting_that_its_model_accepts_or_refused(text: str) -> None:
    try:
        setting, value = parse_setting(text)
    except DeskError:
        return
    assert getattr(setting.model().changed(setting.key, value), setting.key) == value


@given(st.text() | st.from_regex(r"(final|followup)? ?(en|km)?(:|=|\n)?(.|\n)*"))
def test_whatever_is_typed_is_a_wording_or_refused(text: str) -> None:
    try:
        form = parse_wording(text)
    except NotUnderstood:
        return
    if form.ours or form.text is not None:
        assert None not in {form.letter, form.language}


def test_every_zone_is_found_by_its_own_name() -> None:
    for zone in available_timezones():
        assert read_zone(zone) == zone
