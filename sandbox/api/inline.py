"""Answering inline queries, and the reasons for which the Bot API refuses an answer."""

from __future__ import annotations

import re

from sandbox.api.errors import bad_request
from sandbox.api.params import Params
from sandbox.api.reply_markup import read_markup
from sandbox.api.texts import text_content
from sandbox.world.store import Json
from sandbox.world.texts import clean, is_blank
from sandbox.world.world import World

# https://docs.python-telegram-bot.org/en/stable/telegram.constants.html: InlineQueryLimit, InlineQueryResultLimit,
# InlineQueryResultsButtonLimit; and Bot.answer_inline_query for what holds where nothing is said.
MAX_RESULTS = 50
MAX_ID_BYTES = 64
MAX_OFFSET_BYTES = 64
CACHED_SECONDS = 300


async def answer_inline_query(world: World, params: Params) -> bool:
    """Offer results to whoever asked."""
    results = params.json("results", "inline query results")
    if not isinstance(results, list):
        raise bad_request("can't parse inline query results: expected an Array of InlineQueryResult")
    if len(results) > MAX_RESULTS:
        raise bad_request("RESULTS_TOO_MUCH")
    read = [_result(world, result) for result in results]
    if len({result["id"] for result in read}) < len(read):
        raise bad_request("RESULT_ID_DUPLICATE")
    next_offset = params.text("next_offset")
    if len(next_offset.encode()) > MAX_OFFSET_BYTES:
        raise bad_request("NEXT_OFFSET_INVALID")
    answer = {
        "results": read,
        "button": _button(params),
        "next_offset": next_offset,
        "is_personal": params.flag("is_personal"),
        "cache_time": params.integer("cache_time", CACHED_SECONDS),
    }
    if not world.inline.answer(params.text("inline_query_id"), answer, world.now().timestamp()):
        raise bad_request("query is too old and response timeout expired or query ID is invalid")
    return True


def _result(world: World, result: object) -> Json:
    if not isinstance(result, dict):
        raise bad_request("can't parse inline query result: Object expected")
    if result.get("type") != "article":
        raise bad_request("can't parse inline query result: this type of result is not simulated")
    result_id = str(result.get("id", ""))
    if not 1 <= len(result_id.encode()) <= MAX_ID_BYTES:
        raise bad_request("RESULT_ID_INVALID")
    title = clean(str(result.get("title", "")))
    if is_blank(title):
        raise bad_request("ARTICLE_TITLE_EMPTY")
    content = result.get("input_message_content")
    if not isinstance(content, dict) or "message_text" not in content:
        raise bad_request("can't parse inline query result: input message content is not specified")
    said = {
        "text": content["message_text"], "parse_mode": content.get("parse_mode"), "entities": content.get("entities"),
    }  # fmt: skip
    read = {
        "type": "article", "id": result_id, "title": title,
        "description": clean(str(result.get("description", ""))),
        "input_message_content": text_content(Params(said, {}), world.date()),
    }  # fmt: skip
    markup = read_markup(Params({"reply_markup": result.get("reply_markup")}, {}))
    return read | ({"reply_markup": markup} if markup else {})


def _button(params: Params) -> Json | None:
    button = params.json("button", "InlineQueryResultsButton")
    if button is None:
        return None
    if not isinstance(button, dict) or is_blank(clean(str(button.get("text", "")))):
        raise bad_request("can't parse InlineQueryResultsButton: text must be non-empty")
    if ("web_app" in button) == ("start_parameter" in button):
        raise bad_request("can't parse InlineQueryResultsButton: exactly one optional field must be used")
    if not re.fullmatch("[A-Za-z0-9_-]{1,64}", str(button.get("start_parameter", "w"))):
        raise bad_request("START_PARAM_INVALID")
    return button
