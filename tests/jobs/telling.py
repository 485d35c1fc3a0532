"""A notifier that writes down what it is told, and a clock that is moved by hand."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlmodel import col, select

from db import reminders, requests
from db.engine import Database
from db.lifecycle import Role
from db.people import members, places
from db.tables import Event, Member, Newsroom, Reminder, ReminderKind, Request, Story
from jobs.outbox import OutboxSender
from jobs.records import recording
from jobs.records import stories as record_stories
from jobs.records.correcting import TakenBack
from jobs.reminders import planning
from jobs.reminders.notices import (
    AlertNotice,
    Arrived,
    Delivery,
    DigestNotice,
    Notice,
    ReminderNotice,
    RemindersNotice,
    StoryNotice,
)
from tests.db.world import ASKED, HOUR, World


class HandClock:
    """Stands still until it is moved."""

    def __init__(self, instant: datetime) -> None:
        self.instant = instant

    def now(self) -> datetime:
        return self.instant


def reminders_in(notice: Notice) -> tuple[ReminderNotice, ...]:
    """The reminders about requests that a message holds."""
    if isinstance(notice, RemindersNotice):
        return notice.reminders
    return (notice,) if isinstance(notice, ReminderNotice) else ()


class Recorder:
    """Says `Arrived` unless it was told what else to say, next time or always, for a chat."""

    def __init__(self) -> None:
        self.told: list[Notice] = []
        self.tried: list[Notice] = []
        self._next: dict[int, list[Delivery]] = defaultdict(list)
        self._always: dict[int, Delivery] = {}
        self.before: Callable[[Notice], None] = lambda notice: None

    def answer(self, chat_id: int, *deliveries: Delivery) -> None:
        """Answer the next tries for a chat with these."""
        self._next[chat_id] += deliveries

    def answer_always(self, chat_id: int, delivery: Delivery) -> None:
        """Answer every try for a chat with this."""
        self._always[chat_id] = delivery

    async def tell(self, notice: Notice) -> Delivery:
        self.before(notice)
        self.tried.append(notice)
        waiting = self._next[notice.to.chat_id]
        delivery = waiting.pop(0) if waiting else self._always.get(notice.to.chat_id, Arrived())
        if isinstance(delivery, Arrived):
            self.told.append(notice)
        return delivery

    def reminders(self) -> list[ReminderNotice]:
        """The reminders that arrived, alone or with others."""
        return [one for notice in self.told for one in reminders_in(notice)]

    def final_calls(self) -> list[StoryNotice]:
        """The final calls that arrived."""
        return self._about_stories(ReminderKind.FINAL_CALL) + self._about_stories(ReminderKind.GROUP_CALL)

    def questions(self) -> list[StoryNotice]:
        """The questions whether a story is out that arrived."""
        return self._about_stories(ReminderKind.PUBLICATION)

    def _about_stories(self, kind: ReminderKind) -> list[StoryNotice]:
        return [notice for notice in self.told if isinstance(notice, StoryNotice) and notice.kind is kind]

    def alerts(self) -> list[AlertNotice]:
        """The alerts that arrived."""
        return [notice for notice in self.told if isinstance(notice, AlertNotice)]

    def digests(self) -> list[DigestNotice]:
        """The digests that arrived."""
        return [notice for notice in self.told if isinstance(notice, DigestNotice)]


class Desk:
    """An outbox sender with its notifier and its clock."""

    def __init__(self, database: Database, instant: datetime) -> None:
        self.clock = HandClock(instant)
        self.notifier = Recorder()
        self.outbox = OutboxSender(database, self.notifier, self.clock)

    async def at(self, instant: datetime) -> int:
        """Send what is due at that instant."""
        self.clock.instant = instant
        return await self.outbox.run()

    async def through(self, until: datetime, *, every: timedelta) -> None:
        """Send what is due from now on until then, at equal steps."""
        while self.clock.instant <= until:
            await self.outbox.run()
            self.clock.instant += every


def desk_of(world: World, instant: datetime = ASKED) -> Desk:
    """The desk of a world, at an instant."""
    return Desk(world.database, instant)


async def no_digests(world: World) -> None:
    """Switch every digest off."""
    async with world.write() as session:
        for newsroom in (await session.exec(select(Newsroom))).all():
            newsroom.settings = newsroom.settings.changed("digest_time", None)


async def rows(world: World, *kinds: ReminderKind) -> list[Reminder]:
    """The reminders of these kinds, settled or not, in the order of planning."""
    async with world.database.read() as session:
        found = (await session.exec(select(Reminder).order_by(col(Reminder.id)))).all()
    return [row for row in found if not kinds or row.kind in kinds]


async def enqueue_own(world: World, request: Request, due_at: datetime, text: str = "call Sok") -> None:
    """A reminder that the reporter asked for."""
    async with world.write() as session:
        found = await requests.by_id(session, world.here.id, request.id or 0)
        await reminders.enqueue(
            session, found, world.here.reporter.id or 0, ReminderKind.OWN, due_at=due_at, text=text
        )


GROUP = -500


async def connect(world: World, chat_id: int = GROUP) -> None:
    """The newsroom has a group from now on."""
    async with world.write() as session:
        room = await session.get_one(Newsroom, world.here.id)
        await places.connect(session, room, chat_id)
        await planning.plan_for_stories(session, room, now=ASKED)


async def put_story(
    world: World, publish_at: datetime | None = None, now: datetime = ASKED, slug: str = "mangopark"
) -> Story:
    """Make a story or change when it is to come out."""
    async with world.write() as session:
        story, _ = await record_stories.put_story(
            session, world.here.newsroom, slug, title=None, publish_at=publish_at, now=now
        )
        return story


async def publish(
    world: World, story_id: int | None, at: datetime, *, now: datetime
) -> record_stories.Published:
    """The editor says that a story came out."""
    async with world.write() as session:
        return await record_stories.publish(
            session, world.here.newsroom, story_id or 0, at, world.here.editor, now=now
        )


async def unpublish(
    world: World, story_id: int | None, publish_at: datetime | None = None, *, now: datetime
) -> Story:
    """She says that it did not."""
    async with world.write() as session:
        return await record_stories.unpublish(
            session, world.here.newsroom, story_id or 0, world.here.editor, publish_at=publish_at, now=now
        )


@dataclass
class AskedFor:
    """A story, a request for it, and the chats of its people; its newsroom has a group."""

    story_id: int
    request: Request
    reporter: int
    editor: int


async def asked_for(world: World, publish_at: datetime) -> AskedFor:
    """A story that is to come out, and one request for it."""
    await connect(world)
    story = await put_story(world, publish_at)
    request = await world.ask(story_id=story.id)
    here = world.here
    return AskedFor(story.id or 0, request, here.reporter.telegram_id, here.editor.telegram_id)


async def another_editor(world: World, telegram_id: int = 5_999_999_999) -> Member:
    """Somebody who becomes an editor too."""
    async with world.write() as session:
        invite = await members.invite(session, world.here.id, Role.EDITOR, now=ASKED)
        member = await members.accept(session, invite.code, telegram_id, "Bopha", now=ASKED)
        await planning.plan_for_stories(session, world.here.newsroom, now=ASKED)
        return member


async def extend(world: World, request: Request, deadline: datetime, now: datetime = ASKED + HOUR) -> Event:
    """The reporter moves the deadline."""
    async with world.write() as session:
        found = await requests.by_id(session, world.here.id, request.id or 0)
        moved = await recording.extend(session, found, world.here.reporter, deadline, "", now=now)
        return moved.event


async def undo(
    world: World, request: Request | None = None, *, by: Member | None = None, hours: int = 5
) -> TakenBack:
    """Take back what the reporter, or another member, recorded last."""
    async with world.write() as session:
        return await recording.undo(
            session, by or world.here.reporter, request.id if request else None, now=ASKED + hours * HOUR
        )
