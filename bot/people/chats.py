"""What Telegram tells about chats: added to a group, removed, blocked, a group that became a supergroup."""

from __future__ import annotations

from telegram import ChatMember, ChatMemberRestricted, Update

from bot.people.texts import to_connect
from bot.telegram import sending
from bot.telegram.access import in_public
from bot.telegram.context import Context
from db import members
from jobs.reminders import planning

AWAY = {ChatMember.BANNED, ChatMember.LEFT}


async def my_membership(update: Update, context: Context) -> None:
    """The bot was added, removed, blocked or unblocked."""
    change = update.my_chat_member
    if change is None:
        return
    gone = not _may_write(change.new_chat_member)
    now = context.now()
    if change.chat.type == change.chat.PRIVATE:
        async with context.desk.all_newsrooms.write() as session:
            for member, _, _ in await members.speaking(session, change.chat.id, change.chat.id):
                if gone:
                    await members.set_reachable(session, member, False, now=now)
                elif member.removed_at is None:
                    await planning.reached_again(session, member, now=now)
        return
    async with context.desk.all_newsrooms.write() as session:
        if gone:
            await members.lose_group(session, change.chat.id)
            return
        adder = await members.speaking(session, change.from_user.id, change.from_user.id)
        room = adder[0][1] if adder and not members.is_locked(adder[0][1], adder[0][0]) else None
    if room is not None and sending.is_group(update) and not _may_write(change.old_chat_member):
        await sending.answer(update, context.bot, *to_connect(in_public(room), room))


def _may_write(me: ChatMember) -> bool:
    """Whether the bot, being this in a chat, may write there."""
    restricted = isinstance(me, ChatMemberRestricted) and not me.can_send_messages
    return me.status not in AWAY and not restricted


async def moved(update: Update, context: Context) -> None:
    """A group became a supergroup and has a new Telegram chat id."""
    message = update.message
    if message is None:
        return
    old, new = message.chat.id, message.migrate_to_chat_id
    if new is None:
        return
    async with context.desk.all_newsrooms.write() as session:
        await members.move_chat(session, old, new)
