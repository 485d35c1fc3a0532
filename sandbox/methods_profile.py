"""Methods for what people see of the bot before they write: names, descriptions, the menu button."""

from __future__ import annotations

import re
from typing import Any

from sandbox.errors import bad_request
from sandbox.methods import Method, method
from sandbox.params import Params
from sandbox.utf16 import units
from sandbox.world import World

Json = dict[str, Any]
# Bot API field, name in the methods, longest text in UTF-16 code units.
TEXTS = (
    ("name", "Name", 64),
    ("description", "Description", 512),
    ("short_description", "ShortDescription", 120),
)
MENU_BUTTONS = ("default", "commands")


def _language(params: Params) -> str:
    language = params.text("language_code")
    if language and not re.fullmatch("[a-z]{2}", language):
        raise bad_request("invalid language code specified")
    return language


def _setter(field: str, longest: int) -> Method:
    async def set_text(world: World, params: Params) -> bool:
        text = params.text(field).strip()
        if units(text) > longest:
            raise bad_request(f"bot {field.replace('_', ' ')} is too long")
        world.store.put_setting(f"{field}:{_language(params)}", text or None)
        return True

    return set_text


def _getter(field: str) -> Method:
    async def get_text(world: World, params: Params) -> Json:
        text = world.store.setting(f"{field}:{_language(params)}") or world.store.setting(f"{field}:", "")
        if field == "name" and not text:
            text = world.first_name
        return {field: text}

    return get_text


for _field, _name, _longest in TEXTS:
    method(f"setMy{_name}")(_setter(_field, _longest))
    method(f"getMy{_name}")(_getter(_field))


def _menu_key(world: World, params: Params) -> str:
    chat_id = params.integer("chat_id")
    if chat_id:
        chat = world.chats.reachable(chat_id)
        if chat.kind != "private":
            raise bad_request("menu button can be set only in private chats")
    return f"menu:{chat_id or ''}"


@method("setChatMenuButton")
async def set_chat_menu_button(world: World, params: Params) -> bool:
    """Choose the button beside the text field; Web App buttons are not simulated."""
    button = params.json("menu_button", "MenuButton") or {"type": "default"}
    if not isinstance(button, dict) or button.get("type") not in MENU_BUTTONS:
        raise bad_request("MenuButton has unsupported type")
    world.store.put_setting(_menu_key(world, params), button)
    return True


@method("getChatMenuButton")
async def get_chat_menu_button(world: World, params: Params) -> Json:
    """Return the button beside the text field."""
    button: Json = (
        world.store.setting(_menu_key(world, params)) or world.store.setting("menu:") or {"type": "default"}
    )
    return button


@method("logOut")
async def log_out(world: World, params: Params) -> bool:
    """Leave this server, as before moving to a local one: nothing but a restart lets the bot in again."""
    world.updates.interrupt("logOut request")
    world.webhook.stop_soon()
    world.logged_out = True
    return True


@method("close")
async def close(world: World, params: Params) -> bool:
    """Prepare the move to another server; nothing has to be done for it here."""
    world.updates.interrupt("close request")
    return True
