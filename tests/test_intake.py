from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event, select

from feedbot.channels import Senders
from feedbot.enrol import enrol, outlets, panel
from feedbot.ingest import Mind, Seen, absorb, harvest
from feedbot.model import Config, Cursor, Harvest, Report, Unchanged
from feedbot.rules import identity, naming
from feedbot.rules.window import Window
from feedbot.sources import feed
from feedbot.store import Store, Tx, entries, open_store, read, tables, visits, write
from tests import bases, make
from tests.outlet import Item, rss
from tests.world import web_feed

NAMES = ("first", "second", "third", "fourth")
EVENTS = (
    ("Bridge over the Lopan collapsed in Kharkiv", "Mayor Ostap Horenko said that five people were taken to hospital."),
    ("Vessel Aurelia ran aground near Odesa", "Captain Petro Danylko reported that nobody of the crew was harmed."),
    ("Court in Lviv fined brewery Korona", "Judge Olha Savchuk found that the brewery had hidden its taxes for years."),
    ("Chess team of Peru beat Chile", "Lima celebrates after Ines Quispe won the last game against Tomas Rojas."),
)
COMING = (tables.entries, tables.sightings, tables.stories, tables.signatures, tables.searched)
LEAVING = (tables.memberships, tables.outbox)


def config() -> Config:
    """Four sources, a feed, and three channels: of all stories, of big ones, and of each entry."""
    channels = (make.channel(), make.channel("big", where="story >= 3"), make.channel("each", stories=False))
    sources = tuple(replace(web_feed(f"https://{name}.example/feed", deliver_first=9), name=name) for name in NAMES)
    return make.config(sources=sources, channels=channels)


def item(name: str, number: int, *, at: datetime, more: str = "") -> Item:
    """What a source writes of an event, in words of its own."""
    title, text = EVENTS[number]
    link = f"https://{name}.example/{number}"
    told = f"{text} {name.title()} was there. {title}, {name} readers wrote to us this morning.{more}"
    return Item(guid=link, link=link, title=f"{title}, {name} reports", text=told, at=at)


@dataclass
class Place:
    """A store of its own, and what judges what comes in."""

    store: Store
    config: Config
    mind: Mind = field(default_factory=Mind)
    now: datetime = make.NOW
    asked: list[str] = field(default_factory=list)

    def visits(self, told: Mapping[str, Sequence[Item]]) -> list[Harvest]:
        """What visits of all sources bring home an hour later; those that tell nothing say that nothing changed."""
        self.now += make.hours(1)
        with write(self.store.engine) as tx:
            for name in NAMES:
                visits.hurry(tx, name, self.now)
            claimed = visits.claim(tx, self.now, make.minutes(20), 10)
            return [self._visit(tx, each, told.get(each.source)) for each in claimed]

    def _visit(self, tx: Tx, cursor: Cursor, items: Sequence[Item] | None) -> Harvest:
        source = self.config.source(cursor.source)
        assert source is not None
        if items is None:
            return Harvest(cursor=cursor, source=source.name, visit=Unchanged(memo=cursor.memo))
        document = make.document(rss(list(items)), received=self.now)
        reading = feed.parse(document, source)
        named = identity.keyed(reading.items, naming.decide(cursor, reading.items))
        seen = Seen(raws=entries.seen(tx, source.name, [key for key, _ in named]))
        return harvest(cursor, source, document, reading, named, seen, self.now)

    def absorb(self, harvests: Sequence[Harvest]) -> Report:
        """Take harvests in, in a transaction; its statements are kept in `asked`."""
        self.asked.clear()
        with write(self.store.engine) as tx:
            return absorb(tx, harvests, config=self.config, now=self.now, mind=self.mind)

    def kept(self) -> dict[str, list[tuple[Any, ...]]]:
        """All that the store has of what came in."""
        with read(self.store.engine) as tx:
            return {each.name: sorted(map(tuple, tx.execute(select(each))), key=repr) for each in COMING + LEAVING}


def stories_of(tx: Tx) -> dict[str, str]:
    """The story of each entry."""
    return {id: story for id, story in tx.execute(select(tables.entries.c.id, tables.entries.c.story))}


@contextmanager
def placed(folder: Path) -> Iterator[Place]:
    """A store in a folder, which knows the sources."""
    folder.mkdir()
    with closing(open_store(bases.address(folder / "feedbot.db"))) as store:
        made = Place(store, config())
        made.mind.panel = panel(made.config)
        with write(store.engine) as tx:
            enrol(tx, made.config, outlets(made.config, Senders()), make.NOW, made.mind.panel)
        event.listen(store.engine, "before_cursor_execute", lambda *given: made.asked.append(given[2]))
        yield made


@pytest.fixture
def here(tmp_path: Path) -> Iterator[Place]:
    """A place that was never visited."""
    with placed(tmp_path / "here") as made:
        yield made


def rounds() -> Iterator[dict[str, Sequence[Item]]]:
    """What the sources tell in three rounds: the same events, then news and another text, then a text that matches."""
    at = make.NOW - make.hours(2)
    yield {name: [item(name, 0, at=at), item(name, place, at=at)] for place, name in enumerate(NAMES)}
    later = make.NOW + make.minutes(30)
    changed = item("first", 0, at=at, more=" Trams do not run until the evening.")
    yield {
        "first": [changed, item("first", 2, at=later)],
        "second": [item("second", 0, at=at), item("second", 1, at=at), item("second", 3, at=later)],
        "fourth": [item("fourth", 3, at=at)],
    }
    yield {"third": [item("third", 1, at=later), item("third", 3, at=later)], "first": [changed]}


def test_together_as_one_by_one(tmp_path: Path) -> None:
    """Harvests that are taken in together leave what they leave when each is taken in alone."""
    with placed(tmp_path / "one") as one, placed(tmp_path / "all") as all_:
        for told in rounds():
            single = [one.absorb([each]) for each in one.visits(told)]
            total = sum(single, Report())
            assert total == all_.absorb(all_.visits(told))
            assert one.kept() == all_.kept()
        sizes = [len(row[1]) for row in all_.kept()["stories"]]
        assert 4 == max(sizes)  # the bridge, as all four told of it


def test_windows_that_follow_know_the_same(here: Place) -> None:
    """A window that placed what came decides as one that has read it all from the store."""
    for told in rounds():
        here.absorb(here.visits(told))
    harvests = here.visits({name: [item(name, 2, at=here.now)] for name in ("second", "third")})
    placed_it, here.mind = here.mind, Mind(panel=here.mind.panel)
    with pytest.raises(LookupError), write(here.store.engine) as tx:
        absorb(tx, harvests, config=here.config, now=here.now, mind=here.mind)
        expected = stories_of(tx)
        raise LookupError

    here.mind = placed_it
    here.absorb(harvests)
    with read(here.store.engine) as tx:
        assert expected == stories_of(tx)


def test_what_was_undone_is_placed_again(here: Place) -> None:
    """What a transaction placed that came to nothing is no part of any story for the next one."""
    first, *_ = rounds()
    harvests = here.visits(first)
    with pytest.raises(LookupError), write(here.store.engine) as tx:
        absorb(tx, harvests, config=here.config, now=here.now, mind=here.mind)
        raise LookupError
    assert 7 == here.absorb(harvests).new
    with read(here.store.engine) as tx:
        assert set(stories_of(tx).values()) <= set(stories_of(tx))


def test_nothing_new_asks_for_no_story(here: Place) -> None:
    """Visits that bring nothing new need no window: as many statements as ever, none of them for signatures."""
    for told in rounds():
        here.absorb(here.visits(told))
    window = Window()
    here.mind.window = window
    here.absorb(here.visits({}))
    many = len(here.asked)
    assert not [each for each in here.asked if "signatures" in each]
    assert 0 == window.settled

    here.absorb(here.visits({})[:1])
    assert len(here.asked) == many


def test_one_row_for_a_visit_without_news(here: Place) -> None:
    """A visit at which nothing changed writes what tells of the visit, and none of what was learnt."""
    for told in rounds():
        here.absorb(here.visits(told))
    here.absorb(here.visits({}))
    here.absorb(here.visits({}))
    (written,) = [each for each in here.asked if each.startswith("UPDATE visits")]
    columns = {each.split("=")[0].strip() for each in written.partition(" SET ")[2].partition(" WHERE ")[0].split(",")}
    assert {"due", "lease", "visited", "tried"} <= columns <= {"due", "lease", "visited", "tried", "terms"}


def test_a_first_import_is_written_at_once(here: Place) -> None:
    """New entries of several sources are written by one statement for each table."""
    at = make.NOW - make.hours(2)
    told = {name: [item(name, place, at=at)] for place, name in enumerate(NAMES)}
    harvests = here.visits(told)
    assert 4 == here.absorb(harvests).new
    for table in ("entries", "sightings", "stories", "signatures", "memberships", "searched", "outbox"):
        assert 1 == len([each for each in here.asked if each.startswith(f"INSERT INTO {table} ")]), table


def test_a_lease_that_was_lost(here: Place) -> None:
    """Of harvests whose leases are lost nothing is taken in, of the others all."""
    first, *_ = rounds()
    harvests = here.visits(first)
    lost = [replace(each, cursor=replace(each.cursor, lease=make.NOW)) for each in harvests[:2]]
    assert 4 == here.absorb([*lost, *harvests[2:]]).new
