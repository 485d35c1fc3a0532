"""Which messages are meant for the bot. In a group where it may read everything, most are not."""

from __future__ import annotations

from telegram import Message
from telegram.ext.filters import ChatType, MessageFilter


class _ToMe(MessageFilter):
    """A reply to one of the bot's own messages."""

    def filter(self, message: Message) -> bool:
        replied = message.reply_to_message
        return (
            replied is not None
            and replied.from_user is not None
            and replied.from_user.id == message.get_bot().id
        )


class _NamesMe(MessageFilter):
    """A command with the bot's own name behind it: /status@reply_desk_bot."""

    def filter(self, message: Message) -> bool:
        first = (message.text or "").split(maxsplit=1)[:1]
        name = message.get_bot().username
        return bool(first) and first[0].casefold().endswith(f"@{name}".casefold())


TALK = ChatType.PRIVATE | (ChatType.GROUPS & _ToMe())
COMMANDS_TO_ME = ChatType.PRIVATE | (ChatType.GROUPS & _NamesMe())
