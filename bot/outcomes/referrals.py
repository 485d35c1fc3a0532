"""The body sent us elsewhere: /refer, its button, and the question which body was meant."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from types import MappingProxyType
from typing import Any

from telegram import InlineKeyboardMarkup

from bot.attachments import albums
from bot.attachments.messages import kept_files
from bot.bodies.matching import all_known
from bot.cards import buttons as card_buttons
from bot.cards.texts import body_name
from bot.outcomes import happened, texts
from bot.outcomes.reading import parse_refer
from bot.reading.options import split_at_colon
from bot.telegram.call import Call
from db import bodies, drafts, queries, requests
from db.errors import DeskError
from db.facts import RequestFacts
from db.tables import Body, Draft
from jobs.deadlines.reading import looks_like_time, usual_deadline
from jobs.records import recording


async def refer(call: Call) -> None:
    """/refer N to BODY[, BODY] [at TIME] [: text]"""
    async with call.looking() as session:
        known = await bodies.is_known(session, call.who.newsroom_id)
    form = parse_refer(call.args, is_time=looks_like_time, is_body=known)
    async with call.looking() as session:
        request = await call.target(session, form.number)
    happened_at, noted = call.told(form.happened)
    data = {
        "request_id": request.id,
        "bodies": [{"typed": typed, "id": None} for typed in form.bodies],
        "text": form.text,
        "happened_at": happened_at.isoformat(),
        "noted": noted,
        **call.carrying(),
    }
    await go_on(call, data, None)
    call.took()


async def begin(call: Call, request: RequestFacts, said: Mapping[str, Any] = MappingProxyType({})) -> None:
    """The button: ask for the body's name. `said`: what is known of it already."""
    async with call.database.write() as session:
        data = {
            "request_id": request.id,
            "bodies": [],
            "text": "",
            "happened_at": call.now.isoformat(),
            **said,
        }
        await call.begin(session, "refer", data, awaits_text=True)
    await call.answer(
        call.t.say(
            "To whom did {body} refer us? Write the name of the body. /cancel leaves #{number} as it is.",
            body=body_name(call.t, request),
            number=request.number,
        )
        + call.how_to_answer
    )


async def take_text(call: Call, draft: Draft) -> None:
    """The name somebody wrote after pressing the button."""
    data = dict(draft.data)
    async with call.looking() as session:
        known = await bodies.is_known(session, call.who.newsroom_id)
    form = parse_refer(call.args, is_time=looks_like_time, is_body=known)
    data["bodies"] = [{"typed": name, "id": None} for name in form.bodies]
    data["text"] = form.text or data["text"]
    if form.happened is not None:
        happened_at, noted = call.told(form.happened)
        data |= {"happened_at": happened_at.isoformat(), "noted": noted}
    await go_on(call, data, draft.id)


async def is_answer(call: Call) -> bool:
    """Whether a text is what was asked for: bodies that we know, and nothing behind them that no colon parts."""
    async with call.looking() as session:
        known = await bodies.is_known(session, call.who.newsroom_id)
    try:
        form = parse_refer(call.args, is_time=looks_like_time, is_body=known)
    except DeskError:
        return False
    return all(map(known, form.bodies)) and (not form.text or bool(split_at_colon(call.args)[1]))


class ReferredToItself(DeskError):
    """A body sent us to itself: to somebody else there, if anything."""

    message = "#{number} is to {body} itself, so nothing was recorded. Whom they named there is logged with the next attempt: /chase {number} call to NAME"


async def go_on(call: Call, data: dict[str, Any], draft_id: int | None) -> None:
    """Find the bodies; ask where in doubt; record when all are known.

    Raises:
        ReferredToItself: one of them is the one that was asked.
    """
    if not await all_known(call, "refer", data, draft_id):
        return
    facts, opened, circle = await _record(call, data, draft_id)
    keyboard = InlineKeyboardMarkup(card_buttons.open_cards(opened))
    head, keyboard = happened.offered(call, facts, texts.referred(call.t, facts, opened, circle), keyboard)
    await call.answer(head, card_buttons.with_undo(call.t, facts, keyboard))


async def _record(
    call: Call, data: dict[str, Any], draft_id: int | None
) -> tuple[RequestFacts, list[RequestFacts], list[Body]]:
    happened_at = datetime.fromisoformat(data["happened_at"])
    async with call.recording() as session:
        if draft_id is not None:
            await drafts.drop(session, await call.begun(session, draft_id))
        request = await requests.by_id(session, call.who.newsroom_id, data["request_id"])
        call.check_order(request, happened_at)
        named = [await bodies.by_id(session, call.who.newsroom_id, entry["id"]) for entry in data["bodies"]]
        referred_to = {body.id or 0: body for body in named if body is not None}
        if itself := referred_to.get(request.body_id):
            raise ReferredToItself(number=request.number, body=call.t.name(itself.name, itself.name_km))
        ours = call.who.newsroom.settings.deadline
        deadlines = [
            usual_deadline(body.usual_deadline or ours, now=call.now, calendar=call.who.calendar)
            for body in referred_to.values()
        ]
        opened = await recording.refer(
            session,
            call.who.newsroom,
            request,
            call.who.member,
            list(referred_to),
            text=data["text"],
            happened_at=happened_at,
            deadlines=deadlines,
            files=kept_files(data),
            noted=data.get("noted", {}),
            now=call.now,
        )
        await albums.remember(session, call, data.get("album", ""), request.id)
        facts = await call.facts(session, request)
        every = [await call.facts(session, new) for new in opened]
        circle = await queries.referral_circle(session, opened)
    return facts, every, circle
