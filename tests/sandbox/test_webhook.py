"""Webhooks: updates are posted one after the other, with the secret, until each is accepted."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import pytest
from aiohttp import web

from sandbox.telegram import LocalTelegram
from tests.sandbox.conftest import Api


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
    info = await api.ok("getWebhookInfo")
    assert str(status) in info["last_error_message"]
    assert info["pending_update_count"] == 0


async def test_a_webhook_that_nobody_serves_keeps_updates_waiting(api: Api, local: LocalTelegram) -> None:
    await api.ok("setWebhook", url="http://127.0.0.1:1/hook", allowed_updates=["message"])
    await local.until(lambda: local.world.store.setting("webhook_error"))
    info = await api.ok("getWebhookInfo")
    assert info["url"] == "http://127.0.0.1:1/hook"
    assert info["allowed_updates"] == ["message"]
    assert info["pending_update_count"] == 1
    assert info["last_error_message"] == "Connection refused"
    assert info["last_error_date"] == local.world.date()


async def test_after_deleting_it_updates_wait_for_getupdates_again(
    api: Api, local: LocalTelegram, hook: Hook
) -> None:
    await api.ok("setWebhook", url=hook.url, drop_pending_updates=True)
    await api.ok("setWebhook", url="")
    await local.send_text(7, 7, "a")
    assert [each["message"]["text"] for each in await api.updates()] == ["a"]
    assert hook.got == []
    assert (await api.ok("getWebhookInfo"))["url"] == ""
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
