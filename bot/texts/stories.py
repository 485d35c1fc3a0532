"""A story as people see it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from markupsafe import Markup

from bot.paging import PAGE, split, units
from bot.texts import cards, lists
from bot.texts.catalogue import Texts
from db.facts import RequestFacts
from db.tables import Story


def head(t: Texts, count: int) -> Markup:
    """The heading of the list of stories."""
    if not count:
        return t.say("No stories yet. Create one: /story #mangopark Mango Park raids publish fri 18:00")
    return t.count("<b>{n} story</b>", "<b>{n} stories</b>", count)


def line(t: Texts, found: Story, requests: Sequence[RequestFacts], now: datetime) -> Markup:
    """A story in the list."""
    text = Markup("<b>#{}</b> {}").format(found.slug, found.title)
    if found.published_at is not None:
        text += t.say(" · came out {when}", when=t.when(found.published_at, now))
    elif found.publish_at is not None:
        text += t.say(" · publication {when}", when=t.when(found.publish_at, now))
    return text + Markup("\n") + lists.counts(t, requests, now)


def story(
    t: Texts, found: Story, requests: Sequence[RequestFacts], now: datetime, *, new: bool, changed: bool
) -> Markup:
    """A story with its requests."""
    lines = []
    if new:
        lines.append(t.say("<b>Story created.</b>"))
    elif changed:
        lines.append(t.say("<b>Story changed.</b>"))
    lines.append(line(t, found, requests, now))
    if found.published_at is not None:
        lines.append(
            t.say("An answer that comes now is told at once to its reporter, the editors and the group.")
        )
    elif found.publish_at is not None and found.publish_at > now:
        lines.append(t.say("Final call: one hour before publication."))
    elif found.publish_at is None:
        lines.append(t.say("No publication time yet: /story #{slug} publish fri 18:00", slug=found.slug))
    else:
        lines.append(t.say("Is it out? An editor says so: /story #{slug} published", slug=found.slug))
    shown = [cards.line(t, request, now) for request in requests[:25]]
    first_page = split(shown, Markup("\n"), PAGE - units(lines[0]))[0]
    lines += [shown[position] for position in first_page]
    if len(requests) > len(first_page):
        lines.append(t.say("All of them: /status #{slug}", slug=found.slug))
    return Markup("\n").join(lines)
