"""Errors that nobody foresaw, and the log. People get a plain word, the log gets the trace, neither gets a token."""

from __future__ import annotations

import json
import logging
import re
from datetime import UTC, datetime
from typing import Any
from urllib.parse import quote

from telegram import Update
from telegram.error import BadRequest, Conflict, InvalidToken, NetworkError, RetryAfter, TelegramError
from telegram.ext import ApplicationHandlerStop, CallbackContext

from bot.i18n.catalogue import Texts
from bot.languages import language_or
from bot.telegram import sending
from bot.telegram.context import Context
from bot.telegram.pace import answering
from bot.telegram.wire import may_have_arrived
from db.engine import REFUSED, OutOfTurn, is_away, reason

log = logging.getLogger(__name__)


class WithoutSecrets(logging.Filter):
    """Takes the bot token out of every record, wherever it stands: the token is part of every URL."""

    def __init__(self, *secrets: str) -> None:
        super().__init__()
        # In the address of a file the library writes the token's colon as %3A.
        self._secrets = [form for secret in secrets if secret for form in (secret, quote(secret))]

    def clean(self, text: str) -> str:
        """The text without secrets."""
        for secret in self._secrets:
            text = text.replace(secret, "[secret]")
        return re.sub(r"/bot\d+(?::|%3A)[A-Za-z0-9_-]+", "/bot[secret]", text)

    def filter(self, record: logging.LogRecord) -> bool:
        """Clean a record; none is dropped."""
        record.msg, record.args = self.clean(record.getMessage()), ()
        if record.exc_info:
            record.exc_text = self.clean(self._trace(record.exc_info))
            record.exc_info = None
        return True

    def _trace(self, exc_info: Any) -> str:
        """Where it happened. What an error says may hold what somebody typed: only DEBUG shows it."""
        if logging.getLogger().isEnabledFor(logging.DEBUG):
            return logging.Formatter().formatException(exc_info)
        traces: list[str] = []
        error = exc_info[1]
        while error is not None:
            wordless = type(type(error).__name__, (Exception,), {"__module__": "builtins"})
            trace = (wordless, wordless(), error.__traceback__)
            traces.insert(0, logging.Formatter().formatException(trace))
            error = error.__cause__ or error.__context__
        return "\n".join(traces)


class AsJson(logging.Formatter):
    """A line of JSON for each record, for what gathers logs."""

    def format(self, record: logging.LogRecord) -> str:
        """The record, cleaned already."""
        found = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": record.getMessage(),
        }
        return json.dumps(found | ({"trace": record.exc_text} if record.exc_text else {}), ensure_ascii=False)


def set_up_logging(level: str, *secrets: str) -> None:
    """Log to standard error. Libraries that log URLs are kept quiet, and every handler cleans what it writes."""
    handler = logging.StreamHandler()
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s: %(message)s"))
    handler.addFilter(WithoutSecrets(*secrets))
    logging.basicConfig(level=level, handlers=[handler], force=True)
    for noisy in ("httpx", "httpcore", "aiosqlite", "alembic", "tornado"):
        logging.getLogger(noisy).setLevel(logging.WARNING)
    # It warns of each tick that comes while the one before is still at work, which is as it should be.
    logging.getLogger("apscheduler").setLevel(logging.ERROR)


def log_as_json() -> None:
    """From now on each record is a line of JSON."""
    for handler in logging.getLogger().handlers:
        handler.setFormatter(AsJson())


class Fetching:
    """What the log is told of fetching updates: each trouble once, and when it is over."""

    def __init__(self) -> None:
        self._trouble: type[TelegramError] | None = None

    def failed(self, error: TelegramError) -> None:
        """Fetching failed; the library tries again by itself."""
        trouble = type(error)
        if trouble is self._trouble:
            return
        self._trouble = trouble
        if trouble is Conflict:
            log.error("another process polls with the same token; only one may. Trying again.")
        else:
            log.warning("Telegram cannot be reached (%s); trying again", trouble.__name__)

    def works(self) -> None:
        """Fetching works, or works again."""
        if self._trouble:
            log.warning("Telegram is there again")
        self._trouble = None


async def database_refused(
    update: Update, context: Context, t: Texts, error: BaseException, *, recorded: bool = False
) -> None:
    """Say once that the record could not be written, and see to it that what was written is done when it can be. What the
    database will never take, or has taken in part (`recorded`), its author has to send again."""
    if isinstance(error, OutOfTurn):
        log.warning("update %s waits: %s", update.update_id, error)
    else:
        log.error("the database refused: %s", reason(error))
    if not recorded and is_away(error) and context.desk.inbox.unrecorded(update):
        if not context.desk.inbox.promise(update):
            return
        text = t.say(
            "The record could not be written just now, so nothing was logged. What you sent is kept: I do it as soon as I can write again, and tell you then. No need to send it again."
        )
    else:
        text = t.say(
            "The record could not be written just now, so nothing was logged. Your message is still here: send it again in a minute."
        )
    if update.callback_query is not None or update.message is not None:
        await sending.refuse(update, context.bot, text)


def _has_not_arrived(error: Exception | None) -> bool:
    """Whether an answer has not arrived and may do so later: there was no line, or Telegram was broken, wanted quiet for longer
    than anybody waits, or did not take the token for a moment."""
    if isinstance(error, NetworkError):
        return not isinstance(error, BadRequest) and not may_have_arrived(error)
    return isinstance(error, RetryAfter | InvalidToken)


def _is_the_line(error: Exception | None) -> bool:
    """Whether saying so would fail in the same way. A refusal of what we wrote is our mistake, and is said."""
    return isinstance(error, TelegramError) and not isinstance(error, BadRequest)


async def on_error(update: object, context: CallbackContext) -> None:  # type: ignore[type-arg]
    """The library's error handler.

    Raises:
        ApplicationHandlerStop: whoever wrote was told; what would handle the same update next would say it again.
    """
    error = context.error
    if isinstance(update, Update) and _has_not_arrived(error):
        log.error("nobody could be told what became of update %s: %s", update.update_id, type(error).__name__)
        if isinstance(context, Context):
            answer = answering.get()
            context.desk.inbox.unanswered(update, unsure=answer is not None and answer.went)
        return
    refused = isinstance(error, REFUSED)
    if not refused:
        log.error("while handling an update", exc_info=error)
    if not isinstance(update, Update) or not isinstance(context, Context) or _is_the_line(error):
        return
    defaults = context.desk.defaults
    user = update.effective_user
    texts = Texts(language_or(user.language_code if user else None, defaults.language), defaults.timezone)
    try:
        if error is not None and refused:
            await database_refused(update, context, texts, error, recorded=context.recorded)
        elif update.callback_query is not None or update.message is not None:
            text = texts.say(
                "Something went wrong on my side. If I did not say “Logged”, it is not logged: please send it again. What is on record is safe."
            )
            await sending.refuse(update, context.bot, text)
    except TelegramError as second:
        log.error("and could not say so: %s", type(second).__name__)  # noqa: TRY400
    raise ApplicationHandlerStop
