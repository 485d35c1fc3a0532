"""A cursor over the tokens of one text (pure)."""

from __future__ import annotations

from jobs.deadline_tokens import Token
from jobs.deadline_words import Kind


class Cursor:
    """Where reading stands in a row of tokens. Set `mark` back to an earlier value to read again from there."""

    def __init__(self, tokens: tuple[Token, ...]) -> None:
        self._tokens = tokens
        self.mark = 0

    @property
    def done(self) -> bool:
        """Whether everything was read."""
        return self.mark == len(self._tokens)

    @property
    def at_start(self) -> bool:
        """Whether nothing was read yet."""
        return self.mark == 0

    def peek(self, *kinds: Kind, ahead: int = 0) -> Token | None:
        """The token `ahead` of the cursor, if it is there and of one of these kinds."""
        place = self.mark + ahead
        return (
            self._tokens[place] if place < len(self._tokens) and self._tokens[place].kind in kinds else None
        )

    def take(self, *kinds: Kind) -> Token | None:
        """The token at the cursor, read, if it is of one of these kinds."""
        token = self.peek(*kinds)
        if token is not None:
            self.mark += 1
        return token

    def take_joint(self, joint: Kind, then: Kind) -> None:
        """Read a small word that joins what was read to what comes: "1 hour and 30 minutes"."""
        if self.peek(joint) and self.peek(then, ahead=1):
            self.mark += 1

    def came_after(self, kind: Kind) -> bool:
        """Whether the token before the cursor is of this kind."""
        return self.mark > 0 and self._tokens[self.mark - 1].kind is kind

    @staticmethod
    def number(token: Token) -> int:
        """The number that a token holds."""
        if not isinstance(token.value, int):
            raise TypeError(f"{token} holds no number")
        return token.value

    @staticmethod
    def pair(token: Token) -> tuple[int, int]:
        """The two numbers that a token holds."""
        match token.value:
            case (int(first), int(second)):
                return first, second
        raise TypeError(f"{token} holds no two numbers")
