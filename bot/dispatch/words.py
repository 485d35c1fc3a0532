"""Text that answers a question of ours: a note, a new deadline, a body's name, a letter's wording, a part of a request."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta

from telegram import Message

from bot.asking import handlers as asking_handlers
from bot.attachments import albums
from bot.attachments.messages import NothingToKeep, attachment_of, forwarded, kept, kept_files
from bot.bodies import handlers as body_handlers
from bot.cards.texts import body_name
from bot.correcting import handlers as correcting_handlers
from bot.letters import own
from bot.outcomes import referrals, times
from bot.outcomes.reading import parse_deadline
from bot.outcomes.recording import EventForm, record_and_answer
from bot.proposals import handlers as proposals
from bot.sorting import replies, unsorted
from bot.telegram import sending
from bot.telegram.call import Call, Carried
from bot.telegram.handling import Run
from db import drafts
from db.errors import AlreadyHandled, NotPossibleNow
from db.facts import RequestFacts
from db.lifecycle import EventKind
from db.tables import Draft
from jobs.deadlines.reading import looks_like_time

LONGEST_TIME = 6  # words
_WITH_BUTTONS = (
    "ask",
    proposals.KIND,
    "whatisit",
    "refer",
    "merge",
)  # begun, and maybe awaiting a press alone
WAITS_FOR = timedelta(hours=24)  # a question of ours; a phone that was off overnight is still in time


async def begin(call: Call, kind: str, request: RequestFacts) -> None:
    """Ask for the words of a note, or for a deadline."""
    async with call.database.write() as session:
        await call.begin(session, kind, {"request_id": request.id}, awaits_text=True)
    question = {
        "note": call.t.say("Write the note for #{number}. /cancel leaves it.", number=request.number),
        "extendtyped": call.t.say(
            "By when should {body} answer now? Such as: fri 5pm, 5 Dec 14:00, 3 working days. /cancel leaves it.",
            body=body_name(call.t, request),
        ),
    }[kind]
    await call.answer(question + call.how_to_answer)


def text(commands: Mapping[str, Run]) -> Run:
    """Any message that is no command: the answer to a question of ours, a reply to a card, what a command shows, or news."""

    async def run(call: Call) -> None:
        message = call.update.message
        if message is None:
            return
        try:
            await _text(call, message, commands)
        except AlreadyHandled:
            if not (await unsorted.ask_again(call) or await proposals.ask_again(call)):
                raise

    return run


async def _text(call: Call, message: Message, commands: Mapping[str, Run]) -> None:
    if message.reply_to_message is not None and await replies.is_about_card(call):
        await replies.ask_what_it_is(call)
        return
    async with call.looking() as session:
        draft = await drafts.awaiting_text(session, call.who.member, call.who.chat_id)
    if draft is not None and draft.kind == "ask" and not await asking_handlers.takes(call, draft):
        draft = None
    lapsed = draft is not None and call.now - draft.updated_at > WAITS_FOR
    answers = draft is not None and not lapsed and _answers(call, draft, message)
    if draft is not None and answers and (_waits_for_words(draft) or not await _is_other_news(call, draft)):
        await _take(call, draft)
        return
    if unsorted.is_unsorted(call):
        if await _tells(call, message):
            await proposals.take(replace(call, carried=Carried(kept(message))), commands)
        else:
            await unsorted.begin(call)
        return
    if not (message.text or message.caption) and attachment_of(message) is None:
        raise NothingToKeep
    if draft is not None and lapsed and not await proposals.is_news(call):
        await _lapse(call, draft)
        return
    if sending.is_group(call.update):
        await call.answer(
            call.t.say(
                "I did not log anything. To say what came back, reply to its card. All commands: /help"
            )
        )
        return
    await proposals.take(call, commands)


def _waits_for_words(draft: Draft) -> bool:
    """Whether any text is an answer to what was asked: not a time, a name or a number alone."""
    if draft.kind == proposals.KIND:
        return proposals.waits_for_words(draft)
    return draft.kind not in {"ask", "extendtyped", "refer", "fixtime", "fixcontact", "fixbody"}


async def _is_other_news(call: Call, draft: Draft) -> bool:
    """Whether a text begins with no time and tells of a body, which is not the one that was asked for, or asks the desk for
    something, and puts no question to a body; or is small talk, where any words would be a question."""
    if draft.kind == "ask" and asking_handlers.waits_for_words(draft):
        return proposals.is_small_talk(call) or await proposals.is_news(call, or_plainly=True)
    if draft.kind == "refer" and await referrals.is_answer(call):
        return False
    begins = call.args.split()[:LONGEST_TIME]
    times = (" ".join(begins[:count]) for count in range(1, len(begins) + 1))
    return not any(map(looks_like_time, times)) and await proposals.is_news(call, or_question=True)


async def _tells(call: Call, message: Message) -> bool:
    """Whether the words under a file tell of a body, and are no further words of an album that is asked about."""
    if not message.caption or forwarded(message) or not await proposals.is_news(call):
        return False
    async with call.looking() as session:
        last = await drafts.newest(session, call.who.member, call.who.chat_id)
    album = message.media_group_id
    return album is None or last is None or last.data.get("album") != album


async def _lapse(call: Call, draft: Draft) -> None:
    """Words that come this long after a question of ours are hardly its answer: nothing is guessed."""
    async with call.recording() as session:
        still = await drafts.by_id(session, call.who.member, draft.id or 0)
        if still is not None:
            await drafts.change(session, still, still.data, awaits_text=False, now=draft.updated_at)
    await call.answer(
        call.t.say(
            "I did not log this: my question before it was asked {when}, too long ago to take this for its answer. Begin again, then send it again.",
            when=call.t.when(draft.updated_at, call.now),
        )
    )


def _left_first(draft: Draft) -> tuple[bool, datetime, int]:
    """What was touched last; a file that is asked about came in between, and what awaits a text is left before it."""
    return draft.kind != "whatisit", draft.updated_at, draft.id or 0


async def cancel(call: Call) -> None:
    """/cancel: leave what was begun; what is on record stays."""
    async with call.recording() as session:
        member, chat_id = call.who.member, call.who.chat_id
        since = call.now - WAITS_FOR
        begun = [
            await drafts.awaiting_text(session, member, chat_id),
            await drafts.newest_of(session, member, chat_id, _WITH_BUTTONS, since=since),
        ]
        draft = max(filter(None, begun), key=_left_first, default=None)
        data = draft.data if draft is not None else {}
        if draft is not None:
            await albums.leave(session, call, draft)
    if (form := data.get("form")) is not None:
        await sending.remove(call.context.bot, chat_id, form)
    cancelled = call.t.say("Cancelled. Nothing was logged.")
    if (shown := data.get("shown")) is not None:
        await sending.edit(call.context.bot, chat_id, shown, cancelled, None)
    await call.answer(cancelled if draft is not None else call.t.say("There was nothing to cancel."))


def _answers(call: Call, draft: Draft, message: Message) -> bool:
    """Whether a message answers what was asked: a note may be a file or a forward; what is no note is words alone."""
    has_file = attachment_of(message) is not None
    if draft.kind == "note":
        return has_file or bool(call.args)
    is_new = has_file or (draft.kind == "whatisit" and message.forward_origin is not None)
    return bool(call.args) and not is_new


def _note(call: Call, draft: Draft) -> EventForm:
    message = call.update.message
    if message is None:
        return EventForm(EventKind.NOTE, text=call.args, draft_id=draft.id)
    data = kept(message)
    return EventForm(
        EventKind.NOTE,
        text=data["text"],
        details=data["forwarded"],
        files=kept_files(data),
        draft_id=draft.id,
        album=data["album"],
    )


async def _take(call: Call, draft: Draft) -> None:
    if draft.kind == "whatisit":
        await unsorted.take_number_of(call, draft)
        return
    if draft.kind == proposals.KIND:
        await proposals.take_text(call, draft)
        return
    if draft.kind == "ask":
        await asking_handlers.take_text(call, draft)
        return
    if draft.kind == "refer":
        await referrals.take_text(call, draft)
        return
    if draft.kind == own.WRITING:
        await own.take_text(call, draft)
        return
    if draft.kind in body_handlers.TYPED.values():
        await body_handlers.take_text(call, draft)
        return
    if draft.kind in correcting_handlers.TYPED:
        await correcting_handlers.take_text(call, draft)
        return
    about = replace(call, request_id=draft.data["request_id"])
    try:
        if draft.kind == "note":
            await record_and_answer(about, _note(call, draft))
        else:
            when, why = parse_deadline(call.args, is_time=looks_like_time)
            await times.extend_typed(about, None, when, why or draft.data.get("why", ""), was_asked=True)
    except (AlreadyHandled, NotPossibleNow):
        # Recorded before a crash, or closed by somebody meanwhile: the next text belongs to nothing.
        await call.finish(draft.id)
        raise
    # Only now: a deadline that could not be read is asked for again.
    await call.finish(draft.id)
