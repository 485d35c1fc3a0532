"""What they did, as a sentence tells it: who answered, what came back, and in which words (pure)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from bot.proposals import words
from bot.proposals.clauses import Clauses
from bot.proposals.directory import Named
from bot.proposals.places import READ, Option, has_words, is_body_like, says_more, without
from bot.proposals.sentence import Sentence, Sort
from bot.proposals.words import ANSWERED, Mark, Plain, Sign
from bot.reading.options import opener
from db.lifecycle import DEADLINES, RESULTS, Channel, EventKind

LONGEST_HEAD = 60  # characters before a colon that say whose words follow it
COLON = re.compile(r"(?<!\d)\s*[:：៖](?!//)|[:：៖](?!\d|//)")
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
OF_MAIL = frozenset({EventKind.BOUNCED, EventKind.AUTO_REPLY})
_APART = frozenset({EventKind.REFERRED, EventKind.DECLINED, EventKind.REPLIED_FULL})
ANY_REPLY = (*ANSWERED, EventKind.ACKNOWLEDGED, EventKind.DECLINED, EventKind.REFERRED, EventKind.PROMISED)
SAYS, CLAIMS, THEY_ANSWERED, SILENT = "says", "claims", "answered", "silent"
SAYING = frozenset({SAYS, CLAIMS, THEY_ANSWERED})


class Replies(Clauses):
    """A sentence, and what they did by it."""

    is_part = False  # of another, behind who was asked

    def _colon(self) -> tuple[int, int] | None:
        """The head before a colon that names whose words follow, and where these begin."""
        colon = COLON.search(self.plain.plain, 0, LONGEST_HEAD)
        if colon is None or not self.plain.plain[colon.end() :].strip():
            return None
        head = self.plain.plain[: colon.start()]
        if self.number is not None and not any(sign.isalpha() for sign in without(head, self.taken)):
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
        if not kinds and signs and signs[0].what == SILENT and signs[0].start < soon:
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
        if not (self.done or self.is_part or mark.what in OF_MAIL) and self._is_somebody(mark, bodies):
            return self._left_open()
        kinds = self._came_back([each for each in self.signs if each.start >= mark.start], begins)
        told = self._doubted(mark)
        if (told is None and EventKind.BOUNCED not in kinds) or not (kinds or mark.what in SAYING):
            return Sentence(Sort.SILENT, bodies=bodies, words=plain.text)
        times = self._times(0, mark.start)
        plainly = mark.what in {SAYS, THEY_ANSWERED}
        if not (set(kinds) & (DEADLINES | {EventKind.ASKED_BACK}) or (self.is_told and not self.sent_on)):
            behind = self._time_behind(begins) or (
                None if mark.what in {SAYS, CLAIMS} else self._time_at_end(begins)
            )
            if behind is not None:
                times.append(behind)
                begins = behind.end if behind.start <= begins + 1 else begins
        statement = plain.typed(begins if plainly else mark.start, self.end).strip(" \n\t:៖–—-,;.")
        if plainly and 0 < self._quoted_to <= mark.start:
            statement = plain.typed(0, self._quoted_to).strip()
        statement = re.sub(r"^(?:that|us|me|ថា)\s*\b", "", statement)
        assumed = ANSWERED if mark.what in {SAYS, CLAIMS} else ANY_REPLY
        return self._replied(
            kinds or assumed,
            bodies,
            statement,
            times,
            bool(kinds),
            answered=mark.what == THEY_ANSWERED,
            sure=bool(told),
        )

    def _time_at_end(self, begins: int) -> Option | None:
        """The same where a sentence ends."""
        for each in [*self._opened(begins), *self._times(begins, self.end)]:
            last = each.what == "happened" and not has_words(self.plain.plain[each.end :])
            if last and not self._until_before(each.start):
                return each
        return None

    def _until_before(self, start: int) -> bool:
        """Whether a time is that of a promise or a wish: "until monday"."""
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
        spoken = Plain(statement)
        if not told and (
            words.of("evasive").first(spoken) is not None
            or (words.of("ours").first(spoken) is not None and not self._is_quoted(statement))
            or (answered and not has_words(statement))
        ):
            kinds = ANY_REPLY
        elif not told and answered:
            kinds = ANSWERED
        kind = kinds[0] if len(kinds) == 1 and sure and not self._not_received else None
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

    def _is_quoted(self, statement: str) -> bool:
        """Whether words are theirs to the letter, in which "we" are they."""
        return COLON.search(self.plain.plain) is not None or any(sign in statement for sign in '"“«')

    def _came_back(self, signs: Sequence[Mark[Sign]], begins: int) -> tuple[EventKind, ...]:
        """What came back, by the signs, or by where they would have us ask."""
        kinds = self._kinds(signs)
        if not set(kinds) & (_APART | OF_MAIL) and self._is_sent_on(begins):
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
            return (EventKind.BOUNCED,) if self._not_received else ()
        if {EventKind.DECLINED, EventKind.REPLIED_PARTIAL} <= set(said):
            return (
                EventKind.REPLIED_PARTIAL,
                EventKind.DECLINED,
            )  # "answered half, would not say where they are"
        answered = next((mark for mark in every if mark.what == THEY_ANSWERED), None)
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

    @property
    def _not_received(self) -> bool:
        """Whether they say that something never arrived: it may have come back, or they may only say so."""
        return any(mark.what is EventKind.ACKNOWLEDGED and self._is_denied(mark) for mark in self.signs)

    def _is_back(self, mark: Mark[Sign]) -> bool:
        """Whether they would have us ask nobody but them: "says call him monday"."""
        at = self._skip_between(mark.end)
        back = mark.what is EventKind.REFERRED and any(
            each.start == at for each in words.of("they").find(self.plain, at)
        )
        self.is_told = self.is_told or back
        return back

    def _doubted(self, mark: Mark[Sign]) -> bool | None:
        """Whether what they did is told without a doubt; None where it was not done."""
        if self._is_denied(mark):
            return None
        start = self._start_of(mark)
        return words.of("doubts").first(self.plain, start, mark.start) is None

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
