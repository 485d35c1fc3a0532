"""What a desk that runs tells whoever watches it: figures, health, a log without words, and a word to its operator."""

from __future__ import annotations

import asyncio
import json
import logging
import re
import sys
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest

from bot.cli.nightly import Nightly
from bot.cli.watching import Watch
from bot.environment import BadSetting, read_settings
from bot.telegram.errors import log_as_json, set_up_logging
from db.telegram.inbox import NEVER_FINISHED
from db.telegram.outbox import BROKEN
from jobs.records.stamping import Stamper
from sandbox.case import DARA
from tests.bot.desk import ASKED, STRANGER, Desk
from tests.stories.processes import free_port

OPERATOR = STRANGER


async def _no_backup(*_: object) -> str:
    raise OSError(28, "No space left on device")


@pytest.fixture(name="watch")
async def a_watched_desk(desk: Desk) -> AsyncIterator[Watch]:
    """#1 is Dara's; the operator has said hello."""
    await desk.say(DARA, ASKED)
    await desk.say(OPERATOR, "/start")
    parts = desk.sandbox.parts
    settings = replace(
        desk.sandbox.settings, operator_chat=OPERATOR, health_listen=f"127.0.0.1:{free_port()}"
    )
    settings = replace(
        settings, backups=replace(settings.backups, at=datetime(2024, 1, 1, 3, tzinfo=UTC).time())
    )
    database = parts.application.bot_data["desk"].all_newsrooms
    nightly = Nightly(settings, desk.sandbox.clock, _no_backup)
    clock = desk.sandbox.clock
    stamper = Stamper(database, clock, "", [], _nobody_answers)
    watch = Watch(settings, database, clock, parts.application.bot, nightly, parts.latency, stamper)
    async with watch.listening():
        yield watch


async def _get(watch: Watch, path: str, method: str = "GET") -> tuple[int, str]:
    host, _, port = watch._settings.health_listen.rpartition(":")
    reader, writer = await asyncio.open_connection(host, int(port))
    writer.write(f"{method} {path} HTTP/1.1\r\nHost: desk\r\n\r\n".encode())
    head, _, body = (await reader.read()).decode().partition("\r\n\r\n")
    writer.close()
    return int(head.split()[1]), body


def _value(metrics: str, name: str) -> float:
    found = re.search(rf"^reply_desk_{re.escape(name)} (\S+)$", metrics, re.MULTILINE)
    assert found is not None, name
    return float(found[1])


async def test_the_figures_are_those_of_the_record(desk: Desk, watch: Watch) -> None:
    status, metrics = await _get(watch, "/metrics")
    assert status == 200
    assert _value(metrics, 'waiting{sort="reminder"}') == 1
    assert _value(metrics, 'due{sort="reminder"}') == 0
    assert _value(metrics, "inbox_waiting") == 0
    assert _value(metrics, "last_backup_timestamp_seconds") == 0
    assert _value(metrics, "disk_free_bytes") > 0
    assert _value(metrics, "update_seconds_count") >= 2
    assert _value(metrics, 'update_seconds_bucket{le="+Inf"}') == _value(metrics, "update_seconds_count")
    desk.sandbox.clock.move_to(desk.sandbox.now() + timedelta(days=2, hours=9))
    desk.change(
        "INSERT INTO inbox (bot_id, update_id, received_at, text, tries, trouble) VALUES (1, 1, '2024-12-01', '{}', 0, '')"
    )
    (watch._settings.backups.folder).mkdir()
    (watch._settings.backups.folder / "desk-2024-12-01.sqlite").write_text("")
    _, metrics = await _get(watch, "/metrics")
    assert _value(metrics, 'due{sort="reminder"}') == _value(metrics, 'late{sort="reminder"}') == 1
    assert _value(metrics, "oldest_due_seconds") >= 600
    assert _value(metrics, "inbox_waiting") == 1
    assert _value(metrics, "last_backup_timestamp_seconds") > 0
    await desk.sandbox.parts.outbox.run()
    _, metrics = await _get(watch, "/metrics")
    assert (_value(metrics, 'sent_total{sort="reminder"}'), _value(metrics, 'late{sort="reminder"}')) == (
        1,
        0,
    )
    for line in metrics.splitlines():
        assert re.fullmatch(r'# (HELP|TYPE) \w+ .+|\w+(\{\w+="[^"]+"\})? [-+.e\d]+', line), line


@pytest.mark.parametrize(
    ("path", "method", "status"), [("/health", "GET", 200), ("/health", "HEAD", 200), ("/", "GET", 404)]
)
async def test_health_is_told_to_whoever_asks(watch: Watch, path: str, method: str, status: int) -> None:
    found, body = await _get(watch, path, method)
    assert (found, method == "HEAD") == (status, not body)


async def test_health_fails_while_the_database_does(desk: Desk, watch: Watch) -> None:
    desk.change("ALTER TABLE reminder RENAME TO elsewhere")
    status, body = await _get(watch, "/health")
    assert (status, json.loads(body)["status"]) == (503, "failing")
    assert "no such table" in json.loads(body)["troubles"]["database"]
    assert (await _get(watch, "/metrics"))[0] == 503
    desk.change("ALTER TABLE elsewhere RENAME TO reminder")
    assert (await _get(watch, "/health"))[0] == 200


async def test_rubbish_at_the_port_harms_nothing(watch: Watch) -> None:
    host, _, port = watch._settings.health_listen.rpartition(":")
    for rubbish in (b"", b"\r\n\r\n", b"\xff" * 70_000, b"GET\r\n\r\n"):
        reader, writer = await asyncio.open_connection(host, int(port))
        writer.write(rubbish)
        writer.write_eof()
        await reader.read()
        writer.close()
    assert (await _get(watch, "/health"))[0] == 200


async def _late(desk: Desk, watch: Watch, monkeypatch: pytest.MonkeyPatch) -> Any:
    desk.change("UPDATE reminder SET due_at = '2024-12-01 00:00:00'")
    return lambda: desk.change("UPDATE reminder SET due_at = '2025-12-01 00:00:00'")


async def _broken(desk: Desk, watch: Watch, monkeypatch: pytest.MonkeyPatch) -> Any:
    aside = f"outcome = 'dead', trouble = '{BROKEN}', settled_at = '{desk.sandbox.now():%F %T.%f}'"
    desk.change(f"UPDATE reminder SET {aside} WHERE id = (SELECT min(id) FROM reminder)")  # noqa: S608
    return lambda: desk.sandbox.clock.move_to(desk.sandbox.now() + timedelta(days=1))


async def _unfinished(desk: Desk, watch: Watch, monkeypatch: pytest.MonkeyPatch) -> Any:
    aside = f"trouble = '{NEVER_FINISHED}', done_at = '{desk.sandbox.now():%F %T.%f}'"
    desk.change(f"UPDATE inbox SET {aside} WHERE update_id = (SELECT min(update_id) FROM inbox)")  # noqa: S608
    return lambda: desk.sandbox.clock.move_to(desk.sandbox.now() + timedelta(days=1))


async def _no_night(desk: Desk, watch: Watch, monkeypatch: pytest.MonkeyPatch) -> Any:
    await watch._nightly.tick()
    return lambda: setattr(watch._nightly, "trouble", "")


async def _nobody_answers(query: bytes) -> bytes:
    raise httpx.ConnectError("Connection refused")


async def _no_stamp(desk: Desk, watch: Watch, monkeypatch: pytest.MonkeyPatch) -> Any:
    assert watch._stamper is not None
    await watch._stamper.tick()
    return lambda: setattr(watch._stamper, "trouble", "")


async def _full(desk: Desk, watch: Watch, monkeypatch: pytest.MonkeyPatch) -> Any:
    monkeypatch.setattr("bot.cli.watching.ROOM", 10**18)
    return lambda: monkeypatch.setattr("bot.cli.watching.ROOM", 0)


async def _gone(desk: Desk, watch: Watch, monkeypatch: pytest.MonkeyPatch) -> Any:
    file, away = desk.folder / "desk.sqlite", desk.folder / "away.sqlite"
    file.rename(away)
    return lambda: away.rename(file)


@pytest.mark.parametrize(
    ("fault", "said"),
    [
        (_gone, "the database refuses: its file is not there any more"),
        (_late, "reminders run more than ten minutes late: 1 of them"),
        (_broken, "what cannot be put together was set aside (see `outbox`): 1 since yesterday"),
        (
            _unfinished,
            "what somebody sent ended every process that began it, and was set aside (see the log): 1 since yesterday",
        ),
        (_no_night, "the nightly backup failed: [Errno 28] No space left on device"),
        (_no_stamp, "the chain of events was not stamped: Connection refused"),
        (_full, "the disk runs full: "),
    ],
)
async def test_the_operator_is_told_once_and_once_when_it_is_over(
    desk: Desk, watch: Watch, monkeypatch: pytest.MonkeyPatch, fault: Any, said: str
) -> None:
    await watch.tick()
    before = len(desk.written(OPERATOR))
    over = await fault(desk, watch, monkeypatch)
    desk.telegram.fail_next("sendMessage", status=403, description="Forbidden: bot was blocked by the user")
    for _ in range(4):  # the first time they could not be told
        await watch.tick()
    [told] = desk.written(OPERATOR)[before:]
    assert told.startswith(f"⚠️ Reply Desk: {said}")
    assert "Dara" not in told
    again = Watch(
        *(
            getattr(watch, f"_{name}")
            for name in ("settings", "database", "clock", "bot", "nightly", "latency", "stamper")
        )
    )
    await again.tick()  # the desk was started anew meanwhile
    over()
    for _ in range(3):
        await again.tick()
    assert desk.written(OPERATOR)[before + 1 :] == ["✅ Reply Desk: all is well again."]


async def test_what_waits_for_an_unlocking_is_not_late(desk: Desk, watch: Watch) -> None:
    desk.change("UPDATE newsroom SET locked_since = '2024-12-01 00:00:00'")
    desk.sandbox.clock.move_to(desk.sandbox.now() + timedelta(days=4))
    await desk.sandbox.parts.outbox.run()
    assert await watch.troubles() == {}


TYPED = "Sok Veasna says the source is Chan"


@pytest.mark.parametrize("form", ["text", "json"])
@pytest.mark.parametrize("level", ["INFO", "DEBUG"])
def test_the_log_has_no_token_and_no_words_of_anybodys(
    capsys: pytest.CaptureFixture[str], form: str, level: str
) -> None:
    root, kept = logging.getLogger(), (logging.getLogger().handlers[:], logging.getLogger().level)
    try:
        set_up_logging(level, "1:secret")
        if form == "json":
            log_as_json()
        root.handlers[0].setStream(sys.stderr)  # type: ignore[attr-defined]
        try:
            try:
                raise KeyError(TYPED)
            except KeyError:
                raise ValueError(f"at /bot1:secret: {TYPED}") from None
        except ValueError:
            logging.getLogger("bot").exception("while handling %s", "an update")
    finally:
        root.handlers[:], level_before = kept
        root.setLevel(level_before)
    said = capsys.readouterr().err
    assert "secret:" not in said.replace("[secret]", "")
    assert "1:secret" not in said
    assert (TYPED in said) == (level == "DEBUG")
    assert "ValueError" in said
    assert "test_watching.py" in said
    if form == "json":
        line = json.loads(said)
        assert (line["level"], line["logger"], line["message"]) == (
            "ERROR",
            "bot",
            "while handling an update",
        )
        assert datetime.fromisoformat(line["time"]).tzinfo is not None


@pytest.mark.parametrize(
    ("name", "value"),
    [("LOG_FORMAT", "xml"), ("OPERATOR_CHAT", "@me"), ("HEALTH_LISTEN", "9090"), ("HEALTH_LISTEN", "a:99999"),
     ("BACKUP_TIME", "25:00"), ("BACKUP_KEEP", "0"), ("BACKUP_RECIPIENT", "bob")],
)  # fmt: skip
def test_a_setting_that_cannot_be_is_named(name: str, value: str) -> None:
    with pytest.raises(BadSetting, match=f"^{name}: "):
        read_settings({name: value}, needs_token=False)
