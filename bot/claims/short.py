"""The words of a claim as newspapers print them: one short sentence for each kind, which never says more than the exact one.

It leaves out what print leaves out: counts, most days, the way it was asked where that is not the point. What a question
is about is said only where the reporter gave a topic, or put the question indirectly.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from markupsafe import Markup

from bot.claims.claim import Claim, Target
from bot.claims.contacts import persons, with_known_role
from bot.claims.wording import (
    LONGEST_QUESTION,
    called,
    directing,
    in_one,
    left_in_one,
    listed,
    rest,
    unanswered,
    unreached,
    which_is_unknown,
    with_left,
    with_reason,
    without_comment,
)
from bot.i18n.catalogue import Texts
from db.lifecycle import Channel, ClaimKind

MOST_TOPICS = 4


@dataclass(frozen=True)
class Printed:
    """What is to be said in print.

    Args:
        t: how to say it.
        group: claims of one kind of which the same can be said.
        at: the present instant (UTC).
        again: the body has just been named.
        as_which: the sentence goes on about a body that has just been named: "…, which did not respond".
    """

    t: Texts
    group: Sequence[Claim]
    at: datetime
    again: bool = False
    as_which: bool = False

    @property
    def claim(self) -> Claim:
        """The first of the claims, which stands for all of them where the same is said of them."""
        return self.group[0]

    @property
    def many(self) -> int:
        """How many attempts there were, of all bodies together."""
        return sum(claim.attempts for claim in self.group)

    def who(self) -> Markup:
        """Whom the sentence is about."""
        if self.as_which:
            return self.t.say("which")
        if len(self.group) == 1:
            return self._one(self.claim)
        shared = self.t.rules.together_in_print([claim.body for claim in self.group]) if self._alike else None
        if shared is not None:
            before, names, after = shared
            return Markup("{} {} {}").format(before, listed(self.t, names), after).strip()
        return listed(self.t, [self._one(claim) for claim in self.group])

    def neither(self) -> tuple[Markup, Markup] | None:
        """Two bodies that have to be named one by one."""
        if len(self.group) != 2 or self.as_which:
            return None
        if self._alike and self.t.rules.together_in_print([claim.body for claim in self.group]) is not None:
            return None
        return self._one(self.group[0]), self._one(self.group[1])

    def found(self) -> list[str]:
        """The topics that can be said. A question that was only put as one has none."""
        found = []
        for question in self.claim.questions:
            words = " ".join((question.topic or question.text).split()).rstrip(" ?？؟")
            topic = self.t.rules.asked_about(words, given=bool(question.topic))
            if topic and len(topic) <= LONGEST_QUESTION:
                found.append(self.t.rules.topic(topic, question.text))
        return found

    def topics(self, *, unanswered: bool = True) -> Markup | None:
        """What the questions were about, as far as that can be said; `unanswered`: it is said that they were not answered."""
        t, found = self.t, self.found()
        if not found:
            return None
        if len(found) > MOST_TOPICS:
            found = [*found[: MOST_TOPICS - 1], str(t.say("other matters"))]
        if unanswered and len(found) > 1 and t.rules.or_whether(found[-1]):
            *first, last = found
            return t.say("{names} or {last}", names=Markup(", ").join(first), last=last)
        return listed(t, found)

    def put(self) -> Markup | None:
        """What was put to them; None where nobody noted that the questions came up."""
        return self.topics() if self.claim.put else None

    def questions(self) -> Markup:
        """The questions that were asked."""
        topics = self.topics()
        if topics is None:
            return self.t.count("a question", "questions", max(len(self.claim.questions), 1))
        return self.t.count(
            "a question about {topics}", "questions about {topics}", len(self.found()), topics=topics
        )

    def request(self) -> Markup:
        """What was not responded to."""
        topics = self.put()
        if self.claim.kind is ClaimKind.NO_RESPONSE_REPEATED:
            if topics is None:
                return self.t.say("repeated requests for comment")
            return self.t.say("repeated requests for comment on {topics}", topics=topics)
        if {*self.claim.channels} == {Channel.EMAIL}:
            return self._emails()
        if topics is None:
            return self.t.count("a request for comment", "requests for comment", self.many)
        if self.many == len(self.group) and len(self.found()) > 1:
            return self.t.say("questions about {topics}", topics=topics)
        return self.t.count(
            "a request for comment on {topics}", "requests for comment on {topics}", self.many, topics=topics
        )

    def _emails(self) -> Markup:
        t, topics, several = self.t, self.topics(), len(self.claim.questions) > 1
        if self.claim.attempts > 1:
            if topics is None:
                return t.say("emails seeking comment")
            return t.say("emails seeking comment on {topics}", topics=topics)
        if topics is None and several:
            return t.say("emailed questions")
        if topics is None:
            return t.count("an emailed request for comment", "emailed requests for comment", self.many)
        return t.count(
            "an emailed question about {topics}",
            "emailed questions about {topics}",
            max(len(self.found()), self.many),
            topics=topics,
        )

    def on_day(self) -> Markup | None:
        """The day on which it was tried; None where that was not one day of all of them."""
        found = {
            self.day(at) for claim in self.group for at in (claim.first_at, claim.last_at) if at is not None
        }
        return self.t.say("on {day}", day=found.pop()) if len(found) == 1 else None

    def day(self, instant: datetime) -> str:
        """A day as print says it."""
        return self.t.printed_day(instant, self.claim.print_at or self.at, self.at)

    def until(self) -> Markup:
        """Until when they had time."""
        if all(claim.deadline_told for claim in self.group):
            return self.t.say("by the deadline given")
        return self.t.say("by the time of publication")

    @property
    def _alike(self) -> bool:
        return len({claim.body_kind for claim in self.group}) == 1

    def _one(self, claim: Claim) -> Markup:
        t, name, kind = self.t, self.t.name(claim.body, claim.body_km), claim.body_kind
        again = t.rules.again(name, kind) if self.again else None
        body = again or t.rules.printed(name, kind)
        asked = with_known_role(claim)
        if not asked:
            return Markup("{}").format(body)
        if (only := in_one(t, asked)) is not None and (said := t.rules.titled(*only, name, kind, again)):
            return Markup("{}").format(said)
        if len(asked) > 1 and all(one.role for one in asked):
            # "The justice minister and the ministry spokesman".
            more = t.rules.again(name, kind)
            said_each = [
                t.rules.titled(*one, name, kind, more if n else again) for n, one in enumerate(asked)
            ]
            if all(said_each) and more is not None:
                return listed(t, said_each)
        contacts = [called(t, one) for one in asked]
        if any(claim.body.casefold() in contact.casefold() for contact in contacts):
            return listed(t, contacts)
        return t.say("{contact} of {body}", contact=listed(t, contacts), body=body)


Short = Callable[[Printed], Markup]


def no_response(said: Printed) -> Markup:
    """Nothing came back to what was asked, once or repeatedly."""
    t, request = said.t, said.request()
    if (two := said.neither()) is not None:
        return t.say(
            "Neither {one} nor {other} responded to {request}.", one=two[0], other=two[1], request=request
        )
    return t.say("{who} did not respond to {request}.", who=said.who(), request=request)


def not_immediately(said: Printed) -> Markup:
    """Nothing came back yet."""
    t, request, day = said.t, said.request(), said.on_day()
    if day is not None and said.put() is None:
        request = t.say("{request} {day}", request=request, day=day)
    if (two := said.neither()) is not None:
        return t.say(
            "Neither {one} nor {other} immediately responded to {request}.",
            one=two[0],
            other=two[1],
            request=request,
        )
    return t.say("{who} did not immediately respond to {request}.", who=said.who(), request=request)


def calls_unanswered(said: Printed) -> Markup:
    """Nobody answered the calls."""
    t, topics, who = said.t, said.topics(unanswered=False), said.who()
    if topics is not None:
        return t.count(
            "A call to {who} seeking comment on {topics} went unanswered.",
            "Calls to {who} seeking comment on {topics} went unanswered.",
            said.many,
            who=who,
            topics=topics,
        )
    day = said.on_day()
    if day is None:
        return t.count(
            "A call to {who} went unanswered.", "Calls to {who} went unanswered.", said.many, who=who
        )
    return t.count(
        "A call to {who} {day} went unanswered.",
        "Calls to {who} {day} went unanswered.",
        said.many,
        who=who,
        day=day,
    )


def calls_not_returned(said: Printed) -> Markup:
    """A message was left, and nobody called back."""
    t, topics, left = said.t, said.topics(), sum(claim.messages_left for claim in said.group)
    if topics is None:
        return t.count(
            "{who} did not return a call seeking comment.",
            "{who} did not return calls seeking comment.",
            left,
            who=said.who(),
        )
    return t.count(
        "{who} did not return a call seeking comment on {topics}.",
        "{who} did not return calls seeking comment on {topics}.",
        left,
        who=said.who(),
        topics=topics,
    )


def no_comment(said: Printed) -> Markup:
    """What is true whatever became of the attempts."""
    return said.t.say("{sentence}.", sentence=without_comment(said.t, said.claim, said.who()))


def acknowledged_only(said: Printed) -> Markup:
    """It has the questions, and did not answer them."""
    t = said.t
    if said.claim.too_soon:
        return t.say(
            "{who} acknowledged receiving {questions} but did not immediately answer.",
            who=said.who(),
            questions=_acknowledged(said),
        )
    return t.say(
        "{who} acknowledged receiving {questions} but had not answered {until}.",
        who=said.who(),
        questions=_acknowledged(said),
        until=said.until(),
    )


def _acknowledged(said: Printed) -> Markup:
    t, topics = said.t, said.topics(unanswered=False)
    if topics is None:
        return t.count("a request for comment", "questions", max(len(said.claim.questions), 1))
    return t.count("a question about {topics}", "questions about {topics}", len(said.found()), topics=topics)


def _put_off(said: Printed) -> tuple[Markup, Markup | None]:
    """Who put off an answer, and to what; None where that cannot be said."""
    t, claim = said.t, said.claim
    if said.topics() is None:
        claim = replace(claim, which_unknown=claim.which_unknown or claim.answered_some)
    who, questions = rest(t, claim, said.who(), said.questions())
    return who, questions if said.topics() is not None or claim.which_unknown else None


def asked_time(said: Printed) -> Markup:
    """It asked for more time, and has not answered."""
    t, claim = said.t, said.claim
    who, questions = _put_off(said)
    if questions is None:
        asked = t.say("{who} asked for more time to respond", who=who)
    else:
        asked = t.say("{who} asked for more time to answer {questions}", who=who, questions=questions)
    if claim.until is not None and claim.until_passed:
        return t.say("{sentence} and had not answered by {day}.", sentence=asked, day=said.day(claim.until))
    if claim.until is not None or claim.too_soon:
        return t.say("{sentence}.", sentence=asked)
    return t.say("{sentence} and had not answered {until}.", sentence=asked, until=said.until())


def promised(said: Printed) -> Markup:
    """It said that it would answer, and has not."""
    t, claim = said.t, said.claim
    who, questions = _put_off(said)
    # A body is "it"; of persons nobody knows what to call them but "they", nor of the police.
    plural = len(said.group) > 1 or t.rules.plural(claim.body)
    its = not claim.contacts and (said.as_which or not plural)
    if questions is None:
        promise = (
            t.say("{who} said it would respond", who=who)
            if its
            else t.say("{who} promised to respond", who=who)
        )
    elif its:
        promise = t.say("{who} said it would answer {questions}", who=who, questions=questions)
    else:
        promise = t.say("{who} promised to answer {questions}", who=who, questions=questions)
    if claim.until is not None:
        day = said.day(claim.until)
        if claim.until_passed:
            return t.say("{sentence} by {day} but had not.", sentence=promise, day=day)
        return t.say("{sentence} by {day}.", sentence=promise, day=day)
    if claim.too_soon:
        return t.say("{sentence}.", sentence=promise)
    return t.say("{sentence} but had not done so {until}.", sentence=promise, until=said.until())


def asked_back(said: Printed) -> Markup:
    """It asked a question of its own."""
    t, claim = said.t, said.claim
    who, questions = _put_off(said)
    if questions is None:
        questions = t.count("a request for comment", "questions", max(len(claim.questions), 1))
    asked = t.say("{who} responded to {questions} with a question in return", who=who, questions=questions)
    if claim.replied_at is None:
        return t.say("{sentence}.", sentence=asked)
    if claim.too_soon:
        return t.say("{sentence} and did not immediately answer after receiving a reply.", sentence=asked)
    return t.say("{sentence} and did not answer after receiving a reply.", sentence=asked)


def partly_answered(said: Printed) -> Markup:
    """It answered some of it, or something else."""
    t, claim = said.t, said.claim
    if claim.other_numbers:
        # Who of them it was that answered the other request is not in this record.
        said = replace(said, group=[replace(claim, contacts=())])
        if claim.too_soon:
            return t.say(
                "{who} responded to another request for comment but did not immediately answer {questions}.",
                who=said.who(),
                questions=said.questions(),
            )
        return t.say(
            "{who} responded to another request for comment but did not answer {questions}.",
            who=said.who(),
            questions=said.questions(),
        )
    who = said.who()
    if which_is_unknown(claim):
        return t.say("{who} answered in part.", who=who)
    if not claim.answered_some:
        return unanswered(t, claim, who, said.questions())
    if claim.too_soon:
        return t.say(
            "{who} answered some questions but did not immediately answer {questions}.",
            who=who,
            questions=said.questions() if said.topics() is not None else t.say("others"),
        )
    topics = said.topics()
    if topics is None:
        return t.say("{who} answered some questions but did not answer others.", who=who)
    if claim.asked_again:
        return t.say(
            "{who} answered some questions but did not answer repeated questions about {topics}.",
            who=who,
            topics=topics,
        )
    if claim.called_again:
        return t.count(
            "{who} answered some questions but did not answer {questions}, and a later call went unanswered.",
            "{who} answered some questions but did not answer {questions}, and later calls went unanswered.",
            claim.called_again,
            who=who,
            questions=said.questions(),
        )
    return t.say(
        "{who} answered some questions but did not answer {questions}.", who=who, questions=said.questions()
    )


def declined(said: Printed) -> Markup:
    """It would not comment, and what else it left without an answer."""
    t, left = said.t, left_without(said).questions()
    if left_in_one(said.claim) and said.topics() is None:
        left = t.say("other questions")
    return t.say("{sentence}.", sentence=with_left(t, said.claim, refused(said), left))


def left_without(said: Printed) -> Printed:
    """The same of what the body left without an answer beside its refusal."""
    return replace(said, group=[replace(said.claim, questions=said.claim.left)])


def refused(said: Printed) -> Markup:
    """It would not comment; without the full stop."""
    claim = said.claim
    if claim.other_numbers:
        # Who of them it was that answered the other request is not in this record.
        said = replace(said, group=[replace(claim, contacts=())])
    t, topics, who = said.t, said.topics(), said.who()
    if which_is_unknown(claim) or (claim.answered_some and topics is None):
        text = t.say("{who} answered some questions but declined to comment on others", who=who)
    elif claim.answered_some:
        text = t.say(
            "{who} answered some questions but declined to comment on {topics}", who=who, topics=topics
        )
    elif topics is None:
        text = t.say("{who} declined to comment", who=who)
    else:
        text = t.say("{who} declined to comment on {topics}", who=who, topics=topics)
    return with_reason(t, text, claim)


def answered(said: Printed) -> Markup:
    """It answered: what it said is for the reporter to write."""
    # Who of them it was that answered is not in this record.
    said = replace(said, group=[replace(said.claim, contacts=())])
    if said.claim.responded_at is None:
        return said.t.say("{who} responded.", who=said.who())
    return said.t.say("{who} responded on {day}.", who=said.who(), day=said.day(said.claim.responded_at))


def not_reached(said: Printed) -> Markup:
    """Nothing that was tried arrived."""
    t, claim, day = said.t, said.claim, said.on_day()
    if claim.other_numbers:
        said = replace(said, group=[replace(claim, contacts=())])
    elif claim.too_soon and {*claim.channels} == {Channel.CALL}:
        return t.say("{who} could not immediately be reached by phone.", who=said.who())
    elif day is not None and not claim.too_soon:
        return t.say("{who} could not be reached for comment {day}.", who=said.who(), day=day)
    return t.say("{sentence}.", sentence=unreached(t, claim, said.who(), said.questions()))


def referred(said: Printed) -> Markup:
    """It sent us elsewhere, be it back as well; without the full stop, for what came of it follows."""
    t, claim, text = said.t, said.claim, _referred(said)
    back = [target for target in claim.targets if target.back]
    if back and len(back) < len(claim.targets):
        return t.say("{sentence} and back to {bodies}", sentence=text, bodies=_named(t, back))
    if back and claim.kind is ClaimKind.DECLINED and claim.reason:
        return t.say(
            "{sentence}, and directed questions back to {bodies}", sentence=text, bodies=_named(t, back)
        )
    if back and claim.kind is ClaimKind.DECLINED:
        return t.say(
            "{sentence}, directing questions back to {bodies}", sentence=text, bodies=_named(t, back)
        )
    return text


def _referred(said: Printed) -> Markup:
    t, claim = said.t, said.claim
    ahead = [target for target in claim.targets if not target.back]
    back = [target for target in claim.targets if target.back]
    if claim.kind is ClaimKind.DECLINED and ahead:
        return directing(t, refused(said), claim, _named(t, ahead))
    if claim.kind is ClaimKind.DECLINED:
        return refused(said)
    everything = claim.answered_some and not claim.questions
    if ahead and everything:
        return t.say(
            "{who} answered and referred further questions to {bodies}",
            who=said.who(),
            bodies=_named(t, ahead),
        )
    if everything and not back:
        return t.say("{who} answered and referred further questions elsewhere", who=said.who())
    if ahead and (claim.answered_some or claim.which_unknown):
        return t.say(
            "{who} answered some questions and referred others to {bodies}",
            who=said.who(),
            bodies=_named(t, ahead),
        )
    if ahead:
        return t.say("{who} referred questions to {bodies}", who=said.who(), bodies=_named(t, ahead))
    if back:
        return t.say("{who} referred questions back to {bodies}", who=said.who(), bodies=_named(t, back))
    return t.say("{who} referred questions elsewhere", who=said.who())


def _named(t: Texts, targets: Sequence[Target]) -> Markup:
    # One body may have been asked twice for one referral: it is named once.
    names = [t.rules.printed(t.name(target.body, target.body_km), target.body_kind) for target in targets]
    return listed(t, list(dict.fromkeys(names)))


# Their sentences do not begin with the body, in every language, and so cannot follow its name as "which did not respond".
_STAND_ALONE = frozenset({ClaimKind.CALLS_UNANSWERED, ClaimKind.NO_COMMENT, ClaimKind.NOT_REACHED})


def goes_on(claim: Claim) -> bool:
    """Whether the sentence of this claim may follow the name of its body, as "which did not respond"."""
    if claim.refers or claim.kind is ClaimKind.REFERRED:
        # "…, which referred questions back to the ministry": nothing comes of it any more.
        return bool(claim.targets) and all(target.back for target in claim.targets) and not persons(claim)
    return claim.kind not in _STAND_ALONE and not persons(claim)
