"""Inline queries: a person types the bot's name and some words in any chat, and inserts one of what the bot offers."""

from __future__ import annotations

import asyncio
import secrets
from dataclasses import dataclass

from sandbox.world.chats import NotPossible
from sandbox.world.inline_waiting import Asked
from sandbox.world.store import Json
from sandbox.world.world import World

MAX_QUERY = 256
INLINE = "inline"  # the setting: whether the bot's owner has switched it on with BotFather (/setinline)


@dataclass(frozen=True)
class InlineAnswer:
    """What a person sees above the field they write in: results to insert, and a button that leads to the bot.
    `answered` is false when the bot kept silent; `cached`: the server had the answer, and the bot was not asked."""

    results: tuple[Json, ...] = ()
    button: Json | None = None
    next_offset: str = ""
    answered: bool = False
    cached: bool = False


class Querying:
    """What people do with inline mode."""

    world: World

    def set_inline(self, on: bool) -> None:
        """Switch inline mode on or off, as the bot's owner does with BotFather."""
        self.world.store.put_setting(INLINE, on or None)

    async def ask_inline(
        self,
        user_id: int,
        query: str,
        *,
        offset: str = "",
        timeout: float = 60,  # noqa: ASYNC109
    ) -> InlineAnswer:
        """Type `@bot query` in some chat, and wait up to `timeout` real seconds for what is offered. Nobody need have
        started the bot for that.

        Raises NotPossible (a ValueError) where inline mode is off: the app sends nothing then.
        """
        world = self.world
        if not world.store.setting(INLINE):
            raise NotPossible("the bot has no inline mode: its owner has not switched it on")
        if len(query) > MAX_QUERY:
            raise NotPossible(f"the app sends at most {MAX_QUERY} characters")
        key, now = (query, offset), world.now().timestamp()
        if (kept := world.inline.cached(key, user_id, now)) is not None:
            return _seen(kept, cached=True)
        query_id, asked = str(secrets.randbits(62)), Asked(user_id, key)
        world.inline.asked[query_id] = asked, now
        sender = world.chats.person(user_id).as_user()
        payload = {"id": query_id, "from": sender, "query": query, "offset": offset, "chat_type": "private"}
        world.updates.push("inline_query", payload)
        await world.store.durable()
        try:
            return _seen(await asyncio.wait_for(asked.answer, timeout))
        except TimeoutError:
            return InlineAnswer()
        finally:
            world.inline.asked.pop(query_id, None)

    async def insert(self, user_id: int, chat_id: int, result: Json) -> Json:
        """Insert one of the results into a chat: a message of the person's, sent through the bot."""
        world = self.world
        chat = world.chats.may_speak(user_id, chat_id)
        content = result["input_message_content"] | {"via_bot": world.bot_user()}
        if "reply_markup" in result:
            content["reply_markup"] = result["reply_markup"]
        message = world.add_from_person(chat, user_id, content)
        await world.store.durable()
        return message


def _seen(answer: Json, *, cached: bool = False) -> InlineAnswer:
    return InlineAnswer(
        tuple(answer["results"]), answer["button"], answer["next_offset"], answered=True, cached=cached
    )
