"""Which language a text is in: by its letters, by two small models, and by what its source wrote before.

"Not sure" is an answer. The models are read when first asked.
"""

import math
import re
import unicodedata
from collections.abc import Mapping
from functools import cache, lru_cache
from importlib import resources
from lzma import decompress
from pkgutil import get_data
from threading import Lock
from types import MappingProxyType
from typing import NamedTuple, Protocol

from feedbot.text.alphabets import CYRILLIC, LATIN, Script, strangers, words


class Guess(NamedTuple):
    """A language as a bare tag ("uk") or None for "not sure", how sure it is (0 to 1), and what spoke for it."""

    language: str | None
    sure: float
    because: str


class _Lid(Protocol):
    def predict(self, text: str, k: int = 1) -> tuple[tuple[str, ...], tuple[float, ...]]: ...


class _Pieces(NamedTuple):
    """What each piece of a word weighs: a lane of `_LANE` bits for each language, in their order, 128 being nothing."""

    languages: tuple[str, ...]
    weights: dict[str, int]


_CUT = 1_000
_SEEN = 300
_WORDS = 20
_LETTERS = 120
_LONGEST = 40
_LENGTHS = range(1, 6)
_LANE = 20
_MASK = (1 << _LANE) - 1
_SCALE = 30.0

# Logarithms of likelihood, chosen on the text of bench/languages.py. `_RUSSIAN` makes up for what the pieces, to
# which all seven are equally frequent, cost Russian: 0.2 points of openings. With 2.0 Bulgarian loses half a point, and
# short titles of all the others far more.
_PIECES = 0.6
_STRANGER = -4.0
_OUTSIDE = -3.0
_RUSSIAN = 1.5
_TOLD = 0.7
_ENGLISH = 1.0
_SPELLING = 0.6
_FLOOR = 1e-6
_NONE = ""
_NAME = -1.5
_REMEMBERED = 50

_LIKELY = 0.4
# For languages that only lid.176 knows, and takes for each other.
_SURER = 0.6
_UNSEEN = dict.fromkeys(map(ord, "\u00ad\u0301\u200b\u200c\u200d\u2060\ufeff")) | dict.fromkeys(map(ord, "’ʼ`"), "'")
_ODD = re.compile(f"[{''.join(map(chr, _UNSEEN))}]")
# The letter of the Caucasus that keyboards lack: a Latin I or l, a digit or a bar between Cyrillic letters means it.
_PALOCHKA = re.compile(r"(?<=[гкпртхцчшжГКПРТХЦЧШЖ])[I1l|](?=[а-яё])")
_BARRED = re.compile("[I1l|][а-яё]")
_ADDRESS = re.compile(r"(?:https?://|www\.)\S+|(?<![\w.+-])[\w.+-]{0,64}@\S+")
_RUN = re.compile(r"[\u0400-\u052f]+")
_NOTHING: Mapping[str, int] = MappingProxyType({})
_LOADING = Lock()

# Words that English uses in every sentence and other languages in Latin letters seldom do.
_TELLING_WORDS = (
    "the and of to is you your this that with from were are his how what who which when after has have would"
    " they their been by its our my can could should if there these those but not than into about says said it"
    " shall she them been being does did don't i'm it's you're we're doesn't can't won't isn't let's why where"
    " because while though before between without through against during until every each other another some"
    " any only just now here very much more too also never always again still yet off away on new make makes"
    " made take takes took get got goes going comes use using used show shows when want know see look keep give"
    " think work own such next few many people year years days be"
)
_TELLING = frozenset(_TELLING_WORDS.split())
# How English spells, and hardly another language in Latin letters.
_SPELT = re.compile(
    r"(?:th[aeiour]|wh[aeioy]|kn[eio]|wr[aeio]).*|.*(?:[^n]ght|ough|tion|ness|less|wn|ck|eed|[aeo]wl?y?|"
    r"[bcdfgklmnprstvz]ing|[bcdfgklmnprstvz]ed|[bcdfgklmnprstvz]ly|sh)(?:s|ed|ing)?"
)
# Words that Russian and Ukrainian use in every sentence, and the other of them does not, or spells otherwise.
_RUSSIAN_WORDS = (
    "что чтобы если когда где его их им них ним мне меня тебя себя кто никто ничего кого уже только лишь об со ко к"
    " есть нет будет будут может можно нужно надо все всех всем всего тут здесь сейчас теперь тогда потом после"
    " очень это этот этого эти были был было была мы вы ты бы чем тоже также из-за около почему сколько свой своих"
    " я он она они под без или при для как так во"
)
_UKRAINIAN_WORDS = (
    "що щоб чому як якщо але або чи та й із від це цей ця про де коли теж уже вже лише може треба буде має мають"
    " який яка яке було після перед через проти понад для його мене тебе себе хто ніхто тут там бо немає"
)
_TELLTALE = {"ru": frozenset(_RUSSIAN_WORDS.split()), "uk": frozenset(_UKRAINIAN_WORDS.split())}

# Labels of lid.176 that mean something else, or nothing any more, in RFC 5646.
_TAGS = {"als": "gsw", "bh": "bho", "eml": "egl", "sh": "hr"}


def detect(text: str, *, prior: Mapping[str, int] = _NOTHING) -> Guess:
    """The language of a text; never raises.

    `prior` counts how many texts of the same source were in each language; what they tell is bounded, so a text that
    clearly is in another language is seen as such. A few Latin words may be names in a text of another script. Only the
    first 1,000 characters are looked at.
    """
    plain = _plain(text)
    script, found = words(plain)
    if not any(map(str.isalpha, plain)):
        return Guess(None, 0.0, "it has no words")
    scores = {_NONE: math.log(_FLOOR)} | _scores(script, found, plain)
    alone = max(scores, key=scores.__getitem__)
    for language, extra in _history(prior).items():
        if language in scores:
            scores[language] += extra
        elif script == "Latin" and extra:
            scores[language] = extra + _NAME * len(found)
    best = max(scores, key=scores.__getitem__)
    sure = 1 / sum(math.exp(score - scores[best]) for score in scores.values())
    because = "its letters and words" if best == alone else "its words, and what its source wrote before"
    least = _LIKELY if best not in CYRILLIC or best in _pieces().languages else _SURER
    return Guess(best or None if sure >= least else None, round(sure, 4), because)


def _plain(text: str) -> str:
    """The beginning of a text in small letters, composed; without addresses, stress marks, surrogates."""
    begun = unicodedata.normalize("NFC", text[:_CUT].encode(errors="ignore").decode())
    if _ODD.search(begun):
        begun = begun.translate(_UNSEEN)
    if _BARRED.search(begun):
        begun = _PALOCHKA.sub("\u04cf", begun)
    if "@" in begun or "://" in begun or "www." in begun:
        begun = _ADDRESS.sub(" ", begun)
    return " ".join(begun.lower().split())


def _scores(script: Script, found: tuple[str, ...], plain: str) -> dict[str, float]:
    """How likely a text is in each language of its script, as logarithms; `found` are its words in that script."""
    line = (" ".join(found) if found else plain)[:_SEEN]
    shares = _shares(line)
    if script == "Cyrillic":
        return _cyrillic(found, shares)
    scores = {language: math.log(share) for language, share in shares.items() if script == "other" or language in LATIN}
    if "en" in scores and script == "Latin":
        scores["en"] += _ENGLISH * sum(map(_english, found[:_WORDS]))
    return scores


def _english(word: str) -> float:
    """How much a word speaks for English among the languages in Latin letters."""
    return 1.0 if word in _TELLING else _SPELLING if _SPELT.fullmatch(word) else 0.0


def _cyrillic(found: tuple[str, ...], shares: Mapping[str, float]) -> dict[str, float]:
    """The seven languages that the pieces tell apart, and the others as far as lid.176 believes in them."""
    foreign = strangers(found[:_WORDS])
    scores = {
        language: _PIECES * weight + math.log(shares.get(language, _FLOOR))
        for language, weight in _weigh(found).items()
    }
    for language, share in shares.items():
        if language in CYRILLIC and language not in scores:
            scores[language] = _OUTSIDE + math.log(share)
    scores["ru"] += _RUSSIAN
    for language, telling in _TELLTALE.items():
        scores[language] += _TOLD * sum(word in telling for word in found[:_WORDS])
    unknown = min(foreign.values(), default=0)
    return {language: score + _STRANGER * foreign.get(language, unknown) for language, score in scores.items()}


def _weigh(found: tuple[str, ...]) -> dict[str, float]:
    """What the pieces of the first words say for each of the seven languages, as logarithms; 0 is the best."""
    languages = _pieces().languages
    total, left = 0, _LETTERS
    for run in _RUN.findall(" ".join(found[:_LETTERS])[:_SEEN]):
        if left <= 0:
            break
        left -= min(len(run), _LONGEST) + 2
        total += _weight(run[:_LONGEST])
    lanes = [(total >> _LANE * at & _MASK) / _SCALE for at in range(len(languages))]
    best = max(lanes)
    return {language: lane - best for language, lane in zip(languages, lanes, strict=True)}


@lru_cache(maxsize=5_000)
def _weight(run: str) -> int:
    """What the pieces of a word weigh together, in lanes."""
    word, weights = f"_{run}_", _pieces().weights
    pieces = [word[at : at + length] for length in _LENGTHS for at in range(len(word) - length + 1)]
    return sum(filter(None, map(weights.get, pieces)))


def _history(prior: Mapping[str, int]) -> dict[str, float]:
    """What a source's own past adds to each language, as logarithms; a longer past adds no more than a short one."""
    counts = {language: max(count, 0) for language, count in prior.items()}
    total = sum(counts.values())
    share = min(1.0, _REMEMBERED / total) if total else 0.0
    return {language: math.log1p(2 * count * share) for language, count in counts.items()}


def _shares(line: str) -> dict[str, float]:
    """What lid.176 gives to each language; it reads one line."""
    labels, shares = _lid().predict(line, k=176)
    found: dict[str, float] = {}
    for language, share in zip(map(_tag, labels), shares, strict=True):
        found[language] = max(found.get(language, _FLOOR), share)
    return found


@lru_cache(maxsize=256)
def _tag(label: str) -> str:
    language = label.removeprefix("__label__")
    return _TAGS.get(language, language)


def _lid() -> _Lid:
    """The model lid.176, read once however many threads ask for it first."""
    with _LOADING:
        return _read_lid()


@cache
def _read_lid() -> _Lid:
    import fasttext  # late: it and its model take 8 MB, which what detects no language does not pay

    with resources.as_file(resources.files("feedbot.text") / "assets" / "lid.176.ftz") as path:
        model: _Lid = fasttext.load_model(str(path))
    return model


def _pieces() -> _Pieces:
    """Our own model, read once however many threads ask for it first."""
    with _LOADING:
        return _read_pieces()


@cache
def _read_pieces() -> _Pieces:
    languages, names, rows = decompress(get_data("feedbot.text", "assets/cyrillic.xz") or b"").split(b"\n", 2)
    tags, pieces = tuple(languages.decode().split()), names.decode().split()
    width = len(tags)
    weights = {
        piece: sum(rows[at * width + lane] << _LANE * lane for lane in range(width)) for at, piece in enumerate(pieces)
    }
    return _Pieces(tags, weights)
