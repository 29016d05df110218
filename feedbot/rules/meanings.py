"""Which titles mean nearly the same: the vectors of many articles, and the nearest of them."""

from heapq import nlargest, nsmallest
from itertools import islice

from feedbot.text import meaning
from feedbot.text.meaning import Vector

LATEST = 20_000
"""Of more articles than that only the latest are looked at."""

_APART = 150
_ROUGHLY = 16
_NEAREST = 8


class Meanings:
    """The meanings of articles, which are known by their slots: numbers that grow and never come again.

    To look for the near, the signs of all are compared first (a millisecond for 10,000), and the numbers of 16 at most.
    """

    def __init__(self) -> None:
        self._held: dict[int, Vector] = {}
        self._bits: dict[int, int] = {}

    def __len__(self) -> int:
        return len(self._held)

    def enter(self, slot: int, text: str) -> None:
        """Write down the meaning of an article, as `pack` gives it; what is none is left out."""
        vector = meaning.unpack(text) if text else None
        if vector is not None:
            self._held[slot] = vector
            self._bits[slot] = vector.bits

    def leave(self, slot: int) -> None:
        """Forget an article, whether it is there or not."""
        self._held.pop(slot, None)
        self._bits.pop(slot, None)

    def closeness(self, vector: Vector | None, slot: int) -> float | None:
        """How near a meaning is to that of an article, 0 to 1; None if there are not two to compare."""
        held = self._held.get(slot)
        return None if vector is None or held is None else meaning.closeness(vector, held)

    def near(self, vector: Vector | None) -> list[int]:
        """The slots of the eight nearest, the nearest first; fewer where the others differ in more than 150 signs."""
        if vector is None:
            return []
        bits, latest = vector.bits, islice(reversed(self._bits.items()), LATEST)
        some = [(slot, each) for slot, each in latest if (bits ^ each).bit_count() <= _APART]
        rough = nsmallest(_ROUGHLY, (((bits ^ each).bit_count(), each, slot) for slot, each in some))
        found = ((meaning.closeness(vector, self._held[slot]), -distance, slot) for distance, _, slot in rough)
        return [slot for *_, slot in nlargest(_NEAREST, found)]
