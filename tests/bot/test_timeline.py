"""A body's timeline in the dossier: what is drawn of its requests, in both languages."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from collections import Counter
from datetime import timedelta

import pytest

from bot.export.timeline import WIDTH, timeline
from bot.i18n.catalogue import Texts
from tests.bot.records import PUBLICATION, story

SVG = "{http://www.w3.org/2000/svg}"
DRAWN = [
    # the record, how many times we asked, words that are no answer, answers, lanes that go on
    ("2 09:00 ask email", 1, 0, 0, 1),
    ("2 09:00 ask email; 3 09:00 chase call; 4 09:00 chase call", 3, 0, 0, 1),
    ("2 09:00 ask email; 3 09:00 ack", 1, 1, 0, 1),
    ("2 09:00 ask email; 3 09:00 part 1; asks 2", 1, 0, 1, 1),
    ("2 09:00 ask email; 3 09:00 ack; 4 09:00 full", 1, 1, 1, 0),
    ("2 09:00 ask email; 4 09:00 decline", 1, 0, 1, 0),
    ("2 09:00 ask email; 4 09:00 withdraw", 1, 0, 0, 0),
    ("2 09:00 ask email & 3 10:00 ask call", 2, 0, 0, 2),
]


@pytest.mark.parametrize("language", ["en", "km"])
@pytest.mark.parametrize(("lines", "asked", "words", "answers", "open_lanes"), DRAWN)
def test_a_mark_stands_for_each_try_and_each_word(
    lines: str, asked: int, words: int, answers: int, open_lanes: int, language: str
) -> None:
    requests = story(lines)
    made_at = PUBLICATION + timedelta(days=1)
    svg = ET.fromstring(timeline(Texts(language, "Asia/Phnom_Penh"), requests, PUBLICATION, made_at))  # noqa: S314
    paths = Counter("l-5 9" in str(path.get("d")) for path in svg.iter(f"{SVG}path"))
    fills = Counter(circle.get("fill") == "#ffffff" for circle in svg.iter(f"{SVG}circle"))
    assert (paths[True], paths[False]) == (asked, open_lanes)
    assert (fills[True], fills[False]) == (words, answers)
    texts = [each.text for each in svg.iter(f"{SVG}text")]
    assert {f"#{request.number}" for request in requests} <= set(texts)
    places = [float(line.get(name, "")) for line in svg.iter(f"{SVG}line") for name in ("x1", "x2")]
    assert all(0 <= place <= WIDTH for place in places)


def test_of_what_nobody_was_asked_there_is_no_timeline() -> None:
    assert timeline(Texts("en", "UTC"), [], None, PUBLICATION) == ""
