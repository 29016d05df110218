"""What a reader takes for one character: letters with their marks, flags, families of emoji (UAX #29, section 3)."""

import unicodedata

FARTHEST = 64
"""How many code points are searched for the start of a cluster; a longer one may be parted."""

_JOINER = "\u200d"
# Behind another character, these belong to it: tones of skin, Thai and Lao AM, the joiners, the tags of flags.
_FOLLOWING = frozenset("🏻🏼🏽🏾🏿\u0e33\u0eb3\u200c\u200d\uff9e\uff9f")
# Signs of number and verse, which stand before what they belong to.
_LEADING = frozenset("\u0600\u0601\u0602\u0603\u0604\u0605\u06dd\u070f\u08e2\U000110bd\U000110cd")
_VIRAMA = 9
_L, _V, _T = range(0x1100, 0x1160), range(0x1160, 0x11A8), range(0x11A8, 0x1200)
_SYLLABLES = range(0xAC00, 0xD7A4)
_ENDINGS = 28  # of a syllable of Hangul; the first of them is none


def border(text: str, place: int) -> bool:
    """Say whether a text may be parted at a place without parting what a reader takes for one character."""
    if place <= 0 or place >= len(text):
        return True
    before, behind = text[place - 1], text[place]
    if before in _LEADING:
        return behind == "\n"
    if behind < "\u0300" or before == "\n":
        return True
    if _belongs(behind) or before == _JOINER:
        return False
    if _regional(behind) and _regional(before):
        return not _odd(text, place)
    if unicodedata.combining(before) == _VIRAMA and unicodedata.category(behind) == "Lo":
        return False
    return not _syllable(ord(before), ord(behind))


def nearest(text: str, start: int, most: int) -> int:
    """Give the last place behind `start` and not beyond `most` where a text may be parted; `most` if none is near."""
    for place in range(most, max(start, most - FARTHEST), -1):
        if border(text, place):
            return place
    return most


def _belongs(sign: str) -> bool:
    return unicodedata.category(sign)[0] == "M" or sign in _FOLLOWING or 0xE0020 <= ord(sign) <= 0xE007F


def _regional(sign: str) -> bool:
    return 0x1F1E6 <= ord(sign) <= 0x1F1FF


def _odd(text: str, place: int) -> bool:
    """Say whether an odd number of regional indicators stands before a place: the last then begins a flag."""
    start = place
    while start and place - start < FARTHEST and _regional(text[start - 1]):
        start -= 1
    return (place - start) % 2 == 1


def _syllable(before: int, behind: int) -> bool:
    """Say whether two parts of Hangul make one syllable."""
    if before in _L:
        return behind in _L or behind in _V or behind in _SYLLABLES
    open_end = before in _V or (before in _SYLLABLES and (before - _SYLLABLES.start) % _ENDINGS == 0)
    if open_end and (behind in _V or behind in _T):
        return True
    return (before in _T or before in _SYLLABLES) and behind in _T
