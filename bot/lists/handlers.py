"""Where things stand: /status, /due, /find, and one request with its history."""

from __future__ import annotations

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
from bot.lists.scopes import Covered, covered, meant
from bot.reading.errors import NoText
from bot.telegram.call import Call
from bot.telegram.pages import Listing, Shown, View, show_view, view, words_kept
from bot.telegram.presses import number_in
from db import lists, queries
from db.facts import AnyRequest, RequestFacts
from db.lists import Part
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
        draft = await call.begin(session, "find", {"words": call.args[:200]})
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
    if about.story is not None:
        return await _status_of_story(call, about, argument)
    newsroom_id, now = call.who.newsroom_id, call.now
    async with call.looking() as session:
        counts = await lists.counts(session, newsroom_id, about.scope, now=now)
    parts = [(Part.OVERDUE, counts.overdue), (Part.NOT_OVERDUE, counts.open - counts.overdue)]
    # The newsroom as a whole is about what is open; a body or one's own work shows the closed ones too.
    if argument:
        parts.append((Part.CLOSED, counts.closed))

    async def read(start: int, limit: int) -> Shown:
        async with call.looking() as session:
            found = await lists.page(
                session, newsroom_id, about.scope, parts, start=start, limit=limit, now=now
            )
        return [card_texts.line(call.t, request, now) for request in found], [_opens(r) for r in found]

    return View(
        head=texts.status_head(call.t, about.title, counts, now),
        between=Markup("\n"),
        listing=Listing(sum(count for _, count in parts), read),
    )


async def _status_of_story(call: Call, about: Covered, argument: str) -> View:
    """A story's requests, closed ones too, and the check of each body: all of it is read."""
    async with call.looking() as session:
        found = await queries.requests(session, call.who.newsroom_id, about.scope)
        counts = await lists.counts(session, call.who.newsroom_id, about.scope, now=call.now)
    ordered = sorted(found, key=lambda r: (not r.overdue(call.now), not r.is_open, r.deadline_at, r.number))
    checks = fair_chances(found, now=call.now, fair_hours=call.who.newsroom.settings.fair_hours)
    chances = [Markup("\n") + block for block, _ in fairness_texts.blocks(call.t, checks, call.now)]
    report = button(call.t.say("Report"), f"p:0:report:{argument}")
    return View(
        head=texts.status_head(call.t, about.title, counts, call.now),
        blocks=[*(card_texts.line(call.t, request, call.now) for request in ordered), *chances],
        rows=[_opens(request) for request in ordered],
        foot_rows=[[report]] if found else [],
        between=Markup("\n"),
    )


@view("due")
async def _due(call: Call, argument: str) -> View:
    newsroom_id, now = call.who.newsroom_id, call.now
    scope = Scope(member_id=call.who.member_id, open_only=True)
    async with call.looking() as session:
        counts = await lists.counts(session, newsroom_id, scope, now=now)

    async def read(start: int, limit: int) -> Shown:
        async with call.looking() as session:
            mine = await lists.of(session, newsroom_id, scope, Part.OPEN, start=start, limit=limit, now=now)
        return [texts.due_line(call.t, request, now) for request in mine], [_opens(r) for r in mine]

    return View(head=texts.due_head(call.t, counts.open), listing=Listing(counts.open, read, on_a_page=10))


@view("find")
async def _find(call: Call, argument: str) -> View:
    words, newsroom_id = (await words_kept(call, "find", argument)), call.who.newsroom_id
    async with call.looking() as session:
        count, _ = await lists.with_words(session, newsroom_id, words.split(), start=0, limit=0)
        named = await queries.bodies_with(session, newsroom_id, words.split())

    async def read(start: int, limit: int) -> Shown:
        async with call.looking() as session:
            _, found = await lists.with_words(session, newsroom_id, words.split(), start=start, limit=limit)
        bodies = named[max(0, start - count) :][: limit - len(found)]
        blocks = [card_texts.line(call.t, request, call.now) for request in found]
        blocks += [Markup("🏛 {}").format(body_texts.name(call.t, body)) for body in bodies]
        rows = [_opens(request) for request in found] + [
            [[button(shorten(body_texts.name(call.t, body), 30), f"b:{body.id}")]] for body in bodies
        ]
        return blocks, rows

    return View(
        head=texts.find_head(call.t, words, count, len(named)),
        between=Markup("\n"),
        listing=Listing(count + len(named), read),
    )


def _opens(request: AnyRequest) -> list[Row]:
    return [[button(f"#{request.number}", f"o:{request.id}")]]
