"""Feeds in a line: documents with these insides, and what they give."""

import pytest

from feedbot.errors import ParseError
from feedbot.model import Item, Reading
from feedbot.sources import feed
from tests import make


def parsed(body: str | bytes, **document: object) -> Reading:
    """What a body gives as a feed."""
    body = body.encode() if isinstance(body, str) else body
    return feed.parse(make.document(body, **document), make.source())


def rss(*items: str, head: str = "", spaces: str = "") -> str:
    """An RSS document with these items' insides."""
    inside = "".join(f"<item>{item}</item>" for item in items)
    return f'<rss version="2.0" {spaces}><channel><title>T</title>{head}{inside}</channel></rss>'


def atom(*entries: str, head: str = "", attributes: str = "") -> str:
    """An Atom document with these entries' insides."""
    inside = "".join(f"<entry>{entry}</entry>" for entry in entries)
    return f'<feed xmlns="http://www.w3.org/2005/Atom" {attributes}><title>T</title>{head}{inside}</feed>'


def only(reading: Reading) -> Item:
    """The one item of a reading."""
    (item,) = reading.items
    return item


def refusal(body: str | bytes) -> str:
    """Why a body is no feed."""
    with pytest.raises(ParseError) as caught:
        parsed(body)
    return str(caught.value)
