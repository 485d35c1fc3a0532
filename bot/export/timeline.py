"""A body's timeline in the dossier: a lane for each request, drawn as SVG in the page itself (pure)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from markupsafe import Markup

from bot.export.texts import LONG_AGO
from bot.i18n.catalogue import Texts
from db.facts import RequestFacts
from db.lifecycle import ANSWERS, ATTEMPTS, REPLIES

WIDTH, LEFT, RIGHT = 480, 46, 14
LANE, TOP, FOOT = 30, 22, 26
Place = Callable[[datetime], float]
INK, SOFT, MARK = "#1a1a1a", "#5a5a5a", "#7a1f1f"


def timeline(
    t: Texts, requests: Sequence[RequestFacts], publication: datetime | None, made_at: datetime
) -> Markup:
    """When a body was asked, when it said what, and how long it has said nothing: until `made_at` (UTC), for what is open.
    Nothing where nobody has asked yet."""
    asked = [request for request in requests if request.asked_at is not None]
    if not asked:
        return Markup("")
    ends = [_end(request, made_at) for request in asked]
    instants = [event.happened_at for request in asked for event in request.in_force]
    since = min(request.asked_at for request in asked if request.asked_at is not None)
    until = max(*ends, *instants, *(request.deadline_at for request in asked), since + timedelta(hours=1))
    if publication is not None and since <= publication <= until + timedelta(days=7):
        until = max(until, publication)
    else:
        publication = None

    def x(instant: datetime) -> float:
        return round(LEFT + (WIDTH - LEFT - RIGHT) * ((instant - since) / (until - since)), 1)

    foot = TOP + LANE * len(asked) + 4
    parts = [
        _said(LEFT, foot + 16, t.day(since, LONG_AGO)),
        _said(WIDTH - RIGHT, foot + 16, t.day(until, LONG_AGO), "end"),
    ]
    if publication is not None:
        at = x(publication)
        parts.append(_line(at, TOP - 6, at, foot, INK, 1.5))
        parts.append(_said(at, TOP - 10, t.say("publication"), "end" if at > WIDTH / 2 else "start"))
    for number, (request, end) in enumerate(zip(asked, ends, strict=True)):
        parts += _lane(request, TOP + LANE * number + LANE / 2, x, end)
    return Markup(
        '<svg class="timeline" xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" role="img">'
        "<title>{title}</title>{parts}</svg>"
    ).format(width=WIDTH, height=foot + FOOT, title=t.say("Timeline"), parts=Markup("").join(parts))


def _end(request: RequestFacts, made_at: datetime) -> datetime:
    """Until when it was waited for something."""
    return made_at if request.is_open else request.in_force[-1].happened_at


def _lane(request: RequestFacts, y: float, x: Place, end: datetime) -> list[Markup]:
    asked_at = request.asked_at or end
    begin, last = x(asked_at), x(end)
    heard = [event.happened_at for event in request.in_force if event.kind in REPLIES]
    # What is waited for without a word is dashed.
    parts = [_said(LEFT - 14, y + 4, f"#{request.number}", "end")]
    silent_from = x(max(heard, default=asked_at))
    parts.append(_line(begin, y, silent_from, y, INK, 2))
    parts.append(_line(silent_from, y, last, y, MARK if request.is_open else SOFT, 2, dashed=True))
    if request.is_open:
        parts.append(
            Markup('<path d="M{x} {y} l-6 -4 v8 z" fill="{fill}"/>').format(x=last + 5, y=y, fill=MARK)
        )
    deadline = x(request.deadline_at)
    parts.append(_line(deadline, y - 11, deadline, y + 11, SOFT, 1.5))
    for event in request.in_force:
        at = x(event.happened_at)
        if event.kind in ATTEMPTS:
            parts.append(
                Markup('<path d="M{x} {y} l-5 9 h10 z" fill="{fill}"/>').format(x=at, y=y - 5, fill=INK)
            )
        elif event.kind in REPLIES:
            fill = INK if event.kind in ANSWERS else "#ffffff"
            circle = Markup('<circle cx="{}" cy="{}" r="5" fill="{}" stroke="{}" stroke-width="1.5"/>')
            parts.append(circle.format(at, y, fill, INK))
    return parts


def _line(
    x1: float, y1: float, x2: float, y2: float, stroke: str, width: float, *, dashed: bool = False
) -> Markup:
    line = Markup(
        '<line x1="{}" y1="{}" x2="{}" y2="{}" stroke="{}" stroke-width="{}" stroke-dasharray="{}"/>'
    )
    return line.format(x1, y1, x2, y2, stroke, width, "4 3" if dashed else "none")


def _said(x: float, y: float, words: object, anchor: str = "start") -> Markup:
    text = Markup('<text x="{}" y="{}" font-size="12" fill="{}" text-anchor="{}">{}</text>')
    return text.format(x, y, SOFT, anchor, words)
