"""What reminders and final calls say first."""

from __future__ import annotations

import logging
from datetime import timedelta
from typing import Any

from markupsafe import Markup
from telegram import InlineKeyboardMarkup
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Forbidden,
    NetworkError,
    RetryAfter,
    TelegramError,
    TimedOut,
)
from telegram.ext import ExtBot

from bot.cards import buttons as keyboards
from bot.cards import texts as card_texts
from bot.cards.texts import body_name
from bot.i18n.catalogue import Texts
from bot.lists import texts as lists
from bot.stories import buttons as keyboards_story
from bot.stories import texts as publication
from bot.telegram.pages import split
from db import messages as cards
from db.engine import Database
from db.tables import ReminderKind
from jobs.reminders.notices import (
    AlertNotice,
    Arrived,
    Delivery,
    DigestNotice,
    FinalCallNotice,
    Gone,
    Later,
    Moved,
    Notice,
    PublicationNotice,
    ReminderNotice,
)


def caveats(t: Texts, notice: Notice) -> list[Markup]:
    """What must be said before anything else: that it may be a repeat, that it is late, or for somebody else."""
    found = []
    if notice.may_repeat:
        found.append(t.say("<i>This may be a repeat: I was interrupted while sending it.</i>"))
    if isinstance(notice, DigestNotice):
        if (notice.now - notice.scheduled_for).total_seconds() > 900:
            due = t.when(notice.scheduled_for, notice.now)
            found.append(t.say("<i>Late: this was due {when}.</i>", when=due))
    elif not isinstance(notice, AlertNotice) and notice.instead_of:
        found.append(
            t.say("<i>You get this because {member} cannot be reached by me.</i>", member=notice.instead_of)
        )
    return found


def reminder(t: Texts, notice: ReminderNotice) -> Markup:
    """Why somebody is reminded now."""
    request, now = notice.request, notice.now
    number, body = request.number, body_name(t, request)
    if notice.kind == ReminderKind.OWN:
        head = t.say("🔔 You asked to be reminded of #{number}.", number=number)
        return head + Markup("\n{}").format(notice.text) if notice.text else head
    if request.asked_at is None:
        return t.say("🔔 #{number}: nobody has asked {body} yet.", number=number, body=body)
    if notice.kind == ReminderKind.BEFORE:
        left = t.length(request.deadline_at - now)
        head = t.say("🔔 #{number}: {body} has {left} left to answer.", number=number, body=body, left=left)
    elif request.overdue(now) or notice.kind in {ReminderKind.AT, ReminderKind.MORNING, ReminderKind.WEEKLY}:
        head = t.say("🔔 #{number}: the deadline for {body} has passed.", number=number, body=body)
    else:
        head = t.say("🔔 #{number}: {body} has not answered yet.", number=number, body=body)
    return head + Markup("\n") + lists.next_step(t, request, now)


def final_call(t: Texts, notice: FinalCallNotice) -> Markup:
    """An hour before publication."""
    return t.say(
        "📣 <b>Final call for #{story}</b>: publication {when}. Call each of these once more, and press what happened:",
        story=notice.story,
        when=t.when(notice.publish_at, notice.now),
    )


WAIT = timedelta(seconds=30)
REFUSED_WAIT = timedelta(minutes=30)
MOST_OPENED = 80  # cards behind buttons of their own; Telegram takes a hundred buttons

log = logging.getLogger(__name__)


class TelegramNotifier:
    """Sends notices through the bot, and remembers which message shows which request."""

    def __init__(self, bot: ExtBot[Any], database: Database) -> None:
        self._bot = bot
        self._database = database

    async def tell(self, notice: Notice) -> Delivery:
        """Send one notice and say what became of it."""
        texts = Texts(notice.to.language, notice.to.timezone)
        text, keyboard = _words(texts, notice)
        try:
            message = await self._bot.send_message(notice.to.chat_id, str(text), reply_markup=keyboard)
        except RetryAfter as error:
            seconds = error.retry_after
            span = seconds if isinstance(seconds, timedelta) else timedelta(seconds=seconds)
            return Later(span, "Telegram asked us to wait", unsure=False)
        except ChatMigrated as error:
            return Moved(error.new_chat_id)
        except Forbidden as error:
            return Gone(error.message)
        except TimedOut:
            return Later(WAIT, "no answer from Telegram", unsure=True)
        except BadRequest as error:
            # Telegram's word for a chat that does not exist any more; anything else here is a mistake of ours.
            log.error("Telegram refused a notice: %s", error.message)  # noqa: TRY400
            return Later(REFUSED_WAIT, error.message, unsure=False)
        except NetworkError as error:
            return Later(WAIT, type(error).__name__, unsure=True)
        except TelegramError as error:
            return Later(WAIT, error.message, unsure=False)
        if isinstance(notice, ReminderNotice | AlertNotice):
            async with self._database.write() as session:
                await cards.remember(
                    session,
                    notice.newsroom_id,
                    notice.request.id,
                    notice.to.chat_id,
                    message.message_id,
                    now=notice.now,
                )
        return Arrived()


def digest_text(t: Texts, notice: DigestNotice) -> tuple[Markup, InlineKeyboardMarkup | None]:
    """The digest; what does not fit on one message is behind a button."""
    blocks = lists.digest_sections(t, notice.requests, notice.now)
    newline = Markup("\n")
    fitting = split(blocks, newline)[0]
    parts = [lists.digest_head(t, notice.newsroom, notice.requests, notice.now)]
    if fitting:
        parts.append(newline.join(blocks[position] for position in fitting))
    rows = keyboards.open_cards(notice.requests[:24])
    if len(fitting) < len(blocks) or len(notice.requests) > 24:
        parts.append(t.say("There is more: /status shows all of it."))
        rows.append([keyboards.button(t.say("Show all"), "p:0:status")])
    text = Markup("\n\n").join(caveats(t, notice) + parts)
    return text, InlineKeyboardMarkup(rows) if rows else None


def _final_call(t: Texts, notice: FinalCallNotice) -> tuple[Markup, InlineKeyboardMarkup]:
    """The final call; requests that do not fit on one message are behind a button."""
    lines = [card_texts.line(t, request, notice.now) for request in notice.requests]
    newline = Markup("\n")
    fitting = split(lines, newline)[0]
    listed = newline.join(lines[position] for position in fitting)
    parts = [*caveats(t, notice), final_call(t, notice), listed]
    rows = keyboards.open_cards(notice.requests[:MOST_OPENED])
    if len(fitting) < len(lines) or len(notice.requests) > MOST_OPENED:
        parts.append(t.say("There is more: /status #{story} shows all of it.", story=notice.story))
        rows.append([keyboards.button(t.say("Show all"), f"p:0:status:s{notice.requests[0].story_id}")])
    rows.append([keyboards.button(t.say("Report"), f"p:0:report:s{notice.requests[0].story_id}")])
    return Markup("\n\n").join(parts), InlineKeyboardMarkup(rows)


def _alert(t: Texts, notice: AlertNotice) -> tuple[Markup, InlineKeyboardMarkup]:
    request = notice.request
    buttons = [
        keyboards.button(f"#{request.number}", f"o:{request.id}"),
        keyboards.button(t.say("Report"), f"p:0:report:s{request.story_id}"),
    ]
    parts = [*caveats(t, notice), *publication.alert(t, notice)]
    return Markup("\n\n").join(parts), InlineKeyboardMarkup([buttons])


def _publication(t: Texts, notice: PublicationNotice) -> tuple[Markup, InlineKeyboardMarkup]:
    text = publication.is_it_out(t, notice.story, notice.publish_at, len(notice.requests), notice.now)
    keyboard = keyboards_story.is_it_out(t, notice.story_id, notice.publish_at, notice.now, asked=True)
    return Markup("\n\n").join([*caveats(t, notice), text]), keyboard


def _words(t: Texts, notice: Notice) -> tuple[Markup, InlineKeyboardMarkup | None]:
    if isinstance(notice, AlertNotice):
        return _alert(t, notice)
    if isinstance(notice, PublicationNotice):
        return _publication(t, notice)
    if isinstance(notice, DigestNotice):
        return digest_text(t, notice)
    if isinstance(notice, FinalCallNotice):
        return _final_call(t, notice)
    parts = [
        *caveats(t, notice),
        reminder(t, notice),
        card_texts.card(t, notice.request, notice.now),
    ]
    return Markup("\n\n").join(parts), keyboards.reminder(t, notice.request)
