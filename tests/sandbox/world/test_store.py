"""What is remembered: all of it, over a restart and over a kill -9."""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path

import aiohttp
import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from sandbox.api.telegram import LocalTelegram
from sandbox.world.messages import buttons
from sandbox.world.store import Store
from tests.sandbox.conftest import TOKEN, Api, HandClock

KEYBOARD = {"inline_keyboard": [[{"text": "Go", "callback_data": "go"}]]}


async def opened(path: Path, clock: HandClock) -> LocalTelegram:
    telegram = LocalTelegram(token=TOKEN, now=clock.now, store=path, webhook_retry_seconds=0.001)
    await telegram.start()
    return telegram


async def test_a_restart_goes_on_exactly_where_it_stopped(tmp_path: Path, clock: HandClock) -> None:
    path = tmp_path / "deep" / "telegram.sqlite"
    first = await opened(path, clock)
    first.add_person(7, "Dara", language_code="km")
    first.add_person(8, "Maly")
    first.add_group(-5, "News", [7, 8])
    await first.open_start_link(7, "")
    photo = await first.send_photo(7, 7, b"picture")
    async with aiohttp.ClientSession() as session:
        api = Api(session, first)
        await api.ok("setMyCommands", commands=[{"command": "due", "description": "d"}])
        sent = await api.ok("sendMessage", chat_id=7, text="a", reply_markup=KEYBOARD)
        edited = await api.ok(
            "editMessageText", chat_id=7, message_id=sent["message_id"], text="b", reply_markup=KEYBOARD
        )
        pending = await api.ok("getUpdates", allowed_updates=["message", "callback_query"])
        await api.ok("getUpdates", offset=pending[1]["update_id"])
        first.block(8)
        await first.stop()

        second = await opened(path, clock)
        api = Api(session, second)
        assert second.last(7) == edited
        assert buttons(second.last(7)) == KEYBOARD["inline_keyboard"]
        assert second.file(photo["photo"][-1]["file_id"]) == b"picture"
        assert second.commands() == [{"command": "due", "description": "d"}]
        assert await api.ok("getUpdates") == pending[1:]
        assert (await api.refused("sendMessage", chat_id=8, text="x")).startswith("403")
        second.add_person(7, "Dara")
        second.add_group(-5, "News", [7, 8])
        assert await api.ok("getUpdates") == pending[1:]
        new = await second.send_text(7, 7, "c")
        assert new["message_id"] == sent["message_id"] + 1
        assert [each["update_id"] for each in await api.ok("getUpdates")][-1] == pending[-1]["update_id"] + 1
        await second.stop()


async def test_a_press_from_before_a_restart_can_still_be_answered(tmp_path: Path, clock: HandClock) -> None:
    first = await opened(tmp_path / "t.sqlite", clock)
    first.add_person(7, "Dara")
    await first.open_start_link(7, "")
    await first.press(7, 7, 1, data="old", timeout=0)
    await first.stop()
    second = await opened(tmp_path / "t.sqlite", clock)
    async with aiohttp.ClientSession() as session:
        api = Api(session, second)
        query = (await api.updates())[-1]["callback_query"]
        await api.ok("answerCallbackQuery", callback_query_id=query["id"])
    await second.stop()


async def test_a_webhook_goes_on_after_a_restart(tmp_path: Path, clock: HandClock) -> None:
    first = await opened(tmp_path / "t.sqlite", clock)
    first.add_person(7, "Dara")
    got: asyncio.Queue[object] = asyncio.Queue()

    async def receive(request: web.Request) -> web.Response:
        got.put_nowait((await request.json())["message"]["text"])
        return web.Response()

    hook = web.Application()
    hook.router.add_post("/hook", receive)
    async with TestServer(hook) as server, aiohttp.ClientSession() as session:
        await Api(session, first).ok("setWebhook", url=str(server.make_url("/hook")))
        await first.stop()
        second = await opened(tmp_path / "t.sqlite", clock)
        await second.send_text(7, 7, "x")
        assert await asyncio.wait_for(got.get(), 5) == "x"
        await second.stop()


CHILD = """
import asyncio, sys
from pathlib import Path
from sandbox.api.telegram import LocalTelegram

async def main():
    telegram = LocalTelegram(token=sys.argv[1], store=Path(sys.argv[2]))
    telegram.add_person(7, "Dara")
    await telegram.open_start_link(7, "")
    await telegram.start()
    print(telegram.base_url, flush=True)
    number = 0
    while True:
        number += 1
        await telegram.send_text(7, 7, f"person {number}")
        print(number, flush=True)

asyncio.run(main())
"""


async def test_a_kill_loses_nothing_that_was_answered(tmp_path: Path, clock: HandClock) -> None:
    path = tmp_path / "t.sqlite"
    child = await asyncio.create_subprocess_exec(
        sys.executable,
        "-c",
        CHILD,
        TOKEN,
        str(path),
        stdout=asyncio.subprocess.PIPE,
        cwd=Path(__file__).parents[3],
    )
    assert child.stdout is not None
    base_url = (await child.stdout.readline()).decode().strip()
    answered = 0
    async with aiohttp.ClientSession() as session:
        for number in range(1, 21):
            async with session.post(
                f"{base_url}{TOKEN}/sendMessage", json={"chat_id": 7, "text": f"bot {number}"}
            ) as answer:
                assert answer.status == 200
            answered = number
    child.kill()
    lines = (await child.stdout.read()).decode().splitlines()
    assert await child.wait() == -9
    said = max((int(line) for line in lines), default=0)
    assert said > 0

    telegram = await opened(path, clock)
    texts = [message["text"] for message in telegram.messages(7)]
    assert {f"bot {number}" for number in range(1, answered + 1)} <= set(texts)
    assert {f"person {number}" for number in range(1, said + 1)} <= set(texts)
    ids = [message["message_id"] for message in telegram.messages(7)]
    assert ids == list(range(1, len(ids) + 1))
    people = [text for text in texts if not text.startswith("bot ")]
    waiting = [update["message"]["text"] for update in telegram.world.updates.pending()]
    assert waiting == people
    await telegram.stop()


async def test_changes_of_one_turn_share_one_commit(tmp_path: Path) -> None:
    store = Store(tmp_path / "t.sqlite")
    store.put_setting("a", 1)
    store.put_setting("b", [2])
    await asyncio.gather(store.durable(), store.durable())
    await store.durable()
    other = Store(tmp_path / "t.sqlite")
    assert (other.setting("a"), other.setting("b"), other.setting("c", "none")) == (1, [2], "none")
    other.close()
    store.put_setting("a", None)
    assert store.setting("a") is None
    store.close()


@pytest.mark.parametrize("first", [1, 700])
def test_a_counter_never_repeats(first: int) -> None:
    store = Store(None)
    assert [store.next_number("n", first) for _ in range(3)] == [first, first + 1, first + 2]
    store.close()
