import gzip
import json
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from feedbot.errors import ParseError
from feedbot.model import Category, Cursor, Document, Failed, File, Limits, Link, Reading, Source, Unchanged, Visit
from feedbot.net import Web, open_web
from feedbot.sources import KINDS, sitemap
from tests import make
from tests.sources.server import Reply, Server, serve

URLSET = (
    '<?xml version="1.0" encoding="UTF-8"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" '
    'xmlns:news="http://www.google.com/schemas/sitemap-news/0.9" '
    'xmlns:image="http://www.google.com/schemas/sitemap-image/1.1" '
    'xmlns:video="http://www.google.com/schemas/sitemap-video/1.1">{}</urlset>'
)


def urlset(*urls: str) -> str:
    """A sitemap with these insides of its addresses."""
    return URLSET.format("".join(f"<url>{url}</url>" for url in urls))


def index(*parts: tuple[str, str]) -> str:
    """An index of these addresses, each with its lastmod or ""."""
    inside = "".join(
        f"<sitemap><loc>{url}</loc>{f'<lastmod>{date}</lastmod>' if date else ''}</sitemap>" for url, date in parts
    )
    return f'<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{inside}</sitemapindex>'


def parsed(body: str | bytes, under: str | None = None, **document: object) -> Reading:
    """What a body gives as a sitemap."""
    options = {"name": "s", "kind": "sitemap", "url": "https://example.org/sitemap.xml", "under": under}
    body = body.encode() if isinstance(body, str) else body
    source = make.source(kind="sitemap", options=sitemap.Sitemap.model_validate(options))
    return sitemap.parse(make.document(body, **{"url": "https://example.org/sitemap.xml", **document}), source)


def refusal(body: str | bytes) -> str:
    """Why a body is no sitemap."""
    with pytest.raises(ParseError) as caught:
        parsed(body)
    return str(caught.value)


LAYOUTS = Path(__file__).parent.parent / "data" / "pages" / "sitemaps"


def titles(reading: Reading) -> list[str | None]:
    """The titles of a reading in its order."""
    return [item.title for item in reading.items]


# --- reading ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "rows", "notes"),
    [
        (
            "news-uk.xml",
            [
                ("mist-vidkryto", "Міст відкрито: «перші сто авто» & оркестр", "2026-03-14T10:20:00+02:00"),
                ("zubry-povernulysia", "Зубри повернулися в долину", "2026-03-13T18:40:00+02:00"),
                ("bez-zaholovka-ale-zi-slovamy", "Bez zaholovka ale zi slovamy", "2026-03-12"),
            ],
            (),
        ),
        (
            "plain-en.xml",
            [("a-night-at-the-lock.html", "A night at the lock", None), ("", "How we counted the trees", None)],
            (),
        ),
        (
            "list.txt",
            [
                ("first-walk-of-the-year", "First walk of the year", None),
                ("second_walk_in_the_rain.php", "Second walk in the rain", None),
            ],
            (),
        ),
        ("index-ru.xml", [], ("https://example.org/sitemap.xml is an index without usable sitemaps",)),
    ],
)
def test_layouts(name: str, rows: list[tuple[str, str, str | None]], notes: tuple[str, ...]) -> None:
    """Each saved sitemap gives just its articles, newest first."""
    reading = parsed((LAYOUTS / name).read_bytes())

    assert rows == [((item.link or "").split("/")[-1], item.title, item.published) for item in reading.items]
    assert notes == reading.notes
    assert reading.decoded.startswith("utf-8: ")


def test_the_limit_of_items() -> None:
    """A limit that is set for the source is kept, and told."""
    body = (LAYOUTS / "news-uk.xml").read_bytes()
    source = make.source(kind="sitemap", limits=Limits(items=1))
    reading = sitemap.parse(make.document(body), source)

    assert ["Міст відкрито: «перші сто авто» & оркестр"] == titles(reading)
    assert ("only the newest 1 of 3 addresses are read (limits.items)",) == reading.notes


def test_a_news_sitemap() -> None:
    """A news sitemap gives title, date, language, keywords, pictures, and the name of the paper."""
    reading = parsed(
        urlset(
            "<loc>https://example.org/a?utm_source=x</loc><lastmod>2026-03-14T09:00:00Z</lastmod>"
            "<news:news><news:publication><news:name>Газета &amp; Co</news:name><news:language>ru</news:language>"
            "</news:publication><news:publication_date>2026-03-14T08:00:00+02:00</news:publication_date>"
            "<news:title> Мост\n открыт </news:title><news:keywords>мост, город</news:keywords></news:news>"
            "<image:image><image:loc>/i.jpg</image:loc></image:image>"
            "<image:image><image:loc>https://example.org/i.jpg</image:loc><image:caption>Мост</image:caption></image:image>"
        )
    )
    (item,) = reading.items

    assert ("https://example.org/a", "Мост открыт", "ru") == (item.link, item.title, item.language)
    assert ("2026-03-14T08:00:00+02:00", "2026-03-14T09:00:00Z") == (item.published, item.updated)
    assert (Category(term="мост"), Category(term="город")) == item.categories
    assert (Link(href="https://example.org/i.jpg", type="image/jpeg", title="Мост"),) == item.links
    assert ("Газета &amp; Co", "https://example.org/") == (reading.origin.title, reading.origin.link)


@pytest.mark.parametrize(
    ("path", "title"),
    [
        ("/2026/03/14/new-bridge-opens-in-june/", "New bridge opens in june"),
        ("/news/418-new_bridge_opens.html", "New bridge opens"),
        ("/news/new-bridge-opens-in-june-20260314", "New bridge opens in june"),
        (
            "/%D0%BD%D0%BE%D0%B2%D1%8B%D0%B9-%D0%BC%D0%BE%D1%81%D1%82-%D0%BE%D1%82%D0%BA%D1%80%D1%8B%D1%82",
            "Новый мост открыт",
        ),
        ("/a-story-of-deadbeef01/", "A story of"),
        ("/", None),
        ("/about-us", None),
        ("/news/20260314/418.html", None),
    ],
)
def test_titles_out_of_addresses(path: str, title: str | None) -> None:
    """An address without a title is told by the words of its last part, if there are three; else it is no article."""
    found = titles(parsed(urlset(f"<loc>https://example.org{path}</loc>")))

    assert [title] * bool(title) == found


def test_addresses_that_tell_nothing_are_noted() -> None:
    """A sitemap of which nothing can be used says so; an empty one is honest."""
    assert ("none of its 1 addresses has a title or words that could be one",) == parsed(
        urlset("<loc>https://example.org/1</loc>")
    ).notes
    assert ((), ()) == (parsed(urlset()).items, parsed(urlset()).notes)


def test_newest_on_top() -> None:
    """Articles come by date, the newest first, those without one last; with files it is the other way round."""
    body = urlset(
        "<loc>https://example.org/no-date-at-all</loc>",
        "<loc>https://example.org/the-older-one-here</loc><lastmod>2026-03-01</lastmod>",
        "<loc>https://example.org/the-newer-one-here</loc><lastmod>2026-03-02T10:00:00Z</lastmod>",
    )
    expected = ["The newer one here", "The older one here", "No date at all"]
    file = File(path="https://example.org/1.xml", body=body.encode(), modified=make.NOW)

    assert expected == titles(parsed(body))
    assert expected[::-1] == titles(parsed(b"", files=(file,)))


def test_only_what_lies_under_a_path() -> None:
    """With `under`, other addresses do not count; it is the beginning of a path."""
    body = urlset(
        *(
            f"<loc>{url}</loc>"
            for url in ("https://example.org/news/one-two-three", "https://example.org/x/one-two-three")
        )
    )

    assert ["https://example.org/news/one-two-three"] == [item.link for item in parsed(body, "/news/").items]
    assert () == parsed(urlset("<loc>http://[/one-two-three</loc>"), "/news/").items
    with pytest.raises(ValidationError, match="the beginning of a path starts with"):
        parsed(body, "news")


def test_a_video_has_a_title_too() -> None:
    """Titles and dates of the video extension count where there is no news."""
    (item,) = parsed(
        urlset(
            "<loc>https://example.org/v/1</loc><video:video><video:title>A film</video:title>"
            "<video:publication_date>2026-03-14</video:publication_date></video:video>"
        )
    ).items

    assert ("A film", "2026-03-14") == (item.title, item.published)


def test_other_forms() -> None:
    """Text with an address a line, packed files, undeclared prefixes, other encodings and cut documents are read."""
    lines = "https://example.org/one-two-three\n\nhttps://example.org/four-five-six\n"
    news = "<urlset><url><loc>https://example.org/1</loc><news:news><news:title>{}</news:title></news:news></url>{}"
    cut = news.format("Whole", "<url><loc>https://example.org/2</loc><news:news><news:title>Cu")
    declared = '<?xml version="1.0" encoding="windows-1251"?>' + news.format("Новый мост открыт", "</urlset>")

    assert ["One two three", "Four five six"] == titles(parsed(lines))
    assert ["One two three", "Four five six"] == titles(parsed(gzip.compress(lines.encode())))
    assert ["Whole"] == titles(parsed(cut))
    assert ["Новый мост открыт"] == titles(parsed(declared.encode("windows-1251")))


def test_too_much_is_told() -> None:
    """Of more than five thousand articles the newest are kept, with a note; of one address ten pictures."""
    many = "\n".join(f"https://example.org/a-long-story-{number}x{number}" for number in range(5001))
    images = "<image:image><image:loc>https://example.org/{}.png</image:loc></image:image>"
    reading = parsed(many.replace("x", "-part-"))
    pictured = parsed(urlset("<loc>https://example.org/one-two-three</loc>" + "".join(map(images.format, range(11)))))

    assert 5000 == len(reading.items)
    assert ("only the newest 5,000 of 5,001 addresses are read (limits.items)",) == reading.notes
    assert 10 == len(pictured.items[0].links)
    assert 5000 == len(parsed(urlset(*["<loc>https://example.org/one-two-three</loc>"] * 60_001)).items)


@pytest.mark.parametrize(
    ("body", "because"),
    [
        ("", "not a sitemap: the document is empty"),
        ("Not found", 'not a sitemap: text that begins with "Not found"'),
        ("<html><body>x</body></html>", "not a sitemap: an HTML page"),
        ("<rss><channel/></rss>", 'not a sitemap: a feed; say kind = "feed"'),
        ("<opml/>", "not a sitemap: XML that begins with <opml>"),
        ('<!DOCTYPE urlset [<!ENTITY a "b">]><urlset/>', "it declares entities of its own"),
        (b"\x1f\x8b\x08garbage", "not a sitemap: it cannot be unpacked"),
        (gzip.compress(b" " * (10 * 2**20 + 1)), "unpacked it is longer than 10,485,760 bytes"),
        ("<urlset>" + "<a/>" * 600_001, "more than 600,000 elements"),
    ],
)
def test_what_is_no_sitemap_is_told(body: str | bytes, because: str) -> None:
    """What is no sitemap, or is built to exhaust its reader, is a ParseError that says what was found."""
    assert because in refusal(body)


def test_a_bad_part_does_not_cost_the_others() -> None:
    """Of an index a part that cannot be read is a note; when none can, that is the reason."""
    good = File(
        path="https://example.org/1.xml",
        body=urlset("<loc>https://example.org/a-b-c</loc>").encode(),
        modified=make.NOW,
    )
    bad = File(path="https://example.org/2.xml", body=b"<html/>", modified=make.NOW)
    nested = File(
        path="https://example.org/3.xml", body=index(("https://example.org/4.xml", "")).encode(), modified=make.NOW
    )
    reading = parsed(b"", files=(good, bad, nested))

    assert ["A b c"] == titles(reading)
    assert (
        "the sitemap https://example.org/2.xml of the index: not a sitemap: an HTML page",
        "https://example.org/3.xml is an index without usable sitemaps",
    ) == reading.notes
    with pytest.raises(ParseError, match="an HTML page"):
        parsed(b"", files=(bad,))


def test_a_source_without_a_section() -> None:
    """A source that has no section of this kind takes every address."""
    assert 1 == len(sitemap.parse(make.document(b"https://example.org/a-b-c"), make.source()).items)


MARKS = st.sampled_from(
    [
        *(
            "<url>",
            "</url>",
            "<loc>",
            "</loc>",
            "<news:news>",
            "<news:title>",
            "</news:title>",
            "</news:news>",
            "<sitemap>",
        ),
        *(
            "<image:image>",
            "<image:loc>",
            "</image:loc>",
            "</image:image>",
            "</urlset>",
            "<![CDATA[",
            "]]>",
            "<!--",
            "&x;",
        ),
        *(
            "https://example.org/one-two-three",
            "http://[",
            "2026-03-14",
            "<lastmod>",
            "</lastmod>",
            "<",
            "&amp;",
            "\x00",
        ),
    ]
)


@given(
    st.lists(MARKS, max_size=30).map("".join) | st.text(max_size=40),
    st.sampled_from(["<urlset>", "<sitemapindex>", ""]),
)
def test_any_soup_is_read_or_refused(body: str, root: str) -> None:
    """Whatever a sitemap has, it gives items with title and link, or a ParseError."""
    try:
        reading = parsed((root + body).encode("utf-8", "surrogatepass"))
    except ParseError:
        return
    assert all(item.title and item.link for item in reading.items)


# --- fetching --------------------------------------------------------------------------------------------------------


@pytest.fixture
async def server() -> AsyncIterator[Server]:
    """A server on loopback."""
    async with serve() as server:
        yield server


@pytest.fixture
async def web(server: Server) -> AsyncIterator[Web]:
    """A client that may visit that server."""
    async with open_web(allow_private=server.allowed, version="1", gap=timedelta(0)) as web:
        yield web


def told(url: str, **fields: object) -> Source:
    """A source of this kind with a header of its own."""
    section = {"name": "s", "kind": "sitemap", "url": url, "headers": {"Authorization": "Bearer x"}, **fields}
    return make.source(kind="sitemap", url=url, options=sitemap.Sitemap.model_validate(section))


def after(visit: Visit) -> Cursor:
    """The cursor that a visit leaves."""
    assert not isinstance(visit, Failed)
    return make.cursor(memo=visit.memo)


def story(name: str) -> bytes:
    """A sitemap of one address."""
    return urlset(f"<loc>https://example.org/{name}</loc>").encode()


def paths(server: Server) -> list[str]:
    """What was asked for since the last time."""
    found = [asked.target for asked in server.asked]
    server.asked.clear()
    return found


async def test_a_plain_sitemap_is_one_request(server: Server, web: Web) -> None:
    """A sitemap that is no index is one conditional request, and read as it is."""
    source = told(server.says("/s.xml", Reply(body=story("one-two-three"), headers={"ETag": '"1"'}), Reply(status=304)))
    visit = await sitemap.fetch(source, make.cursor(), web, make.NOW)

    assert isinstance(visit, Document)
    assert ["One two three"] == titles(sitemap.parse(visit, source))
    assert isinstance(await sitemap.fetch(source, after(visit), web, make.NOW), Unchanged)
    assert '"1"' == server.asked[1].headers["if-none-match"]


@pytest.mark.parametrize(
    ("listed", "asked"),
    [
        (
            [("/1.xml", "2026-03-01"), ("/2.xml", "2026-03-04"), ("/3.xml", "2026-03-02"), ("/4.xml", "2026-03-03")],
            "243",
        ),
        ([("/1.xml", ""), ("/2.xml", ""), ("/10.xml", ""), ("/9.xml", "")], "10 9 2"),
        ([("/1-news.xml", ""), ("/2.xml", "2026-03-01"), ("/3.xml", "2026-03-02")], "1-news 3 2"),
        ([("/category-1.xml", "2026-03-09"), ("/2.xml", "2026-03-01")], "2 category-1"),
        ([("/1.xml", "soon"), ("javascript:x", "2026-03-09")], "1"),
    ],
)
async def test_the_newest_parts_of_an_index(
    server: Server, web: Web, listed: list[tuple[str, str]], asked: str
) -> None:
    """Of an index three parts are visited: news first, then by date, then by number; lists of categories come last."""
    for path, _ in listed:
        server.says(path, Reply(body=story("one-two-three")))
    source = told(server.says("/index.xml", Reply(body=index(*listed).encode())))
    visit = await sitemap.fetch(source, make.cursor(), web, make.NOW)

    names = asked.split() if " " in asked else list(asked)
    assert ["/index.xml", *(f"/{name}.xml" for name in names)] == paths(server)
    assert isinstance(visit, Document)
    assert [f"{server.url}/{name}.xml" for name in names] == [file.path for file in visit.files]


async def test_an_index_that_stays_while_its_parts_change(server: Server, web: Web) -> None:
    """Parts are asked for though the index is unchanged, and only those that changed are read again."""
    packed = gzip.compress(index((server.url + "/1.xml", ""), (server.url + "/2.xml", "")).encode())
    source = told(server.says("/index.xml.gz", Reply(body=packed, headers={"Cache-Control": "max-age=60"})))
    server.says("/1.xml", Reply(body=story("one-two-three")))
    server.says("/2.xml", *(Reply(body=story(name)) for name in ("a-b-c", "a-b-c", "d-e-f")))

    first = await sitemap.fetch(source, make.cursor(), web, make.NOW)
    second = await sitemap.fetch(source, after(first), web, make.NOW)
    third = await sitemap.fetch(source, after(second), web, make.NOW)

    assert isinstance(first, Document)
    assert 2 == len(first.files)
    assert isinstance(second, Unchanged)
    assert timedelta(seconds=60) == second.hints.wait
    assert isinstance(third, Document)
    assert ["D e f"] == titles(sitemap.parse(third, source))


async def test_a_part_that_fails_is_a_note(server: Server, web: Web) -> None:
    """A part that cannot be had is told and asked for again; what it said before is not forgotten."""
    source = told(server.says("/index.xml", Reply(body=index(("/1.xml", ""), ("/2.xml", "")).encode())))
    server.says("/1.xml", Reply(status=500), Reply(body=story("a-b-c")))
    server.says("/2.xml", Reply(body=story("one-two-three")))
    first = await sitemap.fetch(source, make.cursor(), web, make.NOW)
    second = await sitemap.fetch(source, after(first), web, make.NOW)

    assert isinstance(first, Document)
    (note,) = first.notes
    assert note.startswith(f"the sitemap {server.url}/1.xml of the index: 500 Internal Server Error from 127.0.0.1")
    assert isinstance(second, Document)
    assert [f"{server.url}/1.xml"] == [file.path for file in second.files]


async def test_when_everything_fails(server: Server, web: Web) -> None:
    """An index that cannot be had, or of which no part can, is a failed visit; a part that is gone is not the end."""
    gone = told(server.says("/gone.xml", Reply(status=410)))
    source = told(server.says("/index.xml", Reply(body=index(("/1.xml", "")).encode())))
    server.says("/1.xml", Reply(status=410))
    away, parts = [await sitemap.fetch(each, make.cursor(), web, make.NOW) for each in (gone, source)]

    assert isinstance(away, Failed)
    assert away.gone
    assert isinstance(parts, Failed)
    assert not parts.gone
    assert f"none of the newest sitemaps of the index can be had; {server.url}/1.xml: 410 Gone" in parts.reason


async def test_headers_stay_with_their_host(server: Server, web: Web) -> None:
    """A part on another host is asked for without the headers that are set for the source."""
    async with (
        serve() as other,
        open_web(allow_private=(*server.allowed, *other.allowed), version="1", gap=timedelta(0)) as both,
    ):
        part = other.says("/1.xml", Reply(body=story("one-two-three")))
        source = told(server.says("/index.xml", Reply(body=index((part, ""), ("/2.xml", "")).encode())))
        server.says("/2.xml", Reply(body=story("a-b-c")))
        await sitemap.fetch(source, make.cursor(), both, make.NOW)

        assert ["Bearer x", "Bearer x"] == [asked.headers.get("authorization") for asked in server.asked]
        assert "authorization" not in other.asked[0].headers


@pytest.mark.parametrize("memo", ["", "{", "[]", '{"parts": 1, "top": 1}', json.dumps({"parts": {"x": "y"}})])
async def test_a_memo_that_cannot_be_read(server: Server, web: Web, memo: str) -> None:
    """A memo that is not ours is as none."""
    source = told(server.says("/s.xml", Reply(body=story("one-two-three"))))

    assert isinstance(await sitemap.fetch(source, make.cursor(memo=memo), web, make.NOW), Document)


async def test_what_is_no_sitemap_is_left_to_the_reader(server: Server, web: Web) -> None:
    """Fetching gives whatever came; that it is no sitemap, or an index of nothing, is said when it is read."""
    page = told(server.says("/page", Reply(body=b"<html>")))
    empty = told(server.says("/empty", Reply(body=index().encode())))
    visits = [await sitemap.fetch(each, make.cursor(), web, make.NOW) for each in (page, empty)]

    assert all(isinstance(visit, Document) for visit in visits)
    assert isinstance(visits[1], Document)
    assert (f"{server.url}/empty is an index without usable sitemaps",) == sitemap.parse(visits[1], empty).notes


def test_the_rhythm_of_the_kind() -> None:
    """A sitemap is visited each half hour, and news of it is fresh for two days."""
    kind = KINDS["sitemap"]

    assert (timedelta(minutes=30), timedelta(minutes=5), timedelta(hours=48)) == (kind.every, kind.floor, kind.max_age)
