"""The starter directory: complete, without duplicates, and holding nothing private."""

from __future__ import annotations

import re
from collections import Counter
from importlib.resources import files

import pytest

from db.directory import StarterContact, load
from db.lifecycle import BodyKind
from db.names import normalise

CASE = {
    "Phnom Penh Municipal Court": (),
    "General Department of Immigration": (StarterContact("Sok Veasna", "head"),),
    "Kampong Speu Provincial Police": (StarterContact("Nhem Sao", "deputy chief"),),
    "National Police": (StarterContact("Spokespersons", "press"),),
    "Embassy of China": (),
    "Embassy of the Republic of Korea": (),
    "Anti-Human Trafficking and Juvenile Protection Department": (StarterContact("Sok Sambo", "director"),),
    "Embassy of Pakistan": (),
    "Embassy of India": (),
}


def test_the_bodies_of_the_case_come_first_with_their_contacts() -> None:
    assert {body.name: body.contacts for body in load("KH")[:9]} == CASE


def test_no_two_names_of_the_directory_mean_the_same_when_compared() -> None:
    names = [
        normalise(name) for body in load("kh") for name in (body.name, body.name_km, *body.aliases) if name
    ]
    assert [name for name, count in Counter(names).items() if count > 1] == []
    assert "" not in names


def test_every_kind_of_state_body_is_there() -> None:
    kinds = Counter(body.kind for body in load("KH"))
    assert kinds[BodyKind.COURT] >= 20
    assert kinds[BodyKind.POLICE] >= 20
    assert kinds[BodyKind.EMBASSY] >= 16
    assert kinds[BodyKind.MINISTRY] >= 15
    assert kinds[BodyKind.INTERNATIONAL] >= 5


def test_khmer_names_are_khmer_and_nearly_every_body_has_one() -> None:
    bodies = load("KH")
    named = [body for body in bodies if body.name_km]
    assert all(re.fullmatch(r"[\u1780-\u17d3 ]+", body.name_km) for body in named)
    assert len(named) >= 0.9 * len(bodies)


def test_no_telephone_number_and_no_address_is_shipped() -> None:
    text = files("db.directory").joinpath("kh.toml").read_text(encoding="utf-8")
    assert not re.search(r"\d{3}|@|https?:|street|boulevard", text, re.IGNORECASE)


@pytest.mark.parametrize("country", ["DE", "", "k", "KHM", "../kh", "kh.toml", "ខម", "kh\n/.."])
def test_a_country_without_a_directory_starts_empty(country: str) -> None:
    assert load(country) == ()
