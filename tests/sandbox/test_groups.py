"""Groups, channels, blocks: who may write where, and what the bot hears of it."""

from __future__ import annotations

import pytest

from sandbox.telegram import LocalTelegram
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
    assert await api.ok("getChatMemberCount", chat_id=-5) == 3
    assert (await api.ok("getChatMember", chat_id=-5, user_id=7))["status"] == "creator"


async def test_a_group_without_the_bot_cannot_be_written_to(api: Api, local: LocalTelegram) -> None:
    local.add_group(-5, "News", [7], bot_is_member=False)
    assert (
        await api.refused("sendMessage", chat_id=-5, text="x")
        == "403 Forbidden: bot is not a member of the group chat"
    )
    local.add_bot(-5, 7)
    await api.ok("sendMessage", chat_id=-5, text="x")


@pytest.mark.parametrize(("supergroup", "kind"), [(False, "group"), (True, "supergroup")])
async def test_a_kicked_bot_is_told_and_shut_out(
    api: Api, local: LocalTelegram, supergroup: bool, kind: str
) -> None:
    local.add_group(-5, "News", [7], supergroup=supergroup)
    await api.updates()
    local.kick_bot(-5)
    standing, left = await api.updates()
    assert standing["my_chat_member"]["new_chat_member"]["status"] == "kicked"
    assert left["message"]["left_chat_member"]["id"] == 123456
    reason = f"403 Forbidden: bot was kicked from the {kind} chat"
    assert await api.refused("sendMessage", chat_id=-5, text="x") == reason
    assert await api.refused("getChat", chat_id=-5) == reason
    await local.send_text(7, -5, "/due")
    assert await api.updates() == []


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
    assert (await api.ok("getChatMember", chat_id=-5, user_id=8))["status"] == "left"


async def test_a_channel_post_reaches_the_bot_and_it_can_post_too(api: Api, local: LocalTelegram) -> None:
    local.add_channel(-100, "Wire")
    post = await local.channel_post(-100, "breaking #x")
    update = (await api.updates())[-1]
    assert update["channel_post"] == post
    assert "from" not in post
    sent = await api.ok("sendMessage", chat_id=-100, text="ours")
    assert sent["sender_chat"]["type"] == "channel"
    await api.ok("editMessageText", chat_id=-100, message_id=sent["message_id"], text="ours, better")


async def test_getchat_tells_about_people_and_groups(api: Api, local: LocalTelegram) -> None:
    local.add_group(-5, "News", [7, 8])
    assert (await api.ok("getChat", chat_id=7))["first_name"] == "Dara"
    assert (await api.ok("getChat", chat_id=-5))["title"] == "News"
    assert await api.refused("getChat", chat_id=99) == "400 Bad Request: chat not found"


async def test_standing_in_a_group_can_be_asked(api: Api, local: LocalTelegram) -> None:
    local.add_group(-5, "News", [7, 8])
    assert (await api.ok("getChatMember", chat_id=-5, user_id=123456))["status"] == "member"
    assert (await api.ok("getChatMember", chat_id=-5, user_id=8))["status"] == "member"
    assert await api.refused("getChatMember", chat_id=-5, user_id=99) == "400 Bad Request: user not found"
    assert [each["user"]["id"] for each in await api.ok("getChatAdministrators", chat_id=-5)] == [7]
    local.promote_bot(-5)
    assert [each["user"]["id"] for each in await api.ok("getChatAdministrators", chat_id=-5)] == [7, 123456]
    assert await api.refused("getChatAdministrators", chat_id=7) == (
        "400 Bad Request: there are no administrators in the private chat"
    )
    assert await api.ok("getChatMemberCount", chat_id=7) == 2


async def test_a_bot_can_leave_a_group(api: Api, local: LocalTelegram) -> None:
    local.add_group(-5, "News", [7])
    assert await api.ok("leaveChat", chat_id=-5) is True
    assert (
        await api.refused("sendMessage", chat_id=-5, text="x")
        == "403 Forbidden: bot is not a member of the group chat"
    )
    assert await api.refused("leaveChat", chat_id=7) == (
        "400 Bad Request: chat member status can't be changed in private chats"
    )


async def test_pinning_needs_rights_in_a_group(api: Api, local: LocalTelegram) -> None:
    local.add_group(-5, "News", [7])
    sent = await api.ok("sendMessage", chat_id=-5, text="x")
    pin = {"chat_id": -5, "message_id": sent["message_id"]}
    reason = "400 Bad Request: not enough rights to manage pinned messages in the chat"
    assert await api.refused("pinChatMessage", **pin) == reason
    local.promote_bot(-5)
    assert await api.ok("pinChatMessage", **pin) is True
    assert (await api.ok("getChat", chat_id=-5))["pinned_message"]["text"] == "x"
    assert local.last(-5)["pinned_message"]["text"] == "x"
    await api.ok("unpinChatMessage", chat_id=-5)
    assert "pinned_message" not in await api.ok("getChat", chat_id=-5)
    assert (
        await api.refused("pinChatMessage", chat_id=-5, message_id=99)
        == "400 Bad Request: message to pin not found"
    )


async def test_a_bot_reacts_with_one_of_the_known_emoji(api: Api, local: LocalTelegram) -> None:
    sent = await local.send_text(7, 7, "done")
    place = {"chat_id": 7, "message_id": sent["message_id"]}
    thumb, heart = {"type": "emoji", "emoji": "👍"}, {"type": "emoji", "emoji": "❤️"}
    await api.ok("setMessageReaction", **place, reaction=[thumb])
    assert local.reaction(7, sent["message_id"]) == "👍"
    assert (
        await api.refused("setMessageReaction", **place, reaction=[thumb, heart])
        == "400 Bad Request: REACTIONS_TOO_MANY"
    )
    wrong = [{"type": "emoji", "emoji": "📎"}]
    assert (
        await api.refused("setMessageReaction", **place, reaction=wrong)
        == "400 Bad Request: REACTION_INVALID"
    )
    await api.ok("setMessageReaction", **place)
    assert local.reaction(7, sent["message_id"]) is None


@pytest.mark.parametrize(
    ("action", "known"), [("typing", True), ("upload_document", True), ("thinking", False)]
)
async def test_only_real_chat_actions_are_shown(api: Api, action: str, known: bool) -> None:
    status, body = await api.call("sendChatAction", chat_id=7, action=action)
    assert (status == 200) is known
    assert known or body["description"] == "Bad Request: wrong parameter action in request"


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
