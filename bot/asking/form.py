"""The form: a request that is not logged yet in one message, with what is asked next and a button for every part (pure).

What is known of the request is a draft's data, as `empty` has it. Whoever has read something else that may be a request,
a sentence for one, fills such data and hands it to `bot.asking.handlers.show`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from markupsafe import Markup
from telegram import InlineKeyboardButton, InlineKeyboardMarkup

from bot import kinds
from bot.cards.buttons import FEW_BUTTONS, OfficeEnds, Row, button, in_rows, until_buttons
from bot.i18n.catalogue import Texts, shorten
from bot.kinds import Say
from db.lifecycle import Channel

Data = dict[str, Any]
Choice = tuple[Markup, Data]

SHOWN = 10  # questions; with as many more of full length the message would be too long
_LONGEST_LABEL, _LONGEST_OF_TWO = (
    34,
    16,
)  # characters of a button that has a row for itself, and of one of two
_NEWLINE, _PARAGRAPH, _NOTHING = Markup("\n"), Markup("\n\n"), Markup("")


@dataclass(frozen=True)
class Part:
    """A part of a request: its button, how it is asked for, and whether it is where nobody has said it."""

    label: Say
    question: Say
    asked: bool = True


PARTS: dict[str, Part] = {
    "body": Part(
        lambda t: t.say("Body…"),
        lambda t: t.say("Whom did you ask? Write the name of the body; several with commas between them."),
    ),
    "questions": Part(
        lambda t: t.say("Questions…"),
        lambda t: t.say("What did you ask? One question on each line."),
    ),
    "deadline": Part(
        lambda t: t.say("Deadline…"),
        lambda t: t.say(
            "By when did you ask them to answer? Press, or write it: fri 5pm, 5 Dec 14:00, in 48h."
        ),
    ),
    "channel": Part(lambda t: t.say("Channel…"), lambda t: t.say("How did you ask?")),
    "contact": Part(
        lambda t: t.say("Contact…"),
        lambda t: t.say("Whom did you speak or write to there? Press, or write a name or an office."),
        asked=False,
    ),
    "story": Part(
        lambda t: t.say("Story…"),
        lambda t: t.say("For which story? Press one, or write a new name such as #mangopark."),
    ),
}


def empty(asked_at: datetime) -> Data:
    """A request of which nothing is known but when it was begun (UTC). The keys:

    bodies: each {"typed": its name, "id": the body's row id, or None where it is to be found; "local": its own name in the
    other language}.
    questions: each {"text", "topic"}. deadline: as typed; deadline_at is reckoned from it. asked_at: when it was asked,
    late: the same instant again, where it was over already and somebody said that nothing had come. reckoned: the deadline
    as it was reckoned, and from which asking. asked_at: when it was asked,
    where asked_told (noted: that nobody told the hour of it), or where it was written down then (written), not step by step. became: what came of a call. unread: words of which somebody must say what they are.
    asks: the parts that are still asked for, in that order. part: the one that is asked for before them.
    at_once: it is logged as soon as nothing is asked and nothing in doubt; else somebody presses "Log it". serial: how many
    questions about a doubt were put, so that no button answers a later one; doubt, choices: the one that is put now.
    private: its reporter, whom they name and the editors alone will see it. guarded: nobody can pass the message of the form on.
    """
    return {
        "bodies": [],
        "questions": [],
        "deadline": None,
        "deadline_at": None,
        "channel": None,
        "became": None,
        "contact": None,
        "asked_at": asked_at.isoformat(),
        "asked_told": False,
        "noted": {},
        "unread": [],
        "story": None,
        "asks": [name for name, part in PARTS.items() if part.asked],
        "part": None,
        "at_once": False,
        "written": False,
        "serial": 0,
        "doubt": None,
        "choices": [],
        "private": False,
        "named": [],
        "guarded": False,
    }


@dataclass(frozen=True)
class Offered:
    """What can be pressed instead of written: bodies and stories by row id, the contacts of the body."""

    bodies: Sequence[tuple[int, str]] = ()
    contacts: Sequence[str] = ()
    stories: Sequence[tuple[int, str]] = ()


@dataclass(frozen=True)
class Doubt:
    """What has to be decided before anything else: the question, and what each answer changes in the draft.

    part: which part a text answers; None where only a press does. more: buttons that change nothing. whole: the question
    says all of it, and what is known of the request need not be said again.
    """

    question: Markup
    choices: Sequence[Choice]
    part: str | None = None
    more: Sequence[InlineKeyboardButton] = ()
    whole: bool = False


ANY = "any"  # in the place of a part: which one is to be changed is asked


def is_ready(data: Data) -> bool:
    """Whether it could be logged."""
    return bool(data["bodies"] and data["questions"]) and all(
        body["id"] is not None for body in data["bodies"]
    )


def asked_for(data: Data) -> str | None:
    """The part that is asked for now; None when nothing is."""
    return data["part"] or next(iter(data["asks"]), None)


def so_far(t: Texts, data: Data, now: datetime) -> Markup:
    """What is known of a request that is being put together."""
    lines = [t.say("<b>A request, not logged yet</b>")]
    if data["bodies"]:
        names = [t.name(entry["typed"], entry.get("local")) for entry in data["bodies"]]
        lines.append(t.say("To: {bodies}", bodies=", ".join(names)))
    lines += [Markup("– {}").format(shorten(q["text"], 300)) for q in data["questions"][:SHOWN]]
    if len(data["questions"]) > SHOWN:
        lines.append(t.count("… and {n} more", "… and {n} more", len(data["questions"]) - SHOWN))
    if data["contact"]:
        lines.append(t.say("Asked: {contact}", contact=data["contact"]))
    if data["asked_told"]:
        asked_at = datetime.fromisoformat(data["asked_at"])
        when = t.day(asked_at, now) if data["noted"] else t.moment(asked_at, now)
        lines.append(t.say("Asked {when}", when=when))
    if data["deadline_at"]:
        lines.append(
            t.say("Deadline: {when}", when=t.moment(datetime.fromisoformat(data["deadline_at"]), now))
        )
    elif data["deadline"]:
        lines.append(t.say("Deadline: {when}", when=f"“{shorten(data['deadline'], 60)}”"))
    elif "deadline" not in data["asks"]:
        lines.append(t.say("Deadline: none told to them"))
    if data["channel"]:
        by = t.say("By: {channel}", channel=kinds.CHANNELS[Channel(data["channel"])].said(t))
        lines.append(Markup("{} ({})").format(by, data["became"]) if data["became"] else by)
    if data["story"]:
        lines.append(Markup("#{}").format(data["story"]))
    if data["private"]:
        who = "".join(f", {name}" for _, name in data.get("named", ()))
        lines.append(t.say("🔒 Private: you{who} and the editors see it.", who=who))
    return _NEWLINE.join(lines)


def shown(
    t: Texts,
    data: Data,
    key: int,
    offered: Offered,
    office_ends: OfficeEnds,
    now: datetime,
    *,
    doubt: Doubt | None = None,
    picked: tuple[Markup, list[Row]] | None = None,
    why: Markup = _NOTHING,
    foot: Markup = _NOTHING,
) -> tuple[Markup, InlineKeyboardMarkup]:
    """The form and its buttons.

    Args:
        key: the draft's id.
        doubt: what has to be decided first.
        picked: the question and the buttons of the calendar, where that is open.
        why: why what was said last was not taken.
        foot: what is said last of all.
    """
    known, part = so_far(t, data, now), asked_for(data)
    cancel = button(t.say("Cancel"), f"d:{key}:cancel")
    change = button(t.say("Change…"), f"d:{key}:part:{ANY}")
    if doubt is not None:
        # The question first: it is what somebody sees of a message that they have not opened.
        said = [doubt.question + foot, *([] if doubt.whole else [known])]
        rows = [*_answers(t, data, key, doubt), [*(doubt.more or [change]), cancel]]
        return _PARAGRAPH.join(said), InlineKeyboardMarkup(rows)
    parts = in_rows([button(each.label(t), f"d:{key}:part:{name}") for name, each in PARTS.items()])
    if picked is not None:
        question, rows = picked
    elif part == ANY:
        question, rows = t.say("What is to be changed?"), [*parts, [_private(t, data, key)]]
    else:
        question, rows = _question(t, data, part), _choices(t, data, part, key, offered, office_ends)
    if data["part"]:
        rows = [*rows, [button(t.say("« Back"), f"d:{key}:back"), cancel]]
    else:
        logs = is_ready(data) and part in {None, "story"}
        rows = [*([[button(t.say("✅ Log it"), f"d:{key}:log")]] if logs else []), *rows]
        # Where there is much to choose from, the parts are behind one more press.
        has_room = sum(map(len, rows)) + len(PARTS) < FEW_BUTTONS
        rows += [*parts, [cancel]] if has_room else [[change, cancel]]
    said = [each for each in (known, why, question + foot) if each]
    return _PARAGRAPH.join(said), InlineKeyboardMarkup(rows)


def _answers(t: Texts, data: Data, key: int, doubt: Doubt) -> list[Row]:
    numbered = enumerate(doubt.choices)
    rows = packed((label, f"d:{key}:choice:{data['serial']}:{n}") for n, (label, _) in numbered)
    if doubt.part == "deadline" and not any("part" in change for _, change in doubt.choices):
        rows.append([button(t.say("📅 Other day…"), f"d:{key}:deadline:c")])
    return rows


def packed(labelled: Iterable[tuple[str, str]]) -> list[Row]:
    """Buttons of labels and their data: two short ones that follow each other share a row."""
    rows: list[Row] = []
    for label, data in labelled:
        made = button(label, data)
        alone = rows[-1][0] if rows and len(rows[-1]) == 1 else None
        if alone is not None and max(len(alone.text), len(made.text)) <= _LONGEST_OF_TWO:
            rows[-1].append(made)
        else:
            rows.append([made])
    return rows


def _question(t: Texts, data: Data, part: str | None) -> Markup:
    if part is None:
        return t.say("Is this right?")
    question = PARTS[part].question(t)
    if _logs_with_channel(data, part):
        return question + Markup(" ") + t.say("The press logs it.")
    if part == "questions" and data["questions"]:
        return question + Markup(" ") + t.say("It takes the place of what stands there.")
    return question


def _logs_with_channel(data: Data, part: str | None) -> bool:
    """Whether how they were asked is all that is missing, so that its button can log the request."""
    return part == "channel" and not data["part"] and is_ready(data)


def _choices(
    t: Texts, data: Data, part: str | None, key: int, offered: Offered, office_ends: OfficeEnds
) -> list[Row]:
    """What can be pressed instead of written, for one part."""
    if part == "body":
        return packed((shorten(name, _LONGEST_LABEL), f"d:{key}:body:{id_}") for id_, name in offered.bodies)
    if part == "deadline":
        none = button(t.say("none told"), f"d:{key}:deadline:none")
        return [*until_buttons(t, office_ends, lambda choice: f"d:{key}:deadline:{choice}"), [none]]
    if part == "channel":
        return _channels(t, data, key, offered)
    if part == "contact":
        every = enumerate(offered.contacts)
        named = [(shorten(name, _LONGEST_LABEL), f"d:{key}:contact:{n}") for n, name in every]
        nobody = [(t.say("nobody by name"), f"d:{key}:contact:none")] if data["contact"] else []
        return packed([*named, *nobody])
    if part == "story":
        none = button(t.say("no story"), f"d:{key}:story:none")
        return [*_stories(key, offered), [none], [_private(t, data, key)]]
    return []


def _private(t: Texts, data: Data, key: int) -> InlineKeyboardButton:
    label = t.say("🔓 Everybody may see it") if data["private"] else t.say("🔒 Make it private")
    return button(label, f"d:{key}:private")


def _channels(t: Texts, data: Data, key: int, offered: Offered) -> list[Row]:
    logs = _logs_with_channel(data, "channel")
    rows = _stories(key, offered) if logs and data["story"] is None else []
    verb = "log" if logs else "channel"
    found = [
        button(f"{'✅' if logs else words.sign} {words.said(t)}", f"d:{key}:{verb}:{channel.value}")
        for channel, words in kinds.CHANNELS.items()
    ]
    return [*rows, *in_rows(found)]


def _stories(key: int, offered: Offered) -> list[Row]:
    return packed((f"#{slug}", f"d:{key}:story:{story_id}") for story_id, slug in offered.stories)
