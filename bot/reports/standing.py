"""How many of the bodies that were asked have not answered by their deadline (pure)."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from bot.claims.claim import Claim
from bot.claims.printable import Printable
from db.facts import RequestFacts
from db.lifecycle import ClaimKind
from db.publication import as_published

# The claims of a body that owes an answer; whoever declined or referred elsewhere has given theirs.
OWING = frozenset(ClaimKind) - {ClaimKind.ANSWERED, ClaimKind.DECLINED, ClaimKind.REFERRED, ClaimKind.NONE}


@dataclass(frozen=True)
class Standing:
    """Bodies, each counted once.

    Args:
        asked: how many were asked.
        late: how many of them owe an answer whose deadline has passed.
        in_part: how many of those have answered something.
        not_reached: how many of those nothing has reached, as far as the record shows.
        not_due: of each other body that owes an answer the request whose deadline comes first.
        then: how many were late when their story came out; None where none is out.
    """

    asked: int
    late: int
    in_part: int
    not_reached: int
    not_due: tuple[RequestFacts, ...]
    then: int | None = None


def standing(printable: Printable, about: Collection[int]) -> Standing:
    """Where the bodies stand by what may be claimed of them, so that one that told a colleague counts as one that answered.

    Args:
        about: the numbers of the requests to speak of.
    """
    requests, now = printable.requests, printable.now
    claimed = {claim.number: claim for claim in printable.since}
    bodies: dict[int, list[RequestFacts]] = {}
    for request in requests:
        # One of which nothing can be printed yet is asked for an answer all the same.
        waits = request.is_open and request.asked_at is not None
        if request.number in about and (waits or claimed[request.number].kind is not ClaimKind.NONE):
            bodies.setdefault(request.body_id, []).append(request)
    late = {body for body, asked in bodies.items() if any(_is_late(one, claimed, now) for one in asked)}
    owed = [
        request
        for body, asked in bodies.items()
        if body not in late
        for request in asked
        if request.is_open and claimed[request.number].kind in OWING
    ]
    first = {
        request.body_id: request for request in sorted(owed, key=lambda one: one.deadline_at, reverse=True)
    }
    owing = [[claimed[request.number] for request in bodies[body]] for body in late]
    return Standing(
        asked=len(bodies),
        late=len(late),
        in_part=sum(any(map(_answered_some, claims)) for claims in owing),
        not_reached=sum(all(claim.kind is ClaimKind.NOT_REACHED for claim in claims) for claims in owing),
        not_due=tuple(sorted(first.values(), key=lambda request: (request.deadline_at, request.number))),
        then=_then(printable, about),
    )


def _is_late(request: RequestFacts, claimed: Mapping[int, Claim], now: datetime) -> bool:
    return request.overdue(now) and last_told(request) <= now and claimed[request.number].kind in OWING


def last_told(request: RequestFacts) -> datetime:
    """Until when the body has time, as far as it knows: one that was told a later deadline is not late by ours."""
    return max(request.deadline_at, request.told_until or request.deadline_at)


def _answered_some(claim: Claim) -> bool:
    return claim.answered_some or claim.kind in {ClaimKind.PARTLY_ANSWERED, ClaimKind.ANSWERED}


def _then(printable: Printable, about: Collection[int]) -> int | None:
    out = [
        as_published(one)
        for one in printable.requests
        if one.published_at is not None and one.number in about
    ]
    if not out:
        return None
    printed = {claim.number: claim for claim in printable.printed}
    return len({one.body_id for one in out if _is_late(one, printed, one.published_at or printable.now)})
