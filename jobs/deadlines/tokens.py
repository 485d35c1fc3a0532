"""From a text as typed to tokens of the time grammar (pure)."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cache, cached_property

from db.text.spelling import read_digits
from jobs.deadlines.words import Kind, Meaning, TimeWords

LONGEST = 80  # no time needs more; what is longer is prose

# Soft hyphen, zero-width spaces and joiners (Khmer keyboards leave them between words), direction marks, word
# joiner, byte order mark.
_INVISIBLE = dict.fromkeys(
    [0x00AD, *range(0x200B, 0x2010), *range(0x202A, 0x202F), *range(0x2060, 0x206A), 0xFEFF]
)
# What East Asian keyboards write in the width of their own script stands for what is on any other.
_FULL_WIDTH = {0xFF01 + place: 0x21 + place for place in range(94)}
_LOOKALIKES = str.maketrans("’–—−៖ៈ", "'---::") | _FULL_WIDTH
# Two Khmer spellings look the same on the screen: the subscript TA and DA, and a sign before or after its vowel.
_SUBSCRIPT_DA, _SUBSCRIPT_TA = "្ដ", "្ត"
_SIGN_AFTER_VOWEL = re.compile("([\u17b6-\u17c5])([\u17c9\u17ca])")


@dataclass(frozen=True)
class Token:
    """One piece of a time as typed."""

    kind: Kind
    value: object = None
    digits: int = 0  # how many a number was written with: 0900 is an hour of the clock, 900 is none


class NotATime(Exception):
    """The text is not made of the words of a time."""


def normalise(text: str) -> str:
    """The text as the grammar compares it: NFC, case folded, nothing invisible, digits of one script."""
    seen = unicodedata.normalize("NFC", text).translate(_INVISIBLE).casefold().translate(_LOOKALIKES)
    return _SIGN_AFTER_VOWEL.sub(r"\2\1", read_digits(seen)).replace(_SUBSCRIPT_DA, _SUBSCRIPT_TA)


def _pattern(words: list[str]) -> re.Pattern[str]:
    return re.compile("|".join(_as_pattern(word) for word in sorted(words, key=len, reverse=True)))


def _as_pattern(word: str) -> str:
    spaced = r"\s+".join(re.escape(piece) for piece in word.split())
    return spaced + ("(?![a-z])" if word[-1].isascii() and word[-1].isalpha() else "")


class _Vocabulary:
    """The words of every language, put together when the first time is read."""

    def __init__(self) -> None:
        self.languages: list[Callable[[], Iterable[TimeWords]]] = []

    @cached_property
    def meanings(self) -> dict[str, Meaning]:
        known: dict[str, Meaning] = {}
        for words in (each for languages in self.languages for each in languages()):
            new = {
                " ".join(normalise(word).split()): meaning
                for meaning, several in words.items()
                for word in several.split("|")
            }
            # A word keeps the meaning it has: "mar" stays March, although Spanish calls a Tuesday so.
            known = new | known
        return known

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        return _pattern(list(self.meanings))


_vocabulary = _Vocabulary()


def learn(languages: Callable[[], Iterable[TimeWords]]) -> None:
    """Read the words of more languages in every text. Called when they are loaded, before any time is read: a text may
    be typed in any of them, whatever language is spoken with its writer.

    Args:
        languages: gives the words of each. Called when the first time is read: what a language knows takes its time to
            load.
    """
    _vocabulary.languages.append(languages)


@cache
def vocabulary(kinds: tuple[Kind, ...]) -> set[str]:
    """The words, each of one word, that stand for something of these kinds, as `normalise` leaves them."""
    return {
        word
        for word, meaning in _vocabulary.meanings.items()
        if " " not in word and any(kind in kinds for kind, _ in meaning)
    }


_NUMERIC = re.compile(
    r"""
      (?P<y>\d{4})(?P<s1>[-/.])(?P<m>\d{1,2})(?P=s1)(?P<d>\d{1,2})(?!\d)(?:t(?=\d))?
    | (?P<a>\d{1,2})(?P<s2>[-/.])(?P<b>\d{1,2})(?P=s2)(?P<year>\d{4}|\d{2})(?!\d)
    | (?P<hour>\d{1,2}):(?P<minute>\d{2})(?::\d{2}(?:\.\d+)?)?(?!\d)(?:\s*(?:hours|hour|hrs|hr|h)(?![a-z]))?
    | (?P<dhour>\d{2})\.(?P<dminute>\d{2})\s*(?:hours|hour|hrs|hr|h)(?![a-z])
    | (?P<fhour>\d{1,2})h(?P<fminute>\d{2})(?!\d|\s*m)
    | (?P<mhour>[01]\d|2[0-4])(?P<mminute>[0-5]\d)\s*(?:hours|hour|hrs|hr|h|ម៉ោង(?!\s*\d))(?![a-z])
    | (?P<first>\d{1,2})[-/](?P<second>\d{1,2})(?!\d)
    | (?P<whole>\d{1,2})\.(?P<part>\d{1,2})(?!\d)
    | (?P<ordinal>\d{1,2})(?:st|nd|rd|th)(?![a-z])
    | (?P<number>\d{1,4})(?!\d)
    """,
    re.VERBOSE,
)
_DOT = re.compile(r"\.(?=\s|,|$)")
_BETWEEN = re.compile(r"[\s,;។]+")


def tokenise(text: str) -> tuple[Token, ...]:
    """Cut a text into tokens.

    Raises:
        NotATime: it holds something that no time has, or nothing, or far too much.
    """
    seen = normalise(text).strip()
    if not seen or len(seen) > LONGEST:
        raise NotATime
    return tuple(_tokens(seen))


def _tokens(seen: str) -> Iterator[Token]:
    position, kind = 0, Kind.FILLER
    while position < len(seen):
        if space := _BETWEEN.match(seen, position):
            position = space.end()
        elif kind in _JOINED and _in_a_date(seen, position, kind):
            position += 1
        elif found := _vocabulary.pattern.match(seen, position):  # before numbers: 12月 is a word
            for kind, value in _vocabulary.meanings[" ".join(found[0].split())]:
                yield Token(kind, value)
            position = found.end()
            if kind in {Kind.WEEKDAY, Kind.MONTH} and _DOT.match(seen, position):
                position += 1  # "Fri. 5 p.m.", "Dec. 6"
        elif found := _NUMERIC.match(seen, position):
            token = _numeric(found)
            yield token
            kind, position = token.kind, found.end()
        else:
            raise NotATime


_JOINED = {Kind.NUMBER, Kind.ORDINAL, Kind.MONTH}


def _in_a_date(seen: str, position: int, before: Kind) -> bool:
    """Whether a dash or a dot joins a day to its month, as in "5-Dec-2024" and "5. December"."""
    if seen[position] not in "-.":
        return False
    if before is Kind.MONTH:
        return seen[position] == "-" and seen[position + 1 : position + 2].isdecimal()
    behind = _vocabulary.pattern.match(seen, position + 1 + (seen[position + 1 : position + 2] == " "))
    return behind is not None and _vocabulary.meanings[" ".join(behind[0].split())][0][0] is Kind.MONTH


def _numeric(found: re.Match[str]) -> Token:
    given = {name: int(digits) for name, digits in found.groupdict().items() if digits and digits.isdecimal()}
    match given:
        case {"y": year, "m": month, "d": day}:
            return Token(Kind.FULL_DATE, (year, month, day))
        case {"a": a, "b": b, "year": year}:
            return Token(Kind.SLASHED, (a, b, year if year > 99 else 2000 + year))
        case {"hour": hour, "minute": minute}:
            return Token(Kind.CLOCK, (hour, minute))
        case {"fhour": hour, "fminute": minute}:
            return Token(Kind.FRENCH, (hour, minute))
        case {"dhour": hour, "dminute": minute}:
            return Token(Kind.CLOCK, (hour, minute))
        case {"mhour": hour, "mminute": minute}:
            return Token(Kind.MILITARY, (hour, minute))
        case {"first": first, "second": second}:
            return Token(Kind.SLASHED, (first, second, None))
        case {"whole": whole, "part": part}:
            return Token(Kind.DOTTED, (whole, part))
        case {"ordinal": number}:
            return Token(Kind.ORDINAL, number)
        case _:
            return Token(Kind.NUMBER, given["number"], len(found["number"]))


class Cursor:
    """Where reading stands in a row of tokens. Set `mark` back to an earlier value to read again from there."""

    def __init__(self, tokens: tuple[Token, ...]) -> None:
        self._tokens = tokens
        self.mark = 0

    @property
    def done(self) -> bool:
        """Whether everything was read."""
        return self.mark == len(self._tokens)

    @property
    def at_start(self) -> bool:
        """Whether nothing was read yet."""
        return self.mark == 0

    def peek(self, *kinds: Kind, ahead: int = 0) -> Token | None:
        """The token `ahead` of the cursor, if it is there and of one of these kinds."""
        place = self.mark + ahead
        return (
            self._tokens[place] if place < len(self._tokens) and self._tokens[place].kind in kinds else None
        )

    def take(self, *kinds: Kind) -> Token | None:
        """The token at the cursor, read, if it is of one of these kinds."""
        token = self.peek(*kinds)
        if token is not None:
            self.mark += 1
        return token

    def take_joint(self, joint: Kind, then: Kind) -> None:
        """Read a small word that joins what was read to what comes: "1 hour and 30 minutes"."""
        if self.peek(joint) and self.peek(then, ahead=1):
            self.mark += 1

    def came_after(self, kind: Kind) -> bool:
        """Whether the token before the cursor is of this kind."""
        return self.mark > 0 and self._tokens[self.mark - 1].kind is kind

    @staticmethod
    def number(token: Token) -> int:
        """The number that a token holds."""
        if not isinstance(token.value, int):
            raise TypeError(f"{token} holds no number")
        return token.value

    @staticmethod
    def pair(token: Token) -> tuple[int, int]:
        """The two numbers that a token holds."""
        match token.value:
            case (int(first), int(second)):
                return first, second
            case _:
                raise TypeError(f"{token} holds no two numbers")
