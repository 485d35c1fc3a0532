"""Deriving every request's state and words anew: at the end of a migration, which leaves its columns to the code of the day."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import TypeVar

from sqlalchemy.engine import Connection
from sqlmodel import Session, col, select

from db.state import state_after, text_of
from db.tables import Event, Question, Request, RequestText, Story

AT_ONCE = 500  # requests

RowT = TypeVar("RowT", Event, Question)


def derive(connection: Connection) -> None:
    """Write anew what each request's events lead to, and its words, as this code understands them."""
    with Session(connection) as session:
        ids = session.exec(select(Request.id).order_by(col(Request.id))).all()
        for start in range(0, len(ids), AT_ONCE):
            some = ids[start : start + AT_ONCE]
            events = _by_request(
                session.exec(
                    select(Event).where(col(Event.request_id).in_(some)).order_by(col(Event.id))
                ).all()
            )
            questions = _by_request(
                session.exec(
                    select(Question)
                    .where(col(Question.request_id).in_(some))
                    .order_by(col(Question.position))
                ).all()
            )
            requests = (
                select(Request, Story.published_at)
                .outerjoin(Story, col(Story.id) == Request.story_id)
                .where(col(Request.id).in_(some))
            )
            for request, published_at in session.exec(requests).all():
                request_id = request.id or 0
                # What is stored of one without events is `verify`'s to name.
                if events[request_id]:
                    state_after(
                        events[request_id],
                        published_at=published_at,
                        by_referral=request.referred_from_id is not None,
                    ).store(request)
                text = text_of(questions[request_id], events[request_id])
                session.merge(RequestText(request_id=request_id, text=text))
            session.flush()
            session.expunge_all()
        session.commit()


def _by_request(rows: Sequence[RowT]) -> dict[int, list[RowT]]:
    found: dict[int, list[RowT]] = defaultdict(list)
    for row in rows:
        found[row.request_id].append(row)
    return found
