"""Pictures that are a header and little else: small, and as large as they say."""

import struct
import zlib


def jpeg(width: int = 640, height: int = 480, *, before: bytes = b"") -> bytes:
    """A JPEG with segments `before` its frame header."""
    head = b"\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01\x01\x00\x00\x01\x00\x01\x00\x00" + before
    frame = b"\xff\xc0\x00\x11\x08" + struct.pack(">HH", height, width) + b"\x03" + bytes(9)
    return head + frame + b"\xff\xda\x00\x0c" + bytes(10) + b"scan" * 50 + b"\xff\xd9"


def png(width: int = 640, height: int = 480) -> bytes:
    """A PNG."""
    return (
        b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)) + _chunk(b"IEND")
    )


def gif(width: int = 64, height: int = 48, frames: int = 1) -> bytes:
    """A GIF of so many frames."""
    frame = b"\x21\xf9\x04\x00\x0a\x00\x00\x00\x2c" + bytes(9) + b"\x02\x02\x4c\x01\x00"
    return b"GIF89a" + struct.pack("<HH", width, height) + b"\x00\x00\x00" + frame * frames + b";"


def webp(width: int = 640, height: int = 480, *, form: str = "lossy", moving: bool = False) -> bytes:
    """A WebP with a chunk of the lossy, lossless or extended form."""
    if form == "lossy":
        chunk = b"VP8 \x0a\x00\x00\x00\x00\x00\x00\x9d\x01\x2a" + struct.pack("<HH", width, height)
    elif form == "lossless":
        chunk = b"VP8L\x05\x00\x00\x00\x2f" + struct.pack("<I", (width - 1) | (height - 1) << 14) + bytes(5)
    else:
        sides = (width - 1).to_bytes(3, "little") + (height - 1).to_bytes(3, "little")
        chunk = b"VP8X\x0a\x00\x00\x00" + bytes([2 if moving else 0, 0, 0, 0]) + sides
    return b"RIFF" + struct.pack("<I", len(chunk) + 4) + b"WEBP" + chunk


def bmp(width: int = 640, height: int = 480, *, header: int = 40) -> bytes:
    """A bitmap, from the top down if `height` is below 0."""
    sides = struct.pack("<HH" if header == 12 else "<ii", width, height)
    return b"BM" + struct.pack("<I", 18 + len(sides)) + bytes(8) + struct.pack("<I", header) + sides


def avif(width: int = 640, height: int = 480, *, brand: bytes = b"avif") -> bytes:
    """An AVIF with a thumbnail beside the picture."""
    sizes = b"".join(
        b"\x00\x00\x00\x14ispe\x00\x00\x00\x00" + struct.pack(">II", *each) for each in ((9, 9), (width, height))
    )
    return b"\x00\x00\x00\x1cftyp" + brand + bytes(12) + sizes


def _chunk(name: bytes, body: bytes = b"") -> bytes:
    return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))
