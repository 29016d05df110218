"""Pictures for made-up articles: hills over water under a sky, drawn from a name alone. Pure."""

import math
import struct
import zlib
from functools import lru_cache

WIDTH, HEIGHT = 640, 360
"""Pixels of each picture."""

_SKIES = (
    ((255, 196, 138), (104, 140, 196)),
    ((236, 226, 205), (92, 148, 190)),
    ((250, 170, 150), (88, 84, 150)),
    ((214, 236, 230), (70, 130, 160)),
)
_HILLS = (((98, 122, 140), (66, 92, 104), (38, 60, 62)), ((140, 112, 120), (98, 74, 92), (56, 44, 62)))

_Colour = tuple[int, int, int]


@lru_cache(maxsize=64)
def scene(name: str) -> bytes:
    """A picture as PNG (RFC 2083); the same name gives the same picture."""
    seed = zlib.crc32(name.encode("utf-8", "replace"))
    low, high = _SKIES[seed % len(_SKIES)]
    hills = _HILLS[seed // 7 % len(_HILLS)]
    ridges = [_ridge(seed, layer) for layer in range(len(hills))]
    shore = HEIGHT * 5 // 6
    sun = 90 + seed // 11 % (WIDTH - 180), 70 + seed // 13 % 60
    rows = bytearray()
    for y in range(HEIGHT):
        rows.append(0)  # filter type "None" of the row
        sky = _mix(high, low, y / shore)
        water = _mix(low, hills[0], min((y - shore) / 60 + 0.25, 1)) if y >= shore else sky
        for x in range(WIDTH):
            rows.extend(water if y >= shore else _point(x, y, sky, sun, hills, ridges))
    head = struct.pack(">IIBBBBB", WIDTH, HEIGHT, 8, 2, 0, 0, 0)
    chunks = ((b"IHDR", head), (b"IDAT", zlib.compress(bytes(rows), 9)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(kind, body) for kind, body in chunks)


def _point(
    x: int, y: int, sky: _Colour, sun: tuple[int, int], hills: tuple[_Colour, ...], ridges: list[list[int]]
) -> _Colour:
    for hill, ridge in zip(reversed(hills), reversed(ridges), strict=True):
        if y >= ridge[x]:
            return hill
    return (255, 244, 214) if (x - sun[0]) ** 2 + (y - sun[1]) ** 2 < 34**2 else sky


def _ridge(seed: int, layer: int) -> list[int]:
    """How high a line of hills stands at each column, as a number of rows from above."""
    base, swing = HEIGHT * (0.48 + 0.13 * layer), HEIGHT * (0.11 - 0.025 * layer)
    first, second = seed % 97 / 15 + layer * 2, seed % 61 / 9 + layer
    waves = (math.sin(x / (95 - 18 * layer) + first) + 0.45 * math.sin(x / 31 + second) for x in range(WIDTH))
    return [round(base - swing * wave) for wave in waves]


def _mix(one: _Colour, other: _Colour, share: float) -> _Colour:
    red, green, blue = (round(a + (b - a) * max(0.0, min(share, 1.0))) for a, b in zip(one, other, strict=True))
    return red, green, blue


def _chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
