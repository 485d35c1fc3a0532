"""What fits on a page of Telegram's."""

from __future__ import annotations

from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markupsafe import Markup

from bot.telegram.pages import pieces, split, units

NEWLINE = Markup("\n")


class Tags(HTMLParser):
    """Reads the text, and notes whether every tag is closed, the last one opened first."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.opened: list[str] = []
        self.sound = True
        self.said = ""
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: object) -> None:
        self.opened.append(tag)

    def handle_endtag(self, tag: str) -> None:
        self.sound = self.sound and bool(self.opened) and self.opened.pop() == tag

    def handle_data(self, data: str) -> None:
        self.said += data


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", 0), ("<b>abc</b>", 3), ("&lt;b&gt;", 3), ("a &amp; b", 5), ("🔴 late", 7), ("ក្រសួង", 6),
        ("a\n\n\nb", 5), ("two  blanks", 11),
    ],
)  # fmt: skip
def test_length_is_counted_as_telegram_counts_it(text: str, expected: int) -> None:
    assert units(text) == expected


@given(st.lists(st.integers(1, 90), max_size=40), st.integers(100, 200))
def test_every_block_is_on_one_page_in_order_and_no_page_is_too_long(sizes: list[int], limit: int) -> None:
    pages = split([Markup("x") * size for size in sizes], NEWLINE, limit)
    assert [position for page in pages for position in page] == list(range(len(sizes)))
    assert all(sum(sizes[position] + 1 for position in page) <= limit for page in pages)


@given(st.lists(st.tuples(st.integers(1, 90), st.integers(0, 9)), max_size=40))
def test_no_page_has_more_buttons_than_fit(blocks: list[tuple[int, int]]) -> None:
    buttons = [brings for _, brings in blocks]
    pages = split([Markup("x") * size for size, _ in blocks], NEWLINE, 200, buttons=buttons, most_buttons=12)
    assert [position for page in pages for position in page] == list(range(len(blocks)))
    assert all(sum(buttons[position] for position in page) <= 12 for page in pages)


@given(st.text(st.sampled_from('ab <>&"\n🔴ក'), max_size=900), st.integers(210, 400))
def test_a_cut_block_loses_nothing_and_each_piece_is_sound(typed: str, limit: int) -> None:
    block = Markup("<b>#1</b> {} <s>{}</s>").format(typed, typed)
    cut = pieces(block, limit)
    assert "".join(Tags(piece).said for piece in cut) == Tags(block).said
    for piece in cut:
        tags = Tags(piece)
        assert tags.sound
        assert not tags.opened
        assert units(piece) <= limit


def test_what_is_struck_through_stays_so_on_the_next_page() -> None:
    cut = pieces(Markup("<s>{}</s>").format("word " * 100), 210)
    assert len(cut) == 3
    assert all(piece.startswith("<s>") and piece.endswith("</s>") for piece in cut)
