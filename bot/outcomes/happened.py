"""When something happened that was logged with a time in its words: kept in them, and offered under the answer."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from markupsafe import Markup
from telegram import InlineKeyboardMarkup

from bot.cards.buttons import Row, button, of_request
from bot.outcomes.texts import newest
from bot.reading.options import perhaps_time
from bot.telegram.call import Call
from db.facts import EventFacts, RequestFacts
from db.lifecycle import EVENTS, EventKind, Part
from jobs.deadlines.errors import Ambiguous, TimeNotUnderstood
from jobs.deadlines.reading import Direction, looks_like_time, read_time

_MINUTE = timedelta(minutes=1)


def offered(
    call: Call, facts: RequestFacts, head: Markup, keyboard: InlineKeyboardMarkup
) -> tuple[Markup, InlineKeyboardMarkup]:
    """An answer to what was just recorded, with a button for each time that its words may mean."""
    event = newest(facts)
    instants = _perhaps(call, facts, event)
    if not instants:
        return head, keyboard
    head += Markup("\n") + call.t.say(
        "The words are kept as they were written. If the time in them is when it happened, press it below."
    )
    rows: list[Row] = [
        [
            button(
                call.t.say("🕘 It happened {when}", when=call.t.briefly(instant, call.now)),
                of_request(facts, "happened", f"{event.id}:{int(instant.timestamp()) // 60}"),
            )
        ]
        for instant in instants
    ]
    return head, InlineKeyboardMarkup([*rows, *keyboard.inline_keyboard])


def instant_of(minutes: int) -> datetime:
    """The instant (UTC) that a button carries."""
    return datetime.fromtimestamp(0, UTC) + minutes * _MINUTE


def _perhaps(call: Call, facts: RequestFacts, event: EventFacts) -> list[datetime]:
    """When an event may have happened by its words, if it was logged as happening when it was recorded."""
    dated = event.recorded_at - event.happened_at > _MINUTE
    if dated or event.kind is EventKind.NOTE or Part.TIME not in EVENTS[event.kind].parts:
        return []
    typed = perhaps_time(event.text, looks_like_time)
    if typed is None:
        return []
    try:
        found = [read_time(typed, now=call.now, calendar=call.who.calendar, direction=Direction.PAST).instant]
    except Ambiguous as doubt:
        found = list(doubt.instants)
    except TimeNotUnderstood:
        return []
    asked = facts.asked_at.replace(second=0, microsecond=0) if facts.asked_at is not None else None
    first = asked if asked is not None and event.kind is not EventKind.ASKED else None
    return sorted(
        instant for instant in found if instant <= call.now - _MINUTE and (first is None or instant >= first)
    )
