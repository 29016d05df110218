"""How like two entries are: by title, date, address and text."""

from functools import lru_cache
from urllib.parse import urlsplit

from feedbot.model import Entry, Find
from feedbot.text import html, urls, words

ALIKE = 0.5
"""Texts that share so much of the smaller one are versions of one article."""

_EQUAL = 0.9
_SUBSTANCE = 20
_LONGEST = 20_000
_MOST = 3_000_000
_BEGINNING = 300

Words = tuple[str, ...]
Shingles = frozenset[tuple[str, str, str]]


def same_date(held: Entry, find: Find) -> bool:
    """The source gives a date, and it is that of the entry."""
    return find.dated and held.published == find.entry.published


def later(held: Entry, find: Find) -> bool:
    """The source gives a date, and it is after that of the entry."""
    return find.dated and find.entry.published > held.published


def same_title(one: Entry, two: Entry) -> bool:
    """The titles differ in nothing that matters."""
    return one.title == two.title or words.fold(one.title) == words.fold(two.title)


def same_path(one: Entry, two: Entry) -> bool:
    """The links lead to the same page but for the host."""
    path, other = _path(one), _path(two)
    return path is not None and path == other


def titles(one: Entry, two: Entry) -> float:
    """How many of the words of the shorter title stand in the other, 0 to 1."""
    left, right = frozenset(words.tokens(one.title)), frozenset(words.tokens(two.title))
    return len(left & right) / min(len(left), len(right)) if left and right else float(same_title(one, two))


class Scale:
    """Weighs texts against each other, each as far as its first 20,000 characters.

    It remembers the last few hundred, and after `most` characters it is tired: texts that it would have to read are
    like no others then. So the work is bounded, whatever is to be compared.
    """

    def __init__(self, most: int = _MOST) -> None:
        self._left = most
        self._read = lru_cache(maxsize=300)(self._words)

    def empty(self, entry: Entry) -> bool:
        """It has nothing but a title."""
        return not entry.content or self._read(entry.content) == ()

    def telling(self, entry: Entry) -> bool:
        """The text is long enough to tell it from others."""
        return bool(self.shingles(entry))

    def same(self, one: Entry, two: Entry) -> bool:
        """The texts are the same, word for word, or both empty."""
        if one.content == two.content:
            return True
        left, right = self._read(one.content), self._read(two.content)
        return left is not None and left == right

    def equal(self, one: Entry, two: Entry) -> bool:
        """The texts are long enough to tell, and all but the same."""
        left, right = self.shingles(one), self.shingles(two)
        return bool(left and right) and len(left & right) >= _EQUAL * max(len(left), len(right))

    def overlap(self, one: Entry, two: Entry) -> float:
        """How much of the shorter text stands in the other, 0 to 1; titles are part of the texts."""
        left, right = self._text(one), self._text(two)
        if left is None or right is None:
            return 0.0
        some, other = _shingles(left), _shingles(right)
        return len(some & other) / min(len(some), len(other)) if some and other else float(left == right)

    def alike(self, held: Entry, new: Entry) -> bool:
        """The texts share most of their words, or the old one is how the new one begins: it was half written."""
        if self.overlap(held, new) >= ALIKE:
            return True
        old, fresh = self._text(held), self._text(new)
        return bool(old and fresh) and " ".join(fresh or ()).startswith(" ".join(old or ()))

    def shingles(self, entry: Entry) -> Shingles:
        """Each three words in a row of how the text begins; none if it is short."""
        found = self._read(entry.content) or ()
        return _shingles(found[:_BEGINNING]) if len(found) >= _SUBSTANCE else frozenset()

    def _text(self, entry: Entry) -> Words | None:
        found = self._read(entry.content)
        return None if found is None else (*words.tokens(entry.title), *found)

    def _words(self, content: str) -> Words | None:
        """The words of a text; None if there is no strength left to read it."""
        self._left -= min(len(content), _LONGEST)
        return words.tokens(html.plain(content[:_LONGEST])) if self._left >= 0 else None


def _shingles(found: Words) -> Shingles:
    return frozenset(zip(found, found[1:], found[2:], strict=False))


def _path(entry: Entry) -> str | None:
    """Path and query of the link; None for one that leads to a whole site."""
    address = urls.twin(entry.link or "")
    parts = urlsplit(address) if address else None
    return f"{parts.path}?{parts.query}" if parts and (parts.path != "/" or parts.query) else None
