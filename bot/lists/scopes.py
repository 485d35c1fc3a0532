"""What /status and /report are about: as typed, as the card replied to says, and as the argument of a view."""

from __future__ import annotations

from dataclasses import dataclass

from bot.bodies import texts as body_texts
from bot.bodies.matching import body_meant
from bot.reading.words import clean, fold, one_line, read_number, read_slug
from bot.telegram.call import Call
from bot.telegram.pages import GoneList
from bot.telegram.presses import number_in
from db import bodies, requests, stories
from db.queries import Scope

_MINE = frozenset({"me", "my", "mine", "ខ្ញុំ", "របស់ខ្ញុំ"})


@dataclass(frozen=True)
class ScopeForm:
    """What a question is about. At most one is set; with none of them it is the whole newsroom."""

    number: int | None = None
    story: str | None = None
    mine: bool = False
    body: str | None = None


def parse_status_scope(text: str) -> ScopeForm:
    """Read `[BODY | #story | me | N]`. Never raises: what is nothing else is a body's name."""
    named = one_line(clean(text))
    number, slug = read_number(named), read_slug(named)
    if number is not None:
        return ScopeForm(number=number)
    if slug is not None:
        return ScopeForm(story=slug)
    if fold(named) in _MINE:
        return ScopeForm(mine=True)
    return ScopeForm(body=named or None)


MINE = "me"


@dataclass(frozen=True)
class Covered:
    """What a view covers: which requests, what to call that, and the words that follow /status or /report for it.
    `story` is its slug where it is one story."""

    scope: Scope
    title: str
    typed: str = ""
    story: str | None = None


@dataclass(frozen=True)
class Meant:
    """What somebody asked about: one request, or the argument of a view; "" for the whole newsroom."""

    request_id: int | None = None
    argument: str = ""


async def meant(call: Call, command: str) -> Meant | None:
    """What the words after a command are about: `BODY`, `#story`, `me`, a request's number, or, with no words, the
    request whose card the message replies to. None after having asked which body it is.

    Raises:
        UnknownNumber, UnknownStory: there is none.
    """
    typed = parse_status_scope(call.args)
    newsroom_id = call.who.newsroom_id
    async with call.looking() as session:
        if typed.number is not None:
            request = await requests.by_number(session, newsroom_id, typed.number)
            return Meant(request_id=request.id)
        if typed.story is not None:
            story = await stories.by_slug(session, newsroom_id, typed.story)
            return Meant(argument=f"s{story.id}")
        if typed.mine:
            return Meant(argument=MINE)
        if typed.body is not None:
            body = await body_meant(call, session, typed.body, command)
            return Meant(argument=f"b{body.id}") if body is not None else None
        return Meant(request_id=await call.replied_to(session))


async def covered(call: Call, argument: str) -> Covered:
    """What a view's argument limits it to.

    Raises:
        GoneList, OldButton: the argument is none of ours.
    """
    if argument == MINE:
        return Covered(Scope(member_id=call.who.member_id), call.who.member.name, MINE)
    if argument.startswith("s"):
        async with call.looking() as session:
            story = await stories.by_id(session, call.who.newsroom_id, number_in(argument[1:]))
        if story is None:
            raise GoneList
        slug = f"#{story.slug}"
        return Covered(Scope(story_id=story.id), slug, slug, story.slug)
    if argument.startswith("b"):
        async with call.looking() as session:
            body = await bodies.by_id(session, call.who.newsroom_id, number_in(argument[1:]))
        if body is None:
            raise GoneList
        return Covered(Scope(body_id=body.id), body_texts.name(call.t, body), body.name)
    return Covered(Scope(), call.who.newsroom.name)
