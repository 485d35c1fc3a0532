"""The pictures of a request's life in docs/architecture.md are those of the one table."""

from __future__ import annotations

import re

from db.lifecycle import CLOSED, OPEN, TRANSITIONS, EventKind, Status
from tests.docs.pages import fenced, read, rows

COLUMNS = (Status.WAITING, Status.ACKNOWLEDGED, Status.PARTIAL, Status.UNDELIVERABLE)


def drawn() -> set[tuple[Status, EventKind, Status]]:
    """The moves in the state diagram; `open` stands for every open status, reopening for the way back."""
    [diagram] = [
        block for block in fenced(read("docs/architecture.md"), "mermaid") if "stateDiagram" in block
    ]
    moves = set()
    for before, after, label in re.findall(r"^\s*(\w+) --> (\w+) : (.+)$", diagram, flags=re.MULTILINE):
        befores = OPEN if before == "open" else {Status(before)}
        for kind in label.split(", "):
            # The table's row for a reopening says "waiting"; which open status it was is told by the events.
            moves |= {(b, EventKind(kind), Status("waiting" if after == "open" else after)) for b in befores}
    return moves


def test_the_state_diagram_shows_exactly_the_moves_of_the_table() -> None:
    assert drawn() == {
        (before, kind, after) for (before, kind), after in TRANSITIONS.items() if before != after
    }


def cell(kind: EventKind, before: Status) -> str:
    after = TRANSITIONS.get((before, kind))
    if after is None:
        return "–"
    if kind is EventKind.REOPENED:
        return "reopens"
    return "stays" if after is before else after.value


def test_the_table_of_events_shows_all_of_the_transitions() -> None:
    expected = []
    for kind in EventKind:
        closed = {cell(kind, status) for status in CLOSED}
        assert len(closed) == 1
        expected.append([f"`{kind.value}`", *(cell(kind, status) for status in COLUMNS), *closed])
    assert sorted(rows(read("docs/architecture.md"), "event")) == sorted(expected)
