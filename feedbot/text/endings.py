"""What inflection changes of a word, taken away: tight for names, loose for other words.

Russian and Ukrainian endings are stripped by rule, English words by Snowball's algorithm.
"""

import re
from collections.abc import Iterable
from functools import lru_cache

import Stemmer

_SHORTEST = 3
_SAME = 4
_CROWD = 50
_LONGEST = 60
"""Characters of a word that are looked at; nobody inflects longer ones."""

_CYRILLIC = re.compile(r"[\u0400-\u052f]")
# Endings of names in Russian and Ukrainian. Not those that make another name of one (Иван, Иванов; Петро, Петренко).
_CASES = (
    "а я у ю е є и і ы ї о й ь ом ем єм ой ей єй ою ею єю ий ій ый ого його его ому йому ему ым им їм ім их ых їх ыми "
    "ими їми ах ях ам ям ами ями ия ии ию ием иям иях ія ії ію ією іям іях ої ая яя ую юю ое ее ые ие еві ові єві ья "
    "ьи ью"
)
# A consonant before і and е that stands for another one elsewhere: Прага, у Празі; Америка, в Америці.
_SOFTENED = {"ц": "к", "з": "г", "с": "х"}
_FLEETING = re.compile(r"[еоёіїєьэ']")

# What may stand behind an English name, and what people and things are called after a place.
_PEOPLE = ("n", "an", "ian", "ese", "i", "ish", "ns", "ans", "ians")
_PLURALS = ("'s", "s", "es", "s'")
_VOWELS = ("a", "e", "ia", "y")

# Endings of nouns, adjectives and verbs alike, in the letters of `_ALIKE`; what is left has three letters at least.
_LOOSE = (
    "а е и о у ю я й ь ам ям ах ях ом ем ой ей ий ою ею ов ев ив ая яя ое ее ие их им ую юю ои ия ии ию ови еви ами "
    "ями ими ого его ому ему иям иях ием ией иею ийу ости остью остю остей ост ал ил ел ял ул ав яв ала ила ела яла "
    "ула ало ило ело яло уло али или ели яли ули ла ло ли ав ив ати ити ети яти ути ать ить еть ять уть ть ти ает яет "
    "ует ают яют уют ае яе уе аем яем уем еш иш ен ан ян ена ана яна ено ано яно ени ани яни ення ання иння ени ание "
    "ение яние ания ения ию анию ению ании ении анием ением ань ень ная ний ного ному ним ную них ними но ни на ны "
    "нен нный нная нное ние ши вши вший вшая вшие вших вшим вшего ющий ющая ющие ющих ющего ющий ючи ячи аче ащий "
    "ащие ящий ящие тий тии той та то ты тых"
)
_ENDS = re.compile("(?:" + "|".join(_LOOSE.split()) + r")\Z")
_SHORT = re.compile(r"(?:[аеиоуюяйь]|[ао]м|ах|ой|ей|ою|ею|ие|ия|ии|ию|их|ий|им)\Z")
_LONGEST_ENDING = max(map(len, _LOOSE.split()))
_MADE = re.compile(r"(?:ен|ан|ни)\Z")
_TAIL = re.compile(r"(?:ова|ува|ива|ен|ан|ян|ни|н|ва|вш|ш|л|т|в|еск|ск)\Z")
_ALIKE = str.maketrans(
    {"і": "и", "ї": "и", "ы": "и", "є": "е", "э": "е", "ё": "е", "ґ": "г", "ъ": None, "'": None, "ў": "у"}
)


@lru_cache(maxsize=20_000)
def forms(word: str) -> frozenset[str]:
    """What a name may be without its ending; two forms of one name have one of these in common.

    `word` is folded. Different names have none in common as a rule: Иван and Иванов, Niger and Nigeria.
    """
    word = word[:_LONGEST]
    return _eastern(word) if _CYRILLIC.search(word) else _western(word)


@lru_cache(maxsize=20_000)
def stem(word: str) -> str:
    """What a word shares with its other forms and its nearest kin; `word` is folded, and the stem is never empty."""
    word = word[:_LONGEST]
    if not _CYRILLIC.search(word):
        return _snowball(word.removesuffix("'s")) or word
    bare = word.translate(_ALIKE) or word
    if len(bare) > 5 and bare.endswith(("ся", "сь")):
        bare = bare[:-2]
    base = _stripped(bare, _ENDS, _SHORTEST + 1)
    if base == bare:
        base = _stripped(bare, _SHORT, _SHORTEST)
    return _stripped(_stripped(base, _MADE, _SHORTEST + 1), _TAIL, _SHORTEST + 2).replace("ь", "") or word


def akin(one: str, other: str) -> bool:
    """Whether two stems are of words that belong together: equal, or one begins with most of the other."""
    if one == other:
        return True
    short, long = sorted((one, other), key=len)
    if len(short) <= _SAME + 1:
        return len(short) >= _SAME and len(long) - len(short) < 3 and long.startswith(short)
    return long.startswith(short[:-1])


class Kin:
    """Stems, asked whether one is among them or belongs together with one of them."""

    def __init__(self, stems: Iterable[str]) -> None:
        self.stems = frozenset(stems)
        self._begun: dict[str, list[str]] = {}
        for each in self.stems:
            self._begun.setdefault(each[:_SAME], []).append(each)

    def __contains__(self, stem: str) -> bool:
        return stem in self.stems or any(akin(stem, each) for each in self._begun.get(stem[:_SAME], ())[:_CROWD])


def _stripped(word: str, ends: re.Pattern[str], least: int) -> str:
    found = ends.search(word, max(least, len(word) - _LONGEST_ENDING))
    return word[: found.start()] if found else word


def _eastern(word: str) -> frozenset[str]:
    bare = word.replace("'", "").replace("ё", "е")
    bases = {bare}
    for ending in _CASES.split():
        base = bare.removesuffix(ending)
        if base == bare or len(base) < _SHORTEST - (len(bare) <= _SHORTEST + 1):
            continue
        bases.add(base)
        if ending in "іе" and base[-1] in _SOFTENED:
            bases.add(base[:-1] + _SOFTENED[base[-1]])
    bases |= {base[:-3] + _FLEETING.sub("", base[-3:]) for base in bases if len(base) >= _SHORTEST}
    return frozenset(base.rstrip("ь") for base in bases)


def _western(word: str) -> frozenset[str]:
    bases = {word} | {word.removesuffix(end) for end in _PLURALS if len(word) - len(end) >= _SHORTEST}
    people = {base.removesuffix(end) for base in bases for end in _PEOPLE if len(base) - len(end) > _SHORTEST}
    people -= bases
    places = {word.removesuffix(end) for end in _VOWELS if len(word) - len(end) > _SHORTEST} - {word}
    # A place without its vowel equals people without their ending (Ukraine, Ukrainian), and no other place.
    return frozenset(bases | people | {f"{base}+" for base in people | places})


def _snowball(word: str) -> str:
    # One for each word, as it cannot be shared by threads; it costs no more than the word does.
    return str(Stemmer.Stemmer("english", 0).stemWord(word))
