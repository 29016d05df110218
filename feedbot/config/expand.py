"""The feeds of a configuration; a table that says `each` is a feed for each source, category or search."""

import hashlib
import re
from collections.abc import Iterator, Mapping
from typing import Any

from feedbot.config import podcasts
from feedbot.config.faults import Faults
from feedbot.config.sections import FeedTable
from feedbot.config.tables import Sections, rows
from feedbot.model import Feed

_LONGEST = 64
_LATIN = {
    **dict(zip("абвгґдезийклмнопрстуфыэ", "abvhgdezyiklmnoprstufye", strict=True)),
    **{"є": "ye", "ё": "yo", "ж": "zh", "і": "i", "ї": "yi", "х": "kh", "ц": "ts", "ч": "ch", "ш": "sh"},
    **{"щ": "shch", "ъ": "", "ь": "", "ю": "yu", "я": "ya", "'": "", "\N{RIGHT SINGLE QUOTATION MARK}": ""},
}


def expanded(found: Sections) -> tuple[Feed, ...]:
    """Every feed that the config asks for, in its order."""
    return tuple(feed for section in found.feeds for feed in _feeds(section, found))


def check(found: Sections, data: Mapping[str, Any], faults: Faults) -> None:
    """Tell of feeds whose documents would lie in the same place, and of `each` where there is nothing to take."""
    places = {row.get("name"): path for path, row in rows(data, "feeds")}
    taken: dict[str, str] = {}
    for section in found.feeds:
        path = places.get(section.name, ())
        made = list(_feeds(section, found))
        if section.each and not made:
            faults.add((*path, "each"), _EMPTY[section.each])
        for feed in made:
            if taken.setdefault(feed.name, section.name) != section.name:
                where = (*path, "each" if section.each else "name")
                faults.add(where, f'"{feed.name}" is a feed of [[feeds]] "{taken[feed.name]}" too; choose another name')


_EMPTY = {
    "source": "there is no source that it takes",
    "category": 'no source that it takes has categories; give some: categories = ["…"]',
    "search": "there is no saved search; add [[searches]] with name and where",
}


def _feeds(section: FeedTable, found: Sections) -> Iterator[Feed]:
    if section.each is None:
        yield _feed(section, found)
        return
    sources = [each for each in found.sources if not section.sources or each.name in section.sources]
    if section.each == "source":
        for source in sources:
            yield _feed(section, found, of=source.name, title=source.title or source.name, sources=(source.name,))
    elif section.each == "category":
        for category, names in _categories(section, found).items():
            yield _feed(section, found, of=slug(category), title=category, sources=names)
    else:
        for search in found.searches:
            yield _feed(section, found, of=search.name, title=search.title or search.name, rule=search.where.strip())


def _categories(section: FeedTable, found: Sections) -> dict[str, tuple[str, ...]]:
    """The categories that the config gives to sources, as first written, each with the names of its sources."""
    spelled: dict[str, str] = {}
    names: dict[str, tuple[str, ...]] = {}
    for source in found.sources:
        if section.sources and source.name not in section.sources:
            continue
        for category in dict.fromkeys(each.strip() for each in source.categories if each.strip()):
            title = spelled.setdefault(slug(category), category)
            names[title] = tuple(dict.fromkeys((*names.get(title, ()), source.name)))
    return names


def own_hub(found: Sections) -> str | None:
    """The address of our own WebSub hub; None where it is off, or readers elsewhere could not reach it."""
    web = found.web
    return f"{web.url}/hub" if web.enabled and web.hub and web.url else None


def slug(text: str) -> str:
    """A text as part of an address: small Latin letters, digits and dashes; never empty, never over 40 characters.

    Cyrillic is transliterated; of what has no such letters, a digest stands for it.
    """
    told = "".join(_LATIN.get(letter, letter) for letter in text.casefold())
    plain = re.sub(r"[^a-z0-9]+", "-", told).strip("-")
    if plain and len(plain) <= 40:
        return plain
    digest = hashlib.sha256(text.casefold().encode("utf-8", "surrogatepass")).hexdigest()[:8]
    return f"{plain[:31].strip('-')}-{digest}".strip("-")


def _feed(
    section: FeedTable,
    found: Sections,
    *,
    of: str | None = None,
    title: str | None = None,
    sources: tuple[str, ...] | None = None,
    rule: str = "",
) -> Feed:
    """One feed of a table: `of` is what sets it apart from the others, which the table's own title goes before."""
    name = section.name if of is None else _name(section.name, of)
    told = title if section.title is None else f"{section.title}: {title}" if title else section.title
    own = section.where.strip()
    return Feed(
        name=name,
        title=told or name,
        subtitle=section.subtitle,
        author=section.author,
        language=section.language or found.feedbot.language,
        formats=tuple(dict.fromkeys(section.formats)),
        sources=tuple(section.sources) if sources is None else sources,
        where=f"({own}) and ({rule})" if own and rule else own or rule,
        size=section.size,
        hub=section.hub or own_hub(found),
        private=section.private,
        archive=section.archive,
        complete=section.complete,
        keep=section.keep,
        keep_entries=section.keep_entries,
        icon=section.icon,
        logo=section.logo,
        rights=section.rights,
        each=None if of is None else section.name,
        podcast_category=section.podcast_category,
        podcast_owner=podcasts.parted(section.podcast_owner) if section.podcast_owner else None,
        podcast_explicit=section.podcast_explicit,
    )


def _name(table: str, of: str) -> str:
    name = f"{table}-{of}".replace(".", "-")
    if len(name) <= _LONGEST:
        return name
    return f"{name[: _LONGEST - 9]}-{hashlib.sha256(name.encode()).hexdigest()[:8]}"
