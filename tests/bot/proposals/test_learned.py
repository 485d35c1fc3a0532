"""What is learned from examples: that it is up to date, and what becomes of sentences of which nothing was learned."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path

import pytest

from bot.proposals.directory import Named
from bot.proposals.learned import SPANS
from bot.proposals.learning import digest, examples
from bot.proposals.likely import MEANT
from bot.proposals.reading import read
from bot.proposals.sentence import Sentence, Sort
from bot.reading.words import is_khmer
from db.lifecycle import EventKind
from jobs.deadlines.reading import looks_like_time
from tests.bot.proposals.test_sentences_read import BODIES, every_name

# Written apart from the reader and the examples: what happened, at which body, and the sentence. None of them may become an
# example.
UNSEEN = [line.split("\t") for line in Path(__file__).with_name("unseen.tsv").read_text("utf-8").splitlines()]
ASKED = {
    "Phnom Penh Municipal Court",
    "General Department of Immigration",
    "National Police",
    "Embassy of Vietnam",
    "Ministry of Interior",
}


def verdict(kind: str, body: str, said: Sentence) -> str:
    """Whether a sentence is read right, asks for something, or is shown as something else."""
    if kind in {"none", "question"}:
        as_news = said.sort is Sort.NEWS
        return "wrong" if as_news else "right" if (kind == "none" or said.sort is Sort.QUESTION) else "asks"
    if said.sort is not Sort.NEWS:
        return "asks"
    kinds = [said.kind.value] if said.kind else [each.value for each in said.kinds]
    if kind not in kinds:
        return "wrong"
    meant = {name for named in said.bodies for name in (asked(named) or [""])}
    if body and any(meant) and meant != {body}:
        return "wrong"
    return "right" if len(kinds) <= 2 and (all(meant) or not body) else "asks"


def asked(named: Named) -> list[str]:
    """The bodies that are meant by a name, where these five were asked."""
    if named.sure:
        return [BODIES[named.ids[0]].name]
    open_ids = [at for at, each in enumerate(BODIES) if each.name in ASKED]
    found = every_name().among(named, open_ids)
    return [BODIES[at].name for at in found] if len(found) == 1 else []


@pytest.mark.parametrize(("in_khmer", "right", "wrong"), [(False, 0.92, 0.03), (True, 0.9, 0.035)])
def test_sentences_that_nobody_learned_from_are_read_right_mostly_and_shown_wrong_seldom(
    in_khmer: bool, right: float, wrong: float
) -> None:
    rows = [row for row in UNSEEN if any(map(is_khmer, row[2])) is in_khmer]
    found = [
        verdict(kind, body, read(text.replace("\\n", "\n"), every_name(), is_time=looks_like_time))
        for kind, body, text in rows
    ]
    assert found.count("right") / len(found) >= right
    assert found.count("wrong") / len(found) <= wrong


@pytest.mark.parametrize(
    ("text", "sort", "kind"),
    [
        ("gave immigration two more days", Sort.NEWS, EventKind.EXTENDED),
        ("Immigration can have till saturday noon instead", Sort.NEWS, EventKind.EXTENDED),
        ("we don't need the answer of customs any more, please close it", Sort.NEWS, EventKind.WITHDRAWN),
        ("រឿងតុលាការក្រុង យើងបោះបង់ មិនចាំចម្លើយទៀតទេ", Sort.NEWS, EventKind.WITHDRAWN),
        ("The consul has read our messages but has not written back.", Sort.SILENT, None),
        ("ក្រសួងបរិស្ថាន: គ្មានអ្វីទាំងអស់", Sort.SILENT, None),
        ("We should ask the Ministry of Tourism too, but not this week.", Sort.LATER, None),
        ("យើងបានសួរមហាផ្ទៃប៉ុន្មានដងហើយរឿងនេះ", Sort.QUESTION, None),
    ],
)
def test_what_no_rule_reads_is_read_as_the_examples_have_it(
    text: str, sort: Sort, kind: EventKind | None
) -> None:
    said = read(text, every_name(), is_time=looks_like_time)
    assert (said.sort, said.kind) == (sort, kind)


def test_the_models_are_learned_from_the_examples_as_they_are() -> None:
    learned = files("bot.proposals").joinpath("examples.sha256").read_text("ascii").strip()
    assert learned == digest(), "learn anew: make learn"


def test_every_example_is_of_a_kind_that_means_something_and_its_spans_are_marked_well() -> None:
    every = examples()
    assert {each.kind for each in every} == MEANT
    assert {name for each in every for name, _, _ in each.spans} == {*SPANS}
    assert not [each.text for each in every if {*"{}|"} & {*each.text}]
    assert not {each.text for each in every} & {text for _, _, text in UNSEEN}
