"""Around every handler: who speaks, and what people are told when something does not work."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable, Coroutine
from contextlib import suppress
from datetime import date, datetime, timedelta
from typing import Any

from markupsafe import Markup
from telegram import Message, Update, User
from telegram.error import TelegramError
from telegram.ext import Application, ApplicationHandlerStop

from bot import kinds
from bot.i18n.catalogue import Texts, shorten
from bot.telegram import sending
from bot.telegram.access import Stranger
from bot.telegram.call import Call, WhichRequest
from bot.telegram.context import Context
from bot.telegram.errors import database_refused
from bot.telegram.updates import words_of
from db.engine import REFUSED, anew
from db.errors import DeskError
from db.lifecycle import Status
from db.people import strangers
from db.tables import Member
from jobs.reminders import planning

log = logging.getLogger(__name__)

LONGEST_QUOTED = 120
SLOWER, ONE_FLOOD = "slower", timedelta(minutes=10)
WHILE_LOCKED = frozenset({"lock", "unlock"})  # the commands that an editor may give to a locked newsroom

Run = Callable[[Call], Awaitable[None]]
Handler = Callable[[Update, Context], Coroutine[Any, Any, None]]


def for_members(run: Run, command: str = "") -> Handler:
    """A library handler that lets members in, and answers strangers with one polite line; while a newsroom is locked,
    an editor who may unlock it too, for what is done about that."""

    async def handle(update: Update, context: Context) -> None:
        if context.desk.inbox.is_promised(update):
            sending.comes_late(update)
        who = await context.who(update)
        if isinstance(who, Stranger) and who.unlocks is not None and command in WHILE_LOCKED:
            who = who.unlocks
        if isinstance(who, Stranger):
            await turn_away(update, context, who)
            return
        sending.about.set(who.newsroom.name if who.others and not sending.is_group(update) else "")
        if (user := update.effective_user) is not None:
            await _know_again(context, who.member, user)
        if who.member.unreachable_since is not None and not sending.is_group(update):
            # Whoever writes again after having blocked the bot can be written to again.
            async with context.desk.all_newsrooms.of(who.newsroom_id).write() as session:
                member = await session.get_one(Member, who.member_id)
                await planning.reached_again(session, member, now=context.now())
        await attempt(Call(update, context, who, args=arguments(update)), run, command)

    return handle


async def _know_again(context: Context, known: Member, user: User) -> None:
    """A member who has another name or username in Telegram by now has it here too."""
    name, username = user.full_name, user.username or ""
    if (known.name, known.username) == (name, username) or not name:
        return
    async with context.desk.all_newsrooms.of(known.newsroom_id).write() as session:
        member = await session.get_one(Member, known.id)
        member.name, member.username = name, username
        session.add(member)
    known.name, known.username = name, username


async def attempt(call: Call, run: Run, command: str = "") -> Exception | None:
    """Run a handler; whatever it refuses is said in words, and nothing half-done is kept.

    Returns:
        Why it was refused, if it was.
    """
    try:
        try:
            await anew(lambda: run(call))
        except WhichRequest:
            await call.ask_which(command)
    except DeskError as error:
        await refuse(call, explain(call.t, error, call.now))
        return error
    except REFUSED as error:
        await database_refused(call.update, call.context, call.t, error, recorded=call.context.recorded)
        return error
    return None


async def refuse(call: Call, text: Markup) -> None:
    """Say why not, where it is seen."""
    await sending.refuse(call.update, call.context.bot, text)


def explain(t: Texts, error: DeskError, now: datetime) -> Markup:
    """What an error says to a person, in their language."""
    fields = {name: _readable(t, value, now) for name, value in error.fields.items()}
    return t.say(error.message, **fields)


def arguments(update: Update) -> str:
    """What follows the command in a message; all of it where there is none."""
    text = words_of(update.message)
    if update.message is None or not text.startswith("/") or update.message.forward_origin is not None:
        return text
    parts = text.split(maxsplit=1)
    return parts[1] if len(parts) > 1 else ""


async def turn_away(update: Update, context: Context, who: Stranger) -> None:
    """One polite line, to a stranger once a day, and nothing else."""
    message = update.effective_message if update.callback_query is None else None
    sender = message.sender_chat if isinstance(message, Message) and sending.is_group(update) else None
    if sender is not None:
        await sending.refuse(update, context.bot, _unseen(who.texts, as_group=sender.type != sender.CHANNEL))
        return
    if who.removed:
        await sending.refuse(
            update, context.bot, who.texts.say("You are not a member here any more, so nothing was done.")
        )
        return
    if who.unlocks is not None:
        await sending.refuse(
            update,
            context.bot,
            who.texts.say(
                "The desk is locked for everybody, so nothing was done. /unlock everybody lets them in again; /lock shuts somebody out by name first."
            ),
        )
        return
    if who.locked:
        await sending.refuse(
            update,
            context.bot,
            who.texts.say(
                "The desk is locked for you, so nothing was done. Only an editor or the operator can unlock it."
            ),
        )
        return
    user = update.effective_user
    once_a_day = user.id if user is not None and not who.member_elsewhere else None
    if once_a_day is not None:
        async with context.desk.all_newsrooms.read() as session:
            is_told = await strangers.is_told(session, once_a_day, now=context.now())
        if is_told:
            await sending.toast(update, "")
            return
    text = (
        who.texts.say(
            "This group is not connected to your newsroom, so I say nothing here. An editor can connect it with /newsroom here."
        )
        if who.member_elsewhere
        else who.texts.say(
            "This desk is for its newsroom only. If you were invited, open the link you were sent."
        )
    )
    await sending.refuse(update, context.bot, text)
    if once_a_day is not None:  # only now: a line that could not be said is said when there is a line
        with suppress(*REFUSED):
            async with context.desk.all_newsrooms.write() as session:
                await strangers.tell(session, once_a_day, now=context.now())


async def give_up(update: Update, context: Context) -> None:
    """Before all other handlers: what no process finished that began it is not begun again, and its author hears that.

    Raises:
        ApplicationHandlerStop: it was such a one.
    """
    if not context.desk.inbox.is_given_up(update):
        return
    who = await context.who(update)
    if not isinstance(who, Stranger):
        t = who.texts
        what = shorten(words_of(update.message), LONGEST_QUOTED) or t.say("(no words)")
        text = t.say(
            "I give up on what you sent: {what}\nAgain and again I began it, and was stopped before I had finished. /status shows whether it is on record; if it is not, send it once more in other words.",
            what=what,
        )
        try:
            await sending.refuse(update, context.bot, text)
        except TelegramError as error:
            log.warning("somebody was not told that theirs is given up: %s", type(error).__name__)
    await context.desk.inbox.give_up(update)
    raise ApplicationHandlerStop


async def tell_slower(update: Update, application: Application[Any, Context, Any, Any, Any, Any]) -> None:
    """A member who sends more than can be answered hears once that it is all kept; a stranger nothing."""
    context = Context.from_update(update, application)
    try:
        who = await context.who(update)
        if isinstance(who, Stranger) or update.effective_chat is None:
            return
        async with context.desk.all_newsrooms.of(who.newsroom_id).write() as session:
            member = await session.get_one(
                Member, who.member_id, with_for_update=True, populate_existing=True
            )
            told = (member.tips or {}).get(SLOWER)
            if told is not None and context.now() - datetime.fromisoformat(told) < ONE_FLOOD:
                return
            member.tips = {**(member.tips or {}), SLOWER: context.now().isoformat()}
            session.add(member)
        await sending.answer(
            update,
            context.bot,
            who.texts.say(
                "You send faster than I can answer, so it goes slower for a while, and others come in between. All of it is kept and done in its order: nothing needs to be sent again."
            ),
        )
    except (TelegramError, *REFUSED) as error:
        log.warning("somebody was not told that it goes slower: %s", type(error).__name__)


def _unseen(t: Texts, *, as_group: bool) -> Markup:
    """Whoever writes as a chat is nobody that we could know: that is said each time, for it may be another each time."""
    return (
        t.say(
            "You write as the group itself, as an anonymous administrator, so I cannot see who you are, and nothing was done. Turn off “Remain anonymous” in your rights as administrator, or write to me in private. Buttons work."
        )
        if as_group
        else t.say(
            "You write as a channel, so I cannot see who you are, and nothing was done. Choose your own name beside the field you write in, or write to me in private. Buttons work."
        )
    )


def _readable(t: Texts, value: Any, now: datetime) -> object:
    if isinstance(value, Status):
        return kinds.STATUSES[value].said(t)
    if isinstance(value, str):
        return t.member(shorten(value, LONGEST_QUOTED))  # what was typed may be as long as a message
    if isinstance(value, tuple):
        return ", ".join(value)  # words of ours: all of them are read
    if isinstance(value, datetime):
        return t.when(value, now)
    return t.calendar_day(value) if isinstance(value, date) else value
