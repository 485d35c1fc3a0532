"""People and the newsroom: /start, /invite, /members, /newsroom, /digest."""

from __future__ import annotations

from telegram import Update

from bot.cards import labels
from bot.i18n.catalogue import Texts, language_or
from bot.lists.reading import DigestAction, parse_digest, parse_invite
from bot.notices import digest_text
from bot.people import texts
from bot.telegram import sending
from bot.telegram.access import Speaker, who_speaks
from bot.telegram.call import Call
from bot.telegram.context import Context
from bot.telegram.handling import arguments, attempt, explain, turn_away
from db import members
from db.errors import DeskError
from db.lifecycle import Role
from db.tables import Newsroom
from jobs.reminders import digest as digests
from jobs.reminders import planning


class EditorsOnly(DeskError):
    """Only an editor of the newsroom can do that. Nothing was changed."""


class OnlyInGroups(DeskError):
    """Type /newsroom here in the group that should get the digest; I must be a member of it."""


async def start(update: Update, context: Context) -> None:
    """/start [CODE]: a claim or invitation link, or hello. A code typed in a group is not taken: others read it."""
    user = update.effective_user
    if user is None:
        return
    code = "" if sending.is_group(update) else arguments(update).strip()
    now = context.now()
    if not code:
        async with context.looking() as session:
            who = await who_speaks(session, update, context.desk.defaults, now=now)
        if isinstance(who, Speaker):
            await sending.answer(update, context.bot, texts.welcome(who.texts, who.newsroom, who.member))
        else:
            await turn_away(update, context, who)
        return
    fallback = Texts(
        language_or(user.language_code, context.desk.defaults.language), context.desk.defaults.timezone
    )
    try:
        async with context.recording(update) as session:
            member = await members.accept(session, code, user.id, user.full_name, now=now)
            newsroom = await session.get_one(Newsroom, member.newsroom_id)
            if member.role == Role.EDITOR:
                await planning.plan_for_editor(session, newsroom, now=now)
    except DeskError as error:
        await sending.answer(update, context.bot, explain(fallback, error, now))
        return
    spoken = Texts(member.language or newsroom.language, newsroom.timezone)
    await sending.answer(update, context.bot, texts.welcome(spoken, newsroom, member))


async def invite(call: Call) -> None:
    """/invite [editor]"""
    editors_only(call)
    role = parse_invite(call.args)
    async with call.recording() as session:
        made = await members.invite(session, call.who.newsroom_id, role, now=call.now)
    link = f"https://t.me/{call.context.bot.username}?start={made.code}"
    await call.answer(texts.invited(call.t, labels.role(call.t, role), link, members.INVITE_LASTS))


async def people(call: Call) -> None:
    """/members"""
    async with call.looking() as session:
        found = await members.of_newsroom(session, call.who.newsroom_id)
    await call.answer(texts.people(call.t, found, call.now))


async def newsroom(call: Call) -> None:
    """/newsroom [here]"""
    if call.args.strip().casefold() == "here":
        editors_only(call)
        raise OnlyInGroups
    async with call.looking() as session:
        found = await members.of_newsroom(session, call.who.newsroom_id)
    await call.answer(texts.newsroom(call.t, call.who.newsroom, found, call.now))


async def connect_group(update: Update, context: Context) -> None:
    """/newsroom typed in a group: `here` by an editor connects it."""
    now, user, chat = context.now(), update.effective_user, update.effective_chat
    async with context.looking() as session:
        who = await who_speaks(session, update, context.desk.defaults, now=now)
        member = await members.by_telegram_id(session, user.id) if user else None
        room = await session.get_one(Newsroom, member.newsroom_id) if member else None
    here = arguments(update).strip().casefold() == "here"
    if member is None or room is None or chat is None or not (here or isinstance(who, Speaker)):
        if not isinstance(who, Speaker):
            await turn_away(update, context, who)
        return
    call = Call(update, context, Speaker(room, member, Texts(room.language, room.timezone), chat.id))
    await attempt(call, _connect if here else newsroom, "newsroom")


async def _connect(call: Call) -> None:
    editors_only(call)
    async with call.recording() as session:
        room = await session.get_one(Newsroom, call.who.newsroom_id, with_for_update=True)
        await members.connect_group(session, room, call.who.chat_id)
    await call.answer(texts.connected(call.t, room))


async def digest(call: Call) -> None:
    """/digest [now | HH:MM | off]"""
    form = parse_digest(call.args)
    if form.action in {DigestAction.NOW, DigestAction.SHOW}:
        async with call.looking() as session:
            notice = await digests.compose(
                session, call.who.newsroom, call.who.chat_id, call.now, now=call.now
            )
        if notice is None:
            await call.answer(call.t.say("No requests are logged yet, so there is no digest."))
        else:
            text, keyboard = digest_text(call.t, notice)
            await call.answer(text, keyboard)
        return
    editors_only(call)
    async with call.recording() as session:
        room = await session.get_one(Newsroom, call.who.newsroom_id, with_for_update=True)
        room.digest_time = form.at.strftime("%H:%M") if form.at is not None else None
        room.digest_since = call.now
        session.add(room)
        await session.flush()
    await call.answer(texts.digest_changed(call.t, room))


def editors_only(call: Call) -> None:
    """What follows is for editors.

    Raises:
        EditorsOnly: the speaker is none.
    """
    if not call.who.is_editor:
        raise EditorsOnly
