"""python-telegram-bot, as it comes, against the local Telegram over HTTP."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import pytest
from telegram import (
    BotCommand,
    BotCommandScopeChat,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    Update,
)
from telegram.constants import ChatAction, ParseMode
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Conflict,
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
)
from telegram.ext import (
    Application,
    CallbackQueryHandler,
    CommandHandler,
    ContextTypes,
    ExtBot,
    MessageHandler,
    filters,
)

from sandbox.api.telegram import LocalTelegram
from sandbox.world.callback_queries import CallbackAnswer
from sandbox.world.messages import buttons
from tests.sandbox.conftest import TOKEN

App = Application[ExtBot[None], Any, Any, Any, Any, Any]
Context = ContextTypes.DEFAULT_TYPE


async def start(update: Update, context: Context) -> None:
    assert update.message is not None
    code = (context.args or ["nobody"])[0]
    keyboard = InlineKeyboardMarkup([[InlineKeyboardButton("Called", callback_data="called")]])
    await update.message.reply_text(f"<b>Hello</b> {code}", parse_mode=ParseMode.HTML, reply_markup=keyboard)


async def called(update: Update, context: Context) -> None:
    query = update.callback_query
    assert query is not None
    await query.answer("Logged")
    await query.edit_message_text("Called.")


async def keep(update: Update, context: Context) -> None:
    assert update.message is not None
    assert update.message.document is not None
    file = await update.message.document.get_file()
    content = await file.download_as_bytearray()
    await update.message.reply_document(bytes(content), filename="copy.txt", caption="kept", do_quote=True)


def build(local: LocalTelegram) -> App:
    app = Application.builder().token(TOKEN).base_url(local.base_url).base_file_url(local.file_url).build()
    app.add_handler(CommandHandler("start", start))
    app.add_handler(CallbackQueryHandler(called))
    app.add_handler(MessageHandler(filters.Document.ALL, keep))
    return app


@pytest.fixture
async def app(local: LocalTelegram) -> AsyncIterator[App]:
    app = build(local)
    async with app:
        assert app.updater is not None
        await app.start()
        await app.updater.start_polling()
        local.bot_idle = app.update_queue.join
        yield app
        await app.updater.stop()
        await app.stop()


async def test_a_command_is_answered_and_a_button_works(app: App, local: LocalTelegram) -> None:
    await local.open_start_link(7, "abc")
    await local.settled()
    card = local.last(7)
    assert card["text"] == "Hello abc"
    assert card["entities"] == [{"offset": 0, "length": 5, "type": "bold"}]
    answer = await local.press(7, 7, card["message_id"], text="Called")
    assert answer == CallbackAnswer("Logged", answered=True)
    await local.settled()
    assert local.last(7)["text"] == "Called."
    assert buttons(local.last(7)) == []


async def test_a_press_delivered_twice_finds_its_query_answered(app: App, local: LocalTelegram) -> None:
    failed: list[Exception] = []

    async def note(update: object, context: Context) -> None:
        assert context.error is not None
        failed.append(context.error)

    app.add_error_handler(note)
    await local.open_start_link(7, "")
    await local.settled()
    await local.press(7, 7, local.last(7)["message_id"], text="Called")
    await local.settled()
    local.redeliver()
    await local.settled()
    assert [type(error) for error in failed] == [BadRequest]
    assert "too old" in str(failed[0])


async def test_a_file_comes_and_goes(app: App, local: LocalTelegram) -> None:
    sent = await local.send_document(7, 7, "ចម្លើយ".encode(), file_name="reply.txt", caption="from the court")
    await local.settled()
    kept = local.last(7)
    assert local.file(kept["document"]["file_id"]).decode() == "ចម្លើយ"
    assert kept["document"]["file_name"] == "copy.txt"
    assert kept["reply_to_message"]["message_id"] == sent["message_id"]


async def test_in_a_group_a_command_addressed_to_the_bot_is_answered(app: App, local: LocalTelegram) -> None:
    local.add_group(-5, "News", [7, 8])
    await local.send_text(8, -5, "good morning")
    await local.send_text(8, -5, "/start@reply_desk_bot x")
    await local.settled()
    assert [message["text"] for message in local.messages(-5, from_bot=True)] == ["Hello x"]


async def test_every_other_call_of_the_desk_is_understood(app: App, local: LocalTelegram) -> None:
    await local.open_start_link(7, "")
    await local.settled()
    assert (await app.bot.get_me()).username == "reply_desk_bot"
    assert await app.bot.send_chat_action(7, ChatAction.TYPING)
    scope = BotCommandScopeChat(-5)
    await app.bot.set_my_commands([BotCommand("due", "mine")], scope=scope, language_code="km")
    menu = local.commands(scope=scope.to_dict(), language_code="km")
    assert menu == [{"command": "due", "description": "mine"}]


async def test_refusals_arrive_as_the_exceptions_of_the_library(
    app: App, local: LocalTelegram, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PTB_TIMEDELTA", "true")
    local.add_group(-5, "News", [7])
    await local.open_start_link(7, "")
    await local.settled()
    bot = app.bot
    with pytest.raises(Forbidden, match="initiate"):
        await bot.send_message(8, "x")
    with pytest.raises(BadRequest, match="Chat not found"):
        await bot.send_message(99, "x")
    local.fail_next(
        "sendMessage",
        status=429,
        description="Too Many Requests: retry after 7",
        parameters={"retry_after": 7},
    )
    with pytest.raises(RetryAfter) as flood:
        await bot.send_message(7, "x")
    assert flood.value.retry_after == timedelta(seconds=7)
    local.fail_next("sendMessage", status=502, description="Bad Gateway")
    with pytest.raises(NetworkError):
        await bot.send_message(7, "x")
    new_id = local.migrate(-5)
    with pytest.raises(ChatMigrated) as moved:
        await bot.send_message(-5, "x")
    assert moved.value.new_chat_id == new_id
    local.block(7)
    with pytest.raises(Forbidden, match="blocked"):
        await bot.send_message(7, "x")


async def test_a_lost_answer_is_a_network_error_and_the_message_is_there(
    app: App, local: LocalTelegram
) -> None:
    await local.open_start_link(7, "")
    await local.settled()
    local.fail_next("sendMessage", drop=True)
    with pytest.raises(NetworkError):
        await app.bot.send_message(7, "sent all the same")
    assert local.last(7)["text"] == "sent all the same"


async def test_a_second_bot_with_the_same_token_throws_the_first_out(local: LocalTelegram) -> None:
    errors: list[Exception] = []
    thrown_out = asyncio.Event()

    def note(error: Exception) -> None:
        errors.append(error)
        thrown_out.set()

    first, second = build(local), build(local)
    async with first, second:
        assert first.updater is not None
        await first.updater.start_polling(error_callback=note)
        await local.until(lambda: local.polling)
        assert await second.bot.get_updates(timeout=0) == ()
        await asyncio.wait_for(thrown_out.wait(), 60)
        await first.updater.stop()
    assert [type(error) for error in errors] == [Conflict]


async def test_a_wrong_token_is_refused(local: LocalTelegram) -> None:
    app = Application.builder().token("1:wrong").base_url(local.base_url).build()
    with pytest.raises(InvalidToken):
        await app.initialize()
    await app.bot.shutdown()


async def test_many_presses_at_once_are_all_answered(app: App, local: LocalTelegram) -> None:
    await local.open_start_link(7, "")
    await local.settled()
    card = local.last(7)["message_id"]
    app.add_error_handler(_ignore_not_modified)
    answers = await asyncio.gather(*(local.press(7, 7, card, text="Called") for _ in range(10)))
    assert all(answer.answered for answer in answers)


async def _ignore_not_modified(update: object, context: Context) -> None:
    assert "not modified" in str(context.error)
