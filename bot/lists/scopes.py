"""What /status and /report are about: as typed, as the card replied to says, and as the argument of a view."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlmodel.ext.asyncio.session import AsyncSession
from telegram import InlineKeyboardMarkup

from bot.bodies import texts as body_texts
from bot.bodies.matching import unsure
from bot.cards.buttons import button
from bot.i18n.catalogue import shorten
from bot.reading.words import clean, fold, one_line, read_number, read_slug
from bot.telegram import sending
from bot.telegram.call import Call
from bot.telegram.offering import Choice, offer
from bot.telegram.pages import GoneList
from bot.telegram.presses import number_in
from db import bodies, requests, stories
from db.errors import DeskError, UnknownStory
from db.people import places
from db.queries import Scope
from db.stories import Alike
from db.tables import Story
from db.text.names import Candidate, Doubtful, Exact

_MINE = frozenset({"me", "my", "mine", "ខ្ញុំ", "របស់ខ្ញុំ"})


class NothingToldHere(DeskError):
    """The one story that is told in a group was made private."""

    message = "The story that is told here is private now, so I show nothing of it in a group. An editor can say what else is told here: /newsroom here"


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
    `story` is its slug where it is one story, `found` that story."""

    scope: Scope
    title: str
    typed: str = ""
    story: str | None = None
    found: Story | None = None


@dataclass(frozen=True)
class Meant:
    """What somebody asked about: one request, or the argument of a view; "" for the whole newsroom."""

    request_id: int | None = None
    argument: str = ""


async def meant(call: Call, command: str, rest: str = "") -> Meant | None:
    """What the words after a command are about: `BODY`, `#story`, `me`, a request's number, or, with no words, the
    request whose card the message replies to, or the story that alone is told in this group. A story may be named without its `#`. None after having asked which of
    those that may be meant it is.

    Args:
        rest: what else the command says, to be said again with the one that is chosen.

    Raises:
        UnknownNumber, UnknownStory: there is none, and none like it.
    """
    typed = parse_status_scope(call.args)
    newsroom_id = call.who.newsroom_id
    async with call.looking() as session:
        if typed.number is not None:
            request = await requests.by_number(session, newsroom_id, typed.number)
            return Meant(request_id=request.id)
        if typed.story is not None:
            story = await stories.find(session, newsroom_id, typed.story)
            if story is not None:
                return Meant(argument=f"s{story.id}")
            alike = await stories.alike(session, newsroom_id, typed.story)
            if not alike:
                raise UnknownStory(slug=typed.story)
            return await _offer(call, f"#{typed.story}", command, rest, alike, ())
        if typed.mine:
            return Meant(argument=MINE)
        if typed.body is None:
            request_id = await call.replied_to(session)
            return Meant(request_id) if request_id is not None else await _told_here(call, session)
        found = await bodies.find(session, newsroom_id, typed.body)
        alike = await stories.alike(session, newsroom_id, typed.body)
        named = [one for one in alike if one.score == 100]
        if isinstance(found, Exact):
            if not named:
                return Meant(argument=f"b{found.body_id}")
            body = await bodies.by_id(session, newsroom_id, found.body_id)
            return await _offer(
                call,
                typed.body,
                command,
                rest,
                named,
                [Candidate(found.body_id, body.name, 100, body.name_km)] if body else [],
            )
        if len(named) == 1:
            return Meant(argument=f"s{named[0].story.id}")
        candidates = found.candidates if isinstance(found, Doubtful) else () if alike else found.nearest
    return await _offer(call, typed.body, command, rest, alike, candidates)


async def _told_here(call: Call, session: AsyncSession) -> Meant:
    """What is meant where nothing is named: the story that is told alone in this group or topic, else the whole newsroom."""
    if not sending.is_group(call.update):
        return Meant()
    topic_id = sending.topic_of(call.update)
    place = await places.here(session, call.who.newsroom_id, call.who.chat_id, topic_id)
    if place is None or place.story_id == places.ALL:
        return Meant()
    if await stories.by_id(session, call.who.newsroom_id, place.story_id) is None:
        raise NothingToldHere
    return Meant(argument=f"s{place.story_id}")


async def _offer(
    call: Call,
    typed: str,
    command: str,
    rest: str,
    alike: Sequence[Alike],
    candidates: Sequence[Candidate],
) -> Meant | None:
    """Offer the stories and bodies that may be meant, the likeliest first, stories before bodies."""
    several = [
        (-one.score, f"#{one.story.slug} {one.story.title}".strip(), f"#{one.story.slug}", f"s{one.story.id}")
        for one in alike
    ]
    several += [
        (-one.score, call.t.name(one.name, one.local), one.name, f"b{one.body_id}") for one in candidates
    ]
    several.sort(key=lambda one: one[0])
    if not alike:
        question = unsure(call.t, typed, known=bool(candidates))
    else:
        question = call.t.say(
            "I am not sure what “{name}” is. Do you mean one of these?", name=shorten(typed, 120)
        )
    if rest:
        choices = [Choice(label, command, f"{said} {rest}") for _, label, said, _ in several]
        await offer(call, question, choices)
        return None
    rows = [[button(shorten(label, 60), f"p:0:{command}:{argument}")] for _, label, _, argument in several]
    await call.answer(question, InlineKeyboardMarkup(rows) if rows else None)
    return None


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
        return Covered(Scope(story_id=story.id), slug, slug, story.slug, story)
    if argument.startswith("b"):
        async with call.looking() as session:
            body = await bodies.by_id(session, call.who.newsroom_id, number_in(argument[1:]))
        if body is None:
            raise GoneList
        return Covered(Scope(body_id=body.id), body_texts.name(call.t, body), body.name)
    return Covered(Scope(), call.who.newsroom.name)
