import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedbot.errors import ParseError
from feedbot.sources import prolog
from tests.sources.feeds import only, parsed, refusal, rss

RSS = "<rss><channel/></rss>"


def titled(definitions: str, title: str) -> str | None:
    """The title that an item has behind a document type with these definitions."""
    return only(parsed(f"<!DOCTYPE rss [{definitions}]>" + rss(f"<guid>1</guid><title>{title}</title>"))).title


@pytest.mark.parametrize(
    "before",
    [
        "",
        "<?xml version='1.0'?><?xml-stylesheet href='a>b'?><!-- <rss> -->",
        "<!DOCTYPE rss>",
        '<!DOCTYPE rss PUBLIC "-//X//DTD <RSS> 0.91//EN" "https://dtd.example.org/rss.dtd">',
        "<!DOCTYPE rss SYSTEM 'rss.dtd' [<!ELEMENT rss (channel)>\n<!-- ]> --><?x ]>?><!ATTLIST rss a CDATA ']>'>]>",
        '<!DOCTYPE rss [<!ENTITY % HTMLlat1 PUBLIC "-//W3C//ENTITIES Latin 1//EN" "lat1.ent">]>',
        "junk <!doctype html> 1 < 2 ",
    ],
)
def test_what_stands_before_the_root_is_left_out(before: str) -> None:
    """Declarations, comments and document types before the root are dropped; the root stays on its line."""
    framed = prolog.framed(f"{before}\n\n{RSS} <script>")

    assert ("rss", RSS) == (framed.root, framed.text.splitlines()[-1])
    assert before.count("\n") + 2 == framed.text.count("\n")


@pytest.mark.parametrize(
    ("definitions", "title", "text"),
    [
        ('<!ENTITY co "Reed and Sons">', "&co; again: &co;", "Reed and Sons again: Reed and Sons"),
        ("<!ENTITY co 'Reed'><!ENTITY co 'Oak'>", "&co;", "Reed"),
        ('<!ENTITY dash "&#8212;"><!ENTITY nbsp "&#xA0;">', "a&dash;b&nbsp;c", "a—b\u00a0c"),
        ('<!ENTITY amp "&#38;#38;"><!ENTITY lt "&#38;#60;">', "&amp;&lt;", "&<"),
        ("<!ENTITY q '\"&#39;>'>", "&q;", "\"'>"),
        ('<!ENTITY co "Reed">', "<![CDATA[&co;]]>&co;", "&co;Reed"),
        ('<!ENTITY two "one\ntwo">', "&two;", "one two"),
        ('<!ENTITY laquo "own">', "&laquo;", "own"),
        ("", "&nbsp;&laquo;&mdash;&hellip;&AMP;&Aacute;", "«—…&Á"),
        ("", "&#146;&#x97;&#129;", "’—"),
    ],
)
def test_harmless_entities_become_their_text(definitions: str, title: str, text: str) -> None:
    """Plain entities of the document itself, HTML's, and numbers that mean windows-1252, are read, without a note."""
    assert text == titled(definitions, title)
    document = f"<!DOCTYPE rss [{definitions}]>" + rss(f"<title>{title}</title>")
    assert () == parsed(document).notes


@pytest.mark.parametrize(
    ("definitions", "because"),
    [
        ('<!ENTITY a "&b;">', 'its entity "a" has markup or other entities in it'),
        ('<!ENTITY a "&#38;b;">', 'its entity "a" has markup or other entities in it'),
        ('<!ENTITY a "<item/>">', 'its entity "a" has markup or other entities in it'),
        ('<!ENTITY a SYSTEM "file:///etc/hostname">', 'its entity "a" points outside the document'),
        ("<!ENTITY a PUBLIC 'x' 'http://127.0.0.1/'>", 'its entity "a" points outside the document'),
        ('<!ENTITY a PUBLIC "-//W3C//ENTITIES x" "y">', 'its entity "a" points outside the document'),
        ('<!ENTITY % a "b">%a;', 'it defines the parameter entity "a"'),
        ('<!ENTITY % a SYSTEM "http://127.0.0.1/x.dtd">%a;', 'it defines the parameter entity "a"'),
        ("<!ENTITY a>", "an entity in a way that cannot be understood"),
        ("<!ENTITY 1 'b'>", "an entity in a way that cannot be understood"),
        (f'<!ENTITY a "{"x" * 1001}">', 'its entity "a" is longer than 1,000 characters'),
        ("".join(f'<!ENTITY a{number} "b">' for number in range(501)), "it defines more than 500 entities"),
        ("<!ELEMENT a (b)>" * 20_000, "its document type is longer than 256 KiB"),
    ],
)
def test_entities_that_could_harm_are_refused(definitions: str, because: str) -> None:
    """Entities that unfold others, point outside or come in masses are a ParseError that names the entity or bound."""
    assert because in refusal(f"<!DOCTYPE rss [{definitions}]>" + rss("<title>&a;</title>"))


def test_a_bomb_of_one_entity_is_refused() -> None:
    """One long entity used a million times is refused before it unfolds."""
    bomb = f'<!DOCTYPE rss [<!ENTITY a "{"x" * 1000}">]>' + rss("&a;" * 1_000_000)

    assert "its entities unfold to more than 1 MiB" in refusal(bomb)


def test_an_unknown_entity_stays_as_written() -> None:
    """A reference that nobody defines is text, and the XML counts as broken."""
    reading = parsed(rss("<guid>1</guid><title>a &co; b</title>"))

    assert "a &co; b" == only(reading).title
    assert "undefined entity" in reading.notes[0]


def test_another_end_tag_is_not_the_end() -> None:
    """The end tag of an element whose name begins like the root's does not end the document."""
    cut = "<feed><entry><id>1</id></entry><feedburner:x>y</feedburner:x><entry><id>2</id></entry>"

    assert prolog.framed(cut).text.endswith(cut)
    assert prolog.framed(f"{cut}</feed ></feeds>junk").text.endswith(f"{cut}</feed >")


@pytest.mark.parametrize("document", ["<!DOCTYPE rss [<!ELEMENT", "<!DOCTYPE rss '", "<!DOCTYPE", "<!DOCTYPE rss [ ]"])
def test_a_document_type_without_end_is_no_feed(document: str) -> None:
    """A document type that never ends is text that is no feed."""
    assert "not a feed: text that begins with" in refusal(document + RSS.replace("<", "").replace(">", ""))


@pytest.mark.parametrize("long", ['<x a="' + "=" * 4_000 + "y" * 40_000 + '"/>', "x = y " * 10_000])
def test_a_long_tag_is_no_flood(long: str) -> None:
    """A long value and a long text are no flood of attributes, whatever they contain."""
    assert long in prolog.framed(f"<rss>{long}</rss>").text


PARTS = st.sampled_from(
    [
        *("<!DOCTYPE rss ", "[", "]", ">", "<!ENTITY a 'b'>", "<!ENTITY % c 'd'>", "<!--", "-->", "<?", "?>", "'", '"'),
        *("<rss>", "</rss>", "<![CDATA[", "]]>", "&a;", "&nbsp;", "&#xD83D;", "&#38;", "<a b='&lt;'>", " ", "x"),
    ]
)


@given(st.lists(PARTS, max_size=25))
def test_any_beginning_is_framed_or_refused(parts: list[str]) -> None:
    """Whatever stands before and in a document, it is framed or a ParseError; nothing of a document type is left."""
    try:
        framed = prolog.framed("".join(parts))
    except ParseError as error:
        assert str(error)
    else:
        assert framed.text.removeprefix('<?xml version="1.0" encoding="utf-8"?>').lstrip("\n").startswith("<rss>")
