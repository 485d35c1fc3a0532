"""Letters drafted from what the record holds of a request (pure)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot.cards.texts import body_name
from bot.claims.contacts import without_address
from bot.claims.record import attempts_that_count
from bot.i18n.catalogue import Texts
from bot.letters import templates, words
from db.facts import EventFacts, QuestionFacts, RequestFacts
from db.lifecycle import BodyKind, Channel, EventKind, Status

LAST_CALL = timedelta(hours=1)  # before publication: one more call then, as NPR advises


@dataclass(frozen=True)
class Occasion:
    """What a letter needs beside the request. `title`: the story's, "" where it has none; `now` is UTC."""

    newsroom: str
    title: str
    now: datetime


@dataclass(frozen=True)
class Drafted:
    """A letter to be read, filled in and sent by a person.

    `questions` is its list of them; `gaps` are the words in square brackets; `deadline` is the answer's last instant (UTC) that the letter names, None
    where that is a gap; `slug` is the story's short name where the letter has nothing better to call it.
    """

    text: str
    questions: str
    gaps: tuple[str, ...]
    deadline: datetime | None
    slug: str | None


def draft(t: Texts, template: str, request: RequestFacts, occasion: Occasion) -> Drafted:
    """The letter to the body that still owes answers to a request.

    Args:
        t: how the letter speaks, whatever the reporter's language is.
        template: as `bot.letters.templates.check` returns it.
    """
    deadline = answer_by(request, occasion.now)
    values = _values(t, request, occasion, deadline)
    gaps: Mapping[str, str] = {}
    if deadline is None:
        gaps = {"deadline": words.date_and_time(t)}
        values["deadline"] = f"[{gaps['deadline']}]"
    filled = templates.fill(template, values, gaps)
    untitled = request.story is not None and not occasion.title and "{story}" in template
    return Drafted(
        filled.text, values["questions"] or "", filled.gaps, deadline, request.story if untitled else None
    )


def summed_up(requests: Sequence[RequestFacts]) -> RequestFacts:
    """Several open requests to one body as one: all questions that are open, each once, all that was tried, and the last
    of their deadlines, so that the body has no less time than it was given for any of them."""
    first, *also = requests
    if not also:
        return first
    asked = {
        " ".join(question.text.split()).casefold(): question
        for request in reversed(requests)
        for question in reversed(request.open_questions)
    }
    contacts = {request.contact for request in requests}
    return replace(
        first,
        questions=tuple(
            replace(question, position=at) for at, question in enumerate(reversed(asked.values()), start=1)
        ),
        events=tuple(
            sorted(
                (event for request in requests for event in request.events),
                key=lambda event: (event.happened_at, event.id),
            )
        ),
        deadline_at=max(request.deadline_at for request in requests),
        contact=first.contact if len(contacts) == 1 else None,
    )


def answer_by(request: RequestFacts, now: datetime) -> datetime | None:
    """By when a letter written now asks for an answer (UTC): the request's deadline, or, where that has passed, an hour
    before publication; None where both are past or unknown."""
    if request.deadline_at > now:
        return request.deadline_at
    if request.publish_at is None or request.published_at is not None:
        return None
    return request.publish_at - LAST_CALL if request.publish_at - LAST_CALL > now else None


def _values(
    t: Texts, request: RequestFacts, occasion: Occasion, deadline: datetime | None
) -> dict[str, str | None]:
    now = occasion.now
    tried = attempts_that_count(request.in_force, now)
    ahead = request.publish_at if request.published_at is None else None
    publication = ahead if ahead is not None and ahead > now else None
    return {
        "body": body_name(t, request),
        "contact": without_address(request.contact or "") or None,
        "questions": _numbered(t, [question.text for question in request.open_questions]),
        "attempts": words.attempts(t, tried, now) if tried else None,
        "deadline": t.when(deadline, now) if deadline is not None else None,
        "newsroom": occasion.newsroom,
        "reporter": t.member(request.member),
        "story": occasion.title or request.story,
        "publication": t.when(publication, now) if publication is not None else None,
        "today": t.full_date(now),
    }


def _numbered(t: Texts, questions: Sequence[str]) -> str | None:
    lines = [t.digits(str(n)) + ". " + " ".join(text.split()) for n, text in enumerate(questions, start=1)]
    return "\n".join(lines) or None


SAMPLE_TITLE = "Mango Park"
QUESTIONS = (
    "Why were the 25 detainees brought before the court?",
    "Where are they now?",
    "What happened to the other people who were found in the raids?",
)


def sample(now: datetime) -> RequestFacts:
    """A request to a court, asked twice in the days before `now` (UTC), with three days left."""
    first, second = now - timedelta(days=2), now - timedelta(days=1)
    return RequestFacts(
        id=0,
        number=0,
        status=Status.WAITING,
        body_id=0,
        body="Phnom Penh Municipal Court",
        body_km="សាលាដំបូងរាជធានីភ្នំពេញ",
        body_kind=BodyKind.COURT,
        story_id=None,
        story="mangopark",
        publish_at=now + timedelta(days=4),
        published_at=None,
        member_id=0,
        member="Sok Dara",
        channel=Channel.EMAIL,
        contact=None,
        asked_at=first,
        deadline_at=now + timedelta(days=3),
        deadline_told=True,
        questions=tuple(QuestionFacts(n, text, None, False) for n, text in enumerate(QUESTIONS, start=1)),
        events=(
            _event(1, EventKind.ASKED, first, Channel.EMAIL),
            _event(2, EventKind.CHASED, second, Channel.CALL),
        ),
        referred_from=None,
        referred_to=(),
    )


def _event(event_id: int, kind: EventKind, at: datetime, channel: Channel) -> EventFacts:
    return EventFacts(
        id=event_id,
        kind=kind,
        happened_at=at,
        recorded_at=at,
        member="Sok Dara",
        channel=channel,
        contact=None,
        text="",
        details={},
        corrects_event_id=None,
        corrected=False,
    )
