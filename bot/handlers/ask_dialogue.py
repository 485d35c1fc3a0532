"""Answers to what /ask asks: texts and buttons of the guided dialogue, and of questions about a body or a day."""

from __future__ import annotations

from datetime import datetime

from markupsafe import Markup

from bot import sending
from bot.call import Call
from bot.handlers import ask_steps
from bot.handlers.asking import go_on, read_deadline
from bot.handlers.times import CHOICES
from bot.parsing import read_channel, read_slug, split_bodies
from bot.parsing_ask import check_limits
from bot.parsing_errors import BadSlug, NoQuestion, UnknownChannel
from bot.parsing_questions import Question, read_topic, split_questions
from bot.parsing_words import LONGEST_SLUG
from bot.pressed import CHANNELS, OldButton, number_in, one_of
from bot.texts import asking
from db import bodies
from db.errors import DeskError
from db.tables import Draft
from jobs.deadlines import InThePast, looks_like_time


class AnsweredAlready(DeskError):
    """That was answered already. The newest question is further down."""


async def take_text(call: Call, draft: Draft) -> None:
    """What a member wrote while the guided dialogue waited for it."""
    data = dict(draft.data)
    step = ask_steps.next_step(data)
    doubtful = next((at for at, entry in enumerate(data["bodies"]) if entry["id"] is None), None)
    if step == "body" or doubtful is not None:
        async with call.looking() as session:
            known = await bodies.is_known(session, call.who.newsroom_id)
        named = [{"typed": name, "id": None} for name in split_bodies(call.args, is_body=known)]
        # Whoever writes a name instead of pressing one means it in the place of the one in doubt.
        at = doubtful or 0
        data["bodies"] = data["bodies"][:at] + named + data["bodies"][at + 1 :]
    elif step == "questions":
        questions = _read_questions(call.args)
        if not questions:
            raise NoQuestion(body=data["bodies"][0]["typed"])
        check_limits(questions)
        data["questions"] = [{"text": q.text, "topic": q.topic} for q in questions]
    elif step == "deadline":
        data["deadline"] = call.args
        if not looks_like_time(call.args):
            read_deadline(call, call.args)
    elif step == "channel":
        channel = read_channel(call.args)
        if channel is None:
            raise UnknownChannel(text=call.args[:40])
        data["channel"] = channel.value
    elif step == "story":
        data["story"] = read_slug(call.args.strip()) or read_slug(f"#{call.args.strip()}")
        if data["story"] is None:
            raise BadSlug(text=call.args[:40], limit=LONGEST_SLUG)
        data["story_asked"] = True
    await go_on(call, data, draft.id)


async def choose(call: Call, draft: Draft, verb: str, argument: str) -> None:
    """A button of the dialogue, or of a question about a body or a day."""
    data = dict(draft.data)
    step, said = ask_steps.next_step(data), Markup("")
    match verb:
        case "day":
            days = dict(enumerate(data.get("days", [])))
            chosen = datetime.fromisoformat(one_of(days, number_in(argument)))
            if data["deadline_at"]:
                raise AnsweredAlready
            if chosen <= call.now:
                raise InThePast(data["deadline"], chosen)
            data["deadline_at"] = chosen.isoformat()
        case "deadline":
            data["deadline"] = _deadline_words(argument)
            _check_step(step, "deadline")
            data["deadline_asked"] = True
        case "channel":
            data["channel"] = one_of(CHANNELS, argument).value
            _check_step(step, "channel")
        case "story":
            _check_step(step, "story")
            data["story"], data["story_asked"] = read_slug(f"#{argument}") if argument else None, True
        case "log":
            _check_step(step, "confirm")
            data["confirmed"] = True
            if data["deadline_at"] and datetime.fromisoformat(data["deadline_at"]) <= call.now:
                said = call.t.say("That deadline has passed meanwhile. Nothing is logged yet.")
                data |= {"deadline": None, "deadline_at": None, "deadline_asked": False, "confirmed": False}
        case _:
            raise OldButton
    await go_on(call, data, draft.id)
    # Only now: while it cannot be done, the buttons stay.
    await sending.toast(call.update, said, alert=bool(said))
    await sending.show_in_place(call.update, asking.so_far(call.t, data, call.now), None)


def _check_step(step: str | None, answered: str) -> None:
    """A button answers the step that is asked now: a second tap must not ask the next one again."""
    if step != answered:
        raise AnsweredAlready


def _deadline_words(argument: str) -> str | None:
    """The words a deadline button stands for; None: no deadline was told."""
    return None if argument == "none" else one_of(CHOICES, argument)


def _read_questions(typed: str) -> list[Question]:
    lines = [line.strip().lstrip("-–•*").strip() for line in typed.splitlines() if line.strip()]
    if len(lines) == 1:
        lines = split_questions(lines[0])
    return [read_topic(line) for line in lines if line]
