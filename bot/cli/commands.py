"""The command line: `python -m bot` serves Telegram until it is stopped; `python -m bot --help` lists what else it can do."""

from __future__ import annotations

import argparse
import asyncio
import sys
from collections.abc import Callable, Coroutine
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy.exc import DBAPIError
from telegram.error import InvalidToken, TelegramError

from bot.cli import operating, serving
from bot.environment import JSON, Settings, environment, read_settings
from bot.telegram.errors import log_as_json, set_up_logging
from db.engine import is_damaged, reason
from db.errors import DamagedDatabase, DeskError
from jobs.clock import SystemClock

FAILED = 1
BAD_SETTINGS = 2


@dataclass(frozen=True)
class Subcommand:
    """What `python -m bot NAME …` does.

    Args:
        does: what it does, for --help.
        run: does it, and returns what is left to say, or whether all is well where that is not sure.
        arguments: what may follow its name, each as argparse takes it.
        needs_token: whether it speaks to Telegram.
    """

    does: str
    run: Callable[[Settings, argparse.Namespace], Coroutine[Any, Any, str | bool | None]]
    arguments: dict[str, dict[str, Any]] = field(default_factory=dict)
    needs_token: bool = False


# Loaded only where they are asked for: the bot itself needs none of them.
async def _backup(settings: Settings, given: argparse.Namespace) -> str:
    from bot.cli import backups

    return await backups.backup(settings, given.file)


async def _restore(settings: Settings, given: argparse.Namespace) -> bool:
    from bot.cli import backups

    lines, intact = await backups.restore(settings, given.file, given.key, SystemClock())
    for line in lines:
        _say(line)
    return intact


def _export(settings: Settings, given: argparse.Namespace) -> Coroutine[Any, Any, str]:
    from bot.cli import exporting

    return exporting.export(settings, given.folder, SystemClock())


def _verify(settings: Settings, given: argparse.Namespace) -> Coroutine[Any, Any, bool]:
    from bot.cli import verifying

    return verifying.verify(settings, given.since, _say)


async def _newsroom(settings: Settings, given: argparse.Namespace) -> str | bool:
    name = " ".join(given.name)
    if given.action == "add":
        return await operating.add_newsroom(settings, name)
    if given.action in ("export", "import"):
        from bot.cli import moving

        if not name:
            raise operating.FileNotNamed(do=given.action)
        if given.action == "export":
            return await moving.export_newsroom(settings, name, given.newsroom, SystemClock())
        lines, intact = await moving.import_newsroom(settings, name, given.newsroom, given.key, SystemClock())
        for line in lines:
            _say(line)
        return intact
    from bot.cli import tending

    if given.action == "rename":
        return await tending.rename_newsroom(settings, name)
    if given.action == "close":
        return await tending.close_newsroom(settings, name)
    return await tending.list_newsrooms(settings)


async def _outbox(settings: Settings, given: argparse.Namespace) -> str:
    from bot.cli import tending

    return await (tending.retry_outbox if given.action == "retry" else tending.show_outbox)(settings)


def _lock(*, locked: bool) -> Callable[[Settings, argparse.Namespace], Coroutine[Any, Any, str]]:
    async def run(settings: Settings, given: argparse.Namespace) -> str:
        from bot.cli import tending

        return await tending.set_lock(settings, " ".join(given.name), given.newsroom, locked=locked)

    return run


async def _doctor(settings: Settings, given: argparse.Namespace) -> bool:
    from bot.cli import doctor

    return await doctor.examine(settings, _say)


WHOM: dict[str, dict[str, Any]] = {
    "name": {"nargs": "*", "metavar": "NAME", "help": "a member's name or Telegram id; none: everybody"},
    "--newsroom": {"metavar": "NAME", "default": "", "help": "only in this one"},
}
KEY = {"metavar": "FILE", "help": "the private key, for what is encrypted"}
SERVE = Subcommand(
    "serve Telegram until it is stopped",
    lambda settings, given: serving.serve(settings, say=_say, only=given.only),
    needs_token=True,
)
SUBCOMMANDS = {
    "newsroom": Subcommand(
        "newsroom add NAME: create a newsroom and print its claim link; newsroom list: those there are; newsroom rename NAME to NAME; newsroom close NAME: refuse its people and keep its record; newsroom export FILE, newsroom import FILE: take one elsewhere",
        _newsroom,
        {
            "action": {"choices": ["add", "list", "rename", "close", "export", "import"]},
            "name": {"nargs": "*", "metavar": "NAME"},
            "--newsroom": {
                "metavar": "NAME",
                "default": "",
                "help": "of several, which to export; what an imported one is called here",
            },
            "--key": KEY,
        },
    ),
    "backup": Subcommand(
        "copy the record and the evidence while the bot runs, and verify the copy",
        _backup,
        {"file": {"metavar": "FILE"}},
    ),
    "restore": Subcommand(
        "put a backup where no record is, and verify it",
        _restore,
        {
            "file": {"metavar": "FILE"},
            "--key": KEY,
        },
    ),
    "doctor": Subcommand("look whether all is well: a line for each thing", _doctor),
    "outbox": Subcommand(
        "what is waiting, late and given up; outbox retry: try again what was given up",
        _outbox,
        {"action": {"nargs": "?", "choices": ["retry"], "metavar": "retry"}},
    ),
    "lock": Subcommand("refuse a member, or everybody, until they are unlocked", _lock(locked=True), WHOM),
    "unlock": Subcommand("let them in again", _lock(locked=False), WHOM),
    "export": Subcommand(
        "everything as files to read, while the bot runs",
        _export,
        {"folder": {"metavar": "DIR"}},
    ),
    "verify": Subcommand(
        "check that the record is as it was written",
        _verify,
        {"--since": {"metavar": "HASH", "help": "also look for a hash that a dossier printed"}},
    ),
}


def main(arguments: list[str] | None = None) -> int:
    """Run the command line. Returns the exit code: 0 done, 1 it failed, 2 settings that cannot work."""
    given = _parser().parse_args(arguments)
    chosen = SUBCOMMANDS.get(given.command, SERVE)
    try:
        settings = read_settings(environment(), needs_token=chosen.needs_token)
        set_up_logging(settings.log_level, settings.bot_token, settings.webhook_secret)
        if settings.log_format == JSON:
            log_as_json()
        done = asyncio.run(chosen.run(settings, given))
        if isinstance(done, str):
            _say(done)
        return FAILED if done is False else 0
    except DeskError as error:
        sys.stderr.write(f"{error}\n")
        return BAD_SETTINGS
    except InvalidToken:
        sys.stderr.write("BOT_TOKEN: Telegram does not know this token. Look it up at @BotFather.\n")
        return BAD_SETTINGS
    except TelegramError as error:
        sys.stderr.write(
            f"Telegram cannot be reached at {settings.telegram_api_url}: {type(error).__name__}\n"
        )
        return FAILED
    except DBAPIError as error:
        if is_damaged(error):
            damaged = DamagedDatabase(where=settings.database_url.database, reason=reason(error))
            sys.stderr.write(f"{damaged}\n")
            return BAD_SETTINGS
        sys.stderr.write(f"The database refused: {reason(error)}. Nothing was changed; try it again.\n")
        return FAILED
    except OSError as error:
        sys.stderr.write(f"It cannot start: {error.strerror or error}\n")
        return FAILED
    except KeyboardInterrupt:
        return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m bot", description=f"Reply Desk. Without a command: {SERVE.does}."
    )
    parser.add_argument(
        "--only",
        choices=serving.PARTS,
        help="of several processes behind a webhook: this one only takes updates, or only sends what is owed",
    )
    commands = parser.add_subparsers(dest="command", metavar="command")
    for name, subcommand in SUBCOMMANDS.items():
        one = commands.add_parser(name, help=subcommand.does, description=subcommand.does)
        for argument, how in subcommand.arguments.items():
            one.add_argument(argument, **how)
    return parser


def _say(line: str) -> None:
    """At once, also into a pipe: under a service manager the claim link is read in its journal."""
    sys.stdout.write(line + "\n")
    sys.stdout.flush()
