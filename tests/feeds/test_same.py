import hashlib
import os
import subprocess
import sys
from pathlib import Path

from feedbot.feeds import FORMATS, render
from feedbot.model import Edition, Episode, Link, Person, Tombstone
from tests import make
from tests.feeds import samples

HOUSE = Path(__file__).parent.parent.parent


def everything() -> Edition:
    """An edition with media, an episode, history and deletions."""
    links = (
        samples.LAMP,
        samples.VIA,
        Link(href="https://example.org/p.jpg", rel="preview", width=9),
        Link(href="https://example.org/c", rel="replies"),
        Link(href="https://example.org/c.rss", rel="replies", type="application/rss+xml"),
    )
    piece = samples.full(4, links=links, episode=Episode(number=7), authors=(Person(name="A", email="a@b.org"),))
    return samples.edition(
        pieces=(piece, *samples.edition().pieces),
        stem="main.2",
        role="archive",
        previous="main.1",
        next="main.3",
        current="main",
        gone=(Tombstone(id="urn:x:1", at=make.NOW),),
    )


def digest() -> str:
    """A digest of all documents of an edition."""
    return hashlib.sha256(b"".join(render(everything(), format) for format in FORMATS)).hexdigest()


def elsewhere(seed: str) -> str:
    """The digest that another process comes to, with another seed for the order of sets."""
    script = "from tests.feeds.test_same import digest; print(digest())"
    said = subprocess.run(
        [sys.executable, "-c", script],
        cwd=HOUSE,
        env={**os.environ, "PYTHONHASHSEED": seed, "TZ": "Asia/Kathmandu", "LC_ALL": "C"},
        check=True,
        capture_output=True,
        text=True,
    )
    return said.stdout.strip()


def test_two_machines_write_the_same_bytes() -> None:
    """Processes with other seeds, time zones and locales write what this one writes."""
    assert digest() == elsewhere("1") == elsewhere("4242")
