"""The table of Bot API methods: each module of methods adds its own."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import TypeVar

from sandbox.errors import bad_request
from sandbox.params import Params
from sandbox.world import World

Method = Callable[[World, Params], Awaitable[object]]
M = TypeVar("M", bound=Method)


@dataclass(frozen=True)
class Entry:
    """One method: its name as documented, and whether it counts as writing in a chat for the flood limits."""

    name: str
    call: Method
    writes: bool


METHODS: dict[str, Entry] = {}


def method(name: str, *, writes: bool = False) -> Callable[[M], M]:
    """Enter a coroutine function as the Bot API method `name`; names are found whatever their case."""

    def enter(call: M) -> M:
        METHODS[name.lower()] = Entry(name, call, writes)
        return call

    return enter


def chat_id_of(params: Params, name: str = "chat_id") -> int | None:
    """Return a chat's id; None for a text that names no chat we know. Raises ApiError when it is missing."""
    text = params.text(name).strip()
    if not text:
        raise bad_request(f"{name} is empty")
    try:
        return int(text)
    except ValueError:
        return None


def message_id_of(params: Params, name: str = "message_id") -> int:
    """Return a message's id; raises ApiError when it is missing or no positive number."""
    message_id = params.integer(name)
    if message_id <= 0:
        raise bad_request("message identifier is not specified")
    return message_id
