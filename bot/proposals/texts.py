"""What a proposal says."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from markupsafe import Markup

from bot import kinds
from bot.cards.texts import body_name, status_line
from bot.i18n.catalogue import Texts, shorten
from bot.proposals.matching import settled_kind
from db.facts import RequestFacts
from db.lifecycle import ATTEMPTS, Channel, EventKind, Result

NEWLINE = Markup("\n")
SHOWN = 600  # characters of the words


def proposal(t: Texts, data: dict[str, Any], request: RequestFacts | None, now: datetime) -> Markup:
    """All that would be logged, a line each."""
    lines = list[Markup]()
    if request is not None:
        lines.append(t.say("<b>#{number} {body}</b>", number=request.number, body=body_name(t, request)))
    kind = settled_kind(data, request) if request is not None else None
    if kind is not None:
        lines.append(_what(t, data, kind, request))
    if data["to"]:
        names = ", ".join(entry["typed"] for entry in data["to"])
        lines.append(t.say("To: {bodies}", bodies=names))
    if data["contact"] and kind in ATTEMPTS:
        lines.append(t.say("Asked: {contact}", contact=data["contact"]))
    if data["answered"] and request is not None:
        answered = [q for q in request.questions if q.position in data["answered"]]
        lines += [Markup("✓ {}. {}").format(q.position, shorten(q.topic or q.text, 80)) for q in answered]
    if data["deadline_at"]:
        when = t.moment(datetime.fromisoformat(data["deadline_at"]), now)
        lines.append(t.say("Deadline: {when}", when=when))
    if data.get("until_at"):
        when = t.moment(datetime.fromisoformat(data["until_at"]), now)
        lines.append(t.say("Until: {when}", when=when))
    words = data["words"] or (data["typed"] if kind is None else "")
    if words:
        lines.append(Markup("“{}”").format(shorten(words, SHOWN)))
    happened_at = datetime.fromisoformat(data["happened_at"])
    if data.get("day_only"):
        told = t.say("{day}, no hour said", day=t.day(happened_at, now))
        lines.append(Markup("🕘 {}").format(told))
    elif not data.get("unread"):
        lines.append(Markup("🕘 {}").format(t.when(happened_at, now)))
    if files := data.get("files"):
        lines[-1] += t.count(" · {n} file", " · {n} files", len(files))
    return NEWLINE.join(lines)


def _what(t: Texts, data: dict[str, Any], kind: EventKind, request: RequestFacts | None) -> Markup:
    first = kind in ATTEMPTS and request is not None and request.asked_at is None
    said = kinds.EVENTS[EventKind.ASKED if first else kind].said(t)
    parts = [Markup("{}").format(said)]
    if kind in ATTEMPTS and data["channel"]:
        parts.append(Markup("{}").format(kinds.CHANNELS[Channel(data["channel"])].said(t)))
    if kind in ATTEMPTS and data["result"]:
        parts.append(Markup("{}").format(kinds.RESULTS[Result(data["result"])].said(t)))
    return Markup("<b>{}</b>").format(Markup(", ").join(parts))


def question(
    t: Texts, asks: str | None, data: dict[str, Any], request: RequestFacts | None, now: datetime
) -> Markup:
    """What is asked about a proposal; whether it is right where nothing is in doubt."""
    match asks:
        case "kind":
            return _what_is_it(t, data)
        case "request":
            if data["named"]:
                return t.say("No request to “{name}” is open. Which one is it about?", name=data["named"])
            return t.say("Which request is it about?")
        case "new":
            return t.say("Is this one more attempt, or a request of its own?")
        case "closed" if request is not None:
            return t.say(
                "#{number} is closed ({status}), so this cannot be logged on it as it is.",
                number=request.number,
                status=status_line(t, request, now, with_owner=False),
            )
        case "channel":
            return t.say("How was it tried?")
        case "questions":
            return t.say("Which questions did they answer?")
        case "when":
            return t.say("“{text}” can be read in two ways. When did it happen?", text=data["when"])
        case "deadline":
            return t.say("By when should they answer now? Such as: fri 5pm, 5 Dec 14:00, 3 working days.")
        case "words":
            return t.say("Write the words that are to be on record.")
        case "at" if data.get("unread"):
            return t.say("I cannot read when that was. Write it: 09:40, yesterday 15:00, mon 10:00.")
        case "at":
            return t.say("When did it happen? Write it: 09:40, yesterday 15:00, mon 10:00.")
        case "contact":
            return t.say("Whom did you speak or write to there? Press, or write a name or an office.")
        case "result":
            return t.say("What became of it?")
        case "number":
            return t.say("Write the number of the request, such as 12. /cancel leaves it.")
        case _:
            return t.say("Is this right?")


def _what_is_it(t: Texts, data: dict[str, Any]) -> Markup:
    if data["sort"] == "silent":
        return t.say(
            "That they are silent is known without being logged. If you tried again, press how; or keep the words as a note."
        )
    return t.say("What is it?")


def head(t: Texts) -> Markup:
    """That nothing is on record yet."""
    return t.say("<b>Not logged yet</b>")


def old(t: Texts, written: datetime, now: datetime) -> Markup:
    """A proposal of long ago was pressed."""
    return t.say("You wrote this {when}. Press again if it is still right.", when=t.when(written, now))


def overtaken(t: Texts, request: RequestFacts, now: datetime) -> Markup:
    """More is on record of the request than when it was proposed."""
    newest = max(request.by_people, key=lambda event: event.id)
    return t.say(
        "Meanwhile on record: {what}, {when}, {member}. Press again only if this is something else.",
        what=kinds.EVENTS[newest.kind].said(t),
        when=t.when(newest.recorded_at, now),
        member=t.member(newest.member),
    )


def small(t: Texts) -> Markup:
    """Small talk: how to say what can be logged."""
    return t.say(
        "I did not log anything. Say what happened in a sentence, such as: called the court, no answer. I show you what I read before anything is logged."
    )


def way(t: Texts) -> Markup:
    """A question to the desk."""
    return t.say("I did not log anything. Press for what you may want to know:")


def later(t: Texts) -> Markup:
    """Something that is still to be done, or was not."""
    return t.say(
        "I did not log anything: it reads as if it has not happened yet. When it has, say so again; or press below. To be reminded: /remind 3 tomorrow 9:00"
    )
