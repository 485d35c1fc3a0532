"""/settings: what each member and the newsroom have chosen, and the wording of the newsroom's letters."""

from __future__ import annotations

from typing import Any

from markupsafe import Markup

from bot.cards.buttons import FEW_BUTTONS, Row, button, in_rows
from bot.groups import handlers as groups_handlers
from bot.groups.texts import told_in
from bot.letters import own as letter_own
from bot.letters.words import CHOICES
from bot.reading.words import fold
from bot.settings import table
from bot.settings.table import Setting
from bot.telegram import sending
from bot.telegram.access import texts_for
from bot.telegram.call import Call
from bot.telegram.pages import View, show_block, show_view, view
from bot.telegram.presses import button_data, one_of
from db import letters
from db.tables import Member, Newsroom
from jobs.settings import choose

MOST_BESIDE = 5  # buttons of one setting among the others
_TEMPLATES = frozenset({"templates", "template", "letters", "letter", "គំរូលិខិត"})


async def settings(call: Call) -> None:
    """/settings [KEY=VALUE | templates [LETTER] [LANGUAGE] | template LETTER LANGUAGE: WORDING]"""
    word, rest = table.split_key(call.args)
    if not word and not rest:
        await show_view(call, "settings")
    elif fold(word) in _TEMPLATES:
        await letter_own.typed(call, rest)
    elif not rest and "=" not in call.args and (named := table.find(word)) is not None:
        await show_view(call, "setting", named.word)
    else:
        setting, value = table.parse_setting(call.args)
        await put(call, setting, value)
        await call.answer(setting.answer(call.t, value))


async def put(call: Call, setting: Setting, value: Any) -> None:
    """From now on a setting has this value.

    Raises:
        EditorsOnly: it is not the speaker's to change.
    """
    if not setting.is_own:
        call.editors_only()
    async with call.recording() as session:
        if setting.is_own:
            await choose(session, call.who.member, setting.key, value, now=call.now)
        else:
            await choose(session, call.who.newsroom, setting.key, value, now=call.now)


@view("settings")
async def _page(call: Call, argument: str) -> View:
    """What is set as the record has it now, and what can be set with one tap: what only editors may, by editors."""
    async with call.looking() as session:
        room = await session.get_one(Newsroom, call.who.newsroom_id)
        member = await session.get_one(Member, call.who.member_id)
        own = await letters.all_own(session, call.who.newsroom_id)
        groups = (
            [] if sending.is_group(call.update) else await groups_handlers.told(session, call.who.newsroom_id)
        )
    t = texts_for(room, member, call.update)
    lines, rows = list[Markup](), list[list[Row]]()
    for setting in table.SETTINGS:
        value = setting.of(room, member)
        lines.append(setting.line(t, value))
        can = setting.buttons(t, value) if setting.is_own or call.who.is_editor else []
        if len(can) > MOST_BESIDE:
            can = [button(Markup("{}…").format(setting.name(t)), f"p:0:setting:{setting.word}")]
        rows.append([can] if can else [])
    lines.append(
        t.say("Letters in your newsroom's own wording: {n} of {every}.", n=len(own), every=len(CHOICES))
    )
    rows.append([[button(t.say("Letters…"), "set:templates")]])
    if groups:
        lines.append(Markup("\n").join([t.say("Groups:"), *(told_in(t, one) for one in groups)]))
        rows.append([[groups_handlers.opens(t)]] if call.who.is_editor else [])
    return View(t.say("<b>Settings</b>"), lines, rows, between=Markup("\n"), most_buttons=FEW_BUTTONS)


@view("setting")
async def _choices(call: Call, argument: str) -> View:
    """One setting as it is, with a button for each of its values where the speaker may choose them."""
    setting = one_of({each.word: each for each in table.SETTINGS}, argument)
    async with call.looking() as session:
        room = await session.get_one(Newsroom, call.who.newsroom_id)
        member = await session.get_one(Member, call.who.member_id)
    t = texts_for(room, member, call.update)
    value = setting.of(room, member)
    can = in_rows(setting.buttons(t, value)) if setting.is_own or call.who.is_editor else []
    return View(setting.line(t, value), foot_rows=[*can, [button(t.say("« Back"), "p:0:settings")]])


async def press(call: Call) -> None:
    """A button of the settings: `set:<setting>:<value>`, or one about the letters."""
    _, verb, argument = [*button_data(call.update).split(":", 2), ""][:3]
    setting = next((each for each in table.SETTINGS if each.word == verb), None)
    if setting is not None:
        value = one_of({table.as_typed(offer): offer for offer in setting.offered}, argument)
        await put(call, setting, value)
        await sending.toast(call.update, setting.answer(call.t, value))
    elif verb == "show":
        await sending.toast(call.update, "")
    else:
        await letter_own.press(call, verb, argument)
        return
    await show_block(call, "settings", table.SETTINGS.index(setting) if setting is not None else 0)
