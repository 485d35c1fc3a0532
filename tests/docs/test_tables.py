"""The tables that are made from the code are up to date in the documents."""

from __future__ import annotations

import pytest

from tests.docs.pages import read
from tests.docs.tables import MADE, Row, written


@pytest.mark.parametrize(("page", "heading"), MADE, ids=str)
def test_a_table_made_from_the_code_says_what_the_code_does(page: str, heading: Row) -> None:
    assert read(page) == written(page, heading, MADE[page, heading]), "make tables"


def test_a_table_is_written_anew_and_nothing_else_of_its_page() -> None:
    page, heading = "docs/deadlines.md", ("reminder", "when")
    changed = written(page, heading, [("never", "at no time")])
    before, after = read(page).split("\n"), changed.split("\n")
    assert "| never | at no time |" in after
    assert [line for line in after if line not in before] == ["| never | at no time |"]
    gone = [line for line in before if line not in after]
    assert len(gone) == len(MADE[page, heading])


def test_a_page_without_the_table_is_an_error() -> None:
    with pytest.raises(ValueError, match="no table headed"):
        written("docs/deadlines.md", ("no", "such", "table"), [])
