"""The page about wording shows each claim with both its sentences. That it is what `make docs` writes is tested with the others."""

from __future__ import annotations

import pytest

from bot.claims.rules import claims
from bot.claims.sentences import WORDS, sentences
from bot.i18n.catalogue import Texts
from bot.languages import COMPLETE
from db.lifecycle import ClaimKind
from tests.bot.records import PUBLICATION, SHOWN, story
from tests.docs.pages import read, rows

ROWS = rows(read("docs/wording.md"), "the record")
SAYS_NOTHING = {ClaimKind.NONE}


def kind_of(lines: str) -> ClaimKind:
    return claims(story(lines), at=PUBLICATION, publish_at=PUBLICATION)[0].kind


def test_the_page_tells_of_every_claim_and_each_has_its_words() -> None:
    shown = [kind_of(lines) for _, lines in SHOWN]
    assert set(shown) == set(ClaimKind) == set(WORDS)
    assert [row[1] for row in ROWS] == [f"`{kind}`" for kind in shown]
    assert [row[0] for row in ROWS] == [words for words, _ in SHOWN]


@pytest.mark.parametrize("language", COMPLETE)
@pytest.mark.parametrize("lines", [lines for _, lines in SHOWN])
def test_each_claim_has_both_its_sentences_in_each_language(lines: str, language: str) -> None:
    found = claims(story(lines), at=PUBLICATION, publish_at=PUBLICATION)
    said = sentences(Texts(language, "Asia/Phnom_Penh"), found, PUBLICATION)
    assert bool(said) is (found[0].kind not in SAYS_NOTHING)
    ends = {"en": ".", "km": "។"}[language]
    for sentence in said:
        assert sentence.short.endswith(ends)
        assert sentence.text.endswith(ends)
