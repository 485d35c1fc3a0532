"""Reading a sentence in which somebody tells what happened: who, what, how, when, in their words (pure).

Nothing is logged by it. What is in doubt stays open, to be asked about; what is no news of a request is told apart.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from functools import cache

from bot.kinds import BODY_KINDS, CHANNELS, OPTIONS
from bot.proposals import words
from bot.proposals.directory import Directory, Named
from bot.proposals.words import ANSWERED, Mark, Plain, Sign
from bot.reading.options import opener
from bot.reading.request import LONGEST_TOPIC, read_asked, split_questions
from bot.reading.results import read_result
from bot.reading.words import IsTime, clean, is_khmer, one_line, read_channel, read_slug
from db.directory import words as directory_words
from db.lifecycle import DEADLINES, RESULTS, SPOKEN, BodyKind, Channel, EventKind, Result
from db.names import meaning, normalise
from jobs.deadlines.tokens import vocabulary
from jobs.deadlines.words import Kind

LONGEST_HEAD = 60  # characters before a colon that say whose words follow it
_READ = 600  # characters; what is told stands at the beginning
_SHORTEST = 4  # letters of what is only like a name
_LONGEST_UNKNOWN = 5  # words of a body that the directory does not have
_LONGEST_TIME, _LONGEST_KHMER_TIME, _LONGEST_CHANNEL = 9, 45, 3
_EDGES = " \n\t,;:.–—-៖។\u200b"
_DENIALS = frozenset({"not", "never", "nobody", "noone", "no", "none", "without", "neither"})
_CLAUSE = re.compile(r"[,;.!–—\n។]|\bbut\b|\band\b|ប៉ុន្តែ|ហើយ")
_KHMER_SPACE = re.compile(r"\s+(?=[ក-៓])")
_CLOCK = re.compile(r"\d[:.h]\d\d|\d ?[ap]\.?m\b|ម៉ោង|\bago\b|o'clock")
_DAYS = (Kind.DAY, Kind.WEEKDAY, Kind.WEEK_AWAY, Kind.NOON)
_NUMBER = re.compile(r"(?:^|\s)#(\d{1,9})\b|\brequest (\d{1,9})\b")
_COLON = re.compile(r"(?<!\d)\s*[:：៖](?!//)|[:：៖](?!\d|//)")
_FILLERS = re.compile(r"^[\s,;.!–—-]*(?:and|please|pls|thanks|thx)?[\s,;.!–—។-]*$")


class Sort(StrEnum):
    """What a text is to the record: news of a request, small talk, a question to the desk, something that is still to be done
    or was not, that they were silent, or nobody knows what."""

    NEWS = "news"
    SMALL = "small"
    QUESTION = "question"
    LATER = "later"
    SILENT = "silent"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Sentence:
    """What a sentence says. Times are raw text; what is not said is None.

    Args:
        kind: `ASKED` where we asked or tried, be it for the first time or again; None where several are possible.
        kinds: of what is in doubt, the likely ones.
        again: that it was not the first time.
        bodies: who was asked, or who said it; several only where we asked.
        channel, also: how we tried, and how else in the same breath.
        to: where they sent us.
        questions: what was asked, each with its topic.
        asked: the same as it was typed.
        words: what is told beside all that.
        then: what they said to it, in one breath.
        command: the command that shows what a question asks for.
    """

    sort: Sort = Sort.UNKNOWN
    kind: EventKind | None = None
    kinds: tuple[EventKind, ...] = ()
    again: bool = False
    bodies: tuple[Named, ...] = ()
    to: tuple[Named, ...] = ()
    number: int | None = None
    channel: Channel | None = None
    also: Channel | None = None
    contact: str | None = None
    happened: str | None = None
    deadline: str | None = None
    story: str | None = None
    questions: tuple[tuple[str, str | None], ...] = ()
    asked: str = ""
    words: str = ""
    then: Sentence | None = None
    command: str = ""

    @property
    def is_ours(self) -> bool:
        """Whether it tells what we did to reach a body."""
        return self.kind is EventKind.ASKED and self.sort is Sort.NEWS


# How strongly a phrase says what came back: the first of them holds, but those that exclude each other are asked about.
_STRONG = (
    EventKind.BOUNCED,
    EventKind.AUTO_REPLY,
    EventKind.REFERRED,
    EventKind.DECLINED,
    EventKind.REPLIED_PARTIAL,
    EventKind.REPLIED_FULL,
    EventKind.ASKED_TIME,
    EventKind.PROMISED,
    EventKind.ASKED_BACK,
    EventKind.ACKNOWLEDGED,
)
_APART = frozenset({EventKind.REFERRED, EventKind.DECLINED, EventKind.REPLIED_FULL})
ANY_REPLY = (*ANSWERED, EventKind.ACKNOWLEDGED, EventKind.DECLINED, EventKind.REFERRED, EventKind.PROMISED)
_SAYS, _CLAIMS, _ANSWERED, _SILENT = "says", "claims", "answered", "silent"
_SAYING = frozenset({_SAYS, _CLAIMS, _ANSWERED})


def read(text: str, directory: Directory, *, is_time: IsTime, done: bool = False) -> Sentence:
    """Read a sentence.

    Args:
        text: as it was typed.
        directory: the newsroom's bodies.
        is_time: whether a text could be read as a point in time.
        done: it has happened, whatever it reads like.
    """
    whole = clean(text).strip()
    plain = Plain(whole)
    if _is_small(plain):
        return Sentence(Sort.SMALL)
    reader = _Reader(plain, directory, is_time, done=done)
    return replace(reader.read(), number=reader.number)


def _is_small(plain: Plain) -> bool:
    """Whether it is small talk and nothing else, or signs without a word."""
    if not any(sign.isalnum() for sign in plain.plain):
        return True
    spans = words.of("small").find(plain)
    rest = _without(plain.plain, [(mark.start, mark.end) for mark in spans])
    return bool(spans) and not any(sign.isalnum() for sign in rest)


def _without(text: str, spans: Sequence[tuple[int, int]]) -> str:
    signs = list(text)
    for start, end in spans:
        signs[start:end] = [" "] * (end - start)
    return "".join(signs)


@dataclass
class _Option:
    start: int
    end: int
    name: str
    value: str


@dataclass
class _Taken:
    """What has been read, as places in the plain text: it is no part of the words that are left."""

    spans: list[tuple[int, int]] = field(default_factory=list)

    def add(self, start: int, end: int) -> None:
        if start < end:
            self.spans.append((start, end))


class _Reader:
    """Reads one sentence."""

    def __init__(self, plain: Plain, directory: Directory, is_time: IsTime, *, done: bool = False) -> None:
        self.done = done
        self.plain, self.directory, self.is_time = plain, directory, is_time
        self.end = len(plain.plain)
        self.head = min(self.end, _READ, self._first_line())
        self.signs = words.signs().find(plain, 0, self.head)
        self.found = directory.find(plain)
        self.signs = [
            mark for mark in self.signs if not any(each.start <= mark.start < each.end for each in self.found)
        ]
        self.people = directory.people(plain)
        numbered = _NUMBER.search(plain.plain)
        self.number = int(numbered[1] or numbered[2]) if numbered else None
        self.taken = _Taken()
        if numbered:
            self.taken.add(numbered.start(), numbered.end())

    def _first_line(self) -> int:
        """Where the first line ends that says something: what follows are questions, options, or somebody's words."""
        for found in re.finditer(r"[^\n]+", self.plain.plain):
            if not _is_small(Plain(self.plain.typed(found.start(), found.end()))):
                return found.end()
        return self.end

    def read(self) -> Sentence:
        first = self.signs[0] if self.signs else None
        if first is not None and first.what is EventKind.NOTE and self._is_we(first.start):
            return self._note(first)
        if self._asks() and self._begins_as_question() and not self.done:
            return self._question()
        main = self._main()
        if main is not None and self._is_ours(main) and not self._is_asked(main):
            return self._ours(main)
        colon = self._colon()
        if colon is not None and not self._begins_as_question():
            return self._told(colon[0], colon[1], colon[1])
        if self._is_question(main):
            return self._question()
        if main is not None and self._later_before(main.start) and not self._subject_before(main):
            return Sentence(Sort.LATER, bodies=self._any_bodies())
        if main is None or main.what == _SILENT:
            return self._tried_in_vain() or self._unknown(main)
        return self._theirs(main)

    # who does it

    def _is_we(self, end: int, start: int = 0) -> bool:
        """Whether nothing stands between two places but ourselves, and when it was."""
        spans = [
            (mark.start, mark.end)
            for name in ("we", "small")
            for mark in words.of(name).find(self.plain, start, end)
        ]
        spans += [(each.start, each.end) for each in self._times(start, end)]
        spans += self.taken.spans
        rest = _without(self.plain.plain, spans)[start:end]
        return not any(sign.isalnum() for sign in rest)

    def _is_ours(self, mark: Mark[Sign]) -> bool:
        return mark.what in {
            EventKind.ASKED,
            EventKind.CHASED,
            EventKind.EXTENDED,
            EventKind.WITHDRAWN,
        } or isinstance(mark.what, Channel)

    def _main(self) -> Mark[Sign] | None:
        """The sign of what happened: the first of ours with nobody else before it, or the first of theirs."""
        for mark in self.signs:
            if not self._is_ours(mark):
                if mark.what is not EventKind.NOTE:
                    return mark
                continue
            later = words.of("later").first(self.plain, mark.start)
            if later is not None and later.start == mark.start and later.end > mark.end:
                return None  # "remind me" is not that we reminded them
            start = self._clause_start(mark.start)
            if self._is_we(mark.start, start) or self._is_asked(mark):
                return mark
            if self._later_before(mark.start) and not self._subject_before(mark):
                return mark
        return None

    def _is_passive(self, mark: Mark[Sign]) -> bool:
        before = [token.word for token in self.plain.tokens if token.end <= mark.start][-2:]
        return bool(before) and before[-1] in {"was", "were", "been", "be"}

    def _is_asked(self, mark: Mark[Sign]) -> bool:
        """Whether a sign of ours is told of somebody who stands before it: "the court was asked"."""
        return self._is_ours(mark) and self._is_passive(mark) and self._subject_before(mark)

    def _subject_before(self, mark: Mark[Sign]) -> bool:
        start = self._clause_start(mark.start)
        spans = [(each.start, each.end) for each in self.found] + [
            (each.start, each.end) for each in self.people
        ]
        if any(start <= begin and end <= mark.start for begin, end in spans):
            return True
        return any(
            found.first(self.plain, start, mark.start) is not None
            for found in (_sorts_of_body(), words.of("they"))
        )

    def _later_before(self, end: int) -> bool:
        if self.done:
            return False
        start = self._clause_start(end)
        ours = words.of("we").find(self.plain, start, end)
        return any(
            not any(each.start <= mark.start and mark.end < each.end for each in ours)
            for mark in words.of("later").find(self.plain, start, end)
        )

    def _clause_start(self, end: int) -> int:
        breaks = [found.end() for found in re.finditer(r"[,;.!?–—\n។]|[:៖](?=\s)", self.plain.plain[:end])]
        inside = [at for at in breaks if not any(each.start < at <= each.end for each in self.found)]
        return inside[-1] if inside else 0

    # what is no news

    def _begins_as_question(self) -> bool:
        first = words.of("questions").first(self.plain, 0, self.head)
        return first is not None and self._is_we(first.start) and first.start <= 12

    def _asks(self) -> bool:
        """Whether it ends as a question does."""
        text = self.plain.plain.rstrip(" )\"'")
        return text.endswith(("?", "？", "មែនទេ"))

    def _is_question(self, main: Mark[Sign] | None) -> bool:
        asks = self._asks()
        if asks and (main is None or not self._is_ours(main) or not self._is_we(main.start)):
            return True
        if not self._begins_as_question():
            return False
        first = words.of("questions").first(self.plain, 0, self.head)
        if first is None:
            return False
        plainly = words.of("plainly").first(self.plain, first.start, self.head)
        asking = plainly is not None and plainly.start == first.start
        return asks or asking or (main is None and is_khmer(self.plain.plain[first.start]))

    def _question(self) -> Sentence:
        found = words.ways().find(self.plain)
        command = ""
        order = [mark.what for mark in found]
        for each in ("help", "undo", "remind", "stats", "report", "due", "bodies", "settings", "status"):
            if each in order:
                command = each
                break
        bodies = self._any_bodies()
        if not command and bodies:
            command = "status"
        if command:
            return Sentence(Sort.QUESTION, bodies=bodies, command=command)
        whole = one_line(self.plain.text)
        return Sentence(Sort.UNKNOWN, EventKind.ASKED, questions=_questions(whole), words=whole)

    def _unknown(self, main: Mark[Sign] | None) -> Sentence:
        found = words.ways().find(self.plain)
        if main is None and found and len(self.plain.tokens) <= 4 and not self.found:
            return Sentence(Sort.QUESTION, command=found[0].what)
        if main is None and not self.done and self._begins_with_later():
            return Sentence(Sort.LATER, bodies=self._any_bodies())
        sort = Sort.SILENT if main is not None else Sort.UNKNOWN
        return Sentence(sort, bodies=self._any_bodies(), words=self.plain.text, story=self._story())

    def _begins_with_later(self) -> bool:
        first = words.of("later").first(self.plain, 0, self.head)
        if first is None or not self._is_we(first.start):
            return False
        named = any(read_channel(token.word) is not None for token in self.plain.tokens)
        return named or bool(self.signs) or words.ways().first(self.plain, first.start, first.end) is not None

    def _any_bodies(self) -> tuple[Named, ...]:
        if self.found:
            return (self._named(self.found[0]),)
        if self.people:
            person = self.people[0].what
            return (Named(person.name, (person.body_id,), sure=True),)
        for mark in _sorts_of_body().find(self.plain):
            named = self.directory.like(self._around(mark))
            if named.ids:
                return (named,)
        return ()

    def _around(self, mark: Mark[str]) -> str:
        """A sort of body with the words beside it that may name it: "the interior ministry", "embassy of china"."""
        before = [token for token in self.plain.tokens if token.end <= mark.start][-2:]
        begins = {sign.start for sign in self.signs}
        while before and (
            before[0].start in begins
            or self._is_small_word(before[0])
            or self.plain.breaks(before[0].end, mark.start)
        ):
            before = before[1:]
        start = before[0].start if before else mark.start
        end = mark.end
        after = [token for token in self.plain.tokens if token.start >= mark.end][:3]
        if len(after) > 1 and after[0].word == "of" and not self.plain.breaks(mark.end, after[1].start):
            end = after[1].end
        return self.plain.typed(start, end)

    def _is_small_word(self, token: words.Token) -> bool:
        return any(
            words.of(name).first(self.plain, token.start, token.end) is not None
            for name in ("between", "ends", "we", "later", "they", "questions", "told_by", "about", "doubts")
        )

    # what we did

    def _ours(self, mark: Mark[Sign], subject: bool = False) -> Sentence:
        plain = self.plain
        if self._later_before(mark.start):
            return Sentence(Sort.LATER, bodies=self._object(mark.end)[0])
        self.taken.add(self._clause_start(mark.start) if not subject else mark.start, mark.end)
        for each in self._times(0, mark.start):
            self.taken.add(each.start, each.end)
        channel = mark.what if isinstance(mark.what, Channel) else None
        also, behind = self._further_channel(mark)
        bodies, contact, after = self._object(behind)
        if not bodies:
            bodies = self._inside(mark)
        colon = _COLON.search(plain.plain, after)
        asks_at, questions_from = self._questions_at(after, colon.start() if colon else None)
        lines = self._in_lines(after)
        early = self._times(0, mark.start)
        tail = self._tail(asks_at, channel)
        then, told_at = self._then(mark, asks_at)
        if lines is not None:
            tail = asks_at = min(asks_at, self.head)
        tail = min(tail, told_at)
        options = [each for each in self._options(after, asks_at, tail) if each.start < told_at]
        said: dict[str, str] = {}
        for option in options:
            if option.name not in said:
                said[option.name] = option.value
                self.taken.add(option.start, option.end)
        if lines is not None:
            self.taken.add(asks_at, self.end)
            said |= lines[1]
        if early and "happened" not in said:
            said["happened"] = early[0].value
        if "channel" in said:
            channel = read_channel(said["channel"]) or channel
        elif channel is None:
            channel = self._channel_named(mark.end, min(asks_at, tail))
        others = (EventKind.EXTENDED, EventKind.WITHDRAWN)
        kind = next((each for each in others if mark.what is each), EventKind.ASKED)
        if kind is EventKind.EXTENDED and "happened" in said:
            said.setdefault("deadline", said.pop("happened"))
        again = (
            mark.what is EventKind.CHASED
            or words.of("again").first(plain, 0, asks_at) is not None
            or words.of("again").first(plain, max(tail, asks_at), self.end) is not None
        )
        questions: tuple[tuple[str, str | None], ...] = ()
        asked_words = ""
        if lines is not None:
            questions, asked_words = lines[0], plain.typed(asks_at, self.end).strip(_EDGES)
        elif asks_at < self.end:
            end = min([option.start for option in options if option.start >= asks_at] + [tail])
            asked = plain.typed(questions_from, end).strip(_EDGES)
            became = read_result(channel, asked) if channel in SPOKEN else None
            if asked and colon and asks_at == colon.start() and became not in {None, Result.UNKNOWN}:
                pass  # "called the court: no answer" tells what became of it
            elif asked:
                questions = _questions(
                    asked, about=questions_from > asks_at and not (colon and asks_at == colon.start())
                )
                self.taken.add(asks_at, end)
                asked_words = plain.typed(asks_at, end).strip(_EDGES)
        left = ", ".join(filter(None, (self._result_of(mark), self._left(after))))
        bounced = next((each for each in self.signs if each.what is EventKind.BOUNCED), None)
        if self._is_noun(mark) and bounced is not None:
            left = plain.typed(bounced.start, self.end).strip(_EDGES)
            return Sentence(
                Sort.NEWS, EventKind.BOUNCED, bodies=bodies, happened=said.get("happened"), words=left
            )
        left = _without_again(left)
        return Sentence(
            Sort.NEWS,
            kind,
            again=again,
            bodies=bodies,
            channel=channel,
            also=also,
            contact=contact,
            happened=said.get("happened"),
            deadline=said.get("deadline"),
            story=said.get("story"),
            questions=questions,
            asked=asked_words,
            words=left,
            then=then,
        )

    def _result_of(self, mark: Mark[Sign]) -> str:
        """What came of it, where the verb itself says that: "could not reach", "left a message"."""
        said = Plain(self.plain.typed(mark.start, mark.end))
        if read_result(Channel.CALL, said.text) in {None, Result.UNKNOWN}:
            return ""
        small = [each for each in words.of("between").find(said) if each.end == len(said.plain)]
        return said.text[: small[0].start].strip() if small else said.text

    def _in_lines(self, after: int) -> tuple[tuple[tuple[str, str | None], ...], dict[str, str]] | None:
        """Questions that stand on lines of their own with dashes, and the options among these; None where none do."""
        rows = [line.strip() for line in self.plain.typed(after, self.end).split("\n")[1:] if line.strip()]
        if not any(re.match(r"[-–—•*]", row) for row in rows):
            return None
        asked = read_asked(rows, as_lines=True, is_time=self.is_time)
        given = {name: getattr(asked.options, name) for name in ("deadline", "channel", "happened", "story")}
        said = {name: str(value) for name, value in given.items() if value is not None}
        return tuple((each.text, each.topic) for each in asked.questions), said

    def _is_noun(self, mark: Mark[Sign]) -> bool:
        """Whether a sign of ours is what we sent: "the email to the embassy"."""
        said = self.plain.plain[mark.start : mark.end].split()
        if is_khmer(said[0][0]):
            return said[0].endswith("ទៅ") and read_channel(said[0].removesuffix("ទៅ")) is not None
        return said[-1] == "to" and read_channel(said[0]) is not None and not said[0].endswith("ed")

    def _object(self, start: int) -> tuple[tuple[Named, ...], str | None, int]:
        """Who stands behind a verb: bodies, the person there, and where the rest begins."""
        at = self._skip_between(start)
        several, end = self._several_of_a_sort(at)
        if several:
            self.taken.add(start, end)
            return several, None, end
        person = next(
            (
                each
                for each in self.people
                if at <= each.start <= at + 30 and not self.plain.breaks(at, each.start)
            ),
            None,
        )
        exact = self._exact_at(at)
        if exact is None and person is not None:
            self.taken.add(start, person.end)
            after = self._skip_between(person.end)
            named = self._exact_at(after)
            if named is not None:
                self.taken.add(person.end, named.end)
                return (self._named(named),), person.what.name, named.end
            own = Named(person.what.name, (person.what.body_id,), sure=True)
            return (own,), person.what.name, person.end
        if exact is None:
            return self._object_like(start, at)
        exactly, end = [exact], exact.end
        while (further := self._further(end)) is not None:
            exactly.append(further)
            end = further.end
        contact, end = self._person_behind(end)
        self.taken.add(start, end)
        return tuple(self._named(each) for each in exactly), contact, end

    def _further_channel(self, mark: Mark[Sign]) -> tuple[Channel | None, int]:
        """The second of two ways in which it was tried: "called and emailed"."""
        for sign in self.signs:
            between = self.plain.plain[mark.end : sign.start].strip(" ,")
            if sign.start >= mark.end and isinstance(sign.what, Channel) and isinstance(mark.what, Channel):
                joined = between in {"and", "និង", "ហើយ", "ហើយនិង"} and sign.what is not mark.what
                if joined:
                    self.taken.add(mark.end, sign.end)
                return (sign.what, sign.end) if joined else (None, mark.end)
        return None, mark.end

    def _inside(self, mark: Mark[Sign]) -> tuple[Named, ...]:
        """The body that a verb goes round: "gave the court a call"."""
        exact = next((each for each in self.found if mark.start < each.start and each.end <= mark.end), None)
        if exact is not None:
            return (self._named(exact),)
        sort = _sorts_of_body().first(self.plain, mark.start, mark.end)
        return (self.directory.like(self._around(sort)),) if sort is not None else ()

    def _several_of_a_sort(self, at: int) -> tuple[tuple[Named, ...], int]:
        """Bodies of one sort that are named together: "the embassies of India and Pakistan"."""
        first = re.compile(r"(\w+)ies of ((?:the )?\w+(?:(?:, and |,? and |, )(?:the )?\w+)+)").match(
            self.plain.plain, at
        )
        last = re.compile(r"(\w+(?:(?:, and |,? and |, )(?:the )?\w+)+) (\w+)ies\b").match(
            self.plain.plain, at
        )
        if first is not None:
            names = [f"{first[1]}y of {each}" for each in re.split(r", and |,? and |, ", first[2])]
        elif last is not None:
            names = [f"{each} {last[2]}y" for each in re.split(r", and |,? and |, ", last[1])]
        else:
            return (), at
        named = tuple(self.directory.like(each) for each in names)
        found = first or last
        return (named, found.end()) if found and all(each.ids for each in named) else ((), at)

    def _further(self, end: int) -> Mark[int] | None:
        joined = re.compile(r"\s*(?:,\s*and|,|&|and|និង)\s*(?:the\s+)?").match(self.plain.plain, end)
        return self._exact_at(joined.end()) if joined else None

    def _person_behind(self, end: int) -> tuple[str | None, int]:
        """Who was asked there: "the ministry spokesman Touch Sokhak"."""
        tokens = [token for token in self.plain.tokens if token.start >= end]
        count = 0
        for token in tokens[:5]:
            gap = self.plain.plain[end : token.start]
            if re.search(r"[^\s]", gap) or not (
                _is_person(token.word) or (count and self._is_capital(token))
            ):
                break
            count, end = count + 1, token.end
        name = self.plain.typed(tokens[0].start, end) if count else None
        return name, end

    def _is_capital(self, token: words.Token) -> bool:
        return self.plain.typed(token.start, token.start + 1).isupper()

    def _object_like(self, start: int, at: int) -> tuple[tuple[Named, ...], str | None, int]:
        end = self._name_end(at)
        span = self.plain.typed(at, end).strip(_EDGES)
        behind = self._body_behind(end)
        if behind is not None:
            contact = span or None
            self.taken.add(start, behind.end)
            return (self._named(behind),), contact, behind.end
        if not span or not any(sign.isalnum() for sign in span):
            return (), None, start
        if words.of("they").first(Plain(span)) is not None and len(span) < 12:
            self.taken.add(start, end)
            return (), None, end
        named = self.directory.like(span)
        if not named.ids and not _is_body_like(span) and (later := self._later_in_clause(end)) is not None:
            between = _without_again(self.plain.typed(start, later.start))
            is_letter = not between or all(
                read_channel(token.word) is not None or not _says_more(token.word)
                for token in Plain(between).tokens
            )
            self.taken.add(start if is_letter else later.start, later.end)
            return (self._named(later),), None, later.end
        if _is_plural(span):
            self.taken.add(start, end)
            return (), None, end
        inside = next((each for each in self.found if at <= each.start and each.end <= end), None)
        if inside is not None and not named.sure:
            named = self._named(inside)
        contact = None
        if named.ids:
            contact = self._role_in(at, end)
        elif not _is_body_like(span) and len(span.split()) > _LONGEST_UNKNOWN:
            return (), None, start  # no body that anybody knows: it may be the questions themselves
        several = [named]
        while (further := self._further(end)) is not None:
            several.append(self._named(further))
            end = further.end
        self.taken.add(start, end)
        return tuple(several), contact, end

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
        return self.plain.typed(tokens[people[0]].start, end).strip(_EDGES) if people else None

    def _body_behind(self, end: int) -> Mark[int] | None:
        """The body at which somebody is: "Sok Veasna at immigration"."""
        joined = re.compile(r"\s*,?\s*(?:at|of|from|in|for|នៃ|នៅ|របស់)\s+(?:the\s+)?").match(
            self.plain.plain, end
        )
        return self._exact_at(joined.end()) if joined else None

    def _exact_at(self, at: int) -> Mark[int] | None:
        return next(
            (
                each
                for each in self.found
                if each.start <= at and self.plain.plain[each.start : at] in {"", "the "}
            ),
            None,
        )

    def _skip_between(self, at: int) -> int:
        while True:
            at += len(self.plain.plain[at:]) - len(self.plain.plain[at:].lstrip(" \u200b"))
            if self._exact_at(at) is not None:
                return at
            found = words.of("between").find(self.plain, at, min(self.end, at + 20))
            if not found or found[0].start != at:
                return at
            at = found[0].end

    def _name_end(self, at: int) -> int:
        """Where a name that begins there must end."""
        ends = [found.start() for found in re.finditer(r"[,;:.!?()\n–—#៖។]", self.plain.plain[at:])]
        end = at + ends[0] if ends else self.end
        for mark in words.of("ends").find(self.plain, at, end):
            if mark.start > at or not is_khmer(self.plain.plain[mark.start]):
                return min(end, mark.start)
        for name in ("about", "asks"):
            found = words.of(name).first(self.plain, at + 1, end)
            if found is not None:
                end = min(end, found.start)
        end = min([end, *(sign.start for sign in self.signs if sign.start > at)])
        if at < self.end and is_khmer(self.plain.plain[at]):
            space = self.plain.plain.find(" ", at + 1)
            end = min(end, space) if space > 0 else end
        return end

    def _questions_at(self, after: int, colon: int | None) -> tuple[int, int]:
        """Where what was asked begins, with the words before it and without them; the end where nothing was."""
        if colon is not None and not self.plain.plain[after:colon].strip(" ,"):
            return colon, colon + 1
        found = [
            mark for name in ("about", "asks") for mark in words.of(name).find(self.plain, after, self.end)
        ]
        found = [mark for mark in found if self._opens_questions(mark, after)]
        if found:
            first = min(found, key=lambda mark: (mark.start, -mark.end))
            begins = first.end if first.what == "about" else first.start
            return first.start, begins
        if colon is not None:
            return colon, colon + 1
        return self.end, self.end

    def _opens_questions(self, mark: Mark[str], after: int) -> bool:
        """Whether what was asked begins there: not behind a comma, where what came of it is told, and not what is when."""
        between = self.plain.plain[after : mark.start]
        if self.plain.breaks(after, mark.start) and mark.what == "asks":
            return False
        if (
            re.search(r"[,;.]", between)
            and mark.what == "about"
            and self.plain.plain[mark.start : mark.end] in {"on the", "on", "over the", "ពី"}
        ):
            return False
        return not any(each.start <= mark.start < each.end for each in self.found)

    def _tail(self, start: int, channel: Channel | None) -> int:
        """Where the clauses begin that tell what became of an attempt."""
        if start >= self.end:
            return self.end
        tail, text = self.end, self.plain.plain
        cuts = [found.start() for found in _CLAUSE.finditer(text, start)]
        opened = list(self._opened(start))
        for cut in reversed(cuts):
            clause = text[cut:tail]
            body = re.sub(r"^(?:[,;.!–—\n។]|but|and|ប៉ុន្តែ|ហើយ)+\s*", "", clause)
            if not body.strip(_EDGES):
                continue
            became = read_result(channel or Channel.CALL, body)
            if any(cut <= each.start < tail and each.name == "deadline" for each in opened):
                break
            if became in {None, Result.UNKNOWN}:
                break
            tail = cut
        return tail

    def _options(self, after: int, asks_at: int, tail: int) -> list[_Option]:
        """The options: before what was asked wherever they stand, and behind it where nothing else follows."""
        every = sorted(
            [*self._opened(after), *self._times(after, self.end)], key=lambda each: (each.start, -each.end)
        )
        kept = list[_Option]()
        for option in every:
            if not kept or option.start >= kept[-1].end:
                kept.append(option)
        accepted, end = list[_Option](), tail
        for option in reversed(kept):
            if option.start >= tail:
                if option.name in {"happened", "story"}:
                    accepted.append(option)
                continue
            behind = self.plain.plain[option.end : end]
            if option.name == "deadline":
                option = self._with_lead(option)
            if option.start < asks_at or _FILLERS.match(behind) or option.name == "story":
                accepted.append(option)
                if option.start >= asks_at:
                    end = option.start
        return accepted[::-1]

    def _with_lead(self, option: _Option) -> _Option:
        """A deadline with the words before it that belong to it: "they have until friday"."""
        leads = words.of("gives").find(self.plain, 0, option.start)
        if leads and not any(sign.isalnum() for sign in self.plain.plain[leads[-1].end : option.start]):
            return replace(option, start=leads[-1].start)
        return option

    def _opened(self, after: int) -> Iterator[_Option]:
        text = self.plain.plain
        for found in re.finditer(r"#\S+", text[after:]):
            slug = read_slug(self.plain.typed(after + found.start(), after + found.end()).rstrip(_EDGES))
            if slug:
                yield _Option(after + found.start(), after + found.end(), "story", slug)
        spaced = [(each.start(), each.end()) for each in re.finditer(r"[^\s,;]+", text)]
        for at, (start, _) in enumerate(spaced):
            if start < after:
                continue
            row = [text[begin:end] for begin, end in spaced[at : at + 12]]
            if is_khmer(row[0][0]):
                continue
            opened = opener(row)
            if opened is None or opened.glued:
                continue
            first = at + opened.count
            yield from self._value(opened.name, opened.kept, start, spaced[first : first + _LONGEST_TIME])
        yield from self._opened_in_khmer(after)

    def _value(
        self, name: str, kept: str, start: int, spaced: Sequence[tuple[int, int]]
    ) -> Iterator[_Option]:
        if not spaced:
            return
        for count in range(len(spaced), 0, -1):
            begin, end = spaced[0][0], spaced[count - 1][1]
            value = self.plain.plain[begin:end].strip(_EDGES)
            channel = read_channel(re.sub(r"^(?:the|a|an|their|his|her) ", "", value))
            if name in {"channel", "deadline"} and count <= _LONGEST_CHANNEL and channel is not None:
                yield _Option(
                    start, end, "channel", value if read_channel(value) else value.partition(" ")[2]
                )
                return
            if name in {"deadline", "happened"} and not re.search(
                r"[,;]", self.plain.plain[begin:end].rstrip(",;")
            ):
                typed = one_line(f"{kept} {value}")
                if self.is_time(typed) and not (value.isdigit() and name == "happened" and len(value) > 2):
                    yield _Option(start, end, name, typed)
                    return

    def _opened_in_khmer(self, after: int) -> Iterator[_Option]:
        for mark in _khmer_openers().find(self.plain, after):
            rest = self.plain.plain[mark.end : mark.end + _LONGEST_KHMER_TIME]
            lead = len(rest) - len(rest.lstrip(" :៖"))
            for length in range(len(rest), lead, -1):
                value = rest[lead:length].strip(_EDGES)
                if mark.what == "channel" and read_channel(value) is not None:
                    yield _Option(mark.start, mark.end + length, "channel", value)
                    break
                if (
                    mark.what in {"deadline", "happened"}
                    and value
                    and not value.isdigit()
                    and self.is_time(value)
                ):
                    typed = f"មុន {value}" if self.plain.plain[mark.start : mark.end].endswith("មុន") else value
                    yield _Option(mark.start, mark.end + length, mark.what, typed)
                    break

    def _times(self, start: int, end: int) -> list[_Option]:
        """The days and hours that stand by themselves: "this morning", "yesterday 15:00"."""
        text, found = self.plain.plain, list[_Option]()
        spaced = [(each.start(), each.end()) for each in re.finditer(r"[^\s,;]+", text)]
        since = {mark.end for mark in words.of("since").find(self.plain)}
        at = 0
        while at < len(spaced):
            begin = spaced[at][0]
            taken = 1
            if start <= begin < end and begin - 1 not in since and not is_khmer(text[begin]):
                for count in range(min(6, len(spaced) - at), 0, -1):
                    last = spaced[at + count - 1][1]
                    value = text[begin:last].strip(_EDGES)
                    if (
                        last <= end
                        and value
                        and not re.search(r"[,;]", value)
                        and self.is_time(value)
                        and _is_day(value)
                    ):
                        found.append(_Option(begin, last, "happened", value))
                        taken = count
                        break
            at += taken
        found += self._khmer_times(start, end)
        return sorted(found, key=lambda each: each.start)

    def _khmer_times(self, start: int, end: int) -> Iterator[_Option]:
        done = start
        for mark in _khmer_days().find(self.plain, start, end):
            if mark.start < done:
                continue
            rest = self.plain.plain[mark.start : min(end, mark.start + _LONGEST_KHMER_TIME)]
            for length in range(len(rest), mark.end - mark.start - 1, -1):
                value = rest[:length].strip(_EDGES)
                if value and self.is_time(value):
                    done = mark.start + length
                    yield _Option(mark.start, done, "happened", value)
                    break

    def _channel_named(self, start: int, end: int) -> Channel | None:
        """The channel that the words name beside their verb: "sent the ministry a letter"."""
        for token in self.plain.tokens:
            if start <= token.start and token.end <= end and (found := read_channel(token.word)) is not None:
                return found
        khmer = _khmer_channels().first(self.plain, start, end)
        return khmer.what if khmer is not None else None

    def _then(self, mark: Mark[Sign], asks_at: int) -> tuple[Sentence | None, int]:
        """What they said to it, in a clause of its own behind ours, and where that begins; the end where there is none."""
        nothing = None, self.end
        for sign in self.signs:
            if (
                sign.start <= mark.end
                or self._is_ours(sign)
                or sign.what in {_SILENT, EventKind.NOTE, _ANSWERED}
            ):
                continue
            cuts = [
                *_CLAUSE.finditer(self.plain.plain, mark.end, sign.start),
                *_KHMER_SPACE.finditer(self.plain.plain, mark.end, sign.start),
            ]
            cuts.sort(key=lambda found: found.start())
            if not cuts or cuts[-1].start() <= asks_at < cuts[-1].end():
                continue
            clause = self.plain.typed(cuts[-1].end(), self.end).strip(_EDGES)
            became = read_result(Channel.CALL, clause)
            if became not in {None, Result.UNKNOWN} and not RESULTS[became].spoken:
                return nothing
            if asks_at < cuts[-1].start() and sign.what in {_SAYS, _CLAIMS}:
                continue
            inner = _Reader(Plain(clause), self.directory, self.is_time).read()
            if (
                inner.sort is not Sort.NEWS
                or inner.is_ours
                or inner.kind in {EventKind.BOUNCED, EventKind.NOTE}
            ):
                return nothing
            return replace(inner, bodies=()), cuts[-1].start()
        return nothing

    def _left(self, start: int) -> str:
        """The words that are left, to the letter."""
        spans = sorted(self.taken.spans)
        pieces, at = list[str](), 0
        for begin, end in [*spans, (self.end, self.end)]:
            if at < begin:
                piece = self.plain.typed(at, begin).strip(_EDGES)
                if any(sign.isalnum() for sign in piece):
                    pieces.append(piece)
            at = max(at, end)
        return ", ".join(pieces).strip()

    # what they did

    def _colon(self) -> tuple[int, int] | None:
        """The head before a colon that names whose words follow, and where these begin."""
        colon = _COLON.search(self.plain.plain, 0, LONGEST_HEAD)
        if colon is None or not self.plain.plain[colon.end() :].strip():
            return None
        head = self.plain.plain[: colon.start()]
        if self.number is not None and not any(sign.isalpha() for sign in _without(head, self.taken.spans)):
            return colon.start(), colon.end()
        ends = [each.end for each in self.found] + [each.end for each in self.people]
        if any(end <= colon.start() for end in ends):
            return colon.start(), colon.end()
        span = self._residual(0, colon.start())
        if span and len(span.split()) <= 6 and self._is_meant(span):
            return colon.start(), colon.end()
        return None

    def _told(self, head_end: int, begins: int, kinds_from: int) -> Sentence:
        """What somebody is said to have said: the head says who, the rest what."""
        bodies = self._subject(0, head_end) or self._source(0)
        times = self._times(0, head_end) or [
            each for each in self._opened(0) if each.name == "happened" and each.end <= head_end + 1
        ]
        statement = self.plain.typed(begins, self.end).strip(" \n\t:–—-,;")
        inner = Plain(statement)
        signs = words.signs().find(inner, 0, min(len(inner.plain), _READ))
        head_signs = [mark for mark in self.signs if mark.end <= head_end and not self._is_ours(mark)]
        kinds = self._kinds([*head_signs, *signs])
        became = read_result(Channel.CALL, statement)
        if (
            not kinds and became not in {None, Result.UNKNOWN} and not RESULTS[became].spoken
        ):  # "police: nobody picked up"
            tried = self._tried_in_vain()
            if tried is not None:
                return replace(tried, bodies=bodies, words=statement)
        if not kinds and signs and signs[0].what == _SILENT and signs[0].start < 3:
            return Sentence(Sort.SILENT, bodies=bodies, words=statement)
        ours = [mark for mark in signs if self._is_ours(mark) and mark.start < 3]
        if not kinds and ours and isinstance(ours[0].what, Channel):
            sub = _Reader(Plain(statement), self.directory, self.is_time).read()
            if sub.is_ours and not sub.bodies:
                return replace(sub, bodies=bodies)
        return self._replied(kinds or ANSWERED, bodies, statement, times, bool(kinds))

    def _theirs(self, mark: Mark[Sign]) -> Sentence:
        plain = self.plain
        bodies, begins = self._subject(0, mark.start), mark.end
        source = words.of("told_by").find(plain, mark.start, mark.end)
        if source and source[-1].end == mark.end and (not bodies or source[-1].start == mark.start):
            bodies, _, begins = self._object(mark.end)
        bodies = bodies or self._source(mark.end)
        kinds = self._kinds([each for each in self.signs if each.start >= mark.start])
        told = self._doubted(mark)
        if told is None or not (kinds or mark.what in _SAYING):
            return Sentence(Sort.SILENT, bodies=bodies, words=plain.text)
        times = self._times(0, mark.start)
        plainly = mark.what in {_SAYS, _ANSWERED}
        if not set(kinds) & DEADLINES:
            behind = self._time_behind(begins) or (
                None if mark.what in {_SAYS, _CLAIMS} else self._time_at_end(begins)
            )
            if behind is not None:
                times.append(behind)
                begins = behind.end if behind.start <= begins + 1 else begins
        statement = plain.typed(begins if plainly else mark.start, self.end).strip(" \n\t:៖–—-,;.")
        statement = re.sub(r"^(?:that|us|me|ថា)\s*\b", "", statement)
        assumed = ANSWERED if mark.what in {_SAYS, _CLAIMS} else ANY_REPLY
        return self._replied(
            kinds or assumed,
            bodies,
            statement,
            times,
            bool(kinds),
            answered=mark.what == _ANSWERED,
            sure=told,
        )

    def _time_behind(self, begins: int) -> _Option | None:
        """When it was, directly behind the verb: "said yesterday that", "replied at 15:20"."""
        for each in sorted(
            [*self._times(begins, self.end), *self._opened(begins)], key=lambda each: -each.end
        ):
            near = not self.plain.plain[begins : each.start].strip()
            if near and each.name == "happened":
                return each
        return None

    def _time_at_end(self, begins: int) -> _Option | None:
        """The same where a sentence ends."""
        for each in self._times(begins, self.end):
            last = not any(sign.isalnum() for sign in self.plain.plain[each.end :])
            if last and not self._until_before(each.start):
                return each
        return None

    def _until_before(self, start: int) -> bool:
        """Whether a time is that of a promise or a wish: "until monday"."""
        if any(
            mark.end == start and mark.what == "deadline"
            for mark in _khmer_openers().find(self.plain, 0, start)
        ):
            return True
        before = re.findall(r"\S+", self.plain.plain[:start])[-2:]
        openers = (opener(before[at:]) for at in range(len(before)))
        return any(each is not None and each.name == "deadline" for each in openers)

    def _replied(
        self,
        kinds: tuple[EventKind, ...],
        bodies: tuple[Named, ...],
        statement: str,
        times: list[_Option],
        told: bool,
        *,
        answered: bool = False,
        sure: bool = True,
    ) -> Sentence:
        if not told and words.of("evasive").first(Plain(statement)) is not None:
            kinds = ANY_REPLY
        if not told and answered and not any(sign.isalnum() for sign in statement):
            kinds = ANY_REPLY
        elif not told and answered:
            kinds = ANSWERED
        kind = kinds[0] if len(kinds) == 1 and sure else None
        to = self._referred_to() if EventKind.REFERRED in kinds else ()
        story = self._story()
        if story:
            statement = re.sub(rf"\s*#{story}\b", "", statement, flags=re.IGNORECASE)
        return Sentence(
            Sort.NEWS,
            kind,
            kinds=() if kind is not None else kinds,
            bodies=bodies,
            to=to,
            happened=times[0].value if times else None,
            story=story,
            words=statement.strip(" ,;"),
        )

    def _kinds(self, signs: Sequence[Mark[Sign]]) -> tuple[EventKind, ...]:
        """What came back, by the signs; several where they exclude each other."""
        said = [
            kind for kind in _STRONG if any(mark.what is kind and not self._is_denied(mark) for mark in signs)
        ]
        if not said:
            return ()
        apart = [kind for kind in said if kind in _APART]
        if len(apart) > 1:
            return tuple(apart)
        return (said[0],)

    def _is_denied(self, mark: Mark[Sign]) -> bool:
        """Whether a phrase is denied where it stands; one that holds its own "not" is not."""
        if mark.start > len(self.plain.plain) or (
            mark.what is EventKind.DECLINED and "not" in self.plain.plain[mark.start : mark.end]
        ):
            return False
        start = self._clause_start(mark.start)
        before = [
            token.word for token in self.plain.tokens if start <= token.start and token.end <= mark.start
        ][-4:]
        if _DENIALS & set(before):
            return True
        return bool(re.search(r"(?:មិន|អត់|មិនបាន|មិនទាន់|ពុំ|មិនទាន់បាន)\s*$", self.plain.plain[start : mark.start]))

    def _doubted(self, mark: Mark[Sign]) -> bool | None:
        """Whether what they did is told without a doubt; None where it was not done."""
        if self._is_denied(mark):
            return None
        start = self._clause_start(mark.start)
        return words.of("doubts").first(self.plain, start, mark.start) is None

    def _subject(self, start: int, end: int) -> tuple[Named, ...]:
        exact = [each for each in self.found if start <= each.start and each.end <= end]
        if exact:
            return (self._named(exact[0]),)
        person = next((each.what for each in self.people if start <= each.start and each.end <= end), None)
        if person is not None:
            return (Named(person.name, (person.body_id,), sure=True),)
        span = self._residual(start, end)
        if not span or not any(sign.isalnum() for sign in span):
            return ()
        if (
            words.of("they").first(Plain(span)) is not None
            and len(span.split()) <= 2
            and not _is_sort_of_body(span)
        ):
            return ()
        if len(span.split()) > 8:
            return ()
        if self._is_meant(span):
            return (self.directory.like(span),)
        return (Named(span),) if _is_body_like(span) else ()

    def _is_meant(self, span: str) -> bool:
        """Whether words that are like a body's name are meant as one."""
        named = self.directory.like(span)
        return (
            bool(named.ids)
            and len(span) >= _SHORTEST
            and (named.sure or _is_sort_of_body(span) or self.directory.clearly(named) is not None)
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
        spans = [(each.start, each.end) for each in self._times(start, end)]
        spans += self.taken.spans
        for name in ("small", "doubts"):
            spans += [(mark.start, mark.end) for mark in words.of(name).find(self.plain, start, end)]
        signs = [mark for mark in self.signs if mark.end <= end and mark.start >= start]
        spans += [(mark.start, mark.end) for mark in signs]
        rest = _without(self.plain.plain, spans)
        at, text = start, ""
        for token in re.finditer(r"\S+", rest[start:end]):
            text = f"{text} {self.plain.typed(at + token.start(), at + token.end())}"
        text = text.strip(_EDGES)
        while " " in text and _is_around(text.split(" ", 1)[0]):
            text = text.partition(" ")[2].strip(_EDGES)
        while " " in text and _is_around(text.rsplit(" ", 1)[1]):
            text = text.rpartition(" ")[0].strip(_EDGES)
        khmer = [mark for mark in words.of("around").find(Plain(text)) if mark.end == len(Plain(text).plain)]
        return text[: khmer[0].start].strip(_EDGES) if khmer and is_khmer(text[-1]) else text

    def _referred_to(self) -> tuple[Named, ...]:
        mark = next((each for each in self.signs if each.what is EventKind.REFERRED), None)
        if mark is None:
            return ()
        at = self._skip_between(mark.end)
        exact = self._exact_at(at)
        if exact is not None:
            several, end = [exact], exact.end
            while (further := self._further(end)) is not None:
                several.append(further)
                end = further.end
            return tuple(self._named(each) for each in several)
        span = self.plain.typed(at, self._name_end(at)).strip(_EDGES)
        if not any(sign.isalnum() for sign in span):
            return ()
        inside = next((each for each in self.found if each.start >= at), None)
        if inside is not None and inside.end <= self._name_end(at):
            return (self._named(inside),)
        return (self.directory.like(span),)

    def _tried_in_vain(self) -> Sentence | None:
        """What became of a call, told without saying that it was one: "nobody picked up at the court"."""
        became = read_result(Channel.CALL, self.plain.text)
        if became in {None, Result.UNKNOWN} or (
            not RESULTS[became].unanswered and became not in {Result.HUNG_UP, Result.WRONG_NUMBER}
        ):
            return None
        is_call = words.of("phone").first(self.plain) is not None
        bodies = self._any_bodies()
        channel = Channel.CALL if is_call else None
        if channel is None:
            return None
        happened = self._times(0, self.end)
        return Sentence(
            Sort.NEWS,
            EventKind.ASKED,
            again=True,
            bodies=bodies,
            channel=channel,
            happened=happened[0].value if happened else None,
            story=self._story(),
            words=self.plain.text.strip(),
        )

    def _note(self, mark: Mark[Sign]) -> Sentence:
        colon = _COLON.search(self.plain.plain, mark.end)
        begins = colon.end() if colon is not None and colon.start() < LONGEST_HEAD else mark.end
        bodies = self._subject(mark.end, colon.start() if colon else mark.end) if colon else ()
        bodies = bodies or self._any_bodies()
        said = self.plain.typed(begins, self.end).strip(" \n\t:៖–—-,;")
        return Sentence(Sort.NEWS, EventKind.NOTE, bodies=bodies, words=said)

    def _story(self) -> str | None:
        for found in re.finditer(r"#\S+", self.plain.text):
            slug = read_slug(found[0].rstrip(_EDGES))
            if slug:
                return slug
        return None

    def _named(self, mark: Mark[int]) -> Named:
        return Named(self.plain.typed(mark.start, mark.end), (mark.what,), sure=True)


def _without_again(left: str) -> str:
    """Words without that it was one more time, where they begin so."""
    if not _says_more(left):
        return ""
    plain = Plain(left)
    first = words.of("again").first(plain)
    rest = plain.typed(first.end, len(plain.plain)).strip(_EDGES) if first is not None else ""
    return rest if first is not None and first.start == 0 and _says_more(rest) else left


def _says_more(left: str) -> bool:
    """Whether words say more than that it was one more time."""
    plain = Plain(left)
    spans = [
        (mark.start, mark.end)
        for name in ("again", "we", "small", "between")
        for mark in words.of(name).find(plain)
    ]
    return any(sign.isalnum() for sign in _without(plain.plain, spans))


def _questions(asked: str, *, about: bool = False) -> tuple[tuple[str, str | None], ...]:
    """What was asked, each with its topic: what they were asked about is a topic."""
    if about:
        text = asked[:1].upper() + asked[1:]
        return ((text, asked if len(asked) <= LONGEST_TOPIC and "?" not in asked else None),)
    return tuple((each[:1].upper() + each[1:], None) for each in split_questions(asked))


def _is_day(value: str) -> bool:
    known = vocabulary(_DAYS)
    if _CLOCK.search(value):
        return True
    inside = [word for word in re.split(r"[^\w']+", value) if word]
    return any(word in known and len(word) > 3 for word in inside) or value in {
        "this morning", "this afternoon", "this evening", "last night", "tonight", "sat", "sun", "mon", "tue", "wed", "thu", "fri",
    }  # fmt: skip


def _khmer_words(phrases: str) -> str:
    return ", ".join(phrase for phrase in phrases.split(", ") if any(map(is_khmer, phrase)))


@cache
def _khmer_openers() -> words.Finder[str]:
    return words.Finder(
        (_khmer_words(", ".join((each.anywhere, each.afresh, each.glued))), name)
        for name, each in OPTIONS.items()
    )


@cache
def _khmer_days() -> words.Finder[str]:
    known = [
        word
        for word in vocabulary((*_DAYS, Kind.PART, Kind.DAY_WORD, Kind.DATE_WORD, Kind.HOURS))
        if is_khmer(word[0])
    ]
    return words.Finder([(", ".join(known), "day")])


@cache
def _khmer_channels() -> words.Finder[Channel]:
    return words.Finder((_khmer_words(each.typed), channel) for channel, each in CHANNELS.items())


@cache
def _people() -> frozenset[str]:
    return frozenset(normalise(each) for each in directory_words()[0])


@cache
def _sorts_of_body() -> words.Finder[str]:
    return words.Finder(
        (each.typed, kind.value) for kind, each in BODY_KINDS.items() if kind is not BodyKind.OTHER
    )


def _is_person(word: str) -> bool:
    return normalise(word) in _people()


def _is_around(word: str) -> bool:
    """Whether a word only stands around a name."""
    plain = Plain(word)
    return any(
        each.start == 0 and each.end == len(plain.plain)
        for name in ("we", "around")
        for each in words.of(name).find(plain)
    )


def _is_sort_of_body(span: str) -> bool:
    """Whether words are a sort of body, and nobody's name."""
    return _sorts_of_body().first(Plain(span)) is not None or meaning(normalise(span)) in _sorts()


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
    last = span.split()[-1]
    return meaning(normalise(last)) in _sorts() and _sorts_of_body().first(Plain(last)) is None


def _is_body_like(span: str) -> bool:
    return _is_sort_of_body(span) or any(_is_person(word) for word in span.split()) or span[:1].isupper()
