"""/report: the bodies past their deadline, the sentences that the record supports, and the fair-chance check."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import timedelta
from itertools import groupby

from markupsafe import Markup
from telegram import InlineKeyboardButton

from bot.cards.buttons import Row, button
from bot.claims.printable import sentences_now
from bot.export import handlers as export_handlers
from bot.export.formats import Wanted
from bot.fairness import texts as fairness_texts
from bot.fairness.check import FairChance, fair_chances
from bot.fairness.handlers import opens_check
from bot.languages import whole
from bot.lists.scopes import covered, meant
from bot.reports import texts
from bot.reports.reading import parse_report
from bot.telegram.call import Call
from bot.telegram.pages import View, show_view, view
from db import lists, queries
from db.facts import RequestFacts

QUIET = timedelta(days=30)  # what is closed and had nothing new for so long is left to a report on its story
TOGETHER = 10  # late requests of one body in one block


@dataclass
class _Parts:
    """What is said, block by block, each with the buttons that it brings."""

    blocks: list[Markup] = field(default_factory=list)
    rows: list[list[Row]] = field(default_factory=list)

    def add(self, block: Markup, buttons: list[InlineKeyboardButton]) -> None:
        self.blocks.append(block)
        self.rows.append([[one] for one in buttons])


async def report(call: Call) -> None:
    """/report [#story | BODY], /report me, /report N; a file of it with a format behind it"""
    form = parse_report(call.args)
    about = await meant(replace(call, args=form.about), "report", form.file)
    if about is None:
        return
    if form.format is not None:
        argument = about.argument if about.request_id is None else f"r{about.request_id}"
        await export_handlers.begin(
            call, Wanted(form.format, whole(form.language or call.t.language)), argument
        )
        return
    if about.request_id is not None:
        await show_view(call, "fair", str(about.request_id))
    else:
        await show_view(call, "report", about.argument)


@view("report")
async def _report(call: Call, argument: str) -> View:
    about = await covered(call, argument)
    scope = about.scope if about.story is not None else replace(about.scope, active_since=call.now - QUIET)
    async with call.looking() as session:
        found = await queries.requests(session, call.who.newsroom_id, scope)
        count = len(found)
        if about.story is None:
            count = (await lists.counts(session, call.who.newsroom_id, about.scope, now=call.now)).all
        whole = await queries.with_their_stories(session, call.who.newsroom_id, scope, found)
    late = sorted((r for r in found if r.overdue(call.now)), key=lambda r: (r.body, r.number))
    groups = [list(group) for _, group in groupby(late, key=lambda request: request.body_id)]
    groups.sort(key=lambda group: min((request.deadline_at, request.number) for request in group))
    covered_numbers = {request.number for request in found}
    checks = fair_chances(
        whole, now=call.now, fair_hours=call.who.newsroom.settings.fair_hours, calendar=call.who.calendar
    )
    checks = tuple(chance for chance in checks if covered_numbers & set(chance.numbers))
    parts = _Parts()
    for group in groups:
        _add_late(call, parts, group)
    _add_sentences(call, parts, whole, covered_numbers, {request.number for request in late})
    _add_checks(call, parts, checks)
    return View(
        head=texts.head(call.t, about.title, count, len(groups), call.now, story=about.story),
        blocks=parts.blocks,
        rows=parts.rows,
        foot_rows=export_handlers.rows(call.t, argument) if count else [],
        foot=texts.foot(call.t, found, call.now, about.typed, quiet=count - len(found)),
    )


def _add_late(call: Call, parts: _Parts, group: list[RequestFacts]) -> None:
    for start in range(0, len(group), TOGETHER):
        some = group[start : start + TOGETHER]
        parts.add(texts.body(call.t, some, call.now), [_opens(request) for request in some])


def _add_sentences(
    call: Call, parts: _Parts, whole: list[RequestFacts], about: set[int], shown: set[int]
) -> None:
    """The sentences, each with the buttons of the requests it rests on, but for those that have one already."""
    by_number = {request.number: request for request in whole}
    # As at publication; where a story is not out, as if it went to print now.
    said = sentences_now(call.t, whole, call.now, about)
    for sentence, block in zip(said, texts.supported(call.t, said), strict=True):
        new = [number for number in sentence.numbers if number in by_number and number not in shown]
        shown = shown | set(new)
        parts.add(block, [_opens(by_number[number]) for number in new])


def _add_checks(call: Call, parts: _Parts, checks: tuple[FairChance, ...]) -> None:
    for block, group in fairness_texts.blocks(call.t, checks, call.now):
        parts.add(block, [opens_check(chance) for chance in group])


def _opens(request: RequestFacts) -> InlineKeyboardButton:
    return button(f"#{request.number}", f"o:{request.id}")
