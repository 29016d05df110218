"""Dictionaries of forms, each read once a process when a word is first asked for: pymorphy3's, and simplemma's tables.

They stay in memory from then on: the Russian one takes 21 MB, the tables of Ukrainian 8 and of English 3.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from functools import lru_cache
from typing import Any

_FEW = 12  # words; so many are looked for one by one, more in one pass


class Table:
    """Which forms belong to which lemma, as one row of bytes: a dict would take thirty times as much.

    `records` are pairs of a form, each once, and its lemma, in UTF-8.
    """

    def __init__(self, records: Iterable[tuple[bytes, bytes]]) -> None:
        groups: dict[bytes, bytearray] = defaultdict(bytearray)
        for form, lemma in records:
            groups[lemma] += form + b"\t"
        rows = (lemma + b"\n\t" + bytes(forms) for lemma, forms in groups.items())
        self._rows = b"\n" + b"".join(_coded(row.decode()) + b"\n" for row in rows)

    def forms(self, lemmas: Collection[str]) -> dict[str, tuple[str, ...]]:
        """The forms of each lemma; of what is none nothing."""
        if len(lemmas) <= _FEW:
            found = {lemma: self._at(lemma) for lemma in lemmas}
            return {lemma: forms for lemma, forms in found.items() if forms}
        wanted = {_coded(lemma): lemma for lemma in lemmas}
        return {wanted[lemma]: _forms(forms) for lemma, forms in self._each() if lemma in wanted}

    def lemmas(self, forms: Collection[str]) -> dict[str, str]:
        """The lemma of each form; of what is none nothing."""
        if len(forms) <= _FEW:
            found = {form: self._over(form) for form in forms}
            return {form: lemma for form, lemma in found.items() if lemma is not None}
        wanted = {_coded(form): form for form in forms}
        return {
            wanted[form]: _plain(lemma)
            for lemma, rows in self._each()
            for form in wanted.keys() & rows.strip(b"\t").split(b"\t")
        }

    def _at(self, lemma: str) -> tuple[str, ...]:
        head = b"\n" + _coded(lemma) + b"\n\t"
        start = self._rows.find(head)
        if start < 0:
            return ()
        start += len(head)
        return _forms(self._rows[start : self._rows.index(b"\n", start)])

    def _over(self, form: str) -> str | None:
        found = self._rows.find(b"\t" + _coded(form) + b"\t")
        if found < 0:
            return None
        end = self._rows.rindex(b"\n", 0, found + 1)
        return _plain(self._rows[self._rows.rindex(b"\n", 0, end) + 1 : end])

    def _each(self) -> Iterator[tuple[bytes, bytes]]:
        """Each lemma with its forms."""
        start = 1
        while start < len(self._rows):
            middle = self._rows.index(b"\n", start)
            end = self._rows.index(b"\n", middle + 1)
            yield self._rows[start:middle], self._rows[middle + 1 : end]
            start = end + 1


@lru_cache(maxsize=2)
def analyser(tongue: str) -> Any:  # noqa: ANN401 - an untyped library's
    """What pymorphy3 knows of Russian, "ru", or of Ukrainian, "uk", where its dictionary is installed.

    Many threads may ask it at once.
    """
    import pymorphy3  # late: it takes 0.1 s, and few programs need it

    return pymorphy3.MorphAnalyzer(lang=tongue)


@lru_cache(maxsize=2)
def table(tongue: str) -> Table:
    """The table of a language: "uk" or "en". The first time it takes half a second."""
    return Table(_records(tongue))


def _records(tongue: str) -> Iterator[tuple[bytes, bytes]]:
    from simplemma.strategies.dictionaries import dictionary_factory, frontcode  # late: with the tables it takes time

    body = dictionary_factory._read_decompressed(tongue)  # the only way to read without a dict of it all
    backwards, _, start = frontcode._read_header(body)
    turn = slice(None, None, -1 if backwards else 1)
    return ((form[turn], lemma[turn]) for _, form, lemma in frontcode._iter_records(body, start))


def _coded(text: str) -> bytes:
    """One byte a letter; what has none is spelt out, and found by nobody who asks for words."""
    return text.encode("cp1251", "xmlcharrefreplace")


def _plain(word: bytes) -> str:
    return word.decode("cp1251")


def _forms(row: bytes) -> tuple[str, ...]:
    return tuple(_plain(row).strip("\t").split("\t"))
