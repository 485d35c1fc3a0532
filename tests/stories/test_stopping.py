"""Told to stop, the desk ends soon, whatever it waits for; what was not answered is answered after the next start."""

from __future__ import annotations

import asyncio
import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from sandbox.api.telegram import LocalTelegram
from sandbox.case import DARA, SREYNEANG
from sandbox.world.messages import visible_text
from tests.stories.processes import eventually, free_port, output, process

TOKEN = "987654321:somebody-elses-server-handed-this-out"
AGES = 120  # seconds: what the desk waits for, were it not told to stop
SOON = 30  # seconds, on the busiest machine; alone it takes three
COMMANDS = 100


@pytest.fixture(name="claimed")
async def a_desk_and_its_telegram(tmp_path: Path) -> Any:
    telegram = LocalTelegram(token=TOKEN)
    telegram.add_person(SREYNEANG, "Sreyneang")
    telegram.add_person(DARA, "Dara")
    await telegram.start()
    env = {
        "BOT_TOKEN": TOKEN,
        "TELEGRAM_API_URL": telegram.base_url.removesuffix("/bot"),
        "MESSAGES_PER_SECOND": "0",
    }
    async with process(tmp_path, "bot", **env) as bot:
        link = await eventually(partial(_found, tmp_path, r"\?start=([\w-]+)"), "the claim link is printed")
        await telegram.open_start_link(SREYNEANG, link)
        await telegram.until(lambda: "as editor" in _said(telegram))
        bot.terminate()
        assert await asyncio.wait_for(bot.wait(), SOON) == 0
    yield telegram, tmp_path, env
    await telegram.stop()


@contextmanager
def _slow(telegram: LocalTelegram) -> Iterator[None]:
    answer = telegram._server._answer

    async def late(request: Any) -> Any:
        if request.match_info["method"].lower() == "sendmessage":
            await asyncio.sleep(AGES)
        return await answer(request)

    telegram._server._answer = late  # type: ignore[method-assign]
    yield
    telegram._server._answer = answer  # type: ignore[method-assign]


@contextmanager
def _flooded(telegram: LocalTelegram) -> Iterator[None]:
    telegram.fail_next(
        "sendMessage",
        status=429,
        description="Too Many Requests",
        parameters={"retry_after": AGES},
        times=1000,
    )
    yield
    telegram._server.faults.clear()


@pytest.mark.long
@pytest.mark.parametrize("fault", [_flooded, pytest.param(_slow, marks=pytest.mark.long)])
async def test_told_to_stop_it_ends_soon_and_answers_after_the_next_start(claimed: Any, fault: Any) -> None:
    telegram, folder, env = claimed
    before = len(telegram.messages(SREYNEANG, from_bot=True))
    async with process(folder, "bot", **env) as bot:
        await eventually(partial(_listens, folder, 2), "it listens")
        with fault(telegram):
            for number in range(COMMANDS):
                await telegram.send_text(SREYNEANG, SREYNEANG, f"/note 1 number {number}")
            await telegram.until(lambda: not telegram.world.updates.pending_count(), AGES)
            bot.terminate()
            assert await asyncio.wait_for(bot.wait(), SOON) == 0
    assert len(telegram.messages(SREYNEANG, from_bot=True)) < before + COMMANDS
    async with process(folder, "bot", **env):
        await telegram.until(
            lambda: len(telegram.messages(SREYNEANG, from_bot=True)) >= before + COMMANDS, AGES
        )
    assert "Traceback" not in output(folder)


@pytest.mark.long
async def test_told_to_stop_while_another_program_writes_it_ends(claimed: Any) -> None:
    telegram, folder, env = claimed
    async with process(folder, "bot", **env) as bot:
        await eventually(partial(_listens, folder, 2), "it listens")
        with closing(sqlite3.connect(folder / "data" / "desk.sqlite", isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            for number in range(10):
                await telegram.send_text(SREYNEANG, SREYNEANG, f"/note 1 number {number}")
            bot.terminate()
            assert await asyncio.wait_for(bot.wait(), SOON) == 0


@pytest.mark.long
async def test_told_to_stop_while_it_begins_to_listen_it_ends(claimed: Any) -> None:
    telegram, folder, env = claimed
    telegram.fail_next("deleteWebhook", times=10_000)
    async with process(folder, "bot", **env) as bot:
        await eventually(partial(_found, folder, "(deleteWebhook failed)"), "it waits")
        bot.terminate()
        assert await asyncio.wait_for(bot.wait(), SOON) == 0
    assert "Traceback" not in output(folder)


@pytest.mark.long
async def test_told_to_stop_while_it_waits_for_the_network_it_ends(tmp_path: Path) -> None:
    env = {"BOT_TOKEN": TOKEN, "TELEGRAM_API_URL": f"http://127.0.0.1:{free_port()}"}
    async with process(tmp_path, "bot", **env) as bot:
        await eventually(partial(_found, tmp_path, "(I wait until it can be)"), "it waits")
        bot.terminate()
        assert await asyncio.wait_for(bot.wait(), SOON) == 0
    assert "Traceback" not in output(tmp_path)


def _said(telegram: LocalTelegram) -> str:
    return "\n".join(visible_text(message) for message in telegram.messages(SREYNEANG, from_bot=True))


async def _found(folder: Path, pattern: str) -> str:
    found = re.search(pattern, output(folder))
    return found[1] if found else ""


async def _listens(folder: Path, times: int) -> bool:
    return output(folder).count("is listening") >= times
