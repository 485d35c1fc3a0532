"""What is left of a text that holds characters nobody sees."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sandbox.cleaning import clean, is_blank
from sandbox.telegram import LocalTelegram
from tests.sandbox.conftest import Api


@pytest.mark.parametrize(
    ("given_text", "cleaned"),
    [
        ("a\tb\x00c", "a b c"),
        ("a\r\nb", "a\nb"),
        ("a\u202eb\u2028c", "abc"),
        ("ភ្នំ\u200bពេញ", "ភ្នំ\u200bពេញ"),
        ("\u200fעברית", "\u200fעברית"),
    ],
)
def test_control_characters_go_and_letters_stay(given_text: str, cleaned: str) -> None:
    assert clean(given_text) == cleaned


@given(st.text())
def test_cleaning_twice_changes_nothing_more(text: str) -> None:
    assert clean(clean(text)) == clean(text)


@pytest.mark.parametrize("text", ["", " ", "\n\u200b", "\u00a0\u2003", "\u2800\ufeff", "\u200e\u200f"])
async def test_a_text_of_nothing_is_not_sent(api: Api, local: LocalTelegram, text: str) -> None:
    assert is_blank(text)
    assert "empty" in await api.refused("sendMessage", chat_id=7, text=text)
    with pytest.raises(ValueError, match="empty"):
        await local.send_text(7, 7, text)


async def test_a_sent_text_is_cleaned(api: Api) -> None:
    sent = await api.ok("sendMessage", chat_id=7, text="<b>a\tb</b>\u202e", parse_mode="HTML")
    assert (sent["text"], sent["entities"]) == ("a b", [{"offset": 0, "length": 3, "type": "bold"}])
