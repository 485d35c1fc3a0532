"""Files that were sent: kept in the store, described as the Bot API describes them, downloaded by path."""

from __future__ import annotations

import json
import mimetypes
import secrets
from pathlib import PurePosixPath
from typing import Any

from sandbox.errors import bad_request
from sandbox.images import POINT, picture_size
from sandbox.store import Store

Json = dict[str, Any]
MAX_DOWNLOAD = 20 * 1024 * 1024
FOLDERS = {
    "photo": "photos", "document": "documents", "voice": "voice", "video": "videos", "audio": "music",
    "sticker": "stickers",
}  # fmt: skip
_SUFFIXES = {"photo": ".jpg", "voice": ".oga", "video": ".mp4", "audio": ".mp3", "sticker": ".webp"}
_PLAYED = {"voice": "audio/ogg", "video": "video/mp4", "audio": "audio/mpeg"}


def _about(kind: str, name: str) -> Json:
    if kind == "sticker":
        return {"type": "regular", "width": 512, "height": 512, "is_animated": False, "is_video": False}
    about: Json = {
        "mime_type": mimetypes.guess_type(name)[0] or _PLAYED.get(kind, "application/octet-stream")
    }
    if kind != "voice" and name:
        about |= {"file_name": name}
    if kind in _PLAYED:
        about |= {"duration": 1}
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

    def add(self, kind: str, content: bytes, name: str, *, declared_size: int | None = None) -> Json:
        """Keep a file and return what a Message says of it: {kind: …}; `declared_size` is what it is said to hold.

        A photo comes in two sizes, smallest first, as Telegram makes them; the small one is only a grey point, so
        that a bot which takes the wrong one is found out.
        """
        size = len(content) if declared_size is None else declared_size
        if kind == "photo":
            width, height = picture_size(content) or (90, 90)
            small = self._keep(kind, POINT, "thumb.png", len(POINT)) | {"width": 1, "height": 1}
            large = self._keep(kind, content, name, size) | {"width": width, "height": height}
            described: Json = {"photo": [small, large]}
        else:
            large = self._keep(kind, content, name, size)
            described = {kind: large | _about(kind, name)}
        self._store.run(
            "UPDATE file SET described = ? WHERE file_id = ?", (json.dumps(described), large["file_id"])
        )
        return described

    def reuse(self, kind: str, file_id: str) -> Json:
        """Return what a Message says of a file that was sent before; raises ApiError."""
        row = self._store.one("SELECT described FROM file WHERE file_id = ?", (file_id,))
        if row is None:
            raise bad_request("wrong file identifier/HTTP URL specified")
        described: Json = json.loads(row[0])
        if kind not in described:
            was = next(iter(described), "thumbnail")
            raise bad_request(f"can't use file of type {was.capitalize()} as {kind.capitalize()}")
        return described

    def describe(self, file_id: str) -> Json:
        """Return the File object, with the path to download it from; raises ApiError."""
        row = self._store.one("SELECT unique_id, path, size FROM file WHERE file_id = ?", (file_id,))
        if row is None:
            raise bad_request("invalid file_id")
        unique_id, path, size = row
        if size > MAX_DOWNLOAD:
            raise bad_request("file is too big")
        return {"file_id": file_id, "file_unique_id": unique_id, "file_size": size, "file_path": path}

    def content(self, path: str) -> bytes | None:
        """Return the content of the file at a path that `describe` gave; None where there is none."""
        row = self._store.one("SELECT content FROM file WHERE path = ? AND size <= ?", (path, MAX_DOWNLOAD))
        return None if row is None else bytes(row[0])

    def by_id(self, file_id: str) -> bytes | None:
        """Return the content of a file whatever its size; None where there is none."""
        row = self._store.one("SELECT content FROM file WHERE file_id = ?", (file_id,))
        return None if row is None else bytes(row[0])
