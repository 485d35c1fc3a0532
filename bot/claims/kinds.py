"""One complete sentence for each kind of claim, about one body or several joined."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import assert_never

from markupsafe import Markup

from bot.claims.claim import Claim
from bot.claims.parts import days, questions, ways, who
from bot.i18n.catalogue import Texts
from db.lifecycle import ClaimKind


def told(t: Texts, group: Sequence[Claim], at: datetime) -> Markup | None:
    """The sentence for one claim, or for bodies that share it; None where there is none to say. A referral is told by
    `sentences`, with its trail.

    Args:
        t: how to say it.
        group: claims of one kind of which the same can be said.
        at: the present instant (UTC), which decides whether days show their year.
    """
    claim = group[0]
    if claim.kind is ClaimKind.ANSWERED or claim.other_numbers:
        # Who of them it was that answered, or answered the other request, is not in this record.
        group = [replace(claim, contacts=())]
    names, asked, tried = who(t, group), questions(t, claim.questions), sum(one.attempts for one in group)
    match claim.kind:
        case ClaimKind.NO_RESPONSE_EMAILS:
            return t.count(
                "{who} did not respond to an email with {questions}, sent {days}.",
                "{who} did not respond to emails with {questions}, sent {days}.",
                tried,
                who=names,
                questions=asked,
                days=_days(t, group, at),
            )
        case ClaimKind.CALLS_UNANSWERED:
            return t.count(
                "A call to {who} {days} went unanswered.",
                "Calls to {who} went unanswered ({n} calls {days}).",
                tried,
                who=names,
                days=_days(t, group, at),
            )
        case ClaimKind.NO_RESPONSE_REPEATED:
            return t.count(
                "{who} did not respond to repeated requests for comment with {questions}, made {how} ({n} attempt).",
                "{who} did not respond to repeated requests for comment with {questions}, made {how} ({n} attempts).",
                claim.attempts,
                who=names,
                questions=asked,
                how=_how(t, group, at),
            )
        case ClaimKind.NO_RESPONSE:
            return t.count(
                "{who} did not respond to a request for comment with {questions}, made {how}.",
                "{who} did not respond to requests for comment with {questions}, made {how}.",
                tried,
                who=names,
                questions=asked,
                how=_how(t, group, at),
            )
        case ClaimKind.NOT_IMMEDIATELY:
            return t.count(
                "{who} did not immediately respond to a request for comment with {questions}, made {how}.",
                "{who} did not immediately respond to requests for comment with {questions}, made {how}.",
                tried,
                who=names,
                questions=asked,
                how=_how(t, group, at),
            )
        case ClaimKind.ACKNOWLEDGED_ONLY if claim.too_soon:
            return t.say(
                "{who} acknowledged receiving {questions} but did not immediately answer.",
                who=names,
                questions=asked,
            )
        case ClaimKind.ACKNOWLEDGED_ONLY:
            return t.say(
                "{who} acknowledged receiving {questions} but did not answer.", who=names, questions=asked
            )
        case ClaimKind.PARTLY_ANSWERED:
            return _partly(t, claim, names, asked)
        case ClaimKind.DECLINED if claim.answered_some:
            return t.say(
                "{who} answered, but declined to comment on {questions}.", who=names, questions=asked
            )
        case ClaimKind.DECLINED:
            return t.say("{who} declined to comment on {questions}.", who=names, questions=asked)
        case ClaimKind.ANSWERED:
            return t.say(
                "{who} responded on {day}; the sentence is yours to write, the reply is in #{number}.",
                who=names,
                day=t.day(claim.responded_at or at, at),
                number=claim.number,
            )
        case ClaimKind.NOT_REACHED:
            return _not_reached(t, group, names, at)
        case ClaimKind.REFERRED | ClaimKind.NONE:
            return None
        case _:
            assert_never(claim.kind)


def which_is_unknown(claim: Claim) -> bool:
    """Whether the body answered something, and the record does not say what."""
    return claim.kind is ClaimKind.PARTLY_ANSWERED and not claim.answered_some and not claim.other_numbers


def _partly(t: Texts, claim: Claim, names: Markup, asked: Markup) -> Markup:
    if which_is_unknown(claim):
        return t.say("{who} answered in part.", who=names)
    if claim.other_numbers and claim.too_soon:
        return t.say(
            "{who} responded to another request for comment but did not immediately answer {questions}.",
            who=names,
            questions=asked,
        )
    if claim.other_numbers:
        return t.say(
            "{who} responded to another request for comment but did not answer {questions}.",
            who=names,
            questions=asked,
        )
    if claim.too_soon:
        return t.say(
            "{who} answered, but did not immediately answer {questions}.", who=names, questions=asked
        )
    return t.say("{who} answered, but did not answer {questions}.", who=names, questions=asked)


def _not_reached(t: Texts, group: Sequence[Claim], names: Markup, at: datetime) -> Markup:
    tried, how = sum(one.attempts for one in group), _how(t, group, at)
    if group[0].too_soon:
        return t.count(
            "{who} could not immediately be reached for comment; an attempt was made {how}.",
            "{who} could not immediately be reached for comment; attempts were made {how}.",
            tried,
            who=names,
            how=how,
        )
    return t.count(
        "{who} could not be reached for comment; an attempt was made {how}.",
        "{who} could not be reached for comment; attempts were made {how}.",
        tried,
        who=names,
        how=how,
    )


def _how(t: Texts, group: Sequence[Claim], at: datetime) -> Markup:
    by, on = ways(t, group[0].channels), _days(t, group, at)
    return on if by is None else t.say("{channels} {days}", channels=by, days=on)


def _days(t: Texts, group: Sequence[Claim], at: datetime) -> Markup:
    first = min(claim.first_at for claim in group if claim.first_at is not None)
    last = max(claim.last_at for claim in group if claim.last_at is not None)
    return days(t, first, last, at)
