"""Reading which letter in which language is meant (pure)."""

from __future__ import annotations

import re
from dataclasses import dataclass

from bot.kinds import LETTERS
from bot.reading.errors import NotUnderstood
from bot.reading.words import clean, fold, one_line, take_number
from db.tables import Letter

_LANGUAGE_WORDS = {"en": "en, eng, english, អង់គ្លេស, ភាសាអង់គ្លេស", "km": "km, kh, khmer, ខ្មែរ, ភាសាខ្មែរ"}
_FILLERS = frozenset({"letter", "in", "លិខិត", "ជា"})

_LETTERS = {word.strip(): letter for letter, words in LETTERS.items() for word in words.typed.split(",")}
LANGUAGES = {word.strip(): code for code, words in _LANGUAGE_WORDS.items() for word in words.split(",")}


class UnknownLetter(NotUnderstood):
    """A word names neither a letter nor a language, or several name two."""

    message = "I do not know a letter “{text}”. There are: follow-up and final, each in en and km."


@dataclass(frozen=True)
class LetterForm:
    """Which letter for which request; what was not said is None."""

    number: int | None = None
    letter: Letter | None = None
    language: str | None = None


def parse_letter(text: str) -> LetterForm:
    """Read `[N] [followup|final] [en|km]`, the words in either order.

    Raises:
        UnknownLetter: a word means neither.
    """
    number, rest = take_number(clean(text))
    letter, language = read_letter(rest)
    return LetterForm(number, letter, language)


def read_letter(text: str) -> tuple[Letter | None, str | None]:
    """The letter and the language that some words name; None for what they do not say.

    Raises:
        UnknownLetter: a word means neither, or they name two.
    """
    letter: Letter | None = None
    language: str | None = None
    for word in re.split(r"[\s,;.]+", one_line(text)):
        plain = fold(word)
        if plain in _LETTERS and letter in {None, _LETTERS[plain]}:
            letter = _LETTERS[plain]
        elif plain in LANGUAGES and language in {None, LANGUAGES[plain]}:
            language = LANGUAGES[plain]
        elif plain and plain not in _FILLERS:
            raise UnknownLetter(text=one_line(text))
    return letter, language


def read_language(word: str) -> str | None:
    """The code of the language that a word names in English or Khmer; None when it names none of ours."""
    return LANGUAGES.get(fold(word))
