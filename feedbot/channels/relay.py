"""Files that a chat's server cannot fetch by itself: fetched by us, bounded and guarded, to be sent on as uploads.

What a file is, its first bytes decide, not its name and not what its server says of it.
"""

import asyncio
import re
import weakref
from collections import deque
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from typing import Literal
from urllib.parse import unquote, urlsplit

from feedbot.channels import picture
from feedbot.channels.media import OTHER_MOST, PHOTO_MOST, photogenic
from feedbot.model import Failed, Limits, Medium
from feedbot.net import Web, place

AT_ONCE = 4
"""How many files are under way at once."""

HELD = 128_000_000
"""How many bytes all files may have together, from when the first is asked for until it is sent."""

DEADLINE = timedelta(seconds=30)
"""How long a file may take, and how long one waits for its turn at most."""

_ACCEPT = {
    "photo": "image/jpeg, image/png, image/gif;q=0.9, image/webp;q=0.8, image/*;q=0.5, */*;q=0.1",
    "animation": "image/gif, video/mp4, */*;q=0.1",
    "video": "video/mp4, video/*;q=0.8, */*;q=0.1",
    "audio": "audio/mpeg, audio/mp4, audio/*;q=0.8, */*;q=0.1",
    "document": "*/*",
}
_READ = frozenset({200, 203})
_STILLS = frozenset({"image/jpeg", "image/png", "image/webp", "image/gif"})
_SOUNDS = frozenset({"audio/mpeg", "audio/mp4"})
_SUFFIXES = {
    **{"image/jpeg": "jpg", "image/png": "png", "image/webp": "webp", "image/bmp": "bmp", "image/gif": "gif"},
    **{"image/avif": "avif", "image/heic": "heic", "video/mp4": "mp4", "video/quicktime": "mov", "video/webm": "webm"},
    **{"audio/mpeg": "mp3", "audio/mp4": "m4a", "audio/aac": "aac", "audio/ogg": "ogg", "audio/flac": "flac"},
    **{"audio/wav": "wav", "application/pdf": "pdf", "application/zip": "zip"},
}
_SIGNATURES = (
    (b"ID3", "audio/mpeg"),
    (b"OggS", "audio/ogg"),
    (b"fLaC", "audio/flac"),
    (b"\x1a\x45\xdf\xa3", "video/webm"),
    (b"%PDF-", "application/pdf"),
    (b"PK\x03\x04", "application/zip"),
)
_LIMIT = re.compile(r" \(limits\.\w+\)")  # these limits are a chat's, not the config's
_UNFIT = re.compile(r"[^\w.-]+")


@dataclass(frozen=True, slots=True, kw_only=True, weakref_slot=True)
class Relayed:
    """A file to be uploaded; `width` and `height` in pixels are known of pictures only.

    Its bytes count against what all relayed files may have together for as long as it lives.
    """

    body: bytes
    name: str
    kind: Literal["photo", "video", "animation", "audio", "document"]
    type: str
    width: int | None = None
    height: int | None = None


class _Room:
    """How many files may be under way, and how many bytes of them there may be."""

    def __init__(self) -> None:
        self.places = asyncio.Semaphore(AT_ONCE)
        self._left = HELD
        self._waiting = deque[asyncio.Future[None]]()

    async def take(self, size: int) -> None:
        """Wait until there is room for so many bytes, and take it."""
        while self._left < size:
            turn = asyncio.get_running_loop().create_future()
            self._waiting.append(turn)
            await turn
        self._left -= size

    def give(self, size: int) -> None:
        """Give room back; any thread may."""
        self._left += size
        while self._waiting:
            turn = self._waiting.popleft()
            with suppress(RuntimeError):  # its loop is closed, and nobody waits there any more
                turn.get_loop().call_soon_threadsafe(_wake, turn)


def _wake(turn: asyncio.Future[None]) -> None:
    if not turn.done():
        turn.set_result(None)


# One client is one process's way into the world, so its room is the room of all; with the client it goes.
_rooms = weakref.WeakKeyDictionary[Web, _Room]()


async def relay(medium: Medium, web: Web) -> Relayed | str:
    """The file of a medium, fit to be uploaded, or a sentence that says why not; never raises.

    A picture has 10 MB at most, all else 50 MB; what is longer is not read to its end. Private addresses are refused,
    in redirects too. What is no picture for a chat, by format, size or ratio, becomes a document; a document stays one.
    At most four files are fetched at once, and all of them together, those not yet let go of too, hold 128 MB at most.
    """
    room = _rooms.setdefault(web, _Room())
    most = PHOTO_MOST if medium.kind == "photo" else OTHER_MOST
    try:
        async with asyncio.timeout(DEADLINE.total_seconds()):
            await room.take(most)
    except TimeoutError:
        return f"the file of {place(medium.url)} had to wait for others for too long"
    kept = 0
    try:
        body = await _fetched(medium, web, room, most)
        found = body if isinstance(body, str) else judge(medium, body)
        if isinstance(found, Relayed):
            kept = len(found.body)
            weakref.finalize(found, room.give, kept).atexit = False
        return found
    finally:
        room.give(most - kept)


async def _fetched(medium: Medium, web: Web, room: _Room, most: int) -> bytes | str:
    host = place(medium.url)
    try:
        # The client's own deadline rests while a request waits for its turn at the host.
        async with room.places, asyncio.timeout(2 * DEADLINE.total_seconds()):
            limits = Limits(body=most, deadline=DEADLINE)
            answer = await web.get(medium.url, headers={"Accept": _ACCEPT[medium.kind]}, limits=limits)
    except TimeoutError:
        return f"{host} gave no whole file within {2 * DEADLINE.total_seconds():g} s"
    if isinstance(answer, Failed):
        long = answer.fault == "limit" and "longer" in answer.reason
        return f"the file of {host} is larger than {most // 1_000_000} MB" if long else _LIMIT.sub("", answer.reason)
    if answer.status not in _READ:
        return f"{answer.status} from {place(answer.url)}"
    return answer.body


def judge(medium: Medium, body: bytes) -> Relayed | str:
    """What the bytes behind a medium are and how they are to be sent, or why not; never raises."""
    host = place(medium.url)
    if not body:
        return f"the file of {host} is empty"
    seen = picture.read(body)
    if seen:
        if not picture.whole(body, seen.type):
            return f"the picture of {host} is cut off"
        kind = "document" if medium.kind == "document" else _shown(seen, len(body))
        name = _name(medium.url, seen.type)
        return Relayed(body=body, name=name, kind=kind, type=seen.type, width=seen.width, height=seen.height)
    told = _type(body, medium)
    if told == "text/html" or (told is None and medium.kind in {"photo", "animation"}):
        wanted = "a picture" if medium.kind in {"photo", "animation"} else "a file"
        return f"{host} gave {'a page' if told else 'something unknown'} where {wanted} was expected"
    if medium.kind == "photo":
        return f"{host} gave {told} where a picture was expected"
    told = told or medium.type or "application/octet-stream"
    return Relayed(body=body, name=_name(medium.url, told), kind=_kind(medium, told), type=told)


def _shown(seen: picture.Picture, size: int) -> Literal["photo", "animation", "document"]:
    if seen.moving:
        return "animation" if seen.type == "image/gif" else "document"
    fits = seen.type in _STILLS and size <= PHOTO_MOST and photogenic(seen.width, seen.height)
    return "photo" if fits else "document"


def _kind(medium: Medium, told: str) -> Literal["video", "animation", "audio", "document"]:
    """How a film, a sound or a file is sent: in a player only what every client plays."""
    if told == "video/mp4" and medium.kind in {"video", "animation"}:
        return "animation" if medium.kind == "animation" else "video"
    return "audio" if told in _SOUNDS and medium.kind == "audio" else "document"


def _type(body: bytes, medium: Medium) -> str | None:
    """The media type of what is no picture, by its first bytes; a page of any kind is text/html."""
    if body[4:8] == b"ftyp":
        sound = body[8:11] in {b"M4A", b"M4B"} or medium.kind == "audio"
        return "audio/mp4" if sound else "video/quicktime" if body[8:10] == b"qt" else "video/mp4"
    if body.startswith(b"RIFF") and body[8:12] == b"WAVE":
        return "audio/wav"
    if body[0] == 0xFF and len(body) > 1 and body[1] & 0xE0 == 0xE0:
        return "audio/mpeg" if body[1] & 0x06 else "audio/aac"
    head = body[:512].removeprefix(b"\xef\xbb\xbf").lstrip()
    if head.startswith((b"<", b"{")):
        return "text/html"
    return next((kind for sign, kind in _SIGNATURES if body.startswith(sign)), None)


def _name(url: str, kind: str) -> str:
    """A short name for a file with the suffix of what it is: a chat goes by that."""
    try:
        last = unquote(urlsplit(url).path.rpartition("/")[2])[:200]
    except ValueError:
        last = ""
    stem = _UNFIT.sub("_", last).strip("._")
    base, _, own = stem.rpartition(".")
    suffix = _SUFFIXES.get(kind) or (own if base and len(own) <= 5 else "bin")
    return f"{(base or own)[:60].strip('._') or 'file'}.{suffix}"
