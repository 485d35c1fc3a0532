"""What an operator looks at and puts right on the command line: who is there, who is locked out, what is owed."""

from __future__ import annotations

from collections.abc import Sequence

from bot.cli.operating import counted, named, record_there, see_free, utc, writing
from bot.environment import Settings
from db.errors import DeskError
from db.lifecycle import Role
from db.people import members, places
from db.tables import Member, Newsroom
from db.telegram.outbox import OWED, dead, revive, standing
from jobs.clock import SystemClock
from jobs.reminders import planning

MOST_LISTED = 20


class NobodyOfThatName(DeskError, translated=False):
    """Nobody to lock, or no newsroom, has this name."""

    message = 'There is no {sort} "{name}". See: python -m bot newsroom list'


class SeveralOfThatName(DeskError, translated=False):
    """Several members have the name of whom to lock."""

    message = 'Several members are called "{name}". Name one by the Telegram id: {known}'


async def list_newsrooms(settings: Settings) -> str:
    """`newsroom list`: a line for each, with a new claim link's code while nobody has used one."""
    lines, now = [], SystemClock().now()
    async with record_there(settings, "list") as database, writing(database) as session:
        for newsroom in await members.newsrooms(session):
            people = await members.of_newsroom(session, newsroom.id or 0)
            groups = len({one.chat_id for one in await places.of_newsroom(session, newsroom.id or 0)})
            editors = sum(person.role is Role.EDITOR for person in people)
            parts = [
                f"{counted(len(people), 'member')} ({counted(editors, 'editor')})",
                counted(newsroom.requests_logged, "request"),
                "in no group" if not groups else "in a group" if groups == 1 else f"in {groups} groups",
            ]
            if newsroom.locked_since is not None:
                parts.append(f"LOCKED since {utc(newsroom.locked_since)}")
            parts += [f"LOCKED: {person.name}" for person in people if person.locked_since is not None]
            if (claim := await members.claim(session, newsroom.id or 0, now=now)) is not None:
                parts.append(f"not claimed yet: /start {claim.code}")
            lines.append(f"{newsroom.name}: {', '.join(parts)}")
    return "\n".join(lines) or "There is no newsroom yet: python -m bot newsroom add NAME"


class NamedOnce(DeskError, translated=False):
    """A newsroom is to be renamed, and nothing says into what."""

    message = (
        "Say both names, with “to” between them: python -m bot newsroom rename Mekong Desk to River Desk"
    )


async def rename_newsroom(settings: Settings, words: str) -> str:
    """`newsroom rename NAME to NAME`: what people read from now on; nothing that was recorded changes.

    Raises:
        NamedOnce, NobodyOfThatName, NamelessNewsroom, NameTaken: nothing was changed.
    """
    typed = " ".join(words.split())
    parts = [at for at in range(len(typed)) if typed[at : at + 4].casefold() == " to "]
    if not parts:
        raise NamedOnce
    async with record_there(settings, "rename") as database, writing(database) as session:
        rooms = {room.name.casefold(): room for room in await members.newsrooms(session)}
        # A name may hold the word itself.
        found = [(room, typed[at + 4 :]) for at in parts if (room := rooms.get(typed[:at].casefold()))]
        if not found:
            raise NobodyOfThatName(name=typed[: parts[0]], sort="newsroom")
        room, name = found[-1][0], named(found[-1][1])
        await see_free(session, name, besides=room)
        before, room.name = room.name, name
        session.add(room)
    return f"Renamed: {before} is {room.name} from the next message on"


async def close_newsroom(settings: Settings, name: str) -> str:
    """`newsroom close NAME`: its people are refused, nothing is sent, and its group is let go. The record stays.

    Raises:
        NobodyOfThatName: there is none of that name.
    """
    async with record_there(settings, "close") as database, writing(database) as session:
        wanted = " ".join(name.split()).casefold()
        room = next((one for one in await members.newsrooms(session) if one.name.casefold() == wanted), None)
        if room is None:
            raise NobodyOfThatName(name=name, sort="newsroom")
        await members.lock(session, room, now=SystemClock().now())
        for place in await places.of_newsroom(session, room.id or 0):
            await places.disconnect(session, place.chat_id)
    return (
        f"Closed: {room.name}. Its people are refused, nothing is sent, and its group may be connected to another newsroom."
        f' The record stays. To open it again: python -m bot unlock --newsroom "{room.name}"'
    )


async def set_lock(settings: Settings, name: str, of: str, *, locked: bool) -> str:
    """`lock [NAME]`, `unlock [NAME]`: refuse a member, or with no name everybody, or let them in again. The running desk
    heeds it from the next message on.

    Args:
        name: a member's, or their Telegram id.
        of: the name of a newsroom; "": all of them.

    Raises:
        NobodyOfThatName, SeveralOfThatName, NoDatabaseYet, OlderDatabase, NewerDatabase, UnreachableDatabase.
    """
    now = SystemClock().now()
    async with record_there(settings, "lock") as database, writing(database) as session:
        rooms = [
            room for room in await members.newsrooms(session) if of.casefold() in ("", room.name.casefold())
        ]
        if not rooms:
            raise NobodyOfThatName(name=of, sort="newsroom")
        whom: Sequence[Member | Newsroom] = rooms
        if name:
            ids = {room.id for room in rooms}
            found = [one for one in await members.named(session, name) if one.newsroom_id in ids]
            if not found:
                raise NobodyOfThatName(name=name, sort="member")
            if len(found) > 1:
                known = ", ".join(f"{one.telegram_id} in {_room(rooms, one)}" for one in found)
                raise SeveralOfThatName(name=name, known=known)
            whom = found
        for one in whom:
            if locked:
                await members.lock(session, one, now=now)
            else:
                await planning.unlock(session, one, now=now)
        names = ", ".join(one.name for one in whom)
    if not locked:
        return f"Unlocked: {names}"
    what = (
        "refused, and told nothing more; their reminders go to an editor"
        if name
        else "refused, and nothing is sent"
    )
    return f"Locked: {names}. From their next message on they are {what}, until: python -m bot unlock"


def _room(rooms: Sequence[Newsroom], member: Member) -> str:
    return next(room.name for room in rooms if room.id == member.newsroom_id)


async def show_outbox(settings: Settings) -> str:
    """`outbox`: what is waiting, late, and given up, sort by sort; what was given up line by line, with why."""
    now = SystemClock().now()
    lines, troubles = [], []
    async with record_there(settings, "show") as database, database.read() as session:
        for model in OWED:
            found = await standing(session, model, now=now)
            parts = [f"{found.waiting:,} waiting", f"{found.late:,} late", f"{found.dead:,} dead"]
            if found.oldest is not None:
                parts.append(f"the oldest due since {utc(found.oldest)}")
            if found.next_at is not None:
                parts.append(f"the next at {utc(found.next_at)}")
            lines.append(f"{OWED[model]}s: {', '.join(parts)}")
            for row in await dead(session, model, now=now, limit=MOST_LISTED):
                newsroom = await session.get_one(Newsroom, row.newsroom_id)
                why = row.trouble or "nobody could be told"
                troubles.append(
                    f"dead: {OWED[model]} {row.id} of {newsroom.name}, due {utc(row.due_at)}: {why}"
                )
    if troubles:
        troubles.append("To try them again: python -m bot outbox retry")
    return "\n".join(lines + troubles)


async def retry_outbox(settings: Settings) -> str:
    """`outbox retry`: what was given up in the last month is owed again, and what waits for a later try at once."""
    now = SystemClock().now()
    async with record_there(settings, "retry") as database, writing(database) as session:
        many = {OWED[model]: await revive(session, model, now=now) for model in OWED}
    said = ", ".join(counted(number, sort) for sort, number in many.items() if number)
    return (
        f"Owed again: {said}. What is no longer relevant is dropped."
        if said
        else "There is nothing to retry."
    )
