"""Kept pictures for the dossier's page: as data in the page itself, so that it needs nothing from outside.

What a file is, is read from its first bytes; what Telegram or a file name said it was, is not trusted. SVG is never
taken: it can hold programs.
"""

from __future__ import annotations

import base64
import hashlib
from dataclasses import dataclass
from enum import StrEnum

from bot.export.stripping import stripped
from db.facts import FileFacts
from jobs.files.folder import EvidenceFolder

LARGEST = 2 * 1024 * 1024
LARGEST_TOGETHER = 20 * 1024 * 1024


class Copy(StrEnum):
    """What the page shows of a kept file."""

    SHOWN = "shown"
    LISTED = "listed"  # no picture
    LEFT_OUT = "left_out"  # a picture too large for the page
    LOST = "lost"  # our copy is gone, or no longer what was kept


@dataclass(frozen=True)
class Picture:
    """A kept file as the page has it; `data` is a data: URL where it is shown."""

    copy: Copy
    data: str = ""


class Pictures:
    """Reads kept files, one after the other, up to what a page may weigh. Waits for the disk."""

    def __init__(self, folder: EvidenceFolder, *, clean: bool = False) -> None:
        self._folder, self._clean = folder, clean
        self._weight = 0
        self._seen: dict[str, Picture] = {}

    def of(self, file: FileFacts) -> Picture | None:
        """What the page shows of a file; None where we keep no copy. The same content is read once."""
        if not file.is_kept:
            return None
        if file.sha256 not in self._seen:
            self._seen[file.sha256] = self._read(file.sha256)
        return self._seen[file.sha256]

    def _read(self, sha256: str) -> Picture:
        try:
            content = self._folder.path(sha256).read_bytes()
        except OSError:
            return Picture(Copy.LOST)
        if hashlib.sha256(content).hexdigest() != sha256:
            return Picture(Copy.LOST)
        kind = kind_of(content)
        shown = stripped(content) if self._clean and kind is not None else content
        if kind is None or shown is None:
            return Picture(Copy.LISTED)
        content = shown
        if len(content) > LARGEST or self._weight + len(content) > LARGEST_TOGETHER:
            return Picture(Copy.LEFT_OUT)
        self._weight += len(content)
        return Picture(Copy.SHOWN, f"data:{kind};base64,{base64.b64encode(content).decode()}")


def kind_of(content: bytes) -> str | None:
    """The type of a picture that browsers show, by its first bytes; None for everything else."""
    if content.startswith(b"\xff\xd8\xff"):
        return "image/jpeg"
    if content.startswith(b"\x89PNG\r\n\x1a\n"):
        return "image/png"
    if content.startswith((b"GIF87a", b"GIF89a")):
        return "image/gif"
    if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        return "image/webp"
    return None
