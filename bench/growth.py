"""What one changed entry costs in a feed of 10,000, beside rendering all of it: fragments, rows, seconds of CPU.

    python bench/growth.py [--entries 10000] [--words 200]

Shows that a document grows by what is new, in all formats with their compressed neighbours, in one run; and what the
ways to compress a large document cost in time and in size, which is why its Brotli neighbour is left out.
"""

import argparse
import asyncio
import gzip
import random
import sys
import time
import zlib
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import brotli
from sqlalchemy import Engine, event

sys.path.insert(0, str(Path(__file__).parent.parent))

from feedbot.crew import Crew
from feedbot.fragments import LARGE, breaks, compose, packed
from feedbot.ingest import record
from feedbot.model import Batch, Entry, Membership
from feedbot.publish import Press, Published, publish
from feedbot.store import Store, feeds, open_store, read, write
from tests import make

NOW, URL = make.NOW, "https://feeds.example.org"


@dataclass
class Rows:
    """Counts the rows of entries that are read whole."""

    count: int = 0

    def listen(self, engine: Engine) -> None:
        """Look at every statement."""

        @event.listens_for(engine, "after_cursor_execute")
        def note(_connection: Any, _cursor: Any, statement: str, parameters: Any, *_: Any) -> None:  # noqa: ANN401
            if statement.startswith("SELECT") and "entries.content" in statement:
                self.count += len(parameters) if isinstance(parameters, tuple | list) else 1


def texts(words: int) -> Callable[[], str]:
    """A maker of texts whose words come as often as words do."""
    chance = random.Random(7)
    letters = "etaoinshrdlucmfwypvbgkjqxz"
    known = ["".join(chance.choices(letters, range(26, 0, -1), k=chance.randint(2, 10))) for _ in range(20_000)]
    weights = [1 / (place + 1) for place in range(len(known))]
    return lambda: " ".join(chance.choices(known, weights, k=words))


def entry(number: int, text: str) -> Entry:
    """An entry with a text, its summary and title."""
    digest = f"{number} {zlib.crc32(text.encode())}"
    return make.entry(number, title=text[:70], summary=text[:300], content=f"<p>{text}</p>", digest=digest)


def fill(store: Store, count: int, text: Callable[[], str]) -> None:
    """A feed with so many entries."""
    with write(store.engine) as tx:
        feeds.enrol(tx, ["main"], NOW, lambda: "urn:uuid:main")
    for start in range(0, count, 500):
        some = tuple(entry(number, text()) for number in range(start, min(count, start + 500)))
        take(store, Batch(source="sample", opened=some, memberships=_joined(some)))


def _joined(some: tuple[Entry, ...]) -> Any:  # noqa: ANN401
    return tuple(Membership(feed="main", subject=each.id, published=each.published) for each in some)


def take(store: Store, batch: Batch) -> None:
    """Record a batch as a visit does."""
    with write(store.engine) as tx:
        record(tx, batch, config=make.config(channels=()), now=NOW)


def turn(store: Store, folder: Path, press: Press, feed: Any) -> Published:  # noqa: ANN401
    """Turns of publishing until there is nothing more to do."""

    async def once() -> Published:
        crew, done = Crew("printer"), Published(more=True)
        try:
            while done.more:
                one = await publish([feed], store=store, crew=crew, output=folder, url=URL, press=press, now=NOW)
                done = replace(one, files=done.files + one.files, made=done.made + one.made)
            return done
        finally:
            crew.close()

    return asyncio.run(once())


def measured(what: str, rows: Rows, work: Callable[[], Published]) -> float:
    """Do it, and print what it took; the seconds of CPU."""
    rows.count = 0
    began, wall = time.process_time(), time.monotonic()
    done = work()
    spent, lasted = time.process_time() - began, time.monotonic() - wall
    print(f"{what:44}{done.files:>6}{done.made:>11,}{rows.count:>9,}{spent:>9.2f}{lasted:>9.2f}")
    return spent


def grow(count: int, words: int, feed: Any) -> tuple[float, float]:  # noqa: ANN401
    """Render all, change one three times, add one; the CPU of all, and of one changed, the one in the middle."""
    text, rows = texts(words), Rows()
    with TemporaryDirectory() as place:
        store = open_store(f"sqlite:///{place}/feedbot.db")
        rows.listen(store.engine)
        fill(store, count, text)
        press, folder = Press(), Path(place) / "feeds"
        whole = measured(f"all {count:,}", rows, lambda: turn(store, folder, press, feed))
        ones = []
        for part in (4, 2, 3):
            take(store, Batch(source="sample", changed=(entry(count // part, text()),)))
            ones.append(measured(f"one changed, at 1/{part}", rows, lambda: turn(store, folder, press, feed)))
        one = sorted(ones)[1]
        fresh = (entry(count + 1, text()),)
        take(store, Batch(source="sample", opened=fresh, memberships=_joined(fresh)))
        measured("one new at the top", rows, lambda: turn(store, folder, press, feed))
        with write(store.engine) as tx:
            feeds.enrol(tx, ["main"], NOW, str)
        measured("touched, nothing changed", rows, lambda: turn(store, folder, press, feed))
        measured("nothing to do", rows, lambda: turn(store, folder, press, feed))
        if (folder / "main.atom").stat().st_size > LARGE:
            squeeze(store, feed)
        store.close()
    return whole, one


def squeeze(store: Store, feed: Any) -> None:  # noqa: ANN401
    """The ways to compress the Atom document."""
    with read(store.engine) as tx:
        sheet = feeds.newest(tx, feed, URL)
    proof = compose(sheet.edition, "atom", sheet.looks)
    body, ends = proof.body, breaks(sheet.edition)
    glued, parts = packed(proof, ends, {})
    held = {digest: glued[start:end] for digest, (start, end) in parts.items()}
    ways: list[tuple[str, Callable[[], bytes]]] = [
        ("gzip 6, whole", lambda: gzip.compress(body, 6, mtime=0)),
        (f"gzip 6, glued of {len(parts)} parts", lambda: packed(proof, ends, {})[0]),
        ("  the same, all parts but one held", lambda: packed(proof, ends, dict(list(held.items())[1:]))[0]),
        ("gzip 1, whole", lambda: gzip.compress(body, 1, mtime=0)),
        *((f"brotli {quality}, whole", lambda q=quality: brotli.compress(body, quality=q)) for quality in (1, 2, 5)),
    ]
    print(f"\n{'the Atom document, ' + format(len(body) / 2**20, '.1f') + ' MiB':44}{'s CPU':>9}{'MiB':>9}")
    for name, way in ways:
        began = time.process_time()
        size = len(way()) / 2**20
        print(f"{name:44}{time.process_time() - began:>9.2f}{size:>9.2f}")
    assert zlib.crc32(gzip.decompress(glued)) == zlib.crc32(body)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--entries", type=int, default=10_000)
    parser.add_argument("--words", type=int, default=200)
    wanted = parser.parse_args()
    print(f"{'four formats with their neighbours':44}{'files':>6}{'fragments':>11}{'rows':>9}{'s CPU':>9}{'s':>9}")
    feed = make.feed(size=wanted.entries + 10)
    whole, one = grow(wanted.entries, wanted.words, feed)
    print(f"\none changed entry costs {one / whole:.1%} of all")
    print("\nthe same entries in a feed of 50 with an archive")
    grow(min(2_000, wanted.entries), wanted.words, replace(feed, size=50))
    return 0 if one * 10 < whole else 1


if __name__ == "__main__":
    sys.exit(main())
