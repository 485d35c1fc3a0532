"""The buttons of the settings: `set:<verb>[:<argument>]`. A letter is named as `final.en`."""

from __future__ import annotations

from telegram import InlineKeyboardMarkup

from bot.cards.buttons import button
from bot.i18n.catalogue import LANGUAGES, Texts
from bot.letters import texts as letters
from bot.settings.texts import EVERY, hours
from db.letters import OwnTemplate
from db.tables import Letter, Member, Newsroom

FAIR_HOURS = (24, 48, 72)


def settings(t: Texts, room: Newsroom, member: Member) -> InlineKeyboardMarkup:
    """What can be set with one tap; what only editors may set is shown to editors."""
    spoken = member.language or room.language
    languages = [
        button(_ticked(name, code == spoken), f"set:language:{code}") for code, name in LANGUAGES.items()
    ]
    fair = [button(_ticked(hours(t, n), n == room.fair_hours), f"set:fair:{n}") for n in FAIR_HOURS]
    rows = [languages, *([fair] if member.role == "editor" else [])]
    return InlineKeyboardMarkup([*rows, [button(t.say("Letters…"), "set:templates")]])


def templates(t: Texts) -> InlineKeyboardMarkup:
    """Which letter's wording."""
    buttons = [
        button(letters.with_language(t, letter, language), f"set:template:{letter.value}.{language}")
        for letter, language in EVERY
    ]
    return InlineKeyboardMarkup([buttons[:2], buttons[2:], [button(t.say("« Back"), "set:show")]])


def template(
    t: Texts, letter: Letter, language: str, own: OwnTemplate | None, *, editor: bool
) -> InlineKeyboardMarkup:
    """What can be done about one wording. Going back to ours carries which wording was shown."""
    name = f"{letter.value}.{language}"
    rows = [[button(t.say("Preview"), f"set:preview:{name}")]]
    if editor:
        rows.append([button(t.say("Change…"), f"set:change:{name}")])
        if own is not None:
            rows[-1].append(button(t.say("Use ours again"), f"set:ours:{name}:{own.version}"))
    return InlineKeyboardMarkup([*rows, [button(t.say("« Back"), "set:templates")]])


def _ticked(label: str, chosen: bool) -> str:
    return f"✓ {label}" if chosen else str(label)
