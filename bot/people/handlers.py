"""People and the newsroom: /start, /invite, /members, /newsroom, /digest."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import timedelta

from markupsafe import Markup, escape
from telegram import InlineKeyboardButton, InlineKeyboardMarkup, Message, Update

from bot import kinds
from bot.cards.buttons import button, in_rows
from bot.groups import handlers as groups_handlers
from bot.groups.texts import HERE
from bot.inline.handlers import START
from bot.notices import digest_text
from bot.people import texts
from bot.reading.errors import NotUnderstood
from bot.reading.words import clean, fold, one_line
from bot.settings.handlers import put
from bot.settings.table import DIGEST
from bot.telegram import sending
from bot.telegram.access import Speaker, Stranger, in_private, in_public, who_speaks
from bot.telegram.call import Call
from bot.telegram.context import Context
from bot.telegram.handling import Handler, arguments, attempt, explain, turn_away
from bot.telegram.pages import show_view
from bot.telegram.presses import OldButton, button_data, number_in
from bot.telegram.updates import code_in, words_of
from bot.telegram.whom import label
from db import reminders
from db.errors import BrokenInvite, DeskError, TooManyCodes
from db.lifecycle import Role
from db.people import members, places, strangers
from db.tables import Newsroom
from jobs.deadlines.errors import Unreadable
from jobs.deadlines.reading import looks_like_time, read_period
from jobs.reminders import digest as reminder_digest
from jobs.reminders import planning


@dataclass(frozen=True)
class InviteForm:
    """A link that somebody wants: for whom, for how many, and how long it lasts, as typed; "" where that is not said."""

    role: Role = Role.REPORTER
    people: int = 1
    lasts: str = ""


_EDITOR = frozenset({"editor", "editors", "និពន្ធនាយក", "អ្នកកែសម្រួល"})
_REPORTER = frozenset({"reporter", "reporters", "member", "members", "អ្នកយកព័ត៌មាន", "អ្នកសារព័ត៌មាន"})
_ROLE = f"(?:{'|'.join(sorted(_EDITOR | _REPORTER, key=len, reverse=True))})(?![a-z])"
_PEOPLE = re.compile(rf"(?<![\d.,-])(\d+) ?(?:(?:{'|'.join(kinds.PEOPLE_WORDS)})(?![a-z])|(?={_ROLE}))")
_BARE = re.compile(r"(?<![\d.,-])(\d++)(?= \d|$)")
_ROLE_NAMED = re.compile(rf"(?<![a-z]){_ROLE}")
_LINKS = frozenset({"links", "link", "list", "show", "តំណ", "បញ្ជី"})
_BETWEEN = re.compile(rf"(?<![a-z])(?:{'|'.join(kinds.INVITE_FILLERS)})(?![a-z])|[,;:.]+(?!\d)")


def parse_invite(text: str) -> InviteForm:
    """Read `[editor] [N people] [days]`, in any order: a reporter, one, and no length where nothing is said.

    Raises:
        BadInvite: it is something else.
    """
    typed = one_line(clean(text))
    rest = typed.casefold()
    many = _PEOPLE.search(rest)
    rest = rest[: many.start()] + " " + rest[many.end() :] if many else rest
    roles = {Role.EDITOR if word in _EDITOR else Role.REPORTER for word in _ROLE_NAMED.findall(rest)}
    rest = one_line(_BETWEEN.sub(" ", _ROLE_NAMED.sub(" ", rest)))
    if many is None and (many := _BARE.search(rest)):
        rest = one_line(rest[: many.start()] + " " + rest[many.end() :])
    if len(roles) > 1 or (rest and not looks_like_time(rest) and not any(char.isdigit() for char in rest)):
        raise BadInvite(text=typed)
    return InviteForm(next(iter(roles), Role.REPORTER), int(many[1]) if many else 1, rest)


MOST_PEOPLE, LONGEST_LINK = 50, timedelta(days=31)
SOME_PEOPLE, SOME_DAYS = (2, 3, 5, 10, 20, 50), (1, 2, 7, 28)
MOST_LINKS = 20  # shown, the newest

_NOW = frozenset({"", "now", "ឥឡូវ", "ឥឡូវនេះ"})


class NoneIsNeeded(DeskError):
    """A member opens an invitation that lets nobody in."""

    message = "This invitation was used already, has expired, or never existed. You are in {newsroom} anyway and need none; for another newsroom ask one of its editors."


class NoSuchNewsroom(DeskError):
    """A name is none of theirs."""

    message = "You are in no newsroom called “{name}”. Nothing was changed; /newsroom shows yours."


class BadInvite(NotUnderstood):
    """What follows /invite is neither whom, nor how many, nor how long."""

    message = "I read no link out of “{text}”, so none was made. Write for example: /invite 3 people 2 days, or /invite editor"


class LinkTooWide(DeskError):
    """A link is wanted for too many, for too long, or for nobody."""

    message = "A link lets in 1 to 50 people, for up to 31 days. None was made."


class OnlyInGroups(DeskError):
    """A group is to be connected from elsewhere."""

    message = "Type /newsroom here in the group that should get the digest; I must be a member of it."


async def start(update: Update, context: Context) -> None:
    """/start [CODE]: a claim or invitation link, or hello. A code typed in a group is not taken: others read it. `here` comes
    from the link by which the bot was added to a group."""
    if sending.is_group(update) and arguments(update).strip() == HERE:
        await connect_group(update, context)
        return
    code = "" if sending.is_group(update) else arguments(update).strip()
    if code and code != START:  # that is the line above what `@bot` offers
        await _join(update, context, code)
        return
    who = await context.who(update)
    if isinstance(who, Speaker):
        await sending.answer(update, context.bot, *texts.welcome(who.texts, who.newsroom, who.member))
    else:
        await turn_away(update, context, who)


def pasted(otherwise: Handler) -> Handler:
    """A link as a text, or its code alone: as if it had been opened. Of a member it is a text as any other where there is more
    to it, or where it is no code of ours."""

    async def handle(update: Update, context: Context) -> None:
        typed, who = words_of(update.message).strip(), await context.who(update)
        code = code_in(typed, context.bot.username)
        if isinstance(who, Speaker) and typed.endswith(code):
            async with context.desk.all_newsrooms.read() as session:
                is_code = " " not in typed and (typed != code or await members.is_code(session, code))
        else:
            is_code = not isinstance(who, Speaker)
        await (_join(update, context, code) if is_code else otherwise(update, context))

    return handle


async def _join(update: Update, context: Context, code: str) -> None:
    user, now, all_newsrooms = update.effective_user, context.now(), context.desk.all_newsrooms
    if user is None:
        return
    who = await context.who(update)
    t = who.texts
    async with all_newsrooms.read() as session:
        pause = await strangers.pause(session, user.id, now=now)
    if pause is not None:
        if not pause.is_told:
            await sending.answer(update, context.bot, explain(t, TooManyCodes(until=pause.until), now))
            async with all_newsrooms.write() as session:
                await strangers.tell(session, user.id, now=pause.until)
        return
    try:
        async with context.recording(update, all_newsrooms) as session:
            member = await members.accept(
                session, code, user.id, user.full_name, user.username or "", now=now
            )
            await strangers.forget(session, user.id)
            newsroom = await session.get_one(Newsroom, member.newsroom_id)
            for editor in await members.reachable_editors(session, member.newsroom_id):
                if editor.id != member.id:
                    theirs = in_private(newsroom, editor)
                    said = texts.came(theirs, member, kinds.ROLES[member.role](theirs))
                    await reminders.tell_person(session, editor, str(said), now=now)
            if member.role == Role.EDITOR:
                await planning.plan_for_stories(session, newsroom, now=now)
    except DeskError as error:
        if isinstance(error, BrokenInvite):
            async with all_newsrooms.write() as session:
                await strangers.tried_wrong(session, user.id, now=now)
            if isinstance(who, Speaker):
                error = NoneIsNeeded(newsroom=who.newsroom.name)
        await sending.answer(update, context.bot, explain(t, error, now))
        return
    await sending.answer(update, context.bot, *texts.welcome(in_private(newsroom, member), newsroom, member))


async def invite(call: Call) -> None:
    """/invite [editor] [N people] [days]; `links` shows what stands, and makes none."""
    call.editors_only()
    call.in_private_only()  # whoever reads a link can come in by it
    if fold(clean(call.args)) in _LINKS:
        await call.answer(*await _links(call))
        return
    form = parse_invite(call.args)
    await _make(call, form.role, form.people, _length(call, form.lasts), with_others=not call.args.strip())


# By the letters in which `Period` is short.
_LENGTHS = {
    "h": timedelta(hours=1),
    "d": timedelta(days=1),
    "w": timedelta(weeks=1),
    "mo": timedelta(days=30),
}


def _length(call: Call, typed: str) -> timedelta:
    """How long a link is to last: a length, or until a day.

    Raises:
        BadInvite: it is neither.
        TimeNotUnderstood: the day is past, or can be read in two ways.
    """
    if not typed:
        return members.INVITE_LASTS
    try:
        period = read_period(typed)
        if period.unit.value in _LENGTHS:
            return period.amount * _LENGTHS[period.unit.value]
    except Unreadable:
        pass
    except OverflowError as error:
        raise LinkTooWide from error
    try:
        return call.ahead(typed) - call.now
    except Unreadable as error:
        raise BadInvite(text=typed) from error


async def _make(call: Call, role: Role, people: int, lasts: timedelta, *, with_others: bool = False) -> None:
    if not 1 <= people <= MOST_PEOPLE or not timedelta(minutes=1) <= lasts <= LONGEST_LINK:
        raise LinkTooWide
    async with call.recording() as session:
        made = await members.invite(
            session,
            call.who.newsroom_id,
            role,
            now=call.now,
            lasts=lasts,
            people=people,
            by=call.who.member,
        )
    link = f"https://t.me/{call.context.bot.username}?start={made.code}"
    said = texts.invited(call.t, kinds.ROLES[role](call.t), link, people, lasts)
    if with_others:
        await call.answer(*await _links(call, said))
    else:
        every = button(call.t.say("Links that stand…"), "iv:list")
        await call.answer(said, InlineKeyboardMarkup([[every]]))


async def _links(call: Call, head: Markup | None = None) -> tuple[Markup, InlineKeyboardMarkup]:
    """The links that stand, below what is said of one, with how to end each, and how to make more."""
    async with call.looking() as session:
        found = await members.links(session, call.who.newsroom_id, now=call.now)
        every = await members.of_newsroom(session, call.who.newsroom_id)
    names = {one.id: label(one, every) for one in every}
    shown = found[-MOST_LINKS:]
    more = [button(call.t.say("Revoke all"), "iv:all")] if len(found) > 1 else []
    rows = [
        [button(call.t.say("One person"), "iv:one"), button(call.t.say("Several…"), "iv:some")],
        [button(call.t.say("An editor"), "iv:editor")],
        *in_rows(
            [
                *(
                    button(call.t.say("Revoke {n}", n=n), f"iv:x:{one.id}")
                    for n, one in enumerate(shown, start=1)
                ),
                *more,
            ]
        ),
    ]
    said = texts.links(call.t, shown, names, len(found), call.now)
    return Markup("\n\n").join([head, said] if head else [said]), InlineKeyboardMarkup(rows)


async def _still_shown(call: Call) -> Markup | None:
    """The link in the message whose button was pressed, while it stands: it can be read nowhere else."""
    message = call.update.effective_message
    head = (message.text or "").partition("\n\n")[0] if isinstance(message, Message) else ""
    async with call.looking() as session:
        is_one = await members.is_code(session, code_in(head, call.context.bot.username))
    return escape(head) if is_one else None


async def press_invite(call: Call) -> None:
    """`iv:one`, `iv:editor`, `iv:some[:<people>[:<days>]]`: a link is made; `iv:x:<row id>`, `iv:all`: some are ended;
    `iv:list`: which stand."""
    call.editors_only()
    call.in_private_only()  # whoever reads a link can come in by it
    _, verb, *rest = button_data(call.update).split(":")
    numbers = [number_in(one) for one in rest]
    if verb in ("x", "all"):
        async with call.recording() as session:
            many = await members.revoke(session, call.who.newsroom_id, numbers[0] if verb == "x" else None)
        said = (
            call.t.count("{n} link revoked", "{n} links revoked", many)
            if many
            else call.t.say("It lets nobody in any more already.")
        )
        await sending.toast(call.update, said)
        await sending.show_in_place(call.update, *await _links(call, await _still_shown(call)))
        return
    await sending.toast(call.update, "")
    if verb == "list":
        await call.answer(*await _links(call))
    elif verb in ("one", "editor"):
        await _make(call, Role.EDITOR if verb == "editor" else Role.REPORTER, 1, members.INVITE_LASTS)
    elif len(numbers) == 2:
        await _make(call, Role.REPORTER, numbers[0], timedelta(days=numbers[1]))
    elif numbers:
        lengths = [
            button(call.t.length(timedelta(days=days)), f"iv:some:{numbers[0]}:{days}") for days in SOME_DAYS
        ]
        await sending.show_in_place(
            call.update, call.t.say("For how long?"), InlineKeyboardMarkup(in_rows(lengths))
        )
    else:
        numbers_ = [button(call.t.digits(str(people)), f"iv:some:{people}") for people in SOME_PEOPLE]
        await call.answer(
            call.t.say("How many people is the link for? Others: /invite 12 people 2 days"),
            InlineKeyboardMarkup(in_rows(numbers_, 3)),
        )


async def newsroom(call: Call) -> None:
    """/newsroom [here | NAME]: of several newsrooms a name chooses the one that is meant in private."""
    typed = fold(clean(call.args))
    in_group = sending.is_group(call.update)
    if in_group and typed in kinds.NO_MORE:
        await groups_handlers.leave(call)
        return
    if typed in kinds.NO_MORE:
        call.editors_only()
        await show_view(call, "groups")
        return
    if typed in kinds.HERE:
        call.editors_only()
        raise OnlyInGroups
    if typed and call.who.others and not in_group:
        named = [room for room in (call.who.newsroom, *call.who.others) if fold(clean(room.name)) == typed]
        if len(named) != 1:
            raise NoSuchNewsroom(name=one_line(clean(call.args)))
        await _choose(call, named[0].id or 0)
        return
    async with call.looking() as session:
        found = await members.of_newsroom(session, call.who.newsroom_id)
        groups = await groups_handlers.told(
            session, call.who.newsroom_id, call.who.chat_id if in_group else None
        )
    rows, others = [], () if in_group else call.who.others
    if call.who.is_editor and not in_group:
        link = f"https://t.me/{call.context.bot.username}?startgroup={HERE}"
        rows.append([InlineKeyboardButton(call.t.say("👥 Add me to a group"), link)])
        rows += [[groups_handlers.opens(call.t)]] if groups else []
    rows += [[button(room.name, f"nr:{room.id}")] for room in others]
    said = texts.newsroom(call.t, call.who.newsroom, found, groups, call.now, others)
    await call.answer(said, InlineKeyboardMarkup(rows) if rows else None)


async def choose_newsroom(call: Call) -> None:
    """`nr:<newsroom id>`: what is said in private is meant for that one from now on."""
    wanted = number_in(button_data(call.update).partition(":")[2])
    if sending.is_group(call.update) or wanted not in {
        room.id for room in (call.who.newsroom, *call.who.others)
    }:
        raise OldButton
    await _choose(call, wanted)


async def _choose(call: Call, newsroom_id: int) -> None:
    async with call.context.desk.all_newsrooms.write() as session:
        member = await members.by_telegram_id(session, call.who.member.telegram_id, newsroom_id)
        if member is None:
            raise OldButton
        await members.choose(session, member, now=call.now)
        room = await session.get_one(Newsroom, newsroom_id)
    call.context.ask_anew()
    sending.about.set(room.name)
    await sending.toast(call.update, room.name)
    await call.answer(texts.chosen(call.t, room, member))


async def connect_group(update: Update, context: Context) -> None:
    """/newsroom typed in a group: `here` by an editor, or the press of the button that says so, connects it."""
    user, chat = update.effective_user, update.effective_chat
    async with context.desk.all_newsrooms.read() as session:
        who = await who_speaks(session, update, context.desk.defaults)
        found = await members.speaking(session, user.id, chat.id) if user and chat else ()
        member, room, *_ = found[0] if found else (None, None)
    first = fold(clean(arguments(update))).partition(" ")[0]
    here = update.callback_query is not None or first in kinds.HERE
    locked = isinstance(who, Stranger) and (who.locked or who.removed)
    if member is None or room is None or chat is None or locked or not (here or isinstance(who, Speaker)):
        if not isinstance(who, Speaker):
            await turn_away(update, context, who)
        return
    call = Call(update, context, Speaker(room, member, in_public(room), chat.id), args=arguments(update))
    await attempt(call, groups_handlers.connect if here else newsroom, "newsroom")


async def digest(call: Call) -> None:
    """/digest [now | HH:MM | off]; in a group that of the place where it is typed"""
    if fold(clean(call.args)) not in _NOW:
        time = DIGEST.parse(call.args)
        await put(call, DIGEST, time)
        await call.answer(DIGEST.answer(call.t, time))
        return
    async with call.looking() as session:
        room, place = call.who.newsroom, None
        to = planning.private(call.who.member, room)
        if sending.is_group(call.update):
            topic_id = sending.topic_of(call.update)
            place = await places.here(session, call.who.newsroom_id, call.who.chat_id, topic_id)
            to = planning.in_group(room, place) if place is not None else to
        story_id = place.story_id if place is not None else places.ALL
        notice = await reminder_digest.compose(session, room, to, call.now, now=call.now, story_id=story_id)
    if notice is None:
        await call.answer(
            call.t.say("Nothing is open of the story that is told here, so there is no digest.")
            if story_id
            else call.t.say("No requests are logged yet, so there is no digest.")
        )
    else:
        text, keyboard = digest_text(call.t, notice)
        await call.answer(text, keyboard)
