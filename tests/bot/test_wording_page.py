"""The page about wording tells the truth: its sentences are those that such records give."""

from __future__ import annotations

import pytest

from bot.claims.rules import claims
from bot.claims.sentences import sentences
from bot.i18n.catalogue import Texts
from db.lifecycle import ClaimKind
from tests.bot.records import PUBLICATION, record, refer
from tests.docs.pages import read, rows

ROWS = rows(read("docs/wording.md"), "the record")
POLICE = record("4 09:00 ask email; from 1; body National Police (police)", 2)

# A record for each row of the page, in its order.
LINES = [
    "2 09:00 ask email; 4 09:00 withdraw",
    "2 09:00 ask email; 4 09:00 full",
    "2 09:00 ask email; 4 09:00 decline",
    "2 09:00 ask email; 3 09:00 part 1; 4 09:00 decline; asks 2",
    "2 09:00 ask email; 3 09:00 refer",
    "2 09:00 ask email; 3 09:00 part 1; asks 2",
    "2 09:00 ask email; 2 09:01 ack: automatic reply",
    "2 09:00 ask email; 2 09:01 bounce",
    "6 09:00 ask email; due 6 12:00",
    "2 09:00 ask email",
    "2 09:00 ask email; 4 09:00 chase email",
    "2 09:00 ask call; 4 09:00 chase call!; to Chheang Ra",
    "2 09:00 ask email; 4 09:00 chase call",
    "2 09:00 ask letter",
]


@pytest.mark.parametrize(("line", "row"), [*zip(LINES, ROWS, strict=True)], ids=LINES)
def test_a_row_of_the_page_is_what_such_a_record_gives(line: str, row: list[str]) -> None:
    request = record(line)
    found = claims(
        [refer(request, POLICE), POLICE] if " refer" in line else [request], at=PUBLICATION, publish_at=None
    )
    assert row[1] == f"`{found[0].kind.value}`"
    said = sentences(Texts("en", "Asia/Phnom_Penh"), found[:1], PUBLICATION)
    assert row[2] == "".join(sentence.shown() for sentence in said)


def test_the_page_tells_of_every_claim() -> None:
    assert {row[1].strip("`") for row in ROWS} == {kind.value for kind in ClaimKind}
