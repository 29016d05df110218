"""A made-up outlet: its articles, how it tells of them at each visit, and a life of what we hold of it."""

from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from email.utils import format_datetime
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

from feedbot.ingest import Seen, absorb, harvest
from feedbot.model import Config, Cursor, Delivery, Report
from feedbot.rules import identity, naming
from feedbot.sources import feed
from feedbot.store import Tx, entries, feeds, open_store, outbox, visits, write
from tests import bases, make
from tests.world import web_feed

HOUR = timedelta(hours=1)
MOVES = 4
"""At which visit an outlet moves to another site, if it does."""

SUBJECTS = ("bridge", "harvest", "library", "tram", "museum", "orchestra", "reservoir", "bakery", "ferry", "bank")
PLACES = ("Northfield", "Eastport", "Westbrook", "Southgate", "Millbank", "Highmoor")


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """One article of a made-up outlet."""

    number: int
    at: datetime

    @property
    def title(self) -> str:
        """Its headline, with a number by which a message is recognised."""
        return f"The {self.subject} of {self.place} opens again, part {self.number:03d}"

    @property
    def subject(self) -> str:
        """What it is about."""
        return SUBJECTS[self.number % len(SUBJECTS)]

    @property
    def place(self) -> str:
        """Where it happened."""
        return PLACES[self.number % len(PLACES)]

    @property
    def text(self) -> str:
        """A text unlike that of the others."""
        words = " ".join(f"{self.subject}{self.number * factor % 97}" for factor in range(3, 21))
        return f"People of {self.place} came to see the {self.subject} number {self.number}. {words}."


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """How an outlet tells of an article at one visit."""

    guid: str | None
    link: str | None
    title: str
    text: str
    at: datetime | None

    def xml(self) -> str:
        """The item of an RSS document."""
        fields = {
            "guid": self.guid,
            "link": self.link,
            "title": self.title,
            "description": self.text,
            "pubDate": format_datetime(self.at) if self.at else None,
        }
        return "<item>" + "".join(f"<{k}>{escape(v)}</{k}>" for k, v in fields.items() if v is not None) + "</item>"


def honest(piece: Piece) -> Item:
    """An article as a good source tells of it."""
    link = f"https://w.example/news/{piece.number}"
    return Item(guid=f"id-{piece.number}", link=link, title=piece.title, text=piece.text, at=piece.at)


Telling = Callable[[list[Piece], int], list[Item]]
"""What a source says, given its articles, newest first, and the number of the visit."""


def each(tell: Callable[[Piece, int, int], Item]) -> Telling:
    """A source that tells of each article by itself: of the article, its place and the number of the visit."""
    return lambda pieces, visit: [tell(piece, place, visit) for place, piece in enumerate(pieces)]


def moved(host: str) -> Telling:
    """A source that is another site from its fifth visit on, its old articles under new ids and addresses."""
    return each(
        lambda piece, _, visit: (
            honest(piece)
            if visit < MOVES
            else replace(honest(piece), guid=f"{host}-{piece.number}", link=f"{host}/news/{piece.number}")
        )
    )


def outlet(hour: int) -> list[Piece]:
    """The newest articles after so many hours, newest first: one or two more every hour."""
    written = [Piece(number=number, at=make.NOW + number * HOUR * 0.7 - 12 * HOUR) for number in range(60)]
    now = make.NOW + hour * HOUR
    return sorted((piece for piece in written if piece.at < now), key=lambda piece: piece.at, reverse=True)[:8]


def rss(items: list[Item]) -> bytes:
    """A feed of these items."""
    head = "<rss version='2.0'><channel><title>Wire</title><link>https://w.example/</link>"
    return f"{head}{''.join(item.xml() for item in items)}</channel></rss>".encode()


@dataclass
class Life:
    """A source and what we hold of it, all within one transaction."""

    tx: Tx
    config: Config
    now: datetime = make.NOW

    def visit(self, items: list[Item], *, after: timedelta = HOUR) -> Report:
        """One visit at which the source says this."""
        self.now += after
        (source,) = self.config.sources
        cursor = visits.take(self.tx, "wire", self.now, make.minutes(3))
        assert cursor is not None
        document = make.document(rss(items), received=self.now)
        reading = feed.parse(document, source)
        named = identity.keyed(reading.items, naming.decide(cursor, reading.items))
        seen = Seen(raws=entries.seen(self.tx, "wire", [key for key, _ in named]))
        found = harvest(cursor, source, document, reading, named, seen, self.now)
        return absorb(self.tx, [found], config=self.config, now=self.now)

    def deliveries(self, state: outbox.State | None = None) -> dict[str, list[Delivery]]:
        """What was promised, by title."""
        found: dict[str, list[Delivery]] = {}
        titles = {each.id: each.title for each in entries.every(self.tx)}
        for each in outbox.deliveries(self.tx, state=state, limit=10_000):
            found.setdefault(titles[each.subject], []).append(each)
        return found

    @property
    def cursor(self) -> Cursor:
        """How far we are with it."""
        return visits.cursors(self.tx)["wire"]


@contextmanager
def living(place: Path) -> Iterator[Life]:
    """A source that was never visited, with a database in this folder."""
    source = web_feed("https://w.example/feed", max_age=make.hours(48), every=make.minutes(30))
    with closing(open_store(bases.address(place / "feedbot.db"))) as store, write(store.engine) as tx:
        visits.enrol(tx, ["wire"], make.NOW)
        feeds.enrol(tx, ["main"], make.NOW, lambda: "urn:uuid:main")
        yield Life(tx=tx, config=make.config(sources=(source,)))


def archive(first: int, number: int, **fields: Any) -> list[Item]:
    """Articles of another outlet, one an hour, the newest on top, none of which was told of before."""
    there = "https://other.example"
    return [
        Item(
            **{
                "guid": f"{there}/{each}",
                "link": f"{there}/{each}",
                "title": f"Other {each}",
                "text": " ".join(f"word{each * factor}" for factor in range(1, 40)),
                "at": make.NOW - each * HOUR - make.minutes(7),
                **fields,
            }
        )
        for each in range(first, first + number)
    ]


def settled(life: Life) -> None:
    """Two visits as they should be, an hour and four hours after the beginning."""
    life.visit([honest(piece) for piece in outlet(0)])
    life.visit([honest(piece) for piece in outlet(3)], after=3 * HOUR)
