"""Killed at any moment and started again: whatever was sent is handled, and whatever was answered with "Logged" is there,
under its number."""

from __future__ import annotations

import asyncio
import random
import re
import sqlite3
from contextlib import closing, suppress
from functools import partial
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from sandbox.api.telegram import LocalTelegram
from sandbox.case import BEGINNING, DARA, MALY
from sandbox.world.clock import MovingClock
from sandbox.world.messages import visible_text
from tests.stories.processes import eventually, free_port, kill, output, process

LOGGED = re.compile(r"Logged as #(\d+)\.")
ROUNDS = 3


def rows(database: Path, sql: str) -> list[tuple[Any, ...]]:
    with closing(sqlite3.connect(f"{database.as_uri()}?mode=ro", uri=True)) as db:
        return db.execute(sql).fetchall()


def promised(messages: list[str]) -> dict[int, set[str]]:
    """By number, the questions that the bot said it logged under it."""
    found: dict[int, set[str]] = {}
    for text in messages:
        number = LOGGED.match(text)
        question = re.search(r"(question \S+)\?", text)
        if number is not None and question is not None:
            found.setdefault(int(number[1]), set()).add(question[1])
    return found


def check_kept(database: Path, messages: list[str]) -> int:
    """Every promise is kept; returns how many requests there are."""
    kept = rows(database, "SELECT r.number, q.text FROM request r JOIN question q ON q.request_id = r.id")
    by_number = {number: text.rstrip("?") for number, text in kept}
    for number, questions in promised(messages).items():
        assert questions == {by_number[number]}, f"#{number} was promised to {questions}"
    assert sorted(by_number) == list(range(1, len(by_number) + 1))
    assert len(set(by_number.values())) == len(by_number), "something was logged twice"
    owed = rows(
        database,
        "SELECT request_id, count(*) FROM reminder WHERE settled_at IS NULL AND kind != 'own' GROUP BY request_id",
    )
    requests = {row_id for (row_id,) in rows(database, "SELECT id FROM request")}
    assert dict(owed) == dict.fromkeys(requests, 1), "each open request owes its next reminder"
    assert rows(database, "PRAGMA integrity_check") == [("ok",)]
    return len(by_number)


class Page:
    """The chat page's own requests, as the browser makes them."""

    def __init__(self, session: aiohttp.ClientSession, port: int) -> None:
        self._session = session
        self._base = f"http://127.0.0.1:{port}/page"

    async def up(self) -> bool:
        """Whether the sandbox answers."""
        try:
            async with self._session.get(f"{self._base}/clock") as answer:
                return answer.ok
        except aiohttp.ClientError:
            return False

    async def say(self, who: int, text: str) -> str:
        """Send a text; "" where the server was killed meanwhile and may not have taken it."""
        values = {"person": who, "chat": who, "text": text}
        with suppress(aiohttp.ClientError):
            async with self._session.post(f"{self._base}/send", json=values) as answer:
                assert answer.ok, await answer.text()
                return text
        return ""

    async def read(self, who: int) -> list[str]:
        """The newest messages of the bot to somebody."""
        query = {"person": str(who), "chat": str(who)}
        async with self._session.get(f"{self._base}/messages", params=query) as answer:
            found = (await answer.json())["messages"]
        return [visible_text(message) for message in found if message["from"]["is_bot"]]

    async def logged(self, who: int) -> list[str]:
        """Those of them that promise something."""
        with suppress(aiohttp.ClientError):
            return [text for text in await self.read(who) if LOGGED.match(text)]
        return []


@pytest.mark.long
async def test_the_sandbox_killed_again_and_again_keeps_every_request_it_said_was_logged(
    desk_folder: Path,
) -> None:
    folder, port, chance = desk_folder, free_port(), random.Random(8)  # noqa: S311
    MovingClock(BEGINNING, running=True, file=folder / "clock")
    (folder / "ready").touch()
    seen: list[str] = []
    taken: set[str] = set()
    async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=60)) as session:
        page = Page(session, port)
        for turn in range(ROUNDS + 1):
            async with process(
                folder, "sandbox", "--folder", str(folder), "--port", str(port), SWEEP_SECONDS="0.2"
            ) as sandbox:
                await eventually(page.up, "the sandbox answers")
                if turn == ROUNDS:
                    for who in (DARA, MALY):
                        seen += await page.logged(who)
                    await page.say(DARA, "/ask Municipal Court: question at-last?")
                    await eventually(lambda: _holds(page, DARA, "question at-last"), "it still logs")
                    await eventually(partial(_all_asked, folder, taken), "nothing that was sent has vanished")
                    break
                writers = [
                    asyncio.create_task(page.say(who, f"/ask Municipal Court: question {turn}-{who}-{n}?"))
                    for n in range(12)
                    for who in (DARA, MALY)
                ]
                wanted = chance.randint(2, 8)
                before = set(seen)
                await eventually(partial(_new, page, before, wanted), f"{wanted} more requests are logged")
                await kill(sandbox)
                taken |= {text.partition(": ")[2] for text in await asyncio.gather(*writers) if text}
            seen += await _kept_by_telegram(folder)
    assert check_kept(folder / "desk.sqlite", seen) >= ROUNDS * 2
    assert "Traceback" not in output(folder)


async def _holds(page: Page, who: int, words: str) -> bool:
    return any(words in text for text in await page.logged(who))


async def _new(page: Page, before: set[str], wanted: int) -> bool:
    found = [text for who in (DARA, MALY) for text in await page.logged(who)]
    return len([text for text in found if text not in before]) >= wanted


async def _kept_by_telegram(folder: Path) -> list[str]:
    """What people had been shown when the power went: the local Telegram keeps every message it took."""
    telegram = LocalTelegram(
        token="100200300:the-sandbox-token-opens-nothing-real", store=folder / "telegram.sqlite"
    )
    try:
        return [visible_text(m) for who in (DARA, MALY) for m in telegram.messages(who, from_bot=True)]
    finally:
        await telegram.stop()


async def _all_asked(folder: Path, texts: set[str]) -> bool:
    return texts <= _asked(folder / "desk.sqlite")


def _asked(database: Path) -> set[str]:
    return {text for (text,) in rows(database, "SELECT text FROM question")}
