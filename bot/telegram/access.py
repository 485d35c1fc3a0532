"""Who is speaking: a member in the right chat, or a stranger, who learns nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlmodel.ext.asyncio.session import AsyncSession
from telegram import Message, Update, User

from bot.i18n.catalogue import Texts
from bot.languages import language_or
from bot.telegram.sending import is_group, of_newsroom, plain_text
from bot.telegram.updates import commanded
from db import drafts
from db.lifecycle import Role
from db.people import members, places
from db.settings import NewsroomSettings
from db.tables import Member, Newsroom
from jobs.deadlines.calendars import Calendar
from jobs.reminders.planning import calendar

Speaking = tuple[Member, Newsroom, int | None, int | None]


@dataclass(frozen=True)
class Speaker:
    """A member of a newsroom, how to speak to them, and the Telegram chat id they speak in. `held`: the id of the draft
    that holds what they have written there, for it may go on."""

    newsroom: Newsroom
    member: Member
    texts: Texts
    chat_id: int
    held: int | None = None
    others: tuple[Newsroom, ...] = ()  # more newsrooms that they are in

    @property
    def newsroom_id(self) -> int:
        """The newsroom's row id: every query is limited to it."""
        return self.newsroom.id or 0

    @property
    def member_id(self) -> int:
        """The member's row id."""
        return self.member.id or 0

    @property
    def is_editor(self) -> bool:
        """Whether the member may do what only editors may."""
        return self.member.role == Role.EDITOR

    @property
    def viewer(self) -> int | None:
        """What of the newsroom's record may be seen where they speak, as `Database.of` takes it."""
        return members.viewer(self.member, self.chat_id)

    @property
    def calendar(self) -> Calendar:
        """The newsroom's working days; what is typed is read by the clocks of whoever speaks."""
        return calendar(self.newsroom.settings, self.texts.timezone)


@dataclass(frozen=True)
class Stranger:
    """Somebody who belongs to no newsroom here, speaks in a chat that is not the newsroom's, or is locked out."""

    texts: Texts
    member_elsewhere: bool  # a member, but in a group that is not connected
    held: int | None = None
    locked: bool = False
    removed: bool = False
    unlocks: Speaker | None = None  # who speaks, where they may let a locked newsroom in again


async def who_speaks(session: AsyncSession, update: Update, defaults: NewsroomSettings) -> Speaker | Stranger:
    """The speaker of an update."""
    user, chat = update.effective_user, update.effective_chat
    found = await members.speaking(session, user.id, chat.id) if user and chat else ()
    if not found or chat is None:
        language = language_or(user.language_code if user else None, defaults.language)
        if chat is not None and update.effective_sender is not user:
            # Written as the group or as a channel: all that is known is where.
            room = await places.newsroom_of(session, chat.id)
            language = room.settings.language if room is not None else language
        return Stranger(Texts(language, defaults.timezone), member_elsewhere=False)
    meant = found[0]
    if len(found) > 1 and not is_group(update):
        meant = _named(update, found) or await _asked(session, update, found) or meant
    member, newsroom, _, is_its_group = meant
    held = next((one for _, _, one, _ in found if one is not None), None)
    texts = texts_for(newsroom, member, update)
    others = tuple(room for _, room, *_ in found if room is not newsroom)
    speaker = Speaker(newsroom, member, texts, chat.id, held, others)
    if member.removed_at is not None:
        return Stranger(texts, member_elsewhere=False, removed=True)
    if members.is_locked(newsroom, member):
        unlocks = speaker if members.may_unlock(newsroom, member) and not is_group(update) else None
        return Stranger(texts, member_elsewhere=False, held=held, locked=True, unlocks=unlocks)
    if is_group(update) and is_its_group is None:
        return Stranger(texts, member_elsewhere=True, held=held)
    return speaker


def _named(update: Update, found: Sequence[Speaking]) -> Speaking | None:
    """Of several newsrooms the one that the message is about whose button was pressed, or which is replied to."""
    query = update.callback_query
    shown = query.message if query is not None else update.message and update.message.reply_to_message
    text = (shown.text or "") if isinstance(shown, Message) else ""
    named = [one for one in found if text.startswith(plain_text(of_newsroom(one[1].name)))]
    return named[0] if len(named) == 1 else None


async def _asked(session: AsyncSession, update: Update, found: Sequence[Speaking]) -> Speaking | None:
    """The one in which they were asked for a text after they chose the other."""
    if update.message is None or commanded(update.message) is not None:
        return None
    draft = await drafts.last_asked(session, [one.id or 0 for one, *_ in found], update.message.chat.id)
    chosen_at = found[0][0].chosen_at
    if draft is None or chosen_at is None or draft.updated_at < chosen_at:
        return None
    return next(one for one in found if one[0].id == draft.member_id)


async def who_asks(session: AsyncSession, user: User, defaults: NewsroomSettings) -> Speaker | Stranger:
    """Who typed the bot's name in some chat, wherever that is: what is offered is seen by them alone."""
    found = await members.speaking(session, user.id, user.id)
    if not found:
        return Stranger(Texts(language_or(user.language_code, defaults.language), defaults.timezone), False)
    member, newsroom, *_ = found[0]
    texts = in_private(newsroom, member).at_home  # what is put into another chat is read there by others
    if members.is_locked(newsroom, member):
        return Stranger(texts, member_elsewhere=False, locked=True, removed=member.removed_at is not None)
    return Speaker(newsroom, member, texts, user.id)


def texts_for(newsroom: Newsroom, member: Member, update: Update) -> Texts:
    """How to speak here: in a group the newsroom's language, by its clocks; in private as the member chose."""
    return in_public(newsroom) if is_group(update) else in_private(newsroom, member)


def in_public(newsroom: Newsroom) -> Texts:
    """How to speak where others of the newsroom, or nobody known, may read it."""
    return Texts(newsroom.settings.language, newsroom.settings.timezone)


def in_private(newsroom: Newsroom, member: Member) -> Texts:
    """How to speak with a member alone."""
    language, home = members.spoken_with(member, newsroom), newsroom.settings.timezone
    return Texts(language, members.zone_of(member, newsroom), home=home)
