"""Documents glued from fragments: each fragment is rendered once, and so is each part of the compressed neighbour.

What was written last lies in the output folder, so nothing of it is held in memory: a plate says where in the files
each fragment stands, and the next document takes them from there. A file that changed since is not trusted.
"""

import gzip
import hashlib
import os
import zlib
from array import array
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path

import brotli

from feedbot.feeds import FORMATS
from feedbot.model import Edition, Feed, Origin, Piece
from feedbot.store.feeds import Look

LARGE = 2**20
"""Bytes of a document from which on its neighbour is glued too. Brotli has no way to glue, so there is none of it."""

_MOST = 200_000
_EACH = 8  # fragments in a part of a neighbour, more or less
_FAR = 2**15  # bytes to which a part may refer (RFC 1951, section 2)
_LEFT_OUT = (0, 0)
_NARROW, _WIDE = 16, 22  # bits of the window (RFC 7932, section 9.1)
_GZIP = b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\xff"  # RFC 1952, section 2.3: no time, no name
_LAST = b"\x03\x00"  # an empty block that ends the stream (RFC 1951, section 3.2.3)

Stamp = tuple[int, int, int]
"""What changes when a file does: modification time in nanoseconds, size, inode."""

Parts = Mapping[bytes, tuple[int, int]]
"""Where in a compressed neighbour the part of each digest stands."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Proof:
    """A document before it is written.

    `spans` are where the fragment of each piece begins and ends. `made` counts fragments that were rendered for it.
    """

    body: bytes
    spans: "array[int]"
    made: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Plate:
    """What lies in the files of a document that was written for a feed and a site; all but `rows` by format.

    `rows` has for the look of each piece its row in `spans`, and what is needed of the piece besides its fragments.
    `packs` has the stamp of the compressed neighbour, where that was glued, and its parts.
    """

    feed: Feed
    url: str
    rows: Mapping[Look, tuple[int, Piece]]
    spans: "Mapping[str, array[int]]"
    stamps: Mapping[str, Stamp]
    packs: Mapping[str, tuple[Stamp, Parts]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """A document as it lies in the folder: for the look of each piece its row in `spans`, as in its plate."""

    rows: Mapping[Look, tuple[int, Piece]]
    spans: "array[int]"
    body: memoryview


class Plates:
    """The plates of the documents that were written last, by stem, of at most so many fragments."""

    def __init__(self, most: int = _MOST) -> None:
        self._most = most
        self._held = 0
        self._plates: dict[str, Plate] = {}

    def keep(self, stem: str, plate: Plate) -> None:
        """Keep the plate of a document instead of the one before; the oldest go when there are too many fragments."""
        self._forget(stem)
        self._plates[stem] = plate
        self._held += len(plate.rows)
        while self._held > self._most:
            self._forget(next(iter(self._plates)))

    def stock(self, folder: Path, feed: Feed, url: str, stems: Sequence[str]) -> "Stock":
        """What of these documents, written for this very feed and site, lies unchanged in the folder."""
        found = [(stem, self._plates[stem]) for stem in stems if stem in self._plates]
        return Stock(folder, [(stem, plate) for stem, plate in found if _holds(folder, stem, plate, feed, url)])

    def _forget(self, stem: str) -> None:
        if plate := self._plates.pop(stem, None):
            self._held -= len(plate.rows)


class Stock:
    """Fragments that lie in the folder, of documents of one feed."""

    def __init__(self, folder: Path, plates: Sequence[tuple[str, Plate]] = ()) -> None:
        self._folder = folder
        self.plates = plates

    def piece(self, look: Look) -> Piece | None:
        """The piece of a look, without its texts, if its fragments are here in all formats."""
        for _, plate in self.plates:
            if found := plate.rows.get(look):
                return found[1]
        return None

    def open(self, format: str) -> Sequence["Held"]:
        """The documents in a format. Raises OSError if a file has changed since the stock was taken."""
        return [
            Held(
                rows=plate.rows,
                spans=plate.spans[format],
                body=memoryview(_read(place(self._folder, stem, format), plate.stamps[format])),
            )
            for stem, plate in self.plates
        ]

    def parts(self, stem: str, format: str) -> Mapping[bytes, bytes]:
        """The parts of the compressed neighbour of a document, by digest; none if it has none, or another one."""
        for name, plate in self.plates:
            if name == stem and format in plate.packs:
                seen, parts = plate.packs[format]
                with suppress(OSError):
                    body = _read(beside(place(self._folder, stem, format), ".gz"), seen)
                    return {digest: body[start:end] for digest, (start, end) in parts.items()}
        return {}


def compose(edition: Edition, format: str, looks: Sequence[Look] = (), held: Sequence[Held] = ()) -> Proof:
    """The document of an edition, the same that `feeds.render` gives.

    With the look of each piece, fragments that stand in a document that is `held` are not made again.
    """
    form = FORMATS[format]
    head, joint, tail = form.frame(edition)
    glue, made, place = _Glue(head, joint), 0, 0
    rows = [[found[0] if (found := each.rows.get(look)) else -1 for look in looks] for each in held if looks]
    while place < len(edition.pieces):
        which = next((number for number, each in enumerate(rows) if each[place] >= 0), None)
        if which is not None:
            place += glue.copy(held[which], rows[which], place)
            continue
        try:
            glue.add(form.fragment(edition, edition.pieces[place]))
        except ValueError:  # as in `feeds.render`: one bad entry must not cost the feed
            glue.add(b"")
        made, place = made + 1, place + 1
    return Proof(body=b"".join((*glue.texts, tail)), spans=glue.spans, made=made)


class _Glue:
    """Puts fragments behind one another, set apart by the joint, and notes where each stands."""

    def __init__(self, head: bytes, joint: bytes) -> None:
        self.texts: list[bytes | memoryview] = [head]
        self.spans = array("q")
        self.joint = joint
        self.end = len(head)

    def add(self, text: bytes | memoryview, spans: "array[int] | None" = None) -> None:
        """A fragment, which is empty if it could not be written; or several with their joints, where each stood."""
        if not text:
            self.spans.extend(_LEFT_OUT)
            return
        if self.joint and len(self.texts) > 1:
            self.texts.append(self.joint)
            self.end += len(self.joint)
        self.texts.append(text)
        if spans is None:
            self.spans.extend((self.end, self.end + len(text)))
        else:
            moved = self.end - spans[0]
            self.spans.extend(spans if moved == 0 else array("q", [each + moved for each in spans]))
        self.end += len(text)

    def copy(self, held: Held, rows: Sequence[int], place: int) -> int:
        """The fragment of a row, and those that stood behind it and do so again; how many that are."""
        row, size = rows[place], 1
        while place + size < len(rows) and rows[place + size] == row + size:
            size += 1
        spans = held.spans[2 * row : 2 * (row + size)]
        if 0 in spans:  # one was left out
            size, spans = 1, spans[:2]
        self.add(held.body[spans[0] : spans[-1]], spans)
        return size


def breaks(edition: Edition) -> Sequence[int]:
    """The rows after which a part of a glued neighbour ends: told by ids, so that what comes before moves no other."""
    ids = (piece.id.encode("utf-8", "surrogatepass") for piece in edition.pieces)
    return [row for row, id in enumerate(ids) if zlib.crc32(id) % _EACH == 0]


def outside(piece: Piece) -> Piece:
    """What frames need of a piece: all but its texts."""
    told = piece.lead
    if not (told.title or told.summary or told.content):  # it is one
        return piece
    lead = replace(
        told,
        title="",
        link=None,
        content="",
        summary="",
        origin=Origin(id="", title=""),
        authors=(),
        categories=(),
        attribution=(),
    )
    return replace(piece, lead=lead)


def packed(proof: Proof, breaks: Sequence[int], held: Mapping[bytes, bytes]) -> tuple[bytes, Parts]:
    """A document as gzip, glued from parts that are compressed each by itself; those `held` are not made again.

    A part refers to what stands before it, so it is held under a digest of that too. None refers to the head, which
    changes whenever anything does. One member with one checksum (RFC 1952), so every client reads it. The same document
    gives the same bytes.
    """
    chunks, parts, at, start = [_GZIP], dict[bytes, tuple[int, int]](), len(_GZIP), 0
    body = memoryview(proof.body)
    head = next(filter(None, proof.spans), len(body))
    window = list[tuple[int, bytes]]()  # where parts end to which the next one may refer, and their digests
    for end in (head, *(end for row in breaks if (end := proof.spans[2 * row + 1])), len(body)):
        digest = hashlib.sha256(body[start:end]).digest()
        far = max(min(head, start), start - _FAR)
        window = [*(each for each in window if each[0] > far), (end, digest)]
        key = hashlib.sha256(b"".join(each for _, each in window)).digest()
        part = held.get(key) or _deflated(body[start:end], body[far:start])
        chunks.append(part)
        parts[key] = (at, at + len(part))
        at, start = at + len(part), end
    size = len(body) & 0xFFFFFFFF
    chunks.append(_LAST + zlib.crc32(body).to_bytes(4, "little") + size.to_bytes(4, "little"))
    return b"".join(chunks), parts


def small(body: bytes, *, lasting: bool) -> tuple[bytes, bytes]:
    """A document as gzip and as Brotli; one that is `lasting` is worth more effort.

    No more than pays: beyond these levels a document takes two to four times as long and gets 1 % smaller. Brotli's
    window is no wider than the document, for it clears one as wide as it is told.
    """
    window = max(_NARROW, min(_WIDE, len(body).bit_length()))
    quality = 7 if lasting and len(body) < LARGE else 5
    return gzip.compress(body, 6, mtime=0), brotli.compress(body, quality=quality, lgwin=window)


def place(folder: Path, stem: str, format: str) -> Path:
    """Where a document in a format lies."""
    return folder / f"{stem}{FORMATS[format].suffix}"


def beside(path: Path, ending: str) -> Path:
    """Where the compressed neighbour of a document lies; `ending` is ".gz" or ".br"."""
    return path.with_name(path.name + ending)


def stamp(path: Path) -> Stamp:
    """The stamp of a file. Raises OSError."""
    found = path.stat()
    return found.st_mtime_ns, found.st_size, found.st_ino


def _deflated(part: memoryview, before: memoryview) -> bytes:
    """Raw deflate that refers to nothing but what stands before it, and ends on a whole byte."""
    packer = zlib.compressobj(6, zlib.DEFLATED, -zlib.MAX_WBITS, zdict=before)
    return packer.compress(part) + packer.flush(zlib.Z_SYNC_FLUSH)


def _holds(folder: Path, stem: str, plate: Plate, feed: Feed, url: str) -> bool:
    if plate.feed != feed or plate.url != url:
        return False
    try:
        return all(stamp(place(folder, stem, format)) == seen for format, seen in plate.stamps.items())
    except OSError:
        return False


def _read(path: Path, seen: Stamp) -> bytes:
    with path.open("rb") as file:
        body = file.read()
        found = os.fstat(file.fileno())
    if (found.st_mtime_ns, found.st_size, found.st_ino) != seen:
        raise OSError(f"{path.name} changed while it was read")
    return body
