"""Pages where a feed was, files of other kinds, and pages and sitemaps that are built to exhaust their readers."""

import gzip
import zlib
from collections.abc import Callable

from feedbot.model import Fault
from tests.hostile.cases import Case, makes, ok

_HTML = "Content-Type: text/html; charset=utf-8"
_PAGE = "an HTML page"
_MANY = 100_000


def _page(title: str, body: str) -> str:
    return f"<!DOCTYPE html><html><head><title>{title}</title></head><body>{body}</body></html>"


def _case(name: str, text: str | bytes, fault: Fault, *words: str, said: str = _HTML) -> Case:
    return Case(name=name, play=ok(text, said), fault=fault, words=words)


_SIGNATURES = {
    "pdf": b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n" + bytes(range(256)) * 40,
    "png": b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 40,
    "zip": b"PK\x03\x04" + bytes(range(256)) * 40,
    "elf": b"\x7fELF\x02\x01\x01" + bytes(range(256)) * 40,
    "noise": zlib.compress(bytes(range(256)) * 99)[2:] * 9,
    "all-bytes": bytes(range(256)) * 4000,
    "text": b"The feed has moved, please write to us.",
    "csv": b"id;title\n1;Item 1\n" * 1000,
    "yaml": b"a: &a [x]\nb: &b [*a, *a]\nc: [*b, *b]\n",
    "mail": b"From: a@w.example\nSubject: feed\n\nHello.\n",
    "script": b"alert(document.domain)",
    "php": b"<?php echo file_get_contents('/etc/passwd'); ?>",
    "angle": b"<",
    "declaration": b'<?xml version="1.0"?>',
    "comment": b"<!-- <rss><channel><item><title>x</title></item></channel></rss> -->",
}

INSTEAD = (
    _case("home-page", _page("Welcome", "<h1>News</h1>" * 500), "format", "not a feed", _PAGE, "Welcome"),
    _case("login-page", _page("Log in", "<form><input type=password></form>"), "format", _PAGE, "Log in"),
    _case("captcha", _page("Just a moment...", "<script>challenge()</script>"), "format", _PAGE, "Just a moment"),
    _case("error-page", _page("500 Internal Server Error", "Oops"), "format", _PAGE, "500 Internal"),
    _case("script-page", "<html><script>location='/x'</script></html>", "format", _PAGE),
    _case(
        "refresh", _page("x", '<meta http-equiv=refresh content="0;url=http://127.0.0.1:@SECRET@/">'), "format", _PAGE
    ),
    _case("frames", '<html><frameset><frame src="javascript:alert(1)"></frameset></html>', "format", _PAGE),
    _case("script-in-title", _page("<script>alert(1)</script>&lt;img src=x onerror=alert(2)&gt;", ""), "format", _PAGE),
    _case("long-title", _page("x" * 2**20, ""), "format", "not a feed"),
    _case("turned-title", _page("\u202etxt.exe\u2066\x1b[2J\r\nlevel=error", ""), "format", _PAGE),
    _case("page-said-xml", _page("Welcome", ""), "format", _PAGE, said="Content-Type: application/rss+xml"),
    _case("xhtml", '<?xml version="1.0"?><html xmlns="http://www.w3.org/1999/xhtml"/>', "format", _PAGE),
    _case("nothing", b"", "empty", "empty"),
    _case("blanks", b" \r\n\t" * 1000, "empty", "empty"),
    _case("mark-alone", b"\xef\xbb\xbf", "empty", "empty"),
    *(
        _case(f"file-{name}", text, "format", "not", said="Content-Type: application/octet-stream")
        for name, text in _SIGNATURES.items()
    ),
)
"""What comes instead of a feed."""

_GOOD = "".join(
    f'<article><h2><a href="/news/{n}">A headline of some length, number {n}</a></h2>'
    f"<p>A sentence about what happened at the place number {n}.</p></article>"
    for n in range(1, 9)
)
_SCRIPTS = "".join(
    f'<article onclick="alert(1)"><h2><a href="javascript:alert({n})">A headline of some length, number {n}</a></h2>'
    f"<script>alert(1)</script><p><img src=x onerror=alert(1)>A sentence about what happened, number {n}.</p></article>"
    for n in range(1, 9)
)


def _site(name: str, make: Callable[[], str], fault: Fault | None = None, *words: str, count: int = -1) -> Case:
    """A page that lists articles."""
    play = makes(lambda: _page("News", make()).encode(), _HTML)
    return Case(name=f"page-{name}", play=play, fault=fault, words=words, count=0 if fault else count, kind="page")


_DEEP = "too deep"

LISTINGS = (
    _site("good", lambda: _GOOD, count=8),
    _site("scripts", lambda: _SCRIPTS, "empty", "no list of articles was found"),
    _site("scripts-between", lambda: _GOOD + _SCRIPTS),
    _site("deep", lambda: "<div>" * _MANY + _GOOD, "limit", _DEEP),
    _site("deep-inline", lambda: "<b><i>" * _MANY + _GOOD, "limit", _DEEP),
    _site("deep-tables", lambda: "<table><tr><td>" * 30_000 + _GOOD, "limit", _DEEP),
    _site("attributes", lambda: f"<div {' '.join(f'a{n}=x' for n in range(_MANY))}>" + _GOOD, "limit", "not read"),
    _site("links", lambda: "<p><a href=/news/1>A headline number 1</a></p>" * _MANY, "limit", "more than 150,000 tags"),
    _site("open-tags", lambda: "<" * 2**20 + _GOOD),
    _site("open-comments", lambda: "<!--" * _MANY + _GOOD, "empty", "no list of articles was found"),
    _site("open-formats", lambda: "<a href=/x><b>" * 50_000 + _GOOD, "limit", _DEEP),
    _site("entities", lambda: "&amp;&lt;&#x41;" * _MANY + _GOOD),
    _site("json-ld", lambda: f'<script type="application/ld+json">{"[" * _MANY}</script>' + _GOOD),
    _site("empty", lambda: "", "empty", "no list of articles was found"),
    _site("one-word", lambda: "x" * 5_000_000, "empty", "no list of articles was found"),
)
"""Pages that list articles."""

_SPACE = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'


def _maps(name: str, make: Callable[[], bytes], fault: Fault | None = None, *words: str, count: int = -1) -> Case:
    return Case(
        name=f"map-{name}", play=makes(make), fault=fault, words=words, count=0 if fault else count, kind="sitemap"
    )


def _index(*places: str) -> bytes:
    maps = "".join(f"<sitemap><loc>{place}</loc></sitemap>" for place in places)
    return f"<sitemapindex {_SPACE}>{maps}</sitemapindex>".encode()


def _set(number: int) -> bytes:
    urls = "".join(f"<url><loc>https://w.example/{n}</loc></url>" for n in range(number))
    return f"<urlset {_SPACE}>{urls}</urlset>".encode()


SITEMAPS = (
    _maps("loop", lambda: _index("http://@HOST@:@PORT@/map-loop", "http://@HOST@:@PORT@/map-loop/2")),
    _maps("wide-index", lambda: _index(*(f"http://@HOST@:@PORT@/map-wide-index/{n}" for n in range(200)))),
    _maps(
        "private",
        lambda: _index("http://127.0.0.1:@SECRET@/", "http://localhost:@SECRET@/", "file:///etc/passwd"),
        "private",
    ),
    _maps("many", lambda: _set(20_000)),
    _maps("bomb", lambda: gzip.compress(b"<urlset>" + b" " * (32 * 2**20)), "limit"),
    _maps("deep", lambda: b"<urlset>" + b"<url>" * _MANY),
    _maps("entities", lambda: b'<!DOCTYPE x [<!ENTITY x SYSTEM "file:///etc/passwd">]>' + _set(1), "limit"),
    _maps("page", lambda: _page("Not found", "").encode(), "format", _PAGE),
)
"""Sitemaps."""
