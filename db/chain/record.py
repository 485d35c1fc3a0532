"""Is what hangs on the events as they say: the state, questions, body and files of every request? Reads only."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from db.chain import links
from db.chain.check import UNREADABLE_ROW, Findings, Trouble
from db.lifecycle import EventKind
from db.state import Renaming, body_name_after, renamings, state_after
from db.tables import Attachment, Body, Event, Outcome, Question, Request, Story, table_of

BATCH = 500  # requests held in memory at a time, with all that belongs to them


@dataclass(frozen=True)
class Kept:
    """A file whose copy must be in the evidence folder, and the event that it belongs to."""

    sha256: str
    name: str
    position: int
    number: int


@dataclass
class _Rows:
    """A request's row with all rows that belong to it."""

    request: Any
    body: Any
    published_at: datetime | None
    story_private_to: str | None
    events: list[links.Row] = field(default_factory=list)
    questions: list[Any] = field(default_factory=list)
    files: dict[int, list[Any]] = field(default_factory=lambda: defaultdict(list))  # by their event's id


async def check_record(
    session: AsyncSession, newsroom_id: int, chain: Findings
) -> AsyncIterator[Trouble | Kept]:
    """What does not follow from a newsroom's events, and the files that should be kept.

    Requests of which an event is broken are passed over: nothing can be said to follow from it.
    """
    after = 0
    while ids := await _next(session, newsroom_id, after):
        whole = [request_id for request_id in ids if request_id not in chain.broken]
        try:
            found = await _read(session, newsroom_id, ids, whole)
        except UNREADABLE_ROW:
            for request_id in whole:
                try:
                    found = await _read(session, newsroom_id, [request_id], [request_id])
                except UNREADABLE_ROW:
                    yield Trouble(
                        f"a request's rows were changed into something that cannot be read (row {request_id})"
                    )
                else:
                    for outcome in _judge(found, chain):
                        yield outcome
        else:
            for outcome in _judge(found, chain):
                yield outcome
        after = ids[-1]


def _judge(found: Sequence[_Rows], chain: Findings) -> list[Trouble | Kept]:
    outcomes: list[Trouble | Kept] = []
    renamed = _renamings(chain)
    for rows in found:
        number = rows.request.number
        state = _state(rows, whole=not chain.broken)
        outcomes += [Trouble(what, number=number) for what in state + _wording(rows, renamed)]
        outcomes += _files(rows, chain)
    return outcomes


def _state(rows: _Rows, *, whole: bool) -> list[str]:
    """What is stored of a request that its events do not lead to; `whole`: no event of the newsroom is broken, so none
    can be missing here."""
    request = rows.request
    if not rows.events:
        return ["no event says that it was ever logged"]
    state = state_after(
        rows.events,
        published_at=rows.published_at,
        by_referral=request.referred_from_id is not None,
        story_private_to=rows.story_private_to,
    )
    wrong = []
    if request.status != state.status:
        wrong.append(f'it is stored as "{request.status}"; its events lead to "{state.status}"')
    if request.asked_at != state.asked_at:
        wrong.append("the time at which it was asked is not that of its events")
    if state.asked_at is not None and (request.channel, request.contact) != (state.channel, state.contact):
        wrong.append("the channel or contact is not that of its events")
    deadline = (state.deadline_at, state.deadline_told)
    if state.deadline_at is not None and (request.deadline_at, request.deadline_told) != deadline:
        wrong.append("the deadline, or whether they were told it, is not that of its events")
    derived = state.columns()
    if whole and not wrong and any(getattr(request, name) != value for name, value in derived.items()):
        wrong.append("what lists show of it is not what its events lead to")
    return wrong


def _renamings(chain: Findings) -> list[Renaming]:
    try:
        return renamings(chain.renamed)
    except LookupError:  # one of them was changed into something else, and is named as that
        return []


def _wording(rows: _Rows, renamed: Sequence[Renaming]) -> list[str]:
    """The questions are covered by the newest event that put them, and so is the body's name, with what became of it."""
    put = [
        event
        for event in rows.events
        if event.kind is EventKind.DEADLINE_SET and "questions" in event.details
    ]
    if not put:
        return []  # logged before events held them
    details = put[-1].details
    wrong = []
    if [question.text for question in rows.questions] != details["questions"]:
        wrong.append("its questions are not those that were recorded")
    name = body_name_after(rows.events, renamed)
    if rows.body is None or rows.body.name != name:
        wrong.append(f'its body is not the one that was recorded, "{name}"')
    return wrong


def _files(rows: _Rows, chain: Findings) -> list[Trouble | Kept]:
    number, filed = rows.request.number, _filed(rows.events)
    outcomes: list[Trouble | Kept] = []
    for event in rows.events:
        files, named = rows.files.get(event.id, []), event.details.get("files", [])
        if not files and not named and event.position not in filed:
            continue
        kept = [file for file in files if file.outcome in {Outcome.KEPT, Outcome.REMOVED}]
        outcomes += [
            Kept(file.sha256, file.file_name or file.kind, event.position, number)
            for file in kept
            if file.outcome == Outcome.KEPT
        ]
        # Events older than the chain do not name their files.
        reckoned = chain.reckoned is not None and event.position >= chain.reckoned
        what = ""
        if (reckoned or named) and Counter(named) != Counter(file.file_unique_id for file in files):
            what = "the files stored with it are not those that were recorded"
        elif Counter(filed.get(event.position, [])) != Counter(file.sha256 for file in kept):
            what = "the hash of a file kept with it is not the one that was recorded"
        if what:
            outcomes.append(Trouble(what, event.position, number, str(event.kind), event.recorded_at))
    return outcomes


def _filed(events: Sequence[links.Row]) -> dict[int, list[str]]:
    """The hashes of the files that the desk recorded as kept, by the position of the event they belong to."""
    found: dict[int, list[str]] = defaultdict(list)
    for event in events:
        if event.kind is EventKind.FILED and event.details.get("kept"):
            found[event.details["of"]].append(event.details["sha256"])
    return found


async def _next(session: AsyncSession, newsroom_id: int, after: int) -> list[int]:
    statement = (
        select(Request.id)
        .where(Request.newsroom_id == newsroom_id, col(Request.id) > after)
        .order_by(col(Request.id))
        .limit(BATCH)
    )
    return [request_id or 0 for request_id in await session.exec(statement)]


async def _read(
    session: AsyncSession, newsroom_id: int, ids: Sequence[int], whole: Sequence[int]
) -> list[_Rows]:
    """Those of the newsroom's requests with these ids, all that lie between the first and the last, that are whole."""
    connection = await session.connection()
    # To write each id into each statement would take longer than what it finds.
    chosen = sa.select(col(Request.id)).where(
        col(Request.newsroom_id) == newsroom_id, col(Request.id).between(ids[0], ids[-1])
    )

    async def rows(*what: Any, of: Any, by: Any) -> Sequence[Any]:
        return (await connection.execute(sa.select(*what).where(col(of).in_(chosen)).order_by(by))).all()

    passed_over = {*ids} - {*whole}
    requests = [
        request
        for request in await rows(table_of(Request), of=Request.id, by=Request.number)
        if request.id not in passed_over
    ]
    bodies = await connection.execute(
        sa.select(table_of(Body)).where(col(Body.id).in_({request.body_id for request in requests}))
    )
    stories = await connection.execute(
        sa.select(col(Story.id), col(Story.published_at), col(Story.private_to)).where(
            col(Story.id).in_({request.story_id for request in requests})
        )
    )
    body = {row.id: row for row in bodies}
    of_story = {row.id: (row.published_at, row.private_to) for row in stories}
    found = {
        request.id: _Rows(request, body.get(request.body_id), *of_story.get(request.story_id, (None, None)))
        for request in requests
    }
    for columns in await rows(*links.ROW, of=Event.request_id, by=Event.position):
        its = found.get(columns.request_id)
        if its is not None:
            its.events.append(links.Row(*columns))
    for question in await rows(table_of(Question), of=Question.request_id, by=Question.position):
        if question.request_id in found:
            found[question.request_id].questions.append(question)
    files = (
        sa.select(table_of(Attachment), col(Event.request_id))
        .join(Event, col(Event.id) == Attachment.event_id)
        .where(col(Event.request_id).in_(chosen))
    )
    for file in await connection.execute(files):
        if file.request_id in found:
            found[file.request_id].files[file.event_id].append(file)
    return list(found.values())
