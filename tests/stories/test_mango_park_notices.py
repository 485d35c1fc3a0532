"""The Mango Park case: the reminders, final calls and digests, each at its time and to whom it belongs."""

from __future__ import annotations

import pytest

from sandbox.case import GROUP
from tests.stories.telling import Played

DARAS = {
    1: "Phnom Penh Municipal Court",
    5: "Kampong Speu Provincial Police",
    8: "Anti-Human Trafficking and Juvenile Protection Department",
}
MALYS = {3: "Embassy of China", 6: "Embassy of Pakistan", 7: "Embassy of India"}


@pytest.mark.parametrize(
    ("when", "standing"),
    [
        ("Wed 4 Dec 17:00", "#{number} {body}: {sign} {status}\n→ Chase now; 24 hours left."),
        (
            "Thu 5 Dec 17:00",
            "#{number} {body}: 🔴 {status}, the deadline is now\n→ Chase by another channel than",
        ),
    ],
)
def test_reminders_come_a_working_day_before_the_deadline_and_at_it_in_one_message_each(
    case: Played, when: str, standing: str
) -> None:
    """#2 was answered and #4 referred by then. #8 was asked on Wednesday at ten, seven hours before the first of the
    two: too little for a reminder."""
    told = {seen.whose: seen for seen in case.at(when)}
    assert len(case.at(when)) == 2
    asked = {number: body for number, body in DARAS.items() if number != 8 or "Thu" in when}
    for whose, expected in (("Dara", asked), ("Maly", MALYS)):
        reminder = told[whose]
        assert reminder.text.startswith(f"🔔 {len(expected)} requests, the most pressing first\n")
        assert reminder.reminds_of == tuple(expected)
        assert reminder.buttons == (tuple(f"#{number}" for number in expected), ("⏰ What is due",))
        for number, body in expected.items():
            sign, status = ("◐", "answered in part") if number == 5 else ("⏳", "waiting")
            assert standing.format(number=number, body=body, sign=sign, status=status) in reminder.text


def test_an_hour_before_publication_each_reporter_is_called_about_their_own_and_the_others_about_all(
    case: Played,
) -> None:
    told = case.at("Fri 6 Dec 17:00")
    assert len(told) == 4
    others = [seen for seen in told if seen.whose not in {"Dara", "Maly"}]
    assert {len(seen.buttons[0]) + len(seen.buttons[1]) for seen in others} == {7}
    assert all("7 requests are open; their reporters are told" in seen.text for seen in others)
    calls = {seen.whose: seen for seen in told if seen not in others}
    head = "📣 Final call for #mangopark: publication Fri 6 Dec 18:00. Call each of these once more"
    assert all(seen.text.startswith(head) for seen in calls.values())
    assert calls["Dara"].text.splitlines()[2:] == [
        f"#{number} {body}: 🔴 {status}, 24 hours past the deadline"
        for (number, body), status in zip(
            DARAS.items(), ("waiting", "answered in part", "waiting"), strict=True
        )
    ]
    assert calls["Dara"].buttons == (("#1", "#5", "#8"), ("Report",))
    assert calls["Maly"].text.splitlines()[2:] == [
        *(f"#{number} {body}: 🔴 waiting, 24 hours past the deadline" for number, body in MALYS.items()),
        "#9 National Police: ⏳ waiting",
    ]
    assert calls["Maly"].buttons == (("#3", "#6", "#7", "#9"), ("Report",))


def test_after_publication_the_chase_goes_on_on_the_next_working_morning(case: Played) -> None:
    told = {seen.whose: seen.reminds_of for seen in case.at("Mon 9 Dec 09:00")}
    # An editor hears of those of which it was the third in a row on which nobody acted.
    assert told == {"Dara": tuple(DARAS), "Maly": (*MALYS, 9), "Sreyneang": (1, 3, 6, 7)}
    assert len(case.at("Mon 9 Dec 09:00")) == 3


def test_there_is_no_other_reminder_than_these(case: Played) -> None:
    times = {seen.when for seen in case.seen if seen.reminds_of or seen.text.startswith("📣")}
    assert times == {"Wed 4 Dec 17:00", "Thu 5 Dec 17:00", "Fri 6 Dec 17:00", "Mon 9 Dec 09:00"}


def test_the_group_gets_one_digest_each_morning_and_the_final_call(case: Played) -> None:
    unasked = [seen.when for seen in case.seen if seen.chat == GROUP and seen.when != "Thu 5 Dec 18:30"]
    days = ["Tue 3", "Wed 4", "Thu 5", "Fri 6", "Sat 7", "Sun 8", "Mon 9"]
    digests = [f"{day} Dec 08:30" for day in days]
    assert unasked == [*digests[:4], "Fri 6 Dec 17:00", *digests[4:]]


def test_the_digest_says_who_waits_who_is_due_and_who_is_late(case: Played) -> None:
    assert case.digest("Tue 3 Dec").splitlines() == [
        "☀️ Mekong Desk, Tue 3 Dec 08:30",
        "4 open",
        "",
        "⏳ Waiting",
        "#1 Phnom Penh Municipal Court: until Thu 5 Dec 17:00 · Dara",
        "#2 General Department of Immigration: until Thu 5 Dec 17:00 · Dara",
        "#3 Embassy of China: until Thu 5 Dec 17:00 · Maly",
        "#4 Embassy of the Republic of Korea: until Thu 5 Dec 17:00 · Maly",
    ]
    wednesday = case.digest("Wed 4 Dec").splitlines()
    assert wednesday[1] == "6 open"
    assert "#5 Kampong Speu Provincial Police: answered in part, until Thu 5 Dec 17:00 · Dara" in wednesday
    assert not any("Immigration" in line for line in wednesday)
    thursday = case.digest("Thu 5 Dec").splitlines()
    assert thursday[1:4] == ["7 open", "", "⏰ Due within a day"]
    assert thursday[-2:] == ["⏳ Waiting", "#9 National Police: ⏳ not asked yet · Maly"]
    friday = case.digest("Fri 6 Dec").splitlines()
    assert friday[1:4] == ["7 open, 6 past the deadline", "", "🔴 Past the deadline"]
    assert "#8 Anti-Human Trafficking and Juvenile Protection Department: 15 hours · Dara" in friday
    saturday = case.digest("Sat 7 Dec")
    assert "7 open, 7 past the deadline" in saturday
    assert "#9 National Police: 15 hours · Maly" in saturday
