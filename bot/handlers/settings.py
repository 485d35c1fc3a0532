"""/settings: the language of each member, the time for an answer that the newsroom calls reasonable, its letters."""

from __future__ import annotations

from dataclasses import replace

from markupsafe import Markup
from telegram import InlineKeyboardMarkup

from bot import keyboards_settings
from bot.access import texts_for
from bot.call import Call
from bot.handlers import templates
from bot.handlers.newsroom import editors_only
from bot.parsing_settings import Wish, parse_settings
from bot.texts import settings as texts
from bot.texts.catalogue import LANGUAGES, Texts
from db import letters, members
from db.errors import DeskError
from db.tables import Member, Newsroom


class UnknownLanguage(DeskError):
    """I speak: {languages}. Write /settings language=en."""


async def settings(call: Call) -> None:
    """/settings [language=CODE | fair=HOURS | templates [LETTER] [LANGUAGE] | template LETTER LANGUAGE: WORDING]"""
    form = parse_settings(call.args)
    match form.wish:
        case Wish.SHOW:
            await call.answer(*await page(call))
        case Wish.LANGUAGE:
            await call.answer(texts.speaking(await speak(call, form.language or "")))
        case Wish.FAIR:
            await set_fair(call, form.hours or 0)
            await call.answer(texts.fair_changed(call.t, form.hours or 0))
        case Wish.TEMPLATES:
            await templates.look(call, form.letter, form.language)
        case Wish.WRITE if form.letter is not None and form.language is not None:
            await templates.write(call, form.letter, form.language, form.text)
        case Wish.OURS if form.letter is not None and form.language is not None:
            await templates.use_ours(call, form.letter, form.language)


async def page(call: Call) -> tuple[Markup, InlineKeyboardMarkup]:
    """What is set as the record has it now, with its buttons."""
    async with call.looking() as session:
        room = await session.get_one(Newsroom, call.who.newsroom_id)
        member = await session.get_one(Member, call.who.member_id)
        own = await letters.all_own(session, call.who.newsroom_id)
    t = texts_for(room, member, call.update)
    return texts.settings(t, room, member, len(own)), keyboards_settings.settings(t, room, member)


async def speak(call: Call, code: str) -> Texts:
    """From now on this language is spoken with the member; returns how.

    Raises:
        UnknownLanguage: it is none of ours.
    """
    if code not in LANGUAGES:
        raise UnknownLanguage(languages=", ".join(f"{key} ({name})" for key, name in LANGUAGES.items()))
    async with call.recording() as session:
        member = await members.by_telegram_id(session, call.who.member.telegram_id)
        if member is not None:
            member.language = code
            session.add(member)
            await session.flush()
    return replace(call.t, language=code)


async def set_fair(call: Call, hours: int) -> None:
    """From now on so many hours are a reasonable time for an answer.

    Raises:
        EditorsOnly: the speaker is no editor.
    """
    editors_only(call)
    async with call.recording() as session:
        room = await session.get_one(Newsroom, call.who.newsroom_id, with_for_update=True)
        room.fair_hours = hours
        session.add(room)
        await session.flush()
