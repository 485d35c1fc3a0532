"""How bodies answer, in words: on a body's card, beside the picture of /stats, and in the tables of a record."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from markupsafe import Markup

from bot.i18n.catalogue import Texts
from bot.kinds import Say
from db.answering import FEWEST_FOR_RATES, Answering, Came, Wait, middle


@dataclass(frozen=True)
class Shown:
    """What has come of requests: how many in words, and its colour and that of writing on it in a picture."""

    counted: Say
    colour: str
    ink: str = "#ffffff"


CAME: dict[Came, Shown] = {
    Came.IN_FULL: Shown(lambda t: t.say("answered in full"), "#0f766e"),
    Came.IN_PART: Shown(lambda t: t.say("answered in part"), "#6bb5ab", "#10312d"),
    Came.DECLINED: Shown(lambda t: t.say("declined to comment"), "#8a5a14"),
    Came.REFERRED: Shown(lambda t: t.say("referred us elsewhere"), "#d3a75c", "#33230a"),
    Came.PUT_OFF: Shown(lambda t: t.say("put us off"), "#e0889b", "#40121d"),
    Came.NOT_DUE: Shown(lambda t: t.say("not due yet"), "#cfd8d5", "#26302d"),
    Came.SILENT: Shown(lambda t: t.say("no word past the deadline"), "#b3261e"),
}


def counted(t: Texts, found: Answering) -> list[Markup]:
    """What has come of the requests, a piece for each sort that there is: "answered in full: 2"."""
    return [
        t.say("{what}: {n}", what=shown.counted(t), n=found.came[came])
        for came, shown in CAME.items()
        if found.came[came]
    ] + left_out(t, found)


def left_out(t: Texts, found: Answering) -> list[Markup]:
    """What says nothing of the body, and is in no rate."""
    pieces = []
    if found.undelivered:
        pieces.append(t.say("could not be delivered: {n}", n=found.undelivered))
    if found.withdrawn:
        pieces.append(t.say("withdrawn: {n}", n=found.withdrawn))
    return pieces


def record(t: Texts, found: Answering) -> list[Markup]:
    """A body's record of answering, line by line."""
    if not found.asked:
        return [t.say("Never asked by this newsroom.")]
    head = t.count("Asked {n} time", "Asked {n} times", found.asked)
    head += Markup("; ") + t.say(
        "answered in full: {answered}, past the deadline now: {late}",
        answered=found.came[Came.IN_FULL],
        late=found.late,
    )
    head = Markup(", ").join([head, *left_out(t, found)])
    return [head, *rate(t, found), *how_fast(t, found)]


def in_short(t: Texts, found: Answering) -> list[Markup]:
    """What came of requests to several bodies, line by line."""
    return [Markup(", ").join(counted(t, found)), *rate(t, found), *how_fast(t, found)]


def rate(t: Texts, found: Answering) -> list[Markup]:
    """How many percent are answered; nothing where there are too few for a rate."""
    return [] if found.share is None else [t.say("Answers {share} % of requests in full.", share=found.share)]


def how_fast(t: Texts, found: Answering) -> list[Markup]:
    """How long a first word takes, and an answer in full: the middle time, or of few each; and how long nothing has come."""
    lines = [_first(t, found.first)] if found.first else []
    if any(wait.came for wait in found.first):
        lines.append(_full(t, found.full))
    return lines


def _first(t: Texts, waits: Sequence[Wait]) -> Markup:
    if len(waits) < FEWEST_FOR_RATES:
        return t.say("To a first reply: {lengths}", lengths=_each(t, waits))
    half = middle(waits)
    if half is not None and half.came:
        return t.say("Middle time to a first reply: {length}", length=t.length(half.span))
    return t.say(
        "At least half have had no first reply; the longest wait: {length}", length=t.length(_span(half))
    )


def _full(t: Texts, waits: Sequence[Wait]) -> Markup:
    if len(waits) < FEWEST_FOR_RATES:
        return t.say("To an answer in full: {lengths}", lengths=_each(t, waits))
    half = middle(waits)
    if half is not None and half.came:
        return t.say("Middle time to an answer in full: {length}", length=t.length(half.span))
    return t.say(
        "At least half have had no answer in full; the longest wait: {length}", length=t.length(_span(half))
    )


def _span(half: Wait | None) -> timedelta:
    return half.span if half is not None else timedelta()


def _each(t: Texts, waits: Sequence[Wait]) -> Markup:
    """Each of a few times; what has not come, by how long it has not."""
    came = ", ".join(t.length(wait.span) for wait in waits if wait.came)
    waiting = ", ".join(t.length(wait.span) for wait in waits if not wait.came and not wait.over)
    never = sum(wait.over for wait in waits)
    pieces = [Markup("{}").format(came)] if came else []
    if waiting:
        pieces.append(t.say("none yet after {lengths}", lengths=waiting))
    if never:
        pieces.append(t.say("refused or referred: {n}", n=never))
    return Markup("; ").join(pieces)
