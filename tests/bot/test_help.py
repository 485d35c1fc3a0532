"""/start and /help: what one wants to do, a press away, and examples to copy."""

from __future__ import annotations

import pytest

from bot.commands import COMMANDS, TASKS, Task
from bot.i18n.catalogue import Texts
from sandbox.case import DARA, GROUP
from sandbox.world.messages import buttons
from tests.bot.desk import ASKED, Desk

pytestmark = pytest.mark.asyncio(loop_scope="module")

ENGLISH = Texts("en", "UTC")


async def test_the_newcomer_reads_three_lines_and_presses_what_one_does_here(busy_desk: Desk) -> None:
    assert len((await busy_desk.say(DARA, "/start")).splitlines()) == 3
    assert busy_desk.choices(DARA) == [
        "➕ Log a request",
        "⏰ What is due",
        "🔎 Where things stand",
        "🗞 Before publication",
    ]


@pytest.mark.parametrize(
    ("label", "answer"),
    [
        ("➕ Log a request", "Whom did you ask?"),
        ("⏰ What is due", "#1"),
        ("🔎 Where things stand", "#1"),
        ("🗞 Before publication", "without an answer"),
    ],
)
@pytest.mark.parametrize("chat", [DARA, GROUP])
async def test_a_button_under_the_welcome_does_what_its_command_does(
    busy_desk: Desk, label: str, answer: str, chat: int
) -> None:
    if not busy_desk.rows("SELECT id FROM request"):
        await busy_desk.say(DARA, ASKED)
    await busy_desk.say(DARA, "/start", chat=chat)
    await busy_desk.press(DARA, label, chat=chat)
    assert answer in busy_desk.last(chat)
    await busy_desk.say(DARA, "/cancel", chat=chat)


@pytest.mark.parametrize("task", Task)
async def test_help_shows_the_commands_for_what_one_wants_to_do_each_with_its_example(
    busy_desk: Desk, task: Task
) -> None:
    label = str(TASKS[task][0](ENGLISH))
    await busy_desk.say(DARA, "/help")
    await busy_desk.press(DARA, label)
    shown = busy_desk.last(DARA)
    copied = {
        button["text"]: button["copy_text"]["text"]
        for row in buttons(busy_desk.telegram.last(DARA))
        for button in row
        if "copy_text" in button
    }
    mine = [command for command in COMMANDS if command.task is task]
    assert copied == {f"📋 /{command.name}": str(command.example(ENGLISH)) for command in mine}
    assert all(f"/{command.name} " in shown for command in mine)
    await busy_desk.press(DARA, "« Back")
    assert busy_desk.last(DARA).startswith("What do you want to do?")


async def test_all_commands_are_a_press_or_a_word_away(busy_desk: Desk) -> None:
    await busy_desk.say(DARA, "/help")
    await busy_desk.press(DARA, "All commands")
    assert busy_desk.last(DARA) == await busy_desk.say(DARA, "/help all")
    assert all(f"/{command.name} " in busy_desk.last(DARA) for command in COMMANDS)


async def test_the_example_of_one_command_can_be_copied(busy_desk: Desk) -> None:
    await busy_desk.say(DARA, "/help chase")
    [[button]] = buttons(busy_desk.telegram.last(DARA))
    assert button["copy_text"]["text"] == "/chase 3 call no answer"
