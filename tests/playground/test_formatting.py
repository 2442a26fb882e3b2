import contextlib
from html import escape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.playground.errors import ApiError
from bot.playground.formatting import TAGS, parse_html, tidy, utf16_length, utf16_slice

SIMPLE = ["b", "i", "u", "s", "code", "pre", "blockquote", "tg-spoiler"]
TEXT = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), min_size=1)
PIECES = st.lists(st.tuples(st.sampled_from(["", *SIMPLE]), TEXT))


@given(PIECES)
def test_entities_cover_exactly_what_the_tags_enclosed(pieces):
    html = "".join(f"<{t}>{escape(s)}</{t}>" if t else escape(s) for t, s in pieces)
    text, entities = parse_html(html)
    covered = [
        (entity["type"], utf16_slice(text, entity["offset"], entity["length"]))
        for entity in entities
    ]

    assert text == "".join(piece for _, piece in pieces).replace("&#x27;", "'")
    assert covered == [(TAGS[tag], piece) for tag, piece in pieces if tag]


@given(PIECES)
def test_tidying_cuts_only_outer_space_and_keeps_entities_inside(pieces):
    html = "".join(f"<b>{escape(s)}</b>" for _, s in pieces)
    text, entities = tidy(*parse_html(html))

    assert text == "".join(piece for _, piece in pieces).strip()
    assert len(entities) <= 100
    for entity in entities:
        assert 0 <= entity["offset"] < entity["offset"] + entity["length"] <= utf16_length(text)


@given(st.text(alphabet="<>/&;=\"' abprecodspan-🎉đ#x1"))
def test_any_text_is_parsed_or_refused_but_never_breaks(html):
    with contextlib.suppress(ApiError):
        text, entities = parse_html(html)
        assert all(entity["offset"] < utf16_length(text) for entity in entities)


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ("<blockquote expandable>x</blockquote>", {"type": "expandable_blockquote"}),
        ('<span class="tg-spoiler">x</span>', {"type": "spoiler"}),
        ('<tg-emoji emoji-id="5">x</tg-emoji>', {"type": "custom_emoji", "custom_emoji_id": "5"}),
        ('<a href="https://a.vn/?q=1&amp;r=2">x</a>', {"url": "https://a.vn/?q=1&r=2"}),
        ('<pre><code class="language-python">x</code></pre>', {"language": "python"}),
        ("🎉 <b>x</b>", {"offset": 3, "length": 1}),
    ],
)
def test_each_tag_makes_its_entity(html, expected):
    _, (entity,) = parse_html(html)

    assert expected.items() <= entity.items()


def test_commands_links_mentions_and_hashtags_are_found_in_plain_text():
    text = "🎉 /bang https://a.vn @cum_truong #thidua 28/11 a@b.vn"
    _, entities = tidy(text, [])

    assert [
        (entity["type"], utf16_slice(text, entity["offset"], entity["length"]))
        for entity in entities
    ] == [
        ("bot_command", "/bang"),
        ("url", "https://a.vn"),
        ("mention", "@cum_truong"),
        ("hashtag", "#thidua"),
    ]
