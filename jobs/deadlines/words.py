"""The words of the time grammar, English and Khmer, each with the tokens it stands for (data only)."""

from __future__ import annotations

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
    DOTTED = auto()  # (17, 30) as 17.30, which may be a date
    FRENCH = auto()  # (17, 30) as 17h30
    FULL_DATE = auto()  # (2024, 12, 5)
    SLASHED = auto()  # (5, 12, year or None): which is the month is not known
    FILLER = auto()
    AT = auto()
    IN = auto()
    AGO = auto()
    LATER = auto()
    BEFORE = auto()  # Khmer មុន: ago after a period, last after a weekday, "by" in front
    THIS = auto()
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
    PART = auto()
    NOON = auto()
    MIDNIGHT = auto()
    END_OF_DAY = auto()
    NOW = auto()
    VAGUE = auto()
    DAY_WORD = auto()  # Khmer ថ្ងៃ
    DATE_WORD = auto()  # Khmer ថ្ងៃទី
    MONTH_WORD = auto()  # Khmer ខែ
    YEAR_WORD = auto()  # Khmer ឆ្នាំ


Meaning = tuple[tuple[Kind, object], ...]

_EACH: dict[tuple[Kind, object], str] = {
    (Kind.FILLER, None): "on|on the|the|of|and|និង|ត្រឹម|វេលា",
    (Kind.AT, None): "at|@|នៅ",
    (Kind.IN, None): "in|within|ក្នុងរយៈពេល|ក្នុង|រយៈពេល",
    (Kind.AGO, None): "ago|earlier",
    (Kind.LATER, None): "from now|later|ទៀត|ខាងមុខ",
    (Kind.BEFORE, None): "មុន",
    (Kind.THIS, None): "this|coming|this coming|នេះ",
    (Kind.NEXT, None): "next|ក្រោយ",
    (Kind.LAST, None): "last",
    (Kind.DAY, 0): "today|ថ្ងៃនេះ",
    (Kind.DAY, 1): "tomorrow|tmr|tmrw|tmw|ថ្ងៃស្អែក|ស្អែក|ថ្ងៃស្អែកនេះ|ស្អែកនេះ",
    (Kind.DAY, 2): "day after tomorrow|the day after tomorrow|ខានស្អែក|ថ្ងៃខានស្អែក",
    (Kind.DAY, -1): "yesterday|ម្សិលមិញ|ថ្ងៃម្សិលមិញ|ម្សិលមិញនេះ|កាលពីម្សិលមិញ",
    (Kind.DAY, -2): "day before yesterday|the day before yesterday|ម្សិលម្ង៉ៃ|ថ្ងៃម្សិលម្ង៉ៃ|កាលពីម្សិលម្ង៉ៃ",
    (Kind.WEEKDAY, 0): "monday|mon|ច័ន្ទ|ចន្ទ|ចន្ទ័",
    (Kind.WEEKDAY, 1): "tuesday|tues|tue|អង្គារ",
    (Kind.WEEKDAY, 2): "wednesday|weds|wed|ពុធ",
    (Kind.WEEKDAY, 3): "thursday|thurs|thur|thu|ព្រហស្បតិ៍|ព្រហស្បតិ|ព្រហស្បត្តិ៍",
    (Kind.WEEKDAY, 4): "friday|fri|សុក្រ",
    (Kind.WEEKDAY, 5): "saturday|sat|សៅរ៍|សៅរ",
    (Kind.WEEKDAY, 6): "sunday|sun|ថ្ងៃអាទិត្យ",
    (Kind.WEEK_OR_SUNDAY, None): "អាទិត្យ",
    (Kind.MONTH, 1): "january|jan|មករា",
    (Kind.MONTH, 2): "february|feb|កុម្ភៈ|កុម្ភះ|កុម្ភ",
    (Kind.MONTH, 3): "march|mar|មីនា|មិនា",
    (Kind.MONTH, 4): "april|apr|មេសា",
    (Kind.MONTH, 5): "may|ឧសភា",
    (Kind.MONTH, 6): "june|jun|មិថុនា",
    (Kind.MONTH, 7): "july|jul|កក្កដា",
    (Kind.MONTH, 8): "august|aug|សីហា",
    (Kind.MONTH, 9): "september|sept|sep|កញ្ញា",
    (Kind.MONTH, 10): "october|oct|តុលា",
    (Kind.MONTH, 11): "november|nov|វិច្ឆិកា|វិច្ចិកា",
    (Kind.MONTH, 12): "december|dec|ធ្នូ",
    (Kind.WEEK_AWAY, 0): "this week|សប្ដាហ៍នេះ|អាទិត្យនេះ",
    (Kind.WEEK_AWAY, 1): "next week|សប្ដាហ៍ក្រោយ|អាទិត្យក្រោយ",
    (Kind.WEEK_AWAY, -1): "last week|សប្ដាហ៍មុន",
    (Kind.UNIT, Unit.MINUTE): "minutes|minute|mins|min|m|នាទី",
    (Kind.UNIT, Unit.HOUR): "hours|hour|hrs|hr",
    (Kind.UNIT, Unit.DAY): "days|day|d",
    (Kind.UNIT, Unit.WORKING_DAY): "working days|working day|business days|business day|work days|workdays"
    "|workday|wd|wds|ថ្ងៃធ្វើការ|ថ្ងៃការងារ",
    (Kind.UNIT, Unit.WEEK): "weeks|week|wks|wk|w|សប្ដាហ៍",
    (Kind.UNIT, Unit.MONTH): "months|month|mo",
    (Kind.H, None): "h",
    (Kind.HOURS, None): "ម៉ោង",
    (Kind.OCLOCK, None): "o'clock|oclock|គត់",
    (Kind.HALF, None): "កន្លះ",
    (Kind.PART, Part.AM): "a.m.|a.m|am",
    (Kind.PART, Part.PM): "p.m.|p.m|pm",
    (Kind.PART, Part.MORNING): "morning|in the morning|ព្រឹក|ពេលព្រឹក",
    (Kind.PART, Part.AFTERNOON): "afternoon|in the afternoon|រសៀល|ពេលរសៀល",
    (Kind.PART, Part.EVENING): "evening|in the evening|ល្ងាច|ពេលល្ងាច",
    (Kind.PART, Part.NIGHT): "night|at night|យប់|ពេលយប់",
    (Kind.NOON, None): "noon|midday|ថ្ងៃត្រង់",
    (Kind.MIDNIGHT, None): "midnight|អធ្រាត្រ|ពាក់កណ្ដាលអធ្រាត្រ",
    (Kind.END_OF_DAY, None): "eod|cob|end of day|end of the day|close of business|ចុងម៉ោងធ្វើការ|ចប់ម៉ោងធ្វើការ",
    (Kind.NOW, None): "now|just now|right now|ឥឡូវ|ឥឡូវនេះ|អម្បាញ់មិញ|អម្បាញ់មិញនេះ",
    (Kind.VAGUE, None): "next month|this month|last month|end of the week|end of week|end of the month"
    "|end of month|weekend|the weekend|this weekend|ខែក្រោយ|ខែនេះ|ចុងខែ|ចុងសប្ដាហ៍|ចុងអាទិត្យ",
    (Kind.DAY_WORD, None): "ថ្ងៃ",
    (Kind.DATE_WORD, None): "ថ្ងៃទី|ទី",
    (Kind.MONTH_WORD, None): "ខែ",
    (Kind.YEAR_WORD, None): "ឆ្នាំ",
    (Kind.COUNT, 1): "a|an|one|មួយ",
    (Kind.COUNT, 2): "two|ពីរ",
    (Kind.COUNT, 3): "three|បី",
    (Kind.COUNT, 4): "four|បួន",
    (Kind.COUNT, 5): "five|ប្រាំ",
    (Kind.COUNT, 6): "six|ប្រាំមួយ",
    (Kind.COUNT, 7): "seven|ប្រាំពីរ",
    (Kind.COUNT, 8): "eight|ប្រាំបី",
    (Kind.COUNT, 9): "nine|ប្រាំបួន",
    (Kind.COUNT, 10): "ten|ដប់",
}

# A word that stands for two tokens at once: tonight is today, at night. កាលពី, "back in", only says it is past.
_TWO_AT_ONCE: dict[str, Meaning] = {
    "tonight|this night|យប់នេះ": ((Kind.DAY, 0), (Kind.PART, Part.NIGHT)),
    "this morning|ព្រឹកនេះ|ព្រឹកមិញ": ((Kind.DAY, 0), (Kind.PART, Part.MORNING)),
    "this afternoon|រសៀលនេះ": ((Kind.DAY, 0), (Kind.PART, Part.AFTERNOON)),
    "this evening|ល្ងាចនេះ": ((Kind.DAY, 0), (Kind.PART, Part.EVENING)),
    "last night|យប់មិញ": ((Kind.DAY, -1), (Kind.PART, Part.NIGHT)),
    "yesterday evening|ល្ងាចមិញ": ((Kind.DAY, -1), (Kind.PART, Part.EVENING)),
    "កាលពី": ((Kind.FILLER, None),),
}

MEANINGS: dict[str, Meaning] = {
    word: (meaning,) for meaning, words in _EACH.items() for word in words.split("|")
} | {word: meaning for words, meaning in _TWO_AT_ONCE.items() for word in words.split("|")}
