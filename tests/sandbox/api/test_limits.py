"""Flood limits, on a clock moved by hand."""

from __future__ import annotations

from collections.abc import AsyncIterator

import aiohttp
import pytest

from sandbox.api.telegram import LocalTelegram
from tests.sandbox.conftest import TOKEN, Api, HandClock


@pytest.fixture
async def strict(clock: HandClock) -> AsyncIterator[Api]:
    """A bot under flood limits, with forty people (1 to 40) who opened it and a group (-5)."""
    telegram = LocalTelegram(token=TOKEN, now=clock.now, monotonic=clock.monotonic, flood_limits=True)
    await telegram.start()
    for user_id in range(1, 41):
        telegram.add_person(user_id, "P")
        await telegram.open_start_link(user_id, "")
    telegram.add_group(-5, "News", [1])
    async with aiohttp.ClientSession() as session:
        yield Api(session, telegram)
    await telegram.stop()


async def until_refused(api: Api, chat_ids: list[int]) -> tuple[int, int]:
    """Write to the chats in turn; return how many messages went out, and the retry_after of the refusal."""
    for sent, chat_id in enumerate(chat_ids):
        status, body = await api.call("sendMessage", chat_id=chat_id, text="x")
        if status != 200:
            assert (status, body["error_code"]) == (429, 429)
            seconds = body["parameters"]["retry_after"]
            assert body["description"] == f"Too Many Requests: retry after {seconds}"
            return sent, seconds
    return len(chat_ids), 0


async def test_thirty_a_second_go_out_overall(strict: Api, clock: HandClock) -> None:
    assert await until_refused(strict, list(range(1, 41))) == (30, 1)
    clock.move(seconds=1)
    assert await until_refused(strict, list(range(31, 41))) == (10, 0)


async def test_one_chat_gets_a_short_burst_and_then_one_a_second(strict: Api, clock: HandClock) -> None:
    assert await until_refused(strict, [7] * 10) == (4, 4)
    clock.move(seconds=4)
    for _ in range(20):
        clock.move(seconds=1)
        await strict.ok("sendMessage", chat_id=7, text="x")


async def test_a_group_gets_twenty_a_minute(strict: Api, clock: HandClock) -> None:
    assert await until_refused(strict, [-5] * 30) == (20, 60)
    clock.move(seconds=59)
    assert await until_refused(strict, [-5]) == (0, 1)
    clock.move(seconds=1)
    assert await until_refused(strict, [-5]) == (1, 0)


async def test_edits_count_and_reading_does_not(strict: Api) -> None:
    sent = await strict.ok("sendMessage", chat_id=7, text="0")
    for text in "123":
        await strict.ok("editMessageText", chat_id=7, message_id=sent["message_id"], text=text)
    refused = await strict.refused("editMessageText", chat_id=7, message_id=sent["message_id"], text="4")
    assert refused.startswith("429 ")
    for _ in range(40):
        await strict.ok("getMe")


async def test_without_limits_nothing_is_held_back(api: Api) -> None:
    assert await until_refused(api, [7] * 40) == (40, 0)
