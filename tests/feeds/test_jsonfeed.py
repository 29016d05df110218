import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from feedbot.feeds import render
from feedbot.model import Category, Edition, Link, Person
from tests import make
from tests.feeds import samples

SCHEMA = json.loads((Path(__file__).parent.parent / "data" / "jsonfeed.schema.json").read_text("utf-8"))


def read(edition: Edition) -> Any:
    """The JSON Feed of an edition, checked by the schema."""
    document = json.loads(render(edition, "json"))
    jsonschema.validate(document, SCHEMA)
    return document


def item(**fields: Any) -> Any:
    """The only item of an edition."""
    return read(make.edition(pieces=(make.piece(1, **fields),)))["items"][0]


def test_feed() -> None:
    """The top has version, addresses, language, author and hub, and passes the schema with every field set."""
    document = read(samples.edition())

    assert "https://jsonfeed.org/version/1.1" == document["version"]
    assert "https://feeds.example.org/feeds/main" == document["home_page_url"]
    assert "https://feeds.example.org/feeds/main.json" == document["feed_url"]
    assert ("en-GB", "A & B") == (document["language"], document["description"])
    assert [{"name": "The desk"}] == document["authors"]
    assert [{"type": "WebSub", "url": "https://hub.example.org/?a=1&b=2"}] == document["hubs"]


def test_feed_without_items() -> None:
    """An empty edition is a valid feed with an empty list."""
    assert [] == read(make.edition())["items"]


def test_item() -> None:
    """An item has id, address, texts and dates."""
    assert {
        "id": "https://example.org/1",
        "url": "https://example.org/1",
        "title": "Title 1",
        "content_html": "<p>Body 1.</p>",
        "summary": "Body 1.",
        "date_published": "2026-03-14T10:01:00+00:00",
        "date_modified": "2026-03-14T10:01:00+00:00",
        "_feedbot": {
            "source": {
                "name": "sample",
                "id": "urn:feedbot:source:sample",
                "title": "Sample",
                "url": "https://example.org/",
            }
        },
    } == item()


def test_attachments() -> None:
    """Media have a type always, and a size and title where known."""
    assert [
        {
            "url": "https://example.org/lamp.mp3",
            "mime_type": "audio/mpeg",
            "title": "The keeper speaks",
            "size_in_bytes": 1234,
        },
        {"url": "https://example.org/x", "mime_type": "application/octet-stream"},
    ] == item(links=(samples.LAMP, Link(href="https://example.org/x"), samples.VIA))["attachments"]


def test_our_extension() -> None:
    """Attribution and links without a place in JSON Feed stand under `_feedbot`."""
    ours = read(samples.edition())["items"][0]["_feedbot"]

    assert [
        {"name": "Harbour office", "via": False},
        {"name": "Coast Watch Agency", "alias": "CWA", "via": True},
    ] == ours["attribution"]
    assert [{"rel": "via", "url": "https://example.org/log", "title": "Harbour log"}] == ours["links"]


def test_people_and_tags() -> None:
    """Nameless people are left out and tags are told once."""
    written = item(
        authors=(Person(name=""), Person(name="Ann", uri="https://example.org/ann")),
        categories=(Category(term="sea", label="Sea"), Category(term="Sea"), Category(term="")),
        language="uk",
    )

    assert [{"name": "Ann", "url": "https://example.org/ann"}] == written["authors"]
    assert (["Sea"], "uk") == (written["tags"], written["language"])


@pytest.mark.parametrize("field", ["url", "summary", "authors", "language", "attachments"])
def test_what_is_not_known_is_left_out(field: str) -> None:
    """A field without a value is not written as null or empty."""
    assert field not in item(link=None, summary="", content="x")
