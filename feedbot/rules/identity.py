"""What an item is called: its key at the source, its permanent id, and the digests that tell whether it changed."""

import hashlib
import re
from collections.abc import Iterable
from dataclasses import fields, is_dataclass, replace
from datetime import datetime
from functools import lru_cache
from uuid import UUID, uuid5

from feedbot.model import Entry, Item, Link, Naming, Source
from feedbot.text import urls, words

_NAMESPACE = UUID("7b1f7c52-0b5a-4b0e-9a3c-3d1b0f5a6c2e")
_IRI = re.compile(r"(?:https?://[^\s<>\"{}|\\^`]+|(?:urn|tag):[^\s<>\"{}|\\^`]+)", re.IGNORECASE)
Keyed = tuple[str, Item]
"""A key and the item it names."""

_LATER = frozenset({"width", "height", "duration", "episode", "publisher"})
"""Fields that came after the first digests were made, and do not count."""

_FLEETING = frozenset({"telegram_channel"})  # its addresses of files are good for a day or two
_FORM = "1"
"""Goes into every raw digest: another number makes all items be normalised anew after a change of the rules."""


def keyed(items: Iterable[Item], naming: Naming = "id") -> tuple[Keyed, ...]:
    """Items with the keys their source knows them by, in order; no key comes twice.

    An item that repeats another under the same key is left out. Where items that differ share a key, each gets one that
    adds its path, its link or its title, and the last resort is its text: nothing is lost to a source that reuses ids.
    Where `naming` does not trust the ids, the items have none any more.
    """
    named: dict[str, dict[object, Item]] = {}
    for item in items:
        known = item if naming == "id" or item.path is not None else replace(item, id=None)
        named.setdefault(key(known, naming), {}).setdefault(_told(known, naming), known)
    found: dict[str, Item] = {}
    for name, alike in named.items():
        apart = naming == "id" and len({item.link for item in alike.values()}) == len(alike)
        for item in alike.values():
            detail = item.path or (item.link if apart else None) or words.fold(item.title or "")
            full = name if len(alike) == 1 else _short(f"{name} {detail}")
            found[full if full not in found else f"sha256:{_hash(name, _told(item, naming))}"] = item
    return tuple(found.items())


def key(item: Item, naming: Naming = "id") -> str:
    """How a source names an item: its own id, a file's date and headline, the link, or a digest of the rest.

    `naming` tells which of these to begin with. At most 200 characters, never empty, and the same for the same item at
    each visit. The link is the canonical one; where it stands for ids that are bad, twins have one key.
    """
    if naming == "id" and item.id and item.id.strip():
        name = item.id.strip()
    elif item.path is not None and item.title:
        name = f"{words.fold(item.published or '')} {words.fold(item.title)}".strip()
    elif naming != "text" and (link := _linked(item, naming)):
        name = link
    elif item.title:
        name = f"title:{_hash(words.fold(item.title), item.published)}"
    else:
        name = f"text:{_hash(item.html, item.text, item.summary)}"
    return _short(name)


def aliases(item: Item) -> tuple[str, ...]:
    """Other keys by which the item may be known again, less trusted than its key, the best first.

    The file it lies in; or the twin of its link, and the canonical link, by which earlier versions knew it; or, where
    there is no link, its title. They tell an article with a new headline, and an item that was given another id.
    """
    if item.path is not None:
        return (f"path:{item.path}",)
    links = (_linked(item, "link"), _linked(item, "id"))
    found = tuple(dict.fromkeys(_short(f"link:{link}") for link in links if link))
    return found or ((f"title:{_hash(words.fold(item.title))}",) if item.title else ())


def permanent(item: Item, source: Source, name: str) -> str:
    """An id that is made once and never changes (RFC 4287, section 4.2.6): an absolute IRI.

    It is the source's own id if that is an IRI, else a urn:uuid made of the source's name and the key.
    """
    own = (item.id or "").strip()
    if len(own) <= 1000 and _IRI.fullmatch(own):
        return own
    if not own and item.path is None and (link := urls.canonical(item.link or "", item.base)):
        return link
    return _uuid(source.name, name)


def unclaimed(entry: Entry, now: datetime) -> str:
    """Another id for an entry that is new at `now`, and whose first choice names another entry already."""
    return _uuid("unclaimed", entry.source, entry.key, entry.digest, now.isoformat())


def raw(item: Item, source: Source) -> str:
    """Digest of what the source said, and of what the config adds to it.

    A file's time of change does not count, nor do addresses of pictures and sounds where they change by themselves.
    """
    said = replace(item, modified=None) if item.modified else item
    if source.kind in _FLEETING:
        said = replace(said, links=tuple(replace(link, href="") for link in said.links))
    return _hash(_FORM, *_flat(said), source.title, source.language, source.timezone, source.categories)


def digest(entry: Entry) -> str:
    """Digest of everything a reader can see except dates; equal digests look equal.

    What feedbot has read only since it read media whole (previews, RSS's comments, episodes) does not count: with an
    upgrade every entry would be a changed one.
    """
    return _hash(
        entry.title,
        entry.link,
        entry.content,
        entry.summary,
        entry.language,
        *_flat(entry.authors),
        *_flat(entry.categories),
        *_flat(entry.attribution),
        *_flat(tuple(link for link in entry.links if not _is_beside(link))),
    )


def _is_beside(link: Link) -> bool:
    return link.rel == "preview" or (link.rel == "replies" and link.type is None)


def _linked(item: Item, naming: Naming) -> str | None:
    fold = urls.canonical if naming == "id" else urls.twin
    return fold(item.link or "", item.base)


def _told(item: Item, naming: Naming) -> object:
    """What tells items apart that share a key, without what is not trusted."""
    if naming == "id":
        return replace(item, path=None, modified=None)
    return item.title, item.html, item.text, item.summary, item.published


def _short(name: str) -> str:
    return name if len(name) <= 200 else f"sha256:{_hash(name)}"


def _uuid(*parts: str) -> str:
    return uuid5(_NAMESPACE, "\n".join(parts)).urn


def _hash(*parts: object) -> str:
    return hashlib.sha256(repr(parts).encode("utf-8", "surrogatepass")).hexdigest()[:32]


def _flat(value: object) -> tuple[object, ...]:
    """The fields of a value, of values within it too, as plain tuples whose repr is stable."""
    if isinstance(value, str) or value is None:
        return (value,)
    if isinstance(value, tuple):
        return tuple(map(_flat, value))
    if is_dataclass(value):
        return tuple([(name, _flat(getattr(value, name))) for name in _named(value.__class__)])
    return (value,)


@lru_cache(maxsize=32)
def _named(kind: type) -> tuple[str, ...]:
    """The fields that count of a kind of value, in order."""
    return tuple(each.name for each in fields(kind) if each.name not in _LATER)
