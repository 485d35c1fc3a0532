"""The local Telegram answers inline queries as strictly as the real one, and keeps answers as long as they say."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from sandbox.api.telegram import LocalTelegram
from tests.sandbox.conftest import Api

ARTICLE = {"type": "article", "id": "1", "title": "A card", "input_message_content": {"message_text": "said"}}


async def asked(local: LocalTelegram, api: Api, query: str = "12") -> tuple[str, asyncio.Task[Any]]:
    """A query on its way; its id, and the person who waits."""
    local.set_inline(True)
    await api.updates()
    waiting = asyncio.create_task(local.ask_inline(7, query, timeout=2))
    [update] = await api.updates(timeout=5)
    assert update["inline_query"]["query"] == query
    return update["inline_query"]["id"], waiting


REFUSED: list[tuple[dict[str, Any], str]] = [
    ({"inline_query_id": "1"}, "query is too old and response timeout expired or query ID is invalid"),
    ({"results": {}}, "expected an Array of InlineQueryResult"),
    ({"results": [ARTICLE | {"id": str(n)} for n in range(51)]}, "RESULTS_TOO_MUCH"),
    ({"results": [ARTICLE, ARTICLE]}, "RESULT_ID_DUPLICATE"),
    ({"results": [ARTICLE | {"id": ""}]}, "RESULT_ID_INVALID"),
    ({"results": [ARTICLE | {"id": "ក" * 22}]}, "RESULT_ID_INVALID"),
    ({"results": [ARTICLE | {"title": " "}]}, "ARTICLE_TITLE_EMPTY"),
    ({"results": [ARTICLE | {"type": "photo"}]}, "not simulated"),
    ({"results": [ARTICLE | {"input_message_content": None}]}, "input message content is not specified"),
    ({"results": [ARTICLE | {"input_message_content": {"message_text": "x" * 4097}}]}, "message is too long"),
    ({"results": [ARTICLE | {"input_message_content": {"message_text": "<b>", "parse_mode": "HTML"}}]}, "can't parse"),
    ({"next_offset": "x" * 65}, "NEXT_OFFSET_INVALID"),
    ({"button": {"text": "Go"}}, "exactly one optional field"),
    ({"button": {"text": "", "start_parameter": "a"}}, "text must be non-empty"),
    ({"button": {"text": "Go", "start_parameter": "a b"}}, "START_PARAM_INVALID"),
]  # fmt: skip


@pytest.mark.parametrize(("changes", "reason"), REFUSED)
async def test_what_is_not_as_documented_is_refused(
    local: LocalTelegram, api: Api, changes: dict[str, Any], reason: str
) -> None:
    query_id, waiting = await asked(local, api)
    said = {"inline_query_id": query_id, "results": [ARTICLE]} | changes
    refused = await api.refused("answerInlineQuery", **said)
    assert refused.startswith("400 Bad Request: ")
    assert reason in refused
    await api.ok("answerInlineQuery", inline_query_id=query_id, results=[ARTICLE])
    assert (await waiting).answered


KEPT = [
    # What the bot says of keeping; whether the person is shown the same again, and whether others are.
    ({}, True, True),
    ({"is_personal": True}, True, False),
    ({"cache_time": 0}, False, False),
    ({"cache_time": 0, "is_personal": True}, False, False),
]


@pytest.mark.parametrize(("options", "again", "to_others"), KEPT)
async def test_an_answer_is_kept_for_whom_and_as_long_as_it_says(
    local: LocalTelegram, api: Api, options: dict[str, Any], again: bool, to_others: bool
) -> None:
    query_id, waiting = await asked(local, api)
    await api.ok("answerInlineQuery", inline_query_id=query_id, results=[ARTICLE], **options)
    await waiting
    for person, kept in ((7, again), (8, to_others)):
        seen = await local.ask_inline(person, "12", timeout=0.05)
        assert (seen.cached, seen.answered) == (kept, kept)


async def test_a_result_that_is_inserted_is_a_message_through_the_bot_that_it_sees_in_private(
    local: LocalTelegram, api: Api
) -> None:
    query_id, waiting = await asked(local, api)
    await api.ok("answerInlineQuery", inline_query_id=query_id, results=[ARTICLE])
    [result] = (await waiting).results
    await local.insert(7, 7, result)
    [update] = await api.updates()
    assert (update["message"]["text"], update["message"]["via_bot"]["is_bot"]) == ("said", True)


async def test_off_it_is_not_there(local: LocalTelegram, api: Api) -> None:
    assert (await api.ok("getMe"))["supports_inline_queries"] is False
    local.set_inline(True)
    assert (await api.ok("getMe"))["supports_inline_queries"] is True
