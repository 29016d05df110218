import json
from dataclasses import replace
from datetime import timedelta

import pytest
from lxml import etree
from selectolax.lexbor import LexborHTMLParser

from feedbot import __version__
from feedbot.feeds import FORMATS, addresses, render
from feedbot.model import Edition, Tombstone
from tests import make
from tests.feeds import checker, samples
from tests.feeds.checker import AT, ATOM, FH

SITE = "https://feeds.example.org/feeds/"
KEY = "Zm9vYmFyLWJhei1xdXV4LQ_0"
FEED = make.feed(hub="https://hub.example.org/", rights="© The desk", language="uk")
CURRENT = make.edition(3, 2, feed=FEED, stem="main", previous="main.2")
ARCHIVE = replace(CURRENT, stem="main.2", role="archive", previous="main.1", next="main.3", current="main")


def links(edition: Edition, format: str) -> dict[str, str]:
    """The links of a feed by relation, from a document without a fault."""
    document = render(edition, format)
    assert [] == checker.CHECKS[format](document)
    root = etree.fromstring(document)
    holder = root if format == "atom" else root[0]
    return {str(link.get("rel")): str(link.get("href")) for link in holder.findall(f"{ATOM}link")}


@pytest.mark.parametrize("format", ["atom", "rss"])
def test_the_document_that_is_subscribed_to(format: str) -> None:
    """It names its hub and the first page of the archive, and says nothing of what it is."""
    found, suffix = links(CURRENT, format), FORMATS[format].suffix

    assert (f"{SITE}main{suffix}", f"{SITE}main.2{suffix}") == (found["self"], found["prev-archive"])
    assert "https://hub.example.org/" == found["hub"]
    assert {"next-archive", "current"}.isdisjoint(found)
    assert FH.strip("{}").encode() not in render(CURRENT, format)


@pytest.mark.parametrize("format", ["atom", "rss"])
def test_a_page_of_the_archive(format: str) -> None:
    """It is called an archive, names its neighbours and the newest document, has its own address and no hub."""
    found, suffix = links(ARCHIVE, format), FORMATS[format].suffix
    root = etree.fromstring(render(ARCHIVE, format))

    assert {
        "self": f"{SITE}main.2{suffix}",
        "prev-archive": f"{SITE}main.1{suffix}",
        "next-archive": f"{SITE}main.3{suffix}",
        "current": f"{SITE}main{suffix}",
    } == {rel: href for rel, href in found.items() if rel != "alternate"}
    assert 1 == len(list(root.iter(f"{FH}archive")))


@pytest.mark.parametrize("format", ["atom", "rss"])
def test_a_complete_feed(format: str) -> None:
    """A document with all there is says so (RFC 5005, section 2)."""
    root = etree.fromstring(render(replace(CURRENT, stem="main.all", role="complete", previous=None), format))

    assert (1, 0) == (len(list(root.iter(f"{FH}complete"))), len(list(root.iter(f"{FH}archive"))))


def test_history_in_json() -> None:
    """JSON Feed leads to older items by next_url, and says the rest in our extension."""
    current, archive = (json.loads(render(edition, "json")) for edition in (CURRENT, ARCHIVE))

    assert (f"{SITE}main.2.json", f"{SITE}main.1.json") == (current["next_url"], archive["next_url"])
    assert f"{SITE}main.2.json" == archive["feed_url"]
    assert ("archive", f"{SITE}main.3.json", f"{SITE}main.json") == tuple(
        archive["_feedbot"][name] for name in ("role", "newer", "newest")
    )
    assert ("hubs" in current, "hubs" in archive) == (True, False)
    assert "© The desk" == current["_feedbot"]["rights"]


@pytest.mark.parametrize(
    ("language", "words"),
    [("en", ["Older", "Newer", "Newest"]), ("ru", ["Старее", "Новее", "Самое новое"]), ("uk", None)],
)
def test_history_for_people(language: str, words: list[str] | None) -> None:
    """A page leads to older, newer and the newest entries, and offers the feeds that go on for subscription."""
    tree = LexborHTMLParser(render(replace(ARCHIVE, feed=replace(FEED, language=language)), "html"))

    assert [f"{SITE}main.1.html", f"{SITE}main.3.html", f"{SITE}main.html"] == [
        link.attributes["href"] for link in tree.css("nav.pages a")
    ]
    assert (words or ["Давніше", "Новіше", "Найновіше"]) == [link.text() for link in tree.css("nav.pages a")]
    assert [f"{SITE}main.atom", f"{SITE}main.rss", f"{SITE}main.json"] == [
        link.attributes["href"] for link in tree.css("link[rel=alternate]")
    ]
    assert f"{SITE}main.2" == tree.css("link[rel=canonical]")[0].attributes["href"]
    assert "© The desk" == tree.css(".colophon p")[0].text()


def test_a_page_without_history_has_no_way_through_it() -> None:
    """A feed without archive shows no links to pages that are not there."""
    assert b"<nav" not in render(make.edition(1), "html")


@pytest.mark.parametrize("format", FORMATS)
def test_a_secret_address_is_kept(format: str) -> None:
    """A private feed's document names only addresses with its secret."""
    document = render(replace(CURRENT, stem=f"main.{KEY}", previous=f"main.{KEY}.2"), format).decode()

    assert 0 < document.count(SITE) == document.count(f"{SITE}main.{KEY}")


@pytest.mark.parametrize("format", FORMATS)
def test_every_address_is_one_of_a_document(format: str) -> None:
    """Whatever stems an edition has, the addresses that it is known by are read as those again."""
    suffix = FORMATS[format].suffix
    for stem in ("main", "main.2", "main.all", f"main.{KEY}.2"):
        address = addresses.read(f"{stem}{suffix}")
        assert address is not None
        assert (stem, format) == (address.stem, address.format)
        assert f"{SITE}{stem}".encode() in render(replace(CURRENT, stem=stem), format)


@pytest.mark.parametrize("format", FORMATS)
def test_a_closed_page_does_not_tell_who_wrote_it(format: str) -> None:
    """A page of the archive has no version of ours, and other documents have (but RSS, which has no place for it)."""
    assert __version__.encode() not in render(ARCHIVE, format)
    assert (__version__.encode() in render(CURRENT, format)) is (format != "rss")


def test_a_closed_page_has_the_date_it_was_given() -> None:
    """The date of a page of the archive is that of the edition, though an entry may be younger."""
    old = make.NOW - timedelta(days=30)
    root = etree.fromstring(render(replace(ARCHIVE, updated=old), "atom"))

    assert old.isoformat() == root.findtext(f"{ATOM}updated")
    assert old.isoformat() == json.loads(render(replace(ARCHIVE, updated=old), "json"))["_feedbot"]["updated"]


@pytest.mark.parametrize("format", FORMATS)
def test_fragments_know_nothing_of_history(format: str) -> None:
    """A fragment is the same in the current document and in the archive."""
    fragment = FORMATS[format].fragment

    assert fragment(CURRENT, samples.full()) == fragment(ARCHIVE, samples.full())


GONE = (
    Tombstone(id="https://example.org/9", at=make.NOW),
    Tombstone(id="no iri", at=make.NOW),
    Tombstone(id="https://example.org/3", at=make.NOW),
)


def test_deletions_in_atom() -> None:
    """A piece that was withdrawn is a deleted-entry (RFC 6721); one that is back, or that has no IRI, is none."""
    document = render(replace(CURRENT, gone=GONE), "atom")
    root = etree.fromstring(document)

    assert [] == checker.atom(document)
    assert [{"ref": "https://example.org/9", "when": make.NOW.isoformat()}] == [
        dict(stone.attrib) for stone in root.findall(f"{AT}deleted-entry")
    ]
    assert AT.strip("{}").encode() not in render(CURRENT, "atom")
    assert b"deleted" not in render(replace(CURRENT, gone=GONE), "rss")


def test_deletions_in_json() -> None:
    """JSON Feed has no word for deletions, so they stand in our extension."""
    assert [
        {"id": "https://example.org/9", "at": make.NOW.isoformat()},
        {"id": "no iri", "at": make.NOW.isoformat()},
    ] == json.loads(render(replace(CURRENT, gone=GONE), "json"))["_feedbot"]["deleted"]
    assert "deleted" not in json.loads(render(CURRENT, "json"))["_feedbot"]


def test_what_a_feed_says_of_itself() -> None:
    """Icon, logo, rights and base stand in each format that has a word for them, and what is no address nowhere."""
    feed = make.feed(icon="https://example.org/i.png", logo="https://example.org/l.png", rights="<b>©</b>")
    root = etree.fromstring(render(make.edition(1, feed=feed), "atom"))
    channel = etree.fromstring(render(make.edition(1, feed=feed), "rss"))[0]
    told = json.loads(render(make.edition(1, feed=feed), "json"))
    nothing = render(make.edition(1, feed=make.feed(icon="x", logo="javascript:x")), "atom")

    assert ["https://example.org/i.png", "https://example.org/l.png", "<b>©</b>"] == [
        root.findtext(f"{ATOM}{name}") for name in ("icon", "logo", "rights")
    ]
    assert "https://feeds.example.org/" == root.get(f"{checker.XML}base")
    assert ["https://example.org/l.png", "Main", "‹b›©‹/b›"] == [
        channel.findtext(path) for path in ("image/url", "image/title", "copyright")
    ]
    assert ("https://example.org/i.png", "https://example.org/l.png") == (told["favicon"], told["icon"])
    assert b"<icon" not in nothing
    assert b"<logo" not in nothing


def test_the_base_of_an_entry() -> None:
    """What is relative in an entry is so to its page."""
    entry = etree.fromstring(render(make.edition(1), "atom")).find(f"{ATOM}entry")
    bare = etree.fromstring(render(make.edition(pieces=(make.piece(1, link=None),)), "atom")).find(f"{ATOM}entry")
    assert entry is not None
    assert bare is not None

    assert ("https://example.org/1", None) == (entry.get(f"{checker.XML}base"), bare.get(f"{checker.XML}base"))
