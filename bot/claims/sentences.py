"""The sentences that claims permit: complete, translatable, each with the requests it rests on."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import lru_cache, partial

from markupsafe import Markup

from bot.claims import short, wording
from bot.claims.claim import SILENCE, Claim, Target
from bot.claims.contacts import persons
from bot.claims.short import Printed, Short
from bot.claims.wording import body, listed, which_is_unknown, who
from bot.i18n.catalogue import Texts
from db.lifecycle import ClaimKind

MOST_JOINED = 8

# What a body said itself is told of it alone.
_NEVER_JOINED = frozenset(
    {
        ClaimKind.ANSWERED,
        ClaimKind.ASKED_TIME,
        ClaimKind.PROMISED,
        ClaimKind.ASKED_BACK,
    }
)
_SPACE = Markup(" ")
_NOTHING = Markup("")


@dataclass(frozen=True)
class Words:
    """How a kind of claim is said: exactly, and as print has it. A referral's are told with its trail."""

    exact: Callable[[Texts, Sequence[Claim], datetime], Markup]
    short: Short


# Each kind of claim with both its sentences; None where there is none to say, or where it is a referral.
WORDS: dict[ClaimKind, Words | None] = {
    ClaimKind.NO_RESPONSE_EMAILS: Words(wording.no_response, short.no_response),
    ClaimKind.CALLS_UNANSWERED: Words(wording.calls_unanswered, short.calls_unanswered),
    ClaimKind.CALLS_NOT_RETURNED: Words(wording.calls_not_returned, short.calls_not_returned),
    ClaimKind.NO_COMMENT: Words(wording.no_comment, short.no_comment),
    ClaimKind.NO_RESPONSE_REPEATED: Words(wording.no_response, short.no_response),
    ClaimKind.NO_RESPONSE: Words(wording.no_response, short.no_response),
    ClaimKind.NOT_IMMEDIATELY: Words(wording.not_immediately, short.not_immediately),
    ClaimKind.ACKNOWLEDGED_ONLY: Words(wording.acknowledged_only, short.acknowledged_only),
    ClaimKind.ASKED_TIME: Words(wording.asked_time, short.asked_time),
    ClaimKind.PROMISED: Words(wording.promised, short.promised),
    ClaimKind.ASKED_BACK: Words(wording.asked_back, short.asked_back),
    ClaimKind.PARTLY_ANSWERED: Words(wording.partly_answered, short.partly_answered),
    ClaimKind.DECLINED: Words(wording.declined, short.declined),
    ClaimKind.NOT_REACHED: Words(wording.not_reached, short.not_reached),
    ClaimKind.ANSWERED: Words(wording.answered, short.answered),
    ClaimKind.REFERRED: None,
    ClaimKind.NONE: None,
}


@dataclass(frozen=True)
class Sentence:
    """What may be published, the requests it rests on, and what the desk should know before it is.

    `text` is the exact sentence, `short` the one of print; "" where there is no other than the exact one.
    """

    text: Markup
    numbers: tuple[int, ...]
    notes: tuple[Markup, ...] = ()
    names_its_request: bool = False
    short: Markup = _NOTHING

    def both(self) -> Markup:
        """The sentence of print, and below it the exact one with its requests and notes."""
        if not self.short:
            return self.shown()
        return Markup("<b>{}</b>\n{}").format(self.short, self.shown())

    def in_brief(self) -> Markup:
        """The sentence of print with its requests, and the notes."""
        return replace(self, text=self.short, names_its_request=False).shown() if self.short else self.shown()

    def shown(self) -> Markup:
        """The sentence with its requests, "… (#1, #3)", and the notes to the desk below it."""
        lines = [self.text]
        if not self.names_its_request:
            lines = [Markup("{} ({})").format(self.text, ", ".join(f"#{number}" for number in self.numbers))]
        return Markup("\n").join([*lines, *(Markup("<i>{}</i>").format(note) for note in self.notes)])


def sentences(t: Texts, claims: Sequence[Claim], at: datetime, *, in_a_row: bool = True) -> list[Sentence]:
    """The sentences for these claims, by their first request; bodies of which the same can be said are joined.

    What came of a referral is told with it, and not once more alone: the referral's sentence carries both numbers. So is
    what somebody else at the body said, and what is said of several requests at once.

    Args:
        claims: as `wording.claims` gives them.
        at: the present instant (UTC); days of another year show it.
        in_a_row: whether they are read one after the other, so that a body can be called "the ministry" the second time.
    """
    t = t.at_home
    within = {claim.number: _told_with(claim) for claim in claims}
    elsewhere = set[int]().union(*within.values())
    told, own = set[int](), list[Claim]()
    # What nothing else tells comes first: referrals that go in a circle each tell the other.
    for claim in sorted(claims, key=lambda claim: (claim.number in elsewhere, claim.number)):
        if told.isdisjoint(claim.about):
            own.append(claim)
            told |= {*claim.about, *within[claim.number]}
    own.sort(key=lambda claim: claim.number)
    day = t.beginning_of_day(at)
    groups = _joined(t, own, day)
    said = [
        _said(t, tuple(group), day, in_a_row and _is_named_again(before, group))
        for before, group in zip([[], *groups], groups, strict=False)
    ]
    return _each_once(zip(groups, said, strict=True))


def _each_once(said: Iterable[tuple[Sequence[Claim], Sentence | None]]) -> list[Sentence]:
    """The sentences, the same one about a story once, with the requests and notes of all that give it."""
    found: dict[Hashable, Sentence] = {}
    for group, sentence in said:
        if sentence is None:
            continue
        story = group[0].story_id
        same = (story, sentence.text, sentence.short) if story is not None else (group[0].number,)
        if (other := found.get(same)) is not None:
            numbers = tuple(sorted({*other.numbers, *sentence.numbers}))
            notes = tuple(dict.fromkeys((*other.notes, *sentence.notes)))
            sentence = replace(other, numbers=numbers, notes=notes)
        found[same] = sentence
    return list(found.values())


@lru_cache(maxsize=512)
def _said(t: Texts, group: tuple[Claim, ...], day: datetime, again: bool) -> Sentence | None:
    # The same is asked for again and again until something is recorded; of the present instant only the day is told.
    return t.wholly(partial(_sentence, group=group, at=day, again=again))


def _is_named_again(before: Sequence[Claim], group: Sequence[Claim]) -> bool:
    """Whether the sentence before this one is about the same body of the same story, and no other."""
    bodies = {(claim.story_id, claim.body_id) for claim in (*before, *group)}
    return len(before) == 1 and len(bodies) == 1 and not before[0].targets


def _told_with(claim: Claim) -> set[int]:
    """The requests whose own sentence is told with this claim: those of its referral, to the end of the trail, and what
    others at the body said, but for an answer, which is told with its own request."""
    found: set[int] = set()
    within = [target.claim for target in claim.targets if _is_told(target)]
    within += [other for other in claim.beside if other.kind is not ClaimKind.ANSWERED]
    for one in within:
        if one is not None:
            found |= set(one.about) | _told_with(one)
    return found


def _is_told(target: Target) -> bool:
    return not target.back and target.claim is not None and target.claim.kind is not ClaimKind.NONE


def _joined(t: Texts, claims: Sequence[Claim], at: datetime) -> list[list[Claim]]:
    groups: list[dict[int, Claim]] = []  # each by body
    with_room: dict[Hashable, list[dict[int, Claim]]] = {}
    for claim in claims:
        if claim.kind is ClaimKind.NONE:
            continue
        key = _sameness(t, claim, at)
        alike = [] if key is None else with_room.setdefault(key, [])
        group = next((group for group in alike if claim.body_id not in group), None)
        if group is None:
            group = {}
            groups.append(group)
            alike.append(group)
        group[claim.body_id] = claim
        if len(group) == MOST_JOINED:
            alike.remove(group)
    return [list(group.values()) for group in groups]


def _sameness(t: Texts, claim: Claim, at: datetime) -> Hashable:
    """What must be equal for two bodies to share a sentence; None for what is always said of one alone."""
    named = claim.contacts or claim.other_numbers or claim.reopened_at or which_is_unknown(claim)
    if named or claim.left or claim.beside or claim.refers or claim.kind in _NEVER_JOINED:
        return None
    tried: Hashable = None
    if claim.kind in SILENCE:
        tried = (claim.attempts > 1, claim.channels, claim.put, claim.called_again)
    elif claim.kind is ClaimKind.NOT_REACHED:
        tried = claim.channels
    if claim.kind is ClaimKind.NO_RESPONSE_REPEATED and claim.first_at and claim.last_at:
        # "Repeated" and its days must be true of each of them, not only of all of them together.
        first, last = t.day(claim.first_at, at), t.day(claim.last_at, at)
        tried = (claim.attempts, claim.channels, first, last, claim.called_again)
    asked = tuple(
        (question.topic or question.mark or question.text).casefold() for question in claim.questions
    )
    # Without a story, only what was asked together belongs together.
    story = claim.story_id or (claim.first_at and t.day(claim.first_at, at))
    said = (claim.answered_some, claim.asked_again, claim.reason)
    return (story, claim.kind, claim.too_soon, said, tried, asked)


def _sentence(
    t: Texts, group: Sequence[Claim], at: datetime, again: bool = False, as_which: bool = False
) -> Sentence | None:
    claim = group[0]
    referral = claim.refers or claim.kind is ClaimKind.REFERRED
    first = _referral(t, claim, at, again, as_which) if referral else _alone(t, group, at, again, as_which)
    if first is None or not claim.beside:
        return first
    others = [_at_the_body(t, one, at) for one in claim.beside]
    whole = [first, *(other for other in others if other is not None)]
    return Sentence(
        text=_SPACE.join(one.text for one in whole),
        short=_SPACE.join(one.short for one in whole),
        numbers=tuple(dict.fromkeys(number for one in whole for number in one.numbers)),
        notes=tuple(note for one in whole for note in one.notes),
    )


def _alone(t: Texts, group: Sequence[Claim], at: datetime, again: bool, as_which: bool) -> Sentence | None:
    """A sentence with no trail to tell."""
    claim, words = group[0], WORDS[group[0].kind]
    if words is None:
        return None
    said = Printed(t, group, at, again, as_which)
    exact, printed = [words.exact(t, group, at)], [words.short(said)]
    if claim.left and not wording.left_in_one(claim):
        exact.append(_left(t, claim))
        printed.append(_left_in_print(said))
    in_vain = sum(one.called_again for one in group) if claim.kind in SILENCE else 0
    if in_vain:
        exact.append(t.count("A call went unanswered.", "{n} calls went unanswered.", in_vain))
        printed.append(t.count("A call also went unanswered.", "Calls also went unanswered.", in_vain))
    return Sentence(
        text=_all(t, exact),
        short=_SPACE.join(printed) if as_which else _printed(t, printed),
        numbers=tuple(number for one in group for number in one.numbers),
        notes=_notes(t, claim, at),
        names_its_request=claim.kind is ClaimKind.ANSWERED,
    )


def _at_the_body(t: Texts, claim: Claim, at: datetime) -> Sentence | None:
    """What came of asking somebody else at the same body."""
    if claim.kind is not ClaimKind.ANSWERED:
        return _sentence(t, [claim], at)
    body_alone = replace(claim, contacts=())
    through = listed(t, [wording.called(t, one) for one in persons(claim)])
    said = Printed(t, [body_alone], at, again=True)

    def told(name: Markup, asked: Markup) -> Markup:
        return _begun(
            t,
            t.say(
                "{who}, asked through {contacts}, answered {questions}.",
                who=name,
                contacts=through,
                questions=asked,
            ),
        )

    return Sentence(
        told(who(t, [body_alone]), wording.questions(t, claim.questions)),
        claim.numbers,
        short=told(said.who(), said.questions()),
    )


def _notes(t: Texts, claim: Claim, at: datetime) -> tuple[Markup, ...]:
    """What the desk should know before the sentence is printed."""
    notes = []
    if which_is_unknown(claim):
        notes.append(
            t.say(
                "Which questions were answered is not on record: tick them in #{number}.", number=claim.number
            )
        )
    if claim.declined_at is not None:
        notes.append(
            t.say(
                "#{number}: after answering they declined to say more, on {day}.",
                number=claim.number,
                day=t.day(claim.declined_at, at),
            )
        )
    return (*notes, *_reopened(t, claim, at))


def _left(t: Texts, claim: Claim) -> Markup:
    return wording.unanswered(t, claim, who(t, [claim]), wording.questions(t, claim.left))


def _left_in_print(said: Printed) -> Markup:
    said = replace(short.left_without(said), again=True)
    return wording.unanswered(said.t, said.claim, said.who(), said.questions())


def _referral(t: Texts, claim: Claim, at: datetime, again: bool, as_which: bool) -> Sentence:
    """The referral and, after it, what came of it at the bodies named, to the end of the trail."""
    ahead = [target for target in claim.targets if not target.back]
    back = [target for target in claim.targets if target.back]
    exact, printed = [_refused(t, claim, ahead)], [short.referred(Printed(t, [claim], at, again, as_which))]
    if back and not ahead and claim.kind is ClaimKind.REFERRED:
        exact.clear()
    if back:
        exact.append(
            t.say("{who} referred questions back to {bodies}", who=who(t, [claim]), bodies=_bodies(t, back))
        )
    numbers = [*claim.numbers, *(target.number for target in back)]
    notes = list(_notes(t, claim, at))
    goes_on = False
    came: list[Sentence] = []
    for target in ahead:
        if target.claim is not None and _is_told(target):
            goes_on = len(claim.targets) == 1 and not claim.left and short.goes_on(target.claim)
            told = _sentence(t, [target.claim], at, _is_known(t, claim), goes_on)
            came += [told] if told is not None else []
        elif not target.asked:
            notes.append(
                t.count(
                    "{body} has not been asked yet: #{number}.",
                    "{body} have not been asked yet: #{number}.",
                    2 if t.rules.plural(target.body) else 1,
                    body=_begun(t, Markup("{}").format(_target(t, target))),
                    number=target.number,
                )
            )
    if len(came) == 1 and goes_on:
        printed = [t.say("{sentence}, {which}", sentence=printed[0], which=came[0].short)]
    else:
        printed = [t.say("{sentence}.", sentence=printed[0]), *dict.fromkeys(one.short for one in came)]
    if len(came) == 1 and goes_on and claim.kind is ClaimKind.DECLINED:
        [one] = came
        named = _begun(t, who(t, [target.claim for target in ahead if target.claim]))
        which = Markup("{}{}").format(t.say("which"), one.text.removeprefix(named))
        exact = [t.say("{sentence}, {which}", sentence=_refused(t, claim, ahead), which=which)]
    else:
        exact = [
            *(t.say("{sentence}.", sentence=sentence) for sentence in exact),
            *(one.text for one in came),
        ]
    if claim.left:
        exact.insert(1, _left(t, claim))
        printed.insert(1, _left_in_print(Printed(t, [claim], at)))
    numbers += [number for one in came for number in one.numbers]
    notes += [note for one in came for note in one.notes]
    short_one = _SPACE.join(printed) if as_which else _printed(t, printed)
    return Sentence(_all(t, exact), tuple(dict.fromkeys(numbers)), tuple(notes), short=short_one)


def _refused(t: Texts, claim: Claim, ahead: Sequence[Target]) -> Markup:
    """That the body sent us elsewhere, and whether it declined as well; without the full stop."""
    if claim.kind is ClaimKind.DECLINED and ahead:
        return wording.directing(t, wording.refused(t, [claim]), claim, _bodies(t, ahead))
    if claim.kind is ClaimKind.DECLINED:
        return wording.refused(t, [claim])
    name, everything = who(t, [claim]), claim.answered_some and not claim.questions
    if not ahead and everything:
        return t.say("{who} answered and referred further questions elsewhere", who=name)
    if not ahead:
        return t.say("{who} referred questions elsewhere", who=name)
    if everything:
        return t.say(
            "{who} answered and referred further questions to {bodies}", who=name, bodies=_bodies(t, ahead)
        )
    if claim.answered_some or claim.which_unknown:
        return t.say(
            "{who} answered in part and referred other questions to {bodies}",
            who=name,
            bodies=_bodies(t, ahead),
        )
    return t.say("{who} referred questions to {bodies}", who=name, bodies=_bodies(t, ahead))


def _is_known(t: Texts, claim: Claim) -> bool:
    """Whether the one body that a referral names can be called by its noun after it: "the ministry"."""
    if len({target.body for target in claim.targets}) != 1:
        return False
    target = claim.targets[0]
    return t.rules.again(claim.body, claim.body_kind) != t.rules.again(target.body, target.body_kind)


def _bodies(t: Texts, targets: Sequence[Target]) -> Markup:
    # One body may have been asked twice for one referral: it is named once.
    return listed(t, list(dict.fromkeys(_target(t, target) for target in targets)))


def _target(t: Texts, target: Target) -> str:
    return body(t, target.body, target.body_km, target.body_kind)


def _reopened(t: Texts, claim: Claim, at: datetime) -> tuple[Markup, ...]:
    if claim.reopened_at is None:
        return ()
    return (
        t.say(
            "#{number} was reopened on {day}: check whether this still stands.",
            number=claim.number,
            day=t.day(claim.reopened_at, at),
        ),
    )


def _all(t: Texts, parts: Sequence[Markup]) -> Markup:
    return _SPACE.join(_begun(t, part) for part in parts)


def _printed(t: Texts, parts: Sequence[Markup]) -> Markup:
    return Markup(t.rules.marked(_all(t, parts)))  # noqa: S704


def _begun(t: Texts, text: Markup) -> Markup:
    return Markup(t.rules.begun(text))  # noqa: S704
