"""Logging a request: /ask in one message or guided, with the draft in between.

A draft holds what is known so far. `go_on` finds the next thing missing and asks for it; when nothing is, the
requests are logged in one transaction. A guided draft also asks for what could be left out, and for a last yes.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, time
from typing import Any

from markupsafe import Markup
from sqlmodel.ext.asyncio.session import AsyncSession
from telegram import InlineKeyboardMarkup

from bot import kinds
from bot.asking import doubts, texts
from bot.asking.doubles import Double, before, with_request
from bot.attachments import albums
from bot.attachments.messages import kept_files
from bot.bodies import matching
from bot.cards import buttons as card_buttons
from bot.cards.buttons import button, deadline_choices
from bot.claims import contacts
from bot.i18n.catalogue import Texts, shorten
from bot.outcomes import happened, times, undoing
from bot.outcomes import texts as outcome_texts
from bot.outcomes.doubts import far, is_far_for
from bot.outcomes.times import chosen
from bot.reading.errors import BadSlug, NoQuestion, UnknownChannel
from bot.reading.options import AND, Options, opener, read_told, split_time_at_end, take_options
from bot.reading.request import (
    COMMAS,
    AskForm,
    check_limits,
    parse_ask,
    read_asked,
    split_bodies,
)
from bot.reading.request import Asked as ReadQuestions
from bot.reading.results import read_result
from bot.reading.words import LONGEST_SLUG, clean, read_channel, read_slug
from bot.stories import texts as story_texts
from bot.telegram import sending
from bot.telegram.call import Call
from bot.telegram.presses import CHANNELS, OldButton, number_in, one_of
from bot.telegram.tips import Moment, of_use
from db import bodies, drafts, queries, requests, stories
from db.attachments import File
from db.errors import DeskError
from db.facts import RequestFacts
from db.lifecycle import SPOKEN, Channel, EventKind
from db.requests import Asked, NewEvent, NewRequest, Put
from db.tables import Body, Draft, Story
from jobs.deadlines.errors import Ambiguous, InThePast
from jobs.deadlines.reading import Direction, looks_like_time, read_time, usual_deadline
from jobs.records import recording

MOST_STORIES = 6
_ANYWAY = 0  # in the place of the request that is joined
Data = dict[str, Any]


class _Slip(Exception):
    """The story named is not there, and was probably a slip for one of these: row ids, and what to call them."""

    def __init__(self, stories: list[Story]) -> None:
        super().__init__()
        self.meant = {story.id: f"#{story.slug} {story.title}".strip() for story in stories}


async def ask(call: Call) -> None:
    """/ask alone begins the guided dialogue; with words it is read as one message."""
    if not call.args.strip():
        await _begin_guided(call)
        return
    form = parse_ask(call.args, is_time=looks_like_time, is_body=await _is_body(call, call.args))
    await go_on(call, _from_form(call, form) | call.carrying(), None)
    call.took()


async def _is_body(call: Call, typed: str) -> Callable[[str], bool]:
    """Whether words are a name of one body: of interest only where a comma or an "and" may be part of one."""
    if not any(comma in typed for comma in COMMAS) and not AND.search(typed):
        return lambda words: False
    async with call.looking() as session:
        return await bodies.is_known(session, call.who.newsroom_id)


async def go_on(call: Call, data: Data, draft_id: int | None) -> None:
    """Ask for the next thing missing, or log.

    The deadline is read first: "in 48h" counts from when it was written, not from when a button was pressed.
    """
    if data["deadline"] and not data["deadline_at"]:
        two_ways = doubts.two_ways_of_at(call, data)
        if len(two_ways) == 1:
            data |= two_ways[0][1] | {"deadline_at": None}
        elif two_ways:
            question = call.t.say(
                "“{text}” can be read in two ways. Which is the deadline? Nothing is logged yet.",
                text=data["deadline"],
            )
            await _ask_choice(call, data, draft_id, question, two_ways, awaits_text=False)
            return
        try:
            reading = doubts.read_deadline_of(call, data)
        except Ambiguous as doubt:
            await _ask_which_day(call, data, doubt, draft_id)
            return
        data["deadline_at"] = reading.instant.isoformat()
        data["explained"] = str(times.explanation_words(call.t, reading.explanation))
    if data.get("unread"):
        await _ask_unread(call, data, draft_id)
        return
    if any(entry["id"] is None for entry in data["bodies"]):
        async with call.looking() as session:
            found = await matching.resolve(session, call.who.newsroom_id, data["bodies"], story=data["story"])
        data["bodies"] = found.bodies
        if found.doubtful is not None:
            await matching.ask_which_body(call, "ask", data, found, draft_id)
            return
    if await _is_contact_doubtful(call, data):
        await _ask_contact(call, data, draft_id)
        return
    if await _is_far(call, data):
        await _ask_far(call, data, draft_id)
        return
    step = next_step(data)
    if step is not None:
        await _ask_step(call, data, step, draft_id)
        return
    try:
        done = await _log(call, data, draft_id)
    except _Slip as slip:
        await _ask_which_story(call, data, slip.meant, draft_id)
        return
    except _AlreadyAsked as already:
        await _ask_whether_the_same(call, data, already.double, draft_id)
        return
    await _answer(call, data, done)


async def _answer(call: Call, data: Data, done: _Done) -> None:
    """What was logged: its card, or a line for each of several."""
    logged, feet = done.logged, [texts.alike(call.t, double) for double in done.alike]
    if done.new_story:
        feet.insert(0, texts.new_story(call.t, data["story"]))
    if data["guided"] and (tip := await of_use(call, Moment.GUIDED)) is not None:
        feet.append(tip)
    foot = Markup("\n\n").join(feet) if feet else None
    if len(logged) + len(done.joined) != 1:
        heads = [joined.head for joined in done.joined]
        if logged:
            heads.append(texts.logged_several(call.t, logged, call.now))
        every = [*(joined.facts for joined in done.joined), *logged]
        rows = [*card_buttons.open_cards(every), await undoing.all_of(call, every)]
        await call.answer(Markup("\n\n").join([*heads, foot] if foot else heads), InlineKeyboardMarkup(rows))
        return
    if done.joined:
        [joined] = done.joined
        await call.answer_recorded(joined.facts, joined.head, foot)
        return
    [facts] = logged
    explained = Markup(data.get("explained", ""))  # noqa: S704  (made by us, kept in the draft)
    head = outcome_texts.logged(call.t, facts, explained, call.now)
    asked = facts.attempts[-1] if facts.attempts else None
    if asked and asked.channel in SPOKEN and not asked.text:
        head += Markup(" ") + outcome_texts.became(call.t, asked)
    if asked and (told := outcome_texts.doubt(call.t, facts, asked)) is not None:
        head += Markup(" ") + told
    head, keyboard = happened.offered(call, facts, head, card_buttons.card(call.t, facts))
    await call.answer_recorded(facts, head, foot, keyboard)


async def _begin_guided(call: Call) -> None:
    await go_on(call, empty(call.now) | call.carrying(), None)
    call.took()


def _from_form(call: Call, form: AskForm) -> Data:
    asked_at = call.happened(form.happened)
    return {
        **empty(asked_at),
        "bodies": [{"typed": typed, "id": None} for typed in form.bodies],
        "questions": [{"text": q.text, "topic": q.topic} for q in form.questions],
        "deadline": form.deadline,
        "channel": form.channel.value if form.channel else None,
        "contact": form.contact,
        "story": form.story,
        "became": form.became,
        "asked_told": form.happened is not None,
        "unread": list(form.unread),
        "guided": False,
    }


@dataclass(frozen=True)
class _Joined:
    """A request that got one more attempt instead of a double, as it stands then, and what is said of it."""

    facts: RequestFacts
    head: Markup


@dataclass(frozen=True)
class _Done:
    """What was logged, and what was joined; `alike`: what may be a double of it all the same. `new_story`: nobody had
    named the story before."""

    logged: list[RequestFacts]
    joined: list[_Joined]
    alike: list[Double]
    new_story: bool


class _AlreadyAsked(Exception):
    """A colleague has put the same to a body for the same story, and nobody has decided yet what this is then."""

    def __init__(self, double: Double) -> None:
        super().__init__()
        self.double = double


async def _log(call: Call, data: Data, draft_id: int | None) -> _Done:
    """Log the requests, but for those that are one more attempt of a colleague's.

    Raises:
        _Slip, _AlreadyAsked: which story was meant, or whether this is a double, has to be decided first. Nothing is logged.
    """
    asked_at = _asked_at(call, data)
    channel = read_channel(data["channel"]) if data["channel"] else None
    several, joins, alike = list[NewRequest](), list[Double](), list[Double]()
    async with call.recording() as session:
        if draft_id is not None:
            await drafts.drop(session, await call.begun(session, draft_id))
        story_id, new_story, puts = None, False, list[Put]()
        # Two names may have turned out to be one body, or one may have been merged into another since it was named.
        found: dict[int, Body | None] = {}
        for body_id in dict.fromkeys(entry["id"] for entry in data["bodies"]):
            body = await bodies.by_id(session, call.who.newsroom_id, body_id)
            found[(body.id if body else None) or body_id] = body
        if data["story"]:
            story = await stories.find(session, call.who.newsroom_id, data["story"])
            if story is None:
                slips = await stories.slips(session, call.who.newsroom_id, data["story"])
                if slips and not data.get("story_sure"):
                    raise _Slip(slips)
                story, new_story = await stories.put(
                    session, call.who.newsroom_id, data["story"], now=call.now
                )
            story_id = story.id
            if not new_story:
                puts = await requests.put_before(
                    session, call.who.newsroom_id, body_ids=list(found), story_id=story_id or 0
                )
        texts_put = [q["text"] for q in data["questions"]]
        for body_id, body in found.items():
            questions, decided = data["questions"], data.get("doubles", {}).get(str(body_id))
            if decided in {put.request_id for put in puts}:
                joins.append(with_request(puts, decided, texts_put))
                questions = [questions[at] for at in joins[-1].fresh]
            elif decided != _ANYWAY and (
                double := before(puts, body_id, texts_put, data["contact"], call.who.member_id)
            ):
                if not double.alike and not _remembered(call, double):
                    raise _AlreadyAsked(double)
                alike.append(double)
            if not questions:
                continue
            usual = body.usual_deadline if body else None
            told = data["deadline_at"] is not None
            new = NewRequest(
                body_id=body_id,
                member_id=call.who.member_id,
                questions=[Asked(q["text"], q["topic"]) for q in questions],
                deadline_at=datetime.fromisoformat(data["deadline_at"])
                if told
                else usual_deadline(usual, now=asked_at, calendar=call.who.calendar),
                deadline_told=told,
                asked_at=asked_at,
                channel=channel,
                contact=data["contact"],
                story_id=story_id,
                files=kept_files(data),
                text=data.get("became") or "",
                result=read_result(channel, data.get("became") or ""),
            )
            several.append(new)
        # Locked before the newsroom is, which logging the first one locks.
        if joins:
            await requests.lock(session, [double.put.request_id for double in joins])
        may_wait = {put.body_id for put in puts if put.asked_at is None}
        logged = await recording.ask_several(
            session, call.who.newsroom, several, now=call.now, may_wait=may_wait
        )
        joined = [
            await _join(call, session, data, double, asked_at, () if logged else kept_files(data))
            for double in joins
        ]
        first = logged[0].facts if logged else joined[0].facts
        await albums.remember(session, call, data.get("album", ""), first.id)
    return _Done([one.facts for one in logged], joined, alike, new_story)


def _asked_at(call: Call, data: Data) -> datetime:
    """When it was asked (UTC): as it was said, or now."""
    told = not data["guided"] or data.get("asked_told")
    return datetime.fromisoformat(data["asked_at"]) if told else call.now


def _remembered(call: Call, double: Double) -> bool:
    """Whether it is the member's own, of today: it is pointed out, and nothing is asked."""
    asked_at = double.put.asked_at
    mine = double.put.member_id == call.who.member_id
    return mine and asked_at is not None and call.t.day(asked_at, call.now) == call.t.day(call.now, call.now)


async def _join(
    call: Call,
    session: AsyncSession,
    data: Data,
    double: Double,
    asked_at: datetime,
    files: tuple[File, ...],
) -> _Joined:
    """Make this asking one more attempt of the request that is there already. Of two deadlines that they were told, the
    later one counts.

    Raises:
        NotPossibleNow, BeforeAsked: it is closed meanwhile, or was asked only later.
    """
    request = await requests.by_id(session, call.who.newsroom_id, double.put.request_id)
    call.check_order(request, asked_at)
    channel = read_channel(data["channel"]) if data["channel"] else None
    became = read_result(channel, data["became"] or "")
    again = NewEvent(
        EventKind.CHASED,
        call.who.member_id,
        asked_at,
        channel=channel,
        contact=data["contact"],
        text=data["became"] or "",
        details={"result": became} if became else {},
        files=files,
    )
    facts = (await recording.record(session, request, again, now=call.now)).facts
    head = outcome_texts.recorded(call.t, facts)
    deadline_at = datetime.fromisoformat(data["deadline_at"]) if data["deadline_at"] else None
    if deadline_at is not None and (not request.deadline_told or deadline_at > request.deadline_at):
        moved = await recording.extend(session, request, call.who.member, deadline_at, "", now=call.now)
        facts = moved.facts
        head += Markup(" ") + texts.deadline_moved(call.t, facts, call.now)
    elif deadline_at is not None and deadline_at != request.deadline_at:
        head += Markup(" ") + texts.deadline_stays(call.t, facts, call.now)
    return _Joined(facts, head)


async def _ask_whether_the_same(call: Call, data: Data, double: Double, draft_id: int | None) -> None:
    put = double.put
    data["double"] = {"body_id": put.body_id, "request_id": put.request_id}
    async with call.looking() as session:
        facts = await queries.request(session, call.who.newsroom_id, put.request_id)
    key = await _keep(call, data, draft_id, awaits_text=False)
    asked_at = _asked_at(call, data)
    joinable = facts.is_open and (facts.asked_at is None or facts.asked_at <= asked_at)
    rows = [
        [button(call.t.say("Log anyway"), f"d:{key}:anyway:{put.body_id}")],
        [
            button(call.t.say("Open #{number}", number=put.number), f"o:{put.request_id}"),
            button(call.t.say("Cancel"), f"d:{key}:cancel"),
        ],
    ]
    if joinable:
        label = call.t.say("Join #{number}: one more attempt", number=put.number)
        rows.insert(0, [button(label, f"d:{key}:join:{put.body_id}")])
    mine = put.member_id == call.who.member_id
    await call.answer(
        texts.already_asked(call.t, facts, double, call.now, mine=mine, joinable=joinable),
        InlineKeyboardMarkup(rows),
    )


async def _ask_which_story(
    call: Call, data: Data, meant: dict[int | None, str], draft_id: int | None
) -> None:
    key = await _keep(call, data, draft_id, awaits_text=False)
    rows = [[button(shorten(name, 60), f"d:{key}:slug:{story}")] for story, name in meant.items()]
    rows.append([button(call.t.say("➕ New story #{slug}", slug=data["story"]), f"d:{key}:slug:new")])
    rows.append([button(call.t.say("Cancel"), f"d:{key}:cancel")])
    await call.answer(story_texts.slip(call.t, data["story"]), InlineKeyboardMarkup(rows))


async def _ask_which_day(call: Call, data: Data, doubt: Ambiguous, draft_id: int | None) -> None:
    ahead = [instant for instant in doubt.instants if instant > call.now]
    data["days"] = [instant.isoformat() for instant in ahead]
    key = await _keep(call, data, draft_id, awaits_text=False)
    rows = [
        [button(call.t.briefly(instant, call.now), f"d:{key}:day:{position}")]
        for position, instant in enumerate(ahead)
    ]
    rows.append([button(call.t.say("Cancel"), f"d:{key}:cancel")])
    await call.answer(
        call.t.say(
            "“{text}” can be read in two ways. Which is the deadline? Nothing is logged yet.",
            text=data["deadline"],
        ),
        InlineKeyboardMarkup(rows),
    )


async def _ask_unread(call: Call, data: Data, draft_id: int | None) -> None:
    """Ask what words behind the last question are that look like an option and cannot be read."""
    question = call.t.say(
        "What is “{text}”? Nothing is logged yet. Press, or write it anew: by fri 5pm, via email, to Sok Veasna, at 09:40, #mangopark.",
        text=data["unread"][0],
    )
    choices = doubts.unread_choices(call, data)
    await _ask_choice(call, data, draft_id, question + call.how_to_answer, choices, awaits_text=True)


async def _is_contact_doubtful(call: Call, data: Data) -> bool:
    """Whether nobody can tell if a contact in small letters is a person or an office. Where the directory knows, its spelling
    is taken."""
    contact = data["contact"]
    if not contact or data.get("contact_sure"):
        return False
    data["contact"] = contacts.spelled(contact)
    if not contacts.is_person_or_office(contact):
        return False
    async with call.looking() as session:
        ids = [entry["id"] for entry in data["bodies"]]
        known = await bodies.contact_called(session, call.who.newsroom_id, ids, contact)
    if known is None or contacts.is_person_or_office(known):
        return True
    data |= {"contact": known, "contact_sure": True}
    return False


async def _ask_contact(call: Call, data: Data, draft_id: int | None) -> None:
    typed = data["contact"]
    choices = [
        (label, {"contact": contact, "contact_sure": True})
        for label, contact in outcome_texts.person_or_office(call.t, typed).items()
    ]
    question = outcome_texts.who_is(call.t, typed)
    await _ask_choice(call, data, draft_id, question, choices, awaits_text=False)


async def _ask_choice(
    call: Call,
    data: Data,
    draft_id: int | None,
    question: Markup,
    choices: list[doubts.Choice],
    *,
    awaits_text: bool,
) -> None:
    """Ask which of several changes to what is known so far is meant."""
    data["choices"] = [change for _, change in choices]
    key = await _keep(call, data, draft_id, awaits_text=awaits_text)
    rows = [[button(label, f"d:{key}:choice:{n}")] for n, (label, _) in enumerate(choices)]
    rows.append([button(call.t.say("Cancel"), f"d:{key}:cancel")])
    await call.answer(question, InlineKeyboardMarkup(rows))


async def _is_far(call: Call, data: Data) -> bool:
    """Whether the deadline lies so far away that it is asked about first."""
    if not data["deadline_at"] or data.get("deadline_sure"):
        return False
    asked_at, deadline = (datetime.fromisoformat(data[name]) for name in ("asked_at", "deadline_at"))
    return await is_far_for(call, [entry["id"] for entry in data["bodies"]], asked_at, deadline)


async def _ask_far(call: Call, data: Data, draft_id: int | None) -> None:
    data["far"] = True
    key = await _keep(call, data, draft_id, awaits_text=True)
    deadline_at = datetime.fromisoformat(data["deadline_at"])
    when = call.t.when(deadline_at, call.now)
    rows = [
        [button(call.t.say("Yes, {when}", when=call.t.briefly(deadline_at, call.now)), f"d:{key}:far")],
        [button(call.t.say("Cancel"), f"d:{key}:cancel")],
    ]
    await call.answer(
        far(call, data["deadline"] or "", when) + call.how_to_answer, InlineKeyboardMarkup(rows)
    )


async def _ask_step(call: Call, data: Data, step: str, draft_id: int | None) -> None:
    key = await _keep(call, data, draft_id, awaits_text=step != "confirm")
    async with call.looking() as session:
        recent = (
            await stories.newest(session, call.who.newsroom_id, limit=MOST_STORIES) if step == "story" else []
        )
    text = texts.question(call.t, step, data, call.now)
    if step != "confirm":
        text += call.how_to_answer
    slugs = [story.slug for story in recent]
    await call.answer(text, buttons(call.t, step, key, slugs, call.who.calendar.day_end))


async def _keep(call: Call, data: Data, draft_id: int | None, *, awaits_text: bool) -> int:
    async with call.context.desk.database.write() as session:
        draft = await call.begin(session, "ask", data, awaits_text=awaits_text, draft_id=draft_id)
        return draft.id or 0


def empty(asked_at: datetime) -> dict[str, Any]:
    """A draft in which nothing is known but when it was begun (UTC)."""
    return {
        "bodies": [],
        "questions": [],
        "deadline": None,
        "deadline_at": None,
        "deadline_asked": False,
        "channel": None,
        "became": None,
        "contact": None,
        "asked_at": asked_at.isoformat(),
        "asked_told": False,
        "unread": [],
        "story": None,
        "story_asked": False,
        "guided": True,
        "confirmed": False,
    }


def next_step(data: dict[str, Any]) -> str | None:
    """The next thing to ask for; None when the request can be logged."""
    if not data["guided"]:
        return None
    if not data["bodies"]:
        return "body"
    if not data["questions"]:
        return "questions"
    if data["deadline"] is None and not data["deadline_asked"]:
        return "deadline"
    if data["channel"] is None:
        return "channel"
    if not data["story_asked"]:
        return "story"
    return None if data["confirmed"] else "confirm"


def buttons(t: Texts, step: str, key: int, slugs: list[str], office_ends: time) -> InlineKeyboardMarkup:
    """The buttons of a step; `key` is the draft's id."""
    rows = []
    if step == "deadline":
        choices = [button(word, f"d:{key}:deadline:{arg}") for word, arg in deadline_choices(t, office_ends)]
        rows = [choices[:2], choices[2:4], [choices[4], button(t.say("none told"), f"d:{key}:deadline:none")]]
    elif step == "channel":
        found = [button(kinds.CHANNELS[c].said(t), f"d:{key}:channel:{c.value}") for c in Channel]
        rows = [found[:3], found[3:]]
    elif step == "story":
        # A slug of 32 Khmer letters is 96 bytes, more than a button holds: such a one is typed.
        short = [slug for slug in slugs if len(slug.encode()) <= 36]
        found = [button(f"#{slug}", f"d:{key}:story:{slug}") for slug in short]
        rows = [found[start : start + 2] for start in range(0, len(found), 2)]
        rows.append([button(t.say("no story"), f"d:{key}:story:")])
    elif step == "confirm":
        rows = [[button(t.say("✅ Log it"), f"d:{key}:log")]]
    rows.append([button(t.say("Cancel"), f"d:{key}:cancel")])
    return InlineKeyboardMarkup(rows)


class AnsweredAlready(DeskError):
    """A button of the dialogue is pressed for a step that is behind it."""

    message = "That was answered already. The newest question is further down."


async def take_text(call: Call, draft: Draft) -> None:
    """What a member wrote while the guided dialogue waited for it."""
    data = dict(draft.data)
    step = next_step(data)
    doubtful = next((at for at, entry in enumerate(data["bodies"]) if entry["id"] is None), None)
    if data.get("unread"):
        data = doubts.take_typed(call, data, call.args)
    elif data.get("far"):
        data = _take_deadline(call, data | {"deadline": None, "deadline_at": None, "far": False})
    elif step == "body" or doubtful is not None:
        names = split_bodies(call.args, is_body=await _is_body(call, call.args))
        named = [{"typed": name, "id": None} for name in names]
        # Whoever writes a name instead of pressing one means it in the place of the one in doubt.
        at = doubtful or 0
        data["bodies"] = data["bodies"][:at] + named + data["bodies"][at + 1 :]
    elif step == "questions":
        asked = _read_questions(call.args)
        if not asked.questions:
            raise NoQuestion(body=data["bodies"][0]["typed"])
        check_limits(asked.questions)
        data["questions"] = [{"text": q.text, "topic": q.topic} for q in asked.questions]
        data = doubts.put_options(call, data, asked.options) | {"unread": list(asked.unread)}
    elif step == "deadline":
        data = _take_deadline(call, data)
    elif step == "channel":
        told, became = read_told(call.args)
        channel = told if became else read_channel(call.args)
        if channel is None:
            raise UnknownChannel(text=shorten(call.args, 40))
        data |= {"channel": channel.value, "became": became or None}
    elif step == "story":
        data["story"] = read_slug(call.args.strip()) or read_slug(f"#{call.args.strip()}")
        if data["story"] is None:
            raise BadSlug(text=shorten(call.args, 40), limit=LONGEST_SLUG)
        data["story_asked"] = True
    await go_on(call, data, draft.id)


async def choose(call: Call, draft: Draft, verb: str, argument: str) -> None:
    """A button of the dialogue, or of a question about a body or a day."""
    data = dict(draft.data)
    step, said = next_step(data), Markup("")
    match verb:
        case "day":
            days = dict(enumerate(data.get("days", [])))
            chosen = datetime.fromisoformat(one_of(days, number_in(argument)))
            if data["deadline_at"]:
                raise AnsweredAlready
            if chosen <= call.now:
                raise InThePast(data["deadline"], chosen)
            data |= {"deadline_at": chosen.isoformat(), "deadline_sure": True}
        case "choice":
            if not data.get("choices"):
                raise AnsweredAlready
            data |= one_of(dict(enumerate(data["choices"])), number_in(argument)) | {"choices": []}
            doubts.check_questions(data)
        case "far":
            if not data.get("far"):
                raise AnsweredAlready
            data |= {"deadline_sure": True, "far": False}
        case "deadline":
            data["deadline"] = _deadline_words(call, argument)
            _check_step(step, "deadline")
            data["deadline_asked"] = True
        case "channel":
            data["channel"] = one_of(CHANNELS, argument).value
            _check_step(step, "channel")
        case "slug":
            data["story_sure"] = True
            if argument != "new":
                async with call.looking() as session:
                    meant = await stories.by_id(session, call.who.newsroom_id, number_in(argument))
                if meant is None:
                    raise OldButton
                data["story"] = meant.slug
        case "story":
            _check_step(step, "story")
            data["story"], data["story_asked"] = read_slug(f"#{argument}") if argument else None, True
        case "log":
            _check_step(step, "confirm")
            data["confirmed"] = True
            if data["deadline_at"] and datetime.fromisoformat(data["deadline_at"]) <= call.now:
                said = call.t.say("That deadline has passed meanwhile. Nothing is logged yet.")
                data |= {"deadline": None, "deadline_at": None, "deadline_asked": False, "confirmed": False}
            elif anew := doubts.counted_anew(call, data):
                # A length counts from the asking, and that is now: what was shown is not what it means.
                said = call.t.say(
                    "The deadline counts from the asking, so it is another one now. Nothing is logged yet."
                )
                explained = str(times.explanation_words(call.t, anew.explanation))
                data |= {"deadline_at": anew.instant.isoformat(), "explained": explained, "confirmed": False}
        case "join" | "anyway":
            await _decide(call, draft, data, verb, number_in(argument))
            return
        case _:
            raise OldButton
    await go_on(call, data, draft.id)
    # Only now: while it cannot be done, the buttons stay.
    await sending.toast(call.update, said, alert=bool(said))
    await sending.show_in_place(call.update, texts.so_far(call.t, data, call.now), None)


async def _decide(call: Call, draft: Draft, data: Data, verb: str, body_id: int) -> None:
    """Whether what was asked before is joined, or this is logged on its own."""
    double, decided = data.get("double") or {}, data.get("doubles", {})
    if double.get("body_id") != body_id or str(body_id) in decided:
        raise AnsweredAlready
    chosen = double["request_id"] if verb == "join" else _ANYWAY
    data["doubles"] = {**decided, str(body_id): chosen}
    await go_on(call, data, draft.id)
    # Only now: while it cannot be done, the buttons stay.
    joins = call.t.say("✓ One more attempt of a request that is there already.")
    said = joins if verb == "join" else call.t.say("✓ A request of its own.")
    await sending.toast(call.update, said)
    await sending.show_in_place(call.update, said, None)


def _check_step(step: str | None, answered: str) -> None:
    """A button answers the step that is asked now: a second tap must not ask the next one again."""
    if step != answered:
        raise AnsweredAlready


def _deadline_words(call: Call, argument: str) -> str | None:
    """The words a deadline button stands for; None: no deadline was told."""
    return None if argument == "none" else chosen(argument, call.who.calendar)


def _take_deadline(call: Call, data: Data) -> Data:
    """The draft with a deadline as it was written when it was asked for, alone or with other options.

    Raises:
        TimeNotUnderstood: it is no time.
    """
    options, left = take_options(clean(call.args), is_time=looks_like_time)
    if options.deadline is not None and not left:
        return doubts.put_options(call, data, options)
    if (both := _with_happened(call.args)) is not None:
        return doubts.put_options(call, data, Options(deadline=both[0], happened=both[1]))
    if not looks_like_time(call.args):
        read_time(call.args, now=call.now, calendar=call.who.calendar, direction=Direction.FUTURE)
    return data | {"deadline": call.args}


def _with_happened(typed: str) -> tuple[str, str] | None:
    """A deadline and the time of asking behind it: "3 working days at mon 10:00"."""
    before, happened = split_time_at_end(typed.strip(), looks_like_time)
    return (before, happened) if happened and not looks_like_time(typed) and looks_like_time(before) else None


def _read_questions(typed: str) -> ReadQuestions:
    """The questions of the dialogue: one on each line, and options behind them as in one message."""
    lines = [line for line in clean(typed).split("\n") if line.strip()]
    if len(lines) == 1:
        return read_asked(lines, as_lines=False, is_time=looks_like_time)
    options = [opener(line.split()) is not None or line.startswith("#") for line in lines]
    bulleted = [
        line if said and at else f"- {line.strip().lstrip('-–•*').strip()}"
        for at, (line, said) in enumerate(zip(lines, options, strict=True))
    ]
    return read_asked(bulleted, as_lines=True, is_time=looks_like_time)
