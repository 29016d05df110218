import json
from dataclasses import fields, is_dataclass, replace
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from feedbot.errors import ParseError
from feedbot.model import Limits
from feedbot.rules.normalise import normalise
from feedbot.sources import KINDS, feed
from tests import make
from tests.sources.feeds import atom, only, parsed, refusal, rss

DOCUMENTS = Path(__file__).parent.parent / "data" / "documents"
SAMPLES = sorted(path.name for path in DOCUMENTS.iterdir() if (DOCUMENTS / f"{path.name}.gives.json").exists())


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

    assert expected == said(replace(feed.parse(document, make.source()), decoded=""))


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
        ('{"items": ' + "[" * 150_000, "its JSON lies too deep"),
        ('{"items": [' + "{}," * 200_000, "more than 200,000 objects and lists"),
        ('{"items": [' + '"",' * 750_001, "more than 750,000 texts"),
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
        ("<rss " + " ".join(f"xmlns:n{n}='urn:{n}'" for n in range(5001)) + "/>", "more than 5,000 attributes"),
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
    assert ["1"] == [item.id for item in parsed(rss(good + "&" + "<x>" * 300 + "</x>" * 300)).items]


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
    assert ("only the first 5,000 items are read (limits.items)",) == xml.notes
    assert ("only the first 5,000 of 5,001 items are read (limits.items)",) == text.notes


def test_the_items_of_a_document_are_bounded() -> None:
    """As many items are read as the limits say, and the note names the limit, in XML, broken XML and JSON."""
    source = make.source(limits=Limits(items=2))
    xml = rss(*(f"<guid>{number}</guid>" for number in range(3)))
    for body in (xml, xml.replace("<title>T", "<title>&"), '{"items": [{"id": "0"}, {"id": "1"}, {"id": "2"}]}'):
        reading = feed.parse(make.document(body.encode()), source)

        assert ["0", "1"] == [item.id for item in reading.items]
        assert "(limits.items)" in reading.notes[-1]


@pytest.mark.parametrize(
    ("item", "fit"),
    [
        ("<description>&lt;p&gt;x&lt;/p&gt;0123</description>", ("<p>x</p>01", None)),
        ("<title>0123456789012345</title>", (None, "0123456789")),
        ("<title>t</title><description>&lt;b&gt;bold&lt;/b&gt; and more</description>", ("<b>bold", "t")),
        ("<title>t</title><description>&lt;b&gt;bo &lt;/b&gt; and</description>", ("<b>bo ", "t")),
        ("<title>t &lt; 0123456789</title>", (None, "t < 012345")),
        ("<title>&lt;b&gt;t&lt;/b&gt;&lt;i&gt;&lt;/i&gt;</title>", (None, "<b>t</b>")),
        ("<title>іііііі</title>", (None, "ііііі")),
        ("<title>0123456789</title><description>01234567890123456789</description>", (None, "0123456789")),
        ("<title>0123456789012345678</title><description>01234567890123456789</description>", (None, "0123456789")),
    ],
)
def test_a_long_item_is_cut_and_stays(item: str, fit: tuple[str | None, str | None]) -> None:
    """The longest text of an item is cut to what the limits leave it, never within a tag or a letter, with a note."""
    source = make.source(limits=Limits(item=10))
    reading = feed.parse(make.document(rss(f"<guid>1</guid>{item}").encode()), source)

    assert ("1", *fit) == (only(reading).id, only(reading).html, only(reading).title)
    assert "is longer than 10 bytes (limits.item); its text was cut" in reading.notes[0]


def test_an_item_may_be_as_long_as_the_limit() -> None:
    """An item just as long as the limit stays whole, without a note."""
    reading = feed.parse(make.document(rss("<title>0123456789</title>").encode()), make.source(limits=Limits(item=10)))

    assert ("0123456789", ()) == (only(reading).title, reading.notes)


def test_the_note_of_a_long_item_names_it() -> None:
    """A note names the item that was cut and the limit, by default one mebibyte."""
    long = f"<title>Long</title><description>{'word ' * 300_000}</description>"
    reading = parsed(rss(long, "<title>Short</title>"))

    assert ('its item "Long" is longer than 1 MiB (limits.item); its text was cut',) == reading.notes
    assert ["Long", "Short"] == [item.title for item in reading.items]
    assert 2**20 - 4 == len(reading.items[0].html or "")


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
    assert "not understood: KeyError" in refusal(rss("<link>x<item/></link>"))


# --- what is hardly a feed -------------------------------------------------------------------------------------------


def test_an_empty_feed_is_a_feed() -> None:
    """A feed without items is honest, not broken."""
    assert () == parsed(rss()).items
    assert () == parsed(atom()).items
    assert () == parsed('{"items": []}').items


@pytest.mark.parametrize(
    ("written", "title"),
    [
        (
            "It&#8217;s &quot;on hold&quot; &amp; that's that: <em>analysts</em>",
            'It’s "on hold" & that\'s that: analysts',
        ),
        ("Tom & Jerry: <3 and AT&T; what <em> means", "Tom & Jerry: <3 and AT&T; what <em> means"),
        ("<Маяк> & Co", "<Маяк> & Co"),
    ],
)
def test_a_title_of_json_is_plain_text_unless_it_was_a_pages(written: str, title: str) -> None:
    """Publishers write the references and tags of their pages into titles; what is no HTML is left as it stands."""
    (item,) = parsed(json.dumps({"items": [{"id": "1", "title": written}]})).items

    assert title == normalise(item, "1", make.source(), make.ORIGIN, make.NOW).entry.title


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


LETTERS = st.characters(exclude_categories=["Cc", "Cs", "Co", "Cn"])


@given(st.lists(st.text(LETTERS, min_size=1), max_size=5))
def test_plain_titles_survive(titles: list[str]) -> None:
    """A title without markup comes through Atom and JSON Feed as it was, but for the space around it."""
    written = [" ".join(title.split()) for title in titles]
    escaped = [title.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;") for title in written]
    xml = parsed(atom(*(f"<id>1</id><title>{title}</title>" for title in escaped)))
    text = parsed(json.dumps({"items": [{"id": "1", "title": title} for title in written]}))

    assert [title or None for title in written] == [item.title for item in text.items]
    assert [title or None for title in written] == [item.title for item in xml.items]
