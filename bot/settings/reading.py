"""Reading what follows /settings (pure)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from bot.letters.reading import read_language, read_letter
from bot.reading.errors import NotUnderstood
from bot.reading.words import clean, fold, one_line, read_digits
from db.tables import Letter

LONGEST_FAIR_HOURS = 720

_LANGUAGE = frozenset({"language", "lang", "ភាសា"})
_FAIR = frozenset({"fair", "fairtime", "ពេលសមរម្យ"})
_TEMPLATES = frozenset({"templates", "template", "letters", "letter", "គំរូលិខិត"})
_OURS = frozenset({"ours", "default", "reset", "ដើម"})
_UNITS = {1: "h hr hrs hour hours ម៉ោង", 24: "d day days ថ្ងៃ", 168: "w week weeks សប្ដាហ៍ សប្តាហ៍"}
_HOURS_IN = {word: hours for hours, words in _UNITS.items() for word in words.split()} | {"": 1}
_LENGTH = re.compile(r"(\d{1,4})\s*(\D*)")
_KEY = re.compile(r"([^\s=:]+)\s*[=:]?\s*(.*)", re.DOTALL)
_WORDING = re.compile(r"([^:=\n]*)[:=\n](.*)", re.DOTALL)


class UnknownSetting(NotUnderstood):
    """A setting is named that there is not."""

    message = "I do not know the setting “{text}”. There are: language=en, fair=48h, templates. Nothing was changed."


class BadFairTime(NotUnderstood):
    """What stands after fair= is no length of time, or too long."""

    message = "“{text}” is not a time for an answer. Write hours or days, such as fair=24h or fair=2 days; {limit} hours at most. Nothing was changed."


class WhichTemplate(NotUnderstood):
    """A wording is given without the letter it is for."""

    message = "Which letter is that the wording of? Write followup or final, and en or km, before the colon. Nothing was changed."


class Wish(StrEnum):
    """What somebody wants of the settings."""

    SHOW = "show"
    LANGUAGE = "language"
    FAIR = "fair"
    TEMPLATES = "templates"
    WRITE = "write"  # a newsroom's own wording of a letter
    OURS = "ours"  # our wording again


@dataclass(frozen=True)
class SettingsForm:
    """The settings' command. `language` is as typed where it is none of ours; `text` is a letter's wording."""

    wish: Wish
    language: str | None = None
    hours: int | None = None
    letter: Letter | None = None
    text: str = ""


def parse_settings(text: str) -> SettingsForm:
    """Read `[language=CODE | fair=HOURS | templates [LETTER] [LANGUAGE] | template LETTER LANGUAGE: WORDING]`.

    Raises:
        UnknownSetting: it begins with no setting.
        BadFairTime: `fair` has no length of time, or too long a one.
        UnknownLetter, WhichTemplate: a template is not named as there are any.
    """
    typed = clean(text).strip()
    if not typed:
        return SettingsForm(Wish.SHOW)
    found = _KEY.match(typed)
    if found is None:
        raise UnknownSetting(text=one_line(text))
    key, value = fold(found[1]), found[2].strip()
    if key in _LANGUAGE:
        return SettingsForm(Wish.LANGUAGE, language=read_language(value) or one_line(value))
    if key in _FAIR:
        return SettingsForm(Wish.FAIR, hours=read_hours(value))
    if key in _TEMPLATES:
        return _template(value)
    language = read_language(key)
    if language is not None and not value:
        return SettingsForm(Wish.LANGUAGE, language=language)
    raise UnknownSetting(text=one_line(text))


def read_hours(text: str) -> int:
    """A length of time in whole hours, 1 to 720: `24h`, `48`, `2 days`, `៤៨ ម៉ោង`.

    Raises:
        BadFairTime: it is none.
    """
    found = _LENGTH.fullmatch(read_digits(fold(text)))
    hours = int(found[1]) * _HOURS_IN.get(found[2].strip(), 0) if found else 0
    if not 1 <= hours <= LONGEST_FAIR_HOURS:
        raise BadFairTime(text=one_line(text), limit=LONGEST_FAIR_HOURS)
    return hours


def _template(value: str) -> SettingsForm:
    wording = _WORDING.match(value)
    if wording is None:
        letter, language = read_letter(value)
        return SettingsForm(Wish.TEMPLATES, language=language, letter=letter)
    letter, language = read_letter(wording[1])
    if letter is None or language is None:
        raise WhichTemplate
    said = wording[2].strip()
    wish = Wish.OURS if fold(said) in _OURS else Wish.WRITE
    return SettingsForm(wish, language=language, letter=letter, text="" if wish is Wish.OURS else said)
