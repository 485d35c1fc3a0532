"""Every command: its handler, what it does in a few words, how it is written, and where it shows in the menu.

One table for the handlers, Telegram's menu, /help and the documentation's tests.
"""

from __future__ import annotations

from dataclasses import dataclass

from bot.asking import handlers as asking
from bot.bodies import handlers as bodies
from bot.correcting import handlers as correcting
from bot.dispatch import words as typed
from bot.export.formats import FORMATS
from bot.kinds import OWN_COMMANDS, REPLIES, Asks, Say
from bot.letters import handlers as letters
from bot.lists import handlers as lists
from bot.outcomes import handlers as outcomes
from bot.outcomes import referrals, times
from bot.people import handlers as newsroom
from bot.reports import handlers as reports
from bot.settings import handlers as settings
from bot.settings.table import SETTINGS
from bot.stories import handlers as stories
from bot.telegram.handling import Run


@dataclass(frozen=True)
class Command:
    """`usage` is shown by /help as it is; `example` can be typed. `in_groups`: offered in the group's menu."""

    name: str
    run: Run
    does: Say
    usage: tuple[str, ...]
    example: str
    in_groups: bool = True


_REPLY = "|".join(words.typed[0] for words in REPLIES.values() if words.command is None)
_CORRECT = " | ".join(
    words.typed[0] + (" 1,2" if words.asks is Asks.QUESTIONS else "") for words in REPLIES.values()
)

COMMANDS = (
    Command(
        "ask",
        asking.ask,
        lambda t: t.say("log a request for comment"),
        ("/ask", "/ask BODY: QUESTION [? …] [by DEADLINE] [via CHANNEL] [to CONTACT] [at TIME] [#story]"),
        "/ask Municipal Court: why are they held? where are they? by fri 5pm via email #mangopark",
    ),
    Command(
        "status",
        lists.status,
        lambda t: t.say("where things stand"),
        ("/status [BODY | #story | me | N]",),
        "/status #mangopark",
    ),
    Command("due", lists.due, lambda t: t.say("my open requests by deadline"), ("/due",), "/due"),
    Command(
        "chase",
        outcomes.chase,
        lambda t: t.say("log another attempt"),
        ("/chase N CHANNEL [what happened] [at TIME]",),
        "/chase 3 call no answer",
    ),
    Command(
        "reply",
        outcomes.reply,
        lambda t: t.say("log what came back"),
        (f"/reply N {_REPLY} [text] [at TIME]",),
        "/reply 3 partial 1,2 they deny it at 15:20",
    ),
    *(
        Command(own.name, outcomes.recorder(kind), own.does, (own.usage,), own.example)
        for kind, own in OWN_COMMANDS.items()
    ),
    Command(
        "refer",
        referrals.refer,
        lambda t: t.say("they sent us to another body"),
        ("/refer N to BODY [: text]",),
        "/refer 4 to National Police: ask the Cambodian authorities",
    ),
    Command(
        "extend",
        times.extend,
        lambda t: t.say("move the deadline"),
        ("/extend N by DEADLINE [why]",),
        "/extend 3 by fri 5pm they asked for time",
    ),
    Command(
        "note",
        outcomes.note,
        lambda t: t.say("add a note"),
        ("/note N text",),
        "/note 3 the press officer is on leave",
    ),
    Command(
        "remind",
        times.remind,
        lambda t: t.say("a reminder of your own"),
        ("/remind N DEADLINE [text]",),
        "/remind 3 in 3 weeks look again",
    ),
    Command(
        "letter",
        letters.letter,
        lambda t: t.say("draft a letter to copy"),
        ("/letter N [followup|final] [en|km]",),
        "/letter 3 final en",
    ),
    Command("undo", outcomes.undo, lambda t: t.say("take back my last record"), ("/undo [N]",), "/undo"),
    Command(
        "correct",
        correcting.correct,
        lambda t: t.say("put a record right"),
        (f"/correct N [at TIME | via CHANNEL | text WORDS | {_CORRECT}]",),
        "/correct 3 at 15:20",
    ),
    Command(
        "story",
        stories.story,
        lambda t: t.say("create or show a story"),
        ("/story #slug [title] [publish TIME | published [at TIME] | unpublished]",),
        "/story #mangopark Mango Park raids publish fri 18:00",
    ),
    Command(
        "report",
        reports.report,
        lambda t: t.say("bodies past their deadline"),
        ("/report [#story | BODY]", "/report N", f"/report [#story | BODY] {'|'.join(FORMATS)} [en|km]"),
        "/report #mangopark",
    ),
    Command(
        "bodies",
        bodies.bodies,
        lambda t: t.say("the directory of bodies"),
        ("/bodies [NAME]",),
        "/bodies embassy",
    ),
    Command(
        "body",
        bodies.body,
        lambda t: t.say("one body: contacts and record"),
        ("/body NAME [kind=…] [alias=…] [contact=…] [deadline=…]",),
        '/body "City Hall" kind=other alias="Phnom Penh Hall" deadline=3wd',
    ),
    Command(
        "find", lists.find, lambda t: t.say("search requests and bodies"), ("/find words",), "/find detainees"
    ),
    Command(
        "digest",
        newsroom.digest,
        lambda t: t.say("the daily digest"),
        ("/digest [now | HH:MM | off]",),
        "/digest now",
    ),
    Command(
        "invite",
        newsroom.invite,
        lambda t: t.say("a link for a new member"),
        ("/invite [editor]",),
        "/invite",
        in_groups=False,
    ),
    Command("members", newsroom.people, lambda t: t.say("who is in the newsroom"), ("/members",), "/members"),
    Command(
        "newsroom",
        newsroom.newsroom,
        lambda t: t.say("the newsroom; “here” connects a group"),
        ("/newsroom [here]",),
        "/newsroom here",
    ),
    Command(
        "settings",
        settings.settings,
        lambda t: t.say("language and settings"),
        (
            "/settings",
            *(setting.usage for setting in SETTINGS),
            "/settings templates [followup|final] [en|km]",
            "/settings template final en: WORDING",
        ),
        "/settings language=km",
        in_groups=False,
    ),
    Command("cancel", typed.cancel, lambda t: t.say("leave what was begun"), ("/cancel",), "/cancel"),
)

RUNS: dict[str, Run] = {command.name: command.run for command in COMMANDS}
