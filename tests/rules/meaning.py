"""Entries that are held, items that come anew, and which of them mean which."""

from typing import Any

from feedbot.model import Entry, Find, Known, Sighting
from feedbot.rules import twins
from tests import make
from tests.make import NOW

TEXT = (
    "<p>The bridge over the river was opened on Monday after two years of work, the city council said. Hundreds of "
    "people came to walk across it, and the first trams are to run in the autumn of this year.</p>"
)
OTHER = (
    "<p>Farmers in the north expect a good harvest of apples this season, according to their union, which asks for "
    "more pickers and for better roads to the markets of the larger towns along the coast.</p>"
)


ONE = make.entry(1).id
"""The id of `held()`."""


def seen(entry: str, *keys: str) -> dict[str, Sighting]:
    """These keys name this entry."""
    return {key: Sighting(source="sample", key=key, entry=entry, raw="r", seen=NOW) for key in keys}


def known(*entries: Entry, **keys: str) -> Known:
    """What the store holds: entries, each under its key and the alias of its link, and under the keys given."""
    sightings: dict[str, Sighting] = {}
    for each in entries:
        sightings |= seen(each.id, each.key, *([f"link:{each.link}"] if each.link else []))
    for key, entry in keys.items():
        sightings |= seen(entry, key)
    return Known(sightings=sightings, entries={each.id: each for each in entries}, first=False)


def held(number: int = 1, **fields: Any) -> Entry:
    """An entry that we hold."""
    return make.entry(number, **{"content": TEXT, **fields})


def found(number: int = 1, **fields: Any) -> Find:
    """An item with a new key; it is dated as the entry is that we hold under its number, unless `dated` is False."""
    dated = fields.pop("dated", True)
    entry = make.entry(number, **{"key": f"new {number}", "content": TEXT, **fields})
    return make.find(entry=entry, aliases=(f"link:{entry.link}",) if entry.link else (), dated=dated)


def means(find: Find, what: Known, *others: Find, **fields: Any) -> str | None:
    """The id of the entry that a find means beside other finds of one visit."""
    matched = twins.match(make.harvest(finds=(find, *others), **fields), what)
    return matched[find.entry.key].id if find.entry.key in matched else None


OLD = "http://old.example"
NEW = "https://new.example"


def moved(number: int, **fields: Any) -> tuple[Entry, Find]:
    """An entry of an old site, and the item that tells of it on the new one."""
    entry = held(
        number, link=f"{OLD}/{number}", key=f"old {number}", content=TEXT.replace("bridge", f"bridge {number}")
    )
    new = {"link": f"{NEW}/{number}", "content": entry.content, "title": entry.title, "published": entry.published}
    return entry, found(number, **{**new, **fields})


def matches(*pairs: tuple[Entry, Find], **fields: Any) -> list[bool]:
    """Whether each item means its entry when all come at once."""
    finds = tuple(find for _, find in pairs)
    matched = twins.match(make.harvest(finds=finds, **fields), known(*(entry for entry, _ in pairs)))
    return [matched.get(find.entry.key) == entry for entry, find in pairs]
