"""Telegram's limits: no message too soon, none later than it must be, answers before reminders."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable
from itertools import cycle
from math import inf
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.exc import OperationalError
from telegram.error import NetworkError, RetryAfter, TimedOut

from bot.telegram.pace import (
    ON_THE_WAY,
    PATIENCE,
    UNASKED,
    Answering,
    NoTurn,
    Pace,
    PatientLimiter,
    SharedPace,
    StoppedInLine,
    answering,
)
from bot.telegram.wire import NotSent
from db.engine import Database
from db.telegram import turns
from sandbox.api.errors import ApiError
from sandbox.api.limits import Limits

GROUP = -100
BOT = 7_000_000_001
MESSAGES = st.lists(st.tuples(st.sampled_from([1, 2, 3, GROUP]), st.booleans()), max_size=120)


def sent_at(messages: list[tuple[int, bool]], a_second: int = 30) -> list[float]:
    """When each of these goes, all of them waiting from the beginning, each for those before it."""
    pace, now, found = Pace(a_second), 0.0, []
    for chat_id, unasked in messages:
        while (wait := pace.wait(chat_id, now, unasked=unasked)) > 0:
            now += wait
        pace.sent(chat_id)
        pace.arrived(chat_id, now)
        found.append(now)
    return found


@given(MESSAGES)
def test_a_strict_telegram_refuses_nothing(messages: list[tuple[int, bool]]) -> None:
    now = [0.0]
    limits = Limits(lambda: now[0])
    for (chat_id, _), now[0] in zip(messages, sent_at(messages), strict=True):
        limits.count(chat_id)  # raises where it is too soon


@given(st.lists(st.integers(1, 3), max_size=60))
def test_reminders_to_one_chat_are_a_second_apart(chats: list[int]) -> None:
    last: dict[int, float] = {}
    for chat_id, now in zip(chats, sent_at([(chat_id, True) for chat_id in chats]), strict=True):
        assert now - last.get(chat_id, -9) >= 1
        last[chat_id] = now


SOONEST = [
        ([(1, False)] * 4, 0.0),  # a burst of answers
        ([(1, False)] * 5, 4.1),
        ([(1, True)] * 3, 2.04),
        ([(1, False), (1, True)], 1.02),  # a reminder leaves room behind an answer
        ([(1, True), (1, False)], 0.0),  # an answer waits for no reminder's second
        ([(GROUP, True)] * 20, 0.0),
        ([(GROUP, True)] * 21, 60.5),
        ([(chat_id, True) for chat_id in range(1, 31)], 0.0),
        ([(chat_id, True) for chat_id in range(1, 32)], 1.02),
        ([(chat_id, True) for chat_id in range(1, 282)], 9 * 1.02),  # 28 a second and more
]  # fmt: skip


@pytest.mark.parametrize(("messages", "seconds"), SOONEST)
def test_the_last_goes_as_soon_as_it_may(messages: list[tuple[int, bool]], seconds: float) -> None:
    assert (sent_at(messages) or [0.0])[-1] == pytest.approx(seconds)


@pytest.mark.wide
@pytest.mark.parametrize(("messages", "seconds"), SOONEST[1:-1])
async def test_several_processes_share_what_is_allowed(
    database: Database, monkeypatch: pytest.MonkeyPatch, messages: list[tuple[int, bool]], seconds: float
) -> None:
    now = [1_700_000_000.0]

    async def the_time(_: object) -> float:
        return now[0]

    monkeypatch.setattr(turns, "_now", the_time)
    limits = Limits(lambda: now[0])
    processes = cycle(SharedPace(database, BOT, 30) for _ in range(3))
    for chat_id, unasked in messages:
        pace = next(processes)
        while True:
            async with database.write() as session:
                turn_id, wait, _ = await pace._ask(session, chat_id, unasked=unasked)
            if turn_id is not None:
                break
            now[0] += wait
        limits.count(chat_id)
        async with database.write() as session:
            await turns.arrived(session, turn_id)
    assert now[0] - 1_700_000_000.0 == pytest.approx(seconds, abs=1e-3)
    # And what Telegram says to one, all of them heed.
    await next(processes).hold(600)
    async with database.write() as session:
        assert (await next(processes)._ask(session, 77, unasked=False))[1] == pytest.approx(600, abs=1e-3)


async def test_turns_and_quiet_of_a_clock_that_was_ahead_hold_nobody_when_it_is_set_back(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = [1_700_000_000.0 + 3 * 3600]

    async def the_time(_: object) -> float:
        return now[0]

    monkeypatch.setattr(turns, "_now", the_time)
    pace = SharedPace(database, BOT, 1)
    async with pace.turn(1, inf, unasked=True):
        await pace.hold(30)
    now[0] -= 3 * 3600
    async with database.write() as session:
        assert (await pace._ask(session, 1, unasked=True))[1] == 0


async def test_what_is_on_its_way_from_another_process_counts_until_it_has_arrived(
    database: Database,
) -> None:
    one, other = (SharedPace(database, BOT, 1) for _ in range(2))
    async with one.turn(1, inf, unasked=True):
        async with database.write() as session:
            assert (await other._ask(session, 2, unasked=False))[:2] == (None, ON_THE_WAY)
        with pytest.raises(NoTurn):
            async with other.turn(2, asyncio.get_running_loop().time(), unasked=True):
                pass


async def test_where_the_database_refuses_each_keeps_the_limits_for_itself(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def refused(*_: object, **__: object) -> None:
        raise OperationalError("", None, Exception("gone"))

    monkeypatch.setattr(turns, "recent", refused)
    async with SharedPace(database, BOT, 1).turn(1, inf, unasked=True):
        pass


def test_without_limits_nothing_waits_but_for_telegrams_own_word() -> None:
    assert sent_at([(1, True)] * 500, a_second=0) == [0.0] * 500
    pace = Pace(0)
    pace.hold(3.0)
    assert pace.wait(1, 1.0, unasked=False) == 2.0
    assert pace.wait(1, 3.0, unasked=False) == 0.0


def test_chats_of_long_ago_are_forgotten() -> None:
    pace = Pace(30)
    for chat_id in range(1, 9):
        pace.sent(chat_id)
        pace.arrived(chat_id, float(chat_id))
    pace.forget(63.0)
    assert pace.wait(1, 63.0, unasked=True) == 0.0
    assert sorted(pace._chats) == [3, 4, 5, 6, 7, 8]


def test_what_is_on_its_way_counts_until_it_has_arrived() -> None:
    pace = Pace(30)
    pace.sent(1)
    assert pace.wait(1, 5.0, unasked=True) == inf
    assert pace.wait(1, 5.0, unasked=False) == 0.0
    pace.arrived(1, 6.0)
    assert pace.wait(1, 6.5, unasked=True) == pytest.approx(0.52)


def from_the_line() -> NetworkError:
    """As the transport says that a connection broke off."""
    error = NetworkError("ConnectionResetError")
    error.__cause__ = ConnectionResetError()
    return error


class Line:
    """Takes what the limiter lets go; the loop's clock jumps to the next thing to happen."""

    def __init__(self, a_second: int) -> None:
        self.limiter = PatientLimiter(a_second)
        self.went: list[tuple[str, float]] = []
        self.refusals: list[Exception] = []

    async def send(
        self, name: str, chat_id: int, priority: int | None = None, endpoint: str = "sendMessage"
    ) -> None:
        async def callback() -> dict[str, Any]:
            if self.refusals:
                raise self.refusals.pop(0)
            self.went.append((name, round(asyncio.get_running_loop().time(), 2)))
            return {}

        await self.limiter.process_request(callback, (), {}, endpoint, {"chat_id": chat_id}, priority)


def played(steps: Callable[[Line], Awaitable[None]], a_second: int = 30) -> list[tuple[str, float]]:
    """What went when, on a loop whose clock jumps instead of waiting."""

    class Jumping(asyncio.SelectorEventLoop):
        now = 0.0

        def time(self) -> float:
            return self.now

        def _run_once(self) -> None:
            if not self._ready and self._scheduled:  # type: ignore[attr-defined]
                self.now = max(self.now, self._scheduled[0].when())  # type: ignore[attr-defined]
            super()._run_once()  # type: ignore[misc]

    line = Line(a_second)
    loop = Jumping()
    try:
        loop.run_until_complete(steps(line))
    finally:
        loop.close()
    return line.went


def test_an_answer_passes_the_reminders_that_wait() -> None:
    async def steps(line: Line) -> None:
        reminders = [line.send(f"reminder {n}", 1, UNASKED) for n in range(3)]
        waiting = [asyncio.create_task(one) for one in reminders]
        await asyncio.sleep(0.5)
        await line.send("answer", 1)
        await line.send("to somebody else", 2)
        await asyncio.gather(*waiting)

    assert played(steps) == [
        ("reminder 0", 0.0), ("answer", 0.5), ("to somebody else", 0.5), ("reminder 1", 1.52), ("reminder 2", 2.54),
    ]  # fmt: skip


def test_what_changes_a_message_waits_as_a_message_does_and_what_asks_does_not() -> None:
    async def steps(line: Line) -> None:
        await asyncio.gather(
            *(
                line.send(endpoint, 1, endpoint=endpoint)
                for endpoint in ("editMessageText", "answerCallbackQuery", "getMyName", "sendMessage")
                for _ in range(4)
            )
        )

    assert Counter(at for _, at in played(steps)) == {0.0: 12, 4.1: 4}


def test_telegrams_own_word_stops_everything_and_nothing_is_lost() -> None:
    async def steps(line: Line) -> None:
        line.refusals = [RetryAfter(7)]
        await asyncio.gather(line.send("first", 1), line.send("second", 2))
        await line.send("third", 3)

    assert played(steps) == [("first", 7.0), ("second", 7.0), ("third", 7.0)]


def test_after_three_waits_it_is_for_the_caller_to_try_again_later() -> None:
    async def steps(line: Line) -> None:
        line.refusals = [RetryAfter(1)] * 4
        with pytest.raises(RetryAfter):
            await line.send("never", 1)
        await line.send("later", 2)

    assert played(steps) == [("later", 4.0)]


def test_what_nobody_waits_for_is_given_back_at_once_when_telegram_wants_quiet_for_long() -> None:
    given_up: list[tuple[float, int]] = []

    async def remind(line: Line, name: str, chat_id: int) -> None:
        with pytest.raises(RetryAfter) as refused:
            await line.send(name, chat_id, UNASKED)
        given_up.append((asyncio.get_running_loop().time(), int(refused.value._retry_after.total_seconds())))

    async def steps(line: Line) -> None:
        line.refusals = [RetryAfter(600)]
        answer = asyncio.create_task(_later(line))
        # The first is refused, the second waits in line behind it, the third comes when Telegram has said its word.
        await asyncio.gather(*(remind(line, "reminder", 1) for _ in range(2)))
        await asyncio.sleep(100)
        await remind(line, "reminder", 2)
        await answer

    async def _later(line: Line) -> None:
        await asyncio.sleep(1)
        await line.send("answer", 3)

    assert played(steps) == [("answer", 600.0)]
    assert given_up == [(0.0, 600), (0.0, 600), (100.0, 500)]


def test_a_short_wait_is_waited_for_in_line() -> None:
    async def steps(line: Line) -> None:
        line.refusals = [RetryAfter(int(PATIENCE) - 5)]
        await asyncio.gather(line.send("one", 1, UNASKED), line.send("two", 2, UNASKED))

    assert played(steps) == [("one", PATIENCE - 5), ("two", PATIENCE - 5)]


def test_what_stands_in_line_for_too_long_is_given_back() -> None:
    """Answers go first: a group in which people keep asking has no room for what nobody waits for."""

    async def steps(line: Line) -> None:
        asking = [asyncio.create_task(line.send("answer", GROUP)) for _ in range(60)]
        await asyncio.sleep(0)
        with pytest.raises(NoTurn, match="too much is written in this chat"):
            await line.send("alert", GROUP, UNASKED)
        assert asyncio.get_running_loop().time() <= PATIENCE
        await asyncio.gather(*asking)

    assert {name for name, _ in played(steps)} == {"answer"}


def test_who_is_stopped_in_line_knows_that_nothing_was_sent() -> None:
    async def steps(line: Line) -> None:
        first = asyncio.create_task(line.send("first", 1, UNASKED))
        waiting = asyncio.create_task(line.send("waiting", 1, UNASKED))
        await asyncio.sleep(0.5)
        waiting.cancel()
        with pytest.raises(StoppedInLine):
            await waiting
        await first

    assert played(steps) == [("first", 0.0)]


@pytest.mark.parametrize("lost", [TimedOut(), from_the_line()])
def test_what_nobody_waits_for_and_may_have_arrived_is_left_to_whoever_owes_it(lost: NetworkError) -> None:
    async def steps(line: Line) -> None:
        line.refusals = [lost]
        with pytest.raises(type(lost)):
            await line.send("first", 1, UNASKED)
        await line.send("second", 1, UNASKED)

    assert [text for text, _ in played(steps)] == ["second"]


def test_an_answer_that_may_have_arrived_goes_once_more_and_what_never_left_goes_as_often_as_it_takes() -> (
    None
):
    async def steps(line: Line) -> None:
        line.refusals = [TimedOut()]
        await line.send("first", 1)
        line.refusals = [NotSent("no line"), NotSent("no line")]
        await line.send("second", 1)
        line.refusals = [NotSent("no line"), TimedOut(), TimedOut()]
        with pytest.raises(TimedOut):
            await line.send("third", 1)
        # Once it may have arrived, and then it never left: whoever waits for it is not answered for certain.
        line.refusals = [TimedOut(), *[NotSent("no line")] * 3]
        with pytest.raises(NotSent):
            await line.send("fourth", 1)

    assert [text for text, _ in played(steps)] == ["first", "second"]


@pytest.mark.parametrize(("units", "marked"), [(4_000, True), (4_096, False)])
def test_what_may_have_arrived_before_says_so_where_there_is_room(units: int, marked: bool) -> None:
    async def steps(line: Line) -> None:
        answering.set(Answering(again=True))
        data = {"chat_id": 1, "text": "x" * units}
        await line.limiter.process_request(line.send, ("it", 1), {}, "sendMessage", data, None)
        assert data["text"] == ("🔁\n\n" if marked else "") + "x" * units

    assert [name for name, _ in played(steps)] == ["it"]


def test_whoever_gives_up_waiting_makes_room() -> None:
    async def steps(line: Line) -> None:
        waiting = [asyncio.create_task(line.send(f"{n}", 1, UNASKED)) for n in range(3)]
        await asyncio.sleep(0)
        waiting[1].cancel()
        await asyncio.gather(*waiting, return_exceptions=True)

    assert played(steps) == [("0", 0.0), ("2", 1.02)]


def test_the_strict_telegram_refuses_what_goes_faster() -> None:
    limits = Limits(lambda: 0.0)
    for _ in range(4):
        limits.count(1)
    with pytest.raises(ApiError, match="Too Many Requests"):
        limits.count(1)
