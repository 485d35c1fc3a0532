"""What people are told unasked, in words, and sending it: `WORDS` has a row for each kind of reminder."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, assert_never
from zoneinfo import ZoneInfo

from markupsafe import Markup
from telegram import InlineKeyboardMarkup, Message
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Forbidden,
    NetworkError,
    RetryAfter,
    TelegramError,
)
from telegram.ext import ExtBot

from bot.cards import buttons as card_buttons
from bot.cards import texts as card_texts
from bot.cards.texts import body_name
from bot.claims.printable import changed_since
from bot.i18n.catalogue import Texts
from bot.lists import texts as list_texts
from bot.reports import texts as report_texts
from bot.stories import buttons as story_buttons
from bot.stories import texts as story_texts
from bot.telegram.pace import UNASKED, StoppedInLine
from bot.telegram.pages import SCREEN, split
from bot.telegram.sending import headed, is_topic_lost, plain_and_short
from bot.telegram.wire import was_never_sent
from db.tables import AlertKind, ReminderKind
from jobs.reminders import rules
from jobs.reminders.notices import (
    AlertNotice,
    Arrived,
    Delivery,
    DigestNotice,
    Gone,
    Moved,
    Needless,
    Notice,
    NotNow,
    PeopleNotice,
    Recipient,
    ReminderNotice,
    RemindersNotice,
    ReportNotice,
    RetentionNotice,
    Retry,
    StoryNotice,
)

WAIT = timedelta(seconds=30)
LATE = timedelta(minutes=15)
MOST_IN_A_DIGEST = 4  # buttons, a row of them, and one for all of it
MOST_OPENED = 80  # cards behind buttons of their own; Telegram takes a hundred buttons

_NEWLINE, _PARAGRAPH = Markup("\n"), Markup("\n\n")

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class RequestWords:
    """The words of a reminder about a request: `head` says why it comes now; the request's card follows."""

    head: Callable[[Texts, ReminderNotice], Markup]


@dataclass(frozen=True)
class StoryWords:
    """The words of a reminder about a story: what is said, in paragraphs, and the buttons under it."""

    message: Callable[[Texts, StoryNotice], tuple[list[Markup], InlineKeyboardMarkup]]


@dataclass(frozen=True)
class RetentionWords:
    """The words of a warning that words are to be removed, and the buttons under them."""

    message: Callable[[Texts, RetentionNotice], tuple[list[Markup], InlineKeyboardMarkup]]


@dataclass(frozen=True)
class PeopleWords:
    """The words of news about people, and the buttons under them."""

    message: Callable[[Texts, PeopleNotice], tuple[list[Markup], InlineKeyboardMarkup]]


def _time_left(t: Texts, notice: ReminderNotice) -> Markup:
    """A reminder before the deadline."""
    return t.say(
        "🔔 #{number}: {body} has {left} left to answer.",
        number=notice.request.number,
        body=body_name(t, notice.request),
        left=t.length(notice.request.deadline_at - notice.now),
    )


def _deadline_passed(t: Texts, notice: ReminderNotice) -> Markup:
    """A reminder at the deadline or after it."""
    request = notice.request
    if request.waits_for_us:
        return t.say(
            "🔔 #{number}: {body} asked back and waits for our answer.",
            number=request.number,
            body=body_name(t, request),
        )
    if request.lapsed:
        return t.say(
            "🔔 #{number}: {body} has no deadline that still holds.",
            number=request.number,
            body=body_name(t, request),
        )
    return t.say(
        "🔔 #{number}: the deadline for {body} has passed.",
        number=request.number,
        body=body_name(t, request),
    )


def _snoozed(t: Texts, notice: ReminderNotice) -> Markup:
    """A reminder that somebody put off."""
    request = notice.request
    if request.overdue(notice.now) or request.stands:
        return _deadline_passed(t, notice)
    return t.say(
        "🔔 #{number}: {body} has not answered yet.", number=request.number, body=body_name(t, request)
    )


def _awaited(
    why: Callable[[Texts, ReminderNotice], Markup],
) -> Callable[[Texts, ReminderNotice], Markup]:
    """The head of a reminder about an answer that is awaited: why it comes, and what to do next."""

    def head(t: Texts, notice: ReminderNotice) -> Markup:
        """Why somebody is reminded now."""
        request = notice.request
        if request.asked_at is None:
            return t.say(
                "🔔 #{number}: nobody has asked {body} yet.",
                number=request.number,
                body=body_name(t, request),
            )
        return why(t, notice) + _NEWLINE + list_texts.next_step(t, request, notice.now, reminded=True)

    return head


def _assigned(t: Texts, notice: ReminderNotice) -> Markup:
    """A request is somebody else's."""
    number, member = notice.request.number, t.member(notice.request.member)
    if notice.is_theirs:
        return t.say("🔀 #{number} is yours now: I remind you of it from here on.", number=number)
    return t.say("🔀 #{number} is {member}'s now: I remind them of it.", number=number, member=member)


def _shown(t: Texts, notice: ReminderNotice) -> Markup:
    """A private request is shown to whom this is for, who has nothing to do about it."""
    number, member = notice.request.number, t.member(notice.request.member)
    return t.say(
        "🔒 You see #{number}, {member}'s private request, from now on.", number=number, member=member
    )


def _unheeded(t: Texts, notice: ReminderNotice) -> Markup:
    """Nobody does anything about a request."""
    return t.say(
        "⚠️ Nobody acted on three reminders in a row about #{number}, {member}'s. /assign {number} gives it to somebody else.",
        number=notice.request.number,
        member=t.member(notice.request.member),
    )


def _own(t: Texts, notice: ReminderNotice) -> Markup:
    """A reminder that somebody asked for."""
    number, whose = notice.request.number, t.member(notice.instead_of)
    head = (
        t.say("🔔 {member} asked to be reminded of #{number}.", member=whose, number=number)
        if whose
        else t.say("🔔 You asked to be reminded of #{number}.", number=number)
    )
    return head + Markup("\n{}").format(notice.text) if notice.text else head


def _final_call(t: Texts, notice: StoryNotice) -> tuple[list[Markup], InlineKeyboardMarkup]:
    """An hour before publication; requests that do not fit on one message are behind a button."""
    when, count = t.moment(notice.publish_at, notice.now), len(notice.requests)
    if len(notice.own) == count:
        head = t.say(
            "📣 <b>Final call for #{story}</b>: publication {when}. Call each of these once more, and press what happened:",
            story=notice.story,
            when=when,
        )
    else:
        head = t.count(
            "📣 <b>Final call for #{story}</b>: publication {when}. {n} request is open; its reporter is told to try once more:",
            "📣 <b>Final call for #{story}</b>: publication {when}. {n} requests are open; their reporters are told to try once more:",
            count,
            story=notice.story,
            when=when,
        )
    lines = [card_texts.line(t, request, notice.now) for request in notice.requests]
    fitting = split(lines, _NEWLINE)[0]
    parts = [head, _NEWLINE.join(lines[position] for position in fitting)]
    if 0 < len(notice.own) < count:
        yours = Markup(", ").join(Markup("#{}").format(number) for number in sorted(notice.own))
        parts.append(t.say("Yours: {numbers}", numbers=yours))
    rows = card_buttons.open_cards(notice.requests[:MOST_OPENED])
    if len(fitting) < len(lines) or len(notice.requests) > MOST_OPENED:
        parts.append(t.say("There is more: /status #{story} shows all of it.", story=notice.story))
        rows.append([card_buttons.button(t.say("Show all"), f"p:0:status:s{notice.story_id}")])
    rows.append([card_buttons.button(t.say("Report"), f"p:0:report:s{notice.story_id}")])
    return parts, InlineKeyboardMarkup(rows)


def _is_it_out(t: Texts, notice: StoryNotice) -> tuple[list[Markup], InlineKeyboardMarkup]:
    """The hour of publication: is the story out?"""
    text = story_texts.is_it_out(t, notice.story, notice.publish_at, len(notice.requests), notice.now)
    keyboard = story_buttons.is_it_out(
        t, notice.story_id, notice.story, notice.publish_at, notice.now, asked=True
    )
    return [text], keyboard


def _people(t: Texts, notice: PeopleNotice) -> tuple[list[Markup], InlineKeyboardMarkup]:
    """News about people."""
    text = Markup(notice.text)  # noqa: S704  (HTML of our own)
    return [text], InlineKeyboardMarkup([[card_buttons.button(t.say("Members"), "m:")]])


def _to_be_removed(t: Texts, notice: RetentionNotice) -> tuple[list[Markup], InlineKeyboardMarkup]:
    """A week before the words of a story's closed requests are removed."""
    return [story_texts.to_be_removed(t, notice)], story_buttons.to_be_removed(t, notice)


WORDS: dict[ReminderKind, RequestWords | StoryWords | PeopleWords | RetentionWords] = {
    ReminderKind.BEFORE: RequestWords(_awaited(_time_left)),
    ReminderKind.AT: RequestWords(_awaited(_deadline_passed)),
    ReminderKind.MORNING: RequestWords(_awaited(_deadline_passed)),
    ReminderKind.WEEKLY: RequestWords(_awaited(_deadline_passed)),
    ReminderKind.SNOOZED: RequestWords(_awaited(_snoozed)),
    ReminderKind.OWN: RequestWords(_own),
    ReminderKind.FINAL_CALL: StoryWords(_final_call),
    ReminderKind.GROUP_CALL: StoryWords(_final_call),
    ReminderKind.PUBLICATION: StoryWords(_is_it_out),
    ReminderKind.ASSIGNED: RequestWords(_assigned),
    ReminderKind.SHOWN: RequestWords(_shown),
    ReminderKind.UNHEEDED: RequestWords(_unheeded),
    ReminderKind.PEOPLE: PeopleWords(_people),
    ReminderKind.RETENTION: RetentionWords(_to_be_removed),
}


class NoNews(Exception):
    """By its words a notice tells nothing new."""


def told(t: Texts, notice: Notice) -> tuple[Markup, InlineKeyboardMarkup | None]:
    """A notice as one message, with its buttons.

    Raises:
        NoNews: it changes nothing in what can be printed.
    """
    match notice:
        case AlertNotice():
            parts, keyboard = _alert(t, notice)
        case ReportNotice():
            return _overtaken(t, notice)
        case DigestNotice():
            return digest_text(t, notice)
        case ReminderNotice():
            parts, keyboard = _reminder(t, notice)
        case RemindersNotice():
            parts, keyboard = _reminders(t, notice)
        case StoryNotice() | PeopleNotice() | RetentionNotice():
            parts, keyboard = _about_more(t, notice)
        case _:
            assert_never(notice)
    return _PARAGRAPH.join([*caveats(t, notice), *parts]), keyboard


def caveats(t: Texts, notice: Notice) -> list[Markup]:
    """What must be said before anything else: that it may be a repeat, that it is late, or for somebody else."""
    found = []
    if notice.may_repeat:
        found.append(t.say("<i>This may be a repeat: I was interrupted while sending it.</i>"))
    if notice.now - notice.due_at > LATE and _are_due_at_once(notice):
        found.append(list_texts.late(t, notice.due_at, notice.now))
    if isinstance(notice, DigestNotice) and notice.group_lost:
        found.append(
            t.say(
                "⚠️ <b>The group cannot be written to any more</b>, so editors get the digest. To connect one again, type /newsroom here in it."
            )
        )
    if isinstance(notice, ReminderNotice | RemindersNotice | StoryNotice) and notice.instead_of:
        member = t.member(notice.instead_of)
        found.append(
            t.say("<i>You get this while {member} is away.</i>", member=member)
            if notice.stands_in
            else t.say("<i>You get this because {member} cannot be reached by me.</i>", member=member)
        )
    return found


def digest_text(t: Texts, notice: DigestNotice) -> tuple[Markup, InlineKeyboardMarkup | None]:
    """The digest; what does not fit on one message is behind a button."""
    blocks = list_texts.digest_sections(t, notice)
    fitting = split(blocks, _NEWLINE, SCREEN)[0]
    parts = [list_texts.digest_head(t, notice)]
    if fitting:
        parts.append(_NEWLINE.join(blocks[position] for position in fitting))
    listed = [*notice.late, *notice.soon, *notice.later, *notice.out]
    first = listed[:MOST_IN_A_DIGEST]
    rows = card_buttons.open_cards(sorted(first, key=lambda request: request.number))
    told = len(listed) + notice.out_long_ago
    if len(fitting) < len(blocks) or notice.counts.open > told:
        parts.append(
            t.say("There is more: /status #{story} shows all of it.", story=notice.story[0])
            if notice.story
            else t.say("There is more: /status shows all of it.")
        )
    if len(fitting) < len(blocks) or notice.counts.open > len(first):
        rows = [
            *rows[:-1],
            [
                *(rows[-1] if rows else []),
                card_buttons.button(
                    t.say("Show all"), f"p:0:status:s{notice.story[1]}" if notice.story else "p:0:status"
                ),
            ],
        ]
    text = _PARAGRAPH.join(caveats(t, notice) + parts)
    return text, InlineKeyboardMarkup(rows) if rows else None


def _alert(t: Texts, notice: AlertNotice) -> tuple[list[Markup], InlineKeyboardMarkup]:
    request = notice.request
    told = (
        (story_texts.alert(t, notice), [request])
        if notice.kind is AlertKind.LATE
        else story_texts.news(t, notice)
    )
    if told is None:
        raise NoNews
    parts, about = told
    report = card_buttons.button(t.say("Report"), f"p:0:report:s{request.story_id}")
    rows = card_buttons.open_cards(about[:MOST_OPENED])
    rows[-1:] = [[*rows[-1], report]] if len(rows[-1]) < 4 else [rows[-1], [report]]
    return parts, InlineKeyboardMarkup(rows)


def _overtaken(t: Texts, notice: ReportNotice) -> tuple[Markup, InlineKeyboardMarkup]:
    """What stands in the place of a report that is not true any more."""
    t = replace(t.at_home, signed=t.is_away)
    changed = [
        one
        for one in changed_since(t, notice.requests, notice.seen_event_id + 1, notice.now)
        if not notice.numbers.isdisjoint(
            {one.request.number}.union(*(said.numbers for said in (*one.before, *one.now)))
        )
    ]
    if not changed and not notice.is_marked:
        raise NoNews
    shows = card_buttons.to_page(0, notice.view, notice.argument)
    row = [card_buttons.button(t.say("Show it as it is now"), shows)]
    blocks = report_texts.overtaken(t, changed, notice.shown_at, notice.now)
    return _PARAGRAPH.join(blocks), InlineKeyboardMarkup([row])


def _reminder(t: Texts, notice: ReminderNotice) -> tuple[list[Markup], InlineKeyboardMarkup]:
    card = card_texts.card(t, notice.request, notice.now)
    return [_head(t, notice), card], card_buttons.reminder(t, notice.request)


def _head(t: Texts, notice: ReminderNotice) -> Markup:
    words = WORDS[notice.kind]
    if not isinstance(words, RequestWords):
        raise TypeError(notice.kind)  # its row of words is for a story
    return words.head(t, notice)


def _reminders(t: Texts, notice: RemindersNotice) -> tuple[list[Markup], InlineKeyboardMarkup]:
    """One request comes as its card, whatever it is reminded of for; several as a list."""
    now, late = notice.now, [(one, _late(notice, one)) for one in notice.reminders]
    requests = {one.request.id: one.request for one in notice.reminders}
    if len(requests) == 1:
        request = notice.reminders[0].request
        heads = [
            _NEWLINE.join([_head(t, one), *([list_texts.late(t, due_at, now)] if due_at else [])])
            for one, due_at in late
        ]
        return [*heads, card_texts.card(t, request, now)], card_buttons.reminder(t, request)
    told = [(one.request, one.kind, one.text, due_at) for one, due_at in late]
    every = list_texts.most_pressing_first(told, now)
    here = every[: list_texts.REMINDED_ON_A_PAGE]
    parts = [list_texts.reminded_head(t, len(every), 0, len(here))]
    parts += [list_texts.reminded_line(t, one, now) for one in here]
    pages = -(-len(every) // list_texts.REMINDED_ON_A_PAGE)
    shown = [one.request for one in here]
    rows = card_buttons.reminded(t, shown, notice.first_id, 0, pages)
    turns = card_buttons.pages(card_buttons.REMINDED, str(notice.first_id), 0, pages)
    return parts, InlineKeyboardMarkup([*rows, *turns])


def _are_due_at_once(notice: Notice) -> bool:
    return not isinstance(notice, RemindersNotice) or len({one.due_at for one in notice.reminders}) == 1


def _late(notice: RemindersNotice, one: ReminderNotice) -> datetime | None:
    """When one of several was due, where it comes late and that is not said of all of them at once."""
    if _are_due_at_once(notice) or one.now - one.due_at <= LATE:
        return None
    return one.due_at


def _is_private(notice: Notice) -> bool:
    """Whether it tells of a private request."""
    match notice:
        case ReminderNotice():
            return notice.request.is_private
        case RemindersNotice():
            return any(one.request.is_private for one in notice.reminders)
        case StoryNotice():
            return any(one.is_private for one in notice.requests)
        case AlertNotice():
            return any(one.is_private for one in (notice.request, *notice.since))
        case DigestNotice():
            return any(one.is_private for one in (*notice.late, *notice.soon, *notice.later, *notice.out))
        case _:
            return False


def _makes_no_sound(notice: Notice) -> bool:
    """Whether it is of what can wait, and comes in the reader's quiet hours. What a publication hangs on never is."""
    if not isinstance(notice, ReminderNotice | RemindersNotice | DigestNotice):
        return False
    return rules.is_quiet(notice.to.quiet, notice.now.astimezone(ZoneInfo(notice.to.timezone)))


def _about_more(
    t: Texts, notice: StoryNotice | PeopleNotice | RetentionNotice
) -> tuple[list[Markup], InlineKeyboardMarkup]:
    words = WORDS[notice.kind]
    if isinstance(words, StoryWords) and isinstance(notice, StoryNotice):
        return words.message(t, notice)
    if isinstance(words, PeopleWords) and isinstance(notice, PeopleNotice):
        return words.message(t, notice)
    if isinstance(words, RetentionWords) and isinstance(notice, RetentionNotice):
        return words.message(t, notice)
    raise TypeError(notice.kind)  # its row of words is for something else


class TelegramNotifier:
    """Sends notices through the bot."""

    def __init__(self, bot: ExtBot[Any]) -> None:
        self._bot = bot
        self._composing = asyncio.Lock()

    async def tell(self, notice: Notice) -> Delivery:
        """Send one notice and say what became of it."""
        texts = Texts(notice.to.language, notice.to.timezone, home=notice.to.home)
        try:
            async with self._composing:  # one at a time: between any two of them people are answered
                text, keyboard = told(texts, notice)
                text = headed(text, notice.to.newsroom)
                keyboard = card_buttons.laid_out(keyboard)
                await asyncio.sleep(0)
        except asyncio.CancelledError:
            return NotNow(timedelta(0), "stopped")  # whoever stops us must know that nothing was sent
        except NoNews:
            return Needless()
        try:
            if isinstance(notice, ReportNotice):
                return await self._mark(notice, text, keyboard)
            how = {
                "disable_notification": _makes_no_sound(notice),
                "protect_content": _is_private(notice) or None,
            }
            message = await self._send(texts, notice.to, text, keyboard, **how)
        except StoppedInLine:
            return NotNow(timedelta(0), "stopped")
        except RetryAfter as error:
            seconds = error.retry_after
            span = seconds if isinstance(seconds, timedelta) else timedelta(seconds=seconds)
            return NotNow(span, "Telegram asked us to wait")
        except ChatMigrated as error:
            return Moved(error.new_chat_id)
        except (Forbidden, BadRequest) as error:
            return Gone(error.message)
        except NetworkError as error:
            return Retry(WAIT, type(error).__name__, unsure=not was_never_sent(error))
        except TelegramError as error:
            return Retry(WAIT, error.message, unsure=False)
        return Arrived(message.message_id)

    async def _mark(
        self, notice: ReportNotice, text: Markup, keyboard: InlineKeyboardMarkup | None
    ) -> Delivery:
        """Put something else into the place of a message of ours. It may be gone, or say this already."""
        try:
            await self._bot.edit_message_text(
                str(text),
                notice.to.chat_id,
                notice.message_id,
                reply_markup=keyboard,
                rate_limit_args=UNASKED,
            )
        except (BadRequest, ChatMigrated) as error:
            log.info("a report was not marked: %s", error.message)
            return Needless()
        return Arrived(notice.message_id)

    async def _send(
        self,
        texts: Texts,
        to: Recipient,
        text: Markup,
        keyboard: InlineKeyboardMarkup | None,
        **how: Any,
    ) -> Message:
        """Send a message into its topic, or where that is closed or gone into the group, which is then said; where
        Telegram refuses it for another reason, its words alone.

        Raises:
            BadRequest: those as well. It is the chat that Telegram refuses: it is gone, or nobody may write there.
        """
        topic_id = to.topic_id
        try:
            return await self._bot.send_message(
                to.chat_id,
                str(text),
                reply_markup=keyboard,
                message_thread_id=topic_id,
                **how,
                rate_limit_args=UNASKED,
            )
        except BadRequest as error:
            is_lost = topic_id is not None and is_topic_lost(error)
            log.error("Telegram refused a notice: %s", error.message)  # noqa: TRY400
        if is_lost:
            lost = (
                texts.say(
                    "<i>The topic of #{story} is closed or gone. In another one, an editor types /story #{story} here</i>",
                    story=to.topic_of,
                )
                if to.topic_of
                else texts.say(
                    "<i>The topic in which this group was connected is closed or gone. In another one, an editor types /newsroom here</i>"
                )
            )
            return await self._bot.send_message(
                to.chat_id,
                str(_PARAGRAPH.join([lost, text])),
                reply_markup=keyboard,
                **how,
                rate_limit_args=UNASKED,
            )
        return await self._bot.send_message(
            to.chat_id,
            plain_and_short(text),
            parse_mode=None,
            message_thread_id=topic_id,
            **how,
            rate_limit_args=UNASKED,
        )
