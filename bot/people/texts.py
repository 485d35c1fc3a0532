"""People and the newsroom."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from markupsafe import Markup
from telegram import InlineKeyboardMarkup

from bot import kinds
from bot.cards import texts as card_texts
from bot.cards.buttons import button
from bot.groups.texts import Group, told_in
from bot.i18n.catalogue import Texts, shorten
from bot.kinds import Say
from bot.telegram.whom import label
from db.facts import RequestFacts
from db.lifecycle import Role
from db.people import members as members_of
from db.tables import Invite, Member, Newsroom

MOST_LISTED = 15

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


def invited(t: Texts, role: str, link: str, people: int, lasts: timedelta) -> Markup:
    """An invitation to pass on."""
    if people == 1:
        return t.say(
            "This link makes one person {role} here. It works once, for {days}. Send it to them privately:\n{link}",
            role=role,
            days=t.length(lasts),
            link=link,
        )
    return t.count(
        "This link lets {n} person in as {role}, for {days}. Send it to them privately:\n{link}",
        "This link lets {n} people in as {role}, for {days}. Send it to them privately:\n{link}",
        people,
        role=role,
        days=t.length(lasts),
        link=link,
    )


def links(
    t: Texts, links: Sequence[Invite], names: Mapping[int | None, str], count: int, now: datetime
) -> Markup:
    """The links that stand, each as its button numbers it; of more than are shown, how many there are."""
    if not links:
        return t.say("No link stands. New ones, for:")
    lines = [t.say("<b>Links that stand</b>")]
    for number, link in enumerate(links, start=1):
        line = t.say(
            "{number}. {role} · {came} of {people} came · until {when}",
            number=number,
            role=kinds.ROLES[link.role](t),
            came=link.came,
            people=link.people,
            when=t.when(link.expires_at or now, now),
        )
        maker = names.get(link.made_by_id)
        lines.append(line + Markup(" · {}").format(maker) if maker else line)
    if count > len(links):
        lines.append(t.count("… and {n} more", "… and {n} more", count - len(links)))
    lines.append(t.say("New ones, for:"))
    return Markup("\n").join(lines)


def people(t: Texts, members: Sequence[Member], now: datetime) -> Markup:
    """The newsroom's members."""
    lines = [t.count("<b>{n} member</b>", "<b>{n} members</b>", len(members))]
    for member in members:
        line = Markup("{} · {}").format(label(member, members), kinds.ROLES[member.role](t))
        if member.away_until is not None and members_of.is_away(member, now):
            line += t.say(" · away until {when}", when=t.when(member.away_until, now))
        if member.locked_since is not None:
            line += t.say(" · locked since {when}", when=t.when(member.locked_since, now))
        elif member.unreachable_since is not None:
            line += t.say(" · cannot be reached since {when}", when=t.when(member.unreachable_since, now))
        lines.append(line)
    return Markup("\n").join(lines)


def newsroom(
    t: Texts,
    room: Newsroom,
    members: Sequence[Member],
    groups: Sequence[Group],
    now: datetime,
    others: Sequence[Newsroom] = (),
) -> Markup:
    """The newsroom at a glance; `others`: more that the reader is in, each with a button below."""
    group = (
        t.say("Group: connected; the digest goes there.")
        if [one.stories for one in groups] == [()]
        else Markup("\n").join([t.say("Groups:"), *(told_in(t, one) for one in groups)])
        if groups
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


def member(t: Texts, member: Member, name: str, theirs: int, now: datetime) -> Markup:
    """One member, for an editor."""
    lines = [Markup("<b>{}</b> · {}").format(name, kinds.ROLES[member.role](t))]
    lines.append(t.say("Here since {when}.", when=t.when(member.joined_at, now)))
    lines.append(t.count("{n} open request", "{n} open requests", theirs))
    return Markup("\n").join(lines)


def make(t: Texts, role: Role) -> Markup:
    """On a button: the other role."""
    return t.say("Make {role}", role=kinds.ROLES[role](t))


def remove(t: Texts, name: str, theirs: int, *, own: bool) -> Markup:
    """Whether somebody is to be removed."""
    if own:
        return t.say(
            "Remove yourself? From your next message on you are refused, until an editor invites you again."
        )
    what = t.say(
        "Remove {name}? From their next message on they are refused. What they recorded stays in the record.",
        name=name,
    )
    if not theirs:
        return what
    return (
        what
        + Markup(" ")
        + t.count(
            "Their {n} open request is offered to you to hand over.",
            "Their {n} open requests are offered to you to hand over.",
            theirs,
        )
    )


def removed(t: Texts, name: str, *, group: bool) -> Markup:
    """Somebody is no member any more."""
    text = t.say("{name} is no member here any more.", name=name)
    if not group:
        return text
    return (
        text
        + Markup(" ")
        + t.say("If they are in the newsroom's group, remove them there too: whoever is in it reads it.")
    )


def came(t: Texts, member: Member, role: str) -> Markup:
    """To an editor: somebody came in."""
    name = f"{member.name} (@{member.username})" if member.username else member.name
    return t.say("👋 {name} has come in by an invitation, as {role}.", name=name, role=role)


def your_role(t: Texts, role: str, newsroom: str) -> Markup:
    """To a member whose role was changed."""
    return t.say("You are {role} in {newsroom} now.", role=role, newsroom=newsroom)


def left_something(t: Texts, name: str) -> Markup:
    """A former member still has open requests."""
    return t.say("{name} has left, and has open requests here.", name=name)


def nothing_left(t: Texts, name: str) -> Markup:
    """A member has no open request (any more)."""
    return t.say("{name} has no open request.", name=name)


def whose_requests(
    t: Texts, name: str, requests: Sequence[RequestFacts], now: datetime, *, gone: bool
) -> Markup:
    """What there is to hand over."""
    lines = [
        t.count("{name} has {n} open request:", "{name} has {n} open requests:", len(requests), name=name)
    ]
    lines += [card_texts.line(t, request, now) for request in requests[:MOST_LISTED]]
    if len(requests) > MOST_LISTED:
        lines.append(t.say("… and {n} more", n=len(requests) - MOST_LISTED))
    if gone:
        lines.append(t.say("Until they are handed over, the editors are reminded of them."))
    return Markup("\n").join(lines)


def to_whom(t: Texts, number: int) -> Markup:
    """Above a button for each member."""
    return t.say("Who is to have #{number}?", number=number)


def nobody_like(t: Texts, name: str, number: int) -> Markup:
    """The same, where the name is nobody's."""
    return t.say(
        "Nobody here is called “{name}”, so nothing was changed. Who is to have #{number}?",
        name=shorten(name, 60),
        number=number,
    )


def given(t: Texts, numbers: Sequence[int], name: str) -> Markup:
    """Requests are somebody else's."""
    listed = ", ".join(f"#{number}" for number in numbers)
    return t.count(
        "✓ {numbers} is {name}'s now, and so are its reminders.",
        "✓ {numbers} are {name}'s now, and so are their reminders.",
        len(numbers),
        numbers=listed,
        name=name,
    )


def whom_to_forget(t: Texts, more: bool) -> Markup:
    """Above a button for each former member; whether there are more."""
    text = t.say("Who is to be forgotten? First I say what goes and what stays.")
    return text + Markup(" ") + t.say("Others by name: /forget Dara") if more else text


def remove_first(t: Texts, name: str) -> Markup:
    """A member is to be forgotten by an editor."""
    return t.say(
        "{name} is a member here: they can send /forget themselves, or you remove them first. Nothing was changed.",
        name=name,
    )


def hand_over_first(t: Texts, name: str, theirs: int, *, own: bool) -> Markup:
    """Somebody is to be forgotten who has open requests."""
    if own:
        return t.count(
            "You still have {n} open request. Who is to have it? Then I ask once more.",
            "You still have {n} open requests. Who is to have them? Then I ask once more.",
            theirs,
        )
    return t.count(
        "{name} still has {n} open request. Who is to have it? Then I ask once more.",
        "{name} still has {n} open requests. Who is to have them? Then I ask once more.",
        theirs,
        name=name,
    )


def forget(t: Texts, name: str, newsroom: str, called: str, *, own: bool) -> Markup:
    """Whether somebody is to be forgotten: what goes, and what stays."""
    head = (
        t.say("Forget who you are in <b>{newsroom}</b>? You are no member here then.", newsroom=newsroom)
        if own
        else t.say("Forget who {name} was in <b>{newsroom}</b>?", name=name, newsroom=newsroom)
    )
    return Markup("\n").join(
        [
            head,
            t.say(
                "<b>Goes</b>: name, @username, Telegram id, settings, what was begun and not logged, and which messages I showed."
            ),
            t.say(
                "<b>Stays</b>: what was recorded, as by “{called}”, and its files. The name stays in letters that were sent, and where colleagues wrote it. Nobody can show any more who it was.",
                called=called,
            ),
            t.say(
                "Backups have it until they are replaced. Telegram keeps this chat until you delete it. Other newsrooms are not touched."
            ),
            t.say("This cannot be undone."),
        ]
    )


def forgotten(t: Texts, name: str, called: str, *, own: bool) -> Markup:
    """Somebody is forgotten."""
    if own:
        return t.say("You are forgotten here. The record says “{called}” in your place.", called=called)
    return t.say("{name} is forgotten. The record says “{called}” in that place.", name=name, called=called)


def away(t: Texts, until: datetime, named: str, stand_in: str, now: datetime, *, editors: bool) -> Markup:
    """Until when somebody is away, and who has their reminders: whom they named, or who stands in for that one; else an editor,
    where there is another."""
    when = t.when(until, now)
    if stand_in and named in ("", stand_in):
        who = t.say("{name} gets your reminders.", name=stand_in)
    elif stand_in:
        who = t.say("{name} is away too: {other} gets your reminders.", name=named, other=stand_in)
    elif not editors:
        who = t.say("Nobody else is there to get your reminders: they go on coming to you.")
    elif named:
        who = t.say("{name} cannot get them now: an editor gets your reminders.", name=named)
    else:
        who = t.say("An editor gets your reminders.")
    return t.say(
        "🌴 You are away until {when}. {who} Your requests stay yours, and then you are back by yourself.",
        when=when,
        who=who,
    )


def stands_in(t: Texts, name: str, until: datetime, now: datetime) -> Markup:
    """To whoever has somebody's reminders from now on."""
    return t.say(
        "🌴 {name} is away until {when}, and named you: their reminders come to you. The requests stay theirs.",
        name=name,
        when=t.when(until, now),
    )


def is_back(t: Texts, name: str) -> Markup:
    """To whoever had somebody's reminders."""
    return t.say("{name} is back, and gets their own reminders again.", name=name)


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


def not_seen_any_more(t: Texts) -> Markup:
    """What was private was given away."""
    return Markup(" ") + t.say("It is private, so you do not see it any more.")
