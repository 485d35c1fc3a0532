"""Which attempts may have reached somebody (pure)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from db.facts import EventFacts
from db.lifecycle import ATTEMPTS, Channel, EventKind

_SPOKEN = frozenset({Channel.CALL, Channel.VISIT})


def reached(events: Sequence[EventFacts], until: datetime) -> list[EventFacts]:
    """The attempts up to an instant (UTC) that may have reached somebody: each bounce takes away the latest one that
    can have bounced. `events` are those that count, in the order in which they happened."""
    found: list[EventFacts] = []
    for event in events:
        if event.kind in ATTEMPTS and event.happened_at <= until:
            found.append(event)
        elif event.kind is EventKind.BOUNCED and found:
            same = [past for past in found if event.channel is not None and past.channel is event.channel]
            sent = [past for past in found if past.channel not in _SPOKEN]
            found.remove((same or sent or found)[-1])
    return found
