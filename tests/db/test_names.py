"""Body names: the same name in many spellings, the right body first, and nothing taken silently; and the starter directory:
complete, without duplicates, and holding nothing private."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from importlib.resources import files

import pytest
from hypothesis import given
from hypothesis import strategies as st

from db.directory import StarterContact, load
from db.lifecycle import BodyKind
from db.text.names import THRESHOLD, Candidate, Doubtful, Exact, Unknown, likeness, match, normalise

BODIES = load("KH")
NAMES = [(i, n) for i, body in enumerate(BODIES) for n in (body.name, body.name_km, *body.aliases) if n]

COURT, IMMIGRATION, SPEU = (
    "Phnom Penh Municipal Court",
    "General Department of Immigration",
    "Kampong Speu Provincial Police",
)
POLICE, CHINA, KOREA = "National Police", "Embassy of China", "Embassy of the Republic of Korea"
TRAFFICKING = "Anti-Human Trafficking and Juvenile Protection Department"
LABOUR, FOREIGN = (
    "Ministry of Labour and Vocational Training",
    "Ministry of Foreign Affairs and International Cooperation",
)

TAKEN = [
    ("PP court", COURT), ("p.p. court", COURT), ("the Municipal Court", COURT), ("MUNICIPAL  COURT", COURT),
    ("សាលាដំបូងភ្នំពេញ", COURT), ("immigration", IMMIGRATION), ("G.D.I.", IMMIGRATION), ("អន្តោប្រវេសន៍", IMMIGRATION),
    ("អន្ដោប្រវេសន៍", IMMIGRATION), ("Kampong Speu police", SPEU), ("chinese embassy", CHINA), ("ស្ថានទូតចិន", CHINA),
    ("ស្ថាន\u200bទូត\u200bចិន", CHINA), ("anti trafficking police", TRAFFICKING), ("MOI", "Ministry of Interior"),
    ("ក្រសួងមហាផ្ទៃ", "Ministry of Interior"), ("Women’s Affairs Ministry", "Ministry of Women's Affairs"),
    ("គជបជ", "National Committee for Counter Trafficking"),
    ("គណ:កម្មាធិការជាតិរៀបចំការបោះឆ្នោត", "National Election Committee"),
    ("គណៈរដ្ឋមន្រ្តី", "Office of the Council of Ministers"),
]  # fmt: skip

PROPOSED = [
    ("court", COURT), ("municipal cort", COURT), ("phnom penh municipal", COURT), ("pp first instance court", COURT),
    ("imigration", IMMIGRATION), ("dept of immigration", IMMIGRATION), ("immigration general dept", IMMIGRATION),
    ("general immigration", IMMIGRATION), ("speu police", SPEU), ("kompong speu police", SPEU),
    ("police kampong speu", SPEU), ("natl police", POLICE), ("national plice", POLICE), ("police national", POLICE),
    ("embassy china", CHINA), ("chinease embasy", CHINA), ("embassy of prc china", CHINA), ("china", CHINA),
    ("korean embassy", KOREA), ("embassy of korea", KOREA), ("s korean embassy", KOREA), ("korea", KOREA),
    ("anti trafficking", TRAFFICKING), ("juvenile protection", TRAFFICKING), ("human trafficking dept", TRAFFICKING),
    ("pakistan", "Embassy of Pakistan"), ("pakistn embassy", "Embassy of Pakistan"), ("india", "Embassy of India"),
    ("embassy india", "Embassy of India"), ("interior", "Ministry of Interior"), ("foreign affairs", FOREIGN),
    ("min of foreign affairs", FOREIGN), ("labour", LABOUR), ("labor min", LABOUR), ("prisons", "General Department of Prisons"),
    ("gov spokesman", "Government Spokesperson Unit"), ("anti corruption", "Anti-Corruption Unit"),
    ("thai", "Embassy of Thailand"), ("vietnamise embassy", "Embassy of Vietnam"), ("embassy of philippines", "Embassy of the Philippines"),
    ("online scams", "Commission for Combating Online Scams"), ("un human right", "UN Human Rights Office"),
    ("sihanoukville", "Preah Sihanouk Provincial Police"), ("svay rieng", "Svay Rieng Provincial Police"),
    ("អន្តោប្រវេសន", IMMIGRATION), ("ស្ថានទូត ចិន", CHINA), ("ស្ថានទូតកូរ៉េ", KOREA), ("នគរបាល កំពង់ស្ពឺ", SPEU),
    ("ជួញដូរមនុស្ស", TRAFFICKING), ("ប៉ាគីស្ថាន", "Embassy of Pakistan"), ("ឥណ្ឌា", "Embassy of India"),
    ("មហាផ្ទៃ", "Ministry of Interior"), ("ស្នងការនគរបាលជាតិ", POLICE), ("សាលាដំបូង ភ្នំពេញ", COURT),
    ("អង្គភាពពុករលួយ", "Anti-Corruption Unit"), ("សាលាឧទ្ធរណ៏", "Phnom Penh Court of Appeal"),
]  # fmt: skip


def first(query: str) -> str:
    found = match(query, NAMES)
    if isinstance(found, Exact):
        return BODIES[found.body_id].name
    candidates = found.candidates if isinstance(found, Doubtful) else found.nearest
    return BODIES[candidates[0].body_id].name if candidates else ""


@pytest.mark.parametrize(("query", "name"), TAKEN)
def test_a_name_or_alias_in_any_spelling_is_taken_at_once(query: str, name: str) -> None:
    found = match(query, NAMES)
    assert isinstance(found, Exact)
    assert BODIES[found.body_id].name == name


@pytest.mark.parametrize(("query", "name"), PROPOSED)
def test_a_shortened_or_misspelt_name_is_proposed_and_never_taken(query: str, name: str) -> None:
    found = match(query, NAMES)
    assert isinstance(found, Doubtful)
    assert name in [BODIES[candidate.body_id].name for candidate in found.candidates]


def test_the_body_meant_stands_first_in_nearly_every_query() -> None:
    wrong = [query for query, name in PROPOSED if first(query) != name]
    assert len(PROPOSED) >= 40
    assert len(wrong) <= 0.05 * len(PROPOSED), wrong


@pytest.mark.parametrize("query", ["prince group", "xyzzy ltd", "ក្រុមហ៊ុន", "pizza", "Golden Fortune Resort"])
def test_a_stranger_is_unknown_with_the_nearest_to_look_at(query: str) -> None:
    found = match(query, NAMES)
    assert isinstance(found, Unknown)
    assert len(found.nearest) == 3
    assert all(candidate.score < THRESHOLD for candidate in found.nearest)


@pytest.mark.parametrize("query", ["", "  ", "?!", "🙏", "\u200b"])
def test_nothing_typed_is_like_nothing(query: str) -> None:
    assert match(query, NAMES) == Unknown(())


def test_a_pasted_message_is_compared_by_its_beginning_alone() -> None:
    beginning = ("municipal cort " + "x " * 60)[:120]
    assert match(beginning + " pizza" * 600, NAMES) == match(beginning, NAMES)


def test_no_bodies_are_like_nothing() -> None:
    assert match("court", []) == Unknown(())


def test_a_name_that_two_bodies_share_is_for_a_person_to_choose() -> None:
    shared = [(1, "Police"), (2, "National Police"), (2, "police"), (3, "Court")]
    assert match("POLICE", shared) == Doubtful((Candidate(1, "Police", 100.0), Candidate(2, "police", 100.0)))


def test_equal_likeness_keeps_the_given_order() -> None:
    names = [(7, "Kandal Court"), (3, "Kampot Court"), (5, "Takeo Court"), (1, "Pursat Court")]
    found = match("court", names)
    assert isinstance(found, Doubtful)
    assert [candidate.body_id for candidate in found.candidates] == [7, 3, 5]


@pytest.mark.parametrize(
    ("name", "same"),
    [("The  Court", "court"), ("COURT.", "court"), ("U.N.", "un"), ("Women's", "Women’s"), ("Anti-Corruption", "anti corruption"),
     ("Médecins", "medecins"), ("Ministry of Posts & Telecoms", "ministry of posts and telecoms"), ("ខេត្ត៣", "ខេត្ត3"),
     ("កណ្ដាល", "កណ្តាល"), ("មន្រ្តី", "មន្ត្រី"), ("កេីត", "កើត"), ("កេាះ", "កោះ"), ("គណ:", "គណ"), ("ស្ថានទូត\u200b ចិន", "ស្ថានទូត ចិន")],
)  # fmt: skip
def test_spellings_that_look_alike_are_one(name: str, same: str) -> None:
    assert normalise(name) == normalise(same)


@pytest.mark.parametrize(
    ("one", "other"), [("ចិន", "ចាន"), ("កោះ", "កេះ"), ("ថៃ", "ថា"), ("Iran", "Iraq"), ("The", "")]
)
def test_names_that_differ_stay_apart(one: str, other: str) -> None:
    assert normalise(one) != normalise(other)


@given(st.text(max_size=40))
def test_normalising_twice_changes_nothing(name: str) -> None:
    once = normalise(name)
    assert normalise(once) == once
    assert normalise(unicodedata.normalize("NFD", name)) == normalise(unicodedata.normalize("NFC", name))


@given(st.text(max_size=40), st.lists(st.tuples(st.integers(1, 9), st.text(max_size=20)), max_size=12))
def test_a_match_is_always_one_of_the_bodies_each_once_and_best_first(
    query: str, names: list[tuple[int, str]]
) -> None:
    found = match(query, names)
    if isinstance(found, Exact):
        assert {body_id for body_id, name in names if normalise(name) == normalise(query)} == {found.body_id}
        return
    candidates = found.candidates if isinstance(found, Doubtful) else found.nearest
    ids = [candidate.body_id for candidate in candidates]
    assert len(ids) == len(set(ids)) <= 3
    assert set(ids) <= {body_id for body_id, _ in names}
    assert [c.score for c in candidates] == sorted((c.score for c in candidates), reverse=True)
    assert all((c.score >= THRESHOLD) is isinstance(found, Doubtful) for c in candidates)


@given(st.text(max_size=30), st.text(max_size=30))
def test_likeness_stays_between_0_and_100_and_is_full_for_the_same_name_alone(one: str, other: str) -> None:
    a, b = normalise(one), normalise(other)
    assert 0 <= likeness(a, b) <= 100
    assert (likeness(a, b) == 100) is (a == b != "")


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
