"""Finding words in the record."""

from __future__ import annotations

from sqlalchemy import ColumnElement, and_, or_
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from db.names import normalise
from db.tables import Body, BodyAlias, Event, Question, Request


async def requests_with(session: AsyncSession, newsroom_id: int, words: list[str]) -> frozenset[int]:
    """The ids of the requests that contain every word, in their body's names, questions, replies or notes."""
    found: frozenset[int] | None = None
    for word in words:
        here = await _requests_with_one(session, newsroom_id, word)
        found = here if found is None else found & here
    return found or frozenset()


async def bodies_with(session: AsyncSession, newsroom_id: int, words: list[str]) -> list[Body]:
    """The bodies of which one name contains every word, by name; none where there is no letter in any."""
    parts = [part for part in map(normalise, words) if part]
    if not parts:
        return []
    named = and_(*(col(BodyAlias.normalised).contains(part, autoescape=True) for part in parts))
    statement = (
        select(Body)
        .where(
            Body.newsroom_id == newsroom_id,
            col(Body.id).in_(select(BodyAlias.body_id).where(BodyAlias.newsroom_id == newsroom_id, named)),
        )
        .order_by(col(Body.name))
    )
    return list((await session.exec(statement)).all())


async def _requests_with_one(session: AsyncSession, newsroom_id: int, word: str) -> frozenset[int]:
    statement = select(Request.id).where(
        Request.newsroom_id == newsroom_id,
        or_(
            col(Request.id).in_(
                select(Question.request_id).where(col(Question.text).icontains(word, autoescape=True))
            ),
            col(Request.id).in_(
                select(Event.request_id).where(
                    or_(
                        col(Event.text).icontains(word, autoescape=True),
                        col(Event.contact).icontains(word, autoescape=True),
                    )
                )
            ),
            *_named(normalise(word)),
        ),
    )
    return frozenset(found for found in (await session.exec(statement)).all() if found is not None)


def _named(part: str) -> list[ColumnElement[bool]]:
    # Of a word that is nothing but signs no letter is left, and nothing is part of every name.
    if not part:
        return []
    aliases = select(BodyAlias.body_id).where(col(BodyAlias.normalised).contains(part, autoescape=True))
    return [col(Request.body_id).in_(aliases)]
