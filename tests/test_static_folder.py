from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from aiohttp import ClientSession

from feedbot.feeds import FORMATS
from feedbot.model import Config
from tests import fronts, make
from tests.web.offered import TOKEN, offered
from tests.web.serving import Client, Got, config, write

STEMS = ("main", "main.1", "main.12", "main.all", f"secret.{TOKEN}", f"secret.{TOKEN}.1")
DOCUMENTS = tuple(stem + kind.suffix for stem in STEMS for kind in FORMATS.values())
SAME = ("content-type", "cache-control", "content-encoding", "content-location", "content-range", "x-robots-tag")
SAME_TOO = ("access-control-allow-origin", "access-control-expose-headers", "referrer-policy", "x-content-type-options")
BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,*/*;q=0.8"
ACCEPTED = (
    BROWSER,
    "*/*",
    "",
    "image/png",
    "application/atom+xml",
    "application/rss+xml, application/atom+xml;q=0.9, */*;q=0.1",
    "application/atom+xml, application/rss+xml, application/xml;q=0.9, text/xml;q=0.9",
    "application/feed+json, application/json;q=0.9, application/atom+xml;q=0.8",
    "application/json",
    "text/xml",
    "Application/RSS+XML; q=1.0",
    "text/plain, application/atom+xmlx, application/rss+xml",
)
PARTS = (
    "bytes=0-99",
    "bytes=100-",
    "bytes=-50",
    "bytes=999999-",
)
NOWHERE = (
    "/feeds/other.atom",
    "/feeds/main.2.atom",
    "/feeds/main.2",
    "/feeds/secret",
    "/feeds/secret.atom",
    "/feeds/secret.1.html",
    f"/feeds/secret.{TOKEN[::-1]}.atom",
    "/feeds/main.atom.gz",
    "/feeds/main.atom.br",
    "/feeds/main.atom.tmp",
    "/feeds/notes.txt",
    "/feeds/main.0.atom",
    "/feeds/main.xml",
    "/feeds/main.atom/",
    "/feeds/..%2fwork%2fconfig",
    "/feeds/%2e%2e/work/config",
    "/work/config",
)


def settings() -> Config:
    """An open and a private feed."""
    return config(feeds=(make.feed(), make.feed("secret", private=True)))


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """Our own server, and another one on the same folder."""

    ours: Client
    theirs: Client

    async def ask(self, method: str, path: str, **headers: str) -> tuple[Got, Got]:
        """The same question to both."""
        return await self.ours.ask(method, path, **headers), await self.theirs.ask(method, path, **headers)


@pytest.fixture(params=["nginx", "caddy"])
async def pair(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Pair]:
    """A folder of feeds, archives and a private feed behind both."""
    if fronts.program(request.param) is None:
        pytest.skip(f"{request.param} is not installed; apt-get install {request.param}")
    folder = tmp_path / "feeds"
    folder.mkdir()
    for number, stem in enumerate(STEMS, 1):
        edition = make.edition(number, number + 1)
        write(folder, replace(edition, feed=make.feed(stem)))
    (folder / "notes.txt").write_text("not for readers")
    (folder / "main.atom.tmp").write_text("not for readers")
    front = fronts.nginx if request.param == "nginx" else fronts.caddy
    async with (
        front(tmp_path / "work", tmp_path) as base,
        offered(folder, settings, {"secret": TOKEN}) as ours,
        ClientSession(auto_decompress=False) as session,
    ):
        yield Pair(ours=ours, theirs=Client(session=session, base=base))


def told(got: Got) -> dict[str, object]:
    """What must be the same of two answers: all but dates, tags and what only our own server knows."""
    vary = {name.strip() for name in got.headers.get("vary", "").split(",")}
    return {name: got.headers.get(name) for name in (*SAME, *SAME_TOO)} | {"status": got.status, "vary": vary}


@pytest.mark.parametrize("coding", ["identity", "gzip", "br"])
async def test_every_document_in_every_coding(pair: Pair, coding: str) -> None:
    """Status, type, body, caching and protection are those of our own server, also for archives and private feeds."""
    if coding == "br" and not fronts.BROTLI.exists():
        pytest.skip("nginx has no brotli; apt-get install libnginx-mod-http-brotli-static")
    for name in DOCUMENTS:
        ours, theirs = await pair.ask("GET", f"/feeds/{name}", Accept_Encoding=coding)

        assert (200, told(ours), ours.body) == (theirs.status, told(theirs), theirs.body), name
        assert "default-src 'none'" in theirs.headers["content-security-policy"]


async def test_negotiation(pair: Pair) -> None:
    """An address without a suffix gives what our own server gives, to browsers and to readers as they ask."""
    for accepted in ACCEPTED:
        for stem in STEMS:
            ours, theirs = await pair.ask("GET", f"/feeds/{stem}", Accept=accepted)

            assert (200, told(ours), ours.body) == (theirs.status, told(theirs), theirs.body), (accepted, stem)


async def test_conditions(pair: Pair) -> None:
    """Each server's own tag and date give 304 there, in each coding; another tag gives the document."""
    for name in ("main.atom", "main.1.rss", "main.html"):
        for coding in ("identity", "gzip"):
            for client in (pair.ours, pair.theirs):
                path = f"/feeds/{name}"
                first = await client.get(path, Accept_Encoding=coding)
                tag, date = first.headers["etag"], first.headers["last-modified"]
                statuses = [
                    (await client.get(path, Accept_Encoding=coding, If_None_Match=tag)).status,
                    (await client.get(path, Accept_Encoding=coding, If_None_Match=f'"other", {tag}')).status,
                    (await client.get(path, Accept_Encoding=coding, If_Modified_Since=date)).status,
                    (await client.get(path, Accept_Encoding=coding, If_None_Match='"other"')).status,
                    (await client.get(path, If_Modified_Since="Sat, 14 Mar 2020 12:00:00 GMT")).status,
                ]

                assert [304, 304, 304, 200, 200] == statuses, client.base
                assert not tag.startswith("W/")


async def test_what_a_304_says(pair: Pair) -> None:
    """An answer without a body still says how long to keep what the client has, and what it depends on."""
    for client in (pair.ours, pair.theirs):
        tag = (await client.get("/feeds/main.1.atom")).headers["etag"]
        got = await client.get("/feeds/main.1.atom", If_None_Match=tag)

        assert (304, b"", "public, max-age=31536000, immutable", "Accept-Encoding", tag) == (
            got.status,
            got.body,
            got.headers["cache-control"],
            got.headers["vary"],
            got.headers["etag"],
        )


async def test_each_coding_has_its_own_tag(pair: Pair) -> None:
    """A cache never takes one coding's bytes for another's."""
    for client in (pair.ours, pair.theirs):
        tags = {
            (await client.get("/feeds/main.atom", Accept_Encoding=each)).headers["etag"] for each in ("gzip", "*;q=0")
        }

        assert 2 == len(tags)


async def test_head(pair: Pair) -> None:
    """HEAD says what GET would, without the body."""
    for name in DOCUMENTS:
        ours, theirs = await pair.ask("HEAD", f"/feeds/{name}")

        assert (200, told(ours), b"") == (theirs.status, told(theirs), theirs.body)
        assert ours.headers["content-length"] == theirs.headers["content-length"]


async def test_parts(pair: Pair) -> None:
    """A part of a document has the same bytes and place, or is refused in the same way."""
    for part in PARTS:
        ours, theirs = await pair.ask("GET", "/feeds/main.atom", Range=part)

        assert (ours.status, ours.headers.get("content-range")) == (theirs.status, theirs.headers.get("content-range"))
        assert ours.status != 206 or ours.body == theirs.body, part
    # A range that means nothing may be ignored or refused (RFC 9110, section 14.2).
    for part in ("bytes=5-2", "lines=1-2"):
        ours, theirs = await pair.ask("GET", "/feeds/main.atom", Range=part)

        assert (200, True) == (ours.status, theirs.status in {200, 416}), part


async def test_part_of_another_version(pair: Pair) -> None:
    """A part is not given where the client's document is not this one."""
    ours, theirs = await pair.ask("GET", "/feeds/main.atom", Range="bytes=0-9", If_Range='"other"')

    assert (200, ours.body) == (theirs.status, theirs.body)


async def test_what_is_not_there(pair: Pair) -> None:
    """Feeds and pages that are not there, neighbours by their own names, and other files are 404, kept by no cache."""
    for path in NOWHERE:
        ours, theirs = await pair.ask("GET", path)

        assert (404, 404) == (ours.status, theirs.status), path
        assert "max-age" not in theirs.headers.get("cache-control", ""), path


async def test_other_methods(pair: Pair) -> None:
    """A preflight is answered, and what is not possible is refused with what is."""
    ours, theirs = await pair.ask("OPTIONS", "/feeds/main.atom", Origin="https://example.net")
    refused = await pair.ask("POST", "/feeds/main.atom")
    names = [name for name in ours.headers if name.startswith("access-control-") and "expose" not in name]

    assert 204 == theirs.status
    assert {name: ours.headers[name] for name in names} == {name: theirs.headers.get(name) for name in names}
    assert {(405, "GET, HEAD, OPTIONS")} == {(got.status, got.headers["allow"]) for got in refused}
