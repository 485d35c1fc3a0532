"""Answering where it is seen: a message, a toast, a message brought up to date."""

from __future__ import annotations

import logging
from contextvars import ContextVar
from typing import Any

from markupsafe import Markup
from telegram import InlineKeyboardMarkup, Message, ReplyParameters, Update
from telegram.constants import MessageLimit
from telegram.error import BadRequest
from telegram.ext import ExtBot

from bot.i18n.catalogue import shorten
from db.clusters import cut

LONGEST_TOAST = 200

# A pressed button is answered once; what is to be said after that needs a message. Each update is a task of its own.
_answered: ContextVar[str] = ContextVar("answered", default="")

log = logging.getLogger(__name__)


def is_group(update: Update) -> bool:
    """Whether the update comes from a group or supergroup."""
    chat = update.effective_chat
    return chat is not None and chat.type in {chat.GROUP, chat.SUPERGROUP}


async def answer(
    update: Update, bot: ExtBot[Any], text: Markup, keyboard: InlineKeyboardMarkup | None = None
) -> Message | None:
    """Answer in the chat the update came from; in a group as a reply, so that it is seen what was answered."""
    chat = update.effective_chat
    if chat is None:
        return None
    reply = None
    if is_group(update) and update.message is not None:
        reply = ReplyParameters(update.message.message_id, allow_sending_without_reply=True)
    try:
        return await bot.send_message(chat.id, str(text), reply_markup=keyboard, reply_parameters=reply)
    except BadRequest as error:
        # What it says may be that something is on record: without its formatting and its buttons it is said all the same.
        log.error("Telegram refused an answer: %s", error.message)  # noqa: TRY400
        return await bot.send_message(chat.id, plain_and_short(text), parse_mode=None, reply_parameters=reply)


def plain_and_short(text: Markup) -> str:
    """What of a message Telegram takes in any case: its words, as many as have room."""
    return shorten(plain_text(text), MessageLimit.MAX_TEXT_LENGTH // 2)


def plain_text(text: Markup | str) -> str:
    """A text without its formatting; what is no Markup is plain already."""
    return text.striptags() if isinstance(text, Markup) else text


async def refuse(update: Update, bot: ExtBot[Any], text: Markup) -> None:
    """Say why not: as an alert over a pressed button where it fits and can still be shown, else as a message."""
    short = len(plain_text(text)) <= LONGEST_TOAST
    if not await toast(update, text if short else "", alert=short) or not short:
        await answer(update, bot, text)


async def toast(update: Update, text: Markup | str, *, alert: bool = False) -> bool:
    """Answer a pressed button with a short line: Telegram shows 200 characters of it.

    Returns:
        Whether it was shown: not where the query has expired, nor where it was answered before.
    """
    query = update.callback_query
    if query is None or _answered.get() == query.id:
        return False
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


async def show_in_place(update: Update, text: Markup, keyboard: InlineKeyboardMarkup | None) -> None:
    """Bring the message whose button was pressed up to date. It may say all this already, or be gone."""
    query = update.callback_query
    if query is None:
        return
    try:
        await query.edit_message_text(str(text), reply_markup=keyboard)
    except BadRequest as error:
        log.info("a message was not changed: %s", error.message)


async def change_buttons(update: Update, keyboard: InlineKeyboardMarkup | None) -> None:
    """Give the message whose button was pressed other buttons, or none; its text stays."""
    query = update.callback_query
    if query is None:
        return
    try:
        await query.edit_message_reply_markup(keyboard)
    except BadRequest as error:
        log.info("the buttons of a message were not changed: %s", error.message)
