"""What must be so after each seed, whatever happened: read from the record, and from what Telegram let people see."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from html import unescape
from zoneinfo import ZoneInfo

from db.lifecycle import EventKind
from db.tables import Outcome, ReminderKind
from db.telegram.inbox import UNREADABLE
from jobs.outbox import LEASE
from jobs.reminders.rules import rungs
from sandbox.case import GROUP, SREYNEANG, ZONE
from tests.torture.play import (
    ALONE,
    BOTH,
    GUEST,
    NAMES,
    NEWSROOMS,
    OTHER,
    REFUSALS,
    ROOMS,
    STORY,
    STRANGER,
    WORD,
    Called,
    Played,
)  # fmt: skip

LOGGED = re.compile(r"Logged as #(\d+)\.")
MARKED = re.compile(r"<i>(?:This|This one) may be a repeat|🔁|<i>នេះប្រហែលជា")
NUMBER = re.compile(r"#(\d+)\b")
DOUBTED = re.compile(r"<i>I could not tell whether you got my last answer: .*</i>\n\n")
NOT_SAVED, KEPT = "The record could not be written just now", "What you sent is kept"
THROWN_OUT = "I was removed from"
CAME_IN = "has come in by an invitation"
LIKE = "\n\n⚠️"  # what follows is about another, much like it
FORGOTTEN = 61.0  # seconds
LEAVING = timedelta(minutes=6)  # from being claimed in the evening to being told at night, on a slow line


@dataclass
class Figures:
    """What `make torture` prints."""

    seeds: int = 0
    kills: int = 0
    sent: int = 0
    vanished: int = 0
    logged: int = 0
    missing: int = 0
    twice: int = 0
    reminders: int = 0
    lost: int = 0
    marked: int = 0
    unmarked: int = 0
    hostile: int = 0
    faults: int = 0  # of the record
    refused: int = 0  # things sent of which somebody heard that they were not saved yet
    on_server: int = 0  # seeds
    floods: int = 0  # times that Telegram found we wrote too much

    def add(self, other: Figures) -> None:
        """Add those of other seeds."""
        for name, value in vars(other).items():
            setattr(self, name, getattr(self, name) + value)


def check(played: Played) -> Figures:
    """The figures of a seed; what is wrong goes into its troubles."""
    figures = Figures(seeds=1, kills=played.kills, hostile=played.hostile, sent=len(played.said))
    figures.faults, figures.on_server = played.faults, int(played.on_server)
    if played.troubles:
        return figures
    found = [
        *_handled(played, figures), *_kept(played, figures), *_told(played, figures), *_apart(played), *_hidden(played),
        *_in_order(played), *_repeats(played, figures), *_promised(played, figures), *_left_alone(played),
    ]  # fmt: skip
    played.troubles += found
    return figures


def _texts(played: Played) -> list[tuple[Called, str]]:
    """What people were shown, as they read it."""
    shown = [one for one in played.calls if one.told and one.text]
    return [(one, unescape(re.sub("<[^>]*>", "", DOUBTED.sub("", one.text)))) for one in shown]


def _handled(played: Played, figures: Figures) -> Iterator[str]:
    """Whatever was sent is done, once, and whoever wrote has an answer: or nobody could be told, and that is known."""
    rows = {row["update_id"]: row for row in played.record["inbox"]}
    by_update: dict[int | None, list[Called]] = {}
    for one in played.calls:
        by_update.setdefault(one.update, []).append(one)
    strangers_line = any(one.chat == STRANGER for one in played.calls)
    for said in played.said:
        if said.who == STRANGER and (strangers_line or played.kills):
            continue  # one a day at the most: a desk that was killed while it said it does not say it again
        if said.who == GUEST and _may_be_forgotten(played):
            continue  # a stranger, until they come back
        row = rows.get(said.update)
        calls = by_update.get(said.update, [])
        refused = any(_is_final(one) for one in calls)
        given_up = said.kind not in played.record and _was_given_up(calls)
        if row is None and (refused or given_up or any(one.told for one in calls)):
            continue  # it could not be kept, and wanted nothing to be kept
        if row is None or row["done_at"] is None:
            figures.vanished += 1
            yield f"update {said.update} of {said.who} vanished: {row}"
            continue
        if any(one.told for one in calls) or refused or row["trouble"] == UNREADABLE:
            continue
        if not _was_given_up(calls):
            figures.vanished += 1
            yield f"update {said.update} of {said.who} ({said.token or said.kind}) was not answered"
    injected = tuple(why for status, why, _ in REFUSALS if status == 429)
    for one in played.calls:
        if one.status == 429 and one.why not in injected:
            figures.floods += 1
            # A desk that was killed has forgotten what it wrote in the minute before.
            if one.age > FORGOTTEN:
                yield f"Telegram had to ask for fewer messages: {one}"
    for trace in played.traces:
        if "telegram.error." not in trace and "NotSent" not in trace:
            yield f"a stack trace: {trace}"


def _kept(played: Played, figures: Figures) -> Iterator[str]:
    """What was answered with "Logged" is on record, once; and what is on record was answered so."""
    numbers = {row["id"]: row["number"] for row in played.record["request"]}
    rooms = {row["id"]: "ab"[row["id"] - 1] for row in played.record["newsroom"]}
    texts = _texts(played)
    for said in played.said:
        if said.kind not in ("question", "event") or said.update in played.unreal:
            continue
        rows = [row for row in played.record[said.kind] if said.token in row["text"]]
        answers = [text.split(LIKE)[0] for one, text in texts if one.update is not None]
        answers = [text for text in answers if said.token in text]
        if said.kind == "question":
            told = {int(found[1]) for text in answers if (found := LOGGED.search(text))}
            kept = {numbers[row["request_id"]] for row in rows}
        else:
            told, kept = {1 for text in answers if "Logged" in text}, {1 for _ in rows}
        figures.logged += bool(told)
        if told - kept:
            figures.missing += 1
            yield f"{said.token} was told to be logged, and is not: {told} {kept}"
        corrected = {row["corrects_event_id"] for row in played.record["event"] if said.kind == "event"}
        in_force = [row for row in rows if not row.get("corrects_event_id") and row["id"] not in corrected]
        if len(in_force) > 1:
            figures.twice += 1
            yield f"{said.token} is on record {len(in_force)} times"
        if any(rooms[row["newsroom_id"]] != said.token[1] for row in rows):
            yield f"{said.token} is in another newsroom"
        calls = [one for one in played.calls if one.update == said.update]
        if (
            kept
            and not told
            and not (_was_given_up(calls) or any(one.told or _is_final(one) for one in calls))
        ):
            figures.missing += 1
            yield f"{said.token} is on record, and nobody was told"


def _in_order(played: Played) -> Iterator[str]:
    """What one person asked is on record in the order in which it was sent, but what they were told was put off, or asked about."""
    put_off = {one.update for one, text in _texts(played) if KEPT in text or not LOGGED.search(text)}
    requests = {row["text"]: row["request_id"] for row in played.record["question"]}
    for person in ROOMS:
        theirs = [one for one in played.said if one.who == person and one.kind == "question"]
        asked = [f"question {one.token}?" for one in theirs if one.update not in put_off]
        kept = [requests[text] for text in asked if text in requests]
        if kept != sorted(kept):
            yield f"what {person} asked is not in its order: {kept}"


def _promised(played: Played, figures: Figures) -> Iterator[str]:
    """Whoever was told that it was not saved, but would be, hears what became of it; what has to be sent again was not saved."""
    updates = {said.update: said for said in played.said if said.update not in played.unreal}
    last = {one.update: one for one in played.calls if one.told or _is_final(one)}
    for one, text in _texts(played):
        said = updates.get(one.update or 0)
        if said is None or NOT_SAVED not in text:
            continue
        figures.refused += 1
        strange = said.who == STRANGER or (said.who == GUEST and _may_be_forgotten(played))
        if KEPT in text and last[one.update] is one and not strange and not _was_given_up([one]):
            yield f"{one.chat} was told that {said.token or said.kind} is kept, and hears no more of it"
        elif KEPT not in text and any(said.token in row["text"] for row in played.record.get(said.kind, ())):
            yield f"{said.token} is on record, and was said not to be"


def _may_be_forgotten(played: Played) -> bool:
    return any(said.kind == "forget" for said in played.said)


def _left_alone(played: Played) -> Iterator[str]:
    """Whoever was removed, and has not come back, is told nothing any more; and whoever is forgotten is not named."""
    there = [row["removed_at"] for row in played.record["member"] if row["telegram_id"] == GUEST]
    kinds = {said.update: said.kind for said in played.said}
    last = {kinds.get(one.update or 0): one.now + LEASE.total_seconds() for one in played.calls if one.told}
    for one, text in _texts(played):
        if one.update is not None:
            continue
        if None not in there and one.chat == GUEST and one.now > last.get("remove", one.now):
            yield f"{GUEST} was removed, and is told: {text}"
        if not there and NAMES[GUEST] in text and one.now > last.get("forget", one.now):
            yield f"{GUEST} was forgotten, and {one.chat} is told: {text}"


def _is_final(one: Called) -> bool:
    return 400 <= one.status < 500 and one.status != 429


def _was_given_up(calls: Iterable[Called]) -> bool:
    """Whether an answer was tried once more after a try of which nobody knows whether it arrived: it is not tried again."""
    return any(MARKED.search(one.text) for one in calls)


def _told(played: Played, figures: Figures) -> Iterator[str]:
    """Every owed reminder arrived, or ended for a reason that is on record; none of those that nag, at night."""
    numbers = {row["id"]: row["number"] for row in played.record["request"]}
    people = _people(played)
    texts = [
        (one, text) for one, text in _texts(played) if one.update is None and one.method == "sendMessage"
    ]
    nagging = {kind.value for kind in rungs()}
    last = max(one.at for one in played.calls)
    for table in ("reminder", "alert", "digest_run"):
        for row in played.record[table]:
            named = f"{table} {row['id']} ({row.get('kind', '')}, due {row['due_at']})"
            figures.reminders += row["outcome"] == Outcome.SENT
            if row["settled_at"] is None:
                if _at(row["due_at"]) < last - timedelta(hours=2):
                    figures.lost += 1
                    yield f"{named} is owed since then: {row['trouble']}"
            elif row["outcome"] in (Outcome.DEAD, Outcome.PASSED_ON) and not row["trouble"]:
                yield f"{named} was given up, and nobody knows why"
            elif row["outcome"] == Outcome.DROPPED and row.get("kind") == ReminderKind.OWN:
                yield f"{named} was dropped"
            elif row["outcome"] == Outcome.SENT and table == "reminder" and row["request_id"]:
                chat, number = people[row["member_id"]], f"#{numbers[row['request_id']]}"
                words = row["text"] if row["kind"] == ReminderKind.OWN else number
                since = _at(row["due_at"]) - timedelta(minutes=31)
                came = [one for one, text in texts if one.chat == chat and words in text and since <= one.at]
                if not came:
                    figures.lost += 1
                    yield f"{named} is settled as sent, and never came"
                elif row["kind"] in nagging and all(
                    _is_night(one.at) and not _waited(played, one) for one in came
                ):
                    yield f"{named} came at night: {came[0].at}"
    open_ones = {row["id"] for row in played.record["request"] if row["is_open"]}
    waiting = [row for row in played.record["reminder"] if row["settled_at"] is None]
    owed = Counter(row["request_id"] for row in waiting if row["kind"] in (*nagging, ReminderKind.SNOOZED))
    published = {row["id"] for row in played.record["request"] if row["by_publication"]}
    for request in open_ones - published:
        if owed[request] != 1:
            figures.lost += 1
            yield f"#{numbers[request]} (row {request}) owes {owed[request]} reminders"


def _at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def _is_night(instant: datetime) -> bool:
    local = (instant - LEAVING).astimezone(ZoneInfo(ZONE)).time().hour
    return (local >= 22 or local < 7) and instant.astimezone(ZoneInfo(ZONE)).hour not in range(7, 22)


def _waited(played: Played, one: Called) -> bool:
    """Whether it was on its way before the clock was set, and waited as Telegram had asked."""
    waits = [
        (asked.now, asked.now + int(asked.why.split()[-1])) for asked in played.calls if asked.status == 429
    ]
    return any(
        since <= jump <= until <= one.now < until + 5 for since, until in waits for jump in played.jumps
    )


def _apart(played: Played) -> Iterator[str]:
    """Nothing of one newsroom comes to the other, and nothing at all to a stranger."""
    for one, text in _texts(played):
        if not one.chat:
            continue
        crossed = [token[1] for token in WORD.finditer(text) if token[1] != _room(one, text)]
        if crossed and not (one.update is not None and _own_words(played, one, text)):
            yield f"{one.chat} was shown what is another newsroom's: {text}"
        if one.chat == STRANGER and "#" in text:
            yield f"the stranger was shown {text}"


def _room(one: Called, text: str) -> str | None:
    """The newsroom that a message is about."""
    if one.chat == BOTH:  # each says so
        return next((room for room, name in NEWSROOMS.items() if text.startswith(f"🏠 {name}\n")), None)
    return "a" if one.chat in (GROUP, ALONE) else ROOMS.get(one.chat)


def _hidden(played: Played) -> Iterator[str]:
    """What is private is seen by its reporter, whom they name, and the editors; and a group that is told one story alone hears
    of no other."""
    people, record = _people(played), played.record
    requests = {row["id"]: row for row in record["request"]}
    written = [
        (word[0], row)
        for row in (*record["question"], *record["event"])
        for word in WORD.finditer(row["text"])
    ]
    whose = {token: requests[row["request_id"]] for token, row in written if row["request_id"] in requests}
    [alone] = [row["id"] for row in record["story"] if row["slug"] == STORY and row["newsroom_id"] == 1]
    seeing = {row["id"]: {row["member_id"]} for row in record["request"] if row["private_to"] is not None}
    since = dict.fromkeys(seeing, 0.0)  # of the machine's: the clock may be set back
    for row in (row for row in record["event"] if row["request_id"] in seeing):
        details = json.loads(row["details"]) if isinstance(row["details"], str) else row["details"]
        seeing[row["request_id"]] |= {
            *details.get("named", ()),
            details.get("owner"),
            details.get("owner_was"),
        }
        if row["kind"] == EventKind.PRIVACY:
            by_then = _at(row["recorded_at"]) + LEAVING
            before = (one.now for one in played.calls if one.at <= by_then)
            since[row["request_id"]] = max(before, default=0.0)
    for number in seeing:
        named = {int(one) for one in requests[number]["private_to"].split("|") if one}
        seeing[number] = {SREYNEANG, OTHER, *(people[one] for one in seeing[number] | named if one)}
    numbered = {("ab"[row["newsroom_id"] - 1], str(row["number"])): row for row in record["request"]}
    for one, text in _texts(played):
        own = one.update is not None and {said.token for said in played.said if said.update == one.update}
        shown = [whose.get(word[0]) for word in WORD.finditer(text) if not own or word[0] not in own]
        if not re.search("private|There is no request", text):  # what was asked for by its number
            shown += [numbered.get((_room(one, text) or "", number)) for number in NUMBER.findall(text)]
        for request in (found for found in shown if found is not None and one.chat):
            if one.chat == ALONE and request["story_id"] != alone:
                yield f"the group of {STORY} was shown what is another story's: {text}"
            may = seeing.get(request["id"], {one.chat})
            if one.chat not in may and one.now > since[request["id"]]:
                yield f"{one.chat} was shown what is private to others, #{request['number']}: {text}"


def _people(played: Played) -> dict[int, int]:
    """Of members, those forgotten among them, Telegram's ids."""
    return {row["id"]: max(row["telegram_id"], 0) or GUEST for row in played.record["member"]}


def _own_words(played: Played, one: Called, text: str) -> bool:
    said = {each.token for each in played.said if each.update == one.update}
    return all(token[0] in said for token in WORD.finditer(text))


def _repeats(played: Played, figures: Figures) -> Iterator[str]:
    """What came twice says that it may be a repeat."""
    seen: dict[tuple[int, int | None, str], tuple[int, Called]] = {}
    put_off = set[int | None]()  # updates whose authors were told that they are done anew
    for position, one in enumerate(played.calls):
        if not one.told or one.method != "sendMessage" or one.update in played.unreal:
            continue
        marked = bool(MARKED.search(one.text))
        figures.marked += marked
        lines = DOUBTED.sub("", one.text).split("\n")
        words = "\n".join(line for line in lines if line and not MARKED.search(line))
        key = one.chat, one.update, words
        first, before = seen.get(key, (0, None))
        # Where nothing is recorded a desk that comes after one that was killed may say it anew.
        anew = before is not None and one.update is not None and one.life != before.life
        again = before is not None and not (anew and "Logged" not in one.text)
        again = again and (one.update is not None or one.at - before.at < timedelta(hours=3))
        if THROWN_OUT in one.text and played.thrown_out > 1:
            again = False  # once for each time, perhaps both when it was over
        if CAME_IN in one.text and sum(said.kind == "start" for said in played.said) > 1:
            again = False  # once for each time, with a removal between
        if again and one.update is None and first >= played.calm_from:
            figures.unmarked += 1
            yield f"{one.chat} got twice, although nothing went wrong: {one.text}"
        elif again and not marked and one.update not in put_off:
            figures.unmarked += 1
            yield f"{one.chat} got twice, unmarked, of update {one.update}: {one.text}"
        seen[key] = position, one
        if KEPT in words:
            put_off.add(one.update)
