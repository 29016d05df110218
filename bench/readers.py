"""What reading a feed costs, in one run side by side: feedparser as its users run it, our two readers, fastfeedparser.

    python bench/readers.py FOLDER [FOLDER ...] [--least 20000]

Only well-formed feeds of at least `--least` bytes count: small ones measure the start, not the reading. For each the
best of three rounds is taken; ratios are to our fast reader. fastfeedparser is measured where it can be imported.
"""

import argparse
import gc
import importlib.util
import io
import sys
import time
import warnings
from collections.abc import Callable
from pathlib import Path

import feedparser

sys.path.insert(0, str(Path(__file__).parent.parent))

from corpus import NOW, SOURCE, samples

from feedbot.errors import ParseError
from feedbot.model import Document
from feedbot.sources import fastfeed, feed, items, prolog, rawfeed
from feedbot.text import decode

FAST = importlib.import_module("fastfeedparser") if importlib.util.find_spec("fastfeedparser") else None

warnings.simplefilter("ignore")
MOST = 5_000


def framed(body: bytes) -> str | None:
    """The document as our readers get it, None for one that only the lenient way reads."""
    try:
        text = prolog.framed(decode.tidy(decode.decode(body, kind="xml").text).strip().removeprefix("\ufeff")).text
        return None if rawfeed.read(text, SOURCE.url, MOST).fault else text
    except ParseError:
        return None


def best(run: Callable[[], object]) -> float:
    """Milliseconds of CPU of the best of three rounds."""
    times = []
    for _ in range(3):
        gc.collect()
        start = time.process_time()
        run()
        times.append(time.process_time() - start)
    return 1000 * min(times)


def ways(body: bytes, text: str) -> dict[str, Callable[[], object]]:
    headers = {"content-type": "application/xml", "content-location": SOURCE.url}
    document = Document(url=SOURCE.url, received=NOW, body=body)
    found: dict[str, Callable[[], object]] = {
        "feedparser.parse": lambda: feedparser.parse(io.BytesIO(body), response_headers=headers),
        "feedparser.parse, nothing sanitised or resolved": lambda: feedparser.parse(
            io.BytesIO(body), response_headers=headers, sanitize_html=False, resolve_relative_uris=False
        ),
        "our reference reader": lambda: items.reading(rawfeed.read(text, SOURCE.url, MOST), SOURCE.url, SOURCE),
        "our fast reader": lambda: items.reading(fast(text), SOURCE.url, SOURCE),
        "feed.parse: decoding, framing, fast reader": lambda: feed.parse(document, SOURCE),
    }
    if FAST:
        found["fastfeedparser.parse"] = lambda: FAST.parse(body)
    return found


def fast(text: str) -> rawfeed.Raw:
    return fastfeed.read(text, SOURCE.url, MOST) or rawfeed.read(text, SOURCE.url, MOST)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folders", nargs="+", type=Path)
    parser.add_argument("--least", type=int, default=20_000)
    given = parser.parse_args()
    bodies = [sample.body for sample in samples(given.folders) if len(sample.body) >= given.least]
    feeds = [(body, text) for body in bodies if (text := framed(body))]
    declined = sum(fastfeed.read(text, SOURCE.url, MOST) is None for _, text in feeds)
    entries = sum(len(fast(text).entries) for _, text in feeds)
    size = sum(len(body) for body, _ in feeds)
    print(f"{len(feeds)} feeds, {size / 2**20:.1f} MiB, {entries} entries; the fast reader declines {declined}")
    total: dict[str, float] = {}
    for body, text in feeds:
        for name, run in ways(body, text).items():
            try:
                total[name] = total.get(name, 0) + best(run)
            except ValueError as error:
                print(f"{name} fails: {error}", file=sys.stderr)
    for name, spent in sorted(total.items(), key=lambda pair: -pair[1]):
        print(f"{spent / max(1, len(feeds)):9.2f} ms a feed {spent / total['our fast reader']:7.1f} x  {name}")


if __name__ == "__main__":
    main()
