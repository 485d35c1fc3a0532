"""A request that is put together: /ask in one message, or in the form, with the draft in between.

`show` is the one way on: what is in doubt is decided first, then what is missing is asked for, in one message that is
edited in place; then it is logged.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import Any

from markupsafe import Markup
from telegram import InlineKeyboardMarkup

from bot import privacy
from bot.asking import doubts, form, recording, texts
from bot.asking.form import PARTS, Data, Doubt, Offered
from bot.asking.recording import AlreadyAsked, Done, Slip, drafted
from bot.cards import buttons as card_buttons
from bot.cards import calendar
from bot.cards import texts as card_texts
from bot.i18n.catalogue import shorten
from bot.outcomes import happened, times, undoing
from bot.outcomes import texts as outcome_texts
from bot.outcomes.times import chosen
from bot.reading.errors import BadSlug, ContactTooLong, NoBody, NoQuestion, UnknownChannel
from bot.reading.options import AND, COLON, Options, opener, read_told, split_time_at_end, take_options
from bot.reading.request import (
    COMMAS,
    AskForm,
    check_limits,
    parse_ask,
    read_pasted,
    split_bodies,
    take_named,
    take_private,
)
from bot.reading.words import LONGEST_SLUG, clean, one_line, read_channel, read_slug
from bot.telegram import sending
from bot.telegram.call import Call
from bot.telegram.handling import explain
from bot.telegram.presses import CHANNELS, OldButton, number_in, one_of
from bot.telegram.tips import Moment, of_use
from db import bodies, drafts, stories
from db import scope as border
from db.errors import DeskError
from db.lifecycle import SPOKEN
from db.people import members
from db.tables import Draft
from jobs.deadlines.errors import InThePast, TimeNotUnderstood
from jobs.deadlines.reading import Direction, looks_like_time, read_time

MOST_BODIES, MOST_STORIES = 6, 4
_LONGEST_NAME = 6  # words of a contact that no question can be
LONGEST_CONTACT = 120
_IN_SIGHT = 600  # characters of what somebody wrote below the form; behind more of them nobody sees it change
_NEXT = 1


async def _private(call: Call) -> tuple[str, bool, list[tuple[int, str]]]:
    """What was typed without what is said of who sees it: whether it is private, and whom it is shown to by name. What may be a
    name and is nobody's stays as it was, to be asked about, and the request is private all the same."""
    typed = clean(call.args).strip()
    rest, private = take_private(typed, is_time=looks_like_time)
    if private or (apart := take_named(typed, is_time=looks_like_time)) is None:
        return rest, private, []
    found, unknown, _ = await privacy.called(call, apart[1])
    if unknown:
        return typed, True, []
    return apart[0], True, [(one.id or 0, one.name) for one in found if not members.sees_all(one)]


async def ask(call: Call) -> None:
    """/ask alone shows the empty form; with words it is read as one message, and what is missing asked for."""
    typed, private, named = await _private(call)
    if private:
        call.in_private_only()
        call = replace(call, args=typed)
    if typed:
        is_body = await _is_body(call, typed)
        try:
            data = _from_form(call, parse_ask(typed, is_time=looks_like_time, is_body=is_body))
        except (NoBody, NoQuestion) as missing:
            data = _half(call, missing, is_body)
    else:
        data = form.empty(call.now)
    data |= call.carrying() | {"private": private, "named": named}
    try:
        await show(call, data)
    except TimeNotUnderstood as error:
        # All the rest was read: only the deadline is asked for again.
        data |= {"deadline": None, "deadline_at": None, "asks": ["deadline", *data["asks"]]}
        await show(call, data, why=error)
    call.took()


async def _is_body(call: Call, typed: str) -> Callable[[str], bool]:
    """Whether words are a name of one body: of interest only where a comma or an "and" may be part of one."""
    if not any(comma in typed for comma in COMMAS) and not AND.search(typed):
        return lambda words: False
    async with call.looking() as session:
        return await bodies.is_known(session, call.who.newsroom_id)


def _from_form(call: Call, read: AskForm) -> Data:
    asked_at, noted = call.told(read.happened)
    return {
        **form.empty(asked_at),
        "noted": noted,
        "bodies": _named(read.bodies),
        "questions": [{"text": q.text, "topic": q.topic} for q in read.questions],
        "deadline": read.deadline,
        "channel": read.channel.value if read.channel else None,
        "contact": read.contact,
        "story": read.story,
        "became": read.became,
        "asked_told": read.happened is not None,
        "unread": list(read.unread),
        "asks": [],
        "at_once": True,
        "written": True,
    }


def _named(names: tuple[str, ...]) -> list[dict[str, Any]]:
    return [{"typed": name, "id": None} for name in names]


def _half(call: Call, missing: NoBody | NoQuestion, is_body: Callable[[str], bool]) -> Data:
    """What can be read of a message that lacks its body or its question.

    Raises:
        NoBody, NoQuestion: nothing of it can.
    """
    text = clean(call.args).strip()
    if isinstance(missing, NoQuestion):
        head, *rest = COLON.split(text, maxsplit=1)
        read = AskForm(split_bodies(head, is_body=is_body), ())
        options, left = take_options("".join(rest), is_time=looks_like_time)
    else:
        asked = read_pasted(text.lstrip(":៖ \n"), is_time=looks_like_time)
        read, options, left = AskForm((), asked.questions), asked.options, " ".join(asked.unread)
    check_limits(read.questions)
    data = doubts.put_options(call, _from_form(call, read), options) | {"unread": [left] if left else []}
    if not (data["bodies"] or data["questions"] or options != Options()):
        raise missing
    asks = [part for part in ("body", "questions") if not data[_KEPT_IN[part]]]
    # What comes next may be meant for something else: it is seen before it is logged.
    return data | {"asks": asks, "at_once": False}


_KEPT_IN = {"body": "bodies"} | {part: part for part in PARTS if part != "body"}


async def show(
    call: Call,
    data: Data,
    draft_id: int | None = None,
    *,
    picked: str | None = None,
    why: DeskError | None = None,
) -> None:
    """Show a request that is not logged yet, with what is in doubt or missing asked first; log it where nothing is and the
    data says so (`at_once`).

    Args:
        data: as `form.empty` has it.
        draft_id: the draft that holds it already.
        picked: which page of the calendar is open.
        why: why the last try to say it was not taken.

    Raises:
        TimeNotUnderstood: its deadline has passed. Nothing is kept.
    """
    data["asks"] = [part for part in data["asks"] if not data[_KEPT_IN[part]]]
    if data["private"]:
        call.in_private_only()
        border.seen([""])  # what is said of it from here on is guarded
    doubt = None if data["part"] else await doubts.of(call, data)
    if doubt is None and data["at_once"] and form.asked_for(data) is None and form.is_ready(data):
        try:
            done = await recording.log(call, data, draft_id)
        except Slip as slip:
            doubt = doubts.which_story(call, data, slip)
        except AlreadyAsked as already:
            doubt = await doubts.which_request(call, data, already.double)
        else:
            await _answer(call, data, done)
            return
    await _put(call, data, draft_id, doubt, picked, why)


async def _put(
    call: Call,
    data: Data,
    draft_id: int | None,
    doubt: Doubt | None,
    picked: str | None,
    why: DeskError | None,
) -> None:
    """Keep the draft, and bring its message up to date."""
    in_place = _in_place(call, data)
    async with call.looking() as session:
        for entry in data["bodies"]:
            if entry["id"] is not None and "local" not in entry:
                body = await bodies.by_id(session, call.who.newsroom_id, entry["id"])
                entry["local"] = body.name_km if body is not None else None
    data["doubt"] = doubt.part if doubt is not None else None
    data["choices"] = [change for _, change in doubt.choices] if doubt is not None else []
    data["serial"] += doubt is not None
    awaits = doubt.part if doubt is not None else form.asked_for(data)
    awaits = None if awaits == form.ANY else awaits
    async with call.database.write() as session:
        # A form that asks for no part takes what says itself which part it is.
        takes = awaits is not None or doubt is None
        draft = await call.begin(session, "ask", data, awaits_text=takes, draft_id=draft_id)
        key = draft.id or 0
    days = None
    if picked is not None:
        days = calendar.shown(
            call.t, call.who.calendar, call.now, picked, lambda page: f"d:{key}:deadline:{page}"
        )
    offered = await _offered(call, data, None if doubt is not None else form.asked_for(data))
    text, keyboard = form.shown(
        call.t,
        data,
        key,
        offered,
        call.office_ends,
        call.now,
        doubt=doubt,
        picked=days,
        why=explain(call.t, why, call.now) if why is not None else Markup(""),
        foot=call.how_to_answer if awaits else Markup(""),
    )
    shown = await _show_in(call, in_place, text, keyboard, is_guarded=data["guarded"])
    if shown is not None and shown != data.get("form"):
        await _moved(call, data, key, shown)


def _in_place(call: Call, data: Data) -> int | None:
    """The message that holds the form, where whoever wrote or pressed can see it change; it is noted what stands lowest."""
    query, message = call.update.callback_query, call.update.message
    if query is not None and query.message is not None:
        data["form"] = query.message.message_id
        data.setdefault("lowest", data["form"])
        return query.message.message_id
    if message is None or data.get("form") is None or sending.is_group(call.update):
        return None
    next_to_it = message.message_id - data["lowest"] == _NEXT and len(call.args) <= _IN_SIGHT
    data["lowest"] = message.message_id
    return data["form"] if next_to_it else None


async def _show_in(
    call: Call,
    message_id: int | None,
    text: Markup,
    keyboard: InlineKeyboardMarkup | None,
    *,
    is_guarded: bool = False,
) -> int | None:
    if message_id is not None and await sending.edit(
        call.context.bot, call.who.chat_id, message_id, text, keyboard, is_guarded=is_guarded
    ):
        return message_id
    sent = await call.answer(text, keyboard)
    return sent.message_id if sent is not None else None


async def _moved(call: Call, data: Data, key: int, shown: int) -> None:
    """The form stands in another message now: the one before goes."""
    before, data["form"], data["lowest"] = data.get("form"), shown, shown
    async with call.database.write() as session:
        draft = await drafts.by_id(session, call.who.member, key)
        if draft is not None:
            kept = {**draft.data, "form": shown, "lowest": shown, "guarded": bool(draft.data["private"])}
            await drafts.change(session, draft, kept, awaits_text=draft.awaits_text, now=call.now)
    if before is not None:
        await sending.remove(call.context.bot, call.who.chat_id, before)


async def _offered(call: Call, data: Data, part: str | None) -> Offered:
    """What can be pressed instead of written for a part."""
    room = call.who.newsroom_id
    async with call.looking() as session:
        match part:
            case "body":
                recent = await bodies.recent(
                    session, room, call.who.member_id, story=data["story"], limit=MOST_BODIES
                )
                return Offered(
                    bodies=[(body.id or 0, call.t.name(body.name, body.name_km)) for body in recent]
                )
            case "contact":
                ids = [entry["id"] for entry in data["bodies"] if entry["id"] is not None]
                found = await bodies.contacts_of(session, ids[0]) if len(ids) == 1 else []
                return Offered(contacts=[contact.name for contact in found[:MOST_BODIES]])
            case "story" | "channel":
                newest = await stories.newest(session, room, limit=MOST_STORIES)
                return Offered(stories=[(story.id or 0, story.slug) for story in newest])
            case _:
                return Offered()


async def _answer(call: Call, data: Data, done: Done) -> None:
    """What was logged, in the place of the form: its card, or a line for each of several."""
    text, keyboard = await _logged(call, data, done)
    query = call.update.callback_query
    pressed = query.message.message_id if query is not None and query.message is not None else None
    shown = await _show_in(call, pressed, text, keyboard, is_guarded=data["guarded"])
    if data.get("form") not in {None, shown}:
        await sending.remove(call.context.bot, call.who.chat_id, data["form"])


async def _logged(call: Call, data: Data, done: Done) -> tuple[Markup, InlineKeyboardMarkup]:
    logged, feet = done.logged, [texts.alike(call.t, double) for double in done.alike]
    if done.new_story:
        feet.insert(0, texts.new_story(call.t, data["story"]))
    if not data["written"] and (tip := await of_use(call, Moment.GUIDED)) is not None:
        feet.append(tip)
    if len(logged) + len(done.joined) != 1:
        heads = [joined.head for joined in done.joined]
        if logged:
            heads.append(texts.logged_several(call.t, logged, call.now))
        every = [*(joined.facts for joined in done.joined), *logged]
        async with call.database.write() as session:
            undo = await undoing.all_of(call, session, every)
        rows = [*card_buttons.open_cards(every), *undo.inline_keyboard]
        return Markup("\n\n").join([*heads, *feet]), InlineKeyboardMarkup(rows)
    facts = logged[0] if logged else done.joined[0].facts
    keyboard = card_buttons.logged(call.t, facts)
    if done.joined:
        head = done.joined[0].head
    else:
        explained = Markup(data.get("explained", ""))  # noqa: S704  (made by us, kept in the draft)
        head = outcome_texts.logged(call.t, facts, explained, call.now)
        asked = facts.attempts[-1] if facts.attempts else None
        if asked and asked.channel in SPOKEN and not asked.text:
            head += Markup(" ") + outcome_texts.became(call.t, asked)
        if asked and (told := outcome_texts.doubt(call.t, facts, asked)) is not None:
            head += Markup(" ") + told
        head, keyboard = happened.offered(call, facts, head, keyboard)
    text = Markup("\n\n").join([head, card_texts.card(call.t, facts, call.now), *feet])
    return text, card_buttons.with_undo(call.t, facts, keyboard)


def waits_for_words(draft: Draft) -> bool:
    """Whether what is asked for now is the questions: any words may be one."""
    data = _current(draft)
    return (data["doubt"] or form.asked_for(data)) in {"questions", "unread"}


async def takes(call: Call, draft: Draft) -> bool:
    """Whether a text may be meant for the form: whatever it asks for, and where it asks for nothing a part that says itself
    which it is."""
    data = _current(draft)
    asks = data["doubt"] or form.asked_for(data)
    if asks not in {None, form.ANY} or data.get("taken") == call.update.update_id:
        return True
    options, left = take_options(clean(call.args), is_time=looks_like_time)
    return (options != Options() and not left) or await _by_itself(call, data, None) is not None


async def _by_itself(call: Call, data: Data, asked: str | None) -> Options | None:
    """The part of a request that a text can only be without the word for it, and is not the one that is asked for."""
    typed = one_line(clean(call.args))
    if asked != "deadline" and looks_like_time(typed):
        return Options(deadline=typed)
    if asked != "channel" and (channel := read_channel(typed)) is not None:
        return Options(channel=channel)
    ids = [entry["id"] for entry in data["bodies"] if entry["id"] is not None]
    if asked == "contact" or not ids:
        return None
    if (named := _behind_to(typed)) and len(named.split()) <= _LONGEST_NAME and not COLON.search(named):
        return Options(contact=named)
    async with call.looking() as session:
        known = await bodies.contact_called(session, call.who.newsroom_id, ids, typed)
    return Options(contact=known) if known is not None else None


async def take_text(call: Call, draft: Draft) -> None:
    """What a member wrote while the form waited for it: the part that was asked for, or options that say what they are. What
    is neither is answered with why, and how to leave the form."""
    data = _current(draft)
    part = data["doubt"] or form.asked_for(data)
    part = None if part == form.ANY else part
    if part not in {*_TAKE, "unread", None} or data.get("taken") == call.update.update_id:
        await show(
            call, data, draft.id
        )  # it was handed out again: whoever wrote it may not have seen the answer
        return
    typed, private, named = await _private(call)
    if private:
        call.in_private_only()
        data, call = data | {"private": True, "named": named}, replace(call, args=typed)
        await _keep_names(call, data)
        if not typed:
            await show(call, data | {"taken": call.update.update_id}, draft.id)
            return
    options, left = take_options(clean(call.args), is_time=looks_like_time)
    found = None if part in {"questions", "unread"} else await _by_itself(call, data, part)
    if part == "unread":
        data = doubts.take_typed(call, data, call.args)
    elif part != "questions" and options != Options() and not left:
        data = _with_options(call, data, options) | {"part": None}
    elif found is not None and (part in _ANYTHING or (part == "story" and found.channel)):
        data = _with_options(call, data, found) | {"part": None}
    elif part is not None:
        try:
            data = await _TAKE[part](call, data)
        except DeskError as why:
            if found is None:
                left_by = Markup("{}\n{}").format(explain(call.t, why, call.now), texts.way_out(call.t))
                await call.answer(left_by)
                return
            data = _with_options(call, data, found)
        else:
            data["asks"] = [each for each in data["asks"] if each != part]
        data["part"] = None
    await show(call, data | {"taken": call.update.update_id}, draft.id)


def _with_options(call: Call, data: Data, options: Options) -> Data:
    """A form with options in the place of those that it had."""
    given = {name for name in ("deadline", "contact", "story", "became", "channel") if getattr(options, name)}
    cleared: Data = dict.fromkeys(given)
    if "deadline" in given:
        cleared |= {"deadline_at": None, "deadline_sure": False}
    if "contact" in given:
        cleared["contact_sure"] = False
    if "channel" in given:
        cleared["became"] = None
    if options.happened is not None:
        cleared["asked_told"] = False
    return doubts.put_options(call, {**data, **cleared}, options)


async def _take_body(call: Call, data: Data) -> Data:
    is_body = await _is_body(call, call.args)
    if not data["bodies"] and COLON.search(call.args):
        read = _from_form(call, parse_ask(call.args, is_time=looks_like_time, is_body=is_body))
        known = {key: value for key, value in read.items() if value and key not in {"at_once", "written"}}
        return data | known
    named = _named(split_bodies(call.args, is_body=is_body))
    doubtful = next((at for at, entry in enumerate(data["bodies"]) if entry["id"] is None), None)
    if doubtful is None:
        return data | {"bodies": named, "doubles": {}}
    # Whoever writes a name instead of pressing one means it in the place of the one in doubt.
    return data | {"bodies": data["bodies"][:doubtful] + named + data["bodies"][doubtful + 1 :]}


async def _take_questions(call: Call, data: Data) -> Data:
    asked = read_pasted(call.args, is_time=looks_like_time)
    if not asked.questions:
        raise NoQuestion(body=", ".join(entry["typed"] for entry in data["bodies"]))
    check_limits(asked.questions)
    put = [{"text": q.text, "topic": q.topic} for q in asked.questions]
    data = data | {"questions": put, "doubles": {}}
    return _with_options(call, data, asked.options) | {"unread": list(asked.unread)}


async def _take_deadline(call: Call, data: Data) -> Data:
    """A deadline as it was written when it was asked for, maybe with the time of asking behind it.

    Raises:
        TimeNotUnderstood: it is no time.
    """
    cleared = data | {"deadline": None, "deadline_at": None, "deadline_sure": False}
    if (both := _with_happened(call.args)) is not None:
        return _with_options(call, cleared, Options(deadline=both[0], happened=both[1]))
    if not looks_like_time(call.args):
        read_time(call.args, now=call.now, calendar=call.who.calendar, direction=Direction.FUTURE)
    return cleared | {"deadline": call.args}


def _with_happened(typed: str) -> tuple[str, str] | None:
    """A deadline and the time of asking behind it: "3 working days at mon 10:00"."""
    before, at = split_time_at_end(typed.strip(), looks_like_time)
    return (before, at) if at and not looks_like_time(typed) and looks_like_time(before) else None


async def _take_channel(call: Call, data: Data) -> Data:
    told, became = read_told(call.args)
    channel = told if became else read_channel(call.args)
    if channel is None:
        raise UnknownChannel(text=shorten(call.args, 40))
    return data | {"channel": channel.value, "became": became or None}


async def _take_contact(call: Call, data: Data) -> Data:
    name = _behind_to(call.args) or one_line(clean(call.args))
    if len(name) > LONGEST_CONTACT:
        raise ContactTooLong(length=len(name), limit=LONGEST_CONTACT)
    return data | {"contact": name, "contact_sure": False}


def _behind_to(typed: str) -> str:
    """Whom words name that begin as the option for a contact: "to the press office"; "" where they do not."""
    words = one_line(clean(typed)).split()
    said = opener(words)
    if said is None or said.name != "contact":
        return ""
    return one_line(" ".join([said.glued, *words[said.count :]]))


async def _take_story(call: Call, data: Data) -> Data:
    slug = read_slug(call.args.strip()) or read_slug(f"#{call.args.strip()}")
    if slug is None:
        raise BadSlug(text=shorten(call.args, 40), limit=LONGEST_SLUG)
    return data | {"story": slug, "story_sure": False, "doubles": {}}


_ANYTHING = ("body", "contact", None)  # a name is asked for, which may be any words; or nothing is
_TAKE = {
    "body": _take_body,
    "questions": _take_questions,
    "deadline": _take_deadline,
    "channel": _take_channel,
    "contact": _take_contact,
    "story": _take_story,
}


def _current(draft: Draft) -> Data:
    """What a draft holds; one that an older version began lacks some of it."""
    return {**form.empty(draft.updated_at), **draft.data}


async def choose(call: Call, draft: Draft, verb: str, argument: str) -> None:
    """A button of the form."""
    data, said, picked, alert = _current(draft), "", None, False
    match verb:
        case "part":
            if argument != form.ANY:
                one_of(PARTS, argument)
            data |= {"part": argument, "at_once": False}
        case "back":
            data["part"] = None
        case "private":
            data |= {"private": not data["private"], "part": None, "at_once": False}
            await _keep_names(call, data)
        case "deadline" if calendar.is_page(argument):
            data["part"], picked = "deadline", argument
        case "choice":
            before = data["bodies"]
            data = await _decided(call, data, argument)
            named = [entry["typed"] for entry in data["bodies"] if entry not in before]
            said = shorten(", ".join(named), sending.LONGEST_TOAST)
        case "log":
            if argument:
                data |= {"channel": one_of(CHANNELS, argument).value, "became": None}
            if not form.is_ready(data):
                raise OldButton
            data |= {"part": None, "asks": [], "at_once": True}
            said = _check_deadline(call, data)
            alert = bool(said)
        case "body" | "deadline" | "channel" | "contact" | "story":
            data |= await _pressed(call, data, verb, argument)
            data |= {"part": None, "asks": [part for part in data["asks"] if part != verb]}
        case _:
            raise OldButton
    await show(call, data, draft.id, picked=picked)
    # Only now: while it cannot be done, the button waits for its answer.
    await sending.toast(call.update, said, alert=alert)


async def _pressed(call: Call, data: Data, part: str, argument: str) -> Data:
    """What a button changes that stands for a part of the request."""
    async with call.looking() as session:
        match part:
            case "body":
                body = await bodies.by_id(session, call.who.newsroom_id, number_in(argument))
                if body is None:
                    raise OldButton
                named = {"typed": body.name, "local": body.name_km, "id": body.id}
                return {"bodies": [named], "doubles": {}}
            case "deadline":
                words = None if argument == "none" else chosen(argument, call.who.calendar)
                return {
                    "deadline": words,
                    "deadline_at": None,
                    "deadline_sure": calendar.typed_hour(argument) is not None,
                }
            case "contact":
                contacts = dict(enumerate((await _offered(call, data, "contact")).contacts))
                name = None if argument == "none" else one_of(contacts, number_in(argument))
                return {"contact": name, "contact_sure": True}
            case "story":
                if argument == "none":
                    return {"story": None, "doubles": {}}
                story = await stories.by_id(session, call.who.newsroom_id, number_in(argument))
                if story is None:
                    raise OldButton
                return {"story": story.slug, "doubles": {}}
            case _:
                return {"channel": one_of(CHANNELS, argument).value, "became": None}


class AnsweredAlready(DeskError):
    """A button answers a question that was answered before."""

    message = "That was answered already. What is asked now stands above its buttons."


async def _decided(call: Call, data: Data, argument: str) -> Data:
    """The draft with what was in doubt decided."""
    serial, _, position = argument.partition(":")
    if number_in(serial) != data["serial"] or not data.get("choices"):
        raise AnsweredAlready
    change = dict(one_of(dict(enumerate(data["choices"])), number_in(position)))
    ahead = "deadline_at" in change and "late" not in change
    if ahead and datetime.fromisoformat(change["deadline_at"]) <= call.now:
        raise InThePast(data["deadline"] or "", datetime.fromisoformat(change["deadline_at"]))
    if (at := change.pop("add", None)) is not None:
        change["bodies"] = [
            *data["bodies"][:at],
            await _added(call, data["bodies"][at]["typed"], private=data["private"]),
            *data["bodies"][at + 1 :],
        ]
    data = data | change | {"choices": []}
    doubts.check_questions(data)
    return data


async def _added(call: Call, typed: str, *, private: bool) -> dict[str, Any]:
    async with call.database.write() as session:
        body, new = await bodies.named(session, call.who.newsroom_id, typed, now=call.now)
        if new:
            await bodies.set_in_private(session, body, private)
    return {"typed": typed, "id": body.id, "new": new}


async def _keep_names(call: Call, data: Data) -> None:
    """The bodies that this draft added are as private as it is, be it logged or not."""
    async with call.database.write() as session:
        for entry in data["bodies"]:
            if entry.get("new") and (body := await drafted(session, call.who.newsroom_id, entry["id"])):
                await bodies.set_in_private(session, body, data["private"])


def _check_deadline(call: Call, data: Data) -> Markup:
    """Whether the deadline that was shown is still what it means where the request is logged only now; what is said
    where it is not, and the draft asks for it again."""
    if doubts.is_over(call, data) and not doubts.was_told(data):
        data |= {"deadline": None, "deadline_at": None, "asks": ["deadline"], "at_once": False}
        return call.t.say("That deadline has passed meanwhile. Nothing is logged yet.")
    if anew := doubts.counted_anew(call, data):
        # A length counts from the asking, and that is now: what was shown is not what it means.
        explained = str(times.explanation_words(call.t, anew.explanation))
        data |= {"deadline_at": anew.instant.isoformat(), "explained": explained, "at_once": False}
        return call.t.say(
            "The deadline counts from the asking, so it is another one now. Nothing is logged yet."
        )
    return Markup("")
