"""When something happened that was logged with a time in its words: kept in them, and offered under the answer."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from markupsafe import Markup
from telegram import InlineKeyboardMarkup

from bot.cards.buttons import Row, button, of_request
from bot.outcomes.texts import newest
from bot.reading.options import perhaps_time
from bot.telegram.call import Call
from bot.telegram.presses import number_in
from db.facts import EventFacts, RequestFacts
from db.lifecycle import EVENTS, EventKind, Part
from jobs.deadlines.errors import Ambiguous, TimeNotUnderstood
from jobs.deadlines.reading import looks_like_time
from jobs.records.corrections import Change

_MINUTE = timedelta(minutes=1)
_DAY = "d"  # behind the minutes that a button carries: only their day is told


def offered(
    call: Call, facts: RequestFacts, head: Markup, keyboard: InlineKeyboardMarkup
) -> tuple[Markup, InlineKeyboardMarkup]:
    """An answer to what was just recorded, with a button for each time that its words may mean."""
    event = newest(facts)
    instants, day_only = _perhaps(call, facts, event)
    says, mark = (call.t.day, _DAY) if day_only else (call.t.briefly, "")
    if not instants:
        return head, keyboard
    head += Markup("\n") + call.t.say(
        "The words are kept as they were written. If the time in them is when it happened, press it below."
    )
    rows: list[Row] = [
        [
            button(
                call.t.say("🕘 It happened {when}", when=says(instant, call.now)),
                of_request(facts, "happened", f"{event.id}:{int(instant.timestamp()) // 60}{mark}"),
            )
        ]
        for instant in instants
    ]
    return head, InlineKeyboardMarkup([*rows, *keyboard.inline_keyboard])


def pressed(value: str) -> Change:
    """What a button says of when something happened."""
    minutes = number_in(value.removesuffix(_DAY))
    return Change(
        happened_at=datetime.fromtimestamp(0, UTC) + minutes * _MINUTE, day_only=value.endswith(_DAY)
    )


def _perhaps(call: Call, facts: RequestFacts, event: EventFacts) -> tuple[list[datetime], bool]:
    """When an event may have happened by its words, if it was logged as happening when it was recorded, and whether they tell
    the day alone."""
    dated = event.recorded_at - event.happened_at > _MINUTE
    if dated or event.kind is EventKind.NOTE or Part.TIME not in EVENTS[event.kind].parts:
        return [], False
    typed = perhaps_time(event.text, looks_like_time)
    if typed is None:
        return [], False
    day_only = False
    try:
        happened_at, noted = call.told(typed)
        found, day_only = [happened_at], bool(noted)
    except Ambiguous as doubt:
        found = list(doubt.instants)
    except TimeNotUnderstood:
        return [], False
    asked = facts.asked_at.replace(second=0, microsecond=0) if facts.asked_at is not None else None
    first = asked if asked is not None and event.kind is not EventKind.ASKED else None
    latest = call.now - _MINUTE
    return sorted(each for each in found if each <= latest and (first is None or each >= first)), day_only
