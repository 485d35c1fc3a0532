"""A language is a folder: one that is dropped in is spoken, typed back and offered, and nothing else need know of it."""

from __future__ import annotations

import ast
import json
import re
import shutil
import subprocess
import sys
import unicodedata
from pathlib import Path
from typing import Any

import pytest
from babel.messages.catalog import Catalog
from babel.messages.pofile import write_po

from bot.i18n.extract import template
from bot.languages import COMPLETE, LANGUAGES, SOURCE, SPELLINGS, file, language_or, whole
from db.tables import Letter
from tests.docs.pages import ROOT

ROW = "from bot.languages import Language\n\nLANGUAGE = Language({})\n"
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
from bot.commands import COMMANDS
from bot.export.folder import page_name
from bot.export.handlers import rows
from bot.i18n.catalogue import Texts
from bot.languages import COMPLETE, LANGUAGES, whole
from bot.letters.reading import UnknownLetter, parse_letter, read_language
from bot.letters.words import CHOICES, our_own
from bot.settings.table import LANGUAGE
from jobs.deadlines.calendars import Calendar
from jobs.deadlines.reading import Direction, read_time
from tests.bot.records import PUBLICATION, record

icelandic, english, lao = (Texts(code, "Asia/Phnom_Penh") for code in ("is", "en", "lo"))
now, calendar = datetime(2024, 12, 1, 3, tzinfo=UTC), Calendar()
days = [now + timedelta(days=day, hours=2) for day in range(1, 330)]

def lost(code):
    t = Texts(code, "Asia/Phnom_Penh")
    shown = {day: t.when(day, now) for day in days}
    return [said for day, said in shown.items()
            if read_time(said, now=now, calendar=calendar, direction=Direction.FUTURE).instant != day]

def read(text):
    try:
        return parse_letter(text).language
    except UnknownLetter as error:
        return str(error)

records = ["2 09:00 ask email", "2 09:00 ask email; 3 09:00 decline", "2 09:00 ask email; to press office"]
found = [claims([record(line)], at=PUBLICATION, publish_at=None) for line in records]
print(json.dumps({
    "offered": LANGUAGE.offered,
    "known as": read_language("Icelandic"),
    "said": [icelandic.say("waiting"), icelandic.say("withdrawn")],
    "lost": {code: lost(code) for code in LANGUAGES},
    "shown": [icelandic.when(now, now), lao.when(now, now)],
    "printed": [[one.text for one in sentences(icelandic, each, PUBLICATION)] for each in found],
    "in English": [[one.text for one in sentences(english, each, PUBLICATION)] for each in found],
    "complete": COMPLETE,
    "files in": [whole("is"), whole("lo")],
    "pages": [page_name(code) for code in COMPLETE],
    "buttons": [button.text for button in rows(english, "-")[0]],
    "letters": [read("3 final is"), read("3 final lao"), our_own(*CHOICES["final.lo"])],
    "usage": [usage for command in COMMANDS for usage in command.usage if "en|" in usage],
}))
"""


# Icelandic with four texts; Lao, complete; Spanish, whose Tuesday is an English month; Japanese, whose months are numbers.
DROPPED = {
    "is": 'name="íslenska", spellings="is, icelandic, íslenska"',
    "lo": 'name="ລາວ", spellings="lo, lao, ລາວ", digits="໐໑໒໓໔໕໖໗໘໙", complete=True',
    "es": 'name="español", spellings="es, spanish, español"',
    "ja": 'name="日本語", spellings="ja, japanese, 日本語"',
}


def drop_in(place: Path) -> None:
    """Put the folders beside those that are there, or in place of them."""
    for code, row in DROPPED.items():
        shutil.rmtree(place / code, ignore_errors=True)
        (place / code).mkdir()
        (place / code / "__init__.py").write_text(ROW.format(row), encoding="utf-8")
    (place / "is" / "replydesk.po").write_text(TEXTS, encoding="utf-8")
    shutil.copytree(str(file(SOURCE, "letters")), place / "lo" / "letters")
    texts = Catalog(locale="lo")
    for message in template():
        if message.id:
            texts.add(message.id, message.id if isinstance(message.id, str) else message.id[1:])
    with (place / "lo" / "replydesk.po").open("wb") as opened:
        write_po(opened, texts)


@pytest.fixture(scope="module")
def dropped_in(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """What the desk makes of the folders dropped in."""
    place = tmp_path_factory.mktemp("languages")
    shutil.copytree(ROOT / "bot", place / "bot")
    drop_in(place / "bot" / "languages")
    run = subprocess.run(
        [sys.executable, "-c", ASKED],
        cwd=place,
        env={"PYTHONPATH": f"{place}:{ROOT}"},
        capture_output=True,
        text=True,
    )
    assert run.returncode == 0, run.stderr
    return dict(json.loads(run.stdout))


@pytest.mark.wide
def test_it_is_offered_by_its_name_and_its_texts_are_said(dropped_in: dict[str, Any]) -> None:
    assert set(dropped_in["offered"]) == {*LANGUAGES, *DROPPED}
    assert dropped_in["offered"][0] == SOURCE
    assert dropped_in["known as"] == "is"
    assert dropped_in["said"] == ["beðið", "withdrawn"]


def test_its_days_can_be_typed_back_without_a_table_of_their_names(dropped_in: dict[str, Any]) -> None:
    assert dropped_in["shown"] == ["sunnudagur 1 desember 10:00", "ວັນອາທິດ ໑ ທັນວາ ໑໐:໐໐"]
    assert dropped_in["lost"] == {code: [] for code in dropped_in["offered"]}


def test_a_sentence_for_print_that_lacks_a_text_is_english_from_end_to_end(
    dropped_in: dict[str, Any],
) -> None:
    assert dropped_in["printed"] == dropped_in["in English"]
    assert "on Mon 2 Dec" in dropped_in["printed"][0][0]


def test_no_file_and_no_letter_is_made_in_it_while_it_is_not_complete(dropped_in: dict[str, Any]) -> None:
    assert set(dropped_in["complete"]) == {*COMPLETE} - {*DROPPED} | {"lo"}
    assert dropped_in["files in"][0] == SOURCE
    assert dropped_in["letters"][0].startswith("I do not know a letter “final is”.")


def test_files_and_letters_are_made_in_it_and_offered_once_it_is_complete(dropped_in: dict[str, Any]) -> None:
    assert dropped_in["files in"][1] == "lo"
    assert "dossier-lo.html" in dropped_in["pages"]
    assert "📕 ລາວ" in dropped_in["buttons"]
    assert dropped_in["letters"][1:] == ["lo", file(SOURCE, "letters", "final.txt").read_text().strip()]
    complete, every = "|".join(dropped_in["complete"]), "|".join(dropped_in["offered"])
    assert len(dropped_in["usage"]) >= 5
    assert [usage for usage in dropped_in["usage"] if complete not in usage and every not in usage] == []


def lacking(folder: Path) -> list[str]:
    """What a complete language lacks in its folder, a line each."""
    needed = ["__init__.py", "examples.tsv", *(["replydesk.po"] if folder.name != SOURCE else [])]
    needed += [f"letters/{letter.value}.txt" for letter in Letter]
    if (folder / "__init__.py").is_file():
        row = (folder / "__init__.py").read_text(encoding="utf-8")
        needed += [
            f"{name}.py"
            for name in re.findall(rf"from bot\.languages\.{folder.name}(?:\.| import )(\w+)", row)
        ]
    return [f"{folder.name} is complete and lacks {name}" for name in needed if not (folder / name).is_file()]


@pytest.mark.parametrize("code", COMPLETE)
def test_a_complete_language_has_all_its_files_and_each_would_be_missed(code: str, tmp_path: Path) -> None:
    assert lacking(Path(str(file(code)))) == []
    copied = shutil.copytree(
        str(file(code)), tmp_path / code, ignore=shutil.ignore_patterns("__pycache__", ".*")
    )
    for path in [path for path in copied.rglob("*") if path.is_file()]:
        content = path.read_bytes()
        path.unlink()
        assert lacking(copied) == [f"{code} is complete and lacks {path.relative_to(copied).as_posix()}"]
        path.write_bytes(content)


def test_every_folder_is_a_language() -> None:
    there = {path.name for path in (ROOT / "bot" / "languages").iterdir() if path.is_dir()}
    assert there - {"__pycache__"} == set(LANGUAGES), "a folder of a language needs its __init__.py"


@pytest.mark.parametrize("code", LANGUAGES)
def test_a_language_is_found_by_its_code_and_has_ten_digits(code: str) -> None:
    assert whole(code) == (code if code in COMPLETE else SOURCE)
    assert SPELLINGS[code] == code
    assert language_or(f"{code}-XX", "") == code
    assert [unicodedata.decimal(digit) for digit in LANGUAGES[code].digits] == list(range(10))


def test_no_word_names_two_languages() -> None:
    words = [word for language in LANGUAGES.values() for word in language.spellings.split(",")]
    assert len(words) == len(SPELLINGS)


def test_a_folder_of_a_language_holds_nothing_that_is_not_read() -> None:
    known = {
        "__init__.py",
        "examples.tsv",
        "replydesk.po",
        "letters",
        "times.py",
        "sentences.py",
        "grammar.py",
        "__pycache__",
    }
    folders = [Path(str(file(code))) for code in LANGUAGES]
    assert {path.name for folder in folders for path in folder.iterdir()} <= known


# The source language; what holds before anybody chose; the language of most holidays' names; a key of the directory's
# files.
NAMED = {
    "bot/languages/__init__.py": "en",
    "db/settings.py": "en",
    "jobs/deadlines/calendars.py": "en",
    "db/directory/__init__.py": "km",
}


def test_no_language_is_asked_for_by_its_code_outside_its_folder() -> None:
    found: dict[str, str] = {}
    for room in ("bot", "jobs", "db"):
        for path in sorted((ROOT / room).rglob("*.py")):
            name = path.relative_to(ROOT).as_posix()
            constants = [
                node.value
                for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
                if isinstance(node, ast.Constant) and node.value in LANGUAGES
            ]
            if constants and path.parent.parent.name != "languages":
                found[name] = " ".join(map(str, constants))
    assert found == NAMED
