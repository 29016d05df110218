"""How names sound: what the spellings of a name in Latin and Cyrillic letters have in common."""

import re
import unicodedata
from functools import lru_cache

from feedbot.text import exonyms
from feedbot.text.stems import CYRILLIC, alike, slavic
from feedbot.text.words import fold

# What spellings of one sound have in common, in this order; "4" is ch.
_SOUNDS = (
    *(("shch", "s"), ("tsch", "4"), ("sch", "s"), ("tch", "4"), ("zsch", "4"), ("kh", "g"), ("zh", "j"), ("sh", "s")),
    *(("ch", "4"), ("cz", "4"), ("ph", "f"), ("th", "t"), ("ck", "k"), ("ts", "s"), ("tz", "s"), ("dj", "j")),
    *(("x", "ks"), ("qu", "kv"), ("ce", "se"), ("ci", "si"), ("cy", "si"), ("дж", "j"), ("тс", "s")),
)
_CYRILLIC_SOUNDS = _SOUNDS[-2:]
_CLASSES = str.maketrans(
    "aeiouychjwzqабвгдежзийклмнопрстуфхцчшщюя'",
    "aaaaaakgjvskabvgdajsaaklmnaprstafgs4ssaaa",
)
_REPEATED = re.compile(r"(.)\1+")
_CASES = re.compile(r"(?<=...)(?:[ая]ми|ими|[ое]го|[ое]му|[аеиоя]м|[ая]х)\Z")
_LOCATIVE = re.compile(r"(?<=...)ци\Z")


@lru_cache(maxsize=10_000)
def skeleton(word: str) -> str:
    """Give the sounds of a folded name that its spellings in Latin and Cyrillic letters share; "" if they are too few.

    The consonants, told apart as roughly as transliterations do; all sounds where there are fewer than three. What
    languages call by names of their own has the sounds of the English one (`text/exonyms.py`).
    """
    bones = _bones(word)
    return _exonyms().get(_key(word, bones)) or bones


def _bones(word: str) -> str:
    text = _bare(word)
    for old, new in _SOUNDS if not CYRILLIC.fullmatch(text) else _CYRILLIC_SOUNDS:
        text = text.replace(old, new)
    sounds = _REPEATED.sub(r"\1", text.translate(_CLASSES))
    bones = _REPEATED.sub(r"\1", sounds.replace("a", ""))
    if len(bones) >= 6:
        bones = bones.removesuffix("sk")
    if len(bones) >= 3:
        return bones
    return sounds.rstrip("a") if bones and len(sounds.rstrip("a")) >= 3 else ""


def _bare(word: str) -> str:
    """A word in the letters of `_SOUNDS`: no accents, no ending of a case."""
    if CYRILLIC.fullmatch(word):
        return _CASES.sub("", _LOCATIVE.sub("к", alike(word)))
    return "".join(each for each in unicodedata.normalize("NFD", word.removesuffix("'s")) if each.isalnum())


@lru_cache(maxsize=1)
def _exonyms() -> dict[str, str]:
    """The skeleton that stands for all names of a place or people, by what their forms share."""
    found: dict[str, str] = {}
    for line in exonyms.TABLE.splitlines():
        words = line.replace("|", " ").split()
        for word in words:
            low = fold(word)
            found.setdefault(_key(low, _bones(low)), _bones(words[0]) or words[0])
    return found


def _key(word: str, bones: str) -> str:
    """What the forms of a name share: its stem does not tell Австрия from Австралия, its sounds not Китай from Катя."""
    return f"{slavic(word)} {bones}" if CYRILLIC.fullmatch(word) else word
