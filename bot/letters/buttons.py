"""The buttons of letters: `r:<request id>:<events seen>:letter[:<letter>.<language>]` drafts one, and
`…:sent:<channel>.<draft id>` logs that the one drafted was sent (of one about several requests `d:<draft id>:sent:<channel>`). Those of the newsroom's own wording are among the settings':
`set:<verb>[:<letter>.<language>[:<version>]]`."""

from __future__ import annotations

from markupsafe import Markup
from telegram import CopyTextButton, InlineKeyboardButton, InlineKeyboardMarkup

from bot.cards.buttons import Row, button, of_request
from bot.i18n.catalogue import Texts
from bot.languages import COMPLETE
from bot.letters import texts
from db.facts import RequestFacts
from db.letters import OwnTemplate
from db.lifecycle import Channel
from db.tables import Letter
from db.text.clusters import utf16

LONGEST_COPIED = 256  # Telegram's, in UTF-16 units


def which(t: Texts, request: RequestFacts, letter: Letter | None = None) -> InlineKeyboardMarkup:
    """Which letter, in which language; where the letter is known, only the language is asked."""
    rows: list[Row] = [
        [
            button(
                texts.with_language(t, kind, language), of_request(request, "letter", f"{kind}.{language}")
            )
            for language in COMPLETE
        ]
        for kind in Letter
        if letter in {None, kind}
    ]
    return InlineKeyboardMarkup([*rows, [button(t.say("« Back"), of_request(request, "card"))]])


def under_letter(
    t: Texts, request: RequestFacts | None, text: str, questions: str, draft_id: int
) -> InlineKeyboardMarkup:
    """Under a letter: copy what fits a button of Telegram's, and log that it was sent; None: it is about several
    requests."""
    return InlineKeyboardMarkup([*_copies(t, text, questions), *_sent(t, request, draft_id)])


def templates(t: Texts) -> InlineKeyboardMarkup:
    """Which letter's wording."""
    rows: list[Row] = [
        [
            button(texts.with_language(t, letter, language), f"set:template:{letter.value}.{language}")
            for language in COMPLETE
        ]
        for letter in Letter
    ]
    return InlineKeyboardMarkup([*rows, [button(t.say("« Back"), "set:show")]])


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


def _copies(t: Texts, text: str, questions: str) -> list[Row]:
    if _fits(text):
        return [[_copy(t.say("📋 Copy the letter"), text)]]
    return [[_copy(t.say("📋 Copy the questions"), questions)]] if _fits(questions) else []


def _sent(t: Texts, request: RequestFacts | None, draft_id: int) -> list[Row]:
    def sent(label: Markup, channel: Channel) -> InlineKeyboardButton:
        if request is None:
            return button(label, f"d:{draft_id}:sent:{channel.value}")
        return button(label, of_request(request, "sent", f"{channel.value}.{draft_id}"))

    return [
        [
            sent(t.say("✉️ Sent by email"), Channel.EMAIL),
            sent(t.say("💬 Sent as a message"), Channel.MESSAGE),
        ],
        [sent(t.say("📄 Sent as a letter"), Channel.LETTER)],
    ]


def _copy(label: str, text: str) -> InlineKeyboardButton:
    return InlineKeyboardButton(str(label), copy_text=CopyTextButton(text))


def _fits(text: str) -> bool:
    return 0 < utf16(text) <= LONGEST_COPIED
