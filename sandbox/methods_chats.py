"""Methods about chats and the people in them, and what a bot does to messages of a chat."""

from __future__ import annotations

from sandbox.chats import Chat, Json
from sandbox.errors import NotPossible, bad_request
from sandbox.members import chat_member, full_info
from sandbox.methods import chat_id_of, message_id_of, method
from sandbox.params import Params
from sandbox.reactions import check_reaction
from sandbox.world import World

ACTIONS = (
    "typing", "upload_photo", "record_video", "upload_video", "record_voice", "upload_voice", "upload_document",
    "choose_sticker", "find_location", "record_video_note", "upload_video_note",
)  # fmt: skip
DELETABLE_SECONDS = 48 * 3600


def _member(world: World, chat: Chat, user_id: int) -> Json:
    if user_id == world.bot_id:
        return chat_member(world.bot_user(), chat.bot_status, chat.kind)
    try:
        user = world.chats.person(user_id).as_user()
    except NotPossible:
        raise bad_request("user not found") from None
    if chat.kind == "private":
        return chat_member(user, "member" if user_id == chat.chat_id else "left")
    return chat_member(user, world.chats.status_of(chat.chat_id, user_id), chat.kind)


@method("getChat")
async def get_chat(world: World, params: Params) -> Json:
    """Return what is known of a chat."""
    chat = world.chats.reachable(chat_id_of(params))
    pinned = world.store.setting(f"pinned:{chat.chat_id}")
    message = world.messages.quoted(chat.chat_id, pinned) if pinned else None
    return full_info(world.chats.as_chat(chat), message)


@method("getChatMember")
async def get_chat_member(world: World, params: Params) -> Json:
    """Return somebody's standing in a chat."""
    chat = world.chats.reachable(chat_id_of(params))
    return _member(world, chat, params.integer("user_id"))


@method("getChatAdministrators")
async def get_chat_administrators(world: World, params: Params) -> list[Json]:
    """Return the people who run a group; bots are left out, but for the caller."""
    chat = world.chats.reachable(chat_id_of(params))
    if chat.kind == "private":
        raise bad_request("there are no administrators in the private chat")
    running = [
        user for user, status in world.chats.members(chat.chat_id) if status in ("creator", "administrator")
    ]
    if chat.bot_status == "administrator":
        running.append(world.bot_id)
    return [_member(world, chat, user_id) for user_id in running]


@method("getChatMemberCount")
async def get_chat_member_count(world: World, params: Params) -> int:
    """Return how many are in a chat, the bot included."""
    chat = world.chats.reachable(chat_id_of(params))
    return 2 if chat.kind == "private" else len(world.chats.members(chat.chat_id)) + 1


@method("leaveChat")
async def leave_chat(world: World, params: Params) -> bool:
    """Leave a group."""
    chat = world.chats.reachable(chat_id_of(params))
    if chat.kind == "private":
        raise bad_request("chat member status can't be changed in private chats")
    world.chats.set_bot_status(chat.chat_id, "left")
    bot = world.bot_user()
    world.messages.add(world.chats.as_chat(chat), bot, world.date(), {"left_chat_member": bot})
    world.feed.publish("member", chat.chat_id, status="left")
    return True


@method("sendChatAction")
async def send_chat_action(world: World, params: Params) -> bool:
    """Show that the bot is typing, or sending something."""
    chat = world.chats.writable(chat_id_of(params))
    action = params.text("action").lower()
    if action not in ACTIONS:
        raise bad_request("wrong parameter action in request")
    world.feed.publish("action", chat.chat_id, action=action)
    return True


@method("deleteMessage")
async def delete_message(world: World, params: Params) -> bool:
    """Take a message away for everybody: one's own within 48 hours, other people's only as administrator."""
    chat = world.chats.writable(chat_id_of(params))
    message = world.messages.find(chat.chat_id, message_id_of(params))
    if message is None:
        raise bad_request("message to delete not found")
    own = message.get("from", {}).get("id") == world.bot_id or "sender_chat" in message
    if not own and chat.kind != "private" and chat.bot_status != "administrator":
        raise bad_request("message can't be deleted")
    if chat.bot_status != "administrator" and world.date() - message["date"] > DELETABLE_SECONDS:
        raise bad_request("message can't be deleted for everyone")
    world.messages.delete(chat.chat_id, message["message_id"])
    return True


def _message(world: World, params: Params, chat: Chat, name: str, what: str) -> Json:
    message = world.messages.find(chat.chat_id, message_id_of(params, name))
    if message is None:
        raise bad_request(f"message to {what} not found")
    return message


@method("setMessageReaction")
async def set_message_reaction(world: World, params: Params) -> bool:
    """React to a message with one emoji, or take that back."""
    chat = world.chats.writable(chat_id_of(params))
    message = _message(world, params, chat, "message_id", "react")
    emoji = check_reaction(params.json("reaction", "ReactionType"))
    world.store.put_setting(f"reaction:{chat.chat_id}:{message['message_id']}", emoji)
    return True


def _may_pin(chat: Chat) -> None:
    if chat.kind != "private" and chat.bot_status != "administrator":
        raise bad_request("not enough rights to manage pinned messages in the chat")


@method("pinChatMessage")
async def pin_chat_message(world: World, params: Params) -> bool:
    """Pin a message; in groups administrators only."""
    chat = world.chats.writable(chat_id_of(params))
    message = _message(world, params, chat, "message_id", "pin")
    _may_pin(chat)
    message.pop("reply_to_message", None)
    world.store.put_setting(f"pinned:{chat.chat_id}", message["message_id"])
    world.post(chat, {"pinned_message": message})
    return True


@method("unpinChatMessage")
async def unpin_chat_message(world: World, params: Params) -> bool:
    """Unpin the pinned message."""
    chat = world.chats.writable(chat_id_of(params))
    _may_pin(chat)
    world.store.put_setting(f"pinned:{chat.chat_id}", None)
    return True
