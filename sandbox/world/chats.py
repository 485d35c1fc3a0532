"""People and chats: who there is, who is a member of which chat, and who opened or blocked the bot."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass

from sandbox.world.store import Json, Store


class NotPossible(ValueError):
    """A person tried what the Telegram apps would not let them do."""


@dataclass(frozen=True)
class Person:
    """A Telegram user who is not a bot."""

    user_id: int
    first_name: str
    last_name: str = ""
    username: str | None = None
    language_code: str = "en"

    def as_user(self) -> Json:
        """Return the User object of the Bot API."""
        user: Json = {"id": self.user_id, "is_bot": False, "first_name": self.first_name}
        if self.last_name:
            user["last_name"] = self.last_name
        if self.username:
            user["username"] = self.username
        return user | {"language_code": self.language_code}


@dataclass(frozen=True)
class Chat:
    """A private chat, group, supergroup or channel; `bot_status` is the bot's ChatMember status there."""

    chat_id: int
    kind: str
    title: str
    bot_status: str
    migrated_to: int | None = None


class Chats:
    """The register of people, chats and members."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def put_person(self, person: Person) -> None:
        """Add a person and their private chat, or renew a known person's names."""
        self._store.run(
            "INSERT INTO person (user_id, json) VALUES (?, ?)"
            " ON CONFLICT (user_id) DO UPDATE SET json = excluded.json",
            (person.user_id, json.dumps(asdict(person))),
        )
        self.put_chat(Chat(person.user_id, "private", person.first_name, "member"))

    def put_chat(self, chat: Chat) -> bool:
        """Add a chat; return False, changing nothing, when it is already there."""
        return bool(
            self._store.run(
                "INSERT OR IGNORE INTO chat (chat_id, kind, title, bot_status) VALUES (?, ?, ?, ?)",
                (chat.chat_id, chat.kind, chat.title, chat.bot_status),
            )
        )

    def person(self, user_id: int) -> Person:
        """Return a known person; raises NotPossible."""
        row = self._store.one("SELECT json FROM person WHERE user_id = ?", (user_id,))
        if row is None:
            raise NotPossible(f"nobody has the id {user_id}")
        return Person(**json.loads(row[0]))

    def find(self, chat_id: int) -> Chat | None:
        """Return the chat, or None."""
        row = self._store.one(
            "SELECT chat_id, kind, title, bot_status, migrated_to FROM chat WHERE chat_id = ?", (chat_id,)
        )
        return None if row is None else Chat(*row)

    def chat(self, chat_id: int) -> Chat:
        """Return a known chat; raises NotPossible."""
        chat = self.find(chat_id)
        if chat is None:
            raise NotPossible(f"there is no chat {chat_id}")
        return chat

    def as_chat(self, chat: Chat) -> Json:
        """Return the Chat object of the Bot API."""
        if chat.kind != "private":
            more = {"all_members_are_administrators": False} if chat.kind == "group" else {}
            if self.topics(chat.chat_id) is not None:
                more = {"is_forum": True}
            return {"id": chat.chat_id, "title": chat.title, "type": chat.kind} | more
        user = self.person(chat.chat_id).as_user()
        names = {key: user[key] for key in ("first_name", "last_name", "username") if key in user}
        return {"id": chat.chat_id} | names | {"type": "private"}

    def topics(self, chat_id: int) -> Json | None:
        """Return the topics of a forum besides General, as {"7": {"name": …, "closed": …}}; None for no forum."""
        topics: Json | None = self._store.setting(f"topics:{chat_id}")
        return topics

    def put_topics(self, chat_id: int, topics: Json) -> None:
        """Remember the topics of a forum."""
        self._store.put_setting(f"topics:{chat_id}", topics)

    def set_bot_status(self, chat_id: int, status: str) -> None:
        """Remember the bot's standing in a group: member, administrator, left or kicked."""
        self._store.run("UPDATE chat SET bot_status = ? WHERE chat_id = ?", (status, chat_id))

    def set_migrated(self, chat_id: int, new_id: int) -> None:
        """Remember which supergroup a group became."""
        self._store.run("UPDATE chat SET migrated_to = ? WHERE chat_id = ?", (new_id, chat_id))

    def set_member(self, chat_id: int, user_id: int, status: str) -> None:
        """Remember a person's standing in a group: creator, administrator, member, left or kicked."""
        self._store.run("INSERT OR REPLACE INTO member VALUES (?, ?, ?)", (chat_id, user_id, status))

    def status_of(self, chat_id: int, user_id: int) -> str:
        """Return a person's standing in a group; "left" for somebody who never was there."""
        row = self._store.one(
            "SELECT status FROM member WHERE chat_id = ? AND user_id = ?", (chat_id, user_id)
        )
        return "left" if row is None else str(row[0])

    def members(self, chat_id: int) -> list[tuple[int, str]]:
        """Return (user id, status) of the people who are in a group now."""
        return self._store.all(
            "SELECT user_id, status FROM member WHERE chat_id = ? AND status NOT IN ('left', 'kicked')"
            " ORDER BY rowid",
            (chat_id,),
        )

    def started(self, user_id: int) -> bool:
        """Tell whether that person ever opened the chat with the bot."""
        return bool((self._store.one("SELECT started FROM person WHERE user_id = ?", (user_id,)) or [0])[0])

    def blocked(self, user_id: int) -> bool:
        """Tell whether that person blocks the bot."""
        return bool((self._store.one("SELECT blocked FROM person WHERE user_id = ?", (user_id,)) or [0])[0])

    def mark(self, user_id: int, *, started: bool | None = None, blocked: bool | None = None) -> None:
        """Remember that a person opened the chat, or blocks the bot or no longer does."""
        if started is not None:
            self._store.run("UPDATE person SET started = ? WHERE user_id = ?", (started, user_id))
        if blocked is not None:
            self._store.run("UPDATE person SET blocked = ? WHERE user_id = ?", (blocked, user_id))

    def may_speak(self, user_id: int, chat_id: int) -> Chat:
        """Return the chat in which that person is about to do something; raises NotPossible."""
        self.person(user_id)
        chat = self.chat(chat_id)
        if chat.kind == "private":
            if chat_id != user_id:
                raise NotPossible(f"{user_id} cannot write in the private chat of {chat_id}")
            if self.blocked(user_id):
                raise NotPossible(f"{user_id} has blocked the bot")
        elif self.status_of(chat_id, user_id) in ("left", "kicked"):
            raise NotPossible(f"{user_id} is not a member of {chat_id}")
        if chat.migrated_to is not None:
            raise NotPossible(f"the group became the supergroup {chat.migrated_to}")
        return chat
