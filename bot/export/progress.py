"""Showing how far the making of a file has come: above the chat, and after a moment in a message."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress

from markupsafe import Markup
from telegram import Message
from telegram.constants import ChatAction
from telegram.error import TelegramError

from bot.telegram import sending
from bot.telegram.call import Call

PATIENCE = 1.5  # seconds after which words are worth a message
EVERY = 4.0  # seconds; Telegram shows an action for five
EVERY_IN_GROUPS = 15.0  # a group takes 20 messages and changes a minute

log = logging.getLogger(__name__)


@asynccontextmanager
async def shown(call: Call, say: Callable[[], Markup]) -> AsyncIterator[None]:
    """While the block lasts, the chat of the call shows that a file is prepared, and what `say` says about it. The
    message goes when the block ends. A bad line costs the message, never the work."""
    done = asyncio.Event()
    watching = asyncio.create_task(_show(call, say, done))
    try:
        yield
    finally:
        done.set()
        await watching


async def _show(call: Call, say: Callable[[], Markup], done: asyncio.Event) -> None:
    every = EVERY_IN_GROUPS if sending.is_group(call.update) else EVERY
    message: Message | None = None
    said = Markup("")
    wait = PATIENCE
    while not await _ended(done, 0):
        try:
            await call.context.bot.send_chat_action(
                call.who.chat_id, ChatAction.UPLOAD_DOCUMENT, message_thread_id=sending.topic_of(call.update)
            )
            if await _ended(done, wait):
                break
            wait = every
            if message is None:
                said = say()
                message = await call.answer(said)
            elif say() != said:
                said = say()
                await message.edit_text(str(said))
        except TelegramError as error:
            log.info("it could not be shown how far a file is: %s", error.message)
            await _ended(done, every)
    if message is not None:
        with suppress(TelegramError):
            await message.delete()


async def _ended(done: asyncio.Event, seconds: float) -> bool:
    with suppress(TimeoutError):
        await asyncio.wait_for(done.wait(), seconds)
    return done.is_set()
