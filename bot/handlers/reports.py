"""/report: the bodies past their deadline, and the sentences that the record supports."""

from __future__ import annotations

from itertools import groupby

from telegram import InlineKeyboardButton

from bot.call import Call
from bot.handlers.naming import body_meant
from bot.keyboards import Row, button
from bot.parsing import parse_status_scope
from bot.pressed import number_in
from bot.texts import reports as texts
from bot.texts.published import sentences_now
from bot.texts.sentences import Sentence
from bot.views import GoneList, View, show_view, view
from db import bodies, reports, stories
from db.facts import RequestFacts
from db.reports import Scope


async def report(call: Call) -> None:
    """/report [#story | BODY]"""
    scope = parse_status_scope(call.args)
    argument = ""
    async with call.looking() as session:
        if scope.story is not None:
            story = await stories.by_slug(session, call.who.newsroom_id, scope.story)
            argument = f"s{story.id}"
        elif scope.body is not None:
            body = await body_meant(call, session, scope.body, "report")
            if body is None:
                return
            argument = f"b{body.id}"
    await show_view(call, "report", argument)


@view("report")
async def _report(call: Call, argument: str) -> View:
    scope, title = Scope(), call.who.newsroom.name
    async with call.looking() as session:
        if argument.startswith("s"):
            every = await stories.every(session, call.who.newsroom_id)
            story = next((story for story in every if story.id == number_in(argument[1:])), None)
            if story is None:
                raise GoneList
            scope, title = Scope(story_id=story.id), f"#{story.slug}"
        elif argument.startswith("b"):
            body = await bodies.by_id(session, call.who.newsroom_id, number_in(argument[1:]))
            if body is None:
                raise GoneList
            scope, title = Scope(body_id=body.id), body.name
        found = await reports.requests(session, call.who.newsroom_id, scope)
    late = sorted((r for r in found if r.overdue(call.now)), key=lambda r: (r.body, r.number))
    groups = [list(group) for _, group in groupby(late, key=lambda request: request.body_id)]
    groups.sort(key=lambda group: min((request.deadline_at, request.number) for request in group))
    # As at publication; where a story is not out, as if it went to print now.
    said = sentences_now(call.t, found, call.now)
    return View(
        head=texts.head(call.t, title, found, len(groups), call.now),
        blocks=[
            *(texts.body(call.t, group, call.now) for group in groups),
            *texts.supported(call.t, said),
        ],
        rows=[
            *([[_opens(request)] for request in group] for group in groups),
            *_rests_on(said, found, {request.number for request in late}),
        ],
        foot=texts.foot(call.t, found, call.now),
    )


def _rests_on(said: list[Sentence], found: list[RequestFacts], shown: set[int]) -> list[list[Row]]:
    """For each sentence, the buttons of the requests it rests on, but for those that have one already."""
    by_number = {request.number: request for request in found}
    rows: list[list[Row]] = []
    for sentence in said:
        new = [number for number in sentence.numbers if number in by_number and number not in shown]
        shown = shown | set(new)
        rows.append([[_opens(by_number[number])] for number in new])
    return rows


def _opens(request: RequestFacts) -> InlineKeyboardButton:
    return button(f"#{request.number}", f"o:{request.id}")
