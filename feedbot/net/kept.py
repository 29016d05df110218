"""A memory that cannot grow without bound: what was kept longest ago goes first."""

from typing import Generic, TypeVar

T = TypeVar("T")


class Kept(Generic[T]):
    """Values by name; at most `most` of them, and of at most `weight` altogether."""

    def __init__(self, *, most: int, weight: int) -> None:
        self._most, self._weight, self._total = most, weight, 0
        self._values: dict[str, tuple[T, int]] = {}

    def __len__(self) -> int:
        return len(self._values)

    def get(self, name: str) -> T | None:
        """The value of a name, None if there is none any more."""
        found = self._values.get(name)
        return found[0] if found else None

    def keep(self, name: str, value: T, weight: int = 0) -> None:
        """Keep a value; what weighs more than everything may is not kept."""
        self.drop(name)
        if weight > self._weight:
            return
        self._values[name] = (value, weight)
        self._total += weight
        while len(self._values) > self._most or self._total > self._weight:
            self.drop(next(iter(self._values)))

    def drop(self, name: str) -> None:
        """Forget a name, known or not."""
        found = self._values.pop(name, None)
        self._total -= found[1] if found else 0
