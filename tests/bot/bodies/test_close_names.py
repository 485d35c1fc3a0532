"""Bodies as people call them: the one that is likely meant is offered first, and nothing in doubt is taken."""

from __future__ import annotations

import pytest

from db.directory import load
from db.text.names import Doubtful, Exact, match
from sandbox.case import DARA
from tests.bot.asked import newest
from tests.bot.desk import Desk

pytestmark = pytest.mark.asyncio(loop_scope="module")

BODIES = load("KH")
NAMES = [(i, n) for i, body in enumerate(BODIES) for n in (body.name, body.name_km, *body.aliases) if n]

# What the words of the directory were written for.
SEEN = [
    ("the court", "Phnom Penh Municipal Court"),
    ("court spokesman", "Phnom Penh Municipal Court"),
    ("the prosecutor", "Phnom Penh Municipal Court"),
    ("US embassy spokesperson", "Embassy of the United States"),
    ("embassy of the USA", "Embassy of the United States"),
    ("the American ambassador", "Embassy of the United States"),
    ("police spokesman", "National Police"),
    ("the police", "National Police"),
    ("ministry of interior spokesperson", "Ministry of Interior"),
    ("interior ministry spokesman Touch Sokhak", "Ministry of Interior"),
    ("MoI spokesman", "Ministry of Interior"),
    ("interior minister", "Ministry of Interior"),
    ("the Korean embassy", "Embassy of the Republic of Korea"),
    ("embassy of the ROK", "Embassy of the Republic of Korea"),
    ("embassy of the PRC", "Embassy of China"),
    ("Chinese ambassador", "Embassy of China"),
    ("UK ambassador", "Embassy of the United Kingdom"),
    ("embassy of Britain", "Embassy of the United Kingdom"),
    ("government spokesman", "Government Spokesperson Unit"),
    ("Sihanoukville police chief", "Preah Sihanouk Provincial Police"),
    ("the labour minister", "Ministry of Labour and Vocational Training"),
    ("Phnom Penh governor", "Phnom Penh City Hall"),
    ("immigration police", "General Department of Immigration"),
    ("anti trafficking police spokesman", "Anti-Human Trafficking and Juvenile Protection Department"),
    ("តុលាការ", "Phnom Penh Municipal Court"),
    ("អ្នកនាំពាក្យនគរបាល", "National Police"),
    ("អ្នកនាំពាក្យក្រសួងមហាផ្ទៃ", "Ministry of Interior"),
    ("ស្ថានទូតកូរ៉េ", "Embassy of the Republic of Korea"),
    ("ឯកអគ្គរដ្ឋទូតចិន", "Embassy of China"),
    ("ប៉ូលិសកំពង់ស្ពឺ", "Kampong Speu Provincial Police"),
]  # fmt: skip

# Never looked at while they were written.
UNSEEN = [
    ("embassy of England", "Embassy of the United Kingdom"),
    ("the Russian ambassador", "Embassy of Russia"),
    ("Filipino embassy spokesperson", "Embassy of the Philippines"),
    ("the Burmese consulate", "Embassy of Myanmar"),
    ("justice minister", "Ministry of Justice"),
    ("a spokesman for the Ministry of Justice", "Ministry of Justice"),
    ("spokeswoman for the labor ministry", "Ministry of Labour and Vocational Training"),
    ("Foreign Affairs Ministry", "Ministry of Foreign Affairs and International Cooperation"),
    ("immigration chief", "General Department of Immigration"),
    ("head of immigration police", "General Department of Immigration"),
    ("Siem Reap police chief", "Siem Reap Provincial Police"),
    ("police chief in Battambang", "Battambang Provincial Police"),
    ("Kandal prosecutor", "Kandal Provincial Court"),
    ("judge at Phnom Penh municipal court", "Phnom Penh Municipal Court"),
    ("national police spokesperson", "National Police"),
    ("gendarmerie spokesman", "Royal Gendarmerie"),
    ("Phnom Penh city hall spokesman", "Phnom Penh City Hall"),
    ("the tax office", "General Department of Taxation"),
    ("customs officials", "General Department of Customs and Excise"),
    ("UN human rights spokesperson", "UN Human Rights Office"),
    ("ROK ambassador", "Embassy of the Republic of Korea"),
    ("embassy of South Korea spokesperson", "Embassy of the Republic of Korea"),
    ("PRC embassy", "Embassy of China"),
    ("Japan's embassy", "Embassy of Japan"),
    ("defence minister", "Ministry of National Defence"),
    ("health ministry spokesperson", "Ministry of Health"),
    ("supreme court judge", "Supreme Court"),
    ("អ្នកនាំពាក្យសាលាដំបូងភ្នំពេញ", "Phnom Penh Municipal Court"),
    ("អ្នកនាំពាក្យក្រសួងយុត្តិធម៌", "Ministry of Justice"),
    ("រដ្ឋមន្ត្រីក្រសួងការងារ", "Ministry of Labour and Vocational Training"),
    ("ស្ថានទូតអូស្ត្រាលីប្រចាំភ្នំពេញ", "Embassy of Australia"),
    ("ឯកអគ្គរដ្ឋទូតជប៉ុន", "Embassy of Japan"),
    ("ប៉ូលិសខេត្តកំពត", "Kampot Provincial Police"),
    ("តុលាការកំពង់ចាម", "Kampong Cham Provincial Court"),
    ("ស្នងការខេត្តសៀមរាប", "Siem Reap Provincial Police"),
    ("Washington's embassy", "Embassy of the United States"),
    ("Beijing's ambassador to Cambodia", "Embassy of China"),
    ("Vietnamese consul general", "Embassy of Vietnam"),
    ("Royal Thai embassy official", "Embassy of Thailand"),
    ("the German ambassador", "Embassy of Germany"),
    ("French embassy press office", "Embassy of France"),
    ("EU ambassador", "European Union Delegation"),
    ("Svay Rieng police spokesperson", "Svay Rieng Provincial Police"),
    ("Koh Kong court prosecutor", "Koh Kong Provincial Court"),
    ("Pursat provincial police commissioner", "Pursat Provincial Police"),
    ("Ministry of Tourism spokesman", "Ministry of Tourism"),
    ("education minister", "Ministry of Education, Youth and Sport"),
    ("minister of commerce", "Ministry of Commerce"),
    ("anti-corruption unit spokesman", "Anti-Corruption Unit"),
    ("election committee spokesperson", "National Election Committee"),
    ("National Assembly spokesman", "National Assembly"),
    ("the prison department spokesperson", "General Department of Prisons"),
    ("Appeal court prosecutor", "Phnom Penh Court of Appeal"),
    ("mayor of Phnom Penh", "Phnom Penh City Hall"),
    ("Dhaka's embassy", "Embassy of Bangladesh"),
    ("អ្នកនាំពាក្យក្រសួងការបរទេស", "Ministry of Foreign Affairs and International Cooperation"),
    ("ចៅក្រមតុលាការកណ្តាល", "Kandal Provincial Court"),
    ("ប៉ូលិសភ្នំពេញ", "Phnom Penh Municipal Police"),
    ("លោកប្រធាននាយកដ្ឋានប្រឆាំងការជួញដូរមនុស្ស", "Anti-Human Trafficking and Juvenile Protection Department"),
    ("ស្ថានឯកអគ្គរដ្ឋទូតឥណ្ឌា", "Embassy of India"),
    ("ទូតថៃ", "Embassy of Thailand"),
    ("រដ្ឋមន្ត្រីមហាផ្ទៃ", "Ministry of Interior"),
]  # fmt: skip


def first(query: str) -> str:
    found = match(query, NAMES)
    assert isinstance(found, Doubtful | Exact), query
    return BODIES[found.body_id if isinstance(found, Exact) else found.candidates[0].body_id].name


@pytest.mark.wide
@pytest.mark.parametrize(("query", "body"), [*SEEN, *UNSEEN])
async def test_who_speaks_there_and_how_a_country_is_called_say_which_body_is_meant(
    query: str, body: str
) -> None:
    assert first(query) == body


async def test_names_that_are_taken_are_taken_without_a_question() -> None:
    for name in (
        "US Embassy",
        "the U.S. embassy",
        "UK embassy",
        "chinese embassy",
        "ROK embassy",
        "MoI",
        "ស្ថានទូតចិន",
    ):
        assert isinstance(match(name, NAMES), Exact), name


@pytest.mark.parametrize(
    "query",
    ["north korean embassy", "embassy of Kenya", "Prince Group spokesman", "the spokesman", "អ្នកនាំពាក្យ"],
)
async def test_nothing_that_is_not_there_is_taken_for_what_is(query: str) -> None:
    assert not isinstance(match(query, NAMES), Exact)


@pytest.mark.wide
@pytest.mark.parametrize(
    ("typed", "body"),
    [
        ("the court", "Phnom Penh Municipal Court"),
        ("police spokesman", "National Police"),
        ("ministry of interior spokesperson", "Ministry of Interior"),
        ("embassy of the USA", "Embassy of the United States"),
        ("American ambassador", "Embassy of the United States"),
        ("the Korean embassy", "Embassy of the Republic of Korea"),
        ("តុលាការ", "Phnom Penh Municipal Court"),
        ("អ្នកនាំពាក្យនគរបាល", "National Police"),
        ("អ្នកនាំពាក្យក្រសួងមហាផ្ទៃ", "Ministry of Interior"),
    ],
)
@pytest.mark.parametrize(
    "command", ["/ask {}: why?", "/refer 1 to {}: ask them", "/report {}", "/status {}", "/body {}"]
)
@pytest.mark.asyncio(loop_scope="module")
async def test_the_likely_body_is_the_first_button_and_nothing_happens_before_it_is_pressed(
    shared_desk: Desk, typed: str, body: str, command: str
) -> None:
    before = shared_desk.record()
    await shared_desk.say(DARA, command.format(typed))
    assert shared_desk.choices(DARA)[0] == body
    assert shared_desk.record() == before


@pytest.mark.asyncio(loop_scope="function")
async def test_what_the_newsroom_has_asked_before_is_likelier(desk: Desk) -> None:
    await desk.say(DARA, "/ask Kandal Court: why? #kandal")
    await desk.say(DARA, "/ask Supreme Court: why? #appeal")
    await desk.say(DARA, "/ask the court: where? #kandal")
    assert desk.choices(DARA)[0] == "Kandal Provincial Court"
    await desk.say(DARA, "/ask the court: where? #appeal")
    assert desk.choices(DARA)[0] == "Supreme Court"
    await desk.says(DARA, "/ask Kandal Court: when? via call", "/ask court spokesman: where?")
    assert desk.choices(DARA)[0] == "Kandal Provincial Court"
    await desk.say(DARA, "/ask municipal court spokesman: where?")
    assert desk.choices(DARA)[0] == "Phnom Penh Municipal Court"
    assert newest(desk) == 3
    await desk.press(DARA, "Phnom Penh Municipal Court")
    assert newest(desk) == 4
