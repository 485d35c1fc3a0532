"""What Telegram finds by itself in plain text."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sandbox.detect import detect
from sandbox.utf16 import cut, units


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
    entities = detect(text)
    assert [(each["type"], cut(text, each["offset"], each["length"])) for each in entities] == found


@given(st.text())
def test_entities_are_in_order_and_never_overlap(text: str) -> None:
    end = 0
    for entity in detect(text):
        assert entity["offset"] >= end
        assert entity["length"] > 0
        end = entity["offset"] + entity["length"]
    assert end <= units(text)
