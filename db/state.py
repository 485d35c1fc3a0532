"""What a request's events lead to: the state that is stored beside them (pure)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from db import lifecycle
from db.lifecycle import DEADLINES, Channel, EventKind, Status
from db.tables import Event


@dataclass(frozen=True)
class State:
    """Where a request stands. Instants are UTC. `asked_at` None: nobody has asked, and `channel` and `contact` say
    nothing then. `deadline_at` None: no event says."""

    status: Status
    asked_at: datetime | None
    channel: Channel | None
    contact: str | None
    deadline_at: datetime | None
    deadline_told: bool


def state_after(events: Sequence[Event], *, by_referral: bool = False) -> State:
    """The state that all events of a request lead to, corrected ones among them; `by_referral`: a referral opened it."""
    counted = lifecycle.in_force(events)
    asked = next((event for event in counted if event.kind is EventKind.ASKED), None)
    # The newest word counts, in the order of recording: a deadline is ours, it does not "happen" to us.
    deadline = max(
        (event for event in counted if event.kind in DEADLINES),
        key=lambda event: event.id or 0,
        default=None,
    )
    return State(
        status=lifecycle.status_after(events, by_referral=by_referral),
        asked_at=asked.happened_at if asked else None,
        channel=asked.channel if asked else None,
        contact=asked.contact if asked else None,
        deadline_at=datetime.fromisoformat(deadline.details["to"]) if deadline else None,
        deadline_told=deadline is not None and deadline.details["told"],
    )
