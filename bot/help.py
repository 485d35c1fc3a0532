"""Help: by what somebody wants to do, by command, and what the buttons under /start do."""

from __future__ import annotations

import re
from collections.abc import Sequence

from markupsafe import Markup
from telegram import CopyTextButton, InlineKeyboardButton, InlineKeyboardMarkup

from bot.cards.buttons import button, in_rows
from bot.commands import COMMANDS, RUNS, TASKS, Task
from bot.i18n.catalogue import Texts, shorten
from bot.kinds import ALSO, REPLY_WORDS
from bot.people.texts import STARTS
from bot.reading.words import fold, one_line, read_channel, take_number
from bot.telegram import sending
from bot.telegram.call import Call
from bot.telegram.offering import Choice, offer
from bot.telegram.presses import button_data, one_of
from bot.telegram.updates import words_of
from db.errors import DeskError

LIKE = 0.6  # of 1: one letter of three that is wrong, missing, too many or in another's place
MOST_SUGGESTED = 3
SHORTEST_BEGINNING = 3
LONGEST_SHORT = 4  # of longer words one letter may be wrong
LONGEST_NAME = 32


def front(t: Texts) -> tuple[Markup, InlineKeyboardMarkup]:
    """What one can want to do, a button each."""
    text = t.say(
        "<b>What do you want to do?</b>\nPress it, and I show the commands for it, each with an example to copy. To log something you need none: say what happened in a sentence (called the court, no answer), reply to a request's card with text, a photo or a file, or press its buttons."
    )
    labels = [button(label(t), f"h:{task.value}") for task, (label, _) in TASKS.items()]
    return text, InlineKeyboardMarkup(in_rows([*labels, button(t.say("All commands"), "h:all")]))


def of_task(t: Texts, task: Task) -> tuple[Markup, InlineKeyboardMarkup]:
    """The commands for one thing to do, each with its example to be copied."""
    label, over = TASKS[task]
    commands = [command for command in COMMANDS if command.task is task]
    lines = [Markup("/{} {}").format(command.name, command.does(t)) for command in commands]
    head = Markup("<b>{}</b>\n{}").format(label(t), over(t))
    copies = [to_copy(f"📋 /{command.name}", command.example(t)) for command in commands]
    foot = t.say("📋 copies an example: paste it, change it, send it.")
    return Markup("\n").join([head, "", *lines, "", foot]), InlineKeyboardMarkup(
        in_rows([*copies, button(t.say("« Back"), "h:")])
    )


def to_copy(label: str, text: str) -> InlineKeyboardButton:
    """A button that copies a text."""
    return InlineKeyboardButton(label, copy_text=CopyTextButton(text))


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


def suggested(name: str, args: str) -> list[Choice]:
    """The commands that may be meant by one that there is not, the likeliest first, each with the words behind it (pure)."""
    from rapidfuzz.distance import OSA  # late: most never mistype

    if (joined := _JOINED.fullmatch(name)) is not None:
        # "/reply1 full", "/reply_1_full": the number belongs to what follows.
        behind = (joined["number"], (joined["more"] or "").replace("_", " "), args)
        name, args = joined["name"], " ".join(filter(None, behind))
    typed, scores = fold(name), dict[str, float]()
    named = {fold(word) for words in ALSO.values() for word in words.split(",")}
    if (
        typed not in named
        and typed.startswith(_NOT)
        and (meant := _undoing(typed.removeprefix(_NOT), args)) is not None
    ):
        return [meant]
    for command, words in ALSO.items():
        known = [fold(word) for word in words.split(",")]
        alike = OSA.normalized_similarity(typed, command)
        if len(typed) >= SHORTEST_BEGINNING and command.startswith(typed):
            alike = max(alike, LIKE)
        if any(OSA.distance(typed, word) <= (len(word) > LONGEST_SHORT) for word in known):
            alike = max(alike, 0.9 if typed not in known else 1.0)
        scores[command] = alike
    likely = sorted(
        (command for command in scores if scores[command] >= LIKE), key=lambda command: -scores[command]
    )
    return [_choice(command, typed, args) for command in likely[:MOST_SUGGESTED]]


_JOINED = re.compile(r"(?P<name>[^\d_]+)_?(?P<number>\d{1,9})(?:_(?P<more>\w+))?")
_NOT = "un"


def _undoing(what: str, args: str) -> Choice | None:
    """What takes back the command that a word names: never that command itself."""
    command = next((one for one, also in ALSO.items() if what in (one, *map(fold, also.split(",")))), None)
    if command == "publish":
        said = f"{args} unpublished".strip()
        return Choice(f"/story {one_line(said)}", "story", said)
    return None if command is None else Choice(f"/undo {one_line(args)}".strip(), "undo", args)


def _choice(command: str, typed: str, args: str) -> Choice:
    number, rest = take_number(args)
    if (command == "chase" and read_channel(typed)) or (command == "reply" and typed in REPLY_WORDS):
        # The command itself said how, or what: it goes where that is said.
        args = " ".join(filter(None, (str(number) if number is not None else "", typed, rest)))
    return Choice(f"/{command} {one_line(args)}".strip(), command, args)


async def _suggest(call: Call, name: str, choices: list[Choice]) -> None:
    if not choices:
        raise UnknownCommand(name=shorten(name, LONGEST_NAME))
    await offer(
        call,
        call.t.say(
            "There is no command /{name}. Did you mean one of these?", name=shorten(name, LONGEST_NAME)
        ),
        choices,
    )


async def help_(call: Call) -> None:
    """/help [command | all]"""
    name = call.args.strip().lstrip("/").casefold()
    for command in COMMANDS:
        if command.name == name:
            example = command.example(call.t)
            text = one(call.t, command.does(call.t), command.usage, example)
            copy = to_copy(call.t.say("📋 Copy the example"), example)
            await call.answer(text, InlineKeyboardMarkup([[copy]]))
            return
    if name == "all":
        await call.answer(_all(call.t))
    elif name and name not in {"help", "start"}:
        choices = suggested(name, "")
        await _suggest(
            call, name, [Choice(f"/help {choice.command}", "help", choice.command) for choice in choices]
        )
    else:
        await call.answer(*front(call.t))


async def turn(call: Call) -> None:
    """A button of the help: what is asked for takes the place of what was shown."""
    _, wanted = button_data(call.update).split(":", 1)
    if wanted == "all":
        shown = _all(call.t), InlineKeyboardMarkup(in_rows([button(call.t.say("« Back"), "h:")]))
    else:
        shown = of_task(call.t, one_of(_TASKS, wanted)) if wanted else front(call.t)
    await sending.toast(call.update, "")
    await sending.show_in_place(call.update, *shown)


async def go(call: Call) -> None:
    """A button under /start: what it says, as if its command were typed."""
    _, name = button_data(call.update).split(":", 1)
    run = one_of({each: RUNS[each] for each in STARTS}, name)
    await sending.toast(call.update, "")
    await run(call)


_TASKS = {task.value: task for task in Task}


def _all(t: Texts) -> Markup:
    return every(t, [(command.name, command.does(t)) for command in COMMANDS])


async def unknown(call: Call) -> None:
    """A command nobody knows: what may be meant is offered, with the words behind it."""
    first = words_of(call.update.message).split(maxsplit=1)[0]
    name = first.lstrip("/").partition("@")[0]
    await _suggest(call, name, suggested(name, call.args))


async def edited(call: Call) -> None:
    """A message that was edited."""
    raise EditedMessage
