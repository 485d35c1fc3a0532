"""Headings and lines of lists, and the digest."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from markupsafe import Markup

from bot import kinds
from bot.cards import texts as card_texts
from bot.i18n.catalogue import Texts
from db.facts import RequestFacts

SOON = timedelta(hours=24)
REMEMBERED = timedelta(days=7)


def counts(t: Texts, requests: Sequence[RequestFacts], now: datetime) -> Markup:
    """How many are open; how many of them a story came out without, and how many others are past their deadline."""
    is_open = sum(request.is_open for request in requests)
    late = sum(request.overdue(now) and not _is_out(request) for request in requests)
    out = sum(_is_out(request) for request in requests)
    text = t.count("{n} open", "{n} open", is_open)
    if late:
        text += Markup(", ") + t.count("{n} past the deadline", "{n} past the deadline", late)
    if out:
        text += Markup(", ") + t.count(
            "{n} without an answer by publication", "{n} without an answer by publication", out
        )
    closed = len(requests) - is_open
    if closed:
        text += Markup(", ") + t.count("{n} closed", "{n} closed", closed)
    return text


def status_head(t: Texts, title: str, requests: Sequence[RequestFacts], now: datetime) -> Markup:
    """The heading of /status."""
    head = t.say("<b>{title}</b>, {when}", title=title, when=t.when(now, now))
    if not requests:
        return head + Markup("\n") + t.say("No requests here yet. Log one with /ask.")
    return head + Markup("\n") + counts(t, requests, now)


def due_head(t: Texts, requests: Sequence[RequestFacts], now: datetime) -> Markup:
    """The heading of /due."""
    if not requests:
        return t.say("You have no open requests.")
    return t.count("<b>Your {n} open request</b>", "<b>Your {n} open requests</b>", len(requests))


def due_line(t: Texts, request: RequestFacts, now: datetime) -> Markup:
    """An open request, and what to do next."""
    return Markup("{}\n{}\n→ {}").format(
        card_texts.line(t, request, now), card_texts.deadline(t, request, now), next_step(t, request, now)
    )


def next_step(t: Texts, request: RequestFacts, now: datetime) -> Markup:
    """What a reporter would do next about an open request."""
    if _is_out(request):
        return t.say("The story is out. Log an answer if one comes: it may have to be updated.")
    used = {event.channel for event in request.attempts}
    if request.asked_at is None:
        return t.say("Ask them, then press how.")
    if request.status == "undeliverable":
        return t.say("It did not reach them: try another way.")
    if not request.overdue(now):
        left = request.deadline_at - now
        if left > SOON:
            return t.say("Wait; {left} left.", left=t.length(left))
        return t.say("Chase now; {left} left.", left=t.length(left))
    if len(request.attempts) >= card_texts.FAIR_ATTEMPTS:
        return t.say("Five attempts are on record. Chase once more before publication.")
    if len(used) < 2:
        return t.say(
            "Chase by another channel than {channel}.",
            channel=card_texts.channel_or_words(t, request.channel),
        )
    return t.say(
        "Chase again: attempt {n} of {fair} is next.",
        n=len(request.attempts) + 1,
        fair=card_texts.FAIR_ATTEMPTS,
    )


def find_head(t: Texts, words: str, requests: int, bodies: int) -> Markup:
    """The heading of /find."""
    if not requests and not bodies:
        return t.say("Nothing contains “{words}”.", words=words)
    return t.say(
        "<b>“{words}”</b>: {requests}, {bodies}",
        words=words,
        requests=t.count("{n} request", "{n} requests", requests),
        bodies=t.count("{n} body", "{n} bodies", bodies),
    )


def digest_head(t: Texts, newsroom: str, requests: Sequence[RequestFacts], now: datetime) -> Markup:
    """The heading of the digest."""
    head = t.say("☀️ <b>{newsroom}</b>, {when}", newsroom=newsroom, when=t.when(now, now))
    return head + Markup("\n") + (counts(t, requests, now) if requests else t.say("Nothing is open."))


def digest_sections(t: Texts, requests: Sequence[RequestFacts], now: datetime) -> list[Markup]:
    """Past the deadline, due within a day, waiting, without an answer by publication: each a heading and its requests.

    A story that came out is remembered for a week; of older ones only how many answers are missing.
    """
    out = [request for request in requests if _is_out(request)]
    news = [r for r in out if r.published_at is not None and now - r.published_at <= REMEMBERED]
    ahead = [request for request in requests if not _is_out(request)]
    late = [request for request in ahead if request.overdue(now)]
    soon = [r for r in ahead if not r.overdue(now) and r.deadline_at - now <= SOON]
    rest = [r for r in ahead if not r.overdue(now) and r.deadline_at - now > SOON]
    found = []
    for title, group in (
        (t.say("{sign} <b>Past the deadline</b>", sign=kinds.LATE), late),
        (t.say("⏰ <b>Due within a day</b>"), soon),
        (t.say("⏳ <b>Waiting</b>"), rest),
        (t.say("{sign} <b>No answer by publication</b>", sign=kinds.OUT), news),
    ):
        if group:
            ordered = sorted(group, key=lambda request: (request.deadline_at, request.number))
            found.append(title)
            found += [_digest_line(t, request, now) for request in ordered]
    if len(out) > len(news):
        found.append(
            t.count(
                "{sign} {n} without an answer, of stories that came out more than a week ago: /status",
                "{sign} {n} without an answer, of stories that came out more than a week ago: /status",
                len(out) - len(news),
                sign=kinds.OUT,
            )
        )
    return found


def _is_out(request: RequestFacts) -> bool:
    return request.is_open and request.by_publication is not None


def _digest_line(t: Texts, request: RequestFacts, now: datetime) -> Markup:
    attempts = t.count("{n} attempt", "{n} attempts", len(request.attempts))
    return Markup("{} · {} · {}").format(card_texts.line(t, request, now), attempts, request.member)
