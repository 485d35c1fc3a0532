"""A newsroom of five years: N requests with all that hangs on them, written in bulk as the product would have written
them one by one. Most are closed; about 200 are open whatever N is. `python -m bot verify` finds it intact.

    python -m benchmarks.seeding FILE N
"""

from __future__ import annotations

import asyncio
import hashlib
import shutil
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

import sqlalchemy as sa
from sqlmodel import SQLModel, col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from benchmarks.desk import NOW
from db import bodies, state
from db.chain.links import hash_of, link_of
from db.engine import Database, read_url
from db.lifecycle import EVENTS, OPEN, Channel, EventKind, Role
from db.migrations.upgrading import upgrade
from db.people import members
from db.settings import NewsroomSettings
from db.tables import (
    Body,
    Card,
    Event,
    Newsroom,
    Outcome,
    Question,
    Reminder,
    ReminderKind,
    Request,
    RequestText,
    Story,
)
from jobs.reminders import planning

BEGAN = NOW - timedelta(days=5 * 365)
SETTINGS = NewsroomSettings(timezone="Asia/Phnom_Penh", country="KH", language="en", digest_time="08:30")
PEOPLE = 40
FIRST_PERSON = 1001  # their Telegram ids
OPEN_REQUESTS = 200
A_STORY = 30
LARGE_STORIES = {300: 1_000, 3_000: 10_000}  # of so many requests, in newsrooms of at least so many
SEASON = 3_000  # requests written at a time; all of one season end before the next begins
RARE_WORD, RARELY = "sluice", 20  # for /find: in so many questions whatever N is
SUBJECTS = ["raid", "levy", "landfill", "ward", "contract", "sand", "school", "permit"]

E = EventKind
OFTEN = {
    E.REPLIED_FULL: 55,
    E.DECLINED: 20,
    E.WITHDRAWN: 15,
}  # in a hundred endings, and 10 of each other kind


@dataclass
class Life:
    """A request before it has a number: its events in the order of recording."""

    request: Request
    questions: list[str]
    events: list[Event] = field(default_factory=list)
    takes_back: dict[int, Event] = field(default_factory=dict)  # what an event corrects, by its place
    parent: Life | None = None
    published_at: datetime | None = None

    def add(self, kind: EventKind, at: datetime, member: int, **more: Any) -> Event:
        event = Event(
            newsroom_id=1, request_id=0, kind=kind, happened_at=at, recorded_at=at, member_id=member, **more
        )
        self.events.append(event)
        return event


async def seed(file: Path, size: int) -> None:
    """Write a newsroom of `size` requests into a SQLite file that is not there yet."""
    async with Database(read_url(f"sqlite:///{file}")) as database:
        await upgrade(database)
        async with database.write() as session:
            newsroom = await members.add_newsroom(session, "Bench", SETTINGS, now=NOW)
            for number in range(PEOPLE):
                invite = await members.invite(session, 1, Role.REPORTER if number else Role.EDITOR, now=BEGAN)
                await members.accept(
                    session, invite.code, FIRST_PERSON + number, f"Reporter {number + 1}", now=BEGAN
                )
            await bodies.add_starters(session, 1, "KH", now=BEGAN)
            asked = (await session.exec(select(Body).order_by(col(Body.id)))).all()
            for lives in _seasons(size, asked):
                await _write(session, newsroom, lives)
                session.expunge_all()
                newsroom = await session.get_one(Newsroom, 1)
        async with database.write() as session:
            await _owe(session)


def seeded(folder: Path, size: int) -> Path:
    """The file of a newsroom of `size` requests, made where the folder has none of this code's; never to be changed."""
    sources = sorted([*Path(state.__file__).parent.rglob("*.py"), Path(__file__)])
    code = hashlib.sha256(b"".join(source.read_bytes() for source in sources)).hexdigest()[:12]
    file = folder / f"{size}-{code}.sqlite"
    if not file.exists():
        folder.mkdir(parents=True, exist_ok=True)
        for old in folder.glob(f"{size}-*"):
            old.unlink()
        fresh = folder / f"fresh-{size}.sqlite"
        for left in folder.glob(f"{fresh.name}*"):
            left.unlink()
        asyncio.run(seed(fresh, size))
        fresh.rename(file)
    return file


def copied(file: Path, folder: Path) -> Path:
    """A copy to be worked on, where a desk whose DATA_DIR is that folder finds it."""
    folder.mkdir(parents=True, exist_ok=True)
    return Path(shutil.copy(file, folder / "desk.sqlite"))


def _seasons(size: int, asked: Iterable[Body]) -> Iterator[list[tuple[Story, list[Life]]]]:
    """The stories of each season with their requests, oldest first; the open ones are those of the last."""
    rng, every = Random(size), list(asked)  # noqa: S311  (the same newsroom each time, and no secret)
    sizes = [large for large, least in LARGE_STORIES.items() if size >= least]
    rest = size - OPEN_REQUESTS - sum(sizes)
    sizes += [A_STORY] * (rest // A_STORY) + [rest % A_STORY] * bool(rest % A_STORY)
    count = max(1, -(-(size - OPEN_REQUESTS) // SEASON))
    length = (NOW - timedelta(days=30) - BEGAN) / count
    number = 0
    for season in range(count):
        begin, stories = BEGAN + season * length, []
        for requests in sizes[season::count]:
            number += 1
            slug = f"big{requests}" if requests in LARGE_STORIES else f"story{number}"
            t0 = begin + rng.random() * length / 3
            stories.append(_story(rng, slug, every, requests, t0, length / 3, still_open=False))
        yield stories
    current = [A_STORY] * (OPEN_REQUESTS // A_STORY) + [OPEN_REQUESTS % A_STORY]
    yield [
        _story(
            rng, f"now{place}", every, requests, NOW - timedelta(days=20), timedelta(days=19), still_open=True
        )
        for place, requests in enumerate(current, start=1)
    ]


def _story(
    rng: Random,
    slug: str,
    every: list[Body],
    requests: int,
    t0: datetime,
    lasts: timedelta,
    *,
    still_open: bool,
) -> tuple[Story, list[Life]]:
    """A story whose requests are asked in the first part of the time it lasts; closed ones end within it."""
    published_at = None if still_open else t0 + lasts * 0.9
    publish_at = NOW + timedelta(days=3 + rng.random()) if still_open else published_at
    story = Story(
        newsroom_id=1, slug=slug, title=f"Who knew of the {rng.choice(SUBJECTS)}", publish_at=publish_at,
        published_at=published_at, created_at=t0,
    )  # fmt: skip
    lives: list[Life] = []
    while len(lives) < requests:
        life = _asked(rng, rng.choice(every), t0 + lasts * rng.random() * 0.4, published_at)
        lives.append(life)
        _go_on(rng, life, lasts, still_open=still_open)
        if life.events[-1].kind is E.REFERRED:
            if len(lives) < requests:
                lives.append(_linked(rng, life, rng.choice(every), lasts))
            else:
                life.events[-1].kind, life.events[-1].details = E.DECLINED, {}
    return story, lives


def _asked(
    rng: Random, body: Body, at: datetime, published_at: datetime | None, parent: Life | None = None
) -> Life:
    subject = rng.choice(SUBJECTS)
    questions = [f"What do you know of the {subject}, and since when? ({rng.randrange(10**6)})"]
    questions += ["Who answers for it?", "What will be done?"][: rng.randrange(3)]
    deadline = at + timedelta(days=rng.choice((1, 2, 3, 5)))
    member, told = parent.request.member_id if parent else rng.randrange(PEOPLE) + 1, parent is None
    request = Request(
        newsroom_id=1, number=0, body_id=body.id or 0, member_id=member, asked_at=None, deadline_at=deadline,
        deadline_told=told, status=min(OPEN),
    )  # fmt: skip
    life = Life(request, parent.questions if parent else questions, parent=parent, published_at=published_at)
    details = {"to": deadline.isoformat(), "told": told, "body": body.name, "questions": life.questions}
    life.add(E.DEADLINE_SET, at, member, details=details)
    if parent is None:
        life.add(E.ASKED, at, member, channel=rng.choice(list(Channel)), contact="the spokesperson")
    return life


def _go_on(rng: Random, life: Life, lasts: timedelta, *, still_open: bool) -> None:
    """What happens after the asking: about three events, and for a closed request its end."""
    request, begun = life.request, life.events[-1].happened_at
    step = min(NOW - timedelta(hours=2) - begun, lasts * 0.4) / 6
    at = begun + step

    def add(kind: EventKind, **more: Any) -> Event:
        nonlocal at
        at += step * (0.2 + 0.4 * rng.random())
        return life.add(kind, at, request.member_id, **more)

    if rng.random() < 0.1:
        add(E.BOUNCED, text="mailbox full")
    for _ in range(rng.choice((0, 1, 1, 2))):
        add(E.CHASED, channel=rng.choice(list(Channel)), details=rng.choice(({}, {"result": "no_answer"})))
    if rng.random() < 0.3:
        add(E.ACKNOWLEDGED, text="They have the questions.")
    if rng.random() < 0.15:
        add(rng.choice((E.AUTO_REPLY, E.ASKED_TIME, E.PROMISED, E.ASKED_BACK)), text="They will see.")
    if rng.random() < 0.2:
        note = add(E.NOTE, text=f"Ask again after the {rng.choice(SUBJECTS)} is through.")
        if rng.random() < 0.2:
            add(E.CORRECTED, details={"took_back": note.kind})
            life.takes_back[len(life.events) - 1] = note
    if rng.random() < 0.2 and len(life.questions) > 1:
        add(E.REPLIED_PARTIAL, text="The first is true.", details={"answered": [1]})
    if rng.random() < 0.1 or (still_open and rng.random() < 0.5):
        to = at + timedelta(days=6) if not still_open else NOW + timedelta(days=1 + 5 * rng.random())
        add(E.EXTENDED, text="They asked for time.",
            details={"from": request.deadline_at.isoformat(), "to": to.isoformat(), "told": True})  # fmt: skip
    if still_open:
        return
    if life.published_at is not None and rng.random() < 0.05:
        at = life.published_at
        life.add(E.PUBLISHED, at, 1, details={"story": ""})  # named when the story is written
    once = life.parent is not None or life.events[-1].kind is E.PUBLISHED
    kinds = [kind for kind, rule in EVENTS.items() if rule.closes and not (once and kind is E.REFERRED)]
    [end] = rng.choices(kinds, weights=[OFTEN.get(kind, 10) for kind in kinds])
    add(end, text="" if end is E.WITHDRAWN else "In their own words: nothing was hidden.")
    if rng.random() < 0.03 and end is not E.REFERRED:
        add(E.REOPENED, text="That was about something else.")
        add(E.REPLIED_FULL, text="Now it is about this.")


def _linked(rng: Random, parent: Life, body: Body, lasts: timedelta) -> Life:
    """What a referral opened, asked later."""
    referral = parent.events[-1]
    referral.details = {"body_ids": [body.id]}
    life = _asked(rng, body, referral.happened_at, parent.published_at, parent)
    member, at = life.request.member_id, referral.happened_at + lasts * 0.02
    life.add(E.ASKED, at, member, channel=rng.choice(list(Channel)), contact=None)
    life.add(E.REPLIED_FULL, at + lasts * 0.02, member, text="It was they who knew.")
    return life


async def _write(session: AsyncSession, newsroom: Newsroom, stories: list[tuple[Story, list[Life]]]) -> None:
    """A season's rows, numbered in the order in which they were recorded."""
    session.add_all([story for story, _ in stories])
    await session.flush()
    lives = [life for _, lives in stories for life in lives]
    for story, its in stories:
        for life in its:
            life.request.story_id = story.id
            for event in life.events:
                if event.kind is E.PUBLISHED:
                    event.details = {"story": story.slug}
    for life in sorted(lives, key=lambda life: life.events[0].recorded_at):
        newsroom.requests_logged += 1
        life.request.id = life.request.number = newsroom.requests_logged
        if newsroom.requests_logged <= RARELY:
            life.questions[:] = [life.questions[0].replace("?", f" at the {RARE_WORD}?"), *life.questions[1:]]
    recorded = [(life, place) for life in lives for place in range(len(life.events))]
    for life, place in sorted(
        recorded, key=lambda one: (one[0].events[one[1]].recorded_at, one[0].request.number, one[1])
    ):
        _chain(newsroom, life, place)
    for life in lives:
        _settle(life)
    session.add(newsroom)
    await session.flush()
    await _insert(session, sorted((life.request for life in lives), key=lambda request: request.number))
    await _insert(session, [event for life in lives for event in life.events])
    await _insert(session, [row for life in lives for row in _beside(life)])


def _chain(newsroom: Newsroom, life: Life, place: int) -> None:
    event, original = life.events[place], life.takes_back.get(place)
    event.request_id = life.request.number
    event.id = event.position = newsroom.events_chained + 1
    event.previous_hash = newsroom.chain_hash
    event.corrects_event_id = original.id if original else None
    link = link_of(
        event,
        number=life.request.number,
        corrects=original.position if original else None,
        ids_from=newsroom.ids_from,
    )
    event.hash = hash_of(link)
    newsroom.events_chained, newsroom.chain_hash = event.position, event.hash


def _settle(life: Life) -> None:
    """The columns that follow from the events."""
    request = life.request
    request.referred_from_id = life.parent.request.id if life.parent else None
    by_referral = life.parent is not None
    state.state_after(life.events, published_at=life.published_at, by_referral=by_referral).store(request)


def _beside(life: Life) -> Iterator[SQLModel]:
    request = life.request
    of = {"newsroom_id": 1, "request_id": request.id}
    questions = [
        Question(**of, position=place, text=text) for place, text in enumerate(life.questions, start=1)
    ]
    yield from questions
    yield RequestText(request_id=request.id, text=state.text_of(questions, life.events, ()))
    chat = FIRST_PERSON + request.member_id - 1
    shown = life.events[0].recorded_at
    # Far above the messages that the people of a benchmark will get.
    yield Card(**of, chat_id=chat, message_id=10_000_000 + request.number, shown_at=shown)
    if request.number % 2 or request.status in OPEN:
        told = {
            "settled_at": request.deadline_at,
            "due_at": request.deadline_at,
            "tries": 1,
            "outcome": Outcome.SENT,
        }
        if request.deadline_at < NOW:
            yield Reminder(**of, **told, member_id=request.member_id, kind=ReminderKind.AT)


async def _insert(session: AsyncSession, rows: Iterable[SQLModel]) -> None:
    """In bulk, without the unit of work."""
    by_table: dict[Any, list[dict[str, Any]]] = {}
    for row in rows:
        table = type(row).__table__  # type: ignore[attr-defined]
        names = [column.key for column in table.columns if column.key != "id" or row.id is not None]
        by_table.setdefault(table, []).append({name: getattr(row, name) for name in names})
    connection = await session.connection()
    for table, values in by_table.items():
        await connection.execute(table.insert(), values)


async def _owe(session: AsyncSession) -> None:
    """What is owed about the open requests and the stories to come, by the product's own rules, but nothing before
    tomorrow: a benchmark decides itself when something is due."""
    its = (await session.exec(select(Request).where(col(Request.status).in_(OPEN)))).all()
    await planning.replan(session, its, now=NOW)
    for story in (await session.exec(select(Story).where(col(Story.published_at).is_(None)))).all():
        await planning.plan_for_story(session, story, now=NOW)
    tomorrow = NOW + timedelta(days=1)
    soon = sa.update(Reminder).where(col(Reminder.settled_at).is_(None), col(Reminder.due_at) < tomorrow)
    await session.exec(soon.values(due_at=tomorrow))  # type: ignore[call-overload]


if __name__ == "__main__":
    asyncio.run(seed(Path(sys.argv[1]), int(sys.argv[2])))
