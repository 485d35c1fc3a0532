"""How far the making of a file has come: written by the thread that makes it, read by whoever shows it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Step(StrEnum):
    """What is being done."""

    WAITING = "waiting"  # others are made first
    READING = "reading"
    PAGE = "page"
    TABLES = "tables"
    EVIDENCE = "evidence"
    SENDING = "sending"


@dataclass
class Progress:
    """A step, and where it has parts, which of how many. `requests`: how many the record holds, once that is known."""

    step: Step = Step.WAITING
    done: int = 0
    total: int = 0
    requests: int = 0

    def at(self, step: Step, done: int = 0, total: int = 0) -> None:
        """It has come to this."""
        self.step, self.done, self.total = step, done, total
