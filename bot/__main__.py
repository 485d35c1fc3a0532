"""`python -m bot`: serve Telegram; `python -m bot newsroom add NAME`: a newsroom and its claim link; `python -m bot
backup FILE`: a copy of the record; `python -m bot verify`: whether the record is as it was written; `python -m bot export
DIR`: all of it as files to read."""

from __future__ import annotations

import argparse
import asyncio
import sys

from sqlalchemy.exc import DBAPIError
from telegram.error import InvalidToken, TelegramError

from bot.cli import exporting, operating, serving, verifying
from bot.environment import environment, read_settings
from bot.telegram.errors import set_up_logging
from db.errors import DeskError
from jobs.clock import SystemClock

FAILED = 1
BAD_SETTINGS = 2

NEED_NO_TOKEN = ("backup", "export", "verify")


def main(arguments: list[str] | None = None) -> int:
    """Run the command line. Returns the exit code: 0 done, 1 it failed, 2 settings that cannot work."""
    parser = argparse.ArgumentParser(prog="python -m bot", description="Reply Desk")
    commands = parser.add_subparsers(dest="command")
    room = commands.add_parser("newsroom", help="add a newsroom").add_subparsers(dest="what", required=True)
    room.add_parser("add", help="create a newsroom and print its claim link").add_argument("name", nargs="+")
    commands.add_parser("backup", help="copy the database and the evidence while the bot runs").add_argument(
        "file"
    )
    commands.add_parser("export", help="everything as files to read, while the bot runs").add_argument(
        "folder"
    )
    proof = commands.add_parser("verify", help="check that the record is as it was written")
    proof.add_argument("--since", metavar="HASH", help="also look for a hash that a dossier printed")
    chosen = parser.parse_args(arguments)
    try:
        settings = read_settings(environment(), needs_token=chosen.command not in NEED_NO_TOKEN)
        set_up_logging(settings.log_level, settings.bot_token, settings.webhook_secret)
        if chosen.command == "newsroom":
            said = asyncio.run(operating.add_newsroom(settings, " ".join(chosen.name)))
        elif chosen.command == "backup":
            said = asyncio.run(operating.backup(settings, chosen.file))
        elif chosen.command == "export":
            said = asyncio.run(exporting.export(settings, chosen.folder, SystemClock()))
        elif chosen.command == "verify":
            return 0 if asyncio.run(verifying.verify(settings, chosen.since, _say)) else FAILED
        else:
            asyncio.run(serving.serve(settings, say=_say))
            return 0
        _say(said)
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
        sys.stderr.write(f"The database refused: {str(error.orig).strip().splitlines()[0]}\n")
        return FAILED
    except OSError as error:
        sys.stderr.write(f"It cannot start: {error.strerror or error}\n")
        return FAILED
    except KeyboardInterrupt:
        return 0
    return 0


def _say(line: str) -> None:
    """At once, also into a pipe: under a service manager the claim link is read in its journal."""
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
