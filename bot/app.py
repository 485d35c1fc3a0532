"""Composition: the desk's parts put together once, and the ordered table of handlers."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from functools import cache
from ssl import SSLContext
from typing import Any

from httpx import create_ssl_context
from telegram import (
    BotCommand,
    BotCommandScopeAllGroupChats,
    BotCommandScopeAllPrivateChats,
    LinkPreviewOptions,
    Update,
)
from telegram.constants import ParseMode
from telegram.error import TelegramError
from telegram.ext import (
    Application,
    ApplicationBuilder,
    CallbackQueryHandler,
    ChatMemberHandler,
    ContextTypes,
    Defaults,
    InlineQueryHandler,
    MessageHandler,
    TypeHandler,
    filters,
)

from bot import help
from bot.attachments.fetching import TelegramFiles
from bot.bodies import handlers as body_handlers
from bot.commands import COMMANDS, RUNS
from bot.dispatch import card, draft
from bot.dispatch import words as dispatch_words
from bot.environment import Settings
from bot.export import handlers as export_handlers
from bot.groups import handlers as groups_handlers
from bot.groups.texts import HERE
from bot.i18n.catalogue import Texts
from bot.inline import handlers as inline_handlers
from bot.languages import LANGUAGES, SOURCE
from bot.notices import TelegramNotifier
from bot.people import away, forgetting, leaving, locking
from bot.people import handlers as people_handlers
from bot.retention import ReadWords
from bot.settings import handlers as settings_handlers
from bot.sorting import captions, held
from bot.sorting.held import HeldMessages
from bot.stories import handlers as publication
from bot.telegram import errors, wire
from bot.telegram.context import Context, Desk
from bot.telegram.handling import for_members, give_up, tell_slower
from bot.telegram.inbox import Inbox, ReceivingRequest
from bot.telegram.pace import PatientLimiter, SharedPace
from bot.telegram.pages import turn
from bot.telegram.updates import (
    COMMANDS_TO_ME,
    IN_AN_ALBUM,
    OURS,
    PASTED,
    SLASHED,
    TALK,
    Command,
    Latency,
    OnePersonAtATime,
)
from db.engine import Database
from jobs.clock import Clock
from jobs.files.fetching import FileFetcher
from jobs.files.folder import EvidenceFolder
from jobs.outbox import OutboxSender
from jobs.retention import Reducer

# Short work, few at a time: many concurrent updates slow a burst (measured; see docs/decisions).
CONCURRENT_UPDATES = 8

log = logging.getLogger(__name__)

App = Application[Any, Context, Any, Any, Any, Any]


@dataclass(frozen=True)
class Parts:
    """The bot, what sends the outbox, what fetches files, and what lets go long messages, ready to be started."""

    application: App
    receiving: ReceivingRequest
    fetching: errors.Fetching
    inbox: Inbox
    outbox: OutboxSender
    fetcher: FileFetcher
    reducer: Reducer
    held: HeldMessages
    turns: OnePersonAtATime
    latency: Latency


def build(settings: Settings, database: Database, clock: Clock, *, shared: bool = False) -> Parts:
    """Put the parts together. Touches neither the network nor the database. `shared`: other processes do the same work."""
    inbox, fetching = Inbox(database, clock, settings.bot_id, shared=shared), errors.Fetching()
    a_second = settings.messages_per_second
    latency = Latency()
    turns = OnePersonAtATime(
        CONCURRENT_UPDATES, inbox, latency.add, lambda update: tell_slower(update, application)
    )
    receiving = ReceivingRequest(inbox, wire.requests(1, _certificates()), fetching.works)
    application: App = (
        ApplicationBuilder()
        .token(settings.bot_token)
        .base_url(settings.base_url)
        .base_file_url(settings.base_file_url)
        .request(wire.requests(256, _certificates()))
        .get_updates_request(receiving)
        .update_queue(inbox)
        .context_types(ContextTypes(context=Context))
        .defaults(
            Defaults(parse_mode=ParseMode.HTML, link_preview_options=LinkPreviewOptions(is_disabled=True))
        )
        .rate_limiter(
            PatientLimiter(
                a_second, SharedPace(database, settings.bot_id, a_second) if shared and a_second else None
            )
        )
        .concurrent_updates(turns)
        .build()
    )
    application.bot_data["desk"] = Desk(database, clock, settings.newsroom, settings.data_dir, inbox)
    add_handlers(application)
    return Parts(
        application,
        receiving,
        fetching,
        inbox,
        OutboxSender(database, TelegramNotifier(application.bot), clock),
        FileFetcher(database, TelegramFiles(application.bot), EvidenceFolder(settings.data_dir), clock),
        Reducer(database, EvidenceFolder(settings.data_dir), clock, ReadWords()),
        HeldMessages(application, database, clock),
        turns,
        latency,
    )


@cache
def _certificates() -> SSLContext:
    # Reading them is half the work of a start: once is enough.
    return create_ssl_context()


def add_handlers(application: App) -> None:
    """The table of handlers: the first that fits an update handles it."""
    fresh = filters.UpdateType.MESSAGE
    add = application.add_handler
    edited = filters.UpdateType.EDITED_MESSAGE
    written = (fresh | edited) & (filters.ChatType.PRIVATE | filters.ChatType.GROUPS) & ~OURS
    add(TypeHandler(Update, give_up), group=-2)
    add(MessageHandler(written, held.gather), group=-1)
    add(ChatMemberHandler(groups_handlers.my_membership, ChatMemberHandler.MY_CHAT_MEMBER))
    add(InlineQueryHandler(inline_handlers.query))
    # What was inserted from here is our own words.
    add(MessageHandler(OURS, _nothing))
    add(MessageHandler(fresh & filters.StatusUpdate.MIGRATE, groups_handlers.moved))
    add(MessageHandler(fresh & filters.StatusUpdate.ALL, _nothing))
    add(MessageHandler(filters.UpdateType.CHANNEL_POSTS, _nothing))
    add(MessageHandler(edited & (TALK | COMMANDS_TO_ME | Command(*RUNS)), for_members(help.edited)))
    add(MessageHandler(edited, _nothing))
    add(MessageHandler(fresh & Command("start"), people_handlers.start))
    add(MessageHandler(fresh & Command("newsroom") & filters.ChatType.GROUPS, people_handlers.connect_group))
    add(MessageHandler(fresh & Command("help"), for_members(captions.obeyed(help.help_, "help"))))
    for command in COMMANDS:
        run = captions.obeyed(command.run, command.name)
        add(MessageHandler(fresh & Command(command.name), for_members(run, command.name)))
    unknown = for_members(captions.obeyed(help.unknown))
    add(MessageHandler(fresh & COMMANDS_TO_ME, unknown))
    add(MessageHandler(fresh & TALK & SLASHED, unknown))
    add(CallbackQueryHandler(for_members(card.press), r"^r:"))
    add(CallbackQueryHandler(for_members(card.open_card), r"^o:\d+(:\d+:\w+(:\w+)?)?$"))
    add(CallbackQueryHandler(for_members(draft.choose), r"^d:\d+:"))
    shown = {**RUNS, "help": help.help_}
    add(CallbackQueryHandler(for_members(draft.which(shown)), r"^n:\d+:\d+$"))
    add(CallbackQueryHandler(for_members(turn), r"^p:\d+:"))
    add(CallbackQueryHandler(for_members(publication.press), r"^s:\d+:\d+:"))
    add(CallbackQueryHandler(for_members(export_handlers.press), r"^f:"))
    add(CallbackQueryHandler(for_members(body_handlers.open_body), r"^b:\d+(:name|:merge|:part:\d+)?$"))
    add(CallbackQueryHandler(people_handlers.connect_group, rf"^group:{HERE}$"))
    add(CallbackQueryHandler(for_members(groups_handlers.press), r"^gr:-\d{1,16}:(all|off|only|\d+)$"))
    add(CallbackQueryHandler(for_members(settings_handlers.press), r"^set:"))
    add(CallbackQueryHandler(for_members(people_handlers.choose_newsroom), r"^nr:\d+$"))
    add(
        CallbackQueryHandler(
            for_members(people_handlers.press_invite), r"^iv:(one|editor|all|list|x:\d+|some(:\d+){0,2})$"
        )
    )
    add(CallbackQueryHandler(for_members(locking.press, "lock"), r"^(lk:(\d+|all(:yes)?)|ul:(\d+|all))$"))
    add(CallbackQueryHandler(for_members(leaving.press), r"^m:(\d+(:[a-z]+(:\d+){0,2})?)?$"))
    add(CallbackQueryHandler(for_members(forgetting.press), r"^fg:(\d+(:(yes|\d+))?)?$"))
    add(CallbackQueryHandler(for_members(away.press), r"^aw:\d+(:(end|c\d*|\d{12})(:\d+)?)?$"))
    add(CallbackQueryHandler(for_members(help.turn), r"^h:"))
    add(CallbackQueryHandler(for_members(help.go), r"^go:"))
    add(CallbackQueryHandler(for_members(card.old_button)))
    text = for_members(dispatch_words.text(shown))
    add(MessageHandler(fresh & filters.ChatType.PRIVATE & PASTED, people_handlers.pasted(text)))
    add(MessageHandler(fresh & TALK, text))
    add(MessageHandler(fresh & filters.ChatType.GROUPS & IN_AN_ALBUM, captions.one_more))
    application.add_error_handler(errors.on_error)


async def register_commands(application: App) -> None:
    """Show the commands in Telegram's menu, per language and per kind of chat."""
    for code in LANGUAGES:
        texts = Texts(code, "UTC")
        for scope, chosen in (
            (BotCommandScopeAllPrivateChats(), COMMANDS),
            (BotCommandScopeAllGroupChats(), [command for command in COMMANDS if command.in_groups]),
        ):
            menu = [BotCommand(command.name, command.does(texts)) for command in chosen]
            menu.append(BotCommand("help", texts.say("all commands")))
            # English is what speakers of every other language get.
            language = None if code == SOURCE else code
            try:
                await application.bot.set_my_commands(menu, scope=scope, language_code=language)
            except TelegramError as error:
                # The menu is a convenience: without it every command still works when typed.
                log.warning("the menu of commands could not be shown: %s", error.message)
                return


async def _nothing(update: object, context: object) -> None:
    """Service messages and channels get no answer: one in a channel would be read by the public."""
