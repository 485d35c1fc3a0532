"""A request to show a letter with while a newsroom has none of its own (pure)."""

from __future__ import annotations

from datetime import datetime, timedelta

from db.facts import EventFacts, QuestionFacts, RequestFacts
from db.lifecycle import BodyKind, Channel, EventKind, Status

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
