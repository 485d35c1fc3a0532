"""How fast the desk may write: Telegram's three limits kept, answers before reminders.

https://core.telegram.org/bots/faq#my-bot-is-hitting-limits-how-do-i-avoid-this: about 30 messages a second overall, one a
second in one chat with short bursts allowed, 20 a minute in a group.
"""

from __future__ import annotations

import asyncio
import logging
import re
from collections import deque
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine, Sequence
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager, nullcontext
from contextvars import ContextVar
from dataclasses import dataclass, field
from math import ceil, inf
from typing import Any, TypeVar

from markupsafe import Markup, escape
from sqlmodel.ext.asyncio.session import AsyncSession
from telegram.constants import MessageLimit
from telegram.error import BadRequest, NetworkError, RetryAfter, TelegramError
from telegram.ext import BaseRateLimiter

from bot.i18n.catalogue import Texts, shorten
from bot.telegram.wire import may_have_arrived
from db.engine import REFUSED, Database, reason
from db.tables import Turn
from db.telegram import turns
from db.text.clusters import utf16

T = TypeVar("T")

# A line that drops for a moment.
RETRY_AFTER_SECONDS = (0.5, 2.0, 5.0)
# Until Telegram has taken one of these, nothing comes in: they are tried as often as it takes.
BEGINNINGS = ("setWebhook", "deleteWebhook")
MOST_WAITS = 3  # how often Telegram may ask us to wait for one message

# Each limit as so many messages in so many seconds, reckoned from when Telegram said that it has one: on a busy machine
# messages catch up with one another on their way. A little more time than Telegram says, for its clock is not ours.
OVERALL_SECONDS = 1.02
IN_PRIVATE = (4, 4.1)
IN_A_GROUP = (20, 60.5)
UNASKED_IN_PRIVATE = (1, 1.02)  # what nobody waits for leaves room for answers

# How long what nobody waits for stands in line, in seconds. Whoever sends it has claimed it for a time only, and lets it
# come again instead.
PATIENCE = 90.0

ON_THE_WAY = 0.05  # seconds, until it is looked again whether what is on its way has arrived

UNASKED = 1  # what `rate_limit_args` says of a message that nobody waits for

log = logging.getLogger(__name__)


# What is said before an answer, in the language of whoever is answered: that it may have arrived already; and of the one
# before it, that nobody knows whether that has.
repeated: ContextVar[str] = ContextVar("repeated", default="🔁")
doubted: ContextVar[Callable[[str], str]] = ContextVar(
    "doubted", default=lambda answer: f"❓ {escape(answer)}"
)


def in_words(t: Texts) -> None:
    """Say both in these words from now on, while this update is handled."""
    repeated.set(str(t.say("<i>This may be a repeat: Telegram did not say whether it had arrived.</i>")))
    doubted.set(
        lambda answer: str(
            t.say("<i>I could not tell whether you got my last answer: {answer}</i>", answer=answer)
        )
    )


HEAD = "🏠 "  # begins the line above all else that says which newsroom a message is about
LONGEST_DOUBTED = 200


@dataclass
class Answering:
    """How far the answer to one update has come. `again`: some of it may have arrived before, so that what is sent first must
    say so; `went`: some of it may have arrived now."""

    again: bool = False
    went: bool = False


answering: ContextVar[Answering | None] = ContextVar("answering", default=None)


class StoppedInLine(asyncio.CancelledError):
    """Whoever waited for a turn was stopped before it came: nothing was sent."""


class NoTurn(TelegramError):
    """What nobody waits for would stand in line for longer than `PATIENCE`: too much is written in its chat."""


class _LongQuiet(RetryAfter):
    """The same, for Telegram wants quiet; not its own word, but what is left of the time that it said."""


@dataclass
class _Sent:
    """What was sent to one chat, or to all: how many are on their way, and when the others arrived, oldest first."""

    on_their_way: int = 0
    arrived: deque[float] = field(default_factory=deque)

    def wait(self, most: int, seconds: float, now: float) -> float:
        room = most - self.on_their_way
        if room <= 0:
            return inf  # until one of them has arrived
        if len(self.arrived) < room:
            return 0.0
        return max(0.0, self.arrived[-room] + seconds - now)


@dataclass
class Pace:
    """When the next message may go (pure: seconds of one clock are handed in).

    Args:
        a_second: messages a second to all chats together; 0: as fast as they come, to each chat too.
    """

    a_second: int
    _all: _Sent = field(default_factory=_Sent)
    _chats: dict[int, _Sent] = field(default_factory=dict)
    _not_before: float = 0.0

    def wait(self, chat_id: int, now: float, *, unasked: bool) -> float:
        """Seconds until a message may go to a chat; 0: at once; infinity: not before another has arrived."""
        waits = [self.wait_of_all(now)]
        if self.a_second and chat_id in self._chats:
            chat = self._chats[chat_id]
            waits.append(chat.wait(*(IN_PRIVATE if chat_id > 0 else IN_A_GROUP), now))
            if unasked and chat_id > 0:
                waits.append(chat.wait(*UNASKED_IN_PRIVATE, now))
        return max(waits)

    def wait_of_all(self, now: float) -> float:
        """Seconds until one may go to any chat."""
        return max(
            self.held(now), self._all.wait(self.a_second, OVERALL_SECONDS, now) if self.a_second else 0.0
        )

    def sent(self, chat_id: int) -> None:
        """A message is on its way to a chat."""
        for sent in (self._all, self._chats.setdefault(chat_id, _Sent())):
            sent.on_their_way += 1

    def arrived(self, chat_id: int, now: float) -> None:
        """It has arrived, or has not: nobody knows of one that was lost whether it counts."""
        for sent, longest in ((self._all, OVERALL_SECONDS), (self._chats[chat_id], IN_A_GROUP[1])):
            sent.on_their_way -= 1
            sent.arrived.append(now)
            while sent.arrived[0] <= now - longest:
                sent.arrived.popleft()

    def hold(self, until: float) -> None:
        """Nothing goes before then: Telegram asked for it."""
        self._not_before = max(self._not_before, until)

    def held(self, now: float) -> float:
        """For how many seconds nothing goes."""
        return max(0.0, self._not_before - now)

    def forget(self, now: float) -> None:
        """Drop what is known of chats in which nothing was sent for so long that it does not matter any more."""
        old = now - IN_A_GROUP[1]
        for chat_id, sent in list(self._chats.items()):
            if not sent.on_their_way and sent.arrived[-1] <= old:
                del self._chats[chat_id]


def _say_before(data: dict[str, Any], words: str) -> bool:
    """Say something before a message, if it has room for that; whether it has."""
    for part, most in (("text", MessageLimit.MAX_TEXT_LENGTH), ("caption", MessageLimit.CAPTION_LENGTH)):
        if part in data:
            head, end, rest = (
                data[part].partition("\n") if data[part].startswith(HEAD) else ("", "", data[part])
            )
            words = words if data.get("parse_mode") else Markup(words).striptags()  # noqa: S704  (our own)
            longer = f"{head}{end}{words}\n\n{rest}"
            if utf16(longer) > most:
                return False
            data[part] = longer
    return True


# What only Telegram's newer servers know, and only of instants not too far away; its words alone say so.
_TIMES = re.compile("</?tg-time[^>]*>")
_UNKNOWN_TIMES, _REFUSED_TIME = "tg-time", "entity_date"


def _without_times(data: dict[str, Any]) -> bool:
    """Let a text say its times as they are written, not as Telegram shows them; whether it had any."""
    written = str(data.get("text", ""))
    if _UNKNOWN_TIMES not in written:
        return False
    data["text"] = _TIMES.sub("", written)
    return True


class SharedPace:
    """The pace of all processes of one bot, reckoned from what each of them writes into the record.

    Args:
        a_second: see `Pace`; of all of them together.
    """

    def __init__(self, database: Database, bot_id: int, a_second: int) -> None:
        self._database = database
        self._bot_id = bot_id
        self._a_second = a_second
        self._first = (
            asyncio.Lock()
        )  # of what nobody waits for, one: else an answer were one of many that try
        self._refuses = False

    @asynccontextmanager
    async def turn(self, chat_id: int, until: float, *, unasked: bool) -> AsyncIterator[None]:
        """A block that begins when a message may go to the chat, and ends when it has arrived.

        Raises:
            NoTurn, _LongQuiet: what nobody waits for would wait for longer than `until`.
        """
        turn_id = await self._came(chat_id, until, unasked=unasked)
        try:
            yield
        finally:
            if turn_id is not None:
                await self._try(lambda session: turns.arrived(session, turn_id))

    async def hold(self, seconds: float) -> None:
        """Telegram wants quiet for so long, of all of them."""
        await self._try(lambda session: turns.hold(session, self._bot_id, seconds))

    async def _came(self, chat_id: int, until: float, *, unasked: bool) -> int | None:
        loop = asyncio.get_running_loop()
        while True:
            async with self._first if unasked else nullcontext():
                while True:
                    found = await self._try(lambda session: self._ask(session, chat_id, unasked=unasked))
                    if found is None:
                        return None  # the database refuses: each keeps the limits for itself
                    turn_id, wait, of_all = found
                    if turn_id is not None:
                        return turn_id
                    if loop.time() + wait > until:
                        raise _LongQuiet(ceil(wait)) if wait > PATIENCE else NoTurn("too much is written")
                    if not of_all:
                        break
                    await asyncio.sleep(wait)
            await asyncio.sleep(wait)

    async def _ask(
        self, session: AsyncSession, chat_id: int, *, unasked: bool
    ) -> tuple[int | None, float, bool]:
        now, recent = await turns.recent(session, self._bot_id, chat_id, within=OVERALL_SECONDS)
        pace = pace_of(self._a_second, recent)
        wait = pace.wait(chat_id, now, unasked=unasked)
        if wait <= 0:
            return await turns.let_go(session, self._bot_id, chat_id, now=now), 0.0, False
        of_all = pace.wait_of_all(now)
        return None, wait if wait < inf else ON_THE_WAY, of_all > 0

    async def _try(self, work: Callable[[AsyncSession], Awaitable[T]]) -> T | None:
        try:
            async with self._database.write() as session:
                done = await work(session)
        except REFUSED as error:
            if not self._refuses:
                log.warning("the limits are kept for this process alone: %s", reason(error))
            self._refuses = True
            return None
        self._refuses = False
        return done


def pace_of(a_second: int, recent: Sequence[Turn]) -> Pace:
    """What may go after these (pure), the oldest first."""
    pace = Pace(a_second)
    for turn in recent:
        if turn.chat_id == turns.NONE:
            pace.hold(turn.at)
            continue
        pace.sent(turn.chat_id)
        if turn.arrived:
            pace.arrived(turn.chat_id, turn.at)
    return pace


@dataclass(eq=False)
class _Turn:
    chat_id: int
    unasked: bool
    until: float
    came: asyncio.Future[None]
    went: bool = False


class PatientLimiter(BaseRateLimiter[int]):
    """Lets each message wait for its turn, and tries again where Telegram asks to wait or the connection fails.

    Args:
        a_second: see `Pace`.
        shared: where other processes write too.
    """

    def __init__(self, a_second: int, shared: SharedPace | None = None) -> None:
        self._pace = Pace(a_second)
        self._shared = shared
        self._turns: list[_Turn] = []
        self._doubtful: dict[Any, str] = {}  # by chat, of its last answer that nobody knows of, the beginning
        self._timer: asyncio.TimerHandle | None = None
        self._plain_times = (
            False  # whether the server knows of no times that each reader sees in their own zone
        )

    async def initialize(self) -> None:
        """Nothing to begin."""

    async def shutdown(self) -> None:
        """Look no more at whose turn it is."""
        if self._timer is not None:
            self._timer.cancel()

    async def process_request(
        self,
        callback: Callable[..., Coroutine[Any, Any, Any]],
        args: Any,
        kwargs: dict[str, Any],
        endpoint: str,
        data: dict[str, Any],
        rate_limit_args: int | None,
    ) -> Any:
        """Make a request of the Bot API when its turn has come; `rate_limit_args`: `UNASKED`, or None for an answer.

        Raises:
            RetryAfter: Telegram asked to wait again and again, or for longer than a message that nobody waits for has
                patience.
            NoTurn: such a message had no turn in its chat.
            TelegramError: it failed again and again, or trying again would not help.
            StoppedInLine: the task was cancelled before its turn, and nothing was sent.
        """
        loop, unasked = asyncio.get_running_loop(), rate_limit_args == UNASKED
        until = loop.time() + PATIENCE if unasked else inf
        chat_id = data.get("chat_id")
        writes = endpoint.startswith(("send", "copy", "forward"))
        waits, pauses = MOST_WAITS, list(RETRY_AFTER_SECONDS)
        if self._plain_times:
            _without_times(data)
        answers, said = writes and not unasked, str(data.get("text", ""))
        answer = (answering.get() if answers else None) or Answering()
        doubt = self._doubtful.get(chat_id, "") if answers else ""
        tells = bool(doubt) and _say_before(data, doubted.get()(doubt))
        marked = answer.again and _say_before(data, repeated.get())
        answer.again &= not marked
        lost: NetworkError | None = None  # of an earlier try of which nobody knows whether it arrived
        while True:
            turn: AbstractAsyncContextManager[None] = nullcontext()
            # Telegram counts what is changed in a chat among what is written there.
            if (writes or endpoint.startswith("edit")) and isinstance(chat_id, int):
                turn = self._turn(chat_id, until, unasked=unasked)
            try:
                async with turn:
                    done = await callback(*args, **kwargs)
                answer.went = True
                if tells:
                    self._doubtful.pop(chat_id, None)
                return done
            except StoppedInLine:
                if lost is not None:
                    raise asyncio.CancelledError from None
                raise
            except (NoTurn, _LongQuiet) as error:
                raise lost or error from None
            except RetryAfter as error:
                seconds = self._hold(error)
                if self._shared is not None:
                    await self._shared.hold(seconds)
                if not waits or loop.time() + seconds > until:
                    raise
                waits -= endpoint not in BEGINNINGS
                await asyncio.sleep(seconds)
            except BadRequest as error:
                # The library counts a refusal among network errors; trying the same again would not help.
                unknown = _UNKNOWN_TIMES in error.message
                if not (unknown or _REFUSED_TIME in error.message.casefold()) or not _without_times(data):
                    answer.again |= marked  # what is said in its place may be a repeat as well
                    raise
                self._plain_times |= unknown
            except NetworkError as error:
                if not pauses:
                    raise
                if writes and may_have_arrived(error):
                    answer.went = True
                    # Once more at most, and not unmarked. What nobody waits for comes again from the outbox.
                    marked = lost is None and not unasked and _say_before(data, repeated.get())
                    if not marked:
                        if answers and said:
                            self._doubtful[chat_id] = shorten(Markup(said).striptags(), LONGEST_DOUBTED)  # noqa: S704  (our own)
                        raise
                    lost = error
                seconds = pauses[0]
                if len(pauses) > 1 or endpoint not in BEGINNINGS:
                    del pauses[0]
                log.warning("%s failed (%s); trying again in %s s", endpoint, type(error).__name__, seconds)
                await asyncio.sleep(seconds)

    def _hold(self, error: RetryAfter) -> float:
        """Nothing goes for as many seconds as Telegram says."""
        after = error.retry_after
        seconds = after if isinstance(after, int | float) else after.total_seconds()
        log.info("Telegram asks to wait for %s s", seconds)
        self._pace.hold(asyncio.get_running_loop().time() + seconds)
        self._call()
        return seconds

    @asynccontextmanager
    async def _turn(self, chat_id: int, until: float, *, unasked: bool) -> AsyncIterator[None]:
        """A block that begins when a message may go to the chat, and ends when it has arrived."""
        loop = asyncio.get_running_loop()
        turn = _Turn(chat_id, unasked, until, loop.create_future())
        # Answers before what nobody waits for, else as they came.
        ahead = len(self._turns)
        if not unasked:
            ahead = sum(not other.unasked for other in self._turns)
        self._turns.insert(ahead, turn)
        self._call()
        try:
            async with AsyncExitStack() as stack:
                try:
                    await turn.came
                    if self._shared is not None:
                        await stack.enter_async_context(self._shared.turn(chat_id, until, unasked=unasked))
                except asyncio.CancelledError:
                    raise StoppedInLine from None
                yield
        finally:
            if turn in self._turns:  # whoever waited gave up
                self._turns.remove(turn)
            if turn.went:
                self._pace.arrived(chat_id, loop.time())
            self._call()

    def _call(self) -> None:
        """Let go whoever's turn it is, and look again when the next one's comes."""
        loop = asyncio.get_running_loop()
        now, soonest = loop.time(), inf
        for turn in list(self._turns):
            wait = self._pace.wait(turn.chat_id, now, unasked=turn.unasked)
            if turn.until < now + wait < inf:
                self._turns.remove(turn)
                if not turn.came.done():
                    quiet = self._pace.held(now) > 0
                    turn.came.set_exception(
                        _LongQuiet(ceil(wait)) if quiet else NoTurn("too much is written in this chat")
                    )
                continue
            if wait > 0:
                soonest = min(soonest, wait)
                continue
            self._turns.remove(turn)
            if not turn.came.done():
                self._pace.sent(turn.chat_id)
                turn.went = True
                turn.came.set_result(None)
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        if soonest < inf:
            self._timer = loop.call_later(soonest, self._call)
        elif not self._turns:
            self._pace.forget(now)
