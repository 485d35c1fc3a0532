"""What the words of the time grammar can stand for. The words themselves are each language's own."""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum, StrEnum, auto


class Unit(StrEnum):
    """What a period is counted in. The value is its short form, as in "3wd"."""

    MINUTE = "m"
    HOUR = "h"
    DAY = "d"
    WORKING_DAY = "wd"
    WEEK = "w"
    MONTH = "mo"


class Part(Enum):
    """A part of the day, with the hours (24-hour clock) that belong to it."""

    AM = range(12)
    PM = range(12, 24)
    MORNING = range(1, 12)
    AFTERNOON = range(12, 19)
    EVENING = range(15, 24)
    NIGHT = range(18, 24)


class Kind(Enum):
    """What a token is for the grammar."""

    NUMBER = auto()  # 5; ORDINAL is 5th
    ORDINAL = auto()
    COUNT = auto()  # a number in words: never an hour or a day by itself
    CLOCK = auto()  # (17, 0)
    MILITARY = auto()  # (17, 0) as 1700 hours
    DOTTED = auto()  # (17, 30) as 17.30, which may be a date
    FRENCH = auto()  # (17, 30) as 17h30
    FULL_DATE = auto()  # (2024, 12, 5)
    SLASHED = auto()  # (5, 12, year or None): which is the month is not known
    FILLER = auto()
    AT = auto()
    IN = auto()
    AGO = auto()
    LATER = auto()
    BEFORE = auto()  # Khmer មុន: ago after a period, last after a weekday, "before" in front
    UNTIL = auto()  # English before, in front alone
    LATEST = auto()  # "at the latest", "sharp": says nothing that the time does not
    THIS = auto()
    COMING = auto()  # the first after today
    MORE = auto()  # of a length: beside what there was before
    NEXT = auto()
    LAST = auto()
    DAY = auto()  # days from today
    WEEKDAY = auto()  # Monday is 0
    WEEK_OR_SUNDAY = auto()  # Khmer អាទិត្យ
    MONTH = auto()
    WEEK_AWAY = auto()  # weeks from this one
    UNIT = auto()
    H = auto()  # 17h, 48h
    HOURS = auto()  # Khmer ម៉ោង: the hour before a number, hours after one
    OCLOCK = auto()
    HALF = auto()
    PAST_HOUR = auto()  # minutes from the hour that follows: half past, quarter to
    PART = auto()
    NOON = auto()
    MIDNIGHT = auto()
    END_OF_DAY = auto()
    END_OF = auto()  # the end of the day that follows
    NOW = auto()
    VAGUE = auto()
    DAY_WORD = auto()  # Khmer ថ្ងៃ
    DATE_WORD = auto()  # Khmer ថ្ងៃទី
    MONTH_WORD = auto()  # Khmer ខែ
    YEAR_WORD = auto()  # Khmer ឆ្នាំ


Meaning = tuple[tuple[Kind, object], ...]
"""The tokens that a word stands for, mostly one: tonight is today, at night."""

TimeWords = Mapping[Meaning, str]
"""The words of a language by their meaning, parted by `|`. The folder of a language brings them."""
