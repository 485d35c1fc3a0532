"""The local Telegram: a Bot API server on loopback, and the people who use it."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from datetime import datetime
from pathlib import Path

from aiohttp import web

from sandbox.api.server import Fault, Server
from sandbox.api.updates import WebhookDelivery
from sandbox.world import clock
from sandbox.world.people import People
from sandbox.world.store import Json
from sandbox.world.world import World


class LocalTelegram(People):
    """One bot's Telegram. People act through the methods here, the bot over HTTP at `base_url`.

    `token` is the only one that is let in. `store` None keeps everything in memory; a path is a SQLite file from
    which a later instance goes on exactly where this one stopped, however it stopped. `now` gives aware UTC
    instants; `monotonic` seconds for the flood limits, which hold only with `flood_limits`; `webhook_retry_seconds`
    is the first pause after a webhook that did not answer 2xx.
    """

    def __init__(
        self,
        *,
        token: str,
        username: str = "reply_desk_bot",
        name: str = "Reply Desk",
        store: Path | None = None,
        now: Callable[[], datetime] = clock.now,
        flood_limits: bool = False,
        monotonic: Callable[[], float] = clock.monotonic,
        webhook_retry_seconds: float = 1.0,
    ) -> None:
        bot_id = int(token.partition(":")[0])
        super().__init__(World(bot_id=bot_id, username=username, name=name, store=store, now=now))
        self.bot_idle: Callable[[], Awaitable[object]] | None = None
        self.bot_leaves: Callable[[], int] = int  # how many it has seen, and does not confirm yet
        self.app = web.Application(client_max_size=64 * 1024 * 1024)
        self._server = Server(self.world, token, flood_limits=flood_limits, monotonic=monotonic)
        self.app.add_routes(self._server.routes())
        self.calls = self._server.calls
        self.refusals = self._server.refusals
        self._webhook = WebhookDelivery(self.world, retry_seconds=webhook_retry_seconds)
        self._runner: web.AppRunner | None = None
        self._address = ""

    async def start(self, host: str = "127.0.0.1", port: int = 0) -> None:
        """Listen; port 0 takes a free one. `base_url` and `file_url` are known from then on."""
        self._runner = web.AppRunner(self.app, access_log=None, shutdown_timeout=1.0)
        await self._runner.setup()
        await web.TCPSite(self._runner, host, port).start()
        self._address = "http://{}:{}".format(*self._runner.addresses[0][:2])
        self._webhook.start()

    async def stop(self) -> None:
        """Stop listening and close the store."""
        self.world.updates.close()
        await self._webhook.stop()
        if self._runner is not None:
            await self._runner.cleanup()
        self.world.store.close()

    @property
    def base_url(self) -> str:
        """Return the address that python-telegram-bot's base_url wants; the token is appended to it."""
        return f"{self._address}/bot"

    @property
    def file_url(self) -> str:
        """Return the address that python-telegram-bot's base_file_url wants."""
        return f"{self._address}/file/bot"

    @property
    def polling(self) -> bool:
        """Tell whether the bot is waiting in getUpdates right now."""
        return self.world.updates.awaited

    async def settled(self, timeout: float = 60) -> None:  # noqa: ASYNC109
        """Wait until every update was confirmed, but for as many as `bot_leaves()`, and then for `bot_idle()` where one is set.

        With a bot in the same process set `bot_idle = application.update_queue.join`: every update has then been
        handled, too. Raises TimeoutError after `timeout` real seconds.
        """
        async with asyncio.timeout(timeout):
            while True:
                await self.until(lambda: self.world.updates.pending_count() <= self.bot_leaves(), timeout)
                if self.bot_idle is None:
                    return
                await self.bot_idle()
                if self.world.updates.pending_count() <= self.bot_leaves():
                    return

    def fail_next(
        self,
        method: str,
        *,
        status: int = 500,
        description: str = "Internal Server Error",
        parameters: Json | None = None,
        times: int = 1,
        drop: bool = False,
    ) -> None:
        """Let the next `times` calls of a method fail; with `drop` they take effect and the answer is lost.

        The method "download" is the fetching of a file; with `drop` it breaks off half-way.
        """
        if times < 1:
            raise ValueError("a fault happens at least once")
        self._server.faults.append(Fault(method, status, description, parameters, times, drop))

    def redeliver(self, update_id: int | None = None) -> int:
        """Hand an update out again that was confirmed already, the last one by default; returns its id."""
        return self.world.updates.redeliver(update_id)
