"""Recording what a member says happened: one event in one transaction, or nothing."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

from sqlmodel.ext.asyncio.session import AsyncSession

from bot.attachments import albums
from bot.attachments.messages import kept_files
from bot.cards import buttons as card_buttons
from bot.outcomes import happened, texts
from bot.outcomes.reading import says_told
from bot.reading.heard import moved_by, until_behind
from bot.reading.results import read_result
from bot.telegram.call import Call
from bot.telegram.tips import Moment, of_use
from db import drafts, queries
from db.attachments import File
from db.errors import DeskError
from db.facts import EventFacts, RequestFacts
from db.lifecycle import ATTEMPTS, DEADLINES, REPLIES, Channel, EventKind, is_open
from db.requests import NewEvent
from db.tables import Draft, Request
from jobs.deadlines.errors import TimeNotUnderstood
from jobs.deadlines.reading import Direction, looks_like_time, read_time
from jobs.records import correcting, recording
from jobs.records.corrections import Change
from jobs.records.recording import Recorded

A_MOMENT = timedelta(minutes=1)


class NoSuchQuestion(DeskError):
    """A question is named that the request does not have, or that is answered."""

    message = "#{number} has no open question {position}."


class OpenAlready(DeskError):
    """An open request is to be reopened."""

    message = "#{number} is still waiting for an answer, so there is nothing to reopen."


@dataclass(frozen=True)
class EventForm:
    """What a member says happened. `happened` is the time as typed, None for now."""

    kind: EventKind
    number: int | None = None
    text: str = ""
    happened: str | None = None
    happened_at: datetime | None = None  # the same as an instant (UTC), where it was read before
    channel: Channel | None = None
    contact: str | None = None
    details: dict[str, Any] = field(default_factory=dict)
    files: tuple[File, ...] = ()
    answered: tuple[int, ...] = ()
    draft_id: int | None = None  # what was begun and ends with this record, which takes what was kept in it
    album: str = ""  # Telegram's id of the album that the files are the first of
    events_seen: int | None = None  # the mark of what the pressed card had seen
    until: str | None = None  # until when they asked for time, or promised an answer, as typed
    in_place_of: int | None = None  # the reply, logged already, that these ticks belong to
    doubted: bool = False  # whether it is doubted where the same was logged a moment ago


class Overtaken(Exception):
    """The card that was pressed had been overtaken; `facts` is how the request stands now."""

    def __init__(self, facts: RequestFacts) -> None:
        super().__init__()
        self.facts = facts


class SameAgain(Exception):
    """An attempt like one that the member logged less than a minute ago: nothing is recorded until somebody says that there
    were two. `facts` is how the request stands, `event` what was logged already."""

    def __init__(self, facts: RequestFacts, event: EventFacts) -> None:
        super().__init__()
        self.facts, self.event = facts, event


def check_seen(facts: RequestFacts, events_seen: int | None) -> None:
    """A pressed card that had seen the events up to this mark is still true; None: nothing was pressed.

    Raises:
        Overtaken: more has been recorded since.
    """
    if events_seen is not None and facts.events_seen != events_seen:
        raise Overtaken(facts)


async def record(call: Call, form: EventForm) -> RequestFacts:
    """Record one event in one transaction and return the request as it stands then.

    Raises:
        Overtaken: more has been recorded since the pressed card was shown. Nothing is recorded.
        SameAgain: it is `doubted`, and the same was logged a moment ago. Nothing is recorded.
        NotPossibleNow: the lifecycle has no such move. Nothing is recorded.
    """
    happened_at, noted = call.told(form.happened)
    happened_at = form.happened_at or happened_at
    if call.carried is not None:
        form = replace(form, files=kept_files(call.carried.data), album=call.carried.data["album"])
    async with call.recording() as session:
        request = await call.target(session, form.number)
        before = await _before(call, session, request, form)
        if form.kind is EventKind.REOPENED and is_open(request.status):
            raise OpenAlready(number=request.number)
        call.check_order(request, happened_at)
        if before is not None:
            check_positions(before, form.answered)
        if form.draft_id is not None:
            draft = await call.begun(session, form.draft_id)
            form = _with_kept(form, draft)
            await drafts.drop(session, draft)
        await albums.remember(session, call, form.album, request.id)
        if before is not None and _only_ticks(form, before, call.who.member_id):
            change = Change(answered=form.answered)
            corrected = await correcting.correct(
                session, request, call.who.member, form.in_place_of or 0, change, now=call.now
            )
            return corrected.facts
        details = form.details | noted
        if form.kind in ATTEMPTS and "result" not in details:
            became = read_result(form.channel, form.text)
            details |= {"result": became} if became else {}
        if form.kind in DEADLINES & REPLIES and "until" not in details:
            details |= _until(call, form, request.deadline_at, happened_at)
        if form.answered:
            details["answered"] = list(form.answered)
        new_event = NewEvent(
            kind=_kind(form, before) if before is not None else form.kind,
            member_id=call.who.member_id,
            happened_at=happened_at,
            channel=form.channel,
            contact=form.contact,
            text=form.text,
            details=details,
            files=form.files,
        )
        recorded = await recording.record(session, request, new_event, now=call.now)
        if form.doubted and form.happened is None and not form.files:
            _doubt(recorded)
    call.took()
    return recorded.facts


def _until(call: Call, form: EventForm, before: datetime, happened_at: datetime) -> dict[str, Any]:
    """Until when they asked for time, or promised an answer: as typed, or as the words end; nothing where that is in
    doubt.

    Raises:
        TimeNotUnderstood: what was typed for it is unreadable, ambiguous, or before it happened.
    """
    typed = form.until or until_behind(form.text, looks_like_time)
    if typed is None:
        return {}
    try:
        reading = read_time(typed, now=happened_at, calendar=call.who.calendar, direction=Direction.FUTURE)
    except TimeNotUnderstood:
        if form.until is not None:
            raise
        return {}
    return recording.until(before, reading.instant)


def _doubt(recorded: Recorded) -> None:
    """See whether the member logged the same attempt a moment ago.

    Raises:
        SameAgain: so it is.
    """
    new = next(event for event in recorded.facts.events if event.id == recorded.event.id)
    for event in recorded.facts.in_force:
        is_like = _alike(event) == _alike(new) and event.recorded_at - event.happened_at < A_MOMENT
        if event.id != new.id and is_like and new.recorded_at - event.recorded_at < A_MOMENT:
            raise SameAgain(recorded.facts, event)


def _alike(event: EventFacts) -> tuple[object, ...]:
    return event.kind, event.member_id, event.channel, event.contact, event.text, event.details.get("result")


async def record_and_answer(call: Call, form: EventForm, moment: Moment | None = None) -> None:
    """Record, and answer with the card; to whoever is new with the tip for this moment."""
    facts = await record(call, form)
    head, keyboard = happened.offered(
        call, facts, texts.recorded(call.t, facts), card_buttons.logged(call.t, facts)
    )
    tip = await of_use(call, moment) if moment is not None else None
    await call.answer_recorded(facts, head, tip, keyboard)


async def _before(
    call: Call, session: AsyncSession, request: Request, form: EventForm
) -> RequestFacts | None:
    """The request as it stands before, where what is recorded depends on it: on its questions, on its replies. None
    where it does not; a pressed card has seen all of its events then.

    Raises:
        Overtaken: it has not.
    """
    if not form.answered and form.in_place_of is None:
        seen = form.events_seen
        if seen is None or seen == await queries.events_seen(session, request.id or 0):
            return None
    before = await call.facts(session, request)
    check_seen(before, form.events_seen)
    return before


def _with_kept(form: EventForm, draft: Draft) -> EventForm:
    """What was kept in the draft as it is now, its lock held: a further photo of an album may have joined it."""
    data = draft.data
    return replace(
        form,
        text=form.text or data.get("text", ""),
        files=form.files or kept_files(data),
        details=form.details | data.get("forwarded", {}),
        album=form.album or data.get("album", ""),
    )


def _kind(form: EventForm, before: RequestFacts) -> EventKind:
    """The event to record: a reply in part that leaves no question open is an answer in full."""
    left = {question.position for question in before.open_questions} - set(form.answered)
    if form.kind is EventKind.REPLIED_PARTIAL and form.answered and not left:
        return EventKind.REPLIED_FULL
    return form.kind


def _only_ticks(form: EventForm, before: RequestFacts, member_id: int) -> bool:
    """Whether the ticks say which questions a reply of the member's answered that is on record without them."""
    return any(
        event.id == form.in_place_of
        and event.kind is EventKind.REPLIED_PARTIAL
        and event.member_id == member_id
        and not event.details.get("answered")
        for event in before.in_force
    )


def check_positions(facts: RequestFacts, answered: tuple[int, ...]) -> None:
    """Whether the request has these questions.

    Raises:
        NoSuchQuestion: it does not.
    """
    known = {question.position for question in facts.questions}
    for position in answered:
        if position not in known:
            raise NoSuchQuestion(number=facts.number, position=position)


async def move_deadline(
    call: Call,
    session: AsyncSession,
    request: Request,
    to: datetime,
    why: str,
    *,
    files: tuple[File, ...] = (),
    told: bool = False,
    told_at: datetime | None = None,
) -> RequestFacts:
    """The request with another deadline. `told`: whoever set it says that the body was told; `told_at`: when that was, or
    when it asked for it (UTC). Where the words say that the body asked for it, promised an answer by then, or was
    told of it, that is what is recorded."""
    moved = await recording.extend(
        session,
        request,
        call.who.member,
        to,
        why,
        now=call.now,
        told=told or says_told(why) or None,
        happened_at=told_at,
        files=files,
        kind=moved_by(why, asked=request.asked_at is not None),
    )
    return moved.facts
