"""All forms of a word, so that a text need not be understood: dictionaries list them, rules add those of unknown names.

Russian comes from pymorphy3, Ukrainian and English from simplemma's tables read backwards, other languages by their
Snowball stems. No dictionary is loaded before a word of its language is asked for.
"""

import re
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from importlib.util import find_spec
from typing import Any

import Stemmer

from feedbot.text import dictionaries, english
from feedbot.text.lookalikes import key

LEAST_SCORE = 0.01
"""A reading of a word that is less likely than this is left out."""

_CYRILLIC = re.compile(r"[а-яёіїєґ'’ʼ]+", re.IGNORECASE)
_RUSSIAN = re.compile(r"[ыэёъ]", re.IGNORECASE)
_UKRAINIAN = re.compile(r"[іїєґ'’ʼ]", re.IGNORECASE)
_LATIN = re.compile(r"[a-z]+", re.IGNORECASE)
_TABLE_FORM = re.compile(r"[а-щьюяіїєґ']+|[a-z]+", re.IGNORECASE)
_VOWELS = "аеёиоуыэюяіїє"
_WOMANS = re.compile(r"[А-ЯІЇЄҐ]\w*[сц]ь?к(?:ая|а)")  # and no town in the genitive, "Луцька"
_OF_BOTH = ("ов", "ев", "ёв", "ин", "ын")
_NAMES = {"Name", "Surn", "Patr", "Geox", "Orgn", "Trad", "Abbr"}
_THIN = 2  # forms; so few has what is listed twice: "люди" by itself, and under "людина"
_ACRONYM = 5  # capitals at most; what is longer was shouted

# Snowball's name of a language by its tag. It has no Ukrainian; Russian and English are done better above.
_STEMMED = {
    "ar": "arabic", "ca": "catalan", "cs": "czech", "da": "danish", "de": "german", "el": "greek", "es": "spanish",
    "et": "estonian", "eu": "basque", "fi": "finnish", "fr": "french", "ga": "irish", "hi": "hindi", "hu": "hungarian",
    "hy": "armenian", "id": "indonesian", "it": "italian", "lt": "lithuanian", "nb": "norwegian", "ne": "nepali",
    "nl": "dutch", "nn": "norwegian", "no": "norwegian", "pl": "polish", "pt": "portuguese", "ro": "romanian",
    "sr": "serbian", "sv": "swedish", "ta": "tamil", "tr": "turkish",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Forms:
    """The forms of a word as keys (`text/lookalikes.py`), the word's own among them.

    `only` names those that belong to one language of several which the word may be of ("ru", "uk").
    """

    word: str
    forms: frozenset[str]
    only: Mapping[str, str] = field(default_factory=dict)


def forms(word: str, language: str | None = None) -> Forms:
    """All forms of one word; see `many`, which costs no more for a hundred words than this for one."""
    return many([word], language)[word]


def many(words: Collection[str], language: str | None = None) -> Mapping[str, Forms]:
    """All forms of each word, in `language` (a tag) or in every one of Russian, Ukrainian, English that it fits.

    A capital is evidence: of a name, the forms that the same letters have as a common noun are left out. A word that is
    the first form of something is taken for that alone. Never raises.
    """
    found: dict[str, dict[str, set[str]]] = {word: defaultdict(set) for word in words}
    for tongue, read in _READERS.items():
        fitting = [word for word in found if _fits(word, tongue, language)]
        if fitting:
            for word, said in read(fitting).items():
                found[word][tongue] |= {key(form) for form in said}
    return {word: _together(word, said) for word, said in found.items()}


def is_acronym(word: str) -> bool:
    """Whether a word is capitals alone, and so short that each stands for a word."""
    return 1 < len(word) <= _ACRONYM and word.isupper()


def stemmer(language: str) -> Callable[[str], str] | None:
    """What makes stems of the keys of a language, given by its tag; None where forms are listed, or none is known."""
    name = _STEMMED.get(language.lower().split("-")[0])
    if name is None:
        return None
    stem: Callable[[str], str] = Stemmer.Stemmer(name).stemWord
    return stem


def _fits(word: str, tongue: str, language: str | None) -> bool:
    """Whether a word may be of a language, by its letters."""
    if language is not None and language.lower().split("-")[0] != tongue:
        return False
    if tongue == "en":
        return (len(word) > 2 or word.lower() in _SHORT) and _LATIN.fullmatch(word) is not None
    if len(word) < 2 or not _CYRILLIC.fullmatch(word):
        return False
    return not (_UKRAINIAN if tongue == "ru" else _RUSSIAN).search(word)


def _together(word: str, said: Mapping[str, set[str]]) -> Forms:
    own = key(word)
    every = {own}.union(*said.values())
    ours, theirs = said.get("ru", set()), said.get("uk", set())
    only = {}
    if ours and theirs:
        only = {form: "ru" for form in ours - theirs} | {form: "uk" for form in theirs - ours}
    only.pop(own, None)
    return Forms(word, frozenset(every), only)


# --- Russian, and Ukrainian where its dictionary is installed -------------------------------------------------------


def _russian(words: Collection[str]) -> Mapping[str, set[str]]:
    return _analysed(words, "ru")


def _analysed(words: Collection[str], tongue: str) -> Mapping[str, set[str]]:
    """The forms that pymorphy3 lists, and by rule those of words that it does not know."""
    analyser = dictionaries.analyser(tongue)
    found = {}
    for word in words:
        plain = _plain(word)
        known = analyser.word_is_known(plain)
        readings = [] if is_acronym(word) and not known else _chosen(analyser.parse(plain), word)
        listed = {form.word for reading in readings for form in _spoken(reading, word)} | _hers(readings)
        found[word] = listed if known else listed | _declined(word, tongue)
    return found


def _chosen(readings: Iterable[Any], word: str) -> list[Any]:
    """The likely readings of a word; with a capital, of a name; and those of which it is the first form, if any is."""
    likely = [reading for reading in readings if reading.score >= LEAST_SCORE]
    if word[:1].isupper():
        likely = _narrowed(likely, lambda reading: bool(_NAMES & reading.tag.grammemes))
        likely = _narrowed(likely, lambda reading: reading.tag.POS in {"NOUN", "ADJF"})
    own = key(word)
    return _narrowed(likely, lambda reading: own == key(reading.normal_form))


def _spoken(reading: Any, word: str) -> Iterable[Any]:  # noqa: ANN401 - an untyped library's
    """The forms of a reading; of a name written as a woman's only hers, and those of several people."""
    lexeme: Iterable[Any] = reading.lexeme
    if _WOMANS.fullmatch(word) and "Surn" in reading.tag:
        return [form for form in lexeme if "femn" in form.tag or "plur" in form.tag]
    return lexeme


def _hers(readings: Iterable[Any]) -> set[str]:
    """The forms that a man's surname has for his wife, where the dictionary lists but his."""
    names = {reading.normal_form for reading in readings if {"Surn", "masc"} <= reading.tag.grammemes}
    return {name + end for name in names if name.endswith(_OF_BOTH) for end in ("а", "ой", "у")}


def _narrowed(readings: list[Any], wanted: Callable[[Any], bool]) -> list[Any]:
    """The readings that are wanted; all where none is."""
    return [reading for reading in readings if wanted(reading)] or readings


def _plain(word: str) -> str:
    return word.lower().replace("’", "'").replace("ʼ", "'")


# --- Ukrainian and English by tables ---------------------------------------------------------------------------------


def _ukrainian(words: Collection[str]) -> Mapping[str, set[str]]:
    ours = find_spec("pymorphy3_dicts_uk") is None
    return (
        {word: _completed(word, said) for word, said in _listed(words, "uk").items()}
        if ours
        else _analysed(words, "uk")
    )


def _completed(word: str, listed: set[str]) -> set[str]:
    """What a table lists of a Ukrainian word, without the words derived from it, and with what it leaves out."""
    plain = _plain(word)
    if plain in _IRREGULAR:
        return {plain, *_IRREGULAR[plain].split()}
    if _WOMANS.fullmatch(word) and f"{word[:-1]}ий" in listed:
        return {plain[:-1] + end for end in _WOMANS_ENDS.split()}
    if len(listed) < 3 or is_acronym(word):
        return listed | _declined(word, "uk")
    if plain.endswith(("ти", "тися")):
        return listed | _conjugated(plain, listed)
    adjective = plain.endswith("ий")
    kept = {form for form in listed if (adjective or not form.endswith("ий")) and 2 * len(form) >= len(plain)}
    kept |= {plain[:-1]} if plain.endswith(("а", "о")) and len(kept) > 4 else set()
    guesses = [
        _declined(word, "uk"),
        *({stem + end for end in ends} for ends in _PARADIGMS for stem in _stems(kept, ends)),
    ]
    return kept.union(*(guess for guess in guesses if len(guess & kept) >= (3 if plain in guess else 0.6 * len(guess))))


def _conjugated(plain: str, listed: Iterable[str]) -> set[str]:
    """What a table leaves out of a Ukrainian verb: a future, a past, and participles in all their cases."""
    whole, self = (plain[:-2], "ся") if plain.endswith("ся") else (plain, "")
    past = whole[:-2]
    found = {f"{whole}{end}{self}" for end in ("му", "меш", "ме", "мемо", "мете", "муть")}
    if past[-1:] in _VOWELS:
        found |= {f"{past}{end}{self}" for end in ("в", "ла", "ло", "ли")}
    passive = {form[:-1] for form in listed if form.endswith(("но", "то"))} | {
        form[:-2] for form in listed if form.endswith(("ний", "тий"))
    }
    return found | {stem + end for stem in passive for end in _ADJECTIVE.split()}


def _stems(listed: Iterable[str], ends: Iterable[str]) -> set[str]:
    """What words end in one of these ends, without it."""
    return {form.removesuffix(end) for form in listed for end in ends if form.endswith(end)}


def _english(words: Collection[str]) -> Mapping[str, set[str]]:
    listed = _listed([word for word in words if not is_acronym(word)], "en")
    return {word: english.inflected(word, listed.get(word, ())) for word in words}


def _listed(words: Collection[str], tongue: str) -> dict[str, set[str]]:
    """The forms of each word in the table of a language; empty for an unknown one.

    A spelling with the capital of the word is preferred to one without, and a word that others lead to is taken for
    itself, whatever it leads to.
    """
    if not words:
        return {}
    table = dictionaries.table(tongue)
    asked = {word: _spellings(word) for word in words}
    spellings = {spelling for each in asked.values() for spelling in each}
    leads, own = table.lemmas(spellings), table.forms(spellings)
    chosen = {word: _lemmas(each, leads, own) for word, each in asked.items()}
    under = own | table.forms({lemma for each in chosen.values() for lemma in each} - own.keys())
    return {
        word: {form for lemma in each for form in (lemma, *under[lemma]) if _TABLE_FORM.fullmatch(form)}
        for word, each in chosen.items()
    }


def _spellings(word: str) -> tuple[str, ...]:
    plain = _plain(word)
    return (plain.capitalize(), plain) if word[:1].isupper() else (plain, plain.capitalize())


def _lemmas(spellings: tuple[str, ...], leads: Mapping[str, str], lemmas: Mapping[str, Collection[str]]) -> set[str]:
    """What a word is a form of: itself where it is a first form with forms, else all that its spellings lead to."""
    if spellings[0][:1].isupper() and spellings[0] in leads:
        spellings = spellings[:1]
    own = {spelling for spelling in spellings if spelling in lemmas}
    led = {spelling for spelling in spellings if spelling in leads}
    thin = {spelling for spelling in own & led if len(lemmas[spelling]) < _THIN}
    return own | {leads[spelling] for spelling in (thin if own else led)}


# --- names that no dictionary has ------------------------------------------------------------------------------------

_SHORT = {"go", "ox"}  # of English words of two letters nearly all are pronouns and the like
_PARADIGMS = tuple(
    tuple(ends.split())
    for ends in (
        "а у ові ом і и ів ам ами ах",
        "я ю еві ем і ів ям ями ях",
        "и і у ою о ам ами ах",
        "і ю ею е ям ями ях",
        "о а у ом і ам ами ах",
        "е я ю ем і ям ями ях",
    )
)
_ADJECTIVE = "ий ого ому им ім і их ими а ої ій у ою е о"
_WOMANS_ENDS = "а ої ій у ою і их им ими"
_IRREGULAR = {
    "дівчина": "дівчини дівчині дівчину дівчиною дівчино дівчата дівчат дівчатам дівчатами дівчатах дівчин дівчинам",
    "дитина": "дитини дитині дитину дитиною дитино діти дітей дітям дітьми дітях",
    "діти": "дітей дітям дітьми дітях дитина дитини дитині дитину дитиною",
    "лев": "лева левові левом леву леві леве леви левів левам левами левах",
}

# The ends of words, longest first, how many letters fall off, and what takes their place.
_ENDS: Mapping[str, tuple[tuple[str, int, str], ...]] = {
    "ru": (
        ("ий", 2, "ий ого ому им ом ая ой ую ие их ими"),
        ("ый", 2, "ый ого ому ым ом ая ой ую ые ых ыми"),
        ("ов ев ёв ин ын", 0, "а у ым ом е ой ы ых ыми"),
        ("ия", 1, "и ю ей й ям ями ях"),
        ("га ка ха жа ча ша ща", 1, "и е у ой ей ам ами ах"),
        ("ца", 1, "ы е у ей ам ами ах"),
        ("а", 1, "ы и е у ой ам ами ах"),
        ("я", 1, "и е ю ей ь ям ями ях"),
        ("ь", 1, "я ю ем е и ью ей ям ями ях"),
        ("й", 1, "я ю ем е и ев ям ями ях"),
        ("ж ч ш щ", 0, "а у ем ом е и ей ам ами ах"),
        ("ц", 0, "а у ем ом е ы ев ам ами ах"),
        ("г к х", 0, "а у ом е и ов ам ами ах"),
        ("б в д з л м н п р с т ф", 0, "а у ом е ы ов ам ами ах"),
    ),
    "uk": (
        ("ий", 2, "ий ого ому им ім і их ими а ої ій у ою"),
        ("ів", 2, "ова ову овом ові овим ове ови ових овими ева еву евом еві евим еви евих ової овій овою"),
        ("їв", 2, "єва єву євом єві євим єви євих"),
        ("ов ев єв ін їн ин", 0, "а у ові им ом і е ої ій ою и их ими"),
        ("ець", 3, "ця цю цеві цем ці че ців цям цями цях"),
        ("ок", 2, "ка ку кові ком ки ків кам ками ках"),
        ("ія", 1, "ї ю єю й ям ями ях"),
        ("га", 2, "ги зі гу гою го г гам гами гах"),
        ("ка", 2, "ки ці ку кою ко к кам ками ках"),
        ("ха", 2, "хи сі ху хою хо х хам хами хах"),
        ("жа ча ша ща", 1, "і у ею о ам ами ах"),
        ("а", 1, "и і у ою о ам ами ах"),
        ("я", 1, "і ю ею е ь ям ями ях"),
        ("ко но ло ро", 1, "а у ові ом і и ів ам ами ах"),
        ("ь", 1, "я ю еві ем і ів ям ями ях"),
        ("й", 1, "я ю єві єм ї їв ям ями ях"),
        ("ж ч ш щ", 0, "а у еві ем і е ів ам ами ах"),
        ("г к х б в д з л м н п р с т ф ц", 0, "а у ові ом і е и ів ам ами ах"),
    ),
}  # fmt: skip


def _declined(word: str, tongue: str) -> set[str]:
    """The forms that a name of this shape would have; the word alone where names of this shape have but one."""
    plain = _plain(word)
    if is_acronym(word) and plain[-1] in _VOWELS:
        return {plain}
    for ends, dropped, endings in _ENDS[tongue]:
        if plain.endswith(tuple(ends.split())):
            stem = plain[: len(plain) - dropped]
            return {plain, *(stem + ending for ending in endings.split())}
    return {plain}


_Reader = Callable[[Collection[str]], Mapping[str, Iterable[str]]]
_READERS: Mapping[str, _Reader] = {"ru": _russian, "uk": _ukrainian, "en": _english}
