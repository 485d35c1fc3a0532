"""Who, where and when in a sentence: the bodies and people it names, its times and options, as places in it (pure)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache, cached_property
from typing import Any

from bot.claims.contacts import is_desk
from bot.kinds import BODY_KINDS, CHANNELS, OPTIONS
from bot.proposals import words
from bot.proposals.directory import Directory, Named
from bot.proposals.words import Mark, Plain, Sign
from bot.reading.options import opener
from bot.reading.words import IsTime, is_khmer, one_line, read_channel, read_slug
from db.directory import words as directory_words
from db.lifecycle import BodyKind, Channel, EventKind
from db.text.names import meaning, normalise
from jobs.deadlines.tokens import vocabulary
from jobs.deadlines.words import Kind

READ = 600  # characters; what is told stands at the beginning
_SHORTEST = 4  # letters of what is only like a name
_LONGEST_UNKNOWN = 5  # words of a body that the directory does not have
_LONGEST_TIME, _LONGEST_KHMER_TIME, _LONGEST_CHANNEL = 9, 45, 3
EDGES = " \n\t,;:.–—-៖។\u200b"
_CLOCK = re.compile(
    r"\d[:.h]\d\d|\d ?[ap]\.?m\b|ម៉ោង|\bago\b|o'?clock|quarter (?:past|to)|half [a-z]+$|half past"
)
_DATE = re.compile(r"(?<!\d)\d{1,4}[/-]\d{1,2}(?:[/-]\d{1,4})?(?!\d)")
_HOUR_BEFORE = re.compile(r"(?:(?<!\d)\d{1,2}(?:[:.h]\d\d)? ?|កន្លះ)\Z")
_SPACED = re.compile(r"\d{1,2}[:.]\d\d(?=[\u1780-\u17d3])|[^\s,;()]+")
_DAYS = (Kind.DAY, Kind.WEEKDAY, Kind.WEEK_AWAY, Kind.NOON)
_JOINS = ("&", "+", "/")
_LONGEST_JOIN = 20
_SHORTEST_DAY = 2  # signs of a word that number other things as well
_NUMBER = re.compile(r"(?:^|\s)#(\d{1,9})\b|(?:\brequest|សំណើលេខ|សំណើ) ?#?(\d{1,9})\b")


@dataclass(frozen=True)
class Option(Mark[str]):
    """An option in a sentence: `what` names it."""

    value: str


def is_small(plain: Plain) -> bool:
    """Whether it is small talk and nothing else, or signs without a word."""
    return not has_words(without(plain.plain, words.of("small").find(plain)))


def has_words(text: str) -> bool:
    """Whether there is a letter or a digit in it."""
    return any(map(str.isalnum, text))


def without(text: str, places: Iterable[tuple[int, int] | Mark[Any] | Option]) -> str:
    signs = list(text)
    for each in places:
        start, end = each if isinstance(each, tuple) else (each.start, each.end)
        signs[start:end] = [" "] * (end - start)
    return "".join(signs)


def without_again(left: str) -> str:
    """Words without that it was one more time, where they begin so."""
    if not says_more(left):
        return ""
    plain = Plain(left)
    first = words.of("again").first(plain)
    rest = plain.typed(first.end, len(plain.plain)).strip(EDGES) if first is not None else ""
    return rest if first is not None and first.start == 0 and says_more(rest) else left


def says_more(left: str) -> bool:
    """Whether words say more than that it was one more time."""
    plain = Plain(left)
    known = words.of("again", "we", "small", "between").find(plain)
    return has_words(without(plain.plain, known))


def _is_day(value: str) -> bool:
    known, months = vocabulary(_DAYS), vocabulary((Kind.MONTH,))
    if _CLOCK.search(value) or _DATE.search(value):
        return True
    inside = [word for word in re.split(r"[^\w']+", value) if word]
    dated = any(word in months for word in inside) and any(sign.isdecimal() for sign in value)
    by_part = len(inside) > 1 and inside[0] in vocabulary((Kind.THIS, Kind.LAST))
    return (
        dated
        or any(word in known and len(word) > _SHORTEST_DAY + 1 for word in inside)
        or value in vocabulary((Kind.WEEKDAY,))
        or (by_part and inside[-1] in vocabulary((Kind.PART,)))
    )


def _khmer_words(phrases: str) -> str:
    return ", ".join(phrase for phrase in phrases.split(", ") if any(map(is_khmer, phrase)))


@cache
def khmer_openers() -> words.Finder[str]:
    return words.Finder(
        (_khmer_words(", ".join((each.anywhere, each.afresh, each.glued))), name)
        for name, each in OPTIONS.items()
    )


@cache
def _khmer_days() -> words.Finder[str]:
    known = [
        word
        for word in vocabulary((*_DAYS, Kind.PART, Kind.DAY_WORD, Kind.DATE_WORD, Kind.HOURS, Kind.UNIT))
        if is_khmer(word[0]) and len(word) > _SHORTEST_DAY
    ]
    return words.Finder([(", ".join(known), "day")])


@cache
def _khmer_channels() -> words.Finder[Channel]:
    return words.Finder((_khmer_words(each.typed), channel) for channel, each in CHANNELS.items())


@cache
def _people() -> frozenset[str]:
    return frozenset(normalise(each) for each in directory_words()[0])


@cache
def sorts_of_body() -> words.Finder[str]:
    """Finds the words for a sort of body, however people speak of it."""
    known = [(each.typed, kind.value) for kind, each in BODY_KINDS.items() if kind is not BodyKind.OTHER]
    spoken = [row for row in directory_words()[1] if meaning(normalise(row[0])) in _sorts()]
    return words.Finder([*known, *((", ".join(row), row[0]) for row in spoken)])


def _is_person(word: str) -> bool:
    return normalise(word) in _people()


def _is_around(word: str) -> bool:
    """Whether a word only stands around a name."""
    plain = Plain(word)
    found = words.of("we", "around").first(plain)
    return found is not None and found.start == 0 and found.end == len(plain.plain)


def is_sort_of_body(span: str) -> bool:
    """Whether words are a sort of body, and nobody's name."""
    return sorts_of_body().first(Plain(span)) is not None or meaning(normalise(span)) in _sorts()


@cache
def _sorts() -> frozenset[str]:
    every = (
        word
        for kind, each in BODY_KINDS.items()
        if kind is not BodyKind.OTHER
        for word in each.typed.split(",")
    )
    return frozenset(meaning(normalise(word)) for word in every)


def _is_plural(span: str) -> bool:
    """Whether words are several bodies of a sort, none of them by name: "all four embassies"."""
    last = normalise(span.split()[-1])
    return last.endswith("s") and last not in _sorts() and meaning(last) in _sorts()


def is_body_like(span: str) -> bool:
    return is_sort_of_body(span) or any(_is_person(word) for word in span.split()) or span[:1].isupper()


class Places:
    """A sentence, and what it names where."""

    def __init__(self, plain: Plain, directory: Directory, is_time: IsTime, *, done: bool = False) -> None:
        self.done = done
        self.plain, self.directory, self.is_time = plain, directory, is_time
        self.end = len(plain.plain)
        self.head = min(self.end, READ, self._first_line())
        self.found = directory.find(plain)
        self.people = directory.people(plain)
        self.named = {each.start: each.end for each in self.found}
        self.named |= {each.start: each.end for each in self.people}
        numbered = _NUMBER.search(plain.plain)
        self.number = int(numbered[1] or numbered[2]) if numbered else None
        self.sent_on: Mark[int] | None = None
        self.is_told = False  # that they begin with what we should do
        self.taken = list[tuple[int, int]]()  # what has been read: it is no part of the words that are left
        if numbered:
            before = words.of("between", "about").find(plain, 0, numbered.start())
            leads = [mark.start for mark in before if mark.end == numbered.start()]
            self._take(min([numbered.start(), *leads]), numbered.end())
        named = [*((each.start, each.end) for each in self.found), *self.taken]
        self.signs = [
            mark
            for mark in words.signs().find(plain, 0, self.head)
            if not any(start <= mark.start < end for start, end in named)
        ]

    def _take(self, start: int, end: int) -> None:
        if start < end:
            self.taken.append((start, end))

    def _first_line(self) -> int:
        """Where the first line ends that says something: what follows are questions, options, or somebody's words."""
        for found in re.finditer(r"[^\n]+", self.plain.plain):
            if not is_small(Plain(self.plain.typed(found.start(), found.end()))):
                return found.end()
        return self.end

    def _clause_start(self, end: int) -> int:
        breaks = [found.end() for found in re.finditer(r"[,;.!?–—\n។]|[:៖](?=\s)", self.plain.plain[:end])]
        inside = [at for at in breaks if not any(each.start < at <= each.end for each in self.found)]
        return inside[-1] if inside else 0

    def _any_bodies(self) -> tuple[Named, ...]:
        if (exact := self._by_name(0, self.end)) is not None:
            return (exact,)
        for mark in sorts_of_body().find(self.plain):
            named = self.directory.like(self._around(mark))
            if named.ids:
                return (named,)
        return ()

    def _by_name(self, start: int, end: int) -> Named | None:
        """The body that is named there by its very name, or by that of somebody there."""
        inside = [each for each in self.found if start <= each.start and each.end <= end]
        if inside:
            last = inside[-1]  # "... but the police declined"
            is_row = self._joined(inside[0].end) is not None and len(inside) > 1
            touches = not self.plain.plain[last.end : end].strip()
            return self._named(last if touches and not is_row else inside[0])
        people = (each.what for each in self.people if start <= each.start and each.end <= end)
        return next((Named(each.name, (each.body_id,), sure=True) for each in people), None)

    def _around(self, mark: Mark[str]) -> str:
        """A sort of body with the words before it that may name it: "the interior ministry"."""
        before = [token for token in self.plain.tokens if token.end <= mark.start][-2:]
        begins = {sign.start for sign in self.signs}
        while any(
            each.start in begins or self._is_small_word(each) or self.plain.breaks(each.end, mark.start)
            for each in before
        ):
            before = before[1:]
        start = before[0].start if before else mark.start
        return self.plain.typed(start, mark.end)

    def _is_small_word(self, token: words.Token) -> bool:
        small = words.of("between", "ends", "we", "later", "they", "questions", "told_by", "about", "doubts")
        return small.first(self.plain, token.start, token.end) is not None

    def _object(self, start: int) -> tuple[tuple[Named, ...], str | None, int]:
        """Who stands behind a verb: bodies, the person there, and where the rest begins."""
        start = self._behind_options(start)
        at = self._skip_between(start)
        role, at = self._role_before(at)
        several, end = self._several_of_a_sort(at)
        if several:
            self._take(start, end)
            return several, None, end
        near = (each for each in self.people if at <= each.start <= at + 30)
        person = next((each for each in near if not self.plain.breaks(at, each.start)), None)
        exact = self._exact_at(at)
        if exact is None and person is not None:
            self._take(start, person.end)
            after = self._skip_between(person.end)
            named = self._exact_at(after)
            if named is not None:
                self._take(person.end, named.end)
                return (self._named(named),), person.what.name, named.end
            own = Named(person.what.name, (person.what.body_id,), sure=True)
            return (own,), person.what.name, person.end
        if exact is None:
            like, contact, end = self._object_like(start, at)
            return like, role or contact, end
        further = self._further_ones(exact.end)
        contact, end = self._person_behind(further[-1].end if further else exact.end)
        self._take(start, end)
        return tuple(map(self._named, (exact, *further))), contact or role, end

    def _behind_options(self, at: int) -> int:
        """Where it goes on behind when and how it was: "called at 9 the ministry", "sent by email to the court"."""
        while True:
            begins = self._skip(at, " ,")
            ends = [each.end for each in (*self._every_opened, *self.every_time) if each.start == begins]
            if not ends:
                return at
            at = max(ends)

    def _role_before(self, at: int) -> tuple[str | None, int]:
        """Who was asked at a body that follows, "the deputy chief of the police", and where that begins."""
        begins = end = at
        for token in self.plain.tokens:
            if (
                token.start >= begins
                and (_is_person(token.word) or (end > begins and is_desk(token.word)))
                and not self.plain.plain[end : token.start].strip()
            ):
                end = token.end
        behind = self._skip_between(end)
        of = any(mark.start == end + 1 for mark in words.of("told_by").find(self.plain, end, behind))
        return (self.plain.typed(begins, end), behind) if end > begins and of else (None, at)

    def _inside(self, mark: Mark[Sign]) -> tuple[Named, ...]:
        """The body that a verb goes round: "gave the court a call"."""
        exact = self._exact_in(mark.start + 1, mark.end)
        if exact is not None:
            return (self._named(exact),)
        sort = sorts_of_body().first(self.plain, mark.start, mark.end)
        return (self.directory.like(self._around(sort)),) if sort is not None else ()

    def _named_before(self, mark: Mark[Sign]) -> tuple[Named, ...]:
        """The one body that is named before a verb: "the court does not pick up, tried at 9"."""
        before = [each for each in self.found if each.end <= mark.start]
        return (self._named(before[0]),) if len(before) == 1 else ()

    def _several_of_a_sort(self, at: int) -> tuple[tuple[Named, ...], int]:
        """Bodies of one sort that are named together: "the embassies of India and Pakistan"."""
        for sort in sorts_of_body().find(self.plain, at, self.end):
            kind = self.plain.typed(sort.start, sort.end)
            if not _is_plural(kind):
                continue
            leads = sort.start == at
            row, end = self._row(self._skip_between(sort.end) if leads else at)
            named = tuple(self.directory.like(f"{each} {meaning(normalise(kind))}") for each in row)
            reaches = leads or not self.plain.plain[end : sort.start].strip()
            if len(row) > 1 and reaches and all(each.ids for each in named):
                return named, end if leads else sort.end
        return (), at

    def _row(self, at: int) -> tuple[list[str], int]:
        """The words that are joined one by one from a place on, and where the last of them ends."""
        row, end, starts = list[str](), at, {token.start: token for token in self.plain.tokens}
        while at in starts:
            row.append(starts[at].word)
            end = starts[at].end
            joined = self._joined(end)
            if joined is None:
                break
            at = self._skip_between(joined)
        return row, end

    def _further_ones(self, end: int) -> list[Mark[int]]:
        """The bodies that are joined one by one to the one that ends there."""
        further = self._further(end)
        return [further, *self._further_ones(further.end)] if further is not None else []

    def _further(self, end: int) -> Mark[int] | None:
        joined = self._joined(end)
        if joined is None:
            return None
        at = self._skip_between(joined)
        exact, before = self._exact_at(at), next((each for each in self.found if each.end == end), None)
        if exact is not None or before is None:
            return exact
        # "the embassies of India and Pakistan" in short: "emb india + pak"
        sort = sorts_of_body().first(self.plain, before.start, end)
        token = next((each for each in self.plain.tokens if each.start == at), None)
        if sort is None or token is None:
            return None
        named = self.directory.like(f"{token.word} {self.plain.typed(sort.start, sort.end)}")
        return Mark(at, token.end, named.ids[0]) if named.sure else None

    def _joined(self, end: int) -> int | None:
        """Where the next of a row begins, behind a comma, an "and", or both."""
        text = self.plain.plain
        at = self._skip(end, " ,")
        for mark in words.of("joins").find(self.plain, at, at + _LONGEST_JOIN):
            if mark.start == at:
                return mark.end
        if text[at : at + 1] in _JOINS:
            return at + 1
        return at if "," in text[end:at] else None

    def _person_behind(self, end: int) -> tuple[str | None, int]:
        """Who was asked there: "the ministry spokesman Touch Sokhak"."""
        tokens = [token for token in self.plain.tokens if token.start >= end]
        found = list[str]()
        for token in tokens[:5]:
            gap = self.plain.plain[end : token.start]
            is_pronoun = found and words.of("they").first(self.plain, token.start, token.end) is not None
            if (
                re.search(r"[^\s]", gap)
                or is_pronoun
                or not (
                    _is_person(token.word) or (found and (self._is_capital(token) or is_desk(token.word)))
                )
            ):
                break
            typed, end = self.plain.typed(token.start, token.end), token.end
            found.append(words.in_full(typed) if _is_person(token.word) else typed)
        return " ".join(found) or None, end

    def _is_capital(self, token: words.Token) -> bool:
        return self.plain.typed(token.start, token.start + 1).isupper()

    def _object_like(self, start: int, at: int) -> tuple[tuple[Named, ...], str | None, int]:
        end = self._name_end(at)
        span = self.plain.typed(at, end).strip(EDGES)
        behind = self._body_behind(end)
        if behind is not None:
            self._take(start, behind.end)
            return (self._named(behind),), span or None, behind.end
        if not says_more(span):
            later = self._later_in_clause(end)
            if later is None:
                return (), None, start
            self._take(start, later.end)
            return (self._named(later),), None, later.end
        named = self.directory.like(span)
        if (
            not is_body_like(span)
            and self.directory.clearly(named) is None
            and (later := self._later_in_clause(end)) is not None
        ):
            between = without_again(self.plain.typed(start, later.start))
            is_letter = not between or all(
                read_channel(token.word) is not None or not says_more(token.word)
                for token in Plain(between).tokens
            )
            self._take(start if is_letter else later.start, later.end)
            return (self._named(later),), None, later.end
        if _is_plural(span):
            self._take(start, end)
            return (), None, end
        inside = self._exact_in(at, end)
        if inside is not None and not named.sure:
            named = self._named(inside)
        contact = self._role_in(at, end) if named.ids else None
        if not (named.ids or is_body_like(span)) and len(span.split()) > _LONGEST_UNKNOWN:
            return (), None, start  # no body that anybody knows: it may be the questions themselves
        further = self._further_ones(end)
        end = further[-1].end if further else end
        self._take(start, end)
        return (named, *map(self._named, further)), contact, end

    def _later_in_clause(self, start: int) -> Mark[int] | None:
        """The body to which something was sent that stands before it: "sent a follow-up to the ministry"."""
        for mark in words.of("between").find(self.plain, start):
            exact = self._exact_at(self._skip_between(mark.end))
            if exact is not None and not self.plain.breaks(start, exact.start):
                return exact
        return None

    def _role_in(self, start: int, end: int) -> str | None:
        tokens = [token for token in self.plain.tokens if start <= token.start and token.end <= end]
        people = [at for at, token in enumerate(tokens) if at and _is_person(token.word)]
        return words.in_full(self.plain.typed(tokens[people[0]].start, end).strip(EDGES)) if people else None

    def _body_behind(self, end: int) -> Mark[int] | None:
        """The body at which somebody is: "Sok Veasna at immigration"."""
        at = self._skip_between(end + len(",") if self.plain.plain[end : end + 1] == "," else end)
        of = next((each.end for each in words.of("told_by").find(self.plain, at) if each.start == at), at)
        return self._exact_at(self._skip_between(of)) if of > end else None

    def _exact_at(self, at: int) -> Mark[int] | None:
        return next((each for each in self.found if each.start == at), None)

    def _exact_in(self, start: int, end: int) -> Mark[int] | None:
        return next((each for each in self.found if start <= each.start and each.end <= end), None)

    def _skip(self, at: int, signs: str) -> int:
        """Where it goes on behind such signs."""
        rest = self.plain.plain[at:]
        return at + len(rest) - len(rest.lstrip(signs))

    def _skip_between(self, at: int) -> int:
        while True:
            at = self._skip(at, " \u200b@")
            if self._exact_at(at) is not None:
                return at
            found = words.of("between").find(self.plain, at, min(self.end, at + 20))
            if not found or found[0].start != at or self._behind_options(at) > at:
                return at
            at = found[0].end

    def _name_end(self, at: int) -> int:
        """Where a name that begins there must end."""
        ends = [found.start() for found in re.finditer(r"[,;.!?()\n–—#៖។]|:(?!\d)", self.plain.plain[at:])]
        end = at + ends[0] if ends else self.end
        for mark in words.of("ends").find(self.plain, at, end):
            if mark.start > at or not is_khmer(self.plain.plain[mark.start]):
                end = min(end, mark.start)
                break
        found = words.of("about", "asks").first(self.plain, at + 1, end)
        others = [*self.signs, *self._times(at + 1, self.end), *([found] if found is not None else [])]
        end = min([end, *(each.start for each in others if each.start > at)])
        if at < self.end and is_khmer(self.plain.plain[at]):
            space = self.plain.plain.find(" ", at + 1)
            end = min(end, space) if space > 0 else end
        return end

    @cached_property
    def _spaced(self) -> list[tuple[int, int]]:
        """The runs of signs between spaces and commas, in which times are written."""
        return [found.span() for found in _SPACED.finditer(self.plain.plain)]

    def _opened(self, after: int) -> list[Option]:
        return [each for each in self._every_opened if each.start >= after]

    @cached_property
    def _every_opened(self) -> list[Option]:
        return [*self._opened_in_order(), *self._opened_in_khmer()]

    def _opened_in_order(self) -> Iterator[Option]:
        text = self.plain.plain
        for found in re.finditer(r"#\S+", text):
            slug = read_slug(self.plain.typed(found.start(), found.end()).rstrip(EDGES))
            if slug:
                yield Option(found.start(), found.end(), "story", slug)
        for at, (start, _) in enumerate(self._spaced):
            row = [text[begin:end] for begin, end in self._spaced[at : at + 12]]
            if is_khmer(row[0][0]):
                continue
            opened = opener(row)
            if opened is None or opened.glued:
                continue
            first = at + opened.count
            yield from self._value(
                opened.name, opened.kept, start, self._spaced[first : first + _LONGEST_TIME]
            )

    def _value(self, name: str, kept: str, start: int, spaced: Sequence[tuple[int, int]]) -> Iterator[Option]:
        for count in range(len(spaced), 0, -1):
            begin, end = spaced[0][0], spaced[count - 1][1]
            value = self.plain.plain[begin:end].strip(EDGES)
            if name == "happened" and value in vocabulary((Kind.COUNT,)) and not self._goes_on(end):
                value = f"{value} o'clock"  # "at ten"
            channel = read_channel(re.sub(r"^(?:the|a|an|their|his|her) ", "", value))
            if name in {"channel", "deadline"} and count <= _LONGEST_CHANNEL and channel is not None:
                yield Option(start, end, "channel", value if read_channel(value) else value.partition(" ")[2])
                return
            if name in {"deadline", "happened"} and not re.search(
                r"[,;]", self.plain.plain[begin:end].rstrip(",;")
            ):
                typed = one_line(f"{kept} {value}")
                if self.is_time(typed) and not (value.isdigit() and name == "happened" and len(value) > 2):
                    yield Option(start, end, name, typed)
                    return

    def _goes_on(self, end: int) -> bool:
        """Whether words follow directly that tell neither when nor how, nor what became of it or was asked."""
        follows = next((token.start for token in self.plain.tokens if token.start >= end), None)
        if follows is None or self.plain.plain[end:follows].strip():
            return False
        known = words.of("ends", "again", "about", "asks").find(self.plain, end)
        return follows not in {each.start for each in (*known, *self._times(end, self.end))}

    def _opened_in_khmer(self) -> Iterator[Option]:
        for mark in khmer_openers().find(self.plain):
            rest = self.plain.plain[mark.end : mark.end + _LONGEST_KHMER_TIME]
            lead = len(rest) - len(rest.lstrip(" :៖"))
            for length in range(len(rest), lead, -1):
                value = rest[lead:length].strip(EDGES)
                if mark.what == "channel" and read_channel(value) is not None:
                    yield Option(mark.start, mark.end + length, "channel", value)
                    break
                if (
                    mark.what in {"deadline", "happened"}
                    and value
                    and not value.isdigit()
                    and self.is_time(value)
                ):
                    typed = f"មុន {value}" if self.plain.plain[mark.start : mark.end].endswith("មុន") else value
                    yield Option(mark.start, mark.end + length, mark.what, typed)
                    break

    def told_times(self) -> list[Option]:
        """All times, whether something opens them or not; some of them may be told twice."""
        return [*self._every_opened, *self.every_time]

    def _times(self, start: int, end: int) -> list[Option]:
        """The days and hours that stand by themselves: "this morning", "yesterday 15:00"."""
        return [each for each in self.every_time if start <= each.start and each.end <= end + 1]

    @cached_property
    def every_time(self) -> list[Option]:
        text, found, spaced = self.plain.plain, list[Option](), self._spaced
        since = {mark.end for mark in words.of("since").find(self.plain)}
        at = 0
        while at < len(spaced):
            begin = spaced[at][0]
            taken = 1
            if begin - 1 not in since and not is_khmer(text[begin]):
                for count in range(min(6, len(spaced) - at), 0, -1):
                    last = spaced[at + count - 1][1]
                    value = text[begin:last].strip(EDGES)
                    if value and not re.search(r"[,;]", value) and self.is_time(value) and _is_day(value):
                        found.append(Option(begin, last, "happened", value))
                        taken = count
                        break
            at += taken
        found += self._khmer_times()
        return [self._as_due(self._roughly(each)) for each in sorted(found, key=lambda each: each.start)]

    def _unread_time(self, said: str) -> str | None:
        """Words in which a time seems to be told that nothing could read."""
        known = vocabulary((*_DAYS, Kind.PAST_HOUR, Kind.OCLOCK, Kind.PART, Kind.AGO, Kind.NUMBER))
        inside = re.split(r"[^\w\u1780-\u17d3'.]+", Plain(said).plain)
        since = words.of("since").first(Plain(said))
        return (
            said
            if since is None and any(len(word) > _SHORTEST_DAY and word in known for word in inside)
            else None
        )

    def _roughly(self, time: Option) -> Option:
        """An hour with the word before it that says that it is not exact: "about 3pm"."""
        for mark in words.of("about", "between").find(
            self.plain, max(0, time.start - _LONGEST_JOIN), time.start
        ):
            if mark.end + 1 == time.start and _CLOCK.search(time.value):
                return replace(time, start=mark.start)
        return time

    def _as_due(self, time: Option) -> Option:
        """A time behind which it is called a deadline is one: "thurs 5pm deadline", "fri 12 latest"."""
        for mark in words.of("due").find(self.plain, time.end, time.end + _LONGEST_JOIN):
            between = self.plain.plain[time.end : mark.start]
            if not any(sign.isalpha() or sign in ",;" for sign in between):
                value = f"{time.value}{between.rstrip(EDGES)}"
                return Option(time.start, mark.end, "deadline", value)
        return time

    def _khmer_times(self) -> Iterator[Option]:
        done = 0
        for mark in _khmer_days().find(self.plain):
            if mark.start < done:
                continue
            rest = self.plain.plain[mark.start : mark.start + _LONGEST_KHMER_TIME]
            hour = _HOUR_BEFORE.search(self.plain.plain, 0, mark.start)
            for length in range(len(rest), mark.end - mark.start - 1, -1):
                value = rest[:length].strip(EDGES)
                start = hour.start() if hour and self.is_time(hour[0] + value) else mark.start
                if value and (start < mark.start or self.is_time(value)):
                    done = mark.start + length
                    yield Option(start, done, "happened", self.plain.plain[start : mark.start] + value)
                    break

    def _channel_named(self, start: int, end: int) -> Channel | None:
        """The channel that the words name beside their verb: "sent the ministry a letter", but not the Ministry of Post."""
        for token in self.plain.tokens:
            if any(first <= token.start < last for first, last in self.named.items()):
                continue
            if start <= token.start and token.end <= end and (found := read_channel(token.word)) is not None:
                return found
        khmer = _khmer_channels().first(self.plain, start, end)
        return khmer.what if khmer is not None else None

    def _subject(self, start: int, end: int) -> tuple[Named, ...]:
        if (exact := self._by_name(start, end)) is not None:
            return (exact,)
        span = self._residual(start, end)
        they = words.of("they").first(Plain(span)) is not None and len(span.split()) <= 2
        if not has_words(span) or (they and not is_sort_of_body(span)) or len(span.split()) > 8:
            return ()
        if self._is_meant(span):
            return (self.directory.like(span),)
        return (Named(span),) if is_body_like(span) else ()

    def _is_meant(self, span: str) -> bool:
        """Whether words that are like a body's name are meant as one."""
        named = self.directory.like(span)
        return (
            bool(named.ids)
            and len(span) >= _SHORTEST
            and (named.sure or is_sort_of_body(span) or self.directory.clearly(named) is not None)
        )

    def _source(self, start: int) -> tuple[Named, ...]:
        """The body from which something came: "out of office reply from the foreign ministry"."""
        for mark in words.of("told_by").find(self.plain, start):
            at = self._skip_between(mark.end)
            if (exact := self._exact_at(at)) is not None:
                return (self._named(exact),)
        return ()

    def _residual(self, start: int, end: int) -> str:
        """The words between two places without ourselves, times, and small words around them."""
        small = words.of("small", "doubts").find(self.plain, start, end)
        signs = [mark for mark in self.signs if start <= mark.start and mark.end <= end]
        rest = without(self.plain.plain, [*self._times(start, end), *self.taken, *small, *signs])
        at, text = start, ""
        for token in re.finditer(r"\S+", rest[start:end]):
            text = f"{text} {self.plain.typed(at + token.start(), at + token.end())}"
        text = text.strip(EDGES)
        while " " in text and _is_around(text.split(" ", 1)[0]):
            text = text.partition(" ")[2].strip(EDGES)
        while " " in text and _is_around(text.rsplit(" ", 1)[1]):
            text = text.rpartition(" ")[0].strip(EDGES)
        khmer = [mark for mark in words.of("around").find(Plain(text)) if mark.end == len(Plain(text).plain)]
        return text[: khmer[0].start].strip(EDGES) if khmer and is_khmer(text[-1]) else text

    def _is_sent_on(self, begins: int) -> bool:
        """Whether they would have us ask a body that is named: "told us to email the police", or "contact the ministry",
        where that begins what they said."""
        ends = [mark.end for mark in words.sending_on().find(self.plain, 0, self.head)]
        for mark in words.of("sends").find(self.plain, begins):
            if not has_words(self.plain.plain[begins : mark.start].removeprefix(" to ")):
                ends.append(mark.end)
                self.is_told = True
        found = (self._exact_at(self._skip_between(end)) for end in ends)
        self.sent_on = next((each for each in found if each is not None), None)
        return self.sent_on is not None

    def _referred_to(self) -> tuple[Named, ...]:
        mark = next((each for each in self.signs if each.what is EventKind.REFERRED), None)
        if mark is None:
            return (self._named(self.sent_on),) if self.sent_on is not None else ()
        at = self._skip_between(mark.end)
        exact = self._exact_at(at)
        if exact is not None and (beyond := self._exact_at(self._skip_between(exact.end))) is not None:
            exact = beyond  # "by the city hall to the police"
        if exact is not None:
            return tuple(map(self._named, (exact, *self._further_ones(exact.end))))
        span = self.plain.typed(at, self._name_end(at)).strip(EDGES)
        if not has_words(span) or words.of("they").first(Plain(span)) is not None:
            return ()
        inside = self._exact_in(at, self._name_end(at))
        return (self._named(inside) if inside is not None else self.directory.like(span),)

    def _story(self) -> str | None:
        return next((each.value for each in self._every_opened if each.what == "story"), None)

    def _named(self, mark: Mark[int]) -> Named:
        return Named(self.plain.typed(mark.start, mark.end), (mark.what,), sure=True)
