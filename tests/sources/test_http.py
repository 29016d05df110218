import asyncio
import gzip
import json
from collections.abc import AsyncIterator
from datetime import timedelta
from email.utils import format_datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from feedbot.model import Document, Failed, Hop, Source, Unchanged, Visit
from feedbot.net import Web, open_web
from feedbot.sources import http
from feedbot.sources.feed import Feed
from tests import make
from tests.make import NOW
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
    options = section(headers={"Authorization": "Bearer x", "accept": "text/xml"})
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
        (204, "204 No Content from 127.0.0.1 instead of a whole document"),
        (206, "206 Partial Content from 127.0.0.1 instead of a whole document"),
        (226, "instead of a whole document"),
        (300, "300 Multiple Choices from 127.0.0.1"),
        (304, "304 Not Modified from 127.0.0.1 to a request without conditions"),
        (401, "401 Unauthorized from 127.0.0.1; if it wants a login or another name, set headers = {...}"),
        (403, "403 Forbidden from 127.0.0.1; if it wants"),
        (404, "404 Not Found from 127.0.0.1; correct url"),
        (500, "500 Internal Server Error from 127.0.0.1"),
        (599, "599 from 127.0.0.1"),
    ],
)
async def test_a_status_is_judged_first(server: Server, client: Web, status: int, because: str) -> None:
    """Whatever its body says, a status that brings no document is a failure in plain words."""
    body = b"" if status in {204, 304} else BODY
    found = failed(await visit(server, client, Reply(status=status, body=body)))

    assert found.reason.startswith(because) or because in found.reason
    assert (None, False) == (found.retry_after, found.gone)


async def test_a_203_is_a_document(server: Server, client: Web) -> None:
    """A document that a proxy changed is one."""
    assert BODY == whole(await visit(server, client, Reply(status=203, body=BODY))).body


async def test_gone_is_gone(server: Server, client: Web) -> None:
    """A 410 says that the source is gone for good."""
    found = failed(await visit(server, client, Reply(status=410)))

    assert found.gone
    assert "remove the source or correct url" in found.reason


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

    assert wait == failed(await visit(server, client, Reply(status=status, headers=headers))).retry_after


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
    """The hub of a Link header is told whole."""
    found = whole(await visit(server, client, Reply(body=BODY, headers={"Link": link}))).hints.hub

    assert (server.url + hub if hub and hub.startswith("/") else hub) == found


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
