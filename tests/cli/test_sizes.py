import pytest

from feedbot.cli import sizes


@pytest.mark.parametrize(
    ("size", "told"),
    [
        (0, "0 KiB"),
        (1, "1 KiB"),
        (419_000, "410 KiB"),
        (2**20 - 1, "1,024 KiB"),
        (2**20, "1.0 MiB"),
        (5_900_000_000, "5,626.7 MiB"),
    ],
)
def test_sizes(size: int, told: str) -> None:
    """Below one MiB they are told in KiB, and what is there is never 0."""
    assert told == sizes.told(size)
