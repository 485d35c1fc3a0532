"""What a sentence is likely to say, by what many sentences like it say: its kind, and where in it stands what (pure).

Two models of `python-crfsuite`, made by `python -m bot.proposals.learning` from the examples in `bot/languages/*/examples.tsv`.
They hold chances and no rules: `reading` decides what to do with one.
"""

from __future__ import annotations

import lzma
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from importlib.resources import files
from typing import Any

from bot.proposals import words
from bot.proposals.places import Places, sorts_of_body
from bot.reading.words import is_khmer
from db.lifecycle import Channel, EventKind

SPANS = ("body", "who", "when", "due", "q", "how", "to", "said")  # what is told by a part of a sentence
_OPENS, _WITHIN, _OUTSIDE = "B-", "I-", "O"
# A Latin word, a number, a Khmer consonant with all that belongs to it, a line's end, or a sign.
_TOKEN = re.compile(
    r"[^\W\d_\u1780-\u17ff]+(?:'[^\W\d_\u1780-\u17ff]+)*|\d+"
    r"|[\u1780-\u17b3](?:\u17d2[\u1780-\u17b3]|[\u17b4-\u17d1\u17d3\u17dd])*|[\u1780-\u17ff]|\n|[^\w\s]"
)
_AROUND = 3  # tokens
_LONGEST_DIGITS = 4
_SHORT = 5  # letters by which a long word is known as well
_HIDDEN = {"body": "<body>", "to": "<body>", "when": "<time>", "due": "<time>", "q": "<question>"}


@dataclass(frozen=True)
class Span:
    """Part of a sentence that tells something: which of `SPANS`, where in its plain form, and how surely."""

    name: str
    start: int
    end: int
    chance: float


@dataclass(frozen=True)
class Guess:
    """The kinds that a sentence may be of by the names that the examples have, each with its chance, and its spans."""

    kinds: dict[str, float]
    spans: tuple[Span, ...]

    @cached_property
    def kind(self) -> str:
        """The likeliest kind."""
        return max(self.kinds, key=lambda kind: self.kinds[kind])

    def chance(self, *kinds: str) -> float:
        """The chance that it is of one of these; "attempt" is each of the kinds that begin so."""
        return sum(chance for kind, chance in self.kinds.items() if {kind, kind.partition(".")[0]} & {*kinds})


def guess(places: Places) -> Guess:
    """What a sentence is likely to say."""
    shown = Shown(places)
    tags = _tagger("spans")
    tags.set(shown.of_tokens())
    tagged = tags.tag()
    spans = tuple(
        Span(
            name,
            shown.tokens[first].start(),
            shown.tokens[last].end(),
            min(tags.marginal(tagged[at], at) for at in range(first, last + 1)),
        )
        for name, first, last in _spans(tagged)
    )
    kinds = _tagger("kinds")
    kinds.set([shown.of_all(tagged)])
    return Guess({kind: kinds.marginal(kind, 0) for kind in kinds.labels()}, spans)


@cache
def _models() -> dict[str, tuple[Any, bytes]]:
    """The models as they are in use, by their names."""
    return {}


def use(models: Mapping[str, bytes]) -> None:
    """Read with these models from now on."""
    from pycrfsuite import Tagger  # late: a start reads no sentence

    for name, model in models.items():
        tagger = Tagger()
        tagger.open_inmemory(model)
        _models()[name] = tagger, model  # which it reads where it lies, and does not keep


def _tagger(name: str) -> Any:
    if name not in _models():
        packed = files("bot.proposals").joinpath(f"{name}.crfsuite.xz").read_bytes()
        use({name: lzma.decompress(packed)})
    return _models()[name][0]


def _spans(tags: Sequence[str]) -> Iterator[tuple[str, int, int]]:
    """What the tags of tokens say stands from which of them to which."""
    at = 0
    while at < len(tags):
        name, first = tags[at][2:], at
        at += 1
        if tags[first] == _OUTSIDE:
            continue
        while at < len(tags) and tags[at] == _WITHIN + name:
            at += 1
        yield name, first, at - 1


class Shown:
    """A sentence as it is shown to the models."""

    def __init__(self, places: Places) -> None:
        self.plain = places.plain
        self.tokens = list(_TOKEN.finditer(self.plain.plain))
        self.words = [_word(each[0]) for each in self.tokens]
        self.places = places
        known = [""] * len(self.tokens)
        for name, marks in self._known():
            for mark in marks:
                for at, token in enumerate(self.tokens):
                    if not known[at] and mark.start <= token.start() and token.end() <= mark.end:
                        known[at] = name
        self.known = known

    def _known(self) -> Iterator[tuple[str, Sequence[words.Mark[Any]]]]:
        places = self.places
        yield "body", places.found
        yield "person", places.people
        yield "sort", sorts_of_body().find(self.plain)
        yield "time", places.every_time
        yield "tried", [sign for sign in places.signs if isinstance(sign.what, Channel)]

    def tags(self, spans: Sequence[tuple[str, int, int]]) -> list[str]:
        """The tags of the tokens for spans of the text as typed."""
        found = [_OUTSIDE] * len(self.tokens)
        for name, start, end in spans:
            inside = [
                at
                for at, token in enumerate(self.tokens)
                if start <= self.plain.at(token.start()) and self.plain.at(token.end() - 1) < end
            ]
            for number, at in enumerate(inside):
                found[at] = (_WITHIN if number else _OPENS) + name
        return found

    def of_tokens(self) -> list[list[str]]:
        """What is shown of each token."""
        word = ["<"] * _AROUND + self.words + [">"] * _AROUND
        known = [""] * _AROUND + self.known + [""] * _AROUND
        found = list[list[str]]()
        for number, token in enumerate(self.tokens):
            at = number + _AROUND
            shown = ["any"]
            for near in range(-_AROUND, _AROUND + 1):
                shown += [f"w{near}={word[at + near]}", f"k{near}={known[at + near]}"]
            shown += [
                f"w-1w={word[at - 1]},{word[at]}",
                f"ww1={word[at]},{word[at + 1]}",
                f"w-2w-1={word[at - 2]},{word[at - 1]}",
                f"kkk={known[at - 1]},{known[at]},{known[at + 1]}",
                f"k-1w={known[at - 1]},{word[at]}",
            ]
            if is_khmer(word[at][0]):
                for start, end in ((-3, 0), (-2, 0), (-1, 2), (0, 2), (0, 3), (1, 4)):
                    shown.append(f"run{start},{end}={''.join(word[at + start : at + end])}")
            else:
                shown += [f"end={word[at][-3:]}", f"beg={word[at][:3]}"]
                shown += ["capital"] if self.plain.typed(*token.span())[:1].isupper() else []
            if number and token.start() > self.tokens[number - 1].end():
                shown.append("space")
            if number < 2:
                shown.append(f"at={number}")
            found.append(shown)
        return found

    def of_all(self, tags: Sequence[str]) -> list[str]:
        """What is shown of the whole, where the tokens have these tags."""
        row = ["<"]
        for word, known, tag in zip(self.words, self.known, tags, strict=True):
            stands_for = _HIDDEN.get(tag[2:], "") or {"body": "<body>", "person": "<who>"}.get(known, "")
            if not stands_for:
                row.append(word)
            elif row[-1] != stands_for or tag.startswith(_OPENS):
                row.append(stands_for)
        row.append(">")
        shown = {"any", *(f"first={word}" for word in row[1:3])}
        shown |= {f"w={word}" for word in row} | {
            f"beg={word[:_SHORT]}" for word in row if len(word) > _SHORT
        }
        for apart in (1, 2):
            shown |= {f"{apart}={a},{b}" for a, b in zip(row, row[apart:], strict=False)}
        for length in (3, 4):
            runs = (row[at : at + length] for at in range(len(row) - length + 1))
            shown |= {f"run={''.join(run)}" for run in runs if is_khmer(run[0][0])}
        shown |= {f"tag={tag[2:]}" for tag in tags if tag != _OUTSIDE} | {
            f"known={known}" for known in self.known
        }
        return sorted(shown | self._read())

    def _read(self) -> set[str]:
        """The signs that the phrases of the languages give."""
        signs = [_named(sign.what) for sign in self.places.signs]
        shown = {f"sign={sign}" for sign in signs} | {f"sign1={sign}" for sign in signs[:1]}
        shown |= {f"phrase={name}" for name in words.fields() if words.of(name).first(self.plain) is not None}
        return shown | {f"became={words.became(None, self.plain.text)}"}


def _word(token: str) -> str:
    return "#" * min(len(token), _LONGEST_DIGITS) if token.isdecimal() else token


def _named(sign: words.Sign) -> str:
    return sign.value if isinstance(sign, EventKind | Channel) else sign
