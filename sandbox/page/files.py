"""Files of the chats: what people upload, and what the page shows or saves."""

from __future__ import annotations

import mimetypes

from aiohttp import BodyPartReader, web

from sandbox.page.chats import Chats
from sandbox.page.requests import PageError, as_in_the_app, optional_number
from sandbox.world.files import FOLDERS
from sandbox.world.store import Json

MAX_UPLOAD = 60 * 1024 * 1024
MAX_FIELD = 16 * 1024
# Only what a browser shows without running anything in it is shown; all else is saved (an HTML or SVG file opened
# from here would act with the rights of the page).
SHOWN = frozenset(
    {
        "image/jpeg", "image/png", "image/gif", "image/webp", "audio/ogg", "audio/mpeg", "audio/mp4", "audio/x-wav",
        "audio/webm", "video/mp4", "video/webm",
    }
)  # fmt: skip
# The machine's own table differs from one to the next in these.
OWN_TYPES = {".oga": "audio/ogg", ".ogg": "audio/ogg", ".webp": "image/webp", ".m4a": "audio/mp4"}


def add_files(page: web.Application, chats: Chats) -> None:
    """Add the routes for files."""
    routes = FileRoutes(chats)
    page.router.add_post("/upload", routes.upload)
    page.router.add_get("/file/{file_id}", routes.file)


def media_type(name: str) -> str:
    """Return the media type that a file's name promises, or application/octet-stream."""
    dot = name.rfind(".")
    ending = name[dot:].lower() if dot >= 0 else ""
    return OWN_TYPES.get(ending) or mimetypes.guess_type(name)[0] or "application/octet-stream"


class FileRoutes:
    """Takes uploads and gives files out."""

    def __init__(self, chats: Chats) -> None:
        self._chats = chats

    async def upload(self, request: web.Request) -> web.Response:
        """Send one file as multipart: person, chat, kind, reply_to, caption and duration first, then `file`.

        `duration`: the seconds that sound or film take, as the browser found. `kind` is photo, video, voice, sticker or document. More than 60 MB is refused with 413.
        """
        if request.content_type != "multipart/form-data":
            raise PageError(415, "An upload is multipart/form-data.")
        values: dict[str, str] = {}
        async for part in await request.multipart():
            if not isinstance(part, BodyPartReader):
                raise PageError(400, "This upload is nested.")
            if part.name == "file":
                name = part.filename or "file"
                content = await _read(part, MAX_UPLOAD)
                return web.json_response({"message": await self._send(values, name, content)})
            values[part.name or ""] = (await _read(part, MAX_FIELD)).decode(errors="replace")
        raise PageError(400, "The upload holds no file.")

    async def _send(self, values: dict[str, str], name: str, content: bytes) -> Json:
        user_id, chat_id = self._chats.chat_of(values)
        reply_to = optional_number(values, "reply_to")
        kind, caption = values.get("kind", ""), values.get("caption", "")
        duration = optional_number(values, "duration")
        if kind not in FOLDERS:
            raise PageError(400, f"A file is sent as one of {', '.join(FOLDERS)}.")
        with as_in_the_app():
            return await self._chats.people.send_file(
                kind,
                user_id,
                chat_id,
                content,
                file_name=name,
                caption=caption,
                reply_to=reply_to,
                duration=duration,
            )

    async def file(self, request: web.Request) -> web.Response:
        """Give a file out by its file_id: pictures, sound and film to be shown, anything else to be saved."""
        row = self._chats.people.world.store.one(
            "SELECT path, content FROM file WHERE file_id = ?", (request.match_info["file_id"],)
        )
        if row is None:
            raise PageError(404, "There is no such file.")
        kind = media_type(str(row[0]))
        shown = kind in SHOWN
        headers = {
            "Content-Disposition": "inline" if shown else "attachment",
            "Content-Security-Policy": "default-src 'none'; sandbox",
            "Cache-Control": "private, max-age=31536000, immutable",
        }
        return web.Response(
            body=row[1], content_type=kind if shown else "application/octet-stream", headers=headers
        )


async def _read(part: BodyPartReader, limit: int) -> bytes:
    content = bytearray()
    while chunk := await part.read_chunk(64 * 1024):
        content += chunk
        if len(content) > limit:
            raise PageError(413, f"The file is larger than {limit // (1024 * 1024)} MB.")
    return bytes(content)
