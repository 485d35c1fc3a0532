"""Reading a sentence in which somebody tells what happened: who, what, how, when, in their words (pure).

Nothing is logged by it. What is in doubt stays open, to be asked about; what is no news of a request is told apart.
"""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cache

from bot.kinds import OWN_COMMANDS
from bot.languages import LANGUAGES
from bot.proposals import words
from bot.proposals.attempts import Attempts
from bot.proposals.directory import Directory
from bot.proposals.learned import guess
from bot.proposals.likely import settle
from bot.proposals.moments import told_whole
from bot.proposals.places import (
    EDGES,
    READ,
    Places,
    has_words,
    is_body_like,
    is_small,
    is_sort_of_body,
    sorts_of_body,
    without,
)
from bot.proposals.replies import COLON, LONGEST_HEAD, SAYS, SILENT
from bot.proposals.sentence import Sentence, Sort, as_questions
from bot.proposals.words import Mark, Plain, Sign
from bot.reading.options import opener
from bot.reading.phrases import each_of
from bot.reading.words import (
    DETERMINERS,
    QUESTION_MARKS,
    IsTime,
    clean,
    is_khmer,
    one_line,
    read_channel,
    take_number,
)
from db.lifecycle import SPOKEN, Channel, EventKind

LONGEST_READ = 1200  # characters; of what is longer, the beginning says what it is
_SAID_BY = re.compile(r"(?P<what>.*\S) [-–—] ?(?P<who>[^-–—:]{2,60})", re.DOTALL)
_LATEST_QUESTION = 12  # characters before the word that begins a question
# What a question may ask to be shown, the first that it names.
_SHOWN = ("help", "undo", "remind", "stats", "report", "due", "bodies", "settings", "status")


@cache
def _pasts() -> tuple[str, ...]:
    return tuple(end for each in LANGUAGES.values() for end in each_of(each.sentences.pasts))


def _read_the_beginning(whole: str, directory: Directory, is_time: IsTime, *, done: bool) -> Sentence:
    """Read a long text by its beginning; all of it stays in the words."""
    cut = max(whole.rfind(" ", 0, READ), whole.rfind("\n", 0, READ))
    cut = cut if cut > 0 else READ
    begun = read(whole[:cut], directory, is_time=is_time, done=done)
    if begun.sort is Sort.NEWS and not begun.is_ours:
        return replace(begun, words=begun.words + whole[cut:], then=None)
    return replace(begun, words=whole, then=None)


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
    first, _, rest = whole.partition(" ")
    number, behind = take_number(rest)
    command = next((kind for kind, own in OWN_COMMANDS.items() if own.name == first.lower()), None)
    if number is not None and command not in {None, EventKind.REOPENED}:
        return Sentence(Sort.NEWS, command, number=number, words=behind)  # "withdraw #1"
    plain = _without_asking_to_log(plain)
    reader = _Reader(plain, directory, is_time, done=done)
    said = reader.read_apart() or replace(reader.read(), number=reader.number)
    places = Places(plain, directory, is_time)
    return told_whole(settle(said, places, guess(places)), places)


def _without_asking_to_log(plain: Plain) -> Plain:
    """What is to be logged, without what asks the desk to do that: "please log that the police declined"."""
    kindly = words.of("kindly").first(plain)
    begins = kindly.end if kindly is not None and kindly.start == 0 else 0
    asked = words.of("log_that").first(plain, begins)
    if asked is None or plain.plain[begins : asked.start].strip():
        return plain
    rest = plain.typed(asked.end, len(plain.plain)).lstrip(EDGES)
    return Plain(rest) if has_words(rest) else plain


class _Reader(Attempts):
    """Reads one sentence, or what is left of one behind who was asked."""

    def read_apart(self) -> Sentence | None:
        """What is told of two bodies one after the other, each in a clause of its own: "court was busy but moi declined"."""
        places = sorted({*self.named, *(mark.start for mark in sorts_of_body().find(self.plain))})
        only = [found.span() for found in re.finditer(r"(?<=\s)តែ", self.plain.plain)]
        for start, end in sorted([*self._cuts(0, self.end), *only]):
            begins = next((at for at in places if at >= end), self.end)
            is_row = len(self.plain.plain[:start].rstrip()) in self.named.values()
            if is_row or not any(at < start for at in places) or not self._is_we(begins, end):
                continue
            halves = [
                read(self.plain.typed(*part), self.directory, is_time=self.is_time, done=self.done)
                for part in ((0, start), (end, self.end))
            ]
            first, second = halves
            if all(each.sort is Sort.NEWS and each.bodies and each.number is None for each in halves) and (
                not {named.ids for named in first.bodies} & {named.ids for named in second.bodies}
                and first.kind not in {None, EventKind.REFERRED, EventKind.NOTE}
                and not (second.is_ours and second.questions == () and not second.channel)
            ):
                return replace(first, beside=second)
        return None

    def read(self) -> Sentence:
        first = self.signs[0] if self.signs else None
        if first is not None and first.what is EventKind.NOTE and self._is_we(first.start):
            return self._note(first)
        if (put := self._put()) is not None:
            return put
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
            return self._ours_if_done(main)
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
        if main is None or main.what == SILENT:
            called = self._called_in_short()
            if called is not None:
                return self._ours_if_done(called)
            return self._tried_since(main) or self._tried_in_vain() or self._unknown(main)
        return self._theirs(main)

    def _put(self) -> Sentence | None:
        """Questions put to a body with whose name a text begins, as /ask takes them: "US embassy: were they seen? emailed today"."""
        text = self.plain.plain
        end = next((end for at, end in sorted(self.named.items()) if self._is_we(at)), self.end)
        last = max(text.rfind(sign) for sign in QUESTION_MARKS)
        if not re.match(r"\s*[:៖–—\n-]", text[end:]) or (last < end and self._in_lines(end) is None):
            return None
        if words.of("ours").first(self.plain, end, max(end, last)):
            return None
        signs = words.signs().find(self.plain, max(end, last))
        how = next((each for each in signs if isinstance(each.what, Channel)), None)
        whole = (
            f"{self.plain.typed(0, how.start)}at {self.plain.typed(how.end, self.end)}"
            if how
            else self.plain.text
        )
        verb = self.plain.typed(how.start, how.end) if how else "asked"
        return _Reader(Plain(f"{verb} {whole}"), self.directory, self.is_time, done=self.done).read()

    def _main(self) -> Mark[Sign] | None:
        """The sign of what happened: the first of ours with nobody else before it, or the first of theirs."""
        opinions = words.of("doubts").find(self.plain)
        for mark in self.signs:
            if mark.start < self._quoted_to or any(each.start < mark.start < each.end for each in opinions):
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

    def _is_said_by_us(self, mark: Mark[Sign]) -> bool:
        before = [token for token in self.plain.tokens if token.end <= mark.start][-1:]
        if words.of("passive").first(self.plain, mark.start, mark.end) is not None:
            return False
        return mark.what == SAYS and any(
            words.of("us").first(self.plain, each.start, mark.start) is not None for each in before
        )

    def _ours_if_done(self, mark: Mark[Sign]) -> Sentence:
        """What we did; where it is still to be done, that, or the question of it."""
        if not self._later_before(mark):
            return self._ours(mark)
        asks = self._is_question(None)
        return self._question() if asks else Sentence(Sort.LATER, bodies=self._any_bodies())

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
        last = words.of("asks_last").find(self.plain, main.end)
        if not last or has_words(self.plain.plain[last[-1].end :]):
            return False
        return words.of("about", "asks").first(self.plain, main.end, last[-1].start) is None

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
        who = words.of("ask_who").first(self.plain, first.start, self.head)
        asks_who = who is not None and who.start == first.start
        denials = words.of("denies").find(self.plain, plainly.start) if plainly is not None else []
        if plainly is not None and not asks_who and any(each.start <= plainly.end + 1 for each in denials):
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
        theirs = any(mark.what is EventKind.BOUNCED for mark in self.signs)
        if not command and (bodies or theirs or words.of("ours").first(self.plain) is not None):
            command = "status"
        if command:
            day = next((each.value for each in self.every_time), None)
            known = words.of("questions", "small", "ours", "we", "between", "asks_last", "silent").find(
                self.plain
            )
            rest = without(
                self.plain.plain,
                [*known, *found, *self.named.items(), *self.every_time, *self._every_opened],
            )
            return Sentence(
                Sort.QUESTION,
                bodies=bodies,
                command=command,
                story=self._story(),
                deadline=day,
                plainly=not has_words(rest),
            )
        whole = one_line(self.plain.text)
        return Sentence(Sort.UNKNOWN, EventKind.ASKED, questions=as_questions(whole), words=whole)

    def _unknown(self, main: Mark[Sign] | None) -> Sentence:
        if main is not None:
            return replace(self._left_open(), sort=Sort.SILENT, bodies=self._any_bodies())
        due = self._is_of_a_deadline()
        if due is not None:
            return self._ours_if_done(Mark(due.start, due.end, EventKind.EXTENDED))
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
        times = [*self.every_time, *(each for each in self._every_opened if each.what == "deadline")]
        if due is None or not times or not (self.found or self.number is not None):
            return None
        rest = Plain(without(self.plain.plain, [*self.named.items(), *self.taken, due, *times]))
        small = words.of("we", "between", "passive", "again").find(rest)
        return None if has_words(without(rest.plain, small)) else due

    def _begins_with_later(self) -> bool:
        first = words.of("later").first(self.plain, 0, self.head)
        if first is None or not self._is_we(first.start):
            return False
        named = any(read_channel(token.word) is not None for token in self.plain.tokens)
        shown = words.ways().first(self.plain, first.start, first.end)
        return named or bool(self.signs or self._any_bodies()) or shown is not None

    def _tried_since(self, silent: Mark[Sign] | None) -> Sentence | None:
        """What we did because they were silent: "no reply from the court, tried again by phone"."""
        if silent is None:
            return None
        for mark in self.signs:
            tried = mark.start > silent.end and self._is_ours(mark)
            cuts = [end for _, end in self._cuts(silent.end, mark.start)]
            if tried and self._is_we(mark.start, max([self._clause_start(mark.start), *cuts])):
                bodies = self._any_bodies()
                said = self._ours_if_done(mark)
                return replace(said, bodies=said.bodies or bodies, again=True) if said.is_ours else None
        return None

    def _note(self, mark: Mark[Sign]) -> Sentence:
        colon = COLON.search(self.plain.plain, mark.end)
        begins = colon.end() if colon is not None and colon.start() < LONGEST_HEAD else mark.end
        bodies = self._subject(mark.end, colon.start() if colon else mark.end) if colon else ()
        bodies = bodies or self._any_bodies()
        said = self.plain.typed(begins, self.end).strip(" \n\t:៖–—-,;")
        return Sentence(Sort.NEWS, EventKind.NOTE, bodies=bodies, words=said)
