"""/story: create, change or show a story."""

from __future__ import annotations

from telegram import InlineKeyboardMarkup

from bot import keyboards
from bot.call import Call
from bot.keyboards import button
from bot.parsing import parse_story
from bot.texts import stories as texts
from bot.views import View, show_view, view
from db import reports
from db import stories as table
from db.reports import Scope
from jobs import ledger
from jobs.deadlines import looks_like_time


async def story(call: Call) -> None:
    """/story #slug [title] [publish TIME | published [at TIME]]"""
    if not call.args.strip():
        await show_view(call, "stories")
        return
    form = parse_story(call.args, is_time=looks_like_time)
    publish_at = call.happened(form.when) if form.published else None
    if form.when and not form.published:
        publish_at = call.ahead(form.when)
    changed = form.title is not None or publish_at is not None
    async with call.looking() as session:
        there = await table.find(session, call.who.newsroom_id, form.slug)
    if changed or there is None:
        async with call.recording() as session:
            found, new = await ledger.put_story(
                session, call.who.newsroom, form.slug, title=form.title, publish_at=publish_at, now=call.now
            )
    else:
        found, new = there, False
    async with call.looking() as session:
        requests = await reports.requests(session, call.who.newsroom_id, Scope(story_id=found.id))
    text = texts.story(call.t, found, requests, call.now, new=new, changed=changed)
    rows = keyboards.open_cards(requests[:40])
    rows.append([button(call.t.say("Report"), f"p:0:report:s{found.id}")])
    await call.answer(text, InlineKeyboardMarkup(rows))


@view("stories")
async def _stories(call: Call, argument: str) -> View:
    async with call.looking() as session:
        every = await table.every(session, call.who.newsroom_id)
        blocks, rows = [], []
        for found in every:
            requests = await reports.requests(session, call.who.newsroom_id, Scope(story_id=found.id))
            blocks.append(texts.line(call.t, found, requests, call.now))
            rows.append([[button(f"#{found.slug}"[:40], f"p:0:status:s{found.id}")]])
    return View(head=texts.head(call.t, len(every)), blocks=blocks, rows=rows)
