"""Short answers: what was just recorded, and what comes next."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from markupsafe import Markup

from bot import kinds
from bot.bodies import texts as body_texts
from bot.cards.events import corrected_part, happened, what_happened
from bot.cards.texts import FAIR_ATTEMPTS, body_name, line
from bot.claims.contacts import in_capitals
from bot.claims.record import attempts_of
from bot.i18n.catalogue import Texts, shorten
from bot.reading.heard import asks_until, is_perhaps_theirs, may_be, told_in
from bot.reading.results import as_told, result_of, tells_what_was_said
from db.facts import EventFacts, RequestFacts
from db.lifecycle import (
    ATTEMPTS,
    EVENTS,
    RESULTS,
    SPOKEN,
    Channel,
    EventKind,
    Result,
    Status,
    Word,
    original_id,
)
from db.tables import Body
from jobs.records.correcting import TakenBack
from jobs.records.together import Done, Refused

MOST_LISTED = 30  # requests, of several at once


def logged(t: Texts, request: RequestFacts, explained: Markup, now: datetime) -> Markup:
    """A request was logged; `explained` says how its deadline was computed, where that cannot be seen."""
    text = t.say("<b>Logged as #{number}.</b>", number=request.number)
    if explained:
        when = t.moment(request.deadline_at, now)
        text += Markup(" ") + t.say("The deadline is {when}{explained}.", when=when, explained=explained)
    return text


def recorded(t: Texts, request: RequestFacts) -> Markup:
    """The newest event of a request was recorded."""
    event = newest(request)
    kind = event.kind
    head = t.say(
        "<b>Logged</b> on #{number}: {what}.", number=request.number, what=kinds.EVENTS[kind].said(t)
    )
    if kind in ATTEMPTS and request.is_open:
        head += Markup(" ") + attempt(t, request, event)
    if kind is EventKind.NOTE and request.is_open:
        last = max(request.attempts, key=original_id, default=None)
        if last is not None and last not in as_told(request.in_force):
            head += Markup(" ") + became(t, last)
    if kind is EventKind.ACKNOWLEDGED:
        head += Markup(" ") + t.say("An acknowledgement is not an answer: the clock goes on.")
    if kind is EventKind.AUTO_REPLY:
        head += Markup(" ") + t.say("It is no word of theirs: the clock goes on.")
    if kind is EventKind.ASKED_BACK:
        head += Markup(" ") + t.say("Their clock stands still until your answer is logged as an attempt.")
    if event.details.get("to") and event.details.get("until"):
        head += Markup(" ") + t.say("The reminders hold until then.")
    if (open_yet := doubt(t, request, event)) is not None:
        head += Markup(" ") + open_yet
    head += _unasked(t, request)
    if kind is EventKind.REPLIED_PARTIAL:
        left = len(request.open_questions)
        head += Markup(" ") + t.count("{n} question is still open.", "{n} questions are still open.", left)
    return head


def doubt(t: Texts, request: RequestFacts, event: EventFacts) -> Markup | None:
    """What the newest record leaves open, and a button answers."""
    if asks_until(event):
        return t.say("Until when? Press, or write it: /correct {number} until fri 5pm", number=request.number)
    if is_perhaps_theirs(event):
        return t.say("If they asked for more time, press it: then print can say so.")
    told = told_in(event) if request.is_open else None
    if told is EventKind.REPLIED_FULL:
        return t.say(
            "The words say: {what}. Press it to log that; until then print says nothing of this request.",
            what=kinds.EVENTS[told].said(t),
        )
    if told is not None:
        return t.say(
            "The words say: {what}. Press it to log that; until then print says no more than that no comment was obtained.",
            what=kinds.EVENTS[told].said(t),
        )
    if request.is_open and tells_what_was_said(event):
        return t.say(
            "If what they said is an answer, log it: They replied… If it is none, put the words right: /correct {number} text he was busy. Until then print says nothing of this request.",
            number=request.number,
        )
    perhaps = may_be(event)
    if perhaps is None:
        return None
    return t.say("The words read otherwise: {what}. Press what it was.", what=kinds.EVENTS[perhaps].said(t))


def attempt(t: Texts, request: RequestFacts, event: EventFacts) -> Markup:
    """Which of the attempts of an open request one is, or that it is none, or the question what became of it."""
    result = result_of(event)
    counted = attempts_of(request)
    if result is not None and not RESULTS[result].counts:
        return t.say("It reached nobody, so it counts as no attempt.")
    n = len(counted)
    said = t.say("Attempt {n} of {fair}.", n=n, fair=FAIR_ATTEMPTS)
    if n > FAIR_ATTEMPTS:
        said = t.say("Attempt {n}.", n=n)
    if result is None and event.channel in SPOKEN:
        return Markup("{} {}").format(said, became(t, event))
    if result is not Result.UNKNOWN:
        return said
    doubt = became(t, event)
    if event in counted:
        return Markup("{} {}").format(said, doubt)
    return Markup("{} {}").format(doubt, t.say("Until you say, it counts as no attempt."))


def became(t: Texts, event: EventFacts) -> Markup:
    """The question what became of an attempt."""
    if event.channel is Channel.CALL:
        return t.say("What became of the call?")
    if event.channel is Channel.VISIT:
        return t.say("What became of the visit?")
    return t.say("What became of it?")


def extended(t: Texts, request: RequestFacts, explained: Markup, now: datetime) -> Markup:
    """The deadline moved; where it was brought forward, whether the body knows."""
    head = t.say(
        "<b>Logged.</b> The deadline of #{number} is now {when}{explained}.",
        number=request.number,
        when=t.moment(request.deadline_at, now),
        explained=explained,
    )
    if request.is_held_to_less and request.told_until is not None:
        head += Markup(" ") + t.say(
            "They were told {when}. Until you say that they were told the new one, nothing is printed of them that would not hold until then.",
            when=t.moment(request.told_until, now),
        )
    event = newest(request)
    if event.kind is not EventKind.EXTENDED:
        head += Markup(" ") + t.say("On record: {what}.", what=kinds.EVENTS[event.kind].said(t))
    if (open_yet := doubt(t, request, event)) is not None:
        head += Markup(" ") + open_yet
    return head


def taken_back(t: Texts, taken: TakenBack, now: datetime) -> Markup:
    """What `/undo` took back, or put back."""
    told = {
        "number": taken.facts.number,
        "what": kinds.EVENTS[taken.event.kind].said(t),
        "when": happened(t, taken.event, now),
    }
    if taken.changed:
        parts = ", ".join(corrected_part(t, part) for part in taken.changed)
        return t.say(
            "<b>Correction undone</b> on #{number}: {what}, {when}, as it was before ({parts}). The history shows both.",
            parts=parts,
            **told,
        )
    if taken.again:
        return t.say("<b>Put back</b> on #{number}: {what}, {when}. It counts again.", **told)
    text = t.say("<b>Taken back</b> on #{number}: {what}, {when}. The history shows both.", **told)
    if taken.event.text:
        text += Markup("\n<s>{}</s>").format(shorten(taken.event.text, 200))
    if taken.staying:
        numbers = ", ".join(f"#{each.number}" for each in taken.staying)
        text += Markup("\n") + t.count(
            "The linked request {numbers} stays; /withdraw it if it is not needed.",
            "The linked requests {numbers} stay; /withdraw those that are not needed.",
            len(taken.staying),
            numbers=numbers,
        )
    return text


def referred(t: Texts, request: RequestFacts, opened: list[RequestFacts], circle: Sequence[Body]) -> Markup:
    """A referral closed one request and opened others."""
    names = ", ".join(f"#{new.number} {body_name(t, new)}" for new in opened)
    if request.status is Status.REFERRED:
        text = t.say(
            "<b>Logged.</b> #{number} is closed as referred. Opened: {names}.",
            number=request.number,
            names=names,
        )
    else:
        text = t.say(
            "<b>Logged</b> on #{number}: they referred us elsewhere. Opened: {names}.",
            number=request.number,
            names=names,
        )
    text += _unasked(t, request)
    text += Markup("\n") + t.say("Nobody has asked there yet: ask, then press how on the new card.")
    if circle:
        text += Markup("\n⚠️ ") + t.say(
            "The referrals go in a circle: {trail}.",
            trail=" → ".join(body_texts.name(t, body) for body in circle),
        )
    return text


def _unasked(t: Texts, request: RequestFacts) -> Markup:
    """That something came back from a body that nobody has asked, as far as the record goes; mostly nothing."""
    if request.asked_at is not None or EVENTS[newest(request).kind].word is Word.NONE:
        return Markup("")
    return Markup(" ") + t.say("Nobody has logged that they were asked.")


def who_is(t: Texts, contact: str) -> Markup:
    """The question whether a contact in small letters is a person."""
    return t.say(
        "Is “{contact}” a person, or an office? Print says it differently. Nothing is logged yet.",
        contact=shorten(contact, 60),
    )


def person_or_office(t: Texts, contact: str) -> dict[Markup, str]:
    """What a contact in small letters may be, and how it is written then."""
    named = in_capitals(contact)
    return {
        t.say("A person: {name}", name=shorten(named, 40)): named,
        t.say("An office: the {name}", name=shorten(contact, 40)): f"the {contact}",
    }


def overtaken(t: Texts, request: RequestFacts, now: datetime) -> Markup:
    """A button on a card that had been overtaken was pressed."""
    there = newest(request)
    return t.say(
        "Nothing recorded twice. Already there: {what}, {when}, {member}. The card is up to date now.",
        what=kinds.EVENTS[there.kind].said(t),
        when=t.when(there.recorded_at, now),
        member=t.member(there.member),
    )


def newest(request: RequestFacts) -> EventFacts:
    """The event that somebody recorded last, whenever it happened."""
    return max(request.by_people, key=lambda event: event.id)


def same_again(t: Texts, request: RequestFacts, event: EventFacts, n: int, now: datetime) -> Markup:
    """The question whether the same attempt, logged `n` times within a minute, was made once."""
    return t.say(
        "<b>Not logged yet.</b> #{number} has the same from a moment ago: {what}. Was it once, or {n} times?",
        number=request.number,
        what=what_happened(t, event, now),
        n=n,
    )


def was_once(t: Texts) -> Markup:
    """Nothing more was logged."""
    return t.say("✓ It was once.")


def all_undone(t: Texts, found: Done, now: datetime, *, back: bool) -> Markup:
    """On which requests it was taken back, or put back."""
    if not found.recorded:
        head = t.say("<b>Nothing was undone</b>: it was before.")
    elif back:
        head = t.count(
            "<b>Put back</b> on {n} request. It counts again.",
            "<b>Put back</b> on {n} requests. It counts again.",
            len(found.recorded),
        )
    else:
        head = t.count(
            "<b>Taken back</b> on {n} request. The history shows both.",
            "<b>Taken back</b> on {n} requests. The history shows both.",
            len(found.recorded),
        )
    return listed(t, [head], found, now)


def listed(t: Texts, lines: list[Markup], found: Done, now: datetime) -> Markup:
    """Lines, then the requests on which something was done, and those that refused, each with why."""
    lines += [line(t, request, now) for request in found.recorded[:MOST_LISTED]]
    more = len(found.recorded) - MOST_LISTED
    if more > 0:
        lines.append(t.count("… and {n} more", "… and {n} more", more))
    lines += [_refused(t, one, now) for one in found.refused]
    return Markup("\n").join(lines)


def _refused(t: Texts, one: Refused, now: datetime) -> Markup:
    fields = {
        name: t.when(value, now) if isinstance(value, datetime) else value
        for name, value in one.why.fields.items()
    }
    return t.say(
        "Not on #{number} {body}: {why}.",
        number=one.facts.number,
        body=body_name(t, one.facts),
        why=t.say(one.why.message, **fields),
    )


def over_already(t: Texts, typed: str, instant: datetime, now: datetime) -> Markup:
    """The question whether a deadline that has passed was told, and nothing came by then."""
    return t.say(
        "“{text}” was {when}, which is over. If they were told that and nothing had come by then, it is logged as overdue. Nothing is logged yet.",
        text=typed,
        when=t.when(instant, now),
    )


def overdue_since(t: Texts, instant: datetime, now: datetime) -> Markup:
    """The button that says so."""
    return t.say("Overdue since {when}", when=t.briefly(instant, now))


def two_ways(t: Texts, typed: str) -> Markup:
    """The question which deadline was meant."""
    return t.say(
        "“{text}” can be read in two ways. Which is the deadline? Nothing is logged yet.", text=typed
    )
