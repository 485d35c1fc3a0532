"""A day and an hour that a sentence tells apart, "yesterday I called at 9", are one point in time (pure)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace

from bot.proposals import words
from bot.proposals.places import EDGES, Option, Places
from bot.proposals.sentence import Sentence, Sort
from bot.proposals.words import Plain


def told_whole(said: Sentence, places: Places) -> Sentence:
    """What a sentence says, with its hour on the day that stands elsewhere in it, and with further hours on the day of the first.

    Only where one day and one hour stand apart, and neither is in what somebody asked or said."""
    told = _Told(said, places)
    if said.beside is not None and (day := told.heading()) is not None:
        hour = said.beside.happened
        when = day if hour is None else told.joined(day, hour) if told.is_hour(hour) else hour
        said = replace(said, beside=replace(said.beside, happened=when))
    if said.sort is not Sort.NEWS or said.happened is None:
        return said
    hours = [said.happened, *said.further]
    if told.is_hour(said.happened):
        day = told.only(told.is_day)
        hours = [told.joined(day, hour) for hour in hours] if day is not None else hours
    elif told.is_day(said.happened):
        hour = told.only(told.is_hour)
        hours[0] = told.joined(said.happened, hour) if hour is not None else hours[0]
    if said.further and (day := told.day_in(hours[0])) is not None:
        hours[1:] = [told.joined(day, hour) if told.is_hour(hour) else hour for hour in hours[1:]]
    return replace(said, happened=hours[0], further=tuple(hours[1:]))


class _Told:
    """The times of a sentence."""

    def __init__(self, said: Sentence, places: Places) -> None:
        self._said, self._places, self._is_time = said, places, places.is_time

    def is_hour(self, value: str) -> bool:
        """Whether it is a time that may stand behind a day."""
        return self._is_time(value) and self._is_time(f"yesterday {value}")

    def is_day(self, value: str) -> bool:
        """Whether it is a day that may stand before an hour, and is not to come."""
        is_ahead = words.of("ahead").first(Plain(value)) is not None
        return not self.is_hour(value) and self._is_time(f"{value} 10:00") and not is_ahead

    def joined(self, day: str, hour: str) -> str:
        """Both in one, or the hour alone where that could not be read."""
        both = f"{day} {hour}"
        return both if self._is_time(both) else hour

    def day_in(self, value: str) -> str | None:
        """The day with which an hour is told."""
        parts = [(value[:at].strip(EDGES), value[at:].strip(EDGES)) for at in range(1, len(value))]
        both = [*parts, *((second, first) for first, second in parts)]
        days = [day for day, hour in both if self.is_day(day) and self.is_hour(hour)]
        return min(days, key=len, default=None)

    def heading(self) -> str | None:
        """The day with which the sentence begins."""
        return next(
            (each.value for each in self._places.every_time if each.start == 0 and self.is_day(each.value)),
            None,
        )

    def only(self, is_meant: Callable[[str], bool]) -> str | None:
        """The one time of that sort that stands where one tells when something happened."""
        found = {each.value for each in self._others() if is_meant(each.value)}
        return found.pop() if len(found) == 1 else None

    def _others(self) -> Iterator[Option]:
        """The other times: before what was done, beside its time, or at the end, where nobody's words are."""
        text, said = self._places.plain.plain, self._said
        done_at = min((sign.start for sign in self._places.signs), default=0)
        words_at = text.find(Plain(said.asked if said.is_ours else said.words).plain)
        every = sorted(self._places.told_times(), key=lambda each: each.start - each.end)
        longest = [each for at, each in enumerate(every) if not _overlap(each, every[:at])]
        mine = [each for each in every if each.value == said.happened]
        for hour in said.further:
            at = text.find(hour, mine[-1].end if mine else 0)
            mine.append(Option(at, at + len(hour), "happened", hour))
        for each in longest:
            gaps = [text[min(each.end, one.end) : max(each.start, one.start)] for one in mine]
            is_before = each.end <= done_at or (not said.is_ours and each.end <= words_at)
            is_beside = any(not gap.strip(EDGES) for gap in gaps)
            is_last = not text[each.end :].strip(EDGES)
            if each.what != "happened" or 0 < words_at <= each.start:
                continue
            if _overlap(each, mine):
                day = self.day_in(each.value)
                if day is not None and not self.is_hour(each.value):  # "at 9, 11 and 2 yesterday"
                    yield replace(each, value=day)
            elif is_before or is_beside or is_last:
                yield each


def _overlap(time: Option, others: Iterable[Option]) -> bool:
    return any(time.start < each.end and each.start < time.end for each in others)
