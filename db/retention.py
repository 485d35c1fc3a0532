"""Reducing: the words of a request are removed, and what happened stays, with the hash of everything.

An event whose words are removed keeps its hash, which is then taken as given; a further event, `reduced`, holds the hash of what
is left of each. So nobody can remove words, or change what was left, without breaking the chain. What may be printed stays as
it was: what the words said (`READ`) is kept with the event, by whoever reads them.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Protocol

import sqlalchemy as sa
from sqlmodel import col, delete, func, select, update
from sqlmodel.ext.asyncio.session import AsyncSession

from db import attachments, requests
from db.chain import links
from db.drafts import ENDED
from db.engine import overwriting
from db.facts import EventFacts, RequestFacts, mark_of_words
from db.lifecycle import DAY_ONLY, EventKind
from db.requests import NewEvent
from db.state import text_of
from db.tables import (
    Attachment,
    Draft,
    Event,
    Outcome,
    Question,
    Reminder,
    ReminderKind,
    Request,
    RequestText,
    Story,
)

READ = "read"  # in the details of an event whose words were removed: what they said
NOTHING = "…"  # in the place of a question without a topic
# What stays of an event's details; whatever else there is, or will be, is words.
KEPT = frozenset(
    {
        "to", "from", "told", "until", "body", "body_km", "body_id", "body_ids", "was", "was_id", "now", "into_id",
        "private", "named", "of_story", "owner", "owner_was", "answered", "result", "by_a_person", DAY_ONLY, "together", "took_back",
        "changed", "in_place_of", "undid", "files", "of", "unique_id", "sha256", "size", "kept", "story", links.WHO, links.LEFT,
    }
)  # fmt: skip
LETTERS = frozenset({"draft", "letter", "language"})  # and of a letter's
TRY_AGAIN = timedelta(days=7)  # after a warning that reached no editor


class Words(Protocol):
    """Reads words, for whoever knows languages."""

    def read(self, event: EventFacts) -> dict[str, Any]:
        """What the words of an event say, as far as a claim asks."""
        ...

    def without_addresses(self, contact: str) -> str:
        """Whom a contact names, with a mark in the place of each address and number."""
        ...


@dataclass(frozen=True)
class Concerned:
    """What a warning is about: how many requests of a story, with how many kept files, are to be reduced, and how many of it are
    open, and so stay whole."""

    requests: int
    files: int
    open: int


def _due(newsroom_id: int, before: datetime) -> tuple[Any, ...]:
    """The requests of which nothing has been heard since `before` (UTC), of stories that came out before: closed, nothing owed
    about them or to be fetched, and not reduced since."""
    owed = sa.exists().where(col(Reminder.request_id) == Request.id, col(Reminder.settled_at).is_(None))
    fetched = sa.exists().where(
        col(Event.request_id) == Request.id,
        col(Attachment.event_id) == Event.id,
        col(Attachment.settled_at).is_(None),
    )
    return (
        col(Request.newsroom_id) == newsroom_id,
        col(Request.story_id) == Story.id,
        col(Request.is_open).is_(False),
        col(Request.last_event_at) <= before,
        sa.or_(col(Request.reduced_at).is_(None), col(Request.reduced_at) < col(Request.last_event_at)),
        col(Story.published_at) <= before,
        col(Story.kept_since).is_(None),
        ~owed,
        ~fetched,
    )


async def to_warn_of(
    session: AsyncSession, newsroom_id: int, *, before: datetime, now: datetime
) -> list[Story]:
    """The stories with requests to be reduced of which no editor was warned, nor is to be."""
    of_story = col(Reminder.story_id) == Story.id, col(Reminder.kind) == ReminderKind.RETENTION
    there = sa.or_(
        col(Reminder.settled_at).is_(None),
        col(Reminder.outcome) == Outcome.SENT,
        col(Reminder.settled_at) > now - TRY_AGAIN,
    )
    due = sa.exists().where(*_due(newsroom_id, before))
    statement = select(Story).where(
        Story.newsroom_id == newsroom_id, due, ~sa.exists().where(*of_story, there)
    )
    return list((await session.exec(statement.order_by(col(Story.id)))).all())


async def to_reduce(
    session: AsyncSession,
    newsroom_id: int,
    *,
    before: datetime,
    warned: datetime,
    request_id: int | None = None,
) -> list[int]:
    """The row ids of the requests to be reduced, by number, of the stories of which an editor was warned by then (UTC): a message
    that nobody got warned nobody. `request_id`: of all, that one, where it is among them."""
    told = sa.exists().where(
        col(Reminder.story_id) == Story.id,
        col(Reminder.kind) == ReminderKind.RETENTION,
        col(Reminder.outcome) == Outcome.SENT,
        col(Reminder.settled_at) <= warned,
    )
    statement = select(Request.id).join(Story, col(Story.id) == Request.story_id)
    due = statement.where(*_due(newsroom_id, before), told).order_by(col(Request.number))
    if request_id is not None:
        due = due.where(Request.id == request_id)
    return [found or 0 for found in (await session.exec(due)).all()]


async def concerned(session: AsyncSession, story: Story, *, before: datetime) -> Concerned:
    """What of a story is to be reduced."""
    due = _due(story.newsroom_id, before)
    its = select(Request.id).join(Story, col(Story.id) == Request.story_id).where(*due, Story.id == story.id)
    ids = [request_id or 0 for request_id in (await session.exec(its)).all()]
    files = select(func.count()).select_from(Attachment).join(Event, col(Event.id) == Attachment.event_id)
    kept = files.where(col(Event.request_id).in_(ids), Attachment.outcome == Outcome.KEPT)
    still = select(func.count()).where(Request.story_id == story.id, col(Request.is_open))
    return Concerned(len(ids), (await session.exec(kept)).one(), (await session.exec(still)).one())


async def forget_warnings(session: AsyncSession, newsroom_id: int, *, story_id: int | None = None) -> None:
    """What editors were warned of holds no more, of one story or of all: before anything is reduced they are warned anew."""
    warned = delete(Reminder).where(
        col(Reminder.newsroom_id) == newsroom_id, col(Reminder.kind) == ReminderKind.RETENTION
    )
    await session.exec(warned if story_id is None else warned.where(col(Reminder.story_id) == story_id))
    await session.flush()


async def keep(session: AsyncSession, story: Story, since: datetime | None) -> None:
    """A (locked) story's words stay, whatever the rule is, from then on (UTC); None: the rule holds for it again, after a new
    warning."""
    story.kept_since = since
    session.add(story)
    await forget_warnings(session, story.newsroom_id, story_id=story.id)


async def reduce(
    session: AsyncSession, request: Request, facts: RequestFacts, words: Words, *, now: datetime
) -> int:
    """Remove the words of a (locked) request, with all that holds them, and record that.

    Returns:
        How many events had any.
    """
    await overwriting(session, anew=True)
    newsroom = await links.hold(session, request.newsroom_id)
    questions = await _reduce_questions(session, request)
    read = {event.id: event for event in facts.events}
    events = await requests.events_of(session, request.id or 0)
    positions = {event.id: event.position for event in events}
    left: dict[str, str] = {}
    for event in events:
        known = read[event.id or 0]
        contact = words.without_addresses(event.contact) if event.contact else event.contact
        details = kept_details(event.details, questions)
        if event.reduced_at is not None or (
            not event.text and (contact, details) == (event.contact, event.details)
        ):
            continue
        event.text, event.contact, event.reduced_at = "", contact, now
        event.details = {**details, READ: words.read(known)}
        session.add(event)
        corrects = positions.get(event.corrects_event_id)
        if event.corrects_event_id is not None and corrects is None:
            corrects = (await session.get_one(Event, event.corrects_event_id)).position
        link = links.link_of(event, number=request.number, corrects=corrects, ids_from=newsroom.ids_from)
        left[str(event.position)] = links.hash_of(link)
    request.reduced_at = now
    session.add(request)
    await session.flush()
    await _drop_the_rest(session, request, now)
    if left:
        reduced = NewEvent(EventKind.REDUCED, request.member_id, now, details={links.LEFT: left})
        await requests.record(session, request, reduced, now=now)
    await _search_again(session, request)
    return len(left)


def kept_details(details: Mapping[str, Any], questions: Sequence[str]) -> dict[str, Any]:
    """What is left of an event's details, and of the questions in it."""
    found = {key: value for key, value in details.items() if key in KEPT}
    if "questions" in details:
        found["questions"] = list(questions)
    if letter := details.get("letter"):
        found["letter"] = {key: value for key, value in letter.items() if key in LETTERS}
    return found


async def _reduce_questions(session: AsyncSession, request: Request) -> list[str]:
    """Leave of each question its topic, as it stands in a sentence. Returns what is left of them."""
    every = select(Question).where(Question.request_id == request.id).order_by(col(Question.position))
    found = list((await session.exec(every)).all())
    for question in found:
        if not question.mark:
            question.mark = mark_of_words(question.text)
            question.text = as_topic(question.topic, question.text)
            session.add(question)
    return [question.text for question in found]


def as_topic(topic: str | None, question: str) -> str:
    """What is left of a question: its topic, with those of its words written small that the question has so: they are no names."""
    small = set(re.findall(r"[^\W\d_]+", question))

    def as_there(found: re.Match[str]) -> str:
        word = found[0].casefold()
        return word if word in small else found[0]

    return re.sub(r"[^\W\d_]+", as_there, topic) if topic else NOTHING


async def _drop_the_rest(session: AsyncSession, request: Request, now: datetime) -> None:
    """What else holds words about a request: its files and their names, reminders, letters and other things begun."""
    its = sa.select(col(Event.id)).where(col(Event.request_id) == request.id)
    nameless = {"file_name": "", "origin": "", "file_id": ""}
    files = update(Attachment).where(col(Attachment.event_id).in_(its))
    await session.exec(files.values(**nameless))
    kept = files.where(col(Attachment.outcome) == Outcome.KEPT)
    await session.exec(kept.values(outcome=Outcome.REMOVED, settled_at=now))
    reminders = update(Reminder).where(col(Reminder.request_id) == request.id)
    await session.exec(reminders.values(text=""))
    begun = col(Draft.newsroom_id) == request.newsroom_id, col(Draft.updated_at) <= request.last_event_at
    await session.exec(update(Draft).where(*begun).values(kind=ENDED, data={}, awaits_text=False))


async def _search_again(session: AsyncSession, request: Request) -> None:
    every = select(Question).where(Question.request_id == request.id).order_by(col(Question.position))
    questions = (await session.exec(every)).all()
    files = await attachments.of_request(session, request.id or 0)
    words = text_of(questions, await requests.events_of(session, request.id or 0), files)
    await session.exec(
        update(RequestText).where(col(RequestText.request_id) == request.id).values(text=words)
    )


async def removable(session: AsyncSession) -> list[str]:
    """The hashes of the files of which no request has a copy any more, of all newsrooms; none while one is being fetched."""
    fetched = select(Attachment.id).where(
        col(Attachment.settled_at).is_(None), col(Attachment.claimed_until).is_not(None)
    )
    if (await session.exec(fetched.limit(1))).first() is not None:
        return []
    kept = select(Attachment.sha256).where(Attachment.outcome == Outcome.KEPT)
    gone = select(Attachment.sha256).where(Attachment.outcome == Outcome.REMOVED).distinct()
    return sorted((await session.exec(gone.where(col(Attachment.sha256).not_in(kept)))).all())
