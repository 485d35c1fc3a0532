"""The directory: bodies, the names they answer to, and their contacts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import update
from sqlalchemy.exc import IntegrityError
from sqlmodel import col, func, select
from sqlmodel.ext.asyncio.session import AsyncSession

from db import directory, queries
from db.engine import locked
from db.errors import AliasTaken
from db.lifecycle import BodyKind, Channel
from db.scope import all_of_it
from db.tables import Body, BodyAlias, Contact, Event, Request, Story
from db.text.names import Doubtful, Exact, Match, Unknown, match, normalise
from db.text.spelling import as_seen, to_find

LOOKED_BACK = 500  # requests
ASKED = 3.0  # of 100: how much likelier a body is that was asked once; twice that where it was asked often


@dataclass(frozen=True)
class NewContact:
    """A person or desk to add to a body."""

    name: str
    function: str = ""
    channel: Channel | None = None
    address: str = ""


async def add(
    session: AsyncSession,
    newsroom_id: int,
    name: str,
    *,
    kind: BodyKind = BodyKind.OTHER,
    name_km: str | None = None,
    aliases: Iterable[str] = (),
    now: datetime,
) -> Body:
    """Add a body with every name it answers to.

    Raises:
        AliasTaken: one of the names belongs to another body of this newsroom.
    """
    if (hidden := await _in_private(session, newsroom_id, name)) is not None:
        return hidden
    body = Body(newsroom_id=newsroom_id, name=name, name_km=name_km, kind=kind, created_at=now)
    try:
        async with session.begin_nested():
            session.add(body)
    except IntegrityError as error:
        raise AliasTaken(alias=name, body=name) from error
    for alias in [name, *([name_km] if name_km else []), *aliases]:
        await add_alias(session, body, alias)
    return body


@all_of_it
async def _in_private(session: AsyncSession, newsroom_id: int, name: str) -> Body | None:
    """The body of that name that was added for a private request: whoever names it too sees it from then on, as everybody does."""
    statement = (
        select(Body)
        .join(BodyAlias, col(BodyAlias.body_id) == Body.id)
        .where(Body.newsroom_id == newsroom_id, BodyAlias.normalised == normalise(name))
        .where(col(Body.in_private).is_(True))
    )
    body = (await session.exec(statement)).first()
    if body is not None:
        await set_in_private(session, body, False)
    return body


async def set_in_private(session: AsyncSession, body: Body, in_private: bool) -> None:
    """Say whether a body is known by private requests alone."""
    body.in_private = in_private
    session.add(body)
    await session.flush()


async def named(session: AsyncSession, newsroom_id: int, name: str, *, now: datetime) -> tuple[Body, bool]:
    """The body of that name, and whether it had to be added: somebody may have added it since it was offered, or the very
    press that asks for it did before it was interrupted."""
    there = await find(session, newsroom_id, name)
    body = await by_id(session, newsroom_id, there.body_id) if isinstance(there, Exact) else None
    return (body, False) if body is not None else (await add(session, newsroom_id, name, now=now), True)


@all_of_it
async def add_alias(session: AsyncSession, body: Body, alias: str) -> None:
    """Let a body answer to one more name; one it has already is left as it is.

    Raises:
        AliasTaken: the name belongs to another body of this newsroom.
    """
    normalised = normalise(alias)
    statement = select(BodyAlias).where(
        BodyAlias.newsroom_id == body.newsroom_id, BodyAlias.normalised == normalised
    )
    there = (await session.exec(statement)).first()
    if there is None:
        session.add(
            BodyAlias(newsroom_id=body.newsroom_id, body_id=body.id or 0, alias=alias, normalised=normalised)
        )
        await session.flush()
    elif there.body_id != body.id:
        owner = await session.get_one(Body, there.body_id)
        raise AliasTaken(alias=alias, body=alias if owner.in_private else owner.name)


async def rename(
    session: AsyncSession, body: Body, *, name: str | None = None, name_km: str | None = None
) -> None:
    """Give a body another name; it goes on answering to the old one.

    Raises:
        AliasTaken: the name belongs to another body of this newsroom.
    """
    for new in filter(None, (name, name_km)):
        await add_alias(session, body, new)
        # A name that is the old one in another spelling takes its place.
        its = select(BodyAlias).where(BodyAlias.body_id == body.id, BodyAlias.normalised == normalise(new))
        alias = (await session.exec(its)).one()
        alias.alias = new
        session.add(alias)
    if name is not None:
        await _free(session, body.newsroom_id, name)
        body.name = name
    body.name_km = name_km or body.name_km
    session.add(body)
    await session.flush()


async def _free(session: AsyncSession, newsroom_id: int, name: str) -> None:
    """A body that was merged into another holds its name no longer once that one is called so; and the two are not
    parted any more, for which of them a later name was given to could not be told."""
    held = select(Body).where(
        Body.newsroom_id == newsroom_id, Body.name == name, col(Body.merged_into_id).is_not(None)
    )
    for merged in (await session.exec(held)).all():
        merged.name, merged.merged = f"{name} ({merged.id})", {**(merged.merged or {}), "taken": True}
        session.add(merged)
    await session.flush()


@dataclass(frozen=True)
class Brought:
    """What a body brings along when it is merged into another: its requests (by number), names and contacts."""

    numbers: tuple[int, ...]
    names: tuple[BodyAlias, ...]
    contacts: tuple[Contact, ...]


async def brought_by(session: AsyncSession, body: Body) -> Brought:
    """What would move if a body were merged into another."""
    numbers = select(Request.number).where(
        Request.newsroom_id == body.newsroom_id, Request.body_id == body.id
    )
    names = select(BodyAlias).where(BodyAlias.body_id == body.id).order_by(col(BodyAlias.id))
    return Brought(
        # Asked for the order, SQLite goes through all the newsroom's numbers instead of the body's.
        tuple(sorted((await session.exec(numbers)).all())),
        tuple((await session.exec(names)).all()),
        tuple(await contacts_of(session, body.id or 0)),
    )


async def hold(session: AsyncSession, bodies: Sequence[Body]) -> None:
    """Lock bodies until the transaction ends, as they are now: nothing is logged to them meanwhile."""
    for body_id in sorted(body.id or 0 for body in bodies):
        await session.get_one(Body, body_id, with_for_update=True, populate_existing=True)


async def move(session: AsyncSession, brought: Brought, into: Body) -> None:
    """Give what a body brings along to another."""
    for row in (*brought.names, *brought.contacts):
        row.body_id = into.id or 0
        session.add(row)
    await session.flush()
    for start in range(0, len(brought.numbers), queries.AT_ONCE):
        its = update(Request).where(
            col(Request.newsroom_id) == into.newsroom_id,
            col(Request.number).in_(brought.numbers[start : start + queries.AT_ONCE]),
        )
        first = func.coalesce(col(Request.first_body_id), col(Request.body_id))
        await session.exec(its.values(first_body_id=first, body_id=into.id))


async def merged_as(session: AsyncSession, body: Body, name: str) -> Body | None:
    """The body that was merged into this one, by any name that it brought along; None where none was."""
    statement = select(Body).where(Body.newsroom_id == body.newsroom_id, Body.merged_into_id == body.id)
    wanted = normalise(name)
    its = select(BodyAlias.id).where(BodyAlias.body_id == body.id, BodyAlias.normalised == wanted)
    alias_id = (await session.exec(its)).first()
    for one in (await session.exec(statement.order_by(col(Body.id).desc()))).all():
        kept = one.merged or {}
        if normalise(str(kept["name"])) == wanted or alias_id in kept["names"]:
            return one
    return None


async def contact_called(
    session: AsyncSession, newsroom_id: int, body_ids: Collection[int], typed: str
) -> str | None:
    """How a contact of these bodies is written, who was typed in whatever letters: as the directory has it, or as it was asked
    before. None where nobody is called so."""
    contacts = select(Contact.name).where(
        Contact.newsroom_id == newsroom_id, col(Contact.body_id).in_(body_ids)
    )
    of_requests = select(Request.contact).where(
        Request.newsroom_id == newsroom_id,
        col(Request.body_id).in_(body_ids),
        col(Request.contact).is_not(None),
    )
    asked = of_requests.order_by(col(Request.number).desc()).limit(LOOKED_BACK)
    of_events = (
        select(Event.contact)
        .join(Request, col(Request.id) == Event.request_id)
        .where(
            Request.newsroom_id == newsroom_id,
            col(Request.body_id).in_(body_ids),
            col(Event.contact).is_not(None),
        )
    )
    tried = of_events.order_by(col(Event.id).desc()).limit(LOOKED_BACK)
    known = [name for each in (contacts, asked, tried) for name in (await session.exec(each)).all()]
    wanted = normalise(typed)
    found = [name for name in known if name and wanted in {normalise(name), normalise(name.split(",")[0])}]
    return next((name for name in found if not name[0].islower()), next(iter(found), None))


async def add_contact(session: AsyncSession, body: Body, new: NewContact) -> None:
    """Add a contact, or bring the one of the same name up to date."""
    statement = select(Contact).where(Contact.body_id == body.id, Contact.name == new.name)
    contact = (await session.exec(statement)).first()
    if contact is None:
        contact = Contact(newsroom_id=body.newsroom_id, body_id=body.id or 0, name=new.name)
    contact.function = new.function or contact.function
    contact.channel = new.channel or contact.channel
    contact.address = new.address or contact.address
    contact.seen = seen_of(contact)
    session.add(contact)
    await session.flush()


def seen_of(contact: Contact) -> str:
    """All words in which a contact can be found, as they are seen."""
    return to_find(f"{contact.name} {contact.function} {contact.address}")


async def add_starters(session: AsyncSession, newsroom_id: int, country: str, *, now: datetime) -> int:
    """Fill the directory of a newsroom that has none yet, all at once: name by name it would take seconds.

    Returns:
        How many bodies were added; 0 where we have no directory for the country.
    """
    starters = directory.load(country)
    made = [
        Body(
            newsroom_id=newsroom_id,
            name=starter.name,
            name_km=starter.name_km or None,
            kind=starter.kind,
            created_at=now,
        )
        for starter in starters
    ]
    session.add_all(made)
    await session.flush()
    for body, starter in zip(made, starters, strict=True):
        body_id = body.id or 0
        names: dict[str, str] = {}
        for name in filter(None, (starter.name, starter.name_km, *starter.aliases)):
            names.setdefault(normalise(name), name)
        session.add_all(
            BodyAlias(newsroom_id=newsroom_id, body_id=body_id, alias=name, normalised=normalised)
            for normalised, name in names.items()
        )
        session.add_all(
            Contact(
                newsroom_id=newsroom_id,
                body_id=body_id,
                name=contact.name,
                function=contact.role,
                seen=as_seen(f"{contact.name} {contact.role}"),
            )
            for contact in starter.contacts
        )
    await session.flush()
    return len(starters)


async def find(session: AsyncSession, newsroom_id: int, query: str, *, story: str | None = None) -> Match:
    """Which body a person means by what they typed: exactly one, some in doubt, or none. In doubt, those that the
    newsroom has asked before are likelier, and those asked for the story of that slug more so. Candidates bear the body's own name.
    """
    wanted = normalise(query)
    exact = select(BodyAlias.body_id).where(
        BodyAlias.newsroom_id == newsroom_id, BodyAlias.normalised == wanted
    )
    if wanted and (body_id := (await session.exec(exact)).first()) is not None:
        return Exact(body_id)
    every = await names(session, newsroom_id)
    return await _by_own_names(
        session, match(query, every, likelier=await _asked_before(session, newsroom_id, story))
    )


async def names(session: AsyncSession, newsroom_id: int) -> list[tuple[int, str]]:
    """Every name of the newsroom's bodies, with the row id of the body."""
    statement = (
        select(BodyAlias.body_id, BodyAlias.alias)
        .where(BodyAlias.newsroom_id == newsroom_id)
        .order_by(col(BodyAlias.body_id), col(BodyAlias.id))
    )
    return [(body_id, alias) for body_id, alias in (await session.exec(statement)).all()]


async def contact_names(session: AsyncSession, newsroom_id: int) -> list[tuple[int, str]]:
    """The names of all contacts, with the row id of the body."""
    statement = select(Contact.body_id, Contact.name).where(Contact.newsroom_id == newsroom_id)
    return [(body_id, name) for body_id, name in (await session.exec(statement)).all()]


async def _asked_before(session: AsyncSession, newsroom_id: int, story: str | None) -> dict[int, float]:
    newest = (
        select(Request.body_id)
        .where(Request.newsroom_id == newsroom_id)
        .order_by(col(Request.number).desc())
        .limit(LOOKED_BACK)
    )
    often = Counter((await session.exec(newest)).all())
    likelier = {body_id: ASKED + min(times, ASKED) for body_id, times in often.items()}
    if story is not None:
        its = select(Story.id).where(Story.newsroom_id == newsroom_id, Story.slug == story)
        for_it = newest.where(col(Request.story_id) == its.scalar_subquery())
        for body_id in set((await session.exec(for_it)).all()):
            likelier[body_id] = likelier.get(body_id, ASKED) + ASKED
    return likelier


async def _by_own_names(session: AsyncSession, found: Match) -> Match:
    candidates = (
        () if isinstance(found, Exact) else found.candidates if isinstance(found, Doubtful) else found.nearest
    )
    ids = [candidate.body_id for candidate in candidates]
    if not ids:
        return found
    names = select(Body.id, Body.name, Body.name_km).where(col(Body.id).in_(ids))
    own = {body_id: (name, local) for body_id, name, local in (await session.exec(names)).all()}
    named = tuple(
        replace(candidate, name=own[candidate.body_id][0], local=own[candidate.body_id][1])
        for candidate in candidates
    )
    return Doubtful(named) if isinstance(found, Doubtful) else Unknown(named)


async def like(session: AsyncSession, newsroom_id: int, words: str) -> list[Body]:
    """The bodies a person may mean by these words: those that contain them, else the likeliest few."""
    containing = await queries.bodies_with(session, newsroom_id, words.split())
    if containing:
        return containing
    found = await find(session, newsroom_id, words)
    ids = (
        [found.body_id]
        if isinstance(found, Exact)
        else [
            candidate.body_id
            for candidate in (found.candidates if isinstance(found, Doubtful) else found.nearest)
        ]
    )
    named = {body.id: body for body in await every(session, newsroom_id)}
    return [named[body_id] for body_id in ids]


async def is_known(session: AsyncSession, newsroom_id: int) -> Callable[[str], bool]:
    """A test for whether words are exactly a name of one of the newsroom's bodies."""
    # In one row, not in one for each of hundreds of names; a normalised name is one line.
    names = func.aggregate_strings(col(BodyAlias.normalised), "\n")
    found = (await session.exec(select(names).where(BodyAlias.newsroom_id == newsroom_id))).one()
    known = frozenset((found or "").split("\n"))
    return lambda words: normalise(words) in known


async def recent(
    session: AsyncSession, newsroom_id: int, member_id: int, *, story: str | None = None, limit: int
) -> list[Body]:
    """The bodies that are likely to be asked next, the likeliest first: those asked for the story of that slug, then those
    that the member asked lately, then those that anybody did."""
    newest = (
        select(Request.body_id, Request.member_id, Story.slug)
        .outerjoin(Story, col(Story.id) == Request.story_id)
        .where(Request.newsroom_id == newsroom_id)
        .order_by(col(Request.number).desc())
        .limit(LOOKED_BACK)
    )
    asked = (await session.exec(newest)).all()
    asked = sorted(asked, key=lambda one: (one[2] != story or story is None, one[1] != member_id))
    ids = list(dict.fromkeys(body_id for body_id, _, _ in asked))[:limit]
    found = {body.id: body for body in (await session.exec(select(Body).where(col(Body.id).in_(ids)))).all()}
    return [found[body_id] for body_id in ids]


async def by_id(session: AsyncSession, newsroom_id: int, body_id: int) -> Body | None:
    """The newsroom's body of that row id, or the one into which that was merged since. Where something is written, no
    merger comes between this and what is written."""
    statement = select(Body).where(Body.newsroom_id == newsroom_id, Body.id == body_id)
    if locked(session):
        statement = statement.with_for_update(read=True, key_share=True)
    body = (await session.exec(statement.execution_options(populate_existing=True))).first()
    if body is not None and body.merged_into_id is not None:
        return await by_id(session, newsroom_id, body.merged_into_id)
    return body


async def count(session: AsyncSession, newsroom_id: int) -> int:
    """How many bodies the newsroom has."""
    ours = (Body.newsroom_id == newsroom_id, col(Body.merged_into_id).is_(None))
    return (await session.exec(select(func.count()).select_from(Body).where(*ours))).one()


async def every(
    session: AsyncSession, newsroom_id: int, *, start: int = 0, limit: int | None = None
) -> list[Body]:
    """The newsroom's bodies by name, behind `start` others; all of them where there is no limit."""
    ours = (Body.newsroom_id == newsroom_id, col(Body.merged_into_id).is_(None))
    statement = select(Body).where(*ours).order_by(col(Body.name))
    return list((await session.exec(statement.offset(start).limit(limit))).all())


async def aliases_of(session: AsyncSession, body: Body) -> list[str]:
    """The other names a body answers to."""
    statement = select(BodyAlias.alias).where(BodyAlias.body_id == body.id).order_by(col(BodyAlias.id))
    return [
        alias for alias in (await session.exec(statement)).all() if alias not in (body.name, body.name_km)
    ]


async def contacts_of(session: AsyncSession, body_id: int) -> list[Contact]:
    """A body's contacts in the order in which they were added."""
    statement = select(Contact).where(Contact.body_id == body_id).order_by(col(Contact.id))
    return list((await session.exec(statement)).all())
