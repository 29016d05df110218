"""Which titles mean nearly the same: the vectors of many articles, and the nearest of them."""

from array import array
from collections.abc import Iterator
from functools import lru_cache
from heapq import nlargest, nsmallest

from feedbot.text import meaning
from feedbot.text.meaning import Vector

LATEST = 20_000
"""Of more articles than that only the latest are looked at."""

_APART = 150
_LIKELY = 64
_ROUGHLY = 16
_NEAREST = 8
_NOBODY = -1
_SIGNS = 48
_COLUMNS = 31  # of 48: so many bytes have 248 signs at most, which one byte can count


class Meanings:
    """The meanings of articles, which are known by their slots: numbers that grow and never come again.

    To look for the near, a part of the signs of all is compared first (half a millisecond for 10,000), then all signs
    of the 64 that differ least, then the numbers of 16. The signs lie in columns, a byte of each article in one, so
    that they are counted in a few sweeps over bytes. What was asked of the last meaning is remembered.
    """

    def __init__(self) -> None:
        self._held: dict[int, Vector] = {}
        self._places: dict[int, int] = {}
        self._slots = array("q")
        self._columns = tuple(bytearray() for _ in range(_COLUMNS))
        self._asked: Vector | None = None
        self._known: dict[int, float] = {}

    def __len__(self) -> int:
        return len(self._held)

    def enter(self, slot: int, text: str) -> None:
        """Write down the meaning of an article, as `pack` gives it; what is none is left out."""
        vector = meaning.unpack(text) if text else None
        if vector is None:
            return
        self._held[slot] = vector
        self._places[slot] = len(self._slots)
        self._slots.append(slot)
        for column, signs in zip(self._columns, _bytes(vector), strict=False):
            column.append(signs)

    def leave(self, slot: int) -> None:
        """Forget an article, whether it is there or not."""
        if self._held.pop(slot, None) is None:
            return
        self._slots[self._places.pop(slot)] = _NOBODY
        if len(self._slots) > 2 * len(self._held) + 8:
            self._tidy()

    def closeness(self, vector: Vector | None, slot: int) -> float | None:
        """How near a meaning is to that of an article, 0 to 1; None if there are not two to compare."""
        held = self._held.get(slot)
        if vector is None or held is None:
            return None
        if vector is not self._asked:
            self._asked = vector
            self._known = {}
        if slot not in self._known:
            self._known[slot] = meaning.closeness(vector, held)
        return self._known[slot]

    def near(self, vector: Vector | None) -> list[int]:
        """The slots of the eight nearest, the nearest first; fewer where the others differ in more than 150 signs."""
        if vector is None:
            return []
        signs = ((vector.bits ^ self._held[slot].bits, slot) for slot in self._likely(vector))
        counted = ((each.bit_count(), each, -slot) for each, slot in signs)
        rough = nsmallest(_ROUGHLY, (each for each in counted if each[0] <= _APART))
        found = ((self.closeness(vector, -slot) or 0.0, -distance, -slot) for distance, _, slot in rough)
        return [slot for *_, slot in nlargest(_NEAREST, found)]

    def _likely(self, vector: Vector) -> Iterator[int]:
        """The slots whose first signs differ least, 64 and those that differ as little as the last of them."""
        differ = self._differences(vector)
        first, left = max(0, len(self._slots) - LATEST), _LIKELY
        for count in range(_APART + 1):
            place = differ.find(count)
            while place >= 0:
                slot = self._slots[first + place]
                if slot != _NOBODY:
                    left -= 1
                    yield slot
                place = differ.find(count, place + 1)
            if left <= 0:
                return

    def _differences(self, vector: Vector) -> bytes:
        """In how many of its first signs each of the latest articles differs, a byte for each."""
        size = min(LATEST, len(self._slots))
        total = 0
        for column, signs in zip(self._columns, _bytes(vector), strict=False):
            latest = column if size == len(column) else column[-size:]
            total += int.from_bytes(latest.translate(_differing(signs)), "little")
        return total.to_bytes(size, "little")

    def _tidy(self) -> None:
        """Give up the places of those that left."""
        kept = [place for place, slot in enumerate(self._slots) if slot != _NOBODY]
        self._slots = array("q", (self._slots[place] for place in kept))
        self._columns = tuple(bytearray(column[place] for place in kept) for column in self._columns)
        self._places = {slot: place for place, slot in enumerate(self._slots)}


def _bytes(vector: Vector) -> bytes:
    return vector.bits.to_bytes(_SIGNS, "little")


@lru_cache(maxsize=256)
def _differing(signs: int) -> bytes:
    """For each byte, in how many bits it differs from another."""
    return bytes((each ^ signs).bit_count() for each in range(256))
