"""What writing a feed costs when one entry in a thousand changed: feedbot beside plain feedgen.

    python bench/atom.py [--entries 1000] [--words 200] [--repeat 5]

feedgen makes the whole document of the same entries, from what is in memory. feedbot takes all but one entry from the
document that it wrote last. Shows milliseconds of processor time: of making the document alone, and of a whole turn of
publishing, from the query to the file on the disk with its compressed neighbours. Beside the turn stands feedgen's
document with all that a turn does but the query: compressed, and put in its place. Medians of `--repeat` changes.
"""

import argparse
import statistics
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from feedgen.feed import FeedGenerator

sys.path.insert(0, str(Path(__file__).parent.parent))

from growth import URL, entry, fill, take, texts, turn

from feedbot.fragments import Stock, compose, small
from feedbot.model import Batch, Edition
from feedbot.printing import replace as replace_file
from feedbot.publish import Press
from feedbot.store import feeds, open_store, read
from tests import make

LEAST = 20.0
"""How many times faster than plain feedgen it shall be."""


def plain(edition: Edition, format: str) -> bytes:
    """The document as the manual of feedgen writes one."""
    feed: Any = FeedGenerator()
    feed.id(edition.id)
    feed.title(edition.feed.title)
    feed.updated(edition.updated)
    feed.link(href=edition.url, rel="self")
    feed.description(edition.feed.subtitle or edition.feed.title)
    for piece in edition.pieces:
        told, one = piece.lead, feed.add_entry(order="append")
        one.id(piece.id)
        one.title(told.title)
        one.link(href=told.link)
        one.updated(piece.updated)
        one.published(piece.published)
        one.summary(told.summary)
        one.content(told.content, type="html")
        for person in told.authors:
            one.author({"name": person.name})
    return bytes(feed.atom_str(pretty=True) if format == "atom" else feed.rss_str(pretty=True))


def spent(work: Callable[[], object]) -> float:
    """Milliseconds of processor time."""
    began = time.process_time()
    work()
    return 1000 * (time.process_time() - began)


def written(edition: Edition, formats: tuple[str, ...]) -> list[bytes]:
    """The documents by feedgen alone."""
    return [plain(edition, each) for each in formats]


def put(edition: Edition, formats: tuple[str, ...], folder: Path) -> None:
    """The documents by feedgen, on the disk with their compressed neighbours."""
    for format, body in zip(formats, written(edition, formats), strict=True):
        packed, better = small(body, lasting=False)
        for name, text in ((f"{format}.gz", packed), (f"{format}.br", better), (format, body)):
            replace_file(folder / f"feedgen.{name}", text)


def composed(sheet: feeds.Sheet, stock: Stock, formats: tuple[str, ...]) -> list[int]:
    """How many entries were rendered for the documents by feedbot."""
    return [compose(sheet.edition, each, sheet.looks, stock.open(each)).made for each in formats]


def measure(args: argparse.Namespace, formats: tuple[str, ...]) -> dict[str, list[float]]:
    """Milliseconds of each way, by its name."""
    names = ("feedgen", "feedgen, compressed and on the disk", "feedbot, the document", "feedbot, a turn of publishing")
    found: dict[str, list[float]] = {name: [] for name in names}
    text, feed = texts(args.words), replace(make.feed(size=args.entries), formats=formats)
    with TemporaryDirectory() as folder:
        store, press, output = open_store(f"sqlite:///{folder}/feedbot.db"), Press(), Path(folder) / "feeds"
        fill(store, args.entries, text)
        turn(store, output, press, feed)
        for again in range(args.repeat):
            take(store, Batch(source="sample", changed=(entry(args.entries // 2 + again, text()),)))
            stock = press.plates.stock(output, feed, URL, [feed.name])
            with read(store.engine) as tx:
                whole = feeds.newest(tx, feed, URL)
                sheet = feeds.newest(tx, feed, URL, known=stock.piece)
            if len(whole.edition.pieces) != args.entries:
                sys.exit(f"{len(whole.edition.pieces)} entries instead of {args.entries}")
            edition = whole.edition
            found["feedgen"].append(spent(partial(written, edition, formats)))
            found["feedgen, compressed and on the disk"].append(spent(partial(put, edition, formats, Path(folder))))
            glued = partial(composed, sheet, stock, formats)
            if set(glued()) != {1}:
                sys.exit(f"rendered {glued()} entries instead of one in each format")
            found["feedbot, the document"].append(spent(glued))
            found["feedbot, a turn of publishing"].append(spent(lambda: turn(store, output, press, feed)))
        store.close()
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--entries", type=int, default=1_000)
    parser.add_argument("--words", type=int, default=200)
    parser.add_argument("--repeat", type=int, default=5)
    args = parser.parse_args()
    print(f"one of {args.entries:,} entries changed; medians of {args.repeat}")
    print(f"{'formats':<12}{'way':<38}{'ms CPU':>9}  times faster than plain feedgen")
    goals = []
    for formats in (("atom",), ("rss",), ("atom", "rss")):
        middle = {name: statistics.median(each) for name, each in measure(args, formats).items()}
        for name, each in middle.items():
            ratio = middle["feedgen"] / each
            print(f"{' + '.join(formats):<12}{name:<38}{each:>9.1f}  {ratio:.1f}")
            if name.startswith("feedbot"):
                goals.append((f"{' + '.join(formats)}, {name}", ratio))
    print()
    for name, ratio in goals:
        print(f"{name}: {ratio:.1f} times, wished {LEAST:.0f}: {'met' if ratio >= LEAST else 'missed'}")


if __name__ == "__main__":
    main()
