"""Refusals of the Bot API: the HTTP status, the description and the parameters that a bot gets."""

from __future__ import annotations

from collections.abc import Mapping


class ApiError(Exception):
    """A refusal of the Bot API: `code` is the HTTP status and error_code, `description` the text a bot reads."""

    def __init__(self, code: int, description: str, parameters: Mapping[str, object] | None = None) -> None:
        super().__init__(f"{code} {description}")
        self.code = code
        self.description = description
        self.parameters = dict(parameters) if parameters else None


def bad_request(what: str) -> ApiError:
    """Return the 400 refusal whose description is "Bad Request: " and `what`."""
    return ApiError(400, f"Bad Request: {what}")


def forbidden(what: str) -> ApiError:
    """Return the 403 refusal whose description is "Forbidden: " and `what`."""
    return ApiError(403, f"Forbidden: {what}")


def conflict(what: str) -> ApiError:
    """Return the 409 refusal whose description is "Conflict: " and `what`."""
    return ApiError(409, f"Conflict: {what}")
