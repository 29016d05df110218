"""Documents just within the bounds as shipped that take as much memory as can be had for their size; for bench/."""

import gzip
import json
from collections.abc import Callable
from functools import partial

from feedbot.model import Fault, Limits
from tests.hostile.cases import Case, item, makes, rss

_SIZE = 10 * 2**20 - 2000
_CROWD = 64


def _heavy(name: str, make: Callable[[], str], fault: Fault | None = None, *, kind: str = "feed") -> Case:
    """A document of nearly ten mebibytes, packed so that it travels fast."""

    def body() -> bytes:
        return gzip.compress(make().encode()[:_SIZE], 1)

    play = makes(body, "Content-Encoding: gzip", "Content-Type: text/html; charset=utf-8")
    return Case(name=f"heavy-{name}", play=play, fault=fault, count=-1, kind=kind, limits=Limits())


def _filled(piece: str, *, start: str = "", end: str = "") -> str:
    """A feed with one item whose element is filled with the same thing, just within the bound."""
    before, after = rss(item(1, f"{start}@@{end}")).split("@@")
    return before + piece * ((_SIZE - len(before) - len(after) - 100) // len(piece.encode())) + after


def _items(each: str) -> str:
    """A feed of as many items as fit."""
    size = len(item(10_000, each).encode()) + 10
    return rss(*(item(number, each) for number in range(min(5000, _SIZE // size))))


def _attributes() -> str:
    many = " ".join(f'a{number}="x"' for number in range(4900))
    return _filled(f"<x {many}/>")


def _page(piece: str) -> str:
    return "<!DOCTYPE html><title>News</title><body>" + piece * ((_SIZE - 100) // len(piece.encode()))


_GOOD = '<h2><a href="/news/1">A headline of some length</a></h2><p>A sentence of a few words about what happened.</p>'
_OPEN, _CLOSE = "<description>", "</description>"

HEAVY = (
    _heavy("wide", lambda: _filled("word ", start=f"{_OPEN}\N{GRINNING FACE}", end=_CLOSE)),
    _heavy("wide-broken", lambda: _filled("word ", start=f"{_OPEN}\N{GRINNING FACE}<b>&", end=_CLOSE)),
    _heavy("entities", lambda: _filled("&eacute;", start=f"{_OPEN}\N{GRINNING FACE}", end=_CLOSE)),
    _heavy("references", lambda: _filled("&#9;", start=_OPEN, end=_CLOSE)),
    _heavy("attributes", _attributes),
    _heavy("long-attribute", lambda: _filled("word ", start='<x y="\N{GRINNING FACE}', end='"/>')),
    _heavy("elements", lambda: _filled("<a/>" + " " * 66)),
    _heavy("broken-elements", lambda: _filled("<a/>&" + " " * 66)),
    _heavy("sections", lambda: _filled("<![CDATA[x]]>", start=_OPEN, end=_CLOSE)),
    _heavy("keywords", lambda: _items(f"<media:keywords>{'a,' * 900}</media:keywords>")),
    _heavy("categories", lambda: _items("<category>a</category>" * 27)),
    _heavy("enclosures", lambda: _items('<enclosure url="/a"/>' * 27)),
    _heavy("markup", lambda: _items(f"<description>{'&lt;b>a' * 250}</description>")),
    _heavy("items", lambda: _items(f"<description>\N{GRINNING FACE}{'word ' * 350}</description>")),
    _heavy("floats", lambda: '{"items":[' + "1e1," * (_SIZE // 4 - 10) + "1]}"),
    _heavy("numbers", lambda: '{"items":[' + "999," * (_SIZE // 4 - 10) + "1]}"),
    _heavy("keys", lambda: '{"items":[{' + ",".join(f'"{n:06}":1.5' for n in range(700_000)) + "}]}"),
    _heavy("objects", lambda: json.dumps({"items": [{"id": str(n), "x": n} for n in range(190_000)]})),
    _heavy("texts", lambda: json.dumps({"items": [{"id": str(n), "title": "\U0001f600 " * 90} for n in range(5000)]})),
    _heavy("page-items", lambda: _page(_GOOD), kind="page"),
    _heavy("page-attributes", lambda: _page(f"<p {' '.join(f'a{n}=x' for n in range(900))}>x</p>"), kind="page"),
    _heavy("page-text", lambda: _page("\N{GRINNING FACE}" + "word " * 2000), kind="page"),
    _heavy("page-tags", lambda: _page("<b>x</b>" + " " * 140), kind="page"),
    _heavy(
        "sitemap", lambda: f"<urlset>{'<url><loc>https://w.example/1</loc></url>' * 240_000}</urlset>", kind="sitemap"
    ),
)
"""Documents that are heavy by themselves."""

CROWD = tuple(
    _heavy(f"crowd-{place}", partial(_filled, f"word{place} ", start=f"{_OPEN}\N{GRINNING FACE}", end=_CLOSE))
    for place in range(_CROWD)
)
"""Good feeds of ten mebibytes that all come at once."""
