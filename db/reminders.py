"""The rows of reminders about requests and stories. Which kinds there are for, and when, `jobs/reminders` says."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy import ColumnElement, bindparam, insert
from sqlmodel import col, delete, func, select
from sqlmodel.ext.asyncio.session import AsyncSession

from db.engine import changed, rows
from db.lifecycle import Role
from db.people.places import ALL
from db.tables import Alert, Member, Outcome, Place, Reminder, ReminderKind, Request, Story, table_of

# What nobody could be told counts as told, or it would be owed again at once, for ever.
_DONE_WITH = (Outcome.SENT, Outcome.DEAD)


async def about(session: AsyncSession, request_ids: Collection[int]) -> dict[int, list[Reminder]]:
    """The reminders about each of these requests, told ones too, in the order of planning."""
    found: dict[int, list[Reminder]] = {request_id: [] for request_id in request_ids}
    known = col(Reminder.kind).in_(list(ReminderKind))  # a newer version may have owed others
    of_these = col(Reminder.request_id).in_(request_ids)
    statement = select(Reminder).where(of_these, known).order_by(col(Reminder.id))
    for reminder in (await session.exec(statement.execution_options(populate_existing=True))).all():
        found[reminder.request_id or 0].append(reminder)
    return found


async def plan(
    session: AsyncSession,
    request: Request,
    planned: tuple[ReminderKind, datetime] | None,
    there: Sequence[Reminder],
    *,
    in_place_of: Collection[ReminderKind],
    even_beside_unsure: bool = False,
) -> None:
    """Make `planned` (kind, UTC instant) the one reminder of these kinds owed about a request; None: none is owed.

    While one is being sent, or may have arrived without our knowing, no other is owed beside it, unless
    `even_beside_unsure`: whoever claimed it plans again when it is settled. The caller holds the request's lock.

    Args:
        there: the reminders about it, as `about` gives them.
    """
    owed = [row for row in there if row.settled_at is None and row.kind in in_place_of]
    on_its_way = any(row.unsure for row in owed) and not even_beside_unsure
    wanted = None if on_its_way else planned
    for row in owed:
        if row.unsure:
            continue
        if wanted == (row.kind, row.due_at) and row.member_id == request.member_id and not row.instead_of:
            wanted = None  # it is there already
        else:
            await session.delete(row)
    if wanted is not None:
        kind, due_at = wanted
        await enqueue(session, request, request.member_id, kind, due_at=due_at)
    await session.flush()


_OWE = insert(table_of(Reminder))


async def enqueue(
    session: AsyncSession,
    request: Request,
    member_id: int,
    kind: ReminderKind,
    *,
    due_at: datetime,
    text: str = "",
) -> None:
    """A reminder about a request, owed to a member at an instant (UTC) beside whatever else is."""
    owed = {"member_id": member_id, "request_id": request.id, "kind": kind, "due_at": due_at, "text": text}
    await changed(session, _OWE, {"newsroom_id": request.newsroom_id, **owed})


async def tell_person(session: AsyncSession, member: Member, text: str, *, now: datetime) -> None:
    """Owe a member news about people, in words (HTML) that are theirs."""
    news = {"newsroom_id": member.newsroom_id, "member_id": member.id, "request_id": None}
    await changed(session, _OWE, {**news, "kind": ReminderKind.PEOPLE, "due_at": now, "text": text})


async def hand_over(session: AsyncSession, request: Request, was: int, *, by: int, now: datetime) -> None:
    """A request is another member's: what was owed to the one before about it is owed to them, and both are told, but for
    whoever did it (`by`). The caller holds the request's lock."""
    owed = select(Reminder).where(
        Reminder.request_id == request.id, col(Reminder.settled_at).is_(None), col(Reminder.unsure).is_(False)
    )
    for row in (await session.exec(owed)).all():
        if row.kind is ReminderKind.ASSIGNED:
            await session.delete(row)
        elif row.member_id == was:
            row.member_id = request.member_id
            session.add(row)
    for member_id in {was, request.member_id} - {by}:
        member = await session.get_one(Member, member_id)
        if not member.is_shut_out:
            await enqueue(session, request, member_id, ReminderKind.ASSIGNED, due_at=now)
    await session.flush()


Whom = tuple[int, int | None]  # a member's row id, and the Telegram chat id of the group for which they stand


async def plan_about_story(
    session: AsyncSession,
    story: Story,
    kind: ReminderKind,
    due_at: datetime,
    *,
    to: Collection[Whom],
) -> None:
    """Owe one reminder of this kind at `due_at` (UTC) to each of these.

    Who was told for this very hour is not told again, and one that an editor is owed on behalf of somebody stays as it
    is. The caller holds the story's lock.
    """
    there = await rows(session, _THEIRS, {"story_id": story.id, "kinds": [kind]})
    owed = [row for row in there if row.settled_at is None and not row.unsure]
    told = {(row.member_id, row.chat_id) for row in there if row.due_at == due_at and row not in owed}
    wanted = frozenset(to) - told
    as_new = [
        (row.member_id, row.chat_id)
        for row in owed
        if row.due_at == due_at and not (row.tries or row.claimed_until)
    ]
    if len(owed) == len(as_new) == len(wanted) and set(as_new) == wanted:
        return  # each request that is asked for the story comes by here
    await drop_about_story(session, story, [kind])
    for member_id, chat_id in sorted(wanted, key=lambda whom: (whom[0], whom[1] or 0)):
        session.add(
            Reminder(
                newsroom_id=story.newsroom_id,
                member_id=member_id,
                chat_id=chat_id,
                story_id=story.id,
                kind=kind,
                due_at=due_at,
            )
        )
    await session.flush()


async def drop_about_story(session: AsyncSession, story: Story, kinds: Collection[ReminderKind]) -> None:
    """Owe no reminder of these kinds to anybody for themselves, but for one that is being sent. The caller holds the
    story's lock."""
    there = await rows(session, _THEIRS, {"story_id": story.id, "kinds": list(kinds)})
    if all(row.settled_at is not None or row.unsure for row in there):
        return
    unsettled = (col(Reminder.settled_at).is_(None), col(Reminder.unsure).is_(False))
    await session.exec(delete(Reminder).where(*_their_own(story, kinds), *unsettled))


# Put together once: each request that is asked for a story comes by here.
_THEIRS = sa.select(
    col(Reminder.member_id),
    col(Reminder.chat_id),
    col(Reminder.due_at),
    col(Reminder.settled_at),
    col(Reminder.unsure),
    col(Reminder.tries),
    col(Reminder.claimed_until),
).where(
    col(Reminder.story_id) == bindparam("story_id"),
    col(Reminder.kind).in_(bindparam("kinds", expanding=True)),
    col(Reminder.instead_of) == "",
)


def _their_own(story: Story, kinds: Collection[ReminderKind]) -> tuple[ColumnElement[bool], ...]:
    return (
        col(Reminder.story_id) == story.id,
        col(Reminder.kind).in_(list(kinds)),
        col(Reminder.instead_of) == "",
    )


async def with_a_request(session: AsyncSession, story: Story) -> list[int]:
    """The row ids of the members who have a request for a story, closed ones too."""
    owners = select(Request.member_id).where(Request.story_id == story.id).distinct()
    return list((await session.exec(owners)).all())


async def editors(session: AsyncSession, story: Story) -> list[int]:
    """The row ids of the editors of a story's newsroom."""
    of_newsroom = select(Member.id).where(
        Member.newsroom_id == story.newsroom_id, Member.role == Role.EDITOR, col(Member.removed_at).is_(None)
    )
    return [member_id or 0 for member_id in (await session.exec(of_newsroom)).all()]


async def all_concerned(session: AsyncSession, story: Story) -> list[int]:
    """Both."""
    return [*await with_a_request(session, story), *await editors(session, story)]


async def for_the_groups(session: AsyncSession, story: Story) -> list[Whom]:
    """Each group in which news of a story is told, with whoever stands for it, for it is no member: always the same one."""
    first = select(func.min(Member.id)).where(Member.newsroom_id == story.newsroom_id).scalar_subquery()
    told = Place.newsroom_id == story.newsroom_id, col(Place.story_id).in_([ALL, story.id])
    return [*(await session.exec(select(first, Place.chat_id).where(*told).distinct())).all()]


async def drop_publication(session: AsyncSession, story_id: int, *, now: datetime) -> None:
    """Ask nobody any more whether the story is out, for the hour it was planned for. The caller holds its lock."""
    waiting = select(Reminder).where(
        Reminder.story_id == story_id,
        Reminder.kind == ReminderKind.PUBLICATION,
        col(Reminder.settled_at).is_(None),
        col(Reminder.unsure).is_(False),
    )
    for reminder in (await session.exec(waiting)).all():
        reminder.settled_at, reminder.outcome = now, Outcome.DROPPED
        session.add(reminder)
    await session.flush()


async def told_together(session: AsyncSession, member_id: int, reminder_id: int) -> list[Reminder]:
    """The reminders about requests that a member was told in one message with this one, in the order in which they were
    due; none where it was told to somebody else."""
    one = await session.get(Reminder, reminder_id)
    if one is None or one.member_id != member_id:
        return []
    # In between it has arrived, and is not settled yet.
    at = col(Reminder.claimed_until if one.settled_at is None else Reminder.settled_at)
    together = select(Reminder).where(
        Reminder.member_id == member_id,
        Reminder.instead_of == one.instead_of,
        col(Reminder.request_id).is_not(None),
        col(Reminder.kind).in_(list(ReminderKind)),
        col(Reminder.outcome) == one.outcome if one.outcome else col(Reminder.outcome).is_(None),
        at == (one.settled_at or one.claimed_until),
    )
    return list((await session.exec(together.order_by(col(Reminder.due_at), col(Reminder.id)))).all())


def told(there: Iterable[Reminder], kinds: Collection[ReminderKind]) -> list[tuple[ReminderKind, datetime]]:
    """Of the reminders about a request those of these kinds that reached somebody, or were given up because they could
    reach nobody, each with when that was (UTC)."""
    return [
        (ReminderKind(row.kind), row.settled_at)
        for row in there
        if row.settled_at is not None and row.outcome in _DONE_WITH and row.kind in kinds
    ]


async def readdress(
    session: AsyncSession, reminder: Reminder, to: Member, *, instead_of: str, stands_in: bool = False
) -> None:
    """Owe the reminder to somebody else, because the member it was for cannot be reached, or is away (`stands_in`)."""
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
            stands_in=stands_in,
        )
    )
    await session.flush()


async def owe_again(session: AsyncSession, member: Member, since: datetime) -> None:
    """Owe a member what nobody could be told since then (UTC): of each request and story the last reminder, and the
    alerts. Whether it still matters is asked when it has its turn."""
    mine = select(Reminder).where(Reminder.member_id == member.id, col(Reminder.settled_at) >= since)
    dead = (await session.exec(mine.where(Reminder.outcome == Outcome.DEAD).order_by(col(Reminder.id)))).all()
    last = {(row.request_id, row.story_id): row for row in dead}
    unheard = select(Alert).where(
        Alert.chat_id == member.telegram_id,
        Alert.newsroom_id == member.newsroom_id,
        col(Alert.settled_at) >= since,
        Alert.outcome == Outcome.DROPPED,
        Alert.trouble != "",
    )
    for row in (*last.values(), *(await session.exec(unheard)).all()):
        row.settled_at, row.outcome, row.trouble = None, None, ""
        session.add(row)
    await session.flush()


async def next_about(session: AsyncSession) -> tuple[ReminderKind, int | str | None] | None:
    """The kind of the next reminder owed, and the number of its request or the slug of its story, if it has one; None: none
    is."""
    statement = (
        select(Reminder.kind, Request.number, Story.slug)
        .outerjoin(Request, col(Request.id) == Reminder.request_id)
        .outerjoin(Story, col(Story.id) == Reminder.story_id)
        .where(col(Reminder.settled_at).is_(None), col(Reminder.kind).in_(list(ReminderKind)))
        .order_by(func.coalesce(Reminder.claimed_until, Reminder.due_at))
    )
    found = (await session.exec(statement)).first()
    if found is None:
        return None
    kind, number, slug = found
    return ReminderKind(kind), slug if number is None else number
