"""Every command: its handler, what it does in a few words, how it is written, and where it shows in the menu.

One table for the handlers, Telegram's menu, /help and the documentation's tests.
"""

from __future__ import annotations

from dataclasses import dataclass

from bot.asking import handlers as asking
from bot.bodies import handlers as bodies
from bot.correcting import handlers as correcting
from bot.dispatch import words as typed
from bot.i18n.catalogue import Texts
from bot.letters import handlers as letters
from bot.lists import handlers as lists
from bot.outcomes import handlers as outcomes
from bot.outcomes import referrals, times
from bot.people import handlers as newsroom
from bot.reports import handlers as reports
from bot.settings import handlers as settings
from bot.stories import handlers as stories
from bot.telegram.handling import Run


@dataclass(frozen=True)
class Command:
    """`usage` is shown by /help as it is; `example` can be typed. `in_groups`: offered in the group's menu."""

    name: str
    run: Run
    usage: tuple[str, ...]
    example: str
    in_groups: bool = True


COMMANDS = (
    Command(
        "ask",
        asking.ask,
        ("/ask", "/ask BODY: QUESTION [? …] [by DEADLINE] [via CHANNEL] [to CONTACT] [at TIME] [#story]"),
        "/ask Municipal Court: why are they held? where are they? by fri 5pm via email #mangopark",
    ),
    Command("status", lists.status, ("/status [BODY | #story | me | N]",), "/status #mangopark"),
    Command("due", lists.due, ("/due",), "/due"),
    Command(
        "chase", outcomes.chase, ("/chase N CHANNEL [what happened] [at TIME]",), "/chase 3 call no answer"
    ),
    Command(
        "reply",
        outcomes.reply,
        ("/reply N full|partial|ack [text] [at TIME]",),
        "/reply 3 partial 1,2 they deny it at 15:20",
    ),
    Command("decline", outcomes.decline, ("/decline N [text] [at TIME]",), "/decline 3 no comment"),
    Command("bounce", outcomes.bounce, ("/bounce N [text] [at TIME]",), "/bounce 3 mailbox full"),
    Command("withdraw", outcomes.withdraw, ("/withdraw N [why]",), "/withdraw 3 asked twice"),
    Command("reopen", outcomes.reopen, ("/reopen N [why]",), "/reopen 3 one question is left"),
    Command(
        "refer",
        referrals.refer,
        ("/refer N to BODY [: text]",),
        "/refer 4 to National Police: ask the Cambodian authorities",
    ),
    Command(
        "extend", times.extend, ("/extend N by DEADLINE [why]",), "/extend 3 by fri 5pm they asked for time"
    ),
    Command("note", outcomes.note, ("/note N text",), "/note 3 the press officer is on leave"),
    Command("remind", times.remind, ("/remind N DEADLINE [text]",), "/remind 3 in 3 weeks look again"),
    Command("letter", letters.letter, ("/letter N [followup|final] [en|km]",), "/letter 3 final en"),
    Command("undo", outcomes.undo, ("/undo [N]",), "/undo"),
    Command(
        "correct",
        correcting.correct,
        ("/correct N [at TIME | via CHANNEL | text WORDS | full | partial 1,2 | ack | declined]",),
        "/correct 3 at 15:20",
    ),
    Command(
        "story",
        stories.story,
        ("/story #slug [title] [publish TIME | published [at TIME] | unpublished]",),
        "/story #mangopark Mango Park raids publish fri 18:00",
    ),
    Command(
        "report",
        reports.report,
        ("/report [#story | BODY]", "/report N", "/report [#story | BODY] html|xlsx|csv|zip [en|km]"),
        "/report #mangopark",
    ),
    Command("bodies", bodies.bodies, ("/bodies [NAME]",), "/bodies embassy"),
    Command(
        "body",
        bodies.body,
        ("/body NAME [kind=…] [alias=…] [contact=…] [deadline=…]",),
        '/body "City Hall" kind=other alias="Phnom Penh Hall" deadline=3wd',
    ),
    Command("find", lists.find, ("/find words",), "/find detainees"),
    Command("digest", newsroom.digest, ("/digest [now | HH:MM | off]",), "/digest now"),
    Command("invite", newsroom.invite, ("/invite [editor]",), "/invite", in_groups=False),
    Command("members", newsroom.people, ("/members",), "/members"),
    Command("newsroom", newsroom.newsroom, ("/newsroom [here]",), "/newsroom here"),
    Command(
        "settings",
        settings.settings,
        (
            "/settings [language=en|km]",
            "/settings fair=48h",
            "/settings templates [followup|final] [en|km]",
            "/settings template final en: WORDING",
        ),
        "/settings language=km",
        in_groups=False,
    ),
    Command("cancel", typed.cancel, ("/cancel",), "/cancel"),
)

RUNS: dict[str, Run] = {command.name: command.run for command in COMMANDS}


def describe(t: Texts, name: str) -> str:
    """What a command does, in the few words of Telegram's menu."""
    return {
        "ask": t.say("log a request for comment"),
        "status": t.say("where things stand"),
        "due": t.say("my open requests by deadline"),
        "chase": t.say("log another attempt"),
        "reply": t.say("log what came back"),
        "decline": t.say("they declined to comment"),
        "bounce": t.say("it could not be delivered"),
        "withdraw": t.say("we take the request back"),
        "reopen": t.say("open a closed request again"),
        "refer": t.say("they sent us to another body"),
        "extend": t.say("move the deadline"),
        "note": t.say("add a note"),
        "remind": t.say("a reminder of your own"),
        "letter": t.say("draft a letter to copy"),
        "undo": t.say("take back my last record"),
        "correct": t.say("put a record right"),
        "story": t.say("create or show a story"),
        "report": t.say("bodies past their deadline"),
        "bodies": t.say("the directory of bodies"),
        "body": t.say("one body: contacts and record"),
        "find": t.say("search requests and bodies"),
        "digest": t.say("the daily digest"),
        "invite": t.say("a link for a new member"),
        "members": t.say("who is in the newsroom"),
        "newsroom": t.say("the newsroom; “here” connects a group"),
        "settings": t.say("language and settings"),
        "cancel": t.say("leave what was begun"),
        "help": t.say("all commands"),
        "start": t.say("begin"),
    }[name]
