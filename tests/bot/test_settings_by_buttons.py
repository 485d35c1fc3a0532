"""/settings and its buttons: the language, the time for an answer; what cannot be used or is not one's to change."""

from __future__ import annotations

import pytest

from bot.languages import LANGUAGES
from sandbox.case import DARA, GROUP, SREYNEANG
from tests.bot.desk import STRANGER, Desk

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


@pytest.mark.parametrize(
    "data",
    [
        "set:",
        "set:x",
        "set:fair",
        "set:fair:25",
        "set:fair:-1",
        "set:language:xx",
        "set:template:final",
        "set:template:final.fr",
        "set:change:x.en",
        "set:preview",
        "set:ours:final.en",
        "set:ours:final.en:x",
        "set:ours:final.en:" + "9" * 40,
    ],
)
async def test_a_made_up_button_is_refused_and_changes_nothing(busy_desk: Desk, data: str) -> None:
    await busy_desk.say(EDITOR, "/settings")
    before = busy_desk.record()
    assert (await busy_desk.press(EDITOR, data=data)).text.startswith("This button is from an older version")
    assert busy_desk.record() == before
    await busy_desk.say(STRANGER, "/start")
    assert (await busy_desk.press(STRANGER, data=data)).text.startswith("This desk is for its newsroom only.")


@pytest.mark.parametrize(
    ("typed", "answer"),
    [
        ("/settings language=xx", "I speak: en (English), "),
        ("/settings colour=red", "I do not know the setting “colour=red”."),
        ("/settings fair=soon", "“soon” is not a time for an answer."),
        ("/settings template final en:", "There is no wording in that."),
        ("/settings template final en: Dear {bodi}\n{questions}", "I do not know {bodi}."),
        ("/settings template final en: Dear {body", "A brace has no partner here: “Dear {body”."),
        ("/settings template final en: Dear", "A letter must hold the questions: write {questions}"),
        ("/settings template final: {questions}", "Which letter is that the wording of?"),
        ("/settings template final en: {questions}" + " x" * 1800, "a letter's wording may have 3500"),
        ("/settings templates love", "I do not know a letter “love”."),
        ("/settings template final en: <b>{body}</b\n{nosuch}", "I do not know {nosuch}."),
    ],
)
async def test_a_setting_that_cannot_be_used_is_explained_and_changes_nothing(
    busy_desk: Desk, typed: str, answer: str
) -> None:
    before = busy_desk.record()
    assert answer in await busy_desk.say(EDITOR, typed)
    assert busy_desk.record() == before


async def test_in_the_group_settings_are_in_the_groups_language(busy_desk: Desk) -> None:
    await busy_desk.say(DARA, "/settings language=km")
    assert "Settings\nYour language: ខ្មែរ." in await busy_desk.say(DARA, "/settings", chat=GROUP)
    await busy_desk.say(DARA, "/settings language=en")
