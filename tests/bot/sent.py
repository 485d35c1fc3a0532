"""Sending files in the tests' own words, and what the record holds of them."""

from __future__ import annotations

import asyncio
import hashlib
from pathlib import Path
from typing import Any

from jobs.files.folder import EvidenceFolder
from sandbox.case import DARA
from tests.bot.desk import Desk

COURT = "Phnom Penh Municipal Court"
WHICH = "Which request does this belong to? Kept, but not logged until you press."


def card(desk: Desk, chat: int = DARA) -> int:
    """The bot's newest message, to reply to."""
    return int(desk.telegram.last(chat)["message_id"])


async def send(desk: Desk, what: str, content: bytes, *, who: int = DARA, chat: int = 0, **how: Any) -> str:
    """Send a photo, document, voice, video or album, and return what the bot writes in that chat because of it."""
    chat = chat or who
    before = len(desk.written(chat))
    sender = getattr(desk.telegram, f"send_{what}")
    await sender(who, chat, [content, content + b"2", content + b"3"] if what == "album" else content, **how)
    await desk.house.idle()
    return "\n\n".join(desk.written(chat)[before:])


async def fetch_files(desk: Desk) -> int:
    """Let the desk fetch what is due."""
    return await desk.house.parts.fetcher.run()


def folder(desk: Desk) -> EvidenceFolder:
    """Where this desk's evidence lies."""
    return EvidenceFolder(desk.folder)


def sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


async def all_files(desk: Desk) -> list[Path]:
    """Every file in the evidence folder."""

    def found() -> list[Path]:
        return [path for path in folder(desk).root.rglob("*") if path.is_file()]

    return await asyncio.to_thread(found)


def attached(desk: Desk, number: int) -> list[tuple[Any, ...]]:
    """The files of a request in the order in which they came: kind, name, size, sha256, outcome, trouble."""
    return desk.rows(
        "SELECT a.kind, a.file_name, a.size, a.sha256, a.outcome, a.trouble FROM attachment a"  # noqa: S608
        " JOIN event ON event.id = a.event_id JOIN request ON request.id = event.request_id"
        f" WHERE request.number = {number} ORDER BY a.id"
    )
