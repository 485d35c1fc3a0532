"""Each variable is checked before anything is touched, and a secret is never shown."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from bot.environment import BadSetting, environment, read_settings
from db.errors import UnusableDatabaseUrl
from db.settings import NewsroomSettings

TOKEN = "123456789:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw"
GOOD = {"BOT_TOKEN": TOKEN}


def test_a_token_is_all_that_is_needed() -> None:
    settings = read_settings(GOOD)
    room = settings.newsroom
    assert (room.timezone, room.country, room.language, room.digest_time) == (
        "Asia/Phnom_Penh",
        "KH",
        "en",
        "08:30",
    )
    assert settings.base_url == "https://api.telegram.org/bot"
    assert settings.base_file_url == "https://api.telegram.org/file/bot"
    assert settings.bot_id == 123456789
    assert settings.database_url.render_as_string() == "sqlite+aiosqlite:///data/desk.sqlite"
    assert (settings.sweep_seconds, settings.log_level, settings.webhook_url) == (5.0, "INFO", "")


def test_what_a_newsroom_begins_with_is_what_the_list_of_settings_says() -> None:
    assert read_settings(GOOD).newsroom.model_dump() == NewsroomSettings().model_dump()


def test_empty_variables_count_as_not_set() -> None:
    empty = dict.fromkeys(
        ("DATABASE_URL", "TELEGRAM_API_URL", "TIMEZONE", "LANGUAGE", "COUNTRY", "DIGEST_TIME"), " "
    )
    assert read_settings(GOOD | empty).newsroom == read_settings(GOOD).newsroom


@pytest.mark.parametrize(
    ("name", "value", "says"),
    [
        ("BOT_TOKEN", "", "BOT_TOKEN: is not set. Create a bot with @BotFather"),
        ("BOT_TOKEN", "abc", "BOT_TOKEN: does not look like a token"),
        ("BOT_TOKEN", "123:short", "BOT_TOKEN: does not look like a token"),
        ("BOT_TOKEN", f"bot{TOKEN}", "BOT_TOKEN: does not look like a token"),
        ("BOT_TOKEN", f"{TOKEN} x", "BOT_TOKEN: does not look like a token"),
        ("BOT_TOKEN", "១២៣:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw", "BOT_TOKEN: does not look like a token"),
        ("TIMEZONE", "Phnom Penh", 'TIMEZONE: "Phnom Penh" is not a time zone.'),
        ("TIMEZONE", "../../etc/passwd", 'TIMEZONE: "../../etc/passwd" is not a time zone.'),
        ("LANGUAGE", "xx", 'LANGUAGE: "xx" is not one of en, '),
        ("COUNTRY", "XX", "COUNTRY: There are no public holidays on file"),
        ("COUNTRY", "Cambodia", "COUNTRY: There are no public holidays on file"),
        ("DIGEST_TIME", "8", "DIGEST_TIME: must be a time such as 08:30, or off."),
        ("DIGEST_TIME", "25:00", "DIGEST_TIME: must be a time such as 08:30, or off."),
        ("DIGEST_TIME", "08:30:00", "DIGEST_TIME: must be a time such as 08:30, or off."),
        ("SWEEP_SECONDS", "often", "SWEEP_SECONDS: must be a number of seconds"),
        ("SWEEP_SECONDS", "0", "SWEEP_SECONDS: must be a number of seconds"),
        ("SWEEP_SECONDS", "-5", "SWEEP_SECONDS: must be a number of seconds"),
        ("SWEEP_SECONDS", "nan", "SWEEP_SECONDS: must be a number of seconds"),
        ("SWEEP_SECONDS", "inf", "SWEEP_SECONDS: must be a number of seconds"),
        ("TELEGRAM_API_URL", "api.telegram.org", "TELEGRAM_API_URL: must be an address"),
        ("TELEGRAM_API_URL", "ftp://127.0.0.1", "TELEGRAM_API_URL: must be an address"),
        ("TELEGRAM_API_URL", "http://[", "TELEGRAM_API_URL: must be an address"),
        ("TELEGRAM_API_URL", "http://127.0.0.1:port", "TELEGRAM_API_URL: must be an address"),
        ("TELEGRAM_API_URL", "http://127.0.0.1:99999", "TELEGRAM_API_URL: must be an address"),
        ("TELEGRAM_API_URL", f"https://api.telegram.org/bot{TOKEN}", "TELEGRAM_API_URL: is an address alone"),
        ("TELEGRAM_API_URL", "http://me:hunter2@127.0.0.1", "TELEGRAM_API_URL: is an address alone"),
        ("LOG_LEVEL", "LOUD", "LOG_LEVEL: must be DEBUG, INFO, WARNING or ERROR."),
        ("WEBHOOK_URL", "http://desk.example", "WEBHOOK_URL: must begin with https://"),
        ("WEBHOOK_URL", "https://desk.example", "WEBHOOK_SECRET: is needed with WEBHOOK_URL"),
        ("TIMESTAMP_URL", "freetsa.org/tsr", "TIMESTAMP_URL: must be an address such as"),
        ("TIMESTAMP_URL", "https://stamps.example/tsr", "TIMESTAMP_ROOT: is needed with TIMESTAMP_URL"),
        ("WEBHOOK_LISTEN", "8443", "WEBHOOK_LISTEN: must be an address and port"),
        ("WEBHOOK_LISTEN", "127.0.0.1:²", "WEBHOOK_LISTEN: must be an address and port"),
        ("WEBHOOK_LISTEN", "127.0.0.1:0", "WEBHOOK_LISTEN: must be an address and port"),
        ("WEBHOOK_LISTEN", "127.0.0.1:70000", "WEBHOOK_LISTEN: must be an address and port"),
    ],
)
def test_a_value_that_cannot_work_is_named_in_one_line_without_secrets(
    name: str, value: str, says: str
) -> None:
    with pytest.raises(BadSetting) as refused:
        read_settings(GOOD | {name: value})
    assert str(refused.value).startswith(says)
    assert "\n" not in str(refused.value)
    assert TOKEN.split(":")[1] not in str(refused.value)
    assert "hunter2" not in str(refused.value)


@pytest.mark.parametrize(
    "secret", ["", "has space", "ខ្មែរ", "x" * 257], ids=["none", "space", "khmer", "long"]
)
def test_a_webhook_needs_a_secret_that_telegram_takes(secret: str) -> None:
    env = GOOD | {"WEBHOOK_URL": "https://desk.example", "WEBHOOK_SECRET": secret}
    with pytest.raises(BadSetting, match="WEBHOOK_SECRET") as refused:
        read_settings(env)
    assert not secret or secret not in str(refused.value)


def test_a_webhook_with_its_secret_is_taken() -> None:
    env = {
        "WEBHOOK_URL": "https://desk.example/",
        "WEBHOOK_SECRET": "s3cret_-",
        "WEBHOOK_LISTEN": "0.0.0.0:80",
    }
    settings = read_settings(GOOD | env)
    assert (settings.webhook_url, settings.webhook_listen) == ("https://desk.example", "0.0.0.0:80")


@pytest.mark.parametrize(
    ("url", "scheme"),
    [("mysql://u:hunter2@h/d", "mysql"), ("postgresql://u:hunter2@h:x/d", "?"), ("desk", "?")],
)
def test_a_database_of_another_kind_is_refused_without_its_password(url: str, scheme: str) -> None:
    with pytest.raises(UnusableDatabaseUrl) as refused:
        read_settings(GOOD | {"DATABASE_URL": url})
    assert f'not with "{scheme}"' in str(refused.value)
    assert "hunter2" not in str(refused.value)


def test_a_server_of_ones_own_may_hand_out_shorter_tokens() -> None:
    env = {"BOT_TOKEN": "42:abc", "TELEGRAM_API_URL": "http://127.0.0.1:8081/"}
    settings = read_settings(env)
    assert settings.base_url == "http://127.0.0.1:8081/bot"
    with pytest.raises(BadSetting):
        read_settings({"BOT_TOKEN": "42:abc"})


@pytest.mark.parametrize(
    ("address", "base"),
    [
        ("http://127.0.0.1:8081", "http://127.0.0.1:8081/bot"),
        ("http://127.0.0.1:8081/bot", "http://127.0.0.1:8081/bot"),
        ("https://desk.example/telegram/", "https://desk.example/telegram/bot"),
    ],
)
def test_the_address_of_a_server_is_taken_with_or_without_its_end(address: str, base: str) -> None:
    assert read_settings(GOOD | {"TELEGRAM_API_URL": address}).base_url == base


def test_settings_show_no_token_when_printed() -> None:
    settings = read_settings(GOOD)
    assert TOKEN not in repr(settings)
    assert TOKEN not in str(settings)


def test_the_environment_wins_over_the_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / ".env"
    file.write_text("TIMEZONE=Europe/Berlin\nCOUNTRY=DE\n# a comment\nDIGEST_TIME\n")
    monkeypatch.setattr(os, "environ", {"COUNTRY": "FR"})
    found = environment(file)
    assert (found["TIMEZONE"], found["COUNTRY"]) == ("Europe/Berlin", "FR")
    assert "DIGEST_TIME" not in found


def test_without_a_file_the_environment_is_all_there_is(tmp_path: Path) -> None:
    assert environment(tmp_path / ".env") == dict(os.environ)


def test_a_file_that_is_no_text_is_refused_in_one_line(tmp_path: Path) -> None:
    file = tmp_path / ".env"
    file.write_bytes(b"BOT_TOKEN=\xff\xfe\x00")
    with pytest.raises(BadSetting, match="cannot be read"):
        environment(file)
