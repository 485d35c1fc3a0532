"""Keyboards that the Bot API takes, and those it refuses."""

from __future__ import annotations

import json
from typing import Any

import pytest

from sandbox.api.errors import ApiError
from sandbox.api.params import Params
from sandbox.api.reply_markup import read_markup
from sandbox.world.messages import buttons


def read(markup: object, *, only_inline: bool = False) -> Any:
    return read_markup(Params({"reply_markup": markup}, {}), only_inline=only_inline)


def one(**button: object) -> dict[str, Any]:
    return {"inline_keyboard": [[button]]}


@pytest.mark.parametrize(
    "button",
    [
        {"text": "Go", "callback_data": "x"},
        {"text": "Go", "callback_data": "x" * 64},
        {"text": "Go", "callback_data": "ខ" * 21},
        {"text": "Site", "url": "https://example.org/path"},
        {"text": "Start", "url": "https://t.me/reply_desk_bot?start=abc"},
        {"text": "Copy", "copy_text": {"text": "c" * 256}},
        *({"text": "Go", "style": style, "callback_data": "x"} for style in ("danger", "success", "primary")),
    ],
)
def test_a_button_within_the_limits_is_kept_as_it_is(button: dict[str, object]) -> None:
    assert buttons({"reply_markup": read(one(**button))}) == [[button]]


@pytest.mark.parametrize(
    ("markup", "reason"),
    [
        (one(text="Go", callback_data="x" * 65), "BUTTON_DATA_INVALID"),
        (one(text="Go", callback_data="ខ" * 22), "BUTTON_DATA_INVALID"),
        (one(text="Go", callback_data=5), "BUTTON_DATA_INVALID"),
        (one(text="Go", callback_data=""), "can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard"),
        (one(text="Go"), "can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard"),
        (one(callback_data="x"), 'can\'t parse inline keyboard button: Can\'t find field "text"'),
        (one(text=5, callback_data="x"), 'can\'t parse inline keyboard button: Field "text" must be of type String'),
        (one(text="", callback_data="x"), "inline keyboard button text must be non-empty"),
        (one(text="half \ud83d", callback_data="x"), "inline keyboard button text must be encoded in UTF-8"),
        (one(text="Go", url="not-a-url"), "inline keyboard button URL 'not-a-url' is invalid: Wrong HTTP URL"),
        (one(text="Go", url="ftp://example.com"), "inline keyboard button URL 'ftp://example.com' is invalid: Unsupported URL protocol"),
        (one(text="Copy", copy_text={"text": ""}), "BUTTON_COPY_TEXT_INVALID"),
        (one(text="Copy", copy_text={"text": "c" * 257}), "BUTTON_COPY_TEXT_INVALID"),
        (one(text="Pay", pay=True), "BUTTON_TYPE_INVALID"),
        (one(text="Go", style="red", callback_data="x"), "can't parse inline keyboard button: invalid button style specified"),
        (one(text="Go", style=5, callback_data="x"), 'can\'t parse inline keyboard button: Field "style" must be of type String'),
        (one(text="Find", switch_inline_query="x"), "can't parse inline keyboard button: this kind of button is not simulated"),
        ({"inline_keyboard": "bad"}, 'field "inline_keyboard" must be of type Array'),
        ({"inline_keyboard": ["bad"]}, "can't parse inline keyboard button: expected an Array of InlineKeyboardButton"),
        ({"inline_keyboard": [["bad"]]}, "can't parse inline keyboard button: InlineKeyboardButton must be an Object"),
        ({"strange": 1}, "object expected as reply markup"),
        ([], "object expected as reply markup"),
        ("{", "can't parse reply keyboard markup JSON object"),
    ],
)  # fmt: skip
def test_a_keyboard_out_of_bounds_is_refused_with_the_real_reason(markup: object, reason: str) -> None:
    with pytest.raises(ApiError) as caught:
        read(markup)
    assert (caught.value.code, caught.value.description) == (400, f"Bad Request: {reason}")


def rows_of(count: int) -> dict[str, Any]:
    return {"inline_keyboard": [[{"text": "b", "callback_data": "x"}]] * count}


def test_a_hundred_buttons_are_the_most() -> None:
    assert len(read(rows_of(100))["inline_keyboard"]) == 100
    with pytest.raises(ApiError, match="reply markup is too long"):
        read(rows_of(101))


def test_a_keyboard_without_buttons_is_none() -> None:
    assert read({"inline_keyboard": []}) is None
    assert read({"inline_keyboard": [[]]}) is None
    assert read(None) is None


def test_a_keyboard_may_come_as_text() -> None:
    assert read(json.dumps(rows_of(1))) == rows_of(1)


@pytest.mark.parametrize("markup", [{"keyboard": [["A"]]}, {"force_reply": True}, {"remove_keyboard": True}])
def test_other_keyboards_may_be_sent_but_not_edited_in(markup: dict[str, object]) -> None:
    assert read(markup) is None
    with pytest.raises(ApiError, match="inline keyboard expected"):
        read(markup, only_inline=True)
