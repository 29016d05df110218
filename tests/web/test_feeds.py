import gzip
import json
import os
from pathlib import Path

import brotli
import pytest
from lxml import etree

from feedbot.feeds import FORMATS, render
from tests import make
from tests.feeds.samples import parse
from tests.web.serving import WRITTEN, config, serving, write

EDITION = make.edition(2, 1)
DATE = "Sat, 14 Mar 2026 12:00:00 GMT"


@pytest.mark.parametrize("format", FORMATS)
async def test_each_format_at_its_address(tmp_path: Path, format: str) -> None:
    """`/feeds/NAME.SUFFIX` gives the file's bytes with its media type, open to other sites, to be kept for a while."""
    write(tmp_path, EDITION)
    async with serving(tmp_path) as client:
        got = await client.get(f"/feeds/main{FORMATS[format].suffix}")

    assert (200, render(EDITION, format)) == (got.status, got.body)
    assert f"{FORMATS[format].media_type}; charset=utf-8" == got.headers["content-type"]
    assert "*" == got.headers["access-control-allow-origin"]
    assert "Accept-Encoding" == got.headers["vary"]
    assert DATE == got.headers["last-modified"]
    assert "nosniff" == got.headers["x-content-type-options"]
    assert "stale-if-error=86400" in got.headers["cache-control"]
    assert ("max-age=0" if format == "html" else "max-age=300") in got.headers["cache-control"]


async def test_a_reader_sees_the_entries(tmp_path: Path) -> None:
    """What feedparser gets from the served feed is what was published."""
    write(tmp_path, EDITION)
    async with serving(tmp_path) as client:
        read = parse((await client.get("/feeds/main.atom")).body)

    assert ["https://example.org/2", "https://example.org/1"] == [entry.id for entry in read.entries]


@pytest.mark.parametrize(
    ("accepted", "format"),
    [
        ("text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", "html"),
        ("application/atom+xml", "atom"),
        ("application/rss+xml, application/xml;q=0.5", "rss"),
        ("application/feed+json", "json"),
        ("application/xml", "atom"),
        ("application/*", "atom"),
        ("application/*;q=0.5, application/json", "json"),
        ("application/*, application/atom+xml;q=0", "rss"),
        ("text/*", "html"),
        ("*/*", "html"),
        ("image/png", "html"),
        ("image/png, text/html;q=0", "atom"),
    ],
)
async def test_negotiation(tmp_path: Path, accepted: str, format: str) -> None:
    """`/feeds/NAME` gives people the page and programs the format they ask for, and says which it was."""
    write(tmp_path, EDITION)
    async with serving(tmp_path) as client:
        got = await client.get("/feeds/main", Accept=accepted)

    assert (200, render(EDITION, format)) == (got.status, got.body)
    assert "Accept, Accept-Encoding" == got.headers["vary"]
    assert f"main{FORMATS[format].suffix}" == got.headers["content-location"]


async def test_negotiation_among_what_there_is(tmp_path: Path) -> None:
    """A feed without a page shows people what it has."""
    edition = make.edition(1, feed=make.feed(formats=("rss",)))
    write(tmp_path, edition)
    async with serving(tmp_path, lambda: config(feeds=(edition.feed,))) as client:
        got = await client.get("/feeds/main", Accept="text/html")

    assert render(edition, "rss") == got.body


@pytest.mark.parametrize(("coding", "unpack"), [("gzip", gzip.decompress), ("br", brotli.decompress)])
async def test_compressed_neighbour(tmp_path: Path, coding: str, unpack: object) -> None:
    """A client that takes a coding gets the neighbour as it lies, which unpacks to the same document."""
    write(tmp_path, EDITION)
    async with serving(tmp_path) as client:
        got = await client.get("/feeds/main.atom", Accept_Encoding=coding)

    assert callable(unpack)
    assert coding == got.headers["content-encoding"]
    assert render(EDITION, "atom") == unpack(got.body)


async def test_each_coding_has_its_own_tag(tmp_path: Path) -> None:
    """Tags are strong and differ between codings, and each is answered with 304 in its own coding only."""
    write(tmp_path, EDITION)
    async with serving(tmp_path) as client:
        tags = {}
        for coding in ("identity", "gzip", "br"):
            tags[coding] = (await client.get("/feeds/main.atom", Accept_Encoding=coding)).headers["etag"]
        statuses = {
            (mine, asked): (
                await client.get("/feeds/main.atom", Accept_Encoding=asked, If_None_Match=tags[mine])
            ).status
            for mine in tags
            for asked in tags
        }

    assert 3 == len(set(tags.values()))
    assert not any(tag.startswith("W/") for tag in tags.values())
    assert {pair: 304 if pair[0] == pair[1] else 200 for pair in statuses} == statuses


async def test_no_neighbours(tmp_path: Path) -> None:
    """Without compressed neighbours the plain document is served to all."""
    write(tmp_path, EDITION, packed=False)
    async with serving(tmp_path) as client:
        got = await client.get("/feeds/main.atom", Accept_Encoding="gzip, br")

    assert (None, render(EDITION, "atom")) == (got.headers.get("content-encoding"), got.body)


OTHER = (b"garbage", gzip.compress(b"another document", mtime=0), gzip.compress(b"x", mtime=0)[:-4])


@pytest.mark.parametrize("neighbour", OTHER, ids=["garbage", "another", "cut"])
async def test_neighbour_of_another_version_is_not_served(tmp_path: Path, neighbour: bytes) -> None:
    """While a new version is being written its neighbours may not fit; then the plain document is served."""
    write(tmp_path, EDITION)
    (tmp_path / "main.atom.gz").write_bytes(neighbour)
    (tmp_path / "main.atom.br").write_bytes(neighbour)
    async with serving(tmp_path) as client:
        got = await client.get("/feeds/main.atom", Accept_Encoding="gzip, br")

    assert (None, render(EDITION, "atom")) == (got.headers.get("content-encoding"), got.body)


@pytest.mark.parametrize("form", ["{}", "W/{}", '"other", {}', '"a", W/{} , "b"', "*"])
async def test_tag_that_matches(tmp_path: Path, form: str) -> None:
    """A tag in a list, a weak one, or a star gives 304 without a body but with the validators."""
    write(tmp_path, EDITION)
    async with serving(tmp_path) as client:
        tag = (await client.get("/feeds/main.rss")).headers["etag"]
        got = await client.get("/feeds/main.rss", If_None_Match=form.format(tag))

    assert (304, b"") == (got.status, got.body)
    assert (tag, DATE) == (got.headers["etag"], got.headers["last-modified"])
    assert {"cache-control", "vary"} <= set(got.headers)


@pytest.mark.parametrize("tag", ['"other"', 'W/"other"', "nonsense", ""])
async def test_tag_that_does_not_match_wins_over_a_date(tmp_path: Path, tag: str) -> None:
    """With If-None-Match there, If-Modified-Since is not looked at (RFC 9110, section 13.1.3)."""
    write(tmp_path, EDITION)
    async with serving(tmp_path) as client:
        got = await client.get("/feeds/main.atom", If_None_Match=tag, If_Modified_Since=DATE)

    assert 200 == got.status


@pytest.mark.parametrize(
    ("since", "status"),
    [
        (DATE, 304),
        ("Sat, 14 Mar 2026 12:00:01 GMT", 304),
        ("Sat, 14 Mar 2026 11:59:59 GMT", 200),
        ("yesterday", 200),
    ],
)
async def test_date(tmp_path: Path, since: str, status: int) -> None:
    """If-Modified-Since gives 304 when the file is no newer; what is no date is ignored."""
    write(tmp_path, EDITION)
    async with serving(tmp_path) as client:
        got = await client.get("/feeds/main.atom", If_Modified_Since=since)

    assert status == got.status


async def test_date_of_a_file_with_a_fraction(tmp_path: Path) -> None:
    """A file time between two seconds is told as the earlier one, and still gives 304."""
    write(tmp_path, EDITION, at=WRITTEN + 0.7)
    async with serving(tmp_path) as client:
        got = await client.get("/feeds/main.atom", If_Modified_Since=DATE)

    assert (304, DATE) == (got.status, got.headers["last-modified"])


async def test_head(tmp_path: Path) -> None:
    """HEAD says what GET would, without the body."""
    write(tmp_path, EDITION)
    async with serving(tmp_path) as client:
        head, get = await client.ask("HEAD", "/feeds/main.atom"), await client.get("/feeds/main.atom")

    assert (200, b"") == (head.status, head.body)
    for name in ("content-length", "etag", "content-type", "last-modified"):
        assert get.headers[name] == head.headers[name]


async def test_new_version_is_served_at_once(tmp_path: Path) -> None:
    """A file that was replaced is read again, and the old tag no longer matches."""
    write(tmp_path, EDITION)
    async with serving(tmp_path) as client:
        old = await client.get("/feeds/main.atom")
        write(tmp_path / ".", make.edition(3), at=WRITTEN + 60)
        new = await client.get("/feeds/main.atom", If_None_Match=old.headers["etag"])

    assert (200, render(make.edition(3), "atom")) == (new.status, new.body)


async def test_links_in_the_header(tmp_path: Path) -> None:
    """The Link header names the document, its other formats and its hub, as WebSub wants."""
    edition = make.edition(1, feed=make.feed(formats=("atom", "rss"), hub="https://hub.example.org/"))
    write(tmp_path, edition)
    async with serving(tmp_path, lambda: config(feeds=(edition.feed,))) as client:
        got = await client.get("/feeds/main.rss")

    assert (
        '<https://feeds.example.org/feeds/main.atom>; rel="alternate"; type="application/atom+xml", '
        '<https://feeds.example.org/feeds/main.rss>; rel="self"; type="application/rss+xml", '
        '<https://hub.example.org/>; rel="hub"'
    ) == got.headers["link"]


async def test_feed_that_is_not_written_yet(tmp_path: Path) -> None:
    """A feed of the config without a file is a matter of patience: 503, when to come back, and a sentence."""
    async with serving(tmp_path) as client:
        got = await client.get("/feeds/main.atom")

    assert (503, "5") == (got.status, got.headers["retry-after"])
    assert 'The feed "Main" has not been written yet.' in json.loads(got.body)["detail"]


async def test_feed_whose_file_is_gone(tmp_path: Path) -> None:
    """A file that was there and is deleted is not served from memory."""
    write(tmp_path, EDITION)
    async with serving(tmp_path) as client:
        await client.get("/feeds/main.atom")
        (tmp_path / "main.atom").unlink()
        got = await client.get("/feeds/main.atom")

    assert 503 == got.status


async def test_format_the_feed_does_not_have(tmp_path: Path) -> None:
    """A format that is not published is 404 and says which are, even if a file of that name lies there."""
    write(tmp_path, EDITION)
    settings = config(feeds=(make.feed(formats=("atom", "json")), make.feed("none", formats=())))
    async with serving(tmp_path, lambda: settings) as client:
        got, nothing = await client.get("/feeds/main.rss"), await client.get("/feeds/none")

    assert (404, 404) == (got.status, nothing.status)
    assert json.loads(got.body)["detail"].endswith("but as Atom, JSON Feed.")
    assert json.loads(nothing.body)["detail"].endswith("but as nothing at all.")


@pytest.mark.parametrize(
    "path",
    [
        "/feeds/other.atom",
        "/feeds/secret",
        "/feeds/secret.txt",
        "/feeds/..%2Fsecret.atom",
        "/feeds/%2e%2e%2fsecret",
        "/feeds/main.atom.gz",
        "/feeds/main.atom%00",
        "/feeds/main/",
        "/nothing",
    ],
)
async def test_only_feeds_of_the_config(tmp_path: Path, path: str) -> None:
    """Names come from the config alone: other files, neighbours and paths that lead out are not found."""
    folder = tmp_path / "feeds"
    folder.mkdir()
    write(folder, EDITION)
    (tmp_path / "secret.atom").write_text("secret")
    (folder / "secret.txt").write_text("secret")
    async with serving(folder) as client:
        got = await client.get(path)

    assert 404 == got.status
    assert b"secret<" not in got.body


@pytest.mark.parametrize("name", ["../secret", "..", "a\\b", "a\x00b", "main.atom", "Main"])
async def test_hostile_name_in_the_config(tmp_path: Path, name: str) -> None:
    """Even a config that slipped by with a path for a name reads nothing outside the folder."""
    folder = tmp_path / "feeds"
    folder.mkdir()
    (tmp_path / "secret.atom").write_text("secret")
    async with serving(folder, lambda: config(feeds=(make.feed(name),))) as client:
        got = await client.get(
            "/feeds/" + name.replace("/", "%2F").replace("\\", "%5C").replace("\x00", "%00") + ".atom"
        )

    assert got.status in {404, 503}


async def test_link_and_pipe_are_not_followed(tmp_path: Path) -> None:
    """A symbolic link that leads out of the folder, and a pipe that would block, are not served."""
    folder = tmp_path / "feeds"
    folder.mkdir()
    (tmp_path / "secret").write_text("secret")
    (folder / "main.atom").symlink_to(tmp_path / "secret")
    os.mkfifo(folder / "main.rss")
    async with serving(folder) as client:
        link, pipe = await client.get("/feeds/main.atom"), await client.get("/feeds/main.rss")

    assert (503, 503) == (link.status, pipe.status)


async def test_preflight(tmp_path: Path) -> None:
    """A script on another site may ask conditionally: its preflight is answered."""
    async with serving(tmp_path) as client:
        got = await client.ask("OPTIONS", "/feeds/main.json", Origin="https://example.net")

    assert (204, "*") == (got.status, got.headers["access-control-allow-origin"])
    assert "If-None-Match" in got.headers["access-control-allow-headers"]


async def test_opml(tmp_path: Path) -> None:
    """The OPML lists each feed that a reader can take, by its first such format, and has a tag of its own."""
    listed = (make.feed(title="A & B"), make.feed("news", formats=("json",)), make.feed("page", formats=("html",)))
    async with serving(tmp_path, lambda: config(feeds=listed)) as client:
        got = await client.get("/feeds.opml")
        again = await client.get("/feeds.opml", If_None_Match=got.headers["etag"])

    assert ("text/x-opml; charset=utf-8", 304) == (got.headers["content-type"], again.status)
    assert [
        ("A & B", "https://feeds.example.org/feeds/main.atom", "https://feeds.example.org/feeds/main"),
        ("Main", "https://feeds.example.org/feeds/news.json", "https://feeds.example.org/feeds/news"),
    ] == [
        (one.get("text"), one.get("xmlUrl"), one.get("htmlUrl")) for one in etree.fromstring(got.body).iter("outline")
    ]


async def test_reload_is_seen(tmp_path: Path) -> None:
    """A feed that a reload adds is served by the next request."""
    write(tmp_path, make.edition(1, feed=make.feed("news")))
    current = [config()]
    async with serving(tmp_path, lambda: current[-1]) as client:
        before = await client.get("/feeds/news.atom")
        current.append(config(feeds=(make.feed("news"),)))
        after = await client.get("/feeds/news.atom")

    assert (404, 200) == (before.status, after.status)
