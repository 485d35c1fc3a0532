"""Long lists, paged: never cut in silence, and turned with buttons.

A view is a name and an argument; turning the page asks the record again, so a page is never stale.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from itertools import groupby

from markupsafe import Markup
from telegram import InlineKeyboardMarkup

from bot import keyboards, sending
from bot.call import Call
from bot.keyboards import Row
from bot.paging import pieces, split
from bot.pressed import button_data, number_in
from db import drafts
from db.errors import DeskError

SHORT_LABEL = 8
MOST_BUTTONS = 100  # Telegram's limit for a message
TURNING = 3  # « 2/5 »

BLANK_LINE = Markup("\n\n")
NOTHING = Markup("")
MORE = Markup("…")


class GoneList(DeskError):
    """That list is no longer there. Ask for it again."""


@dataclass(frozen=True)
class View:
    """A list ready to be paged: blocks are never split unless one alone is longer than a page.

    `foot` is a last block: it ends the last page. `apart`: opened by a button, it is a message of its own, and the
    list with the button stays.
    """

    head: Markup
    blocks: list[Markup]
    rows: list[list[Row]] = field(default_factory=list)  # for each block, the buttons it brings
    foot_rows: list[Row] = field(default_factory=list)
    foot: Markup = NOTHING
    between: Markup = BLANK_LINE
    card_of: int | None = None
    apart: bool = False


Make = Callable[[Call, str], Awaitable[View]]
VIEWS: dict[str, Make] = {}


def view(name: str) -> Callable[[Make], Make]:
    """Register what makes the view of this name."""

    def register(make: Make) -> Make:
        VIEWS[name] = make
        return make

    return register


async def words_kept(call: Call, kind: str, argument: str) -> str:
    """The words somebody searched for, from the draft that keeps them.

    Raises:
        GoneList: it is forgotten by now, or it is somebody else's.
    """
    async with call.looking() as session:
        draft = await drafts.by_id(session, call.who.member, number_in(argument))
    if draft is None or draft.kind != kind:
        raise GoneList
    return str(draft.data["words"])


async def show_view(call: Call, name: str, argument: str = "") -> None:
    """Answer with the first page of a view."""
    text, keyboard, made = await _page(call, name, argument, 0)
    sent = await call.answer(text, keyboard)
    if sent is not None and made.card_of is not None:
        await call.remember_card(made.card_of, sent.message_id)


async def turn(call: Call) -> None:
    """`p:<page>:<view>[:<argument>]`: another page, in place."""
    _, page, name, *rest = button_data(call.update).split(":", 3)
    if name not in VIEWS:
        raise GoneList
    text, keyboard, made = await _page(call, name, rest[0] if rest else "", number_in(page))
    await sending.toast(call.update, "")
    if made.apart:
        await call.answer(text, keyboard)
    else:
        await sending.show_in_place(call.update, text, keyboard)


async def _page(
    call: Call, name: str, argument: str, page: int
) -> tuple[Markup, InlineKeyboardMarkup | None, View]:
    made = await VIEWS[name](call, argument)
    most = MOST_BUTTONS - TURNING - sum(len(row) for row in made.foot_rows)
    blocks, buttons = _fitting(made, most)
    pages = split(
        blocks,
        made.between,
        buttons=[sum(map(len, rows)) for rows in buttons],
        most_buttons=most,
    )
    page = min(page, len(pages) - 1)
    body = made.between.join(blocks[position] for position in pages[page])
    parts = [part for part in (made.head, body) if part]
    rows = [row for position in pages[page] for row in buttons[position]]
    rows = _packed(rows) + made.foot_rows + keyboards.pages(name, argument, page, len(pages))
    return BLANK_LINE.join(parts), InlineKeyboardMarkup(rows) if rows else None, made


def _fitting(made: View, most: int) -> tuple[list[Markup], list[list[Row]]]:
    """The blocks, none longer than a page, and the buttons of each: those of a cut block stay with its beginning,
    and where they are more than a page can have, the rest are under "…"."""
    blocks: list[Markup] = []
    buttons: list[list[Row]] = []
    for position, block in enumerate([*made.blocks, made.foot] if made.foot else made.blocks):
        cut = pieces(block)
        brings = made.rows[position] if position < len(made.rows) else []
        shares = [[brings[at] for at in share] for share in _shares(brings, most)]
        length = max(len(cut), len(shares))
        blocks += [*cut, *[MORE] * (length - len(cut))]
        buttons += [*shares, *[[]] * (length - len(shares))]
    return blocks, buttons


def _shares(rows: list[Row], most: int) -> list[list[int]]:
    """The positions of the rows for each page that has room for so many buttons."""
    return split([NOTHING] * len(rows), NOTHING, buttons=[len(row) for row in rows], most_buttons=most)


def _packed(rows: list[Row]) -> list[Row]:
    """Single buttons of a sort side by side, four numbers or two names to a row."""
    singles = [row[0] for row in rows if len(row) == 1]
    found = [row for row in rows if len(row) > 1]
    for _, alike in groupby(singles, key=lambda button: str(button.callback_data).split(":")[0]):
        buttons = list(alike)
        across = 4 if all(len(button.text) <= SHORT_LABEL for button in buttons) else 2
        found += [buttons[start : start + across] for start in range(0, len(buttons), across)]
    return found
