"""A newsroom's own wording of its letters, and letters drafted but not logged as sent yet."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from db.engine import LOCKED
from db.errors import DeskError
from db.tables import Draft, Letter, LetterTemplate, Member, Newsroom

DRAFTED = "letter"  # the kind of draft that keeps the words of a letter until it is logged as sent


class ForgottenLetter(DeskError):
    """A drafted letter is no longer kept, or belongs to another request."""

    message = "That letter is no longer kept. Nothing was logged; draft it anew with /letter, or log the attempt with /chase."


@dataclass(frozen=True)
class OwnTemplate:
    """A newsroom's own wording: who wrote it and when (UTC)."""

    text: str
    member: str
    changed_at: datetime

    @property
    def version(self) -> int:
        """Tells this wording from an earlier or later one: a button under a text carries it."""
        return int(self.changed_at.timestamp())


async def own(session: AsyncSession, newsroom_id: int, letter: Letter, language: str) -> OwnTemplate | None:
    """The newsroom's own wording of a letter, or None where it uses ours."""
    return (await all_own(session, newsroom_id)).get((letter, language))


async def all_own(session: AsyncSession, newsroom_id: int) -> dict[tuple[Letter, str], OwnTemplate]:
    """Every wording that the newsroom wrote itself, by letter and language."""
    statement = (
        select(LetterTemplate, Member.name)
        .join(Member, col(Member.id) == LetterTemplate.member_id)
        .where(LetterTemplate.newsroom_id == newsroom_id)
    )
    return {
        (Letter(row.letter), row.language): OwnTemplate(row.text, name, row.changed_at)
        for row, name in (await session.exec(statement)).all()
    }


async def write_own(
    session: AsyncSession, member: Member, letter: Letter, language: str, text: str, *, now: datetime
) -> None:
    """From now on the member's newsroom uses this wording, which has been checked."""
    row = await _locked(session, member.newsroom_id, letter, language)
    if row is None:
        row = LetterTemplate(
            newsroom_id=member.newsroom_id,
            letter=letter,
            language=language,
            text=text,
            member_id=member.id or 0,
            changed_at=now,
        )
    row.text, row.member_id, row.changed_at = text, member.id or 0, now
    session.add(row)
    await session.flush()


async def forget_own(session: AsyncSession, newsroom_id: int, letter: Letter, language: str) -> None:
    """From now on the newsroom uses our wording."""
    row = await _locked(session, newsroom_id, letter, language)
    if row is not None:
        await session.delete(row)
        await session.flush()


async def drafted(session: AsyncSession, newsroom_id: int, draft_id: int, request_id: int) -> Draft:
    """A letter to a request's body as it was drafted, by whomever of the newsroom.

    Raises:
        ForgottenLetter: it is no longer kept, or it belongs to another request.
    """
    found = await session.get(Draft, draft_id)
    if (
        found is None
        or found.newsroom_id != newsroom_id
        or found.kind != DRAFTED
        or found.data.get("request_id") != request_id
    ):
        raise ForgottenLetter
    return found


async def _locked(
    session: AsyncSession, newsroom_id: int, letter: Letter, language: str
) -> LetterTemplate | None:
    """The newsroom's row, if it has one. Whoever changes a wording waits here for whoever is doing so already."""
    await session.get_one(Newsroom, newsroom_id, with_for_update=LOCKED)
    statement = select(LetterTemplate).where(
        LetterTemplate.newsroom_id == newsroom_id,
        LetterTemplate.letter == letter,
        LetterTemplate.language == language,
    )
    return (await session.exec(statement.execution_options(populate_existing=True))).first()
