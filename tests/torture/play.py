"""What a seed plays: people of two newsrooms and a stranger, Telegram's faults, kills, and a clock that jumps."""

from __future__ import annotations

import asyncio
import gc
import json
import logging
import re
import shutil
import sqlite3
from collections.abc import Awaitable, Callable
from contextlib import closing, suppress
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

import pytest
from aiohttp import web
from telegram import Update

from bot.cli.operating import create_newsroom
from bot.cli.serving import running
from bot.environment import read_settings
from bot.telegram.updates import OnePersonAtATime
from bot.telegram.wire import Wire
from db.engine import Database
from jobs.files.folder import EvidenceFolder
from jobs.records.verifying import verify
from sandbox.api.telegram import LocalTelegram
from sandbox.case import BEGINNING, DARA, GROUP, MALY, SREYNEANG, VUTHY, at
from sandbox.case import EVE as STRANGER
from sandbox.start import TOKEN, open_sandbox
from sandbox.world.chats import NotPossible
from sandbox.world.messages import buttons
from tests.torture.machine import Machine, lucky

OTHER, THEIRS = 777, 778  # the editor and the reporter of the other newsroom
ROOMS = {DARA: "a", MALY: "a", SREYNEANG: "a", OTHER: "b", THEIRS: "b"}
# What members type: the words, the table that holds {q} afterwards, and how often; no words: they press a button.
TYPED = (
    ("/ask {body}: question {q}? by {deadline} via email", "question", 30), ("/note {n} {q}", "event", 8),
    ("/chase {n} {channel} {q}", "event", 8), ("/reply {n} ack {q}", "event", 2), ("/reply {n} full {q}", "event", 2), ("/undo", "", 4),
    ("/remind {n} {wait} {q}", "reminder", 6), ("/find {q}", "", 6), ("/status", "", 4), ("/due", "", 1), ("/status {n}", "", 1),
    ("called the {body}, no answer {q}", "event", 8), ("/story #st{q} title publish in 90m", "", 3),
    ("/story #st{q} title publish tomorrow 18:00", "", 3), ("", "", 14),
)  # fmt: skip
FILLED = {
    "body": ("Municipal Court", "Embassy of India", "Embassy of Pakistan", "Ministry of Justice"),
    "deadline": ("in 3h", "in 48h", "tomorrow 17:00", "3wd", "tomorrow 06:30", "in 40m"),
    "wait": ("in 20m", "in 5h", "tomorrow 03:00", "in 2d"),
    "channel": ("call", "email"),
    "n": (1, 2, 3, 4),
}
# Working days, the evening before the New Year's holidays, a night, a weekend, the end of a year.
BEGINNINGS = [BEGINNING, at("3 Dec 21:40"), at("6 Dec 16:50"), at("8 Dec 02:15")]
BEGINNINGS += [BEGINNING.replace(year=2025, month=4, day=11, hour=16), at("31 Dec 23:58")]
# What a button must not do here: files are made by another process.
PRESSED = ("r:", "o:", "d:", "n:", "p:", "s:", "h:", "go:due", "b:")

TABLES = ["request", "question", "event", "reminder", "alert", "digest_run", "inbox", "member", "newsroom"]
WORD = re.compile(r"q([ab])\d+z\d\dx")

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

    @property
    def told(self) -> bool:
        """Whether people see something of it."""
        return self.status == 200 and self.method != "getUpdates"

    @property
    def chat(self) -> int:
        return int(self.params.get("chat_id", 0))

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
    calm_from: int = 0  # of the calls, the first since nothing goes wrong any more
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


async def found(folder: Path) -> None:
    """Two newsrooms, from which each seed goes on."""
    async with open_sandbox(folder=folder) as sandbox:
        await sandbox.found_newsroom()
        desk, telegram = sandbox.parts.application.bot_data["desk"], sandbox.telegram
        for person, name in ((OTHER, "Mallory"), (THEIRS, "Thida"), (STRANGER, "Eve"), (VUTHY, "Vuthy")):
            telegram.add_person(person, name, username=name.casefold())
        async with desk.all_newsrooms.write() as session:
            code = (await create_newsroom(session, sandbox.settings, "Other Desk", sandbox.clock)).code
        for person in (OTHER, THEIRS):
            await telegram.open_start_link(person, code)
            await sandbox.idle()
            await telegram.send_text(OTHER, OTHER, "/invite")
            await sandbox.idle()
            code = telegram.last(OTHER)["text"].split("start=")[1].split()[0]


class Play:
    """One seed, played in `folder` (emptied) from what was `found`."""

    def __init__(self, seed: int, template: Path, folder: Path) -> None:
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        shutil.copy(template / "desk.sqlite", folder / "desk.sqlite")
        self.folder = folder
        self.luck = Random(f"people {seed}")  # noqa: S311
        self.machine = Machine(seed, self.luck.choice(BEGINNINGS))
        self.played = Played(seed)
        self.tokens = 0
        self._waiting: set[asyncio.Task[Any]] = set()
        machine = self.machine
        self.telegram = LocalTelegram(
            token=TOKEN, now=machine.clock.now, flood_limits=True, monotonic=lambda: machine.now
        )
        with closing(sqlite3.connect(template / "telegram.sqlite")) as kept:
            kept.backup(self.telegram.world.store._connection)
        self.telegram.app.middlewares.append(self._watched)
        env = {"BOT_TOKEN": TOKEN, "DATA_DIR": str(folder), "TELEGRAM_API_URL": "http://127.0.0.1:8081"}
        env |= {"DATABASE_URL": f"sqlite:///{folder}/desk.sqlite", "BACKUP_TIME": "off"}
        self.settings = read_settings(env | {"SWEEP_SECONDS": str(self.luck.choice((5, 20, 60)))})

    def note(self, what: str) -> None:
        """A line of the transcript."""
        shown = self.machine.clock.now().strftime("%d %b %H:%M:%S")
        self.played.transcript.append(f"{self.machine.now:.4f} {shown} {what}")

    # The desk, and what Telegram hears of it.

    def start(self) -> None:
        """Start the desk."""
        self.note("the desk starts")
        self.machine.start(self._serve())

    async def _serve(self) -> None:
        say = lambda text: self.note(f"says {text}")  # noqa: E731
        async with running(self.settings, self.machine.clock, say=say):
            await asyncio.Event().wait()

    @web.middleware
    async def _watched(self, request: web.Request, handler: Any) -> web.StreamResponse:
        answer: web.StreamResponse = await handler(request)
        method, of = request.match_info.get("method", ""), request.headers.get("X-Update")
        params = {name: str(value) for name, value in (await request.post()).items()}
        why = json.loads(answer.text).get("description", "") if isinstance(answer, web.Response) else ""  # type: ignore[arg-type]
        when = self.machine.clock.now(), self.machine.lives, self.machine.now - self.machine.began
        called = Called(method, int(of) if of else None, params, answer.status, why, *when)
        if method not in ("getUpdates", "setMyCommands") or answer.status != 200:
            self.played.calls.append(called)
            self.note(f"bot {method} {of or '-'} {answer.status} {why} {json.dumps(params)}")
        return answer

    def play(self) -> Played:
        """Play it to the end, and see what is on record."""
        handler, root = _Log(self), logging.getLogger()
        level = root.level
        with self.machine.alone(), pytest.MonkeyPatch.context() as patch:
            _mark_calls(patch)
            root.addHandler(handler)
            root.setLevel(logging.WARNING)
            try:
                self.machine.run(self._whole())
                self.machine.start(self._verified())
                self.machine.run(self._until(lambda: self.machine.working is None, "verified"))
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
        with closing(sqlite3.connect(self.folder / "desk.sqlite")) as db:
            db.row_factory = sqlite3.Row
            for table in TABLES:
                rows = db.execute(f"SELECT * FROM {table} ORDER BY 1").fetchall()  # noqa: S608
                self.played.record[table] = [dict(row) for row in rows]
        # Whom a body refers us to is asked the same.
        referred = {row["id"] for row in self.played.record["request"] if row["referred_from_id"]}
        asked = [row for row in self.played.record["question"] if row["request_id"] not in referred]
        self.played.record["question"] = asked
        self.telegram.world.store.close()

    def _one(self, sql: str) -> Any:
        with closing(sqlite3.connect(self.folder / "desk.sqlite")) as db:
            return db.execute(sql).fetchone()[0]

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
        for _ in range(self.luck.randint(15, 40)):
            await asyncio.sleep(self.luck.choice((0.0, 0.05, 0.3, 2.0, 9.0)))
            if self.machine.desk is None and self.luck.random() < 0.7:
                self.start()
            [happening] = self.luck.choices(list(HAPPENINGS), list(HAPPENINGS.values()))
            with suppress(NotPossible):
                await happening(self)
        await self._calm()

    async def tried(self) -> None:
        """A start, a request, and an end."""
        await self.telegram.start()
        self.start()
        await self.person()
        await asyncio.sleep(3)
        await self._ended()

    async def _calm(self) -> None:
        """Nothing goes wrong any more, and everything has its time."""
        self.note("all is well from here on")
        self.played.calm_from = len(self.played.calls)
        self.machine.kill_after = None
        self.telegram._server.faults.clear()
        self.machine.network.answers_take, self.machine.network.is_down = 0.0, False
        if self.machine.desk is None:
            self.start()
        for person in (*ROOMS, STRANGER):
            self.telegram.unblock(person)
        for patience in range(60):
            await asyncio.sleep(65)  # as often as it looks at the least
            if not self.telegram.world.updates.pending_count() and not self._open():
                break
            self.machine.clock.move(timedelta(minutes=3 if patience < 20 else 30))
        await self._ended()

    async def _ended(self) -> None:
        """The desk is told to stop, and does."""
        for task in self._waiting:
            task.cancel()
        working = self.machine.working
        if working is not None and self.machine.desk is not None:
            self.machine.desk.call_soon(working.cancel)
        await self._until(lambda: self.machine.desk is None, "stopped")

    def _open(self) -> int:
        now = self.machine.clock.now().strftime("%Y-%m-%d %H:%M:%S.%f")
        due = f"settled_at IS NULL AND due_at <= '{now}'"
        tables = ("reminder", "alert", "digest_run")
        owed = sum(self._one(f"SELECT count(*) FROM {table} WHERE {due}") for table in tables)  # noqa: S608
        return int(owed + self._one("SELECT count(*) FROM inbox WHERE done_at IS NULL"))

    def _token(self, who: int) -> str:
        self.tokens += 1
        return f"q{ROOMS.get(who, 'c')}{self.tokens}z{self.luck.randrange(10, 99)}x"

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
        if text.startswith("/story"):
            who = SREYNEANG if ROOMS[who] == "a" else OTHER
        token = self._token(who)
        filled = {name: luck.choice(values) for name, values in FILLED.items()}
        chat = GROUP if text == "/status" and ROOMS[who] == "a" and luck.random() < 0.2 else who
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
                self.telegram.world.chats.may_speak(who, who)
                self.note(f"{who} presses {data} of {message['message_id']}")
                pressing = self.telegram.press(who, who, message["message_id"], data=data)
                self._later(pressing)
                await asyncio.sleep(0)
                self._took(who, "", "press")

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
        who, world = self.luck.choice([*ROOMS, GROUP]), self.telegram.world
        self.note(f"{who} blocks, or takes it back")
        if who == GROUP and world.chats.chat(GROUP).bot_status == "member":
            self.telegram.kick_bot(GROUP)
        elif who == GROUP:
            self.telegram.add_bot(GROUP, SREYNEANG)
            await self.say(SREYNEANG, "/newsroom here", chat=GROUP)
        elif world.chats.blocked(who):
            self.telegram.unblock(who)
        else:
            self.telegram.block(who)

    async def killed(self) -> None:
        """The desk is killed at its next step, or at one of those that follow."""
        self.machine.kill_after = self.luck.choice((1, 20, 100, 400, 1500))
        self.machine.kill_after = self.luck.randint(1, self.machine.kill_after)
        self.note(f"killed after {self.machine.kill_after} steps")

    async def stopped(self) -> None:
        """Somebody stops the desk properly."""
        if self.machine.desk is not None and self.machine.working is not None:
            self.note("stopped")
            self.machine.desk.call_soon(self.machine.working.cancel)
            await asyncio.sleep(6)

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
    Play.gone: 4, Play.killed: 12, Play.stopped: 2, Play.jump: 14,
}  # fmt: skip


def _mark_calls(patch: pytest.MonkeyPatch) -> None:
    """Each call says in which update's handling it is made."""
    process, head = OnePersonAtATime.do_process_update, Wire._head

    async def do_process_update(self: OnePersonAtATime, update: object, coroutine: Any) -> None:
        _of_update.set(update.update_id if isinstance(update, Update) else None)
        await process(self, update, coroutine)

    def _head(self: Wire, *args: Any) -> Any:
        made = head(self, *args)
        if (of := _of_update.get()) is not None:
            made.headers._full_items.append((b"x-update", b"X-Update", str(of).encode()))
        return made

    patch.setattr(OnePersonAtATime, "do_process_update", do_process_update)
    patch.setattr(Wire, "_head", _head)


def template(folder: Path, work: Path) -> Path:
    """Found the newsrooms, and try the machine: what is done once in a process must not be done in the first seed."""
    with lucky(Random(0)):  # noqa: S311
        asyncio.run(found(folder))
    trial = Play(0, folder, work)
    with trial.machine.alone():
        trial.machine.run(trial.tried())
    trial.telegram.world.store.close()
    gc.collect()
    gc.freeze()  # each seed looks for garbage in its own
    return folder
