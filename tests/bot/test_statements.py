"""How often a command goes to the database: the statements and the writing transactions of each, counted."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from sqlalchemy import event
from sqlalchemy.engine import Connection, Engine

from sandbox.case import DARA, GROUP
from tests.bot.desk import ASKED, Desk


class Counted:
    """What was sent to the database: reading and writing transactions begun, and all other statements."""

    def __init__(self) -> None:
        self.statements: list[str] = []
        self.writing = self.reading = 0

    def begun(self, connection: Connection) -> None:
        """Called for each transaction."""
        if connection.get_execution_options().get("reading"):
            self.reading += 1
        else:
            self.writing += 1

    def run(self, _conn: object, _cursor: object, statement: str, *_: object) -> None:
        """Called for each statement."""
        self.statements.append(statement)


@contextmanager
def counted() -> Iterator[Counted]:
    """Counts while the block lasts."""
    counts = Counted()
    listeners = {"begin": counts.begun, "before_cursor_execute": counts.run}
    for name, listener in listeners.items():
        event.listen(Engine, name, listener)
    try:
        yield counts
    finally:
        for name, listener in listeners.items():
            event.remove(Engine, name, listener)


# Every update is kept when it comes, and marked as done when it is: a statement and a writing transaction each.
INBOX = 2

# What is typed, and how many statements and writing transactions it is at most. Who adds one has a reason to say here.
TYPED = [
    ("/help", 1, 0),
    ("/ask Municipal Court: why? by 5 Dec 17:00 via email", 20, 1),
    ("/ask Municipal Court: why? where? by 5 Dec 17:00 via email #mangopark", 24, 1),
    ("/chase 1 email", 14, 1),
    ("/reply 1 ack they have it", 15, 1),
    ("/note 1 they moved office", 14, 1),
    ("/undo", 22, 1),  # what was put right, what undid it, and whether it was one of several at once
    ("/status", 4, 0),
    ("/status 1", 5, 0),
    ("/due", 7, 0),  # what they were told of a deadline that is ours stands in the events
    ("/report #mangopark", 11, 1),  # it is noted, to be marked once it is overtaken
]
PRESSED = [
    (["They replied…"], 5, 0),  # that the history it was shown of is the one on record
    (["Other…", "Declined"], 17, 1),
    (["Other…", "More…", "Bounced"], 16, 1),
]


@pytest.fixture
async def asked(desk: Desk) -> Desk:
    """A newsroom with two requests, the second asked again."""
    await desk.say(DARA, ASKED)
    await desk.say(DARA, ASKED)
    await desk.say(DARA, "/chase 1 call")
    return desk


@pytest.mark.parametrize(("typed", "statements", "writing"), TYPED)
async def test_a_command_is_few_statements_and_at_most_one_writing_transaction(
    asked: Desk, typed: str, statements: int, writing: int
) -> None:
    with counted() as counts:
        await asked.say(DARA, typed)
    assert counts.writing == writing + INBOX
    assert len(counts.statements) <= statements + INBOX, "\n".join(counts.statements)


@pytest.mark.parametrize(("labels", "statements", "writing"), PRESSED)
async def test_so_is_a_button(asked: Desk, labels: list[str], statements: int, writing: int) -> None:
    for label in labels[:-1]:
        await asked.press(DARA, label)
    with counted() as counts:
        await asked.press(DARA, labels[-1])
    assert counts.writing == writing + INBOX
    assert len(counts.statements) <= statements + INBOX, "\n".join(counts.statements)


@pytest.mark.wide
async def test_as_many_for_thirty_requests_as_for_two(asked: Desk) -> None:
    async def statements(typed: str) -> int:
        with counted() as counts:
            await asked.say(DARA, typed)
        return len(counts.statements)

    lists = ("/status", "/status #mangopark", "/due", "/report #mangopark")
    of_two = [await statements(typed) for typed in lists]
    for _ in range(28):
        await asked.say(DARA, ASKED)
    assert [await statements(typed) for typed in lists] == of_two


async def test_in_the_group_a_command_is_as_few(asked: Desk) -> None:
    with counted() as counts:
        await asked.say(DARA, "/status 1", chat=GROUP)
    assert (counts.writing, len(counts.statements) <= 5 + INBOX) == (INBOX, True)
