"""One thing a member asked for, by command or button, with all that is needed to do it and answer."""

from __future__ import annotations

import logging
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

from markupsafe import Markup
from sqlmodel.ext.asyncio.session import AsyncSession
from telegram import InlineKeyboardMarkup, Message, Update

from bot.cards import buttons as card_buttons
from bot.cards import texts as card_texts
from bot.i18n.catalogue import Texts
from bot.telegram import sending
from bot.telegram.access import Speaker
from bot.telegram.context import Context
from bot.telegram.presses import FinishedDraft
from db import drafts, lists, queries, requests
from db.engine import REFUSED, Database, reason
from db.errors import DeskError, IsPrivate, NotOnRecord, UnknownRequest
from db.facts import RequestFacts, RequestLine
from db.lifecycle import DAY_ONLY, is_before
from db.lists import Part
from db.queries import Scope
from db.scope import NOBODY
from db.tables import Draft, Request
from db.telegram import messages
from jobs.deadlines.reading import Direction, read_time
from jobs.records.corrections import BeforeAsking

MOST_OFFERED = 12

log = logging.getLogger(__name__)


class WhichRequest(DeskError):
    """No number is given, and the message replies to no card."""

    message = "Which request do you mean? Give its number, or reply to its card."


class EditorsOnly(DeskError):
    """A reporter asks for what only editors may do."""

    message = "Only an editor of the newsroom can do that. Nothing was changed."


class InPrivateOnly(DeskError):
    """Something private is to be written, or shown, where others read along."""

    message = "🔒 What is private is written and shown in a private chat with me alone. Nothing was changed; do it there."


@dataclass
class Carried:
    """What a message carries whose caption is the command, as `bot.attachments.messages.kept` makes it; `taken` once it
    is on record, or kept with what was begun."""

    data: dict[str, Any]
    taken: bool = False


@dataclass(frozen=True)
class Call:
    """`args` is what followed the command. `request_id` is set when a button or a card already says which request."""

    update: Update
    context: Context
    who: Speaker
    args: str = ""
    request_id: int | None = None
    carried: Carried | None = None
    sure: bool = False  # what was in doubt about it was confirmed
    now: datetime = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "now", self.context.now())

    @property
    def t(self) -> Texts:
        """How to speak to whoever called."""
        return self.who.texts

    @property
    def at_home(self) -> Call:
        """The same, spoken by the newsroom's clocks: for reports and figures, which others read too. Who has other clocks is told
        so with each time."""
        if not self.t.is_away:
            return self
        return replace(self, who=replace(self.who, texts=replace(self.t.at_home, signed=True)))

    @property
    def how_to_answer(self) -> Markup:
        """In a group the bot sees only replies to it: a question of ours says so there."""
        if not sending.is_group(self.update):
            return Markup("")
        return Markup("\n") + self.t.say("In this group, write it as a reply to this message.")

    @property
    def pressed_on(self) -> int | None:
        """The Telegram id of the message whose button was pressed; None where none was."""
        query = self.update.callback_query
        return None if query is None or query.message is None else query.message.message_id

    def editors_only(self) -> None:
        """What follows is for editors.

        Raises:
            EditorsOnly: the speaker is none.
        """
        if not self.who.is_editor:
            raise EditorsOnly

    def in_private_only(self) -> None:
        """What follows is private.

        Raises:
            InPrivateOnly: this is a group.
        """
        if sending.is_group(self.update):
            raise InPrivateOnly

    def sees(self, request: RequestFacts) -> bool:
        """Whether a request may be shown here, to whoever speaks."""
        return self.who.viewer is None or request.is_seen_by(self.who.viewer)

    @property
    def database(self) -> Database:
        """The record as the speaker's newsroom has it, and as it may be seen where they speak."""
        return self.context.desk.all_newsrooms.of(self.who.newsroom_id, self.who.viewer)

    @property
    def as_everybody(self) -> Database:
        """The same as everybody of the newsroom sees it."""
        return self.context.desk.all_newsrooms.of(self.who.newsroom_id, NOBODY)

    def recording(self) -> AbstractAsyncContextManager[AsyncSession]:
        """One transaction that changes the record because of this call."""
        return self.context.recording(self.update, self.database)

    def looking(self) -> AbstractAsyncContextManager[AsyncSession]:
        """A look at the record."""
        return self.database.read()

    async def answer(self, text: Markup, keyboard: InlineKeyboardMarkup | None = None) -> Message | None:
        """Answer in the chat of the call."""
        return await sending.answer(self.update, self.context.bot, text, keyboard)

    @property
    def office_ends(self) -> card_buttons.OfficeEnds:
        """When the newsroom's office closes, and on which of today and tomorrow it will not."""
        calendar = self.who.calendar
        today = calendar.of_typist.local(self.now).date()
        days = [today + timedelta(days=days) for days in (0, 1)]
        ends = [calendar.end_of_working_day(day) for day in days]
        works = [calendar.is_working_day(day) and self.now < end for day, end in zip(days, ends, strict=True)]
        without = [day for day, is_one in zip(card_buttons.DEADLINES, works, strict=False) if not is_one]
        shown = tuple(self.t.briefly(end, self.now) for end in ends) if calendar.typed_in else ()
        return card_buttons.OfficeEnds(calendar.day_end, frozenset(without), shown)

    def buttons_of(self, request: RequestFacts) -> InlineKeyboardMarkup:
        """The buttons of a request's card; what whoever speaks recorded last can still be undone."""
        buttons = card_buttons.card(self.t, request)
        newest = max(request.by_people, key=lambda event: event.id)
        is_mine = newest.member_id == self.who.member_id
        return card_buttons.with_undo(self.t, request, buttons) if is_mine else buttons

    async def answer_card(
        self,
        request: RequestFacts,
        head: Markup | None = None,
        foot: Markup | None = None,
        keyboard: InlineKeyboardMarkup | None = None,
    ) -> None:
        """Answer with a request's card between what is said before and after it, and its buttons, or others."""
        parts = [part for part in (head, card_texts.card(self.t, request, self.now), foot) if part]
        await self.answer(Markup("\n\n").join(parts), keyboard or self.buttons_of(request))

    async def answer_recorded(
        self,
        request: RequestFacts,
        head: Markup,
        foot: Markup | None = None,
        keyboard: InlineKeyboardMarkup | None = None,
    ) -> None:
        """The same after something was recorded: with the button that takes it back."""
        buttons = keyboard or card_buttons.logged(self.t, request)
        await self.answer_card(request, head, foot, card_buttons.with_undo(self.t, request, buttons))

    def carrying(self) -> dict[str, Any]:
        """The files that came with the command, as a draft keeps them until it is recorded; mostly nothing."""
        if self.carried is None:
            return {}
        return {key: self.carried.data[key] for key in ("files", "album", "messages")}

    def took(self) -> None:
        """The files that came with the command are on record, or kept with what was begun."""
        if self.carried is not None:
            self.carried.taken = True

    async def remember_card(self, request_id: int) -> None:
        """Replies to the message whose button was pressed stay about this request, although its buttons go.

        It was recorded already: whoever reads it must not be told now that nothing was logged.
        """
        query = self.update.callback_query
        if query is None or query.message is None:
            return
        try:
            async with self.database.write() as session:
                await messages.remember(
                    session,
                    self.who.newsroom_id,
                    request_id,
                    self.who.chat_id,
                    query.message.message_id,
                    now=self.now,
                )
        except REFUSED as error:
            log.error("replies to a card will not be understood: %s", reason(error))  # noqa: TRY400

    async def begin(
        self,
        session: AsyncSession,
        kind: str,
        data: dict[str, Any],
        *,
        awaits_text: bool = False,
        draft_id: int | None = None,
    ) -> Draft:
        """Keep what the member began in this chat, as db.drafts.begin does, or went on with in the draft of that id."""
        draft = None if draft_id is None else await drafts.by_id(session, self.who.member, draft_id)
        if draft is not None:
            await drafts.change(session, draft, data, awaits_text=awaits_text, now=self.now)
            return draft
        return await drafts.begin(
            session, self.who.member, self.who.chat_id, kind, data, awaits_text=awaits_text, now=self.now
        )

    async def begun(self, session: AsyncSession, draft_id: int) -> Draft:
        """What the member began and has not finished.

        Raises:
            FinishedDraft: it is finished, cancelled or somebody else's.
        """
        draft = await drafts.by_id(session, self.who.member, draft_id)
        if draft is None:
            raise FinishedDraft
        return draft

    async def finish(self, draft_id: int | None) -> None:
        """What was begun is on record now, so it is no longer waited for. That much is true even if this fails."""
        try:
            async with self.database.write() as session:
                draft = await drafts.by_id(session, self.who.member, draft_id or 0)
                if draft is not None:
                    await drafts.drop(session, draft)
        except REFUSED as error:
            log.error("something finished is still waited for: %s", reason(error))  # noqa: TRY400

    def happened(self, typed: str | None) -> datetime:
        """When it happened (UTC): as typed after `at`, or now.

        Raises:
            TimeNotUnderstood: unreadable, ambiguous, or in the future.
        """
        return self.told(typed)[0]

    def told(self, typed: str | None) -> tuple[datetime, dict[str, Any]]:
        """The same, and what an event notes of it: that nobody told the hour, where that is so.

        Raises:
            TimeNotUnderstood: as `happened`.
        """
        if typed is None:
            return self.now, {}
        read = read_time(typed, now=self.now, calendar=self.who.calendar, direction=Direction.PAST)
        return read.instant, {DAY_ONLY: True} if read.explanation.is_day_alone else {}

    def ahead(self, typed: str) -> datetime:
        """A time to come (UTC).

        Raises:
            TimeNotUnderstood: unreadable, ambiguous, or past.
        """
        return read_time(typed, now=self.now, calendar=self.who.calendar, direction=Direction.FUTURE).instant

    async def target(self, session: AsyncSession, number: int | None) -> Request:
        """The request that is meant: by number, by button, or by the card that the message replies to.

        Raises:
            UnknownNumber: the newsroom has none of that number.
            WhichRequest: nothing says which.
        """
        if number is not None:
            return await requests.by_number(session, self.who.newsroom_id, number)
        request_id = self.request_id or await self.replied_to(session)
        if request_id is None:
            raise WhichRequest
        return await requests.by_id(session, self.who.newsroom_id, request_id)

    def check_order(self, request: Request, happened_at: datetime) -> None:
        """Nothing can have happened to a request before it was asked.

        Raises:
            BeforeAsking: it would have.
        """
        if is_before(happened_at, request.asked_at):
            raise BeforeAsking(number=request.number, asked=request.asked_at)

    async def facts(self, session: AsyncSession, request: Request) -> RequestFacts:
        """The request as the record has it now, within the caller's transaction."""
        return await queries.request(session, self.who.newsroom_id, request.id or 0)

    async def ask_which(self, command: str) -> None:
        """Offer the member's open requests as buttons; the one pressed gets the command as it was typed."""
        async with self.database.write() as session:
            offered = await self._offered(session, command)
            data = {"command": command, "args": self.args, **self.carrying()}
            draft = await self.begin(session, "which", data)
        if not offered:
            await self.answer(
                self.t.say("There is no closed request.")
                if command == "reopen"
                else self.t.say("There is no open request. Log one with /ask.")
            )
            return
        await self.answer(
            self.t.say("Which request? Press one, or write its number: /{command} 3 …", command=command),
            card_buttons.which(self.t, offered, draft.id or 0),
        )
        self.took()

    async def _offered(self, session: AsyncSession, command: str) -> list[RequestLine]:
        """The member's requests to which a command can apply, or everybody's where the member has none: what is due
        first comes first, and of the closed ones what was due last."""
        part = Part.OPEN
        if command == "reopen":
            part = Part.CLOSED
        elif command in {"note", "remind", "correct"}:
            part = Part.EVERY
        for scope in (Scope(member_id=self.who.member_id), Scope()):
            found = await lists.of(
                session,
                self.who.newsroom_id,
                scope,
                part,
                limit=MOST_OFFERED,
                now=self.now,
                latest=part is Part.CLOSED,
            )
            if found:
                return found
        return []

    async def replied_to(self, session: AsyncSession) -> int | None:
        """The id of the request whose card the message replies to. The card's own buttons say which; where they do not,
        as under an alert, it was remembered.

        Raises:
            NotOnRecord: the request of that card is no longer on record.
        """
        replied = self.update.message.reply_to_message if self.update.message is not None else None
        if replied is None:
            return None
        is_ours = replied.from_user is not None and replied.from_user.id == self.context.bot.id
        named = card_buttons.shown_on(replied.reply_markup) if is_ours else None
        if named is None:
            return await messages.request_shown(
                session, self.who.newsroom_id, self.who.chat_id, replied.message_id
            )
        try:
            seen = await queries.has_seen(session, self.who.newsroom_id, *named)
        except IsPrivate:
            return None
        except UnknownRequest:  # to take it for no reply would lead to another request
            raise NotOnRecord from None
        return named[0] if seen else None
