"""What each setting is called, how it is typed, shown and pressed (pure).

A row for each setting of `db/settings.py`. `/settings`, its buttons, its usage in /help and its answers come from here.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import time
from functools import cache
from typing import Any
from zoneinfo import available_timezones

from markupsafe import Markup
from telegram import InlineKeyboardButton

from bot.cards.buttons import Row, button
from bot.i18n.catalogue import Texts, city
from bot.kinds import Say
from bot.languages import LANGUAGES
from bot.letters.reading import read_language
from bot.reading.errors import BadTimeOfDay, NotUnderstood
from bot.reading.words import clean, fold, one_line
from db.errors import DeskError
from db.settings import (
    ALWAYS_LOUD,
    AS_THE_COUNTRY,
    NEAR_AND_FAR,
    WEEKDAYS,
    MemberSettings,
    NewsroomSettings,
    Settings,
    weekdays,
)
from db.tables import Member, Newsroom
from db.text.spelling import read_digits
from jobs.deadlines.calendars import UnknownCountry, UnknownTimeZone, check_country
from jobs.deadlines.errors import TimeNotUnderstood
from jobs.deadlines.grammar import parse
from jobs.deadlines.phrases import NamedDay, Phrase
from jobs.deadlines.reading import read_period
from jobs.deadlines.words import Unit

_ON = frozenset({"on", "yes", "បើក"})
_OFF = frozenset({"off", "stop", "none", "no", "បិទ"})
_NEWSROOMS = frozenset({"newsroom", "ការិយាល័យព័ត៌មាន", "តាមការិយាល័យព័ត៌មាន"})
_UNITS = {
    1: ("", "h", "hr", "hrs", "hour", "hours", "ម៉ោង"),
    24: ("d", "day", "days", "ថ្ងៃ"),
    168: ("w", "week", "weeks", "សប្ដាហ៍", "សប្តាហ៍"),
}
_HOURS_IN = {word: hours for hours, words in _UNITS.items() for word in words}
_LENGTH = re.compile(r"(\d{1,4})\s*(\D*)")
_TIME_OF_DAY = re.compile(r"([01]?\d|2[0-3])[:.h]([0-5]\d)")
_SPAN = re.compile(r"\s*(?:[-–—]|\bto\b|\buntil\b|\btill\b|\bthrough\b|ដល់)\s*")
_LISTED = re.compile(r"(?:[\s,;/&]|\band\b|និង)+")
_FROM = re.compile(r"^(?:from\b|ពី)\s*")
_LATE_HOUR = re.compile(r"1[3-9]|2[0-3]")  # which is one of the day without more
_EVERY_DAY = frozenset({"daily", "everyday", "all", "រាល់ថ្ងៃ", "រៀងរាល់ថ្ងៃ"})
_WORKING_DAYS = frozenset({"workdays", "workingdays", "officedays", "office", "ថ្ងៃធ្វើការ"})
_COUNTRYS = frozenset({AS_THE_COUNTRY, "default", "ប្រទេស", "តាមប្រទេស"})
_KEY = re.compile(r"([^\s=:]+)\s*[=:]?\s*(.*)", re.DOTALL)


class UnknownSetting(NotUnderstood):
    """A setting is named that there is not."""

    message = "I do not know the setting “{text}”. There are: {known}. Nothing was changed."


class UnknownLanguage(NotUnderstood):
    """A language is named that is not spoken."""

    message = "I speak: {languages}. Nothing was changed."


class BadValue(NotUnderstood):
    """What is given for a setting is none of its values."""

    message = "I cannot set that to “{text}”. It is written so: {usage}. Nothing was changed."


class OutOfBounds(NotUnderstood):
    """What is given for a setting is too small or too large."""

    message = "I cannot set that to “{text}”: it can be {low} to {high}. Nothing was changed."


class BadFairTime(NotUnderstood):
    """What stands after fair= is no length of time, or too long."""

    message = "“{text}” is not a time for an answer. Write hours or days, such as fair=24h or fair=2 days; {high} hours at most. Nothing was changed."


@dataclass(frozen=True)
class Setting:
    """One setting in words.

    Args:
        model, key: whose it is, and its field there. A newsroom's is an editor's to change, a member's the member's.
        typed: the words for it, the first of them the one that is shown.
        takes: examples of what is typed after it, as /help shows them.
        name: what it is called.
        read: the value that somebody typed; where it is none, a ValueError, or an error of its own.
        shown: a value in words.
        offered: the values that have a button.
        changed: what is said when it is set, instead of its name and value.
        refused: the error for what cannot be read or is out of bounds, where the general ones do not say it well; it
            may show {text}, {usage}, {low} and {high}.
    """

    model: type[Settings]
    key: str
    typed: tuple[str, ...]
    takes: tuple[str, ...]
    name: Say
    read: Callable[[str], Any]
    shown: Callable[[Texts, Any], str]
    offered: tuple[Any, ...] = ()
    changed: Callable[[Texts, Any], Markup] | None = None
    refused: type[NotUnderstood] | None = None

    @property
    def word(self) -> str:
        """What is typed for it."""
        return self.typed[0]

    @property
    def usage(self) -> str:
        """How to set it."""
        return f"/settings {self.word}={'|'.join(self.takes)}"

    @property
    def is_own(self) -> bool:
        """Whether each member decides alone."""
        return issubclass(self.model, MemberSettings)

    def of(self, room: Newsroom, member: Member) -> Any:
        """Its value; the newsroom's where it is the member's to choose and nothing is chosen."""
        own = getattr(member.settings, self.key) if self.is_own else None
        return own if own is not None else getattr(room.settings, self.key, None)

    def parse(self, text: str) -> Any:
        """The value that somebody typed.

        Raises:
            NotUnderstood: it is none, or is out of bounds.
            UnusableCalendar: there is no such time zone or country.
        """
        try:
            value = self.read(text)
            self.model().changed(self.key, value)
        except DeskError:
            raise
        except ValueError:
            limits = self.model.bounds(self.key)
            refused = self.refused or (OutOfBounds if len(limits) == 2 else BadValue)
            raise refused(text=one_line(text), usage=self.usage, **limits) from None
        return value

    def line(self, t: Texts, value: Any) -> Markup:
        """What it is set to, and how to change it."""
        another = next((each for each in self.takes if each != as_typed(value)), self.takes[0])
        fields = {
            "name": self.name(t),
            "value": self.shown(t, value),
            "typed": f"{self.word}={another}",
        }
        if self.is_own:
            return t.say("{name}: {value}. Change it: <code>/settings {typed}</code>", **fields)
        return t.say("{name}: {value}. Editors change it: <code>/settings {typed}</code>", **fields)

    def answer(self, t: Texts, value: Any) -> Markup:
        """What is said when it is set."""
        if self.changed is not None:
            return self.changed(t, value)
        return t.say("{name} from now on: {value}.", name=self.name(t), value=self.shown(t, value))

    def buttons(self, t: Texts, value: Any) -> Row:
        """Each value that is offered; for a switch its name, ticked where it is on."""
        if isinstance(value, bool):
            sign = "☑️" if value else "⬜️"
            return [self._button(Markup("{} {}").format(sign, self.name(t)), not value)]
        return [
            self._button(Markup("{}{}").format("✓ " if value == offer else "", self.shown(t, offer)), offer)
            for offer in self.offered
        ]

    def _button(self, label: Markup, value: Any) -> InlineKeyboardButton:
        return button(label, f"set:{self.word}:{as_typed(value)}")


def as_typed(value: object) -> str:
    """A value as it can be typed, and as a button carries it."""
    if value is None or isinstance(value, bool):
        return "on" if value else "off"
    return str(value)


def switch(model: type[Settings], key: str, typed: tuple[str, ...], name: Say) -> Setting:
    """The row of a setting that is on or off."""
    return Setting(model, key, typed, ("on", "off"), name, read_switch, on_or_off, offered=(True, False))


def on_or_off(t: Texts, value: object) -> str:
    """Whether something is on."""
    return t.say("on") if value else t.say("off")


def read_switch(text: str) -> bool:
    """`on` or `off`.

    Raises:
        ValueError: it is neither.
    """
    word = fold(text)
    if word not in _ON | _OFF:
        raise ValueError(text)
    return word in _ON


def read_hours(text: str) -> int:
    """A length of time in whole hours: `24h`, `48`, `2 days`, `៤៨ ម៉ោង`.

    Raises:
        ValueError: it is none.
    """
    found = _LENGTH.fullmatch(read_digits(fold(text)))
    if found is None or found[2].strip() not in _HOURS_IN:
        raise ValueError(text)
    return int(found[1]) * _HOURS_IN[found[2].strip()]


def hours(t: Texts, n: int) -> Markup:
    """A length of time in hours, whatever it is: never rounded."""
    return t.count("{n} hour", "{n} hours", n)


def _length(t: Texts, length: str) -> Markup:
    period = read_period(length)
    match period.unit:
        case Unit.WORKING_DAY:
            return t.count("{n} working day", "{n} working days", period.amount)
        case Unit.DAY:
            return t.count("{n} day", "{n} days", period.amount)
        case Unit.WEEK:
            return t.count("{n} week", "{n} weeks", period.amount)
        case _:
            return hours(t, period.amount)


def read_time_of_day(text: str) -> str | None:
    """A time of day as "HH:MM", or None for `off`.

    Raises:
        BadTimeOfDay: it is neither.
    """
    word = fold(clean(text))
    if word in _OFF:
        return None
    found = _TIME_OF_DAY.fullmatch(read_digits(word))
    if not found:
        raise BadTimeOfDay(text=one_line(text))
    return f"{int(found[1]):02}:{found[2]}"


def read_days(text: str) -> int | None:
    """A length of time in whole days: `365`, `90 days`, `52 weeks`, `៣៦៥ ថ្ងៃ`; None for `off`.

    Raises:
        ValueError: it is none.
    """
    if fold(clean(text)) in _OFF:
        return None
    found = _LENGTH.fullmatch(read_digits(fold(text)))
    if found is None:
        raise ValueError(text)
    unit = found[2].strip()
    if unit and _HOURS_IN.get(unit, 1) < 24:
        raise ValueError(text)
    return int(found[1]) * (_HOURS_IN[unit] // 24 if unit else 1)


def read_spoken(text: str) -> str:
    """The code of one of our languages.

    Raises:
        UnknownLanguage: it is none of them.
    """
    code = read_language(text)
    if code is None:
        raise UnknownLanguage(
            languages=", ".join(f"{code} ({language.name})" for code, language in LANGUAGES.items())
        )
    return code


def read_zone(text: str) -> str:
    """An IANA zone by its name or its city, in any of our languages, however it is capitalised.

    Raises:
        UnknownTimeZone: there is none of that name.
    """
    name = "_".join(text.split()).casefold()
    zone = zones().get(name) or _cities().get(name)
    if zone is None:
        raise UnknownTimeZone(zone=one_line(text))
    return zone


def read_own_zone(text: str) -> str | None:
    """The same, or None for the newsroom's: `off`.

    Raises:
        UnknownTimeZone: there is none of that name.
    """
    return None if fold(clean(text)) in _OFF | _NEWSROOMS else read_zone(text)


def read_country(text: str) -> str:
    """A country's code whose holidays are known.

    Raises:
        UnknownCountry: they are not.
    """
    code = one_line(text).upper()
    if not code:
        raise UnknownCountry(country=code)
    check_country(code)
    return code


def read_office_hours(text: str) -> str:
    """From when to when the office is open: `08:00-17:00`, `8am to 5pm`, `9-5`, `ម៉ោង ៨ ព្រឹក ដល់ ម៉ោង ៥ ល្ងាច`.

    Raises:
        ValueError: it is no such span, or could be two.
    """
    first, last = _span(text)
    [(opens, closes)] = [(opens, closes) for opens in first for closes in last if opens < closes]
    return f"{opens:%H:%M}-{closes:%H:%M}"


def read_quiet_hours(text: str) -> str:
    """From when to when it is quiet: `22:00-07:00`, `10pm to 7am`, `22-7`, `ម៉ោង ១០ យប់ ដល់ ម៉ោង ៧ ព្រឹក`; or `off`.

    Raises:
        ValueError: it is no such span of twelve hours at most, or could be two.
    """
    if fold(clean(text)) in _OFF:
        return ALWAYS_LOUD
    first, last = _span(text)
    spans = [(begins, ends) for begins in first for ends in last if 0 < _minutes(begins, ends) <= 12 * 60]
    [(begins, ends)] = spans
    return f"{begins:%H:%M}-{ends:%H:%M}"


def _minutes(begins: time, ends: time) -> int:
    return ((ends.hour - begins.hour) * 60 + ends.minute - begins.minute) % (24 * 60)


def read_digest_days(text: str) -> str:
    """The days on which the digest comes: `every day`, `working days`, or as office days are written.

    Raises:
        ValueError: it is none of this.
    """
    word = "".join(fold(clean(text)).split())
    if word in _EVERY_DAY:
        return ",".join(WEEKDAYS)
    return AS_THE_COUNTRY if word in _WORKING_DAYS else read_office_days(text)


def read_length(text: str) -> str:
    """A length of time as a deadline is given: `3wd`, `48h`, `5 days`, `៣ ថ្ងៃធ្វើការ`.

    Raises:
        ValueError: it is none.
    """
    try:
        return str(read_period(text))
    except TimeNotUnderstood as error:
        raise ValueError(text) from error


def read_office_days(text: str) -> str:
    """The days that are worked: `mon-fri`, `sun to thu`, `mon, wed and fri`, `ចន្ទ ដល់ សុក្រ`; or `country`.

    Raises:
        ValueError: it is none of this.
    """
    word = fold(clean(text))
    if word in _COUNTRYS:
        return AS_THE_COUNTRY
    worked: set[int] = set()
    for part in filter(None, _LISTED.split(_SPAN.sub("-", _FROM.sub("", word)))):
        first, *rest = (_weekday(day) for day in part.split("-"))
        last = first if not rest else rest[0]
        if len(rest) > 1:
            raise ValueError(text)
        worked |= {(first + n) % 7 for n in range((last - first) % 7 + 1)}
    return ",".join(WEEKDAYS[day] for day in sorted(worked))


def _phrases(text: str) -> tuple[Phrase, ...]:
    try:
        return parse(text)
    except TimeNotUnderstood as error:
        raise ValueError(text) from error


def _span(text: str) -> tuple[set[time], set[time]]:
    """When something may begin and end that is written "8-17", "10pm to 7am"."""
    parts = _SPAN.split(_FROM.sub("", read_digits(fold(clean(text)))))
    if any(map(_LATE_HOUR.fullmatch, parts)):  # then no bare number is one of the afternoon
        parts = [f"{part}:00" if part.isdecimal() else part for part in parts]
    first, last = map(_clocks, parts)
    return first, last


def _clocks(text: str) -> set[time]:
    return {
        time(phrase.clock.hour % 24, phrase.clock.minute)
        for phrase in _phrases(text)
        if phrase.clock and phrase.day is None
    }


def _weekday(text: str) -> int:
    [phrase] = _phrases(text)
    if not isinstance(phrase.day, NamedDay) or phrase != Phrase(NamedDay(phrase.day.weekday)):
        raise ValueError(text)
    return phrase.day.weekday


@cache
def zones() -> dict[str, str]:
    """Every IANA zone by its folded name."""
    return {zone.casefold(): zone for zone in available_timezones()}


@cache
def _cities() -> dict[str, str]:
    """Every IANA zone that is called by a city, by the folded name of the city."""
    those = [
        zone for folded, zone in sorted(zones().items()) if "/" in zone and not folded.startswith("etc/")
    ]
    found = {"_".join(city(zone, code).casefold().split()): zone for zone in those for code in LANGUAGES}
    return found | {zone.rpartition("/")[2].casefold(): zone for zone in those}


def _own_zone(t: Texts, zone: str | None) -> str:
    return city(zone, t.language) if zone is not None else t.say("as in the newsroom")


def _own_zone_changed(t: Texts, zone: str | None) -> Markup:
    if zone is None:
        return t.say("Times are the newsroom's for you, too, from now on.")
    return t.say(
        "Times that I tell you in private, and times you type there, are {city}'s from now on. The group, reports, letters and files keep the newsroom's.",
        city=city(zone, t.language),
    )


def _language(_: Texts, code: str) -> str:
    return LANGUAGES[code].name if code in LANGUAGES else code


def _office_days(t: Texts, days: str) -> str:
    if days == AS_THE_COUNTRY:
        return t.say("as in the country")
    runs: list[list[int]] = []
    for day in weekdays(days):
        if runs and runs[-1][-1] == day - 1:
            runs[-1].append(day)
        else:
            runs.append([day])
    if len(runs) > 1 and runs[0][0] == 0 and runs[-1][-1] == 6:
        runs[0] = runs.pop() + runs[0]  # a week that is worked over its end: Sunday to Thursday
    return ", ".join("–".join(dict.fromkeys((t.weekday(run[0]), t.weekday(run[-1])))) for run in runs)


def _digest_days(t: Texts, days: str) -> str:
    if days == ",".join(WEEKDAYS):
        return t.say("every day")
    return t.say("working days") if days == AS_THE_COUNTRY else _office_days(t, days)


def _quiet(t: Texts, hours: str) -> str:
    return t.say("no quiet hours") if hours == ALWAYS_LOUD else t.digits(hours.replace("-", "–"))


def _digest_changed(t: Texts, time: str | None) -> Markup:
    if time is None:
        return t.say("No daily digest any more. /digest 08:30 brings it back.")
    return t.say("The digest comes at {time}.", time=time)


LANGUAGE = Setting(
    MemberSettings,
    "language",
    ("language", "lang", "ភាសា"),
    tuple(LANGUAGES),
    lambda t: t.say("Your language"),
    read_spoken,
    _language,
    offered=tuple(LANGUAGES),
    changed=lambda t, code: replace(t, language=code).say(
        "I speak {language} with you now.", language=LANGUAGES[code].name
    ),
)
DIGEST = Setting(
    NewsroomSettings,
    "digest_time",
    ("digest", "សេចក្ដីសង្ខេប"),
    ("08:30", "off"),
    lambda t: t.say("Daily digest"),
    read_time_of_day,
    lambda t, time: time or t.say("off"),
    changed=_digest_changed,
)


def _retention_changed(t: Texts, days: int | None) -> Markup:
    if days is None:
        return t.say("Nothing is removed from now on: all words are kept for good.")
    return t.count(
        "From now on the words of closed requests are removed {n} day after their story came out. Editors are told a week before, of each story, and can keep it. Nothing is removed before that.",
        "From now on the words of closed requests are removed {n} days after their story came out. Editors are told a week before, of each story, and can keep it. Nothing is removed before that.",
        days,
    )


SETTINGS: tuple[Setting, ...] = (
    LANGUAGE,
    Setting(
        NewsroomSettings,
        "language",
        ("group-language", "grouplanguage", "ភាសាក្រុម"),
        tuple(LANGUAGES),
        lambda t: t.say("Language in the group"),
        read_spoken,
        _language,
    ),
    Setting(
        NewsroomSettings,
        "timezone",
        ("timezone", "zone", "ល្វែងម៉ោង"),
        (NewsroomSettings().timezone,),
        lambda t: t.say("Time zone"),
        read_zone,
        lambda _, zone: zone,
    ),
    Setting(
        NewsroomSettings,
        "country",
        ("country", "holidays", "ប្រទេស"),
        (NewsroomSettings().country,),
        lambda t: t.say("Holidays of"),
        read_country,
        lambda t, code: code or t.say("no country"),
    ),
    Setting(
        NewsroomSettings,
        "office_days",
        ("days", "workdays", "office-days", "ថ្ងៃធ្វើការ"),
        ("mon-fri", "sun-thu", "country"),
        lambda t: t.say("Office days"),
        read_office_days,
        _office_days,
        offered=(AS_THE_COUNTRY, "mon,tue,wed,thu,fri", "mon,tue,wed,thu,fri,sat", "mon,tue,wed,thu,sun"),
    ),
    Setting(
        NewsroomSettings,
        "office_hours",
        ("office", "hours", "office-hours", "ម៉ោងធ្វើការ"),
        ("08:00-17:00",),
        lambda t: t.say("Office hours"),
        read_office_hours,
        lambda t, hours: t.digits(hours.replace("-", "–")),
        offered=("08:00-17:00", "09:00-17:00", "09:00-18:00"),
    ),
    DIGEST,
    Setting(
        NewsroomSettings,
        "digest_days",
        ("digest-days", "digestdays", "ថ្ងៃសង្ខេប"),
        ("daily", "workdays", "mon-fri"),
        lambda t: t.say("Days of the digest"),
        read_digest_days,
        _digest_days,
        offered=(",".join(WEEKDAYS), AS_THE_COUNTRY),
    ),
    Setting(
        NewsroomSettings,
        "deadline",
        ("deadline", "កាលកំណត់"),
        ("3wd", "48h"),
        lambda t: t.say("Deadline where none is given"),
        read_length,
        _length,
        offered=("24h", "48h", "3wd", "5wd"),
    ),
    switch(
        NewsroomSettings,
        "remind_before",
        ("before", "ម៉ោងមុន"),
        lambda t: t.say("Reminder before the deadline"),
    ),
    switch(
        NewsroomSettings,
        "remind_mornings",
        ("mornings", "ព្រឹក"),
        lambda t: t.say("Reminder each morning after it"),
    ),
    switch(
        NewsroomSettings,
        "remind_weekly",
        ("weekly", "សប្ដាហ៍"),
        lambda t: t.say("Later on, one each week"),
    ),
    Setting(
        MemberSettings,
        "timezone",
        ("my-zone", "myzone", "my-timezone", "mytimezone", "ល្វែងម៉ោងខ្ញុំ"),
        (NEAR_AND_FAR[0], "off"),
        lambda t: t.say("Your time zone"),
        read_own_zone,
        _own_zone,
        offered=(None, *NEAR_AND_FAR),
        changed=_own_zone_changed,
    ),
    *(
        Setting(
            model,
            "quiet",
            typed,
            ("22:00-07:00", "off"),
            name,
            read_quiet_hours,
            _quiet,
            offered=(ALWAYS_LOUD, "22:00-07:00"),
        )
        for model, typed, name in (
            (MemberSettings, ("quiet", "silent", "ស្ងាត់"), lambda t: t.say("Quiet hours, for you")),
            (NewsroomSettings, ("group-quiet", "groupquiet", "ក្រុមស្ងាត់"), lambda t: t.say("Quiet hours")),
        )
    ),
    Setting(
        NewsroomSettings,
        "fair_hours",
        ("fair", "fairtime", "ពេលសមរម្យ"),
        ("48h",),
        lambda t: t.say("Reasonable time for an answer"),
        read_hours,
        hours,
        offered=(24, 48, 72),
        refused=BadFairTime,
    ),
    switch(
        NewsroomSettings,
        "clean_copies",
        ("clean-copies", "cleancopies", "ចម្លងស្អាត"),
        lambda t: t.say("Clean copies (no place, no author)"),
    ),
    Setting(
        NewsroomSettings,
        "retention",
        ("retention", "keep-words", "keepwords", "រក្សាទុក"),
        ("365", "off"),
        lambda t: t.say("Words of closed requests are kept after publication"),
        read_days,
        lambda t, days: t.say("for good") if days is None else t.count("{n} day", "{n} days", days),
        offered=(None, 90, 365, 730),
        changed=_retention_changed,
    ),
    switch(
        MemberSettings,
        "last_hour",
        ("last-hour", "lasthour", "ម៉ោងចុងក្រោយ"),
        lambda t: t.say("News before publication, to you"),
    ),
    switch(
        NewsroomSettings,
        "last_hour",
        ("group-last-hour", "grouplasthour", "ម៉ោងចុងក្រោយក្រុម"),
        lambda t: t.say("Last-hour news to the group"),
    ),
)


def find(word: str) -> Setting | None:
    """The setting that a word means."""
    return next((each for each in SETTINGS if fold(word) in map(fold, each.typed)), None)


def split_key(text: str) -> tuple[str, str]:
    """The first word of what follows /settings, and what it is to be; both "" where there is nothing."""
    found = _KEY.match(clean(text).strip())
    return (found[1], found[2].strip()) if found else ("", clean(text).strip())


def parse_setting(text: str) -> tuple[Setting, Any]:
    """Read `KEY=VALUE`, or a language alone.

    Raises:
        UnknownSetting: it begins with no setting.
        DeskError: the setting cannot have that value.
    """
    word, value = split_key(text)
    setting = find(word)
    if setting is not None:
        return setting, setting.parse(value)
    if not value and read_language(word) is not None:
        return LANGUAGE, LANGUAGE.parse(word)
    raise UnknownSetting(text=one_line(text), known=(*(each.word for each in SETTINGS), "templates"))
