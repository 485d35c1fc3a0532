"""How far the making of a file has come, and showing it: above the chat, and after a moment in a message."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from enum import Enum, auto

from markupsafe import Markup
from telegram import Message
from telegram.constants import ChatAction
from telegram.error import TelegramError

from bot.i18n.catalogue import Texts
from bot.telegram import sending
from bot.telegram.call import Call

PATIENCE = 1.5  # seconds after which words are worth a message
EVERY = 4.0  # seconds; Telegram shows an action for five
EVERY_IN_GROUPS = 15.0  # a group takes 20 messages and changes a minute

log = logging.getLogger(__name__)


class Step(Enum):
    """What is being done."""

    WAITING = auto()  # others are made first
    READING = auto()
    WRITING = auto()
    EVIDENCE = auto()
    SENDING = auto()


@dataclass
class Progress:
    """A step, and where it has parts, which of how many: written by the thread that makes a file, read by whoever
    shows it. `requests`: how many the record holds, once that is known."""

    step: Step = Step.WAITING
    done: int = 0
    total: int = 0
    requests: int = 0

    def at(self, step: Step, done: int = 0, total: int = 0) -> None:
        """It has come to this."""
        self.step, self.done, self.total = step, done, total

    def said(self, t: Texts) -> Markup:
        """The same in words."""
        match self.step:
            case Step.WAITING:
                return t.say("Others are prepared first.")
            case Step.READING:
                return t.say("Reading the record.")
            case Step.WRITING:
                return t.count("{n} request to put in order.", "{n} requests to put in order.", self.requests)
            case Step.EVIDENCE:
                return t.say("Evidence: {n} of {total} files.", n=self.done, total=self.total)
            case Step.SENDING if self.total > 1:
                return t.say("Sending {n} of {total}.", n=self.done, total=self.total)
            case Step.SENDING:
                return t.say("Sending it.")


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
            await call.context.bot.send_chat_action(call.who.chat_id, ChatAction.UPLOAD_DOCUMENT)
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
