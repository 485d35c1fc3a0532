"""The buttons about several requests: `d:<draft id>:<verb>[:<argument>]`; `p:0:several:<argument>` begins."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from telegram import InlineKeyboardButton

from bot.cards.buttons import OfficeEnds, Row, button, channel_buttons, until_buttons
from bot.cards.texts import body_name
from bot.i18n.catalogue import Texts, shorten
from bot.languages import COMPLETE
from bot.letters import texts as letter_texts
from db.facts import RequestFacts
from db.tables import Letter

ON_A_PAGE = 6
LONGEST_NAME = 26


def ticks(
    t: Texts,
    key: int,
    here: Sequence[RequestFacts],
    ticked: Collection[int],
    page: int,
    pages: int,
    *,
    some: bool,
) -> list[Row]:
    """A request to a row, to be ticked; then all of them or none, and the other pages."""
    rows: list[Row] = []
    for request in here:
        sign = "☑️" if request.id in ticked else "⬜️"
        label = f"{sign} #{request.number} {shorten(body_name(t, request), LONGEST_NAME)}"
        rows.append([button(label, f"d:{key}:tick:{request.id}")])
    all_or_none = (
        button(t.say("Tick none"), f"d:{key}:none") if some else button(t.say("Tick all"), f"d:{key}:all")
    )
    last = [all_or_none]
    if pages > 1:
        last = [
            button("«", f"d:{key}:page:{(page - 1) % pages}"),
            button(f"{page + 1}/{pages} »", f"d:{key}:page:{(page + 1) % pages}"),
            all_or_none,
        ]
    return [*rows, last]


def verbs(t: Texts, key: int, argument: str) -> list[Row]:
    """What to do with those that are ticked."""
    return [
        [
            button(t.say("Asked again…"), f"d:{key}:do:chase"),
            button(t.say("Deadline…"), f"d:{key}:do:extend"),
        ],
        [
            button(t.say("Withdraw…"), f"d:{key}:do:withdraw"),
            button(t.say("Letters…"), f"d:{key}:do:letter"),
        ],
        [button(t.say("« Back"), f"p:0:status:{argument}")],
    ]


def options(t: Texts, key: int, verb: str, office_ends: OfficeEnds) -> list[Row]:
    """How, until when, or which letter."""
    if verb == "chase":
        rows = channel_buttons(t, lambda channel: f"d:{key}:by:{channel.value}")
    elif verb == "extend":
        rows = until_buttons(t, office_ends, lambda choice: f"d:{key}:by:{choice}")
    else:
        rows = [
            [
                button(letter_texts.with_language(t, letter, language), f"d:{key}:by:{letter}.{language}")
                for language in COMPLETE
            ]
            for letter in Letter
        ]
    return [*rows, back(t, key)]


def back(t: Texts, key: int) -> list[InlineKeyboardButton]:
    """One step back; the ticks stay."""
    return [button(t.say("« Back"), f"d:{key}:back"), button(t.say("Cancel"), f"d:{key}:cancel")]
