"""Where things stand: /status, /due, /find, and one request with its history."""

from __future__ import annotations

from dataclasses import replace

from markupsafe import Markup

from bot.bodies import texts as body_texts
from bot.cards import buttons as card_buttons
from bot.cards import events as card_events
from bot.cards import files as card_files
from bot.cards import texts as card_texts
from bot.cards.buttons import Row, button
from bot.fairness import texts as fairness_texts
from bot.fairness.check import fair_chances
from bot.i18n.catalogue import shorten
from bot.lists import texts
from bot.lists.scopes import covered, meant
from bot.reading.errors import NoText
from bot.telegram.call import Call
from bot.telegram.pages import View, show_view, view, words_kept
from bot.telegram.presses import number_in
from db import drafts, queries
from db.facts import RequestFacts
from db.queries import Scope


async def status(call: Call) -> None:
    """/status [BODY | #story | me | N]"""
    about = await meant(call, "status")
    if about is None:
        return
    if about.request_id is not None:
        await show_view(call, "request", str(about.request_id))
    else:
        await show_view(call, "status", about.argument)


async def due(call: Call) -> None:
    """/due"""
    await show_view(call, "due")


async def find(call: Call) -> None:
    """/find words"""
    if not call.args.strip():
        raise NoText
    async with call.context.desk.database.write() as session:
        draft = await drafts.begin(
            session,
            call.who.member,
            call.who.chat_id,
            "find",
            {"words": call.args[:200]},
            awaits_text=False,
            now=call.now,
        )
    await show_view(call, "find", str(draft.id))


@view("request")
async def _request(call: Call, argument: str) -> View:
    async with call.looking() as session:
        facts = await queries.request(session, call.who.newsroom_id, number_in(argument))
    t = call.t
    blocks = [
        card_texts.card(t, facts, call.now),
        *_in_full(call, facts),
        t.say("<b>History</b>"),
        *card_events.history(t, facts, call.now),
        *_files(call, facts),
    ]
    return View(
        head=Markup(""),
        blocks=blocks,
        foot_rows=[*map(list, card_buttons.card(t, facts).inline_keyboard), *_corrects(call, facts)],
        between=Markup("\n"),
    )


def _corrects(call: Call, facts: RequestFacts) -> list[Row]:
    """Below the history, for a closed request it is on the card."""
    return (
        [[button(call.t.say("Correct…"), card_buttons.of_request(facts, "correct"))]] if facts.is_open else []
    )


def _in_full(call: Call, facts: RequestFacts) -> list[Markup]:
    """The questions as they were put, where the card had to shorten them."""
    if not card_texts.is_shortened(facts):
        return []
    whole = [card_texts.question(call.t, item, limit=3000) for item in facts.questions]
    return [call.t.say("<b>In full</b>"), *whole]


def _files(call: Call, facts: RequestFacts) -> list[Markup]:
    """Every file with the hash of its content."""
    found = card_files.listed(call.t, facts, call.now)
    return [call.t.say("<b>Files</b>"), *found] if found else []


@view("status")
async def _status(call: Call, argument: str) -> View:
    about = await covered(call, argument)
    async with call.looking() as session:
        found = await queries.requests(session, call.who.newsroom_id, about.scope)
    # The newsroom as a whole is about what is open; a story, a body or one's own work shows the closed ones too.
    shown = [request for request in found if request.is_open] if argument == "" else found
    ordered = sorted(shown, key=lambda r: (not r.overdue(call.now), not r.is_open, r.deadline_at, r.number))
    made = View(
        head=texts.status_head(call.t, about.title, found, call.now),
        blocks=[card_texts.line(call.t, request, call.now) for request in ordered],
        rows=[_opens(request) for request in ordered],
        between=Markup("\n"),
    )
    if about.story is None or not found:
        return made
    checks = fair_chances(found, now=call.now, fair_hours=call.who.newsroom.settings.fair_hours)
    chances = [Markup("\n") + block for block, _ in fairness_texts.blocks(call.t, checks, call.now)]
    report = button(call.t.say("Report"), f"p:0:report:{argument}")
    return replace(made, blocks=[*made.blocks, *chances], foot_rows=[[report]])


@view("due")
async def _due(call: Call, argument: str) -> View:
    scope = Scope(member_id=call.who.member_id, open_only=True)
    async with call.looking() as session:
        mine = await queries.requests(session, call.who.newsroom_id, scope)
    ordered = sorted(mine, key=lambda request: (request.deadline_at, request.number))
    return View(
        head=texts.due_head(call.t, ordered, call.now),
        blocks=[texts.due_line(call.t, request, call.now) for request in ordered],
        rows=[_opens(request) for request in ordered],
    )


@view("find")
async def _find(call: Call, argument: str) -> View:
    words = await words_kept(call, "find", argument)
    async with call.looking() as session:
        ids = await queries.requests_with(session, call.who.newsroom_id, words.split())
        found = await queries.requests(session, call.who.newsroom_id, Scope(request_ids=ids))
        named = await queries.bodies_with(session, call.who.newsroom_id, words.split())
    blocks = [card_texts.line(call.t, request, call.now) for request in found]
    blocks += [Markup("🏛 {}").format(body_texts.name(call.t, body)) for body in named]
    rows = [_opens(request) for request in found] + [
        [[button(shorten(body_texts.name(call.t, body), 30), f"b:{body.id}")]] for body in named
    ]
    return View(
        head=texts.find_head(call.t, words, len(found), len(named)),
        blocks=blocks,
        rows=rows,
        between=Markup("\n"),
    )


def _opens(request: RequestFacts) -> list[Row]:
    return [[button(f"#{request.number}", f"o:{request.id}")]]
