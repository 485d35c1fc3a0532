"""People and the newsroom."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from markupsafe import Markup
from telegram import InlineKeyboardMarkup

from bot import kinds
from bot.cards.buttons import button
from bot.i18n.catalogue import Texts
from bot.kinds import Say
from db.tables import Member, Newsroom

# What is wanted first, by the command that does it.
STARTS: dict[str, Say] = {
    "ask": lambda t: t.say("➕ Log a request"),
    "due": lambda t: t.say("⏰ What is due"),
    "status": lambda t: t.say("🔎 Where things stand"),
    "report": lambda t: t.say("🗞 Before publication"),
}


def welcome(t: Texts, newsroom: Newsroom, member: Member) -> tuple[Markup, InlineKeyboardMarkup]:
    """Hello to a member, with what one does here as buttons."""
    text = t.say(
        "Hello {name}. You are in <b>{newsroom}</b> as {role}.\nLog each request for comment here: I remind you when it is time to chase, and know who has not answered.\nPress below, or send /help.",
        name=member.name,
        newsroom=newsroom.name,
        role=kinds.ROLES[member.role](t),
    )
    starts = [button(label(t), f"go:{command}") for command, label in STARTS.items()]
    return text, InlineKeyboardMarkup([starts[:2], starts[2:]])


def invited(t: Texts, role: str, link: str, lasts: timedelta) -> Markup:
    """An invitation to pass on."""
    return t.say(
        "This link makes one person {role} here. It works once, for {days}. Send it to them privately:\n{link}",
        role=role,
        days=t.length(lasts),
        link=link,
    )


def people(t: Texts, members: Sequence[Member], now: datetime) -> Markup:
    """The newsroom's members."""
    lines = [t.count("<b>{n} member</b>", "<b>{n} members</b>", len(members))]
    for member in members:
        line = Markup("{} · {}").format(member.name, kinds.ROLES[member.role](t))
        if member.locked_since is not None:
            line += t.say(" · locked since {when}", when=t.when(member.locked_since, now))
        elif member.unreachable_since is not None:
            line += t.say(" · cannot be reached since {when}", when=t.when(member.unreachable_since, now))
        lines.append(line)
    return Markup("\n").join(lines)


def newsroom(t: Texts, room: Newsroom, members: Sequence[Member], now: datetime) -> Markup:
    """The newsroom at a glance."""
    group = (
        t.say("Group: connected; the digest goes there.")
        if room.group_chat_id is not None
        else t.say("Group: none. Type /newsroom here in one; until then the digest goes to the editors.")
    )
    head = t.say("<b>{name}</b>", name=room.name)
    requests = t.count("{n} request logged", "{n} requests logged", room.requests_logged)
    return Markup("\n").join([head, requests, group, people(t, members, now)])


def connected(t: Texts, room: Newsroom) -> Markup:
    """The group is the newsroom's now."""
    when = (
        (
            t.say("The digest comes here every day at {time}.", time=room.settings.digest_time)
            if room.group_topic_id is None
            else t.say(
                "The digest comes into this topic every day at {time}.", time=room.settings.digest_time
            )
        )
        if room.settings.digest_time
        else t.say("The digest is off: /digest 08:30 turns it on.")
    )
    return (
        t.say(
            "<b>{name}</b> works in this group now. Everybody in this group can read what I post here.",
            name=room.name,
        )
        + Markup("\n")
        + when
    )
