"""Answering where it is seen: a message, a toast, a message brought up to date."""

from __future__ import annotations

import logging
from contextvars import ContextVar
from typing import Any

from markupsafe import Markup, escape
from telegram import InlineKeyboardMarkup, Message, ReplyParameters, Update
from telegram.constants import MessageLimit
from telegram.error import BadRequest
from telegram.ext import ExtBot

from bot.cards import buttons as card_buttons
from bot.telegram.pace import HEAD
from db.scope import has_seen_private
from db.text.clusters import cut, utf16

LONGEST_TOAST = 200
UNCHANGED = "modified"  # in what Telegram says where a message says all of it already
LOST_TOPIC = ("thread", "topic")  # in what Telegram says of a topic that is closed or gone

# A pressed button is answered once; what is to be said after that needs a message. Each update is a task of its own.
_answered: ContextVar[str] = ContextVar("answered", default="")

# What the newsroom is called that this update is about, where somebody is in several: said first in each message.
about: ContextVar[str] = ContextVar("about", default="")

# One that was answered before, and is done only now: what is said of it needs a message from the beginning.
_late: ContextVar[str] = ContextVar("late", default="")

log = logging.getLogger(__name__)


def is_group(update: Update) -> bool:
    """Whether the update comes from a group or supergroup."""
    chat = update.effective_chat
    return chat is not None and chat.type in {chat.GROUP, chat.SUPERGROUP}


def topic_of(update: Update) -> int | None:
    """The topic of a forum that the update comes from; None for its General one, and where there are none. Replies
    elsewhere have a thread, too, which is no topic and cannot be written to."""
    message = update.effective_message
    in_topic = isinstance(message, Message) and message.is_topic_message
    return message.message_thread_id if in_topic and isinstance(message, Message) else None


def is_topic_lost(error: BadRequest) -> bool:
    """Whether Telegram refused a message because its topic is closed or was deleted; only its words say so."""
    return any(word in error.message.casefold() for word in LOST_TOPIC)


def guarded() -> dict[str, Any]:
    """Telegram lets nobody pass on what tells of a private request, or keep a picture of it."""
    return {"protect_content": True} if has_seen_private() else {}


def place(update: Update) -> dict[str, Any]:
    """Where an answer goes within its chat: in a group as a reply, so that it is seen what was answered, and in its topic."""
    reply = None
    if is_group(update) and update.message is not None:
        reply = ReplyParameters(update.message.message_id, allow_sending_without_reply=True)
    return {"reply_parameters": reply, "message_thread_id": topic_of(update)} | guarded()


async def answer(
    update: Update, bot: ExtBot[Any], text: Markup, keyboard: InlineKeyboardMarkup | None = None
) -> Message | None:
    """Answer in the chat the update came from, and in its topic; in a group as a reply, so that it is seen what was
    answered. Where the topic is closed or gone by now, in the group itself."""
    chat, keyboard, text = update.effective_chat, card_buttons.laid_out(keyboard), headed(text)
    if chat is None:
        return None
    here = place(update)
    try:
        return await bot.send_message(chat.id, str(text), reply_markup=keyboard, **here)
    except BadRequest as error:
        is_lost = here["message_thread_id"] is not None and is_topic_lost(error)
        log.error("Telegram refused an answer: %s", error.message)  # noqa: TRY400
    if is_lost:
        return await bot.send_message(chat.id, str(text), reply_markup=keyboard, **guarded())
    # What it says may be that something is on record: without its formatting and its buttons it is said all the same.
    return await bot.send_message(chat.id, plain_and_short(text), parse_mode=None, **here)


def of_newsroom(name: str) -> Markup:
    """The line that says which newsroom a message is about; none where there is no name."""
    return Markup("{}{}\n").format(HEAD, name) if name else Markup()


def headed(text: Markup, newsroom: str | None = None) -> Markup:
    """A message with the newsroom above it that it is about, where that is to be said and has room."""
    head = of_newsroom(about.get() if newsroom is None else newsroom)
    fits = utf16(plain_text(head + text)) <= MessageLimit.MAX_TEXT_LENGTH
    return head + text if head and fits else text


def plain_and_short(text: Markup) -> str:
    """What of a message Telegram takes in any case: its words in their lines, as many as have room."""
    lines, most = "\n".join(plain_text(line) for line in text.splitlines()), MessageLimit.MAX_TEXT_LENGTH // 2
    return lines if len(lines) <= most else cut(lines, most - 1) + "…"


def plain_text(text: Markup | str) -> str:
    """A text without its formatting; what is no Markup is plain already."""
    return text.striptags() if isinstance(text, Markup) else text


async def refuse(update: Update, bot: ExtBot[Any], text: Markup) -> None:
    """Say why not: as an alert over a pressed button where it fits and can still be shown, else as a message."""
    short = len(plain_text(text)) <= LONGEST_TOAST
    if not await toast(update, text if short else "", alert=short) or not short:
        await answer(update, bot, text)


def comes_late(update: Update) -> None:
    """A pressed button was answered before; whoever pressed it hears in a message what is done now."""
    if update.callback_query is not None:
        _late.set(update.callback_query.id)


async def toast(update: Update, text: Markup | str, *, alert: bool = False) -> bool:
    """Answer a pressed button with a short line: Telegram shows 200 characters of it.

    Returns:
        Whether it was shown: not where the query has expired, nor where it was answered before.
    """
    query = update.callback_query
    if query is None or _answered.get() == query.id:
        return False
    if _late.get() == query.id:
        if text:
            await answer(update, query.get_bot(), escape(text))  # type: ignore[arg-type]
        return True
    _answered.set(query.id)
    plain = plain_text(text)
    shown = plain if len(plain) <= LONGEST_TOAST else cut(plain, LONGEST_TOAST - 1) + "…"
    try:
        # None for no text: where defaults are set, the library sends an empty string as "[]".
        await query.answer(shown or None, show_alert=alert)
    except BadRequest as error:
        log.info("a button's answer came too late: %s", error.message)
        return False
    return True


async def show_in_place(update: Update, text: Markup, keyboard: InlineKeyboardMarkup | None) -> int | None:
    """Bring the message whose button was pressed up to date. It may say all this already, or be gone. A card that was
    opened in the place of a list keeps its way back.

    Returns:
        The id of the message that shows it now: another one where what it shows must be guarded, and it was not.
    """
    query = update.callback_query
    if query is None or query.message is None:
        return None
    shown = query.message.reply_markup if isinstance(query.message, Message) else None
    if str(query.data).startswith("r:") and (back := card_buttons.kept_way_back(shown)):
        keyboard = InlineKeyboardMarkup([*(keyboard.inline_keyboard if keyboard else ()), *back])
    if has_seen_private() and isinstance(query.message, Message) and not query.message.has_protected_content:
        # What was sent unguarded stays so: it goes, and what is private comes in a message of its own.
        sent = await answer(update, query.get_bot(), text, keyboard)  # type: ignore[arg-type]
        await remove(query.get_bot(), query.message.chat.id, query.message.message_id)  # type: ignore[arg-type]
        return sent.message_id if sent is not None else None
    try:
        await query.edit_message_text(str(headed(text)), reply_markup=card_buttons.laid_out(keyboard))
    except BadRequest as error:
        log.info("a message was not changed: %s", error.message)
    return query.message.message_id


async def edit(
    bot: ExtBot[Any],
    chat_id: int,
    message_id: int,
    text: Markup,
    keyboard: InlineKeyboardMarkup | None,
    *,
    is_guarded: bool = False,
) -> bool:
    """Bring a message of ours up to date.

    Returns:
        Whether it says that now: not where it is gone, nor where it is not known to be guarded as it must be.
    """
    if has_seen_private() and not is_guarded:
        return False
    try:
        buttons = card_buttons.laid_out(keyboard)
        await bot.edit_message_text(str(headed(text)), chat_id, message_id, reply_markup=buttons)
    except BadRequest as error:
        log.info("a message was not changed: %s", error.message)
        return UNCHANGED in error.message
    return True


async def remove(bot: ExtBot[Any], chat_id: int, message_id: int) -> None:
    """Take a message of ours away; Telegram does it within 48 hours."""
    try:
        await bot.delete_message(chat_id, message_id)
    except BadRequest as error:
        log.info("a message was not taken away: %s", error.message)


async def change_buttons(update: Update, keyboard: InlineKeyboardMarkup | None) -> None:
    """Give the message whose button was pressed other buttons, or none; its text stays."""
    query = update.callback_query
    if query is None:
        return
    try:
        await query.edit_message_reply_markup(card_buttons.laid_out(keyboard))
    except BadRequest as error:
        log.info("the buttons of a message were not changed: %s", error.message)
