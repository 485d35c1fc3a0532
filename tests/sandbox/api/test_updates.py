"""Updates by getUpdates as the real one gives them (offsets, limits, one reader at a time), and by webhook."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest
from aiohttp import web

from sandbox.api.telegram import LocalTelegram
from tests.sandbox.conftest import Api


async def texts(api: Api, **params: Any) -> list[str]:
    return [each["message"]["text"] for each in await api.ok("getUpdates", **params)]


@pytest.fixture
async def five(api: Api, local: LocalTelegram) -> int:
    """Five pending texts, a to e; the id of the first."""
    await api.updates()
    for text in "abcde":
        await local.send_text(7, 7, text)
    first: int = (await api.ok("getUpdates"))[0]["update_id"]
    return first


async def test_update_ids_rise_by_one(api: Api, five: int) -> None:
    assert [each["update_id"] for each in await api.ok("getUpdates")] == list(range(five, five + 5))


async def test_what_was_not_confirmed_comes_again(api: Api, five: int) -> None:
    assert await texts(api) == await texts(api) == list("abcde")


async def test_an_offset_confirms_all_before_it(api: Api, five: int) -> None:
    assert await texts(api, offset=five + 2) == list("cde")
    assert await texts(api, offset=five) == list("cde")
    assert await texts(api) == list("cde")


async def test_a_negative_offset_keeps_the_last_and_forgets_the_rest(api: Api, five: int) -> None:
    assert await texts(api, offset=-2) == list("de")
    assert await texts(api) == list("de")
    assert await texts(api, offset=-9) == list("de")


@pytest.mark.parametrize(("limit", "count"), [(2, 2), (1, 1), (100, 5), (0, 5), (101, 5), (-1, 5)])
async def test_a_limit_out_of_bounds_counts_as_a_hundred(api: Api, five: int, limit: int, count: int) -> None:
    assert len(await texts(api, limit=limit)) == count


async def test_no_more_than_a_hundred_come_at_once(api: Api, local: LocalTelegram) -> None:
    await api.updates()
    for number in range(120):
        await local.send_text(7, 7, str(number))
    assert len(await texts(api)) == 100


async def test_a_long_poll_ends_when_something_happens(api: Api, local: LocalTelegram) -> None:
    await api.updates()
    polling = asyncio.create_task(texts(api, timeout=30))
    await local.until(lambda: local.polling)
    await local.send_text(7, 7, "at last")
    assert await asyncio.wait_for(polling, 60) == ["at last"]


async def test_a_poll_without_timeout_returns_at_once(api: Api) -> None:
    await api.updates()
    assert await texts(api) == []


async def test_a_second_reader_ends_the_first_with_409(api: Api, local: LocalTelegram) -> None:
    await api.updates()
    first = asyncio.create_task(api.refused("getUpdates", timeout=30))
    await local.until(lambda: local.polling)
    await api.ok("getUpdates")
    assert await asyncio.wait_for(first, 60) == (
        "409 Conflict: terminated by other getUpdates request; make sure that only one bot instance is running"
    )


async def test_setting_a_webhook_ends_a_poll_and_forbids_the_next(api: Api, local: LocalTelegram) -> None:
    await api.updates()
    first = asyncio.create_task(api.refused("getUpdates", timeout=30))
    await local.until(lambda: local.polling)
    await api.ok("setWebhook", url="http://127.0.0.1:1/hook")
    assert await asyncio.wait_for(first, 60) == "409 Conflict: terminated by setWebhook request"
    assert await api.refused("getUpdates") == (
        "409 Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first"
    )
    await api.ok("deleteWebhook")
    await api.ok("getUpdates")


async def test_only_the_kinds_asked_for_are_kept_and_the_choice_lasts(api: Api, local: LocalTelegram) -> None:
    await api.updates(allowed_updates=["edited_message"])
    sent = await local.send_text(7, 7, "a")
    await local.edit_text(7, 7, sent["message_id"], "b")
    assert [set(each) - {"update_id"} for each in await api.updates()] == [{"edited_message"}]
    await api.ok("getUpdates", allowed_updates=[])
    await local.send_text(7, 7, "c")
    assert [set(each) - {"update_id"} for each in await api.updates()] == [{"message"}]


async def test_kinds_that_are_no_list_are_refused(api: Api) -> None:
    assert (
        await api.refused("getUpdates", allowed_updates="{")
        == "400 Bad Request: can't parse allowed_updates JSON object"
    )


async def test_a_confirmed_update_can_be_handed_out_twice(api: Api, local: LocalTelegram, five: int) -> None:
    await api.ok("getUpdates", offset=five + 5)
    assert local.redeliver(five + 1) == five + 1
    assert local.redeliver() == five + 4
    assert [each["update_id"] for each in await api.updates()] == [five + 1, five + 4]
    with pytest.raises(LookupError):
        local.redeliver(five + 99)


async def test_only_the_last_confirmed_updates_are_kept(
    api: Api, local: LocalTelegram, five: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sandbox.world.updates.CONFIRMED_KEPT", 2)
    await api.ok("getUpdates", offset=five + 4)
    assert local.redeliver(five + 2) == five + 2
    with pytest.raises(LookupError):
        local.redeliver(five + 1)
    assert await texts(api) == ["c", "e"]


async def test_settled_waits_for_confirmation_and_then_for_the_bot(
    api: Api, local: LocalTelegram, five: int
) -> None:
    with pytest.raises(TimeoutError):
        await local.settled(0.01)
    seen: list[str] = []

    async def idle() -> None:
        seen.append("idle")

    local.bot_idle = idle
    await api.ok("getUpdates", offset=five + 5)
    await local.settled()
    assert seen == ["idle"]


async def test_the_change_feed_tells_what_happens(api: Api, local: LocalTelegram) -> None:
    queue = local.subscribe()
    sent = await api.ok("sendMessage", chat_id=7, text="a")
    await api.ok("editMessageText", chat_id=7, message_id=sent["message_id"], text="b")
    await api.ok("sendChatAction", chat_id=7, action="typing")
    await api.ok("deleteMessage", chat_id=7, message_id=sent["message_id"])
    local.block(7)
    local.unsubscribe(queue)
    local.unblock(7)
    changes = [queue.get_nowait() for _ in range(queue.qsize())]
    assert [change["kind"] for change in changes] == ["message", "edited", "action", "deleted", "member"]
    assert {change["chat_id"] for change in changes} == {7}
    assert changes[0]["message"] == sent


class Hook:
    """A bot's web server: notes what it gets and answers as told, 200 when nothing more was told."""

    def __init__(self) -> None:
        self.got: list[tuple[str | None, dict[str, Any]]] = []
        self.answers: list[int] = []
        self.url = ""

    async def receive(self, request: web.Request) -> web.Response:
        self.got.append((request.headers.get("X-Telegram-Bot-Api-Secret-Token"), await request.json()))
        return web.Response(status=self.answers.pop(0) if self.answers else 200)

    def texts(self) -> list[str]:
        return [update["message"]["text"] for _, update in self.got]


@pytest.fixture
async def hook() -> AsyncIterator[Hook]:
    hook = Hook()
    app = web.Application()
    app.router.add_post("/hook", hook.receive)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    hook.url = f"http://127.0.0.1:{runner.addresses[0][1]}/hook"
    yield hook
    await runner.cleanup()


async def test_updates_are_posted_in_order_with_the_secret(
    api: Api, local: LocalTelegram, hook: Hook
) -> None:
    await api.ok("setWebhook", url=hook.url, secret_token="s3cret_-", drop_pending_updates=True)
    for text in "abc":
        await local.send_text(7, 7, text)
    await local.settled()
    assert hook.texts() == ["a", "b", "c"]
    assert {secret for secret, _ in hook.got} == {"s3cret_-"}
    ids = [update["update_id"] for _, update in hook.got]
    assert ids == [ids[0], ids[0] + 1, ids[0] + 2]


async def test_what_waited_is_posted_when_the_webhook_is_set(
    api: Api, local: LocalTelegram, hook: Hook
) -> None:
    await local.send_text(7, 7, "before")
    await api.ok("setWebhook", url=hook.url)
    await local.settled()
    assert hook.texts() == ["/start", "before"]
    assert hook.got[0][0] is None


@pytest.mark.parametrize("status", [500, 404, 302])
async def test_an_update_that_is_not_accepted_is_posted_again(
    api: Api, local: LocalTelegram, hook: Hook, status: int
) -> None:
    hook.answers = [status, status, 200]
    await api.ok("setWebhook", url=hook.url, drop_pending_updates=True)
    await local.send_text(7, 7, "a")
    await local.send_text(7, 7, "b")
    await local.settled()
    assert hook.texts() == ["a", "a", "a", "b"]


async def test_a_webhook_that_nobody_serves_keeps_updates_waiting_for_the_next_one(
    api: Api, local: LocalTelegram, hook: Hook
) -> None:
    await api.ok("setWebhook", url="http://127.0.0.1:1/hook", drop_pending_updates=True)
    await local.send_text(7, 7, "a")
    with pytest.raises(TimeoutError):
        await local.settled(0.05)
    await api.ok("setWebhook", url=hook.url)
    await local.settled()
    assert hook.texts() == ["a"]


async def test_after_deleting_it_updates_wait_for_getupdates_again(
    api: Api, local: LocalTelegram, hook: Hook
) -> None:
    await api.ok("setWebhook", url=hook.url, drop_pending_updates=True)
    await api.ok("setWebhook", url="")
    await local.send_text(7, 7, "a")
    assert [each["message"]["text"] for each in await api.updates()] == ["a"]
    assert hook.got == []
    await local.send_text(7, 7, "b")
    await api.ok("deleteWebhook", drop_pending_updates=True)
    assert await api.updates() == []


@pytest.mark.parametrize(
    ("params", "reason"),
    [
        ({"url": "http://example.org/x"}, "bad webhook: An HTTPS URL must be provided for webhook"),
        (
            {"url": "https://example.org:8080/x"},
            "bad webhook: Webhook can be set up only on ports 80, 88, 443 or 8443",
        ),
        ({"url": "https://example.org:port/x"}, "bad webhook: Failed to parse URL"),
        (
            {"url": "https://nowhere/x"},
            "bad webhook: Failed to resolve host: No address associated with hostname",
        ),
        (
            {"url": "https://example.org", "secret_token": "no spaces"},
            "secret token contains unallowed characters",
        ),
        (
            {"url": "https://example.org", "secret_token": "x" * 257},
            "secret token contains unallowed characters",
        ),
    ],
)
async def test_an_address_that_telegram_would_not_post_to_is_refused(
    api: Api, params: dict[str, str], reason: str
) -> None:
    assert await api.refused("setWebhook", **params) == f"400 Bad Request: {reason}"


DUE = {"command": "due", "description": "my open requests"}


async def test_menus_are_kept_for_each_scope_and_language(api: Api, local: LocalTelegram) -> None:
    groups = {"type": "all_group_chats"}
    khmer = {"command": "due", "description": "សំណើ"}
    await api.ok("setMyCommands", commands=[DUE])
    await api.ok("setMyCommands", commands=[khmer], scope=groups, language_code="km")
    await api.ok(
        "setMyCommands", commands=[khmer], scope={"type": "chat_member", "chat_id": -5, "user_id": 7}
    )
    assert local.commands() == [DUE]
    assert local.commands(scope=groups, language_code="km") == [khmer]
    assert local.commands(scope=groups) == []
    await api.ok("setMyCommands", commands=[])
    assert local.commands() == []
    await api.ok("setMyCommands", commands=[], scope=groups, language_code="km")
    assert local.commands(scope=groups, language_code="km") == []


async def test_a_chat_and_the_webhook_can_be_asked_for(api: Api, local: LocalTelegram) -> None:
    local.add_person(7, "Dara")
    local.add_group(-5, "Desk", [7])
    chat = await api.ok("getChat", chat_id=-5)
    assert (chat["id"], chat["title"]) == (-5, "Desk")
    assert "chat not found" in await api.refused("getChat", chat_id=-6)
    info = await api.ok("getWebhookInfo")
    assert info["url"] == ""
    assert info["pending_update_count"] > 0  # what add_group tells the bot


async def test_a_leading_slash_is_dropped(api: Api, local: LocalTelegram) -> None:
    await api.ok("setMyCommands", commands=[DUE | {"command": "/due"}])
    assert local.commands() == [DUE]


@pytest.mark.parametrize("name", ["x", "a" * 32, "a_1"])
async def test_a_good_name_is_taken(api: Api, name: str) -> None:
    await api.ok("setMyCommands", commands=[{"command": name, "description": "d" * 256}])


@pytest.mark.parametrize(
    ("params", "reason"),
    [
        ({"commands": [{"command": "a" * 33, "description": "d"}]}, "BOT_COMMAND_INVALID"),
        ({"commands": [{"command": "Due", "description": "d"}]}, "BOT_COMMAND_INVALID"),
        ({"commands": [{"command": "", "description": "d"}]}, "BOT_COMMAND_INVALID"),
        ({"commands": [{"command": "due", "description": "d" * 257}]}, "BOT_COMMAND_DESCRIPTION_INVALID"),
        ({"commands": [{"command": "due", "description": " "}]}, "command description must be non-empty"),
        ({"commands": [DUE] * 101}, "BOT_COMMANDS_TOO_MUCH"),
        ({"commands": ["due"]}, "can't parse BotCommand: Object expected"),
        ({}, "expected an Array of BotCommand"),
        (
            {"commands": [DUE], "scope": {"type": "moon"}},
            "can't parse BotCommandScope: Unsupported type specified",
        ),
        ({"commands": [DUE], "scope": {"type": "chat"}}, "can't parse BotCommandScope: chat_id is empty"),
        ({"commands": [DUE], "scope": "[1]"}, "can't parse BotCommandScope: Object expected"),
        ({"commands": [DUE], "language_code": "khm"}, "invalid language code specified"),
    ],
)
async def test_a_bad_menu_is_refused(api: Api, params: dict[str, Any], reason: str) -> None:
    assert await api.refused("setMyCommands", **params) == f"400 Bad Request: {reason}"
