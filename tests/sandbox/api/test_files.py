"""Files: what a bot may send, and what it can download."""

from __future__ import annotations

import io
import struct
from typing import Any

import aiohttp
import pytest

from sandbox.api import params
from sandbox.api.telegram import LocalTelegram
from sandbox.world.files import POINT
from sandbox.world.messages import visible_text
from tests.sandbox.conftest import TOKEN, Api

MB = 1024 * 1024


async def upload(
    api: Api, file_name: str, content: bytes, kind: str = "document", **values: Any
) -> tuple[int, dict[str, Any]]:
    form = aiohttp.FormData()
    for name, value in values.items():
        form.add_field(name, str(value))
    form.add_field(kind, io.BytesIO(content), filename=file_name)
    async with api.session.post(f"{api.local.base_url}{TOKEN}/send{kind}", data=form) as answer:
        return answer.status, await answer.json()


async def download(api: Api, file_id: str) -> tuple[int, bytes]:
    path = (await api.ok("getFile", file_id=file_id))["file_path"]
    async with api.session.get(f"{api.local.file_url}{TOKEN}/{path}") as answer:
        return answer.status, await answer.read()


async def test_an_uploaded_document_can_be_downloaded_again(api: Api, local: LocalTelegram) -> None:
    content = bytes(range(256)) * 10
    status, body = await upload(
        api, "report ខ.pdf", content, chat_id=7, caption="<b>Here</b>", parse_mode="HTML"
    )
    assert status == 200, body
    sent = body["result"]
    assert sent["document"]["file_size"] == 2560
    assert visible_text(sent) == "Here"
    assert sent["caption_entities"][0]["type"] == "bold"
    assert await download(api, sent["document"]["file_id"]) == (200, content)
    assert local.file(sent["document"]["file_id"]) == content


async def test_a_document_keeps_its_name_and_kind(api: Api) -> None:
    _, body = await upload(api, "report.csv", b"a,b", chat_id=7)
    assert (body["result"]["document"]["file_name"], body["result"]["document"]["mime_type"]) == (
        "report.csv",
        "text/csv",
    )


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


def picture(width: int, height: int) -> bytes:
    return POINT[:16] + struct.pack(">II", width, height) + POINT[24:]


async def test_a_photo_is_shown_in_two_sizes_with_its_caption(api: Api) -> None:
    status, body = await upload(
        api, "chart.png", picture(1080, 1800), "photo", chat_id=7, caption="Who answers"
    )
    assert status == 200, body
    sizes = [(each["width"], each["height"]) for each in body["result"]["photo"]]
    assert sizes == [(1, 1), (1080, 1800)]
    assert visible_text(body["result"]) == "Who answers"


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"<svg/>", "IMAGE_PROCESS_FAILED"),
        (picture(9000, 1001), "PHOTO_INVALID_DIMENSIONS"),
        (picture(2100, 100), "PHOTO_INVALID_DIMENSIONS"),
        (picture(9, 9) + bytes(10 * MB), "file is too big"),
    ],
    ids=["no picture", "too large", "too long", "too heavy"],
)
async def test_a_photo_that_is_none_is_refused(api: Api, content: bytes, reason: str) -> None:
    status, body = await upload(api, "chart.png", content, "photo", chat_id=7)
    assert (status, body["description"]) == (400, f"Bad Request: {reason}")


async def test_a_caption_holds_1024_code_units_after_parsing(api: Api) -> None:
    caption = "<b>" + "😀" * 512 + "</b>"
    status, _ = await upload(api, "r", b"x", chat_id=7, caption=caption, parse_mode="HTML")
    assert status == 200


async def test_a_file_over_the_limit_is_too_much_to_upload(api: Api, monkeypatch: pytest.MonkeyPatch) -> None:
    assert params.MAX_UPLOAD == 50 * MB
    monkeypatch.setattr(params, "MAX_UPLOAD", 300_000)
    status, _ = await upload(api, "fits", bytes(300_000), chat_id=7)
    assert status == 200
    status, body = await upload(api, "big", bytes(300_001), chat_id=7)
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


async def test_a_large_file_can_be_declared_without_its_bytes(api: Api, local: LocalTelegram) -> None:
    sent = await local.send_video(7, 7, b"film", declared_size=60 * MB)
    assert sent["video"]["file_size"] == 60 * MB
    status, body = await api.call("getFile", file_id=sent["video"]["file_id"])
    assert (status, body["description"]) == (400, "Bad Request: file is too big")
    small = await local.send_document(7, 7, b"paper", declared_size=20 * MB)
    assert await download(api, small["document"]["file_id"]) == (200, b"paper")


async def test_a_download_can_be_made_to_fail_or_to_break_off(api: Api, local: LocalTelegram) -> None:
    sent = await local.send_document(7, 7, b"x" * 5000)
    file_id = sent["document"]["file_id"]
    local.fail_next("download", status=503, description="Service Unavailable")
    assert (await download(api, file_id))[0] == 503
    local.fail_next("download", drop=True)
    with pytest.raises(aiohttp.ClientPayloadError):
        await download(api, file_id)
    assert await download(api, file_id) == (200, b"x" * 5000)
    assert [name for name, _ in local.calls].count("download") == 3
