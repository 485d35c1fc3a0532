"""The settings of a newsroom and of a member: the only list of them, with types, defaults and bounds.

All that was chosen is one JSON column of the newsroom or the member, checked by the model here whenever it is read or
changed. So one more setting is one more field with a default, and needs no migration. The words for each, and how it is
typed, are in `bot/settings/table.py`.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping
from enum import StrEnum
from functools import lru_cache
from typing import Annotated, Any, Self
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import sqlalchemy as sa
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, PrivateAttr, ValidationError
from sqlalchemy.engine import Dialect
from sqlalchemy.types import TypeDecorator

log = logging.getLogger(__name__)


class Replans(StrEnum):
    """What must be planned again when a setting is changed; stands with the setting's type."""

    REMINDERS = "reminders"  # those of every open request
    DIGEST = "digest"  # which is then owed for no time before the change
    WARNINGS = "warnings"  # of what is to be reduced: they come anew


def _zone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise ValueError("no time zone of that name") from error
    return name


WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
AS_THE_COUNTRY = "country"


def weekdays(days: str) -> list[int]:
    """The weekdays that office days name, Monday being 0: "mon,tue" is 0 and 1."""
    return [WEEKDAYS.index(day) for day in days.split(",")]


def _office_days(days: str) -> str:
    if days != AS_THE_COUNTRY and not days:
        raise ValueError("no day is left to work")
    if days != AS_THE_COUNTRY and weekdays(days) != sorted(set(weekdays(days))):
        raise ValueError("each day stands once, in the order of the week")
    return days


def _quiet_hours(hours: str) -> str:
    if hours != ALWAYS_LOUD and len(set(hours.split("-"))) == 1:
        raise ValueError("they would be the whole day, or none of it")
    return hours


def _office_hours(hours: str) -> str:
    start, end = hours.split("-")
    if start >= end:
        raise ValueError("the working day cannot end before it begins")
    return hours


Zone = Annotated[str, AfterValidator(_zone)]  # an IANA name
Country = Annotated[
    str, Field(pattern="^([A-Z]{2,3}(-.{1,60})?)?$")
]  # ISO 3166, with a region; "": no holidays
Language = Annotated[str, Field(pattern="^[a-z]{2,3}([-_][A-Za-z]+)*$")]
TimeOfDay = Annotated[str, Field(pattern="^([01][0-9]|2[0-3]):[0-5][0-9]$")]
_CLOCK = "([01][0-9]|2[0-3]):[0-5][0-9]"
OfficeHours = Annotated[str, Field(pattern=f"^{_CLOCK}-{_CLOCK}$"), AfterValidator(_office_hours)]  # local
ALWAYS_LOUD = "off"
QuietHours = Annotated[
    str, Field(pattern=f"^({ALWAYS_LOUD}|{_CLOCK}-{_CLOCK})$"), AfterValidator(_quiet_hours)
]  # local
Length = Annotated[
    str, Field(pattern="^[1-9][0-9]?(wd|h|d|w)$")
]  # as `jobs.deadlines.reading.Period` writes it
OfficeDays = Annotated[str, AfterValidator(_office_days)]  # "mon,tue,…", or as the country has them


# Zones of which a member has one with a tap.
NEAR_AND_FAR = (
    "Europe/London", "Europe/Paris", "America/New_York", "America/Los_Angeles", "Asia/Kolkata", "Asia/Phnom_Penh",
    "Asia/Singapore", "Asia/Seoul", "Australia/Sydney",
)  # fmt: skip


class Settings(BaseModel):
    """What was chosen, and the defaults for the rest. Never changed in place: `changed` makes another one."""

    model_config = ConfigDict(extra="allow", frozen=True)

    _unusable: dict[str, Any] = PrivateAttr(default_factory=dict)

    @classmethod
    def read(cls, stored: Mapping[str, Any]) -> Self:
        """What is stored, as this version understands it.

        A setting of a newer version is kept as it is. A value that this version cannot use counts as not chosen, is
        logged once, and is kept until another one is chosen: one bad value must not silence a newsroom.
        """
        try:
            return cls.model_validate(stored)
        except ValidationError as error:
            unusable = {str(fault["loc"][0]) for fault in error.errors()}
        found = cls.model_validate({key: stored[key] for key in stored.keys() - unusable})
        found._unusable.update({key: stored[key] for key in unusable})
        for key in sorted(unusable):
            _warn(cls.__name__, key, repr(stored[key]))
        return found

    def stored(self) -> dict[str, Any]:
        """What is kept: only what somebody chose, so that the rest follows the defaults of whichever version reads it."""
        return self._unusable | self.model_dump(mode="json", exclude_unset=True)

    def changed(self, key: str, value: object) -> Self:
        """The same settings but for one.

        Raises:
            ValueError: it cannot have that value.
            KeyError: there is no such setting.
        """
        _ = type(self).model_fields[key]
        made = self.model_validate(self.model_dump(exclude_unset=True) | {key: value})
        made._unusable.update({name: kept for name, kept in self._unusable.items() if name != key})
        return made

    @classmethod
    def replans(cls, key: str) -> frozenset[Replans]:
        """What must be planned again when this setting is changed."""
        return frozenset(mark for mark in cls.model_fields[key].metadata if isinstance(mark, Replans))

    @classmethod
    def bounds(cls, key: str) -> dict[str, int]:
        """The `low` and the `high` that a number may be, as far as it has bounds."""
        marks = cls.model_fields[key].metadata
        names = {"ge": "low", "le": "high"}
        return {names[of]: getattr(mark, of) for mark in marks for of in names if hasattr(mark, of)}


class NewsroomSettings(Settings):
    """What an editor decides for everybody. The environment gives what a new newsroom begins with."""

    timezone: Annotated[Zone, Replans.REMINDERS, Replans.DIGEST] = "Asia/Phnom_Penh"
    language: Language = "en"  # spoken in the group, and with members who chose none
    country: Annotated[Country, Replans.REMINDERS] = "KH"
    office_days: Annotated[OfficeDays, Replans.REMINDERS] = AS_THE_COUNTRY
    office_hours: Annotated[OfficeHours, Replans.REMINDERS] = "09:00-17:00"
    digest_time: Annotated[TimeOfDay | None, Replans.DIGEST] = "08:30"  # local; None: no digest
    digest_days: Annotated[OfficeDays, Replans.DIGEST] = ",".join(WEEKDAYS)
    deadline: Length = "3wd"  # given where neither the reporter nor the directory says one
    quiet: QuietHours = (
        ALWAYS_LOUD  # reminders and digests make no sound then, nor with members who chose nothing
    )
    remind_before: bool = True  # of a deadline, a working day before it
    remind_mornings: bool = True  # each working day after it, until enough attempts are logged
    remind_weekly: bool = True  # from then on
    fair_hours: Annotated[int, Field(ge=1, le=720)] = (
        24  # the least time for an answer that is called reasonable
    )
    clean_copies: bool = False  # of files that leave the house: without place, camera and author
    # Days after publication for which the words of closed requests are kept; None: for good.
    retention: Annotated[int | None, Field(ge=30, le=3650), Replans.WARNINGS] = None
    last_hour: bool = True  # the group, and members who chose nothing, hear what changes before publication


class MemberSettings(Settings):
    """What each member decides alone. None: as the newsroom's setting of the same name."""

    language: Language | None = None
    timezone: Zone | None = None
    last_hour: bool | None = None
    quiet: QuietHours | None = None


class SettingsColumn(TypeDecorator[Settings]):
    """A column that keeps settings as JSON and gives them as their model."""

    impl = sa.JSON
    cache_ok = True

    def __init__(self, model: type[Settings]) -> None:
        self.model = model
        super().__init__()

    def load_dialect_impl(self, dialect: Dialect) -> Any:
        """JSONB on PostgreSQL, whose plain JSON cannot be compared."""
        if dialect.name != "postgresql":
            return dialect.type_descriptor(sa.JSON())
        from sqlalchemy.dialects.postgresql import (
            JSONB,
        )  # late: a desk on SQLite needs nothing of PostgreSQL's

        return dialect.type_descriptor(JSONB())

    def process_bind_param(self, value: Settings | None, dialect: Dialect) -> dict[str, Any] | None:
        """What is written."""
        return value.stored() if value is not None else None

    def process_result_value(self, value: Any, dialect: Dialect) -> Settings | None:
        """What was read."""
        return self.model.read(value) if value is not None else None


@lru_cache(maxsize=256)
def _warn(model: str, key: str, value: str) -> None:
    """Once for each value: settings are read every few seconds."""
    log.warning("%s: %s cannot be %s, so its default holds", model, key, value)
