"""What is said beside the picture of how bodies answer: the same figures as a table, a line a body."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from markupsafe import Markup

from bot import answering
from bot.cards import texts as card_texts
from bot.export import texts as export_texts
from bot.i18n.catalogue import Texts, shorten
from bot.stats.reading import Window
from bot.telegram.pages import units
from db.answering import Answering, Came, Put, by_body
from db.answering import answering as answered
from db.lists import LeftOut

CAPTION = 1024  # what Telegram takes beside a picture, in UTF-16 units
MOST_ROWS = 6
LONGEST_NAME = 60
NEWLINE = Markup("\n")


def title(t: Texts, about: str, window: Window | None, *, lately: bool) -> str:
    """What it is about: "#mangopark, November 2024"; `lately`: of the last year alone."""
    name = shorten(about, LONGEST_NAME)
    if lately:
        return f"{name}, {t.say('the last 12 months')}"
    return f"{name}, {t.month(window.year, window.month)}" if window else name


def nothing(t: Texts, named: str, left_out: LeftOut) -> Markup:
    """There is nothing to draw, but perhaps what whoever asks may not see."""
    if left_out:
        said = Markup("<b>{}</b>: {}\n{}")
        return said.format(named, card_texts.none_seen(t), card_texts.left_out(t, left_out))
    return t.say(
        "<b>{about}</b>: nothing was put to anybody here yet, so there is nothing to count.", about=named
    )


def not_drawn(t: Texts) -> Markup:
    """The figures come without their picture."""
    return t.say("The picture could not be made just now; these are its figures.")


def under(t: Texts, puts: Sequence[Put], now: datetime) -> Markup:
    """How much was asked, of how many, and from when to when."""
    counted = export_texts.counted(t, len(puts), len(by_body(puts)))
    asked = [put.asked_at for put in puts]
    first, last = t.day(min(asked), now), t.day(max(asked), now)
    if first == last:
        return t.say("{counted}, asked on {day}", counted=counted, day=first)
    return t.say("{counted}, asked from {first} to {last}", counted=counted, first=first, last=last)


def foot(t: Texts, now: datetime) -> list[Markup]:
    """Of what moment it is, and how silence counts."""
    return [
        t.say("As of {when}", when=t.when(now, now)),
        t.say("What has not come yet counts as having taken so long at least."),
    ]


def rows(t: Texts, puts: Sequence[Put], now: datetime) -> list[tuple[str, Answering]]:
    """The bodies that were asked most, the others together, and before them all of them, where there are several."""
    groups = by_body(puts)
    shown = len(groups) if len(groups) <= MOST_ROWS else MOST_ROWS - 1
    found = [(t.name(group[0].body, group[0].body_km), answered(group, now)) for group in groups[:shown]]
    if rest := groups[shown:]:
        others = t.count("{n} other body", "{n} other bodies", len(rest))
        found.append((str(others), answered([put for group in rest for put in group], now)))
    if len(groups) > 1:
        found.insert(0, (str(t.say("All bodies")), answered(puts, now)))
    return found


def table(
    t: Texts, named: str, puts: Sequence[Put], found: Sequence[tuple[str, Answering]], now: datetime
) -> Markup:
    """The figures of these `rows` in words, as long as a caption may be."""
    whole = found[0][1]
    lines = [
        t.say("<b>How bodies answer: {about}</b>", about=named),
        under(t, puts, now),
        *answering.in_short(t, whole),
        *([_silence(t, puts, whole)] if whole.silence else []),
        *(_line(t, name, one) for name, one in found[1:]),
    ]
    while units(NEWLINE.join(lines)) > CAPTION:
        lines.pop()
    return NEWLINE.join(lines)


def _silence(t: Texts, puts: Sequence[Put], whole: Answering) -> Markup:
    wait = whole.silence
    [put] = [put for put in puts if wait is not None and put.number == wait.number]
    return t.say(
        "Silent longest: {body} (#{number}), {length}",
        body=shorten(t.name(put.body, put.body_km), LONGEST_NAME),
        number=put.number,
        length=t.length(wait.span) if wait else "",
    )


def _line(t: Texts, name: str, found: Answering) -> Markup:
    line = t.say(
        "<b>{body}</b>: {answered} of {n} in full",
        body=shorten(name, LONGEST_NAME),
        answered=found.came[Came.IN_FULL],
        n=found.asked,
    )
    if found.silence:
        line += Markup(", ") + t.say("silent for {length}", length=t.length(found.silence.span))
    return line
