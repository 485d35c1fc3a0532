"""What people send besides single files: albums, films too large to hold, and downloads that fail."""

from __future__ import annotations

import aiohttp
import pytest

from sandbox.telegram import LocalTelegram
from tests.sandbox.conftest import Api
from tests.sandbox.test_files import MB, download


async def test_a_large_file_can_be_declared_without_its_bytes(api: Api, local: LocalTelegram) -> None:
    sent = await local.send_video(7, 7, b"film", declared_size=60 * MB)
    assert sent["video"]["file_size"] == 60 * MB
    status, body = await api.call("getFile", file_id=sent["video"]["file_id"])
    assert (status, body["description"]) == (400, "Bad Request: file is too big")
    small = await local.send_document(7, 7, b"paper", declared_size=20 * MB)
    assert await download(api, small["document"]["file_id"]) == (200, b"paper")


async def test_an_album_is_messages_that_share_an_id(local: LocalTelegram) -> None:
    one, two = await local.send_album(7, 7, [b"1", b"2"], caption="both")
    assert one["media_group_id"] == two["media_group_id"]
    assert (one["caption"], "caption" in two) == ("both", False)
    with pytest.raises(ValueError, match="2 to 10"):
        await local.send_album(7, 7, [b"1"])


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
