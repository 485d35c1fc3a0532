"""Delivering updates by POST to the bot's webhook, one after the other, until each is accepted."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from datetime import datetime
from typing import Any

import aiohttp

from sandbox.feed import Feed
from sandbox.store import Store
from sandbox.updates import Updates

Json = dict[str, Any]
SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105 - the name of a header
ANSWER_WITHIN_SECONDS = 60.0
LONGEST_PAUSE = 30.0


class Webhook:
    """Posts pending updates while a webhook is set.

    Anything but 2xx is tried again after `retry_seconds` of real time, then after twice that, and so on.
    """

    def __init__(
        self, store: Store, updates: Updates, feed: Feed, *, retry_seconds: float, now: Callable[[], datetime]
    ) -> None:
        self._store = store
        self._updates = updates
        self._feed = feed
        self._retry_seconds = retry_seconds
        self._now = now
        self._task: asyncio.Task[None] | None = None

    def set(self, settings: Json | None) -> None:
        """Remember where to deliver ({"url", "secret_token", …}) and begin; None stops."""
        self._store.put_setting("webhook", settings)
        self._store.put_setting("webhook_error", None)
        self.stop_soon()
        self.resume()

    def resume(self) -> None:
        """Begin to deliver where a webhook is set."""
        if self._task is None and self._store.setting("webhook"):
            self._task = asyncio.get_running_loop().create_task(self._deliver())

    def stop_soon(self) -> None:
        """Stop delivering; what is pending stays pending."""
        if self._task is not None:
            self._task.cancel()
            self._task = None

    async def stop(self) -> None:
        """Stop delivering and wait until it has stopped."""
        task = self._task
        self.stop_soon()
        if task is not None:
            await asyncio.wait([task])

    async def _deliver(self) -> None:
        settings: Json = self._store.setting("webhook")
        headers = {SECRET_HEADER: settings["secret_token"]} if settings.get("secret_token") else {}
        pause = self._retry_seconds
        async with aiohttp.ClientSession(
            timeout=aiohttp.ClientTimeout(total=ANSWER_WITHIN_SECONDS)
        ) as session:
            while True:
                await self._feed.until(self._updates.pending_count, None)
                update = self._updates.pending(1)[0]
                trouble = await self._post(session, settings["url"], headers, update)
                if not trouble:
                    self._updates.confirm(update["update_id"])
                    await self._store.durable()
                    pause = self._retry_seconds
                    continue
                self._store.put_setting(
                    "webhook_error", {"message": trouble, "date": int(self._now().timestamp())}
                )
                await self._store.durable()
                self._feed.wake()
                await asyncio.sleep(pause)
                pause = min(2 * pause, LONGEST_PAUSE)

    async def _post(
        self, session: aiohttp.ClientSession, url: str, headers: dict[str, str], update: Json
    ) -> str:
        """Post one update; return "" when it was accepted, else what went wrong."""
        await self._store.durable()
        body = json.dumps(update).encode()
        headers = headers | {"Content-Type": "application/json"}
        try:
            async with session.post(url, data=body, headers=headers, allow_redirects=False) as answer:
                if answer.ok and answer.status < 300:
                    return ""
                return f"Wrong response from the webhook: {answer.status} {answer.reason}"
        except TimeoutError:
            return "Read timeout expired"
        except aiohttp.ClientError:
            return "Connection refused"

    def info(self) -> Json:
        """Return the WebhookInfo object."""
        settings: Json = self._store.setting("webhook") or {}
        info: Json = {
            "url": settings.get("url", ""),
            "has_custom_certificate": False,
            "pending_update_count": self._updates.pending_count(),
        }
        if settings:
            info |= {"max_connections": settings["max_connections"]}
        error = self._store.setting("webhook_error")
        if error:
            info |= {"last_error_date": error["date"], "last_error_message": error["message"]}
        allowed = self._store.setting("allowed_updates", [])
        return info | ({"allowed_updates": allowed} if allowed else {})
