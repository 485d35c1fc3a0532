"""What reminders and final calls say first."""

from __future__ import annotations

from markupsafe import Markup

from bot.texts import lists
from bot.texts.cards import body_name
from bot.texts.catalogue import Texts
from db.tables import ReminderKind
from jobs.notices import AlertNotice, DigestNotice, FinalCallNotice, Notice, ReminderNotice


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
