"""Groups, channels, blocks: who may write where, and what the bot hears of it."""

from __future__ import annotations

import pytest

from sandbox.api.telegram import LocalTelegram
from tests.sandbox.conftest import Api


async def test_being_added_to_a_group_is_told_twice(api: Api, local: LocalTelegram) -> None:
    await api.updates()
    group = local.add_group(-5, "News", [7, 8])
    assert (group.chat_id, group.kind, group.bot_status) == (-5, "group", "member")
    standing, joined = await api.updates()
    assert standing["my_chat_member"]["old_chat_member"]["status"] == "left"
    assert standing["my_chat_member"]["new_chat_member"]["status"] == "member"
    assert standing["my_chat_member"]["from"]["id"] == 7
    assert [user["id"] for user in joined["message"]["new_chat_members"]] == [123456]


async def test_adding_a_group_again_only_adds_members(api: Api, local: LocalTelegram) -> None:
    local.add_group(-5, "News", [7])
    await api.updates()
    local.add_group(-5, "News", [7, 8])
    assert await api.updates() == []
    assert local.world.chats.members(-5) == [(7, "creator"), (8, "member")]


async def test_a_kicked_bot_is_told_and_shut_out_until_it_is_brought_back(
    api: Api, local: LocalTelegram
) -> None:
    local.add_group(-5, "News", [7])
    await api.updates()
    local.kick_bot(-5)
    standing, left = await api.updates()
    assert standing["my_chat_member"]["new_chat_member"]["status"] == "kicked"
    assert left["message"]["left_chat_member"]["id"] == 123456
    refused = await api.refused("sendMessage", chat_id=-5, text="x")
    assert refused == "403 Forbidden: bot was kicked from the group chat"
    await local.send_text(7, -5, "/due")
    assert await api.updates() == []
    local.add_bot(-5, 7)
    await api.ok("sendMessage", chat_id=-5, text="x")


async def test_a_block_is_told_and_holds_until_it_is_taken_back(api: Api, local: LocalTelegram) -> None:
    await api.updates()
    local.block(7)
    local.block(7)
    (told,) = await api.updates()
    assert told["my_chat_member"]["chat"]["id"] == 7
    assert told["my_chat_member"]["new_chat_member"]["status"] == "kicked"
    assert (
        await api.refused("sendMessage", chat_id=7, text="x") == "403 Forbidden: bot was blocked by the user"
    )
    with pytest.raises(ValueError, match="blocked"):
        await local.send_text(7, 7, "x")
    local.unblock(7)
    assert (await api.updates())[0]["my_chat_member"]["new_chat_member"]["status"] == "member"
    await api.ok("sendMessage", chat_id=7, text="x")


async def test_a_group_that_became_a_supergroup_names_its_new_id(api: Api, local: LocalTelegram) -> None:
    local.add_group(-5, "News", [7, 8])
    await api.updates()
    new_id = local.migrate(-5)
    assert new_id < -1_000_000_000_000
    status, body = await api.call("sendMessage", chat_id=-5, text="x")
    assert status == 400
    assert body == {
        "ok": False,
        "error_code": 400,
        "description": "Bad Request: group chat was upgraded to a supergroup chat",
        "parameters": {"migrate_to_chat_id": new_id},
    }
    old, new = [each["message"] for each in await api.updates()]
    assert (old["chat"]["id"], old["migrate_to_chat_id"]) == (-5, new_id)
    assert (new["chat"]["id"], new["migrate_from_chat_id"]) == (new_id, -5)
    sent = await api.ok("sendMessage", chat_id=new_id, text="x")
    assert sent["chat"] == {"id": new_id, "title": "News", "type": "supergroup"}
    await local.send_text(8, new_id, "/due")
    with pytest.raises(ValueError, match="became the supergroup"):
        await local.send_text(8, -5, "/due")
    with pytest.raises(ValueError, match="no group"):
        local.migrate(-5)


async def test_people_come_and_go(api: Api, local: LocalTelegram) -> None:
    local.add_group(-5, "News", [7])
    await api.updates()
    local.join(-5, 8)
    local.leave(-5, 8)
    joined, left = [each["message"] for each in await api.updates()]
    assert joined["new_chat_members"][0]["id"] == left["left_chat_member"]["id"] == 8
    assert local.world.chats.status_of(-5, 8) == "left"


async def test_a_channel_post_reaches_the_bot_and_it_can_post_too(api: Api, local: LocalTelegram) -> None:
    local.add_channel(-100, "Wire")
    post = await local.channel_post(-100, "breaking #x")
    update = (await api.updates())[-1]
    assert update["channel_post"] == post
    assert "from" not in post
    sent = await api.ok("sendMessage", chat_id=-100, text="ours")
    assert sent["sender_chat"]["type"] == "channel"
    await api.ok("editMessageText", chat_id=-100, message_id=sent["message_id"], text="ours, better")


def test_impossible_people_and_groups_are_refused(local: LocalTelegram) -> None:
    for user_id in (0, -7, 123456):
        with pytest.raises(ValueError, match="positive"):
            local.add_person(user_id, "X")
    with pytest.raises(ValueError, match="negative id"):
        local.add_group(5, "X", [7])
    with pytest.raises(ValueError, match="at least one"):
        local.add_group(-5, "X", [])
    with pytest.raises(ValueError, match="negative id"):
        local.add_channel(5, "X")
    with pytest.raises(ValueError, match="no group"):
        local.kick_bot(7)
