"""What a round costs as sources and entries grow: processor time, memory, size of the database, newest 50, a search.

    python bench/growth_store.py [--sources 1000 10000 100000] [--entries 10000 100000 1000000] [--repeat 3]

Each size has a database and a process of its own. In every round 100 sources are due: 99 say that nothing changed, one
has ten new entries, and a feed of 50 is written. No network is asked. Entries are made once and written again under
other ids, so that a million can be stored in minutes; of the texts, 60 words each, all can be searched.
"""

import argparse
import asyncio
import json
import logging
import random
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime, timedelta
from itertools import islice
from pathlib import Path
from typing import Any, cast

import structlog

sys.path.insert(0, str(Path(__file__).parent.parent))

from growth import texts
from rounds_world import Told, feed

from feedbot.model import Batch, Config, Sighting
from feedbot.net import Answer, Web
from feedbot.rules import filters, searching
from feedbot.sources.feed import Feed as FeedSection
from feedbot.store import Store, entries, open_store, read, search, visits, write
from feedbot.turns import Turns
from tests import make

DUE = 100
BASE = 5_000
"""So many entries are made; all others are copies of them."""

START = datetime(2026, 3, 1, tzinfo=UTC)


class Sites:
    """Answers without a network: 304 for all but the address that has news."""

    def __init__(self, news: str, say: Callable[[], str]) -> None:
        self.news, self.say, self.made = news, say, 0

    async def get(self, url: str, **_: Any) -> Answer:  # noqa: ANN401
        """What a site says."""
        if url != self.news:
            return Answer(status=304, url=url, headers={"etag": '"a"'})
        told = []
        for _each in range(10):
            self.made += 1
            text = self.say()
            at = datetime.now(UTC) - timedelta(seconds=self.made)
            told.append(Told(f"fresh{self.made}", text[:60], f"<p>{text}</p>", at, "en"))
        return Answer(status=200, url=url, headers={"etag": f'"{self.made}"'}, body=feed(0, told))

    def resting(self, url: str) -> None:
        """No host asked for rest."""


def config(count: int, place: Path) -> Config:
    """So many sources, and one feed of 50, without an archive."""
    sources = tuple(
        make.source(
            f"s{number}",
            kind="feed",
            url=f"https://site{number}.example/feed",
            options=FeedSection(name=f"s{number}", kind="feed", url=f"https://site{number}.example/feed"),
        )
        for number in range(count)
    )
    settings = make.settings(output=place / "feeds", state=place / "state")
    return make.config(settings=settings, sources=sources, feeds=(make.feed(size=50, archive=False),), channels=())


def fill(store: Store, place: Path, count: int, sources: int) -> None:
    """So many entries, by all sources, one each minute of the past."""
    say = texts(60)
    base = min(count, BASE)
    made = [
        make.entry(
            number,
            source=f"s{number % sources}",
            title=(text := say())[:60],
            summary=text[:200],
            content=f"<p>{text}</p>",
            published=START - timedelta(minutes=number),
            updated=START - timedelta(minutes=number),
        )
        for number in range(base)
    ]
    for start in range(0, base, 500):
        some = tuple(made[start : start + 500])
        seen = tuple(
            Sighting(source=each.source, key=each.key, entry=each.id, raw=each.digest, seen=START) for each in some
        )
        with write(store.engine) as tx:
            entries.record(tx, Batch(source="s0", opened=some, sightings=seen), START)
            words = {each.id: tuple(dict.fromkeys(each.content[3:-4].split())) for each in some}
            search.keep(tx, words, {each.id: each.digest for each in some})
    lines = [(number, " ".join(dict.fromkeys(each.content[3:-4].split()))) for number, each in enumerate(made, 1)]
    _copy(place / "feedbot.db", lines, count // base)


def _copy(path: Path, lines: list[tuple[int, str]], times: int) -> None:
    """Have the entries so many times, older and under other ids; `lines` are their words by number."""
    with closing(sqlite3.connect(path)) as link, link:
        for pragma in ("synchronous = OFF", "cache_size = -500000", "temp_store = MEMORY"):
            link.execute(f"PRAGMA {pragma}")
        link.execute("CREATE TEMP TABLE lines (number INTEGER PRIMARY KEY, words TEXT)")
        link.executemany("INSERT INTO lines VALUES (?, ?)", lines)
        columns = [row[0] for row in link.execute("SELECT name FROM pragma_table_info('entries')")]
        link.execute("CREATE TEMP TABLE held AS SELECT * FROM entries")
        other = {
            **dict.fromkeys(("id", "key", "link", "story"), "{0} || '-' || :again"),
            **dict.fromkeys(("published", "updated"), "{0} - :back"),
        }
        chosen = ", ".join(other.get(name, "{0}").format(f'"{name}"') for name in columns)
        named = ", ".join(f'"{name}"' for name in columns)
        for again in range(1, times):
            by = again * len(lines)
            given = {"again": again, "back": by * 60_000_000, "by": by, "base": len(lines)}
            for statement in (
                f"INSERT INTO entries ({named}) SELECT {chosen} FROM held",
                "INSERT INTO searched (entry, number, digest) SELECT entry || '-' || :again, number + :by, digest FROM "
                "searched WHERE number <= :base",
                "INSERT INTO search (rowid, words) SELECT number + :by, words FROM lines",
            ):
                link.execute(statement, given)


def peak() -> float:
    """The most memory that this process had, in MiB; what getrusage tells begins with that of whoever started it."""
    with Path("/proc/self/status").open() as lines:
        return next(int(line.split()[1]) / 1024 for line in lines if line.startswith("VmHWM"))


async def measure(place: Path, count: int, repeat: int) -> dict[str, float]:
    """What rounds take on a store that is there, and what it takes to look into it."""
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR))
    wanted = config(count, place)
    store = open_store(f"sqlite:///{place}/feedbot.db")
    sites = Sites("https://site0.example/feed", texts(60))
    now = [datetime.now(UTC)]
    turns = Turns(config=wanted, store=store, web=cast(Web, sites), now=lambda: now[0], stop=asyncio.Event())
    began = time.process_time()
    await turns.enrol()
    enrolled = time.process_time() - began
    cpu, wall = [], []
    for again in range(repeat + 1):
        now[0] = datetime.now(UTC) + timedelta(days=again)
        with write(store.engine) as tx:
            tx.execute(visits.visits.update().values(due=now[0] + timedelta(days=400)))
            for each in range(DUE):
                visits.hurry(tx, f"s{each}", now[0])
        began, since = time.process_time(), time.monotonic()
        while (await turns.ingest() or 1) <= 0.05 or turns.under_way or turns.harvests:
            if turns.under_way:
                await asyncio.wait(list(turns.under_way.values()))
        while await turns.publish() == 0:
            pass
        cpu.append(time.process_time() - began)
        wall.append(time.monotonic() - since)
    running = peak()
    looked = _look(store)
    memory = peak()
    await turns.close()
    store.close()
    middle = statistics.median
    return {
        "round": middle(cpu[1:]),
        "wall": middle(wall[1:]),
        "enrol": enrolled,
        "running": running,
        "memory": memory,
        **looked,
    }


def _look(store: Store) -> dict[str, float]:
    """Seconds of processor time for the newest 50, and for the first 50 with a usual and a rare word."""
    said = texts(60)().split()
    words = {"usual": said[0], "rare": max(said, key=len)}
    asked = {name: searching.wanted(filters.parse(word)) for name, word in words.items()}
    spent = {}
    with read(store.engine) as tx:
        for _ in range(2):  # the second time counts
            began = time.process_time()
            found = len(entries.latest(tx, limit=50))
            spent["newest"] = time.process_time() - began
            for name, each in asked.items():
                began = time.process_time()
                found += len(list(islice(search.candidates(tx, each), 50)))
                spent[name] = time.process_time() - began
    if not found:
        sys.exit("nothing was found")
    return spent


def case(sources: int, count: int, repeat: int) -> dict[str, float]:
    """What is measured of so many sources and entries; the size of the database in MiB beside it."""
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        store = open_store(f"sqlite:///{place}/feedbot.db")
        fill(store, place, count, sources)
        store.close()
        size = (place / "feedbot.db").stat().st_size / 2**20
        command = [sys.executable, __file__, "--inside", folder, "--sources", str(sources), "--repeat", str(repeat)]
        # Once before, because a feed that is new takes in all that is stored.
        for _ in range(2):
            done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True)
        found: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
        return {**found, "size": size}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sources", type=int, nargs="+", default=[1_000, 10_000, 100_000])
    parser.add_argument("--entries", type=int, nargs="+", default=[10_000, 100_000, 1_000_000])
    parser.add_argument("--repeat", type=int, default=3)
    parser.add_argument("--inside", type=Path, help=argparse.SUPPRESS)
    args = parser.parse_args()
    random.seed(1)
    if args.inside:
        print(json.dumps(asyncio.run(measure(args.inside, args.sources[0], args.repeat))))
        return
    few, little = args.sources[0], args.entries[0]
    sizes = [(each, little) for each in args.sources] + [(few, each) for each in args.entries[1:]]
    print(f"{DUE} sources due in a round; ms of processor time, medians of {args.repeat}")
    print(
        f"{'sources':>9}{'entries':>11}{'a round':>9}{'s CPU at start':>16}{'MiB, rounds':>13}{'and searches':>14}"
        f"{'on disk':>9}{'newest 50':>11}{'usual word':>12}{'rare word':>11}"
    )
    found = {}
    for sources, count in sizes:
        one = found[sources, count] = case(sources, count, args.repeat)
        print(
            f"{sources:>9,}{count:>11,}{1000 * one['round']:>9.0f}{one['enrol']:>16.2f}{one['running']:>13.0f}"
            f"{one['memory']:>14.0f}{one['size']:>9.0f}"
            f"{1000 * one['newest']:>11.1f}{1000 * one['usual']:>12.1f}{1000 * one['rare']:>11.1f}",
            flush=True,
        )
    first = found[few, little]
    print()
    for what, key, most in (
        (f"a round with {args.sources[-1]:,} sources to one with {few:,}", (args.sources[-1], little), 1.3),
        (f"a round with {args.entries[-1]:,} entries to one with {little:,}", (few, args.entries[-1]), 1.3),
    ):
        ratio = found[key]["round"] / first["round"]
        print(
            f"{what}: {ratio:.2f}, at most {most} (it grows with what is due): {'met' if ratio <= most else 'missed'}"
        )
    for what, name in (("memory of rounds", "running"), ("memory of rounds and searches", "memory")):
        ratio = found[few, args.entries[-1]][name] / first[name]
        judged = "met" if ratio <= 1.2 else "missed"
        print(f"{what} with {args.entries[-1]:,} entries to that with {little:,}: {ratio:.2f}, at most 1.2: {judged}")


if __name__ == "__main__":
    main()
