"""Lengths of time in words."""

from datetime import timedelta

_UNITS = (("day", 86_400), ("hour", 3_600), ("minute", 60))


def span(length: timedelta) -> str:
    """A length of time in the one unit that people would use: "26 hours", "2 days", "90 seconds"; never negative."""
    seconds = max(length.total_seconds(), 0.0)
    for unit, size in _UNITS:
        count = round(seconds / size)
        if seconds >= 2 * size or (seconds >= size and (size == 60 or seconds % size == 0)):
            return _counted(count, unit)
    return _counted(round(seconds), "second")


def _counted(count: int, unit: str) -> str:
    return f"{count} {unit}" if count == 1 else f"{count} {unit}s"
