"""A text that Telegram split. The apps send what is longer than 4,096 UTF-16 units as several messages, right after one
another: what may be the first of them is held until the rest is there, and then read as the one text it was.

Held is a row: a restart on the way loses nothing, and where no rest comes, the tick lets it go as it is.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from contextvars import ContextVar
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any

from telegram import Message, Update
from telegram.constants import ChatAction
from telegram.error import TelegramError
from telegram.ext import Application, ApplicationHandlerStop

from bot.telegram import sending
from bot.telegram.access import Speaker, who_speaks
from bot.telegram.context import Context
from bot.telegram.updates import TALK, Command, commanded, replied_to
from db import drafts
from db.engine import Database
from db.tables import Draft
from db.telegram import inbox
from db.text.clusters import utf16
from jobs.clock import Clock

# Telegram Desktop cuts at the best break in the second half of what fits, a blank line or a line's end before a space;
# Android in its last fifth. So the first of several has at least half of 4,096.
SHORTEST_FIRST = 2048
LONGEST = 4096
WITHIN = timedelta(seconds=3)  # by Telegram's own clock, from one part to the next
WAIT = timedelta(seconds=3)  # by ours, for the rest

App = Application[Any, Any, Any, Any, Any, Any]

_COMMAND = Command()

log = logging.getLogger(__name__)

# Whether what is handled is the whole of something held: it may be long, and is not held again.
_whole: ContextVar[bool] = ContextVar("whole", default=False)


def units(text: str) -> int:
    """The length of a text as Telegram counts it."""
    return utf16(text)


def joined(parts: Sequence[str]) -> str:
    """The text that was split into these parts (pure), with the break at which an app cut, and which it takes away."""
    whole, *_ = parts
    for before, after in pairwise(parts):
        whole += _break(before, after) + after
    return whole


def _break(before: str, after: str) -> str:
    more = after.split(maxsplit=1)[0] if after.strip() else ""
    last_fifth = before[len(before) * 4 // 5 :]
    if units(before) + 1 + units(more) <= LONGEST or "\n" in last_fifth:
        # A word more would have had room: it was cut at the end of a line, which the apps prefer to a space.
        return "\n\n" if "\n\n" in before else "\n"
    if units(before) == LONGEST and not any(char.isspace() for char in last_fifth):
        return ""  # there was nothing to cut at
    return " "


async def gather(update: Update, context: Context) -> None:
    """Before anything else is done with a message: hold what may go on, and put together what goes on.

    Raises:
        ApplicationHandlerStop: the message is part of something held, and needs no answer of its own.
    """
    message, user = update.effective_message, update.effective_user
    if message is None or user is None or _whole.get():
        return
    held = await _held(context, update)
    if update.edited_message is not None:
        if held is not None and message.message_id in held.data["messages"]:
            await _put_right(context, held, message)
            raise ApplicationHandlerStop
        return
    if held is not None:
        if message.message_id in held.data["messages"]:
            raise ApplicationHandlerStop  # delivered twice
        if not _goes_on(held, message):
            await _release(context.application, held.id or 0)
        else:
            await _add(context, held, update, message)
            if units(message.text or "") >= SHORTEST_FIRST:
                await _show_that_it_is_read(context, message)
            else:
                await _release(context.application, held.id or 0)
            raise ApplicationHandlerStop
    if _may_go_on(update, message) and await _hold(context, update, message):
        await _show_that_it_is_read(context, message)
        raise ApplicationHandlerStop


class HeldMessages:
    """Lets go what was held and did not go on. Any number of processes may run one against the same database."""

    def __init__(self, application: App, database: Database, clock: Clock) -> None:
        self._application, self._all_newsrooms, self._clock = application, database, clock

    async def run(self) -> int:
        """Handle all that has been held for long enough.

        Returns:
            How many there were.
        """
        now = self._clock.now()
        async with self._all_newsrooms.read() as session:
            due = [draft for draft in await drafts.held(session) if abs(now - draft.updated_at) >= WAIT]
        for draft in due:
            update = _update(draft, self._application.bot)
            # In this person's turn: what they write meanwhile comes after it.
            await self._application.update_processor.process_update(
                update, _release(self._application, draft.id or 0)
            )
        return len(due)

    async def next_due(self) -> datetime | None:
        """The next instant (UTC) at which something held is let go, or None."""
        async with self._all_newsrooms.read() as session:
            return min((draft.updated_at + WAIT for draft in await drafts.held(session)), default=None)


def _goes_on(held: Draft, message: Message) -> bool:
    """Whether a message is the rest of what is held: words of the same person in the same place, right behind it."""
    first = held.data["update"]["message"]
    if message.text is None or commanded(message) is not None or not _is_of_the_same(first, message):
        return False
    replied = replied_to(message)
    other = replied is not None and replied.message_id != first.get("reply_to_message", {}).get("message_id")
    topic = first.get("message_thread_id") if first.get("is_topic_message") else None
    elsewhere = topic != (message.message_thread_id if message.is_topic_message else None)
    return (
        not other
        and not elsewhere
        and abs(message.date.timestamp() - held.data["dated"]) <= WITHIN.total_seconds()
    )


def _is_of_the_same(first: dict[str, Any], message: Message) -> bool:
    """Whether both are words of one's own, or both were forwarded from whoever sent one right behind the other."""
    origin, other = first.get("forward_origin"), message.forward_origin
    if origin is None or other is None:
        return origin is None and other is None
    theirs, whose = origin | {"date": 0, "message_id": 0}, other.to_dict() | {"date": 0, "message_id": 0}
    apart = abs(float(origin["date"]) - other.date.timestamp())
    return bool(theirs == whose) and apart <= WITHIN.total_seconds()


async def _held(context: Context, update: Update) -> Draft | None:
    draft_id = (await context.who(update)).held
    if draft_id is None:
        return None
    context.ask_anew()  # by then what is held may have changed who speaks
    async with context.desk.all_newsrooms.read() as session:
        return await drafts.hold(session, draft_id)


def _may_go_on(update: Update, message: Message) -> bool:
    """Whether more may follow: it is long, and it is something that we would do something with."""
    if message.text is None or units(message.text) < SHORTEST_FIRST:
        return False
    return bool(_COMMAND.check_update(update) or TALK.check_update(update))


async def _hold(context: Context, update: Update, message: Message) -> bool:
    who = await context.who(update)
    if not isinstance(who, Speaker):
        return False
    async with context.desk.all_newsrooms.read() as session:
        answers = commanded(message) is not None or replied_to(message) is not None
        is_heard = answers or not sending.is_group(update)
        if not is_heard and await drafts.awaiting_text(session, who.member, who.chat_id) is None:
            return False  # in a group, words that answer nothing are not logged, however long
    data = _with({"update": update.to_dict(), "parts": [], "messages": [], "updates": []}, update, message)
    async with context.desk.all_newsrooms.write() as session:
        await drafts.begin(
            session, who.member, who.chat_id, drafts.HELD, data, awaits_text=False, now=context.now()
        )
    return True


async def _add(context: Context, held: Draft, update: Update, message: Message) -> None:
    async with context.desk.all_newsrooms.write() as session:
        draft = await drafts.hold(session, held.id or 0)
        if draft is not None:
            await drafts.change(
                session, draft, _with(draft.data, update, message), awaits_text=False, now=context.now()
            )


async def _put_right(context: Context, held: Draft, message: Message) -> None:
    """A part that its writer edits while it is held is read as it is then."""
    async with context.desk.all_newsrooms.write() as session:
        draft = await drafts.hold(session, held.id or 0)
        if draft is None:
            return
        at = draft.data["messages"].index(message.message_id)
        parts = [*draft.data["parts"]]
        parts[at] = message.text or ""
        data = {**draft.data, "parts": parts}
        if at == 0:
            data["update"] = {**data["update"], "message": message.to_dict()}
        await drafts.change(session, draft, data, awaits_text=False, now=draft.updated_at)


def _with(data: dict[str, Any], update: Update, message: Message) -> dict[str, Any]:
    return {
        **data,
        "parts": [*data["parts"], message.text or ""],
        "messages": [*data["messages"], message.message_id],
        "updates": [*data["updates"], update.update_id],
        "dated": message.date.timestamp(),
    }


async def _release(application: App, draft_id: int) -> None:
    """Handle what is held as the one message it was. Only then is it not held any more: a crash on the way handles it
    again, and the id of its first update sees to it that it counts once."""
    desk = application.bot_data["desk"]
    async with desk.all_newsrooms.write() as session:
        draft = await drafts.hold(session, draft_id)
        if draft is None or draft.data.get("until", 0) > desk.clock.now().timestamp():
            return  # somebody else has it
        until = desk.clock.now() + timedelta(minutes=1)
        data = {**draft.data, "until": until.timestamp()}
        await drafts.change(session, draft, data, awaits_text=False, now=draft.updated_at)
    update = _update(draft, application.bot)
    whole = _whole.set(True)
    try:
        await application.process_update(update)
        if len(draft.data["parts"]) == 1 and sending.is_group(update):
            await _say_what_a_group_lets_us_see(application, update)
    finally:
        _whole.reset(whole)
    async with desk.all_newsrooms.write() as session:
        ended = await drafts.hold(session, draft_id)
        if ended is not None:
            await drafts.drop(session, ended)
            for update_id in draft.data["updates"][1:]:
                await inbox.take(session, application.bot.id, update_id, now=desk.clock.now())


def _update(draft: Draft, bot: Any) -> Update:
    """What was held, with all of its text."""
    kept = draft.data["update"]
    message = kept["message"]
    # Only the command at the beginning is read off them, and further parts have moved the others.
    first = [entity for entity in message.get("entities", []) if entity["offset"] == 0]
    whole = {**message, "text": joined(draft.data["parts"]), "entities": first}
    return Update.de_json({**kept, "message": whole}, bot)


async def _show_that_it_is_read(context: Context, message: Message) -> None:
    try:
        await context.bot.send_chat_action(
            message.chat.id,
            ChatAction.TYPING,
            message_thread_id=message.message_thread_id if message.is_topic_message else None,
        )
    except TelegramError as error:
        log.info("could not show that a long text is read: %s", error.message)


async def _say_what_a_group_lets_us_see(application: App, update: Update) -> None:
    desk = application.bot_data["desk"]
    async with desk.all_newsrooms.read() as session:
        who = await who_speaks(session, update, desk.defaults)
    said = who.texts.say(
        "That was a long text. Telegram sends more than 4,096 characters as several messages, and in a group I see only the first: if yours went on, send it to me in private."
    )
    await sending.answer(update, application.bot, said)
