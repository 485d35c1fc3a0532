"""Putting a record right: /correct, the list of records with its buttons, and the answers typed to them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from markupsafe import Markup
from sqlmodel.ext.asyncio.session import AsyncSession
from telegram import InlineKeyboardMarkup

from bot.bodies.matching import all_known
from bot.cards import calendar
from bot.cards.buttons import button, of_request
from bot.correcting import buttons, texts
from bot.correcting.reading import Correction, parse_correct
from bot.kinds import REPLIES
from bot.outcomes import texts as outcome_texts
from bot.outcomes import ticks
from bot.outcomes.happened import pressed as pressed_time
from bot.outcomes.recording import check_positions, check_seen
from bot.outcomes.ticks import Ticks
from bot.outcomes.times import chosen
from bot.reading.results import read_result
from bot.reading.words import QUESTION_MARKS, clean, one_line
from bot.telegram import sending
from bot.telegram.call import Call
from bot.telegram.pages import View, show_view, view
from bot.telegram.presses import CHANNELS, RESULTS, FinishedDraft, OldButton, number_in, one_of
from db import bodies, drafts, lifecycle, requests
from db.errors import AlreadyHandled, DeskError
from db.facts import EventFacts, RequestFacts
from db.lifecycle import ATTEMPTS, BY_MEMBERS, EVENTS, EventKind, Result, original_id
from db.tables import Draft
from jobs.deadlines.reading import Direction, read_time
from jobs.records import correcting, directory, recording
from jobs.records.corrections import AlreadyCorrected, Change, NothingChanged, NotTheirs

_REPLY_KINDS = {words.verb: kind for kind, words in REPLIES.items()}
PERSON = "person"
TYPED = {"fixtime": "time", "fixwords": "words", "fixcontact": "contact", "fixbody": "body"}
TICK_DIGITS = 18  # one bit for each question
MOST_POSITIONS = 60


class NothingOfYours(DeskError):
    """A member has no record on a request in which what they typed could be put right."""

    message = "There is no record of yours on #{number} in which that can be corrected. /correct {number} shows what can."


class QuestionsStay(DeskError):
    """A question was typed for the words of an asking, which only tell what became of it: print would say the old one."""

    message = "The questions of #{number} stay as they were put, so nothing was changed. If others were put, log them with /ask, and take this request back: /withdraw {number}"


async def correct(call: Call) -> None:
    """/correct N, and with what was wrong my newest record that has it"""
    form = parse_correct(call.args)
    if form.body is not None:
        async with call.looking() as session:
            request = await call.target(session, form.number)
        entries = [{"typed": form.body, "id": None}]
        await correct_body(call, {"request_id": request.id, "bodies": entries}, None)
        return
    part = _part(form)
    if part is None:
        async with call.looking() as session:
            request = await call.target(session, form.number)
        await show_view(call, "correct", str(request.id))
        return
    change_to = Change(
        **({} if form.happened is None else _time(call, form.happened)),
        text=form.text,
        channel=form.channel,
        contact=form.contact,
        kind=form.kind,
        answered=form.answered or None,
    )
    if form.became is not None:
        change_to = replace(change_to, text=form.became)
    async with call.recording() as session:
        request = await call.target(session, form.number)
        before = await call.facts(session, request)
        check_positions(before, form.answered)
        event = _newest_with(before, call.who.member_id, part)
        if form.until is not None:
            change_to = Change(until=_until(call, before, event, form.until))
        facts, head = await _correct(call, session, before, event.id, change_to)
    await call.answer_recorded(facts, head)


async def correct_body(call: Call, data: dict[str, Any], draft_id: int | None) -> None:
    """A request was logged to the wrong body: find the right one, ask where in doubt, and record it."""
    if not await all_known(call, "fixbody", data, draft_id):
        return
    about = replace(call, request_id=data["request_id"])
    try:
        facts = await _readdress(about, data["bodies"][0]["id"], draft_id)
    except (NothingChanged, directory.NotTheirRequest):
        await call.finish(draft_id)
        raise
    await about.answer_recorded(facts, texts.body_corrected(call.t, facts))


async def _readdress(call: Call, body_id: int, draft_id: int | None) -> RequestFacts:
    async with call.recording() as session:
        if draft_id is not None:
            await drafts.drop(session, await call.begun(session, draft_id))
        # The body first: whoever merges bodies locks them before their requests.
        body = await bodies.by_id(session, call.who.newsroom_id, body_id)
        if body is None:
            raise FinishedDraft
        request = await call.target(session, None)
        return await directory.correct_body(session, request, body, call.who.member, now=call.now)


async def show_list(call: Call) -> None:
    """The button under a card: the records of its request."""
    await show_view(call, "correct", str(call.request_id))
    await sending.toast(call.update, "")


async def press(call: Call, argument: str, events_seen: int) -> tuple[RequestFacts | None, Markup | None]:
    """`fix:<event>[:<verb>[:<argument>]]`: a button under one record.

    Returns:
        The request and what to say over its card, where something was recorded.

    Raises:
        Overtaken: more has been recorded since the list was shown. Nothing is recorded.
    """
    event_id, _, rest = argument.partition(":")
    verb, _, value = rest.partition(":")
    chosen_id = number_in(event_id)
    if verb == "back":
        return await _take_back(call, chosen_id, events_seen)
    if verb == "body":
        await _ask_for_body(call)
        return None, None
    if verb == "until" and value and not calendar.is_page(value):
        facts, head = await set_until(call, chosen_id, value, events_seen)
        await sending.toast(call.update, head)
        return facts, head
    found = _change(verb, value)
    if found is not None:
        facts, head = await change(call, chosen_id, found, events_seen)
        if found.answered is not None:
            await ticks.forget(call, ticks.FIX, facts.id)
        await sending.toast(call.update, head)
        return facts, head
    await _open(call, chosen_id, verb, value)
    return None, None


async def change(call: Call, event_id: int, what: Change, events_seen: int) -> tuple[RequestFacts, Markup]:
    """Put one record right by a press; the request as it stands then, and what to say.

    Raises:
        Overtaken: more has been recorded since the buttons were shown. Nothing is recorded.
    """
    async with call.recording() as session:
        before = await call.facts(session, await call.target(session, None))
        check_seen(before, events_seen)
        check_positions(before, what.answered or ())
        return await _correct(call, session, before, event_id, what)


async def take_text(call: Call, draft: Draft) -> None:
    """The time or the words somebody typed for one record."""
    if draft.kind == "fixbody":
        data = draft.data | {"bodies": [{"typed": one_line(clean(call.args)), "id": None}]}
        await correct_body(call, data, draft.id)
        return
    about = replace(call, request_id=draft.data["request_id"])
    # A time that cannot be read, or cannot be, is asked for again: the draft stays.
    right = _typed(call, draft.kind)
    try:
        async with about.recording() as session:
            held = await drafts.by_id(session, call.who.member, draft.id or 0)
            if held is None:
                raise FinishedDraft
            await drafts.drop(session, held)
            before = await about.facts(session, await about.target(session, None))
            facts, head = await _correct(about, session, before, draft.data["event_id"], right)
    except (AlreadyHandled, AlreadyCorrected, NothingChanged, NotTheirs):
        await call.finish(draft.id)
        raise
    await about.answer_recorded(facts, head)


def _typed(call: Call, kind: str) -> Change:
    if kind == "fixwords":
        return Change(text=call.args)
    if kind == "fixcontact":
        found = parse_correct(f"contact: {call.args}").contact
        return Change(contact=found)
    return Change(**_time(call, call.args))


def _time(call: Call, typed: str) -> dict[str, Any]:
    """When it happened, as a change has it.

    Raises:
        TimeNotUnderstood: unreadable, ambiguous, or in the future.
    """
    happened_at, noted = call.told(typed)
    return {"happened_at": happened_at, **noted}


def positions(ticked: int) -> tuple[int, ...]:
    """The questions whose bits a button carries."""
    return tuple(position for position in range(1, MOST_POSITIONS) if ticked & (1 << position))


@view("correct")
async def _list(call: Call, argument: str) -> View:
    async with call.looking() as session:
        request = await requests.by_id(session, call.who.newsroom_id, number_in(argument))
        facts = await call.facts(session, request)
    known = [event for event in facts.in_force if event.kind in BY_MEMBERS]
    known.sort(key=original_id, reverse=True)
    mine = [event for event in known if call.who.is_editor or event.member_id == call.who.member_id]
    back = [button(call.t.say("« Back"), of_request(facts, "card"))]
    return View(
        head=texts.list_head(call.t, facts, mine, len(known) - len(mine)),
        blocks=[texts.numbered(call.t, n, event, call.now) for n, event in enumerate(mine, start=1)],
        rows=buttons.numbered(facts, mine),
        foot_rows=[[button(call.t.say("Wrong body…"), of_request(facts, "fix", "0:body"))], back]
        if call.who.is_editor or facts.member_id == call.who.member_id
        else [back],
        between=Markup("\n"),
    )


async def _open(call: Call, event_id: int, verb: str, value: str) -> None:
    """What records nothing: one record, what it could have been, or the question for a time or words."""
    async with call.looking() as session:
        request = await call.target(session, None)
        events = await requests.events_of(session, request.id or 0)
        await correcting.correctable(session, request, call.who.member, event_id, events)
        facts = await call.facts(session, request)
    event = next(event for event in facts.events if event.id == event_id)
    if verb in TYPED.values():
        await sending.toast(call.update, "")
        await _ask_for(call, facts, event, verb)
        return
    asked = texts.asked_what(call.t, facts, event, call.now)
    if verb == "until" and calendar.is_page(value):
        question, keyboard = buttons.days(call.t, facts, event, call.who.calendar, call.now, value)
        asked = Markup("{}\n\n{}").format(asked, question)
    else:
        if verb == "q":
            value = await _ticked(call, facts, event, value)
        keyboard = _menu(call, facts, event, verb, value)
    await sending.toast(call.update, "")
    await sending.show_in_place(call.update, asked, keyboard)


async def _ticked(call: Call, facts: RequestFacts, event: EventFacts, value: str) -> str:
    """The questions that are ticked: as pressed, or as they were when somebody looked at something else; at first those that
    the record has."""
    if value:
        ticked = Ticks(number_in(value, TICK_DIGITS), event.id)
        await ticks.keep(call, ticks.FIX, facts.id, ticked)
        return value
    held = await ticks.kept(call, ticks.FIX, facts.id)
    if held is not None and held.event_id == event.id:
        return str(held.ticked)
    return str(buttons.bits(event.details.get("answered", [])))


def _menu(call: Call, facts: RequestFacts, event: EventFacts, verb: str, value: str) -> InlineKeyboardMarkup:
    if verb == "":
        return buttons.record(call.t, facts, event)
    if verb == "via":
        return buttons.channels(call.t, facts, event)
    if verb == "until":
        return buttons.until(call.t, facts, event, call.office_ends)
    if verb == "became":
        return buttons.results(call.t, facts, event)
    if verb == "kind":
        return buttons.kinds(call.t, facts, event)
    if verb == "q":
        return buttons.questions(call.t, facts, event, number_in(value, TICK_DIGITS))
    raise OldButton


def kind_pressed(value: str) -> Change:
    """What sort of reply a record was, as a button says it: another, or a person's although it reads like a machine's."""
    return Change(by_a_person=True) if value == PERSON else Change(kind=one_of(_REPLY_KINDS, value))


def _change(verb: str, value: str) -> Change | None:
    """What a button records; None where it only opens something."""
    if verb == "via" and value:
        return Change(channel=one_of(CHANNELS, value))
    if verb == "became" and value:
        return Change(result=one_of(RESULTS, value))
    if verb == "kind" and value:
        return kind_pressed(value)
    if verb == "at":
        return pressed_time(value)
    if verb == "qs":
        answered = positions(number_in(value, TICK_DIGITS))
        return Change(kind=EventKind.REPLIED_PARTIAL, answered=answered)
    return None


async def _ask_for_body(call: Call) -> None:
    async with call.looking() as session:
        facts = await call.facts(session, await call.target(session, None))
    async with call.database.write() as session:
        await call.begin(session, "fixbody", {"request_id": facts.id, "bodies": []}, awaits_text=True)
    await sending.toast(call.update, "")
    await call.answer(texts.asks_for_body(call.t, facts) + call.how_to_answer)


def _until(call: Call, facts: RequestFacts, event: EventFacts, typed: str) -> dict[str, Any]:
    """The details of a record that say until when they asked for time, or promised an answer.

    Raises:
        TimeNotUnderstood: unreadable, ambiguous, or before it happened.
    """
    calendar, happened_at = call.who.calendar, event.happened_at
    reading = read_time(typed, now=happened_at, calendar=calendar, direction=Direction.FUTURE)
    before = event.details.get("from")
    return recording.until(datetime.fromisoformat(before) if before else facts.deadline_at, reading.instant)


async def set_until(
    call: Call, event_id: int, argument: str, events_seen: int
) -> tuple[RequestFacts, Markup]:
    """Say until when they asked for time, or promised an answer, by the button of a deadline."""
    typed = chosen(argument, call.who.calendar)
    async with call.recording() as session:
        before = await call.facts(session, await call.target(session, None))
        check_seen(before, events_seen)
        event = next((event for event in before.in_force if event.id == event_id), None)
        if event is None:
            raise AlreadyCorrected(number=before.number)
        change = Change(until=_until(call, before, event, typed))
        return await _correct(call, session, before, event_id, change)


async def _ask_for(call: Call, facts: RequestFacts, event: EventFacts, part: str) -> None:
    async with call.database.write() as session:
        await call.begin(
            session, f"fix{part}", {"request_id": facts.id, "event_id": event.id}, awaits_text=True
        )
    await call.answer(texts.asks_for(call.t, part, event, call.now) + call.how_to_answer)


async def _correct(
    call: Call, session: AsyncSession, before: RequestFacts, event_id: int, change: Change
) -> tuple[RequestFacts, Markup]:
    """Record it, in the caller's transaction; the request as it stands then, and what to say."""
    was = next((event for event in before.in_force if event.id == event_id), None)
    if was is not None:
        if was.kind is EventKind.ASKED and set(change.text or "") & set(QUESTION_MARKS):
            raise QuestionsStay(number=before.number)
        change = _with_result(was, change)
    request = await requests.by_id(session, call.who.newsroom_id, before.id)
    done = await correcting.correct(session, request, call.who.member, event_id, change, now=call.now)
    facts = done.facts
    event = next(event for event in facts.events if event.id == done.now.id)
    return facts, texts.corrected(call.t, facts, event, done.changed, call.now)


async def _take_back(call: Call, event_id: int, events_seen: int) -> tuple[RequestFacts, Markup]:
    async with call.recording() as session:
        request = await call.target(session, None)
        check_seen(await call.facts(session, request), events_seen)
        taken = await correcting.take_back(session, request, call.who.member, event_id, now=call.now)
        facts = taken.facts
    head = outcome_texts.taken_back(call.t, taken, call.now)
    await sending.toast(call.update, head)
    return facts, head


def _with_result(was: EventFacts, change: Change) -> Change:
    """The change with what becomes of an attempt where its words or its channel change: the new words say it, and what
    the old ones said falls with them. What was pressed stays."""
    if (
        was.kind not in ATTEMPTS
        or change.result is not None
        or (change.text is None and change.channel is None)
    ):
        return change
    held, told = was.details.get("result"), read_result(was.channel, was.text)
    channel = change.channel or was.channel
    new = read_result(channel, was.text if change.text is None else change.text)
    pressed = held and held != told and channel in lifecycle.RESULTS[Result(held)].channels
    if pressed and new in {None, Result.UNKNOWN}:
        return change
    return replace(change, result=new or "")


def _part(form: Correction) -> str | None:
    """What a command corrects; None: it did not say."""
    given = {
        "until": form.until,
        "result": form.became,
        "time": form.happened,
        "channel": form.channel,
        "contact": form.contact,
        "words": form.text,
        "kind": form.kind,
    }
    return next((part for part, value in given.items() if value is not None), None)


def _newest_with(facts: RequestFacts, member_id: int, part: str) -> EventFacts:
    """The member's own newest record in which this can be corrected.

    Raises:
        NothingOfYours: there is none.
    """
    mine: Sequence[EventFacts] = [
        event
        for event in facts.in_force
        if event.member_id == member_id and event.kind in BY_MEMBERS and part in EVENTS[event.kind].parts
    ]
    if not mine:
        raise NothingOfYours(number=facts.number)
    return max(mine, key=original_id)
