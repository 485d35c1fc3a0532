"""Events of the page: every change in the chats of the cast, and the time, as server-sent events."""

from __future__ import annotations

import asyncio
import contextlib
import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from aiohttp import web

from sandbox.page.chats import Chats, instant
from sandbox.page.requests import HEADERS
from sandbox.world.feed import Change

CLOCK_SECONDS = 1.0  # how often the time is looked at while nothing else happens
BEAT_SECONDS = 10.0  # at least this often something is written, so that both sides notice a dead connection
SILENCE: Change = {"kind": "end", "chat_id": 0}


def add_events(page: web.Application, chats: Chats) -> None:
    """Add the change feed."""
    streams = EventStreams(chats)
    page.router.add_get("/events", streams.open)
    page.on_shutdown.append(streams.close)


class EventStreams:
    """The open event streams."""

    def __init__(self, chats: Chats) -> None:
        self._chats = chats
        self._queues: set[asyncio.Queue[Change]] = set()

    async def close(self, _page: web.Application) -> None:
        """End every stream: a server that stops would wait for them."""
        for queue in self._queues:
            queue.put_nowait(SILENCE)

    async def open(self, request: web.Request) -> web.StreamResponse:
        """Stream changes as JSON events until the browser goes or the server stops.

        The first event is "hello" with the run: after it the browser asks for the state and misses nothing, as
        the subscription is older. "clock" tells the time whenever its minute has changed.
        """
        response = web.StreamResponse(headers=HEADERS | {"Cache-Control": "no-store"})
        response.content_type = "text/event-stream"
        queue = self._chats.people.subscribe()
        self._queues.add(queue)
        try:
            await response.prepare(request)
            # A browser that went away shows as a failing write, and that is all there is to know about it.
            with contextlib.suppress(ConnectionError):
                await self._pour(response, queue)
        finally:
            self._queues.discard(queue)
            self._chats.people.unsubscribe(queue)
        return response

    async def _pour(self, response: web.StreamResponse, queue: asyncio.Queue[Change]) -> None:
        loop = asyncio.get_running_loop()
        shown = await self._tell(response, {"kind": "hello", "run": self._chats.run})
        written = loop.time()
        while True:
            change = await _next(queue)
            if change is SILENCE:
                return
            if change is not None and self._concerns(change):
                shown = await self._tell(response, change)
            elif self._chats.clock.now().replace(second=0, microsecond=0) != shown:
                shown = await self._tell(response, {"kind": "clock"})
            elif loop.time() - written < BEAT_SECONDS:
                continue
            else:
                await response.write(b": still here\n\n")
            written = loop.time()

    def _concerns(self, change: Change) -> bool:
        cast = self._chats.cast
        chats = {each.user_id for each in cast.members} | {self._chats.group(), cast.group_chat_id}
        return change["chat_id"] in chats

    async def _tell(self, response: web.StreamResponse, event: Mapping[str, Any]) -> datetime:
        now = self._chats.clock.now()
        text = json.dumps({**event, "now": instant(now)}, ensure_ascii=False)
        await response.write(f"data: {text}\n\n".encode())
        return now.replace(second=0, microsecond=0)


async def _next(queue: asyncio.Queue[Change]) -> Change | None:
    try:
        return await asyncio.wait_for(queue.get(), CLOCK_SECONDS)
    except TimeoutError:
        return None
