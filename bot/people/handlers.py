"""People and the newsroom: /start, /invite, /members, /newsroom, /digest."""

from __future__ import annotations

from telegram import InlineKeyboardButton, InlineKeyboardMarkup, Update

from bot import kinds
from bot.cards.buttons import button
from bot.i18n.catalogue import Texts
from bot.inline.handlers import START
from bot.languages import language_or
from bot.notices import digest_text
from bot.people import texts
from bot.reading.errors import UnknownRole
from bot.reading.words import clean, fold, one_line
from bot.settings.handlers import put
from bot.settings.table import DIGEST
from bot.telegram import sending
from bot.telegram.access import Speaker, Stranger, in_private, in_public, who_speaks
from bot.telegram.call import Call
from bot.telegram.context import Context
from bot.telegram.handling import arguments, attempt, explain, turn_away
from bot.telegram.presses import OldButton, button_data, number_in
from db import members, reminders
from db.errors import DeskError
from db.lifecycle import Role
from db.tables import Newsroom
from jobs.reminders import digest as reminder_digest
from jobs.reminders import planning

_EDITOR = frozenset({"editor", "editors", "និពន្ធនាយក", "អ្នកកែសម្រួល"})

_REPORTER = frozenset({"", "reporter", "reporters", "member", "អ្នកយកព័ត៌មាន", "អ្នកសារព័ត៌មាន"})


def parse_invite(text: str) -> Role:
    """Read `[editor]`: the role that a new member is invited to; a reporter where nothing is said.

    Raises:
        UnknownRole: it is no role.
    """
    word = fold(clean(text))
    if word in _EDITOR:
        return Role.EDITOR
    if word in _REPORTER:
        return Role.REPORTER
    raise UnknownRole(text=one_line(text))


_NOW = frozenset({"", "now", "ឥឡូវ", "ឥឡូវនេះ"})


class NoSuchNewsroom(DeskError):
    """A name is none of theirs."""

    message = "You are in no newsroom called “{name}”. Nothing was changed; /newsroom shows yours."


class OnlyInGroups(DeskError):
    """A group is to be connected from elsewhere."""

    message = "Type /newsroom here in the group that should get the digest; I must be a member of it."


async def start(update: Update, context: Context) -> None:
    """/start [CODE]: a claim or invitation link, or hello. A code typed in a group is not taken: others read it. `here` comes
    from the link by which the bot was added to a group."""
    user = update.effective_user
    if user is None:
        return
    if sending.is_group(update) and arguments(update).strip() == texts.HERE:
        await connect_group(update, context)
        return
    code = "" if sending.is_group(update) else arguments(update).strip()
    code = "" if code == START else code  # from the line above what `@bot` offers
    now = context.now()
    if not code:
        async with context.desk.all_newsrooms.read() as session:
            who = await who_speaks(session, update, context.desk.defaults)
        if isinstance(who, Speaker):
            await sending.answer(update, context.bot, *texts.welcome(who.texts, who.newsroom, who.member))
        else:
            await turn_away(update, context, who)
        return
    fallback = Texts(
        language_or(user.language_code, context.desk.defaults.language), context.desk.defaults.timezone
    )
    try:
        async with context.recording(update, context.desk.all_newsrooms) as session:
            member = await members.accept(
                session, code, user.id, user.full_name, user.username or "", now=now
            )
            newsroom = await session.get_one(Newsroom, member.newsroom_id)
            for editor in await members.reachable_editors(session, member.newsroom_id):
                if editor.id != member.id:
                    t = in_private(newsroom, editor)
                    said = texts.came(t, member, kinds.ROLES[member.role](t))
                    await reminders.tell_person(session, editor, str(said), now=now)
            if member.role == Role.EDITOR:
                await planning.plan_for_editor(session, newsroom, now=now)
    except DeskError as error:
        await sending.answer(update, context.bot, explain(fallback, error, now))
        return
    await sending.answer(update, context.bot, *texts.welcome(in_private(newsroom, member), newsroom, member))


async def invite(call: Call) -> None:
    """/invite [editor]"""
    call.editors_only()
    role = parse_invite(call.args)
    async with call.recording() as session:
        made = await members.invite(session, call.who.newsroom_id, role, now=call.now)
    link = f"https://t.me/{call.context.bot.username}?start={made.code}"
    await call.answer(texts.invited(call.t, kinds.ROLES[role](call.t), link, members.INVITE_LASTS))


async def newsroom(call: Call) -> None:
    """/newsroom [here | NAME]: of several newsrooms a name chooses the one that is meant in private."""
    typed = fold(clean(call.args))
    if typed == texts.HERE:
        call.editors_only()
        raise OnlyInGroups
    if typed and call.who.others and not sending.is_group(call.update):
        named = [room for room in (call.who.newsroom, *call.who.others) if fold(clean(room.name)) == typed]
        if len(named) != 1:
            raise NoSuchNewsroom(name=one_line(clean(call.args)))
        await _choose(call, named[0].id or 0)
        return
    async with call.looking() as session:
        found = await members.of_newsroom(session, call.who.newsroom_id)
    rows, others = [], () if sending.is_group(call.update) else call.who.others
    if call.who.is_editor and not sending.is_group(call.update):
        link = f"https://t.me/{call.context.bot.username}?startgroup={texts.HERE}"
        rows.append([InlineKeyboardButton(call.t.say("👥 Add me to a group"), link)])
    rows += [[button(room.name, f"nr:{room.id}")] for room in others]
    said = texts.newsroom(call.t, call.who.newsroom, found, call.now, others)
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
        member, room, _ = found[0] if found else (None, None, None)
    here = update.callback_query is not None or arguments(update).strip().casefold() == texts.HERE
    locked = isinstance(who, Stranger) and (who.locked or who.removed)
    if member is None or room is None or chat is None or locked or not (here or isinstance(who, Speaker)):
        if not isinstance(who, Speaker):
            await turn_away(update, context, who)
        return
    call = Call(update, context, Speaker(room, member, in_public(room), chat.id))
    await attempt(call, _connect if here else newsroom, "newsroom")


async def _connect(call: Call) -> None:
    call.editors_only()
    # The group may be another newsroom's.
    async with call.context.recording(call.update, call.context.desk.all_newsrooms) as session:
        room = await session.get_one(Newsroom, call.who.newsroom_id, with_for_update=True)
        await members.connect_group(session, room, call.who.chat_id, sending.topic_of(call.update))
    if call.update.callback_query is None:
        await call.answer(texts.connected(call.t, room))
        return
    await sending.toast(call.update, "")
    await sending.show_in_place(call.update, texts.connected(call.t, room), None)


async def digest(call: Call) -> None:
    """/digest [now | HH:MM | off]"""
    if fold(clean(call.args)) not in _NOW:
        time = DIGEST.parse(call.args)
        await put(call, DIGEST, time)
        await call.answer(DIGEST.answer(call.t, time))
        return
    async with call.looking() as session:
        notice = await reminder_digest.compose(
            session, call.who.newsroom, call.who.chat_id, call.now, now=call.now
        )
    if notice is None:
        await call.answer(call.t.say("No requests are logged yet, so there is no digest."))
    else:
        text, keyboard = digest_text(call.t, notice)
        await call.answer(text, keyboard)
