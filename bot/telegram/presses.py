"""What a pressed button carries. It comes from outside: an old client, or a program of somebody's own, may send
anything, so every part of it is read here and nothing is taken on trust."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TypeVar

from telegram import Update

from db.errors import DeskError
from db.lifecycle import Channel, Result

K = TypeVar("K")
T = TypeVar("T")

CHANNELS = {channel.value: channel for channel in Channel}
RESULTS = {result.value: result for result in Result if result is not Result.UNKNOWN}
ROW_DIGITS = 9  # what fits a row's number in both databases


class OldButton(DeskError):
    """A button carries what nothing here understands."""

    message = (
        "This button is from an older version and cannot be used any more. Nothing was changed; send /status."
    )


class FinishedDraft(DeskError):
    """A button belongs to a draft that is finished, cancelled or somebody else's."""

    message = "This was finished or cancelled already, or it is somebody else's. Nothing was changed."


def button_data(update: Update) -> str:
    """What the pressed button carries, "" where nothing was pressed."""
    query = update.callback_query
    return (query.data or "") if query is not None else ""


def number_in(text: str, digits: int = ROW_DIGITS) -> int:
    """A number as our buttons carry it, of at most that many digits.

    Raises:
        OldButton: it is none.
    """
    if not 1 <= len(text) <= digits or not re.fullmatch("[0-9]+", text):
        raise OldButton
    return int(text)


def one_of(choices: Mapping[K, T], key: K) -> T:
    """What a word or number of ours stands for.

    Raises:
        OldButton: it is none of ours.
    """
    if key not in choices:
        raise OldButton
    return choices[key]
