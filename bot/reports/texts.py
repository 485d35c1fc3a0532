"""What /report says: who has not answered and what print has; in full, the bodies past their deadline with requests,
lateness and attempts, and what may be printed exactly; and why."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from datetime import datetime

from markupsafe import Markup

from bot import kinds
from bot.cards import events as card_events
from bot.cards import texts as card_texts
from bot.claims.printable import Changed
from bot.claims.record import attempts_of
from bot.claims.sentences import Sentence
from bot.fairness import texts as fairness_texts
from bot.fairness.check import FairChance
from bot.i18n.catalogue import Texts, shorten
from bot.reports.standing import Standing, last_told
from bot.stories import texts as story_texts
from bot.telegram.pages import split
from db.facts import RequestFacts
from db.lifecycle import BY_THE_DESK, EventKind
from db.lists import LeftOut
from db.tables import Story

MOST_SHOWN = 12
MOST_NAMED = 6  # in one line
MOST_EVENTS = 8  # of one request, of those on which a sentence rests
NOT_TOLD = BY_THE_DESK | {EventKind.NOTE, EventKind.DEADLINE_SET}


def head(
    t: Texts,
    title: str,
    count: int,
    late_bodies: int,
    now: datetime,
    *,
    story: str | None = None,
    seen: bool = True,
) -> Markup:
    """What the report covers, and how many bodies are past their deadline.

    Args:
        count: how many requests there are.
        story: its slug, for a report on one.
        seen: there are no others that whoever reads may not see.
    """
    text = t.say("<b>Report: {title}</b>, {when}", title=title, when=t.when(now, now)) + Markup("\n")
    if not count and not seen:
        return text + card_texts.none_seen(t)
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


def brief_head(t: Texts, title: str, bodies: Standing, now: datetime, story: Story | None = None) -> Markup:
    """The first line says how many of how many bodies have not answered; then of what and of when that is, and what else
    has to be known of them."""
    if not bodies.asked:
        first = t.say("<b>Nobody is being asked for an answer</b>")
    elif not bodies.late:
        first = t.count(
            "<b>0 of {n} body is past its deadline without an answer</b>",
            "<b>0 of {n} bodies are past their deadline without an answer</b>",
            bodies.asked,
        )
    elif bodies.asked == 1:
        first = t.say("<b>1 of 1 body has not answered by the deadline</b>")
    else:
        first = t.count(
            "<b>{n} of {all} bodies has not answered by the deadline</b>",
            "<b>{n} of {all} bodies have not answered by the deadline</b>",
            bodies.late,
            all=bodies.asked,
        )
    told = [Markup("{}, {}").format(title, t.when(now, now))]
    if bodies.in_part:
        told.append(t.count("{n} of them answered in part", "{n} of them answered in part", bodies.in_part))
    if bodies.not_reached:
        told.append(
            t.count(
                "{n} of them could not be reached", "{n} of them could not be reached", bodies.not_reached
            )
        )
    lines = [first, Markup(" · ").join(told)]
    if story is not None and story.published_at is not None and bodies.then is not None:
        lines.append(
            t.count(
                "Came out {when}; {n} was past the deadline then",
                "Came out {when}; {n} were past their deadlines then",
                bodies.then,
                when=t.when(story.published_at, now),
            )
        )
    if bodies.not_due:
        lines.append(t.say("Not past the deadline: {bodies}", bodies=_not_due(t, bodies.not_due, now)))
    return Markup("\n").join(lines)


def _not_due(t: Texts, requests: Sequence[RequestFacts], now: datetime) -> Markup:
    named = []
    for request in requests[:MOST_NAMED]:
        name = card_texts.body_name(t, request)
        if request.waits_for_us:
            named.append(t.say("{body} (waits for our answer)", body=name))
        elif request.lapsed:
            named.append(t.say("{body} (needs a new deadline)", body=name))
        else:
            named.append(t.say("{body} (until {when})", body=name, when=t.moment(last_told(request), now)))
    said = Markup(", ").join(named)
    more = len(requests) - MOST_NAMED
    return t.count("{named} and {n} more", "{named} and {n} more", more, named=said) if more > 0 else said


def brief(said: Sequence[Sentence]) -> Markup:
    """What print has, with its requests and what is in doubt; then and now together."""
    return Markup("\n").join(sentence.in_brief() for sentence in said)


def brief_foot(
    t: Texts, found: Sequence[RequestFacts], groups: Sequence[Sequence[Sentence]], now: datetime, quiet: int
) -> Markup:
    """The requests of which no sentence speaks, so that nothing seems forgotten, and how many more were left out."""
    told = {number for group in groups for sentence in group for number in sentence.numbers}
    rest = [one for one in found if one.number not in told and not _is_told_as_not_asked(one, told)]
    lines = []
    if rest:
        named = Markup("; ").join(card_texts.line(t, request, now) for request in rest[:MOST_NAMED])
        more = len(rest) - MOST_NAMED
        if more > 0:
            named = t.count("{named} and {n} more", "{named} and {n} more", more, named=named)
        lines.append(t.say("No sentence of: {requests}", requests=named))
    return Markup("\n").join([*lines, *_left_out(t, quiet)])


def _is_told_as_not_asked(request: RequestFacts, told: Collection[int]) -> bool:
    """The sentence of a referral has a note on whom nobody has asked yet."""
    origin = request.referred_from
    return request.asked_at is None and origin is not None and origin.number in told


def _left_out(t: Texts, quiet: int) -> list[Markup]:
    if not quiet:
        return []
    return [
        t.count(
            "{n} closed request without anything new for a month is left out. Of one story: /report #story",
            "{n} closed requests without anything new for a month are left out. Of one story: /report #story",
            quiet,
        )
    ]


def to_print(groups: Sequence[Sequence[Sentence]]) -> str:
    """The sentences of print alone, each a paragraph; without what is no sentence for print."""
    return "\n\n".join(
        _printed(sentence) for group in groups for sentence in group if _is_for_print(sentence)
    )


def _is_for_print(sentence: Sentence) -> bool:
    return bool(sentence.short)


def _printed(sentence: Sentence) -> str:
    return sentence.short.striptags()


def doubts(groups: Sequence[Sequence[Sentence]]) -> list[Markup]:
    """What the desk should know before it prints them, each once."""
    every = [sentence for group in groups for sentence in group]
    found = [note for sentence in every for note in sentence.notes]
    found += [sentence.text for sentence in every if not _is_for_print(sentence)]
    return list(dict.fromkeys(found))


def copied(t: Texts, groups: Sequence[Sequence[Sentence]]) -> list[Markup]:
    """The sentences to be copied with one tap, and below them what is in doubt."""
    printed = to_print(groups)
    if not printed:
        return [t.say("The record supports no sentence yet.")]
    blocks = [Markup("<pre>{}</pre>").format(printed)]
    if unsettled := doubts(groups):
        listed = [Markup("<i>{}</i>").format(doubt) for doubt in unsettled]
        blocks.append(Markup("\n").join([t.say("<b>Not settled</b>"), *listed]))
    return blocks


def files(t: Texts, title: str) -> Markup:
    """Above the buttons of the files."""
    return (
        t.say("<b>Files: {title}</b>", title=title)
        + Markup("\n")
        + t.say("Any browser opens the dossier, and prints it on paper or as a PDF.")
    )


def not_made(t: Texts, word: str) -> Markup:
    """A file was asked for that there is not."""
    return t.say(
        "There is no {word} file. Any browser opens the dossier, and prints it on paper or as a PDF. Which do you want?",
        word=word.upper(),
    )


def because(t: Texts, request: RequestFacts, now: datetime) -> Markup:
    """What a sentence rests on, of one request: where it stands, its deadline, the attempts and what else happened."""
    lines = [card_texts.line(t, request, now)]
    if request.asked_at is not None:
        lines.append(card_texts.deadline(t, request, now))
        if len(attempts_of(request)) != 1:  # the one stands below
            lines.append(_attempts(t, request, now))
    if 0 < len(request.open_questions) < len(request.questions):
        lines.append(_open_questions(t, request))
    happened = [event for event in request.in_force if event.kind not in NOT_TOLD]
    if len(happened) > MOST_EVENTS:
        command = f"/status {request.number}"
        more = len(happened) - MOST_EVENTS
        lines.append(t.count("… and {n} more: {command}", "… and {n} more: {command}", more, command=command))
    lines += [
        card_events.event_line(t, event, now, limit=card_texts.SHORT) for event in happened[-MOST_EVENTS:]
    ]
    return Markup("\n").join(lines)


def chances(t: Texts, checks: Sequence[FairChance], now: datetime) -> list[tuple[Markup, FairChance]]:
    """The fair-chance check of each body: all of its points where it is the only one, else in a line."""
    if len(checks) != 1:
        return [(fairness_texts.line(t, chance, now), chance) for chance in checks]
    [chance] = checks
    points = [
        Markup("{} {}").format(fairness_texts.SIGNS[checked.state], fairness_texts.label(t, checked, now))
        for checked in chance.points
    ]
    head = t.say("⚖️ <b>Fair chance</b>: {met} of {all}", met=chance.met, all=len(chance.points))
    return [(Markup("\n").join([head, *points]), chance)]


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
                when=t.moment(request.deadline_at, now),
                late=t.length(request.late_by(now)),
            )
            + card_texts.only_ours(t, request, now)
        )
        lines.append(_attempts(t, request, now))
        if request.contact:
            lines.append(t.say("Asked: {contact}", contact=request.contact))
        if len(request.open_questions) < len(request.questions):
            lines.append(_open_questions(t, request))
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
    return Markup("\n").join([*shown, *_left_out(t, quiet)])


def private(t: Texts, found: Sequence[RequestFacts], count: LeftOut) -> Markup:
    """How many requests whoever reads may not see, and of which bodies nothing can be printed without knowing them."""
    if not count:
        return Markup("")
    lines = [card_texts.left_out(t, count)]
    unsure = dict.fromkeys(card_texts.body_name(t, one) for one in found if one.beside_hidden)
    if unsure:
        lines.append(
            t.say("What may be printed of {bodies} hangs on it too: ask an editor.", bodies=", ".join(unsure))
        )
    return Markup("\n").join(lines)


def _open_questions(t: Texts, request: RequestFacts) -> Markup:
    asked = "; ".join(q.topic or shorten(q.text, 120) for q in request.open_questions)
    return t.say("Not answered: {questions}", questions=asked)


def _attempts(t: Texts, request: RequestFacts, now: datetime) -> Markup:
    attempts = attempts_of(request)
    tried = Counter(event.channel for event in attempts)
    ways = t.digits(
        ", ".join(f"{card_texts.channel_or_words(t, channel)} × {n}" for channel, n in tried.items())
    )
    count = t.count("{n} attempt", "{n} attempts", len(attempts))
    if not attempts:
        return count
    first, last = (card_events.happened(t, attempts[at], now) for at in (0, -1))
    if len(attempts) == 1:
        return t.say("{attempts} ({ways}): {first}", attempts=count, ways=ways, first=first)
    return t.say(
        "{attempts} ({ways}): {first} to {last}",
        attempts=count,
        ways=ways,
        first=first,
        last=last,
    )


def overtaken(t: Texts, changed: Sequence[Changed], shown_at: datetime, now: datetime) -> list[Markup]:
    """In the place of a report that was shown: what was recorded since, and what print can say now."""
    when = t.when(shown_at, now)
    if not changed:
        return [t.say("The record says again what this report of {when} said.", when=when)]
    blocks = [t.say("⚠️ <b>Overtaken</b>: what this report of {when} said does not hold any more.", when=when)]
    blocks += [story_texts.what_changed(t, one, now) for one in changed[:MOST_NAMED]]
    more = len(changed) - MOST_NAMED
    if more > 0:
        blocks.append(t.count("… and {n} more", "… and {n} more", more))
    return [blocks[position] for position in split(blocks, Markup("\n\n"))[0]]
