"""The fair-chance check as values: its points, how each stands, and the check of one body (pure)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Point(StrEnum):
    """What the check looks at, in the order in which it is shown."""

    ATTEMPTS = "attempts"
    CHANNELS = "channels"
    DEADLINE_TOLD = "deadline_told"
    TIME = "time"
    QUESTIONS = "questions"
    LAST_CALL = "last_call"


class State(StrEnum):
    """Whether a point is met; `not_yet`: it cannot be met so early, and nothing is missed."""

    MET = "met"
    NOT_YET = "not_yet"
    MISSING = "missing"


@dataclass(frozen=True)
class Checked:
    """One point of one body's check.

    Args:
        have, need: attempts; channels; requests that were told a deadline; hours they have had to answer (missing: will
            have had); requests with their questions. Not used by the last call.
        at: time: when the hours are (or would be) over, None if nothing reached the body. Last call: the attempt that
            counts as it; while it is not yet due, when it will be; None where no publication time is known. UTC.
        request_id: the request on which to act; the weakest one.
    """

    point: Point
    state: State
    have: int = 0
    need: int = 0
    at: datetime | None = None
    request_id: int = 0

    @property
    def met(self) -> bool:
        return self.state is State.MET


@dataclass(frozen=True)
class FairChance:
    """The check of one body for one story. `numbers`: the requests it rests on. `request_id`: the one whose deadline
    comes first. `publish_at`: publication (UTC), None where no time is known. `is_out`: the story came out then."""

    story_id: int | None
    body_id: int
    body: str
    body_km: str | None
    numbers: tuple[int, ...]
    request_id: int
    points: tuple[Checked, ...]
    story: str | None = None
    publish_at: datetime | None = None
    is_out: bool = False

    @property
    def met(self) -> int:
        """How many of the points are met."""
        return sum(checked.met for checked in self.points)

    @property
    def missing(self) -> tuple[Checked, ...]:
        """The points that are missing: what is not yet due is not."""
        return tuple(checked for checked in self.points if checked.state is State.MISSING)

    @property
    def complete(self) -> bool:
        """Whether every point is met."""
        return self.met == len(self.points)
