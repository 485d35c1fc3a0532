"""Headings and lines of lists, and the digest."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import TypeVar

from markupsafe import Markup

from bot import kinds
from bot.cards import texts as card_texts
from bot.fairness import texts as fairness_texts
from bot.fairness.check import FairChance
from bot.i18n.catalogue import Texts
from db.facts import AnyRequest, RequestFacts, RequestLine
from db.lifecycle import Status
from db.lists import Counts, LeftOut
from db.tables import ReminderKind
from jobs.reminders.digest import SOON
from jobs.reminders.notices import DigestNotice
from jobs.reminders.rules import AHEAD, ladder

REMINDED_ON_A_PAGE = 6  # two or three lines each: a small phone's screen
LINES_ON_A_PAGE = 12  # a line, at times two, and a button each
DUE_ON_A_PAGE = 5  # four lines each

MOST_IN_A_LINE = 4

R = TypeVar("R", RequestLine, RequestFacts)


def counts(t: Texts, found: Counts, *, signed: bool = False) -> Markup:
    """How many are open; how many of them a story came out without, and how many others are past their deadline; `signed`:
    with the signs of both."""
    late, out = (f"{kinds.LATE} ", f"{kinds.OUT} ") if signed else ("", "")
    text = t.count("{n} open", "{n} open", found.open)
    if found.late:
        text += Markup(", {}").format(late) + t.count(
            "{n} past the deadline", "{n} past the deadline", found.late
        )
    if found.out:
        text += Markup(", {}").format(out) + t.count(
            "{n} without an answer by publication", "{n} without an answer by publication", found.out
        )
    if found.closed:
        text += Markup(", ") + t.count("{n} closed", "{n} closed", found.closed)
    if found.private:
        text += Markup("\n") + card_texts.left_out(t, found.private)
    return text


def story_head(t: Texts, title: str, found: Counts, checks: Sequence[FairChance], now: datetime) -> Markup:
    """The heading of /status of one story, with the signs of the lines below it, and for which hour the fair chance is
    checked."""
    head = status_head(t, title, found, now, signed=True)
    return Markup("{}\n⚖️ {}").format(head, fairness_texts.heading(t, checks, now)) if checks else head


def by_body(requests: Sequence[R]) -> list[list[R]]:
    """The requests that share a line: of one body, and whose they are; in the order of the first of each."""
    groups: dict[tuple[int, int], list[list[R]]] = {}
    found: list[list[R]] = []
    for request in requests:
        alike = groups.setdefault((request.body_id, request.member_id), [])
        if not alike or len(alike[-1]) == MOST_IN_A_LINE:
            alike.append([])
            found.append(alike[-1])
        alike[-1].append(request)
    return found


def body_line(
    t: Texts, group: Sequence[AnyRequest], now: datetime, *more: Markup, signed: bool = True
) -> Markup:
    """One body in one line: its requests, where each stands, and what more there is to say.

    Args:
        signed: whether a sign says what a heading does not.
    """
    alike: dict[Markup, list[int]] = {}
    for request in group:
        words = Markup(" ").join(_standing(t, request, now, signed=signed))
        alike.setdefault(words, []).append(request.number)
    private = {request.number for request in group if request.is_private}
    said = [
        words if len(alike) == 1 else Markup("{} {}").format(_numbers(numbers, private), words)
        for words, numbers in alike.items()
        if words
    ]
    parts = [part for part in (Markup("; ").join(said), *more) if part]
    return t.say(
        "<b>{numbers}</b> {body}: {standing}",
        numbers=_numbers([request.number for request in group], private),
        body=card_texts.body_name(t, group[0]),
        standing=Markup(" · ").join(parts),
    )


def _numbers(numbers: Sequence[int], private: Collection[int]) -> str:
    return ", ".join(f"🔒 #{number}" if number in private else f"#{number}" for number in numbers)


def _standing(t: Texts, request: AnyRequest, now: datetime, *, signed: bool) -> list[Markup]:
    """Where a request stands, without what its sign or heading says: that of a late one nothing came."""
    found, words = card_texts.sign_and_words(t, request, now)
    sign = Markup("{}").format(found)
    status = Markup("{}").format(kinds.STATUSES[request.status].said(t))
    told = [] if request.status is Status.WAITING else [status]
    if found == kinds.OUT:
        return [sign, *told] if signed else told
    if found == kinds.LATE:
        words = Markup(", ").join([*told, t.length(request.late_by(now))])
        return [sign, words] if signed else [words]
    if not signed and request.asked_at is not None and not request.stands:
        until = t.say("until {when}", when=t.soon(request.deadline_at, now))
        return [Markup(", ").join([*told, until])]
    return [sign, words]


def status_head(t: Texts, title: str, found: Counts, now: datetime, *, signed: bool = False) -> Markup:
    """The heading of /status."""
    head = t.say("<b>{title}</b>, {when}", title=title, when=t.when(now, now))
    if not found.all and not found.private:
        return head + Markup("\n") + t.say("No requests here yet. Log one with /ask.")
    return head + Markup("\n") + counts(t, found, signed=signed)


def due_head(t: Texts, count: int, day: date | None = None) -> Markup:
    """The heading of /due, maybe of what is due on one day."""
    if day is not None:
        return t.say("<b>Yours due on {day}: {n}</b>", day=t.calendar_day(day), n=count)
    if not count:
        return t.say("You have no open requests.")
    return t.count("<b>Your {n} open request</b>", "<b>Your {n} open requests</b>", count)


def due_line(t: Texts, request: RequestFacts, now: datetime) -> Markup:
    """An open request, and what to do next."""
    return Markup("{}\n{}\n→ {}").format(
        card_texts.line(t, request, now), card_texts.deadline(t, request, now), next_step(t, request, now)
    )


def next_step(t: Texts, request: AnyRequest, now: datetime, *, reminded: bool = False) -> Markup:
    """What a reporter would do next about an open request. `reminded`: it is said with a reminder, which tells nobody to
    wait."""
    if request.is_open and request.by_publication is not None:
        return t.say("The story is out. Log an answer if one comes: it may have to be updated.")
    if request.asked_at is None:
        return t.say("Ask them, then press how.")
    if request.status == "undeliverable":
        return t.say("It did not reach them: try another way.")
    if request.waits_for_us:
        return t.say("They asked back: answer them, then log it as another attempt.")
    if request.lapsed:
        return t.say("Tell them a new deadline, then: /extend {number} by …", number=request.number)
    if not request.overdue(now):
        left = request.deadline_at - now
        if left > SOON and not reminded:
            return t.say("Wait; {left} left.", left=t.length(left))
        if (
            reminded and left <= AHEAD
        ):  # its own reminder: what is told ahead holds when it is read later, too
            return t.say("Chase now; due at {time}.", time=t.clock(request.deadline_at))
        return t.say("Chase now; {left} left.", left=t.length(left))
    if request.attempt_count >= card_texts.FAIR_ATTEMPTS:
        return t.say("Five attempts are on record. Chase once more before publication.")
    if request.channel_count < 2 and request.channel is not None:
        return t.say(
            "Chase by another channel than {channel}.", channel=kinds.CHANNELS[request.channel].said(t)
        )
    return t.say(
        "Chase again: attempt {n} of {fair} is next.",
        n=request.attempt_count + 1,
        fair=card_texts.FAIR_ATTEMPTS,
    )


@dataclass(frozen=True)
class Reminded:
    """A request that somebody is reminded of together with others.

    Args:
        own: each reminder that does not come by itself, with its words; "" where it has none.
        by_desk: whether one comes by itself.
        late: when those that come late were due (UTC), where that is to be said.
    """

    request: RequestFacts
    own: tuple[tuple[ReminderKind, str], ...] = ()
    by_desk: bool = False
    late: tuple[datetime, ...] = ()


def most_pressing_first(
    told: Iterable[tuple[RequestFacts, ReminderKind, str, datetime | None]], now: datetime
) -> list[Reminded]:
    """Reminders, each with its kind, its words and when it was due where it is late, by request."""
    found: dict[int, Reminded] = {}
    for request, kind, text, late in told:
        so_far = found.get(request.id, Reminded(request))
        found[request.id] = replace(
            so_far,
            own=so_far.own if kind in ladder() else (*so_far.own, (kind, text)),
            by_desk=so_far.by_desk or kind in ladder(),
            late=so_far.late if late is None else (*so_far.late, late),
        )

    def presses(one: Reminded) -> tuple[bool, bool, datetime, int]:
        request = one.request
        waits = request.stands or request.overdue(now)
        return not request.is_open, not waits, request.deadline_at, request.number

    return sorted(found.values(), key=presses)


def reminded_head(t: Texts, count: int, first: int, shown: int) -> Markup:
    """The heading of reminders that come together: how many requests there are, and which of them are on this page."""
    head = t.count(
        "🔔 <b>{n} request, the most pressing first</b>",
        "🔔 <b>{n} requests, the most pressing first</b>",
        count,
    )
    if shown == count:
        return head
    return (
        head
        + Markup("\n")
        + t.say("Here {first} to {last}; « and » show the others.", first=first + 1, last=first + shown)
    )


def reminded_line(t: Texts, one: Reminded, now: datetime) -> Markup:
    """A request that somebody is reminded of with others: where it stands, and what to do, or what they wanted to do."""
    lines = [card_texts.line(t, one.request, now)]
    lines += [_noted(t, one.request, kind, text) for kind, text in one.own]
    if one.by_desk and one.request.is_open:
        lines.append(Markup("→ {}").format(next_step(t, one.request, now, reminded=True)))
    lines += [late(t, due_at, now) for due_at in one.late]
    return Markup("\n").join(lines)


def _noted(t: Texts, request: RequestFacts, kind: ReminderKind, text: str) -> Markup:
    """Why one is reminded of a request beside what is due."""
    if kind is ReminderKind.ASSIGNED:
        return t.say("🔀 {member} has it now.", member=t.member(request.member))
    if kind is ReminderKind.SHOWN:
        return t.say("You see it from now on.")
    if kind is ReminderKind.UNHEEDED:
        return t.say("⚠️ Nobody acted on three reminders in a row.")
    return Markup("🔔 {}").format(text or t.say("You asked to be reminded of it."))


def late(t: Texts, due_at: datetime, now: datetime) -> Markup:
    """That something comes late."""
    return t.say("<i>Late: this was due {when}.</i>", when=t.when(due_at, now))


def find_head(t: Texts, words: str, requests: int, bodies: int, private: int) -> Markup:
    """The heading of /find. Whether the words are in what is private is not told."""
    if not requests and not bodies:
        head = t.say("Nothing contains “{words}”.", words=words)
    else:
        head = t.say(
            "<b>“{words}”</b>: {requests}, {bodies}",
            words=words,
            requests=t.count("{n} request", "{n} requests", requests),
            bodies=t.count("{n} body", "{n} bodies", bodies),
        )
    if not private:
        return head
    return head + Markup("\n") + card_texts.left_out(t, LeftOut(private, whatever_body=True))


def digest_head(t: Texts, notice: DigestNotice) -> Markup:
    """The heading of the digest."""
    head = t.say(
        "☀️ <b>{newsroom}</b>, {when}",
        newsroom=f"{notice.newsroom} #{notice.story[0]}" if notice.story else notice.newsroom,
        when=t.briefly(notice.now, notice.now),
    )
    found = replace(notice.counts, closed=0)
    said = counts(t, found) if found.open or found.private else t.say("Nothing is open.")
    away = [
        t.say(
            "🌴 {name} is away until {when}; {stand_in} stands in.",
            name=name,
            when=t.when(until, notice.now),
            stand_in=stand_in,
        )
        if stand_in
        else t.say(
            "🌴 {name} is away until {when}; an editor stands in.", name=name, when=t.when(until, notice.now)
        )
        for name, until, stand_in in notice.away
    ]
    return Markup("\n").join([head, said, *away])


def digest_sections(t: Texts, notice: DigestNotice) -> list[Markup]:
    """Past the deadline, due within a day, waiting, without an answer by publication: each a heading and a line a body.

    A story that came out is remembered for a week; of older ones only how many answers are missing.
    """
    found = []
    for title, group in (
        (t.say("{sign} <b>Past the deadline</b>", sign=kinds.LATE), notice.late),
        (t.say("⏰ <b>Due within a day</b>"), notice.soon),
        (t.say("⏳ <b>Waiting</b>"), notice.later),
        (t.say("{sign} <b>No answer by publication</b>", sign=kinds.OUT), notice.out),
    ):
        if group:
            found.append(title)
            found += [_digest_line(t, some, notice.now) for some in by_body(group)]
    if notice.out_long_ago:
        found.append(
            t.count(
                "{sign} {n} without an answer, of stories that came out more than a week ago: /status",
                "{sign} {n} without an answer, of stories that came out more than a week ago: /status",
                notice.out_long_ago,
                sign=kinds.OUT,
            )
        )
    found += [
        t.count(
            "📌 #{story}: {n} open, in a topic of its own",
            "📌 #{story}: {n} open, in a topic of its own",
            n,
            story=slug,
        )
        for slug, n in notice.elsewhere
    ]
    return found


def _digest_line(t: Texts, group: Sequence[RequestLine], now: datetime) -> Markup:
    return body_line(t, group, now, Markup("{}").format(t.member(group[0].member)), signed=False)
