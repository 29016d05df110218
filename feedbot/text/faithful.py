"""Does a summary that somebody else wrote say what the article says, and nothing more? Says no when in doubt.

It compares words, numbers, names, quotations, denials and who does what to whom; it does not understand.
"""

import re
import unicodedata
from collections import Counter
from dataclasses import dataclass

from feedbot.text.amounts import closed, pairs, when
from feedbot.text.claims import Claims, Said, claims, kinds
from feedbot.text.contradictions import changes, counts, denials, doers, opposites, owners, roles, sides
from feedbot.text.endings import stem
from feedbot.text.particles import GLUE, ME, ONE, SAID, TALK, TITLE
from feedbot.text.quotations import quoted, unquoted
from feedbot.text.words import fold, tokens

_FEWEST = 4
_NEW = 0.15
"""The share of words that the article need not have, for a summary may say things in words of its own."""

_CLOSE = 3
_TITLED = 6
_ENOUGH = 30_000
_LONGEST = 5_000
_SHARED = 0.5
_LETTERS = 8
_CLOSING = " »”“\"')]"
_MARKUP = re.compile(r"[<>{}\[\]|\\`*_~^=#@•●▪➤→]|&(?:#?\w{1,10});|(?:^|\n)\s*(?:[-–—]|\d{1,2}\))\s")
_ADDRESS = re.compile(
    r"(?:https?|ftp|mailto|tg):|www\.|\b(?:t\.me|bit\.ly)\b|\w\.(?:com|org|net|ru|ua|info|io|biz|me|gov)/",
    re.IGNORECASE,
)
_DOMAIN = re.compile(r"\b[a-z0-9-]{2,63}\.(?:com|org|net|ru|ua|info|io|biz|me|gov|uk|de|eu)\b", re.IGNORECASE)
_USUAL = frozenset(".,:;!?…-–—()'\"«»“”„‟‘’‚ʼ%$€£¥₽₴№/+&‐‑°§")


@dataclass(frozen=True, slots=True)
class Refusal:
    """A summary is not taken; `because` is a sentence about it, without the name of what is wrong with it."""

    because: str


def check(answer: str, title: str, text: str, *, limit: int, most: int, language: str | None = None) -> Refusal | None:
    """Why a summary does not go out; None if all it says is in the article, as far as words can tell.

    At most `limit` characters and `most` sentences, in the letters of the article. Every number, date, quotation and
    name is in the article, by any of its forms; at least 85 % of the other words too. It never raises, whatever it is
    given, and its time grows with the length of both texts.
    """
    text = text[:_ENOUGH]
    if said := _form(answer, f"{title} {text}", limit):
        return Refusal(said)
    article = f"{title}.\n\n{text}" if title and title[-1] not in ".!?…" else f"{title}\n\n{text}"
    if said := _letters(answer, article) or _talk(answer, article):
        return Refusal(said)
    point = _script(article)[0] == "latin"
    told, known = claims(answer, language, point=point), claims(article, language, point=point)
    if not known.said:
        return Refusal("the article has no text")
    if len(told.said) > most:
        return Refusal(f"it has {len(told.said)} sentences, {most} are allowed")
    for rule in _RULES:
        if said := rule(told, known):
            return Refusal(said)
    if not answer.rstrip(_CLOSING).endswith((".", "!", "?", "…")):
        return Refusal("its last sentence is not whole")
    return None


def _form(answer: str, text: str, limit: int) -> str:
    if len(answer) > min(limit, _LONGEST):
        return f"it has {len(answer):,} characters, {min(limit, _LONGEST):,} are allowed"
    if len(tokens(answer)) < _FEWEST:
        return "it says nothing" if not answer.strip() else "it is too short to say anything"
    if found := _MARKUP.search(answer):
        return f'it has markup ("{found[0].strip()}")'
    if found := _ADDRESS.search(answer):
        return f'it has an address ("{found[0]}")'
    if (found := _DOMAIN.search(answer)) and found[0].lower() not in text.lower():
        return f'it has an address ("{found[0]}")'
    strange = next(
        (sign for sign in answer if not _plain(sign) and (unicodedata.category(sign)[0] == "C" or sign not in text)),
        None,
    )
    if strange is not None:
        return f"it has a character that the article has not (U+{ord(strange):04X})"
    return ""


def _plain(sign: str) -> bool:
    return sign.isalnum() or sign in " \n\u00a0\u202f\u0301\u0306\u0308" or sign in _USUAL


def _letters(answer: str, article: str) -> str:
    """What is wrong with the letters: another alphabet, or that of a neighbour."""
    one, other = _script(answer), _script(article)
    if one[0] != other[0] or (one[1] and other[1] and one[1] != other[1]):
        return "it is in another language than the article"
    return ""


def _script(text: str) -> tuple[str, str]:
    """The alphabet of most letters, and for Cyrillic the language that its letters tell."""
    letters = Counter(text.lower())
    latin = sum(letters[each] for each in "abcdefghijklmnopqrstuvwxyz")
    eastern = sum(count for letter, count in letters.items() if "\u0400" <= letter <= "\u052f")
    others = sum(count for letter, count in letters.items() if letter.isalpha()) - latin - eastern
    script = max((eastern, "cyrillic"), (latin, "latin"), (others, "other"))[1]
    if script != "cyrillic":
        return script, ""
    russian, ukrainian = (sum(letters[each] for each in some) for some in ("ыэъё", "іїєґ"))
    if russian == ukrainian or eastern < _LETTERS:
        return script, ""
    return script, "ru" if russian > ukrainian else "uk"


def _talk(answer: str, article: str) -> str:
    found = TALK.search(answer)
    if found and fold(found[0]) not in fold(article):
        return f'it talks of itself ("{found[0]}")'
    ours = {word for word in tokens(unquoted(answer)) if word in ME}
    if ours and not ours <= set(tokens(unquoted(article))):
        return f'it speaks for itself ("{min(ours)}")'
    return ""


def _numbers(told: Claims, known: Claims) -> str:
    for each in told.said:
        for number, amount in enumerate(each.amounts):
            held = known.amounts.get(amount.value)
            shown = " ".join(word.text for word in each.words[amount.start : amount.end])
            last = amount.end == len(each.words)
            if held is None:
                dated = any(f"{day}.{month}" in known.when for day, month in pairs(shown))
                if not (dated or _idle(each, amount.start) or (last and _cut(shown, known))):
                    return f'the article has no number "{shown}"'
            elif not kinds(each, number) & held and not (last and not amount.kind):
                return f'the article has "{shown}" of something else'
    return ""


def _idle(said: Said, place: int) -> bool:
    """Whether a word for "one" counts nothing: "one of them", "no one"."""
    word = said.words[place]
    after = said.words[place + 1].low if place + 1 < len(said.words) else ""
    before = said.words[place - 1].low if place else ""
    return word.low in ONE and (after in {"of", "из", "з", "із", "another"} or before in {"no", "ни", "ні"})


def _cut(shown: str, known: Claims) -> bool:
    """Whether what is left of a number whose magnitude was cut off stands there."""
    return any(shown == word.text for each in known.said for word in each.words)


def _times(told: Claims, known: Claims) -> str:
    for each in told.said:
        if missing := when(each.words) - known.when:
            found = (word.text for word in each.words if when([word]) & missing)
            return f'the article does not say "{next(found, min(missing))}"'
    return ""


def _quotes(told: Claims, known: Claims) -> str:
    bare = f" {' '.join(tokens(known.plain))} "
    for quote in quoted(told.plain):
        found = tokens(quote)
        if f" {' '.join(found)} " in bare:
            continue
        if len(found) > 2 or not all(known.places(word) for word in found):
            return f'the article does not quote "{quote.strip()[:60]}"'
    return ""


def _names(told: Claims, known: Claims) -> str:
    for each in told.said:
        for place, word in enumerate(each.words):
            if not word.text[0].isupper() or closed(word) or word.low in GLUE or _counts_as_number(each, place):
                continue
            if known.places(word.low) or (place == 0 and (SAID.fullmatch(word.low) or known.has(word.low))):
                continue
            return f'the article does not name "{word.text}"'
    return ""


def _counts_as_number(said: Said, place: int) -> bool:
    return any(each.start <= place < each.end for each in said.amounts)


def _neighbours(told: Claims, known: Claims) -> str:
    """Names that stand together must do so in the article, in any order: of two people nobody is made a third."""
    for each in told.said:
        for start, end in each.names:
            for place in range(start, end - 1):
                one, other = each.words[place], each.words[place + 1]
                if place == 0 and known.has(one.low) and not _capital(one.low, known):
                    continue
                if not _close(known.places(one.low), known.places(other.low), range(-_CLOSE, _CLOSE + 1)):
                    return f'the article does not name "{one.text} {other.text}"'
    return ""


def _titles(told: Claims, known: Claims) -> str:
    """What somebody is, the article must call him."""
    for each in told.said:
        for start, end in each.names:
            name = each.words[end - 1]
            for place in range(end - 2, max(-1, start - _CLOSE), -1):
                title = each.words[place]
                if each.words[place + 1].apart or (0 < place < start and title.text[0].isupper()):
                    break
                if not TITLE.fullmatch(title.low):
                    continue
                if not _close(known.places(title.low), known.places(name.low), range(-2, _TITLED)):
                    return f'the article does not call "{name.text}" "{title.text}"'
    return ""


def _capital(low: str, known: Claims) -> bool:
    """Whether a word is a name in the article: it has a capital letter inside a sentence."""
    return any(place > 0 and known.said[each].words[place].text[0].isupper() for each, place in known.places(low))


def _close(some: set[tuple[int, int]], others: set[tuple[int, int]], steps: range) -> bool:
    """Whether one of some places has one of the others within these steps."""
    return any((number, place + step) in others for number, place in some for step in steps if step)


def _news(told: Claims, known: Claims) -> str:
    words = [each.words[place] for each in told.said for place in each.content]
    new = [word.text for word in words if not known.has(word.low) and not known.places(word.low)]
    if len(new) > len(words) * _NEW + (len(words) > _FEWEST):
        return f"the article does not have {len(new)} of its {len(words)} words ({', '.join(new[:3])})"
    return ""


def _anchors(told: Claims, known: Claims) -> str:
    """Each sentence must tell what some place of the article tells, and not be made of words from everywhere."""
    held = [{stem(word.low) for word in each.words} for each in known.said]
    for each in told.said:
        mine = each.meaning & known.stems.stems
        if not mine:
            continue
        best = max(
            len(mine & held[place].union(*held[place + 1 : place + _CLOSE])) / len(mine) for place in range(len(held))
        )
        if best < _SHARED:
            return "one of its sentences is put together from words of many"
    return ""


_RULES = (
    _numbers,
    _times,
    _quotes,
    _names,
    _neighbours,
    _titles,
    denials,
    opposites,
    counts,
    changes,
    roles,
    owners,
    doers,
    sides,
    _news,
    _anchors,
)
