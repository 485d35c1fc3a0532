"""Speaking from the catalogues: escaping, plurals, digits, dates, lengths."""

from __future__ import annotations

import os
import sys
from datetime import UTC, date, datetime, timedelta
from gettext import GNUTranslations
from io import BytesIO
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po
from hypothesis import given
from hypothesis import strategies as st
from markupsafe import Markup

from bot.i18n.catalogue import Texts, compiled, read_compiled
from bot.languages import LANGUAGES, language_or
from bot.outcomes.times import explanation_words
from jobs.deadlines.calendars import Calendar
from jobs.deadlines.reading import Direction, read_time

ZONE = "Asia/Phnom_Penh"
NOW = datetime(2024, 12, 2, 2, tzinfo=UTC)
THURSDAY = datetime(2024, 12, 5, 10, tzinfo=UTC)
ENGLISH, KHMER = Texts("en", ZONE), Texts("km", ZONE)
STILL_OPEN = ("{n} question is still open.", "{n} questions are still open.")


@pytest.mark.parametrize("texts", [ENGLISH, KHMER], ids=["en", "km"])
def test_what_a_person_typed_is_escaped(texts: Texts) -> None:
    said = texts.say("I know no body called “{name}”. All of them: /bodies", name="<b>&</b>")
    assert "&lt;b&gt;&amp;&lt;/b&gt;" in said
    assert "<b>" not in said


@given(st.text(), st.one_of(st.text(), st.integers(), st.text().map(Markup)))
def test_a_sentence_is_filled_in_as_markup_itself_does_it(text: str, value: object) -> None:
    around = text.replace("{", "{{").replace("}", "}}")
    message = f"{around}{{name}}{around}<b>{{name}}{{other}}</b>"
    plain = value if isinstance(value, Markup) else str(value)
    by_itself = Markup(message).format(name=plain, other="&")  # noqa: S704
    assert ENGLISH.say(message, name=value, other="&") == by_itself


def test_our_own_markup_stays_as_it_is() -> None:
    assert (
        ENGLISH.say("Example: {example}", example=Markup("<code>/due</code>")) == "Example: <code>/due</code>"
    )


def test_a_sentence_is_said_in_the_language_of_the_speaker() -> None:
    assert ENGLISH.say("Cancel") == "Cancel"
    assert KHMER.say("Cancel") == "បោះបង់"


def test_a_sentence_nobody_translated_is_said_in_english() -> None:
    assert KHMER.say("Nobody ever translated {this}.", this="one") == "Nobody ever translated one."


@pytest.mark.parametrize(
    ("texts", "n", "expected"),
    [
        (ENGLISH, 1, "1 question is still open."),
        (ENGLISH, 2, "2 questions are still open."),
        (ENGLISH, 0, "0 questions are still open."),
        (KHMER, 1, "នៅសល់សំណួរ ១ មិនទាន់ឆ្លើយ។"),
        (KHMER, 12, "នៅសល់សំណួរ ១២ មិនទាន់ឆ្លើយ។"),
    ],
)
def test_things_are_counted_by_the_rules_of_the_language(texts: Texts, n: int, expected: str) -> None:
    assert texts.count(*STILL_OPEN, n) == expected


def spoken(catalog: Catalog) -> GNUTranslations:
    return GNUTranslations(BytesIO(compiled(catalog)))


def test_what_was_compiled_is_read_again_until_its_source_changes(tmp_path: Path) -> None:
    source = tmp_path / "replydesk.po"

    def says(word: str, *, at: int) -> str:
        head = 'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=utf-8\\n"\n\n'
        source.write_text(f'{head}msgid "Cancel"\nmsgstr "{word}"\n', "utf-8")
        os.utime(source, (at, at))
        return GNUTranslations(BytesIO(read_compiled(source, "km"))).gettext("Cancel")

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sys, "dont_write_bytecode", False)
        assert [says("ក", at=1), says("ខ", at=1), says("គ", at=2)] == ["ក", "ក", "គ"]
        patch.setattr(sys, "dont_write_bytecode", True)
        assert [says("ឃ", at=3), says("ង", at=3)] == ["ឃ", "ង"]
    assert [file.name for file in (tmp_path / "__pycache__").iterdir()] == ["replydesk.mo"]


@pytest.mark.parametrize(("n", "expected"), [(1, "1 call"), (2, "2 calls")])
def test_a_count_nobody_translated_keeps_the_plural_of_english(n: int, expected: str) -> None:
    catalog = Catalog(locale="km", fuzzy=False)
    catalog.add(("{n} call", "{n} calls"), ("",))
    assert spoken(catalog).ngettext("{n} call", "{n} calls", n).format(n=n) == expected


def test_a_doubtful_translation_is_not_spoken() -> None:
    catalog = Catalog(locale="km", fuzzy=False)
    catalog.add("Cancel", "បោះបង់")
    assert spoken(catalog).gettext("Cancel") == "បោះបង់"
    catalog = Catalog(locale="km", fuzzy=False)
    catalog.add("Cancel", "ប្រហែល", flags=["fuzzy"])
    assert spoken(catalog).gettext("Cancel") == "Cancel"


def test_a_language_with_several_plurals_has_them_all() -> None:
    written = """
msgid ""
msgstr ""
"Content-Type: text/plain; charset=utf-8\\n"
"Plural-Forms: nplurals=3; plural=(n%10==1 && n%100!=11 ? 0 : n%10>=2 && n%10<=4 && (n%100<12 || n%100>14) ? 1 : 2);\\n"

msgid "{n} file"
msgid_plural "{n} files"
msgstr[0] "{n} файл"
msgstr[1] "{n} файла"
msgstr[2] "{n} файлов"
"""
    russian = spoken(read_po(BytesIO(written.encode()), locale="ru"))
    forms = [russian.ngettext("{n} file", "{n} files", n).format(n=n) for n in (1, 3, 5)]
    assert forms == ["1 файл", "3 файла", "5 файлов"]


def test_amounts_are_in_khmer_digits_and_numbers_that_are_typed_are_not() -> None:
    assert KHMER.say("Attempt {n} of {fair}.", n=2, fair=5) == "ការសួរលើកទី ២ ក្នុងចំណោម ៥។"
    assert "#12" in KHMER.say("There is no request #{number} here.", number=12)
    assert KHMER.say("#{number} has no open question {position}.", number=3, position=4).count("4") == 1


@pytest.mark.parametrize(
    ("texts", "instant", "expected"),
    [
        (ENGLISH, THURSDAY, "Thu 5 Dec 17:00"),
        (ENGLISH, THURSDAY.replace(year=2025), "Fri 5 Dec 2025 17:00"),
        (KHMER, THURSDAY, "ថ្ងៃព្រហស្បតិ៍ ទី៥ ខែធ្នូ ម៉ោង ១៧:០០"),
        (KHMER, THURSDAY.replace(year=2025), "ថ្ងៃសុក្រ ទី៥ ខែធ្នូ ឆ្នាំ២០២៥ ម៉ោង ១៧:០០"),
        (Texts("en", "America/New_York"), datetime(2025, 1, 1, 3, tzinfo=UTC), "Tue 31 Dec 22:00"),
    ],
)
def test_an_instant_is_shown_on_the_newsrooms_clock(texts: Texts, instant: datetime, expected: str) -> None:
    assert texts.when(instant, NOW) == expected


def test_days_and_clocks_are_shown_alone_too() -> None:
    assert (ENGLISH.day(THURSDAY, NOW), ENGLISH.clock(THURSDAY)) == ("Thu 5 Dec", "17:00")
    assert (KHMER.day(THURSDAY, NOW), KHMER.clock(THURSDAY)) == ("ថ្ងៃព្រហស្បតិ៍ ទី៥ ខែធ្នូ", "១៧:០០")
    assert ENGLISH.calendar_day(date(2024, 12, 9)) == "Mon 9 Dec"
    assert KHMER.calendar_day(date(2024, 12, 9)) == "ថ្ងៃច័ន្ទ ទី៩ ខែធ្នូ"


@pytest.mark.parametrize("language", LANGUAGES)
@given(
    passed=st.timedeltas(timedelta(0), timedelta(days=1000)),
    minutes=st.integers(2, 300 * 24 * 60),
    direction=st.sampled_from(Direction),
)
def test_whatever_time_is_shown_can_be_typed_back(
    language: str, passed: timedelta, minutes: int, direction: Direction
) -> None:
    now, span = NOW + passed, timedelta(minutes=minutes)
    instant = (now + span if direction is Direction.FUTURE else now - span).replace(second=0, microsecond=0)
    t, calendar = Texts(language, ZONE), Calendar(ZONE, "KH")
    day = calendar.local(instant).date()

    def typed(shown: str) -> datetime:
        return read_time(shown, now=now, calendar=calendar, direction=direction).instant

    assert typed(t.when(instant, now)) == instant
    assert typed(f"{t.day(instant, now)} {t.clock(instant)}") == instant
    if span < timedelta(days=1):
        return  # a day alone ends with its work, which may be before or after the instant
    shown = [t.day(instant, now), t.calendar_day(day), t.full_date(instant)]
    assert [calendar.local(typed(each)).date() for each in shown] == [day] * len(shown)


def test_a_language_that_is_there_no_more_is_english() -> None:
    gone = Texts("xx", ZONE)
    assert gone.when(THURSDAY, NOW) == ENGLISH.when(THURSDAY, NOW)
    assert gone.calendar_day(date(2024, 12, 9)) == ENGLISH.calendar_day(date(2024, 12, 9))
    assert gone.length(timedelta(hours=3)) == "3 hours"
    assert gone.say("Cancel") == "Cancel"


@pytest.mark.parametrize(
    ("span", "english", "khmer"),
    [
        (timedelta(minutes=30), "30 minutes", "៣០ នាទី"),
        (timedelta(minutes=90), "90 minutes", "៩០ នាទី"),
        (timedelta(hours=3, minutes=59), "3 hours", "៣ ម៉ោង"),
        (timedelta(hours=49), "2 days", "២ ថ្ងៃ"),
        (timedelta(days=15), "2 weeks", "២ សប្ដាហ៍"),
        (timedelta(days=70), "2 months", "២ ខែ"),
    ],
)
def test_lengths_are_said_in_both_languages_and_never_rounded_up(
    span: timedelta, english: str, khmer: str
) -> None:
    assert (ENGLISH.length(span), KHMER.length(span)) == (english, khmer)


def test_how_a_deadline_was_counted_is_said_in_khmer_without_a_word_of_english() -> None:
    calendar = Calendar(ZONE, "KH")
    friday = datetime(2024, 11, 8, 3, tzinfo=UTC)  # Independence Day is on the Saturday
    reading = read_time("3 working days", now=friday, calendar=calendar, direction=Direction.FUTURE)
    told = explanation_words(KHMER, reading.explanation)
    assert "ថ្ងៃពុធ ទី១៣ ខែវិច្ឆិកា" in told
    assert not any("a" <= letter <= "z" for letter in told.casefold())


@pytest.mark.parametrize(
    ("code", "spoken"),
    [("km", "km"), ("en-GB", "en"), ("km-KH", "km"), ("xx", "en"), (None, "en"), ("", "en")],
)
def test_the_language_of_somebodys_telegram_is_spoken_where_we_have_it(code: str | None, spoken: str) -> None:
    assert language_or(code, "en") == spoken
