"""How like two entries are: by title, date, address and text."""

from urllib.parse import urlsplit

from feedbot.model import Entry, Find
from feedbot.text import html, urls, words

ALIKE = 0.5
"""Texts that share so much of the smaller one are versions of one article."""

_EQUAL = 0.9
_SUBSTANCE = 20
_LONGEST = 2_000

Shingles = frozenset[tuple[str, str, str]]


def same_date(held: Entry, find: Find) -> bool:
    """The source gives a date, and it is that of the entry."""
    return find.dated and held.published == find.entry.published


def same_title(one: Entry, two: Entry) -> bool:
    """The titles differ in nothing that matters."""
    return words.fold(one.title) == words.fold(two.title)


def same_text(one: Entry, two: Entry) -> bool:
    """The texts are the same, word for word, or both empty."""
    return one.content == two.content or _words(one) == _words(two)


def same_path(one: Entry, two: Entry) -> bool:
    """The links lead to the same page but for the host."""
    path, other = _path(one), _path(two)
    return path is not None and path == other


def empty(entry: Entry) -> bool:
    """It has nothing but a title."""
    return not _words(entry)


def titles(one: Entry, two: Entry) -> float:
    """How many of the words of the shorter title stand in the other, 0 to 1."""
    left, right = frozenset(words.tokens(one.title)), frozenset(words.tokens(two.title))
    return len(left & right) / min(len(left), len(right)) if left and right else float(same_title(one, two))


def texts(one: Entry, two: Entry) -> float:
    """How much of the shorter text stands in the other, 0 to 1; titles are part of the texts."""
    return words.overlap(_text(one), _text(two))


def alike(held: Entry, new: Entry) -> bool:
    """The texts share most of their words, or the old one is how the new one begins: it was half written."""
    return texts(held, new) >= ALIKE or words.fold(_text(new)).startswith(words.fold(_text(held)))


def equal(one: Entry, two: Entry) -> bool:
    """The texts are long enough to tell, and all but the same."""
    left, right = shingles(one), shingles(two)
    return bool(left and right) and len(left & right) >= _EQUAL * max(len(left), len(right))


def shingles(entry: Entry) -> Shingles:
    """Each three words in a row of the text, as far as is needed to tell it from others; none if it is short."""
    found = words.tokens(html.plain(entry.content[: 4 * _LONGEST])[:_LONGEST])
    return frozenset(zip(found, found[1:], found[2:], strict=False)) if len(found) >= _SUBSTANCE else frozenset()


def _text(entry: Entry) -> str:
    return f"{entry.title} {html.plain(entry.content)}".strip()


def _words(entry: Entry) -> tuple[str, ...]:
    return words.tokens(html.plain(entry.content))


def _path(entry: Entry) -> str | None:
    """Path and query of the link; None for one that leads to a whole site."""
    address = urls.twin(entry.link or "")
    parts = urlsplit(address) if address else None
    return f"{parts.path}?{parts.query}" if parts and (parts.path != "/" or parts.query) else None
