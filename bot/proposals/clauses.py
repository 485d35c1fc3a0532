"""Who does what in which clause of a sentence, and whether it is done (pure)."""

from __future__ import annotations

import re
from functools import cached_property

from bot.claims.contacts import is_desk
from bot.proposals import words
from bot.proposals.directory import Named
from bot.proposals.places import Option, Places, has_words, is_body_like, sorts_of_body, without
from bot.proposals.sentence import Sentence
from bot.proposals.words import Mark, Plain, Sign
from bot.reading.words import DETERMINERS, is_khmer, read_channel
from db.lifecycle import ATTEMPTS, RESULTS, Channel, EventKind, Result

_NEAR = 4  # words between a denial and what it denies
_QUOTED = re.compile(r"\s*[\"“«][^\"“”«»]{4,}[\"”»]?")
_MARKS = re.compile(r"[,;.!–—\n។]")
OF_THE_DESK = frozenset({EventKind.EXTENDED, EventKind.WITHDRAWN})


class Clauses(Places):
    """A sentence, and who does what in its clauses."""

    def _is_we(self, end: int, start: int = 0) -> bool:
        """Whether nothing stands between two places but ourselves, and when it was."""
        known = words.of("we", "small", "colleagues").find(self.plain, start, end)
        opened = [each for each in self._opened(start) if each.end <= end + 1]
        places: list[tuple[int, int] | Mark[str]] = [
            *known,
            *self._times(start, end),
            *opened,
            *self.taken,
        ]
        return not has_words(without(self.plain.plain, places)[start:end])

    def _is_ours(self, mark: Mark[Sign]) -> bool:
        return mark.what in {*ATTEMPTS, *OF_THE_DESK} or isinstance(mark.what, Channel)

    @cached_property
    def _quoted_to(self) -> int:
        """Where the words of somebody else end with which a sentence begins."""
        quoted = _QUOTED.match(self.plain.plain)
        return quoted.end() if quoted is not None else 0

    def _says_it(self, mark: Mark[Sign]) -> tuple[int, int]:
        """Where it stands who says something: behind a quotation, or before the verb."""
        return (self._quoted_to, self.end) if 0 < self._quoted_to <= mark.start else (0, mark.start)

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
        rest = Plain(without(plain.plain, words.of("they", "around", "denies").find(plain)))
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

    def _is_asked(self, mark: Mark[Sign]) -> bool:
        """Whether a sign of ours is told of somebody who stands before it: "the court was asked"."""
        passive = words.of("passive").find(self.plain, 0, mark.start)
        is_passive = bool(passive) and not self.plain.plain[passive[-1].end : mark.start].strip()
        if not (is_passive and self._is_ours(mark) and self._subject_before(mark)):
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
        return max(self._clause_start(mark.start), self._quoted_to if self._quoted_to <= mark.start else 0)

    def _later_before(self, mark: Mark[Sign]) -> bool:
        """Whether words before a sign say that it is still to be done, or was not; what the desk does itself it is asked for."""
        if self.done:
            return False
        start = self._start_of(mark)
        ours = words.of("we", "passive").find(self.plain, start, mark.start)
        asked = words.of("kindly").find(self.plain, start, mark.start) if mark.what in OF_THE_DESK else []
        return not all(
            any(each.start <= later.start and later.end < each.end for each in ours)
            or any(each.start <= later.start and later.end <= each.end for each in asked)
            for later in words.of("later").find(self.plain, start, mark.start)
        )

    def _left_open(self) -> Sentence:
        return Sentence(words=self.plain.text, story=self._story())

    def _cuts(self, start: int, end: int) -> list[tuple[int, int]]:
        """Where clauses end, and the next ones begin."""
        joins = [(each.start, each.end) for each in words.of("clauses").find(self.plain, start, end)]
        return sorted([*joins, *(found.span() for found in _MARKS.finditer(self.plain.plain, start, end))])

    def _times_before(self, end: int) -> list[Option]:
        """When it was, as it is told before a place."""
        opened = [each for each in self._opened(0) if each.what == "happened" and each.end <= end + 1]
        return opened or self._times(0, end)

    def _time_behind(self, begins: int) -> Option | None:
        """When it was, directly behind the verb: "said yesterday that", "replied at 15:20"."""
        for each in sorted(
            [*self._times(begins, self.end), *self._opened(begins)], key=lambda each: -each.end
        ):
            near = not self.plain.plain[begins : each.start].strip()
            if near and each.what == "happened":
                return each
        return None

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
