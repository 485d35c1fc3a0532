"""The reminders that are owed about a request or a story."""

from __future__ import annotations

from datetime import datetime

from sqlmodel import col, delete, func, select
from sqlmodel.ext.asyncio.session import AsyncSession

from db.lifecycle import Role
from db.tables import Member, Outcome, Reminder, ReminderKind, Request, Story

LADDER = (ReminderKind.BEFORE, ReminderKind.AT, ReminderKind.MORNING, ReminderKind.WEEKLY)

# What nobody could be told counts as told, or it would be owed again at once, for ever.
_DONE_WITH = (Outcome.SENT, Outcome.DEAD)


async def plan(
    session: AsyncSession, request: Request, planned: tuple[ReminderKind, datetime] | None
) -> Reminder | None:
    """Make `planned` (kind, UTC instant) the one ladder reminder owed about a request; None: none is owed.

    While one is being sent, or may have arrived without our knowing, no other is owed beside it: whoever claimed it
    plans again when it is settled. Only a snooze is kept even then. The caller holds the request's lock.

    Returns:
        The reminder now owed, or None.
    """
    about = (
        col(Reminder.request_id) == request.id,
        col(Reminder.kind).in_([*LADDER, ReminderKind.SNOOZED]),
        col(Reminder.settled_at).is_(None),
    )
    await session.exec(delete(Reminder).where(*about, col(Reminder.unsure).is_(False)))
    if planned is None:
        return None
    kind, due_at = planned
    on_its_way = (await session.exec(select(Reminder.id).where(*about))).first()
    if on_its_way is not None and kind is not ReminderKind.SNOOZED:
        return None
    reminder = Reminder(
        newsroom_id=request.newsroom_id,
        member_id=request.member_id,
        request_id=request.id,
        kind=kind,
        due_at=due_at,
    )
    session.add(reminder)
    await session.flush()
    return reminder


async def snoozed_until(session: AsyncSession, request_id: int) -> datetime | None:
    """The instant until which the member asked to be left alone about this request, if that is still ahead."""
    statement = select(Reminder.due_at).where(
        Reminder.request_id == request_id,
        Reminder.kind == ReminderKind.SNOOZED,
        col(Reminder.settled_at).is_(None),
    )
    return (await session.exec(statement)).first()


async def owe_own(
    session: AsyncSession, request: Request, member_id: int, *, due_at: datetime, text: str
) -> Reminder:
    """A reminder the member asked for, owed whatever becomes of the request."""
    reminder = Reminder(
        newsroom_id=request.newsroom_id,
        member_id=member_id,
        request_id=request.id,
        kind=ReminderKind.OWN,
        due_at=due_at,
        text=text,
    )
    session.add(reminder)
    await session.flush()
    return reminder


async def plan_final_calls(
    session: AsyncSession, newsroom_id: int, story_id: int, due_at: datetime | None
) -> None:
    """Owe one final call at `due_at` (UTC) to everybody who has a request for the story; None: to nobody.

    One that an editor is owed on behalf of somebody stays as it is. The caller holds the story's lock.
    """
    own = (
        col(Reminder.story_id) == story_id,
        col(Reminder.kind) == ReminderKind.FINAL_CALL,
        col(Reminder.instead_of) == "",
    )
    await session.exec(
        delete(Reminder).where(*own, col(Reminder.settled_at).is_(None), col(Reminder.unsure).is_(False))
    )
    if due_at is None:
        return
    called = select(Reminder.member_id).where(*own, Reminder.due_at == due_at)
    owners = select(Request.member_id).where(Request.story_id == story_id).distinct()
    for member_id in (await session.exec(owners.where(col(Request.member_id).not_in(called)))).all():
        session.add(
            Reminder(
                newsroom_id=newsroom_id,
                member_id=member_id,
                story_id=story_id,
                kind=ReminderKind.FINAL_CALL,
                due_at=due_at,
            )
        )
    await session.flush()


async def plan_publication(
    session: AsyncSession, newsroom_id: int, story_id: int, due_at: datetime | None
) -> None:
    """Owe each editor the question whether the story is out, at `due_at` (UTC); None: nobody is asked.

    Who was asked for this very hour is not asked again. The caller holds the story's lock.
    """
    about = (col(Reminder.story_id) == story_id, col(Reminder.kind) == ReminderKind.PUBLICATION)
    await session.exec(
        delete(Reminder).where(*about, col(Reminder.settled_at).is_(None), col(Reminder.unsure).is_(False))
    )
    if due_at is None:
        return
    asked = select(Reminder.member_id).where(*about, Reminder.due_at == due_at)
    editors = select(Member.id).where(Member.newsroom_id == newsroom_id, Member.role == Role.EDITOR)
    for member_id in (await session.exec(editors.where(col(Member.id).not_in(asked)))).all():
        session.add(
            Reminder(
                newsroom_id=newsroom_id,
                member_id=member_id or 0,
                story_id=story_id,
                kind=ReminderKind.PUBLICATION,
                due_at=due_at,
            )
        )
    await session.flush()


async def drop_publication(session: AsyncSession, story_id: int, *, now: datetime) -> None:
    """Ask nobody any more whether the story is out, for the hour it was planned for. The caller holds its lock."""
    owed = select(Reminder).where(
        Reminder.story_id == story_id,
        Reminder.kind == ReminderKind.PUBLICATION,
        col(Reminder.settled_at).is_(None),
        col(Reminder.unsure).is_(False),
    )
    for reminder in (await session.exec(owed)).all():
        reminder.settled_at, reminder.outcome = now, Outcome.DROPPED
        session.add(reminder)
    await session.flush()


async def last_told_at(session: AsyncSession, request: Request) -> datetime | None:
    """When a reminder about this request last reached somebody (UTC), or was given up because it could reach nobody.

    Reminders of one's own are not counted: who asks for one does not want it to silence the others.
    """
    statement = select(func.max(Reminder.settled_at)).where(
        Reminder.request_id == request.id,
        col(Reminder.outcome).in_(_DONE_WITH),
        Reminder.kind != ReminderKind.OWN,
    )
    return (await session.exec(statement)).first()


async def told_kinds(session: AsyncSession, request_id: int, *, since: datetime) -> frozenset[ReminderKind]:
    """The kinds of reminder that were sent about a request, or given up, at or after `since` (UTC)."""
    statement = select(Reminder.kind).where(
        Reminder.request_id == request_id,
        col(Reminder.outcome).in_(_DONE_WITH),
        col(Reminder.settled_at) >= since,
    )
    return frozenset(ReminderKind(kind) for kind in (await session.exec(statement)).all())


async def readdress(session: AsyncSession, reminder: Reminder, to: Member, *, instead_of: str) -> None:
    """Owe the reminder to somebody else, because the member it was for cannot be reached."""
    session.add(
        Reminder(
            newsroom_id=reminder.newsroom_id,
            member_id=to.id or 0,
            request_id=reminder.request_id,
            story_id=reminder.story_id,
            kind=reminder.kind,
            text=reminder.text,
            due_at=reminder.due_at,
            instead_of=instead_of,
        )
    )
    await session.flush()


async def next_title(session: AsyncSession) -> str:
    """What the next reminder owed is about: "deadline reminder, #4", "final call, #mangopark"; "" when none is."""
    statement = (
        select(Reminder.kind, Request.number, Story.slug)
        .outerjoin(Request, col(Request.id) == Reminder.request_id)
        .outerjoin(Story, col(Story.id) == Reminder.story_id)
        .where(col(Reminder.settled_at).is_(None))
        .order_by(func.coalesce(Reminder.claimed_until, Reminder.due_at))
    )
    found = (await session.exec(statement)).first()
    if found is None:
        return ""
    kind, number, slug = found
    words = {
        ReminderKind.FINAL_CALL: "final call",
        ReminderKind.AT: "deadline reminder",
        ReminderKind.PUBLICATION: "publication",
    }
    return f"{words.get(ReminderKind(kind), 'reminder')}, #{number if number is not None else slug}"
