"""Keyboards: what the Bot API accepts as reply_markup, and the reasons it gives for what it does not."""

from __future__ import annotations

from collections.abc import Callable

from sandbox.api.errors import bad_request
from sandbox.api.html import checked_link
from sandbox.api.params import Params
from sandbox.world.store import Json
from sandbox.world.texts import clean, encodable, is_blank, units

MAX_BUTTONS = 100
MAX_DATA_BYTES = 64
MAX_COPY_TEXT = 256
STYLES = ("danger", "success", "primary")
_OTHER = ("keyboard", "remove_keyboard", "force_reply")


def _button(button: object) -> Json:
    if not isinstance(button, dict):
        raise bad_request("can't parse inline keyboard button: InlineKeyboardButton must be an Object")
    if "text" not in button:
        raise bad_request("can't parse inline keyboard button: Can't find field \"text\"")
    if not isinstance(button["text"], str):
        raise bad_request('can\'t parse inline keyboard button: Field "text" must be of type String')
    if not encodable(button["text"]):
        raise bad_request("inline keyboard button text must be encoded in UTF-8")
    text = clean(button["text"])
    if is_blank(text):
        raise bad_request("inline keyboard button text must be non-empty")
    for field, read in _KINDS.items():
        if button.get(field):
            return {"text": text, **_style(button), field: read(button[field])}
    if any(key in button for key in ("pay", "callback_game")):
        raise bad_request("BUTTON_TYPE_INVALID")
    if any(key.startswith("switch_inline") or key in ("web_app", "login_url") for key in button):
        raise bad_request("can't parse inline keyboard button: this kind of button is not simulated")
    raise bad_request("can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard")


def _style(button: Json) -> Json:
    """The colour that a button asks for; mostly none."""
    style = button.get("style") or None
    if style is not None and not isinstance(style, str):
        raise bad_request('can\'t parse inline keyboard button: Field "style" must be of type String')
    if style is not None and style not in STYLES:
        raise bad_request("can't parse inline keyboard button: invalid button style specified")
    return {} if style is None else {"style": style}


def _callback_data(data: object) -> str:
    if not isinstance(data, str) or not encodable(data) or len(data.encode()) > MAX_DATA_BYTES:
        raise bad_request("BUTTON_DATA_INVALID")
    return data


def _url(given: object) -> str:
    url = checked_link(str(given))
    if not url:
        strange = str(given).partition(":")[0] not in (str(given), "http", "https")
        why = "Unsupported URL protocol" if strange else "Wrong HTTP URL"
        raise bad_request(f"inline keyboard button URL '{given}' is invalid: {why}")
    return url


def _copy_text(copy: object) -> Json:
    copied = copy.get("text") if isinstance(copy, dict) else None
    if not isinstance(copied, str) or not 1 <= units(copied) <= MAX_COPY_TEXT:
        raise bad_request("BUTTON_COPY_TEXT_INVALID")
    return {"text": copied}


_KINDS: dict[str, Callable[[object], object]] = {
    "url": _url, "callback_data": _callback_data, "copy_text": _copy_text,
}  # fmt: skip


def inline_keyboard(rows: object) -> Json | None:
    """Return an InlineKeyboardMarkup as it is stored; None where it has no button. Raises ApiError 400."""
    if not isinstance(rows, list):
        raise bad_request('field "inline_keyboard" must be of type Array')
    if not all(isinstance(row, list) for row in rows):
        raise bad_request("can't parse inline keyboard button: expected an Array of InlineKeyboardButton")
    keyboard = [[_button(button) for button in row] for row in rows if row]
    if sum(map(len, keyboard)) > MAX_BUTTONS:
        raise bad_request("reply markup is too long")
    return {"inline_keyboard": keyboard} if keyboard else None


def read_markup(params: Params, *, only_inline: bool = False) -> Json | None:
    """Return the inline keyboard of a request, or None.

    The other kinds (reply keyboards) are accepted and forgotten, as a Message never shows them; with `only_inline`
    (editing) they are refused.
    """
    markup = params.json("reply_markup", "reply keyboard markup")
    if markup is None:
        return None
    if not isinstance(markup, dict):
        raise bad_request("object expected as reply markup")
    if "inline_keyboard" in markup:
        return inline_keyboard(markup["inline_keyboard"])
    if only_inline and markup:
        raise bad_request("inline keyboard expected")
    if markup and not any(key in markup for key in _OTHER):
        raise bad_request("object expected as reply markup")
    return None
