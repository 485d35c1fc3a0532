"""Whatever comes from Telegram is answered, set aside or left alone: nothing of it goes unhandled, and nothing that the desk says
to it is refused for what it holds."""

from __future__ import annotations

import logging

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from jobs.records.verifying import verify
from tests.bot.desk import ASKED, DARA, SREYNEANG, Desk
from tests.bot.sent import folder
from tests.bot.updates import KINDS, Json, updates

# What Telegram refuses because the update never was: there is no such chat, message or press.
UNREAL = (
    "chat not found", "message to edit not found", "message to be replied not found", "query is too old",
    "bot can't initiate conversation", "message to delete not found", "message can't be edited", "inline messages are not simulated",
)  # fmt: skip
# What cannot be read is set aside, and where there is no such chat nobody can be told why.
SAID = ("cannot be read, and is set aside", "and could not say so: badrequest")


def excused(said: str) -> bool:
    """Whether an error is none of the desk's."""
    return any(one in said.casefold() for one in (*UNREAL, *SAID))


def drawn(count: int, batch: int = 50) -> list[list[tuple[str, Json]]]:
    """So many updates, in batches."""
    found: list[list[tuple[str, Json]]] = []

    @settings(max_examples=count // batch, suppress_health_check=list(HealthCheck))
    @given(st.lists(updates(), min_size=batch, max_size=batch))
    def gather(made: list[tuple[str, Json]]) -> None:
        found.append(made)

    gather()
    return found


async def is_withstood(desk: Desk, caplog: pytest.LogCaptureFixture, count: int) -> None:
    """So many updates, and after them the desk answers, and the record is whole."""
    await desk.say(DARA, ASKED)
    for batch in drawn(count):
        desk.telegram.world.updates.allow(KINDS)
        for kind, payload in batch:
            desk.telegram.world.updates.push(kind, payload)
        await desk.sandbox.idle()
        said = [
            f"{one.getMessage()}\n{one.exc_text or ''}"
            for one in caplog.records
            if one.levelno >= logging.ERROR
        ]
        assert not [one for one in said if not excused(one)]
        assert not [(method, why) for method, why in desk.telegram.refusals if not excused(why)]
    assert "#1" in await desk.say(SREYNEANG, "/status")
    verdicts = await verify(desk.sandbox.parts.application.bot_data["desk"].all_newsrooms, folder(desk))
    assert [verdict.troubles for verdict in verdicts] == [()]


async def test_a_few_updates_of_every_kind(desk: Desk, caplog: pytest.LogCaptureFixture) -> None:
    await is_withstood(desk, caplog, 100)


@pytest.mark.long
@pytest.mark.timeout(1800)  # only against hanging
async def test_ten_thousand_updates_of_every_kind(desk: Desk, caplog: pytest.LogCaptureFixture) -> None:
    await is_withstood(desk, caplog, 10_000)
