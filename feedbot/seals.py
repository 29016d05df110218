"""What documents were made of, kept over the end of a process: of the same, nothing is made again at the next start."""

import hashlib
import json
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass, field
from dataclasses import replace as change
from functools import cache
from itertools import chain
from pathlib import Path
from typing import NamedTuple

from feedbot import __version__, feeds
from feedbot.fragments import Stock, beside, place, stamp
from feedbot.model import Edition
from feedbot.printing import NEIGHBOURS, Drop, Put, Written, remove, replace, write
from feedbot.store.feeds import Look


class Seal(NamedTuple):
    """A document in all formats: a digest of what it was made of, one of its bytes, and the stamps of its files."""

    source: str
    bytes: str
    stamps: list[list[int] | None]


@dataclass(slots=True)
class Seals:
    """The seals of the documents in a folder, in a file beside the database; without one, every document is made.

    A seal holds as long as the edition is the same in every field, the program is, and nobody touched the files. What
    cannot be read or written is no problem: the documents are made, as without it. Documents of private feeds have
    their secret in their name, so none is named there.
    """

    file: Path | None = None
    _before: dict[str, Seal] | None = None
    _now: dict[str, Seal] = field(default_factory=dict)
    _changed: bool = False

    def write(
        self,
        edition: Edition,
        output: Path,
        *,
        looks: tuple[Look, ...] = (),
        stock: Stock | None = None,
        put: Put = replace,
        drop: Drop = remove,
    ) -> Written:
        """As `printing.write`, but what lies there already is not made again. Raises OSError.

        An edition some of whose pieces are in stock has not all their texts, and is not sealed.
        """
        if self.file is None or (stock is not None and stock.plates):
            return write(edition, output, looks=looks, stock=stock, put=put, drop=drop)
        name, source = _digest([edition.stem or edition.feed.name]), _source(edition)
        seal = self._now.get(name) or self._read().get(name)
        if seal is not None and seal.source == source and seal.stamps == _stamps(edition, output):
            self._now[name] = seal
            return Written(digest=seal.bytes)
        written = write(edition, output, looks=looks, stock=stock, put=put, drop=drop)
        self._now[name] = Seal(source, written.digest, _stamps(edition, output))
        self._changed = True
        return written

    def keep(self) -> None:
        """Write down the seals of this process, if any is new; those of documents that are no more go with that."""
        if self.file is None or not self._changed:
            return
        self._changed = False
        body = {"program": program(), "seals": self._now}
        with suppress(OSError):
            replace(self.file, json.dumps(body, separators=(",", ":")).encode())

    def _read(self) -> dict[str, Seal]:
        if self._before is None:
            self._before = {}
            with suppress(OSError, ValueError, TypeError, KeyError, AttributeError):  # somebody else wrote it, or half
                body = json.loads(self.file.read_bytes() if self.file else b"{}")
                if body["program"] == program():
                    self._before = {name: Seal(*seal) for name, seal in body["seals"].items()}
        return self._before


@cache
def program() -> str:
    """A mark of the code that makes documents: another one, or the same with a changed file, has another."""
    here = Path(feeds.__file__).parent.parent
    makers = (here / "fragments.py", here / "printing.py", *(here / "feeds").rglob("*"))
    files = sorted(path for path in makers if path.suffix != ".pyc" and path.is_file())
    return _digest([__version__, *(f" {path.relative_to(here)} {stamp(path)[:2]}" for path in files)])


def _stamps(edition: Edition, output: Path) -> list[list[int] | None]:
    """The stamps of a document's files and their neighbours in the order of its formats; None where there is none."""
    found = list[list[int] | None]()
    for format in edition.feed.formats:
        document = place(output, edition.stem or edition.feed.name, format)
        for path in (document, *(beside(document, ending) for ending in NEIGHBOURS)):
            try:
                found.append(list(stamp(path)))
            except OSError:
                found.append(None)
    return found


def _source(edition: Edition) -> str:
    """A digest of all that an edition says; piece by piece, for a complete one has all texts of years."""
    return _digest(chain([repr(change(edition, pieces=()))], map(repr, edition.pieces)))


def _digest(texts: Iterable[str]) -> str:
    whole = hashlib.sha256()
    for text in texts:
        whole.update(text.encode("utf-8", "surrogatepass"))
    return whole.hexdigest()[:32]
