"""What the rules leave open in a sentence, or read against all likelihood: settled, filled in, or asked about (pure)."""

from __future__ import annotations

from dataclasses import replace

from bot.claims.contacts import is_desk
from bot.proposals import words
from bot.proposals.clauses import OF_THE_DESK
from bot.proposals.directory import Named
from bot.proposals.learned import Guess, Span
from bot.proposals.places import EDGES, Places, has_words, is_sort_of_body, sorts_of_body, without
from bot.proposals.replies import ANY_REPLY
from bot.proposals.sentence import Sentence, Sort, as_questions
from bot.proposals.words import ANSWERED
from bot.reading.words import QUESTION_MARKS, read_channel
from db.lifecycle import Channel, EventKind, Result

# What the kinds of the examples mean.
_OURS = {
    "ask": None,
    "attempt": None,
    "attempt.no_answer": Result.NO_ANSWER,
    "attempt.busy": Result.BUSY,
    "attempt.off": Result.SWITCHED_OFF,
    "attempt.message": Result.MESSAGE_LEFT,
    "attempt.picked_up": Result.PICKED_UP,
    "attempt.hung_up": Result.HUNG_UP,
    "attempt.sent_away": Result.SENT_AWAY,
    "attempt.wrong_number": Result.WRONG_NUMBER,
}
_THEIRS = {
    "reply": ANSWERED,
    "partial": (EventKind.REPLIED_PARTIAL,),
    "ack": (EventKind.ACKNOWLEDGED,),
    "promised": (EventKind.PROMISED,),
    "asked_time": (EventKind.ASKED_TIME,),
    "asked_back": (EventKind.ASKED_BACK,),
    "auto": (EventKind.AUTO_REPLY,),
    "declined": (EventKind.DECLINED,),
    "referred": (EventKind.REFERRED,),
    "bounced": (EventKind.BOUNCED,),
}
_DESKS = {"extend": EventKind.EXTENDED, "withdraw": EventKind.WITHDRAWN}
_TOLD = frozenset({*_OURS, *_THEIRS, *_DESKS, "note"})  # what is news of a request
_NO_NEWS = {"later": Sort.LATER, "question": Sort.QUESTION, "silent": Sort.SILENT}
MEANT = _TOLD | {*_NO_NEWS, "other"}  # every kind of the examples
_OF_A_CALL = frozenset({"busy", "off", "picked_up", "hung_up", "wrong_number"})
_AHEAD = frozenset({"promised", "asked_time"})
UNLIKELY, POSSIBLE, LIKELY, PROBABLE, SURE, CERTAIN = 0.1, 0.2, 0.6, 0.75, 0.9, 0.97  # chances
_SPAN = 0.5
_LONGEST_NAME = 7  # words


def settle(said: Sentence, places: Places, likely: Guess) -> Sentence:
    """A sentence with what is likely where the rules say nothing; where they say what is unlikely, both are asked about."""
    if (
        said.sort is Sort.SMALL
        or said.number is not None
        or said.beside is not None
        or _is_settled(said, places, likely)
    ):
        return said
    chance = likely.kinds[likely.kind]
    as_read = _kinds_of(said)
    if not as_read:
        least = PROBABLE if likely.kind == "ask" and said.sort is Sort.UNKNOWN else LIKELY
        told = likely.kind in (_THEIRS if said.sort is Sort.NEWS and chance < SURE else _TOLD)
        if chance < least or not told:
            return said
        found = _Likely(said, places, likely).read()
        return said if said.sort is Sort.UNKNOWN and not found.bodies and chance < PROBABLE else found
    is_other = likely.kind in {*_THEIRS, *_NO_NEWS} if said.is_ours else likely.kind not in _THEIRS
    # That they said something is the weakest that the rules read.
    unlikely, sure = (POSSIBLE, PROBABLE) if said.kind is None else (UNLIKELY, SURE)
    if said.is_ours and likely.kind == "later":  # what happened is not lost where it only sounds like a plan
        sure = CERTAIN
    is_read = likely.chance(*as_read) >= unlikely or chance < (sure if is_other else LIKELY)
    if is_read or said.then is not None:
        return _Likely(said, places, likely).filled()
    if chance < sure or likely.kind == "other":
        return _Likely(said, places, likely).asked()
    return _Likely(said, places, likely).read()


def _is_settled(said: Sentence, places: Places, likely: Guess) -> bool:
    """Whether the rules know better than any likeness: of names alone, of hearsay, of a question without a body, of two things
    that exclude each other, and of what the desk does itself."""
    chance = likely.kinds[likely.kind]
    if said.sort in (Sort.LATER, Sort.QUESTION):
        return likely.kind not in _TOLD or chance < SURE
    if said.sort is Sort.UNKNOWN:
        if _only_names(places):
            return True
        signs = [sign for sign in places.signs if isinstance(sign.what, EventKind | Channel)]
        named, others = places.found, words.of("by_others").find(places.plain)
        # "the police asked the minister to resign", "the police were asked by the minister"
        is_of_others = likely.kind in _OURS and any(
            {*(each.end + 1 for each in named)} & {sign.start}
            or {*(each.start - 1 for each in others)} & {sign.end}
            for sign in signs
        )
        if (is_of_others and chance < SURE) or (said.questions and chance < CERTAIN):
            return True
        return words.of("sources").first(places.plain) is not None
    denied = {mark.end + 1 for mark in words.of("denies").find(places.plain)}
    if any(sign.start in denied and (sign.what,) == _THEIRS.get(likely.kind) for sign in places.signs):
        return True
    in_doubt = said.kind is None and said.kinds not in {(), ANSWERED, ANY_REPLY}
    return said.sort is Sort.NEWS and (in_doubt or said.kind in {*OF_THE_DESK, EventKind.NOTE})


def _only_names(places: Places) -> bool:
    """Whether it names bodies, persons and times, and says nothing of them: what a form asks for."""
    left = without(places.plain.plain, [*places.found, *sorts_of_body().find(places.plain)])
    left = without(left, [*places.people, *places.every_time, *words.of("between", "we").find(places.plain)])
    return left != places.plain.plain and not has_words(left)


def _kinds_of(said: Sentence) -> tuple[str, ...]:
    """The kinds of the examples of which the rules take a sentence to be one; none where they leave it open."""
    if said.sort is not Sort.NEWS:
        return ()
    if said.is_ours:
        then = _kinds_of(said.then) if said.then is not None else ()
        return ("ask", "attempt", "silent", *then)
    if said.kind is None and said.kinds != ANSWERED:
        return ()
    kinds = {said.kind} if said.kind is not None else {*said.kinds}
    return tuple(name for name, known in _THEIRS.items() if kinds & {*known})


class _Likely:
    """A sentence, what the rules read in it, and what is likely."""

    def __init__(self, said: Sentence, places: Places, likely: Guess) -> None:
        self.said, self.places, self.likely = said, places, likely
        self.plain = places.plain

    def read(self) -> Sentence:
        """It as the likeliest kind."""
        kind, said = self.likely.kind, self.said
        bare = replace(
            said,
            sort=Sort.NEWS,
            kind=None,
            kinds=(),
            again=False,
            questions=(),
            asked="",
            words=self.plain.text.strip(),
            then=None,
            command="",
        )
        if kind in _OURS:
            was = said if said.is_ours else bare
            return _Likely(
                replace(
                    was,
                    sort=Sort.NEWS,
                    kind=EventKind.ASKED,
                    kinds=(),
                    again=kind != "ask",
                    words="" if kind == "ask" and not said.is_ours else was.words,
                ),
                self.places,
                self.likely,
            ).filled()
        if kind in _THEIRS:
            kinds = _THEIRS[kind]
            if said.sort is Sort.NEWS and not said.is_ours:
                bare = replace(bare, words=said.words)
            one = kinds[0] if len(kinds) == 1 else None
            return _Likely(
                replace(
                    bare, kind=one, kinds=() if one else kinds, deadline=None, contact=None, channel=None
                ),
                self.places,
                self.likely,
            ).filled()
        if kind == "note":
            return _Likely(replace(bare, kind=EventKind.NOTE), self.places, self.likely).filled()
        bare = replace(
            bare, bodies=said.bodies or self._named("body"), channel=None, contact=None, happened=None
        )
        if kind in _DESKS:
            due = said.deadline or self._time("due") or self._time("when")
            return replace(bare, kind=_DESKS[kind], deadline=due if kind == "extend" else None)
        return replace(bare, sort=_NO_NEWS[kind], command="status" if kind == "question" else "")

    def asked(self) -> Sentence:
        """It with both kinds in doubt."""
        said = self.said
        kinds = [*([said.kind] if said.kind else said.kinds), *_THEIRS.get(self.likely.kind, ())]
        if said.is_ours or self.likely.kind not in _THEIRS:
            return Sentence(
                words=self.plain.text, story=said.story, bodies=said.bodies or self._named("body")
            )
        return _Likely(
            replace(said, kind=None, kinds=tuple(dict.fromkeys(kinds))), self.places, self.likely
        ).filled()

    def filled(self) -> Sentence:
        """It with what the rules found no place for."""
        said = self.said
        said = replace(said, bodies=self._meant(said))
        if EventKind.REFERRED in (said.kind, *said.kinds) and not said.to:
            said = replace(said, to=self._named("to"))
        due = self._time("due") if self.likely.kind in {"ask", "extend"} else None
        if said.is_ours and said.deadline is None and due is not None and said.happened in {None, due}:
            said = replace(said, deadline=due, happened=None)
        if said.happened is None and said.then is None and self.likely.kind not in _AHEAD:
            when = self._time("when")
            said = replace(
                said, happened=when if when is not None and when not in (said.deadline or "") else None
            )
        if not said.is_ours:
            return self._when_they_said(said)
        if said.channel is None:
            said = replace(self._without_channel(said), channel=self._channel())
        if said.contact is None and self.likely.kind != "attempt.sent_away":
            said = replace(said, contact=self._contact(said))
        if said.deadline is None and due is not None and due != said.happened:
            said = replace(said, deadline=due)
        if not said.questions and self.likely.kind == "ask" and (asked := self._texts("q")):
            questions = tuple(
                question
                for each in asked
                for question in as_questions(each, about=not each.rstrip().endswith(tuple(QUESTION_MARKS)))
            )
            said = replace(said, questions=questions, asked=asked[0] if len(asked) == 1 else "")
        return replace(said, result=_OURS.get(self.likely.kind))

    def _contact(self, said: Sentence) -> str | None:
        """Who is likely to have been tried at a body: no word for that itself."""
        bodies = " ".join(each.typed for each in said.bodies)
        return next((each for each in self._texts("who") if _is_contact(each) and each not in bodies), None)

    def _when_they_said(self, said: Sentence) -> Sentence:
        """It without a time that is likely to be part of what they said: "they were released yesterday"."""
        typed = said.happened
        if typed is None:
            return said
        within = [each for each in self.likely.spans if typed in self.plain.plain[each.start : each.end]]
        told = any(
            each.name == "when"
            for each in self.likely.spans
            if self.plain.plain[each.start : each.end] in typed
        )
        return (
            replace(said, happened=None) if any(each.name == "said" for each in within) and not told else said
        )

    def _spans(self, name: str) -> list[Span]:
        return [each for each in self.likely.spans if each.name == name and each.chance >= _SPAN]

    def _texts(self, name: str) -> list[str]:
        found = (self.plain.typed(each.start, each.end).strip(EDGES) for each in self._spans(name))
        return [each for each in found if has_words(each)]

    def _meant(self, said: Sentence) -> tuple[Named, ...]:
        """Its bodies: where the rules are not sure of one, those that are likely and can be no others."""
        if not said.bodies:
            return self._named("body")
        named = tuple(each for each in self._named("body") if each.sure)
        ids = {each.ids for each in named}
        if not any(each.ids for each in said.bodies):  # "Sok Dara at the court"
            known = tuple(each for each in map(self.places.directory.like, self._texts("body")) if each.ids)
            return known[: None if said.is_ours else 1] or said.bodies
        if not any(each.sure for each in said.bodies):
            return named[: None if said.is_ours else 1] or said.bodies
        is_row = (
            said.is_ours
            and said.then is None
            and len(ids) > len(said.bodies)
            and ids >= {each.ids for each in said.bodies}
        )
        return named if is_row else said.bodies

    def _named(self, name: str) -> tuple[Named, ...]:
        texts = [each for each in self._texts(name) if len(each.split()) <= _LONGEST_NAME]
        named = [self.places.directory.like(each) for each in texts]
        return tuple(each for each in named if each.sure or not is_sort_of_body(each.typed))

    def _time(self, name: str) -> str | None:
        for span in (each for each in self._spans(name) if each.chance >= LIKELY):
            inside = (
                each
                for each in self.places.every_time
                if span.start <= each.start and each.end <= span.end + 1
            )
            first = next(inside, None)
            if first is not None and not has_words(self.plain.plain[first.end : span.end]):
                return first.value  # "at 1:15" without its "at"
            typed = self.plain.typed(span.start, span.end).strip(EDGES)
            since = words.of("since").find(self.plain, 0, span.start)
            if self.places.is_time(typed) and not (
                since and not has_words(self.plain.plain[since[-1].end : span.start])
            ):
                return typed
        return None

    def _without_channel(self, said: Sentence) -> Sentence:
        """It without the channel behind what was asked: "how many they received, email"."""
        for how in self._texts("how"):
            behind = f", {how}"
            if said.asked.endswith(behind):
                bare = tuple(
                    (text.removesuffix(behind), topic and topic.removesuffix(behind))
                    for text, topic in said.questions
                )
                return replace(said, asked=said.asked.removesuffix(behind), questions=bare)
        return said

    def _channel(self) -> Channel | None:
        for span in self._spans("how"):
            for sign in words.signs().find(self.plain, span.start, span.end):
                if isinstance(sign.what, Channel):
                    return sign.what
            typed = self.plain.typed(span.start, span.end)
            for word in (typed, *typed.split()):
                if (found := read_channel(word.lower())) is not None:
                    return found
        kind = self.likely.kind.partition(".")[2]
        if kind in _OF_A_CALL:
            return Channel.CALL
        return Channel.VISIT if kind == "sent_away" else None


def _is_contact(typed: str) -> bool:
    """Whether words name somebody at a body, or what they are there."""
    parts = typed.split()
    is_name = len(parts) > 1 and all(part[0].isupper() for part in parts)
    return len(parts) <= _LONGEST_NAME and (is_name or any(map(is_desk, parts)))
