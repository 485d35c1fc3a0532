"""`python -m sandbox --replay`: the whole case through the real bot, printed as it happens."""

from __future__ import annotations

import sys
import tempfile
import textwrap
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from sandbox.case import DEMO_BEGINS, GROUP, GROUP_TITLE, NAMES, REPORT, STEPS, UNRESPONSIVE, ZONE
from sandbox.start import Sandbox, open_sandbox
from sandbox.world.messages import buttons, visible_text
from sandbox.world.store import Json


class Transcript:
    """Prints what happens in the chats, in the order in which it happens."""

    def __init__(self, sandbox: Sandbox) -> None:
        self._changes = sandbox.telegram.subscribe()

    def print_new(self) -> None:
        """Print every message sent since the last time."""
        while not self._changes.empty():
            change = self._changes.get_nowait()
            if change["kind"] == "message":
                sys.stdout.write(_told(change["chat_id"], change["message"]))


async def build(folder: Path) -> None:
    """Play the case up to the morning of publication, where nobody can write in between: whatever a person is answered must
    be kept."""
    async with open_sandbox(folder=folder) as sandbox:
        await sandbox.found_newsroom()
        await sandbox.play(step for step in STEPS if step.instant < DEMO_BEGINS)
        await sandbox.advance(DEMO_BEGINS)


async def replay() -> int:
    """Play the case and print it; 0 when the report names exactly the bodies past their deadline, 1 otherwise."""
    with tempfile.TemporaryDirectory() as folder:
        async with open_sandbox(folder=Path(folder)) as sandbox:
            transcript = Transcript(sandbox)
            await sandbox.found_newsroom()
            transcript.print_new()
            for step in STEPS:
                await sandbox.play([step])
                transcript.print_new()
            report = visible_text(sandbox.telegram.last(REPORT.who))
    overdue = {line.removeprefix("🔴 ") for line in report.splitlines() if line.startswith("🔴 ")}
    if overdue == set(UNRESPONSIVE):
        return 0
    sys.stderr.write(f"The report should name {sorted(UNRESPONSIVE)}, and names {sorted(overdue)}.\n")
    return 1


def _told(chat: int, message: Json) -> str:
    when = datetime.fromtimestamp(message["date"], ZoneInfo(ZONE)).strftime("%a %d %b %H:%M")
    sender = message.get("from", {})
    who = "Reply Desk" if sender.get("is_bot") else sender.get("first_name", "")
    where = GROUP_TITLE if chat == GROUP else f"{NAMES[chat]}'s chat"
    lines = [f"\n{when}  {who} → {where}"]
    lines.append(textwrap.indent(visible_text(message) or "(service message)", "    "))
    lines += ["    " + " ".join(f"[{button['text']}]" for button in row) for row in buttons(message)]
    return "\n".join(lines) + "\n"
