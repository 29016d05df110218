import asyncio
import gzip
import json
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from feedbot.model import Document, Failed, Hop, Limits, Source, Unchanged, Visit
from feedbot.net import Options, Web, open_web
from feedbot.sources import http
from feedbot.sources.feed import Feed
from tests import make
from tests.make import NOW
from tests.net.wire import says, trusting, wire
from tests.sources.server import Reply, Server, serve

BODY = b"<rss><channel/></rss>"


@pytest.fixture
async def server() -> AsyncIterator[Server]:
    """A server that may be visited."""
    async with serve() as running:
        yield running


@pytest.fixture
async def client(server: Server) -> AsyncIterator[Web]:
    """A client that may visit `server`."""
    async with open_web(allow_private=server.allowed, version="1", gap=timedelta(0)) as opened:
        yield opened


def source(server: Server, path: str = "/feed", **fields: Any) -> Source:
    """A source at a path of the server."""
    return make.source(url=server.url + path, **fields)


async def visit(server: Server, client: Web, *replies: Reply, memo: str = "", **fields: Any) -> Visit:
    """What a visit of /feed gives."""
    server.says("/feed", *replies)
    return await http.fetch(source(server, **fields), make.cursor(memo=memo), client, NOW)


def whole(found: Visit) -> Document:
    """The document, which the test expects."""
    assert isinstance(found, Document), found
    return found


def same(found: Visit) -> Unchanged:
    """The answer that nothing is new, which the test expects."""
    assert isinstance(found, Unchanged), found
    return found


def failed(found: Visit) -> Failed:
    """The failure, which the test expects."""
    assert isinstance(found, Failed), found
    return found


# --- documents -------------------------------------------------------------------------------------------------------


async def test_a_document_comes_whole(server: Server, client: Web) -> None:
    """Body, address, types and hops of a document are told, and when it was received."""
    server.says("/new", Reply(body=BODY, headers={"Content-Type": "Text/XML; charset=Windows-1251"}))
    document = whole(await visit(server, client, Reply(status=301, headers={"Location": "/new"})))

    assert (BODY, f"{server.url}/new", NOW) == (document.body, document.url, document.received)
    assert ("text/xml", "windows-1251") == (document.media_type, document.charset)
    assert (Hop(status=301, url=f"{server.url}/new"),) == document.hops
    assert document.content_location is None


async def test_a_document_may_say_little(server: Server, client: Web) -> None:
    """Headers that are missing or cannot be read are not known."""
    odd = Reply(body=BODY, headers={"Content-Type": "no type; charset=", "Content-Location": "/feed.xml"})
    document = whole(await visit(server, client, odd))

    assert "text/plain" == document.media_type
    assert document.charset in {None, ""}
    assert "/feed.xml" == document.content_location


async def test_an_accept_header_names_feeds(server: Server, client: Web) -> None:
    """We ask for feeds first, and send no conditions the first time."""
    await visit(server, client, Reply(body=BODY))

    assert server.asked[0].headers["accept"].startswith("application/atom+xml, application/rss+xml")
    assert not {"if-none-match", "if-modified-since"} & server.asked[0].headers.keys()


async def test_the_sources_own_headers_are_sent(server: Server, client: Web) -> None:
    """Headers of the config are sent, even in place of ours, but never conditions."""
    options = section(url=server.url, headers={"Authorization": "Bearer x", "accept": "text/xml"})
    await visit(server, client, Reply(body=BODY), options=options)

    assert "Bearer x" == server.asked[0].headers["authorization"]
    assert "text/xml" == server.asked[0].headers["accept"]


# --- conditions ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("etag", ['"a"', 'W/"a-gzip"', "no quotes", '"кирилиця"', "'\\,;"])
async def test_validators_go_back_byte_for_byte(server: Server, client: Web, etag: str) -> None:
    """ETag and Last-Modified are sent back just as they came, however odd."""
    validators = {"ETag": etag, "Last-Modified": "Sat, 14 mar 2026  10:00:00 +0000"}
    memo = whole(await visit(server, client, Reply(body=BODY, headers=validators))).memo
    found = same(await visit(server, client, Reply(status=304), memo=memo))

    assert etag == server.asked[1].headers["if-none-match"]
    assert validators["Last-Modified"] == server.asked[1].headers["if-modified-since"]
    assert memo == found.memo


async def test_a_304_may_bring_new_validators(server: Server, client: Web) -> None:
    """Validators of a 304 take the place of those before."""
    memo = whole(await visit(server, client, Reply(body=BODY, headers={"ETag": '"1"'}))).memo
    memo = same(await visit(server, client, Reply(status=304, headers={"ETag": '"2"'}), memo=memo)).memo
    same(await visit(server, client, Reply(status=304), memo=memo))

    assert '"2"' == server.asked[2].headers["if-none-match"]


async def test_an_equal_body_is_unchanged(server: Server, client: Web) -> None:
    """Without validators the same body, however packed, is known by its hash; another body is a document."""
    packed = Reply(body=gzip.compress(BODY), headers={"Content-Encoding": "gzip", "ETag": '"2"'})
    memo = whole(await visit(server, client, Reply(body=BODY))).memo
    memo = same(await visit(server, client, packed, memo=memo)).memo

    assert '"2"' == json.loads(memo)["etag"]
    assert b"other" == whole(await visit(server, client, Reply(body=b"other"), memo=memo)).body


async def test_validators_that_are_gone_are_forgotten(server: Server, client: Web) -> None:
    """A document without validators leaves none in the memo."""
    memo = whole(await visit(server, client, Reply(body=BODY, headers={"ETag": '"1"'}))).memo
    memo = whole(await visit(server, client, Reply(body=b"other"), memo=memo)).memo

    assert "etag" not in json.loads(memo)


@pytest.mark.parametrize("memo", ["", "{", "[]", "7", '{"url": "https://other.example.org/", "etag": "\\"1\\""}'])
async def test_a_memo_of_something_else_is_no_memo(server: Server, client: Web, memo: str) -> None:
    """A memo that cannot be read, or of another address, sends no conditions."""
    whole(await visit(server, client, Reply(body=BODY), memo=memo))

    assert "if-none-match" not in server.asked[0].headers


async def test_a_validator_that_cannot_be_sent_is_not_sent(server: Server, client: Web) -> None:
    """A tag in bytes that are no text is left out rather than changed; the rest of the memo holds."""
    memo = json.dumps({"url": f"{server.url}/feed", "etag": '"\udcff"', "modified": "Sat, 14 Mar 2026 10:00:00 GMT"})
    same(await visit(server, client, Reply(status=304), memo=memo))

    assert "if-none-match" not in server.asked[0].headers
    assert "if-modified-since" in server.asked[0].headers


# --- statuses --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("status", "because"),
    [
        (204, "http: 204 No Content from 127.0.0.1 instead of a whole document; correct url"),
        (206, "http: 206 Partial Content from 127.0.0.1 instead of a whole document; correct url"),
        (226, "http: 226 IM Used from 127.0.0.1 instead of a whole document; correct url"),
        (300, "http: 300 Multiple Choices from 127.0.0.1; correct url"),
        (304, "http: 304 Not Modified from 127.0.0.1 to a request without conditions; it is asked again later"),
        (
            401,
            "login: 401 Unauthorized from 127.0.0.1; if it wants a login or another name, set auth, cookies, headers "
            "or user_agent",
        ),
        (
            403,
            "login: 403 Forbidden from 127.0.0.1; if it wants a login or another name, set auth, cookies, headers or "
            "user_agent",
        ),
        (404, "missing: 404 Not Found from 127.0.0.1; correct url"),
        (
            407,
            "login: 407 Proxy Authentication Required from 127.0.0.1: the proxy wants another login; correct proxy",
        ),
        (418, "http: 418 I'm a Teapot from 127.0.0.1; correct url"),
        (500, "http: 500 Internal Server Error from 127.0.0.1: the site is in trouble; it is asked again later"),
        (599, "http: 599 from 127.0.0.1: the site is in trouble; it is asked again later"),
    ],
)
async def test_a_status_is_judged_first(server: Server, client: Web, status: int, because: str) -> None:
    """Whatever its body says, a status that brings no document is a failure of a kind, with what to do about it."""
    body = b"" if status in {204, 304} else BODY
    found = failed(await visit(server, client, Reply(status=status, body=body)))

    assert because == f"{found.fault}: {found.reason}"
    assert (None, False, None) == (found.retry_after, found.gone, found.host)


async def test_a_203_is_a_document(server: Server, client: Web) -> None:
    """A document that a proxy changed is one."""
    assert BODY == whole(await visit(server, client, Reply(status=203, body=BODY))).body


async def test_gone_is_gone(server: Server, client: Web) -> None:
    """A 410 says that the source is gone for good."""
    found = failed(await visit(server, client, Reply(status=410)))

    assert (True, "missing") == (found.gone, found.fault)
    assert "410 Gone from 127.0.0.1; remove the source or correct url" == found.reason


@pytest.mark.parametrize(
    ("status", "header", "wait"),
    [
        (429, "120", timedelta(seconds=120)),
        (503, format_datetime(NOW + timedelta(hours=2), usegmt=True), timedelta(hours=2)),
        (503, format_datetime(NOW - timedelta(hours=2), usegmt=True), timedelta(0)),
        (503, (NOW + timedelta(hours=1)).strftime("%a, %d %b %Y %H:%M:%S"), timedelta(hours=1)),
        (429, None, timedelta(hours=4)),
        (503, "soon", timedelta(hours=4)),
        (503, "-1", timedelta(hours=4)),
        (429, "9" * 400, timedelta(days=7)),
        (503, "Fri, 31 Dec 9999 23:59:59 GMT", timedelta(days=7)),
        (503, "Fri, 31 Dec 9999 23:59:59 -2300", timedelta(hours=4)),
        (500, "60", timedelta(seconds=60)),
        (500, "x", None),
    ],
)
async def test_a_server_may_ask_for_time(
    server: Server, client: Web, status: int, header: str | None, wait: timedelta | None
) -> None:
    """Retry-After is read as seconds or a date, a week at most; a busy server gets four hours if it says nothing."""
    headers = {"Retry-After": header} if header else {}

    found = failed(await visit(server, client, Reply(status=status, headers=headers)))

    assert wait == found.retry_after
    busy = status in {429, 503}
    assert (("busy", f"127.0.0.1:{server.port}") if busy else ("http", None)) == (found.fault, found.host)


async def test_faults_of_the_web_are_failures(server: Server, client: Web) -> None:
    """What the client cannot bring is a failure with its reason."""
    found = await http.fetch(make.source(url="http://nowhere.invalid/"), make.cursor(), client, NOW)

    assert "no address is known for nowhere.invalid" in failed(found).reason


# --- hints -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("headers", "wait"),
    [
        ({}, None),
        ({"Cache-Control": "public, max-age=600"}, timedelta(minutes=10)),
        ({"Cache-Control": 'Max-Age="600"', "Age": "60"}, timedelta(minutes=9)),
        ({"Cache-Control": "max-age=600", "Age": "900"}, None),
        ({"Cache-Control": "max-age=600", "Age": "old"}, timedelta(minutes=10)),
        ({"Cache-Control": "max-age=600, no-cache"}, None),
        ({"Cache-Control": "no-store"}, None),
        ({"Cache-Control": "max-age=x"}, None),
        ({"Cache-Control": "max-age=99999999999"}, timedelta(days=7)),
        ({"Expires": "Sat, 14 Mar 2026 13:00:00 GMT", "Date": "Sat, 14 Mar 2026 12:30:00 GMT"}, timedelta(minutes=30)),
        ({"Expires": "Sat, 14 Mar 2026 13:00:00 GMT", "Date": "never"}, timedelta(hours=1)),
        ({"Expires": "0"}, None),
        ({"Expires": "Sat, 14 Mar 2020 13:00:00 GMT"}, None),
        ({"Expires": "Sat, 14 Mar 2026 13:00:00 GMT", "Cache-Control": "max-age=60"}, timedelta(minutes=1)),
    ],
)
async def test_freshness_is_a_hint(
    server: Server, client: Web, headers: dict[str, str], wait: timedelta | None
) -> None:
    """max-age less Age, else Expires, says how long an answer stays fresh, on documents and on 304 alike."""
    headers = {"Date": "Sat, 14 Mar 2026 12:00:00 GMT", **headers}
    document = whole(await visit(server, client, Reply(body=BODY, headers={"ETag": "1", **headers})))
    unchanged = same(await visit(server, client, Reply(status=304, headers=headers), memo=document.memo))

    assert (wait, wait) == (document.hints.wait, unchanged.hints.wait)
    assert document.hints.said == unchanged.hints.said
    assert (wait is None) == (document.hints.said == "")


@pytest.mark.parametrize(
    ("link", "hub"),
    [
        ('<https://hub.example.org/>; rel="hub"', "https://hub.example.org/"),
        ("</self>; rel=self, </hub>; rel=hub", "/hub"),
        ('</self>; rel="self hub"; type=x', "/self"),
        ("</x>; rel=hubs, <; rel=hub", None),
        ("", None),
    ],
)
async def test_a_hub_is_a_hint(server: Server, client: Web, link: str, hub: str | None) -> None:
    """The hub of a Link header is told whole, and the topic to subscribe to, also when nothing is new."""
    found = whole(await visit(server, client, Reply(body=BODY, headers={"Link": link, "ETag": "1"})))
    again = same(await visit(server, client, Reply(status=304, headers={"Link": link}), memo=found.memo))

    assert (server.url + hub if hub and hub.startswith("/") else hub) == found.hints.hub
    assert (f"{server.url}/self" if "self" in link else None) == found.hints.topic
    assert found.hints == again.hints


@given(
    st.dictionaries(
        st.sampled_from(["Cache-Control", "Expires", "Age", "Link", "Content-Type", "ETag", "Last-Modified"]),
        st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), max_size=30),
    )
)
def test_any_headers_are_read(headers: dict[str, str]) -> None:
    """Whatever the headers are, a document is a document, and its memo is JSON."""

    async def ask() -> Visit:
        async with serve() as server, open_web(allow_private=server.allowed, version="1", gap=timedelta(0)) as client:
            return await visit(server, client, Reply(body=BODY, headers=headers))

    document = whole(asyncio.run(ask()))
    assert isinstance(json.loads(document.memo), dict)


# --- ways ------------------------------------------------------------------------------------------------------------


async def test_a_login_goes_to_its_own_host_only(server: Server, client: Web) -> None:
    """Cookies and login are sent to the source's own place, and to no other on whose address it is visited."""
    options = section(
        url=server.url, cookies={"a": "1", "b": "x y"}, auth={"user": "me", "password": "п:w"}, headers={"X-Key": "k"}
    )
    await visit(server, client, Reply(body=BODY), options=options)
    async with serve() as other:
        await http.fetch(make.source(url=other.says("/", Reply()), options=options), make.cursor(), client, NOW)
        elsewhere = http.headers(make.source(url=server.url, options=options), other.url)
    asked = server.asked[0].headers

    assert ("a=1; b=x y", "Basic bWU60L86dw==", "k") == (asked["cookie"], asked["authorization"], asked["x-key"])
    assert {} == elsewhere
    assert not {"cookie", "authorization", "x-key"} & {name for one in other.asked for name in one.headers}


async def test_a_token_is_a_login(server: Server, client: Web) -> None:
    """A token is sent as Bearer, in place of what the address says."""
    options = section(url=server.url, auth={"token": "abc"})
    url = server.says("/feed", Reply(body=BODY)).replace("://", "://me:pw@")
    await http.fetch(make.source(url=url, options=options), make.cursor(), client, NOW)

    assert "Bearer abc" == server.asked[0].headers["authorization"]


def test_a_source_has_its_own_way() -> None:
    """What the section says of proxy, certificates and name is the way in which a source is asked."""
    options = section(proxy="http://me:pw@proxy.example.org:3128", verify_tls=False, user_agent="Reader 1")

    assert Options(proxy="http://me:pw@proxy.example.org:3128", verify=False, user_agent="Reader 1") == http.options(
        make.source(options=options)
    )
    assert Options() == http.options(make.source(options=section())) == http.options(make.source())
    assert {} == http.headers(make.source(), "https://example.org/feed")


async def test_the_limits_of_a_source_count(server: Server, client: Web) -> None:
    """A document is measured by the source's own limits, and the reason names the key."""
    found = failed(await visit(server, client, Reply(body=BODY), limits=Limits(body=5)))

    assert ("limit", "the answer of 127.0.0.1 is longer than 5 bytes (limits.body)") == (found.fault, found.reason)


async def test_a_certificate_is_passed_on() -> None:
    """When the server's certificate expires is told with the document, and when nothing is new."""
    end = datetime(2120, 1, 1, tzinfo=UTC)
    async with (
        wire(says(body="news"), tls=True) as far,
        open_web(allow_private=far.allowed, version="1", gap=timedelta(0), tls=trusting()) as client,
    ):
        feed = make.source(url=f"https://127.0.0.1:{far.port}/")
        first = whole(await http.fetch(feed, make.cursor(), client, NOW))
        again = same(await http.fetch(feed, make.cursor(memo=first.memo), client, NOW))

    assert (end, end) == (first.certificate, again.certificate)


async def test_pages_ask_first(server: Server, client: Web) -> None:
    """A page is read only where robots.txt lets us, unless the source says not to ask; a feed never asks."""
    server.says("/robots.txt", Reply(body=b"User-agent: *\nDisallow: /feed"))
    server.says("/feed", Reply(body=BODY))
    page = {"name": "a", "kind": "page", "url": f"{server.url}/feed"}
    asks, own = (http.HttpSection.model_validate({**page, "robots": robots}) for robots in (True, False))

    closed = failed(await http.fetch_page(source(server, options=asks), make.cursor(), client, NOW))
    assert "robots" == closed.fault
    assert ["/robots.txt"] == [asked.target for asked in server.asked]
    whole(await http.fetch_page(source(server, options=own), make.cursor(), client, NOW))
    whole(await http.fetch(source(server, options=asks), make.cursor(), client, NOW))
    assert closed == await http.fetch_page(source(server), make.cursor(), client, NOW)


# --- the section -----------------------------------------------------------------------------------------------------


def section(**fields: object) -> Feed:
    """A section as the config would give it."""
    return Feed.model_validate({"name": "a", "kind": "feed", "url": "https://example.org/feed", **fields})


def test_a_section_says_where() -> None:
    """The place of a feed is its address; its headers do not print."""
    found = section(headers={"Authorization": "Bearer secret"})

    assert "https://example.org/feed" == found.place
    assert "secret" not in repr(found)


@pytest.mark.parametrize("url", ["example.org", "ftp://example.org/", "http://", "https://[::1", "http://a:99999/"])
def test_an_address_must_be_of_the_web(url: str) -> None:
    """What cannot be visited by HTTP is refused in a sentence."""
    with pytest.raises(ValidationError, match='an address begins with "https://" or "http://" and names a host'):
        section(url=url)


@pytest.mark.parametrize(
    ("headers", "because"),
    [
        ({"Host": "a"}, "no header that can be set"),
        ({"If-None-Match": "a"}, "no header that can be set"),
        ({"a b": "c"}, "no header that can be set"),
        ({"": "c"}, "no header that can be set"),
        ({"X": "a\r\nB: c"}, "characters that no header may carry"),
    ],
)
def test_headers_must_be_fit(headers: dict[str, str], because: str) -> None:
    """Headers that would break a request, or that are ours to set, are refused."""
    with pytest.raises(ValidationError, match=because):
        section(headers=headers)


@pytest.mark.parametrize(
    ("fields", "because"),
    [
        ({"cookies": {"a b": "c"}}, "is no name of a cookie"),
        ({"cookies": {"a": "b; c=d"}}, "characters that no cookie may have"),
        ({"cookies": {"a": " b"}}, "characters that no cookie may have"),
        ({"auth": {"user": "a"}}, "takes either user and password, or a token"),
        ({"auth": {"user": "a", "password": "b", "token": "c"}}, "takes either"),
        ({"auth": {"user": "a:b", "password": "b"}}, "has a value that is empty or that no header may carry"),
        ({"auth": {"user": "a", "password": "b\n"}}, "has a value that is empty or that"),
        ({"auth": {"token": ""}}, "has a value that is empty"),
        ({"auth": {"token": "a b"}}, "has a token with a space"),
        ({"user_agent": ""}, "a user agent has Latin letters"),
        ({"user_agent": "Читач"}, "a user agent has Latin letters"),
        ({"proxy": "socks5://a:1"}, "a proxy is"),
        ({"proxy": "http://a/path"}, "a proxy is"),
        ({"proxy": "http://пр:1"}, "a proxy is"),
        ({"proxy": "http://[a"}, "a proxy is"),
        ({"proxy": "http://a:99999"}, "a proxy is"),
        ({"cookies": {"a": "b"}, "headers": {"Cookie": "c"}}, "says cookie twice, in headers and in cookies"),
        ({"auth": {"token": "b"}, "headers": {"authorization": "c"}}, "says authorization twice"),
        ({"user_agent": "a", "headers": {"User-Agent": "c"}}, "says user-agent twice"),
    ],
)
def test_ways_must_be_fit(fields: dict[str, object], because: str) -> None:
    """What would break a request, or is said twice, is refused in a sentence that shows no secret."""
    with pytest.raises(ValidationError, match=because):
        section(**fields)


def test_secrets_do_not_print() -> None:
    """No printed form of a section has a secret in it."""
    found = section(cookies={"a": "hush"}, auth={"token": "hush"}, proxy="http://me:hush@proxy.example.org")

    assert "hush" not in repr(found) + str(found)
    assert "hush" not in repr(http.options(make.source(options=found)))
