"""What follows /correct, in English and Khmer, and what cannot be read."""

from __future__ import annotations

import pytest

from bot.correcting.reading import Correction, parse_correct
from bot.reading.errors import CorrectHow, NoText, NotUnderstood, TimeMissing, UnknownChannel
from db.lifecycle import Channel, EventKind

READ = {
    "": Correction(None),
    "3": Correction(3),
    "#៣": Correction(3),
    "3 at 15:20": Correction(3, happened="15:20"),
    "at mon 9:40.": Correction(None, happened="mon 9:40"),
    "3 នៅ 15:20": Correction(3, happened="15:20"),
    "3 via call": Correction(3, channel=Channel.CALL),
    "3 via phone call": Correction(3, channel=Channel.CALL),
    "3 តាម អ៊ីមែល": Correction(3, channel=Channel.EMAIL),
    "3 text: they hung up\nat once": Correction(3, text="they hung up\nat once"),
    "3 full": Correction(3, kind=EventKind.REPLIED_FULL),
    "3 partial": Correction(3, kind=EventKind.REPLIED_PARTIAL),
    "3 partial 1,2": Correction(3, kind=EventKind.REPLIED_PARTIAL, answered=(1, 2)),
    "3 partial ១ និង ២": Correction(3, kind=EventKind.REPLIED_PARTIAL, answered=(1, 2)),
    "3 ack": Correction(3, kind=EventKind.ACKNOWLEDGED),
    "3 declined": Correction(3, kind=EventKind.DECLINED),
}
REFUSED: dict[str, type[NotUnderstood]] = {
    "3 at": TimeMissing,
    "3 via": UnknownChannel,
    "3 via pigeon": UnknownChannel,
    "3 text": NoText,
    "3 text :": NoText,
    "3 15:20": CorrectHow,
    "3 by fri": CorrectHow,
    "3 to the clerk": CorrectHow,
    "3 full they denied it": CorrectHow,
    "3 partial 1 they denied it": CorrectHow,
    "please": CorrectHow,
}


@pytest.mark.parametrize(("typed", "meant"), READ.items())
def test_a_correction_is_read(typed: str, meant: Correction) -> None:
    assert parse_correct(typed) == meant


@pytest.mark.parametrize(("typed", "error"), REFUSED.items())
def test_what_cannot_be_read_is_asked_back(typed: str, error: type[NotUnderstood]) -> None:
    with pytest.raises(error):
        parse_correct(typed)
