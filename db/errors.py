"""What can go wrong in the record. Each class's docstring is the message a person gets, in English."""

from __future__ import annotations

import inspect


class DeskError(Exception):
    """Something went wrong. Nothing was changed."""

    def __init__(self, **fields: object) -> None:
        self.fields = fields
        super().__init__(self.template.format(**fields))

    @property
    def template(self) -> str:
        """The untranslated message, with `{placeholders}` for `fields`."""
        return inspect.cleandoc(type(self).__doc__ or "")


class NotPossibleNow(DeskError):
    """This cannot be recorded while the request is "{status}"."""
