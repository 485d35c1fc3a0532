"""What an error says to people is its message, in their language; its docstring is for whoever reads the code."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from bot.i18n.catalogue import Texts
from bot.telegram.handling import explain
from db.errors import DeskError, NotPossibleNow, UnknownNumber
from db.lifecycle import EventKind, Status

NOW = datetime(2024, 12, 2, 2, tzinfo=UTC)
ENGLISH, KHMER = Texts("en", "UTC"), Texts("km", "UTC")


@pytest.mark.parametrize(
    ("texts", "said"),
    [(ENGLISH, "There is no request #12 here."), (KHMER, "មិនមានសំណើ #12 នៅទីនេះទេ។")],
    ids=["en", "km"],
)
def test_an_edited_docstring_changes_nothing_that_people_read(
    texts: Texts, said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert explain(texts, UnknownNumber(number=12), NOW) == said
    monkeypatch.setattr(UnknownNumber, "__doc__", "Nobody numbered this: {nothing}.")
    assert explain(texts, UnknownNumber(number=12), NOW) == said
    assert str(UnknownNumber(number=12)) == "There is no request #12 here."


@pytest.mark.parametrize("own", [{}, {"message": ""}, {"__doc__": "There is nothing."}], ids=repr)
@pytest.mark.parametrize("base", [DeskError, UnknownNumber])
def test_an_error_without_a_message_of_its_own_is_refused_where_it_is_written(
    base: type[DeskError], own: dict[str, str]
) -> None:
    with pytest.raises(TypeError, match="Mute needs a message of its own"):
        type("Mute", (base,), own)


def test_a_status_is_named_in_the_words_for_it() -> None:
    error = NotPossibleNow(status=Status.ACKNOWLEDGED, kind=EventKind.ACKNOWLEDGED)
    assert "This request is acknowledged, not answered, so" in explain(ENGLISH, error, NOW)
    assert "acknowledged" not in explain(KHMER, error, NOW)
