"""Several processes of the product at one PostgreSQL, behind one webhook: started at once, and killed as a power cut does."""

from __future__ import annotations

import asyncio
import re
from collections import Counter
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from itertools import cycle
from pathlib import Path
from typing import Any

import aiohttp
import psycopg
import pytest
from aiohttp import web

from sandbox.api.telegram import LocalTelegram
from sandbox.case import SREYNEANG
from sandbox.world.messages import visible_text
from tests.db.postgres import Server
from tests.stories.processes import eventually, free_port, kill, output, process

pytestmark = [pytest.mark.long, pytest.mark.postgres]

TOKEN = "987654321:somebody-elses-server-handed-this-out"
FIRST = 50_000  # the Telegram id of the first of many members
REQUESTS = 20  # to which many reminders belong
REPEAT = "may be a repeat"
MINUTES = 600  # seconds, against hanging


@asynccontextmanager
async def _front(ports: Sequence[int]) -> AsyncIterator[str]:
    """What stands before the web processes: each request goes to the next of them."""
    turns = cycle(ports)

    async def forward(request: web.Request) -> web.Response:
        headers = {
            name: value for name, value in request.headers.items() if name.startswith(("X-", "Content-T"))
        }
        try:
            async with session.post(
                f"http://127.0.0.1:{next(turns)}/telegram", data=await request.read(), headers=headers
            ) as answer:
                return web.Response(status=answer.status)
        except aiohttp.ClientError:
            return web.Response(status=502)

    app = web.Application()
    app.router.add_post("/telegram", forward)
    runner = web.AppRunner(app)
    await runner.setup()
    port = free_port()
    async with aiohttp.ClientSession() as session:
        await web.TCPSite(runner, "127.0.0.1", port).start()
        yield f"http://127.0.0.1:{port}/telegram"
        await runner.cleanup()


class Desk:
    """Two processes that take what comes and three that send, at one record."""

    def __init__(self, telegram: LocalTelegram, database: psycopg.Connection[Any], folder: Path) -> None:
        self.telegram, self._database, self._folder = telegram, database, folder
        self.web: list[asyncio.subprocess.Process] = []
        self.jobs: list[asyncio.subprocess.Process] = []

    def rows(self, sql: Any) -> list[tuple[Any, ...]]:
        found = self._database.execute(sql)
        return found.fetchall() if found.description else []

    def output(self) -> str:
        return output(self._folder)

    def said(self, who: int) -> list[str]:
        return [visible_text(message) for message in self.telegram.messages(who, from_bot=True)]

    async def until(self, look: Callable[[], Any]) -> None:
        async def looked() -> bool:
            await asyncio.sleep(0.1)  # what it looks at is at work on the same machine
            return bool(look())

        await eventually(looked, "what several processes do", MINUTES)

    async def say(self, text: str) -> None:
        await self.telegram.send_text(SREYNEANG, SREYNEANG, text)

    def owe(self, many: int, requests: int = 1) -> None:
        """Owe so many people a reminder of their own each, now."""
        names = {"first": FIRST, "last": many - 1, "editor": SREYNEANG, "requests": requests}
        self._database.execute(
            "INSERT INTO member (telegram_id, newsroom_id, name, role, settings, joined_at)"
            " SELECT %(first)s + n, newsroom_id, 'M' || n, 'reporter', settings, joined_at"
            " FROM member, generate_series(0, %(last)s) n WHERE telegram_id = %(editor)s",
            names,
        )
        self._database.execute(
            "INSERT INTO reminder (newsroom_id, member_id, request_id, kind, text, instead_of, due_at, tries, unsure, trouble)"
            " SELECT newsroom_id, id, id %% %(requests)s + 1, 'own', 'n' || telegram_id, '', now() - interval '1 second', 0, false, ''"
            " FROM member WHERE telegram_id >= %(first)s AND telegram_id <= %(first)s + %(last)s",
            names,
        )

    def told(self, many: int) -> Counter[int]:
        """How often each of them was told."""
        return Counter({n: len(self.said(FIRST + n)) for n in range(many)})

    def owed(self) -> int:
        [(many,)] = self.rows("SELECT count(*) FROM reminder WHERE kind = 'own' AND settled_at IS NULL")
        return int(many)


@asynccontextmanager
async def _desk(
    server: Server, folder: Path, *, members: int, flood_limits: bool, a_second: int
) -> AsyncIterator[Desk]:
    telegram = LocalTelegram(token=TOKEN, flood_limits=flood_limits, webhook_retry_seconds=0.1)
    telegram.add_person(SREYNEANG, "Sreyneang")
    for n in range(members):
        telegram.add_person(FIRST + n, f"M{n}")
        telegram.world.chats.mark(FIRST + n, started=True)
    await telegram.start()
    ports = [free_port(), free_port()]
    async with AsyncExitStack() as stack:
        stack.push_async_callback(telegram.stop)
        url = stack.enter_context(server.database()).set(drivername="postgresql")
        address = url.render_as_string(hide_password=False)
        database = stack.enter_context(psycopg.connect(address, autocommit=True))
        front = await stack.enter_async_context(_front(ports))
        env = {
            "BOT_TOKEN": TOKEN,
            "TELEGRAM_API_URL": telegram.base_url.removesuffix("/bot"),
            "DATABASE_URL": address,
            "DATA_DIR": str(folder / "data"),
            "LOG_LEVEL": "INFO",
            "BACKUP_TIME": "off",
            "DIGEST_TIME": "off",
            "SWEEP_SECONDS": "0.3",
            "MESSAGES_PER_SECOND": str(a_second),
            "WEBHOOK_URL": front.removesuffix("/telegram").replace("http:", "https:"),
            "WEBHOOK_SECRET": "known-to-Telegram",
        }
        desk = Desk(telegram, database, folder)
        # All at once, at an empty database.
        desk.web = await asyncio.gather(
            *(
                stack.enter_async_context(
                    process(folder, "bot", "--only", "updates", **env, WEBHOOK_LISTEN=f"127.0.0.1:{port}")
                )
                for port in ports
            )
        )
        desk.jobs = await asyncio.gather(
            *(stack.enter_async_context(process(folder, "bot", "--only", "jobs", **env)) for _ in range(3))
        )
        await desk.until(
            lambda: desk.output().count("is listening") == 2 and desk.output().count("sends what") == 3
        )
        codes = re.findall(r"\?start=([\w-]+)", desk.output())
        assert len({*codes}) == 5  # each start makes one; that which is opened first ends the others
        telegram.world.store.put_setting(
            "webhook", {**telegram.world.store.setting("webhook"), "url": front}
        )  # which has no certificate
        telegram.world.feed.wake()
        await telegram.open_start_link(SREYNEANG, codes[0])
        await desk.until(lambda: "as editor" in "".join(desk.said(SREYNEANG)))
        await desk.say("/ask Municipal Court: why?")
        await desk.until(lambda: "Logged as #1." in "".join(desk.said(SREYNEANG)))
        yield desk


async def test_one_persons_messages_keep_their_order_though_a_process_is_killed(
    postgres_server: Server, tmp_path: Path
) -> None:
    async with _desk(postgres_server, tmp_path, members=0, flood_limits=False, a_second=0) as desk:
        for n in range(30):
            await desk.say(f"/note 1 word {n}")
            if n == 15:
                await desk.until(lambda: desk.rows("SELECT 1 FROM event WHERE kind = 'note'"))
                await kill(desk.web[0])
        await desk.until(lambda: not desk.telegram.world.updates.pending_count())
        desk.rows("UPDATE inbox SET claimed_until = now() WHERE done_at IS NULL")  # two minutes later
        notes = "SELECT text FROM event WHERE kind = 'note' ORDER BY id"
        await desk.until(lambda: len(desk.rows(notes)) == 30)
        assert [text for (text,) in desk.rows(notes)] == [f"word {n}" for n in range(30)]
        assert "Traceback" not in desk.output()


@pytest.mark.timeout(2 * MINUTES)
async def test_ten_thousand_reminders_of_three_processes_of_which_two_are_killed(
    postgres_server: Server, tmp_path: Path
) -> None:
    many = 10_000
    async with _desk(postgres_server, tmp_path, members=many, flood_limits=False, a_second=0) as desk:
        for n in range(2, REQUESTS + 1):
            await desk.say(f"/ask Municipal Court: question {n}?")
        await desk.until(lambda: f"Logged as #{REQUESTS}." in "".join(desk.said(SREYNEANG)))
        desk.owe(many, REQUESTS)
        for left, killed in ((many * 2 // 3, desk.jobs[0]), (many // 3, desk.jobs[1])):
            await desk.until(lambda left=left: desk.owed() < left)
            await kill(killed)
            await desk.say("/status")
        await desk.until(lambda: desk.owed() <= 200)  # what the two had claimed, at most
        desk.rows(
            "UPDATE reminder SET claimed_until = now() WHERE settled_at IS NULL AND claimed_until > now()"
        )
        await desk.until(lambda: not desk.owed())
        told = desk.told(many)
        assert [n for n in range(many) if not told[n]] == [], "nothing is lost"
        again = [n for n in range(many) if told[n] > 1]
        assert len(again) <= 200
        assert all(REPEAT in desk.said(FIRST + n)[1] for n in again)
        assert sum(f"{REQUESTS} open" in text for text in desk.said(SREYNEANG)) == 2
        assert "Traceback" not in desk.output()


async def test_all_of_them_together_keep_telegrams_limits(postgres_server: Server, tmp_path: Path) -> None:
    many = 300
    async with _desk(postgres_server, tmp_path, members=many, flood_limits=True, a_second=30) as desk:
        desk.owe(many)
        for _ in range(3):
            await desk.say("/status")
        await desk.until(lambda: not desk.owed())
        assert desk.told(many) == dict.fromkeys(range(many), 1)
        assert "asks to wait" not in desk.output()
        assert "Traceback" not in desk.output()
