import re
from html import unescape

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from feedbot.channels.markup import html, markdown
from feedbot.model import Entity
from feedbot.text.spans import Rich, Span, rich, units

READER = MarkdownIt("commonmark").enable("strikethrough")

SIGNS = "ab 1.🚀é<>&\"'*_`~[]()#>+-=|\\!\n"


def seen(markup: str) -> str:
    """What of HTML people see, with its blanks folded."""
    return " ".join(unescape(re.sub(r"<[^>]*>", "", re.sub(r"<br ?/?>", "\n", markup))).split())


def whole(text: str, type: str, url: str | None = None) -> Rich:
    """A text that is marked from end to end."""
    return Rich(text=text, spans=(Span(type=type, offset=0, length=units(text), url=url),))


@pytest.mark.parametrize(
    ("type", "as_html", "as_markdown"),
    [
        ("bold", "<strong>a</strong>", "**a**"),
        ("italic", "<em>a</em>", "*a*"),
        ("underline", "<u>a</u>", "a"),
        ("strikethrough", "<s>a</s>", "~~a~~"),
        ("code", "<code>a</code>", "`a`"),
        ("pre", "<pre>a</pre>", "\n```\na\n```\n"),
        ("blockquote", "<blockquote>a</blockquote>", "\n> a\n\n"),
        ("expandable_blockquote", "<blockquote>a</blockquote>", "\n> a\n\n"),
        ("spoiler", "a", "a"),
    ],
)
def test_each_style_has_its_signs(type: str, as_html: str, as_markdown: str) -> None:
    """Those that Markdown lacks are left out."""
    marked = whole("a", type)

    assert as_html == html(marked.text, marked.spans)
    assert as_markdown == markdown(marked.text, marked.spans)


def test_a_link_leads_where_it_did() -> None:
    """Nothing of its address ends it."""
    marked = whole("a]", "text_link", 'https://example.org/?a=1&b=">)')

    assert '<a href="https://example.org/?a=1&amp;b=&quot;&gt;)">a]</a>' == html(marked.text, marked.spans)
    assert '[a\\]](<https://example.org/?a=1&b="%3E)>)' == markdown(marked.text, marked.spans)


@pytest.mark.parametrize("url", ["javascript:alert(1)", "data:text/html,x", "", None, "tg://user?id=1"])
def test_a_link_that_is_none_is_text(url: str | None) -> None:
    """Only http, https and mailto are addresses that a click may open."""
    marked = whole("a", "text_link", url)

    assert "<span>a</span>" == html(marked.text, marked.spans)
    assert "a" == markdown(marked.text, marked.spans)


def test_styles_stand_in_each_other() -> None:
    """The inner ends before the outer, also where both end at once; characters of two units count as two."""
    spans = (
        Entity(type="text_link", offset=0, length=5, url="https://example.org/"),
        Entity(type="bold", offset=0, length=5),
        Entity(type="italic", offset=3, length=2),
    )

    assert '<a href="https://example.org/"><strong>🚀 <em>ab</em></strong></a> c' == html("🚀 ab c", spans)
    assert "[**🚀 *ab***](<https://example.org/>) c" == markdown("🚀 ab c", spans)


def test_lines_stay_lines() -> None:
    """In a quotation each of them is quoted."""
    quoted = whole("a\nb", "blockquote")

    assert "a<br>\nb" == html("a\nb", ())
    assert "a  \nb" == markdown("a\nb", ())
    assert "\n> a  \n> b\n\n" == markdown(quoted.text, quoted.spans)


@settings(max_examples=60)
@given(text=st.text(st.sampled_from(SIGNS), max_size=60))
@example(text="1. a")
@example(text="# a\n- b\n+ c\n===")
@example(text="~~~\na")
@example(text="12) a")
@example(text="&amp;")
@example(text="    a")
def test_plain_text_is_read_back_as_it_was(text: str) -> None:
    """Nothing of it is a tag of HTML, or means anything to a reader of CommonMark."""
    wanted = " ".join(text.split())

    assert wanted == seen(html(text, ()))
    assert not re.search(r"<(?!br>)", html(text, ()))
    assert wanted == seen(READER.render(markdown(text, ())))


@settings(max_examples=60)
@given(
    markup=st.lists(
        st.sampled_from(["<b>", "</b>", "<i>", "</i>", "<a href='https://a.b/'>", "</a>", "a", " b", "🚀"])
    ).map("".join)
)
def test_marked_text_keeps_its_words(markup: str) -> None:
    """Whatever stands in whatever, every tag is closed in its order, and no word is lost."""
    drawn = rich(markup)
    made = html(drawn.text, drawn.spans)

    assert " ".join(drawn.text.split()) == seen(made)
    stack: list[str] = []
    for end, name in re.findall(r"<(/?)(\w+)[^>]*>", made):
        if not end and name != "br":
            stack.append(name)
        elif end:
            assert name == stack.pop()
    assert [] == stack
    letters = re.sub(r"\W", "", drawn.text)
    assert letters == re.sub(r"\W", "", seen(READER.render(markdown(drawn.text, drawn.spans))))


@settings(max_examples=40)
@given(
    text=st.text(max_size=20),
    edges=st.lists(st.tuples(st.integers(0, 30), st.integers(0, 30)), max_size=4),
)
def test_spans_that_fit_nothing_do_no_harm(text: str, edges: list[tuple[int, int]]) -> None:
    """However they lie, tags come in pairs."""
    spans = [Span(type="bold", offset=offset, length=length) for offset, length in edges]
    made = html(text, spans)

    assert made.count("<strong>") == made.count("</strong>")
    assert re.sub(r"\\.", "", markdown(text, spans), flags=re.DOTALL).count("**") % 2 == 0
