"""Which reminders there are, and when each is due: one table, `RULES`, and the ladder that those about a request
form (pure).

Nothing is remembered here. What is due next follows from the facts on record and `now`, so a restart, an outage
or a moved deadline needs no repair: ask again, and the answer is right again. All instants are aware datetimes.

To add a rule: a word in `ReminderKind`, a row here, a row of words in `bot/notices.py`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from enum import Enum, auto

from db.facts import RequestFacts
from db.settings import ALWAYS_LOUD
from db.tables import ReminderKind
from jobs.deadlines.calendars import Calendar

EARNEST_ATTEMPTS = 5  # ICIJ's practice, quoted by GIJN on "no surprises" letters
APART = timedelta(hours=12)  # between two reminders on one request, and around the final call
QUIET = timedelta(hours=1)  # after something was just recorded
SHORTLY = timedelta(hours=1)  # before a deadline for which a working day's warning would come too late
TOO_LATE = timedelta(minutes=30)  # before a deadline: a warning is of no use any more
WEEK = timedelta(days=7)
AHEAD = timedelta(minutes=30)  # a reminder may come so long before its time, to come together with another
FINAL_CALL_LEAD = timedelta(hours=1)  # NPR, memo on seeking comment, 2018: one more call an hour before


@dataclass(frozen=True)
class LadderFacts:
    """What the rules must know of a request.

    Args:
        is_open: whether an answer is still owed.
        asked_at: when the body was asked.
        deadline_at: the present deadline.
        attempts: how often it was tried to reach the body (asked and chased).
        last_reminder_at: when the last reminder of the ladder about this request was sent.
        last_recorded_at: when somebody last recorded an event other than the asking or a deadline, which is to be
            reminded of at its time.
        final_call_at: the final call of its story, where a publication time is known.
        sent: the rungs already sent for the present deadline.
        deadline_set_at: when the present deadline was recorded here (the request logged, or extended). What would
            have been due before that was never missed and is not caught up.
        went_to_print: its story came out without the answer. The desk stands ready for one that comes late, and
            nags nobody (NPR, memo on seeking comment, 2018).
        switched_on: the rules with a switch that the newsroom switched on.
    """

    is_open: bool
    asked_at: datetime
    deadline_at: datetime
    attempts: int
    last_reminder_at: datetime | None = None
    last_recorded_at: datetime | None = None
    final_call_at: datetime | None = None
    sent: frozenset[ReminderKind] = frozenset()
    deadline_set_at: datetime | None = None
    went_to_print: bool = False
    switched_on: frozenset[ReminderKind] = frozenset(ReminderKind)

    @property
    def silent_since(self) -> datetime:
        """What a reminder after the deadline is counted from: the deadline, or what came after it."""
        instants = (self.deadline_at, self.last_reminder_at, self.deadline_set_at)
        return max(instant for instant in instants if instant is not None)


@dataclass(frozen=True)
class StoryFacts:
    """What the rules must know when a reminder about a story has its turn: the `requests` that it would name, and who
    gets it."""

    requests: tuple[RequestFacts, ...]
    to_an_editor: bool


@dataclass(frozen=True)
class RequestRule:
    """A reminder about one request.

    Args:
        title: what it is, in a few English words, for whoever moves a clock.
        when: when it comes, in an English sentence for the documents.
        due: its undisturbed instant, or None where it has none for these facts; None: the member chooses the instant.
        is_relevant: whether it should still be told.
        in_ladder: whether it keeps the ladder's distances, and stands in the place of the others in it: one of them
            at a time is owed about a request. Outside, it comes when it comes and silences nothing.
        may_come_ahead: whether it may come up to `AHEAD` before its time with another that is due for the same member;
            not one for which somebody chose the instant. It is told then, and says when its time is.
        switch: the newsroom's setting that switches it on; None: it is always on.
        to_editors: each of them has it, so that nobody is told in the place of one who cannot be reached.
    """

    title: str
    when: str
    due: Callable[[LadderFacts, Calendar], datetime | None] | None
    is_relevant: Callable[[LadderFacts], bool]
    in_ladder: bool
    may_come_ahead: bool
    switch: str | None = None
    to_editors: bool = False


@dataclass(frozen=True)
class PeopleRule:
    """News about people, in words that were made for whoever reads them."""

    title: str
    when: str
    switch: None = None


@dataclass(frozen=True)
class RetentionRule:
    """A word to editors before the words of a story's requests are removed."""

    title: str
    when: str
    switch: None = None


class To(Enum):
    """Who is told about a story."""

    EDITORS = auto()  # each of them
    ALL_CONCERNED = auto()  # each member who has a request for it, of those; each editor, of all
    GROUP = auto()  # the newsroom's group


@dataclass(frozen=True)
class StoryRule:
    """A reminder that hangs on the hour at which a story comes out, owed while it is not out. Outside the ladder.

    Args:
        title: what it is, in a few English words, for whoever moves a clock.
        when: when it comes, in an English sentence for the documents.
        due: its instant for a publication hour at `now`; None where it is not owed any more.
        is_relevant: whether it should still be told.
        to: who is told; nobody is in the place of one who cannot be reached.
        names: which of the open requests it is about.
        switch: the newsroom's setting that switches it on; None: it is always on.
    """

    title: str
    when: str
    due: Callable[[datetime, datetime], datetime | None]
    is_relevant: Callable[[StoryFacts], bool]
    to: To
    names: Callable[[RequestFacts], bool]
    switch: str | None = None


def is_quiet(hours: str, local: datetime) -> bool:
    """Whether a local time lies in quiet hours: "22:00-07:00", which begin on the day before; "off"."""
    if hours == ALWAYS_LOUD:
        return False
    begins, ends = map(time.fromisoformat, hours.split("-"))
    now = local.time()
    return begins <= now < ends if begins < ends else now >= begins or now < ends


def final_call_at(publish_at: datetime) -> datetime:
    """The instant of a story's final call: one hour before it is published."""
    return publish_at - FINAL_CALL_LEAD


def _is_awaited(facts: LadderFacts) -> bool:
    return facts.is_open and not facts.went_to_print


def _before(facts: LadderFacts, calendar: Calendar) -> datetime | None:
    """One working day before the last office time that the deadline leaves. Where the body had not long been asked by
    then, or the deadline was set later or right after another reminder, and all on one day: the last office time an hour
    before it, unless the deadline was set less than an hour before that."""
    set_at = facts.deadline_set_at
    told = facts.last_reminder_at
    day_before = calendar.add_working_days(calendar.last_office_time(facts.deadline_at), -1)
    if day_before - facts.asked_at >= APART and (set_at is None or set_at + QUIET <= day_before):
        of_another = told is not None and set_at is not None and told < set_at
        if not (of_another and told is not None and day_before - told < APART):
            return day_before
    shortly = calendar.last_office_time(facts.deadline_at - SHORTLY, any_day=True)
    known_since = max(facts.asked_at, set_at or facts.asked_at)
    if calendar.local(known_since).date() < calendar.local(shortly).date() or shortly - known_since <= QUIET:
        return None
    if told is not None and told >= known_since and shortly - told < APART:
        return None
    return shortly


def _at_deadline(facts: LadderFacts, calendar: Calendar) -> datetime:
    return facts.deadline_at


def _next_morning(facts: LadderFacts, calendar: Calendar) -> datetime | None:
    if facts.attempts >= EARNEST_ATTEMPTS:
        return None
    return calendar.next_working_morning(facts.silent_since)


def _a_week_later(facts: LadderFacts, calendar: Calendar) -> datetime | None:
    if facts.attempts < EARNEST_ATTEMPTS:
        return None
    # Seven days after a reminder that left somewhat late is still that morning, or it would slip a day each week.
    return _morning_from(facts.silent_since + WEEK - QUIET, calendar)


# In the order of the ladder: a rung that was sent leaves those above it behind.
RULES: dict[ReminderKind, RequestRule | StoryRule | PeopleRule | RetentionRule] = {
    ReminderKind.BEFORE: RequestRule(
        title="reminder",
        when="one working day before the deadline, at the same hour, in office hours; left out when the body was asked less than 12 hours before that, or when that was over before the deadline was recorded; a deadline recorded on its very day is reminded of one hour before it, in office hours, unless it was recorded less than an hour before that",
        due=_before,
        is_relevant=_is_awaited,
        in_ladder=True,
        may_come_ahead=True,
        switch="remind_before",
    ),
    ReminderKind.AT: RequestRule(
        title="deadline reminder",
        when="at the deadline, or up to 30 minutes earlier together with another reminder; at night (22:00 to 07:00, outside office hours) on the next working morning",
        due=_at_deadline,
        is_relevant=_is_awaited,
        in_ladder=True,
        may_come_ahead=True,
    ),
    ReminderKind.MORNING: RequestRule(
        title="reminder",
        when="when the office opens (09:00) on each working day after the deadline, until five attempts are logged",
        due=_next_morning,
        is_relevant=_is_awaited,
        in_ladder=True,
        may_come_ahead=True,
        switch="remind_mornings",
    ),
    ReminderKind.WEEKLY: RequestRule(
        title="reminder",
        when="from then on seven days after the last reminder, on the next working morning",
        due=_a_week_later,
        is_relevant=_is_awaited,
        in_ladder=True,
        may_come_ahead=True,
        switch="remind_weekly",
    ),
    ReminderKind.SNOOZED: RequestRule(
        title="reminder",
        when="at the instant chosen under “Snooze…”, in the place of all the above, while the request is open",
        due=None,
        is_relevant=lambda facts: facts.is_open,
        in_ladder=True,
        may_come_ahead=False,
    ),
    ReminderKind.OWN: RequestRule(
        title="reminder",
        when="at the instant given with `/remind`, whatever becomes of the request",
        due=None,
        is_relevant=lambda facts: True,
        in_ladder=False,
        may_come_ahead=False,
    ),
    ReminderKind.FINAL_CALL: StoryRule(
        title="final call",
        when="one hour before the story is published, to each member who has an open request for it about theirs, and to each editor about all of them",
        due=lambda publish_at, now: final_call_at(publish_at) if publish_at > now else None,
        is_relevant=lambda facts: bool(facts.requests),
        to=To.ALL_CONCERNED,
        names=lambda request: True,
    ),
    ReminderKind.GROUP_CALL: StoryRule(
        title="final call",
        when="at the same time, to the newsroom's group about all open requests for it",
        due=lambda publish_at, now: final_call_at(publish_at) if publish_at > now else None,
        is_relevant=lambda facts: bool(facts.requests),
        to=To.GROUP,
        names=lambda request: True,
    ),
    ReminderKind.PUBLICATION: StoryRule(
        title="publication",
        when="at the hour of publication, to each editor: is the story out?",
        due=lambda publish_at, now: publish_at,
        is_relevant=lambda facts: facts.to_an_editor,
        to=To.EDITORS,
        names=lambda request: request.asked_at is not None,
    ),
    ReminderKind.ASSIGNED: RequestRule(
        title="handed over",
        when="at once when a request is handed over, to whoever has it now and whoever had it",
        due=None,
        is_relevant=lambda facts: True,
        in_ladder=False,
        may_come_ahead=False,
    ),
    ReminderKind.SHOWN: RequestRule(
        title="shown",
        when="at once when a private request is shown to somebody by name, to them",
        due=None,
        is_relevant=lambda facts: True,
        in_ladder=False,
        may_come_ahead=False,
    ),
    ReminderKind.UNHEEDED: RequestRule(
        title="unheeded",
        when="with the third reminder in a row on which nobody has acted, to each editor, once until somebody acts",
        due=None,
        is_relevant=_is_awaited,
        in_ladder=False,
        may_come_ahead=False,
        to_editors=True,
    ),
    ReminderKind.PEOPLE: PeopleRule(
        title="people",
        when="at once when somebody joins, to each editor; when a role changes, to whose it is",
    ),
    ReminderKind.RETENTION: RetentionRule(
        title="words to be removed",
        when="a week before the words of a story's closed requests are removed (`retention`), on a working morning, to each editor",
    ),
}
UNHEEDED_AFTER = 3  # reminders in a row


WARNED_BEFORE = WEEK  # words are removed, at least


def reducible_before(days: int | None, *, now: datetime) -> datetime | None:
    """Before which instant (UTC) a story must have come out, and a closed request have been heard of last, for its words to be
    removed at `now`; None where a newsroom keeps everything."""
    return None if days is None else now - timedelta(days=days)


def ladder() -> frozenset[ReminderKind]:
    """The kinds of which one at a time is owed about a request."""
    return frozenset(kind for kind, rule in RULES.items() if isinstance(rule, RequestRule) and rule.in_ladder)


def rungs() -> dict[ReminderKind, RequestRule]:
    """What comes by itself while a request waits, from the lowest rung up."""
    return {
        kind: rule
        for kind, rule in RULES.items()
        if isinstance(rule, RequestRule) and rule.in_ladder and rule.due is not None
    }


def may_come_ahead() -> frozenset[ReminderKind]:
    """The kinds that may come before their time, together with another."""
    return frozenset(
        kind for kind, rule in RULES.items() if isinstance(rule, RequestRule) and rule.may_come_ahead
    )


def story_rules() -> dict[ReminderKind, StoryRule]:
    """What hangs on the hour at which a story comes out."""
    return {kind: rule for kind, rule in RULES.items() if isinstance(rule, StoryRule)}


def story_due_at(
    rule: StoryRule, publish_at: datetime | None, published_at: datetime | None, *, now: datetime
) -> datetime | None:
    """When a reminder about a story is due; None once it is out, while nobody knows when it will be, or when it is
    too late for this reminder. One that was planned for another instant is stale."""
    if published_at is not None or publish_at is None:
        return None
    return rule.due(publish_at, now)


def next_reminder(
    facts: LadderFacts, *, now: datetime, calendar: Calendar
) -> tuple[ReminderKind, datetime] | None:
    """The one reminder of the ladder that is owed next about a request.

    Two of the ladder are never less than 12 hours apart, but for a deadline's own words: the reminder at it, and the one
    within the 12 hours before it. These two come once for each deadline, whatever was told before. A reminder *before* a
    deadline lies in office hours; none leaves at night.

    Returns:
        The rung and its UTC instant, or None when the request is closed or went to print. An instant at or before
        `now` is owed now: however many were missed, one is owed, on the rung that fits the present.
    """
    slots = _slots(facts, calendar)
    for position, (_, slot) in enumerate(slots):
        own = _is_of_the_deadline(slot, facts)
        due = _leaves_from(slot, facts, now, calendar, own=own)
        if slot < facts.deadline_at and max(due, now) > facts.deadline_at - (TOO_LATE if own else APART):
            continue  # too late to be of use
        kind, its_slot = _fitting(slots[position:], max(due, now))
        if own and not _is_of_the_deadline(its_slot, facts):
            # The night or an outage held it until it is no word of the deadline any more, but nags.
            due = _leaves_from(slot, facts, now, calendar, own=False)
            kind, _ = _fitting(slots[position:], max(due, now))
        return kind, due.astimezone(UTC)
    return None


def _leaves_from(
    slot: datetime, facts: LadderFacts, now: datetime, calendar: Calendar, *, own: bool
) -> datetime:
    """From when on a reminder may leave; what waited through an outage must be allowed now as well."""
    due = _allowed_from(slot, facts, calendar, own=own)
    if due > now:
        return due
    # Meanwhile the final call or the night may have come near.
    held_until = _allowed_from(now, facts, calendar, own=own)
    return due if held_until <= now else held_until


def _fitting(
    slots: list[tuple[ReminderKind, datetime]], leaves_at: datetime
) -> tuple[ReminderKind, datetime]:
    """The rung whose words fit the moment of leaving: one that leaves later than its own time says what is so then."""
    return next(found for found in reversed(slots) if found[1] <= leaves_at)


def still_relevant(
    kind: ReminderKind,
    facts: LadderFacts,
    *,
    now: datetime,
    calendar: Calendar,
    due_at: datetime | None = None,
) -> bool:
    """Whether a reminder about a request, planned earlier, should still be sent at `now`, the moment of sending.

    False means: do not send it, plan again with `next_reminder` (which may owe another rung at once).

    Args:
        due_at: its own instant. Where that is still ahead, it must be relevant then, and nothing may forbid it now.
    """
    rule = RULES[kind]
    if not isinstance(rule, RequestRule) or not _matters(kind, rule, facts):
        return False
    if kind not in rungs():
        return True
    its_time = now if due_at is None else max(now, due_at)
    planned = next_reminder(facts, now=its_time, calendar=calendar)
    if planned is None or planned[0] is not kind or planned[1] > its_time:
        return False
    own = _is_of_the_deadline(its_time, facts)
    return its_time == now or _allowed_from(now, facts, calendar, own=own) == now


def _slots(facts: LadderFacts, calendar: Calendar) -> list[tuple[ReminderKind, datetime]]:
    """The rungs not yet behind us with their undisturbed instants, soonest first; the last can always be sent."""
    order = rungs()
    slots = []
    for position, (kind, rule) in enumerate(order.items()):
        if rule.due is None or not _matters(kind, rule, facts):
            continue
        slot = rule.due(facts, calendar)
        if slot is None or not _is_ahead(slot, facts):
            continue
        if slot <= facts.deadline_at and not facts.sent.isdisjoint(list(order)[position:]):
            continue
        slots.append((kind, slot))
    return sorted(slots, key=lambda found: found[1])


def _matters(kind: ReminderKind, rule: RequestRule, facts: LadderFacts) -> bool:
    return (rule.switch is None or kind in facts.switched_on) and rule.is_relevant(facts)


def _is_ahead(slot: datetime, facts: LadderFacts) -> bool:
    told, set_at = facts.last_reminder_at, facts.deadline_set_at
    return (told is None or told < slot) and (set_at is None or set_at <= slot)


def _is_of_the_deadline(slot: datetime, facts: LadderFacts) -> bool:
    """Whether a rung is the deadline's own word: at it, or within the 12 hours before it. The others nag."""
    return facts.deadline_at - APART < slot <= facts.deadline_at


def _allowed_from(moment: datetime, facts: LadderFacts, calendar: Calendar, *, own: bool) -> datetime:
    """The first instant at or after `moment` at which nothing forbids a reminder.

    Args:
        own: it is the deadline's own word, which no other reminder holds back: each of the two comes once for each
            deadline, and is what the deadline was recorded for. It keeps an hour from the final call.
    """
    from_final_call = QUIET if own else APART
    while True:
        allowed = moment
        if facts.last_recorded_at is not None:
            allowed = max(allowed, facts.last_recorded_at + QUIET)
        if not own and facts.last_reminder_at is not None and allowed < facts.last_reminder_at + APART:
            allowed = _morning_from(facts.last_reminder_at + APART, calendar)
        if facts.final_call_at is not None and abs(allowed - facts.final_call_at) < from_final_call:
            allowed = _morning_from(facts.final_call_at + APART, calendar)
        if calendar.is_night(allowed):
            allowed = _morning_from(allowed, calendar)
        if allowed == moment:
            return moment
        moment = allowed


def _morning_from(instant: datetime, calendar: Calendar) -> datetime:
    """The first working morning at or after `instant`."""
    return calendar.next_working_morning(instant - timedelta(microseconds=1))
