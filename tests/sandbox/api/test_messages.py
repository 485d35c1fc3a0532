"""Sending, editing and deleting: what the real server takes, and the words in which it refuses."""

from __future__ import annotations

from typing import Any

import pytest

from sandbox.api.telegram import LocalTelegram
from sandbox.world.messages import buttons, visible_text
from tests.sandbox.conftest import Api, HandClock

KEYBOARD = {"inline_keyboard": [[{"text": "Go", "callback_data": "go"}]]}
NOT_MODIFIED = (
    "400 Bad Request: message is not modified: specified new message content and reply markup are exactly the same"
    " as a current content and reply markup of the message"
)


async def test_a_sent_text_is_stored_as_people_see_it(
    api: Api, local: LocalTelegram, clock: HandClock
) -> None:
    sent = await api.ok(
        "sendMessage", chat_id=7, text=" <b>Ask</b> &amp; wait ", parse_mode="HTML", reply_markup=KEYBOARD
    )
    assert sent == local.last(7)
    assert sent["text"] == visible_text(sent) == "Ask & wait"
    assert sent["entities"] == [{"type": "bold", "offset": 0, "length": 3}]
    assert buttons(sent) == KEYBOARD["inline_keyboard"]
    assert sent["date"] == int(clock.now().timestamp())
    assert sent["from"]["username"] == "reply_desk_bot"
    assert sent["chat"] == {"id": 7, "type": "private", "first_name": "Dara", "username": "dara"}


async def test_telegram_adds_the_entities_it_finds_but_not_inside_code(api: Api) -> None:
    sent = await api.ok("sendMessage", chat_id=7, text="<code>/due</code> /due #x", parse_mode="HTML")
    assert [(each["type"], each["offset"]) for each in sent["entities"]] == [
        ("code", 0),
        ("bot_command", 5),
        ("hashtag", 10),
    ]


@pytest.mark.parametrize(
    ("params", "reason"),
    [
        ({"chat_id": 7}, "400 Bad Request: message text is empty"),
        ({"chat_id": 7, "text": ""}, "400 Bad Request: message text is empty"),
        ({"chat_id": 7, "text": "  \n "}, "400 Bad Request: text must be non-empty"),
        ({"chat_id": 7, "text": "<b></b>", "parse_mode": "HTML"}, "400 Bad Request: text must be non-empty"),
        ({"text": "x"}, "400 Bad Request: chat_id is empty"),
        ({"chat_id": "", "text": "x"}, "400 Bad Request: chat_id is empty"),
        ({"chat_id": 999, "text": "x"}, "400 Bad Request: chat not found"),
        ({"chat_id": -1, "text": "x"}, "400 Bad Request: chat not found"),
        ({"chat_id": "@nowhere", "text": "x"}, "400 Bad Request: chat not found"),
        ({"chat_id": 8, "text": "x"}, "403 Forbidden: bot can't initiate conversation with a user"),
        ({"chat_id": 7, "text": "half \ud83d"}, "400 Bad Request: strings must be encoded in UTF-8"),
        ({"chat_id": 7, "text": "x", "parse_mode": "TeX"}, "400 Bad Request: unsupported parse_mode"),
        ({"chat_id": 7, "text": "x", "reply_parameters": {"message_id": 999}}, "400 Bad Request: message to be replied not found"),
        ({"chat_id": 7, "text": "x", "reply_to_message_id": 999}, "400 Bad Request: message to be replied not found"),
        ({"chat_id": 7, "text": "x", "reply_parameters": {"message_id": "y"}}, '400 Bad Request: field "message_id" must be a valid Number'),
        ({"chat_id": 7, "text": "x", "reply_parameters": {"quote": "y"}}, '400 Bad Request: can\'t find field "message_id"'),
        ({"chat_id": 7, "text": "<b>", "parse_mode": "html"}, "400 Bad Request: can't parse entities: Can't find end tag corresponding to start tag \"b\""),
        ({"chat_id": 7, "text": "hello", "entities": [{"type": "bold", "offset": 100, "length": 1}]}, "400 Bad Request: entity begins after the end of the text at UTF-16 offset 100"),
        ({"chat_id": 7, "text": "hello", "entities": [{"type": "bold", "offset": 0, "length": 100}]}, "400 Bad Request: entity beginning at UTF-16 offset 0 ends after the end of the text at UTF-16 offset 100"),
        ({"chat_id": 7, "text": "hello", "entities": [{"type": "bold", "offset": -1, "length": 1}]}, "400 Bad Request: receive an entity with incorrect offset -1"),
        ({"chat_id": 7, "text": "hello", "entities": [{"type": "odd", "offset": 0, "length": 1}]}, "400 Bad Request: can't parse MessageEntity: Unsupported type specified"),
        ({"chat_id": 7, "text": "hello", "entities": [{"type": "text_link", "offset": 0, "length": 1}]}, '400 Bad Request: can\'t parse MessageEntity: Can\'t find field "url"'),
        ({"chat_id": 7, "text": "hello", "entities": [{"type": "text_link", "offset": 0, "length": 1, "url": "not-a-url"}]}, "400 Bad Request: entity URL 'not-a-url' is invalid: Wrong HTTP URL"),
    ],
)  # fmt: skip
async def test_a_wrong_text_is_refused(api: Api, params: dict[str, Any], reason: str) -> None:
    assert await api.refused("sendMessage", **params) == reason


async def test_markdown_is_refused_in_so_many_words(api: Api) -> None:
    assert "is not simulated" in await api.refused(
        "sendMessage", chat_id=7, text="*x*", parse_mode="MarkdownV2"
    )


@pytest.mark.parametrize("text", ["x" * 4096, "😀" * 2048, "ខ" * 4096, "<b>" + "x" * 4096 + "</b>"])
async def test_4096_code_units_after_parsing_fit(api: Api, text: str) -> None:
    await api.ok("sendMessage", chat_id=7, text=text, parse_mode="HTML")


@pytest.mark.parametrize("text", ["x" * 4097, "😀" * 2048 + "x", "<b>" + "x" * 4097 + "</b>"])
async def test_one_code_unit_more_is_too_long(api: Api, text: str) -> None:
    refused = await api.refused("sendMessage", chat_id=7, text=text, parse_mode="HTML")
    assert refused == "400 Bad Request: message is too long"


@pytest.mark.parametrize(("days", "taken"), [(-1000, True), (1098, True), (1099, False)])
async def test_a_time_too_far_ahead_is_refused(api: Api, clock: HandClock, days: int, taken: bool) -> None:
    at = int(clock.now().timestamp()) + days * 86_400
    text = f'<tg-time unix="{at}" format="wdt">then</tg-time>'
    status, body = await api.call("sendMessage", chat_id=7, text=text, parse_mode="HTML")
    assert (status, body.get("description")) == (
        (200, None) if taken else (400, "Bad Request: ENTITY_DATE_INVALID")
    )


async def test_an_answer_carries_what_it_answers_but_not_what_that_answered(
    api: Api, local: LocalTelegram
) -> None:
    first = await local.send_text(7, 7, "first")
    second = await api.ok(
        "sendMessage", chat_id=7, text="second", reply_parameters={"message_id": first["message_id"]}
    )
    third = await api.ok("sendMessage", chat_id=7, text="third", reply_to_message_id=second["message_id"])
    assert second["reply_to_message"] == first
    assert third["reply_to_message"]["text"] == "second"
    assert "reply_to_message" not in third["reply_to_message"]


async def test_an_answer_to_nothing_goes_out_when_it_may(api: Api) -> None:
    reply = {"message_id": 999, "allow_sending_without_reply": True}
    assert "reply_to_message" not in await api.ok("sendMessage", chat_id=7, text="x", reply_parameters=reply)


async def test_message_ids_rise_in_each_chat_for_itself(api: Api, local: LocalTelegram) -> None:
    await local.open_start_link(8, "")
    mine = [(await api.ok("sendMessage", chat_id=7, text="x"))["message_id"] for _ in range(2)]
    assert mine == [2, 3]
    assert (await api.ok("sendMessage", chat_id=8, text="x"))["message_id"] == 2


async def test_editing_changes_the_text_in_place(api: Api, local: LocalTelegram, clock: HandClock) -> None:
    sent = await api.ok("sendMessage", chat_id=7, text="old", reply_markup=KEYBOARD)
    clock.move(minutes=1)
    edited = await api.ok(
        "editMessageText", chat_id=7, message_id=sent["message_id"], text="new", reply_markup=KEYBOARD
    )
    assert edited == local.last(7) == sent | {"text": "new", "edit_date": sent["date"] + 60}


async def test_editing_without_the_keyboard_takes_it_away(api: Api) -> None:
    sent = await api.ok("sendMessage", chat_id=7, text="old", reply_markup=KEYBOARD)
    edited = await api.ok("editMessageText", chat_id=7, message_id=sent["message_id"], text="new")
    assert buttons(edited) == []


@pytest.mark.parametrize(
    ("method", "params"),
    [
        ("editMessageText", {"text": " <i>same</i>", "parse_mode": "HTML", "reply_markup": KEYBOARD}),
        ("editMessageReplyMarkup", {"reply_markup": KEYBOARD}),
    ],
)
async def test_editing_to_the_same_is_refused_again_and_again(
    api: Api, method: str, params: dict[str, Any]
) -> None:
    sent = await api.ok(
        "sendMessage", chat_id=7, text="<i>same</i>", parse_mode="HTML", reply_markup=KEYBOARD
    )
    assert await api.refused(method, chat_id=7, message_id=sent["message_id"], **params) == NOT_MODIFIED


async def test_editing_back_and_forth_is_no_repetition(api: Api) -> None:
    sent = await api.ok("sendMessage", chat_id=7, text="a")
    for text in ("b", "a", "b"):
        await api.ok("editMessageText", chat_id=7, message_id=sent["message_id"], text=text)
    assert (
        await api.refused("editMessageText", chat_id=7, message_id=sent["message_id"], text="b")
        == NOT_MODIFIED
    )


async def test_the_keyboard_alone_can_be_taken_away(api: Api) -> None:
    sent = await api.ok("sendMessage", chat_id=7, text="x", reply_markup=KEYBOARD)
    edited = await api.ok("editMessageReplyMarkup", chat_id=7, message_id=sent["message_id"])
    assert buttons(edited) == []
    assert edited["text"] == "x"


async def test_only_ones_own_messages_that_are_there_can_be_edited(api: Api, local: LocalTelegram) -> None:
    theirs = await local.send_text(7, 7, "mine")
    for method, more in (("editMessageText", {"text": "x"}), ("editMessageReplyMarkup", {})):
        refused = await api.refused(method, chat_id=7, message_id=theirs["message_id"], **more)
        assert refused == "400 Bad Request: message can't be edited"
        assert (
            await api.refused(method, chat_id=7, message_id=99, **more)
            == "400 Bad Request: message to edit not found"
        )
        refused = await api.refused(method, chat_id=7, **more)
        assert refused == "400 Bad Request: message identifier is not specified"


async def test_a_deleted_message_is_gone(api: Api, local: LocalTelegram) -> None:
    sent = await api.ok("sendMessage", chat_id=7, text="x")
    assert await api.ok("deleteMessage", chat_id=7, message_id=sent["message_id"]) is True
    assert sent not in local.messages(7)
    refused = await api.refused("deleteMessage", chat_id=7, message_id=sent["message_id"])
    assert refused == "400 Bad Request: message to delete not found"


async def test_after_two_days_a_message_stays(api: Api, clock: HandClock) -> None:
    sent = await api.ok("sendMessage", chat_id=7, text="x")
    clock.move(hours=48, seconds=1)
    refused = await api.refused("deleteMessage", chat_id=7, message_id=sent["message_id"])
    assert refused == "400 Bad Request: message can't be deleted for everyone"


async def test_in_a_group_only_an_administrator_deletes_what_others_wrote(
    api: Api, local: LocalTelegram
) -> None:
    local.add_group(-5, "News", [7, 8])
    theirs = await local.send_text(8, -5, "hello")
    refused = await api.refused("deleteMessage", chat_id=-5, message_id=theirs["message_id"])
    assert refused == "400 Bad Request: message can't be deleted"
    local.promote_bot(-5)
    assert await api.ok("deleteMessage", chat_id=-5, message_id=theirs["message_id"]) is True


@pytest.mark.parametrize(
    ("action", "known"), [("typing", True), ("upload_document", True), ("thinking", False)]
)
async def test_only_real_chat_actions_are_shown(api: Api, action: str, known: bool) -> None:
    status, body = await api.call("sendChatAction", chat_id=7, action=action)
    assert (status == 200) is known
    assert known or body["description"] == "Bad Request: wrong parameter action in request"
