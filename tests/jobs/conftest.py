"""A desk for the tests that send."""

from __future__ import annotations

import pytest

import bot.languages  # noqa: F401  (its languages bring the words in which times are typed)
from tests.db.world import World
from tests.jobs.telling import Desk, desk_of, no_digests


@pytest.fixture
async def desk(world: World) -> Desk:
    """The desk of a world whose newsrooms want no digest."""
    await no_digests(world)
    return desk_of(world)
