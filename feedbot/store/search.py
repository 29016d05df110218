"""An index of the words of all entries: FTS5 of SQLite, tsvector of PostgreSQL.

The words come as keys (`rules/reading.py`), so the index has nothing to understand; texts in languages without listed
forms are indexed by their stems too. It tells which entries may pass a rule; the rule itself judges them. An entry that
changes is numbered anew, and what the index holds under its old number means nothing any more.
"""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import datetime
from functools import lru_cache
from typing import assert_never

from sqlalchemy import BigInteger, and_, column, exists, func, select, text

from feedbot.model import CANARY, AnyWord, Entry, Every, Some, Wanted
from feedbot.store import Tx
from feedbot.store import entries as articles
from feedbot.store.dialect import chunks, put
from feedbot.store.tables import entries, searched
from feedbot.store.values import clean
from feedbot.text.forms import stemmer

MOST = 20_000
"""How many entries one search looks at."""

_LONGEST_WORD = 100
"""Characters; what is longer was never a word, and PostgreSQL takes no lexeme over 2 KiB."""

_LARGEST = 1_000_000
"""Bytes of one entry's words; PostgreSQL takes no tsvector over 1 MiB."""

_WIDEST = 4
"""Bytes that a character takes in UTF-8, at most."""

_READ = 100

# Of what is ASCII, letters and digits are parts of words, and these three between digits; the rest would part a word.
_STRANGE = re.compile(r"[\x00-\x2b\x2d\x2f\x3b-\x40\x5b-\x60\x7b-\x7f]")

_INDEXED = {
    "sqlite": "INSERT INTO search (rowid, words) VALUES (:number, :words)",
    "postgresql": (
        "INSERT INTO search (number, words) VALUES (:number, array_to_tsvector(string_to_array(:words, ' ')))"
    ),
}
_LAST = {"sqlite": "SELECT max(rowid) FROM search", "postgresql": "SELECT max(number) FROM search"}
_ASKED = {
    "sqlite": "SELECT rowid AS number FROM search WHERE search MATCH :question",
    "postgresql": "SELECT number FROM search WHERE words @@ cast(:question AS tsquery)",
}


def keep(tx: Tx, words: Mapping[str, Collection[str]], digests: Mapping[str, str]) -> None:
    """Index recorded entries by the words they have, in place of those they had; both mappings are by id."""
    if not words:
        return
    known = tx.execute(select(func.max(searched.c.number))).scalar(), tx.execute(text(_LAST[tx.dialect.name])).scalar()
    last = max(number or 0 for number in known)
    numbers = {entry: last + place for place, entry in enumerate(words, 1)}
    put(tx, searched, [{"entry": id, "number": number, "digest": digests[id]} for id, number in numbers.items()])
    spoken = _languages(tx, words)
    rows = [{"number": number, "words": _line(words[id], spoken.get(id, ""))} for id, number in numbers.items()]
    tx.execute(text(_INDEXED[tx.dialect.name]), rows)


def missing(tx: Tx, limit: int) -> tuple[Entry, ...]:
    """Entries that are not in the index yet, such as those of an older feedbot; newest first."""
    unknown = and_(~exists().where(searched.c.entry == entries.c.id), entries.c.source != CANARY)
    # Asked by itself, this needs nothing but two indices, and mostly there is nothing.
    if tx.execute(select(entries.c.id).where(unknown).limit(1)).first() is None:
        return ()
    query = select(*articles.COLUMNS).where(unknown).order_by(entries.c.published.desc(), entries.c.id).limit(limit)
    return tuple(articles.entry(row) for row in tx.execute(query))


def following(tx: Tx, last: str, limit: int) -> tuple[Entry, ...]:
    """Entries that are not in the index yet and whose ids come after `last`, in order: for one who goes through all."""
    unknown = ~exists().where(searched.c.entry == entries.c.id)
    query = select(*articles.COLUMNS).where(entries.c.id > last, unknown).order_by(entries.c.id).limit(limit)
    return tuple(articles.entry(row) for row in tx.execute(query))


def candidates(
    tx: Tx, wanted: Wanted | None, *, since: datetime | None = None, most: int = MOST
) -> Iterator[tuple[Entry, int]]:
    """Entries that have the words that are wanted (None: all), each with how many sources tell its story.

    Newest first, at most `most`, read as they are asked for; to be used up inside the transaction.
    """
    query = select(entries.c.id).where(entries.c.retracted.is_(None), entries.c.source != CANARY)
    if since is not None:
        query = query.where(entries.c.published >= since)
    if wanted is not None:
        asked = text(_ASKED[tx.dialect.name]).bindparams(question=question(wanted, tx.dialect.name))
        found = asked.columns(column("number", BigInteger)).subquery()
        numbered = select(searched.c.entry).join(found, found.c.number == searched.c.number)
        query = query.where(entries.c.id.in_(numbered))
    ids = tx.execute(query.order_by(entries.c.published.desc(), entries.c.id).limit(most)).scalars().all()
    beside = entries.alias()
    same = (beside.c.story == entries.c.story, beside.c.retracted.is_(None))
    told = select(func.count(beside.c.source.distinct())).where(*same).scalar_subquery()
    for start in range(0, len(ids), _READ):
        some = ids[start : start + _READ]
        rows = tx.execute(select(*articles.COLUMNS, told.label("told")).where(entries.c.id.in_(some)))
        held = {row.id: row for row in rows}
        for row in map(held.__getitem__, some):
            yield articles.entry(row), max(row.told, 1)


def question(wanted: Wanted, engine: str) -> str:
    """What the index of an engine is asked, in its own language; words stand in quotes, so they cannot be operators."""
    sqlite = engine == "sqlite"
    match wanted:
        case AnyWord(words, starts):
            whole = [_quoted(word, sqlite=sqlite) for word in sorted(words)]
            begun = [_quoted(start, sqlite=sqlite) + (" *" if sqlite else ":*") for start in sorted(starts)]
            return f"({(' OR ' if sqlite else ' | ').join(whole + begun)})"
        case Every(parts):
            return f"({(' AND ' if sqlite else ' & ').join(question(part, engine) for part in parts)})"
        case Some(parts):
            return f"({(' OR ' if sqlite else ' | ').join(question(part, engine) for part in parts)})"
        case _:
            assert_never(wanted)


def _languages(tx: Tx, ids: Iterable[str]) -> dict[str, str]:
    found: dict[str, str] = {}
    for some in chunks(ids):
        query = select(entries.c.id, entries.c.language).where(entries.c.id.in_(some))
        found |= {id: language for id, language in tx.execute(query) if language}
    return found


def _line(words: Collection[str], language: str) -> str:
    """What is indexed of an entry: its words, and where its language is known by stems, theirs."""
    tongue = language.lower().split("-")[0]
    stems = [_stem(tongue, word) for word in words if len(word) <= _LONGEST_WORD] if stemmer(tongue) else ()
    both = dict.fromkeys((*words, *stems))
    line = " ".join(both)
    short = len(line) * _WIDEST <= _LARGEST and max(map(len, both), default=0) <= _LONGEST_WORD
    # Looked at all at once: a comma is part of a word, as `_cut` sees it.
    if short and "" not in both and _STRANGE.search(",".join(both)) is None and clean(line) == line:
        return line
    found, size = [], 0
    for word in dict.fromkeys(map(_cut, both)):
        size += len(word.encode())
        if size > _LARGEST:
            break
        found.append(word)
    return " ".join(found)


@lru_cache(maxsize=20_000)
def _stem(language: str, word: str) -> str:
    stem = stemmer(language)  # one for each word, as it cannot be shared by threads; it costs less than the word does
    return stem(word) if stem else word


def _cut(word: str) -> str:
    """A word as one token that every engine takes."""
    return _STRANGE.sub("\ufffd", clean(word[:_LONGEST_WORD])) or "\ufffd"


def _quoted(word: str, *, sqlite: bool) -> str:
    """A word in the quotes of its engine (FTS5 strings, tsquery)."""
    return f'"{_cut(word)}"' if sqlite else f"'{_cut(word)}'"
