"""Where a summary contradicts its article: what is denied, doubted or opposed, other counts, other roles.

Each rule gives the second half of a sentence about the summary, and "" if it finds nothing.
"""

import re
from collections.abc import Iterator
from itertools import pairwise, takewhile

from feedbot.text.claims import DONE, Claims, Deed, Said, around, case, deeds, unit
from feedbot.text.endings import Kin, stem
from feedbot.text.forms import is_acronym
from feedbot.text.particles import AGAINST, FOR, FROM, OF, OPPOSITES, TITLE

_SHARED = 0.5
_BESIDE = range(-3, 7)
_FARTHEST = 1
_NEAREST = 3
_SHORT = 3
_NEGATING = ("не", "un", "in", "im", "ir", "il", "dis", "non")


def denials(told: Claims, known: Claims) -> str:
    """What is denied or uncertain in the article must not be said for sure, and the other way round."""
    standing = _Standing(known)
    for each in told.said:
        for place, found in each.content.items():
            word = each.words[place].text
            if place in each.denied:
                backed = found in standing.denied or _backed(each, known, strict=found in standing.sure)
                if not backed:
                    return f'the article does not deny "{word}"'
            elif not each.denies and found in standing.denied and found not in standing.sure:
                return f'the article denies "{word}"'
            elif not each.unsure and found in standing.unsure.stems and found not in standing.certain:
                return f'the article is not sure of "{word}"'
            if _turned(each.words[place].low, known):
                return f'the article says the opposite of "{word}"'
    return ""


class _Standing:
    """Stems of an article that are denied, or uncertain, somewhere in it, and those that are not somewhere."""

    def __init__(self, known: Claims) -> None:
        content = [(each, place, found) for each in known.said for place, found in each.content.items()]
        self.denied = Kin(found for each, place, found in content if place in each.denied | each.refuted)
        self.sure = Kin(found for each, place, found in content if place not in each.denied | each.refuted)
        self.unsure = Kin(found for each, place, found in content if place in each.unsure)
        self.certain = Kin(found for each, place, found in content if place not in each.unsure)


def _backed(said: Said, known: Claims, *, strict: bool) -> bool:
    """Whether some sentence that denies shares words with this one."""
    enough = max(2, len(said.meaning) * (_SHARED if strict else _SHARED / 2))
    return any(each.denies and len(said.meaning & each.meaning) >= enough for each in known.said)


def _turned(low: str, known: Claims) -> bool:
    """Whether a word is made the opposite of one of the article by what it begins with, or lacks that."""
    if known.has(low):
        return False
    bare = [low[len(each) :] for each in _NEGATING if low.startswith(each) and len(low) - len(each) > 3]
    return any(each in known.lows or stem(each) in known.stems.stems for each in bare) or any(
        stem(each + low) in known.stems.stems for each in _NEGATING
    )


def opposites(told: Claims, known: Claims) -> str:
    """Prices that fell must not have risen: of two opposites the article has the one that the summary has."""
    for pair in OPPOSITES:
        for one, other in (pair, pair[::-1]):
            for each in told.said:
                said = _begins(each, one)
                if not said or _begins(each, other):
                    continue
                like = _likest(each, known, (one, other))
                if any(_begins(some, other) for some in like) and not any(_begins(some, one) for some in like):
                    return f'the article says the opposite of "{said}"'
    return ""


def _begins(said: Said, pattern: re.Pattern[str]) -> str:
    return next((word.low for word in said.words if pattern.match(word.low)), "")


def _likest(said: Said, known: Claims, but: tuple[re.Pattern[str], ...]) -> list[Said]:
    """The sentences of the article that share most words with this one; all of them if none shares two."""
    mine = {
        found for place, found in said.content.items() if not any(each.match(said.words[place].low) for each in but)
    }
    shared = [len(mine & each.meaning) for each in known.said]
    most = max(shared)
    return [each for each, count in zip(known.said, shared, strict=True) if count == most or most < 2]


def counts(told: Claims, known: Claims) -> str:
    """A number must not stand with what the article counts by another one."""
    for said in told.said:
        for number, amount in enumerate(said.amounts):
            otherwise = amount.value in known.amounts and _counted_otherwise(said, number, known)
            if otherwise or _whole_of(said, number, known):
                shown = " ".join(word.text for word in said.words[amount.start : amount.end + 1])
                return f'the article counts something else than "{shown}"'
    return ""


def _counted_otherwise(said: Said, number: int, known: Claims) -> bool:
    value, counted = said.amounts[number].value, unit(said, number)
    near, units = known.counted[value], known.units[value]
    others = [each for each in known.units if each != value]
    if not counted & units and (units or not counted & near) and any(counted & known.units[each] for each in others):
        return True
    before, after = around(said, number)
    beside = said.stems(_until(said, before)) | said.stems(_since(said, after))
    return bool(near) and not beside & near and any(len(beside & known.counted[each]) > 1 for each in others)


def _whole_of(said: Said, number: int, known: Claims) -> bool:
    """Whether a number is, in the article, only that of which a part is told: "three of eight" are not eight."""
    value = said.amounts[number].value
    same = [(each, at) for each in known.said for at, other in enumerate(each.amounts) if other.value == value]
    return bool(same) and all(_is_whole(each, at) for each, at in same) and not _is_whole(said, number)


def _is_whole(said: Said, number: int) -> bool:
    """Whether one of the numbers of a sentence stands behind "of" and another number."""
    start = said.amounts[number].start
    return number > 0 and said.words[start - 1].low in OF and start - said.amounts[number - 1].end <= _NEAREST


def changes(told: Claims, known: Claims) -> str:
    """What went from one number to another must not have gone back."""
    held = {pair for each in known.said for pair in _ways(each)}
    for said in told.said:
        for one, other in _ways(said):
            if (other, one) in held and (one, other) not in held:
                return "it turns round from which number to which"
    return ""


def _ways(said: Said) -> Iterator[tuple[str, str]]:
    """The values of two numbers in a row, the first of which stands behind "from"."""
    for one, other in pairwise(said.amounts):
        if one.start and said.words[one.start - 1].low in FROM and other.start - one.end < _NEAREST:
            yield one.value, other.value


def _since(said: Said, places: range) -> list[int]:
    """The places behind a number up to the next sign."""
    return list(takewhile(lambda place: not said.words[place].apart, places))


def _until(said: Said, places: range) -> list[int]:
    """The places before a number back to the last sign."""
    signs = [place for place in (*places, places.stop) if said.words[place].apart]
    return list(range(signs[-1] if signs else places.start, places.stop))


def roles(told: Claims, known: Claims) -> str:
    """Who does what to whom in the summary must not be the other way round in the article."""
    lows = told.lows | known.lows
    held = deeds(known, lows)
    for deed in deeds(told, lows):
        same = [each for each in held if _like(deed, each, each.doer, each.other)]
        turned = [each for each in held if _like(deed, each, each.other, each.doer)]
        # What stands in one clause says more than what a sign parts.
        for some, others in ((turned, same), (_whole(turned), _whole(same))):
            if some and not others:
                return "it turns round who did what to whom"
    return _cases(told, known)


def _cases(told: Claims, known: Claims) -> str:
    """Who does something in the summary must not only suffer it in the article, as the cases of his name tell."""
    lows = told.lows | known.lows
    for said in told.said:
        for start, end in said.names:
            verb = next((place for place in (end, end + 1) if place in said.content), None)
            if verb is None or said.words[verb].apart or DONE.fullmatch(said.words[verb].low):
                continue
            if _named(said, start, end, lows) == "plain":
                cases = set(_held(known, said.words[end - 1].low, said.content[verb], lows))
                if cases == {"oblique"}:
                    return "it turns round who did what to whom"
    return ""


def _named(said: Said, start: int, end: int, lows: frozenset[str]) -> str:
    """The case of a name of some words, "" where they do not agree: the first may be that of a country."""
    head, before = said.words[end - 1].low, said.words[max(start, end - 2)].low
    cases = {case(head, lows), case(before, lows)}
    if cases == {"plain", "oblique"}:
        return "oblique" if before.endswith(("у", "ю")) else ""
    return max(cases)


def owners(told: Claims, known: Claims) -> str:
    """What the article only says of others must not be said of a name: "the guard of Estonia", if it is Latvia's."""
    for said in told.said:
        for start, end in said.names:
            word = said.content.get(start - 1)
            if word is None or said.words[start].apart or said.words[start - 1].text[0].isupper():
                continue
            named = {place for each in said.words[start:end] for place in known.places(each.low)}
            bearers = [place for place in _places(known, word) if _before_name(known, place)]
            near = any((number, at + step) in named for number, at in bearers for step in _BESIDE)
            if named and bearers and not near:
                return f'the article does not say "{said.words[start - 1].text} {said.words[start].text}"'
    return ""


def _places(known: Claims, stem: str) -> list[tuple[int, int]]:
    """Where the article has a word, as sentence and place."""
    return [
        (number, place)
        for number, each in enumerate(known.said)
        for place, found in each.content.items()
        if found == stem
    ]


def _before_name(known: Claims, place: tuple[int, int]) -> bool:
    each, behind = known.said[place[0]], place[1] + 1
    return any(start == behind for start, _ in each.names) and not each.words[behind].apart


def doers(told: Claims, known: Claims) -> str:
    """What somebody does at once the article must not tell of others alone, or far from his name."""
    for said in told.said:
        for start, end in said.names:
            short = said.words[end - 1].text
            common = start == 0 and end == 1 and not _is_name(said, start, known)
            # What an acronym stands for the article may spell out.
            if common or is_acronym(short) or end >= len(said.words) or said.words[end].apart:
                continue
            names = [word.low for word in said.words[start:end]]
            acts = [*_doings(known, said.words[end].low)]
            if acts and not any(_may_do(names, known, number, place) for number, place in acts):
                return f'the article does not say "{said.words[end].text}" of "{short}"'
    return ""


def _doings(known: Claims, low: str) -> Iterator[tuple[int, int]]:
    """Where the article has a verb in any form, as sentence and place; nothing for a word that is no verb, or glue."""
    word = stem(low)
    if len(low) > _SHORT:
        for number, each in enumerate(known.said):
            yield from ((number, place) for place, other in enumerate(each.words) if stem(other.low) == word)


def _may_do(names: list[str], known: Claims, number: int, place: int) -> bool:
    """Whether one of these names may be the one that does what stands here: it is here, or near and nobody else is."""
    last, said = known.places(names[-1]), known.said[number]
    if not last or any(at == number for at, _ in last):
        return True
    titles = {word.low for word in said.words[:place] if TITLE.fullmatch(word.low)}
    if any((at, there + step) in last for title in titles for at, there in known.places(title) for step in _BESIDE):
        return True
    if any(start < place and (end - start > 1 or _is_name(said, start, known)) for start, end in said.names):
        return False
    return any(at == 0 or abs(at - number) <= _FARTHEST for at, _ in last)


def _is_name(said: Said, start: int, known: Claims) -> bool:
    """Whether a word with a capital letter is a name, for it has one inside a sentence too."""
    return start > 0 or any(
        place > 0 and known.said[number].words[place].text[0].isupper()
        for number, place in known.places(said.words[start].low)
    )


def sides(told: Claims, known: Claims) -> str:
    """Against whom or what something is, the article must say too, and not be for what it is against."""
    said = told.lows & AGAINST
    if said and not known.lows & AGAINST:
        return f'the article does not say "{min(said)}"'
    turned = _behind(told, FOR) & _behind(known, AGAINST) - _behind(known, FOR)
    return "it is for what the article is against" if turned else ""


def _behind(text: Claims, words: frozenset[str]) -> frozenset[str]:
    """The stems right behind any of these words."""
    return frozenset(
        found
        for each in text.said
        for place, found in each.content.items()
        if place and each.words[place - 1].low in words
    )


def _held(known: Claims, name: str, verb: str, lows: frozenset[str]) -> Iterator[str]:
    """The cases in which the article has a name in a sentence with a verb."""
    places = known.places(name)
    for number, each in enumerate(known.said):
        if verb in each.meaning:
            for start, end in each.names:
                if (number, end - 1) in places:
                    yield _named(each, start, end, lows)


def _like(deed: Deed, held: Deed, doer: frozenset[str], other: frozenset[str]) -> bool:
    if not (deed.doer & doer and deed.other & other):
        return False
    known = Kin(held.done)
    return any(each in known for each in deed.done)


def _whole(some: list[Deed]) -> list[Deed]:
    return [each for each in some if not each.parted]
