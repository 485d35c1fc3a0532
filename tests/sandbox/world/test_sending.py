"""What people send, and what of it reaches the bot."""

from __future__ import annotations

import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sandbox.api.telegram import LocalTelegram
from sandbox.world.files import POINT, picture_size
from sandbox.world.messages import visible_text
from sandbox.world.sending import split_text
from sandbox.world.texts import clean, find_entities, is_blank, units
from tests.sandbox.conftest import Api, HandClock, covered


def png(width: int, height: int) -> bytes:
    """The head of a PNG of that size, which is all that anybody reads here."""
    return POINT[:16] + width.to_bytes(4) + height.to_bytes(4) + POINT[24:]


async def test_a_private_text_reaches_the_bot_as_it_is_stored(api: Api, local: LocalTelegram) -> None:
    await api.updates()
    sent = await local.send_text(7, 7, " /due #mangopark ")
    assert [each["message"] for each in await api.updates()] == [sent]
    assert sent["text"] == "/due #mangopark"
    assert sent["from"] == {
        "id": 7,
        "is_bot": False,
        "first_name": "Dara",
        "username": "dara",
        "language_code": "km",
    }
    assert [each["type"] for each in sent["entities"]] == ["bot_command", "hashtag"]


async def test_a_start_link_sends_its_code(api: Api, local: LocalTelegram) -> None:
    sent = await local.open_start_link(8, "abc-DEF_1")
    assert sent["text"] == "/start abc-DEF_1"
    assert sent["chat"]["id"] == 8


async def test_a_long_text_goes_out_in_pieces(local: LocalTelegram) -> None:
    await local.send_text(7, 7, "x" * 4096)
    assert len(local.messages(7)) == 1
    last = await local.send_text(7, 7, "word " * 1000)
    pieces = [visible_text(message) for message in local.messages(7)[1:]]
    assert " ".join(pieces) == ("word " * 1000).strip()
    assert len(pieces) == 2
    assert pieces[-1] == visible_text(last)


@given(st.text(st.sampled_from("a😀 \nខ"), max_size=40), st.integers(1, 400))
def test_pieces_fit_and_lose_nothing_but_space(text: str, times: int) -> None:
    whole = text * times
    pieces = split_text(whole)
    assert all(0 < units(piece) <= 4096 for piece in pieces)
    assert "".join("".join(pieces).split()) == "".join(whole.split())


async def test_what_the_app_would_not_do_is_an_error(local: LocalTelegram) -> None:
    local.add_group(-5, "News", [7])
    message = await local.send_text(7, 7, "mine")
    with pytest.raises(ValueError, match="empty"):
        await local.send_text(7, 7, " \n")
    with pytest.raises(ValueError, match="nobody has the id 99"):
        await local.send_text(99, 99, "x")
    with pytest.raises(ValueError, match="private chat of 8"):
        await local.send_text(7, 8, "x")
    with pytest.raises(ValueError, match="not a member"):
        await local.send_text(8, -5, "x")
    with pytest.raises(ValueError, match="no chat -6"):
        await local.send_text(7, -6, "x")
    with pytest.raises(ValueError, match="no message 99"):
        await local.send_text(7, 7, "x", reply_to=99)
    with pytest.raises(ValueError, match="no text of 7"):
        await local.edit_text(7, 7, 99, "x")
    with pytest.raises(ValueError, match="1 to 4096"):
        await local.edit_text(7, 7, message["message_id"], "")
    with pytest.raises(LookupError):
        local.last(7)


async def test_an_edit_reaches_the_bot(api: Api, local: LocalTelegram, clock: HandClock) -> None:
    sent = await local.send_text(7, 7, "teh #x")
    await api.updates()
    clock.move(seconds=5)
    edited = await local.edit_text(7, 7, sent["message_id"], "the")
    assert [each["edited_message"] for each in await api.updates()] == [edited]
    assert edited["edit_date"] == sent["date"] + 5
    assert "entities" not in edited
    await local.edit_text(7, 7, sent["message_id"], "the")
    assert await api.updates() == []


async def test_a_reply_carries_the_message_it_answers_as_it_stands(api: Api, local: LocalTelegram) -> None:
    asked = await api.ok("sendMessage", chat_id=7, text="which?")
    await api.ok("editMessageText", chat_id=7, message_id=asked["message_id"], text="which one?")
    reply = await local.send_text(7, 7, "this", reply_to=asked["message_id"])
    assert reply["reply_to_message"]["text"] == "which one?"


async def test_a_forwarded_message_names_its_origin(api: Api, local: LocalTelegram) -> None:
    local.add_group(-5, "News", [7, 8])
    said = await local.send_text(8, -5, "from the court #x")
    sent = await local.forward(7, 7, said, origin_name="Court clerk")
    assert sent["forward_origin"] == {
        "type": "hidden_user",
        "sender_user_name": "Court clerk",
        "date": said["date"],
    }
    assert (sent["text"], sent["entities"]) == (said["text"], said["entities"])
    assert (await api.updates())[-1]["message"] == sent


async def test_in_a_group_only_what_is_meant_for_the_bot_reaches_it(api: Api, local: LocalTelegram) -> None:
    local.add_group(-5, "News", [7, 8])
    await api.updates()
    mine = await api.ok("sendMessage", chat_id=-5, text="digest")
    theirs = await local.send_text(8, -5, "hello everybody")
    await local.send_text(8, -5, "ask @reply_desk_bot")
    await local.send_text(8, -5, "say /due to it")
    await local.send_text(8, -5, "/due@other_bot")
    await local.send_text(8, -5, "to a person", reply_to=theirs["message_id"])
    await local.send_photo(8, -5, b"picture", caption="say /due to it")
    await local.send_photo(8, -5, b"picture", caption="/due@other_bot")
    await local.send_photo(8, -5, b"picture", caption="/due under it")
    await local.send_text(8, -5, "/due")
    await local.send_text(8, -5, "/due@Reply_Desk_Bot x")
    await local.send_text(8, -5, "to the bot", reply_to=mine["message_id"])
    await local.send_photo(8, -5, b"picture", reply_to=mine["message_id"])
    seen = [each["message"] for each in await api.updates()]
    assert [visible_text(message) for message in seen] == [
        "/due under it", "/due", "/due@Reply_Desk_Bot x", "to the bot", "",
    ]  # fmt: skip
    assert "photo" in seen[-1]


async def test_an_administrator_bot_sees_everything(api: Api, local: LocalTelegram) -> None:
    local.add_group(-5, "News", [7, 8])
    local.promote_bot(-5)
    await api.updates()
    await local.send_text(8, -5, "hello everybody")
    assert [each["message"]["text"] for each in await api.updates()] == ["hello everybody"]


async def test_a_sent_place_arrives(api: Api, local: LocalTelegram) -> None:
    await local.send_location(7, 7, 11.55, 104.92)
    assert (await api.updates())[-1]["message"]["location"] == {"latitude": 11.55, "longitude": 104.92}
    with pytest.raises(ValueError, match="no such place"):
        await local.send_location(7, 7, 91, 0)


async def test_what_people_send_arrives_as_its_kind(api: Api, local: LocalTelegram) -> None:
    await api.updates()
    await local.send_photo(7, 7, png(40, 30), caption="court /due", file_name="c.png")
    await local.send_document(7, 7, b"%PDF", file_name="reply.pdf")
    await local.send_voice(7, 7, b"Ogg")
    await local.send_video(7, 7, b"film")
    origin = {"type": "hidden_user", "sender_user_name": "Clerk", "date": 0}
    await local.send_sticker(7, 7, b"webp", forward_origin=origin)
    photo, document, voice, video, sticker = [each["message"] for each in await api.updates()]
    assert photo["photo"][-1]["width"] == 40
    assert photo["caption_entities"][0]["type"] == "bot_command"
    assert document["document"]["mime_type"] == "application/pdf"
    assert voice["voice"]["mime_type"] == "audio/ogg"
    assert video["video"]["file_size"] == 4
    assert sticker["sticker"]["type"] == "regular"
    assert sticker["forward_origin"] == origin
    with pytest.raises(ValueError, match="empty file"):
        await local.send_voice(7, 7, b"")
    with pytest.raises(ValueError, match="1024"):
        await local.send_photo(7, 7, b"x", caption="c" * 1025)


async def test_an_album_is_messages_that_share_an_id(local: LocalTelegram) -> None:
    one, two = await local.send_album(7, 7, [b"1", b"2"], caption="both")
    assert one["media_group_id"] == two["media_group_id"]
    assert (one["caption"], "caption" in two) == ("both", False)
    with pytest.raises(ValueError, match="2 to 10"):
        await local.send_album(7, 7, [b"1"])


@pytest.mark.parametrize(
    ("content", "size"),
    [
        (POINT, (1, 1)),
        (b"GIF89a" + (7).to_bytes(2, "little") + (5).to_bytes(2, "little"), (7, 5)),
        (base64.b64decode("/9j/4AAQSkZJRgABAQAAAQABAAD/wAARCAAFAAcDASIAAhEBAxEB"), (7, 5)),
        (b"RIFF\0\0\0\0WEBPVP8X" + bytes(8) + (6).to_bytes(3, "little") + (4).to_bytes(3, "little"), (7, 5)),
        (b"RIFF\0\0\0\0WEBPVP8L" + bytes(4) + b"\x2f" + (6 | 4 << 14).to_bytes(4, "little") + bytes(5), (7, 5)),
        (b"RIFF\0\0\0\0WEBPVP8 " + bytes(10) + (7).to_bytes(2, "little") + (5).to_bytes(2, "little"), (7, 5)),
        (b"\xff\xd8\xff", None),
        (b"", None),
        (b"%PDF-1.7", None),
    ],
    ids=["png", "gif", "jpeg", "webp", "lossless webp", "lossy webp", "cut jpeg", "nothing", "pdf"],
)  # fmt: skip
def test_pictures_know_their_size(content: bytes, size: tuple[int, int] | None) -> None:
    assert picture_size(content) == size


@pytest.mark.parametrize(
    ("given_text", "cleaned"),
    [
        ("a\tb\x00c", "a b c"),
        ("a\r\nb", "a\nb"),
        ("a\u202eb\u2028c", "abc"),
        ("ភ្នំ\u200bពេញ", "ភ្នំ\u200bពេញ"),
        ("\u200fעברית", "\u200fעברית"),
    ],
)
def test_control_characters_go_and_letters_stay(given_text: str, cleaned: str) -> None:
    assert clean(given_text) == cleaned


@given(st.text())
def test_cleaning_twice_changes_nothing_more(text: str) -> None:
    assert clean(clean(text)) == clean(text)


@pytest.mark.parametrize("text", ["", " ", "\n\u200b", "\u00a0\u2003", "\u2800\ufeff", "\u200e\u200f"])
async def test_a_text_of_nothing_is_not_sent(api: Api, local: LocalTelegram, text: str) -> None:
    assert is_blank(text)
    assert "empty" in await api.refused("sendMessage", chat_id=7, text=text)
    with pytest.raises(ValueError, match="empty"):
        await local.send_text(7, 7, text)


async def test_a_sent_text_is_cleaned(api: Api) -> None:
    sent = await api.ok("sendMessage", chat_id=7, text="<b>a\tb</b>\u202e", parse_mode="HTML")
    assert (sent["text"], sent["entities"]) == ("a b", [{"offset": 0, "length": 3, "type": "bold"}])


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("/start", [("bot_command", "/start")]),
        ("/status@reply_desk_bot me", [("bot_command", "/status@reply_desk_bot")]),
        ("😀 /due", [("bot_command", "/due")]),
        ("and/or", []),
        ("1/2", []),
        ("/ask Court: why? by 17:00 #mangopark", [("bot_command", "/ask"), ("hashtag", "#mangopark")]),
        ("#12", []),
        ("#story2 #ភ", [("hashtag", "#story2"), ("hashtag", "#ភ")]),
        ("ask @dara now", [("mention", "@dara")]),
        ("mail a.b@example.org", [("email", "a.b@example.org")]),
        ("see https://example.org/a?b=c.", [("url", "https://example.org/a?b=c")]),
        ("see camboja.news/x, then", [("url", "camboja.news/x")]),
        ("t.me/reply_desk_bot?start=abc", [("url", "t.me/reply_desk_bot?start=abc")]),
        ("no link: e.g. this", []),
        ("$USD", [("cashtag", "$USD")]),
        ("", []),
    ],
)
def test_it_finds_commands_tags_names_and_links(text: str, found: list[tuple[str, str]]) -> None:
    entities = find_entities(text)
    assert [(each["type"], covered(text, each)) for each in entities] == found


@given(st.text())
def test_entities_are_in_order_and_never_overlap(text: str) -> None:
    end = 0
    for entity in find_entities(text):
        assert entity["offset"] >= end
        assert entity["length"] > 0
        end = entity["offset"] + entity["length"]
    assert end <= units(text)
