import json
from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from selectolax.lexbor import LexborHTMLParser

from feedbot.feeds import render
from feedbot.model import Attribution, Edition, Entry, Person
from tests import make
from tests.feeds import samples


@st.composite
def editions(draw: st.DrawFn) -> Edition:
    """An edition of up to three entries with strangers' text in every field."""
    pieces = tuple(
        make.piece(
            number,
            title=draw(samples.lines),
            summary=draw(samples.lines),
            content=f"<p>{draw(samples.lines)}</p>",
            language=draw(st.sampled_from([None, "uk", "ru-UA"])),
            authors=tuple(Person(name=name) for name in draw(st.lists(samples.lines, max_size=1))),
            attribution=tuple(Attribution(name=name) for name in draw(st.lists(samples.lines, max_size=2))),
        )
        for number in range(draw(st.integers(0, 3)))
    )
    feed = make.feed(title=draw(samples.lines), subtitle=draw(samples.lines), author=draw(samples.lines))
    return make.edition(feed=feed, pieces=pieces)


def said(entry: Entry) -> dict[str, Any]:
    """What a reader must get back of an entry."""
    return {
        "id": entry.id,
        "link": entry.link,
        "title": entry.title,
        "summary": entry.summary,
        "content": entry.content,
        "published": entry.published.timetuple()[:6],
        "author": entry.authors[0].name if entry.authors else None,
    }


@given(editions())
def test_atom_gives_the_pieces_back(edition: Edition) -> None:
    """A reader (feedparser) gets from Atom what was put in, whatever the text."""
    read = samples.parse(render(edition, "atom"))
    got = [
        {
            "id": one.id,
            "link": one.link,
            "title": one.title,
            "summary": one.summary,
            "content": one.content[0].value,
            "published": one.published_parsed[:6],
            "author": one.author if "author_detail" in one else None,
        }
        for one in read.entries
    ]

    assert not read.bozo
    assert (edition.feed.title, edition.id, edition.feed.subtitle) == (
        read.feed.title,
        read.feed.id,
        read.feed.subtitle,
    )
    assert [said(piece.lead) for piece in edition.pieces] == got


@given(editions())
def test_rss_gives_the_pieces_back(edition: Edition) -> None:
    """A reader (feedparser) gets from RSS the same entries in the same order, with content and dates."""
    read = samples.parse(render(edition, "rss"))
    got = [(one.id, one.link, one.content[0].value, one.published_parsed[:6]) for one in read.entries]

    assert not read.bozo
    assert [
        (entry.id, entry.link, entry.content, entry.published.timetuple()[:6])
        for entry in (piece.lead for piece in edition.pieces)
    ] == got


@given(editions())
def test_json_gives_the_pieces_back(edition: Edition) -> None:
    """JSON Feed holds what was put in, attribution included."""
    read = json.loads(render(edition, "json"))

    assert (edition.feed.title, edition.feed.subtitle) == (read["title"], read["description"])
    assert [
        (entry.id, entry.title, entry.summary, entry.content, [one.name for one in entry.attribution])
        for entry in (piece.lead for piece in edition.pieces)
    ] == [
        (
            one["id"],
            one["title"],
            one["summary"],
            one["content_html"],
            [name["name"] for name in one["_feedbot"].get("attribution", [])],
        )
        for one in read["items"]
    ]


@given(editions())
def test_page_gives_the_pieces_back(edition: Edition) -> None:
    """A browser's parser finds each title as text, and no element that a title could have made."""
    tree = LexborHTMLParser(render(edition, "html"))

    assert [" ".join(piece.lead.title.split()) for piece in edition.pieces] == [
        node.text(strip=True) for node in tree.css("article h2 a")
    ]
    assert [] == tree.css("script, iframe, object, embed, form, input")
