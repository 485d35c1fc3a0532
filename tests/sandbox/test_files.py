"""Files: what a bot may send, what people send, and what can be downloaded again."""

from __future__ import annotations

import base64
import io
import json
from typing import Any

import aiohttp
import pytest

from sandbox import params
from sandbox.images import POINT, picture_size
from sandbox.telegram import LocalTelegram, visible_text
from tests.sandbox.conftest import TOKEN, Api

MB = 1024 * 1024


def png(width: int, height: int) -> bytes:
    """The head of a PNG of that size, which is all that anybody reads here."""
    return POINT[:16] + width.to_bytes(4) + height.to_bytes(4) + POINT[24:]


async def upload(
    api: Api, method: str, files: dict[str, tuple[str, bytes]], **values: Any
) -> tuple[int, dict[str, Any]]:
    form = aiohttp.FormData()
    for name, value in values.items():
        form.add_field(name, value if isinstance(value, str) else json.dumps(value))
    for name, (file_name, content) in files.items():
        form.add_field(name, io.BytesIO(content), filename=file_name)
    async with api.session.post(f"{api.local.base_url}{TOKEN}/{method}", data=form) as answer:
        return answer.status, await answer.json()


async def download(api: Api, file_id: str) -> tuple[int, bytes]:
    path = (await api.ok("getFile", file_id=file_id))["file_path"]
    async with api.session.get(f"{api.local.file_url}{TOKEN}/{path}") as answer:
        return answer.status, await answer.read()


@pytest.mark.parametrize("kind", ["document", "voice", "video", "audio"])
async def test_an_uploaded_file_can_be_downloaded_again(api: Api, local: LocalTelegram, kind: str) -> None:
    content = bytes(range(256)) * 10
    status, body = await upload(
        api,
        f"send{kind.capitalize()}",
        {kind: ("report ខ.pdf", content)},
        chat_id=7,
        caption="<b>Here</b>",
        parse_mode="HTML",
    )
    assert status == 200, body
    sent = body["result"]
    assert sent[kind]["file_size"] == 2560
    assert visible_text(sent) == "Here"
    assert sent["caption_entities"][0]["type"] == "bold"
    assert await download(api, sent[kind]["file_id"]) == (200, content)
    assert local.file(sent[kind]["file_id"]) == content


async def test_a_document_keeps_its_name_and_kind(api: Api) -> None:
    _, body = await upload(api, "sendDocument", {"document": ("report.csv", b"a,b")}, chat_id=7)
    assert (body["result"]["document"]["file_name"], body["result"]["document"]["mime_type"]) == (
        "report.csv",
        "text/csv",
    )


async def test_a_photo_comes_in_sizes_the_last_being_the_whole(api: Api) -> None:
    content = png(300, 200)
    _, body = await upload(api, "sendPhoto", {"photo": ("p.png", content)}, chat_id=7)
    small, large = body["result"]["photo"]
    assert (large["width"], large["height"]) == (300, 200)
    assert await download(api, large["file_id"]) == (200, content)
    assert await download(api, small["file_id"]) == (200, POINT)


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"no picture", "IMAGE_PROCESS_FAILED"),
        (b"", "file must be non-empty"),
        (png(9000, 1001), "PHOTO_INVALID_DIMENSIONS"),
        (png(2100, 100), "PHOTO_INVALID_DIMENSIONS"),
        (png(0, 100), "PHOTO_INVALID_DIMENSIONS"),
        (png(10, 10) + bytes(10 * MB), "file is too big"),
    ],
    ids=["no picture", "empty", "too large", "too wide", "without width", "too many bytes"],
)
async def test_a_photo_must_be_a_picture_within_limits(api: Api, content: bytes, reason: str) -> None:
    status, body = await upload(api, "sendPhoto", {"photo": ("p.png", content)}, chat_id=7)
    assert (status, body["description"]) == (400, f"Bad Request: {reason}")


async def test_a_file_can_be_sent_again_by_its_id_but_only_as_what_it_is(api: Api) -> None:
    _, body = await upload(api, "sendDocument", {"document": ("r.csv", b"a,b")}, chat_id=7)
    document = body["result"]["document"]
    again = await api.ok("sendDocument", chat_id=7, document=document["file_id"])
    assert again["document"] == document
    refused = await api.refused("sendPhoto", chat_id=7, photo=document["file_id"])
    assert refused == "400 Bad Request: can't use file of type Document as Photo"


@pytest.mark.parametrize(
    ("given", "reason"),
    [
        ({}, "there is no document in the request"),
        ({"document": "attach://nothing"}, "there is no document in the request"),
        ({"document": "AgADnonsense"}, "wrong file identifier/HTTP URL specified"),
        ({"document": "https://example.org/x.pdf"}, "wrong file identifier/HTTP URL specified"),
        ({"document": "x", "caption": "c" * 1025}, "message caption is too long"),
    ],
)
async def test_a_document_that_is_none_is_refused(api: Api, given: dict[str, str], reason: str) -> None:
    assert await api.refused("sendDocument", chat_id=7, **given) == f"400 Bad Request: {reason}"


async def test_a_caption_holds_1024_code_units_after_parsing(api: Api) -> None:
    caption = "<b>" + "😀" * 512 + "</b>"
    status, _ = await upload(
        api, "sendDocument", {"document": ("r", b"x")}, chat_id=7, caption=caption, parse_mode="HTML"
    )
    assert status == 200


async def test_a_caption_is_edited_and_its_keyboard_goes(api: Api) -> None:
    markup = {"inline_keyboard": [[{"text": "Go", "callback_data": "x"}]]}
    _, body = await upload(
        api, "sendDocument", {"document": ("r", b"x")}, chat_id=7, caption="a", reply_markup=markup
    )
    place = {"chat_id": 7, "message_id": body["result"]["message_id"]}
    edited = await api.ok("editMessageCaption", **place, caption="b")
    assert edited["caption"] == "b"
    assert "reply_markup" not in edited
    assert "message is not modified" in await api.refused("editMessageCaption", **place, caption="b")
    refused = await api.refused("editMessageText", **place, text="b")
    assert refused == "400 Bad Request: there is no text in the message to edit"


async def test_a_file_over_the_limit_is_too_much_to_upload(api: Api, monkeypatch: pytest.MonkeyPatch) -> None:
    assert params.MAX_UPLOAD == 50 * MB
    monkeypatch.setattr(params, "MAX_UPLOAD", 300_000)
    status, _ = await upload(api, "sendDocument", {"document": ("fits", bytes(300_000))}, chat_id=7)
    assert status == 200
    status, body = await upload(api, "sendDocument", {"document": ("big", bytes(300_001))}, chat_id=7)
    assert (status, body["description"]) == (413, "Request Entity Too Large")


@pytest.mark.parametrize(("size", "gets_it"), [(20 * MB, True), (20 * MB + 1, False)])
async def test_files_over_20_mb_are_not_given_out(
    api: Api, local: LocalTelegram, size: int, gets_it: bool
) -> None:
    sent = await local.send_document(7, 7, bytes(size), file_name="big.mov")
    status, body = await api.call("getFile", file_id=sent["document"]["file_id"])
    assert (status == 200) is gets_it
    assert gets_it or body["description"] == "Bad Request: file is too big"


async def test_an_unknown_file_is_refused(api: Api, local: LocalTelegram) -> None:
    assert await api.refused("getFile", file_id="nonsense") == "400 Bad Request: invalid file_id"
    async with api.session.get(f"{local.file_url}{TOKEN}/documents/../../etc/passwd") as answer:
        assert answer.status == 404
    with pytest.raises(LookupError):
        local.file("nonsense")


async def test_an_album_is_several_messages_with_one_group(api: Api) -> None:
    media = [
        {"type": "photo", "media": "attach://a", "caption": "first"},
        {"type": "photo", "media": "attach://b"},
    ]
    files = {"a": ("a.png", png(5, 5)), "b": ("b.png", png(6, 6))}
    _, body = await upload(api, "sendMediaGroup", files, chat_id=7, media=media)
    first, second = body["result"]
    assert first["media_group_id"] == second["media_group_id"]
    assert (visible_text(first), visible_text(second)) == ("first", "")
    assert await api.refused("sendMediaGroup", chat_id=7, media=media[:1]) == (
        "400 Bad Request: album must contain from 2 to 10 items"
    )
    mixed = [{"type": "photo", "media": "x"}, {"type": "document", "media": "y"}]
    assert "in the album" in await api.refused("sendMediaGroup", chat_id=7, media=mixed)


async def test_what_people_send_arrives_as_its_kind(api: Api, local: LocalTelegram) -> None:
    await api.updates()
    await local.send_photo(7, 7, png(40, 30), caption="court /due", file_name="c.png")
    await local.send_document(7, 7, b"%PDF", file_name="reply.pdf")
    await local.send_voice(7, 7, b"Ogg")
    await local.send_video(7, 7, b"film")
    origin = {"type": "hidden_user", "sender_user_name": "Clerk", "date": 0}
    await local.send_sticker(7, 7, b"webp", forward_origin=origin)
    photo, document, voice, video, sticker = [each["message"] for each in await api.updates()]
    assert photo["photo"][-1]["width"] == 40
    assert photo["caption_entities"][0]["type"] == "bot_command"
    assert document["document"]["mime_type"] == "application/pdf"
    assert voice["voice"]["mime_type"] == "audio/ogg"
    assert video["video"]["file_size"] == 4
    assert sticker["sticker"]["type"] == "regular"
    assert sticker["forward_origin"] == origin
    with pytest.raises(ValueError, match="empty file"):
        await local.send_voice(7, 7, b"")
    with pytest.raises(ValueError, match="1024"):
        await local.send_photo(7, 7, b"x", caption="c" * 1025)


@pytest.mark.parametrize(
    ("content", "size"),
    [
        (POINT, (1, 1)),
        (b"GIF89a" + (7).to_bytes(2, "little") + (5).to_bytes(2, "little"), (7, 5)),
        (base64.b64decode("/9j/4AAQSkZJRgABAQAAAQABAAD/wAARCAAFAAcDASIAAhEBAxEB"), (7, 5)),
        (b"RIFF\0\0\0\0WEBPVP8X" + bytes(8) + (6).to_bytes(3, "little") + (4).to_bytes(3, "little"), (7, 5)),
        (b"RIFF\0\0\0\0WEBPVP8L" + bytes(4) + b"\x2f" + (6 | 4 << 14).to_bytes(4, "little") + bytes(5), (7, 5)),
        (b"RIFF\0\0\0\0WEBPVP8 " + bytes(10) + (7).to_bytes(2, "little") + (5).to_bytes(2, "little"), (7, 5)),
        (b"\xff\xd8\xff", None),
        (b"", None),
        (b"%PDF-1.7", None),
    ],
    ids=["png", "gif", "jpeg", "webp", "lossless webp", "lossy webp", "cut jpeg", "nothing", "pdf"],
)  # fmt: skip
def test_pictures_know_their_size(content: bytes, size: tuple[int, int] | None) -> None:
    assert picture_size(content) == size
