"""What is left of words that are removed: what they said, and whom they named."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from bot.claims.contacts import without_reach
from bot.claims.record import reason_of
from bot.reading.heard import is_perhaps_theirs, may_be, reads_like_a_machine, told_in
from bot.reading.results import people_in, result_read, results_told, tells_what_was_said
from db.facts import EventFacts

# All that is read from the words of an event: what is marked `from_words`.
READERS: tuple[Callable[[EventFacts], Any], ...] = (
    is_perhaps_theirs,
    may_be,
    people_in,
    reads_like_a_machine,
    reason_of,
    result_read,
    results_told,
    tells_what_was_said,
    told_in,
)


class ReadWords:
    """Reads the words of events before they are removed."""

    def read(self, event: EventFacts) -> dict[str, Any]:
        """What the words of an event say, as far as a claim asks, by what asks it."""
        found = {read.__name__: read(event) for read in READERS}
        return {
            name: sorted(said) if isinstance(said, set | frozenset) else said
            for name, said in found.items()
            if said
        }

    def without_addresses(self, contact: str) -> str:
        """Whom a contact names, with a mark in the place of each address and number: sentences go on naming the same."""
        return without_reach(contact)
