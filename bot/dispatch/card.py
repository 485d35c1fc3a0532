"""Pressing a button on a card: `r:<request id>:<mark>:<verb>[:<argument>]`, and `o:<request id>` to open one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from markupsafe import Markup
from telegram import InlineKeyboardMarkup

from bot import privacy
from bot.cards import buttons as card_buttons
from bot.cards import calendar
from bot.cards import texts as card_texts
from bot.correcting import handlers as correcting_handlers
from bot.dispatch import words
from bot.kinds import AT_ONCE
from bot.letters import buttons as letter_buttons
from bot.letters import handlers as letter_handlers
from bot.outcomes import referrals, taps, ticks, times, undoing
from bot.outcomes import texts as outcome_texts
from bot.outcomes.recording import EventForm, Overtaken, SameAgain, check_seen, record
from bot.outcomes.ticks import Ticks
from bot.people import assigning
from bot.people import texts as people_texts
from bot.telegram import sending
from bot.telegram.call import Call
from bot.telegram.pages import show_view
from bot.telegram.presses import CHANNELS, OldButton, button_data, number_in, one_of
from bot.telegram.presses import RESULTS as RESULTS_BY_VALUE
from db import queries
from db.facts import RequestFacts
from db.lifecycle import Channel, EventKind, Result, can_follow
from jobs.records import recording
from jobs.records.correcting import name_channel
from jobs.records.corrections import Change
from jobs.reminders import planning


@dataclass(frozen=True)
class Press:
    """What a card's button carries."""

    request_id: int
    events_seen: int
    verb: str
    argument: str


MENUS: dict[str, Callable[..., InlineKeyboardMarkup]] = {
    "replied": card_buttons.replied,
    "again": card_buttons.again,
    "how": card_buttons.how,
    "result": card_buttons.result,
    "snooze": card_buttons.snooze,
    "letter": letter_buttons.which,
}


async def press(call: Call) -> None:
    """A button on a card."""
    pressed = _read(call)
    call = replace(call, request_id=pressed.request_id, args="")
    try:
        async with call.looking() as session:
            seen = await queries.has_seen(
                session, call.who.newsroom_id, pressed.request_id, pressed.events_seen
            )
        if not seen:
            raise Overtaken(await _facts(call))
        await _do(call, pressed)
    except Overtaken as overtaken:
        await sending.toast(
            call.update, outcome_texts.overtaken(call.t, overtaken.facts, call.now), alert=True
        )
        await _show(call, overtaken.facts, keyboard=call.buttons_of(overtaken.facts))
    except SameAgain as same:
        await taps.ask(call, same)


async def open_card(call: Call) -> None:
    """`o:<request id>[:<page>:<view>[:<argument>]]`: show a request's card, as a message of its own or in the place of
    that list."""
    _, number, *in_list = button_data(call.update).split(":", 2)
    async with call.looking() as session:
        facts = await queries.request(session, call.who.newsroom_id, number_in(number))
    await sending.toast(call.update, "")
    if not in_list:
        await call.answer_card(facts)
        return
    rows = [*card_buttons.reminder(call.t, facts).inline_keyboard, card_buttons.way_back(call.t, in_list[0])]
    await _show(call, facts, keyboard=InlineKeyboardMarkup(rows))


async def old_button(call: Call) -> None:
    """A button nobody knows any more."""
    raise OldButton


async def _do(call: Call, pressed: Press) -> None:
    verb = pressed.verb
    if verb == "letter" and pressed.argument:
        await letter_handlers.draft(call, pressed.argument)
    elif verb == "sent":
        await letter_handlers.log_sent(call, pressed.argument, pressed.events_seen)
    elif verb == "result" and pressed.argument:
        await _set_result(call, pressed)
    elif verb == "until":
        await _until(call, pressed)
    elif verb == "itwas":
        await _it_was(call, pressed)
    elif verb == "moretime" and pressed.argument == "d":
        until = (await _facts(call)).deadline_at.isoformat()
        await _record(call, pressed, EventForm(EventKind.ASKED_TIME, details={"until": until}))
    elif verb == "card":
        await _menu(call, lambda _, facts: call.buttons_of(facts), for_closed=True)
    elif verb == "more":
        left_out = number_in(pressed.argument or "0")
        await _menu(call, lambda t, facts: card_buttons.more(t, facts, left_out))
    elif verb in MENUS:
        await _menu(call, MENUS[verb])
    elif verb == "deadline":
        ends = call.office_ends
        await _menu(call, lambda t, facts: card_buttons.deadline(t, facts, ends))
    elif verb in AT_ONCE:
        await _record(call, pressed, EventForm(AT_ONCE[verb]))
    elif verb == "chase":
        channel = one_of(CHANNELS, pressed.argument)
        await _record(call, pressed, EventForm(EventKind.CHASED, channel=channel, doubted=True))
    elif verb == "noanswer":
        details = {"result": Result.NO_ANSWER}
        form = EventForm(EventKind.CHASED, channel=Channel.CALL, details=details, doubted=True)
        await _record(call, pressed, form)
    elif verb == "part":
        ticked, event_id = await _ticked(call, pressed)
        await _menu(call, lambda t, facts: card_buttons.partial(t, facts, ticked, event_id))
    elif verb == "partial":
        ticked, event_id = _ticks(pressed.argument)
        form = EventForm(
            EventKind.REPLIED_PARTIAL, answered=correcting_handlers.positions(ticked), in_place_of=event_id
        )
        await _record(call, pressed, form)
        await ticks.forget(call, ticks.REPLY, pressed.request_id)
    elif verb == "correct":
        await correcting_handlers.show_list(call)
    elif verb == "fix":
        facts, head = await correcting_handlers.press(call, pressed.argument, pressed.events_seen)
        if facts is not None and head is not None:
            await _say(call, facts, head)
    elif verb == "happened":
        event, _, minutes = pressed.argument.partition(":")
        facts, head = await correcting_handlers.press(call, f"{event}:at:{minutes}", pressed.events_seen)
        if facts is not None and head is not None:
            await _say(call, facts, head)
    elif verb == "channel":
        await _name_channel(call, pressed)
    elif verb == "extend":
        await _extend(call, pressed)
    elif verb == "told":
        await _say(call, *await times.told(call, pressed.events_seen))
    elif verb == "snoozed":
        await _snooze(call, pressed)
    elif verb == "assign" and pressed.argument:
        given = await assigning.give(
            call, pressed.request_id, number_in(pressed.argument), pressed.events_seen
        )
        head = people_texts.given(call.t, [given.number], given.member)
        if call.sees(given):
            await _say(call, given, head)
        else:
            await sending.show_in_place(call.update, head + people_texts.not_seen_any_more(call.t), None)
    elif verb == "assign":
        facts = await _facts(call)
        await sending.toast(call.update, "")
        foot = people_texts.to_whom(call.t, facts.number)
        await _show(call, facts, keyboard=await assigning.whom(call, facts), foot=foot)
    elif verb == "private":
        facts, head = await privacy.press(call, pressed.argument, pressed.events_seen)
        if head is None:
            await sending.toast(call.update, "")
            foot, keyboard = await privacy.menu(call, facts)
            await _show(call, facts, keyboard=keyboard, foot=foot)
        else:
            await _say(call, facts, head)
    elif verb == "history":
        await show_view(call, "request", str(call.request_id))
        await sending.toast(call.update, "")
    elif verb in {"undo", "redo"}:
        await _undo(call, pressed)
    elif verb == "unlink":
        facts = await undoing.withdraw_linked(call, number_in(pressed.argument))
        await _say(call, facts, outcome_texts.recorded(call.t, facts))
    elif verb in {"note", "extendtyped"}:
        facts = await _facts(call)
        await sending.toast(call.update, "")
        await words.begin(call, verb, facts)
    elif verb == "refer":
        facts = await _facts(call)
        if not facts.is_open:
            check_seen(facts, pressed.events_seen)
        if not can_follow(facts.status, EventKind.REFERRED):
            raise Overtaken(facts)
        await sending.toast(call.update, "")
        await referrals.begin(call, facts)
    else:
        raise OldButton


async def _record(call: Call, pressed: Press, form: EventForm) -> None:
    facts = await record(call, replace(form, events_seen=pressed.events_seen))
    await _say(call, facts, outcome_texts.recorded(call.t, facts))


async def _set_result(call: Call, pressed: Press) -> None:
    """What became of an attempt that is on record."""
    event_id, _, value = pressed.argument.partition(":")
    change = Change(result=one_of(RESULTS_BY_VALUE, value))
    await _say(
        call, *await correcting_handlers.change(call, number_in(event_id), change, pressed.events_seen)
    )


async def _until(call: Call, pressed: Press) -> None:
    """Until when they asked for time, or promised an answer: asked, or pressed."""
    event_id, _, choice = pressed.argument.partition(":")
    event = number_in(event_id)
    if not choice:
        ends = call.office_ends
        await _menu(call, lambda t, facts: card_buttons.until(t, facts, event, ends))
        return
    if await _calendar(call, pressed, choice, f"{event}:"):
        return
    await _say(call, *await correcting_handlers.set_until(call, event, choice, pressed.events_seen))


async def _it_was(call: Call, pressed: Press) -> None:
    """What an acknowledgement was, by its words."""
    event_id, _, value = pressed.argument.partition(":")
    kind = correcting_handlers.kind_pressed(value)
    await _say(call, *await correcting_handlers.change(call, number_in(event_id), kind, pressed.events_seen))


async def _name_channel(call: Call, pressed: Press) -> None:
    """How it was asked at first, where nobody has said it: the asking is corrected by one with its channel."""
    async with call.recording() as session:
        request = await call.target(session, None)
        facts = await call.facts(session, request)
        check_seen(facts, pressed.events_seen)
        if facts.channel is not None:
            raise Overtaken(facts)  # what is on record is put right by its reporter or an editor: /correct
        await name_channel(
            session, request, call.who.member, one_of(CHANNELS, pressed.argument), now=call.now
        )
        facts = await call.facts(session, request)
    await _say(call, facts, call.t.say("Logged."))


async def _extend(call: Call, pressed: Press) -> None:
    if await _calendar(call, pressed, pressed.argument):
        return
    choice = times.chosen(pressed.argument, call.who.calendar)
    facts, reading = await times.extend_to(call, None, choice, "", events_seen=pressed.events_seen)
    await _say(call, facts, times.extended(call, facts, reading))


async def _calendar(call: Call, pressed: Press, page: str, of: str = "") -> bool:
    """Open a page of the calendar under the card, where that was pressed; `of`: what its buttons carry before it."""
    if not calendar.is_page(page):
        return False
    facts = await _facts(call)
    if not facts.is_open:
        raise Overtaken(facts)
    question, rows = calendar.shown(
        call.t,
        call.who.calendar,
        call.now,
        page,
        lambda chosen: card_buttons.of_request(facts, pressed.verb, f"{of}{chosen}"),
    )
    await sending.toast(call.update, "")
    keyboard = InlineKeyboardMarkup([*rows, card_buttons.back(call.t, facts)])
    await _show(call, facts, keyboard=keyboard, foot=question)
    return True


async def _snooze(call: Call, pressed: Press) -> None:
    until = times.snooze_until(call, pressed.argument)
    async with call.recording() as session:
        request = await call.target(session, None)
        facts = await call.facts(session, request)
        if not facts.is_open:
            raise Overtaken(facts)
        await planning.snooze(session, request, until)
    head = call.t.say("No reminder about this before {when}.", when=call.t.when(until, call.now))
    await sending.toast(call.update, head)
    await _show(call, facts, head)


async def _undo(call: Call, pressed: Press) -> None:
    if pressed.argument:
        await _say(call, *await undoing.undo(call, number_in(pressed.argument)))
        return
    async with call.recording() as session:
        request = await call.target(session, None)
        check_seen(await call.facts(session, request), pressed.events_seen)
        taken = await recording.undo(session, call.who.member, request.id, now=call.now)
    await _say(
        call, taken.facts, outcome_texts.taken_back(call.t, taken, call.now), undoing.under(call, taken)
    )


async def _menu(
    call: Call, keyboard: Callable[..., InlineKeyboardMarkup], *, for_closed: bool = False
) -> None:
    """Show what can be chosen; `for_closed`: also for a request that somebody has closed meanwhile."""
    facts = await _facts(call)
    if not facts.is_open and not for_closed:
        raise Overtaken(facts)
    await sending.toast(call.update, "")
    await _show(call, facts, keyboard=keyboard(call.t, facts))


async def _say(
    call: Call, facts: RequestFacts, head: Markup, keyboard: InlineKeyboardMarkup | None = None
) -> None:
    """What was recorded, over the card, with the button that takes it back."""
    await sending.toast(call.update, head)
    buttons = card_buttons.with_undo(call.t, facts, keyboard or card_buttons.logged(call.t, facts))
    await _show(call, facts, head, buttons)


async def _show(
    call: Call,
    facts: RequestFacts,
    head: Markup | None = None,
    keyboard: InlineKeyboardMarkup | None = None,
    foot: Markup | None = None,
) -> None:
    parts = [part for part in (head, card_texts.card(call.t, facts, call.now), foot) if part]
    text = Markup("\n\n").join(parts)
    await sending.show_in_place(call.update, text, keyboard or card_buttons.card(call.t, facts))


async def _facts(call: Call) -> RequestFacts:
    async with call.looking() as session:
        return await queries.request(session, call.who.newsroom_id, call.request_id or 0)


async def _ticked(call: Call, pressed: Press) -> Ticks:
    """The ticked questions: as pressed, or, where the menu is opened, as they were when it was left."""
    if not pressed.argument:
        return await ticks.kept(call, ticks.REPLY, pressed.request_id) or Ticks(0, None)
    found = _ticks(pressed.argument)
    await ticks.keep(call, ticks.REPLY, pressed.request_id, found)
    return found


def _ticks(argument: str) -> Ticks:
    ticked, _, event_id = argument.partition(":")
    return Ticks(
        number_in(ticked, correcting_handlers.TICK_DIGITS), number_in(event_id) if event_id else None
    )


def _read(call: Call) -> Press:
    parts = button_data(call.update).split(":", 4)
    if len(parts) < 4:
        raise OldButton
    return Press(number_in(parts[1]), number_in(parts[2]), parts[3], parts[4] if len(parts) > 4 else "")
