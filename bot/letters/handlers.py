"""Letters: /letter and its buttons, from the choice of one to the record that it was sent."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlmodel.ext.asyncio.session import AsyncSession
from telegram import InlineKeyboardMarkup

from bot.cards.texts import card
from bot.i18n.catalogue import Texts
from bot.kinds import LETTERS
from bot.letters import buttons, drafting, texts
from bot.letters.drafting import Drafted, Occasion
from bot.letters.reading import parse_letter
from bot.letters.words import CHOICES, our_own
from bot.outcomes import texts as outcome_texts
from bot.outcomes.recording import EventForm, Overtaken, record
from bot.telegram import sending
from bot.telegram.call import Call
from bot.telegram.presses import CHANNELS, number_in, one_of
from db import letters
from db.errors import DeskError
from db.facts import RequestFacts
from db.lifecycle import EventKind
from db.tables import Letter, Story


class NothingOwed(DeskError):
    """A letter is wanted about a closed request."""

    message = "#{number} is closed, so there is no letter to write. If there is more to ask, reopen it first: /reopen {number}"


@dataclass(frozen=True)
class Wanted:
    """A letter that somebody asked for, and the request it is about, with others to the same body."""

    letter: Letter
    language: str
    request: RequestFacts
    also: tuple[RequestFacts, ...] = ()


async def letter(call: Call) -> None:
    """/letter [N] [LETTER] [LANGUAGE]"""
    form = parse_letter(call.args)
    async with call.looking() as session:
        facts = await call.facts(session, await call.target(session, form.number))
    if not facts.is_open:
        raise NothingOwed(number=facts.number)
    if form.letter is not None and form.language is not None:
        await show(call, Wanted(form.letter, form.language, facts))
        return
    await call.answer(card(call.t, facts, call.now), buttons.which(call.t, facts, form.letter))


async def draft(call: Call, choice: str) -> None:
    """`letter:<letter>.<language>`: the letter as the record stands now. Nothing is recorded."""
    chosen, language = one_of(CHOICES, choice)
    async with call.looking() as session:
        facts = await call.facts(session, await call.target(session, None))
    if not facts.is_open:
        raise Overtaken(facts)
    await sending.toast(call.update, "")
    await show(call, Wanted(chosen, language, facts))


async def log_sent(call: Call, argument: str, events_seen: int) -> None:
    """`sent:<channel>.<draft id>`: the letter was sent, perhaps after having been edited. Its words as drafted are kept
    with the attempt. A letter counts once; where something else was recorded meanwhile, it can be pressed again."""
    name, _, key = argument.partition(".")
    channel, draft_id = one_of(CHANNELS, name), number_in(key)
    async with call.looking() as session:
        found = await letters.drafted(session, call.who.newsroom_id, draft_id, call.request_id or 0)
    data = found.data
    kept = {name: data[name] for name in ("letter", "language", "words")} | {"draft": draft_id}
    said = LETTERS[Letter(data["letter"])].said(call.t)
    try:
        facts = await record(
            call,
            EventForm(
                EventKind.CHASED,
                text=said,
                channel=channel,
                details={"letter": kept},
                events_seen=events_seen,
            ),
        )
    except Overtaken as overtaken:
        await sending.toast(
            call.update, outcome_texts.overtaken(call.t, overtaken.facts, call.now), alert=True
        )
        if _is_logged(overtaken.facts, draft_id) or not overtaken.facts.is_open:
            await _close(call, overtaken.facts)
        else:
            await sending.change_buttons(call.update, _buttons(call, overtaken.facts, data, draft_id))
        return
    head = outcome_texts.recorded(call.t, facts)
    await sending.toast(call.update, head)
    await _close(call, facts)
    await call.answer_recorded(
        facts, head, texts.new_deadline(call.t, facts, _instant(data["deadline"]), call.now)
    )


async def _close(call: Call, facts: RequestFacts) -> None:
    """Nothing more can be pressed under the letter; what is sent in reply to it is still about its request."""
    await call.remember_card(facts.id)
    await sending.change_buttons(call.update, None)


async def show(call: Call, wanted: Wanted) -> None:
    """The letter as a message to copy; in several messages where one cannot hold it."""
    every = (wanted.request, *wanted.also)
    facts = drafting.summed_up(every)
    spoken = Texts(wanted.language, call.who.newsroom.settings.timezone)
    async with call.database.write() as session:
        own = await letters.own(session, call.who.newsroom_id, wanted.letter, wanted.language)
        template = own.text if own is not None else our_own(wanted.letter, wanted.language)
        occasion = Occasion(call.who.newsroom.name, await _title(session, facts), call.now)
        drafted = drafting.draft(spoken, template, facts, occasion)
        data = _kept(wanted, drafted)
        kept = await call.begin(session, letters.DRAFTED, data)
    head = texts.head(call.t, wanted.letter, wanted.language, every)
    *first, last = texts.to_copy(head, drafted.text, texts.foot(call.t, drafted, facts))
    for message in first:
        await call.answer(message)
    await call.answer(last, _buttons(call, None if wanted.also else facts, data, kept.id or 0))


def _kept(wanted: Wanted, drafted: Drafted) -> dict[str, object]:
    """What is kept of a letter until it is logged as sent."""
    return {
        "request_id": wanted.request.id,
        "letter": wanted.letter.value,
        "language": wanted.language,
        "words": drafted.text,
        "questions": drafted.questions,
        "deadline": drafted.deadline.isoformat() if drafted.deadline is not None else None,
        "seen": {str(one.id): one.events_seen for one in (wanted.request, *wanted.also)},
    }


def _buttons(
    call: Call, facts: RequestFacts | None, data: Mapping[str, object], draft_id: int
) -> InlineKeyboardMarkup:
    return buttons.under_letter(call.t, facts, str(data["words"]), str(data["questions"]), draft_id)


def _instant(kept: str | None) -> datetime | None:
    return datetime.fromisoformat(kept) if kept else None


async def _title(session: AsyncSession, facts: RequestFacts) -> str:
    story = await session.get(Story, facts.story_id) if facts.story_id is not None else None
    return story.title if story is not None else ""


def _is_logged(facts: RequestFacts, draft_id: int) -> bool:
    return any((event.details.get("letter") or {}).get("draft") == draft_id for event in facts.in_force)
