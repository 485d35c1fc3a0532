"""The text of /help."""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup

from bot.commands import COMMANDS
from bot.i18n.catalogue import Texts
from bot.telegram.call import Call
from bot.telegram.updates import commanded
from db.errors import DeskError


def every(t: Texts, commands: Sequence[tuple[str, str]]) -> Markup:
    """All commands on one screen."""
    lines = [Markup("/{} {}").format(name, does) for name, does in commands]
    return Markup("\n").join(
        [
            t.say("<b>What I do</b>"),
            *lines,
            "",
            t.say(
                "Times: 17:00, fri 5pm, 5 Dec 14:00, in 48h, 3 working days. Reply to a card with text, a photo or a file to log it. More on one: /help ask"
            ),
            t.say(
                "Photos, files, voice notes and forwards: send or forward them to me in private, and I ask which request they belong to; a command written under one is logged with it. Larger than 20 MB: keep the original."
            ),
        ]
    )


def one(t: Texts, does: str, usage: Sequence[str], example: str) -> Markup:
    """One command in full."""
    lines = [Markup("<b>{}</b>").format(does), *(Markup("<code>{}</code>").format(line) for line in usage)]
    lines.append(t.say("Example: {example}", example=Markup("<code>{}</code>").format(example)))
    lines.append(
        t.say(
            "N is the request's number; leave it out when you reply to its card. Times such as “at 15:20” are for what happened earlier."
        )
    )
    return Markup("\n").join(lines)


class UnknownCommand(DeskError):
    """A command is typed that there is not."""

    message = "There is no command /{name}. All of them: /help"


class EditedMessage(DeskError):
    """A message is edited after it was read."""

    message = "I do not read messages again after they were edited, so the record is as it was. Send it again as a new message; /undo takes back what I logged from it."


async def help_(call: Call) -> None:
    """/help [command]"""
    name = call.args.strip().lstrip("/").casefold()
    for command in COMMANDS:
        if command.name == name:
            await call.answer(one(call.t, command.does(call.t), command.usage, command.example))
            return
    if name and name not in {"help", "start"}:
        raise UnknownCommand(name=name[:32])
    lines = [(command.name, command.does(call.t)) for command in COMMANDS]
    await call.answer(every(call.t, lines))


async def unknown(call: Call) -> None:
    """A command nobody knows."""
    found = commanded(call.update.message) if call.update.message is not None else None
    raise UnknownCommand(name=found.name[:32] if found is not None else "")


async def edited(call: Call) -> None:
    """A message that was edited."""
    raise EditedMessage
