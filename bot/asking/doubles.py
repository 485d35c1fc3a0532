"""Whether a body was asked the same for the same story before: whoever is about to ask it again is told first (pure)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from bot.claims.contacts import may_be_one, named
from db.lifecycle import Status, is_open
from db.requests import Put
from db.text.names import as_asked, much_alike


@dataclass(frozen=True)
class Double:
    """A request that put some of the questions to a body before: `same` of those that are about to be put, in their
    words, and the positions of the `fresh` ones. `alike`: no question is the same, but one may be."""

    put: Put
    same: tuple[str, ...]
    fresh: tuple[int, ...]
    alike: bool = False


def before(
    puts: Sequence[Put], body_id: int, questions: Sequence[str], contact: str | None, member_id: int
) -> Double | None:
    """The request that a new one to this body would double: a colleague's before the member's own, an open one before one
    that is closed, the likest first. None where there is none.

    Not one to somebody else by name there, and not the member's own that waits to be asked: that is the one asked now.
    """
    found: list[Double] = []
    requests: dict[int, list[Put]] = {}
    for put in puts:
        mine_to_ask = put.asked_at is None and put.member_id == member_id
        if put.body_id == body_id and put.status is not Status.WITHDRAWN and not mine_to_ask:
            requests.setdefault(put.request_id, []).append(put)
    for rows in requests.values():
        if not may_be_one(named(rows[0].contact), named(contact)):
            continue
        double = with_request(rows, rows[0].request_id, questions)
        if double.same:
            found.append(double)
        elif alike := next(
            (row.text for row in rows for one in questions if much_alike(one, row.text)), None
        ):
            found.append(replace(double, same=(alike,), alike=True))
    return max(
        found,
        key=lambda double: (
            not double.alike,
            double.put.member_id != member_id,
            is_open(double.put.status),
            len(double.same),
            double.put.number,
        ),
        default=None,
    )


def with_request(puts: Sequence[Put], request_id: int, questions: Sequence[str]) -> Double:
    """What of these questions a request has already, and what not."""
    rows = [put for put in puts if put.request_id == request_id]
    known = {as_asked(row.text) for row in rows}
    fresh = tuple(at for at, question in enumerate(questions) if as_asked(question) not in known)
    return Double(rows[0], tuple(one for at, one in enumerate(questions) if at not in fresh), fresh)
