from html import escape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedbot.text.srcset import CLUES, best
from tests.effort import calls

BASE = "https://example.org/news/"


def chosen(image: dict[str, str], *sources: dict[str, str]) -> str | None:
    """The best address without its beginning."""
    found = best(image, sources, BASE)
    return found and found.removeprefix("https://example.org/")


@pytest.mark.parametrize(
    ("image", "expected"),
    [
        ({"src": "/a", "srcset": "/b 300w, /c 1200w, /d 800w"}, "c"),
        ({"src": "/a", "srcset": "/b 1200w, /c 3840w"}, "b"),
        ({"src": "/a", "width": "3000", "srcset": "/b 4000w, /c 3840w"}, "a"),
        ({"src": "/a", "srcset": "/b 300w, /c 450w"}, "a"),
        ({"src": "/a", "width": "1024", "srcset": "/b 300w, /c 768w"}, "a"),
        ({"src": "/c", "srcset": "/b 700w, /c 1200w", "width": "300"}, "c"),
        ({"src": "/a", "srcset": "/b, /c 2x, /d 1.5x"}, "c"),
        ({"src": "/a", "srcset": "/b 1x,/c 2x"}, "c"),
        ({"src": "/a", "srcset": "/w_300,c_fit/b.jpg 300w, /w_900,c_fit/b.jpg 900w"}, "w_900,c_fit/b.jpg"),
        ({"src": "/a", "srcset": " , ,/b 900w 600h ,"}, "b"),
        ({"src": "/a", "srcset": "data:image/gif;base64,AA 2000w, javascript:x 1900w"}, "a"),
        ({"src": "/a", "srcset": "/b 0w, /c 1w, /d 99999999w"}, "a"),
        ({"src": "/spacer.gif", "data-src": "/b"}, "b"),
        ({"src": "/spacer.gif", "data-lazy-src": "/b", "width": "1200px"}, "b"),
        ({"src": "/spacer.gif", "data-original": " /b "}, "b"),
        ({"src": "/tiny.jpg", "data-srcset": "/b 400w, /c 500w"}, "c"),
        ({"src": "/tiny.jpg", "data-src": "/b", "data-srcset": "/b 1000w, /c 1600w"}, "c"),
        ({"src": "/a", "data-src": "data:image/gif;base64,AA"}, "a"),
        ({"src": "/a.jpg", "srcset": "/b.avif 2000w, /c.svg 2000w, /d.heic?x 2000w"}, "a.jpg"),
        ({"src": "/a.svg", "srcset": "/b.avif 2000w"}, "b.avif"),
        ({"src": "data:x"}, None),
        ({"data-src": "mailto:a@example.org"}, None),
        ({}, None),
    ],
)
def test_best(image: dict[str, str], expected: str | None) -> None:
    """The widest up to 2,560 pixels wins, in a format that all show; what waits for a script wins over its stand-in."""
    assert expected == chosen(image)


@pytest.mark.parametrize(
    ("sources", "expected"),
    [
        (({"srcset": "/b 1600w"}, {"srcset": "/c 1400w"}), "b"),
        (({"srcset": "/b 1600w", "type": "image/avif"}, {"srcset": "/c 1400w", "type": "image/webp"}), "c"),
        (({"srcset": "/b", "media": "(max-width: 500px)"}, {"srcset": "/c", "media": "(min-width:1000px)"}), "c"),
        (({"data-srcset": "/b 2000w"},), "b"),
        (({"src": "/b"},), "a"),
    ],
)
def test_sources_of_a_picture(sources: tuple[dict[str, str], ...], expected: str) -> None:
    """What the sources of a picture offer counts like the list of its image."""
    assert expected == chosen({"src": "/a"}, *sources)


def test_without_a_base() -> None:
    """What cannot be resolved is passed over."""
    assert "https://h.example/c" == best({"src": "/a", "srcset": "/b 2000w, https://h.example/c 900w"}, (), None)
    assert best({"src": "/a", "srcset": "/b 2000w"}, (), None) is None


@given(st.dictionaries(st.sampled_from([*CLUES, "src", "width", "type", "media"]), st.text(max_size=60)))
def test_any_attributes(image: dict[str, str]) -> None:
    """Whatever they say, the address is http(s) or none."""
    found = best(image, (image,), BASE)

    assert found is None or found.startswith(("http://", "https://"))
    assert found is None or escape(found)


@pytest.mark.parametrize("text", ["a 1w, " * 200_000, "," * 1_000_000, "x" * 1_000_000, "data:, 9w, " * 100_000])
def test_long_lists_are_bounded(text: str) -> None:
    """Of a list that never ends only the beginning is read."""
    assert 3_000 > calls(lambda: best({"src": "/a", "srcset": text}, (), BASE))
