"""Methods on the bot itself: the menu of commands."""

from __future__ import annotations

from typing import Any

import pytest

from sandbox.api.telegram import LocalTelegram
from tests.sandbox.conftest import Api

DUE = {"command": "due", "description": "my open requests"}


async def test_menus_are_kept_for_each_scope_and_language(api: Api, local: LocalTelegram) -> None:
    groups = {"type": "all_group_chats"}
    khmer = {"command": "due", "description": "សំណើ"}
    await api.ok("setMyCommands", commands=[DUE])
    await api.ok("setMyCommands", commands=[khmer], scope=groups, language_code="km")
    await api.ok(
        "setMyCommands", commands=[khmer], scope={"type": "chat_member", "chat_id": -5, "user_id": 7}
    )
    assert local.commands() == [DUE]
    assert local.commands(scope=groups, language_code="km") == [khmer]
    assert local.commands(scope=groups) == []
    await api.ok("setMyCommands", commands=[])
    assert local.commands() == []
    await api.ok("setMyCommands", commands=[], scope=groups, language_code="km")
    assert local.commands(scope=groups, language_code="km") == []


async def test_a_chat_and_the_webhook_can_be_asked_for(api: Api, local: LocalTelegram) -> None:
    local.add_person(7, "Dara")
    local.add_group(-5, "Desk", [7])
    chat = await api.ok("getChat", chat_id=-5)
    assert (chat["id"], chat["title"]) == (-5, "Desk")
    assert "chat not found" in await api.refused("getChat", chat_id=-6)
    info = await api.ok("getWebhookInfo")
    assert info["url"] == ""
    assert info["pending_update_count"] > 0  # what add_group tells the bot


async def test_a_leading_slash_is_dropped(api: Api, local: LocalTelegram) -> None:
    await api.ok("setMyCommands", commands=[DUE | {"command": "/due"}])
    assert local.commands() == [DUE]


@pytest.mark.parametrize("name", ["x", "a" * 32, "a_1"])
async def test_a_good_name_is_taken(api: Api, name: str) -> None:
    await api.ok("setMyCommands", commands=[{"command": name, "description": "d" * 256}])


@pytest.mark.parametrize(
    ("params", "reason"),
    [
        ({"commands": [{"command": "a" * 33, "description": "d"}]}, "BOT_COMMAND_INVALID"),
        ({"commands": [{"command": "Due", "description": "d"}]}, "BOT_COMMAND_INVALID"),
        ({"commands": [{"command": "", "description": "d"}]}, "BOT_COMMAND_INVALID"),
        ({"commands": [{"command": "due", "description": "d" * 257}]}, "BOT_COMMAND_DESCRIPTION_INVALID"),
        ({"commands": [{"command": "due", "description": " "}]}, "command description must be non-empty"),
        ({"commands": [DUE] * 101}, "BOT_COMMANDS_TOO_MUCH"),
        ({"commands": ["due"]}, "can't parse BotCommand: Object expected"),
        ({}, "expected an Array of BotCommand"),
        (
            {"commands": [DUE], "scope": {"type": "moon"}},
            "can't parse BotCommandScope: Unsupported type specified",
        ),
        ({"commands": [DUE], "scope": {"type": "chat"}}, "can't parse BotCommandScope: chat_id is empty"),
        ({"commands": [DUE], "scope": "[1]"}, "can't parse BotCommandScope: Object expected"),
        ({"commands": [DUE], "language_code": "khm"}, "invalid language code specified"),
    ],
)
async def test_a_bad_menu_is_refused(api: Api, params: dict[str, Any], reason: str) -> None:
    assert await api.refused("setMyCommands", **params) == f"400 Bad Request: {reason}"
