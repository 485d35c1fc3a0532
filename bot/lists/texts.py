"""Headings and lines of lists, and the digest."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from markupsafe import Markup

from bot import kinds
from bot.cards import texts as card_texts
from bot.i18n.catalogue import Texts
from db.facts import AnyRequest, RequestLine
from db.lists import Counts
from jobs.reminders.digest import SOON
from jobs.reminders.notices import DigestNotice


def counts(t: Texts, found: Counts) -> Markup:
    """How many are open; how many of them a story came out without, and how many others are past their deadline."""
    text = t.count("{n} open", "{n} open", found.open)
    if found.late:
        text += Markup(", ") + t.count("{n} past the deadline", "{n} past the deadline", found.late)
    if found.out:
        text += Markup(", ") + t.count(
            "{n} without an answer by publication", "{n} without an answer by publication", found.out
        )
    if found.closed:
        text += Markup(", ") + t.count("{n} closed", "{n} closed", found.closed)
    return text


def status_head(t: Texts, title: str, found: Counts, now: datetime) -> Markup:
    """The heading of /status."""
    head = t.say("<b>{title}</b>, {when}", title=title, when=t.when(now, now))
    if not found.all:
        return head + Markup("\n") + t.say("No requests here yet. Log one with /ask.")
    return head + Markup("\n") + counts(t, found)


def due_head(t: Texts, count: int) -> Markup:
    """The heading of /due."""
    if not count:
        return t.say("You have no open requests.")
    return t.count("<b>Your {n} open request</b>", "<b>Your {n} open requests</b>", count)


def due_line(t: Texts, request: RequestLine, now: datetime) -> Markup:
    """An open request, and what to do next."""
    return Markup("{}\n{}\n→ {}").format(
        card_texts.line(t, request, now), card_texts.deadline(t, request, now), next_step(t, request, now)
    )


def next_step(t: Texts, request: AnyRequest, now: datetime) -> Markup:
    """What a reporter would do next about an open request."""
    if _is_out(request):
        return t.say("The story is out. Log an answer if one comes: it may have to be updated.")
    if request.asked_at is None:
        return t.say("Ask them, then press how.")
    if request.status == "undeliverable":
        return t.say("It did not reach them: try another way.")
    if request.waits_for_us:
        return t.say("They asked back: answer them, then log it as another attempt.")
    if not request.overdue(now):
        left = request.deadline_at - now
        if left > SOON:
            return t.say("Wait; {left} left.", left=t.length(left))
        return t.say("Chase now; {left} left.", left=t.length(left))
    if request.attempt_count >= card_texts.FAIR_ATTEMPTS:
        return t.say("Five attempts are on record. Chase once more before publication.")
    if request.channel_count < 2:
        return t.say(
            "Chase by another channel than {channel}.",
            channel=card_texts.channel_or_words(t, request.channel),
        )
    return t.say(
        "Chase again: attempt {n} of {fair} is next.",
        n=request.attempt_count + 1,
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


def digest_head(t: Texts, notice: DigestNotice) -> Markup:
    """The heading of the digest."""
    head = t.say("☀️ <b>{newsroom}</b>, {when}", newsroom=notice.newsroom, when=t.when(notice.now, notice.now))
    said = counts(t, replace(notice.counts, closed=0)) if notice.counts.open else t.say("Nothing is open.")
    return head + Markup("\n") + said


def digest_sections(t: Texts, notice: DigestNotice) -> list[Markup]:
    """Past the deadline, due within a day, waiting, without an answer by publication: each a heading and its requests.

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
            found += [_digest_line(t, request, notice.now) for request in group]
    if notice.out_long_ago:
        found.append(
            t.count(
                "{sign} {n} without an answer, of stories that came out more than a week ago: /status",
                "{sign} {n} without an answer, of stories that came out more than a week ago: /status",
                notice.out_long_ago,
                sign=kinds.OUT,
            )
        )
    return found


def _is_out(request: AnyRequest) -> bool:
    return request.is_open and request.by_publication is not None


def _digest_line(t: Texts, request: RequestLine, now: datetime) -> Markup:
    attempts = t.count("{n} attempt", "{n} attempts", request.attempt_count)
    return Markup("{} · {} · {}").format(card_texts.line(t, request, now), attempts, request.member)
