import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedbot.text.idioms import plainer, spoiler
from tests.effort import calls

BASE = "https://example.org/"


@pytest.mark.parametrize(
    "html",
    [
        '<p>text <span class="x">y</span> <img src="a"> <video><source src=b></video>',
        '<img src="a" SRCSET="">',
        '<a title="<img srcset=x>">srcset</a>',
        "<!-- <img srcset=x> --> 5 <b> 6 < 7 <я srcset",
        '<script>"<img srcset=x>"</script>srcset',
        '<b title="<img srcset=x> never ends',
    ],
)
def test_what_stays(html: str) -> None:
    """What has no pictures in several sizes and no spoilers stays as it is, and so does what is no tag."""
    assert html == plainer(html, BASE)


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ('<img srcset="b 900w" src=a alt=\'"x"\'>', '<img src="https://example.org/b" alt="&quot;x&quot;">'),
        ('<img data-src="javascript:x" alt="y">', '<img alt="y">'),
        ("<img src=a data-src=b data-src=c src=d>", '<img src="https://example.org/b">'),
        (
            "<picture><source srcset='b 900w'><p><img src=a><img src=c></p></picture><source srcset=d>",
            '<p><img src="https://example.org/b"><img src=c></p><source srcset=d>',
        ),
        (
            "<picture><source srcset='b 900w'><video><source src=v></video><img src=a>",
            "<video><source src=v></video><img src=a>",
        ),
        ("<picture>" + "<source srcset='b 900w'>" * 30 + "<img src=a>", '<img src="https://example.org/b">'),
        ("<span class=spoiler>a<span>b</span></span></span>", '<span class="spoiler">ab</span>'),
        ("</picture><img 1=2 data-src=b>", '<img src="https://example.org/b">'),
        ("<TG-SPOILER>a</TG-SPOILER>", '<span class="tg-spoiler">a</span>'),
        ("<span class='a &#115;poiler' class=b>srcset</span>", '<span class="spoiler">srcset</span>'),
    ],
)
def test_what_is_written_anew(html: str, expected: str) -> None:
    """Images get their best address, pictures fall away around them, and spoilers become spans."""
    assert expected == plainer(html, BASE)


@pytest.mark.parametrize(
    ("classes", "expected"),
    [("spoiler", "spoiler"), ("a TG-Spoiler", "tg-spoiler"), ("bb-spoiler", "spoiler"), ("spoilery", None), ("", None)],
)
def test_spoiler(classes: str, expected: str | None) -> None:
    """The names that sites have for what is hidden become one of two."""
    assert expected == spoiler(classes)


@given(st.text(st.sampled_from("<>/='\" ab")) | st.text())
def test_never_raises(text: str) -> None:
    """Whatever it is, it comes through; what stands before a tag is not touched."""
    assert plainer(text + "<picture>", BASE).startswith(text.partition("<")[0])


@pytest.mark.parametrize(
    "text",
    ["<img srcset=a ", "<img srcset='a 9w, b'>", "<span class=spoiler>", "<picture><source srcset=a>", "<!--", "&#99"],
)
def test_cost_grows_with_the_length(text: str) -> None:
    """What is made to be slow takes steps in proportion to its length."""
    html = "spoiler <img data-src=x>" + text * (200_000 // len(text))

    assert 20 * len(html) > calls(lambda: plainer(html, BASE))
