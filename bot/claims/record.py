"""Which attempts may have reached somebody (pure)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from bot.claims.claim import Claim, ClaimKind
from db.facts import EventFacts, RequestFacts
from db.lifecycle import ANSWERS, ATTEMPTS, Channel, EventKind, Status

_SPOKEN = frozenset({Channel.CALL, Channel.VISIT})


def attempts_that_reached(events: Sequence[EventFacts], until: datetime) -> list[EventFacts]:
    """The attempts up to an instant (UTC) that may have reached somebody: each bounce takes away the latest one that
    can have bounced. `events` are those that count, in the order in which they happened."""
    found: list[EventFacts] = []
    for event in events:
        if event.kind in ATTEMPTS and event.happened_at <= until:
            found.append(event)
        elif event.kind is EventKind.BOUNCED and found:
            same = [past for past in found if event.channel is not None and past.channel is event.channel]
            sent = [past for past in found if past.channel not in _SPOKEN]
            found.remove((same or sent or found)[-1])
    return found


A_DAY = timedelta(days=1)  # asked less long ago than this, a body can only fail to respond immediately

_CLOSED_BY = {
    Status.ANSWERED: (ClaimKind.ANSWERED, EventKind.REPLIED_FULL),
    Status.DECLINED: (ClaimKind.DECLINED, EventKind.DECLINED),
    Status.REFERRED: (ClaimKind.REFERRED, EventKind.REFERRED),
}
# Words that say no more than that nobody answered the call. Anything else may mean that somebody did.
_NOBODY_ANSWERED = re.compile(
    r"(?:still |again[,:]? )?(?:no(?:body|[ -]?one)? (?:answer|answered|answers|reply|response|pick[ -]?up|picked up)"
    r"|unanswered|not answered|did(?:n[’']t| not) (?:answer|pick up)|rang out|just rang|(?:line )?(?:was )?busy|engaged"
    r"|(?:phone |line )?(?:was )?switched off|unreachable|not reachable|(?:went to )?voice ?mail|n/?a|គ្មានអ្នកលើក(?:ទូរសព្ទ)?"
    r"|មិនលើក(?:ទូរសព្ទ)?|បិទទូរសព្ទ)(?: again)?[\s.!។]*",
    re.IGNORECASE,
)


def claim_of(request: RequestFacts, *, publication: datetime) -> Claim:
    """What the record of one request permits to say, whatever other requests show.

    Args:
        request: the record.
        publication: the instant (UTC) for which it is said; attempts after it do not count.
    """
    none = Claim(
        kind=ClaimKind.NONE,
        number=request.number,
        story_id=request.story_id,
        body_id=request.body_id,
        body=request.body,
        body_km=request.body_km,
        body_kind=request.body_kind,
    )
    asked_at = request.asked_at
    if request.status is Status.WITHDRAWN or asked_at is None or asked_at > publication:
        return none
    tried = [event for event in request.attempts if event.happened_at <= publication]
    if not tried:
        return none
    base = replace(
        none,
        contacts=_contacts(tried, request.contact),
        questions=request.open_questions,
        too_soon=publication < request.deadline_at or publication - asked_at <= A_DAY,
        answered_some=any(question.answered for question in request.questions),
    )
    return _response(request, _with_attempts(base, tried)) or _no_response(request, base, tried, publication)


def responded(request: RequestFacts) -> bool:
    """Whether the body gave any word on the substance, be it a refusal, that was not taken back."""
    return any(event.kind in ANSWERS for event in request.standing)


def answered_texts(request: RequestFacts) -> list[str]:
    """The questions that got an answer, counting those of a full answer whose request was reopened."""
    in_full = any(event.kind is EventKind.REPLIED_FULL for event in request.standing)
    return [question.text for question in request.questions if in_full or question.answered]


def _response(request: RequestFacts, base: Claim) -> Claim | None:
    """What the body's own words permit; None where it gave none."""
    events = request.standing
    if request.status in _CLOSED_BY:
        kind, event_kind = _CLOSED_BY[request.status]
        opened_again = [event for event in events if event.kind is EventKind.REOPENED]
        since = events.index(opened_again[-1]) if opened_again else 0
        closing = next(event for event in events[since:] if event.kind is event_kind)
        questions = () if kind is ClaimKind.ANSWERED else base.questions
        return replace(base, kind=kind, questions=questions, responded_at=closing.happened_at)
    words = [event for event in events if event.kind in ANSWERS]
    # A full answer stays one when the request is reopened: whether it was enough is for the reporter to say.
    word = next((event for event in reversed(words) if event.kind is EventKind.REPLIED_FULL), None)
    word = word or (words[-1] if words else None)
    if word is not None:
        return _earlier_word(word, events, base)
    acknowledged = [event for event in events if event.kind is EventKind.ACKNOWLEDGED]
    if acknowledged:
        first = acknowledged[0].happened_at
        return replace(base, kind=ClaimKind.ACKNOWLEDGED_ONLY, responded_at=first)
    return None


def _earlier_word(word: EventFacts, events: Sequence[EventFacts], base: Claim) -> Claim:
    """An answer in part, or a word that closed the request before it was reopened."""
    kind = {
        EventKind.REPLIED_FULL: ClaimKind.ANSWERED,
        EventKind.DECLINED: ClaimKind.DECLINED,
        EventKind.REFERRED: ClaimKind.REFERRED,
    }.get(word.kind, ClaimKind.PARTLY_ANSWERED)
    if kind is ClaimKind.PARTLY_ANSWERED:
        # Every question answered one by one is an answer, even while nobody has closed the request.
        kind = ClaimKind.PARTLY_ANSWERED if base.questions else ClaimKind.ANSWERED
        return replace(base, kind=kind, responded_at=word.happened_at)
    after = events[events.index(word) :]
    reopened = next((event.happened_at for event in after if event.kind is EventKind.REOPENED), None)
    questions = () if kind is ClaimKind.ANSWERED else base.questions
    return replace(base, kind=kind, questions=questions, responded_at=word.happened_at, reopened_at=reopened)


def _no_response(request: RequestFacts, base: Claim, tried: list[EventFacts], publication: datetime) -> Claim:
    reached = attempts_that_reached(request.standing, publication)
    if request.status is Status.UNDELIVERABLE or not reached:
        return replace(_with_attempts(base, tried), kind=ClaimKind.NOT_REACHED)
    channels = {event.channel for event in reached}
    if base.too_soon:
        kind = ClaimKind.NOT_IMMEDIATELY
    elif channels == {Channel.EMAIL}:
        kind = ClaimKind.NO_RESPONSE_EMAILS
    elif channels == {Channel.CALL} and all(map(_went_unanswered, reached)):
        kind = ClaimKind.CALLS_UNANSWERED
    elif len(reached) > 1:
        kind = ClaimKind.NO_RESPONSE_REPEATED
    else:
        kind = ClaimKind.NO_RESPONSE
    contacts = _contacts(reached, request.contact)
    return replace(_with_attempts(base, reached), kind=kind, contacts=contacts)


def _with_attempts(base: Claim, attempts: Sequence[EventFacts]) -> Claim:
    return replace(
        base,
        channels=tuple(dict.fromkeys(event.channel for event in attempts)),
        attempts=len(attempts),
        first_at=attempts[0].happened_at,
        last_at=attempts[-1].happened_at,
    )


def _went_unanswered(call: EventFacts) -> bool:
    if call.details.get("result") == "no_answer" or not call.text.strip():
        return True
    return _NOBODY_ANSWERED.fullmatch(call.text.strip()) is not None


def _contacts(attempts: Sequence[EventFacts], asked: str | None) -> tuple[str, ...]:
    """Whom the attempts were addressed to; one that names nobody went to whoever was asked first."""
    named = (event.contact or asked for event in attempts)
    return tuple(dict.fromkeys(" ".join(name.split()) for name in named if name and name.strip()))
