"""The buttons for putting a record right: `r:<request>:<events seen>:fix:<event>[:<verb>[:<argument>]]`."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from markupsafe import Markup
from telegram import InlineKeyboardButton, InlineKeyboardMarkup

from bot.cards.buttons import (
    OfficeEnds,
    Row,
    button,
    channel_buttons,
    in_rows,
    of_request,
    result_button,
    results_of,
    tick,
    until_buttons,
)
from bot.cards.calendar import shown
from bot.i18n.catalogue import Texts
from bot.kinds import REPLIES, Asks
from db.facts import EventFacts, QuestionFacts, RequestFacts
from db.lifecycle import EVENTS, SPOKEN, EventKind, Part
from jobs.deadlines.calendars import Calendar


def numbered(request: RequestFacts, events: Iterable[EventFacts]) -> list[list[Row]]:
    """For each record of a list, the button that opens it: its number there."""
    return [[[button(str(number), _fix(request, event))]] for number, event in enumerate(events, start=1)]


def record(t: Texts, request: RequestFacts, event: EventFacts) -> InlineKeyboardMarkup:
    """What can be put right in one record."""
    parts = EVENTS[event.kind].parts
    offered = [
        ("time", button(t.say("Time…"), _fix(request, event, "time"))),
        ("words", button(t.say("Words…"), _fix(request, event, "words"))),
        ("channel", button(t.say("Channel…"), _fix(request, event, "via"))),
        ("contact", button(t.say("Whom…"), _fix(request, event, "contact"))),
        ("result", button(t.say("What became of it…"), _fix(request, event, "became"))),
        ("until", button(t.say("Until when…"), _fix(request, event, "until"))),
        ("kind", button(t.say("It was…"), _fix(request, event, "kind"))),
    ]
    if event.kind is EventKind.REPLIED_PARTIAL:
        offered.append(("questions", button(t.say("Which questions…"), _fix(request, event, "q"))))
    if event.channel not in SPOKEN and not event.details.get("result"):
        parts -= {Part.RESULT}  # that a letter came back is mostly a record of its own
    buttons = [item for part, item in offered if part in parts]
    rows: list[Row] = [buttons[start : start + 2] for start in range(0, len(buttons), 2)]
    back = button(t.say("Take it back"), _fix(request, event, "back"))
    return InlineKeyboardMarkup([*rows, [back], [to_list(t, request)]])


def channels(t: Texts, request: RequestFacts, event: EventFacts) -> InlineKeyboardMarkup:
    """The channel it really was."""
    rows = channel_buttons(t, lambda channel: _fix(request, event, "via", channel.value))
    return InlineKeyboardMarkup([*rows, _back(t, request, event)])


def until(
    t: Texts, request: RequestFacts, event: EventFacts, office_ends: OfficeEnds
) -> InlineKeyboardMarkup:
    """Until when they really asked for time, or promised an answer."""
    rows = until_buttons(t, office_ends, lambda choice: _fix(request, event, "until", choice))
    return InlineKeyboardMarkup([*rows, _back(t, request, event)])


def days(
    t: Texts, request: RequestFacts, event: EventFacts, calendar: Calendar, now: datetime, page: str
) -> tuple[Markup, InlineKeyboardMarkup]:
    """The same on a page of the calendar."""
    question, rows = shown(t, calendar, now, page, lambda choice: _fix(request, event, "until", choice))
    return question, InlineKeyboardMarkup([*rows, _back(t, request, event)])


def results(t: Texts, request: RequestFacts, event: EventFacts) -> InlineKeyboardMarkup:
    """What really became of an attempt."""
    every = [result_button(t, each, _fix(request, event, "became", each.value)) for each in results_of(event)]
    return InlineKeyboardMarkup([*in_rows(every), _back(t, request, event)])


def kinds(t: Texts, request: RequestFacts, event: EventFacts) -> InlineKeyboardMarkup:
    """The sort of reply it really was."""
    rows = [
        [
            button(
                words.reply(t),
                _fix(request, event, "q")
                if words.asks is Asks.QUESTIONS
                else _fix(request, event, "kind", words.verb),
            )
        ]
        for kind, words in REPLIES.items()
        if kind is not event.kind and words.reply is not None
    ]
    return InlineKeyboardMarkup([*rows, _back(t, request, event)])


def questions(t: Texts, request: RequestFacts, event: EventFacts, ticked: int) -> InlineKeyboardMarkup:
    """Which questions this reply answered; `ticked` has the bit of each one's position set."""
    rows = [
        [tick(item, ticked, lambda left: _fix(request, event, "q", left))]
        for item in not_answered_elsewhere(request, event)
    ]
    done = t.say("These were answered") if ticked else t.say("In part, without saying which")
    rows.append([button(done, _fix(request, event, "qs", ticked))])
    return InlineKeyboardMarkup([*rows, _back(t, request, event)])


def not_answered_elsewhere(request: RequestFacts, event: EventFacts) -> list[QuestionFacts]:
    """The questions that no other reply in part answered."""
    elsewhere = {
        position
        for other in request.in_force
        if other.kind is EventKind.REPLIED_PARTIAL and other.id != event.id
        for position in other.details.get("answered", [])
    }
    return [question for question in request.questions if question.position not in elsewhere]


def bits(positions: Iterable[int]) -> int:
    """Positions as a number with their bits set, as buttons carry them."""
    return sum(1 << position for position in set(positions))


def to_list(t: Texts, request: RequestFacts) -> InlineKeyboardButton:
    """Back to the records of the request."""
    return button(t.say("« Back"), f"p:0:correct:{request.id}")


def _back(t: Texts, request: RequestFacts, event: EventFacts) -> Row:
    return [button(t.say("« Back"), _fix(request, event))]


def _fix(request: RequestFacts, event: EventFacts, verb: str = "", argument: object = "") -> str:
    tail = "".join(f":{part}" for part in (verb, argument) if part != "")
    return of_request(request, "fix", f"{event.id}{tail}")
