"""Facts about the names of what is embedded."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedbot.text.embedded import Named, clip, picture


@pytest.mark.parametrize(
    ("attributes", "named"),
    [
        ({"alt": " Кіт  на даху "}, Named(text="🖼 Кіт на даху")),
        ({"title": "A cat", "alt": ""}, Named(text="🖼 A cat")),
        ({"alt": "x", "width": "32px", "height": "24"}, Named(text="🖼 x", inline=True)),
        ({"alt": "x", "width": "32", "height": "240"}, Named(text="🖼 x")),
        ({"alt": "x", "width": "1", "height": "1"}, None),
        ({"alt": "IMG_2034.JPG"}, None),
        ({"alt": "  "}, None),
        ({}, None),
        ({"alt": "😀"}, Named(text="😀", inline=True)),
        ({"alt": "👨‍👩‍👧"}, Named(text="👨‍👩‍👧", inline=True)),
        ({"alt": "1️⃣"}, Named(text="1️⃣", inline=True)),
        ({"alt": ":-)"}, Named(text=":-)", inline=True)),
        ({"alt": ":smile:"}, Named(text=":smile:", inline=True)),
        ({"alt": "smile", "class": "x Emoji"}, Named(text="smile", inline=True)),
        ({"alt": "42"}, Named(text="🖼 42")),
    ],
)
def test_picture(attributes: dict[str, str], named: Named | None) -> None:
    """An image has its words behind a sign, an emoji is itself, what nobody sees or named has none."""
    assert named == picture(attributes)


@pytest.mark.parametrize(
    ("kind", "attributes", "address", "text"),
    [
        ("video", {"title": "A film"}, "https://e.org/x.mp4", "🎬 A film"),
        ("audio", {"aria-label": "A sound"}, "https://e.org/x.mp3", "🎧 A sound"),
        ("audio", {}, "https://e.org/a/%D0%BF.mp3?x=1", "🎧 п.mp3"),
        ("video", {}, "https://e.org/watch", "🎬 e.org"),
        ("video", {}, "https://[x", "🎬"),
    ],
)
def test_clip(kind: str, attributes: dict[str, str], address: str, text: str) -> None:
    """A film or a sound has its title, else its file's name, else the host that has it."""
    assert text == clip(kind, attributes, address).text


@given(st.dictionaries(st.sampled_from(["alt", "title", "width", "height", "class"]), st.text()), st.text())
def test_names_never_fail(attributes: dict[str, str], address: str) -> None:
    """Whatever the attributes, there is a name of one line or none."""
    named = picture(attributes)

    assert not named or named.text == " ".join(named.text.split())
    assert "\n" not in clip("video", attributes, address).text
