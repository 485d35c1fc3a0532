"""What to do now about each point of the fair-chance check that is not met."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from markupsafe import Markup

from bot.fairness.check import Checked, FairChance, Point, State
from bot.i18n.catalogue import Texts
from db.facts import RequestFacts


def advice(t: Texts, checked: Checked, chance: FairChance, now: datetime) -> Markup:
    """A sentence or two, for whoever has the phone in hand. `now` is UTC."""
    match checked.point:
        case Point.ATTEMPTS:
            return t.count(
                "Try once more, and log it: a final letter with what the story will say and a deadline.",
                "Try {n} more times, and log each; the last a final letter with what the story will say and a deadline.",
                checked.need - checked.have,
            )
        case Point.CHANNELS:
            return t.say("Try in another way: call if you wrote, write if you called.")
        case Point.DEADLINE_TOLD:
            return t.say("Tell them by when you need the answer, then log that deadline.")
        case Point.TIME:
            return _time(t, checked, chance, now)
        case Point.QUESTIONS:
            return t.say(
                "Log it again with the questions as you put them: /ask. Then withdraw the one without."
            )
        case Point.LAST_CALL:
            return _last_call(t, checked, chance, now)


def hour_has_passed(t: Texts, chance: FairChance, now: datetime) -> Markup | None:
    """The planned hour is behind us, and nobody has said that the story is out: attempts since then do not count."""
    if chance.is_out or chance.story is None or chance.publish_at is None or now <= chance.publish_at:
        return None
    return t.say(
        "That hour has passed, and attempts after it do not count. If the story is not out yet, set a new one: /story #{story} publish in 2h",
        story=chance.story,
    )


def _time(t: Texts, checked: Checked, chance: FairChance, now: datetime) -> Markup:
    if checked.at is None:
        return t.say("As far as the record shows, nothing has reached them yet: try another way first.")
    when = t.when(checked.at, now)
    if checked.state is State.NOT_YET:
        return t.say("Wait until {when}.", when=when)
    if chance.publish_at is not None and chance.publish_at < checked.at:
        return t.say(
            "If it can wait, publish after {when} and move their deadline. If not, say in the story when they were asked.",
            when=when,
        )
    if checked.at <= now:
        return t.say("The deadline they were told came too soon: give them a new one, and tell them.")
    return t.say("Move the deadline to {when} or later, and tell them.", when=when)


def _last_call(t: Texts, checked: Checked, chance: FairChance, now: datetime) -> Markup:
    if checked.at is not None:
        return t.say("Call between {when} and publication.", when=t.when(checked.at, now))
    if checked.state is State.NOT_YET and chance.story is not None:
        return t.say(
            "Say when the story comes out, and I remind you an hour before: /story #{story} publish fri 18:00",
            story=chance.story,
        )
    if checked.state is State.NOT_YET:
        return t.say("It belongs to no story, so I do not know when it comes out. Call an hour before.")
    if chance.publish_at is not None and now > chance.publish_at:
        return t.say("Call before the story comes out.")
    return t.say("Call now, and log what happened.")


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


def in_points(t: Texts, checks: Mapping[int, FairChance], group: Sequence[RequestFacts]) -> list[Markup]:
    """How many points the check of these requests has met; nothing where they are not checked.

    Args:
        checks: by the number of each request that they rest on.
    """
    found = {checks[one.number].request_id: checks[one.number] for one in group if one.number in checks}
    return [t.say("⚖️ {met} of {all}", met=chance.met, all=len(chance.points)) for chance in found.values()]


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
    moved = hour_has_passed(t, first, now)
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
        case Point.LAST_CALL if checked.met and checked.at is not None:
            return t.say("Last call before publication: {when}", when=t.when(checked.at, now))
        case Point.LAST_CALL if checked.state is State.NOT_YET:
            return t.say("Last call before publication: not due yet")
        case Point.LAST_CALL:
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
        case Point.LAST_CALL if checked.state is State.NOT_YET and checked.at is not None:
            return t.say("last call from {when}", when=t.when(checked.at, now))
        case Point.LAST_CALL:
            return t.say("last call")


def body_name(t: Texts, chance: FairChance) -> str:
    """The body's name in the language spoken, where the directory has it."""
    return t.name(chance.body, chance.body_km)


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
    moved = hour_has_passed(t, chance, now)
    return [*found, moved] if moved else found
