"""Settings from the environment and `.env`, checked before anything touches the network."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import time
from pathlib import Path
from urllib.parse import urlsplit

from dotenv import dotenv_values
from sqlalchemy.engine import URL

from bot.languages import LANGUAGES
from bot.reading.errors import BadTimeOfDay
from bot.settings.table import read_time_of_day, zones
from db.engine import read_url
from db.errors import DeskError
from db.settings import NewsroomSettings
from jobs.deadlines.calendars import UnknownCountry, check_country

TELEGRAM = "https://api.telegram.org"
# Telegram's own tokens have 35 characters behind the colon; other servers may hand out shorter ones.
_TOKEN = re.compile(r"[0-9]{1,20}:[A-Za-z0-9_-]{20,}")
_TOKEN_ELSEWHERE = re.compile(r"[0-9]{1,20}:[A-Za-z0-9_-]{3,}")
JSON = "json"  # a form of the log
_SECRET = re.compile(r"[A-Za-z0-9_-]{1,256}")


class BadSetting(DeskError, translated=False):
    """A setting is missing or cannot be used."""

    message = "{name}: {trouble}"


@dataclass(frozen=True)
class Backups:
    """The nightly backups: where they go, at what time of the newsroom's day (None: there are none), how many are kept, and
    whose key opens them ("": they are not encrypted)."""

    folder: Path
    at: time | None
    keep: int
    recipient: str


@dataclass(frozen=True)
class Stamping:
    """The time-stamping authority that the chain of events is shown to ("": none is), and the file of the certificates that are
    trusted to stamp."""

    url: str
    root: Path | None


@dataclass(frozen=True, repr=False)
class Settings:
    """Everything the environment decides. Has no `repr`, so that no token slips into a log."""

    bot_token: str
    database_url: URL
    telegram_api_url: str
    newsroom: NewsroomSettings
    sweep_seconds: float
    messages_per_second: int
    webhook_url: str
    webhook_secret: str
    webhook_listen: str
    log_level: str
    data_dir: Path
    backups: Backups
    log_format: str
    operator_chat: int | None
    health_listen: str
    stamping: Stamping

    @property
    def base_url(self) -> str:
        """Where the Bot API's methods are, up to the token."""
        return f"{self.telegram_api_url}/bot"

    @property
    def base_file_url(self) -> str:
        """Where the Bot API's files are, up to the token."""
        return f"{self.telegram_api_url}/file/bot"

    @property
    def bot_id(self) -> int:
        """The bot's own Telegram id, which is the first part of its token."""
        return int(self.bot_token.split(":")[0])


def environment(dotenv: Path = Path(".env")) -> dict[str, str]:
    """The process's environment over what the `.env` file says.

    Raises:
        BadSetting: the file is there and cannot be read as text.
    """
    try:
        written = {name: value for name, value in dotenv_values(dotenv).items() if value is not None}
    except (OSError, UnicodeDecodeError):
        raise BadSetting(name=dotenv, trouble="cannot be read. It must be a text file in UTF-8.") from None
    return {**written, **os.environ}


def read_settings(env: Mapping[str, str], *, needs_token: bool = True) -> Settings:
    """Check every variable.

    Raises:
        BadSetting: the first that is wrong, in one line that says what to do and never shows a secret.
        UnusableDatabaseUrl: `DATABASE_URL` names no database this product can use.
    """
    data_dir = Path(_text(env, "DATA_DIR", "data"))
    api_url = _api_url(_text(env, "TELEGRAM_API_URL", TELEGRAM))
    webhook_url = _text(env, "WEBHOOK_URL", "")
    if webhook_url and not webhook_url.startswith("https://"):
        raise BadSetting(
            name="WEBHOOK_URL", trouble="must begin with https://, Telegram accepts nothing else."
        )
    secret = _text(env, "WEBHOOK_SECRET", "")
    if webhook_url and not _SECRET.fullmatch(secret):
        raise BadSetting(
            name="WEBHOOK_SECRET",
            trouble="is needed with WEBHOOK_URL: 1 to 256 of A-Z a-z 0-9 _ and -, so that nobody else can feed the bot.",
        )
    level = _text(env, "LOG_LEVEL", "INFO").upper()
    if level not in {"DEBUG", "INFO", "WARNING", "ERROR"}:
        raise BadSetting(name="LOG_LEVEL", trouble="must be DEBUG, INFO, WARNING or ERROR.")
    return Settings(
        bot_token=_token(env, api_url, needed=needs_token),
        database_url=read_url(_text(env, "DATABASE_URL", f"sqlite:///{data_dir}/desk.sqlite")),
        telegram_api_url=api_url,
        newsroom=_newsroom(env),
        sweep_seconds=_seconds(env),
        messages_per_second=_messages_per_second(env),
        webhook_url=webhook_url.rstrip("/"),
        webhook_secret=secret,
        webhook_listen=_listen("WEBHOOK_LISTEN", _text(env, "WEBHOOK_LISTEN", "127.0.0.1:8443")),
        log_level=level,
        data_dir=data_dir,
        backups=_backups(env),
        log_format=_log_format(env),
        operator_chat=_chat(env),
        health_listen=_listen("HEALTH_LISTEN", _text(env, "HEALTH_LISTEN", "")),
        stamping=_stamping(env),
    )


def _text(env: Mapping[str, str], name: str, default: str) -> str:
    return env.get(name, "").strip() or default


def _token(env: Mapping[str, str], api_url: str, *, needed: bool) -> str:
    token = _text(env, "BOT_TOKEN", "")
    looks_right = (_TOKEN if api_url == TELEGRAM else _TOKEN_ELSEWHERE).fullmatch(token)
    if not needed:
        return token if looks_right else ""
    if not token:
        raise BadSetting(
            name="BOT_TOKEN",
            trouble="is not set. Create a bot with @BotFather and put its token into .env (see README).",
        )
    if not looks_right:
        raise BadSetting(
            name="BOT_TOKEN", trouble="does not look like a token: digits, a colon, then letters and digits."
        )
    return token


def _api_url(text: str) -> str:
    wrong = BadSetting(name="TELEGRAM_API_URL", trouble="must be an address such as http://127.0.0.1:8081")
    try:
        parts = urlsplit(text)
        if parts.scheme not in {"http", "https"} or not parts.hostname or parts.port == 0:
            raise wrong
    except ValueError:  # a port that is no number, a bracket too many
        raise wrong from None
    if parts.username or parts.query or re.search("/bot[0-9]", parts.path):
        raise BadSetting(
            name="TELEGRAM_API_URL",
            trouble="is an address alone, without any token or password; the token goes into BOT_TOKEN.",
        )
    return text.rstrip("/").removesuffix("/bot")


def _newsroom(env: Mapping[str, str]) -> NewsroomSettings:
    ours = NewsroomSettings()
    timezone = _text(env, "TIMEZONE", ours.timezone)
    # The defaults are known to be right: a start lists no zones and loads no holidays to see it.
    if timezone != ours.timezone and timezone not in zones().values():
        raise BadSetting(
            name="TIMEZONE", trouble=f'"{timezone}" is not a time zone. Write it like Asia/Phnom_Penh.'
        )
    language = _text(env, "LANGUAGE", ours.language)
    if language not in LANGUAGES:
        raise BadSetting(
            name="LANGUAGE", trouble=f'"{language}" is not one of {", ".join(sorted(LANGUAGES))}.'
        )
    country = _text(env, "COUNTRY", ours.country).upper()
    try:
        if (
            country != ours.country
        ):  # which is known: a start looks at no country's holidays where it need not
            check_country(country)
    except UnknownCountry as error:
        raise BadSetting(name="COUNTRY", trouble=str(error)) from None
    try:
        digest_time = read_time_of_day(_text(env, "DIGEST_TIME", ours.digest_time or "off"))
    except BadTimeOfDay:
        raise BadSetting(name="DIGEST_TIME", trouble="must be a time such as 08:30, or off.") from None
    return NewsroomSettings(timezone=timezone, country=country, language=language, digest_time=digest_time)


def _seconds(env: Mapping[str, str]) -> float:
    text = _text(env, "SWEEP_SECONDS", "5")
    try:
        seconds = float(text)
    except ValueError:
        seconds = 0.0
    if not 0.1 <= seconds <= 3600:
        raise BadSetting(name="SWEEP_SECONDS", trouble="must be a number of seconds from 0.1 to 3600.")
    return seconds


def _messages_per_second(env: Mapping[str, str]) -> int:
    text = _text(env, "MESSAGES_PER_SECOND", "30")
    if not re.fullmatch("[0-9]{1,4}", text):
        raise BadSetting(name="MESSAGES_PER_SECOND", trouble="must be a whole number from 0 to 9999.")
    return int(text)


def _backups(env: Mapping[str, str]) -> Backups:
    try:
        at = read_time_of_day(_text(env, "BACKUP_TIME", "03:15"))
    except BadTimeOfDay:
        raise BadSetting(name="BACKUP_TIME", trouble="must be a time such as 03:15, or off.") from None
    keep = _text(env, "BACKUP_KEEP", "14")
    if not re.fullmatch("[0-9]{1,4}", keep) or int(keep) < 1:
        raise BadSetting(name="BACKUP_KEEP", trouble="must be a whole number from 1 to 9999.")
    recipient = _text(env, "BACKUP_RECIPIENT", "")
    if recipient and not re.match("age1|ssh-", recipient):
        raise BadSetting(
            name="BACKUP_RECIPIENT",
            trouble="must be the public key of age (age1…) or of SSH (ssh-ed25519 …).",
        )
    folder = Path(_text(env, "BACKUP_DIR", "backups"))
    return Backups(folder, time.fromisoformat(at) if at else None, int(keep), recipient)


def _stamping(env: Mapping[str, str]) -> Stamping:
    url, root = _text(env, "TIMESTAMP_URL", ""), _text(env, "TIMESTAMP_ROOT", "")
    if url and not re.match(r"https?://[^/\s]", url):
        raise BadSetting(name="TIMESTAMP_URL", trouble="must be an address such as https://freetsa.org/tsr")
    if url and not root:
        raise BadSetting(
            name="TIMESTAMP_ROOT",
            trouble="is needed with TIMESTAMP_URL: the authority's root certificate, as a PEM file.",
        )
    return Stamping(url, Path(root) if root else None)


def _log_format(env: Mapping[str, str]) -> str:
    form = _text(env, "LOG_FORMAT", "text").lower()
    if form not in {"text", JSON}:
        raise BadSetting(name="LOG_FORMAT", trouble="must be text or json.")
    return form


def _chat(env: Mapping[str, str]) -> int | None:
    text = _text(env, "OPERATOR_CHAT", "")
    if text and not re.fullmatch("-?[0-9]{1,15}", text):
        raise BadSetting(
            name="OPERATOR_CHAT", trouble="must be the number of a Telegram chat, such as 123456789."
        )
    return int(text) if text else None


def _listen(name: str, text: str) -> str:
    if not text:
        return ""
    host, _, port = text.rpartition(":")
    if not host or not re.fullmatch("[0-9]{1,5}", port) or not 0 < int(port) < 65536:
        raise BadSetting(name=name, trouble="must be an address and port such as 127.0.0.1:8443")
    return text
