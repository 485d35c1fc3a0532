"""What stands in a letter: our own templates, and the words that fill one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from functools import cache

from markupsafe import Markup

from bot.claims.wording import listed, ways
from bot.i18n.catalogue import Texts
from bot.languages import COMPLETE, file
from bot.letters.templates import check
from db.facts import EventFacts
from db.lifecycle import Channel
from db.tables import Letter

# As buttons carry them.
CHOICES = {f"{letter.value}.{language}": (letter, language) for letter in Letter for language in COMPLETE}


@cache
def our_own(letter: Letter, language: str) -> str:
    """Our template of a letter, for newsrooms that have not written their own; `language` is a complete one."""
    return check(file(language, "letters", f"{letter.value}.txt").read_text(encoding="utf-8"))


def date_and_time(t: Texts) -> str:
    """The gap that stands for a deadline nobody has set yet."""
    return str(t.say("date and time"))


def attempts(t: Texts, events: Sequence[EventFacts], now: datetime) -> str:
    """Earlier attempts in words: "by email on Mon 2 Dec and by phone on Wed 4 Dec"."""
    by_channel: dict[Channel | None, list[EventFacts]] = {}
    for event in events:
        by_channel.setdefault(event.channel, []).append(event)
    phrases = []
    for channel, group in by_channel.items():
        on = t.say("on {day}", day=listed(t, _days(t, group, now)))
        way = ways(t, [channel])
        phrases.append(Markup("{} {}").format(way, on) if way is not None else on)
    return str(listed(t, phrases).unescape())


def _days(t: Texts, events: Sequence[EventFacts], now: datetime) -> list[Markup]:
    days = Counter(t.day(event.happened_at, now) for event in events)
    return [
        t.count("{day} ({n} time that day)", "{day} ({n} times that day)", n, day=day)
        if n > 1
        else Markup("{}").format(day)
        for day, n in days.items()
    ]
