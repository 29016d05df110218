"""What feedparser and feedbot read in a folder of feeds, side by side: entries, ids, titles, links and dates.

    python bench/corpus.py FOLDER [FOLDER ...] [--examples 5]

A difference counts as better where ours is so by a rule that a test states; the rest is for people to judge. It serves
nothing and fetches nothing. Headers that a file declares in a comment ("Header: Content-type: ...") are given
to both. feedparser runs as its users run it, but for its sanitiser.
"""

import argparse
import calendar
import io
import re
import sys
import warnings
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import feedparser

sys.path.insert(0, str(Path(__file__).parent.parent))

from feedbot.errors import ParseError
from feedbot.model import Document, Item, Source
from feedbot.sources import feed
from feedbot.sources.namespaces import resolved
from feedbot.text import dates, html

NOW = datetime(2026, 3, 14, tzinfo=UTC)
SOURCE = Source(name="corpus", kind="feed", url="http://127.0.0.1:8097/feed")
FIELDS = ("id", "title", "link", "published")
HERE = "http://127.0.0.1:8097/"
Value = str | datetime | None
SUFFIXES = frozenset({".xml", ".rss", ".atom", ".rdf", ".feed", ".json"})
HEADER = re.compile(rb"^Header:\s*([\w-]+):\s*(.+?)\s*$", re.MULTILINE)
CHARSET = re.compile(r"charset\s*=\s*[\"']?([\w:.-]+)", re.IGNORECASE)


@dataclass(frozen=True)
class Sample:
    """A file with the headers it wants to be served with, in small letters."""

    path: Path
    body: bytes
    headers: dict[str, str]


def samples(folders: list[Path]) -> Iterator[Sample]:
    for folder in folders:
        for path in sorted(folder.rglob("*")):
            if path.is_file() and path.suffix.lower() in SUFFIXES:
                body = path.read_bytes()
                found = {name.decode().lower(): value.decode("latin-1") for name, value in HEADER.findall(body[:4096])}
                yield Sample(path, body, found)


def theirs(sample: Sample) -> list[dict[str, Value]]:
    headers = {"content-location": SOURCE.url, "content-type": "application/xml", **sample.headers}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        found = feedparser.parse(io.BytesIO(sample.body), response_headers=headers, sanitize_html=False)
        return [
            {
                "id": entry.get("id") or None,
                "title": entry.get("title") or None,
                "link": entry.get("link") or None,
                "published": moment(entry.get("published_parsed") or entry.get("updated_parsed")),
                "raw": entry.get("published") or entry.get("updated"),
            }
            for entry in found.entries
        ]


def moment(parsed: tuple[int, ...] | None) -> datetime | None:
    try:
        return datetime.fromtimestamp(calendar.timegm(parsed), UTC) if parsed else None
    except (ValueError, OverflowError):
        return None


def ours(sample: Sample) -> list[dict[str, Value]] | str:
    charset = CHARSET.search(sample.headers.get("content-type", ""))
    document = Document(
        url=SOURCE.url,
        received=NOW,
        body=sample.body,
        charset=charset[1] if charset else None,
        content_location=sample.headers.get("content-location"),
    )
    try:
        return [told(item) for item in feed.parse(document, SOURCE).items]
    except ParseError as error:
        return str(error)


def told(item: Item) -> dict[str, Value]:
    said = item.published or item.updated
    return {
        "id": item.id,
        "title": item.title,
        "link": item.link,
        "published": dates.read(said or "", zone=ZoneInfo("UTC"), now=NOW),
        "raw": said,
    }


def same(name: str, one: Value, other: Value) -> bool:
    """Whether two values mean the same: titles as a reader sees them, dates to the second."""
    if name == "title" and isinstance(one, str) and isinstance(other, str):
        return " ".join(html.plain(one).split()) == " ".join(html.plain(other).split())
    if isinstance(one, datetime) and isinstance(other, datetime):
        return one.replace(microsecond=0) == other.replace(microsecond=0)
    return one == other


def better(sample: Sample, name: str, one: Value, other: Value) -> str | None:
    """The rule by which ours (the second) is the better one, with the name of its test; None where there is none."""
    theirs_is, ours_is = str(one or ""), str(other or "")
    rules = {
        ("id", "test_ids_stay_as_written"): bool(ours_is)
        and theirs_is.lower() in {resolved(SOURCE.url, ours_is).lower(), ours_is.lower()},
        ("link", "test_the_link_of_an_rss_item"): not ours_is
        and (theirs_is.startswith(HERE) or not re.match(r"https?://|/", theirs_is)),
        ("link", "test_the_page_that_feedburner_hides"): "feedproxy." in theirs_is and ours_is.encode() in sample.body,
        ("link", "test_relative_addresses_follow_the_document"): not theirs_is.startswith(HERE)
        and ours_is == resolved(SOURCE.url, "/" + theirs_is.split("/", 3)[-1]),
        ("link", "test_content_of_other_kinds_is_left_out"): bool(ours_is) and not theirs_is,
        ("title", "tests/text/test_decode.py"): bool(theirs_is and ours_is) and not sample.body.isascii(),
    }
    return next((test for (field, test), holds in rules.items() if field == name and holds), None)


def kind(name: str, one: Value, other: Value) -> str:
    """One word for how ours (the second) differs."""
    if one is None or other is None:
        return f"{name}: only {'ours' if one is None else 'theirs'}"
    return f"{name}: another"


class Tally:
    """What was compared so far."""

    def __init__(self) -> None:
        self.files: Counter[str] = Counter()
        self.entries = 0
        self.whole = 0
        self.fine = 0
        self.agree: Counter[str] = Counter()
        self.rules: Counter[str] = Counter()
        self.examples: defaultdict[str, list[str]] = defaultdict(list)

    def take(self, sample: Sample) -> None:
        """Compare a file."""
        expected, found = theirs(sample), ours(sample)
        if isinstance(found, str):
            self.files["refused, and empty for feedparser" if not expected else "refused by us alone"] += 1
            if expected:
                self.lost(sample, len(expected), found)
            return
        self.files["read"] += 1
        if len(found) > len(expected):
            self.examples["count: more of ours"].append(f"{sample.path}: {len(found)} against {len(expected)}")
        if len(found) < len(expected):
            # Entries without a name, a page and a text are left out by us.
            said = [each for each in expected if any(each[name] for name in ("id", "title", "link"))]
            self.rules["count: an entry that says nothing is left out"] += len(expected) - len(said)
            expected = said if len(said) <= len(found) else expected
        if len(found) < len(expected):
            self.lost(sample, len(expected) - len(found), "fewer entries")
        for one, other in zip(expected, found, strict=False):
            self.compare(sample, one, other)

    def lost(self, sample: Sample, number: int, reason: str) -> None:
        """Count entries that only feedparser has."""
        self.entries += number
        self.examples["count: fewer of ours"].append(f"{sample.path}: {number} ({reason})")

    def compare(self, sample: Sample, one: dict[str, Value], other: dict[str, Value]) -> None:
        """Compare an entry with its twin."""
        self.entries += 1
        self.agree["count"] += 1
        differing = [name for name in FIELDS if not same(name, one[name], other[name])]
        self.whole += not differing
        for name in FIELDS:
            self.agree[name] += name not in differing
        unlike = []
        for name in differing:
            if test := better(sample, name, one[name], other[name]):
                self.rules[f"{name}: {test}"] += 1
                continue
            unlike.append(name)
            words = f"{one[name]!r:.90} | {other[name]!r:.90}" + (f" ({other['raw']})" if name == "published" else "")
            self.examples[kind(name, one[name], other[name])].append(f"{sample.path.name}: {words}")
        self.fine += not unlike

    def tell(self, examples: int) -> None:
        """Print it all, with so many examples of each kind of difference."""
        for name, number in self.files.most_common():
            print(f"{number:6} files {name}")
        share = 100 / max(1, self.entries)
        print(f"{self.entries:6} entries: {share * self.whole:.2f} % agree in all, {share * self.fine:.2f} % or better")
        for name in ("count", *FIELDS):
            print(f"       {name:10} {100 * self.agree[name] / max(1, self.entries):6.2f} %")
        for name, number in self.rules.most_common():
            print(f"{number:6} better by {name}")
        for name, found in sorted(self.examples.items(), key=lambda pair: -len(pair[1])):
            print(f"\n{name}: {len(found)}")
            for each in found[:examples]:
                print(f"    {each}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folders", nargs="+", type=Path)
    parser.add_argument("--examples", type=int, default=5)
    given = parser.parse_args()
    tally = Tally()
    for sample in samples(given.folders):
        tally.take(sample)
    tally.tell(given.examples)


if __name__ == "__main__":
    main()
