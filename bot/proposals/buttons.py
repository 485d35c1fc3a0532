"""The buttons of a proposal: `d:<draft id>:<verb>[:<argument>]`."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from telegram import InlineKeyboardMarkup

from bot import kinds
from bot.cards.buttons import Row, button, in_rows, tick
from bot.cards.texts import body_name
from bot.i18n.catalogue import Texts, shorten
from bot.kinds import EVENTS, REPLIES
from bot.proposals.matching import settled_kind
from db import lifecycle
from db.facts import AnyRequest, RequestFacts
from db.lifecycle import ATTEMPTS, Channel, EventKind, Part, Result

LONGEST = 34
_OF_TWO = 16

# What a press can say that something was, by its button's word.
VERBS = {words.verb: kind for kind, words in EVENTS.items() if words.verb and kind is not EventKind.REOPENED}


def right(t: Texts, key: int, data: dict[str, Any], request: RequestFacts) -> InlineKeyboardMarkup:
    """To log it, and to change each part."""
    kind = settled_kind(data, request) or EventKind.NOTE
    parts = [
        button(f"#{request.number} {shorten(body_name(t, request), _OF_TWO)}", f"d:{key}:edit:request"),
        button(t.say("What…"), f"d:{key}:edit:kind"),
    ]
    if kind in ATTEMPTS:
        parts.append(button(t.say("Channel…"), f"d:{key}:edit:channel"))
        if data["channel"]:
            parts.append(button(t.say("What became…"), f"d:{key}:edit:result"))
        parts.append(button(t.say("Contact…"), f"d:{key}:edit:contact"))
    if kind is EventKind.REPLIED_PARTIAL:
        parts.append(button(t.say("Questions…"), f"d:{key}:edit:questions"))
    if kind is EventKind.REFERRED:
        parts.append(button(t.say("To whom…"), f"d:{key}:to"))
    if kind is EventKind.EXTENDED:
        parts.append(button(t.say("Deadline…"), f"d:{key}:edit:deadline"))
    elif Part.TIME in lifecycle.EVENTS[kind].parts:
        parts.append(button(t.say("Time…"), f"d:{key}:edit:at"))
    parts.append(button(t.say("Words…"), f"d:{key}:edit:words"))
    log = button(t.say("✅ Log it"), f"d:{key}:log")
    return InlineKeyboardMarkup([[log], *in_rows(parts), [cancel(t, key)]])


def results(channel: Channel) -> list[Result]:
    """What can become of an attempt by a channel."""
    return [
        each
        for each in kinds.RESULTS
        if each is not Result.UNKNOWN and channel in lifecycle.RESULTS[each].channels
    ]


def asked(
    t: Texts,
    key: int,
    asks: str,
    data: dict[str, Any],
    request: RequestFacts | None,
    offered: Sequence[AnyRequest],
    now: datetime,
    *,
    contacts: Sequence[str] = (),
) -> InlineKeyboardMarkup:
    """The answers to what is asked, and the way back where it was asked for."""
    rows: list[Row] = []
    if asks == "request":
        rows = [
            [button(f"#{each.number} {shorten(body_name(t, each), LONGEST)}", f"d:{key}:req:{each.id}")]
            for each in offered
        ]
        last = [button(t.say("Other number…"), f"d:{key}:edit:number")]
        if data["named"] or data["kind"] in {None, EventKind.ASKED}:
            last.append(button(t.say("➕ New request"), f"d:{key}:newreq"))
        rows.append(last)
    elif asks == "new" and request is not None:
        rows = [
            [button(t.say("One more attempt of #{number}", number=request.number), f"d:{key}:joins")],
            [button(t.say("➕ New request"), f"d:{key}:newreq")],
        ]
    elif asks == "closed" and request is not None:
        rows = [
            [button(t.say("As a note on #{number}", number=request.number), f"d:{key}:kind:note")],
            [
                button(t.say("Open #{number}", number=request.number), f"o:{request.id}"),
                button(t.say("Other number…"), f"d:{key}:edit:number"),
            ],
        ]
    elif asks == "kind":
        rows = _kinds(t, key, data)
    elif asks == "channel":
        rows = _channels(t, key)
    elif asks == "result" and data["channel"]:
        every = {each: kinds.RESULTS[each] for each in results(Channel(data["channel"]))}
        rows = in_rows(
            [
                button(f"{one.sign} {one.said(t)}", f"d:{key}:result:{each.value}")
                for each, one in every.items()
            ]
        )
    elif asks == "questions" and request is not None:
        ticked = sum(1 << position for position in data["answered"])
        rows = [[tick(each, ticked, lambda left: f"d:{key}:ticks:{left}")] for each in request.open_questions]
        done = t.say("These") if data["answered"] else t.say("I do not know which")
        rows.append([button(t.say("🟢 All of them"), f"d:{key}:kind:full"), button(done, f"d:{key}:ticked")])
        rows.append([button(t.say("It is something else…"), f"d:{key}:edit:kind")])
    elif asks == "when":
        rows = [
            [button(t.briefly(datetime.fromisoformat(each), now), f"d:{key}:when:{at}")]
            for at, each in enumerate(data["times"])
        ]
    elif asks == "contact":
        rows = [[button(shorten(name, LONGEST), f"d:{key}:contact:{at}")] for at, name in enumerate(contacts)]
        rows.append([button(t.say("nobody by name"), f"d:{key}:contact:none")])
    last = [cancel(t, key)]
    if data["part"]:
        last.insert(0, button(t.say("« Back"), f"d:{key}:back"))
    return InlineKeyboardMarkup([*rows, last])


def _channels(t: Texts, key: int) -> list[Row]:
    return in_rows(
        [
            button(f"{each.sign} {each.said(t)}", f"d:{key}:channel:{one.value}")
            for one, each in kinds.CHANNELS.items()
        ]
    )


def _kinds(t: Texts, key: int, data: dict[str, Any]) -> list[Row]:
    """What it may have been: the likely ones first."""
    note = button(t.say("Our note"), f"d:{key}:kind:note")
    if data["sort"] == "silent":
        return [*_channels(t, key), [note]]
    if data["sort"] == "unknown" and not data["part"]:
        replied = button(t.say("They replied…"), f"d:{key}:edit:kind")
        tried_again = button(t.say("Another attempt…"), f"d:{key}:kind:chase")
        return [[replied, tried_again], [note, button(t.say("➕ New request"), f"d:{key}:newreq")]]
    said = {kind: say for kind, words in REPLIES.items() if (say := words.sent or words.reply) is not None}
    likely = [EventKind(each) for each in data["kinds"]]
    order = [*(kind for kind in likely if kind in said), *(kind for kind in said if kind not in likely)]
    theirs = [button(said[kind](t), f"d:{key}:kind:{EVENTS[kind].verb}") for kind in order]
    rows = [*([each] for each in theirs[:2]), *in_rows(theirs[2:])]
    refer = button(t.say("Referred us…"), f"d:{key}:kind:refer")
    at = 0 if EventKind.REFERRED in likely else len(rows)
    rows.insert(at, [refer, button(t.say("Bounced"), f"d:{key}:kind:bounce")])
    rows.append([button(t.say("Another attempt…"), f"d:{key}:kind:chase"), note])
    if not data["request_id"]:
        rows.append([button(t.say("➕ New request"), f"d:{key}:newreq")])
    return rows


def cancel(t: Texts, key: int) -> Any:
    """The button that leaves it."""
    return button(t.say("Cancel"), f"d:{key}:cancel")
