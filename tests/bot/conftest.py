"""Newsrooms to talk to: one for each test, or one for all tests of a module."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from pathlib import Path
from typing import TypeVar

import pytest
import pytest_asyncio
from telegram import InlineKeyboardButton

from bot.apart import Apart, Tell
from bot.cards.buttons import fit
from sandbox.api import reply_markup
from sandbox.world.store import Json
from tests.bot.desk import ASKED, DARA, Desk, Saved, open_desk
from tests.jobs.record import Record

T = TypeVar("T")


@pytest.fixture(scope="module", autouse=True)
def soon_again() -> Iterator[None]:
    """What Telegram did not take is tried again as often as in life, without the pauses."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("bot.telegram.pace.RETRY_AFTER_SECONDS", (0.01, 0.01, 0.01))
        yield


@pytest.fixture(scope="module", autouse=True)
def files_made_here() -> Iterator[None]:
    """To begin a process apart takes most of a second; test_apart.py has it."""

    async def here(_: Apart, work: Callable[..., Awaitable[T]], *given: object, told: Tell) -> T:
        return await work(*given, told)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Apart, "run", here)
        yield


CUT: list[str] = []  # the labels that a small phone would cut, of what was sent since the last look


@pytest.fixture(scope="session", autouse=True)
def measured() -> Iterator[None]:
    """Every keyboard that the desk sends in any test is measured."""
    take = reply_markup.inline_keyboard

    def taken(rows: object) -> Json | None:
        keyboard = take(rows)
        for row in keyboard["inline_keyboard"] if keyboard else ():
            labels = [InlineKeyboardButton(each["text"], callback_data="x") for each in row]
            CUT.extend([] if fit(labels) else [each.text for each in labels])
        return keyboard

    reply_markup.inline_keyboard = taken
    yield
    reply_markup.inline_keyboard = take


@pytest.fixture(autouse=True)
def no_label_is_cut() -> Iterator[None]:
    """A small phone has room for all that stands on buttons."""
    yield
    cut, CUT[:] = list(CUT), []
    assert not cut


@pytest.fixture(scope="session")
def founded(founded_folder: Path) -> Saved:
    """A newsroom founded once."""
    return Saved(founded_folder)


@pytest.fixture
async def desk(desk_folder: Path) -> AsyncIterator[Desk]:
    """A founded newsroom of the test's own."""
    async with open_desk(desk_folder) as desk:
        yield desk


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def busy_desk(founded: Saved, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Desk]:
    """A newsroom for all tests of a module; each logs requests of its own in it."""
    async with founded.opened(tmp_path_factory.mktemp("busy")) as desk:
        yield desk


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def shared_desk(founded: Saved, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Desk]:
    """A newsroom for all tests of a module whose point is that they change nothing; #1 is logged in it, by Dara."""
    async with founded.opened(tmp_path_factory.mktemp("shared")) as desk:
        await desk.say(DARA, ASKED)
        yield desk


@pytest.fixture
def only_the_folder(record: Record, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """The folder of the record is the only setting."""
    for name in ("BOT_TOKEN", "DATABASE_URL", "TIMEZONE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("DATA_DIR", str(record.file.parent))
    monkeypatch.setattr("bot.cli.commands.set_up_logging", lambda *_: None)
