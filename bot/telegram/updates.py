"""Which messages are meant for the bot (in a group where it may read everything, most are not), and whose turn it is."""

from __future__ import annotations

import asyncio
import logging
import re
from bisect import bisect_left
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from functools import partial
from itertools import chain, repeat
from time import perf_counter
from typing import Any
from weakref import WeakValueDictionary

from telegram import Message, MessageEntity, Update
from telegram.ext import BaseUpdateProcessor
from telegram.ext.filters import ChatType, MessageFilter

from bot.telegram.inbox import Inbox, whose
from bot.telegram.pace import Answering, answering
from db.engine import waits

log = logging.getLogger(__name__)


def words_of(message: Message | None) -> str:
    """What a message says: its text, or the caption of its file."""
    return (message.text or message.caption or "") if message is not None else ""


def replied_to(message: Message) -> Message | None:
    """What a message replies to. In a forum, what replies to nothing is shown as a reply to the beginning of its topic."""
    replied = message.reply_to_message
    return replied if replied is not None and replied.forum_topic_created is None else None


@dataclass(frozen=True)
class Commanded:
    """The command that a message begins with, in small letters, and the name of the bot behind it, "" for none."""

    name: str
    bot: str


def commanded(message: Message) -> Commanded | None:
    """The command that a text, or the caption of a file, begins with; None where there is none. What somebody forwards
    was written elsewhere, perhaps to another bot: it is evidence, never a command."""
    entities = message.entities or message.caption_entities
    first = entities[0] if entities else None
    if first is None or first.type != MessageEntity.BOT_COMMAND or first.offset or message.forward_origin:
        return None
    if not words_of(message).startswith("/"):
        return None  # it says so of words that are none
    name, _, bot = words_of(message)[1 : first.length].casefold().partition("@")
    return Commanded(name, bot)


class Command(MessageFilter):
    """A command of one of these names, or with no names of any: for every bot, or for this one."""

    def __init__(self, *names: str) -> None:
        super().__init__()
        self._names = frozenset(names)

    def filter(self, message: Message) -> bool:
        found = commanded(message)
        if found is None or found.bot not in ("", message.get_bot().username.casefold()):
            return False
        return not self._names or found.name in self._names


class _ToMe(MessageFilter):
    """A reply to one of the bot's own messages."""

    def filter(self, message: Message) -> bool:
        replied = message.reply_to_message
        return (
            replied is not None
            and replied.from_user is not None
            and replied.from_user.id == message.get_bot().id
        )


class _Ours(MessageFilter):
    """A message that somebody inserted from what the bot offered."""

    def filter(self, message: Message) -> bool:
        return message.via_bot is not None and message.via_bot.id == message.get_bot().id


class _NamesMe(MessageFilter):
    """A command with the bot's own name behind it: /status@reply_desk_bot."""

    def filter(self, message: Message) -> bool:
        found = commanded(message)
        return found is not None and found.bot == message.get_bot().username.casefold()


class _InAnAlbum(MessageFilter):
    """One of several photos or files that were sent at once."""

    def filter(self, message: Message) -> bool:
        return message.media_group_id is not None


class _Slashed(MessageFilter):
    """A command in letters that Telegram knows no commands in, such as Khmer."""

    def filter(self, message: Message) -> bool:
        second = words_of(message)[1:2]
        slashed = words_of(message).startswith("/") and message.forward_origin is None
        return slashed and second.isalpha() and not second.isascii()


_LINK = re.compile(
    r"(?:(?:t\.me|telegram\.(?:me|dog))/(\w+)\?|resolve\?domain=(\w+)&)start=([\w-]+)", re.IGNORECASE
)
# As `db.people.members.invite` makes them: 24 letters, small and large ones.
_CODE = re.compile(r"(?=.*[a-z])(?=.+[A-Z])[A-Za-z0-9_-]{24}")


def code_in(text: str, username: str) -> str:
    """The code of a link to this bot in a text, or the code that it is; "" where there is none."""
    found = _LINK.search(text)
    if found is not None and username.casefold() in {(found[1] or found[2]).casefold()}:
        return found[3]
    return text.strip() if _CODE.fullmatch(text.strip()) else ""


class _Pasted(MessageFilter):
    """A link to this bot, or the code of one."""

    def filter(self, message: Message) -> bool:
        return code_in(words_of(message), message.get_bot().username) != ""


PASTED = _Pasted()
SLASHED = _Slashed()
OURS = _Ours()
IN_AN_ALBUM = _InAnAlbum()
TALK = ChatType.PRIVATE | (ChatType.GROUPS & _ToMe())
COMMANDS_TO_ME = Command() & (ChatType.PRIVATE | (ChatType.GROUPS & _NamesMe()))


MANY = 30  # updates of one person that wait: more than an album, or what one mostly forwards at once
MOST_WAITING = 10_000  # updates; those of somebody who writes a hundred messages keep nobody else out
ELSEWHERE = (
    0.02,
    0.05,
    0.1,
    0.25,
)  # seconds, while another process is at work on what the same person sent before
LONG = 1.0  # seconds; what takes longer waits for Telegram or the database, and others go on meanwhile


BUCKETS = (0.1, 0.25, 0.5, 1.0, 2.0, 5.0, 10.0, 30.0)  # seconds


@dataclass
class Latency:
    """How long updates took, from being taken up to being answered."""

    counts: list[int] = field(default_factory=lambda: [0] * (len(BUCKETS) + 1))
    total: float = 0.0

    def add(self, seconds: float) -> None:
        """One more."""
        self.counts[bisect_left(BUCKETS, seconds)] += 1
        self.total += seconds


class OnePersonAtATime(BaseUpdateProcessor):
    """Handles several updates at once, but never two of the same person (or of the same chat, where nobody is named).

    Args:
        at_once: how many; one that has been at it for longer than `LONG` is not among them.
        inbox: told what is finished.
        took: told how many seconds each took, with its waiting.
        slower: tells whoever has `MANY` waiting that theirs take turns with those of others; given the next of theirs.
    """

    def __init__(
        self,
        at_once: int,
        inbox: Inbox,
        took: Callable[[float], None],
        slower: Callable[[Update], Awaitable[None]],
    ) -> None:
        super().__init__(MOST_WAITING)
        self._at_once = asyncio.Semaphore(at_once)
        self._inbox = inbox
        self._took = took
        self._slower = slower
        self._waiting = Counter[int]()
        self._floods: set[int] = set()  # of whom they are, and who is to be told
        self._turns: WeakValueDictionary[int, asyncio.Lock] = WeakValueDictionary()
        self._in_hand: set[asyncio.Task[Any]] = set()

    async def do_process_update(self, update: object, coroutine: Any) -> None:
        """Wait for one's turn; the lock lets waiters in as they came. Once the desk stops, nobody's comes any more."""
        key, began = whose(update), perf_counter()
        # One that stands for nobody waits for nobody.
        turn = asyncio.Lock() if key is None else self._turns.setdefault(key, asyncio.Lock())
        who = key or 0
        self._waiting[who] += 1
        if self._waiting[who] == MANY:
            self._floods.add(who)
        try:
            await self._in_turn(update, coroutine, key, turn, began)
        finally:
            self._waiting[who] -= 1
            if not self._waiting[who]:
                del self._waiting[who]

    async def _in_turn(
        self, update: object, coroutine: Any, key: int | None, turn: asyncio.Lock, began: float
    ) -> None:
        pauses = chain(ELSEWHERE, repeat(ELSEWHERE[-1]))
        while True:
            async with turn, self._among_few():
                if self._inbox.stopped:
                    coroutine.close()
                    return
                if await self._inbox.begin(update, key):
                    if key in self._floods and isinstance(update, Update):
                        self._floods.discard(key)
                        await self._slower(update)
                    answering.set(Answering(again=self._inbox.is_unsure(update)))
                    waiting = waits.set(partial(self._inbox.must_wait, update))
                    try:
                        await coroutine
                    finally:
                        waits.reset(waiting)
                    self._inbox.finished(update)
                    self._took(perf_counter() - began)
                    return
            await asyncio.sleep(next(pauses))

    def stop(self, patience: float) -> None:
        """Give up what is not finished in so many seconds: it stays in the inbox for the next process."""
        asyncio.get_running_loop().call_later(patience, self._give_up)

    def _give_up(self) -> None:
        if self._in_hand:
            log.warning(
                "stopped with %s updates in hand: they are handled at the next start", len(self._in_hand)
            )
        for task in self._in_hand:
            task.cancel()

    @asynccontextmanager
    async def _among_few(self) -> AsyncIterator[None]:
        task = asyncio.current_task()
        await self._at_once.acquire()
        is_among = True

        def make_room() -> None:
            nonlocal is_among
            if is_among:
                self._at_once.release()
            is_among = False

        too_long = asyncio.get_running_loop().call_later(LONG, make_room)
        if task is not None:
            self._in_hand.add(task)
        try:
            yield
        finally:
            too_long.cancel()
            make_room()
            if task is not None:
                self._in_hand.discard(task)

    async def initialize(self) -> None:
        """Nothing to prepare."""

    async def shutdown(self) -> None:
        """Nothing to close."""
