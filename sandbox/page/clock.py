"""The clock of the sandbox as the page shows and moves it."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from aiohttp import web

from sandbox.page.chats import Chats, ClockControl, instant
from sandbox.page.requests import PageError, body, words
from sandbox.world.store import Json


def add_clock(page: web.Application, chats: Chats) -> None:
    """Add the routes for the clock."""
    routes = ClockRoutes(chats.clock)
    page.router.add_get("/clock", routes.show)
    page.router.add_post("/clock", routes.move)


class ClockRoutes:
    """Shows the clock, and moves it one step at a time."""

    def __init__(self, clock: ClockControl) -> None:
        self._clock = clock
        self._moving = asyncio.Lock()

    async def show(self, _request: web.Request) -> web.Response:
        """Answer now, the next event (null when nothing is owed) and the next morning."""
        return web.json_response(await self._state())

    async def _state(self) -> Json:
        event = await self._clock.next_event()
        return {
            "now": instant(self._clock.now()),
            "next": None if event is None else {"at": instant(event[0]), "what": event[1]},
            "morning": instant(self._clock.next_morning()),
            "moving": self._moving.locked(),
        }

    async def move(self, request: web.Request) -> web.Response:
        """Move to the next event, an hour on, to the next morning, or to a local time; answer when all is sent.

        The body holds `to`: "event", "hour", "morning", or a date and time in the newsroom's zone, such as
        "2024-12-06T17:30". A move while another one is under way is refused with 409.
        """
        to = words(await body(request), "to")
        if self._moving.locked():
            raise PageError(409, "The clock is moving already.")
        async with self._moving:
            target = await self._target(to)
            try:
                await self._clock.advance(target)
            except ValueError:
                raise PageError(400, "The clock only moves forward.") from None
        return web.json_response(await self._state())

    async def _target(self, to: str) -> datetime:
        if to == "hour":
            return self._clock.now() + timedelta(hours=1)
        if to == "morning":
            return self._clock.next_morning()
        if to == "event":
            event = await self._clock.next_event()
            if event is None:
                raise PageError(409, "Nothing is due.")
            return max(event[0], self._clock.now())  # what is overdue is sent without moving the clock back
        try:
            local = datetime.fromisoformat(to)
        except ValueError:
            raise PageError(400, "This is no date and time.") from None
        if local.tzinfo is not None:
            raise PageError(400, "A time in the newsroom's own zone is needed, without an offset.")
        return local.replace(tzinfo=ZoneInfo(self._clock.timezone)).astimezone(UTC)
