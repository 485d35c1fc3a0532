"""Which body did somebody mean? Names made comparable, and likeness between them (pure).

Only an exact name or alias is taken without asking. Everything else is a proposal for a person to confirm: a
request filed under the wrong institution would end up as a false sentence in print.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from types import MappingProxyType, ModuleType

from db import directory
from db.text.spelling import as_seen

THRESHOLD = 65.0
"""Likeness, 0 to 100, from which a body is worth proposing as the one meant."""

MUCH_ALIKE = 85.0
"""Likeness, 0 to 100, from which a question is pointed out as perhaps the same as another."""

MOST_CANDIDATES = 3
SHORTEST_SLIP = 5  # characters: shorter names differ in one as often by intention
LONGEST_COMPARED = 120
"""Characters of a query that are compared for likeness: a whole pasted message must not hold up everybody else."""

_CONNECTIVES = frozenset({"of", "the", "for", "and", "in", "on", "to", "a", "de"})
_KHMER = re.compile("[\u1780-\u17d3]")
_LONGEST_KHMER = 40  # letters and marks of one word or phrase

_QUOTES = frozenset("\"'")  # as they are seen
_OF_AMOUNTS = frozenset("%‰#@&")  # punctuation to Unicode, but part of what is asked
_JOINED_BY_NOTHING = frozenset(".'")


@dataclass(frozen=True)
class Candidate:
    """A body that may be meant: its id, the name or alias that came nearest, the likeness from 0 to 100, and its own name
    in the other language where that is known."""

    body_id: int
    name: str
    score: float
    local: str | None = None


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

    As it is seen (`db.text.spelling.as_seen`), without punctuation and a leading "the". Khmer vowels are kept. Normalising
    twice changes nothing.
    """
    before, after = name, _fold(name)
    while after != before:
        before, after = after, _fold(after)
    return after


@lru_cache(maxsize=4096)
def as_asked(question: str) -> str:
    """A question in the form in which questions are compared: the same words are the same question, whatever their
    spaces, quotation marks and ending punctuation, and whatever else looks the same (`db.text.spelling.as_seen`)."""
    text = "".join(char for char in as_seen(question) if not char.isspace() and char not in _QUOTES)
    said = [at for at, char in enumerate(text) if unicodedata.category(char)[0] != "P" or char in _OF_AMOUNTS]
    return text[said[0] : said[-1] + 1] if said else text


def match(
    query: str, names: Sequence[tuple[int, str]], *, likelier: Mapping[int, float] = MappingProxyType({})
) -> Match:
    """Find the body that a person meant by `query`.

    Args:
        query: what was typed.
        names: every name and alias of the newsroom's bodies as (body id, name). Equal likeness keeps this order,
            so put the bodies asked most often first.
        likelier: what is added to the likeness of a body, for it was asked before.

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
    spoken = _forms(wanted[:LONGEST_COMPARED])
    for body_id, name in names:
        compared = normalise(name)
        score = 100.0
        if compared != wanted:
            score = min(99.0, _alike(spoken, compared) + likelier.get(body_id, 0.0))
        if body_id not in best or score > best[body_id].score:
            best[body_id] = Candidate(body_id, name, score)
    ranked = sorted(best.values(), key=lambda candidate: -candidate.score)
    alike = tuple(candidate for candidate in ranked if candidate.score >= THRESHOLD)[:MOST_CANDIDATES]
    return Doubtful(alike) if alike else Unknown(tuple(ranked[:MOST_CANDIDATES]))


def _forms(query: str) -> tuple[str, ...]:
    """What was typed, and what it comes to as people speak of bodies: of "the US ambassador" the embassy of the USA; and
    that without the name of a person behind their function."""
    _, people, same = _vocabulary()
    means = meaning(query)
    if means in same.values():
        return ("", means)  # any court: how long the rest of a name is says nothing
    found, words = [query, means], query.split()
    for position, word in enumerate(words):
        follows = words[position + 1 : position + 2]
        if position and word in people and follows and follows[0] not in _CONNECTIVES:
            found.append(meaning(" ".join(words[:position])))
            break
    return tuple(found)


def _alike(forms: tuple[str, ...], name: str) -> float:
    typed, *spoken = forms
    means = meaning(name)
    found = [likeness(typed, name)]
    for form in spoken:
        alike = _by_words(form, means) if _KHMER.search(form) else likeness(form, means)
        found.append(min(99.0, alike))
    return max(found)


@lru_cache(maxsize=16_384)
def meaning(name: str) -> str:
    """A normalised name in the words of `db/directory/words.toml`: one for each thing, none for who speaks there."""
    longest, people, same = _vocabulary()
    if _KHMER.search(name):
        return _khmer_meaning(name.replace(" ", ""), people, same)
    words, found = name.split(), list[str]()
    while words:
        for count in range(min(longest, len(words)), 0, -1):
            phrase = " ".join(words[:count])
            if phrase not in same and phrase[:-1] in same and phrase[-1] == "s":
                phrase = phrase[:-1]  # several, or whose it is: apostrophes are gone already
            if phrase in people or phrase in same:
                found += same.get(phrase, "").split()
                break
        else:
            count = 1
            found += [words[0]] if words[0] not in _CONNECTIVES else []
        words = words[count:]
    return " ".join(found) or name


def _khmer_meaning(name: str, people: frozenset[str], same: Mapping[str, str]) -> str:
    """Khmer is written without spaces: the longest word that fits at each place is the one."""
    found, at = list[str](), 0
    rest = ""
    while at < len(name):
        for length in range(min(_LONGEST_KHMER, len(name) - at), 0, -1):
            phrase = name[at : at + length]
            if phrase in people or phrase in same:
                found += [rest, same.get(phrase, "")]
                rest = ""
                break
        else:
            length = 1
            rest += name[at]
        at += length
    return " ".join(filter(None, (*found, rest))) or name


@cache
def _vocabulary() -> tuple[int, frozenset[str], Mapping[str, str]]:
    """The most words of a phrase, those that are left out, and for each other the one that stands for it: the first of
    its script on its line."""
    people, lines = directory.words()
    same: dict[str, str] = {}
    for line in lines:
        phrases = [normalise(phrase) for phrase in line]
        for khmer in (False, True):
            script = [phrase for phrase in phrases if bool(_KHMER.search(phrase)) is khmer]
            same |= {phrase.replace(" ", "") if khmer else phrase: script[0] for phrase in script}
    left_out = frozenset(normalise(phrase) for phrase in people)
    return max(len(phrase.split()) for phrase in (*left_out, *same)), left_out, same


def slip(query: str, name: str) -> bool:
    """Whether one was probably typed for the other: a letter or two differ, and no number does (#raid2 is not #raid1).
    Both as `normalise` makes them, without spaces."""
    if query == name or min(len(query), len(name)) < SHORTEST_SLIP or _numbers(query) != _numbers(name):
        return False
    distance: int = _rapidfuzz().distance.OSA.distance(query, name)
    return distance <= (1 if len(name) < 2 * SHORTEST_SLIP else 2)


def _numbers(name: str) -> str:
    return "".join(char for char in name if char.isdecimal())


def slug_likeness(query: str, slug: str, title: str) -> float:
    """How well what was typed fits a story: 0 to 100, and 100 for its slug or its title, however it is written."""
    typed, story, headline = normalise(query), normalise(slug).replace(" ", ""), normalise(title)
    joined = typed.replace(" ", "")
    if not joined:
        return 0.0
    if joined == story or typed == headline:
        return 100.0
    alike: float = 100 * _rapidfuzz().distance.OSA.normalized_similarity(joined, story)
    if min(len(joined), len(story)) >= 3 and (story.startswith(joined) or joined.startswith(story)):
        alike = max(alike, 85.0)
    return min(99.0, max(alike, likeness(typed, headline)))


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
    as_a_whole: float = _rapidfuzz().fuzz.token_sort_ratio(query, name)
    return min(99.0, max(_by_words(query, name), as_a_whole))


def _by_words(query: str, name: str) -> float:
    asked, given = _words(query), _words(name)
    if not asked or not given:
        return 0.0
    found = [_best_word(word, given) for word in asked]
    covered: set[int] = set().union(*(positions for _, positions in found))
    return 75 * sum(score for score, _ in found) / len(asked) + 25 * len(covered) / len(given)


def much_alike(question: str, other: str) -> bool:
    """Whether two questions may be one in slightly other words."""
    likeness: float = _rapidfuzz().fuzz.ratio(as_asked(question), as_asked(other))
    return likeness >= MUCH_ALIKE


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


def without_connectives(name: str) -> str:
    """A normalised name without the small words in it."""
    return " ".join(_words(name))


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
