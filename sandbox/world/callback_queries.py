"""Callback queries: a person presses an inline button, and the bot answers."""

from __future__ import annotations

import asyncio
import secrets
from dataclasses import dataclass

from sandbox.world.chats import NotPossible
from sandbox.world.messages import buttons
from sandbox.world.store import Json
from sandbox.world.world import World

# Not documented; bots observe that a press can be answered for about this long.
ANSWER_WITHIN_SECONDS = 15.0


@dataclass(frozen=True)
class CallbackAnswer:
    """What a person sees after pressing a button; `answered` is false when the bot kept silent."""

    text: str = ""
    show_alert: bool = False
    url: str | None = None
    answered: bool = False


def answer_query(world: World, query_id: str, answer: Json) -> bool:
    """Show the bot's answer (text, show_alert, url) to whoever pressed; False when it comes too late, twice, or to nothing."""
    if not world.store.run(
        "UPDATE callback SET answered = 1 WHERE query_id = ? AND answered = 0 AND asked >= ?",
        (query_id, world.now().timestamp() - ANSWER_WITHIN_SECONDS),
    ):
        return False
    pressed = world.presses.pop(query_id, None)
    if pressed is not None and not pressed.done():
        pressed.set_result(answer)
    return True


def find_button(message: Json, text: str) -> Json:
    """Return the first inline button with that text; raises NotPossible naming those there are."""
    there = [button for row in buttons(message) for button in row]
    for button in there:
        if button["text"] == text:
            return button
    texts = [button["text"] for button in there]
    raise NotPossible(f"no button {text!r} under message {message['message_id']}; there are {texts}")


class Pressing:
    """What people do to inline buttons."""

    world: World

    async def press(
        self,
        user_id: int,
        chat_id: int,
        message_id: int,
        *,
        text: str | None = None,
        data: str | None = None,
        timeout: float = 60,  # noqa: ASYNC109
    ) -> CallbackAnswer:
        """Press the inline button with that `text`, and wait up to `timeout` real seconds for the bot's answer.

        With `data` the press comes from an old client that still shows a button which may be long gone, even under
        a deleted message. A button with a link answers with its url and tells the bot nothing. Raises NotPossible
        (a ValueError) when there is no such button now.
        """
        if (text is None) == (data is None):
            raise NotPossible("a button is pressed either by its text or by its data")
        world = self.world
        world.chats.may_speak(user_id, chat_id)
        message = world.messages.find(chat_id, message_id)
        if data is None:
            if message is None:
                raise NotPossible(f"there is no message {message_id} in {chat_id}")
            button = find_button(message, text or "")
            if "url" in button:
                return CallbackAnswer(url=button["url"])
            if "callback_data" not in button:
                raise NotPossible(f"the button {text!r} copies a text, the bot does not hear of it")
            data = button["callback_data"]
        query_id = self._ask(user_id, chat_id, message_id, message, data)
        answered: asyncio.Future[Json] = asyncio.get_running_loop().create_future()
        world.presses[query_id] = answered
        await world.store.durable()
        try:
            return CallbackAnswer(**await asyncio.wait_for(answered, timeout), answered=True)
        except TimeoutError:
            return CallbackAnswer()
        finally:
            world.presses.pop(query_id, None)

    def _ask(self, user_id: int, chat_id: int, message_id: int, message: Json | None, data: object) -> str:
        world = self.world
        query_id = str(secrets.randbits(62))
        world.store.run(
            "INSERT INTO callback (query_id, chat_id, user_id, asked) VALUES (?, ?, ?, ?)",
            (query_id, chat_id, user_id, world.now().timestamp()),
        )
        chat = world.chats.as_chat(world.chats.chat(chat_id))
        query = {
            "id": query_id,
            "from": world.chats.person(user_id).as_user(),
            "message": message or {"chat": chat, "message_id": message_id, "date": 0},
            "chat_instance": str(chat_id),
            "data": data,
        }
        world.updates.push("callback_query", query)
        return query_id
