"""The address in what somebody wrote to the bot."""

import re

from feedbot import lookup

_TOKENS = 100
_MARKS = ".,;:!?\"'()[]<>«»“”„"


def in_text(text: str) -> str | None:
    """The first address in a text, which may also be the whole of it in a short form; None if there is none."""
    words = text[: _TOKENS * 100].split()[:_TOKENS]
    for word in words:
        bare = word.strip(_MARKS)
        if re.match(r"(?:https?://|t\.me/)[^\s]", bare, re.IGNORECASE):
            return lookup.address(bare)
    if len(words) == 1 and lookup.address(words[0]) != words[0]:
        return lookup.address(words[0])
    return None
