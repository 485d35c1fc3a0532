"""What a claimed row says now, or that it is no longer relevant: asked right before telling, not only when planning."""

from __future__ import annotations

from datetime import datetime

from sqlmodel.ext.asyncio.session import AsyncSession

from db import members
from db import queries as reports
from db.lifecycle import Role
from db.tables import Alert, DigestRun, Member, Newsroom, Reminder, ReminderKind, Request, Story
from jobs.reminders import alerts, digest, ladder
from jobs.reminders import planning as reminding
from jobs.reminders.notices import FinalCallNotice, Notice, PublicationNotice, Recipient, ReminderNotice

Row = Reminder | DigestRun | Alert


async def notice(session: AsyncSession, row: Row, again: bool, *, now: datetime) -> Notice | None:
    """The notice for a claimed row, or None when its time has passed it by.

    Args:
        session: a writing one.
        row: what was claimed.
        again: whether an interrupted try may have told it already.
        now: the moment of telling (UTC).
    """
    if isinstance(row, DigestRun):
        return await digest.notice(session, row, again, now=now)
    if isinstance(row, Alert):
        return await alerts.notice(session, row, again, now=now)
    if row.kind == ReminderKind.FINAL_CALL:
        return await _final_call(session, row, again, now)
    if row.kind == ReminderKind.PUBLICATION:
        return await _publication(session, row, again, now)
    return await _reminder(session, row, again, now)


async def _reminder(
    session: AsyncSession, reminder: Reminder, again: bool, now: datetime
) -> ReminderNotice | None:
    newsroom = await session.get_one(Newsroom, reminder.newsroom_id)
    request = await session.get_one(Request, reminder.request_id)
    if not await reminding.still_relevant(session, newsroom, request, reminder, now=now):
        return None
    return ReminderNotice(
        to=await _recipient(session, newsroom, reminder),
        newsroom_id=reminder.newsroom_id,
        kind=ReminderKind(reminder.kind),
        request=await reports.request(session, newsroom.id or 0, request.id or 0),
        text=reminder.text,
        now=now,
        may_repeat=again,
        instead_of=reminder.instead_of,
    )


async def _final_call(
    session: AsyncSession, reminder: Reminder, again: bool, now: datetime
) -> FinalCallNotice | None:
    """Once the story is out, or is to come out at another time, this call is nobody's any more."""
    newsroom = await session.get_one(Newsroom, reminder.newsroom_id)
    story = await session.get_one(Story, reminder.story_id)
    publish_at = story.publish_at
    if story.published_at is not None or publish_at is None or publish_at <= now:
        return None
    if reminder.due_at != ladder.final_call_at(publish_at):
        return None
    scope = reports.Scope(story_id=story.id, member_id=reminder.member_id, open_only=True)
    if reminder.instead_of:
        scope = reports.Scope(story_id=story.id, open_only=True)
    still_open = await reports.requests(session, newsroom.id or 0, scope)
    if not still_open:
        return None
    return FinalCallNotice(
        to=await _recipient(session, newsroom, reminder),
        newsroom_id=reminder.newsroom_id,
        story=story.slug,
        publish_at=publish_at,
        requests=tuple(still_open),
        now=now,
        may_repeat=again,
        instead_of=reminder.instead_of,
    )


async def _publication(
    session: AsyncSession, reminder: Reminder, again: bool, now: datetime
) -> PublicationNotice | None:
    """Nobody is asked whether a story is out that is out, or was moved; nor anybody who is no editor."""
    newsroom = await session.get_one(Newsroom, reminder.newsroom_id)
    story = await session.get_one(Story, reminder.story_id)
    member = await session.get_one(Member, reminder.member_id)
    publish_at = story.publish_at
    if story.published_at is not None or publish_at is None or publish_at != reminder.due_at:
        return None
    if member.role != Role.EDITOR:
        return None
    scope = reports.Scope(story_id=story.id, open_only=True)
    still_open = await reports.requests(session, newsroom.id or 0, scope)
    return PublicationNotice(
        to=await _recipient(session, newsroom, reminder),
        newsroom_id=reminder.newsroom_id,
        story_id=story.id or 0,
        story=story.slug,
        publish_at=publish_at,
        requests=tuple(request for request in still_open if request.asked_at is not None),
        now=now,
        may_repeat=again,
    )


async def _recipient(session: AsyncSession, newsroom: Newsroom, reminder: Reminder) -> Recipient:
    member = await session.get_one(Member, reminder.member_id)
    language = members.spoken_with(member, newsroom)
    return Recipient(member.telegram_id, language, newsroom.settings.timezone, newsroom.settings.country)
