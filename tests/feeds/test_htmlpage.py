import re

import pytest
from selectolax.lexbor import LexborHTMLParser

from feedbot.feeds import htmlpage, render
from feedbot.model import Category, Edition, Link, Origin
from tests import make
from tests.feeds import samples


def page(edition: Edition) -> LexborHTMLParser:
    """The page of an edition as a tree."""
    return LexborHTMLParser(render(edition, "html"))


def one(**fields: object) -> LexborHTMLParser:
    """The page of one entry."""
    return page(make.edition(pieces=(make.piece(1, **fields),)))


def luminance(colour: str) -> float:
    """Relative luminance of #rrggbb (WCAG 2.2, section 1.4.3)."""
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    red, green, blue = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def test_page_says_where_the_feeds_are() -> None:
    """Each format the feed has is an alternate of the page, so a reader finds it."""
    tree = page(make.edition(1, feed=make.feed(formats=("atom", "json", "html"))))

    assert [
        ("application/atom+xml", "https://feeds.example.org/feeds/main.atom"),
        ("application/feed+json", "https://feeds.example.org/feeds/main.json"),
    ] == [(link.attributes["type"], link.attributes["href"]) for link in tree.css("link[rel=alternate]")]


def test_page_without_other_formats() -> None:
    """A feed that is only a page offers nothing to subscribe to."""
    assert [] == page(make.edition(1, feed=make.feed(formats=("html",)))).css("link[rel=alternate], .formats")


def test_page_needs_nothing_from_elsewhere() -> None:
    """No script, and nothing a browser would load by itself: the icon and the style stand in the page."""
    tree = page(samples.edition())

    assert [] == tree.css("script, link[rel=stylesheet], img, iframe, [onclick], [onload]")
    assert tree.css("link[rel=icon]")[0].attributes["href"].startswith("data:")  # type: ignore[union-attr]  # it is set
    assert "url(" not in htmlpage.style()


def test_entry_on_the_page() -> None:
    """An entry shows title with link, time, source, who told it, summary and its content in <details>."""
    tree = page(samples.edition(pieces=(samples.full(content="<p>The whole text.</p>"),)))

    assert "https://example.org/1" == tree.css("h2 a")[0].attributes["href"]
    assert "2026-03-14T10:01:00+00:00" == tree.css("article time")[0].attributes["datetime"]
    assert "14 March 2026, 10:01\N{NO-BREAK SPACE}UTC" == tree.css("article time")[0].text()
    assert "Sample" == tree.css("article .origin")[0].text()
    assert "Sources: Harbour office, Coast Watch Agency (CWA)" == tree.css(".credit")[0].text()
    assert "Body 1." == tree.css(".lead")[0].text()
    assert "The whole text." == tree.css("details .content")[0].text(strip=True)
    assert ["Море", "x"] == [tag.text() for tag in tree.css(".tags li")]
    assert ["The keeper speaks", "Harbour log"] == [link.text() for link in tree.css(".extra a")]


def test_languages() -> None:
    """The page has the feed's language and each entry its own; our words on it follow the page."""
    tree = page(samples.edition())

    assert "en-GB" == tree.css("html")[0].attributes["lang"]
    assert ["uk", None, None] == [article.attributes.get("lang") for article in tree.css("article")]
    assert "en" == tree.css("article .meta")[0].attributes["lang"]


@pytest.mark.parametrize(
    ("language", "day", "more"),
    [
        ("ru", "14 марта 2026", "Читать полностью"),
        ("uk-UA", "14 березня 2026", "Читати повністю"),
        ("fr", "14 March 2026", "Read in full"),
        (None, "14 March 2026", "Read in full"),
    ],
)
def test_our_words(language: str | None, day: str, more: str) -> None:
    """Dates and labels are in the feed's language where we have it, else in English."""
    edition = make.edition(feed=make.feed(language=language), pieces=(make.piece(1, content="<p>More.</p>"),))
    text = render(edition, "html").decode()

    assert day in text
    assert more in text


def test_nothing_yet() -> None:
    """A feed without entries says so."""
    assert "Nothing has been published yet." == page(make.edition()).css(".empty")[0].text()


def test_content_that_only_repeats_the_summary() -> None:
    """Where the content says no more than the summary there is nothing to unfold."""
    assert [] == one(summary="1 < 2", content="<p>1 &lt; 2</p>").css("details")


def test_summary_that_is_the_heading() -> None:
    """A summary that stands in for a missing title is not shown twice."""
    assert [] == one(title="", summary="Short.").css(".lead")


def test_entry_without_addresses() -> None:
    """Title and source are plain text where there is nothing to open."""
    tree = one(link=None, origin=Origin(id="urn:x:1", title="Articles", link="javascript:alert(1)"))

    assert [] == tree.css("article a")
    assert "Articles" == tree.css("span.origin")[0].text()


def test_link_without_a_title() -> None:
    """A link is called by the end of its path, else by its host."""
    links = (Link(href="https://example.org/a/b.pdf", type="application/pdf"), Link(href="https://example.org/"))

    assert ["b.pdf", "example.org"] == [link.text() for link in one(links=links).css(".extra a")]


def test_tags_once_and_not_too_many() -> None:
    """Tags are shown once each, and at most eight."""
    many = (Category(term="a"), *(Category(term=letter) for letter in "abcdefghijkl"))

    assert list("abcdefgh") == [tag.text() for tag in one(categories=many).css(".tags li")]


def test_hostile_title_stays_text() -> None:
    """A title full of markup is shown as it was written."""
    assert samples.HOSTILE == one(title=samples.HOSTILE).css("h2 a")[0].text()


def test_hub_in_the_page() -> None:
    """A page names its hub and itself, so that it can be subscribed to as well (WebSub, section 4)."""
    tree = page(samples.edition())

    assert "https://hub.example.org/?a=1&b=2" == tree.css("link[rel=hub]")[0].attributes["href"]
    assert "https://feeds.example.org/feeds/main" == tree.css("link[rel=self]")[0].attributes["href"]


@pytest.mark.parametrize("scheme", [0, 1], ids=["light", "dark"])
@pytest.mark.parametrize("ground", ["paper", "card"])
@pytest.mark.parametrize("ink", ["ink", "soft", "accent"])
def test_contrast(scheme: int, ground: str, ink: str) -> None:
    """Every colour of text stands out from every ground by 4.5 to 1 at least, in light and dark (WCAG AA)."""
    colours = [match[1] for match in re.finditer(rf"--{ground}: (#[0-9a-f]{{6}})", htmlpage.style())]
    texts = [match[1] for match in re.finditer(rf"--{ink}: (#[0-9a-f]{{6}})", htmlpage.style())]
    light, dark = sorted((luminance(colours[scheme]), luminance(texts[scheme])), reverse=True)

    assert 4.5 <= (light + 0.05) / (dark + 0.05)
