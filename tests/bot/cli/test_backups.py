"""A backup holds the files beside the database, and a desk restored from it has them."""

from __future__ import annotations

import os
import shutil
import sqlite3
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pyrage
import pytest

from bot.cli.backups import BackupFailed, RecordThere, backup, make, restore
from bot.cli.nightly import BackupExists, BrokenRecord, Nightly, nightlies
from bot.environment import Settings, read_settings
from db.engine import Database, read_url
from db.errors import DamagedDatabase, DeskError
from db.tables import Newsroom
from jobs.clock import SystemClock
from jobs.files.folder import EvidenceFolder
from sandbox.case import DARA
from sandbox.world.clock import MovingClock
from sandbox.world.messages import buttons
from tests.bot.asked import ask
from tests.bot.desk import Desk, open_desk
from tests.bot.sent import card, fetch_files, folder, send, sha256
from tests.db.postgres import Server
from tests.jobs.record import Record

PHOTO = b"what the door looks like"
NOW = datetime(2024, 12, 6, tzinfo=UTC)
OTHER_KEY = "AGE-SECRET-KEY-10FU32LPJ4EF8HYYNE28N3SZ5EN7RY9YA4VZHKST75EYTRZLRFC0QFRF2Z8"  # that opens nothing
NOWHERE = "there/is/none"


async def kept(desk: Desk) -> None:
    """Request #1 with a photo that is kept."""
    await ask(desk)
    await send(desk, "photo", PHOTO, reply_to=card(desk))
    await desk.press(DARA, "Our note")
    await fetch_files(desk)


@pytest.mark.parametrize("encrypted", [False, True])
async def test_the_drill(desk_folder: Path, tmp_path: Path, new_engines: None, encrypted: bool) -> None:
    """A fresh machine: restore, verify, carry on; what was lost stays lost, and acts on nothing else."""
    mine = pyrage.x25519.Identity.generate()
    (tmp_path / "key").write_text(str(mine))
    file = tmp_path / "backups" / "monday.sqlite"
    made = Path(f"{file}.age") if encrypted else file
    async with open_desk(desk_folder) as desk:
        await kept(desk)
        settings = desk.sandbox.settings
        if encrypted:
            settings = replace(settings, backups=replace(settings.backups, recipient=str(mine.to_public())))
        said = await backup(settings, str(file))
        assert said.startswith(f"Copied to {made}")
        assert said.endswith("Opened and verified: 1 newsroom, 4 events, intact")
        await desk.say(DARA, "they declined to comment")
        lost = desk.telegram.last(DARA)["message_id"]
        await desk.say(DARA, "/ask City Hall: why? by 6 Dec 17:00 via email")
        whole = desk.telegram.last(DARA)["message_id"]
    assert {path.stat().st_mode & 0o077 for path in made.parent.iterdir()} == {0}
    assert (PHOTO in made.read_bytes(), b"SQLite" in made.read_bytes()) == (False, not encrypted)
    assert encrypted or made.read_bytes()[18:20] == b"\1\1"  # no log beside it, so a read-only disk will do
    there = replace(
        settings, data_dir=tmp_path / "new", database_url=read_url(f"sqlite:///{tmp_path}/new/desk.sqlite")
    )
    lines, intact = await restore(there, str(made), str(tmp_path / "key"), SystemClock())
    assert intact
    assert lines[0] == f"Restored to {tmp_path}/new/desk.sqlite, with its files (1)"
    shutil.copy(desk_folder / "telegram.sqlite", tmp_path / "new")
    async with open_desk(tmp_path / "new") as desk:
        assert sha256(PHOTO) in await desk.say(DARA, "/status 1")
        assert folder(desk).is_intact(sha256(PHOTO))
        await desk.say(DARA, "they called and promised an answer")
        before = desk.record()
        for label in [button["text"] for row in buttons(message(desk, lost)) for button in row]:
            assert (await desk.press(DARA, label, message=lost)).show_alert, label
        assert desk.record() == before
        for typed in ("they declined", "/decline", "/note x"):
            assert "no longer on record" in await desk.say(DARA, typed, reply_to=whole), typed
        assert "Logged as #2" in await desk.say(DARA, "/ask City Hall: why? by 6 Dec 17:00 via email")


def message(desk: Desk, message_id: int) -> dict[str, Any]:
    """A message that Dara sees."""
    found = desk.telegram.messages(DARA, from_bot=True)
    return next(one for one in found if one["message_id"] == message_id)


async def test_a_folder_of_evidence_that_is_there_is_never_written_over(desk: Desk, tmp_path: Path) -> None:
    await kept(desk)
    (tmp_path / "copy.sqlite.evidence").mkdir()
    with pytest.raises(BackupExists, match=r"copy\.sqlite\.evidence is there already"):
        await backup(desk.sandbox.settings, str(tmp_path / "copy.sqlite"))
    assert not (tmp_path / "copy.sqlite").exists()
    assert (tmp_path / "copy.sqlite.evidence").is_dir()


async def test_a_backup_whose_files_cannot_be_copied_is_not_kept(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(self: EvidenceFolder, target: Path) -> int:
        target.mkdir()
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(EvidenceFolder, "copy_to", full)
    with pytest.raises(BackupFailed, match="No space left on device"):
        await backup(desk.sandbox.settings, str(tmp_path / "copy.sqlite"))
    assert not list(tmp_path.glob("copy.sqlite*"))


@pytest.mark.parametrize("content", [b"garbage" * 900, b"SQLite format 3\0" + b"\xff" * 9000])
async def test_a_backup_of_a_damaged_record_names_the_record(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "desk.sqlite").write_bytes(content)
    with pytest.raises(DamagedDatabase, match=r"/desk\.sqlite is damaged: "):
        await backup(_settings(tmp_path), str(tmp_path / "copy.sqlite"))
    assert not list(tmp_path.glob("copy.sqlite*"))


def _settings(data: Path, **env: str) -> Settings:
    return read_settings({"DATA_DIR": str(data), **env}, needs_token=False)


@pytest.fixture(name="backed_up")
async def a_backup(record: Record, tmp_path: Path, new_engines: None) -> Path:
    """Of the record with something of everything."""
    file = tmp_path / "copies" / "monday.sqlite"
    await backup(_settings(record.file.parent), str(file))
    return file


@pytest.mark.wide
async def test_a_record_goes_from_one_sort_of_database_to_the_other_and_back(
    backed_up: Path, tmp_path: Path, postgres_server: Server
) -> None:
    """Restoring a backup of SQLite into an empty PostgreSQL moves the desk there; a backup of that is a file again."""
    with postgres_server.database() as url:
        env = {"DATABASE_URL": url.render_as_string(hide_password=False)}
        there = _settings(tmp_path / "there", **env)
        lines, intact = await restore(there, str(backed_up), None, SystemClock())
        assert intact
        with pytest.raises(RecordThere):
            await restore(there, str(backed_up), None, SystemClock())
        async with Database(url) as database, database.write() as session:
            session.add(
                Newsroom(name="New", digest_since=NOW, created_at=NOW)
            )  # its number is one that is free
        await backup(there, str(tmp_path / "back.sqlite"))
    again = _settings(tmp_path / "again")
    home, intact = await restore(again, str(tmp_path / "back.sqlite"), None, SystemClock())
    assert intact
    assert [line.split(", last hash")[0] for line in home[1:3]] == [
        line.split(", last hash")[0] for line in lines[1:3]
    ]
    with (
        closing(sqlite3.connect(again.data_dir / "desk.sqlite")) as db,
        closing(sqlite3.connect(backed_up)) as first,
    ):
        for table in ("event", "request", "question", "attachment", "request_text", "body", "member"):
            every = f"SELECT * FROM {table} ORDER BY 1"  # noqa: S608
            assert db.execute(every).fetchall() == first.execute(every).fetchall(), table
        [(found,)] = db.execute(
            "SELECT count(*) FROM request_text_index WHERE request_text_index MATCH 'deny'"
        )
        assert found == 1


def _truncated(file: Path) -> None:
    file.write_bytes(file.read_bytes()[:20_000])


def _damaged(file: Path) -> None:
    content = bytearray(file.read_bytes())
    content[5000:30_000] = b"\xff" * 25_000
    file.write_bytes(content)


def _newer(file: Path) -> None:
    with closing(sqlite3.connect(file)) as db, db:
        db.execute("UPDATE alembic_version SET version_num = '9999'")


def _encrypted(file: Path) -> None:
    content = file.read_bytes()
    file.write_bytes(pyrage.encrypt(content, [pyrage.x25519.Identity.generate().to_public()]))


@pytest.mark.parametrize(
    ("change", "key", "said"),
    [
        (Path.unlink, None, "cannot be restored: No such file or directory. Nothing was changed."),
        (lambda file: file.write_text("garbage"), None, "cannot be restored: file is not a database."),
        (lambda file: file.write_text(""), None, "cannot be restored: it is empty."),
        (_truncated, None, "cannot be restored: "),
        (_damaged, None, "cannot be restored: "),
        (_newer, None, "The database was written by a newer version of Reply Desk (schema 9999)."),
        (_encrypted, None, "it is encrypted: name the file with the private key, --key FILE"),
        (_encrypted, "garbage", "does not open it"),
        (_encrypted, OTHER_KEY, "does not open it"),
        (_encrypted, "", "does not open it"),
        (_encrypted, NOWHERE, "the key in there/is/none cannot be read: No such file or directory"),
    ],
)
async def test_what_is_no_good_backup_is_refused_and_leaves_nothing(
    backed_up: Path, tmp_path: Path, change: Any, key: str | None, said: str
) -> None:
    change(backed_up)
    (tmp_path / "key").write_text(key or "")
    to = _settings(tmp_path / "to")
    named = key if key in (None, NOWHERE) else str(tmp_path / "key")
    with pytest.raises(DeskError) as refused:
        await restore(to, str(backed_up), named, SystemClock())
    assert said in str(refused.value)
    assert "\n" not in str(refused.value)
    assert list(to.data_dir.iterdir()) == []


@pytest.mark.parametrize("there", ["desk.sqlite", "desk.sqlite-wal", "evidence/ab/file"])
async def test_a_restore_is_never_written_over_anything(backed_up: Path, tmp_path: Path, there: str) -> None:
    to = _settings(tmp_path / "to")
    (to.data_dir / there).parent.mkdir(parents=True)
    (to.data_dir / there).write_text("mine")
    with pytest.raises(RecordThere):
        await restore(to, str(backed_up), None, SystemClock())
    assert [path.read_text() for path in to.data_dir.rglob("*") if path.is_file()] == ["mine"]


async def test_what_fell_due_and_what_was_not_done_is_told_after_a_restore(
    record: Record, tmp_path: Path, new_engines: None
) -> None:
    with closing(sqlite3.connect(record.file)) as db, db:
        row = "INSERT INTO inbox (bot_id, update_id, received_at, text, tries, trouble) VALUES (1, ?, '2024-12-02', '{}', 0, '')"
        db.executemany(row, [(77,), (79,)])
    await backup(_settings(record.file.parent), str(tmp_path / "copy.sqlite"))
    lines, _ = await restore(_settings(tmp_path / "to"), str(tmp_path / "copy.sqlite"), None, SystemClock())
    said = "\n".join(lines)
    assert "Not done yet were 2 updates of Telegram (77 to 79)" in said
    assert "comes at the start, and says that it may be a repeat" in said
    with closing(sqlite3.connect(tmp_path / "to" / "desk.sqlite")) as db:
        assert set(db.execute("SELECT unsure FROM reminder WHERE settled_at IS NULL")) == {(1,)}


async def test_a_newsroom_may_be_called_broken(record: Record, tmp_path: Path, new_engines: None) -> None:
    with closing(sqlite3.connect(record.file)) as db, db:
        db.execute("UPDATE newsroom SET name = 'BROKEN NEWS'")
    assert "intact" in await backup(_settings(record.file.parent), str(tmp_path / "copy.sqlite"))


async def test_a_record_that_was_changed_is_backed_up_and_named(
    record: Record, tmp_path: Path, new_engines: None
) -> None:
    with closing(sqlite3.connect(record.file)) as db, db:
        db.execute("UPDATE event SET text = 'they admit it' WHERE text = 'they deny it'")
    with pytest.raises(BrokenRecord, match="BROKEN"):
        await backup(_settings(record.file.parent), str(tmp_path / "copy.sqlite"))
    assert (tmp_path / "copy.sqlite").exists()
    _, intact = await restore(_settings(tmp_path / "to"), str(tmp_path / "copy.sqlite"), None, SystemClock())
    assert not intact


@pytest.mark.parametrize(
    ("now", "there", "left"),
    [
        ("2024-12-06T03:14", (), ["2024-12-05"]),  # that of the night before was missed
        ("2024-12-06T03:15", (), ["2024-12-06"]),
        ("2024-12-06T23:00", ("2024-12-06",), ["2024-12-06"]),
        ("2024-12-06T04:00", ("2024-12-03", "2024-12-04", "2024-12-05"), ["2024-12-05", "2024-12-06"]),
        ("2024-12-06T04:00", ("2024-12-06.sqlite.part",), ["2024-12-06"]),  # whoever was at it was killed
        ("2024-12-06T04:00", ("2024-12-06.sqlite.part+",), ["2024-12-06"]),  # by a clock that was ahead
    ],
)
async def test_a_backup_is_made_each_night_and_the_oldest_go(
    record: Record, tmp_path: Path, new_engines: None, now: str, there: tuple[str, ...], left: list[str]
) -> None:
    folder = tmp_path / "backups"
    (folder / "desk-2024-12-06.sqlite.evidence").mkdir(parents=True)
    for name in (*there, "by-hand"):
        file = folder / (f"desk-{name.rstrip('+')}" if "." in name else f"desk-{name}.sqlite")
        file.write_text("a backup")
        os.utime(file, (4e9 * name.count("+"),) * 2)
    settings = _settings(record.file.parent, BACKUP_DIR=str(folder), BACKUP_KEEP="2", BACKUP_TIME="3:15")
    clock = MovingClock(datetime.fromisoformat(f"{now}+07:00"), running=False)
    nightly = Nightly(settings, clock, make)
    for _ in range(2):
        await nightly.tick()
    assert [file.name[5:15] for file in nightlies(folder)] == left
    assert (folder / "desk-by-hand.sqlite").exists()
    assert (nightly.trouble, list(folder.glob("*.part"))) == ("", [])


async def test_a_night_without_a_backup_says_why_and_tries_again(
    record: Record, tmp_path: Path, new_engines: None
) -> None:
    (tmp_path / "backups").write_text("in the way")
    settings = _settings(record.file.parent, BACKUP_DIR=str(tmp_path / "backups"))
    nightly = Nightly(settings, SystemClock(), make)
    await nightly.tick()
    assert "could not be written" in nightly.trouble
    (tmp_path / "backups").unlink()
    await nightly.tick()
    assert (nightly.trouble, len(nightlies(tmp_path / "backups"))) == ("", 1)
