import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from feedbot.feeds import masthead, render
from feedbot.model import Edition, Episode, Feed, Link, Piece
from tests import make
from tests.feeds import checker
from tests.feeds.checker import ATOM, ITUNES, MEDIA, WFW

LAMP = Link(href="https://example.org/lamp.mp3", type="audio/mpeg", length=1234, title="The <b>keeper</b>")
FILM = Link(href="https://example.org/a.mp4", type="video/mp4", width=640, height=480, duration=61)
PICTURE = Link(href="https://example.org/p.jpg", rel="preview", width=120, height=80)
EPISODE = Episode(duration=3723, season=2, number=7, kind="full", explicit=False, image="https://example.org/i.png")


def edition(*links: Link, feed: Feed | None = None, **fields: Any) -> Edition:
    """An edition of one entry with these links."""
    return make.edition(pieces=(make.piece(1, links=links, **fields),), feed=feed or make.feed())


def rss(edition: Edition) -> etree._Element:
    """The channel of an RSS document without a fault."""
    document = render(edition, "rss")
    assert [] == checker.rss(document)
    return etree.fromstring(document)[0]


def item(*links: Link, **fields: Any) -> etree._Element:
    """The only item of a channel."""
    found = rss(edition(*links, **fields)).find("item")
    assert found is not None
    return found


def entry(*links: Link, **fields: Any) -> etree._Element:
    """The only entry of an Atom document without a fault."""
    document = render(edition(*links, **fields), "atom")
    assert [] == checker.atom(document)
    found = etree.fromstring(document).find(f"{ATOM}entry")
    assert found is not None
    return found


def told(element: etree._Element, *names: str) -> list[tuple[str, dict[str, str]]]:
    """The local names and attributes of the children that have one of these names."""
    return [
        (etree.QName(child).localname, {str(name): str(value) for name, value in child.attrib.items()})
        for child in element
        if child.tag in names
    ]


@pytest.mark.parametrize("write", [entry, item], ids=["atom", "rss"])
def test_media_rss(write: Any) -> None:
    """Each enclosure is a media:content with all its measures, each preview a media:thumbnail, in both formats."""
    written = write(FILM, LAMP, PICTURE)

    assert [
        (
            "content",
            {
                "url": "https://example.org/a.mp4",
                "type": "video/mp4",
                "medium": "video",
                "duration": "61",
                "height": "480",
                "width": "640",
            },
        ),
        (
            "content",
            {"url": "https://example.org/lamp.mp3", "fileSize": "1234", "type": "audio/mpeg", "medium": "audio"},
        ),
        ("thumbnail", {"url": "https://example.org/p.jpg", "height": "80", "width": "120"}),
    ] == told(written, f"{MEDIA}content", f"{MEDIA}thumbnail")
    assert "The ‹b›keeper‹/b›" == written.findtext(f"{MEDIA}content/{MEDIA}title")


def test_a_bare_copy_of_a_preview_is_no_enclosure() -> None:
    """The picture that is an enclosure only because previews were not known is written as a preview alone."""
    bare, preview = Link(href=PICTURE.href), PICTURE
    alone = item(bare)

    assert [("thumbnail", {"url": PICTURE.href, "height": "80", "width": "120"})] == told(
        item(bare, preview), f"{MEDIA}content", f"{MEDIA}thumbnail", "enclosure"
    )
    assert ["enclosure", "content"] == [name for name, _ in told(alone, "enclosure", f"{MEDIA}content")]


def test_the_enclosure_of_rss_is_a_recording() -> None:
    """Of several media RSS has room for one, and players look for what can be played."""
    picture = Link(href="https://example.org/p.png", type="image/png")

    assert [LAMP.href] == [one.get("url") for one in item(picture, LAMP).findall("enclosure")]


def test_comments() -> None:
    """The page and the feed of comments have elements of their own in RSS, and all replies are links in Atom."""
    page = Link(href="https://example.org/1#comments", rel="replies")
    feed = Link(href="https://example.org/1/feed", rel="replies", type="application/rss+xml")
    more = Link(href="https://example.org/1/more", rel="replies")
    written = item(page, feed, more)

    assert (page.href, feed.href) == (written.findtext("comments"), written.findtext(f"{WFW}commentRss"))
    assert [("link", {"rel": "replies", "href": more.href})] == told(written, f"{ATOM}link")
    assert [page.href, feed.href, more.href] == [
        link.get("href") for link in entry(page, feed, more).findall(f"{ATOM}link[@rel='replies']")
    ]


def test_links_that_rss_has_no_element_for() -> None:
    """What an item relates to and where it came from are Atom's links in RSS too."""
    via = Link(href="https://example.org/log", rel="via", title="Log")
    text = Link(href="https://example.org/t.vtt", rel="related", type="text/vtt")

    assert [
        ("link", {"rel": "via", "href": via.href, "title": "Log"}),
        ("link", {"rel": "related", "href": text.href, "type": "text/vtt"}),
    ] == told(item(via, text), f"{ATOM}link")


def test_an_episode() -> None:
    """An episode says all that players ask for."""
    written = item(LAMP, episode=EPISODE)

    assert ["3723", "2", "7", "full", "false"] == [
        written.findtext(f"{ITUNES}{name}") for name in ("duration", "season", "episode", "episodeType", "explicit")
    ]
    assert [("image", {"href": "https://example.org/i.png"})] == told(written, f"{ITUNES}image")


def test_a_recording_alone_has_a_length() -> None:
    """Where only the recording says how long it is, the item says so."""
    assert "61" == item(FILM).findtext(f"{ITUNES}duration")


@pytest.mark.parametrize(("explicit", "said"), [(True, "true"), (False, "false"), (None, "false")])
def test_the_show(explicit: bool | None, said: str) -> None:  # noqa: FBT001 - a parameter of the test
    """A channel with recordings has author, picture and warning."""
    feed = make.feed(author="The desk" * 100, logo="https://example.org/logo.png", icon="https://example.org/i.png")
    channel = rss(edition(LAMP, episode=Episode(explicit=explicit, number=1), feed=feed))

    assert [("The desk" * 100)[:255], said] == [channel.findtext(f"{ITUNES}{name}") for name in ("author", "explicit")]
    assert [("image", {"href": "https://example.org/logo.png"})] == told(channel, f"{ITUNES}image")


@pytest.mark.parametrize("episode", [None, EPISODE])
def test_what_directories_ask_of_a_podcast(episode: Episode | None) -> None:
    """Category with its part, owner and warning of the config stand in the channel, with or without episodes."""
    feed = make.feed(
        podcast_category="News > Daily News",
        podcast_owner=("The <desk> & co", "desk@example.org"),
        podcast_explicit=True,
    )
    channel = rss(edition(episode=episode, feed=feed))
    (category,) = channel.findall(f"{ITUNES}category")
    (owner,) = channel.findall(f"{ITUNES}owner")

    assert [("category", {"text": "News"})] == told(channel, f"{ITUNES}category")
    assert [("category", {"text": "Daily News"})] == told(category, f"{ITUNES}category")
    assert ["The ‹desk› & co", "desk@example.org"] == [child.text for child in owner]
    assert ["Main", "true"] == [channel.findtext(f"{ITUNES}{name}") for name in ("author", "explicit")]


def test_an_owner_without_a_name() -> None:
    """An owner who has an address only is called as the author of the feed; a category may have no part."""
    feed = make.feed(author="The desk", podcast_category="Technology", podcast_owner=("", "desk@example.org"))
    channel = rss(edition(feed=feed))

    assert "The desk" == channel.findtext(f"{ITUNES}owner/{ITUNES}name")
    assert [("category", {"text": "Technology"})] == told(channel, f"{ITUNES}category")
    assert "false" == channel.findtext(f"{ITUNES}explicit")


def test_the_config_says_what_is_explicit() -> None:
    """What the config says of a whole podcast wins over its episodes."""
    told = edition(LAMP, episode=Episode(explicit=True), feed=make.feed(podcast_explicit=False))

    assert "false" == rss(told).findtext(f"{ITUNES}explicit")


def test_no_podcast_no_directory() -> None:
    """Episodes alone bring neither category nor owner: those are for the config to say."""
    channel = rss(edition(LAMP, episode=EPISODE))

    assert [] == [*channel.findall(f"{ITUNES}category"), *channel.findall(f"{ITUNES}owner")]


@pytest.mark.parametrize("format", ["atom", "rss"])
def test_namespaces_only_where_they_are_used(format: str) -> None:
    """A feed without media, episodes or history declares none of their namespaces."""
    root = etree.fromstring(render(edition(Link(href="https://example.org/x", rel="via")), format))

    assert not {"media", "itunes", "wfw", "fh", "at"} & set(root.nsmap)


def test_media_in_json() -> None:
    """Attachments have a duration where it is known, and the best picture is the item's."""
    document = render(edition(LAMP, PICTURE, episode=EPISODE), "json")
    (written,) = json.loads(document)["items"]

    assert [] == checker.jsonfeed(document)
    assert ("https://example.org/p.jpg", 3723) == (written["image"], written["attachments"][0]["duration_in_seconds"])
    assert {
        "duration_in_seconds": 3723,
        "season": 2,
        "number": 7,
        "kind": "full",
        "explicit": False,
        "image": "https://example.org/i.png",
    } == written["_feedbot"]["episode"]


@pytest.mark.parametrize(
    ("links", "image"),
    [
        ((Link(href="https://example.org/a.png"),), "https://example.org/a.png"),
        ((LAMP, Link(href="https://example.org/a", type="image/png"), PICTURE), "https://example.org/p.jpg"),
        ((LAMP,), None),
    ],
)
def test_the_image_of_an_item(links: tuple[Link, ...], image: str | None) -> None:
    """A picture among the media stands in where there is no preview."""
    assert image == json.loads(render(edition(*links), "json"))["items"][0].get("image")


def one(*links: Link, episode: Episode | None = None) -> Piece:
    """A piece with these links."""
    return make.piece(1, links=links, episode=episode)


def test_the_length_of_a_recording() -> None:
    """What is told of an episode is told of its only recording, and a recording's own length wins."""
    longer = Episode(duration=100)

    assert 61 == masthead.duration(one(FILM, episode=longer), FILM)
    assert 100 == masthead.duration(one(LAMP, PICTURE, episode=longer), LAMP)
    assert masthead.duration(one(LAMP, FILM, episode=longer), LAMP) is None
    assert masthead.duration(one(LAMP), LAMP) is None


@pytest.mark.parametrize(("seconds", "clock"), [(5, "0:05"), (300, "5:00"), (3723, "1:02:03"), (360_000, "100:00:00")])
def test_a_clock(seconds: int, clock: str) -> None:
    """A length of time is read as a clock."""
    assert clock == masthead.clock(seconds)


@pytest.mark.parametrize(
    ("iri", "uri"),
    [
        ("https://example.org/a?b=1&c=%20#d", "https://example.org/a?b=1&c=%20#d"),
        ("https://прив.ет:80/а б[1]", "https://xn--b1alue.xn--e1a0a:80/%D0%B0%20%D0%B1%5B1%5D"),
        ("https://[::1]:8/ж", "https://[::1]:8/%D0%B6"),
        ("https://ж..ж/", "https://%D0%B6..%D0%B6/"),
        ("//ж/x", "//%D0%B6/x"),
        ("", ""),
    ],
)
def test_an_address_for_rss(iri: str, uri: str) -> None:
    """An IRI is written in the letters that RSS knows (RFC 3987, section 3.1)."""
    assert uri == masthead.uri(iri)


@given(st.text() | st.text().map(lambda text: f"https://{text}/"))
def test_any_address_for_rss(iri: str) -> None:
    """Any text becomes ASCII, and stays what it became."""
    try:
        iri.encode()
    except UnicodeEncodeError:
        return
    found = masthead.uri(iri)

    assert found.isascii()
    assert found == masthead.uri(found)
