"""Reading a sentence in which somebody tells what happened: who, what, how, when, in their words (pure).

Nothing is logged by it. What is in doubt stays open, to be asked about; what is no news of a request is told apart.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cache

from bot.claims.contacts import is_desk
from bot.languages import LANGUAGES
from bot.proposals import words
from bot.proposals.directory import Directory, Named
from bot.proposals.places import (
    EDGES,
    READ,
    Option,
    Places,
    has_words,
    is_body_like,
    is_small,
    is_sort_of_body,
    khmer_openers,
    says_more,
    sorts_of_body,
    without,
    without_again,
)
from bot.proposals.words import ANSWERED, Mark, Plain, Sign
from bot.reading.options import opener
from bot.reading.phrases import each_of
from bot.reading.request import LONGEST_TOPIC, read_asked, split_questions
from bot.reading.words import DETERMINERS, QUESTION_MARKS, IsTime, clean, is_khmer, one_line, read_channel
from db.lifecycle import ATTEMPTS, DEADLINES, RESULTS, SPOKEN, Channel, EventKind, Result

LONGEST_READ = 1200  # characters; of what is longer, the beginning says what it is
LONGEST_HEAD = 60  # characters before a colon that say whose words follow it
_LATEST_QUESTION = 12  # characters before the word that begins a question
_NEAR = 4  # words between a denial and what it denies
_KHMER_SPACE = re.compile(r"\s+(?=[ក-៓])")
_QUOTED = re.compile(r"\s*[\"“«][^\"“”«»]{4,}[\"”»]?")
_SAID_BY = re.compile(r"(?P<what>.*\S) [-–—] ?(?P<who>[^-–—:]{2,60})", re.DOTALL)
_COLON = re.compile(r"(?<!\d)\s*[:：៖](?!//)|[:：៖](?!\d|//)")
_MARKS = re.compile(r"[,;.!–—\n។]")


@cache
def _pasts() -> tuple[str, ...]:
    return tuple(end for each in LANGUAGES.values() for end in each_of(each.sentences.pasts))


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


def _read_the_beginning(whole: str, directory: Directory, is_time: IsTime, *, done: bool) -> Sentence:
    """Read a long text by its beginning; all of it stays in the words."""
    cut = max(whole.rfind(" ", 0, READ), whole.rfind("\n", 0, READ))
    cut = cut if cut > 0 else READ
    begun = read(whole[:cut], directory, is_time=is_time, done=done)
    if begun.sort is Sort.NEWS and not begun.is_ours:
        return replace(begun, words=begun.words + whole[cut:], then=None)
    return replace(begun, words=whole, then=None)


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
_OF_MAIL = frozenset({EventKind.BOUNCED, EventKind.AUTO_REPLY})
_OF_THE_DESK = frozenset({EventKind.EXTENDED, EventKind.WITHDRAWN})
_APART = frozenset({EventKind.REFERRED, EventKind.DECLINED, EventKind.REPLIED_FULL})
ANY_REPLY = (*ANSWERED, EventKind.ACKNOWLEDGED, EventKind.DECLINED, EventKind.REFERRED, EventKind.PROMISED)
# What a question may ask to be shown, the first that it names.
_SHOWN = ("help", "undo", "remind", "stats", "report", "due", "bodies", "settings", "status")
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
    if len(whole) > LONGEST_READ:
        return _read_the_beginning(whole, directory, is_time, done=done)
    plain = Plain(whole)
    if is_small(plain):
        return Sentence(Sort.SMALL)
    reader = _Reader(plain, directory, is_time, done=done)
    return replace(reader.read(), number=reader.number)


class _Reader(Places):
    """Reads one sentence, or what is left of one behind who was asked."""

    is_part = False

    def read(self) -> Sentence:
        first = self.signs[0] if self.signs else None
        if first is not None and first.what is EventKind.NOTE and self._is_we(first.start):
            return self._note(first)
        if self._asks() and self._question_word() is not None and not self.done:
            return self._question()
        main = self._main()
        if main is None or not self._is_ours(main):
            main = self._sent_to() or main
        colon = self._colon()
        if main is not None and self._is_ours(main) and self._ends_as_question(main):
            return self._question()
        theirs = colon is not None and main is not None and self._is_sent_on(colon[1])
        if main is not None and self._is_ours(main) and not theirs:
            return self._ours(main)
        said_by = _SAID_BY.fullmatch(self.plain.text)
        if said_by is not None and self.directory.find(Plain(said_by["who"])):
            turned = Plain(f"{said_by['who']}: {said_by['what']}")
            return _Reader(turned, self.directory, self.is_time, done=self.done).read()
        if colon is not None and self._question_word() is None:
            return self._told(*colon)
        if self._is_question(main):
            return self._question()
        if main is not None and self._later_before(main) and not self._subject_before(main):
            return Sentence(Sort.LATER, bodies=self._any_bodies())
        if main is None or main.what == _SILENT:
            called = self._called_in_short()
            if called is not None:
                return self._ours(called)
            return self._tried_since(main) or self._tried_in_vain() or self._unknown(main)
        return self._theirs(main)

    # who does it

    def _is_we(self, end: int, start: int = 0) -> bool:
        """Whether nothing stands between two places but ourselves, and when it was."""
        known = words.of("we", "small", "colleagues").find(self.plain, start, end)
        opened = [each for each in self._opened(start) if each.end <= end + 1]
        places: list[tuple[int, int] | Mark[str]] = [
            *known,
            *self._times(start, end),
            *opened,
            *self.taken.spans,
        ]
        return not has_words(without(self.plain.plain, places)[start:end])

    def _is_ours(self, mark: Mark[Sign]) -> bool:
        return mark.what in {*ATTEMPTS, *_OF_THE_DESK} or isinstance(mark.what, Channel)

    def _main(self) -> Mark[Sign] | None:
        """The sign of what happened: the first of ours with nobody else before it, or the first of theirs."""
        opinions = words.of("doubts").find(self.plain)
        for mark in self.signs:
            if self._is_quoted(mark) or any(each.start < mark.start < each.end for each in opinions):
                continue
            if not self._is_ours(mark):
                if mark.what is not EventKind.NOTE and not self._is_said_by_us(mark):
                    return mark
                continue
            later = words.of("later").first(self.plain, mark.start)
            if later is not None and later.start == mark.start and later.end > mark.end:
                return None  # "remind me" is not that we reminded them
            start = self._clause_start(mark.start)
            if self._is_we(mark.start, start) or self._is_asked(mark) or self._is_colleague(mark, start):
                return mark
            if self._later_before(mark) and not self._subject_before(mark):
                return mark
        return None

    def _sent_to(self) -> Mark[Sign] | None:
        """What was sent and to whom, by whatever verb: "questions have gone to the embassy", "couriered a letter to the bank"."""
        sorts = [mark.start for mark in sorts_of_body().find(self.plain)]
        for noun in words.of("sent").find(self.plain, 0, self.head):
            start = self._clause_start(noun.start)
            before = [each for each in self.plain.tokens if start <= each.start < noun.start]
            verbs = [
                each
                for each in before
                if not self._is_we(each.end, each.start) and opener([each.word]) is None
            ]
            is_verb = verbs == before[:1] and len(before) > 1 and verbs[0].word.endswith(_pasts())
            khmer = any(map(is_khmer, self.plain.plain[start : noun.start]))
            if (
                (verbs and not is_verb)
                or self._subject_before(noun)
                or (khmer and not self._is_we(noun.start, start))
            ):
                continue
            for to in words.of("outward").find(self.plain, noun.end, self.head):
                at = next((each for each in sorted({*self.named, *sorts}) if each >= to.end), self.head)
                topic = words.of("about", "asks").first(self.plain, to.end, at)
                if at < self.head and not topic and not self.plain.breaks(noun.end, at):
                    channel = read_channel(self.plain.typed(noun.start, noun.end))
                    return Mark(noun.start, to.end, channel or EventKind.ASKED)
        return None

    def _called_in_short(self) -> Mark[Sign] | None:
        """A call or a visit told without a verb, and what became of it: "2nd call moi no ans"."""
        token = next((each for each in self.plain.tokens if not self._is_we(each.end)), None)
        channel = read_channel(token.word) if token is not None and self._is_we(token.start) else None
        if token is None or channel is None:
            return None
        at = self._skip_between(token.end)
        end = self.named.get(at)
        if end is None:
            return None
        to = bool({*self.plain.plain[token.end : at].split()} - DETERMINERS)
        became = words.became(channel, self.plain.typed(end, self.end)) if channel in SPOKEN else None
        return Mark(token.start, token.end, channel) if to or became is not None else None

    def _is_colleague(self, mark: Mark[Sign], start: int) -> bool:
        """Whether somebody of ours tried to reach a body: "Dara rang the ministry", but not "Manet called it corrupt"."""
        name, body = self._residual(start, mark.start), self._exact_at(self._skip_between(mark.end))
        if not isinstance(mark.what, Channel) or body is None or self._subject_before(mark) or not name:
            return False
        if self.directory.is_colleague(name):
            return True
        if not name[:1].isupper() or " " in name or is_body_like(name.lower()):
            return False
        return not self._goes_on(body.end)

    def _goes_on(self, end: int) -> bool:
        """Whether words follow directly that tell neither when nor how, nor what became of it or was asked."""
        follows = next((token.start for token in self.plain.tokens if token.start >= end), None)
        if follows is None or self.plain.plain[end:follows].strip():
            return False
        known = words.of("ends", "again", "about", "asks").find(self.plain, end)
        return follows not in {each.start for each in (*known, *self._times(end, self.end))}

    def _is_quoted(self, mark: Mark[Sign]) -> bool:
        """Whether a sentence begins with words of somebody else, and a sign stands in these."""
        quoted = _QUOTED.match(self.plain.plain)
        return quoted is not None and mark.start < quoted.end()

    def _is_said_by_us(self, mark: Mark[Sign]) -> bool:
        before = [token for token in self.plain.tokens if token.end <= mark.start][-1:]
        if words.of("passive").first(self.plain, mark.start, mark.end) is not None:
            return False
        return mark.what == _SAYS and any(
            words.of("us").first(self.plain, each.start, mark.start) is not None for each in before
        )

    def _says_it(self, mark: Mark[Sign]) -> tuple[int, int]:
        """Where it stands who says something: behind a quotation, or before the verb."""
        quoted = _QUOTED.match(self.plain.plain)
        return (
            (quoted.end(), self.end) if quoted is not None and quoted.end() <= mark.start else (0, mark.start)
        )

    def _is_somebody(self, mark: Mark[Sign], bodies: tuple[Named, ...]) -> bool:
        """Whether somebody does it who is no body, and nobody in whose place "they" could stand: "my source says"."""
        start, end = self._says_it(mark)
        name = self._residual(start, end)
        if self.directory.is_colleague(name) or self._is_beside_a_body(start, end):
            return True
        if not bodies and words.of("colleagues").first(self.plain, start, end) is not None:
            return True
        if bodies:  # "the police beat a protester, witnesses said"
            start = self._clause_start(end)
            name = self._residual(start, end) if start else ""
            if not name or is_body_like(name) or self._subject(start, end):
                return False
        plain = Plain(name)
        rest = Plain(without(plain.plain, words.of("they", "around").find(plain)))
        return any(
            read_channel(token.word) is None and not token.word.isdecimal() for token in rest.tokens
        ) or any(map(is_khmer, rest.plain))

    def _is_beside_a_body(self, start: int, end: int) -> bool:
        """Whether somebody is named before a body of whom nothing says that they speak for it: "a friend at the ministry"."""
        sorts = [mark.start for mark in sorts_of_body().find(self.plain, start, end)]
        body = next((at for at in (*(each.start for each in self.found), *sorts) if start <= at < end), start)
        small = words.of("told_by", "between").find(self.plain, start, body)
        of = [mark for mark in small if self.plain.typed(mark.start, mark.end).lower() not in DETERMINERS]
        if not of or self._skip_between(max(mark.end for mark in small)) < body:
            return False
        if any(sign.start <= of[-1].start < sign.end for sign in self.signs):
            return False  # "got a reply from the ministry"
        name = Plain(self._residual(start, of[0].start))
        known = words.of("they", "around", "sent").find(name)
        speaks = any(
            is_body_like(name.typed(each.start, each.end)) or is_desk(each.word) for each in name.tokens
        )
        return not speaks and has_words(without(name.plain, known))

    def _is_passive(self, mark: Mark[Sign]) -> bool:
        found = words.of("passive").find(self.plain, 0, mark.start)
        return bool(found) and not self.plain.plain[found[-1].end : mark.start].strip()

    def _is_asked(self, mark: Mark[Sign]) -> bool:
        """Whether a sign of ours is told of somebody who stands before it: "the court was asked"."""
        if not (self._is_ours(mark) and self._is_passive(mark) and self._subject_before(mark)):
            return False
        by = words.of("by_others").first(self.plain, mark.end)
        if by is None or self.plain.plain[mark.end : by.start].strip():
            return True
        opens = words.of("about", "asks").first(self.plain, by.start)
        channel = self._channel_named(by.end, self._name_end(by.end))
        return (
            (opens is not None and opens.start == by.start)
            or channel is not None
            or bool(self._times(by.end, by.end + 1))
        )

    def _subject_before(self, mark: Mark[Sign]) -> bool:
        start = self._clause_start(mark.start)
        if any(start <= begin and end <= mark.start for begin, end in self.named.items()):
            return True
        return any(
            found.first(self.plain, start, mark.start) is not None
            for found in (sorts_of_body(), words.of("they"))
        )

    def _start_of(self, mark: Mark[Sign]) -> int:
        """Where the clause of a sign begins; what is quoted before it is none of it."""
        quoted = _QUOTED.match(self.plain.plain, 0, mark.start)
        return max(self._clause_start(mark.start), quoted.end() if quoted is not None else 0)

    def _later_before(self, mark: Mark[Sign]) -> bool:
        """Whether words before a sign say that it is still to be done, or was not; what the desk does itself it is asked for."""
        if self.done:
            return False
        start = self._start_of(mark)
        ours = words.of("we", "passive").find(self.plain, start, mark.start)
        asked = words.of("kindly").find(self.plain, start, mark.start) if mark.what in _OF_THE_DESK else []
        return not all(
            any(each.start <= later.start and later.end < each.end for each in ours)
            or any(each.start <= later.start and later.end <= each.end for each in asked)
            for later in words.of("later").find(self.plain, start, mark.start)
        )

    # what is no news

    def _question_word(self) -> Mark[str] | None:
        first = words.of("questions").first(self.plain, 0, self.head)
        begins = first is not None and self._is_we(first.start) and first.start <= _LATEST_QUESTION
        return first if begins else None

    def _asks(self) -> bool:
        """Whether it ends as a question does."""
        text = self.plain.plain.rstrip(" )\"'")
        last = words.of("asks_last").find(self.plain)
        return text.endswith(tuple(QUESTION_MARKS)) or (bool(last) and last[-1].end == len(text))

    def _ends_as_question(self, main: Mark[Sign]) -> bool:
        """Whether its last word asks whether we did something, and is no part of what we asked."""
        asks = self._asks() and not self.plain.plain.rstrip().endswith(tuple(QUESTION_MARKS))
        return asks and words.of("about", "asks").first(self.plain, main.end) is None

    def _is_question(self, main: Mark[Sign] | None) -> bool:
        asks = self._asks()
        if asks and (main is None or not self._is_ours(main) or not self._is_we(main.start)):
            return True
        first = self._question_word()
        if first is None:
            return False
        if main is not None and not self._is_ours(main) and self._subject_between(first.end, main.start):
            return True
        plainly = words.of("plainly").first(self.plain, first.start, self.head)
        asking = plainly is not None and plainly.start == first.start
        if plainly is not None and any(
            mark.start <= plainly.end + 1 for mark in words.of("denies").find(self.plain, plainly.start)
        ):
            asking = False  # "did not get to call them"
        return asks or asking or (main is None and is_khmer(self.plain.plain[first.start]))

    def _subject_between(self, start: int, end: int) -> bool:
        """Whether who did something stands behind the verb that asks: "has the court replied"."""
        between = self.plain.plain[start:end].strip()
        named = between.removeprefix("the ")
        return bool(between) and (
            self._exact_at(self._skip_between(start)) is not None
            or (named != between and is_sort_of_body(named))
            or any(mark.start == start + 1 for mark in words.of("they").find(self.plain, start, end))
        )

    def _question(self) -> Sentence:
        found = words.ways().find(self.plain)
        order = [mark.what for mark in found]
        command = next((each for each in _SHOWN if each in order), "")
        bodies = self._any_bodies()
        if not command and words.of("kindly").first(self.plain) is not None:
            command = "help"
        if not command and (bodies or words.of("ours").first(self.plain) is not None):
            command = "status"
        if command:
            return Sentence(Sort.QUESTION, bodies=bodies, command=command, story=self._story())
        whole = one_line(self.plain.text)
        return Sentence(Sort.UNKNOWN, EventKind.ASKED, questions=_questions(whole), words=whole)

    def _left_open(self) -> Sentence:
        return Sentence(words=self.plain.text, story=self._story())

    def _unknown(self, main: Mark[Sign] | None) -> Sentence:
        if main is not None:
            return replace(self._left_open(), sort=Sort.SILENT, bodies=self._any_bodies())
        due = self._is_of_a_deadline()
        if due is not None:
            return self._ours(Mark(due.start, due.end, EventKind.EXTENDED))
        found = words.ways().find(self.plain)
        if found and len(self.plain.tokens) <= 4 and not self.found:
            return Sentence(Sort.QUESTION, command=found[0].what)
        kindly = words.of("kindly").first(self.plain)
        if found and kindly is not None and self._is_we(kindly.start):
            return self._question()
        if not self.done and self._begins_with_later():
            return Sentence(Sort.LATER, bodies=self._any_bodies())
        return replace(self._left_open(), bodies=self._any_bodies())

    def _is_of_a_deadline(self) -> Mark[str] | None:
        """Whether it says of a request until when it is, and nothing else: "deadline for the court now friday"."""
        due = words.of("due").first(self.plain)
        times = [*self._every_time, *(each for each in self._every_opened if each.what == "deadline")]
        if due is None or not times or not (self.found or self.number is not None):
            return None
        rest = Plain(without(self.plain.plain, [*self.named.items(), *self.taken.spans, due, *times]))
        small = words.of("we", "between", "passive", "again").find(rest)
        return None if has_words(without(rest.plain, small)) else due

    def _begins_with_later(self) -> bool:
        first = words.of("later").first(self.plain, 0, self.head)
        if first is None or not self._is_we(first.start):
            return False
        named = any(read_channel(token.word) is not None for token in self.plain.tokens)
        shown = words.ways().first(self.plain, first.start, first.end)
        return named or bool(self.signs or self._any_bodies()) or shown is not None

    # what we did

    def _ours(self, mark: Mark[Sign]) -> Sentence:
        plain = self.plain
        if self._later_before(mark):
            return (
                self._question()
                if self._is_question(None)
                else Sentence(Sort.LATER, bodies=self._any_bodies())
            )
        subject = self._subject(self._clause_start(mark.start), mark.start) if self._is_asked(mark) else ()
        self.taken.add(self._clause_start(mark.start), mark.end)
        for each in self._times(0, mark.start):
            self.taken.add(each.start, each.end)
        channel = mark.what if isinstance(mark.what, Channel) else None
        also, behind = self._further_channel(mark)
        bodies, contact, after = (subject, None, behind) if subject else self._object(behind)
        bodies = bodies or self._inside(mark) or self._named_before(mark)
        colon = _COLON.search(plain.plain, after)
        asks_at, questions_from = self._questions_at(after, colon.start() if colon else None, mark)
        lines = self._in_lines(after)
        early = self._times_before(mark.start)
        tail = self._tail(asks_at, channel)
        then, told_at = self._then(mark, asks_at)
        if lines is not None:
            tail = asks_at = min(asks_at, self.head)
        tail = min(tail, told_at)
        options = [each for each in self._options(behind, asks_at, tail) if each.start < told_at]
        said: dict[str, str] = {}
        for option in options:
            if option.what not in said:
                said[option.what] = option.value
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
        is_ahead = words.of("ahead").first(Plain(said.get("happened", ""))) is not None
        if is_ahead and not self.done and mark.what is not EventKind.EXTENDED:
            return Sentence(Sort.LATER, bodies=bodies)
        kind = next((each for each in _OF_THE_DESK if mark.what is each), EventKind.ASKED)
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
            questions, asked_words = lines[0], plain.typed(asks_at, self.end).strip(EDGES)
        elif asks_at < self.end:
            end = min([option.start for option in options if option.start >= asks_at] + [tail])
            asked = plain.typed(questions_from, end).strip(EDGES).rstrip("( ")
            became = words.became(channel, asked) if channel in SPOKEN else None
            if asked and colon and asks_at == colon.start() and became is not None:
                pass  # "called the court: no answer" tells what became of it
            elif asked:
                questions = _questions(
                    asked, about=questions_from > asks_at and not (colon and asks_at == colon.start())
                )
                self.taken.add(asks_at, end)
                asked_words = plain.typed(asks_at, end).strip(EDGES).rstrip("( ")
        left = ", ".join(filter(None, (self._result_of(mark), self._left())))
        back = {*_OF_MAIL, EventKind.ACKNOWLEDGED}  # of what was sent
        machine = next((each for each in self.signs if each.what in back), None)
        silent = next((each for each in self.signs if each.start > mark.start), None)
        is_told = again or questions or "happened" in said or "deadline" in said
        if self._is_noun(mark) and silent is not None and silent.what == _SILENT and not is_told:
            return Sentence(Sort.SILENT, bodies=bodies, words=plain.text)
        sent = words.of("sent").first(plain, mark.start, mark.end)
        whole = f"{plain.typed(sent.start, sent.end)} {left}" if sent is not None else left
        came_back = words.became(channel or Channel.EMAIL, whole) is Result.CAME_BACK
        if self._is_noun(mark) and (machine is not None or came_back):
            kinds = self._kinds([machine]) if machine is not None else (EventKind.BOUNCED,)
            left = plain.typed(machine.start, self.end) if machine is not None else left
            times = [each for each in options if each.what == "happened"]
            return self._replied(kinds, bodies, left, times, told=True)
        left = without_again(left)
        ahead = words.of("ahead").find(plain, after)
        if ahead and not self.done and not says_more(without(plain.plain, ahead)[after:]):
            return Sentence(Sort.LATER, bodies=bodies)  # "try them again later"
        if channel is None and self._is_of_a_call(left):
            channel = Channel.CALL
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
        by = mark.what if isinstance(mark.what, Channel) else Channel.CALL
        if words.became(by, said.text) is None:
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
        sent = words.of("sent").first(self.plain, mark.start, mark.end)
        to = words.of("outward").find(self.plain, mark.start, mark.end)
        return sent is not None and sent.start == mark.start and bool(to) and to[-1].end == mark.end

    def _further_channel(self, mark: Mark[Sign]) -> tuple[Channel | None, int]:
        """The second of two ways in which it was tried: "called and emailed"."""
        for sign in self.signs:
            if sign.start >= mark.end and isinstance(sign.what, Channel) and isinstance(mark.what, Channel):
                at = self._joined(mark.end)
                joined = (
                    at is not None
                    and not self.plain.plain[at : sign.start].strip()
                    and sign.what is not mark.what
                )
                if joined:
                    self.taken.add(mark.end, sign.end)
                return (sign.what, sign.end) if joined else (None, mark.end)
        return None, mark.end

    def _questions_at(self, after: int, colon: int | None, sent: Mark[Sign]) -> tuple[int, int]:
        """Where what was asked begins, with the words before it and without them; the end where nothing was."""
        both = words.of("about", "asks").find(self.plain, after)
        found = [mark for mark in both if self._opens_questions(mark, after)]
        if self._is_noun(sent):  # "the letter was refused" is no question
            done = {mark.start for mark in words.of("passive").find(self.plain, after)}
            found = [mark for mark in found if mark.start not in done]
        if found:
            first = min(found, key=lambda mark: (mark.start, -mark.end))
            begins = first.end if first.what == "about" else first.start
            return first.start, begins
        if colon is not None:
            return colon, colon + 1
        return self.end, self.end

    def _opens_questions(self, mark: Mark[str], after: int) -> bool:
        """Whether what was asked begins there: not behind a comma, where what came of it is told, and not what is when."""
        follows = next((token for token in self.plain.tokens if token.start >= mark.end), None)
        if follows is not None and follows.start <= mark.end + 1 and read_channel(follows.word) is not None:
            return False  # "over the phone"
        if self.plain.breaks(after, mark.start) and mark.what == "asks":
            return False
        inside = words.of("ends").find(self.plain, after, mark.end)
        if any(each.start < mark.start < each.end for each in inside):
            return False  # "កាលពី"
        return not any(each.start <= mark.start < each.end for each in self.found)

    def _cuts(self, start: int, end: int) -> list[tuple[int, int]]:
        """Where clauses end, and the next ones begin."""
        joins = [(each.start, each.end) for each in words.of("clauses").find(self.plain, start, end)]
        return sorted([*joins, *(found.span() for found in _MARKS.finditer(self.plain.plain, start, end))])

    def _tail(self, start: int, channel: Channel | None) -> int:
        """Where the clauses begin that tell what became of an attempt."""
        tail, text = self.end, self.plain.plain
        cuts = [at for at, _ in self._cuts(start, self.end)]
        opened = self._opened(start)
        for cut in reversed(cuts):
            clause = text[cut:tail].strip(EDGES)
            if not clause:
                continue
            due = any(cut <= each.start < tail and each.what == "deadline" for each in opened)
            if due or words.became(channel or Channel.CALL, clause) is None:
                break
            tail = cut
        return tail

    def _options(self, after: int, asks_at: int, tail: int) -> list[Option]:
        """The options: before what was asked wherever they stand, and behind it where nothing else follows."""
        kept = words.apart([*self._opened(after), *self._times(after, self.end)])
        accepted, end = list[Option](), tail
        for option in reversed(kept):
            if option.what == "happened" and self._is_of_something_else(after, option):
                continue
            if option.start >= tail:
                if option.what in {"happened", "story"}:
                    accepted.append(option)
                continue
            behind = self.plain.plain[option.end : end]
            lead = self._with_lead(option)
            if option.what == "deadline":
                option = lead
            elif lead is not option and words.of("ahead").first(Plain(option.value)) is not None:
                option = replace(lead, what="deadline")  # "answer needed tomorrow noon"
            if option.start < asks_at or not says_more(behind) or option.what == "story":
                accepted.append(option)
                if option.start >= asks_at:
                    end = option.start
        return accepted[::-1]

    def _is_of_something_else(self, after: int, option: Option) -> bool:
        """Whether a time belongs to what somebody said: "went there, told come back monday"."""
        start = self._clause_start(option.start)
        said = self.plain.typed(start, option.start).strip(EDGES)
        if start <= after or self._with_lead(option) is not option:
            return False
        theirs = words.of("they", "evasive", "later", "told").first(self.plain, start, option.start)
        return (theirs is not None or any(each.start >= start for each in self.signs)) and words.became(
            Channel.CALL, said
        ) in {None, Result.PICKED_UP}

    def _with_lead(self, option: Option) -> Option:
        """A deadline with the words before it that belong to it: "they have until friday"."""
        leads = words.of("gives").find(self.plain, 0, option.start)
        if leads and not has_words(self.plain.plain[leads[-1].end : option.start]):
            return replace(option, start=leads[-1].start)
        return option

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
            spaces = [found.span() for found in _KHMER_SPACE.finditer(self.plain.plain, mark.end, sign.start)]
            cuts = sorted([*self._cuts(mark.end, sign.start), *spaces])
            if not cuts or cuts[-1][0] <= asks_at < cuts[-1][1]:
                continue
            clause = self.plain.typed(cuts[-1][1], self.end).strip(EDGES)
            became = words.became(Channel.CALL, clause)
            if became is not None and not RESULTS[became].spoken:
                return nothing
            if asks_at < cuts[-1][0] and sign.what in {_SAYS, _CLAIMS}:
                continue
            reader = _Reader(Plain(clause), self.directory, self.is_time)
            reader.is_part = True
            inner = reader.read()
            if (
                inner.sort is not Sort.NEWS
                or inner.is_ours
                or inner.kind in {EventKind.BOUNCED, EventKind.NOTE}
            ):
                return nothing
            return replace(inner, bodies=()), cuts[-1][0]
        return nothing

    def _left(self) -> str:
        """The words that are left, to the letter."""
        spans = sorted(self.taken.spans)
        pieces, at = list[str](), 0
        for begin, end in [*spans, (self.end, self.end)]:
            if at < begin:
                piece = self.plain.typed(at, begin).strip(EDGES)
                if has_words(piece):
                    pieces.append(piece)
            at = max(at, end)
        return ", ".join(pieces).strip()

    def _times_before(self, end: int) -> list[Option]:
        """When it was, as it is told before a place."""
        opened = [each for each in self._opened(0) if each.what == "happened" and each.end <= end + 1]
        return opened or self._times(0, end)

    # what they did

    def _colon(self) -> tuple[int, int] | None:
        """The head before a colon that names whose words follow, and where these begin."""
        colon = _COLON.search(self.plain.plain, 0, LONGEST_HEAD)
        if colon is None or not self.plain.plain[colon.end() :].strip():
            return None
        head = self.plain.plain[: colon.start()]
        if self.number is not None and not any(sign.isalpha() for sign in without(head, self.taken.spans)):
            return colon.start(), colon.end()
        if any(end <= colon.start() for end in self.named.values()):
            return colon.start(), colon.end()
        span = self._residual(0, colon.start())
        if span and len(span.split()) <= 6 and self._is_meant(span):
            return colon.start(), colon.end()
        return None

    def _told(self, head_end: int, begins: int) -> Sentence:
        """What somebody is said to have said: the head says who, the rest what."""
        if self._is_hearsay(0, head_end) or self._is_beside_a_body(0, head_end):
            return self._left_open()
        bodies = self._subject(0, head_end) or self._source(0)
        times = self._times_before(head_end)
        statement = self.plain.typed(begins, self.end).strip(" \n\t:–—-,;")
        signs = words.signs().find(self.plain, begins, min(self.end, begins + READ))
        soon = begins + 4  # what stands there begins what they said
        head_signs = [mark for mark in self.signs if mark.end <= head_end and not self._is_ours(mark)]
        kinds = self._came_back([*head_signs, *signs], begins)
        became = words.became(Channel.CALL, statement)
        if not kinds and became is not None and not RESULTS[became].spoken:  # "police: nobody picked up"
            tried = self._tried_in_vain()
            if tried is not None:
                return replace(tried, bodies=bodies, words=statement)
        if not kinds and signs and signs[0].what == _SILENT and signs[0].start < soon:
            return Sentence(Sort.SILENT, bodies=bodies, words=statement)
        return self._replied(kinds or ANSWERED, bodies, statement, times, bool(kinds))

    def _is_hearsay(self, start: int, end: int) -> bool:
        """Whether who says it there does not say it for a body: "a source in the ministry"."""
        return words.of("sources").first(self.plain, start, end) is not None

    def _theirs(self, mark: Mark[Sign]) -> Sentence:
        plain = self.plain
        if self._is_hearsay(*self._says_it(mark)):
            return self._left_open()
        bodies, begins = self._subject(*self._says_it(mark)), mark.end
        source = words.of("told_by").find(plain, mark.start, mark.end)
        if source and source[-1].end == mark.end and (not bodies or source[-1].start == mark.start):
            bodies, _, begins = self._object(mark.end)
            if bodies and not self.is_part and not bodies[0].ids and not is_body_like(bodies[0].typed):
                return self._left_open()
        bodies = bodies or self._source(mark.end)
        if not bodies and mark.what is EventKind.BOUNCED:
            bodies = self._any_bodies()
        if not (self.done or self.is_part or mark.what in _OF_MAIL) and self._is_somebody(mark, bodies):
            return self._left_open()
        kinds = self._came_back([each for each in self.signs if each.start >= mark.start], begins)
        told = self._doubted(mark)
        if told is None or not (kinds or mark.what in _SAYING):
            return Sentence(Sort.SILENT, bodies=bodies, words=plain.text)
        times = self._times(0, mark.start)
        plainly = mark.what in {_SAYS, _ANSWERED}
        if not (set(kinds) & (DEADLINES | {EventKind.ASKED_BACK}) or (self.is_told and not self.sent_on)):
            behind = self._time_behind(begins) or (
                None if mark.what in {_SAYS, _CLAIMS} else self._time_at_end(begins)
            )
            if behind is not None:
                times.append(behind)
                begins = behind.end if behind.start <= begins + 1 else begins
        quoted = _QUOTED.match(plain.plain, 0, mark.start)
        statement = plain.typed(begins if plainly else mark.start, self.end).strip(" \n\t:៖–—-,;.")
        if plainly and quoted is not None:
            statement = plain.typed(0, quoted.end()).strip()
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

    def _time_behind(self, begins: int) -> Option | None:
        """When it was, directly behind the verb: "said yesterday that", "replied at 15:20"."""
        for each in sorted(
            [*self._times(begins, self.end), *self._opened(begins)], key=lambda each: -each.end
        ):
            near = not self.plain.plain[begins : each.start].strip()
            if near and each.what == "happened":
                return each
        return None

    def _time_at_end(self, begins: int) -> Option | None:
        """The same where a sentence ends."""
        for each in [*self._opened(begins), *self._times(begins, self.end)]:
            last = each.what == "happened" and not has_words(self.plain.plain[each.end :])
            if last and not self._until_before(each.start):
                return each
        return None

    def _until_before(self, start: int) -> bool:
        """Whether a time is that of a promise or a wish: "until monday"."""
        if any(
            mark.end == start and mark.what == "deadline"
            for mark in khmer_openers().find(self.plain, 0, start)
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
        times: list[Option],
        told: bool,
        *,
        answered: bool = False,
        sure: bool = True,
    ) -> Sentence:
        if (not told and words.of("evasive").first(Plain(statement)) is not None) or (
            not told and answered and not has_words(statement)
        ):
            kinds = ANY_REPLY
        elif not told and answered:
            kinds = ANSWERED
        kind = kinds[0] if len(kinds) == 1 and sure else None
        times = [each for each in times if words.of("ahead").first(Plain(each.value)) is None]
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

    def _came_back(self, signs: Sequence[Mark[Sign]], begins: int) -> tuple[EventKind, ...]:
        """What came back, by the signs, or by where they would have us ask."""
        kinds = self._kinds(signs)
        if not set(kinds) & _APART and self._is_sent_on(begins):
            return (EventKind.REFERRED,)
        return ANY_REPLY if not kinds and self.is_told else kinds

    def _kinds(self, signs: Sequence[Mark[Sign]]) -> tuple[EventKind, ...]:
        """What came back, by the signs; several where they exclude each other."""
        inside = [
            each
            for mark in signs
            if isinstance(mark.what, str) and not isinstance(mark.what, EventKind)
            for each in words.signs().inside(self.plain, mark.start, mark.end)
        ]
        every = [mark for mark in (*signs, *inside) if not (self._is_denied(mark) or self._is_back(mark))]
        said = [kind for kind in _STRONG if any(mark.what is kind for mark in every)]
        if not said:
            return ()
        answered = next((mark for mark in every if mark.what == _ANSWERED), None)
        refused = next((mark for mark in every if mark.what is EventKind.DECLINED), None)
        if said[0] is EventKind.DECLINED and answered is not None and refused is not None:
            between = self.plain.typed(answered.end, refused.start)
            told = any(answered.end <= mark.start < refused.start for mark in every)
            if answered.end < refused.start and not told and says_more(between):
                return (EventKind.REPLIED_PARTIAL, EventKind.DECLINED)  # "answered 1 to 3, refused 4"
        apart = [kind for kind in said if kind in _APART]
        if len(apart) > 1:
            return tuple(apart)
        return (said[0],)

    def _is_back(self, mark: Mark[Sign]) -> bool:
        """Whether they would have us ask nobody but them: "says call him monday"."""
        at = self._skip_between(mark.end)
        back = mark.what is EventKind.REFERRED and any(
            each.start == at for each in words.of("they").find(self.plain, at)
        )
        self.is_told = self.is_told or back
        return back

    def _is_denied(self, mark: Mark[Sign]) -> bool:
        """Whether a phrase is denied where it stands; one that holds its own "not" is not."""
        if mark.what is EventKind.DECLINED and words.of("denies").first(self.plain, mark.start, mark.end):
            return False
        start = self._start_of(mark)
        near = [
            token.start for token in self.plain.tokens if start <= token.start and token.end <= mark.start
        ]
        for denial in words.of("denies").find(self.plain, start, mark.start):
            if denial.start in near[-_NEAR:] or not self.plain.plain[denial.end : mark.start].strip():
                return True
        return False

    def _doubted(self, mark: Mark[Sign]) -> bool | None:
        """Whether what they did is told without a doubt; None where it was not done."""
        if self._is_denied(mark):
            return None
        start = self._start_of(mark)
        return words.of("doubts").first(self.plain, start, mark.start) is None

    def _tried_since(self, silent: Mark[Sign] | None) -> Sentence | None:
        """What we did because they were silent: "no reply from the court, tried again by phone"."""
        if silent is None:
            return None
        for mark in self.signs:
            tried = mark.start > silent.end and self._is_ours(mark)
            cuts = [end for _, end in self._cuts(silent.end, mark.start)]
            if tried and self._is_we(mark.start, max([self._clause_start(mark.start), *cuts])):
                bodies = self._any_bodies()
                said = self._ours(mark)
                return replace(said, bodies=said.bodies or bodies, again=True) if said.is_ours else None
        return None

    def _tried_in_vain(self) -> Sentence | None:
        """What became of a call, told without saying that it was one: "nobody picked up at the court"."""
        if not self._is_of_a_call(self.plain.text):
            return None
        bodies = self._any_bodies()
        happened = self._times(0, self.end)
        return Sentence(
            Sort.NEWS,
            EventKind.ASKED,
            again=True,
            bodies=bodies,
            channel=Channel.CALL,
            happened=happened[0].value if happened else None,
            story=self._story(),
            words=self.plain.text.strip(),
        )

    def _is_of_a_call(self, said: str) -> bool:
        """Whether words tell what became of something, and can only tell it of a call."""
        became = words.became(Channel.CALL, said)
        if became is None or words.of("phone").first(Plain(said)) is None:
            return False
        return RESULTS[became].unanswered or became in {
            Result.HUNG_UP,
            Result.WRONG_NUMBER,
            Result.MESSAGE_LEFT,
        }

    def _note(self, mark: Mark[Sign]) -> Sentence:
        colon = _COLON.search(self.plain.plain, mark.end)
        begins = colon.end() if colon is not None and colon.start() < LONGEST_HEAD else mark.end
        bodies = self._subject(mark.end, colon.start() if colon else mark.end) if colon else ()
        bodies = bodies or self._any_bodies()
        said = self.plain.typed(begins, self.end).strip(" \n\t:៖–—-,;")
        return Sentence(Sort.NEWS, EventKind.NOTE, bodies=bodies, words=said)


def _questions(asked: str, *, about: bool = False) -> tuple[tuple[str, str | None], ...]:
    """What was asked, each with its topic: what they were asked about is a topic."""
    if about:
        text = asked[:1].upper() + asked[1:]
        return ((text, asked if len(asked) <= LONGEST_TOPIC and "?" not in asked else None),)
    return tuple((each[:1].upper() + each[1:], None) for each in split_questions(asked))
