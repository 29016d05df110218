"""A text as sentences of marked words to be looked up: what it names, counts and denies, and who does what to whom."""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import takewhile

from feedbot.text.amounts import Amount, Word, amounts, closed, when, words
from feedbot.text.endings import Kin, forms, stem
from feedbot.text.particles import DENIES, GLUE, MAYBE, NOT, ONE, REFUTES, SAID, WITHOUT
from feedbot.text.sentences import sentences

_REACH = 4
"""How many words behind "not" or "may" are looked at for what it is said of."""

_NEAR = 6
_BETWEEN = 8
_OBLIQUE = re.compile(r"\w{3,}(?:у|ю|ом|ем|єм|ою|ею|єю|ого|его|ому|ему|ої|ові|еві|єві|ах|ях|ам|ям|и|ы|і|ї|им|ым|їм)")
_ADJECTIVE = re.compile(r"\w{3,}(?:[иы]х|[иы]ми?|[ое]го|ний|ный|ская|ська|ской|ської)")
_PLAIN = re.compile(r"\w*[бвгґджзйклмнпрстфхцчшщ]")
_DOER = re.compile(r"\w{3,}(?:ом|ем|єм|ым|им|їм|ою|ею|єю|ой|ей)")
DONE = re.compile(r"\w{2,}(?:[еаёяо]н[аоы]?|[еая]нн?[ыиоі][йим]|ено|ано|ято|[ияу]т[аоы]?|[ея]ний)")
# What two do to each other is the same from either side.
_MUTUAL = re.compile(
    r"встре[чт]|зустр|перегов|догов|домов|бесед|говор|разгов|met|meet|talk|spe?ak|spoke|agree|negot|divorc|marri"
)


@dataclass(frozen=True, slots=True)
class Said:
    """One sentence: its words, the numbers among them, and where names stand.

    `content` has the stems of the words that say something by themselves, without numbers, by their places in order,
    and `meaning` all of these. `denied` are the places of words right behind a "not", `refuted` those of what a verb
    denies, `unsure` of what only may be. It `denies` when it has any word that does so.
    """

    words: list[Word]
    content: dict[int, str]
    meaning: frozenset[str]
    amounts: list[Amount]
    names: list[tuple[int, int]]
    denied: frozenset[int]
    refuted: frozenset[int]
    unsure: frozenset[int]
    denies: bool

    def stems(self, places: Iterable[int]) -> frozenset[str]:
        """The stems of those of the places whose words say something."""
        return frozenset(self.content[place] for place in places if place in self.content)


@dataclass(frozen=True, slots=True)
class Deed:
    """Somebody does something to somebody: the forms of both names, and stems of what stands between them.

    `parted` when a sign stands between them, so that it may be something else.
    """

    doer: frozenset[str]
    done: frozenset[str]
    other: frozenset[str]
    parted: bool


@dataclass(frozen=True)
class Claims:
    """What a text says, sentence by sentence; `point` as in `amounts`."""

    said: tuple[Said, ...]
    point: bool
    plain: str

    @cached_property
    def stems(self) -> Kin:
        """The stems of all its words."""
        return Kin(stem(word.low) for each in self.said for word in each.words)

    def has(self, word: str) -> bool:
        """Whether a word stands there in any form, or one of its nearest kin."""
        return stem(word) in self.stems

    @cached_property
    def forms(self) -> dict[str, list[tuple[int, int]]]:
        """The places, as sentence and word, of each form that a name could be."""
        found: dict[str, list[tuple[int, int]]] = {}
        for number, each in enumerate(self.said):
            for place, word in enumerate(each.words):
                for form in forms(word.low):
                    found.setdefault(form, []).append((number, place))
        return found

    def places(self, name: str) -> set[tuple[int, int]]:
        """Where a name stands, whatever its case and letters' case."""
        return {place for form in forms(name) for place in self.forms.get(form, ())}

    @cached_property
    def amounts(self) -> dict[str, set[str]]:
        """The kinds of each number by its value."""
        found: dict[str, set[str]] = {}
        for said in self.said:
            for number, each in enumerate(said.amounts):
                found.setdefault(each.value, set()).update(kinds(said, number))
        return found

    @cached_property
    def when(self) -> frozenset[str]:
        """Months, days and other closed words, as `amounts.when` names them."""
        return frozenset(name for each in self.said for name in when(each.words))

    @cached_property
    def counted(self) -> dict[str, set[str]]:
        """The stems near each number, by its value, with no other number between."""
        found: dict[str, set[str]] = {}
        for said in self.said:
            for number, each in enumerate(said.amounts):
                before, after = around(said, number)
                found.setdefault(each.value, set()).update(said.stems(before), said.stems(after))
        return found

    @cached_property
    def units(self) -> dict[str, set[str]]:
        """The stems right behind each number, by its value."""
        found: dict[str, set[str]] = {}
        for said in self.said:
            for number, each in enumerate(said.amounts):
                found.setdefault(each.value, set()).update(unit(said, number))
        return found

    @cached_property
    def lows(self) -> frozenset[str]:
        """Its words as they stand, folded."""
        return frozenset(word.low for each in self.said for word in each.words)


def claims(text: str, language: str | None, *, point: bool) -> Claims:
    """What a text says. Linear in its length, but for what a sentence names."""
    return Claims(tuple(_said(each, point=point) for each in sentences(text, language)), point, text)


def deeds(text: Claims, known: frozenset[str]) -> list[Deed]:
    """Who does what to whom, as far as two names with a word between tell; `known` are words that names stand as."""
    return [deed for each in text.said for deed in _deeds(each, known)]


def kinds(said: Said, number: int) -> set[str]:
    """What one of the numbers of a sentence counts: "4 to 5%" are both shares."""
    these = said.amounts[number : number + 2]
    near = len(these) == 2 and not these[0].kind and these[1].start - these[0].end <= 1
    return {each.kind for each in (these if near else these[:1])}


def unit(said: Said, number: int) -> frozenset[str]:
    """The stem of what one of the numbers of a sentence counts, if it stands right behind it; an adjective's too."""
    end = said.amounts[number].end
    behind = list(takewhile(lambda place: not said.words[place].apart, range(end, min(end + 2, len(said.words)))))
    return said.stems(behind if behind and _ADJECTIVE.fullmatch(said.words[end].low) else behind[:1])


def around(said: Said, number: int) -> tuple[range, range]:
    """The places before and behind one of the numbers of a sentence, up to the next number."""
    amount = said.amounts[number]
    start = said.amounts[number - 1].end if number else 0
    end = said.amounts[number + 1].start if number + 1 < len(said.amounts) else len(said.words)
    return range(max(start, amount.start - _NEAR), amount.start), range(amount.end, min(end, amount.end + _NEAR))


def telling(word: Word) -> bool:
    """Whether a word says something by itself."""
    low = word.low
    short = len(low) < 3 and not (len(low) == 2 and word.text.isupper())
    return not (short or word.number or low in GLUE or low in NOT or closed(word) or SAID.fullmatch(low))


def _said(sentence: str, *, point: bool) -> Said:
    found = words(sentence)
    denied = _after(found, lambda word: _denying(word) or word.low in WITHOUT)
    # «пострадавших нет»
    ended = {
        place - 1
        for place, word in enumerate(found)
        if place and word.low in ("нет", "немає") and telling(found[place - 1])
    }
    numbers = amounts(found, point=point)
    counted = {place for each in numbers for place in range(each.start, each.end)}
    content = {place: stem(word.low) for place, word in enumerate(found) if place not in counted and telling(word)}
    return Said(
        words=found,
        content=content,
        meaning=frozenset(content.values()),
        amounts=numbers,
        names=_names(found),
        denied=denied | ended,
        refuted=frozenset(_refuted(found)),
        unsure=_after(found, lambda word: MAYBE.fullmatch(word.low) is not None),
        denies=any(_denying(word) or DENIES.fullmatch(word.low) for word in found),
    )


def _denying(word: Word) -> bool:
    return word.low.replace("'", "") in NOT or word.low.endswith("n't")


def _after(found: Sequence[Word], marks: Callable[[Word], bool]) -> frozenset[int]:
    """The place of the first word that says something behind each mark, but for names."""
    places = set()
    for place, word in enumerate(found):
        if marks(word):
            reach = range(place + 1, min(place + 1 + _REACH, len(found)))
            places |= set([each for each in reach if _plainly(found[each])][:1])
    return frozenset(places)


def _refuted(found: Sequence[Word]) -> Iterator[int]:
    """The places of words that say something behind a verb that denies, up to the next sign."""
    denies = False
    for place, word in enumerate(found):
        denies = denies and not word.apart
        if denies and _plainly(word):
            yield place
        denies = denies or REFUTES.fullmatch(word.low) is not None


def _plainly(word: Word) -> bool:
    return telling(word) and not word.text[0].isupper() and word.low not in ONE and MAYBE.fullmatch(word.low) is None


def _names(found: Sequence[Word]) -> list[tuple[int, int]]:
    """From where to where words with a capital letter stand together."""
    runs: list[tuple[int, int]] = []
    for place, word in enumerate(found):
        if not word.text[0].isupper() or word.low in GLUE or closed(word):
            continue
        if runs and runs[-1][1] == place and not word.apart:
            runs[-1] = (runs[-1][0], place + 1)
        else:
            runs.append((place, place + 1))
    return runs


def _deeds(said: Said, known: frozenset[str]) -> Iterator[Deed]:
    pairs = (*zip(said.names, said.names[1:], strict=False), *zip(said.names, said.names[2:], strict=False))
    for (_, end), (start, last) in pairs:
        between = range(end, start)
        done = said.stems(between)
        if not done or len(between) > _BETWEEN or any(_MUTUAL.match(said.words[place].low) for place in between):
            continue
        one, other = said.words[end - 1].low, said.words[last - 1].low
        turned = _turned(said, one, other, between, known)
        doer, patient = (other, one) if turned else (one, other)
        parted = any(said.words[place].apart for place in (*between, start))
        yield Deed(forms(doer), done, forms(patient), parted)


def _turned(said: Said, one: str, other: str, between: range, known: frozenset[str]) -> bool:
    """Whether the second name is that of who does it."""
    if any(said.words[place].low == "by" for place in between[-2:]):
        return True
    passive = next((place for place in between if DONE.fullmatch(said.words[place].low)), between.stop)
    by = any(_DOER.fullmatch(said.words[place].low) for place in range(passive + 1, between.stop))
    if passive < between.stop and (by or _DOER.fullmatch(one) or _DOER.fullmatch(other)):
        return _DOER.fullmatch(one) is None
    return case(one, known) == "oblique" and case(other, known) == "plain"


def case(name: str, known: frozenset[str]) -> str:
    """Whether a Russian or Ukrainian name is in the nominative ("plain"), as far as its ending tells."""
    if _OBLIQUE.fullmatch(name):
        return "oblique"
    if _PLAIN.fullmatch(name):
        return "plain"
    if name[-1] in "ая" and name[:-1] in known:
        return "oblique"
    return ""
