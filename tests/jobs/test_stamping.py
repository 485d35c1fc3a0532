"""The chain is stamped daily and at publication by an authority outside the house; what is no stamp is never kept."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
import sqlalchemy as sa
from aiohttp import web
from aiohttp.test_utils import TestServer
from sqlmodel import col, select

from db.engine import changed
from db.lifecycle import EventKind
from db.tables import Event, Stamp
from jobs.files.folder import EvidenceFolder
from jobs.records.stamping import Stamper, UnreadableRoot, read_roots
from jobs.records.verifying import verify
from tests.authority import Authority
from tests.db.world import ASKED, DAY, HOUR, World
from tests.jobs.record import said
from tests.jobs.telling import HandClock


@pytest.fixture(name="authority", scope="module")
def an_authority() -> Authority:
    return Authority()


@pytest.fixture
def clock() -> HandClock:
    return HandClock(ASKED + HOUR)


@pytest.fixture
def stamper(world: World, authority: Authority, clock: HandClock) -> Stamper:
    authority.refuses, authority.time = False, ASKED + HOUR
    authority.asked.clear()
    return Stamper(world.database, clock, "", [authority.root], authority.answer)


async def stamped(world: World) -> list[tuple[int, int]]:
    """The newsrooms and positions that bear a stamp."""
    async with world.database.read() as session:
        found = (await session.exec(select(Stamp).order_by(col(Stamp.id)))).all()
    return sorted((stamp.newsroom_id, stamp.position) for stamp in found)


async def test_the_end_of_each_chain_is_stamped_daily_and_at_publication_and_where_something_came(
    world: World, authority: Authority, clock: HandClock, stamper: Stamper
) -> None:
    here, there = world.here.id, world.there.id
    await stamper.tick()
    assert await stamped(world) == []  # nothing is recorded
    request = await world.ask()
    await stamper.tick()
    assert await stamped(world) == [(here, 2)]
    await world.ask(world.there)
    await world.record(request, EventKind.CHASED, clock.now())
    await stamper.tick()
    assert await stamped(world) == [(here, 2), (there, 2)]
    await world.record(request, EventKind.PUBLISHED, clock.now())
    await stamper.tick()
    assert await stamped(world) == [(here, 2), (here, 4), (there, 2)]
    clock.instant += DAY
    authority.time = clock.now()
    for _ in range(2):
        await stamper.tick()
        assert await stamped(world) == [(here, 2), (here, 4), (there, 2)]  # nothing new
    await world.record(request, EventKind.NOTE, clock.now())
    await stamper.tick()
    assert await stamped(world) == [(here, 2), (here, 4), (here, 5), (there, 2)]
    assert len(authority.asked) == 4


async def test_what_fails_is_tried_again_at_the_next_tick(
    world: World, authority: Authority, stamper: Stamper
) -> None:
    await world.ask()
    authority.refuses = True
    await stamper.tick()
    assert (await stamped(world), stamper.trouble) == ([], "the authority refused: 2")
    authority.refuses = False
    await stamper.tick()
    assert (await stamped(world), stamper.trouble) == ([(world.here.id, 2)], "")


async def test_two_processes_that_ask_at_once_keep_one_stamp(world: World, stamper: Stamper) -> None:
    await world.ask()
    await asyncio.gather(stamper.tick(), stamper.tick())
    assert await stamped(world) == [(world.here.id, 2)]


@pytest.mark.wide
@pytest.mark.parametrize("answered", ["nothing", "a page", "half of it", "an older one", "by somebody else"])
async def test_what_is_no_stamp_of_what_was_asked_is_not_kept(
    world: World, authority: Authority, clock: HandClock, answered: str
) -> None:
    older: list[bytes] = []
    another = Authority()  # which makes its keys when it is asked

    async def answer(query: bytes) -> bytes:
        if answered == "by somebody else":
            return await another.answer(query)
        right = await authority.answer(query)
        older.append(right)
        return {
            "nothing": b"",
            "a page": b"<html>sign in to this network</html>",
            "half of it": right[: len(right) // 2],
            "an older one": older[0] if len(older) > 1 else b"",
        }[answered]

    stamper = Stamper(world.database, clock, "", [authority.root], answer)
    await world.ask()
    for _ in range(2):
        await stamper.tick()
        assert (await stamped(world), bool(stamper.trouble)) == ([], True)
    assert "ErrorStack" not in stamper.trouble


@pytest.mark.parametrize("status", [200, 503])
async def test_the_authority_is_asked_over_http(
    world: World, authority: Authority, clock: HandClock, status: int
) -> None:
    async def answer(request: web.Request) -> web.Response:
        assert request.content_type == "application/timestamp-query"
        return web.Response(body=await authority.answer(await request.read()), status=status)

    app = web.Application()
    app.router.add_post("/tsr", answer)
    async with TestServer(app) as server:
        stamper = Stamper(world.database, clock, str(server.make_url("/tsr")), [authority.root])
        await world.ask()
        await stamper.tick()
    assert (await stamped(world) == [(world.here.id, 2)], bool(stamper.trouble)) == (
        status == 200,
        status != 200,
    )
    await stamper.tick()  # nobody is there any more
    assert bool(stamper.trouble) == (status != 200)


TAMPERED = {
    "an untouched one": (None, []),
    "the answer": (sa.update(Stamp).values(answer=b"0"), [(2, "its stamp proves nothing")]),
    "its hash": (sa.update(Stamp).values(hash="0" * 64), [(2, "it is not what was stamped")]),
    "its time": (sa.update(Stamp).values(stamped_at=ASKED), [(2, "the time of its stamp was changed")]),
    "its place": (sa.update(Stamp).values(position=1), [(1, "it is not what was stamped")]),
    "an event that is gone": (
        sa.delete(Event).where(col(Event.position) == 2),
        [(2, "it was removed after it was stamped")],
    ),
}


@pytest.mark.parametrize("change", TAMPERED)
async def test_a_stamp_that_was_tampered_with_or_is_of_other_words_is_named(
    world: World, authority: Authority, stamper: Stamper, tmp_path: Path, change: str
) -> None:
    await world.ask()
    await stamper.tick()
    statement, expected = TAMPERED[change]
    if statement is not None:
        async with world.write() as session:
            await changed(session, statement)
    here, _ = await verify(world.database, EvidenceFolder(tmp_path), roots=[authority.root])
    found = [(position, what.split(":")[0]) for position, what in said(here)]
    assert set(expected) <= set(found)
    assert here.intact == (change == "an untouched one")


async def test_a_stamp_of_whoever_is_not_trusted_proves_nothing(
    world: World, authority: Authority, stamper: Stamper, tmp_path: Path
) -> None:
    await world.ask()
    await stamper.tick()
    here, _ = await verify(world.database, EvidenceFolder(tmp_path), roots=[Authority().root])
    assert [position for position, _ in said(here)] == [2]
    here, _ = await verify(world.database, EvidenceFolder(tmp_path))
    assert here.intact  # whose signature it bears is not asked


def test_the_root_is_a_file_of_certificates(authority: Authority, tmp_path: Path) -> None:
    assert read_roots(authority.write_root(tmp_path / "root.pem")) == [authority.root]
    (tmp_path / "none.pem").write_text("a page")
    for file in ("none.pem", "absent.pem", "."):
        with pytest.raises(UnreadableRoot):
            read_roots(tmp_path / file)
