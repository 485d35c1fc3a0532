"""Long work in a process of its own: begun late, one thing at a time, ended with the desk, and missed by nobody."""

from __future__ import annotations

import asyncio
import os
import signal
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot import apart as apart_module
from bot.apart import Apart
from bot.export import formats
from bot.export.dossier import NothingToFile
from sandbox.case import DARA
from tests.bot.apart import count, never_end, refuse, where
from tests.bot.desk import ASKED, Desk, open_desk
from tests.bot.export.test_files_by_button import arrived


def ignore(told: object) -> None:
    """Nothing is told."""


def is_there(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


@pytest.fixture(scope="module", autouse=True)
def files_made_here() -> None:
    """Not here."""


@pytest.fixture(name="apart")
async def a_process_apart() -> AsyncIterator[Apart]:
    apart = Apart()
    yield apart
    await apart.stop()


async def test_there_is_no_process_before_there_is_work_and_one_for_all_of_it(apart: Apart) -> None:
    assert apart.pid is None
    (first, _), (second, _) = await asyncio.gather(*(apart.run(where, told=ignore) for _ in range(2)))
    assert first == second == apart.pid != os.getpid()


async def test_it_is_given_no_secret(apart: Apart, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("BOT_TOKEN", "WEBHOOK_SECRET", "DATABASE_URL"):
        monkeypatch.setenv(name, "a-secret-of-the-desk")
    monkeypatch.setenv("TIMEZONE", "Asia/Phnom_Penh")
    _, environment = await apart.run(where, told=ignore)
    assert "a-secret-of-the-desk" not in environment.values()
    assert environment["TIMEZONE"] == "Asia/Phnom_Penh"


async def test_what_it_tells_arrives_in_order_and_what_it_prints_is_no_answer(apart: Apart) -> None:
    told: list[object] = []
    assert await apart.run(count, 3, told=told.append) == "done"
    assert told == [0, 1, 2]


@pytest.mark.wide
@pytest.mark.parametrize("error", [OSError(28, "No space left on device"), NothingToFile(), KeyError("x")])
async def test_what_is_raised_there_is_raised_here_and_the_process_goes_on(
    apart: Apart, error: Exception
) -> None:
    with pytest.raises(type(error)) as raised:
        await apart.run(refuse, error, told=ignore)
    assert (str(raised.value), raised.value.args) == (str(error), error.args)
    assert "in refuse" in raised.value.__notes__[0]
    pid = apart.pid
    assert (await apart.run(where, told=ignore))[0] == pid


@pytest.mark.long
async def test_where_it_is_killed_at_work_whoever_waits_is_told_and_the_next_work_has_another(
    apart: Apart,
) -> None:
    killed: list[int] = []

    def kill(told: object) -> None:
        killed.append(apart.pid or 0)
        os.kill(killed[0], signal.SIGKILL)

    with pytest.raises(ChildProcessError):
        await apart.run(never_end, told=kill)
    assert (await apart.run(where, told=ignore))[0] not in (killed[0], os.getpid())


@pytest.mark.long
async def test_where_it_is_killed_at_rest_nobody_notices(apart: Apart) -> None:
    pid, _ = await apart.run(where, told=ignore)
    os.kill(pid, signal.SIGKILL)
    while is_there(pid):  # noqa: ASYNC110  (nothing tells of it)
        await asyncio.sleep(0.01)
    assert (await apart.run(where, told=ignore))[0] != pid


async def test_work_that_is_given_up_ends_at_once(apart: Apart) -> None:
    begun = asyncio.Event()
    work = asyncio.create_task(apart.run(never_end, told=lambda _: begun.set()))
    await begun.wait()
    pid = apart.pid or 0
    work.cancel()
    with pytest.raises(asyncio.CancelledError):
        await work
    assert not is_there(pid)


async def test_it_ends_when_it_has_rested(apart: Apart, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(apart_module, "REST", 0.01)
    pid, _ = await apart.run(where, told=ignore)
    while apart.pid is not None or is_there(pid):  # noqa: ASYNC110  (nothing tells of it)
        await asyncio.sleep(0.01)


async def test_no_file_is_made_in_the_process_that_talks_to_people(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    await desk.say(DARA, ASKED)
    # Over there nobody notices.
    monkeypatch.setattr(formats, "gather", None)
    monkeypatch.setattr(formats, "page", None)
    await desk.say(DARA, "/report html")
    await arrived(desk, DARA)
    apart = desk.sandbox.parts.application.bot_data["desk"].background.apart
    assert apart.pid not in (None, os.getpid())


@pytest.mark.wide
async def test_where_the_process_is_killed_whoever_asked_is_told_and_can_ask_again(desk: Desk) -> None:
    await desk.say(DARA, ASKED)
    apart = desk.sandbox.parts.application.bot_data["desk"].background.apart
    pid, _ = await apart.run(where, told=ignore)
    os.kill(pid, signal.SIGSTOP)
    await desk.say(DARA, "/report html")
    assert "Logged" in await desk.say(DARA, "/chase 1 call no answer")
    os.kill(pid, signal.SIGKILL)
    said = "The file could not be made: the program that made it was ended. What is on record is safe; try again in a minute."
    await desk.telegram.until(lambda: desk.last(DARA) == said)
    await desk.say(DARA, "/report html")
    await arrived(desk, DARA)


async def test_the_process_ends_with_the_desk_even_at_work(desk_folder: Path) -> None:
    async with open_desk(desk_folder) as desk:
        await desk.say(DARA, ASKED)
        apart = desk.sandbox.parts.application.bot_data["desk"].background.apart
        pid, _ = await apart.run(where, told=ignore)
        os.kill(pid, signal.SIGSTOP)
        await desk.say(DARA, "/report zip")
        assert is_there(pid)
    assert not is_there(pid)
