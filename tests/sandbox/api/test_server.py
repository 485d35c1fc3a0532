"""The HTTP side: tokens, methods, the ways parameters arrive, and faults on order."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import pytest

from sandbox.api.telegram import LocalTelegram
from tests.sandbox.conftest import TOKEN, Api, HandClock


async def get(api: Api, path: str) -> tuple[int, Any]:
    async with api.session.get(path) as answer:
        return answer.status, await answer.json()


@pytest.mark.parametrize(
    ("token", "status", "description"),
    [
        ("123456:AAsome-other_token", 401, "Unauthorized"),
        ("654321" + TOKEN[6:], 401, "Unauthorized"),
        ("nonsense", 404, "Not Found"),
        ("123456", 404, "Not Found"),
    ],
)
async def test_nobody_gets_in_without_the_token(
    api: Api, local: LocalTelegram, token: str, status: int, description: str
) -> None:
    body = {"ok": False, "error_code": status, "description": description}
    assert await get(api, f"{local.base_url}{token}/getMe") == (status, body)
    assert await get(api, f"{local.file_url}{token}/documents/file_0") == (status, body)


async def test_getme_tells_who_the_bot_is(api: Api) -> None:
    me = await api.ok("getMe")
    assert (me["id"], me["is_bot"], me["username"]) == (123456, True, "reply_desk_bot")
    assert me["can_read_all_group_messages"] is False


@pytest.mark.parametrize("method", ["getme", "GETME", "GetMe"])
async def test_methods_are_found_whatever_their_case(api: Api, method: str) -> None:
    assert (await api.ok(method))["id"] == 123456


@pytest.mark.parametrize("method", ["sendTelepathy", "get-me", "banChatMember"])
async def test_an_unknown_method_is_404(api: Api, method: str) -> None:
    assert await api.refused(method) == "404 Not Found"


async def send_as_query(api: Api, url: str, params: dict[str, str]) -> aiohttp.ClientResponse:
    return await api.session.get(url, params=params)


async def send_as_form(api: Api, url: str, params: dict[str, str]) -> aiohttp.ClientResponse:
    return await api.session.post(url, data=params)


async def send_as_multipart(api: Api, url: str, params: dict[str, str]) -> aiohttp.ClientResponse:
    form = aiohttp.FormData(default_to_multipart=True)
    for name, value in params.items():
        form.add_field(name, value)
    return await api.session.post(url, data=form)


async def send_as_json(api: Api, url: str, params: dict[str, str]) -> aiohttp.ClientResponse:
    whole = {
        "chat_id": int(params["chat_id"]),
        "text": params["text"],
        "reply_markup": json.loads(params["reply_markup"]),
    }
    return await api.session.post(url, json=whole)


@pytest.mark.parametrize("send", [send_as_query, send_as_form, send_as_multipart, send_as_json])
async def test_parameters_arrive_in_every_way(api: Api, local: LocalTelegram, send: Any) -> None:
    markup = {"inline_keyboard": [[{"text": "ខ", "callback_data": "x"}]]}
    params = {"chat_id": "7", "text": "ខ្មែរ & more", "reply_markup": json.dumps(markup)}
    async with await send(api, f"{local.base_url}{TOKEN}/sendMessage", params) as answer:
        assert answer.status == 200
    assert local.last(7)["text"] == "ខ្មែរ & more"
    assert local.last(7)["reply_markup"] == markup


@pytest.mark.parametrize("body", ["{", "[]", '"text"'])
async def test_a_body_that_is_no_json_object_is_refused(api: Api, local: LocalTelegram, body: str) -> None:
    headers = {"Content-Type": "application/json"}
    url = f"{local.base_url}{TOKEN}/sendMessage"
    async with api.session.post(url, data=body, headers=headers) as answer:
        assert answer.status == 400
        assert "can't parse" in (await answer.json())["description"]


async def test_calls_are_logged_with_their_parameters(api: Api, local: LocalTelegram) -> None:
    await api.ok("sendMessage", chat_id=7, text="x")
    assert local.calls[-1] == ("sendMessage", {"chat_id": 7, "text": "x"})


async def test_an_ordered_fault_happens_as_often_as_ordered_and_changes_nothing(
    api: Api, local: LocalTelegram
) -> None:
    local.fail_next(
        "sendMessage",
        status=429,
        description="Too Many Requests: retry after 3",
        parameters={"retry_after": 3},
        times=2,
    )
    before = local.messages(7)
    await api.ok("getMe")
    for _ in range(2):
        status, body = await api.call("sendMessage", chat_id=7, text="x")
        assert (status, body["parameters"]) == (429, {"retry_after": 3})
    assert local.messages(7) == before
    await api.ok("sendMessage", chat_id=7, text="x")


async def test_a_lost_answer_leaves_its_effect(api: Api, local: LocalTelegram) -> None:
    local.fail_next("sendMessage", drop=True)
    with pytest.raises(aiohttp.ClientError):
        await api.call("sendMessage", chat_id=7, text="sent all the same")
    assert local.last(7)["text"] == "sent all the same"
    await api.ok("sendMessage", chat_id=7, text="and the next one is answered")


async def test_a_fault_of_no_times_is_a_mistake(local: LocalTelegram) -> None:
    with pytest.raises(ValueError, match="at least once"):
        local.fail_next("getMe", times=0)


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
