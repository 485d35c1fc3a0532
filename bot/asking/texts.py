"""What is said of a request that was logged, or is about to be: its double, a new story, a deadline that moved."""

from __future__ import annotations

from datetime import datetime, timedelta

from markupsafe import Markup

from bot.asking.doubles import Double
from bot.cards.texts import NEWLINE, asked, body_name, deadline, status_line
from bot.i18n.catalogue import Texts, shorten
from db.facts import RequestFacts

A_DAY = timedelta(days=1)


def logged_several(t: Texts, logged: list[RequestFacts], now: datetime) -> Markup:
    """One message put the same questions to several bodies."""
    alike = len({request.deadline_at for request in logged}) == 1
    lines = []
    for request in logged:
        lines.append(
            t.say("<b>Logged as #{number}:</b> {body}", number=request.number, body=body_name(t, request))
        )
        if not alike:
            lines.append(deadline(t, request, now))
    return Markup("\n").join([*lines, deadline(t, logged[0], now)] if alike else lines)


def way_out(t: Texts) -> Markup:
    """What can be done where something written was not taken by the form."""
    return t.say(
        "The form keeps what it has: press one of its buttons, or /cancel leaves it. If you wrote of something else, send that again after /cancel."
    )


def new_story(t: Texts, slug: str) -> Markup:
    """A request was for a story nobody had named before: a slip, or one whose publication is not known yet."""
    return t.say(
        "#{slug} is a new story. When will it be published? /story #{slug} publish fri 18:00", slug=slug
    )


def already_asked(
    t: Texts, request: RequestFacts, double: Double, now: datetime, *, mine: bool, joinable: bool
) -> Markup:
    """The same was put to a body for the same story before: what was, by whom and when, and where it stands."""
    told = {"body": body_name(t, request), "story": request.story or "", "number": request.number}
    if request.asked_at is None:
        head = t.say("<b>Not logged yet.</b> #{number} waits to be asked: {body}, for #{story}.", **told)
    elif mine:
        head = t.say("<b>Not logged yet.</b> You have asked {body} the same for #{story}: #{number}.", **told)
    else:
        head = t.say(
            "<b>Not logged yet.</b> {member} has asked {body} the same for #{story}: #{number}.",
            member=t.member(request.member),
            **told,
        )
    lines = [head, *(Markup("– {}").format(shorten(question, 300)) for question in double.same)]
    if request.asked_at is not None:
        lines.append(asked(t, request, now))
        if now - request.asked_at >= A_DAY:
            lines.append(t.say("That is {length} ago.", length=t.length(now - request.asked_at)))
    lines += [status_line(t, request, now), deadline(t, request, now)]
    if joinable:
        lines.append(t.say("Is this one more attempt of #{number}, or a request of its own?", **told))
        if double.fresh:
            lines.append(
                t.count(
                    "If you join it, {n} question that is not in it is logged on its own.",
                    "If you join it, {n} questions that are not in it are logged on their own.",
                    len(double.fresh),
                )
            )
    return NEWLINE.join(line for line in lines if line)


def alike(t: Texts, double: Double) -> Markup:
    """What was logged may be a double all the same."""
    return t.say(
        "⚠️ #{number} put much the same to them: “{question}”. If it is one request, withdraw this and log it there: /chase {number}",
        number=double.put.number,
        question=shorten(double.same[0], 120),
    )


def deadline_moved(t: Texts, request: RequestFacts, now: datetime) -> Markup:
    """An asking that was joined told them a later deadline."""
    return t.say("Its deadline is {when} now.", when=t.moment(request.deadline_at, now))


def deadline_stays(t: Texts, request: RequestFacts, now: datetime) -> Markup:
    """An asking that was joined told them an earlier deadline."""
    return t.say("Its deadline stays {when}, the later of the two.", when=t.moment(request.deadline_at, now))
