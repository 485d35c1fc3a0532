"""Methods that send files, and give them out again."""

from __future__ import annotations

import secrets

from sandbox.chats import Chat, Json
from sandbox.errors import bad_request
from sandbox.images import picture_size
from sandbox.markup import read_markup
from sandbox.methods import Method, chat_id_of, method
from sandbox.methods_messages import caption_content, marked, reply_of
from sandbox.params import Params, Upload
from sandbox.world import World

MAX_PHOTO = 10 * 1024 * 1024
MAX_PHOTO_SIDES = 10_000
MAX_PHOTO_RATIO = 20
ALBUM = ("photo", "video", "document", "audio")


def _check_photo(content: bytes) -> None:
    size = picture_size(content)
    if size is None:
        raise bad_request("IMAGE_PROCESS_FAILED")
    if len(content) > MAX_PHOTO:
        raise bad_request("file is too big")
    width, height = size
    if not min(size) or width + height > MAX_PHOTO_SIDES or max(size) > MAX_PHOTO_RATIO * min(size):
        raise bad_request("PHOTO_INVALID_DIMENSIONS")


def _upload(params: Params, field: str, given: str) -> Upload | None:
    attached = given.removeprefix("attach://") if given.startswith("attach://") else field
    return params.uploads.get(attached)


def _file(world: World, params: Params, kind: str, field: str, given: str) -> Json:
    upload = _upload(params, field, given)
    if upload is None:
        if not given or given.startswith("attach://"):
            raise bad_request(f"there is no {kind} in the request")
        if given.startswith(("http://", "https://")):
            raise bad_request("wrong file identifier/HTTP URL specified")
        return world.files.reuse(kind, given)
    if not upload.content:
        raise bad_request("file must be non-empty")
    if kind == "photo":
        _check_photo(upload.content)
    return world.files.add(kind, upload.content, upload.file_name)


def _sender(kind: str) -> Method:
    async def send(world: World, params: Params) -> Json:
        caption = caption_content(params)
        markup = read_markup(params)
        chat = world.chats.writable(chat_id_of(params))
        reply = reply_of(world, params, chat)
        content = _file(world, params, kind, kind, params.text(kind))
        return world.post(chat, reply | content | caption | marked(markup))

    return send


for _kind in ("photo", "document", "voice", "video", "audio"):
    method(f"send{_kind.capitalize()}", writes=True)(_sender(_kind))


def _album_item(world: World, params: Params, item: object) -> Json:
    if not isinstance(item, dict) or item.get("type") not in ALBUM:
        raise bad_request("can't parse InputMedia: type must be specified")
    caption = caption_content(
        Params({name: item.get(name) for name in ("caption", "caption_entities", "parse_mode")}, {})
    )
    return _file(world, params, item["type"], "", str(item.get("media", ""))) | caption


def _check_album(items: list[object]) -> None:
    kinds = {item.get("type") for item in items if isinstance(item, dict)}
    if len(kinds) > 1 and not kinds <= {"photo", "video"}:
        raise bad_request("Can't use the media of the specified type in the album")


@method("sendMediaGroup", writes=True)
async def send_media_group(world: World, params: Params) -> list[Json]:
    """Send 2 to 10 files as an album."""
    media = params.json("media", "media")
    if not isinstance(media, list) or not media:
        raise bad_request("there are no messages to send")
    if not 2 <= len(media) <= 10:
        raise bad_request("album must contain from 2 to 10 items")
    _check_album(media)
    chat: Chat = world.chats.writable(chat_id_of(params))
    reply = reply_of(world, params, chat)
    album = {"media_group_id": str(secrets.randbits(60))}
    contents = [_album_item(world, params, item) for item in media]
    return [world.post(chat, reply | album | content) for content in contents]


@method("getFile")
async def get_file(world: World, params: Params) -> Json:
    """Return a file's size and the path to download it from; files over 20 MB are not given out."""
    return world.files.describe(params.text("file_id"))
