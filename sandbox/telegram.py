"""The local Telegram: a Bot API server on loopback, and the people who use it."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from datetime import datetime
from pathlib import Path
from typing import Any, TypeVar

from aiohttp import web

from sandbox import realtime
from sandbox.chats import Chat, Person
from sandbox.faults import Fault
from sandbox.feed import Change
from sandbox.groups import Gathering
from sandbox.limits import Limits
from sandbox.markup import buttons
from sandbox.messages import visible_text
from sandbox.methods_commands import scope_key
from sandbox.pressing import CallbackAnswer, Pressing
from sandbox.server import Server
from sandbox.world import World

Json = dict[str, Any]
T = TypeVar("T")

__all__ = ["CallbackAnswer", "Chat", "LocalTelegram", "Person", "buttons", "visible_text"]


class LocalTelegram(Gathering, Pressing):
    """One bot's Telegram. People act through the methods here, the bot over HTTP at `base_url`.

    `token` is the only one that is let in. `store` None keeps everything in memory; a path is a SQLite file from
    which a later instance goes on exactly where this one stopped, however it stopped. `now` gives aware UTC
    instants; `monotonic` seconds for the flood limits, which hold only with `flood_limits`; `webhook_retry_seconds` is the first pause after a webhook
    that did not answer 2xx.
    """

    def __init__(
        self,
        *,
        token: str,
        username: str = "reply_desk_bot",
        name: str = "Reply Desk",
        store: Path | None = None,
        now: Callable[[], datetime] = realtime.now,
        flood_limits: bool = False,
        monotonic: Callable[[], float] = realtime.monotonic,
        webhook_retry_seconds: float = 1.0,
    ) -> None:
        limits = Limits(on=flood_limits, monotonic=monotonic)
        self.world = World(
            token=token,
            username=username,
            name=name,
            store=store,
            now=now,
            limits=limits,
            webhook_retry_seconds=webhook_retry_seconds,
        )
        self.calls = self.world.calls
        self.bot_idle: Callable[[], Awaitable[object]] | None = None
        self.app = web.Application(client_max_size=64 * 1024 * 1024)
        self.app.add_routes(Server(self.world).routes())
        self._runner: web.AppRunner | None = None
        self._address = ""

    async def start(self, host: str = "127.0.0.1", port: int = 0) -> None:
        """Listen; port 0 takes a free one. `base_url` and `file_url` are known from then on."""
        self.world.updates.closing = False
        self._runner = web.AppRunner(self.app, access_log=None, shutdown_timeout=1.0)
        await self._runner.setup()
        await web.TCPSite(self._runner, host, port).start()
        self._address = "http://{}:{}".format(*self._runner.addresses[0][:2])
        self.world.webhook.resume()

    async def stop(self) -> None:
        """Stop listening and close the store."""
        self.world.updates.close()
        await self.world.webhook.stop()
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

    # ---- what can be seen ----

    @property
    def polling(self) -> bool:
        """Tell whether the bot is waiting in getUpdates right now."""
        return self.world.updates.polling

    def messages(self, chat_id: int, *, from_bot: bool | None = None, after: int = 0) -> list[Json]:
        """Return the messages of a chat in order as they stand now, from the one after `after`."""
        return self.world.messages.all(chat_id, from_bot=from_bot, after=after)

    def last(self, chat_id: int) -> Json:
        """Return the bot's newest message in a chat; raises LookupError where there is none."""
        message = self.world.messages.last_of_bot(chat_id)
        if message is None:
            raise LookupError(f"the bot has written nothing in {chat_id}")
        return message

    def history(self, chat_id: int) -> list[Json]:
        """Return the earlier states of the edited messages of a chat, in the order they were replaced."""
        return self.world.messages.history(chat_id)

    def commands(self, *, scope: Json | None = None, language_code: str = "") -> list[Json]:
        """Return what setMyCommands stored for exactly that scope ({"type": …}) and language."""
        commands: list[Json] = self.world.store.setting(scope_key(scope, language_code), [])
        return commands

    def file(self, file_id: str) -> bytes:
        """Return the content of a file that anybody sent; raises LookupError."""
        content = self.world.files.by_id(file_id)
        if content is None:
            raise LookupError(f"no file {file_id}")
        return content

    def reaction(self, chat_id: int, message_id: int) -> str | None:
        """Return the emoji with which the bot reacted to a message, or None."""
        emoji: str | None = self.world.store.setting(f"reaction:{chat_id}:{message_id}")
        return emoji

    def subscribe(self) -> asyncio.Queue[Change]:
        """Return a queue that gets every change from now on as a small dict with "kind" and "chat_id"."""
        return self.world.feed.subscribe()

    def unsubscribe(self, queue: asyncio.Queue[Change]) -> None:
        """Stop feeding a queue."""
        self.world.feed.unsubscribe(queue)

    async def until(self, condition: Callable[[], T], timeout: float = 60) -> T:  # noqa: ASYNC109
        """Return the first true value of `condition`, looked at after each change; TimeoutError after `timeout`."""
        return await self.world.feed.until(condition, timeout)

    async def settled(self, timeout: float = 60) -> None:  # noqa: ASYNC109
        """Wait until every update was confirmed, and then for `bot_idle()` where one is set.

        With a bot in the same process set `bot_idle = application.update_queue.join`: every update has then been
        handled, too. Raises TimeoutError after `timeout` real seconds.
        """
        async with asyncio.timeout(timeout):
            while True:
                await self.until(lambda: not self.world.updates.pending_count(), timeout)
                if self.bot_idle is None:
                    return
                await self.bot_idle()
                if not self.world.updates.pending_count():
                    return

    # ---- mishaps ----

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
        self.world.faults.order(Fault(method, status, description, parameters, times, drop))

    def redeliver(self, update_id: int | None = None) -> int:
        """Hand an update out again that was confirmed already, the last one by default; returns its id."""
        return self.world.updates.redeliver(update_id)
