from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedbot.sources import repair


def inside(text: str) -> str:
    """What becomes of a text inside a root element."""
    return repair.repair(f"<r>{text}</r>").removeprefix("<r>").removesuffix("</r>")


@pytest.mark.parametrize(
    ("broken", "mended"),
    [
        ("a & b", "a &amp; b"),
        ("&a;&amp;&#38;&#x26;&lt;", "&amp;a;&amp;&#38;&#x26;&lt;"),
        ("&nbsp;&laquo;&AMP;&LT;", "\u00a0«&amp;&lt;"),
        ("&nbsp", "&amp;nbsp"),
        ("1 < 2 > 1", "1 &lt; 2 &gt; 1"),
        ("]]>", "]]&gt;"),
        ("<a>b", "<a>b</a>"),
        ("a</b>c", "ac"),
        ("<a><b>c</a>d", "<a><b>c</b></a>d"),
        ("a<br>b<BR/>c<hr/>", "a<br/>b<BR/>c<hr/>"),
        ("<a b=c d='e' f=\"g\" b=h i>", '<a b="c" d="e" f="g"></a>'),
        ("<a b='\"&<'>", "&lt;a b='\"&amp;&lt;'&gt;"),
        ("<a b='\"&'/>", '<a b="&quot;&amp;"/>'),
        ("<a href=x/>", '<a href="x"/>'),
        ("<![CDATA[a & <b>]]>", "<![CDATA[a & <b>]]>"),
        ("<!-- a -->b<?c?>d<!e>f", "bdf"),
        ("<1>", "&lt;1&gt;"),
        ('<a "b>', '&lt;a "b&gt;'),
        ("<item>a<item>b</item>", "<item>a</item><item>b</item>"),
        ("<entry>a<item>b</item></entry>", "<entry>a<item>b</item></entry>"),
        ("<item>a", "<item>a</item>"),
    ],
)
def test_what_becomes_of_broken_xml(broken: str, mended: str) -> None:
    """Each common fault has its one cure."""
    assert mended == inside(broken)


@pytest.mark.parametrize(
    ("broken", "mended"),
    [
        ("<r><item>a</item><item>b", "<r><item>a</item></r>"),
        ("<r><item>a</item><item>b<![CDATA[c", "<r><item>a</item></r>"),
        ("<r>a<!--", "<r>a</r>"),
        ("<r>a</r>junk<b></b>", "<r>a</r>"),
        ("junk<![CDATA[x]]></a><r>a</r>", "<r>a</r>"),
        ("<r><dc:a/><x:b y:c='d'/></r>", None),
        ("<r xmlns:x='urn:x'><x:b/></r>", '<r xmlns:x="urn:x"><x:b/></r>'),
        ("<r/>", "<r/>"),
        ("<item>a", "<item>a</item>"),
        ("", ""),
    ],
)
def test_what_becomes_of_whole_documents(broken: str, mended: str | None) -> None:
    """An unfinished item and what follows the root are dropped, and prefixes are declared."""
    if mended is not None:
        assert mended == repair.repair(broken)
        return
    assert (
        '<r xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:x="urn:feedbot:prefix:x" xmlns:y="urn:feedbot:prefix:y">'
        '<dc:a/><x:b y:c="d"/></r>'
    ) == repair.repair(broken)


SOUP = st.lists(
    st.sampled_from(
        ["<a>", "</a>", "<item>", "</item>", "<b:c d:e='f'>", "</b:c>", "<br>", "&", "&lt;", "&copy;", "<", ">"]
    )
    | st.sampled_from(["<![CDATA[", "]]>", "<!--", "-->", "<?x", "?>", "'", '"', "=", " ", "/", "x", "ї", "</r>"])
)


@given(SOUP)
def test_the_outcome_is_well_formed(parts: list[str]) -> None:
    """Whatever stands inside a root element, an XML parser takes what comes out."""
    ElementTree.fromstring(repair.repair("<r>" + "".join(parts)))  # noqa: S314 - we just made it


@given(SOUP)
def test_repairing_twice_changes_nothing(parts: list[str]) -> None:
    """What is well-formed stays as it is."""
    once = repair.repair("<r>" + "".join(parts))

    assert once == repair.repair(once)


def test_an_address_without_quotes_comes_whole() -> None:
    """An "=" inside an unquoted value belongs to it, so that no address is cut short in silence."""
    mended = repair.repair("<opml><body><outline xmlUrl=https://a.example/?x=1&y=2 /></body></opml>")

    assert "https://a.example/?x=1&amp;y=2" in mended
