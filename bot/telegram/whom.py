"""Which member is meant: by name, by username, by a mention, by a reply; and how two of one name are told apart."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from telegram import MessageEntity

from bot.kinds import MYSELF
from bot.reading.words import clean, fold, one_line
from bot.telegram.call import Call
from db.people.members import is_away
from db.tables import Member
from db.text.names import Doubtful, match, normalise

AWAY = "🌴"
SHORTEST_TAIL = 4  # digits of a Telegram user id


def label(member: Member, every: Sequence[Member]) -> str:
    """A member's name, and with another of the same name what tells them apart: the username, or the id's last digits."""
    others = [one for one in every if one.id != member.id and normalise(one.name) == normalise(member.name)]
    if not others:
        return member.name
    if member.username:
        return f"{member.name} (@{member.username})"
    digits = str(member.telegram_id)
    length = SHORTEST_TAIL
    while length < len(digits) and any(str(one.telegram_id).endswith(digits[-length:]) for one in others):
        length += 1
    return f"{member.name} (…{digits[-length:]})"


def short_label(member: Member, every: Sequence[Member], now: datetime) -> str:
    """The same for a button, with a sign on who is away."""
    name = label(member, every)
    return f"{AWAY} {name}" if is_away(member, now) else name


def meant(typed: str, every: Sequence[Member], call: Call) -> tuple[list[Member], bool]:
    """The members that somebody may mean, none where nobody is like it; and whether it is one without any doubt."""
    name = one_line(clean(typed)).strip(" .,:;“”\"'")
    pointed = _pointed_at(call) if not name or _mentions(call) else None
    username = name.removeprefix("@").casefold()
    if pointed is not None:
        found = [one for one in every if one.telegram_id == pointed]
    elif fold(name) in MYSELF:
        found = [one for one in every if one.id == call.who.member_id]
    elif username and (known := [one for one in every if one.username.casefold() == username]):
        found = known
    elif not name or name.startswith("@"):
        found = []
    else:
        same = [one for one in every if name == label(one, every)]
        found = same or [one for one in every if normalise(one.name) == normalise(name)]
        if not found:
            alike = match(name, [(one.id or 0, one.name) for one in every])
            likely = {one.body_id for one in alike.candidates} if isinstance(alike, Doubtful) else set[int]()
            return [one for one in every if one.id in likely], False
    return found, len(found) == 1


def _mentions(call: Call) -> bool:
    message = call.update.message
    return message is not None and any(one.user for one in (*message.entities, *message.caption_entities))


def _pointed_at(call: Call) -> int | None:
    """The Telegram id of whoever a message mentions without a username, or replies to."""
    message = call.update.message
    if message is None:
        return None
    for entity in (*message.entities, *message.caption_entities):
        if entity.type == MessageEntity.TEXT_MENTION and entity.user is not None:
            return entity.user.id
    replied = message.reply_to_message
    user = replied.from_user if replied is not None else None
    return user.id if user is not None and not user.is_bot else None
