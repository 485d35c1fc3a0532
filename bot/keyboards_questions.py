"""The buttons for ticking which questions were answered."""

from __future__ import annotations

from collections.abc import Callable

from telegram import InlineKeyboardButton, InlineKeyboardMarkup

from bot.keyboards import Row, back, button, of_request
from bot.texts.catalogue import Texts
from bot.texts.shortening import shorten
from db.facts import QuestionFacts, RequestFacts


def partial(
    t: Texts, request: RequestFacts, ticked: int, event_id: int | None = None
) -> InlineKeyboardMarkup:
    """Which questions were answered; `ticked` has the bit of each question's position set. `event_id`: the reply was
    logged already, and the ticks belong to it."""
    of = "" if event_id is None else f":{event_id}"
    rows: list[Row] = [
        [tick(question, ticked, lambda left: of_request(request, "part", f"{left}{of}"))]
        for question in request.questions
        if not question.answered
    ]
    if ticked:
        rows.append([button(t.say("Log these as answered"), of_request(request, "partial", f"{ticked}{of}"))])
    rows.append(back(t, request))
    return InlineKeyboardMarkup(rows)


def tick(question: QuestionFacts, ticked: int, data: Callable[[int], str]) -> InlineKeyboardButton:
    """A question to be ticked; `data` makes the callback data from the ticks that a press leads to."""
    bit = 1 << question.position
    sign = "☑️" if ticked & bit else "⬜️"
    label = f"{sign} {question.position}. {shorten(question.topic or question.text, 40)}"
    return button(label, data(ticked ^ bit))
