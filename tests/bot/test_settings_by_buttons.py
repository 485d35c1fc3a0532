"""/settings and its buttons: the language, the time for an answer; what cannot be used or is not one's to change."""

from __future__ import annotations

import pytest

from bot.languages import LANGUAGES
from sandbox.case import DARA, GROUP, SREYNEANG
from tests.bot.desk import Desk

pytestmark = pytest.mark.asyncio(loop_scope="module")

EDITOR = SREYNEANG
EDITORS_ONLY = "Only an editor of the newsroom can do that. Nothing was changed."


def fair_hours(desk: Desk) -> int:
    ((hours,),) = desk.rows("SELECT json_extract(settings, '$.fair_hours') FROM newsroom")
    return int(hours)


async def test_the_language_is_chosen_in_one_tap_and_back(busy_desk: Desk) -> None:
    assert "Your language: English." in await busy_desk.say(DARA, "/settings")
    others = [language.name for language in LANGUAGES.values()][1:]
    assert busy_desk.choices(DARA) == ["✓ English", *others, "Letters…"]
    await busy_desk.press(DARA, "ខ្មែរ")
    assert "ភាសារបស់អ្នក៖ ខ្មែរ។" in busy_desk.last(DARA)
    assert (await busy_desk.press(DARA, "English")).text == "I speak English with you now."
    assert "Your language: English." in busy_desk.last(DARA)


async def test_editors_choose_the_reasonable_time_in_one_tap_or_type_any(busy_desk: Desk) -> None:
    await busy_desk.say(EDITOR, "/settings")
    assert "✓ 24 hours" in busy_desk.choices(EDITOR)
    await busy_desk.press(EDITOR, "72 hours")
    assert fair_hours(busy_desk) == 72
    assert "Reasonable time for an answer: 72 hours." in busy_desk.last(EDITOR)
    assert "36 hours" in await busy_desk.say(EDITOR, "/settings fair=៣៦ម៉ោង")
    assert fair_hours(busy_desk) == 36
    assert "36 hours" in await busy_desk.say(DARA, "/settings")


@pytest.mark.parametrize(
    "typed",
    ["/settings fair=48h", "/settings template final en: {questions}", "/settings template final en: ours"],
)
async def test_what_is_the_editors_to_change_is_refused_to_reporters(busy_desk: Desk, typed: str) -> None:
    before = busy_desk.record()
    assert await busy_desk.say(DARA, typed) == EDITORS_ONLY
    for data in ("set:fair:48", "set:change:final.en", "set:ours:final.en:1"):
        assert (await busy_desk.press(DARA, data=data)).text == EDITORS_ONLY
    assert busy_desk.record() == before


async def test_in_the_group_settings_are_in_the_groups_language(busy_desk: Desk) -> None:
    await busy_desk.say(DARA, "/settings language=km")
    assert "Settings\nYour language: ខ្មែរ." in await busy_desk.say(DARA, "/settings", chat=GROUP)
    await busy_desk.say(DARA, "/settings language=en")
