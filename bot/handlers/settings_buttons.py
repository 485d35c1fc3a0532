"""Pressing a button of the settings: `set:<verb>[:<argument>]`. What is set in one tap is shown in place."""

from __future__ import annotations

from bot import sending
from bot.call import Call
from bot.handlers import settings, templates
from bot.keyboards_letters import CHOICES
from bot.keyboards_settings import FAIR_HOURS
from bot.pressed import OldButton, button_data, number_in, one_of
from bot.texts import settings as texts
from bot.texts.catalogue import LANGUAGES

VERSION_DIGITS = 12


async def press(call: Call) -> None:
    """A button of the settings."""
    _, verb, *rest = button_data(call.update).split(":", 3)
    argument = rest[0] if rest else ""
    match verb:
        case "show":
            await sending.toast(call.update, "")
        case "language":
            spoken = await settings.speak(call, one_of({code: code for code in LANGUAGES}, argument))
            await sending.toast(call.update, texts.speaking(spoken))
        case "fair":
            hours = one_of({str(n): n for n in FAIR_HOURS}, argument)
            await settings.set_fair(call, hours)
            await sending.toast(call.update, texts.fair_changed(call.t, hours))
        case _:
            await _about_letters(call, verb, argument, rest[1] if len(rest) > 1 else "")
            return
    await sending.show_in_place(call.update, *await settings.page(call))


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
