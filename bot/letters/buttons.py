"""The buttons of letters: `r:<request id>:<events seen>:letter[:<letter>.<language>]` drafts one, and
`…:sent:<channel>.<draft id>` logs that the one drafted was sent."""

from __future__ import annotations

from markupsafe import Markup
from telegram import CopyTextButton, InlineKeyboardButton, InlineKeyboardMarkup

from bot.cards.buttons import Row, button, of_request
from bot.i18n.catalogue import Texts
from bot.letters import texts
from bot.letters.words import LETTER_LANGUAGES
from db.facts import RequestFacts
from db.lifecycle import Channel
from db.tables import Letter

LONGEST_COPIED = 256  # Telegram's, in UTF-16 units
CHOICES = {
    f"{letter.value}.{language}": (letter, language) for letter in Letter for language in LETTER_LANGUAGES
}


def which(t: Texts, request: RequestFacts, letter: Letter | None = None) -> InlineKeyboardMarkup:
    """Which letter, in which language; where the letter is known, only the language is asked."""
    rows: list[Row] = [
        [
            button(
                texts.with_language(t, kind, language), of_request(request, "letter", f"{kind}.{language}")
            )
            for language in LETTER_LANGUAGES
        ]
        for kind in Letter
        if letter in {None, kind}
    ]
    return InlineKeyboardMarkup([*rows, [button(t.say("« Back"), of_request(request, "card"))]])


def under_letter(
    t: Texts, request: RequestFacts, text: str, questions: str, draft_id: int
) -> InlineKeyboardMarkup:
    """Under a letter: copy what fits a button of Telegram's, and log that it was sent."""
    return InlineKeyboardMarkup([*_copies(t, text, questions), *_sent(t, request, draft_id)])


def _copies(t: Texts, text: str, questions: str) -> list[Row]:
    if _fits(text):
        return [[_copy(t.say("📋 Copy the letter"), text)]]
    return [[_copy(t.say("📋 Copy the questions"), questions)]] if _fits(questions) else []


def _sent(t: Texts, request: RequestFacts, draft_id: int) -> list[Row]:
    def sent(label: Markup, channel: Channel) -> InlineKeyboardButton:
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
    return 0 < len(text.encode("utf-16-le")) // 2 <= LONGEST_COPIED
