"""Updates that nobody foresaw: of every kind the library knows, with whatever fields it knows, some of them of another type
than it expects."""

from __future__ import annotations

import datetime as dtm
import inspect
from collections.abc import Sequence
from enum import Enum
from functools import cache
from types import NoneType, UnionType
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

import telegram
from hypothesis import strategies as st
from telegram import TelegramObject, Update
from telegram._utils import types as named

from sandbox.case import DARA, GROUP, SREYNEANG
from sandbox.case import EVE as STRANGER

Json = dict[str, Any]

NOW = 1_733_108_400
_NAMES = {**vars(named), **vars(telegram), "dtm": dtm, "datetime": dtm.datetime, "Sequence": Sequence}
_DEEPEST = 4
_FEW = 4
# What a client of ours, a client of others, or nobody at all sends.
_WORDS = st.sampled_from(
    [
        "", " ", "/", "/ask", "/ask Municipal Court: why? by fri 5pm via email", "/chase 1 call", "/chase ១ call", "/reply 1 full",
        "/undo", "/status", "/report #mangopark pdf", "/start " + "x" * 300, "/find \0", "@", "#1", "called the court, no answer",
        "សួរតុលាការតាមអ៊ីមែល", "១២៣", "🙂" * 40, "a\u0301" * 4_000, "<b>&amp;", "half \ud83d of one", "\u202e\u200b\u200d", "x" * 4_096,
        "r:1:0:chase:call", "o:1", "p:0:status", "d:1:log", "n:1:0", "s:1:0:out", "f:zip:s1", "b:1:merge", "set:language:km", "h:ask",
        "go:ask", "lk:all", "ul:99999", "r:99999999999999:x", "private", "group", "supergroup", "channel", "creator", "left", "kicked",
        "bot_command", "mention", "text_mention", "custom_emoji", "date_time",
    ]
)  # fmt: skip
_NUMBERS = st.sampled_from([0, 1, 2, -1, 7, 2**31, 2**52, -(2**62), DARA, SREYNEANG, GROUP, STRANGER])
_TIMES = st.sampled_from([NOW] * 8 + [0, 1, 2**31, 2**62])
_OTHER = st.sampled_from([None, True, 0, -1, 2**70, 1.5, "x", "", [], {}, [[]], [{}], {"id": "x"}, [None]])


@cache
def _parameters(made: type[TelegramObject]) -> tuple[dict[str, Any], dict[str, Any]]:
    """What an object of the library must be made with, and what it may be."""
    hints = get_type_hints(made.__init__, None, _NAMES)
    must, may = dict[str, Any](), dict[str, Any]()
    for name, parameter in inspect.signature(made.__init__).parameters.items():
        if name not in {"self", "api_kwargs", "args", "kwargs"} and name in hints:
            (may if parameter.default is not parameter.empty else must)[name] = hints[name]
    return must, may


@cache
def _kinds(made: type[TelegramObject]) -> list[type[TelegramObject]]:
    """The objects that may stand for one: those that are made of it, where there are such."""
    of = [one for one in made.__subclasses__() if one.__module__.startswith("telegram.")]
    return [kind for one in of for kind in _kinds(one)] or [made]


# By which of these the library tells the kinds of an object from one another.
_SORTS = ("type", "status", "source")


@cache
def _sorts(made: type[TelegramObject]) -> list[str]:
    return [value for name, value in vars(made).items() if name.isupper() and isinstance(value, str)]


@st.composite
def objects(draw: st.DrawFn, made: type[TelegramObject], depth: int = 0) -> Any:
    """An object as Telegram gives it in JSON, with some of the fields that it may have."""
    kind = draw(st.sampled_from(_kinds(made)))
    must, may = _parameters(kind)
    names = (
        [*must, *draw(st.lists(st.sampled_from(sorted(may)), max_size=_FEW, unique=True))] if may else [*must]
    )
    fields = {
        sort: draw(st.sampled_from(found)) for sort in _SORTS if (found := _sorts(made)) and kind is not made
    }
    for name in names:
        hint = must.get(name, may.get(name))
        if name in must or depth < _DEEPEST:
            fields["from" if name == "from_user" else name] = draw(_values(hint, depth + 1))
    return fields


def _values(hint: Any, depth: int) -> st.SearchStrategy[Any]:
    origin, inner = get_origin(hint), get_args(hint)
    if origin in {Union, UnionType}:
        return st.one_of([_values(one, depth) for one in inner if one is not NoneType])
    if origin is Literal:
        return st.sampled_from(inner)
    if origin is not None and issubclass(origin, Sequence):
        return st.lists(_values(inner[0], depth), max_size=1 if depth > 2 else 2)
    if isinstance(hint, type):
        if issubclass(hint, TelegramObject):
            return objects(hint, depth) if depth <= _DEEPEST + 2 else st.just({})
        if issubclass(hint, Enum):
            return st.sampled_from([one.value for one in hint])
        if issubclass(hint, bool):
            return st.booleans()
        if issubclass(hint, dtm.datetime):
            return _TIMES
        if issubclass(hint, int | float | dtm.timedelta):
            return _NUMBERS
    return _WORDS


KINDS = sorted(_parameters(Update)[1])


@st.composite
def updates(draw: st.DrawFn) -> tuple[str, Json]:
    """The kind of an update, and what stands under it. In half of them it comes from somebody the desk knows, in a chat that it
    knows; in some a field is of another type."""
    _, may = _parameters(Update)
    kind = draw(
        st.sampled_from([*sorted(may), *["message", "callback_query", "inline_query", "edited_message"] * 4])
    )
    payload: Json = draw(_values(_parameters(Update)[1][kind], 1))
    if draw(st.booleans()):
        sender = draw(st.sampled_from([DARA, SREYNEANG, STRANGER]))
        chat = draw(st.sampled_from([sender, GROUP]))
        known = {"id": sender, "is_bot": False, "first_name": "Dara"}
        where = {
            "id": chat,
            "type": "group" if chat == GROUP else "private",
            "title": "Desk",
            "first_name": "Dara",
        }
        payload |= {"from": known} | ({"chat": where} if "chat" in payload else {}) | {"date": NOW}
        if kind == "callback_query":
            payload["message"] = {"message_id": 1, "date": NOW, "chat": where}
    if draw(st.integers(0, 9)) == 0 and payload:
        payload[draw(st.sampled_from(sorted(payload)))] = draw(_OTHER)
    return kind, payload
