"""The same with real processes: a desk killed with kill -9 again and again beside a Telegram that lives on."""

from __future__ import annotations

import asyncio
import re
import sqlite3
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from random import Random

from sandbox.api.telegram import LocalTelegram
from sandbox.case import DARA, MALY, SREYNEANG
from sandbox.world.messages import visible_text
from tests.stories.processes import eventually, kill, output, process

TOKEN = "987654321:somebody-elses-server-handed-this-out"
LOGGED = re.compile(r"Logged as #(\d+)\.")
AT_ONCE = 6  # what is sent before each kill
BACKLOG = 60


@dataclass
class Killed:
    """What came of it. `vanished`: sent, and neither on record nor answered; `missing`: told “Logged”, and not on record under that number."""

    kills: int = 0
    sent: int = 0
    logged: int = 0
    vanished: int = 0
    missing: int = 0
    twice: int = 0
    backlog: int = 0  # of those that were fetched, and the process killed, how many are on record
    traces: int = 0

    @property
    def is_well(self) -> bool:
        """Whether nothing was lost and nothing doubled."""
        return not (self.vanished or self.missing or self.twice or self.traces) and self.backlog == BACKLOG


class _Desk:
    def __init__(self, telegram: LocalTelegram, folder: Path) -> None:
        self.telegram, self.folder = telegram, folder
        self.env = {"BOT_TOKEN": TOKEN, "TELEGRAM_API_URL": telegram.base_url.removesuffix("/bot")}
        self.env |= {"MESSAGES_PER_SECOND": "0"}

    def said(self, who: int) -> list[str]:
        return [visible_text(message) for message in self.telegram.messages(who, from_bot=True)]

    def rows(self, sql: str) -> list[tuple[object, ...]]:
        file = self.folder / "data" / "desk.sqlite"
        with closing(sqlite3.connect(f"{file.as_uri()}?mode=ro", uri=True)) as db:
            return db.execute(sql).fetchall()

    async def until(self, what: str, look: object) -> None:
        async def found() -> bool:
            return bool(look())  # type: ignore[operator]

        await eventually(found, what, patience=120)

    async def emptied(self, what: str, left: Callable[[], int]) -> None:
        """Wait until nothing is left, for as long as it gets less."""
        while before := left():
            await self.until(what, lambda most=before: left() < most)

    async def founded(self) -> None:
        async with process(self.folder, "bot", **self.env):
            await self.until("the claim link", lambda: "?start=" in output(self.folder))
            code = re.findall(r"\?start=([\w-]+)", output(self.folder))[0]
            await self.telegram.open_start_link(SREYNEANG, code)
            await self.telegram.send_text(SREYNEANG, SREYNEANG, "/invite 2 people")
            await self.until("an invitation", lambda: "start=" in "".join(self.said(SREYNEANG)))
            code = re.findall(r"start=([\w-]+)", "".join(self.said(SREYNEANG)))[0]
            for person in (DARA, MALY):
                await self.telegram.open_start_link(person, code)
                await self.until("they are in", lambda who=person: "as reporter" in "".join(self.said(who)))


async def kill_again_and_again(folder: Path, kills: int, seed: int = 1) -> Killed:
    """So many kills, each in the midst of what three people sent, and one of a backlog that was only just fetched."""
    luck, done = Random(seed), Killed()  # noqa: S311
    telegram = LocalTelegram(token=TOKEN)
    for person, name in ((SREYNEANG, "Sreyneang"), (DARA, "Dara"), (MALY, "Maly")):
        telegram.add_person(person, name)
    await telegram.start()
    desk = _Desk(telegram, folder)
    sent: list[tuple[int, str]] = []

    async def say(number: int) -> None:
        who = luck.choice((DARA, MALY, SREYNEANG))
        sent.append((who, f"question {number}-{len(sent)}?"))
        await telegram.send_text(who, who, f"/ask Municipal Court: {sent[-1][1]}")

    try:
        await desk.founded()
        for number in range(kills):
            for _ in range(AT_ONCE):
                await say(number)
            async with process(folder, "bot", **desk.env) as bot:
                wanted = max(0, telegram.world.updates.pending_count() - luck.randint(0, AT_ONCE))
                await desk.until(
                    "some are fetched", lambda w=wanted: telegram.world.updates.pending_count() <= w
                )
                await asyncio.sleep(luck.choice((0, 0, 0.02, 0.1, 0.3)))
                await kill(bot)
                done.kills += 1
        for _ in range(BACKLOG):
            await say(-1)
        async with process(folder, "bot", **desk.env) as bot:
            await desk.until("the backlog is fetched", lambda: not telegram.world.updates.pending_count())
            await kill(bot)
            done.kills += 1
        async with process(folder, "bot", **desk.env):
            await desk.emptied("all is fetched", telegram.world.updates.pending_count)
            await desk.emptied(
                "all is done", lambda: len(desk.rows("SELECT 1 FROM inbox WHERE done_at IS NULL"))
            )
        _count(desk, sent, done)
        return done
    finally:
        await telegram.stop()


def _count(desk: _Desk, sent: list[tuple[int, str]], done: Killed) -> None:
    on_record = desk.rows("SELECT r.number, q.text FROM request r JOIN question q ON q.request_id = r.id")
    numbers: dict[str, list[object]] = {}
    for number, text in on_record:
        numbers.setdefault(str(text), []).append(number)
    done.sent = len(sent)
    said = {who: desk.said(who) for who in (DARA, MALY, SREYNEANG)}
    for who, question in sent:
        kept = numbers.get(question, [])
        told = {int(found[1]) for text in said[who] if question in text and (found := LOGGED.match(text))}
        done.logged += bool(told)
        done.missing += not told <= set(kept)
        done.vanished += not kept
        done.twice += len(kept) > 1
        done.backlog += question.startswith("question -1-") and bool(kept)
    answers = sum("recorded already" in text for texts in said.values() for text in texts)
    done.vanished += max(0, len(sent) - done.logged - answers)  # recorded, and nobody was told
    done.traces = output(desk.folder).count("Traceback")
