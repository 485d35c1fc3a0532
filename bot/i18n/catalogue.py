"""The catalogues, and speaking from them: translation, plurals, escaping, days and numbers."""

from __future__ import annotations

import gettext
import os
import re
import sys
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from io import BytesIO
from pathlib import Path
from string import Formatter
from typing import TYPE_CHECKING, TypeVar
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_datetime, format_timedelta, get_timezone_location
from markupsafe import Markup, escape

from bot import languages
from bot.languages import LANGUAGES, SOURCE, Dates, Language, SentenceRules
from db.people import FORMER
from db.text.clusters import cut

if TYPE_CHECKING:
    from babel.messages.catalog import Catalog


def shorten(text: str, limit: int) -> str:
    """The text in one line, ended by "…" where it is longer than `limit` characters; cut between signs, never inside one."""
    line = " ".join(text.split())
    return line if len(line) <= limit else cut(line, limit - 1).rstrip() + "…"


T = TypeVar("T")

# Babel's own: its months have 30 days and its years 365.
_UNITS = (*(timedelta(days=days) for days in (365, 30, 7, 1)), timedelta(hours=1), timedelta(minutes=1))

_DIGITS = "0123456789"

# Numbers that are typed in commands and so look the same in every language; all others are amounts.
_TYPED = {"number", "position"}


CATALOGUES = Path(languages.__file__).parent


def po_file(language: str, folder: Path = CATALOGUES) -> Path:
    """Where the translations into a language are kept."""
    return folder / language / "replydesk.po"


class Untranslated(LookupError):
    """A language lacks a text that had to be in it."""


class _Nothing(gettext.NullTranslations):
    """Has no text in its language, and says so."""

    def gettext(self, message: str) -> str:
        raise Untranslated(message)

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        raise Untranslated(msgid1)


@lru_cache(maxsize=8)
def _translations(language: str, whole: bool) -> gettext.NullTranslations:
    source = po_file(language)
    if language == SOURCE:
        return gettext.NullTranslations()
    beyond = _Nothing() if whole else gettext.NullTranslations()
    if not source.is_file():
        return beyond
    found = gettext.GNUTranslations(BytesIO(read_compiled(source, language)))
    found.add_fallback(beyond)
    return found


def read_compiled(source: Path, language: str) -> bytes:
    """A file of translations as gettext reads it. To compile one takes a tenth of a second, in which nobody is answered, so
    it is kept where Python keeps what it compiles, with the time of its source: `python -m bot.i18n.catalogue` does it before
    the first start."""
    kept, changed = source.parent / "__pycache__" / f"{source.stem}.mo", source.stat().st_mtime_ns
    if kept.is_file() and kept.stat().st_mtime_ns == changed:
        return kept.read_bytes()
    from babel.messages.pofile import read_po  # late: a start reads what was compiled

    made = compiled(read_po(BytesIO(source.read_bytes()), locale=language))
    if not sys.dont_write_bytecode:
        part = kept.with_suffix(f".{os.getpid()}")
        with suppress(OSError):  # where nothing may be written it is compiled at each start
            kept.parent.mkdir(exist_ok=True)
            part.write_bytes(made)
            os.utime(part, ns=(changed, changed))
            part.replace(kept)
    return made


def compiled(catalog: Catalog) -> bytes:
    """A catalogue as gettext reads it. What it lacks is said in English, in the right number."""
    from babel.messages.mofile import write_mo

    from bot.i18n.checking import is_translated

    for message in [message for message in catalog if message.id and not is_translated(message)]:
        catalog.delete(message.id)
    binary = BytesIO()
    write_mo(binary, catalog)
    return binary.getvalue()


def _filled(message: str, fields: Mapping[str, object]) -> Markup:
    """The message with its placeholders filled in and escaped, as `Markup.format` does it, which parses it each time."""
    pieces = _pieces(message)
    if pieces is None:
        return Markup(message).format(**fields)  # noqa: S704
    found = (text if name is None else f"{text}{escape(fields[name])}" for text, name in pieces)
    return Markup("".join(found))  # noqa: S704


@lru_cache(maxsize=4096)
def _pieces(message: str) -> tuple[tuple[str, str | None], ...] | None:
    """Each placeholder with the text before it; None where a placeholder is more than a name."""
    parsed = list(Formatter().parse(message))
    if any(
        spec or conversion or (name is not None and not name.isidentifier())
        for _, name, spec, conversion in parsed
    ):
        return None
    return tuple((text, name) for text, name, _, _ in parsed)


@dataclass(frozen=True)
class Texts:
    """Speaks one language in one IANA zone. Whatever a person typed is escaped on its way into a sentence. `home`: the newsroom's
    zone; where the reader's clock shows another time, or `signed`, each time says whose it is."""

    language: str
    timezone: str
    whole: bool = False  # a text that the language lacks is not said in English, but refused
    home: str = ""
    signed: bool = False

    @property
    def at_home(self) -> Texts:
        """The same by the newsroom's clocks: for what is printed, kept, or read by others."""
        return replace(self, timezone=self.home or self.timezone, home="", signed=False)

    @property
    def is_away(self) -> bool:
        """Whether the reader has another zone than the newsroom."""
        return self.home not in {"", self.timezone}

    def wholly(self, speak: Callable[[Texts], T]) -> T:
        """What `speak` says, all of it in one language: in this one, or in English where this one lacks any text of it.
        For what is printed: the days and names in an English sentence are English too."""
        try:
            return speak(replace(self, whole=True))
        except Untranslated:
            return speak(replace(self, language=SOURCE, whole=False))

    def say(self, message: str, /, **fields: object) -> Markup:
        """The message in this language, with its `{placeholders}` filled in and escaped for Telegram's HTML."""
        chosen = _translations(self._code, self.whole).gettext(message)
        return _filled(chosen, self._in_digits(fields))

    def count(self, one: str, many: str, n: int, /, **fields: object) -> Markup:
        """The message for `n` things, by the plural rules of this language; `{n}` is filled in too."""
        chosen = _translations(self._code, self.whole).ngettext(one, many, n)
        return _filled(chosen, self._in_digits({"n": n, **fields}))

    def when(self, instant: datetime, now: datetime) -> str:
        """A UTC instant as the reader's wall clock shows it: "Thu 5 Dec 17:00", with the year unless it is this one; with
        the city of that clock where the newsroom has another: "Thu 5 Dec 10:00 London"."""
        return self.as_typed(instant, now) + self._whose(instant)

    def as_typed(self, instant: datetime, now: datetime) -> str:
        """The same as the reader can type it."""
        local = self._local(instant)
        return self._day(local, now) + self._written(
            datetime.combine(_ANY_DAY, local.time()), self._dates.clock
        )

    def briefly(self, instant: datetime, now: datetime) -> str:
        """The same as a button has room for it: "Thu 5 Dec 17:00"."""
        if not self._dates.label:
            return self.when(instant, now)
        local = self._local(instant)
        year = "" if local.year == self._local(now).year else " y"
        return self._written(_midnight(local), self._dates.label + year) + " " + self.clock(instant)

    def moment(self, instant: datetime, now: datetime) -> Markup:
        """The same for a message: where the reader's Telegram knows how, in the reader's own zone and language. Who told us
        their zone reads it by that one, and by the newsroom's: "Thu 5 Dec 10:00 London = 17:00 Phnom Penh"."""
        if self._differs(instant):
            there = self.at_home
            same_day = self._local(instant).date() == there._local(instant).date()
            at_home = there.clock(instant) if same_day else there.when(instant, now)
            return Markup("{} = {} {}").format(self.when(instant, now), at_home, city(self.home, self._code))
        if self.signed:
            return Markup("{}").format(self.when(instant, now))
        return self._shown_by_telegram(instant, now, self.when(instant, now), _DAY_AND_HOUR)

    def soon(self, instant: datetime, now: datetime) -> Markup:
        """The same, with nothing but the hour where that is today."""
        if self.signed or self._differs(instant) or self._local(instant).date() != self._local(now).date():
            return self.moment(instant, now)
        return self._shown_by_telegram(instant, now, self.clock(instant), _HOUR)

    def _shown_by_telegram(self, instant: datetime, now: datetime, when: str, form: str) -> Markup:
        if not _SHOWN_BY_TELEGRAM[0] <= instant - now <= _SHOWN_BY_TELEGRAM[1]:
            return Markup("{}").format(when)
        return Markup('<tg-time unix="{}" format="{}">{}</tg-time>').format(
            int(instant.timestamp()), form, when
        )

    def day(self, instant: datetime, now: datetime) -> str:
        """The reader's calendar day of a UTC instant: "Thu 5 Dec", with the year unless it is this one."""
        return self._day(self._local(instant), now)

    def printed_day(self, instant: datetime, *readers: datetime) -> str:
        """The newsroom's calendar day of a UTC instant as print has it: "Tuesday" where that can be no other day to
        whoever reads it at any of these instants, "April 7" otherwise, with the year unless it is the first's."""
        local, first = self._local(instant), self._local(readers[0])
        if all(abs(self._local(reader).date() - local.date()) <= _IN_A_WEEK for reader in readers):
            return self._written(_midnight(local), self._dates.weekday)
        year = "" if local.year == first.year else self._dates.printed_year
        return self._written(_midnight(local), self._dates.printed + year)

    def calendar_day(self, day: date) -> str:
        """A calendar day: "Mon 9 Dec"."""
        return self.digits(format_date(day, self._dates.day, locale=self._code))

    def month(self, year: int, month: int | None) -> str:
        """A month, or the whole of a year: "November 2024"."""
        pattern = "MMMM y" if month else "y"
        return self.digits(format_date(date(year, month or 1, 1), pattern, locale=self._code))

    def weekday(self, number: int) -> str:
        """The short name of a weekday, Monday being 0: "Mon"."""
        return format_date(_ANY_DAY + timedelta(days=number), "EEE", locale=self._code)

    def weekday_head(self, number: int) -> str:
        """The shortest name of a weekday that no other has, Monday being 0: "Mo"."""
        return format_date(_ANY_DAY + timedelta(days=number), "EEEEEE", locale=self._code)

    def short_month(self, day: date) -> str:
        """The month of a day with its year, on a button: "Dec 2024"."""
        return self.digits(format_date(day, "LLL y", locale=self._code))

    def beginning_of_day(self, instant: datetime) -> datetime:
        """The UTC instant at which the reader's calendar day of a UTC instant begins."""
        local = instant.astimezone(ZoneInfo(self.timezone))
        return local.replace(hour=0, minute=0, second=0, microsecond=0, fold=0).astimezone(UTC)

    def full_date(self, instant: datetime) -> str:
        """The newsroom's calendar day of a UTC instant as a letter is dated: "5 December 2024"."""
        return self._written(_midnight(self._local(instant)), self._dates.full)

    def clock(self, instant: datetime) -> str:
        """The wall clock at a UTC instant: "17:00"."""
        return self._written(datetime.combine(_ANY_DAY, self._local(instant).time()), "HH:mm") + self._whose(
            instant
        )

    def _differs(self, instant: datetime) -> bool:
        return self.is_away and self._local(instant) != self.at_home._local(instant)

    def _whose(self, instant: datetime) -> str:
        return " " + city(self.timezone, self._code) if self.signed or self._differs(instant) else ""

    def length(self, span: timedelta) -> str:
        """A length of time in the largest unit of which it holds two, never rounded up: "90 minutes", "2 days"."""
        unit = next((unit for unit in _UNITS if span >= 2 * unit), timedelta(seconds=1))
        return self.digits(format_timedelta(span // unit * unit, threshold=2, locale=self._code))

    def digits(self, text: str) -> str:
        """The text with its numbers in the digits of this language."""
        digits = self._row.digits
        return text if digits == _DIGITS else text.translate(str.maketrans(_DIGITS, digits))

    def name(self, name: str, local: str | None) -> str:
        """A body's name in this language, of the two that the directory may have."""
        return (local or name) if self._row.local_names else name

    def member(self, name: str) -> str:
        """A member's name; of who is forgotten, what stands in its place, in this language."""
        number = name.removeprefix(FORMER)
        if number == name or not re.fullmatch("( [0-9]+)?", number):
            return name
        return str(self.say("a former member")) + self.digits(number)

    @property
    def rules(self) -> SentenceRules:
        """What this language asks of a sentence beyond its words."""
        return self._row.rules

    @property
    def _code(self) -> str:
        # A language that was chosen once may be gone.
        return self.language if self.language in LANGUAGES else SOURCE

    @property
    def _row(self) -> Language:
        return LANGUAGES[self._code]

    @property
    def _dates(self) -> Dates:
        return self._row.dates

    def _in_digits(self, fields: dict[str, object]) -> dict[str, object]:
        return {
            name: self.digits(str(value)) if isinstance(value, int) and name not in _TYPED else value
            for name, value in fields.items()
        }

    def _local(self, instant: datetime) -> datetime:
        local = instant.astimezone(ZoneInfo(self.timezone))
        return local.replace(second=0, microsecond=0, tzinfo=None)  # which no pattern shows

    def _day(self, local: datetime, now: datetime) -> str:
        same_year = local.year == self._local(now).year
        return self._written(_midnight(local), self._dates.day + ("" if same_year else self._dates.year))

    def _written(self, local: datetime, pattern: str) -> str:
        return self.digits(_in_words(local, pattern, self._code))


_ANY_DAY = date(2024, 1, 1)
_HOUR = "t"
_DAY_AND_HOUR = (
    "wdt"  # Telegram's signs for the weekday, the date and the hour, as the reader's language writes them
)
# It refuses what lies more than 1,098 days ahead (https://github.com/tdlib/telegram-bot-api/issues/852), and says nothing
# of the past: what is long over has no reader in another zone who waits for it.
_SHOWN_BY_TELEGRAM = (timedelta(days=-366), timedelta(days=3 * 365))
_IN_A_WEEK = timedelta(days=6)


@lru_cache(maxsize=256)
def city(zone: str, code: str) -> str:
    """The place by which an IANA zone is called in a language: "Phnom Penh"."""
    return get_timezone_location(zone, locale=code, return_city=True).rpartition("/")[2]


def _midnight(local: datetime) -> datetime:
    return datetime.combine(local, time.min)


@lru_cache(maxsize=4096)
def _in_words(local: datetime, pattern: str, code: str) -> str:
    """A day at midnight, or a time on any day: of a long record each comes up again and again."""
    return format_datetime(local, pattern, locale=code)


if __name__ == "__main__":
    sys.dont_write_bytecode = False
    for each in LANGUAGES:
        Texts(each, "UTC").say("Cancel")
