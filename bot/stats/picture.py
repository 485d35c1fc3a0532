"""The picture of how bodies answer: drawn as SVG (pure), and made a PNG in a process apart.

A row for each body: a bar as long as it was asked often, in which each sort of outcome has its share, and below it a line of
time with a mark for each request: filled where its first word came, hollow and going on where none has come yet.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import timedelta
from math import sqrt

from markupsafe import Markup

from bot import answering
from bot.answering import CAME
from bot.export.page import khmer_font
from bot.export.tables import plain
from bot.i18n.catalogue import Texts, shorten
from db.answering import FEWEST_FOR_RATES, Answering, Came, Wait, middle

WIDTH, EDGE = 480, 16
ROOM = WIDTH - 2 * EDGE
ZOOM = 2.25  # 1,080 pixels: sharp on a phone
INK, SOFT, LINE, DOT = "#17211f", "#566662", "#d5dcd9", "#0b5f58"
LONGEST_NAME, LONGEST_TITLE = 46, 34
SIGN = 7.6  # the width of a figure in a bar
DAY = timedelta(days=1)
_TICKS = (
    *(timedelta(hours=hours) for hours in (1, 3, 6, 12)),
    *(DAY * days for days in (1, 3, 7, 14, 30, 60, 90, 180, 365, 730, 1461, 2922)),
)


Row = tuple[str, Answering]
"""A line of the picture: of a body, of some, or of all of them."""


class _Sheet:
    """What is drawn so far, and how far down it reaches."""

    def __init__(self) -> None:
        self.parts: list[Markup] = []
        self.y = 0.0

    def add(self, shape: str, **values: object) -> None:
        rounded = {
            key: round(value, 1) if isinstance(value, float) else value for key, value in values.items()
        }
        self.parts.append(Markup(shape).format(**rounded))  # noqa: S704  (our own shapes; what is filled in is escaped)

    def text(
        self,
        x: float,
        words: object,
        size: float,
        *,
        bold: bool = False,
        fill: str = INK,
        anchor: str = "start",
    ) -> None:
        self.add(
            '<text x="{x}" y="{y}" font-size="{size}" font-weight="{weight}" fill="{fill}" text-anchor="{anchor}">{words}</text>',
            x=x, y=self.y, size=size, weight=700 if bold else 400, fill=fill, anchor=anchor, words=plain(words),
        )  # fmt: skip


def drawn(t: Texts, title: str, under: Markup, rows: Sequence[Row], foot: Sequence[Markup]) -> str:
    """The picture as SVG, in the language of `t`: what it is of, a row for each body, and what to know about it."""
    sheet = _Sheet()
    sheet.y = 24
    sheet.text(EDGE, t.say("How bodies answer"), 13, fill=SOFT)
    sheet.y += 25
    sheet.text(EDGE, shorten(title, LONGEST_TITLE), 20, bold=True)
    sheet.y += 21
    sheet.text(EDGE, under, 13, fill=SOFT)
    _legend(t, sheet, rows)
    most = max(
        found.asked for _, found in rows[1:] or rows
    )  # the bar of all of them is as wide as the picture
    longest = max((wait.span for _, found in rows for wait in found.first), default=DAY)
    for row in rows:
        _row(t, sheet, row, most, longest)
    _ticks(t, sheet, longest)
    sheet.y += 10
    for line in foot:
        sheet.y += 17
        sheet.text(EDGE, line, 11.5, fill=SOFT)
    height = round(sheet.y + 14)
    return str(
        Markup(
            '<svg xmlns="http://www.w3.org/2000/svg" width="{w}" height="{h}" viewBox="0 0 {w} {h}" font-family="Noto Sans Khmer">'
            '<rect width="{w}" height="{h}" fill="#ffffff"/>{parts}</svg>'
        ).format(w=WIDTH, h=height, parts=Markup("").join(sheet.parts))
    )


def _legend(t: Texts, sheet: _Sheet, rows: Sequence[Row]) -> None:
    there = [came for came in CAME if any(found.came[came] for _, found in rows)]
    sheet.y += 12
    for place, came in enumerate(there):
        x = EDGE + place % 2 * ROOM / 2
        sheet.y += 0 if place % 2 else 20
        sheet.add(
            '<rect x="{x}" y="{y}" width="12" height="12" rx="2" fill="{fill}"/>',
            x=x, y=sheet.y - 10.5, fill=CAME[came].colour,
        )  # fmt: skip
        sheet.text(x + 18, CAME[came].counted(t), 12.5)
    sheet.y += 22
    _mark(sheet, EDGE + 6, came=True)
    sheet.text(EDGE + 18, t.say("a first word came"), 12.5)
    if any(not wait.came for _, found in rows for wait in found.first):
        _mark(sheet, EDGE + ROOM / 2 + 6, came=False)
        sheet.text(EDGE + ROOM / 2 + 26, t.say("none yet, after so long"), 12.5)
    sheet.y += 8


def _row(t: Texts, sheet: _Sheet, row: Row, most: int, longest: timedelta) -> None:
    name, found = row
    sheet.y += 26
    sheet.text(EDGE, shorten(name, LONGEST_NAME), 14.5, bold=True)
    sheet.text(WIDTH - EDGE, t.digits(str(found.asked)), 14.5, bold=True, anchor="end")
    sheet.y += 7
    x = float(EDGE)
    for came, shown in CAME.items():
        if not (n := found.came[came]):
            continue
        width = ROOM * n / max(most, found.asked)
        sheet.add(
            '<rect x="{x}" y="{y}" width="{width}" height="17" fill="{fill}"/>',
            x=x, y=sheet.y, width=max(width - 1, 1.0), fill=shown.colour,
        )  # fmt: skip
        figure = t.digits(str(n))
        if width > SIGN * (len(figure) + 1):
            sheet.y += 12.8
            sheet.text(x + width / 2, figure, 12, bold=True, fill=shown.ink, anchor="middle")
            sheet.y -= 12.8
        x += width
    if not found.answerable:
        sheet.y += 13
        sheet.text(EDGE, Markup(", ").join(answering.left_out(t, found)), 12, fill=SOFT)
        return
    sheet.y += 30
    _strip(sheet, found.first, longest)
    for line in answering.rate(t, found) + answering.how_fast(t, found)[:1]:
        sheet.y += 17
        sheet.text(EDGE, line, 12, fill=SOFT)


def _strip(sheet: _Sheet, waits: Sequence[Wait], longest: timedelta) -> None:
    """The requests on a line of time, each where its first word came, or as far as it has waited."""
    sheet.add(
        '<line x1="{x}" x2="{to}" y1="{y}" y2="{y}" stroke="{line}" stroke-width="1"/>',
        x=EDGE, to=WIDTH - EDGE, y=sheet.y, line=LINE,
    )  # fmt: skip
    half = middle(waits) if len(waits) >= FEWEST_FOR_RATES else None
    if half is not None and half.came:
        sheet.add(
            '<line x1="{x}" x2="{x}" y1="{top}" y2="{bottom}" stroke="{ink}" stroke-width="2"/>',
            x=_place(half.span, longest), top=sheet.y - 7, bottom=sheet.y + 7, ink=INK,
        )  # fmt: skip
    sheet.y += 4
    for x, came in dict.fromkeys((round(_place(wait.span, longest)), wait.came) for wait in waits):
        _mark(sheet, x, came=came)
    sheet.y -= 4


def _mark(sheet: _Sheet, x: float, *, came: bool) -> None:
    y = sheet.y - 4
    if came:
        sheet.add('<circle cx="{x}" cy="{y}" r="4" fill="{dot}" fill-opacity="0.8"/>', x=x, y=y, dot=DOT)
        return
    silent = CAME[Came.SILENT].colour
    sheet.add(
        '<circle cx="{x}" cy="{y}" r="3.4" fill="#ffffff" stroke="{silent}" stroke-width="1.6"/>'
        '<path d="M{x} {y} m4.5 0 h6 m-3 -3 l3 3 l-3 3" fill="none" stroke="{silent}" stroke-width="1.6"/>',
        x=x, y=y, silent=silent,
    )  # fmt: skip


def _place(span: timedelta, longest: timedelta) -> float:
    # Hours and months on one line: as the root of the time.
    return EDGE + 5 + (ROOM - 24) * sqrt(span / longest) if longest else EDGE + 5


def _ticks(t: Texts, sheet: _Sheet, longest: timedelta) -> None:
    sheet.y += 24
    free = 0.0
    for tick in _TICKS:
        x = _place(tick, longest)
        if tick > longest or x < free or longest > 400 * tick:
            continue
        free = x + 62
        sheet.add(
            '<line x1="{x}" x2="{x}" y1="{top}" y2="{bottom}" stroke="{soft}" stroke-width="1"/>',
            x=x, top=sheet.y - 14, bottom=sheet.y - 9, soft=SOFT,
        )  # fmt: skip
        sheet.text(x, t.length(tick), 11, fill=SOFT, anchor="middle" if x > EDGE + 30 else "start")


async def png(svg: str, _tell: Callable[[object], None]) -> bytes:
    """The picture of an SVG, in Khmer shaped rightly; to be run in a process apart.

    Raises:
        ValueError: it is none.
    """
    import resvg_py  # late, and never in the process that talks to people

    # No other font: where one lacks a letter the next takes over in mid-syllable, and what the machine has lacks some.
    fonts = [str(khmer_font())]
    return bytes(resvg_py.svg_to_bytes(svg_string=svg, zoom=ZOOM, font_files=fonts, skip_system_fonts=True))
