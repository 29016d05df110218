import pytest

from feedbot.errors import LimitError
from feedbot.sources import fastfeed, rawfeed
from tests.sources.feeds import atom, rss

BASE = "https://example.org/feed"


def test_a_well_formed_feed_is_read() -> None:
    """The fast reader names things as the reference does."""
    text = rss("<guid>1</guid><title>A</title><link>/1</link>", head="<ttl>60</ttl>")
    raw = fastfeed.read(text, BASE, 10)

    assert raw
    assert rawfeed.read(text, BASE, 10).entries == raw.entries
    assert ("60", False, False) == (raw.feed["ttl"], raw.atom, raw.more)


@pytest.mark.parametrize(
    "text",
    [
        rss("<title>a & b</title>"),
        rss("<title>x</title>").removesuffix("</rss>"),
        rss("<title>&nbsp;</title>"),
        rss("<y:title>x</y:title>"),
        "",
        "no feed",
    ],
)
def test_what_is_not_well_formed_is_declined(text: str) -> None:
    """Broken XML is left to the reference, which mends it."""
    assert fastfeed.read(text, BASE, 10) is None


@pytest.mark.parametrize(
    "text",
    [
        rss("<description>a <b>bold</b> word</description>"),
        rss("<guid>1<br/></guid>"),
        rss("<title>x</title><item><title>y</title></item>"),
        rss("<wrap><title>x</title></wrap>"),
        rss("<x><y><guid>1</guid></y></x>"),
        rss(head="<wrap><title>x</title></wrap>"),
        rss(head="<language><b>uk</b></language>"),
        rss(head="<enclosure><title/></enclosure>"),
        rss(head="<channel/>"),
        rss(head="<skipHours><hour>1</hour><title>x</title></skipHours>"),
        "<rss><title>x</title><channel/></rss>",
        "<rss><channel/><feed/></rss>",
        '<channel href="/x"/>',
        '<rss><channel lastmod="2026"/></rss>',
        rss().replace("</channel>", '<item href="/x"/></channel>'),
        rss("<title>x</title>").replace("<rss", '<rss xmlns="urn:unknown"'),
        rss('<dc:title xmlns:dc="urn:unknown">x</dc:title>'),
        rss('<m:group xmlns:m="http://search.yahoo.com/mrss/"><title>x</title></m:group>'),
        rss('<m:thumbnail xmlns:m="http://search.yahoo.com/mrss/"><title>x</title></m:thumbnail>'),
        rss('<t:in-reply-to xmlns:t="http://purl.org/syndication/thread/1.0"><title>x</title></t:in-reply-to>'),
        rss("<enclosure><title>x</title></enclosure>"),
        rss("<hour><b/></hour>"),
        rss("<feed/>"),
        rss("<t\u0456tle>x</t\u0456tle>"),
        rss("<title \u0456='1'>x</title>"),
        atom('<title mode="base64">SGVsbG8=</title>'),
        atom('<content type="image/png">SGVsbG8=</content>'),
        atom('<title type="xhtml"><d\u0456v/></title>'),
    ],
)
def test_what_is_not_sure_is_declined(text: str) -> None:
    """Where the reference may read otherwise, the fast reader says nothing, though the XML is in order."""
    assert rawfeed.read(text, BASE, 10).fault is None
    assert fastfeed.read(text, BASE, 10) is None


@pytest.mark.parametrize(
    "text",
    [
        rss("<x>" * 250 + "</x>" * 250),
        rss("<x>" * 199 + "</x>" * 199),
        rss("<x/>" * 150_000),
        rss("<x/>" * 300_001),
        rss("<x " + " ".join(f"a{number}=''" for number in range(5_001)) + "/>"),
        rss("".join(f'<x xmlns:n{number}="urn:x"/>' for number in range(1_001))),
        rss("<title>" + "x" * 10_000_001 + "</title>"),
    ],
    ids=["deeper than libxml2 goes", "deep", "elements", "tags", "attributes", "namespaces", "text"],
)
def test_what_goes_beyond_a_bound_is_declined(text: str) -> None:
    """What would exhaust a reader is left to the reference, which names the bound."""
    assert fastfeed.read(text, BASE, 10) is None


@pytest.mark.parametrize(
    "text",
    [
        rss("<x>" * 197 + "</x>" * 197),
        rss("<x/>" * 149_990),
        rss("<x " + " ".join(f"a{number}=''" for number in range(5_000)) + "/>"),
    ],
    ids=["deep", "elements", "attributes"],
)
def test_what_keeps_within_the_bounds_is_read(text: str) -> None:
    """Both readers have the same bounds."""
    found = fastfeed.read(text, BASE, 10)

    assert found
    assert len(rawfeed.read(text, BASE, 10).entries) == len(found.entries) == 1


def test_nothing_beyond_the_last_item_is_read() -> None:
    """With too many items both readers stop at the first that is left out."""
    text = "<rss><channel>" + "<item><guid>1</guid></item>" * 3 + "<title>late</title></channel></rss>"
    fast, slow = fastfeed.read(text, BASE, 2), rawfeed.read(text, BASE, 2)

    assert fast
    assert (2, True, None) == (len(fast.entries), fast.more, fast.feed.get("title"))
    assert (2, True, None) == (len(slow.entries), slow.more, slow.feed.get("title"))


@pytest.mark.parametrize(
    ("inside", "because"),
    [
        ("<x " + " ".join(f"a{number}=''" for number in range(5_001)) + "/>", "more than 5,000 attributes"),
        ("<x>" * 198 + "</x>" * 198, "more than 200 deep"),
        ("<x/>" * 150_000, "more than 150,000 elements"),
        ("".join(f'<x xmlns:n{number}="urn:x"/>' for number in range(1_001)), "more than 1,000 namespaces"),
    ],
)
def test_the_reference_names_its_bounds(inside: str, because: str) -> None:
    """What the fast reader declines for its size, the reference refuses with the bound."""
    with pytest.raises(LimitError, match=because):
        rawfeed.read(rss(inside), BASE, 10)


def test_entities_are_never_resolved() -> None:
    """A document type that came through all the same has no effect: its entities make the reader decline."""
    document = '<!DOCTYPE rss [<!ENTITY x SYSTEM "file:///etc/hostname">]>' + rss("<title>&x;</title>")

    assert fastfeed.read(document, BASE, 10) is None
