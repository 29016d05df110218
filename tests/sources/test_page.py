import json
from dataclasses import fields, is_dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from feedbot.errors import ParseError
from feedbot.model import Item, Limits, Reading
from feedbot.rules import identity
from feedbot.sources import KINDS, page
from tests import make

PAGES = Path(__file__).parent.parent / "data" / "pages"
SAMPLES = sorted(path.name for path in PAGES.glob("*.html"))


def parsed(body: str | bytes, timezone: str = "Europe/Kyiv", **options: Any) -> Reading:
    """What a body gives as a page."""
    section = page.Page.model_validate({"name": "p", "kind": "page", "url": "https://example.org/", **options})
    body = body.encode() if isinstance(body, str) else body
    document = make.document(body, url="https://example.org/list/")
    return page.parse(document, make.source(kind="page", timezone=timezone, options=section))


def refusal(body: str | bytes, **options: Any) -> str:
    """Why a body is no page."""
    with pytest.raises(ParseError) as caught:
        parsed(body, **options)
    return str(caught.value)


def listed(*insides: str, head: str = "") -> str:
    """A page with a block for each of these insides."""
    return f"<html>{head}<body>" + "".join(f"<article>{inside}</article>" for inside in insides) + "</body></html>"


def only(inside: str, **options: Any) -> Item:
    """The item of one block; the selector is given."""
    (item,) = parsed(listed(inside), item="article", **options).items
    return item


def said(value: Any) -> Any:
    """A value as JSON has it, without the fields that keep their default and how the bytes were read."""
    if is_dataclass(value) and not isinstance(value, type):
        named = (each for each in fields(value) if each.name != "decoded")
        pairs = ((each.name, getattr(value, each.name), each.default) for each in named)
        return {name: said(found) for name, found, default in pairs if found not in (default, ())}
    return [said(each) for each in value] if isinstance(value, tuple) else value


# --- whole pages -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", SAMPLES)
def test_pages_give_what_they_list(name: str) -> None:
    """Each sample page gives just the articles that lie beside it, or the reason why it gives none."""
    expected = json.loads((PAGES / f"{name}.gives.json").read_text(encoding="utf-8"))
    body = (PAGES / name).read_bytes()

    if isinstance(expected["reading"], str):
        assert expected["reading"] == refusal(body, **expected["options"])
    else:
        assert expected["reading"] == said(parsed(body, **expected["options"]))


@pytest.mark.parametrize("name", SAMPLES)
def test_a_cut_page_is_read_or_refused(name: str) -> None:
    """Wherever a page is cut, there is a reading or a ParseError."""
    body = (PAGES / name).read_bytes()
    for end in range(0, len(body), 211):
        try:
            parsed(body[:end])
        except ParseError as error:
            assert str(error)


def test_the_same_page_tomorrow() -> None:
    """An article keeps its key while its page words the date anew, with a link and without."""
    body = (PAGES / "cards-link-uk.html").read_bytes()
    section = page.Page.model_validate({"name": "p", "kind": "page", "url": "https://example.org/"})
    source = make.source(kind="page", timezone="Europe/Kyiv", options=section)
    today, later = (
        page.parse(make.document(body, received=make.NOW + timedelta(hours=each)), source) for each in (0, 30)
    )
    dated = "<h3>A thing has happened</h3><span class=date>{}</span>"
    relative, written = (only(dated.format(date)) for date in ("вчора, 10:05", "13 березня 2026"))

    assert [key for key, _ in identity.keyed(today.items)] == [key for key, _ in identity.keyed(later.items)]
    assert identity.key(relative) == identity.key(written)


# --- selectors -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("key", ["item", "headline", "link", "date", "summary", "image"])
@pytest.mark.parametrize("value", ["div[", "", "a >", "p:nope(", "a " * 600])
def test_a_wrong_selector_is_a_fault_of_the_config(key: str, value: str) -> None:
    """A selector that cannot be read is refused with the section, not at the first visit."""
    with pytest.raises(ValidationError, match="is no CSS selector"):
        page.Page.model_validate({"name": "p", "kind": "page", "url": "https://example.org/", key: value})


def test_selectors_say_what_is_meant() -> None:
    """Each selector goes before what would be found without it."""
    inside = (
        "<h2><a href=/a>Not this</a></h2><b class=x>But this</b><a class=y href=/b>go</a><time>2026-03-01</time>"
        "<i class=z>2026-03-02</i><p>A paragraph that is long enough to be taken for a summary.</p><u>Short</u>"
        "<img src=/1.png><span class=w><img src=/2.png></span>"
    )
    item = only(inside, headline=".x", link=".y", date=".z", summary="u", image=".w")

    assert ("But this", "https://example.org/b", "2026-03-02", "Short") == (
        item.title,
        item.link,
        item.published,
        item.summary,
    )
    assert ["https://example.org/2.png"] == [link.href for link in item.links]


@pytest.mark.parametrize(
    ("options", "because"),
    [
        (
            {"item": ".gone"},
            'the selector item = ".gone" matches nothing on this page, but 3 articles are found without it, the first '
            'in "article": the page was rebuilt; leave item out, or say item = "article"',
        ),
        (
            {"headline": ".gone"},
            'the selector headline = ".gone" matches nothing in any of the 3 blocks of this page; without it 3 of them '
            'have one, the first "A headline of words 0": the page was rebuilt; leave headline out',
        ),
        (
            {"link": ".gone"},
            'the selector link = ".gone" matches nothing in any of the 3 blocks of this page; without it 3 of them',
        ),
        ({"headline": "i"}, "none of the 3 blocks of what looks like a list has a headline"),
        ({"item": "article", "headline": "i"}, 'none of the 3 blocks of item = "article" has a headline'),
    ],
)
def test_a_page_that_changed_is_told(options: dict[str, str], because: str) -> None:
    """A selector that finds nothing where it must is a ParseError that names it and says what to do."""
    inside = "<h2><a href=/{0}>A headline of words {0}</a></h2><i></i>"

    assert because in refusal(listed(*(inside.format(each) for each in range(3))), **options)


def test_a_page_that_is_none_any_more_is_told() -> None:
    """Where nothing looks like a list, a selector that matches nothing is not said to be to blame."""
    because = refusal("<h1>We are away</h1><p>Come back later</p>", item=".news")

    assert (
        'the selector item = ".news" matches nothing on this page, and no list of articles is found without' in because
    )
    assert "open the address in a browser; if it shows no articles (a notice, a login), correct url" in because


def test_a_page_rebuilt_without_links_is_told() -> None:
    """A selector that matches nothing is told, and that nothing else does."""
    body = listed(*(f"<h2>A headline of words {each}</h2>" for each in range(3)))

    assert "without it none of them has one either" in refusal(body, item="article", link="a")


def test_a_likely_selector_has_a_class() -> None:
    """The selector that is proposed names the first class that can be named."""
    body = "".join(f"<div class='w-1/2 news'><h2><a href=/{n}>A headline of words</a></h2></div>" for n in range(3))

    assert 'say item = "div.news"' in refusal(body, item=".gone")


def test_a_row_of_two() -> None:
    """What follows each block is part of it, with a selector and without; what follows the last only is not."""
    rows = "".join(
        f"<tr class=t><td><a href=/{n}>A headline of words {n}</a></td></tr><tr><td>1{n}.03.2026</td></tr>"
        for n in range(3)
    )
    body = f"<table>{rows}<tr><td>09.03.2026</td></tr></table>"

    for options in ({}, {"item": "tr.t"}, {"item": "tr.t", "date": "td:not(:has(a))"}):
        assert ["10.03.2026", "11.03.2026", "12.03.2026"] == [item.published for item in parsed(body, **options).items]


def test_the_limit_of_items() -> None:
    """A limit that is set for the source is kept, and told."""
    body = listed(*(f"<h2><a href=/{each}>A headline of words</a></h2>" for each in range(3)))
    reading = page.parse(make.document(body.encode()), make.source(kind="page", limits=Limits(items=2)))

    assert (2, ("only the first 2 of 3 blocks are read (limits.items)",)) == (len(reading.items), reading.notes)


def test_how_the_bytes_were_read() -> None:
    """A reading says in what encoding its page was."""
    assert parsed((PAGES / "government-cp1251-ru.html").read_bytes()).decoded.startswith("windows-1251: ")


@pytest.mark.parametrize("key", ["date", "summary", "image"])
def test_what_may_be_missing_is_a_note(key: str) -> None:
    """A selector of what an article may do without is told in a note when it finds nothing."""
    reading = parsed(listed("<h2><a href=/1>A headline of words</a></h2>"), item="article", **{key: ".gone"})

    assert 1 == len(reading.items)
    assert (f'the selector {key} = ".gone" matches nothing on this page; correct it or leave it out',) == reading.notes


def test_a_date_that_cannot_be_read_is_a_note() -> None:
    """Of dates that cannot be read one is shown."""
    reading = parsed(listed("<h2>A headline</h2><i>soon</i>"), item="article", date="i")

    assert ('"soon" is no date that can be read; correct the selector date',) == reading.notes
    assert None is reading.items[0].published


def test_a_block_may_lack_what_others_have() -> None:
    """A block without what a selector asks for is read by what it has."""
    have = "<h2><a href=/1>A headline</a></h2><i>14.03.2026</i><u>Summary</u><img src=/1.png>"
    reading = parsed(
        listed(have, "<h2>Another</h2>", "<i>13.03.2026</i><b></b>"),
        item="article",
        headline="h2",
        link="a",
        date="i",
        summary="u",
        image="img",
    )

    assert ["A headline", "Another", "13.03.2026"] == [item.title for item in reading.items]
    assert [("14.03.2026", "Summary"), (None, None)] == [(each.published, each.summary) for each in reading.items[:2]]


# --- links, pictures, texts ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("inside", "link"),
    [
        ("<h2><a href=' /a?utm_source=x '>A headline</a></h2>", "https://example.org/a"),
        ("<h2>A headline</h2><a href='#x'>#</a><a href=b>Read</a>", "https://example.org/list/b"),
        ("<h2>A headline</h2><a href='javascript:go()'>x</a>", None),
        ("<a href=/c><h2>A headline</h2></a>", "https://example.org/c"),
        ("<h2>A headline</h2><a href=/tag>Town</a><a href=/e>Read more</a>", "https://example.org/e"),
        ("<h2>A headline</h2><a href=/tag>Town</a><a class=u-url href=/f>12 March</a>", "https://example.org/f"),
        ("<h2>A headline</h2>", None),
        ("<a href=/d>" + "<div>" * 6 + "<h2>A headline</h2>", "https://example.org/d"),
        ("<div>" * 6 + "<h2>A headline</h2>", None),
    ],
)
def test_the_link_of_an_article(inside: str, link: str | None) -> None:
    """The link is in the headline or around it, else the first one that leads somewhere."""
    assert link == only(inside).link


def test_a_block_inside_a_link() -> None:
    """A link around the block is its link."""
    body = "<a href=/1><div><h2>A headline</h2></div></a>"

    assert "https://example.org/1" == parsed(body, item="div").items[0].link


def test_a_base_of_its_own() -> None:
    """Addresses follow the base that the page names."""
    head = "<head><base href='/deep/er/'></head>"

    (item,) = parsed(listed("<h2><a href=1>A headline</a></h2>", head=head), item="article").items
    assert ("https://example.org/deep/er/1", "https://example.org/deep/er/") == (item.link, item.base)


@pytest.mark.parametrize(
    ("image", "href"),
    [
        ("<img src=/1.png>", "https://example.org/1.png"),
        ("<img src='data:image/png;base64,AA' data-src=/1.png>", "https://example.org/1.png"),
        ("<img srcset='/1.png 1x, /2.png 2x'>", "https://example.org/1.png"),
        ("<img src=/dot.gif width=1 height=1><img src=/1.png width=99>", "https://example.org/1.png"),
        ("<div style=\"background:url('/1.png')\"></div>", "https://example.org/1.png"),
        ("<img>", None),
        ("", None),
    ],
)
def test_the_picture_of_an_article(image: str, href: str | None) -> None:
    """A picture is found where lazy pages hide it; dots and faces are passed over."""
    assert [href] * bool(href) == [link.href for link in only(f"<h2>A headline</h2>{image}").links]


@pytest.mark.parametrize(
    ("inside", "title"),
    [
        ("<h3>One &amp; <b>t</b>wo</h3>", "One & two"),
        ("<div class=subtitle>Not this</div><div class=CardTitle>But this</div>", "But this"),
        ("<a href=/1>Short</a><a href=/2>The longest link</a>", "The longest link"),
        ("<a href=/1>14:05 - Bridge opens</a>", "Bridge opens"),
        ("<a href=/1>14:05</a>", "14:05"),
        ("Just a text", "Just a text"),
        ("<a href=/1><p class=bold>A headline here</p><p>And then a text</p></a>", "A headline here"),
        ("<a href=/1><i>x</i><b>A strong headline</b><span>And then a text</span></a>", "A strong headline"),
        ("<a href=/1><div><p>The first of two</p></div><p>And then a text</p></a>", "The first of two"),
        ("<h3>" + "x" * 2000 + "</h3>", "x" * 1000),
    ],
)
def test_the_headline_of_an_article(inside: str, title: str) -> None:
    """A headline is a heading, what is called a title, the longest link, or else the text."""
    assert title == only(inside).title


LONG = "A text that is long enough to be taken for a summary."


@pytest.mark.parametrize(
    ("inside", "summary"),
    [
        (f"<p>{LONG}</p>", LONG),
        (f"<p>{LONG} <a href=/1>A headline</a></p>", LONG),
        (f"<div class=excerpt>{LONG} 1 &lt; 2</div>", f"{LONG} 1 &lt; 2"),
        ("<p>Short</p>", None),
        (f"<p>A headline. {LONG}</p>", None),
    ],
)
def test_the_summary_of_an_article(inside: str, summary: str | None) -> None:
    """A summary is a paragraph or a teaser that says more than the headline; it is HTML."""
    assert summary == only(f"<h2>A headline</h2>{inside}").summary


# --- the page --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("body", "because"),
    [
        ("", "not a page: the document is empty"),
        (" \n ", "not a page: the document is empty"),
        ("<?xml version='1.0'?>\n<rss><channel/></rss>", 'not a page: it is a feed; say kind = "feed"'),
        ("<urlset/>", 'not a page: it is a sitemap; say kind = "sitemap"'),
        ("plain text", "no list of articles was found on this page"),
        ("<div>" * 100_000, "lie too deep, or are left open without end"),
        ("<b></b>" * 80_000, "more than 150,000 tags"),
    ],
)
def test_what_is_no_page_is_told(body: str, because: str) -> None:
    """What is no page, or is built to exhaust its reader, is a ParseError."""
    assert because in refusal(body)


def test_a_page_without_a_section() -> None:
    """A source that has no section of this kind is read without selectors."""
    body = listed(*(f"<h2><a href=/{each}>A headline of words</a></h2>" for each in range(3)))

    assert 3 == len(page.parse(make.document(body.encode()), make.source()).items)


def test_an_article_is_listed_once() -> None:
    """An article that stands on the page twice is one item, and the first counts."""
    body = listed("<h2><a href=/1>First</a></h2>", "<h2><a href=/1#x>Again</a></h2>")

    assert ["First"] == [item.title for item in parsed(body, item="article").items]


def test_too_much_is_told() -> None:
    """Of many blocks and of four million characters the rest is left out, with a note."""
    body = listed(*(f"<b>Headline {each}</b>" for each in range(5001))) + " " * (4 * 2**20)
    reading = parsed(body, item="article")

    assert 5000 == len(reading.items)
    assert (
        "only the first 5,000 of 5,001 blocks are read (limits.items)",
        "only the first 4,194,304 characters of the page are read",
    ) == reading.notes


def test_the_name_of_the_page() -> None:
    """The page is called by its site's name, else by its title, else not at all."""
    block = "<b>Headline</b>"
    site = "<head><title>T</title><meta property=og:site_name content='S &amp; Co'></head>"

    assert "S &amp; Co" == parsed(listed(block, head=site), item="article").origin.title
    assert "A &amp; B" == parsed(listed(block, head="<title>A &amp; B</title>"), item="article").origin.title
    assert "" == parsed(listed(block), item="article").origin.title


def test_the_rhythm_of_the_kind() -> None:
    """A page is visited each half hour, and news of it is fresh for two days."""
    kind = KINDS["page"]

    assert (timedelta(minutes=30), timedelta(minutes=5), timedelta(hours=48)) == (kind.every, kind.floor, kind.max_age)


# --- properties ------------------------------------------------------------------------------------------------------

MARKS = st.sampled_from(
    [
        *(
            "<article>",
            "</article>",
            "<div class='date'>",
            "</div>",
            "<h2>",
            "</h2>",
            "<a href=/1>",
            "<a href=#>",
            "</a>",
        ),
        *(
            "<time datetime='2026-03-14'>",
            "</time>",
            "<p>",
            "<img src=/1.png>",
            "<ul><li>",
            "<table><tr><td>",
            "</table>",
        ),
        *(
            "A headline of many words",
            "вчера, 14:05",
            "14:05",
            "13.03",
            "2 hours ago",
            "<",
            "&amp;",
            "<!--",
            "-->",
            "'",
        ),
        *("<script>", "</script>", "<title>", "<a href='", '"', "</", "<svg>", "<select>", "<style>", "\x00", "\ud800"),
    ]
)


@given(st.lists(MARKS, max_size=60).map("".join), st.sampled_from([{}, {"item": "div, article"}, {"date": "time"}]))
def test_any_soup_is_read_or_refused(body: str, options: dict[str, str]) -> None:
    """Whatever a page has, it gives titled items, each with its own key, or a ParseError; twice the same."""
    try:
        reading = parsed(body.encode("utf-8", "surrogatepass") * 3, **options)
    except ParseError:
        return
    assert all(item.title for item in reading.items)
    assert len(reading.items) == len({identity.key(item) for item in reading.items})
    assert reading == parsed(body.encode("utf-8", "surrogatepass") * 3, **options)


@pytest.mark.parametrize(
    "unit", ["<div class=a>", "<b a><p>", "<a '", "<!--", "<article><h2><a href=/1>x", "<", "<a a=1 "]
)
def test_a_megabyte_ends(unit: str) -> None:
    """A megabyte of hostile markup is read or refused."""
    try:
        assert len(parsed(unit * (1_000_000 // len(unit))).items) <= 1000
    except ParseError as error:
        assert str(error)
