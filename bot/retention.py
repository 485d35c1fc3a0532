"""What is left of words that are removed: what they said, and whom they named."""

from __future__ import annotations

from typing import Any

from bot.claims.contacts import without_reach
from bot.reading.kept import all_read
from db.facts import EventFacts


class ReadWords:
    """Reads the words of events before they are removed."""

    def read(self, event: EventFacts) -> dict[str, Any]:
        """What the words of an event say, as far as a claim asks."""
        return all_read(event)

    def without_addresses(self, contact: str) -> str:
        """Whom a contact names, with a mark in the place of each address and number: sentences go on naming the same."""
        return without_reach(contact)
