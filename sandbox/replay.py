"""`python -m sandbox --replay`: the whole case through the real bot, printed as it happens."""

from __future__ import annotations

import sys
import tempfile
import textwrap
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from sandbox.case import GROUP, GROUP_TITLE, NAMES, REPORT, SREYNEANG, STEPS, ZONE
from sandbox.house import House, open_house
from sandbox.telegram import buttons, visible_text


class Transcript:
    """Prints each message of each chat once, in the order in which they were sent."""

    def __init__(self, house: House) -> None:
        self._house = house
        self._seen: set[tuple[int, int]] = set()

    def print_new(self) -> None:
        """Print what is new since the last time."""
        fresh = []
        for chat in (*NAMES, GROUP):
            for message in self._house.telegram.messages(chat):
                key = (chat, message["message_id"])
                if key not in self._seen:
                    self._seen.add(key)
                    fresh.append((message["date"], chat, message))
        for date, chat, message in sorted(fresh, key=lambda item: (item[0], item[2]["message_id"])):
            _print(date, chat, message)


async def replay() -> int:
    """Play the case and print it; 0 when the final report came."""
    with tempfile.TemporaryDirectory() as folder:
        async with open_house(folder=Path(folder)) as house:
            transcript = Transcript(house)
            await house.found()
            transcript.print_new()
            for step in STEPS:
                await house.play([step])
                transcript.print_new()
            report = visible_text(house.telegram.last(SREYNEANG))
    return 0 if "#mangopark" in report and REPORT.who == SREYNEANG else 1


def _print(date: int, chat: int, message: dict) -> None:  # type: ignore[type-arg]
    when = datetime.fromtimestamp(date, ZoneInfo(ZONE)).strftime("%a %d %b %H:%M")
    sender = message.get("from", {})
    who = "Reply Desk" if sender.get("is_bot") else sender.get("first_name", "")
    where = GROUP_TITLE if chat == GROUP else f"{NAMES[chat]}'s chat"
    sys.stdout.write(f"\n{when}  {who} → {where}\n")
    sys.stdout.write(textwrap.indent(visible_text(message) or "(service message)", "    ") + "\n")
    for row in buttons(message):
        sys.stdout.write("    " + " ".join(f"[{button['text']}]" for button in row) + "\n")
