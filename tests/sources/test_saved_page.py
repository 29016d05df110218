import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedbot.model import Attribution, Category, Link, Person
from feedbot.sources import saved_page


def page(body: str, head: str = "") -> str:
    """A page of HTML."""
    return f"<!DOCTYPE html><html><head>{head}</head><body>{body}</body></html>"


def test_what_the_head_declares() -> None:
    """Title, dates, authors, keywords, picture and address come from the head; entities are decoded."""
    head = """
        <title>A &amp; B &#8212; Site</title>
        <meta property="og:title" content="A &amp; B">
        <meta name="Description" content="What &lt;it&gt; says">
        <meta name="author" content="Ann Example, Bob Sample"><meta name="author" content="https://example.org/ann">
        <meta name="keywords" content="one, two"><meta property="article:tag" content="three">
        <meta property="article:published_time" content="2026-03-14T10:20:00Z">
        <meta property="article:modified_time" content="2026-03-15T10:20:00Z">
        <meta property="og:image" content="/a.png"><meta property="og:url" content="https://example.org/og">
        <meta name="empty" content=""><meta content="nameless"><base href="https://example.org/b/">
    """
    item = saved_page.read(page("<p>Text</p>", head))

    assert "A & B" == item.title
    assert "What &lt;it&gt; says" == item.summary
    assert (Person(name="Ann Example"), Person(name="Bob Sample")) == item.authors
    assert tuple(Category(term=term) for term in ("one", "two", "three")) == item.categories
    assert ("2026-03-14T10:20:00Z", "2026-03-15T10:20:00Z") == (item.published, item.updated)
    assert (Link(href="/a.png", type="image/png"),) == item.links
    assert ("https://example.org/og", "https://example.org/b/") == (item.link, item.base)


def test_the_canonical_address_comes_first() -> None:
    """A canonical link is the page's address, and relative links are resolved against it."""
    head = (
        '<link rel="x canonical" href="https://example.org/a/b"><meta property="og:url" content="https://example.org/">'
    )
    item = saved_page.read(page('<p><a href="c">x</a>', head))

    assert "https://example.org/a/b" == item.link
    assert 'href="https://example.org/a/c"' in (item.html or "")


@pytest.mark.parametrize(
    ("text", "language"),
    [('<html lang="uk"><p>x', "uk"), ("<p>x", None), ("<p>x<p>Джерело: Обрій", "uk"), ('<html lang=" "><p>x', None)],
)
def test_language(text: str, language: str | None) -> None:
    """The language is what the page says, else what its labels settle."""
    assert language == saved_page.read(text).language


@pytest.mark.parametrize(
    ("head", "body", "title"),
    [
        ("<title>T</title>", "<p>x", "T"),
        ("<title>H &ndash; Site</title>", "<h1>H</h1><p>x", "H"),
        ("<title>T</title>", "<h1>Site</h1><p>x", "T"),
        ("<title>T</title>", "<h1>Site</h1><article><h1>H</h1><p>x</article>", "H"),
        ("<title>T</title>", "<main><h1>H</h1><p>x</main>", "H"),
        ("", "<h1>H\n <b>b</b></h1><p>x", "H b"),
        ("<title> </title>", "<p>x", None),
    ],
)
def test_title(head: str, body: str, title: str | None) -> None:
    """The headline is the title, without the name of the site behind it."""
    assert title == saved_page.read(page(body, head)).title


def test_headline_and_date_are_not_repeated() -> None:
    """What is a field of the item is taken out of its body, with the boxes around it."""
    body = '<article><header><h1>H</h1><p><time datetime="2026-03-14">14.03</time></p></header><p>Text</p></article>'
    item = saved_page.read(page(body))

    assert "2026-03-14" == item.published
    assert "<p>Text</p>" == (item.html or "").strip()


def test_another_headline_stays() -> None:
    """A heading that says something else than the title is part of the text."""
    item = saved_page.read(page("<article><h1>H</h1><p>x</article>", '<meta property="og:title" content="T">'))

    assert "<h1>H</h1>" in (item.html or "")


@pytest.mark.parametrize(
    ("body", "date", "left"),
    [
        ("<p>On <time>14 March 2026</time> it rained", "14 March 2026", "14 March 2026"),
        ("<p><time></time><time> 14.03.2026 </time><p>x", "14.03.2026", "<p>x"),
        ('<time datetime="2026-03-14">today</time><p>x', "2026-03-14", "<p>x"),
        ("<p>x", None, "<p>x"),
    ],
)
def test_a_time_in_the_body(body: str, date: str | None, left: str) -> None:
    """The first time is the date; it stays where a sentence needs it."""
    item = saved_page.read(page(body))

    assert date == item.published
    assert left in (item.html or "")


def test_only_the_article() -> None:
    """Of a page with one article only that is taken; navigation, forms and scripts never."""
    inner = "<nav>n</nav><aside>a</aside><p>Text</p><form>f</form><script>s</script><footer>o</footer>"
    for body in (f"<p>b</p><article>{inner}</article>", f"<p>b</p><main>{inner}</main>", inner):
        assert "<p>Text</p>" == (saved_page.read(page(body)).html or "").strip()


def test_several_articles() -> None:
    """Of several articles the main part is taken whole, else the first."""
    two = "<article><p>1</p></article><article><p>2</p></article>"

    assert "<p>2</p>" in (saved_page.read(page(f"<main>{two}</main>")).html or "")
    assert "<p>1</p>" == saved_page.read(page(two)).html


def test_lede_and_attribution() -> None:
    """The first paragraph is the lede, unless the page describes itself; a labelled line names the source."""
    body = "<p>The lede.</p><p><b>Source:</b> Example Wire (EW)</p><p>More.</p>"
    item = saved_page.read(page(body))
    described = saved_page.read(page(body, '<meta name="description" content="D">'))

    assert "The lede." == item.lede
    assert (Attribution(name="Example Wire", alias="EW"),) == item.attribution
    assert (None, "D") == (described.lede, described.summary)


@pytest.mark.parametrize("text", ["", "<", "<nav>", "<nav><p>x</nav", "</nav><p>x<nav", "\x00", "<body>", "<p>" * 3000])
def test_odd_pages(text: str) -> None:
    """Broken markup gives an item all the same."""
    assert saved_page.read(text).html is not None


@pytest.mark.parametrize("text", ["<div>" * 10_000, "<p " + " ".join(f"a{n}" for n in range(20_000)), "<nav " * 60_000])
def test_hostile_pages(text: str) -> None:
    """Depth, attributes and unclosed elements cost no more than their length."""
    assert saved_page.read(text).title is None


@given(st.text(max_size=100) | st.text(alphabet="<>/h1timeartcl ='\"!-x", max_size=100))
def test_any_page(text: str) -> None:
    """Any text gives an item without scripts."""
    assert "<script" not in (saved_page.read(text).html or "")
