"""What a picture is and how large, told by its first bytes. Pure; it decodes nothing, and every look is bounded."""

import struct
from collections.abc import Iterator
from dataclasses import dataclass

_SEGMENTS = 1_000
_HEAD = 2**16
_TAIL = 2**16
_MOST_SIZES = 64
_FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
_SCAN = 0xDA
_ALONE = frozenset({0x01, *range(0xD0, 0xD9)})
_BITMAPS = frozenset({40, 52, 56, 64, 108, 124})
_BRANDS = {
    **dict.fromkeys((b"avif", b"avis"), "image/avif"),
    **dict.fromkeys((b"heic", b"heix", b"hevc", b"heim", b"heis", b"mif1", b"msf1"), "image/heic"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """A picture's media type and its measures in pixels, both above 0; `moving` says that it has several frames."""

    type: str
    width: int
    height: int
    moving: bool = False


def read(body: bytes) -> Picture | None:
    """What picture begins so: PNG, JPEG, GIF, WebP, BMP, AVIF or HEIC; None if it is none of them.

    The beginning is enough, 64 KiB of it nearly always. Never raises.
    """
    try:
        found = _read(body)
    except (struct.error, IndexError):  # it ends before its header does
        return None
    return found if found and found.width > 0 and found.height > 0 else None


def whole(body: bytes, kind: str) -> bool:
    """Whether a picture of this media type has its end; True for those that have no mark there. Never raises."""
    if kind == "image/jpeg":
        scan = next((place for marker, place in _segments(body) if marker == _SCAN), None)
        return scan is not None and body.find(b"\xff\xd9", scan) >= 0  # within a scan there are no such bytes
    if kind == "image/png":
        return b"IEND" in body[-_TAIL:]
    if kind in {"image/webp", "image/bmp"}:
        at, beyond = (4, 8) if kind == "image/webp" else (2, 0)
        return len(body) >= int.from_bytes(body[at : at + 4], "little") + beyond
    return True


def _read(body: bytes) -> Picture | None:
    if body.startswith(b"\x89PNG\r\n\x1a\n"):
        width, height = struct.unpack_from(">II", body, 16)
        return Picture(type="image/png", width=width, height=height) if body[12:16] == b"IHDR" else None
    if body.startswith(b"\xff\xd8\xff"):
        return _jpeg(body)
    if body.startswith((b"GIF87a", b"GIF89a")):
        width, height = struct.unpack_from("<HH", body, 6)
        # Each frame of a moving one has a graphic control extension before it.
        moving = body.count(b"\x21\xf9\x04") > 1
        return Picture(type="image/gif", width=width, height=height, moving=moving)
    if body.startswith(b"RIFF") and body[8:12] == b"WEBP":
        return _webp(body)
    if body.startswith(b"BM"):
        return _bitmap(body)
    if body[4:8] == b"ftyp" and body[8:12] in _BRANDS:
        return _boxed(body)
    return None


def _jpeg(body: bytes) -> Picture | None:
    """The frame header, which comes before the first scan (ITU-T T.81, section B.2)."""
    for marker, place in _segments(body):
        if marker in _FRAMES:
            height, width = struct.unpack_from(">HH", body, place + 5)
            return Picture(type="image/jpeg", width=width, height=height)
    return None


def _segments(body: bytes) -> Iterator[tuple[int, int]]:
    """The markers of a JPEG and their places, to the first scan at most."""
    place = 2
    for _ in range(_SEGMENTS):
        head = body[place : place + 4]
        if len(head) < 4 or head[0] != 0xFF:
            return
        if head[1] == 0xFF or head[1] in _ALONE:
            place += 1 if head[1] == 0xFF else 2
            continue
        yield head[1], place
        if head[1] in {_SCAN, 0xD9}:
            return
        place += 2 + max(2, int.from_bytes(head[2:], "big"))


def _webp(body: bytes) -> Picture | None:
    """The first chunk tells the size (RFC 9649, section 2)."""
    kind = body[12:16]
    if kind == b"VP8X":
        width, height = (int.from_bytes(body[at : at + 3], "little") + 1 for at in (24, 27))
        return (
            Picture(type="image/webp", width=width, height=height, moving=bool(body[20] & 2)) if body[29:30] else None
        )
    if kind == b"VP8L" and body[20] == 0x2F:
        bits = struct.unpack_from("<I", body, 21)[0]
        return Picture(type="image/webp", width=(bits & 0x3FFF) + 1, height=(bits >> 14 & 0x3FFF) + 1)
    if kind == b"VP8 " and body[23:26] == b"\x9d\x01\x2a":
        width, height = (each & 0x3FFF for each in struct.unpack_from("<HH", body, 26))
        return Picture(type="image/webp", width=width, height=height)
    return None


def _bitmap(body: bytes) -> Picture | None:
    header = struct.unpack_from("<I", body, 14)[0]
    if header == 12:
        width, height = struct.unpack_from("<HH", body, 18)
    elif header in _BITMAPS:
        width, height = struct.unpack_from("<ii", body, 18)
    else:
        return None
    return Picture(type="image/bmp", width=width, height=abs(height))  # a negative height means from the top down


def _boxed(body: bytes) -> Picture | None:
    """The largest of the sizes that its items have (ISO/IEC 23008-12, section 6.5.3)."""
    head, place, sizes = body[:_HEAD], 0, [(0, 0)]
    while (place := head.find(b"ispe", place)) >= 0 and len(sizes) <= _MOST_SIZES:
        if len(head) >= place + 16:
            sizes.append(struct.unpack_from(">II", head, place + 8))
        place += 4
    width, height = max(sizes, key=lambda size: size[0] * size[1])
    return Picture(type=_BRANDS[body[8:12]], width=width, height=height, moving=body[8:12] == b"avis")
