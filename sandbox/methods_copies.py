"""Methods that send a message on."""

from __future__ import annotations

from sandbox.chats import Json
from sandbox.errors import bad_request
from sandbox.markup import read_markup
from sandbox.methods import chat_id_of, message_id_of, method
from sandbox.methods_messages import caption_content, marked, reply_of
from sandbox.params import Params
from sandbox.world import World

# What belongs to one message in one place and does not travel with a copy.
STAYS = (
    "message_id", "from", "sender_chat", "chat", "date", "edit_date", "reply_to_message", "reply_markup",
    "media_group_id", "forward_origin",
)  # fmt: skip
SENDABLE = ("text", "photo", "document", "voice", "video", "audio", "sticker", "location")


def content_of(message: Json) -> Json:
    """Return what a message says, without what belongs to its place."""
    return {key: value for key, value in message.items() if key not in STAYS}


def _source(world: World, params: Params, verb: str) -> Json:
    source = world.chats.reachable(chat_id_of(params, "from_chat_id"))
    message = world.messages.find(source.chat_id, message_id_of(params))
    if message is None:
        raise bad_request(f"message to {verb} not found")
    if not any(key in message for key in SENDABLE):
        raise bad_request(f"message can't be {'copied' if verb == 'copy' else 'forwarded'}")
    return message


@method("forwardMessage", writes=True)
async def forward_message(world: World, params: Params) -> Json:
    """Send a message on, saying whose it was."""
    chat = world.chats.writable(chat_id_of(params))
    message = _source(world, params, "forward")
    origin = message.get("forward_origin") or {
        "type": "user", "sender_user": message.get("from", world.bot_user()), "date": message["date"],
    }  # fmt: skip
    return world.post(chat, {"forward_origin": origin} | content_of(message))


@method("copyMessage", writes=True)
async def copy_message(world: World, params: Params) -> Json:
    """Send a message again as the bot's own; a caption may be replaced."""
    chat = world.chats.writable(chat_id_of(params))
    message = _source(world, params, "copy")
    content = content_of(message)
    if "caption" in params.values and "text" not in message:
        content = {key: value for key, value in content.items() if not key.startswith("caption")}
        content |= caption_content(params)
    reply = reply_of(world, params, chat)
    sent = world.post(chat, reply | content | marked(read_markup(params)))
    return {"message_id": sent["message_id"]}
