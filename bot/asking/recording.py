"""Logging a request that has been put together: as one of its own, one for each body, or one more attempt of a colleague's."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from markupsafe import Markup
from sqlmodel.ext.asyncio.session import AsyncSession

from bot.asking import texts
from bot.asking.doubles import Double, before, with_request
from bot.attachments import albums
from bot.attachments.messages import kept_files
from bot.outcomes import texts as outcome_texts
from bot.reading.results import read_result
from bot.reading.words import read_channel
from bot.telegram.call import Call
from db import bodies, drafts, requests, stories
from db.attachments import File
from db.engine import one_at_a_time
from db.facts import RequestFacts
from db.lifecycle import EventKind
from db.requests import Asked, NewEvent, NewRequest, Put
from db.scope import all_of_it
from db.state import seen_by
from db.tables import Body, Story
from jobs.deadlines.reading import usual_deadline
from jobs.records import privacy, recording

ANYWAY = 0  # in the place of the request that is joined
Data = dict[str, Any]


class Slip(Exception):
    """The story named is not there, and was probably a slip for one of these: slugs, and what to call them."""

    def __init__(self, stories: list[Story]) -> None:
        super().__init__()
        self.meant = {story.slug: f"#{story.slug} {story.title}".strip() for story in stories}


@dataclass(frozen=True)
class Joined:
    """A request that got one more attempt instead of a double, as it stands then, and what is said of it."""

    facts: RequestFacts
    head: Markup


@dataclass(frozen=True)
class Done:
    """What was logged, and what was joined; `alike`: what may be a double of it all the same. `new_story`: nobody had
    named the story before."""

    logged: list[RequestFacts]
    joined: list[Joined]
    alike: list[Double]
    new_story: bool


class AlreadyAsked(Exception):
    """A colleague has put the same to a body for the same story, and nobody has decided yet what this is then."""

    def __init__(self, double: Double) -> None:
        super().__init__()
        self.double = double


drafted = all_of_it(
    bodies.by_id
)  # a body that was added for a private request is seen only once that is on record


async def log(call: Call, data: Data, draft_id: int | None) -> Done:
    """Log the requests, but for those that are one more attempt of a colleague's.

    Raises:
        Slip, AlreadyAsked: which story was meant, or whether this is a double, has to be decided first. Nothing is logged.
    """
    asked_at, named = asked_at_of(call, data), frozenset(one for one, _ in data.get("named", ()))
    channel = read_channel(data["channel"]) if data["channel"] else None
    several, joins, alike = list[NewRequest](), list[Double](), list[Double]()
    async with call.recording() as session:
        if data["story"]:
            # Of two colleagues who ask the same at this moment, the second is told of the first.
            await one_at_a_time(session, f"asking:{call.who.newsroom_id}")
        if draft_id is not None:
            await drafts.drop(session, await call.begun(session, draft_id))
        story_id, new_story, puts = None, False, list[Put]()
        # Two names may have turned out to be one body, or one may have been merged into another since it was named.
        found: dict[int, Body | None] = {}
        for body_id in dict.fromkeys(entry["id"] for entry in data["bodies"]):
            body = await drafted(session, call.who.newsroom_id, body_id)
            found[(body.id if body else None) or body_id] = body
        if data["story"]:
            story = await stories.find(session, call.who.newsroom_id, data["story"])
            if story is None:
                slips = await stories.slips(session, call.who.newsroom_id, data["story"])
                if slips and not data.get("story_sure"):
                    raise Slip(slips)
                story, new_story = await stories.put(
                    session, call.who.newsroom_id, data["story"], now=call.now
                )
                if data["private"]:
                    await stories.set_private(session, story, seen_by([call.who.member_id, *named]))
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
            elif (
                decided != ANYWAY
                and not data["private"]
                and (double := before(puts, body_id, texts_put, data["contact"], call.who.member_id))
            ):
                if not double.alike and not _remembered(call, double):
                    raise AlreadyAsked(double)
                alike.append(double)
            if not questions:
                continue
            usual = (body and body.usual_deadline) or call.who.newsroom.settings.deadline
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
                noted=data.get("noted", {}),
                private_to=seen_by(named) if data["private"] else None,
            )
            several.append(new)
        # Locked before the newsroom is, which logging the first one locks.
        if joins:
            await requests.lock(session, [double.put.request_id for double in joins])
        may_wait = {put.body_id for put in puts if put.asked_at is None}
        logged = await recording.ask_several(
            session, call.who.newsroom, several, now=call.now, may_wait=may_wait
        )
        for one in logged:
            await privacy.tell(session, one.facts, named - {call.who.member_id}, now=call.now)
        joined = [
            await _join(call, session, data, double, asked_at, () if logged else kept_files(data))
            for double in joins
        ]
        first = logged[0].facts if logged else joined[0].facts
        await albums.remember(session, call, data.get("album", ""), first.id)
    return Done([one.facts for one in logged], joined, alike, new_story)


def asked_at_of(call: Call, data: Data) -> datetime:
    """When it was asked (UTC): as it was said, or now."""
    told = data["written"] or data["asked_told"]
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
) -> Joined:
    """Make this asking one more attempt of the request that is there already. Of two deadlines that they were told, the
    later one counts.

    Raises:
        NotPossibleNow, BeforeAsking: it is closed meanwhile, or was asked only later.
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
        details=({"result": became} if became else {}) | data.get("noted", {}),
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
    return Joined(facts, head)
