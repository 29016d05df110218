"""Which one of the first sentences of a news text says best what happened. Its weights come from bench/rank.py."""

import re
from collections import Counter
from collections.abc import Sequence
from functools import lru_cache

from feedbot.text.pagewords import telling
from feedbot.text.words import fold, tokens

MOST = 8
"""How many sentences are weighed."""
_STEM, _ROOT = 5, 3
_VOWELS = dict.fromkeys(map(ord, "аеиоуыэюяьіїєaeiouy"))
_OPENING = 100

FEATURES = (
    "first",
    "later",
    "title",
    "names",
    "numbers",
    "short",
    "long",
    "centre",
    "quote",
    "asks",
    "leans",
    "person",
    "apart",
)
WEIGHTS = (0.5, -0.8, 1.9, 0.9, 0.4, -1.9, 0.1, 0.0, -0.4, -0.2, -0.7, -0.4, -0.6)
MARGIN = 0.3
"""By how much a sentence must be better than the first to be told instead of it."""
SURE = 0.6
"""By how much, for a summary of several sentences to begin with it."""

_FIRST = FEATURES.index("first")
_NAME = re.compile(r" (?<=[\w,] )[«\"“]?[^\W\d_a-zа-яёіїєґ][\w’'-]+")
_QUOTE = re.compile(r"[«“„\"][^»”\"]{20,}|[»”\"],? [—–-]")
_LEANS = frozenset(
    fold(
        "он она оно они это этот эта эти тот та те его ее её их там тогда также однако но а и или затем потом поэтому "
        "при ранее раньше кроме между так такой такое такие сначала теперь уже еще ещё впрочем зато кстати вот "
        "він вона воно вони це цей ця ці той та ті його її їх там тоді також однак але проте а і й або потім тому при "
        "раніше крім між так такий таке такі спершу тепер вже ще втім зате до речі ось "
        "he she it they this that these those his her its their there then also however but and or so later earlier "
        "meanwhile such some now still yet"
    ).split()
)
# Words of three letters that say nothing of what a sentence is about.
_SMALL = frozenset(
    fold(
        "или как что это для все его она они при про под над нет тем том кто где ещё уже год два три без чем вот был "
        "раз лет так там тут нас вас наш ваш мне ему або але від цей хто вже рік він нам вам ним них між "
        "the and for are was has had not but you who why how its his her all can may new one two now out our any day "
        "get off too did she him out per yet via own few set let got use way say see"
    ).split()
)
_PERSON = frozenset(
    fold(
        "я мы мне нам меня нас нами мой моя мое мои наш наша наше наши нашей наших вы вам вас вами ваш "
        "я ми мені нам мене нас нами мій моя моє мої наш наша наше наші нашої наших ви вам вас вами ваш "
        "i we me us my our ours you your"
    ).split()
)


def best(title: str, sentences: Sequence[str], *, margin: float = MARGIN) -> tuple[int, ...]:
    """Give the numbers of the first eight sentences, the best first; equal ones in the order of the text.

    The first sentence comes first unless another is better by more than `margin`, or by anything where the first has
    no word of the title.
    """
    rows = features(title, sentences)
    scores = [score(WEIGHTS, row) for row in rows]
    order = sorted(range(len(scores)), key=lambda number: (-scores[number], number))
    if order and scores[order[0]] - scores[0] <= (margin if rows[0][_FIRST] else 0):
        order.sort(key=bool)
    return tuple(order)


def opening(title: str, sentences: Sequence[str]) -> int:
    """Give the number of the sentence that a summary of several begins with, by a margin of `SURE`; 0 for none."""
    return next(iter(best(title, sentences, margin=SURE)), 0)


def score(weights: Sequence[float], row: Sequence[float]) -> float:
    """Give the weighted sum of what is known of a sentence."""
    return sum(weight * value for weight, value in zip(weights, row, strict=True))


def leans(sentence: str) -> bool:
    """Say whether a sentence is a poor opening: it starts with a quotation or leans on what was said before."""
    words = tokens(sentence[:_OPENING])
    return sentence.startswith(("«", '"', "“", "„")) or bool(words and words[0] in _LEANS)


def features(title: str, sentences: Sequence[str]) -> tuple[tuple[float, ...], ...]:
    """Give what is known of each of the first eight sentences, in the order of `FEATURES`, each from 0 to 1."""
    words = [tokens(sentence) for sentence in sentences[:MOST]]
    stems = [frozenset([_stem(word) for word in each if _tells(word)]) for each in words]
    spread = Counter(stem for each in stems for stem in each)
    known = frozenset([_stem(word) for word in tokens(title) if _tells(word)])
    rows = zip(sentences, words, stems, strict=False)
    return tuple(
        _row(number, sentence, each, _content(sentence, each, stem, known), _centre(stem, spread), tied=not known)
        for number, (sentence, each, stem) in enumerate(rows)
    )


def _row(
    number: int, sentence: str, words: Sequence[str], content: tuple[float, ...], centre: float, *, tied: bool
) -> tuple[float, ...]:
    """What is known of a sentence; it counts as the first only where it has a word of the title, if that has any."""
    first = float(number == 0 and (tied or content[0] > 0))
    apart = float(not content[0] and not centre)
    return (first, number / (MOST - 1), *content, centre, *_manner(sentence, words), apart)


def _stem(word: str) -> str:
    return word[:_STEM] if len(word) > _STEM or word[0].isdigit() else _bare(word)


@lru_cache(maxsize=1_024)
def _bare(word: str) -> str:
    """The beginning of a short word, without a vowel that comes and goes: "рынок" and "рынка" are one."""
    return word[:_ROOT] + word[_ROOT:].translate(_VOWELS)


def _tells(word: str) -> bool:
    """Whether a word says something of what a text is about."""
    return telling(word) or word.isdigit() or (len(word) == _ROOT and word not in _SMALL)


def _content(
    sentence: str, words: Sequence[str], stems: frozenset[str], known: frozenset[str]
) -> tuple[float, float, float, float, float]:
    """How much of the title it has, its share of names and of numbers, and whether it is short or long."""
    count = max(len(words), 1)
    return (
        len(stems & known) / max(len(known), 1),
        min(1.0, 3 * len(_NAME.findall(sentence)) / count),
        min(1.0, len([word for word in words if word[0].isdigit()]) / 3),
        max(0.0, 1 - count / 12),
        min(1.0, max(0.0, count / 25 - 1)),
    )


def _centre(stems: frozenset[str], spread: Counter[str]) -> float:
    """The share of its stems that other sentences have too."""
    return len([stem for stem in stems if spread[stem] > 1]) / max(len(stems), 1)


def _manner(sentence: str, words: Sequence[str]) -> tuple[float, float, float, float]:
    """Whether it quotes, asks or exclaims, leans on what was said before, and speaks of me and you."""
    return (
        float(_QUOTE.search(sentence) is not None),
        float(sentence.rstrip('»”") ').endswith(("?", "!"))),
        float(bool(words) and words[0] in _LEANS),
        float(not _PERSON.isdisjoint(words)),
    )
