"""What /report says: the bodies past their deadline, with requests, lateness and attempts, and what may be printed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import datetime

from markupsafe import Markup

from bot import kinds
from bot.cards import texts as card_texts
from bot.claims.sentences import Sentence
from bot.i18n.catalogue import Texts, shorten
from db.facts import RequestFacts


def head(
    t: Texts,
    title: str,
    found: Sequence[RequestFacts],
    late_bodies: int,
    now: datetime,
    *,
    story: str | None = None,
) -> Markup:
    """What the report covers, and how many bodies are past their deadline. `story`: its slug, for a report on one."""
    text = t.say("<b>Report: {title}</b>, {when}", title=title, when=t.when(now, now)) + Markup("\n")
    if not found and story is not None:
        return text + t.say(
            "Nothing was asked for this story yet, so there is nothing to report. Log a request: /ask Body: question? #{story}",
            story=story,
        )
    if not found:
        return text + t.say("Nothing was asked yet, so there is nothing to report. Log a request: /ask")
    if not late_bodies:
        return text + t.say("No body is past its deadline.")
    return text + t.count(
        "{n} body is past its deadline:", "{n} bodies are past their deadline:", late_bodies
    )


def body(t: Texts, requests: Sequence[RequestFacts], now: datetime) -> Markup:
    """One body with its overdue requests."""
    name = card_texts.body_name(t, requests[0])
    lines = [Markup("{} <b>{}</b>").format(kinds.LATE, name)]
    for request in requests:
        lines.append(
            t.say(
                "#{number} {status}: deadline {when}, {late} ago",
                number=request.number,
                status=card_texts.state(t, request, now),
                when=t.when(request.deadline_at, now),
                late=t.length(request.late_by(now)),
            )
        )
        lines.append(_attempts(t, request, now))
        if request.contact:
            lines.append(t.say("Asked: {contact}", contact=request.contact))
        if len(request.open_questions) < len(request.questions):
            asked = "; ".join(q.topic or shorten(q.text, 120) for q in request.open_questions)
            lines.append(t.say("Not answered: {questions}", questions=asked))
        if not request.deadline_told:
            lines.append(t.say("They were told no deadline; this one is ours."))
    return Markup("\n").join(lines)


def supported(t: Texts, said: Sequence[Sentence]) -> list[Markup]:
    """The sentences that the record supports, a block each, under one heading; nothing where there are none."""
    blocks = [sentence.shown() for sentence in said]
    if blocks:
        blocks[0] = Markup("\n").join([t.say("<b>What the record supports</b>"), blocks[0]])
    return blocks


def foot(t: Texts, found: Sequence[RequestFacts], now: datetime, typed: str) -> Markup:
    """Everything that is not past its deadline, so that nothing seems forgotten. `typed`: what follows /status for
    the same requests."""
    rest = [request for request in found if not request.overdue(now)]
    lines = [card_texts.line(t, request, now) for request in rest]
    if not lines:
        return Markup("")
    shown = lines[:12]
    if len(lines) > 12:
        more, command = len(lines) - 12, f"/status {typed}".strip()
        shown.append(t.count("… and {n} more: {command}", "… and {n} more: {command}", more, command=command))
    return Markup("\n").join([t.say("<b>Not past the deadline</b>"), *shown])


def _attempts(t: Texts, request: RequestFacts, now: datetime) -> Markup:
    tried = Counter(event.channel for event in request.attempts)
    ways = t.digits(
        ", ".join(f"{card_texts.channel_or_words(t, channel)} × {n}" for channel, n in tried.items())
    )
    first, last = request.attempts[0].happened_at, request.attempts[-1].happened_at
    count = t.count("{n} attempt", "{n} attempts", len(request.attempts))
    if len(request.attempts) == 1:
        return t.say("{attempts} ({ways}): {first}", attempts=count, ways=ways, first=t.when(first, now))
    return t.say(
        "{attempts} ({ways}): {first} to {last}",
        attempts=count,
        ways=ways,
        first=t.when(first, now),
        last=t.when(last, now),
    )
