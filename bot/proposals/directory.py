"""The bodies and contacts of the directory that a sentence names (pure)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from bot.proposals.words import Mark, Plain
from bot.reading.words import is_khmer
from db.text.names import THRESHOLD, Doubtful, Exact, Unknown, match, normalise

LONGEST_NAME = 10  # words
_TIED = 3.0  # of 100
_CLEARLY, _APART = 85.0, 8.0
_SHORTEST_KHMER = 4


@dataclass(frozen=True)
class Named:
    """A body as a sentence names it: as typed, the bodies that may be meant, the likeliest first, and whether it can be no
    other."""

    typed: str
    ids: tuple[int, ...] = ()
    sure: bool = False


@dataclass(frozen=True)
class Person:
    """A contact of the directory, and the body."""

    body_id: int
    name: str


class Directory:
    """All names of a newsroom's bodies and contacts, ready to be found in sentences."""

    def __init__(self, names: Sequence[tuple[int, str]], people: Sequence[tuple[int, str]] = ()) -> None:
        self.names = names
        self._people = {
            normalise(name): Person(body_id, name) for body_id, name in people if " " in name.strip()
        }

    @cached_property
    def _exact(self) -> dict[str, int]:
        return {normalise(name): body_id for body_id, name in self.names}

    @cached_property
    def _khmer(self) -> list[tuple[str, int]]:
        plain = {
            "".join(Plain(name).plain.split()): body_id
            for body_id, name in self.names
            if any(map(is_khmer, name))
        }
        fit = [(name, body_id) for name, body_id in plain.items() if len(name) >= _SHORTEST_KHMER]
        return sorted(fit, key=lambda each: -len(each[0]))

    def name(self, body_id: int) -> str:
        """What a body is called: the first of its names."""
        return next(name for each, name in self.names if each == body_id)

    def find(self, plain: Plain) -> list[Mark[int]]:
        """Where a sentence has the very name of a body, in order, the longest that begins at a place."""
        found = [*self._latin_names(plain), *self._khmer_names(plain)]
        found.sort(key=lambda mark: (mark.start, -mark.end))
        kept = list[Mark[int]]()
        for mark in found:
            if not kept or mark.start >= kept[-1].end:
                kept.append(mark)
        return kept

    def people(self, plain: Plain) -> list[Mark[Person]]:
        """Where a sentence has the name of a contact."""
        tokens = plain.tokens
        found = list[Mark[Person]]()
        for at, token in enumerate(tokens):
            for count in (4, 3, 2):
                if at + count > len(tokens):
                    continue
                end = tokens[at + count - 1].end
                person = self._people.get(normalise(plain.plain[token.start : end]))
                if person is not None:
                    found.append(Mark(token.start, end, person))
                    break
        return found

    def like(self, typed: str) -> Named:
        """The bodies that words may mean; none of them where nothing is like it."""
        found = match(typed, self.names)
        if isinstance(found, Exact):
            return Named(typed, (found.body_id,), sure=True)
        if isinstance(found, Unknown):
            return Named(typed)
        best = found.candidates[0].score
        close = tuple(each.body_id for each in found.candidates if each.score >= best - _TIED)
        return Named(typed, close, sure=False)

    def clearly(self, named: Named) -> int | None:
        """The one body that a name in doubt stands for, where none other comes near."""
        found = match(named.typed, self.names)
        if isinstance(found, Exact):
            return found.body_id
        if not isinstance(found, Doubtful):
            return None
        first, *others = found.candidates
        apart = all(first.score - other.score >= _APART for other in others)
        return first.body_id if first.score >= _CLEARLY and apart else None

    def among(self, named: Named, body_ids: Sequence[int]) -> list[int]:
        """Of these bodies, those that a name may mean as well as any other does."""
        if named.sure:
            return [body_id for body_id in body_ids if body_id in named.ids]
        overall = match(named.typed, self.names)
        if isinstance(overall, Unknown):
            return []
        best = 100.0 if isinstance(overall, Exact) else overall.candidates[0].score
        found = dict[int, float]()
        for body_id in body_ids:
            own = match(named.typed, [(body_id, name) for each, name in self.names if each == body_id])
            if isinstance(own, Exact):
                found[body_id] = 100.0
            elif isinstance(own, Doubtful):
                found[body_id] = own.candidates[0].score
        return [body_id for body_id, score in found.items() if score >= max(THRESHOLD, best - _TIED)]

    def _latin_names(self, plain: Plain) -> list[Mark[int]]:
        tokens, found = plain.tokens, list[Mark[int]]()
        for at, token in enumerate(tokens):
            for count in range(min(LONGEST_NAME, len(tokens) - at), 0, -1):
                words = plain.plain[token.start : tokens[at + count - 1].end]
                if re.search(r"[;:!?\n()]", words):
                    continue
                body_id = self._exact.get(normalise(words))
                if body_id is None:  # "the ministry's phone", "natl police"
                    body_id = self._exact.get(" ".join(each.word for each in tokens[at : at + count]))
                if body_id is not None:
                    found.append(Mark(token.start, tokens[at + count - 1].end, body_id))
                    break
        return found

    def _khmer_names(self, plain: Plain) -> list[Mark[int]]:
        if not any(map(is_khmer, plain.plain)):
            return []
        places = [at for at, sign in enumerate(plain.plain) if not sign.isspace()]
        joined = "".join(plain.plain[at] for at in places)
        found, taken = list[Mark[int]](), set[int]()
        for name, body_id in self._khmer:
            start = joined.find(name)
            while start >= 0:
                span = range(start, start + len(name))
                if not taken & set(span):
                    taken |= set(span)
                    found.append(Mark(places[start], places[span[-1]] + 1, body_id))
                start = joined.find(name, start + len(name))
        return found
