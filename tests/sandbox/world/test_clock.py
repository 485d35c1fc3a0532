"""The sandbox's clock: stands or runs, only moves forward, and goes on after a restart."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest

from sandbox.world.clock import MovingClock
from tests.sandbox.conftest import HandClock

START = datetime(2024, 12, 2, 2, 0, tzinfo=UTC)
REAL = datetime(2030, 1, 1, tzinfo=UTC)


@pytest.fixture(name="machine", autouse=True)
def the_machines_own_time(clock: HandClock, monkeypatch: pytest.MonkeyPatch) -> HandClock:
    clock.instant = REAL
    monkeypatch.setattr("sandbox.world.clock.now", clock.now)
    return clock


def test_a_clock_that_stands_shows_its_start_until_it_is_moved(machine: HandClock) -> None:
    clock = MovingClock(START, running=False)
    machine.move(days=3)
    assert clock.now() == START
    clock.move_to(START + timedelta(hours=1))
    assert clock.now() == START + timedelta(hours=1)


def test_a_clock_that_runs_goes_on_with_real_time(machine: HandClock) -> None:
    clock = MovingClock(START, running=True)
    machine.move(minutes=5)
    assert clock.now() == START + timedelta(minutes=5)
    clock.move_to(START + timedelta(hours=2))
    machine.move(minutes=5)
    assert clock.now() == START + timedelta(hours=2, minutes=5)


@pytest.mark.parametrize("running", [True, False])
def test_it_never_goes_back(running: bool) -> None:
    clock = MovingClock(START, running=running)
    clock.move_to(START - timedelta(seconds=1))
    assert clock.now() == START


def test_instants_come_in_utc_whatever_zone_they_were_given_in() -> None:
    phnom_penh = timezone(timedelta(hours=7))
    clock = MovingClock(START.astimezone(phnom_penh), running=False)
    clock.move_to((START + timedelta(hours=1)).astimezone(phnom_penh))
    assert clock.now().tzinfo is UTC


def test_a_restart_goes_on_from_the_same_hour(machine: HandClock, tmp_path: Path) -> None:
    file = tmp_path / "clock"
    clock = MovingClock(START, running=True, file=file)
    clock.move_to(START + timedelta(days=1))
    machine.move(minutes=10)  # the process was down for ten minutes
    again = MovingClock(START, running=True, file=file)
    assert again.now() == START + timedelta(days=1, minutes=10)
    assert list(tmp_path.iterdir()) == [file]


@pytest.mark.parametrize(
    "content", ["", "{", "{}", "[]", '{"offset_seconds": null}', '{"offset_seconds": "x"}']
)
def test_a_file_that_cannot_be_read_is_as_none(tmp_path: Path, content: str) -> None:
    file = tmp_path / "clock"
    file.write_text(content)
    assert MovingClock(START, running=True, file=file).now() == START
    assert json.loads(file.read_text()) == {"offset_seconds": (START - REAL).total_seconds()}
