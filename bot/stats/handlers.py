"""/stats: how bodies answer, as one picture and the figures beside it."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Hashable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial
from zoneinfo import ZoneInfo

from markupsafe import Markup
from telegram import InlineKeyboardMarkup
from telegram.error import Forbidden, TelegramError

from bot.cards import texts as card_texts
from bot.cards.buttons import button
from bot.export.formats import FORMATS
from bot.i18n.catalogue import Texts
from bot.lists.scopes import covered, meant
from bot.stats import texts
from bot.stats.picture import drawn, png
from bot.stats.reading import parse_stats
from bot.stats.texts import NEWLINE
from bot.telegram import sending
from bot.telegram.call import Call
from bot.telegram.handling import attempt
from db import answering, lists, queries
from db.answering import Put
from db.lists import NONE_LEFT_OUT, LeftOut
from db.queries import Scope
from db.scope import seen

A_YEAR = timedelta(days=365)  # what a newsroom asked before that is left to a year that is named

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class _Drawing:
    """A picture that is wanted: what of, for a file of the same what /report calls it, and the requests."""

    named: str
    argument: str | None
    puts: list[Put]
    left_out: LeftOut = NONE_LEFT_OUT


async def stats(call: Call) -> None:
    """/stats [#story | BODY | me] [month]"""
    call = call.at_home
    form = parse_stats(call.args, call.now.astimezone(ZoneInfo(call.t.timezone)).date())
    about = await meant(replace(call, args=form.about), "stats", form.rest)
    if about is None:
        return
    argument = about.argument
    if about.request_id is not None:  # a request's card: how its body answers
        async with call.looking() as session:
            request = await queries.request(session, call.who.newsroom_id, about.request_id)
        argument = f"b{request.body_id}"
    is_about = await covered(call, argument)
    since, until = form.window.bounds(call.t.timezone) if form.window else (None, None)
    lately = is_about.scope == Scope() and form.window is None and not form.ever
    if lately:
        since = call.now - A_YEAR
    async with call.looking() as session:
        put = await answering.puts(session, call.who.newsroom_id, is_about.scope, since=since, until=until)
        left_out = await lists.left_out(session, call.who.newsroom_id, is_about.scope)
    async with call.as_everybody.read() as session:
        if await lists.hidden(session, call.who.newsroom_id, is_about.scope):
            seen([""])  # its figures are not to be passed on
    named = texts.title(call.t, is_about.title, form.window, lately=lately)
    if not put:
        await call.answer(texts.nothing(call.t, named, left_out))
        return
    drawing = _Drawing(named, argument if form.window is None else None, put, left_out)
    background, key = call.context.desk.background, (call.who.chat_id, "stats", argument, form.window)
    if background.take(key):
        work = _work(call, drawing, key)
        background.watch(call.context.application.create_task(work, update=call.update))


async def _work(call: Call, drawing: _Drawing, key: Hashable) -> None:
    with call.context.desk.background.kept(key):
        await attempt(call, partial(_send, drawing=drawing))


def _drawn(t: Texts, drawing: _Drawing, now: datetime) -> tuple[Markup, str]:
    rows = texts.rows(t, drawing.puts, now)
    under, foot = texts.under(t, drawing.puts, now), texts.foot(t, now)
    said = texts.table(t, drawing.named, drawing.puts, rows, now)
    if drawing.left_out:
        said += NEWLINE + card_texts.left_out(t, drawing.left_out)
    return said, drawn(t, drawing.named, under, rows, foot)


async def _send(call: Call, drawing: _Drawing) -> None:
    t = call.t
    said, svg = await asyncio.to_thread(_drawn, t, drawing, call.now)  # of a record of years it takes a while
    keyboard = None
    if drawing.argument is not None:
        keyboard = InlineKeyboardMarkup([[button(FORMATS["xlsx"].button(t), f"f:xlsx:-:{drawing.argument}")]])
    try:
        picture = await call.context.desk.background.apart.run(png, svg, told=lambda _: None)
        await call.context.bot.send_photo(
            call.who.chat_id, picture, caption=str(said), reply_markup=keyboard, **sending.place(call.update)
        )
    except Forbidden as error:
        log.info("nobody is left to send a picture to: %s", error.message)
    except (OSError, ValueError, ImportError, TelegramError) as error:
        # The figures are what was asked for: without the picture they are told all the same.
        log.error("a picture could not be made or sent: %s", type(error).__name__)  # noqa: TRY400
        await call.answer(NEWLINE.join([said, texts.not_drawn(t)]), keyboard)
