"""What is measured, each beside something plainer in the same run, and what it should be."""

from __future__ import annotations

import math
import os
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import aiosqlite

from benchmarks.bots import DESK, ECHO, ROOT, Bot
from benchmarks.desk import NOW
from benchmarks.seeding import FIRST_PERSON, PEOPLE, RARE_WORD, copied, seeded
from db.engine import Database, read_url
from db.lifecycle import EventKind
from db.requests import NewEvent, by_id
from jobs.records import recording

FEW, SOME, LONG = (
    3,
    40,
    5.0,
)  # how often at the least and most something is asked, and after how many seconds no more
RECORDED = 60
PENDING = 100_000
ASKED = "/ask Ministry of Health: Why was the ward closed? by tomorrow 17:00 via email #now1"


@dataclass(frozen=True)
class Measure:
    """One row of the table.

    Args:
        what: what is measured, beside what.
        unit: what the figure is in; "×": so many times what stands beside it.
        goal: what the figure should be at the most, or with `at_least` at the least; None: it is only watched.
        grown: of which measure this is the growth from the smallest to the largest newsroom of the run.
    """

    what: str
    unit: str
    goal: float | None
    at_least: bool = False
    grown: str = ""

    def met(self, value: float) -> bool | None:
        """Whether the goal is met; None where there is none."""
        if self.goal is None:
            return None
        return value >= self.goal if self.at_least else value <= self.goal


MEASURES: dict[str, Measure] = {
    "status": Measure("`/status`, against an echo", "×", 3),
    "status-grown": Measure("`/status`, largest newsroom against smallest", "×", 1.2, grown="status"),
    "status-n": Measure("`/status N`, against an echo", "×", 3),
    "due": Measure("`/due`, against an echo", "×", 3),
    "find": Measure("`/find`, against an echo", "×", 3),
    "find-grown": Measure("`/find`, largest newsroom against smallest", "×", 1.2, grown="find"),
    "report": Measure("`/report #story` of 30, against an echo", "×", 5),
    "report-grown": Measure("`/report`, largest newsroom against smallest", "×", 1.2, grown="report"),
    "ask": Measure("`/ask` in one message, against an echo", "×", 6),
    "button": Measure("a button that records, against an echo's", "×", 5),
    "digest": Measure("`/digest now`, against an echo", "×", None),
    "digest-grown": Measure("`/digest`, largest newsroom against smallest", "×", 1.5, grown="digest"),
    "digest-help": Measure("longest `/help` beside a digest", " s", 0.3),
    "rate": Measure("commands a second, 40 people at once, against the echo", "×", 0.3, at_least=True),
    "reminders": Measure("due reminders out, no limits at the server", "/s", 100, at_least=True),
    "stall": Measure("longest `/help` meanwhile, against APScheduler's store", "×", 0.02),
    "limited": Measure("due reminders out under Telegram's limits", "/s", 28, at_least=True),
    "limited-refused": Measure("answers of 429 meanwhile", "", 0),
    "limited-soon": Measure("sent within a second of another in the same chat", "", 0),
    "zip-300": Measure("ZIP of 300 requests", " s", 2),
    "html-300": Measure("HTML of 300 requests", " s", 0.5),
    "xlsx-300": Measure("XLSX of 300 requests", " s", 1),
    "help-300": Measure("longest `/help` beside files of 300", " s", 0.3),
    "zip-3000": Measure("ZIP of 3,000 requests, against that of 300", "×", 12),
    "html-3000": Measure("HTML of 3,000 requests, against that of 300", "×", 12),
    "xlsx-3000": Measure("XLSX of 3,000 requests, against that of 300", "×", 12),
    "help-3000": Measure("longest `/help` beside files of 3,000", " s", 0.5),
    "verify": Measure("`verify`, against a plain walk over the same hashes", "×", 4),
    "start": Measure("start to first answer, against the echo", "×", 2),
    "memory": Measure("idle memory, against the echo", "×", 1.6),
    "pending": Measure("memory of 100,000 pending reminders, against JobQueue", "×", 0.05),
    "record": Measure("an event recorded, against a bare row", "×", None),
}


@dataclass(frozen=True)
class Figure:
    """What was measured, and from what."""

    value: float
    of: str = ""


@dataclass
class Run:
    """One run: where it works, which newsrooms, and what was measured so far, by measure and size."""

    folder: Path
    sizes: list[int]
    due: int
    tell: Callable[[str, int, Figure], None]
    figures: dict[str, dict[int, Figure]]

    def note(self, key: str, size: int, value: float, of: str = "") -> None:
        """Keep a figure and tell it."""
        self.figures.setdefault(key, {})[size] = figure = Figure(value, of)
        self.tell(key, size, figure)

    def against(self, key: str, size: int, desk: float, plain: float, more: str = "") -> None:
        """Keep how many times the second the first is, both in seconds."""
        self.note(key, size, desk / plain, f"{_ms(desk)} against {_ms(plain)}{more}")

    def held(self, key: str, size: int, megabytes: Sequence[float]) -> None:
        """Keep how many times the second the first is, both megabytes."""
        desk, plain = megabytes
        if not math.isnan(desk):
            self.note(key, size, desk / plain, f"{desk:.1f} MB against {plain:.1f}")

    def desk(self, size: int, name: str, *, flood_limits: bool = False) -> Bot:
        """A desk on a copy of the seeded newsroom."""
        folder = self.work(name)
        copied(seeded(self.folder, size), folder)
        return Bot(folder, DESK, flood_limits=flood_limits)

    def plain(self, *arguments: str) -> Bot:
        """The echo, or another of the plain bots."""
        return Bot(self.work("plain"), arguments or ECHO)

    def work(self, name: str) -> Path:
        """A fresh folder, which goes with the run's own."""
        return Path(tempfile.mkdtemp(prefix=f"{name}-", dir=self.folder / "work"))

    def growth(self) -> None:
        """What follows from the figures of the smallest and the largest newsroom."""
        for key, measure in MEASURES.items():
            found = self.figures.get(measure.grown, {})
            if len(found) > 1:
                least, most = min(found), max(found)
                self.note(
                    key, most, found[most].value / found[least].value, f"{least:,} to {most:,} requests"
                )


async def asked(run: Run, size: int) -> None:
    """What people ask most, of the desk and of the echo turn by turn."""
    number = size // 2
    said = {
        "status-n": f"/status {number}", "due": "/due", "find": f"/find {RARE_WORD}", "report": "/report #now2",
        "ask": ASKED, "status": "/status", "digest": "/digest now", "button": "Declined",
    }  # fmt: skip
    async with (
        run.plain().running() as echo,
        run.desk(size, "asked").running(MESSAGES_PER_SECOND="0") as desk,
    ):
        run.held("memory", size, [desk.memory(), echo.memory()])
        for key, text in said.items():
            took: tuple[list[float], list[float]] = ([], [])
            before = [bot.processor() for bot in (desk, echo)]
            while len(took[0]) < FEW or (len(took[0]) < SOME and sum(took[0]) < LONG):
                for seconds, bot in zip(took, (desk, echo), strict=True):
                    if key == "button":
                        await bot.ask(FIRST_PERSON, ASKED)  # the answer has the button
                    seconds.append(await (bot.press if key == "button" else bot.ask)(FIRST_PERSON, text))
            used = [
                _ms((bot.processor() - was) / len(took[0]))
                for bot, was in zip((desk, echo), before, strict=True)
            ]
            more = "" if key == "button" else f"; processor {used[0]} against {used[1]}"
            run.against(key, size, statistics.median(took[0]), statistics.median(took[1]), more)
        async with desk.others_asking() as helped:
            await desk.ask(FIRST_PERSON, "/digest now")
        run.note("digest-help", size, max(helped))
        texts = [f"/status {number}", "/due", f"/note {number + 1} hello", f"/find {RARE_WORD}", "/due"]
        everybody = [(FIRST_PERSON + person, text) for text in texts for person in range(PEOPLE)]
        rates, each = [], []
        for bot in (desk, echo):
            before = bot.processor()
            rates.append(len(everybody) / await bot.all_at_once(everybody))
            each.append(_ms((bot.processor() - before) / len(everybody)))
        of = f"{rates[0]:.0f} a second against {rates[1]:.0f}; processor {each[0]} each against {each[1]}"
        run.note("rate", size, rates[0] / rates[1], of)


async def files(run: Run, size: int) -> None:
    """Files of 300 and 3,000 requests, while somebody else goes on."""
    async with run.desk(size, "files").running(MESSAGES_PER_SECOND="0") as desk:
        for count in (300, 3_000) if size >= 10_000 else (300,):
            longest = 0.0
            for format in ("html", "xlsx", "zip"):
                async with desk.others_asking() as took:
                    seconds = await desk.ask(FIRST_PERSON, f"/report #big{count} {format}", "document")
                longest = max(longest, *took)
                key, smaller = f"{format}-{count}", run.figures.get(f"{format}-300", {}).get(size)
                if count == 300 or smaller is None:
                    run.note(key, size, seconds)
                else:
                    run.note(
                        key, size, seconds / smaller.value, f"{_ms(seconds)} against {_ms(smaller.value)}"
                    )
            run.note(f"help-{count}", size, longest)


async def reminders(run: Run, size: int) -> None:
    """Many reminders due at once, with and without Telegram's limits, and what others notice of it."""
    stalls = []
    async with run.desk(size, "due").running(SWEEP_SECONDS="1", MESSAGES_PER_SECOND="0") as desk:
        processor = desk.processor()
        async with desk.others_asking() as took:
            owe(desk.folder / "desk.sqlite", run.due, NOW - timedelta(minutes=1))
            rate = await _rate(desk, run.due)
        used = f"{_ms((desk.processor() - processor) / run.due)} of processor each"
        run.note("reminders", size, rate, f"{run.due:,} due; {used}")
        stalls.append(max(took))
    async with run.plain("benchmarks.plain", "jobs", str(run.due), str(PEOPLE - 1)).running() as jobs:
        async with jobs.others_asking() as took:
            await jobs.telegram.send_text(FIRST_PERSON, FIRST_PERSON, "/fire")
            await _rate(jobs, run.due)
        stalls.append(max(took))
    run.against("stall", size, *stalls)
    async with run.desk(size, "limited", flood_limits=True).running(SWEEP_SECONDS="1") as desk:
        owe(desk.folder / "desk.sqlite", run.due, NOW - timedelta(minutes=1))
        run.note("limited", size, await _rate(desk, run.due), f"{run.due:,} due to {PEOPLE - 1} people")
        run.note("limited-refused", size, desk.refusals)
        run.note("limited-soon", size, _too_soon(desk))


async def _rate(bot: Bot, due: int) -> float:
    """Reminders a second, from the first to the last."""
    await bot.until_heard(due, "🔔")
    at = [at for at, message in bot.heard if "🔔" in message.get("text", "")]
    return (due - 1) / (at[-1] - at[0])


def _too_soon(bot: Bot) -> int:
    last: dict[int, float] = {}
    count = 0
    for at, message in bot.heard:
        chat = message["chat"]["id"]
        count += (
            at - last.get(chat, -1e9) < 0.95
        )  # what the line takes differs a little from message to message
        last[chat] = at
    return count


def owe(file: Path, count: int, due_at: object) -> None:
    """Owe so many reminders of their own to all people but the last, spread over the requests; too long to come together."""
    row = "INSERT INTO reminder (newsroom_id, member_id, request_id, kind, text, instead_of, due_at, tries, unsure, trouble) VALUES (1, ?, ?, 'own', ?, '', ?, 0, 0, '')"
    text = "look " * 100
    with closing(sqlite3.connect(file, timeout=30)) as db, db:
        [[requests]] = db.execute("SELECT max(id) FROM request")
        moment = f"{due_at:%Y-%m-%d %H:%M:%S.%f}"
        db.executemany(row, [(n % (PEOPLE - 1) + 1, n % requests + 1, text, moment) for n in range(count)])


async def verify(run: Run, size: int) -> None:
    """`python -m bot verify` beside a walk over the same hashes, both without what starting them takes (processor)."""
    folder = run.work("verify")
    file = copied(seeded(run.folder, size), folder)
    desk, walk = ("bot", "verify"), ("benchmarks.plain", "walk", str(file))
    times = FEW if size <= 1_000 else 1
    took = [min(_processor(folder, *words) for _ in range(times)) for words in (desk, walk)]
    start = [
        min(_processor(folder, *words) for _ in range(FEW))
        for words in (("bot", "--help"), ("benchmarks.plain", "nothing"))
    ]
    run.against(
        "verify",
        size,
        took[0] - start[0],
        took[1] - start[1],
        f" of processor; to start, {_ms(start[0])} more",
    )


def _processor(folder: Path, *arguments: str) -> float:
    """Seconds of processor that a command takes."""
    before = os.times()
    env = {"PYTHONPATH": str(ROOT), "DATA_DIR": str(folder)}
    command = [sys.executable, "-m", *arguments]
    subprocess.run(command, cwd=folder, env=env, stdout=subprocess.DEVNULL, check=True)  # noqa: S603
    after = os.times()
    return after.children_user + after.children_system - before.children_user - before.children_system


async def start(run: Run, size: int) -> None:
    """Start to first answer, turn by turn."""
    took: tuple[list[float], list[float]] = ([], [])
    for _ in range(FEW):
        for seconds, bot in zip(took, (run.desk(size, "start"), run.plain()), strict=True):
            async with bot.running():
                seconds.append(bot.started_at)
    run.against("start", size, *map(min, took))


async def pending(run: Run, size: int) -> None:
    """Memory for many pending reminders, beside as many in the library's queue."""
    queue = run.plain("benchmarks.plain", "queue", str(PENDING))
    bots = [run.desk(size, "pending"), run.desk(size, "pending"), queue, run.plain()]
    owe(bots[0].folder / "desk.sqlite", PENDING, NOW + timedelta(days=9))
    held = []
    for bot in bots:
        async with bot.running():
            held.append(bot.memory())
    run.held("pending", size, [held[0] - held[1], held[2] - held[3]])


async def record(run: Run, size: int) -> None:
    """Recording an event, and writing a bare row with the same care, turn by turn."""
    folder = run.work("record")
    database = Database(read_url(f"sqlite:///{copied(seeded(run.folder, size), folder)}"))
    took: tuple[list[float], list[float]] = ([], [])
    bare = aiosqlite.connect(folder / "bare.sqlite", isolation_level=None)
    async with database, bare as plain:
        for pragma in ("journal_mode=WAL", "synchronous=FULL"):
            await plain.execute(f"PRAGMA {pragma}")
        await plain.execute("CREATE TABLE event (id INTEGER PRIMARY KEY, kind TEXT, at TEXT, text TEXT)")
        for number in range(1, RECORDED + 1):
            begun = time.perf_counter()
            async with database.write() as session:
                request = await by_id(session, 1, number)
                await recording.record(
                    session, request, NewEvent(EventKind.NOTE, 1, NOW, text=f"note {number}"), now=NOW
                )
            took[0].append(time.perf_counter() - begun)
            begun = time.perf_counter()
            await plain.execute(
                "INSERT INTO event (kind, at, text) VALUES ('note', ?, ?)",
                (NOW.isoformat(), f"note {number}"),
            )
            took[1].append(time.perf_counter() - begun)
    run.against("record", size, *map(statistics.median, took))


def _ms(seconds: float) -> str:
    if math.isnan(seconds):
        return "not measured"
    return (
        f"{seconds * 1000:,.1f} ms"
        if seconds < 0.1
        else f"{seconds * 1000:,.0f} ms"
        if seconds < 10
        else f"{seconds:,.1f} s"
    )
