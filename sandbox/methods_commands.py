"""Methods that store the bot's menu of commands, by scope and language."""

from __future__ import annotations

import re
from typing import Any

from sandbox.errors import bad_request
from sandbox.methods import method
from sandbox.params import Params
from sandbox.utf16 import units
from sandbox.world import World

Json = dict[str, Any]
MAX_COMMANDS = 100
MAX_DESCRIPTION = 256
SCOPES = {
    "default": (), "all_private_chats": (), "all_group_chats": (), "all_chat_administrators": (),
    "chat": ("chat_id",), "chat_administrators": ("chat_id",), "chat_member": ("chat_id", "user_id"),
}  # fmt: skip


def scope_key(scope: Json | None, language_code: str) -> str:
    """Return the key under which commands of a BotCommandScope and a language are stored; raises ApiError."""
    scope = scope or {"type": "default"}
    kind = scope.get("type")
    if kind not in SCOPES:
        raise bad_request("can't parse BotCommandScope: Unsupported type specified")
    if language_code and not re.fullmatch("[a-z]{2}", language_code):
        raise bad_request("invalid language code specified")
    parts = [str(scope.get(name, "")) for name in SCOPES[kind]]
    if not all(parts):
        raise bad_request("can't parse BotCommandScope: chat_id is empty")
    return ":".join(["commands", kind, *parts, language_code])


def _scope_key(params: Params) -> str:
    scope = params.json("scope", "BotCommandScope")
    if scope is not None and not isinstance(scope, dict):
        raise bad_request("can't parse BotCommandScope: Object expected")
    return scope_key(scope, params.text("language_code"))


def _command(value: object) -> Json:
    if not isinstance(value, dict):
        raise bad_request("can't parse BotCommand: Object expected")
    name, description = (
        str(value.get("command", "")).removeprefix("/"),
        str(value.get("description", "")).strip(),
    )
    if not re.fullmatch("[a-z0-9_]{1,32}", name):
        raise bad_request("BOT_COMMAND_INVALID")
    if not description:
        raise bad_request("command description must be non-empty")
    if units(description) > MAX_DESCRIPTION:
        raise bad_request("BOT_COMMAND_DESCRIPTION_INVALID")
    return {"command": name, "description": description}


@method("setMyCommands")
async def set_my_commands(world: World, params: Params) -> bool:
    """Store the menu of one scope and language; an empty list forgets it."""
    key = _scope_key(params)
    commands = params.json("commands", "commands")
    if not isinstance(commands, list):
        raise bad_request("expected an Array of BotCommand")
    if len(commands) > MAX_COMMANDS:
        raise bad_request("BOT_COMMANDS_TOO_MUCH")
    world.store.put_setting(key, [_command(value) for value in commands] or None)
    return True


@method("getMyCommands")
async def get_my_commands(world: World, params: Params) -> list[Json]:
    """Return the menu stored for exactly this scope and language."""
    commands: list[Json] = world.store.setting(_scope_key(params), [])
    return commands


@method("deleteMyCommands")
async def delete_my_commands(world: World, params: Params) -> bool:
    """Forget the menu of one scope and language."""
    world.store.put_setting(_scope_key(params), None)
    return True
