import pytest

from feedbot.model import Category, Item, Link, Person
from tests.sources.feeds import atom, only, parsed, rss

SPACES = (
    'xmlns:media="http://search.yahoo.com/mrss/" xmlns:itunes="http://www.itunes.com/dtds/podcast-1.0.dtd" '
    'xmlns:slash="http://purl.org/rss/1.0/modules/slash/" xmlns:wfw="http://wellformedweb.org/CommentAPI/" '
    'xmlns:thr="http://purl.org/syndication/thread/1.0" xmlns:georss="http://www.georss.org/georss" '
    'xmlns:fb="http://rssnamespace.org/feedburner/ext/1.0" xmlns:dc="http://purl.org/dc/elements/1.1/" '
    'xmlns:dcterms="http://purl.org/dc/terms/" xmlns:a="http://www.w3.org/2005/Atom" xmlns:x="urn:x"'
)


def item(inside: str) -> Item:
    """What an RSS item gives whose inside may use every namespace."""
    return only(parsed(rss(f"<guid>1</guid>{inside}", spaces=SPACES)))


@pytest.mark.parametrize(
    "inside",
    [
        "<slash:comments>%d</slash:comments>",
        "<thr:total>%d</thr:total>",
        "<media:community><media:statistics views='%d'/></media:community>",
        "<georss:point>%d 1</georss:point>",
        "<comments>https://example.org/1#comment-%d</comments>",
        "<a:link rel='edit' href='/edit/%d'/>",
        "<x:title>%d</x:title><x:id>%d</x:id><x:wrap><guid>%d</guid><title>%d</title></x:wrap>",
        "<a:link rel='replies' href='/r' thr:count='%d' thr:updated='2026-03-14'/>",
    ],
)
def test_what_counts_up_changes_no_item(inside: str) -> None:
    """Counters, places and what other namespaces have are no part of an item: it stays equal when they change."""
    assert item(inside.replace("%d", "1")) == item(inside.replace("%d", "2"))
    assert "1" == item(inside.replace("%d", "9")).id


@pytest.mark.parametrize(
    ("inside", "links"),
    [
        (
            "<wfw:commentRss>/1/comments</wfw:commentRss>",
            [Link(href="https://example.org/1/comments", rel="replies", type="application/rss+xml")],
        ),
        (
            '<a:link rel="replies" type="application/atom+xml" href="/r" thr:count="3"/>',
            [Link(href="https://example.org/r", rel="replies", type="application/atom+xml")],
        ),
        ('<thr:in-reply-to ref="x" href="/0"/>', [Link(href="https://example.org/0", rel="related")]),
        ('<thr:in-reply-to ref="x"/>', []),
        (
            '<itunes:image href="/i.png"/>',
            [Link(href="https://example.org/i.png"), Link(href="https://example.org/i.png", rel="preview")],
        ),
        (
            '<media:thumbnail url="/a.png" width="9"/><media:thumbnail url="/b.png"/>',
            [
                Link(href="https://example.org/a.png"),
                Link(href="https://example.org/a.png", rel="preview", width=9),
                Link(href="https://example.org/b.png", rel="preview"),
            ],
        ),
        (
            '<enclosure url="/a.png" type="image/png"/><media:thumbnail url="/b.png"/>',
            [
                Link(href="https://example.org/a.png", type="image/png"),
                Link(href="https://example.org/b.png", rel="preview"),
            ],
        ),
        (
            '<media:group><media:content medium="image" url="/a"/><media:thumbnail url="/b"/></media:group>',
            [Link(href="https://example.org/a"), Link(href="https://example.org/b", rel="preview")],
        ),
        ('<enclosure url="c.mp3" xml:base="/b/"/>', [Link(href="https://example.org/b/c.mp3")]),
        ("<media:thumbnail/><itunes:image/>", []),
    ],
)
def test_links_of_other_namespaces(inside: str, links: list[Link]) -> None:
    """Replies and what is replied to are links; a picture is a preview, and an enclosure if there is no other."""
    assert tuple(links) == item(inside).links


def test_the_page_that_feedburner_hides() -> None:
    """feedburner:origLink is the page itself; a broken one is passed over."""
    link = "<link>https://feeds.example.net/~r/x/~3/1/</link>"

    assert "https://example.org/1" == item(f"{link}<fb:origLink>https://example.org/1</fb:origLink>").link
    assert "https://feeds.example.net/~r/x/~3/1/" == item(f"{link}<fb:origLink>none</fb:origLink>").link


def test_what_is_told_of_a_picture_is_not_told_of_the_item() -> None:
    """The title and description of one medium, often what is seen on a picture, are neither title nor summary."""
    inner = "<media:title>A</media:title><media:description>A dog</media:description>"
    found = item(f'<description>Post</description><media:content url="/a.png" medium="image">{inner}</media:content>')

    assert (None, "Post", None) == (found.title, found.html, found.summary)


def test_what_a_medium_tells_stands_in() -> None:
    """media:title and media:text of an item itself are taken where there is nothing else."""
    found = item("<media:title>A</media:title><media:text>Words</media:text>")

    assert ("A", False, "<p>Words</p>") == (found.title, found.title_is_html, found.html)


def test_dublin_core_speaks_for_the_item() -> None:
    """Creator, subject, date and language of Dublin Core are the item's; dcterms has dates too."""
    found = item(
        "<dc:creator>Ada</dc:creator><dc:subject>rivers</dc:subject><dc:language>uk</dc:language>"
        "<dcterms:issued>2026-03-13</dcterms:issued><dcterms:modified>2026-03-14</dcterms:modified>"
    )

    assert ((Person(name="Ada"),), (Category(term="rivers"),)) == (found.authors, found.categories)
    assert ("2026-03-13", "2026-03-14", "uk") == (found.published, found.updated, found.language)


def test_keywords_are_categories() -> None:
    """Lists of keywords are taken apart at commas."""
    found = item("<itunes:keywords>sea, ships</itunes:keywords><media:keywords>night</media:keywords>")

    assert ["sea", "ships", "night"] == [category.term for category in found.categories]


@pytest.mark.parametrize(
    "space",
    [
        "https://purl.org/dc/elements/1.1/",
        "http://PURL.org/dc/elements/1.1",
        "http://purl.org/dc/elements/1.0/",
        "urn:anything",
    ],
)
def test_a_namespace_may_be_written_wrongly(space: str) -> None:
    """A namespace is known in spite of its scheme, case and last slash, and else by its usual prefix."""
    found = only(parsed(rss("<dc:creator>Ada</dc:creator><guid>1</guid>", spaces=f'xmlns:dc="{space}"')))

    assert (Person(name="Ada"),) == found.authors


def test_attributes_of_other_namespaces_say_nothing() -> None:
    """An attribute counts in the feed's own namespaces alone."""
    assert "https://example.org/1" == item('<a:link href="/1" x:href="/2" x:rel="self"/>').link


def test_addresses_that_cannot_be_read() -> None:
    """An address that cannot be resolved stays as written."""
    assert "//[::1" == item("<link>//[::1</link>").link


def test_markup_that_was_not_escaped() -> None:
    """Elements in a text that should be escaped are markup, but for a div around it; the entry's own follow."""
    body = "<description><div>a &lt; <b class='c'>bold</b></div></description><title>Own</title>"

    assert ('a < <b class="c">bold</b>', "Own") == ((found := item(body)).html, found.title)


def test_a_body_in_xhtml() -> None:
    """The body of an RSS item in XHTML is its content."""
    body = '<body xmlns="http://www.w3.org/1999/xhtml"><p>Text &amp; more</p></body><description>short</description>'

    assert ("<p>Text &amp; more</p>", "short") == ((found := item(body)).html, found.summary)


def test_known_elements_within_unknown_ones() -> None:
    """Known elements inside an unknown one of the feed's own language are read; those of an image are not."""
    wrapped = "<wrap><title>Own</title><guid>1</guid></wrap><image><title>Logo</title><link>/logo</link></image>"

    assert ("Own", "1", None) == (
        (found := only(parsed(rss(wrapped)))).title,
        found.id,
        found.link,
    )


@pytest.mark.parametrize("name", ["links", "authors", "tags", "content_detail", "media", "source_detail", "pictures"])
def test_an_element_may_have_any_name(name: str) -> None:
    """An unknown element never displaces what is known, whatever it is called."""
    inside = f"<{name}>x</{name}><{name} a='1'>y</{name}><guid>1</guid><author>Ada</author>"

    assert ("1", (Person(name="Ada"),)) == ((found := only(parsed(rss(inside)))).id, found.authors)


def test_the_source_of_a_copy() -> None:
    """An Atom entry that was copied names its feed as a `via`; nothing of that feed displaces what the entry says."""
    source = (
        "<source><id>s</id><title>Other</title><author><name>Else</name><uri>/else</uri></author>"
        '<link rel="self" href="/feed"/><link href="/home"/><updated>2001-01-01</updated></source>'
    )
    found = only(parsed(atom(f"<id>1</id>{source}<title>Own</title><author><name>Ada</name></author>")))

    assert (Link(href="https://example.org/home", rel="via", title="Other"),) == found.links
    assert ("1", "Own", None, "Ada") == (found.id, found.title, found.updated, found.authors[0].name)


def test_the_author_of_a_copy() -> None:
    """A copied entry without author is by the author of its source, not by that of the feed it stands in."""
    source = "<source><author><name>Ada</name><uri>/ada</uri></author></source>"
    found = only(parsed(atom(f"<id>1</id>{source}", head="<author><name>Planet</name></author>")))

    assert (Person(name="Ada", uri="https://example.org/ada"),) == found.authors
    assert () == found.links


def test_people_do_not_share_an_address() -> None:
    """An author without an address does not get that of the one before."""
    found = item("<author>a@example.org (Ada)</author><author><name>Bo</name></author>")

    assert (Person(name="Ada", email="a@example.org"), Person(name="Bo")) == found.authors


def test_a_summary_inside_markup_ends_nothing() -> None:
    """Elements of XHTML that are called like a feed's own are markup."""
    body = "<details><summary>More</summary><p>Text</p></details><source/><title>t</title>"
    found = only(parsed(atom(f'<id>1</id><content type="xhtml"><div>{body}</div></content><title>Own</title>')))

    assert "<details><summary>More</summary><p>Text</p></details><source><title>t</title>" == found.html
    assert ("1", "Own") == (found.id, found.title)


def test_xml_inside_content_is_not_the_entry() -> None:
    """Elements inside content that is neither text nor markup say nothing of the entry."""
    content = '<content type="application/xml"><id>2</id><title>Other</title></content>'

    assert ("1", "Own") == ((found := only(parsed(atom(f"<id>1</id><title>Own</title>{content}")))).id, found.title)


@pytest.mark.parametrize(
    ("title", "is_html"),
    [
        ("&lt;b&gt;bold&lt;/b&gt;", True),
        ("R&amp;amp;D", True),
        ("AT&amp;T", False),
        ("&lt;T&gt; in generics&lt;/T&gt;", False),
        ("a &lt; b", False),
        ("&amp;nothing;", False),
    ],
)
def test_titles_that_are_markup(title: str, is_html: bool) -> None:  # noqa: FBT001 - a parameter of the test
    """Outside Atom a title is markup when it has HTML's tags or references, and nothing else that looks so."""
    assert is_html is item(f"<title>{title}</title>").title_is_html


def test_a_type_may_have_parameters() -> None:
    """A media type counts without its parameters."""
    inside = '<id>1</id><content type="text/html; charset=utf-8">&lt;p&gt;x&lt;/p&gt;</content>'

    assert "<p>x</p>" == only(parsed(atom(inside))).html


def test_atom_decoded_from_base64() -> None:
    """A text in base64 (Atom 0.3) is read."""
    assert "Hello" == only(parsed(atom('<id>1</id><title mode="base64">SGVsbG8=</title>'))).title


def test_a_link_escaped_twice() -> None:
    """An address in a text that was escaped twice is taken as it was meant."""
    assert "https://example.org/?a=1&b=2" == item("<link>https://example.org/?a=1&amp;amp;b=2</link>").link


def test_a_permalink_outlives_an_empty_link() -> None:
    """An empty link beside an id that is an address does not take the page away."""
    assert "https://example.org/2" == only(parsed(rss("<guid>https://example.org/2</guid><link/>"))).link
