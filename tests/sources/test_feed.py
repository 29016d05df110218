import json
from dataclasses import fields, is_dataclass
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from feedbot.errors import ParseError
from feedbot.model import Category, Item, Link, Person, Reading
from feedbot.sources import KINDS, feed
from tests import make

DOCUMENTS = Path(__file__).parent.parent / "data" / "documents"
SAMPLES = sorted(path.name for path in DOCUMENTS.iterdir() if (DOCUMENTS / f"{path.name}.gives.json").exists())


def parsed(body: str | bytes, **document: object) -> Reading:
    """What a body gives as a feed."""
    body = body.encode() if isinstance(body, str) else body
    return feed.parse(make.document(body, **document), make.source())


def rss(*items: str, head: str = "", spaces: str = "") -> str:
    """An RSS document with these items' insides."""
    inside = "".join(f"<item>{item}</item>" for item in items)
    return f'<rss version="2.0" {spaces}><channel><title>T</title>{head}{inside}</channel></rss>'


def atom(*entries: str, head: str = "", attributes: str = "") -> str:
    """An Atom document with these entries' insides."""
    inside = "".join(f"<entry>{entry}</entry>" for entry in entries)
    return f'<feed xmlns="http://www.w3.org/2005/Atom" {attributes}><title>T</title>{head}{inside}</feed>'


def only(reading: Reading) -> Item:
    """The one item of a reading."""
    (item,) = reading.items
    return item


def refusal(body: str | bytes) -> str:
    """Why a body is no feed."""
    with pytest.raises(ParseError) as caught:
        parsed(body)
    return str(caught.value)


def said(value: object) -> object:
    """A value as JSON has it, without the fields that keep their default."""
    if is_dataclass(value) and not isinstance(value, type):
        pairs = ((each.name, getattr(value, each.name), each.default) for each in fields(value))
        return {name: said(found) for name, found, default in pairs if found not in (default, ())}
    if isinstance(value, tuple):
        return [said(each) for each in value]
    return value.total_seconds() if isinstance(value, timedelta) else value


# --- whole documents -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", SAMPLES)
def test_documents_give_what_they_say(name: str) -> None:
    """Each sample document gives just the items, links, people and notes that lie beside it."""
    document = make.document((DOCUMENTS / name).read_bytes(), url="https://feeds.example.org/a/feed")
    expected = json.loads((DOCUMENTS / f"{name}.gives.json").read_text(encoding="utf-8"))

    assert expected == said(feed.parse(document, make.source()))


def test_every_sample_is_there() -> None:
    """The corpus has each format that is promised."""
    assert {"rss091.xml", "rss10.rdf", "rss20.xml", "atom03.atom", "atom10.atom", "feed10.json", "feed11.json"} <= set(
        SAMPLES
    )


@pytest.mark.parametrize("name", ["rss20.xml", "atom10.atom", "rss10.rdf", "podcast.xml", "broken.xml"])
def test_a_cut_document_gives_whole_items_only(name: str) -> None:
    """Wherever a document is cut, what is kept are its first items, each as the whole document gives it."""
    body = (DOCUMENTS / name).read_bytes()
    whole = parsed(body)
    for end in range(0, len(body), 97):
        try:
            reading = parsed(body[:end])
        except ParseError:
            continue
        assert whole.items[: len(reading.items)] == reading.items


# --- what is no feed -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("body", "because"),
    [
        (b"", "the document is empty"),
        (" \n\ufeff ", "the document is empty"),
        ("Page not found", 'text that begins with "Page not found"'),
        ("<!-- nothing", 'text that begins with "<!-- nothing"'),
        ("<html><body><item>x</item></body></html>", "not a feed: an HTML page"),
        ("<p>Maintenance</p>", "not a feed: an HTML page"),
        ((DOCUMENTS / "page.html").read_bytes(), 'not a feed: an HTML page ("Not & found")'),
        ("<?xml version='1.0'?><opml><body/></opml>", "XML that begins with <opml>"),
        ("<sitemap:urlset xmlns:sitemap='x'/>", "XML that begins with <sitemap:urlset>"),
        ("{", "the JSON is broken"),
        ("{}", "JSON without items"),
        ('{"items": {}}', "JSON without items"),
        ('{"items": ' + "[" * 200_000, "its JSON lies too deep"),
        ('{"items": [' + "1" * 5000 + "]}", "the JSON is broken"),
        ("<rss><channel><item><title>x", "its XML is broken (line 1: no element found), and no item could be read"),
        ("<rss/><", "its XML is broken"),
    ],
)
def test_what_is_no_feed_is_told(body: str | bytes, because: str) -> None:
    """What is no feed is a ParseError that says what was found instead."""
    assert because in refusal(body)


@pytest.mark.parametrize(
    ("body", "because"),
    [
        (rss("<x " + " ".join(f'a{n}=""' for n in range(5001)) + "/>"), "more than 5,000 attributes"),
        (rss("<x>" * 201 + "</x>" * 201), "more than 200 deep"),
        (rss('<g:x xmlns:g="http://www.georss.org/georss">' + "<x/>" * 150_000), "more than 150,000 elements"),
        (rss("".join(f'<x xmlns:n{n}="urn:{n}"/>' for n in range(1001))), "more than 1,000 namespaces"),
        ('<!DOCTYPE rss [<!ENTITY a "b"><!ENTITY c "&a;&a;">]>' + rss("&c;"), "declares entities of its own"),
        ('<!DOCTYPE rss [<!ENTITY % a SYSTEM "file:///etc/passwd">%a;]>' + rss(), "declares entities of its own"),
    ],
)
def test_exhausting_documents_are_refused(body: str, because: str) -> None:
    """A document built to exhaust its reader is a ParseError that names the bound."""
    assert because in refusal(body)


def test_what_was_read_before_a_fault_is_kept() -> None:
    """Where mending gives nothing better, items before the fault stay: too many marks, or bulk behind the fault."""
    good = "<guid>1</guid></item><item>"

    assert ["1"] == [item.id for item in parsed(rss(good + "<" * 500_001)).items]
    assert ["1"] == [item.id for item in parsed(rss(good + "&" + "<x>" * 300)).items]
    assert ["1"] == [item.id for item in parsed(rss(good + "<item><!--")).items]


def test_external_entities_are_never_read() -> None:
    """A reference to a file, declared behind a second XML declaration, unfolds to nothing."""
    document = '<!DOCTYPE rss [<!ENTITY x SYSTEM "file:///etc/passwd">]><?xml version="1.0"?>' + rss(
        "<title>&x;</title>"
    )

    assert "&x;" == only(parsed(document)).title


@pytest.mark.parametrize(
    "inside",
    [
        "<author>" + "a" * 500_000 + "</author>",
        "<tags>" + ",".join(map(str, range(30_000))) + "</tags>",
        "".join(f"<category>{number}</category>" for number in range(4_000)),
        "<pubDate>" + "1" * 500_000 + "</pubDate>",
        "<x " + " ".join(f'a{number}="1"' for number in range(4_900)) + "/>",
        "<" * 20_000,
        '<a "' * 20_000,
        "<a " + "b" * 500_000 + "&",
        "&" * 50_000,
        "</b>" * 20_000,
    ],
    ids=lambda text: text[:6],
)
def test_hostile_bulk_is_read_in_linear_time(inside: str) -> None:
    """Bulk that takes feedparser minutes is read, and the item is still there."""
    assert "x" == only(parsed(rss("<title>x</title>" + inside))).title


def test_no_more_than_five_thousand_items() -> None:
    """Of a flood of items the first five thousand are read, with a note, in XML and JSON alike."""
    xml = parsed(rss(*(f"<guid>{number}</guid>" for number in range(5_001))))
    text = parsed(json.dumps({"items": [{"id": number} for number in range(5_001)]}))

    assert (5_000, 5_000) == (len(xml.items), len(text.items))
    assert ("only the first 5,000 items are read",) == xml.notes
    assert ("only the first 5,000 of 5,001 items are read",) == text.notes


@pytest.mark.parametrize(
    "inside",
    [
        "<title>&#xD83D;</title>",
        "<title>&#x110000;&#0;&#xFFFF;&#1114112;&#99999999;</title>",
        '<g:where xmlns:g="http://www.georss.org/georss" xmlns:m="http://www.opengis.net/gml">'
        '<m:Point srsName="a:b"><m:pos>x</m:pos></m:Point></g:where>',
        "<image><width>x</width><url/></image><textinput><name>x</name></textinput><image><image/><title>y</title></image>",
        "<content mode='base64'>%%%</content>",
        "<enclosure/><link/><source/><category/><author/><cloud/>",
        "<link href='http://[::1'/><enclosure url='http://[::1'/>",
    ],
)
def test_what_makes_feedparser_raise_is_read_or_refused(inside: str) -> None:
    """Values that feedparser stumbles over never raise anything but ParseError, and the item stays."""
    assert "kept" == only(parsed(rss(f"{inside}<guid>kept</guid>"))).id


def test_an_exception_of_feedparser_is_a_parse_error() -> None:
    """What feedparser's handlers raise on strange values becomes a ParseError."""
    nested = "<source><m:credit>a<source/>b</m:credit></source>"

    assert "not understood: KeyError" in refusal(rss(nested, spaces='xmlns:m="http://search.yahoo.com/mrss/"'))


# --- encodings -------------------------------------------------------------------------------------------------------

NEWS = rss("<title>Об’їзд відкрито, ёлки стоят</title>").replace("<rss", '<?xml version="1.0" encoding="%s"?><rss', 1)


@pytest.mark.parametrize(
    ("encoding", "charset"),
    [("utf-8", None), ("utf-8", "iso-8859-1"), ("windows-1251", None), ("windows-1251", "utf-8"), ("utf-16", None)],
)
def test_cyrillic_is_read_whatever_is_declared(encoding: str, charset: str | None) -> None:
    """The document's own encoding is found although the carrier says another."""
    body = (NEWS % encoding).encode(encoding)

    assert "Об’їзд відкрито, ёлки стоят" == only(parsed(body, charset=charset)).title


def test_a_bad_byte_costs_one_character() -> None:
    """One bad byte in a UTF-8 feed becomes one U+FFFD, with a note; the rest is untouched."""
    reading = parsed((NEWS % "utf-8").encode().replace(b",", b"\xff", 1))

    assert "Об’їзд відкрито\ufffd ёлки стоят" == only(reading).title
    assert 1 == len(reading.notes)
    assert reading.notes[0].startswith("read as utf-8")


def test_control_characters_do_not_break_a_feed() -> None:
    """Characters that XML forbids are dropped before they break it."""
    reading = parsed(rss("<title>a\x00b\x0bc\ufffed&#x1F;e&#XE9;</title>"))

    assert "abcdeé" == only(reading).title
    assert () == reading.notes


def test_halves_of_a_pair_become_their_character() -> None:
    """Two references to the halves of a surrogate pair, as some Java programs write them, are one emoji."""
    assert "\U0001f600" == only(parsed(rss("<title>&#xD83D;&#56832;</title>"))).title


def test_junk_around_a_feed_is_ignored() -> None:
    """Warnings before the declaration and scripts after the root do no harm, nor does a mark in the middle."""
    document = "<br />\n<b>Warning</b>: x<br />\n<?xml version='1.0'?>" + rss("<guid>1</guid>") + "<script>x</script>"
    reading = parsed("\ufeff" + document)

    assert "1" == only(reading).id
    assert () == reading.notes


# --- single fields ---------------------------------------------------------------------------------------------------


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
    assert (None, "<p>S</p>", None) == (bare.title, bare.html, bare.summary)


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


def test_an_empty_feed_is_a_feed() -> None:
    """A feed without items is honest, not broken."""
    assert () == parsed(rss()).items
    assert () == parsed(atom()).items
    assert () == parsed('{"items": []}').items


def test_json_that_cannot_be_resolved_is_left_out() -> None:
    """An address in JSON that cannot be read counts as missing, and an item of nothing else is no item."""
    assert () == parsed('{"items": [{"url": "http://[::1"}]}').items


def test_an_open_prolog_is_no_feed() -> None:
    """A document type that never ends is text, not a feed."""
    assert "not a feed" in refusal("<!DOCTYPE rss [<!ELEMENT a")


def test_a_document_type_is_passed_over() -> None:
    """A document type with declarations other than entities does no harm."""
    assert "1" == only(parsed("<!DOCTYPE rss [<!ELEMENT rss (channel)>]>" + rss("<guid>1</guid>"))).id


def test_a_root_may_be_empty() -> None:
    """A feed of nothing but its root element has no items."""
    assert () == parsed('<feed xmlns="http://www.w3.org/2005/Atom"/>').items


def test_nothing_is_complete() -> None:
    """What a feed no longer shows is not gone."""
    assert not parsed(rss("<guid>1</guid>")).complete


# --- the table -------------------------------------------------------------------------------------------------------


def test_the_rhythm_of_the_kinds() -> None:
    """A feed is visited each half hour and news of it is fresh for two days; a folder is looked at all the time."""
    web, folder = KINDS["feed"], KINDS["folder"]

    assert (timedelta(minutes=30), timedelta(minutes=5), timedelta(hours=48)) == (web.every, web.floor, web.max_age)
    assert (timedelta(seconds=2), timedelta(seconds=1), None) == (folder.every, folder.floor, folder.max_age)


# --- properties ------------------------------------------------------------------------------------------------------

MARKS = st.sampled_from(
    [
        *("<item>", "</item>", "<title>", "</title>", "<link>", "</link>", "<guid>", "<description>", "<entry>"),
        *("</entry>", "<content:encoded>", "<![CDATA[", "]]>", "<!--", "-->", "<?", "?>", "<br>", "<img/>"),
        *('<a href="x">', "&amp;", "&nbsp;", "&", "<", ">", '"', "'", "=", " ", "<dc:creator>", '<x:y z:w="1">'),
        *("<author>", "<category>", "<source>", "<image>", "<textinput>", "<width>", "<georss:point>"),
        *("&#xD83D;", "&#0;", "слово", "word", "1"),
    ]
)


@given(st.lists(MARKS, max_size=40))
def test_any_soup_is_read_or_refused(parts: list[str]) -> None:
    """Whatever stands in a feed, it gives a reading or a ParseError."""
    try:
        reading = parsed(rss("".join(parts)) + " ")
    except ParseError:
        return
    assert all(item.id or item.link or item.title or item.html or item.text for item in reading.items)


@given(st.binary(max_size=200), st.sampled_from([b"", b"<rss>", b"<feed><entry>", b'{"items": [{"id": ', b"<?xml"]))
def test_any_bytes_are_read_or_refused(body: bytes, head: bytes) -> None:
    """Whatever a server sends, it gives a reading or a ParseError."""
    try:
        parsed(head + body)
    except ParseError as error:
        assert str(error)


VALUES = st.recursive(
    st.none() | st.booleans() | st.floats() | st.integers() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["url", "name", "type"]), inner),
    max_leaves=5,
)
KEYS = st.sampled_from(
    [
        *("id", "url", "external_url", "title", "content_html", "content_text", "summary", "date_published"),
        *("date_modified", "authors", "author", "tags", "attachments", "language", "hubs", "feed_url"),
        *("home_page_url", "expired"),
    ]
)


@settings(max_examples=40, suppress_health_check=[HealthCheck.too_slow])
@given(st.dictionaries(KEYS, VALUES), st.lists(st.dictionaries(KEYS, VALUES) | VALUES, max_size=3))
def test_any_json_is_read(head: dict[str, object], items: list[object]) -> None:
    """Strange values in JSON count as missing; nothing is refused that has items."""
    reading = parsed(json.dumps({**head, "items": items}))

    assert len(reading.items) <= len(items)


# Latin-1's upper half is left out: feedparser mends text in it that was encoded twice.
LETTERS = st.characters(exclude_categories=["Cc", "Cs", "Co", "Cn"]).filter(
    lambda letter: not "\x7f" < letter < "\u0100"
)


@given(st.lists(st.text(LETTERS, min_size=1), max_size=5))
def test_plain_titles_survive(titles: list[str]) -> None:
    """A title without markup comes through Atom and JSON Feed as it was, but for the space around it."""
    written = [" ".join(title.split()) for title in titles]
    escaped = [title.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;") for title in written]
    xml = parsed(atom(*(f"<id>1</id><title>{title}</title>" for title in escaped)))
    text = parsed(json.dumps({"items": [{"id": "1", "title": title} for title in written]}))

    assert [title or None for title in written] == [item.title for item in text.items]
    assert [title or None for title in written] == [item.title for item in xml.items]
