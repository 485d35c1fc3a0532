"""Which claims the record permits (pure).

| the record of a request, at publication | the claim |
| --- | --- |
| withdrawn, never asked, asked only after publication | none |
| answered in full, or each question in part after part; declined only after that | answered, with the day |
| declined (after answering some: about the rest) | declined |
| referred elsewhere | referred, with what came of it |
| declined and referred elsewhere | declined, with what came of the referral |
| answered in part | partly answered, with the questions left open |
| asked for time, or promised an answer | that, and until when, and whether it had answered by then |
| asked back | that, and whether it answered once it had ours |
| acknowledged, nothing more; an automatic reply is none | acknowledged only |
| every attempt came back or went to the wrong place; visits found nobody | not reached, with what was tried |
| nothing came back; calls and visits only, and what became of one is not known, or somebody at home answered | no comment obtained |
| nothing came back; calls only, and nothing noted that somebody answered | calls unanswered; not reached while it is too soon |
| nothing came back; the deadline is ahead, or it was asked at most 24 hours before | not immediately |
| nothing came back; emails only | no response to an email, or to emails |
| nothing came back; calls only, and a message was left | calls not returned |
| nothing came back; two or more attempts otherwise | no response to repeated requests |
| nothing came back; one attempt otherwise | no response to a request |

The first row that fits counts, from above. Besides:

- What was taken back never counts; events count in the order in which they happened.
- An attempt that reached nobody is none: an email that came back and one that did not are "an email", and a call that
  nobody answered is told beside it.
- Where somebody was spoken to, it was a request for comment; which questions were put then is not claimed.
- A full answer, a refusal or a referral is not forgotten when the request is reopened: it is claimed, with the day of
  the reopening, and never turns into silence. What the body says after that outdoes a refusal or a referral.
- Acknowledged only, partly answered and not reached are "not immediately" as well, while it is too soon.

Several requests of one story to one body are one record. Requests without a story have nothing to do with each other.

- What the body answered on one of them is answered on all: it is not missed, declined or referred anywhere.
- Where it answered something, it is not called silent about something else: it did not answer that.
- Where it declined or referred, one sentence says so, and what else it left without an answer.
- The same questions left without an answer on several of them are one claim, with all the attempts.
- One call or visit that was logged on two of them, because more was asked by it, is told once.
- A body that has a request for the same story which whoever looks may not see is claimed nothing of: it may have answered there.
- A person who was asked by name answers only for themselves: somebody else's answer does not cover their silence, but
  it is told with it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from bot.claims.claim import PUT_OFF, SILENCE, Claim, Target
from bot.claims.contacts import Person, may_be_one, persons
from bot.claims.record import (
    answered_questions,
    answered_something,
    answered_unknown,
    attempts_that_count,
    claim_of,
    holds_unknown,
    of_several,
    responded,
)
from db.facts import QuestionFacts, RequestFacts
from db.lifecycle import ClaimKind, Status
from db.text.names import normalise

_UNREACHED = SILENCE | {ClaimKind.NOT_REACHED}
_REFUSED = frozenset({ClaimKind.DECLINED, ClaimKind.REFERRED})
_ANSWERED = frozenset({ClaimKind.ANSWERED, ClaimKind.PARTLY_ANSWERED})
_WITHOUT_AN_ANSWER = frozenset(ClaimKind) - _REFUSED - _ANSWERED - {ClaimKind.NONE}


def claims(
    requests: Sequence[RequestFacts], *, at: datetime, publish_at: datetime | None
) -> tuple[Claim, ...]:
    """What the record permits to say, one claim for each request, by number.

    Args:
        requests: the record as it stands at `at`; all requests of a story together, so that a body that answered
            one of them is not called silent on another.
        at: the present instant (UTC).
        publish_at: when the story is published (UTC), None for at once. What was not done by then does not count;
            while it lies ahead, the claims are those for a publication at `at`. That an attempt came back, and that an
            hour which the body named has passed, counts up to `at`.
    """
    publication = at if publish_at is None else min(at, publish_at)
    found = {request.number: claim_of(request, publication=publication, known=at) for request in requests}
    together: dict[tuple[int, int], list[RequestFacts]] = defaultdict(list)
    for request in sorted(requests, key=lambda request: request.number):
        if request.story_id is not None:
            together[request.story_id, request.body_id].append(request)
    opened = {linked.number for request in requests for linked in request.leads_to}
    for group in together.values():
        if len(group) > 1:
            every = [_Said.on(request, found[request.number], opened) for request in group]
            found |= _of_one_body(every, publication, at)
    by_number = {request.number: request for request in requests}
    found = {number: _with_trail(found[number], found, by_number, ()) for number in sorted(found)}
    told = [
        replace(claim, beside=_told_beside(claim, found)) if claim.beside else claim
        for claim in found.values()
    ]
    unsure = {request.number for request in requests if request.beside_hidden}
    return tuple(_withheld(claim) if unsure & _rests_on(claim) else claim for claim in told)


def _rests_on(claim: Claim) -> set[int]:
    """The requests that a claim speaks of, with those of what came of a referral."""
    numbers = {claim.number, *claim.joined, *claim.other_numbers}
    for other in (*claim.beside, *(target.claim for target in claim.targets if target.claim is not None)):
        numbers |= _rests_on(other)
    return numbers | {target.number for target in claim.targets}


def _withheld(claim: Claim) -> Claim:
    """In the place of a claim about a body that was asked in private too: what came of that, whoever looks may not see."""
    return Claim(
        ClaimKind.NONE,
        claim.number,
        claim.story_id,
        claim.body_id,
        claim.body,
        claim.body_km,
        claim.body_kind,
    )


@dataclass(frozen=True)
class _Said:
    """One of several requests to a body, and what came of it. Questions are in the form in which they are compared."""

    request: RequestFacts
    claim: Claim
    persons: frozenset[Person]  # empty: the body itself
    asked: frozenset[str]
    answered: frozenset[str]  # or perhaps answered, where the record does not say what was
    opened: bool  # by a referral

    @classmethod
    def on(cls, request: RequestFacts, claim: Claim, opened: Collection[int]) -> _Said:
        """What was said on a request that permits this claim, if there were no other."""
        asked = _as_asked(request.questions)
        answered = asked if answered_unknown(request) else answered_questions(request)
        return cls(request, claim, frozenset(persons(claim)), asked, answered, request.number in opened)

    @property
    def number(self) -> int:
        return self.request.number

    def tried(self, publication: datetime) -> frozenset[Hashable]:
        """The attempts, each as what it was: one may have been logged on two requests."""
        return frozenset(one.made for one in self.request.attempts if one.happened_at <= publication)

    def speaks_for(self, other: _Said) -> bool:
        """Whether what was said here counts there: unless both were persons, and not the same."""
        return may_be_one(self.persons, other.persons)


def _of_one_body(every: Sequence[_Said], publication: datetime, known: datetime) -> dict[int, Claim]:
    """The claims of one body's requests for one story, each in the light of the others."""

    def others(said: _Said) -> list[_Said]:
        return [other for other in every if other is not said and other.speaks_for(said)]

    found = {said.number: _less_answered(said, others(said)) for said in every}
    for said in every:
        if found[said.number].kind in PUT_OFF:
            _settle(said, others(said), found)
    for said in every:
        if found[said.number].kind is ClaimKind.PARTLY_ANSWERED:
            _refuse_the_rest(said, others(said), found)
    for said in every:
        if found[said.number].kind in _WITHOUT_AN_ANSWER - PUT_OFF:
            _weaken(said, others(said), found)
    for group in _alike(every, found):
        _join(group, found, publication, known)
    for told in _said_alike(every, found):
        _tell_together(told, found)
    for said in every:
        _tell_once(said, others(said), found, publication)
    return {said.number: _beside(said, every, found) for said in every}


def _less_answered(said: _Said, others: Sequence[_Said]) -> Claim:
    """The claim without what was answered on other requests, or may have been."""
    claim = said.claim
    if claim.kind in {ClaimKind.NONE, ClaimKind.ANSWERED}:
        return claim
    if claim.kind is not ClaimKind.REFERRED and any(holds_unknown(other.request) for other in others):
        return _nothing(claim)
    missing = _without(claim.questions, frozenset().union(*(other.answered for other in others)))
    if claim.questions and not missing:
        return _nothing(claim)
    if missing == claim.questions or claim.kind not in _REFUSED:
        return replace(claim, questions=missing)
    by = tuple(other.number for other in others if other.answered & said.asked)
    return replace(claim, questions=missing, answered_some=True, other_numbers=by)


def _settle(said: _Said, others: Sequence[_Said], found: dict[int, Claim]) -> None:
    """A body that asked for time or promised an answer, and then refused it, is told by its refusal."""
    claim = found[said.number]
    for other in others:
        refusal = found[other.number]
        later = refusal.responded_at and claim.responded_at and refusal.responded_at >= claim.responded_at
        if refusal.kind not in _REFUSED or not later or not (other.asked & _as_asked(claim.questions)):
            continue
        claim = replace(claim, questions=_without(claim.questions, other.asked))
        found[said.number] = claim
        if not claim.questions:
            _share(refusal, (*refusal.about, said.number), found)
            return


def _refuse_the_rest(said: _Said, others: Sequence[_Said], found: dict[int, Claim]) -> None:
    """What a body left without an answer, and declined on another request, it declined."""
    claim = found[said.number]
    for other in others:
        refusal, asked = found[other.number], _as_asked(claim.questions)
        if refusal.kind is not ClaimKind.DECLINED or not asked or asked != _as_asked(refusal.questions):
            continue
        _share(replace(refusal, answered_some=True), (*refusal.about, said.number), found)
        return


def _weaken(said: _Said, others: Sequence[_Said], found: dict[int, Claim]) -> None:
    """What may be said of a request without an answer where the same body, or the same person, spoke on others."""
    claim = found[said.number]
    spoke = [other for other in others if responded(other.request)]
    answered = tuple(other.number for other in spoke if answered_something(other.request))
    refused = [other for other in spoke if found[other.number].kind in _REFUSED]
    put_off = [other for other in others if other.claim.kind in PUT_OFF and other.asked & said.asked]
    if answered:
        found[said.number] = replace(claim, kind=claim.beside_an_answer, other_numbers=answered)
    elif spoke and claim.beside_an_answer is not ClaimKind.PARTLY_ANSWERED:
        found[said.number] = _nothing(claim)  # they can be reached, and these questions never came to them
    elif refused and not _sent_back(said, refused):
        best = max(refused, key=lambda other: (len(other.asked & said.asked), -other.number))
        _absorb(said, found[best.number], found)
    elif spoke:
        found[said.number] = replace(claim, kind=ClaimKind.PARTLY_ANSWERED)
    elif put_off and claim.beside_an_answer is ClaimKind.PARTLY_ANSWERED:
        left = _without(claim.questions, frozenset().union(*(other.asked for other in put_off)))
        if left:
            found[said.number] = replace(claim, kind=ClaimKind.PARTLY_ANSWERED, questions=left)
        elif promise := next((it for o in put_off if (it := found[o.number]).kind in PUT_OFF), None):
            _share(promise, (*promise.about, said.number), found)
        else:
            found[said.number] = _nothing(
                claim
            )  # somebody answered meanwhile; this may have been what was meant
    elif claim.kind is ClaimKind.NOT_REACHED and any(other.claim.responded_at for other in others):
        found[said.number] = _nothing(claim)  # they have acknowledged another


def _sent_back(said: _Said, refused: Sequence[_Said]) -> bool:
    """Whether the body sent us elsewhere and was asked once more because it was named there."""
    return said.opened and any(other.asked & said.asked for other in refused)


def _absorb(said: _Said, claim: Claim, found: dict[int, Claim]) -> None:
    """Tell what a request left without an answer together with the refusal on another."""
    silent = found[said.number]
    left = _without(silent.questions, _as_asked((*claim.questions, *claim.left)))
    if left:
        claim = replace(
            claim,
            contacts=claim.contacts if said.persons == frozenset(persons(claim)) else (),
            too_soon=silent.too_soon or (bool(claim.left) and claim.too_soon),
            left=(*claim.left, *left),
        )
    _share(claim, (*claim.about, said.number), found)


def _alike(every: Sequence[_Said], found: Mapping[int, Claim]) -> list[list[_Said]]:
    """The requests of which the same can be said about the same questions and the same person."""
    groups: dict[Hashable, list[_Said]] = defaultdict(list)
    for said in every:
        claim = found[said.number]
        if claim.kind in {ClaimKind.NONE, ClaimKind.ANSWERED} or said.number != claim.about[0]:
            continue
        kind = None if claim.kind in _WITHOUT_AN_ANSWER else claim.kind
        # A referral does not share a sentence with one further down its own trail.
        told = (
            claim.refers and said.opened,
            claim.answered_some,
            claim.which_unknown,
            claim.refers,
            claim.other_numbers != (),
        )
        people = frozenset(normalise(f"{one.role} {one.name}") for one in said.persons)
        groups[kind, told, people, _as_asked(claim.questions), _as_asked(claim.left)].append(said)
    return [group for group in groups.values() if len(group) > 1]


def _said_alike(every: Sequence[_Said], found: Mapping[int, Claim]) -> list[list[Claim]]:
    """Of what the same person said instead of an answer, that which is the same of several questions: refusals for one and the
    same reason or none, promises of one day, referrals to the same bodies."""
    groups: dict[Hashable, list[Claim]] = defaultdict(list)
    for said in every:
        claim = found[said.number]
        # What is told with the referral that opened it, or with something to note of that one request, is told alone.
        noted = claim.which_unknown or claim.reopened_at or claim.declined_at or claim.other_numbers
        alone = said.opened or noted or (claim.refers and claim.kind is not ClaimKind.REFERRED)
        other = claim.kind in _UNREACHED | _ANSWERED | {ClaimKind.NONE}
        if other or alone or not claim.questions or said.number != claim.about[0]:
            continue
        refused = claim.kind in _REFUSED
        told = (
            claim.answered_some,
            claim.until,
            claim.until_passed,
            claim.replied_at,
            normalise(claim.reason),
        )
        when = (not refused and claim.too_soon, not refused and claim.deadline_told)
        people = frozenset(normalise(f"{one.role} {one.name}") for one in persons(claim))
        groups[claim.kind, people, told, when, frozenset(to.body for to in said.request.leads_to)].append(
            claim
        )
    return [group for group in groups.values() if len(group) > 1]


def _tell_together(group: Sequence[Claim], found: dict[int, Claim]) -> None:
    """Make one claim of those that say the same of several questions: what one leaves without an answer, and another is of, is
    told by the other."""
    asked: dict[str, QuestionFacts] = {}
    left: dict[str, QuestionFacts] = {}
    for claim in group:
        asked |= {question.same: question for question in claim.questions}
        left |= {question.same: question for question in claim.left}
    base = replace(
        group[0],
        questions=tuple(asked.values()),
        left=_without(left.values(), asked),
        too_soon=any(claim.too_soon for claim in group),
    )
    _share(base, [number for claim in group for number in claim.about], found)


def _join(group: Sequence[_Said], found: dict[int, Claim], publication: datetime, known: datetime) -> None:
    """Make one claim of those of which the same can be said: the one by which the body said most, or all attempts."""
    every = [found[said.number] for said in group]
    spoken = [claim for claim in every if claim.kind not in _UNREACHED]
    spoken.sort(key=lambda claim: claim.kind not in PUT_OFF)
    base = spoken[0] if spoken else _unanswered(group, found, publication, known)
    if spoken:
        base = replace(base, too_soon=any(claim.too_soon for claim in every))
    numbers = [number for claim in every for number in claim.about]
    others = sorted({number for claim in every for number in claim.other_numbers} - set(numbers))
    reopened = next((claim.reopened_at for claim in every if claim.reopened_at), None)
    _share(replace(base, other_numbers=tuple(others), reopened_at=reopened), numbers, found)


def _unanswered(
    group: Sequence[_Said], found: Mapping[int, Claim], publication: datetime, known: datetime
) -> Claim:
    """What several requests permit on which nothing came back: that which one with all their attempts would."""
    arrived = [said for said in group if found[said.number].kind is not ClaimKind.NOT_REACHED]
    every = [found[said.number] for said in group]
    if not arrived:
        return replace(
            every[0],
            channels=tuple(dict.fromkeys(channel for claim in every for channel in claim.channels)),
            attempts=min(
                sum(claim.attempts for claim in every),
                len(of_several(said.request.attempts for said in group)),
            ),
            first_at=min(claim.first_at for claim in every if claim.first_at),
            last_at=max(claim.last_at for claim in every if claim.last_at),
            too_soon=any(claim.too_soon for claim in every),
        )
    attempts = of_several(attempts_that_count(said.request.in_force, publication, known) for said in arrived)
    whole = replace(
        arrived[0].request,
        status=Status.WAITING,
        asked_at=min(event.happened_at for event in attempts),
        deadline_at=max(said.request.deadline_at for said in arrived),
        events=tuple(sorted(attempts, key=lambda event: event.happened_at)),
    )
    first = found[arrived[0].number]
    claim = claim_of(whole, publication=publication, known=known)
    return replace(claim, questions=first.questions, contacts=first.contacts)


def _tell_once(said: _Said, others: Sequence[_Said], found: dict[int, Claim], publication: datetime) -> None:
    """Tell attempts that were logged on another request as well with that one, where it is not claimed what was put."""
    claim, mine = found[said.number], said.tried(publication)
    if claim.kind not in _UNREACHED or claim.put or claim.joined:
        return
    for other in others:
        its, theirs = found[other.number], other.tried(publication)
        told_there = mine < theirs or (mine == theirs and (its.put or other.number < said.number))
        if its.kind in _WITHOUT_AN_ANSWER and told_there:
            _share(its, (*its.about, said.number), found)
            return
        if told_there and other.claim.kind in _WITHOUT_AN_ANSWER - SILENCE:
            # It was no silence there, and is none here once that needs no sentence.
            found[said.number] = _nothing(claim)
            return


def _beside(said: _Said, every: Sequence[_Said], found: Mapping[int, Claim]) -> Claim:
    """The claim with what others at the body said: that these were asked too hides nothing, and excuses nobody."""
    claim = found[said.number]
    if claim.kind in {ClaimKind.NONE, ClaimKind.ANSWERED}:
        return claim
    silent, asked = claim.kind in _WITHOUT_AN_ANSWER, _as_asked(claim.questions)
    told = []
    for other in every:
        its = found[other.number]
        if its.kind not in _REFUSED | _ANSWERED or other.speaks_for(said) or other.number != its.about[0]:
            continue
        if silent or other.asked & asked:
            answered = tuple(one for one in other.request.questions if one.same in other.answered)
            told.append(replace(its, questions=answered) if its.kind is ClaimKind.ANSWERED else its)
    return replace(claim, beside=tuple(told))


def _told_beside(claim: Claim, found: Mapping[int, Claim]) -> tuple[Claim, ...]:
    return tuple(
        its if its.kind is ClaimKind.ANSWERED else replace(found[its.number], beside=())
        for its in claim.beside
    )


def _share(claim: Claim, numbers: Collection[int], found: dict[int, Claim]) -> None:
    for number in numbers:
        rest = tuple(sorted(set(numbers) - {number}))
        found[number] = replace(claim, number=number, joined=rest)


def _nothing(claim: Claim) -> Claim:
    # Whoever it was referred to is told alone then.
    return replace(claim, kind=ClaimKind.NONE, refers=False)


def _without(questions: Iterable[QuestionFacts], gone: Collection[str]) -> tuple[QuestionFacts, ...]:
    return tuple(question for question in questions if question.same not in gone)


def _as_asked(questions: Iterable[QuestionFacts]) -> frozenset[str]:
    return frozenset(question.same for question in questions)


def _with_trail(
    claim: Claim,
    found: Mapping[int, Claim],
    by_number: Mapping[int, RequestFacts],
    trail: tuple[str, ...],
) -> Claim:
    """A referral with its targets, each with what came of it, to the end of the trail or back into it."""
    if not claim.refers:
        return claim
    trail = (*trail, claim.body)
    targets = []
    for linked in (linked for number in claim.about for linked in by_number[number].leads_to):
        request, back = by_number.get(linked.number), linked.body in trail
        reached = found.get(linked.number)
        targets.append(
            Target(
                number=linked.number,
                body=linked.body,
                body_km=request.body_km if request else None,
                body_kind=request.body_kind if request else None,
                claim=None if reached is None or back else _with_trail(reached, found, by_number, trail),
                asked=request is None or request.asked_at is not None,
                back=back,
            )
        )
    return replace(claim, targets=tuple(targets))
