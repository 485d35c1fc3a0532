"""Telegram's HTML, read as strictly as the real parser reads it."""

from __future__ import annotations

import html
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sandbox.api.errors import ApiError
from sandbox.api.html import parse_html
from sandbox.world.texts import units
from tests.sandbox.conftest import covered

Entity = dict[str, Any]


def entity(kind: str, offset: int, length: int, **more: object) -> Entity:
    return {"type": kind, "offset": offset, "length": length, **more}


@pytest.mark.parametrize(
    ("source", "text", "entities"),
    [
        ("plain", "plain", []),
        ("<b>a</b><strong>b</strong>", "ab", [entity("bold", 0, 1), entity("bold", 1, 1)]),
        ("<i>a</i><em>b</em>", "ab", [entity("italic", 0, 1), entity("italic", 1, 1)]),
        ("<u>a</u><ins>b</ins>", "ab", [entity("underline", 0, 1), entity("underline", 1, 1)]),
        ("<s>a</s><strike>b</strike><del>c</del>", "abc", [entity("strikethrough", i, 1) for i in range(3)]),
        ('<tg-spoiler>a</tg-spoiler><span class="tg-spoiler">b</span>', "ab", [entity("spoiler", i, 1) for i in range(2)]),
        ("<B>loud</B>", "loud", [entity("bold", 0, 4)]),
        ("<b >a</b >", "a", [entity("bold", 0, 1)]),
        ("<b>a</>", "a", [entity("bold", 0, 1)]),
        ("<b></b>x", "x", []),
        ('<a href="https://example.org/x?a=1&amp;b=2">site</a>', "site", [entity("text_link", 0, 4, url="https://example.org/x?a=1&b=2")]),
        ("<a href='example.org'>site</a>", "site", [entity("text_link", 0, 4, url="http://example.org/")]),
        ("<a>example.org</a>", "example.org", [entity("text_link", 0, 11, url="http://example.org/")]),
        ('<a href="not a link">x</a>', "x", []),
        ('<a href="tg://user?id=7">Dara</a>', "Dara", [entity("text_mention", 0, 4, user={"id": 7})]),
        ("<code>x</code>", "x", [entity("code", 0, 1)]),
        ("<pre>x</pre>", "x", [entity("pre", 0, 1)]),
        ('<pre><code class="language-python">x</code></pre>', "x", [entity("pre", 0, 1, language="python")]),
        ('<code class="language-python">x</code>', "x", [entity("code", 0, 1)]),
        ("<blockquote>x</blockquote>", "x", [entity("blockquote", 0, 1)]),
        ("<blockquote expandable>x</blockquote>", "x", [entity("expandable_blockquote", 0, 1)]),
        ('<tg-emoji emoji-id="5368324170671202286">👍</tg-emoji>', "👍", [entity("custom_emoji", 0, 2, custom_emoji_id="5368324170671202286")]),
        ('<tg-time unix="1647531900" format="wDT">22:45</tg-time>', "22:45", [entity("date_time", 0, 5, unix_time=1647531900, date_time_format="wDT")]),
        ('<tg-time format="tdW" unix="1647531900">22:45</tg-time>', "22:45", [entity("date_time", 0, 5, unix_time=1647531900, date_time_format="wdt")]),
        ("<tg-time unix=1647531900>22:45</tg-time>", "22:45", [entity("date_time", 0, 5, unix_time=1647531900)]),
        ('<b><tg-time unix="1" format="R">x</tg-time></b>', "x", [entity("date_time", 0, 1, unix_time=1, date_time_format="r"), entity("bold", 0, 1)]),
        ('<tg-time>a</tg-time><tg-time unix="0">b</tg-time><tg-time unix="x">c</tg-time><tg-time unix="3822122018">d</tg-time>', "abcd", []),
        ("😀<b>ខ្មែរ</b>", "😀ខ្មែរ", [entity("bold", 2, 5)]),
        ("<b><i>x</i></b>", "x", [entity("italic", 0, 1), entity("bold", 0, 1)]),
        ("a &lt;b&gt; &amp; &quot;c&quot;", 'a <b> & "c"', []),
        ("&#65;&#x42;&#x1F600;", "AB😀", []),
        ("&lt", "<", []),
        ("&nbsp;&copy;&apos;&ltx;", "&nbsp;&copy;&apos;&ltx;", []),
        ("&#0; & &;", "&#0; & &;", []),
        ("&#x1234567; &#12345678;", "&#x1234567; &#12345678;", []),
        ("5 > 3", "5 > 3", []),
    ],
)  # fmt: skip
def test_marked_up_text_becomes_plain_text_and_entities(
    source: str, text: str, entities: list[Entity]
) -> None:
    assert parse_html(source) == (text, entities)


@pytest.mark.parametrize(
    ("source", "reason"),
    [
        ("<b>x", 'Can\'t find end tag corresponding to start tag "b"'),
        ("<b><i>x</i>", 'Can\'t find end tag corresponding to start tag "b"'),
        ("<script>x</script>", 'Unsupported start tag "script" at byte offset 0'),
        ("ខ<br>", 'Unsupported start tag "br" at byte offset 3'),
        ("<p>x</p>", 'Unsupported start tag "p" at byte offset 0'),
        ("a < b", 'Unsupported start tag "" at byte offset 2'),
        ("a <", "Unclosed start tag at byte offset 2"),
        ("<b\u00a0>x</b>", 'Unsupported start tag "b\u00a0" at byte offset 0'),
        ("a <> b", 'Unsupported start tag "" at byte offset 2'),
        ("<b", "Unclosed start tag at byte offset 0"),
        ("<b ", 'Unclosed start tag "b" at byte offset 0'),
        (
            "&#xD83D;",
            "Text contains invalid Unicode characters after decoding HTML entities,"
            " check for unmatched surrogate code units",
        ),
        ("x</b>", "Unexpected end tag at byte offset 1"),
        ("<b><i>test</b></i>", 'Unmatched end tag at byte offset 10, expected "</i>", found "</b>"'),
        ("<b>x</b", "Unclosed end tag at byte offset 4"),
        ('<span class="red">x</span>', 'Tag "span" must have class "tg-spoiler" at byte offset 0'),
        ("<span>x</span>", 'Tag "span" must have class "tg-spoiler" at byte offset 0'),
        ('<a ="x">x</a>', 'Empty attribute name in the tag "a" at byte offset 0'),
        ('<a href="x>y</a>', "Unclosed start tag at byte offset 0"),
        ("<a href=a/b>y</a>", "Unexpected end of name token at byte offset 8"),
        (
            '<tg-emoji emoji-id="9999999999999999999">x</tg-emoji>',
            "Invalid custom emoji identifier specified",
        ),
        ('<tg-time unix="1647531900" format="rd">x</tg-time>', "Invalid date format used"),
        ('<tg-time unix="0" format="Y">x</tg-time>', "Invalid date format used"),
    ],
)
def test_broken_markup_is_refused_with_the_real_reason(source: str, reason: str) -> None:
    with pytest.raises(ApiError) as caught:
        parse_html(source)
    assert (caught.value.code, caught.value.description) == (
        400,
        f"Bad Request: can't parse entities: {reason}",
    )


@given(st.text())
def test_escaped_text_comes_through_unchanged(text: str) -> None:
    # Telegram knows no &#x27; by name, but reads it by number.
    assert parse_html(html.escape(text)) == (text, [])


@given(st.text(st.characters(codec="utf-8"), min_size=1), st.text(st.characters(codec="utf-8")))
def test_an_entity_covers_exactly_the_marked_text(marked: str, before: str) -> None:
    text, entities = parse_html(f"{html.escape(before)}<b>{html.escape(marked)}</b>")
    assert [covered(text, each) for each in entities] == [marked]


@given(st.text(alphabet="<>/&;b i\"'=#x a", max_size=60))
def test_any_text_is_either_read_or_refused(source: str) -> None:
    try:
        text, entities = parse_html(source)
    except ApiError as error:
        refused = error.description
    else:
        refused = "Bad Request: can't parse entities: "
        assert all(
            each["offset"] >= 0 and each["offset"] + each["length"] <= units(text) for each in entities
        )
    assert refused.startswith("Bad Request: can't parse entities: ")
