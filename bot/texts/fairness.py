"""The fair-chance check as people read it: a line for each body, the points one by one, and what to do now."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from markupsafe import Markup

from bot.fairness import Checked, FairChance, Point, State
from bot.texts import fairness_advice
from bot.texts.catalogue import Texts
from db.facts import RequestFacts

MOST_NUMBERS = 4
LINES = 12  # bodies in one block of a list

SIGNS = {State.MET: "✓", State.MISSING: "✗", State.NOT_YET: "⏳"}
_NEWLINE = Markup("\n")
_DOT = Markup(" · ")


def line(t: Texts, chance: FairChance, now: datetime) -> Markup:
    """One body in one line: how many points are met, and those that are not."""
    parts = [
        t.say(
            "<b>{body}</b> ({numbers}): {met} of {all}",
            body=body_name(t, chance),
            numbers=numbers(t, chance),
            met=chance.met,
            all=len(chance.points),
        )
    ]
    if chance.complete:
        parts.append(Markup("{}").format(SIGNS[State.MET]))
    parts += [
        Markup("{} {}").format(SIGNS[checked.state], in_brief(t, checked, now))
        for checked in chance.points
        if not checked.met
    ]
    return _DOT.join(parts)


def blocks(t: Texts, chances: Sequence[FairChance], now: datetime) -> list[tuple[Markup, list[FairChance]]]:
    """The lines of a list under one heading, in blocks of a few bodies, each with the checks that it shows."""
    found = []
    for start in range(0, len(chances), LINES):
        group = list(chances[start : start + LINES])
        lines = [line(t, chance, now) for chance in group]
        if start == 0:
            lines.insert(0, heading(t, chances, now))
        found.append((_NEWLINE.join(lines), group))
    return found


def heading(t: Texts, chances: Sequence[FairChance], now: datetime) -> Markup:
    """What the lines below are about; where all are of one story, for which hour."""
    first = chances[0]
    if first.publish_at is None or any(chance.story_id != first.story_id for chance in chances):
        return t.say("<b>Fair chance</b>")
    head = t.say("<b>Fair chance</b> before publication, {when}", when=t.when(first.publish_at, now))
    moved = fairness_advice.hour_has_passed(t, first, now)
    return _NEWLINE.join([head, moved]) if moved else head


def head(t: Texts, chance: FairChance, now: datetime) -> Markup:
    """Above the points of one body: which, for which story and hour, and how many points are met."""
    title = t.say(
        "⚖️ <b>Fair chance: {body}</b> ({numbers}), {met} of {all}",
        body=body_name(t, chance),
        numbers=numbers(t, chance),
        met=chance.met,
        all=len(chance.points),
    )
    return _NEWLINE.join([title, *_about(t, chance, now)])


def points(t: Texts, chance: FairChance, now: datetime) -> Markup:
    """The six points of one body, and below each that is not met what to do now."""
    lines = []
    for checked in chance.points:
        lines.append(Markup("{} {}").format(SIGNS[checked.state], label(t, checked, now)))
        if not checked.met and not chance.is_out:
            lines.append(Markup("→ {}").format(advice(t, checked, chance, now)))
    if chance.is_out:
        lines.append(t.say("The story is out: what was done since does not count here."))
    return _NEWLINE.join(lines)


def none_needed(t: Texts, request: RequestFacts) -> Markup:
    """A request that is not checked: it was answered or closed, or nobody has asked."""
    if request.asked_at is None:
        return t.say("⚖️ Nobody has asked them yet, so there is nothing to check.")
    return t.say("⚖️ They owe no answer, so there is nothing to check.")


def advice(t: Texts, checked: Checked, chance: FairChance, now: datetime) -> Markup:
    """What to do now about a point that is not met, in a sentence or two."""
    return fairness_advice.advice(t, checked, chance, now)


def label(t: Texts, checked: Checked, now: datetime) -> Markup:
    """A point with what the record has of it."""
    have, need = checked.have, checked.need
    match checked.point:
        case Point.ATTEMPTS:
            return t.say("Attempts: {have} of {need}", have=have, need=need)
        case Point.CHANNELS:
            return t.say("Different channels: {have} of {need}", have=have, need=need)
        case Point.DEADLINE_TOLD if need > 1:
            return t.say("They were told a deadline: {have} of {need} requests", have=have, need=need)
        case Point.DEADLINE_TOLD:
            return t.say("They were told a deadline") if checked.met else t.say("They were told no deadline")
        case Point.TIME:
            return t.say("Time to answer: {have} hours, at least {need} needed", have=have, need=need)
        case Point.QUESTIONS if need > 1:
            return t.say("The questions are on file: {have} of {need} requests", have=have, need=need)
        case Point.QUESTIONS:
            met = checked.met
            return t.say("The questions are on file") if met else t.say("The questions are not on file")
    if checked.met and checked.at is not None:
        return t.say("Last call before publication: {when}", when=t.when(checked.at, now))
    if checked.state is State.NOT_YET:
        return t.say("Last call before publication: not due yet")
    return t.say("No last call in the 90 minutes before publication")


def in_brief(t: Texts, checked: Checked, now: datetime) -> Markup:
    """A point that is not met, in the fewest words."""
    have, need = checked.have, checked.need
    match checked.point:
        case Point.ATTEMPTS:
            return t.say("attempts {have} of {need}", have=have, need=need)
        case Point.CHANNELS:
            return t.say("channels {have} of {need}", have=have, need=need)
        case Point.DEADLINE_TOLD:
            return t.say("no deadline told")
        case Point.TIME if checked.state is State.NOT_YET and checked.at is not None:
            return t.say("time until {when}", when=t.when(checked.at, now))
        case Point.TIME:
            return t.say("time {have} of {need} hours", have=have, need=need)
        case Point.QUESTIONS:
            return t.say("questions not on file")
    if checked.state is State.NOT_YET and checked.at is not None:
        return t.say("last call from {when}", when=t.when(checked.at, now))
    return t.say("last call")


def body_name(t: Texts, chance: FairChance) -> str:
    """The body's name in the language spoken, where the directory has it."""
    return (chance.body_km or chance.body) if t.language == "km" else chance.body


def numbers(t: Texts, chance: FairChance) -> Markup:
    """The requests that were checked: "#1, #4"; the first few of many, and how many more."""
    named = Markup(", ").join(Markup("#{}").format(number) for number in chance.numbers[:MOST_NUMBERS])
    more = len(chance.numbers) - MOST_NUMBERS
    if more <= 0:
        return named
    return t.count("{named} and {n} more", "{named} and {n} more", more, named=named)


def _about(t: Texts, chance: FairChance, now: datetime) -> list[Markup]:
    """The story and its hour."""
    if chance.story is None:
        return []
    if chance.publish_at is None:
        return [t.say("#{story}, no publication time yet", story=chance.story)]
    when = t.when(chance.publish_at, now)
    if chance.is_out:
        return [t.say("#{story}, published {when}", story=chance.story, when=when)]
    found = [t.say("#{story}, publication {when}", story=chance.story, when=when)]
    moved = fairness_advice.hour_has_passed(t, chance, now)
    return [*found, moved] if moved else found
