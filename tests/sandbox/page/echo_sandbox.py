"""The chat page with a small bot behind it and a clock moved by hand, for the tests of the page."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from html import escape
from pathlib import Path
from typing import Any

import aiohttp
from telegram import Bot, BotCommand, BotCommandScopeAllGroupChats, CopyTextButton
from telegram import InlineKeyboardButton as Button
from telegram import InlineKeyboardMarkup as Keyboard
from telegram.ext import (
    Application,
    ApplicationBuilder,
    CallbackQueryHandler,
    CommandHandler,
    MessageHandler,
    filters,
)

from sandbox.api.telegram import LocalTelegram
from sandbox.page.app import add_page
from sandbox.page.chats import Cast, CastMember, Try
from tests.sandbox.conftest import HandClock

Json = dict[str, Any]
TOKEN = "100:page-tests"
DARA, MALY, SREYNEANG, EVE, NEWSROOM = 101, 102, 103, 666, -500
MONDAY = datetime(2024, 12, 2, 2, 40, tzinfo=UTC)  # 09:40 in Phnom Penh


class ClockOnThePage(HandClock):
    """The clock by hand as the page shows it; what is owed is done on the way."""

    timezone = "Asia/Phnom_Penh"

    def __init__(self) -> None:
        super().__init__()
        self.owed: list[tuple[datetime, str, Callable[[], Awaitable[object]]]] = []

    def owe(self, after: timedelta, what: str, act: Callable[[], Awaitable[object]]) -> None:
        self.owed.append((self.instant + after, what, act))
        self.owed.sort(key=lambda entry: entry[0])

    async def next_event(self) -> tuple[datetime, str] | None:
        return self.owed[0][:2] if self.owed else None

    async def advance(self, to: datetime) -> None:
        if to < self.instant:
            raise ValueError("the clock only moves forward")
        while self.owed and self.owed[0][0] <= to:
            self.instant, _, act = self.owed.pop(0)
            await act()
        self.instant = to

    def next_morning(self) -> datetime:
        morning = self.instant.replace(hour=1, minute=0, second=0, microsecond=0)
        return morning if morning > self.instant else morning + timedelta(days=1)


@dataclass
class EchoSandbox:
    """What a test needs: the people's side of Telegram, the clock, the page's address, and the bot."""

    telegram: LocalTelegram
    clock: ClockOnThePage
    address: str
    bot: Bot


def echo_bot(telegram: LocalTelegram, clock: ClockOnThePage) -> Application[Any, Any, Any, Any, Any, Any]:
    """Build a bot that repeats texts with buttons, and reminds an hour after /remind."""

    async def start(update: Any, context: Any) -> None:
        code = " ".join(context.args)
        await update.effective_message.reply_text(f"Welcome. Your code: {code or 'none'}.")

    async def remind(update: Any, context: Any) -> None:
        chat_id = update.effective_chat.id
        clock.owe(
            timedelta(hours=1),
            "deadline reminder #4",
            lambda: context.bot.send_message(chat_id, "Time to chase #4."),
        )
        await update.effective_message.reply_text("I shall remind you.")

    async def echo(update: Any, _context: Any) -> None:
        message = update.effective_message
        keys = Keyboard(
            [
                [Button("Count", callback_data="count:1"), Button("Warn", callback_data="warn")],
                [
                    Button("Join", url="https://t.me/reply_desk_bot?start=abc"),
                    Button("Copy", copy_text=CopyTextButton("#12")),
                ],
            ]
        )
        text = f"<b>You wrote:</b> {escape(message.text or message.caption or 'a file')}"
        await message.reply_text(text, parse_mode="HTML", reply_markup=keys)

    async def pressed(update: Any, _context: Any) -> None:
        query = update.callback_query
        if query.data == "warn":
            await query.answer("This is an alert.", show_alert=True)
            return
        count = int(query.data.partition(":")[2])
        await query.edit_message_text(
            f"Pressed {count} times",
            reply_markup=Keyboard([[Button("Count", callback_data=f"count:{count + 1}")]]),
        )
        await query.answer(f"Count {count}")

    async def menu(application: Any) -> None:
        await application.bot.set_my_commands(
            [BotCommand("start", "Begin"), BotCommand("remind", "Remind me in an hour")]
        )
        await application.bot.set_my_commands(
            [BotCommand("status", "Where things stand")], BotCommandScopeAllGroupChats()
        )
        await application.bot.set_my_commands([BotCommand("start", "ចាប់ផ្ដើម")], language_code="km")

    application = (
        ApplicationBuilder()
        .token(TOKEN)
        .base_url(telegram.base_url)
        .base_file_url(telegram.file_url)
        .post_init(menu)
        .build()
    )
    application.add_handlers(
        [
            CommandHandler("start", start),
            CommandHandler("remind", remind),
            MessageHandler(filters.ALL & ~filters.StatusUpdate.ALL, echo),
            CallbackQueryHandler(pressed),
        ]
    )
    return application


@asynccontextmanager
async def echo_sandbox(*, store: Path | None = None, port: int = 0) -> AsyncIterator[EchoSandbox]:
    """Run the local Telegram with page and bot; everything has been stopped when the block ends."""
    clock = ClockOnThePage()
    telegram = LocalTelegram(token=TOKEN, now=clock.now, store=store)
    people = (
        CastMember(DARA, "Dara", "reporter"),
        CastMember(MALY, "Maly", "reporter"),
        CastMember(SREYNEANG, "Sreyneang", "editor"),
        CastMember(EVE, "Eve", "stranger", "Nobody knows Eve."),
    )
    tries = (Try("Be repeated", "Maly writes.", MALY, "hello there"), Try("Wait", "The clock moves.", DARA))
    for person in people:
        language = "km" if person.user_id == MALY else "en"
        telegram.add_person(person.user_id, person.name, language_code=language)
    telegram.add_group(NEWSROOM, "Newsroom", [SREYNEANG, DARA, MALY])
    add_page(telegram.app, telegram, Cast(people, NEWSROOM, tries), clock)
    await telegram.start(port=port)
    application = echo_bot(telegram, clock)
    updater: Any = application.updater
    await application.initialize()
    await application.post_init(application)  # type: ignore[misc]  # run_polling would call it; set above
    await application.start()
    await updater.start_polling(poll_interval=0, timeout=1)
    telegram.bot_idle = application.update_queue.join
    try:
        yield EchoSandbox(telegram, clock, telegram.base_url.removesuffix("/bot"), application.bot)
    finally:
        await updater.stop()
        await application.stop()
        await application.shutdown()
        await telegram.stop()


async def get(browser: aiohttp.ClientSession, path: str, expected: int = 200, **query: object) -> Json:
    async with browser.get(path, params={key: str(value) for key, value in query.items()}) as response:
        assert response.status == expected, await response.text()
        answer: Json = await response.json()
        return answer


async def post(browser: aiohttp.ClientSession, path: str, expected: int = 200, **values: object) -> Json:
    async with browser.post(path, json=values) as response:
        assert response.status == expected, await response.text()
        answer: Json = await response.json()
        return answer


async def event(stream: aiohttp.ClientResponse, kind: str) -> Json:
    """Return the next event of that kind; others are passed over."""
    async with asyncio.timeout(60):
        async for line in stream.content:
            if line.startswith(b"data: "):
                change: Json = json.loads(line[6:])
                if change["kind"] == kind:
                    return change
    raise AssertionError(f"the stream ended before {kind}")
