"""Where things stand: /status, /due, /find, and one request with its history."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

from markupsafe import Markup

from bot.bodies import texts as body_texts
from bot.cards import buttons as card_buttons
from bot.cards import events as card_events
from bot.cards import files as card_files
from bot.cards import texts as card_texts
from bot.cards.buttons import FEW_BUTTONS, Row, button
from bot.fairness import texts as fairness_texts
from bot.fairness.check import fair_chances
from bot.i18n.catalogue import shorten
from bot.lists import texts
from bot.lists.scopes import Covered, covered, meant
from bot.reading.errors import NoWords
from bot.telegram.call import Call
from bot.telegram.pages import (
    GoneList,
    View,
    few,
    keep_words,
    paged,
    show_view,
    turned,
    view,
    words_kept,
)
from bot.telegram.presses import OldButton, number_in
from db import lists, queries, reminders
from db.facts import AnyRequest, RequestFacts
from db.lists import Part
from db.queries import Scope
from db.tables import ReminderKind
from jobs.deadlines.errors import InThePast


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
    """/due [DAY]"""
    if not call.args:
        await show_view(call, "due")
        return
    try:
        instant = call.ahead(call.args)
    except InThePast as past:  # the office day of "today" may be over
        instant = past.instant
    await show_view(call, "due", instant.astimezone(call.who.calendar.tz).date().isoformat())


async def find(call: Call) -> None:
    """/find words"""
    if not call.args.strip():
        raise NoWords
    await show_view(call, "find", await keep_words(call, "find"))


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
    whole = [card_texts.question(item, limit=3000) for item in facts.questions]
    return [call.t.say("<b>In full</b>"), *whole]


def _files(call: Call, facts: RequestFacts) -> list[Markup]:
    """Every file with the hash of its content."""
    found = card_files.listed(call.t, facts, call.now)
    return [call.t.say("<b>Files</b>"), *found] if found else []


@paged("status")
async def _status(call: Call, argument: str, page: int) -> View:
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
        at = turned(page, sum(count for _, count in parts), on_a_page=texts.LINES_ON_A_PAGE)
        found = await lists.page(
            session, newsroom_id, about.scope, parts, start=at.start, limit=at.limit, now=now
        )
    return View(
        head=texts.status_head(call.t, about.title, counts, now),
        blocks=[card_texts.line(call.t, request, now) for request in found],
        rows=[_opens(request) for request in found],
        foot_rows=[opens] if argument and (opens := _all_open(call, argument, counts.open)) else [],
        between=Markup("\n"),
        turned=at,
    )


def _all_open(call: Call, argument: str, count: int) -> Row:
    """A button for all that is open at once, where it is more than one."""
    return [card_buttons.opens_all(call.t, argument)] if count > 1 else []


async def _status_of_story(call: Call, about: Covered, argument: str) -> View:
    """A story's bodies, the late ones first, each with its requests and its check: all of it is read."""
    t, now = call.t, call.now
    async with call.looking() as session:
        found = await queries.requests(session, call.who.newsroom_id, about.scope)
        counts = await lists.counts(session, call.who.newsroom_id, about.scope, now=now)
    ordered = sorted(found, key=lambda r: (not r.overdue(now), not r.is_open, r.deadline_at, r.number))
    checks = fair_chances(
        found, now=now, fair_hours=call.who.newsroom.settings.fair_hours, calendar=call.who.calendar
    )
    of_request = {number: chance for chance in checks for number in chance.numbers}
    groups = texts.by_body(ordered)
    report = button(t.say("Report"), f"p:0:report:{argument}")
    rows = [[row for request in group for row in _opens(request)] for group in groups]
    if every := _all_open(call, argument, counts.open):
        rows[-1].append(every)  # on the last page
    return View(
        head=texts.story_head(t, about.title, counts, checks, now),
        blocks=[
            texts.body_line(t, group, now, *fairness_texts.in_points(t, of_request, group))
            for group in groups
        ],
        rows=rows,
        foot_rows=[[report]] if found else [],
        between=Markup("\n"),
        most_buttons=FEW_BUTTONS,
    )


@paged("due")
async def _due(call: Call, argument: str, page: int) -> View:
    newsroom_id, now = call.who.newsroom_id, call.now
    scope, day = Scope(member_id=call.who.member_id, open_only=True), _day(argument) if argument else None
    if day is not None:
        begins, ends = (
            datetime.combine(each, time.min, call.who.calendar.tz).astimezone(UTC)
            for each in (day, day + timedelta(days=1))
        )
        scope = replace(scope, due_from=begins, due_before=ends)
    async with call.looking() as session:
        count = (await lists.counts(session, newsroom_id, scope, now=now)).open
        at = turned(page, count, on_a_page=texts.DUE_ON_A_PAGE)
        mine = await lists.of(session, newsroom_id, scope, Part.OPEN, start=at.start, limit=at.limit, now=now)
        known = await queries.by_ids(session, {line.id for line in mine})
    return View(
        head=texts.due_head(call.t, count, day),
        blocks=[texts.due_line(call.t, known[line.id], now) for line in mine],
        rows=[_opens(request) for request in mine],
        turned=at,
    )


def _day(argument: str) -> date:
    try:
        found = date.fromisoformat(argument)
    except ValueError:
        raise OldButton from None
    if not date.min < found < date.max - timedelta(days=1):
        raise OldButton  # no zone has both its ends
    return found


@paged(card_buttons.REMINDED)
async def _reminded(call: Call, argument: str, page: int) -> View:
    """Reminders that came in one message, as their requests stand now."""
    async with call.looking() as session:
        rows = await reminders.told_together(session, call.who.member_id, number_in(argument))
        known = await queries.by_ids(session, {row.request_id or 0 for row in rows})
    rows = [row for row in rows if row.request_id in known]  # some may not be theirs to see any more
    if not rows:
        raise GoneList
    told = [(known[row.request_id or 0], ReminderKind(row.kind), row.text, None) for row in rows]
    every = texts.most_pressing_first(told, call.now)
    at = turned(page, len(every), on_a_page=texts.REMINDED_ON_A_PAGE)
    here = every[at.start :][: at.limit]
    shown = [one.request for one in here]
    return View(
        head=texts.reminded_head(call.t, len(every), at.start, len(here)),
        blocks=[texts.reminded_line(call.t, one, call.now) for one in here],
        foot_rows=card_buttons.reminded(call.t, shown, number_in(argument), at.page, at.pages),
        turned=at,
    )


@paged("find")
async def _find(call: Call, argument: str, page: int) -> View:
    words, newsroom_id = await words_kept(call, "find", argument), call.who.newsroom_id
    async with call.looking() as session:
        count = await lists.count_with_words(session, newsroom_id, words.split())
        named = await queries.bodies_with(session, newsroom_id, words.split())
        private = await lists.hidden(session, newsroom_id, Scope())
        at = few(page, count + len(named))
        found = []
        if at.start < count:
            found = await lists.with_words(
                session, newsroom_id, words.split(), start=at.start, limit=at.limit
            )
    bodies = named[max(0, at.start - count) :][: at.limit - len(found)]
    blocks = [card_texts.line(call.t, request, call.now) for request in found]
    blocks += [Markup("🏛 {}").format(body_texts.name(call.t, body)) for body in bodies]
    rows = [_opens(request) for request in found] + [
        [[button(shorten(body_texts.name(call.t, body), 30), f"b:{body.id}")]] for body in bodies
    ]
    return View(
        head=texts.find_head(call.t, words, count, len(named), private),
        blocks=blocks,
        rows=rows,
        between=Markup("\n"),
        turned=at,
    )


def _opens(request: AnyRequest) -> list[Row]:
    return [[button(f"#{request.number}", f"o:{request.id}")]]
