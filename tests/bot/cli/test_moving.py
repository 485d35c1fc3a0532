"""A newsroom goes from one installation to another and back, with its chain; what is no whole file of one is refused."""

from __future__ import annotations

import asyncio
import hashlib
import json
import shutil
import sqlite3
import zipfile
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import pyrage
import pytest

from bot.cli.commands import main
from bot.cli.exporting import export
from bot.cli.moving import CONTENTS, export_newsroom, import_newsroom
from bot.cli.operating import add_newsroom
from bot.environment import Settings, read_settings
from bot.retention import ReadWords
from db import queries, retention
from db.engine import Database, read_url
from db.errors import DeskError
from db.migrations.upgrading import revisions, upgrade
from db.tables import Request
from jobs.clock import SystemClock
from jobs.files.folder import EvidenceFolder
from jobs.records.verifying import Verdict, verify
from sandbox.case import DARA, GROUP, MALY, SREYNEANG
from tests.bot.asked import ask
from tests.bot.desk import Desk, open_desk
from tests.bot.sent import card, fetch_files, send
from tests.db.postgres import Server
from tests.db.world import make_world
from tests.jobs.record import Record

CLOCK = SystemClock()
OTHER_KEY = "AGE-SECRET-KEY-10FU32LPJ4EF8HYYNE28N3SZ5EN7RY9YA4VZHKST75EYTRZLRFC0QFRF2Z8"  # that opens nothing
BOPHA, PARTNERS = 790, -901
PHOTO = b"what the door looks like"
# With each, something is recorded that holds the id of a row.
LIFE = [
    (SREYNEANG, "/body Zeta kind=company", ""),
    (DARA, "/refer 1 to National Police", ""),
    (DARA, "/private 2 Maly", ""),
    (SREYNEANG, "/story #deep private Dara", ""),
    (DARA, "/ask Zeta: why? by 6 Dec 17:00 via email", ""),
    (SREYNEANG, "/assign 3 to Maly", ""),
    (SREYNEANG, "/body National Police merge=Zeta", "Merge them"),
    (SREYNEANG, "/body Municipal Court name=City Court", ""),
    (DARA, "/ask Ministry of Interior: why? by 6 Dec 17:00 via email", ""),
    (DARA, "/letter 4", "Follow-up, English"),
    (DARA, "", "✉️ Sent by email"),
    (DARA, "/remind 4 5 Dec 09:00 look again", ""),
    (DARA, "/chase 4 call no answer", ""),
    (DARA, "/undo", ""),
    (MALY, "/withdraw 3 no need", ""),
]


def _settings(data: Path, **env: str) -> Settings:
    return read_settings({"DATA_DIR": str(data), **env}, needs_token=False)


async def verdicts(settings: Settings) -> dict[str, Verdict]:
    async with Database(settings.database_url) as database:
        found = await verify(database, EvidenceFolder(settings.data_dir))
    return {verdict.newsroom: verdict for verdict in found}


async def told(settings: Settings, folder: Path) -> dict[str, bytes]:
    """What the newsroom's record is to a reader, file by file."""
    await export(settings, str(folder), CLOCK)
    every = ("events.jsonl", "events.csv")
    return {name: next(folder.glob(f"*/{name}")).read_bytes() for name in every}


async def live(desk: Desk) -> None:
    await ask(desk)
    await send(desk, "photo", PHOTO, reply_to=card(desk))
    await desk.press(DARA, "Our note")
    await fetch_files(desk)
    for who, text, label in LIFE:
        if text:
            await desk.say(who, text)
        if label:
            await desk.press(who, label)
    # Somebody recorded something and is forgotten, of a request the words are gone, and there is a second group.
    desk.telegram.add_person(BOPHA, "Bopha")
    await desk.says(BOPHA, f"/start {await desk.invitation()}", "/note 1 the clerk rang", "/forget me")
    await desk.press(BOPHA, "Yes, forget me")
    async with desk.sandbox.parts.application.bot_data["desk"].all_newsrooms.write() as session:
        facts = await queries.request(session, 1, 3)
        row = await session.get_one(Request, 3)
        assert await retention.reduce(session, row, facts, ReadWords(), now=desk.sandbox.now())
    desk.telegram.add_group(PARTNERS, "Partners", [SREYNEANG])
    await desk.say(SREYNEANG, "/newsroom here", chat=PARTNERS)


@pytest.mark.wide
async def test_it_goes_elsewhere_and_back(
    desk_folder: Path, tmp_path: Path, postgres_server: Server, new_engines: None
) -> None:
    """Beside others with the same ids, and from there to a place of its own: the same hashes, and a life that goes on."""
    async with open_desk(desk_folder) as desk:
        await live(desk)
        [(name,)] = desk.rows("SELECT name FROM newsroom")
        here, old = desk.sandbox.settings, desk.telegram.last(DARA)["message_id"]
        said = await export_newsroom(here, str(tmp_path / "one.zip"), "", CLOCK)
    assert "intact" in said
    assert (tmp_path / "one.zip").stat().st_mode & 0o077 == 0
    before, first = (await verdicts(here))[name], await told(here, tmp_path / "before")
    assert (before.intact, before.reduced) == (True, 2)
    with postgres_server.database() as url:
        there = _settings(tmp_path / "there", DATABASE_URL=url.render_as_string(hide_password=False))
        async with Database(url) as database:
            await upgrade(database)
            await make_world(database)
        others = await verdicts(there)
        lines, intact = await import_newsroom(there, str(tmp_path / "one.zip"), "Moved", None, CLOCK)
        assert (intact, lines[0]) == (True, "Brought in: Moved, with its files (1)")
        found = await verdicts(there)
        assert found == others | {"Moved": replace(before, newsroom="Moved")}
        with pytest.raises(DeskError, match="is here already: Moved"):
            await import_newsroom(there, str(tmp_path / "one.zip"), "Again", None, CLOCK)
        await export_newsroom(there, str(tmp_path / "two.zip"), "Moved", CLOCK)
    home = tmp_path / "home"
    again = _settings(home)
    await import_newsroom(again, str(tmp_path / "two.zip"), name, None, CLOCK)
    assert await verdicts(again) == {name: before}
    assert await told(again, tmp_path / "after") == first
    shutil.copy(desk_folder / "telegram.sqlite", home)
    async with open_desk(home) as desk:
        assert desk.rows("SELECT text FROM reminder WHERE kind = 'own' AND settled_at IS NULL") == [
            ("look again",)
        ]
        assert desk.rows("SELECT chat_id FROM place ORDER BY chat_id DESC") == [(GROUP,), (PARTNERS,)]
        card = await desk.say(DARA, "/status 1")
        assert "City Court" in card
        assert "the clerk rang · a former member" in card
        assert "words removed" in await desk.say(MALY, "/status 3")
        assert "Dara, Maly and the editors" in await desk.say(MALY, "/status 2")
        assert "#deep" in await desk.say(DARA, "/story")
        assert (await desk.press(DARA, "Put it back", message=old)).show_alert
        await desk.say(DARA, "/undo")
        assert "Zeta" in await desk.say(SREYNEANG, "/body National Police unmerge=Zeta")
        await desk.say(SREYNEANG, "/assign 3 to Dara")
        assert "Logged as #5" in await desk.say(DARA, "/ask City Hall: why? by 6 Dec 17:00 via email")
        assert desk.rows("SELECT min(ids_from) > 0 FROM newsroom") == [(1,)]
    assert (await verdicts(again))[name].intact


@pytest.fixture(scope="module", name="made")
def made_once(record_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Of the first of two newsrooms, with something of everything."""
    file = tmp_path_factory.mktemp("moving") / "one.zip"
    asyncio.run(export_newsroom(_settings(record_template), str(file), "CamboJA", CLOCK))
    return file


@pytest.fixture
def file(made: Path, tmp_path: Path, new_engines: None) -> Path:
    return Path(shutil.copy(made, tmp_path))


def _rewritten(file: Path, change: Callable[[str, bytes], bytes | None], *, honest: bool = False) -> None:
    """Write the file anew with its parts changed; `honest`: with what it says of them changed too."""
    with zipfile.ZipFile(file) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    kept = {name: new for name, old in parts.items() if (new := change(name, old)) is not None}
    if honest:
        contents = json.loads(kept[CONTENTS])
        contents["sha256"] = {
            name: hashlib.sha256(part).hexdigest() for name, part in kept.items() if name != CONTENTS
        }
        kept[CONTENTS] = json.dumps(contents).encode()
    with zipfile.ZipFile(file, "w") as archive:
        for name, part in kept.items():
            archive.writestr(name, part)


def _with(was: str, now: str, *, honest: bool = False) -> Callable[[Path], None]:
    return lambda file: _rewritten(
        file, lambda _, part: part.replace(was.encode(), now.encode()), honest=honest
    )


def _without(start: str, *, honest: bool = False) -> Callable[[Path], None]:
    return lambda file: _rewritten(
        file, lambda name, part: None if name.startswith(start) else part, honest=honest
    )


def _added(file: Path) -> None:
    with zipfile.ZipFile(file, "a") as archive:
        archive.writestr("../../evil", "x")


def _half(file: Path) -> None:
    file.write_bytes(file.read_bytes()[: file.stat().st_size // 2])


def _damaged(file: Path) -> None:
    content = bytearray(file.read_bytes())
    content[200:260] = b"x" * 60
    file.write_bytes(content)


def _locked(file: Path) -> None:
    file.write_bytes(pyrage.encrypt(file.read_bytes(), [pyrage.x25519.Identity.generate().to_public()]))


LATER = pytest.mark.long
ALTERED = "it was altered after it was written"
NOT_ALL = "it is no newsroom's file, or not all of it"


@pytest.mark.wide
@pytest.mark.parametrize(
    ("change", "key", "why"),
    [
        (Path.unlink, None, "No such file or directory"),
        (lambda file: file.write_bytes(b""), None, "it is empty"),
        (lambda file: file.write_bytes(b"garbage"), None, NOT_ALL),
        (_half, None, NOT_ALL),
        (_without(CONTENTS), None, NOT_ALL),
        (_damaged, None, ""),
        (_added, None, ALTERED),
        (_without("rows/question"), None, ALTERED),
        pytest.param(_without("rows/question", honest=True), None, ALTERED, marks=LATER),
        pytest.param(_without("evidence/"), None, ALTERED, marks=LATER),
        pytest.param(_without("evidence/", honest=True), None, ALTERED, marks=LATER),
        pytest.param(_with("they deny it", "they admit it"), None, ALTERED, marks=LATER),
        (_with("they deny it", "they admit it", honest=True), None, ALTERED),
        (_with('"role": "reporter"', '"role": "editor"'), None, ALTERED),
        pytest.param(_with('"telegram_id"', '"telegram"', honest=True), None, "it is damaged", marks=LATER),
        pytest.param(_with('{"id"', '["id"', honest=True), None, "it is damaged", marks=LATER),
        (_with('"schema": "0', '"schema": "9'), None, "a newer version wrote it"),
        (_with("newsroom 1", "newsroom 2"), None, "a newer version wrote it"),
        (_locked, None, "it is encrypted: name the file with the private key, --key FILE"),
        (_locked, OTHER_KEY, "does not open it"),
    ],
)
async def test_what_is_no_whole_file_is_refused_and_leaves_nothing(
    record: Record, file: Path, tmp_path: Path, change: Any, key: str | None, why: str
) -> None:
    change(file)
    (tmp_path / "key").write_text(key or "")
    beside = _settings(record.file.parent)
    before = _everything(record)
    with pytest.raises(DeskError, match=rf"cannot be brought in: .*{why}") as refused:
        await import_newsroom(beside, str(file), "Other", key and str(tmp_path / "key"), CLOCK)
    assert "\n" not in str(refused.value)
    assert _everything(record) == before


def _everything(record: Record) -> object:
    tables = ("newsroom", "member", "event", "request", "reminder", "attachment", "draft")
    files = sorted(path.relative_to(record.file.parent) for path in record.file.parent.glob("evidence/*/*"))
    return files, [record.look(f"SELECT * FROM {table}") for table in tables]  # noqa: S608


@pytest.mark.long
async def test_no_room_no_second_copy_and_no_name_twice(
    record: Record, file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    here = _settings(record.file.parent)
    with pytest.raises(DeskError, match="is here already: CamboJA"):
        await import_newsroom(here, str(file), "Other", None, CLOCK)
    record.write("UPDATE newsroom SET created_at = '2020-01-01 00:00:00' WHERE id = 1")
    with pytest.raises(DeskError, match='There is a newsroom "CamboJA" already'):
        await import_newsroom(here, str(file), "", None, CLOCK)
    # Where the last step fails nothing of the first is left.
    to = _settings(tmp_path / "to")
    monkeypatch.setattr("bot.cli.moving.copy_newsroom", _refusing)
    with pytest.raises(DeskError, match="disk full"):
        await import_newsroom(to, str(file), "", None, CLOCK)
    assert [path.name for path in to.data_dir.rglob("*") if len(path.name) == 64] == []
    monkeypatch.setattr(shutil, "disk_usage", lambda _: shutil._ntuple_diskusage(10, 9, 1))
    with pytest.raises(DeskError, match="it needs 1 MB, and 0 MB are free"):
        await import_newsroom(to, str(file), "", None, CLOCK)
    assert list(to.data_dir.glob("*.part")) == []


async def _refusing(*_: object) -> None:
    raise OSError(28, "disk full")


@pytest.mark.long
async def test_a_group_stays_with_whoever_has_it(record: Record, tmp_path: Path, new_engines: None) -> None:
    here = _settings(record.file.parent)
    record.write("INSERT INTO place (newsroom_id, chat_id, story_id, title) VALUES (1, -500, 0, 'Ours')")
    await export_newsroom(here, str(tmp_path / "x.zip"), "CamboJA", CLOCK)
    record.write("UPDATE place SET newsroom_id = 2")
    record.write(
        "UPDATE newsroom SET created_at = '2020-01-01 00:00:00', locked_since = '2024-12-06' WHERE id = 1"
    )
    lines, intact = await import_newsroom(here, str(tmp_path / "x.zip"), "Other", None, CLOCK)
    assert (intact, "Its group is another newsroom's here" in lines[2]) == (True, True)
    assert record.look("SELECT newsroom_id FROM place") == [(2,)]


@pytest.mark.long
async def test_a_record_that_was_changed_goes_as_it_is_and_is_named(record: Record, tmp_path: Path) -> None:
    record.write("UPDATE event SET text = 'they admit it' WHERE text = 'they deny it'")
    with pytest.raises(DeskError, match=r"not as it was written\. CamboJA: BROKEN"):
        await export_newsroom(_settings(record.file.parent), str(tmp_path / "x.zip"), "camboja", CLOCK)
    lines, intact = await import_newsroom(
        _settings(tmp_path / "to"), str(tmp_path / "x.zip"), "", None, CLOCK
    )
    assert (intact, "BROKEN" in lines[1]) == (False, True)


@pytest.mark.long
async def test_what_an_older_version_wrote_is_brought_up_to_date(tmp_path: Path, new_engines: None) -> None:
    """Its rows go into the schema that it had, which knows nothing of what came since."""
    here, file = _settings(tmp_path / "here"), tmp_path / "one.zip"
    await add_newsroom(here, "Mekong Desk")
    await export_newsroom(here, str(file), "", CLOCK)
    schema = revisions()[-2]
    async with Database(read_url(f"sqlite:///{tmp_path}/older.sqlite")) as database:
        await upgrade(database, schema)
    with closing(sqlite3.connect(tmp_path / "older.sqlite")) as db:

        def older(name: str, part: bytes) -> bytes | None:
            if name == CONTENTS:
                return json.dumps(json.loads(part) | {"schema": schema}).encode()
            known = {row[1] for row in db.execute(f"PRAGMA table_info({Path(name).stem})")}
            if not known:
                return None if name.endswith(".jsonl") else part
            rows = [json.loads(line) for line in part.splitlines()]
            return "\n".join(json.dumps({k: row.get(k) for k in known}) for row in rows).encode()

        _rewritten(file, older, honest=True)
    assert (await import_newsroom(_settings(tmp_path / "to"), str(file), "", None, CLOCK))[1]


async def test_a_row_that_cannot_be_read_ends_an_export(record: Record, tmp_path: Path) -> None:
    record.write("UPDATE event SET kind = 'sung' WHERE position = 2")
    with pytest.raises(DeskError, match="a row cannot be read"):
        await export_newsroom(_settings(record.file.parent), str(tmp_path / "x.zip"), "CamboJA", CLOCK)
    assert list(tmp_path.glob("*x.zip*")) == []


@pytest.mark.wide
async def test_only_the_key_opens_it(record: Record, tmp_path: Path, new_engines: None) -> None:
    mine = pyrage.x25519.Identity.generate()
    (tmp_path / "key").write_text(str(mine))
    here = _settings(record.file.parent, BACKUP_RECIPIENT=str(mine.to_public()))
    said = await export_newsroom(here, str(tmp_path / "one.zip"), "CamboJA", CLOCK)
    made = tmp_path / "one.zip.age"
    assert said.startswith(f"Exported to {made}; SHA-256 {hashlib.sha256(made.read_bytes()).hexdigest()}")
    assert (sorted(path.name for path in tmp_path.glob("one*")), made.stat().st_mode & 0o077) == (
        [made.name],
        0,
    )
    assert not zipfile.is_zipfile(made)
    to = _settings(tmp_path / "to")
    assert (await import_newsroom(to, str(made), "", str(tmp_path / "key"), CLOCK))[1]
    with pytest.raises(DeskError, match="is there already"):
        await export_newsroom(here, str(tmp_path / "one.zip"), "CamboJA", CLOCK)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["export"], "Name the file: python -m bot newsroom export FILE"),
        (["import"], "Name the file: python -m bot newsroom import FILE"),
        (["export", "x.zip"], "There are several newsrooms. Name one: --newsroom NAME. They are: CamboJA, "),
        (["export", "x.zip", "--newsroom", "Nobody"], 'There is no newsroom "Nobody"'),
        (["import", "x.zip"], "cannot be brought in: No such file or directory. Nothing was changed."),
    ],
)
def test_the_command_line_says_what_is_missing(
    only_the_folder: None, capsys: pytest.CaptureFixture[str], words: list[str], said: str
) -> None:
    assert main(["newsroom", *words]) == 2
    assert said in capsys.readouterr().err
