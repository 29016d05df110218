from datetime import timedelta

import pytest

from feedbot.model import Category, Link, Person
from tests.sources.feeds import atom, only, parsed, rss


def test_ids_stay_as_written() -> None:
    """An id is kept byte for byte, not resolved, not tidied."""
    ids = ["12345", "/a/../b", "HTTP://Example.org:80/a?b#c", "tag:example.org,2026:x/../y", "а б"]

    assert ids == [item.id for item in parsed(rss(*(f"<guid>{each}</guid>" for each in ids))).items]
    assert ids == [
        item.id for item in parsed(atom(*(f"<id>{each}</id>" for each in ids), attributes='xml:base="/x/"')).items
    ]


@pytest.mark.parametrize(
    ("inside", "link"),
    [
        ("<link>https://a.example.org/1</link><guid>https://a.example.org/2</guid>", "https://a.example.org/1"),
        ("<guid>https://a.example.org/2</guid>", "https://a.example.org/2"),
        ("<guid>/2</guid>", "https://example.org/2"),
        ("<guid>2</guid>", None),
        ('<guid isPermaLink="false">https://a.example.org/2</guid>', None),
        ("<link>2?a=1&amp;b=2</link>", "https://example.org/2?a=1&b=2"),
        ("<link> \n https://a.example.org/1 \n</link>", "https://a.example.org/1"),
        ("<link/>", None),
        ('<a:link xmlns:a="http://www.w3.org/2005/Atom" href="https://a.example.org/3"/>', "https://a.example.org/3"),
        ('<a:link xmlns:a="http://www.w3.org/2005/Atom" href="/t" type="text/plain"/>', "https://example.org/t"),
    ],
)
def test_the_link_of_an_rss_item(inside: str, link: str | None) -> None:
    """The link is the item's own, else a permalink, resolved; a mere id is no link."""
    assert link == only(parsed(rss("<title>x</title>" + inside))).link


def test_relative_addresses_follow_the_document() -> None:
    """Content-Location of the same host is the base; one of another host, or a broken one, is not believed."""
    link = atom("<link href='x'/>")

    assert "https://example.org/deep/x" == only(parsed(link, content_location="/deep/feed")).link
    assert "https://example.org/x" == only(parsed(link, content_location="http://localhost/deep/feed")).link
    assert "https://example.org/x" == only(parsed(link, content_location="http://[")).link


def test_the_base_of_a_body() -> None:
    """A body's base is xml:base where there is one, the feed in Atom, the page itself elsewhere."""
    body = "<link>/1</link><description>x</description>"
    based = atom('<link href="1"/><content type="html" xml:base="c/">x</content>', attributes='xml:base="/b/"')

    assert "https://example.org/1" == only(parsed(rss(body))).base
    assert "https://example.org/b/c/" == only(parsed(based)).base
    assert "https://example.org/feed" == only(parsed(atom("<link href='1'/><summary>x</summary>"))).base
    assert "https://example.org/1" == only(parsed('{"items": [{"url": "/1"}]}')).base
    assert "https://example.org/feed" == only(parsed('{"items": [{"id": "1"}]}')).base


ENCODED = 'xmlns:content="http://purl.org/rss/1.0/modules/content/"'


def test_content_goes_before_description_in_any_order() -> None:
    """content:encoded is the body and description the summary, whichever comes first."""
    parts = ["<content:encoded>&lt;p&gt;whole&lt;/p&gt;</content:encoded>", "<description>part</description>"]
    for inside in ("".join(parts), "".join(reversed(parts))):
        item = only(parsed(rss(inside, spaces=ENCODED)))

        assert ("<p>whole</p>", None, "part") == (item.html, item.text, item.summary)


def test_a_body_alone_is_no_summary() -> None:
    """What has one text only has a body and no summary."""
    item = only(parsed(rss("<content:encoded>whole</content:encoded>", spaces=ENCODED)))
    plain = only(parsed(atom("<summary>a &lt; b</summary>")))

    assert ("whole", None) == (item.html, item.summary)
    assert ("a < b", None, None) == (plain.text, plain.html, plain.summary)


def test_markup_beats_plain_text() -> None:
    """Of several contents the longest with markup is taken."""
    contents = "".join(
        f'<content type="{kind}">{text}</content>'
        for kind, text in (("text", "the longest of all of them"), ("html", "short"), ("html", "longer"), ("html", ""))
    )

    assert "longer" == only(parsed(atom(contents))).html


def test_content_of_other_kinds_is_left_out() -> None:
    """Content that is neither text nor markup is no body; where it lies outside, it is the link."""
    inside = '<id>1</id><summary>about</summary><content type="image/png">AAAA</content>'
    outside = '<id>2</id><content type="application/pdf" src="a.pdf"/>'

    inner, outer = parsed(atom(inside, outside)).items
    assert (None, None) == (inner.html, inner.text)
    assert "https://example.org/a.pdf" == outer.link


def test_what_media_and_podcasts_say_does_not_displace_the_entry() -> None:
    """media:title, media:description and itunes:summary are only taken where there is nothing else."""
    spaces = 'xmlns:media="http://search.yahoo.com/mrss/" xmlns:i="http://www.itunes.com/DTDs/Podcast-1.0.dtd"'
    aside = "<media:title>T</media:title><media:description type='plain'>D</media:description><i:summary>S</i:summary>"
    full = only(parsed(rss(f"{aside}<title>Own</title><description>Body</description>{aside}", spaces=spaces)))
    bare = only(parsed(rss(aside, spaces=spaces)))

    assert ("Own", "Body", "<p>S</p>") == (full.title, full.html, full.summary)
    assert ("T", "<p>S</p>", None) == (bare.title, bare.html, bare.summary)


@pytest.mark.parametrize(
    ("author", "person"),
    [
        ("<author>mail@example.org (Ада Лампова)</author>", Person(name="Ада Лампова", email="mail@example.org")),
        ("<author>Ada &lt;mail@example.org&gt;</author>", Person(name="Ada", email="mail@example.org")),
        ("<author>mail@example.org</author>", Person(name="mail@example.org", email="mail@example.org")),
        ("<author>Ada</author>", Person(name="Ada")),
        (
            "<author><name>Ada</name><email>mail@example.org</email><uri>/ada</uri></author>",
            Person(name="Ada", email="mail@example.org", uri="https://example.org/ada"),
        ),
    ],
)
def test_people_in_all_their_forms(author: str, person: Person) -> None:
    """Names, addresses and both together are read as a person."""
    assert (person,) == only(parsed(rss("<title>x</title>" + author))).authors


def test_a_nameless_author_is_nobody() -> None:
    """An empty author is left out, and does not repeat the one before."""
    inside = "<title>x</title><author>Ada</author><author/><author> </author>"

    assert (Person(name="Ada"),) == only(parsed(rss(inside))).authors


def test_the_feeds_author_stands_in_only_in_atom() -> None:
    """An Atom entry without author has the feed's (RFC 4287, 4.2.1); an RSS item does not have the editor."""
    author = "<author><name>Ada</name></author>"

    assert (Person(name="Ada"),) == only(parsed(atom("<id>1</id>", head=author))).authors
    assert () == only(parsed(rss("<guid>1</guid>", head="<managingEditor>Ada</managingEditor>"))).authors


def test_categories_keep_scheme_and_label() -> None:
    """Categories come in order, with what they say of themselves; a label alone is a term."""
    inside = '<category term="a" scheme="urn:s" label="A"/><category label="B"/><category/>'

    expected = (Category(term="a", scheme="urn:s", label="A"), Category(term="B", label="B"))
    assert expected == only(parsed(atom(inside + "<id>1</id>"))).categories


def test_links_with_more_to_them() -> None:
    """Enclosures, media, related pages and sources are links; what is malformed in them counts as missing."""
    spaces = 'xmlns:media="http://search.yahoo.com/mrss"'
    inside = (
        '<enclosure url="a.mp3" type="audio/mpeg" length="99999999999999999"/><enclosure length="1"/>'
        '<media:content url="b.jpg" medium="image"/><media:content url="c.swf" type="application/x-shockwave-flash"/>'
        '<source url="http://other.example.org/rss">Other</source>'
    )

    assert (
        Link(href="https://example.org/a.mp3", type="audio/mpeg"),
        Link(href="https://example.org/b.jpg"),
        Link(href="http://other.example.org/rss", rel="via", title="Other"),
    ) == only(parsed(rss(inside + "<title>x</title>", spaces=spaces))).links


@pytest.mark.parametrize(
    ("document", "language"),
    [
        (rss("<title>x</title>", head="<language>uk</language>"), "uk"),
        (rss("<title>x</title>"), None),
        (atom("<title>x</title>", attributes='xml:lang="ru"'), "ru"),
        (atom('<title xml:lang="en">x</title>', attributes='xml:lang="ru"'), "en"),
        (atom('<title>x</title><content xml:lang="uk">y</content>', attributes='xml:lang="ru"'), "uk"),
    ],
)
def test_the_language_that_is_declared(document: str, language: str | None) -> None:
    """An item's language is its own, else its feed's, else not known."""
    assert language == only(parsed(document)).language


@pytest.mark.parametrize(
    ("head", "wait"),
    [
        ("", None),
        ("<ttl>60</ttl>", timedelta(hours=1)),
        ("<ttl>x</ttl>", None),
        ("<ttl>0</ttl>", None),
        ("<ttl>999999999999</ttl>", timedelta(minutes=10**6)),
        ("<s:updatePeriod>daily</s:updatePeriod><s:updateFrequency>4</s:updateFrequency>", timedelta(hours=6)),
        ("<s:updatePeriod>weekly</s:updatePeriod>", timedelta(days=7)),
        ("<s:updatePeriod>hourly</s:updatePeriod><s:updateFrequency>0</s:updateFrequency>", timedelta(hours=1)),
        ("<s:updatePeriod>never</s:updatePeriod>", None),
    ],
)
def test_the_rhythm_of_a_feed(head: str, wait: timedelta | None) -> None:
    """ttl and the syndication module say when to come again; strange values say nothing."""
    spaces = 'xmlns:s="http://purl.org/rss/1.0/modules/syndication/"'

    assert wait == parsed(rss("<guid>1</guid>", head=head, spaces=spaces)).hints.wait


@pytest.mark.parametrize(
    ("head", "said"),
    [
        ("<ttl>60</ttl>", "ttl 60"),
        ("<s:updatePeriod> Hourly </s:updatePeriod>", "sy:updatePeriod hourly"),
        (
            "<s:updatePeriod>hourly</s:updatePeriod><s:updateFrequency>2</s:updateFrequency><ttl>5</ttl>",
            "sy:updatePeriod hourly, sy:updateFrequency 2",
        ),
        ("", ""),
    ],
)
def test_the_words_of_the_rhythm(head: str, said: str) -> None:
    """The longer of the two rhythms is named as the feed said it."""
    spaces = 'xmlns:s="http://purl.org/rss/1.0/modules/syndication/"'

    assert said == parsed(rss("<guid>1</guid>", head=head, spaces=spaces)).hints.said


def test_hours_and_days_to_skip() -> None:
    """Hours are sorted, 24 is midnight, days count from Monday; what is neither is passed over."""
    hours = "".join(f"<hour>{hour}</hour>" for hour in (24, 7, 7, "x", -1, 23))
    days = "".join(f"<day>{day}</day>" for day in ("Sunday", " monday ", "Someday"))
    hints = parsed(rss(head=f"<skipHours>{hours}</skipHours><skipDays>{days}</skipDays>")).hints

    assert ((0, 7, 23), (0, 6)) == (hints.skip_hours, hints.skip_days)


def test_a_feed_that_forbids_all_hours_forbids_none() -> None:
    """A feed that names every hour, or every day, says nothing about them."""
    hours = "".join(f"<hour>{hour}</hour>" for hour in range(24))
    names = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
    days = "".join(f"<day>{day}</day>" for day in names)
    hints = parsed(rss(head=f"<skipHours>{hours}</skipHours><skipDays>{days}</skipDays>")).hints

    assert ((), ()) == (hints.skip_hours, hints.skip_days)


@pytest.mark.parametrize(
    "document",
    [
        atom(head='<link rel="HUB" href="/hub"/><link rel="hub" href="/other"/><link rel="self" href="/me"/>'),
        rss(
            head='<a:link rel="hub" href="/hub"/><a:link rel="self" href="/me"/>',
            spaces='xmlns:a="http://www.w3.org/2005/Atom"',
        ),
        '{"items": [], "feed_url": "/me", "hubs": [{"type": "x", "url": "/x"}, {"type": "WebSub", "url": "/hub"}]}',
    ],
)
def test_the_hub_and_its_topic(document: str) -> None:
    """The first hub that a feed names, and its own address, in all formats."""
    hints = parsed(document).hints

    assert ("https://example.org/hub", "https://example.org/me") == (hints.hub, hints.topic)


def test_a_second_description_is_the_body() -> None:
    """Of two descriptions the second is the body and the first its summary."""
    found = only(parsed(rss("<description>short</description><description>&lt;p&gt;whole&lt;/p&gt;</description>")))

    assert ("<p>whole</p>", "short") == (found.html, found.summary)


def test_the_first_title_counts() -> None:
    """Of several titles the first that is not empty is the item's, and the feed's."""
    found = parsed(rss("<title/><title>one</title><title>two</title>", head="<title>other</title>"))

    assert ("T", "one") == (found.origin.title, only(found).title)
