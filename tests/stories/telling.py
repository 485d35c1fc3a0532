"""What people saw while a story was played: every message of the bot as it was when it was sent."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from db.facts import RequestFacts
from sandbox.case import GROUP, NAMES, ZONE, Step
from sandbox.start import Sandbox
from sandbox.world.messages import buttons, visible_text

_REMINDED = re.compile(r"^(?:🔔 )?#(\d+)", re.MULTILINE)


@dataclass(frozen=True)
class Seen:
    """A message of the bot: when (UTC, and as the newsroom's clock showed it), in which chat, and what it said."""

    instant: datetime
    when: str
    chat: int
    text: str
    buttons: tuple[tuple[str, ...], ...]

    @property
    def whose(self) -> str:
        """Whose private chat it stands in; "group" for the group."""
        return NAMES.get(self.chat, "group")

    @property
    def reminds_of(self) -> tuple[int, ...]:
        """The numbers of the requests it is a reminder of, none for everything else."""
        if not self.text.startswith("🔔"):
            return ()
        return tuple(sorted({int(number) for number in _REMINDED.findall(self.text)}))


@dataclass(frozen=True)
class Played:
    """The answer to each text of the case, everything the bot wrote, the cards of the referral as they stood at the end,
    and the record as it stood at publication."""

    answers: dict[str, Seen]
    seen: list[Seen]
    trail: dict[int, str]
    folder: Path  # where the record of it is
    record: tuple[RequestFacts, ...] = ()  # as it stood at publication

    def answer(self, beginning: str) -> Seen:
        """The answer to the one text that begins so."""
        (found,) = [seen for text, seen in self.answers.items() if text.startswith(beginning)]
        return found

    def at(self, when: str) -> list[Seen]:
        """What was written at that minute of the newsroom's clock."""
        return [seen for seen in self.seen if seen.when == when]

    def digest(self, day: str) -> str:
        """The digest of that day, in the group."""
        (found,) = [seen for seen in self.at(f"{day} 08:30") if seen.text.startswith("☀️")]
        assert found.chat == GROUP
        return found.text


class Watch:
    """Collects what the bot writes from the moment it is made."""

    def __init__(self, sandbox: Sandbox) -> None:
        self._sandbox = sandbox
        self._changes = sandbox.telegram.subscribe()
        self.seen: list[Seen] = []

    async def play(self, steps: Iterable[Step]) -> dict[str, Seen]:
        """Play steps one by one; for each text that was written, the answer to it."""
        answers = {}
        for step in steps:
            await self._sandbox.play([step])
            self.look()
            answers[step.text] = [seen for seen in self.seen if seen.chat == (step.chat or step.who)][-1]
        return answers

    async def wait(self, until: datetime) -> None:
        """Let time pass."""
        await self._sandbox.advance(until)
        self.look()

    def look(self) -> None:
        """Collect what was written since the last look."""
        while not self._changes.empty():
            change = self._changes.get_nowait()
            if change["kind"] != "message" or not change["message"].get("from", {}).get("is_bot"):
                continue
            message = change["message"]
            instant = datetime.fromtimestamp(message["date"], ZoneInfo(ZONE))
            rows = tuple(tuple(button["text"] for button in row) for row in buttons(message))
            self.seen.append(
                Seen(instant, f"{instant:%a %-d %b %H:%M}", change["chat_id"], visible_text(message), rows)
            )
