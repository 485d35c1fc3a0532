"""What is said about several requests at once."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from markupsafe import Markup

from bot import kinds
from bot.cards import texts as card_texts
from bot.i18n.catalogue import Texts, shorten
from bot.letters import texts as letter_texts
from bot.letters.words import CHOICES
from bot.outcomes import texts as outcome_texts
from db.facts import RequestFacts
from db.lifecycle import Channel, EventKind
from jobs.records.together import Done

NEWLINE = Markup("\n")
SHORT = 200


def nothing_open(t: Texts, title: str) -> Markup:
    """A story or body has no open request."""
    return t.say("Nothing is open of {title}.", title=title)


def panel(
    t: Texts,
    title: str,
    what: Markup | None,
    ticked: int,
    here: Sequence[RequestFacts],
    count: int,
    now: datetime,
) -> Markup:
    """What would be done, on how many, and those on this page of the ticks."""
    head = t.count(
        "<b>{ticked} of {n} open request of {title}</b>",
        "<b>{ticked} of {n} open requests of {title}</b>",
        count,
        ticked=ticked,
        title=title,
    )
    lines = [head]
    if what is not None:
        lines.append(t.say("To log: {what}. Nothing is logged until you press.", what=what))
    lines += [card_texts.line(t, request, now) for request in here]
    return NEWLINE.join(lines)


def what(t: Texts, data: dict[str, Any], now: datetime) -> Markup | None:
    """What would be recorded, as far as it is known."""
    said: Markup | None = None
    if data["verb"] == "chase" and data.get("channel"):
        said = Markup("{}, {}").format(
            kinds.EVENTS[EventKind.CHASED].said(t), kinds.CHANNELS[Channel(data["channel"])].said(t)
        )
        if data.get("contact"):
            said += Markup(" ({})").format(data["contact"])
    elif data["verb"] == "extend" and data.get("deadline"):
        until = t.moment(datetime.fromisoformat(data["deadline"]), now)
        said = Markup("{}: {}").format(kinds.EVENTS[EventKind.EXTENDED].said(t), until)
    elif data["verb"] == "withdraw":
        said = kinds.EVENTS[EventKind.WITHDRAWN].said(t)
    if said is None:
        return None
    if data.get("happened"):
        happened_at = datetime.fromisoformat(data["happened"])
        when = t.day(happened_at, now) if data.get("noted") else t.when(happened_at, now)
        said += Markup(", {}").format(when)
    if data.get("text"):
        said += Markup(": {}").format(shorten(data["text"], SHORT))
    return said


def letter(t: Texts, choice: str) -> Markup:
    """A letter and its language."""
    return letter_texts.with_language(t, *CHOICES[choice])


def done(t: Texts, said: Markup, found: Done, now: datetime) -> Markup:
    """On which requests it was recorded, and on which not, and why."""
    lines = [
        t.count(
            "<b>Logged</b> on {n} request: {what}",
            "<b>Logged</b> on {n} requests: {what}",
            len(found.recorded),
            what=said,
        )
        if found.recorded
        else t.say("<b>Nothing was logged.</b>")
    ]
    return outcome_texts.listed(t, lines, found, now)


def letters(t: Texts, count: int) -> Markup:
    """The letters follow as messages of their own."""
    return t.count("{n} letter, below", "{n} letters, below", count)
