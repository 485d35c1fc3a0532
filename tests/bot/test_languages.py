"""A language is a folder: one that is dropped in is spoken, typed back and offered, and nothing else need know of it."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from bot.languages import COMPLETE, LANGUAGES, SPELLINGS, file, language_or, whole
from db.tables import Letter
from tests.docs.pages import ROOT

ROW = '''"""Icelandic."""

from bot.languages import Language

LANGUAGE = Language(name="íslenska", spellings="is, icelandic, íslenska")
'''
TEXTS = """msgid ""
msgstr "Content-Type: text/plain; charset=utf-8\\n"

msgid "waiting"
msgstr "beðið"

msgid "press office"
msgstr "fjölmiðlaskrifstofa"

msgid "on {day}"
msgstr "{day}"

msgid "{who} declined to comment on {questions}."
msgstr "{who} vildi ekki tjá sig um {questions}."
"""
# Run beside the copy, whose `bot` comes first on the path.
ASKED = """
import json
from datetime import UTC, datetime, timedelta
from bot.claims.rules import claims
from bot.claims.sentences import sentences
from bot.i18n.catalogue import Texts
from bot.languages import COMPLETE, LANGUAGES, whole
from bot.letters.reading import read_language
from bot.settings.table import LANGUAGE
from jobs.deadlines.calendars import Calendar
from jobs.deadlines.reading import Direction, read_time
from tests.bot.records import PUBLICATION, record

icelandic, english = Texts("is", "Asia/Phnom_Penh"), Texts("en", "Asia/Phnom_Penh")
now, calendar = datetime(2024, 12, 1, 3, tzinfo=UTC), Calendar()
days = [now + timedelta(days=31 * month + month, hours=2) for month in range(1, 12)]
read = [read_time(icelandic.when(day, now), now=now, calendar=calendar, direction=Direction.FUTURE).instant for day in days]
records = ["2 09:00 ask email", "2 09:00 ask email; 3 09:00 decline", "2 09:00 ask email; to press office"]
found = [claims([record(line)], at=PUBLICATION, publish_at=None) for line in records]
print(json.dumps({
    "offered": LANGUAGE.offered,
    "known as": read_language("Icelandic"),
    "said": [icelandic.say("waiting"), icelandic.say("withdrawn")],
    "typed back": read == days,
    "shown": icelandic.when(now, now),
    "printed": [[one.text for one in sentences(icelandic, each, PUBLICATION)] for each in found],
    "in English": [[one.text for one in sentences(english, each, PUBLICATION)] for each in found],
    "complete": COMPLETE,
    "files in": whole("is"),
}))
"""


@pytest.fixture(scope="module")
def dropped_in(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """What the desk makes of a folder for Icelandic with four texts."""
    place = tmp_path_factory.mktemp("icelandic")
    shutil.copytree(ROOT / "bot", place / "bot", ignore=shutil.ignore_patterns("__pycache__"))
    folder = place / "bot" / "languages" / "is"
    folder.mkdir()
    (folder / "__init__.py").write_text(ROW, encoding="utf-8")
    (folder / "replydesk.po").write_text(TEXTS, encoding="utf-8")
    run = subprocess.run(
        [sys.executable, "-c", ASKED],
        cwd=place,
        env={"PYTHONPATH": f"{place}:{ROOT}"},
        capture_output=True,
        text=True,
    )
    assert run.returncode == 0, run.stderr
    return dict(json.loads(run.stdout))


def test_it_is_offered_by_its_name_and_its_texts_are_said(dropped_in: dict[str, Any]) -> None:
    assert dropped_in["offered"] == sorted([*LANGUAGES, "is"], key=lambda code: (code != "en", code))
    assert dropped_in["known as"] == "is"
    assert dropped_in["said"] == ["beðið", "withdrawn"]


def test_its_days_can_be_typed_back_without_a_table_of_their_names(dropped_in: dict[str, Any]) -> None:
    assert dropped_in["shown"] == "sun. 1 des. 10:00"
    assert dropped_in["typed back"]


def test_a_sentence_for_print_that_lacks_a_text_is_english_from_end_to_end(
    dropped_in: dict[str, Any],
) -> None:
    assert dropped_in["printed"] == dropped_in["in English"]
    assert "on Mon 2 Dec" in dropped_in["printed"][0][0]


def test_no_file_and_no_letter_is_made_in_it_while_it_is_not_complete(dropped_in: dict[str, Any]) -> None:
    assert dropped_in["complete"] == list(COMPLETE)
    assert dropped_in["files in"] == "en"


@pytest.mark.parametrize("code", COMPLETE)
def test_a_complete_language_has_its_letters_and_is_found_by_its_code(code: str) -> None:
    assert [letter for letter in Letter if not file(code, "letters", f"{letter.value}.txt").is_file()] == []
    assert whole(code) == code
    assert SPELLINGS[code] == code
    assert language_or(f"{code}-XX", "") == code


def test_a_folder_of_a_language_holds_nothing_that_is_not_read() -> None:
    known = {"__init__.py", "replydesk.po", "letters", "times.py", "__pycache__"}
    folders = [Path(str(file(code))) for code in LANGUAGES]
    assert {path.name for folder in folders for path in folder.iterdir()} <= known
