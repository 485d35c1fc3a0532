"""The tables of the documents that are made from the code. `make tables` writes them anew; a test compares them."""

from __future__ import annotations

from db.tables import ReminderKind
from jobs.reminders.rules import RULES
from tests.docs.pages import ROOT, read

Row = tuple[str, ...]

# The page, and the heading row of the table in it.
MADE: dict[tuple[str, Row], list[Row]] = {
    ("docs/deadlines.md", ("reminder", "when")): [
        (ReminderKind(kind).value.replace("_", " "), rule.when) for kind, rule in RULES.items()
    ],
}


def written(page: str, heading: Row, rows: list[Row]) -> str:
    """The page with these rows in the table below that heading row."""
    before, found, after = read(page).partition(_line(heading))
    if not found:
        raise ValueError(f"{page} has no table headed {_line(heading).strip()}")
    rest = after.split("\n")
    end = next(number for number, line in enumerate(rest) if not line.startswith("|"))
    table = [heading, ("---",) * len(heading), *rows]
    return before + "".join(map(_line, table)) + "\n".join(rest[end:])


def _line(cells: Row) -> str:
    return f"| {' | '.join(cells)} |\n"


if __name__ == "__main__":
    for (page, heading), rows in MADE.items():
        (ROOT / page).write_text(written(page, heading, rows), encoding="utf-8")
