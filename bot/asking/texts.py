"""What the guided /ask says."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from markupsafe import Markup

from bot import kinds
from bot.asking.doubles import Double
from bot.cards.texts import NEWLINE, asked, body_name, deadline, status_line
from bot.i18n.catalogue import Texts, shorten
from db.facts import RequestFacts
from db.lifecycle import Channel

A_DAY = timedelta(days=1)
SHOWN = 10  # questions; with as many more of full length the message would be too long


def so_far(t: Texts, data: dict[str, Any], now: datetime) -> Markup:
    """What is known of a request that is being put together."""
    lines = [t.say("<b>A request, not logged yet</b>")]
    if data["bodies"]:
        lines.append(t.say("To: {bodies}", bodies=", ".join(entry["typed"] for entry in data["bodies"])))
    lines += [Markup("– {}").format(shorten(q["text"], 300)) for q in data["questions"][:SHOWN]]
    if len(data["questions"]) > SHOWN:
        lines.append(t.count("… and {n} more", "… and {n} more", len(data["questions"]) - SHOWN))
    if data["contact"]:
        lines.append(t.say("Asked: {contact}", contact=data["contact"]))
    if data["deadline_at"]:
        lines.append(t.say("Deadline: {when}", when=t.when(datetime.fromisoformat(data["deadline_at"]), now)))
    elif data["deadline_asked"] and not data["deadline"]:
        lines.append(t.say("Deadline: none told to them"))
    if data["channel"]:
        by = t.say("By: {channel}", channel=kinds.CHANNELS[Channel(data["channel"])].said(t))
        lines.append(Markup("{} ({})").format(by, data["became"]) if data.get("became") else by)
    if data["story"]:
        lines.append(Markup("#{}").format(data["story"]))
    return Markup("\n").join(lines)


def question(t: Texts, step: str, data: dict[str, Any], now: datetime) -> Markup:
    """What is known so far, and what is asked next."""
    questions = {
        "body": t.say("Whom did you ask? Write the name of the body; several with commas between them."),
        "questions": t.say("What did you ask? One question on each line."),
        "deadline": t.say(
            "By when did you ask them to answer? Press, or write it: fri 5pm, 5 Dec 14:00, in 48h."
        ),
        "channel": t.say("How did you ask?"),
        "story": t.say("For which story? Press one, or write a new name such as #mangopark."),
        "confirm": t.say("Is this right?"),
    }[step]
    return Markup("{}\n\n{}").format(so_far(t, data, now), questions)


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
            member=request.member,
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
    return t.say("Its deadline is {when} now.", when=t.when(request.deadline_at, now))


def deadline_stays(t: Texts, request: RequestFacts, now: datetime) -> Markup:
    """An asking that was joined told them an earlier deadline."""
    return t.say("Its deadline stays {when}, the later of the two.", when=t.when(request.deadline_at, now))
