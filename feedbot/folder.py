"""The output folder as it is, beside what belongs there: which documents lack, and which files are there for nothing.

Only files that feedbot made are ever named: those under the stem of a feed that it published once.
"""

import os
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path

from feedbot.feeds import FORMATS
from feedbot.fragments import place
from feedbot.model import Feed
from feedbot.printing import NEIGHBOURS
from feedbot.store.archive import Shelf

_BY_SUFFIX = {form.suffix: format for format, form in FORMATS.items()}
_HEAD = 65_536


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A feed, what it has published, and the site for which it is written."""

    feed: Feed
    shelf: Shelf
    url: str

    @property
    def numbers(self) -> range:
        """The pages that belong into the folder, oldest first."""
        return self.shelf.pages if self.feed.archive else range(0)

    @property
    def stems(self) -> tuple[str, ...]:
        """The stems of the documents that change."""
        whole = (f"{self.shelf.stem}.all",) if self.feed.complete else ()
        return (self.shelf.stem, *whole)

    def grown(self, was: "Place") -> bool:
        """Whether nothing happened since but that pages closed."""
        first = was.shelf.first or self.shelf.first
        return self.shelf.last > was.shelf.last and self == replace(
            was, shelf=replace(was.shelf, first=first, last=self.shelf.last)
        )

    def has(self, name: "Name") -> bool:
        """Whether a file belongs here."""
        if name.format not in self.feed.formats:
            return False
        if name.stem == self.shelf.stem:
            return True
        if name.base != self.shelf.stem:
            return False
        return self.feed.complete if name.page == "all" else name.page.isdecimal() and int(name.page) in self.numbers


@dataclass(frozen=True, slots=True, kw_only=True)
class Name:
    """The name of a file, taken apart: `base` is the stem without `page`, which is a number, "all", or ""."""

    file: str
    stem: str
    format: str
    base: str
    page: str

    @property
    def document(self) -> str:
        """The file's name without the ending of a neighbour."""
        return self.stem + FORMATS[self.format].suffix


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What a look into the folder shows.

    `lacking` are pages that are not there whole, by feed, oldest first, and `lost` feeds of whose other documents one
    is not. `stray` are files of ours that belong to no feed, `doubtful` ones that are ours if their base was given up.
    """

    lacking: Mapping[str, list[int]]
    lost: frozenset[str]
    stray: tuple[Name, ...]
    doubtful: tuple[Name, ...]


def look(output: Path, places: Mapping[str, Place], stems: Mapping[str, str]) -> Found:
    """Compare the folder with what belongs there; `stems` are those of all feeds that were ever published, by name.

    A folder that cannot be read counts as empty.
    """
    files: set[str] = set()
    with suppress(OSError):
        files = set(os.listdir(output))  # noqa: PTH208  # a Path for each of thousands of names costs more
    lacking = {
        name: numbers
        for name, here in places.items()
        if (numbers := [number for number in here.numbers if not _whole(here, f"{here.shelf.stem}.{number}", files)])
    }
    lost = {name for name, here in places.items() if not all(_lies(here, stem, files) for stem in here.stems)}
    by_stem = {here.shelf.stem: here for here in places.values()}
    ours = {*stems, *stems.values()}
    stray, doubtful = [], []
    for file in sorted(files):
        name = read(file)
        if name is None or any(at in by_stem and by_stem[at].has(name) for at in (name.stem, name.base)):
            continue
        if name.stem in ours or name.base in ours:
            stray.append(name)
        elif name.base.rpartition(".")[0] in stems:  # the rest would be a secret
            doubtful.append(name)
    return Found(lacking=lacking, lost=frozenset(lost), stray=tuple(stray), doubtful=tuple(doubtful))


def read(file: str) -> Name | None:
    """What the name of a file says; None for what is no document of ours."""
    document = file[:-3] if file.endswith(NEIGHBOURS) else file
    stem, dot, suffix = document.rpartition(".")
    format = _BY_SUFFIX.get(dot + suffix)
    if not stem or format is None:
        return None
    base, _, page = stem.rpartition(".")
    if not base or not (page == "all" or (page.isascii() and page.isdecimal())):
        base, page = stem, ""
    return Name(file=file, stem=stem, format=format, base=base, page=page)


def elsewhere(output: Path, here: Place) -> bool:
    """Whether the newest page there is was written for another site, so that its addresses lead there."""
    for number in reversed(here.numbers):
        path = place(output, f"{here.shelf.stem}.{number}", here.feed.formats[0])
        with suppress(OSError), path.open("rb") as file:
            return f"{here.url}/feeds/".encode() not in file.read(_HEAD)
    return False


def _whole(here: Place, stem: str, files: Iterable[str]) -> bool:
    names = [stem + FORMATS[format].suffix for format in here.feed.formats]
    return all(name in files and f"{name}.gz" in files and f"{name}.br" in files for name in names)


def _lies(here: Place, stem: str, files: Iterable[str]) -> bool:
    names = [stem + FORMATS[format].suffix for format in here.feed.formats]
    return all(name in files and f"{name}.gz" in files for name in names)
