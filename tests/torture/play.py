"""What a seed plays: people of two newsrooms, one of both, one who comes and goes, and a stranger; faults of Telegram's and of the
record, kills, and a clock that jumps."""

from __future__ import annotations

import asyncio
import gc
import json
import logging
import re
import shutil
import sqlite3
from collections.abc import Awaitable, Callable, Iterator
from contextlib import closing, contextmanager, suppress
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from random import Random
from types import SimpleNamespace
from typing import Any

import pytest
from aiohttp import web
from sqlalchemy.engine import URL
from telegram import Update

from bot.cli.operating import create_newsroom
from bot.cli.serving import running
from bot.environment import read_settings
from bot.telegram.inbox import Inbox
from bot.telegram.updates import OnePersonAtATime
from bot.telegram.wire import Wire
from db.engine import Database, is_damaged, shown
from db.errors import UnreachableDatabase
from jobs.files.folder import EvidenceFolder
from jobs.records.verifying import verify
from sandbox.api.telegram import LocalTelegram
from sandbox.case import BEGINNING, DARA, GROUP, MALY, SREYNEANG, VUTHY, at
from sandbox.case import EVE as STRANGER
from sandbox.start import TOKEN, open_sandbox
from sandbox.world.chats import NotPossible
from sandbox.world.messages import buttons
from tests.torture.machine import Loop, Machine, lucky
from tests.torture.records import InAFile, OnAServer, Record, plain

# The editor and the reporter of the other newsroom, and a reporter of both.
OTHER, THEIRS, BOTH = 777, 778, 779
GUEST = VUTHY  # is removed, forgotten, and comes back
ALONE, STORY = -600, "court"  # a group that is told this story alone
ROOMS = {DARA: "a", MALY: "a", SREYNEANG: "a", GUEST: "a", OTHER: "b", THEIRS: "b", BOTH: "ab"}
NEWSROOMS = {"a": "Mekong Desk", "b": "Other Desk"}
NAMES = {OTHER: "Mallory", THEIRS: "Thida", BOTH: "Sophea", STRANGER: "Eve", GUEST: "Vuthy"}
# What members type: the words, the table that holds {q} afterwards, and how often; no words: they press a button.
TYPED = (
    ("/ask {body}: question {q}? by {deadline} via email{options}", "question", 30), ("/note {n} {q}", "event", 8),
    ("/ask {body}: question {q}? by {late} at {early} via call", "question", 3), ("/chase {n} {channel} at {early} {q}", "event", 3),
    ("/chase {n} {channel} {q}", "event", 6), ("/reply {n} ack {q}", "event", 2), ("/reply {n} full {q}", "event", 2), ("/undo", "", 4),
    ("/private {n} {name}", "", 2), ("/away until {deadline} to {name}", "", 2), ("/away off", "", 1), ("/report", "", 1),
    ("/remind {n} {wait} {q}", "reminder", 6), ("/find {q}", "", 6), ("/status", "", 4), ("/due", "", 1), ("/status {n}", "", 1),
    ("called the {body}, no answer {q}", "event", 8), ("/assign {n} to {name}", "", 4), ("/story #st{q} title publish in 90m", "", 3),
    ("/story #st{q} title publish tomorrow 18:00", "", 3), ("", "", 14),
)  # fmt: skip
FILLED = {
    "body": ("Municipal Court", "Embassy of India", "Embassy of Pakistan", "Ministry of Justice"),
    "deadline": ("in 3h", "in 48h", "tomorrow 17:00", "3wd", "tomorrow 06:30", "in 40m"),
    "options": ("", "", "", " #court", " #court", " #hush", " private", " #hush private"),
    "late": ("yesterday 17:00", "today 00:20", "in 3h"),
    "early": ("yesterday 09:00", "today 00:05", "08:00"),
    "wait": ("in 20m", "in 5h", "tomorrow 03:00", "in 2d"),
    "channel": ("call", "email"),
    "n": (1, 2, 3, 4),
    "name": ("Dara", "Maly", "Vuthy"),
}
# Working days, the evening before the New Year's holidays, a night, a weekend, the end of a year.
BEGINNINGS = [BEGINNING, at("3 Dec 21:40"), at("6 Dec 16:50"), at("8 Dec 02:15")]
BEGINNINGS += [BEGINNING.replace(year=2025, month=4, day=11, hour=16), at("31 Dec 23:58")]
ON_SERVER = 0.05  # of the seeds: each takes twice as long
# The processes of a desk on a server: one that does everything, or several behind a webhook.
PARTS = [("",), ("updates1", "jobs1"), ("updates1", "updates2", "jobs1", "jobs2")]
# What a button must not do here: files are made by another process.
PRESSED = ("r:", "o:", "d:", "n:", "p:", "s:", "h:", "go:due", "b:")

TABLES = ["request", "question", "event", "reminder", "alert", "digest_run", "inbox", "member", "newsroom", "story"]  # fmt: skip
WORD = re.compile(r"q([ab])\d+z\d\dx")
LINK = re.compile(r"start=([\w-]+)")

_of_update: ContextVar[int | None] = ContextVar("update", default=None)


@dataclass
class Said:
    """What somebody sent: `token` is in nothing else; "" for what has none. `kind`: the table that it goes into."""

    who: int
    token: str
    kind: str
    update: int


@dataclass
class Called:
    """A call that Telegram answered, in which update's handling it was made, and when (UTC)."""

    method: str
    update: int | None
    params: dict[str, Any]
    status: int
    why: str
    at: datetime
    life: int
    age: float  # seconds since the desk started
    now: float  # the machine's, which nobody sets

    @property
    def told(self) -> bool:
        """Whether people see something of it."""
        return self.status == 200 and self.method != "getUpdates"

    @property
    def chat(self) -> int:
        named = str(self.params.get("chat_id", 0))  # whatever a hostile update had in that place
        return int(named) if re.fullmatch(r"-?\d+", named) else 0

    @property
    def text(self) -> str:
        return str(self.params.get("text", ""))


@dataclass
class Played:
    """What came of a seed."""

    seed: int
    said: list[Said] = field(default_factory=list)
    calls: list[Called] = field(default_factory=list)
    transcript: list[str] = field(default_factory=list)
    traces: list[str] = field(default_factory=list)
    troubles: list[str] = field(default_factory=list)
    kills: int = 0
    hostile: int = 0
    faults: int = 0  # of the record
    on_server: bool = False
    calm_from: int = 0  # of the calls, the first since nothing goes wrong any more
    jumps: list[float] = field(default_factory=list)  # when the clock was set, by the machine's time
    thrown_out: int = 0  # how often, of groups
    unreal: set[int] = field(default_factory=set)  # updates made by hand, and those handed out again
    record: dict[str, list[dict[str, Any]]] = field(default_factory=dict)

    @property
    def text(self) -> str:
        """All that happened."""
        return "\n".join(self.transcript)


class _Log(logging.Handler):
    def __init__(self, play: Play) -> None:
        super().__init__()
        self._play = play

    def emit(self, record: logging.LogRecord) -> None:
        self._play.note(f"log {record.levelname} {record.getMessage()}")
        if record.exc_info:
            trace = logging.Formatter().formatException(record.exc_info)
            self._play.played.traces.append(f"{record.getMessage()}\n{trace}")


@dataclass(frozen=True)
class Found:
    """From what each seed goes on: `folder` has Telegram and a record."""

    folder: Path
    file: InAFile
    server: OnAServer | None = None

    def record(self, seed: int) -> Record:
        """Where a seed's record is."""
        return self.server if self.server and is_on_server(seed) else self.file


def is_on_server(seed: int) -> bool:
    """Whether the record of a seed is in PostgreSQL."""
    return Random(f"record {seed}").random() < ON_SERVER  # noqa: S311


async def found(folder: Path, database_url: str = "") -> None:
    """Two newsrooms."""
    async with open_sandbox(folder=folder, database_url=database_url) as sandbox:
        await sandbox.found_newsroom()
        desk, telegram = sandbox.parts.application.bot_data["desk"], sandbox.telegram
        for person, name in NAMES.items():
            telegram.add_person(person, name, username=name.casefold())
        await sandbox.invite(GUEST)
        await sandbox.invite(BOTH)
        telegram.add_group(ALONE, "Court", [SREYNEANG, MALY])
        for chat, text in ((SREYNEANG, f"/story #{STORY} title"), (ALONE, f"/newsroom here #{STORY}")):
            await telegram.send_text(SREYNEANG, chat, text)
            await sandbox.idle()
        async with desk.all_newsrooms.write() as session:
            code = (await create_newsroom(session, sandbox.settings, NEWSROOMS["b"], sandbox.clock)).code
        for person in (OTHER, THEIRS, BOTH):
            await telegram.open_start_link(person, code)
            await sandbox.idle()
            await telegram.send_text(OTHER, OTHER, "/invite")
            await sandbox.idle()
            code = telegram.last(OTHER)["text"].split("start=")[1].split()[0]
        await sandbox.parts.outbox.run()  # the editors hear who came


class Play:
    """One seed, played in `folder` (emptied) from what was `found`."""

    def __init__(self, seed: int, found: Found, folder: Path) -> None:
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        self.folder = folder
        self.luck = Random(f"people {seed}")  # noqa: S311
        self.record = found.record(seed)
        self.machine = Machine(seed, self.luck.choice(BEGINNINGS), self.record)
        self.machine.forgives = self._forgives
        self.record.anew()
        self.played = Played(seed, on_server=isinstance(self.record, OnAServer))
        self.parts = self.luck.choice(PARTS) if self.played.on_server else ("",)
        self.takes: dict[Any, Inbox] = {}  # behind a webhook, by their event loops
        self.tokens, self.chosen = 0, "b"  # which newsroom what one of both writes is for
        self.opened = set[str]()  # links
        self._waiting: set[asyncio.Task[Any]] = set()
        machine = self.machine
        self.telegram = LocalTelegram(
            token=TOKEN, now=machine.clock.now, flood_limits=True, monotonic=lambda: machine.now
        )
        with closing(sqlite3.connect(found.folder / "telegram.sqlite")) as kept:
            kept.backup(self.telegram.world.store._connection)
        self.telegram.app.middlewares.append(self._watched)
        env = {"BOT_TOKEN": TOKEN, "DATA_DIR": str(folder), "TELEGRAM_API_URL": "http://127.0.0.1:8081"}
        env |= {"DATABASE_URL": self.record.url, "BACKUP_TIME": "off"}
        if self.parts[0]:
            env |= {"WEBHOOK_URL": "https://desk.example", "WEBHOOK_SECRET": "s"}
        self.settings = read_settings(env | {"SWEEP_SECONDS": str(self.luck.choice((5, 20, 60)))})

    def note(self, what: str) -> None:
        """A line of the transcript."""
        what = what.replace(shown(self.settings.database_url), "the record").replace(str(self.folder), "")
        day = self.machine.clock.now().strftime("%d %b %H:%M:%S")
        self.played.transcript.append(f"{self.machine.now:.4f} {day} {what}")

    # The desk, and what Telegram hears of it.

    def start(self) -> None:
        """Start whatever of the desk does not run."""
        for part in self.parts:
            if not any(desk.part == part for desk in self.machine.desks):
                self.note(f"the desk starts {part}")
                self.machine.start(self._serve(part), part)

    async def _serve(self, part: str) -> None:
        only, say = part.rstrip("12") or None, lambda text: self.note(f"says {text}")
        async with running(self.settings, self.machine.clock, say=say, only=only):
            await asyncio.Event().wait()

    def _forgives(self, error: BaseException) -> bool:
        """Where the record cannot be opened and will not be by itself, a start ends; whoever runs it starts it again."""
        self.note(f"ended: {error}")
        is_told = isinstance(error, UnreachableDatabase) or is_damaged(error)
        return bool(self.record.wrong) and is_told

    def _listening(self, inbox: Inbox, *_: object) -> Any:
        loop = asyncio.get_running_loop()
        self.takes[loop] = inbox
        stop = partial(self.takes.pop, loop, None)
        return SimpleNamespace(stop=stop, close_all_connections=partial(asyncio.sleep, 0))

    async def _posted(self, _: object, __: str, update: dict[str, Any]) -> bool:
        """Telegram posts an update to one of those that take them; whether it was accepted."""
        those = [desk for desk in self.machine.desks if desk in self.takes]
        if not those or self.machine.network.is_down:
            return False
        desk, took = self.machine.chance.choice(those), self.machine.world.create_future()

        async def receive() -> None:
            kept = False
            with suppress(Exception):
                kept = await self.takes[desk].receive(update)
            if not took.done():
                self.machine.world.call_soon(took.set_result, kept)

        desk.call_later(self.machine.trip(), lambda: desk.create_task(receive()))
        with suppress(TimeoutError):
            async with asyncio.timeout(60):
                return bool(await took)
        return False

    @web.middleware
    async def _watched(self, request: web.Request, handler: Any) -> web.StreamResponse:
        answer: web.StreamResponse = await handler(request)
        method, of = request.match_info.get("method", ""), request.headers.get("X-Update")
        params = {name: str(value) for name, value in (await request.post()).items()}
        why = json.loads(answer.text).get("description", "") if isinstance(answer, web.Response) else ""  # type: ignore[arg-type]
        now, life = self.machine.now, int(request.headers.get("X-Life", 0))
        when = self.machine.clock.now(), life, now - self.machine.began[life], now
        called = Called(method, int(of) if of else None, params, answer.status, why, *when)
        if method not in ("getUpdates", "setMyCommands") or answer.status != 200:
            self.played.calls.append(called)
            self.note(f"bot {method} {of or '-'} {answer.status} {why} {json.dumps(params)}")
        return answer

    @contextmanager
    def alone(self) -> Iterator[None]:
        """While this lasts nothing asks the real machine, and Telegram posts what it has to whoever listens."""
        with self.machine.alone(), pytest.MonkeyPatch.context() as patch:
            _mark_calls(patch)
            patch.setattr("bot.telegram.webhook.listening", self._listening)
            patch.setattr("sandbox.api.updates._accepted", self._posted)
            yield

    def play(self) -> Played:
        """Play it to the end, and see what is on record."""
        handler, root = _Log(self), logging.getLogger()
        level = root.level
        with self.alone():
            root.addHandler(handler)
            root.setLevel(logging.WARNING)
            try:
                self.machine.run(self._whole())
                self.machine.start(self._verified())
                self.machine.run(self._until(lambda: not self.machine.desks, "verified"))
            except Exception as error:  # noqa: BLE001  (a seed that ends so has failed)
                trace = logging.Formatter().formatException((type(error), error, error.__traceback__))
                self.played.troubles.append(f"ended with {trace}")
            finally:
                root.removeHandler(handler)
                root.setLevel(level)
                self.played.kills = self.machine.kills
        self._read()
        return self.played

    async def _verified(self) -> None:
        async with Database(self.settings.database_url) as database:
            for verdict in await verify(database, EvidenceFolder(self.folder)):
                self.played.troubles += [f"the chain: {trouble}" for trouble in verdict.troubles]

    def _read(self) -> None:
        for table in TABLES:
            self.played.record[table] = self.record.rows(f"SELECT * FROM {table} ORDER BY 1")  # noqa: S608
        # Whom a body refers us to is asked the same.
        referred = {row["id"] for row in self.played.record["request"] if row["referred_from_id"]}
        asked = [row for row in self.played.record["question"] if row["request_id"] not in referred]
        self.played.record["question"] = asked
        self.telegram.world.store.close()

    def _one(self, sql: str) -> Any:
        return next(iter(self.record.rows(sql)[0].values()))

    async def _until(self, condition: Callable[[], Any], what: str) -> None:
        for _ in range(2000):
            if condition():
                return
            await asyncio.sleep(0.2)
        raise AssertionError(f"in vain: {what}")

    # What happens.

    async def _whole(self) -> None:
        await self.telegram.start()
        self.start()
        for _ in range(self.luck.randint(8, 20)):
            await asyncio.sleep(self.luck.choice((0.0, 0.05, 0.3, 2.0, 9.0)))
            if len(self.machine.desks) < len(self.parts) and self.luck.random() < 0.7:
                self.start()
            [happening] = self.luck.choices(list(HAPPENINGS), list(HAPPENINGS.values()))
            with suppress(NotPossible):
                await happening(self)
        await self._calm()

    async def tried(self) -> None:
        """A start, a request, and an end."""
        await self.telegram.start()
        self.start()
        with suppress(NotPossible):
            await self.person()
        await asyncio.sleep(3)
        await self._ended()

    async def _calm(self) -> None:
        """Nothing goes wrong any more, and everything has its time."""
        self.note("all is well from here on")
        self.played.calm_from = len(self.played.calls)
        self.machine.kill_after = self.machine.kill_at_commit = None
        self.telegram._server.faults.clear()
        self.machine.network.answers_take, self.machine.network.is_down = 0.0, False
        self.record.goes("")
        self.start()
        for person in (*ROOMS, STRANGER):
            self.telegram.unblock(person)
        for patience in range(60):
            await asyncio.sleep(65)  # as often as it looks at the least
            self.start()  # what had been told to stop, and ended only now
            if not self.telegram.world.updates.pending_count() and not self._open():
                break
            asked = (one.now + int(one.why.split()[-1]) for one in self.played.calls if one.status == 429)
            if self.machine.now < max(asked, default=0.0):
                continue  # whoever waits as Telegram asked holds what it is to send; a clock that is set takes that away
            self.machine.clock.move(timedelta(minutes=3 if patience < 20 else 30))
        await self._ended()

    async def _ended(self) -> None:
        """The desk is told to stop, and does."""
        for task in self._waiting:
            task.cancel()
        for desk in self.machine.desks:
            self._stop(desk)
        await self._until(lambda: not self.machine.desks, "stopped")

    def _stop(self, desk: Loop) -> None:
        if desk.working is not None:
            desk.call_soon(desk.working.cancel)

    def _open(self) -> int:
        now = self.machine.clock.now().strftime("%Y-%m-%d %H:%M:%S.%f")
        due = f"settled_at IS NULL AND due_at <= '{now}'"
        tables = ("reminder", "alert", "digest_run")
        owed = sum(self._one(f"SELECT count(*) FROM {table} WHERE {due}") for table in tables)  # noqa: S608
        return int(owed + self._one("SELECT count(*) FROM inbox WHERE done_at IS NULL"))

    def _token(self, who: int) -> str:
        self.tokens += 1
        return f"q{self.chosen if who == BOTH else ROOMS.get(who, 'c')}{self.tokens}z{self.luck.randrange(10, 99)}x"

    def _took(self, who: int, token: str, kind: str) -> None:
        update = self.telegram.world.store.setting("update_id", 1) - 1
        if not self.played.said or update > self.played.said[-1].update:  # the bot may not see it
            self.played.said.append(Said(who, token, kind, update))

    async def say(self, who: int, text: str, token: str = "", kind: str = "", chat: int = 0) -> None:
        """Somebody writes."""
        self.note(f"{who} writes in {chat or who}: {text}")
        await self.telegram.send_text(who, chat or who, text)
        self._took(who, token, kind)

    async def person(self) -> None:
        """One person does something."""
        who, luck = self.luck.choice(list(ROOMS)), self.luck
        [(text, kind, _)] = luck.choices(TYPED, [weight for _, _, weight in TYPED])
        if not text:
            await self.press(who)
            return
        if who == BOTH and not text.startswith("/"):  # it may be what was asked for in the other newsroom
            self.chosen = luck.choice("ab")
            await self.say(BOTH, f"/newsroom {NEWSROOMS[self.chosen]}")
            return
        if text.startswith(("/story", "/assign")):
            who = SREYNEANG if ROOMS[who] == "a" else OTHER
        token = self._token(who)
        filled = {name: luck.choice(values) for name, values in FILLED.items()}
        chat = GROUP if text in ("/status", "/report") and ROOMS[who] == "a" and luck.random() < 0.2 else who
        await self.say(who, text.format(q=token, **filled), token if "{q}" in text else "", kind, chat)

    async def press(self, who: int) -> None:
        """Somebody presses a button, of the newest message or of an older one; perhaps twice."""
        messages = [m for m in self.telegram.messages(who, from_bot=True)[-6:] if buttons(m)]
        if not messages:
            return
        message = messages[-1] if self.luck.random() < 0.7 else self.luck.choice(messages)
        every = [b["callback_data"] for row in buttons(message) for b in row if "callback_data" in b]
        able = [data for data in every if data.startswith(PRESSED)]
        if able:
            data = self.luck.choice(able)
            for _ in range(self.luck.choice((1, 1, 2))):
                await self._presses(who, message["message_id"], data, "press")

    async def _presses(self, who: int, message: int, data: str, kind: str) -> None:
        self.telegram.world.chats.may_speak(who, who)
        self.note(f"{who} presses {data} of {message}")
        self._later(self.telegram.press(who, who, message, data=data))
        await asyncio.sleep(0)
        self._took(who, "", kind)

    def _later(self, work: Awaitable[Any]) -> None:
        task = asyncio.ensure_future(work)
        self._waiting.add(task)
        task.add_done_callback(self._waiting.discard)

    async def many(self) -> None:
        """Several write at once."""
        for _ in range(self.luck.randint(3, 9)):
            await self.person()

    async def stranger(self) -> None:
        """Somebody from outside."""
        text = self.luck.choice(("/status", "/ask Municipal Court: why?", "/start x", "hello", "/find q"))
        await self.say(STRANGER, text)

    async def hostile(self) -> None:
        """An update that nobody sent: one that was sent, with something of it missing or of another type."""
        of = self.telegram.world.store.one("SELECT kind, json FROM pending ORDER BY update_id DESC LIMIT 1")
        if of is None:
            return
        payload = json.loads(WORD.sub("hostile", of[1]))[of[0]]
        for _ in range(self.luck.randint(1, 2)):
            at_last = payload
            while isinstance(at_last, dict) and at_last:
                name = self.luck.choice(sorted(at_last))
                if not isinstance(at_last[name], dict) or self.luck.random() < 0.3:
                    at_last[name] = self.luck.choice(BROKEN)
                    break
                at_last = at_last[name]
        self.note(f"hostile {json.dumps(payload)}")
        self.telegram.world.updates.push(of[0], payload)
        self.played.hostile += 1
        self.played.unreal.add(self.telegram.world.store.setting("update_id", 1) - 1)

    async def again(self) -> None:
        """Telegram hands out an update once more."""
        with suppress(LookupError):
            update = self.telegram.redeliver()
            self.note(f"update {update} again")
            self.played.unreal.add(update)

    async def refusal(self) -> None:
        """Telegram does not do what it is asked."""
        others = ("editMessageText", "answerCallbackQuery", "getUpdates")
        method = self.luck.choice(("sendMessage",) * 4 + others)
        status, why, parameters = self.luck.choice(REFUSALS)
        times, drop = self.luck.choice((1, 1, 1, 2, 4)), self.luck.random() < 0.3
        self.note(f"fault: {method} {'lost' if drop else status} {times} times")
        fault = {"status": status, "description": why, "parameters": parameters}
        self.telegram.fail_next(method, times=times, drop=drop, **fault)

    async def line(self) -> None:
        """The network is slow, away, or drops."""
        network, long = self.machine.network, self.luck.choice((3.0, 40.0, 100.0, 600.0))
        match self.luck.randrange(3):
            case 0:
                network.answers_take = self.luck.choice((1.5, 6.0, 8.0))
                asyncio.get_running_loop().call_later(long, setattr, network, "answers_take", 0.0)
                self.note(f"answers take {network.answers_take} s, for {long} s")
            case 1:
                network.is_down = True
                network.drop()
                asyncio.get_running_loop().call_later(long, setattr, network, "is_down", False)
                self.note(f"no network for {long} s")
            case _:
                network.drop()
                self.note("the line drops")

    async def gone(self) -> None:
        """Somebody blocks the bot, or takes it back; the group throws it out, or lets it in."""
        who, world = self.luck.choice([*ROOMS, GROUP, ALONE]), self.telegram.world
        self.note(f"{who} blocks, or takes it back")
        if who < 0 and world.chats.chat(who).bot_status == "member":
            self.telegram.kick_bot(who)
            self.played.thrown_out += 1
        elif who < 0:
            self.telegram.add_bot(who, SREYNEANG)
            await self.say(SREYNEANG, f"/newsroom here{f' #{STORY}' if who == ALONE else ''}", chat=who)
        elif world.chats.blocked(who):
            self.telegram.unblock(who)
        else:
            self.telegram.block(who)

    async def killed(self) -> None:
        """The desk is killed at its next step, at one of those that follow, or when it has just changed its record."""
        if self.luck.random() < 0.5:
            changes, steps = self.luck.randint(1, 6), self.luck.choice((1, 3, 10))
            self.machine.kill_at_commit = changes, steps
            self.note(f"killed {steps} steps after {changes} changes of the record")
        else:
            self.machine.kill_after = self.luck.randint(1, self.luck.choice((1, 20, 100, 400, 1500)))
            self.note(f"killed after {self.machine.kill_after} steps")

    async def stopped(self) -> None:
        """Somebody stops the desk properly."""
        if self.machine.desks:
            self.note("stopped")
            self._stop(self.luck.choice(self.machine.desks))
            await asyncio.sleep(6)

    async def record_fails(self) -> None:
        """The record goes wrong, for a moment or for longer."""
        wrong, long = self.luck.choice(self.record.wrongs), self.luck.choice((0.3, 4.0, 60.0, 200.0))
        self.note(f"the record is {wrong} for {long} s")
        self.played.faults += 1
        self.record.goes(wrong)
        asyncio.get_running_loop().call_later(long, self.record.goes, "")

    async def comes_or_goes(self) -> None:
        """The guest is removed, forgotten, or invited, or comes back with an invitation."""
        found = self.record.rows(f"SELECT id, removed_at FROM member WHERE telegram_id = {GUEST}")  # noqa: S608
        [guest] = found or [{"id": 0, "removed_at": "forgotten"}]
        links = LINK.findall("\n".join(m["text"] for m in self.telegram.messages(SREYNEANG, from_bot=True)))
        code = links[-1] if links else ""
        if not guest["removed_at"]:
            await self._orders(f"m:{guest['id']}:removed", "remove")
        elif guest["id"] and self.luck.random() < 0.4:
            dara = self._one(f"SELECT id FROM member WHERE telegram_id = {DARA}")  # noqa: S608
            await self._orders(f"fg:{guest['id']}:{dara}")  # what is still theirs
            await asyncio.sleep(self.luck.choice((0, 3)))
            await self._orders(f"fg:{guest['id']}:yes", "forget")
        elif not code or code in self.opened:
            await self.say(SREYNEANG, self.luck.choice(("/invite", "/invite 3 people")))
        else:
            self.note(f"{GUEST} opens the link {code}")
            self.opened.add(code)
            await self.telegram.open_start_link(GUEST, code)
            self._took(GUEST, "", "start")

    async def _orders(self, data: str, kind: str = "press") -> None:
        """The editor presses a button."""
        await self._presses(SREYNEANG, self.telegram.last(SREYNEANG)["message_id"], data, kind)

    async def jump(self) -> None:
        """The clock moves on: to what is owed next, by hours or by days; or back a little."""
        now = self.machine.clock.now()
        if self.luck.random() < 0.5:
            due = self._one("SELECT min(due_at) FROM reminder WHERE settled_at IS NULL")
            by = datetime.fromisoformat(f"{due}+00:00") - now if due else timedelta(hours=1)
            by = max(by, timedelta(0)) + timedelta(seconds=self.luck.randrange(90))
        else:
            by = timedelta(minutes=self.luck.choice((-15, 3, 45, 200, 600, 1500, 6000)))
        self.machine.clock.move(by)
        self.played.jumps.append(self.machine.now)
        self.note(f"the clock moves by {by}")
        await asyncio.sleep(self.luck.choice((1, 10, 65)))


REFUSALS: list[tuple[int, str, dict[str, Any] | None]] = [
    (500, "Internal Server Error", None),
    (502, "Bad Gateway", None),
    (429, "Too Many Requests: retry after 13", {"retry_after": 13}),
    (429, "Too Many Requests: retry after 400", {"retry_after": 400}),
    (400, "Bad Request: message text is odd", None),
    (400, "Bad Request: chat not found", None),
    (403, "Forbidden: user is deactivated", None),
]
BROKEN: list[Any] = [None, True, 0, -1, 2**70, 1.5, "x", "", [], {}, [[]], {"id": "x"}, "\0", "\ud800"]
HAPPENINGS: dict[Callable[[Play], Awaitable[None]], int] = {
    Play.person: 50, Play.many: 14, Play.stranger: 4, Play.hostile: 6, Play.again: 3, Play.refusal: 10, Play.line: 6,
    Play.gone: 4, Play.killed: 12, Play.stopped: 2, Play.jump: 14, Play.record_fails: 5, Play.comes_or_goes: 5,
}  # fmt: skip


def _mark_calls(patch: pytest.MonkeyPatch) -> None:
    """Each call says in which update's handling it is made."""
    process, head = OnePersonAtATime.do_process_update, Wire._head

    async def do_process_update(self: OnePersonAtATime, update: object, coroutine: Any) -> None:
        _of_update.set(update.update_id if isinstance(update, Update) else None)
        await process(self, update, coroutine)

    def _head(self: Wire, *args: Any) -> Any:
        made = head(self, *args)
        life = getattr(asyncio.get_running_loop(), "life", 0)
        for name, value in (("X-Update", _of_update.get()), ("X-Life", life)):
            if value is not None:
                made.headers._full_items.append((name.lower().encode(), name.encode(), str(value).encode()))
        return made

    patch.setattr(OnePersonAtATime, "do_process_update", do_process_update)
    patch.setattr(Wire, "_head", _head)


def template(folder: Path, work: Path, url: URL | None = None) -> Found:
    """Found the newsrooms, and try the machine: what is done once in a process must not be done in the first seed."""
    with lucky(Random(0)):  # noqa: S311
        asyncio.run(found(folder))
        if url is not None:
            asyncio.run(found(folder / "server", plain(url)))
    made = Found(folder, InAFile(folder, work), OnAServer(url) if url else None)
    tried = set[tuple[tuple[str, ...], bool]]()
    for seed in filter(lambda seed: not seed or (url and is_on_server(seed)), range(400)):
        trial = Play(seed, made, work)
        if (trial.parts, trial.played.on_server) in tried:
            trial.telegram.world.store.close()
            continue
        tried.add((trial.parts, trial.played.on_server))
        with trial.alone():
            trial.machine.run(trial.tried())
        trial.telegram.world.store.close()
    gc.collect()
    gc.freeze()
    return made
