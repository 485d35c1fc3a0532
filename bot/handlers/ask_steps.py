"""The steps of the guided /ask: what is missing next, and its buttons (pure)."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from telegram import InlineKeyboardMarkup

from bot.keyboards import button, deadline_choices
from bot.texts import labels
from bot.texts.catalogue import Texts
from db.lifecycle import Channel


def empty(asked_at: datetime) -> dict[str, Any]:
    """A draft in which nothing is known but when it was begun (UTC)."""
    return {
        "bodies": [],
        "questions": [],
        "deadline": None,
        "deadline_at": None,
        "deadline_asked": False,
        "channel": None,
        "contact": None,
        "asked_at": asked_at.isoformat(),
        "story": None,
        "story_asked": False,
        "guided": True,
        "confirmed": False,
    }


def next_step(data: dict[str, Any]) -> str | None:
    """The next thing to ask for; None when the request can be logged."""
    if not data["guided"]:
        return None
    if not data["bodies"]:
        return "body"
    if not data["questions"]:
        return "questions"
    if data["deadline"] is None and not data["deadline_asked"]:
        return "deadline"
    if data["channel"] is None:
        return "channel"
    if not data["story_asked"]:
        return "story"
    return None if data["confirmed"] else "confirm"


def buttons(t: Texts, step: str, key: int, slugs: list[str]) -> InlineKeyboardMarkup:
    """The buttons of a step; `key` is the draft's id."""
    rows = []
    if step == "deadline":
        choices = [button(word, f"d:{key}:deadline:{arg}") for word, arg in deadline_choices(t)]
        rows = [choices[:2], choices[2:4], [choices[4], button(t.say("none told"), f"d:{key}:deadline:none")]]
    elif step == "channel":
        found = [button(labels.channel(t, c), f"d:{key}:channel:{c.value}") for c in Channel]
        rows = [found[:3], found[3:]]
    elif step == "story":
        # A slug of 32 Khmer letters is 96 bytes, more than a button holds: such a one is typed.
        short = [slug for slug in slugs if len(slug.encode()) <= 36]
        found = [button(f"#{slug}", f"d:{key}:story:{slug}") for slug in short]
        rows = [found[start : start + 2] for start in range(0, len(found), 2)]
        rows.append([button(t.say("no story"), f"d:{key}:story:")])
    elif step == "confirm":
        rows = [[button(t.say("✅ Log it"), f"d:{key}:log")]]
    rows.append([button(t.say("Cancel"), f"d:{key}:cancel")])
    return InlineKeyboardMarkup(rows)
