"""Adding and changing bodies, as typed."""

from __future__ import annotations

import pytest

from bot.bodies.reading import BodyForm, ContactForm, parse_body, read_contact, read_kind
from bot.reading.errors import (
    BodyNameTooLong,
    NoContactName,
    NoName,
    NotUnderstood,
    NoValue,
    TooManyOf,
    UnknownKey,
    UnknownKind,
)
from db.lifecycle import BodyKind, Channel

SOK = ContactForm("Sok Veasna", "head", Channel.CALL, "012 345 678")


@pytest.mark.parametrize(
    ("text", "form"),
    [
        ("Municipal Court", BodyForm("Municipal Court")),
        ("Court kind=court", BodyForm("Court", BodyKind.COURT)),
        ("Court KIND = Court", BodyForm("Court", BodyKind.COURT)),
        ("Court deadline=3wd", BodyForm("Court", deadline="3wd")),
        ("Court deadline=3 working days kind=court", BodyForm("Court", BodyKind.COURT, deadline="3 working days")),
        ("Court alias=PPMC", BodyForm("Court", aliases=("PPMC",))),
        ("Court alias=PPMC, the court", BodyForm("Court", aliases=("PPMC", "the court"))),
        ("Court alias=PPMC alias=តុលាការ", BodyForm("Court", aliases=("PPMC", "តុលាការ"))),
        ('Court alias="Court, Phnom Penh"', BodyForm("Court", aliases=("Court, Phnom Penh",))),
        ('Court alias="a kind=b"', BodyForm("Court", aliases=("a kind=b",))),
        ("Court contact=Sok Veasna, head, call 012 345 678", BodyForm("Court", contacts=(SOK,))),
        ('Court contact="Sok Veasna, head, call 012 345 678" kind=court', BodyForm("Court", BodyKind.COURT, (), (SOK,))),
        ("Women's Affairs alias=Women's Union kind=ministry", BodyForm("Women's Affairs", BodyKind.MINISTRY, ("Women's Union",))),
        ("Court\nkind=court\nalias=PPMC", BodyForm("Court", BodyKind.COURT, ("PPMC",))),
        ("Court, kind=court,", BodyForm("Court", BodyKind.COURT)),
    ],
)  # fmt: skip
def test_a_body_is_read_with_what_is_to_change(text: str, form: BodyForm) -> None:
    assert parse_body(text) == form


@pytest.mark.parametrize(
    ("text", "contact"),
    [
        ("Sok Veasna", ContactForm("Sok Veasna")),
        ("Sok Veasna, head", ContactForm("Sok Veasna", "head")),
        ("Sok Veasna, head, call 012 345 678", SOK),
        ("Sok Veasna, head, 012 345 678", SOK),
        ("Sok Veasna, call 012 345 678, head", SOK),
        ("Nhem Sao, deputy chief, spokesman", ContactForm("Nhem Sao", "deputy chief, spokesman")),
        ("Press desk, press@court.example", ContactForm("Press desk", None, Channel.EMAIL, "press@court.example")),
        ("Press desk, email", ContactForm("Press desk", None, Channel.EMAIL, None)),
        ("Press desk, press, telegram @court", ContactForm("Press desk", "press", Channel.MESSAGE, "@court")),
        ("Press desk, @court_press", ContactForm("Press desk", None, Channel.MESSAGE, "@court_press")),
        ("Press desk, in person Street 63", ContactForm("Press desk", None, Channel.VISIT, "Street 63")),
        ("សុខ វាសនា, ប្រធាន, ទូរស័ព្ទ ០១២", ContactForm("សុខ វាសនា", "ប្រធាន", Channel.CALL, "០១២")),
    ],
)  # fmt: skip
def test_a_contact_is_a_name_a_role_and_an_address(text: str, contact: ContactForm) -> None:
    assert read_contact(text) == contact


@pytest.mark.parametrize("kind", list(BodyKind))
def test_every_kind_is_read_by_its_own_word(kind: BodyKind) -> None:
    assert read_kind(kind.value.upper()) is kind


@pytest.mark.parametrize(
    ("text", "error"),
    [
        ("", NoName),
        ("🙏", NoName),
        ("kind=court", NoName),
        ("x" * 121, BodyNameTooLong),
        ("Court colour=red", UnknownKey),
        ("Court kind=", NoValue),
        ("Court alias= kind=court", NoValue),
        ("Court kind=castle", UnknownKind),
        ("Court kind=court kind=police", TooManyOf),
        ("Court deadline=3wd deadline=2wd", TooManyOf),
        ("Court contact=press@court.example", NoContactName),
        ("Court contact=012 345 678", NoContactName),
    ],
)
def test_a_body_that_cannot_be_read_is_refused(text: str, error: type[NotUnderstood]) -> None:
    with pytest.raises(error):
        parse_body(text)
