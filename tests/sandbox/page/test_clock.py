"""The clock and the change feed of the chat page."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import aiohttp
import pytest

from sandbox.world.messages import visible_text
from tests.sandbox.page.echo_sandbox import (
    DARA,
    MONDAY,
    NEWSROOM,
    EchoSandbox,
    echo_sandbox,
    event,
    get,
    post,
)


async def test_the_clock_names_what_comes_next_and_moving_it_brings_it(
    sandbox: EchoSandbox, browser: aiohttp.ClientSession
) -> None:
    assert (await get(browser, "clock"))["next"] is None
    await post(browser, "send", person=DARA, chat=DARA, text="/remind")
    await sandbox.telegram.settled()
    due = (MONDAY + timedelta(hours=1)).isoformat()
    assert (await get(browser, "clock"))["next"] == {"at": due, "what": "deadline reminder #4"}
    moved = await post(browser, "clock", to="event")
    assert (moved["now"], moved["next"]) == (due, None)
    assert visible_text(sandbox.telegram.last(DARA)) == "Time to chase #4."


@pytest.mark.parametrize(
    ("to", "now"),
    [
        ("hour", "2024-12-02T03:40:00+00:00"),
        ("morning", "2024-12-03T01:00:00+00:00"),
        ("2024-12-05T17:00", "2024-12-05T10:00:00+00:00"),
    ],
)
async def test_the_clock_moves_in_the_newsrooms_zone(
    browser: aiohttp.ClientSession, to: str, now: str
) -> None:
    assert (await post(browser, "clock", to=to))["now"] == now


async def test_two_moves_of_the_clock_at_once_are_one_too_many(
    sandbox: EchoSandbox, browser: aiohttp.ClientSession
) -> None:
    begun, go_on = asyncio.Event(), asyncio.Event()

    async def slow() -> None:
        begun.set()
        await go_on.wait()

    sandbox.clock.owe(timedelta(minutes=5), "something slow", slow)
    first = asyncio.create_task(post(browser, "clock", to="hour"))
    await begun.wait()
    await post(browser, "clock", 409, to="hour")
    assert (await get(browser, "clock"))["moving"] is True
    go_on.set()
    assert (await first)["now"] == (MONDAY + timedelta(hours=1)).isoformat()


async def test_the_feed_tells_messages_edits_and_the_time(
    sandbox: EchoSandbox, browser: aiohttp.ClientSession
) -> None:
    async with browser.get("events") as stream:
        assert stream.content_type == "text/event-stream"
        hello = await event(stream, "hello")
        assert hello["run"] == (await get(browser, "state"))["run"]
        sent = await sandbox.telegram.send_text(DARA, NEWSROOM, "news")
        told = await event(stream, "message")
        assert (told["chat_id"], told["message"]) == (NEWSROOM, sent)
        await sandbox.telegram.edit_text(DARA, NEWSROOM, sent["message_id"], "newer")
        assert (await event(stream, "edited"))["message"]["text"] == "newer"
        await sandbox.clock.advance(MONDAY + timedelta(minutes=1))
        assert (await event(stream, "clock"))["now"] == (MONDAY + timedelta(minutes=1)).isoformat()


async def test_a_server_that_stops_does_not_wait_for_open_feeds() -> None:
    async with aiohttp.ClientSession() as session:
        async with echo_sandbox() as sandbox:
            stream = await session.get(f"{sandbox.address}/page/events")
            await event(stream, "hello")
        async with asyncio.timeout(60):
            assert (await stream.content.read()).strip() == b""  # ended, not cut off: that would raise
