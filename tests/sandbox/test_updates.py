"""getUpdates as the real one: offsets, limits, long polling, kinds, and one reader at a time."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from sandbox import updates
from sandbox.telegram import LocalTelegram
from tests.sandbox.conftest import Api


async def texts(api: Api, **params: Any) -> list[str]:
    return [each["message"]["text"] for each in await api.ok("getUpdates", **params)]


@pytest.fixture
async def five(api: Api, local: LocalTelegram) -> int:
    """Five pending texts, a to e; the id of the first."""
    await api.updates()
    for text in "abcde":
        await local.send_text(7, 7, text)
    first: int = (await api.ok("getUpdates"))[0]["update_id"]
    return first


async def test_update_ids_rise_by_one(api: Api, five: int) -> None:
    assert [each["update_id"] for each in await api.ok("getUpdates")] == list(range(five, five + 5))


async def test_what_was_not_confirmed_comes_again(api: Api, five: int) -> None:
    assert await texts(api) == await texts(api) == list("abcde")


async def test_an_offset_confirms_all_before_it(api: Api, five: int) -> None:
    assert await texts(api, offset=five + 2) == list("cde")
    assert await texts(api, offset=five) == list("cde")
    assert await texts(api) == list("cde")


async def test_a_negative_offset_keeps_the_last_and_forgets_the_rest(api: Api, five: int) -> None:
    assert await texts(api, offset=-2) == list("de")
    assert await texts(api) == list("de")
    assert await texts(api, offset=-9) == list("de")


@pytest.mark.parametrize(("limit", "count"), [(2, 2), (1, 1), (100, 5), (0, 5), (101, 5), (-1, 5)])
async def test_a_limit_out_of_bounds_counts_as_a_hundred(api: Api, five: int, limit: int, count: int) -> None:
    assert len(await texts(api, limit=limit)) == count


async def test_no_more_than_a_hundred_come_at_once(api: Api, local: LocalTelegram) -> None:
    await api.updates()
    for number in range(120):
        await local.send_text(7, 7, str(number))
    assert len(await texts(api)) == 100


async def test_a_long_poll_ends_when_something_happens(api: Api, local: LocalTelegram) -> None:
    await api.updates()
    polling = asyncio.create_task(texts(api, timeout=30))
    await local.until(lambda: local.polling)
    await local.send_text(7, 7, "at last")
    assert await asyncio.wait_for(polling, 60) == ["at last"]


async def test_a_poll_without_timeout_returns_at_once(api: Api) -> None:
    await api.updates()
    assert await texts(api) == []


async def test_a_second_reader_ends_the_first_with_409(api: Api, local: LocalTelegram) -> None:
    await api.updates()
    first = asyncio.create_task(api.refused("getUpdates", timeout=30))
    await local.until(lambda: local.polling)
    await api.ok("getUpdates")
    assert await asyncio.wait_for(first, 60) == (
        "409 Conflict: terminated by other getUpdates request; make sure that only one bot instance is running"
    )


async def test_setting_a_webhook_ends_a_poll_and_forbids_the_next(api: Api, local: LocalTelegram) -> None:
    await api.updates()
    first = asyncio.create_task(api.refused("getUpdates", timeout=30))
    await local.until(lambda: local.polling)
    await api.ok("setWebhook", url="http://127.0.0.1:1/hook")
    assert await asyncio.wait_for(first, 60) == "409 Conflict: terminated by setWebhook request"
    assert await api.refused("getUpdates") == (
        "409 Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first"
    )
    await api.ok("deleteWebhook")
    await api.ok("getUpdates")


async def test_only_the_kinds_asked_for_are_kept_and_the_choice_lasts(api: Api, local: LocalTelegram) -> None:
    await api.updates(allowed_updates=["edited_message"])
    sent = await local.send_text(7, 7, "a")
    await local.edit_text(7, 7, sent["message_id"], "b")
    assert [set(each) - {"update_id"} for each in await api.updates()] == [{"edited_message"}]
    await api.ok("getUpdates", allowed_updates=[])
    await local.send_text(7, 7, "c")
    assert [set(each) - {"update_id"} for each in await api.updates()] == [{"message"}]


async def test_kinds_that_are_no_list_are_refused(api: Api) -> None:
    assert (
        await api.refused("getUpdates", allowed_updates="{")
        == "400 Bad Request: can't parse allowed_updates JSON object"
    )


async def test_a_confirmed_update_can_be_handed_out_twice(api: Api, local: LocalTelegram, five: int) -> None:
    await api.ok("getUpdates", offset=five + 5)
    assert local.redeliver(five + 1) == five + 1
    assert local.redeliver() == five + 4
    assert [each["update_id"] for each in await api.updates()] == [five + 1, five + 4]
    with pytest.raises(LookupError):
        local.redeliver(five + 99)


async def test_only_the_last_confirmed_updates_are_kept(
    api: Api, local: LocalTelegram, five: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(updates, "CONFIRMED_KEPT", 2)
    await api.ok("getUpdates", offset=five + 4)
    assert local.redeliver(five + 2) == five + 2
    with pytest.raises(LookupError):
        local.redeliver(five + 1)
    assert await texts(api) == ["c", "e"]


async def test_settled_waits_for_confirmation_and_then_for_the_bot(
    api: Api, local: LocalTelegram, five: int
) -> None:
    with pytest.raises(TimeoutError):
        await local.settled(0.01)
    seen: list[str] = []

    async def idle() -> None:
        seen.append("idle")

    local.bot_idle = idle
    await api.ok("getUpdates", offset=five + 5)
    await local.settled()
    assert seen == ["idle"]


async def test_the_change_feed_tells_what_happens(api: Api, local: LocalTelegram) -> None:
    queue = local.subscribe()
    sent = await api.ok("sendMessage", chat_id=7, text="a")
    await api.ok("editMessageText", chat_id=7, message_id=sent["message_id"], text="b")
    await api.ok("sendChatAction", chat_id=7, action="typing")
    await api.ok("deleteMessage", chat_id=7, message_id=sent["message_id"])
    local.block(7)
    local.unsubscribe(queue)
    local.unblock(7)
    changes = [queue.get_nowait() for _ in range(queue.qsize())]
    assert [change["kind"] for change in changes] == ["message", "edited", "action", "deleted", "member"]
    assert {change["chat_id"] for change in changes} == {7}
    assert changes[0]["message"] == sent
