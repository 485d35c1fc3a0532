"""What somebody who is new is told once, at the moment at which it is of use."""

from __future__ import annotations

import logging
from datetime import datetime, timedelta
from enum import StrEnum

from markupsafe import Markup
from sqlalchemy.exc import DBAPIError

from bot.kinds import Say
from bot.telegram import sending
from bot.telegram.call import Call
from db.tables import Member

NEW = timedelta(days=14)  # so long after having joined
PAUSE = timedelta(days=1)  # between two of them

log = logging.getLogger(__name__)


class Moment(StrEnum):
    """When a tip is of use. The word is stored with whoever was told, and never changes."""

    GUIDED = "guided"  # a request was logged step by step
    ATTEMPT = "attempt"  # an attempt was typed, as happening now
    REPLY = "reply"  # what came back was typed
    UNDONE = "undone"  # a record was taken back by its command
    STORY = "story"  # it was said when a story comes out


TIPS: dict[Moment, Say] = {
    Moment.GUIDED: lambda t: t.say(
        "💡 One message does the same: /help ask shows how, with an example to copy."
    ),
    Moment.ATTEMPT: lambda t: t.say(
        "💡 What happened earlier is logged with its time: /chase 3 call no answer at 15:20"
    ),
    Moment.REPLY: lambda t: t.say(
        "💡 Without a command: reply to the card with their words, a photo or a file, and press what it is."
    ),
    Moment.UNDONE: lambda t: t.say(
        "💡 Under whatever is logged there is Undo: one tap, and one to put it back."
    ),
    Moment.STORY: lambda t: t.say(
        "💡 An hour before, I send the final call. /report shows at any time what may be printed."
    ),
}


async def of_use(call: Call, moment: Moment) -> Markup | None:
    """The tip for this moment, in private, to whoever is new and has not had it, nor any other today; told once, whatever
    becomes of the message."""
    member = call.who.member
    if (
        sending.is_group(call.update)
        or call.now - member.joined_at > NEW
        or not _is_due(member, moment, call.now)
    ):
        return None
    try:
        async with call.database.write() as session:
            held = await session.get_one(Member, member.id, with_for_update=True, populate_existing=True)
            if not _is_due(held, moment, call.now):
                return None
            held.tips = {**(held.tips or {}), moment.value: call.now.isoformat()}
            session.add(held)
    except DBAPIError as error:
        log.error("a tip was not told: %s", error.orig)  # noqa: TRY400
        return None
    return TIPS[moment](call.t)


def _is_due(member: Member, moment: Moment, now: datetime) -> bool:
    told = member.tips or {}
    last = max(map(datetime.fromisoformat, told.values()), default=None)
    return moment.value not in told and (last is None or now - last >= PAUSE)
