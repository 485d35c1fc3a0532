"""What to do now about each point of the fair-chance check that is not met."""

from __future__ import annotations

from datetime import datetime

from markupsafe import Markup

from bot.fairness import Checked, FairChance, Point, State
from bot.texts.catalogue import Texts


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
