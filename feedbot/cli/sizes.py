"""Sizes in bytes, as commands tell them."""

from feedbot.cli.desk import t

_KIBIBYTE, _MEBIBYTE = 2**10, 2**20


def told(size: int) -> str:
    """A number of bytes in words: "5.2 MiB", below one of them "412 KiB", and never 0 for what is there."""
    if size < _MEBIBYTE:
        return t("{size} KiB").format(size=f"{-(-size // _KIBIBYTE):,}")
    return t("{size} MiB").format(size=f"{size / _MEBIBYTE:,.1f}")
