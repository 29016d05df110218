"""A backup in one file: a copy of the database, the config without its secrets, and a list of what is in it.

The file is a tar.gz with `manifest.json`, `feedbot.db` and `config.toml`, which any tool can read.
"""

import gzip
import hashlib
import io
import json
import os
import re
import tarfile
import tomllib
import zlib
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, Any, BinaryIO

from feedbot.errors import FeedbotError, StoreError

DATABASE, CONFIG, MANIFEST = "feedbot.db", "config.toml", "manifest.json"

ANOTHER = "copy it anew from where it was made, or take another one"
"""What to do about a backup that cannot be used."""

_NAME = "feedbot-{:%Y%m%dT%H%M%SZ}.tar.gz"
_OURS = re.compile(r"feedbot-[0-9]{8}T[0-9]{6}Z\.tar\.gz")
_CHUNK = 2**20
_SMALL = 2**20  # bytes that config and manifest may have
_SQLITE = b"SQLite format 3\0"
_SECRET = frozenset({"token", "password", "secret", "key", "auth", "cookies", "headers", "urls"})
_USER = re.compile(r"://[^/@\s:]*:([^/@\s]+)@")


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """What a backup says of itself: by which version it was made and when, and of its database what it must be.

    `made` is None for a mere copy of a database, which says nothing of itself. `size` is in bytes, `digest` SHA-256.
    """

    version: str
    made: datetime | None
    revision: str
    counts: Mapping[str, int]
    size: int
    digest: str


def name(at: datetime) -> str:
    """What a backup of a moment is called; names are in the order of moments."""
    return _NAME.format(at.astimezone(UTC))


def bare(text: str) -> tuple[str, int]:
    """A config's text with *** for each secret that stands in it, and how many these were; `${NAME}` stays.

    Empty where a secret cannot be told from the rest of the text, or nothing can be read.
    """
    try:
        secrets = sorted(set(_secrets(tomllib.loads(text))), key=len, reverse=True)
    except (tomllib.TOMLDecodeError, RecursionError):
        return "", 0
    for secret in secrets:
        text = text.replace(secret, "***")
    with suppress(tomllib.TOMLDecodeError, RecursionError):
        if not set(_secrets(tomllib.loads(text))) - {"***"}:
            return text, len(secrets)
    return "", len(secrets)


def pack(target: Path, database: Path, config: str, manifest: Manifest) -> None:
    """Write a backup in one step: it has its name only when it is whole and was read again. Raises StoreError."""
    partial = target.with_name(f".{target.name}.partial")
    try:
        with _private(partial, os.O_TRUNC) as file, gzip.GzipFile("", "wb", 6, file, mtime=0) as packed:
            with tarfile.open(fileobj=packed, mode="w") as tar:
                _add(tar, MANIFEST, _told(manifest), manifest)
                _add(tar, CONFIG, config.encode(), manifest)
                with database.open("rb") as body:
                    tar.addfile(_member(DATABASE, database.stat().st_size, manifest), body)
            packed.close()
            file.flush()
            os.fsync(file.fileno())
        unpack(partial, None)
        partial.replace(target)
        _settle(target.parent)
    except OSError as error:
        raise StoreError(
            f"{target} cannot be written ({error.strerror or error}); make room, or let this user write there"
        ) from error
    finally:
        partial.unlink(missing_ok=True)


def unpack(file: Path, database: Path | None) -> tuple[Manifest, str]:
    """What a backup says of itself, and its config; its database is written to `database` if that is given.

    A mere SQLite file is a backup, too. The database is what the manifest says when this returns. Raises StoreError.
    """
    try:
        with file.open("rb") as opened:
            if opened.read(len(_SQLITE)) == _SQLITE:
                opened.seek(0)
                return _plain(opened, database), ""
            opened.seek(0)
            with tarfile.open(fileobj=opened, mode="r|gz") as tar:
                return _read(file, tar, database)
    except (tarfile.TarError, EOFError, zlib.error, gzip.BadGzipFile, ValueError) as error:
        raise StoreError(f"{file} is damaged, or no backup of feedbot ({error}); {ANOTHER}") from error
    except OSError as error:
        raise StoreError(f"{file} cannot be read ({error.strerror or error}); let this user read it") from error


def thin_out(folder: Path, keep: int) -> tuple[Path, ...]:
    """Delete all but the newest backups of a folder, by their names; those that were deleted. Raises FeedbotError."""
    there = sorted(each for each in folder.iterdir() if _OURS.fullmatch(each.name) and each.is_file())
    old = tuple(there[: max(0, len(there) - keep)])
    for each in old:
        try:
            each.unlink()
        except OSError as error:
            raise FeedbotError(
                f"the old backup {each} cannot be deleted ({error.strerror}); delete it yourself, or let this user "
                "write there"
            ) from error
    return old


def _secrets(value: Any, *, hidden: bool = False) -> Iterator[str]:  # noqa: ANN401 - plain TOML
    """What is secret in a value: texts under keys that have one, and passwords in addresses."""
    match value:
        case dict():
            for key, inner in value.items():
                yield from _secrets(inner, hidden=hidden or key in _SECRET)
        case list():
            for inner in value:
                yield from _secrets(inner, hidden=hidden)
        case str() if hidden and value and "${" not in value:
            yield value
        case str():
            yield from (each for each in _USER.findall(value) if "${" not in each)


def _private(path: Path, flags: int) -> BinaryIO:
    """A file to write that this user alone may read."""
    return os.fdopen(os.open(path, os.O_CREAT | os.O_WRONLY | os.O_CLOEXEC | flags, 0o600), "wb")


def _told(manifest: Manifest) -> bytes:
    made = manifest.made.isoformat() if manifest.made else None
    return json.dumps(asdict(manifest) | {"made": made}, indent=1).encode()


def _add(tar: tarfile.TarFile, name: str, body: bytes, manifest: Manifest) -> None:
    tar.addfile(_member(name, len(body), manifest), io.BytesIO(body))


def _member(name: str, size: int, manifest: Manifest) -> tarfile.TarInfo:
    member = tarfile.TarInfo(name)
    member.size, member.mode = size, 0o600
    member.mtime = int(manifest.made.timestamp()) if manifest.made else 0
    return member


def _read(file: Path, tar: tarfile.TarFile, database: Path | None) -> tuple[Manifest, str]:
    """The members in their order; nothing is taken by a name that the archive gives."""
    manifest = _manifest(_small(tar, MANIFEST))
    config = _small(tar, CONFIG).decode()
    digest = _pour(_body(tar, DATABASE), database, manifest.size)
    if digest != manifest.digest:
        raise StoreError(f"{file} is damaged: its database is not the one that was put in; {ANOTHER}")
    return manifest, config


def _manifest(body: bytes) -> Manifest:
    try:
        said = json.loads(body)
        return Manifest(
            version=str(said["version"]),
            made=datetime.fromisoformat(said["made"]),
            revision=str(said["revision"]),
            counts={str(name): int(number) for name, number in said["counts"].items()},
            size=int(said["size"]),
            digest=str(said["digest"]),
        )
    except (AttributeError, KeyError, TypeError, RecursionError) as error:
        raise ValueError(f"{MANIFEST} lacks something: {error}") from error


def _body(tar: tarfile.TarFile, name: str) -> IO[bytes]:
    member = tar.next()
    body = tar.extractfile(member) if member is not None and member.name == name and member.isreg() else None
    if body is None:
        raise ValueError(f"{name} is not where it should be")
    return body


def _small(tar: tarfile.TarFile, name: str) -> bytes:
    body = _body(tar, name).read(_SMALL + 1)
    if len(body) > _SMALL:
        raise ValueError(f"{name} is too long")
    return body


def _plain(opened: IO[bytes], database: Path | None) -> Manifest:
    size = os.fstat(opened.fileno()).st_size
    digest = _pour(opened, database, size)
    return Manifest(version="", made=None, revision="", counts={}, size=size, digest=digest)


def _pour(body: IO[bytes], database: Path | None, most: int) -> str:
    """The digest of at most so many bytes, which are written to a file that is not there yet, if one is given."""
    digest, left = hashlib.sha256(), most
    with Path(os.devnull).open("wb") if database is None else _private(database, os.O_EXCL) as into:
        while left > 0 and (some := body.read(min(_CHUNK, left))):
            digest.update(some)
            into.write(some)
            left -= len(some)
        if database is not None:
            into.flush()
            os.fsync(into.fileno())
    return digest.hexdigest()


def digest(path: Path) -> str:
    """The SHA-256 of a file. Raises OSError."""
    with path.open("rb") as body:
        return hashlib.file_digest(body, "sha256").hexdigest()


def put(source: Path, target: Path) -> None:
    """Let a file take another's place, so that this outlives a power cut. Raises OSError."""
    source.replace(target)
    _settle(target.parent)


def belong(path: Path, like: Path) -> None:
    """Let a file belong to whom another file or its folder belongs to: root must not lock the daemon out.

    A user who may not give it away keeps it. Raises OSError.
    """
    there, here = like.stat(), path.stat()
    if like.is_file():
        path.chmod(there.st_mode & 0o777)
    if (there.st_uid, there.st_gid) != (here.st_uid, here.st_gid):
        with suppress(PermissionError):
            os.chown(path, there.st_uid, there.st_gid)


def _settle(folder: Path) -> None:
    """Let the names in a folder reach the disk (fsync(2))."""
    number = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(number)
    finally:
        os.close(number)
