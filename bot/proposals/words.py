"""Where in a sentence which phrases stand, in every language at once (pure).

A sentence is compared in a plain form; each sign of that knows where it stands in what was typed, so that words are kept
to the letter. Latin phrases are found by whole words, Khmer ones inside the run of letters.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache, cached_property, lru_cache
from typing import Any, Generic, TypeVar

from bot.kinds import CHANNELS, EVENTS, RESULTS
from bot.languages import LANGUAGES
from bot.reading.phrases import each_of, plainly
from bot.reading.results import read_result
from bot.reading.words import is_khmer
from db.lifecycle import Channel, EventKind, Result

T = TypeVar("T")

ANSWERED = (EventKind.REPLIED_FULL, EventKind.REPLIED_PARTIAL)
_APOSTROPHES = "’‘ʼ`′"
_WORD = re.compile(r"[^\W_\u1780-\u17ff]+(?:'[^\W_\u1780-\u17ff]+)*")
_BREAK = re.compile(r"[,;!?()\[\]–—\n|។៖«»“”\"]|[.:](?!\d)")
_MOST_SKIPPED, _SOME_KHMER = 3, r"[^.,;:!?\n|។៖]{0,20}?"
_SHORTEST_SLIP, _LONG = 5, 8  # letters of a word in which one may be amiss, and one may be another


class Plain:
    """A text as sentences are compared, and where in it each sign stands that was typed."""

    def __init__(self, text: str) -> None:
        self.text = text
        signs, back = list[str](), list[int]()
        for at, char in enumerate(text):
            plain = _comparable(text, at, char)
            signs += plain
            back += [at] * len(plain)
        self.plain, self._back = "".join(signs), back

    def at(self, place: int) -> int:
        """Where in the text as typed a sign of the plain form stands."""
        return self._back[place]

    def typed(self, start: int, end: int) -> str:
        """What was typed there."""
        return self.text[self._back[start] : self._back[end - 1] + 1] if start < end else ""

    @cached_property
    def tokens(self) -> list[Token]:
        """The Latin words and numbers in order; "didn't" is two at one place."""
        found = list[Token]()
        for word in _WORD.finditer(self.plain):
            for part in _parts(word[0]):
                found.append(Token(part, word.start(), word.end()))
        return found

    def breaks(self, start: int, end: int) -> bool:
        """Whether a mark between clauses stands there."""
        return bool(_BREAK.search(self.plain, start, end))


@dataclass(frozen=True)
class Token:
    """A word, and where it stands."""

    word: str
    start: int
    end: int


@dataclass(frozen=True)
class Mark(Generic[T]):
    """A phrase found, and what it is a sign of."""

    start: int
    end: int
    what: T


M = TypeVar("M", bound=Mark[Any])


def apart(found: Iterable[M]) -> list[M]:
    """Marks in order, the longest where several begin at one place, and none that overlaps one before it."""
    kept = list[M]()
    for mark in sorted(found, key=lambda mark: (mark.start, -mark.end)):
        if not kept or mark.start >= kept[-1].end:
            kept.append(mark)
    return kept


def _comparable(text: str, at: int, char: str) -> str:
    if unicodedata.category(char) == "Cf":
        return ""
    if char in _APOSTROPHES:
        return "'"
    if char == "ឲ":
        return "ឱ"
    if char == "ដ" and text[at - 1 : at] == "្":
        return "ត"  # both are drawn alike
    if char == "័" and text[at - 1 : at] == "ស" and text.startswith("ព្ទ", at + 1):
        return ""
    if char == "-" and text[at - 1 : at] == " " and text[at + 1 : at + 2] == " ":
        return "–"
    digit = unicodedata.decimal(char, None)
    if digit is not None:
        return str(digit)
    lower = char.lower()
    return lower if len(lower) == 1 else char


@cache
def _adverbs() -> frozenset[str]:
    return frozenset(word for each in LANGUAGES.values() for word in each_of(each.sentences.adverbs))


@cache
def _short() -> dict[str, str]:
    return {
        word: full
        for language in LANGUAGES.values()
        for full, short in language.sentences.short.items()
        for word in short.split(", ")
    }


def in_full(word: str) -> str:
    """A word without shorthand: "spox" is "spokesman"."""
    return _short().get(plainly(word), word)


@cache
def _sounds() -> dict[str, str]:
    return {short: full for each in LANGUAGES.values() for full, short in each.sentences.sounds.items()}


@cache
def _known() -> frozenset[str]:
    """Every word of any phrase by which sentences are read."""
    fields = [value for each in LANGUAGES.values() for value in vars(each.sentences).values()]
    phrases = [each for each in fields if isinstance(each, str)]
    phrases += [each for field in fields if not isinstance(field, str) for each in field.values() if field]
    phrases += [f"{each.told}, {each.heard}, {each.hinted}" for each in EVENTS.values()]
    phrases += [f"{each.tried}, {each.typed}" for each in CHANNELS.values()]
    phrases += [f"{each.typed}, {each.deniable}" for each in RESULTS.values()]
    return frozenset(word for each in phrases for word in re.findall(r"[a-z]+", each))


def spelt(word: str, known: frozenset[str]) -> str:
    """A word as it is spelt, where it is none of those that are known and comes near only one of them: a letter is lacking or
    written twice, two have changed places, or in a long word one is another."""
    if len(word) < _SHORTEST_SLIP or word in known or not word.isalpha():
        return word
    from rapidfuzz.distance import OSA  # late: a start reads no sentence

    near = [
        each
        for each in known
        if each[0] == word[0]
        and each[-1] == word[-1]
        and set(word) <= set(each)
        and OSA.distance(each, word, score_cutoff=1) == 1
        and (len(word) >= _LONG or len(word) != len(each) or sorted(word) == sorted(each))
    ]
    return near[0] if len(near) == 1 else word


@lru_cache(maxsize=4096)
def _parts(word: str) -> list[str]:
    """A word as phrases have it: "didn't" is two, whose it is is left out, and a slip is mended."""
    parts = [_short().get(part, spelt(part, _known())) for part in plainly(word).split()]
    return [part for part in parts if part != "s"] or parts


def became(channel: Channel | None, text: str) -> Result | None:
    """What became of an attempt; None where words do not say it."""
    found = result_of(channel, text)
    return None if found is Result.UNKNOWN else found


def result_of(channel: Channel | None, text: str) -> Result | None:
    """What became of an attempt, as `read_result` has it, with shorthand written out."""
    return read_result(channel, _WORD.sub(lambda word: " ".join(_parts(word[0])), Plain(text).plain))


class Finder(Generic[T]):
    """Finds phrases, the longest where several begin at one place."""

    def __init__(self, known: Iterable[tuple[str, T]]) -> None:
        self._latin: dict[str, list[tuple[list[str], T]]] = {}
        khmer: dict[str, T] = {}
        self._loose = list[tuple[re.Pattern[str], T]]()
        for phrases, what in known:
            for phrase in (Plain(each).plain for each in each_of(phrases)):
                if "*" in phrase and any(map(is_khmer, phrase)):
                    between = map(re.escape, "".join(phrase.split()).split("*"))
                    self._loose.append((re.compile(_SOME_KHMER.join(between)), what))
                elif any(map(is_khmer, phrase)):
                    khmer.setdefault("".join(phrase.split()), what)
                else:
                    words = [part for word in phrase.split() for part in _parts(word)]
                    self._latin.setdefault(words[0], []).append((words, what))
        self._khmer = khmer
        never = [Plain(word).plain for each in LANGUAGES.values() for word in each_of(each.sentences.never)]
        never = [word for word in never if word not in khmer]
        self._never = re.compile("|".join(map(re.escape, never))) if never else None
        longest = sorted(khmer, key=len, reverse=True)
        self._pattern = re.compile("|".join(re.escape(each) for each in longest) or "(?!)")

    def find(self, plain: Plain, start: int = 0, end: int | None = None) -> list[Mark[T]]:
        """All marks between two places, in order; none overlaps another."""
        end = len(plain.plain) if end is None else end
        return apart(self._every(plain, start, end))

    def inside(self, plain: Plain, start: int, end: int) -> list[Mark[T]]:
        """All marks within a place, be they within one another, but the one that fills it."""
        return [mark for mark in self._every(plain, start, end) if (mark.start, mark.end) != (start, end)]

    def first(self, plain: Plain, start: int = 0, end: int | None = None) -> Mark[T] | None:
        """The first of them."""
        found = self.find(plain, start, end)
        return found[0] if found else None

    def _only_looks(self, plain: Plain, at: int) -> bool:
        """Whether a longer word begins there that is no sign of anything."""
        return self._never is not None and self._never.match(plain.plain, at) is not None

    def _every(self, plain: Plain, start: int, end: int) -> Iterator[Mark[T]]:
        for found in self._pattern.finditer(plain.plain, start, end):
            follows = plain.plain[found.end() : found.end() + 1]
            before = plain.plain[found.start() - 1 : found.start()]
            # A vowel or subscript that follows belongs to another word, and so does a letter that is a subscript itself.
            joined = (follows and unicodedata.category(follows)[0] == "M") or before == "្"
            if not joined and not self._only_looks(plain, found.start()):
                yield Mark(found.start(), found.end(), self._khmer["".join(found[0].split())])
        for pattern, what in self._loose:
            for found in pattern.finditer(plain.plain, start, end):
                yield Mark(found.start(), found.end(), what)
        tokens = plain.tokens
        for at, token in enumerate(tokens):
            if token.start < start:
                continue
            best: Mark[T] | None = None
            for words, what in (
                *self._latin.get(token.word, ()),
                *self._latin.get(_sounds().get(token.word, ""), ()),
            ):
                last = _matched(plain, tokens, at, words)
                if (
                    last is not None
                    and tokens[last].end <= end
                    and (best is None or tokens[last].end > best.end)
                ):
                    best = Mark(token.start, tokens[last].end, what)
            if best is not None:
                yield best


def _matched(plain: Plain, tokens: list[Token], at: int, words: list[str]) -> int | None:
    """The last token of a phrase that begins at a token; None where another stands there."""
    here = at
    for number, word in enumerate(words):
        if word == "*":
            follows = words[number + 1 :]
            for skipped in range(_MOST_SKIPPED + 1):
                if here + skipped > len(tokens) - 1 or plain.breaks(
                    tokens[here - 1].end, tokens[max(here, here + skipped - 1)].start
                ):
                    return None
                last = _matched(plain, tokens, here + skipped, follows)
                if last is not None:
                    return last
            return None
        if number and here < len(tokens) and tokens[here].word != word and tokens[here].word in _adverbs():
            here += 1  # "wrote again to"
        if here >= len(tokens) or word not in {tokens[here].word, _sounds().get(tokens[here].word)}:
            return None
        if number and plain.breaks(tokens[here - 1].end, tokens[here].start):
            return None
        here += 1
    return here - 1


@cache
def of(*names: str) -> Finder[str]:
    """Finds the phrases of fields of `SentenceWords`, in all languages."""
    return Finder((getattr(each.sentences, name), name) for name in names for each in LANGUAGES.values())


def denies(text: str) -> bool:
    """Whether something is denied in it."""
    return of("denies").first(Plain(text)) is not None


@cache
def fields() -> tuple[str, ...]:
    """The fields of `SentenceWords` that hold phrases."""
    first = next(iter(LANGUAGES.values())).sentences
    return tuple(name for name, value in vars(first).items() if isinstance(value, str))


@cache
def ways() -> Finder[str]:
    """Finds the words of those who look for what a command shows."""
    return Finder(
        (words, command) for each in LANGUAGES.values() for command, words in each.sentences.ways.items()
    )


@cache
def sending_on() -> Finder[EventKind]:
    """Finds what sends us to another body, be it a sign of something else where none follows."""
    known = EVENTS[EventKind.REFERRED]
    return Finder([(f"{known.told}, {known.heard}", EventKind.REFERRED)])


Sign = EventKind | Channel | str


@cache
def signs() -> Finder[Sign]:
    """Finds what tells of something that happened: of an event, of a channel that was tried, or as `says`, `answered`
    and `silent` of `SentenceWords`."""
    known = list[tuple[str, Sign]]()
    for kind, words in EVENTS.items():
        known += [(words.told, kind)]
        if kind not in ANSWERED:  # how much they answered no words say that are heard behind a command
            known += [(words.heard, kind)]
    known += [(words.tried, channel) for channel, words in CHANNELS.items()]
    for language in LANGUAGES.values():
        known += [
            (getattr(language.sentences, name), name) for name in ("says", "claims", "answered", "silent")
        ]
    return Finder(known)
