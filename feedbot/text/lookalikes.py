"""Words made comparable letter by letter: case, ё and ґ, apostrophes, and letters of another script that look alike."""

import re
import unicodedata

from feedbot.text.words import fold

_LATIN = "abcehikmoptxysj"
_CYRILLIC = "авсенікмортхуѕј"
_TO_CYRILLIC = str.maketrans(_LATIN, _CYRILLIC)
_TO_LATIN = str.maketrans(_CYRILLIC, _LATIN)

_PLAIN = re.compile(r"[А-Яа-яёЁІіЇїЄєҐґ]+")
_OURS = str.maketrans({"ё": "е", "ґ": "г", "'": None})
_ONLY_LATIN = re.compile(r"[a-z\u00df-\u024f]")
_ONLY_CYRILLIC = re.compile(r"[\u0400-\u052f]")
_DESIGNATIONS = str.maketrans("abcefhkmoprstxy", "авсефнкморрстху")


def key(word: str) -> str:
    """The form in which two spellings of one word are equal: folded, ґ as г, without apostrophes, in one script.

    A word of both scripts is written in the one that leaves no letter over ("НАTО" with a Latin T, "Wаr" with a
    Cyrillic а); one script alone is never changed. Making a key of a key changes nothing.
    """
    if word.isascii():
        return word.lower().replace("'", "") if word.isalnum() else fold(word).translate(_OURS)
    if _PLAIN.fullmatch(word):
        return word.lower().replace("ё", "е").replace("ґ", "г")
    # Folded twice: a mark behind an apostrophe stands behind a letter when that is gone.
    return unicodedata.normalize("NFC", _one_script(fold(fold(word).translate(_OURS)).translate(_OURS)))


def designation(letter: str) -> str:
    """The key of a letter beside a number ("S-300"): of a Latin one, that of the Cyrillic letter written for it."""
    return key(letter).translate(_DESIGNATIONS)


def _one_script(word: str) -> str:
    latin, cyrillic = _ONLY_LATIN.findall(word), _ONLY_CYRILLIC.findall(word)
    if not latin or not cyrillic:
        return word
    foreign = [letter for letter in latin if letter not in _LATIN]
    ours = [letter for letter in cyrillic if letter not in _CYRILLIC]
    if foreign and ours:
        return word
    if foreign or (not ours and len(latin) > len(cyrillic)):
        return word.translate(_TO_LATIN)
    return word.translate(_TO_CYRILLIC)
