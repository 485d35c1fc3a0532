"""A desk for the tests that send."""

from __future__ import annotations

import pytest

from tests.db.world import World
from tests.jobs.telling import Desk, desk_of, no_digests


@pytest.fixture
async def desk(world: World) -> Desk:
    """The desk of a world whose newsrooms want no digest."""
    await no_digests(world)
    return desk_of(world)
