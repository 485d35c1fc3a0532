"""What an operator looks at and puts right: who is locked out, what is owed, whether all is well."""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy.exc import OperationalError

from bot.cli import doctor, tending
from bot.cli.moving import export_newsroom, import_newsroom
from bot.cli.operating import NameTaken, add_newsroom
from db.errors import DeskError
from sandbox.case import DARA, GROUP, MALY, SREYNEANG
from tests.bot.desk import ASKED, STRANGER, Desk

LOCKED = "The desk is locked for you, so nothing was done."


@pytest.fixture(name="asked")
async def a_request_that_will_be_late(desk: Desk) -> Desk:
    """#1 is Dara's."""
    await desk.say(DARA, ASKED)
    return desk


@pytest.mark.wide
@pytest.mark.parametrize(
    ("name", "refused", "heard"),
    [
        ("Dara", [DARA], [MALY, SREYNEANG]),
        (str(DARA), [DARA], [MALY, SREYNEANG]),
        ("dara", [DARA], [MALY, SREYNEANG]),
        ("", [DARA, MALY, SREYNEANG], []),
    ],
)
async def test_whoever_is_locked_is_refused_in_every_way_until_unlocked(
    asked: Desk, name: str, refused: list[int], heard: list[int]
) -> None:
    desk = asked
    cards = {}
    for who in (DARA, MALY, SREYNEANG):
        await desk.say(who, "/status 1")
        cards[who] = desk.telegram.last(who)["message_id"]
    invitation = await desk.invitation()
    await desk.say(DARA, "/settings language=km")
    await desk.say(DARA, "/settings language=en")
    await tending.set_lock(desk.sandbox.settings, name, "", locked=True)
    before = desk.record()
    for who in refused:
        for typed in ("/status", "/decline 1", "they declined", "/start", "x" * 4096, "/newsroom here"):
            assert (await desk.say(who, typed)).startswith(LOCKED), typed[:20]
        assert (await desk.say(who, "no comment", reply_to=cards[who])).startswith(LOCKED)
        assert (await desk.say(who, "/newsroom here", chat=GROUP)).startswith(LOCKED)
        assert (await desk.press(who, "Declined", message=cards[who])).text.startswith(LOCKED)
    if not heard:
        assert "This invitation was used already" in await desk.say(STRANGER, f"/start {invitation}")
    assert desk.record() == before
    for who in heard:
        assert "#1" in await desk.say(who, "/status")
    await tending.set_lock(desk.sandbox.settings, name, "", locked=False)
    for who in (DARA, MALY, SREYNEANG):
        assert "#1" in await desk.say(who, "/status")


RENAMED = [  # how "Mekong Desk", beside "To and Fro", is renamed; what is said, and what it is called then
    ("Mekong Desk to River Desk", "Renamed: Mekong Desk is River Desk", "River Desk"),
    ("  mekong   desk TO River  Desk ", "Renamed: Mekong Desk is River Desk", "River Desk"),
    ("Mekong Desk to Going to Press", "Renamed: Mekong Desk is Going to Press", "Going to Press"),
    ("Mekong Desk to MEKONG desk", "Renamed: Mekong Desk is MEKONG desk", "MEKONG desk"),
    ("Mekong Desk to to and fro", 'There is a newsroom "to and fro" already.', "Mekong Desk"),
    ("Mekong Desk to " + "x" * 101, "A newsroom needs a name of 1 to 100", "Mekong Desk"),
    ("Mekong Desk", "Say both names", "Mekong Desk"),
    ("", "Say both names", "Mekong Desk"),
    ("Mekong Desk to", "Say both names", "Mekong Desk"),
    ("Nosuch to River Desk", 'There is no newsroom "Nosuch"', "Mekong Desk"),
]  # fmt: skip


async def test_a_newsroom_is_renamed(asked: Desk) -> None:
    settings = asked.sandbox.settings
    await add_newsroom(replace(settings, bot_token=""), "To and Fro")
    for typed, said, called in RENAMED:
        try:
            heard = await tending.rename_newsroom(settings, typed)
        except DeskError as error:
            heard = str(error)
        assert heard.startswith(said), typed
        assert f"{called}\n" in await asked.say(DARA, "/newsroom")
        asked.change("UPDATE newsroom SET name = 'Mekong Desk' WHERE id = 1")
    with pytest.raises(NameTaken):
        await add_newsroom(replace(settings, bot_token=""), "mekong  desk")


async def test_a_newsroom_is_closed_and_opened_again(asked: Desk) -> None:
    settings, invitation = asked.sandbox.settings, await asked.invitation()
    with pytest.raises(tending.NobodyOfThatName):
        await tending.close_newsroom(settings, "Nosuch")
    for _ in range(2):
        assert (await tending.close_newsroom(settings, " mekong desk")).startswith("Closed: Mekong Desk.")
    before = asked.record()
    for who in (DARA, MALY, SREYNEANG):
        assert (await asked.say(who, "/status")).startswith(LOCKED)
    assert "This invitation was used already" in await asked.say(STRANGER, f"/start {invitation}")
    await asked.sandbox.advance(asked.sandbox.now() + timedelta(minutes=1))
    assert {name: asked.record()[name] for name in ("request", "event", "member")} == {
        name: before[name] for name in ("request", "event", "member")
    }
    assert asked.rows("SELECT * FROM place") == []
    await tending.set_lock(settings, "", "Mekong Desk", locked=False)
    assert "#1" in await asked.say(DARA, "/status")


async def test_a_locked_members_reminders_go_to_an_editor(asked: Desk) -> None:
    desk = asked
    await tending.set_lock(desk.sandbox.settings, "Dara", "", locked=True)
    assert "locked since" in await desk.say(MALY, "/members")
    before = len(desk.written(DARA))
    await desk.sandbox.advance(desk.sandbox.now() + timedelta(days=4))
    assert len(desk.written(DARA)) == before
    assert any("You get this because Dara cannot be reached" in text for text in desk.written(SREYNEANG))


async def test_nothing_is_sent_while_everybody_is_locked_and_all_of_it_after(asked: Desk) -> None:
    desk = asked
    await tending.set_lock(desk.sandbox.settings, "", "Mekong Desk", locked=True)
    said = desk.everything_said()
    desk.sandbox.clock.move_to(desk.sandbox.now() + timedelta(days=4))
    await desk.sandbox.parts.outbox.run()
    assert desk.everything_said() == said
    await tending.set_lock(desk.sandbox.settings, "", "", locked=False)
    desk.sandbox.clock.move_to(desk.sandbox.now() + timedelta(minutes=2))
    await desk.sandbox.parts.outbox.run()
    assert any("#1" in text for text in desk.written(DARA)[-1:])


@pytest.mark.parametrize(
    ("name", "of", "said"),
    [
        ("Nobody", "", 'There is no member "Nobody"'),
        ("", "Nowhere", 'There is no newsroom "Nowhere"'),
        ("Dara", "Other", 'There is no newsroom "Other"'),
        ("Maly", "", 'Several members are called "Maly". Name one by the Telegram id:'),
    ],
)
async def test_whom_to_lock_is_never_guessed(asked: Desk, name: str, of: str, said: str) -> None:
    asked.change("UPDATE member SET name = 'Maly' WHERE name = 'Sreyneang'")
    before = asked.record()
    with pytest.raises((tending.NobodyOfThatName, tending.SeveralOfThatName)) as refused:
        await tending.set_lock(asked.sandbox.settings, name, of, locked=True)
    assert str(refused.value).startswith(said)
    assert asked.record() == before


async def test_what_was_given_up_is_listed_with_why_and_tried_again(asked: Desk) -> None:
    desk, settings = asked, asked.sandbox.settings
    desk.change(
        "UPDATE reminder SET due_at = '2024-12-01 00:00:00', settled_at = datetime('now'), outcome = 'dead', trouble = 'blocked'"
    )
    listed = await tending.show_outbox(settings)
    assert "reminders: 0 waiting, 0 late, 1 dead" in listed
    assert "dead: reminder 1 of Mekong Desk, due 2024-12-01 00:00:00 UTC: blocked" in listed
    assert (await tending.retry_outbox(settings)).startswith("Owed again: 1 reminder.")
    listed = await tending.show_outbox(settings)
    assert "reminders: 1 waiting, 1 late, 0 dead, the oldest due since 2024-12-01 00:00:00 UTC" in listed
    desk.change("UPDATE reminder SET claimed_until = datetime('now', '+5 minutes')")
    assert await tending.retry_outbox(settings) == "There is nothing to retry."  # somebody has it in hand


async def test_newsrooms_are_added_and_listed_without_telegram(desk: Desk) -> None:
    settings = replace(desk.sandbox.settings, bot_token="")
    code = (await add_newsroom(settings, "Other Desk")).removeprefix(
        "Claim the newsroom: send the bot /start "
    )
    listed = (await tending.list_newsrooms(settings)).splitlines()
    assert listed[0].startswith("Mekong Desk: 3 members (1 editor), 0 requests, in a group")
    assert listed[1] == (
        f"Other Desk: 0 members (0 editors), 0 requests, in no group, not claimed yet: /start {listed[1][-24:]}"
    )
    assert listed[1][-24:] != code  # each look gives another; all are as good
    assert "You are in Other Desk as editor." in await desk.say(STRANGER, f"/start {code}")


async def _said(desk: Desk, **changes: Any) -> dict[str, str]:
    lines: list[str] = []
    well = await doctor.examine(replace(desk.sandbox.settings, **changes), lines.append)
    found = {line[7:].split(": ", 1)[0]: line for line in lines}
    assert well == all(line.startswith("ok ") for line in lines)
    return found


async def test_a_healthy_desk_is_told_line_by_line(desk: Desk) -> None:
    found = await _said(desk)
    assert [of for of, line in found.items() if not line.startswith("ok ")] == []
    assert list(found) == [
        "time zone", "disk of DATA_DIR", "disk of BACKUP_DIR", "last backup", "time stamps", "database", "outbox", "token", "clock",
        "webhook", "group of Mekong Desk",
    ]  # fmt: skip


def _old_backup(desk: Desk) -> None:
    folder = desk.sandbox.settings.backups.folder
    folder.mkdir()
    (folder / "desk-2024-12-01.sqlite").write_text("")
    os.utime(folder / "desk-2024-12-01.sqlite", (0, 0))


@pytest.mark.wide
@pytest.mark.parametrize(
    ("fault", "changes", "of", "said"),
    [
        (None, {"bot_token": ""}, "token", "BOT_TOKEN is not set"),
        (None, {"bot_token": "1:" + "x" * 35}, "token", "Telegram does not know it"),
        (None, {"telegram_api_url": "http://127.0.0.1:1"}, "token", "cannot be reached"),
        (None, {"webhook_url": "https://desk.example.org"}, "webhook", "the start sets it"),
        (lambda desk: desk.change("UPDATE place SET chat_id = -5"), {}, "group of Mekong Desk", "lost (Chat not found): an editor types /newsroom here"),
        (lambda desk: desk.change("UPDATE alembic_version SET version_num = '9999'"), {}, "database", "newer version"),
        (lambda desk: desk.change("UPDATE alembic_version SET version_num = '0001'"), {}, "database", "older version"),
        (lambda desk: desk.change("UPDATE reminder SET due_at = '2024-01-01'"), {}, "outbox", "1 late"),
        (_old_backup, {"at": "03:15"}, "last backup", "1970-01-01"),
        (None, {"at": "03:15"}, "last backup", "none in"),
        (None, {"at": "03:15", "recipient": "age1nobody"}, "last backup", "BACKUP_RECIPIENT: is no public key"),
    ],
)  # fmt: skip
async def test_what_is_wrong_is_named(
    asked: Desk, fault: Any, changes: dict[str, Any], of: str, said: str
) -> None:
    if fault is not None:
        fault(asked)
    if "at" in changes:
        backups = asked.sandbox.settings.backups
        key = changes.get("recipient", "")
        changes = {"backups": replace(backups, at=asked.sandbox.now().time(), recipient=key)}
    line = (await _said(asked, **changes))[of]
    assert line.startswith("WRONG")
    assert said in line


async def test_a_record_that_cannot_be_written_is_named(asked: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doctor, "WRITES_WITHIN", 0.05)
    with closing(sqlite3.connect(asked.folder / "desk.sqlite", isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        found = await _said(asked)
    assert found["database"].startswith("WRONG")
    assert found["database"].endswith(": it cannot be written: database is locked")


@pytest.mark.wide
async def test_whoever_waits_for_another_program_that_writes_reads_why(
    asked: Desk, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("bot.cli.operating.A_MOMENT", 0)
    monkeypatch.setattr("db.engine.SQLITE_BUSY_SECONDS", 0.05)
    settings, exported = asked.sandbox.settings, str(asked.folder / "exported.zip")
    await export_newsroom(settings, exported, "", asked.sandbox.clock)
    with closing(sqlite3.connect(asked.folder / "desk.sqlite", isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        for work in (
            tending.set_lock(settings, "", "", locked=True),
            tending.set_lock(settings, "Dara", "", locked=False),
            tending.retry_outbox(settings),
            tending.list_newsrooms(settings),
            add_newsroom(replace(settings, bot_token=""), "River Desk"),
            import_newsroom(settings, exported, "River Desk", None, asked.sandbox.clock),
        ):
            with pytest.raises((OperationalError, DeskError), match="database is locked"):
                await work
            assert capsys.readouterr().err.startswith("Another program is writing to the record. I wait")


async def test_a_damaged_file_and_a_full_disk_and_a_wrong_clock_are_named(
    asked: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(doctor, "ROOM", 10**18)
    monkeypatch.setattr(doctor, "CLOCK_MAY_BE_OFF", timedelta(seconds=-1))
    (tmp_path / "desk.sqlite").write_bytes(b"SQLite format 3\0" + b"\xff" * 9000)
    found = await _said(
        asked, database_url=asked.sandbox.settings.database_url.set(database=f"{tmp_path}/desk.sqlite")
    )
    assert {of for of, line in found.items() if line.startswith("WRONG")} == {
        "disk of DATA_DIR", "disk of BACKUP_DIR", "database", "clock",
    }  # fmt: skip
    assert "is damaged: " in found["database"]
