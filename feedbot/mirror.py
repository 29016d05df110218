"""Copy the documents of the output folder into a bucket of an S3-compatible store, for readers to be sent there.

A store does not choose by Accept or Accept-Encoding. So each document lies there plain, which every client understands
and of which parts can be asked for, under its own name; the bare name is the page for people. Compressed neighbours
stay at home. What is told here never holds up publishing or delivery: a fault is a sentence, and tried again.
"""

import asyncio
import hashlib
import json
import os
import re
import stat
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime, timedelta
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from feedbot.extras import install
from feedbot.feeds import FORMATS, addresses
from feedbot.feeds.addresses import Address
from feedbot.model import Mirror

if TYPE_CHECKING:
    from obstore.store import S3Credential

MOST = 32
"""Documents copied in one turn, so that a turn ends long before its loop counts as stuck."""

_AT_ONCE = 8
_DEADLINE = timedelta(seconds=20)
_LISTING = 120.0
_FIRST_WAIT = 15.0
_LONGEST_WAIT = 600.0
_LIBRARY = "obstore"
_OURS = "feedbot"  # the metadata that marks what we put there


@dataclass(frozen=True, slots=True, kw_only=True)
class Mirrored:
    """One turn: documents copied and removed, and a sentence if something went wrong.

    `wait` is the seconds until there is more to do: 0 for at once, None for not before the folder changes.
    """

    copied: int = 0
    removed: int = 0
    problem: str = ""
    wait: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Copied:
    """What lies in the bucket under a key: the digest of what we put there, and the store's tag for it."""

    digest: str
    tag: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A document in the folder; `digest` is of its bytes and its headers."""

    path: Path
    address: Address
    format: str
    stamp: tuple[int, int, int]
    digest: str

    @property
    def headers(self) -> Mapping[str, str]:
        """What the store shall say of it."""
        return _headers(self.address, self.format)


class Bucket:
    """The bucket, by the library. What it raises is the library's; FileNotFoundError means that a key is not there."""

    def __init__(self, there: Mirror) -> None:
        # Late: 15 MB that few installations need.
        import obstore
        from obstore.store import S3Store

        self._library = obstore
        self._store = S3Store(
            there.bucket,
            prefix=there.prefix.strip("/") or None,
            endpoint=there.endpoint,
            region=there.region,
            # Given this way and not as two keys, lest a session token of the environment be added to them.
            credential_provider=lambda: _key(there),
            virtual_hosted_style_request=False,
            disable_bulk_delete=True,  # not every store has it
            client_options={"allow_http": True, "timeout": _DEADLINE, "connect_timeout": _DEADLINE},
            retry_config={"max_retries": 1},
        )

    async def tags(self) -> Mapping[str, str | None]:
        """The store's tag of each key that may be ours."""
        found: dict[str, str | None] = {}
        async for some in self._library.list(self._store):
            found.update((each["path"], each["e_tag"]) for each in some if addresses.read(each["path"]))
        return found

    async def ours(self, key: str) -> bool:
        """Whether we put it there, which its metadata tells."""
        with suppress(FileNotFoundError):
            answer = await self._library.get_async(self._store, key, options={"head": True})
            return dict(answer.attributes).get(_OURS) == "1"
        return False

    async def put(self, key: str, body: bytes, headers: Mapping[str, str]) -> str | None:
        """Put a document there, and give the store's tag for it."""
        answer = await self._library.put_async(
            self._store, key, body, attributes={**headers, _OURS: "1"}, use_multipart=False
        )
        return answer["e_tag"]

    async def remove(self, key: str) -> None:
        """Take a document out, if it is there."""
        with suppress(FileNotFoundError):
            await self._library.delete_async(self._store, key)


@dataclass(slots=True)
class Far:
    """What a process knows of the bucket. `copied` by key is kept in a file; the rest is learnt anew."""

    there: Mirror | None = None
    bucket: Bucket | None = None
    copied: dict[str, Copied] = field(default_factory=dict)
    found: dict[str, Found] = field(default_factory=dict)
    listed: bool = False
    folder: int = -1
    failures: int = 0
    ready: datetime | None = None
    problem: str = ""


def _key(there: Mirror) -> "S3Credential":
    return {
        "access_key_id": there.key.value,
        "secret_access_key": there.secret.value,
        "token": None,
        "expires_at": None,
    }


def missing(library: str = _LIBRARY) -> str:
    """Why nothing can be copied here, with the remedy; "" if the library is installed. Loads nothing."""
    if find_spec(library):
        return ""
    return f"a mirror needs the library {library}, which is not installed; {install('s3')}"


async def mirror(output: Path, there: Mirror, *, far: Far, file: Path, now: datetime) -> Mirrored:
    """Put into the bucket what changed in the folder, and take out what is gone.

    Archive pages go before the documents that name them. `file` keeps what was copied. Only what bears our mark is ever
    removed, and nothing while the folder is empty. Never raises for what the store or the folder does; after a fault it
    waits, longer each time, 10 minutes at most.
    """
    if why := missing():
        return Mirrored(problem=why)
    if far.ready and now < far.ready:
        return Mirrored(problem=far.problem, wait=(far.ready - now).total_seconds())
    try:
        changed = (await asyncio.to_thread(output.stat)).st_mtime_ns
        bucket = await asyncio.to_thread(_opened, far, there, file)
        if far.folder == changed:
            return Mirrored()
        far.found = await asyncio.to_thread(_scan, output, far.found)
        if not far.listed:
            await asyncio.wait_for(_look(bucket, far), _LISTING)
            far.listed = True
        done, fault = await _work(bucket, far)
        await asyncio.to_thread(_save, far, there, file)
    except Exception as error:  # noqa: BLE001 - the library raises many kinds; each is a fault of the world, told once
        return _failed(far, there, error, now)
    if fault:
        return replace(_failed(far, there, fault, now), copied=done.copied, removed=done.removed)
    far.failures, far.ready, far.problem = 0, None, ""
    far.folder = changed if done.wait is None else -1
    return done


def _opened(far: Far, there: Mirror, file: Path) -> Bucket:
    """The bucket of the config; what was copied into another is forgotten, and stays there."""
    if far.bucket is None or far.there != there:
        far.bucket, far.there = Bucket(there), there
        far.listed, far.folder, far.copied = False, -1, _load(there, file)
    return far.bucket


def _scan(output: Path, known: Mapping[str, Found]) -> dict[str, Found]:
    """Every document in the folder by its key; what did not change is not read again."""
    found = {}
    with os.scandir(output) as entries:
        for entry in entries:
            address = addresses.read(entry.name)
            if address is None or address.format is None:
                continue
            with suppress(FileNotFoundError):  # replaced or removed meanwhile
                held = _held(Path(entry.path), address, known.get(entry.name))
                if held:
                    found[entry.name] = held
                    if address.format == "html":
                        found[address.stem] = held
    return found


def _held(path: Path, address: Address, known: Found | None) -> Found | None:
    seen = path.lstat()
    if not stat.S_ISREG(seen.st_mode):
        return None
    stamp = seen.st_mtime_ns, seen.st_size, seen.st_ino
    if known and known.stamp == stamp:
        return known
    format = address.format or ""
    digest = _digest(path.read_bytes(), _headers(address, format))
    return Found(path=path, address=address, format=format, stamp=stamp, digest=digest)


def _headers(address: Address, format: str) -> Mapping[str, str]:
    media_type = f"{FORMATS[format].media_type}; charset=utf-8"
    return {"Content-Type": media_type, "Cache-Control": addresses.keep(address, format)}


def _digest(body: bytes, headers: Mapping[str, str]) -> str:
    return hashlib.sha256(json.dumps(headers).encode() + b"\n" + body).hexdigest()[:32]


async def _look(bucket: Bucket, far: Far) -> None:
    """Hold what we know against what lies there: what is missing or another is put again, what is ours is known."""
    there = await bucket.tags()
    for key, copied in list(far.copied.items()):
        if key not in there or (copied.tag and there[key] and copied.tag != there[key]):
            del far.copied[key]
    for key, tag in there.items():
        if key not in far.copied and key not in far.found and await bucket.ours(key):
            far.copied[key] = Copied(digest="", tag=tag)


async def _work(bucket: Bucket, far: Far) -> tuple[Mirrored, Exception | None]:
    """Some of what has to be done, and what went wrong with any of it; one that always fails holds up no other."""

    async def put(key: str) -> None:
        found = far.found[key]
        try:
            body = await asyncio.to_thread(found.path.read_bytes)
        except FileNotFoundError:  # removed meanwhile: the next turn sees it
            return
        tag = await bucket.put(key, body, found.headers)
        far.copied[key] = Copied(digest=_digest(body, found.headers), tag=tag)

    async def remove(key: str) -> None:
        await bucket.remove(key)
        del far.copied[key]

    due = sorted(key for key, found in far.found.items() if _differs(far.copied.get(key), found))
    closed = [key for key in due if far.found[key].address.archive]
    copied, fault = await _each(put, closed[:MOST])
    more = len(due) > MOST
    if not fault:
        some, fault = await _each(put, [key for key in due if key not in set(closed)][: MOST - copied])
        copied += some
    # An empty folder is more likely one that is not there than one whose every feed was removed.
    gone = [key for key in far.copied if key not in far.found] if far.found and not fault and not more else []
    removed, worse = await _each(remove, gone[:MOST])
    wait = 0 if more or len(gone) > MOST else None
    return Mirrored(copied=copied, removed=removed, wait=wait), fault or worse


async def _each(do: Callable[[str], Awaitable[None]], keys: Sequence[str]) -> tuple[int, Exception | None]:
    """How many it was done to, some at once, and the last fault; ends early where nothing succeeds any more."""
    done, fault = 0, None
    for at in range(0, len(keys), _AT_ONCE):
        results = await asyncio.gather(*map(do, keys[at : at + _AT_ONCE]), return_exceptions=True)
        faults = [each for each in results if isinstance(each, Exception)]
        done += len(results) - len(faults)
        fault = faults[-1] if faults else fault
        if len(faults) == len(results):
            break
    return done, fault


def _differs(copied: Copied | None, found: Found) -> bool:
    return copied is None or copied.digest != found.digest


def _place(there: Mirror) -> str:
    return f"{there.endpoint}/{there.bucket}/{there.prefix.strip('/')}"


def _load(there: Mirror, file: Path) -> dict[str, Copied]:
    """What was copied into this bucket, as far as it was written down."""
    with suppress(OSError, ValueError, KeyError, TypeError, AttributeError):
        kept = json.loads(file.read_bytes())
        if kept["place"] == _place(there):
            return {str(key): Copied(**each) for key, each in kept["copied"].items()}
    return {}


def _save(far: Far, there: Mirror, file: Path) -> None:
    kept = {"place": _place(there), "copied": {key: asdict(each) for key, each in sorted(far.copied.items())}}
    # Not forced to the disk: if it is lost, everything is put once more.
    half = file.with_name(f".{file.name}.tmp")
    half.write_text(json.dumps(kept, indent=0) + "\n")
    half.replace(file)


def _failed(far: Far, there: Mirror, error: Exception, now: datetime) -> Mirrored:
    far.failures += 1
    wait = min(_FIRST_WAIT * 2 ** min(far.failures - 1, 16), _LONGEST_WAIT)
    far.ready, far.folder = now + timedelta(seconds=wait), -1
    far.problem = f'the bucket "{there.bucket}" at {there.endpoint}: {_why(error)}; it is tried again by itself'
    return Mirrored(problem=far.problem, wait=wait)


def _why(error: Exception) -> str:
    """What went wrong and what to do, without what differs between two tries, and without the store's own prose."""
    text = str(error)
    status = re.search(r"status code: (\d{3})", text)
    code = re.search(r"<Code>(\w{1,64})</Code>", text)
    said = " ".join(each[1] for each in (status, code) if each)
    if isinstance(error, TimeoutError):
        return "it did not answer in time"
    if said.startswith(("401", "403")):
        return f"the key is refused ({said}); check key, secret and region, and that it may list, put and delete there"
    if said.startswith("404"):
        return f"there is no such bucket ({said}); make it, or correct [s3]"
    if said:
        return f"it answered {said}"
    if isinstance(error, OSError):
        return f"{error.filename or 'a file'}: {error.strerror or error}"
    if "error sending request" in text:
        return "it cannot be reached; check the endpoint in [s3]"
    return text.partition("\n")[0][:200]
