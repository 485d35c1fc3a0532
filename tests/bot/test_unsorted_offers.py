"""Which requests are offered for a photo that replies to no card."""

from __future__ import annotations

from sandbox.case import DARA, MALY
from tests.bot.asked import ASKING, ask, kinds
from tests.bot.desk import Desk
from tests.bot.sent import COURT, card, send


async def test_the_requests_offered_are_my_open_ones_the_newest_first(desk: Desk) -> None:
    mine = [await ask(desk), await ask(desk, text="/ask Embassy of India: who? via email")]
    closed = await ask(desk, text="/ask Embassy of China: who? via email")
    await desk.say(DARA, f"/decline {closed}")
    await ask(desk, MALY, "/ask National Police: how many? via call")
    await send(desk, "photo", b"which")
    assert desk.choices(DARA) == [f"#{mine[1]} Embassy of India", f"#{mine[0]} {COURT}", "Other…", "Cancel"]


async def test_who_has_none_open_is_offered_everybodys(desk: Desk) -> None:
    n = await ask(desk, MALY)
    await send(desk, "photo", b"which")
    assert desk.choices(DARA) == [f"#{n} {COURT}", "Other…", "Cancel"]


async def test_where_nothing_is_open_it_is_kept_until_its_number_is_written(desk: Desk) -> None:
    said = await send(desk, "photo", b"early")
    assert said.startswith("Kept, but not logged: no request is open that this could belong to.")
    message = card(desk)
    n = await ask(desk)
    await desk.press(DARA, "Other…", message=message)
    assert desk.last(DARA) == "Write the number of the request, such as 12. /cancel leaves it."
    assert f"What is this for #{n} " in await desk.say(DARA, str(n))
    await desk.press(DARA, "Our note")
    assert kinds(desk, n) == [*ASKING, "note"]


async def test_nothing_goes_to_another_newsrooms_request(desk: Desk) -> None:
    n = await ask(desk)
    ((request_id,),) = desk.rows(f"SELECT id FROM request WHERE number = {n}")  # noqa: S608
    await ask(desk)
    ((columns,),) = desk.rows(
        "SELECT group_concat(name) FROM pragma_table_info('newsroom') WHERE name NOT IN ('id', 'group_chat_id')"
    )
    desk.change(f"INSERT INTO newsroom (id, {columns}) SELECT 77, {columns} FROM newsroom")  # noqa: S608
    desk.change(f"UPDATE request SET newsroom_id = 77 WHERE id = {request_id}")  # noqa: S608
    await send(desk, "photo", b"x")
    before = desk.record()
    ((key,),) = desk.rows("SELECT max(id) FROM draft")
    answer = await desk.press(DARA, data=f"d:{key}:for:{request_id}")
    assert answer.text == "There is no such request here."
    assert desk.record() == before
