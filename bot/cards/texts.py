"""A request as people see it: its card, its history, its line in a list."""

from __future__ import annotations

from datetime import datetime, timedelta

from markupsafe import Markup

from bot import kinds
from bot.cards import files
from bot.cards.events import became, event_line, happened, words_removed
from bot.claims.record import attempts_of
from bot.i18n.catalogue import Texts, shorten
from db import lifecycle
from db.facts import HIDDEN_ORIGIN, AnyRequest, EventFacts, Linked, QuestionFacts, RequestFacts
from db.lifecycle import ANSWERS, BY_THE_DESK, REPLIES, Channel, EventKind, Status
from db.lists import LeftOut

FAIR_ATTEMPTS = 5  # ICIJ's five earnest attempts, the last a final letter
SHORT = 220
A_MOMENT = timedelta(minutes=1)
MOST_SHOWN = 10
NEWLINE = Markup("\n")
_SAID_ABOVE = frozenset({EventKind.ASKED, EventKind.DEADLINE_SET, EventKind.PUBLISHED})


def card(t: Texts, request: RequestFacts, now: datetime) -> Markup:
    """The card: what was asked of whom, where it stands, and how long there is left."""
    lines = [
        t.say("<b>#{number} {body}</b>", number=request.number, body=body_name(t, request)),
        status_line(t, request, now),
        *(question(item) for item in request.questions[:MOST_SHOWN]),
    ]
    if len(request.questions) > MOST_SHOWN:
        more = len(request.questions) - MOST_SHOWN
        lines.append(
            t.count(
                "… and {n} more question: /status {number}",
                "… and {n} more questions: /status {number}",
                more,
                number=request.number,
            )
        )
    lines += [asked(t, request, now), asked_as(t, request), deadline(t, request, now), *trail(t, request)]
    if request.is_private:
        who = ", ".join(
            [t.member(request.member), *(name for name in request.named if name != request.member)]
        )
        lines.append(t.say("🔒 Private: {who} and the editors see it.", who=who))
    if request.reduced_at is not None:
        lines.append(words_removed(t, request.reduced_at, now))
    for word in _words(request):
        lines.append(event_line(t, word, now, limit=SHORT))
        lines += files.short_lines(t, word, now, most=files.MOST_ON_A_CARD)
    return NEWLINE.join(line for line in lines if line)


def is_shortened(request: RequestFacts) -> bool:
    """Whether the card shows less than the whole of the questions."""
    return len(request.questions) > MOST_SHOWN or any(len(q.text) > SHORT for q in request.questions)


def line(t: Texts, request: AnyRequest, now: datetime) -> Markup:
    """A request in a list: number, body, where it stands."""
    return locked(request) + t.say(
        "<b>#{number}</b> {body}: {standing}",
        number=request.number,
        body=body_name(t, request),
        standing=status_line(t, request, now, with_owner=False),
    )


def locked(request: AnyRequest) -> Markup:
    """The sign before what is private; mostly nothing."""
    return Markup("🔒 ") if request.is_private else Markup("")


def left_out(t: Texts, found: LeftOut) -> Markup:
    """How many requests whoever reads may not see."""
    if found.whatever_body:
        return t.count(
            "🔒 Not looked into: {n} private request", "🔒 Not looked into: {n} private requests", found.count
        )
    return t.count("🔒 and {n} private request", "🔒 and {n} private requests", found.count)


def none_seen(t: Texts) -> Markup:
    """Nothing is there for whoever reads, but perhaps for others: see `left_out`."""
    return t.say("There is no request here that you see.")


def body_name(t: Texts, request: AnyRequest | Linked) -> str:
    """The body's name in the language spoken, where the directory has it."""
    return t.name(request.body, request.body_km)


def status_line(t: Texts, request: AnyRequest, now: datetime, *, with_owner: bool = True) -> Markup:
    """Where a request stands: status, lateness, story, reporter."""
    parts = [Markup("{} {}").format(*sign_and_words(t, request, now))]
    if with_owner:
        if request.story:
            parts.append(Markup("#{}").format(request.story))
        until = request.away_until if isinstance(request, RequestFacts) else None
        parts.append(with_absence(t, request.member, until, now))
    return Markup(" · ").join(parts)


def with_absence(t: Texts, name: str, until: datetime | None, now: datetime) -> Markup:
    """A member's name, and until when they are away, where they are."""
    name = t.member(name)
    if until is None or until <= now:
        return Markup("{}").format(name)
    return t.say("{name} (away until {when})", name=name, when=t.when(until, now))


def sign_and_words(t: Texts, request: AnyRequest, now: datetime) -> tuple[str, Markup]:
    """Where a request stands: a sign to find it by, and the status with how late it is."""
    sign = kinds.LATE if request.overdue(now) else kinds.STATUSES[request.status].sign
    if request.asked_at is None and request.is_open:
        words = t.say("not asked yet")
    elif request.is_open and request.by_publication is not None:
        sign, words = kinds.OUT, state(t, request, now)
    elif request.is_open and request.waits_for_us:
        words = t.say("{status}, they wait for our answer", status=kinds.STATUSES[request.status].said(t))
    elif request.is_open and request.lapsed:
        words = t.say("{status}, needs a new deadline", status=kinds.STATUSES[request.status].said(t))
    elif request.overdue(now) and request.late_by(now) < A_MOMENT:
        words = t.say("{status}, the deadline is now", status=kinds.STATUSES[request.status].said(t))
    elif request.overdue(now):
        words = t.say(
            "{status}, {late} past the deadline",
            status=kinds.STATUSES[request.status].said(t),
            late=t.length(request.late_by(now)),
        )
    else:
        words = state(t, request, now)
    return sign, words


def state(t: Texts, request: AnyRequest, now: datetime) -> Markup:
    """The status in words; once the story is out, what it was by then or has become since."""
    status, by_then = request.status, request.by_publication
    if by_then is None or request.published_at is None or status is Status.WITHDRAWN:
        return Markup("{}").format(kinds.STATUSES[status].said(t))
    when = t.when(request.published_at, now)
    if status is Status.WAITING or status is by_then:
        return _by_publication(t, status, when)
    if request.is_open:
        then = _by_publication(t, by_then, when)
        return t.say("{status}; {then}", status=kinds.STATUSES[status].said(t), then=then)
    return t.say("{status} after publication", status=kinds.STATUSES[status].said(t))


def _by_publication(t: Texts, status: Status, when: str) -> Markup:
    said = kinds.STATUSES[status].by_publication
    if said is None:
        raise ValueError(f"a request that was {status} was not open at publication")
    return said(t, when)


def question(item: QuestionFacts, limit: int = SHORT) -> Markup:
    """A question with its number; ticked when it was answered."""
    sign = "✓" if item.answered else "–"
    return Markup("{}. {} {}").format(item.position, sign, shorten(item.text, limit))


def asked(t: Texts, request: RequestFacts, now: datetime) -> Markup:
    """When and how the body was asked, and how often."""
    if request.asked_at is None and request.referred_from is None:
        return t.say("That it was asked was taken back.")
    if request.asked_at is None and not request.is_open:
        return t.say("Opened by a referral. Nobody asked them.")
    if request.asked_at is None:
        return t.say(
            "Opened by a referral. Nobody has asked them yet: press how you asked, or /chase {number} email",
            number=request.number,
        )
    first = t.say("Asked {when}", when=when_asked(t, request, now))
    if request.channel is not None:
        first += Markup(", {}").format(kinds.CHANNELS[request.channel].said(t))
    if request.contact:
        first += Markup(" ({})").format(request.contact)
    first += _first_attempt(t, _asking(request))
    attempts = attempts_of(request)
    if len(attempts) < 2:
        return first
    when = happened(t, attempts[-1], now)
    if len(attempts) > FAIR_ATTEMPTS:
        return first + t.say("; attempt {n}: {when}", n=len(attempts), when=when)
    return first + t.say("; attempt {n} of {fair}: {when}", n=len(attempts), fair=FAIR_ATTEMPTS, when=when)


def when_asked(t: Texts, request: RequestFacts, now: datetime) -> str:
    """When it was asked: the day alone where nobody told the hour; nothing where nobody has asked."""
    asking = _asking(request)
    return happened(t, asking, now) if asking is not None else ""


def _asking(request: RequestFacts) -> EventFacts | None:
    return next((event for event in request.in_force if event.kind is EventKind.ASKED), None)


def _first_attempt(t: Texts, asked: EventFacts | None) -> Markup:
    """What became of the asking, and what was written down of it."""
    if asked is None:
        return Markup("")
    words = Markup(": {}").format(shorten(asked.text, SHORT)) if asked.text else Markup("")
    return became(t, asked) + words


def asked_as(t: Texts, request: RequestFacts) -> Markup:
    """The name that the body had when this was put to it, where it has another by now; mostly nothing."""
    then = t.name(*request.asked_as)
    if then == body_name(t, request) or request.asked_at is None:
        return Markup("")
    return t.say("asked as “{name}”", name=then)


def deadline(t: Texts, request: RequestFacts, now: datetime) -> Markup:
    """The deadline, and whether the body knows of it."""
    said = t.say("Deadline {when}", when=t.moment(request.deadline_at, now)) + only_ours(t, request, now)
    if request.lapsed:
        said += t.say(": it passed while this was closed. By when should they answer now?")
    return said


def only_ours(t: Texts, request: RequestFacts, now: datetime) -> Markup:
    """Behind a deadline that the body does not know: which one it was told, if any; nothing behind one that it knows."""
    if request.deadline_told:
        return Markup("")
    if request.told_until is None:
        return t.say(" (ours; they were not told one)")
    return t.say(" (ours; they were told {when})", when=t.moment(request.told_until, now))


def trail(t: Texts, request: RequestFacts) -> list[Markup]:
    """Where a referral came from or led to."""
    lines = []
    if request.referred_from == HIDDEN_ORIGIN:
        lines.append(t.say("↪️ referred to them in a private request"))
    elif request.referred_from is not None:
        origin = request.referred_from
        lines.append(
            t.say("↪️ referred to them by {body} (#{number})", body=body_name(t, origin), number=origin.number)
        )
    lines += [
        t.say(
            "↪️ referred us to {body}: #{number}, {status}",
            body=body_name(t, target),
            number=target.number,
            status=_status_of(t, target),
        )
        for target in request.leads_to
    ]
    return lines


def _status_of(t: Texts, target: Linked) -> str:
    waits = not target.asked and lifecycle.is_open(target.status)
    return t.say("not asked yet") if waits else kinds.STATUSES[target.status].said(t)


def channel_or_words(t: Texts, value: Channel | None) -> str:
    """The channel's word, or "not noted"."""
    return kinds.CHANNELS[value].said(t) if value is not None else t.say("not noted")


def _words(request: RequestFacts) -> list[EventFacts]:
    """The newest event that says more than the rest of the card does; before it what they answered last, and what they
    said last, whatever we did since."""
    told = [event for event in request.in_force if event.kind not in _SAID_ABOVE | BY_THE_DESK]
    last = [
        next((event for event in reversed(told) if event.kind in each), None) for each in (ANSWERS, REPLIES)
    ]
    return [event for event in told if event in last or event is told[-1]]
