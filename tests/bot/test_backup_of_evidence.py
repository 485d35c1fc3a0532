"""A backup holds the files beside the database, and a desk restored from it has them."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from bot.cli.operating import BackupExists, BackupFailed, backup
from jobs.files.folder import EvidenceFolder
from sandbox.case import DARA
from tests.bot.asked import ask
from tests.bot.desk import Desk, open_desk
from tests.bot.sent import card, fetch_files, folder, send, sha256

PHOTO = b"what the door looks like"


async def kept(desk: Desk) -> None:
    """Request #1 with a photo that is kept."""
    await ask(desk)
    await send(desk, "photo", PHOTO, reply_to=card(desk))
    await desk.press(DARA, "Our note")
    await fetch_files(desk)


async def test_a_desk_restored_from_its_backup_has_the_record_and_the_files(
    desk_folder: Path, tmp_path: Path
) -> None:
    file = tmp_path / "backups" / "monday.sqlite"
    async with open_desk(desk_folder) as desk:
        await kept(desk)
        assert await backup(desk.house.settings, str(file)) == (
            f"Copied to {file}, and its files (1) to {file}.evidence"
        )
    restored = tmp_path / "restored"
    restored.mkdir()
    shutil.copy(desk_folder / "telegram.sqlite", restored)
    shutil.copy(file, restored / "desk.sqlite")
    shutil.copytree(tmp_path / "backups" / "monday.sqlite.evidence", restored / "evidence")
    async with open_desk(restored) as desk:
        assert sha256(PHOTO) in await desk.say(DARA, "/status 1")
        assert folder(desk).is_intact(sha256(PHOTO))


async def test_a_folder_of_evidence_that_is_there_is_never_written_over(desk: Desk, tmp_path: Path) -> None:
    await kept(desk)
    (tmp_path / "copy.sqlite.evidence").mkdir()
    with pytest.raises(BackupExists, match=r"copy\.sqlite\.evidence is there already"):
        await backup(desk.house.settings, str(tmp_path / "copy.sqlite"))
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
        await backup(desk.house.settings, str(tmp_path / "copy.sqlite"))
    assert not list(tmp_path.glob("copy.sqlite*"))
