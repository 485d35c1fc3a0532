"""The text of /help."""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup

from bot.texts.catalogue import Texts


def every(t: Texts, commands: Sequence[tuple[str, str]]) -> Markup:
    """All commands on one screen."""
    lines = [Markup("/{} {}").format(name, does) for name, does in commands]
    return Markup("\n").join(
        [
            t.say("<b>What I do</b>"),
            *lines,
            "",
            t.say(
                "Times: 17:00, fri 5pm, 5 Dec 14:00, in 48h, 3 working days. Reply to a card with text, a photo or a file to log it. More on one: /help ask"
            ),
            t.say(
                "Photos, files, voice notes and forwards: send or forward them to me in private, and I ask which request they belong to. Larger than 20 MB: keep the original."
            ),
        ]
    )


def one(t: Texts, does: str, usage: Sequence[str], example: str) -> Markup:
    """One command in full."""
    lines = [Markup("<b>{}</b>").format(does), *(Markup("<code>{}</code>").format(line) for line in usage)]
    lines.append(t.say("Example: {example}", example=Markup("<code>{}</code>").format(example)))
    lines.append(
        t.say(
            "N is the request's number; leave it out when you reply to its card. Times such as “at 15:20” are for what happened earlier."
        )
    )
    return Markup("\n").join(lines)
