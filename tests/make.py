"""Dull values: each builder fills in everything, so a test says only what matters to it."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from feedbot.model import (
    Channel,
    Claim,
    Config,
    Cursor,
    Delivery,
    Document,
    Edition,
    Entry,
    Feed,
    Find,
    Harvest,
    Item,
    Lane,
    Origin,
    Pace,
    Part,
    Piece,
    Settings,
    Signature,
    Source,
    Standing,
)
from feedbot.rules import retry
from feedbot.rules import standing as standings
from feedbot.rules.standing import Step

NOW = datetime(2026, 3, 14, 12, 0, tzinfo=UTC)
"""The moment at which every test takes place."""

ORIGIN = Origin(id="urn:feedbot:source:sample", title="Sample", link="https://example.org/")


def minutes(number: float) -> timedelta:
    """A length of time in minutes."""
    return timedelta(minutes=number)


def hours(number: float) -> timedelta:
    """A length of time in hours."""
    return timedelta(hours=number)


def source(name: str = "sample", **fields: Any) -> Source:
    """A source of kind feed."""
    return Source(**{"name": name, "kind": "feed", "url": "https://example.org/feed", **fields})


def feed(name: str = "main", **fields: Any) -> Feed:
    """A feed in all formats."""
    return Feed(**{"name": name, "title": "Main", **fields})


def channel(name: str = "console", **fields: Any) -> Channel:
    """A channel that is awake."""
    return Channel(**{"name": name, "kind": "console", **fields})


def settings(**fields: Any) -> Settings:
    """Settings of a place that does not exist."""
    here = Path("/nowhere")
    return Settings(
        **{
            "file": here / "config.toml",
            "state": here / "state",
            "output": here / "feeds",
            "database": "sqlite://",
            **fields,
        }
    )


def config(**fields: Any) -> Config:
    """One source, one feed, one channel."""
    return Config(
        **{"settings": settings(), "sources": (source(),), "feeds": (feed(),), "channels": (channel(),), **fields}
    )


def item(**fields: Any) -> Item:
    """An item as a clean feed would give it."""
    return Item(
        **{
            "id": "https://example.org/1",
            "link": "https://example.org/1",
            "title": "A title",
            "html": "<p>A body of one sentence.</p>",
            "published": "2026-03-14T10:00:00Z",
            **fields,
        }
    )


def entry(number: int = 1, **fields: Any) -> Entry:
    """An entry; `number` makes its id, key, link and digest differ from others."""
    address = f"https://example.org/{number}"
    return Entry(
        **{
            "id": address,
            "source": "sample",
            "key": address,
            "title": f"Title {number}",
            "link": address,
            "content": f"<p>Body {number}.</p>",
            "summary": f"Body {number}.",
            "published": NOW - timedelta(hours=2) + timedelta(minutes=number),
            "updated": NOW - timedelta(hours=2) + timedelta(minutes=number),
            "origin": ORIGIN,
            "digest": f"digest-{number}",
            **fields,
        }
    )


def signature(number: int = 1, **fields: Any) -> Signature:
    """A signature of `entry(number)` with two stems."""
    known = {"entry": entry(number).id, "source": "sample", "at": NOW, "terms": ("bridg", "town"), "counts": (3, 1)}
    return Signature(**{**known, **fields})


def find(number: int = 1, **fields: Any) -> Find:
    """A find of `entry(number)`."""
    return Find(**{"entry": entry(number), "raw": f"raw-{number}", **fields})


def piece(number: int = 1, **fields: Any) -> Piece:
    """An entry shown by itself; fields are the entry's."""
    lead = entry(number, **fields)
    return Piece(id=lead.id, lead=lead, digest=lead.digest, published=lead.published, updated=lead.updated)


def cursor(name: str = "sample", **fields: Any) -> Cursor:
    """A cursor of a source that was visited before and is due."""
    return Cursor(**{"source": name, "due": NOW, "visited": NOW - hours(1), "tried": NOW - hours(1), **fields})


def document(body: bytes = b"", **fields: Any) -> Document:
    """A document that just arrived."""
    return Document(**{"url": "https://example.org/feed", "received": NOW, "body": body, **fields})


def harvest(*numbers: int, **fields: Any) -> Harvest:
    """A harvest with a find for each number, of a source visited before."""
    return Harvest(
        **{
            "cursor": cursor(),
            "source": "sample",
            "visit": document(),
            "finds": tuple(find(number) for number in numbers),
            **fields,
        }
    )


def standing(*messages: int, **fields: Any) -> tuple[Standing, ...]:
    """A text that stands under these ids."""
    return (Standing(**{"messages": messages, **fields}),)


def part(**fields: Any) -> Part:
    """A short text for a chat."""
    return Part(**{"chat": "-100", "text": "Title 1", **fields})


def tried(claimed: Claim, to: Channel | None = None, **fields: Any) -> retry.Try:
    """The sending of a short text, or its edit where something stands."""
    there = claimed.delivery.standing
    step = standings.step(there, [part()]) or Step(kind="send", part=part(), index=0)
    known = {"claim": claimed, "channel": to or channel(), "chat": "-100", "step": step, "parts": (part(),)}
    return retry.Try(**{**known, "pace": Pace(), **fields})


def delivery(number: int = 1, **fields: Any) -> Delivery:
    """A delivery of `entry(number)` that was never sent."""
    return Delivery(
        **{
            "channel": "console",
            "subject": f"https://example.org/{number}",
            "number": number,
            "wanted": f"digest-{number}",
            "shown": None,
            "due": NOW,
            "made": NOW,
            **fields,
        }
    )


def lane(name: str = "console", **fields: Any) -> Lane:
    """A lane that is ready and leased to us."""
    return Lane(**{"channel": name, "ready": NOW, "lease": NOW + minutes(2), **fields})


def claim(number: int = 1, **fields: Any) -> Claim:
    """A claim of a lane with a delivery that was never sent."""
    return Claim(**{"lane": lane(), "delivery": delivery(number), "piece": piece(number), **fields})


def edition(*numbers: int, **fields: Any) -> Edition:
    """An edition with an entry for each number, in the order given."""
    return Edition(
        **{
            "feed": feed(),
            "id": "urn:uuid:6f1c1d0e-7f0e-4a57-9a5e-2f6f2d6f8a11",
            "url": "https://feeds.example.org",
            "updated": NOW,
            "pieces": tuple(piece(number) for number in numbers),
            **fields,
        }
    )


def pace() -> Pace:
    """No limit at all."""
    return Pace()
