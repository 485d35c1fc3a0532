"""The start: a local Telegram and the real bot on one clock."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from sandbox.case import BEGINNING, DARA, GROUP, MALY, NAMES, SREYNEANG, Step, at
from sandbox.start import Sandbox, open_sandbox
from sandbox.world.clock import MovingClock
from sandbox.world.messages import visible_text

ASKED = Step("2 Dec 09:40", DARA, "/ask Municipal Court: why are they held? by 5 Dec 17:00 via email")


def said(sandbox: Sandbox, chat: int) -> list[str]:
    return [visible_text(message) for message in sandbox.telegram.messages(chat, from_bot=True)]


async def test_it_is_founded_as_people_do_it_and_founding_again_changes_nothing(tmp_path: Path) -> None:
    async with open_sandbox(folder=tmp_path) as sandbox:
        await sandbox.found_newsroom()
        assert "You are in Mekong Desk as editor." in said(sandbox, SREYNEANG)[0]
        for reporter in (DARA, MALY):
            assert (
                f"Hello {NAMES[reporter]}. You are in Mekong Desk as reporter." in said(sandbox, reporter)[0]
            )
        assert "Mekong Desk works in this group now." in said(sandbox, GROUP)[-1]
        before = {chat: said(sandbox, chat) for chat in (*NAMES, GROUP)}
        await sandbox.found_newsroom()
        assert {chat: said(sandbox, chat) for chat in (*NAMES, GROUP)} == before


async def test_the_next_event_is_named_and_happens_when_the_clock_is_moved_to_it(tmp_path: Path) -> None:
    async with open_sandbox(folder=tmp_path) as sandbox:
        await sandbox.found_newsroom()
        await sandbox.play([ASKED])
        await sandbox.advance(at("4 Dec 12:00"))
        event = await sandbox.next_event()
        assert event is not None
        assert event[0] == at("4 Dec 17:00")
        assert "#1" in event[1]
        await sandbox.advance(event[0])
        assert "🔔 #1" in said(sandbox, DARA)[-1]


async def test_the_clock_only_moves_forward(tmp_path: Path) -> None:
    async with open_sandbox(folder=tmp_path) as sandbox:
        with pytest.raises(ValueError, match="only moves forward"):
            await sandbox.advance(BEGINNING - timedelta(seconds=1))
        assert sandbox.now() == BEGINNING


async def test_the_next_morning_is_a_working_one(tmp_path: Path) -> None:
    clock = MovingClock(at("6 Dec 20:00"), running=False)  # a Friday evening
    async with open_sandbox(folder=tmp_path, clock=clock) as sandbox:
        assert sandbox.next_morning() == at("9 Dec 09:00")


async def test_the_machines_own_settings_do_not_reach_into_the_case(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in {
        "TIMEZONE": "Europe/Berlin",
        "COUNTRY": "DE",
        "DIGEST_TIME": "off",
        "BOT_TOKEN": "1:another",
        "DATABASE_URL": "postgresql://127.0.0.1:1/nowhere",
        "TELEGRAM_API_URL": "http://127.0.0.1:1",
        "WEBHOOK_URL": "https://desk.example",
    }.items():
        monkeypatch.setenv(name, value)
    async with open_sandbox(folder=tmp_path) as sandbox:
        assert sandbox.settings.newsroom.timezone == "Asia/Phnom_Penh"
        assert sandbox.settings.newsroom.digest_time == "08:30"
        await sandbox.found_newsroom()
        assert said(sandbox, DARA)
