"""The directory: /bodies and /body."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from markupsafe import Markup
from sqlmodel.ext.asyncio.session import AsyncSession
from telegram import InlineKeyboardMarkup

from bot.bodies import texts
from bot.bodies.matching import Entry, all_known, ask_which_body, body_meant, resolve
from bot.bodies.reading import BodyForm, parse_body, read_name
from bot.cards.buttons import FEW_BUTTONS, button, opens_all
from bot.i18n.catalogue import shorten
from bot.reading.errors import NoTime
from bot.reading.words import clean, one_line
from bot.telegram import sending
from bot.telegram.call import Call
from bot.telegram.pages import (
    TURNING,
    GoneList,
    View,
    few,
    keep_words,
    paged,
    show_view,
    turned,
    words_kept,
)
from bot.telegram.presses import FinishedDraft, OldButton, button_data, number_in
from db import answering, drafts, lists
from db import bodies as table
from db.bodies import NewContact
from db.errors import AliasTaken, DeskError
from db.lifecycle import Role
from db.people import members
from db.queries import Scope
from db.tables import Body, Draft
from db.text.names import Exact
from jobs.deadlines.errors import TimeNotUnderstood
from jobs.deadlines.reading import read_period
from jobs.records import directory

NEWLINE = Markup("\n")
TYPED = {"name": "bodyname", "merge": "bodymerge"}  # what a button asks to be written, and its draft's kind


class EditorsRename(DeskError):
    """A reporter renames or merges bodies."""

    message = "Only an editor can rename, merge or part bodies: it bears on everybody's requests. Nothing was changed. Ask {editors} to send it, or add a name: /body NAME alias=…"


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
    if not form.is_change:
        async with call.looking() as session:
            found = await body_meant(call, session, form.name)
        if found is not None:
            await _show(call, found)
        return
    entries: list[Entry] = [
        {"typed": name, "id": None} for name in (form.name, form.merge) if name is not None
    ]
    if form.new_name or form.merge or form.unmerge:
        await settle(call, {"bodies": entries, "args": call.args}, None)
        return
    async with call.looking() as session:
        meant = await resolve(session, call.who.newsroom_id, entries)
    if meant.likely:
        # A slip of the thumb must not make a second body beside the one that was meant.
        await ask_which_body(call, "body", {"bodies": entries, "args": call.args}, meant, None)
        return
    async with call.recording() as session:
        found, new = await table.named(session, call.who.newsroom_id, form.name, now=call.now)
        await _change(call, session, found, form)
    await _show(call, found, _changed(call, new=new))


async def go_on(call: Call, data: dict[str, Any], draft_id: int | None) -> None:
    """The doubtful name of a change was cleared up by a button: change that body, and end the draft with it."""
    form = parse_body(data["args"])
    async with call.recording() as session:
        draft = await drafts.by_id(session, call.who.member, draft_id or 0)
        found = await table.by_id(session, call.who.newsroom_id, data["bodies"][0]["id"])
        if draft is None or found is None:
            raise FinishedDraft
        await _change(call, session, found, form)
        await drafts.drop(session, draft)
    await _show(call, found, _changed(call, new=False))


def _changed(call: Call, *, new: bool) -> Markup:
    return (
        call.t.say("<b>Added to the directory.</b>")
        if new
        else call.t.say("<b>Changed in the directory.</b>")
    )


async def open_body(call: Call) -> None:
    """`b:<body id>[:name|:merge|:part:<the id of one merged into it>]`: show a body, ask for another name or for what
    it is one with, or take a merger back."""
    _, shown, *more = button_data(call.update).split(":")
    body_id = number_in(shown)
    if more and more[0] == "part":
        await _part_pressed(call, body_id, number_in(more[1]))
        return
    if more:
        await _ask_for_text(call, body_id, more[0])
        return
    async with call.looking() as session:
        found = await table.by_id(session, call.who.newsroom_id, body_id)
    if found is None:
        raise GoneList
    await sending.toast(call.update, "")
    await _show(call, found)


async def _ask_for_text(call: Call, body_id: int, verb: str) -> None:
    async with call.looking() as session:
        await _check_editor(call, session)
        found = await _by_id(call, session, body_id)
    async with call.database.write() as session:
        await call.begin(session, TYPED[verb], {"body": found.id}, awaits_text=True)
    await sending.toast(call.update, "")
    await call.answer(texts.asks_for(call.t, verb, found) + call.how_to_answer)


async def take_text(call: Call, draft: Draft) -> None:
    """The name somebody wrote after one of these buttons."""
    name = read_name(one_line(clean(call.args)))
    async with call.looking() as session:
        await _check_editor(call, session)
        found = await _by_id(call, session, draft.data["body"])
    if draft.kind == TYPED["name"]:
        await _rename(call, found.id or 0, BodyForm(found.name, new_name=name), draft.id)
        return
    entries: list[Entry] = [{"typed": found.name, "id": found.id}, {"typed": name, "id": None}]
    args = f'{found.id} merge="{name}"'  # which is read again; the body is known
    await call.finish(draft.id)
    await settle(call, {"bodies": entries, "args": args}, None)


async def _part_pressed(call: Call, body_id: int, other_id: int) -> None:
    async with call.recording() as session:
        await _check_editor(call, session)
        into = await _by_id(call, session, body_id)
        other = await session.get(Body, other_id)
        if other is None or other.newsroom_id != call.who.newsroom_id:
            raise OldButton
        parted = await directory.part(session, other, into, call.who.member, now=call.now)
    await sending.toast(call.update, "")
    await sending.show_in_place(call.update, texts.parted(call.t, parted), None)
    await _show(call, other)


async def settle(call: Call, data: dict[str, Any], draft_id: int | None) -> None:
    """What bears on every request of a body: it gets another name, or is merged with another, or parted again. Nothing
    is added here, and who may not do it is told so before anything is asked."""
    form = parse_body(data["args"])
    async with call.looking() as session:
        await _check_editor(call, session)
    if not await all_known(call, "settle", data, draft_id, adding=False):
        return
    ids = [entry["id"] for entry in data["bodies"]]
    if form.merge is not None:
        await _ask_to_merge(call, ids[1], ids[0], draft_id=draft_id)
    elif form.unmerge is not None:
        await _part(call, ids[0], form.unmerge, draft_id)
    else:
        await _rename(call, ids[0], form, draft_id)


async def merge_now(call: Call, draft: Draft) -> None:
    """The button under what a merger would move."""
    async with call.recording() as session:
        await _check_editor(call, session)
        await drafts.drop(session, await call.begun(session, draft.id or 0))
        other, into = [await _by_id(call, session, draft.data[which]) for which in ("other", "into")]
        merged = await directory.merge(session, other, into, call.who.member, now=call.now)
    await sending.toast(call.update, "")
    await sending.show_in_place(call.update, call.t.say("✓ Merged."), None)
    await _show(call, merged.into, texts.merged(call.t, merged), parts=other)


async def _rename(call: Call, body_id: int, form: BodyForm, draft_id: int | None) -> None:
    try:
        async with call.recording() as session:
            await _finish(call, session, draft_id)
            found = await _by_id(call, session, body_id)
            was = await directory.rename(
                session, found, call.who.member, name=form.new_name, name_km=form.name_km, now=call.now
            )
            await _change(call, session, found, replace(form, name_km=None))
    except AliasTaken as taken:
        async with call.looking() as session:
            there = await table.find(session, call.who.newsroom_id, str(taken.fields["alias"]))
        if not isinstance(there, Exact):
            raise
        head = call.t.say(
            "“{name}” is a name of {body} already. Nothing was changed. If the two are one body, merge them:",
            name=taken.fields["alias"],
            body=taken.fields["body"],
        )
        await _ask_to_merge(call, body_id, there.body_id, head=head)
        return
    await _show(call, found, texts.renamed(call.t, was, found))


async def _ask_to_merge(
    call: Call, other_id: int, into_id: int, *, head: Markup | None = None, draft_id: int | None = None
) -> None:
    """Say what would move, and offer the button that does it."""
    async with call.looking() as session:
        other, into = await _by_id(call, session, other_id), await _by_id(call, session, into_id)
        if other.id == into.id:
            raise directory.SameBody(typed=other.name, body=into.name)
        brought = await table.brought_by(session, other)
    async with call.database.write() as session:
        await _finish(call, session, draft_id)
        draft = await call.begin(session, "merge", {"other": other.id, "into": into.id})
    keyboard = [
        [button(call.t.say("Merge them"), f"d:{draft.id}:merge")],
        [button(call.t.say("Cancel"), f"d:{draft.id}:cancel")],
    ]
    text = texts.would_merge(call.t, other, into, brought)
    await call.answer(head + NEWLINE + text if head else text, InlineKeyboardMarkup(keyboard))


async def _part(call: Call, body_id: int, typed: str, draft_id: int | None) -> None:
    async with call.recording() as session:
        await _finish(call, session, draft_id)
        into = await _by_id(call, session, body_id)
        other = await table.merged_as(session, into, typed)
        if other is None:
            raise directory.NotMerged(typed=typed, body=into.name)
        parted = await directory.part(session, other, into, call.who.member, now=call.now)
    await _show(call, other, texts.parted(call.t, parted))


async def _finish(call: Call, session: AsyncSession, draft_id: int | None) -> None:
    """What was asked about a doubtful name is answered: a second press finds nothing to do."""
    if draft_id is not None:
        await drafts.drop(session, await call.begun(session, draft_id))


async def _by_id(call: Call, session: AsyncSession, body_id: int) -> Body:
    found = await table.by_id(session, call.who.newsroom_id, body_id)
    if found is None:
        raise FinishedDraft
    return found


async def _check_editor(call: Call, session: AsyncSession) -> None:
    if not call.who.is_editor:
        people = await members.of_newsroom(session, call.who.newsroom_id)
        editors = ", ".join(person.name for person in people if person.role == Role.EDITOR)
        raise EditorsRename(editors=editors)


async def _change(call: Call, session: AsyncSession, found: Body, form: BodyForm) -> None:
    if form.name_km is not None and form.name_km != found.name_km:
        # To give one where there was none adds; to give another renames.
        if found.name_km is not None:
            await _check_editor(call, session)
        await table.rename(session, found, name_km=form.name_km)
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


async def _show(call: Call, found: Body, head: Markup | None = None, *, parts: Body | None = None) -> None:
    async with call.looking() as session:
        aliases = await table.aliases_of(session, found)
        contacts = await table.contacts_of(session, found.id or 0)
        put = await answering.puts(session, call.who.newsroom_id, Scope(body_id=found.id))
        counts = await lists.counts(session, call.who.newsroom_id, Scope(body_id=found.id), now=call.now)
    text = texts.body(call.t, found, aliases, contacts, answering.answering(put, call.now), counts.private)
    if head is not None:
        text = head + Markup("\n") + text
    rows = [[button(call.t.say("Requests"), f"p:0:status:b{found.id}")]] if counts.all else []
    if counts.open > 1:
        rows[0].append(opens_all(call.t, f"b{found.id}"))
    if call.who.is_editor:
        verbs = (("name", call.t.say("Rename…")), ("merge", call.t.say("Merge…")))
        rows.append([button(label, f"b:{found.id}:{verb}") for verb, label in verbs])
    if parts is not None:
        rows.append([button(call.t.say("Undo: part them again"), f"b:{found.id}:part:{parts.id}")])
    await call.answer(text, InlineKeyboardMarkup(rows) if rows else None)


@paged("bodies")
async def _bodies(call: Call, argument: str, page: int) -> View:
    """Those that are like some words; else all of them, with buttons for those that were asked lately."""
    room = call.who.newsroom_id
    words = await words_kept(call, "bodies", argument) if argument else ""
    async with call.looking() as session:
        if argument:
            alike = await table.like(session, room, words)
            count, at = len(alike), few(page, len(alike))
            some = alike[at.start :][: at.limit]
            opened = some
        else:
            count = await table.count(session, room)
            at = turned(page, count)
            some = await table.every(session, room, start=at.start, limit=at.limit)
            opened = await table.recent(session, room, call.who.member_id, limit=FEW_BUTTONS - TURNING)
    buttons = [[button(shorten(texts.name(call.t, found), 28), f"b:{found.id}")] for found in opened]
    return View(
        head=texts.head(call.t, count),
        blocks=[texts.line(call.t, found) for found in some],
        rows=[[row] for row in buttons] if argument else [],
        foot_rows=[] if argument else buttons,
        between=texts.NEWLINE,
        turned=at,
    )


def _check_period(typed: str) -> None:
    try:
        read_period(typed)
    except TimeNotUnderstood:
        raise NoTime(text=typed) from None
