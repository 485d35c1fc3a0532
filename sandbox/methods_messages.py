"""Methods that write, change and take away the bot's messages."""

from __future__ import annotations

from sandbox.chats import Chat, Json
from sandbox.errors import bad_request
from sandbox.markup import read_markup
from sandbox.methods import chat_id_of, message_id_of, method
from sandbox.params import Params
from sandbox.texts import check_caption, check_text, read_text
from sandbox.world import World

NOT_MODIFIED = (
    "message is not modified: specified new message content and reply markup are exactly the same"
    " as a current content and reply markup of the message"
)


def reply_of(world: World, params: Params, chat: Chat) -> Json:
    """Return {"reply_to_message": …} for a request that answers a message, or {}; raises ApiError."""
    given = params.json("reply_parameters", "ReplyParameters")
    given = given if isinstance(given, dict) else {}
    if given and not given.get("message_id"):
        raise bad_request('can\'t find field "message_id"')
    message_id = int(given.get("message_id") or params.integer("reply_to_message_id"))
    if not message_id:
        return {}
    if given.get("chat_id") not in (None, chat.chat_id, str(chat.chat_id)):
        raise bad_request("replies in another chat are not simulated")
    quoted = world.messages.quoted(chat.chat_id, message_id)
    if quoted is not None:
        return {"reply_to_message": quoted}
    if given.get("allow_sending_without_reply") or params.flag("allow_sending_without_reply"):
        return {}
    raise bad_request("message to be replied not found")


def marked(markup: Json | None) -> Json:
    """Return {"reply_markup": …}, or {} where there is no keyboard."""
    return {"reply_markup": markup} if markup else {}


def text_content(params: Params) -> Json:
    """Return text and entities of a request for a text message; raises ApiError."""
    text, entities = read_text(params)
    check_text(text, params.text("text"))
    return {"text": text} | ({"entities": entities} if entities else {})


def caption_content(params: Params) -> Json:
    """Return caption and caption_entities of a request; raises ApiError."""
    caption, entities = read_text(params, "caption", "caption_entities")
    check_caption(caption)
    if not caption:
        return {}
    return {"caption": caption} | ({"caption_entities": entities} if entities else {})


@method("sendMessage", writes=True)
async def send_message(world: World, params: Params) -> Json:
    """Send a text."""
    content = text_content(params)
    chat_id = chat_id_of(params)
    markup = read_markup(params)
    chat = world.chats.writable(chat_id)
    return world.post(chat, reply_of(world, params, chat) | content | marked(markup))


def own_message(world: World, params: Params, verb: str) -> Json:
    """Return the bot's message that a request is about to change; raises ApiError."""
    if params.text("inline_message_id"):
        raise bad_request("inline messages are not simulated")
    chat_id, message_id = chat_id_of(params), message_id_of(params)
    chat = world.chats.writable(chat_id)
    message = world.messages.find(chat.chat_id, message_id)
    if message is None:
        raise bad_request(f"message to {verb} not found")
    if message.get("from", {}).get("id") != world.bot_id and "sender_chat" not in message:
        raise bad_request(f"message can't be {verb}ed")
    return message


def change(world: World, message: Json, content: Json, *, keys: tuple[str, ...]) -> Json:
    """Replace the named keys of a message by `content`; raises ApiError when nothing would change."""
    changed = {key: value for key, value in message.items() if key not in keys} | content
    if changed == message:
        raise bad_request(NOT_MODIFIED)
    if keys != ("reply_markup",):
        changed["edit_date"] = world.date()
    world.messages.replace(changed)
    return changed


@method("editMessageText", writes=True)
async def edit_message_text(world: World, params: Params) -> Json:
    """Change the text of a message; without reply_markup its keyboard goes."""
    content = text_content(params)
    markup = read_markup(params, only_inline=True)
    message = own_message(world, params, "edit")
    if "text" not in message:
        raise bad_request("there is no text in the message to edit")
    return change(world, message, content | marked(markup), keys=("text", "entities", "reply_markup"))


@method("editMessageCaption", writes=True)
async def edit_message_caption(world: World, params: Params) -> Json:
    """Change the caption of a photo, document, voice or video; without reply_markup its keyboard goes."""
    content = caption_content(params)
    markup = read_markup(params, only_inline=True)
    message = own_message(world, params, "edit")
    if not any(key in message for key in ("photo", "document", "voice", "video")):
        raise bad_request("there is no caption in the message to edit")
    return change(
        world, message, content | marked(markup), keys=("caption", "caption_entities", "reply_markup")
    )


@method("editMessageReplyMarkup", writes=True)
async def edit_message_reply_markup(world: World, params: Params) -> Json:
    """Change or remove the keyboard of a message."""
    markup = read_markup(params, only_inline=True)
    message = own_message(world, params, "edit")
    return change(world, message, marked(markup), keys=("reply_markup",))
