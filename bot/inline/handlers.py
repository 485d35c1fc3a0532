"""`@bot 12`, `@bot court`, `@bot #story` typed in any chat: what the member may insert there. A stranger is offered nothing."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from markupsafe import Markup
from sqlmodel.ext.asyncio.session import AsyncSession
from telegram import (
    InlineQueryResultArticle,
    InlineQueryResultsButton,
    InputTextMessageContent,
    Update,
)
from telegram.constants import InlineQueryLimit, ParseMode
from telegram.error import BadRequest

from bot.cards import texts as card_texts
from bot.claims.printable import Printable, sentences_now
from bot.claims.sentences import Sentence
from bot.i18n.catalogue import Texts, shorten
from bot.inline import texts
from bot.languages import whole
from bot.letters import drafting
from bot.letters import texts as letter_texts
from bot.letters.drafting import Occasion
from bot.letters.words import CHOICES, our_own
from bot.lists.scopes import ScopeForm, parse_status_scope
from bot.reports.texts import to_print
from bot.telegram.access import Speaker, Stranger, who_asks
from bot.telegram.context import Context
from bot.telegram.pages import MESSAGE, units
from bot.telegram.sending import plain_text
from db import bodies, letters, lists, queries, requests, stories
from db.errors import UnknownNumber
from db.facts import RequestFacts
from db.people import strangers
from db.queries import Scope
from db.scope import NOBODY
from db.tables import Story
from db.text.names import Doubtful, Exact

MOST_CARDS = 12
START = "inline"  # what follows /start where somebody comes from here
LONGEST_TITLE = 60
LONGEST_DESCRIPTION = 120

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class _Offer:
    """Something to insert: how it is told from the others, what it is called, and the message that it becomes."""

    key: str
    title: Markup | str
    description: Markup | str
    text: Markup | str

    def result(self) -> InlineQueryResultArticle:
        """As Telegram takes it; what people typed is escaped where it is HTML, and left alone where it is plain."""
        is_html = isinstance(self.text, Markup)
        return InlineQueryResultArticle(
            self.key,
            shorten(plain_text(self.title), LONGEST_TITLE),
            InputTextMessageContent(str(self.text), parse_mode=ParseMode.HTML if is_html else None),
            description=shorten(plain_text(self.description), LONGEST_DESCRIPTION),
        )


async def query(update: Update, context: Context) -> None:
    """Offer what the words are about; nothing is kept by Telegram, for nobody else and for no time."""
    asked = update.inline_query
    if asked is None:
        return
    async with context.desk.all_newsrooms.read() as session:
        who = await who_asks(session, asked.from_user, context.desk.defaults)
        was_told = isinstance(who, Stranger) and await strangers.is_told(
            session, asked.from_user.id, now=context.now()
        )
    offers = []
    if isinstance(who, Speaker):
        # What is inserted goes into whatever chat it is.
        async with context.desk.all_newsrooms.of(who.newsroom_id, NOBODY).read() as session:
            offers = await _offers(session, who, asked.query, context)
    t = who.texts
    told = None
    if not isinstance(who, Speaker):
        if who.removed:
            told = t.say("You are not a member here any more.")
        elif who.locked or not was_told:
            told = texts.not_for_you(t)
    elif not offers:
        told = texts.nothing(t)
    button = InlineQueryResultsButton(plain_text(told), start_parameter=START) if told is not None else None
    try:
        await asked.answer(
            [offer.result() for offer in offers[: InlineQueryLimit.RESULTS]],
            cache_time=0,
            is_personal=True,
            button=button,
        )
    except BadRequest as error:
        log.info("an inline query was not answered: %s", error.message)  # whoever asked has typed on


async def _offers(session: AsyncSession, who: Speaker, typed: str, context: Context) -> list[_Offer]:
    form = parse_status_scope(typed)
    found, alone = await _found(session, who, form)
    own_first = sorted(found, key=lambda one: (one.member_id != who.member_id, not one.is_open, one.number))
    record = await _with_their_stories(session, who, own_first)
    now, t = context.now(), who.texts
    said = sentences_now(t, Printable(record, now), {one.number for one in own_first})
    offers: list[_Offer] = []
    if form.story is not None and (printed := to_print([said])):
        offers.append(_all(t, f"#{form.story}", printed))
    for request in own_first[:MOST_CARDS]:
        offers.append(_card(t, request, now))
        offers += _sentences(t, request, said)
        if alone and request.is_open:
            offers += [each async for each in _letters(session, who, request, now)]
    return [offer for offer in offers if units(offer.text) <= MESSAGE]


async def _found(session: AsyncSession, who: Speaker, form: ScopeForm) -> tuple[list[RequestFacts], bool]:
    """The requests that are meant, and whether it is one alone."""
    newsroom_id = who.newsroom_id
    if form.number is not None:
        try:
            one = await requests.by_number(session, newsroom_id, form.number)
        except UnknownNumber:
            return [], True
        return [await queries.request(session, newsroom_id, one.id or 0)], True
    if form.story is not None:
        story = await stories.find(session, newsroom_id, form.story)
        return (
            [] if story is None else await queries.requests(session, newsroom_id, Scope(story_id=story.id))
        ), False
    if form.body is None:
        mine = await queries.requests(session, newsroom_id, Scope(member_id=who.member_id, open_only=True))
        return mine or await queries.requests(session, newsroom_id, Scope(open_only=True)), False
    return await _about(session, newsroom_id, form.body), False


async def _about(session: AsyncSession, newsroom_id: int, typed: str) -> list[RequestFacts]:
    """What was asked of the body of that name, or else what holds the words, or else what was asked of bodies like it."""
    match = await bodies.find(session, newsroom_id, typed)
    if isinstance(match, Exact):
        return await queries.requests(session, newsroom_id, Scope(body_id=match.body_id))
    lines = await lists.with_words(session, newsroom_id, typed.split(), start=0, limit=MOST_CARDS)
    if lines:
        return list((await queries.by_ids(session, [line.id for line in lines])).values())
    alike = match.candidates if isinstance(match, Doubtful) else ()
    return [
        request
        for one in alike
        for request in await queries.requests(session, newsroom_id, Scope(body_id=one.body_id))
    ]


async def _with_their_stories(
    session: AsyncSession, who: Speaker, found: list[RequestFacts]
) -> list[RequestFacts]:
    if not found:
        return []
    scope = Scope(request_ids=frozenset(one.id for one in found))
    return await queries.with_their_stories(session, who.newsroom_id, scope, found)


def _card(t: Texts, request: RequestFacts, now: datetime) -> _Offer:
    title = f"#{request.number} {card_texts.body_name(t, request)}"
    return _Offer(
        f"c{request.id}", title, card_texts.status_line(t, request, now), card_texts.card(t, request, now)
    )


def _sentences(t: Texts, request: RequestFacts, said: Sequence[Sentence]) -> list[_Offer]:
    """The sentences of print about a request; what is in doubt about one is said beside it, and is not inserted."""
    return [
        _Offer(
            f"s{request.id}.{at}",
            texts.sentence(t, request.number),
            Markup(" ").join(sentence.notes) or printed,
            printed,
        )
        for at, sentence in enumerate(one for one in said if request.number in one.numbers)
        if (printed := to_print([[sentence]]))
    ]


async def _letters(
    session: AsyncSession, who: Speaker, request: RequestFacts, now: datetime
) -> AsyncIterator[_Offer]:
    """The letters to the body, in the member's language; to insert one logs nothing."""
    t, own = who.texts, await letters.all_own(session, who.newsroom_id)
    story = await session.get(Story, request.story_id) if request.story_id is not None else None
    occasion = Occasion(who.newsroom.name, story.title if story is not None else "", now)
    for key, (letter, language) in CHOICES.items():
        if language != whole(t.language):
            continue
        template = own[letter, language].text if (letter, language) in own else our_own(letter, language)
        spoken = Texts(language, who.newsroom.settings.timezone)
        drafted = drafting.draft(spoken, template, request, occasion)
        title = letter_texts.with_language(t, letter, language)
        yield _Offer(f"l{request.id}.{key}", title, texts.not_logged(t), drafted.text)


def _all(t: Texts, title: str, printed: str) -> _Offer:
    return _Offer("all", texts.all_sentences(t, title), printed, printed)
