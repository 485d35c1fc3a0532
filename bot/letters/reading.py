"""Reading which letter in which language is meant, and a newsroom's own wording of one (pure)."""

from __future__ import annotations

import re
from dataclasses import dataclass

from bot.kinds import LETTERS
from bot.languages import COMPLETE, SPELLINGS
from bot.reading.errors import NotUnderstood
from bot.reading.words import clean, fold, one_line, take_number
from db.tables import Letter

_OURS = frozenset({"ours", "default", "reset", "ដើម"})
_FILLERS = frozenset({"letter", "in", "លិខិត", "ជា"})

_LETTERS = {word.strip(): letter for letter, words in LETTERS.items() for word in words.typed.split(",")}
_WORDING = re.compile(r"([^:=\n]*)[:=\n](.*)", re.DOTALL)


_LANGUAGES = " / ".join(COMPLETE)


class UnknownLetter(NotUnderstood):
    """A word names neither a letter nor a language, or several name two."""

    message = "I do not know a letter “{text}”. There are: follow-up and final, each in {languages}."


@dataclass(frozen=True)
class LetterForm:
    """Which letter for which request; what was not said is None."""

    number: int | None = None
    letter: Letter | None = None
    language: str | None = None


class WhichTemplate(NotUnderstood):
    """A wording is given without the letter it is for."""

    message = "Which letter is that the wording of? Write followup or final, and {languages}, before the colon. Nothing was changed."


@dataclass(frozen=True)
class WordingForm:
    """A letter's wording: only which one, or with its new `text`, or with `ours`, which takes the newsroom's own back."""

    letter: Letter | None = None
    language: str | None = None
    text: str | None = None
    ours: bool = False


def parse_letter(text: str) -> LetterForm:
    """Read `[N] [LETTER] [LANGUAGE]`, the words in either order.

    Raises:
        UnknownLetter: a word means neither.
    """
    number, rest = take_number(clean(text))
    letter, language = read_letter(rest)
    return LetterForm(number, letter, language)


def read_letter(text: str) -> tuple[Letter | None, str | None]:
    """The letter and the language that some words name; None for what they do not say.

    Raises:
        UnknownLetter: a word means neither, or they name two; or there are no letters in the language, because it is not
            complete.
    """
    letter: Letter | None = None
    language: str | None = None
    for word in re.split(r"[\s,;.]+", one_line(text)):
        plain = fold(word)
        if plain in _LETTERS and letter in {None, _LETTERS[plain]}:
            letter = _LETTERS[plain]
        elif SPELLINGS.get(plain) in COMPLETE and language in {None, SPELLINGS[plain]}:
            language = SPELLINGS[plain]
        elif plain and plain not in _FILLERS:
            raise UnknownLetter(text=one_line(text), languages=_LANGUAGES)
    return letter, language


def read_language(word: str) -> str | None:
    """The code of the language that a word names, in any language; None when it names none of ours."""
    return SPELLINGS.get(fold(word))


def parse_wording(text: str) -> WordingForm:
    """Read `[LETTER] [LANGUAGE]`, or `LETTER LANGUAGE: WORDING`, where the wording may be `ours`.

    Raises:
        UnknownLetter: a word before the colon means neither.
        WhichTemplate: there is a wording, but not of which letter in which language.
    """
    wording = _WORDING.match(text)
    if wording is None:
        return WordingForm(*read_letter(text))
    letter, language = read_letter(wording[1])
    if letter is None or language is None:
        raise WhichTemplate(languages=_LANGUAGES)
    said = wording[2].strip()
    if fold(said) in _OURS:
        return WordingForm(letter, language, ours=True)
    return WordingForm(letter, language, said)
