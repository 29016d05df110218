"""The nominative of names that a phrase put into the accusative: "со ссылкой на «Лесную правду»". Russian, Ukrainian.

Only what can be one thing is changed: a feminine adjective with its noun by its ending, a noun alone by a dictionary
or a short list. Anything else, people above all, stays as it is written.
"""

import re
from functools import lru_cache
from typing import Literal

from feedbot.text import dictionaries

Tongue = Literal["ru", "uk"]

_MOST_WORDS = 12
_QUOTED = re.compile(r"«[^«»]*»|“[^“”]*”|„[^“”]*[“”]|\"[^\"]*\"")
_ADJECTIVE = {
    "ru": re.compile(r"[а-яё-]{2,30}(?:ую|юю)"),
    "uk": re.compile(r"[а-яіїєґ'ʼ’-]{2,30}(?:[сцз]ьку|чну|йну|льну|нню|рню|чірню|дову|нову|леву|існу|рну|вну|дну|тну)"),
}
_NOUN = {
    "ru": re.compile(r"[А-ЯЁа-яё-]{2,30}[ую]"),
    "uk": re.compile(r"[А-ЯІЇЄҐа-яіїєґ'ʼ’-]{2,30}[ую]"),
}
_ACCUSATIVE = re.compile(r"[а-яёіїєґ][ую]\b", re.IGNORECASE)
# Nouns that stand before names in Ukrainian attributions; the dictionary of Ukrainian is no part of feedbot.
_HEADS_LISTED = (
    "газета агенція інформагенція пресслужба прес-служба служба поліція адміністрація прокуратура рада мерія редакція "
    "компанія телекомпанія радіостанція асоціація організація комісія міськрада облрада держслужба нацполіція "
    "міліція обсерваторія корпорація спілка група платформа мережа сторінка заява команда"
)
_HEADS = frozenset(_HEADS_LISTED.split())


def nominative(name: str, tongue: Tongue) -> str:
    """Give a name that stands in the accusative in the nominative where that is certain, else as it is written.

    Only its first words change: those up to the first noun. Never raises; a name of over twelve words is left alone.
    """
    words = name.split(" ")
    if len(words) > _MOST_WORDS or not words[0][:1].isalpha():
        return name
    size = 0
    while size < len(words) - 1 and _ADJECTIVE[tongue].fullmatch(_low(words[size])):
        size += 1
    head, rest = words[size], " ".join(words[size + 1 :])
    # Another word in the same case: a name of several nouns, or of a woman.
    if not _NOUN[tongue].fullmatch(head) or _ACCUSATIVE.search(_QUOTED.sub(" ", rest)):
        return name
    told = _by_ending(head) if size else _noun(head, tongue)
    return " ".join([*map(_adjective, words[:size]), told, *words[size + 1 :]]) if told else name


def _low(word: str) -> str:
    return word[:1].lower() + word[1:]


def _adjective(word: str) -> str:
    """A feminine adjective: -ую, -юю; -у, -ю."""
    ends = (("ую", "ая"), ("юю", "яя"), ("у", "а"), ("ю", "я"))
    return next(word.removesuffix(end) + plain for end, plain in ends if word.endswith(end))


def _by_ending(word: str) -> str:
    """A noun behind such an adjective can only be feminine."""
    return word[:-1] + ("а" if word[-1] == "у" else "я")


def _noun(word: str, tongue: Tongue) -> str:
    """A noun that stands alone; empty if it may be anything else than the accusative of a feminine thing."""
    if tongue == "uk":
        plain = _by_ending(word)
        return plain if plain.lower() in _HEADS else ""
    return _known(word)


@lru_cache(maxsize=1_000)
def _known(word: str) -> str:
    analyser = dictionaries.analyser("ru")
    readings = analyser.parse(word)
    plain = _by_ending(word)
    fitting = [
        reading
        for reading in readings
        if {"NOUN", "femn", "sing", "accs", "inan"} in reading.tag and plain.lower() == reading.normal_form
    ]
    people = any("anim" in reading.tag or "Surn" in reading.tag or "Name" in reading.tag for reading in readings)
    return plain if fitting and not people and analyser.word_is_known(word) else ""
