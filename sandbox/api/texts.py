"""The text of a message a bot sends: parsed, trimmed, measured and completed with what Telegram finds itself."""

from __future__ import annotations

from sandbox.api.errors import bad_request
from sandbox.api.html import checked_link, parse_html
from sandbox.api.params import Params
from sandbox.world.store import Json
from sandbox.world.texts import MAX_CAPTION, MAX_TEXT, clean, encodable, find_entities, is_blank, units

_NEEDED = {
    "date_time": ("unix_time",),
    "text_link": ("url",),
    "text_mention": ("user",),
    "custom_emoji": ("custom_emoji_id",),
}
_FOUND = {"mention", "hashtag", "cashtag", "bot_command", "url", "email", "phone_number"}
_FORMATS = {
    "bold", "italic", "underline", "strikethrough", "spoiler", "blockquote", "expandable_blockquote", "code",
    "pre", "text_link", "text_mention", "custom_emoji", "date_time",
}  # fmt: skip


def _given(params: Params, name: str, text: str) -> list[Json]:
    entities = params.json(name, "MessageEntity")
    if entities is None:
        return []
    if not isinstance(entities, list):
        raise bad_request("can't parse entities JSON object")
    end = units(text)
    return [entity for entity in (_entity(value, end) for value in entities) if entity["type"] in _FORMATS]


def _entity(entity: object, end: int) -> Json:
    if not isinstance(entity, dict):
        raise bad_request("can't parse MessageEntity: expected an Object")
    for field in ("type", "offset", "length", *_NEEDED.get(str(entity.get("type")), ())):
        if entity.get(field) is None:
            raise bad_request(f"can't parse MessageEntity: Can't find field \"{field}\"")
    kind, offset, length = entity["type"], entity["offset"], entity["length"]
    if kind not in _FORMATS | _FOUND:
        raise bad_request("can't parse MessageEntity: Unsupported type specified")
    for field, value in (("offset", offset), ("length", length)):
        if not isinstance(value, int):
            raise bad_request(f'can\'t parse MessageEntity: Field "{field}" must be a valid Number')
    if offset < 0 or length < 0:
        wrong = f"offset {offset}" if offset < 0 else f"length {length}"
        raise bad_request(f"receive an entity with incorrect {wrong}")
    if offset > end:
        raise bad_request(f"entity begins after the end of the text at UTF-16 offset {offset}")
    if offset + length > end:
        raise bad_request(
            f"entity beginning at UTF-16 offset {offset} ends after the end of the text"
            f" at UTF-16 offset {offset + length}"
        )
    if kind == "text_link" and not checked_link(str(entity["url"])):
        raise bad_request(f"entity URL '{entity['url']}' is invalid: Wrong HTTP URL")
    return {key: value for key, value in entity.items() if value is not None}


def _trim(text: str, entities: list[Json]) -> tuple[str, list[Json]]:
    lead = units(text) - units(text.lstrip())
    text = text.strip()
    end = units(text)
    trimmed = []
    for entity in entities:
        start = max(entity["offset"] - lead, 0)
        stop = min(entity["offset"] + entity["length"] - lead, end)
        if stop > start:
            trimmed.append(entity | {"offset": start, "length": stop - start})
    return text, trimmed


def _with_found(text: str, entities: list[Json]) -> list[Json]:
    closed = [e for e in entities if e["type"] in ("code", "pre", "text_link", "text_mention")]
    for found in find_entities(text):
        start, stop = found["offset"], found["offset"] + found["length"]
        if all(stop <= e["offset"] or start >= e["offset"] + e["length"] for e in closed):
            entities.append(found)
    return sorted(entities, key=lambda entity: (entity["offset"], -entity["length"]))


def _read(params: Params, name: str, entities_name: str) -> tuple[str, list[Json]]:
    source = clean(params.text(name))
    if not encodable(source):
        raise bad_request("strings must be encoded in UTF-8")
    mode = params.text("parse_mode").lower()
    if mode in ("", "none"):
        text, entities = source, _given(params, entities_name, source)
    elif mode == "html":
        text, entities = parse_html(source)
    elif mode in ("markdown", "markdownv2"):
        raise bad_request(
            f"can't parse entities: parse mode {params.text('parse_mode')} is not simulated; use HTML"
        )
    else:
        raise bad_request("unsupported parse_mode")
    text, entities = _trim(text, entities)
    return text, _with_found(text, entities)


# Telegram's servers refuse a time that lies further ahead: https://github.com/tdlib/telegram-bot-api/issues/852
LONGEST_AHEAD_SECONDS = 1098 * 86_400


def _check_times(entities: list[Json], date: int) -> None:
    if any(entity.get("unix_time", 0) - date > LONGEST_AHEAD_SECONDS for entity in entities):
        raise bad_request("ENTITY_DATE_INVALID")


def text_content(params: Params, date: int) -> Json:
    """Return text and entities of a request for a text message that is made at `date` (Unix time); raises ApiError.

    The text may take 4,096 code units after parsing, and something of it must be seen.
    """
    text, entities = _read(params, "text", "entities")
    if not params.text("text"):
        raise bad_request("message text is empty")
    if is_blank(text):
        raise bad_request("text must be non-empty")
    if units(text) > MAX_TEXT:
        raise bad_request("message is too long")
    _check_times(entities, date)
    return {"text": text} | ({"entities": entities} if entities else {})


def caption_content(params: Params, date: int) -> Json:
    """Return caption and caption_entities of a request made at `date` (Unix time), which may have none; raises ApiError."""
    caption, entities = _read(params, "caption", "caption_entities")
    if units(caption) > MAX_CAPTION:
        raise bad_request("message caption is too long")
    _check_times(entities, date)
    if not caption:
        return {}
    return {"caption": caption} | ({"caption_entities": entities} if entities else {})
