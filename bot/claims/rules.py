"""Which claims the record permits (pure).

| the record of a request, at publication | the claim |
| --- | --- |
| withdrawn, never asked, asked only after publication | none |
| answered in full, or each question in part after part | answered, with the day |
| declined (after answering some: about the rest) | declined |
| referred elsewhere | referred, with what came of it |
| answered in part | partly answered, with the questions left open |
| acknowledged, nothing more | acknowledged only |
| every attempt came back or went to the wrong place; visits found nobody | not reached, with what was tried |
| nothing came back; the deadline is ahead, or it was asked at most 24 hours before | not immediately |
| nothing came back; emails only | no response to an email, or to emails |
| nothing came back; calls and visits only, and what became of one is not known | no comment obtained |
| nothing came back; calls only, and nothing noted that somebody answered | calls unanswered |
| nothing came back; calls only, and a message was left | calls not returned |
| nothing came back; two or more attempts otherwise | no response to repeated requests |
| nothing came back; one attempt otherwise | no response to a request |

The first row that fits counts, from above. Besides:

- What was taken back never counts; events count in the order in which they happened.
- An attempt that reached nobody is none: an email that came back and one that did not are "an email".
- Where somebody was spoken to, it was a request for comment; which questions were put then is not claimed.
- A full answer, a refusal or a referral is not forgotten when the request is reopened: it is claimed, with the day of
  the reopening, and never turns into silence.
- A body that answered, declined or referred on one request of a story is not called silent on another of the same
  story: it did not answer those questions, or could not be reached with them. What it answered on one request is not
  missed on the other.
- Acknowledged only, partly answered and not reached are "not immediately" as well, while it is too soon.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from bot.claims.claim import SILENCE, Claim, Target
from bot.claims.record import answered_texts, claim_of, holds_unknown, responded
from db.facts import RequestFacts
from db.lifecycle import ClaimKind

_WITHOUT_AN_ANSWER = SILENCE | {ClaimKind.ACKNOWLEDGED_ONLY, ClaimKind.NOT_REACHED}


def claims(
    requests: Sequence[RequestFacts], *, at: datetime, publish_at: datetime | None
) -> tuple[Claim, ...]:
    """What the record permits to say, one claim for each request, by number.

    Args:
        requests: the record as it stands at `at`; all requests of a story together, so that a body that answered
            one of them is not called silent on another.
        at: the present instant (UTC).
        publish_at: when the story is published (UTC), None for at once. What was not done by then does not count;
            while it lies ahead, the claims are those for a publication at `at`.
    """
    publication = at if publish_at is None else min(at, publish_at)
    alone = [claim_of(request, publication=publication) for request in requests]
    by_number = {request.number: request for request in requests}
    spoken: dict[tuple[int | None, int], list[RequestFacts]] = {}
    for request in requests:
        if responded(request) or holds_unknown(request):
            spoken.setdefault((request.story_id, request.body_id), []).append(request)
    found = {claim.number: _beside(claim, spoken.get((claim.story_id, claim.body_id), [])) for claim in alone}
    return tuple(_with_trail(found[number], found, by_number, ()) for number in sorted(found))


def _beside(claim: Claim, spoken: Sequence[RequestFacts]) -> Claim:
    """The claim in the light of what the same body said, or may have said, for the same story on the requests `spoken`."""
    if claim.kind not in _WITHOUT_AN_ANSWER and claim.kind is not ClaimKind.PARTLY_ANSWERED:
        return claim
    others = [request for request in spoken if request.number != claim.number]
    if not others:
        return claim
    if any(map(holds_unknown, others)):
        return replace(claim, kind=ClaimKind.NONE)
    answered = {_plain(text) for other in others for text in answered_texts(other)}
    missing = tuple(question for question in claim.questions if _plain(question.text) not in answered)
    if claim.questions and not missing:
        return replace(claim, kind=ClaimKind.NONE)
    if claim.kind is ClaimKind.PARTLY_ANSWERED:
        return replace(claim, questions=missing)
    return replace(
        claim,
        kind=claim.beside_an_answer,
        questions=missing,
        other_numbers=tuple(sorted(other.number for other in others)),
    )


def _with_trail(
    claim: Claim,
    found: Mapping[int, Claim],
    by_number: Mapping[int, RequestFacts],
    trail: tuple[str, ...],
) -> Claim:
    """A referral with its targets, each with what came of it, to the end of the trail or back into it."""
    if claim.kind is not ClaimKind.REFERRED:
        return claim
    trail = (*trail, claim.body)
    targets = []
    for linked in by_number[claim.number].leads_to:
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


def _plain(text: str) -> str:
    return " ".join(text.casefold().split()).rstrip(" ?？؟")
