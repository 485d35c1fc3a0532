"""The directory: /bodies and /body."""

from __future__ import annotations

from typing import Any

from markupsafe import Markup
from sqlmodel.ext.asyncio.session import AsyncSession
from telegram import InlineKeyboardMarkup

from bot.bodies import texts
from bot.bodies.matching import Entry, ask_which_body, body_meant, resolve
from bot.bodies.reading import BodyForm, parse_body
from bot.cards.buttons import button
from bot.i18n.catalogue import shorten
from bot.reading.errors import NoTime
from bot.telegram import sending
from bot.telegram.call import Call
from bot.telegram.pages import GoneList, View, keep_words, paged, show_view, turned, words_kept
from bot.telegram.presses import FinishedDraft, button_data, number_in
from db import bodies as table
from db import drafts, lists
from db.bodies import NewContact
from db.names import Exact
from db.queries import Scope
from db.tables import Body
from jobs.deadlines.errors import TimeNotUnderstood
from jobs.deadlines.reading import read_period


async def bodies(call: Call) -> None:
    """/bodies [NAME]"""
    if call.args.strip():
        await show_view(call, "bodies", await keep_words(call, "bodies"))
        return
    await show_view(call, "bodies")


async def body(call: Call) -> None:
    """/body NAME [key=value …]"""
    form = parse_body(call.args)
    if form.deadline is not None:
        _check_period(form.deadline)
    changes = form.kind or form.aliases or form.contacts or form.deadline
    if not changes:
        async with call.looking() as session:
            found = await body_meant(call, session, form.name, "body")
        if found is not None:
            await _show(call, found)
        return
    entries: list[Entry] = [{"typed": form.name, "id": None}]
    async with call.looking() as session:
        meant = await resolve(session, call.who.newsroom_id, entries)
    if meant.likely:
        # A slip of the thumb must not make a second body beside the one that was meant.
        await ask_which_body(call, "body", {"bodies": entries, "args": call.args}, meant, None)
        return
    async with call.recording() as session:
        match = await table.find(session, call.who.newsroom_id, form.name)
        new = not isinstance(match, Exact)
        if isinstance(match, Exact):
            found = await table.by_id(session, call.who.newsroom_id, match.body_id)
        else:
            found = await table.add(session, call.who.newsroom_id, form.name, now=call.now)
        if found is None:
            return
        await _change(session, found, form)
    await _show(call, found, _changed(call, new=new))


async def go_on(call: Call, data: dict[str, Any], draft_id: int | None) -> None:
    """The doubtful name of a change was cleared up by a button: change that body, and end the draft with it."""
    form = parse_body(data["args"])
    async with call.recording() as session:
        draft = await drafts.by_id(session, call.who.member, draft_id or 0)
        found = await table.by_id(session, call.who.newsroom_id, data["bodies"][0]["id"])
        if draft is None or found is None:
            raise FinishedDraft
        await _change(session, found, form)
        await drafts.drop(session, draft)
    await _show(call, found, _changed(call, new=False))


def _changed(call: Call, *, new: bool) -> Markup:
    return (
        call.t.say("<b>Added to the directory.</b>")
        if new
        else call.t.say("<b>Changed in the directory.</b>")
    )


async def open_body(call: Call) -> None:
    """`b:<body id>`: show a body."""
    body_id = number_in(button_data(call.update).split(":")[1])
    async with call.looking() as session:
        found = await table.by_id(session, call.who.newsroom_id, body_id)
    if found is None:
        raise GoneList
    await sending.toast(call.update, "")
    await _show(call, found)


async def _change(session: AsyncSession, found: Body, form: BodyForm) -> None:
    if form.kind is not None:
        found.kind = form.kind
    if form.deadline is not None:
        found.usual_deadline = form.deadline
    session.add(found)
    for alias in form.aliases:
        await table.add_alias(session, found, alias)
    for contact in form.contacts:
        await table.add_contact(
            session,
            found,
            NewContact(contact.name, contact.role or "", contact.channel, contact.address or ""),
        )
    await session.flush()


async def _show(call: Call, found: Body, head: Markup | None = None) -> None:
    async with call.looking() as session:
        aliases = await table.aliases_of(session, found)
        contacts = await table.contacts_of(session, found.id or 0)
        record = await lists.body_record(session, call.who.newsroom_id, found.id or 0, now=call.now)
        counts = await lists.counts(session, call.who.newsroom_id, Scope(body_id=found.id), now=call.now)
    text = texts.body(call.t, found, aliases, contacts, record)
    if head is not None:
        text = head + Markup("\n") + text
    rows = [[button(call.t.say("Requests"), f"p:0:status:b{found.id}")]] if counts.all else []
    await call.answer(text, InlineKeyboardMarkup(rows) if rows else None)


@paged("bodies")
async def _bodies(call: Call, argument: str, page: int) -> View:
    newsroom_id = call.who.newsroom_id
    words = await words_kept(call, "bodies", argument) if argument else ""
    async with call.looking() as session:
        if argument:
            alike = await table.like(session, newsroom_id, words)
            count, at = len(alike), turned(page, len(alike), on_a_page=40)
            some = alike[at.start :][: at.limit]
        else:
            count = await table.count(session, newsroom_id)
            at = turned(page, count, on_a_page=40)
            some = await table.every(session, newsroom_id, start=at.start, limit=at.limit)
    return View(
        head=texts.head(call.t, count),
        blocks=[texts.line(call.t, found) for found in some],
        rows=[[[button(shorten(texts.name(call.t, found), 28), f"b:{found.id}")]] for found in some]
        if argument
        else [],
        between=texts.NEWLINE,
        turned=at,
    )


def _check_period(typed: str) -> None:
    try:
        read_period(typed)
    except TimeNotUnderstood:
        raise NoTime(text=typed) from None
