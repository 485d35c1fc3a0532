"""A photo, file, voice note or forward that replies to no card: which request does it belong to?

A forward cannot be sent as a reply in Telegram. Whatever comes alone in a private chat is kept in a draft, asked about
with buttons, and then goes the way of a reply to a card.
"""

from __future__ import annotations

from typing import Any

from markupsafe import Markup
from sqlmodel.ext.asyncio.session import AsyncSession
from telegram import InlineKeyboardMarkup

from bot.attachments import albums
from bot.attachments.messages import attachment_of, forwarded, kept
from bot.cards.buttons import button
from bot.cards.texts import body_name
from bot.i18n.catalogue import shorten
from bot.reading.words import take_number
from bot.sorting import replies
from bot.telegram import sending
from bot.telegram.call import Call
from bot.telegram.presses import number_in
from db import drafts, lists, requests
from db.errors import DeskError
from db.facts import RequestFacts, RequestLine
from db.queries import Scope
from db.tables import Draft

MOST_OFFERED = 8
VERBS = frozenset({"for", "other", "which"})


class NoNumber(DeskError):
    """Something other than a number answers the question which request is meant."""

    message = "Write the number of a request alone, such as 12. What you sent is kept, and not logged yet; /cancel leaves it."


def is_unsorted(call: Call) -> bool:
    """Whether a message is a file or a forward, sent in private: something to keep, whatever it is about."""
    message = call.update.message
    if message is None or sending.is_group(call.update):
        return False
    return attachment_of(message) is not None or bool(forwarded(message))


async def begin(call: Call) -> None:
    """Keep what was sent in a draft, and ask with buttons which request it belongs to."""
    message = call.update.message
    if message is not None:
        await keep(call, kept(message))


async def keep(call: Call, data: dict[str, Any], *, recorded: bool = False) -> None:
    """The same for what a message carried; `recorded`: what it said is on record already."""
    async with call.database.write() if recorded else call.recording() as session:
        joined = await albums.join(session, call, data)
        if joined is None:
            data |= {"request_id": None, "alone": True}
            draft = await call.begin(session, "whatisit", data)
            offered = await _offered(session, call)
    if joined is not None:
        await albums.answer(call, joined)
        return
    question = _question(call, offered) + replies.caveat(call, data)
    await call.answer(question, _which(call, draft.id or 0, offered))


async def ask_again(call: Call) -> bool:
    """Ask once more about a message that was delivered again and is kept, but not logged yet: the question may have
    been lost on the line. False where it is logged, or cancelled."""
    message = call.update.message
    if message is None:
        return False
    async with call.looking() as session:
        draft = await drafts.of_message(session, call.who.member, call.who.chat_id, message.message_id)
        if draft is None:
            return False
        request_id, offered = draft.data["request_id"], await _offered(session, call)
        if request_id is not None:
            request = await requests.by_id(session, call.who.newsroom_id, request_id)
            facts = await call.facts(session, request)
    caveat = replies.caveat(call, draft.data)
    if request_id is None:
        await call.answer(_question(call, offered) + caveat, _which(call, draft.id or 0, offered))
    else:
        await call.answer(replies.question(call, facts) + caveat, replies.choices(call, facts, draft))
    return True


async def choose(call: Call, draft: Draft, verb: str, argument: str) -> None:
    """A button under "which request?"."""
    if verb == "for":
        facts = await _belongs_to(call, draft, request_id=number_in(argument))
        await sending.toast(call.update, "")
        await sending.show_in_place(
            call.update, replies.question(call, facts), replies.choices(call, facts, draft)
        )
        return
    async with call.database.write() as session:
        fresh = await call.begun(session, draft.id or 0)
        if verb == "other":
            await drafts.change(session, fresh, fresh.data, awaits_text=True, now=call.now)
        else:
            await drafts.change(
                session, fresh, {**fresh.data, "request_id": None}, awaits_text=False, now=call.now
            )
        offered = await _offered(session, call)
    await sending.toast(call.update, "")
    if verb == "other":
        question = call.t.say("Write the number of the request, such as 12. /cancel leaves it.")
        await call.answer(question + call.how_to_answer)
    else:
        await sending.show_in_place(
            call.update, _question(call, offered), _which(call, draft.id or 0, offered)
        )


async def take_number_of(call: Call, draft: Draft) -> None:
    """The number of the request was written.

    Raises:
        NoNumber: something else was written.
        UnknownNumber: the newsroom has no such request.
    """
    number, rest = take_number(call.args)
    if number is None or rest:
        raise NoNumber
    facts = await _belongs_to(call, draft, number=number)
    await call.answer(replies.question(call, facts), replies.choices(call, facts, draft))


async def _belongs_to(
    call: Call, draft: Draft, *, request_id: int = 0, number: int | None = None
) -> RequestFacts:
    newsroom_id = call.who.newsroom_id
    async with call.database.write() as session:
        if number is not None:
            request = await requests.by_number(session, newsroom_id, number)
        else:
            request = await requests.by_id(session, newsroom_id, request_id)
        fresh = await call.begun(session, draft.id or 0)
        data = {**fresh.data, "request_id": request.id}
        await drafts.change(session, fresh, data, awaits_text=False, now=call.now)
        return await call.facts(session, request)


async def _offered(session: AsyncSession, call: Call) -> list[RequestLine]:
    """The member's open requests, the newest first; everybody's where there is none."""
    for member_id in (call.who.member_id, None):
        scope = Scope(member_id=member_id, open_only=True)
        found = await lists.by_number(session, call.who.newsroom_id, scope, limit=MOST_OFFERED, newest=True)
        if found:
            return found
    return []


def _question(call: Call, offered: list[RequestLine]) -> Markup:
    if not offered:
        return call.t.say(
            "Kept, but not logged: no request is open that this could belong to. Log one with /ask, then press Other… and write its number."
        )
    return call.t.say("Which request does this belong to? Kept, but not logged until you press.")


def _which(call: Call, draft_id: int, offered: list[RequestLine]) -> InlineKeyboardMarkup:
    rows = [
        [
            button(
                f"#{request.number} {shorten(body_name(call.t, request), 40)}",
                f"d:{draft_id}:for:{request.id}",
            )
        ]
        for request in offered
    ]
    last = [
        button(call.t.say("Other…"), f"d:{draft_id}:other"),
        button(call.t.say("Cancel"), f"d:{draft_id}:cancel"),
    ]
    return InlineKeyboardMarkup([*rows, last])
