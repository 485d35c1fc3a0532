"""People and the newsroom."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from markupsafe import Markup

from bot import kinds
from bot.i18n.catalogue import Texts
from db.tables import Member, Newsroom


def welcome(t: Texts, newsroom: Newsroom, member: Member) -> Markup:
    """Hello to a member."""
    text = t.say(
        "Hello {name}. You are in <b>{newsroom}</b> as {role}.",
        name=member.name,
        newsroom=newsroom.name,
        role=kinds.ROLES[member.role](t),
    )
    return (
        text
        + Markup("\n\n")
        + t.say(
            "Log a request for comment in one message:\n<code>/ask Municipal Court: why are they held? by fri 5pm via email #mangopark</code>\n\nor send /ask and press your way through. I remind you when it is time to chase. All commands: /help"
        )
    )


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
        if member.unreachable_since is not None:
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
        t.say("The digest comes here every day at {time}.", time=room.settings.digest_time)
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
