"""What /report says: the bodies past their deadline, with requests, lateness and attempts, and what may be printed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import datetime

from markupsafe import Markup

from bot import kinds
from bot.cards import texts as card_texts
from bot.claims.record import attempts_of
from bot.claims.sentences import Sentence
from bot.i18n.catalogue import Texts, shorten
from db.facts import RequestFacts

MOST_SHOWN = 12


def head(
    t: Texts,
    title: str,
    count: int,
    late_bodies: int,
    now: datetime,
    *,
    story: str | None = None,
) -> Markup:
    """What the report covers, and how many bodies are past their deadline.

    Args:
        count: how many requests there are.
        story: its slug, for a report on one.
    """
    text = t.say("<b>Report: {title}</b>, {when}", title=title, when=t.when(now, now)) + Markup("\n")
    if not count and story is not None:
        return text + t.say(
            "Nothing was asked for this story yet, so there is nothing to report. Log a request: /ask Body: question? #{story}",
            story=story,
        )
    if not count:
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
    """The sentences that the record supports, under one heading: a block for each, as print has it and below that exactly;
    nothing where there are none."""
    blocks = [sentence.both() for sentence in said]
    if blocks:
        blocks[0] = Markup("\n").join([t.say("<b>What the record supports</b>"), blocks[0]])
    return blocks


def foot(t: Texts, found: Sequence[RequestFacts], now: datetime, typed: str, quiet: int) -> Markup:
    """Everything that is not past its deadline, so that nothing seems forgotten.

    Args:
        typed: what follows /status for the same requests.
        quiet: how many more were left out, because they are closed and nothing came lately.
    """
    rest = [request for request in found if not request.overdue(now)]
    shown = [card_texts.line(t, request, now) for request in rest[:MOST_SHOWN]]
    command = f"/status {typed}".strip()
    if len(rest) > MOST_SHOWN:
        more = len(rest) - MOST_SHOWN
        shown.append(t.count("… and {n} more: {command}", "… and {n} more: {command}", more, command=command))
    if shown:
        shown.insert(0, t.say("<b>Not past the deadline</b>"))
    if quiet:
        shown.append(
            t.count(
                "{n} closed request without anything new for a month is left out. Of one story: /report #story",
                "{n} closed requests without anything new for a month are left out. Of one story: /report #story",
                quiet,
            )
        )
    return Markup("\n").join(shown)


def _attempts(t: Texts, request: RequestFacts, now: datetime) -> Markup:
    attempts = attempts_of(request)
    tried = Counter(event.channel for event in attempts)
    ways = t.digits(
        ", ".join(f"{card_texts.channel_or_words(t, channel)} × {n}" for channel, n in tried.items())
    )
    count = t.count("{n} attempt", "{n} attempts", len(attempts))
    if not attempts:
        return count
    first, last = attempts[0].happened_at, attempts[-1].happened_at
    if len(attempts) == 1:
        return t.say("{attempts} ({ways}): {first}", attempts=count, ways=ways, first=t.when(first, now))
    return t.say(
        "{attempts} ({ways}): {first} to {last}",
        attempts=count,
        ways=ways,
        first=t.when(first, now),
        last=t.when(last, now),
    )
