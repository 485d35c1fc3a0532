"""The words of a claim: one complete sentence for each kind, and its parts: who, which questions, how, when."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import assert_never

from markupsafe import Markup

from bot import kinds
from bot.claims.claim import Claim
from bot.i18n.catalogue import Texts, shorten
from db.facts import QuestionFacts
from db.lifecycle import BodyKind, Channel, ClaimKind

MOST_QUESTIONS = 6
LONGEST_QUESTION = 120

_ADDRESS = re.compile(r"[\w.+-]+@[\w.-]+|@\w+|\+?\d[\d\s()./-]{4,}\d")


def who(t: Texts, claims: Sequence[Claim]) -> Markup:
    """Whom the sentence is about: the persons or desks asked and their body, or several bodies joined."""
    if len(claims) > 1:
        return _bodies(t, claims)
    [claim] = claims
    name = body(t, claim.body, claim.body_km, claim.body_kind)
    contacts = [name for name in map(without_address, claim.contacts) if name]
    if not contacts:
        return Markup("{}").format(name)
    contacts = [t.rules.desk(contact) for contact in contacts]
    if any(claim.body.casefold() in contact.casefold() for contact in contacts):
        return listed(t, contacts)
    return t.say("{contact} of {body}", contact=listed(t, contacts), body=name)


def body(t: Texts, name: str, name_km: str | None, kind: BodyKind | None) -> str:
    """A body's name in the middle of a sentence."""
    return t.rules.body(t.name(name, name_km), kind)


def listed(t: Texts, items: Sequence[object]) -> Markup:
    """A list as people say it: "X, Y and Z"."""
    *first, last = [Markup("{}").format(item) for item in items]
    if not first:
        return last
    return t.say("{names} and {last}", names=Markup(", ").join(first), last=last)


def questions(t: Texts, asked: Sequence[QuestionFacts]) -> Markup:
    """The questions by their topics; by their own words, shortened, where the reporter gave none."""
    if not asked:
        return t.say("questions")
    items = [_question(t, question) for question in asked[:MOST_QUESTIONS]]
    if len(asked) > MOST_QUESTIONS:
        more = len(asked) - MOST_QUESTIONS
        items.append(t.count("{n} other", "{n} others", more))
    if any(question.topic for question in asked):
        return t.count(
            "a question about {topics}", "questions about {topics}", len(asked), topics=listed(t, items)
        )
    return t.count(
        "the question {questions}", "the questions {questions}", len(asked), questions=listed(t, items)
    )


def days(t: Texts, first: datetime, last: datetime, at: datetime) -> Markup:
    """On which day, or between which."""
    one, other = t.day(first, at), t.day(last, at)
    if one == other:
        return t.say("on {day}", day=one)
    return t.say("between {first} and {last}", first=one, last=other)


def ways(t: Texts, channels: Sequence[Channel | None]) -> Markup | None:
    """By which channels; None where one of them was not noted, because a list would then look complete."""
    known = [channel for channel in channels if channel is not None]
    if not known or len(known) < len(channels):
        return None
    return listed(t, [kinds.CHANNELS[channel].way(t) for channel in known])


def _question(t: Texts, question: QuestionFacts) -> Markup:
    words = " ".join((question.topic or question.text).split())
    words = shorten(words.rstrip(" ?？؟"), LONGEST_QUESTION)
    words = t.rules.topic(words)
    return Markup("{}").format(words) if question.topic else t.say("“{question}”", question=words)


def _bodies(t: Texts, claims: Sequence[Claim]) -> Markup:
    if len({claim.body_kind for claim in claims}) == 1:
        shared = t.rules.together([claim.body for claim in claims])
        if shared is not None:
            before, names, after = shared
            return Markup("{} {} {}").format(before, listed(t, names), after).strip()
    return listed(t, [body(t, claim.body, claim.body_km, claim.body_kind) for claim in claims])


def without_address(contact: str) -> str:
    """Who was asked: an email address, a number or a handle is only how they were reached."""
    return " ".join(_ADDRESS.sub(" ", contact).split()).strip(" ,;:/()-")


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
