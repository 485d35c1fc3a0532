"""A deadline in doubt: one that nobody means, or that can be read in two ways."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from statistics import median_high

from markupsafe import Markup
from telegram import InlineKeyboardMarkup

from bot.attachments import albums
from bot.attachments.messages import kept_files
from bot.cards import calendar
from bot.cards.buttons import button
from bot.outcomes import texts
from bot.outcomes.recording import move_deadline
from bot.telegram import sending
from bot.telegram.call import Call
from bot.telegram.presses import FinishedDraft, number_in, one_of
from db import bodies, drafts, queries
from db.tables import Draft
from jobs.deadlines.errors import InThePast
from jobs.deadlines.reading import usual_deadline

EXTENDING = "extendtyped"  # the kind of the draft that waits for a deadline, written or pressed
_MANY_TIMES, NEVER_FAR = 8, timedelta(days=14)


def is_far(deadline: timedelta, usual: timedelta, used: Sequence[timedelta]) -> bool:
    """Whether a deadline is one that nobody means: many times what this body is usually given, and what the newsroom
    usually gives.

    Args:
        deadline: from the asking to the deadline.
        usual: the same for the body's usual deadline.
        used: the lengths that the newsroom has given lately.
    """
    given = median_high(used) if used else timedelta()
    return deadline > max(NEVER_FAR, _MANY_TIMES * usual, _MANY_TIMES * given)


async def is_far_for(call: Call, body_ids: Collection[int], start: datetime, deadline: datetime) -> bool:
    """Whether a deadline counted from an instant is one that nobody means for these bodies."""
    if deadline - start <= NEVER_FAR:
        return False
    async with call.looking() as session:
        used = await queries.lengths_given(session, call.who.newsroom_id)
        found = [await bodies.by_id(session, call.who.newsroom_id, body_id) for body_id in body_ids]
    ours = call.who.newsroom.settings.deadline
    usual = [
        usual_deadline((body and body.usual_deadline) or ours, now=start, calendar=call.who.calendar) - start
        for body in found
    ]
    return any(is_far(deadline - start, each, used) for each in usual)


def far(call: Call, typed: str, when: str) -> Markup:
    """The question whether a deadline far away was meant."""
    return call.t.say(
        "“{text}” would be {when}, far later than a deadline usually is here. Is that meant? Nothing is logged yet. Press, or write the deadline anew.",
        text=typed,
        when=when,
    )


async def ask_which(
    call: Call,
    request_id: int,
    why: str,
    question: Markup,
    choices: Sequence[tuple[str, datetime]],
    *,
    late: int = 0,
    told_at: datetime | None = None,
    awaits_text: bool,
) -> None:
    """Ask which of several times the new deadline of a request is, or whether the only one is meant. `late`: how many of
    the first are over, as whoever presses one says; `told_at`: when they were told (UTC); `awaits_text`: it may be written
    anew, too."""
    data = {
        "request_id": request_id,
        "why": why,
        "choices": [instant.isoformat() for _, instant in choices],
        "late": late,
        "told_at": told_at.isoformat() if told_at is not None else None,
        **call.carrying(),
    }
    async with call.database.write() as session:
        draft = await call.begin(session, EXTENDING, data, awaits_text=awaits_text)
    call.took()
    rows = [[button(label, f"d:{draft.id}:when:{n}")] for n, (label, _) in enumerate(choices)]
    other = button(call.t.say("📅 Other day…"), f"d:{draft.id}:when:c")
    rows.append([other, button(call.t.say("Cancel"), f"d:{draft.id}:cancel")])
    how = call.how_to_answer if awaits_text else Markup("")
    await call.answer(question + how, InlineKeyboardMarkup(rows))


async def choose(call: Call, draft: Draft, argument: str) -> None:
    """A button under that question: the deadline moves, once."""
    about = replace(call, request_id=draft.data["request_id"])
    if calendar.is_page(argument):
        question, rows = calendar.shown(
            call.t, call.who.calendar, call.now, argument, lambda page: f"d:{draft.id}:when:{page}"
        )
        rows.append([button(call.t.say("Cancel"), f"d:{draft.id}:cancel")])
        await sending.toast(call.update, "")
        await sending.show_in_place(call.update, question, InlineKeyboardMarkup(rows))
        return
    is_late = False
    if (hour := calendar.typed_hour(argument)) is not None:
        instant = call.ahead(hour)
    else:
        choices, chosen = dict(enumerate(draft.data.get("choices", []))), number_in(argument)
        instant = datetime.fromisoformat(one_of(choices, chosen))
        is_late = chosen < draft.data.get("late", 0)
    if instant <= call.now and not is_late:
        raise InThePast(call.t.when(instant, call.now), instant)
    async with about.recording() as session:
        held = await drafts.by_id(session, call.who.member, draft.id or 0)
        if held is None:
            raise FinishedDraft
        files, album, why = kept_files(held.data), held.data.get("album", ""), held.data.get("why", "")
        told_at = datetime.fromisoformat(at) if (at := held.data.get("told_at")) else None
        await drafts.drop(session, held)
        request = await about.target(session, None)
        facts = await move_deadline(
            call, session, request, instant, why, files=files, told=is_late, told_at=told_at
        )
        await albums.remember(session, call, album, request.id)
    await sending.toast(call.update, "")
    await sending.show_in_place(
        call.update, call.t.say("✓ {body}", body=call.t.when(instant, call.now)), None
    )
    await about.answer_recorded(facts, texts.extended(call.t, facts, Markup(""), call.now))
