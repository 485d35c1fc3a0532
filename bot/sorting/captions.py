"""Commands in captions: the file is logged with what its caption says, and whatever becomes of the command, it is kept.

An album is messages of their own, of which one has the caption: the command is obeyed once, and all of them go with it.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from telegram import Update

from bot.attachments import albums
from bot.attachments.messages import attachment_of, kept
from bot.reading.words import take_number
from bot.sorting import replies, unsorted
from bot.telegram import sending
from bot.telegram.access import Speaker
from bot.telegram.call import Call, Carried
from bot.telegram.context import Context
from bot.telegram.handling import Run, arguments, attempt
from db import requests
from db.engine import REFUSED
from db.errors import AlreadyHandled, UnknownNumber


def obeyed(run: Run, command: str = "") -> Run:
    """A command that takes the file along under which it is written."""

    async def obey(call: Call) -> None:
        message = call.update.message
        if message is None or attachment_of(message) is None:
            await run(call)
            return
        await carry(replace(call, carried=Carried(kept(message))), run, command)

    return obey


async def carry(call: Call, run: Run, command: str) -> None:
    """Run a command that carries files. What it did not take is asked about, as whatever is sent without a command."""
    carried = call.carried
    if carried is None:
        await attempt(call, run, command)
        return
    draft_id = await _join_earlier(call, carried.data)
    refused = await attempt(call, run, command)
    if carried.taken:
        if draft_id is not None:
            await call.finish(draft_id)
        if carried.data["album"] and sending.is_group(call.update):
            await call.answer(
                call.t.say(
                    "Of an album in a group I may see only the one with the words. What is missing above, send me in private."
                )
            )
    elif isinstance(refused, AlreadyHandled):
        await unsorted.ask_again(call)
    elif not isinstance(refused, REFUSED):
        # What was obeyed is said; what was refused is kept to the letter.
        words = carried.data["text"] if refused is not None else ""
        own = carried.data["files"][-1:] if draft_id is not None else carried.data["files"]
        data = {**carried.data, "text": words, "files": own}
        try:
            await _ask_about(call, data)
        except AlreadyHandled:
            # By the command itself, or when the message was delivered before.
            if not await unsorted.ask_again(call):
                await _ask_about(call, data, recorded=True)


async def one_more(update: Update, context: Context) -> None:
    """A further file of an album in a group: it goes where the one with the command went. Of all others nothing is said."""
    message = update.message
    if message is None or attachment_of(message) is None:
        return
    who = await context.who(update)
    if isinstance(who, Speaker):
        await attempt(Call(update, context, who, args=arguments(update)), _follow)


async def _follow(call: Call) -> None:
    message = call.update.message
    if message is None:
        return
    async with call.recording() as session:
        joined = await albums.join(session, call, kept(message))
    if joined is not None:
        await albums.answer(call, joined)


async def _join_earlier(call: Call, data: dict[str, Any]) -> int | None:
    """The caption may be under a later file of an album: those before it go along.

    Returns:
        The draft in which they are kept, which ends when they are on record.
    """
    async with call.database.write() as session:
        draft = await albums.asked_about(session, call, data["album"])
    if draft is None:
        return None
    for several in ("files", "messages"):
        data[several] = draft.data.get(several, []) + data[several]
    return draft.id


async def _ask_about(call: Call, data: dict[str, Any], *, recorded: bool = False) -> None:
    if await replies.is_about_card(call):
        await replies.keep(call, data, recorded=recorded)
        return
    number, _ = take_number(call.args)
    if number is not None and await _is_there(call, number):
        await replies.keep(call, data, number, recorded=recorded)
    else:
        await unsorted.keep(call, data, recorded=recorded)


async def _is_there(call: Call, number: int) -> bool:
    async with call.looking() as session:
        try:
            await requests.by_number(session, call.who.newsroom_id, number)
        except UnknownNumber:
            return False
    return True
