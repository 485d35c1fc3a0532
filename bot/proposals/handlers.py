"""A sentence in private: read, proposed in one message that changes in place, logged with a press, and not before.

What is proposed is a draft's data, as `_data` has it; `lacking` names what is asked next. Logging it records what the
command would have recorded that says the same.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from markupsafe import Markup
from sqlmodel.ext.asyncio.session import AsyncSession
from telegram import InlineKeyboardMarkup

from bot import kinds
from bot.asking import doubts as asking_doubts
from bot.asking import form
from bot.asking import handlers as asking_handlers
from bot.attachments import albums
from bot.attachments.messages import kept, kept_files
from bot.cards import buttons as card_buttons
from bot.cards import texts as card_texts
from bot.cards.buttons import button
from bot.correcting.handlers import TICK_DIGITS, positions
from bot.kinds import Asks
from bot.outcomes import happened, referrals
from bot.outcomes import texts as outcome_texts
from bot.outcomes.recording import EventForm, Overtaken, move_deadline, record
from bot.people.texts import STARTS
from bot.proposals import buttons, texts
from bot.proposals.directory import Directory
from bot.proposals.matching import about, closes_or_opens, is_new, lacking, may_be_new, settled_kind, when
from bot.proposals.places import is_small
from bot.proposals.reading import read
from bot.proposals.sentence import Sentence, Sort
from bot.proposals.words import Plain, denies, result_of
from bot.reading.errors import ContactTooLong
from bot.reading.heard import until_behind
from bot.reading.request import LONGEST_BODY, take_private
from bot.reading.results import read_result
from bot.reading.words import QUESTION_MARKS, clean, one_line, take_number
from bot.sorting.unsorted import NoNumber
from bot.telegram import sending
from bot.telegram.call import Call
from bot.telegram.handling import Run
from bot.telegram.offering import Choice, offer
from bot.telegram.presses import CHANNELS, RESULTS, OldButton, number_in, one_of
from db import bodies, drafts, lists, queries, requests
from db.errors import NotPossibleNow
from db.facts import AnyRequest, RequestFacts, RequestLine
from db.lifecycle import ATTEMPTS, DAY_ONLY, DEADLINES, REPLIES, SPOKEN, Channel, EventKind, Result
from db.lists import Part
from db.people import members
from db.queries import Scope
from db.tables import Draft
from db.text.clusters import cut
from jobs.deadlines.errors import Ambiguous, InThePast, TimeNotUnderstood
from jobs.deadlines.reading import looks_like_time

CARRIED = ("files", "album", "messages")  # what it keeps of a message with a file, beside the words
KIND = "proposal"  # of the draft that keeps it
STILL_FRESH = timedelta(hours=24)
MOST_OPEN = 300
MOST_OFFERED = 8
MOST_CLOSED = 3
_TYPED = frozenset({"words", "at", "contact", "number", "deadline"})  # can be written when asked for
_SHOWS = ("status", "report", "due", "stats", "bodies", "settings", "help")  # and change nothing
Data = dict[str, Any]


async def take(call: Call, commands: Mapping[str, Run]) -> None:
    """A text in private that is no command and answers nothing: what it says is proposed, or what it asks for is shown."""
    message = call.update.message
    if message is not None:
        await _read(call, kept(message)["text"], [message.message_id], commands)


def waits_for_words(draft: Draft) -> bool:
    """Whether any text is an answer to what is asked about a proposal: its words, or those of a note."""
    return draft.data.get("part") == "words" or draft.data.get("kind") == EventKind.NOTE


def is_small_talk(call: Call) -> bool:
    """Whether a text is thanks or a greeting and nothing else."""
    return is_small(Plain(clean(call.args).strip()))


async def is_news(call: Call, *, or_question: bool = False, or_plainly: bool = False) -> bool:
    """Whether a text tells of a body, whatever else was asked for. `or_question`: or asks the desk for what a command shows;
    `or_plainly`: only where it says nothing else, for it could be a question to a body."""
    async with call.looking() as session:
        directory = await _directory(session, call.who.newsroom_id)
    sentence = read(call.args, directory, is_time=looks_like_time)
    is_question = sentence.sort is Sort.QUESTION or call.args.rstrip().endswith(tuple(QUESTION_MARKS))
    if is_question and (or_question or or_plainly):
        return sentence.plainly or (bool(sentence.command) and or_question)
    return sentence.sort is Sort.NEWS and (bool(sentence.bodies) or sentence.number is not None)


async def _read(
    call: Call, typed: str, messages: list[int], commands: Mapping[str, Run], *, done: bool = False
) -> None:
    async with call.looking() as session:
        directory = await _directory(session, call.who.newsroom_id)
        lines = await lists.of(
            session, call.who.newsroom_id, Scope(), Part.OPEN, limit=MOST_OPEN, now=call.now
        )
    bare, private = take_private(typed, is_time=looks_like_time)
    sentence = read(bare, directory, is_time=looks_like_time, done=done)
    if private and not is_new(sentence, about(sentence, lines, directory, call.who.member_id)):
        private, sentence = False, read(typed, directory, is_time=looks_like_time, done=done)
    if (meant := closes_or_opens(typed)) is not None:
        text = Markup("{}\n{}").format(texts.head(call.t), texts.question(call.t, None, {}, None, call.now))
        command, args = meant
        await offer(call, text, [Choice(f"/{command} {args}", command, args)], logs=True)
        return
    if sentence.sort is Sort.SMALL or typed.startswith("/"):
        await _show_the_way(call, texts.small(call.t))
        return
    if sentence.sort is Sort.QUESTION:
        found = about(sentence, lines, directory, call.who.member_id) if sentence.bodies else []
        if len(found) == 1:
            sentence = replace(sentence, number=found[0].number)
        await _answer_question(call, sentence, commands)
        return
    if sentence.sort is Sort.LATER:
        async with call.database.write() as session:
            draft = await call.begin(session, KIND, {"typed": typed, "messages": messages, "later": True})
        rows = [
            [button(call.t.say("It has happened"), f"d:{draft.id}:done")],
            [buttons.cancel(call.t, draft.id or 0)],
        ]
        await call.answer(texts.later(call.t), InlineKeyboardMarkup(rows))
        return
    if sentence.number is not None:
        async with call.looking() as session:
            request = await requests.by_number(session, call.who.newsroom_id, sentence.number)
            scope = Scope(request_ids=frozenset({request.id or 0}))
            lines = await lists.by_number(session, call.who.newsroom_id, scope, limit=1)
    every = [
        _data(call, typed, messages, each, lines, directory) for each in _apart(sentence, lines, directory)
    ]
    found = about(sentence, lines, directory, call.who.member_id)
    if is_new(sentence, found) and len(every) == 1:
        await _hand_over(call, every[0]["new"] | call.carrying() | {"private": private})
        return
    first, *others = every
    first |= call.carrying()
    first["queue"] = [*first["queue"], *others]
    if not found and sentence.bodies and (closed := await _closed(call, sentence, directory)):
        first |= {"offered": closed, "words": sentence.words}
    await _show(call, first, None)


async def ask_again(call: Call) -> bool:
    """Show once more what was read in a message that is delivered again, for nobody may have seen it. False where it is
    logged, or left."""
    message = call.update.message
    if message is None:
        return False
    async with call.looking() as session:
        draft = await drafts.of_message(
            session, call.who.member, call.who.chat_id, message.message_id, kind=KIND
        )
    if draft is None or "sort" not in draft.data:
        return False
    await _show(call, dict(draft.data), draft.id)
    return True


def _apart(sentence: Sentence, lines: list[RequestLine], directory: Directory) -> list[Sentence]:
    """What is told of two bodies, and one more attempt at several bodies at once, in two ways or at several hours, is one
    each; bodies of whom nothing is open are asked together, last."""
    if sentence.beside is not None:
        both = replace(sentence, beside=None), sentence.beside
        return [each for one in both for each in _apart(one, lines, directory)]
    once = replace(sentence, also=None, further=())
    others = [replace(once, happened=hour) for hour in sentence.further]
    if sentence.also is not None:
        others.append(replace(once, channel=sentence.also, words="", then=None))
    if others and about(sentence, lines, directory, 0) and not is_new(sentence, lines):
        return [each for one in (once, *others) for each in _apart(one, lines, directory)]
    ids = sorted({line.body_id for line in lines})
    asked = [named for named in sentence.bodies if directory.among(named, ids)]
    if len(sentence.bodies) < 2 or not asked or is_new(sentence, lines):
        return [sentence]
    rest = tuple(named for named in sentence.bodies if named not in asked)
    return [replace(sentence, bodies=each) for each in (*((named,) for named in asked), rest) if each]


async def _directory(session: AsyncSession, newsroom_id: int) -> Directory:
    names = await bodies.names(session, newsroom_id)
    contacts = await bodies.contact_names(session, newsroom_id)
    return Directory(names, contacts, [each.name for each in await members.of_newsroom(session, newsroom_id)])


async def _closed(call: Call, sentence: Sentence, directory: Directory) -> list[int]:
    """The newest requests to the body that was named, all of which are closed."""
    named = sentence.bodies[0]
    body_id = named.ids[0] if named.sure else directory.clearly(named)
    if body_id is None:
        return []
    async with call.looking() as session:
        found = await lists.by_number(
            session, call.who.newsroom_id, Scope(body_id=body_id), limit=MOST_CLOSED, newest=True
        )
    return [line.id for line in found]


async def _show_the_way(call: Call, text: Markup) -> None:
    starts = [button(label(call.t), f"go:{command}") for command, label in STARTS.items()]
    await call.answer(text, InlineKeyboardMarkup([starts[:2], starts[2:]]))


async def _answer_question(call: Call, sentence: Sentence, commands: Mapping[str, Run]) -> None:
    body = sentence.bodies[0].typed if sentence.bodies else ""
    about_it = f"#{sentence.story}" if sentence.story else body
    number = str(sentence.number) if sentence.number is not None else ""
    if sentence.command == "due" and (number or about_it):
        sentence = replace(sentence, command="status")  # which tells by when each is due
    words = {"status": number or about_it, "report": about_it, "due": sentence.deadline or ""}
    args = words.get(sentence.command, "")
    run = commands.get(sentence.command) if sentence.command in _SHOWS else None
    if run is not None:
        await run(replace(call, args=args))
    else:
        await offer(call, texts.way(call.t), [Choice(f"/{sentence.command}", sentence.command, args)])


def _data(
    call: Call,
    typed: str,
    messages: list[int],
    sentence: Sentence,
    lines: list[RequestLine],
    directory: Directory,
) -> Data:
    """What is proposed, as a draft keeps it. The keys:

    typed, messages, written_at: the text, its messages, and when it was written. sort, kind, kinds: of what it is (`Sentence`).
    request_id, offered: the request, or those to choose from; named: the body that has none of these; seen: the mark of what it showed. joins, asks_new, new: whether
    it may be a request of its own, and that one as the form takes it. channel, contact, result, words: of the event.
    answered, ticked: the positions of questions, and that somebody chose them. to: where they sent us.
    happened_at; times, when: the instants that it may be, as typed; day_only: no hour was told; unread: no
    time can be read in it. deadline_at: a new one. part: what is being
    changed. queue: what is proposed next.
    """
    found = about(sentence, lines, directory, call.who.member_id)
    told = when(sentence.happened, call.now, call.who.calendar)
    # Whoever says something and is in no request is named in the words.
    is_elsewhere = bool(sentence.bodies) and not found and not sentence.is_ours
    words = typed if is_elsewhere else sentence.words
    if sentence.kind is None and not sentence.is_ours and denies(typed) and not denies(words):
        words = typed  # without its "never" it would say the opposite
    if sentence.is_ours and sentence.asked:
        words = ", ".join(filter(None, (sentence.asked, words)))
    if told.part_of_day and sentence.is_ours and (typed_day := sentence.happened or "") not in words:
        # The record keeps the day alone.
        words = ", ".join(filter(None, (typed_day, words)))
    result = _result(sentence, words)
    following = [sentence.then] if sentence.then is not None else []
    if sentence.channel in SPOKEN:  # what they said was said then
        following = [replace(each, happened=each.happened or sentence.happened) for each in following]
    if sentence.is_ours and sentence.deadline is not None:
        following.append(Sentence(Sort.NEWS, EventKind.EXTENDED, deadline=sentence.deadline))
    following = [replace(each, bodies=sentence.bodies, number=sentence.number) for each in following]
    queue = [_data(call, typed, messages, each, lines, directory) for each in following]
    is_about_one = sentence.sort is not Sort.UNKNOWN or bool(sentence.bodies) or sentence.number is not None
    return {
        "typed": typed,
        "messages": messages,
        "written_at": call.now.isoformat(),
        "sort": sentence.sort.value,
        "kind": sentence.kind.value if sentence.kind and sentence.sort is Sort.NEWS else None,
        "kinds": [kind.value for kind in sentence.kinds],
        "request_id": found[0].id if len(found) == 1 and is_about_one else None,
        "offered": [line.id for line in found[:MOST_OFFERED]],
        "named": sentence.bodies[0].typed if sentence.bodies and not found else "",
        "seen": None,
        "joins": False,
        "asks_new": may_be_new(sentence),
        "new": _new_request(call, sentence, typed, None if told.times or told.unread else told.at, directory)
        | {"noted": {DAY_ONLY: True} if told.day_only else {}},
        "channel": sentence.channel.value if sentence.channel else None,
        "contact": sentence.contact,
        "result": result.value if result else None,
        "words": words,
        "answered": [],
        "ticked": False,
        "to": [_entry(named, directory) for named in sentence.to],
        "happened_at": told.at.isoformat(),
        "times": [instant.isoformat() for instant in told.times],
        "when": sentence.happened,
        "day_only": told.day_only,
        "unread": told.unread,
        "deadline_at": _deadline(call, sentence.deadline) if sentence.kind is EventKind.EXTENDED else None,
        "part": None,
        "queue": queue,
    }


def _result(sentence: Sentence, words: str) -> Result | None:
    """What became of what we did: by the words, or what they said to it, or else what is likely."""
    if not sentence.is_ours:
        return None
    result = result_of(sentence.channel, words)
    if result not in {None, Result.UNKNOWN} or sentence.channel not in SPOKEN:
        return result
    return Result.PICKED_UP if sentence.then is not None else sentence.result or result


def _entry(named: Any, directory: Directory) -> dict[str, Any]:
    return {"typed": named.typed, "id": named.ids[0] if named.sure else directory.clearly(named)}


def _deadline(call: Call, typed: str | None) -> str | None:
    """A deadline, where it can be read in one way."""
    try:
        return call.ahead(typed).isoformat() if typed is not None else None
    except TimeNotUnderstood:
        return None


def _new_request(
    call: Call, sentence: Sentence, typed: str, happened_at: datetime | None, directory: Directory
) -> Data:
    """A request as the form takes it, with all that the sentence says of one. `happened_at`: None where that is in doubt."""
    named = [
        {
            "typed": directory.name(each.ids[0]) if each.sure else cut(each.typed, LONGEST_BODY),
            "id": each.ids[0] if each.sure else None,
        }
        for each in sentence.bodies
    ]
    questions = [{"text": text, "topic": topic} for text, topic in sentence.questions]
    if not sentence.is_ours and not questions and sentence.sort is Sort.UNKNOWN:
        questions = [{"text": one_line(typed), "topic": None}]
    deadline = sentence.deadline
    unread = list[str]()
    if happened_at is None:
        unread.append(f"at {sentence.happened}")
    refused = _refused(call, deadline) if deadline is not None else None
    if isinstance(refused, InThePast) and happened_at is not None and happened_at < refused.instant:
        refused = None  # it was told then, and is asked about
    if refused is not None:
        unread += [] if isinstance(refused, InThePast) else [refused.text]
        deadline = None
    return {
        **form.empty(happened_at or call.now),
        "bodies": named,
        "questions": questions,
        "deadline": deadline,
        "channel": sentence.channel.value if sentence.channel else None,
        "contact": sentence.contact,
        "story": sentence.story,
        "became": (
            ", ".join(filter(None, (*sentence.further, sentence.words)))
            if sentence.is_ours
            else typed
            if sentence.sort is Sort.NEWS
            else None
        )
        or None,
        "asked_told": sentence.happened is not None and happened_at is not None,
        "unread": unread,
        "passed": refused.text if isinstance(refused, InThePast) else None,
        "written": True,
    }


def _until(call: Call, data: Data, request: RequestFacts) -> str | None:
    """Until when they asked for time, or promised an answer, as it will be on record."""
    if settled_kind(data, request) not in DEADLINES & REPLIES:
        return None
    typed = until_behind(data["words"], looks_like_time)
    return _deadline(call, typed)


def _refused(call: Call, typed: str) -> TimeNotUnderstood | None:
    """Why a text is no deadline, where it is none; one that can be read in two ways is."""
    try:
        call.ahead(typed)
    except Ambiguous:
        return None
    except TimeNotUnderstood as why:
        return why
    return None


async def _hand_over(call: Call, data: Data) -> None:
    """What can only be a request of its own goes on in the form for one.

    Raises:
        TooManyQuestions, QuestionTooLong: beyond the limits.
    """
    asking_doubts.check_questions(data)
    passed = data.pop("passed", None)
    why = _refused(call, passed) if passed is not None else None
    await asking_handlers.show(call, {**data, "sentence": True}, why=why)


async def _show(
    call: Call, data: Data, draft_id: int | None, why: Markup | None = None, *, follows: bool = False
) -> None:
    """Keep the proposal, and show it: what is asked next, and what would be logged. `follows`: it comes after another of the
    same sentence, and this press has logged that."""
    known = draft_id is not None or follows
    async with call.database.write() if known else call.recording() as session:
        request = await _facts(session, call, data)
        if request is not None:
            data["seen"] = request.events_seen
            data["until_at"] = _until(call, data, request)
        asks = data["part"] or lacking(data, request)
        draft = await call.begin(session, KIND, data, awaits_text=asks in _TYPED, draft_id=draft_id)
        offered = await _offered(session, call, data) if asks == "request" else []
        contacts = await _contacts(session, request) if asks == "contact" else []
    t, key = call.t, draft.id or 0
    text = Markup("{}\n{}\n\n{}").format(
        texts.head(t),
        texts.proposal(t, data, request, call.now),
        texts.question(t, asks, data, request, call.now),
    )
    text = Markup("{}\n\n{}").format(why, text) if why else text
    if asks is None and request is not None:
        keyboard = buttons.right(t, key, data, request)
    else:
        keyboard = buttons.asked(t, key, asks or "kind", data, request, offered, call.now, contacts=contacts)
    if call.update.callback_query is None or follows:
        sent = await call.answer(text, keyboard)
        shown = sent.message_id if sent is not None else None
    else:
        await sending.toast(call.update, why or "", alert=why is not None)
        shown = await sending.show_in_place(call.update, text, keyboard)
    if shown is not None and shown != data.get("shown"):
        await _stands_in(call, key, shown)


async def _stands_in(call: Call, key: int, message_id: int) -> None:
    """Note which message shows the proposal: what is cancelled says so there."""
    async with call.database.write() as session:
        draft = await drafts.by_id(session, call.who.member, key)
        if draft is not None:
            kept = {**draft.data, "shown": message_id}
            await drafts.change(session, draft, kept, awaits_text=draft.awaits_text, now=draft.updated_at)


async def _facts(session: AsyncSession, call: Call, data: Data) -> RequestFacts | None:
    if data["request_id"] is None:
        return None
    return await queries.request(session, call.who.newsroom_id, data["request_id"])


async def _offered(session: AsyncSession, call: Call, data: Data) -> list[AnyRequest]:
    room = call.who.newsroom_id
    if data["offered"]:
        scope = Scope(request_ids=frozenset(data["offered"]))
        return list(await lists.by_number(session, room, scope, limit=MOST_OFFERED, newest=True))
    for member_id in (call.who.member_id, None):
        scope = Scope(member_id=member_id, open_only=True)
        found = await lists.by_number(session, room, scope, limit=MOST_OFFERED, newest=True)
        if found:
            return list(found)
    return []


async def _contacts(session: AsyncSession, request: RequestFacts | None) -> list[str]:
    if request is None:
        return []
    found = await bodies.contacts_of(session, request.body_id)
    return [contact.name for contact in found[:MOST_OFFERED]]


async def choose(call: Call, draft: Draft, verb: str, argument: str) -> None:
    """A button of a proposal."""
    data = dict(draft.data)
    if verb == "done" and data.get("later"):
        await call.finish(draft.id)
        await sending.toast(call.update, "")
        await sending.change_buttons(call.update, None)
        await _read(call, data["typed"], data["messages"], {}, done=True)
        return
    if "sort" not in data:
        raise OldButton
    match verb:
        case "log":
            await _log(call, draft, data)
            return
        case "newreq":
            await _hand_over(call, data["new"] | {key: data[key] for key in CARRIED if key in data})
            await call.finish(draft.id)
            await sending.toast(call.update, "")
            others = [each for each in data["queue"] if each["new"]["bodies"] != data["new"]["bodies"]]
            await _go_on(call, {**data, "request_id": None, "queue": others})
            return
        case "req":
            data |= {"request_id": number_in(argument), "joins": False}
        case "joins":
            data["joins"] = True
        case "kind":
            kind = one_of(buttons.VERBS, argument)
            kind = EventKind.ASKED if kind is EventKind.CHASED else kind
            data |= {
                "kind": kind.value,
                "kinds": [],
                "sort": Sort.NEWS.value,
                "words": data["words"] or data["typed"],
            }
        case "channel":
            channel = one_of(CHANNELS, argument)
            if data["kind"] != EventKind.ASKED:
                data |= {"kind": EventKind.ASKED.value, "kinds": [], "sort": Sort.NEWS.value}
            result = result_of(channel, data["words"])
            data |= {"channel": channel.value, "result": result.value if result else None}
        case "result":
            data["result"] = one_of(RESULTS, argument).value
        case "ticks":
            ticked = positions(number_in(argument, TICK_DIGITS))
            data |= {"answered": list(ticked), "part": "questions"}
        case "ticked":
            data["ticked"] = True
        case "to":
            await _log(call, draft, {**data, "to": []})
            return
        case "when":
            instants = dict(enumerate(data["times"]))
            data |= {"happened_at": one_of(instants, number_in(argument)), "times": []}
        case "contact":
            data["contact"] = await _contact(call, data, argument)
        case "edit":
            data["part"] = one_of(_PARTS, argument)
        case "back":
            data["part"] = None
        case _:
            raise OldButton
    if verb not in {"edit", "ticks"}:
        data["part"] = None
    await _show(call, data, draft.id)


_PARTS = {part: part for part in (*_TYPED, "request", "kind", "channel", "result", "questions")}


async def _contact(call: Call, data: Data, argument: str) -> str | None:
    if argument == "none":
        return None
    async with call.looking() as session:
        names = await _contacts(session, await _facts(session, call, data))
    return one_of(dict(enumerate(names)), number_in(argument))


async def take_text(call: Call, draft: Draft) -> None:
    """What was written for the part that was asked for.

    Raises:
        TimeNotUnderstood, NoNumber, UnknownNumber, ContactTooLong: it is none. Nothing is changed.
    """
    data = dict(draft.data)
    async with call.looking() as session:
        asks = data["part"] or lacking(data, await _facts(session, call, data))
    typed = clean(call.args).strip()
    match asks:
        case "words":
            data["words"] = typed
            if data["kind"] == EventKind.ASKED and data["channel"]:
                result = result_of(Channel(data["channel"]), typed)
                data["result"] = result.value if result else None
        case "at":
            happened_at, noted = call.told(typed)
            data |= {"happened_at": happened_at.isoformat(), "day_only": bool(noted), "unread": False}
        case "contact":
            data["contact"] = one_line(typed)
            if len(data["contact"]) > asking_handlers.LONGEST_CONTACT:
                raise ContactTooLong(length=len(data["contact"]), limit=asking_handlers.LONGEST_CONTACT)
        case "deadline":
            data["deadline_at"] = call.ahead(typed).isoformat()
        case "number":
            number, rest = take_number(typed)
            if number is None or rest:
                raise NoNumber
            async with call.looking() as session:
                data["request_id"] = (await requests.by_number(session, call.who.newsroom_id, number)).id
        case _:
            raise OldButton
    data["part"] = None
    await _show(call, data, draft.id)


async def _log(call: Call, draft: Draft, data: Data) -> None:
    """Log what is proposed, once; or show it anew where that is not what it was when it was shown."""
    async with call.looking() as session:
        request = await _facts(session, call, data)
    if request is None or data["part"] or lacking(data, request) is not None:
        data["part"] = None
        await _show(call, data, draft.id)
        return
    if call.now - draft.updated_at > STILL_FRESH:
        written = datetime.fromisoformat(data["written_at"])
        await _show(call, data, draft.id, texts.old(call.t, written, call.now))
        return
    if request.events_seen != data["seen"]:
        await _show(call, data, draft.id, texts.overtaken(call.t, request, call.now))
        return
    about_it = replace(call, request_id=request.id)
    kind = settled_kind(data, request) or EventKind.NOTE
    try:
        if kind is EventKind.REFERRED:
            await _refer(about_it, draft, data, request)
        else:
            await _record(about_it, draft, data, kind)
    except (Overtaken, NotPossibleNow) as late:
        facts = late.facts if isinstance(late, Overtaken) else request
        await _show(call, data, draft.id, texts.overtaken(call.t, facts, call.now))
        return
    await _go_on(call, data)


async def _record(call: Call, draft: Draft, data: Data, kind: EventKind) -> None:
    if kind is EventKind.EXTENDED:
        facts = await _extend(call, draft, data)
        head = outcome_texts.extended(call.t, facts, Markup(""), call.now)
        keyboard = card_buttons.logged(call.t, facts)
    else:
        facts = await record(call, _form(draft, data, kind))
        head, keyboard = outcome_texts.recorded(call.t, facts), card_buttons.logged(call.t, facts)
        if kind is EventKind.REPLIED_PARTIAL and not data["answered"]:
            head += Markup(" ") + call.t.say("Which questions did they answer?")
            keyboard = card_buttons.partial(call.t, facts, 0, outcome_texts.newest(facts).id)
        head, keyboard = happened.offered(call, facts, head, keyboard)
    await sending.toast(call.update, head)
    card = card_texts.card(call.t, facts, call.now)
    keyboard = card_buttons.with_undo(call.t, facts, keyboard)
    await sending.show_in_place(call.update, Markup("{}\n\n{}").format(head, card), keyboard)


def _form(draft: Draft, data: Data, kind: EventKind) -> EventForm:
    is_attempt = kind in ATTEMPTS
    channel = Channel(data["channel"]) if data["channel"] and is_attempt else None
    said = read_result(channel, data["words"]) if is_attempt else None
    told = Result(data["result"]) if data["result"] and is_attempt else None
    return EventForm(
        kind,
        text=data["words"],
        channel=channel,
        contact=data["contact"] if is_attempt else None,
        details=_noted(data) | ({"result": told} if told is not None and told is not said else {}),
        answered=tuple(data["answered"]) if kinds.EVENTS[kind].asks is Asks.QUESTIONS else (),
        happened_at=datetime.fromisoformat(data["happened_at"]),
        draft_id=draft.id,
        events_seen=data["seen"],
    )


def _noted(data: Data) -> dict[str, Any]:
    return {DAY_ONLY: True} if data.get("day_only") else {}


async def _extend(call: Call, draft: Draft, data: Data) -> RequestFacts:
    why, deadline_at = data["words"], datetime.fromisoformat(data["deadline_at"])
    async with call.recording() as session:
        held = await call.begun(session, draft.id or 0)
        files, album = kept_files(held.data), held.data.get("album", "")
        await drafts.drop(session, held)
        request = await call.target(session, None)
        facts = await move_deadline(call, session, request, deadline_at, why, files=files)
        await albums.remember(session, call, album, request.id)
        return facts


async def _refer(call: Call, draft: Draft, data: Data, request: RequestFacts) -> None:
    """Log it, or go on asking to whom they sent us as /refer does."""
    said = {key: data[key] for key in CARRIED if key in data}
    said |= {
        "bodies": data["to"],
        "text": data["words"],
        "happened_at": data["happened_at"],
        "noted": _noted(data),
    }
    is_known = bool(data["to"]) and all(entry["id"] is not None for entry in data["to"])
    if data["to"]:
        await referrals.go_on(call, {"request_id": request.id, **said}, draft.id if is_known else None)
    else:
        await referrals.begin(call, request, said)
    if not is_known:
        await call.finish(draft.id)
    await sending.toast(call.update, "")
    shown = texts.proposal(call.t, data, request, call.now)
    await sending.show_in_place(call.update, Markup("{} {}").format("✓" if is_known else "…", shown), None)


async def _go_on(call: Call, data: Data) -> None:
    """Propose what the sentence tells next."""
    if not data["queue"]:
        return
    following, *others = data["queue"]
    if following["request_id"] is None and following["new"]["bodies"] == data["new"]["bodies"]:
        following["request_id"] = data["request_id"]
    following = {**following, "queue": [*following["queue"], *others]}
    async with call.looking() as session:
        request = await _facts(session, call, following)
    deadline = following["deadline_at"]
    if deadline and request is not None and request.deadline_at == datetime.fromisoformat(deadline):
        await _go_on(call, following)  # it is that already
    else:
        await _show(call, following, None, follows=True)
