"""/help, and what is said to things I cannot use."""

from __future__ import annotations

from bot.call import Call
from bot.commands import COMMANDS, RUNS, describe
from bot.texts import helping as texts
from db.errors import DeskError


class UnknownCommand(DeskError):
    """There is no command /{name}. All of them: /help"""


class EditedMessage(DeskError):
    """I do not read messages again after they were edited, so the record is as it was. Send it again as a new message; /undo takes back what I logged from it."""


async def help_(call: Call) -> None:
    """/help [command]"""
    name = call.args.strip().lstrip("/").casefold()
    if name in RUNS:
        command = next(command for command in COMMANDS if command.name == name)
        await call.answer(texts.one(call.t, describe(call.t, name), command.usage, command.example))
        return
    if name and name not in {"help", "start"}:
        raise UnknownCommand(name=name[:32])
    lines = [(command.name, describe(call.t, command.name)) for command in COMMANDS]
    await call.answer(texts.every(call.t, lines))


async def unknown(call: Call) -> None:
    """A command nobody knows."""
    message = call.update.message
    text = (message.text or "") if message is not None else ""
    raise UnknownCommand(name=text.split()[0].lstrip("/").split("@")[0][:32])


async def edited(call: Call) -> None:
    """A message that was edited."""
    raise EditedMessage
