"""Texts as Telegram has them: cleaned of what nobody sees, with the entities it finds."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sandbox.api.telegram import LocalTelegram
from sandbox.world.texts import clean, find_entities, is_blank, units
from tests.sandbox.conftest import Api, covered


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


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("/start", [("bot_command", "/start")]),
        ("/status@reply_desk_bot me", [("bot_command", "/status@reply_desk_bot")]),
        ("😀 /due", [("bot_command", "/due")]),
        ("and/or", []),
        ("1/2", []),
        ("/ask Court: why? by 17:00 #mangopark", [("bot_command", "/ask"), ("hashtag", "#mangopark")]),
        ("#12", []),
        ("#story2 #ភ", [("hashtag", "#story2"), ("hashtag", "#ភ")]),
        ("ask @dara now", [("mention", "@dara")]),
        ("mail a.b@example.org", [("email", "a.b@example.org")]),
        ("see https://example.org/a?b=c.", [("url", "https://example.org/a?b=c")]),
        ("see camboja.news/x, then", [("url", "camboja.news/x")]),
        ("t.me/reply_desk_bot?start=abc", [("url", "t.me/reply_desk_bot?start=abc")]),
        ("no link: e.g. this", []),
        ("$USD", [("cashtag", "$USD")]),
        ("", []),
    ],
)
def test_it_finds_commands_tags_names_and_links(text: str, found: list[tuple[str, str]]) -> None:
    entities = find_entities(text)
    assert [(each["type"], covered(text, each)) for each in entities] == found


@given(st.text())
def test_entities_are_in_order_and_never_overlap(text: str) -> None:
    end = 0
    for entity in find_entities(text):
        assert entity["offset"] >= end
        assert entity["length"] > 0
        end = entity["offset"] + entity["length"]
    assert end <= units(text)
