"""Regular expressions of which a start needs few."""

from __future__ import annotations

import re
from typing import Any, cast


class _Later:
    """Stands for a regular expression until something is asked of it; from then on it has what was asked for itself."""

    def __init__(self, pattern: str, flags: int) -> None:
        self.pattern, self.flags = pattern, flags

    def __getattr__(self, name: str) -> Any:
        found = getattr(re.compile(self.pattern, self.flags), name)
        setattr(self, name, found)
        return found


def pattern(text: str, flags: int = 0) -> re.Pattern[str]:
    """A regular expression, as `re.compile` makes it, but when it is first used. For those with many words: to compile what
    the desk has of them took a twentieth of its start."""
    return cast("re.Pattern[str]", _Later(text, flags))
