"""Whatever people ask, nothing reads a whole table that grows: each query goes by an index."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import event

from bot.commands import COMMANDS
from sandbox.case import at
from tests.bot.desk import ASKED, DARA, GROUP, MALY, SREYNEANG, Desk

GROWING = {
    "request", "event", "question", "attachment", "reminder", "alert", "digest_run", "card", "draft",
    "request_text", "inbox", "shown_report",
}  # fmt: skip

SAID = [
    ASKED,
    "/ask National Police: why?\nImmigration: who?",
    "/ask Ministry of Health, National Police: how many? #mangopark",
    "/chase 1 call no answer", "/chase", "/reply 1 partial 1 they wrote", "/reply 2 the file is closed",
    "/decline 3 no comment", "/ack 4", "/bounce 4", "/full 4 all of it", "/reopen 4 more to ask", "/reopen",
    "/refer 5 National Police", "/extend 1 by 9 Dec 17:00", "/note 1 a note", "/note", "/withdraw 2 no need",
    "/publish #nosuch", "/publish mangopark", "/staus me", "/report mangoprak", "/report the court", "/remind 1 in 2 hours", "/remind 1", "/undo", "/undo 1", "/correct", "/correct 1", "/correct 1 at 11:00",
    "/letter 1", "/letter 1 final", "/status", "/status 1", "/status me", "/status National Police",
    "/status #mangopark", "/due", "/due fri", "/find detained", "/find police held", "/report", "/report me", "/report 1",
    "/report #mangopark", "/report National Police", "/report #mangopark csv", "/story", "/story #mangopark",
    "/story #mangopark publish fri 18:00", "/bodies", "/bodies court", "/body National Police", "/digest",
    "/body National Police alias=NP", "/invite", "/members", "/members Maly", "/assign 1 to Maly", "/away until 9 Dec to Maly", "/away off", "/lock Nobody", "/unlock", "/newsroom", "/settings", "/settings templates",
    "/lock", "/forget Dara", "/unlock", "/stats", "/stats #mangopark", "/stats National Police", "/stats me", "/stats month",
    "/settings digest=09:00", "/help", "/start", "/cancel", "a word in passing", "/story #mangopark published",
    "/reply 1 full they wrote at last", "/story #mangopark unpublished", "/private 1", "/private 1 visible", "/private #mangopark",
]  # fmt: skip

# What editors do to the directory, and a request that was logged to the wrong body.
KEPT_STRAIGHT = [
    "/body National Police name=Royal Police", "/correct 1 body=Royal Police", "/body Immigration merge=Royal Police",
    "/undo 1", "/body Immigration unmerge=Royal Police", "/body Royal Police name=National Police",
]  # fmt: skip


@contextmanager
def heard(desk: Desk) -> Iterator[dict[str, tuple[Any, ...]]]:
    """Every statement that the desk runs meanwhile, with what it was run with last."""
    found: dict[str, tuple[Any, ...]] = {}

    def note(_c: object, _cursor: object, statement: str, parameters: Any, *_: object) -> None:
        each = parameters if isinstance(parameters, list) else [parameters]
        found[statement] = tuple(each[0])

    engine = desk.sandbox.parts.application.bot_data["desk"].all_newsrooms.engine.sync_engine
    event.listen(engine, "before_cursor_execute", note)
    yield found
    event.remove(engine, "before_cursor_execute", note)


def whole_tables(file: Path, statement: str, parameters: tuple[Any, ...]) -> list[str]:
    """The growing tables of which a statement reads every row, with its plan's words."""
    with closing(sqlite3.connect(file)) as db:
        plan = [row[-1] for row in db.execute(f"EXPLAIN QUERY PLAN {statement}", parameters)]
    names = {found[1]: found[2] for found in re.finditer(r'((?:"\w+"|\w+)) AS "?(\w+)"?', statement)}
    aliases = {alias: name.strip('"') for name, alias in names.items()}
    # An index that narrows to the newsroom alone narrows nothing, unless it gives the order of a page.
    all_of_it = re.compile(r"SCAN (\w+)|SEARCH (\w+) .*\(newsroom_id=\?\)")
    in_order = "LIMIT" in statement and not any("ORDER BY" in step for step in plan)
    all_of_it = re.compile("SCAN (\\w+)|$^") if in_order else all_of_it
    scanned = [
        (step, found[1] or found[found.lastindex or 1]) for step in plan if (found := all_of_it.match(step))
    ]
    # An index of what is private holds little, however much there is.
    scanned = [(step, name) for step, name in scanned if "ix_request_private" not in step]
    return [step for step, name in scanned if aliases.get(name, name) in GROWING]


def test_every_command_is_among_what_is_said() -> None:
    said = {text.split()[0].removeprefix("/") for text in SAID}
    assert {command.name for command in COMMANDS} <= said


async def test_no_command_button_or_reminder_reads_a_whole_table_that_grows(desk: Desk) -> None:
    with heard(desk) as statements:
        for text in SAID:
            await desk.say(MALY, text)
        for text in KEPT_STRAIGHT:
            await desk.say(SREYNEANG, text)
            if "Merge them" in desk.choices(SREYNEANG):
                await desk.press(SREYNEANG, "Merge them")
        for label in ("📞 Called", "More…", "History", "Correct…"):
            await desk.say(DARA, "/status 1")
            if label in desk.choices(DARA):
                await desk.press(DARA, label)
        await desk.say(DARA, "/status", chat=GROUP)
        await desk.sandbox.advance(at("10 Dec 10:00"))
    ran = [
        text
        for text in statements
        if not text.startswith(("BEGIN", "COMMIT", "PRAGMA", "SAVEPOINT", "RELEASE", "ROLLBACK"))
    ]
    assert len(ran) > 100
    found = {
        statement: steps
        for statement in ran
        if (steps := whole_tables(desk.folder / "desk.sqlite", statement, statements[statement]))
    }
    assert found == {}, "\n".join(
        f"{steps}: {statement[statement.index('FROM') :]}" for statement, steps in found.items()
    )
