"""Offering commands as buttons, where what was typed is in doubt: the one pressed is run as if it had been typed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup
from telegram import InlineKeyboardMarkup

from bot.cards.buttons import Row, button
from bot.i18n.catalogue import shorten
from bot.telegram.call import Call

KIND = "again"  # of the draft that keeps them
LONGEST_LABEL = 60


@dataclass(frozen=True)
class Choice:
    """A command that may have been meant, with all its words. `sure`: nothing of it is in doubt any more."""

    label: str
    command: str
    args: str
    sure: bool = False


async def offer(
    call: Call, text: Markup, choices: Sequence[Choice], more: Sequence[Row] = (), *, logs: bool = False
) -> None:
    """Answer with a button for each; what came with the words, such as a photo, waits with them. `logs`: they are about to
    be logged, which can be left."""
    async with call.database.write() as session:
        kept = [[choice.command, choice.args, choice.sure] for choice in choices]
        about = call.request_id or await call.replied_to(session)
        draft = await call.begin(session, KIND, {"choices": kept, "request_id": about, **call.carrying()})
    rows = [
        [button(shorten(choice.label, LONGEST_LABEL), f"n:{draft.id}:{position}")]
        for position, choice in enumerate(choices)
    ]
    if logs:
        rows.append([button(call.t.say("Cancel"), f"d:{draft.id}:cancel")])
    await call.answer(text, InlineKeyboardMarkup([*rows, *more]))
    call.took()
