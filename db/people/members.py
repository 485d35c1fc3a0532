"""Newsrooms, the people in them, and the links that let people in."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from markupsafe import escape
from sqlalchemy import bindparam
from sqlmodel import col, delete, func, select, update
from sqlmodel.ext.asyncio.session import AsyncSession

from db import drafts
from db.engine import LOCKED, overwriting
from db.errors import AlreadyMember, BrokenInvite
from db.lifecycle import Role
from db.people import FORMER
from db.scope import NOBODY
from db.settings import MemberSettings, NewsroomSettings
from db.tables import (
    Alert,
    Card,
    DigestRun,
    Draft,
    InboxUpdate,
    Invite,
    Member,
    Newsroom,
    Place,
    Reminder,
    ReminderKind,
    Request,
    ShownReport,
)

INVITE_LASTS = timedelta(days=7)


def viewer(member: Member | None, chat_id: int) -> int | None:
    """Who looks at the record from a Telegram chat id, as `Database.of` takes it: in private an editor sees all of it, a reporter
    what is theirs to see; anywhere else nobody sees more than all do."""
    if member is None or member.telegram_id != chat_id:
        return NOBODY
    return None if sees_all(member) else member.id


def sees_all(member: Member) -> bool:
    """Whether nothing of the newsroom's is private to a member."""
    return member.role == Role.EDITOR


async def add_newsroom(
    session: AsyncSession, name: str, settings: NewsroomSettings, *, now: datetime
) -> Newsroom:
    """Create a newsroom. Its first digest is owed for the first scheduled time after `now`."""
    newsroom = Newsroom(
        name=name,
        settings=settings,
        digest_since=now,
        created_at=now,
    )
    session.add(newsroom)
    await session.flush()
    return newsroom


async def any_newsroom(session: AsyncSession) -> Newsroom | None:
    """The oldest newsroom, or None on an empty database."""
    return (await session.exec(select(Newsroom).order_by(col(Newsroom.id)))).first()


async def newsrooms(session: AsyncSession) -> list[Newsroom]:
    """Every newsroom of this installation."""
    return list((await session.exec(select(Newsroom).order_by(col(Newsroom.id)))).all())


@dataclass(frozen=True)
class Link:
    """A new link into a newsroom: only whoever made it ever sees its code."""

    code: str
    role: Role
    people: int
    lasts: timedelta | None


async def invite(
    session: AsyncSession,
    newsroom_id: int,
    role: Role,
    *,
    now: datetime,
    lasts: timedelta | None = INVITE_LASTS,
    people: int = 1,
    by: Member | None = None,
) -> Link:
    """A link for so many people; `lasts` None never expires (the claim link of a new newsroom); `by` None: the operator.

    The code fits Telegram's start parameter (64 of A-Z a-z 0-9 _ -) and cannot be guessed.
    """
    await session.exec(
        delete(Invite).where(col(Invite.newsroom_id) == newsroom_id, col(Invite.expires_at) < now)
    )
    removals = select(func.max(Member.removed_at)).where(Member.newsroom_id == newsroom_id)
    removed_at = (await session.exec(removals)).one()
    link = Link(secrets.token_urlsafe(18), role, people, lasts)
    made = Invite(
        newsroom_id=newsroom_id,
        code_hash=hash_of(link.code),
        role=role,
        people=people,
        made_by_id=by.id if by is not None else None,
        # Whatever the clock says, it was made since the last removal, and lets in again whoever that was.
        created_at=now if removed_at is None else max(now, removed_at + timedelta(microseconds=1)),
        expires_at=now + lasts if lasts else None,
    )
    session.add(made)
    await session.flush()
    return link


def hash_of(code: str) -> str:
    """What is kept of a code; one of 18 random bytes needs no salt."""
    return hashlib.sha256(code.encode()).hexdigest()


async def is_code(session: AsyncSession, code: str) -> bool:
    """Whether a text is the code of a link that stands."""
    known = select(Invite.id).where(Invite.code_hash == hash_of(code))
    return (await session.exec(known)).first() is not None


async def claim(session: AsyncSession, newsroom_id: int, *, now: datetime) -> Link | None:
    """One more claim link of a newsroom nobody has entered yet; whichever is opened first ends the others."""
    if await _is_entered(session, newsroom_id):
        return None
    return await invite(session, newsroom_id, Role.EDITOR, now=now, lasts=None)


async def _is_entered(session: AsyncSession, newsroom_id: int) -> bool:
    return (
        await session.exec(select(Member.id).where(Member.newsroom_id == newsroom_id))
    ).first() is not None


async def links(session: AsyncSession, newsroom_id: int, *, now: datetime) -> list[Invite]:
    """The links that let somebody into a newsroom now, oldest first."""
    stand = select(Invite).where(Invite.newsroom_id == newsroom_id, col(Invite.expires_at) >= now)
    return list((await session.exec(stand.order_by(col(Invite.id)))).all())


async def revoke(session: AsyncSession, newsroom_id: int, link_id: int | None) -> int:
    """End a link of a newsroom, or with None every one. Returns how many there were."""
    theirs = delete(Invite).where(col(Invite.newsroom_id) == newsroom_id, col(Invite.expires_at).is_not(None))
    if link_id is not None:
        theirs = theirs.where(col(Invite.id) == link_id)
    return (await session.exec(theirs)).rowcount


async def revoke_of(session: AsyncSession, member: Member) -> None:
    """End what somebody made who may let nobody in any more."""
    await session.exec(delete(Invite).where(col(Invite.made_by_id) == member.id))


async def accept(
    session: AsyncSession, code: str, telegram_id: int, name: str, username: str = "", *, now: datetime
) -> Member:
    """Make a Telegram user a member through an invitation, which lets in one less from then on. Who was removed from the
    newsroom is the member again that they were, by a link that was made since.

    Raises:
        BrokenInvite: used up, revoked, expired, unknown, older than their removal, or its newsroom is locked, or they are;
            which is not told to whoever holds a wrong code.
        AlreadyMember: the user belongs to the newsroom; the invitation stays good.
    """
    its = select(Invite).where(Invite.code_hash == hash_of(code))
    known = (await session.exec(its)).first()
    if known is None:
        raise BrokenInvite
    is_claim = known.expires_at is None
    newsroom = await session.get_one(
        Newsroom, known.newsroom_id, with_for_update=LOCKED if is_claim else None
    )
    found = (await session.exec(its.with_for_update().execution_options(populate_existing=True))).first()
    if found is None or (found.expires_at is not None and found.expires_at < now):
        raise BrokenInvite
    if is_claim and await _is_entered(session, found.newsroom_id):
        raise BrokenInvite
    member = await ever_by_telegram_id(session, telegram_id, found.newsroom_id)
    if newsroom.locked_since is not None or (member is not None and _is_kept_out(member, found)):
        raise BrokenInvite
    if member is not None and member.removed_at is None:
        raise AlreadyMember(newsroom=newsroom.name)
    if member is None:
        member = Member(
            newsroom_id=found.newsroom_id, telegram_id=telegram_id, name=name, role=found.role, joined_at=now
        )
    member.name, member.username, member.role = name, username, found.role
    member.removed_at = member.unreachable_since = member.locked_since = None
    session.add(member)
    found.came += 1
    session.add(found)
    await session.flush()
    if is_claim:
        claims = delete(Invite).where(
            col(Invite.newsroom_id) == newsroom.id, col(Invite.expires_at).is_(None)
        )
        await session.exec(claims)
    elif found.came >= found.people:
        await session.delete(found)
    elsewhere = [one for one, *_ in await speaking(session, telegram_id, telegram_id) if one.id != member.id]
    for one in elsewhere:
        one.chosen_at = one.chosen_at or one.joined_at
        session.add(one)
    if elsewhere:
        await choose(session, member, now=now)
    await session.flush()
    return member


def _is_kept_out(member: Member, link: Invite) -> bool:
    """Whether a link lets somebody not in who is or was a member: locked out, or removed since it was made."""
    return member.is_shut_out if member.removed_at is None else link.created_at <= member.removed_at


def spoken_with(member: Member | None, newsroom: Newsroom) -> str:
    """The code of the language that a member chose; the newsroom's where they chose none, and for nobody known."""
    return (member.settings.language if member else None) or newsroom.settings.language


def zone_of(member: Member | None, newsroom: Newsroom) -> str:
    """The IANA zone by whose clocks a member reads and writes in private; the newsroom's where they chose none."""
    return (member and member.settings.timezone) or newsroom.settings.timezone


def wants_last_hour(member: Member | None, newsroom: Newsroom) -> bool:
    """Whether a member hears what changes before publication; the newsroom's choice where they made none, and for its
    group."""
    own = member.settings.last_hour if member else None
    return newsroom.settings.last_hour if own is None else own


def quiet_hours(member: Member | None, newsroom: Newsroom) -> str:
    """When what can wait makes no sound with a member; the newsroom's hours where they chose none, and in its group."""
    return (member and member.settings.quiet) or newsroom.settings.quiet


async def by_telegram_id(session: AsyncSession, telegram_id: int, newsroom_id: int) -> Member | None:
    """The newsroom's member with this Telegram user id, if there is one."""
    found = await ever_by_telegram_id(session, telegram_id, newsroom_id)
    return None if found is None or found.removed_at is not None else found


async def ever_by_telegram_id(session: AsyncSession, telegram_id: int, newsroom_id: int) -> Member | None:
    """The same, or who was one and has been removed."""
    mine = select(Member).where(Member.telegram_id == telegram_id, Member.newsroom_id == newsroom_id)
    return (await session.exec(mine)).first()


async def choose(session: AsyncSession, member: Member, *, now: datetime) -> None:
    """What this person says in private is meant for this one of their newsrooms from now on, whatever the clock says."""
    theirs = select(func.max(Member.chosen_at)).where(Member.telegram_id == member.telegram_id)
    last = (await session.exec(theirs)).one()
    member.chosen_at = now if last is None else max(now, last + timedelta(microseconds=1))
    session.add(member)
    await session.flush()


# Put together once: it is asked for every update.
_HELD = (
    select(Draft.id)
    .where(
        col(Draft.member_id) == Member.id,
        col(Draft.chat_id) == bindparam("chat_id"),
        col(Draft.kind) == drafts.HELD,
    )
    .order_by(col(Draft.id))
    .limit(1)
    .scalar_subquery()
)
_IS_ITS_GROUP = (
    select(Place.id)
    .where(col(Place.newsroom_id) == Newsroom.id, col(Place.chat_id) == bindparam("chat_id"))
    .limit(1)
    .scalar_subquery()
)
_SPEAKING = (
    select(Member, Newsroom, _HELD, _IS_ITS_GROUP)
    .join(Newsroom, col(Newsroom.id) == Member.newsroom_id)
    .where(col(Member.telegram_id) == bindparam("telegram_id"))
)


async def speaking(
    session: AsyncSession, telegram_id: int, chat_id: int
) -> Sequence[tuple[Member, Newsroom, int | None, int | None]]:
    """Whom the Telegram user with this id may be speaking as in a chat: as the member that they are of a newsroom, with the id
    of what they have written there and is held, for it may go on, and something where the chat is a group of that newsroom. Of several, first whose group it is, then where nobody has
    shut them out, then which they chose last. One that they were removed from only where they are in no other."""
    values = {"telegram_id": telegram_id, "chat_id": chat_id}
    every = (await session.exec(_SPEAKING, params=values)).all()
    found = [one for one in every if one[0].removed_at is None] or every
    if len(found) < 2:
        return found

    def rank(one: tuple[Member, Newsroom, int | None, int | None]) -> tuple[bool, bool, float, int]:
        member, newsroom, _, is_its_group = one
        return (
            is_its_group is None,
            is_locked(newsroom, member),
            -(member.chosen_at.timestamp() if member.chosen_at else 0),
            member.id or 0,
        )

    return sorted(found, key=rank)


def is_locked(newsroom: Newsroom, member: Member) -> bool:
    """Whether a member is refused: by name, or with everybody of their newsroom."""
    return newsroom.locked_since is not None or member.is_shut_out


async def of_newsroom(session: AsyncSession, newsroom_id: int) -> list[Member]:
    """The newsroom's members, editors first, then by name."""
    every = select(Member).where(Member.newsroom_id == newsroom_id, col(Member.removed_at).is_(None))
    found = (await session.exec(every)).all()
    return sorted(found, key=lambda member: (member.role != Role.EDITOR, member.name.casefold()))


async def reachable_editors(session: AsyncSession, newsroom_id: int) -> list[Member]:
    """Editors who have not blocked the bot."""
    members = await of_newsroom(session, newsroom_id)
    return [m for m in members if m.role == Role.EDITOR and m.unreachable_since is None]


def is_away(member: Member, now: datetime) -> bool:
    """Whether others have a member's reminders at `now`."""
    return member.away_until is not None and member.away_until > now


async def stand_in(session: AsyncSession, member: Member, *, now: datetime) -> Member | None:
    """Who has the reminders of a member who is away: whom they named, or, where that one is away too, whom that one named, and so
    on; None where that ends with nobody, or in a circle: then it is an editor's."""
    seen, at = {member.id}, member
    while at.away_to_id is not None and at.away_to_id not in seen:
        found = await session.get(Member, at.away_to_id)
        if found is None or found.is_shut_out or found.unreachable_since is not None:
            return None
        if not is_away(found, now):
            return found
        seen.add(found.id)
        at = found
    return None


async def present_editors(
    session: AsyncSession, newsroom_id: int, *, now: datetime, besides: Member | None = None
) -> list[Member]:
    """Editors who can be reached and are not away, `besides` whoever is to be stood in for. Without one: where all are away, all
    who can be reached."""
    reachable = await reachable_editors(session, newsroom_id)
    there = [one for one in reachable if not is_away(one, now) and (besides is None or one.id != besides.id)]
    return there or ([] if besides is not None else reachable)


async def named(session: AsyncSession, name: str) -> list[Member]:
    """The members of this name or username, or with this Telegram user id, in every newsroom."""
    there = select(Member).where(col(Member.removed_at).is_(None))
    every = (await session.exec(there.order_by(col(Member.id)))).all()
    wanted = name.strip().casefold()
    return [
        one
        for one in every
        if wanted in {one.name.casefold(), f"@{one.username}".casefold(), str(one.telegram_id)}
    ]


async def remove(session: AsyncSession, member: Member, *, now: datetime) -> None:
    """Make somebody no member any more: what they had begun is dropped; what they recorded stays theirs."""
    await set_reachable(session, member, False, now=now)
    member.removed_at = now
    member.away_until = member.away_to_id = None
    session.add(member)
    await revoke_of(session, member)
    await session.exec(delete(Draft).where(col(Draft.member_id) == member.id))
    await session.flush()


async def forget(session: AsyncSession, member: Member) -> None:
    """Drop what is known of who a former member was: from here on their name is `FORMER`, with a number where another has it
    already. What they recorded stays, and whose number it bears."""
    await overwriting(session)
    telegram_id, was = member.telegram_id, {member.name, member.username} - {""}
    before = len(
        [one for one in await former(session, member.newsroom_id, forgotten=True) if one.id != member.id]
    )
    member.name = f"{FORMER} {before + 1}" if before else FORMER
    member.username, member.salt, member.telegram_id = "", "", -(member.id or 0)
    member.settings, member.tips, member.chosen_at = MemberSettings(), None, None
    session.add(member)
    mine = (col(Reminder.newsroom_id) == member.newsroom_id, col(Reminder.member_id) == member.id)
    await session.exec(update(Reminder).where(*mine, col(Reminder.settled_at).is_not(None)).values(text=""))
    passed_on = (col(Reminder.newsroom_id) == member.newsroom_id, col(Reminder.instead_of).in_(was))
    await session.exec(update(Reminder).where(*passed_on).values(instead_of=member.name))
    told = select(Reminder).where(
        Reminder.newsroom_id == member.newsroom_id, Reminder.kind == ReminderKind.PEOPLE
    )
    for one in (await session.exec(told)).all():
        if any(str(escape(name)) in one.text for name in was):
            await session.delete(one)
    for model in (Card, ShownReport, Alert, DigestRun, Draft):
        theirs = (col(model.newsroom_id) == member.newsroom_id, col(model.chat_id) == telegram_id)
        await session.exec(delete(model).where(*theirs))
    for held in (ShownReport, Draft):
        await session.exec(delete(held).where(col(held.member_id) == member.id))
    done = (col(InboxUpdate.whose) == telegram_id, col(InboxUpdate.done_at).is_not(None))
    await session.exec(update(InboxUpdate).where(*done).values(whose=None))
    aside = (col(InboxUpdate.trouble) != "", col(InboxUpdate.text).contains(str(telegram_id)))
    await session.exec(update(InboxUpdate).where(*aside).values(text=None))
    await session.flush()


async def former(session: AsyncSession, newsroom_id: int, *, forgotten: bool) -> list[Member]:
    """Who was removed, the last first: who is forgotten, or who is not."""
    gone = select(Member).where(
        Member.newsroom_id == newsroom_id,
        col(Member.removed_at).is_not(None),
        col(Member.telegram_id) < 0 if forgotten else col(Member.telegram_id) > 0,
    )
    return list((await session.exec(gone.order_by(col(Member.removed_at).desc()))).all())


async def with_something_left(session: AsyncSession, newsroom_id: int) -> list[Member]:
    """Former members who still have open requests, by name."""
    theirs = select(Request.member_id).where(Request.newsroom_id == newsroom_id, col(Request.is_open))
    left = select(Member).where(
        Member.newsroom_id == newsroom_id, col(Member.removed_at).is_not(None), col(Member.id).in_(theirs)
    )
    return sorted((await session.exec(left)).all(), key=lambda member: member.name.casefold())


async def lock(
    session: AsyncSession, whom: Member | Newsroom, *, now: datetime, by: Member | None = None
) -> None:
    """Refuse a member, or everybody of a newsroom, until `unlock`; nothing more is told them.

    Args:
        by: the editor who has it done; None: the operator.
    """
    if isinstance(whom, Member):
        await set_reachable(session, whom, False, now=now)
        await revoke_of(session, whom)
    elif whom.locked_since is None or by is None:
        whom.locked_by_id = by.id if by is not None else None
    whom.locked_since = whom.locked_since or now
    session.add(whom)
    await session.flush()


async def unlock(session: AsyncSession, whom: Member | Newsroom) -> None:
    """Let them in again."""
    whom.locked_since = None
    if isinstance(whom, Newsroom):
        whom.locked_by_id = None
    session.add(whom)
    await session.flush()


def may_unlock(newsroom: Newsroom, member: Member) -> bool:
    """Whether a member may let everybody into their locked newsroom again: an editor who is not locked by name and did not
    lock it, for that telephone may be the one in other hands. What the operator locked, the operator unlocks."""
    return (
        member.role == Role.EDITOR
        and not member.is_shut_out
        and newsroom.locked_by_id not in (None, member.id)
    )


async def set_reachable(session: AsyncSession, member: Member, reachable: bool, *, now: datetime) -> None:
    """Note that the member's private chat can, or can no longer, be written to."""
    if reachable == (member.unreachable_since is None):
        return
    member.unreachable_since = None if reachable else now
    session.add(member)
    await session.flush()
