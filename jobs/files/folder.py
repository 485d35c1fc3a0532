"""The evidence folder: files kept under the hash of their content, each content once.

`DATA_DIR/evidence/<first two digits>/<sha256>`. A file is there whole or not at all: it is written beside its place,
forced to the disk, read back, and only then given its name. Everything here waits for the disk: call it in a thread.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import re
import secrets
import shutil
from pathlib import Path

FOLDER = "evidence"
HASH = "[0-9a-f]{64}"
UNFINISHED = ".part"
PIECE = 1024 * 1024


class EvidenceFolder:
    """The files kept below a desk's data folder, readable by its own user alone."""

    def __init__(self, data_dir: Path) -> None:
        self.root = data_dir / FOLDER

    @classmethod
    def at(cls, root: Path) -> EvidenceFolder:
        """A folder of the same layout elsewhere: that of a backup."""
        folder = cls(root.parent)
        folder.root = root
        return folder

    @property
    def is_filled(self) -> bool:
        """Whether there is anything in it."""
        return self.root.exists() and any(self.root.iterdir())

    def path(self, sha256: str) -> Path:
        """Where the file with this content hash (64 lowercase hexadecimal digits) is kept, whether or not it is.

        Raises:
            ValueError: it is no such hash.
        """
        if not re.fullmatch(HASH, sha256):
            raise ValueError("a content hash is 64 lowercase hexadecimal digits")
        return self.root / sha256[:2] / sha256

    def keep(self, content: bytes) -> str:
        """Store a content, and return its SHA-256. What is there already and intact is not written again; what was
        altered on the disk is replaced.

        Raises:
            OSError: the disk refused, or gave back something else than was written. Nothing is left of it then.
        """
        sha256 = hashlib.sha256(content).hexdigest()
        if self.is_intact(sha256):
            return sha256
        place = self.path(sha256)
        self.root.parent.mkdir(parents=True, exist_ok=True)
        for folder in (self.root, place.parent):
            folder.mkdir(mode=0o700, exist_ok=True)
        unfinished = place.with_name(f"{sha256}.{secrets.token_hex(8)}{UNFINISHED}")
        try:
            _write(unfinished, content)
            if hash_of(unfinished) != sha256:
                raise OSError("the disk gave back something else than was written")
            unfinished.replace(place)
        except BaseException:
            with contextlib.suppress(FileNotFoundError):
                unfinished.unlink()
            raise
        for folder in (place.parent, self.root):
            _force(folder)
        return sha256

    def is_intact(self, sha256: str) -> bool:
        """Whether the file is there and its content still has this hash.

        Raises:
            OSError: it is there and cannot be read.
        """
        try:
            return hash_of(self.path(sha256)) == sha256
        except FileNotFoundError:
            return False

    def copy_to(self, target: Path) -> int:
        """Copy every file to a new folder of the same layout, and return how many they were; none makes no folder.

        On the same disk a copy is a second name of the same content (a hard link), which takes no room. It does not
        change with the first: a file is only ever replaced, never written into.

        Raises:
            FileExistsError: the folder is there already.
            OSError: the disk refused.
        """
        paths = sorted(path for path in self.root.glob("*/*") if re.fullmatch(HASH, path.name))
        if paths:
            target.mkdir(mode=0o700)
        for path in paths:
            place = target / path.parent.name / path.name
            place.parent.mkdir(mode=0o700, exist_ok=True)
            try:
                os.link(path, place)
            except OSError:  # another disk, or one that knows no links
                shutil.copy2(path, place)
        return len(paths)

    def take_in(self, other: EvidenceFolder) -> list[str]:
        """Move every intact file of another folder on the same disk here, and return the hashes of those that were not here.

        Raises:
            OSError: the disk refused.
        """
        added = []
        for path in sorted(other.root.glob("*/*")):
            if not other.is_intact(path.name) or self.is_intact(path.name):
                continue
            place = self.path(path.name)
            for folder in (self.root, place.parent):
                folder.mkdir(mode=0o700, exist_ok=True)
            path.replace(place)
            added.append(path.name)
            _force(place.parent)
        return added

    def forget_unfinished(self, before: float) -> int:
        """Remove what a crash left half-written before an instant (seconds since 1970), and return how many."""
        gone = 0
        for path in self.root.glob(f"*/*{UNFINISHED}"):
            with contextlib.suppress(FileNotFoundError):
                if path.stat().st_mtime < before:
                    path.unlink()
                    gone += 1
        return gone


def _write(path: Path, content: bytes) -> None:
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def hash_of(path: Path) -> str:
    """The SHA-256 of a file's content, in hexadecimal digits."""
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while piece := file.read(PIECE):
            digest.update(piece)
    return digest.hexdigest()


def _force(folder: Path) -> None:
    """A new name is on the disk only when its folder is."""
    opened = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)
