"""The evidence folder: whole or not at all, each content once, and nobody else's to read."""

from __future__ import annotations

import hashlib
import os
import stat
from pathlib import Path

import pytest

from jobs.files.folder import EvidenceFolder

LETTER = b"%PDF-1.4 the court's answer"
SHA256 = hashlib.sha256(LETTER).hexdigest()


@pytest.fixture(name="folder")
def a_folder(tmp_path: Path) -> EvidenceFolder:
    return EvidenceFolder(tmp_path / "data")


def files(folder: EvidenceFolder) -> list[Path]:
    return [path for path in folder.root.rglob("*") if path.is_file()]


def test_a_content_is_kept_under_its_hash_for_the_desks_user_alone(folder: EvidenceFolder) -> None:
    assert not folder.is_intact(SHA256)
    assert folder.keep(LETTER) == SHA256
    place = folder.path(SHA256)
    assert place == folder.root / SHA256[:2] / SHA256
    assert place.read_bytes() == LETTER
    assert folder.is_intact(SHA256)
    assert stat.S_IMODE(place.stat().st_mode) == 0o600
    assert {stat.S_IMODE(path.stat().st_mode) for path in (folder.root, place.parent)} == {0o700}


def test_the_same_content_twice_is_one_file_written_once(folder: EvidenceFolder) -> None:
    folder.keep(LETTER)
    before = folder.path(SHA256).stat()
    assert folder.keep(LETTER) == SHA256
    after = folder.path(SHA256).stat()
    assert (after.st_ino, after.st_mtime_ns) == (before.st_ino, before.st_mtime_ns)
    assert files(folder) == [folder.path(SHA256)]


def test_an_empty_file_is_evidence_too(folder: EvidenceFolder) -> None:
    assert folder.is_intact(folder.keep(b""))


@pytest.mark.parametrize("damaged", [b"", LETTER[:-1], LETTER + b" ", b"another letter altogether"])
def test_what_was_altered_on_the_disk_is_noticed_and_put_right(
    folder: EvidenceFolder, damaged: bytes
) -> None:
    folder.keep(LETTER)
    folder.path(SHA256).write_bytes(damaged)
    assert not folder.is_intact(SHA256)
    folder.keep(LETTER)
    assert folder.path(SHA256).read_bytes() == LETTER


@pytest.mark.parametrize(
    "hostile", ["", "../../etc/passwd", "a" * 63, "A" * 64, "a" * 64 + "\n", "/" + "a" * 63, "é" * 64]
)
def test_only_a_hash_names_a_file(folder: EvidenceFolder, hostile: str) -> None:
    with pytest.raises(ValueError, match="64 lowercase"):
        folder.path(hostile)


def test_a_full_disk_leaves_nothing_half_written(
    folder: EvidenceFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space left"):
        folder.keep(LETTER)
    assert files(folder) == []
    monkeypatch.undo()
    assert folder.is_intact(folder.keep(LETTER))


def test_what_a_crash_left_half_written_is_removed_later_and_nothing_else(folder: EvidenceFolder) -> None:
    folder.keep(LETTER)
    left = folder.path(SHA256).with_name(f"{SHA256}.0011.part")
    left.write_bytes(LETTER[:5])
    written_at = left.stat().st_mtime
    assert folder.forget_unfinished(written_at) == 0
    assert folder.forget_unfinished(written_at + 1) == 1
    assert files(folder) == [folder.path(SHA256)]


def test_a_copy_of_the_folder_has_every_file_and_nothing_unfinished(
    folder: EvidenceFolder, tmp_path: Path
) -> None:
    other = folder.keep(b"another")
    folder.keep(LETTER)
    folder.path(SHA256).with_name(f"{SHA256}.0011.part").write_bytes(b"half")
    assert folder.copy_to(tmp_path / "backup") == 2
    assert {path.name for path in (tmp_path / "backup").rglob("*") if path.is_file()} == {SHA256, other}
    assert (tmp_path / "backup" / SHA256[:2] / SHA256).read_bytes() == LETTER
    with pytest.raises(FileExistsError):
        folder.copy_to(tmp_path / "backup")


def test_where_the_disk_knows_no_links_the_content_is_copied(
    folder: EvidenceFolder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(*_: object) -> None:
        raise OSError(18, "Invalid cross-device link")

    folder.keep(LETTER)
    monkeypatch.setattr(os, "link", refused)
    assert folder.copy_to(tmp_path / "backup") == 1
    copy = tmp_path / "backup" / SHA256[:2] / SHA256
    assert copy.read_bytes() == LETTER
    assert (copy.stat().st_nlink, stat.S_IMODE(copy.stat().st_mode)) == (1, 0o600)


def test_replacing_a_damaged_file_leaves_its_copy_alone(folder: EvidenceFolder, tmp_path: Path) -> None:
    folder.keep(LETTER)
    folder.copy_to(tmp_path / "backup")
    folder.path(SHA256).unlink()
    folder.path(SHA256).write_bytes(b"damaged")
    folder.keep(LETTER)
    assert (tmp_path / "backup" / SHA256[:2] / SHA256).read_bytes() == LETTER


def test_a_desk_without_evidence_makes_no_folder(folder: EvidenceFolder, tmp_path: Path) -> None:
    assert folder.copy_to(tmp_path / "backup") == 0
    assert not (tmp_path / "backup").exists()
