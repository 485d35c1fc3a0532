"""Files that were sent: kept in the store, described as the Bot API describes them, downloaded by path."""

from __future__ import annotations

import mimetypes
import secrets
import struct
from pathlib import PurePosixPath

from sandbox.world.store import Json, Store

MAX_DOWNLOAD = 20 * 1024 * 1024
FOLDERS = {
    "photo": "photos", "document": "documents", "voice": "voice", "video": "videos", "sticker": "stickers",
}  # fmt: skip
_SUFFIXES = {"photo": ".jpg", "voice": ".oga", "video": ".mp4", "sticker": ".webp"}
_PLAYED = {"voice": "audio/ogg", "video": "video/mp4"}
# What Telegram shows beside a photo as its smallest size: here always the same grey point (PNG, 1 by 1).
POINT = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108000000003a7e9b5500"
    "00000a49444154789c636800000082008177cd72b60000000049454e44ae426082"
)


def _about(kind: str, name: str, duration: int) -> Json:
    if kind == "sticker":
        return {"type": "regular", "width": 512, "height": 512, "is_animated": False, "is_video": False}
    about: Json = {
        "mime_type": mimetypes.guess_type(name)[0] or _PLAYED.get(kind, "application/octet-stream")
    }
    if kind != "voice" and name:
        about |= {"file_name": name}
    if kind in _PLAYED:
        about |= {"duration": duration}
    return about | ({"width": 640, "height": 360} if kind == "video" else {})


class Files:
    """The contents of every file, by file_id."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def _keep(self, kind: str, content: bytes, name: str, size: int) -> Json:
        number = self._store.next_number("file", 0)
        suffix = PurePosixPath(name).suffix.lower()
        if not suffix[1:].isalnum() or not suffix.isascii() or len(suffix) > 10:
            suffix = _SUFFIXES.get(kind, "")
        path = f"{FOLDERS[kind]}/file_{number}{suffix}"
        file_id, unique_id = f"BQAC{secrets.token_urlsafe(42)}", f"AgAD{secrets.token_urlsafe(8)}"
        self._store.run(
            "INSERT INTO file (file_id, unique_id, path, size, content) VALUES (?, ?, ?, ?, ?)",
            (file_id, unique_id, path, size, content),
        )
        return {"file_id": file_id, "file_unique_id": unique_id, "file_size": size}

    def add(
        self,
        kind: str,
        content: bytes,
        name: str,
        *,
        declared_size: int | None = None,
        duration: int | None = None,
    ) -> Json:
        """Keep a file and return what a Message says of it: {kind: …}; `declared_size` is what it is said to hold,
        `duration` how many seconds sound and film take (made up where nobody says).

        A photo comes in two sizes, smallest first, as Telegram makes them; the small one is only a grey point, so
        that a bot which takes the wrong one is found out.
        """
        size = len(content) if declared_size is None else declared_size
        if kind == "photo":
            width, height = picture_size(content) or (90, 90)
            small = self._keep(kind, POINT, "thumb.png", len(POINT)) | {"width": 1, "height": 1}
            large = self._keep(kind, content, name, size) | {"width": width, "height": height}
            return {"photo": [small, large]}
        return {kind: self._keep(kind, content, name, size) | _about(kind, name, duration or 1)}

    def describe(self, file_id: str) -> Json | None:
        """Return the File object, with the path to download it from; None where there is none."""
        row = self._store.one("SELECT unique_id, path, size FROM file WHERE file_id = ?", (file_id,))
        if row is None:
            return None
        return dict(
            zip(("file_id", "file_unique_id", "file_path", "file_size"), (file_id, *row), strict=True)
        )

    def content(self, path: str) -> bytes | None:
        """Return the content of the file at a path; None where there is none that a bot may download."""
        row = self._store.one("SELECT content FROM file WHERE path = ? AND size <= ?", (path, MAX_DOWNLOAD))
        return None if row is None else bytes(row[0])

    def by_id(self, file_id: str) -> bytes | None:
        """Return the content of a file whatever its size; None where there is none."""
        row = self._store.one("SELECT content FROM file WHERE file_id = ?", (file_id,))
        return None if row is None else bytes(row[0])


def picture_size(content: bytes) -> tuple[int, int] | None:
    """Return (width, height) in pixels of a PNG, JPEG, GIF or WebP picture; None for anything else."""
    if content.startswith(b"\x89PNG\r\n\x1a\n") and len(content) >= 24:
        return struct.unpack(">II", content[16:24])
    if content[:6] in (b"GIF87a", b"GIF89a") and len(content) >= 10:
        return struct.unpack("<HH", content[6:10])
    if content.startswith(b"\xff\xd8"):
        return _jpeg_size(content)
    if content[:4] == b"RIFF" and content[8:12] == b"WEBP" and len(content) >= 30:
        return _webp_size(content)
    return None


def _jpeg_size(content: bytes) -> tuple[int, int] | None:
    at = 2
    while at + 9 <= len(content) and content[at] == 0xFF:
        marker = content[at + 1]
        # The frame headers SOF0 to SOF15, without DHT, JPG and DAC, which lie among them.
        if 0xC0 <= marker <= 0xCF and marker not in (0xC4, 0xC8, 0xCC):
            height, width = struct.unpack(">HH", content[at + 5 : at + 9])
            return width, height
        at += 2 + int.from_bytes(content[at + 2 : at + 4])
    return None


def _webp_size(content: bytes) -> tuple[int, int] | None:
    kind = content[12:16]
    if kind == b"VP8X":
        return 1 + int.from_bytes(content[24:27], "little"), 1 + int.from_bytes(content[27:30], "little")
    if kind == b"VP8L":
        bits = int.from_bytes(content[21:25], "little")
        return 1 + (bits & 0x3FFF), 1 + (bits >> 14 & 0x3FFF)
    if kind == b"VP8 ":
        width, height = struct.unpack("<HH", content[26:30])
        return width & 0x3FFF, height & 0x3FFF
    return None
