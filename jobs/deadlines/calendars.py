"""Working days of one newsroom: its zone, its country's holidays, its own additions and removals (pure).

Instants are aware datetimes and come back in UTC; days and hours are those of the calendar's zone. A holiday that
falls on a weekend moves nothing by itself; where a country's law gives a substitute day, the `holidays` library has it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from functools import cached_property, lru_cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from db.errors import DeskError

_SATURDAY_AND_SUNDAY = frozenset({5, 6})
_USUAL_LANGUAGE = "en"  # into which the library has translated the holidays of most countries
_ONE_DAY = timedelta(days=1)
_NIGHT_BEGINS, _NIGHT_ENDS = time(22), time(7)
_PATIENCE = 400  # days without a single working day: the calendar must be a mistake


class UnusableCalendar(DeskError, ValueError):
    """A calendar's settings do not go together; its kinds say which."""

    message = "The calendar cannot be used."


class UnknownTimeZone(UnusableCalendar):
    """A time zone is named that there is not."""

    message = 'There is no time zone "{zone}". Give a name such as Asia/Phnom_Penh or Europe/Berlin.'


class UnknownCountry(UnusableCalendar):
    """A country is named whose holidays nobody knows."""

    message = 'There are no public holidays on file for the country "{country}". Give a two-letter code such as KH or DE (or DE-BE, with its region).'


class NoWorkingDay(UnusableCalendar):
    """A calendar leaves no working day to count to."""

    message = "This calendar has no working day in more than a year. Check the weekend days and the newsroom's own holidays."


class ImpossibleHours(UnusableCalendar):
    """A working day ends before it begins."""

    message = "The working day cannot end at {end} when it begins at {start}."


@dataclass(frozen=True)
class DayOff:
    """A day that is not worked in a calendar: a weekend day, a holiday, or both."""

    day: date
    weekend: bool
    calendar: Calendar = field(repr=False)

    def name(self, language: str = _USUAL_LANGUAGE) -> str | None:
        """The holiday's name in a language, as `Calendar.holiday_name` has it; None for a plain weekend day."""
        return self.calendar.holiday_name(self.day, language)


@dataclass(frozen=True)
class Count:
    """How working days were counted: the day arrived at, the working days counted, the days passed over."""

    day: date
    counted: tuple[date, ...]
    skipped: tuple[DayOff, ...]


@dataclass(frozen=True)
class Calendar:
    """When one newsroom and the bodies around it work.

    Args:
        zone: an IANA name, such as "Asia/Phnom_Penh".
        country: ISO 3166 code, "KH", or with a region, "DE-BE"; "" for no national holidays.
        added: the newsroom's own holidays, as (day, name) pairs; they hide a national name on the same day.
        removed: national holidays on which this newsroom works all the same.
        weekend: weekdays off, Monday being 0; None: those of the country, where it moved one to a working day for a year too.
        day_start, day_end: the local hours of a working day.
        typed_in: the zone of whoever types a time, where that is another; the days that are worked stay the newsroom's.

    Raises:
        UnknownTimeZone, NoWorkingDay, ImpossibleHours: at once. An unknown country raises UnknownCountry when a
        holiday is first looked up, since the holidays are loaded late; `check_country` asks beforehand.
    """

    zone: str = "Asia/Phnom_Penh"
    country: str = "KH"
    added: frozenset[tuple[date, str]] = frozenset()
    removed: frozenset[date] = frozenset()
    weekend: frozenset[int] | None = None
    day_start: time = field(default=time(9))
    day_end: time = field(default=time(17))
    typed_in: str = ""

    def __post_init__(self) -> None:
        _ = self.tz
        if self.weekend is not None and self.weekend >= frozenset(range(7)):
            raise NoWorkingDay
        if self.day_start >= self.day_end:
            raise ImpossibleHours(start=f"{self.day_start:%H:%M}", end=f"{self.day_end:%H:%M}")

    @cached_property
    def tz(self) -> ZoneInfo:
        """The zone itself."""
        try:
            return ZoneInfo(self.zone)
        except (ZoneInfoNotFoundError, ValueError, OSError) as error:
            raise UnknownTimeZone(zone=self.zone) from error

    @cached_property
    def of_typist(self) -> Calendar:
        """The same on the clocks of whoever types."""
        return replace(self, zone=self.typed_in, typed_in="") if self.typed_in else self

    @cached_property
    def _own(self) -> dict[date, str]:
        return dict(self.added)

    def local(self, instant: datetime) -> datetime:
        """The same instant on the clocks of this zone. A naive datetime is refused with ValueError."""
        if instant.tzinfo is None:
            raise ValueError("an instant needs a time zone")
        return instant.astimezone(self.tz)

    def at(self, day: date, clock: time) -> datetime:
        """The UTC instant at which local clocks show `clock` on `day`.

        When clocks go forward over that time, it is the instant as many minutes later as the clocks jumped (02:30
        becomes 03:30). When clocks show it twice, it is the first of the two.
        """
        return datetime.combine(day, clock, tzinfo=self.tz).replace(fold=0).astimezone(UTC)

    def holiday_name(self, day: date, language: str = _USUAL_LANGUAGE) -> str | None:
        """The name of the holiday on `day` in a language (in English where there is no translation), else None."""
        if day in self._own:
            return self._own[day]
        if day in self.removed or not self.country:
            return None
        return national_holidays(self.country, day.year, language).get(day)

    def is_weekend(self, day: date) -> bool:
        """Whether `day` belongs to the weekend."""
        if self.weekend is not None:
            return day.weekday() in self.weekend
        if not self.country:
            return day.weekday() in _SATURDAY_AND_SUNDAY
        known = _national(self.country, day.year, _USUAL_LANGUAGE)
        return known.is_weekend(day) and day not in known.weekend_workdays

    def is_working_day(self, day: date) -> bool:
        """Neither weekend nor holiday."""
        return not self.is_weekend(day) and self.holiday_name(day) is None

    def day_off(self, day: date) -> DayOff | None:
        """Why `day` is not worked, or None when it is."""
        if self.is_working_day(day):
            return None
        return DayOff(day, self.is_weekend(day), self)

    def count_working_days(self, start: date, n: int) -> Count:
        """Count `n` working days from `start`, which is itself not counted; backwards when `n` is negative.

        Raises:
            NoWorkingDay: more than a year of days off in a row.
        """
        step = _ONE_DAY if n > 0 else -_ONE_DAY
        counted: list[date] = []
        skipped: list[DayOff] = []
        day = start
        while len(counted) < abs(n):
            day += step
            off = self.day_off(day)
            if off is None:
                counted.append(day)
            else:
                skipped.append(off)
            if abs(day - (counted[-1] if counted else start)).days > _PATIENCE:
                raise NoWorkingDay
        return Count(day, tuple(counted), tuple(skipped))

    def add_working_days(self, start: datetime, n: int) -> datetime:
        """The UTC instant with `start`'s local time of day, `n` working days later (earlier when negative)."""
        local = self.local(start)
        return self.at(self.count_working_days(local.date(), n).day, local.time())

    def next_working_day(self, day: date) -> date:
        """The first working day strictly after `day`."""
        return self.count_working_days(day, 1).day

    def end_of_working_day(self, day: date) -> datetime:
        """The UTC instant at which work ends on `day`, whether or not `day` is worked."""
        return self.at(day, self.day_end)

    def working_morning(self, day: date) -> datetime:
        """The UTC instant at which work begins on `day`, or on the first working day after it."""
        return self.at(day if self.is_working_day(day) else self.next_working_day(day), self.day_start)

    def next_working_morning(self, after: datetime) -> datetime:
        """The UTC instant of the first start of a working day strictly after `after`."""
        day = self.local(after).date()
        morning = self.working_morning(day)
        return morning if morning > after else self.working_morning(day + _ONE_DAY)

    def last_office_time(self, instant: datetime, *, any_day: bool = False) -> datetime:
        """The last UTC instant at or before `instant` that lies in the hours of a working day, its end included.

        Args:
            any_day: the hours alone count, be the day worked or not.
        """
        local = self.local(instant)
        day = local.date()
        if local.time() < self.day_start:
            day -= _ONE_DAY
        if not any_day and not self.is_working_day(day):
            day = self.count_working_days(day, -1).day
        return min(instant.astimezone(UTC), self.end_of_working_day(day))

    def working_time(self, start: datetime, end: datetime) -> timedelta:
        """How much of the time from `start` to `end` lies on working days, each from midnight to midnight."""
        off = timedelta()
        for begins, ends in self._times_off(start, end):
            if begins >= end:
                break
            off += min(ends, end) - max(begins, start)
        return end - start - off

    def after_working_time(self, start: datetime, length: timedelta) -> datetime:
        """The UTC instant at which so much time on working days has passed since `start`."""
        since = start.astimezone(UTC)
        for begins, ends in self._times_off(start, start + 7 * length + _PATIENCE * _ONE_DAY):
            if since + length <= begins:
                break
            since, length = ends, length - max(begins - since, timedelta())
        return since + length

    def _times_off(self, start: datetime, end: datetime) -> Iterator[tuple[datetime, datetime]]:
        """The days between two instants that are not worked, each from when to when (UTC)."""
        for year in range(self.local(start).year, self.local(end).year + 1):
            yield from ((begins, ends) for begins, ends in _days_off(self, year) if ends > start)

    def is_night(self, instant: datetime) -> bool:
        """Whether people sleep at `instant`: late in the evening or early in the morning, and outside the hours of work."""
        clock = self.local(instant).time()
        sleeps = clock >= _NIGHT_BEGINS or clock < _NIGHT_ENDS
        return sleeps and not self.day_start <= clock <= self.day_end


@lru_cache(maxsize=256)
def _days_off(calendar: Calendar, year: int) -> tuple[tuple[datetime, datetime], ...]:
    first = date(year, 1, 1)
    days = (first + timedelta(days=n) for n in range((date(year + 1, 1, 1) - first).days))
    return tuple(
        (calendar.at(day, time(0)), calendar.at(day + _ONE_DAY, time(0)))
        for day in days
        if not calendar.is_working_day(day)
    )


def check_country(country: str) -> None:
    """Raise UnknownCountry unless `country` is "" or a code (with a region, "DE-BE") whose holidays are known."""
    if country:
        national_holidays(country, 2024, _USUAL_LANGUAGE)


def national_holidays(country: str, year: int, language: str) -> Mapping[date, str]:
    """A country's public holidays in `year`, named in `language`, in English, or in its own, whichever exists first.

    Source: the `holidays` library; Cambodia's are known from 1993 to 2100 and the mapping is empty outside.

    Raises:
        UnknownCountry: no such country or region.
    """
    return _national(country, year, language).named


@dataclass(frozen=True)
class _Year:
    """What a country's law says of a year: its holidays, its weekend, and the weekend days that are worked."""

    named: Mapping[date, str]
    weekend_workdays: frozenset[date]
    is_weekend: Callable[[date], bool]


@lru_cache(maxsize=512)
def _national(country: str, year: int, language: str) -> _Year:
    import holidays  # a tenth to half a second: only those who ask for a holiday wait for it

    code, _, region = country.upper().partition("-")
    try:
        known = holidays.country_holidays(code, subdiv=region or None, years=year)
    except NotImplementedError as error:
        raise UnknownCountry(country=country) from error
    chosen = _closest(language, known.supported_languages) or _closest(
        _USUAL_LANGUAGE, known.supported_languages
    )
    if chosen is not None:
        known = holidays.country_holidays(code, subdiv=region or None, years=year, language=chosen)
    return _Year(dict(known), frozenset(known.weekend_workdays), known.is_weekend)


def _closest(language: str, supported: tuple[str, ...]) -> str | None:
    return next((each for each in supported if each.split("_")[0] == language), None)
