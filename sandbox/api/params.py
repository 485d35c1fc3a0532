"""Reading the parameters of a Bot API request, however they arrived: query, form, multipart or JSON."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from aiohttp import BodyPartReader, web

from sandbox.api.errors import ApiError, bad_request

MAX_UPLOAD = 50 * 1024 * 1024


@dataclass(frozen=True)
class Upload:
    """A file that came with a multipart request."""

    file_name: str
    content: bytes


class Params:
    """The parameters of one request, by name; values are text, or what JSON held."""

    def __init__(self, values: dict[str, Any], uploads: dict[str, Upload]) -> None:
        self.values = values
        self.uploads = uploads

    def text(self, name: str) -> str:
        """Return a parameter as text; "" where it is missing."""
        value = self.values.get(name)
        if value is None:
            return ""
        if isinstance(value, bool):
            return "true" if value else "false"
        return value if isinstance(value, str) else json.dumps(value)

    def integer(self, name: str, default: int = 0) -> int:
        """Return a whole number; `default` where it is missing or not a number, as the real server does."""
        try:
            return int(self.text(name).strip())
        except ValueError:
            return default

    def flag(self, name: str) -> bool:
        """Return a Boolean; "true", "yes" and "1" mean yes."""
        return self.text(name).strip().lower() in ("true", "yes", "1")

    def json(self, name: str, what: str) -> Any:
        """Return a JSON value, or None where it is missing; raises ApiError naming `what` cannot be parsed."""
        value = self.values.get(name)
        if not isinstance(value, str):
            return value
        if not value.strip():
            return None
        try:
            return json.loads(value)
        except ValueError:
            raise bad_request(f"can't parse {what} JSON object") from None

    def chat_id(self) -> int | None:
        """Return a chat's id; None for a text that names no chat we know. Raises ApiError when it is missing."""
        text = self.text("chat_id").strip()
        if not text:
            raise bad_request("chat_id is empty")
        try:
            return int(text)
        except ValueError:
            return None


async def read_params(request: web.Request) -> Params:
    """Return the parameters of a request; those in the body win over those in the address."""
    values: dict[str, Any] = dict(request.query)
    uploads: dict[str, Upload] = {}
    if request.content_type == "application/json":
        raw = await request.read()
        if raw.strip():
            try:
                body = json.loads(raw)
            except ValueError:
                body = None
            if not isinstance(body, dict):
                raise bad_request("can't parse request: Can't parse JSON object")
            values.update(body)
    elif request.content_type == "application/x-www-form-urlencoded":
        values.update({name: str(value) for name, value in (await request.post()).items()})
    elif request.content_type.startswith("multipart/"):
        async for part in await request.multipart():
            if not isinstance(part, BodyPartReader) or not part.name:
                continue
            if part.filename is None:
                values[part.name] = await part.text()
                continue
            uploads[part.name] = Upload(part.filename, await _content(part))
    return Params(values, uploads)


async def _content(part: BodyPartReader) -> bytes:
    # What is too much is still read to its end, as a client that is cut off while sending hears no reason.
    content = bytearray()
    size = 0
    while chunk := await part.read_chunk(64 * 1024):
        size += len(chunk)
        if size <= MAX_UPLOAD:
            content += chunk
    if size > MAX_UPLOAD:
        raise ApiError(413, "Request Entity Too Large")
    return bytes(content)
