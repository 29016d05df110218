"""Stems of English words by the rules of Snowball's English stemmer, a tenth as dear as its own program.

https://snowballstem.org/algorithms/english/stemmer.html, as of Snowball 3; "Y" is a y that is no vowel.
"""

import re
from collections.abc import Mapping

_VOWELS = frozenset("aeiouy")
_VOWEL = re.compile("[aeiouy]")
_BEHIND = re.compile("([aeiouy])y")
# Where the first region begins: behind some beginnings, else behind the first consonant behind a vowel.
_FIRST = re.compile(
    "arsen|commun|emerg|gener|inter|later|organ|past|univers|[^aeiouy]*+[aeiouy]++[^aeiouy]",
)
_SECOND = re.compile("[^aeiouy]*+[aeiouy]++[^aeiouy]")
_WHOLE = {
    **{word: word for word in ("andes", "atlas", "bias", "cosmos", "howe", "news", "sky")},
    **{"skis": "ski", "skies": "sky", "idly": "idl", "gently": "gentl", "ugly": "ugli", "early": "earli"},
    **{"only": "onli", "singly": "singl"},
}
_KEPT = frozenset({"evening", "canning", "inning", "earring", "herring", "outing"})
_EED = frozenset({"succeed", "proceed", "exceed", "succeedly", "proceedly", "exceedly"})
_MENDED = ("at", "bl", "iz")
_DOUBLE = ("bb", "dd", "ff", "gg", "mm", "nn", "pp", "rr", "tt")
_LI = frozenset("cdeghkmnrt")


def _pairs(table: str) -> Mapping[str, str]:
    return {old: new.strip("-") for old, _, new in (pair.partition(":") for pair in table.split())}


_STEP_2 = _pairs(
    "anci:ance enci:ence ogi:ogi li:li bli:ble abli:able alli:al fulli:ful lessli:less ousli:ous entli:ent aliti:al "
    "biliti:ble iviti:ive tional:tion ational:ate alism:al ation:ate ization:ize izer:ize ator:ate iveness:ive "
    "fulness:ful ousness:ous ogist:og"
)
_STEP_3 = _pairs("icate:ic ative:- alize:al iciti:ic ical:ic tional:tion ational:ate ful:- ness:-")
_STEP_4 = _pairs(
    "ic:- ance:- ence:- able:- ible:- ate:- ive:- ize:- iti:- al:- ism:- ion:- er:- ous:- ant:- ent:- ment:- ement:-"
)


def stem(word: str) -> str:
    """Give the stem of an English word in small letters from a to z."""
    if word in _WHOLE or len(word) < 3:
        return _WHOLE.get(word, word)
    if "y" in word:
        word = _BEHIND.sub(r"\1Y", f"Y{word[1:]}" if word[0] == "y" else word)
    first = _FIRST.match(word)
    one = first.end() if first else len(word)
    second = _SECOND.match(word, one)
    two = second.end() if second else len(word)
    word = _past(_plural(word), one)
    if word[-1:] in ("y", "Y") and len(word) > 2 and word[-2] not in _VOWELS:
        word = f"{word[:-1]}i"
    word = _derived(word, one)
    word = _last(_bare(_shorter(word, one, two), two), one, two)
    return word.replace("Y", "y")


def _plural(word: str) -> str:
    if word.endswith("sses"):
        return word[:-2]
    if word.endswith(("ied", "ies")):
        return word[:-2] if len(word) > 4 else word[:-1]
    if word[-1] == "s" and not word.endswith(("ss", "us")) and _VOWEL.search(word, 0, len(word) - 2):
        return word[:-1]
    return word


def _past(word: str, one: int) -> str:
    """A word without what makes it past or lasting."""
    bare = word.removesuffix("ly")
    if bare.endswith("eed"):
        return word if len(bare) - 3 < one or word in _EED else bare[:-1]
    if bare.endswith("ing") and word == bare:
        if word in _KEPT:
            return word
        if len(word) == 5 and word[1] == "y" and word[0] not in _VOWELS:
            return f"{word[0]}ie"
        left = word[:-3]
    elif bare.endswith("ing"):
        left = bare[:-3]
    elif bare.endswith("ed"):
        left = bare[:-2]
    else:
        return word
    return _mended(left, one) if _VOWEL.search(left) else word


def _mended(left: str, one: int) -> str:
    """What is left of a word, with the e that it lost or without the letter that was doubled."""
    if left.endswith(_MENDED):
        return f"{left}e"
    if left.endswith(_DOUBLE):
        return left if len(left) == 3 and left[0] in "aeo" else left[:-1]
    return f"{left}e" if len(left) == one and _is_short(left) else left


def _is_short(left: str) -> bool:
    """Whether a word ends in a short syllable."""
    if left.endswith("past"):
        return True
    if len(left) < 2 or left[-1] in _VOWELS or left[-2] not in _VOWELS:
        return False
    return len(left) == 2 or (left[-1] not in "wxY" and left[-3] not in _VOWELS)


def _ending(word: str, table: Mapping[str, str], longest: int) -> str:
    for size in range(longest, 1, -1):
        if word[-size:] in table:
            return word[-size:]
    return ""


def _derived(word: str, one: int) -> str:
    end = _ending(word, _STEP_2, 7)
    left = word[: len(word) - len(end)]
    if not end or len(left) < one:
        return word
    if end == "li":
        return left if left[-1:] in _LI else word
    if end == "ogi":
        return word[:-1] if left[-1:] == "l" else word
    return left + _STEP_2[end]


def _shorter(word: str, one: int, two: int) -> str:
    end = _ending(word, _STEP_3, 7)
    left = word[: len(word) - len(end)]
    if not end or len(left) < (two if end == "ative" else one):
        return word
    return left + _STEP_3[end]


def _bare(word: str, two: int) -> str:
    end = _ending(word, _STEP_4, 5)
    left = word[: len(word) - len(end)]
    if not end or len(left) < two or (end == "ion" and left[-1:] not in ("s", "t")):
        return word
    return left


def _last(word: str, one: int, two: int) -> str:
    """A word without a last e, or without the second of two l."""
    size = len(word) - 1
    if word[-1:] == "e" and (size >= two or (size >= one and not _is_short(word[:-1]))):
        return word[:-1]
    return word[:-1] if size >= two and word[-2:] == "ll" else word
