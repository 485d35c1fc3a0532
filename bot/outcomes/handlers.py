"""What happened to a request: /chase, /reply, /decline, /bounce, /withdraw, /reopen, /note, /undo."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from bot import kinds
from bot.cards import buttons as card_buttons
from bot.cards.texts import card
from bot.claims.contacts import is_person_or_office, spelled
from bot.i18n.catalogue import shorten
from bot.outcomes import happened, taps, texts, undoing
from bot.outcomes.reading import (
    Chase,
    Reply,
    is_back,
    parse_chase,
    parse_note,
    parse_outcome,
    parse_reply,
    second_channel,
    small_contact,
)
from bot.outcomes.recording import EventForm, SameAgain, record, record_and_answer
from bot.reading.errors import UnknownChannel
from bot.reading.words import one_line, take_number
from bot.telegram.call import Call
from bot.telegram.handling import Run
from bot.telegram.offering import Choice, offer
from bot.telegram.tips import Moment, of_use
from bot.telegram.updates import replied_to
from db import bodies
from db.errors import DeskError
from db.lifecycle import Channel, EventKind
from jobs.deadlines.reading import looks_like_time
from jobs.records import recording


class ReplyKindMissing(DeskError):
    """A reply is logged without its kind."""

    message = "What came back? Write full, partial or ack (or time, promise, back, auto) after the number, then the words: /reply 3 full they deny it. Nothing was logged."


class ChannelMissing(DeskError):
    """An attempt is logged with its time, but without its channel."""

    message = "By which channel? Write it with the time: /chase {number} call at {when}. Nothing was logged."


class SeveralAttempts(DeskError):
    """Two attempts are logged in one."""

    message = "Each attempt is logged on its own: /chase {number} and {first}, then again with {second}, each with what became of it. Nothing was logged."


class Unsorted(Exception):
    """What was typed lacks the one word that says what it is; `why` says so."""

    def __init__(self, why: DeskError, form: Chase | Reply) -> None:
        super().__init__()
        self.why, self.form = why, form


async def chase(call: Call) -> None:
    """/chase N CHANNEL [to CONTACT] [at TIME] [what happened]

    Raises:
        Unsorted: no channel is named.
    """
    form = parse_chase(call.args, is_time=looks_like_time)
    if form.channel is None:
        if form.text:
            raise Unsorted(UnknownChannel(text=form.text.split()[0]), form)
        if form.happened:
            raise Unsorted(ChannelMissing(number=form.number or "", when=form.happened), form)
        await _show_menu(call, form.number, card_buttons.again)
        return
    if (second := second_channel(form.text)) is not None:
        words = [str(kinds.CHANNELS[each].said(call.t)) for each in (form.channel, second)]
        raise SeveralAttempts(number=form.number or "", first=words[0], second=words[1])
    if form.contact is None and not call.sure:
        small = await _with_small_contact(call, form, form.channel)
        if small is None:
            return
        form = small
    tried = EventForm(
        EventKind.CHASED,
        form.number,
        form.text,
        form.happened,
        channel=form.channel,
        contact=form.contact,
        doubted=True,
    )
    try:
        await record_and_answer(call, tried, None if form.happened else Moment.ATTEMPT)
    except SameAgain as same:
        await taps.ask(call, same)


async def _with_small_contact(call: Call, form: Chase, channel: Channel) -> Chase | None:
    """The attempt with who was tried, where that stands in its words in small letters; None after having asked."""
    found = small_contact(channel, form.text)
    if found is None:
        return form
    contact, rest = found
    async with call.looking() as session:
        request = await call.target(session, form.number)
        known = await bodies.contact_called(session, call.who.newsroom_id, [request.body_id], contact)
    if not is_person_or_office(known or contact):
        return replace(form, contact=known or spelled(contact), text=rest)
    at = f"at {form.happened} " if form.happened else ""
    begins = f"{form.number or ''} {at}{channel}"
    choices = [
        Choice(str(label), "chase", f"{begins} to {name}: {rest}".strip(), sure=True)
        for label, name in texts.person_or_office(call.t, contact).items()
    ]
    as_words = Choice(str(call.t.say("It belongs to the words")), "chase", f"{begins} {form.text}", sure=True)
    await offer(call, texts.who_is(call.t, contact), [*choices, as_words], logs=True)
    return None


async def reply(call: Call) -> None:
    """/reply N full|partial|ack [1,2] [at TIME] [text]

    Raises:
        Unsorted: no kind is named.
    """
    form = parse_reply(call.args, is_time=looks_like_time)
    if form.kind is None and (form.text or form.happened):
        raise Unsorted(ReplyKindMissing(), form)
    if form.kind is None:
        await _show_menu(call, form.number, card_buttons.replied)
        return
    if form.kind is EventKind.REPLIED_PARTIAL and not form.answered:
        # Recorded at once, so that nothing is lost; which questions it answered is ticked afterwards.
        facts = await record(call, EventForm(form.kind, form.number, form.text, form.happened))
        head = call.t.say(
            "<b>Logged</b> on #{number}: they answered in part. Which questions did they answer?",
            number=facts.number,
        )
        ticks = card_buttons.partial(call.t, facts, 0, texts.newest(facts).id)
        head, ticks = happened.offered(call, facts, head, ticks)
        await call.answer(head, card_buttons.with_undo(call.t, facts, ticks))
        return
    told = EventForm(
        form.kind, form.number, form.text, form.happened, answered=form.answered, until=form.until
    )
    await record_and_answer(call, told, Moment.REPLY)


def recorder(kind: EventKind) -> Run:
    """What the own command of a kind of event does: `/name N [at TIME] [text]`."""

    async def run(call: Call) -> None:
        form = parse_outcome(call.args, is_time=looks_like_time)
        await record_and_answer(call, EventForm(kind, form.number, form.text, form.happened))

    return run


async def note(call: Call) -> None:
    """/note N text"""
    form = parse_note(call.args, bare=call.carried is not None)
    await record_and_answer(call, EventForm(EventKind.NOTE, form.number, form.text))


class UndoWhich(DeskError):
    """What is to be taken back is named by something else than a number."""

    message = "“{text}” names no record, so nothing was taken back. /undo takes back your newest record, /undo 3 your newest on #3."


async def undo(call: Call) -> None:
    """/undo [N] [back]: takes back what the member recorded last, on one request when it replies to a card or names it;
    `back` puts back what was taken back last.

    Raises:
        UndoWhich: it names no record.
    """
    number, rest = take_number(call.args)
    message = call.update.message
    on_card = message is not None and replied_to(message) is not None
    if rest and number is None and not (on_card or call.request_id or is_back(rest)):
        raise UndoWhich(text=shorten(one_line(rest), 40))
    async with call.recording() as session:
        request_id = None
        if number is not None or on_card or call.request_id is not None:
            request_id = (await call.target(session, number)).id
        taken = await recording.undo(session, call.who.member, request_id, now=call.now, back=is_back(rest))
    head = texts.taken_back(call.t, taken, call.now)
    tip = await of_use(call, Moment.UNDONE)
    await call.answer_card(taken.facts, head, tip, undoing.under(call, taken))


async def _show_menu(call: Call, number: int | None, menu: Any) -> None:
    """The command lacks a word that a button can supply. What carries a file is asked about with the file."""
    if call.carried is not None:
        return
    async with call.looking() as session:
        facts = await call.facts(session, await call.target(session, number))
    await call.answer(card(call.t, facts, call.now), menu(call.t, facts))
