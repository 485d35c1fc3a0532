"""The ChatMember and ChatFullInfo objects of the Bot API."""

from __future__ import annotations

from typing import Any

Json = dict[str, Any]
_RIGHTS = (
    "can_manage_chat", "can_change_info", "can_delete_messages", "can_invite_users", "can_restrict_members",
    "can_pin_messages", "can_promote_members", "can_manage_video_chats", "can_post_stories", "can_edit_stories",
    "can_delete_stories",
)  # fmt: skip
_CHANNEL_RIGHTS = ("can_post_messages", "can_edit_messages")
_GIFTS = ("unlimited_gifts", "limited_gifts", "unique_gifts", "premium_subscription", "gifts_from_channels")


def chat_member(user: Json, status: str, kind: str = "group") -> Json:
    """Return the ChatMember object for a User and its status in a chat of that kind."""
    member: Json = {"user": user, "status": status}
    if status == "creator":
        return member | {"is_anonymous": False}
    if status == "administrator":
        rights = _RIGHTS + (_CHANNEL_RIGHTS if kind == "channel" else ())
        return member | {"can_be_edited": False, "is_anonymous": False} | dict.fromkeys(rights, True)
    if status == "kicked":
        return member | {"until_date": 0}
    return member


def full_info(chat: Json, pinned: Json | None) -> Json:
    """Return the ChatFullInfo object for a Chat and its pinned message."""
    info = chat | {
        "accent_color_id": abs(chat["id"]) % 7,
        "max_reaction_count": 11,
        "accepted_gift_types": dict.fromkeys(_GIFTS, False),
    }
    return info | ({"pinned_message": pinned} if pinned else {})
