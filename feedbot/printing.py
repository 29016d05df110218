"""Put editions into files: each replaced as a whole, with compressed neighbours, and only where something changed."""

import hashlib
import os
import tempfile
from array import array
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from feedbot.fragments import (
    LARGE,
    Parts,
    Plate,
    Proof,
    Stamp,
    Stock,
    beside,
    breaks,
    compose,
    outside,
    packed,
    place,
    small,
    stamp,
)
from feedbot.model import Edition
from feedbot.store.feeds import Look

Put = Callable[[Path, bytes], None]
Drop = Callable[[Path], None]

NEIGHBOURS = (".gz", ".br")
"""The endings of the compressed neighbours."""


def replace(path: Path, body: bytes) -> None:
    """Put bytes in a file's place as a whole, on the disk before the name changes. Raises OSError."""
    handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=".", suffix=".tmp")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(body)
            file.flush()
            os.fsync(file.fileno())
        Path(temporary).chmod(0o644)
        Path(temporary).replace(path)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise


def remove(path: Path) -> None:
    """Take a file away, if it is there. Raises OSError."""
    path.unlink(missing_ok=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """What was written of an edition: the digest of its bytes in all formats, files, and fragments rendered."""

    digest: str = ""
    files: int = 0
    made: int = 0
    plate: Plate | None = None


def write(
    edition: Edition,
    output: Path,
    *,
    looks: Sequence[Look] = (),
    stock: Stock | None = None,
    put: Put = replace,
    drop: Drop = remove,
) -> Written:
    """Write an edition in all formats of its feed, with compressed neighbours.

    Each file is replaced as a whole, so a reader sees the old one or the new one. Neighbours come first: who asks for
    the plain file may not find newer text than in the compressed one for long. With the look of each piece, fragments
    that are in `stock` are not rendered again, and there is a plate for the next time. Raises OSError.
    """
    output.mkdir(parents=True, exist_ok=True)
    stem, stock = edition.stem or edition.feed.name, stock or Stock(output)
    digest, count, made = hashlib.sha256(), 0, 0
    ends: Sequence[int] = ()
    spans, stamps, packs = dict[str, "array[int]"](), dict[str, Stamp](), dict[str, tuple[Stamp, Parts]]()
    for format in edition.feed.formats:
        proof = compose(edition, format, looks, stock.open(format))
        path, made = place(output, stem, format), made + proof.made
        if len(proof.body) < LARGE:
            digest.update(proof.body)
            count += _small(path, proof.body, put)
        else:
            ends = ends or breaks(edition)
            wrote, parts = _large(path, proof, ends, stock.parts(stem, format), put, drop)
            digest.update(b"".join(parts))
            packs[format] = stamp(beside(path, ".gz")), parts
            count += wrote
        spans[format], stamps[format] = proof.spans, stamp(path)
    rows = {look: (row, outside(piece)) for row, (look, piece) in enumerate(zip(looks, edition.pieces, strict=False))}
    plate = Plate(feed=edition.feed, url=edition.url, rows=rows, spans=spans, stamps=stamps, packs=packs)
    return Written(digest=digest.hexdigest()[:32], files=count, made=made, plate=plate)


def write_page(edition: Edition, output: Path, *, put: Put = replace, anew: bool = False) -> Written:
    """Write a closed page where it is not there yet; a document that is there stays as it is, unless `anew`.

    Raises OSError.
    """
    output.mkdir(parents=True, exist_ok=True)
    count, made = 0, 0
    for format in edition.feed.formats:
        path = place(output, edition.stem, format)
        if path.exists() and not anew:
            body = path.read_bytes()
        else:
            proof = compose(edition, format)
            body, made = proof.body, made + proof.made
        count += _small(path, body, put, lasting=True)
    return Written(files=count, made=made)


def _small(path: Path, body: bytes, put: Put, *, lasting: bool = False) -> int:
    """Write a document and its neighbours, unless they are there; how many that are."""
    neighbours = [beside(path, ending) for ending in NEIGHBOURS]
    if _same(path, body) and all(each.exists() for each in neighbours):
        return 0
    for neighbour, text in zip(neighbours, small(body, lasting=lasting), strict=True):
        put(neighbour, text)
    put(path, body)
    return 1


def _large(
    path: Path,
    proof: Proof,
    ends: Sequence[int],
    held: Mapping[bytes, bytes],
    put: Put,
    drop: Drop,
) -> tuple[int, Parts]:
    """Write a document and its one neighbour, unless they are there; how many that are, and the neighbour's parts."""
    text, parts = packed(proof, ends, held)
    drop(beside(path, ".br"))
    if _same(path, proof.body) and _same(beside(path, ".gz"), text):
        return 0, parts
    put(beside(path, ".gz"), text)
    put(path, proof.body)
    return 1, parts


def sweep(output: Path) -> None:
    """Remove what a process that died in the middle of writing left behind."""
    for path in output.glob(".*.tmp"):
        path.unlink(missing_ok=True)


def _same(path: Path, body: bytes) -> bool:
    """The file has these bytes."""
    try:
        return path.stat().st_size == len(body) and path.read_bytes() == body
    except OSError:
        return False
