"""Ten thousand reminders that are due leave as fast as Telegram allows, and whoever asks meanwhile is answered soon. On a
clock that jumps instead of waiting: how fast this machine is does not matter."""

from __future__ import annotations

import asyncio
import json
import shutil
import sqlite3
from collections import Counter
from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from telegram import Update
from telegram.request import BaseRequest, RequestData

from bot.app import build
from bot.environment import read_settings
from db.engine import Database
from db.sqlite import OneTrip
from sandbox.api.errors import ApiError
from sandbox.api.limits import OVERALL, Limits
from sandbox.case import BEGINNING, SREYNEANG

MANY, REQUESTS = 10_000, 40
FIRST = 50_000  # the Telegram id of the first of them
ON_ITS_WAY = 0.01  # seconds that a call takes there, and its answer back
ASKS = 20  # times


class Jumping(asyncio.SelectorEventLoop):
    """A loop whose clock jumps to the next thing to happen, but for what goes on in another thread."""

    now, away = 0.0, 0

    def time(self) -> float:
        return self.now

    def _run_once(self) -> None:
        if not self._ready and self._scheduled and not self.away and not self._selector.select(0.0005):  # type: ignore[attr-defined]
            self.now = max(self.now, self._scheduled[0].when())  # type: ignore[attr-defined]
        super()._run_once()  # type: ignore[misc]


class Line(BaseRequest):
    """Telegram, as strict as it is, at the end of a line."""

    def __init__(self, loop: Jumping) -> None:
        self.limits, self.loop = Limits(loop.time), loop
        self.came: list[tuple[int, float]] = []
        self.refused = 0

    @property
    def read_timeout(self) -> float | None:
        return 5.0

    async def initialize(self) -> None:
        """Nothing to open."""

    async def shutdown(self) -> None:
        """Nothing to close."""

    async def do_request(
        self, url: str, method: str, request_data: RequestData | None = None, *_: Any, **__: Any
    ) -> tuple[int, bytes]:
        await asyncio.sleep(ON_ITS_WAY)
        status, answer = 200, self._answer(url.rpartition("/")[2], request_data)
        if isinstance(answer, ApiError):
            self.refused += 1
            status = 429
            said: dict[str, Any] = {"ok": False, "error_code": 429, "description": str(answer)}
        else:
            said = {"ok": True, "result": answer}
        await asyncio.sleep(ON_ITS_WAY)
        return status, json.dumps(said).encode()

    def _answer(self, name: str, data: RequestData | None) -> Any:
        if name != "sendMessage" or data is None:
            return {"id": 100200300, "is_bot": True, "first_name": "Desk", "username": "desk_bot"}
        chat_id = int(str(data.parameters["chat_id"]))
        try:
            self.limits.count(chat_id)
        except ApiError as error:
            return error
        self.came.append((chat_id, self.loop.time()))
        return {"message_id": len(self.came), "date": 1, "chat": {"id": chat_id, "type": "private"}}


class LoopClock:
    """The time of day goes with the loop."""

    def __init__(self, loop: Jumping) -> None:
        self._loop = loop

    def now(self) -> datetime:
        return BEGINNING + timedelta(days=1, seconds=self._loop.time())


def _owe(file: Path) -> None:
    with closing(sqlite3.connect(file)) as db, db:
        db.execute(
            "WITH RECURSIVE n(x) AS (SELECT 0 UNION ALL SELECT x + 1 FROM n WHERE x + 1 < ?)"
            " INSERT INTO member (telegram_id, newsroom_id, name, role, settings, joined_at)"
            " SELECT ? + x, newsroom_id, 'M' || x, 'reporter', settings, joined_at FROM member, n WHERE telegram_id = ?",
            (MANY, FIRST, SREYNEANG),
        )
        db.execute(
            "INSERT INTO reminder (newsroom_id, member_id, request_id, kind, text, instead_of, due_at, tries, unsure, trouble)"
            " SELECT newsroom_id, id, id % ? + 1, 'own', 'look', '', joined_at, 0, 0, '' FROM member WHERE telegram_id >= ?",
            (REQUESTS, FIRST),
        )


@pytest.mark.long
@pytest.mark.timeout(1200)  # only against hanging
def test_ten_thousand_reminders_leave_at_the_rate_that_is_allowed_while_whoever_asks_is_answered(
    founded_folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, new_engines: None
) -> None:
    file = Path(shutil.copy(founded_folder / "desk.sqlite", tmp_path))
    loop = Jumping()
    line, trip = Line(loop), OneTrip._execute

    async def counted(self: OneTrip, *args: Any, **options: Any) -> Any:
        loop.away += 1
        try:
            return await trip(self, *args, **options)
        finally:
            loop.away -= 1

    monkeypatch.setattr(OneTrip, "_execute", counted)
    monkeypatch.setattr("bot.app.wire.requests", lambda *_: line)
    settings = read_settings(
        {
            "BOT_TOKEN": "100200300:the-token-of-a-fake-server",
            "DATABASE_URL": f"sqlite:///{file}",
            "DIGEST_TIME": "off",
        }
    )
    waited: list[float] = []

    async def run() -> float:
        async with Database(settings.database_url) as database:
            parts = build(settings, database, LoopClock(loop))
            await parts.application.initialize()

            async def say(update_id: int, text: str) -> None:
                person = {"id": SREYNEANG, "is_bot": False, "first_name": "S"}
                command = {"type": "bot_command", "offset": 0, "length": len(text.split()[0])}
                chat = {"id": SREYNEANG, "type": "private"}
                message = {"message_id": 1, "date": 1, "chat": chat, "from": person, "text": text}
                update = {"update_id": update_id, "message": {**message, "entities": [command]}}
                await parts.application.process_update(Update.de_json(update, parts.application.bot))

            async def ask() -> None:
                for n in range(1, ASKS + 1):
                    await asyncio.sleep(10)
                    began = loop.time()
                    await say(n, "/status")
                    waited.append(loop.time() - began)

            for n in range(REQUESTS):
                await say(-n, f"/ask Municipal Court: question {n}?")
            _owe(file)
            line.came.clear()
            began = loop.time()
            asking = asyncio.create_task(ask())
            await parts.outbox.run()
            took = loop.time() - began
            await asking
            await parts.application.shutdown()
            await parts.inbox.close()
            return took

    try:
        seconds = loop.run_until_complete(run())
    finally:
        loop.close()
    told = Counter(chat_id for chat_id, _ in line.came)
    assert [n for n in range(MANY) if told[FIRST + n] != 1] == []
    assert line.refused == 0
    assert told[SREYNEANG] >= ASKS
    assert max(waited) <= 2.0
    most, each = OVERALL
    assert len(line.came) >= 0.95 * most * seconds / each, f"{len(line.came)} in {seconds} s"
