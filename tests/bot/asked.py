"""Asking, and what the record holds of a request."""

from __future__ import annotations

import re

from bot.reading.options import option_word
from bot.reading.request import AskForm
from bot.reading.words import tokens
from bot.sorting.held import WAIT
from sandbox.case import DARA, SREYNEANG
from tests.bot.desk import ASKED, Desk

ASKING = ["deadline_set", "asked"]  # what every request begins with


async def ask(desk: Desk, who: int = DARA, text: str = ASKED) -> int:
    """Log one request and return its number; its card is the bot's newest message to `who`."""
    answer = await desk.say(who, text)
    if not answer:  # long enough that more of it might have followed
        await desk.sandbox.advance(desk.sandbox.now() + WAIT)
        answer = desk.last(who)
    if answer.startswith("Not logged yet."):  # a colleague has asked the same
        await desk.press(who, "Log anyway")
        answer = desk.last(who)
    assert answer.startswith("Logged as #"), answer
    return newest(desk)


def newest(desk: Desk) -> int:
    """The highest number of a request so far."""
    ((number,),) = desk.rows("SELECT max(number) FROM request")
    return int(number)


async def logged(desk: Desk) -> list[int]:
    """The open requests as a colleague finds them listed."""
    listed = await desk.say(SREYNEANG, "/status")
    return sorted(int(number) for number in re.findall(r"^#(\d+) ", listed, re.MULTILINE))


async def times(desk: Desk, number: int, what: str) -> int:
    """How often the history of a request, as a colleague reads it, has a line about that."""
    history = (await desk.say(SREYNEANG, f"/status {number}")).partition("\nHistory\n")[2]
    return history.count(f" · {what}")


def kinds(desk: Desk, number: int) -> list[str]:
    """The events of a request in the order in which they were recorded."""
    found = desk.rows(
        f"SELECT kind FROM event WHERE request_id = (SELECT id FROM request WHERE number = {number}) ORDER BY id"  # noqa: S608
    )
    return [kind for (kind,) in found]


def status(desk: Desk, number: int) -> str:
    """The status of a request in the record."""
    ((found,),) = desk.rows(f"SELECT status FROM request WHERE number = {number}")  # noqa: S608
    return str(found)


def write_ask(form: AskForm) -> str:
    """A form in the words that `parse_ask` reads back to the same form, as lines."""
    named = [f'"{body}"' if re.search("[,;:،，、：៖]", body) else body for body in form.bodies]
    asked = [f"- {item.text} ({item.topic})" if item.topic else f"- {item.text}" for item in form.questions]
    said = {
        "by": form.deadline,
        "via": form.channel.value if form.channel else None,
        "to": form.contact,
        "at": form.happened,
    }
    options = [f"{word} {value}" for word, value in said.items() if value]
    options += [f"#{form.story}"] if form.story else []
    if not options and any(
        option_word(token.word) or token.word.startswith("#") for token in tokens(form.questions[-1].text)
    ):
        # Nothing is read as options but at the end of the message: an empty line item moves the end on.
        options = ["-"]
    return "\n".join([", ".join(named) + ":", *asked, *options])


async def turn_to(desk: Desk, who: int, words: str) -> None:
    """Turn the pages of the newest message until these words are on one of its buttons or in its text."""
    while words not in desk.last(who) and words not in desk.choices(who):
        [on] = [label for label in desk.choices(who) if label.endswith("»")]
        await desk.press(who, on)
