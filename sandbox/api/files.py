"""Methods on files: a bot sends documents, and fetches what people sent."""

from __future__ import annotations

from sandbox.api.errors import bad_request
from sandbox.api.messages import destination
from sandbox.api.params import Params
from sandbox.api.texts import caption_content
from sandbox.world.files import MAX_DOWNLOAD
from sandbox.world.store import Json
from sandbox.world.world import World


async def send_document(world: World, params: Params) -> Json:
    """Send an uploaded file; one by its URL or file_id is not simulated."""
    caption = caption_content(params)
    chat, place = destination(world, params)
    content, name = _uploaded(params)
    return world.add_from_bot(chat, place | world.files.add("document", content, name) | caption)


def _uploaded(params: Params) -> tuple[bytes, str]:
    given = params.text("document")
    upload = params.uploads.get(
        given.removeprefix("attach://") if given.startswith("attach://") else "document"
    )
    if upload is None:
        if not given or given.startswith("attach://"):
            raise bad_request("there is no document in the request")
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
