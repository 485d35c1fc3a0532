"""The reactions a bot may give."""

from __future__ import annotations

from sandbox.errors import bad_request

# https://core.telegram.org/bots/api#reactiontypeemoji
EMOJI = frozenset(
    [
        "❤",
        "👍",
        "👎",
        "🔥",
        "🥰",
        "👏",
        "😁",
        "🤔",
        "🤯",
        "😱",
        "🤬",
        "😢",
        "🎉",
        "🤩",
        "🤮",
        "💩",
        "🙏",
        "👌",
        "🕊",
        "🤡",
        "🥱",
        "🥴",
        "😍",
        "🐳",
        "❤\u200d🔥",
        "🌚",
        "🌭",
        "💯",
        "🤣",
        "⚡",
        "🍌",
        "🏆",
        "💔",
        "🤨",
        "😐",
        "🍓",
        "🍾",
        "💋",
        "🖕",
        "😈",
        "😴",
        "😭",
        "🤓",
        "👻",
        "👨\u200d💻",
        "👀",
        "🎃",
        "🙈",
        "😇",
        "😨",
        "🤝",
        "✍",
        "🤗",
        "🫡",
        "🎅",
        "🎄",
        "☃",
        "💅",
        "🤪",
        "🗿",
        "🆒",
        "💘",
        "🙉",
        "🦄",
        "😘",
        "💊",
        "🙊",
        "😎",
        "👾",
        "🤷\u200d♂",
        "🤷",
        "🤷\u200d♀",
        "😡",
    ]
)


def check_reaction(reaction: object) -> str | None:
    """Return the emoji of a request to react, None to take the reaction away; raises ApiError."""
    if reaction in (None, []):
        return None
    if not isinstance(reaction, list) or not all(isinstance(kind, dict) for kind in reaction):
        raise bad_request("can't parse reaction types JSON object")
    if len(reaction) > 1:
        raise bad_request("REACTIONS_TOO_MANY")
    emoji = str(reaction[0].get("emoji", "")).replace("\N{VARIATION SELECTOR-16}", "")
    if reaction[0].get("type") != "emoji" or emoji not in EMOJI:
        raise bad_request("REACTION_INVALID")
    return emoji
