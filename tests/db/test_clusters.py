"""Text is cut between what a reader sees as one sign: a Khmer syllable with its subscripts, an accented letter, an emoji."""

from __future__ import annotations

import re
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markupsafe import Markup, escape

from bot.export.names import LONGEST, safe
from bot.export.workbook import fitted
from bot.i18n.catalogue import shorten
from bot.telegram import pages
from db.text.clusters import cut, utf8, utf16

WHOLE = [
    "ស្ត្រី",  # two subscripts and a vowel
    "ខ្ញុំ",
    "ក្សា",
    "ប្រឹ",
    "សួ",
    "កៅ",
    "ព៌",  # robat
    "é",
    "e\u0301\u0323",
    "👨‍👩‍👧‍👦",
    "👍🏽",
    "🇰🇭",
    "❤️‍🔥",
    "1️⃣",
    "한",
    "नि",
]
TEXTS = st.text(
    st.sampled_from([*"abc .-ក្ខ\u17d2\u17b6រិ\u200d\u0301", "👩", "🏽", "🇰", "🇭", "\ufe0f"]), max_size=60
)
SIZES = st.sampled_from([len, utf16, utf8])


@pytest.mark.parametrize("sign", WHOLE)
@pytest.mark.parametrize("size", [len, utf16, utf8])
def test_what_is_one_sign_is_kept_whole_or_left_out(sign: str, size: object) -> None:
    assert callable(size)
    for before in ("", "a", "ក"):
        text = before + sign + "ខ"
        for most in range(size(text) + 2):
            assert cut(text, most, size) in {"", before, before + sign, text}


@given(TEXTS, st.integers(0, 200), SIZES)
def test_a_cut_text_is_whole_signs_from_the_beginning_and_has_room(
    text: str, most: int, size: object
) -> None:
    assert callable(size)
    kept = cut(text, most, size)
    assert text.startswith(kept)
    assert size(kept) <= most
    rest = text[len(kept) :]
    # Nothing more would have had room, and nothing of the next sign was taken.
    assert not rest or size(kept + cut(rest, size(rest), size)) > most
    assert not rest.startswith(("\u17d2", "\u17b6", "\u17b7", "\u200d", "\u0301", "\ufe0f", "🏽")) or not kept


@pytest.mark.parametrize("sign", WHOLE)
@pytest.mark.long
def test_every_place_that_shortens_cuts_there(sign: str) -> None:
    in_names = unicodedata.normalize("NFC", sign).replace("\u200d", "")  # where nothing may be invisible
    for start in range(8):
        text = "a" * start + sign * 300
        assert re.fullmatch("a*…", shorten(text, 40).replace(sign, ""))
        assert re.fullmatch("a*…", fitted(text * 200, "…").replace("a" * start + sign, "").replace(sign, ""))
        assert utf8(safe(text)) <= LONGEST
        if "\u200d" not in sign:
            assert re.fullmatch("a*", safe(text).replace(in_names, ""))
        for piece in pages.pieces(escape(text * 6), 500):
            assert re.fullmatch("a*", str(piece).replace(sign, ""))
            assert pages.units(piece) <= 500


@pytest.mark.parametrize(
    "text", ["a\u0301" * 9000, "a" + "\u0301" * 9000, "&amp;\u0301" * 2000, "<b>" + "ស្ត្រី" * 2000 + "</b>"]
)
def test_no_page_is_longer_than_a_message_and_none_loses_a_letter(text: str) -> None:
    made = pages.pieces(Markup(text), 3600)  # noqa: S704
    assert max(map(pages.units, made)) <= 3600
    plain = re.compile("</?b>")
    assert "".join(plain.sub("", str(piece)) for piece in made) == plain.sub("", text)


def test_no_other_place_cuts_text_by_its_characters() -> None:
    """A slice to a limit by name is one of a list; text goes through `cut`."""
    slices = re.compile(
        r"\b(?:text|plain|line|name|args|label|title|slug|typed)\)?\[\s*:\s*(?:\d{2,}|[A-Z_]{3,})"
    )
    found = [
        f"{path}: {line.strip()}"
        for room in ("bot", "db", "jobs")
        for path in Path(room).rglob("*.py")
        for line in path.read_text().splitlines()
        if slices.search(line)
    ]
    assert found == []
