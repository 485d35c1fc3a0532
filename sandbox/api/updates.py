"""Updates on their way to the bot: by getUpdates, or by POST to its webhook until each is accepted."""

from __future__ import annotations

import asyncio
import contextlib
import json
import re
from urllib.parse import urlsplit

import aiohttp

from sandbox.api.errors import bad_request, conflict
from sandbox.api.params import Params
from sandbox.world.store import Json
from sandbox.world.updates import Interrupted
from sandbox.world.world import World

LONGEST_POLL = 50
LOOPBACK = ("127.0.0.1", "localhost", "::1")
WEBHOOK_PORTS = (80, 88, 443, 8443)
SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105 - the name of a header
ANSWER_WITHIN_SECONDS = 60.0
LONGEST_PAUSE = 30.0


async def get_updates(world: World, params: Params) -> list[Json]:
    """Wait for updates; the offset confirms those before it."""
    if world.store.setting("webhook"):
        raise conflict(
            "can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first"
        )
    updates = world.updates
    updates.allow(_allowed(params))
    updates.interrupt("other getUpdates request; make sure that only one bot instance is running")
    updates.confirm_before(params.integer("offset"))
    await world.store.durable()
    limit = params.integer("limit", 100)
    try:
        return await updates.wait(
            limit if 1 <= limit <= 100 else 100, max(0, min(params.integer("timeout"), LONGEST_POLL))
        )
    except Interrupted as ended:
        raise conflict(f"terminated by {ended}") from None


def _allowed(params: Params) -> list[str] | None:
    kinds = params.json("allowed_updates", "allowed_updates")
    if kinds is None:
        return None
    if not isinstance(kinds, list) or not all(isinstance(kind, str) for kind in kinds):
        raise bad_request("can't parse allowed_updates: expected an Array of String")
    return kinds


async def set_webhook(world: World, params: Params) -> bool:
    """Have updates delivered by POST; an empty url ends that."""
    url = params.text("url").strip()
    if not url:
        return await delete_webhook(world, params)
    secret = params.text("secret_token")
    if not re.fullmatch("[A-Za-z0-9_-]{0,256}", secret):
        raise bad_request("secret token contains unallowed characters")
    settings = {"url": _webhook_url(url), "secret_token": secret}
    world.updates.interrupt("setWebhook request")
    world.updates.allow(_allowed(params))
    if params.flag("drop_pending_updates"):
        world.updates.drop()
    # The number lets one that is set again begin anew, without the pause after a failure of before.
    world.store.put_setting("webhook", settings | {"number": world.store.next_number("webhook_number", 1)})
    return True


async def delete_webhook(world: World, params: Params) -> bool:
    """Go back to getUpdates."""
    if params.flag("drop_pending_updates"):
        world.updates.drop()
    world.store.put_setting("webhook", None)
    return True


async def get_webhook_info(world: World, params: Params) -> Json:
    """Return where updates are delivered, "" for nowhere, and how many wait."""
    webhook = world.store.setting("webhook") or {}
    return {
        "url": webhook.get("url", ""),
        "has_custom_certificate": False,
        "pending_update_count": world.updates.pending_count(),
    }


def _webhook_url(url: str) -> str:
    # Unlike the real service this one delivers over plain HTTP and to any port where it stays on this machine.
    try:
        parts = urlsplit(url if "//" in url else f"https://{url}")
        port = parts.port or 443
    except ValueError:
        raise bad_request("bad webhook: Failed to parse URL") from None
    if parts.hostname in LOOPBACK:
        return parts.geturl()
    if parts.scheme != "https":
        raise bad_request("bad webhook: An HTTPS URL must be provided for webhook")
    if port not in WEBHOOK_PORTS:
        raise bad_request("bad webhook: Webhook can be set up only on ports 80, 88, 443 or 8443")
    if not parts.hostname or "." not in parts.hostname:
        raise bad_request("bad webhook: Failed to resolve host: No address associated with hostname")
    return parts.geturl()


class WebhookDelivery:
    """The posting of pending updates, one after the other, while a webhook is set.

    Anything but 2xx is tried again after `retry_seconds` of real time, then after twice that, and so on.
    """

    def __init__(self, world: World, *, retry_seconds: float) -> None:
        self._world = world
        self._retry_seconds = retry_seconds
        self._task: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Deliver from now on whenever a webhook is set."""
        self._task = asyncio.get_running_loop().create_task(self._follow())

    async def stop(self) -> None:
        """Stop delivering and wait until it has stopped; what is pending stays pending."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.wait([self._task])

    async def _follow(self) -> None:
        while True:
            await self._deliver_while_set(await self._world.feed.until(self._settings, None))

    def _settings(self) -> Json | None:
        settings: Json | None = self._world.store.setting("webhook")
        return settings

    async def _deliver_while_set(self, settings: Json) -> None:
        delivering = asyncio.get_running_loop().create_task(self._deliver(settings))
        try:
            await self._world.feed.until(lambda: self._settings() != settings, None)
        finally:
            delivering.cancel()
            await asyncio.wait([delivering])

    async def _deliver(self, settings: Json) -> None:
        headers = {"Content-Type": "application/json"}
        if settings["secret_token"]:
            headers[SECRET_HEADER] = settings["secret_token"]
        pause = self._retry_seconds
        async with aiohttp.ClientSession(
            headers=headers, timeout=aiohttp.ClientTimeout(total=ANSWER_WITHIN_SECONDS)
        ) as session:
            while True:
                await self._world.feed.until(self._world.updates.pending_count, None)
                [update] = self._world.updates.pending(1)
                await self._world.store.durable()
                if await _accepted(session, settings["url"], update):
                    self._world.updates.confirm_before(update["update_id"] + 1)
                    await self._world.store.durable()
                    pause = self._retry_seconds
                else:
                    await asyncio.sleep(pause)
                    pause = min(2 * pause, LONGEST_PAUSE)


async def _accepted(session: aiohttp.ClientSession, url: str, update: Json) -> bool:
    # A bot that is away or too slow has not accepted it, and that is all there is to know about it.
    with contextlib.suppress(TimeoutError, aiohttp.ClientError):
        async with session.post(url, data=json.dumps(update).encode(), allow_redirects=False) as answer:
            return 200 <= answer.status < 300
    return False
