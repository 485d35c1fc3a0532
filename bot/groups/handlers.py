"""The newsroom's groups: connected, told all or one story, disconnected; and what Telegram tells about chats: added to a group,
removed, blocked, a group that became a supergroup. `gr:<chat id>:<all | off | only | story id>` are the buttons of a group."""

from __future__ import annotations

from datetime import datetime

from markupsafe import Markup
from sqlmodel.ext.asyncio.session import AsyncSession
from telegram import (
    Chat,
    ChatMember,
    ChatMemberRestricted,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    Update,
)

from bot.cards.buttons import button, in_rows
from bot.groups import texts
from bot.groups.texts import Group
from bot.i18n.catalogue import Texts, shorten
from bot.kinds import NO_MORE, ONLY
from bot.reading.errors import BadSlug
from bot.reading.words import LONGEST_SLUG, clean, fold, one_line, read_slug
from bot.telegram import sending
from bot.telegram.access import in_private, in_public
from bot.telegram.call import Call
from bot.telegram.context import Context
from bot.telegram.pages import View, show_block, view
from bot.telegram.presses import OldButton, button_data, number_in
from db import reminders, stories
from db.errors import DeskError
from db.people import members, places
from db.tables import Newsroom, Story
from jobs.reminders import planning

AWAY = {ChatMember.BANNED, ChatMember.LEFT}
MOST_STORIES = 6  # offered for a group
CHAT_DIGITS = 16  # of a Telegram chat id


class NotConnected(DeskError):
    """A group is to be changed that is not connected, or not any more."""

    message = "That group is not connected here any more. Nothing was changed."


async def told(session: AsyncSession, newsroom_id: int, chat_id: int | None = None) -> list[Group]:
    """The newsroom's groups, or the one that is a Telegram chat, and what is told in each."""
    ours = [one for one in await places.of_newsroom(session, newsroom_id) if chat_id in {None, one.chat_id}]
    known = {one.story_id: await session.get(Story, one.story_id) for one in ours if one.story_id}
    slugs = {story_id: "🔒" if story is None else story.slug for story_id, story in known.items()}
    found = []
    for chat in dict.fromkeys(one.chat_id for one in ours):
        here = [one for one in ours if one.chat_id == chat]
        its = tuple(slugs[one.story_id] for one in here if one.story_id)
        found.append(Group(chat, here[0].title or str(chat), len(its) < len(here), its))
    return found


def opens(t: Texts) -> InlineKeyboardButton:
    """Opens the list of groups."""
    return button(t.say("👥 Groups…"), "p:0:groups")


@view("groups")
async def _groups(call: Call, argument: str) -> View:
    """In a group it shows that one alone: what others are called is not for everybody there."""
    call.editors_only()
    async with call.looking() as session:
        here = call.who.chat_id if sending.is_group(call.update) else None
        every = await told(session, call.who.newsroom_id, here)
    rows = [
        [
            button(shorten(one.title, 16), f"p:0:group:{one.chat_id}"),
            button(call.t.say("✂️ Disconnect"), f"gr:{one.chat_id}:off"),
        ]
        for one in every
    ]
    lines = [texts.told_in(call.t, one) for one in every]
    return View(texts.groups(call.t, every), lines, [[row] for row in rows])


@view("group")
async def _group(call: Call, argument: str) -> View:
    """One group, with a button for all that can be told there; pressed in a group, which others read, without the names of stories
    that are not told there."""
    call.editors_only()
    in_group = sending.is_group(call.update)
    group = await _of(call, argument)
    async with call.looking() as session:
        newest = await stories.newest(session, call.who.newsroom_id)
    there = [
        one for one in newest if one.slug in group.stories or (one.published_at is None and not in_group)
    ]
    data = f"gr:{group.chat_id}"
    one_place = group.stories if not group.all else ()
    sign = {True: "✓ ", False: ""}
    rows = [[button(f"{sign[group.all]}{call.t.say('All of the newsroom')}", f"{data}:all")]]
    rows += in_rows(
        [
            button(
                shorten(f"{sign[one.slug in one_place]}{call.t.say('#{story} alone', story=one.slug)}", 24),
                f"{data}:{one.id}",
            )
            for one in there[:MOST_STORIES]
        ]
    )
    rows.append(
        [button(call.t.say("✂️ Disconnect"), f"{data}:off"), button(call.t.say("« Back"), "p:0:groups")]
    )
    return View(texts.what_is_told(call.t, group, in_group=in_group), foot_rows=rows)


async def _of(call: Call, argument: str) -> Group:
    """The group of this Telegram chat id; pressed in a group, that group alone.

    Raises:
        NotConnected: it is none of the newsroom's.
    """
    chat_id = -number_in(argument.removeprefix("-"), CHAT_DIGITS)
    if sending.is_group(call.update) and chat_id != call.who.chat_id:
        raise OldButton
    async with call.looking() as session:
        found = await told(session, call.who.newsroom_id, chat_id)
    if not found:
        raise NotConnected
    return found[0]


async def press(call: Call) -> None:
    """`gr:<chat id>:<all | off | only | story id>`"""
    call.editors_only()
    _, key, verb = button_data(call.update).split(":")
    group = await _of(call, key)
    if verb == "only":
        said = await _disconnect(call, *(one for one in await _every(call) if one.chat_id != group.chat_id))
        await sending.toast(call.update, said)
        await show_block(call, "group", 0, key)
        return
    if verb == "off":
        said = await _disconnect(call, group)
        await sending.toast(call.update, said)
        if sending.is_group(call.update):
            await sending.show_in_place(call.update, said, None)
        else:
            await show_block(call, "groups", 0)
        return
    story_id = places.ALL if verb == "all" else number_in(verb)
    async with call.recording() as session:
        room = await session.get_one(Newsroom, call.who.newsroom_id, with_for_update=True)
        if story_id and await stories.by_id(session, call.who.newsroom_id, story_id) is None:
            raise OldButton
        ours = await places.of_newsroom(session, call.who.newsroom_id)
        there = [one for one in ours if one.chat_id == group.chat_id]
        if not there:
            raise NotConnected
        topic_id = (places.in_group(there, group.chat_id) or there[0]).topic_id
        await places.connect(
            session, room, group.chat_id, topic_id, story_id=story_id, title=group.title, alone=bool(story_id)
        )
        await planning.plan_for_stories(session, room, now=call.now)
    changed = await _of(call, key)
    await sending.toast(call.update, texts.told_in(call.t, changed))
    await show_block(call, "group", 0, key)


async def connect(call: Call) -> None:
    """/newsroom here [#story | only]: all of the newsroom, or one story, is told in the group where this is typed or pressed; `only`:
    and nothing in any other.

    Raises:
        EditorsOnly, AnotherNewsroomsGroup, UnknownStory, BadSlug, StoryIsPrivate. Nothing is changed then.
    """
    call.editors_only()
    typed = "" if call.update.callback_query is not None else clean(call.args).partition(" ")[2].strip()
    if fold(typed) in NO_MORE:
        await leave(call)
        return
    if only := fold(typed) in ONLY:
        typed = ""
    slug = read_slug(typed) if typed else None
    if typed and slug is None:
        raise BadSlug(text=one_line(typed), limit=LONGEST_SLUG)
    chat = call.update.effective_chat
    title, topic_id = (chat.title or "") if chat is not None else "", sending.topic_of(call.update)
    # The group may be another newsroom's.
    async with call.context.recording(call.update, call.context.desk.all_newsrooms) as session:
        room = await session.get_one(Newsroom, call.who.newsroom_id, with_for_update=True)
        story = await stories.by_slug(session, call.who.newsroom_id, slug) if slug else None
        place = await places.connect(
            session,
            room,
            call.who.chat_id,
            topic_id,
            title=title,
            story_id=(story and story.id) or places.ALL,
            alone=story is not None,
        )
        others = {one.chat_id for one in await places.of_newsroom(session, call.who.newsroom_id)}
        if only:
            for chat_id in others - {place.chat_id}:
                await places.disconnect(session, chat_id)
            others = {place.chat_id}
        await planning.plan_for_stories(session, room, now=call.now)
    said = texts.connected(call.t, room, place, slug or "", len(others) - 1)
    rows = [[button(call.t.say("What is told here…"), f"p:0:group:{place.chat_id}")]]
    if len(others) > 1:
        rows.append([button(call.t.say("✂️ Disconnect the others"), f"gr:{place.chat_id}:only")])
    keyboard = InlineKeyboardMarkup(rows)
    if call.update.callback_query is None:
        await call.answer(said, keyboard)
        return
    await sending.toast(call.update, "")
    await sending.show_in_place(call.update, said, keyboard)


async def leave(call: Call) -> None:
    """/newsroom off: nothing is told any more in the group where this is typed."""
    call.editors_only()
    await call.answer(await _disconnect(call, await _of(call, str(call.who.chat_id))))


async def _every(call: Call) -> list[Group]:
    async with call.looking() as session:
        return await told(session, call.who.newsroom_id)


async def _disconnect(call: Call, *groups: Group) -> Markup:
    async with call.recording() as session:
        room = await session.get_one(Newsroom, call.who.newsroom_id, with_for_update=True)
        if not any([await places.disconnect(session, group.chat_id) for group in groups]):
            raise NotConnected
        await planning.plan_for_stories(session, room, now=call.now)
    return texts.disconnected(call.t, [group.title for group in groups])


async def my_membership(update: Update, context: Context) -> None:
    """The bot was added, removed, blocked or unblocked."""
    change = update.my_chat_member
    if change is None:
        return
    gone = not _may_write(change.new_chat_member)
    now = context.now()
    if change.chat.type == change.chat.PRIVATE:
        async with context.desk.all_newsrooms.write() as session:
            for member, *_ in await members.speaking(session, change.chat.id, change.chat.id):
                if gone:
                    await members.set_reachable(session, member, False, now=now)
                elif member.removed_at is None:
                    await planning.reached_again(session, member, now=now)
        return
    async with context.desk.all_newsrooms.write() as session:
        if gone:
            await _lose(session, change.chat, now)
            return
        adder = await members.speaking(session, change.from_user.id, change.from_user.id)
        room = adder[0][1] if adder and not members.is_locked(adder[0][1], adder[0][0]) else None
    if room is not None and sending.is_group(update) and not _may_write(change.old_chat_member):
        await sending.answer(update, context.bot, *texts.to_connect(in_public(room), room))


async def _lose(session: AsyncSession, chat: Chat, now: datetime) -> None:
    """The desk was removed from a chat, or may not write there any more: the editors hear it where something was told there."""
    room = await places.newsroom_of(session, chat.id)
    await places.disconnect(session, chat.id)
    if room is None:
        return
    for editor in await members.reachable_editors(session, room.id or 0):
        said = texts.lost(in_private(room, editor), chat.title or "")
        await reminders.tell_person(session, editor, str(said), now=now)


def _may_write(me: ChatMember) -> bool:
    """Whether the bot, being this in a chat, may write there."""
    restricted = isinstance(me, ChatMemberRestricted) and not me.can_send_messages
    return me.status not in AWAY and not restricted


async def moved(update: Update, context: Context) -> None:
    """A group became a supergroup and has a new Telegram chat id."""
    message = update.message
    if message is None:
        return
    old, new = message.chat.id, message.migrate_to_chat_id
    if new is None:
        return
    async with context.desk.all_newsrooms.write() as session:
        await places.move(session, old, new)
