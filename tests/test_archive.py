"""Feeds that last, from a reader's side: what walks back through the archive finds everything, and no page changes."""

import asyncio
import gzip
import hashlib
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from feedbot.crew import Crew
from feedbot.ingest import record
from feedbot.model import Batch, Entry, Feed, Link
from feedbot.publish import Press, Published, publish
from feedbot.store import Store, addresses, feeds, open_store
from tests import bases, make
from tests.store.given import of

ATOM = "{http://www.w3.org/2005/Atom}"
STONE = "{http://purl.org/atompub/tombstones/1.0}deleted-entry"
URL = "https://feeds.example.org"
SMALL = make.feed(size=4, formats=("atom",))


def put(path: Path, body: bytes) -> None:
    """Write a file as a whole, without waiting for the disk."""
    half = path.with_name(".half.tmp")
    half.write_bytes(body)
    half.replace(path)


class DeathError(Exception):
    """The process dies here."""


def mortal(most: int, done: list[str]) -> Press:
    """A press that dies instead of doing what comes after `most` file operations; `done` names these."""

    def step(path: Path) -> None:
        if len(done) >= most:
            raise DeathError
        done.append(path.name)

    def write(path: Path, body: bytes) -> None:
        step(path)
        put(path, body)

    def drop(path: Path) -> None:
        if path.exists():
            step(path)
            path.unlink()

    return Press(put=write, drop=drop)


@dataclass
class Life:
    """Feeds with a store, a folder and a clock moved by hand; `told` is what should stand of each entry."""

    place: Path
    store: Store
    feeds: tuple[Feed, ...] = (SMALL,)
    url: str = URL
    now: datetime = make.NOW
    press: Press = field(default_factory=lambda: Press(put=put))
    told: dict[int, str | None] = field(default_factory=dict)
    secrets: Iterator[str] = field(default_factory=lambda: (f"{number:022}" for number in range(100)))

    @property
    def folder(self) -> Path:
        """Where documents lie."""
        return self.place / "feeds"

    def enrol(self, *named: Feed) -> None:
        """Let these be the feeds of the config."""
        self.feeds = named
        with self.store.engine.begin() as tx:
            new = feeds.enrol(tx, [each.name for each in named], self.now, lambda: f"urn:made:{named[0].name}")
            for each in named:
                if each.name in new:
                    feeds.backfill(tx, each, self.now)
            addresses.settle(tx, named, self.now, lambda: next(self.secrets))

    def take(self, batch: Batch) -> None:
        """Let a visit bring something, a minute after the last."""
        self.now += timedelta(minutes=1)
        config = make.config(feeds=self.feeds, channels=())
        with self.store.engine.begin() as tx:
            record(tx, replace(batch, promises=(), verdicts=()), config=config, now=self.now)

    def add(self, *numbers: int) -> None:
        """Let entries come in, into every feed."""
        opened = [self.entry(number, f"Title {number}") for number in numbers]
        joined = tuple(each for feed in self.feeds for each in of(*opened, feed=feed.name).memberships)
        self.take(replace(of(*opened), memberships=joined))
        self.told |= {number: f"Title {number}" for number in numbers}

    def edit(self, number: int) -> None:
        """Let an entry say something else, and stand again if it was withdrawn."""
        title = f"Title {number} of {self.now:%d %H:%M}"
        self.take(Batch(source="sample", changed=(self.entry(number, title),)))
        self.told[number] = title

    def withdraw(self, number: int) -> None:
        """Let a source withdraw an entry."""
        self.take(Batch(source="sample", retracted=(make.entry(number).id,)))
        self.told[number] = None

    def restore(self, number: int, title: str) -> None:
        """Let a source bring an entry back as it was."""
        self.take(Batch(source="sample", restored=(make.entry(number).id,)))
        self.told[number] = title

    def entry(self, number: int, title: str) -> Entry:
        """An entry as it is now; dates have nothing to do with the order in which entries come."""
        fields = {"title": title, "digest": f"digest of {title}", "updated": self.now}
        media = (Link(href=f"https://example.org/{number}.mp3", type="audio/mpeg"),) if number % 5 == 2 else ()
        published = make.NOW - timedelta(hours=number * 7 % 24)
        return make.entry(number, published=published, links=media, **fields)

    def publish(self) -> Published:
        """Turns until there is nothing more to do; what they came to."""
        done = Published(more=True)
        while done.more:
            turn = self.turn()
            done = replace(turn, files=done.files + turn.files, made=done.made + turn.made)
        return done

    def turn(self) -> Published:
        """One turn."""

        async def once() -> Published:
            crew = Crew("printer")
            try:
                known: dict[str, Any] = {"press": self.press, "now": self.now}
                return await publish(self.feeds, store=self.store, crew=crew, output=self.folder, url=self.url, **known)
            finally:
                crew.close()

        return asyncio.run(once())

    def files(self) -> dict[str, bytes]:
        """Everything in the folder."""
        return {path.name: path.read_bytes() for path in sorted(self.folder.iterdir())}

    def pages(self) -> dict[str, bytes]:
        """The closed pages there are."""
        return {name: body for name, body in self.files().items() if name.split(".")[-2].isdigit()}


@dataclass
class Walk:
    """What a client finds that walks back: the newest version of each entry (None: withdrawn), and the documents."""

    found: dict[str, str | None]
    documents: list[str]


def walk(folder: Path, name: str = "main.atom") -> Walk:
    """Walk back from a document as RFC 5005, section 4.2, says, and take the newest of what is found twice."""
    seen: dict[str, tuple[datetime, int, str | None]] = {}
    documents: list[str] = []
    step = name
    while step:
        root = etree.fromstring((folder / step).read_bytes())
        documents.append(step)
        for id, at, title in versions(root):
            if id not in seen or (at, -len(documents)) > seen[id][:2]:
                seen[id] = (at, -len(documents), title)
        links = {link.get("rel"): link.get("href") for link in root.findall(f"{ATOM}link")}
        step = (links.get("prev-archive") or "").removeprefix(f"{URL}/feeds/")
    return Walk(found={id: title for id, (_, _, title) in seen.items()}, documents=documents)


def versions(root: etree._Element) -> Iterator[tuple[str, datetime, str | None]]:
    """The entries and tombstones of a document: id, moment, title."""
    for entry in root.findall(f"{ATOM}entry"):
        at = datetime.fromisoformat(entry.findtext(f"{ATOM}updated", ""))
        yield entry.findtext(f"{ATOM}id", ""), at, entry.findtext(f"{ATOM}title")
    for stone in root.findall(STONE):
        yield stone.get("ref", ""), datetime.fromisoformat(stone.get("when", "")), None


def living(place: Path, **fields: Any) -> Life:
    """A life with a new store in a folder."""
    place.mkdir(exist_ok=True)
    life = Life(place=place, store=open_store(bases.address(place / "feedbot.db"), check=False), **fields)
    life.enrol(*life.feeds)
    return life


@pytest.fixture
def life(tmp_path: Path) -> Iterator[Life]:
    """Feed "main", four entries a document, two a page, in Atom."""
    made = living(tmp_path / "life")
    with closing(made.store):
        yield made


def expected(life: Life) -> dict[str, str | None]:
    """What a client should find."""
    return {make.entry(number).id: title for number, title in life.told.items()}


STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("add"), st.integers(1, 5)),
        st.tuples(st.sampled_from(["edit", "withdraw", "restore", "publish", "restart", "lose"]), st.integers(0, 50)),
    ),
    min_size=10,
    max_size=40,
)


def live(life: Life, steps: list[tuple[str, int]]) -> Iterator[None]:
    """Let the steps happen one by one."""
    titles: dict[int, str] = {}
    for step, number in steps:
        known = list(life.told)
        if step == "add":
            life.add(*range(len(known), len(known) + number))
        elif step == "publish":
            life.publish()
        elif step == "restart":
            life.press = Press(put=put)
        elif step == "lose":
            lose(life, number)
        elif known:
            touch(life, step, known[number % len(known)], titles)
        yield


def lose(life: Life, number: int) -> None:
    """Let somebody delete some of the files, and the process end."""
    for path in sorted(life.folder.iterdir())[number % 7 :: 7] if life.folder.exists() else ():
        path.unlink()
    life.press = Press(put=put)


def touch(life: Life, step: str, number: int, titles: dict[int, str]) -> None:
    """Change an entry, where that can be; `titles` are those of withdrawn ones."""
    title = life.told[number]
    if step == "edit":
        life.edit(number)
    elif step == "withdraw" and title is not None:
        titles[number] = title
        life.withdraw(number)
    elif step == "restore" and title is None:
        life.restore(number, titles[number])


@given(steps=STEPS, size=st.integers(1, 7))
@settings(max_examples=8)
def test_a_client_that_walks_back_finds_everything(steps: list[tuple[str, int]], size: int) -> None:
    """Every entry ever admitted is found, in its newest version, and no page ever changes, whatever happens between."""
    seen: dict[str, bytes] = {}
    with TemporaryDirectory() as place:
        life = living(Path(place), feeds=(replace(SMALL, size=size),))
        with closing(life.store):
            for _ in live(life, [*steps, ("publish", 0)]):
                pages = life.pages() if life.folder.exists() else {}
                assert {name: seen.get(name, body) for name, body in pages.items()} == pages
                seen |= pages
            walked = walk(life.folder)
            assert expected(life) == walked.found
            assert seen == life.pages()
            assert size >= sum(1 for _ in etree.fromstring(life.files()["main.atom"]).iter(f"{ATOM}entry"))


@given(
    steps=st.lists(st.tuples(st.sampled_from(["add", "edit", "withdraw", "restore"]), st.integers(1, 9)), max_size=12)
)
@settings(max_examples=3)
def test_what_is_glued_is_what_is_rendered(steps: list[tuple[str, int]]) -> None:
    """Documents made of fragments that were there already are, byte for byte, those that are rendered whole."""
    feed = make.feed(size=6, complete=True)
    with TemporaryDirectory() as place:
        life = living(Path(place), feeds=(feed,))
        with closing(life.store):
            for _ in live(life, [*steps, ("publish", 0)]):
                life.publish()
            glued = life.files()
            for path in life.folder.iterdir():
                path.unlink()
            life.press = Press(put=put)
            life.publish()
            assert life.files() == glued


def test_each_fragment_is_rendered_once(life: Life) -> None:
    """What comes into a document is rendered for it; what stays is not rendered again."""
    life.add(1, 2)
    assert 2 == life.publish().made

    life.add(3)
    assert 1 == life.publish().made
    life.edit(2)
    assert 1 == life.publish().made
    life.withdraw(1)
    assert 0 == life.publish().made


def test_a_file_that_somebody_changed_is_not_trusted(life: Life) -> None:
    """No fragment is taken from a file that is not as it was written."""
    life.add(1, 2)
    life.publish()
    path = life.folder / "main.atom"
    path.write_bytes(path.read_bytes().replace(b"Title", b"Spoil"))
    life.add(3)

    assert 3 == life.publish().made
    assert b"Spoil" not in path.read_bytes()


def test_what_a_digest_leaves_out_is_seen_too(life: Life) -> None:
    """A preview that changes without the digest is in the next document, whether it is glued or rendered whole."""
    life.add(1, 2)
    life.publish()
    preview = Link(href="https://example.org/1.png", rel="preview")
    life.take(Batch(source="sample", renamed=(replace(life.entry(1, "Title 1"), links=(preview,)),)))
    life.add(3)
    life.publish()
    glued = life.files()
    (life.folder / "main.atom").unlink()
    life.press = Press(put=put)
    life.publish()

    assert b"1.png" in glued["main.atom"]
    assert life.files() == glued


def test_a_large_document_is_glued_too(life: Life) -> None:
    """Of a document over a mebibyte the compressed neighbour unpacks to the same, and Brotli has none."""
    life.enrol(make.feed(size=2000, formats=("json",)))
    text = "<p>" + " ".join(str(number) for number in range(400)) + "</p>"
    opened = [replace(life.entry(number, f"Title {number}"), content=text) for number in range(899)]
    for start in (0, 450):
        life.take(of(*opened[start : start + 450]))
        life.publish()
    (life.folder / "main.json.br").write_bytes(b"old")
    first = life.files()
    life.add(900)
    done = life.publish()
    glued = life.files()
    for name in ("main.json", "main.json.gz"):
        (life.folder / name).unlink()
    life.press = Press(put=put)
    life.publish()

    assert 1 == done.made
    assert life.files() == glued
    assert first["main.json"] != glued["main.json"] == gzip.decompress(glued["main.json.gz"])
    assert ["main.json", "main.json.gz"] == sorted(glued)


def test_a_corrected_entry_in_a_closed_page(life: Life) -> None:
    """What is corrected after its page closed stands in the newest document; the page stays as it was."""
    life.add(*range(8))
    life.publish()
    before = life.pages()
    life.edit(0)
    life.publish()

    assert (life.told[0] or "") in life.files()["main.atom"].decode()
    assert before == life.pages()


def test_a_client_meets_no_dead_link_while_pages_are_made(life: Life) -> None:
    """While the pages of a burst are being closed and written, every document leads only to pages that are there."""
    life.add(*range(400))
    turns = 0
    while True:
        turns += 1
        more = life.turn().more
        walk(life.folder)
        if not more:
            break

    assert turns > 1
    assert expected(life) == walk(life.folder).found


def test_pages_are_whole_whatever_format_comes_later(life: Life) -> None:
    """A format that is added is written for every page; one that is taken away is gone, and its address says so."""
    life.add(*range(9))
    life.publish()
    before = life.pages()
    life.enrol(replace(SMALL, formats=("atom", "rss")))
    life.publish()
    stems = {name.split(".atom")[0] for name in before}
    added = {name.split(".rss")[0] for name in life.pages() if ".rss" in name}
    life.enrol(SMALL)
    life.publish()

    assert stems == added
    assert before == life.pages()
    with life.store.engine.begin() as tx:
        assert [True, False] == [addresses.gone(tx, file) for file in ("main.rss", "main.atom")]


def test_a_feed_that_left_is_gone_and_may_come_back(life: Life) -> None:
    """A removed feed leaves no file behind and its addresses are gone; back again, it is what it was."""
    life.add(*range(9))
    life.publish()
    before, stems = life.files(), ("main", "main.1", "main.99", "main.all", "other")
    (life.folder / "main.notes.txt").write_bytes(b"mine")
    (life.folder / "main.copy.atom").write_bytes(b"mine")
    life.enrol(make.feed("other", formats=("atom",)))
    life.publish()
    kept = sorted(life.files())
    with life.store.engine.begin() as tx:
        gone = [addresses.gone(tx, stem) for stem in stems]
    life.enrol(SMALL)
    life.publish()

    assert ["main.copy.atom", "main.notes.txt", "other.atom", "other.atom.br", "other.atom.gz"] == kept
    assert [True, True, False, False, False] == gone
    assert before.items() <= life.files().items()
    with life.store.engine.begin() as tx:
        assert [False, False, False, False, True] == [addresses.gone(tx, stem) for stem in stems]


def test_a_secret_that_is_taken_back(life: Life) -> None:
    """A private feed lies under its secret only; with another secret all of it lies there, and the old one is gone."""
    life.enrol(replace(SMALL, private=True))
    life.add(*range(9))
    life.publish()
    first = sorted(life.files())
    with life.store.engine.begin() as tx:
        old = addresses.token(tx, "main")
        new = addresses.renew(tx, "main", life.now, lambda: "s" * 32)
    life.publish()

    assert first == [name.replace("s" * 32, old or "") for name in sorted(life.files())]
    assert "s" * 32 == new
    assert expected(life) == walk(life.folder, f"main.{new}.atom").found
    with life.store.engine.begin() as tx:
        stems = (f"main.{old}", f"main.{old}.1", f"main.{new}", f"main.{new}.1", "main")
        assert [True, True, False, False, False] == [addresses.gone(tx, stem) for stem in stems]


def test_an_open_feed_that_becomes_private(life: Life) -> None:
    """The open address is gone at once, and back to the open one the secret is."""
    life.add(*range(5))
    life.publish()
    life.enrol(replace(SMALL, private=True))
    life.publish()
    hidden = sorted(life.files())
    life.enrol(SMALL)
    life.publish()

    assert all(name.startswith("main.0000000000000000000000.") for name in hidden)
    assert "main.atom" in life.files()
    assert not any(name in life.files() for name in hidden)


@pytest.mark.parametrize("kept", [{"keep": timedelta(hours=3)}, {"keep_entries": 4}], ids=["age", "count"])
def test_old_pages_are_dropped_whole(life: Life, kept: dict[str, Any]) -> None:
    """Pages beyond what a feed keeps are taken away, oldest first, and their addresses are gone; what stays stays."""
    feed = replace(SMALL, **kept)
    life.enrol(feed)
    life.add(*range(6))
    life.publish()
    before = life.pages()
    life.now += timedelta(hours=4)
    life.add(*range(6, 12))
    life.publish()
    after = life.pages()
    newest = max(int(name.split(".")[1]) for name in after if name.endswith(".atom"))
    with life.store.engine.begin() as tx:
        gone = [addresses.gone(tx, f"main.{number}") for number in (1, newest)]

    assert "main.1.atom" in before
    assert "main.1.atom" not in after
    assert {name: before.get(name, body) for name, body in after.items()} == after
    assert [True, False] == gone


def test_a_quiet_feed_drops_its_pages_too(life: Life) -> None:
    """Age counts without news: the last page goes, and the document leads nowhere any more."""
    life.enrol(replace(SMALL, keep=timedelta(hours=3)))
    life.add(*range(6))
    life.publish()
    life.now += timedelta(hours=4)
    life.publish()

    assert {} == life.pages()
    assert ["main.atom"] == walk(life.folder).documents


def test_the_complete_document_drops_what_pages_drop(life: Life) -> None:
    """A quiet feed's complete document is written anew when its pages go, without what stood in them."""
    life.enrol(replace(SMALL, keep=timedelta(hours=3), complete=True))
    life.add(*range(12))
    life.publish()
    before = life.files()["main.all.atom"].count(b"<entry")
    life.now += timedelta(hours=4)
    life.publish()

    assert 12 == before
    after = life.files()
    assert after["main.atom"].count(b"<entry") == after["main.all.atom"].count(b"<entry") < before


def test_no_archive_and_again_one(life: Life) -> None:
    """Without an archive its pages are taken away; with one again they are what they were."""
    life.add(*range(9))
    life.publish()
    before = life.pages()
    life.enrol(replace(SMALL, archive=False))
    life.publish()
    without = life.pages()
    with life.store.engine.begin() as tx:
        gone = addresses.gone(tx, "main.1")
    life.enrol(SMALL)
    life.publish()

    assert ({}, True) == (without, gone)
    assert before == life.pages()


def test_another_site(life: Life) -> None:
    """Under another address pages are other documents: they are written anew, once."""
    life.add(*range(9))
    life.publish()
    before = life.pages()
    life.url, life.press = "https://other.example.org", Press(put=put)
    life.enrol(SMALL)
    done = life.publish()
    after = life.pages()
    life.press = Press(put=put)

    assert done.files == 1 + len([name for name in before if name.endswith(".atom")])
    assert [name for name in before if before[name] == after[name]] == []
    assert 0 == life.publish().files


def test_nothing_to_do_is_nothing_done(life: Life) -> None:
    """Nothing is written or rendered in a turn without news, nor by a process that finds all as it should be."""
    life.add(*range(9))
    life.publish()
    before = {path: path.stat().st_mtime_ns for path in life.folder.iterdir()}
    quiet = life.turn()
    life.press = Press(put=put)
    found = life.publish()

    assert (Published(), 0) == (quiet, found.files)
    assert before == {path: path.stat().st_mtime_ns for path in life.folder.iterdir()}


def test_a_page_that_was_deleted_comes_back(life: Life) -> None:
    """A running process notices within a minute that a page or a neighbour lacks, and writes the same again."""
    life.add(*range(9))
    life.publish()
    before = life.files()
    for name in ("main.1.atom", "main.2.atom.gz", "main.atom.gz"):
        (life.folder / name).unlink()
    os.utime(life.folder, ns=(1, 1))
    life.now += timedelta(minutes=2)
    life.publish()

    assert before == life.files()


def changes(life: Life) -> None:
    """What makes a turn write pages and documents, and take files away."""
    feed = replace(SMALL, formats=("atom", "json"), complete=True, private=True, keep_entries=4)
    life.enrol(feed, make.feed("other", formats=("rss",)))
    life.add(*range(20, 26))


def test_death_at_any_file_operation(tmp_path: Path) -> None:
    """Wherever a process dies while it writes or removes, the next one brings the folder to what it should be."""

    def lived(name: str, presses: Callable[[], Iterator[Press]]) -> dict[str, bytes]:
        life = living(tmp_path / name)
        with closing(life.store):
            life.add(*range(9))
            life.publish()
            changes(life)
            for press in presses():
                life.press = press
                with suppress(DeathError):
                    life.publish()
            life.press = Press(put=put)
            life.publish()
            return life.files()

    whole = lived("whole", lambda: iter(()))
    operations: list[str] = []
    lived("counted", lambda: iter([mortal(10**6, operations)]))
    for number in range(0, len(operations), 5):
        twice = [mortal(number, []), mortal(2, [])]
        assert whole == lived(f"dies-{number}", lambda dying=twice: iter(dying))  # type: ignore[misc]  # the loop's own


def test_a_full_disk_costs_no_other_feed_and_heals(life: Life) -> None:
    """A feed that cannot be written is told of and stays due; the others are written, and it is when it can be."""
    life.enrol(SMALL, make.feed("other", formats=("atom",)))
    life.add(*range(9))

    def refuse(path: Path, body: bytes) -> None:
        if path.name.startswith("main"):
            raise OSError(28, "No space left on device")
        put(path, body)

    life.press.put = refuse
    done = life.turn()
    life.press.put = put

    assert ["other.atom", "other.atom.br", "other.atom.gz"] == sorted(life.files())
    assert 'feed "main" could not be written' in done.problems[0]
    assert "No space left" in done.problems[0]
    life.publish()
    assert expected(life) == walk(life.folder).found


def test_a_file_that_cannot_be_removed_is_told(life: Life) -> None:
    """What should go and cannot is a problem with its path, tried again when something changes."""
    life.publish()

    def refuse(path: Path) -> None:
        raise PermissionError(13, "Permission denied", str(path))

    life.press.drop = refuse
    life.enrol(make.feed("other", formats=("atom",)))

    assert "main.atom could not be removed: Permission denied" in " ".join(life.turn().problems)


def told(place: Path) -> str:
    """A digest of every file that a certain life leads to."""
    life = living(place, feeds=(make.feed(size=4, complete=True),))
    with closing(life.store):
        life.add(*range(9))
        life.publish()
        life.edit(3)
        life.withdraw(4)
        life.add(10, 11)
        life.publish()
        return hashlib.sha256(repr(life.files()).encode()).hexdigest()


def test_two_machines_write_the_same(tmp_path: Path) -> None:
    """The same store gives the same bytes, in another process with another order of its sets too."""
    script = "import sys, pathlib; from tests.test_archive import told; print(told(pathlib.Path(sys.argv[1])))"
    env = {**os.environ, "PYTHONHASHSEED": "7", "PYTHONPATH": str(Path(__file__).parent.parent)}
    command = [sys.executable, "-c", script, str(tmp_path / "there")]
    there = subprocess.run(command, env=env, capture_output=True, text=True, check=True)

    assert told(tmp_path / "here") == there.stdout.strip()
