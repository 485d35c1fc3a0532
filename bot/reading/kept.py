"""What is read from the words of an event, also when these were removed: then what was read of them before.

A claim rests on what words say, not on the words. So whatever reads an event's words is marked as `from_words`, and stands in
the table in `bot/retention.py`: before they are removed all of it is read once more, and kept with the event.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar

from db.facts import EventFacts
from db.retention import READ

Found = TypeVar("Found")


def from_words(
    known: Callable[[Any], Found],
) -> Callable[[Callable[[EventFacts], Found]], Callable[[EventFacts], Found]]:
    """Marks what reads the words of an event. `known`: makes of what is kept, or None where nothing was read, what it gives."""

    def marked(read: Callable[[EventFacts], Found]) -> Callable[[EventFacts], Found]:
        @wraps(read)
        def of(event: EventFacts) -> Found:
            kept = event.details.get(READ)
            return read(event) if kept is None else known(kept.get(read.__name__))

        return of

    return marked


def perhaps(kind: Callable[[Any], Found]) -> Callable[[Any], Found | None]:
    """One of some words, or None."""
    return lambda kept: None if kept is None else kind(kept)
