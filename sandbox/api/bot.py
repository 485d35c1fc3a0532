"""Methods on the bot itself: who it is, and its menu of commands by scope and language."""

from __future__ import annotations

import re

from sandbox.api.errors import bad_request
from sandbox.api.params import Params
from sandbox.world.inline_queries import INLINE
from sandbox.world.store import Json
from sandbox.world.texts import units
from sandbox.world.world import World

MAX_COMMANDS = 100
MAX_DESCRIPTION = 256
SCOPES = {
    "default": (), "all_private_chats": (), "all_group_chats": (), "all_chat_administrators": (),
    "chat": ("chat_id",), "chat_administrators": ("chat_id",), "chat_member": ("chat_id", "user_id"),
}  # fmt: skip


async def get_me(world: World, params: Params) -> Json:
    """Return the bot."""
    return world.bot_user() | {
        "can_join_groups": True,
        "can_read_all_group_messages": False,
        "supports_inline_queries": bool(world.store.setting(INLINE)),
        "can_connect_to_business": False,
        "has_main_web_app": False,
    }


async def set_my_commands(world: World, params: Params) -> bool:
    """Store the menu of one scope and language; an empty list forgets it."""
    key = world.commands_key(_scope(params), _language(params))
    commands = params.json("commands", "commands")
    if not isinstance(commands, list):
        raise bad_request("expected an Array of BotCommand")
    if len(commands) > MAX_COMMANDS:
        raise bad_request("BOT_COMMANDS_TOO_MUCH")
    world.store.put_setting(key, [_command(value) for value in commands] or None)
    return True


def _language(params: Params) -> str:
    language = params.text("language_code")
    if language and not re.fullmatch("[a-z]{2}", language):
        raise bad_request("invalid language code specified")
    return language


def _scope(params: Params) -> Json:
    scope = params.json("scope", "BotCommandScope") or {"type": "default"}
    if not isinstance(scope, dict):
        raise bad_request("can't parse BotCommandScope: Object expected")
    if scope.get("type") not in SCOPES:
        raise bad_request("can't parse BotCommandScope: Unsupported type specified")
    needed = SCOPES[scope["type"]]
    if not all(scope.get(name) for name in needed):
        raise bad_request("can't parse BotCommandScope: chat_id is empty")
    return {name: scope[name] for name in ("type", *needed)}


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
