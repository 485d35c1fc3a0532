"""Files of a report: the buttons below it, having one made while people go on, and sending it.

A button carries `f:<format>:<language, or - for the speaker's>:<argument of the report>`; the argument of one request
is `r<its id>`. Behind it, where a file was asked for in a group, stands where it is to go: `:here`, or `:me`; or, for an
editor, that private requests are to be in it: `:all`.
"""

from __future__ import annotations

import asyncio
import logging
import re
from collections.abc import Hashable
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

from markupsafe import Markup
from telegram import InlineKeyboardButton, InlineKeyboardMarkup
from telegram.error import Forbidden, TelegramError

from bot.cards.buttons import Row, button
from bot.cards.texts import body_name
from bot.export import dossier, texts
from bot.export.dossier import About, Gist
from bot.export.folder import Made, Progress, Step
from bot.export.formats import FORMATS, Format, Order, Wanted, caption, make, preparing
from bot.export.progress import shown
from bot.i18n.catalogue import Texts
from bot.languages import COMPLETE, LANGUAGES, whole
from bot.lists.scopes import MINE, covered
from bot.telegram import sending
from bot.telegram.call import Call
from bot.telegram.handling import attempt
from bot.telegram.presses import OldButton, button_data, number_in, one_of
from db import lists, queries, stories
from db.engine import REFUSED, reason
from db.errors import DeskError, UnknownRequest
from db.queries import Scope
from db.scope import NOBODY, seen

OWN_LANGUAGE = "-"
HERE, TO_ME, ALL = "here", "me", "all"
SPOKEN = {OWN_LANGUAGE: "", **{code: code for code in COMPLETE}}
ANSWER_SECONDS = 120  # Telegram answers a large file late

log = logging.getLogger(__name__)


class FileNotMade(DeskError):
    """The disk or the database refused while a file was made."""

    message = "The file could not be made: {reason}. What is on record is safe; try again in a minute."


class NotWithoutStart(DeskError):
    """A file is to go to somebody to whom the bot may not write."""

    message = "I cannot write to you yet. Open our own chat, press Start there, and ask again. The file was not sent to anybody."


class FileNotSent(DeskError):
    """Telegram did not take a file."""

    message = (
        "The file was made, but Telegram did not take it. What is on record is safe; try again in a minute."
    )


@dataclass(frozen=True)
class Job:
    """One file being made: of what, how far it is, for which chat (Telegram's id), and as whom it is read: private requests are
    left out of it but where it is about one alone, or an editor has them in it."""

    wanted: Wanted
    scope: Scope
    about: About
    chat_id: int
    viewer: int | None = NOBODY
    progress: Progress = field(default_factory=Progress)


def rows(t: Texts, argument: str) -> list[Row]:
    """The buttons under a report that is not empty."""
    others = [code for code in COMPLETE if code != whole(t.language)]

    def one(label: Markup | str, format: Format, language: str = OWN_LANGUAGE) -> InlineKeyboardButton:
        return button(label, f"f:{format.word}:{language}:{argument}")

    in_each_language = [
        [
            one(format.button(t), format),
            *(one(format.translation(LANGUAGES[code].name), format, code) for code in others),
        ]
        for format in FORMATS.values()
        if format.translation
    ]
    rest = [one(format.button(t), format) for format in FORMATS.values() if not format.translation]
    return [*in_each_language, rest]


async def press(call: Call) -> None:
    """`f:<format>:<language>:<argument>[:here|me]`"""
    parts = button_data(call.update).split(":", 4)
    if len(parts) < 4:
        raise OldButton
    _, word, language, argument, *where = parts
    wanted = Wanted(one_of(FORMATS, word), one_of(SPOKEN, language) or whole(call.t.language))
    await begin(
        call, wanted, argument, one_of({HERE: HERE, TO_ME: TO_ME, ALL: ALL}, where[0]) if where else None
    )


async def begin(call: Call, wanted: Wanted, argument: str, where: str | None = None) -> None:
    """Let the file be made, and go on with what else people say; it comes when it is ready. In a group it is asked first where
    it shall go (`where` None): whoever is in it reads all that the file holds.

    Raises:
        GoneList, OldButton, UnknownRequest: the argument is none of ours.
        NothingToFile: there is no request in it.
    """
    job = await _job(call, wanted, argument)
    if where is None and sending.is_group(call.update):
        await sending.toast(call.update, "")
        data = f"f:{wanted.format.word}:{wanted.language}:{argument}"
        keyboard = [
            [button(call.t.say("👤 To me alone"), f"{data}:{TO_ME}")],
            [button(call.t.say("👥 Into this group"), f"{data}:{HERE}")],
        ]
        await call.answer(texts.reveals(call.t, job.about.title), InlineKeyboardMarkup(keyboard))
        return
    if where == ALL:
        call.editors_only()
        call.in_private_only()
        job = replace(job, viewer=call.who.viewer)
        seen([""])
    elif where is not None:
        await sending.show_in_place(
            call.update, texts.goes(call.t, call.who.member.name if where == TO_ME else ""), None
        )
    if where == TO_ME:
        job = replace(job, chat_id=call.who.member.telegram_id)
    background, key = call.context.desk.background, (call.who.chat_id, wanted, argument, job.viewer)
    if not background.take(key):
        await sending.refuse(call.update, call.context.bot, texts.on_its_way(call.t))
        return
    work = _work(call, job, key)
    background.watch(call.context.application.create_task(work, update=call.update))
    await sending.toast(call.update, texts.begun(call.t))
    if job.viewer == NOBODY and call.who.viewer is None:
        await _offer_private(call, job, f"f:{wanted.format.word}:{wanted.language}:{argument}:{ALL}")


async def _offer_private(call: Call, job: Job, data: str) -> None:
    """An editor may have in a file what is private."""
    async with call.as_everybody.read() as session:
        count = await lists.hidden(session, call.who.newsroom_id, job.scope)
    if count:
        label = call.t.count("Include {n} private request", "Include {n} private requests", count)
        await call.answer(texts.leaves_out(call.t, count), InlineKeyboardMarkup([[button(label, data)]]))


async def _work(call: Call, job: Job, key: Hashable) -> None:
    background = call.context.desk.background
    with background.kept(key):
        try:
            async with shown(call, partial(_progress, call, job)), background.turn:
                await attempt(call, partial(_make_and_send, job=job))
        except asyncio.CancelledError:
            await call.answer(texts.stopped(call.t))
            raise


def _progress(call: Call, job: Job) -> Markup:
    return preparing(call.t, job.wanted.format, job.about.title, job.progress)


async def _make_and_send(call: Call, job: Job) -> None:
    job.progress.at(Step.READING)
    try:
        with TemporaryDirectory(prefix="reply-desk-") as work:
            made, gist = await make(
                call.context.desk.background.apart, _order(call, job, Path(work)), job.progress
            )
            await _send(call, job, gist, made)
    except REFUSED as error:
        log.error("a file could not be made: %s", reason(error))  # noqa: TRY400  (its trace may hold what people typed)
        raise FileNotMade(reason=call.t.say("the record could not be read just now")) from error
    except ChildProcessError as error:
        log.error("a file could not be made: the process that made it was ended")  # noqa: TRY400
        raise FileNotMade(reason=call.t.say("the program that made it was ended")) from error
    except OSError as error:
        log.error("a file could not be made: %s", error.strerror or error)  # noqa: TRY400
        raise FileNotMade(reason=error.strerror or str(error)) from error


def _order(call: Call, job: Job, work: Path) -> Order:
    return Order(
        word=job.wanted.format.word,
        language=job.wanted.language,
        record=call.database.url,
        data_dir=call.context.desk.data_dir,
        newsroom_id=call.who.newsroom_id,
        viewer=job.viewer,
        scope=job.scope,
        about=job.about,
        made_by=call.who.member.name,
        now=call.now,
        work=work,
        largest=dossier.LARGEST_SENT,
    )


async def _send(call: Call, job: Job, gist: Gist, made: Made) -> None:
    count = len(made.files)
    for number, file in enumerate(made.files, start=1):
        job.progress.at(Step.SENDING, number, count)
        try:
            await call.context.bot.send_document(
                job.chat_id,
                await asyncio.to_thread(file.read_bytes),
                filename=file.name,
                caption=str(caption(call.t, job.wanted.format, gist, (number, count))),
                **(sending.place(call.update) if job.chat_id == call.who.chat_id else sending.guarded()),
                read_timeout=ANSWER_SECONDS,
                write_timeout=ANSWER_SECONDS,
            )
        except Forbidden as error:
            if job.chat_id != call.who.chat_id:
                raise NotWithoutStart from error
            log.info("nobody is left to send a file to: %s", error.message)
            return
        except TelegramError as error:
            log.warning("a file was not taken by Telegram: %s", error.message)
            raise FileNotSent from error
    if made.left_out:
        await call.answer(texts.not_sent(call.t, made.left_out))
    if made.as_they_came:
        await call.answer(texts.not_cleaned(call.t, made.as_they_came))


async def _job(call: Call, wanted: Wanted, argument: str) -> Job:
    newsroom_id = call.who.newsroom_id
    if not re.fullmatch(r"|me|[sbr][0-9]+", argument):
        raise OldButton
    if argument.startswith("r"):
        request_id = number_in(argument[1:])
        async with call.looking() as session:
            found = await queries.requests(session, newsroom_id, Scope(request_ids=frozenset({request_id})))
        if not found:
            raise UnknownRequest
        [request] = found
        title = texts.about_request(call.t, request.number, body_name(call.t, request)).unescape()
        return Job(
            wanted,
            Scope(request_ids=frozenset({request_id})),
            About(title, str(request.number)),
            call.who.chat_id,
            call.who.viewer,
        )
    about = await covered(call, argument)
    if about.story is None:
        name = about.title if argument == MINE else about.typed or call.who.newsroom.name
        return Job(wanted, about.scope, About(about.title, name), call.who.chat_id)
    async with call.looking() as session:
        story = await stories.by_slug(session, newsroom_id, about.story)
    return Job(wanted, about.scope, About.of_story(story), call.who.chat_id)
