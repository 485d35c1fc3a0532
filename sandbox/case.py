"""The case every part must carry: the Mango Park raids, Cambodia, October to December 2024.

Facts from a published CamboJA News story, told here as what its reporters would have typed. Police had raided a
walled compound in Kampong Speu and a housing complex in Phnom Penh and found over a thousand foreigners; what became
of most of them is unknown. Where the story gives no time of day, the time is ours. Times are Phnom Penh's.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

ZONE = "Asia/Phnom_Penh"
DARA, MALY, SREYNEANG, GROUP = 101, 102, 103, -500
NAMES = {DARA: "Dara", MALY: "Maly", SREYNEANG: "Sreyneang"}
# Who is not in the newsroom: a colleague, who is in its group on Telegram, and somebody who is neither.
VUTHY, EVE = 104, 666
OUTSIDE = {VUTHY: "Vuthy", EVE: "Eve"}
GROUP_TITLE = "Mekong Desk"
DEADLINE = "by 5 Dec 17:00"
CITIZENS = "have your citizens been repatriated, or are they still at the compound?"
DETAINED = "which of your citizens were found or detained during raids over the past two months?"


def at(text: str) -> datetime:
    """A moment of the case in the newsroom's zone: "2 Dec 09:40" of 2024."""
    return datetime.strptime(f"{text} 2024", "%d %b %H:%M %Y").replace(tzinfo=ZoneInfo(ZONE))


@dataclass(frozen=True)
class Step:
    """At a moment, somebody writes something in a chat (their own with the bot, unless said otherwise)."""

    when: str
    who: int
    text: str
    chat: int | None = None

    @property
    def instant(self) -> datetime:
        """The moment, aware."""
        return at(self.when)


BEGINNING = at("2 Dec 09:00")
STORY = Step("2 Dec 09:30", SREYNEANG, "/story #mangopark Mango Park raids publish 6 Dec 18:00")
THURSDAY_STATUS = Step("5 Dec 18:30", SREYNEANG, "/status #mangopark", GROUP)
REPORT = Step("6 Dec 18:00", SREYNEANG, "/report #mangopark full")

STEPS: tuple[Step, ...] = (
    STORY,
    Step(
        "2 Dec 09:40",
        DARA,
        "/ask Phnom Penh Municipal Court\n"
        "- Why were the 25 detainees brought in? (why the 25 were brought in)\n"
        "- Where are they now? (where they are now)\n"
        "- What became of the hundreds of other foreigners found? (the other foreigners)\n"
        f"{DEADLINE}\nvia email\n#mangopark",
    ),
    Step(
        "2 Dec 10:05",
        DARA,
        "/ask General Department of Immigration: did the department receive caseloads or groups of detained foreign"
        f" workers from either raid? {DEADLINE} via call to Sok Veasna #mangopark",
    ),
    Step("2 Dec 11:00", MALY, f"/ask Embassy of China: {CITIZENS} {DEADLINE} via email #mangopark"),
    Step(
        "2 Dec 11:10",
        MALY,
        f"/ask Embassy of the Republic of Korea: {CITIZENS} {DEADLINE} via email #mangopark",
    ),
    Step(
        "3 Dec 08:30",
        DARA,
        "/ask Kampong Speu Provincial Police\n"
        "- Does the compound still operate? (operation)\n"
        "- Was there evidence of torture? (torture)\n"
        "- What business is conducted there? (the business)\n"
        "- Were the workers screened for trafficking? (the screening)\n"
        f"{DEADLINE}\nvia call\nto Nhem Sao\n#mangopark",
    ),
    Step("3 Dec 08:45", DARA, "/reply 5 partial 1,2 at 08:40 it still operates, no evidence of torture"),
    Step("3 Dec 09:00", MALY, f"/ask Embassy of Pakistan: {DETAINED} {DEADLINE} via email #mangopark"),
    Step("3 Dec 09:05", MALY, f"/ask Embassy of India: {DETAINED} {DEADLINE} via email #mangopark"),
    Step("3 Dec 15:20", DARA, "/reply 2 full the department received none"),
    Step("4 Dec 09:00", MALY, "/chase 3 email"),
    Step(
        "4 Dec 10:00",
        DARA,
        "/ask Anti-Human Trafficking and Juvenile Protection Department: why was the department not involved in the"
        f" raids? {DEADLINE} via call to Sok Sambo #mangopark",
    ),
    Step("4 Dec 11:00", DARA, "/chase 5 call put the last two questions again, ignored"),
    Step("4 Dec 14:00", MALY, "/refer 4 to National Police: ask the Cambodian authorities"),
    Step("5 Dec 09:15", DARA, "/chase 5 call put the last two questions again, ignored"),
    Step("5 Dec 10:00", DARA, "/chase 8 call no answer"),
    Step("5 Dec 16:00", DARA, "/chase 8 call no answer"),
    THURSDAY_STATUS,
    Step(
        "6 Dec 10:30",
        MALY,
        "/ask National Police: what did the raids achieve? who was detained? by 17:30 via message to the spokespersons"
        " #mangopark",
    ),
    REPORT,
)

# The bodies past their deadline at publication, and those that are not: what the report has to tell apart.
UNRESPONSIVE = (
    "Phnom Penh Municipal Court",
    "Embassy of China",
    "Kampong Speu Provincial Police",
    "Embassy of Pakistan",
    "Embassy of India",
    "Anti-Human Trafficking and Juvenile Protection Department",
    "National Police",
)
NOT_OVERDUE = ("General Department of Immigration", "Embassy of the Republic of Korea")

# Where `python -m sandbox` begins: nine requests logged, the last deadline and the final call still to come.
DEMO_BEGINS = at("6 Dec 10:31")
