"""All open requests of a story or body at once: `/chase #story email`, `/extend #story by fri 5pm`, `/withdraw #story`,
`/letter #story`, and the buttons: ticks, what is to be done, one confirmation, and one undo of all of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from typing import Any

from markupsafe import Markup
from telegram import InlineKeyboardMarkup

from bot.cards import calendar
from bot.cards.buttons import Row, button
from bot.kinds import LETTERS
from bot.letters import handlers as letter_handlers
from bot.letters.handlers import Wanted
from bot.letters.reading import read_letter
from bot.letters.words import CHOICES
from bot.lists.scopes import covered, meant
from bot.outcomes import handlers as outcome_handlers
from bot.outcomes import texts as outcome_texts
from bot.outcomes import times, undoing
from bot.outcomes.reading import is_back, parse_chase, parse_extend, parse_outcome
from bot.reading.errors import NotUnderstood, UnknownChannel
from bot.reading.results import read_result
from bot.reading.words import take_number
from bot.several import buttons, reading, texts
from bot.several.buttons import ON_A_PAGE
from bot.telegram import sending
from bot.telegram.call import Call
from bot.telegram.handling import Run
from bot.telegram.offering import Choice, offer
from bot.telegram.pages import NOTHING, View, view
from bot.telegram.presses import CHANNELS, OldButton, number_in, one_of
from db import bodies, drafts, queries
from db.errors import DeskError
from db.facts import RequestFacts
from db.lifecycle import EventKind
from db.tables import Draft, Letter
from jobs.deadlines.errors import Ambiguous
from jobs.deadlines.reading import Direction, looks_like_time, read_time
from jobs.records import together

KIND = "several"  # of the draft that keeps the ticks


class FilesToOne(DeskError):
    """A command about several requests came with a file."""

    message = "A file belongs to one request: send it as a reply to its card. Nothing was logged."


class NothingTicked(DeskError):
    """A confirmation with no request ticked."""

    message = "No request is ticked. Nothing was logged."


@dataclass(frozen=True)
class Verb:
    """What can be done with several requests: how what follows the name begins, what is read there, and under which
    name of the draft's data the choice stands that has to be made."""

    begins: reading.Begins
    read: Callable[[Call, str], dict[str, Any]]
    choice: str = ""


def _letter_word(words: list[str]) -> bool:
    try:
        read_letter(words[0])
    except NotUnderstood:
        return False
    return True


def _chase(call: Call, rest: str) -> dict[str, Any]:
    form = parse_chase(rest, is_time=looks_like_time)
    if form.channel is None and form.text:
        raise UnknownChannel(text=form.text.split()[0])
    channel = form.channel.value if form.channel else None
    return {"channel": channel, "contact": form.contact, "text": form.text, **_told(call, form.happened)}


def _extend(call: Call, rest: str) -> dict[str, Any]:
    if not rest:
        return {"deadline": None, "text": ""}
    form = parse_extend(rest, is_time=looks_like_time)
    found = read_time(form.deadline, now=call.now, calendar=call.who.calendar, direction=Direction.FUTURE)
    return {"deadline": found.instant.isoformat(), "text": form.why}


def _withdraw(call: Call, rest: str) -> dict[str, Any]:
    form = parse_outcome(rest, is_time=looks_like_time)
    return {"text": form.text, **_told(call, form.happened)}


def _told(call: Call, typed: str | None) -> dict[str, Any]:
    happened_at, noted = call.told(typed)
    return {"happened": happened_at.isoformat() if typed else None, "noted": noted}


def _letter(call: Call, rest: str) -> dict[str, Any]:
    letter, language = read_letter(rest)
    whole = f"{letter.value}.{language}" if letter and language else None
    return {"letter": whole}


VERBS = {
    "chase": Verb(reading.a_channel, _chase, "channel"),
    "extend": Verb(reading.a_deadline(looks_like_time), _extend, "deadline"),
    "withdraw": Verb(reading.nothing, _withdraw),
    "letter": Verb(_letter_word, _letter, "letter"),
}


def at_once(name: str, one: Run) -> Run:
    """A command that is about all open requests where it names a story or body first, and about one where it does not."""
    verb = VERBS[name]

    async def run(call: Call) -> None:
        if not call.args.strip() or take_number(call.args)[0] is not None:
            await one(call)
            return
        async with call.looking() as session:
            known = await bodies.is_known(session, call.who.newsroom_id)
            on_card = call.request_id is not None or await call.replied_to(session) is not None
        found = reading.split_scope(call.args, verb.begins, known)
        if found is None or (on_card and not found[0].startswith("#")):
            await one(call)
            return
        if call.carried is not None:
            raise FilesToOne
        named, rest = found
        about = await meant(replace(call, args=named), name, rest)
        if about is None:
            return
        try:
            data = {"verb": name, **verb.read(call, rest)}
        except Ambiguous as doubt:
            await _ask_which(call, name, named, rest, doubt)
            return
        text, rows = await _begin(call, about.argument, data, anew=True)
        await call.answer(text, InlineKeyboardMarkup(rows) if rows else None)

    return run


async def _ask_which(call: Call, name: str, named: str, rest: str, doubt: Ambiguous) -> None:
    form = parse_extend(rest, is_time=looks_like_time)
    zone = call.who.calendar
    choices = [
        Choice(
            call.t.when(instant, call.now),
            name,
            f"{named} by {zone.of_typist.local(instant):%Y-%m-%d %H:%M} {form.why}".strip(),
        )
        for instant in doubt.instants
        if instant > call.now
    ]
    question = outcome_texts.two_ways(call.t, form.deadline)
    await offer(call, question, choices, logs=True)


async def _view(call: Call, argument: str, verb: str = "") -> View:
    text, rows = await _begin(call, argument, {"verb": verb})
    return View(head=text, foot_rows=rows)


view(KIND)(_view)
for _name in VERBS:
    view(_name)(partial(_view, verb=_name))


async def _begin(
    call: Call, argument: str, data: dict[str, Any], *, anew: bool = False
) -> tuple[Markup, list[Row]]:
    """Show what is open of a story or body, all of it ticked that was asked; ticks that were made before stay unless it
    is begun `anew`."""
    about = await covered(call, argument)
    async with call.looking() as session:
        scope = replace(about.scope, open_only=True)
        found = await queries.requests(session, call.who.newsroom_id, scope)
        before = None if anew else await drafts.newest(session, call.who.member, call.who.chat_id, KIND)
    if not found:
        return texts.nothing_open(call.t, about.title), []
    if before is not None and before.data["of"] != argument:
        before = None
    ticked = {one.id for one in found if one.asked_at is not None or data["verb"] == "withdraw"}
    if before is not None:
        known = {int(key) for key in before.data["seen"]}
        ticked = {one for one in ticked if one not in known or one in before.data["ticked"]}
        ticked |= {one.id for one in found if one.id in before.data["ticked"]}
    data = {
        "of": argument,
        "page": 0,
        **data,
        "ticked": sorted(ticked),
        "seen": {str(one.id): one.events_seen for one in found},
    }
    async with call.database.write() as session:
        draft = await call.begin(session, KIND, data, draft_id=before.id if before else None)
    return await _panel(call, draft.id or 0, data)


async def _panel(call: Call, key: int, data: dict[str, Any]) -> tuple[Markup, list[Row]]:
    t, verb = call.t, data["verb"]
    about = await covered(call, data["of"])
    async with call.looking() as session:
        every = (await queries.by_ids(session, [int(one) for one in data["seen"]])).values()
    found = sorted((one for one in every if one.is_open), key=lambda one: one.number)
    ticked = {one.id for one in found} & set(data["ticked"])
    pages = max(1, -(-len(found) // ON_A_PAGE))
    page = min(data["page"], pages - 1)
    here = found[page * ON_A_PAGE :][:ON_A_PAGE]
    rows = buttons.ticks(t, key, here, ticked, page, pages, some=bool(ticked))
    what, question = texts.what(t, data, call.now), NOTHING
    choice = VERBS[verb].choice if verb else ""
    if not verb:
        rows += buttons.verbs(t, key, data["of"])
    elif data.get("picked"):
        question, days = calendar.shown(
            t, call.who.calendar, call.now, data["picked"], lambda page: f"d:{key}:by:{page}"
        )
        rows += [*days, buttons.back(t, key)]
    elif choice and not data.get(choice):
        rows += buttons.options(t, key, verb, call.office_ends)
    else:
        label = t.count("✅ Log it on {n}", "✅ Log it on {n}", len(ticked))
        if verb == "letter":
            label = texts.letter(t, data["letter"])
        rows += [[button(label, f"d:{key}:go")], buttons.back(t, key)]
    panel = texts.panel(t, about.title, what, len(ticked), here, len(found), call.now)
    return Markup("\n\n").join(filter(None, (panel, question))), rows


async def choose(call: Call, draft: Draft, verb: str, argument: str) -> None:
    """A button under the ticks."""
    data = dict(draft.data)
    if verb == "go":
        await _go(call, draft, data)
        return
    _change(call, data, verb, argument)
    async with call.database.write() as session:
        there = await call.begun(session, draft.id or 0)
        await drafts.change(session, there, data, awaits_text=False, now=call.now)
    text, rows = await _panel(call, draft.id or 0, data)
    await sending.toast(call.update, "")
    await sending.show_in_place(call.update, text, InlineKeyboardMarkup(rows))


def _change(call: Call, data: dict[str, Any], verb: str, argument: str) -> None:
    """What a press changes in what was begun.

    Raises:
        OldButton: it is none of ours.
    """
    known = [int(one) for one in data["seen"]]
    if verb == "tick" and number_in(argument) in known:
        data["ticked"] = sorted(set(data["ticked"]) ^ {number_in(argument)})
    elif verb in {"all", "none"}:
        data["ticked"] = known if verb == "all" else []
    elif verb == "page":
        data["page"] = number_in(argument)
    elif verb == "do":
        one_of(VERBS, argument)
        data["verb"] = argument
    elif verb == "by" and data["verb"] == "extend" and calendar.is_page(argument):
        data["picked"] = argument
    elif verb == "by":
        data |= {_choice(data): _chosen(call, data["verb"], argument), "picked": None}
    elif verb == "back" and data.get("picked"):
        data["picked"] = None
    elif verb == "back":
        name = VERBS[data["verb"]].choice if data["verb"] else ""
        if name and data.get(name):
            data[name] = None
        else:
            data["verb"] = ""
    else:
        raise OldButton


def _choice(data: dict[str, Any]) -> str:
    name = VERBS[data["verb"]].choice if data["verb"] else ""
    if not name:
        raise OldButton
    return name


def _chosen(call: Call, verb: str, argument: str) -> str:
    if verb == "chase":
        return one_of(CHANNELS, argument).value
    if verb == "letter":
        one_of(CHOICES, argument)
        return argument
    return call.ahead(times.chosen(argument, call.who.calendar)).isoformat()


def _instant(call: Call, kept: str | None) -> datetime:
    return datetime.fromisoformat(kept) if kept else call.now


async def _go(call: Call, draft: Draft, data: dict[str, Any]) -> None:
    """Do it, once: in one transaction, and what one request refuses is said by name."""
    if not data["ticked"]:
        raise NothingTicked
    if not data["verb"] or (VERBS[data["verb"]].choice and not data.get(VERBS[data["verb"]].choice)):
        raise OldButton
    if data["verb"] == "letter":
        await _letters(call, draft, data)
        return
    make = _make(call, data)
    key = draft.id or 0
    async with call.recording() as session:
        there = await call.begun(session, key)
        data = there.data
        seen = {one: int(data["seen"][str(one)]) for one in data["ticked"]}
        done = await together.record_all(session, call.who.newsroom_id, seen, make, key, now=call.now)
        keyboard = await undoing.all_of(call, session, done.recorded, there)
    await sending.toast(call.update, "")
    said = texts.what(call.t, data, call.now) or NOTHING
    await sending.show_in_place(call.update, texts.done(call.t, said, done, call.now), keyboard)


def _make(call: Call, data: dict[str, Any]) -> together.Make:
    member, text = call.who.member, data.get("text") or ""
    if data["verb"] == "extend":
        return together.moving(_instant(call, data["deadline"]), text, member, now=call.now)
    happened_at, noted = _instant(call, data.get("happened")), data.get("noted", {})
    if data["verb"] == "withdraw":
        return together.happening(EventKind.WITHDRAWN, member, happened_at, text=text, details=noted)
    channel = one_of(CHANNELS, data["channel"])
    became = read_result(channel, text)
    return together.happening(
        EventKind.CHASED,
        member,
        happened_at,
        channel=channel,
        contact=data.get("contact"),
        text=text,
        details=noted | ({"result": became} if became else {}),
    )


async def undo(call: Call) -> None:
    """/undo: what was recorded on several requests at once is taken back as a whole, all else as one; so with `back`."""
    async with call.looking() as session:
        on_card = call.request_id is not None or await call.replied_to(session) is not None
    said = call.args.strip()
    if on_card or (said and not is_back(said)) or not await undoing.typed(call, back=bool(said)):
        await outcome_handlers.undo(call)


async def _letters(call: Call, draft: Draft, data: dict[str, Any]) -> None:
    """A letter to each body, which sums up all of its requests that are ticked."""
    letter, language = one_of(CHOICES, data["letter"])
    async with call.looking() as session:
        every = (await queries.by_ids(session, data["ticked"])).values()
    found = sorted((one for one in every if one.is_open), key=lambda one: one.number)
    groups: dict[tuple[int, int | None], list[RequestFacts]] = {}
    for one in found:
        groups.setdefault((one.body_id, one.story_id), []).append(one)
    await sending.toast(call.update, "")
    await sending.show_in_place(call.update, texts.letters(call.t, len(groups)), None)
    for first, *also in groups.values():
        await letter_handlers.show(call, Wanted(letter, language, first, tuple(also)))
    await call.finish(draft.id)


async def letter_sent(call: Call, draft: Draft, argument: str) -> None:
    """`sent:<channel>`: a letter about several requests was sent; it is an attempt at each."""
    channel, data = one_of(CHANNELS, argument), draft.data
    if "seen" not in data:
        raise OldButton
    kept = {name: data[name] for name in ("letter", "language", "words")} | {"draft": draft.id}
    said = LETTERS[Letter(data["letter"])].said(call.t)
    make = together.happening(
        EventKind.CHASED,
        call.who.member,
        call.now,
        channel=channel,
        text=str(said),
        details={"letter": kept},
    )
    key = draft.id or 0
    async with call.recording() as session:
        there = await call.begun(session, key)
        seen = {int(one): int(mark) for one, mark in there.data["seen"].items()}
        done = await together.record_all(session, call.who.newsroom_id, seen, make, key, now=call.now)
        keyboard = await undoing.all_of(call, session, done.recorded, there)
    await sending.toast(call.update, "")
    await sending.change_buttons(call.update, None)
    await call.answer(texts.done(call.t, said, done, call.now), keyboard)
