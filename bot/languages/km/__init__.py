"""Khmer."""

from __future__ import annotations

from bot.languages import Dates, Language
from bot.languages.km.times import TIMES

LANGUAGE = Language(
    name="ខ្មែរ",
    spellings="km, kh, khmer, ខ្មែរ, ភាសាខ្មែរ",
    complete=True,
    times=TIMES,
    digits="០១២៣៤៥៦៧៨៩",
    # CLDR's own short form "ព្រហ ៥ ធ្នូ" could not be typed back as a deadline.
    dates=Dates("'ថ្ងៃ'EEEE 'ទី'd 'ខែ'MMMM", " 'ឆ្នាំ'y", " 'ម៉ោង' HH:mm", "'ថ្ងៃទី'd 'ខែ'MMMM 'ឆ្នាំ'y"),
    local_names=True,
)
