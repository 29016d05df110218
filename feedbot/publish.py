"""Write the feeds that changed: the second of the three verbs."""

import gzip
import hashlib
import os
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import brotli

from feedbot.crew import Crew
from feedbot.feeds import FORMATS, render
from feedbot.model import Edition, Feed
from feedbot.store import Store, feeds


@dataclass(frozen=True, slots=True, kw_only=True)
class Published:
    """One turn of publishing: files written, and a sentence for each feed that could not be written."""

    files: int = 0
    problems: tuple[str, ...] = ()


async def publish(names: Sequence[Feed], *, store: Store, crew: Crew, output: Path, url: str) -> Published:
    """Write every feed that changed since it was last written, or whose file is gone, in all its formats.

    A file whose bytes stay the same is left alone. A feed that cannot be written stays due, and the problem is told.
    Raises StoreError.
    """
    by_name = {feed.name: feed for feed in names}
    missing = [feed.name for feed in names if not place(output, feed.name, feed.formats[0]).exists()]
    written, problems = 0, []
    for name in dict.fromkeys([*await store.read(feeds.pending, list(by_name)), *missing]):
        edition, changed = await store.read(feeds.edition, by_name[name], url)
        try:
            digest, count = await crew(write, edition, output)
        except OSError as error:
            problems.append(_sentence(name, output, error))
            continue
        await store.write(feeds.published, name, changed, digest)
        written += count
    return Published(files=written, problems=tuple(problems))


def place(output: Path, name: str, kind: str) -> Path:
    """Where a feed's document in a format lies."""
    return output / f"{name}{FORMATS[kind].suffix}"


def write(edition: Edition, output: Path) -> tuple[str, int]:
    """Write an edition in all formats of its feed, with compressed neighbours; the digest of all, and files written.

    Each file is replaced as a whole, so a reader sees the old one or the new one. Neighbours come first: who asks for
    the plain file may not find newer text than in the compressed one for long. Raises OSError.
    """
    output.mkdir(parents=True, exist_ok=True)
    digest, count = hashlib.sha256(), 0
    for kind in edition.feed.formats:
        body = render(edition, kind)
        digest.update(body)
        path = place(output, edition.feed.name, kind)
        if _same(path, body):
            continue
        replace(path.with_name(path.name + ".gz"), gzip.compress(body, 6, mtime=0))
        replace(path.with_name(path.name + ".br"), brotli.compress(body, quality=5))
        replace(path, body)
        count += 1
    return digest.hexdigest()[:32], count


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


def sweep(output: Path) -> None:
    """Remove what a process that died in the middle of writing left behind."""
    for path in output.glob(".*.tmp"):
        path.unlink(missing_ok=True)


def _same(path: Path, body: bytes) -> bool:
    """The file has these bytes, and its neighbours are there."""
    try:
        neighbours = path.with_name(path.name + ".gz").exists() and path.with_name(path.name + ".br").exists()
        return neighbours and path.stat().st_size == len(body) and path.read_bytes() == body
    except OSError:
        return False


def _sentence(name: str, output: Path, error: OSError) -> str:
    why = error.strerror or str(error)
    return (
        f'feed "{name}" could not be written to {output}: {why}; free or unlock that place, it is tried again by itself'
    )
