"""The members of chats: people, groups and channels are added, people and the bot come and go, groups grow."""

from __future__ import annotations

from collections.abc import Sequence

from sandbox.world.chats import Chat, NotPossible, Person
from sandbox.world.store import Json
from sandbox.world.texts import find_entities
from sandbox.world.world import World

SUPERGROUPS_FROM = -1_000_000_000_000
_RIGHTS = (
    "can_manage_chat", "can_change_info", "can_delete_messages", "can_invite_users", "can_restrict_members",
    "can_pin_messages", "can_promote_members", "can_manage_video_chats", "can_post_stories", "can_edit_stories",
    "can_delete_stories",
)  # fmt: skip


class Membership:
    """What makes and changes people and chats; each call is durable when it returns."""

    world: World

    def add_person(
        self,
        user_id: int,
        first_name: str,
        *,
        last_name: str = "",
        username: str | None = None,
        language_code: str = "en",
    ) -> Person:
        """Add somebody who has not opened the bot yet; a known person only gets the new names."""
        if user_id <= 0 or user_id == self.world.bot_id:
            raise NotPossible("a person's id is a positive number, and not the bot's")
        person = Person(user_id, first_name, last_name, username, language_code)
        self.world.chats.put_person(person)
        self.world.store.commit()
        return person

    def add_group(self, chat_id: int, title: str, members: Sequence[int]) -> Chat:
        """Add a group of known people, made by the first of them, who then adds the bot.

        A group that is there already only gets the members it lacks.
        """
        chats = self.world.chats
        if chat_id >= 0 or not members:
            raise NotPossible("a group has a negative id and at least one member")
        for user_id in members:
            chats.person(user_id)
        new = chats.put_chat(Chat(chat_id, "group", title, "left"))
        for place, user_id in enumerate(members):
            if chats.status_of(chat_id, user_id) in ("left", "kicked"):
                chats.set_member(chat_id, user_id, "creator" if new and place == 0 else "member")
        if new:
            self._move_bot(chats.chat(chat_id), members[0], "member")
        self.world.store.commit()
        return chats.chat(chat_id)

    def add_channel(self, chat_id: int, title: str) -> Chat:
        """Add a channel in which the bot is an administrator, as it has to be to be there at all."""
        if chat_id >= 0:
            raise NotPossible("a channel has a negative id")
        self.world.chats.put_chat(Chat(chat_id, "channel", title, "administrator"))
        self.world.store.commit()
        return self.world.chats.chat(chat_id)

    async def channel_post(self, chat_id: int, text: str) -> Json:
        """Post in a channel as the channel itself; the bot gets channel_post. Returns the stored Message."""
        world = self.world
        chat = world.chats.chat(chat_id)
        if chat.kind != "channel":
            raise NotPossible(f"{chat_id} is no channel")
        entities = find_entities(text)
        content = {"text": text} | ({"entities": entities} if entities else {})
        message = world.messages.add(world.chats.as_chat(chat), None, world.date(), content)
        if world.bot_sees(chat, message):
            world.updates.push("channel_post", message)
        await world.store.durable()
        return message

    def join(self, chat_id: int, user_id: int) -> None:
        """Let a person join a group; the bot gets the service message."""
        chat = self.world.chats.chat(chat_id)
        user = self.world.chats.person(user_id).as_user()
        self.world.chats.set_member(chat_id, user_id, "member")
        self.world.add_from_person(chat, user_id, {"new_chat_members": [user]})
        self.world.store.commit()

    def leave(self, chat_id: int, user_id: int) -> None:
        """Let a person leave a group; the bot gets the service message."""
        chat = self.world.chats.may_speak(user_id, chat_id)
        user = self.world.chats.person(user_id).as_user()
        self.world.chats.set_member(chat_id, user_id, "left")
        self.world.add_from_person(chat, user_id, {"left_chat_member": user})
        self.world.store.commit()

    def block(self, user_id: int) -> None:
        """Let a person block the bot: it hears of it, and from then on gets 403 for their private chat."""
        self._block(user_id, blocked=True)

    def unblock(self, user_id: int) -> None:
        """Let a person take the block back."""
        self._block(user_id, blocked=False)

    def _block(self, user_id: int, *, blocked: bool) -> None:
        person = self.world.chats.person(user_id)
        if self.world.chats.blocked(user_id) == blocked:
            return
        self.world.chats.mark(user_id, blocked=blocked)
        before, after = ("member", "kicked") if blocked else ("kicked", "member")
        self._tell_standing(self.world.chats.chat(person.user_id), user_id, before, after)
        self.world.store.commit()

    def add_bot(self, chat_id: int, by: int) -> None:
        """Let a member add the bot to a group, or bring it back."""
        self._change_bot(chat_id, by, "member")

    def kick_bot(self, chat_id: int, by: int | None = None) -> None:
        """Throw the bot out of a group; done by its creator if nobody is named."""
        self._change_bot(chat_id, by, "kicked")

    def promote_bot(self, chat_id: int, by: int | None = None) -> None:
        """Make the bot an administrator of a group: it then sees every message."""
        self._change_bot(chat_id, by, "administrator")

    def _change_bot(self, chat_id: int, by: int | None, status: str) -> None:
        chat = self.world.chats.chat(chat_id)
        members = self.world.chats.members(chat_id)
        if chat.kind in ("private", "channel") or not members:
            raise NotPossible(f"{chat_id} is no group")
        self._move_bot(chat, members[0][0] if by is None else by, status)
        self.world.store.commit()

    def _move_bot(self, chat: Chat, user_id: int, status: str) -> None:
        world = self.world
        if chat.bot_status == status:
            return
        world.chats.set_bot_status(chat.chat_id, status)
        self._tell_standing(chat, user_id, chat.bot_status, status)
        bot = world.bot_user()
        if status in ("left", "kicked"):
            # The message that throws the bot out is the last one it gets.
            self.world.add_from_person(chat, user_id, {"left_chat_member": bot})
        elif chat.bot_status in ("left", "kicked"):
            self.world.add_from_person(world.chats.chat(chat.chat_id), user_id, {"new_chat_members": [bot]})

    def _tell_standing(self, chat: Chat, user_id: int, before: str, after: str) -> None:
        world = self.world
        bot = world.bot_user()
        member = {
            "chat": world.chats.as_chat(chat),
            "from": world.chats.person(user_id).as_user(),
            "date": world.date(),
            "old_chat_member": _chat_member(bot, before),
            "new_chat_member": _chat_member(bot, after),
        }
        world.updates.push("my_chat_member", member)
        world.feed.publish("member", chat.chat_id, status=after)

    def promote(self, chat_id: int, user_id: int) -> None:
        """Make a member an administrator, who may then write as the group."""
        self.world.chats.may_speak(user_id, chat_id)
        self.world.chats.set_member(chat_id, user_id, "administrator")
        self.world.store.commit()

    def make_forum(self, chat_id: int) -> None:
        """Turn topics on in a supergroup; what was written before is in General."""
        if self.world.chats.chat(chat_id).kind != "supergroup":
            raise NotPossible(f"{chat_id} is no supergroup")
        self.world.chats.put_topics(chat_id, self.world.chats.topics(chat_id) or {})
        self.world.store.commit()

    def add_topic(self, chat_id: int, name: str, by: int) -> int:
        """Begin a topic; its id is that of the message with which it begins."""
        chat, topics = self._forum(chat_id)
        begun = self.world.add_from_person(
            chat, by, {"forum_topic_created": {"name": name, "icon_color": 7322096}}
        )
        topic = int(begun["message_id"])
        self.world.chats.put_topics(chat_id, topics | {str(topic): {"name": name, "closed": False}})
        self.world.messages.replace(begun | {"message_thread_id": topic, "is_topic_message": True})
        self.world.store.commit()
        return topic

    def close_topic(self, chat_id: int, topic: int, by: int) -> None:
        """Close a topic: only administrators write in it."""
        chat, topics = self._forum(chat_id)
        self.world.chats.put_topics(chat_id, topics | {str(topic): topics[str(topic)] | {"closed": True}})
        place = {"message_thread_id": topic, "is_topic_message": True}
        self.world.add_from_person(chat, by, place | {"forum_topic_closed": {}})
        self.world.store.commit()

    def delete_topic(self, chat_id: int, topic: int) -> None:
        """Delete a topic with all its messages; the bot hears nothing of it."""
        _, topics = self._forum(chat_id)
        for message in self.world.messages.all(chat_id):
            if message.get("message_thread_id") == topic:
                self.world.messages.delete(chat_id, message["message_id"])
        self.world.chats.put_topics(chat_id, {key: kept for key, kept in topics.items() if key != str(topic)})
        self.world.store.commit()

    def _forum(self, chat_id: int) -> tuple[Chat, Json]:
        topics = self.world.chats.topics(chat_id)
        if topics is None:
            raise NotPossible(f"{chat_id} has no topics")
        return self.world.chats.chat(chat_id), topics

    def migrate(self, chat_id: int) -> int:
        """Turn a group into a supergroup and return its new id; the old id answers 400 with migrate_to_chat_id."""
        chats = self.world.chats
        chat = chats.chat(chat_id)
        if chat.kind != "group" or chat.migrated_to is not None:
            raise NotPossible(f"{chat_id} is no group that could become a supergroup")
        new_id = SUPERGROUPS_FROM + chat_id
        creator = chats.members(chat_id)[0][0]
        chats.put_chat(Chat(new_id, "supergroup", chat.title, chat.bot_status))
        for user_id, status in chats.members(chat_id):
            chats.set_member(new_id, user_id, status)
        self.world.add_from_person(chat, creator, {"migrate_to_chat_id": new_id})
        self.world.add_from_person(chats.chat(new_id), creator, {"migrate_from_chat_id": chat_id})
        chats.set_migrated(chat_id, new_id)
        self.world.feed.publish("member", chat_id, migrated_to=new_id)
        self.world.store.commit()
        return new_id


def _chat_member(bot: Json, status: str) -> Json:
    member: Json = {"user": bot, "status": status}
    if status == "administrator":
        return member | {"can_be_edited": False, "is_anonymous": False} | dict.fromkeys(_RIGHTS, True)
    return member | ({"until_date": 0} if status == "kicked" else {})
