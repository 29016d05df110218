"""JSON that is built to exhaust its reader, or has the wrong thing in every place."""

import json
from collections.abc import Callable

from feedbot.model import Fault
from tests.hostile.cases import Case, makes, ok, words

_TYPE = "Content-Type: application/feed+json"
_VERSION = "https://jsonfeed.org/version/1.1"
_MANY = 100_000


def _items(number: int) -> list[dict[str, object]]:
    return [
        {"id": f"https://w.example/{n}", "url": f"https://w.example/{n}", "title": f"Item {n}", "content_text": "Text."}
        for n in range(1, number + 1)
    ]


def _feed(**fields: object) -> str:
    return json.dumps({"version": _VERSION, "title": "Wire", "items": _items(2), **fields})


def _case(name: str, text: str | bytes, fault: Fault | None, *words: str, count: int = 0) -> Case:
    return Case(name=f"json-{name}", play=ok(text, _TYPE), fault=fault, words=words, count=count)


def _made(name: str, make: Callable[[], str], fault: Fault | None, *words: str, count: int = 0) -> Case:
    return Case(name=f"json-{name}", play=makes(lambda: make().encode(), _TYPE), fault=fault, words=words, count=count)


_STRANGE: tuple[object, ...] = (None, True, 0, -1, 1.5e300, "", "x", [], [[]], {}, {"a": {}}, ["x"], [None], "\ud800")
_FIELDS = words(
    "id url external_url title content_html content_text summary image banner_image date_published date_modified",
    "authors author tags language attachments",
)
_TOP = words("title home_page_url feed_url description next_url icon favicon authors author language expired hubs")


def _wrong_items() -> str:
    """Items that each have a wrong thing in one field."""
    return _feed(items=[{**_items(1)[0], name: value} for name in _FIELDS for value in _STRANGE])


def _wrong_attachments() -> str:
    names = ["url", "mime_type", "title", "size_in_bytes", "duration_in_seconds"]
    attached = [{"url": "https://w.example/a.mp3", name: value} for name in names for value in _STRANGE]
    return _feed(items=[{**_items(1)[0], "attachments": attached}])


JSON = (
    _made("deep-lists", lambda: '{"items":' + "[" * _MANY, "limit", "lies too deep"),
    _made("deep-objects", lambda: '{"items":' + '{"a":' * _MANY, "limit", "lies too deep"),
    _made("deep-whole", lambda: _feed(x=0)[:-2] + "[" * 100_000 + "]" * 100_000 + "}", "limit", "lies too deep"),
    _made("many-items", lambda: '{"items":[' + "{}," * 10**6 + "{}]}", "limit", "more than 200,000 objects"),
    _made("many-numbers", lambda: '{"items":[' + "1," * 10**6 + "1]}", None, "only the first 300 of 1,000,001 items"),
    _made("many-keys", lambda: '{"items":[{' + '"a":1,' * 900_000 + '"b":1}]}', "limit", "more than 750,000 texts"),
    _made("many-good-items", lambda: _feed(items=_items(20_000)), None, "only the first 300 of 20,000", count=300),
    _made("long-text", lambda: _feed(items=[{"id": "1", "title": "x" * 5_000_000}]), None, "(limits.item)", count=1),
    _made(
        "huge-integer", lambda: _feed(items=[]).replace("[]", f'[{{"id": {"9" * 500_000}}}]'), "format", "not a feed"
    ),
    _case("infinite", _feed(items=[]).replace("[]", '[{"id": 1e999999, "title": "Item 1"}]'), None, count=1),
    _case("no-number", _feed(items=[]).replace("[]", '[{"id": NaN, "title": -Infinity}]'), None, count=1),
    _case("twice", '{"items": [], "items": [{"id": "1", "id": "2", "title": "Item 1"}]}', None, count=1),
    _case("halves", _feed(items=[{"id": "1", "title": "a\ud800b\udfffc", "content_html": "\udead"}]), None, count=1),
    _case("nuls", _feed(items=[{"id": "\0", "title": "a\0b", "content_text": "\0\x01\x1b[2J"}]), None, count=1),
    _case("mark", "\ufeff" + _feed(), None, count=2),
    _case("wide", _feed().encode("utf-16"), None, count=2),
    _case("junk-behind", _feed() + "}", "format", "JSON is broken"),
    _case("cut", _feed()[:-30], "format", "JSON is broken"),
    _case("comment", "{/* */" + _feed()[1:], "format", "JSON is broken"),
    _case("quotes", _feed().replace('"', "'"), "format", "JSON is broken"),
    _case("list", "[1, 2]", "format", "not a feed"),
    _case("text", '"feed"', "format", "not a feed"),
    _case("nothing", "null", "format", "not a feed"),
    _case("no-items", '{"version": "1"}', "format", "JSON without items"),
    _case("items-are-text", '{"items": "all"}', "format", "JSON without items"),
    _case("items-are-object", '{"items": {"0": {}}}', "format", "JSON without items"),
    _case("items-are-wrong", json.dumps({"items": list(_STRANGE)}), None),
    _case("error", '{"error": {"code": 403, "message": "<script>alert(1)</script>"}}', "format", "JSON without items"),
    Case(name="json-wrong-fields", play=makes(lambda: _wrong_items().encode(), _TYPE), count=-1),
    _made("wrong-attachments", _wrong_attachments, None, count=1),
    *(
        _case(f"wrong-{name.replace('_', '-')}-{place}", _feed(**{name: value}), None, count=2)
        for name in _TOP
        for place, value in enumerate(_STRANGE[::3])
    ),
)
"""JSON feeds."""
