"""The exact words of a claim: one complete sentence for each kind, and its parts: who, which questions, how, when.

The sentences take the claims of one kind of which the same can be said, and the present instant (UTC), which decides
whether days show their year. `bot/claims/short.py` has those of print, `bot/claims/sentences.py` the table of both.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from markupsafe import Markup

from bot import kinds
from bot.claims.claim import PUT_OFF, Claim
from bot.claims.contacts import Person, persons
from bot.i18n.catalogue import Texts, shorten
from db.facts import QuestionFacts
from db.lifecycle import BodyKind, Channel, ClaimKind

MOST_QUESTIONS = 6
LONGEST_QUESTION = 120


def who(t: Texts, claims: Sequence[Claim]) -> Markup:
    """Whom the sentence is about: the persons or desks asked and their body, or several bodies joined."""
    if len(claims) > 1:
        return _bodies(t, claims)
    [claim] = claims
    name = body(t, claim.body, claim.body_km, claim.body_kind)
    asked = persons(claim)
    if not asked:
        return Markup("{}").format(name)
    if (only := in_one(t, asked)) is not None:
        said = t.rules.at_body(*only, t.name(claim.body, claim.body_km), claim.body_kind)
        if said:
            return Markup("{}").format(said)
    contacts = [called(t, one, claim.body) for one in asked]
    if any(claim.body.casefold() in contact.casefold() for contact in contacts):
        return listed(t, contacts)
    return t.say("{contact} of {body}", contact=listed(t, contacts), body=name)


def in_one(t: Texts, asked: Sequence[Person]) -> Person | None:
    """Those that were asked, where they are told with the body in one: a person or an office with a role, or several
    persons with the same; None where each is told by themselves."""
    if len(asked) > 1 and asked[0].role and all(one.name and one.role == asked[0].role for one in asked):
        return Person(listed(t, [one.name for one in asked]).unescape(), t.rules.all_of(asked[0].role))
    return asked[0] if len(asked) == 1 and (asked[0].role or "," in asked[0].name) else None


def called(t: Texts, one: Person, body: str = "") -> str:
    """One of several that were asked: "spokesman Touch Sokhak", "the press office"."""
    if not one.name:
        return t.rules.desk(one.role, body)
    return " ".join(filter(None, (t.rules.role(one.role), one.name)))


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
    # Of one whose words were removed only the topic can be told.
    told = [question for question in asked if question.topic or not question.mark][:MOST_QUESTIONS]
    if not told:
        return t.count("a question", "questions", len(asked))
    items = [_question(t, question) for question in told]
    if more := len(asked) - len(told):
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
    about = t.rules.asked_about(words, given=True) if question.topic else None
    if about is None:
        # A topic that is a question itself reads as one only in quotation marks; those inside it are then single ones.
        words = re.sub(r'"([^"]*)"', r"‘\1’", re.sub(r'^(?:“([^”]*)”|"([^"]*)")$', r"\1\2", words))
        return t.say(
            "“{question}”", question=t.rules.topic(re.sub("“([^”]*)”", r"‘\1’", words).rstrip(" ?？؟"))
        )
    return Markup("{}").format(t.rules.topic(about, question.text))


def _bodies(t: Texts, claims: Sequence[Claim]) -> Markup:
    if len({claim.body_kind for claim in claims}) == 1:
        shared = t.rules.together([claim.body for claim in claims])
        if shared is not None:
            before, names, after = shared
            return Markup("{} {} {}").format(before, listed(t, names), after).strip()
    return listed(t, [body(t, claim.body, claim.body_km, claim.body_kind) for claim in claims])


def no_response(t: Texts, group: Sequence[Claim], at: datetime) -> Markup:
    """Nothing came back to what was asked, once or repeatedly."""
    return t.say("{who} did not respond to {request}.", who=who(t, group), request=_request(t, group, at))


def not_immediately(t: Texts, group: Sequence[Claim], at: datetime) -> Markup:
    """Nothing came back yet."""
    asked = _request(t, group, at)
    return t.say("{who} did not immediately respond to {request}.", who=who(t, group), request=asked)


def _request(t: Texts, group: Sequence[Claim], at: datetime) -> Markup:
    """What was not responded to, how and when it was made; what was asked by it, where that is claimed."""
    claim, how = group[0], _how(t, group, at)
    asked = questions(t, claim.questions)
    if claim.kind is ClaimKind.NO_RESPONSE_EMAILS:
        return t.count(
            "an email with {questions}, sent {days}",
            "emails with {questions}, sent {days}",
            _tried(group),
            questions=asked,
            days=_days(t, group, at),
        )
    if claim.kind is ClaimKind.NO_RESPONSE_REPEATED and claim.put:
        return t.count(
            "repeated requests for comment with {questions}, made {how} ({n} attempt)",
            "repeated requests for comment with {questions}, made {how} ({n} attempts)",
            claim.attempts,
            questions=asked,
            how=how,
        )
    if claim.kind is ClaimKind.NO_RESPONSE_REPEATED:
        return t.count(
            "repeated requests for comment, made {how} ({n} attempt)",
            "repeated requests for comment, made {how} ({n} attempts)",
            claim.attempts,
            how=how,
        )
    if claim.put:
        return t.count(
            "a request for comment with {questions}, made {how}",
            "requests for comment with {questions}, made {how}",
            _tried(group),
            questions=asked,
            how=how,
        )
    return t.count(
        "a request for comment, made {how}", "requests for comment, made {how}", _tried(group), how=how
    )


def calls_unanswered(t: Texts, group: Sequence[Claim], at: datetime) -> Markup:
    """Calls that nobody answered."""
    return t.count(
        "A call to {who} {days} went unanswered.",
        "Calls to {who} went unanswered ({n} calls {days}).",
        _tried(group),
        who=who(t, group),
        days=_days(t, group, at),
    )


def calls_not_returned(t: Texts, group: Sequence[Claim], at: datetime) -> Markup:
    """Calls of which some were left as a message, and nobody called back."""
    return t.count(
        "{who} did not return a call made {days}.",
        "{who} did not return calls ({n} calls {days}).",
        _tried(group),
        who=who(t, group),
        days=_days(t, group, at),
    )


def no_comment(t: Texts, group: Sequence[Claim], at: datetime) -> Markup:
    """What is true whatever became of the attempts."""
    return _attempted(t, group, at, without_comment(t, group[0], who(t, group)))


def without_comment(t: Texts, claim: Claim, names: Markup) -> Markup:
    """That no comment was obtained; no full stop yet, which takes the place of the comma behind an apposition."""
    names = names.removesuffix(",")
    if claim.too_soon:
        return t.say("No comment could immediately be obtained from {who}", who=names)
    return t.say("No comment could be obtained from {who}", who=names)


def _attempted(t: Texts, group: Sequence[Claim], at: datetime, sentence: Markup) -> Markup:
    """A sentence, which has no full stop yet, with how and when it was tried."""
    return t.count(
        "{sentence}; an attempt was made {how}.",
        "{sentence}; attempts were made {how}.",
        _tried(group),
        sentence=sentence,
        how=_how(t, group, at),
    )


def acknowledged_only(t: Texts, group: Sequence[Claim], at: datetime) -> Markup:
    """It has the questions, and did not answer them."""
    names, asked = who(t, group), questions(t, group[0].questions)
    if group[0].too_soon:
        return t.say(
            "{who} acknowledged receiving {questions} but did not immediately answer.",
            who=names,
            questions=asked,
        )
    return t.say("{who} acknowledged receiving {questions} but did not answer.", who=names, questions=asked)


def asked_time(t: Texts, group: Sequence[Claim], at: datetime) -> Markup:
    """It asked for more time, and has not answered."""
    claim = group[0]
    names, asked = rest(t, claim, who(t, group), questions(t, claim.questions))
    if claim.until is not None and not claim.until_passed:
        return t.say(
            "{who} asked for more time, until {when}, to answer {questions}.",
            who=names,
            questions=asked,
            when=t.when(claim.until, at),
        )
    said = t.say("{who} asked for more time to answer {questions}", who=names, questions=asked)
    if claim.until is not None:
        return t.say("{sentence} and had not answered by {day}.", sentence=said, day=t.when(claim.until, at))
    if claim.too_soon:
        return t.say("{sentence}.", sentence=said)
    until = t.say("by the time of publication")
    return t.say("{sentence} and had not answered {until}.", sentence=said, until=until)


def promised(t: Texts, group: Sequence[Claim], at: datetime) -> Markup:
    """It said that it would answer, and has not."""
    claim = group[0]
    names, asked = rest(t, claim, who(t, group), questions(t, claim.questions))
    # A body is "it"; of persons nobody knows what to call them but "they", nor of the police.
    its = not claim.contacts and len(group) == 1 and not t.rules.plural(claim.body)
    if claim.until is not None and its:
        said = t.say("{who} said it would answer {questions}", who=names, questions=asked)
    else:
        said = t.say("{who} promised to answer {questions}", who=names, questions=asked)
    if claim.until is not None and claim.until_passed:
        return t.say("{sentence} by {day} but had not.", sentence=said, day=t.when(claim.until, at))
    if claim.until is not None:
        return t.say("{sentence} by {day}.", sentence=said, day=t.when(claim.until, at))
    if claim.too_soon:
        return t.say("{sentence}.", sentence=said)
    return t.say("{sentence} but had not by the time of publication.", sentence=said)


def asked_back(t: Texts, group: Sequence[Claim], at: datetime) -> Markup:
    """It asked a question of its own."""
    claim = group[0]
    names, asked = rest(t, claim, who(t, group), questions(t, claim.questions))
    if claim.replied_at is None:
        return t.say(
            "{who} responded to {questions} by asking a question in return.", who=names, questions=asked
        )
    day = t.day(claim.replied_at, at)
    if claim.too_soon:
        return t.say(
            "{who} responded to {questions} by asking a question in return and did not immediately answer after a reply on {day}.",
            who=names,
            questions=asked,
            day=day,
        )
    return t.say(
        "{who} responded to {questions} by asking a question in return and did not answer after a reply on {day}.",
        who=names,
        questions=asked,
        day=day,
    )


def declined(t: Texts, group: Sequence[Claim], at: datetime) -> Markup:
    """It would not comment, and what else it left without an answer."""
    claim = group[0]
    said = with_left(t, claim, refused(t, group), questions(t, claim.left))
    return t.say("{sentence}.", sentence=said)


def refused(t: Texts, group: Sequence[Claim]) -> Markup:
    """It would not comment, with its reason where the reporter marked one; no full stop yet."""
    claim = group[0]
    if claim.other_numbers:
        # Who of them it was that answered the other request is not in this record.
        group = [replace(claim, contacts=())]
    names, asked = who(t, group), questions(t, claim.questions)
    if which_is_unknown(claim):
        said = t.say("{who} answered in part, but declined to comment on other questions", who=names)
    elif claim.answered_some:
        said = t.say("{who} answered, but declined to comment on {questions}", who=names, questions=asked)
    else:
        said = t.say("{who} declined to comment on {questions}", who=names, questions=asked)
    return with_reason(t, said, claim)


def with_reason(t: Texts, said: Markup, claim: Claim) -> Markup:
    """A sentence that has no full stop yet, with the reason that was given for it, as theirs."""
    reason = shorten(claim.reason, LONGEST_QUESTION)
    if not reason or not t.rules.reads(reason) or (t.rules.is_of_a_person(reason) and not claim.contacts):
        return said
    if t.rules.is_clause(reason):
        return t.say("{sentence}, saying {reason}", sentence=said, reason=t.rules.clause(reason))
    return t.say("{sentence}, citing {reason}", sentence=said, reason=reason)


def directing(t: Texts, said: Markup, claim: Claim, bodies: Markup) -> Markup:
    """A refusal, which has no full stop yet, with where it sent us, behind its reason if it gave one."""
    if claim.reason:
        return t.say("{sentence}, and directed questions to {bodies}", sentence=said, bodies=bodies)
    return t.say("{sentence}, directing questions to {bodies}", sentence=said, bodies=bodies)


def left_in_one(claim: Claim) -> bool:
    """Whether what a body left without an answer is told in the sentence of its refusal: where nothing stands between."""
    return bool(claim.left) and not claim.reason and not claim.targets and claim.kind is ClaimKind.DECLINED


def with_left(t: Texts, claim: Claim, said: Markup, left: Markup) -> Markup:
    """The sentence of a refusal, which has no full stop yet, with what else was left without an answer, if it is told there."""
    if not left_in_one(claim):
        return said
    if claim.too_soon:
        return t.say("{sentence} and did not immediately answer {questions}", sentence=said, questions=left)
    return t.say("{sentence} and did not answer {questions}", sentence=said, questions=left)


def unanswered(t: Texts, claim: Claim, names: Markup, left: Markup) -> Markup:
    """That some questions have no answer, whatever the body said to others."""
    if claim.too_soon:
        return t.say("{who} did not immediately answer {questions}.", who=names, questions=left)
    return t.say("{who} did not answer {questions}.", who=names, questions=left)


def answered(t: Texts, group: Sequence[Claim], at: datetime) -> Markup:
    """It answered: the sentence is the reporter's."""
    # Who of them it was that answered is not in this record.
    claim = replace(group[0], contacts=())
    return t.say(
        "{who} responded on {day}; the sentence is yours to write, the reply is in #{number}.",
        who=who(t, [claim]),
        day=t.day(claim.responded_at or at, at),
        number=claim.number,
    )


def which_is_unknown(claim: Claim) -> bool:
    """Whether the body answered something, and the record does not say what."""
    if claim.kind is ClaimKind.PARTLY_ANSWERED:
        return claim.which_unknown and not claim.other_numbers
    return claim.which_unknown and claim.kind in {ClaimKind.DECLINED, ClaimKind.REFERRED} | PUT_OFF


def rest(t: Texts, claim: Claim, names: Markup, asked: Markup) -> tuple[Markup, Markup]:
    """Who put off an answer, and to what: the rest, where the body had answered in part before."""
    if not claim.answered_some and not claim.which_unknown:
        return names, asked
    return t.say("{who} answered in part and", who=names), t.say("the rest") if claim.which_unknown else asked


def partly_answered(t: Texts, group: Sequence[Claim], at: datetime) -> Markup:
    """It answered some of it, or something else."""
    claim = group[0]
    if claim.other_numbers:
        # Who of them it was that answered the other request is not in this record.
        group = [replace(claim, contacts=())]
    names, asked = who(t, group), questions(t, claim.questions)
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
    if claim.answered_some and claim.too_soon:
        return t.say(
            "{who} answered, but did not immediately answer {questions}.", who=names, questions=asked
        )
    if claim.answered_some:
        return t.say("{who} answered, but did not answer {questions}.", who=names, questions=asked)
    return unanswered(t, claim, names, asked)


def not_reached(t: Texts, group: Sequence[Claim], at: datetime) -> Markup:
    """Nothing that was tried arrived."""
    claim = group[0]
    if claim.other_numbers:
        # Who of them it was that answered the other request is not in this record.
        group = [replace(claim, contacts=())]
    return _attempted(t, group, at, unreached(t, claim, who(t, group), questions(t, claim.questions)))


def unreached(t: Texts, claim: Claim, names: Markup, asked: Markup) -> Markup:
    """That a body could not be reached, be it only with these questions; no full stop yet."""
    if claim.other_numbers:
        return t.say(
            "{who} responded to another request for comment but could not be reached with {questions}",
            who=names,
            questions=asked,
        )
    if claim.too_soon:
        return t.say("{who} could not immediately be reached for comment", who=names)
    return t.say("{who} could not be reached for comment", who=names)


def _tried(group: Sequence[Claim]) -> int:
    return sum(claim.attempts for claim in group)


def _how(t: Texts, group: Sequence[Claim], at: datetime) -> Markup:
    by, on = ways(t, group[0].channels), _days(t, group, at)
    return on if by is None else t.say("{channels} {days}", channels=by, days=on)


def _days(t: Texts, group: Sequence[Claim], at: datetime) -> Markup:
    first = min(claim.first_at for claim in group if claim.first_at is not None)
    last = max(claim.last_at for claim in group if claim.last_at is not None)
    return days(t, first, last, at)
