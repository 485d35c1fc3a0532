"""The record was put back as an old backup had it: what people still see of what was lost acts on nothing else."""

from __future__ import annotations

import shutil
from collections.abc import AsyncIterator
from dataclasses import dataclass

import pytest
import pytest_asyncio

from sandbox.case import DARA, SREYNEANG
from sandbox.world.clock import MovingClock
from sandbox.world.messages import buttons
from tests.bot.desk import ASKED, MALY, Desk, Saved, open_desk

LOST = "What this message shows is no longer on record"
pytestmark = pytest.mark.asyncio(loop_scope="module")


@dataclass(frozen=True)
class Restored:
    """A desk whose #2 and story #lost are lost, and an event of #1; the message that shows each, and its buttons."""

    desk: Desk
    shown: dict[str, int]
    buttons: dict[str, list[dict[str, str]]]


@pytest_asyncio.fixture(scope="module", loop_scope="module", name="restored")
async def a_desk_put_back(
    founded: Saved, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Restored]:
    """#1 is Dara's; a backup; her #2, her call about #1 and the story #lost; the backup is put back; then Maly's #2 and a
    note of hers on #1, and the story #new."""
    folder, backup = tmp_path_factory.mktemp("desk"), tmp_path_factory.mktemp("backup") / "desk.sqlite"
    shown: dict[str, int] = {}
    under: dict[str, list[dict[str, str]]] = {}
    async with founded.opened(folder) as desk:
        await desk.say(DARA, ASKED)
        instant = desk.sandbox.now()
    shutil.copy(folder / "desk.sqlite", backup)
    async with open_desk(folder, clock=MovingClock(instant, running=False)) as desk:
        for name, who, typed in (
            ("request", DARA, "/ask National Police: who was held? by 6 Dec 17:00 via email"),
            ("event", DARA, "/chase 1 call no answer"),
            ("story", SREYNEANG, "/story #lost The lost one"),
        ):
            await desk.say(who, typed)
            shown[name] = desk.telegram.last(who)["message_id"]
            under[name] = [button for row in buttons(desk.telegram.last(who)) for button in row]
    for left in folder.glob("desk.sqlite*"):
        left.unlink()
    shutil.copy(backup, folder / "desk.sqlite")
    async with open_desk(folder, clock=MovingClock(instant, running=False)) as desk:
        await desk.says(MALY, "/ask Embassy of India: where? by 6 Dec 17:00 via call", "/chase 1 email")
        await desk.say(SREYNEANG, "/story #new The new one")
        yield Restored(desk, shown, under)


@pytest.mark.parametrize("typed", [
    "they declined", "/decline", "/reply full yes", "/note hello", "/status", "/extend by 9 Dec", "/refer to City Hall",
    "/undo", "ពួកគេបដិសេធ", "https://example.org/answer",
])  # fmt: skip
@pytest.mark.parametrize("card", ["request", "event"])
async def test_a_reply_to_a_lost_card_is_not_about_what_has_its_number_now(
    restored: Restored, typed: str, card: str
) -> None:
    desk = restored.desk
    before = desk.record()
    assert (await desk.say(DARA, typed, reply_to=restored.shown[card])).startswith(LOST)
    assert desk.record() == before


async def test_no_button_of_a_lost_card_acts_on_what_has_its_number_now(restored: Restored) -> None:
    desk = restored.desk
    before = desk.record()
    pressed = 0
    for card in ("request", "event"):
        for button in restored.buttons[card]:
            answer = await desk.press(DARA, data=button["callback_data"], message=restored.shown[card])
            assert answer.text.startswith(LOST), button["text"]
            pressed += 1
    assert pressed > 15
    assert desk.record() == before


@pytest.mark.parametrize("verb", ["ask", "now", "1h", "day", "stop", "out"])
async def test_a_lost_storys_buttons_publish_no_other(restored: Restored, verb: str) -> None:
    desk = restored.desk
    before = desk.record()
    [data] = [one["callback_data"] for one in restored.buttons["story"] if one["text"] == "It is out…"]
    data, message = data.replace(":ask", f":{verb}"), restored.shown["story"]
    answer = await desk.press(SREYNEANG, data=data, message=message)
    assert answer.text.startswith("Nothing was changed: #new has no publication time now.")
    assert desk.record() == before
