"""Which letters a language writes with: what stands in a text can rule a language out, and never proves one."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from functools import lru_cache, reduce
from operator import or_
from typing import Literal

Script = Literal["Cyrillic", "Latin", "other"]

ALPHABETS: Mapping[str, frozenset[str]] = {
    "ru": frozenset("абвгдеёжзийклмнопрстуфхцчшщъыьэюя"),
    "uk": frozenset("абвгґдеєжзиіїйклмнопрстуфхцчшщьюя"),
    "be": frozenset("абвгґдеёжзійклмнопрстуўфхцчшыьэюя"),
    "bg": frozenset("абвгдежзийклмнопрстуфхцчшщъьюяѝ"),
    "mk": frozenset("абвгдѓежзѕијклљмнњопрстќуфхцчџшѐѝ"),
    "sr": frozenset("абвгдђежзијклљмнњопрстћуфхцчџш"),
    "kk": frozenset("аәбвгғдеёжзийкқлмнңоөпрстуұүфхһцчшщъыіьэюя"),
    "ky": frozenset("абвгдеёжзийклмнңоөпрстуүфхцчшщъыьэюя"),
    "tt": frozenset("аәбвгдеёжҗзийклмнңоөпрстуүфхһцчшщъыьэюя"),
    "ba": frozenset("аәбвгғдҙеёжзийкҡлмнңоөпрсҫтуүфхһцчшщъыьэюя"),
    "cv": frozenset("аӑбвгдеёӗжзийклмнопрсҫтуӳфхцчшщъыьэюя"),
    "mn": frozenset("абвгдеёжзийклмноөпрстуүфхцчшщъыьэюя"),
    "ce": frozenset("абвгдеёжзийклмнопрстуфхцчшщъыьэюя\u04cf"),
    "av": frozenset("абвгдеёжзийклмнопрстуфхцчшщъыьэюя\u04cf"),
    "lez": frozenset("абвгдеёжзийклмнопрстуфхцчшщъыьэюя\u04cf"),
    "krc": frozenset("абвгдеёжзийклмнопрстуўфхцчшщъыьэюя"),
    "tg": frozenset("абвгғдеёжзиӣйкқлмнопрстуӯфхҳчҷшъэюя"),
}
"""The small Cyrillic letters of each language, as its press writes them today."""

CYRILLIC = frozenset({*ALPHABETS, "kv", "mhr", "mrj", "myv", "os", "rue", "sah", "tyv", "xal"})
"""The languages of lid.176 that are written in Cyrillic."""

_LATIN_LABELS = (
    "af gsw an ast az bar bcl br bs ca cbk ceb co cs cy da de diq dsb en eo es et eu fi fr frr fy ga gd gl gn gv hr hsb"
    " ht hu ia id ie ilo io is it jbo jv ku kw la lb li lmo lt lv mg min ms mt mwl nah nap nds nl nn no oc pam pfl pl"
    " pms pt qu rm ro sc scn sco sk sl so sq su sv sw tk tl tr uz vec vep vi vls vo wa war yo egl"
)
LATIN = frozenset(_LATIN_LABELS.split())
"""The languages of lid.176 that are written in Latin letters, as tags of RFC 5646."""

# What no word of Russian is spelt with: a soft sign behind a vowel ("оь"), a hard one elsewhere than before
# a vowel that it parts from a consonant ("къа"); Bulgarian and others have the latter.
_SOFT = re.compile("[аеёиоуыэюяієї]ь")
_HARD = re.compile("ъ(?![еёюяії])")

_MARKS = frozenset("'’ʼ-")
_CYRILLIC_WORD = re.compile(r"[\u0400-\u052f]+(?:['’ʼ-][\u0400-\u052f]+)*")
_LATIN_WORD = re.compile(r"[a-zß-öø-ɏḀ-ỿ]+(?:['’ʼ-][a-zß-öø-ɏḀ-ỿ]+)*")
_OTHER = re.compile(r"[^\W\d_a-zß-öø-ɏḀ-ỿ\u0400-\u052f]")


def words(text: str) -> tuple[Script, tuple[str, ...]]:
    """The script that a small-lettered text is written in, and its words in that script, in order.

    Names and brands are often Latin in a Cyrillic text and seldom the other way round, so a quarter of Cyrillic letters
    make it Cyrillic. "other" is what has more letters of neither, or no letter at all; its words are not looked for.
    """
    cyrillic, latin = _CYRILLIC_WORD.findall(text), _LATIN_WORD.findall(text)
    ours, theirs, others = sum(map(len, cyrillic)), sum(map(len, latin)), len(_OTHER.findall(text))
    if others >= max(ours + theirs, 1) or not ours + theirs:
        return "other", ()
    return ("Cyrillic", tuple(cyrillic)) if ours * 3 >= theirs else ("Latin", tuple(latin))


def strangers(found: Iterable[str]) -> dict[str, int]:
    """How many of some Cyrillic words each language of ALPHABETS cannot write, for want of a letter or a spelling."""
    counts = Counter(_wanting_word(word) for word in found)
    return {
        language: sum(count for wanting, count in counts.items() if wanting >> at & 1)
        for at, language in enumerate(ALPHABETS)
    }


@lru_cache(maxsize=5_000)
def _wanting_word(word: str) -> int:
    """The languages that cannot write a word, a bit for each in the order of ALPHABETS."""
    wanting = reduce(or_, map(_wanting, word), 0)
    if "ь" in word and _SOFT.search(word):
        wanting |= _NEVER_SOFT
    if "ъ" in word and _HARD.search(word):
        wanting |= _NEVER_HARD
    return wanting


@lru_cache(maxsize=256)
def _wanting(letter: str) -> int:
    """The languages that lack a letter, a bit for each."""
    return sum(letter not in alphabet | _MARKS and 1 << at for at, alphabet in enumerate(ALPHABETS.values()))


def _bits(languages: Iterable[str]) -> int:
    return sum(1 << at for at, language in enumerate(ALPHABETS) if language in languages)


_NEVER_SOFT = _bits(("ru", "uk", "be", "bg", "kk", "ky"))
_NEVER_HARD = _bits(("ru",))
