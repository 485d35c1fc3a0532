"""What the guided /ask says."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from markupsafe import Markup

from bot import kinds
from bot.cards.texts import body_name, deadline
from bot.i18n.catalogue import Texts, shorten
from db.facts import RequestFacts
from db.lifecycle import Channel


def so_far(t: Texts, data: dict[str, Any], now: datetime) -> Markup:
    """What is known of a request that is being put together."""
    lines = [t.say("<b>A request, not logged yet</b>")]
    if data["bodies"]:
        lines.append(t.say("To: {bodies}", bodies=", ".join(entry["typed"] for entry in data["bodies"])))
    lines += [Markup("– {}").format(shorten(q["text"], 300)) for q in data["questions"][:10]]
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
    asked = {
        "body": t.say("Whom did you ask? Write the name of the body; several with commas between them."),
        "questions": t.say("What did you ask? One question on each line."),
        "deadline": t.say(
            "By when did you ask them to answer? Press, or write it: fri 5pm, 5 Dec 14:00, in 48h."
        ),
        "channel": t.say("How did you ask?"),
        "story": t.say("For which story? Press one, or write a new name such as #mangopark."),
        "confirm": t.say("Is this right?"),
    }[step]
    return Markup("{}\n\n{}").format(so_far(t, data, now), asked)


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
