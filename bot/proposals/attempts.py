"""What we did, as a sentence tells it: whom we tried how, when, and what was asked (pure)."""

from __future__ import annotations

import re
from abc import abstractmethod
from dataclasses import replace

from bot.proposals import words
from bot.proposals.clauses import OF_THE_DESK
from bot.proposals.places import EDGES, Option, has_words, says_more, without, without_again
from bot.proposals.replies import COLON, OF_MAIL, SILENT, THEY_ANSWERED, Replies
from bot.proposals.sentence import Sentence, Sort, as_questions
from bot.proposals.words import Mark, Plain, Sign
from bot.reading.request import read_asked
from bot.reading.words import read_channel
from db.lifecycle import RESULTS, SPOKEN, Channel, EventKind, Result

_LONGEST_HOUR = 7  # signs: 10:30am
_KHMER_HOUR = re.compile(r"ម៉ោង ?\d.*|\d[\d.:]* ?[ក-៓]+")
_KHMER_SPACE = re.compile(r"\s+(?=[ក-៓])")


class Attempts(Replies):
    """A sentence, and what we did by it."""

    @abstractmethod
    def read(self) -> Sentence:
        """What all of it says."""

    def _ours(self, mark: Mark[Sign]) -> Sentence:
        plain = self.plain
        subject = self._subject(self._clause_start(mark.start), mark.start) if self._is_asked(mark) else ()
        self._take(self._clause_start(mark.start), mark.end)
        for each in self._times(0, mark.start):
            self._take(each.start, each.end)
        channel = mark.what if isinstance(mark.what, Channel) else None
        also, behind = self._further_channel(mark)
        bodies, contact, after = (subject, None, behind) if subject else self._object(behind)
        bodies = bodies or self._inside(mark) or self._named_before(mark)
        colon = COLON.search(plain.plain, after)
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
        further: tuple[str, ...] = ()
        for option in options:
            if option.what not in said:
                said[option.what] = option.value
                self._take(option.start, option.end)
                if option.what == "happened":
                    further = self._further_times(option.end)
        if lines is not None:
            self._take(asks_at, self.end)
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
        kind = next((each for each in OF_THE_DESK if mark.what is each), EventKind.ASKED)
        if kind is EventKind.EXTENDED and "happened" in said:
            said.setdefault("deadline", said.pop("happened"))
        again = (
            mark.what is EventKind.CHASED
            or words.of("again").first(plain, 0, asks_at) is not None
            or (lines is None and words.of("again").first(plain, max(tail, asks_at), self.end) is not None)
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
                questions = as_questions(
                    asked, about=questions_from > asks_at and not (colon and asks_at == colon.start())
                )
                self._take(asks_at, end)
                asked_words = plain.typed(asks_at, end).strip(EDGES).rstrip("( ")
        left = ", ".join(filter(None, (self._result_of(mark), self._left())))
        if (
            "happened" not in said
            and (
                unread := self._unread_time(
                    self._left(min([tail, *(at for at, _ in self._cuts(mark.end, self.end))]))
                )
            )
            is not None
        ):
            said["happened"] = unread
        back = {*OF_MAIL, EventKind.ACKNOWLEDGED}  # of what was sent
        machine = next((each for each in self.signs if each.what in back), None)
        silent = next((each for each in self.signs if each.start > mark.start), None)
        is_told = again or questions or "happened" in said or "deadline" in said
        if self._is_noun(mark) and silent is not None and silent.what == SILENT and not is_told:
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
            further=further,
            deadline=said.get("deadline"),
            story=said.get("story") or self._story(),
            questions=questions,
            asked=asked_words,
            words=left,
            then=then,
        )

    def _further_times(self, end: int) -> tuple[str, ...]:
        """The hours that follow the one that ends there: joined one by one, "tried at 9, 10 and 11", or in Khmer side by side."""
        joined = self._joined(end)
        at = self._skip(end if joined is None else joined, " ")
        hours = [
            (each.start, each.end)
            for each in self.every_time
            if each.what == "happened" and _KHMER_HOUR.fullmatch(each.value)
        ]
        found = next((span for span in (*hours, *(self._spaced if joined else ())) if span[0] == at), None)
        value = self.plain.plain[slice(*found)].strip(EDGES) if found else ""
        if found in hours:
            self._take(end, found[1])
            return (value, *self._further_times(found[1]))
        if found is None or not self.is_time(value) or len(value) > _LONGEST_HOUR:
            return ()
        self._take(end, found[0] + len(value))
        return (value, *self._further_times(found[0] + len(value)))

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
                    self._take(mark.end, sign.end)
                return (sign.what, sign.end) if joined else (None, mark.end)
        return None, mark.end

    def _questions_at(self, after: int, colon: int | None, sent: Mark[Sign]) -> tuple[int, int]:
        """Where what was asked begins, with the words before it and without them; the end where nothing was."""
        both = words.of("about", "asks").find(self.plain, after)
        found = [mark for mark in both if self._opens_questions(mark, after)]
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
        inside = [*words.of("ends").find(self.plain, after, mark.end), *self.signs]
        if any(each.start < mark.start < each.end for each in inside):
            return False  # "កាលពី", "told us to ask the police"
        return not any(each.start <= mark.start < each.end for each in self.found)

    def _tail(self, start: int, channel: Channel | None) -> int:
        """Where the clauses begin that tell what became of an attempt."""
        tail, text = self.end, self.plain.plain
        cuts = [at for at, _ in self._cuts(start, self.end)]
        opened = self._opened(start)
        for cut in reversed(cuts):
            clause = text[cut:tail].strip(EDGES)
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
            behind = self.plain.plain[option.end : end]
            lead = self._with_lead(option)
            if option.what == "deadline":
                option = lead
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
                or sign.what in {SILENT, EventKind.NOTE, THEY_ANSWERED}
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
            reader = type(self)(Plain(clause), self.directory, self.is_time)
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

    def _left(self, before: int | None = None) -> str:
        """The words that are left, to the letter; those before a place."""
        whole = self.end if before is None else before
        spans = sorted(span for span in self.taken if span[0] < whole)
        pieces, at = list[str](), 0
        for begin, end in [*spans, (whole, whole)]:
            if at < begin:
                piece = self.plain.typed(at, begin).strip(EDGES)
                if has_words(piece):
                    pieces.append(piece)
            at = max(at, end)
        return ", ".join(pieces).strip()
