import json
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree
from selectolax.lexbor import LexborHTMLParser

from feedbot.feeds import FORMATS, atom_rss, render
from feedbot.model import Attribution, Category, Edition, Link, Origin, Person
from tests import make
from tests.feeds import samples

SCHEMA = etree.RelaxNG(etree.parse(Path(__file__).parent.parent / "data" / "atom.rng"))
ATOM = "{http://www.w3.org/2005/Atom}"
DC = "{http://purl.org/dc/elements/1.1/}"
XML = "{http://www.w3.org/XML/1998/namespace}"


def atom(edition: Edition) -> etree._Element:
    """The Atom document of an edition as a tree that fits the schema."""
    root = etree.fromstring(render(edition, "atom"))
    SCHEMA.assertValid(root)
    return root


def entry(**fields: object) -> etree._Element:
    """The only atom:entry of an edition."""
    found = atom(make.edition(pieces=(make.piece(1, **fields),))).find(f"{ATOM}entry")
    assert found is not None
    return found


def channel(edition: Edition) -> etree._Element:
    """The RSS channel of an edition."""
    return etree.fromstring(render(edition, "rss"))[0]


def item(**fields: object) -> etree._Element:
    """The only RSS item of an edition."""
    found = channel(make.edition(pieces=(make.piece(1, **fields),))).find("item")
    assert found is not None
    return found


def test_atom_fits_the_schema() -> None:
    """A feed with every field, hostile text included, is valid by RFC 4287's own schema."""
    assert SCHEMA.validate(etree.fromstring(render(samples.edition(), "atom")))


def test_empty_feed_fits_the_schema() -> None:
    """A feed without an entry is valid too."""
    assert [] == atom(make.edition()).findall(f"{ATOM}entry")


@pytest.mark.parametrize(
    ("format", "whole"), [("atom", atom_rss.atom_document), ("rss", atom_rss.rss_document)], ids=["atom", "rss"]
)
def test_glued_feed_is_feedgens_own(format: str, whole: object) -> None:
    """Head, fragments and tail are, byte for byte, what feedgen writes for the whole feed."""
    edition = samples.edition()
    assert callable(whole)

    assert whole(edition, edition.pieces) == render(edition, format)


@given(st.lists(st.tuples(samples.lines, samples.lines, samples.lines), max_size=4))
def test_glued_feed_is_feedgens_own_for_any_text(texts: list[tuple[str, str, str]]) -> None:
    """No text of an entry moves the cut of its fragment."""
    pieces = tuple(
        samples.full(number, title=title, summary=summary, content=content)
        for number, (title, summary, content) in enumerate(texts)
    )
    edition = samples.edition(pieces=pieces)

    assert atom_rss.atom_document(edition, pieces) == render(edition, "atom")
    assert atom_rss.rss_document(edition, pieces) == render(edition, "rss")


def test_links_of_the_feed() -> None:
    """A feed names itself, its page and its hub."""
    links = [(link.get("rel"), link.get("href")) for link in atom(samples.edition()).findall(f"{ATOM}link")]

    assert [
        ("self", "https://feeds.example.org/feeds/main.atom"),
        ("hub", "https://hub.example.org/?a=1&b=2"),
        ("alternate", "https://feeds.example.org/feeds/main"),
    ] == links


def test_feed_has_an_author_always() -> None:
    """A feed without an author is its own author, so no entry lacks one."""
    assert "Main" == atom(make.edition(1)).findtext(f"{ATOM}author/{ATOM}name")


def test_feed_is_never_older_than_its_entries() -> None:
    """The feed's `updated` is that of its newest change, even if the store says an earlier one."""
    late = make.piece(1)
    root = atom(make.edition(pieces=(late,), updated=late.updated - timedelta(days=1)))

    assert late.updated.isoformat() == root.findtext(f"{ATOM}updated")


def test_entry_keeps_its_links_whole() -> None:
    """Relation, type, length and title of a link all arrive."""
    links = [dict(link.attrib) for link in entry(links=(samples.LAMP, samples.VIA)).findall(f"{ATOM}link")]

    assert [
        {"rel": "alternate", "href": "https://example.org/1"},
        {
            "rel": "enclosure",
            "href": "https://example.org/lamp.mp3",
            "type": "audio/mpeg",
            "title": "The keeper speaks",
            "length": "1234",
        },
        {"rel": "via", "href": "https://example.org/log", "title": "Harbour log"},
    ] == links


def test_entry_has_one_alternate_only() -> None:
    """A second alternate or self link, and one that cannot be opened, is left out (RFC 4287, section 4.1.2)."""
    strange = (
        Link(href="https://example.org/2", rel="alternate"),
        Link(href="https://example.org/3", rel="self"),
        Link(href="javascript:alert(1)", rel="related"),
    )

    assert ["alternate"] == [link.get("rel") for link in entry(links=strange).findall(f"{ATOM}link")]


def test_entry_names_its_source() -> None:
    """atom:source has id, title, link and the time of this version."""
    source = entry().find(f"{ATOM}source")
    assert source is not None
    link = source.find(f"{ATOM}link")
    assert link is not None

    assert "urn:feedbot:source:sample" == source.findtext(f"{ATOM}id")
    assert "Sample" == source.findtext(f"{ATOM}title")
    assert make.entry(1).updated.isoformat() == source.findtext(f"{ATOM}updated")
    assert "https://example.org/" == link.get("href")


def test_source_without_addresses() -> None:
    """A source whose id is no IRI and that has no link is named by its title alone."""
    source = entry(origin=Origin(id="not an iri", title="")).find(f"{ATOM}source")
    assert source is not None

    assert [f"{ATOM}title", f"{ATOM}updated"] == [child.tag for child in source]
    assert "sample" == source.findtext(f"{ATOM}title")


def test_attribution_in_one_element_before_the_source() -> None:
    """Names of who told the news stand in one dc:source, which validators take only once and before `source`."""
    names = (Attribution(name="Harbour office"), Attribution(name="Coast Watch Agency", alias="CWA"))
    written = entry(attribution=names)
    tags = [child.tag for child in written]

    assert ["Harbour office; Coast Watch Agency (CWA)"] == [child.text for child in written.findall(f"{DC}source")]
    assert tags.index(f"{DC}source") < tags.index(f"{ATOM}source")


@pytest.mark.parametrize(("language", "written"), [("uk", "uk"), (None, None), ("по-русски", None), ("a b", None)])
def test_language_of_an_entry(language: str | None, written: str | None) -> None:
    """An entry's language is told where it is a language tag."""
    assert written == entry(language=language).get(f"{XML}lang")


def test_language_of_the_feed() -> None:
    """The feed's own language stands at the root."""
    assert "en-GB" == atom(samples.edition()).get(f"{XML}lang")


def test_people_and_categories() -> None:
    """Authors and categories arrive; an e-mail that is none, an empty name and an empty term do not."""
    written = entry(
        authors=(
            Person(name="A", email="nonsense", uri="not a uri"),
            Person(name=""),
            Person(name="B", email="b@x.org"),
        ),
        categories=(Category(term=""), Category(term="sea", scheme="https://example.org/s", label="Sea")),
    )

    assert [["A"], ["B", "b@x.org"]] == [[part.text for part in person] for person in written.findall(f"{ATOM}author")]
    assert [{"term": "sea", "scheme": "https://example.org/s", "label": "Sea"}] == [
        dict(category.attrib) for category in written.findall(f"{ATOM}category")
    ]


def test_bad_media_type_is_left_out() -> None:
    """A media type that is none would make the document invalid."""
    links = entry(links=(Link(href="https://example.org/a.bin", type="weird"),)).findall(f"{ATOM}link")

    assert [None, None] == [link.get("type") for link in links]


@pytest.mark.parametrize(
    ("fields", "heading"),
    [
        ({"title": "", "summary": "A summary."}, "A summary."),
        ({"title": "", "summary": "word " * 40}, ("word " * 15 + "word…")),
        ({"title": "", "summary": ""}, "https://example.org/1"),
        ({"title": "", "summary": "", "link": None}, "https://example.org/1"),
    ],
)
def test_title_is_never_empty(fields: dict[str, object], heading: str) -> None:
    """An entry without a title is headed by the beginning of its summary, its link, or its id."""
    assert heading == entry(**fields).findtext(f"{ATOM}title")


def test_content_is_never_empty() -> None:
    """An entry without content shows its summary, escaped, so it needs no alternate link to be valid."""
    assert "<p>1 &lt; 2</p>" == entry(content="", summary="1 < 2", link=None).findtext(f"{ATOM}content")


def test_summary_that_is_missing() -> None:
    """An entry without a summary has no summary element in Atom, and its content as description in RSS."""
    assert entry(summary="").find(f"{ATOM}summary") is None
    assert "<p>Body 1.</p>" == item(summary="").findtext("description")


@pytest.mark.parametrize("bad", ["\x00", "\x0b", "\ud800", "\ufffe"])
@pytest.mark.parametrize("format", FORMATS)
def test_one_bad_entry_does_not_cost_the_feed(bad: str, format: str) -> None:
    """An entry that cannot be written is left out, and the others stand."""
    good = make.edition(2)
    document = render(make.edition(pieces=(make.piece(1, title=f"x{bad}y"), *good.pieces)), format)

    assert b"Title 2" in document
    if format in {"atom", "rss"}:
        assert render(good, format) == document
    if format == "json":
        assert json.loads(document)["items"]


@pytest.mark.parametrize("format", FORMATS)
def test_same_edition_same_bytes(format: str) -> None:
    """Two renderings of one edition do not differ: no clock, no random number."""
    assert render(samples.edition(), format) == render(samples.edition(), format)


def test_kept_fragments_are_used() -> None:
    """A function that keeps fragments may stand in for the format's own."""
    edition = make.edition(2, 1)
    kept = {piece.id: FORMATS["atom"].fragment(edition, piece) for piece in edition.pieces}

    assert render(edition, "atom") == render(edition, "atom", lambda _, piece: kept[piece.id])


@pytest.mark.parametrize("format", FORMATS)
def test_fragments_depend_on_the_feed_only(format: str) -> None:
    """A fragment stays the same when the edition's date, id and other pieces change, so it may be kept."""
    fragment = FORMATS[format].fragment
    other = samples.edition(updated=make.NOW + timedelta(days=3), id="urn:uuid:0", pieces=())

    assert fragment(samples.edition(), samples.full()) == fragment(other, samples.full())


def test_rss_channel() -> None:
    """The channel says title, page, description, language, itself, hub and date, and neither docs nor ttl."""
    written = channel(samples.edition())
    links = [(link.get("rel"), link.get("href")) for link in written.findall(f"{ATOM}link")]

    assert ["Main", "https://feeds.example.org/feeds/main", "A & B", "en-GB"] == [
        written.findtext(name) for name in ("title", "link", "description", "language")
    ]
    assert [
        ("self", "https://feeds.example.org/feeds/main.rss"),
        ("hub", "https://hub.example.org/?a=1&b=2"),
    ] == links
    assert "Sat, 14 Mar 2026 12:00:00 +0000" == written.findtext("lastBuildDate")
    assert [None, None] == [written.find(name) for name in ("docs", "ttl")]


def test_rss_item() -> None:
    """An item has title, link, description, full content and date."""
    written = item()

    assert ["Title 1", "https://example.org/1", "Body 1.", "Sat, 14 Mar 2026 10:01:00 GMT"] == [
        written.findtext(name) for name in ("title", "link", "description", "pubDate")
    ]
    assert "<p>Body 1.</p>" == written.findtext("{http://purl.org/rss/1.0/modules/content/}encoded")


def test_rss_description_is_html() -> None:
    """A summary is plain text but RSS descriptions are HTML, so it is escaped once more."""
    assert "1 &lt; 2 &amp; 3" == item(summary="1 < 2 & 3").findtext("description")


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("<script>alert(1)</script>", "‹script›alert(1)‹/script›"),
        ("<!--x--> <?php 1 < 2 <3 a<b", "‹!--x--› ‹?php 1 < 2 <3 a‹b"),
        ("a <b and c > d, <news>, <<x>>", "a ‹b and c > d, ‹news›, <‹x›>"),
        ("<", "<"),
    ],
)
def test_rss_texts_are_no_markup(text: str, written: str) -> None:
    """RSS does not say whether a title is HTML, so in titles and descriptions nothing begins a tag; Atom is exact."""
    edition = make.edition(feed=make.feed(title=text), pieces=(make.piece(1, title=text, summary=text),))
    told = channel(edition)

    assert [written] * 3 == [told.findtext(path) for path in ("title", "description", "item/title")]
    assert written.replace("<", "&lt;") == told.findtext("item/description")
    assert [text] * 3 == [
        atom(edition).findtext(path)
        for path in (f"{ATOM}title", f"{ATOM}entry/{ATOM}title", f"{ATOM}entry/{ATOM}summary")
    ]


@given(samples.lines)
def test_rss_texts_are_no_markup_of_any_kind(text: str) -> None:
    """Whatever a title and a summary are, a browser that takes them for HTML, however often, finds no element."""
    told = item(title=text, summary=text)
    for name in ("title", "description"):
        once = LexborHTMLParser(f"<p>{told.findtext(name)}</p>")
        again = LexborHTMLParser(f"<p>{once.text()}</p>")
        assert [] == [node.tag for tree in (once, again) for node in tree.css("body *") if node.tag != "p"]


@pytest.mark.parametrize(
    ("identity", "link", "permanent"),
    [
        ("https://example.org/1", "https://example.org/1", "true"),
        ("https://example.org/old", "https://example.org/1", "false"),
        ("urn:uuid:6f1c1d0e-7f0e-4a57-9a5e-2f6f2d6f8a11", None, "false"),
    ],
)
def test_guid_says_whether_it_can_be_opened(identity: str, link: str | None, permanent: str) -> None:
    """Only a guid that is the link is called a permanent link."""
    guid = item(id=identity, link=link).find("guid")
    assert guid is not None

    assert (identity, permanent) == (guid.text, guid.get("isPermaLink"))


@pytest.mark.parametrize(
    ("link", "written"),
    [
        (Link(href="https://example.org/a.mp3?x=1"), ("audio/mpeg", "0")),
        (Link(href="https://example.org/a", type="video/mp4", length=5), ("video/mp4", "5")),
        (Link(href="https://example.org/a"), ("application/octet-stream", "0")),
    ],
)
def test_rss_enclosure(link: Link, written: tuple[str, str]) -> None:
    """An item has one enclosure at most, with a type always and a length of 0 where it is not known."""
    found = item(links=(link, Link(href="https://example.org/b.jpg"))).findall("enclosure")

    assert [written] == [(one.get("type"), one.get("length")) for one in found]


def test_rss_source_or_attribution() -> None:
    """An item names its source by address, else who told the news: validators take them for the same thing."""
    plain, told = item(), item(attribution=(Attribution(name="Harbour office"),))
    source = plain.find("source")
    assert source is not None

    assert ("https://example.org/", "Sample", None) == (source.get("url"), source.text, plain.find(f"{DC}source"))
    assert ("Harbour office", None) == (told.findtext(f"{DC}source"), told.find("source"))


def test_rss_source_needs_an_address() -> None:
    """A folder has no address, so its items have no source element."""
    assert item(origin=Origin(id="urn:x:1", title="Articles")).find("source") is None


def test_rss_authors() -> None:
    """A sole author with an e-mail is an RSS author; all others are dc:creator, for both at once is refused."""
    mailed = item(authors=(Person(name="Ann", email="ann@example.org"),))
    named = item(authors=(Person(name="Ann", email="ann@example.org"), Person(name="Bo"), Person(name="")))

    assert ("ann@example.org (Ann)", None) == (mailed.findtext("author"), mailed.find(f"{DC}creator"))
    assert (None, ["Ann", "Bo"]) == (named.find("author"), [one.text for one in named.findall(f"{DC}creator")])


def test_rss_language_of_an_item() -> None:
    """An item says its language where it is not the feed's."""
    feed = make.feed(language="uk")
    pieces = (make.piece(1, language="ru"), make.piece(2, language="uk"), make.piece(3, language="?"))

    assert ["ru", None, None] == [
        one.findtext(f"{DC}language") for one in channel(make.edition(feed=feed, pieces=pieces)).findall("item")
    ]


def test_rss_categories() -> None:
    """A category shows its label, with its scheme as domain, and none is empty."""
    written = item(categories=(Category(term="sea", scheme="https://example.org/s", label="Sea"), Category(term="")))

    assert [("Sea", "https://example.org/s")] == [(one.text, one.get("domain")) for one in written.findall("category")]
