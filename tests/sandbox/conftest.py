"""A local Telegram with two people, a clock moved by hand, and a bot that speaks raw HTTP."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import aiohttp
import pytest

from sandbox.api.telegram import LocalTelegram

TOKEN = "123456:AAtest-token_abcdefghijklmnopqrstuvwxyz"


class HandClock:
    """Stands still until it is moved."""

    def __init__(self) -> None:
        self.instant = datetime(2024, 12, 2, 2, 40, tzinfo=UTC)
        self.seconds = 0.0

    def now(self) -> datetime:
        return self.instant

    def monotonic(self) -> float:
        return self.seconds

    def move(self, **time: float) -> None:
        self.instant += timedelta(**time)
        self.seconds += timedelta(**time).total_seconds()


@dataclass
class Api:
    """Calls Bot API methods as a bot does, and gives back what came over the wire."""

    session: aiohttp.ClientSession
    local: LocalTelegram

    async def call(self, method: str, /, **params: Any) -> tuple[int, dict[str, Any]]:
        url = f"{self.local.base_url}{TOKEN}/{method}"
        async with self.session.post(url, json=params) as answer:
            return answer.status, await answer.json()

    async def ok(self, method: str, /, **params: Any) -> Any:
        status, body = await self.call(method, **params)
        assert (status, body.get("ok")) == (200, True), body
        return body["result"]

    async def refused(self, method: str, /, **params: Any) -> str:
        """Return "<status> <description>" of a call that must fail, its body telling the same as its status."""
        status, body = await self.call(method, **params)
        assert body["ok"] is False
        assert body["error_code"] == status
        return f"{status} {body['description']}"

    async def updates(self, **params: Any) -> list[dict[str, Any]]:
        """Take every pending update and confirm them."""
        found: list[dict[str, Any]] = await self.ok("getUpdates", **params)
        if found:
            await self.ok("getUpdates", offset=found[-1]["update_id"] + 1)
        return found


def covered(text: str, entity: dict[str, Any]) -> str:
    """The part of a text that an entity covers, in UTF-16 code units."""
    begin, end = 2 * entity["offset"], 2 * (entity["offset"] + entity["length"])
    return text.encode("utf-16-le", "surrogatepass")[begin:end].decode("utf-16-le", "surrogatepass")


@pytest.fixture
def clock() -> HandClock:
    return HandClock()


@pytest.fixture
async def local(clock: HandClock) -> AsyncIterator[LocalTelegram]:
    telegram = LocalTelegram(
        token=TOKEN, now=clock.now, monotonic=clock.monotonic, webhook_retry_seconds=0.001
    )
    telegram.add_person(7, "Dara", username="dara", language_code="km")
    telegram.add_person(8, "Maly", last_name="Sok")
    await telegram.start()
    yield telegram
    await telegram.stop()


@pytest.fixture
async def api(local: LocalTelegram) -> AsyncIterator[Api]:
    """The bot, after Dara (7) opened its chat; Maly (8) never did."""
    await local.open_start_link(7, "")
    async with aiohttp.ClientSession() as session:
        yield Api(session, local)
