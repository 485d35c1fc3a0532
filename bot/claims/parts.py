"""The parts of a sentence about a claim: who, which questions, how, when."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime

from markupsafe import Markup

from bot import kinds
from bot.claims.claim import Claim
from bot.i18n.catalogue import Texts, shorten
from db.facts import QuestionFacts
from db.lifecycle import BodyKind, Channel

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
