"""The table of settings: each has its words everywhere, its buttons, and one more of them needs nothing else."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Iterator
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any

import pytest
import pytest_asyncio
from pydantic import Field
from sqlmodel import SQLModel

from bot.cards.buttons import FEW_BUTTONS
from bot.commands import COMMANDS
from bot.i18n.catalogue import Texts
from bot.languages import COMPLETE, LANGUAGES
from bot.settings import table
from bot.settings.table import SETTINGS, Setting, as_typed, find, switch
from db.errors import DeskError
from db.settings import MemberSettings, NewsroomSettings, Replans
from sandbox.case import DARA, GROUP, SREYNEANG
from tests.bot.asked import turn_to
from tests.bot.desk import ASKED, Desk, open_desk
from tests.docs.pages import read

EDITOR = SREYNEANG
EDITORS_ONLY = "Only an editor of the newsroom can do that. Nothing was changed."
OF_LETTERS = {"show", "template", "templates", "letter", "letters", "preview", "change", "ours"}

# What is taken that is not in force at first, and what is not; a new setting has its own here.
GOOD = {
    "language": "km",
    "group-language": "km",
    "timezone": "Europe/Berlin",
    "my-zone": "new york",
    "country": "DE",
    "days": "sun-thu",
    "office": "08:00-17:30",
    "digest": "off",
    "digest-days": "mon-fri",
    "deadline": "២ ថ្ងៃ",
    "before": "off",
    "mornings": "បិទ",
    "weekly": "no",
    "quiet": "9:30pm to 6am",
    "group-quiet": "ម៉ោង ១០ យប់ ដល់ ម៉ោង ៧ ព្រឹក",
    "fair": "36h",
    "clean-copies": "on",
    "retention": "៥២ សប្ដាហ៍",
    "last-hour": "off",
    "group-last-hour": "off",
}
BAD = {
    "language": "xx",
    "group-language": "klingon",
    "timezone": "Asia/Atlantis",
    "my-zone": "GMT+7",
    "country": "Atlantis",
    "days": "sometimes",
    "office": "17:00-08:00",
    "digest": "25:00",
    "digest-days": "sometimes",
    "deadline": "tomorrow",
    "before": "1h",
    "mornings": "9",
    "weekly": "monday",
    "quiet": "10-7",
    "group-quiet": "07:00-22:00",
    "fair": "721h",
    "clean-copies": "very",
    "retention": "29 days",
    "last-hour": "loud",
    "group-last-hour": "2",
}

each = pytest.mark.parametrize("setting", SETTINGS, ids=lambda setting: setting.word)
on_one_desk = pytest.mark.asyncio(loop_scope="module")


def chosen(desk: Desk) -> list[tuple[Any, ...]]:
    return desk.rows("SELECT settings FROM newsroom UNION ALL SELECT settings FROM member")


def test_each_setting_has_one_row_of_words() -> None:
    fields = [(model, key) for model in (MemberSettings, NewsroomSettings) for key in model.model_fields]
    rows_there = [(setting.model, setting.key) for setting in SETTINGS]
    assert sorted(map(str, rows_there)) == sorted(map(str, fields))
    assert set(GOOD) == set(BAD) == {setting.word for setting in SETTINGS}


def test_no_word_means_two_things() -> None:
    words = [word for setting in SETTINGS for word in setting.typed]
    assert len(words) == len(set(words))
    assert not set(words) & OF_LETTERS
    assert [setting for setting in SETTINGS for word in setting.typed if find(word) is not setting] == []


@each
@pytest.mark.parametrize("language", sorted(COMPLETE))
def test_each_has_a_name_a_value_and_an_answer_in_every_complete_language(
    setting: Setting, language: str
) -> None:
    t, english = Texts(language, "UTC"), Texts("en", "UTC")
    value = setting.parse(GOOD[setting.word])
    assert setting.name(t) in setting.line(t, value)
    assert setting.shown(t, value) in setting.line(t, value)
    assert setting.answer(t, value)
    assert (setting.name(t) == setting.name(english)) == (language == "en")


@each
def test_what_is_offered_or_shown_can_be_typed(setting: Setting) -> None:
    default = getattr(setting.model(), setting.key)
    values = [*setting.offered, *([default] if not setting.is_own else [])]
    assert [setting.parse(as_typed(value)) for value in values] == values
    for example in setting.takes:
        setting.parse(example)
    usage = next(command.usage for command in COMMANDS if command.name == "settings")
    assert setting.usage in usage


@each
def test_each_is_in_the_documents_with_its_bounds_and_whose_it_is(setting: Setting) -> None:
    page = read("docs/commands.md").split("\n")
    [line] = [line for line in page if line.startswith(f"| `/settings {setting.word}=")]
    assert line.endswith("| each member |" if setting.is_own else "| editors |")
    assert [bound for bound in setting.model.bounds(setting.key).values() if str(bound) not in line] == []


@each
@on_one_desk
async def test_each_is_shown_and_a_value_that_cannot_be_is_refused_and_changes_nothing(
    busy_desk: Desk, setting: Setting
) -> None:
    await busy_desk.say(EDITOR, "/settings")
    await turn_to(busy_desk, EDITOR, f"/settings {setting.word}=")
    assert f"{setting.name(Texts('en', 'UTC'))}: " in busy_desk.last(EDITOR)
    assert len(busy_desk.choices(EDITOR)) <= FEW_BUTTONS
    before = busy_desk.record()
    answer = await busy_desk.say(EDITOR, f"/settings {setting.word}={BAD[setting.word]}")
    with pytest.raises(DeskError) as refused:
        setting.parse(BAD[setting.word])
    assert answer == str(refused.value)
    assert busy_desk.record() == before


@each
@on_one_desk
async def test_a_newsrooms_is_the_editors_to_change_and_a_members_the_members(
    busy_desk: Desk, setting: Setting
) -> None:
    typed = f"/settings {setting.word}={GOOD[setting.word]}"
    before = chosen(busy_desk)
    answer = await busy_desk.say(DARA, typed)
    assert (answer == EDITORS_ONLY) == (not setting.is_own)
    assert (chosen(busy_desk) == before) == (not setting.is_own)
    if not setting.is_own:
        assert await busy_desk.say(EDITOR, typed) != EDITORS_ONLY
        assert chosen(busy_desk) != before
    back = as_typed(getattr(NewsroomSettings(), setting.key))
    await busy_desk.say(DARA if setting.is_own else EDITOR, f"/settings {setting.word}={back}")


@pytest.mark.parametrize(
    ("word", "typed", "value"),
    [
        ("quiet", "22:00-07:00", "22:00-07:00"),
        ("quiet", "10pm to 7am", "22:00-07:00"),
        ("quiet", "from 23h to 6h", "23:00-06:00"),
        ("quiet", "22-7", "22:00-07:00"),
        ("quiet", "១០ យប់ ដល់ ៧ ព្រឹក", "22:00-07:00"),
        ("quiet", "1pm-2pm", "13:00-14:00"),
        ("quiet", "midnight to 6am", "00:00-06:00"),
        ("quiet", "បិទ", "off"),
        ("digest-days", "every day", "mon,tue,wed,thu,fri,sat,sun"),
        ("digest-days", "Working days", "country"),
        ("digest-days", "ថ្ងៃធ្វើការ", "country"),
        ("digest-days", "mon, wed and fri", "mon,wed,fri"),
        ("deadline", "3 working days", "3wd"),
        ("deadline", "២ថ្ងៃ", "2d"),
        ("deadline", "a week", "1w"),
        ("deadline", "48 hours", "48h"),
    ],
)
def test_each_is_read_as_people_write_it(word: str, typed: str, value: str) -> None:
    found = find(word)
    assert found is not None
    assert found.parse(typed) == value


@pytest.mark.parametrize(
    ("word", "typed"),
    [
        ("quiet", "10-7"), ("quiet", "22:00"), ("quiet", "07:00-22:00"), ("quiet", "22:00-22:00"), ("quiet", "night"),
        ("deadline", "0wd"), ("deadline", "100d"), ("deadline", "2 months"), ("deadline", "30m"), ("deadline", "fri 5pm"),
        ("digest-days", "someday"),
    ],
)  # fmt: skip
def test_what_could_be_two_things_or_is_out_of_bounds_is_refused(word: str, typed: str) -> None:
    found = find(word)
    assert found is not None
    with pytest.raises(DeskError):
        found.parse(typed)


async def test_a_deadline_that_nobody_gave_is_the_newsrooms(desk: Desk) -> None:
    await desk.say(EDITOR, "/settings deadline=1wd")
    answer = await desk.say(DARA, "/ask National Police: where are they? via email")
    assert "Deadline Tue 3 Dec 17:00" in answer
    await desk.say(EDITOR, "/body National Police deadline=2wd")
    assert "Deadline Wed 4 Dec 17:00" in await desk.say(
        DARA, "/ask National Police: who ordered it? via email"
    )


@pytest.mark.wide
@pytest.mark.parametrize(
    ("own", "newsrooms", "silent"),
    [
        (None, "off", False),
        (None, "16:30-18:00", True),
        ("off", "16:30-18:00", False),
        ("16:30-18:00", "off", True),
    ],
)
async def test_in_quiet_hours_reminders_come_in_time_without_a_sound(
    desk: Desk, own: str | None, newsrooms: str, silent: bool
) -> None:
    if own is not None:
        await desk.say(DARA, f"/settings quiet={own}")
    await desk.say(EDITOR, f"/settings group-quiet={newsrooms}")
    await desk.say(DARA, "/ask National Police: where are they? by wed 17:00 via email")
    await desk.sandbox.advance(datetime.fromisoformat("2024-12-04T17:00:00+07:00"))
    assert "the deadline for National Police has passed" in desk.last(DARA)
    assert ((DARA, desk.telegram.last(DARA)["message_id"]) in desk.telegram.world.silent) is silent


class Later(NewsroomSettings):
    """The settings of a version to come."""

    whisper: Annotated[bool, Replans.REMINDERS] = True
    patience: Annotated[int, Field(ge=1, le=14)] = 3


MADE_UP = (
    switch(Later, "whisper", ("whisper",), lambda t: t.say("Whispered reminder")),
    Setting(
        Later,
        "patience",
        ("patience",),
        ("5",),
        lambda t: t.say("Days of patience"),
        int,
        lambda _, days: str(days),
        offered=(3, 7),
    ),
)


@pytest.fixture(name="made_up")
def two_more_settings(new_engines: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[pytest.MonkeyPatch]:
    with monkeypatch.context() as patch:
        patch.setattr(SQLModel.metadata.tables["newsroom"].columns["settings"].type, "model", Later)
        patch.setattr(table, "SETTINGS", (*SETTINGS, *MADE_UP))
        yield patch


@pytest_asyncio.fixture(name="later_desk")
async def a_desk_of_a_later_version(made_up: pytest.MonkeyPatch, desk_folder: Path) -> AsyncIterator[Desk]:
    async with open_desk(desk_folder) as desk:
        yield desk


async def test_one_more_setting_is_shown_typed_and_pressed_without_more_code(later_desk: Desk) -> None:
    await later_desk.say(EDITOR, "/settings")
    await turn_to(later_desk, EDITOR, "☑️ Whispered reminder")
    assert "Whispered reminder: on. Editors change it: /settings whisper=off" in later_desk.last(EDITOR)
    await later_desk.press(EDITOR, "☑️ Whispered reminder")
    assert "Whispered reminder: off." in later_desk.last(EDITOR)
    assert "⬜️ Whispered reminder" in later_desk.choices(EDITOR)
    await turn_to(later_desk, EDITOR, "✓ 3")
    assert "Days of patience: 3. Editors change it: /settings patience=5" in later_desk.last(EDITOR)
    await later_desk.press(EDITOR, "7")
    assert "Days of patience: 7." in later_desk.last(EDITOR)
    assert await later_desk.say(EDITOR, "/settings whisper=on") == "Whispered reminder from now on: on."
    assert "☑️ Whispered reminder" not in (await later_desk.say(DARA, "/settings"), *later_desk.choices(DARA))
    [(settings,)] = later_desk.rows("SELECT settings FROM newsroom")
    assert (json.loads(settings)["whisper"], json.loads(settings)["patience"]) == (True, 7)


@pytest.mark.parametrize(
    ("typed", "answer"),
    [
        ("whisper=perhaps", "I cannot set that to “perhaps”. It is written so: /settings whisper=on|off."),
        ("patience=15", "I cannot set that to “15”: it can be 1 to 14. Nothing was changed."),
        ("patience=0", "I cannot set that to “0”: it can be 1 to 14. Nothing was changed."),
        ("patience=much", "I cannot set that to “much”: it can be 1 to 14. Nothing was changed."),
        (
            "impatience=1",
            "digest, digest-days, deadline, before, mornings, weekly, my-zone, quiet, group-quiet, fair, clean-copies, retention, last-hour, group-last-hour, whisper, patience, templates.",
        ),
    ],
)
async def test_it_is_refused_like_all_others_with_its_bounds(
    later_desk: Desk, typed: str, answer: str
) -> None:
    before = later_desk.record()
    assert answer in await later_desk.say(EDITOR, f"/settings {typed}")
    assert later_desk.record() == before


async def test_a_setting_named_alone_is_shown_and_whoever_may_choose_finds_buttons(later_desk: Desk) -> None:
    before = later_desk.record()
    for setting in SETTINGS:
        shown = [await later_desk.say(who, f"/settings {setting.word}") for who in (DARA, EDITOR)]
        assert all(f"/settings {setting.word}=" in each for each in shown), setting.word
        assert (later_desk.choices(EDITOR) != ["« Back"]) == bool(setting.offered)
        assert (later_desk.choices(DARA) != ["« Back"]) == bool(setting.offered and setting.is_own)
    assert later_desk.record() == before


async def test_an_older_version_shows_its_own_settings_and_loses_none(
    made_up: pytest.MonkeyPatch, desk_folder: Path
) -> None:
    async with open_desk(desk_folder) as desk:
        await desk.say(EDITOR, "/settings whisper=off")
    made_up.undo()
    async with open_desk(desk_folder) as desk:
        assert "Half-way" not in await desk.say(EDITOR, "/settings")
        await desk.say(EDITOR, "/settings fair=48h")
        [(settings,)] = desk.rows("SELECT settings FROM newsroom")
    assert (json.loads(settings)["whisper"], json.loads(settings)["fair_hours"]) == (False, 48)


async def test_another_zone_moves_what_is_owed_and_what_is_shown(desk: Desk) -> None:
    await desk.say(DARA, ASKED)
    assert "Thu 5 Dec 17:00" in await desk.say(DARA, "/status 1")
    answer = await desk.say(EDITOR, "/settings timezone=europe/berlin")
    assert answer == "Time zone from now on: Europe/Berlin."
    assert "Thu 5 Dec 11:00" in await desk.say(DARA, "/status 1")


def fair_hours(desk: Desk) -> int:
    ((hours,),) = desk.rows("SELECT json_extract(settings, '$.fair_hours') FROM newsroom")
    return int(hours)


@on_one_desk
async def test_the_language_is_chosen_in_one_tap_and_back(busy_desk: Desk) -> None:
    assert "Your language: English." in await busy_desk.say(DARA, "/settings")
    others = [language.name for language in LANGUAGES.values()][1:]
    quiet = ["✓ no quiet hours", "22:00–07:00", "Your time zone…"]
    assert busy_desk.choices(DARA) == [
        "✓ English", *others, *quiet, "☑️ News before publication, to you", "Letters…",
    ]  # fmt: skip
    await busy_desk.press(DARA, "ខ្មែរ")
    assert "ភាសារបស់អ្នក៖ ខ្មែរ។" in busy_desk.last(DARA)
    assert (await busy_desk.press(DARA, "English")).text == "I speak English with you now."
    assert "Your language: English." in busy_desk.last(DARA)


@on_one_desk
async def test_editors_choose_the_reasonable_time_in_one_tap_or_type_any(busy_desk: Desk) -> None:
    await busy_desk.say(EDITOR, "/settings")
    await turn_to(busy_desk, EDITOR, "✓ 24 hours")
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
@on_one_desk
async def test_what_is_the_editors_to_change_is_refused_to_reporters(busy_desk: Desk, typed: str) -> None:
    before = busy_desk.record()
    assert await busy_desk.say(DARA, typed) == EDITORS_ONLY
    for data in ("set:fair:48", "set:change:final.en", "set:ours:final.en:1"):
        assert (await busy_desk.press(DARA, data=data)).text == EDITORS_ONLY
    assert busy_desk.record() == before


@on_one_desk
async def test_in_the_group_settings_are_in_the_groups_language(busy_desk: Desk) -> None:
    await busy_desk.say(DARA, "/settings language=km")
    assert "Settings\n\nYour language: ខ្មែរ." in await busy_desk.say(DARA, "/settings", chat=GROUP)
    await busy_desk.say(DARA, "/settings language=en")
