"""Every command: its handler, what it does in a few words, how it is written, and where it shows in the menu.

One table for the handlers, Telegram's menu, /help and the documentation's tests.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from bot.asking import handlers as asking_handlers
from bot.bodies import handlers as body_handlers
from bot.correcting import handlers as correcting_handlers
from bot.dispatch import words as dispatch_words
from bot.export.formats import FORMATS
from bot.kinds import OWN_COMMANDS, REPLIES, Asks, Say
from bot.languages import COMPLETE
from bot.letters import handlers as letter_handlers
from bot.lists import handlers as list_handlers
from bot.outcomes import handlers as outcome_handlers
from bot.outcomes import referrals, times
from bot.people import assigning, away, forgetting, leaving, locking
from bot.people import handlers as people_handlers
from bot.reports import handlers as report_handlers
from bot.settings import handlers as settings_handlers
from bot.settings.table import SETTINGS
from bot.several import handlers as several_handlers
from bot.several.handlers import VERBS, at_once
from bot.sorting import replies
from bot.stats import handlers as stats_handlers
from bot.stories import handlers as story_handlers
from bot.telegram.handling import Run
from db.lifecycle import EventKind


class Task(StrEnum):
    """What somebody wants to do who asks for help."""

    ASK = "ask"
    CAME = "came"
    LOOK = "look"
    PRINT = "print"
    DESK = "desk"


# Each with its button, and what stands over its commands.
TASKS: dict[Task, tuple[Say, Say]] = {
    Task.ASK: (
        lambda t: t.say("➕ Log a request"),
        lambda t: t.say("When you ask a body, or try again: log it, and I remind you to chase."),
    ),
    Task.CAME: (
        lambda t: t.say("📥 They answered"),
        lambda t: t.say(
            "When something comes back, or changes: reply to the request's card, press its buttons, or type."
        ),
    ),
    Task.LOOK: (
        lambda t: t.say("🔎 Where things stand"),
        lambda t: t.say("What is open, what is due, and what was said."),
    ),
    Task.PRINT: (
        lambda t: t.say("🗞 Before publication"),
        lambda t: t.say(
            "Who has not answered, whether they had a fair chance, and the sentence that the record supports."
        ),
    ),
    Task.DESK: (
        lambda t: t.say("🏠 Bodies and newsroom"),
        lambda t: t.say("The bodies we ask, the people here, and how I work."),
    ),
}


@dataclass(frozen=True)
class Command:
    """`usage` is shown by /help as it is; `example` can be typed, in the language of whoever reads it. `in_groups`: offered in the group's menu."""

    name: str
    run: Run
    does: Say
    usage: tuple[str, ...]
    example: Say
    task: Task
    in_groups: bool = True


_REPLY = "|".join(words.names[0] for words in REPLIES.values() if words.command is None)
_CORRECT = " | ".join(
    words.names[0] + (" 1,2" if words.asks is Asks.QUESTIONS else "") for words in REPLIES.values()
)
_IN = f"[{'|'.join(COMPLETE)}]"


def _recorder(kind: EventKind, name: str) -> Run:
    run = outcome_handlers.recorder(kind)
    return at_once(name, run) if name in VERBS else run


COMMANDS = (
    Command(
        "ask",
        asking_handlers.ask,
        lambda t: t.say("log a request for comment"),
        (
            "/ask",
            "/ask BODY: QUESTION [? …] [by DEADLINE] [via CHANNEL] [to CONTACT] [at TIME] [#story] [private [NAME, …]]",
        ),
        lambda t: t.say(
            "/ask Municipal Court: why are they held? where are they? by fri 5pm via email #mangopark"
        ),
        Task.ASK,
    ),
    Command(
        "status",
        list_handlers.status,
        lambda t: t.say("where things stand"),
        ("/status [BODY | #story | me | N]",),
        lambda t: t.say("/status #mangopark"),
        Task.LOOK,
    ),
    Command(
        "due",
        list_handlers.due,
        lambda t: t.say("my open requests by deadline"),
        ("/due", "/due DAY"),
        lambda t: t.say("/due"),
        Task.LOOK,
    ),
    Command(
        "chase",
        at_once("chase", replies.chase),
        lambda t: t.say("log another attempt"),
        (
            "/chase N CHANNEL [to CONTACT] [at TIME] [what happened]",
            "/chase #story|BODY CHANNEL [what happened]",
        ),
        lambda t: t.say("/chase 3 call no answer"),
        Task.ASK,
    ),
    Command(
        "reply",
        replies.reply,
        lambda t: t.say("log what came back"),
        (f"/reply N {_REPLY} [at TIME] [text]",),
        lambda t: t.say("/reply 3 partial 1,2 at 15:20 they deny it"),
        Task.CAME,
    ),
    *(
        Command(own.name, _recorder(kind, own.name), own.does, (own.usage,), own.example, Task.CAME)
        for kind, own in OWN_COMMANDS.items()
    ),
    Command(
        "refer",
        referrals.refer,
        lambda t: t.say("they sent us to another body"),
        ("/refer N to BODY [at TIME] [: text]",),
        lambda t: t.say("/refer 4 to National Police: ask the Cambodian authorities"),
        Task.CAME,
    ),
    Command(
        "extend",
        at_once("extend", times.extend),
        lambda t: t.say("move the deadline"),
        ("/extend N by DEADLINE [at TIME] [why]", "/extend #story|BODY by DEADLINE [why]"),
        lambda t: t.say("/extend 3 by fri 5pm they asked for time"),
        Task.CAME,
    ),
    Command(
        "note",
        outcome_handlers.note,
        lambda t: t.say("add a note"),
        ("/note N text",),
        lambda t: t.say("/note 3 the press officer is on leave"),
        Task.CAME,
    ),
    Command(
        "remind",
        times.remind,
        lambda t: t.say("a reminder of your own"),
        ("/remind N DEADLINE [text]",),
        lambda t: t.say("/remind 3 in 3 weeks look again"),
        Task.LOOK,
    ),
    Command(
        "letter",
        at_once("letter", letter_handlers.letter),
        lambda t: t.say("draft a letter to copy"),
        (f"/letter N [followup|final] {_IN}", f"/letter #story|BODY [followup|final] {_IN}"),
        lambda t: t.say("/letter 3 final en"),
        Task.ASK,
    ),
    Command(
        "undo",
        several_handlers.undo,
        lambda t: t.say("take back my last record"),
        ("/undo [N]",),
        lambda t: t.say("/undo"),
        Task.CAME,
    ),
    Command(
        "correct",
        correcting_handlers.correct,
        lambda t: t.say("put a record right"),
        (f"/correct N [at TIME | via CHANNEL | to CONTACT | text WORDS | body NAME | {_CORRECT}]",),
        lambda t: t.say("/correct 3 at 15:20"),
        Task.CAME,
    ),
    Command(
        "story",
        story_handlers.story,
        lambda t: t.say("create or show a story"),
        (
            "/story #slug [title] [publish TIME | published [at TIME] | unpublished]",
            "/story #slug here [off]",
            "/story #slug private [NAME, …] | visible",
            "/story #slug keep [off]",
        ),
        lambda t: t.say("/story #mangopark Mango Park raids publish fri 18:00"),
        Task.PRINT,
    ),
    Command(
        "publish",
        story_handlers.publish,
        lambda t: t.say("a story is out"),
        ("/publish #slug [at TIME]",),
        lambda t: t.say("/publish #mangopark at 09:00"),
        Task.PRINT,
    ),
    Command(
        "report",
        report_handlers.report,
        lambda t: t.say("who has not answered, and what may be printed"),
        ("/report [#story | BODY] [full]", "/report N", f"/report [#story | BODY] {'|'.join(FORMATS)} {_IN}"),
        lambda t: t.say("/report #mangopark"),
        Task.PRINT,
    ),
    Command(
        "stats",
        stats_handlers.stats,
        lambda t: t.say("who answers, and how fast"),
        ("/stats [#story | BODY | month]",),
        lambda t: t.say("/stats #mangopark"),
        Task.LOOK,
    ),
    Command(
        "bodies",
        body_handlers.bodies,
        lambda t: t.say("the directory of bodies"),
        ("/bodies [NAME]",),
        lambda t: t.say("/bodies embassy"),
        Task.DESK,
    ),
    Command(
        "body",
        body_handlers.body,
        lambda t: t.say("one body: contacts and record"),
        (
            "/body NAME [kind=…] [alias=…] [contact=…] [deadline=…] [name=…] [name_km=…]",
            "/body NAME merge=OTHER",
            "/body NAME unmerge=OTHER",
        ),
        lambda t: t.say('/body "City Hall" kind=other alias="Phnom Penh Hall" deadline=3wd'),
        Task.DESK,
    ),
    Command(
        "assign",
        assigning.assign,
        lambda t: t.say("hand a request over"),
        ("/assign N to NAME",),
        lambda t: t.say("/assign 3 to Maly"),
        Task.DESK,
    ),
    Command(
        "private",
        story_handlers.private,
        lambda t: t.say("who may see a request"),
        ("/private N [NAME, …]", "/private N visible", "/private #story [NAME, … | visible]"),
        lambda t: t.say("/private 3 Maly"),
        Task.DESK,
        in_groups=False,
    ),
    Command(
        "find",
        list_handlers.find,
        lambda t: t.say("search requests and bodies"),
        ("/find words",),
        lambda t: t.say("/find detainees"),
        Task.LOOK,
    ),
    Command(
        "digest",
        people_handlers.digest,
        lambda t: t.say("the daily digest"),
        ("/digest [now | HH:MM | off]",),
        lambda t: t.say("/digest now"),
        Task.LOOK,
    ),
    Command(
        "invite",
        people_handlers.invite,
        lambda t: t.say("a link for a new member"),
        ("/invite [editor] [N people] [days]", "/invite links"),
        lambda t: t.say("/invite"),
        Task.DESK,
        in_groups=False,
    ),
    Command(
        "members",
        leaving.typed,
        lambda t: t.say("who is in the newsroom"),
        ("/members [NAME]",),
        lambda t: t.say("/members"),
        Task.DESK,
    ),
    Command(
        "away",
        away.away,
        lambda t: t.say("who gets your reminders while you are away"),
        ("/away until DATE [to NAME]", "/away off"),
        lambda t: t.say("/away until 6 Dec to Maly"),
        Task.DESK,
    ),
    Command(
        "lock",
        locking.lock,
        lambda t: t.say("shut a telephone out"),
        ("/lock", "/lock NAME|me|everybody"),
        lambda t: t.say("/lock Dara"),
        Task.DESK,
        in_groups=False,
    ),
    Command(
        "unlock",
        locking.unlock,
        lambda t: t.say("let it in again"),
        ("/unlock", "/unlock NAME|everybody"),
        lambda t: t.say("/unlock Dara"),
        Task.DESK,
        in_groups=False,
    ),
    Command(
        "forget",
        forgetting.typed,
        lambda t: t.say("drop who somebody is"),
        ("/forget", "/forget NAME|me"),
        lambda t: t.say("/forget me"),
        Task.DESK,
        in_groups=False,
    ),
    Command(
        "newsroom",
        people_handlers.newsroom,
        lambda t: t.say("the newsroom; “here” connects a group, a name chooses"),
        ("/newsroom [here [#story | only] | off]", "/newsroom NAME"),
        lambda t: t.say("/newsroom here"),
        Task.DESK,
    ),
    Command(
        "settings",
        settings_handlers.settings,
        lambda t: t.say("language and settings"),
        (
            "/settings",
            *(setting.usage for setting in SETTINGS),
            f"/settings templates [followup|final] {_IN}",
            "/settings template final en: WORDING",
        ),
        lambda t: t.say("/settings language=km"),
        Task.DESK,
        in_groups=False,
    ),
    Command(
        "cancel",
        dispatch_words.cancel,
        lambda t: t.say("leave what was begun"),
        ("/cancel",),
        lambda t: t.say("/cancel"),
        Task.DESK,
    ),
)

RUNS: dict[str, Run] = {command.name: command.run for command in COMMANDS}
