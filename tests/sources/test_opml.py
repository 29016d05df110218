from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedbot.errors import ParseError
from feedbot.sources.opml import MOST, Outline, read, write
from feedbot.text import decode

LIST = """<?xml version="1.0" encoding="UTF-8"?>
<opml version="2.0">
  <head><title>Mine</title></head>
  <body>
    <outline text="Towns" title="Towns">
      <outline text="North">
        <outline type="rss" text="Gazette" title="The Gazette" xmlUrl="https://gazette.example/rss?a=1&amp;b=2"
          htmlUrl="https://gazette.example/" category="/Daily/Print,Local"/>
      </outline>
      <outline type="rss" text="Harbour" xmlUrl="https://harbour.example/feed"/>
    </outline>
    <outline text="A note"/>
    <outline type="rss" text="https://alone.example/feed" xmlUrl="https://alone.example/feed"/>
  </body>
</opml>
"""


def wrapped(*outlines: str) -> str:
    """A list of outlines."""
    return f"<opml version='1.0'><head/><body>{''.join(outlines)}</body></opml>"


def nested(times: int, inside: str) -> str:
    """An outline that lies deep."""
    return wrapped("<outline text='a'>" * times + inside + "</outline>" * times)


def test_a_list_with_folders() -> None:
    """Folders and the category attribute become categories, outermost first; a title that is the address is none."""
    assert (
        Outline(
            url="https://gazette.example/rss?a=1&b=2",
            title="The Gazette",
            html_url="https://gazette.example/",
            categories=("Towns", "North", "Daily", "Print", "Local"),
        ),
        Outline(url="https://harbour.example/feed", title="Harbour", categories=("Towns",)),
        Outline(url="https://alone.example/feed"),
    ) == read(LIST)


@pytest.mark.parametrize("name", ["xmlUrl", "xmlurl", "XMLURL", "url", "xmlURL", "x:xmlUrl"])
def test_names_in_any_case(name: str) -> None:
    """The address is found whatever the case of its attribute, and in OPML 1.0's own place."""
    text = wrapped(f'<OUTLINE Text="A" TYPE="rss" {name}="https://a.example/rss"/>').replace("opml", "OPML")

    assert (Outline(url="https://a.example/rss", title="A"),) == read(text.replace("<OPML", "<OPML xmlns:x='urn:x'", 1))


def test_links_and_includes_are_no_feeds() -> None:
    """The url of a link or of another list is not a feed's."""
    assert () == read(
        wrapped(
            '<outline type="link" text="A" url="https://a.example/"/>',
            '<outline type="include" text="B" url="https://a.example/b.opml"/>',
        )
    )


def test_a_feed_without_an_address_is_told() -> None:
    """A feed whose address is missing, endless, or that of a page to be scraped comes without one."""
    text = wrapped(
        '<outline type="rss" text="Missing"/>',
        '<outline type="HTML+XPath" text="Scraped" xmlUrl="https://a.example/"/>',
        f'<outline type="rss" text="Endless" xmlUrl="https://a.example/{"a" * 9000}"/>',
        '<outline type="rss" text="Folder" xmlUrl=""><outline text="In" xmlUrl="https://a.example/in"/></outline>',
    )

    assert (
        Outline(url="", title="Missing"),
        Outline(url="", title="Scraped"),
        Outline(url="", title="Endless"),
        Outline(url="https://a.example/in", title="In", categories=("Folder",)),
    ) == read(text)


def test_no_text_has_control_characters() -> None:
    """Characters that steer a terminal come out of no attribute, though XML lets references to them pass."""
    text = wrapped('<outline text="A&#x9b;1m" xmlUrl="x:&#x9b;2J" htmlUrl="&#x9b;b" category="&#x9b;c"/>')

    assert (Outline(url="x:2J", title="A1m", html_url="b", categories=("c",)),) == read(text)


def test_an_address_in_two_folders_is_one_feed() -> None:
    """A feed that is listed in each of its folders comes once, with both."""
    feed = '<outline text="A" xmlUrl="https://a.example/"/>'

    assert (Outline(url="https://a.example/", title="A", categories=("One", "Two")),) == read(
        wrapped(f'<outline text="One">{feed}</outline>', f'<outline text="Two">{feed}</outline>')
    )


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "windows-1251", "koi8-u", "utf-16"])
def test_bytes_in_any_encoding(encoding: str) -> None:
    """A list is decoded as its declaration and its letters say."""
    text = wrapped('<outline text="Новини міста та області" xmlUrl="https://a.example/"/>')
    label = encoding.removesuffix("-sig")

    assert ("Новини міста та області",) == tuple(
        each.title for each in read(f'<?xml version="1.0" encoding="{label}"?>{text}'.encode(encoding))
    )


@pytest.mark.parametrize(
    "broken",
    [
        '<outline text="A & B&nbsp;C" xmlUrl="https://a.example/?x=1&y=2"/>',
        '<outline text="A &amp; B C" xmlUrl="https://a.example/?x=1&y=2">',
        "<outline text=A&nbsp;&&nbsp;B&nbsp;C xmlUrl='https://a.example/?x=1&amp;y=2'></outline>",
    ],
)
def test_broken_xml_is_mended(broken: str) -> None:
    """Bare ampersands, HTML's entities, missing quotes and missing ends are common, and are read."""
    assert (Outline(url="https://a.example/?x=1&y=2", title="A & B C"),) == read(wrapped(broken))


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "not OPML: it is empty"),
        ("  just\ntext", 'not OPML: text that begins with "just text"'),
        ("<!DOCTYPE html><html><body>x</body></html>", "not OPML: an HTML page"),
        ("<rss><channel/></rss>", "not OPML: XML that begins with <rss>"),
        ("<opml><body><outline", r"not OPML: its XML is broken \(line 1: .+\), and no feed could be read"),
        ("<" * 500_002, r"not OPML: its XML is broken \(line 1: .+\)$"),
        ('<!DOCTYPE opml [<!ENTITY a "aaaa">]><opml><body>&a;</body></opml>', "it declares entities of its own"),
        (nested(99, ""), "its elements lie more than 100 deep"),
        (wrapped("<outline " + " ".join(f"a{n}=''" for n in range(1001)) + "/>"), "more than 1,000 attributes"),
        (wrapped("<outline/>" * 50_000), "more than 50,000 elements"),
        (wrapped('<outline xmlUrl="https://a.example/"/>' * (MOST + 1)), "more than 20,000 feeds"),
    ],
)
def test_what_is_refused(text: str, reason: str) -> None:
    """What is no OPML, or is built to exhaust its reader, is refused with the reason."""
    with pytest.raises(ParseError, match=reason):
        read(text)


def test_no_file_is_opened() -> None:
    """An external entity is refused, not fetched."""
    with pytest.raises(ParseError, match="entities"):
        read(
            '<!DOCTYPE opml [<!ENTITY a SYSTEM "file:///etc/hostname">]><opml><body><outline text="&a;"/></body></opml>'
        )


def test_feeds_lie_at_any_bounded_depth() -> None:
    """A feed in 96 folders is read; its categories are bounded."""
    (outline,) = read(nested(96, '<outline xmlUrl="https://a.example/"/>'))

    assert ("a",) == outline.categories
    deep = "".join(f"<outline text='{n}'>" for n in range(90))
    (outline,) = read(wrapped(deep + '<outline xmlUrl="https://a.example/"/>' + "</outline>" * 90))
    assert 50 == len(outline.categories)


@pytest.mark.parametrize(
    "text",
    [
        "<opml>" + "<outline " * 120_000,
        "<opml>" + "<outline text='" * 70_000,
        '<opml><body><outline text="' + "&" * 1_000_000 + '"/></body></opml>',
        "<opml><body><outline category='" + "a/" * 500_000 + "' xmlUrl='https://a.example'/></body></opml>",
        "<opml " + "a" * 1_000_000,
        "<!--" * 250_000,
    ],
)
def test_hostile_lists_are_read_or_refused(text: str) -> None:
    """A megabyte that was built to be slow gives a list or a reason, and nothing else."""
    found = None
    with suppress(ParseError):
        found = read(text)

    assert found is None or len(found) <= 1_000_000


def test_what_is_written() -> None:
    """The first category is a folder around neighbours, the others an attribute; awkward names are folders."""
    text = write(
        [
            Outline(url="https://a.example/?x&y", title='"A"', categories=("Towns", "North")),
            Outline(url="https://b.example/", html_url="https://b.example/home", categories=("Towns", "Sea, river")),
            Outline(url="https://c.example/"),
        ],
        title="Mine & yours",
    )

    assert "<head><title>Mine &amp; yours</title></head>" in text
    assert [
        '<outline text="Towns" title="Towns">',
        '<outline type="rss" text="&quot;A&quot;" title="&quot;A&quot;" xmlUrl="https://a.example/?x&amp;y"'
        ' category="North"/>',
        '<outline text="Sea, river" title="Sea, river">',
        '<outline type="rss" text="https://b.example/" xmlUrl="https://b.example/" htmlUrl="https://b.example/home"/>',
        "</outline>",
        "</outline>",
        '<outline type="rss" text="https://c.example/" xmlUrl="https://c.example/"/>',
    ] == [line.strip() for line in text.splitlines()[4:-2]]


words = st.text(max_size=12).map(lambda text: " ".join(decode.tidy(text).split())).filter(bool)
addresses = st.text(max_size=12).map(lambda text: "https://example.org/" + "".join(decode.tidy(text).split()))
outlines = st.builds(
    Outline,
    url=addresses | st.just(""),
    title=st.none() | words,
    html_url=st.none() | addresses,
    categories=st.lists(words | st.sampled_from(["Towns", "a, b", "c/d"]), max_size=4, unique=True).map(tuple),
)


@given(st.lists(outlines, max_size=6, unique_by=lambda outline: outline.url or object()))
def test_what_is_written_is_read_again(found: list[Outline]) -> None:
    """Reading what was written gives the same outlines in the same order."""
    kept = [outline for outline in found if outline.title != outline.url]

    assert tuple(kept) == read(write(kept))
    assert tuple(kept) == read(write(kept).encode())


@given(
    st.text(st.sampled_from("<>/&;=\"'! -opmlutine[]\ud800\x00é"), max_size=60).map("<opml>".__add__)
    | st.text(max_size=20)
    | st.binary(max_size=40)
)
def test_any_document_is_read_or_refused(document: str | bytes) -> None:
    """No document does more harm than a ParseError."""
    try:
        read(document)
    except ParseError as error:
        assert str(error)
