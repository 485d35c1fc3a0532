"""The dossier's page: whole, in both languages, safe with whatever was typed, and needing nothing from outside."""

from __future__ import annotations

import base64
import hashlib
import re
import xml.etree.ElementTree as ET
from collections import Counter
from dataclasses import replace
from datetime import timedelta
from html.parser import HTMLParser
from pathlib import Path

import pytest

from bot.export.dossier import About, Dossier
from bot.export.page import page
from bot.export.pictures import LARGEST
from bot.export.timeline import WIDTH, timeline
from bot.fairness.check import fair_chances
from bot.i18n.catalogue import Texts
from db.chain.links import End
from db.facts import EventFacts, FileFacts, RequestFacts
from db.lifecycle import BY_THE_DESK, EventKind
from db.people import FORMER
from db.tables import Outcome
from jobs.files.folder import EvidenceFolder
from sandbox.case import REPORT, ZONE
from sandbox.world.files import POINT
from tests.bot.records import PUBLICATION, story
from tests.stories.telling import Played

ENGLISH, KHMER = Texts("en", ZONE), Texts("km", ZONE)
NOW = REPORT.instant
HASH = "5905eb1f25ef817300bc322c27a0c5eb409726e00350d2418ee027718bd34ac2"
HOSTILE = "<script>alert(1)</script> \"' & \u202etxt.exe \x00 {{ 7*7 }} /*font*/ 😀 ព្រះ"
LOADS = re.compile(r"""(?:src|href)\s*=\s*["']?([^"'\s>]+)|url\(\s*["']?([^"')]+)|@import""")


class Reader(HTMLParser):
    """What a browser would show and load."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.text: list[str] = []
        self.tags: list[str] = []
        self._hidden = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self._hidden += tag in {"style", "script"}

    def handle_endtag(self, tag: str) -> None:
        self._hidden -= tag in {"style", "script"}

    def handle_data(self, data: str) -> None:
        if not self._hidden:
            self.text.append(data)


def read(html: str) -> tuple[str, list[str]]:
    """The words of a page in one line, and its tags."""
    reader = Reader()
    reader.feed(html)
    return " ".join(" ".join(reader.text).split()), reader.tags


def dossier_of(requests: tuple[RequestFacts, ...], title: str = "Mango Park raids") -> Dossier:
    return Dossier(
        newsroom="Mekong Desk",
        timezone=ZONE,
        about=About(title, "mangopark", "mangopark", NOW),
        made_at=NOW,
        made_by="Sreyneang",
        requests=requests,
        chances=fair_chances(requests, now=NOW, fair_hours=24),
        end=End(27, HASH, NOW - timedelta(hours=7)),
    )


def with_file(request: RequestFacts, file: FileFacts) -> RequestFacts:
    """The request with a file on its last event."""
    *before, last = request.events
    return replace(request, events=(*before, replace(last, files=(file,))))


def kept(folder: EvidenceFolder, content: bytes, name: str = "letter.png") -> FileFacts:
    return FileFacts(
        1, "photo", name, "image/png", len(content), "", None, folder.keep(content), Outcome.KEPT, ""
    )


@pytest.fixture
def evidence(tmp_path: Path) -> EvidenceFolder:
    return EvidenceFolder(tmp_path)


def test_the_case_has_a_page_for_each_body_with_all_that_is_on_record(
    case: Played, evidence: EvidenceFolder
) -> None:
    html = page(ENGLISH, dossier_of(case.record), evidence)
    words, tags = read(html)
    assert tags.count("section") == 9 + 1  # one a body, and the proof
    for request in case.record:
        assert f"Request #{request.number}" in words
        for question in request.questions:
            assert question.text in words
        for event in request.events:
            assert event.text in words
    assert "9 requests to 9 bodies" in words
    assert "Times are those of Asia/Phnom Penh, UTC+07:00." in words
    assert "Fri 6 Dec 2024 18:00" in words
    assert HASH in words


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("", "(told to them)"),
        ("; untold", "(ours; they were not told one)"),
        ("; 2 10:00 extended; 2 11:00 extended; untold", "(ours; they were told Thu 5 Dec 2024 17:00)"),
    ],
)
def test_a_deadline_says_what_the_body_knows_of_it(line: str, said: str, evidence: EvidenceFolder) -> None:
    html = page(ENGLISH, dossier_of(tuple(story(f"2 09:00 ask email; due 5 12:00{line}"))), evidence)
    assert f"Thu 5 Dec 2024 12:00 {said}" in read(html)[0]


def test_who_is_forgotten_is_a_former_member_in_the_language_of_the_page(evidence: EvidenceFolder) -> None:
    [one] = story("2 09:00 ask email; due 5 12:00")
    events = tuple(replace(event, member=f"{FORMER} 2") for event in one.events)
    gone = replace(one, member=f"{FORMER} 2", events=events)
    for texts, called in ((ENGLISH, "a former member 2"), (KHMER, "អតីតសមាជិក ២")):
        found = page(texts, dossier_of((gone,)), evidence)
        assert found.count(called) == 1 + len([event for event in events if event.kind not in BY_THE_DESK])
        assert (FORMER in found) is (texts is ENGLISH)


def test_each_body_has_its_sentence_and_its_check(case: Played, evidence: EvidenceFolder) -> None:
    html = page(ENGLISH, dossier_of(case.record), evidence)
    [police] = [part for part in html.split("<section") if "<h2><bdi>Kampong Speu Provincial Police" in part]
    words, _ = read("<section" + police)
    assert (
        "Kampong Speu Provincial Police deputy chief Nhem Sao answered some questions but did not answer repeated questions"
        " about the business and the screening."
    ) in words
    assert "answered, but did not answer questions about the business and the screening." in words
    assert "Attempts: 3 of 5" in words
    assert words.count("✓ answered") == 2
    assert words.count("no answer") == 2
    [answered] = [
        part for part in html.split("<section") if "<h2><bdi>General Department of Immigration" in part
    ]
    assert "Fair chance" not in answered  # its answer shows that it had one


def test_in_khmer_it_is_said_in_khmer_with_khmer_digits_and_a_font_of_its_own(
    case: Played, evidence: EvidenceFolder
) -> None:
    html = page(KHMER, dossier_of(case.record), evidence)
    words, _ = read(html)
    assert html.startswith('<!doctype html>\n<html lang="km">')
    assert "សាលាដំបូងរាជធានីភ្នំពេញ មិនបានឆ្លើយតបនឹងអ៊ីមែល" in words
    assert "ឆ្នាំ២០២៤" in words
    [font] = re.findall(r"data:font/ttf;base64,([A-Za-z0-9+/=]+)", html)
    assert base64.b64decode(font)[:4] == b"\x00\x01\x00\x00"


@pytest.mark.parametrize("texts", [ENGLISH, KHMER], ids=["en", "km"])
def test_nothing_is_loaded_from_outside(case: Played, evidence: EvidenceFolder, texts: Texts) -> None:
    shown = with_file(case.record[0], kept(evidence, POINT))
    html = page(texts, dossier_of((shown, *case.record[1:])), evidence)
    _, tags = read(html)
    loaded = {first or second for first, second in LOADS.findall(html)}
    assert all(address.startswith(("#", "data:")) for address in loaded)
    assert not {"script", "link", "iframe", "object", "embed", "form"} & set(tags)
    assert "default-src 'none'" in html
    assert "@import" not in html


def test_whatever_was_typed_stays_text(case: Played, evidence: EvidenceFolder) -> None:
    first = case.record[0]
    typed: EventFacts = replace(first.events[-1], text=HOSTILE, member=HOSTILE, contact=HOSTILE)
    hostile = replace(
        first,
        body=HOSTILE,
        member=HOSTILE,
        contact=HOSTILE,
        questions=tuple(replace(question, text=HOSTILE, topic=HOSTILE) for question in first.questions),
        events=(*first.events[:-1], typed),
    )
    hostile = with_file(hostile, kept(evidence, b"no picture", name=HOSTILE))
    html = page(
        ENGLISH, replace(dossier_of((hostile,), title=HOSTILE), made_by=HOSTILE, newsroom=HOSTILE), evidence
    )
    words, tags = read(html)
    assert "script" not in tags
    assert "<script>alert(1)</script>" in words
    assert "{{ 7*7 }}" in words
    assert not re.search("[\x00\u202e]", html)
    assert html.count("@font-face") == 1


def test_an_attempt_taken_back_is_struck_through_and_stays_readable(
    case: Played, evidence: EvidenceFolder
) -> None:
    china = next(request for request in case.record if request.body == "Embassy of China")
    chased = china.events[-1]
    assert chased.kind is EventKind.CHASED
    undone = replace(china, events=(*china.events[:-1], replace(chased, corrected=True, text="rang out")))
    html = page(ENGLISH, dossier_of((undone,)), evidence)
    assert '<tr class="corrected">' in html
    [struck] = re.findall(r"<s>(.*?)</s>", html, flags=re.DOTALL)
    assert "rang out" in struck
    assert "taken back later" in read(html)[0]


def test_a_picture_is_part_of_the_page_and_anything_else_is_listed_with_its_hash(
    case: Played, evidence: EvidenceFolder
) -> None:
    svg = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
    large = POINT + b"x" * LARGEST
    pictures = [kept(evidence, POINT), kept(evidence, svg), kept(evidence, large)]
    requests = tuple(with_file(*pair) for pair in zip(case.record[:3], pictures, strict=True))
    html = page(ENGLISH, dossier_of(requests), evidence)
    assert re.findall(r'<img src="data:(image/\w+);base64,([^"]+)"', html) == [
        ("image/png", base64.b64encode(POINT).decode())
    ]
    words, _ = read(html)
    for content in (POINT, svg, large):
        assert words.count(hashlib.sha256(content).hexdigest()) == 2  # beside the event, and in the list
    assert words.count("the picture is in the ZIP") == 1
    in_zip, _ = read(page(ENGLISH, dossier_of(requests), evidence, in_zip=True))
    assert in_zip.count("the picture is in the folder “evidence” beside this page") == 1


@pytest.mark.parametrize("damage", ["gone", "changed"])
def test_a_copy_that_is_gone_or_was_changed_is_said_and_not_shown(
    case: Played, evidence: EvidenceFolder, damage: str
) -> None:
    file = kept(evidence, POINT)
    if damage == "gone":
        evidence.path(file.sha256).unlink()
    else:
        evidence.path(file.sha256).write_bytes(POINT + b"!")
    html = page(ENGLISH, dossier_of((with_file(case.record[0], file),)), evidence)
    assert "<img" not in html
    assert "our copy is missing or was changed since" in read(html)[0]


def test_a_story_without_requests_says_so(evidence: EvidenceFolder) -> None:
    words, tags = read(page(ENGLISH, replace(dossier_of(()), end=None), evidence))
    assert "No requests here yet." in words
    assert tags.count("section") == 1


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
