"""What it costs to read feeds: feedbot beside feedparser on the same feeds, with and without making their HTML safe.

    python bench/parsing.py [FOLDER ...] [--feeds 30] [--repeat 3]

Reads made-up feeds that are shaped as real ones: the bodies of ten kinds of sites in three languages, 20 entries each,
every other one RSS and Atom; with folders the well-formed feeds that lie there are read too. Shows milliseconds of
processor time a feed, as the median of rounds that take turns, and each relative to feedparser as its users run it.
"""

import argparse
import gc
import io
import random
import statistics
import sys
import time
import warnings
from collections import defaultdict
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import feedparser

sys.path.insert(0, str(Path(__file__).parent.parent))

from corpus import NOW, SOURCE, samples
from feed_items import SITES, Writer
from rounds_world import Told, feed

from feedbot.errors import ParseError
from feedbot.model import Document, Item, Origin
from feedbot.rules import identity
from feedbot.rules.normalise import normalise
from feedbot.sources import feed as reader
from feedbot.text import html

warnings.simplefilter("ignore")
Way = Callable[[bytes], object]
ORIGIN = Origin(id="https://site.example/", title="Site")
THEIRS, BARE = "feedparser", "feedparser, nothing sanitised or resolved"
READ, SAFE, WHOLE = "feedbot", "feedbot, all HTML made safe", "feedbot, whole entries with summary, language, story"
GOALS = ((READ, 20.0), (SAFE, 10.0))
"""How many times faster than feedparser each shall be."""


def made(count: int) -> Iterator[bytes]:
    """So many feeds: of each kind of site and each language alike."""
    for number in range(count):
        site, language = SITES[number % len(SITES)], ("ru", "uk", "en")[number // len(SITES) % 3]
        to = Writer(language, random.Random(f"parsing {number}"))
        told = []
        for each in range(20):
            body = site(to).replace("<![CDATA[", "").replace("]]>", "")
            at = NOW - timedelta(hours=each)
            told.append(Told(f"{site.__name__}-{number}-{each}", to.sentence(), body, at, language))
        yield feed(number, told)


def headers() -> dict[str, str]:
    """What a server says of each."""
    return {"content-type": "application/xml; charset=utf-8", "content-location": SOURCE.url}


def theirs(body: bytes) -> object:
    return feedparser.parse(io.BytesIO(body), response_headers=headers())


def bare(body: bytes) -> object:
    found = feedparser.parse(
        io.BytesIO(body), response_headers=headers(), sanitize_html=False, resolve_relative_uris=False
    )
    return found


def items(body: bytes) -> tuple[Item, ...]:
    return reader.parse(Document(url=SOURCE.url, received=NOW, body=body), SOURCE).items


def safe(body: bytes) -> object:
    return [html.sanitise(item.html or item.summary or "", item.base or item.link) for item in items(body)]


def whole(body: bytes) -> object:
    return [normalise(item, key, SOURCE, ORIGIN, NOW) for key, item in identity.keyed(items(body))]


WAYS: dict[str, Way] = {THEIRS: theirs, BARE: bare, READ: items, SAFE: safe, WHOLE: whole}


def agreeing(bodies: list[bytes]) -> list[bytes]:
    """Those that both read, with as many entries."""
    found = []
    for body in bodies:
        try:
            ours = len(items(body))
        except ParseError:
            continue
        parsed = feedparser.parse(io.BytesIO(body), response_headers=headers())
        if ours and ours == len(parsed.entries) and not parsed.bozo:
            found.append(body)
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folders", nargs="*", type=Path)
    parser.add_argument("--feeds", type=int, default=30)
    parser.add_argument("--repeat", type=int, default=3)
    args = parser.parse_args()
    bodies = agreeing([*made(args.feeds), *(each.body for each in samples(args.folders) if len(each.body) > 2_000)])
    entries, size = sum(len(items(body)) for body in bodies), sum(map(len, bodies))
    print(f"{len(bodies)} feeds, {entries} entries, {size / 2**20:.1f} MiB; medians of {args.repeat} rounds")
    took: defaultdict[str, list[float]] = defaultdict(list)
    for _ in range(args.repeat):
        for name, way in WAYS.items():
            gc.collect()
            began = time.process_time()
            for body in bodies:
                way(body)
            took[name].append(time.process_time() - began)
    middle = {name: statistics.median(each) for name, each in took.items()}
    print(f"{'':<55}{'ms a feed':>10}{'ms/entry':>10}{'MiB/s':>8}  times faster than feedparser")
    for name, spent in middle.items():
        print(
            f"{name:<55}{1000 * spent / len(bodies):>10.2f}{1000 * spent / entries:>10.3f}{size / 2**20 / spent:>8.1f}"
            f"  {middle[THEIRS] / spent:.1f}"
        )
    print()
    for name, least in GOALS:
        found = middle[THEIRS] / middle[name]
        print(f"{name}: {found:.1f} times, wished {least:.0f}: {'met' if found >= least else 'missed'}")


if __name__ == "__main__":
    main()
