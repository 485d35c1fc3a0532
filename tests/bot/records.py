"""Records for the tests of wording, written in a line: "2 09:00 ask email; 4 09:00 chase call: no answer; due 5 17:00".

A step begins with the day of December 2024 and the hour in Phnom Penh; steps are recorded in the order in which they
are written; any kind of event can be named by its own word too. "undo 2" takes the second step back. Settings: "due DAY HOUR", "to CONTACT", "asks N" (of the topics
below), "bare" (questions without topics), "topics X | Y", "questions X? | Y?", "untold" (no deadline), "named KHMER", "body NAME (KIND)", "story N", "from N" (opened by a referral).
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from db import lifecycle
from db.facts import EventFacts, Linked, QuestionFacts, RequestFacts
from db.lifecycle import BodyKind, Channel, EventKind, Status
from db.state import lapsed_at

ZONE = ZoneInfo("Asia/Phnom_Penh")
TOPICS = (
    "the budget", "the wards", "the drugs", "the doctors", "the nurses", "the roof", "the water", "the beds",
)  # fmt: skip
KINDS = {
    "ask": EventKind.ASKED,
    "chase": EventKind.CHASED,
    "ack": EventKind.ACKNOWLEDGED,
    "auto": EventKind.AUTO_REPLY,
    "time": EventKind.ASKED_TIME,
    "promise": EventKind.PROMISED,
    "back": EventKind.ASKED_BACK,
    "part": EventKind.REPLIED_PARTIAL,
    "full": EventKind.REPLIED_FULL,
    "decline": EventKind.DECLINED,
    "refer": EventKind.REFERRED,
    "bounce": EventKind.BOUNCED,
    "note": EventKind.NOTE,
    "withdraw": EventKind.WITHDRAWN,
    "reopen": EventKind.REOPENED,
    "out": EventKind.PUBLISHED,
}
_STEP = re.compile(
    r"(?P<at>\d+ \d\d:\d\d) (?P<verb>[a-z_]+)(?: (?P<word>[\w,!:-]+))?(?: @(?P<contact>[\w ]+))?(?:: (?P<text>.+))?"
)


def at(text: str) -> datetime:
    """A moment of December 2024 in Phnom Penh, "5 17:00", as UTC."""
    return datetime.strptime(f"2024 12 {text}", "%Y %m %d %H:%M").replace(tzinfo=ZONE).astimezone(UTC)


PUBLICATION = at("6 18:00")


@dataclass
class _Settings:
    deadline: datetime = field(default_factory=lambda: at("5 17:00"))
    contact: str | None = None
    asks: int = 1
    bare: bool = False
    body: str = "Ministry of Health"
    kind: BodyKind = BodyKind.MINISTRY
    story: int = 1
    origin: int | None = None
    asked: tuple[tuple[str, str | None], ...] = ()
    told: bool = True
    named: str | None = None


def record(line: str, number: int = 1) -> RequestFacts:
    """The request of that number that a line tells."""
    settings = _Settings()
    events: list[EventFacts] = []
    for step in (part.strip() for part in line.split(";")):
        if not _set(settings, step):
            events.append(event(step, len(events) + 1))
    return request(events, settings, number)


def event(step: str, event_id: int) -> EventFacts:
    """One step as an event of that id."""
    if step.startswith("undo "):
        return _event(event_id, EventKind.CORRECTED, at("6 17:59"), corrects=int(step[5:]))
    found = _STEP.fullmatch(step)
    assert found is not None, step
    verb, word = found["verb"], found["word"] or ""
    kind = KINDS[verb] if verb in KINDS else EventKind(verb)
    details: dict[str, Any] = {}
    channel = None
    if kind in lifecycle.ATTEMPTS or kind is EventKind.BOUNCED:
        channel = Channel(word.strip("!")) if word and word != "unknown" else None
        details = {"result": "no_answer"} if word.endswith("!") else {}
    elif kind is EventKind.REPLIED_PARTIAL and word:
        details = {"answered": [int(position) for position in word.split(",")]}
    elif kind in {EventKind.ASKED_TIME, EventKind.PROMISED}:
        # "time 5-17:00": until then; the deadline of the record is told by its "due".
        details = {"until": at(word.replace("-", " ")).isoformat()} if word else {}
    elif kind in lifecycle.DEADLINES:
        details = {"to": at("5 17:00").isoformat(), "told": True}
    return _event(
        event_id,
        kind,
        at(found["at"]),
        channel=channel,
        contact=found["contact"],
        text=found["text"] or "",
        details=details,
    )


def request(
    events: list[EventFacts], settings: _Settings | None = None, number: int = 1, *, asks: int = 1
) -> RequestFacts:
    """A request to which these events happened, in the state to which they lead."""
    chosen = settings or _Settings(asks=asks)
    gone = {one.corrects_event_id for one in events}
    events = [replace(one, corrected=one.id in gone) for one in events]
    counted = lifecycle.in_force(events)
    asked = next((one for one in counted if one.kind is EventKind.ASKED), None)
    status = lifecycle.status_after(events, by_referral=chosen.origin is not None)
    return RequestFacts(
        id=number,
        number=number,
        status=status,
        body_id=sum(map(ord, chosen.body)),
        body=chosen.body,
        body_km=chosen.named,
        body_kind=chosen.kind,
        story_id=chosen.story,
        story="mangopark",
        publish_at=None,
        published_at=None,
        member_id=1,
        member="Dara",
        channel=asked.channel if asked else None,
        contact=chosen.contact,
        asked_at=asked.happened_at if asked else None,
        deadline_at=chosen.deadline,
        deadline_told=chosen.told,
        questions=_questions(chosen, counted),
        events=tuple(sorted(events, key=lambda one: (one.happened_at, one.id))),
        referred_from=None,
        referred_to=(),
        waits_for_us=lifecycle.asked_back_at(counted) is not None,
        lapsed=lapsed_at(events, status) is not None,
    )


def refer(origin: RequestFacts, *targets: RequestFacts) -> RequestFacts:
    """The request as one that was referred to these."""
    return replace(
        origin, referred_to=tuple(Linked(one.number, one.body, Status(one.status)) for one in targets)
    )


def _set(settings: _Settings, step: str) -> bool:
    name, _, value = step.partition(" ")
    if name == "due":
        settings.deadline = at(value)
    elif name == "to":
        settings.contact = value
    elif name == "asks":
        settings.asks = int(value)
    elif name == "bare":
        settings.bare = True
    elif name == "topics":
        settings.asked = tuple((f"What about {topic}?", topic) for topic in value.split(" | "))
    elif name == "questions":
        settings.asked = tuple((text, None) for text in value.split(" | "))
    elif name == "untold":
        settings.told = False
    elif name == "named":
        settings.named = value
    elif name == "body":
        settings.body, _, kind = value.removesuffix(")").rpartition(" (")
        settings.kind = BodyKind(kind)
    elif name == "story":
        settings.story = int(value)
    elif name == "from":
        settings.origin = int(value)
    else:
        return False
    return True


def _questions(settings: _Settings, counted: list[EventFacts]) -> tuple[QuestionFacts, ...]:
    answered: set[int] = set()
    in_full = False
    for one in counted:
        answered |= set(one.details.get("answered", []))
        if one.kind in {EventKind.REPLIED_FULL, EventKind.REOPENED}:
            in_full = one.kind is EventKind.REPLIED_FULL
    own = tuple(
        (f"What about {topic}?", None if settings.bare else topic) for topic in TOPICS[: settings.asks]
    )
    return tuple(
        QuestionFacts(position, text, topic, in_full or position in answered)
        for position, (text, topic) in enumerate(settings.asked or own, start=1)
    )


def _event(
    event_id: int,
    kind: EventKind,
    happened_at: datetime,
    *,
    channel: Channel | None = None,
    contact: str | None = None,
    text: str = "",
    details: dict[str, Any] | None = None,
    corrects: int | None = None,
) -> EventFacts:
    return EventFacts(
        id=event_id,
        kind=kind,
        happened_at=happened_at,
        recorded_at=PUBLICATION,
        member="Dara",
        channel=channel,
        contact=contact,
        text=text,
        details=details or {},
        corrects_event_id=corrects,
        corrected=False,
    )


# What stands on the page about wording: a record in words, and as lines; " & " stands between requests of one story. Each
# kind of claim is among them: `docs/tables.py` writes the page of it, and tests hold both sentences of each.
SHOWN: tuple[tuple[str, str], ...] = (
    (
        "withdrawn, never asked, or asked only after publication",
        "2 09:00 ask email; 4 09:00 withdraw",
    ),
    ("answered", "2 09:00 ask email; 4 09:00 full"),
    ("declined", "2 09:00 ask email; 4 09:00 decline"),
    (
        "declined, logged with *no comment, citing pending litigation*",
        "2 09:00 ask email; 4 09:00 decline: no comment, citing pending litigation",
    ),
    (
        "answered one question, declined the rest",
        "2 09:00 ask email; 3 09:00 part 1; 4 09:00 decline; asks 2",
    ),
    (
        "declined, and named somebody else to ask",
        "2 09:00 ask email; 3 09:00 decline; 3 09:01 refer & 4 09:00 ask email; from 1; body National Police (police)",
    ),
    (
        "declined one question, and left another of a second request without an answer",
        "2 09:00 ask email; 3 09:00 decline & 2 10:00 ask call; asks 2",
    ),
    (
        "referred elsewhere",
        "2 09:00 ask email; 3 09:00 refer & 4 09:00 ask email; from 1; body National Police (police)",
    ),
    ("answered in part", "2 09:00 ask email; 3 09:00 part 1; asks 2"),
    (
        "answered in part, and asked again about the rest",
        "2 09:00 ask call; 2 09:05 part 1; 4 09:00 chase email; asks 2; to Chheang Ra, spokesman",
    ),
    (
        "asked for more time, which has passed",
        "2 09:00 ask email; 3 09:00 time 5-17:00",
    ),
    (
        "asked for more time, which is ahead",
        "2 09:00 ask email; 3 09:00 time 9-17:00; due 9 17:00",
    ),
    ("promised an answer, by when has passed", "2 09:00 ask email; 3 09:00 promise 5-12:00"),
    ("promised an answer, without saying by when", "2 09:00 ask email; 3 09:00 promise"),
    ("asked back, and nobody answered that", "2 09:00 ask email; 3 09:00 back"),
    ("asked back, and was answered", "2 09:00 ask email; 3 09:00 back; 4 09:00 chase email"),
    ("acknowledged, nothing more", "2 09:00 ask email; 2 09:01 ack"),
    (
        "an automatic reply, which is no word of theirs",
        "2 09:00 ask email; 2 09:01 auto",
    ),
    (
        "what was sent came back, or went to a wrong number or address",
        "2 09:00 ask email; 2 09:01 bounce; 3 09:00 chase call: wrong number",
    ),
    (
        "nothing came back; the deadline is still ahead, or the body was asked at most 24 hours before",
        "6 09:00 ask email; due 6 12:00",
    ),
    ("nothing came back; one email", "2 09:00 ask email"),
    ("nothing came back; emails only", "2 09:00 ask email; 4 09:00 chase email"),
    (
        "nothing came back; calls only, and nothing says that one was answered",
        "2 09:00 ask call; 4 09:00 chase call!; to Chheang Ra",
    ),
    (
        "nothing came back; calls only, and a message was left",
        "2 09:00 ask call; 4 09:00 chase call: left a message with the secretary",
    ),
    (
        "nothing came back; calls and visits only, and somebody was spoken to",
        "2 09:00 ask call: the duty officer said he would pass it on",
    ),
    (
        "nothing came back; calls and visits only, and nobody has said what became of one of them",
        "2 09:00 ask call: second try",
    ),
    ("nothing came back; several attempts otherwise", "2 09:00 ask email; 4 09:00 chase letter"),
    ("nothing came back; one attempt otherwise", "2 09:00 ask letter"),
    (
        "nothing came back to what was written, and nobody answered a call",
        "2 09:00 ask letter; 4 09:00 chase call",
    ),
    ("nobody answered the calls, and the deadline is still ahead", "2 09:00 ask call; due 9 17:00"),
    ("nothing is noted of a visit", "2 09:00 ask visit"),
    (
        "nothing came back to the same question on two requests",
        "2 09:00 ask email & 4 09:00 ask letter",
    ),
    (
        "nothing came back from one person, and another answered",
        "2 09:00 ask email; to the minister & 2 10:00 ask call; 3 09:00 full; to spokesman Touch Sokhak",
    ),
    (
        "nothing came back from either of two bodies",
        "2 09:00 ask letter & 2 09:00 ask letter; body Prince Group (company)",
    ),
)


def story(lines: str) -> list[RequestFacts]:
    """The requests of one story, numbered from 1; those opened by a referral are linked to where they come from."""
    requests = [record(line, number) for number, line in enumerate(lines.split(" & "), start=1)]
    opened: dict[int, list[RequestFacts]] = {}
    for request, line in zip(requests, lines.split(" & "), strict=True):
        if found := re.search(r"\bfrom (\d+)", line):
            opened.setdefault(int(found[1]), []).append(request)
    linked = dict(enumerate(requests, start=1))
    for number in sorted(opened, reverse=True):
        linked[number] = refer(linked[number], *(linked[target.number] for target in opened[number]))
    return list(linked.values())
