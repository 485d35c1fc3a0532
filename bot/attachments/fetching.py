"""Files out of Telegram, through the library. The address of a file holds the bot's token: it is never logged."""

from __future__ import annotations

import asyncio
from typing import Any

from telegram.error import BadRequest, NetworkError, RetryAfter, TelegramError
from telegram.ext import ExtBot

from db import attachments
from db.attachments import Trouble
from jobs.files.fetching import LONGEST_FETCH, Fetch, Fetched, Refused, Retry

LONGEST_SILENCE = 30.0  # seconds without a byte


class TelegramFiles:
    """Fetches files through the bot."""

    def __init__(self, bot: ExtBot[Any]) -> None:
        self._bot = bot

    async def fetch(self, file_id: str) -> Fetch:
        """Fetch a file by its id, in five minutes at most."""
        try:
            async with asyncio.timeout(LONGEST_FETCH.total_seconds()):
                return await self._fetch(file_id)
        except TimeoutError:
            return Retry("it took longer than 5 minutes")
        except RetryAfter:
            return Retry("Telegram asked us to wait")
        except BadRequest as error:
            # Telegram says "wrong file_id or the file is temporarily unavailable" for both; only its words tell this
            # from the refusals that are final.
            if "temporarily" in error.message.casefold():
                return Retry(error.message)
            return Refused(Trouble.REFUSED, error.message)
        except NetworkError as error:
            return Retry(type(error).__name__)
        except TelegramError as error:
            # A file's address that has run out is answered like a wrong token (404): ask for a new one.
            return Retry(type(error).__name__)

    async def _fetch(self, file_id: str) -> Fetch:
        found = await self._bot.get_file(file_id, read_timeout=LONGEST_SILENCE)
        if attachments.is_too_large(found.file_size):
            return Refused(Trouble.TOO_LARGE)
        if not (found.file_path or "").startswith(("https://", "http://")):
            # The library would read a path as a file on this machine.
            return Retry("the Bot API server gave a path instead of an address")
        return Fetched(bytes(await found.download_as_bytearray(read_timeout=LONGEST_SILENCE)))
