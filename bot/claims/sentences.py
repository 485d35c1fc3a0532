"""The sentences that claims permit: complete, translatable, each with the requests it rests on."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial

from markupsafe import Markup

from bot.claims import short, wording
from bot.claims.claim import SILENCE, Claim, Target
from bot.claims.short import Printed, Short
from bot.claims.wording import body, listed, which_is_unknown, who
from bot.i18n.catalogue import Texts
from db.lifecycle import ClaimKind

MOST_JOINED = 8

_NEVER_JOINED = frozenset({ClaimKind.REFERRED, ClaimKind.ANSWERED})
_SPACE = Markup(" ")
_NOTHING = Markup("")


@dataclass(frozen=True)
class Words:
    """How a kind of claim is said: exactly, and as print has it. A referral's are told with its trail."""

    exact: Callable[[Texts, Sequence[Claim], datetime], Markup]
    short: Short


# Each kind of claim with both its sentences; None where there is none to say, or where it is a referral.
WORDS: dict[ClaimKind, Words | None] = {
    ClaimKind.NO_RESPONSE_EMAILS: Words(wording.no_response_emails, short.no_response),
    ClaimKind.CALLS_UNANSWERED: Words(wording.calls_unanswered, short.calls_unanswered),
    ClaimKind.CALLS_NOT_RETURNED: Words(wording.calls_not_returned, short.calls_not_returned),
    ClaimKind.NO_COMMENT: Words(wording.no_comment, short.no_comment),
    ClaimKind.NO_RESPONSE_REPEATED: Words(wording.no_response_repeated, short.no_response_repeated),
    ClaimKind.NO_RESPONSE: Words(wording.no_response, short.no_response),
    ClaimKind.NOT_IMMEDIATELY: Words(wording.not_immediately, short.not_immediately),
    ClaimKind.ACKNOWLEDGED_ONLY: Words(wording.acknowledged_only, short.acknowledged_only),
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

    What came of a referral is told with it, and not once more alone: the referral's sentence carries both numbers.

    Args:
        claims: as `wording.claims` gives them.
        at: the present instant (UTC); days of another year show it.
        in_a_row: whether they are read one after the other, so that a body can be called "the ministry" the second time.
    """
    told: set[int] = set()
    own = []
    for claim in claims:  # a referral's number comes before those of the requests it opened
        if claim.number not in told:
            own.append(claim)
            told |= _told_with(claim)
    groups = _joined(t, own, at)
    said = [
        t.wholly(partial(_sentence, group=group, at=at, again=in_a_row and _is_named_again(before, group)))
        for before, group in zip([[], *groups], groups, strict=False)
    ]
    return [sentence for sentence in said if sentence is not None]


def _is_named_again(before: Sequence[Claim], group: Sequence[Claim]) -> bool:
    """Whether the sentence before this one is about the same body of the same story, and no other."""
    bodies = {(claim.story_id, claim.body_id) for claim in (*before, *group)}
    return len(before) == 1 and len(bodies) == 1 and not before[0].targets


def _told_with(claim: Claim) -> set[int]:
    """The requests whose own sentence is told with this claim's referral, to the end of the trail."""
    found: set[int] = set()
    for target in claim.targets:
        if _is_told(target) and target.claim is not None:
            found |= {target.claim.number} | _told_with(target.claim)
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
    alone = claim.contacts or claim.other_numbers or claim.reopened_at or which_is_unknown(claim)
    if alone or claim.kind in _NEVER_JOINED:
        return None
    tried: Hashable = None
    if claim.kind in SILENCE:
        tried = (claim.attempts > 1, claim.channels, claim.put)
    elif claim.kind is ClaimKind.NOT_REACHED:
        tried = claim.channels
    if claim.kind is ClaimKind.NO_RESPONSE_REPEATED and claim.first_at and claim.last_at:
        # "Repeated" and its days must be true of each of them, not only of all of them together.
        tried = (claim.attempts, claim.channels, t.day(claim.first_at, at), t.day(claim.last_at, at))
    asked = tuple((question.topic or question.text).casefold() for question in claim.questions)
    return (claim.story_id, claim.kind, claim.too_soon, claim.answered_some, tried, asked)


def _sentence(
    t: Texts, group: Sequence[Claim], at: datetime, again: bool = False, as_which: bool = False
) -> Sentence | None:
    claim = group[0]
    if claim.kind is ClaimKind.REFERRED:
        return _referral(t, claim, at, again)
    words = WORDS[claim.kind]
    if words is None:
        return None
    printed = words.short(Printed(t, group, at, again, as_which))
    notes = []
    if which_is_unknown(claim):
        notes.append(
            t.say(
                "Which questions were answered is not on record: tick them in #{number}.", number=claim.number
            )
        )
    return Sentence(
        text=_begun(t, words.exact(t, group, at)),
        short=printed if as_which else _begun(t, printed),
        numbers=tuple(number for one in group for number in one.numbers),
        notes=(*notes, *_reopened(t, claim, at)),
        names_its_request=claim.kind is ClaimKind.ANSWERED,
    )


def _referral(t: Texts, claim: Claim, at: datetime, again: bool = False) -> Sentence:
    """The referral and, after it, what came of it at the bodies named, to the end of the trail."""
    name = who(t, [claim])
    ahead = [target for target in claim.targets if not target.back]
    back = [target for target in claim.targets if target.back]
    parts: list[Markup] = []
    if ahead and claim.answered_some:
        message = t.say(
            "{who} answered in part and referred other questions to {bodies}.",
            who=name,
            bodies=_bodies(t, ahead),
        )
        parts.append(message)
    elif ahead:
        parts.append(t.say("{who} referred questions to {bodies}.", who=name, bodies=_bodies(t, ahead)))
    if back:
        parts.append(t.say("{who} referred questions back to {bodies}.", who=name, bodies=_bodies(t, back)))
    if not parts:
        parts.append(t.say("{who} referred questions elsewhere.", who=name))
    numbers = [*claim.numbers, *(target.number for target in back)]
    notes = list(_reopened(t, claim, at))
    goes_on = False
    in_print = [short.referred(Printed(t, [claim], at, again))]
    for target in ahead:
        if target.claim is not None and _is_told(target):
            goes_on = len(claim.targets) == 1 and short.goes_on(target.claim)
            came = _sentence(t, [target.claim], at, _is_known(t, claim), goes_on)
            if came is None:
                continue
            parts.append(came.text)
            in_print.append(came.short)
            numbers += came.numbers
            notes += came.notes
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
    sentence = _SPACE.join(_begun(t, part) for part in parts)
    if len(in_print) == 2 and goes_on:
        printed = t.say("{sentence}, {which}", sentence=in_print[0], which=in_print[1])
    else:
        printed = _SPACE.join([t.say("{sentence}.", sentence=in_print[0]), *in_print[1:]])
    return Sentence(sentence, tuple(dict.fromkeys(numbers)), tuple(notes), short=_begun(t, printed))


def _is_known(t: Texts, claim: Claim) -> bool:
    """Whether the one body that a referral names can be called by its noun after it: "the ministry"."""
    if len(claim.targets) != 1:
        return False
    [target] = claim.targets
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


def _begun(t: Texts, text: Markup) -> Markup:
    return Markup(t.rules.begun(text))  # noqa: S704
