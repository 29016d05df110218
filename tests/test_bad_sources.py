"""Sources that change, forget, repeat and re-use the ids of their items: nothing is lost, and nothing told twice."""

from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

import pytest

from feedbot.ingest import Seen, absorb, harvest
from feedbot.model import Batch, Config, Cursor, Delivery, Naming, Report, Sighting
from feedbot.rules import identity, naming
from feedbot.sources import feed
from feedbot.store import Tx, entries, feeds, open_store, outbox, visits, write
from feedbot.store.tables import sightings
from tests import make
from tests.world import fresh, web_feed

VISITS = 30
HOUR = timedelta(hours=1)

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
        words = " ".join(f"{self.subject}{self.number * factor % 97}" for factor in range(3, 33))
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


def every_visit(make_up: Callable[[Item, int], Item]) -> Telling:
    """A source whose items are made up anew at each visit."""
    return each(lambda piece, _, visit: make_up(honest(piece), visit))


LINK = "https://w.example/news/"


def moved(host: str) -> Telling:
    """A source that is another site from the tenth visit on, its old articles under new ids and addresses."""
    return each(
        lambda piece, _, visit: (
            honest(piece)
            if visit < 10
            else replace(honest(piece), guid=f"{host}-{piece.number}", link=f"{host}/news/{piece.number}")
        )
    )


def linked(address: Callable[[Piece, int], str], *, guid: bool = True) -> Telling:
    """A source whose links differ from visit to visit, with or without ids that stay."""

    def tell(piece: Piece, _: int, visit: int) -> Item:
        item = replace(honest(piece), link=address(piece, visit))
        return item if guid else replace(item, guid=f"{piece.number}-{visit}")

    return each(tell)


def daily(pieces: list[Piece], _: int) -> list[Item]:
    """A source that numbers the articles of each day from one on."""
    days = Counter[str]()
    found = []
    for piece in sorted(pieces, key=lambda each: each.number):
        days[f"{piece.at:%d}"] += 1
        found.append(replace(honest(piece), guid=str(days[f"{piece.at:%d}"] + piece.number // 1000)))
    return found[::-1]


def amp(piece: Piece, visit: int) -> str:
    """The same page for other screens."""
    number = piece.number
    forms = ("", "/amp", "/?amp=1", "/amp/", "/index.html")
    hosts = ("https://w.example", "https://amp.w.example", "http://m.w.example")
    return f"{hosts[visit % 3]}/news/{number}{forms[visit % 5]}"


SOURCES: dict[str, Telling] = {
    "honest": each(lambda piece, *_: honest(piece)),
    "guid of each visit": every_visit(lambda item, visit: replace(item, guid=f"{item.guid}-{visit}")),
    "guid of each visit, no dates": every_visit(
        lambda item, visit: replace(item, guid=f"{item.guid}-{visit}", at=None)
    ),
    "guid is the position": each(lambda piece, place, _: replace(honest(piece), guid=str(place + 1))),
    "guid is the position, no dates": each(
        lambda piece, place, _: replace(honest(piece), guid=str(place + 1), at=None)
    ),
    "guid is the position, one link": each(
        lambda piece, place, _: replace(honest(piece), guid=str(place + 1), link="https://w.example/")
    ),
    "no guid": every_visit(lambda item, _: replace(item, guid=None)),
    "one guid for all": every_visit(lambda item, _: replace(item, guid="https://w.example/")),
    "guid now and then": each(
        lambda piece, place, visit: replace(honest(piece), guid=None if (place + visit) % 3 else f"id-{piece.number}")
    ),
    "guid of the day": daily,
    "https at last": moved("http://w.example"),
    "www at last": moved("https://www.w.example"),
    "another domain": moved("https://news.other.example"),
    "http, https and www": linked(
        lambda piece, visit: f"{('http://', 'https://', 'https://www.')[visit % 3]}w.example/{piece.number}"
    ),
    "amp": linked(amp),
    "amp, guid of each visit": linked(amp, guid=False),
    "tracking": linked(lambda piece, visit: f"{LINK}{piece.number}?utm_source=rss&utm_id={visit}", guid=False),
    "made-up parameter": linked(lambda piece, visit: f"{LINK}{piece.number}?r={visit * 7919 % 1000}", guid=False),
    "two id schemes": every_visit(lambda item, visit: replace(item, guid=f"{'ab'[visit % 2]}/{item.guid}")),
    "two sites": linked(lambda piece, visit: f"https://{'ab'[visit % 2]}.w.example/{piece.number}", guid=False),
    "drops and restores": lambda pieces, visit: [honest(piece) for piece in pieces if visit % 3 or piece.number % 2],
    "order reversed": lambda pieces, visit: [honest(piece) for piece in (pieces, pieces[::-1])[visit % 2]],
    "dates are now": every_visit(lambda item, visit: replace(item, at=make.NOW + visit * HOUR)),
    "dates are now, guid of each visit": every_visit(
        lambda item, visit: replace(item, at=make.NOW + visit * HOUR, guid=f"{item.guid}-{visit}")
    ),
    "nothing but titles": every_visit(
        lambda item, visit: replace(item, guid=f"{visit}-{item.guid}", text="", link=None)
    ),
}


def outlet(visit: int, window: int = 8) -> list[Piece]:
    """The newest articles at a visit, newest first: one or two more every hour."""
    written = [Piece(number=number, at=make.NOW + number * HOUR * 0.7 - 12 * HOUR) for number in range(60)]
    now = make.NOW + visit * HOUR
    return sorted((piece for piece in written if piece.at < now), key=lambda piece: piece.at, reverse=True)[:window]


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


@pytest.fixture
def life(tmp_path: Path) -> Iterator[Life]:
    """A source that was never visited."""
    (tmp_path / "feedbot.db").write_bytes(fresh())
    source = web_feed("https://w.example/feed", max_age=make.hours(48), every=make.minutes(30))
    with closing(open_store(f"sqlite:///{tmp_path}/feedbot.db")) as store, write(store.engine) as tx:
        visits.enrol(tx, ["wire"], make.NOW)
        feeds.enrol(tx, ["main"], make.NOW, lambda: "urn:uuid:main")
        yield Life(tx=tx, config=make.config(sources=(source,)))


NAMED: dict[str, Naming] = {
    "guid of each visit": "link",
    "guid of each visit, no dates": "link",
    "guid is the position": "link",
    "guid is the position, no dates": "link",
    "guid is the position, one link": "text",
    "guid of the day": "link",
    "one guid for all": "link",
    "guid now and then": "link",
    "amp, guid of each visit": "link",
    "tracking": "link",
    "made-up parameter": "text",
    "two id schemes": "link",
    "two sites": "link",
    "dates are now, guid of each visit": "link",
    "nothing but titles": "text",
}
"""What the items of bad sources are known by in the end; those of the others by their ids, as at first."""

ELSEWHERE = {"two sites", "another domain"}
"""Sources whose links lead to another host at last, so each message may be edited once."""


@pytest.mark.parametrize("name", SOURCES)
def test_each_article_is_told_once(life: Life, name: str) -> None:
    """Thirty visits to a source that does it badly: each article is promised once, and edited only for a reason.

    None is lost. What items are known by is decided from what the ids did, told once, and never taken back.
    """
    said = [SOURCES[name](outlet(visit), visit) for visit in range(VISITS)]
    namings, notes = list[Naming](), list[str]()
    edits = 0
    for items in said:
        edits += life.visit(items).changed
        namings.append(life.cursor.naming)
        notes += [note for note in life.cursor.notes if "items are known by" in note]
    there, wanted = {item.title for item in said[0]}, {item.title for items in said for item in items}

    assert dict.fromkeys(wanted - there, 1) == {title: len(each) for title, each in life.deliveries("owed").items()}
    assert {} == life.deliveries("dropped")
    assert edits <= (len(wanted) if name in ELSEWHERE else 0)
    assert len(wanted) == entries.count(life.tx)["wire"]
    assert NAMED.get(name, "id") == namings[-1]
    assert sorted(namings, key=["id", "link", "text"].index) == namings
    assert len(set(namings)) - 1 == len(notes)


IDS: tuple[Callable[[Item, int, int], str | None], ...] = (
    lambda item, *_: item.guid,
    lambda item, _, visit: f"{item.guid}-{visit}",
    lambda item, _, visit: f"{'ab'[visit % 2]}/{item.guid}",
    lambda _, place, __: str(place),
    lambda *_: "always the same",
    lambda *_: None,
)
LINKS: tuple[Callable[[int, int], str | None], ...] = (
    lambda number, _: f"{LINK}{number}",
    lambda number, _: f"http://m.w.example/news/{number}/amp",
    lambda number, _: f"https://other.example/news/{number}",
    lambda number, visit: f"{LINK}{number}?r={visit * 7919 % 1000}",
    lambda *_: "https://w.example/",
    lambda *_: None,
)
DATES: tuple[Callable[[Item, int], datetime | None], ...] = (
    lambda item, _: item.at,
    lambda _, visit: make.NOW + visit * HOUR,
    lambda *_: None,
)
WAYS = [(ids, links, dates) for ids in IDS for links in LINKS for dates in DATES]


@pytest.mark.parametrize("start", [1, 5, 7, 11, 13, 17])
def test_a_source_that_finds_new_ways(life: Life, start: int) -> None:
    """A source that does it badly in another way every other visit: still none is lost and none is told twice."""
    said = []
    for visit in range(VISITS):
        ids, links, dates = WAYS[start * (visit // 2 + 1) % len(WAYS)]
        pieces = [(piece, honest(piece)) for piece in outlet(visit)]
        items = [
            replace(item, guid=ids(item, place, visit), link=links(piece.number, visit), at=dates(item, visit))
            for place, (piece, item) in enumerate(pieces)
        ]
        said.append(items)
        life.visit(items)
    there, wanted = {item.title for item in said[0]}, {item.title for items in said for item in items}

    assert dict.fromkeys(wanted - there, 1) == {title: len(each) for title, each in life.deliveries().items()}
    assert len(wanted) == entries.count(life.tx)["wire"]


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
    """A few visits as they should be."""
    for visit in range(4):
        life.visit([honest(piece) for piece in outlet(visit)])


def test_an_archive_that_turns_up_is_held(life: Life) -> None:
    """Many new ids at once: what is older than what we know is stored, not sent, and told; what is new goes out."""
    settled(life)
    fresh_news = archive(0, 1, at=life.now + HOUR / 2)
    report = life.visit([*fresh_news, *archive(4, 9)])
    held = life.deliveries("dropped")
    newest = max(entry.published for entry in entries.every(life.tx, source="wire") if "opens" in entry.title)
    old = [item.title for item in archive(4, 9) if item.at and item.at < newest]

    assert (10, 1) == (report.new, report.promised)
    assert set(old) == set(held)
    assert ["Other 0"] == [title for title in life.deliveries("owed") if title.startswith("Other")]
    because = "held: 10 of 10 ids were new at once, and this one is older than the last visit (2026-03-14 16:00 UTC)"
    assert {because} == {each.dropped for found in held.values() for each in found}
    (note,) = life.cursor.notes
    assert note.startswith("10 of 10 ids were new at once; 9 are held back as they may be old")
    assert "feedbot outbox retry CHANNEL --dropped" in note


def test_what_is_held_is_explained_and_can_be_sent(life: Life) -> None:
    """A held entry is in the feed, its verdict says why it was not sent, and `retry` sends it."""
    settled(life)
    life.visit(archive(4, 9))
    ((held,),) = (each for title, each in life.deliveries("dropped").items() if title == "Other 12")
    verdicts = {each.target: each for each in entries.verdicts(life.tx, held.subject)}
    counts = outbox.counts(life.tx)["console"]
    sent = outbox.retry(life.tx, "console", life.now, dropped=True)

    assert (True, False) == (verdicts["feed:main"].passed, verdicts["channel:console"].passed)
    assert held.dropped == verdicts["channel:console"].because
    assert 9 == counts["dropped"] == sent
    assert {} == life.deliveries("dropped")


def test_what_is_held_is_held_once(life: Life) -> None:
    """At the next visit the archive is known, and what comes then goes out."""
    settled(life)
    life.visit(archive(4, 9))
    report = life.visit([*archive(0, 1, at=life.now), *archive(4, 9)])

    assert (1, 1) == (report.new, report.promised)
    assert 9 == len(life.deliveries("dropped"))


def test_an_archive_without_dates_is_held(life: Life) -> None:
    """Of many new items without dates nobody knows how old they are; of a few it is believed that they are new."""
    settled(life)
    few = life.visit([*archive(0, 4, at=None), *[honest(piece) for piece in outlet(3)][:3]])
    many = life.visit(archive(10, 5, at=None))

    assert (4, 4) == (few.new, few.promised)
    assert (5, 0) == (many.new, many.promised)
    assert all("and this one has no date" in (each[0].dropped or "") for each in life.deliveries("dropped").values())


@pytest.mark.parametrize("dated", [True, False])
def test_a_week_away_loses_nothing(life: Life, *, dated: bool) -> None:
    """After a week of our own downtime all that is new goes out, however much it is."""
    settled(life)
    life.now += timedelta(days=7)
    news = archive(0, 30)
    back = [replace(each, at=life.now - number * HOUR if dated else None) for number, each in enumerate(news)]
    report = life.visit(back)

    assert (30, 30) == (report.new, report.promised)


def test_a_feed_that_stood_still_loses_nothing(life: Life) -> None:
    """What was dated while the feed still showed the old is newer than all we know, so it goes out."""
    for _ in range(24):
        life.visit([honest(piece) for piece in outlet(0)])
    report = life.visit([honest(piece) for piece in outlet(24)])

    assert (8, 8) == (report.new, report.promised)


def test_a_date_without_a_time_may_mean_the_evening(life: Life) -> None:
    """Articles dated by their day are not older than a visit at noon of that day."""
    settled(life)
    midnight = make.NOW.replace(hour=0)
    assert 6 == life.visit(archive(0, 6, at=midnight)).promised


def test_an_old_archive_is_too_old_to_be_held(life: Life) -> None:
    """What is older than max_age is not promised at all, held or not, and its verdict says so."""
    settled(life)
    report = life.visit(archive(100, 9))

    assert (9, 0) == (report.new, report.promised)
    assert {} == life.deliveries("dropped")


def test_a_moved_site_keeps_its_entries(life: Life) -> None:
    """On another domain, under other ids and links, articles keep their permanent ids; even a new headline is known."""
    settled(life)
    before = {each.title: each.id for each in entries.every(life.tx)}
    items = moved("https://other.example")(outlet(3), 10)
    items[-1] = replace(items[-1], title="A wholly different headline", link="https://other.example/slug")
    report = life.visit(items)
    after = {each.title: each.id for each in entries.every(life.tx)}

    assert (0, 0) == (report.new, report.promised)
    assert set(before.values()) == set(after.values())
    assert "A wholly different headline" in after
    assert any("8 of 8 ids were new at once; 8 of them name articles" in note for note in life.cursor.notes)


def test_a_new_headline_is_an_edit(life: Life) -> None:
    """Under its own id an article may change headline and address, and stays what it is."""
    settled(life)
    items = [honest(piece) for piece in outlet(3)]
    slug = replace(items[0], title="Another headline altogether", link="https://w.example/another", at=life.now)
    report = life.visit([slug, *items[1:]])

    assert (0, 1) == (report.new, report.changed)


def test_links_as_they_were_known_before(life: Life) -> None:
    """An article that was known by its link before twins were folded is still known by it."""
    settled(life)
    (entry,) = (each for each in entries.every(life.tx) if each.link == "https://w.example/news/17")
    life.tx.execute(sightings.delete().where(sightings.c.entry == entry.id))
    alias = replace(_SIGHTING, key="link:http://www.w.example/news/17/", entry=entry.id)
    entries.record(life.tx, Batch(source="wire", sightings=(alias,)), life.now)
    items = [honest(piece) for piece in outlet(3)]
    number = next(place for place, item in enumerate(items) if item.link == entry.link)
    items[number] = replace(items[number], guid="new", link="http://www.w.example/news/17/")

    assert 0 == life.visit(items).new


_SIGHTING = Sighting(source="wire", key="", entry="", raw="", seen=make.NOW)


def test_a_date_ahead_is_that_of_first_sight(life: Life) -> None:
    """A date in the future is clamped to when the item was first seen, told by name, and does not move."""
    settled(life)
    ahead = archive(0, 1, at=datetime(2031, 1, 1, tzinfo=UTC))
    life.visit(ahead)
    first, notes = life.now, life.cursor.notes
    life.visit([replace(ahead[0], text="Edited.")])
    (entry,) = (each for each in entries.every(life.tx) if each.title == "Other 0")

    assert first == entry.published
    assert any('"Other 0"' in note and "01 Jan 2031" in note and "it lies ahead" in note for note in notes)


def test_a_missing_date_is_that_of_first_sight(life: Life) -> None:
    """Without a date an entry keeps the moment it was first seen: after an edit, and when a date appears at last."""
    settled(life)
    (item,) = archive(0, 1, at=None)
    life.visit([item])
    first = life.now
    life.visit([replace(item, text="Edited.")])
    life.visit([replace(item, text="Edited.", at=make.NOW)])
    dated = life.now
    life.visit([replace(item, text="Edited again.", at=dated)])
    (entry,) = (each for each in entries.every(life.tx) if each.title == "Other 0")

    assert first == entry.published
    assert dated == entry.updated


def test_a_date_that_appears_makes_nothing_new(life: Life) -> None:
    """An item that has only a title is known by it, dated or not."""
    settled(life)
    bare = [Item(guid=None, link=None, title="Only a title", text="", at=None)]
    life.visit(bare)
    report = life.visit([replace(bare[0], at=make.NOW)])

    assert (0, 0) == (report.new, report.promised)


def test_dates_of_the_visit_are_told(life: Life) -> None:
    """Where all items are dated by the visit, the operator is told that their dates do not count."""
    life.visit([replace(honest(piece), at=life.now + HOUR) for piece in outlet(1)])

    assert (
        "all its items are dated by the visit, so no date counts but when each was first seen",
    ) == life.cursor.notes
    assert life.cursor.gap is None
