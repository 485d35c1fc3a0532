"""Methods on files: a bot sends documents and photos, and fetches what people sent."""

from __future__ import annotations

from sandbox.api.errors import bad_request
from sandbox.api.messages import destination
from sandbox.api.params import Params
from sandbox.api.texts import caption_content
from sandbox.world.files import MAX_DOWNLOAD, picture_size
from sandbox.world.store import Json
from sandbox.world.world import World

MAX_PHOTO = 10 * 1024 * 1024
MAX_SIDES, MOST_LONG = 10_000, 20


async def send_document(world: World, params: Params) -> Json:
    """Send an uploaded file; one by its URL or file_id is not simulated."""
    return _sent(world, params, "document")


async def send_photo(world: World, params: Params) -> Json:
    """Send an uploaded picture, of at most 10 MB, 10,000 pixels of width and height together, and 1 to 20 in shape."""
    content, _ = _uploaded(params, "photo")
    if len(content) > MAX_PHOTO:
        raise bad_request("file is too big")
    size = picture_size(content)
    if size is None:
        raise bad_request("IMAGE_PROCESS_FAILED")
    if sum(size) > MAX_SIDES or max(size) > MOST_LONG * min(size):
        raise bad_request("PHOTO_INVALID_DIMENSIONS")
    return _sent(world, params, "photo")


def _sent(world: World, params: Params, kind: str) -> Json:
    caption = caption_content(params, world.date())
    chat, place = destination(world, params)
    content, name = _uploaded(params, kind)
    return world.add_from_bot(chat, place | world.files.add(kind, content, name) | caption)


def _uploaded(params: Params, kind: str) -> tuple[bytes, str]:
    given = params.text(kind)
    upload = params.uploads.get(given.removeprefix("attach://") if given.startswith("attach://") else kind)
    if upload is None:
        if not given or given.startswith("attach://"):
            raise bad_request(f"there is no {kind} in the request")
        raise bad_request("wrong file identifier/HTTP URL specified")
    if not upload.content:
        raise bad_request("file must be non-empty")
    return upload.content, upload.file_name


async def get_file(world: World, params: Params) -> Json:
    """Return a file's size and the path to download it from; files over 20 MB are not given out."""
    file = world.files.describe(params.text("file_id"))
    if file is None:
        raise bad_request("invalid file_id")
    if file["file_size"] > MAX_DOWNLOAD:
        raise bad_request("file is too big")
    return file
