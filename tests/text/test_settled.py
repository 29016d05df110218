import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from feedbot.text.html import sanitise
from feedbot.text.settled import settled

NAMES = (
    "p div b i a em code li ul ol h1 h2 blockquote figure figcaption pre table tr td span button select svg br img hr "
    "details summary mark dl dt dd section ruby rt nobr font script template"
)
PIECES = st.one_of(
    st.sampled_from([f"<{name}>" for name in NAMES.split()] + [f"</{name}>" for name in NAMES.split()]),
    st.sampled_from(
        ("word", " ", "\n", "&amp;", "&nbsp;", "<", "&lt;b&gt;", "\ufeff", "\x00", "\r", "<!-- -->", '"', ">", "\u2028")
    ),
    st.sampled_from(
        (
            *(
                '<a href="/x">',
                '<a href="https://xn--a.example/?a&b">',
                '<img src="a.png" alt="<b>">',
                '<p dir=" rtl">',
            ),
            *('<a href="mailto:a@b.example">', '<a href="http://1.2.3.4.5/">', '<code class="lang-c">'),
        )
    ),
)


@pytest.mark.parametrize(
    "html",
    [
        "",
        "words &amp; <b>more</b>",
        '<p dir="rtl">a <a href="https://example.org/x?y=1&amp;z=2"><b>link</b></a><br>b</p>\n<hr>',
        '<div><h2>A</h2><ul><li>one <ul><li>two</li></ul></li></ul><pre><code class="language-c">x</code></pre></div>',
        '<figure><img src="https://cdn.example.org/a.jpg" alt=""><figcaption>Below</figcaption></figure>',
    ],
)
def test_what_articles_are_made_of_is_settled(html: str) -> None:
    """Paragraphs, lists, pictures and links need no second look."""
    assert settled(html)


@pytest.mark.parametrize(
    "html",
    [
        *("<p><p>a</p></p>", "<b><b>a</b></b>", "<a>a<div><a>b</a></div></a>", "<li>a</li>", "<h1><h2>a</h2></h1>"),
        *(
            "<table></table>",
            "<b>a",
            "a</b>",
            "<b><i>a</b></i>",
            "a < b",
            "\ufeffa",
            '<a href="https://xn--a.b/">a</a>',
        ),
        *('<a href="mailto:a@b.example">a</a>', '<img src="https://1.2.3.4/">', "<span>a</span>", "<p><hr></p>"),
        *("<br>" * 601, "a" * 70_000, "<div>" * 22 + "</div>" * 22, "<ul><p><li>a</li></p></ul>"),
    ],
)
def test_what_a_parser_may_read_otherwise_is_not(html: str) -> None:
    """What is not well nested, implies an end, or has an address that parsers differ about is for a parser."""
    assert not settled(html)


@settings(max_examples=300)
@given(st.lists(PIECES, max_size=25).map("".join), st.sampled_from([None, "https://example.org/"]))
def test_what_is_settled_is_the_same_when_sanitised_again(html: str, base: str | None) -> None:
    """So the sanitiser can end where it sees it."""
    safe = sanitise(html, base)
    assert safe == sanitise(safe, base)
    assert safe == sanitise(f"{safe}<!-- -->", base)
