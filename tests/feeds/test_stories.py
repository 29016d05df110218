import json

import pytest
from lxml import etree
from selectolax.lexbor import LexborHTMLParser

from feedbot.feeds import render
from feedbot.model import Edition, Entry, Link, Origin, Piece
from tests import make
from tests.feeds import checker
from tests.feeds.checker import ATOM, CONTENT


def teller(number: int, name: str, **fields: object) -> Entry:
    """An entry of the source that is called so."""
    return make.entry(number, origin=Origin(id=f"urn:x:{number}", title=name), **fields)


LEAD = teller(2, "Harbour & Sea", title="The bridge is open", links=(Link(href="https://example.org/x", rel="via"),))
ALSO = (
    teller(1, "Coast <b>"),
    teller(3, "Coast <b>"),
    teller(4, "Harbour & Sea"),
    teller(5, "Log", link=None),
)
STORY = Piece(
    id=ALSO[0].id, lead=LEAD, also=ALSO, digest="d", published=ALSO[0].published, updated=make.NOW - make.minutes(7)
)


def content(document: bytes) -> str | None:
    """The content of the only entry."""
    if document.startswith(b"{"):
        return str(json.loads(document)["items"][0]["content_html"])
    root = etree.fromstring(document)
    return root.findtext(f"{ATOM}entry/{ATOM}content") or root.findtext(f"channel/item/{CONTENT}encoded")


def edition(language: str | None = None) -> Edition:
    """An edition of one story."""
    return make.edition(pieces=(STORY,), feed=make.feed(language=language))


@pytest.mark.parametrize(("language", "word"), [(None, "Also"), ("ru", "Также"), ("uk", "Також")])
@pytest.mark.parametrize("format", ["atom", "rss", "json"])
def test_a_story_ends_with_those_who_tell_it_too(format: str, language: str | None, word: str) -> None:
    """The content is the lead's, and after it each other source is named once, with its first article."""
    document = render(edition(language), format)
    others = '<a href="https://example.org/1">Coast &lt;b&gt;</a>, Log'

    assert [] == checker.CHECKS[format](document)
    assert f"<p>Body 2.</p>\n<p>{word}: {others}</p>" == content(document)


def test_a_story_has_its_own_name_and_dates() -> None:
    """The id of a story is that of the entry that opened it, whoever leads; its dates are the story's."""
    entry = etree.fromstring(render(edition(), "atom")).find(f"{ATOM}entry")
    item = json.loads(render(edition(), "json"))["items"][0]
    assert entry is not None

    assert ["https://example.org/1", "The bridge is open", STORY.published.isoformat(), STORY.updated.isoformat()] == [
        entry.findtext(f"{ATOM}{name}") for name in ("id", "title", "published", "updated")
    ]
    assert (STORY.id, STORY.published.isoformat()) == (item["id"], item["date_published"])


def test_the_other_articles_are_related() -> None:
    """Each other source's article is a related link with the name of the source, in every format."""
    related = [("https://example.org/1", "Coast ‹b›")]
    atom = etree.fromstring(render(edition(), "atom")).findall(f"{ATOM}entry/{ATOM}link[@rel='related']")
    rss = etree.fromstring(render(edition(), "rss"))[0].findall(f"item/{ATOM}link[@rel='related']")
    ours = json.loads(render(edition(), "json"))["items"][0]["_feedbot"]["links"]

    assert related == [(link.get("href"), link.get("title")) for link in atom]
    assert related == [(link.get("href"), link.get("title")) for link in rss]
    assert {"rel": "related", "url": "https://example.org/1", "title": "Coast <b>"} in ours


def test_a_story_on_the_page() -> None:
    """A page names the other sources below the summary, once, and they are no other links besides."""
    tree = LexborHTMLParser(render(edition(), "html"))
    credit = tree.css("p.credit")[0]

    assert "Also: Coast <b>, Log" == " ".join(credit.text().split())
    assert ["https://example.org/1"] == [link.attributes["href"] for link in credit.css("a")]
    assert ["https://example.org/x"] == [link.attributes["href"] for link in tree.css(".extra a")]
    assert "https://example.org/2" == tree.css("h2 a")[0].attributes["href"]


def test_a_story_that_many_tell() -> None:
    """Of a hundred sources twenty are named."""
    many = tuple(teller(number, f"Source {number}") for number in range(100))
    piece = Piece(id="urn:x:0", lead=LEAD, also=many, digest="d", published=LEAD.published, updated=LEAD.updated)
    document = render(make.edition(pieces=(piece,)), "json")

    assert 20 == json.loads(document)["items"][0]["content_html"].count("<a ")
