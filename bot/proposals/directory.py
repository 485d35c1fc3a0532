"""The bodies and contacts of the directory that a sentence names (pure)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from bot.proposals.words import Mark, Plain, apart, spelt
from bot.reading.words import is_khmer
from db.directory import words as directory_words
from db.text.names import THRESHOLD, Doubtful, Exact, Unknown, match, normalise, without_connectives

LONGEST_NAME = 10  # words
_TIED = 3.0  # of 100
_CLEARLY, _APART = 85.0, 8.0
_SHORTEST_KHMER = 4
_LONG_KHMER = 12
_BEGINNING = 3  # letters
_FEW = 3  # bodies that have a word in their names: more say what sort of body it is
_ENOUGH = 3  # words, of which one is in few names
_OWN = 5  # letters of a word that names a body by itself


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
    """All names of a newsroom's bodies, their contacts and its own members, ready to be found in sentences."""

    def __init__(
        self,
        names: Sequence[tuple[int, str]],
        people: Sequence[tuple[int, str]] = (),
        colleagues: Sequence[str] = (),
    ) -> None:
        self.names = names
        self._colleagues = {part for name in map(normalise, colleagues) for part in (name, *name.split()[:1])}
        self._people = {
            normalise(name): Person(body_id, name) for body_id, name in people if " " in name.strip()
        }

    @cached_property
    def _exact(self) -> dict[str, int]:
        return {normalise(name): body_id for body_id, name in self.names}

    @cached_property
    def _short(self) -> dict[str, int]:
        """Names without the small words in them, that no two bodies share."""
        found = dict[str, set[int]]()
        for body_id, name in self.names:
            found.setdefault(without_connectives(normalise(name)), set()).add(body_id)
        return {name: next(iter(ids)) for name, ids in found.items() if len(ids) == 1}

    @cached_property
    def _khmer(self) -> list[tuple[str, int]]:
        plain, begun = dict[str, int](), dict[str, set[int]]()
        for body_id, name in self.names:
            if any(map(is_khmer, name)):
                begun.setdefault(Plain(name).plain.split()[0], set()).add(body_id)
                full = "".join(Plain(name).plain.split())
                plain[full] = body_id
                for word in directory_words()[0]:  # "នគរបាលកែប" of "នគរបាលខេត្តកែប"
                    if is_khmer(word[0]) and word in full:
                        begun.setdefault(full.replace(word, ""), set()).add(body_id)
        plain = plain | {name: next(iter(ids)) for name, ids in begun.items() if len(ids) == 1}
        fit = [(name, body_id) for name, body_id in plain.items() if len(name) >= _SHORTEST_KHMER]
        return sorted(fit, key=lambda each: -len(each[0]))

    @cached_property
    def _words(self) -> frozenset[str]:
        return frozenset(self._holders)

    @cached_property
    def _owner(self) -> dict[str, int]:
        """The words that are in the names of one body alone: "interior", "Vietnamese"."""
        people = {normalise(word) for word in directory_words()[0]}
        own = (word for word, ids in self._holders.items() if len(ids) == 1 and len(word) >= _OWN)
        return {
            word: min(self._holders[word]) for word in own if word not in people and not is_khmer(word[0])
        }

    def name(self, body_id: int) -> str:
        """What a body is called: the first of its names."""
        return next(name for each, name in self.names if each == body_id)

    def is_colleague(self, name: str) -> bool:
        """Whether a name is that of a member of the newsroom, or what they are called by."""
        return normalise(name) in self._colleagues

    def find(self, plain: Plain) -> list[Mark[int]]:
        """Where a sentence has the very name of a body, in order, the longest that begins at a place."""
        return apart([*self._latin_names(plain), *self._khmer_names(plain)])

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
        full = " ".join(spelt(each.word, self._words) for each in Plain(typed).tokens)
        body_id = self._exact.get(full, self._short.get(without_connectives(full)))
        if body_id is None and " " in full:
            body_id = self._begun(full) or self._holding(full)
        if body_id is None and is_khmer(typed[-1:]):
            begun = {at for name, at in self._khmer if name.startswith("".join(Plain(typed).plain.split()))}
            body_id = begun.pop() if len(begun) == 1 and len(typed) >= _LONG_KHMER else None
        if body_id is not None:
            return Named(typed, (body_id,), sure=True)
        if (owner := self._owner.get(normalise(typed))) is not None:
            return Named(typed, (owner,), sure=True)
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

    @cached_property
    def _by_beginning(self) -> dict[str, list[tuple[list[str], int]]]:
        """The words of each name, but for small ones, and the body, by the first letters of each of these words."""
        found = dict[str, list[tuple[list[str], int]]]()
        for body_id, name in self.names:
            parts = without_connectives(normalise(name)).split()
            for beginning in {part[:_BEGINNING] for part in parts}:
                found.setdefault(beginning, []).append((parts, body_id))
        return found

    def _holding(self, full: str) -> int | None:
        """The one body that has all of these words in a name: "foreign affairs"."""
        parts = without_connectives(full).split()
        ids = [self._holders.get(part, frozenset()) for part in parts]
        common, own = frozenset.intersection(*ids), [each for each in ids if len(each) <= _FEW]
        is_whole = full.split()[0] == parts[0]
        is_much = len(own) > 1 or (bool(own) and len(parts) >= _ENOUGH)
        return min(common) if is_whole and is_much and len(common) == 1 else None

    @cached_property
    def _holders(self) -> dict[str, frozenset[int]]:
        """The bodies that have a word in their names."""
        found = dict[str, set[int]]()
        for body_id, name in self.names:
            for word in normalise(name).split():
                found.setdefault(word, set()).add(body_id)
        return {word: frozenset(ids) for word, ids in found.items()}

    def _begun(self, full: str) -> int | None:
        """The body whose name words only begin, each of its own, where they begin no other: "muni court", "immig",
        "ministry of mines", "the mines and energy ministry"."""
        if " and " in full and not self._by_beginning_of(full):
            rest, _, sort = full.rpartition(" ")
            is_name = without_connectives(full).startswith(rest.split()[0])
            return (self._by_beginning_of(f"{sort} {rest}") if is_name else None) or self._holding(full)
        return self._by_beginning_of(full)

    def _by_beginning_of(self, full: str) -> int | None:
        parts, typed = without_connectives(full).split(), full.split()
        is_whole = typed[0] == parts[0] and typed[-1] == parts[-1]
        if not is_whole or len(full) <= _BEGINNING or not all(map(str.isalpha, parts)):
            return None
        near = [one for one in self._by_beginning.get(parts[0][:_BEGINNING], ()) if _begin(parts, one[0])]
        ids = {body_id for _, body_id in near}
        first = any(_begin(parts, name[: len(parts)]) and len(parts) >= min(len(name), 2) for name, _ in near)
        return ids.pop() if first and len(ids) == 1 else None

    def _latin_names(self, plain: Plain) -> list[Mark[int]]:
        tokens, found = plain.tokens, list[Mark[int]]()
        mended = [spelt(each.word, self._words) for each in tokens]
        for at, token in enumerate(tokens):
            for count in range(min(LONGEST_NAME, len(tokens) - at), 0, -1):
                words = plain.plain[token.start : tokens[at + count - 1].end]
                if re.search(r"[;:!?\n()]", words) or (
                    count > 1 and normalise(words) == normalise(words.partition(" ")[2])
                ):
                    continue  # an article is no part of a name
                body_id = self._exact.get(normalise(words))
                if body_id is None:  # "the ministry's phone", "natl police"
                    full = " ".join(mended[at : at + count])
                    body_id = self._exact.get(full, self._short.get(full))
                if body_id is None:
                    body_id = self._begun(full)
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


def _begin(parts: Sequence[str], name: Sequence[str]) -> bool:
    """Whether words begin some of a name's words, in their order."""
    rest = iter(name)
    return all(any(word.startswith(part) for word in rest) for part in parts)
