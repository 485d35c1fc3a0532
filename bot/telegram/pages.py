"""Lists that are longer than a message: what fits on one page, its buttons, and turning to another."""

from __future__ import annotations

import logging
import re
from collections.abc import Awaitable, Callable, Iterator, Sequence
from dataclasses import dataclass, field
from html import unescape
from itertools import groupby

from markupsafe import Markup
from telegram import InlineKeyboardMarkup

from bot.cards import buttons as card_buttons
from bot.cards.buttons import Row
from bot.telegram import sending
from bot.telegram.call import Call
from bot.telegram.presses import button_data, number_in
from db import drafts
from db.engine import REFUSED, reason
from db.errors import DeskError
from db.queries import Scope
from db.tables import ShownReport
from db.telegram import messages
from db.text.clusters import clusters, cut, utf16
from jobs.reminders import alerts

log = logging.getLogger(__name__)

# Telegram takes 4,096 UTF-16 units after entities are parsed; headings need some.
MESSAGE = 4096
PAGE = 3600

_TAG = re.compile(r"<[^>]*>")
# A tag, an entity, a run of white space or of letters: what is never cut in two, but for very long runs of letters.
_PART = re.compile(r"<[^>]*>|&[#\w]+;|\s+|[^<&\s]+|[<&]")
_LONG = 400  # units of letters without a space


def units(text: str) -> int:
    """The length as Telegram counts it, in UTF-16 units, tags left out."""
    return utf16(unescape(_TAG.sub("", text)))


def split(
    blocks: list[Markup],
    between: Markup,
    limit: int = PAGE,
    *,
    buttons: Sequence[int] = (),
    most_buttons: int = 0,
) -> list[list[int]]:
    """The positions of the blocks on each page. A block is never split: see `pieces`.

    Args:
        buttons: how many each block brings, for a page that has room for `most_buttons`; not given: none.
    """
    pages: list[list[int]] = [[]]
    used = pressed = 0
    for position, block in enumerate(blocks):
        size = units(block) + len(between)
        brings = buttons[position] if buttons else 0
        if pages[-1] and (used + size > limit or pressed + brings > most_buttons):
            pages.append([])
            used = pressed = 0
        pages[-1].append(position)
        used += size
        pressed += brings
    return pages


def pieces(block: Markup, limit: int = PAGE) -> list[Markup]:
    """A block in pieces of at most `limit` units: itself, or, where it alone is longer, cut between words.

    A tag that is open where it is cut is closed there and opened again in the next piece.
    """
    return [block] if units(block) <= limit else list(_cut(block, limit))


def _cut(block: Markup, limit: int) -> Iterator[Markup]:
    held, used, opened = "", 0, list[str]()
    for part in _parts(str(block)):
        size = units(part)
        if used and used + size > limit:
            yield _closed(held, opened)
            held, used = "".join(opened), 0
        if part.startswith("</"):
            opened.pop()
        elif part.startswith("<"):
            opened.append(part)
        held += part
        used += size
    if used:
        yield _closed(held, opened)


def _parts(text: str) -> Iterator[str]:
    last = ""
    for part in _PART.findall(text):
        rest = part
        if last and part[0] not in "<&":
            # A mark at the beginning hangs on what comes before.
            hangs = next(clusters(last[-1] + part))[1:]
            if len(hangs) <= _LONG:
                last, rest = last + hangs, part[len(hangs) :]
        if last:
            yield last
        while part[0] not in "<&" and utf16(rest) > _LONG:
            # One sign that is itself too long for a message is no sign that anybody wrote.
            some = cut(rest, _LONG, utf16) or rest[: _LONG // 2]
            yield some
            rest = rest.removeprefix(some)
        last = rest
    if last:
        yield last


def _closed(text: str, opened: list[str]) -> Markup:
    ends = "".join(f"</{re.split(r'[ >]', tag[1:], maxsplit=1)[0]}>" for tag in reversed(opened))
    return Markup(text + ends)  # noqa: S704  (cut from what was escaped)


SHORT_LABEL = 8
LONGEST_SEARCHED = 200
LONGEST_DATA = 64  # bytes in a button
MOST_PAGES = 9_999
MOST_BUTTONS = 100  # Telegram's limit for a message
SCREEN = 600  # what a phone shows above so many buttons: some twenty lines of 30 signs
TURNING = 3  # « 2/5 »

BLANK_LINE = Markup("\n\n")
NOTHING = Markup("")
MORE = Markup("…")


class GoneList(DeskError):
    """A list cannot be shown again: what it was about is not there."""

    message = "That list is no longer there. Ask for it again."


@dataclass(frozen=True)
class Turned:
    """A page of a list that is read page by page: behind `start` entries, with `limit` of them at most."""

    page: int
    pages: int
    limit: int

    @property
    def start(self) -> int:
        """How many entries come before."""
        return self.page * self.limit


def turned(page: int, count: int, on_a_page: int = 20) -> Turned:
    """The page that is meant of a list of so many entries; the last one where there are fewer pages by now."""
    pages = max(1, -(-count // on_a_page))
    return Turned(min(page, pages - 1), pages, on_a_page)


def few(page: int, count: int) -> Turned:
    """The same where each entry brings a button: no more than a phone shows under what is to be read."""
    most = card_buttons.FEW_BUTTONS
    return turned(page, count, most if count <= most else most - TURNING)


@dataclass(frozen=True)
class SpeaksOf:
    """Of which requests a view says what may be printed, the newest event that was on record when they were read, and the
    view and argument that show it as it is later."""

    scope: Scope
    seen_event_id: int
    view: str
    argument: str


@dataclass(frozen=True)
class View:
    """A list ready to be paged: blocks are never split unless one alone is longer than a page. Where it is `turned`
    to a page, the blocks are that page's entries.

    `foot` is a last block: it ends the last page. `apart`: opened by a button, it is a message of its own, and the
    list with the button stays. `speaks_of`: it says what may be printed, and is marked once that is overtaken. `most_buttons`: how many a page has at most, those that turn it among them; None: as many
    as Telegram takes. `one_screen`: nor more words than a phone shows at once.
    """

    head: Markup
    blocks: list[Markup] = field(default_factory=list)
    rows: list[list[Row]] = field(default_factory=list)  # for each block, the buttons it brings
    foot_rows: list[Row] = field(default_factory=list)
    foot: Markup = NOTHING
    between: Markup = BLANK_LINE
    apart: bool = False
    turned: Turned | None = None
    most_buttons: int | None = None
    one_screen: bool = False
    speaks_of: SpeaksOf | None = None


Make = Callable[[Call, str], Awaitable[View]]
MakePage = Callable[[Call, str, int], Awaitable[View]]
VIEWS: dict[str, MakePage] = {}


def view(name: str) -> Callable[[Make], Make]:
    """Register what makes the view of this name, all of it."""

    def register(make: Make) -> Make:
        VIEWS[name] = lambda call, argument, _: make(call, argument)
        return make

    return register


def paged(name: str) -> Callable[[MakePage], MakePage]:
    """Register what makes one page of the view of this name, as `turned` says which."""

    def register(make: MakePage) -> MakePage:
        VIEWS[name] = make
        return make

    return register


async def keep_words(call: Call, kind: str) -> str:
    """The argument of a view that is about the words somebody typed: they themselves, where the buttons that turn its
    pages have room for them, or the number of a draft that keeps them."""
    words = cut(" ".join(call.args.split()), LONGEST_SEARCHED)
    if len(card_buttons.to_page(MOST_PAGES, kind, f"={words}").encode()) <= LONGEST_DATA:
        return f"={words}"
    async with call.database.write() as session:
        return str((await call.begin(session, kind, {"words": words})).id)


async def words_kept(call: Call, kind: str, argument: str) -> str:
    """The words somebody searched for, as `keep_words` kept them.

    Raises:
        GoneList: they are forgotten by now, or somebody else's.
    """
    if argument.startswith("="):
        return argument[1:]
    async with call.looking() as session:
        draft = await drafts.by_id(session, call.who.member, number_in(argument))
    if draft is None or draft.kind != kind:
        raise GoneList
    return str(draft.data["words"])


async def show_block(call: Call, name: str, block: int, argument: str = "") -> None:
    """Show the page of a view on which a block begins, in the place of the message whose button was pressed."""
    page = page_showing(await VIEWS[name](call, argument, 0), block)
    text, keyboard, _ = await _page(call, name, argument, page)
    await sending.show_in_place(call.update, text, keyboard)


async def show_view(call: Call, name: str, argument: str = "") -> None:
    """Answer with the first page of a view."""
    text, keyboard, made = await _page(call, name, argument, 0)
    message = await call.answer(text, keyboard)
    if message is not None:
        await _note(call, message.message_id, made)


async def turn(call: Call) -> None:
    """`p:<page>:<view>[:<argument>]`: another page, in place."""
    _, page, name, *rest = button_data(call.update).split(":", 3)
    if name not in VIEWS:
        raise GoneList
    text, keyboard, made = await _page(call, name, rest[0] if rest else "", number_in(page))
    await sending.toast(call.update, "")
    if made.apart:
        message = await call.answer(text, keyboard)
        if message is not None:
            await _note(call, message.message_id, made)
    else:
        await forget_report(call)
        shown = await sending.show_in_place(call.update, text, keyboard)
        if shown is not None:
            await _note(call, shown, made)


async def forget_report(call: Call) -> None:
    """The message whose button was pressed shows no report any more: it is not to be marked."""
    if call.pressed_on is None:
        return
    async with call.looking() as session:
        there = await messages.report_shown(session, call.who.chat_id, call.pressed_on)
    if there is None:
        return
    try:
        async with call.database.write() as session:
            await messages.forget_report(session, call.who.chat_id, call.pressed_on)
    except REFUSED as error:
        log.error("a message may be turned back into the report that it showed: %s", reason(error))  # noqa: TRY400


async def _note(call: Call, message_id: int, made: View) -> None:
    """A report that was shown is marked once it is overtaken."""
    of = made.speaks_of
    if of is None:
        return
    shown = ShownReport(
        newsroom_id=call.who.newsroom_id,
        member_id=call.who.member_id,
        chat_id=call.who.chat_id,
        message_id=message_id,
        view=of.view,
        argument=of.argument,
        story_id=of.scope.story_id,
        body_id=of.scope.body_id,
        of_member_id=of.scope.member_id,
        seen_event_id=of.seen_event_id,
        shown_at=call.now,
    )
    try:
        async with call.database.write() as session:
            await alerts.show(session, shown, now=call.now)
    except REFUSED as error:
        log.error("a report will not be marked once it is overtaken: %s", reason(error))  # noqa: TRY400
        await call.answer(
            call.t.say(
                "If an answer comes in, the message above will not say so, because that could not be noted just now. Send /report again before you print."
            )
        )


async def _page(
    call: Call, name: str, argument: str, page: int
) -> tuple[Markup, InlineKeyboardMarkup | None, View]:
    made = await VIEWS[name](call, argument, page)
    if made.turned is not None:
        return (*_page_of(made, made.turned, name, argument), made)
    blocks, buttons, pages = _laid_out(made)
    page = min(page, len(pages) - 1)
    body = made.between.join(blocks[position] for position in pages[page])
    parts = [part for part in (made.head, body) if part]
    rows = [row for position in pages[page] for row in buttons[position]]
    turns = card_buttons.pages if made.most_buttons is None else card_buttons.few_pages
    rows = _packed(rows) + made.foot_rows + turns(name, argument, page, len(pages))
    return BLANK_LINE.join(parts), InlineKeyboardMarkup(rows) if rows else None, made


def page_showing(made: View, block: int) -> int:
    """The page on which a block of the view begins."""
    most = (made.most_buttons or MOST_BUTTONS) - sum(len(row) for row in made.foot_rows)
    before = View(made.head, made.blocks[:block], made.rows[:block])
    at = len(_fitting(before, most)[0])
    return next((page for page, shown in enumerate(_laid_out(made)[2]) if at in shown), 0)


def _laid_out(made: View) -> tuple[list[Markup], list[list[Row]], list[list[int]]]:
    """The blocks, the buttons of each, and which of them are on each page."""
    most = (made.most_buttons or MOST_BUTTONS) - sum(len(row) for row in made.foot_rows)
    # Where buttons are few, so are those that turn: none for one page, one for two.
    for turning in (TURNING,) if made.most_buttons is None else (0, 1, 2):
        blocks, buttons = _fitting(made, most - turning)
        pages = split(
            blocks,
            made.between,
            max(PAGE, MESSAGE - units(made.head) - len(BLANK_LINE))
            if not made.one_screen
            else max(SCREEN - units(made.head), SCREEN // 2),
            buttons=[sum(map(len, rows)) for rows in buttons],
            most_buttons=most - turning,
        )
        if len(pages) <= turning + 1:
            break
    return blocks, buttons, pages


def _page_of(made: View, at: Turned, name: str, argument: str) -> tuple[Markup, InlineKeyboardMarkup | None]:
    body = made.between.join(made.blocks)
    if units(body) > PAGE:
        longest = PAGE // at.limit - len(made.between)
        body = made.between.join(_shortened(block, longest) for block in made.blocks)
    rows = _packed([row for brought in made.rows for row in brought]) + made.foot_rows
    rows += card_buttons.pages(name, argument, at.page, at.pages)
    parts = [part for part in (made.head, body) if part]
    return BLANK_LINE.join(parts), InlineKeyboardMarkup(rows) if rows else None


def _shortened(block: Markup, limit: int) -> Markup:
    return block if units(block) <= limit else pieces(block, limit - 1)[0] + MORE


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
