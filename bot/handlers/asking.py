"""Logging a request: /ask in one message or guided, with the draft in between.

A draft holds what is known so far. `go_on` finds the next thing missing and asks for it; when nothing is, the
requests are logged in one transaction. A guided draft also asks for what could be left out, and for a last yes.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from markupsafe import Markup
from telegram import InlineKeyboardMarkup

from bot import keyboards
from bot.call import Call
from bot.handlers import ask_steps, matching
from bot.keyboards import button
from bot.parsing import AskForm, parse_ask, read_channel
from bot.pressed import FinishedDraft
from bot.texts import answers, asking, times
from db import bodies, drafts, stories
from db.facts import RequestFacts
from db.requests import Asked, NewRequest
from jobs import ledger
from jobs.deadlines import Ambiguous, Direction, Reading, looks_like_time, read_time
from jobs.usual import usual_deadline

Data = dict[str, Any]


async def ask(call: Call) -> None:
    """/ask alone begins the guided dialogue; with words it is read as one message."""
    if not call.args.strip():
        await _begin_guided(call)
        return
    async with call.looking() as session:
        known = await bodies.is_known(session, call.who.newsroom_id)
    form = parse_ask(call.args, is_time=looks_like_time, is_body=known)
    await go_on(call, _from_form(call, form), None)


async def go_on(call: Call, data: Data, draft_id: int | None) -> None:
    """Ask for the next thing missing, or log.

    The deadline is read first: "in 48h" counts from when it was written, not from when a button was pressed.
    """
    if data["deadline"] and not data["deadline_at"]:
        try:
            reading = read_deadline(call, data["deadline"])
        except Ambiguous as doubt:
            await _ask_which_day(call, data, doubt, draft_id)
            return
        data["deadline_at"] = reading.instant.isoformat()
        data["explained"] = str(times.explained(call.t, reading.explanation))
    if any(entry["id"] is None for entry in data["bodies"]):
        async with call.looking() as session:
            found = await matching.resolve(session, call.who.newsroom_id, data["bodies"])
        data["bodies"] = found.bodies
        if found.doubtful is not None:
            await matching.ask_which_body(call, "ask", data, found, draft_id)
            return
    step = ask_steps.next_step(data)
    if step is not None:
        await _ask_step(call, data, step, draft_id)
        return
    logged, new_story = await _log(call, data, draft_id)
    foot = asking.new_story(call.t, data["story"]) if new_story else None
    if len(logged) == 1:
        explained = Markup(data.get("explained", ""))  # noqa: S704  (made by us, kept in the draft)
        await call.answer_card(logged[0], answers.logged(call.t, logged[0], explained, call.now), foot)
        return
    several = asking.logged_several(call.t, logged, call.now)
    await call.answer(
        Markup("{}\n\n{}").format(several, foot) if foot else several,
        InlineKeyboardMarkup(keyboards.open_cards(logged)),
    )


async def _begin_guided(call: Call) -> None:
    await go_on(call, ask_steps.empty(call.now), None)


def _from_form(call: Call, form: AskForm) -> Data:
    asked_at = call.happened(form.happened)
    return {
        **ask_steps.empty(asked_at),
        "bodies": [{"typed": typed, "id": None} for typed in form.bodies],
        "questions": [{"text": q.text, "topic": q.topic} for q in form.questions],
        "deadline": form.deadline,
        "channel": form.channel.value if form.channel else None,
        "contact": form.contact,
        "story": form.story,
        "guided": False,
    }


def read_deadline(call: Call, typed: str) -> Reading:
    """A deadline as typed.

    Raises:
        TimeNotUnderstood: unreadable, ambiguous, or past.
    """
    return read_time(typed, now=call.now, calendar=call.who.calendar, direction=Direction.FUTURE)


async def _log(call: Call, data: Data, draft_id: int | None) -> tuple[list[RequestFacts], bool]:
    """Log the requests; also whether the story they are for is new."""
    asked_at = datetime.fromisoformat(data["asked_at"]) if not data["guided"] else call.now
    several = []
    async with call.recording() as session:
        if draft_id is not None:
            draft = await drafts.by_id(session, call.who.member, draft_id)
            if draft is None:
                raise FinishedDraft
            await drafts.drop(session, draft)
        story_id, new_story = None, False
        if data["story"]:
            story = await stories.find(session, call.who.newsroom_id, data["story"])
            if story is None:
                story, new_story = await stories.put(
                    session, call.who.newsroom_id, data["story"], now=call.now
                )
            story_id = story.id
        # Two names may have turned out to be one body.
        for entry in {entry["id"]: entry for entry in data["bodies"]}.values():
            body = await bodies.by_id(session, call.who.newsroom_id, entry["id"])
            usual = body.usual_deadline if body else None
            told = data["deadline_at"] is not None
            new = NewRequest(
                body_id=entry["id"],
                member_id=call.who.member_id,
                questions=[Asked(q["text"], q["topic"]) for q in data["questions"]],
                deadline_at=datetime.fromisoformat(data["deadline_at"])
                if told
                else usual_deadline(usual, now=asked_at, calendar=call.who.calendar),
                deadline_told=told,
                asked_at=asked_at,
                channel=read_channel(data["channel"]) if data["channel"] else None,
                contact=data["contact"],
                story_id=story_id,
            )
            several.append(new)
        opened = await ledger.ask_several(session, call.who.newsroom, several, now=call.now)
        logged = [await call.facts(session, request) for request in opened]
    return logged, new_story


async def _ask_which_day(call: Call, data: Data, doubt: Ambiguous, draft_id: int | None) -> None:
    ahead = [reading.instant for reading in doubt.readings if reading.instant > call.now]
    data["days"] = [instant.isoformat() for instant in ahead]
    key = await _keep(call, data, draft_id, awaits_text=False)
    rows = [
        [button(call.t.when(instant, call.now), f"d:{key}:day:{position}")]
        for position, instant in enumerate(ahead)
    ]
    rows.append([button(call.t.say("Cancel"), f"d:{key}:cancel")])
    await call.answer(
        call.t.say(
            "“{text}” can be read in two ways. Which is the deadline? Nothing is logged yet.",
            text=data["deadline"],
        ),
        InlineKeyboardMarkup(rows),
    )


async def _ask_step(call: Call, data: Data, step: str, draft_id: int | None) -> None:
    key = await _keep(call, data, draft_id, awaits_text=step != "confirm")
    async with call.looking() as session:
        recent = await stories.every(session, call.who.newsroom_id) if step == "story" else []
    text = asking.question(call.t, step, data, call.now)
    if step != "confirm":
        text += call.how_to_answer
    await call.answer(text, ask_steps.buttons(call.t, step, key, [story.slug for story in recent[:6]]))


async def _keep(call: Call, data: Data, draft_id: int | None, *, awaits_text: bool) -> int:
    async with call.context.desk.database.write() as session:
        draft = await drafts.by_id(session, call.who.member, draft_id) if draft_id is not None else None
        if draft is None:
            draft = await drafts.begin(
                session, call.who.member, call.who.chat_id, "ask", data, awaits_text=awaits_text, now=call.now
            )
        else:
            await drafts.change(session, draft, data, awaits_text=awaits_text, now=call.now)
        return draft.id or 0
