"""Which body did somebody mean? Names made comparable, and likeness between them (pure).

Only an exact name or alias is taken without asking. Everything else is a proposal for a person to confirm: a
request filed under the wrong institution would end up as a false sentence in print.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from types import ModuleType

from db.spelling import as_seen

THRESHOLD = 65.0
"""Likeness, 0 to 100, from which a body is worth proposing as the one meant."""

MOST_CANDIDATES = 3
LONGEST_COMPARED = 120
"""Characters of a query that are compared for likeness: a whole pasted message must not hold up everybody else."""

_CONNECTIVES = frozenset({"of", "the", "for", "and", "in", "on", "to", "a", "de"})
_KHMER = re.compile("[\u1780-\u17d3]")

_JOINED_BY_NOTHING = frozenset(".'")


@dataclass(frozen=True)
class Candidate:
    """A body that may be meant: its id, the name or alias that came nearest, and the likeness from 0 to 100."""

    body_id: int
    name: str
    score: float


@dataclass(frozen=True)
class Exact:
    """The words are one body's name or alias, and no other body's."""

    body_id: int


@dataclass(frozen=True)
class Doubtful:
    """Up to three bodies that may be meant, best first. A person has to choose."""

    candidates: tuple[Candidate, ...]


@dataclass(frozen=True)
class Unknown:
    """No body is alike enough. `nearest` holds up to three all the same, best first; it may be empty."""

    nearest: tuple[Candidate, ...]


Match = Exact | Doubtful | Unknown


@lru_cache(maxsize=16_384)
def normalise(name: str) -> str:
    """A name in the form in which names are compared; never shown to anybody.

    As it is seen (`db.spelling.as_seen`), without punctuation and a leading "the". Khmer vowels are kept. Normalising
    twice changes nothing.
    """
    before, after = name, _fold(name)
    while after != before:
        before, after = after, _fold(after)
    return after


def match(query: str, names: Sequence[tuple[int, str]]) -> Match:
    """Find the body that a person meant by `query`.

    Args:
        query: what was typed.
        names: every name and alias of the newsroom's bodies as (body id, name). Equal likeness keeps this order,
            so put the bodies asked most often first.

    Returns:
        `Exact` when the query is the name or alias of exactly one body; `Doubtful` when bodies are alike, or
        when two share the alias; otherwise `Unknown`.
    """
    wanted = normalise(query)
    if not wanted:
        return Unknown(())
    exact = {body_id: name for body_id, name in names if normalise(name) == wanted}
    if len(exact) == 1:
        return Exact(next(iter(exact)))
    best: dict[int, Candidate] = {}
    for body_id, name in names:
        score = likeness(wanted[:LONGEST_COMPARED], normalise(name))
        if body_id not in best or score > best[body_id].score:
            best[body_id] = Candidate(body_id, name, score)
    ranked = sorted(best.values(), key=lambda candidate: -candidate.score)
    alike = tuple(candidate for candidate in ranked if candidate.score >= THRESHOLD)[:MOST_CANDIDATES]
    return Doubtful(alike) if alike else Unknown(tuple(ranked[:MOST_CANDIDATES]))


def likeness(query: str, name: str) -> float:
    """How well `query` fits `name`, both normalised: 0 (not at all) to 100 (the same).

    What was typed counts three times as much as what was left out, for people shorten names.
    """
    if not query or not name:
        return 0.0
    if query == name:
        return 100.0
    if _KHMER.search(query) or _KHMER.search(name):
        return _khmer_likeness(query.replace(" ", ""), name.replace(" ", ""))
    asked, given = _words(query), _words(name)
    found = [_best_word(word, given) for word in asked]
    covered: set[int] = set().union(*(positions for _, positions in found))
    by_words = 75 * sum(score for score, _ in found) / len(asked) + 25 * len(covered) / len(given)
    as_a_whole: float = _rapidfuzz().fuzz.token_sort_ratio(query, name)
    return min(99.0, max(by_words, as_a_whole))


@cache
def _rapidfuzz() -> ModuleType:
    import rapidfuzz  # late, and kept: many a start sees no name in doubt, and a doubt asks thousands of times

    return rapidfuzz


def _fold(name: str) -> str:
    words = "".join(map(_comparable, as_seen(name))).split()
    return " ".join(words[1:] if len(words) > 1 and words[0] == "the" else words)


def _comparable(char: str) -> str:
    if char in _JOINED_BY_NOTHING:
        return ""
    if char == "&":
        return " and "
    return char if unicodedata.category(char)[0] in "LMN" else " "


def _words(name: str) -> list[str]:
    words = name.split()
    return [word for word in words if word not in _CONNECTIVES] or words


def _best_word(word: str, given: Sequence[str]) -> tuple[float, frozenset[int]]:
    """How well one typed word is found among a name's words, and which of them it stands for."""
    span = _initials(word, given)
    if span:
        return 0.95, span
    score, position = max((_word_likeness(word, other), -index) for index, other in enumerate(given))
    return (score, frozenset({-position})) if score else (0.0, frozenset())


def _initials(word: str, given: Sequence[str]) -> frozenset[int]:
    letters = "".join(other[0] for other in given)
    start = letters.find(word) if len(word) > 1 else -1
    return frozenset(range(start, start + len(word))) if start >= 0 else frozenset()


def _word_likeness(word: str, other: str) -> float:
    if word == other:
        return 1.0
    shorter, longer = sorted((word, other), key=len)
    if len(shorter) >= 3 and longer.startswith(shorter):
        return 0.95
    if word == shorter and len(word) >= 3 and _abbreviates(word, other):
        return 0.85
    score: float = _rapidfuzz().distance.JaroWinkler.similarity(word, other)
    return score if score >= 0.86 else 0.0


def _abbreviates(short: str, long: str) -> bool:
    """`natl` for national, `dept` for department: the letters in their order, first letter first."""
    letters = iter(long)
    return short[0] == long[0] and short[-1] in long[-3:] and all(letter in letters for letter in short)


def _khmer_likeness(query: str, name: str) -> float:
    # Khmer is written without spaces between words: whether one is found inside the other stands for the words.
    length = min(len(query), len(name)) / max(len(query), len(name))
    inside: float = _rapidfuzz().fuzz.partial_ratio(query, name)
    as_a_whole: float = _rapidfuzz().fuzz.ratio(query, name)
    return min(99.0, max(0.75 * inside + 25 * length, as_a_whole))
