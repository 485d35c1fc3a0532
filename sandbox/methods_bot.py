"""Methods about the bot itself, and its answers to pressed buttons."""

from __future__ import annotations

from sandbox.chats import Json
from sandbox.errors import bad_request
from sandbox.methods import method
from sandbox.params import Params
from sandbox.utf16 import units
from sandbox.world import World

MAX_ANSWER = 200
# Not documented; bots observe that a press can be answered for about this long.
ANSWER_WITHIN_SECONDS = 15.0


@method("getMe")
async def get_me(world: World, params: Params) -> Json:
    """Return the bot."""
    return world.bot_user() | {
        "can_join_groups": True,
        "can_read_all_group_messages": False,
        "supports_inline_queries": False,
        "can_connect_to_business": False,
        "has_main_web_app": False,
    }


@method("answerCallbackQuery")
async def answer_callback_query(world: World, params: Params) -> bool:
    """Answer a pressed button, once and soon."""
    query_id = params.text("callback_query_id")
    text = params.text("text")
    if units(text) > MAX_ANSWER:
        raise bad_request("MESSAGE_TOO_LONG")
    row = world.store.one(
        "UPDATE callback SET answered = 1 WHERE query_id = ? AND answered = 0 AND asked >= ? RETURNING chat_id, user_id",
        (query_id, world.now().timestamp() - ANSWER_WITHIN_SECONDS),
    )
    if row is None:
        raise bad_request("query is too old and response timeout expired or query ID is invalid")
    answer = {"text": text, "show_alert": params.flag("show_alert"), "url": params.text("url") or None}
    pressed = world.presses.pop(query_id, None)
    if pressed is not None and not pressed.done():
        pressed.set_result(answer)
    world.feed.publish("answer", row[0], user_id=row[1], query_id=query_id, **answer)
    return True
