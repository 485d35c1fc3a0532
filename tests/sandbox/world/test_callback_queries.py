"""Pressing buttons: now, twice, together, late, and on messages that are gone."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from sandbox.api.telegram import LocalTelegram
from sandbox.world.callback_queries import CallbackAnswer
from tests.sandbox.conftest import Api, HandClock

KEYBOARD = {
    "inline_keyboard": [
        [{"text": "Called", "callback_data": "c:1"}, {"text": "Site", "url": "https://example.org/"}],
        [{"text": "Copy", "copy_text": {"text": "words"}}],
    ]
}
TOO_OLD = "400 Bad Request: query is too old and response timeout expired or query ID is invalid"


@pytest.fixture
async def card(api: Api) -> int:
    """The id of a message of the bot with buttons, with nothing pending."""
    await api.updates()
    sent = await api.ok("sendMessage", chat_id=7, text="#12", reply_markup=KEYBOARD)
    message_id: int = sent["message_id"]
    return message_id


async def query_of(api: Api) -> dict[str, Any]:
    update = (await api.updates(timeout=10))[0]
    query: dict[str, Any] = update["callback_query"]
    return query


async def test_a_press_asks_the_bot_and_shows_its_answer(api: Api, local: LocalTelegram, card: int) -> None:
    pressing = asyncio.create_task(local.press(7, 7, card, text="Called"))
    query = await query_of(api)
    assert (query["data"], query["from"]["id"], query["message"]["message_id"]) == ("c:1", 7, card)
    assert query["message"]["reply_markup"] == KEYBOARD
    await api.ok("answerCallbackQuery", callback_query_id=query["id"], text="Logged", show_alert=True)
    assert await pressing == CallbackAnswer("Logged", show_alert=True, answered=True)


async def test_a_press_without_an_answer_comes_back_unanswered(local: LocalTelegram, card: int) -> None:
    assert await local.press(7, 7, card, text="Called", timeout=0.01) == CallbackAnswer(answered=False)


async def test_two_presses_at_once_are_two_queries(api: Api, local: LocalTelegram, card: int) -> None:
    pressing = [asyncio.create_task(local.press(7, 7, card, text="Called")) for _ in range(2)]
    await local.until(lambda: local.world.updates.pending_count() == 2)
    for number, update in enumerate(await api.updates()):
        await api.ok(
            "answerCallbackQuery", callback_query_id=update["callback_query"]["id"], text=str(number)
        )
    assert [(await each).text for each in pressing] == ["0", "1"]


async def test_a_query_is_answered_only_once(api: Api, local: LocalTelegram, card: int) -> None:
    await local.press(7, 7, card, text="Called", timeout=0)
    query = await query_of(api)
    await api.ok("answerCallbackQuery", callback_query_id=query["id"])
    assert await api.refused("answerCallbackQuery", callback_query_id=query["id"]) == TOO_OLD
    assert await api.refused("answerCallbackQuery", callback_query_id="77") == TOO_OLD
    assert await api.refused("answerCallbackQuery") == TOO_OLD


@pytest.mark.parametrize(("seconds", "in_time"), [(15, True), (15.1, False), (86400, False)])
async def test_a_query_expires(
    api: Api, local: LocalTelegram, card: int, clock: HandClock, seconds: float, in_time: bool
) -> None:
    await local.press(7, 7, card, text="Called", timeout=0)
    query = await query_of(api)
    clock.move(seconds=seconds)
    status, body = await api.call("answerCallbackQuery", callback_query_id=query["id"])
    assert (status == 200) is in_time
    assert in_time or f"{status} {body['description']}" == TOO_OLD


@pytest.mark.parametrize(("text", "fits"), [("x" * 200, True), ("x" * 201, False), ("😀" * 101, False)])
async def test_an_answer_holds_200_code_units(
    api: Api, local: LocalTelegram, card: int, text: str, fits: bool
) -> None:
    await local.press(7, 7, card, text="Called", timeout=0)
    query = await query_of(api)
    status, body = await api.call("answerCallbackQuery", callback_query_id=query["id"], text=text)
    assert (status == 200) is fits
    assert fits or body["description"] == "Bad Request: MESSAGE_TOO_LONG"


async def test_links_and_copies_do_not_reach_the_bot(api: Api, local: LocalTelegram, card: int) -> None:
    assert await local.press(7, 7, card, text="Site") == CallbackAnswer(url="https://example.org/")
    with pytest.raises(ValueError, match="copies a text"):
        await local.press(7, 7, card, text="Copy")
    assert await api.updates() == []


async def test_a_button_that_is_not_there_now_cannot_be_pressed(
    api: Api, local: LocalTelegram, card: int
) -> None:
    with pytest.raises(
        ValueError, match=r"no button 'Gone' under message 2; there are \['Called', 'Site', 'Copy'\]"
    ):
        await local.press(7, 7, card, text="Gone")
    await api.ok("editMessageReplyMarkup", chat_id=7, message_id=card)
    with pytest.raises(ValueError, match="no button 'Called'"):
        await local.press(7, 7, card, text="Called")
    with pytest.raises(ValueError, match="no message 99"):
        await local.press(7, 7, 99, text="Called")
    with pytest.raises(ValueError, match="either by its text or by its data"):
        await local.press(7, 7, card)


async def test_an_old_client_still_presses_a_button_of_the_past(
    api: Api, local: LocalTelegram, card: int
) -> None:
    await api.ok("editMessageReplyMarkup", chat_id=7, message_id=card)
    await local.press(7, 7, card, data="c:1", timeout=0)
    assert (await query_of(api))["message"]["text"] == "#12"


async def test_a_press_under_a_deleted_message_shows_it_as_inaccessible(
    api: Api, local: LocalTelegram, card: int
) -> None:
    await api.ok("deleteMessage", chat_id=7, message_id=card)
    await local.press(7, 7, card, data="c:1", timeout=0)
    message = (await query_of(api))["message"]
    assert (message["message_id"], message["date"]) == (card, 0)
    assert "text" not in message


async def test_in_a_group_every_member_can_press(api: Api, local: LocalTelegram) -> None:
    local.add_group(-5, "News", [7, 8])
    await api.updates()
    sent = await api.ok("sendMessage", chat_id=-5, text="x", reply_markup=KEYBOARD)
    pressing = asyncio.create_task(local.press(8, -5, sent["message_id"], text="Called"))
    query = await query_of(api)
    assert (query["from"]["id"], query["message"]["chat"]["id"]) == (8, -5)
    await api.ok("answerCallbackQuery", callback_query_id=query["id"])
    assert (await pressing).answered
