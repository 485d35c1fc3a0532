"""The sentences that claims permit: complete, translatable, each with the requests it rests on."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from markupsafe import Markup

from bot.claims.claim import SILENCE, Claim, Target
from bot.claims.wording import body, listed, told, which_is_unknown, who
from bot.i18n.catalogue import Texts
from db.lifecycle import ClaimKind

MOST_JOINED = 8

_NEVER_JOINED = frozenset({ClaimKind.REFERRED, ClaimKind.ANSWERED})
_SPACE = Markup(" ")


@dataclass(frozen=True)
class Sentence:
    """What may be published, the requests it rests on, and what the desk should know before it is."""

    text: Markup
    numbers: tuple[int, ...]
    notes: tuple[Markup, ...] = ()
    names_its_request: bool = False

    def shown(self) -> Markup:
        """The sentence with its requests, "… (#1, #3)", and the notes to the desk below it."""
        lines = [self.text]
        if not self.names_its_request:
            lines = [Markup("{} ({})").format(self.text, ", ".join(f"#{number}" for number in self.numbers))]
        return Markup("\n").join([*lines, *(Markup("<i>{}</i>").format(note) for note in self.notes)])


def sentences(t: Texts, claims: Sequence[Claim], at: datetime) -> list[Sentence]:
    """The sentences for these claims, by their first request; bodies of which the same can be said are joined.

    What came of a referral is told with it, and not once more alone: the referral's sentence carries both numbers.

    Args:
        claims: as `wording.claims` gives them.
        at: the present instant (UTC); days of another year show it.
    """
    told: set[int] = set()
    own = []
    for claim in claims:  # a referral's number comes before those of the requests it opened
        if claim.number not in told:
            own.append(claim)
            told |= _told_with(claim)
    said = [t.wholly(partial(_sentence, group=group, at=at)) for group in _joined(t, own, at)]
    return [sentence for sentence in said if sentence is not None]


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
        tried = (claim.attempts > 1, claim.channels)
    elif claim.kind is ClaimKind.NOT_REACHED:
        tried = claim.channels
    if claim.kind is ClaimKind.NO_RESPONSE_REPEATED and claim.first_at and claim.last_at:
        # "Repeated" and its days must be true of each of them, not only of all of them together.
        tried = (claim.attempts, claim.channels, t.day(claim.first_at, at), t.day(claim.last_at, at))
    asked = tuple((question.topic or question.text).casefold() for question in claim.questions)
    return (claim.story_id, claim.kind, claim.too_soon, claim.answered_some, tried, asked)


def _sentence(t: Texts, group: Sequence[Claim], at: datetime) -> Sentence | None:
    claim = group[0]
    if claim.kind is ClaimKind.REFERRED:
        return _referral(t, claim, at)
    text = told(t, group, at)
    if text is None:
        return None
    notes = []
    if which_is_unknown(claim):
        notes.append(
            t.say(
                "Which questions were answered is not on record: tick them in #{number}.", number=claim.number
            )
        )
    return Sentence(
        text=_begun(t, text),
        numbers=tuple(number for one in group for number in one.numbers),
        notes=(*notes, *_reopened(t, claim, at)),
        names_its_request=claim.kind is ClaimKind.ANSWERED,
    )


def _referral(t: Texts, claim: Claim, at: datetime) -> Sentence:
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
    for target in ahead:
        if target.claim is not None and _is_told(target):
            came = _sentence(t, [target.claim], at)
            if came is None:
                continue
            parts.append(came.text)
            numbers += came.numbers
            notes += came.notes
        elif not target.asked:
            notes.append(
                t.say(
                    "{body} has not been asked yet: #{number}.",
                    body=_begun(t, Markup("{}").format(_target(t, target))),
                    number=target.number,
                )
            )
    sentence = _SPACE.join(_begun(t, part) for part in parts)
    return Sentence(sentence, tuple(dict.fromkeys(numbers)), tuple(notes))


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
