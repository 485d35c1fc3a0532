"""Two small newsrooms and the everyday moves in them, for tests that need a record."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from db import bodies, queries, requests
from db.engine import Database
from db.facts import RequestFacts
from db.lifecycle import Channel, EventKind, Role
from db.people import members
from db.requests import Asked, NewEvent, NewRequest
from db.settings import NewsroomSettings
from db.tables import Body, Event, Member, Newsroom, Reminder, ReminderKind, Request
from jobs.records import recording

# Monday 2 December 2024, 09:40 in Phnom Penh; the deadline is Thursday the 5th, 17:00 there.
ASKED = datetime(2024, 12, 2, 2, 40, tzinfo=UTC)
DEADLINE = datetime(2024, 12, 5, 10, 0, tzinfo=UTC)
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)

PHNOM_PENH = NewsroomSettings(timezone="Asia/Phnom_Penh", country="KH", language="en", digest_time="08:30")
QUESTIONS = (Asked("Why were the 25 detainees brought in?", "the detainees"), Asked("Where are they now?"))


@dataclass
class Room:
    """One newsroom and its people."""

    newsroom: Newsroom
    reporter: Member
    editor: Member
    court: Body
    police: Body

    @property
    def id(self) -> int:
        return self.newsroom.id or 0


@dataclass
class World:
    """What the tests write to and look at."""

    database: Database
    here: Room
    there: Room

    @asynccontextmanager
    async def write(self) -> AsyncIterator[AsyncSession]:
        async with self.database.write() as session:
            yield session

    def new(self, room: Room | None = None, **changes: object) -> NewRequest:
        """A request for comment to the court, with whatever is given changed."""
        at = room or self.here
        values: dict[str, object] = {
            "body_id": at.court.id,
            "member_id": at.reporter.id,
            "questions": QUESTIONS,
            "deadline_at": DEADLINE,
            "deadline_told": True,
            "asked_at": ASKED,
            "channel": Channel.EMAIL,
        }
        return NewRequest(**(values | changes))  # type: ignore[arg-type]

    def reminder(self, due_at: datetime, **changes: object) -> Reminder:
        """One that the reporter asked for, with whatever is given changed."""
        values = {"newsroom_id": self.here.id, "member_id": self.here.reporter.id, "kind": ReminderKind.OWN}
        return Reminder(due_at=due_at, **(values | changes))  # type: ignore[arg-type]

    async def ask(
        self, room: Room | None = None, *, now: datetime | None = None, **changes: object
    ) -> Request:
        """Log one."""
        at = room or self.here
        new = self.new(at, **changes)
        async with self.write() as session:
            return await recording.ask(session, at.newsroom, new, now=now or new.asked_at or ASKED)

    async def record(
        self,
        request: Request,
        kind: EventKind,
        now: datetime,
        *,
        happened_at: datetime | None = None,
        by: Member | None = None,
        **fields: object,
    ) -> Event:
        """Record what happened to one."""
        what = NewEvent(kind, (by or self.here.reporter).id or 0, happened_at or now, **fields)  # type: ignore[arg-type]
        async with self.write() as session:
            found = await requests.by_id(session, request.newsroom_id, request.id or 0)
            return (await recording.record(session, found, what, now=now)).event

    async def look(self, request: Request) -> RequestFacts:
        """What the record says about one."""
        async with self.database.read() as session:
            return await queries.request(session, request.newsroom_id, request.id or 0)


async def make_room(session: AsyncSession, name: str, first_telegram_id: int, *, now: datetime) -> None:
    """A newsroom with two people who came in through invitations, and two bodies."""
    newsroom = await members.add_newsroom(session, name, PHNOM_PENH, now=now)
    for offset, (who, role) in enumerate((("Sreyneang", Role.REPORTER), ("Dara", Role.EDITOR))):
        invite = await members.invite(session, newsroom.id or 0, role, now=now)
        await members.accept(session, invite.code, first_telegram_id + offset, who, now=now)
    await bodies.add(session, newsroom.id or 0, "Phnom Penh Municipal Court", aliases=["PP court"], now=now)
    await bodies.add(session, newsroom.id or 0, "National Police", name_km="នគរបាលជាតិ", now=now)


async def make_world(database: Database) -> None:
    """Two newsrooms alike in everything but their name and their people."""
    async with database.write() as session:
        await make_room(session, "CamboJA", 5_000_000_001, now=ASKED - HOUR)
        await make_room(session, "Another Newsroom", 6_000_000_001, now=ASKED - HOUR)


async def load_world(database: Database) -> World:
    """What `make_world` made."""
    async with database.read() as session:
        newsrooms = (await session.exec(select(Newsroom).order_by(col(Newsroom.id)))).all()
        people = (await session.exec(select(Member).order_by(col(Member.id)))).all()
        institutions = (await session.exec(select(Body).order_by(col(Body.id)))).all()
    rooms = [
        Room(newsroom, people[2 * n], people[2 * n + 1], institutions[2 * n], institutions[2 * n + 1])
        for n, newsroom in enumerate(newsrooms)
    ]
    return World(database, rooms[0], rooms[1])
