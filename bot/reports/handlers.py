"""/report: on one screen who has not answered and what may be printed; in full the bodies past their deadline, the exact
sentences, and the fair-chance check."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import cached_property
from itertools import groupby

from markupsafe import Markup
from telegram import CopyTextButton, InlineKeyboardButton, InlineKeyboardMarkup

from bot.cards.buttons import FEW_BUTTONS, Row, button, to_page
from bot.claims.printable import Printable, sentences_now
from bot.claims.sentences import Sentence
from bot.export import handlers as export_handlers
from bot.export.formats import Wanted
from bot.fairness import texts as fairness_texts
from bot.fairness.check import FairChance, fair_chances
from bot.fairness.handlers import opens_check
from bot.i18n.catalogue import Texts
from bot.languages import whole
from bot.lists.scopes import Covered, covered, meant
from bot.reports import texts
from bot.reports.reading import parse_report
from bot.reports.standing import standing
from bot.stories import buttons as story_buttons
from bot.telegram.call import Call
from bot.telegram.pages import (
    NOTHING,
    GoneList,
    SpeaksOf,
    View,
    page_showing,
    show_view,
    view,
)
from bot.telegram.presses import number_in
from db import lists, queries
from db.facts import RequestFacts
from db.lists import NONE_LEFT_OUT, LeftOut
from db.text.clusters import utf16

NEWLINE = Markup("\n")
QUIET = timedelta(days=30)  # what is closed and had nothing new for so long is left to a report on its story
LONGEST_COPIED = 256  # what a button can copy
TOGETHER = 10  # late requests of one body in one block


@dataclass
class _Parts:
    """What is said, block by block, each with the buttons that it brings."""

    blocks: list[Markup] = field(default_factory=list)
    rows: list[list[Row]] = field(default_factory=list)

    def add(self, block: Markup, buttons: list[InlineKeyboardButton]) -> None:
        self.blocks.append(block)
        self.rows.append([[one] for one in buttons])


@dataclass(frozen=True)
class _Read:
    """What a report is about: `found` the requests it speaks of, `whole` those with all that was asked for the same
    stories, `count` how many there are with those that are left out."""

    about: Covered
    found: list[RequestFacts]
    whole: list[RequestFacts]
    count: int
    now: datetime
    private: LeftOut = NONE_LEFT_OUT  # how many more there are that whoever asked may not see

    @cached_property
    def printable(self) -> Printable:
        return Printable(self.whole, self.now)

    @cached_property
    def numbers(self) -> set[int]:
        return {request.number for request in self.found}

    def spoken_of(self, view: str, argument: str) -> SpeaksOf:
        """What a view of it speaks of."""
        newest = max((event.id for request in self.whole for event in request.events), default=0)
        return SpeaksOf(self.about.scope, newest, view, argument)

    def said(self, call: Call) -> list[Sentence]:
        """As at publication; where a story is not out, as if it went to print now."""
        return sentences_now(call.t, self.printable, self.numbers)

    def checks(self, call: Call, numbers: Collection[int]) -> tuple[FairChance, ...]:
        """The checks that rest on any of these requests."""
        found = fair_chances(
            self.whole,
            now=call.now,
            fair_hours=call.who.newsroom.settings.fair_hours,
            calendar=call.who.calendar,
        )
        return tuple(chance for chance in found if not set(chance.numbers).isdisjoint(numbers))


async def report(call: Call) -> None:
    """/report [#story | BODY] [full], /report me, /report N; a file of it with a format behind it"""
    form = parse_report(call.args)
    about = await meant(replace(call, args=form.about), "report", form.rest)
    if about is None:
        return
    argument = about.argument if about.request_id is None else f"r{about.request_id}"
    if form.not_made:
        rows = export_handlers.rows(call.t, argument)
        await call.answer(texts.not_made(call.t, form.not_made), InlineKeyboardMarkup(rows))
        return
    if form.format is not None:
        await export_handlers.begin(
            call, Wanted(form.format, whole(form.language or call.t.language)), argument
        )
        return
    if about.request_id is not None:
        await show_view(call, "fair", str(about.request_id))
    else:
        await show_view(call, "full" if form.full else "report", about.argument)


async def _read(call: Call, argument: str) -> _Read:
    about = await covered(call, argument)
    scope = about.scope if about.story is not None else replace(about.scope, active_since=call.now - QUIET)
    async with call.looking() as session:
        found = await queries.requests(session, call.who.newsroom_id, scope)
        count = len(found)
        if about.story is None:
            count = (await lists.counts(session, call.who.newsroom_id, about.scope, now=call.now)).all
        whole = await queries.with_their_stories(session, call.who.newsroom_id, scope, found)
        private = await lists.left_out(session, call.who.newsroom_id, about.scope)
    return _Read(about, found, whole, count, call.now, private)


@view("report")
async def _report(call: Call, argument: str) -> View:
    return _on_one_screen(call.at_home, argument, await _read(call, argument))[0]


def _on_one_screen(call: Call, argument: str, read: _Read) -> tuple[View, list[list[Sentence]]]:
    """Who has not answered, and what print has, with a button "why" for each; and the sentences of each block."""
    t, now = call.t, call.now
    if not read.count:
        head = texts.head(t, read.about.title, 0, 0, now, story=read.about.story, seen=not read.private)
        return View(head=head, foot=texts.private(t, (), read.private)), []
    groups = _together(read.said(call))
    last = [button(t.say("Files…"), f"p:0:files:{argument}")]
    if groups:
        last.append(_copies(t, argument, groups))
    if read.about.found is not None and call.who.is_editor:
        last.append(story_buttons.publication(t, read.about.found))
    made = View(
        head=texts.brief_head(
            t, read.about.title, standing(read.printable, read.numbers), now, read.about.found
        ),
        blocks=[texts.brief(group) for group in groups],
        rows=[[[_why(t, argument, group)]] for group in groups],
        foot_rows=[last[at : at + 2] for at in range(0, len(last), 2)],
        foot=NEWLINE.join(
            foot
            for foot in (
                texts.brief_foot(t, read.found, groups, now, read.count - len(read.found)),
                texts.private(t, read.found, read.private),
            )
            if foot
        ),
        most_buttons=FEW_BUTTONS,
        one_screen=True,
        speaks_of=read.spoken_of("report", argument),
    )
    return made, groups


def _together(said: list[Sentence]) -> list[list[Sentence]]:
    """What was said at publication with what is said now of the same."""
    return [list(group) for _, group in groupby(said, key=lambda sentence: sentence.numbers[0])]


def _why(t: Texts, argument: str, group: list[Sentence]) -> InlineKeyboardButton:
    number = group[0].numbers[0]
    return button(t.say("Why #{number}", number=number), f"p:0:why:{argument}.{number}")


def _copies(t: Texts, argument: str, groups: list[list[Sentence]]) -> InlineKeyboardButton:
    """Copies the sentences where a button can hold them and nothing is in doubt, or else sends them to be copied."""
    label, printed = t.say("Copy all"), texts.to_print(groups)
    if 0 < utf16(printed) <= LONGEST_COPIED and not texts.doubts(groups):
        return InlineKeyboardButton(str(label), copy_text=CopyTextButton(printed))
    return button(label, f"p:0:copy:{argument}")


@view("copy")
async def _copy(call: Call, argument: str) -> View:
    """The sentences alone, as plain text to be copied with one tap; below it what is in doubt."""
    read = await _read(call, argument)
    blocks = texts.copied(call.t, _together(read.said(call)))
    return View(head=NOTHING, blocks=blocks, apart=True, speaks_of=read.spoken_of("copy", argument))


@view("files")
async def _files(call: Call, argument: str) -> View:
    about = await covered(call, argument)
    t = call.t
    return View(
        head=texts.files(t, about.title),
        foot_rows=[
            *export_handlers.rows(t, argument),
            [
                button(t.say("« Back"), to_page(0, "report", argument)),
                button(t.say("All on record"), to_page(0, "full", argument)),
            ],
        ],
    )


@view("why")
async def _because(call: Call, argument: str) -> View:
    """What a sentence rests on: the exact one, the attempts, and the check of each of its bodies."""
    call = call.at_home
    about, _, number = argument.rpartition(".")
    read, first = await _read(call, about), number_in(number)
    made, groups = _on_one_screen(call, about, read)
    at = next((at for at, group in enumerate(groups) if group[0].numbers[0] == first), None)
    if at is None:
        raise GoneList
    group = groups[at]
    numbers = list(dict.fromkeys(number for sentence in group for number in sentence.numbers))
    by_number = {request.number: request for request in read.whole}
    parts = _Parts()
    for sentence in group:
        parts.add(sentence.both(), [])
    for one in numbers:
        if one in by_number:
            parts.add(texts.because(call.t, by_number[one], call.now), [_opens(by_number[one])])
    for block, chance in texts.chances(call.t, read.checks(call, numbers), call.now):
        parts.add(block, [opens_check(chance)])
    back = button(call.t.say("« Back"), to_page(page_showing(made, at), "report", about))
    return View(
        NOTHING,
        parts.blocks,
        parts.rows,
        foot_rows=[[back]],
        most_buttons=FEW_BUTTONS,
        speaks_of=made.speaks_of,
    )


@view("full")
async def _full(call: Call, argument: str) -> View:
    call = call.at_home
    read = await _read(call, argument)
    found, about = read.found, read.about
    late = sorted((r for r in found if r.overdue(call.now)), key=lambda r: (r.body, r.number))
    groups = [list(group) for _, group in groupby(late, key=lambda request: request.body_id)]
    groups.sort(key=lambda group: min((request.deadline_at, request.number) for request in group))
    parts = _Parts()
    for group in groups:
        _add_late(call, parts, group)
    _add_sentences(call, parts, read, {request.number for request in late})
    for block, checks in fairness_texts.blocks(call.t, read.checks(call, read.numbers), call.now):
        parts.add(block, [opens_check(chance) for chance in checks])
    return View(
        head=texts.head(
            call.t,
            about.title,
            read.count,
            len(groups),
            call.now,
            story=about.story,
            seen=not read.private,
        ),
        blocks=parts.blocks,
        rows=parts.rows,
        foot_rows=export_handlers.rows(call.t, argument) if read.count else [],
        foot=NEWLINE.join(
            foot
            for foot in (
                texts.foot(call.t, found, call.now, about.typed, quiet=read.count - len(found)),
                texts.private(call.t, found, read.private),
            )
            if foot
        ),
        speaks_of=read.spoken_of("full", argument),
    )


def _add_late(call: Call, parts: _Parts, group: list[RequestFacts]) -> None:
    for start in range(0, len(group), TOGETHER):
        some = group[start : start + TOGETHER]
        parts.add(texts.body(call.t, some, call.now), [_opens(request) for request in some])


def _add_sentences(call: Call, parts: _Parts, read: _Read, shown: set[int]) -> None:
    """The sentences, each with the buttons of the requests it rests on, but for those that have one already."""
    by_number = {request.number: request for request in read.whole}
    said = read.said(call)
    for sentence, block in zip(said, texts.supported(call.t, said), strict=True):
        new = [number for number in sentence.numbers if number in by_number and number not in shown]
        shown = shown | set(new)
        parts.add(block, [_opens(by_number[number]) for number in new])


def _opens(request: RequestFacts) -> InlineKeyboardButton:
    return button(f"#{request.number}", f"o:{request.id}")
