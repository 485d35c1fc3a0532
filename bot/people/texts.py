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

HERE = "here"  # behind /newsroom, /start and in the link by which the bot is added to a group: this group is to be connected

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
    if member.chosen_at is not None:
        text += Markup("\n") + t.say(
            "You are in several newsrooms. What you write to me in private is for this one now; /newsroom changes that."
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


def newsroom(
    t: Texts, room: Newsroom, members: Sequence[Member], now: datetime, others: Sequence[Newsroom] = ()
) -> Markup:
    """The newsroom at a glance; `others`: more that the reader is in, each with a button below."""
    group = (
        t.say("Group: connected; the digest goes there.")
        if room.group_chat_id is not None
        else t.say("Group: none. Type /newsroom here in one; until then the digest goes to the editors.")
    )
    head = t.say("<b>{name}</b>", name=room.name)
    requests = t.count("{n} request logged", "{n} requests logged", room.requests_logged)
    more = [t.say("What you write to me in private is for this newsroom. Press another to change that.")]
    return Markup("\n").join([head, requests, group, people(t, members, now), *(more if others else ())])


def chosen(t: Texts, room: Newsroom, member: Member) -> Markup:
    """Another of somebody's newsrooms is meant from now on."""
    return t.say(
        "What you write to me in private is for <b>{newsroom}</b> now; you are {role} there. A button or a reply still goes to the newsroom named above the message.",
        newsroom=room.name,
        role=kinds.ROLES[member.role](t),
    )


def to_connect(t: Texts, room: Newsroom) -> tuple[Markup, InlineKeyboardMarkup]:
    """In a group to which a member brought the bot."""
    text = t.say(
        "To post the digest of {newsroom} in this group, an editor presses below, or types /newsroom here",
        newsroom=room.name,
    )
    return text, InlineKeyboardMarkup([[button(t.say("Connect this group"), f"group:{HERE}")]])


def connected(t: Texts, room: Newsroom) -> Markup:
    """The group is the newsroom's now."""
    when = (
        (
            t.say("The digest comes here at {time}.", time=room.settings.digest_time)
            if room.group_topic_id is None
            else t.say("The digest comes into this topic at {time}.", time=room.settings.digest_time)
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


def whom_to_lock(t: Texts) -> Markup:
    """Above a button for each member."""
    return t.say(
        "Who is to be locked out? From their next message on they are refused and told nothing more, and their reminders go to the editors. Others by name: /lock Dara"
    )


def whom_to_unlock(t: Texts) -> Markup:
    """Above a button for whoever is locked."""
    return t.say("Who is to be let in again? Others by name: /unlock Dara")


def lock_all(t: Texts, newsroom: str) -> Markup:
    """Whether everybody is to be locked out."""
    return t.say(
        "Lock everybody out of {newsroom}, you too? Nothing is answered and nothing is sent until another editor sends /unlock everybody, or the operator unlocks.",
        newsroom=newsroom,
    )


def locked(t: Texts, name: str) -> Markup:
    """A member is locked out."""
    return t.say(
        "{name} is locked out: whoever has their telephone is refused, and told nothing more. Their reminders go to the editors. What that telephone already shows stays on it.",
        name=name,
    )


def locked_yourself(t: Texts, *, others: bool) -> Markup:
    """Whoever asked is locked out; whether there are other editors."""
    if others:
        return t.say("You are locked out from now on. An editor lets you in again with /unlock.")
    return t.say("You are locked out from now on. Only the operator can let you in again.")


def all_locked(t: Texts, newsroom: str, *, others: bool) -> Markup:
    """Everybody is locked out; whether there are other editors."""
    who = (
        t.say("Another editor does that with /unlock everybody, or the operator.")
        if others
        else t.say("There is no other editor: only the operator can do that.")
    )
    text = t.say(
        "Everybody in {newsroom} is locked out, you too: nothing is answered and nothing is sent. What falls due meanwhile is sent once they are let in again.",
        newsroom=newsroom,
    )
    return Markup("\n").join([text, who])


def let_in(t: Texts, name: str) -> Markup:
    """A member is unlocked."""
    return t.say("{name} is let in again.", name=name)


def all_let_in(t: Texts, newsroom: str) -> Markup:
    """The newsroom is unlocked."""
    return t.say("Everybody in {newsroom} is let in again, but who is locked by name.", newsroom=newsroom)
