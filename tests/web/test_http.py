import asyncio
import json
from datetime import datetime, timedelta
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from aiohttp import ClientSession, web
from aiohttp.test_utils import TestServer
from hypothesis import given
from hypothesis import strategies as st

from feedbot.feeds import render
from feedbot.model import Config
from feedbot.web import accept, documents, places, problems
from feedbot.web.shelf import Shelf
from tests import make
from tests.web.offered import TOKEN, lay, offered
from tests.web.serving import Client, Got, config, write

EDITION = make.edition(2, 1)
BODY = render(EDITION, "atom")
DATE = "Sat, 14 Mar 2026 12:00:00 GMT"


def private() -> Config:
    """A config with one open and one private feed."""
    return config(feeds=(make.feed(), make.feed("secret", private=True)))


# --- parts of a document ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("header", "span"),
    [
        ("bytes=0-9", (0, 9)),
        ("bytes=90-", (90, 99)),
        ("bytes=-10", (90, 99)),
        ("bytes=-1000", (0, 99)),
        ("bytes=0-1000", (0, 99)),
        ("BYTES=5-5", (5, 5)),
        ("bytes = 5 - 6 ", (5, 6)),
        ("bytes=100-", "beyond"),
        ("bytes=100-200", "beyond"),
        ("bytes=-0", "beyond"),
        ("bytes=9-0", None),
        ("bytes=0-1,5-6", None),
        ("bytes=-", None),
        ("bytes=a-b", None),
        ("lines=0-9", None),
        ("", None),
        ("bytes=" + "9" * 500 + "-", None),
    ],
)
def test_span(header: str, span: object) -> None:
    """One range is read as RFC 9110 (section 14.1.2) says; several, other units and nonsense are as if not there."""
    assert span == documents.span(header, 100)


@given(st.text(max_size=60), st.integers(0, 1000))
def test_any_range_is_read(header: str, length: int) -> None:
    """Whatever a header says, a part lies within the document."""
    found = documents.span("bytes=" + header, length)
    if isinstance(found, tuple):
        assert 0 <= found[0] <= found[1] < length


async def test_part(tmp_path: Path) -> None:
    """A part comes with its place in the whole, and parts put together are the document."""
    write(tmp_path, EDITION)
    async with offered(tmp_path) as client:
        first = await client.get("/feeds/main.atom", Range="bytes=0-99")
        rest = await client.get("/feeds/main.atom", Range="bytes=100-")

    assert (206, 206) == (first.status, rest.status)
    assert f"bytes 0-99/{len(BODY)}" == first.headers["content-range"]
    assert ("100", "bytes") == (first.headers["content-length"], first.headers["accept-ranges"])
    assert BODY == first.body + rest.body
    assert {"etag", "last-modified", "cache-control", "vary", "link"} <= set(first.headers)


async def test_part_beyond_the_end(tmp_path: Path) -> None:
    """A range without a byte of the document is 416, with the document's size."""
    write(tmp_path, EDITION)
    async with offered(tmp_path) as client:
        got = await client.get("/feeds/main.atom", Range="bytes=999999-")

    assert (416, f"bytes */{len(BODY)}") == (got.status, got.headers["content-range"])
    assert "no-store" == got.headers["cache-control"]


@pytest.mark.parametrize(
    ("condition", "status"),
    [
        ("{tag}", 206),
        (DATE, 206),
        ('"another"', 200),
        ("W/{tag}", 200),
        ("Sat, 14 Mar 2026 11:00:00 GMT", 200),
        ("Sat, 14 Mar 2026 13:00:00 GMT", 200),
        ("nonsense", 200),
    ],
)
async def test_part_of_the_same_document_only(tmp_path: Path, condition: str, status: int) -> None:
    """With If-Range a part is given only if the document is still the one it belongs to, else the whole."""
    write(tmp_path, EDITION)
    async with offered(tmp_path) as client:
        tag = (await client.get("/feeds/main.atom")).headers["etag"]
        got = await client.get("/feeds/main.atom", Range="bytes=0-9", If_Range=condition.format(tag=tag))

    assert (status, BODY[: 10 if status == 206 else None]) == (got.status, got.body)


async def test_no_parts_of_coded_documents(tmp_path: Path) -> None:
    """A document in a content coding is given whole, and does not offer parts."""
    write(tmp_path, EDITION)
    async with offered(tmp_path) as client:
        got = await client.get("/feeds/main.atom", Range="bytes=0-9", Accept_Encoding="gzip")

    assert (200, "gzip", None) == (got.status, got.headers["content-encoding"], got.headers.get("accept-ranges"))


async def test_no_parts_for_head_nor_for_who_has_it(tmp_path: Path) -> None:
    """HEAD ignores a range, and a condition that is not met goes before it."""
    write(tmp_path, EDITION)
    async with offered(tmp_path) as client:
        head = await client.ask("HEAD", "/feeds/main.atom", Range="bytes=0-9")
        has = await client.get("/feeds/main.atom", Range="bytes=0-9", If_Modified_Since=DATE)

    assert (200, str(len(BODY)), 304) == (head.status, head.headers["content-length"], has.status)


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"If_Match": "{tag}"}, 200),
        ({"If_Match": "*"}, 200),
        ({"If_Match": '"a", {tag}'}, 200),
        ({"If_Match": "W/{tag}"}, 412),
        ({"If_Match": '"another"'}, 412),
        ({"If_Unmodified_Since": DATE}, 200),
        ({"If_Unmodified_Since": "Sat, 14 Mar 2026 11:59:59 GMT"}, 412),
        ({"If_Match": "{tag}", "If_Unmodified_Since": "Sat, 14 Mar 2026 11:59:59 GMT"}, 200),
        ({"If_Unmodified_Since": "nonsense"}, 200),
    ],
)
async def test_only_if_it_is_this_one(tmp_path: Path, headers: dict[str, str], status: int) -> None:
    """If-Match compares strongly and goes before If-Unmodified-Since; what is not met is 412."""
    write(tmp_path, EDITION)
    async with offered(tmp_path) as client:
        tag = (await client.get("/feeds/main.atom")).headers["etag"]
        got = await client.get("/feeds/main.atom", **{name: text.format(tag=tag) for name, text in headers.items()})

    assert status == got.status


# --- archives --------------------------------------------------------------------------------------------------------


async def test_archive_page(tmp_path: Path) -> None:
    """A page that is closed may be kept for ever; its Link header leads both ways and to the newest (RFC 5005)."""
    for stem in ("main", "main.1", "main.2", "main.4", "main.all"):
        lay(tmp_path, stem)
    settings = config(feeds=(make.feed(formats=("atom",), hub="https://hub.example.org/"),))
    async with offered(tmp_path, lambda: settings) as client:
        got = {name: (await client.get(f"/feeds/main{name}.atom")).headers for name in ("", ".1", ".2", ".4", ".all")}
    seen = {name: _links(headers["link"]) for name, headers in got.items()}
    at, hub = "https://feeds.example.org/feeds/main", "https://hub.example.org/"

    assert "public, max-age=31536000, immutable" == got[".2"]["cache-control"]
    assert "max-age=300" in got[".all"]["cache-control"]
    assert {"self": f"{at}.atom", "prev-archive": f"{at}.4.atom", "hub": hub} == seen[""]
    assert {"self": f"{at}.1.atom", "next-archive": f"{at}.2.atom", "current": f"{at}.atom"} == seen[".1"]
    assert {
        "self": f"{at}.2.atom",
        "prev-archive": f"{at}.1.atom",
        "next-archive": f"{at}.4.atom",
        "current": f"{at}.atom",
    } == seen[".2"]
    assert {"self": f"{at}.4.atom", "prev-archive": f"{at}.2.atom", "current": f"{at}.atom"} == seen[".4"]
    assert {"self": f"{at}.all.atom"} == seen[".all"]


async def test_archive_page_is_negotiated(tmp_path: Path) -> None:
    """`/feeds/NAME.1` gives what suits the client, of the formats in which the page was written."""
    lay(tmp_path, "main.1", b"for programs", ("atom",))
    lay(tmp_path, "main.1", b"for people", ("html",))
    async with offered(tmp_path) as client:
        people = await client.get("/feeds/main.1", Accept="text/html,*/*;q=0.8")
        program = await client.get("/feeds/main.1", Accept="application/rss+xml, application/atom+xml;q=0.9")
        missing = await client.get("/feeds/main.1.rss")

    assert (b"for people", b"for programs") == (people.body, program.body)
    assert ("main.1.html", "Accept, Accept-Encoding") == (people.headers["content-location"], people.headers["vary"])
    assert (404, True) == (missing.status, json.loads(missing.body)["detail"].endswith("but as Atom, HTML."))


async def test_the_page_to_come_leads_to_the_newest(tmp_path: Path) -> None:
    """The newest page names one that is not closed yet: until then that address leads to the current document."""
    lay(tmp_path, "main")
    lay(tmp_path, "main.1")
    async with offered(tmp_path) as client:
        program = await client.get("/feeds/main.2.atom")
        people = await client.get("/feeds/main.2")
        never = await client.get("/feeds/main.3.atom")

    assert (307, "main.atom", "no-store") == (
        program.status,
        program.headers["location"],
        program.headers["cache-control"],
    )
    assert (307, "main") == (people.status, people.headers["location"])
    assert 404 == never.status


async def test_the_page_after_those_that_were_dropped_leads_to_the_newest(tmp_path: Path) -> None:
    """When every page was dropped, the address that the last one named as the next still leads to the newest pieces."""
    lay(tmp_path, "main")
    async with offered(tmp_path, gone=frozenset({"main.1", "main.2"})) as client:
        dropped, named, never = [await client.get(f"/feeds/main.{number}.atom") for number in (2, 3, 4)]

    assert [410, 307, 404] == [dropped.status, named.status, never.status]
    assert "main.atom" == named.headers["location"]


async def test_new_page_is_named_at_once(tmp_path: Path) -> None:
    """The header of the newest document names a page as soon as it is closed."""
    lay(tmp_path, "main")
    async with offered(tmp_path) as client:
        before = _links((await client.get("/feeds/main.atom")).headers["link"])
        lay(tmp_path, "main.1")
        after = _links((await client.get("/feeds/main.atom")).headers["link"])

    assert (False, True) == ("prev-archive" in before, "prev-archive" in after)


def _links(header: str) -> dict[str, str]:
    """The addresses in a Link header by relation; those of other formats are left out."""
    parts = [one.split(">; rel=") for one in header.split(", ")]
    return {rel.split('"')[1]: address.lstrip("<") for address, rel in parts if not rel.startswith('"alternate')}


# --- private feeds and those that are gone ---------------------------------------------------------------------------


@pytest.mark.parametrize("end", [".atom", ".1.atom", "", ".1"])
async def test_private_feed(tmp_path: Path, end: str) -> None:
    """A secret address gives the document, and sees to it that nobody passes it on or keeps it for others."""
    for stem in (f"secret.{TOKEN}", f"secret.{TOKEN}.1"):
        lay(tmp_path, stem)
    async with offered(tmp_path, private, {"secret": TOKEN}) as client:
        got = await client.get(f"/feeds/secret.{TOKEN}{end}", Accept="application/atom+xml")
        has = await client.get(
            f"/feeds/secret.{TOKEN}{end}", Accept="application/atom+xml", If_None_Match=got.headers["etag"]
        )

    for answer, status in ((got, 200), (has, 304)):
        assert status == answer.status
        assert answer.headers["cache-control"].startswith("private, max-age=")
        assert "link" not in answer.headers
        assert ("no-referrer", "noindex") == (answer.headers["referrer-policy"], answer.headers["x-robots-tag"])


@pytest.mark.parametrize(
    "file", ["secret", "secret.atom", "secret.1.atom", f"secret.{TOKEN[:-1]}x.atom", f"main.{TOKEN}.atom"]
)
async def test_private_feed_is_like_one_that_does_not_exist(tmp_path: Path, file: str) -> None:
    """Without its secret a private feed answers as a feed that never was, even if files of that name lie there."""
    write(tmp_path, EDITION)
    for stem in ("secret", "secret.1", f"secret.{TOKEN}", f"main.{TOKEN}"):
        lay(tmp_path, stem)
    async with offered(tmp_path, private, {"secret": TOKEN, "main": TOKEN}) as client:
        got = await client.get(f"/feeds/{file}")
        never = await client.get(f"/feeds/{file.replace('secret', 'nobody').replace('main', 'nobody')}")

    assert (404, 404) == (got.status, never.status)
    assert _told(got) == _told(never)


async def test_private_feed_that_was_open_once(tmp_path: Path) -> None:
    """The plain name of a feed that became private answers as if it had never been."""
    async with offered(tmp_path, private, {"secret": TOKEN}, gone=frozenset({"secret", "secret.1"})) as client:
        got = [(await client.get(f"/feeds/{file}")).status for file in ("secret", "secret.atom", "secret.1.atom")]

    assert [404, 404, 404] == got


async def test_private_feed_without_a_token(tmp_path: Path) -> None:
    """A private feed that has no secret yet is open to nobody, also not to an empty one."""
    lay(tmp_path, "secret")
    async with offered(tmp_path, private) as client:
        got = [(await client.get(f"/feeds/{file}")).status for file in ("secret.atom", "secret..atom", "secret.")]

    assert [404, 404, 404] == got


async def test_private_feed_that_is_not_written_yet(tmp_path: Path) -> None:
    """Who knows the secret is asked for patience."""
    async with offered(tmp_path, private, {"secret": TOKEN}) as client:
        got = await client.get(f"/feeds/secret.{TOKEN}.atom")

    assert 503 == got.status


async def test_private_feed_is_listed_nowhere(tmp_path: Path) -> None:
    """The list that readers take over has the open feeds only."""
    async with offered(tmp_path, private, {"secret": TOKEN}) as client:
        got = await client.get("/feeds.opml")

    assert (True, False, False) == (b"main.atom" in got.body, b"secret" in got.body, TOKEN.encode() in got.body)


@pytest.mark.parametrize(
    "file",
    ["old", "old.atom", "old.2.atom", "main.3.atom", "main.3", f"secret.{TOKEN[::-1]}.atom", f"main.{TOKEN}.atom"],
)
async def test_gone(tmp_path: Path, file: str) -> None:
    """A feed that was removed, a page that was dropped, a secret that was revoked: 410, and a sentence."""
    write(tmp_path, EDITION)
    gone = frozenset({"old", "old.2", "main", "main.3", f"secret.{TOKEN[::-1]}", f"main.{TOKEN}"})
    async with offered(tmp_path, private, {"secret": TOKEN}, gone) as client:
        got = await client.get(f"/feeds/{file}")

    assert (410, "application/problem+json; charset=utf-8") == (got.status, got.headers["content-type"])
    assert "gone for good" in json.loads(got.body)["detail"]


async def test_a_format_that_was_given_up_is_gone(tmp_path: Path) -> None:
    """A format that a feed had once is 410, one that it never had is 404; a complete feed goes with its feed."""
    lay(tmp_path, "main")
    settings = config(feeds=(make.feed(formats=("atom",)),))
    async with offered(tmp_path, lambda: settings, gone=frozenset({"main.rss", "old"})) as client:
        got = [
            (await client.get(f"/feeds/{file}")).status
            for file in ("main.rss", "main.json", "old.all.atom", "main.atom")
        ]

    assert [410, 404, 410, 200] == got


async def test_never_there_is_not_gone(tmp_path: Path) -> None:
    """What was never published is 404, beside what was."""
    write(tmp_path, EDITION)
    async with offered(tmp_path, gone=frozenset({"old"})) as client:
        got = [(await client.get(f"/feeds/{file}")).status for file in ("new.atom", "main.1.atom", "main.all.atom")]

    assert [404, 404, 404] == got


def _told(got: Got) -> tuple[object, ...]:
    told = json.loads(got.body)
    headers = {name: value for name, value in got.headers.items() if name not in {"date", "content-length"}}
    return told["detail"], told["title"], headers


# --- other sites, other methods, odd requests ------------------------------------------------------------------------


async def test_other_sites_may_ask_for_all_we_understand(tmp_path: Path) -> None:
    """A preflight allows conditions and parts, and answers let a script see what it needs for them."""
    write(tmp_path, EDITION)
    async with offered(tmp_path) as client:
        asked = {"Origin": "https://example.net", "Access_Control_Request_Headers": "if-none-match, range"}
        preflight = await client.ask("OPTIONS", "/feeds/main.atom", Access_Control_Request_Method="GET", **asked)
        got = await client.get("/feeds/main.atom", Origin="https://example.net")
    allowed = {name.strip().lower() for name in preflight.headers["access-control-allow-headers"].split(",")}

    assert {"if-none-match", "if-modified-since", "if-range", "range"} <= allowed
    assert (204, "*", "*") == (
        preflight.status,
        preflight.headers["access-control-allow-origin"],
        got.headers["access-control-allow-origin"],
    )
    assert {"ETag", "Link", "Content-Range"} <= set(got.headers["access-control-expose-headers"].split(", "))
    assert "access-control-allow-credentials" not in got.headers


@pytest.mark.parametrize("path", ["/robots.txt", "/favicon.ico", "/.well-known/security.txt", "/feeds.opml"])
async def test_options(tmp_path: Path, path: str) -> None:
    """OPTIONS says of every address what is possible there."""
    async with offered(tmp_path) as client:
        got = await client.ask("OPTIONS", path)

    assert (204, "GET, HEAD, OPTIONS", b"") == (got.status, got.headers["allow"], got.body)


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE", "TRACE", "PROPFIND"])
@pytest.mark.parametrize("path", ["/feeds/main.atom", "/robots.txt"])
async def test_other_methods(tmp_path: Path, method: str, path: str) -> None:
    """What is not possible is refused with what is."""
    write(tmp_path, EDITION)
    async with offered(tmp_path) as client:
        got = await client.ask(method, path)

    assert (405, "GET, HEAD, OPTIONS") == (got.status, got.headers["allow"])
    assert f"{method} is not possible here" in json.loads(got.body)["detail"]


@pytest.mark.parametrize(
    ("header", "coding"),
    [
        ("x-gzip", "gzip"),
        ("gzip;q=1.000, identity;q=0", "gzip"),
        ("gzip;q=0.001", "gzip"),
        ("deflate, zstd, compress", None),
        ("gzip;q=0, br;q=0, *;q=1", None),
        (";;;,,,=", None),
        ("gzip" * 1000, None),
        ("br;q=2", "br"),
    ],
)
async def test_odd_codings(tmp_path: Path, header: str, coding: str | None) -> None:
    """Whatever a client says it takes, it gets something that it can read."""
    write(tmp_path, EDITION)
    async with offered(tmp_path) as client:
        got = await client.get("/feeds/main.atom", Accept_Encoding=header)

    assert (200, coding) == (got.status, got.headers.get("content-encoding"))


def test_x_gzip() -> None:
    """The old name of gzip means gzip (RFC 9110, section 8.4.1.3)."""
    assert "gzip" == accept.encoding("x-gzip", ("br", "gzip"))


@pytest.mark.parametrize(
    "request_lines",
    [
        b"GET /feeds/main.atom HTTP/1.1\r\nHost: a\r\nX: " + b"a" * 100_000 + b"\r\n\r\n",
        b"GET /" + b"a" * 100_000 + b" HTTP/1.1\r\nHost: a\r\n\r\n",
        b"GET /feeds/main.atom HTTP/1.1\r\nHost: a\r\n" + b"X: a\r\n" * 5_000 + b"\r\n",
        b"GET /feeds/main.atom HTTP/9.9\r\n\r\n",
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n",
        b"FOO-BAR /feeds/main.atom HTTP/1.1\r\nHost: a\r\n\r\n",
        b"G\x00T / HTTP/1.1\r\nHost: a\r\n\r\n",
        b"GET /feeds/main.atom HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab",
        b"GET /feeds/main.atom HTTP/1.1\r\nHost: a\r\nContent-Length: -1\r\n\r\n",
    ],
    ids=["header", "target", "headers", "version", "tls", "unknown", "method", "lengths", "negative"],
)
async def test_what_is_no_request(tmp_path: Path, request_lines: bytes) -> None:
    """Headers without end, other protocols and broken requests are refused with 400 or cut off; the next is served."""
    write(tmp_path, EDITION)
    async with offered(tmp_path) as client:
        answer = await _raw(client, request_lines)
        got = await client.get("/feeds/main.atom")

    assert answer == b"" or answer.split(b" ")[1] in {b"400", b"404", b"505"}
    assert b"Traceback" not in answer
    assert 200 == got.status


async def _raw(client: Client, lines: bytes) -> bytes:
    """What comes back for bytes as they are, up to the end of the connection or of the first answer's head."""
    address = urlsplit(client.base)
    reader, writer = await asyncio.open_connection(address.hostname, address.port)
    try:
        writer.write(lines)
        async with asyncio.timeout(5):
            return await reader.read(65536)
    except ConnectionError:
        return b""
    finally:
        writer.close()


@pytest.mark.parametrize(
    "headers",
    [
        {"Accept": "a" * 8_000},
        {"Accept": "text/html;" * 700},
        {"Accept": "*/*, " * 1_500},
        {"If_None_Match": '"a",' * 1_900},
        {"If_None_Match": '"' * 8_000},
        {"If_Modified_Since": "Sat, 99 Foo 99999 99:99:99 GMT"},
        {"If_Modified_Since": "0"},
        {"If_Range": "," * 8_000, "Range": "bytes=0-"},
        {"Range": "bytes=" + "0-0," * 1_900},
        {"Origin": "null"},
        {"Cookie": "a=" + "b" * 8_000},
    ],
)
async def test_long_headers(tmp_path: Path, headers: dict[str, str]) -> None:
    """Headers that are long or mean nothing are as if they were not there."""
    write(tmp_path, EDITION)
    async with offered(tmp_path) as client:
        got = await client.get("/feeds/main.atom", **headers)

    assert (200, BODY) == (got.status, got.body)


async def test_more_than_fits_is_read_anew(tmp_path: Path) -> None:
    """Every page of a long archive is served, whether or not all of them fit into memory."""
    for number in range(1, 9):
        lay(tmp_path, f"main.{number}", b"x" * 100)
    shelf = Shelf(tmp_path, room=250)
    issues = [await shelf.take(f"main.{number}.atom") for _ in range(2) for number in range(1, 9)]

    assert [b"x" * 100] * 16 == [issue.copies["identity"].body for issue in issues if issue]


async def test_shelf_without_a_folder(tmp_path: Path) -> None:
    """Where nothing was ever published there is nothing, and nobody falls over it."""
    shelf = Shelf(tmp_path / "feeds")

    assert (None, False, ()) == (
        await shelf.take("main.atom"),
        shelf.has("main.atom"),
        await shelf.numbers("main", ".atom"),
    )


@pytest.mark.parametrize("name", ["../secret", "..", "a/../../secret", "a\\b", "/etc/hostname"])
async def test_shelf_never_leaves_its_folder(tmp_path: Path, name: str) -> None:
    """A name that leads elsewhere means nothing, whoever asks for it."""
    (tmp_path / "secret").write_text("secret")
    (tmp_path / "feeds").mkdir()

    assert await Shelf(tmp_path / "feeds").take(name) is None


@pytest.mark.parametrize(
    ("error", "status", "detail"),
    [
        (web.HTTPRequestEntityTooLarge(1, 2), 413, "The request is longer than what is taken here."),
        (web.HTTPBadRequest(), 400, "The request cannot be understood."),
        (web.HTTPUnsupportedMediaType(), 415, "The request's body is of a kind that is not taken here."),
    ],
)
async def test_refusals_of_aiohttp_are_problems(error: web.HTTPError, status: int, detail: str) -> None:
    """What aiohttp refuses by itself is told as everything else is."""
    got = await _raised(error)

    assert (status, detail) == (got.status, json.loads(got.body)["detail"])


async def test_refusal_with_words_of_its_own() -> None:
    """A refusal that a handler put into words goes out in these."""
    got = await _raised(web.HTTPBadRequest(text="the name is missing"))

    assert (400, b"the name is missing") == (got.status, got.body)


async def _raised(error: web.HTTPError) -> Got:
    async def refuse(request: web.Request) -> web.Response:
        raise error

    app = web.Application(middlewares=[problems.middleware])
    app.router.add_get("/", refuse)
    async with TestServer(app) as server, ClientSession() as session:
        return await Client(session=session, base=str(server.make_url("")).rstrip("/")).get("/")


# --- the small places ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("contact", "told"),
    [
        ("news@example.org", "mailto:news@example.org"),
        ("https://example.org/contact?a=b", "https://example.org/contact?a=b"),
        ("mailto:news@example.org", "mailto:news@example.org"),
    ],
)
async def test_security_txt(tmp_path: Path, contact: str, told: str) -> None:
    """The contact of the config is whom to tell of a hole, for half a year from today (RFC 9116)."""
    settings = make.config(settings=make.settings(url="https://feeds.example.org", contact=contact))
    async with offered(tmp_path, lambda: settings) as client:
        got = await client.get("/.well-known/security.txt")
    fields = dict(line.split(": ", 1) for line in got.body.decode().splitlines())

    assert (200, "text/plain; charset=utf-8") == (got.status, got.headers["content-type"])
    assert {
        "Contact": told,
        "Expires": "2026-09-10T00:00:00Z",
        "Canonical": "https://feeds.example.org/.well-known/security.txt",
    } == fields


@given(st.timedeltas(timedelta(0), timedelta(days=30_000)).map(lambda later: make.NOW + later))
def test_security_txt_never_expires_while_it_is_served(now: datetime) -> None:
    """It is good for some months, but less than a year, whenever it is read."""
    text = places.security_txt("news@example.org", "http://localhost:8080", now).decode()
    fields = dict(line.split(": ", 1) for line in text.splitlines())
    left = datetime.fromisoformat(fields["Expires"]) - now

    assert {"Contact", "Expires"} == set(fields)
    assert timedelta(days=178) < left < timedelta(days=365)


@given(st.text(min_size=1))
def test_a_contact_adds_no_line(contact: str) -> None:
    """Whatever a contact holds, it stays within its field."""
    text = places.security_txt(contact, "http://localhost:8080", make.NOW).decode()

    assert ["Contact", "Expires"] == [line.split(": ")[0] for line in text.splitlines()]


async def test_no_contact(tmp_path: Path) -> None:
    """Without a contact there is no security.txt, and a sentence says so."""
    async with offered(tmp_path) as client:
        got = await client.get("/.well-known/security.txt")

    assert (404, True) == (got.status, "no contact" in json.loads(got.body)["detail"])


async def test_small_places(tmp_path: Path) -> None:
    """Sign and robots' file have a type, a tag and a day to be kept."""
    async with offered(tmp_path) as client:
        for path, kind in (("/favicon.ico", "image/svg+xml"), ("/robots.txt", "text/plain")):
            got = await client.get(path)
            has = await client.get(path, If_None_Match=got.headers["etag"])
            assert (200, f"{kind}; charset=utf-8", 304) == (got.status, got.headers["content-type"], has.status)
            assert "public, max-age=86400" == got.headers["cache-control"]
