"""Methods on messages: a bot writes, edits and deletes them, answers presses of buttons, shows that it is typing."""

from __future__ import annotations

from sandbox.api.errors import ApiError, bad_request, forbidden
from sandbox.api.params import Params
from sandbox.api.reply_markup import read_markup
from sandbox.api.texts import text_content
from sandbox.world.callback_queries import answer_query
from sandbox.world.chats import Chat
from sandbox.world.store import Json
from sandbox.world.texts import units
from sandbox.world.world import World

MAX_ANSWER = 200
DELETABLE_SECONDS = 48 * 3600
ACTIONS = (
    "typing", "upload_photo", "record_video", "upload_video", "record_voice", "upload_voice", "upload_document",
    "choose_sticker", "find_location", "record_video_note", "upload_video_note",
)  # fmt: skip
NOT_MODIFIED = (
    "message is not modified: specified new message content and reply markup are exactly the same"
    " as a current content and reply markup of the message"
)


def writable_chat(world: World, chat_id: int | None) -> Chat:
    """Return a chat in which the bot may write; raises ApiError with the real server's reason."""
    chat = None if chat_id is None else world.chats.find(chat_id)
    if chat is None:
        raise bad_request("chat not found")
    if chat.migrated_to is not None:
        raise ApiError(
            400,
            "Bad Request: group chat was upgraded to a supergroup chat",
            {"migrate_to_chat_id": chat.migrated_to},
        )
    if chat.kind != "private":
        if chat.bot_status == "kicked":
            raise forbidden(f"bot was kicked from the {chat.kind} chat")
        if chat.bot_status == "left":
            raise forbidden(f"bot is not a member of the {chat.kind} chat")
    elif world.chats.blocked(chat.chat_id):
        raise forbidden("bot was blocked by the user")
    elif not world.chats.started(chat.chat_id):
        raise forbidden("bot can't initiate conversation with a user")
    return chat


def destination(world: World, params: Params) -> tuple[Chat, Json]:
    """Return where a new message goes, and what it carries besides its content: reply_to_message, reply_markup."""
    chat_id = params.chat_id()
    markup = read_markup(params)
    chat = writable_chat(world, chat_id)
    reply = _reply(world, params, chat)
    guarded = {"has_protected_content": True} if params.flag("protect_content") else {}
    return chat, _topic(world, params, chat, reply) | reply | _marked(markup) | guarded


def _topic(world: World, params: Params, chat: Chat, reply: Json) -> Json:
    # The topic of a forum: the one named, else that of the message which is answered; General has no id.
    named = params.integer("message_thread_id")
    topics = world.chats.topics(chat.chat_id)
    if named and (topics is None or str(named) not in topics):
        raise bad_request("message thread not found")
    answered = reply.get("reply_to_message", {})
    topic = named or (answered.get("message_thread_id", 0) if answered.get("is_topic_message") else 0)
    if topics is None or not topic:
        return {}
    if topics.get(str(topic), {}).get("closed") and chat.bot_status != "administrator":
        raise bad_request("TOPIC_CLOSED")
    return {"message_thread_id": topic, "is_topic_message": True}


def _reply(world: World, params: Params, chat: Chat) -> Json:
    given = params.json("reply_parameters", "ReplyParameters")
    given = given if isinstance(given, dict) else {}
    if given and not given.get("message_id"):
        raise bad_request('can\'t find field "message_id"')
    try:
        message_id = int(given.get("message_id") or params.integer("reply_to_message_id"))
    except (TypeError, ValueError):
        raise bad_request('field "message_id" must be a valid Number') from None
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


def _marked(markup: Json | None) -> Json:
    return {"reply_markup": markup} if markup else {}


async def send_message(world: World, params: Params) -> Json:
    """Send a text."""
    content = text_content(params, world.date())
    chat, place = destination(world, params)
    sent = world.add_from_bot(chat, place | content)
    if params.flag("disable_notification"):
        world.silent.add((chat.chat_id, sent["message_id"]))
    return sent


def _message(world: World, params: Params, verb: str) -> tuple[Chat, Json, bool]:
    # The message that is to be changed, and whether it is the bot's own.
    if params.text("inline_message_id"):
        raise bad_request("inline messages are not simulated")
    chat_id, message_id = params.chat_id(), params.integer("message_id")
    if message_id <= 0:
        raise bad_request("message identifier is not specified")
    chat = writable_chat(world, chat_id)
    message = world.messages.find(chat.chat_id, message_id)
    if message is None:
        raise bad_request(f"message to {verb} not found")
    own = message.get("from", {}).get("id") == world.bot_id or "sender_chat" in message
    return chat, message, own


def _own_message(world: World, params: Params) -> Json:
    _, message, own = _message(world, params, "edit")
    if not own:
        raise bad_request("message can't be edited")
    return message


async def edit_message_text(world: World, params: Params) -> Json:
    """Change the text of a message; without reply_markup its keyboard goes."""
    content = text_content(params, world.date())
    markup = read_markup(params, only_inline=True)
    message = _own_message(world, params)
    if "text" not in message:
        raise bad_request("there is no text in the message to edit")
    kept = {k: v for k, v in message.items() if k not in ("text", "entities", "reply_markup")}
    changed = kept | content | _marked(markup)
    if changed == message:
        raise bad_request(NOT_MODIFIED)
    changed["edit_date"] = world.date()
    world.messages.replace(changed)
    return changed


async def edit_message_reply_markup(world: World, params: Params) -> Json:
    """Change or remove the keyboard of a message."""
    markup = read_markup(params, only_inline=True)
    message = _own_message(world, params)
    changed = {key: value for key, value in message.items() if key != "reply_markup"} | _marked(markup)
    if changed == message:
        raise bad_request(NOT_MODIFIED)
    world.messages.replace(changed)
    return changed


async def delete_message(world: World, params: Params) -> bool:
    """Take a message away for everybody: one's own within 48 hours, other people's only as administrator."""
    chat, message, own = _message(world, params, "delete")
    if not own and chat.kind != "private" and chat.bot_status != "administrator":
        raise bad_request("message can't be deleted")
    if chat.bot_status != "administrator" and world.date() - message["date"] > DELETABLE_SECONDS:
        raise bad_request("message can't be deleted for everyone")
    world.messages.delete(chat.chat_id, message["message_id"])
    return True


async def answer_callback_query(world: World, params: Params) -> bool:
    """Answer a pressed button, once and soon."""
    text = params.text("text")
    if units(text) > MAX_ANSWER:
        raise bad_request("MESSAGE_TOO_LONG")
    answer = {"text": text, "show_alert": params.flag("show_alert"), "url": params.text("url") or None}
    if not answer_query(world, params.text("callback_query_id"), answer):
        raise bad_request("query is too old and response timeout expired or query ID is invalid")
    return True


async def get_chat(world: World, params: Params) -> Json:
    """Return a chat that the bot is in."""
    chat = writable_chat(world, params.chat_id())
    return {
        "id": chat.chat_id,
        "type": chat.kind,
        "title": chat.title,
        "accent_color_id": 0,
        "max_reaction_count": 11,
        "accepted_gift_types": dict.fromkeys(
            (
                "unlimited_gifts",
                "limited_gifts",
                "unique_gifts",
                "premium_subscription",
                "gifts_from_channels",
            ),
            False,
        ),
    }


async def send_chat_action(world: World, params: Params) -> bool:
    """Show that the bot is typing, or sending something."""
    chat = writable_chat(world, params.chat_id())
    _topic(world, params, chat, {})
    action = params.text("action").lower()
    if action not in ACTIONS:
        raise bad_request("wrong parameter action in request")
    world.feed.publish("action", chat.chat_id, action=action)
    return True
