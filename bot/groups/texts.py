"""The newsroom's groups on Telegram."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup
from telegram import InlineKeyboardMarkup

from bot.cards.buttons import button
from bot.i18n.catalogue import Texts
from db.tables import Newsroom, Place

HERE = "here"  # behind /newsroom, /start and in the link by which the bot is added to a group: this group is to be connected


def to_connect(t: Texts, room: Newsroom) -> tuple[Markup, InlineKeyboardMarkup]:
    """In a group to which a member brought the bot."""
    text = t.say(
        "To post the digest of {newsroom} in this group, an editor presses below, or types /newsroom here",
        newsroom=room.name,
    )
    return text, InlineKeyboardMarkup([[button(t.say("Connect this group"), f"group:{HERE}")]])


@dataclass(frozen=True)
class Group:
    """A connected group by its Telegram chat id and its name, and what is told there: `all` of the newsroom, or not, and the slugs
    of the stories that have a place of their own in it."""

    chat_id: int
    title: str
    all: bool
    stories: tuple[str, ...]


def connected(t: Texts, room: Newsroom, place: Place, story: str, others: int) -> Markup:
    """The group is the newsroom's now. `story`: the one that is told here, "": all; `others`: more groups that it has."""
    when = (
        (
            t.say("The digest comes here at {time}.", time=room.settings.digest_time)
            if place.topic_id is None
            else t.say("The digest comes into this topic at {time}.", time=room.settings.digest_time)
        )
        if room.settings.digest_time
        else t.say("The digest is off: /digest 08:30 turns it on.")
    )
    lines = [
        t.say(
            "<b>{name}</b> works in this group now. Everybody in this group can read what I post here.",
            name=room.name,
        ),
        when,
    ]
    if story:
        lines.insert(1, only(t, story))
    if others:
        lines.append(
            t.count(
                "{n} other group stays connected.",
                "{n} other groups stay connected.",
                others,
            )
        )
    return Markup("\n").join(lines)


def only(t: Texts, story: str) -> Markup:
    """What is told in a group that has one story alone, and what is shown there all the same."""
    return t.say(
        "I tell of #{story} alone here: its digest, its final call, late answers; /status and /report mean it here. What a member asks for by name everybody reads, whatever story it is of.",
        story=story,
    )


def told_in(t: Texts, group: Group) -> Markup:
    """A group, and what is told there."""
    slugs = ", ".join(f"#{slug}" for slug in group.stories)
    if not group.all:
        return t.say("“{group}”: {stories} alone", group=group.title, stories=slugs)
    if slugs:
        return t.say("“{group}”: all; {stories} in another topic", group=group.title, stories=slugs)
    return t.say("“{group}”: all of the newsroom", group=group.title)


def groups(t: Texts, every: Sequence[Group]) -> Markup:
    """The newsroom's groups."""
    if not every:
        return t.say("No group is connected: the digest goes to the editors.")
    return t.count("<b>{n} group</b>", "<b>{n} groups</b>", len(every))


def what_is_told(t: Texts, group: Group, *, in_group: bool) -> Markup:
    """One group, and the question what is to be told there; in a group, how it is given one story without naming the others."""
    question = (
        t.say("One story alone: /newsroom here #story, or the buttons under /newsroom, in private.")
        if in_group
        else t.say("What is told there? Everybody in the group reads it.")
    )
    return Markup("{}\n{}").format(told_in(t, group), question)


def disconnected(t: Texts, titles: Sequence[str]) -> Markup:
    """Nothing is told in these groups any more."""
    named = "”, “".join(titles)
    return t.say(
        "Nothing is posted in “{group}” any more. /newsroom here in it connects it again.", group=named
    )


def lost(t: Texts, title: str) -> Markup:
    """To an editor: a group has let the desk go."""
    return t.say(
        "⚠️ I was removed from “{group}”, or may not write there: nothing is posted there any more. To connect it again, add me and type /newsroom here in it.",
        group=title,
    )
