"""The small words of what people type: numbers, slugs, channels, bullets and question marks (pure)."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from dataclasses import dataclass

from bot.kinds import CHANNELS
from db.lifecycle import Channel
from db.text.patterns import pattern
from db.text.spelling import as_seen

IsTime = Callable[[str], bool]
"""Whether a text could be read as a point in time at all. Asked often, so it should be cheap."""

LONGEST_SLUG = 32
QUESTION_MARKS = "?？؟﹖⁇"

_NUMBER = pattern(r"\s*[#№]?(\d{1,9})[:.,)]?(?=\s|$)\s*")
_KHMER = pattern("[\u1780-\u17d3]")
_MARKED = pattern(rf"[^\s{QUESTION_MARKS}]*[{QUESTION_MARKS}]++(?=\S)|\S+")
_ODD_LINES = pattern("\r\n?|[\u2028\u2029\u0085\u000b\u000c]")


def clean(text: str) -> str:
    """What was typed, with every kind of line break as one, odd spaces plain, and invisible marks removed.

    Zero-width spaces and joiners stay: Khmer breaks its lines at them, and emoji are built with them.
    """
    lines = _ODD_LINES.sub("\n", unicodedata.normalize("NFC", text))
    return "".join(kept for char in lines if (kept := _kept(char)))


def _kept(char: str) -> str:
    if char == "\n" or char in "\u200b\u200c\u200d":
        return char
    kind = unicodedata.category(char)
    if kind == "Zs" or char == "\t":
        return " "
    # Tag characters belong to flags of regions; other format and control characters only turn or hide text.
    return "" if kind in ("Cc", "Cs") or (kind == "Cf" and char < "\U000e0000") else char


def one_line(text: str) -> str:
    """The text with every run of white space as a single space."""
    return " ".join(text.split())


def fold(word: str) -> str:
    """A word made comparable: case folded, zero-width marks and surrounding punctuation removed."""
    bare = "".join(
        c for c in unicodedata.normalize("NFC", word) if unicodedata.category(c) != "Cf"
    ).casefold()
    return bare.strip(" \t\n.,;:!៖។\"'“”‘’()[]")


def is_khmer(char: str) -> bool:
    """Whether a character is a Khmer letter or vowel."""
    return bool(_KHMER.match(char))


DETERMINERS = frozenset(
    ["the", "a", "an", "his", "her", "its", "their", "our", "my", "mr", "ms", "mrs", "dr", "h.e"]
)


def begins_a_name(text: str) -> bool:
    """Whether a text begins like a name: with a capital letter, or in Khmer, which has none."""
    first = text.lstrip("\"'“‘(")[:1]
    return first.isupper() or is_khmer(first)


def has_words(text: str) -> bool:
    """Whether a text says anything: a letter or a digit, not only marks and pictures."""
    return any(char.isalnum() for char in text)


_CHANNELS = {
    as_seen(fold(word)): channel for channel, words in CHANNELS.items() for word in words.typed.split(",")
}
_GLUED = sorted(
    (
        word.strip()
        for words in CHANNELS.values()
        for word in words.typed.split(",")
        if is_khmer(word.strip()[0])
    ),
    key=lambda word: -len(word),
)


def read_channel(word: str) -> Channel | None:
    """The channel that a word or two name, in English or Khmer; None when they name none."""
    return _CHANNELS.get(as_seen(fold(one_line(word))))


def glued_channel(word: str) -> tuple[Channel, int] | None:
    """The channel with which a Khmer word begins, and how long its name is; None where it begins with none."""
    found = next((name for name in _GLUED if word.startswith(name)), None)
    # A vowel or subscript that follows belongs to the word.
    if found is None or unicodedata.category(word[len(found) :][:1] or " ")[0] == "M":
        return None
    return _CHANNELS[as_seen(fold(found))], len(found)


def read_number(word: str) -> int | None:
    """A request's number: `3`, `#3` or `#៣`; None for anything else."""
    number, rest = take_number(word)
    return None if rest else number


def take_number(text: str) -> tuple[int | None, str]:
    """The request's number that a command starts with, and the rest. Without one: None, and the whole text."""
    found = _NUMBER.match(text)
    if not found:
        return None, text.strip()
    return int(found[1]), text[found.end() :].strip()


def read_slug(word: str) -> str | None:
    """A story's `#slug` without its `#`, case folded; None when the word is none.

    One to 32 letters (Khmer and their vowels too), digits or `_`, at least one of them no digit: `#12` is a request.
    """
    if not word.startswith("#"):
        return None
    slug = unicodedata.normalize(
        "NFC", "".join(c for c in word[1:] if unicodedata.category(c) != "Cf").casefold()
    )
    wellformed = all(
        char == "_" or unicodedata.category(char)[0] in "LM" or char.isdecimal() for char in slug
    )
    return slug if wellformed and 1 <= len(slug) <= LONGEST_SLUG and any(c.isalpha() for c in slug) else None


@dataclass(frozen=True)
class Token:
    """A word as it stands in a text, from `start` up to `end`."""

    word: str
    start: int
    end: int


def tokens(text: str) -> list[Token]:
    """The words of a text. A question mark ends a word even where no space follows it."""
    return [Token(found[0], found.start(), found.end()) for found in _MARKED.finditer(text)]
