"""/settings: the language of each member, the time for an answer that the newsroom calls reasonable, its letters."""

from __future__ import annotations

from dataclasses import replace

from markupsafe import Markup
from telegram import InlineKeyboardMarkup

from bot.i18n.catalogue import LANGUAGES, Texts
from bot.letters.buttons import CHOICES
from bot.people.handlers import editors_only
from bot.settings import buttons as keyboards_settings
from bot.settings import letters as templates
from bot.settings import texts
from bot.settings.buttons import FAIR_HOURS
from bot.settings.reading import Wish, parse_settings
from bot.telegram import sending
from bot.telegram.access import texts_for
from bot.telegram.call import Call
from bot.telegram.presses import OldButton, button_data, number_in, one_of
from db import letters, members
from db.errors import DeskError
from db.tables import Member, Newsroom


class UnknownLanguage(DeskError):
    """A language is named that is not spoken."""

    message = "I speak: {languages}. Write /settings language=en."


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


VERSION_DIGITS = 12


async def press(call: Call) -> None:
    """A button of the settings."""
    _, verb, *rest = button_data(call.update).split(":", 3)
    argument = rest[0] if rest else ""
    match verb:
        case "show":
            await sending.toast(call.update, "")
        case "language":
            spoken = await speak(call, one_of({code: code for code in LANGUAGES}, argument))
            await sending.toast(call.update, texts.speaking(spoken))
        case "fair":
            hours = one_of({str(n): n for n in FAIR_HOURS}, argument)
            await set_fair(call, hours)
            await sending.toast(call.update, texts.fair_changed(call.t, hours))
        case _:
            await _about_letters(call, verb, argument, rest[1] if len(rest) > 1 else "")
            return
    await sending.show_in_place(call.update, *await page(call))


async def _about_letters(call: Call, verb: str, argument: str, version: str) -> None:
    if verb == "templates":
        await sending.toast(call.update, "")
        await templates.list_in_place(call)
        return
    if verb not in {"template", "preview", "change", "ours"}:
        raise OldButton
    letter, language = one_of(CHOICES, argument)
    if verb == "ours":
        await templates.use_ours(call, letter, language, shown=number_in(version, VERSION_DIGITS))
        await sending.toast(call.update, "")
        await sending.change_buttons(call.update, None)
        return
    if verb == "template":
        await templates.show(call, letter, language)
    elif verb == "preview":
        await templates.preview(call, letter, language)
    else:
        await templates.begin(call, letter, language)
    await sending.toast(call.update, "")
