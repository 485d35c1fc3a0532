"""What fits on one page of Telegram's (pure)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from html import unescape

from markupsafe import Markup

# Telegram takes 4,096 UTF-16 units after entities are parsed; headings and the page's foot need some.
PAGE = 3600

_TAG = re.compile(r"<[^>]*>")
# A tag, an entity, a run of white space or of letters: what is never cut in two, but for very long runs of letters.
_PART = re.compile(r"<[^>]*>|&[#\w]+;|\s+|[^<&\s]{1,200}|[<&]")


def units(text: str) -> int:
    """The length as Telegram counts it, in UTF-16 units, tags left out."""
    return len(unescape(_TAG.sub("", text)).encode("utf-16-le")) // 2


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
    for part in _PART.findall(str(block)):
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


def _closed(text: str, opened: list[str]) -> Markup:
    ends = "".join(f"</{re.split(r'[ >]', tag[1:], maxsplit=1)[0]}>" for tag in reversed(opened))
    return Markup(text + ends)  # noqa: S704  (cut from what was escaped)
